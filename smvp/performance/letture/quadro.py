"""Piano and Relazione of each year with their next step; the outline of one with what each section lacks; its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from smvp.documenti.models import Documento
from smvp.flusso.stati import Stato, Transizione
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.garanzie import SezioneSchema
from valutazioni.letture.cammino import Fatto, passi_di
from valutazioni.models import ValidazioneRelazione

from ..calcolo.blocchi import Mancanza
from ..models import Generazione, Piano, Relazione
from .componi import mancanze_del_piano, mancanze_di

CHI = {"performance.preparare": "Segretario generale o Controllo di gestione", "performance.approvare": "Segretario generale",
       "performance.validare": "NCVP"}  # fmt: skip
# Of the steps that lead on from a state the one that is waited for: not those that go back.
VERSO = {
    "relazione_performance": {
        "bozza": "chiedi_esame", "in_esame": "esamina", "esaminata": "approva", "approvata": "trasmetti", "trasmessa": "valida",
        "con_osservazioni": "correggi", "validata": "pubblica",
    },
    "piano_performance": {"bozza": "approva", "approvato": "pubblica"},
}  # fmt: skip
DA_COMINCIARE = Stato("", "Da cominciare", "bozza")
FUORI = Stato("", "Validata fuori dal programma", "fatto")
TITOLI = {"apri": "Cominciata", "verifiche": "Verifiche del NCVP", "collega": "Collegamento aggiunto", "scollega": "Collegamento tolto",
          "riprendi": "Riportata in bozza", "correggi": "Riportata in bozza per correggerla",
          "chiedi_modifiche": "Modifiche chieste dal NCVP", "ritira_esame": "Richiesta di esame ritirata"}  # fmt: skip


def con_tutto(che: type[Relazione] | type[Piano]) -> Any:
    """With what every page of it reads: exercise, act, texts, editions."""
    documenti = Documento.objects.defer("contenuto")
    generazioni = Generazione.objects.prefetch_related(Prefetch("documento", documenti))
    altri = [Prefetch("verifiche")] if che is Relazione else [Prefetch("collegamenti")]
    campi = ("pubblica", "completa", "validazione") if che is Relazione else ("pubblica",)
    con = [Prefetch("testi"), Prefetch("generazioni", generazioni), *altri, *(Prefetch(c, documenti) for c in campi)]
    legati = ("esercizio", "atto", "verbale") if che is Relazione else ("esercizio", "atto")
    return che._default_manager.select_related(*legati).prefetch_related(*con)


def scritto_di(anno: int, che: str) -> Relazione | Piano | None:
    """The Relazione or the Piano of a year, with all that its page reads."""
    return con_tutto(Relazione if che == "relazione" else Piano).filter(esercizio__anno=anno).first()  # type: ignore[no-any-return]


# --- the years -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voce:
    """One of the two of a year: its state, and what comes next, by whom, by when."""

    che: str
    titolo: str
    stato: Stato
    url: str
    passo: str = ""
    chi: str = ""
    entro: date | None = None
    nota: str = ""
    da_aprire: bool = False


@dataclass(frozen=True, slots=True)
class Anno:
    esercizio: Esercizio
    voci: tuple[Voce, ...]


def prossimo(scritto: Relazione | Piano) -> Transizione | None:
    """The step that it waits for."""
    azione = VERSO[scritto.flusso.codice].get(scritto.stato)
    return scritto.flusso.transizione(azione) if azione else None


def anni(giorno: date) -> list[Anno]:
    """Every exercise, the last first, in a fixed number of queries."""
    esercizi = list(Esercizio.objects.order_by("-anno"))
    relazioni = {r.esercizio_id: r for r in Relazione.objects.select_related("esercizio", "atto", "verbale")}
    piani = {p.esercizio_id: p for p in Piano.objects.select_related("esercizio", "atto")}
    fuori = {v.esercizio_id: v for v in ValidazioneRelazione.objects.select_related("atto")}
    return [
        Anno(e, (_voce("piano", e, piani.get(e.pk), giorno), _voce("relazione", e, relazioni.get(e.pk), giorno, fuori.get(e.pk))))
        for e in esercizi
    ]


def _voce(che: str, e: Esercizio, scritto: Relazione | Piano | None, giorno: date, fuori: ValidazioneRelazione | None = None) -> Voce:
    titolo = f"{'Relazione sulla performance' if che == 'relazione' else 'Piano della performance'} {e.anno}"
    url = reverse("performance:scritto", args=[e.anno, che])
    if scritto is None and fuori is not None:
        return Voce(che, titolo, FUORI, url, nota=str(fuori.atto))
    if scritto is None:
        presto = che == "relazione" and giorno <= e.periodo.fine
        nota = "Si comincia a esercizio finito." if presto else ""
        return Voce(
            che, titolo, DA_COMINCIARE, url, "" if presto else "Comincia", CHI["performance.preparare"], nota=nota, da_aprire=not presto
        )
    t = prossimo(scritto)
    nota = str(scritto.atto) if scritto.atto else ""
    if t is None:
        return Voce(che, titolo, scritto.stato_attuale, url, nota=nota)
    return Voce(che, titolo, scritto.stato_attuale, url, t.etichetta_breve, CHI[t.chi], scritto.termine(t), nota)


# --- the outline ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VoceIndice:
    """A section in the outline. ``si_scrive``: people write in it."""

    schema: SezioneSchema
    mancanze: tuple[Mancanza, ...]
    url: str
    attiva: bool = False

    @property
    def stato(self) -> tuple[str, str]:
        """Colour and word."""
        quante = len(self.mancanze)
        return ("fatto", "completa") if not quante else ("tocca", "manca 1 cosa" if quante == 1 else f"mancano {quante} cose")


def indice(scritto: Relazione | Piano, giorno: date, attiva: str = "") -> list[VoceIndice]:
    """Every section with what it lacks."""
    trova = mancanze_del_piano if isinstance(scritto, Piano) else mancanze_di
    mancano: Mapping[str, tuple[Mancanza, ...]] = trova(scritto.esercizio, giorno, scritto.scritti())
    che = "piano" if isinstance(scritto, Piano) else "relazione"
    return [
        VoceIndice(s, mancano[s.codice], reverse("performance:sezione", args=[scritto.esercizio.anno, che, s.codice]), s.codice == attiva)
        for s in scritto.schema
    ]


def sezione_di(scritto: Relazione | Piano, codice: str) -> SezioneSchema | None:
    return next((s for s in scritto.schema if s.codice == codice), None)


def storia_dello_scritto(scritto: Relazione | Piano) -> list[Fatto]:
    """The steps and the acts, the latest first; the saves of the texts are left out."""
    return passi_di(scritto, TITOLI)
