"""The pages where one answers and where one builds: nothing typed is lost, hostile texts stay texts, no cookie, no reading twice."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from smvp.documenti.fogli import XLSX
from smvp.indagini.models import SODDISFAZIONE, Indagine
from smvp.indagini.views import limite

from .scene import DOPO, QUANDO, aperta, bozza, chiusa, in_servizio, passo, rispondono

pytestmark = pytest.mark.django_db
OSTILE = "<script>alert(1)</script>\"'=1+1&#8238;"


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    cache.clear()
    return comune


def di(utente: Any) -> Client:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente


def _modulo(cliente: Client, indirizzo: str) -> str:
    return str(cliente.get(indirizzo).context["form"]["modulo"].value())


# --- users -------------------------------------------------------------------------------------------------------------------------------


def test_un_utente_risponde_senza_entrare_e_senza_biscotti(c: SimpleNamespace) -> None:
    riga = aperta(c, SODDISFAZIONE)
    cliente, indirizzo = Client(enforce_csrf_checks=True), reverse("indagini:utenti", args=[riga.gettone])
    dati = {"modulo": _modulo(cliente, indirizzo), "d1": "4", "d3": ["0", "2"], "d5": OSTILE}
    for _ in range(2):
        assert cliente.post(indirizzo, dati).url == reverse("indagini:grazie_utenti", args=[riga.gettone])
    assert not cliente.cookies
    foglio, testo = riga.fogli.get(), riga.testi.get()
    assert (foglio.valori, testo.testo) == ({"d1": 4, "d3": [0, 2]}, OSTILE)


def test_chi_e_entrato_per_lavoro_qui_non_e_nessuno(c: SimpleNamespace) -> None:
    riga = aperta(c, SODDISFAZIONE)
    pagina = di(c.segretario).get(reverse("indagini:utenti", args=[riga.gettone])).content.decode()
    assert c.persona_segretario.cognome not in pagina


@pytest.mark.parametrize(
    ("dati", "resta"),
    [
        ({"d1": "", "d5": "Parole che restano"}, "Parole che restano"),
        ({"d1": "4", "d5": "x" * 100_000}, "x" * 100_000),
        ({"d1": "99", "d5": "y"}, "\ny</textarea>"),
        ({"d1": "4", "d5": OSTILE, "modulo": "falso"}, escape(OSTILE)),
    ],
)
def test_una_risposta_che_non_va_torna_intera(c: SimpleNamespace, dati: dict[str, str], resta: str) -> None:
    riga = aperta(c, SODDISFAZIONE)
    cliente, indirizzo = Client(), reverse("indagini:utenti", args=[riga.gettone])
    risposta = cliente.post(indirizzo, {"modulo": _modulo(cliente, indirizzo)} | dati)
    assert risposta.status_code == 200
    pagina = risposta.content.decode()
    assert resta in pagina
    assert "le altre risposte sono rimaste" in pagina
    assert "<script>alert" not in pagina
    assert not riga.fogli.exists()
    if dati.get("modulo"):  # the form that came back has a name of its own again
        dati["modulo"] = str(risposta.context["form"]["modulo"].value())
        assert cliente.post(indirizzo, dati).status_code == 302


def test_chi_arriva_presto_tardi_o_con_un_indirizzo_sbagliato(c: SimpleNamespace, settings: Any) -> None:
    riga = aperta(c, SODDISFAZIONE)
    indirizzo = reverse("indagini:utenti", args=[riga.gettone])
    for giorno, detto in (("2026-03-30", "Si potrà rispondere dal 01/04/2026"), ("2026-05-02", "Si poteva rispondere fino al 30/04/2026")):
        settings.OGGI = giorno
        risposta = Client().get(indirizzo)
        assert (risposta.status_code, detto in risposta.content.decode()) == (200, True)
    passo(c, riga, "chiudi", DOPO)
    assert "grazie lo stesso" in Client().post(indirizzo, {"d1": "4"}).content.decode()
    assert Client().get(f"{indirizzo[:-2]}X/").status_code == 404


def test_da_un_indirizzo_solo_non_arrivano_risposte_tutto_il_giorno(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limite, "RISPOSTE", 2)
    riga = aperta(c, SODDISFAZIONE)
    cliente, indirizzo = Client(), reverse("indagini:utenti", args=[riga.gettone])
    codici = [cliente.post(indirizzo, {"modulo": _modulo(cliente, indirizzo), "d1": "4"}).status_code for _ in range(3)]
    assert codici == [302, 302, 429]
    altrove = cliente.post(indirizzo, {"modulo": _modulo(cliente, indirizzo), "d1": "4"}, REMOTE_ADDR="192.0.2.7")
    assert altrove.status_code == 302


# --- staff -------------------------------------------------------------------------------------------------------------------------------


def test_chi_lavora_qui_la_trova_sulla_scrivania_finche_non_ha_risposto(c: SimpleNamespace) -> None:
    riga = aperta(c)
    cliente, indirizzo = di(c.po1), reverse("indagini:rispondi", args=[riga.pk])
    assert indirizzo in cliente.get("/").content.decode()
    assert cliente.get(riga.get_absolute_url()).url == indirizzo
    assert cliente.post(indirizzo, {"d1": "2"}).url == reverse("indagini:grazie", args=[riga.pk])
    assert indirizzo not in cliente.get("/").content.decode()
    assert "Hai già risposto" in cliente.get(indirizzo).content.decode()
    assert di(c.dipendente1).get(indirizzo).status_code == 200


def test_un_invio_vuoto_dice_che_cosa_serve(c: SimpleNamespace) -> None:
    riga = aperta(c)
    pagina = di(c.po1).post(reverse("indagini:rispondi", args=[riga.pk]), {"d5": "Resto qui"}).content.decode()
    assert "Questa risposta serve." in pagina
    assert "Resto qui" in pagina
    assert not riga.inviti.filter(ha_risposto=True).exists()


# --- who builds --------------------------------------------------------------------------------------------------------------------------


def test_una_domanda_si_scrive_e_quel_che_non_va_torna_intero(c: SimpleNamespace) -> None:
    riga = bozza(c)
    cliente, indirizzo = di(c.personale), reverse("indagini:domanda_nuova", args=[riga.pk, "s1", "una"])
    dati = {"testo": OSTILE, "sezione": "s1", "opzioni": "Sola", "versione": riga.versione}
    pagina = cliente.post(indirizzo, dati)
    assert pagina.status_code == 422
    assert escape(OSTILE)[:40] in pagina.content.decode()
    assert cliente.post(indirizzo, dati | {"opzioni": "Una\r\n\r\nDue"}).status_code == 302
    nuova = Indagine.objects.get(pk=riga.pk).domande.sezione("s1").domande[-1]  # type: ignore[union-attr]
    assert (nuova.codice, nuova.opzioni) == ("d6", ("Una", "Due"))
    vecchia = cliente.post(indirizzo, dati | {"opzioni": "Tre\nQuattro"})
    assert vecchia.status_code == 409
    assert "Quattro" in vecchia.content.decode()
    assert "<script>alert" not in cliente.get(reverse("indagini:anteprima", args=[riga.pk])).content.decode()


def test_i_risultati_si_leggono_si_scaricano_e_i_testi_restano_qui(c: SimpleNamespace) -> None:
    riga = chiusa(c, [{"d1": n % 5 + 1, "d3": (0,)} for n in range(10)])
    cliente = di(c.controllo)
    pagina = cliente.get(reverse("indagini:risultati", args=[riga.pk])).content.decode()
    assert "Media 3 su 5" in pagina
    assert "Testo 7" in pagina
    foglio = cliente.get(reverse("indagini:foglio", args=[riga.pk]))
    assert foglio["Content-Type"] == XLSX
    assert b"Testo 7" not in foglio.content
    assert cliente.get(reverse("indagini:qr", args=[riga.pk])).content.startswith(b"<svg")


def test_le_pagine_fanno_sempre_le_stesse_domande_al_database(c: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    """The list with one survey and with five, the desk of who is invited to as many."""
    aperta(c)
    quante = []
    for _ in range(2):
        with django_assert_max_num_queries(40) as lette:
            di(c.segretario).get(reverse("indagini:elenco", args=[2025]))
        with django_assert_max_num_queries(80) as sue:
            di(c.dipendente1).get("/")
        quante.append((len(lette), len(sue)))
        for _ in range(4):
            aperta(c)
    assert quante[0] == quante[1]


def test_il_momento_della_chiusura_conta_per_tutti(c: SimpleNamespace) -> None:
    riga = aperta(c)
    rispondono(riga, in_servizio(c, 1) and [c.persona_po1])
    passo(c, riga, "chiudi_prima", QUANDO, "Il server si ferma per manutenzione.")
    assert "è chiuso" in di(c.po2).post(reverse("indagini:rispondi", args=[riga.pk]), {"d1": "3"}).content.decode()
