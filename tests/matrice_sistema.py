"""The rows of the matrix for the Sistema (artt. 32, 37, 38). The scene (tests/sistema/scene.py): an information with its file, a draft,
a revision that waits for the opinions, one that is the Giunta's, one that has been approved."""

from types import SimpleNamespace
from typing import Any

from tests.matrice import TUTTI, Riga, chiave, niente

VEDONO = "segretario ncvp sindaco personale segreteria controllo admin"
INFORMANO = "segretario personale"
ALTRI = " ".join(set(VEDONO.split()) - {"segretario"})
NON_NCVP = " ".join(set(VEDONO.split()) - {"ncvp"})
SENZA_PARERE = " ".join(set(VEDONO.split()) - {"segretario", "sindaco"})


def allegato_del(nome: str) -> Any:
    return lambda c: (getattr(c, nome).pk, getattr(c, nome).allegati.get().pk)


def di_un_altra(c: SimpleNamespace) -> tuple[int, int]:
    return (c.informativa.pk, c.revisione_approvata.allegati.get().pk)


RIGHE = (
    Riga("sistema:quadro", {200: VEDONO}),
    Riga("sistema:registro", {200: VEDONO}),
    Riga("sistema:esporta", {200: VEDONO}, dati=niente),
    Riga("sistema:nuova_informativa", {200: INFORMANO}),
    Riga("sistema:nuova_informativa", {422: INFORMANO}, dati=niente),
    Riga("sistema:informativa", {200: VEDONO}, chiave("informativa")),
    Riga("sistema:correggi", {200: INFORMANO}, chiave("informativa")),
    Riga("sistema:correggi", {422: INFORMANO}, chiave("informativa"), dati=niente),
    Riga("sistema:riscontro", {200: INFORMANO}, chiave("informativa")),
    Riga("sistema:riscontro", {422: INFORMANO}, chiave("informativa"), dati=niente),
    Riga("sistema:allegato_informativa", {200: VEDONO}, allegato_del("informativa")),
    Riga("sistema:allegato_informativa", {404: VEDONO}, di_un_altra, nota="di un’altra cosa"),
    Riga("sistema:organizzazioni", {200: INFORMANO}),
    Riga("sistema:organizzazioni", {422: INFORMANO}, dati=niente),
    Riga("sistema:organizzazione", {200: INFORMANO}, chiave("oo_ss")),
    Riga("sistema:organizzazione", {422: INFORMANO}, chiave("oo_ss"), dati=niente),
    Riga("sistema:nuova_revisione", {200: "ncvp"}),
    Riga("sistema:nuova_revisione", {422: "ncvp"}, dati=niente),
    Riga("sistema:revisione", {200: "ncvp"}, chiave("revisione_bozza"), 404, nota="una bozza"),
    Riga("sistema:revisione", {200: VEDONO}, chiave("revisione_approvata"), 404),
    Riga("sistema:modifica", {200: "ncvp"}, chiave("revisione_bozza"), 404),
    Riga("sistema:modifica", {422: "ncvp"}, chiave("revisione_bozza"), 404, niente),
    Riga("sistema:parere", {200: "segretario sindaco", 403: SENZA_PARERE}, chiave("revisione_proposta"), 404),
    Riga("sistema:parere", {422: "segretario sindaco", 403: SENZA_PARERE}, chiave("revisione_proposta"), 404, niente),
    Riga("sistema:delibera", {200: "segretario", 403: ALTRI}, chiave("revisione_alla_giunta"), 404),
    Riga("sistema:delibera", {422: "segretario", 403: ALTRI}, chiave("revisione_alla_giunta"), 404, niente),
    Riga("sistema:versione", {200: "segretario", 403: ALTRI}, chiave("revisione_approvata"), 404),
    Riga("sistema:versione", {422: "segretario", 403: ALTRI}, chiave("revisione_approvata"), 404, niente),
    Riga("sistema:file", {200: VEDONO}, chiave("revisione_proposta"), 404),
    Riga("sistema:file", {404: TUTTI}, chiave("revisione_approvata"), 404, nota="senza file"),
    Riga("sistema:passaggio", {200: "ncvp", 403: NON_NCVP}, chiave("revisione_proposta", "ritira"), 404),
    Riga("sistema:passaggio", {404: TUTTI}, chiave("revisione_alla_giunta", "approva"), 404, nota="ha una pagina sua"),
    Riga("sistema:allegato_revisione", {200: VEDONO}, allegato_del("revisione_approvata"), 404),
)
