"""Art. 35 on paper: receipt of the request, notice to who is concerned, outcome, note of the costs. One layout: facts, then texts."""

from datetime import date
from typing import Any

from obiettivi.documenti.parole import giorno, pulito
from smvp.nucleo.formati import euro
from smvp.organizzazione.models import Ente

from ..models import Consegna, Controinteressato, RichiestaAccesso
from ..stati import ACCOLTA, DIFFERITA, NEGATA, PARZIALE

RICHIESTA, AVVISO, ESITO, SPESE = "accesso_richiesta", "accesso_avviso", "accesso_esito", "accesso_spese"
NOMI = {
    RICHIESTA: "ricevuta della richiesta", AVVISO: "avviso al controinteressato", ESITO: "esito della richiesta", SPESE: "nota delle spese",
}  # fmt: skip
Voce = dict[str, Any]
Testi = list[tuple[str, str]]

TITOLI_ESITO = {
    ACCOLTA: "Accoglimento della richiesta di accesso", PARZIALE: "Accoglimento parziale della richiesta di accesso",
    NEGATA: "Diniego dell’accesso", DIFFERITA: "Differimento dell’accesso",
}  # fmt: skip
RICORSI = (
    "Contro questa decisione, entro trenta giorni da quando la ricevi, puoi ricorrere al Tribunale amministrativo regionale; oppure puoi "
    "chiedere, nello stesso termine, che sia riesaminata al Difensore civico competente per ambito territoriale (provinciale o regionale). "
    "Se ti rivolgi al Difensore civico, i trenta giorni per il ricorso al Tribunale decorrono da quando ricevi il suo esito "
    "(legge 241/1990, art. 25, commi 4 e 5)."
)
COME_AVERE = (
    "Puoi prendere visione degli atti, o ritirarne copia, dalla segreteria di supporto del NCVP, entro trenta giorni da questa lettera. "
    "Alla consegna delle copie su carta mostra la ricevuta del pagamento delle spese vive."
)


def _foglio(tipo: str, r: RichiestaAccesso, ente: Ente, titolo: str, dati: list[list[str]], testi: Testi, firma: Voce) -> Voce:
    reg = r.esercizio.reg
    return {
        "tipo": tipo, "titolo": titolo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "numero": r.sigla, "dati": dati, "testi": [{"titolo": t, "testo": pulito(testo)} for t, testo in testi if testo], "firme": [firma],
    }  # fmt: skip


def _ufficio(quando: date | None) -> Voce:
    return {"ruolo": "La segreteria del NCVP", "nome": "", "quando": giorno(quando)}


def contenuto_richiesta(r: RichiestaAccesso, ente: Ente) -> Voce:
    """The request as it was made, and the receipt for it."""
    dati = [
        ["Richiedente", r.chi], ["In qualità di", r.in_qualita or "interessato"], ["Presentata il", giorno(r.presentata)],
        ["Protocollo", r.protocollo or "presentata dal sito"], ["Atti dell’esercizio", str(r.esercizio.anno)],
        ["Modo", r.get_modo_display()], ["Si risponde entro", giorno(r.entro)],
    ]  # fmt: skip
    dati += [["Titolo", r.titolo]] if r.titolo else []
    dopo = (
        f"Il Comune risponde entro {r.regole.giorni_risposta} giorni. Se non risponde, la richiesta si intende respinta "
        "(legge 241/1990, art. 25, comma 4). " + RICORSI.replace("Contro questa decisione, entro trenta giorni da quando la ricevi,",
                                                                  "In quel caso, entro trenta giorni,")
    )  # fmt: skip
    testi = [("Atti chiesti", r.atti), ("Motivo", r.motivo), ("Che cosa succede adesso", dopo)]
    return _foglio(RICHIESTA, r, ente, "Richiesta di accesso agli atti e ricevuta", dati, testi, _ufficio(r.presentata))


def contenuto_avviso(r: RichiestaAccesso, terzo: Controinteressato, ente: Ente) -> Voce:
    """The notice to one of those whom the acts concern: what is asked, of what of theirs, how and by when to object."""
    dati = [
        ["A", terzo.chi], ["Recapito", terzo.recapito], ["Chi chiede", r.chi], ["In qualità di", r.in_qualita or "interessato"],
        ["Avviso del", giorno(r.avvisati_il)], ["Ci si può opporre fino al", giorno(r.per_opporsi)],
    ]  # fmt: skip
    testo = (
        f"Qualcuno ha chiesto di accedere ad atti che parlano di te. Entro {r.regole.giorni_controinteressati} giorni dal ricevimento "
        "puoi opporti, scrivendone il motivo, anche per via telematica (d.P.R. 184/2006, art. 3). Se non rispondi, il Segretario generale "
        "decide su ciò che ha."
    )
    testi = [
        ("Quali atti ti riguardano", terzo.quali_atti),
        ("Che cosa è chiesto", r.atti),
        ("Perché", r.motivo),
        ("Che cosa puoi fare", testo),
    ]
    righe = [d for d in dati if d[1]]
    return _foglio(AVVISO, r, ente, "Avviso al controinteressato", righe, testi, _ufficio(r.avvisati_il))


def contenuto_esito(r: RichiestaAccesso, ente: Ente) -> Voce:
    """The Segretario's visto as a letter: granted, granted in part, refused, put off, with the ways to appeal where something is denied."""
    dato = r.visto_del
    dati = [["A", r.chi], ["Richiesta del", giorno(r.presentata)], ["Protocollo", r.protocollo], ["Decisa il", giorno(dato)]]
    dati += [["Differita al", giorno(r.differita_al)]] if r.stato == DIFFERITA else []
    testi: Testi = [("Atti chiesti", r.atti)]
    if r.stato in (ACCOLTA, PARZIALE):
        testi.append(("Che cosa si può vedere", COME_AVERE))
    testi += [("Che cosa si omette e perché", r.oscuramento), ("Motivazione", r.motivazione)]
    if r.stato != ACCOLTA:
        testi.append(("Come si può ricorrere", RICORSI))
    da = r.vistata_da.persona.con_titolo if r.vistata_da and getattr(r.vistata_da, "persona", None) else str(r.vistata_da or "")
    firma = {"ruolo": "Visto del Segretario generale", "nome": da, "quando": giorno(dato)}
    return _foglio(ESITO, r, ente, TITOLI_ESITO[r.stato], [d for d in dati if d[1]], testi, firma)


def contenuto_spese(r: RichiestaAccesso, ente: Ente) -> Voce:
    """What was handed over and what the copies have cost, with the receipt."""
    dati = [
        ["Richiedente", r.chi], ["Consegna", f"{Consegna(r.consegna).label}, il {giorno(r.consegnata)}"],
        ["Pagine su carta", str(r.pagine)], ["Costo di una pagina", euro(r.costo_pagina)], ["Spese vive", euro(r.costo)],
        ["Ricevuta del pagamento", r.ricevuta], ["Esente", r.esente_in_parole],
    ]  # fmt: skip
    testi = [("Atti chiesti", r.atti), ("Che cosa è stato omesso e perché", r.oscuramento)]
    return _foglio(SPESE, r, ente, "Nota di consegna e delle spese vive", [d for d in dati if d[1]], testi, _ufficio(r.consegnata))
