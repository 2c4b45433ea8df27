"""Artt. 18, 31 and 33: what the answers of a survey add up to, and what of it may be told (reading A40). Pure.

Of all who answered a question the whole distribution is told if they are enough: nobody knows who is behind a mark. Of a group (an area, a
gender) only means, and only where the group and those who answered in it are enough, also by subtraction. What is withheld is ``None``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.riservatezza import detti, senza_piccoli

from .questionario import Domanda, Genere, Questionario, Risposta
from .significativita import significativa

CENTO = 100
NON_DETTO = "Non risponde"


@dataclass(frozen=True, slots=True)
class Fetta:
    """How many chose an answer, and their share of who answered the question (of one that makes groups, of all who answered: the share
    of those who told theirs would tell how many did not)."""

    etichetta: str
    conto: int | None
    percento: Decimal | None


@dataclass(frozen=True, slots=True)
class RisultatoDomanda:
    """``rispondenti``: how many answered it, None if too few: then nothing else is told. ``media``: of a scale, out of ``punti``, as it was
    marked; ``prima``: that of the year before, of the same question; ``fette``: in the order of the answers, empty for free texts;
    ``significativa``: whether the difference from the year before is more than chance (None: there is nothing to compare)."""

    codice: str
    testo: str
    genere: str
    rispondenti: int | None
    fette: tuple[Fetta, ...] = ()
    media: Decimal | None = None
    punti: int = 0
    minimo: str = ""
    massimo: str = ""
    inversa: bool = False
    prima: Decimal | None = None
    significativa: bool | None = None

    @property
    def scarto(self) -> Decimal | None:
        return None if self.media is None or self.prima is None else self.media - self.prima


@dataclass(frozen=True, slots=True)
class RisultatoSezione:
    """``indice``: from 0 (all as bad as can be) to 100, over all the scales of the section; ``prima``: that of the year before."""

    codice: str
    titolo: str
    indice: Decimal | None
    domande: tuple[RisultatoDomanda, ...]
    prima: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Gruppo:
    """Who gave one answer to the question that makes the groups: how many, and the index of each section, in its order."""

    nome: str
    rispondenti: int | None
    indici: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Confronto:
    """The same indexes group by group. ``sezioni``: the titles of those that have one."""

    titolo: str
    sezioni: tuple[str, ...]
    gruppi: tuple[Gruppo, ...]


@dataclass(frozen=True, slots=True)
class Esiti:
    """``rispondenti``: None if too few answered at all: then all the rest is withheld too."""

    rispondenti: int | None
    sezioni: tuple[RisultatoSezione, ...]
    confronti: tuple[Confronto, ...] = ()


@dataclass(frozen=True, slots=True)
class RisultatoIndagine:
    """A closed survey as it may be told to anybody. ``servizio``: of users' satisfaction, whose. ``invitati`` and ``tasso`` (per cent): of
    the staff's; of users nobody knows how many they are. ``anno_prima``: of which year are the values beside which these stand."""

    titolo: str
    anno: int
    servizio: str
    dal: date
    al: date
    invitati: int | None
    tasso: Decimal | None
    minimo: int
    esiti: Esiti
    anno_prima: int | None = None


def percento(parte: int, tutto: int) -> Decimal | None:
    return mezzo_su(Fraction(parte * CENTO, tutto), 1) if tutto else None


def somma(q: Questionario, risposte: Sequence[Risposta], testi: Mapping[str, int], minimo: int, prima: Esiti | None = None) -> Esiti:
    """All that may be told. ``testi``: how many free texts each question got; ``prima``: the year before, already added up."""
    bastano = len(risposte) >= minimo
    dette = risposte if bastano else ()
    vecchie = {d.codice: d for s in prima.sezioni for d in s.domande} if prima else {}
    indici = {s.codice: s.indice for s in prima.sezioni} if prima else {}
    sezioni = tuple(
        RisultatoSezione(
            s.codice, s.titolo, _indice(_dette(s.domande, dette, minimo), dette, minimo),
            tuple(_con_prima(_di_una(d, dette, testi.get(d.codice, 0), minimo), vecchie.get(d.codice)) for d in s.domande),
            indici.get(s.codice),
        )
        for s in q.sezioni
    )  # fmt: skip
    confronti = tuple(_confronto(q, d, dette, minimo) for d in q.di_gruppo) if bastano else ()
    return Esiti(len(risposte) if bastano else None, sezioni, confronti)


def _con_prima(r: RisultatoDomanda, vecchia: RisultatoDomanda | None) -> RisultatoDomanda:
    """A mean compares with one out of as many points only."""
    if vecchia is None or vecchia.genere != r.genere or (vecchia.punti, vecchia.inversa) != (r.punti, r.inversa):
        return r
    vero = None
    if r.media is not None and vecchia.media is not None:
        vero = significativa([f.conto or 0 for f in vecchia.fette], [f.conto or 0 for f in r.fette])
    return replace(r, prima=vecchia.media, significativa=vero)


def _di_una(d: Domanda, risposte: Sequence[Risposta], testi: int, minimo: int) -> RisultatoDomanda:
    if d.genere == Genere.TESTO:
        return RisultatoDomanda(d.codice, d.testo, d.genere, testi if testi >= minimo else None)
    date = [r[d.codice] for r in risposte if d.codice in r]
    fatti = {"punti": d.punti, "minimo": d.minimo, "massimo": d.massimo, "inversa": d.inversa}
    if len(date) < minimo:
        return RisultatoDomanda(d.codice, d.testo, d.genere, None, **fatti)  # type: ignore[arg-type]
    scelti = [v for valore in date for v in (valore if isinstance(valore, tuple) else (valore,))]
    trattenuti = False
    conti: dict[int, int | None] = {v: scelti.count(v) for v in d.valori}
    if d.gruppi:  # it says who answered: small counts are people
        nomi = {str(v): scelti.count(v) for v in d.valori} | {"": len(risposte) - len(date)}
        detti_cosi = senza_piccoli(nomi, minimo)
        trattenuti = None in detti_cosi.values()
        conti = {int(v): c for v, c in detti_cosi.items() if v}
    base = len(risposte) if d.gruppi else len(date)
    fette = tuple(Fetta(d.etichetta(v), c, None if c is None else percento(c, base)) for v, c in conti.items())
    media = mezzo_su(Fraction(sum(scelti), len(scelti))) if d.genere == Genere.SCALA else None
    return RisultatoDomanda(d.codice, d.testo, d.genere, None if trattenuti else len(date), fette, media, **fatti)  # type: ignore[arg-type]


def _punteggi(domande: Sequence[Domanda], risposte: Sequence[Risposta]) -> list[Fraction]:
    """Each mark on a scale from 0 to 100, the right way up."""
    trovati = []
    for d in domande:
        if d.genere == Genere.SCALA:
            for valore in (r[d.codice] for r in risposte if d.codice in r):
                quota = Fraction(int(valore) - 1, d.punti - 1) * CENTO  # type: ignore[arg-type]
                trovati.append(CENTO - quota if d.inversa else quota)
    return trovati


def _hanno_risposto(domande: Sequence[Domanda], risposte: Sequence[Risposta]) -> int:
    scale = {d.codice for d in domande if d.genere == Genere.SCALA}
    return sum(any(codice in r for codice in scale) for r in risposte)


def _dette(domande: Sequence[Domanda], risposte: Sequence[Risposta], minimo: int) -> tuple[Domanda, ...]:
    """The scales that enough people answered: one left out of the page is left out of the index too, or it could be worked out."""
    return tuple(d for d in domande if d.genere == Genere.SCALA and sum(d.codice in r for r in risposte) >= minimo)


def _indice(domande: Sequence[Domanda], risposte: Sequence[Risposta], minimo: int) -> Decimal | None:
    if _hanno_risposto(domande, risposte) < minimo:
        return None
    punteggi = _punteggi(domande, risposte)
    return mezzo_su(sum(punteggi, Fraction(0)) / len(punteggi), 1) if punteggi else None


def _confronto(q: Questionario, per: Domanda, risposte: Sequence[Risposta], minimo: int) -> Confronto:
    """Group by group. Who did not say which group is theirs is a group too: otherwise the difference from all the others would be them."""
    divise = {per.etichetta(v): [r for r in risposte if r.get(per.codice) == v] for v in per.valori}
    divise[NON_DETTO] = [r for r in risposte if per.codice not in r]
    divise = {nome: loro for nome, loro in divise.items() if loro}
    quanti = detti({nome: len(loro) for nome, loro in divise.items()}, minimo)[1]
    scale = [(s.titolo, _dette(s.domande, risposte, minimo)) for s in q.sezioni]
    sezioni = [(titolo, domande) for titolo, domande in scale if domande]
    # Of each section those who answered it may be fewer: what is told of one group must not give another away.
    rispondono = [detti({n: _hanno_risposto(ds, loro) for n, loro in divise.items()}, minimo)[1] for _, ds in sezioni]
    gruppi = tuple(
        Gruppo(nome, quanti[nome], tuple(
            _indice(domande, loro, minimo) if quanti[nome] is not None and hanno[nome] is not None else None
            for (_, domande), hanno in zip(sezioni, rispondono, strict=True)
        ))
        for nome, loro in divise.items()
    )  # fmt: skip
    return Confronto(per.testo, tuple(titolo for titolo, _ in sezioni), gruppi)
