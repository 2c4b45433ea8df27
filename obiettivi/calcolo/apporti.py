"""Art. 7: what each Direzione contributes to a collective objective. Pure: no Django."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import maggiori_resti, somma_esatta
from smvp.nucleo.errori import Difetto
from smvp.nucleo.formati import esatto
from smvp.regolamento.modello import Regolamento

INTERO = Decimal(100)


def verifica_apporti(apporti: Sequence[Decimal], reg: Regolamento) -> tuple[Difetto, ...]:
    """Art. 7 (reading A8): the faults of the contributions of the parts, in percent; none if they can stand.

    At least as many Direzioni as the regulation asks for, each above 0, adding up to 100.
    """
    articolo, minime = reg.articolo_di("negoziazione.direzioni_minime"), reg.negoziazione.direzioni_minime
    difetti = [Difetto(f"[{n}].apporto", "l’apporto deve essere maggiore di zero", articolo) for n, a in enumerate(apporti) if a <= 0]
    if len(apporti) < minime:
        difetti.append(Difetto("", f"un obiettivo collettivo coinvolge almeno {minime} Direzioni (art. {articolo})", articolo))
    somma = somma_esatta(apporti)
    if apporti and somma != INTERO:
        difetti.append(Difetto("", f"gli apporti delle Direzioni sommano a {esatto(somma)} e non a 100 (art. {articolo})", articolo))
    return tuple(difetti)


def apporti_uguali(quante: int) -> list[Decimal]:
    """So many equal contributions that make 100: the hundredths left over go to the first."""
    return list(maggiori_resti(INTERO, [(f"{n:09}", Fraction(1)) for n in range(quante)]).values()) if quante else []


def intatti(apporti: Sequence[Decimal]) -> bool:
    """Whether the contributions are still those proposed: equal shares, which nobody has changed."""
    return sorted(apporti) == sorted(apporti_uguali(len(apporti)))


def apporto_proposto(altri: Sequence[Decimal]) -> Decimal:
    """What a Direzione that joins is proposed: what the others leave of 100; an equal share where they leave nothing."""
    resto = INTERO - sum(altri, Decimal(0))
    return resto if resto > 0 else apporti_uguali(len(altri) + 1)[-1]


def raggiungimento_complessivo(parti: Iterable[tuple[Decimal, Decimal | None]]) -> Fraction | None:
    """Art. 7 (reading A7): a collective objective as a whole, in percent: the sum of contribution × attainment, part by part, exact.

    ``parti``: contribution and attainment in percent. None while a part has no attainment, or there are no parts. Nobody is scored
    on it: each Direzione answers for its own part.
    """
    totale, vuoto = Fraction(0), True
    for apporto, raggiunto in parti:
        if raggiunto is None:
            return None
        totale, vuoto = totale + Fraction(apporto) * Fraction(raggiunto) / 100, False
    return None if vuoto else totale
