"""Rules that the database keeps by itself, written in raw SQL as operations of a migration, and how they survive on SQLite.

SQLite changes a table by copying it into a new one and dropping the old, and with the old table go its triggers, silently. So after
each ``migrate`` the triggers of all applied migrations are put up again (``rimetti_guardie``, on post_migrate): a later migration may
alter the table and its author need not remember anything. PostgreSQL keeps triggers and constraints by itself.
"""

from collections.abc import Iterator, Sequence
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


class RigheFerme(Guardia):
    """Refuses to change and to delete the rows of a table.

    With ``colonne`` only those stay as they are written, the others may change; ``quando`` (SQL on OLD) says from when on.
    """

    def __init__(self, tabella: str, rifiuto: str, colonne: Sequence[str] = (), quando: str = "") -> None:
        self.tabella, self.rifiuto, self.colonne, self.quando = tabella, rifiuto, tuple(colonne), quando

    def metti(self, database: str) -> list[str]:
        return self._postgresql() if database == "postgresql" else self._sqlite()

    def togli(self, database: str) -> list[str]:
        if database != "postgresql":
            return [f"DROP TRIGGER IF EXISTS {nome}" for nome in self.trigger_sqlite()]
        nomi = [f"DROP TRIGGER IF EXISTS {self._nome}_{come} ON {self.tabella}" for come in ("cambia", "sparisce", "svuota")]
        return [*nomi, f"DROP FUNCTION IF EXISTS {self._nome}()"]

    def trigger_sqlite(self) -> tuple[str, ...]:
        return tuple(f"{self._nome}_{come}" for come in ("cambia", "sparisce", "rimpiazza"))

    def describe(self) -> str:
        return f"{self.tabella}: {self.rifiuto}"

    @property
    def _nome(self) -> str:
        return f"ferme_{self.tabella}"

    def _quando(self, diverso: str) -> str:
        cambia = " OR ".join(f"NEW.{c} {diverso} OLD.{c}" for c in self.colonne)
        return f"({cambia}) AND ({self.quando})" if self.quando else cambia

    def _sqlite(self) -> list[str]:
        quando = f"WHEN {self._quando('IS NOT')} " if self.colonne else ""
        in_mezzo = f"EXISTS (SELECT 1 FROM {self.tabella} r WHERE r.id = NEW.id)"  # noqa: S608 (constants)
        condizioni = {"cambia": f"UPDATE ON {self.tabella} {quando}", "sparisce": f"DELETE ON {self.tabella} ",
                      # OR REPLACE deletes the row in its way without asking the trigger of DELETE
                      "rimpiazza": f"INSERT ON {self.tabella} WHEN {in_mezzo} "}  # fmt: skip
        return [
            f"CREATE TRIGGER {self._nome}_{come} BEFORE {quale}BEGIN SELECT RAISE(ABORT, '{self.rifiuto}'); END"
            for come, quale in condizioni.items()
        ]

    def _postgresql(self) -> list[str]:
        quando = f"WHEN ({self._quando('IS DISTINCT FROM')}) " if self.colonne else ""
        esegue = f"EXECUTE FUNCTION {self._nome}()"
        return [
            f"CREATE OR REPLACE FUNCTION {self._nome}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{self.rifiuto}' USING ERRCODE = 'restrict_violation'; END $$",
            f"CREATE TRIGGER {self._nome}_cambia BEFORE UPDATE ON {self.tabella} FOR EACH ROW {quando}{esegue}",
            f"CREATE TRIGGER {self._nome}_sparisce BEFORE DELETE ON {self.tabella} FOR EACH ROW {esegue}",
            f"CREATE TRIGGER {self._nome}_svuota BEFORE TRUNCATE ON {self.tabella} FOR EACH STATEMENT {esegue}",
        ]


class GuardieGiu(Operation):
    """Rules that are down, on SQLite, while a migration copies a table that they name: it refuses to rename one under them.

    It stands at both ends of the migration, for the way forward and the way back; ``rimetti_guardie`` puts them up again.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, *guardie: Guardia) -> None:
        self.guardie = guardie

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The rules are not part of the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for comando in (c for guardia in self.guardie for c in guardia.togli("sqlite")):
                schema_editor.execute(comando, params=None)

    database_backwards = database_forwards

    def describe(self) -> str:
        return "Le guardie restano giù finché si copiano le tabelle"


def guardie_applicate(connessione: BaseDatabaseWrapper) -> Iterator[Guardia]:
    """The rules of all applied migrations, in all apps, as they were applied: a later one may take the place of another."""
    caricate = MigrationLoader(connessione)
    for chiave in sorted(caricate.applied_migrations, key=lambda chiave: caricate.applied_migrations[chiave].pk):
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
