"""Art. 22: who has title to the reserved quota of the vertical progressions, and why; and who lacks a datum that progressions need."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Min

from premi.calcolo import Condizione, condizioni_verticale
from smvp.flusso.filtri import Gruppo, gruppo
from smvp.flusso.ricerca import appiattito, parole
from smvp.organizzazione.models import Appartenenza, Direzione, Esercizio, Persona
from smvp.organizzazione.posizioni import posizioni_al
from valutazioni.letture.pregresse import totali_annui

PER_PAGINA = 50
TESTO_MASSIMO = 100
HA, NON_HA = "si", "no"
TITOLI = ((HA, "Con titolo"), (NON_HA, "Senza titolo"))


@dataclass(frozen=True, slots=True)
class RigaVerticale:
    """A member of staff and the years before, one by one."""

    persona: Persona
    direzione: Direzione
    categoria: str
    condizioni: tuple[Condizione, ...]

    @property
    def ha_titolo(self) -> bool:
        return all(c.soddisfatta for c in self.condizioni)

    @property
    def perche(self) -> str:
        return " ".join(c.passo.testo for c in self.condizioni)


@dataclass(frozen=True, slots=True)
class ElencoVerticale:
    """The page of the list that an address asks for."""

    attivi: Mapping[str, str]
    gruppi: list[Gruppo]
    righe: list[RigaVerticale]
    pagina: Page[RigaVerticale]
    totale: int
    con_titolo: int


def in_servizio(giorno: date) -> list[Appartenenza]:
    """The staff of a day, by name."""
    servizi = Appartenenza.objects.in_vigore(giorno).select_related("persona", "direzione__padre__padre")
    return list(servizi.order_by("persona__cognome", "persona__nome", "persona"))


def titoli_verticali(esercizio: Esercizio, giorno: date) -> list[RigaVerticale]:
    """All the staff of the day with the years before the exercise. Three queries, however many."""
    servizi, reg = in_servizio(giorno), esercizio.reg
    totali = totali_annui([a.persona_id for a in servizi])
    return [
        RigaVerticale(
            a.persona, a.direzione.apice, a.categoria, condizioni_verticale(totali.get(a.persona_id, []), esercizio.anno - 1, reg)
        )
        for a in servizi
    ]


def elenco_verticale(esercizio: Esercizio, giorno: date, dati: Mapping[str, str]) -> ElencoVerticale:
    """The rows that the filters of an address let pass, and their page."""
    tutte = titoli_verticali(esercizio, giorno)
    direzioni = {r.direzione.codice: r.direzione.denominazione for r in sorted(tutte, key=lambda r: r.direzione.codice)}
    scelte = {"titolo": list(TITOLI), "direzione": list(direzioni.items())}
    attivi = {nome: dati[nome] for nome, valori in scelte.items() if dati.get(nome) in dict(valori)}
    if testo := " ".join(dati.get("q", "").split())[:TESTO_MASSIMO]:
        attivi["q"] = testo
    righe = list(_filtra(tutte, attivi))
    gruppi = [
        _gruppo("Titolo", "titolo", scelte["titolo"], _filtra(tutte, attivi, "titolo"), attivi),
        _gruppo("Direzione", "direzione", scelte["direzione"], _filtra(tutte, attivi, "direzione"), attivi),
    ]
    pagina = Paginator(righe, PER_PAGINA).get_page(dati.get("pagina"))
    return ElencoVerticale(attivi, [g for g in gruppi if len(g.voci) > 1], righe, pagina, len(tutte), sum(r.ha_titolo for r in tutte))


def _valore(nome: str, r: RigaVerticale) -> str:
    return (HA if r.ha_titolo else NON_HA) if nome == "titolo" else r.direzione.codice


def _filtra(righe: list[RigaVerticale], attivi: Mapping[str, str], senza: str = "") -> Iterator[RigaVerticale]:
    cercate = parole(attivi.get("q", ""))
    for r in righe:
        chi = appiattito(f"{r.persona} {r.persona.matricola}") or ""
        if all(p in chi for p in cercate) and all(_valore(n, r) == v for n, v in attivi.items() if n not in ("q", senza)):
            yield r


def _gruppo(etichetta: str, nome: str, scelte: list[tuple[str, str]], righe: Iterator[RigaVerticale], attivi: Mapping[str, str]) -> Gruppo:
    conti: dict[str, int] = {}
    for r in righe:
        conti[_valore(nome, r)] = conti.get(_valore(nome, r), 0) + 1
    return gruppo(etichetta, nome, scelte, conti=conti, totale=sum(conti.values()), attivi=attivi)


# --- what is missing -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mancanti:
    """The data that progressions look for and do not find: (person, year) without a total, people without a step."""

    valutazioni: list[tuple[Persona, int]]
    posizioni: list[Persona]


def mancanti(esercizio: Esercizio, giorno: date) -> Mancanti:
    """Of the staff of the day: the totals of the years before the exercise in which they were here, the steps. Five queries."""
    persone = [a.persona for a in in_servizio(giorno)]
    chiavi = [p.pk for p in persone]
    servizi = Appartenenza.objects.filter(persona__in=chiavi).order_by().values_list("persona")
    entrati = {persona: dal.year for persona, dal in servizi.annotate(Min("dal"))}
    noti = {persona: {t.anno for t in totali} for persona, totali in totali_annui(chiavi).items()}
    anni = range(esercizio.anno - esercizio.reg.progressioni.anni_valutati, esercizio.anno)
    con_posizione = posizioni_al(giorno, chiavi)
    return Mancanti(
        [(p, anno) for p in persone for anno in anni if entrati[p.pk] <= anno and anno not in noti.get(p.pk, ())],
        [p for p in persone if p.pk not in con_posizione],
    )
