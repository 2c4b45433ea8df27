"""Who may do what: every address of the site × everybody of the cast → the answer. Read it as a table; tests/test_permessi.py runs it.

200 the page, 302 the act done (or sent on), 403 a function that is not theirs, 404 an object that they may not see, 409 not ready yet.
Whoever is in no list of a row gets ``altri``. Who has not logged in is sent to the login, but for the rows that name ``anonimo``.
The scene (``scena``): exercise 2025, the sheet of dirigente1 signed and its PDF drawn, the others open and not scored.
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


def spuntata(c: SimpleNamespace) -> dict[str, Any]:
    """The sheet of dirigente1, among those that the act approves."""
    return {"schede": [c.scheda_dirigente1.chiave]}


CHIEDONO_I_DOCUMENTI = "segretario ncvp segreteria"


def fascicolo(chi: str) -> Argomenti:
    return lambda c: (getattr(c, f"persona_{chi}").pk, c.esercizio.anno)


def allegato(nome: str) -> Argomenti:
    return lambda c: (getattr(c, nome).pk, getattr(c, nome).allegati.get().pk)


def parte(c: SimpleNamespace) -> tuple[int, int]:
    """The part of Direzione 2 in the draft of a collective objective."""
    return (c.bozza.pk, c.bozza.parti.get(direzione=c.d2).pk)


def per_le_paghe(c: SimpleNamespace) -> dict[str, Any]:
    """A run that has no amounts yet, with a map: who may try is told so."""
    return {"fonte": f"corsa-{c.corsa.pk}", "tracciato": c.tracciato.pk}


def squadra(*altro: Any) -> Argomenti:
    """The unit of po1 in the exercise."""
    return lambda c: (c.esercizio.anno, c.s1.pk, *altro)


def in_blocco(azione: str) -> Callable[[SimpleNamespace], dict[str, Any]]:
    """A bulk act on a sheet from which no step of it starts: who may try is told so, and nothing changes."""
    return lambda c: {"azione": azione, "o": c.obiettivo_dirigente1.pk}


def in_ufficio(c: SimpleNamespace) -> tuple[int, int]:
    return (c.esercizio.anno, c.s1.pk)


def specifico(c: SimpleNamespace) -> tuple[int]:
    """The specific objective of dipendente1."""
    return (c.scheda_dipendente1.assegnati()[0].obiettivo_id,)


def incarico_cessato(c: SimpleNamespace) -> tuple[int, int]:
    return (c.esercizio.anno, c.incarico_dirigente1.pk)


CHI_ASSEGNA = "dirigente1 dirigente2 po1 po2"
VEDONO_LE_SCHEDE = "sindaco segretario ncvp segreteria dirigente1 dirigente2 po1 po2"
SCHEDA_D = chiave("scheda_dipendente1")
VEDONO_IL_PERSONALE = "segretario dirigente1 dirigente2 po1 po2 dipendente1 dipendente2 dipendente3 personale segreteria"
VEDONO_L_OBIETTIVO = "sindaco segretario ncvp dirigente1 controllo segreteria"
LEGGONO_L_ESAME = {200: "segretario ncvp dirigente1 segreteria", 403: "sindaco controllo"}
NON_DIRIGENTE1 = "sindaco segretario ncvp controllo segreteria"
NON_NCVP = "sindaco segretario dirigente1 controllo segreteria"
NON_CONTROLLO = "sindaco segretario ncvp dirigente1 segreteria"
VEDONO_GLI_OBIETTIVI = f"{VEDONO_LE_SCHEDE} controllo"
VEDONO_LA_BOZZA = "segretario dirigente1 dirigente2 po1 po2"
VEDONO_LA_FIRMATA = "ncvp segretario sindaco dirigente1"

VEDONO_I_FONDI = "personale segretario ncvp"


def importo(che: str) -> Argomenti:
    return lambda c: (c.esercizio.anno, che)


def di_d1(*altro: str) -> Argomenti:
    """dirigente1's Direzione in the procedure that is open."""
    return lambda c: (c.progressione.pk, c.d1.pk, *altro)


def fondo(destinazione: str) -> Argomenti:
    return lambda c: (c.esercizio.anno, destinazione)


VEDONO_I_PREMI = "personale segretario ncvp sindaco"


def premio(istituto: str) -> Argomenti:
    return lambda c: (c.esercizio.anno, istituto)


def progetto(c: SimpleNamespace) -> tuple[int, int]:
    """The project that dipendente1 has presented."""
    return (c.esercizio.anno, c.progetto.pk)


def attribuzione(*azione: str) -> Argomenti:
    """The bonus proposed for dirigente1."""
    return lambda c: (c.esercizio.anno, c.attribuzione.pk, *azione)


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
    Riga("obiettivi:nuovo", {302: "segretario dirigente1 dirigente2 po1 po2"}, anno, nota="a esercizio finito"),
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
        {200: "segretario dirigente1", 403: "sindaco ncvp controllo segreteria"},
        chiave("obiettivo_dirigente1", "chiedi_revisione"),
        altri=404,
        nota="assegnata",
    ),
    Riga("obiettivi:passaggio", {404: TUTTI}, chiave("obiettivo_dirigente1", "inventato"), altri=404, nota="che non esiste"),
    Riga("obiettivi:firma", {302: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404, nota="assegnata: niente da firmare"),
    # dirigente1 is in office: there is nobody to take over from, and the Segretario reads so.
    Riga("obiettivi:subentro", {200: "segretario", 403: VEDONO_GLI_OBIETTIVI}, incarico_cessato, altri=403),
    Riga("obiettivi:subentro", {422: "segretario", 403: VEDONO_GLI_OBIETTIVI}, incarico_cessato, 403, niente),
    Riga("obiettivi:firma_subentro", {302: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404),
    Riga("obiettivi:firma_subentro", {302: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), 404, niente),
    Riga("obiettivi:esame", {403: VEDONO_L_OBIETTIVO}, chiave("obiettivo_dirigente1"), altri=404, nota="assegnata: già esaminata"),
    Riga("obiettivi:rilievi", LEGGONO_L_ESAME, chiave("obiettivo_dirigente1"), altri=404),
    Riga(
        "obiettivi:rilievi",
        {200: "segretario ncvp dirigente1", 403: "sindaco controllo segreteria"},
        chiave("obiettivo_dirigente1"),
        404,
        niente,
        "vuoto",
    ),
    Riga("obiettivi:risolvi_rilievo", {404: TUTTI}, chiave("obiettivo_dirigente1", 999_999), 404, niente, "che non esiste"),
    Riga("obiettivi:colloqui", LEGGONO_L_ESAME, chiave("obiettivo_dirigente1"), altri=404),
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
    Riga("obiettivi:peg_xlsx", {200: "controllo segretario ncvp segreteria sindaco dirigente1 dirigente2"}, anno),
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
    Riga("valutazioni:elenco_giunta", {302: "segretario"}, anno, dati=spuntata),
    Riga("valutazioni:esporta_giunta", {200: "segretario"}, anno, dati=spuntata),
    Riga("valutazioni:esporta_giunta", {302: "segretario"}, anno, dati=niente, nota="senza nessuna spunta"),
    Riga("valutazioni:stampa", {302: "ncvp segretario"}, anno, dati=niente),
    Riga("valutazioni:scheda", {200: VEDONO_LA_FIRMATA}, chiave("scheda_dirigente1"), altri=404, nota="firmata"),
    Riga("valutazioni:scheda", {200: "ncvp segretario"}, chiave("scheda_dirigente2"), altri=404, nota="aperta, di un dirigente"),
    Riga("valutazioni:scheda", {200: "segretario dirigente1"}, chiave("scheda_po1"), altri=404, nota="aperta, di una P.O."),
    # Who reads and does not score gets the page again, and nothing of what they sent is written (a test of its own says so).
    Riga("valutazioni:scheda", {302: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), 404, versione("scheda_dirigente2"), "aperta"),
    Riga("valutazioni:salva", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), 404, versione("scheda_dirigente2")),
    Riga("valutazioni:salva", {200: "dirigente1", 403: "segretario"}, chiave("scheda_po1"), 404, versione("scheda_po1"), "P.O."),
    Riga("valutazioni:fattori", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), altri=404, nota="di un dirigente"),
    Riga("valutazioni:fattori", {200: "dirigente1", 403: "segretario"}, chiave("scheda_po1"), altri=404, nota="di una P.O."),
    Riga("valutazioni:fattori", {403: VEDONO_LA_FIRMATA}, chiave("scheda_dirigente1"), altri=404, nota="firmata"),
    Riga("valutazioni:esclusioni", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), altri=404, nota="di un dirigente"),
    Riga("valutazioni:esclusioni", {200: "dirigente1", 403: "segretario"}, chiave("scheda_po1"), altri=404, nota="di una P.O."),
    Riga("valutazioni:esclusioni", {403: VEDONO_LA_FIRMATA}, chiave("scheda_dirigente1"), altri=404, nota="firmata"),
    Riga("valutazioni:passaggio", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2", "proponi_a"), altri=404),
    Riga("valutazioni:passaggio", {404: TUTTI}, chiave("scheda_dirigente2", "inventato"), altri=404, nota="che non esiste"),
    Riga("valutazioni:passaggio", {302: VEDONO_LA_FIRMATA}, chiave("scheda_dirigente1", "osserva"), altri=404, nota="con un testo suo"),
    *(
        Riga(f"valutazioni:{che}", {302: VEDONO_LA_FIRMATA}, chiave("scheda_dirigente1"), altri=404, nota="già firmata")
        for che in ("osservazioni", "ricevute", "risposta", "rifiuto", "notifica")
    ),
    Riga(
        "valutazioni:colloquio",
        {302: "ncvp", 403: "segretario sindaco dirigente1"},
        chiave("scheda_dirigente1"),
        altri=404,
        nota="già firmata",
    ),
    Riga("valutazioni:colloquio", {200: "ncvp", 403: "segretario"}, chiave("scheda_dirigente2"), altri=404),
    *(
        Riga(f"valutazioni:{che}_personale", {302: "dirigente1 po1"}, chiave("scheda_dipendente1"), altri=404, nota="aperta")
        for che in ("osservazioni", "ricevute", "risposta", "rifiuto", "notifica")
    ),
    Riga("valutazioni:colloquio_personale", {200: "dirigente1", 403: "po1"}, chiave("scheda_dipendente1"), altri=404),
    Riga("valutazioni:approva", {200: "segretario sindaco"}, anno),
    Riga("valutazioni:approva", {422: "segretario sindaco"}, anno, dati=niente, nota="senza atto"),
    Riga("valutazioni:pdf", {302: VEDONO_LA_FIRMATA}, chiave("scheda_dirigente1"), 404, niente),
    # --- the sheets of the staff, Allegato D: dipendente1 is of po1's unit, in dirigente1's Direzione; the sheet is open ------------
    # --- a whole team: po1's unit, under dirigente1
    Riga("valutazioni:squadre", {302: "dirigente1 dirigente2 po1 po2"}, anno, altri=404),
    Riga("valutazioni:squadra", {200: "dirigente1 po1"}, squadra(), altri=404),
    Riga("valutazioni:squadra", {302: "dirigente1 po1"}, squadra(), 404, niente, "senza cambiare niente"),
    Riga("valutazioni:squadra_salva", {200: "dirigente1 po1"}, squadra(), 404, niente),
    Riga("valutazioni:squadra_esporta", {200: "dirigente1 po1"}, squadra(), altri=404, dati=niente),
    Riga("valutazioni:squadra_importa", {200: "dirigente1 po1"}, squadra(), altri=404),
    Riga("valutazioni:squadra_importa", {422: "dirigente1 po1"}, squadra(), 404, niente, "senza file"),
    Riga("valutazioni:squadra_blocco", {200: "po1", 302: "dirigente1"}, squadra("trasmetti"), altri=404),
    Riga("valutazioni:squadra_blocco", {302: "dirigente1 po1"}, squadra("decidi"), 404, niente, "niente da firmare"),
    Riga("valutazioni:squadra_blocco", {404: TUTTI}, squadra("inventato"), altri=404, nota="che non esiste"),
    # --- art. 19: one's own, one's dirigente's, the NCVP's of dirigenti; who is not the evaluatee opens it first, with a post
    Riga("valutazioni:fascicolo", {200: "dirigente1 ncvp segretario"}, fascicolo("dirigente1"), 404, nota="di un dirigente"),
    Riga("valutazioni:fascicolo", {200: "dirigente1 po1 segretario"}, fascicolo("po1"), 404, nota="di una P.O."),
    Riga("valutazioni:fascicolo", {200: "dirigente1 po1 dipendente1"}, fascicolo("dipendente1"), 404, nota="di un dipendente"),
    Riga("valutazioni:apri_fascicolo", {302: "dirigente1 ncvp segretario"}, fascicolo("dirigente1"), 404, niente),
    Riga("valutazioni:pdf_fascicolo", {302: "dirigente1 po1 dipendente1"}, fascicolo("dipendente1"), 404, niente),
    Riga("valutazioni:personale", {200: VEDONO_IL_PERSONALE}, anno),
    Riga("valutazioni:apri_personale", {302: "personale segreteria"}, anno, dati=niente),
    Riga("valutazioni:esporta_personale", {200: VEDONO_IL_PERSONALE}, anno, dati=niente),
    Riga("valutazioni:scheda_personale", {200: "dirigente1 po1"}, SCHEDA_D, altri=404, nota="aperta"),
    Riga("valutazioni:scheda_personale", {302: "po1", 403: "dirigente1"}, SCHEDA_D, 404, versione("scheda_dipendente1")),
    Riga("valutazioni:salva_personale", {200: "po1", 403: "dirigente1"}, SCHEDA_D, 404, versione("scheda_dipendente1")),
    Riga("valutazioni:passaggio_personale", {200: "po1", 403: "dirigente1"}, chiave("scheda_dipendente1", "trasmetti"), altri=404),
    Riga("valutazioni:passaggio_personale", {404: TUTTI}, chiave("scheda_dipendente1", "inventato"), altri=404, nota="che non esiste"),
    Riga("valutazioni:esonero", {403: "dirigente1 po1"}, SCHEDA_D, altri=404, nota="non ammesso da questa versione"),
    Riga("valutazioni:pdf_personale", {302: "dirigente1 po1"}, SCHEDA_D, 404, niente),
    Riga("valutazioni:pdf_seconda", {302: "dirigente1 personale"}, SCHEDA_D, 404, niente),
    Riga("valutazioni:stampa_personale", {302: "dirigente1 dirigente2 po1 po2"}, anno, dati=niente),
    Riga("valutazioni:stampa_seconde", {302: "dirigente1 dirigente2 personale"}, anno, dati=niente),
    Riga("valutazioni:parte_seconda", {200: "dirigente1 personale"}, SCHEDA_D, altri=404),
    Riga("valutazioni:parte_seconda", {302: "dirigente1", 403: "personale"}, SCHEDA_D, 404, lambda c: {"versione": 0, "niente": "si"}),
    # --- what the staff is evaluated on beside the behaviours ------------------------------------------------------------------
    Riga("valutazioni:struttura", {200: "controllo dirigente1 dirigente2 po1 po2 ncvp segretario sindaco personale"}, anno),
    Riga("valutazioni:struttura", {302: "controllo dirigente1 dirigente2"}, anno, dati=niente),
    Riga("valutazioni:specifici", {200: CHI_ASSEGNA}, anno),
    Riga("valutazioni:specifici_copia", {200: CHI_ASSEGNA}, anno),
    Riga("valutazioni:specifici_copia", {422: CHI_ASSEGNA}, anno, dati=niente),
    Riga("valutazioni:specifici_xlsx", {200: CHI_ASSEGNA}, anno, dati=niente),
    Riga("valutazioni:specifico_nuovo", {200: "dirigente1 po1", 404: "dirigente2 po2"}, in_ufficio),
    Riga("valutazioni:specifico_nuovo", {422: "dirigente1 po1", 404: "dirigente2 po2"}, in_ufficio, dati=niente),
    Riga("valutazioni:specifico", {200: "dirigente1 po1"}, specifico, altri=404),
    Riga("valutazioni:specifico", {422: "dirigente1 po1"}, specifico, 404, niente),
    Riga("valutazioni:specifico_elimina", {200: "dirigente1 po1"}, specifico, altri=404),
    Riga("valutazioni:specifico_elimina", {422: "dirigente1 po1"}, specifico, 404, lambda c: {"versione": 1}),
    Riga("valutazioni:specifico_esiti", {200: "dirigente1 po1"}, specifico, altri=404),
    Riga("valutazioni:specifico_esiti", {422: "dirigente1 po1"}, specifico, 404, niente),
    Riga("valutazioni:voci", {200: VEDONO_IL_PERSONALE}, anno),
    Riga("valutazioni:voci", {422: "personale segretario"}, anno, dati=niente),
    Riga("valutazioni:miei_obiettivi", {200: "dipendente1 dipendente2 dipendente3"}, anno),
    # --- what this version of the regulation does not have: for nobody
    Riga("valutazioni:diari", {404: TUTTI}, anno, altri=404),
    Riga("valutazioni:diario", {404: TUTTI}, lambda c: [c.persona_dipendente1.pk, 2025], altri=404),
    Riga("valutazioni:diario", {404: TUTTI}, lambda c: [c.persona_dipendente1.pk, 2025], 404, lambda c: {"testo": "Un fatto."}),
    Riga("valutazioni:autovalutazione", {404: TUTTI}, chiave("scheda_dirigente2"), altri=404),
    Riga("valutazioni:autovalutazione", {404: TUTTI}, chiave("scheda_dirigente2"), 404, niente),
    Riga("valutazioni:autovalutazione_personale", {404: TUTTI}, SCHEDA_D, altri=404),
    Riga("valutazioni:autovalutazione_personale", {404: TUTTI}, SCHEDA_D, 404, niente),
    # --- all the evaluations of an exercise, in aggregate
    Riga("valutazioni:elenchi", {200: "personale"}, anno),
    Riga("valutazioni:esporta_elenco", {200: "personale"}, anno, dati=niente),
    Riga("valutazioni:equita", {200: "ncvp segretario"}, anno),
    Riga("valutazioni:esporta_equita", {200: "ncvp segretario"}, anno, dati=niente),
    Riga("valutazioni:relazione", {200: f"{VEDONO_GLI_OBIETTIVI} personale"}, anno),
    # --- documents: what one may not see does not exist -----------------------------------------------------------------------
    Riga("documenti:stato", {200: VEDONO_LA_FIRMATA}, chiave("documento"), altri=404),
    Riga("documenti:scarica", {200: VEDONO_LA_FIRMATA}, chiave("documento"), altri=404),
    Riga("documenti:riprova", {302: VEDONO_LA_FIRMATA}, chiave("documento"), 404, niente),
    Riga("documenti:lavoro", {200: "ncvp"}, chiave("lavoro"), altri=404),
    Riga("documenti:avanzamento", {200: "ncvp"}, chiave("lavoro"), altri=404),
    Riga("documenti:scarica_lavoro", {302: "ncvp"}, chiave("lavoro"), altri=404, nota="non ancora pronto"),
    Riga("documenti:riprova_lavoro", {302: "ncvp"}, chiave("lavoro"), 404, niente),
    # --- result pay -------------------------------------------------------------------------------------------------------------
    Riga("premi:corse", {200: "personale segretario"}, anno),
    Riga("premi:calcola", {302: "personale"}, lambda c: (c.esercizio.anno, "produttivita"), dati=niente),
    Riga("premi:calcola", {404: TUTTI}, lambda c: (c.esercizio.anno, "inventato"), dati=niente, nota="che non esiste"),
    Riga("premi:risultato", {200: "personale segretario"}, anno),
    Riga("premi:esporta", {200: "personale"}, lambda c: (c.esercizio.anno, "xlsx"), dati=niente),
    # The amounts of the year: read by three offices, each writes its own.
    Riga("premi:fondi", {200: VEDONO_I_FONDI}, anno),
    Riga("premi:fondo", {200: "personale"}, fondo("dirigenti")),
    Riga("premi:fondo", {200: "personale"}, fondo("produttivita"), nota="con i parametri"),
    Riga("premi:fondo", {200: "ncvp"}, fondo("risparmi"), nota="i risparmi"),
    Riga("premi:fondo", {422: "personale"}, fondo("po"), dati=niente),
    Riga("premi:fondo", {422: "ncvp"}, fondo("risparmi"), dati=niente, nota="i risparmi"),
    Riga("premi:fondo", {404: TUTTI}, fondo("inventata"), nota="che non esiste"),
    Riga("premi:residui", {200: "personale"}, anno),
    Riga("premi:residui", {422: "personale"}, anno, dati=niente),
    Riga("premi:tempi", {200: VEDONO_I_FONDI}, anno),
    Riga("premi:tempi", {302: "personale"}, anno, dati=niente),
    Riga("premi:corsa", {200: "personale segretario"}, chiave("corsa"), 404),
    # The run of the scene has not been computed yet: it has neither steps nor lines.
    Riga("premi:avanzamento", {200: "personale segretario"}, chiave("corsa"), 404),
    Riga("premi:differenze", {404: TUTTI}, chiave("corsa"), 404, nota="senza importi"),
    Riga("premi:passaggio", {302: "personale segretario"}, chiave("corsa", "controlla"), 404, nota="non è il suo momento"),
    Riga("premi:passaggio", {404: TUTTI}, chiave("corsa", "calcola"), 404, niente, "del lavoratore"),
    Riga("premi:prospetti", {302: "personale segretario"}, chiave("corsa"), 404, niente),
    Riga("premi:linea", {404: TUTTI}, chiave("corsa", 999_999), 404, nota="che non esiste"),
    Riga("premi:miei", {200: TUTTI}),
    # --- art. 22, progressions: a call in preparation, with places for dirigente1's Direzione; another one open
    Riga("premi:progressioni", {200: f"{VEDONO_I_FONDI} dirigente1"}, anno),
    Riga("premi:progressione_nuova", {200: "personale"}, anno),
    Riga("premi:progressione_nuova", {422: "personale"}, anno, dati=niente),
    Riga("premi:verticale", {200: VEDONO_I_FONDI}, anno),
    Riga("premi:verticale_esporta", {200: "personale segretario"}, anno, dati=niente),
    Riga("premi:progressioni_importa", {200: "personale"}, importo("valutazioni")),
    Riga("premi:progressioni_importa", {404: TUTTI}, importo("inventato"), nota="che non esiste"),
    Riga("premi:progressioni_importa", {422: "personale"}, importo("posizioni"), dati=niente, nota="senza file"),
    Riga("premi:progressioni_conferma", {302: "personale"}, importo("valutazioni"), dati=niente, nota="senza anteprima"),
    Riga("premi:progressioni_modello", {200: "personale"}, importo("valutazioni")),
    Riga("premi:progressioni_modello", {200: "personale"}, importo("posizioni"), nota="posizioni"),
    Riga("premi:mie_progressioni", {200: TUTTI}),
    Riga("premi:progressione", {200: VEDONO_I_FONDI}, chiave("bando"), 404, nota="in preparazione"),
    Riga("premi:progressione", {200: f"{VEDONO_I_FONDI} dirigente1"}, chiave("progressione"), 404),
    Riga("premi:progressione_bando", {200: "personale", 403: "segretario ncvp"}, chiave("bando"), 404),
    Riga("premi:progressione_bando", {422: "personale", 403: "segretario ncvp"}, chiave("bando"), 404, niente),
    Riga("premi:progressione_passaggio", {200: "personale", 403: "segretario ncvp"}, chiave("bando", "apri"), 404),
    Riga(
        "premi:progressione_passaggio",
        {302: f"{VEDONO_I_FONDI} dirigente1"},
        chiave("progressione", "approva"),
        404,
        nota="non è il suo momento",
    ),
    Riga(
        "premi:progressione_scarica",
        {302: "personale segretario", 403: "ncvp dirigente1"},
        chiave("progressione", "xlsx"),
        404,
        niente,
        "non ancora formata",
    ),
    Riga("premi:progressione_maturazione", {200: "dirigente1", 403: VEDONO_I_FONDI}, di_d1(), 404),
    Riga("premi:progressione_maturazione", {404: "dirigente1", 403: VEDONO_I_FONDI}, di_d1(), 404, niente, "senza versione"),
    Riga("premi:progressione_maturazione_salva", {404: "dirigente1", 403: VEDONO_I_FONDI}, di_d1(), 404, niente, "senza versione"),
    Riga(
        "premi:progressione_passaggio", {302: f"{VEDONO_I_FONDI} dirigente1"}, chiave("progressione", "revoca"), 404, nota="non è approvata"
    ),
    Riga(
        "premi:progressione_graduatorie_pdf",
        {302: f"{VEDONO_I_FONDI} dirigente1"},
        chiave("progressione"),
        404,
        niente,
        "non ancora formata",
    ),
    Riga("premi:progressione_graduatoria_pdf", {302: f"{VEDONO_I_FONDI} dirigente1"}, di_d1("C"), 404, niente, "non ancora formata"),
    Riga("premi:candidato_foglio_pdf", {404: TUTTI}, chiave("progressione", 999_999), 404, niente, nota="che non esiste"),
    Riga("premi:progressione_gruppo", {200: f"{VEDONO_I_FONDI} dirigente1"}, di_d1("C"), 404),
    Riga("premi:progressione_parita", {302: "dirigente1 segretario", 403: "personale ncvp"}, di_d1("C"), 404, nota="non ce n'è"),
    Riga("premi:candidato", {404: TUTTI}, chiave("progressione", 999_999), 404, nota="che non esiste"),
    # Artt. 25–27: in the scene no premium is on, and a bonus is proposed for dirigente1.
    Riga("premi:premialita", {200: VEDONO_I_PREMI}, anno),
    Riga("premi:prospetto_premialita", {302: VEDONO_I_PREMI}, anno, dati=niente),
    Riga("premi:esporta_premialita", {200: VEDONO_I_PREMI}, anno, dati=niente),
    Riga("premi:decisione", {200: "segretario"}, premio("eccellenze")),
    Riga("premi:decisione", {422: "segretario"}, premio("eccellenze"), dati=niente),
    Riga("premi:decisione", {404: TUTTI}, premio("inventato"), nota="che non esiste"),
    Riga("premi:bonus", {200: VEDONO_I_PREMI}, anno),
    Riga("premi:proponi_bonus", {404: "segretario"}, lambda c: (c.esercizio.anno, c.persona_dipendente1.pk), nota="senza scheda firmata"),
    Riga("premi:attribuzione", {200: VEDONO_I_PREMI}, attribuzione(), 404),
    Riga("premi:attribuzione", {404: TUTTI}, lambda c: (1999, c.attribuzione.pk), nota="di un altro anno"),
    Riga("premi:paga_premi", {200: "personale"}, lambda c: (c.esercizio.anno, "eccellenze", "liquida")),
    Riga("premi:paga_premi", {422: "personale"}, lambda c: (c.esercizio.anno, "eccellenze", "liquida"), dati=niente, nota="a vuoto"),
    Riga("premi:paga_premi", {404: TUTTI}, lambda c: (c.esercizio.anno, "eccellenze", "conferisci"), nota="che non si paga"),
    # The notice of innovation is open, with a project of dipendente1; the sharing of efficiency is in preparation.
    Riga("premi:innovazione", {200: TUTTI}, anno),
    Riga("premi:avviso", {302: "segretario"}, anno, nota="spento"),
    Riga("premi:passaggio_innovazione", {200: "segretario"}, premio("chiudi")),
    Riga("premi:passaggio_innovazione", {404: TUTTI}, premio("conferisci"), nota="che ha la sua pagina"),
    Riga("premi:vincitore", {302: "segretario"}, anno, nota="non è il suo momento"),
    Riga("premi:giuria", {200: "segretario"}, anno),
    Riga("premi:giuria", {422: "segretario"}, anno, dati=niente),
    Riga("premi:conferisci_innovazione", {302: TUTTI}, anno, nota="non è il suo momento"),
    Riga("premi:progetto_nuovo", {200: "dirigente1 dirigente2 po1 po2 dipendente1 dipendente2 dipendente3"}, anno),
    Riga("premi:progetto_nuovo", {422: "dirigente1 dirigente2 po1 po2 dipendente1 dipendente2 dipendente3"}, anno, dati=niente),
    Riga("premi:progetto", {200: f"{VEDONO_I_PREMI} dipendente1"}, progetto, 404),
    Riga("premi:progetto", {403: f"{VEDONO_I_PREMI} dipendente1"}, progetto, 404, niente, "chi non è in giuria"),
    Riga("premi:progetto_modifica", {200: "dipendente1", 403: VEDONO_I_PREMI}, progetto, 404),
    Riga("premi:progetto_ritira", {200: "dipendente1", 403: VEDONO_I_PREMI}, progetto, 404),
    Riga("premi:efficienza", {200: VEDONO_I_PREMI}, anno),
    Riga("premi:ripartizione", {302: "segretario"}, anno, nota="senza risparmi certificati"),
    Riga("premi:aggiungi_quota", {422: "segretario"}, anno, dati=niente),
    Riga("premi:togli_quota", {302: "segretario"}, lambda c: (c.esercizio.anno, c.quota.pk), dati=niente),
    Riga("premi:passaggio_efficienza", {200: "segretario"}, premio("proponi")),
    Riga("premi:passaggio_efficienza", {404: VEDONO_I_PREMI}, premio("conferisci"), nota="che ha la sua pagina"),
    Riga("premi:conferisci_efficienza", {302: VEDONO_I_PREMI}, anno, nota="non è il suo momento"),
    Riga("premi:residuo_efficienza", {302: "personale"}, lambda c: (c.esercizio.anno, c.esercizio.anno), nota="non è conferito"),
    Riga("premi:passaggio_attribuzione", {200: "sindaco", 403: "segretario personale ncvp"}, attribuzione("conferisci"), 404),
    Riga("premi:passaggio_attribuzione", {200: "sindaco", 403: "segretario personale ncvp"}, attribuzione("respingi"), 404),
    Riga("premi:passaggio_attribuzione", {422: "sindaco", 403: "segretario personale ncvp"}, attribuzione("conferisci"), 404, niente),
    # --- files for the payroll: the Segretario reads who took them ----------------------------------------------------------------
    Riga("premi:simulatore", {200: VEDONO_I_FONDI}, anno),
    Riga("premi:simula", {302: VEDONO_I_FONDI}, anno, dati=niente),
    Riga("premi:scenario", {200: VEDONO_I_FONDI}, chiave("scenario"), 404),
    Riga("premi:scenario", {422: "personale", 403: "segretario ncvp"}, chiave("scenario"), 404, niente),
    Riga("premi:scenario", {404: TUTTI}, chiave("prova_di_nessuno"), 404, nota="la prova di un altro"),
    Riga("premi:scenario_tieni", {422: "personale", 403: "segretario ncvp"}, chiave("scenario"), 404, niente, "senza nome"),
    Riga("premi:scenario_copia", {302: VEDONO_I_FONDI}, chiave("scenario"), 404, niente),
    Riga("premi:scenario_aggiorna", {302: "personale", 403: "segretario ncvp"}, chiave("scenario"), 404, niente),
    Riga("premi:scenario_elimina", {200: "personale", 403: "segretario ncvp"}, chiave("scenario"), 404),
    Riga("premi:scenario_elimina", {302: "personale", 403: "segretario ncvp"}, chiave("scenario"), 404, niente, "di prima"),
    Riga("premi:scenario_persone", {200: "personale segretario", 403: "ncvp"}, chiave("scenario"), 404),
    Riga("premi:scenario_scarica", {200: VEDONO_I_FONDI}, chiave("scenario", "xlsx"), 404, niente),
    Riga("premi:scenario_scarica", {200: VEDONO_I_FONDI}, chiave("scenario", "regolamento"), 404, niente, "il regolamento"),
    Riga("premi:scenario_scarica", {200: "segretario", 403: "personale ncvp"}, chiave("scenario", "fatti"), 404, niente, "i fatti"),
    Riga("premi:scenario_scarica", {404: TUTTI}, chiave("scenario", "exe"), 404, niente, "un formato che non c'è"),
    Riga("premi:paghe", {200: "personale segretario"}, anno),
    Riga("premi:paghe", {404: "personale segretario"}, lambda c: (1999,), nota="un esercizio che non c'è"),
    Riga("premi:scarica_paghe", {302: "personale"}, anno, dati=per_le_paghe, nota="in calcolo"),
    Riga("premi:scarica_paghe", {404: "personale"}, anno, dati=niente, nota="senza scegliere"),
    Riga("premi:tracciati", {200: "personale"}),
    Riga("premi:tracciati_predefiniti", {302: "personale"}, dati=niente),
    Riga("premi:tracciati_anteprima", {200: "personale"}, dati=niente),
    Riga("premi:tracciato_nuovo", {200: "personale"}),
    Riga("premi:tracciato_nuovo", {422: "personale"}, dati=niente, nota="senza nome"),
    Riga("premi:tracciato", {200: "personale"}, chiave("tracciato")),
    Riga("premi:tracciato", {422: "personale"}, chiave("tracciato"), dati=niente, nota="senza nome"),
    Riga("premi:tracciato", {404: "personale"}, lambda c: (99999,), nota="che non c'è"),
    Riga("premi:tracciato_togli", {200: "personale"}, chiave("tracciato")),
    Riga("premi:tracciato_togli", {302: "personale"}, chiave("tracciato"), dati=niente),
    Riga("premi:esporta", {404: TUTTI}, lambda c: (c.esercizio.anno, "exe"), dati=niente, nota="un formato che non c'è"),
)
RIESAME = chiave("riesame")
LEGGONO_IL_CASO = "dirigente1 segretario ncvp dirigente2"
ISTRUISCE = {200: "segretario", 403: "dirigente1 ncvp dirigente2"}

MATRICE += (
    # --- artt. 29–31: a case is of its party, of who sits in its Organismo, of who prepares it; to the others it does not exist
    Riga("conciliazione:casi", {200: TUTTI}, anno),
    Riga("conciliazione:conteggi", {200: "segretario ncvp"}, anno),
    Riga("conciliazione:chiedi", {200: "dirigente1", 403: "sindaco segretario ncvp"}, chiave("scheda_dirigente1"), 404),
    Riga("conciliazione:chiedi", {422: "dirigente1", 403: "sindaco segretario ncvp"}, chiave("scheda_dirigente1"), 404, niente),
    Riga("conciliazione:chiedi_personale", {403: "dirigente1 po1"}, SCHEDA_D, 404, nota="non ancora firmata"),
    Riga("conciliazione:caso", {200: LEGGONO_IL_CASO}, RIESAME, 404),
    Riga("conciliazione:passaggio", ISTRUISCE, chiave("riesame", "decidi"), 404),
    Riga("conciliazione:passaggio", {200: "dirigente1", 403: "segretario ncvp dirigente2"}, chiave("riesame", "ritira"), 404),
    Riga("conciliazione:passaggio", {404: TUTTI}, chiave("riesame", "passa_alla_conciliazione"), 404, nota="lo fa il sistema"),
    Riga("conciliazione:allega", {302: LEGGONO_IL_CASO}, RIESAME, 404, nota="si torna al caso"),
    Riga("conciliazione:allega", {422: "dirigente1 segretario", 403: "ncvp dirigente2"}, RIESAME, 404, niente),
    Riga("conciliazione:allegato", {200: LEGGONO_IL_CASO}, lambda c: (c.riesame.pk, c.foglio[0].pk), 404),
    Riga("conciliazione:allegato", {404: TUTTI}, lambda c: (c.riesame.pk, c.foglio[1].pk), 404, nota="di un altro caso"),
    Riga("conciliazione:fascicolo", {302: LEGGONO_IL_CASO}, RIESAME, 404, nota="si torna al caso"),
    Riga("conciliazione:fascicolo", {302: LEGGONO_IL_CASO}, RIESAME, 404, niente),
    Riga("conciliazione:organismo", {302: "segretario", 403: "dirigente1 ncvp dirigente2"}, RIESAME, 404, nota="già costituito"),
    Riga("conciliazione:sostituisci", ISTRUISCE, chiave("riesame", "dirigente"), 404),
    Riga("conciliazione:sostituisci", {422: "segretario", 403: "dirigente1 ncvp dirigente2"}, chiave("riesame", "ncvp"), 404, niente),
    Riga("conciliazione:conflitto", {200: "segretario ncvp dirigente2", 403: "dirigente1"}, RIESAME, 404),
    Riga("conciliazione:conflitto", {422: "segretario ncvp dirigente2", 403: "dirigente1"}, RIESAME, 404, niente),
    Riga("conciliazione:decisione", ISTRUISCE, RIESAME, 404),
    Riga("conciliazione:decisione", {422: "segretario", 403: "dirigente1 ncvp dirigente2"}, RIESAME, 404, niente),
    Riga("conciliazione:voto", {302: "segretario ncvp dirigente2", 403: "dirigente1"}, RIESAME, 404, nota="niente ai voti"),
    Riga("conciliazione:voto", {302: "segretario ncvp dirigente2", 403: "dirigente1"}, RIESAME, 404, niente, "niente ai voti"),
    Riga("conciliazione:chiedi_controdeduzioni", ISTRUISCE, RIESAME, 404),
    Riga("conciliazione:chiedi_controdeduzioni", {422: "segretario", 403: "dirigente1 ncvp dirigente2"}, RIESAME, 404, niente),
    Riga("conciliazione:controdeduci", {200: "sindaco"}, chiave("controdeduzione"), 404, nota="solo chi ne è richiesto"),
    Riga("conciliazione:controdeduci", {422: "sindaco"}, chiave("controdeduzione"), 404, niente),
    Riga("conciliazione:convoca", ISTRUISCE, RIESAME, 404),
    Riga("conciliazione:convoca", {422: "segretario", 403: "dirigente1 ncvp dirigente2"}, RIESAME, 404, niente),
    Riga("conciliazione:verbale", {302: "segretario", 403: "dirigente1 ncvp dirigente2"}, RIESAME, 404, nota="nessuna convocata"),
    Riga("conciliazione:registra", {200: "segretario", 403: "ncvp sindaco dirigente1"}, chiave("scheda_dirigente1"), 404),
    Riga("conciliazione:registra", {422: "segretario", 403: "ncvp sindaco dirigente1"}, chiave("scheda_dirigente1"), 404, niente),
    Riga("conciliazione:registra_personale", {403: "dirigente1 po1"}, SCHEDA_D, 404, nota="non ancora firmata"),
    Riga("conciliazione:conciliazione", {200: "segretario po1"}, chiave("conciliazione"), 404),
    Riga("conciliazione:esito", {302: "segretario", 403: "po1"}, chiave("conciliazione"), 404, nota="già conclusa"),
    Riga("conciliazione:rinuncia", {302: "segretario po1"}, chiave("conciliazione"), 404, nota="già conclusa"),
    Riga("conciliazione:allegato_conciliazione", {200: "segretario po1"}, lambda c: (c.conciliazione.pk, c.foglio[1].pk), 404),
    # Art. 29: the measures are of who proposes, who decides and the person.
    Riga("conciliazione:proponi_misura", {200: "segretario", 403: "dirigente1 ncvp dirigente2"}, RIESAME, 404),
    Riga("conciliazione:proponi_misura", {422: "segretario", 403: "dirigente1 ncvp dirigente2"}, RIESAME, 404, niente),
    Riga("conciliazione:proponi_misura_410", {200: "segretario", 403: "po1"}, chiave("conciliazione"), 404),
    Riga("conciliazione:misura", {200: "segretario sindaco po1"}, chiave("misura"), 404),
    Riga("conciliazione:decidi_misura", {200: "sindaco", 403: "segretario po1"}, chiave("misura", "adotta"), 404),
    Riga("conciliazione:decidi_misura", {404: TUTTI}, chiave("misura", "inventata"), 404, nota="che non esiste"),
    Riga("conciliazione:documento_misura", {302: "segretario sindaco po1"}, chiave("misura"), 404, niente, nota="non ancora decisa"),
)

# Artt. 12, 18, 21: Piano and Relazione. The bodies read them while they are made; of the scene the Relazione is a draft with its editions.
ORGANI = "sindaco segretario ncvp controllo personale segreteria"
SCRIVONO = {302: "segretario controllo"}


def relazione(*altro: Any) -> Argomenti:
    return lambda c: (c.esercizio.anno, "relazione", *altro)


def piano(*altro: Any) -> Argomenti:
    return lambda c: (c.esercizio.anno, "piano", *altro)


MATRICE += (
    Riga("performance:indice", {200: ORGANI}),
    Riga("performance:scritto", {200: ORGANI}, relazione()),
    Riga("performance:scritto", {200: ORGANI}, piano(), nota="piano"),
    Riga("performance:scritto", {404: ORGANI}, lambda c: (c.esercizio.anno, "altro"), nota="che non esiste"),
    Riga("performance:comincia", SCRIVONO, piano(), dati=niente),
    Riga("performance:sezione", {200: ORGANI}, relazione("contesto")),
    Riga("performance:sezione", {200: ORGANI}, relazione("risultati"), nota="di cifre"),
    Riga("performance:sezione", {404: ORGANI}, relazione("inventata"), nota="che non esiste"),
    Riga("performance:sezione", {404: "segretario controllo"}, relazione("contesto"), dati=niente, nota="senza versione"),
    Riga("performance:salva_sezione", {404: "segretario controllo"}, relazione("contesto"), dati=niente),
    Riga("performance:salva_sezione", {200: "segretario controllo"}, relazione("contesto"), dati=lambda c: {"versione": 1}),
    Riga("performance:passaggio", {200: "segretario controllo"}, relazione("chiedi_esame")),
    Riga("performance:passaggio", {200: "segretario"}, relazione("approva")),
    Riga("performance:passaggio", {422: "segretario"}, relazione("approva"), dati=niente, nota="senza atto"),
    Riga("performance:passaggio", {302: ORGANI}, relazione("valida"), nota="non è il suo momento"),
    Riga("performance:passaggio", {404: ORGANI}, relazione("inventato"), nota="che non esiste"),
    Riga("performance:genera", SCRIVONO, relazione(), dati=niente),
    Riga("performance:avanzamento", {200: ORGANI}, relazione()),
    Riga("performance:edizione", {200: ORGANI}, relazione("completa")),
    Riga("performance:edizione", {200: ORGANI}, relazione("pubblica")),
    Riga("performance:edizione", {404: ORGANI}, relazione("inventata"), nota="che non esiste"),
    Riga("performance:scheda_giunta", {200: ORGANI}, relazione()),
    Riga("performance:scheda_giunta", SCRIVONO, relazione(), dati=niente),
    Riga("performance:atto", {404: ORGANI}, relazione(), nota="non ancora approvata"),
    Riga("performance:verifiche", {200: ORGANI}, anno),
    Riga("performance:verifiche", {302: "ncvp"}, anno, dati=niente, nota="non ancora trasmessa"),
    Riga("performance:collega", {404: ORGANI}, anno, dati=niente, nota="il Piano non è cominciato"),
    Riga("performance:scollega", {404: ORGANI}, lambda c: (c.esercizio.anno, 1), dati=niente, nota="il Piano non è cominciato"),
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

from tests.matrice_accesso import RIGHE as DELL_ACCESSO  # noqa: E402
from tests.matrice_indagini import RIGHE as DELLE_INDAGINI  # noqa: E402
from tests.matrice_ncvp import RIGHE as DEL_NCVP  # noqa: E402
from tests.matrice_sistema import RIGHE as DEL_SISTEMA  # noqa: E402
from tests.matrice_trasparenza import RIGHE as DELLA_TRASPARENZA  # noqa: E402 - its rows are made of what stands above

MATRICE += DELLA_TRASPARENZA
MATRICE += DELLE_INDAGINI
MATRICE += DELL_ACCESSO
MATRICE += DEL_NCVP
MATRICE += DEL_SISTEMA
