"""The kinds of document. An app registers its own in ``apps.ready``; a kind nobody registered is an error, never a blank page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured
from django.utils.text import slugify

from smvp.documenti.contenuto import NORMALI, Limiti

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from smvp.documenti.models import Documento, Lavoro
    from smvp.organizzazione.models import Utente


SECONDI = 50
"""How long a drawing may take, unless its kind says more (the soft limit of a task, smvp.settings.base)."""


@dataclass(frozen=True, slots=True)
class TipoDocumento:
    """A kind of document: the print template that draws it and who may see it.

    ``visibili`` is the same permission as ``puo_vedere`` for many documents at once; without it they are asked one by one.
    ``cartella`` is the folder of a document inside the zip; ``pagina`` the name and address of the page where a batch was asked for;
    ``limiti`` how much it may hold, ``secondi`` how long its drawing may take; ``prima_pagina`` the address of the page where one goes
    first, before downloading it on a day, if taking it away is to be written in the log: reading writes nothing; ``originali``, of a kind
    that gathers others, the documents whose PDFs stand behind its own pages as they were issued, in the order of the ``parti`` of its
    content.
    """

    codice: str
    modello: str
    puo_vedere: "Callable[[Utente, Documento], bool]"
    visibili: "Callable[[Utente, QuerySet[Documento]], QuerySet[Documento]] | None" = None
    nome_file: "Callable[[Documento], str] | None" = None
    cartella: "Callable[[Documento], str] | None" = None
    pagina: "Callable[[Lavoro], tuple[str, str] | None] | None" = None
    limiti: Limiti = NORMALI
    secondi: int = SECONDI
    prima_pagina: "Callable[[Utente, Documento, date], str] | None" = None
    originali: "Callable[[Documento], Sequence[Documento]] | None" = None

    def nome_di(self, documento: "Documento") -> str:
        """The name under which the PDF is saved: letters, digits and hyphens only."""
        grezzo = self.nome_file(documento) if self.nome_file else documento.titolo
        return f"{slugify(grezzo.removesuffix('.pdf'))[:120] or self.codice}.pdf"

    def posto_di(self, documento: "Documento") -> str:
        """Where the PDF stands inside the zip: one folder at most."""
        cartella = slugify(self.cartella(documento)) if self.cartella else ""
        return f"{cartella}/{self.nome_di(documento)}" if cartella else self.nome_di(documento)


_tipi: dict[str, TipoDocumento] = {}


def registra_tipo(tipo: TipoDocumento) -> None:
    """Register a kind. The same one may come twice; two different ones under one name are an error."""
    if _tipi.setdefault(tipo.codice, tipo) != tipo:
        raise ImproperlyConfigured(f"Il tipo di documento «{tipo.codice}» è registrato due volte in modi diversi.")


def tipo(codice: str) -> TipoDocumento:
    """Return the kind of that name."""
    try:
        return _tipi[codice]
    except KeyError:
        raise ImproperlyConfigured(f"Il tipo di documento «{codice}» non è registrato: manca registra_tipo nell’applicazione.") from None


# How the documents of a kind are issued in blocks: of which objects, for whom, when. It leaves out what that person may not read.
Emissione = Callable[[Sequence[int], "Utente", datetime], "Sequence[Documento]"]
_emissioni: dict[str, Emissione] = {}


def registra_emissione(codice: str, emetti: Emissione) -> None:
    """Say how the documents of a kind are issued when many are asked for at once."""
    if _emissioni.setdefault(codice, emetti) != emetti:
        raise ImproperlyConfigured(f"L’emissione dei documenti «{codice}» è registrata due volte in modi diversi.")


def emissione(codice: str) -> Emissione:
    """Return how that kind is issued in blocks."""
    try:
        return _emissioni[codice]
    except KeyError:
        raise ImproperlyConfigured(f"I documenti «{codice}» non si emettono a blocchi: manca registra_emissione.") from None


def tipi() -> tuple[TipoDocumento, ...]:
    """All kinds, by name."""
    return tuple(_tipi[codice] for codice in sorted(_tipi))
