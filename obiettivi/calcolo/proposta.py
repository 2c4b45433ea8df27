"""Artt. 8, 18, 20, All. A: what percentage and points the indicators of a quota propose, with every step in words. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from smvp.nucleo.errori import DatiNonValidi, cita
from smvp.nucleo.formati import FISSO, percento
from smvp.regolamento.modello import Regolamento

from .punteggi import punteggio, punteggio_a_conteggio, zona_silente
from .raggiungimento import EsitoIndicatore, IndicatoreMisurato, esito_di, il_percento, media, percentuale_proponibile

CONTEGGIO = "conteggio"
TUTTO = Decimal(100)


@dataclass(frozen=True, slots=True)
class Proposta:
    """``percentuale`` (two decimals, ≥ 0) and its ``punti``, both None if nothing can be proposed; then ``motivo`` says why.

    ``passi`` explains in Italian, one sentence a step; ``esiti`` has one entry an indicator, in their order.
    """

    percentuale: Decimal | None
    punti: int | None
    passi: tuple[str, ...] = ()
    esiti: tuple[EsitoIndicatore, ...] = ()
    motivo: str = ""


def proponi(indicatori: Sequence[IndicatoreMisurato], gradazione: str, reg: Regolamento) -> Proposta:
    """Art. 18: the attainment proposed by the actual values, graded by percentage or by count of indicators met (reading A3).

    Raises DatiNonValidi for more indicators than the count of the regulation knows.
    """
    if not indicatori:
        return Proposta(None, None, motivo="Non ci sono indicatori: decide chi misura.")
    conta = gradazione == CONTEGGIO
    if conta and len(indicatori) not in reg.conteggio:
        massimo = max(reg.conteggio)
        raise DatiNonValidi(
            f"Il regolamento gradua per numero di indicatori soddisfatti fino a {massimo} indicatori, e qui sono {len(indicatori)}: "
            "scegli la gradazione in percentuale.",
            campo="gradazione",
            articolo=reg.articolo_di("conteggio"),
        )
    esiti = tuple(esito_di(i) for i in indicatori)
    passi = tuple(e.spiegazione for e in esiti)
    ferme = [e for e in esiti if (e.soddisfatto if conta else e.percentuale) is None]
    if ferme:
        return Proposta(None, None, passi, esiti, motivo=" ".join(e.spiegazione for e in ferme))
    return _a_conteggio(esiti, passi, reg) if conta else _in_percentuale(esiti, passi, reg)


def _in_percentuale(esiti: tuple[EsitoIndicatore, ...], passi: tuple[str, ...], reg: Regolamento) -> Proposta:
    percentuale = percentuale_proponibile(media(esiti))
    if len(esiti) > 1:
        passi += (f"Media dei {len(esiti)} indicatori, ciascuno per non più di 100: {percento(percentuale, 2)}.",)
    return _con_punti(percentuale, esiti, passi, reg)


def _a_conteggio(esiti: tuple[EsitoIndicatore, ...], passi: tuple[str, ...], reg: Regolamento) -> Proposta:
    """All. A: the points of the count, and a percentage that gives those very points."""
    soddisfatti = sum(bool(e.soddisfatto) for e in esiti)
    punti = punteggio_a_conteggio(soddisfatti, len(esiti), reg)
    articolo = cita(reg.articolo_di("conteggio"))
    passi += (f"Indicatori soddisfatti: {soddisfatti} su {len(esiti)}, quindi {_punti(punti)} ({articolo}).",)
    percentuale = _percentuale_di(punti, tutti=soddisfatti == len(esiti), reg=reg)
    if percentuale is None:
        return Proposta(None, None, passi, esiti, motivo=f"La gradazione non ha una percentuale da {_punti(punti)}: decide chi misura.")
    perche = "sono soddisfatti tutti" if percentuale == TUTTO else f"è la più bassa che vale {_punti(punti)}"
    return Proposta(percentuale, punti, (*passi, f"Si propone {il_percento(percentuale)}: {perche}."), esiti)


def _percentuale_di(punti: int, *, tutti: bool, reg: Regolamento) -> Decimal | None:
    """The percentage of a count: 100 if all are met, otherwise the lower bound of the row with those points.

    Where the attainment is rounded first (reading A1 "intero") a lower bound with decimals may fall below itself: the whole number above
    it never does.
    """
    soglie = [s.da for s in reversed(reg.grading) if s.punti == punti]
    possibili = [*([TUTTO] if tutti else []), *soglie, *(da.to_integral_value(ROUND_CEILING) for da in soglie)]
    return next((p.quantize(Decimal("0.01")) for p in possibili if punteggio(p, reg) == punti), None)


def _con_punti(percentuale: Decimal, esiti: tuple[EsitoIndicatore, ...], passi: tuple[str, ...], reg: Regolamento) -> Proposta:
    punti, silenzio = punteggio(percentuale, reg), zona_silente(percentuale, reg)
    quanto = il_percento(percentuale)
    passi += (silenzio or f"{quanto[0].upper()}{quanto[1:]} vale {_punti(punti)} ({cita(reg.articolo_di('grading'))}).",)
    return Proposta(percentuale, punti, passi, esiti)


def _punti(quanti: int) -> str:
    return f"{quanti}{FISSO}{'punto' if quanti == 1 else 'punti'}"
