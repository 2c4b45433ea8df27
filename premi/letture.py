"""The facts of an exercise as ``simula`` reads them, and the band report: the same engine computes both."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from premi.calcolo import Monte, conto_monte
from premi.simulazione import calcola, leggi_fatti
from premi.simulazione.modello import FORMATO
from premi.simulazione.motore import EsitoIncarico
from smvp.nucleo.errori import DatiNonValidi, cita
from smvp.nucleo.formati import euro, percento
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.modello import Fascia
from valutazioni.letture import con_tutto, fattori_di
from valutazioni.models import Scheda
from valutazioni.stati import CHIUSA

from .models import Destinazione, Fondo

# What to write beside an amount of zero (art. 16 and 24), by the reason that the engine gives.
MOTIVI = {
    "servizio_insufficiente": "Non valutabile: meno di tre mesi di servizio nell’esercizio (art. 16)",
    "obiettivi_non_assegnati": "Non valutabile: obiettivi non formalmente assegnati (art. 16)",
    "segretario_generale": "Retribuzione determinata dalla legge e dai CCNL (art. 24)",
}


def fatti(esercizio: Esercizio) -> dict[str, Any]:
    """The facts of the closed sheets of an exercise, in the format of ``simula``."""
    return _fatti(esercizio, [s for s in _schede(esercizio) if s.stato == CHIUSA], _stanziati(esercizio))


def _schede(esercizio: Esercizio) -> list[Scheda]:
    return list(con_tutto(Scheda.objects.filter(esercizio=esercizio)))


def _stanziati(esercizio: Esercizio) -> dict[str, Decimal]:
    return dict(Fondo.objects.filter(esercizio=esercizio).values_list("destinazione", "importo"))


def _fatti(esercizio: Esercizio, chiuse: list[Scheda], stanziati: dict[str, Decimal]) -> dict[str, Any]:
    documento: dict[str, Any] = {
        "formato": FORMATO,
        "esercizio": esercizio.anno,
        "regolamento": esercizio.regolamento,
        "incarichi": [_incarico(s) for s in chiuse],
    }
    if stanziati:
        documento["monte_risultato"] = str(sum(stanziati.values()))
    return documento


def _incarico(scheda: Scheda) -> dict[str, Any]:
    i = scheda.incarico
    voti = list(scheda.voti_obiettivo.all())
    return {
        "matricola": i.persona.matricola,
        "ruolo": i.ruolo,
        "direzione": i.direzione.codice if i.direzione else "SG",
        "ad_interim": i.ad_interim,
        "periodi": [{"dal": scheda.dal.isoformat(), "al": scheda.al.isoformat() if scheda.al else None}],
        "limiti_eta": scheda.limiti_eta,
        "assegnati": bool(voti) and all(v.assegnazione.obiettivo.atto_id for v in voti),
        "retribuzione": str(scheda.retribuzione),
        "obiettivi": [
            {
                "codice": v.assegnazione.obiettivo.codice,
                "tipo": v.assegnazione.obiettivo.tipo,
                "peso": str(v.assegnazione.peso),
                "raggiungimento": str(v.raggiungimento),
            }
            for v in voti
        ],
        "comportamenti": {
            m.codice: [v.voto for v in fattori_di(scheda, m.codice) if not v.escluso] for m in scheda.esercizio.reg.macrofattori
        },
    }


@dataclass(frozen=True, slots=True)
class Riga:
    """One appointment in the report; ``esito`` is None while its sheet is open, and then there is no amount."""

    scheda: Scheda
    esito: EsitoIncarico | None

    @property
    def nota(self) -> str:
        if self.esito is None:
            return "Scheda non ancora chiusa"
        return MOTIVI.get(self.esito.servizio.motivo or "", "")

    @property
    def retribuzione(self) -> Decimal:
        """At 100 %: as frozen in a closed sheet, as it is now in an open one."""
        congelata = self.scheda.retribuzione
        return self.scheda.incarico.retribuzione_risultato if congelata is None else congelata

    @property
    def conto(self) -> str:
        """How the amount comes about, in one line: what anyone can check by hand."""
        if self.esito is None or not self.esito.servizio.valutabile:
            return ""
        i, reg = self.scheda.incarico, self.scheda.esercizio.reg
        fattori = [
            euro(self.retribuzione),
            percento(self.esito.fascia.percentuale),
            f"{self.esito.servizio.giorni}/{self.scheda.esercizio.periodo.giorni} giorni",
        ]
        if i.ad_interim:
            fattori.append(
                f"{percento(100 - reg.premi.riduzione_interim)} perché ad interim ({cita(reg.articolo_di('premi.riduzione_interim'))})"
            )
        return f"{' × '.join(fattori)} = {euro(self.esito.importo)}"


@dataclass(frozen=True, slots=True)
class ContoFascia:
    """How many appointments reached a band, and what they cost."""

    fascia: Fascia
    quanti: int
    importo: Decimal


@dataclass(frozen=True, slots=True)
class Sezione:
    """Dirigenti or P.O.: the rows, the bands, and the amount set aside beside what is paid."""

    destinazione: Destinazione
    righe: list[Riga]
    fasce: list[ContoFascia]
    monte: Monte | None
    distribuito: Decimal
    aperte: int

    @property
    def economie(self) -> Decimal | None:
        """Art. 24: what is left of the amount set aside; unknown until every sheet is closed."""
        return None if self.monte is None or self.aperte else self.monte.economie

    @property
    def da_attribuire(self) -> Decimal | None:
        """What is left so far, while some sheets are open."""
        return self.monte.economie if self.monte and self.aperte else None


@dataclass(frozen=True, slots=True)
class Rapporto:
    """Art. 24: the band report of an exercise."""

    esercizio: Esercizio
    sezioni: list[Sezione]

    @property
    def righe(self) -> list[Riga]:
        return [r for s in self.sezioni for r in s.righe]

    @property
    def aperte(self) -> int:
        return sum(s.aperte for s in self.sezioni)

    @property
    def distribuito(self) -> Decimal:
        return sum((s.distribuito for s in self.sezioni), Decimal("0.00"))


def rapporto(esercizio: Esercizio) -> Rapporto:
    """Compute the report from the closed sheets; open ones are listed without an amount.

    Raises DatiNonValidi (FattiNonValidi, with every fault) if the facts break a rule, or if a signed score is not the one that
    its marks give.
    """
    schede, stanziati = _schede(esercizio), _stanziati(esercizio)
    chiuse = [s for s in schede if s.stato == CHIUSA]
    letti, reg = leggi_fatti(json.dumps(_fatti(esercizio, chiuse, stanziati)))
    esiti = {s.pk: e for s, e in zip(chiuse, calcola(letti, reg).incarichi, strict=True)}
    for scheda in chiuse:
        _controlla_firma(scheda, esiti[scheda.pk])
    return Rapporto(esercizio, [_sezione(d, schede, esiti, stanziati, esercizio) for d in Destinazione])


def _controlla_firma(scheda: Scheda, esito: EsitoIncarico) -> None:
    """The signed figure is the one that counts (reading rule 3): if the engine gives another, nobody is paid on either."""
    if (scheda.p_finale, scheda.fascia) != (esito.p_finale, esito.fascia.numero):
        raise DatiNonValidi(
            f"{scheda}: il punteggio firmato ({scheda.p_finale}) non è quello che danno i suoi voti ({esito.p_finale}). Avvisa il NCVP."
        )


def _sezione(
    destinazione: Destinazione, schede: list[Scheda], esiti: dict[int, EsitoIncarico], stanziati: dict[str, Decimal], esercizio: Esercizio
) -> Sezione:
    righe = [Riga(s, esiti.get(s.pk)) for s in schede if s.di_po == (destinazione == Destinazione.PO)]
    importi = [r.esito.importo for r in righe if r.esito]
    stanziato = stanziati.get(destinazione)
    return Sezione(
        destinazione=destinazione,
        righe=righe,
        fasce=_fasce(righe, esercizio.reg.fasce["po" if destinazione == Destinazione.PO else "dirigente"]),
        monte=None if stanziato is None else conto_monte(stanziato, importi),
        distribuito=sum(importi, Decimal("0.00")),
        aperte=sum(r.esito is None for r in righe),
    )


def _fasce(righe: list[Riga], fasce: tuple[Fascia, ...]) -> list[ContoFascia]:
    pagati = [r.esito for r in righe if r.esito and r.esito.servizio.valutabile]
    per_fascia = {f.numero: [e for e in pagati if e.fascia.numero == f.numero] for f in fasce}
    return [ContoFascia(f, len(per_fascia[f.numero]), sum((e.importo for e in per_fascia[f.numero]), Decimal("0.00"))) for f in fasce]
