"""Allegato B as a document: the frozen content of what is printed, and who may have it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.tipi import TipoDocumento, registra_tipo
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.periodi import Periodo
from smvp.organizzazione.models import Ente, Utente
from smvp.organizzazione.ruoli import persona_di

from .letture import Firmatari, GruppoB, RigaA, fasce_di, prospetto
from .models import Scheda
from .permessi import visibili_a
from .stati import CHIUSA, PROPOSTA

SCHEDA_B = "scheda_b"
NOMI_STATO = {CHIUSA: "", "aperta": "bozza"}


def puo_vedere(utente: Utente, documento: Documento) -> bool:
    """A sheet's document is for those who may read the sheet; of their own, evaluatees have only the closed one (art. 18)."""
    return visibili(utente, Documento.objects.filter(pk=documento.pk)).exists()


def visibili(utente: Utente, documenti: QuerySet[Documento]) -> QuerySet[Documento]:
    """The same permission for many documents at once."""
    persona = persona_di(utente)
    leggibili = visibili_a(utente)
    proprie = leggibili.filter(incarico__persona=persona) if persona else leggibili.none()
    di_altri = leggibili.exclude(pk__in=proprie.values("pk"))
    chiuse = Q(oggetto_id__in=proprie.values("pk"), chiave__contains=f":{CHIUSA}:")
    return documenti.filter(Q(oggetto_id__in=di_altri.values("pk")) | chiuse, tipo=SCHEDA_B)


def nome_file(documento: Documento) -> str:
    """Surname first, no courtesy title: bertolini-andrea-scheda-2025-proposta."""
    dati = documento.payload
    valutato, stato = dati["valutato"], dati["stato"]["codice"]
    nome = f"{valutato['cognome']} {valutato['nome_proprio']}" if "cognome" in valutato else _senza_titolo(valutato["nome"])
    interim = " ad interim" if valutato.get("ad_interim") else ""
    return f"{nome} scheda {dati['esercizio']}{interim} {NOMI_STATO.get(stato, stato)}"


def _senza_titolo(nome: str) -> str:
    """The documents of before name people as printed, «dott. Andrea Bertolini»: the last word first."""
    *altri, cognome = [p for p in nome.split() if "." not in p] or [nome]
    return " ".join([cognome, *altri])


def cartella(documento: Documento) -> str:
    """In the zip what is closed stands apart from what may still change."""
    return "chiuse" if documento.payload["stato"]["codice"] == CHIUSA else "bozze"


def pagina(lavoro: Lavoro) -> tuple[str, str] | None:
    """Batches are asked for from the list of an exercise's sheets: the year stands in their title."""
    anno = lavoro.titolo.rpartition(" ")[2]
    return (f"Valutazioni {anno}", reverse("valutazioni:elenco", args=[int(anno)])) if anno.isdecimal() else None


registra_tipo(
    TipoDocumento(
        codice=SCHEDA_B,
        modello="documenti/scheda_b.html",
        puo_vedere=puo_vedere,
        visibili=visibili,
        nome_file=nome_file,
        cartella=cartella,
        pagina=pagina,
    )
)


def chiave_scheda(scheda: Scheda) -> str:
    """One document for each state and version of a sheet."""
    return f"{SCHEDA_B}:{scheda.pk}:{scheda.stato}:{scheda.versione}"


def contenuto_scheda(scheda: Scheda, ente: Ente, firmatari: Firmatari) -> dict[str, Any]:
    """All that is printed of a sheet (fetched by ``con_tutto``), regulation included; points are strings with a decimal point."""
    dati, reg = prospetto(scheda), scheda.esercizio.reg
    p = dati.punteggio
    return {
        "tipo": SCHEDA_B,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": scheda.esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "stato": {"codice": scheda.stato, "parola": _parola(scheda)},
        "versione": scheda.versione,
        "valutato": _valutato(scheda),
        "atto_obiettivi": _atto(scheda),
        "obiettivi": [_riga_a(r) for r in dati.righe_a],
        "somma_pesi": _str(sum((r.voto.assegnazione.peso for r in dati.righe_a), Decimal(0))),
        "massimo_a": _str(reg.massimo_p_a),
        "massimo_b": _str(reg.massimo_p_b),
        "massimo_finale": _str(reg.massimo_finale),
        "p_a": _str(p.p_a),
        "p_b": _str(p.p_b),
        "p_finale": _str(p.p_finale),
        "intero": p.intero,
        "fascia": p.fascia and _fascia(p.fascia),
        "fasce": [_fascia(f) for f in fasce_di(scheda)],
        "macrofattori": [_gruppo_b(g, {s.voto: s.giudizio for s in reg.scala}, scheda) for g in dati.gruppi_b],
        "scala": [{"voto": s.voto, "giudizio": s.giudizio} for s in reg.scala],
        "grading": [{"da": _str(s.da), "punti": s.punti, "giudizio": s.giudizio} for s in reg.grading],
        "passi": [{"testo": x.testo, "formula": x.formula, "articoli": list(x.articoli), "silente": x.silente} for x in dati.passi],
        "note_valutatore": scheda.note_valutatore,
        "osservazioni": "",
        "firme": _firme(scheda, firmatari),
        "note_silenti": [r.silente for r in dati.righe_a if r.silente],
    }


def _str(valore: Decimal | None) -> str | None:
    return None if valore is None else str(valore)


def _parola(scheda: Scheda) -> str:
    if scheda.stato == PROPOSTA:
        return "Proposta del NCVP, in attesa della decisione del Sindaco sui comportamenti"
    return {"aperta": "Bozza, non ancora trasmessa", "decisa": "Decisa dal Sindaco, non ancora chiusa", "chiusa": "Scheda chiusa"}[
        scheda.stato
    ]


def _valutato(scheda: Scheda) -> dict[str, Any]:
    incarico = scheda.incarico
    anno = Periodo(date(scheda.esercizio.anno, 1, 1), date(scheda.esercizio.anno, 12, 31))
    servizio = Periodo(incarico.dal, incarico.al).ritaglia(anno)
    if servizio is None:
        raise DatiNonValidi("L’incarico non è in forza nell’esercizio della scheda: le sue date sono state cambiate. Avvisa il personale.")
    return {
        "nome": incarico.persona.con_titolo,
        "cognome": incarico.persona.cognome,
        "nome_proprio": incarico.persona.nome,
        "matricola": incarico.persona.matricola,
        "titolo_ruolo": incarico.titolo_ruolo,
        "direzione": str(incarico.direzione or ""),
        "ad_interim": incarico.ad_interim,
        "dal": servizio.dal.isoformat(),
        "al": servizio.al.isoformat(),
        "giorni": servizio.giorni,
    }


def _atto(scheda: Scheda) -> dict[str, str] | None:
    atti = [v.assegnazione.obiettivo.atto for v in scheda.voti_obiettivo.all() if v.assegnazione.obiettivo.atto]
    return {"numero": str(atti[0].numero), "data": atti[0].data.isoformat()} if atti else None


def _riga_a(r: RigaA) -> dict[str, Any]:
    assegnazione = r.voto.assegnazione
    obiettivo = assegnazione.obiettivo
    return {
        "codice": obiettivo.codice,
        "tipo": obiettivo.tipo,
        "titolo": obiettivo.titolo,
        "descrizione": assegnazione.parte.descrizione if assegnazione.parte else obiettivo.descrizione,
        "parte": assegnazione.parte is not None,
        "peso": _str(assegnazione.peso),
        "raggiungimento": _str(r.voto.raggiungimento),
        "punteggio": r.calcolata.punteggio,
        "pesato": _str(r.calcolata.pesato),
    }


def _fascia(f: Any) -> dict[str, Any]:
    return {"numero": f.numero, "da": f.da, "a": f.a, "percentuale": f.percentuale}


def _gruppo_b(g: GruppoB, giudizi: dict[int, str], scheda: Scheda) -> dict[str, Any]:
    fattori = []
    for v in g.voti:
        voto = v.vale(proposta=scheda.con_proposta)
        fattori.append(
            {
                "titolo": v.titolo,
                "descrizione": v.descrizione,
                "voto": voto,
                "giudizio": giudizi.get(voto, "") if voto is not None else "",
                "proposto": v.proposto if v.si_scosta else None,
                "motivo": v.motivo if v.si_scosta else "",
                "escluso": v.escluso,
                "motivo_esclusione": v.motivo_esclusione,
            }
        )
    return {
        "codice": g.macrofattore.codice,
        "sigla": g.macrofattore.sigla,
        "titolo": g.macrofattore.titolo,
        "peso": _str(g.macrofattore.peso),
        "media": _str(g.calcolato.media),
        "punti": _str(g.calcolato.punti),
        "massimo": _str(g.massimo),
        "fattori": fattori,
    }


def _firme(scheda: Scheda, firmatari: Firmatari) -> list[dict[str, str]]:
    """Art. 18: who signs. The names are those of the people in office; the places are left for the hand."""
    valutato = {"ruolo": "Il valutato, per presa visione", "nome": scheda.incarico.persona.con_titolo}
    if scheda.di_po:
        return [{"ruolo": "Il Dirigente", "nome": firmatari.dirigenti.get(scheda.incarico.direzione_id, "")}, valutato]
    return [{"ruolo": "Il NCVP", "nome": firmatari.ncvp}, {"ruolo": "Il Sindaco", "nome": firmatari.sindaco}, valutato]
