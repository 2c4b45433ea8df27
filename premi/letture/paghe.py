"""The rows that the payroll takes: of a run, whole or against one that is paid already; of the sums of artt. 25–27; and their totals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from smvp.documenti.models import Atto
from smvp.organizzazione.models import Appartenenza, Direzione, Esercizio, Incarico

from ..calcolo.tracciato import Mappa, RigaPaghe
from ..models import Attribuzione, Corsa, Destinazione, Premialita

ZERO = Decimal("0.00")
LOTTO = 2000
ULTERIORE = "ulteriore"
NOMI = {d.value: d.label for d in Destinazione} | {ULTERIORE: "Premio ulteriore"} | {p.value: p.label for p in Premialita}
# The appointment, or the person and the Direzione: the sheet may be another version of it (art. 29).
Chiave = tuple[int, int]
Coppia = tuple[Chiave, RigaPaghe]
# Number and day of the act by which the amount is due.
DellAtto = tuple[str, date | None]


def _dell_atto(atto: Atto | None) -> DellAtto:
    return (str(atto.numero), atto.data) if atto else ("", None)


def righe_di_corsa(corsa: Corsa, mappa: Mappa, base: Corsa | None = None) -> Iterator[RigaPaghe]:
    """The rows in the order of the run. A fixed number of queries; against ``base`` only what is different, with its sign."""
    atto = _dell_atto(corsa.atto)
    coppie = _lette(corsa, atto) if base is None else _differenze(_lette(corsa, atto), dict(_lette(base, atto)))
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
        yield (
            chiave,
            riga
            if prima is None
            else riga._replace(
                importo=riga.importo - prima.importo, premio=riga.premio - prima.premio, ulteriore=riga.ulteriore - prima.ulteriore
            ),
        )
    for chiave, riga in vecchie.items():
        yield chiave, riga._replace(importo=-riga.importo, premio=-riga.premio, ulteriore=-riga.ulteriore, motivo="Non spetta più.")


def _lette(corsa: Corsa, atto: DellAtto) -> Iterator[Coppia]:
    return _di_risultato(corsa, atto) if corsa.di_risultato else _di_produttivita(corsa, atto)


DI_RISULTATO = (
    "scheda__incarico_id", "scheda__incarico__direzione_id", "matricola", "nominativo", "persona__codice_fiscale", "destinazione",
    "importo", "struttura", "incarico", "p_finale", "fascia", "percentuale", "giorni", "retribuzione", "motivo",
)  # fmt: skip
DI_PREMIO = (
    "persona_id", "direzione_id", "matricola", "nominativo", "persona__codice_fiscale", "premio", "ulteriore", "categoria", "totale",
    "giorni", "quota", "motivo",
)  # fmt: skip


def _di_risultato(corsa: Corsa, atto: DellAtto) -> Iterator[Coppia]:
    apici = _apici()
    linee = corsa.linee_risultato.order_by("destinazione", "nominativo", "matricola", "dal", "pk")
    for posto, ufficio, matricola, nome, cf, dest, importo, *altro in _scorri(linee, DI_RISULTATO):
        struttura, incarico, punti, fascia, percentuale, giorni, base, motivo = altro
        yield (posto, 0), RigaPaghe(
            matricola, nome, cf or "", dest, NOMI[dest], importo, importo, ZERO, "", apici.get(ufficio, ("", ""))[0], struttura, incarico,
            punti, fascia, percentuale, giorni, base, motivo, *atto,
        )  # fmt: skip


def _di_produttivita(corsa: Corsa, atto: DellAtto) -> Iterator[Coppia]:
    apici, dest = _apici(), Destinazione.PRODUTTIVITA.value
    linee = corsa.linee_premio.order_by("direzione__codice", "nominativo", "matricola", "pk")
    for persona, ufficio, matricola, nome, cf, premio, ulteriore, categoria, punti, giorni, quota, motivo in _scorri(linee, DI_PREMIO):
        codice, denominazione = apici[ufficio]
        yield (persona, ufficio), RigaPaghe(
            matricola, nome, cf or "", dest, NOMI[dest], premio + ulteriore, premio, ulteriore, categoria, codice, denominazione, "",
            punti, None, None, giorni, quota, motivo, *atto,
        )  # fmt: skip


def _scorri(linee: QuerySet[Any], campi: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    return linee.values_list(*campi).iterator(chunk_size=LOTTO)


def _apici() -> dict[int, tuple[str, str]]:
    """Code and name of the Direzione at the top of each office, in one query."""
    return {d.pk: (d.apice.codice, d.apice.denominazione) for d in Direzione.objects.con_padri()}


# --- artt. 25–27 ------------------------------------------------------------------------------------------------------------------------


def righe_di_premio(esercizio: Esercizio, somme: Sequence[Attribuzione]) -> Iterator[RigaPaghe]:
    """A row a sum, each with the act that confers it. Three queries, whatever their number."""
    uffici, apici = _uffici(esercizio, somme), _apici()
    for a in somme:
        p, (ufficio, categoria) = a.persona, uffici.get(a.persona_id, (None, ""))
        codice, denominazione = apici.get(ufficio or 0, ("", ""))
        yield RigaPaghe(
            p.matricola, f"{p.cognome} {p.nome}", p.codice_fiscale or "", a.istituto, NOMI[a.istituto], a.importo, a.importo, ZERO,
            categoria, codice, denominazione, "", a.punteggio, None, None, None, None, "", *_dell_atto(a.atto),
        )  # fmt: skip


def _uffici(esercizio: Esercizio, somme: Sequence[Attribuzione]) -> dict[int, tuple[int | None, str]]:
    """The last office of each in the exercise, with the category of the staff; who has an appointment of their own is of its office."""
    chi, anno = {a.persona_id for a in somme}, (esercizio.periodo.dal, esercizio.periodo.al)
    stanno = Appartenenza.objects.nel_periodo(*anno).filter(persona__in=chi).order_by("dal", "pk")
    dirigono = Incarico.objects.nel_periodo(*anno).filter(persona__in=chi).order_by("-ad_interim", "dal", "pk")
    uffici: dict[int, tuple[int | None, str]] = {p: (d, c) for p, d, c in stanno.values_list("persona", "direzione", "categoria")}
    return uffici | {p: (d, "") for p, d in dirigono.values_list("persona", "direzione")}


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
