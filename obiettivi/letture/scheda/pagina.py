"""What the page of a sheet shows beside its texts: area and scopes in words, indicators, grading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from smvp.flusso.operazioni import passaggi
from smvp.nucleo.formati import FISSO, con_segno, data, esatto
from smvp.organizzazione.models import Utente
from smvp.regolamento.modello import Ambito, Area, Regolamento

from ...calcolo.gradazione import TavolaGradazione, tavola_gradazione
from ...models import Assegnazione, Fase, Gradazione, Indicatore, Misura, Obiettivo, Parte
from ...permessi import visibili_a
from ..turno.righe import riga_di
from .percorso import percorso
from .pesi import pesi_da_mostrare
from .schede import Fatto


@dataclass(frozen=True, slots=True)
class RigaIndicatore:
    """An indicator as a row of the table: every value in words, empty where there is none."""

    indicatore: Indicatore
    dimensione: str
    base: str
    atteso: str
    atteso_1: str
    atteso_2: str


@dataclass(frozen=True, slots=True)
class Quota:
    """What is carried out and scored by itself: the whole objective (``parte`` None) or a Direzione's part."""

    parte: Parte | None
    fasi: list[Fase]
    indicatori: list[RigaIndicatore]
    assegnazioni: list[Assegnazione]


def area_di(obiettivo: Obiettivo) -> Area | None:
    """The strategic area of art. 6; None while it is not chosen."""
    return next((a for a in obiettivo.esercizio.reg.aree if str(a.numero) == obiettivo.area), None)


def ambiti_di(obiettivo: Obiettivo) -> list[Ambito]:
    """The scopes of art. 5, in the order of the letters."""
    return [a for a in obiettivo.esercizio.reg.ambiti if a.lettera in obiettivo.ambiti]


def quote_di(obiettivo: Obiettivo) -> list[Quota]:
    """The whole objective first, then each part; from what ``con_tutto`` has fetched."""
    reg = obiettivo.esercizio.reg
    return [
        Quota(
            parte,
            [f for f in obiettivo.fasi.all() if f.parte_id == (parte.pk if parte else None)],
            [riga_indicatore(i, reg) for i in obiettivo.indicatori.all() if i.parte_id == (parte.pk if parte else None)],
            [a for a in obiettivo.assegnazioni.all() if a.parte_id == (parte.pk if parte else None)],
        )
        for parte in (None, *obiettivo.parti.all())
    ]


def riga_indicatore(i: Indicatore, reg: Regolamento) -> RigaIndicatore:
    """Every value of an indicator as it is read, with its unit."""
    dimensione = next((d.titolo for d in reg.dimensioni if d.codice == i.dimensione), "")
    if i.misura == Misura.NUMERO:
        atteso = valore_scritto(i.atteso, i.unita)
    else:
        atteso = ("entro il " if i.misura == Misura.SI_NO else "") + data(i.atteso_entro) if i.atteso_entro else ""
        atteso = atteso or ("fatto" if i.misura == Misura.SI_NO else "")
    return RigaIndicatore(
        i, dimensione, valore_scritto(i.base, i.unita), atteso, valore_scritto(i.atteso_1, i.unita), valore_scritto(i.atteso_2, i.unita)
    )  # fmt: skip


def valore_scritto(x: Decimal | None, unita: str) -> str:
    """A number with the decimals it needs and its unit: "86,4 %"; empty if there is none."""
    if x is None:
        return ""
    return f"{con_segno(esatto(x))}{FISSO if unita else ''}{unita}"


def gradazioni_di(obiettivo: Obiettivo) -> list[TavolaGradazione]:
    """The grading in words (art. 8, reading A3): one table, or by count one for each number of indicators that the parts have."""
    indicatori = list(obiettivo.indicatori.all())
    quanti = {sum(i.parte_id in (None, parte.pk if parte else None) for i in indicatori) for parte in obiettivo.quote()} or {
        len(indicatori)
    }
    if obiettivo.gradazione == Gradazione.PERCENTUALE:
        quanti = {0}
    return [tavola_gradazione(obiettivo.gradazione, n, obiettivo.esercizio.reg) for n in sorted(quanti, reverse=True)]


def padre_visibile(obiettivo: Obiettivo, utente: Utente) -> Obiettivo | None:
    """What it hangs on, if the user may read it: it may be a draft again, or another office's business."""
    return visibili_a(utente).filter(pk=obiettivo.padre_id).first() if obiettivo.padre_id else None


def contesto_di_scheda(obiettivo: Obiettivo, utente: Utente, giorno: date, storia: Iterable[Fatto]) -> dict[str, Any]:
    """All that the head and the left column of the page need."""
    storia = list(storia)
    passi = passaggi(obiettivo, utente, giorno)
    quote = quote_di(obiettivo)
    return {
        "passaggi": passi,
        "turno": riga_di(obiettivo, utente, giorno),
        "padre": padre_visibile(obiettivo, utente),
        "area": area_di(obiettivo),
        "ambiti": ambiti_di(obiettivo),
        "personale": list(obiettivo.personale.all()),
        "risorse": list(obiettivo.risorse.all()),
        "quota": quote[0],
        "quote": quote[1:],
        "gradazioni": gradazioni_di(obiettivo),
        "pesi": pesi_da_mostrare(obiettivo, utente),
        "tappe": percorso(obiettivo, storia),
        "storia": storia,
    }
