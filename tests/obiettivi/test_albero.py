"""The tree of performance: where its boxes stand, what hangs on what, and who sees what of it (artt. 4 and 7)."""

import re
from collections import Counter
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from obiettivi.letture.quadri.albero import TUTTE, TUTTI_INSIEME, Albero, Mostra, bosco
from obiettivi.letture.quadri.disegno import FRA_RIGHE, Ramo, disponi
from obiettivi.models import Assegnazione, Obiettivo
from tests.browser import SCHERMO, controlla_accessibilita, entra, esamina
from tests.obiettivi.scene import collettivo, di_po, individuale, porta_a

# --- the layout: pure -------------------------------------------------------------------------------------------------

foglie = st.builds(
    Ramo, st.just("obiettivo"), st.just("k"), st.text("ABC-", max_size=8), st.text("abc d", max_size=200), st.text("xyz ", max_size=80),
    st.just("corso"), st.just("In corso"),
)  # fmt: skip
alberi = st.recursive(
    foglie,
    lambda figli: st.builds(
        Ramo, st.just("area"), st.just("k"), st.just("Area 1"), st.text("ab c", max_size=120), st.just(""), st.just("fatto"),
        st.just("Conclusa"), st.just(""), st.lists(figli, max_size=4).map(tuple),
    ),
    max_leaves=25,
)  # fmt: skip


@given(alberi)
def test_nessuna_casella_ne_tocca_un_altra(radice: Ramo) -> None:
    caselle = disponi(radice).caselle
    for n, una in enumerate(caselle):
        for altra in caselle[n + 1 :]:
            di_lato = una.x + una.larghezza < altra.x or altra.x + altra.larghezza < una.x
            sopra_o_sotto = una.y + una.altezza + FRA_RIGHE <= altra.y or altra.y + altra.altezza + FRA_RIGHE <= una.y
            assert di_lato or sopra_o_sotto, (una, altra)


@given(alberi)
def test_tutto_sta_dentro_il_disegno(radice: Ramo) -> None:
    disegno = disponi(radice)
    for c in disegno.caselle:
        assert c.x >= 0 and c.y >= 0 and c.x + c.larghezza <= disegno.larghezza and c.y + c.altezza <= disegno.altezza
        assert all(c.y < s.y < c.y + c.altezza for s in c.scritte)
    assert all(0 <= int(n) <= max(disegno.larghezza, disegno.altezza) for legame in disegno.legami for n in re.findall(r"\d+", legame))


@given(alberi)
def test_l_ordine_e_quello_dell_albero_e_c_e_un_legame_per_ogni_ramo(radice: Ramo) -> None:
    disegno = disponi(radice)
    assert [c.ramo for c in disegno.caselle] == list(radice.tutti())
    assert len(disegno.legami) == len(disegno.caselle) - 1
    for colonna in {c.x for c in disegno.caselle}:
        alte = [c.y for c in disegno.caselle if c.x == colonna]
        assert alte == sorted(alte)


def test_un_titolo_lungo_si_taglia_nel_disegno_e_resta_intero_in_parole() -> None:
    lungo = "Riduzione dei tempi " * 10
    disegno = disponi(Ramo("area", "a", "Area 1", "Area", "", "corso", "In corso", "", (_foglia(lungo),)))
    scritte = [s.testo for s in disegno.caselle[1].scritte]
    assert len(scritte) == 2 and scritte[-1].endswith("…")
    assert lungo.strip() in disegno.caselle[1].ramo.in_parole


def _foglia(titolo: str) -> Ramo:
    return Ramo("obiettivo", "o", "OI-1", titolo, "", "corso", "In corso")


# --- what hangs on what -----------------------------------------------------------------------------------------------


@pytest.fixture
def assegnati(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    """A collective objective, one of dirigente1 and one of po1 that hangs on it, all assigned."""
    settings.OGGI = "2025-03-01"
    c = comune
    bozze = [fai(c) for fai in (collettivo, individuale, di_po)]  # all drafted first: their weights add up together
    c.og, c.oi, c.op = (porta_a(c, bozza, "assegnata") for bozza in bozze)
    Obiettivo.objects.filter(pk=c.op.pk).update(padre=c.oi)
    return c


def sigle(rami: Any) -> list[str]:
    return [r.sigla for a in rami for r in a.radice.tutti() if r.specie == "obiettivo"]


def ramo(c: SimpleNamespace, chi: str, codice: str) -> Ramo:
    trovato = bosco(c.esercizio, getattr(c, chi))
    return next(r for a in trovato.alberi for r in a.radice.tutti() if r.sigla == codice)


def test_dall_area_alle_persone(assegnati: SimpleNamespace) -> None:
    c = assegnati
    collettivo_, individuale_ = ramo(c, "segretario", c.og.codice), ramo(c, "segretario", c.oi.codice)
    assert [(p.specie, p.titolo, p.sigla) for p in collettivo_.figli] == [
        ("parte", "Finanze e Tributi", "Apporto 60\N{NO-BREAK SPACE}%"), ("parte", "Lavori Pubblici", "Apporto 40\N{NO-BREAK SPACE}%"),
    ]  # fmt: skip
    assert [p.titolo for p in collettivo_.figli[0].figli] == ["dott. Andrea Bertolini", "dott.ssa Marta Pirazzi"]
    assert [(f.specie, f.sigla) for f in individuale_.figli] == [("persona", "Peso 15"), ("obiettivo", c.op.codice)]
    assert individuale_.che_cosa_ne_dipende == "1 persona e 1 obiettivo che ne discende"
    assert (individuale_.classe, individuale_.parola, individuale_.url) == ("fatto", "Assegnata", f"/obiettivi/schede/{c.oi.pk}/")


def test_chi_non_vede_il_padre_vede_il_figlio_da_solo(assegnati: SimpleNamespace, settings: Any) -> None:
    """The dirigente's goes back to a draft: the P.O. does not see it any more, and their own objective stands under its Area."""
    c = assegnati
    assert ramo(c, "po1", c.oi.codice).figli[-1].sigla == c.op.codice
    Obiettivo.objects.filter(pk=c.oi.pk).update(stato="bozza")
    visto = bosco(c.esercizio, c.po1)
    assert c.oi.codice not in sigle(visto.alberi)
    assert c.op.codice in {f.sigla for a in visto.alberi for f in a.radice.figli}


def test_ciascuno_vede_solo_i_suoi(assegnati: SimpleNamespace) -> None:
    c = assegnati
    quanti = {chi: set(sigle(bosco(c.esercizio, getattr(c, chi)).alberi)) for chi in ("segretario", "po2", "dirigente2")}
    assert {c.og.codice, c.oi.codice, c.op.codice} <= quanti["segretario"]
    for chi in ("po2", "dirigente2"):
        assert c.og.codice in quanti[chi] and not {c.oi.codice, c.op.codice} & quanti[chi]


def test_un_anello_di_righe_non_fa_girare_a_vuoto(assegnati: SimpleNamespace) -> None:
    c = assegnati
    Obiettivo.objects.filter(pk=c.oi.pk).update(padre=c.op)
    assert sorted(sigle(bosco(c.esercizio, c.segretario).alberi)) == sorted(Obiettivo.objects.values_list("codice", flat=True))


def test_si_sceglie_un_area_e_una_direzione(assegnati: SimpleNamespace) -> None:
    c = assegnati
    Obiettivo.objects.filter(pk=c.oi.pk).update(area="1")
    Obiettivo.objects.filter(pk=c.op.pk).update(padre=None, area="")
    tutte = bosco(c.esercizio, c.segretario, area=TUTTE)
    assert [s.etichetta for s in tutte.aree] == ["Senza Area", "Area 1", "Area 2"]
    assert tutte.mostrati == tutte.tutti == Obiettivo.objects.count()
    assert sigle(bosco(c.esercizio, c.segretario, area="1").alberi) == [c.oi.codice]
    assert bosco(c.esercizio, c.segretario, area="9").area == TUTTE  # an Area that is not there chooses nothing
    di_d2 = set(sigle(bosco(c.esercizio, c.segretario, direzione="D2").alberi))
    assert c.og.codice in di_d2 and not {c.oi.codice, c.op.codice} & di_d2


def test_quando_sono_molti_si_comincia_dalla_prima_area(assegnati: SimpleNamespace) -> None:
    c = assegnati
    _altri(c, TUTTI_INSIEME)
    visto = bosco(c.esercizio, c.segretario)
    assert visto.area == "1" and visto.mostrati == TUTTI_INSIEME and len(visto.alberi) == 1
    assert bosco(c.esercizio, c.segretario, area=TUTTE).mostrati == visto.tutti


def test_quando_sono_troppi_si_contano_per_direzione(assegnati: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A box for each Direzione, with what it counts and the way to its tree; what is of no Direzione stands by itself."""
    c = assegnati
    di_nessuno = Obiettivo.objects.create(esercizio=c.esercizio, codice="OI-98", titolo="Di nessuno", tipo="individuale", area="1")
    monkeypatch.setattr("obiettivi.letture.quadri.albero.TROPPI", 2)
    visto = bosco(c.esercizio, c.segretario, area=TUTTE)
    (albero,) = visto.alberi
    assert visto.mostra == Mostra.PER_DIREZIONI and albero.radice.sigla == "Tutte le Aree" and visto.mostrati == visto.tutti
    figli = {f.sigla: f for f in albero.radice.figli}
    quanti = {d: len(sigle(bosco(c.esercizio, c.segretario, area=TUTTE, direzione=d).alberi)) for d in ("D1", "D2")}
    assert {d: figli[d].dettaglio for d in quanti} == {d: f"{n} obiettivi" if n > 1 else "1 obiettivo" for d, n in quanti.items()}
    assert figli["D1"].url == "?area=tutte&direzione=D1" and figli[di_nessuno.codice].specie == "obiettivo"
    client.force_login(c.segretario, "django.contrib.auth.backends.ModelBackend")
    pagina = client.get(reverse("obiettivi:albero", args=[2025])).content.decode()
    assert Mostra.PER_DIREZIONI in pagina and 'href="?area=tutte&amp;direzione=D1"' in pagina
    intero = bosco(c.esercizio, c.segretario, area=TUTTE, direzione="D1")
    assert intero.mostra == Mostra.TUTTO and c.og.codice in sigle(intero.alberi)


def specie(alberi: Iterable[Albero]) -> Counter[str]:
    return Counter(r.specie for a in alberi for r in a.radice.tutti())


def test_un_albero_pesante_lascia_fuori_quel_che_sta_piu_in_fondo(
    assegnati: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the parts of the other Direzioni, if one is chosen; then the people. The objectives stay, and the page says what it shows."""
    c = assegnati
    intero = bosco(c.esercizio, c.segretario, area=TUTTE, direzione="D1")
    caselle = specie(intero.alberi)
    assert intero.mostra == Mostra.TUTTO and caselle["parte"] == 2 and caselle["persona"]
    monkeypatch.setattr("obiettivi.letture.quadri.albero.CASELLE_MASSIME", caselle.total() - 1)
    tagliato = bosco(c.esercizio, c.segretario, area=TUTTE, direzione="D1")
    assert tagliato.mostra == Mostra.PARTE_SCELTA and sigle(tagliato.alberi) == sigle(intero.alberi)
    assert specie(tagliato.alberi)["parte"] == 1 and 0 < specie(tagliato.alberi)["persona"] < caselle["persona"]
    monkeypatch.setattr("obiettivi.letture.quadri.albero.CASELLE_MASSIME", 1)
    assert specie(bosco(c.esercizio, c.segretario, area=TUTTE, direzione="D1").alberi)["persona"] == 0
    senza = bosco(c.esercizio, c.segretario, area=TUTTE)
    assert senza.mostra == Mostra.SENZA_PERSONE and specie(senza.alberi)["persona"] == 0 and specie(senza.alberi)["parte"] == 2
    client.force_login(c.segretario, "django.contrib.auth.backends.ModelBackend")
    assert Mostra.SENZA_PERSONE in client.get(reverse("obiettivi:albero", args=[2025])).content.decode()


def _altri(c: SimpleNamespace, quanti: int) -> None:
    righe = Obiettivo.objects.bulk_create(
        Obiettivo(esercizio=c.esercizio, codice=f"OI-9{n}", titolo=f"Altro {n}", tipo="individuale", area="1", stato="assegnata",
                  atto=c.atto, responsabile=c.incarico_dirigente2)
        for n in range(quanti)
    )  # fmt: skip
    Assegnazione.objects.bulk_create(Assegnazione(obiettivo=o, incarico=c.incarico_dirigente2, peso=1) for o in righe)


def test_le_query_non_crescono(assegnati: SimpleNamespace, client: Client) -> None:
    c = assegnati
    client.force_login(c.segretario, "django.contrib.auth.backends.ModelBackend")
    indirizzo = reverse("obiettivi:albero", args=[2025])
    client.get(indirizzo)  # the session is noted down the first time
    with CaptureQueriesContext(connection) as poche:
        client.get(indirizzo)
    _altri(c, 30)
    with CaptureQueriesContext(connection) as molte:
        pagina = client.get(indirizzo, {"area": TUTTE}).content.decode()
    assert len(molte) == len(poche)
    assert pagina.count('class="casella obiettivo') == pagina.count('<li class="obiettivo">') == Obiettivo.objects.count()


@pytest.mark.django_db
def test_un_esercizio_vuoto_lo_dice(comune: SimpleNamespace, client: Client) -> None:
    client.force_login(comune.ncvp, "django.contrib.auth.backends.ModelBackend")
    assert "non c’è ancora nessun obiettivo" in client.get(reverse("obiettivi:albero", args=[2025])).content.decode()
    assert client.get(reverse("obiettivi:albero", args=[1999])).status_code == 404


# --- in the browser ---------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_nel_browser(sito: str, pagina: Page) -> None:
    """Axe, and the drawing larger and smaller by the keyboard; at its natural size the text is not shrunk."""
    entra(pagina, sito, "segretario")
    pagina.goto(f"{sito}/obiettivi/2025/albero/")
    esamina(pagina, "albero")
    pagina.set_viewport_size(SCHERMO)
    disegno, cornice = pagina.locator(".albero-disegno").first, pagina.locator(".albero-cornice").first
    largo = int(disegno.get_attribute("width") or 0)
    assert largo == int((disegno.get_attribute("viewBox") or "").split()[2])
    cornice.focus()
    pagina.keyboard.press("+")
    expect(pagina.locator("[data-misura]")).to_have_text("125 %")
    assert abs(int(disegno.get_attribute("width") or 0) - largo * 1.25) <= 1
    pagina.keyboard.press("-")
    pagina.keyboard.press("-")
    expect(pagina.locator("[data-misura]")).to_have_text("80 %")
    assert abs(int(disegno.get_attribute("width") or 0) - largo / 1.25) <= 1
    pagina.get_by_role("button", name="Adatta alla pagina").click()
    assert int(disegno.get_attribute("width") or 0) <= pagina.locator(".albero-cornice").first.evaluate("e => e.clientWidth")
    controlla_accessibilita(pagina)
    disegno.locator("a").first.click()
    pagina.wait_for_url("**/obiettivi/schede/**")


@pytest.mark.browser
def test_gli_altri_quadri_nel_browser(sito: str, pagina: Page) -> None:
    entra(pagina, sito, "controllo")
    for nome, indirizzo in (
        ("indicatori", "indicatori/?direzione=D2"),
        ("triennio", "triennio/"),
        ("peg", "peg/"),
        ("importa", "peg/importa/"),
    ):
        pagina.goto(f"{sito}/obiettivi/2025/{indirizzo}")
        esamina(pagina, nome)
    pagina.goto(f"{sito}/obiettivi/2025/peg/")
    pagina.get_by_label("Percentuale, Finanze e Tributi").fill("12,34")
    pagina.get_by_label("Fonte, Finanze e Tributi").fill("Relazione al P.E.G.")
    pagina.get_by_role("button", name="Salva i gradi").first.click()
    pagina.get_by_text("Salvato il grado di una Direzione.").wait_for()
    esamina(pagina, "peg-salvato")
