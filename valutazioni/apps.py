from django.apps import AppConfig


class ValutazioniConfig(AppConfig):
    name = "valutazioni"
    verbose_name = "Valutazioni"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce
        from smvp.organizzazione.ruoli import Ruolo

        from . import agenda, operazioni  # noqa: F401  (they register themselves: effects of the steps, things to do)

        chi = frozenset({Ruolo.NCVP, Ruolo.SEGRETARIO, Ruolo.SINDACO, Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.SEGRETERIA})
        registra_voce(Voce(20, "Valutazioni", "valutazioni:elenco", "valutazioni", chi))
