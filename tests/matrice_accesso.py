"""The rows of the matrix for access to acts (art. 35). The scene (tests/accesso/scene.py): a request of dipendente1's that has po1 to be
told, one on which dirigente2 has been told, one from outside that is granted."""

from tests.matrice import TUTTI, Riga, chiave, niente

LEGGONO = "dipendente1 segreteria segretario"
UFFICIO = "segreteria segretario"
ISTRUISCONO = {200: UFFICIO, 403: "dipendente1"}
DA_DIRE, DETTA, ACCOLTA = chiave("accesso_da_dire"), chiave("accesso_detto"), chiave("accesso_accolto")

RIGHE = (
    Riga("accesso:registro", {200: TUTTI}),
    Riga("accesso:esporta", {200: UFFICIO}, dati=niente),
    Riga("accesso:chiedi", {200: TUTTI}),
    Riga("accesso:chiedi", {422: TUTTI}, dati=niente),
    Riga("accesso:registra", {200: UFFICIO}),
    Riga("accesso:registra", {422: UFFICIO}, dati=niente),
    Riga("accesso:richiesta", {200: LEGGONO}, DA_DIRE, 404),
    Riga("accesso:richiesta", {200: UFFICIO}, ACCOLTA, 404, nota="di chi è fuori"),
    Riga("accesso:passaggio", ISTRUISCONO, chiave("accesso_da_dire", "avvisa"), 404),
    Riga("accesso:passaggio", {200: "dipendente1", 403: UFFICIO}, chiave("accesso_da_dire", "ritira"), 404),
    Riga("accesso:passaggio", {200: UFFICIO}, chiave("accesso_accolto", "registra_ritiro"), 404),
    Riga("accesso:passaggio", {404: TUTTI}, chiave("accesso_da_dire", "accogli"), 404, nota="si fa dal Visto"),
    Riga("accesso:allegato", {200: UFFICIO}, lambda c: (c.accesso_accolto.pk, c.accesso_accolto.allegati.get().pk), 404),
    Riga("accesso:allegato", {404: TUTTI}, lambda c: (c.accesso_detto.pk, c.accesso_accolto.allegati.get().pk), 404, nota="di un’altra"),
    Riga("accesso:terzo", ISTRUISCONO, DA_DIRE, 404),
    Riga("accesso:terzo", {422: UFFICIO, 403: "dipendente1"}, DA_DIRE, 404, niente),
    Riga("accesso:togli_terzo", {302: UFFICIO, 403: "dipendente1"}, lambda c: (c.accesso_da_dire.pk, c.terzo_da_dire.pk), 404, niente),
    Riga("accesso:risposta", ISTRUISCONO, lambda c: (c.accesso_detto.pk, c.terzo_detto.pk), 404),
    Riga("accesso:risposta", {422: UFFICIO, 403: "dipendente1"}, lambda c: (c.accesso_detto.pk, c.terzo_detto.pk), 404, niente),
    Riga("accesso:visto", {200: "segretario", 403: "dipendente1 segreteria"}, DETTA, 404),
    Riga("accesso:visto", {422: "segretario", 403: "dipendente1 segreteria"}, DETTA, 404, niente),
    Riga("accesso:evadi", {200: UFFICIO}, ACCOLTA, 404),
    Riga("accesso:evadi", {422: UFFICIO}, ACCOLTA, 404, niente),
    Riga("accesso:opposizione", {200: "dirigente2"}, chiave("terzo_detto"), 404, nota="solo chi è avvisato"),
    Riga("accesso:opposizione", {422: "dirigente2"}, chiave("terzo_detto"), 404, niente),
    Riga("accesso:opposizione", {404: TUTTI}, chiave("terzo_da_dire"), 404, nota="non ancora avvisato"),
)
