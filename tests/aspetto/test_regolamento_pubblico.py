"""The public pages: the regulation in short, each article, the accessibility statement. Nobody needs to log in."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from smvp.regolamento.lettore import carica

REG = carica("domodossola-2020")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nome", ["regolamento", "accessibilita"])
def test_le_pagine_pubbliche_si_leggono_senza_accesso(client: Client, comune: SimpleNamespace, nome: str) -> None:
    assert client.get(reverse(nome)).status_code == 200


def test_ogni_articolo_e_ogni_allegato_ha_la_sua_pagina(client: Client, comune: SimpleNamespace) -> None:
    for numero, articolo in REG.articoli.items():
        risposta = client.get(reverse("articolo", args=[numero]))
        assert risposta.status_code == 200, numero
        assert escape(articolo.titolo) in risposta.content.decode(), numero


@pytest.mark.parametrize("numero", ["0", "999", "Z", "18-bis"])
def test_un_articolo_che_non_esiste_e_un_404(client: Client, comune: SimpleNamespace, numero: str) -> None:
    assert client.get(reverse("articolo", args=[numero])).status_code == 404


def test_le_pagine_pubbliche_non_accettano_scritture(client: Client, comune: SimpleNamespace) -> None:
    assert client.post(reverse("articolo", args=["18"])).status_code == 405


def test_l_indice_elenca_tutti_gli_articoli_e_gli_allegati(client: Client, comune: SimpleNamespace) -> None:
    pagina = client.get(reverse("regolamento")).content.decode()
    assert all(f'href="{reverse("articolo", args=[n])}"' in pagina for n in REG.articoli)


@pytest.mark.parametrize(
    ("numero", "parole"),
    [
        ("20", ["da 71 a 95", "da 96 a 100", "ottima", "A1"]),  # grading and marks
        ("24", ["151–225", "226–300", "85\N{NO-BREAK SPACE}%"]),  # bands of result pay
        ("22", ["almeno 180", "più di 180", "più di 200"]),  # thresholds of staff
        ("5", ["a)", "h)"]),  # scopes
    ],
)
def test_la_pagina_di_un_articolo_mostra_i_valori_che_il_programma_ne_prende(
    client: Client, comune: SimpleNamespace, numero: str, parole: list[str]
) -> None:
    pagina = client.get(reverse("articolo", args=[numero])).content.decode()
    assert [p for p in parole if p not in pagina] == []


def test_senza_esercizi_vale_l_ultima_versione_sullo_scaffale(client: Client) -> None:
    assert client.get(reverse("articolo", args=["18"])).status_code == 200


def test_ogni_scadenza_e_ogni_lettura_compare_nella_pagina_del_suo_articolo(client: Client, comune: SimpleNamespace) -> None:
    """No value of the regulation cites an article that has no page."""
    citati = {s.articolo for s in REG.scadenze.values()} | {x.articolo for x in REG.letture.values()}
    assert citati <= set(REG.articoli)


def test_il_piede_porta_alla_dichiarazione_di_accessibilita(client: Client, comune: SimpleNamespace) -> None:
    assert f'href="{reverse("accessibilita")}"' in client.get(reverse("regolamento")).content.decode()
