"""Allegato B as a document: the frozen content of what is printed."""

from datetime import date
from decimal import Decimal
from typing import Any

from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.periodi import Periodo
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente

from ..letture.firme import Firme
from ..letture.prospetto import GruppoB, RigaA, fasce_di, prospetto_di
from ..letture.scritti import Scritti
from ..models import Scheda
from ..stati import PROPOSTA
from .parole import Voce, con_autovalutazione, cornice, esatto, firma_del_valutato, voce_firma, voto_proprio
from .passi import passo_stampato
from .tipi import SCHEDA_B

IN_PAROLE = {
    "aperta": "Bozza, non ancora trasmessa", "proposta_a": "Bozza, non ancora trasmessa", "proposta_b": "In attesa del concerto del NCVP",
    "decisa": "Decisa, non ancora partecipata al valutato", "partecipata": "Partecipata al valutato, non ancora firmata",
}  # fmt: skip


def contenuto_scheda(scheda: Scheda, ente: Ente, firmatari: Firmatari, scritti: Scritti) -> dict[str, Any]:
    """All that is printed of a sheet (fetched by ``con_tutto``), regulation included; points are strings with a decimal point."""
    dati, reg = prospetto_di(scheda), scheda.esercizio.reg
    p = dati.punteggio
    giudizi = {s.voto: s.giudizio for s in reg.scala}
    return {
        **cornice(scheda, SCHEDA_B, ente, scritti),
        "stato": {"codice": scheda.stato, "parola": _parola(scheda)},
        "di_po": scheda.di_po,
        "solo_comportamenti": scheda.solo_comportamenti,
        "valutato": _valutato(scheda),
        "atto_obiettivi": _atto(scheda),
        "obiettivi": [_riga_a(r) for r in dati.righe_a],
        "somma_pesi": esatto(sum((r.voto.assegnazione.peso for r in dati.righe_a), Decimal(0))),
        "peso_b": esatto(reg.pesi.comportamenti),
        "massimo_a": esatto(reg.massimo_p_a),
        "massimo_b": esatto(reg.massimo_p_b),
        "massimo_finale": esatto(dati.massimo),
        "p_a": esatto(p.p_a),
        "p_b": esatto(p.p_b),
        "p_finale": esatto(p.p_finale),
        "intero": p.intero,
        "fascia": p.fascia and _fascia(p.fascia),
        "fasce": [_fascia(f) for f in fasce_di(scheda)],
        "macrofattori": [_gruppo_b(g, giudizi, scheda) for g in dati.gruppi_b],
        "scala": [{"voto": s.voto, "giudizio": s.giudizio} for s in reg.scala],
        "grading": [{"da": esatto(s.da), "punti": s.punti, "giudizio": s.giudizio} for s in reg.grading],
        "passi": [passo_stampato(x) for x in dati.passi],
        "firme": _firme(scheda, firmatari, scritti.firme),
        "firma_a": _firma_a(scheda, firmatari, scritti.firme),
        "note_silenti": [r.silente for r in dati.righe_a if r.silente],
        **con_autovalutazione(scheda.voti_fattore.all()),
    }


def _parola(scheda: Scheda) -> str:
    if scheda.stato == PROPOSTA and not scheda.di_po:
        return "Proposta del NCVP, in attesa della decisione del Sindaco sui comportamenti"
    return IN_PAROLE.get(scheda.stato) or scheda.stato_attuale.parola


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
        "peso": esatto(assegnazione.peso),
        "raggiungimento": esatto(r.voto.raggiungimento),
        "punteggio": r.calcolata.punteggio,
        "pesato": esatto(r.calcolata.pesato),
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
                **voto_proprio(v),
            }
        )
    return {
        "codice": g.macrofattore.codice,
        "sigla": g.macrofattore.sigla,
        "titolo": g.macrofattore.titolo,
        "peso": esatto(g.macrofattore.peso),
        "media": esatto(g.calcolato.media),
        "punti": esatto(g.calcolato.punti),
        "massimo": esatto(g.massimo),
        "fattori": fattori,
    }


def _firme(scheda: Scheda, firmatari: Firmatari, firme: Firme) -> list[Voce]:
    """Art. 18: who signs, with the moment of each step; where it is still to be taken, the name of who is in office."""
    valutato = firma_del_valutato(scheda, "Il valutato, per presa visione", scheda.incarico.persona.con_titolo)
    if scheda.di_po:
        dirigente = firmatari.dirigente(scheda.incarico.direzione_id)
        return [
            voce_firma("Il Dirigente", dirigente, firme.get("chiedi_concerto")),
            voce_firma("Il NCVP, di concerto", firmatari.ncvp, firme.get("concerta")),
            valutato,
        ]
    return [
        voce_firma("Il NCVP", firmatari.ncvp, firme.get("trasmetti")),
        voce_firma("Il Sindaco", firmatari.sindaco, firme.get("decidi")),
        valutato,
    ]


def _firma_a(scheda: Scheda, firmatari: Firmatari, firme: Firme) -> Voce | None:
    """Component A is signed by itself: by the NCVP for dirigenti, by the dirigente for a P.O. (reading A14)."""
    if scheda.solo_comportamenti:
        return None
    if scheda.di_po:
        return voce_firma("Dirigente", firmatari.dirigente(scheda.incarico.direzione_id), firme.get("proponi_a"))
    return voce_firma("NCVP", firmatari.ncvp, firme.get("proponi_a") or firme.get("trasmetti"))
