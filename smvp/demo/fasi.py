"""The phases of an objective from the sentences that tell them: the words that are dates become days."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from smvp.nucleo.formati import FISSO

from .modello_obiettivi import Tappa
from .testi import MESI, NOMI_MESI

GIORNO = rf"(?:il (?P<giorno>\d{{1,2}})°?{FISSO}?\s?)?"
# "…, entro aprile", "…, entro il 15 ottobre", "…, da luglio", "…, da maggio a novembre": the words that become the days of a phase.
ENTRO = re.compile(rf",? entro {GIORNO}(?P<mese>{MESI})\.$")
DA_A = re.compile(rf",? da (?P<da>{MESI})(?: a (?P<a>{MESI}))?\.$")


def fasi_di(testi: Sequence[str], anno: int, comincia: date | None = None) -> list[Tappa]:
    """The phases with the days that their words say; one begins when the one before has ended, the first with the exercise or then."""
    tappe: list[Tappa] = []
    inizio = comincia or date(anno, 1, 1)
    for testo in testi:
        tappa = _tappa(testo, anno)
        if tappa.dal is None and tappa.entro is not None:
            tappa = Tappa(tappa.testo, min(inizio, tappa.entro), tappa.entro)
        tappe.append(tappa)
        if tappa.entro is not None and tappa.entro < date(anno, 12, 31):
            inizio = max(inizio, tappa.entro + timedelta(days=1))
    return tappe


def _tappa(testo: str, anno: int) -> Tappa:
    if trovato := ENTRO.search(testo):
        mese = NOMI_MESI.index(trovato["mese"]) + 1
        giorno = int(trovato["giorno"] or monthrange(anno, mese)[1])
        return Tappa(testo[: trovato.start()], None, date(anno, mese, giorno))
    if trovato := DA_A.search(testo):
        dal = date(anno, NOMI_MESI.index(trovato["da"]) + 1, 1)
        ultimo = NOMI_MESI.index(trovato["a"]) + 1 if trovato["a"] else 12
        return Tappa(testo[: trovato.start()], dal, date(anno, ultimo, monthrange(anno, ultimo)[1]))
    return Tappa(testo.removesuffix("."), None, date(anno, 12, 31))
