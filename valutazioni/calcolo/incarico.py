"""Artt. 10, 20, 24, All. B: the score of one appointment. P_A = Σ weight × points, P_B = Σ weight × mean, P_FINALE = P_A + P_B.

What is not evaluated is None, never zero. Exact until printed; every printed figure has two decimals, half-up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from obiettivi.calcolo import punteggio as punteggio_di
from smvp.nucleo.arrotondamenti import intero_mezzo_su, mezzo_su, somma_esatta
from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.modello import Fascia, Macrofattore, Regolamento
from valutazioni.calcolo.voti import controlla_nomi, controlla_voti

UNO = Decimal(1)


@dataclass(frozen=True, slots=True)
class ObiettivoValutato:
    """An objective to score: ``raggiungimento`` in percent (≥ 0), or ``punteggio`` if graded by count of indicators; both None: not yet."""

    codice: str
    tipo: str
    peso: Decimal
    raggiungimento: Decimal | None
    punteggio: int | None = None


@dataclass(frozen=True, slots=True)
class RigaObiettivo:
    """A row of part A: points 0–3 and points × weight as printed; None if not evaluated."""

    codice: str
    tipo: str
    peso: Decimal
    raggiungimento: Decimal | None
    punteggio: int | None
    pesato: Decimal | None


@dataclass(frozen=True, slots=True)
class RigaMacrofattore:
    """B.1, B.2 or B.3: its marks, their mean and mean × weight as printed; both None until every factor has a mark."""

    codice: str
    sigla: str
    titolo: str
    peso: Decimal
    voti: tuple[int | None, ...]
    media: Decimal | None
    punti: Decimal | None

    @property
    def completo(self) -> bool:
        """Whether there are factors and all have a mark."""
        return self.media is not None

    @property
    def esatti(self) -> Fraction:
        """Mean × weight, exact; 0 while incomplete."""
        return _media_pesata(self.peso, self.somma, len(self.voti)) if self.completo else Fraction(0)

    @property
    def somma(self) -> int:
        """The sum of the marks that are there."""
        return sum(voto for voto in self.voti if voto is not None)


@dataclass(frozen=True, slots=True)
class PunteggioIncarico:
    """The whole sheet. ``p_*``, ``intero`` and ``fascia`` are None until complete; ``parziale_*`` sums what is there.

    ``intero`` is P_FINALE rounded for the band (reading A11); ``mancanti`` says in Italian what is still to be evaluated.
    """

    ruolo: str
    obiettivi: tuple[RigaObiettivo, ...]
    fattori: Mapping[str, RigaMacrofattore]
    p_a: Decimal | None
    p_b: Decimal | None
    p_finale: Decimal | None
    intero: int | None
    fascia: Fascia | None
    parziale_a: Decimal
    parziale_b: Decimal
    parziale: Decimal
    completo: bool
    mancanti: tuple[str, ...]


def calcola_incarico(
    obiettivi: Sequence[ObiettivoValutato],
    comportamenti: Mapping[str, Sequence[int | None]],
    ruolo: str,
    reg: Regolamento,
    *,
    assegnati: bool = True,
    solo_comportamenti: bool = False,
) -> PunteggioIncarico:
    """All. B: score one appointment. ``comportamenti`` gives the marks of each macro-factor by code, None where one is missing.

    An empty ``obiettivi`` leaves part A not evaluated, unless ``assegnati`` is False (art. 16): then P_A is 0. With
    ``solo_comportamenti`` (artt. 10 and 24: the Segretario) there is no part A: P_FINALE is P_B, without a band.
    Raises DatiNonValidi for a mark outside the scale, a negative attainment, an unknown role or macro-factor.
    """
    controlla_nomi(comportamenti, reg.macrofattori, reg)
    if solo_comportamenti and obiettivi:
        raise DatiNonValidi("Chi è valutato sui soli comportamenti non ha obiettivi.", campo="obiettivi", articolo="10")
    righe = tuple(_riga_obiettivo(obiettivo, reg) for obiettivo in obiettivi)
    fattori = {m.codice: _riga_macrofattore(m, comportamenti.get(m.codice, ()), reg) for m in reg.macrofattori}
    attesi = assegnati and not solo_comportamenti
    mancanti = (*_obiettivi_mancanti(righe, attesi), *fattori_mancanti(fattori))
    a_completa = all(riga.punteggio is not None for riga in righe) and (bool(righe) or not attesi)
    b_completa = all(riga.completo for riga in fattori.values())
    esatto_a = somma_esatta(_per(r.peso, r.punteggio)[0] for r in righe if r.punteggio is not None)
    esatto_b = somma_esatta(r.esatti for r in fattori.values())
    parziale_a, parziale_b, parziale = mezzo_su(esatto_a), mezzo_su(esatto_b), mezzo_su(esatto_a + esatto_b)
    p_finale = parziale if a_completa and b_completa else None
    per_fascia = None if solo_comportamenti else p_finale
    return PunteggioIncarico(
        ruolo=ruolo,
        obiettivi=righe,
        fattori=fattori,
        p_a=parziale_a if a_completa and not solo_comportamenti else None,
        p_b=parziale_b if b_completa else None,
        p_finale=p_finale,
        intero=None if per_fascia is None else intero_mezzo_su(per_fascia),
        fascia=None if per_fascia is None else fascia_di(per_fascia, ruolo, reg),
        parziale_a=parziale_a,
        parziale_b=parziale_b,
        parziale=parziale,
        completo=p_finale is not None,
        mancanti=mancanti,
    )


def fascia_di(p_finale: Decimal, ruolo: str, reg: Regolamento) -> Fascia:
    """Art. 24 (reading A11): the band of a printed P_FINALE.

    By default the score is first rounded half-up to a whole number; otherwise the printed upper (or lower) bounds rule alone.
    Raises DatiNonValidi for a role that has no table, or a score outside it.
    """
    fasce = reg.fasce.get(ruolo)
    if fasce is None:
        raise DatiNonValidi(f"Il ruolo «{ruolo}» non ha una tabella di fasce.", campo="ruolo", articolo=reg.articolo_di("incarichi"))
    scelta = reg.scelta("A11")
    if scelta == "limite_inferiore":
        trovata = next((fascia for fascia in reversed(fasce) if p_finale >= fascia.da), None)
    else:
        valore = intero_mezzo_su(p_finale) if scelta == "intero" else p_finale
        trovata = next((fascia for fascia in fasce if valore <= fascia.a), None)
    if trovata is None or p_finale < 0 or p_finale > reg.massimo_finale:
        raise DatiNonValidi("Il punteggio finale è fuori dalle fasce.", campo="p_finale", articolo=fasce[0].articolo)
    return trovata


def _riga_obiettivo(obiettivo: ObiettivoValutato, reg: Regolamento) -> RigaObiettivo:
    """Points and weighted points of one objective."""
    punti = obiettivo.punteggio
    if punti is None and obiettivo.raggiungimento is not None:
        punti = punteggio_di(obiettivo.raggiungimento, reg)
    elif punti is not None:
        controlla_voti((punti,), obiettivo.codice, reg)
    return RigaObiettivo(
        codice=obiettivo.codice,
        tipo=obiettivo.tipo,
        peso=obiettivo.peso,
        raggiungimento=obiettivo.raggiungimento,
        punteggio=punti,
        pesato=None if punti is None else _per(obiettivo.peso, punti)[1],
    )


def _riga_macrofattore(macrofattore: Macrofattore, voti: Sequence[int | None], reg: Regolamento) -> RigaMacrofattore:
    """Mean and weighted points of one macro-factor; none of them while a mark is missing."""
    controlla_voti(voti, macrofattore.titolo, reg)
    valutato = bool(voti) and None not in voti
    somma, quanti = sum(voto or 0 for voto in voti), len(voti)
    return RigaMacrofattore(
        codice=macrofattore.codice,
        sigla=macrofattore.sigla,
        titolo=macrofattore.titolo,
        peso=macrofattore.peso,
        voti=tuple(voti),
        media=mezzo_su(_media_pesata(UNO, somma, quanti)) if valutato else None,
        punti=mezzo_su(_media_pesata(macrofattore.peso, somma, quanti)) if valutato else None,
    )


@lru_cache(maxsize=1024)
def _per(peso: Decimal, punti: int) -> tuple[Fraction, Decimal]:
    """Weight × points, exact and printed. Kept, because sheets share few weights."""
    esatti = Fraction(peso) * punti
    return esatti, mezzo_su(esatti)


@lru_cache(maxsize=1024)
def _media_pesata(peso: Decimal, somma: int, quanti: int) -> Fraction:
    """Weight × mean of the marks, exact."""
    return Fraction(peso) * somma / quanti


def _obiettivi_mancanti(righe: Sequence[RigaObiettivo], assegnati: bool) -> list[str]:
    """What part A still lacks."""
    if assegnati and not righe:
        return ["nessun obiettivo assegnato"]
    return [f"{riga.codice}: manca il raggiungimento" for riga in righe if riga.punteggio is None]


def fattori_mancanti(fattori: Mapping[str, RigaMacrofattore]) -> list[str]:
    """What part B still lacks: how many factors of each macro-factor have no mark."""
    mancanti = []
    for riga in fattori.values():
        senza = riga.voti.count(None)
        if not riga.voti:
            mancanti.append(f"{riga.sigla}: nessun fattore")
        elif senza:
            mancanti.append(f"{riga.sigla}: {senza} {'fattore non valutato' if senza == 1 else 'fattori non valutati'}")
    return mancanti
