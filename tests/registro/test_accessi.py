"""ASVS 16.3: who came in, who went out, who could not, who was refused."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from smvp.registro.letture import verifica_catena
from smvp.registro.models import Evento
from smvp.registro.segnali import SCONOSCIUTO
from tests.personaggi import PASSWORD


def righe() -> list[tuple[str, str]]:
    return list(Evento.objects.values_list("azione", "utente"))


def test_entrare_e_uscire_lasciano_una_riga(comune: SimpleNamespace, client: Client) -> None:
    client.post(reverse("accedi"), {"username": "ncvp", "password": PASSWORD})
    client.post(reverse("esci"))
    assert righe() == [("accesso.entrato", "ncvp"), ("accesso.uscito", "ncvp")]
    assert Evento.objects.get(numero=1).oggetto_id == str(comune.ncvp.pk)
    assert verifica_catena().rotta is None


@pytest.mark.parametrize(("nome", "scritto"), [("ncvp", "ncvp"), ("la mia password segreta", SCONOSCIUTO)])
def test_un_accesso_fallito_lascia_il_nome_solo_se_e_di_qualcuno(
    comune: SimpleNamespace, client: Client, nome: str, scritto: str
) -> None:  # fmt: skip
    client.post(reverse("accedi"), {"username": nome, "password": "sbagliata"})
    assert righe() == [("accesso.respinto", scritto)]
    assert "sbagliata" not in "".join(Evento.objects.values_list("dati", flat=True))


def test_un_rifiuto_lascia_la_pagina_chiesta(comune: SimpleNamespace, client: Client) -> None:
    client.force_login(comune.dipendente1)
    pagina = reverse("organizzazione:importa_personale")
    assert client.get(pagina).status_code == 403
    negato = Evento.objects.last()
    assert negato is not None
    assert (negato.azione, negato.utente, negato.oggetto_id, negato.contenuto) == (
        "accesso.negato", "dipendente1", pagina, {"metodo": "GET"},
    )  # fmt: skip
