"""The site in a real browser: start it, log in, look at each page as people with and without sight do.

A test takes the fixtures ``sito`` (the demo, running) and ``pagina`` (a page of Chromium that fails the test on any script error,
refusal of the content security policy or broken file), and the helpers below. ``SMVP_FOTO=folder`` keeps pictures.

A test never races with the page: nothing of a page is there before its scripts are (``VELO``), a save is over when ``salvato`` says so
(the words of the bar may be those of the save before), and the next test begins when no answer is on its way (``quiete``).
"""

import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect, sync_playwright

from .giri import SUI_SERVIZI

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
REGOLE_AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
FORME = """() => {
    const dice = ["role", "type", "href", "for", "alt", "title", "tabindex", "scope", "lang", "hidden", "disabled", "open"];
    const forma = e => e.tagName + "." + [...e.classList].sort().join(".") + "[" + [...e.attributes].map(a => a.name)
        .filter(n => n.startsWith("aria-") || dice.includes(n)).sort().join(" ") + "]" + (e.getAttribute("role") || "");
    const dove = e => forma(e.parentElement.parentElement) + ">" + forma(e.parentElement) + ">" + forma(e);
    const tutti = [...document.body.querySelectorAll("*")].map(dove);
    const titoli = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(e => e.tagName);
    return [...new Set([...tutti, ...titoli.map((t, n) => (titoli[n - 1] || "") + "→" + t)])];
}"""
GIUDICATE: dict[str, set[str]] = {"telefono": set(), "schermo": set()}
"""The forms that axe has found nothing wrong with."""
SCHERMO = {"width": 1280, "height": 900}
TELEFONO = {"width": 360, "height": 740}
STRETTO = {"width": 320, "height": 640}
PASSWORD = "demo"
ATTESA = 60_000  # milliseconds: a busy machine is slow, not wrong
# Scripts are deferred: what is typed or clicked before they run is heard by nobody. Until then nothing of the page is shown, and
# Playwright, which acts on what is visible, waits. The scripts' own DOMContentLoaded comes after ours, in the same breath.
VELO = """(() => {
    const velo = new CSSStyleSheet();
    velo.replaceSync("html { display: none !important }");
    document.adoptedStyleSheets = [velo];
    const via = () => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(foglio => foglio !== velo) };
    window.addEventListener("DOMContentLoaded", via, {capture: true, once: true});
})()"""
# Is all saved? The page itself says so: it would let one leave without asking.
TUTTO_SALVATO = """entro => new Promise((bene, male) => {
    const fine = Date.now() + entro;
    const guarda = () => {
        if (dispatchEvent(new Event("beforeunload", {cancelable: true}))) bene();
        else if (Date.now() > fine) male(new Error("non è tutto salvato: " + document.querySelector("#salvato")?.textContent));
        else setTimeout(guarda, 20);
    };
    guarda();
})"""


class Orecchio:
    """Listens to all pages of somebody's browser and keeps what went wrong, and what is on its way.

    ``aspettati``: patterns of what a test provokes on purpose.
    """

    def __init__(self, contesto: BrowserContext) -> None:
        self.guai: list[str] = []
        self.aspettati: list[str] = []
        self.in_viaggio: dict[Page, set[Request]] = {}
        contesto.on("console", self._console)
        contesto.on("weberror", lambda errore: self.guai.append(f"errore di script: {errore.error}"))
        contesto.on("response", self._risposta)
        contesto.on("page", self._pagina)

    def _pagina(self, pagina: Page) -> None:
        in_viaggio = self.in_viaggio[pagina] = set()
        pagina.on("request", lambda richiesta: richiesta.resource_type in ("document", "xhr", "fetch") and in_viaggio.add(richiesta))
        for fine in ("requestfinished", "requestfailed"):
            pagina.on(fine, lambda richiesta: in_viaggio.discard(richiesta))  # a builtin is not enough for Playwright
        pagina.on("close", lambda chiusa: self.in_viaggio.pop(chiusa, None))

    def _console(self, messaggio: ConsoleMessage) -> None:
        # A failed load is told by its response, with its address; the browser's own line would only say it twice.
        if messaggio.type == "error" and not messaggio.text.startswith("Failed to load resource"):
            self.guai.append(f"console: {messaggio.text[:300]}")

    def _risposta(self, risposta: Response) -> None:
        if risposta.status >= 400:
            self.guai.append(f"{risposta.status} {risposta.request.method} {risposta.url}")

    def rimasti(self) -> list[str]:
        return [g for g in self.guai if not any(re.search(a, g) for a in self.aspettati)]

    def quiete(self) -> None:
        """Wait until every request has had its answer: nothing of what these pages asked is still being written, no cookie arrives."""
        scadenza = time.monotonic() + ATTESA / 1000
        while aspettano := [(pagina, richieste) for pagina, richieste in self.in_viaggio.items() if richieste]:
            assert time.monotonic() < scadenza, f"senza risposta: {[r.url for _, richieste in aspettano for r in richieste]}"
            aspettano[0][0].wait_for_timeout(20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for each worker. Without it the browser tests are left out, and pytest says so at the end."""
    if not Path(CHROMIUM).exists():
        pytest.skip("manca Chromium: apt-get install chromium")
    # Playwright keeps an event loop alive in this thread, and Django would refuse the ORM of every later test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=ATTESA)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def apri_browser(chromium: Browser) -> Page:
    """A fresh browser, as of somebody who has never been here: its first page, which has its ``orecchio``."""
    contesto = chromium.new_context(viewport=SCHERMO, locale="it-IT", timezone_id="Europe/Rome", reduced_motion="reduce")
    contesto.set_default_timeout(ATTESA)
    contesto.add_init_script(VELO)
    orecchio = Orecchio(contesto)
    pagina = contesto.new_page()
    pagina.orecchio = orecchio  # type: ignore[attr-defined]
    return pagina


def chiudi_browser(*pagine: Page) -> list[str]:
    """Close these browsers, each when all that it asked has been answered. What has gone wrong in them.

    A live server answers in threads of this process, and gives back its session of the database after its last word: they end with the
    connections of the browsers (of all of them: each keeps its own open), before anybody empties the tables or drops the database.
    """
    try:
        for pagina in pagine:
            quiete(pagina)
    finally:
        for pagina in pagine:
            pagina.context.close()
        scadenza = time.monotonic() + ATTESA / 1000
        for filo in threading.enumerate():
            if "process_request_thread" in filo.name:
                filo.join(max(0, scadenza - time.monotonic()))
    return [guaio for pagina in pagine for guaio in pagina.orecchio.rimasti()]  # type: ignore[attr-defined]


@pytest.fixture
def pagina(chromium: Browser) -> Iterator[Page]:
    """A page of a fresh browser. At the end nothing may have gone wrong in it."""
    pagina = apri_browser(chromium)
    yield pagina
    guai = chiudi_browser(pagina)
    assert not guai, "\n".join(guai)


def aspettati(pagina: Page, *guai: str) -> None:
    """Declare what the test provokes on purpose: ``aspettati(pagina, "^404 GET")``."""
    pagina.orecchio.aspettati.extend(guai)  # type: ignore[attr-defined]


def quiete(pagina: Page) -> None:
    """Wait until nothing that this browser has asked is on its way."""
    pagina.orecchio.quiete()  # type: ignore[attr-defined]


def salvato(pagina: Page) -> None:
    """Wait until all that was typed is saved, and the bar says so."""
    pagina.evaluate(TUTTO_SALVATO, ATTESA)
    expect(pagina.locator("#salvato")).to_contain_text("Salvato alle")


def entra(pagina: Page, sito: str, username: str, password: str = PASSWORD) -> None:
    """Log in by the login page, as a person does."""
    pagina.goto(f"{sito}/accedi/")
    pagina.get_by_label("Nome utente").fill(username)
    pagina.get_by_label("Password").fill(password)
    pagina.get_by_role("button", name="Accedi", exact=True).click()
    pagina.wait_for_url(lambda indirizzo: "/accedi/" not in indirizzo)


def esci(pagina: Page) -> None:
    pagina.get_by_role("button", name="Esci").first.click()
    pagina.wait_for_url("**/accedi/**")


class Scrivanie:
    """The people at their desks, each with a browser of their own, as in life: ``scrivanie["ncvp"]`` is the page of the NCVP, who has
    logged in. ``e_il`` moves the clock of the site. Nothing may go wrong in any of them: ``chiudi`` says what did.
    """

    def __init__(self, chromium: Browser, sito: str, settings: Any) -> None:
        self.chromium, self.sito, self.settings = chromium, sito, settings
        self.pagine: dict[str, Page] = {}

    def __getitem__(self, chi: str) -> Page:
        if chi not in self.pagine:
            self.pagine[chi] = apri_browser(self.chromium)
            entra(self.pagine[chi], self.sito, chi)
        return self.pagine[chi]

    def e_il(self, giorno: str) -> None:
        self.settings.OGGI = giorno

    def aspettati(self, chi: str, *guai: str) -> None:
        aspettati(self[chi], *guai)

    def chiudi(self) -> list[str]:
        return chiudi_browser(*self.pagine.values())


def controlla_accessibilita(pagina: Page) -> None:
    """axe-core on what is shown now: WCAG 2.2 AA and good practice. Runs through the debugger, so that the CSP stays on."""
    if pagina.evaluate("typeof axe") == "undefined":
        pagina.evaluate(AXE)
    esito = pagina.evaluate("regole => axe.run(document, regole)", REGOLE_AXE)
    # axe leaves empty style attributes behind; copied by a later swap they would look like a breach of the policy
    pagina.evaluate("document.querySelectorAll('[style=\"\"]').forEach(e => e.removeAttribute('style'))")
    violazioni = [f"{v['id']} ({v['impact']}): {v['help']}\n" + "\n".join(_nodo(n) for n in v["nodes"]) for v in esito["violations"]]
    assert not violazioni, f"{pagina.url} a {pagina.viewport_size}\n" + "\n".join(violazioni)


def _nodo(nodo: dict[str, Any]) -> str:
    perche = "; ".join(c["message"] for c in (*nodo["any"], *nodo["all"], *nodo["none"]))
    return f"    {' '.join(map(str, nodo['target']))} — {perche}"


def niente_scorrimento(pagina: Page) -> None:
    """No sideways scrolling on a phone of 360 px nor at 320 px (WCAG 1.4.10); names what sticks out."""
    prima = pagina.viewport_size
    for schermo in (TELEFONO, STRETTO):
        pagina.set_viewport_size(schermo)
        sporge = pagina.evaluate(
            """() => {
                const largo = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= largo) return [];
                return [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > largo + 1)
                    .map(e => e.tagName.toLowerCase() + (e.id && "#" + e.id) + "." + [...e.classList].join(".")).slice(0, 8);
            }"""
        )
        assert not sporge, f"{pagina.url} a {schermo['width']} px sporge di lato: {', '.join(sporge)}"
    pagina.set_viewport_size(prima or SCHERMO)


def foto(pagina: Page, nome: str) -> None:
    """Keep pictures of the whole page at 1280 and 360 px, when SMVP_FOTO names a folder."""
    cartella = os.environ.get("SMVP_FOTO")
    if not cartella:
        return
    Path(cartella).mkdir(parents=True, exist_ok=True)
    prima = pagina.viewport_size
    for schermo in (SCHERMO, TELEFONO):
        pagina.set_viewport_size(schermo)
        pagina.screenshot(path=Path(cartella) / f"{nome}-{schermo['width']}.png", full_page=True)
    pagina.set_viewport_size(prima or SCHERMO)


def apri_tutto(pagina: Page) -> None:
    pagina.evaluate("document.querySelectorAll('details:not(.altro, .scelta, .navi details)').forEach(d => { d.open = true })")


def manda(bottone: Locator) -> None:
    """Press what leads to a page, be it the same again, and wait for it."""
    with bottone.page.expect_navigation():
        bottone.click()


def segui(pagina: Page, nome: str, dove: str) -> None:
    """Click the link ``nome`` and wait for the page at ``dove`` (a pattern): a click alone returns while the old page is still there."""
    pagina.get_by_role("link", name=nome).first.click()
    pagina.wait_for_url(dove)


def esamina(pagina: Page, nome: str) -> None:
    """All that a page must stand: pictures, no sideways scrolling, no id twice, axe on a phone and, with every fold open, on a screen.

    axe only where something has a form that it has not judged yet on that screen. A form is what axe judges by: an element with its
    classes, role and ARIA inside the two that hold it, and each step between headings. The rest is asked of every page. All of it in the
    round on SQLite alone (tests/giri.py): pages look the same on every database.
    """
    if SUI_SERVIZI:
        return
    foto(pagina, nome)
    niente_scorrimento(pagina)
    pagina.set_viewport_size(TELEFONO)
    _accessibilita_del_nuovo(pagina, GIUDICATE["telefono"])
    pagina.set_viewport_size(SCHERMO)
    apri_tutto(pagina)
    _accessibilita_del_nuovo(pagina, GIUDICATE["schermo"])
    niente_scorrimento(pagina)
    doppi = pagina.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, n, tutti) => tutti.indexOf(id) !== n)")
    assert not doppi, f"{pagina.url}: identificativi ripetuti: {doppi}"


def _accessibilita_del_nuovo(pagina: Page, giudicate: set[str]) -> None:
    forme = set(pagina.evaluate(FORME))
    if not forme <= giudicate:
        controlla_accessibilita(pagina)
        giudicate |= forme
