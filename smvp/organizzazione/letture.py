"""What the pages of this floor show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce

from smvp.registro.letture import storia
from smvp.registro.models import Evento

from .models import Appartenenza, Direzione, Importazione, Incarico, Nomina, Persona, Ruolo, Utente
from .models.ruolo import RUOLI_DA_INCARICO, RUOLI_DA_NOMINA
from .ruoli import persona_di

DIPENDENTI_MOSTRATI = 6
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
    Ruolo.SINDACO, Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.VICESEGRETARIO, Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.DIPENDENTE, Ruolo.CONTROLLO,
    Ruolo.PERSONALE, Ruolo.SEGRETERIA, Ruolo.AMMINISTRATORE,
)  # fmt: skip


def personaggi(giorno: date) -> list[Gruppo]:
    """Demo only: who can log in, by role; all who hold an appointment or a nomination, and of the staff one for each Direzione."""
    trovati: dict[str, dict[str, Personaggio]] = {ruolo: {} for ruolo in ORDINE_RUOLI}
    con_utente = {"persona__utente__is_active": True}
    legami = ("persona__utente", "direzione")
    incarichi = Incarico.objects.in_vigore(giorno).filter(**con_utente).select_related(*legami)
    appartenenze = Appartenenza.objects.in_vigore(giorno).filter(**con_utente).exclude(persona__incarichi__in=incarichi)
    for incarico in incarichi.order_by("persona__utente_id", "ad_interim"):
        _aggiungi(trovati[incarico.ruolo], incarico.persona, str(incarico.direzione or ""))
    apice = Coalesce("direzione__padre__padre", "direzione__padre", "direzione")
    primi = appartenenze.order_by().values(apice=apice).annotate(primo=Min("persona__utente_id")).order_by("primo")
    per_direzione = appartenenze.filter(persona__utente__in=primi.values("primo")[:DIPENDENTI_MOSTRATI])
    for riga in per_direzione.select_related(*legami).order_by("persona__utente_id"):
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


# --- names ------------------------------------------------------------------------------------------------------------------


def nome_di(utente: Utente | None) -> str:
    """The person behind an account as people read it; the account's own name where there is no person."""
    if utente is None:
        return ""
    persona = persona_di(utente)
    return persona.con_titolo if persona else utente.username


def nomi_nel_registro(eventi: Iterable[Evento]) -> dict[str, str]:
    """The names of those who did what the log tells, by account, in one query."""
    return nomi_degli_utenti(e.utente for e in eventi)


def nomi_degli_utenti(accounts: Iterable[str]) -> dict[str, str]:
    """The names of the people behind some accounts, in one query; an account that is no more keeps its own."""
    cercati = set(accounts)
    nomi = {u.username: nome_di(u) for u in Utente.objects.filter(username__in=cercati).select_related("persona")}
    return {account: nomi.get(account, account) for account in cercati}


# --- who is in office ------------------------------------------------------------------------------------------------------


DA_NOMINARE = (Ruolo.NCVP, Ruolo.CONTROLLO, Ruolo.SINDACO, Ruolo.VICESEGRETARIO)


class InCarica:
    """The people in office on a day by role, and the dirigente of each office: two queries, and a third for whom an office depends on.

    Where two dirigenti share an office the holder comes before who stands in ad interim, then whoever came last.
    """

    def __init__(self, giorno: date) -> None:
        self._per_ruolo: dict[str, list[Persona]] = {}
        self._dirigenti: dict[int, Persona] = {}
        nomine = Nomina.objects.in_vigore(giorno).filter(ruolo__in=DA_NOMINARE)
        incarichi = Incarico.objects.in_vigore(giorno).filter(ruolo__in=[Ruolo.SEGRETARIO, Ruolo.DIRIGENTE])
        for nomina in nomine.select_related("persona__utente"):
            self._per_ruolo.setdefault(nomina.ruolo, []).append(nomina.persona)
        for incarico in incarichi.select_related("persona__utente").order_by("ad_interim", "-dal", "pk"):
            self._per_ruolo.setdefault(incarico.ruolo, []).append(incarico.persona)
            if incarico.ruolo == Ruolo.DIRIGENTE and incarico.direzione_id:
                self._dirigenti.setdefault(incarico.direzione_id, incarico.persona)

    @cached_property
    def _padri(self) -> dict[int, int | None]:
        return dict(Direzione.objects.order_by().values_list("pk", "padre_id"))

    def del_ruolo(self, ruolo: Ruolo) -> list[Persona]:
        """Who holds NCVP, controllo di gestione, Sindaco, Segretario, Vicesegretario or dirigente; each once."""
        return list(dict.fromkeys(self._per_ruolo.get(ruolo, [])))

    def dirigente_di(self, ufficio: int) -> Persona | None:
        """Who heads an office itself."""
        return self._dirigenti.get(ufficio)

    def dirigente_sopra(self, ufficio: int | None) -> Persona | None:
        """Who heads an office, or the nearest one above it."""
        while ufficio is not None and ufficio not in self._dirigenti:
            ufficio = self._padri[ufficio]
        return self._dirigenti.get(ufficio) if ufficio is not None else None


class Firmatari:
    """The names under a document; of a body of several, or where nobody is in office, the place is left for the pen."""

    def __init__(self, giorno: date) -> None:
        self._in_carica = InCarica(giorno)
        self.ncvp = self._uno_solo(Ruolo.NCVP)
        self.sindaco = self._uno_solo(Ruolo.SINDACO)
        self.segretario = self._uno_solo(Ruolo.SEGRETARIO)
        self.controllo = self._uno_solo(Ruolo.CONTROLLO)

    def dirigente(self, ufficio: int | None) -> str:
        """The dirigente of an office, or the one nearest above."""
        trovato = self._in_carica.dirigente_sopra(ufficio)
        return trovato.con_titolo if trovato else ""

    def _uno_solo(self, ruolo: Ruolo) -> str:
        diversi = list(dict.fromkeys(p.con_titolo for p in self._in_carica.del_ruolo(ruolo)))
        return diversi[0] if len(diversi) == 1 else ""


# --- what an import has touched --------------------------------------------------------------------------------------------


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
