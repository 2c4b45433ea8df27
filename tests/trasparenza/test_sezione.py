"""Art. 36: what anybody reads without logging in, and what nobody finds by guessing."""

import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smvp.documenti.models import Pubblicazione
from smvp.documenti.pubblicazioni import pubblica
from tests.valutazioni.schede import QUANDO

from .scene import COMPENSI, edizione, esponi, in_sezione

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return in_sezione(comune)


@pytest.mark.parametrize(
    ("indirizzo", "codice"),
    [
        ("/trasparenza/", 200),
        ("/trasparenza/2025/relazione/", 200), ("/trasparenza/2025/relazione/risultati/", 200),
        ("/trasparenza/2025/relazione/processo/", 200),
        ("/trasparenza/2025/premi/", 200), ("/trasparenza/2025/piano/", 200), ("/trasparenza/2025/piano/sintesi/", 200),
        ("/trasparenza/documenti/2025/relazione/", 200), ("/trasparenza/documenti/2025/ncvp-compensi/", 200),
        ("/trasparenza/dati/2025/", 200), ("/trasparenza/dati/2025/obiettivi.csv", 200),
        ("/trasparenza/dati/2025/piano/obiettivi.json", 200), ("/trasparenza/dati/2025/obiettivi.xlsx", 200),
        # drafts, what was withdrawn, what is not there
        ("/trasparenza/2024/relazione/", 404), ("/trasparenza/documenti/2024/relazione/", 404), ("/trasparenza/dati/2024/", 404),
        ("/trasparenza/documenti/ncvp-curriculum/", 404), ("/trasparenza/documenti/2025/validazione/", 404),
        ("/trasparenza/2025/ncvp-compensi/", 404), ("/trasparenza/2024/premi/", 404),
        ("/trasparenza/2025/relazione/inventato/", 404),
        ("/trasparenza/dati/2025/indicatori_0.csv", 404), ("/trasparenza/dati/2025/obiettivi.pdf", 404),
        ("/trasparenza/dati/2025/validazione/obiettivi.csv", 404), ("/trasparenza/documenti/2025/completa/", 404),
        # what is for who has logged in
        ("/trasparenza/gestione/", 302), ("/trasparenza/gestione/pubblica/", 302),
    ],
)  # fmt: skip
def test_art36_chi_non_e_entrato_legge_solo_cio_che_e_in_vista(c: SimpleNamespace, client: Client, indirizzo: str, codice: int) -> None:
    risposta = client.get(indirizzo)
    assert risposta.status_code == codice
    assert not risposta.cookies
    assert client.post(indirizzo).status_code in (403, 404, 405, 302)


def test_i_file_dei_documenti_non_si_prendono_con_il_loro_numero(c: SimpleNamespace, client: Client) -> None:
    """Neither of a draft nor of what is published: the private address stays private."""
    for documento in (c.relazione, c.completa, c.non_pubblicata):
        assert client.get(reverse("documenti:scarica", args=[documento.pk])).status_code == 302
        assert client.get(reverse("trasparenza:anteprima", args=[documento.pk])).status_code == 302
        assert client.get(f"/documenti/{documento.file.name}").status_code in (302, 404)
        assert client.get(f"/static/{documento.file.name}").status_code == 404


def test_l_edizione_completa_non_si_vede_nemmeno_se_qualcuno_la_pubblica(c: SimpleNamespace, client: Client) -> None:
    pubblica(c.completa, voce="relazione", titolo="Completa", utente=c.segretario, quando=QUANDO, anno=2025)
    for indirizzo in ("/trasparenza/2025/relazione/", "/trasparenza/documenti/2025/relazione/", "/trasparenza/dati/2025/obiettivi.csv"):
        assert client.get(indirizzo).status_code == 404, indirizzo


def test_cio_che_e_ritirato_sparisce_con_pagine_e_dati(c: SimpleNamespace, client: Client) -> None:
    Pubblicazione.objects.filter(pk=c.pubblicata.pk).update(ritirata_il=QUANDO, motivo_ritiro="Un errore nei conti.")
    for indirizzo in ("2025/relazione/", "2025/relazione/sintesi/", "documenti/2025/relazione/", "dati/2025/obiettivi.csv"):
        assert client.get(f"/trasparenza/{indirizzo}").status_code == 404, indirizzo
    assert "relazione/" not in client.get("/trasparenza/").content.decode()


def test_il_file_ricevuto_si_salva_il_nostro_si_apre(c: SimpleNamespace, client: Client) -> None:
    ricevuto = client.get("/trasparenza/documenti/2025/ncvp-compensi/")
    assert ricevuto.content == COMPENSI.contenuto
    assert ricevuto["Content-Type"] == "application/pdf"
    assert ricevuto["Content-Disposition"] == 'attachment; filename="Compensi 2025.pdf"'
    assert ricevuto["X-Content-Type-Options"] == "nosniff"
    assert client.get("/trasparenza/documenti/2025/relazione/")["Content-Disposition"].startswith("inline")


PAGINE = (
    "/trasparenza/", "/trasparenza/2025/relazione/", "/trasparenza/2025/relazione/risultati/", "/trasparenza/dati/2025/",
    "/trasparenza/dati/2025/obiettivi.csv", "/trasparenza/documenti/2025/relazione/",
)  # fmt: skip


@pytest.mark.parametrize("indirizzo", PAGINE)
def test_le_copie_si_tengono_e_si_riconoscono(c: SimpleNamespace, client: Client, indirizzo: str) -> None:
    prima = client.get(indirizzo)
    assert "public" in prima["Cache-Control"]
    assert "max-age=300" in prima["Cache-Control"]
    assert prima["Last-Modified"]
    uguale = client.get(indirizzo, headers={"if-none-match": prima["ETag"]})
    assert (uguale.status_code, uguale.content) == (304, b"")
    assert client.get(indirizzo, headers={"if-modified-since": prima["Last-Modified"]}).status_code == 304
    esponi(c, edizione(c, segno="nuova", titolo_copertina="Relazione corretta"), "relazione")
    dopo = client.get(indirizzo, headers={"if-none-match": prima["ETag"]})
    assert (dopo.status_code, dopo["ETag"] != prima["ETag"]) == (200, True)


@pytest.mark.parametrize("indirizzo", PAGINE[:4])
def test_la_copia_di_chi_e_entrato_non_la_tiene_nessuno(c: SimpleNamespace, client: Client, indirizzo: str) -> None:
    segno = client.get(indirizzo)["ETag"]
    client.force_login(c.dipendente1, "django.contrib.auth.backends.ModelBackend")
    risposta = client.get(indirizzo, headers={"if-none-match": segno})
    assert (risposta.status_code, risposta["Cache-Control"]) == (200, "no-store")
    assert "Cookie" in risposta["Vary"]


@pytest.mark.parametrize("indirizzo", PAGINE)
def test_le_interrogazioni_non_crescono(c: SimpleNamespace, client: Client, indirizzo: str) -> None:
    with CaptureQueriesContext(connection) as poche:
        client.get(indirizzo)
    for anno in range(2010, 2024):
        esponi(c, c.relazione, "relazione", anno)
    with CaptureQueriesContext(connection) as tante:
        client.get(indirizzo)
    assert len(tante) <= len(poche) <= 6


def test_le_pagine_pubbliche_portano_solo_a_pagine_pubbliche(c: SimpleNamespace, client: Client) -> None:
    """But for the login. Every link works, every fragment is there."""
    pagine = crea_giro(client)
    rotti = [
        f"{da} → {indirizzo}"
        for da, testo in pagine.items()
        for indirizzo in re.findall(r'href="#([^"]+)"', testo)
        if f'id="{indirizzo}"' not in testo
    ]
    assert rotti == []
    assert len(pagine) > 30
    assert not any(f'name="{nome}"' in testo for testo in pagine.values() for nome in ("csrfmiddlewaretoken", "password"))


def crea_giro(client: Client) -> dict[str, str]:
    """Follow all links from the index: address → page. Whatever is neither a 200 nor the login fails."""
    da_vedere, viste = ["/trasparenza/"], {}
    while da_vedere:
        indirizzo = da_vedere.pop()
        if indirizzo in viste or indirizzo.startswith(("/static/", reverse("accedi"))):
            continue
        risposta = client.get(indirizzo)
        assert risposta.status_code == 200, indirizzo
        testo = risposta.content.decode(errors="replace") if "html" in risposta["Content-Type"] else ""
        viste[indirizzo] = testo
        da_vedere += [x.split("#")[0] for x in re.findall(r'(?:href|src)="(/[^"]*)"', testo)]
    return viste


@pytest.mark.parametrize("indirizzo", PAGINE[:4])
def test_le_pagine_hanno_un_titolo_e_intestazioni_in_ordine(c: SimpleNamespace, client: Client, indirizzo: str) -> None:
    testo = client.get(indirizzo).content.decode()
    livelli = [int(n) for n in re.findall(r"<h([1-6])\b", testo)]
    assert livelli.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(livelli)), livelli
    assert '<a class="salta" href="#contenuto">' in testo
    assert testo.count("<table") == testo.count("<caption")
    assert all("scope=" in th for th in re.findall(r"<th\b[^>]*>", testo))
    assert all("<title>" in svg for svg in re.findall(r"<svg class=\"grafico.*?</svg>", testo, re.DOTALL))


def test_quel_che_scrive_una_persona_resta_testo(c: SimpleNamespace, client: Client) -> None:
    testo = client.get("/trasparenza/2025/relazione/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in testo
    assert "<strong>buono</strong>" in testo
    assert "<script>alert" not in testo
