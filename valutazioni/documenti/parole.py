"""What the documents of both sheets say with the same words: signatures, interview, observations, act of the Giunta."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from obiettivi.documenti.parole import giorno, istante, pulito
from smvp.documenti.contenuto import Limiti, ci_sta
from smvp.organizzazione.models import Ente

from ..letture.diario import Nota
from ..letture.firme import Firma
from ..letture.osservazioni import Scambio
from ..letture.riesame import dopo_il_riesame
from ..letture.scritti import Scritti
from ..models import Valutazione, VotoFattore, VotoVoce, termine_riesame
from ..stati import NON_VALUTABILE

Voce = dict[str, Any]
# What a sheet quotes at most, observations of before and diary, beyond what it may hold of its own (tipi.py): its texts lose no room to it.
CITATI = Limiti(byte=200_000, righe=2_000, voci=2_500, rari=1_000)


def voce_firma(ruolo: str, nome: str, firma: Firma | None, come: str = "") -> Voce:
    """A place for a signature: of who signed the name that they had, of who has not the one in office."""
    return {"ruolo": ruolo, "nome": firma.nome if firma else nome, "quando": istante(firma.quando) if firma else "", "come": come}


def firma_del_valutato(scheda: Valutazione, ruolo: str, nome: str) -> Voce:
    """Art. 18: the evaluatee's, or that it was refused, or that the sheet was notified instead."""
    if scheda.notificata_il and scheda.presa_visione_il:
        return {"ruolo": ruolo, "nome": nome, "quando": giorno(scheda.notificata_il), "come": "notificata"}
    if scheda.sostituisce_id is not None:
        return {"ruolo": ruolo, "nome": nome, "quando": giorno(scheda.presa_visione_il), "come": "determinazione comunicata"}
    come = "presa visione rifiutata" if scheda.firma_rifiutata else ""
    return {"ruolo": ruolo, "nome": nome, "quando": istante(scheda.presa_visione_il), "come": come}


def cornice(scheda: Valutazione, tipo: str, ente: Ente, scritti: Scritti) -> dict[str, Any]:
    """What both sheets have around their figures: whose and of when, what was said and signed, what is quoted of before."""
    return {**intestazione(scheda, tipo, ente), **condivisione(scheda, scritti.firme, ente), **citati(scritti.note, scritti.scambi)}


def esatto(valore: Decimal | None) -> str | None:
    """A figure as the content keeps it, with a decimal point."""
    return None if valore is None else str(valore)


def condivisione(scheda: Valutazione, firme: Mapping[str, Firma], ente: Ente) -> dict[str, Any]:
    """Artt. 18, 22 and 29: notes, interview, observations and answer, refusal, act, term for a review, why it was not evaluated."""
    finita = scheda.stato == NON_VALUTABILE  # the notes go with marks that are nobody's evaluation
    firmata = scheda.presa_visione_il if scheda.sostituisce_id is None else None
    non_valutabile = firme.get("dichiara_non_valutabile") if finita else None
    risponde = firme.get("rispondi") if scheda.risposta else None
    return {
        "note_valutatore": "" if finita else scheda.note_valutatore,
        "colloquio": {"data": giorno(scheda.colloquio_il), "testo": scheda.colloquio} if scheda.colloquio_il else None,
        "osservazioni": scheda.osservazioni,
        **_ricevute(scheda.osservazioni_ricevute_il, scheda.osservazioni_arrivo, firme.get("registra_osservazioni")),
        "osservazioni_il": istante(scheda.osservazioni_il) if scheda.osservazioni else "",
        "risposta": scheda.risposta,
        "risposta_di": risponde and {"chi": risponde.nome, "quando": istante(risponde.quando)},
        **_senza_firma(scheda),
        **_del_riesame(scheda),
        "atto": {"numero": str(scheda.atto.numero), "data": giorno(scheda.atto.data)} if scheda.atto else None,
        "termine_riesame": giorno(firmata and termine_riesame(firmata, scheda.esercizio, ente.calendario)),
        "non_valutabile": non_valutabile and {"chi": non_valutabile.nome, "quando": istante(non_valutabile.quando),
                                              "motivo": non_valutabile.motivo},
    }  # fmt: skip


def _ricevute(il: date | None, arrivo: str, registrate: Firma | None) -> dict[str, Any]:
    """Of observations that had arrived in another way: when, how, who has recorded them. Without, the content is that of any sheet."""
    return {"ricevute": {"il": giorno(il), "come": arrivo, "da": registrate.nome if registrate else ""}} if il else {}


def _senza_firma(scheda: Valutazione) -> dict[str, Any]:
    """What stands in the place of the signature: who was there when it was refused and what happened; or when, how and to whom notified."""
    notificata = scheda.notificata_il and scheda.presa_visione_il
    return {
        "testimone": scheda.testimone if scheda.firma_rifiutata else "",
        "rifiuto": scheda.rifiuto if scheda.firma_rifiutata else "",
        **({"notifica": {"data": giorno(scheda.notificata_il), "mezzo": scheda.get_mezzo_notifica_display(), "estremi": scheda.notifica}}
           if notificata else {}),
    }  # fmt: skip


def _del_riesame(scheda: Valutazione) -> dict[str, Any]:
    """Art. 29: that it is the version determined by a review, what it has changed and why. Without, the content is that of any sheet."""
    dopo = dopo_il_riesame(scheda) if scheda.sostituisce_id is not None else None
    return {} if dopo is None else {
        "riesame": {
            "riferimento": scheda.riesame, **({"accordo": True} if scheda.da_accordo else {}),
            "comunicata": giorno(scheda.presa_visione_il), "motivazione": scheda.motivazione_riesame,
            "prima": giorno(dopo.prima.presa_visione_il),
            "cifre": [{"che": c.cambio.che, "prima": c.cambio.prima, "ora": c.cambio.ora, "motivo": c.motivo} for c in dopo.cifre],
            "risultati": [{"che": c.che, "prima": c.prima, "ora": c.ora} for c in dopo.risultati],
        }
    }  # fmt: skip


def voto_proprio(voto: VotoFattore | VotoVoce) -> dict[str, int]:
    """The mark that the evaluatee gave themselves, if they sent one: without, the content is that of a version that has none."""
    return {} if voto.autovalutazione is None else {"autovalutazione": voto.autovalutazione}


def con_autovalutazione(voti: Iterable[VotoFattore | VotoVoce]) -> dict[str, bool]:
    """Whether the column of those marks is printed."""
    return {"autovalutazione": True} if any(map(voto_proprio, voti)) else {}


def citabile(testo: str) -> bool:
    """Whether a remark can be quoted: alone it fits in what a sheet holds of others' texts."""
    return ci_sta({"testo": pulito(testo)}, CITATI) is not None


def nota_citata(nota: Nota) -> Voce:
    """A remark of the diary as a sheet quotes it: who wrote it, when, what."""
    annotazione = nota.annotazione
    ruolo = "valutato" if nota.del_valutato else "valutatore"
    return {"chi": nota.chi, "ruolo": ruolo, "quando": istante(annotazione.scritta_il), "testo": pulito(annotazione.testo)}


def scambio_citato(scambio: Scambio) -> Voce:
    """Observations that others have replaced, with their answer: of each who, when, what."""

    def di(firma: Firma | None) -> Voce | None:
        return firma and {"chi": firma.nome, "quando": istante(firma.quando)}

    return {
        **_ricevute(scambio.ricevute_il, scambio.arrivo, scambio.mandate),
        "osservazioni": pulito(scambio.osservazioni), "di": di(scambio.mandate), "risposta": pulito(scambio.risposta),
        "risposta_di": di(scambio.data) if scambio.risposta else None,
    }  # fmt: skip


def citati(note: Sequence[Nota], scambi: Sequence[Scambio]) -> dict[str, Any]:
    """Art. 19: the observations of before (artt. 18 and 19) and the remarks of the year. Without, the content is that of a sheet that
    has none.

    Of more than a document holds the latest that fit, observations first, and how many there are beside.
    """
    prima, resto = _gli_ultimi([scambio_citato(s) for s in scambi], CITATI)
    diario, _ = _gli_ultimi([nota_citata(n) for n in note], resto)
    return {
        **({"osservazioni_di_prima": prima, "osservazioni_altre": len(scambi) - len(prima)} if scambi else {}),
        **({"diario": diario, "diario_altre": len(note) - len(diario)} if note else {}),
    }


def _gli_ultimi(voci: Sequence[Voce], resto: Limiti) -> tuple[list[Voce], Limiti]:
    """Of these, in their order, the latest that fit; and the room that is left."""
    citate: list[Voce] = []
    for voce in reversed(voci):
        if (rimane := ci_sta(voce, resto)) is not None:
            citate.insert(0, voce)
            resto = rimane
    return citate, resto


def chiave_di(scheda: Valutazione, tipo: str, note: Sequence[Nota]) -> str:
    """One document for each state and version of a sheet; until it is signed there may be more remarks, and it is another document."""
    segno = f":diario-{len(note)}" if note and scheda.presa_visione_il is None else ""
    return f"{tipo}:{scheda.pk}:{scheda.stato}:{scheda.versione}{segno}"


def intestazione(scheda: Valutazione, tipo: str, ente: Ente) -> dict[str, Any]:
    """Whose paper it is, of which exercise, under which regulation."""
    reg = scheda.esercizio.reg
    return {
        "tipo": tipo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": scheda.esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "versione": scheda.versione,
    }
