"""Artt. 22–24: what the runs of an exercise pay, by group, band and Direzione: sums, and who stands behind each, so that few are not told.

The lines are read one at a time and none is kept: of thousands of people there remain their keys and the sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from premi.letture.corsa import stanziati_della_corsa
from premi.letture.esportazione import fondi_di
from premi.letture.fondi import corse_di
from premi.models import ContoDirezione, Corsa, Destinazione, Istituto
from premi.stati import APPROVATE
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.modello import Regolamento
from valutazioni.letture.equita.dati import DIRIGENTI, PERSONALE, PO

from .valutati import fasce_del_personale

ZERO = Decimal("0.00")
LOTTO = 2_000
DESTINAZIONI = {DIRIGENTI: Destinazione.DIRIGENTI, PO: Destinazione.PO, PERSONALE: Destinazione.PRODUTTIVITA}
INSIEMI = {d.value: insieme for insieme, d in DESTINAZIONI.items()}
ISTITUTI = {DIRIGENTI: Istituto.RISULTATO, PO: Istituto.RISULTATO, PERSONALE: Istituto.PRODUTTIVITA}


@dataclass(slots=True)
class Parte:
    """A sum, the sheets with a score behind it, the people who have them, those of them who are paid something."""

    importo: Decimal = ZERO
    schede: set[int] = field(default_factory=set)
    persone: set[int] = field(default_factory=set)
    pagate: set[int] = field(default_factory=set)

    def aggiungi(self, scheda: int, persona: int, importo: Decimal, con_punti: bool) -> None:
        self.importo += importo
        if con_punti:
            self.schede.add(scheda)
            self.persone.add(persona)
        if importo:
            self.pagate.add(persona)


@dataclass(slots=True)
class Gruppo:
    """Dirigenti, P.O. or staff. ``stanziato``: None while nobody has written it; ``corsa``: None while nothing is computed."""

    insieme: str
    stanziato: Decimal | None
    corsa: Corsa | None
    tutto: Parte = field(default_factory=Parte)
    fasce: dict[int, Parte] = field(default_factory=dict)
    direzioni: dict[int, Parte] = field(default_factory=dict)

    @property
    def distribuito(self) -> Decimal | None:
        return self.tutto.importo if self.corsa else None

    @property
    def economie(self) -> Decimal | None:
        return None if self.corsa is None or self.stanziato is None else self.stanziato - self.tutto.importo

    def aggiungi(self, scheda: int, persona: int, fascia: int | None, importo: Decimal) -> None:
        self.tutto.aggiungi(scheda, persona, importo, fascia is not None)
        if fascia is not None:
            self.fasce.setdefault(fascia, Parte()).aggiungi(scheda, persona, importo, con_punti=True)


@dataclass(frozen=True, slots=True)
class Premiati:
    """The groups, and the accounts of the Direzioni (art. 22)."""

    gruppi: dict[str, Gruppo]
    conti: tuple[ContoDirezione, ...]

    @property
    def corse(self) -> list[Corsa]:
        """The runs whose figures these are."""
        return list({g.corsa.pk: g.corsa for g in self.gruppi.values() if g.corsa}.values())

    @property
    def provvisorie(self) -> list[Corsa]:
        """Those of them that nobody has approved."""
        return [c for c in self.corse if c.stato not in APPROVATE]


def leggi_premiati(esercizio: Esercizio) -> Premiati:
    """Eight queries at most, whatever the number of people."""
    risultato, produttivita = (corse_di(esercizio, istituto).vale for istituto in (Istituto.RISULTATO, Istituto.PRODUTTIVITA))
    oggi = {d: f.importo for d, f in fondi_di(esercizio).items()}
    stanziati: dict[str, Decimal | None] = dict(oggi)
    if risultato:
        di_allora = stanziati_della_corsa(risultato)
        stanziati |= {d: di_allora.get(d) for d in (Destinazione.DIRIGENTI, Destinazione.PO)}
    if produttivita:
        stanziati[Destinazione.PRODUTTIVITA] = produttivita.stanziato
    corse = {Istituto.RISULTATO: risultato, Istituto.PRODUTTIVITA: produttivita}
    gruppi = {i: Gruppo(i, stanziati.get(d), corse[ISTITUTI[i]]) for i, d in DESTINAZIONI.items()}
    for destinazione, scheda, persona, fascia, importo in _di_risultato(risultato):
        gruppi[INSIEMI[destinazione]].aggiungi(scheda, persona, fascia, importo)
    _produttivita(gruppi[PERSONALE], produttivita, esercizio.reg)
    conti = produttivita.conti.select_related("direzione").order_by("direzione__codice") if produttivita else ()
    return Premiati(gruppi, tuple(conti))


def _di_risultato(corsa: Corsa | None) -> Iterator[tuple[str, int, int, int | None, Decimal]]:
    if corsa:
        yield from corsa.linee_risultato.order_by().values_list("destinazione", "scheda", "persona", "fascia", "importo").iterator(LOTTO)


def _produttivita(gruppo: Gruppo, corsa: Corsa | None, reg: Regolamento) -> None:
    if corsa is None:
        return
    fascia = fasce_del_personale(reg)
    campi = ("scheda", "persona", "direzione", "totale", "premio", "ulteriore")
    for scheda, persona, direzione, totale, premio, ulteriore in corsa.linee_premio.order_by().values_list(*campi).iterator(LOTTO):
        importo = premio + ulteriore
        gruppo.aggiungi(scheda, persona, None if totale is None else fascia(totale), importo)
        gruppo.direzioni.setdefault(direzione, Parte()).aggiungi(scheda, persona, importo, con_punti=totale is not None)
