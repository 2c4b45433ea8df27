"""Periods that may not overlap, refused by the database itself.

On PostgreSQL an exclusion constraint; on SQLite two triggers, which ``smvp.registro.guardie`` puts up again after each ``migrate``
because SQLite drops them when Django copies the table to change it.
"""

from collections.abc import Sequence

from smvp.registro.guardie import Guardia

RIFIUTO = "Il periodo si sovrappone a un altro."
SEMPRE = "9999-12-31"


class SenzaSovrapposizioni(Guardia):
    """Two rows of ``tabella`` with equal ``chiavi`` that both meet ``condizione`` may not share a day (``dal``–``al``, both included).

    ``chiavi`` and ``condizione`` are SQL in which each column is written {r}column; write what holds on both databases.
    """

    def __init__(self, nome: str, tabella: str, chiavi: Sequence[str], condizione: str = "") -> None:
        self.nome = nome
        self.tabella = tabella
        self.chiavi = tuple(chiavi)
        self.condizione = condizione

    def metti(self, database: str) -> list[str]:
        return self._esclusione() if database == "postgresql" else self._trigger()

    def togli(self, database: str) -> list[str]:
        if database == "postgresql":
            return [f"ALTER TABLE {self.tabella} DROP CONSTRAINT IF EXISTS {self.nome}"]
        return [f"DROP TRIGGER IF EXISTS {nome}" for nome in self.trigger_sqlite()]

    def trigger_sqlite(self) -> tuple[str, ...]:
        return (f"{self.nome}_inserita", f"{self.nome}_cambiata")

    def describe(self) -> str:
        return f"Senza sovrapposizioni: {self.nome}"

    def _esclusione(self) -> list[str]:
        """btree_gist lets plain equality stand beside the overlap of ranges; the owner of the database may create it."""
        chiavi = ", ".join(f"({c.format(r='')}) WITH =" for c in self.chiavi)
        dove = f" WHERE ({self.condizione.format(r='')})" if self.condizione else ""
        return [
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE {self.tabella} ADD CONSTRAINT {self.nome} EXCLUDE USING gist ({chiavi}, daterange(dal, al, '[]') WITH &&){dove}",
        ]

    def _trigger(self) -> list[str]:
        uguali = " AND ".join(f"{c.format(r='altra.')} = {c.format(r='NEW.')}" for c in self.chiavi)
        anche_altra = f" AND ({self.condizione.format(r='altra.')})" if self.condizione else ""
        quando = f"WHEN {self.condizione.format(r='NEW.')}" if self.condizione else ""
        corpo = f"""{quando} BEGIN
            SELECT RAISE(ABORT, '{RIFIUTO}') FROM {self.tabella} altra
            WHERE altra.id <> NEW.id AND {uguali}{anche_altra}
              AND altra.dal <= COALESCE(NEW.al, '{SEMPRE}') AND COALESCE(altra.al, '{SEMPRE}') >= NEW.dal;
            END"""  # noqa: S608 (names written by the authors of migrations)
        inserita, cambiata = self.trigger_sqlite()
        return [
            f"CREATE TRIGGER {inserita} AFTER INSERT ON {self.tabella} {corpo}",
            f"CREATE TRIGGER {cambiata} AFTER UPDATE ON {self.tabella} {corpo}",
        ]
