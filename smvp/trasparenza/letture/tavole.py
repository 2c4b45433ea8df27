"""The values that the program takes from each article, laid out as tables: what is data in the regulation is shown, nothing is added."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from smvp.nucleo.formati import numero, percento
from smvp.regolamento.modello import Area, Fascia, Norma, Regolamento, Soglia

QualeNorma = TypeVar("QualeNorma", bound=Norma)


@dataclass(frozen=True, slots=True)
class Tavola:
    """A table of values of one article, ready to be printed; the columns from ``numeriche_da`` on go to the right."""

    titolo: str
    intestazioni: tuple[str, ...]
    righe: tuple[tuple[str, ...], ...]
    numeriche_da: int = 99

    @property
    def righe_con_nomi(self) -> list[list[tuple[str, str]]]:
        """Each cell with the name of its column, which on a phone stands beside it."""
        return [list(zip(self.intestazioni, riga, strict=True)) for riga in self.righe]


def tavole_di(reg: Regolamento, articolo: str) -> list[Tavola]:
    """Every table of the regulation's data that quotes the article; those without rows are left out."""
    tavole = (*_degli_obiettivi(reg, articolo), *_del_punteggio(reg, articolo), *_del_personale(reg, articolo))
    return [t for t in tavole if t.righe]


def _degli_obiettivi(reg: Regolamento, articolo: str) -> Iterable[Tavola]:
    def requisiti(titolo: str, tutti: Iterable[QualeNorma]) -> Tavola:
        return Tavola(titolo, ("Requisito", "Che cosa vuol dire"), tuple((r.titolo, r.descrizione) for r in _di(tutti, articolo)))

    yield Tavola("Gli ambiti", ("Lettera", "Ambito"), tuple((f"{a.lettera})", a.testo) for a in _di(reg.ambiti, articolo)))
    yield Tavola(
        "Le aree strategiche",
        ("Area", "Ambiti ammessi", "Risultato atteso per la comunità"),
        tuple((f"{a.numero} · {a.denominazione}", _lettere(a), a.outcome) for a in _di(reg.aree, articolo)),
    )
    yield requisiti("Come deve essere un obiettivo", reg.requisiti_obiettivo)
    yield requisiti("Come deve essere un indicatore", reg.requisiti_indicatore)
    yield requisiti("Che cosa misura un indicatore", reg.dimensioni)


def _lettere(area: Area) -> str:
    """ "b, d, f; in deroga h"."""
    return ", ".join(area.ambiti) + (f"; in deroga {', '.join(area.in_deroga)}" if area.in_deroga else "")


def _del_punteggio(reg: Regolamento, articolo: str) -> Iterable[Tavola]:
    yield Tavola("Dal risultato al punteggio", ("Obiettivo", "Raggiunto", "Punti"), _righe_grading(_di(reg.grading, articolo)), 2)
    yield Tavola(
        "Obiettivi graduati per indicatori soddisfatti",
        ("Indicatori", "Punti con zero, uno, due… soddisfatti"),
        tuple((numero(c.indicatori, 0), " · ".join(numero(p, 0) for p in c.punti)) for c in _di(reg.conteggio.values(), articolo)),
    )
    yield Tavola(
        "La scala dei voti",
        ("Voto", "Giudizio"),
        tuple((numero(x.voto, 0), _con(x.giudizio, x.descrizione)) for x in _di(reg.scala, articolo)),
    )
    yield Tavola(
        "I macrofattori dei comportamenti",
        ("Macrofattore", "Fattori", "Peso"),
        tuple((f"{m.sigla} · {m.titolo}", _fattori(m.fattori or m.suggeriti), numero(m.peso, 0)) for m in _di(reg.macrofattori, articolo)),
        2,
    )
    for ruolo, fasce in reg.fasce.items():
        nome = reg.ruoli[ruolo].denominazione if ruolo in reg.ruoli else ruolo
        yield Tavola(
            f"Le fasce di risultato · {nome}", ("Fascia", "Punti", "Retribuzione di risultato"), _righe_fasce(_di(fasce, articolo)), 1
        )


def _del_personale(reg: Regolamento, articolo: str) -> Iterable[Tavola]:
    yield Tavola(
        "I comportamenti del personale",
        ("Gruppo", "Voci proposte", "Peso", "Massimo"),
        tuple((g.titolo, _fattori(g.voci), percento(g.peso), numero(g.massimo, 0)) for g in _di(reg.personale.gruppi, articolo)),
        2,
    )
    yield Tavola(
        "Le categorie", ("Categoria", "Denominazione", "Area del contratto"),
        tuple((c.codice, c.denominazione, c.area) for c in _di(reg.personale.categorie, articolo)),
    )  # fmt: skip
    yield Tavola("Le soglie di punteggio", ("Per avere", "Punti"), _righe_soglie(reg, articolo), 1)
    yield Tavola(
        "Progressione economica: i risultati", ("Giudizio", "Da", "Punti"), _righe_risultati(_di(reg.progressioni.risultati, articolo)), 1
    )
    yield Tavola(
        "Progressione economica: la maturazione", ("Giudizio", "Punti"),
        tuple((m.giudizio, numero(m.punti, 0)) for m in _di(reg.progressioni.maturazione, articolo)), 1,
    )  # fmt: skip


def _di(valori: Iterable[QualeNorma], articolo: str) -> list[QualeNorma]:
    return [v for v in valori if v.articolo == articolo]


def _con(giudizio: str, descrizione: str) -> str:
    return f"{giudizio}: {descrizione[:1].lower()}{descrizione[1:]}" if descrizione else giudizio


def _fattori(fattori: Iterable[object]) -> str:
    return ", ".join(getattr(f, "titolo", "") for f in fattori)


def _righe_grading(soglie: list[Soglia]) -> tuple[tuple[str, ...], ...]:
    return tuple((s.giudizio, f"da {numero(s.da, 0)} a {percento(s.fino)}", numero(s.punti, 0)) for s in soglie)


def _righe_risultati(soglie: list[Soglia]) -> tuple[tuple[str, ...], ...]:
    return tuple((s.giudizio, numero(s.da, 0), numero(s.punti, 0)) for s in soglie)


def _righe_fasce(fasce: list[Fascia]) -> tuple[tuple[str, ...], ...]:
    return tuple((f"{f.numero} · {f.etichetta}", f"{f.da}–{f.a}", percento(f.percentuale)) for f in fasce)


def _righe_soglie(reg: Regolamento, articolo: str) -> tuple[tuple[str, ...], ...]:
    soglie = (
        ("il premio di produttività", reg.soglie.premio),
        ("la progressione economica", reg.soglie.progressione),
        ("la progressione verticale", reg.soglie.verticale),
        ("la progressione verticale, negli anni transitori", reg.soglie.verticale_transitoria),
    )
    return tuple((nome, f"{'almeno' if s.compresa else 'più di'} {numero(s.valore, 0)}") for nome, s in soglie if s.articolo == articolo)
