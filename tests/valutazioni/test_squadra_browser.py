"""The grid of a team in a real browser: the keyboard, a block pasted from a spreadsheet, what is saved and what is said."""

import json
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import entra, esamina, quiete, salvato
from valutazioni.models import SchedaPersonale, VotoVoce

from .squadra import indirizzo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
INCOLLA = """([cella, testo]) => {
    const dati = new DataTransfer();
    dati.setData("text/plain", testo);
    cella.dispatchEvent(new ClipboardEvent("paste", {clipboardData: dati, bubbles: true, cancelable: true}));
}"""


def incolla(pagina: Page, cella: Locator, testo: str) -> None:
    pagina.evaluate(INCOLLA, [cella.element_handle(), testo])


def voti(scheda: SchedaPersonale) -> list[int | None]:
    """As the grid shows them: group after group."""
    gruppi = [g.codice for g in scheda.esercizio.reg.personale.gruppi]
    righe = VotoVoce.objects.filter(scheda=scheda).select_related("voce")
    return [v.voto for v in sorted(righe, key=lambda v: (gruppi.index(v.voce.gruppo), v.voce.ordine))]


def test_tastiera_incolla_e_salva(live_server: LiveServer, d: SimpleNamespace, pagina: Page) -> None:
    entra(pagina, live_server.url, "po1")
    pagina.goto(live_server.url + indirizzo(d))
    marco, anna = (pagina.locator("#griglia tbody tr").nth(n).locator("input") for n in (0, 1))

    # Arrows and Enter move, a digit is saved by itself, another takes its place; what is outside the scale is said at the cell.
    marco.nth(0).focus()
    with pagina.expect_response("**/salva/"):
        pagina.keyboard.type("3")
    pagina.keyboard.press("Enter")
    expect(anna.nth(0)).to_be_focused()
    pagina.keyboard.press("ArrowRight")
    expect(anna.nth(1)).to_be_focused()
    with pagina.expect_response("**/salva/"):
        pagina.keyboard.type("12")
    pagina.keyboard.press("ArrowRight")
    with pagina.expect_response("**/salva/"):
        pagina.keyboard.type("7")
    expect(pagina.get_by_text("«7» non è nella scala 0–3")).to_be_visible()
    expect(pagina.locator("#salvato")).to_have_text("Una casella non è un voto e non è salvata: correggila")
    assert voti(d.marco)[:2] == [3, None]
    assert voti(d.anna)[:3] == [None, 2, None]
    with pagina.expect_response("**/salva/"):
        pagina.keyboard.press("Delete")
    expect(anna.nth(2)).to_have_value("")
    salvato(pagina)

    # A block: shown first, nothing saved; then the marks are saved, the rubbish stays and is named.
    incolla(pagina, marco.nth(0), "1\t2\t4\r\nottimo\t\t3,0\r\nfuori\t\t\r\n")
    avviso = pagina.locator("#incolla")
    expect(avviso).to_contain_text("3 voti cambiano, segnati nella griglia; 2 caselle non sono voti; una casella esce dalla griglia")
    expect(avviso).to_contain_text("Brusa Marco, Autonomia operativa: «4» non è nella scala 0–3")
    expect(avviso).to_contain_text("Rossi Anna, Rispetto dei tempi: «ottimo» non è nella scala 0–3")
    assert voti(d.marco)[:3] == [3, None, None]
    esamina(pagina, "squadra-incolla")
    with pagina.expect_response("**/salva/"):
        pagina.get_by_role("button", name="Salva i 3 voti").click()
    expect(pagina.locator(".incollata")).to_have_count(0)
    expect(marco.nth(2)).to_have_value("4")
    assert voti(d.marco)[:3] == [1, 2, None]
    assert voti(d.anna)[:3] == [None, 2, 3]
    pagina.get_by_role("button", name="Rimetti i voti di prima").click()
    expect(marco.nth(2)).to_have_value("")
    quiete(pagina)

    # Five thousand cells of rubbish are refused at once, with a sentence.
    incolla(pagina, marco.nth(0), "\n".join("\t".join(["x"] * 40) for _ in range(125)))
    expect(avviso).to_contain_text("Hai copiato 5000 caselle: se ne incollano al massimo 2000 alla volta. Non è cambiato niente.")
    expect(marco.nth(0)).to_have_value("1")

    # Somebody else writes the same cell: both marks are shown, and the next cell is saved all the same.
    prima = json.loads(pagina.locator("#id_prima").input_value())
    contesa = int(marco.nth(3).get_attribute("name").removeprefix("v_"))
    assert prima[f"v_{contesa}"] == ""
    VotoVoce.objects.filter(pk=contesa).update(voto=0)
    marco.nth(3).focus()
    with pagina.expect_response("**/salva/"):
        pagina.keyboard.type("3")
    expect(pagina.locator("[data-conflitto]")).to_contain_text("Brusa Marco, Gestione degli imprevisti")
    expect(marco.nth(3)).to_have_class("contesa")
    quiete(pagina)
    marco.nth(4).focus()
    with pagina.expect_response("**/salva/"):
        pagina.keyboard.type("2")
    assert voti(d.marco)[3:5] == [0, 2]
    pagina.get_by_role("button", name="Tieni i miei voti").click()
    expect(pagina.get_by_text("Salvato un voto.")).to_be_visible()
    assert voti(d.marco)[3] == 3
