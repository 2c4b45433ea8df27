"""The pages of the staff import: effect, wrong role, wrong object, wrong method, repetition."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from smvp.organizzazione.models import Importazione, Persona
from tests.personaggi import UTENTI

PAGINA = "/organizzazione/personale/importa/"
FILE = "matricola;cognome;nome;direzione;categoria;tempo;dal\n9001;Neri;Ugo;D1;C;50%;01/03/2026\n"
NON_AMMESSI = [u for u in UTENTI if u not in ("personale", "admin")]


@pytest.fixture
def personale(comune: SimpleNamespace, client: Client) -> Client:
    client.force_login(comune.personale)
    return client


def carica(client: Client, testo: str = FILE, nome: str = "personale.csv") -> Any:
    return client.post(PAGINA, {"file": SimpleUploadedFile(nome, testo.encode())})


def conferma(client: Client, pagina: str) -> Any:
    impronta = client.get(pagina).context["form"].initial["impronta"]
    return client.post(f"{pagina}conferma/", {"impronta": impronta}, follow=True)


def test_dal_file_alla_conferma(comune: SimpleNamespace, personale: Client) -> None:
    assert "Scarica il modello" in personale.get(PAGINA).content.decode()
    anteprima = carica(personale)
    assert anteprima.status_code == 302
    testo = personale.get(anteprima["Location"]).content.decode()
    assert "Neri Ugo" in testo
    for valore in ("Finanze e Tributi", "50\N{NO-BREAK SPACE}%", "01/03/2026"):
        assert f"<b>{valore}</b>" in testo
    assert "Applica le modifiche" in testo
    assert not Persona.objects.filter(matricola="9001").exists()
    fatta = conferma(personale, anteprima["Location"])
    assert "Importazione conclusa" in fatta.content.decode()
    assert Persona.objects.get(matricola="9001").appartenenze.get().direzione == comune.d1


def test_confermare_due_volte_vale_una(personale: Client) -> None:
    pagina = carica(personale)["Location"]
    impronta = personale.get(pagina).context["form"].initial["impronta"]
    for _ in range(2):
        assert personale.post(f"{pagina}conferma/", {"impronta": impronta})["Location"] == pagina
    assert Persona.objects.filter(matricola="9001").count() == 1


def test_un_file_con_difetti_torna_con_tutti_i_motivi(personale: Client) -> None:
    risposta = carica(personale, FILE.replace("50%", "mezzo").replace(";C;", ";E;"))
    testo = risposta.content.decode()
    assert risposta.status_code == 422
    assert "2 errori da correggere" in testo
    assert "«E»: scrivi A, B, C oppure D." in testo
    assert not Importazione.objects.exists()


def test_i_difetti_del_file_e_quelli_dei_dati_si_dicono_insieme(personale: Client) -> None:
    testo = carica(personale, FILE.replace("50%", "mezzo") + "9002;Blu;Ada;D9;C;1;01/03/2026\n").content.decode()
    assert "2 errori da correggere" in testo
    assert "0,5 oppure 50%" in testo
    assert "Non c’è un ufficio con codice «D9»" in testo


def test_senza_file_si_resta_sulla_pagina(personale: Client) -> None:
    risposta = personale.post(PAGINA)
    assert risposta.status_code == 422
    assert "Scegli un file" in risposta.content.decode()


def test_un_file_enorme_si_rifiuta(personale: Client) -> None:
    risposta = carica(personale, "x" * (10 * 1024 * 1024 + 1))
    assert risposta.status_code == 422
    assert "supera i 10 MB" in risposta.content.decode()


def test_quando_i_dati_cambiano_si_rivede_l_anteprima(personale: Client) -> None:
    pagina = carica(personale)["Location"]
    impronta = personale.get(pagina).context["form"].initial["impronta"]
    Persona.objects.create(matricola="9001", cognome="Neri", nome="Ugo")
    risposta = personale.post(f"{pagina}conferma/", {"impronta": impronta}, follow=True)
    assert "rileggi l’anteprima" in risposta.content.decode()
    assert not Persona.objects.get(matricola="9001").appartenenze.exists()


def test_se_l_ufficio_sparisce_l_anteprima_dice_il_difetto(comune: SimpleNamespace, personale: Client) -> None:
    pagina = carica(personale)["Location"]
    comune.d1.codice = "X1"
    comune.d1.save()
    testo = personale.get(pagina).content.decode()
    assert "Non c’è un ufficio con codice «D1»" in testo
    assert "Applica le modifiche" not in testo


def test_un_anteprima_scaduta_rimanda_al_file(personale: Client) -> None:
    pagina = carica(personale)["Location"]
    Importazione.objects.update(scade_il="2020-01-01T00:00:00Z")
    assert personale.get(pagina)["Location"] == PAGINA
    risposta = personale.post(f"{pagina}conferma/", {"impronta": "0" * 64}, follow=True)
    assert "L’anteprima è scaduta" in risposta.content.decode()


def test_l_anteprima_di_un_altro_non_esiste(comune: SimpleNamespace, personale: Client) -> None:
    pagina = carica(personale)["Location"]
    altro = Client()
    altro.force_login(comune.admin)
    assert altro.get(pagina).status_code == 404
    assert altro.post(f"{pagina}conferma/", {"impronta": "0" * 64}).status_code == 404
    assert altro.get(f"{PAGINA}999999/").status_code == 404


def test_la_pagina_non_fa_piu_query_con_piu_righe(personale: Client, django_assert_max_num_queries: Any) -> None:
    righe = "".join(f"M{n};Neri;Ugo;D1;C;1;01/03/2026\n" for n in range(400))
    pagina = carica(personale, FILE + righe)["Location"]
    with django_assert_max_num_queries(20):
        testo = personale.get(pagina).content.decode()
    assert "E altre 101 righe" in testo


@pytest.mark.parametrize("chi", NON_AMMESSI)
def test_gli_altri_ruoli_non_importano(comune: SimpleNamespace, client: Client, chi: str) -> None:
    client.force_login(getattr(comune, chi))
    assert client.get(PAGINA).status_code == 403
    assert carica(client).status_code == 403
    assert client.get(f"{PAGINA}1/").status_code == 403
    assert client.post(f"{PAGINA}1/conferma/").status_code == 403
    assert client.get(f"{PAGINA}modello.csv").status_code == 403


def test_chi_non_e_entrato_va_all_accesso(comune: SimpleNamespace, client: Client) -> None:
    for pagina in (PAGINA, f"{PAGINA}1/", f"{PAGINA}modello.csv"):
        assert client.get(pagina)["Location"].startswith(reverse("accedi"))


def test_si_conferma_solo_con_post(personale: Client) -> None:
    pagina = carica(personale)["Location"]
    assert personale.get(f"{pagina}conferma/").status_code == 405
    assert personale.put(PAGINA).status_code == 405


def test_il_modello_csv_si_apre_in_un_foglio_italiano(personale: Client) -> None:
    risposta = personale.get(f"{PAGINA}modello.csv")
    assert risposta.content == "\ufeffmatricola;cognome;nome;codice_fiscale;email;direzione;categoria;tempo;dal;al\r\n".encode()
    assert risposta["Content-Disposition"] == 'attachment; filename="personale.csv"'


def test_un_nome_con_codice_html_resta_testo(personale: Client) -> None:
    pagina = carica(personale, FILE.replace("Neri", "<script>alert(1)</script>"))["Location"]
    testo = personale.get(pagina).content.decode()
    assert "<script>alert(1)" not in testo
    assert "&lt;script&gt;alert(1)" in testo


def test_la_pagina_degli_errori_dice_il_file_e_le_persone(personale: Client) -> None:
    testo = carica(personale, FILE.replace("50%", "150%"), nome="marzo.csv").content.decode()
    assert "Dal file <b>marzo.csv</b> non è stato importato niente" in testo
    assert 'data-l="Persona">Neri Ugo<' in testo
    assert "«150%»: la quota di tempo" in testo


def test_l_anteprima_mostra_il_nome_che_si_perderebbe(comune: SimpleNamespace, personale: Client) -> None:
    anna = comune.persona_dipendente1
    pagina = carica(personale, FILE.replace("9001;Neri;Ugo;D1", f"{anna.matricola};X;Y;D2.1"))["Location"]
    testo = personale.get(pagina).content.decode()
    assert "Rossi Anna" in testo
    assert "Cambia nome: è la stessa persona?" in testo
    assert '<span class="tenue">Rossi</span>' in testo
    assert "Nomi o codici fiscali cambiati" in testo
    assert "Ha un incarico" not in testo


def test_l_anteprima_avverte_di_chi_ha_un_incarico(comune: SimpleNamespace, personale: Client) -> None:
    po = comune.persona_po1
    pagina = carica(personale, FILE.replace("9001;Neri;Ugo", f"{po.matricola};{po.cognome};{po.nome}"))["Location"]
    testo = personale.get(pagina).content.decode()
    assert "<b>Ha un incarico:</b> Posizione organizzativa, Tributi, dal 01/01/2024" in testo


def test_alla_fine_si_leggono_i_nomi_e_che_l_accesso_lo_apre_l_amministratore(comune: SimpleNamespace, personale: Client) -> None:
    anna = comune.persona_dipendente1
    nuove = "".join(f"M{n};Cognome{n};Ugo;D1;C;1;01/03/2026\n" for n in range(24))
    pagina = carica(personale, f"{FILE}{nuove}{anna.matricola};Rossi;Anna;D2.1;C;1;01/03/2026\n")["Location"]
    testo = conferma(personale, pagina).content.decode()
    for nome in ("Neri Ugo", "Cognome23 Ugo", "Rossi Anna"):
        assert nome in testo
    assert "Mostra le altre 5" in testo
    assert testo.count("Non possono ancora entrare: l’accesso lo apre l’amministratore.") == 1
