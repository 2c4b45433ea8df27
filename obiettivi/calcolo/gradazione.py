"""Artt. 8 and 20, All. A: the grading of an objective in words, for the sheet and the print. Pure: no Django."""

from dataclasses import dataclass

from smvp.nucleo.formati import con_articolo, esatto, in_lettere, percento
from smvp.regolamento.modello import Regolamento, Soglia

from .proposta import CONTEGGIO


@dataclass(frozen=True, slots=True)
class RigaGradazione:
    """ "Due su tre" · "parzialmente raggiunto (71–95 %)" · 2."""

    condizione: str
    risultato: str
    punti: int
    sulla_carta: str
    """The same in the words of the paper model: "Risultato parzialmente raggiunto (71–95 %): due su tre"."""


@dataclass(frozen=True, slots=True)
class TavolaGradazione:
    """The grading as a table: heading of the first column, rows by falling points, a sentence if there is something to say."""

    intestazione: str
    righe: tuple[RigaGradazione, ...]
    nota: str = ""
    indicatori: int = 0
    """How many indicators are counted; 0 for a grading by percentage."""


def tavola_gradazione(gradazione: str, indicatori: int, reg: Regolamento) -> TavolaGradazione:
    """Art. 8 (reading A3): how the result becomes points, for an objective (or part) with ``indicatori`` indicators."""
    return _a_conteggio(indicatori, reg) if gradazione == CONTEGGIO else _in_percentuale(reg)


def _in_percentuale(reg: Regolamento) -> TavolaGradazione:
    """The lower bounds govern (reading A1): each row reaches up to the one above, with no gap."""
    righe, sopra = [], None
    for soglia in reg.grading:
        almeno = f"Almeno {con_articolo(percento(soglia.da))}" if soglia.da else ""
        sotto = f"{'sotto' if almeno else 'Sotto'} {con_articolo(percento(sopra.da))}" if sopra else ""
        condizione = ", ".join(filter(None, (almeno, sotto))) or "Qualunque"
        righe.append(RigaGradazione(condizione, soglia.giudizio, soglia.punti, f"Risultato {_con_limiti(soglia)}"))
        sopra = soglia
    nota = "La percentuale si arrotonda prima all’intero." if reg.scelta("A1") == "intero" else ""
    return TavolaGradazione("Risultato raggiunto", tuple(righe), nota)


def _a_conteggio(indicatori: int, reg: Regolamento) -> TavolaGradazione:
    conteggio = reg.conteggio.get(indicatori)
    if conteggio is None:
        quanti = "nessuno" if not indicatori else esatto(indicatori)
        noti = ", ".join(esatto(n) for n in sorted(reg.conteggio))
        return TavolaGradazione(
            "Indicatori soddisfatti", (), f"Il regolamento gradua a conteggio {noti} indicatori: qui {quanti}.", indicatori
        )
    righe = [_contata(n, indicatori, punti, reg) for n, punti in enumerate(conteggio.punti)]
    return TavolaGradazione("Indicatori soddisfatti", tuple(reversed(righe)), indicatori=indicatori)


def _contata(soddisfatti: int, indicatori: int, punti: int, reg: Regolamento) -> RigaGradazione:
    """The judgement of those points, with the bounds as art. 20 prints them; on the screen nothing reached has none to show."""
    condizione = _quanti(soddisfatti, indicatori)
    soglia: Soglia | None = next((s for s in reg.grading if s.punti == punti), None)
    if soglia is None:
        return RigaGradazione(condizione, "", punti, condizione)
    sulla_carta = f"Risultato {_con_limiti(soglia)}: {condizione.lower()}"
    return RigaGradazione(condizione, _con_limiti(soglia) if soglia.da else soglia.giudizio, punti, sulla_carta)


def _quanti(soddisfatti: int, indicatori: int) -> str:
    """ "Tutti e tre", "Due su tre", "Nessuno"; of a single one, "Soddisfatto"."""
    if indicatori == 1:
        return "Soddisfatto" if soddisfatti else "Non soddisfatto"
    if soddisfatti == 0:
        return "Nessuno"
    if soddisfatti == indicatori:
        return f"Tutti e {in_lettere(indicatori)}"
    return f"{in_lettere(soddisfatti).capitalize()} su {in_lettere(indicatori)}"


def _con_limiti(soglia: Soglia) -> str:
    return f"{soglia.giudizio} ({esatto(soglia.da)}–{percento(soglia.fino)})"
