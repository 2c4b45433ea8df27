"""Art. 22: economic progression, one ranking for each Direzione and category."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from smvp.nucleo.arrotondamenti import intero_mezzo_su, mezzo_su
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.periodi import compie_mesi
from smvp.regolamento.modello import Regolamento

MESI_DELL_ANNO = 12
AMMESSO, NON_AMMESSO, PARITA = "ammesso", "non_ammesso", "parita"
# Reading A35: what comes after the mean.
SECONDA_PARITA, ANZIANITA = "A35", "anzianita"
SOGLIA_DI_MERITO, SOGLIA_TEMPORALE = "soglia_di_merito", "soglia_temporale"


@dataclass(frozen=True, slots=True)
class Candidatura:
    """A candidate: the signed totals of the last three years, since when in the step, points of professional growth."""

    matricola: str
    punteggi: tuple[Decimal, ...]
    posizione_dal: date
    maturazione: int


@dataclass(frozen=True, slots=True)
class RigaGraduatoria:
    """A place in the ranking. ``media`` is printed; points and ties come from the exact mean. ``esito``: ammesso, non_ammesso, parita.

    ``posto``: those who are level share it.
    """

    matricola: str
    media: Decimal
    punti_risultati: int
    punti_maturazione: int
    totale: int
    esito: str
    posto: int = 0


@dataclass(frozen=True, slots=True)
class Escluso:
    """Who does not enter the ranking: ``motivo`` is soglia_di_merito or soglia_temporale."""

    matricola: str
    motivo: str


@dataclass(frozen=True, slots=True)
class Graduatoria:
    """The ranking of one Direzione and category, and who is out of it, by matricola."""

    righe: tuple[RigaGraduatoria, ...]
    esclusi: tuple[Escluso, ...]


def forma_graduatoria(candidature: Iterable[Candidatura], posti: int, decorrenza: date, reg: Regolamento) -> Graduatoria:
    """Art. 22: exclude, score and rank; ``posti`` places from ``decorrenza``.

    With the same total and mean comes first who has been longer in the step, if the regulation says so (reading A35). Those who are level
    all the same across the last place are "parita": the machine chooses nobody (A67).
    Raises DatiNonValidi for points of professional growth that the table does not have.
    """
    ammissibili, esclusi = [], []
    for candidatura in candidature:
        motivo = _motivo_di_esclusione(candidatura, decorrenza, reg)
        if motivo:
            esclusi.append(Escluso(candidatura.matricola, motivo))
        else:
            ammissibili.append(_valuta(candidatura, reg))
    ammissibili.sort(key=lambda v: (v.ordine, v.matricola))
    return Graduatoria(tuple(_con_esito(ammissibili, posti)), tuple(sorted(esclusi, key=lambda e: e.matricola)))


def punti_risultati(media: Fraction | Decimal, reg: Regolamento) -> int:
    """Art. 22 (reading A30): points of the mean of three years, rounded half-up to a whole number; 0 below the table."""
    intero = intero_mezzo_su(media)
    return next((soglia.punti for soglia in reversed(reg.progressioni.risultati) if intero >= soglia.da), 0)


@dataclass(frozen=True, slots=True)
class _Valutata:
    """A candidate in the ranking, before the outcome; ``media`` is exact."""

    matricola: str
    media: Fraction
    punti_risultati: int
    punti_maturazione: int
    anziano_dal: date

    @property
    def ordine(self) -> tuple[int, Fraction, date]:
        """Who has the same is level."""
        return -self.totale, -self.media, self.anziano_dal

    @property
    def totale(self) -> int:
        return self.punti_risultati + self.punti_maturazione


def _motivo_di_esclusione(candidatura: Candidatura, decorrenza: date, reg: Regolamento) -> str | None:
    """Merit first: as many totals as years looked at (A32), each beyond the threshold; then two whole years in the step."""
    anni = reg.progressioni.anni_valutati
    if len(candidatura.punteggi) < anni or not all(reg.soglie.progressione.superata(p) for p in candidatura.punteggi):
        return SOGLIA_DI_MERITO
    if not compie_mesi(candidatura.posizione_dal, decorrenza, reg.progressioni.anni_posizione * MESI_DELL_ANNO):
        return SOGLIA_TEMPORALE
    return None


def _valuta(candidatura: Candidatura, reg: Regolamento) -> _Valutata:
    """Mean and points of one candidate."""
    if candidatura.maturazione not in [livello.punti for livello in reg.progressioni.maturazione]:
        raise DatiNonValidi(
            f"{candidatura.maturazione} non è un punteggio di maturazione professionale.",
            campo="maturazione",
            articolo=reg.articolo_di("progressioni.maturazione"),
        )
    media = sum(map(Fraction, candidatura.punteggi), Fraction(0)) / len(candidatura.punteggi)
    anziano_dal = candidatura.posizione_dal if reg.scelta(SECONDA_PARITA) == ANZIANITA else date.min
    return _Valutata(candidatura.matricola, media, punti_risultati(media, reg), candidatura.maturazione, anziano_dal)


def _con_esito(in_ordine: Sequence[_Valutata], posti: int) -> Iterable[RigaGraduatoria]:
    """Give each group of equals its outcome: wholly within the places, wholly beyond, or across the last one."""
    prima = 0
    for _, gruppo in groupby(in_ordine, key=lambda v: v.ordine):
        pari = list(gruppo)
        dopo = prima + len(pari)
        esito = AMMESSO if dopo <= posti else NON_AMMESSO if prima >= posti else PARITA
        for v in pari:
            yield RigaGraduatoria(v.matricola, mezzo_su(v.media), v.punti_risultati, v.punti_maturazione, v.totale, esito, prima + 1)
        prima = dopo
