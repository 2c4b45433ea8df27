"""Artt. 21 and 31–38 as the rest of the house sees them: NCVP, access to acts, public section, what is looked at before validating."""

from dataclasses import dataclass
from decimal import Decimal

from smvp.regolamento.norma import Norma, Requisito


@dataclass(frozen=True, slots=True)
class Ncvp:
    """Art. 34: years of a term, how many renewals, days of public notice, in how many bodies one may sit (counting this one).

    ``giorni_preavviso``: how many days before the end of a term one is told that another must be chosen.
    """

    durata_anni: int
    rinnovi: int
    giorni_avviso: int
    giorni_preavviso: int
    nuclei_massimi: int
    nuclei_massimi_dipendente: int


@dataclass(frozen=True, slots=True)
class FasciaProfessionale(Norma):
    """Art. 34: a band of the national register (d.m. 2 December 2016) from which one may be chosen."""

    numero: int
    titolo: str


@dataclass(frozen=True, slots=True)
class Accesso:
    """Art. 35: days to answer, days that third parties have to object, euros a page of copy."""

    giorni_risposta: int
    giorni_controinteressati: int
    costo_pagina: Decimal


@dataclass(frozen=True, slots=True)
class TestoSchema:
    """A text that people write in Piano or Relazione; ``codice`` is its key there, ``invito`` what is asked of who writes it."""

    codice: str
    titolo: str
    invito: str
    obbligatorio: bool


@dataclass(frozen=True, slots=True)
class SezioneSchema:
    """Artt. 12, 21: a section of Piano or Relazione; ``codice`` names the reads that fill it.

    ``ambiti``: letters of art. 5; ``parole``: how words begin, in a title: of which objectives and indicators the section speaks.
    """

    numero: int
    codice: str
    titolo: str
    articoli: tuple[str, ...]
    testi: tuple[TestoSchema, ...]
    ambiti: tuple[str, ...] = ()
    parole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Garanzie:
    """Titoli VIII–X. ``ncvp_rapporto``: the parts of the NCVP's yearly report (art. 34). ``sezione_web``: what is published (art. 36), by
    code. ``verifiche``: what the NCVP looks at (art. 21)."""

    ncvp: Ncvp
    ncvp_fasce: tuple[FasciaProfessionale, ...]
    ncvp_requisiti: tuple[Requisito, ...]
    ncvp_rapporto: tuple[Requisito, ...]
    accesso: Accesso
    accesso_esenti: tuple[Requisito, ...]
    sezione_web: tuple[Requisito, ...]
    verifiche: tuple[Requisito, ...]
    sezioni_relazione: tuple[SezioneSchema, ...]
    sezioni_piano: tuple[SezioneSchema, ...]

    def voce_web(self, codice: str) -> Requisito | None:
        """The item of the public section with that code."""
        return next((v for v in self.sezione_web if v.codice == codice), None)
