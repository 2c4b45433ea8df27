"""Allegato A as a document, in its two layouts: the definition of an objective and its report (reading A18)."""

from collections.abc import Mapping
from typing import Any

from smvp.documenti.models import Atto
from smvp.organizzazione.letture import Firmatari, nome_di
from smvp.organizzazione.models import Ente
from smvp.regolamento.modello import Regolamento

from ..letture.documenti import ALLEGATO_A, MISURATE, RENDICONTO
from ..letture.scheda.confronto import Pezzo, Riga
from ..letture.scheda.contenuto import contenuto
from ..letture.scheda.versioni import VALIDAZIONE, confronta
from ..letture.stampa import ESAME_IN_CORSO, IN_REVISIONE, rivalidata, ultima_versione, versione_firmata
from ..models import Consuntivo, Indicatore, Obiettivo, Versione
from ..stati import BOZZA, VALUTATA
from .parole import cifra, giorno, giorno_di, impronta_breve, istante, lungo, percentuale, pulito, valore
from .scheda import intestazione, requisiti, scheda

# A row in more pieces than this is another text, and is printed as such.
PEZZI_MASSIMI = 60


def contenuto_allegato_a(obiettivo: Obiettivo, ente: Ente, firmatari: Firmatari, precedente: Versione | None = None) -> dict[str, Any]:
    """The definition sheet of an objective (fetched by ``da_stampare``); ``precedente``: the text of before a revision (art. 15)."""
    reg = obiettivo.esercizio.reg
    dati = contenuto(obiettivo)
    return {
        **intestazione(ALLEGATO_A, obiettivo.esercizio, ente),
        **corpo(obiettivo, dati),
        "requisiti": requisiti(obiettivo, reg, con_esito=obiettivo.stato not in ESAME_IN_CORSO),
        "firme_accettazione": accettazioni(obiettivo),
        "confronto": _confronto(precedente, dati, reg) if precedente else None,
        "firme": _firme(obiettivo, firmatari),
    }


def _confronto(precedente: Versione, dati: dict[str, Any], reg: Regolamento) -> dict[str, Any]:
    """Section by section what a revision has changed, old beside new; with the words marked unless there are too many of them."""
    sezioni = [{"titolo": s.titolo, "righe": [_riga(r) for r in s.cambiate]} for s in confronta(precedente.contenuto, dati, reg)]
    return {
        "versione": precedente.numero,
        "del": istante(precedente.creata_il),
        "atto": _atto(precedente.atto),
        "sezioni": [s for s in sezioni if s["righe"]],
    }


def _atto(atto: Atto | None) -> dict[str, str] | None:
    return {"numero": str(atto.numero), "data": giorno(atto.data)} if atto else None


def _riga(r: Riga) -> dict[str, Any]:
    prima, dopo = r.pezzi
    lunga = lungo(r.prima) or lungo(r.dopo)
    return {"etichetta": r.etichetta, "prima": _pezzi(prima, r.prima), "dopo": _pezzi(dopo, r.dopo), "lunga": lunga}


def _pezzi(pezzi: list[Pezzo], testo: str) -> list[list[str]]:
    return [[p.testo, p.segno] for p in pezzi] if len(pezzi) <= PEZZI_MASSIMI else [[testo, "cambiato"]]


def corpo(obiettivo: Obiettivo, dati: Mapping[str, Any], in_vigore: Versione | None = None) -> dict[str, Any]:
    """What all layouts share: heading of the paper model, text, state, version.

    ``in_vigore``: ``dati`` is the text that still holds while another one is written (art. 15), not the present one.
    """
    versione = in_vigore or ultima_versione(obiettivo)
    incarico = obiettivo.responsabile
    return {
        "stato": {"codice": obiettivo.stato, "parola": _parola(obiettivo, in_vigore)},
        "nota": _nota(obiettivo) if in_vigore else "",
        "gia_approvata": in_vigore is not None and obiettivo.atto is None,
        "atto_di_prima": _atto(in_vigore.atto) if in_vigore and obiettivo.atto is None else None,
        "del_testo_precedente": obiettivo.stato in IN_REVISIONE and in_vigore is None,
        "versione": {"numero": versione.numero, "impronta": impronta_breve(versione.impronta)} if versione else None,
        "settore": nome_ufficio(obiettivo),
        "titolo_responsabile": incarico.titolo_ruolo if incarico else "Segretario generale",
        "responsabile": incarico.persona.con_titolo if incarico else "",
        "atto": _atto(obiettivo.atto),
        "validato_il": _validato_il(obiettivo, in_vigore),
        "validatore": "Dirigente" if obiettivo.di_po else "NCVP",
        "scheda": scheda(dati, obiettivo.esercizio.reg, obiettivo.esercizio.anno),
    }


def _parola(obiettivo: Obiettivo, in_vigore: Versione | None) -> str:
    if in_vigore:
        return "In vigore, testo ridefinito non ancora accettato" if rivalidata(obiettivo) else "In vigore, revisione in corso"
    return "Bozza, non ancora negoziata" if obiettivo.stato == BOZZA else obiettivo.stato_attuale.parola


def _nota(obiettivo: Obiettivo) -> str:
    """Art. 15: why what is printed is not the text validated last."""
    if not rivalidata(obiettivo):
        return ""
    return (
        f"Il testo ridefinito, validato il {giorno(obiettivo.validato_il)}, non è ancora accettato da tutti quelli che ne rispondono: "
        "qui sta il testo in vigore (artt. 14 e 15)."
    )


def _validato_il(obiettivo: Obiettivo, in_vigore: Versione | None) -> str:
    """Of a text that another one is to follow, the day on which that very text was validated."""
    if in_vigore is not None and rivalidata(obiettivo):
        return giorno(giorno_di(in_vigore.creata_il)) if in_vigore.azione == VALIDAZIONE else ""
    return giorno(obiettivo.validato_il)


def nome_ufficio(obiettivo: Obiettivo) -> str:
    """The office and the Direzione on which it hangs: "Tributi (Finanze e Tributi)"."""
    ufficio = obiettivo.responsabile.direzione if obiettivo.responsabile else None
    if ufficio is None:
        return "Tutte le Direzioni" if obiettivo.collettivo else ""
    apice = ufficio.apice
    return ufficio.denominazione if apice.pk == ufficio.pk else f"{ufficio.denominazione} ({apice.denominazione})"


def accettazioni(obiettivo: Obiettivo, in_vigore: Versione | None = None) -> list[dict[str, Any]]:
    """Art. 14: who answers for the objective, and the signature of each on the validated text, if there is one."""
    versione = in_vigore or versione_firmata(obiettivo)
    firme = {a.assegnazione_id: a for a in versione.accettazioni.all()} if versione else {}
    righe = []
    for a in obiettivo.assegnazioni.all():
        firma = firme.get(a.pk)
        righe.append({
            "nome": firma.nome if firma else a.incarico.persona.con_titolo,
            "incarico": a.incarico.descrizione,
            "parte": a.parte.direzione.denominazione if a.parte else "",
            "peso": cifra(a.peso),
            "firmata": istante(firma.firmata_il) if firma else "",
            "impronta": impronta_breve(firma.impronta) if firma else "",
        })  # fmt: skip
    return righe


def _firme(obiettivo: Obiettivo, firmatari: Firmatari) -> list[dict[str, str]]:
    """Artt. 7, 13 and 14: the places for the hand, with the names of who is in office."""
    incarico = obiettivo.responsabile
    if incarico is None:
        primo = {"ruolo": "Il Segretario generale", "nome": firmatari.segretario}
        return [primo, {"ruolo": "Il NCVP, per la validazione tecnica", "nome": firmatari.ncvp}]
    if obiettivo.di_po:
        dirigente = {"ruolo": "Il Dirigente, per la validazione", "nome": firmatari.dirigente(incarico.direzione_id)}
        return [{"ruolo": "La P.O. responsabile", "nome": incarico.persona.con_titolo}, dirigente]
    return [
        {"ruolo": "Il Dirigente responsabile", "nome": incarico.persona.con_titolo},
        {"ruolo": "Il Segretario generale", "nome": firmatari.segretario},
        {"ruolo": "Il NCVP, per la validazione tecnica", "nome": firmatari.ncvp},
    ]


# --- the report ---------------------------------------------------------------------------------------------------------------


def contenuto_rendiconto(obiettivo: Obiettivo, ente: Ente, firmatari: Firmatari, come_in: str = "") -> dict[str, Any]:
    """Art. 18: the same record, with the report in the place of the last column. Percentages are printed once they are closed.

    ``come_in``: with the figures that will be closed in that state, to know beforehand whether it can be printed.
    """
    return {
        **intestazione(RENDICONTO, obiettivo.esercizio, ente),
        **corpo(obiettivo, contenuto(obiettivo)),
        "rendicontato_il": giorno(obiettivo.rendicontato_il),
        "consuntivi": consuntivi(obiettivo, come_in),
        "valori": valori(obiettivo),
        "allegati": [
            {"nome": a.nome, "parte": a.parte.direzione.denominazione if a.parte else "", "impronta": a.impronta}
            for a in obiettivo.allegati.all()
        ],
        "firme": _firme_rendiconto(obiettivo, firmatari),
    }  # fmt: skip


def consuntivi(obiettivo: Obiettivo, come_in: str = "") -> list[dict[str, Any]]:
    """The report of each quota with its three figures (reading A7: each Direzione is scored on its part)."""
    stato = come_in or obiettivo.stato
    misurato, valutato = stato in MISURATE, stato == VALUTATA
    per_parte = {c.parte_id: c for c in obiettivo.consuntivi.all()}
    return [_consuntivo(per_parte.get(p.pk if p else None), p, misurato, valutato) for p in obiettivo.quote()]


def _consuntivo(c: Consuntivo | None, parte: Any, misurato: bool, valutato: bool) -> dict[str, Any]:
    righe = c or Consuntivo()
    return {
        "direzione": parte.direzione.denominazione if parte else "",
        "apporto": cifra(parte.apporto) if parte else "",
        "risultato": pulito(righe.risultato),
        "relazione": pulito(righe.relazione),
        "scostamenti": pulito(righe.scostamenti),
        "proposto": percentuale(righe.proposto),
        "misurato": percentuale(righe.misurato) if misurato else None,
        "motivo_misura": pulito(righe.motivo_misura) if misurato else "",
        "misurato_da": nome_di(righe.misurato_da) if misurato else "",
        "valutato": percentuale(righe.valutato) if valutato else None,
        "motivo_valutazione": pulito(righe.motivo_valutazione) if valutato else "",
        "valutato_da": nome_di(righe.valutato_da) if valutato else "",
    }


def valori(obiettivo: Obiettivo) -> list[dict[str, Any]]:
    """Each indicator with what was expected and what was reached."""
    return [_valore(i) for i in obiettivo.indicatori.all()]


def _valore(i: Indicatore) -> dict[str, Any]:
    r = i.rilevazione if i.rilevato else None
    return {
        "lettera": i.lettera,
        "titolo": i.titolo,
        "parte": i.parte.direzione.denominazione if i.parte else "",
        "base": valore("numero", i.unita, i.base),
        "atteso": valore(i.misura, i.unita, i.atteso, i.atteso_entro, fatto=True),
        "raggiunto": valore(i.misura, i.unita, r.valore, r.valore_data, r.fatto) if r else "",
        "nota": r.nota if r else "",
        "fonte": i.fonte,
    }


def _firme_rendiconto(obiettivo: Obiettivo, firmatari: Firmatari) -> list[dict[str, str]]:
    incarico = obiettivo.responsabile
    ruolo = "Il Segretario generale" if incarico is None else "La P.O. responsabile" if obiettivo.di_po else "Il Dirigente responsabile"
    nome = incarico.persona.con_titolo if incarico else firmatari.segretario
    return [{"ruolo": ruolo, "nome": nome}, {"ruolo": "Il controllo di gestione", "nome": firmatari.controllo}]
