"""Artt. 12 and 21: the texts of a Piano or of a Relazione, saved while one types; the documents to which a Piano is tied."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import troppo_lungo
from smvp.organizzazione.models import Utente

from ..calcolo.scrittura import SEGNI_MASSIMI, pulisci
from ..models import Collegamento, Piano, Scritto, TestoScritto
from .comuni import CAMBIATA, PREPARANO, S, annota, blocca

COLLEGAMENTI_MASSIMI = 40


@transaction.atomic
def salva_testi(
    *, scritto: Scritto, testi: Mapping[str, str], utente: Utente, quando: datetime, revisione: int | None = None,
    pagina: Pagina = NESSUNA_PAGINA,
) -> int:  # fmt: skip
    """Write texts, by their code, made safe (calcolo/scrittura.py). Returns how many have changed.

    ``revisione``: the one that was read; None if whoever calls compares nothing. Raises PermissionDenied, OperazioneNonAmmessa (not a
    draft), ConflittoDiVersione, DatiNonValidi (a text that the outline does not have, one that is too long): then nothing is saved.
    """
    riga = _da_scrivere(scritto, utente)
    if revisione is not None and riga.revisione != revisione:
        raise ConflittoDiVersione(CAMBIATA)
    chiesti = {t.codice: t.titolo for s in riga.schema for t in s.testi}
    prima = {t.codice: t for t in riga.testi.select_for_update()}
    cambiati = []
    for codice, html in testi.items():
        if codice not in chiesti:
            raise DatiNonValidi("Un testo non è di quelli che il regolamento chiede: ricarica la pagina.", articolo="21")
        pulito = pulisci(html)
        if len(pulito) > SEGNI_MASSIMI:
            raise DatiNonValidi(f"«{chiesti[codice]}» {troppo_lungo(pulito, SEGNI_MASSIMI)}.", campo=codice, articolo="21")
        testo = prima.get(codice) or _nuovo(riga, codice)
        if testo.html != pulito:
            testo.html = pulito
            testo.segna_salvata(utente, quando, pagina)
            testo.save()
            cambiati.append(testo)
    if cambiati:
        _nuova_revisione(riga)
        lunghi = {t.codice: len(t.html) for t in cambiati}
        annota(riga, "testo", utente, quando, revisione=riga.revisione, caratteri=lunghi)
    return len(cambiati)


def _da_scrivere(scritto: S, utente: Utente) -> S:
    riga = blocca(scritto, "performance.preparare", utente, PREPARANO)
    if not riga.si_scrive:
        raise OperazioneNonAmmessa(f"{riga}: è «{riga.stato_attuale.parola}», e i testi non cambiano. Per cambiarli va riportato in bozza.")
    return riga


def _nuovo(riga: Scritto, codice: str) -> TestoScritto:
    return TestoScritto(codice=codice, **{_chiave(riga): riga})


def _chiave(riga: Scritto) -> str:
    return "piano" if isinstance(riga, Piano) else "relazione"


def _nuova_revisione(riga: Scritto) -> None:
    """The editions made so far are of the texts of before."""
    riga.revisione += 1
    riga.save(update_fields=["revisione"])


@transaction.atomic
def aggiungi_collegamento(*, piano: Piano, genere: str, titolo: str, url: str, utente: Utente, quando: datetime) -> Collegamento:
    """Art. 12: tie the Piano to a document of planning. The same address again is the one that is there, with the new title."""
    riga = _da_scrivere(piano, utente)
    if not url.lower().startswith("https://"):
        raise DatiNonValidi("L’indirizzo comincia con https://", campo="url", articolo="12")
    gia = riga.collegamenti.filter(url=url).first()
    if gia is None and riga.collegamenti.count() >= COLLEGAMENTI_MASSIMI:
        raise DatiNonValidi(f"I collegamenti sono già {COLLEGAMENTI_MASSIMI}: togline uno.", campo="url", articolo="12")
    collegamento = gia or Collegamento(piano=riga, url=url)
    if gia is not None and (gia.genere, gia.titolo) == (genere, titolo):
        return gia
    collegamento.genere, collegamento.titolo = genere, titolo
    collegamento.save()
    _nuova_revisione(riga)
    annota(riga, "collega", utente, quando, genere=genere, titolo=titolo, url=url)
    return collegamento


@transaction.atomic
def togli_collegamento(*, piano: Piano, collegamento: int, utente: Utente, quando: datetime) -> None:
    """Take a document off the Piano; one that is gone already is gone."""
    riga = _da_scrivere(piano, utente)
    tolto = riga.collegamenti.filter(pk=collegamento).first()
    if tolto is None:
        return
    annota(riga, "scollega", utente, quando, titolo=tolto.titolo, url=tolto.url)
    tolto.delete()
    _nuova_revisione(riga)
