"""Versions of the regulation that add something to the evaluation: the same as that of the cast, with an option switched on."""

from dataclasses import replace

import pytest

from smvp.organizzazione.models import ente
from smvp.regolamento.lettore import carica
from smvp.regolamento.modello import Regolamento


def con_facolta(monkeypatch: pytest.MonkeyPatch, **quali: bool) -> None:
    """Every exercise is bound to a version that has these options."""
    vero = carica("domodossola-2020")
    finto = replace(vero, facolta=replace(vero.facolta, **quali))

    def carica_finto(codice: str) -> Regolamento:
        return finto

    monkeypatch.setattr(ente, "carica", carica_finto)
