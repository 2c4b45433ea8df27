"""Allegato D as documents: part one, which the evaluatee signs, and part two, which is the dirigente's: the frozen content of each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from smvp.organizzazione.letture import Firmatari, nome_di
from smvp.organizzazione.models import Categoria, Ente

from .. import calcolo
from ..letture.firme import Firma
from ..letture.personale import passi_personale, punteggio_personale
from ..letture.scritti import Scritti
from ..models import AssegnazioneSpecifica, ParteSeconda, SchedaPersonale, VotoVoce
from ..stati import NON_VALUTABILE
from .parole import con_autovalutazione, cornice, esatto, firma_del_valutato, intestazione, voce_firma, voto_proprio
from .passi import passo_stampato
from .tipi import SCHEDA_D, SCHEDA_D2

TESTI_SECONDA = ("esigenze_formative", "mobilita", "motivi_mobilita", "fabbisogni", "motivi_maturazione")
# «Città di Domodossola», «Comune di Trontano»: the place where one signs is what follows.
DENOMINAZIONI = ("Città di ", "Comune di ")


def chiave_parte_seconda(scheda: SchedaPersonale, parte: ParteSeconda) -> str:
    return f"{SCHEDA_D2}:{scheda.pk}:{scheda.stato}:{scheda.versione}:{parte.versione}"


def contenuto_scheda_d(scheda: SchedaPersonale, ente: Ente, firmatari: Firmatari, scritti: Scritti) -> dict[str, Any]:
    """All that is printed of part one (a sheet fetched by ``con_voti``); points and percentages are strings with a decimal point.

    Of a sheet that is not evaluable only why is printed: what had been written on it is nobody's evaluation.
    """
    reg, p, firme = scheda.esercizio.reg, punteggio_personale(scheda), scritti.firme
    personale = reg.personale
    return {
        **cornice(scheda, SCHEDA_D, ente, scritti),
        **_testa(scheda),
        "a": _componente(personale.struttura, personale.massimo_struttura, p.a, _percentuale_struttura(scheda)),
        "b1": _componente(personale.specifici, personale.massimo_specifici, p.b1, _percentuale_specifici(scheda)),
        "b2": _componente(personale.comportamenti, personale.massimo_comportamenti, p.b2, None),
        "esonero": scheda.motivo_esonero if scheda.esonero else "",
        "obiettivi": [_obiettivo(a) for a in _mostrati(scheda)],
        "gruppi": _gruppi(scheda, p),
        "scala": [{"voto": s.voto, "giudizio": s.giudizio} for s in reg.scala],
        "totale": esatto(p.totale),
        "massimo": esatto(reg.massimo_finale),
        "peso_individuale": esatto(personale.specifici + personale.comportamenti),
        "passi": [passo_stampato(x) for x in passi_personale(scheda)],
        "luogo": _luogo(ente),
        **({} if scheda.stato == NON_VALUTABILE else con_autovalutazione(scheda.voti.all())),
        "compilata": voce_firma("la P.O.", "", firme["trasmetti"]) if "trasmetti" in firme else None,
        "firme": [
            firma_del_valutato(scheda, "Dipendente valutato", scheda.persona.con_titolo),
            voce_firma("Dirigente valutatore", firmatari.dirigente(scheda.direzione_id), firme.get("decidi")),
        ],
    }


def contenuto_parte_seconda(scheda: SchedaPersonale, parte: ParteSeconda, ente: Ente) -> dict[str, Any]:
    """All that is printed of part two: what the dirigente has written, the points of professional growth, and the total of part one.

    The total is the signed one: until the dirigente has decided there is none, for those who read part two and not the marks.
    """
    maturazioni = {m.punti: m.giudizio for m in scheda.esercizio.reg.progressioni.maturazione}
    return {
        **intestazione(scheda, SCHEDA_D2, ente),
        **_testa(scheda),
        **{nome: getattr(parte, nome) for nome in TESTI_SECONDA},
        "totale": esatto(scheda.totale),
        "massimo": esatto(scheda.esercizio.reg.massimo_finale),
        "maturazione": None if parte.maturazione is None else {
            "punti": parte.maturazione, "giudizio": maturazioni.get(parte.maturazione, ""), "massimo": max(maturazioni),
        },
        "luogo": _luogo(ente),
        "firme": [voce_firma("Dirigente", "", Firma(nome_di(parte.compilata_da), parte.compilata_il))],
    }  # fmt: skip


def _testa(scheda: SchedaPersonale) -> dict[str, Any]:
    persona = scheda.persona
    return {
        "stato": {"codice": scheda.stato, "parola": scheda.stato_attuale.parola},
        "valutato": {
            "nome": persona.con_titolo, "cognome": persona.cognome, "nome_proprio": persona.nome, "matricola": persona.matricola,
            "categoria": str(Categoria(scheda.categoria).label), "ufficio": str(scheda.direzione), "direzione": str(scheda.direzione.apice),
        },
    }  # fmt: skip


def _componente(peso: Decimal, massimo: Decimal, punti: Decimal | None, percentuale: Decimal | None) -> dict[str, Any]:
    return {"peso": esatto(peso), "massimo": esatto(massimo), "punti": esatto(punti), "percentuale": esatto(percentuale)}


def _percentuale_struttura(scheda: SchedaPersonale) -> Decimal | None:
    if scheda.stato == NON_VALUTABILE:
        return None
    return scheda.struttura if scheda.totale is not None else scheda.struttura_oggi()


def _percentuale_specifici(scheda: SchedaPersonale) -> Decimal | None:
    if scheda.esonero or scheda.stato == NON_VALUTABILE:
        return None
    return scheda.specifici if scheda.totale is not None else scheda.specifici_oggi()


def _mostrati(scheda: SchedaPersonale) -> Sequence[AssegnazioneSpecifica]:
    """The specific objectives, unless they have changed since the figures were fixed: then only the percentage is what was signed."""
    if scheda.stato == NON_VALUTABILE:
        return []
    assegnati = [] if scheda.esonero else scheda.assegnati()
    cambiati = scheda.totale is not None and scheda.specifici_oggi() != scheda.specifici
    return [] if cambiati else assegnati


def _obiettivo(a: AssegnazioneSpecifica) -> dict[str, Any]:
    return {
        "titolo": a.obiettivo.titolo, "atteso": a.obiettivo.atteso, "peso": esatto(a.peso), "raggiungimento": esatto(a.raggiungimento),
        "nota": a.nota,
    }  # fmt: skip


def _gruppi(scheda: SchedaPersonale, p: calcolo.PunteggioPersonale) -> list[dict[str, Any]]:
    if scheda.stato == NON_VALUTABILE:
        return []
    per_gruppo: dict[str, list[VotoVoce]] = {}
    for v in sorted(scheda.voti.all(), key=lambda v: v.voce.ordine):
        per_gruppo.setdefault(v.voce.gruppo, []).append(v)
    return [
        {
            "titolo": g.titolo, "peso": esatto(g.peso), "massimo": esatto(g.massimo), "punti": esatto(p.gruppi[g.codice]),
            "voci": [{"titolo": v.voce.titolo, "voto": v.voto, **voto_proprio(v)} for v in per_gruppo.get(g.codice, [])],
        }
        for g in scheda.esercizio.reg.personale.gruppi
    ]  # fmt: skip


def _luogo(ente: Ente) -> str:
    for prima in DENOMINAZIONI:
        if ente.denominazione.startswith(prima):
            return ente.denominazione.removeprefix(prima)
    return ente.denominazione
