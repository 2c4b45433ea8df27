"""Art. 29: days and votes of a review. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from smvp.nucleo.calendario import Calendario
from smvp.regolamento.modello import Regolamento

SOSPENDE = "richiesta_sospesa"


@dataclass(frozen=True, slots=True)
class Attesa:
    """Counter-arguments waited for: asked on a day, given on another, or awaited until a third."""

    dal: date
    al: date


@dataclass(frozen=True, slots=True)
class Orologio:
    """Art. 29: by which day the Organismo decides; ``sospesi``: how many days the term stood still (reading A48); ``contato``: the
    last day as it is counted, from which the term moves where it is no working day (reading A47)."""

    dal: date
    entro: date
    sospesi: int
    contato: date

    @property
    def spostato(self) -> bool:
        return self.entro != self.contato


def ultimo_giorno(presa_visione: date, reg: Regolamento, calendario: Calendario) -> date:
    """Art. 29 (reading A47): the last day to ask for a review of a sheet signed that day."""
    return reg.scadenze["riesame"].dopo(presa_visione, calendario)


def orologio(presentata: date, attese: Iterable[Attesa], reg: Regolamento, calendario: Calendario) -> Orologio:
    """Art. 29 (reading A48): ten days from the request; the wait for counter-arguments holds them only where the version says so."""
    sospesi = 0
    if reg.scelta("A48") == SOSPENDE:
        sospesi = min(len(_giorni(attese)), reg.riesame.sospensione_massima)
    scadenza, da = reg.scadenze["decisione_riesame"], presentata + timedelta(days=sospesi)
    return Orologio(presentata, scadenza.dopo(da, calendario), sospesi, da + timedelta(days=scadenza.giorni or 0))


def _giorni(attese: Iterable[Attesa]) -> set[date]:
    """The days of wait, each counted once however many are waited for; the day on which one asks does not count."""
    return {a.dal + timedelta(days=n) for a in attese for n in range(1, (a.al - a.dal).days + 1)}


# --- votes ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conto:
    """The votes on a proposal: for, against, how many who may vote have not; ``passa``: a majority of the whole Organismo is for it."""

    favorevoli: int
    contrari: int
    mancano: int
    servono: int

    @property
    def passa(self) -> bool:
        return not self.mancano and self.favorevoli >= self.servono

    @property
    def respinta(self) -> bool:
        return not self.mancano and not self.passa


def conta(voti: Sequence[bool], votanti: int, reg: Regolamento) -> Conto:
    """Art. 29 (reading A49): nobody abstains, and the majority is of the three, whoever of them may not vote."""
    favorevoli = sum(voti)
    return Conto(favorevoli, len(voti) - favorevoli, votanti - len(voti), reg.riesame.maggioranza)
