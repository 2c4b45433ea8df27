"""The grid of a team for the tests: who sends which cells to which team."""

import json
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

from smvp.organizzazione.models import Direzione, Utente
from valutazioni.models import SchedaPersonale, VotoVoce


def entra(utente: Utente) -> Client:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente


def indirizzo(c: SimpleNamespace, nome: str = "squadra", unita: Direzione | None = None, *altro: str) -> str:
    return reverse(f"valutazioni:{nome}", args=[c.esercizio.anno, (unita or c.s1).pk, *altro])


def riga(scheda: SchedaPersonale, n: int = 0) -> VotoVoce:
    return list(scheda.voti.all())[n]


def dati(*celle: tuple[VotoVoce, str, str]) -> dict[str, str]:
    """What a page sends: of each cell what it held when it was drawn, and what it holds now."""
    return {"prima": json.dumps({f"v_{r.pk}": prima for r, prima, _ in celle})} | {f"v_{r.pk}": ora for r, _, ora in celle}


def voto(r: VotoVoce) -> int | None:
    return VotoVoce.objects.get(pk=r.pk).voto
