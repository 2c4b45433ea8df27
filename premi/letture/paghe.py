"""The rows of a run as the payroll takes them: all of them, or only what changes against a run that is paid already; and their totals."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from smvp.organizzazione.models import Direzione, Esercizio

from ..calcolo.tracciato import Mappa, RigaPaghe, Valore
from ..models import Corsa, Destinazione, Esportazione
from ..stati import APERTE, APPROVATE, LIQUIDATA

ZERO = Decimal("0.00")
LOTTO = 2000
ULTERIORE = "ulteriore"
NOMI = {d.value: d.label for d in Destinazione} | {ULTERIORE: "Premio ulteriore"}
SCARICABILI = (*APPROVATE, *APERTE)
# The appointment, or the person and the Direzione: the sheet may be another version of it (art. 29).
Chiave = tuple[int, int]
Coppia = tuple[Chiave, RigaPaghe]


def corse_scaricabili(esercizio: Esercizio | None = None) -> QuerySet[Corsa]:
    """The runs that the payroll can be given: computed and not set aside, those approved and the latest first."""
    tutte = Corsa.objects.filter(stato__in=SCARICABILI).defer("fatti").select_related("esercizio", "atto")
    tutte = tutte if esercizio is None else tutte.filter(esercizio=esercizio)
    return tutte.order_by("-esercizio__anno", "istituto", "-numero")


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
    return Esportazione.objects.filter(corsa__in=aperte, stato_corsa__in=APPROVATE).select_related("corsa").defer("corsa__fatti").first()


def della_corsa(corsa: Corsa) -> dict[str, Valore]:
    """The fields that are the same on every row."""
    atto = corsa.atto
    return {
        "esercizio": str(corsa.esercizio.anno), "corsa": str(corsa.numero), "impronta": corsa.impronta,
        "atto_numero": str(atto.numero) if atto else "", "atto_data": atto.data if atto else None,
    }  # fmt: skip


def righe_paghe(corsa: Corsa, mappa: Mappa, base: Corsa | None = None) -> Iterator[RigaPaghe]:
    """The rows in the order of the run. A fixed number of queries; against ``base`` only what is different, with its sign."""
    coppie = _lette(corsa) if base is None else _differenze(_lette(corsa), dict(_lette(base)))
    vuote = mappa.anche_zero and base is None
    for _, riga in coppie:
        for parte in _in_due(riga) if mappa.ulteriore_a_parte and riga.ulteriore else (riga,):
            if vuote or parte.importo or parte.premio or parte.ulteriore:
                yield parte


def _in_due(riga: RigaPaghe) -> tuple[RigaPaghe, RigaPaghe]:
    """The premium, and on a row of its own what comes out of the residue."""
    return (
        riga._replace(importo=riga.premio, ulteriore=ZERO),
        riga._replace(destinazione=ULTERIORE, istituto=NOMI[ULTERIORE], importo=riga.ulteriore, premio=ZERO),
    )


def _differenze(nuove: Iterator[Coppia], vecchie: dict[Chiave, RigaPaghe]) -> Iterator[Coppia]:
    """What a correction adds and takes away: a line changed, a new one, and with the minus one that is no longer there."""
    for chiave, riga in nuove:
        prima = vecchie.pop(chiave, None)
        yield chiave, riga if prima is None else riga._replace(
            importo=riga.importo - prima.importo, premio=riga.premio - prima.premio, ulteriore=riga.ulteriore - prima.ulteriore
        )
    for chiave, riga in vecchie.items():
        yield chiave, riga._replace(importo=-riga.importo, premio=-riga.premio, ulteriore=-riga.ulteriore, motivo="Non spetta più.")


def _lette(corsa: Corsa) -> Iterator[Coppia]:
    return _di_risultato(corsa) if corsa.di_risultato else _di_produttivita(corsa)


DI_RISULTATO = (
    "scheda__incarico_id", "scheda__incarico__direzione_id", "matricola", "nominativo", "persona__codice_fiscale", "destinazione",
    "importo", "struttura", "incarico", "p_finale", "fascia", "percentuale", "giorni", "retribuzione", "motivo",
)  # fmt: skip
DI_PREMIO = (
    "persona_id", "direzione_id", "matricola", "nominativo", "persona__codice_fiscale", "premio", "ulteriore", "categoria", "totale",
    "giorni", "quota", "motivo",
)  # fmt: skip


def _di_risultato(corsa: Corsa) -> Iterator[Coppia]:
    apici = _apici()
    linee = corsa.linee_risultato.order_by("destinazione", "nominativo", "matricola", "dal", "pk")
    for posto, ufficio, matricola, nome, cf, dest, importo, *altro in _scorri(linee, DI_RISULTATO):
        struttura, incarico, punti, fascia, percentuale, giorni, base, motivo = altro
        yield (posto, 0), RigaPaghe(
            matricola, nome, cf or "", dest, NOMI[dest], importo, importo, ZERO, "", apici.get(ufficio, ("", ""))[0], struttura, incarico,
            punti, fascia, percentuale, giorni, base, motivo,
        )  # fmt: skip


def _di_produttivita(corsa: Corsa) -> Iterator[Coppia]:
    apici, dest = _apici(), Destinazione.PRODUTTIVITA.value
    linee = corsa.linee_premio.order_by("direzione__codice", "nominativo", "matricola", "pk")
    for persona, ufficio, matricola, nome, cf, premio, ulteriore, categoria, punti, giorni, quota, motivo in _scorri(linee, DI_PREMIO):
        codice, denominazione = apici[ufficio]
        yield (persona, ufficio), RigaPaghe(
            matricola, nome, cf or "", dest, NOMI[dest], premio + ulteriore, premio, ulteriore, categoria, codice, denominazione, "",
            punti, None, None, giorni, quota, motivo,
        )  # fmt: skip


def _scorri(linee: QuerySet[Any], campi: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    return linee.values_list(*campi).iterator(chunk_size=LOTTO)


def _apici() -> dict[int, tuple[str, str]]:
    """Code and name of the Direzione at the top of each office, in one query."""
    return {d.pk: (d.apice.codice, d.apice.denominazione) for d in Direzione.objects.con_padri()}


# --- totals ------------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Conto:
    """How many people and rows, and how much."""

    persone: set[str] = field(default_factory=set)
    righe: int = 0
    importo: Decimal = ZERO

    def aggiungi(self, riga: RigaPaghe) -> None:
        self.persone.add(riga.matricola)
        self.righe += 1
        self.importo += riga.importo

    @property
    def quante_persone(self) -> int:
        return len(self.persone)


@dataclass(slots=True)
class TotaliPaghe:
    """The control totals of a file: all of it, what each voice comes to, what each Direzione comes to."""

    tutto: Conto = field(default_factory=Conto)
    voci: dict[str, Conto] = field(default_factory=dict)
    direzioni: dict[str, Conto] = field(default_factory=dict)

    def aggiungi(self, riga: RigaPaghe) -> None:
        self.tutto.aggiungi(riga)
        self.voci.setdefault(riga.destinazione, Conto()).aggiungi(riga)
        self.direzioni.setdefault(riga.direzione, Conto()).aggiungi(riga)

    def contando(self, righe: Iterable[RigaPaghe]) -> Iterator[RigaPaghe]:
        """The same rows, counted while they go by."""
        for riga in righe:
            self.aggiungi(riga)
            yield riga

    def per_voce(self, codici: Mapping[str, str]) -> list[tuple[str, str, Conto]]:
        """Code in the payroll, name, totals."""
        return [(codici.get(chiave, ""), NOMI[chiave], conto) for chiave, conto in sorted(self.voci.items())]

    def per_direzione(self) -> list[tuple[str, Conto]]:
        return sorted(self.direzioni.items())


def totali_paghe(righe: Iterable[RigaPaghe]) -> TotaliPaghe:
    totali = TotaliPaghe()
    for riga in righe:
        totali.aggiungi(riga)
    return totali


def scaricate(esercizio: Esercizio) -> QuerySet[Esportazione]:
    """The files taken away for an exercise, the latest first."""
    return (
        Esportazione.objects.filter(corsa__esercizio=esercizio)
        .select_related("corsa__esercizio", "base__esercizio", "scaricata_da__persona")
        .defer("corsa__fatti", "base__fatti", "mappa")
    )
