"""Who has done what on a sheet and when, from the log: what its document prints in the place of the signatures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smvp.organizzazione.letture import nome_di, nomi_nel_registro
from smvp.organizzazione.models import Utente
from smvp.registro.models import Evento

from ..models import Valutazione
from ..stati import SCHEDA, SCHEDA_PERSONALE

# What each step takes back: the signatures given before on what may now change again.
TOGLIE: Mapping[str, Mapping[str, frozenset[str]]] = {
    SCHEDA.codice: {
        "riapri_a": frozenset({"proponi_a"}),
        "nega_concerto": frozenset({"chiedi_concerto"}),
        "restituisci": frozenset({"proponi_a", "trasmetti"}),
        "rinvia": frozenset({"decidi", "partecipa"}),
        "rivedi": frozenset({"proponi_a", "chiedi_concerto", "concerta", "partecipa"}),
    },
    SCHEDA_PERSONALE.codice: {"restituisci": frozenset({"trasmetti"}), "rivedi": frozenset({"decidi", "partecipa"})},
}


@dataclass(frozen=True, slots=True)
class Firma:
    """A step that still holds: whose it was and when; ``motivo`` where the step asked for one."""

    nome: str
    quando: datetime
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class InCorso:
    """The step that is being taken now: the log does not tell it yet."""

    azione: str
    utente: Utente
    quando: datetime


Firme = dict[str, Firma]


def firme_di(schede: Sequence[Valutazione], in_corso: InCorso | None = None) -> dict[int, Firme]:
    """For each sheet (all of one kind) its last step of each name that has not been taken back since, in two queries.

    What a review has determined anew rests on the steps of the version of before: they are its own too.
    """
    firme: dict[int, Firme] = {s.pk: {} for s in schede}
    if not schede:
        return firme
    codice = schede[0].flusso.codice
    passi = {f"{codice}.{t.azione}": t.azione for t in schede[0].flusso.transizioni}
    di_chi = versioni_di(schede)
    eventi = Evento.objects.filter(oggetto=codice, oggetto_id__in=di_chi, azione__in=passi).order_by("numero")
    nomi = nomi_nel_registro(eventi)
    for e in eventi:
        for pk in di_chi[e.oggetto_id]:
            _segna(firme[pk], codice, passi[e.azione], Firma(nomi[e.utente], e.quando, e.contenuto.get("motivo", "")))
    if in_corso:
        _segna(firme[schede[0].pk], codice, in_corso.azione, Firma(nome_di(in_corso.utente), in_corso.quando))
    return firme


def versioni_di(schede: Sequence[Valutazione]) -> dict[str, list[int]]:
    """As the log calls them, these sheets and the versions that a review has replaced: on which of these sheets each bears."""
    di_chi: dict[str, list[int]] = {str(s.pk): [s.pk] for s in schede}
    for s in schede:
        if s.sostituisce_id is not None:
            di_chi.setdefault(str(s.sostituisce_id), []).append(s.pk)
    return di_chi


def _segna(firme: Firme, codice: str, azione: str, firma: Firma) -> None:
    for tolta in TOGLIE[codice].get(azione, ()):
        firme.pop(tolta, None)
    firme[azione] = firma
