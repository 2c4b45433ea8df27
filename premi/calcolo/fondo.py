"""Art. 22 (reading A36): the productivity fund, first to the Direzioni, then to their people, then point by point."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from smvp.nucleo.arrotondamenti import maggiori_resti, proporzione, somma_esatta
from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.modello import Regolamento

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Presenza:
    """Days that one person served in one Direzione in the exercise, with the weight of the category and the part-time share (0–1]."""

    matricola: str
    direzione: str
    parametro: Decimal
    tempo: Decimal
    giorni: int


@dataclass(frozen=True, slots=True)
class Riparto:
    """The fund of each Direzione by code, and the theoretical share of each person in it by matricola; both add up to the cent.

    ``pesi``: what the people of each Direzione weigh together, exact.
    """

    direzioni: Mapping[str, Decimal]
    quote: Mapping[str, Mapping[str, Decimal]]
    pesi: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class ContoDirezione:
    """What a Direzione had, what its people get, what stays with it."""

    direzione: str
    fondo: Decimal
    distribuito: Decimal
    residuo: Decimal


def riparti_fondo(fondo: Decimal, presenze: Sequence[Presenza], giorni_anno: int) -> Riparto:
    """Split ``fondo`` (euros) in proportion to parametro × tempo × days / days of the year, by largest remainder on cents.

    One Presenza for each person and Direzione; those without days count for nothing. Raises DatiNonValidi if there is
    money and nobody weighs, or a person comes twice in a Direzione.
    """
    pesi: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for p in presenze:
        if not p.giorni:
            continue
        if p.matricola in pesi[p.direzione]:
            raise DatiNonValidi(f"La matricola {p.matricola} compare due volte nella direzione {p.direzione}.", campo="presenze")
        pesi[p.direzione][p.matricola] = _peso(p.parametro, p.tempo, p.giorni, giorni_anno)
    somme = {codice: somma_esatta(pesi[codice].values()) for codice in sorted(pesi)}
    direzioni = maggiori_resti(fondo, list(somme.items()))
    return Riparto(direzioni, {codice: maggiori_resti(direzioni[codice], list(pesi[codice].items())) for codice in somme}, somme)


def premio_di_produttivita(quota: Decimal, totale: Decimal, reg: Regolamento) -> Decimal:
    """Euros of ``quota`` earned with the printed ``totale``: quota × totale / 300, half-up, from 180 on; below it nothing."""
    if not reg.soglie.premio.superata(totale):
        return ZERO
    return proporzione(quota, totale, reg.massimo_finale)


def conto_direzioni(riparto: Riparto, premi: Iterable[tuple[str, Decimal]]) -> tuple[ContoDirezione, ...]:
    """The account of each Direzione, by code, from the premiums as (direzione, euros)."""
    distribuito: dict[str, Decimal] = dict.fromkeys(riparto.direzioni, ZERO)
    for direzione, premio in premi:
        distribuito[direzione] += premio
    return tuple(
        ContoDirezione(codice, fondo, distribuito[codice], fondo - distribuito[codice]) for codice, fondo in riparto.direzioni.items()
    )


@lru_cache(maxsize=4096)
def _peso(parametro: Decimal, tempo: Decimal, giorni: int, giorni_anno: int) -> Fraction:
    """Parametro × part-time × days / days of the year. Kept, because thousands of people share few combinations."""
    return Fraction(parametro) * Fraction(tempo) * giorni / giorni_anno
