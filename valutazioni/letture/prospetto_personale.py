"""All that the page of a staff sheet shows (Allegato D), read once."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from smvp.regolamento.modello import Gruppo, SogliaMerito

from .. import calcolo
from ..models import AssegnazioneSpecifica, PercentualeStruttura, SchedaPersonale, VotoVoce
from ..models.valutazione import catena_di
from ..stati import NON_VALUTABILE
from .cammino import Tappa, cammino
from .personale import con_percentuali, passi_personale, punteggio_personale, sotto_soglia


@dataclass(frozen=True, slots=True)
class GruppoVoci:
    """A group of behaviours with its items, and what it is worth once they all have a mark."""

    gruppo: Gruppo
    voti: list[VotoVoce]
    punti: Decimal | None

    @property
    def valutate(self) -> int:
        return sum(v.voto is not None for v in self.voti)

    @property
    def mancano(self) -> int:
        return len(self.voti) - self.valutate

    @property
    def prima_senza_voto(self) -> VotoVoce | None:
        return next((v for v in self.voti if v.voto is None), None)


@dataclass(frozen=True)
class ProspettoPersonale:
    """All that a staff sheet shows."""

    scheda: SchedaPersonale
    punteggio: calcolo.PunteggioPersonale
    gruppi: list[GruppoVoci]
    specifici: list[AssegnazioneSpecifica]
    origine: PercentualeStruttura | None
    """The row from which the structure's percentage comes: the unit's own, or the nearest one above."""
    passi: tuple[calcolo.Passo, ...]
    cammino: list[Tappa]

    @property
    def struttura(self) -> Decimal | None:
        """The percentage that counts: the frozen one, once the marks are decided."""
        return self.scheda.struttura if self.fissata else self.origine and self.origine.percentuale

    @property
    def fissata(self) -> bool:
        return self.scheda.totale is not None

    @cached_property
    def media_specifici(self) -> Decimal | None:
        return self.scheda.specifici if self.fissata else self.scheda.specifici_oggi()

    @property
    def specifici_cambiati(self) -> bool:
        """The specific objectives no longer give the percentage that was signed: who reads is told."""
        return self.fissata and not self.scheda.esonero and self.scheda.specifici_oggi() != self.scheda.specifici

    @property
    def da_valutare(self) -> int:
        return sum(len(g.voti) for g in self.gruppi)

    @property
    def valutate(self) -> int:
        return sum(g.valutate for g in self.gruppi)

    @property
    def senza_percentuale(self) -> list[AssegnazioneSpecifica]:
        return [] if self.scheda.esonero else [a for a in self.specifici if a.raggiungimento is None]

    @property
    def soglia(self) -> SogliaMerito:
        return self.scheda.esercizio.reg.soglie.premio

    @property
    def sotto_soglia(self) -> bool:
        return sotto_soglia(self.scheda, self.punteggio)


def prospetto_personale(scheda: SchedaPersonale) -> ProspettoPersonale:
    """Read a sheet (already fetched by ``con_voti``) for its page; of one that is not evaluable there is only the way it has come."""
    if scheda.stato == NON_VALUTABILE:
        return ProspettoPersonale(
            scheda=scheda, punteggio=punteggio_personale(scheda), gruppi=[], specifici=[], origine=None, passi=(), cammino=cammino(scheda),
        )  # fmt: skip
    con_percentuali([scheda])  # asked for more than once
    p = punteggio_personale(scheda)
    voti = sorted(scheda.voti.all(), key=lambda v: v.voce.ordine)
    gruppi = [
        GruppoVoci(g, [v for v in voti if v.voce.gruppo == g.codice], p.gruppi[g.codice]) for g in scheda.esercizio.reg.personale.gruppi
    ]
    return ProspettoPersonale(
        scheda=scheda, punteggio=p, gruppi=gruppi, specifici=scheda.assegnati(), origine=_origine(scheda),
        passi=passi_personale(scheda), cammino=cammino(scheda),
    )  # fmt: skip


def _origine(scheda: SchedaPersonale) -> PercentualeStruttura | None:
    catena = catena_di(scheda.direzione)
    trovate = PercentualeStruttura.objects.filter(esercizio=scheda.esercizio_id, direzione__in=catena).select_related("direzione")
    return min(trovate, key=lambda riga: catena.index(riga.direzione_id), default=None)
