"""The sheets of Allegato B of an exercise from ``schede-ANNO.toml``: each with its own story, or all with the common one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from .modello import Individuo, Passaggio, Valutazione, Votazione
from .testi import tipografia

MACROFATTORI = ("manageriali", "trasversali", "specialistiche")
NCVP, SINDACO, SEGRETARIO, VICESEGRETARIO = "ncvp", "sindaco", "segretario", "dirigente2"
NON_VALUTABILE = "non_valutabile"
PASSO = timedelta(minutes=2)


def leggi_schede(dati: Mapping[str, Any], individui: Sequence[Individuo]) -> list[Valutazione]:
    """The stories in the order of the file. With ``giornate`` those without a road of their own have gone all the way (``stato``)."""
    if "giornate" not in dati:
        return [_vera(s) for s in dati.get("scheda", ())]
    conti = {p.chiave: i.utente for i in individui for p in i.posti}
    return [_raccontata(s, dati, conti[s["incarico"]], numero * PASSO) for numero, s in enumerate(dati["scheda"])]


def _vera(s: Mapping[str, Any]) -> Valutazione:
    voti = [_votazione(s, _momento(s["votata_il"]))]
    if d := s.get("decisione"):
        voti.append(Votazione(d["da"], _momento(d["il"]), voti=_voti(d), motivo=d["motivo"]))
    return Valutazione(s["incarico"], voti, _percorso(s), con_documenti=s.get("con_documenti", False))


def _raccontata(s: Mapping[str, Any], dati: Mapping[str, Any], valutato: str, dopo: timedelta) -> Valutazione:
    quando = {azione: _momento(il) + dopo for azione, il in dati["giornate"].items()}
    proprio = _percorso(s)
    strada = proprio or list(_strada(s["vota"], valutato, quando, dati["atto"]))
    stato = NON_VALUTABILE if proprio else dati["stato"]
    return Valutazione(s["incarico"], [_votazione(s, quando["vota"])], strada, stato=stato)


def _strada(vota: str, valutato: str, quando: Mapping[str, datetime], atto: str) -> Iterator[Passaggio]:
    """Artt. 10 and 18: the NCVP proposes and the Sindaco decides; of a P.O. the dirigente decides, with the NCVP's agreement."""
    di_po, del_segretario = vota != NCVP, valutato == SEGRETARIO
    if not del_segretario:
        yield Passaggio("proponi_a", vota, quando["proponi_a"])
    yield Passaggio("chiedi_concerto" if di_po else "trasmetti", vota, quando["trasmetti"])
    yield Passaggio("concerta" if di_po else "decidi", NCVP if di_po else SINDACO, quando["decidi"])
    yield Passaggio("partecipa", vota, quando["partecipa"])
    yield Passaggio("firma", valutato, quando["firma"])
    chi = VICESEGRETARIO if del_segretario else SEGRETARIO
    yield Passaggio("approva", chi, quando["approva"], atto=atto)
    yield Passaggio("rendi_definitiva", chi, quando["rendi_definitiva"])


def _votazione(s: Mapping[str, Any], il: datetime) -> Votazione:
    raggiunto = {codice: Decimal(valore) for codice, valore in s.get("raggiunto", {}).items()}
    return Votazione(s["vota"], il, raggiunto, _voti(s), tipografia(s.get("note", "")))


def _percorso(s: Mapping[str, Any]) -> list[Passaggio]:
    return [
        Passaggio(p["azione"], p["da"], _momento(p["il"]), *(tipografia(p.get(x, "")) for x in ("testo", "atto", "testimone")))
        for p in s.get("percorso", ())
    ]


def _voti(riga: Mapping[str, Any]) -> dict[str, list[int]]:
    return {m: riga[m] for m in MACROFATTORI if m in riga}


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
