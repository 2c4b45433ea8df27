"""Art. 21: the NCVP's document on the Relazione: what it has looked at, what it says of each point, its conclusions."""

from typing import Any

from obiettivi.documenti.parole import giorno
from smvp.documenti.operazioni import Richiesta
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Ente, Utente

from ..models import Relazione
from ..stati import VALIDATA

VALIDAZIONE = "validazione_relazione"


def contenuto_validazione(riga: Relazione, utente: Utente) -> dict[str, Any]:
    """All that it says, ready to be frozen."""
    ente, esercizio = Ente.corrente(), riga.esercizio
    fatte = {v.codice: v for v in riga.verifiche.all()}
    persona = getattr(utente, "persona", None)
    trasmessa = riga.trasmessa_il
    return {
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "anno": esercizio.anno,
        "validata": riga.stato == VALIDATA,
        "verbale": str(riga.verbale),
        "verbale_oggetto": riga.verbale.oggetto if riga.verbale else "",
        "data": giorno(riga.verbale.data) if riga.verbale else "",
        "atto": str(riga.atto),
        "trasmessa": giorno(trasmessa.astimezone(FUSO).date()) if trasmessa else "",
        "completa": {"titolo": riga.completa.titolo, "impronta": riga.completa.impronta} if riga.completa else None,
        "verifiche": [
            {
                "titolo": v.titolo, "descrizione": v.descrizione, "esito": fatte[v.codice].get_esito_display(),
                "motivo": fatte[v.codice].motivo,
            }
            for v in esercizio.reg.garanzie.verifiche
            if v.codice in fatte
        ],
        "conclusioni": riga.conclusioni,
        "chi": persona.con_titolo if persona else utente.username,
        "regolamento": {"denominazione": esercizio.reg.denominazione, "atto": esercizio.reg.atto},
    }  # fmt: skip


def richiesta_validazione(riga: Relazione, utente: Utente) -> Richiesta:
    """One for each verdict: a second one, after the Relazione has been corrected, is a second document."""
    che = "Documento di validazione della" if riga.stato == VALIDATA else "Osservazioni del NCVP sulla"
    titolo = f"{che} Relazione sulla performance {riga.esercizio.anno}"
    return Richiesta(f"{VALIDAZIONE}:{riga.pk}:{riga.versione}", titolo, riga.pk, lambda: contenuto_validazione(riga, utente))
