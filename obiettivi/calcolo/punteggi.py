"""The arithmetic of objectives: from attainment to points, and whether their weights can stand. Pure: no Django."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import intero_mezzo_su, somma_esatta
from smvp.nucleo.errori import DatiNonValidi, Difetto
from smvp.nucleo.formati import FISSO, con_articolo, esatto, percento_esatto
from smvp.regolamento.modello import Regolamento, Soglia

GENERALE, INDIVIDUALE = "generale", "individuale"
TIPI = (GENERALE, INDIVIDUALE)


def soglia_raggiunta(raggiungimento: Decimal | Fraction, reg: Regolamento) -> Soglia:
    """Art. 20: the row of the grading reached by an attainment in percent (≥ 0, more than 100 is allowed: readings A1, A2).

    The lower bounds govern and nothing is rounded first, unless the reading A1 says otherwise.
    Raises DatiNonValidi below zero.
    """
    if raggiungimento < 0:
        raise DatiNonValidi(
            "Il raggiungimento non può essere negativo.", campo="raggiungimento", articolo=reg.articolo_di("raggiungimento")
        )
    valore = intero_mezzo_su(raggiungimento) if reg.scelta("A1") == "intero" else raggiungimento
    return next(soglia for soglia in reg.grading if valore >= soglia.da)


def punteggio(raggiungimento: Decimal | Fraction, reg: Regolamento) -> int:
    """Art. 20: the points (0–3) of an attainment in percent. Raises DatiNonValidi below zero."""
    return soglia_raggiunta(raggiungimento, reg).punti


def punteggio_a_conteggio(soddisfatti: int, indicatori: int, reg: Regolamento) -> int:
    """All. A (reading A3): the points (0–3) of an objective that has ``indicatori`` indicators, ``soddisfatti`` of them met.

    Raises DatiNonValidi for counts that the regulation does not know.
    """
    conteggio = reg.conteggio.get(indicatori)
    if conteggio is None or not 0 <= soddisfatti <= indicatori:
        raise DatiNonValidi(
            f"Il regolamento non dice quanto valgono {soddisfatti} indicatori soddisfatti su {indicatori}.",
            campo="indicatori",
            articolo=reg.articolo_di("conteggio"),
        )
    return conteggio.punti[soddisfatti]


def zona_silente(raggiungimento: Decimal | Fraction, reg: Regolamento) -> str | None:
    """Artt. 8 and 20: what to say when an attainment falls where the printed bounds leave a gap (50–51, 70–71, 95–96) or beyond 100.

    None where the text speaks clearly. Raises DatiNonValidi below zero.
    """
    raggiunta = soglia_raggiunta(raggiungimento, reg)
    quanto = con_articolo(percento_esatto(raggiungimento, 2))
    quanto = quanto[0].upper() + quanto[1:]
    punti = f"{raggiunta.punti}{FISSO}{'punto' if raggiunta.punti == 1 else 'punti'}"
    if raggiungimento > reg.grading[0].fino:
        return (
            f"{quanto} supera {con_articolo(percento_esatto(reg.grading[0].fino))}, e il regolamento non dice altro: "
            f"il punteggio resta quello massimo, {punti}."
        )
    for sopra, sotto in zip(reg.grading, reg.grading[1:], strict=False):
        if sotto.fino <= raggiungimento < sopra.da:
            regola = "si arrotonda all’intero" if reg.scelta("A1") == "intero" else "vale il limite inferiore"
            return f"{quanto} sta tra {esatto(sotto.fino)} e {esatto(sopra.da)}, dove il regolamento tace: {regola}, quindi {punti}."
    return None


def verifica_pesi(pesi: Sequence[tuple[str, Decimal]], reg: Regolamento) -> tuple[Difetto, ...]:
    """Artt. 6 and 7: the faults of the weights of one appointment's objectives, as (kind, weight) in order; none if they can stand.

    Each above 0, adding up to 70, the general ones to 40. A fault on one objective has the path "[n].peso"; on the sums, "".
    """
    articolo = reg.articolo_di("pesi")
    difetti = [
        Difetto(f"[{indice}].peso", "il peso deve essere maggiore di zero", articolo) for indice, (_, peso) in enumerate(pesi) if peso <= 0
    ]
    attese = (
        ("i pesi degli obiettivi", reg.pesi.obiettivi, [peso for _, peso in pesi]),
        ("i pesi degli obiettivi generali", reg.pesi.generali, [peso for tipo, peso in pesi if tipo == GENERALE]),
    )
    for nome, atteso, valori in attese:
        somma = somma_esatta(valori)
        if somma != atteso:
            difetti.append(Difetto("", f"{nome} sommano a {esatto(somma)} e non a {esatto(atteso)}", articolo))
    return tuple(difetti)
