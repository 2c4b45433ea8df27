"""Sheets with their turn: what each waits for, whom, by when, in the words that every page uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smvp.nucleo.formati import giorni_mancanti
from smvp.organizzazione.models import Ente, Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import persona_di

from ...models import Obiettivo
from .attese import Attesa, Attese
from .interlocutori import Interlocutori, leggi_firme


@dataclass(frozen=True, slots=True)
class Riga:
    """A sheet and its turn: ``attendono`` are those for whom it waits, ``te`` says that the reader is one of them.

    ``attesa``: what it waits for now; ``prossima``: the step that comes next, also while nobody is asked for it yet.
    """

    obiettivo: Obiettivo
    attesa: Attesa | None
    prossima: Attesa | None
    attendono: list[Persona]
    te: bool
    mancano: str
    tardi: bool
    firma: bool
    """Art. 16: the reader has taken it over and signs the text in force, also where the next step is somebody else's."""

    @property
    def di_chi(self) -> Persona | None:
        return self.obiettivo.responsabile.persona if self.obiettivo.responsabile else None

    @property
    def direzione(self) -> str:
        responsabile = self.obiettivo.responsabile
        return str(responsabile.direzione.apice) if responsabile and responsabile.direzione else ""

    @property
    def altre_direzioni(self) -> int:
        """How many Direzioni take part beside the one that leads."""
        return sum(str(p.direzione) != self.direzione for p in self.obiettivo.parti.all())

    @property
    def pesi(self) -> list[Decimal]:
        """The weights it has, each once, the greatest first."""
        return sorted({a.peso for a in self.obiettivo.assegnazioni.all()}, reverse=True)

    @property
    def tocca_a(self) -> str:
        """For whom it waits, in words; two names at most. The same words wherever a sheet is shown."""
        if self.te:
            return "te"
        nomi = [p.con_titolo for p in self.attendono]
        if not nomi:
            return "nessuno in carica"
        return ", ".join(nomi[:2]) + (f" e altri {len(nomi) - 2}" if len(nomi) > 2 else "")


def attese_di(esercizio: Esercizio, giorno: date) -> Attese:
    return Attese(esercizio, giorno, Ente.corrente().calendario)


def righe(obiettivi: Iterable[Obiettivo], utente: Utente, attese: Attese) -> list[Riga]:
    """The rows for objectives read ``con_attese``."""
    return righe_di(obiettivi, utente, attese, Interlocutori(attese.giorno))


def riga_di(obiettivo: Obiettivo, utente: Utente, giorno: date) -> Riga:
    """One sheet alone, read ``con_attese`` or as its page reads it (see obiettivo_visibile)."""
    return righe([obiettivo], utente, attese_di(obiettivo.esercizio, giorno))[0]


def righe_di(obiettivi: Iterable[Obiettivo], utente: Utente, attese: Attese, chi: Interlocutori) -> list[Riga]:
    """The same, for who has read already who is in office."""
    persona, lette = persona_di(utente), list(obiettivi)
    leggi_firme(lette)
    return [_riga(o, attese, chi, persona) for o in lette]


def _riga(o: Obiettivo, attese: Attese, chi: Interlocutori, persona: Persona | None) -> Riga:
    attesa, prossima = attese.di(o), attese.prossima(o)
    attendono = chi.di(o) if attesa else []
    mancano = giorni_mancanti(attese.giorno, prossima.termine) if prossima and prossima.termine else ""
    return Riga(
        o, attesa, prossima, attendono, persona is not None and persona in attendono, mancano,
        attesa is not None and attesa.tardi(attese.giorno), persona is not None and persona in chi.per_subentro(o),
    )  # fmt: skip
