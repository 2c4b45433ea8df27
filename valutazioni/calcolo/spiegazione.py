"""«Perché questo punteggio?»: the steps from the facts to the band, in Italian, each with its sum and its articles."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from obiettivi.calcolo import soglia_raggiunta, zona_silente
from smvp.nucleo.formati import FISSO, con_articolo, esatto, numero, percento, percento_esatto
from smvp.regolamento.modello import Regolamento
from valutazioni.calcolo.incarico import PunteggioIncarico, RigaObiettivo


@dataclass(frozen=True, slots=True)
class Passo:
    """One step: what was done, the sum ("40 × 2 = 80,00", or ""), the articles ("20", "B"), whether the text is silent there."""

    testo: str
    formula: str
    articoli: tuple[str, ...]
    silente: bool = False


def spiega(punteggio: PunteggioIncarico, reg: Regolamento) -> tuple[Passo, ...]:
    """All the steps of a sheet, complete or not, in the order in which one would redo them by hand."""
    return tuple(_passi(punteggio, reg))


def _passi(punteggio: PunteggioIncarico, reg: Regolamento) -> Iterator[Passo]:
    calcolo = reg.articolo_di("pesi.comportamenti")
    for riga in punteggio.obiettivi:
        yield _passo_obiettivo(riga, reg)
    if punteggio.p_a is not None and punteggio.obiettivi:
        yield Passo("Componente A: si sommano i punteggi pesati.", _formula_a(punteggio), (calcolo,))
    if punteggio.p_b is not None:
        articoli = (reg.articolo_di("macrofattori"), calcolo)
        yield Passo("Componente B: media dei fattori per il peso di ciascun macrofattore.", _formula_b(punteggio), articoli)
    if punteggio.mancanti:
        yield Passo(f"Il punteggio finale non c’è ancora: {'; '.join(punteggio.mancanti)}.", "", (calcolo,))
        return
    yield Passo("Punteggio finale, arrotondato al centesimo.", _formula_finale(punteggio), (calcolo,))
    yield _passo_fascia(punteggio, reg)


def _passo_obiettivo(riga: RigaObiettivo, reg: Regolamento) -> Passo:
    """How one objective got its points."""
    calcolo = reg.articolo_di("pesi.comportamenti")
    grading = reg.articolo_di("grading")
    if riga.punteggio is None or riga.pesato is None:
        return Passo(f"{riga.codice}: non valutato, manca il raggiungimento.", "", (grading,))
    punti = f"{riga.punteggio}{FISSO}{'punto' if riga.punteggio == 1 else 'punti'}"
    formula = f"{esatto(riga.peso)} × {riga.punteggio} = {numero(riga.pesato)}"
    if riga.raggiungimento is None:
        return Passo(f"{riga.codice}: {punti}, secondo gli indicatori soddisfatti.", formula, (reg.articolo_di("conteggio"), calcolo))
    testo = f"{riga.codice}: {con_articolo(percento_esatto(riga.raggiungimento, 2))} {_dove(riga.raggiungimento, reg)}, quindi {punti}."
    return Passo(testo, formula, (grading, calcolo), zona_silente(riga.raggiungimento, reg) is not None)


def _dove(raggiungimento: Decimal, reg: Regolamento) -> str:
    """Where an attainment stands in the grading."""
    soglia = soglia_raggiunta(raggiungimento, reg)
    superiore = next((s for s in reversed(reg.grading) if s.da > soglia.da), None)
    if raggiungimento < soglia.da:
        return f"si arrotonda a {esatto(soglia.da)}"
    if superiore is None:
        return f"supera {esatto(soglia.fino)}" if raggiungimento > soglia.fino else f"è almeno {esatto(soglia.da)}"
    if soglia.fino <= raggiungimento or not soglia.da:
        return f"non arriva a {esatto(superiore.da)}"
    return f"sta tra {esatto(soglia.da)} e {esatto(soglia.fino)}"


def _formula_a(punteggio: PunteggioIncarico) -> str:
    addendi = " + ".join(esatto(riga.peso * (riga.punteggio or 0)) for riga in punteggio.obiettivi)
    return f"{addendi} = {numero(punteggio.parziale_a)}"


def _formula_b(punteggio: PunteggioIncarico) -> str:
    righe = tuple(punteggio.fattori.values())
    medie = [f"{riga.somma}/{len(riga.voti)}" for riga in righe]
    if len({riga.peso for riga in righe}) == 1:
        conto = f"{esatto(righe[0].peso)} × ({' + '.join(medie)})"
    else:
        conto = " + ".join(f"{esatto(riga.peso)} × {media}" for riga, media in zip(righe, medie, strict=True))
    return f"{conto} = {numero(punteggio.parziale_b)}"


def _formula_finale(punteggio: PunteggioIncarico) -> str:
    """P_A + P_B with their exact values cut at three decimals, so that one sees where the last cent comes from."""
    esatto_a = sum(riga.peso * (riga.punteggio or 0) for riga in punteggio.obiettivi)
    esatto_b = sum(riga.esatti for riga in punteggio.fattori.values())
    return f"{esatto(esatto_a, 3)} + {esatto(esatto_b, 3)} = {numero(punteggio.parziale)}"


def _passo_fascia(punteggio: PunteggioIncarico, reg: Regolamento) -> Passo:
    """Art. 24, reading A11: which band and why."""
    fascia, finale = punteggio.fascia, punteggio.parziale
    if fascia is None or punteggio.intero is None:
        raise ValueError("La scheda non è completa: la fascia non c’è.")
    scelta = reg.scelta("A11")
    if scelta == "intero":
        testo = f"Per la fascia conta l’intero più vicino, {punteggio.intero}: sta tra {fascia.da} e {fascia.a}."
    elif scelta == "limite_superiore":
        testo = f"Per la fascia conta il limite superiore: {numero(finale)} non supera {fascia.a}."
    else:
        testo = f"Per la fascia conta il limite inferiore: {numero(finale)} è almeno {fascia.da}."
    silente = not any(f.da <= finale <= f.a for f in reg.fasce[punteggio.ruolo])
    return Passo(testo, f"Fascia {fascia.numero}, quindi {percento(fascia.percentuale)}", (fascia.articolo,), silente)
