"""The administration: only for the administrator, only of this floor, every act in the log."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from smvp.organizzazione.admin import AdminRegistrato
from smvp.organizzazione.models import Incarico, Nomina, Utente
from smvp.registro.models import Evento
from tests.personaggi import UTENTI

MODELLI = ["utente", "ente", "esercizio", "direzione", "persona", "incarico", "appartenenza", "nomina"]


def pagina(modello: str, che: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:organizzazione_{modello}_{che}", args=args)


@pytest.fixture
def amministratore(comune: SimpleNamespace, client: Client) -> Client:
    client.force_login(comune.admin)
    return client


def atti() -> list[tuple[str, str, str]]:
    return list(Evento.objects.filter(azione__startswith="amministrazione").values_list("azione", "oggetto", "utente"))


@pytest.mark.parametrize("modello", MODELLI)
def test_l_elenco_e_una_riga_si_aprono_senza_una_query_a_riga(
    comune: SimpleNamespace, amministratore: Client, modello: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        assert amministratore.get(pagina(modello)).status_code == 200
    riga = admin.site._registry[next(m for m in admin.site._registry if m._meta.model_name == modello)].model.objects.first()
    assert amministratore.get(pagina(modello, "change", riga.pk)).status_code == 200


def test_si_vedono_solo_i_modelli_di_questo_piano(amministratore: Client) -> None:
    assert {m._meta.app_label for m in admin.site._registry} == {"organizzazione"}
    testo = amministratore.get("/amministrazione/").content.decode()
    for parola in ("Sched", "Obiettiv", "Premi", "Access attempts", "Gruppi"):
        assert parola not in testo


@pytest.mark.parametrize("chi", [u for u in UTENTI if u != "admin"])
def test_gli_altri_non_entrano(comune: SimpleNamespace, client: Client, chi: str) -> None:
    client.force_login(getattr(comune, chi))
    assert client.get("/amministrazione/", follow=True).status_code == 403
    assert client.get(pagina("persona"), follow=True).status_code == 403


def test_chi_non_e_entrato_passa_dall_unico_accesso(comune: SimpleNamespace, client: Client) -> None:
    risposta = client.get(pagina("persona"), follow=True)
    assert risposta.request["PATH_INFO"] == reverse("accedi")


def test_ogni_modifica_va_nel_registro(comune: SimpleNamespace, amministratore: Client) -> None:
    dati = {"persona": comune.persona_po1.pk, "ruolo": "controllo", "dal": "01/01/2026", "al": ""}
    assert amministratore.post(pagina("nomina", "add"), dati).status_code == 302
    nomina = Nomina.objects.get(persona=comune.persona_po1)
    amministratore.post(pagina("nomina", "change", nomina.pk), {**dati, "al": "31/12/2026"})
    amministratore.post(pagina("nomina", "delete", nomina.pk), {"post": "yes"})
    assert atti() == [(f"amministrazione.{che}", "nomina", "admin") for che in ("aggiunto", "modificato", "cancellato")]
    modificato = Evento.objects.get(azione="amministrazione.modificato").contenuto
    assert modificato["valori"]["al"] == "2026-12-31"
    assert not Nomina.objects.filter(pk=nomina.pk).exists()


def test_una_sovrapposizione_si_spiega_e_non_si_registra(comune: SimpleNamespace, amministratore: Client) -> None:
    incarico = comune.incarico_dirigente1
    risposta = amministratore.post(pagina("incarico", "add"), {
        "persona": incarico.persona_id, "ruolo": "dirigente", "tipo_po": "", "direzione": comune.d2.pk, "dal": "01/06/2025",
        "retribuzione_risultato": "0",
    })  # fmt: skip
    testo = risposta.content.decode()
    assert "Il periodo si sovrappone a quello di un’altra riga: Dirigente, Finanze e Tributi · Andrea Bertolini, dal 01/01/2024" in testo
    assert Incarico.objects.filter(persona=incarico.persona_id).count() == 1
    assert atti() == []


def test_un_utente_nasce_si_disattiva_e_non_si_cancella(comune: SimpleNamespace, amministratore: Client) -> None:
    segreta = "una-frase-lunga-davvero"
    nuovo = {"username": "nuovo", "usable_password": "true", "password1": segreta, "password2": segreta}
    amministratore.post(pagina("utente", "add"), nuovo)
    utente = Utente.objects.get(username="nuovo")
    amministratore.post(pagina("utente", "change", utente.pk), {"username": "nuovo", "email": ""})
    utente.refresh_from_db()
    assert not utente.is_active
    assert amministratore.post(pagina("utente", "delete", utente.pk), {"post": "yes"}).status_code == 403
    cambio = reverse("admin:auth_user_password_change", args=[utente.pk])
    amministratore.post(cambio, {"usable_password": "true", "password1": segreta + "2", "password2": segreta + "2"})
    assert [a for a, _, _ in atti()] == ["amministrazione.aggiunto", "amministrazione.modificato", "amministrazione.modificato"]
    assert "md5" not in "".join(Evento.objects.values_list("dati", flat=True)), "la password non entra nel registro, nemmeno cifrata"


def test_l_ente_non_si_raddoppia_e_non_si_cancella(comune: SimpleNamespace, amministratore: Client) -> None:
    assert amministratore.get(pagina("ente", "add")).status_code == 403
    assert amministratore.post(pagina("ente", "delete", 1), {"post": "yes"}).status_code == 403


def test_dall_amministrazione_si_esce_e_si_cambia_password_come_altrove(comune: SimpleNamespace, amministratore: Client) -> None:
    assert amministratore.get(reverse("admin:password_change"))["Location"] == reverse("password")
    assert amministratore.post(reverse("admin:logout"))["Location"] == reverse("accedi")
    assert amministratore.get("/amministrazione/", follow=True).request["PATH_INFO"] == reverse("accedi")


def test_l_indice_spiega_ogni_voce_e_riporta_all_applicazione(comune: SimpleNamespace, amministratore: Client) -> None:
    testo = amministratore.get("/amministrazione/").content.decode()
    assert '<a href="/">Torna all’applicazione</a>' in testo
    assert ">Esci</button>" in testo
    assert "img/favicon.svg" in testo
    assert all(a.spiegazione in testo and a.spiegazione for a in admin.site._registry.values() if isinstance(a, AdminRegistrato))
    assert "In che ufficio lavora ciascun dipendente" in testo


def test_le_date_non_confrontano_gli_orologi(comune: SimpleNamespace, amministratore: Client) -> None:
    testo = amministratore.get(pagina("nomina", "change", Nomina.objects.get(persona=comune.persona_ncvp).pk)).content.decode()
    assert '<input type="date" name="dal" value="2024-01-01"' in testo
    assert "vDateField" not in testo
    assert "DateTimeShortcuts.js" not in testo
