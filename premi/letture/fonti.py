"""What a file for the payroll is made from: a run, whole or against one that is paid already, or the sums of a premium of artt. 25–27."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from smvp.flusso.stati import Stato
from smvp.nucleo.formati import FUSO, data, ora
from smvp.organizzazione.models import Esercizio

from ..calcolo.tracciato import PROVVISORIO, Mappa, RigaPaghe, Valore
from ..models import Attribuzione, Corsa, Esportazione, Premialita
from ..models.liquidabile import Liquidabile
from ..stati import APERTE, APPROVATE, CONFERITA, LIQUIDABILE, LIQUIDATA, PAGABILI
from .paghe import righe_di_corsa, righe_di_premio

# What stands in the way of paying, by whether somebody has still to approve.
NON_APPROVATI = "importi non ancora approvati, da non mandare alle paghe"
NON_LIQUIDABILI = "importi approvati ma non ancora liquidabili, da non mandare alle paghe"
SCARICABILI = (*APPROVATE, *APERTE)
IN_ANTEPRIMA = 20


class Fonte(ABC):
    """What is handed over, however it came about. ``chiave``: how a form names it; ``versione``: changes if anything of it does."""

    @property
    @abstractmethod
    def esercizio(self) -> Esercizio: ...

    @property
    @abstractmethod
    def chiave(self) -> str: ...

    @property
    @abstractmethod
    def impronta(self) -> str:
        """SHA-256 of what the amounts come from."""

    @property
    @abstractmethod
    def liquidabile(self) -> Liquidabile:
        """What says in which state the amounts are."""

    @property
    @abstractmethod
    def istituto(self) -> str:
        """What is paid, as a code."""

    @property
    @abstractmethod
    def titolo(self) -> str:
        """What is paid, in words."""

    @property
    @abstractmethod
    def sigla(self) -> str:
        """Which one of the exercise, on the tab of a sheet."""

    @property
    @abstractmethod
    def in_elenco(self) -> str:
        """The same where there are others, with its state."""

    @property
    @abstractmethod
    def contenuto(self) -> str:
        """How much of it the file holds."""

    @property
    @abstractmethod
    def url(self) -> str: ...

    @property
    @abstractmethod
    def versione(self) -> str: ...

    @property
    @abstractmethod
    def radice(self) -> str:
        """The name of the file without its ending."""

    @abstractmethod
    def righe(self, mappa: Mappa) -> Iterator[RigaPaghe]: ...

    @abstractmethod
    def fissi(self) -> dict[str, Valore]:
        """The fields that are the same on every row."""

    @abstractmethod
    def origine(self) -> list[tuple[str, str]]:
        """Where the amounts come from, as the sheet of the control totals says it."""

    @abstractmethod
    def nel_registro(self) -> dict[str, Any]: ...

    @property
    def stato(self) -> Stato:
        return self.liquidabile.stato_attuale

    @property
    def provvisoria(self) -> bool:
        """Reading A53: nothing is paid before it is liquidabile."""
        return not self.liquidabile.pagabile

    @property
    def avviso(self) -> str:
        """The line that nobody can miss on what is not to be paid; "" on the rest."""
        if not self.provvisoria:
            return ""
        return f"{PROVVISORIO}: {NON_APPROVATI if self.liquidabile.stato in APERTE else NON_LIQUIDABILI}"


@dataclass(frozen=True)
class DiCorsa(Fonte):
    """Artt. 22 and 24: a run; with ``base`` only what is different from that one."""

    corsa: Corsa
    base: Corsa | None = None

    @property
    def esercizio(self) -> Esercizio:
        return self.corsa.esercizio

    @property
    def chiave(self) -> str:
        return f"corsa-{self.corsa.pk}"

    @property
    def impronta(self) -> str:
        return self.corsa.impronta

    @property
    def liquidabile(self) -> Liquidabile:
        return self.corsa

    @property
    def istituto(self) -> str:
        return self.corsa.istituto

    @property
    def titolo(self) -> str:
        return str(self.corsa)

    @property
    def sigla(self) -> str:
        return f"corsa {self.corsa.numero}"

    @property
    def in_elenco(self) -> str:
        return f"{self.corsa.get_istituto_display()}, n. {self.corsa.numero} · {self.stato.parola}"

    @property
    def contenuto(self) -> str:
        return f"Solo le differenze rispetto alla corsa n. {self.base.numero}" if self.base else "Tutti gli importi della corsa"

    @property
    def url(self) -> str:
        return self.corsa.get_absolute_url()

    @property
    def versione(self) -> str:
        return str(self.corsa.versione)

    @property
    def radice(self) -> str:
        c = self.corsa
        pezzi = [PROVVISORIO if self.provvisoria else "", "paghe", str(c.esercizio.anno), c.istituto, f"corsa-{c.numero}"]
        return "-".join(p for p in [*pezzi, "conguagli" if self.base else ""] if p)

    def righe(self, mappa: Mappa) -> Iterator[RigaPaghe]:
        return righe_di_corsa(self.corsa, mappa, self.base)

    def fissi(self) -> dict[str, Valore]:
        return {"esercizio": str(self.esercizio.anno), "corsa": str(self.corsa.numero), "impronta": self.impronta}

    def origine(self) -> list[tuple[str, str]]:
        c = self.corsa
        return [
            ("Corsa", str(c)), ("Stato", self.stato.parola), ("Contenuto", self.contenuto), ("Atto", str(c.atto or "non ancora approvata")),
            ("Impronta dei fatti (SHA-256)", c.impronta), ("Versione del regolamento", c.regolamento),
            ("Calcolata il", momento(c.calcolata_il)),
        ]  # fmt: skip

    def nel_registro(self) -> dict[str, Any]:
        return {
            "anno": self.esercizio.anno, "istituto": self.istituto, "corsa": self.corsa.numero, "stato": self.corsa.stato,
            "impronta": self.impronta, "rispetto_a": self.base.numero if self.base else None,
        }  # fmt: skip


@dataclass(frozen=True)
class DiPremio(Fonte):
    """Artt. 25–27: the sums of a premium that can be paid, or those that one determination has paid. Never empty, in one state."""

    somme: Sequence[Attribuzione]

    @property
    def esercizio(self) -> Esercizio:
        return self.somme[0].esercizio

    @property
    def premio(self) -> Premialita:
        return self.somme[0].quale

    @property
    def chiave(self) -> str:
        liquidazione = self.somme[0].atto_liquidazione_id
        return "-".join(map(str, (self.premio, self.esercizio.anno, *([liquidazione] if liquidazione else []))))

    @cached_property
    def impronta(self) -> str:
        return _sha256([self.esercizio.anno, self.premio.value, *([*_pagata(a)] for a in self.somme)])

    @property
    def liquidabile(self) -> Liquidabile:
        return self.somme[0]

    @property
    def istituto(self) -> str:
        return self.premio.value

    @property
    def titolo(self) -> str:
        return f"{self.premio.label} {self.esercizio.anno}"

    @property
    def sigla(self) -> str:
        return self.istituto

    @property
    def in_elenco(self) -> str:
        liquidazione = self.somme[0].atto_liquidazione
        return f"{self.premio.label} · {self.stato.parola}{f' ({liquidazione.numero}/{liquidazione.data.year})' if liquidazione else ''}"

    @property
    def contenuto(self) -> str:
        return "Le somme già liquidate" if self.liquidabile.stato == LIQUIDATA else "Le somme da liquidare"

    @property
    def url(self) -> str:
        return reverse("premi:premialita", args=[self.esercizio.anno])

    @property
    def versione(self) -> str:
        """A step of any of the sums changes it."""
        return _sha256([[a.pk, a.versione] for a in self.somme])

    @property
    def radice(self) -> str:
        liquidazione = self.somme[0].atto_liquidazione
        pezzi = ["paghe", str(self.esercizio.anno), self.premio.value, f"determinazione-{liquidazione.numero}" if liquidazione else ""]
        return "-".join(p for p in pezzi if p)

    def righe(self, mappa: Mappa) -> Iterator[RigaPaghe]:
        return righe_di_premio(self.esercizio, self.somme)

    def fissi(self) -> dict[str, Valore]:
        return {"esercizio": str(self.esercizio.anno), "corsa": None, "impronta": self.impronta}

    def origine(self) -> list[tuple[str, str]]:
        atti = dict.fromkeys(str(a.atto) for a in self.somme if a.atto)
        liquidazioni = dict.fromkeys(str(a.atto_liquidazione) for a in self.somme if a.atto_liquidazione)
        return [
            ("Premio", f"{self.titolo} (art. {self.premio.articolo})"), ("Stato", self.stato.parola), ("Contenuto", self.contenuto),
            *(("Atto che conferisce", atto) for atto in atti), *(("Atto di liquidazione", atto) for atto in liquidazioni),
            ("Impronta delle somme (SHA-256)", self.impronta), ("Versione del regolamento", self.esercizio.regolamento),
        ]  # fmt: skip

    def nel_registro(self) -> dict[str, Any]:
        return {
            "anno": self.esercizio.anno, "istituto": self.istituto, "somme": [a.pk for a in self.somme],
            "stato": self.liquidabile.stato, "impronta": self.impronta,
        }  # fmt: skip


def _pagata(a: Attribuzione) -> Iterator[str]:
    """What is given to whom, and by which act: the same when it is paid."""
    yield from (a.persona.matricola, str(a.importo), str(a.atto))


def _sha256(valori: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(valori, ensure_ascii=False).encode()).hexdigest()


def momento(quando: datetime | None) -> str:
    return f"{data(quando.astimezone(FUSO).date())} alle {ora(quando)}" if quando else ""


# --- what there is to choose from ---------------------------------------------------------------------------------------------------


def corse_scaricabili(esercizio: Esercizio | None = None) -> QuerySet[Corsa]:
    """The runs that the payroll can be given: computed and not set aside, those approved and the latest first."""
    tutte = Corsa.objects.filter(stato__in=SCARICABILI).defer("fatti").select_related("esercizio", "atto")
    tutte = tutte if esercizio is None else tutte.filter(esercizio=esercizio)
    return tutte.order_by("-esercizio__anno", "istituto", "-numero")


def premi_scaricabili(esercizio: Esercizio | None = None) -> list[DiPremio]:
    """The sums of artt. 25–27 that are liquidabili, by premium; then those paid, by determination. One query."""
    somme = Attribuzione.objects.filter(stato__in=PAGABILI).select_related("esercizio", "persona", "atto", "atto_liquidazione")
    somme = somme if esercizio is None else somme.filter(esercizio=esercizio)
    per: dict[tuple[int, int, int], list[Attribuzione]] = {}
    for a in somme.order_by("-esercizio__anno", "persona__cognome", "persona__nome", "pk"):
        pagata_con = a.atto_liquidazione_id or 0 if a.stato == LIQUIDATA else 0
        per.setdefault((-a.esercizio.anno, list(Premialita).index(a.quale), pagata_con), []).append(a)
    return [DiPremio(sue) for _, sue in sorted(per.items(), key=lambda voce: voce[0])]


def fonti(esercizio: Esercizio) -> list[Fonte]:
    """All that the payroll can be given of an exercise. Two queries."""
    return [*(DiCorsa(c) for c in corse_scaricabili(esercizio)), *premi_scaricabili(esercizio)]


def fonti_in_anteprima() -> list[Fonte]:
    """The latest, whatever the exercise: what a map is tried on."""
    return [*(DiCorsa(c) for c in corse_scaricabili()[:IN_ANTEPRIMA]), *premi_scaricabili()[:IN_ANTEPRIMA]]


def scelta(fra: Iterable[Fonte], chiave: str) -> Fonte | None:
    return next((f for f in fra if f.chiave == chiave), None)


def precedenti(corsa: Corsa) -> list[Corsa]:
    """The approved runs that this one comes after, the nearest first."""
    sue = Corsa.objects.filter(esercizio=corsa.esercizio_id, istituto=corsa.istituto, stato__in=APPROVATE, numero__lt=corsa.numero)
    return list(sue.defer("fatti").select_related("esercizio").order_by("-numero")) if corsa.precedente_id else []


def base_di_solito(prima: Iterable[Corsa]) -> Corsa | None:
    """What the differences are counted from unless one says otherwise: the last run that is paid; None if nothing is paid yet."""
    return next((c for c in prima if c.stato == LIQUIDATA), None)


def in_sospeso(prima: Iterable[Corsa], pagata: Corsa | None) -> Esportazione | None:
    """The last file of an approved run that was taken away, and may have been paid, while the run is not yet marked as paid."""
    aperte = [c for c in prima if c.stato != LIQUIDATA and (pagata is None or c.numero > pagata.numero)]
    return Esportazione.objects.filter(corsa__in=aperte, stato__in=APPROVATE).select_related("corsa").defer("corsa__fatti").first()


# --- what was taken already ---------------------------------------------------------------------------------------------------------


def gia_scaricata(fonte: Fonte) -> Esportazione | None:
    """The last file with the same amounts."""
    if isinstance(fonte, DiCorsa):
        return fonte.corsa.esportazioni.first()
    return Esportazione.objects.filter(esercizio=fonte.esercizio, premio=fonte.istituto, impronta=fonte.impronta).first()


def gia_in_un_file(fonte: Fonte) -> tuple[int, Esportazione] | None:
    """Of the sums still to pay, how many were in a file that held others too, and the last of those files: they may have been paid."""
    if not isinstance(fonte, DiPremio) or fonte.liquidabile.stato != LIQUIDABILE:
        return None
    in_altri = Esportazione.objects.filter(attribuzioni__in=fonte.somme).exclude(impronta=fonte.impronta).distinct()
    ultimo = in_altri.first()
    if ultimo is None:
        return None
    somme = Attribuzione.objects.filter(pk__in=[a.pk for a in fonte.somme], esportazioni__in=in_altri).order_by()
    return somme.distinct().count(), ultimo


def in_attesa(esercizio: Esercizio) -> Mapping[Premialita, int]:
    """How many sums of each premium are conferred and cannot yet be paid. One query."""
    stati = Attribuzione.objects.filter(esercizio=esercizio, stato=CONFERITA).order_by().values_list("istituto", flat=True)
    righe = list(stati)
    return {p: righe.count(p.value) for p in Premialita if p.value in righe}


def scaricate(esercizio: Esercizio) -> QuerySet[Esportazione]:
    """The files taken away for an exercise, the latest first."""
    return (
        Esportazione.objects.filter(Q(corsa__esercizio=esercizio) | Q(esercizio=esercizio))
        .select_related("corsa__esercizio", "base__esercizio", "scaricata_da__persona")
        .defer("corsa__fatti", "base__fatti", "mappa")
    )
