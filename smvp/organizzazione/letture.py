"""What the pages of this floor show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from smvp.registro.letture import storia

from .models import Appartenenza, Direzione, Importazione, Incarico, Nomina, Persona, Ruolo, Utente
from .models.ruolo import RUOLI_DA_INCARICO, RUOLI_DA_NOMINA

DIPENDENTI_MOSTRATI = 3
PERSONE_PER_RUOLO = 40
PERSONE_SUBITO = 20
NUOVA = "nuova"  # as the log calls who was not there before


@dataclass(frozen=True, slots=True)
class Personaggio:
    username: str
    nome: str
    dove: str = ""


@dataclass(frozen=True, slots=True)
class Gruppo:
    """The people of the demo who share a role."""

    ruolo: str
    persone: list[Personaggio]


ORDINE_RUOLI = (
    Ruolo.SINDACO, Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.DIPENDENTE, Ruolo.CONTROLLO, Ruolo.PERSONALE,
    Ruolo.SEGRETERIA, Ruolo.AMMINISTRATORE,
)  # fmt: skip


def personaggi(giorno: date) -> list[Gruppo]:
    """Demo only: who can log in, by role; all who hold an appointment or a nomination, and the first three of the staff."""
    trovati: dict[str, dict[str, Personaggio]] = {ruolo: {} for ruolo in ORDINE_RUOLI}
    con_utente = {"persona__utente__is_active": True}
    legami = ("persona__utente", "direzione")
    incarichi = Incarico.objects.in_vigore(giorno).filter(**con_utente).select_related(*legami)
    appartenenze = Appartenenza.objects.in_vigore(giorno).filter(**con_utente).exclude(persona__incarichi__in=incarichi)
    for incarico in incarichi.order_by("persona__utente_id", "ad_interim"):
        _aggiungi(trovati[incarico.ruolo], incarico.persona, str(incarico.direzione or ""))
    for riga in appartenenze.select_related(*legami).order_by("persona__utente_id")[:DIPENDENTI_MOSTRATI]:
        _aggiungi(trovati[Ruolo.DIPENDENTE], riga.persona, str(riga.direzione))
    for nomina in Nomina.objects.in_vigore(giorno).filter(**con_utente).select_related("persona__utente"):
        _aggiungi(trovati[nomina.ruolo], nomina.persona)
    for utente in Utente.objects.filter(is_staff=True, is_active=True, persona=None)[:PERSONE_PER_RUOLO]:
        trovati[Ruolo.AMMINISTRATORE].setdefault(utente.username, Personaggio(utente.username, utente.username))
    return [Gruppo(str(Ruolo(r).label), list(p.values())[:PERSONE_PER_RUOLO]) for r, p in trovati.items() if p]


def _aggiungi(gruppo: dict[str, Personaggio], persona: Persona, dove: str = "") -> None:
    utente = persona.utente
    if utente is not None:
        gruppo.setdefault(utente.username, Personaggio(utente.username, persona.con_titolo, dove))


def uffici_attivi(giorno: date) -> QuerySet[Direzione]:
    """The offices of a day, in the order of their codes."""
    return Direzione.objects.in_vigore(giorno).order_by("codice")


def titolari(ruolo: Ruolo, giorno: date) -> Iterable[Utente]:
    """The active users who hold a role on a day: whom to tell when something waits for it."""
    da: dict[str, Any]
    if ruolo in RUOLI_DA_INCARICO:
        da = {"persona__incarichi__in": Incarico.objects.in_vigore(giorno).filter(ruolo=ruolo)}
    elif ruolo in RUOLI_DA_NOMINA:
        da = {"persona__nomine__in": Nomina.objects.in_vigore(giorno).filter(ruolo=ruolo)}
    else:
        da = {"persona__appartenenze__in": Appartenenza.objects.in_vigore(giorno)}
    return Utente.objects.filter(is_active=True, **da).distinct()


@dataclass(frozen=True, slots=True)
class Toccate:
    """The people that one kind of change of an import touched: those shown, and how many more there are."""

    titolo: str
    persone: list[Persona]
    altre: int
    nuove: bool

    @property
    def prime(self) -> list[Persona]:
        return self.persone[:PERSONE_SUBITO]

    @property
    def piegate(self) -> list[Persona]:
        return self.persone[PERSONE_SUBITO:]

    @property
    def senza_accesso(self) -> bool:
        return any(p.utente_id is None for p in self.persone)


def toccate_da(importazione: Importazione, titoli: Mapping[str, str], quante: int) -> list[Toccate]:
    """Whom an import added and changed, as the log of acts tells; nothing for one that the log does not know."""
    atto = storia("importazione", importazione.pk).first()
    matricole: dict[str, list[str]] = atto.contenuto.get("matricole", {}) if atto else {}
    mostrate = {tipo: trovate[:quante] for tipo, trovate in matricole.items()}
    persone = {p.matricola: p for p in Persona.objects.filter(matricola__in=[m for gruppo in mostrate.values() for m in gruppo])}
    return [
        Toccate(titolo, [persone[m] for m in mostrate[tipo] if m in persone], len(matricole[tipo]) - len(mostrate[tipo]), tipo == NUOVA)
        for tipo, titolo in titoli.items()
        if matricole.get(tipo)
    ]
