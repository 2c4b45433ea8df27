"""Art. 22, All. D: the score of a member of staff. A (structure) + B1 (specific objectives) + B2 (four groups of behaviours) = 300."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from smvp.nucleo.arrotondamenti import Rapporto, intero_mezzo_su, mezzo_su, mezzo_su_rapporto, somma_rapporti
from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.modello import Regolamento
from valutazioni.calcolo.voti import controlla_nomi, controlla_voti

CENTO = 100


@dataclass(frozen=True, slots=True)
class PunteggioPersonale:
    """The sheet of All. D as printed; None is "not evaluated", but ``b1`` is None also for who is exempt from it.

    ``intero`` is the printed total rounded to a whole number (for the top band); ``parziale`` sums what is there.
    """

    a: Decimal | None
    b1: Decimal | None
    gruppi: Mapping[str, Decimal | None]
    b2: Decimal | None
    totale: Decimal | None
    intero: int | None
    parziale: Decimal
    completo: bool
    mancanti: tuple[str, ...]


def calcola_personale(
    struttura: Decimal | None,
    specifici: Decimal | None,
    comportamenti: Mapping[str, Sequence[int | None]],
    reg: Regolamento,
    *,
    esonero: bool = False,
) -> PunteggioPersonale:
    """All. D: score one member of staff.

    ``struttura`` and ``specifici`` are percentages 0–100 (readings A26); marks 0–3 by group (A25). With ``esonero`` there are
    no specific objectives and the total is scaled up to 300 on the weight that is left (A27).
    Raises DatiNonValidi for a percentage or a mark out of range, an unknown group, specific objectives of who is exempt.
    """
    if esonero and specifici is not None:
        raise DatiNonValidi("Chi è esonerato non ha obiettivi specifici.", campo="specifici", articolo=reg.articolo_di("dipendenti"))
    p = reg.personale
    controlla_nomi(comportamenti, p.gruppi, reg)
    a = _punti_percentuale("struttura", struttura, p.massimo_struttura, reg)
    b1 = _punti_percentuale("specifici", specifici, p.massimo_specifici, reg)
    gruppi = {g.codice: _punti_gruppo(g.titolo, comportamenti.get(g.codice, ()), g.massimo, reg) for g in p.gruppi}
    valutati = [punti for punti in gruppi.values() if punti]
    sopra, sotto = somma_rapporti([punti.rapporto for punti in (a, b1, *valutati) if punti])
    if esonero:
        riporto = _riporto(reg.pesi.base, p.specifici)
        sopra, sotto = sopra * riporto[0], sotto * riporto[1]
    parziale = mezzo_su_rapporto(sopra, sotto)
    completo = len(valutati) == len(gruppi) and a is not None and (b1 is not None or esonero)
    return PunteggioPersonale(
        a=a and a.stampati,
        b1=b1 and b1.stampati,
        gruppi={codice: punti and punti.stampati for codice, punti in gruppi.items()},
        b2=mezzo_su_rapporto(*somma_rapporti([punti.rapporto for punti in valutati])) if len(valutati) == len(gruppi) else None,
        totale=parziale if completo else None,
        intero=intero_mezzo_su(parziale) if completo else None,
        parziale=parziale,
        completo=completo,
        mancanti=() if completo else _mancanti(a, b1, gruppi, esonero, reg),
    )


def percentuale_specifici(obiettivi: Sequence[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Art. 22, a2: the percentage of somebody's specific objectives, from (weight, percentage) of each: the weighted mean, to the cent.

    None while one has no percentage, or without objectives: then B1 is not evaluated.
    """
    raggiunti = [(peso, r) for peso, r in obiettivi if r is not None]
    if not obiettivi or len(raggiunti) < len(obiettivi):
        return None
    somma = sum((Fraction(peso) * Fraction(r) for peso, r in raggiunti), Fraction(0))
    return mezzo_su(somma / sum((Fraction(peso) for peso, _ in raggiunti), Fraction(0)))


class Punti(NamedTuple):
    """Points, exact and printed."""

    rapporto: Rapporto
    stampati: Decimal


def _punti_percentuale(nome: str, percentuale: Decimal | None, massimo: Decimal, reg: Regolamento) -> Punti | None:
    """Reading A26: maximum × percentage; None if there is no percentage."""
    if percentuale is None:
        return None
    if not 0 <= percentuale <= CENTO:
        raise DatiNonValidi(f"La percentuale di «{nome}» deve stare fra 0 e 100.", campo=nome, articolo=reg.articolo_di("scheda_personale"))
    return _punti(massimo, *percentuale.as_integer_ratio(), CENTO)


def _punti_gruppo(titolo: str, voti: Sequence[int | None], massimo: Decimal, reg: Regolamento) -> Punti | None:
    """Reading A25: maximum × mean / highest mark; None while a mark is missing."""
    controlla_voti(voti, titolo, reg)
    if not voti or None in voti:
        return None
    return _punti(massimo, sum(voti), len(voti), reg.voto_massimo)  # type: ignore[arg-type]


@lru_cache(maxsize=16384)
def _punti(massimo: Decimal, sopra: int, sotto: int, pieno: int) -> Punti:
    """``massimo`` × (``sopra`` / ``sotto``) / ``pieno``. Kept, because thousands of sheets share few values."""
    sopra_massimo, sotto_massimo = massimo.as_integer_ratio()
    rapporto = (sopra_massimo * sopra, sotto_massimo * sotto * pieno)
    return Punti(rapporto, mezzo_su_rapporto(*rapporto))


@lru_cache(maxsize=16)
def _riporto(base: Decimal, specifici: Decimal) -> Rapporto:
    """Reading A27: 300/240 when specific objectives weigh 20 on 100."""
    return (Fraction(base) / Fraction(base - specifici)).as_integer_ratio()


def _mancanti(a: Punti | None, b1: Punti | None, gruppi: Mapping[str, Punti | None], esonero: bool, reg: Regolamento) -> tuple[str, ...]:
    """What is still to be evaluated, in Italian."""
    mancanti = [] if a else ["A: manca la percentuale della struttura"]
    if b1 is None and not esonero:
        mancanti.append("B1: manca la percentuale degli obiettivi specifici")
    mancanti += [f"B2: {g.titolo} non valutata" for g in reg.personale.gruppi if not gruppi[g.codice]]
    return tuple(mancanti)
