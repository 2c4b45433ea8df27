"""Logging in and out, the limits of a session, what a browser may keep."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from smvp.organizzazione.models import Incarico, Utente
from smvp.organizzazione.sessioni import ACCESSO_IL
from smvp.registro.models import Evento
from tests.personaggi import PASSWORD, UTENTI

PAGINA = "/password/"  # a page for everybody who has logged in


def entra(client: Client, chi: str, password: str = PASSWORD, **altro: str) -> Any:
    return client.post(reverse("accedi"), {"username": chi, "password": password, **altro})


def e_dentro(client: Client) -> bool:
    return client.get(PAGINA).status_code == 200


def test_si_entra_con_la_password_e_si_torna_dove_si_voleva_andare(comune: SimpleNamespace, client: Client) -> None:
    assert client.get(PAGINA)["Location"] == f"/accedi/?next={PAGINA}"
    assert not e_dentro(client)
    assert entra(client, "ncvp", next=PAGINA)["Location"] == PAGINA
    assert e_dentro(client)


@pytest.mark.parametrize("fuori", ["https://altrove.example/", "//altrove.example/"])
def test_dopo_l_accesso_non_si_finisce_su_un_altro_sito(comune: SimpleNamespace, client: Client, fuori: str) -> None:
    assert entra(client, "ncvp", next=fuori)["Location"] == "/"


@pytest.mark.parametrize(("chi", "password"), [("ncvp", "sbagliata"), ("nessuno", PASSWORD), ("", "")])
def test_senza_la_password_giusta_non_si_entra(comune: SimpleNamespace, client: Client, chi: str, password: str) -> None:
    risposta = entra(client, chi, password)
    assert risposta.status_code == 200
    assert not e_dentro(client)


def test_chi_e_disattivato_non_entra_e_chi_e_dentro_esce_subito(comune: SimpleNamespace, client: Client) -> None:
    entra(client, "ncvp")
    assert e_dentro(client)
    Utente.objects.filter(pk=comune.ncvp.pk).update(is_active=False)
    assert not e_dentro(client)
    entra(client, "ncvp")
    assert not e_dentro(client)


def test_si_esce_solo_con_post(comune: SimpleNamespace, client: Client) -> None:
    entra(client, "ncvp")
    assert client.get(reverse("esci")).status_code == 405
    assert e_dentro(client)
    assert client.post(reverse("esci"))["Location"] == reverse("accedi")
    assert not e_dentro(client)


def test_dopo_troppi_tentativi_ci_si_ferma_anche_con_la_password_giusta(comune: SimpleNamespace, client: Client, settings: Any) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        risposta = entra(client, "ncvp", "sbagliata")
    assert risposta.status_code == 429
    assert entra(client, "ncvp").status_code == 429
    assert not e_dentro(client)
    entra(client, "sindaco")
    assert e_dentro(client), "gli altri entrano"


# --- limits ------------------------------------------------------------------------------------------------------------------


def _sposta_accesso(client: Client, quanto: timedelta) -> None:
    sessione = client.session
    sessione[ACCESSO_IL] -= int(quanto.total_seconds())
    sessione.save()


def test_una_sessione_finisce_dodici_ore_dopo_l_accesso(comune: SimpleNamespace, client: Client) -> None:
    entra(client, "ncvp")
    _sposta_accesso(client, timedelta(hours=11, minutes=59))
    assert e_dentro(client)
    _sposta_accesso(client, timedelta(minutes=1))
    assert not e_dentro(client)
    assert not e_dentro(client)
    entra(client, "ncvp")
    assert e_dentro(client)


def test_una_sessione_che_non_dice_quando_e_cominciata_finisce(comune: SimpleNamespace, client: Client) -> None:
    entra(client, "ncvp")
    sessione = client.session
    del sessione[ACCESSO_IL]
    sessione.save()
    assert not e_dentro(client)


def test_nell_accesso_la_sessione_cambia_chiave(comune: SimpleNamespace, client: Client, settings: Any) -> None:
    settings.DEMO = True
    entra(client, "ncvp")
    prima = client.session.session_key
    entra(client, "sindaco")
    assert client.session.session_key != prima


def test_nessuna_copia_delle_pagine_di_chi_e_entrato(comune: SimpleNamespace, client: Client) -> None:
    client.force_login(comune.ncvp)
    assert client.get(PAGINA)["Cache-Control"] == "no-store"
    assert client.get("/organizzazione/personale/importa/")["Cache-Control"] == "no-store", "anche i rifiuti"
    assert client.get("/pagina-che-non-esiste/")["Cache-Control"] == "no-store"


def test_ruoli_e_persona_costano_al_piu_tre_query(comune: SimpleNamespace, client: Client, django_assert_num_queries: Any) -> None:
    client.force_login(comune.personale)
    with django_assert_num_queries(7) as query:  # session, user, roles, person; then the session is saved, in a savepoint
        client.get(reverse("organizzazione:modello_csv"))
    delle_persone = [q["sql"] for q in query.captured_queries if re.search(r'FROM "organizzazione_(?!utente)', q["sql"])]
    assert len(delle_persone) == 2


# --- one's own password ----------------------------------------------------------------------------------------------------------


def test_si_cambia_la_propria_password(comune: SimpleNamespace, client: Client) -> None:
    entra(client, "ncvp")
    nuova = "una-frase-lunga-davvero"
    vecchia_sbagliata = client.post(PAGINA, {"old_password": "boh", "new_password1": nuova, "new_password2": nuova})
    assert vecchia_sbagliata.status_code == 200
    corta = client.post(PAGINA, {"old_password": PASSWORD, "new_password1": "corta", "new_password2": "corta"})
    assert "12 caratteri" in corta.content.decode()
    assert client.post(PAGINA, {"old_password": PASSWORD, "new_password1": nuova, "new_password2": nuova})["Location"] == "/"
    assert e_dentro(client)
    assert Evento.objects.filter(azione="accesso.password", utente="ncvp").count() == 1
    altro = Client()
    entra(altro, "ncvp", PASSWORD)
    assert not e_dentro(altro)


# --- the demo's cast ---------------------------------------------------------------------------------------------------------------


def test_il_cast_si_vede_solo_nella_dimostrazione(comune: SimpleNamespace, client: Client, settings: Any) -> None:
    assert "cast" not in client.get(reverse("accedi")).context
    settings.DEMO = True
    cast = client.get(reverse("accedi")).context["cast"]
    assert [g.ruolo for g in cast][:3] == ["Sindaco", "Segretario generale", "NCVP"]
    assert {p.username for g in cast for p in g.persone} == set(UTENTI) - {"dipendente2"}, "one of the staff for each Direzione"
    dirigenti = next(g for g in cast if g.ruolo == "Dirigente")
    assert [(p.username, p.nome, p.dove) for p in dirigenti.persone] == [
        ("dirigente1", "dott. Andrea Bertolini", "Finanze e Tributi"), ("dirigente2", "ing. Silvia Borghi", "Lavori Pubblici"),
    ]  # fmt: skip


def test_il_cast_si_legge_in_quattro_query_e_non_ripete_nessuno(
    comune: SimpleNamespace, client: Client, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.DEMO = True
    Incarico.objects.create(
        persona=comune.persona_dirigente1, ruolo="dirigente", direzione=comune.d2, ad_interim=True, dal=comune.incarico_po1.dal
    )
    Utente.objects.filter(pk=comune.dirigente2.pk).update(is_active=False)
    with django_assert_max_num_queries(5):
        cast = client.get(reverse("accedi")).context["cast"]
    assert [p.username for g in cast for p in g.persone if g.ruolo == "Dirigente"] == ["dirigente1"]


def test_nella_dimostrazione_si_cambia_personaggio_senza_uscire(comune: SimpleNamespace, client: Client, settings: Any) -> None:
    entra(client, "ncvp")
    assert client.get(reverse("accedi")).status_code == 302
    settings.DEMO = True
    assert client.get(reverse("accedi")).status_code == 200
    entra(client, "sindaco")
    assert int(client.session["_auth_user_id"]) == comune.sindaco.pk


def test_la_sessione_si_rinnova_una_volta_al_minuto_e_non_a_ogni_pagina(
    comune: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty idle minutes, without a write at each page."""
    client.force_login(comune.ncvp)
    client.get(PAGINA)
    scade = Session.objects.get().expire_date
    with CaptureQueriesContext(connection) as domande:
        client.get(PAGINA)
    assert not [q for q in domande if q["sql"].startswith("UPDATE")]
    dopo = timezone.now() + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: dopo)
    client.get(PAGINA)
    assert Session.objects.get().expire_date > scade + timedelta(minutes=19)
    monkeypatch.setattr(timezone, "now", lambda: dopo + timedelta(minutes=31))
    assert client.get(PAGINA).status_code == 302


# --- words for who does not get in -------------------------------------------------------------------------------------------------


def test_un_accesso_sbagliato_lo_dice_in_italiano_piano(comune: SimpleNamespace, client: Client) -> None:
    testo = client.post(reverse("accedi"), {"username": "ncvp", "password": "boh"}).content.decode()
    assert "Accesso non riuscito" in testo
    assert "Nome utente o password non corretti. Maiuscole e minuscole contano." in testo


def test_un_rifiuto_sta_in_una_riga_del_diario(comune: SimpleNamespace, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.force_login(comune.dipendente1)
    assert client.get(reverse("organizzazione:importa_personale")).status_code == 403
    (riga,) = [r for r in caplog.records if r.name == "django.request"]
    assert riga.getMessage().startswith("Forbidden")
    assert (riga.exc_info, riga.exc_text) == (None, None)
