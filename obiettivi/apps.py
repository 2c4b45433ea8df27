from django.apps import AppConfig


class ObiettiviConfig(AppConfig):
    name = "obiettivi"
    verbose_name = "Obiettivi"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce

        from . import agenda, permessi  # noqa: F401  (they register themselves: things to do, permissions, effects of the steps)
        from .operazioni import consuntivi, emissioni, passaggi, revisione  # noqa: F401
        from .templatetags.linguette import VOCI

        pagine = frozenset(f"obiettivi:{pagina}" for pagina, *_ in VOCI)
        registra_voce(Voce(10, "Obiettivi", "obiettivi:elenco", "obiettivi", permessi.VEDONO, dell_anno=True, pagine=pagine))
