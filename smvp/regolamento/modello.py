"""The regulation as the rest of the house sees it: frozen objects, each knowing its article and the day from which it holds.

Numbers are int, Decimal or Fraction, never float. Weights are on base 100, points on the scale of art. 20.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import Numero
from smvp.nucleo.calendario import Calendario
from smvp.regolamento.garanzie import Garanzie
from smvp.regolamento.norma import Norma, Requisito

GRUPPO_MINIMO = 5  # reading A40: what a version that does not say it holds to


@dataclass(frozen=True, slots=True)
class Pesi:
    """Artt. 6, 10, All. B: weights on ``base`` 100 of objectives (general + individual) and behaviours."""

    base: Decimal
    obiettivi: Decimal
    generali: Decimal
    individuali: Decimal
    comportamenti: Decimal


@dataclass(frozen=True, slots=True)
class Fattore:
    """One thing that gets a mark: a factor of All. B or an item of All. D."""

    codice: str
    titolo: str
    descrizione: str


@dataclass(frozen=True, slots=True)
class Macrofattore(Norma):
    """Art. 10: a macro-factor. ``fattori`` is empty where factors are set for each appointment; then ``suggeriti`` proposes some."""

    codice: str
    sigla: str
    titolo: str
    peso: Decimal
    fattori: tuple[Fattore, ...]
    suggeriti: tuple[Fattore, ...]


@dataclass(frozen=True, slots=True)
class Livello(Norma):
    """Art. 20: one mark of the scale."""

    voto: int
    giudizio: str
    descrizione: str


@dataclass(frozen=True, slots=True)
class Soglia(Norma):
    """A row of a points table: from ``da`` (included) on, ``punti``. ``fino`` is the upper bound as printed, where readings matter."""

    da: Decimal
    fino: Decimal
    punti: int
    giudizio: str


@dataclass(frozen=True, slots=True)
class Conteggio(Norma):
    """All. A: points of an objective graded by how many of its indicators are met; ``punti[n]`` with n met."""

    indicatori: int
    punti: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Negoziazione:
    """Art. 7: how many objectives each negotiates, and how many Direzioni a general one involves at least."""

    generali: int
    individuali: int
    direzioni_minime: int


@dataclass(frozen=True, slots=True)
class Facolta:
    """Art. 18: what a version may add to the evaluation, without weight in the score: the evaluatee's own marks, the diary of the year."""

    autovalutazione: bool
    diario: bool


@dataclass(frozen=True, slots=True)
class Riservatezza:
    """Reading A40: the results of a group are shown to who reads them in aggregate only if it has at least so many people."""

    gruppo_minimo: int = GRUPPO_MINIMO


@dataclass(frozen=True, slots=True)
class Riesame:
    """Art. 29: how many sit in the Organismo di garanzia, how many of them decide, for how many days counter-arguments hold the term."""

    componenti: int
    maggioranza: int
    sospensione_massima: int


@dataclass(frozen=True, slots=True)
class Ambito(Norma):
    """Art. 5: a scope, by letter, with its class (outcome, processi, …)."""

    lettera: str
    testo: str
    classe: str


@dataclass(frozen=True, slots=True)
class Area(Norma):
    """Artt. 6 and 11: a strategic area with the letters it admits and its expected outcome.

    ``in_deroga``: letters that art. 6 gives to no area and that a reading lets in here (A21).
    """

    numero: int
    denominazione: str
    ambiti: tuple[str, ...]
    outcome: str
    in_deroga: tuple[str, ...] = ()

    @property
    def ammessi(self) -> tuple[str, ...]:
        """The letters that an objective of this area may choose among."""
        return (*self.ambiti, *self.in_deroga)


@dataclass(frozen=True, slots=True)
class Fascia(Norma):
    """Art. 24: from ``da`` to ``a`` whole points, both included, ``percentuale`` of the result pay."""

    numero: int
    da: int
    a: int
    percentuale: int
    etichetta: str


@dataclass(frozen=True, slots=True)
class Premi:
    """Artt. 16, 24, 25, 27. Percentages on 100; ``parte_al_personale`` is a fraction; ``eccellenza_personale`` whole points."""

    riduzione_interim: Decimal
    mesi_minimi: int
    giorni_minimi: int
    riduzione_tempi_pagamento: Decimal
    quota_eccellenze: Decimal
    eccellenza_personale: int
    quota_risparmi: Decimal
    parte_al_personale: Fraction


@dataclass(frozen=True, slots=True)
class Gruppo(Norma):
    """Art. 22: a group of behaviours, its weight on 100 inside the behaviours, its maximum in points, the proposed items."""

    codice: str
    titolo: str
    peso: Decimal
    massimo: Decimal
    voci: tuple[Fattore, ...]


@dataclass(frozen=True, slots=True)
class Categoria(Norma):
    """Art. 22: a level of staff, with the area of the national contract that has taken its place."""

    codice: str
    denominazione: str
    area: str


@dataclass(frozen=True, slots=True)
class Personale:
    """Art. 22, All. D: weights on base 100, the maxima in points that follow from them, groups and categories."""

    area: Decimal
    struttura: Decimal
    specifici: Decimal
    comportamenti: Decimal
    massimo_struttura: Decimal
    massimo_specifici: Decimal
    massimo_comportamenti: Decimal
    gruppi: tuple[Gruppo, ...]
    categorie: tuple[Categoria, ...]


@dataclass(frozen=True, slots=True)
class SogliaMerito(Norma):
    """Art. 22: a threshold in points; ``compresa`` says whether exactly that many pass."""

    valore: Decimal
    compresa: bool

    def superata(self, punti: Numero) -> bool:
        """Whether ``punti`` pass the threshold."""
        return punti >= self.valore if self.compresa else punti > self.valore


@dataclass(frozen=True, slots=True)
class Soglie:
    """Art. 22: the thresholds of premium, economic progression, vertical progression and its transitional years."""

    premio: SogliaMerito
    progressione: SogliaMerito
    verticale: SogliaMerito
    verticale_transitoria: SogliaMerito


@dataclass(frozen=True, slots=True)
class Maturazione(Norma):
    """Art. 22: a level of professional growth and its points."""

    punti: int
    giudizio: str


@dataclass(frozen=True, slots=True)
class Progressioni:
    """Art. 22: economic progression. ``risultati`` by rising ``da``; years are whole numbers."""

    anni_valutati: int
    anni_posizione: int
    risultati: tuple[Soglia, ...]
    maturazione: tuple[Maturazione, ...]
    condizioni: tuple[Requisito, ...]


@dataclass(frozen=True, slots=True)
class Scadenza(Norma):
    """Artt. 7–29: a term. ``tipo``: "data" (``giorno`` None is the last of ``mese``), "giorni" or "giorni_lavorativi" from a fact."""

    codice: str
    titolo: str
    tipo: str
    giorno: int | None = None
    mese: int | None = None
    anno_successivo: bool = False
    giorni: int | None = None
    nota: str = ""

    def entro(self, anno: int) -> date:
        """The day of a fixed term for the exercise ``anno``; it does not move when it falls on a holiday (reading A59).

        Raises ValueError for a term that runs from a fact.
        """
        if self.mese is None:
            raise ValueError(f"Il termine {self.codice} decorre da un fatto, non ha una data fissa.")
        anno += self.anno_successivo
        return date(anno, self.mese, monthrange(anno, self.mese)[1] if self.giorno is None else self.giorno)

    def dopo(self, giorno: date, calendario: Calendario) -> date:
        """The last day of a term that runs from the day after ``giorno`` (reading A47). Raises ValueError for a fixed term."""
        if self.giorni is None:
            raise ValueError(f"Il termine {self.codice} ha una data fissa, non decorre da un fatto.")
        if self.tipo == "giorni_lavorativi":
            return calendario.aggiungi_giorni_lavorativi(giorno, self.giorni)
        return calendario.scade_il(giorno, self.giorni)


@dataclass(frozen=True, slots=True)
class RuoloDelSistema(Norma):
    """Who does what. ``fasce`` names the table of art. 24 for those evaluated with All. B, else ""."""

    codice: str
    denominazione: str
    compito: str
    fasce: str


@dataclass(frozen=True, slots=True)
class Articolo:
    """An article or annex: number ("20", "B"), title, one line in our own words, day from which it holds."""

    numero: str
    titolo: str
    sintesi: str
    dal: date


@dataclass(frozen=True, slots=True)
class Lettura(Norma):
    """How a silence or contradiction of the text is read: what is chosen among what may be chosen."""

    codice: str
    chiave: str
    titolo: str
    testo: str
    predefinita: str
    scelta: str
    opzioni: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Regolamento:
    """One version of a municipality's regulation; an exercise is bound to one."""

    codice: str
    denominazione: str
    ente: str
    atto: str
    dal: date
    ruoli: Mapping[str, RuoloDelSistema]
    pesi: Pesi
    scala: tuple[Livello, ...]
    macrofattori: tuple[Macrofattore, ...]
    grading: tuple[Soglia, ...]
    conteggio: Mapping[int, Conteggio]
    negoziazione: Negoziazione
    facolta: Facolta
    riservatezza: Riservatezza
    requisiti_obiettivo: tuple[Requisito, ...]
    requisiti_indicatore: tuple[Requisito, ...]
    dimensioni: tuple[Requisito, ...]
    ambiti: tuple[Ambito, ...]
    aree: tuple[Area, ...]
    fasce: Mapping[str, tuple[Fascia, ...]]
    premi: Premi
    personale: Personale
    soglie: Soglie
    progressioni: Progressioni
    scadenze: Mapping[str, Scadenza]
    riesame: Riesame
    garanzie: Garanzie
    articoli: Mapping[str, Articolo]
    letture: Mapping[str, Lettura]
    citazioni: Mapping[str, Norma]

    @property
    def voto_massimo(self) -> int:
        """Art. 20: the highest mark of the scale."""
        return self.scala[-1].voto

    @property
    def massimo_p_a(self) -> Decimal:
        """All. B: the most that objectives can give (210)."""
        return self.pesi.obiettivi * self.voto_massimo

    @property
    def massimo_p_b(self) -> Decimal:
        """All. B: the most that behaviours can give (90)."""
        return self.pesi.comportamenti * self.voto_massimo

    @property
    def massimo_finale(self) -> Decimal:
        """All. B and D: the most that anybody can reach (300)."""
        return self.pesi.base * self.voto_massimo

    def articolo_di(self, chiave: str) -> str:
        """The article of a value by its key in the TOML: "grading", "pesi.obiettivi", "premi.mesi_minimi". KeyError if unknown."""
        return self.citazioni[chiave].articolo

    def scelta(self, lettura: str) -> str:
        """What is chosen for a reading, by its code ("A11")."""
        return self.letture[lettura].scelta

    def calendario(self, patrono: tuple[int, int]) -> Calendario:
        """Art. 29: the working days of a municipality whose patron's day is ``patrono`` (month, day)."""
        return Calendario(patrono, sabato_lavorativo=self.scelta("A47") == "lavorativo")
