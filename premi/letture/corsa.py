"""One run as its page shows it: the figures at the head, what each destination or Direzione gets, the lines with their filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Concat

from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.flusso.filtri import Gruppo, gruppo
from smvp.flusso.ricerca import Piatto, parole
from smvp.organizzazione.models import Utente
from smvp.regolamento.lettore import carica
from smvp.regolamento.modello import Fascia, Regolamento
from valutazioni.letture.cammino import Fatto, passi_di

from ..models import ContoDirezione, Corsa, Destinazione, Fondo, LineaPremio, LineaRisultato
from ..models.fondi import DEL_RISULTATO
from ..permessi import corse_visibili_a
from ..stati import CALCOLATE

ZERO = Decimal("0.00")
PER_PAGINA = 50
PROSPETTI_MOSTRATI = 3
PROSPETTO_RISULTATO, PROSPETTO_PRODUTTIVITA = "prospetto_risultato", "prospetto_produttivita"
PROSPETTI = (PROSPETTO_RISULTATO, PROSPETTO_PRODUTTIVITA)
TESTO_MASSIMO = 100
PAGATE, A_ZERO = "pagate", "zero"
ESITI = ((PAGATE, "Con un importo"), (A_ZERO, "A zero"))
TITOLI_DELLA_STORIA = {"chiedi": "Chiesta", "rimanda": "Rimandata al Personale"}

Linee = QuerySet[LineaRisultato] | QuerySet[LineaPremio]


def corsa_visibile(utente: Utente, pk: int) -> Corsa | None:
    """The run, if the user may read it, without the text of its facts."""
    con = ("esercizio", "criterio", "chiesta_da__persona", "atto", "atto_liquidazione", "precedente")
    return corse_visibili_a(utente).select_related(*con).defer("fatti", "precedente__fatti").filter(pk=pk).first()


def regole_di(corsa: Corsa) -> Regolamento:
    """The rules that it was made with."""
    return carica(corsa.regolamento)


def storia_della_corsa(corsa: Corsa) -> list[Fatto]:
    return passi_di(corsa, TITOLI_DELLA_STORIA)


def prima_di(corsa: Corsa) -> Corsa | None:
    """The run with which this one is compared: the one that it corrects, else the last computed before it."""
    if corsa.precedente is not None:
        return corsa.precedente
    altre = Corsa.objects.filter(esercizio=corsa.esercizio_id, istituto=corsa.istituto, numero__lt=corsa.numero, stato__in=CALCOLATE)
    return altre.defer("fatti").order_by("-numero").first()


def prospetti_emessi(utente: Utente, corsa: Corsa) -> list[Documento]:
    """The last documents issued of the run, among those that the user may see."""
    emessi = Documento.objects.filter(tipo__in=PROSPETTI, oggetto_id=corsa.pk).order_by("-richiesto_il", "-pk")
    return documenti_letti(utente, emessi)[:PROSPETTI_MOSTRATI]


# --- the figures at the head ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Testa:
    """How many people are paid, how many get nothing; ``motivi``: why the lines at zero are at zero, each with how many."""

    persone: int
    pagate: int
    motivi: Sequence[tuple[str, int]]

    @property
    def a_zero(self) -> int:
        return self.persone - self.pagate


def linee_di(corsa: Corsa) -> Linee:
    return corsa.linee_risultato.all() if corsa.di_risultato else corsa.linee_premio.all()


def _con_importo(corsa: Corsa) -> Q:
    return Q(importo__gt=0) if corsa.di_risultato else Q(premio__gt=0)


def testa_di(corsa: Corsa) -> Testa:
    """Two queries, whatever the number of lines."""
    linee = linee_di(corsa).order_by()
    conti = linee.aggregate(persone=Count("persona", distinct=True), pagate=Count("persona", distinct=True, filter=_con_importo(corsa)))
    motivi = linee.exclude(_con_importo(corsa)).values_list("motivo").annotate(quante=Count("pk")).order_by("-quante", "motivo")
    return Testa(conti["persone"], conti["pagate"], [(motivo or "Fascia senza retribuzione", quante) for motivo, quante in motivi])


@dataclass(frozen=True, slots=True)
class SommaFascia:
    fascia: Fascia
    quanti: int
    importo: Decimal


@dataclass(frozen=True, slots=True)
class SommaDestinazione:
    """Art. 24: dirigenti or P.O. in a run. ``stanziato`` is None where the amount of that day cannot be told apart."""

    destinazione: Destinazione
    incarichi: int
    distribuito: Decimal
    stanziato: Decimal | None
    fasce: Sequence[SommaFascia]

    @property
    def economie(self) -> Decimal | None:
        return None if self.stanziato is None else self.stanziato - self.distribuito


def destinazioni_di(corsa: Corsa) -> list[SommaDestinazione]:
    """Set aside, paid and saved, with the bands, for dirigenti and for P.O. Three queries."""
    linee, reg = corsa.linee_risultato.order_by(), regole_di(corsa)
    somme = {d: (n, s) for d, n, s in linee.values_list("destinazione").annotate(Count("pk"), Sum("importo"))}
    valutabili = linee.filter(motivo="").values_list("destinazione", "fascia").annotate(Count("pk"), Sum("importo"))
    per_fascia = {(d, f): (n, s) for d, f, n, s in valutabili}
    stanziati = stanziati_della_corsa(corsa)
    return [
        SommaDestinazione(
            d, somme[d][0], somme[d][1], stanziati.get(d),
            [SommaFascia(f, *per_fascia.get((d, f.numero), (0, ZERO))) for f in reg.fasce["po" if d == Destinazione.PO else "dirigente"]],
        )
        for d in DEL_RISULTATO
        if d in somme
    ]  # fmt: skip


def stanziati_della_corsa(corsa: Corsa) -> dict[str, Decimal]:
    """What was set aside for each destination when the run was computed: the versions of the amounts stay, and a run keeps their sum.

    Empty if they do not add up to it.
    """
    di_allora = Fondo.objects.filter(
        Q(registrato_il=None) | Q(registrato_il__lte=corsa.calcolata_il), esercizio=corsa.esercizio_id, destinazione__in=DEL_RISULTATO
    )
    stanziati = {f.destinazione: f.importo for f in di_allora.order_by("numero_versione")}
    return stanziati if sum(stanziati.values(), ZERO) == corsa.stanziato else {}


def conti_di(corsa: Corsa) -> list[ContoDirezione]:
    """Art. 22: the account of each Direzione."""
    return list(corsa.conti.select_related("direzione").order_by("direzione__codice"))


# --- the lines ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Elenco:
    """One page of the lines with their filters; ``totale``: how many there are without them."""

    attivi: dict[str, str]
    gruppi: list[Gruppo]
    pagina: Page[Any]
    totale: int

    @property
    def quante(self) -> int:
        return self.pagina.paginator.count


def elenco_linee(corsa: Corsa, dati: Mapping[str, str]) -> Elenco:
    """The page of the lines that an address asks for, in a number of queries that does not grow with them."""
    linee = linee_di(corsa).order_by()
    scelte = {"unita": _unita(corsa, linee), "esito": list(ESITI)}
    attivi = {nome: dati[nome] for nome, valori in scelte.items() if dati.get(nome) in dict(valori)}
    if testo := " ".join(dati.get("q", "").split())[:TESTO_MASSIMO]:
        attivi["q"] = testo
    pagina = Paginator(_ordinate(corsa, _filtra(corsa, linee, attivi)), PER_PAGINA).get_page(dati.get("pagina"))
    totale = linee.count() if attivi else pagina.paginator.count
    return Elenco(attivi, _gruppi(corsa, linee, attivi, scelte), pagina, totale)


def _campo_unita(corsa: Corsa) -> str:
    return "struttura" if corsa.di_risultato else "direzione__codice"


def _unita(corsa: Corsa, linee: Linee) -> list[tuple[str, str]]:
    if corsa.di_risultato:
        return [(s, s) for s in linee.order_by("struttura").values_list("struttura", flat=True).distinct() if s]
    nomi = linee.order_by("direzione__codice").values_list("direzione__codice", "direzione__denominazione")
    return [(codice, nome) for codice, nome in nomi.distinct()]


def _filtra(corsa: Corsa, linee: Linee, attivi: Mapping[str, str], senza: str = "") -> Linee:
    if "unita" in attivi and senza != "unita":
        linee = linee.filter(**{_campo_unita(corsa): attivi["unita"]})
    if "esito" in attivi and senza != "esito":
        linee = linee.filter(_con_importo(corsa)) if attivi["esito"] == PAGATE else linee.exclude(_con_importo(corsa))
    if testo := attivi.get("q"):
        linee = linee.alias(_chi=Piatto(Concat("nominativo", Value(" "), "matricola")))
        for parola in parole(testo):
            linee = linee.filter(_chi__contains=parola)
    return linee


def _ordinate(corsa: Corsa, linee: Linee) -> Linee:
    if corsa.di_risultato:
        return linee.order_by("destinazione", "nominativo", "dal", "pk")
    return linee.select_related("direzione").order_by("direzione__codice", "nominativo", "matricola", "pk")


def _gruppi(corsa: Corsa, linee: Linee, attivi: dict[str, str], scelte: Mapping[str, list[tuple[str, str]]]) -> list[Gruppo]:
    di_unita = _filtra(corsa, linee, attivi, "unita")
    unita = dict(di_unita.values_list(_campo_unita(corsa)).annotate(Count("pk")))
    di_esito = _filtra(corsa, linee, attivi, "esito").aggregate(tutte=Count("pk"), pagate=Count("pk", filter=_con_importo(corsa)))
    esiti = {PAGATE: di_esito["pagate"], A_ZERO: di_esito["tutte"] - di_esito["pagate"]}
    gruppi = [
        gruppo("Direzione" if not corsa.di_risultato else "Struttura", "unita", scelte["unita"], conti=unita,
               totale=sum(unita.values()), attivi=attivi),
        gruppo("Importo", "esito", scelte["esito"], conti=esiti, totale=di_esito["tutte"], attivi=attivi),
    ]  # fmt: skip
    return [g for g in gruppi if len(g.voci) > 1]
