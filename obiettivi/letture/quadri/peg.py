"""Art. 11: how far each Direzione has carried out its P.E.G., beside the other figures of organisational performance (reading A23)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import rules
from django.db.models import Prefetch

from smvp.nucleo.formati import FISSO, numero
from smvp.organizzazione.letture import nomi_nel_registro
from smvp.organizzazione.models import Direzione, Esercizio, TipoDirezione, Utente
from smvp.organizzazione.permessi import direzioni_dirette
from smvp.registro.letture import storia

from ... import calcolo
from ...models import Consuntivo, GradoPeg, Obiettivo, Parte
from ...permessi import visibili_a
from ...stati import VALUTATA
from .albero import direzioni_di, leggi_obiettivi

REGISTRO = "peg"
AZIONE = "peg.registra"


@dataclass(frozen=True, slots=True)
class Grado:
    """A degree of realisation as somebody writes it: in percent, from 0 to 100; None (and no source) while there is none."""

    percentuale: Decimal | None = None
    fonte: str = ""

    @property
    def in_parole(self) -> str:
        return "non inserito" if self.percentuale is None else f"{numero(self.percentuale)}{FISSO}% ({self.fonte})"

    def come_dati(self) -> dict[str, str]:
        """For the log."""
        return {"percentuale": "" if self.percentuale is None else f"{self.percentuale:.2f}", "fonte": self.fonte}


@dataclass(frozen=True, slots=True)
class Esiti:
    """How the objectives of a Direzione went: quotas in all, decided, and for each judgement of art. 20 how many."""

    quote: int = 0
    valutate: int = 0
    giudizi: Mapping[str, int] = field(default_factory=dict)


def nomi_delle_colonne(giudizi: Sequence[str]) -> tuple[str, ...]:
    """The names of the figures of the objectives."""
    return ("Obiettivi e parti", "Valutati", *(g.capitalize() for g in giudizi))


@dataclass(frozen=True, slots=True)
class RigaPeg:
    """A top Direzione. ``esiti`` is None for whoever does not read its results."""

    direzione: Direzione
    salvato: GradoPeg | None
    esiti: Esiti | None
    giudizi: tuple[str, ...] = ()

    @property
    def inserito_da(self) -> str:
        """Who wrote the degree; empty while there is none, and for an account that is nobody's."""
        persona = self.salvato.inserito_da.persona if self.salvato else None
        return persona.con_titolo if persona else ""

    @property
    def colonne(self) -> list[tuple[str, int | str]]:
        """The figures of its objectives with their names; a dash where they are not for this reader."""
        e = self.esiti
        nomi = nomi_delle_colonne(self.giudizi)
        cifre = (e.quote, e.valutate, *(e.giudizi.get(g, 0) for g in self.giudizi)) if e else ("–",) * len(nomi)
        return list(zip(nomi, cifre, strict=True))

    @property
    def grado(self) -> Grado:
        return Grado(self.salvato.percentuale, self.salvato.fonte) if self.salvato else Grado()


@dataclass(frozen=True, slots=True)
class QuadroPeg:
    """The page: a row a Direzione; ``giudizi`` are the columns of the results."""

    righe: tuple[RigaPeg, ...]
    giudizi: tuple[str, ...]

    @property
    def colonne(self) -> tuple[str, ...]:
        return nomi_delle_colonne(self.giudizi)

    @property
    def parziale(self) -> bool:
        return any(r.esiti is None for r in self.righe)

    @property
    def inseriti(self) -> int:
        return sum(1 for r in self.righe if r.salvato)


def direzioni_apicali(esercizio: Esercizio) -> list[Direzione]:
    """The Direzioni at the top of the tree in a day at least of the exercise."""
    in_cima = Direzione.objects.filter(padre=None, tipo=TipoDirezione.DIREZIONE)
    return list(in_cima.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al).order_by("codice"))


def gradi_di(esercizio: Esercizio) -> dict[int, Grado]:
    """What is saved, by the key of the Direzione."""
    return {g.direzione_id: Grado(g.percentuale, g.fonte) for g in GradoPeg.objects.filter(esercizio=esercizio)}


def gradi_negli_anni(dal: int, al: int) -> dict[int, dict[int, Decimal]]:
    """What is saved for the exercises between two years, both included: by the key of the Direzione and the year. One query."""
    trovati: dict[int, dict[int, Decimal]] = defaultdict(dict)
    righe = GradoPeg.objects.filter(esercizio__anno__range=(dal, al)).order_by()
    for direzione, anno, percentuale in righe.values_list("direzione", "esercizio__anno", "percentuale"):
        trovati[direzione][anno] = percentuale
    return trovati


def quadro_peg(esercizio: Esercizio, utente: Utente) -> QuadroPeg:
    """The degrees and, side by side, how the objectives went: no formula joins them (reading A23)."""
    gradi = {g.direzione_id: g for g in GradoPeg.objects.filter(esercizio=esercizio).select_related("inserito_da__persona")}
    letti = leggi_obiettivi(visibili_a(utente).filter(esercizio=esercizio).prefetch_related(Prefetch("consuntivi")))
    esiti = esiti_per_direzione(letti, esercizio)
    tutte = rules.has_perm("obiettivi.vedere_tutti_gli_esiti", utente)
    proprie = direzioni_dirette(utente)
    giudizi = tuple(dict.fromkeys(s.giudizio for s in esercizio.reg.grading))
    return QuadroPeg(
        tuple(
            RigaPeg(d, gradi.get(d.pk), esiti.get(d.pk, Esiti()) if tutte or d.pk in proprie else None, giudizi)
            for d in direzioni_apicali(esercizio)
        ),
        giudizi,
    )


def esiti_per_direzione(obiettivi: Iterable[Obiettivo], esercizio: Esercizio) -> dict[int, Esiti]:
    """Of each top Direzione, by its key, its quotas of these objectives (read with their reports): a whole one, or its part of a
    collective one."""
    quote: dict[int, int] = defaultdict(int)
    giudizi: dict[int, Counter[str]] = defaultdict(Counter)
    for o in obiettivi:
        decise = {c.parte_id: c for c in o.consuntivi.all()} if o.stato == VALUTATA else {}
        for parte in o.parti.all() or [None]:
            consuntivo = decise.get(parte.pk if parte else None)
            for direzione in _di_chi(o, parte):
                quote[direzione] += 1
                if consuntivo is not None and consuntivo.valutato is not None:
                    giudizi[direzione][_giudizio(consuntivo, esercizio)] += 1
    return {d: Esiti(n, giudizi[d].total(), giudizi[d]) for d, n in quote.items()}


def _di_chi(obiettivo: Obiettivo, parte: Parte | None) -> Iterable[int]:
    return [parte.direzione.apice.pk] if parte else [d.pk for d in direzioni_di(obiettivo)]


def _giudizio(consuntivo: Consuntivo, esercizio: Esercizio) -> str:
    assert consuntivo.valutato is not None  # noqa: S101 (the caller has looked)
    return calcolo.soglia_raggiunta(consuntivo.valutato, esercizio.reg).giudizio


@dataclass(frozen=True, slots=True)
class Cambio:
    """A line of the history: a Direzione, what was there and what was written."""

    direzione: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class Atto:
    """A save, with all its changes."""

    chi: str
    quando: datetime
    cambi: Sequence[Cambio]


def storia_peg(esercizio: Esercizio) -> list[Atto]:
    """Who wrote what, the latest first, from the log."""
    return storia_dei_gradi(REGISTRO, esercizio)


def storia_dei_gradi(registro: str, esercizio: Esercizio) -> list[Atto]:
    """The same for any percentages of offices that are logged as those of the P.E.G. are."""
    eventi = list(storia(registro, esercizio.anno))
    nomi = nomi_nel_registro(eventi)
    return [Atto(nomi[e.utente], e.quando, [_cambio(c) for c in e.contenuto.get("cambi", [])]) for e in eventi]


def _cambio(dati: Mapping[str, Any]) -> Cambio:
    return Cambio(dati["denominazione"], _da_dati(dati["prima"]).in_parole, _da_dati(dati["dopo"]).in_parole)


def _da_dati(dati: Mapping[str, str]) -> Grado:
    return Grado(Decimal(dati["percentuale"]) if dati["percentuale"] else None, dati["fonte"])
