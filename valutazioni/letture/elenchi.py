"""Art. 22: what part two of the staff sheets gives to the office of the staff: training, mobility, skills that are lacking, growth.

No mark and no score is here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from smvp.flusso.filtri import Gruppo, gruppo, indirizzo
from smvp.flusso.ricerca import Piatto, parole
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.regolamento.modello import Regolamento

from ..models import ParteSeconda
from ..permessi import totali_visibili_a
from ..stati import FIRMATE, OSSERVAZIONI, PARTECIPATA

PER_PAGINA = 50
TESTO_MASSIMO = 100
# From when the evaluatee reads it: before, part two is the dirigente's draft. Until the signature it may still change, and a row says so.
CONTANO = (PARTECIPATA, OSSERVAZIONI, *FIRMATE)


@dataclass(frozen=True, slots=True)
class Specie:
    """A list: its heading, what it is for, the columns of part two it is made of (the first one makes a row of it)."""

    codice: str
    titolo: str
    serve: str
    campi: tuple[tuple[str, str], ...]

    @property
    def campo(self) -> str:
        return self.campi[0][0]

    @property
    def scritta(self) -> Q:
        """The parts two in which there is something for this list."""
        return Q(**{f"{self.campo}__isnull": False}) if self.campo == "maturazione" else ~Q(**{self.campo: ""})


SPECIE = {
    s.codice: s
    for s in (
        Specie("formazione", "Esigenze formative", "Per il programma di formazione, annuale o biennale.",
               (("esigenze_formative", "Esigenze formative"),)),
        Specie("mobilita", "Mobilità interna", "Chi il Dirigente vedrebbe bene in un altro ufficio, e perché.",
               (("mobilita", "Mobilità"), ("motivi_mobilita", "Motivi"))),
        Specie("fabbisogni", "Fabbisogni di professionalità", "Le professionalità che mancano agli uffici.",
               (("fabbisogni", "Fabbisogni"),)),
        Specie("maturazione", "Maturazione professionale", "I punti di crescita, per le progressioni economiche.",
               (("maturazione", "Punti"), ("motivi_maturazione", "Motivi"))),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Linguetta:
    etichetta: str
    url: str
    attiva: bool
    conto: int


@dataclass(frozen=True, slots=True)
class Riga:
    """What part two says of one person. ``ferma``: the sheet is signed, so it will not change."""

    seconda: ParteSeconda
    valori: tuple[tuple[str, Any], ...]
    ferma: bool


@dataclass(frozen=True)
class ElencoSeconde:
    """One page of a list, with the tabs of the four and the filters."""

    specie: Specie
    linguette: list[Linguetta]
    attivi: dict[str, str]
    gruppi: list[Gruppo]
    pagina: Page[ParteSeconda]
    righe: list[Riga]
    totale: int

    @property
    def tutte(self) -> str:
        """The list without filters."""
        return indirizzo({"elenco": self.specie.codice})

    @property
    def quante(self) -> int:
        return self.pagina.paginator.count


def elenco(utente: Utente, esercizio: Esercizio, dati: Mapping[str, str]) -> ElencoSeconde:
    """The page of the list that an address asks for, in a number of queries that does not grow with the sheets."""
    specie = SPECIE.get(dati.get("elenco", ""), SPECIE["formazione"])
    tutte, direzioni = _seconde(utente, esercizio), _direzioni()
    attivi = _attivi(dati, specie, direzioni, esercizio.reg)
    di_questa = tutte.filter(specie.scritta)
    pagina = Paginator(_ordinate(_filtra(di_questa, attivi, specie, direzioni)), PER_PAGINA).get_page(dati.get("pagina"))
    conti = tutte.aggregate(**{s.codice: Count("pk", filter=s.scritta) for s in SPECIE.values()})
    base = {"elenco": specie.codice}
    return ElencoSeconde(
        specie=specie,
        linguette=[Linguetta(s.titolo, indirizzo({"elenco": s.codice}), s == specie, conti[s.codice]) for s in SPECIE.values()],
        attivi=base | attivi,
        gruppi=_gruppi(di_questa, base | attivi, specie, direzioni, esercizio.reg),
        pagina=pagina,
        righe=[_riga(s, specie, esercizio.reg) for s in pagina.object_list],
        totale=conti[specie.codice],
    )


def filtrate(utente: Utente, esercizio: Esercizio, dati: Mapping[str, str]) -> tuple[Specie, list[Riga]]:
    """All the rows that the filters of an address let pass."""
    specie = SPECIE.get(dati.get("elenco", ""), SPECIE["formazione"])
    direzioni = _direzioni()
    attivi = _attivi(dati, specie, direzioni, esercizio.reg)
    trovate = _filtra(_seconde(utente, esercizio).filter(specie.scritta), attivi, specie, direzioni)
    return specie, [_riga(s, specie, esercizio.reg) for s in _ordinate(trovate)]


def _seconde(utente: Utente, esercizio: Esercizio) -> QuerySet[ParteSeconda]:
    return ParteSeconda.objects.filter(scheda__in=totali_visibili_a(utente).filter(esercizio=esercizio, stato__in=CONTANO))


def _ordinate(seconde: QuerySet[ParteSeconda]) -> QuerySet[ParteSeconda]:
    ordine = ("scheda__direzione__codice", "scheda__persona__cognome", "scheda__persona__nome", "pk")
    return seconde.select_related("scheda__persona", "scheda__direzione__padre__padre").order_by(*ordine)


def _riga(seconda: ParteSeconda, specie: Specie, reg: Regolamento) -> Riga:
    valori = [(nome, getattr(seconda, campo)) for campo, nome in specie.campi]
    if specie.campo == "maturazione":
        valori[0] = ("Punti", f"{seconda.maturazione}, {_giudizi(reg)[seconda.maturazione]}")
    return Riga(seconda, tuple(valori), seconda.scheda.stato in FIRMATE)


def _giudizi(reg: Regolamento) -> dict[int | None, str]:
    return {m.punti: m.giudizio for m in reg.progressioni.maturazione}


# --- filters ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vertice:
    """A Direzione at the top, with the units below it."""

    direzione: Direzione
    unita: set[int]


def _direzioni() -> dict[str, Vertice]:
    """The Direzioni at the top by code, each with all its units: one query."""
    tutte = list(Direzione.objects.order_by("codice"))
    padri = {d.pk: d.padre_id for d in tutte}
    vertici = {d.pk: Vertice(d, set()) for d in tutte if d.padre_id is None}
    for d in tutte:
        sopra = d.pk
        while (padre := padri[sopra]) is not None:
            sopra = padre
        vertici[sopra].unita.add(d.pk)
    return {v.direzione.codice: v for v in vertici.values()}


def _attivi(dati: Mapping[str, str], specie: Specie, direzioni: Mapping[str, Vertice], reg: Regolamento) -> dict[str, str]:
    """What the address asks for; values that do not exist ask for nothing."""
    ammessi: dict[str, set[str]] = {"direzione": set(direzioni)}
    if specie.campo == "maturazione":
        ammessi["punti"] = {str(p) for p in _giudizi(reg)}
    attivi = {nome: dati[nome] for nome, valori in ammessi.items() if dati.get(nome) in valori}
    if testo := " ".join(dati.get("q", "").split())[:TESTO_MASSIMO]:
        attivi["q"] = testo
    return attivi


def _filtra(
    seconde: QuerySet[ParteSeconda], attivi: Mapping[str, str], specie: Specie, direzioni: Mapping[str, Vertice], senza: str = ""
) -> QuerySet[ParteSeconda]:
    if "direzione" in attivi and senza != "direzione":
        seconde = seconde.filter(scheda__direzione__in=direzioni[attivi["direzione"]].unita)
    if "punti" in attivi and senza != "punti":
        seconde = seconde.filter(maturazione=int(attivi["punti"]))
    if testo := attivi.get("q"):
        pezzi = ["scheda__persona__nome", "scheda__persona__cognome", "scheda__persona__matricola"]
        pezzi += [campo for campo, _ in specie.campi if campo != "maturazione"]
        fra_spazi = [x for pezzo in pezzi for x in (Value(" "), pezzo)][1:]
        seconde = seconde.alias(_dove=Piatto(Concat(*fra_spazi, output_field=TextField())))
        for parola in parole(testo):
            seconde = seconde.filter(_dove__contains=parola)
    return seconde


def _gruppi(
    seconde: QuerySet[ParteSeconda], attivi: Mapping[str, str], specie: Specie, direzioni: Mapping[str, Vertice], reg: Regolamento
) -> list[Gruppo]:
    per_unita = _conti(_filtra(seconde, attivi, specie, direzioni, senza="direzione"), "scheda__direzione")
    conti = Counter({codice: sum(per_unita.get(u, 0) for u in v.unita) for codice, v in direzioni.items()})
    nomi = [(codice, v.direzione.denominazione) for codice, v in direzioni.items()]
    gruppi = [gruppo("Direzione", "direzione", nomi, conti=conti, totale=sum(per_unita.values()), attivi=attivi)]
    if specie.campo == "maturazione":
        per_punti = {str(p): n for p, n in _conti(_filtra(seconde, attivi, specie, direzioni, senza="punti"), "maturazione").items()}
        scelte = [(str(p), f"{p}, {g}") for p, g in _giudizi(reg).items()]
        totale = sum(per_punti.values())
        gruppi.append(gruppo("Punti", "punti", scelte, conti=per_punti, totale=totale, attivi=attivi, tutti="Tutti"))
    return [g for g in gruppi if len(g.voci) > 1]


def _conti(seconde: QuerySet[ParteSeconda], campo: str) -> dict[Any, int]:
    return dict(seconde.order_by().values_list(campo).annotate(quante=Count("pk")))
