"""The page of a staff sheet: what it answers, to whom, and that nothing typed is lost."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from valutazioni.models import SchedaPersonale
from valutazioni.stati import COMPILATA, DECISA, PARTECIPATA, PRESA_VISIONE

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    return con_schede_personale(comune)


@pytest.fixture
def s(c: SimpleNamespace) -> SchedaPersonale:
    return c.scheda_dipendente1


def url(nome: str, scheda: SchedaPersonale, *altro: Any) -> str:
    return reverse(f"valutazioni:{nome}", args=[scheda.pk, *altro])


def dati(scheda: SchedaPersonale, **cambia: Any) -> dict[str, Any]:
    """What the browser sends: every field of the page, as it stands."""
    scheda.refresh_from_db()
    voti = {f"voto_{v.pk}": v.voto for v in scheda.voti.all() if v.voto is not None}
    return {"versione": scheda.versione, "pagina": "p1", "note": scheda.note_valutatore, **voti, **cambia}


def da(client: Client, utente: Any) -> Client:
    client.force_login(utente)
    return client


def ai_valutati(c: SimpleNamespace, scheda: SchedaPersonale) -> SchedaPersonale:
    vota_personale(scheda, c.po1)
    return porta_personale(scheda, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))


def test_la_po_trova_i_quattro_gruppi_con_il_significato_di_ogni_voto(client: Client, c: SimpleNamespace, s: SchedaPersonale) -> None:
    pagina = da(client, c.po1).get(s.get_absolute_url()).content.decode()
    assert pagina.count('type="radio"') == 15 * 4
    for testo in ("92,00", "P.E.G.", "Arretrato dei fascicoli", "95,00", "su 63", "su 18", "su 36", "3</b> ottima", "Che cosa manca"):
        assert testo in pagina, testo


def test_mentre_si_scrive_il_server_ricalcola_e_salva(client: Client, c: SimpleNamespace, s: SchedaPersonale) -> None:
    voti = {f"voto_{v.pk}": 3 for v in s.voti.all() if v.voce.gruppo == "servizio"}
    testo = da(client, c.po1).post(url("salva_personale", s), dati(s, **voti, note="Bene"), **HTMX).content.decode()
    assert "Salvato alle" in testo and '4 voci su 4 · punti <b class="totale">63,00</b>' in testo and 'value="2"' in testo
    s.refresh_from_db()
    assert (s.note_valutatore, s.versione) == ("Bene", 2)
    assert [v.voto for v in s.voti.filter(voce__gruppo="servizio")] == [3, 3, 3, 3]


@pytest.mark.parametrize("voto", ["4", "-1", "2,5", "tre", "³"])
def test_un_voto_fuori_scala_non_si_salva_e_il_resto_si(client: Client, c: SimpleNamespace, s: SchedaPersonale, voto: str) -> None:
    primo, secondo = s.voti.all()[:2]
    sbagliato = dati(s, **{f"voto_{primo.pk}": voto, f"voto_{secondo.pk}": 1})
    testo = da(client, c.po1).post(url("salva_personale", s), sbagliato, **HTMX).content.decode()
    assert "Scegli un voto della scala." in testo
    primo.refresh_from_db(), secondo.refresh_from_db()
    assert (primo.voto, secondo.voto) == (None, 1)


def test_due_che_scrivono_insieme_non_perdono_niente(client: Client, c: SimpleNamespace, s: SchedaPersonale) -> None:
    """The P.O. in two windows: the same mark in two ways is a question, the other one is saved."""
    primo, secondo = s.voti.all()[:2]
    pagina = da(client, c.po1).get(s.get_absolute_url())
    vecchi = dati(s, prima=pagina.context["prima"])
    client.post(url("salva_personale", s), vecchi | {"pagina": "una", f"voto_{primo.pk}": 3}, **HTMX)
    insieme = vecchi | {"pagina": "due", f"voto_{primo.pk}": 1, f"voto_{secondo.pk}": 2}
    testo = client.post(url("salva_personale", s), insieme, **HTMX).content.decode()
    primo.refresh_from_db(), secondo.refresh_from_db()
    assert (primo.voto, secondo.voto) == (3, 2)
    assert "in un’altra finestra" in testo and "3 · ottima" in testo and "1 · sufficiente" in testo
    s.refresh_from_db()
    client.post(s.get_absolute_url(), insieme | {"tieni_miei": s.versione, f"voto_{secondo.pk}": 2})
    primo.refresh_from_db()
    assert primo.voto == 1


def test_chi_legge_non_scrive(client: Client, c: SimpleNamespace, s: SchedaPersonale) -> None:
    """The dirigente reads the sheet of a unit that has its P.O., and writes when it is handed over."""
    pagina = da(client, c.dirigente1).get(s.get_absolute_url()).content.decode()
    assert 'type="radio"' not in pagina
    primo = s.voti.first()
    assert client.post(url("salva_personale", s), dati(s, **{f"voto_{primo.pk}": 3}), **HTMX).status_code == 403
    vota_personale(s, c.po1)
    porta_personale(s, ("trasmetti", c.po1))
    client.post(url("salva_personale", s), dati(s, **{f"voto_{primo.pk}": 3}), **HTMX)
    primo.refresh_from_db()
    assert primo.voto == 3


def test_nessuno_valuta_se_stesso(client: Client, c: SimpleNamespace, s: SchedaPersonale) -> None:
    """A dirigente among the staff of their own Direzione does not even see the open sheet."""
    SchedaPersonale.objects.filter(pk=s.pk).update(persona=c.persona_po1)
    for risposta in (da(client, c.po1).get(s.get_absolute_url()), client.post(url("salva_personale", s), dati(s), **HTMX)):
        assert risposta.status_code == 404


def test_dalla_compilazione_alla_presa_visione(client: Client, c: SimpleNamespace, s: SchedaPersonale) -> None:
    vota_personale(s, c.po1)
    cammino = ((c.po1, "trasmetti", COMPILATA), (c.dirigente1, "decidi", DECISA), (c.dirigente1, "partecipa", PARTECIPATA),
               (c.dipendente1, "firma", PRESA_VISIONE))  # fmt: skip
    for utente, azione, arrivo in cammino:
        s.refresh_from_db()
        indirizzo = url("passaggio_personale", s, azione)
        pagina = da(client, utente).get(indirizzo).content.decode()
        assert "232,20" in pagina
        assert client.post(indirizzo, {"versione": s.versione}).status_code == 302
        s.refresh_from_db()
        assert s.stato == arrivo
    testo = client.get(s.get_absolute_url()).content.decode()
    assert "Perché questo punteggio" in testo and "63 × " in testo and "riesame entro" in testo


def test_una_scheda_firmata_non_cambia(client: Client, c: SimpleNamespace, s: SchedaPersonale) -> None:
    ai_valutati(c, s)
    porta_personale(s, ("firma", c.dipendente1))
    primo = s.voti.first()
    for utente in (c.po1, c.dirigente1, c.dipendente1):
        assert da(client, utente).post(url("salva_personale", s), dati(s, **{f"voto_{primo.pk}": 0}), **HTMX).status_code == 403
    primo.refresh_from_db()
    assert primo.voto == 2


@pytest.mark.parametrize(("voto", "nota"), [(1, True), (2, False)])
def test_sotto_la_soglia_lo_dice(client: Client, c: SimpleNamespace, s: SchedaPersonale, voto: int, nota: bool) -> None:
    vota_personale(s, c.po1, voto=voto)
    assert ("non dà diritto al premio" in da(client, c.po1).get(s.get_absolute_url()).content.decode()) is nota
