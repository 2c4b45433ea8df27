"""Art. 35: to ask, from the site or through the office, and to add what the office receives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from smvp.documenti.allegati import ALLEGATI_MASSIMI, BYTE_IN_TUTTO, File, conserva, ricevi
from smvp.documenti.ricevuti import FileRifiutato, Ricevuto
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Ente, Esercizio, Utente

from ..models import Allegato, Genere, Modo, RichiestaAccesso
from ..permessi import DA_FUORI, ha_una_persona
from .comuni import ARTICOLO, annota, giorno_di, vuole, vuole_un_motivo
from .emissioni import emetti_richiesta


@dataclass(frozen=True, slots=True)
class Domanda:
    """What is asked, of which exercise, why, how, in what quality."""

    esercizio: Esercizio
    atti: str
    motivo: str
    modo: Modo
    qualita: str = ""


@dataclass(frozen=True, slots=True)
class Esterno:
    """Who asks from outside: name, where to write, title to ask, the protocol with its day."""

    nome: str
    recapito: str
    protocollo: str
    del_giorno: date
    titolo: str = ""


@transaction.atomic
def presenta(*, domanda: Domanda, utente: Utente, quando: datetime) -> RichiestaAccesso:
    """A person of the Ente asks, from the site. Raises PermissionDenied, DatiNonValidi."""
    if not ha_una_persona(utente):
        raise PermissionDenied("La richiesta la presenta una persona dell’Ente, dal suo accesso.")
    return _scrivi(domanda, utente, quando, "presenta", persona=utente.persona, presentata=giorno_di(quando))


def registra_esterna(*, domanda: Domanda, chi: Esterno, file: Sequence[File] = (), utente: Utente, quando: datetime) -> RichiestaAccesso:
    """The office writes in what has come from outside; the days run from the protocol. Raises as above, and FileRifiutato."""
    if not rules.has_perm("accesso.registrare", utente):
        raise PermissionDenied(DA_FUORI)
    oggi = giorno_di(quando)
    if chi.del_giorno > oggi:
        raise DatiNonValidi(f"Il {data(chi.del_giorno)} deve ancora venire.", campo="del_giorno", articolo=ARTICOLO)
    dati = {
        "nome_esterno": vuole(chi.nome, "nome", "Scrivi chi chiede."),
        "recapito": vuole(chi.recapito, "recapito", "Scrivi dove rispondere."),
        "protocollo": vuole(chi.protocollo, "protocollo", "Scrivi il numero di protocollo."),
        "titolo": chi.titolo.strip(), "presentata": chi.del_giorno,
    }  # fmt: skip
    ricevuti = ricevi(file)
    with transaction.atomic():
        riga = _scrivi(domanda, utente, quando, "registra", **dati)
        iscrivi(riga, ricevuti, Genere.RICHIESTA, utente, quando)
    return riga


def _scrivi(domanda: Domanda, utente: Utente, quando: datetime, azione: str, **chi: Any) -> RichiestaAccesso:
    atti = vuole_un_motivo(domanda.atti, "atti", "Scrivi quali atti chiedi, con almeno una frase.")
    motivo = vuole_un_motivo(domanda.motivo, "motivo", "Scrivi perché li chiedi, con almeno una frase.")
    if domanda.qualita and domanda.qualita not in {e.codice for e in domanda.esercizio.reg.garanzie.accesso_esenti}:
        raise DatiNonValidi("Scegli in quale qualità chiedi.", campo="qualita", articolo=ARTICOLO)
    Ente.objects.select_for_update().first()  # two at once take turns: each has its number
    anno = giorno_di(quando).year
    prima = RichiestaAccesso.objects.filter(anno=anno).aggregate(n=Max("numero"))["n"] or 0
    riga = RichiestaAccesso.objects.create(
        anno=anno, numero=prima + 1, esercizio=domanda.esercizio, atti=atti, motivo=motivo, modo=domanda.modo, qualita=domanda.qualita,
        registrata_da=utente, registrata_il=quando, **chi,
    )  # fmt: skip
    annota(riga, azione, utente, quando, modo=riga.modo, esercizio=riga.esercizio.anno, presentata=riga.presentata)
    emetti_richiesta(riga, utente, quando)
    _avvisa_l_ufficio(riga, utente, quando)
    return riga


def _avvisa_l_ufficio(riga: RichiestaAccesso, utente: Utente, quando: datetime) -> None:
    """The segreteria and who puts the visto; never who asks."""
    chi = {u.pk: u for u in (*riga.segreterie(), *riga.segretari())}
    proprio = getattr(utente, "pk", None)
    Notifica.objects.bulk_create(
        Notifica(destinatario=u, testo=f"{riga}: presentata.", url=riga.get_absolute_url(), creata_il=quando)
        for u in chi.values()
        if u.pk != proprio
    )


def iscrivi(riga: RichiestaAccesso, ricevuti: Sequence[Ricevuto], genere: Genere, utente: Utente, quando: datetime) -> list[Allegato]:
    """Keep the files, inside the transaction of the act to which they belong. What the request has already is not written twice."""
    gia = {(a.genere, a.impronta): a for a in riga.allegati.all()}
    nuovi = [r for r in ricevuti if (genere, r.impronta) not in gia]
    occupati = sum(a.dimensione for a in gia.values()) + sum(len(r.contenuto) for r in nuovi)
    if len(gia) + len(nuovi) > ALLEGATI_MASSIMI or occupati > BYTE_IN_TUTTO:
        raise FileRifiutato(
            f"La richiesta avrebbe più di {ALLEGATI_MASSIMI} documenti o di {BYTE_IN_TUTTO >> 20} MB: riuniscili o riducili.",
            campo="allegati",
        )
    cartella = f"accesso/{riga.pk}"
    return [
        Allegato.objects.create(richiesta=riga, genere=genere, caricato_da=utente, caricato_il=quando, **conserva(cartella, r))
        for r in nuovi
    ]
