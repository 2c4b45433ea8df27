"""How far a sheet has come, as people count it: the columns of the Cabina di regia."""

from dataclasses import dataclass

from .. import stati


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
