"""Art. 19, the diary of the year (optional): who reads and writes it, that nothing is taken away, that without it there is no trace."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Appartenenza, Persona
from smvp.registro.models import Evento
from tests.personaggi import UTENTI
from tests.valutazioni.facolta import con_facolta
from tests.valutazioni.personale import con_schede_personale
from valutazioni.letture.diario import diari
from valutazioni.models import TESTO_MASSIMO, Annotazione
from valutazioni.operazioni.diario import annota
from valutazioni.permessi import puo_sul_diario

pytestmark = pytest.mark.django_db
NELL_ANNO = datetime(2025, 6, 12, 9, 30, tzinfo=FUSO)
FATTO = "Ha chiuso in tre giorni la pratica che era ferma da marzo."


@pytest.fixture
def acceso(monkeypatch: pytest.MonkeyPatch) -> None:
    con_facolta(monkeypatch, diario=True)


@pytest.fixture
def c(comune: SimpleNamespace, acceso: None, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2025-06-12"
    return comune


def scrivi(c: SimpleNamespace, di_chi: str, chi: str, testo: str = FATTO, quando: datetime = NELL_ANNO) -> Annotazione:
    persona = getattr(c, f"persona_{di_chi}")
    return annota(persona=persona, esercizio=c.esercizio, testo=testo, utente=getattr(c, chi), quando=quando)


def indirizzo(c: SimpleNamespace, di_chi: str) -> str:
    return reverse("valutazioni:diario", args=[getattr(c, f"persona_{di_chi}").pk, 2025])


# --- who ------------------------------------------------------------------------------------------------------------------------------

CHI = {
    "dipendente1": {"dipendente1", "po1", "dirigente1"},
    "dipendente3": {"dipendente3", "po2", "dirigente2"},
    "po1": {"po1", "dirigente1"},
    "dirigente1": {"dirigente1", "ncvp"},
    "segretario": {"segretario", "ncvp"},
}


@pytest.mark.parametrize("di_chi", CHI)
def test_chi_legge_e_scrive_il_diario_di_chi(c: SimpleNamespace, di_chi: str) -> None:
    persona = getattr(c, f"persona_{di_chi}")
    assert {u for u in UTENTI if puo_sul_diario(getattr(c, u), persona, c.esercizio)} == CHI[di_chi]


@pytest.mark.parametrize("chi", UTENTI)
def test_la_pagina_per_ciascuno(c: SimpleNamespace, client: Client, chi: str) -> None:
    client.force_login(getattr(c, chi))
    codici = {di_chi: client.get(indirizzo(c, di_chi)).status_code for di_chi in CHI}
    assert codici == {di_chi: 200 if chi in ammessi else 404 for di_chi, ammessi in CHI.items()}
    spediti = {di_chi: client.post(indirizzo(c, di_chi), {"testo": FATTO}).status_code for di_chi in CHI}
    assert spediti == {di_chi: 302 if chi in ammessi else 404 for di_chi, ammessi in CHI.items()}
    assert Annotazione.objects.filter(autore__username=chi).count() == sum(chi in ammessi for ammessi in CHI.values())


def test_un_altro_non_scrive_nemmeno_senza_la_pagina(c: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        scrivi(c, "dipendente1", "dirigente2")


def test_una_po_non_legge_il_diario_di_un_altra_po_della_sua_unita(c: SimpleNamespace) -> None:
    """Even one who is staff there by their place: who evaluates a P.O. is the dirigente."""
    Appartenenza.objects.create(persona=c.persona_po2, direzione=c.s1, categoria="D", dal=c.appartenenza_dipendente1.dal)
    assert not puo_sul_diario(c.po1, c.persona_po2, c.esercizio)


@pytest.mark.parametrize(("chi", "attesi"), [
    ("po1", ["Brusa", "Pirazzi", "Rossi"]), ("dirigente1", ["Bertolini", "Brusa", "Pirazzi", "Rossi"]), ("dipendente1", ["Rossi"]),
    ("ncvp", ["Bertolini", "Borghi", "Zanetta"]),
])  # fmt: skip
def test_ognuno_trova_i_suoi_diari(c: SimpleNamespace, client: Client, chi: str, attesi: list[str]) -> None:
    scrivi(c, "dipendente1", "po1")
    pagina = diari(getattr(c, chi), c.esercizio, "", None)
    assert [p.cognome for p in pagina] == attesi
    assert {p.cognome: p.quante for p in pagina}.get("Rossi") == (1 if "Rossi" in attesi else None)
    client.force_login(getattr(c, chi))
    testo = client.get(reverse("valutazioni:diari", args=[2025])).content.decode()
    assert 'aria-current="page">Diario</a>' in testo
    assert (f'href="{indirizzo(c, "dipendente1")}"' in testo) is ("Rossi" in attesi)


@pytest.mark.parametrize("chi", ["personale", "controllo", "segreteria", "sindaco", "admin"])
def test_chi_non_valuta_e_non_e_valutato_non_ha_l_elenco(c: SimpleNamespace, client: Client, chi: str) -> None:
    client.force_login(getattr(c, chi))
    assert client.get(reverse("valutazioni:diari", args=[2025])).status_code == 403


# --- what -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("di_chi", "chi", "avvisati"),
    [
        ("dipendente1", "po1", {"dipendente1"}),
        ("dipendente1", "dirigente1", {"dipendente1"}),
        ("dipendente1", "dipendente1", {"po1", "dirigente1"}),
        ("po1", "po1", {"dirigente1"}),
        ("po1", "dirigente1", {"po1"}),
        ("dirigente1", "dirigente1", {"ncvp"}),
        ("dirigente1", "ncvp", {"dirigente1"}),
    ],
)
def test_l_altra_parte_riceve_un_avviso(c: SimpleNamespace, di_chi: str, chi: str, avvisati: set[str]) -> None:
    scrivi(c, di_chi, chi)
    assert set(Notifica.objects.values_list("destinatario__username", flat=True)) == avvisati
    assert set(Notifica.objects.values_list("url", flat=True)) == {indirizzo(c, di_chi)}


def test_tutti_e_due_leggono_chi_e_quando(c: SimpleNamespace, client: Client) -> None:
    scrivi(c, "dipendente1", "po1")
    scrivi(c, "dipendente1", "dipendente1", "La pratica era ferma perché mancava il parere della Provincia.")
    for chi in ("po1", "dipendente1"):
        client.force_login(getattr(c, chi))
        testo = client.get(indirizzo(c, "dipendente1")).content.decode()
        assert testo.index(FATTO) < testo.index("parere della Provincia")
        assert "dott.ssa Marta Pirazzi, valutatore, giovedì 12" in testo and "Anna Rossi, valutato, giovedì 12" in testo
    assert list(Evento.objects.filter(azione="diario.annota").values_list("utente", flat=True)) == ["po1", "dipendente1"]


def test_premuto_due_volte_e_un_annotazione_sola(c: SimpleNamespace) -> None:
    assert scrivi(c, "dipendente1", "po1") == scrivi(c, "dipendente1", "po1")
    scrivi(c, "dipendente1", "dipendente1", FATTO)
    assert (Annotazione.objects.count(), Notifica.objects.count()) == (2, 3)


@pytest.mark.parametrize("testo", ["", "  \n ", "\u200b", "x" * (TESTO_MASSIMO + 1)])
def test_un_testo_che_non_puo_stare(c: SimpleNamespace, client: Client, testo: str) -> None:
    with pytest.raises(DatiNonValidi):
        scrivi(c, "dipendente1", "po1", testo)
    client.force_login(c.po1)
    risposta = client.post(indirizzo(c, "dipendente1"), {"testo": testo})
    assert risposta.status_code == 422 and testo.strip() in risposta.content.decode()


@pytest.mark.parametrize("quando", [datetime(2024, 12, 31, 23, 59, tzinfo=FUSO), datetime(2026, 1, 1, 0, 0, tzinfo=FUSO)])
def test_si_scrive_solo_nell_anno(c: SimpleNamespace, quando: datetime) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="dal 1° gennaio al 31 dicembre 2025"):
        scrivi(c, "dipendente1", "po1", quando=quando)
    assert scrivi(c, "dipendente1", "po1", quando=datetime(2025, 12, 31, 23, 59, tzinfo=FUSO)).pk


def test_dopo_l_anno_si_legge_e_il_modulo_non_c_e(c: SimpleNamespace, client: Client, settings: Any) -> None:
    scrivi(c, "dipendente1", "po1")
    settings.OGGI = "2026-04-10"
    client.force_login(c.po1)
    testo = client.get(indirizzo(c, "dipendente1")).content.decode()
    assert FATTO in testo and "<textarea" not in testo and "ora si può solo leggere" in testo
    risposta = client.post(indirizzo(c, "dipendente1"), {"testo": "Me ne ricordo adesso."})
    assert risposta.status_code == 422 and Annotazione.objects.count() == 1


def test_il_database_non_lascia_cambiare_ne_togliere(c: SimpleNamespace) -> None:
    nota = scrivi(c, "dipendente1", "po1")
    for gesto in (lambda: Annotazione.objects.filter(pk=nota.pk).update(testo="Altro."), lambda: nota.delete()):
        with pytest.raises(Error, match="non si cambia e non si toglie"), transaction.atomic():
            gesto()
    assert Annotazione.objects.get(pk=nota.pk).testo == FATTO


# --- on the sheets, and without it ----------------------------------------------------------------------------------------------------


def test_la_scheda_lo_cita_a_chi_lo_legge(c: SimpleNamespace, client: Client, settings: Any) -> None:
    scrivi(c, "dipendente1", "po1")
    scrivi(c, "dipendente1", "dipendente1", "Mancava il parere.")
    settings.OGGI = "2026-04-10"
    con_schede_personale(c)
    client.force_login(c.po1)
    testo = client.get(c.scheda_dipendente1.get_absolute_url()).content.decode()
    assert "Diario dell’anno: 2 annotazioni" in testo and FATTO in testo


def test_chi_ha_la_scheda_dell_anno_legge_il_diario_anche_se_la_persona_ha_cambiato_ufficio(c: SimpleNamespace, settings: Any) -> None:
    con_schede_personale(c)
    Appartenenza.objects.filter(persona=c.persona_dipendente1).update(direzione=c.s2)
    assert puo_sul_diario(c.po1, c.persona_dipendente1, c.esercizio)
    assert puo_sul_diario(c.po2, c.persona_dipendente1, c.esercizio)


def test_senza_la_facolta_non_ce_n_e_traccia(comune: SimpleNamespace, client: Client, settings: Any) -> None:
    """Even with remarks left from another version."""
    settings.OGGI = "2026-04-10"
    con_schede_personale(comune)
    Annotazione.objects.create(
        esercizio=comune.esercizio, persona=Persona.objects.get(utente=comune.dipendente1), autore=comune.po1, testo=FATTO,
        scritta_il=NELL_ANNO,
    )  # fmt: skip
    client.force_login(comune.po1)
    assert client.get(indirizzo(comune, "dipendente1")).status_code == 404
    assert client.get(reverse("valutazioni:diari", args=[2025])).status_code == 404
    for pagina in (comune.scheda_dipendente1.get_absolute_url(), reverse("valutazioni:personale", args=[2025])):
        testo = client.get(pagina).content.decode()
        assert "Diario" not in testo and "diario" not in testo
    assert not puo_sul_diario(comune.po1, comune.persona_dipendente1, comune.esercizio)
