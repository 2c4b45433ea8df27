"""Rules that the database keeps by itself, written in raw SQL as operations of a migration, and how they survive on SQLite.

SQLite changes a table by copying it into a new one and dropping the old, and with the old table go its triggers, silently. So after
each ``migrate`` the triggers of all applied migrations are put up again (``rimetti_guardie``, on post_migrate): a later migration may
alter the table and its author need not remember anything. PostgreSQL keeps triggers and constraints by itself.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation


class Guardia(Operation):
    """An operation that puts up a rule (SQL of ``metti``) and takes it down (``togli``, which does no harm where nothing is up)."""

    reversible = True
    reduces_to_sql = True

    def metti(self, database: str) -> list[str]:
        raise NotImplementedError

    def togli(self, database: str) -> list[str]:
        raise NotImplementedError

    def trigger_sqlite(self) -> tuple[str, ...]:
        """The names of the triggers that it puts up on SQLite."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The rule is not part of the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for comando in self.metti(schema_editor.connection.vendor):
            schema_editor.execute(comando, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for comando in self.togli(schema_editor.connection.vendor):
            schema_editor.execute(comando, params=None)


def guardie_applicate(connessione: BaseDatabaseWrapper) -> Iterator[Guardia]:
    """The rules of all applied migrations, in all apps."""
    caricate = MigrationLoader(connessione)
    for chiave in caricate.applied_migrations:
        migrazione = caricate.disk_migrations.get(chiave)
        yield from (o for o in getattr(migrazione, "operations", ()) if isinstance(o, Guardia))


def rimetti_guardie(using: str, plan: list[Any] | None = None, **_: Any) -> None:
    """Receiver of post_migrate: on SQLite put up again what a copied table has lost. Without a plan nothing was migrated (``flush``)."""
    connessione = connections[using]
    if not plan or connessione.vendor != "sqlite":
        return
    with transaction.atomic(using=using), connessione.cursor() as cursore:
        for guardia in guardie_applicate(connessione):
            for comando in (*guardia.togli("sqlite"), *guardia.metti("sqlite")):
                cursore.execute(comando)
