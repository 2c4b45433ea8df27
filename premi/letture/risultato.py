"""Art. 24: the band report of an exercise, computed by the engine of ``simula``."""

from dataclasses import dataclass
from decimal import Decimal

from premi.calcolo import Monte, conto_monte
from premi.calcolo.risultato import NON_RISPETTATI
from premi.simulazione import calcola, leggi_fatti, scrivi
from premi.simulazione.motore import EsitoIncarico
from smvp.nucleo.errori import DatiNonValidi, cita
from smvp.nucleo.formati import euro, in_lettere, percento
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.modello import Fascia, Regolamento
from valutazioni.letture.cammino import motivi_di
from valutazioni.letture.schede import con_tutto, incarichi_con_obiettivi
from valutazioni.models import Scheda
from valutazioni.stati import FIRMATE, NON_VALUTABILE

from ..models import Corsa, Destinazione, Istituto, LineaRisultato
from ..models.fondi import DEL_RISULTATO
from ..stati import CALCOLATE, SUPERATA
from .esportazione import discordanza_incarico, documento, stanziati_di

VALIDE = tuple(s for s in CALCOLATE if s != SUPERATA)


def perche_non_spetta(motivo: str | None, reg: Regolamento) -> str:
    """Artt. 16 and 24: what to write beside an amount of zero, by the reason that the engine gives; empty if there is none."""
    return {
        "servizio_insufficiente": f"Non valutabile: meno di {in_lettere(reg.premi.mesi_minimi)} mesi di servizio nell’esercizio (art. 16)",
        "obiettivi_non_assegnati": "Non valutabile: obiettivi non formalmente assegnati (art. 16)",
        "segretario_generale": "Retribuzione determinata dalla legge e dai CCNL (art. 24)",
    }.get(motivo or "", "")


@dataclass(frozen=True, slots=True)
class Riga:
    """One appointment in the report; ``esito`` is None while its sheet is open, and where it will never have a score."""

    scheda: Scheda
    esito: EsitoIncarico | None
    motivo: str = ""
    """Why it is not evaluable, if its sheet says so."""
    linea: LineaRisultato | None = None
    """What the run that holds says of it, with its why."""

    @property
    def non_valutabile(self) -> bool:
        return self.scheda.stato == NON_VALUTABILE

    @property
    def aperta(self) -> bool:
        """Whether its amount is still to come."""
        return self.esito is None and not self.non_valutabile

    @property
    def importo(self) -> Decimal | None:
        """Art. 16: nothing is due to who is not evaluable; None while the sheet is not signed."""
        return self.esito.importo if self.esito else Decimal("0.00") if self.non_valutabile else None

    @property
    def nota(self) -> str:
        if self.non_valutabile:
            return f"Non valutabile: {self.motivo}" if self.motivo else "Non valutabile"
        if self.esito is None:
            return "Scheda non ancora firmata"
        return perche_non_spetta(self.esito.servizio.motivo, self.scheda.esercizio.reg)

    @property
    def retribuzione(self) -> Decimal:
        """At 100 %: as frozen in a signed sheet, as it is now in an open one."""
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
        if self.esito.incarico.tempi_pagamento == NON_RISPETTATI:
            chiave = "premi.riduzione_tempi_pagamento"
            resta = percento(100 - reg.premi.riduzione_tempi_pagamento)
            fattori.append(f"{resta} per i tempi di pagamento non rispettati ({cita(reg.articolo_di(chiave))})")
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
        """Art. 24: what is left of the amount set aside; unknown until every sheet is signed."""
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


def schede_di_risultato(esercizio: Esercizio) -> list[Scheda]:
    """The sheets that result pay hangs on: the Segretario's own is not among them (art. 24)."""
    return list(con_tutto(Scheda.objects.filter(esercizio=esercizio, incarico__in=incarichi_con_obiettivi(esercizio))))


def rapporto(esercizio: Esercizio) -> Rapporto:
    """Compute the report from the signed sheets; open ones are listed without an amount, the not evaluable with their reason.

    Raises DatiNonValidi (FattiNonValidi, with every fault) if the facts break a rule, or if a signed score is not the one that
    its marks give.
    """
    schede, stanziati = schede_di_risultato(esercizio), stanziati_di(esercizio)
    firmate = [s for s in schede if s.stato in FIRMATE]
    letti, reg = leggi_fatti(scrivi(documento(esercizio, firmate, stanziati)))
    esiti = {s.pk: e for s, e in zip(firmate, calcola(letti, reg).incarichi, strict=True)}
    for scheda in firmate:
        _controlla_firma(scheda, esiti[scheda.pk])
    motivi = motivi_di([s for s in schede if s.stato == NON_VALUTABILE], "dichiara_non_valutabile")
    linee = linee_correnti(esercizio)
    righe = [Riga(s, esiti.get(s.pk), motivi.get(s.pk, ""), linee.get(s.pk)) for s in schede]
    return Rapporto(esercizio, [_sezione(d, righe, stanziati, esercizio) for d in DEL_RISULTATO])


def linee_correnti(esercizio: Esercizio) -> dict[int, LineaRisultato]:
    """The lines of the last run that was computed and holds, by sheet; none before the first."""
    valide = Corsa.objects.filter(esercizio=esercizio, istituto=Istituto.RISULTATO, stato__in=VALIDE)
    corsa = valide.defer("fatti").order_by("-numero").first()
    return {x.scheda_id: x for x in corsa.linee_risultato.select_related("corsa").defer("corsa__fatti")} if corsa else {}


def _controlla_firma(scheda: Scheda, esito: EsitoIncarico) -> None:
    """If the engine gives another figure than the signed one, nobody is paid on either."""
    discordanza = discordanza_incarico(scheda, esito)
    if discordanza:
        raise DatiNonValidi(f"{scheda}: {discordanza}. Avvisa il NCVP.")


def _sezione(destinazione: Destinazione, tutte: list[Riga], stanziati: dict[str, Decimal], esercizio: Esercizio) -> Sezione:
    righe = [r for r in tutte if r.scheda.di_po == (destinazione == Destinazione.PO)]
    importi = [r.esito.importo for r in righe if r.esito]
    stanziato = stanziati.get(destinazione)
    return Sezione(
        destinazione=destinazione,
        righe=righe,
        fasce=_fasce(righe, esercizio.reg.fasce["po" if destinazione == Destinazione.PO else "dirigente"]),
        monte=None if stanziato is None else conto_monte(stanziato, importi),
        distribuito=sum(importi, Decimal("0.00")),
        aperte=sum(r.aperta for r in righe),
    )


def _fasce(righe: list[Riga], fasce: tuple[Fascia, ...]) -> list[ContoFascia]:
    pagati = [r.esito for r in righe if r.esito and r.esito.servizio.valutabile]
    per_fascia = {f.numero: [e for e in pagati if e.fascia.numero == f.numero] for f in fasce}
    return [ContoFascia(f, len(per_fascia[f.numero]), sum((e.importo for e in per_fascia[f.numero]), Decimal("0.00"))) for f in fasce]
