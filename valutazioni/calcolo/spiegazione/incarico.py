"""Artt. 20 and 24, All. B: why an appointment has that score and that band."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from obiettivi.calcolo import soglia_raggiunta, zona_silente
from obiettivi.calcolo.servizio import SEGRETARIO
from smvp.nucleo.arrotondamenti import Numero, somma_esatta
from smvp.nucleo.formati import FISSO, con_articolo, esatto, numero, percento, percento_esatto
from smvp.regolamento.modello import Lettura, Regolamento
from valutazioni.calcolo.incarico import PunteggioIncarico, RigaObiettivo, fattori_mancanti
from valutazioni.calcolo.spiegazione.passo import Passo, letture


@dataclass(frozen=True, slots=True)
class Escluso:
    """A factor declared not applicable to the person, with the reason: it is out of the mean."""

    sigla: str
    titolo: str
    motivo: str


def spiega(
    punteggio: PunteggioIncarico,
    reg: Regolamento,
    *,
    esclusi: Sequence[Escluso] = (),
    solo_comportamenti: bool = False,
    assegnati: bool = True,
) -> tuple[Passo, ...]:
    """All the steps of a sheet, complete or not, in the order in which one would redo them by hand.

    ``solo_comportamenti``: the Segretario, who has neither objectives nor band here (artt. 10 and 24). ``assegnati`` False: the objectives
    were never formally assigned (art. 16).
    """
    return tuple(_passi_del_segretario(punteggio, reg, esclusi) if solo_comportamenti else _passi(punteggio, reg, esclusi, assegnati))


def spiega_fattori(punteggio: PunteggioIncarico, reg: Regolamento) -> tuple[Passo, ...]:
    """The mean of each macro-factor that has all its marks."""
    articoli = (reg.articolo_di("macrofattori"), reg.articolo_di("voti"))
    return tuple(
        Passo(
            f"{riga.sigla} {riga.titolo}: media dei voti ({', '.join(map(str, riga.voti))}).",
            f"{riga.somma}/{len(riga.voti)} = {numero(riga.media)}",
            articoli,
            letture=_arrotonda(Fraction(riga.somma, len(riga.voti)), riga.media, reg),
            cifra=f"fattori.{riga.codice}",
            valore=riga.media,
        )
        for riga in punteggio.fattori.values()
        if riga.media is not None
    )


def _passi(punteggio: PunteggioIncarico, reg: Regolamento, esclusi: Sequence[Escluso], assegnati: bool) -> Iterator[Passo]:
    calcolo = reg.articolo_di("pesi.comportamenti")
    for riga in punteggio.obiettivi:
        yield _passo_obiettivo(riga, reg)
    if not assegnati and punteggio.ruolo == SEGRETARIO:
        yield Passo("Al Segretario generale non si assegnano obiettivi: contano i comportamenti.", "", (reg.articolo_di("ruolo"),))
    elif not assegnati:
        yield Passo("Gli obiettivi non sono stati formalmente assegnati.", "", (reg.articolo_di("assegnati"),))
    if punteggio.p_a is not None:
        formula = _formula_a(punteggio) if punteggio.obiettivi else ""
        testo = "Componente A: si sommano i punteggi pesati." if formula else "Componente A: senza obiettivi vale 0."
        yield Passo(testo, formula, (calcolo,), cifra="p_a", valore=punteggio.p_a)
    yield from _passi_comportamenti(punteggio, reg, esclusi)
    if punteggio.mancanti:
        yield _passo_mancanti(punteggio.mancanti, reg)
        return
    esatto_finale = _esatto_a(punteggio) + _esatto_b(punteggio)
    yield Passo(
        "Punteggio finale, arrotondato al centesimo.",
        _formula_finale(punteggio),
        (calcolo,),
        letture=_arrotonda(esatto_finale, punteggio.parziale, reg),
        cifra="p_finale",
        valore=punteggio.p_finale,
    )
    yield _passo_fascia(punteggio, reg)


def _passi_del_segretario(punteggio: PunteggioIncarico, reg: Regolamento, esclusi: Sequence[Escluso]) -> Iterator[Passo]:
    """Artt. 10 and 24: behaviours only; result pay comes from law and contracts, so there is no band."""
    yield from _passi_comportamenti(punteggio, reg, esclusi)
    mancanti = fattori_mancanti(punteggio.fattori)
    if mancanti or punteggio.p_b is None:
        yield _passo_mancanti(mancanti, reg)
        return
    yield Passo(
        f"Punteggio finale: il Segretario generale è valutato per i soli comportamenti, su {esatto(reg.massimo_p_b)} punti.",
        "",
        (reg.articolo_di("ruolo"),),
        cifra="p_finale",
        valore=punteggio.p_b,
    )
    testo = "Nessuna fascia: la retribuzione di risultato del Segretario generale è quella della legge e dei contratti nazionali."
    yield Passo(testo, "", (reg.articolo_di("incarichi"),), cifra="fascia")


def _passi_comportamenti(punteggio: PunteggioIncarico, reg: Regolamento, esclusi: Sequence[Escluso]) -> Iterator[Passo]:
    """The factors left out, then the means and their weights."""
    articoli = (reg.articolo_di("macrofattori"), reg.articolo_di("pesi.comportamenti"))
    for e in esclusi:
        testo = f"{e.sigla} «{e.titolo}» non è applicabile ed è fuori dalla media: {e.motivo.rstrip(' .')}."
        yield Passo(testo, "", articoli, letture=letture(reg, "A6"))
    if punteggio.p_b is not None:
        yield Passo(
            "Componente B: media dei fattori per il peso di ciascun macrofattore.",
            _formula_b(punteggio),
            articoli,
            letture=_arrotonda(_esatto_b(punteggio), punteggio.p_b, reg),
            cifra="p_b",
            valore=punteggio.p_b,
        )


def _passo_mancanti(mancanti: Sequence[str], reg: Regolamento) -> Passo:
    articoli = (reg.articolo_di("pesi.comportamenti"),)
    return Passo(f"Il punteggio finale non c’è ancora: {'; '.join(mancanti)}.", "", articoli, letture=letture(reg, "A6"), cifra="p_finale")


def _arrotonda(esatto: Numero, stampato: Decimal, reg: Regolamento) -> tuple[Lettura, ...]:
    """Reading A13, where rounding to the cent has changed something."""
    return letture(reg, "A13") if esatto != stampato else ()


def _passo_obiettivo(riga: RigaObiettivo, reg: Regolamento) -> Passo:
    """How one objective got its points."""
    calcolo = reg.articolo_di("pesi.comportamenti")
    grading = reg.articolo_di("grading")
    if riga.punteggio is None or riga.pesato is None:
        testo = f"{riga.codice}: non valutato, manca il raggiungimento."
        return Passo(testo, "", (grading,), letture=letture(reg, "A6"), cifra=f"obiettivi.{riga.codice}")
    punti = f"{riga.punteggio}{FISSO}{'punto' if riga.punteggio == 1 else 'punti'}"
    formula = f"{esatto(riga.peso)} × {riga.punteggio} = {numero(riga.pesato)}"
    if riga.raggiungimento is None:
        return Passo(
            f"{riga.codice}: {punti}, secondo gli indicatori soddisfatti.",
            formula,
            (reg.articolo_di("conteggio"), calcolo),
            letture=letture(reg, "A3"),
            cifra=f"obiettivi.{riga.codice}",
            valore=riga.pesato,
        )
    testo = f"{riga.codice}: {con_articolo(percento_esatto(riga.raggiungimento, 2))} {_dove(riga.raggiungimento, reg)}, quindi {punti}."
    silente = zona_silente(riga.raggiungimento, reg) is not None
    oltre = riga.raggiungimento > reg.grading[0].fino
    return Passo(
        testo,
        formula,
        (grading, calcolo),
        silente,
        letture(reg, ("A2" if oltre else "A1") if silente else ""),
        f"obiettivi.{riga.codice}",
        riga.pesato,
    )


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


def _esatto_a(punteggio: PunteggioIncarico) -> Fraction:
    return somma_esatta(riga.peso * (riga.punteggio or 0) for riga in punteggio.obiettivi)


def _esatto_b(punteggio: PunteggioIncarico) -> Fraction:
    return somma_esatta(riga.esatti for riga in punteggio.fattori.values())


def _formula_finale(punteggio: PunteggioIncarico) -> str:
    """P_A + P_B with their exact values cut at three decimals, so that one sees where the last cent comes from."""
    return f"{esatto(_esatto_a(punteggio), 3)} + {esatto(_esatto_b(punteggio), 3)} = {numero(punteggio.parziale)}"


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
    formula = f"Fascia {fascia.numero}, quindi {percento(fascia.percentuale)}"
    return Passo(testo, formula, (fascia.articolo,), silente, letture(reg, "A11"), "fascia", fascia.numero)
