"""Scenes built once: what a scene leaves in the database is kept the first time, and written back where the very same would be built.

``@una_volta`` goes on a function that builds a scene. Its operations run in full the first time in each process. After that, when it is
called with the same arguments, the same settings and the same content of **every** table, its rows are put back as they were (primary
keys too), with what it had asked to be done on commit; its arguments and its result become what they had become. Anything else (one row
more, a test that patches, a real transaction, queries being counted) runs the operations again. For what leads up to a test, and leaves
rows only: not for what writes files, reads the real clock or draws lots.
"""

import functools
import io
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from smvp.flusso.models import ConStato

F = TypeVar("F", bound=Callable[..., Any])
Riga = tuple[Any, ...]
Foto = dict[str, dict[Any, Riga]]  # table → primary key → row

CONTANO = ("OGGI", "DEMO", "TEMPLATES", "POSTA")
SEMPLICI = (str, int, float, bool, bytes, type(None), Decimal, date)
DI_DJANGO = ("contenttypes", "auth")  # their rows are written by the migrations


class NonSiRipete(Exception):
    """An argument that cannot be told by its content."""


@dataclass(frozen=True, slots=True)
class Tabella:
    nome: str
    colonne: tuple[str, ...]
    chiave: int
    """Where the primary key stands among the columns."""

    def leggi(self, cursore: Any) -> dict[Any, Riga]:
        # With a plus before them SQLite gives the values as they are written, not made into dates and truth values.
        piu = "+" if connection.vendor == "sqlite" else ""
        cursore.execute(f'SELECT {", ".join(f"""{piu}"{c}" """ for c in self.colonne)} FROM "{self.nome}"')  # noqa: S608
        righe = {riga[self.chiave]: tuple(riga) for riga in cursore.fetchall()}
        return dict(sorted(righe.items()))

    def metti(self, cursore: Any, righe: list[Riga]) -> None:
        segni = ", ".join([_segno()] * len(self.colonne))
        nomi = ", ".join(f'"{c}"' for c in self.colonne)
        cursore.executemany(f'INSERT INTO "{self.nome}" ({nomi}) VALUES ({segni})', righe)  # noqa: S608

    def cambia(self, cursore: Any, righe: list[Riga]) -> None:
        valori = ", ".join(f'"{c}" = {_segno()}' for c in self.colonne)
        comando = f'UPDATE "{self.nome}" SET {valori} WHERE "{self.colonne[self.chiave]}" = {_segno()}'  # noqa: S608
        cursore.executemany(comando, [(*riga, riga[self.chiave]) for riga in righe])

    def togli(self, cursore: Any, chiavi: list[Any]) -> None:
        comando = f'DELETE FROM "{self.nome}" WHERE "{self.colonne[self.chiave]}" = {_segno()}'  # noqa: S608
        cursore.executemany(comando, [(c,) for c in chiavi])


@dataclass(frozen=True, slots=True)
class Calco:
    """What one call left behind."""

    differenze: list[tuple[Tabella, list[Any], list[Riga], list[Riga]]]
    """By table: keys taken away, rows changed, rows added."""
    alla_fine: list[tuple[Callable[[], Any], bool]]
    ricordo: bytes
    """Arguments and result, as they had become."""


_calchi: dict[bytes, Calco] = {}
toppe: list[pytest.MonkeyPatch] = []
"""What the test that is running patches (tests/conftest.py)."""


def una_volta(costruisci: F) -> F:
    """The decorator."""

    @functools.wraps(costruisci)
    def ripeti(*args: Any, **kwargs: Any) -> Any:
        if not _si_puo():
            return costruisci(*args, **kwargs)
        prima = _fotografa()
        try:
            chiave = _chiave((costruisci.__module__, costruisci.__qualname__, args, kwargs), prima)
        except NonSiRipete:
            return costruisci(*args, **kwargs)
        if (calco := _calchi.get(chiave)) and _rimetti(calco):
            return Memoria(args).leggi(calco.ricordo)
        gia, memoria = len(connection.run_on_commit), Memoria(args)
        risultato = costruisci(*args, **kwargs)
        alla_fine = [(funzione, robusta) for _, funzione, robusta in connection.run_on_commit[gia:]]
        _calchi[chiave] = Calco(_differenze(prima, _fotografa()), alla_fine, memoria.scrivi(risultato))
        return risultato

    return ripeti  # type: ignore[return-value]


def _si_puo() -> bool:
    """Inside the transaction of a test that patches nothing and counts nothing."""
    if not connection.in_atomic_block or connection.force_debug_cursor:
        return False
    return not any(toppa._setattr or toppa._setitem for toppa in toppe)


# --- the content of the database --------------------------------------------------------------------------------------


@functools.cache
def _tabelle() -> tuple[Tabella, ...]:
    """In the order in which rows go back: those of others before those they belong to, and last what has a state. For the database
    refuses a row under a sheet that is signed; foreign keys are looked at in the end."""
    modelli = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    modelli = [m for m in modelli if m._meta.app_label not in DI_DJANGO]
    ordinati = sorted(_figli_prima(modelli), key=lambda m: issubclass(m, ConStato))
    return tuple(_tabella(m) for m in ordinati)


def _figli_prima(modelli: list[type[Model]]) -> list[type[Model]]:
    visti: dict[type[Model], None] = {}

    def visita(modello: type[Model]) -> None:
        if modello in visti or modello not in modelli:
            return
        visti[modello] = None
        for campo in modello._meta.concrete_fields:
            if campo.related_model:
                visita(campo.related_model)
        visti[modello] = visti.pop(modello)

    for modello in modelli:
        visita(modello)
    return list(visti)[::-1]


def _tabella(modello: type[Model]) -> Tabella:
    colonne = tuple(f.column for f in modello._meta.concrete_fields)
    return Tabella(modello._meta.db_table, colonne, colonne.index(modello._meta.pk.column))


def _segno() -> str:
    return "?" if connection.vendor == "sqlite" else "%s"


def _cursore() -> Any:
    """The driver's own: nobody counts or watches what goes on here."""
    connection.ensure_connection()
    return connection.connection.cursor()


def _fotografa() -> Foto:
    cursore = _cursore()
    return {t.nome: t.leggi(cursore) for t in _tabelle()}


def _differenze(prima: Foto, dopo: Foto) -> list[tuple[Tabella, list[Any], list[Riga], list[Riga]]]:
    trovate = []
    for tabella in _tabelle():
        era, ora = prima[tabella.nome], dopo[tabella.nome]
        tolte = [c for c in era if c not in ora]
        cambiate = [r for c, r in ora.items() if c in era and era[c] != r]
        messe = [r for c, r in ora.items() if c not in era]
        if tolte or cambiate or messe:
            trovate.append((tabella, tolte, cambiate, messe))
    return trovate


def _rimetti(calco: Calco) -> bool:
    """Write the rows; False, and nothing written, if the guards of the database refuse them in an order that is not the operations'."""
    try:
        with transaction.atomic():
            cursore = _cursore()
            for tabella, tolte, cambiate, messe in calco.differenze:
                if tolte:
                    tabella.togli(cursore, tolte)
                if cambiate:
                    tabella.cambia(cursore, cambiate)
                if messe:
                    tabella.metti(cursore, messe)
    except connection.Database.Error:
        return False
    for funzione, robusta in calco.alla_fine:
        transaction.on_commit(funzione, robust=robusta)
    return True


# --- arguments and result ---------------------------------------------------------------------------------------------


def _chiave(chiamata: Any, foto: Foto) -> bytes:
    impostazioni = [repr(getattr(settings, nome, None)) for nome in CONTANO]
    contenuto = [(nome, list(righe.values())) for nome, righe in foto.items() if righe]
    return sha256(repr((list(_contenuto(chiamata)), impostazioni, contenuto)).encode()).digest()


def _contenuto(cosa: Any) -> Iterator[Any]:
    """An argument as one would write it down: a row by its model and its fields."""
    if isinstance(cosa, SEMPLICI):
        yield cosa
    elif isinstance(cosa, Model):
        yield (cosa._meta.label, [(f.attname, cosa.__dict__.get(f.attname)) for f in cosa._meta.concrete_fields])
    elif isinstance(cosa, SimpleNamespace):
        yield [(nome, list(_contenuto(valore))) for nome, valore in cosa.__dict__.items()]
    elif isinstance(cosa, dict):
        yield [(nome, list(_contenuto(valore))) for nome, valore in cosa.items()]
    elif isinstance(cosa, list | tuple):
        yield [list(_contenuto(valore)) for valore in cosa]
    else:
        raise NonSiRipete


class Memoria:
    """The objects that the caller holds already stay the same objects, and become what the scene had made of them."""

    def __init__(self, args: tuple[Any, ...]) -> None:
        self.spazi = {n: a for n, a in enumerate(args) if isinstance(a, SimpleNamespace)}
        self.membri = {n: dict(spazio.__dict__) for n, spazio in self.spazi.items()}
        noti = {f"{n}": a for n, a in enumerate(args) if isinstance(a, Model | SimpleNamespace)}
        noti |= {f"{n}.{nome}": v for n, membri in self.membri.items() for nome, v in membri.items() if isinstance(v, Model)}
        self.noti: dict[str, Any] = noti
        self.erano = {nome: list(_contenuto(oggetto)) for nome, oggetto in noti.items() if "." in nome}

    def scrivi(self, risultato: Any) -> bytes:
        righe = {nome: o for nome, o in self.noti.items() if isinstance(o, Model) and self.erano.get(nome) != list(_contenuto(o))}
        nuovi = {
            n: {nome: v for nome, v in spazio.__dict__.items() if nome not in self.membri[n] or self.membri[n][nome] is not v}
            for n, spazio in self.spazi.items()
        }
        file = io.BytesIO()
        _Scrive(file, self.noti).dump(({nome: o.__dict__ for nome, o in righe.items()}, nuovi, risultato))
        return file.getvalue()

    def leggi(self, ricordo: bytes) -> Any:
        righe, nuovi, risultato = _Legge(io.BytesIO(ricordo), self.noti).load()
        for nome, valori in righe.items():
            oggetto = self.noti[nome]
            oggetto.__dict__.clear()
            oggetto.__dict__.update(valori)
        for n, valori in nuovi.items():
            self.spazi[n].__dict__.update(valori)
        return risultato


class _Scrive(pickle.Pickler):
    def __init__(self, file: io.BytesIO, noti: dict[str, Any]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.noti = {id(oggetto): nome for nome, oggetto in reversed(noti.items())}

    def persistent_id(self, oggetto: Any) -> str | None:
        return self.noti.get(id(oggetto))


class _Legge(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, noti: dict[str, Any]) -> None:
        super().__init__(file)
        self.noti = noti

    def persistent_load(self, nome: str) -> Any:
        return self.noti[nome]
