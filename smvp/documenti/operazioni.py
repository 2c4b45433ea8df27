"""Issue documents and draw them. The row is the job: whatever happens to broker and workers, it says how things stand.

A run takes a row with a conditional UPDATE and a token, draws outside any transaction, and writes its result only if it still
holds the token. So a task may run twice, or die half-way, with one effect.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from smvp.documenti import archivio, coda, contenuto, pdf
from smvp.documenti.commesse import (
    TENTATIVI_MASSIMI,
    abbandona,
    accoda_alla_conferma,
    concludi,
    fallisci,
    giace,
    prendi,
    rimetti_in_coda,
    suona_di_nuovo,
)
from smvp.documenti.disegno import disegna_payload
from smvp.documenti.models import NON_FINITI, Commessa, Documento, Lavoro, Stato
from smvp.documenti.pacchi import scrivi_zip
from smvp.documenti.tipi import emissione
from smvp.documenti.tipi import tipo as tipo_registrato
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.operazioni import registra

# The documents of a large batch are issued so many at a time: half a second of work, in a transaction of its own.
OGGETTI_PER_BLOCCO = 50


@dataclass(frozen=True, slots=True)
class Richiesta:
    """A document to issue: ``payload`` is asked for only if no document of that ``chiave`` exists yet."""

    chiave: str
    titolo: str
    oggetto_id: int
    payload: Callable[[], Mapping[str, Any]]


def emetti_tutti(richieste: Sequence[Richiesta], *, tipo: str, utente: Utente, quando: datetime) -> list[Documento]:
    """Issue many documents of one kind, in their order, in a fixed number of reads.

    What has been issued does not change: of the same ``chiave`` the document that is there is taken as it is, whatever it would say today.
    """
    tipo_registrato(tipo)
    chiavi = [r.chiave for r in richieste]
    with transaction.atomic():
        prima = set(Documento.objects.filter(chiave__in=chiavi).values_list("chiave", flat=True))
        nuovi = [_congela(r, tipo, utente, quando) for r in richieste if r.chiave not in prima]
        try:
            with transaction.atomic():
                Documento.objects.bulk_create(nuovi)
        except IntegrityError:
            # Somebody asked for one of them in this very moment: now theirs is there, and it is the one that stays.
            return emetti_tutti(richieste, tipo=tipo, utente=utente, quando=quando)
        for documento in nuovi:
            _annuncia(documento, utente, quando)
        righe = {d.chiave: d for d in Documento.objects.filter(chiave__in=chiavi)}
    return [righe[chiave] for chiave in chiavi]


def _congela(richiesta: Richiesta, tipo: str, utente: Utente, quando: datetime) -> Documento:
    congelato = contenuto.canonico(richiesta.payload(), tipo_registrato(tipo).limiti)
    return Documento(
        tipo=tipo,
        chiave=richiesta.chiave,
        titolo=richiesta.titolo,
        contenuto=congelato,
        impronta=contenuto.impronta(congelato),
        oggetto_id=richiesta.oggetto_id,
        richiesto_da=utente,
        richiesto_il=quando,
    )


def _annuncia(documento: Documento, utente: Utente, quando: datetime) -> None:
    """Write the new document in the log and ring for it."""
    registra(
        azione="documento_emesso",
        oggetto="documento",
        oggetto_id=documento.pk,
        utente=utente.username,
        quando=quando,
        dati={"tipo": documento.tipo, "chiave": documento.chiave, "impronta": documento.impronta},
    )
    accoda_alla_conferma(coda.DISEGNA, documento, quando)


def emetti_insieme(*, tipo: str, titolo: str, documenti: Iterable[Documento], utente: Utente, quando: datetime) -> Lavoro:
    """Gather documents already issued into a batch; its zip is made when all of them are finished.

    The same request by the same person, in progress or ready, is the batch that is already there: a second click makes no other.
    """
    righe = list(documenti)
    if not righe:
        raise DatiNonValidi("Non c’è nessun documento da preparare.")
    with transaction.atomic():
        Utente.objects.select_for_update().get(pk=utente.pk)  # two clicks at once take turns
        if uguale := _lavoro_uguale(tipo, titolo, righe, utente):
            return uguale
        lavoro = Lavoro.objects.create(tipo=tipo, titolo=titolo, richiesto_da=utente, richiesto_il=quando)
        lavoro.documenti.set(righe)
        _accoda_se_completo(lavoro, quando)
    return lavoro


def chiedi_insieme(*, tipo: str, titolo: str, oggetti: Sequence[int], utente: Utente, quando: datetime) -> Lavoro:
    """Ask for a document of each of these objects in one batch. The worker issues them, a block at a time, each as it is at that moment.

    The same request by the same person, while it is in progress, is the batch that is already there.
    """
    emissione(tipo)
    if not oggetti:
        raise DatiNonValidi("Non c’è nessun documento da preparare.")
    with transaction.atomic():
        Utente.objects.select_for_update().get(pk=utente.pk)  # two clicks at once take turns
        if in_corso := Lavoro.objects.filter(tipo=tipo, titolo=titolo, richiesto_da=utente, stato__in=NON_FINITI).first():
            return in_corso
        lavoro = Lavoro.objects.create(
            tipo=tipo, titolo=titolo, richiesto_da=utente, richiesto_il=quando, oggetti=list(oggetti), da_emettere=len(oggetti)
        )
        accoda_alla_conferma(coda.EMETTI, lavoro, quando)
    return lavoro


def emetti_blocco(lavoro_id: int, *, quando: datetime, orfano: bool = False) -> bool:
    """Issue the next block of a batch, all or nothing. False if there was nothing to issue, or another run holds the batch."""
    if not Lavoro.objects.filter(pk=lavoro_id, da_emettere__gt=0).exists():
        return False
    lavoro = prendi(Lavoro, lavoro_id, quando, orfano)
    if lavoro is None:
        return False
    try:
        with transaction.atomic():
            _emetti_blocco(lavoro, quando)
    except Exception as errore:  # noqa: BLE001 - whatever went wrong is noted in the row and logged
        fallisci(lavoro, errore, quando, _compito(lavoro))
    else:
        _accoda_se_completo(lavoro, quando)
    return True


def _emetti_blocco(lavoro: Lavoro, quando: datetime) -> None:
    """The next block is rung for before the documents of this one: all are issued first and drawn afterwards."""
    blocco = lavoro.oggetti[-lavoro.da_emettere :][:OGGETTI_PER_BLOCCO]
    restano = lavoro.da_emettere - len(blocco)
    if restano:
        accoda_alla_conferma(coda.EMETTI, lavoro, quando)
    lavoro.documenti.add(*emissione(lavoro.tipo)(blocco, lavoro.richiesto_da, quando))
    mio = Lavoro.objects.filter(pk=lavoro.pk, presa=lavoro.presa, stato=Stato.IN_CORSO)
    if not mio.update(da_emettere=restano, stato=Stato.IN_CODA, tentativi=0, presa="", preso_il=None):
        raise OperazioneNonAmmessa("Il lavoro è passato a un altro processo.")


def _lavoro_uguale(tipo: str, titolo: str, documenti: Sequence[Documento], utente: Utente) -> Lavoro | None:
    """A batch of the same documents that this person has asked for already; one that failed or lacks something does not count."""
    chiavi = {d.pk for d in documenti}
    suoi = Lavoro.objects.filter(tipo=tipo, titolo=titolo, richiesto_da=utente).exclude(stato=Stato.FALLITO).defer("oggetti")
    for lavoro in suoi.annotate(quanti=Count("documenti")).filter(quanti=len(chiavi)).exclude(stato=Stato.PRONTO, errore__gt=""):
        if set(lavoro.documenti.values_list("pk", flat=True)) == chiavi:
            return lavoro
    return None


def disegna(documento_id: int, *, quando: datetime, orfano: bool = False) -> bool:
    """Draw one document. False if there was nothing to do: drawn already, held by another run, given up, or no PDF libraries here.

    ``orfano``: the request has come back because the process that held it died; its hold counts no more.
    """
    if motivo := pdf.motivo_pdf_impossibile():
        Documento.objects.filter(pk=documento_id, stato=Stato.IN_CODA).update(errore=motivo)
        return False
    documento = prendi(Documento, documento_id, quando, orfano)
    if documento is None:
        return False
    inizio = time.monotonic()
    nome = f"pdf/{documento.pk // 1000:05d}/{documento.pk}-{documento.presa[:12]}.pdf"
    try:
        octets = disegna_payload(documento)
        somma = archivio.scrivi(nome, lambda file: file.write(octets))
    except Exception as errore:  # noqa: BLE001 - whatever went wrong is noted in the row and logged
        fallisci(documento, errore, quando, coda.DISEGNA)
    else:
        concludi(documento, nome, somma, quando + timedelta(seconds=time.monotonic() - inizio))
    _chiama_lavori(documento, quando)
    return True


def chiudi_lavoro(lavoro_id: int, *, quando: datetime, orfano: bool = False) -> bool:
    """Make the zip of a batch all of whose documents are finished. Those that failed are named, the others are inside."""
    if not _completo(lavoro_id):
        return False
    lavoro = prendi(Lavoro, lavoro_id, quando, orfano)
    if lavoro is None:
        return False
    falliti = list(lavoro.documenti.filter(stato=Stato.FALLITO).order_by("titolo").values_list("titolo", flat=True))
    nome = f"zip/{lavoro.pk}-{lavoro.presa[:12]}.zip"
    try:
        pronti = lavoro.documenti.filter(stato=Stato.PRONTO).order_by("titolo", "pk")
        somma = archivio.scrivi(nome, lambda file: scrivi_zip(pronti.iterator(chunk_size=50), falliti, file))
    except Exception as errore:  # noqa: BLE001 - whatever went wrong is noted in the row and logged
        fallisci(lavoro, errore, quando, _compito(lavoro))
    else:
        concludi(lavoro, nome, somma, quando, avviso=_nomina(falliti))
    return True


def riprova(commessa: Commessa, *, utente: Utente, quando: datetime) -> None:
    """Start again what was given up: a document, or the documents of a batch and then its zip."""
    if not commessa.fallito and not (isinstance(commessa, Lavoro) and commessa.finito and commessa.errore):
        raise OperazioneNonAmmessa("Si riprova solo ciò che non è riuscito.")
    righe: list[Documento] = [commessa] if isinstance(commessa, Documento) else []
    with transaction.atomic():
        if isinstance(commessa, Lavoro):
            righe = list(commessa.documenti.filter(stato=Stato.FALLITO).defer("contenuto"))
            rimetti_in_coda(Lavoro, [commessa.pk])
        rimetti_in_coda(Documento, [riga.pk for riga in righe])
        for riga in righe:
            registra(azione="documento_riprovato", oggetto="documento", oggetto_id=riga.pk, utente=utente.username, quando=quando, dati={})
            accoda_alla_conferma(coda.DISEGNA, riga, quando)
        if isinstance(commessa, Lavoro) and commessa.da_emettere:
            accoda_alla_conferma(coda.EMETTI, commessa, quando)
        elif isinstance(commessa, Lavoro):
            _accoda_se_completo(commessa, quando)


def riaccoda(*, quando: datetime) -> int:
    """The sweep: ring again for what lies too long, give up what stopped its process three times. Returns how many it rang for."""
    suonati = 0
    documenti = Documento.objects.filter(giace(Documento, quando), tentativi__lt=TENTATIVI_MASSIMI).defer("contenuto")
    lavori = Lavoro.objects.filter(giace(Lavoro, quando), tentativi__lt=TENTATIVI_MASSIMI).defer("oggetti")
    da_emettere, da_chiudere = lavori.filter(da_emettere__gt=0), lavori.filter(da_emettere=0).exclude(documenti__stato__in=NON_FINITI)
    for modello, compito, giacenti in (
        (Lavoro, coda.EMETTI, da_emettere), (Documento, coda.DISEGNA, documenti), (Lavoro, coda.CHIUDI, da_chiudere),
    ):  # fmt: skip
        abbandona(modello, quando)
        suonati += suona_di_nuovo(giacenti, compito, quando)
    return suonati


def _compito(commessa: Commessa) -> str:
    """The bell of a row: a document is drawn, a batch goes on being issued, or is closed."""
    if isinstance(commessa, Lavoro):
        return coda.EMETTI if commessa.da_emettere else coda.CHIUDI
    return coda.DISEGNA


def _non_finiti(lavoro_id: int) -> QuerySet[Documento]:
    return Documento.objects.filter(lavori=lavoro_id, stato__in=NON_FINITI)


def _completo(lavoro_id: int) -> bool:
    """All its documents have been issued and are finished."""
    return not Lavoro.objects.filter(pk=lavoro_id, da_emettere__gt=0).exists() and not _non_finiti(lavoro_id).exists()


def _accoda_se_completo(lavoro: Lavoro, quando: datetime) -> None:
    if _completo(lavoro.pk):
        accoda_alla_conferma(coda.CHIUDI, lavoro, quando)


def _chiama_lavori(documento: Documento, quando: datetime) -> None:
    """The last document of a batch calls for its zip."""
    for lavoro in Lavoro.objects.filter(documenti=documento, stato=Stato.IN_CODA):
        _accoda_se_completo(lavoro, quando)


def _nomina(falliti: list[str]) -> str:
    if not falliti:
        return ""
    quanti = "Un documento non è riuscito e manca" if len(falliti) == 1 else f"{len(falliti)} documenti non sono riusciti e mancano"
    return f"{quanti} dallo zip: {'; '.join(falliti)}."
