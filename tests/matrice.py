"""Who may do what: every address of the site × everybody of the cast → the answer. Read it as a table; tests/test_permessi.py runs it.

200 the page, 302 the act done (or sent on), 403 a function that is not theirs, 404 an object that they may not see, 409 not ready yet.
Whoever is in no list of a row gets ``altri``. Who has not logged in is sent to the login, but for the rows that name ``anonimo``.
The scene (``scena``): exercise 2025, the sheet of dirigente1 closed and its PDF drawn, the others open and not scored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from tests.personaggi import UTENTI

ANONIMO = "anonimo"
TUTTI = " ".join(UTENTI)
CHIUNQUE = f"{TUTTI} {ANONIMO}"

Argomenti = Callable[[SimpleNamespace], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Riga:
    """``chi``: code -> people. ``su``: the arguments of the address, out of the scene. ``dati``: what is posted (None: it is a GET)."""

    indirizzo: str
    chi: dict[int, str]
    su: Argomenti = lambda c: ()
    altri: int = 403
    dati: Callable[[SimpleNamespace], dict[str, Any]] | None = None
    nota: str = ""

    @property
    def nome(self) -> str:
        return f"{'POST' if self.dati else 'GET'} {self.indirizzo}{f' ({self.nota})' if self.nota else ''}"

    def codice(self, persona: str) -> int:
        trovati = [codice for codice, persone in self.chi.items() if persona in persone.split()]
        return trovati[0] if trovati else 302 if persona == ANONIMO else self.altri


def niente(c: SimpleNamespace) -> dict[str, Any]:
    return {}


def anno(c: SimpleNamespace) -> tuple[int]:
    return (c.esercizio.anno,)


def chiave(nome: str, *altro: Any) -> Argomenti:
    """The key of something of the scene."""
    return lambda c: (getattr(c, nome).pk, *altro)


def versione(nome: str) -> Callable[[SimpleNamespace], dict[str, Any]]:
    return lambda c: {"versione": getattr(c, nome).versione, "pagina": "prova"}


CHIEDONO_I_DOCUMENTI = "segretario ncvp segreteria"


def allegato(nome: str) -> Argomenti:
    return lambda c: (getattr(c, nome).pk, getattr(c, nome).allegati.get().pk)


def parte(c: SimpleNamespace) -> tuple[int, int]:
    """The part of Direzione 2 in the draft of a collective objective."""
    return (c.bozza.pk, c.bozza.parti.get(direzione=c.d2).pk)


def in_blocco(azione: str) -> Callable[[SimpleNamespace], dict[str, Any]]:
    """A bulk act on a sheet from which no step of it starts: who may try is told so, and nothing changes."""
    return lambda c: {"azione": azione, "o": c.obiettivo_dirigente1.pk}


VEDONO_LE_SCHEDE = "sindaco segretario ncvp segreteria dirigente1 dirigente2 po1 po2"
VEDONO_L_OBIETTIVO = "sindaco segretario ncvp dirigente1 controllo segreteria"
NON_DIRIGENTE1 = "sindaco segretario ncvp controllo segreteria"
NON_NCVP = "sindaco segretario dirigente1 controllo segreteria"
NON_CONTROLLO = "sindaco segretario ncvp dirigente1 segreteria"
VEDONO_GLI_OBIETTIVI = f"{VEDONO_LE_SCHEDE} controllo"
VEDONO_LA_BOZZA = "segretario dirigente1 dirigente2 po1 po2"
VEDONO_LA_CHIUSA = "ncvp segretario sindaco dirigente1"

MATRICE: tuple[Riga, ...] = (
    # --- everybody -------------------------------------------------------------------------------------------------------
    Riga("regolamento", {200: CHIUNQUE}),
    Riga("articolo", {200: CHIUNQUE}, lambda c: ("20",)),
    Riga("accessibilita", {200: CHIUNQUE}),
    Riga("accedi", {200: ANONIMO, 302: TUTTI}),
    Riga("esci", {302: CHIUNQUE}, dati=niente),
    Riga("password", {200: TUTTI}),
    Riga("scrivania", {200: TUTTI}),
    Riga("scrivania_esercizio", {200: TUTTI}, anno),
    Riga("scrivania_esercizio", {404: TUTTI}, lambda c: (1999,), nota="un esercizio che non c'è"),
    Riga("notifiche_lette", {302: TUTTI}, dati=niente),
    # --- people and offices -------------------------------------------------------------------------------------------------
    Riga("organizzazione:importa_personale", {200: "personale admin"}),
    Riga("organizzazione:importa_personale", {422: "personale admin"}, dati=niente, nota="senza file"),
    Riga("organizzazione:modello_csv", {200: "personale admin"}),
    Riga("organizzazione:importazione", {200: "personale", 404: "admin"}, chiave("importazione")),
    Riga("organizzazione:conferma_importazione", {302: "personale", 404: "admin"}, chiave("importazione"), dati=niente),
    # --- the objectives of Allegato A: OI-1.1 is dirigente1's, assigned ------------------------------------------------------
    Riga("obiettivi:scheda", {200: "sindaco segretario ncvp dirigente1 controllo segreteria"}, chiave("obiettivo_dirigente1"), altri=404),
    # OG-1 is a draft: dirigente1 leads it, dirigente2 has a part; nobody else than the Segretario sees it yet.
    Riga("obiettivi:elenco", {200: VEDONO_GLI_OBIETTIVI}, anno),
    Riga("obiettivi:esporta", {200: VEDONO_GLI_OBIETTIVI}, anno, dati=niente),
    Riga("obiettivi:cabina", {200: "segretario ncvp segreteria"}, anno),
    Riga("obiettivi:sollecita", {302: "segretario ncvp segreteria"}, anno, dati=niente),
    Riga("obiettivi:blocco", {404: VEDONO_GLI_OBIETTIVI}, anno, nota="senza azione"),
    Riga("obiettivi:blocco", {302: "segretario"}, anno, dati=in_blocco("parere")),
    Riga("obiettivi:blocco", {302: "ncvp dirigente1 dirigente2"}, anno, dati=in_blocco("valida"), nota="validare"),
    Riga("obiettivi:blocco", {302: "segretario ncvp segreteria"}, anno, dati=in_blocco("sollecita"), nota="sollecitare"),
    Riga("obiettivi:assegna", {200: "segretario"}, anno),
    Riga("obiettivi:assegna", {422: "segretario"}, anno, dati=niente, nota="senza atto"),
    Riga("obiettivi:copia", {200: "segretario dirigente1 dirigente2 po1 po2"}, anno),
    Riga("obiettivi:copia", {422: "segretario dirigente1 dirigente2 po1 po2"}, anno, dati=niente, nota="senza scegliere"),
    Riga("obiettivi:chiudi", {200: "segretario"}, anno),
    Riga("obiettivi:chiudi", {302: "segretario"}, anno, dati=niente),
    Riga("obiettivi:nuovo", {200: "segretario dirigente1 dirigente2 po1 po2"}, anno),
    Riga("obiettivi:scheda", {200: VEDONO_LA_BOZZA}, chiave("bozza"), altri=404, nota="in bozza"),
    Riga("obiettivi:modifica", {200: "dirigente1", 302: "dirigente2", 403: "segretario po1 po2"}, chiave("bozza"), altri=404),
    Riga("obiettivi:modifica", {302: "dirigente1", 403: "segretario dirigente2 po1 po2"}, chiave("bozza"), 404, versione("bozza")),
    Riga("obiettivi:modifica", {403: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404, nota="assegnata"),
    Riga("obiettivi:salva", {200: "dirigente1", 403: "segretario dirigente2 po1 po2"}, chiave("bozza"), 404, versione("bozza")),
    Riga("obiettivi:parte", {200: "dirigente1 dirigente2", 403: "segretario po1 po2"}, parte, altri=404),
    Riga("obiettivi:parte", {302: "dirigente1 dirigente2", 403: "segretario po1 po2"}, parte, 404, versione("bozza")),
    Riga("obiettivi:salva_parte", {200: "dirigente1 dirigente2", 403: "segretario po1 po2"}, parte, 404, versione("bozza")),
    Riga("obiettivi:elimina", {200: "dirigente1", 403: "segretario dirigente2 po1 po2"}, chiave("bozza"), altri=404),
    Riga("obiettivi:elimina", {403: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404, nota="assegnata"),
    Riga(
        "obiettivi:passaggio",
        {200: "segretario", 403: "sindaco dirigente1 ncvp controllo segreteria"},
        chiave("obiettivo_dirigente1", "chiedi_revisione"),
        altri=404,
        nota="assegnata",
    ),
    Riga("obiettivi:passaggio", {404: TUTTI}, chiave("obiettivo_dirigente1", "inventato"), altri=404, nota="che non esiste"),
    Riga("obiettivi:firma", {302: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404, nota="assegnata: niente da firmare"),
    Riga("obiettivi:esame", {403: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404, nota="assegnata: già esaminata"),
    Riga("obiettivi:rilievi", {200: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404),
    Riga(
        "obiettivi:rilievi",
        {200: "segretario ncvp dirigente1", 403: "sindaco controllo segreteria"},
        chiave("obiettivo_dirigente1"),
        404,
        niente,
        "vuoto",
    ),
    Riga("obiettivi:risolvi_rilievo", {404: TUTTI}, chiave("obiettivo_dirigente1", 999_999), 404, niente, "che non esiste"),
    Riga("obiettivi:colloqui", {200: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404),
    Riga(
        "obiettivi:colloqui",
        {200: "segretario ncvp", 403: "sindaco dirigente1 controllo segreteria"},
        chiave("obiettivo_dirigente1"),
        404,
        niente,
        "vuoto",
    ),
    Riga("obiettivi:confronto", {200: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404),
    # --- the objectives of an exercise seen together --------------------------------------------------------------------------
    # --- how they went: three individual objectives of dirigente1, each waiting for another hand --------------------------------
    Riga("obiettivi:monitoraggio", {200: "dirigente1", 403: NON_DIRIGENTE1}, chiave("monitorata"), 404),
    Riga("obiettivi:monitoraggio", {302: "dirigente1", 403: NON_DIRIGENTE1}, chiave("monitorata"), 404, versione("monitorata")),
    Riga("obiettivi:monitoraggio", {403: VEDONO_L_OBIETTIVO}, chiave("rendicontata"), altri=404, nota="rendicontata"),
    Riga("obiettivi:salva_monitoraggio", {200: "dirigente1", 403: NON_DIRIGENTE1}, chiave("monitorata"), 404, versione("monitorata")),
    Riga("obiettivi:verifica", {200: "ncvp", 403: NON_NCVP}, chiave("monitorata"), 404),
    Riga("obiettivi:verifica", {422: "ncvp", 403: NON_NCVP}, chiave("monitorata"), 404, versione("monitorata"), "niente da verificare"),
    Riga("obiettivi:verifica", {302: VEDONO_L_OBIETTIVO}, chiave("rendicontata"), altri=404, nota="rendicontata"),
    Riga("obiettivi:rendicontazione", {200: "dirigente1", 403: NON_DIRIGENTE1}, chiave("monitorata"), 404),
    Riga("obiettivi:rendicontazione", {302: "dirigente1", 403: NON_DIRIGENTE1}, chiave("monitorata"), 404, versione("monitorata")),
    Riga("obiettivi:rendicontazione", {403: VEDONO_L_OBIETTIVO}, chiave("rendicontata"), altri=404, nota="rendicontata"),
    Riga("obiettivi:salva_rendicontazione", {200: "dirigente1", 403: NON_DIRIGENTE1}, chiave("monitorata"), 404, versione("monitorata")),
    Riga("obiettivi:allegato", {200: VEDONO_L_OBIETTIVO}, allegato("rendicontata"), altri=404),
    Riga("obiettivi:allegato", {200: "dirigente1"}, allegato("monitorata"), altri=404, nota="di una bozza"),
    Riga("obiettivi:misurazione", {200: "controllo", 403: NON_CONTROLLO}, chiave("rendicontata"), 404),
    Riga("obiettivi:misurazione", {302: "controllo", 403: NON_CONTROLLO}, chiave("rendicontata"), 404, versione("rendicontata")),
    Riga("obiettivi:misurazione", {403: VEDONO_L_OBIETTIVO}, chiave("da_valutare"), altri=404, nota="già misurata"),
    Riga("obiettivi:salva_misurazione", {200: "controllo", 403: NON_CONTROLLO}, chiave("rendicontata"), 404, versione("rendicontata")),
    Riga("obiettivi:valutazione", {200: "ncvp", 403: NON_NCVP}, chiave("da_valutare"), 404),
    Riga("obiettivi:valutazione", {302: "ncvp", 403: NON_NCVP}, chiave("da_valutare"), 404, versione("da_valutare")),
    Riga("obiettivi:valutazione", {403: VEDONO_L_OBIETTIVO}, chiave("rendicontata"), altri=404, nota="non ancora trasmessa"),
    Riga("obiettivi:salva_valutazione", {200: "ncvp", 403: NON_NCVP}, chiave("da_valutare"), 404, versione("da_valutare")),
    Riga("obiettivi:albero", {200: VEDONO_GLI_OBIETTIVI}, anno),
    Riga("obiettivi:indicatori", {200: VEDONO_GLI_OBIETTIVI}, anno),
    Riga("obiettivi:indicatori_xlsx", {200: VEDONO_GLI_OBIETTIVI}, anno),
    Riga("obiettivi:triennio", {200: VEDONO_GLI_OBIETTIVI}, anno),
    Riga("obiettivi:triennio_xlsx", {200: VEDONO_GLI_OBIETTIVI}, anno),
    Riga("obiettivi:peg", {200: "controllo segretario ncvp segreteria sindaco dirigente1 dirigente2"}, anno),
    Riga("obiettivi:peg", {302: "controllo"}, anno, dati=niente, nota="niente da salvare"),
    Riga("obiettivi:peg_importa", {200: "controllo"}, anno),
    Riga("obiettivi:peg_importa", {422: "controllo"}, anno, dati=niente, nota="senza file"),
    Riga("obiettivi:peg_modello", {200: "controllo"}, anno),
    Riga("obiettivi:pdf", {302: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1", "allegato_a"), 404, niente),
    Riga("obiettivi:pdf", {404: TUTTI}, chiave("obiettivo_dirigente1", "inventato"), 404, niente, "che non esiste"),
    Riga("obiettivi:documenti", {200: CHIEDONO_I_DOCUMENTI}, anno),
    Riga("obiettivi:prepara", {302: CHIEDONO_I_DOCUMENTI}, lambda c: (c.esercizio.anno, "allegato_a"), dati=niente),
    Riga("obiettivi:prepara", {404: CHIEDONO_I_DOCUMENTI}, lambda c: (c.esercizio.anno, "x"), dati=niente, nota="che non esiste"),
    # --- the sheets of Allegato B -------------------------------------------------------------------------------------------
    Riga("valutazioni:elenco", {200: VEDONO_LE_SCHEDE}, anno),
    Riga("valutazioni:apri", {302: "ncvp segreteria"}, anno, dati=niente),
    Riga("valutazioni:stampa", {302: "ncvp segretario"}, anno, dati=niente),
    Riga("valutazioni:scheda", {200: VEDONO_LA_CHIUSA}, chiave("scheda_dirigente1"), altri=404, nota="chiusa"),
    Riga("valutazioni:scheda", {200: "ncvp segretario"}, chiave("scheda_dirigente2"), altri=404, nota="aperta, di un dirigente"),
    Riga("valutazioni:scheda", {200: "ncvp segretario dirigente1"}, chiave("scheda_po1"), altri=404, nota="aperta, di una P.O."),
    # Who reads and does not score gets the page again, and nothing of what they sent is written (a test of its own says so).
    Riga("valutazioni:scheda", {302: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), 404, versione("scheda_dirigente2"), "aperta"),
    Riga("valutazioni:salva", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), 404, versione("scheda_dirigente2")),
    Riga("valutazioni:salva", {200: "dirigente1", 403: "ncvp segretario"}, chiave("scheda_po1"), 404, versione("scheda_po1"), "P.O."),
    Riga("valutazioni:fattori", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), altri=404, nota="di un dirigente"),
    Riga("valutazioni:fattori", {200: "dirigente1", 403: "ncvp segretario"}, chiave("scheda_po1"), altri=404, nota="di una P.O."),
    Riga("valutazioni:fattori", {403: VEDONO_LA_CHIUSA}, chiave("scheda_dirigente1"), altri=404, nota="chiusa"),
    Riga("valutazioni:passaggio", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2", "trasmetti"), altri=404),
    Riga("valutazioni:passaggio", {404: TUTTI}, chiave("scheda_dirigente2", "inventato"), altri=404, nota="che non esiste"),
    Riga("valutazioni:pdf", {302: VEDONO_LA_CHIUSA}, chiave("scheda_dirigente1"), 404, niente),
    # --- documents: what one may not see does not exist -----------------------------------------------------------------------
    Riga("documenti:stato", {200: VEDONO_LA_CHIUSA}, chiave("documento"), altri=404),
    Riga("documenti:scarica", {200: VEDONO_LA_CHIUSA}, chiave("documento"), altri=404),
    Riga("documenti:riprova", {302: VEDONO_LA_CHIUSA}, chiave("documento"), 404, niente),
    Riga("documenti:lavoro", {200: "ncvp"}, chiave("lavoro"), altri=404),
    Riga("documenti:avanzamento", {200: "ncvp"}, chiave("lavoro"), altri=404),
    Riga("documenti:scarica_lavoro", {302: "ncvp"}, chiave("lavoro"), altri=404, nota="non ancora pronto"),
    Riga("documenti:riprova_lavoro", {302: "ncvp"}, chiave("lavoro"), 404, niente),
    # --- result pay -------------------------------------------------------------------------------------------------------------
    Riga("premi:risultato", {200: "personale segretario"}, anno),
    Riga("premi:esporta", {200: "personale"}, lambda c: (c.esercizio.anno, "xlsx"), dati=niente),
    Riga("premi:esporta", {404: TUTTI}, lambda c: (c.esercizio.anno, "exe"), dati=niente, nota="un formato che non c'è"),
)

# The administration of Django: a line for all of its addresses, which are made by the library. Those that are not a page of its own:
AMMINISTRATORE = "admin"
AMMINISTRAZIONE_PER_ALTRA_VIA = {
    "login": "the one login of the house: sends there, and refuses who is in already",
    "logout": "for everybody: one may always leave",
    "password_change": "sends everybody to their own page",
    "password_change_done": "the same",
    "view_on_site": "follows an object of any model to its page",
}
