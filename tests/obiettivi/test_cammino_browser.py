"""A whole year in the browser: an individual and a collective objective through every state, each step by the person it belongs to.

The clock is moved to the days of the regulation's calendar; each person has a browser of their own, as in life.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from obiettivi.models import Obiettivo
from obiettivi.stati import OBIETTIVO
from tests.browser import Scrivanie, esamina, manda, quiete, salvato
from tests.obiettivi.scene import pesi_giusti
from tests.personaggi import crea_comune

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARGOMENTO = "Attua l’indirizzo 3 del DUP 2025–2027, sezione strategica."


class Ufficio(Scrivanie):
    """Those who bring an objective through its year."""

    def __init__(self, chromium: Browser, sito: str, settings: Any, c: SimpleNamespace) -> None:
        super().__init__(chromium, sito, settings)
        self.c = c
        self.visti: list[str] = []

    def apri(self, chi: str, o: Obiettivo, pezzo: str = "") -> Page:
        self[chi].goto(f"{self.sito}/obiettivi/schede/{o.pk}/{pezzo}")
        return self[chi]

    def passo(self, chi: str, o: Obiettivo, azione: str, motivo: str = "") -> None:
        """Take a step as one does: open the sheet, choose the step, confirm it."""
        t = OBIETTIVO.transizione(azione)
        assert t is not None
        pagina = self.apri(chi, o)
        if (
            pagina.get_by_role("link", name=t.etichetta, exact=True).count() == 0
            or not pagina.locator("#azioni > a.btn-primary", has_text=t.etichetta).count()
        ):
            pagina.locator("#azioni details.altro summary").click()
        pagina.locator("#azioni").get_by_role("link", name=t.etichetta, exact=True).click()
        expect(pagina.locator("h1")).to_have_text(t.etichetta)
        if motivo:
            pagina.locator("textarea[name=motivo]").fill(motivo)
        manda(pagina.locator("main").get_by_role("button", name=t.etichetta))
        self.e_ora(pagina, o, t.a)

    def e_ora(self, pagina: Page, o: Obiettivo, stato: str) -> None:
        """The page says so, and so does the database."""
        expect(pagina.locator("main")).to_contain_text(OBIETTIVO.stato(stato).parola)
        o.refresh_from_db()
        assert o.stato == stato
        self.visti.append(stato)


@pytest.fixture
def ufficio(chromium: Browser, live_server: Any, settings: Any, transactional_db: None) -> Iterator[Ufficio]:
    u = Ufficio(chromium, live_server.url, settings, crea_comune())
    u.e_il("2025-01-10")
    yield u
    guai = u.chiudi()
    assert not guai, "\n".join(guai)


def _torna(pagina: Page) -> None:
    """Leave the sheet that one fills in: what has just been typed goes with it."""
    pagina.get_by_role("button", name="Salva e torna alla scheda").click()
    expect(pagina.locator("h1")).to_contain_text("Scheda obiettivo")


def _scrivi(pagina: Page, **campi: str) -> None:
    for nome, testo in campi.items():
        pagina.locator(f"[name={nome}]").fill(testo)


def _nuovo(u: Ufficio, chi: str, tipo: str, titolo: str) -> Obiettivo:
    pagina = u[chi]
    pagina.goto(f"{u.sito}/obiettivi/2025/nuovo/")
    pagina.get_by_label(re.compile(tipo)).first.check()
    pagina.get_by_label("Titolo").fill(titolo)
    pagina.get_by_role("button", name="Crea la bozza e compilala").click()
    expect(pagina.locator("h1")).to_contain_text(titolo)
    return Obiettivo.objects.get(titolo=titolo)


def _carta(pagina: Page, titolo: str) -> Locator:
    return pagina.get_by_role("region", name=titolo, exact=True)


def _aggiungi(pagina: Page, che_cosa: str, righe: Locator) -> Locator:
    """By its button: the page comes again, with one row more at the end."""
    prima = righe.count()
    pagina.get_by_role("button", name=f"Aggiungi {che_cosa}").click()
    expect(righe).to_have_count(prima + 1)
    return righe.last


def _compila(pagina: Page) -> None:
    """What every sheet says: area, texts, a phase, the arguments and the two declarations."""
    pagina.locator("[name=area]").select_option("2")
    pagina.locator("[name=ambiti][value=f]").check()
    _scrivi(
        pagina,
        descrizione="Il Comune paga i fornitori prima della scadenza e sa dire dove una fattura si ferma.",
        risultato_atteso="Entro il 31 dicembre 2025 il 95 % delle fatture è pagato in 30 giorni.",
    )
    for campo in _carta(pagina, "Requisiti").locator("textarea").all():
        campo.fill(ARGOMENTO)
    for spunta in ("non_avviato", "non_ordinario"):
        pagina.locator(f"#id_{spunta}").check()
    fase = _aggiungi(pagina, "una fase", _carta(pagina, "Piano di azione").locator("fieldset"))
    fase.get_by_label("Che cosa si fa").fill("Mappa dei passaggi della fattura nelle due Direzioni")
    fase.get_by_label("Entro").fill("2025-03-31")


def _indicatore(pagina: Page, titolo: str, unita: str, atteso: str) -> None:
    riga = _aggiungi(pagina, "un indicatore", _carta(pagina, "Indicatori e valori attesi").locator("fieldset.riga-modulo"))
    riga.get_by_label("Che cosa si misura").fill(titolo)
    riga.get_by_label("Tipo").select_option("efficacia")
    riga.locator("[name$=-unita]").fill(unita)
    riga.locator("[name$=-atteso]").fill(atteso)
    salvato(pagina)
    _torna(pagina)


def _esamina_requisiti(u: Ufficio, chi: str, o: Obiettivo) -> None:
    pagina = u.apri(chi, o, "esame/")
    for casella in pagina.locator("input[type=radio][value=si]").all():
        casella.check(force=True)
    expect(pagina.locator("#barra")).to_contain_text("tutti presenti")
    quiete(pagina)


def _firma(u: Ufficio, chi: str, o: Obiettivo) -> Page:
    pagina = u.apri(chi, o, "firma/")
    manda(pagina.get_by_role("button", name="Firmo per accettazione"))
    expect(pagina.locator("h1")).to_contain_text("Scheda obiettivo")
    return pagina


def _assegna(u: Ufficio, o: Obiettivo, numero: int, giorno: str) -> None:
    pagina = u["segretario"]
    pagina.goto(f"{u.sito}/obiettivi/2025/assegna/")
    _scrivi(pagina, numero=str(numero), data=giorno, oggetto="Assegnazione degli obiettivi di performance 2025")
    pagina.locator(f"#id_scheda_{o.pk}").check()
    manda(pagina.get_by_role("button", name="Assegna le schede scelte"))
    u.e_ora(u.apri("segretario", o), o, "assegnata")


def _situazione(u: Ufficio, chi: str, o: Obiettivo, giorno: str) -> None:
    pagina = u.apri(chi, o, "monitoraggio/")
    for campo in pagina.locator("form#foglio input[type=date]").all():
        campo.fill(giorno)
    for campo in pagina.get_by_label("A che punto è").all():
        campo.fill("Due fasi su tre sono concluse, nei tempi previsti.")
    manda(pagina.get_by_role("button", name="Salva lo stato di avanzamento"))
    expect(pagina.get_by_text("Due fasi su tre sono concluse").first).to_be_visible()


def _verifica(u: Ufficio, o: Obiettivo) -> None:
    pagina = u.apri("ncvp", o, "verifica/")
    manda(pagina.get_by_role("button", name="Registra la verifica"))
    u.e_ora(pagina, o, "monitorata")


def _rendiconta(u: Ufficio, chi: str, o: Obiettivo, valore: str) -> Page:
    pagina = u.apri(chi, o, "rendicontazione/")
    for campo in pagina.get_by_label(re.compile("Valore raggiunto")).all():
        campo.fill(valore)
    for campo in pagina.locator("textarea[name^=risultato]").all():
        campo.fill("Il 95 % delle fatture è stato pagato in 30 giorni.")
    return _salva_bozza(pagina)


def _salva_bozza(pagina: Page) -> Page:
    """Save by the button: the bar may still be speaking of the field before."""
    manda(pagina.get_by_role("button", name="Salva la bozza").last)
    expect(pagina.locator("textarea[name^=risultato]").first).not_to_be_empty()
    return pagina


def _decidi(u: Ufficio, chi: str, o: Obiettivo, pagina: str, azione: str, cifre: list[str], motivo: str, stato: str) -> None:
    aperta = u.apri(chi, o, pagina)
    for campo, cifra in zip(aperta.locator("form#foglio input.percentuale").all(), cifre, strict=True):
        campo.fill(cifra)
    for campo in aperta.locator("form#foglio textarea").all():
        campo.fill(motivo)
    manda(aperta.locator("main").get_by_role("button", name=azione).last)
    t = next(t for t in OBIETTIVO.transizioni if t.a == stato)
    if aperta.locator("h1").inner_text() == t.etichetta:
        manda(aperta.locator("main").get_by_role("button", name=t.etichetta))
    u.e_ora(aperta, o, stato)


def test_un_anno_di_un_obiettivo_individuale(ufficio: Ufficio) -> None:
    u, c = ufficio, ufficio.c
    o = _nuovo(u, "dirigente1", "Individuale", "Pagare i fornitori prima della scadenza")
    pagina = u["dirigente1"]
    _compila(pagina)
    _indicatore(pagina, "Fatture pagate entro 30 giorni", "%", "95")
    pesi_giusti(c, c.incarico_dirigente1)
    u.visti.append("bozza")

    u.e_il("2025-01-20")
    u.passo("dirigente1", o, "negozia")
    u.e_il("2025-02-05")
    u.passo("segretario", o, "esprimi_parere")
    u.passo("segretario", o, "trasmetti")
    u.passo("ncvp", o, "chiedi_integrazioni", "Dite da quale giorno si contano i trenta giorni.")
    pagina = u.apri("dirigente1", o, "modifica/")
    _scrivi(pagina, descrizione="I trenta giorni si contano dall’arrivo della fattura al protocollo.")
    _torna(pagina)
    u.passo("dirigente1", o, "ritrasmetti")
    _esamina_requisiti(u, "ncvp", o)
    u.passo("ncvp", o, "valida")
    u.e_il("2025-02-20")
    u.e_ora(_firma(u, "dirigente1", o), o, "accettata")
    u.e_il("2025-02-26")
    _assegna(u, o, 45, "2025-02-26")

    u.e_il("2025-07-10")
    _situazione(u, "dirigente1", o, "2025-06-30")
    _verifica(u, o)
    u.e_il("2025-09-10")
    u.passo("dirigente1", o, "chiedi_revisione", "La piattaforma nazionale dei crediti resta ferma fino a dicembre.")
    pagina = u.apri("dirigente1", o, "modifica/")
    _scrivi(pagina, risultato_atteso="Entro il 31 dicembre 2025 il 90 % delle fatture è pagato in 30 giorni.")
    _torna(pagina)
    u.e_il("2025-09-22")
    u.passo("dirigente1", o, "ridefinisci")
    pagina = u.apri("ncvp", o, "confronto/")
    expect(pagina.locator("main")).to_contain_text("Risultato atteso")
    _esamina_requisiti(u, "ncvp", o)
    u.passo("ncvp", o, "valida")
    _firma(u, "dirigente1", o)
    _assegna(u, o, 88, "2025-09-22")

    u.e_il("2025-12-10")
    _situazione(u, "dirigente1", o, "2025-11-30")
    _verifica(u, o)
    u.e_il("2026-02-20")
    _rendiconta(u, "dirigente1", o, "90")
    u.passo("dirigente1", o, "rendiconta")
    u.e_il("2026-02-27")
    _decidi(u, "controllo", o, "misurazione/", "Chiudi la misurazione", ["95"], "Tolte le fatture contestate, come da elenco.", "misurata")
    u.passo("segretario", o, "trasmetti_al_valutatore")
    u.e_il("2026-04-10")
    _decidi(u, "ncvp", o, "valutazione/", "Chiudi la valutazione", ["96"], "A gennaio non dipendeva dalla Direzione.", "valutata")

    cifre = o.consuntivi.get()
    assert (cifre.proposto, cifre.misurato, cifre.valutato) == (Decimal("94.74"), Decimal(95), Decimal(96))
    assert {s.codice for s in OBIETTIVO.stati} == set(u.visti)
    esamina(u.apri("dirigente1", o), "obiettivo-valutato")


def test_un_anno_di_un_obiettivo_collettivo(ufficio: Ufficio) -> None:
    u, c = ufficio, ufficio.c
    o = _nuovo(u, "dirigente1", "Generale", "La carta della qualità dei servizi")
    pagina = u["dirigente1"]
    _compila(pagina)
    for direzione, apporto in ((c.d1, "60"), (c.d2, "40")):
        pagina.get_by_label("Un’altra Direzione").select_option(str(direzione.pk))
        pagina.get_by_role("button", name="Aggiungi la Direzione").click()
        expect(_carta(pagina, "Le parti delle Direzioni").locator("fieldset", has_text=str(direzione))).to_have_count(1)
        riga = _carta(pagina, "Le parti delle Direzioni").locator("fieldset", has_text=str(direzione)).last
        riga.get_by_label("Apporto").fill(apporto)
        riga.get_by_label("Che cosa fa").fill(f"{direzione} pubblica e misura i propri standard.")
    expect(pagina.locator("#barra")).to_contain_text("= 100")
    _torna(pagina)
    for chi, direzione in (("dirigente1", c.d1), ("dirigente2", c.d2)):
        parte = o.parti.get(direzione=direzione)
        u[chi].goto(f"{u.sito}/obiettivi/schede/{o.pk}/parti/{parte.pk}/")
        _indicatore(u[chi], f"Standard pubblicati di {direzione}", "standard", "6")
    incarichi = [c.incarico_dirigente1, c.incarico_dirigente2, c.incarico_po1, c.incarico_po2]
    pesi_giusti(c, *incarichi)

    u.e_il("2025-01-20")
    u.passo("dirigente1", o, "negozia")
    u.e_il("2025-02-05")
    u.passo("segretario", o, "esprimi_parere")
    u.passo("segretario", o, "trasmetti")
    _esamina_requisiti(u, "ncvp", o)
    u.passo("ncvp", o, "valida")
    u.e_il("2025-02-20")
    for chi in ("dirigente1", "po1", "dirigente2"):
        _firma(u, chi, o)
    u.e_ora(_firma(u, "po2", o), o, "accettata")
    u.e_il("2025-02-26")
    _assegna(u, o, 45, "2025-02-26")
    u.e_il("2025-07-10")
    _situazione(u, "dirigente1", o, "2025-06-30")
    _verifica(u, o)

    # Each dirigente reports their own part; who leads transmits all of it.
    u.e_il("2026-02-20")
    _rendiconta(u, "dirigente2", o, "3")
    pagina = u.apri("dirigente1", o, "rendicontazione/")
    pagina.get_by_label(re.compile("Valore raggiunto")).first.fill("6")
    pagina.locator("textarea[name^=risultato]").first.fill("Pubblicati tutti e sei gli standard.")
    _salva_bozza(pagina)
    u.passo("dirigente1", o, "rendiconta")
    u.e_il("2026-02-27")
    _decidi(u, "controllo", o, "misurazione/", "Chiudi la misurazione", ["100", "50"], "", "misurata")
    u.passo("segretario", o, "trasmetti_al_valutatore")
    u.e_il("2026-04-10")
    _decidi(u, "ncvp", o, "valutazione/", "Chiudi la valutazione", ["100", "50"], "", "valutata")
    assert {q.parte.direzione.codice: q.valutato for q in o.consuntivi.all()} == {"D1": Decimal(100), "D2": Decimal(50)}
    pagina = u.apri("po2", o)  # whoever takes part sees every part
    for direzione in (c.d1, c.d2):
        expect(pagina.locator("main")).to_contain_text(f"{direzione} pubblica e misura i propri standard.")
    esamina(pagina, "obiettivo-collettivo")
