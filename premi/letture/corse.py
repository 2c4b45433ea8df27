"""The runs of an exercise as pages and operations read them: which holds, what its facts are, how it differs from the one before."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from premi.simulazione import scrivi
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.lettore import impronta
from valutazioni.models import Scheda
from valutazioni.stati import FIRMATE

from ..models import Corsa, CriterioResidui, Istituto
from ..stati import APERTE, APPROVATE, CALCOLATE, SUPERATA
from .esportazione import documento, fatti_personale
from .risultato import schede_di_risultato

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class FattiDellaCorsa:
    """What a run rests on, frozen: the facts as JSON text, the rules, the criteria of the year; and the hash of it all."""

    testo: str
    regolamento: str
    impronta_regolamento: str
    criterio: CriterioResidui | None
    schede: tuple[Scheda, ...] = ()
    """Of a run of result pay: all its sheets, in the order of the facts, the not evaluable ones last."""

    @property
    def impronta(self) -> str:
        criterio = f"{self.criterio.soglia}|{self.criterio.tetto}" if self.criterio else ""
        return hashlib.sha256("\0".join((self.impronta_regolamento, criterio, self.testo)).encode()).hexdigest()


def fatti_della_corsa(esercizio: Esercizio, istituto: str) -> FattiDellaCorsa:
    """The facts of today for a run. A fixed number of queries, whatever the number of sheets."""
    regole = esercizio.regolamento, impronta(esercizio.regolamento)
    if istituto == Istituto.PRODUTTIVITA:
        return FattiDellaCorsa(scrivi(fatti_personale(esercizio)), *regole, criterio_di(esercizio))
    schede = schede_di_risultato(esercizio)
    firmate = [s for s in schede if s.stato in FIRMATE]
    altre = [s for s in schede if s.stato not in FIRMATE]
    return FattiDellaCorsa(scrivi(documento(esercizio, firmate)), *regole, None, (*firmate, *altre))


def criterio_di(esercizio: Esercizio) -> CriterioResidui | None:
    """The criteria on the residues that hold for the exercise, if somebody has recorded them (art. 22)."""
    return CriterioResidui.objects.correnti().filter(esercizio=esercizio).first()


def gemella(corsa: Corsa, impronta: str) -> Corsa | None:
    """A run of the same kind on the same facts and rules, not set aside: computing again would give it again."""
    altre = _dello_stesso(corsa).filter(impronta=impronta, stato__in=CALCOLATE)
    return altre.exclude(stato=SUPERATA).first()


def aperta(corsa: Corsa) -> Corsa | None:
    """The run not yet approved whose place this one takes."""
    return _dello_stesso(corsa).filter(stato__in=APERTE).first()


def ultima_approvata(corsa: Corsa) -> Corsa | None:
    """The run that this one corrects."""
    return _dello_stesso(corsa).filter(stato__in=APPROVATE).order_by("-numero").first()


def dal_quale(corsa: Corsa, azione: str) -> tuple[date | None, str]:
    """The day before which the act of a step cannot be, and what happened on it: the computation; of the payment the approval."""
    if azione == "liquida" and corsa.atto is not None:
        return corsa.atto.data, "dell’approvazione"
    return corsa.calcolata_il.astimezone(FUSO).date() if corsa.calcolata_il else None, "del calcolo"


def _dello_stesso(corsa: Corsa) -> QuerySet[Corsa]:
    return Corsa.objects.filter(esercizio=corsa.esercizio_id, istituto=corsa.istituto).exclude(pk=corsa.pk).defer("fatti")


@dataclass(frozen=True, slots=True)
class Differenza:
    """What changes for one person between two runs, in euros; None on a side is "not in that run"."""

    matricola: str
    nominativo: str
    prima: Decimal | None
    dopo: Decimal | None

    @property
    def differenza(self) -> Decimal:
        return (self.dopo or ZERO) - (self.prima or ZERO)


def differenze(corsa: Corsa, prima: Corsa) -> list[Differenza]:
    """Who gains and who loses, by name; whoever has the same amount is left out."""
    vecchi, nuovi = _importi(prima), _importi(corsa)
    nomi = {**{m: n for m, (n, _) in vecchi.items()}, **{m: n for m, (n, _) in nuovi.items()}}
    righe = (Differenza(m, nomi[m], _di(vecchi, m), _di(nuovi, m)) for m in nomi)
    return sorted((d for d in righe if d.prima != d.dopo), key=lambda d: (d.nominativo, d.matricola))


def _di(importi: dict[str, tuple[str, Decimal]], matricola: str) -> Decimal | None:
    return importi[matricola][1] if matricola in importi else None


def _importi(corsa: Corsa) -> dict[str, tuple[str, Decimal]]:
    """Name and amount of each person in a run, by matricola."""
    if corsa.di_risultato:
        righe: Iterable[tuple[str, str, Decimal]] = (
            corsa.linee_risultato.order_by().values_list("matricola", "nominativo").annotate(Sum("importo"))
        )
    else:
        premi = corsa.linee_premio.order_by().values_list("matricola", "nominativo")
        righe = ((m, n, p + u) for m, n, p, u in premi.annotate(Sum("premio"), Sum("ulteriore")))
    return {matricola: (nome, importo) for matricola, nome, importo in righe}
