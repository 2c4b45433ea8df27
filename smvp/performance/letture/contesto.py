"""What the sections of one Piano or Relazione share: exercise, edition, day, texts, and the rows that more than one of them reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from obiettivi.letture.quadri.albero import leggi_obiettivi
from obiettivi.letture.quadri.indicatori import NEL_PIANO, Voce, voci_rendicontate
from obiettivi.models import Consuntivo, Obiettivo
from obiettivi.stati import DA_ASSEGNATA, VALUTATA
from smvp.organizzazione.models import Esercizio, Persona
from smvp.regolamento.garanzie import SezioneSchema, TestoSchema
from smvp.regolamento.modello import Regolamento
from valutazioni.letture.equita.dati import PERSONALE, Letti, leggi
from valutazioni.letture.equita.quadro import Quadro, quadro

from ..calcolo.blocchi import Testo
from ..calcolo.edizioni import Edizione
from ..calcolo.riservatezza import Nomi, taciuti
from .premiati import Premiati, leggi_premiati
from .valutati import per_direzione, per_gruppo, persone

ASSEGNATI = frozenset({*DA_ASSEGNATA, VALUTATA})
"""Artt. 14 and 16: what has been formally assigned is accounted for."""


@dataclass
class Contesto:
    """One composition. What it reads is read once, in a number of queries that does not grow with the rows."""

    esercizio: Esercizio
    edizione: Edizione
    giorno: date
    testi: Mapping[str, str]
    schema: tuple[SezioneSchema, ...]
    stati: Iterable[str] = ASSEGNATI

    @property
    def reg(self) -> Regolamento:
        return self.esercizio.reg

    @property
    def anno(self) -> int:
        return self.esercizio.anno

    @property
    def minimo(self) -> int:
        """Reading A40: fewer people than these are not told."""
        return self.reg.riservatezza.gruppo_minimo

    @property
    def pubblica(self) -> bool:
        return self.edizione == Edizione.PUBBLICA

    @property
    def del_piano(self) -> bool:
        """Whether it is a Piano: then it speaks of what has been validated, not of what has been assigned alone."""
        return self.stati == NEL_PIANO

    def testo(self, codice: str) -> Testo:
        """The text of people with that key, where the section wants it."""
        t = self._testi_chiesti[codice]
        return Testo(t.codice, t.titolo, t.invito, self.testi.get(codice, ""), t.obbligatorio)

    @cached_property
    def _testi_chiesti(self) -> dict[str, TestoSchema]:
        return {t.codice: t for s in self.schema for t in s.testi}

    @property
    def righe_obiettivi(self) -> QuerySet[Obiettivo]:
        """The objectives of which it speaks, not read yet: to count them."""
        return Obiettivo.objects.filter(esercizio=self.esercizio, stato__in=self.stati)

    @cached_property
    def quanti_obiettivi(self) -> int:
        return self.righe_obiettivi.count()

    @cached_property
    def obiettivi(self) -> list[Obiettivo]:
        """The same with offices, parts, people and reports, in the order of their codes."""
        return leggi_obiettivi(self.righe_obiettivi.prefetch_related(Prefetch("consuntivi", Consuntivo.objects.select_related("parte"))))

    @cached_property
    def voci(self) -> list[Voce]:
        """Their indicators, with what was reached where the report has been handed in."""
        return voci_rendicontate(self.righe_obiettivi, self.esercizio)

    @cached_property
    def equita(self) -> Quadro:
        """The evaluations in the aggregate, as the page of fairness tells them: small groups are not told."""
        return quadro(self.esercizio, self.valutate)

    @property
    def giorno_di_riferimento(self) -> date:
        """The day of which it says how the municipality stands: within the exercise, the nearest to the one on which it is made."""
        return min(max(self.giorno, self.esercizio.periodo.dal), self.esercizio.periodo.fine)

    @cached_property
    def _nomi(self) -> Nomi:
        return Nomi(Persona.objects.order_by().values_list("nome", "cognome"))

    def detto(self, testo: str) -> str:
        """What somebody has written, as this edition may say it: names of people stay out of the public one (reading A40)."""
        return self._nomi.senza(testo) if self.pubblica and testo else testo

    @cached_property
    def valutate(self) -> Letti:
        """The evaluations of every exercise, as the fairness page reads them."""
        return leggi(self.esercizio)

    @cached_property
    def generi(self) -> dict[int, str]:
        """The gender of each person, where it is known."""
        return dict(Persona.objects.exclude(genere="").order_by().values_list("pk", "genere"))

    @cached_property
    def premiati(self) -> Premiati:
        """What the runs of the exercise pay."""
        return leggi_premiati(self.esercizio)

    @cached_property
    def direzioni_taciute(self) -> frozenset[int]:
        """The Direzioni of whose staff the public edition tells nothing: the same in every table, or one would give away the other's."""
        if not self.pubblica:
            return frozenset()
        premi, valutate = self.premiati.gruppi[PERSONALE], per_gruppo(self.valutate, self.anno)[PERSONALE]
        conti = [{d: persone(sue) for d, sue in per_direzione(valutate).items()}]
        if premi.corsa:  # until there is a run, nobody is known to be paid
            conti += [{d: p.persone for d, p in premi.direzioni.items()}, {d: p.pagate for d, p in premi.direzioni.items()}]
        return taciuti(conti, self.minimo)

    @property
    def nomi_taciuti(self) -> frozenset[str]:
        """The same by the name with which the rows of the fairness page call them."""
        return frozenset(str(self.valutate.direzioni.get(d) or "Senza Direzione") for d in self.direzioni_taciute)


__all__ = ["ASSEGNATI", "NEL_PIANO", "Contesto"]
