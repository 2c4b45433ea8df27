"""Many sheets with one click: each goes on by itself, or all together where one act assigns them all (artt. 7, 13, 14, 18)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.atti import DatiAtto, atto_della_giunta
from smvp.documenti.models import Atto
from smvp.flusso import blocco
from smvp.flusso.blocco import Esito
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.registro.operazioni import registra

from ..letture.elenco.blocco import Azione
from ..letture.elenco.solleciti import SOLLECITO, promemoria_di
from ..letture.turno.attese import Attesa
from ..letture.turno.interlocutori import con_attese
from ..letture.turno.righe import attese_di, righe
from ..models import Obiettivo
from ..stati import OBIETTIVO
from .passaggi import assegna_con_atto

NOTIFICA_MASSIMA = 300


def porta_avanti(
    *, azione: Azione, obiettivi: Iterable[Obiettivo], versioni: Mapping[int, int], utente: Utente, quando: datetime, motivo: str = ""
) -> Esito[Obiettivo]:
    """Take each sheet one step on (``flusso.blocco``); which step it is depends on the sheet."""
    return blocco.porta_avanti(obiettivi, azione.passaggio, versioni=versioni, utente=utente, quando=quando, motivo=motivo)


def sollecita(*, obiettivi: Iterable[Obiettivo], esercizio: Esercizio, utente: Utente, quando: datetime) -> Esito[Obiettivo]:
    """Remind whom each sheet waits for: a notice and a line in the log, once a day at most for each sheet and person.

    Raises PermissionDenied for who has nobody to remind.
    """
    if not rules.has_perm("obiettivi.sollecitare", utente):
        raise PermissionDenied("Sollecitano il Segretario generale, il NCVP e la sua segreteria.")
    attese = attese_di(esercizio, quando.astimezone(FUSO).date())
    esito: Esito[Obiettivo] = Esito()
    for o in obiettivi:
        with transaction.atomic():
            Obiettivo.objects.select_for_update(of=("self",)).get(pk=o.pk)  # two reminders at once: the second sees the first
            riga = righe(con_attese(Obiettivo.objects.filter(pk=o.pk)), utente, attese)
            (promemoria,) = promemoria_di(riga, attese.giorno, utente)
            if promemoria.attesa and promemoria.nuovi:
                _sollecita(promemoria.obiettivo, promemoria.attesa, promemoria.nuovi, utente, quando)
        if promemoria.ostacolo:
            esito.fermi.append((o, promemoria.ostacolo))
        else:
            esito.fatti.append(o)
            esito.avvisi += len(promemoria.nuovi)
    return esito


def _sollecita(o: Obiettivo, attesa: Attesa, nuovi: list[Persona], utente: Utente, quando: datetime) -> None:
    """Send the reminders of one sheet, inside its transaction."""
    entro = f", entro il {data(attesa.termine)}" if attesa.termine else ""
    testo = f"Sollecito. {attesa.cosa}: {o}{entro}."
    if len(testo) > NOTIFICA_MASSIMA:
        testo = f"{testo[: NOTIFICA_MASSIMA - 1]}…"
    utenti = [p.utente for p in nuovi if p.utente]
    Notifica.objects.bulk_create(Notifica(destinatario=u, testo=testo, url=o.get_absolute_url(), creata_il=quando) for u in utenti)
    registra(azione=SOLLECITO, oggetto=OBIETTIVO.codice, oggetto_id=o.pk, utente=utente.username, quando=quando,
             dati={"a": sorted(u.username for u in utenti), "passaggio": attesa.transizione.azione, "stato": o.stato})  # fmt: skip


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
    registrato = atto_della_giunta(atto, utente=utente, quando=quando, articolo="14")
    return assegna_con_atto(obiettivi=scelti, atto=registrato, utente=utente, quando=quando, motivo=motivo)
