"""The evaluatee's own marks (optional, as the regulation version says): sent once, all together; they never enter the score."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

from ..letture.autovalutazione import da_autovalutare
from ..models import Scheda, SchedaPersonale, VotoFattore, VotoVoce


@transaction.atomic
def invia_autovalutazione(
    *, scheda: Scheda | SchedaPersonale, voti: Mapping[int, int], utente: Utente, quando: datetime
) -> Scheda | SchedaPersonale:
    """Write one mark for each factor or item (keys are row ids), and tell whoever evaluates: from here they read them.

    Raises PermissionDenied (not the evaluatee, the sheet has gone on, or the version has no self-evaluation), OperazioneNonAmmessa (already
    sent: what the evaluator has read does not change), DatiNonValidi (a mark missing or outside the scale, a row of another sheet).
    """
    riga = type(scheda).tutte.select_for_update(of=("self",)).get(pk=scheda.pk)
    if not rules.has_perm("valutazioni.autovalutarsi", utente, riga):
        raise PermissionDenied("Ci si valuta da sé finché la scheda è aperta, se il regolamento lo prevede.")
    righe = da_autovalutare(riga)
    if any(r.autovalutazione is not None for r in righe):
        raise OperazioneNonAmmessa("Hai già inviato la tua autovalutazione: chi ti valuta la legge, e non si cambia più.", articolo="18")
    _controlla(righe, voti, {livello.voto for livello in riga.esercizio.reg.scala})
    for r in righe:
        r.autovalutazione = voti[r.pk]
        r.save(update_fields=["autovalutazione"])
    riga.versione += 1  # whoever has the page open is told, and a document issued from here has them
    riga.save(update_fields=["versione"])
    registra(azione=f"{riga.flusso.codice}.autovalutazione", oggetto=riga.flusso.codice, oggetto_id=riga.pk, utente=utente.username,
             quando=quando, dati={"voti": len(righe)})  # fmt: skip
    Notifica.objects.bulk_create(
        Notifica(destinatario=u, testo=f"{riga}: il valutato ha inviato la sua autovalutazione.", url=riga.get_absolute_url(),
                 creata_il=quando)
        for u in {u.pk: u for u in _da_avvisare(riga)}.values()
    )  # fmt: skip
    return riga


def _controlla(righe: Iterable[VotoFattore | VotoVoce], voti: Mapping[int, int], ammessi: set[int]) -> None:
    chieste = {r.pk for r in righe}
    if set(voti) - chieste:
        raise DatiNonValidi("Una riga non appartiene a questa scheda: ricarica la pagina.")
    if mancano := len(chieste - set(voti)):
        raise DatiNonValidi("Manca un voto." if mancano == 1 else f"Mancano {mancano} voti su {len(chieste)}.", articolo="18")
    if not ammessi.issuperset(voti.values()):
        raise DatiNonValidi("C’è un voto che non è nella scala.", articolo="20")


def _da_avvisare(scheda: Scheda | SchedaPersonale) -> list[Utente]:
    """Whoever gives the marks: of a member of staff the P.O., or the dirigente where there is none."""
    if isinstance(scheda, Scheda):
        return list(scheda.valutatori())
    return [u for u in scheda.compilatori() if u.persona.pk != scheda.persona_id] or list(scheda.dirigenti())
