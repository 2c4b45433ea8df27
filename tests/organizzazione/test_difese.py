"""Attacks on the doors: one password on many names, NUL in an address, an administrator who appoints himself."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smvp.organizzazione.models import Incarico, Nomina, Persona
from smvp.registro.models import Evento
from tests.personaggi import PASSWORD

PER_SE = "deve farlo un altro amministratore"


def entra(client: Client, chi: str, password: str = PASSWORD, **intestazioni: Any) -> Any:
    return client.post(reverse("accedi"), {"username": chi, "password": password}, **intestazioni)


def pagina(modello: str, che: str = "add", *args: Any) -> str:
    return reverse(f"admin:organizzazione_{modello}_{che}", args=args)


# --- failed logins ------------------------------------------------------------------------------------------------------------


def test_una_password_provata_su_molti_nomi_ferma_l_indirizzo(comune: SimpleNamespace, client: Client, settings: Any) -> None:
    settings.TENTATIVI_PER_INDIRIZZO = 20
    for n in range(19):
        assert entra(client, f"nome{n}", "Estate2026!").status_code == 200
    assert entra(client, "nome19", "Estate2026!").status_code == 429
    assert entra(client, "sindaco").status_code == 429, "nemmeno con la password giusta, per un quarto d'ora"
    assert entra(Client(), "sindaco", REMOTE_ADDR="192.0.2.7").status_code == 302, "da un altro indirizzo si entra"


def test_bussare_mentre_e_chiuso_non_allunga_l_attesa(comune: SimpleNamespace, client: Client, settings: Any) -> None:
    from axes.models import AccessAttempt

    settings.TENTATIVI_PER_INDIRIZZO = 10
    for n in range(30):
        entra(client, f"nome{n}", "Estate2026!")
    assert AccessAttempt.objects.count() == 10


def test_da_un_indirizzo_entrano_quanti_vogliono(comune: SimpleNamespace, settings: Any) -> None:
    settings.TENTATIVI_PER_INDIRIZZO = 10
    for _ in range(15):
        assert entra(Client(), "sindaco").status_code == 302


# --- NUL ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "indirizzo",
    [
        "/amministrazione/organizzazione/incarico/?ruolo__exact=%00",
        "/amministrazione/organizzazione/persona/?q=a%00b",
        "/amministrazione/autocomplete/?app_label=organizzazione&model_name=incarico&field_name=persona&term=%00",
        "/amministrazione/organizzazione/persona/%00/change/",
        "/?x=%00",
        "/accedi/?next=/%00",
    ],
)
def test_un_nullo_nell_indirizzo_e_una_richiesta_sbagliata(comune: SimpleNamespace, client: Client, indirizzo: str) -> None:
    assert client.get(indirizzo).status_code == 400
    client.force_login(comune.admin)
    risposta = client.get(indirizzo)
    assert risposta.status_code == 400
    assert "Non ho capito la richiesta" in risposta.content.decode()
    assert risposta["Cache-Control"] == "no-store"
    assert client.get("/amministrazione/organizzazione/persona/?q=100%2500").status_code == 200, "un segno di percento è un'altra cosa"


# --- the administrator and himself ------------------------------------------------------------------------------------------------


@pytest.fixture
def io(comune: SimpleNamespace, client: Client) -> Persona:
    client.force_login(comune.admin)
    persona = Persona.objects.filter(utente=comune.admin).first()
    return persona or Persona.objects.create(matricola="9999", nome="Ada", cognome="Sistemi", genere="f", utente=comune.admin)


def incarico(persona: Persona, **altro: Any) -> dict[str, Any]:
    return {"persona": persona.pk, "ruolo": "segretario", "tipo_po": "", "dal": "2030-01-01", "retribuzione_risultato": "0", **altro}


@pytest.mark.parametrize("ruolo", ["ncvp", "sindaco", "personale"])
def test_l_amministratore_non_nomina_se_stesso(comune: SimpleNamespace, client: Client, io: Persona, ruolo: str) -> None:
    risposta = client.post(pagina("nomina"), {"persona": io.pk, "ruolo": ruolo, "dal": "2026-01-01"})
    assert PER_SE in risposta.content.decode()
    assert not Nomina.objects.filter(persona=io, ruolo=ruolo).exists()


def test_ne_prende_la_nomina_di_un_altro_ne_cambia_la_propria(comune: SimpleNamespace, client: Client, io: Persona) -> None:
    altrui = Nomina.objects.filter(ruolo="ncvp").exclude(persona=io).first()
    assert altrui is not None
    di_chi = altrui.persona_id
    risposta = client.post(pagina("nomina", "change", altrui.pk), {"persona": io.pk, "ruolo": "ncvp", "dal": "2020-01-01"})
    assert PER_SE in risposta.content.decode()
    altrui.refresh_from_db()
    assert altrui.persona_id == di_chi
    mia = Nomina.objects.create(persona=io, ruolo="controllo", dal="2026-01-01")
    for persona in (io.pk, di_chi):
        risposta = client.post(pagina("nomina", "change", mia.pk), {"persona": persona, "ruolo": "ncvp", "dal": "2026-01-01"})
        assert PER_SE in risposta.content.decode()
    mia.refresh_from_db()
    assert (mia.persona_id, mia.ruolo) == (io.pk, "controllo")


def test_l_amministratore_non_da_un_incarico_a_se_stesso(comune: SimpleNamespace, client: Client, io: Persona) -> None:
    risposta = client.post(pagina("incarico"), incarico(io, direzione=comune.d1.pk))
    assert PER_SE in risposta.content.decode()
    assert not Incarico.objects.filter(persona=io).exists()


def test_ne_diventa_chi_ha_gia_una_nomina(comune: SimpleNamespace, client: Client, io: Persona) -> None:
    ncvp = Persona.objects.get(utente=comune.ncvp)
    Persona.objects.filter(pk=io.pk).update(utente=None)
    dati = {"matricola": ncvp.matricola, "nome": ncvp.nome, "cognome": ncvp.cognome, "genere": ncvp.genere, "utente": comune.admin.pk}
    assert PER_SE in client.post(pagina("persona", "change", ncvp.pk), dati).content.decode()
    ncvp.refresh_from_db()
    assert ncvp.utente_id == comune.ncvp.pk


def test_nomine_incarichi_e_password_dati_dall_amministratore_restano_nel_registro(
    comune: SimpleNamespace, client: Client, io: Persona
) -> None:
    altro = comune.persona_po1
    Nomina.objects.filter(ruolo="ncvp").update(al=date(2029, 12, 31))  # monocratic: another comes when this one has ended (art. 34)
    for ruolo in ("sindaco", "ncvp", "personale"):
        assert client.post(pagina("nomina"), {"persona": altro.pk, "ruolo": ruolo, "dal": "2030-01-01"}).status_code == 302
    assert client.post(pagina("incarico"), incarico(altro, direzione=comune.d1.pk)).status_code == 302
    segretario = Incarico.objects.get(persona=altro, ruolo="segretario")
    cambio = incarico(altro, direzione=comune.d1.pk, al="2030-12-31")
    assert client.post(pagina("incarico", "change", segretario.pk), cambio).status_code == 302
    nuova = {"usable_password": "true", "password1": "una-frase-lunga-davvero", "password2": "una-frase-lunga-davvero"}
    assert client.post(reverse("admin:auth_user_password_change", args=[comune.ncvp.pk]), nuova).status_code == 302
    eventi = list(Evento.objects.filter(azione__startswith="amministrazione").order_by("numero"))
    assert [(e.azione.removeprefix("amministrazione."), e.oggetto, e.utente) for e in eventi] == [
        *[("aggiunto", "nomina", "admin")] * 3, ("aggiunto", "incarico", "admin"), ("modificato", "incarico", "admin"),
        ("modificato", "utente", "admin"),
    ]  # fmt: skip
    assert [e.contenuto["valori"]["ruolo"] for e in eventi[:5]] == ["sindaco", "ncvp", "personale", "segretario", "segretario"]
    assert eventi[-1].oggetto_id == str(comune.ncvp.pk)
    assert "password" in str(eventi[-1].contenuto["modifiche"]).lower()
