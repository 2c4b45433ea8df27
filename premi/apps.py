from django.apps import AppConfig


class PremiConfig(AppConfig):
    name = "premi"
    verbose_name = "Premi"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce
        from smvp.organizzazione.ruoli import Ruolo

        from . import permessi
        from .agenda import corse, premialita, progressioni  # noqa: F401
        from .documenti import tipi  # noqa: F401
        from .operazioni import passaggi  # noqa: F401 (what a step of a procedure does, whoever takes it)

        # Artt. 25–27: the Sindaco confers them, and sees nothing else.
        del_sindaco = frozenset({"premi:premialita", "premi:bonus", "premi:innovazione", "premi:efficienza"})
        pagine = del_sindaco | {
            "premi:corse", "premi:risultato", "premi:fondi", "premi:tempi", "premi:progressioni", "premi:verticale", "premi:simulatore",
        }  # fmt: skip
        registra_voce(Voce(30, "Premi", "premi:corse", "premi", permessi.VEDONO, pagine=pagine))
        # The NCVP certifies the savings, and sees nothing of the runs.
        sue = del_sindaco | {"premi:fondi", "premi:tempi", "premi:progressioni", "premi:verticale", "premi:simulatore"}
        registra_voce(Voce(30, "Premi", "premi:fondi", "premi", frozenset({Ruolo.NCVP}), pagine=sue, senza=permessi.VEDONO))
        registra_voce(Voce(30, "Premi", "premi:premialita", "premi", frozenset({Ruolo.SINDACO}), pagine=del_sindaco, senza=permessi.VEDONO))
        registra_voce(Voce(30, "I miei premi", "premi:miei", "premi", permessi.PAGATI, con_anno=False, senza=permessi.VEDONO))
