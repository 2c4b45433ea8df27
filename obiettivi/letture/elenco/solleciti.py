"""Reminders: who has had one today, and for which sheets somebody would still get one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet, prefetch_related_objects

from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Persona, Utente
from smvp.registro.models import Evento

from ...models import Obiettivo
from ...stati import OBIETTIVO
from ..turno.attese import Attesa, Attese
from ..turno.interlocutori import con_attese
from ..turno.righe import Riga, righe
from .pagine import ordinati

SOLLECITO = f"{OBIETTIVO.codice}.sollecita"
NON_ASPETTA = "ora non aspetta nessuno."
TOCCA_A_TE = "aspetta te."
GIA_OGGI = "è già stata sollecitata oggi: si sollecita una volta al giorno."
SENZA_ACCESSO = "non c’è nessuno che possa ricevere il sollecito."
SENZA_NESSUNO = "non c’è nessuno in carica al quale tocchi."
IN_BREVE = {
    GIA_OGGI: ("già sollecitata oggi", "già sollecitate oggi"), TOCCA_A_TE: ("aspetta te", "aspettano te"),
    NON_ASPETTA: ("non aspetta nessuno", "non aspettano nessuno"),
}  # fmt: skip
SENZA_DESTINATARIO = ("senza nessuno da avvisare", "senza nessuno da avvisare")

Solleciti = dict[tuple[str, str], set[str]]


@dataclass(frozen=True, slots=True)
class Promemoria:
    """What a reminder of a sheet would do: ``nuovi`` would get one; nobody if ``ostacolo`` says why not."""

    obiettivo: Obiettivo
    attesa: Attesa | None
    nuovi: list[Persona]
    ostacolo: str


def solleciti_di(giorno: date) -> Solleciti:
    """Who has been reminded on a day, by sheet and by the state in which it was, in one query."""
    inizio = datetime.combine(giorno, time.min, FUSO)
    quel_giorno = Evento.objects.filter(azione=SOLLECITO, quando__gte=inizio, quando__lt=inizio + timedelta(days=1))
    trovati: Solleciti = {}
    for e in quel_giorno:
        trovati.setdefault((e.oggetto_id, e.contenuto.get("stato", "")), set()).update(e.contenuto.get("a", []))
    return trovati


def promemoria_di(in_attesa: Iterable[Riga], giorno: date, utente: Utente) -> list[Promemoria]:
    """Whom a reminder of each of these sheets would reach on a day, in two queries. Nobody is reminded by themselves."""
    attese, gia = list(in_attesa), solleciti_di(giorno)
    prefetch_related_objects([p for r in attese for p in r.attendono], "utente")
    return [
        Promemoria(r.obiettivo, r.attesa, *_esamina(r, gia.get((str(r.obiettivo.pk), r.obiettivo.stato), set()), utente)) for r in attese
    ]


def _esamina(riga: Riga, gia: set[str], utente: Utente) -> tuple[list[Persona], str]:
    if riga.attesa is None:
        return [], NON_ASPETTA
    raggiungibili = [p for p in riga.attendono if p.utente is not None and p.utente.is_active]
    altri = [p for p in raggiungibili if p.utente_id != utente.pk]
    nuovi = [p for p in altri if p.utente and p.utente.username not in gia]
    if nuovi:
        return nuovi, ""
    if altri:
        return [], GIA_OGGI
    if raggiungibili:
        return [], TOCCA_A_TE
    return [], SENZA_ACCESSO if riga.attendono else SENZA_NESSUNO


def da_sollecitare(tardi: QuerySet[Obiettivo], attese: Attese, utente: Utente, *, massimo: int) -> list[Obiettivo]:
    """Of these late sheets those for which somebody would get a reminder now: those of today are skipped, so that the next come up."""
    gia = solleciti_di(attese.giorno)
    restano = [pk for pk, stato in ordinati(tardi).values_list("pk", "stato") if (str(pk), stato) not in gia][:massimo]
    lette = righe(ordinati(con_attese(Obiettivo.objects.filter(pk__in=restano))), utente, attese)
    return [p.obiettivo for p in promemoria_di(lette, attese.giorno, utente) if p.nuovi]
