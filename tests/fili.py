"""Several at the same instant: a database that threads can share, and the threads."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections


@pytest.fixture
def database_vero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    """PostgreSQL as it is; on SQLite a copy in a file, which the threads open with the options of production."""
    if connection.vendor == "sqlite":
        copia = tmp_path / "copia.sqlite3"
        with connection.cursor() as cursore:
            cursore.execute("VACUUM INTO %s", [str(copia)])
        # A copy is not in WAL yet, and of two that ask for it at the same instant SQLite refuses one at once, without waiting.
        with closing(sqlite3.connect(copia)) as prima:
            prima.execute("PRAGMA journal_mode=WAL")
        monkeypatch.setitem(connections.settings["default"], "NAME", str(copia))
    yield
    monkeypatch.undo()


def in_un_filo(lavoro: Callable[..., Any], *con: Any) -> Any:
    try:
        return lavoro(*con)
    finally:
        connections.close_all()


def insieme(*lavori: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same instant; what each returns, or the exception that it raises."""
    via = Barrier(len(lavori))

    def corri(lavoro: Callable[[], Any]) -> Any:
        via.wait()
        try:
            return lavoro()
        except Exception as errore:  # noqa: BLE001 - what it raises is what the test asks about
            return errore

    with ThreadPoolExecutor(len(lavori)) as fili:
        return [futuro.result() for futuro in [fili.submit(in_un_filo, corri, lavoro) for lavoro in lavori]]
