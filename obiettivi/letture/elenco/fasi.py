"""How far a sheet has come, as people count it: the columns of the Cabina di regia."""

from dataclasses import dataclass

from django.db.models import Count, Q

from smvp.flusso.residui import Residui
from smvp.organizzazione.models import Esercizio, Utente

from ... import stati
from ...permessi import vede_obiettivi, visibili_a
from ...stati import OBIETTIVO


@dataclass(frozen=True, slots=True)
class Fase:
    """A stage of the cycle: done for the sheets in one of the states of ``fatta``, awaited by those of ``attesa``."""

    codice: str
    titolo: str
    fatta: frozenset[str]
    attesa: frozenset[str]


# Each stage with the states in which its sheets wait for it, in the order of the cycle.
_PASSI = (
    ("proposte", "Proposte", {stati.BOZZA}),
    ("validate", "Validate", {stati.NEGOZIATA, stati.CON_PARERE, stati.TRASMESSA, stati.INTEGRAZIONI}),
    ("assegnate", "Assegnate", {stati.VALIDATA, stati.ACCETTATA, stati.REVISIONE, stati.RIDEFINITA}),
    ("verificate", "Verifica intermedia", {stati.ASSEGNATA}),
    ("rendicontate", "Rendicontate", {stati.MONITORATA}),
    ("misurate", "Misurate", {stati.RENDICONTATA}),
    ("valutate", "Valutate", {stati.MISURATA, stati.AL_VALUTATORE}),
)
_FATTE = [{s for _, _, attesa in _PASSI[n + 1 :] for s in attesa} | {stati.VALUTATA} for n in range(len(_PASSI))]
FASI = tuple(Fase(c, t, frozenset(fatta), frozenset(attesa)) for (c, t, attesa), fatta in zip(_PASSI, _FATTE, strict=True))
PER_CODICE = {f.codice: f for f in FASI}

_NEGOZIATE = frozenset({
    stati.BOZZA, stati.NEGOZIATA, stati.CON_PARERE, stati.TRASMESSA, stati.INTEGRAZIONI, stati.VALIDATA, stati.ACCETTATA,
})  # fmt: skip
_RIDEFINITE = frozenset({stati.REVISIONE, stati.RIDEFINITA})
_RENDICONTATE = frozenset({stati.RENDICONTATA, stati.MISURATA, stati.AL_VALUTATORE, stati.VALUTATA})
_TUTTI = frozenset(s.codice for s in OBIETTIVO.stati)
# Term → the states of the sheets that owe it, and of those among them that have been redefined: their terms are those of art. 15.
_DEBITI = {
    "negoziazione": (frozenset({stati.BOZZA}), frozenset()),
    "assegnazione": (_NEGOZIATE, frozenset()),
    "verifica_intermedia": (_NEGOZIATE | {stati.ASSEGNATA}, frozenset()),
    "ridefinizione": (_RIDEFINITE, _RIDEFINITE | {stati.VALIDATA, stati.ACCETTATA}),
    "rendicontazione": (_TUTTI - _RENDICONTATE, _TUTTI - _RENDICONTATE),
    "valutazioni": (_TUTTI - {stati.VALUTATA}, _TUTTI - {stati.VALUTATA}),
}


def residui_di(utente: Utente, esercizio: Esercizio) -> Residui:
    """How many sheets, of those that the user sees, have not passed the term of each phase, in one query. Of none, one cannot tell."""
    if not vede_obiettivi(utente):
        return dict.fromkeys(_DEBITI)
    gruppi = visibili_a(utente).filter(esercizio=esercizio).order_by().values_list("stato")
    conti = {s: (tutte - rifatte, rifatte) for s, tutte, rifatte in gruppi.annotate(
        tutte=Count("pk"), rifatte=Count("pk", filter=Q(ridefinito_il__isnull=False))
    )}  # fmt: skip
    if not conti:
        return dict.fromkeys(_DEBITI)
    if esercizio.chiuso_il is not None:  # drafts left behind included: nothing of it is to be done any more
        return dict.fromkeys(_DEBITI, 0)
    return {
        codice: sum((prime if s in debiti else 0) + (rifatte if s in di_nuovo else 0) for s, (prime, rifatte) in conti.items())
        for codice, (debiti, di_nuovo) in _DEBITI.items()
    }
