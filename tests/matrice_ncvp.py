"""The rows of the matrix for the NCVP (artts. 32 and 34): Segretario, Sindaco and NCVP come in, nobody else.

The scene has the NCVP of the cast in office, a candidate, a fee, a conflict, guidance not yet acknowledged, the report transmitted.
"""

from types import SimpleNamespace
from typing import Any

from tests.matrice import Argomenti, Riga, anno, chiave, niente

LEGGONO = "segretario sindaco ncvp"
INCARICO, CANDIDATURA, INDIRIZZI = chiave("incarico_ncvp"), chiave("candidatura"), chiave("indirizzi_ncvp")
# A candidate: the NCVP in office does not read of it.
SEGRETARIO_SOLO = {200: "segretario", 403: "sindaco", 404: "ncvp"}


def con(che: str) -> Argomenti:
    return lambda c: (c.incarico_ncvp.pk, getattr(c, che).pk)


def del_rapporto(azione: str) -> Argomenti:
    return lambda c: (c.esercizio.anno, azione)


def salvata(c: SimpleNamespace) -> dict[str, Any]:
    return {"versione": c.rapporto_ncvp.versione, "pagina": "prova", "valutazione": "Un testo."}


def anno_senza(c: SimpleNamespace) -> tuple[int]:
    return (c.esercizio.anno + 20,)


RIGHE = (
    Riga("ncvp:registro", {200: LEGGONO}),
    Riga("ncvp:nuovo", {200: "segretario"}),
    Riga("ncvp:nuovo", {422: "segretario"}, dati=niente),
    Riga("ncvp:incarico", {200: LEGGONO}, INCARICO),
    Riga("ncvp:incarico", {200: "segretario sindaco", 404: "ncvp"}, CANDIDATURA, nota="una candidatura"),
    Riga("ncvp:modifica", SEGRETARIO_SOLO, CANDIDATURA),
    Riga("ncvp:modifica", {422: "segretario", 403: "sindaco", 404: "ncvp"}, CANDIDATURA, dati=niente),
    Riga("ncvp:modifica", {302: "segretario"}, INCARICO, nota="già nominato"),
    Riga("ncvp:nomina", {200: "sindaco", 403: "segretario", 404: "ncvp"}, CANDIDATURA),
    Riga("ncvp:nomina", {422: "sindaco", 403: "segretario", 404: "ncvp"}, CANDIDATURA, dati=niente),
    Riga("ncvp:registra_nomina", SEGRETARIO_SOLO, CANDIDATURA),
    Riga("ncvp:registra_nomina", {422: "segretario", 403: "sindaco", 404: "ncvp"}, CANDIDATURA, dati=niente),
    Riga("ncvp:cessa", {200: "segretario sindaco"}, INCARICO),
    Riga("ncvp:cessa", {422: "segretario sindaco"}, INCARICO, dati=niente),
    Riga("ncvp:passaggio", SEGRETARIO_SOLO, chiave("candidatura", "archivia")),
    Riga("ncvp:passaggio", {404: LEGGONO}, chiave("candidatura", "nomina"), nota="ha un modulo suo"),
    Riga("ncvp:passaggio", {404: LEGGONO}, chiave("incarico_ncvp", "inventato"), nota="che non esiste"),
    Riga("ncvp:carica", {200: "segretario"}, chiave("incarico_ncvp", "curriculum")),
    Riga("ncvp:carica", {422: "segretario"}, chiave("incarico_ncvp", "decreto"), dati=niente),
    Riga("ncvp:carica", {404: LEGGONO}, chiave("incarico_ncvp", "indirizzi"), nota="che non si carica qui"),
    Riga("ncvp:allegato", {200: LEGGONO}, con("file_ncvp")),
    Riga("ncvp:allegato", {404: LEGGONO}, con("file_indirizzi"), nota="di altro"),
    Riga("ncvp:pubblica", {302: "segretario"}, chiave("incarico_ncvp", "ncvp-nomina"), dati=niente),
    Riga("ncvp:pubblica", {404: LEGGONO}, chiave("incarico_ncvp", "piano"), dati=niente, nota="che non è sua"),
    Riga("ncvp:compenso", {200: "segretario"}, INCARICO),
    Riga("ncvp:compenso", {422: "segretario"}, INCARICO, dati=niente),
    Riga("ncvp:correggi_compenso", {200: "segretario"}, con("compenso_ncvp")),
    Riga("ncvp:correggi_compenso", {422: "segretario"}, con("compenso_ncvp"), dati=niente),
    Riga("ncvp:pubblica_compenso", {302: "segretario"}, con("compenso_ncvp"), dati=niente),
    Riga("ncvp:conflitto", {200: "ncvp"}, INCARICO),
    Riga("ncvp:conflitto", {422: "ncvp"}, INCARICO, dati=niente),
    Riga("ncvp:fine_conflitto", {200: "ncvp"}, con("conflitto_ncvp")),
    Riga("ncvp:fine_conflitto", {422: "ncvp"}, con("conflitto_ncvp"), dati=niente),
    Riga("ncvp:invia_indirizzi", {200: "segretario"}, anno),
    Riga("ncvp:invia_indirizzi", {422: "segretario"}, anno, dati=niente),
    Riga("ncvp:invia_indirizzi", {404: LEGGONO}, anno_senza, nota="di un anno che non c’è"),
    Riga("ncvp:indirizzi", {200: LEGGONO}, INDIRIZZI),
    Riga("ncvp:ricevuti", {302: "ncvp"}, INDIRIZZI, dati=niente),
    Riga("ncvp:allegato_indirizzi", {200: LEGGONO}, lambda c: (c.indirizzi_ncvp.pk, c.file_indirizzi.pk)),
    Riga("ncvp:apri_rapporto", {302: "ncvp"}, anno, dati=niente),
    Riga("ncvp:rapporto", {200: LEGGONO}, anno),
    Riga("ncvp:rapporto", {422: "ncvp"}, anno, dati=salvata, nota="già trasmesso"),
    Riga("ncvp:salva_rapporto", {200: "ncvp"}, anno, dati=salvata, nota="già trasmesso: lo dice"),
    Riga("ncvp:passaggio_rapporto", {200: "segretario"}, del_rapporto("pubblica")),
    Riga("ncvp:passaggio_rapporto", {200: "ncvp"}, del_rapporto("riprendi")),
    Riga("ncvp:passaggio_rapporto", {404: LEGGONO}, del_rapporto("inventato"), nota="che non esiste"),
)
