"""The edition of a large municipality, 300 objectives, drawn beside WeasyPrint alone; how much memory and how many pages it takes."""

import copy
import io
import multiprocessing
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pikepdf
from django.conf import settings
from django.db import connection

from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.disegno import disegna_payload
from smvp.documenti.models import Documento
from smvp.documenti.pdf import motivo_pdf_impossibile
from smvp.documenti.tipi import tipo
from smvp.management.misura import Misura
from smvp.management.misura_paghe import corsa_di_prova
from smvp.organizzazione.models import Esercizio, Utente
from smvp.orologio import adesso, oggi
from smvp.performance.calcolo.edizioni import Edizione
from smvp.performance.documenti.edizioni import PUBBLICA, contenuto
from smvp.performance.letture.componi import componi_relazione
from smvp.performance.models import Relazione
from valutazioni.models import SchedaPersonale

ANNO, DIPENDENTI, OBIETTIVI = 2025, 14_000, 300
KILO = 1024
TESTO = "<p>Nel corso dell’anno gli uffici hanno lavorato sugli obiettivi assegnati, con i tempi e le risorse previsti.</p>"


def edizioni(cartella: Path) -> Iterator[Misura]:
    """The demo's public edition, from data to PDF; composed with 14,000 sheets of staff; drawn with the rows of 300 objectives."""
    if motivo_pdf_impossibile():
        return
    esercizio, utente = Esercizio.objects.get(anno=ANNO), Utente.objects.get(username="segretario")
    relazione, _ = Relazione.objects.get_or_create(esercizio=esercizio, defaults={"aperto_da": utente, "aperto_il": adesso()})
    testi = {t.codice: TESTO for s in relazione.schema for t in s.testi}

    def componi() -> dict[str, Any]:
        sezioni = componi_relazione(esercizio, Edizione.PUBBLICA, giorno=oggi(), testi=testi)
        return contenuto(relazione, Edizione.PUBBLICA, sezioni, giorno=oggi())

    dati = componi()
    piccola, grande = _documento(dati, utente), _documento(in_grande(dati), utente)
    yield _disegno("edizione pubblica della demo, dati compresi", lambda: disegna_payload(_documento(componi(), utente)), piccola)
    corsa_di_prova(DIPENDENTI, numero=9998)
    schede = SchedaPersonale.objects.filter(esercizio=esercizio)
    termine, quante = "leggere le stesse schede", schede.count()
    yield Misura(f"comporre l’edizione, {quante} schede del personale", componi, termine, lambda: list(schede.values_list()))
    yield _disegno(f"edizione con {OBIETTIVI} obiettivi", lambda: disegna_payload(grande), grande)


def in_grande(dati: dict[str, Any]) -> dict[str, Any]:
    """The same edition with every table of objectives as long as it would be with OBIETTIVI of them; the other tables are not longer."""
    grandi = copy.deepcopy(dati)
    for tavola in (b for s in grandi["sezioni"] for b in s["blocchi"] if b["tipo"] == "tavola"):
        diversi = {riga[0] for riga in tavola["righe"]}
        if tavola["colonne"][0]["nome"] in ("codice", "obiettivo") and diversi:
            tavola["righe"] = tuple(tavola["righe"]) * -(-OBIETTIVI // len(diversi))
    return grandi


def _documento(dati: dict[str, Any], utente: Utente) -> Documento:
    """As it would be issued; not written."""
    congelato = canonico(dati, tipo(PUBBLICA).limiti)
    return Documento(
        tipo=PUBBLICA, titolo="Relazione di prova", contenuto=congelato, impronta=impronta(congelato), oggetto_id=1, richiesto_da=utente,
        richiesto_il=adesso(),
    )  # fmt: skip


def _disegno(nome: str, nostra: Callable[[], bytes], documento: Documento) -> Misura:
    import weasyprint

    from smvp.documenti import stampante

    with mock.patch.object(stampante, "stampa", side_effect=str.encode):
        html = disegna_payload(documento).decode()
    statici = settings.RADICE / "static"

    def nuda() -> None:
        weasyprint.HTML(string=html, base_url=f"{statici.as_uri()}/").write_pdf(stylesheets=[statici / "css" / "stampa.css"])

    pagine, mega = _pagine_e_memoria(nostra)
    return Misura(nome, nostra, "WeasyPrint da solo, stesso HTML", nuda, f"{pagine} pagine, {mega} MB in tutto il processo")


def _pagine_e_memoria(gesto: Callable[[], bytes]) -> tuple[int, int]:
    """Drawn in a process of its own: how many pages, and the most memory that the process has held, in megabytes."""
    connection.close()
    contesto = multiprocessing.get_context("fork")
    qui, la = contesto.Pipe(duplex=False)

    def prova() -> None:
        with pikepdf.open(io.BytesIO(gesto())) as disegnata:
            la.send((len(disegnata.pages), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILO))

    processo = contesto.Process(target=prova)
    processo.start()
    processo.join()
    if processo.exitcode:
        raise RuntimeError(f"Il disegno è finito con {processo.exitcode}.")
    return qui.recv()
