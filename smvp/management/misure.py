"""What is measured: functions that give measures. They run on the data of the demo, in a folder made for the occasion."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obiettivi.letture.somiglianza import simili
from obiettivi.models import Obiettivo
from smvp.documenti.models import Atto, Documento
from smvp.documenti.operazioni import disegna_payload
from smvp.documenti.pdf import motivo_pdf_impossibile
from smvp.management import pagina_nuda
from smvp.management.fatti_di_prova import fatti
from smvp.management.misura import Misura
from smvp.organizzazione.models import Esercizio, Utente
from valutazioni.documenti import SCHEDA_B
from valutazioni.models import Scheda

DIPENDENTI = 14_000
OBIETTIVI_DI_PRIMA = 5_000
ANNO = 2025


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


def pagine(cartella: Path) -> Iterator[Misura]:
    """Pages of those who work most with the site, beside a bare Django page with six queries."""
    scheda = Scheda.objects.filter(esercizio__anno=ANNO, incarico__ruolo="dirigente").order_by("stato", "pk")[0]
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


MISURE: tuple[Callable[[Path], Iterator[Misura]], ...] = (simula, pdf_di_una_scheda, pagine, somiglianza)
