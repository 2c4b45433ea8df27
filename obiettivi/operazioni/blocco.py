"""Many sheets with one click: each goes on by itself, or all together where one act assigns them all (artt. 7, 13, 14, 18)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.models import Atto
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.registro.models import Evento
from smvp.registro.operazioni import registra

from ..letture.attese import Attesa
from ..letture.blocco import Azione
from ..letture.elenco import attese_di
from ..letture.interlocutori import Interlocutori, con_attese
from ..models import Obiettivo
from ..stati import OBIETTIVO
from .passaggi import assegna_con_atto

SOLLECITO = f"{OBIETTIVO.codice}.sollecita"
NOTIFICA_MASSIMA = 300


@dataclass(slots=True)
class Esito:
    """What became of each sheet: those that went on, and those that did not with the reason in words."""

    fatti: list[Obiettivo] = field(default_factory=list)
    fermi: list[tuple[Obiettivo, str]] = field(default_factory=list)


def porta_avanti(
    *, azione: Azione, obiettivi: Iterable[Obiettivo], versioni: Mapping[int, int], utente: Utente, quando: datetime, motivo: str = ""
) -> Esito:
    """Take each sheet one step on through the door, in a transaction of its own: one that cannot go does not stop the others.

    ``versioni``: the version of each that the user has confirmed; another one, and a sheet that has gone on already, are refused.
    """
    esito = Esito()
    for o in obiettivi:
        t = azione.passaggio(o)
        if t is None:
            esito.fermi.append((o, f"è già «{o.stato_attuale.parola}»."))
            continue
        try:
            esito.fatti.append(
                esegui(
                    o, t.azione, utente=utente, quando=quando, versione=versioni.get(o.pk, 0), motivo=motivo if _tardi(o, quando, t) else ""
                )
            )
        except (ErroreDominio, PermissionDenied) as errore:
            esito.fermi.append((o, str(errore)))
    return esito


def _tardi(o: Obiettivo, quando: datetime, t: object) -> bool:
    termine = o.termine(t)  # type: ignore[arg-type]
    return termine is not None and termine < quando.date()


def sollecita(*, obiettivi: Iterable[Obiettivo], esercizio: Esercizio, utente: Utente, quando: datetime) -> Esito:
    """Remind whom each sheet waits for: a notice and a line in the log, once a day at most for each sheet and person.

    Raises PermissionDenied for who has nobody to remind.
    """
    if not rules.has_perm("obiettivi.sollecitare", utente):
        raise PermissionDenied("Sollecitano il Segretario generale, il NCVP e la sua segreteria.")
    giorno = quando.astimezone(FUSO).date()
    attese, chi, esito = attese_di(esercizio, giorno), Interlocutori(giorno), Esito()
    for o in obiettivi:
        with transaction.atomic():
            Obiettivo.objects.select_for_update(of=("self",)).get(pk=o.pk)  # two reminders at once: the second sees the first
            riga = con_attese(Obiettivo.objects.filter(pk=o.pk)).get()
            attesa = attese.di(riga)
            ostacolo = _sollecita(riga, attesa, chi.di(riga) if attesa else [], utente, quando) if attesa else "ora non aspetta nessuno."
        if ostacolo:
            esito.fermi.append((o, ostacolo))
        else:
            esito.fatti.append(o)
    return esito


def _sollecita(o: Obiettivo, attesa: Attesa, persone: list[Persona], utente: Utente, quando: datetime) -> str:
    """Send the reminders of one sheet, inside its transaction; returns why none went, empty if some did."""
    gia = _gia_sollecitati(o, quando.astimezone(FUSO).date())
    utenti = [p.utente for p in persone if p.utente is not None and p.utente.is_active]
    nuovi = [u for u in utenti if u.username not in gia]
    if not nuovi:
        if utenti:
            return "è già stata sollecitata oggi: si sollecita una volta al giorno."
        return "non c’è nessuno che possa ricevere il sollecito." if persone else "non c’è nessuno in carica al quale tocchi."
    entro = f", entro il {data(attesa.termine)}" if attesa.termine else ""
    testo = f"Sollecito. {attesa.cosa}: {o}{entro}."
    if len(testo) > NOTIFICA_MASSIMA:
        testo = f"{testo[: NOTIFICA_MASSIMA - 1]}…"
    Notifica.objects.bulk_create(Notifica(destinatario=u, testo=testo, url=o.get_absolute_url(), creata_il=quando) for u in nuovi)
    registra(azione=SOLLECITO, oggetto=OBIETTIVO.codice, oggetto_id=o.pk, utente=utente.username, quando=quando,
             dati={"a": sorted(u.username for u in nuovi), "passaggio": attesa.transizione.azione, "stato": o.stato})  # fmt: skip
    return ""


def _gia_sollecitati(o: Obiettivo, giorno: date) -> set[str]:
    eventi = Evento.objects.filter(oggetto=OBIETTIVO.codice, oggetto_id=str(o.pk), azione=SOLLECITO)
    di_oggi = [e for e in eventi if e.quando.astimezone(FUSO).date() == giorno and e.contenuto.get("stato") == o.stato]
    return {username for e in di_oggi for username in e.contenuto.get("a", [])}


@dataclass(frozen=True, slots=True)
class DatiAtto:
    """An act as somebody writes it in: number, day, subject."""

    numero: int
    data: date
    oggetto: str


@transaction.atomic
def assegna_in_blocco(
    *, esercizio: Esercizio, obiettivi: Iterable[Obiettivo], atto: Atto | DatiAtto, utente: Utente, quando: datetime, motivo: str = ""
) -> list[Obiettivo]:
    """Art. 14: assign these sheets with the Giunta's act, written in now if it is not there yet: all of them or none.

    Raises what ``assegna_con_atto`` raises, and DatiNonValidi for no sheet at all, an act of the future, or the number and day of
    an act with another subject.
    """
    scelti = list(obiettivi)
    if not rules.has_perm("obiettivi.assegnare_in_blocco", utente):
        raise PermissionDenied("Registra l’atto della Giunta il Segretario generale.")
    if not scelti:
        raise DatiNonValidi("Scegli almeno una scheda da assegnare.", campo="schede", articolo="14")
    if atto.data > quando.astimezone(FUSO).date():
        raise DatiNonValidi("La data dell’atto è nel futuro.", campo="data", articolo="14")
    if atto.data < esercizio.periodo.dal:
        raise DatiNonValidi(f"L’atto è di prima dell’esercizio {esercizio.anno}.", campo="data", articolo="14")
    registrato = atto if isinstance(atto, Atto) else _scrivi(atto, utente, quando)
    return assegna_con_atto(obiettivi=scelti, atto=registrato, utente=utente, quando=quando, motivo=motivo)


def _scrivi(dati: DatiAtto, utente: Utente, quando: datetime) -> Atto:
    """The act with that number and day: the one that is there already, if it is the same."""
    atto, nuovo = Atto.objects.get_or_create(
        tipo=Atto.Tipo.GIUNTA, numero=dati.numero, data=dati.data, defaults={"oggetto": dati.oggetto.strip()}
    )
    if nuovo:
        registra(azione="atto.registra", oggetto="atto", oggetto_id=atto.pk, utente=utente.username, quando=quando,
                 dati={"tipo": atto.tipo, "numero": atto.numero, "data": atto.data, "oggetto": atto.oggetto})  # fmt: skip
    elif atto.oggetto != dati.oggetto.strip():
        raise DatiNonValidi(
            f"La {atto} c’è già, con un altro oggetto: «{atto.oggetto}». Sceglila dall’elenco.", campo="numero", articolo="14"
        )
    return atto
