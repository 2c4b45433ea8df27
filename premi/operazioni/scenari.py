"""The simulator: facts are put aside once, changed rules are laid over those that hold, and the engine of ``simula`` says what comes of it.

Nothing of the exercise is written. What is kept, thrown away and taken out leaves a trace in the log.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from premi.simulazione import FattiNonValidi, calcola, leggi_fatti, scrivi
from premi.simulazione.confronto import Esiti, esiti
from premi.simulazione.ipotesi import Ipotesi, con_ipotesi, gruppi, regolamento, somme_dei_fatti, testo_del_regolamento
from smvp.documenti.fogli import scrivi_xlsx
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, Difetto
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra
from smvp.regolamento.lettore import carica, impronta
from smvp.regolamento.modello import Regolamento

from ..documenti.simulazione import fogli_simulazione
from ..letture.esportazione import fatti_calcolati
from ..letture.simulatore import quadro
from ..models import FattiCopiati, Scenario

NOME_MASSIMO = 80
CHI = "Il simulatore è dell’ufficio del personale, del Segretario generale e del NCVP."
SUO = "Uno scenario lo cambia chi l’ha fatto: puoi copiarlo, e cambiare la copia."
CAMBIATO = "Nel frattempo hai cambiato questo scenario in un’altra finestra."
XLSX, FATTI, REGOLAMENTO = "xlsx", "fatti", "regolamento"
FORMATI = (XLSX, FATTI, REGOLAMENTO)


class IpotesiNonValida(DatiNonValidi):
    """``difetti``: everything that is wrong with a hypothesis; the path of each is a key of the regulation, or empty."""

    def __init__(self, difetti: list[Difetto]) -> None:
        self.difetti = difetti
        super().__init__("\n".join(d.messaggio for d in difetti))


# --- the arithmetic ---------------------------------------------------------------------------------------------------------------


def fatti_di(copia: FattiCopiati, ipotesi: Ipotesi) -> tuple[str, Regolamento]:
    """The facts of a hypothesis as ``simula`` reads them, and the regulation to read them with. Raises IpotesiNonValida."""
    nuovo, errori = regolamento(copia.regolamento, ipotesi)
    if nuovo is None or errori:
        raise IpotesiNonValida([Difetto(e.chiave, e.problema, "") for e in errori])
    return scrivi(con_ipotesi(json.loads(copia.testo), carica(copia.regolamento), nuovo, ipotesi)), nuovo


def _calcola(copia: FattiCopiati, ipotesi: Ipotesi) -> Esiti:
    testo, nuovo = fatti_di(copia, ipotesi)
    try:
        letti, _ = leggi_fatti(testo, nuovo)
    except FattiNonValidi as errore:
        raise IpotesiNonValida([Difetto("", str(d), "") for d in errore.difetti[:20]]) from errore
    return esiti(letti, calcola(letti, nuovo))


def _copia_dei_fatti(esercizio: Esercizio, quando: datetime) -> FattiCopiati:
    """The facts of today; those put aside already, if they are the same. Raises FattiNonValidi, DatiNonValidi where there are none yet."""
    testo, letti, risultati = fatti_calcolati(esercizio)
    if not letti.incarichi and not letti.dipendenti:
        raise DatiNonValidi(f"Del {esercizio.anno} non c’è ancora nessuna scheda firmata: non ci sono fatti da simulare.")
    somma = hashlib.sha256(f"{testo}\0{impronta(esercizio.regolamento)}".encode()).hexdigest()
    return FattiCopiati.objects.get_or_create(esercizio=esercizio, impronta=somma, defaults={
        "testo": testo, "regolamento": esercizio.regolamento, "copiati_il": quando,
        "esiti": {**esiti(letti, risultati).in_dati(), "somme_dei_fatti": somme_dei_fatti(json.loads(testo))},
    })[0]  # fmt: skip


# --- what one does with it ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def inizia_prova(*, esercizio: Esercizio, utente: Utente, quando: datetime, da_capo: bool = False) -> Scenario:
    """The user's trial on an exercise: the one they left, or a new one on the facts of today (``da_capo``: in the place of the old one).

    Raises PermissionDenied, FattiNonValidi, DatiNonValidi.
    """
    _puo(utente)
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two clicks at once take turns
    prova = Scenario.objects.filter(esercizio=esercizio, autore=utente, nome="").first()
    if prova is not None and not da_capo:
        return prova
    if prova is not None:
        _togli(prova)
    copia = _copia_dei_fatti(esercizio, quando)
    return Scenario.objects.create(esercizio=esercizio, copia=copia, esiti=_senza_somme(copia.esiti), autore=utente, aggiornato_il=quando)


@transaction.atomic
def cambia_scenario(*, scenario: Scenario, ipotesi: Ipotesi, versione: int, utente: Utente, quando: datetime) -> Scenario:
    """Compute a scenario with other changes. Raises PermissionDenied, IpotesiNonValida, ConflittoDiVersione."""
    riga = _da_cambiare(scenario, versione, utente)
    noti = {v.chiave for g in gruppi(carica(riga.copia.regolamento), riga.copia.esiti["somme_dei_fatti"]) for v in g.voci}
    if ignoti := sorted(set(ipotesi) - noti):
        raise IpotesiNonValida([Difetto("", f"Parametro sconosciuto: {ignoti[0]}", "")])
    riga.ipotesi, riga.esiti = dict(ipotesi), _calcola(riga.copia, ipotesi).in_dati()
    return _salvato(riga, quando)


@transaction.atomic
def aggiorna_fatti(*, scenario: Scenario, versione: int, utente: Utente, quando: datetime) -> tuple[Scenario, bool]:
    """Compute a scenario on the facts of today; with whether they have changed. Raises as above, and FattiNonValidi."""
    riga = _da_cambiare(scenario, versione, utente)
    vecchia, nuova = riga.copia, _copia_dei_fatti(riga.esercizio, quando)
    if nuova == vecchia:
        return riga, False
    riga.copia, riga.esiti = nuova, _calcola(nuova, riga.ipotesi).in_dati()
    _salvato(riga, quando)
    _butta_se_nessuno(vecchia)
    return riga, True


@transaction.atomic
def tieni_scenario(*, scenario: Scenario, nome: str, versione: int, utente: Utente, quando: datetime) -> Scenario:
    """Give a trial its name, or a scenario another one. Raises PermissionDenied, DatiNonValidi (no name, or taken), ConflittoDiVersione."""
    riga = _da_cambiare(scenario, versione, utente)
    prima, riga.nome = riga.nome, _nome_libero(riga, nome)
    _salvato(riga, quando)
    _nel_registro("rinomina" if prima else "tieni", riga, utente, quando, {"prima": prima} if prima else {})
    return riga


def _nome_libero(riga: Scenario, scritto: str) -> str:
    nome = " ".join(scritto.split())
    if not nome or len(nome) > NOME_MASSIMO or not nome.isprintable():
        raise DatiNonValidi(f"Scrivi un nome, al massimo {NOME_MASSIMO} caratteri.", campo="nome")
    if Scenario.objects.filter(esercizio=riga.esercizio_id, nome__iexact=nome).exclude(pk=riga.pk).exists():
        raise DatiNonValidi(f"Uno scenario di nome «{nome}» c’è già: scegli un altro nome.", campo="nome")
    return nome


@transaction.atomic
def copia_scenario(*, scenario: Scenario, utente: Utente, quando: datetime) -> Scenario:
    """Another like it, of the user's own: "Copia di …". Raises PermissionDenied."""
    _puo(utente)
    Esercizio.objects.select_for_update().get(pk=scenario.esercizio_id)
    scenario = _riletto(scenario)  # held: its facts are not thrown away meanwhile
    presi = {n.casefold() for n in Scenario.objects.filter(esercizio=scenario.esercizio_id).values_list("nome", flat=True)}
    base = f"Copia di {scenario.nome or 'una prova'}"[: NOME_MASSIMO - 5]
    nome = next(n for n in (base, *(f"{base} ({k})" for k in range(2, len(presi) + 3))) if n.casefold() not in presi)
    nuovo = Scenario.objects.create(
        esercizio=scenario.esercizio, nome=nome, copia=scenario.copia, ipotesi=scenario.ipotesi, esiti=scenario.esiti, autore=utente,
        aggiornato_il=quando,
    )  # fmt: skip
    _nel_registro("copia", nuovo, utente, quando, {"da": scenario.pk})
    return nuovo


@transaction.atomic
def elimina_scenario(*, scenario: Scenario, versione: int, utente: Utente, quando: datetime) -> None:
    """Throw a scenario away, with its facts if nobody else's rests on them. Raises PermissionDenied, ConflittoDiVersione."""
    riga = _da_cambiare(scenario, versione, utente)
    _nel_registro("elimina", riga, utente, quando, {"ipotesi": riga.ipotesi})
    _togli(riga)


@transaction.atomic
def esporta_scenario(*, scenario: Scenario, formato: str, utente: Utente, quando: datetime) -> bytes:
    """The outcome as XLSX, or the files that ``simula`` reads: facts and regulation.

    The facts hold everybody's marks: they go to the Segretario alone, the marks of the staff without saying of which item each is.
    Raises PermissionDenied, DatiNonValidi.
    """
    _puo(utente)
    if formato not in FORMATI:
        raise DatiNonValidi("Uno scenario si scarica come foglio di calcolo, come fatti o come regolamento.")
    if formato == FATTI and not rules.has_perm("premi.esportare_fatti", utente):
        raise PermissionDenied("I fatti portano i voti di tutti: li scarica il Segretario generale.")
    scenario = _riletto(scenario)
    if formato == XLSX:
        contenuto = scrivi_xlsx(fogli_simulazione(scenario, quadro(scenario, utente)))
    elif formato == FATTI:
        contenuto = _senza_le_voci(fatti_di(scenario.copia, scenario.ipotesi)[0]).encode()
    else:
        contenuto = testo_del_regolamento(scenario.copia.regolamento, scenario.ipotesi, scenario.nome).encode()
    _nel_registro("esporta", scenario, utente, quando, {"formato": formato})
    return contenuto


def _senza_le_voci(testo: str) -> str:
    """The marks of the staff in order of height: their sum is the same, and which item each is of is not told."""
    fatti = json.loads(testo)
    for d in fatti.get("dipendenti", []):
        d["comportamenti"] = {gruppo: sorted(voti, reverse=True) for gruppo, voti in d["comportamenti"].items()}
    return scrivi(fatti)


# --- common -------------------------------------------------------------------------------------------------------------------------


def _puo(utente: Utente) -> None:
    if not rules.has_perm("premi.simulare", utente):
        raise PermissionDenied(CHI)


def _senza_somme(dati: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome of the rules that hold, as a scenario that changes nothing keeps it."""
    return {k: dati[k] for k in ("righe", "somme")}


def _da_cambiare(scenario: Scenario, versione: int, utente: Utente) -> Scenario:
    if not rules.has_perm("premi.cambiare_scenario", utente, scenario):
        raise PermissionDenied(SUO)
    riga = _riletto(scenario)
    if riga.versione != versione:
        raise ConflittoDiVersione(CAMBIATO)
    return riga


def _riletto(scenario: Scenario) -> Scenario:
    """As it is now, locked, with its facts."""
    riga = Scenario.objects.select_for_update(of=("self",)).select_related("copia", "esercizio").filter(pk=scenario.pk).first()
    if riga is None:
        raise DatiNonValidi("Questo scenario non c’è più: è stato eliminato in un’altra finestra.")
    return riga


def _salvato(riga: Scenario, quando: datetime) -> Scenario:
    riga.versione, riga.aggiornato_il = riga.versione + 1, quando
    riga.save()
    return riga


def _togli(riga: Scenario) -> None:
    copia = riga.copia
    riga.delete()
    _butta_se_nessuno(copia)


def _butta_se_nessuno(copia: FattiCopiati) -> None:
    """Facts on which no scenario rests any more are not kept."""
    if not copia.scenari.exists():
        copia.delete()


def _nel_registro(azione: str, riga: Scenario, utente: Utente, quando: datetime, dati: Mapping[str, Any]) -> None:
    registra(azione=f"scenario.{azione}", oggetto="scenario", oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"anno": riga.esercizio.anno, "nome": riga.nome, **dati})  # fmt: skip
