from django.apps import AppConfig


class ValutazioniConfig(AppConfig):
    name = "valutazioni"
    verbose_name = "Valutazioni"

    def ready(self) -> None:
        from smvp.flusso.navigazione import Voce, registra_voce
        from smvp.organizzazione.ruoli import Ruolo

        from .agenda import autovalutazione, personale, schede, specifici  # noqa: F401  (they register themselves: effects of the steps, things to do)
        from .letture import rami, seguito  # noqa: F401
        from .operazioni import emissioni_personale, passaggi, riesame, voti  # noqa: F401

        # One tab: those who evaluate or are evaluated with Allegato B come to that, the others to the staff's sheets.
        chi = frozenset({Ruolo.NCVP, Ruolo.SEGRETARIO, Ruolo.SINDACO, Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.SEGRETERIA})
        dell_esercizio = (
            "elenco",
            "personale",
            "miei_obiettivi",
            "specifici",
            "struttura",
            "voci",
            "elenchi",
            "equita",
            "relazione",
            "diari",
        )
        pagine = frozenset(f"valutazioni:{pagina}" for pagina in dell_esercizio)
        del_personale = frozenset({Ruolo.DIPENDENTE, Ruolo.PERSONALE})
        registra_voce(Voce(20, "Valutazioni", "valutazioni:elenco", "valutazioni", chi, pagine=pagine))
        registra_voce(Voce(20, "Valutazioni", "valutazioni:personale", "valutazioni", del_personale, pagine=pagine, senza=chi))
        solo_percentuali = frozenset({Ruolo.CONTROLLO})
        registra_voce(Voce(20, "Valutazioni", "valutazioni:struttura", "valutazioni", solo_percentuali, pagine=pagine,
                            senza=chi | del_personale))  # fmt: skip
