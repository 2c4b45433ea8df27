"""The rows of the matrix for the surveys (artt. 18 and 33): three roles run them, the invited answer, of users who has the address."""

from types import SimpleNamespace
from typing import Any

from tests.matrice import CHIUNQUE, TUTTI, Riga, anno, chiave, niente

GESTISCONO = "segretario controllo personale"
INVITATI = "dirigente1 dirigente2 po1 po2 dipendente1 dipendente2 dipendente3"
BOZZA = chiave("indagine_bozza")


def bozza(*altro: str) -> Any:
    return chiave("indagine_bozza", *altro)


def versione(c: SimpleNamespace) -> dict[str, Any]:
    return {"versione": c.indagine_bozza.versione}


def gettone(c: SimpleNamespace) -> tuple[str]:
    return (c.indagine_utenti.gettone,)


RIGHE = (
    Riga("indagini:elenco", {200: GESTISCONO}, anno),
    Riga("indagini:nuova", {200: GESTISCONO}, lambda c: (2025, "benessere")),
    Riga("indagini:nuova", {422: GESTISCONO}, lambda c: (2025, "soddisfazione"), dati=niente),
    Riga("indagini:nuova", {404: GESTISCONO}, lambda c: (2025, "altro"), nota="che non esiste"),
    Riga("indagini:indagine", {200: GESTISCONO}, BOZZA, nota="in bozza: nessuno è invitato"),
    Riga("indagini:indagine", {200: GESTISCONO, 302: INVITATI}, chiave("indagine")),
    Riga("indagini:dati", {200: GESTISCONO}, BOZZA),
    Riga("indagini:dati", {302: GESTISCONO}, chiave("indagine"), nota="aperta: non cambia più"),
    Riga("indagini:dati", {422: GESTISCONO}, BOZZA, dati=niente),
    Riga("indagini:sezione_nuova", {200: GESTISCONO}, BOZZA),
    Riga("indagini:sezione", {200: GESTISCONO}, bozza("s1")),
    Riga("indagini:sezione", {404: GESTISCONO}, bozza("s9"), nota="che non c’è"),
    Riga("indagini:domanda_nuova", {200: GESTISCONO}, bozza("s1", "scala")),
    Riga("indagini:domanda_nuova", {404: GESTISCONO}, bozza("s1", "altro"), nota="di che genere"),
    Riga("indagini:domanda", {200: GESTISCONO}, bozza("d1")),
    Riga("indagini:domanda", {422: GESTISCONO}, bozza("d1"), dati=niente),
    Riga("indagini:sposta", {302: GESTISCONO}, bozza("d1", "giu"), dati=versione),
    Riga("indagini:togli", {200: GESTISCONO}, bozza("d1")),
    Riga("indagini:togli", {302: GESTISCONO}, bozza("d1"), dati=versione),
    Riga("indagini:elimina", {200: GESTISCONO}, BOZZA),
    Riga("indagini:elimina", {302: GESTISCONO}, BOZZA, dati=versione),
    Riga("indagini:anteprima", {200: GESTISCONO}, BOZZA),
    Riga("indagini:passaggio", {200: GESTISCONO}, bozza("apri")),
    Riga("indagini:passaggio", {302: GESTISCONO}, bozza("apri"), dati=versione),
    Riga("indagini:passaggio", {404: GESTISCONO}, bozza("riapri"), nota="che non esiste"),
    Riga("indagini:sollecita", {302: GESTISCONO}, chiave("indagine"), dati=niente),
    Riga("indagini:qr", {200: GESTISCONO}, chiave("indagine_utenti")),
    Riga("indagini:qr", {404: GESTISCONO}, chiave("indagine"), nota="del personale"),
    Riga("indagini:manifesto", {302: GESTISCONO}, chiave("indagine_utenti"), dati=niente),
    Riga("indagini:risultati", {200: GESTISCONO}, chiave("indagine_chiusa")),
    Riga("indagini:risultati", {302: GESTISCONO}, chiave("indagine"), nota="aperta"),
    Riga("indagini:foglio", {200: GESTISCONO}, chiave("indagine_chiusa")),
    Riga("indagini:documento", {302: GESTISCONO}, chiave("indagine_chiusa"), dati=niente),
    # Who is not invited finds nothing, and no refusal is logged.
    Riga("indagini:rispondi", {200: f"{INVITATI} segretario"}, chiave("indagine"), 404),
    Riga("indagini:rispondi", {200: f"{INVITATI} segretario"}, chiave("indagine"), 404, niente, nota="vuota"),
    Riga("indagini:rispondi", {302: f"{INVITATI} segretario"}, chiave("indagine"), 404, lambda c: {"d1": "4"}),
    Riga("indagini:rispondi", {404: TUTTI}, chiave("indagine_utenti"), 404, nota="degli utenti"),
    Riga("indagini:grazie", {200: f"{INVITATI} segretario"}, chiave("indagine"), 404),
    Riga("indagini:utenti", {200: CHIUNQUE}, gettone),
    Riga("indagini:utenti", {200: CHIUNQUE}, gettone, dati=niente),
    Riga("indagini:utenti", {404: CHIUNQUE}, lambda c: ("inventato",), nota="indirizzo inventato"),
    Riga("indagini:grazie_utenti", {200: CHIUNQUE}, gettone),
)
