"""All that the page and the document of a sheet show, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from obiettivi.calcolo import zona_silente
from smvp.regolamento.modello import Fascia, Macrofattore

from .. import calcolo
from ..models import Scheda, VotoFattore, VotoObiettivo
from ..stati import APERTA, PROPOSTA, PROPOSTA_A
from .cammino import Tappa, cammino
from .schede import fattori_di, punteggio


@dataclass(frozen=True, slots=True)
class RigaA:
    """A line of component A: the assigned objective, its attainment, the grade and the weighted points so far."""

    voto: VotoObiettivo
    calcolata: calcolo.RigaObiettivo
    silente: str | None
    """The sentence that says so when the regulation is silent on this value (reading A1)."""


@dataclass(frozen=True, slots=True)
class GruppoB:
    """A macro-factor with its factors and what it is worth so far."""

    macrofattore: Macrofattore
    voti: Sequence[VotoFattore]
    calcolato: calcolo.RigaMacrofattore
    massimo: Decimal


@dataclass(frozen=True, slots=True)
class Prospetto:
    """All that a sheet shows, read once."""

    scheda: Scheda
    punteggio: calcolo.PunteggioIncarico
    righe_a: list[RigaA]
    gruppi_b: list[GruppoB]
    passi: tuple[calcolo.Passo, ...]
    cammino: list[Tappa]
    valutati: int
    da_valutare: int
    proposto: Decimal | None
    """P_FINALE as the NCVP had proposed it, when the Sindaco departs from it."""
    scostamenti: list[VotoFattore]

    @property
    def parziale(self) -> Decimal:
        """The points given so far: what the page shows, paler, while the sheet is incomplete."""
        return self.punteggio.parziale

    @property
    def massimo(self) -> Decimal:
        """What the score is out of."""
        reg = self.scheda.esercizio.reg
        return reg.massimo_p_b if self.scheda.solo_comportamenti else reg.massimo_finale

    @property
    def somma_pesi(self) -> Decimal:
        return sum((r.voto.assegnazione.peso for r in self.righe_a), Decimal(0))

    @property
    def etichetta(self) -> str:
        if self.scheda.stato not in (APERTA, PROPOSTA_A, PROPOSTA) or self.scheda.di_po:
            return "P FINALE"
        return "P FINALE con i voti del Sindaco" if self.scostamenti else "P FINALE proposto"


def prospetto_di(scheda: Scheda) -> Prospetto:
    """Read a sheet (already fetched by ``con_tutto``) for a page or a document."""
    reg = scheda.esercizio.reg
    p = punteggio(scheda)
    righe = [
        RigaA(v, r, zona_silente(v.raggiungimento, reg) if v.raggiungimento is not None else None)
        for v, r in zip(scheda.voti_obiettivo.all(), p.obiettivi, strict=True)
    ]
    voto_massimo = max(livello.voto for livello in reg.scala)
    gruppi = [GruppoB(m, fattori_di(scheda, m.codice), p.fattori[m.codice], m.peso * voto_massimo) for m in reg.macrofattori]
    attivi = [v for v in scheda.voti_fattore.all() if not v.escluso]
    mancano = sum(v.da_valutare(proposta=scheda.con_proposta) for v in attivi)
    scostamenti = [v for g in gruppi for v in g.voti if v.si_scosta] if not scheda.di_po and scheda.stato != APERTA else []
    return Prospetto(
        scheda=scheda,
        punteggio=p,
        righe_a=righe,
        gruppi_b=gruppi,
        passi=calcolo.spiega(p, reg, esclusi=_esclusi(gruppi), solo_comportamenti=scheda.solo_comportamenti),
        cammino=cammino(scheda),
        valutati=len(attivi) - mancano,
        da_valutare=len(attivi),
        proposto=punteggio(scheda, proposta=True).p_finale if scostamenti else None,
        scostamenti=scostamenti,
    )


def _esclusi(gruppi: Sequence[GruppoB]) -> list[calcolo.Escluso]:
    """The factors declared not applicable: the explanation names them."""
    return [calcolo.Escluso(g.macrofattore.sigla, v.titolo, v.motivo_esclusione) for g in gruppi for v in g.voti if v.escluso]


def chi_valuta(scheda: Scheda) -> tuple[str, str]:
    """Who decides component A and who B, as the page says it (art. 18)."""
    if scheda.di_po:
        return "Decide il Dirigente", "Decide il Dirigente, di concerto con il NCVP"
    return "Decide il NCVP", "Propone il NCVP, decide il Sindaco"


def fasce_di(scheda: Scheda) -> tuple[Fascia, ...]:
    """The bands of the sheet's role (art. 24 keeps dirigenti and P.O. apart); none for the Segretario's own."""
    return () if scheda.solo_comportamenti else scheda.esercizio.reg.fasce[scheda.incarico.ruolo]
