"""The NCVP writes its report in the browser, saved as it types, and transmits it; the Segretario publishes it (artt. 34 and 36)."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from smvp.documenti import coda
from smvp.documenti.models import Pubblicazione
from smvp.ncvp.models import RapportoNcvp
from tests.browser import Scrivanie, esamina, salvato

from .scene import GIORNO, PARTI, in_carica, inviati, scena

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scrivanie(
    chromium: Browser, live_server: Any, settings: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> Iterator[Scrivanie]:
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)
    settings.MEDIA_ROOT = str(tmp_path)
    s = Scrivanie(chromium, live_server.url, settings)
    yield s
    guai = s.chiudi()
    assert not guai, "\n".join(guai)


@pytest.fixture
def c(transactional_db: None, settings: Any) -> SimpleNamespace:
    settings.OGGI = GIORNO.isoformat()
    c = scena()
    in_carica(c)
    inviati(c)
    return c


def test_il_rapporto_dalla_prima_parola_alla_sezione_pubblica(scrivanie: Scrivanie, c: SimpleNamespace) -> None:
    ncvp = scrivanie["ncvp"]
    ncvp.goto(f"{scrivanie.sito}/ncvp/")
    esamina(ncvp, "ncvp-registro")
    ncvp.get_by_role("link", name="Indirizzi 2025").click()
    ncvp.get_by_role("button", name="Segna come ricevuti").click()
    expect(ncvp.get_by_text("Ricevuti", exact=True).first).to_be_visible()
    ncvp.get_by_role("link", name="NCVP", exact=True).first.click()
    ncvp.get_by_role("button", name="Comincia il rapporto 2025").click()
    for parte in PARTI:
        ncvp.locator(f"#id_{parte}").fill(f"Che cosa dice il NCVP di {parte}, per esteso.")
    salvato(ncvp)
    assert set(RapportoNcvp.objects.get().scritti()) == set(PARTI)
    esamina(ncvp, "ncvp-rapporto")
    ncvp.locator("#barra").get_by_role("link", name="Trasmetti al Sindaco").click()
    ncvp.get_by_role("button", name="Trasmetti al Sindaco").click()
    expect(ncvp.locator("h1")).to_contain_text("Rapporto annuale del NCVP 2025")
    segretario = scrivanie["segretario"]
    segretario.goto(f"{scrivanie.sito}/ncvp/rapporti/2025/")
    segretario.locator("#azioni").get_by_role("link", name="Pubblica").click()
    segretario.get_by_role("button", name="Pubblica").click()
    expect(segretario.get_by_text("Rapporto pubblicato.")).to_be_visible()
    assert Pubblicazione.objects.get().voce == "ncvp-rapporto"
