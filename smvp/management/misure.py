"""What is measured: functions that give measures. They run on the data of the demo, in a folder made for the occasion."""

import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obiettivi.letture.scheda.somiglianza import simili
from obiettivi.models import Obiettivo
from smvp.documenti.models import Atto, Documento
from smvp.documenti.operazioni import disegna_payload
from smvp.documenti.pdf import motivo_pdf_impossibile
from smvp.management import pagina_nuda
from smvp.management.fatti_di_prova import fatti
from smvp.management.misura import Misura
from smvp.management.misura_edizione import edizioni
from smvp.management.misura_paghe import paghe
from smvp.organizzazione.models import Esercizio, Utente
from smvp.orologio import adesso
from valutazioni.documenti.tipi import SCHEDA_B
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni.emissioni_personale import emetti_prime, leggi_per_stampa
from valutazioni.stati import FIRMATE

DIPENDENTI = 14_000
OBIETTIVI_DI_PRIMA = 5_000
ANNO = 2025
SCHEDE_IN_UN_LOTTO = 8


def simula(cartella: Path) -> Iterator[Misura]:
    """The whole command, file in and file out, beside reading and writing the same file."""
    entrata, uscita = cartella / "fatti.json", cartella / "risultati.json"
    entrata.write_text(json.dumps(fatti(DIPENDENTI)), encoding="utf-8")
    yield Misura(
        "simula, 14.000 dipendenti",
        lambda: call_command("simula", str(entrata), output=str(uscita)),
        "leggere e riscrivere lo stesso JSON",
        lambda: uscita.write_text(json.dumps(json.loads(entrata.read_bytes()), indent=1), encoding="utf-8"),
    )


def pdf_di_una_scheda(cartella: Path) -> Iterator[Misura]:
    """Our PDF/UA of a closed sheet beside WeasyPrint alone, with the same HTML and the same style sheet."""
    documento = Documento.objects.filter(tipo=SCHEDA_B).order_by("pk").first()
    if documento is None or motivo_pdf_impossibile():
        return
    import weasyprint

    from smvp.documenti import stampante

    with mock.patch.object(stampante, "stampa", side_effect=str.encode):
        html = disegna_payload(documento).decode()
    statici = settings.RADICE / "static"
    yield Misura(
        "PDF di una scheda",
        lambda: disegna_payload(documento),
        "WeasyPrint da solo, stesso HTML",
        lambda: weasyprint.HTML(string=html, base_url=f"{statici.as_uri()}/").write_pdf(stylesheets=[statici / "css" / "stampa.css"]),
        f"{len(html) // 1024} kB di HTML",
    )


def pdf_del_personale(cartella: Path) -> Iterator[Misura]:
    """A batch of staff sheets, from the database to the PDF/UA, beside WeasyPrint alone on the same HTML, fonts and style sheet read once.

    Then the same drawings shared between two processes, beside one.
    """
    firmate = SchedaPersonale.objects.filter(stato__in=FIRMATE).order_by("pk")[:SCHEDE_IN_UN_LOTTO].values_list("pk", flat=True)
    scelte = SchedaPersonale.objects.filter(pk__in=list(firmate))
    if not scelte or motivo_pdf_impossibile():
        return
    import weasyprint

    from smvp.documenti import stampante

    utente = Utente.objects.get(username="segretario")
    emessi = _emetti(scelte, utente)
    with mock.patch.object(stampante, "stampa", side_effect=str.encode):
        pagine_html = [disegna_payload(d).decode() for d in emessi]
    caratteri, stile = stampante._attrezzi()
    base = f"{(settings.RADICE / 'static').as_uri()}/"

    def nudi() -> None:
        for html in pagine_html:
            weasyprint.HTML(string=html, base_url=base).write_pdf(font_config=caratteri, stylesheets=[stile])

    yield Misura(
        "schede del personale, dati compresi",
        lambda: [disegna_payload(d) for d in _emetti(scelte, utente)],
        "WeasyPrint da solo, caratteri e stile già letti",
        nudi,
        f"{len(emessi)} schede, tempo di processore",
        time.process_time,
    )
    doppi = [*emessi, *emessi]
    yield Misura(
        "due processi", lambda: in_processi([doppi[::2], doppi[1::2]]), "un processo", lambda: in_processi([doppi]), f"{len(doppi)} schede"
    )


def _emetti(schede: QuerySet[SchedaPersonale], utente: Utente) -> list[Documento]:
    """Freeze the documents as a batch does, and take them back."""
    with transaction.atomic():
        emessi = emetti_prime(leggi_per_stampa(schede.all()), utente=utente, quando=adesso())
        transaction.set_rollback(True)
    return emessi


def in_processi(mucchi: Sequence[Sequence[Documento]]) -> None:
    """Draw each heap in a process of its own, all at once."""
    connection.close()
    contesto = multiprocessing.get_context("fork")
    processi = [contesto.Process(target=_disegna_tutti, args=(mucchio,)) for mucchio in mucchi]
    for processo in processi:
        processo.start()
    for processo in processi:
        processo.join()
        if processo.exitcode:
            raise RuntimeError(f"Un processo è finito con {processo.exitcode}.")


def _disegna_tutti(documenti: Sequence[Documento]) -> None:
    for documento in documenti:
        disegna_payload(documento)


def pagine(cartella: Path) -> Iterator[Misura]:
    """Pages of those who work most with the site, beside a bare Django page with six queries."""
    scheda = Scheda.objects.filter(esercizio__anno=ANNO, incarico__ruolo="dirigente").order_by("pk")[0]
    obiettivo = Obiettivo.objects.filter(esercizio__anno=ANNO, tipo="generale").order_by("pk")[0]
    nuda = _pagina("ncvp", "/", cliente_nudo())
    for nome, utente, indirizzo in (
        ("scrivania", "ncvp", reverse("scrivania")),
        ("elenco delle schede", "ncvp", reverse("valutazioni:elenco", args=[ANNO])),
        ("scheda", "ncvp", reverse("valutazioni:scheda", args=[scheda.pk])),
        ("resoconto delle fasce", "personale", reverse("premi:risultato", args=[ANNO])),
        ("elenco degli obiettivi", "segretario", reverse("obiettivi:elenco", args=[ANNO])),
        ("obiettivo collettivo", "segretario", reverse("obiettivi:scheda", args=[obiettivo.pk])),
        ("albero della performance", "segretario", reverse("obiettivi:albero", args=[ANNO])),
    ):
        nostra = _pagina(utente, indirizzo, Client(headers={"host": "localhost"}))
        confronto = f"pagina nuda, {quante_interrogazioni(nuda)} interrogazioni"
        yield Misura(f"pagina: {nome}", nostra, confronto, nuda, f"{quante_interrogazioni(nostra)} interrogazioni")


def _pagina(username: str, indirizzo: str, cliente: Client) -> Callable[[], object]:
    cliente.force_login(Utente.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")

    def prendi() -> object:
        risposta = cliente.get(indirizzo)
        if risposta.status_code != 200:
            raise RuntimeError(f"{indirizzo} come {username}: {risposta.status_code}")
        return risposta

    return prendi


def cliente_nudo() -> Client:
    """A client whose handler has loaded only the middleware of a new Django project."""
    cliente = Client(headers={"host": "localhost"})
    with override_settings(MIDDLEWARE=pagina_nuda.MIDDLEWARE):
        cliente.handler.load_middleware()
    return cliente


def quante_interrogazioni(pagina: Callable[[], object]) -> int:
    pagina()
    with CaptureQueriesContext(connection) as lette:
        pagina()
    return len(lette)


def somiglianza(cartella: Path) -> Iterator[Misura]:
    """Art. 7: an objective beside thousands of earlier ones, compared with reading their texts from the database."""
    nuovo = Obiettivo.objects.filter(esercizio__anno=ANNO, durata=1).select_related("esercizio").order_by("pk")[0]
    segretario = Utente.objects.get(username="segretario")
    obiettivi_di_prima(OBIETTIVI_DI_PRIMA)
    prima = Obiettivo.objects.filter(esercizio__anno__lt=ANNO).values_list("pk", "titolo", "descrizione")
    yield Misura(
        "somiglianza con 5.000 obiettivi",
        lambda: simili(nuovo, segretario),
        "leggere gli stessi testi",
        lambda: list(prima.all()),
        f"{len(simili(nuovo, segretario))} simili",
    )


def obiettivi_di_prima(quanti: int) -> None:
    """Assigned objectives of the year before, made of the words of those that are there: the same on every run."""
    caso = random.Random(2020)  # noqa: S311
    testi = list(Obiettivo.objects.order_by("pk").values_list("titolo", "descrizione"))
    titoli, descrizioni = ([parola for testo in colonna for parola in testo.split()] for colonna in zip(*testi, strict=True))
    esercizio, _ = Esercizio.objects.get_or_create(anno=ANNO - 1, defaults={"regolamento": "domodossola-2020"})
    atto = Atto.objects.create(tipo=Atto.Tipo.GIUNTA, numero=9999, data=date(ANNO - 1, 2, 20), oggetto="Obiettivi di prova")
    Obiettivo.objects.bulk_create(
        [
            Obiettivo(
                esercizio=esercizio,
                codice=f"P-{n}",
                tipo="individuale",
                stato="assegnata",
                atto=atto,
                titolo=testi[n // 100 % len(testi)][0] if n % 100 == 0 else " ".join(caso.choices(titoli, k=6))[:200],
                descrizione=" ".join(caso.choices(descrizioni, k=80)),
            )
            for n in range(quanti)
        ],
        batch_size=500,
    )


MISURE: tuple[Callable[[Path], Iterator[Misura]], ...] = (
    simula,
    pdf_di_una_scheda,
    pdf_del_personale,
    pagine,
    somiglianza,
    paghe,
    edizioni,
)
