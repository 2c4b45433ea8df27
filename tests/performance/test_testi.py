"""The texts of a Relazione: saved while one types, safe, never lost; the links of a Piano."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.performance.calcolo.scrittura import pulisci
from smvp.performance.models import Piano, Relazione
from smvp.performance.operazioni.apertura import apri_piano, apri_relazione
from smvp.performance.operazioni.testi import aggiungi_collegamento, salva_testi, togli_collegamento

from .cammino import OGGI, QUANDO, portata

PAGINA = reverse("performance:sezione", args=[2025, "relazione", "contesto"])
SALVA = reverse("performance:salva_sezione", args=[2025, "relazione", "contesto"])


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = OGGI


@pytest.fixture
def riga(comune: SimpleNamespace) -> Relazione:
    return apri_relazione(esercizio=comune.esercizio, utente=comune.segretario, quando=QUANDO)


def scrivi(c: SimpleNamespace, riga: Any, chi: str = "controllo", revisione: int | None = None, **testi: str) -> int:
    return salva_testi(scritto=riga, testi=testi, utente=getattr(c, chi), quando=QUANDO, revisione=revisione)


@pytest.mark.parametrize(
    ("scritto", "tenuto"),
    [
        ("<p>Un <b>anno</b> <i>buono</i>.</p>", "<p>Un <strong>anno</strong> <em>buono</em>.</p>"),
        ("<p>x</p><script>alert(1)</script>", "<p>x</p>"),
        ("<p onclick='x()' style='position:fixed'>x</p>", "<p>x</p>"),
        ("<img src=x onerror=alert(1)>ciao", "<p>ciao</p>"),
        ("<svg onload=alert(1)><p>x</p></svg>", None),
        ("<iframe src='https://x'></iframe><p>x</p>", "<p>x</p>"),
        ("<a href='javascript:alert(1)'>x</a>", "<p>x</p>"),
        ("<a href='http://x.it'>x</a>", "<p>x</p>"),
        ("<a href='data:text/html,x'>x</a>", "<p>x</p>"),
        ("<a href='/uscita/'>x</a>", "<p>x</p>"),
        ("<a href='https://x.it' target='_top'>x</a>", '<p><a href="https://x.it" rel="noopener noreferrer">x</a></p>'),
        ("<h1>Titolo</h1><div>x</div>", "<h4>Titolo</h4><p>x</p>"),
        ("riga uno\nriga due\n\naltra & 3 < 5", "<p>riga uno<br>riga due</p><p>altra &amp; 3 &lt; 5</p>"),
        ("<p>\u202eal contrario</p>", "<p>al contrario</p>"),
        ("<p><br></p><ul><li> </li></ul>", ""),
        ("<form action='https://x'><input name=q><button>Invia</button></form>", None),
    ],
)
def test_si_tiene_solo_quello_che_non_fa_niente(scritto: str, tenuto: str | None) -> None:
    pulito = pulisci(scritto)
    if tenuto is not None:
        assert pulito == tenuto
    assert not re.search(r"<(?!/?(p|br|strong|em|ul|ol|li|h4|a)\b)|\son|javascript|style=", pulito)
    assert pulisci(pulito) == pulito


def test_ogni_testo_che_cambia_fa_una_revisione_nuova(comune: SimpleNamespace, riga: Relazione) -> None:
    assert scrivi(comune, riga, introduzione="<p>Un anno.</p>", contesto="<p>Il contesto.</p>") == 2
    assert scrivi(comune, riga, introduzione="<p>Un anno.</p>") == 0
    riga.refresh_from_db()
    assert riga.revisione == 2


@pytest.mark.parametrize("chi", ["sindaco", "ncvp", "personale", "dirigente1", "dipendente1", "admin"])
def test_scrivono_solo_il_segretario_e_il_controllo(comune: SimpleNamespace, riga: Relazione, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        scrivi(comune, riga, chi, introduzione="x")


def test_quello_che_non_si_puo_salvare_non_lascia_niente(comune: SimpleNamespace, riga: Relazione) -> None:
    with pytest.raises(DatiNonValidi, match=r"«Introduzione» ha 100\.007 caratteri, il massimo è 20\.000: togline 80\.007"):
        scrivi(comune, riga, contesto="<p>va bene</p>", introduzione="x" * 100_000)
    with pytest.raises(DatiNonValidi, match="non è di quelli"):
        scrivi(comune, riga, inventato="x")
    with pytest.raises(ConflittoDiVersione):
        scrivi(comune, riga, revisione=7, introduzione="x")
    assert not riga.testi.exists()


def test_approvata_non_si_scrive_piu(comune: SimpleNamespace) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="è «Approvata»"):
        scrivi(comune, portata(comune, "approvata"), introduzione="x")


# --- the page ---


def _campi(html: str) -> dict[str, str]:
    trovati = {n: re.search(rf'name="{n}"[^>]*value="([^"]*)"', html) for n in ("versione", "pagina", "prima")}
    return {n: m[1].replace("&quot;", '"') if m else "" for n, m in trovati.items()} | {"numero": "1"}


def test_si_salva_mentre_si_scrive_e_la_stessa_pagina_non_e_qualcun_altro(comune: SimpleNamespace, riga: Relazione, client: Any) -> None:
    client.force_login(comune.controllo)
    campi = _campi(client.get(PAGINA).content.decode())
    per_primo = client.post(SALVA, campi | {"numero": "2", "contesto": "<p>Uno</p>", "finanze": ""}).content.decode()
    assert "Salvato" in per_primo
    # The answer is lost on the way: the page still holds what it had read.
    client.post(SALVA, campi | {"numero": "3", "contesto": "<p>Uno e due</p>", "finanze": ""})
    assert riga.scritti()["contesto"] == "<p>Uno e due</p>"


def test_due_che_scrivono_lo_stesso_testo_lo_leggono_tutti_e_due(comune: SimpleNamespace, riga: Relazione, client: Any) -> None:
    c = comune
    client.force_login(c.controllo)
    campi = _campi(client.get(PAGINA).content.decode())
    scrivi(c, riga, "segretario", contesto="<p>Del Segretario</p>")
    risposta = client.post(PAGINA, campi | {"contesto": "<p>Del Controllo</p>", "finanze": "<p>Le finanze</p>"})
    assert risposta.status_code == 409
    letto = risposta.content.decode()
    assert "dott. Paolo Zanetta ha cambiato questi testi" in letto
    assert "Del Segretario" in letto and "&lt;p&gt;Del Controllo&lt;/p&gt;" in letto, "quello che ho scritto è ancora nella pagina"
    assert riga.testi.get(codice="contesto").html == "<p>Del Segretario</p>"
    assert riga.testi.get(codice="finanze").html == "<p>Le finanze</p>", "il resto è salvato"
    riga.refresh_from_db()
    miei = campi | {"contesto": "<p>Del Controllo</p>", "finanze": "<p>Le finanze</p>", "tieni_miei": str(riga.revisione)}
    assert client.post(PAGINA, miei).status_code == 302
    assert riga.testi.get(codice="contesto").html == "<p>Del Controllo</p>"


def test_un_testo_troppo_lungo_torna_indietro_intero_e_il_resto_si_salva(comune: SimpleNamespace, riga: Relazione, client: Any) -> None:
    client.force_login(comune.segretario)
    campi = _campi(client.get(PAGINA).content.decode())
    risposta = client.post(PAGINA, campi | {"contesto": "y" * 100_000, "finanze": "<p>Le finanze</p>"})
    assert risposta.status_code == 422
    letto = risposta.content.decode()
    assert "100.007 caratteri" in letto and "y" * 100_000 in letto
    assert riga.scritti() == {"finanze": "<p>Le finanze</p>"}


def test_il_testo_ostile_non_arriva_a_chi_legge(comune: SimpleNamespace, riga: Relazione, client: Any) -> None:
    riga.testi.create(codice="contesto", html="<p>x</p><script>alert(1)</script>", relazione=riga)  # written before the rule
    client.force_login(comune.ncvp)
    letto = client.get(PAGINA).content.decode()
    assert "<script>alert" not in letto and "<p>x</p>" in letto
    assert "data-ricco" not in letto, "chi non scrive legge"


# --- art. 12 ---


def test_i_collegamenti_del_piano(comune: SimpleNamespace) -> None:
    c = comune
    piano = apri_piano(esercizio=c.esercizio, utente=c.controllo, quando=QUANDO)
    come = {"piano": piano, "utente": c.controllo, "quando": QUANDO}
    dup = {"genere": "dup", "titolo": "DUP 2025–2027", "url": "https://comune.example/dup"}
    primo = aggiungi_collegamento(**come, **dup)
    assert aggiungi_collegamento(**come, **dup | {"titolo": "DUP"}) == primo
    with pytest.raises(DatiNonValidi, match="https"):
        aggiungi_collegamento(**come, **dup | {"url": "http://comune.example/dup"})
    with pytest.raises(PermissionDenied):
        aggiungi_collegamento(**come | {"utente": c.ncvp}, **dup)
    togli_collegamento(**come, collegamento=primo.pk)
    togli_collegamento(**come, collegamento=primo.pk)
    assert not piano.collegamenti.exists()
    assert Piano.objects.get().revisione == 4
