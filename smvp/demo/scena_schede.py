"""What happens to a sheet of Allegato B in the demo: the marks and the steps, by the operations that the pages call."""

from datetime import datetime
from typing import Any

from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from valutazioni.models import Scheda, Valutazione
from valutazioni.operazioni.approvazione import approva_con_atto, rendi_definitive
from valutazioni.operazioni.condivisione import registra_rifiuto, rispondi_alle_osservazioni, scrivi_osservazioni, verbalizza_colloquio
from valutazioni.operazioni.voti import Voti, salva_voti

from .modello import Passaggio, Votazione


def _scheda(esercizio: Esercizio, incarico: Incarico) -> Scheda:
    return Scheda.objects.select_related("incarico__persona", "esercizio").get(esercizio=esercizio, incarico=incarico)


def vota(esercizio: Esercizio, incarico: Incarico, votazione: Votazione, utente: Utente) -> None:
    """Artt. 10 and 18: the attainments, the marks and the notes that somebody writes at a moment."""
    scheda = _scheda(esercizio, incarico)
    righe = scheda.voti_obiettivo.select_related("assegnazione__obiettivo") if votazione.raggiunto else []
    fattori = {(v.macrofattore, v.ordine): v for v in scheda.voti_fattore.all()}
    voti = {fattori[macro, n]: voto for macro, elenco in votazione.voti.items() for n, voto in enumerate(elenco, 1)}
    salva_voti(
        scheda=scheda, utente=utente, quando=votazione.il, versione=scheda.versione,
        voti=Voti(
            raggiungimenti={r.pk: votazione.raggiunto.get(r.assegnazione.obiettivo.codice) for r in righe},
            fattori={riga.pk: voto for riga, voto in voti.items()},
            motivi={riga.pk: votazione.motivo for riga, voto in voti.items() if votazione.motivo and voto != riga.voto},
            note=votazione.note or None,
        ),
    )  # fmt: skip


def passa(esercizio: Esercizio, incarico: Incarico, p: Passaggio, utente: Utente, atto: Atto | None) -> None:
    avanza(_scheda(esercizio, incarico), p.azione, utente=utente, quando=p.il, testo=p.testo, atto=atto, testimone=p.testimone)


def avanza(scheda: Valutazione, azione: str, *, utente: Utente, quando: datetime, testo: str, atto: Atto | None,
           testimone: str = "") -> None:  # fmt: skip
    """Artt. 16, 18, 22 and 29: a step of a sheet of either kind, with the text or the act that it carries."""
    come: dict[str, Any] = {"scheda": scheda, "utente": utente, "quando": quando, "versione": scheda.versione}
    if azione == "colloquio":
        verbalizza_colloquio(tenuto_il=quando.date(), verbale=testo, **come)
    elif azione == "osserva":
        scrivi_osservazioni(testo=testo, **come)
    elif azione == "rispondi":
        rispondi_alle_osservazioni(testo=testo, **come)
    elif azione == "registra_rifiuto":
        registra_rifiuto(testimone=testimone, accaduto=testo, **come)
    elif azione == "approva" and atto is not None:
        approva_con_atto(schede=[scheda], atto=atto, utente=utente, quando=quando)
    elif azione == "rendi_definitiva":
        rendi_definitive(schede=[scheda], utente=utente, quando=quando)
    else:
        esegui(scheda, azione, utente=utente, quando=quando, versione=scheda.versione, motivo=testo)
