"""Art. 19: the observations that later ones have taken the place of, each with the answer that it had, from the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smvp.organizzazione.letture import nomi_nel_registro
from smvp.registro.models import Evento

from ..models import Valutazione
from .firme import Firma, versioni_di

SOSTITUITE = "osservazioni_di_prima"
MANDATE, REGISTRATE, RISPOSTE = "osserva", "registra_osservazioni", "rispondi"


@dataclass(frozen=True, slots=True)
class Scambio:
    """Observations and their answer. ``mandate``, ``data``: who wrote each and when; no answer: the sheet was opened again instead.

    ``ricevute_il``, ``arrivo``: of those that had arrived in another way, and that ``mandate`` has only recorded.
    """

    osservazioni: str
    mandate: Firma | None
    risposta: str
    data: Firma | None
    ricevute_il: date | None = None
    arrivo: str = ""


def osservazioni_di_prima(schede: Sequence[Valutazione]) -> dict[int, list[Scambio]]:
    """For each sheet (all of one kind) that has any, the first first, in two queries however many the sheets.

    What a review has determined anew has those of the version of before too: it is still its exchange with who evaluates.
    """
    if not schede:
        return {}
    codice = schede[0].flusso.codice
    azioni = {f"{codice}.{azione}": azione for azione in (MANDATE, REGISTRATE, RISPOSTE, SOSTITUITE)}
    di_chi = versioni_di(schede)
    eventi = list(Evento.objects.filter(oggetto=codice, oggetto_id__in=di_chi, azione__in=azioni).order_by("numero"))
    if not any(azioni[e.azione] == SOSTITUITE for e in eventi):
        return {}
    nomi = nomi_nel_registro(eventi)
    trovati: dict[int, list[Scambio]] = {}
    ultimi: dict[tuple[str, str], Firma] = {}
    for e in eventi:
        azione = azioni[e.azione]
        if azione != SOSTITUITE:
            ultimi[e.oggetto_id, RISPOSTE if azione == RISPOSTE else MANDATE] = Firma(nomi[e.utente], e.quando)
            continue
        dati = e.contenuto
        scambio = Scambio(
            osservazioni=dati.get("osservazioni", ""), mandate=ultimi.pop((e.oggetto_id, MANDATE), None), risposta=dati.get("risposta", ""),
            data=ultimi.pop((e.oggetto_id, RISPOSTE), None), arrivo=dati.get("arrivo", ""),
            ricevute_il=date.fromisoformat(dati["ricevute_il"]) if dati.get("ricevute_il") else None,
        )  # fmt: skip
        for pk in di_chi[e.oggetto_id]:
            trovati.setdefault(pk, []).append(scambio)
    return trovati
