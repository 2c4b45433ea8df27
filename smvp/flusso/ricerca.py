"""Looking for words whatever their accents and capitals, on SQLite and PostgreSQL alike."""

from typing import Any

from django.db.backends.signals import connection_created
from django.db.models import CharField, Func
from django.dispatch import receiver

# The typographic apostrophe counts as the plain one.
ACCENTATE = "àáâäèéêëìíîïòóôöùúûüç’"
PIANE = "aaaaeeeeiiiioooouuuuc'"
TAVOLA = str.maketrans(ACCENTATE, PIANE)
PAROLE_MASSIME = 6


def appiattito(testo: str | None) -> str | None:
    """A text in lower case and without accents."""
    return testo.lower().translate(TAVOLA) if testo is not None else None


class Piatto(Func):
    """The same, as the database computes it."""

    function = "appiattito"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **altro: Any) -> Any:
        modello = f"translate(lower(%(expressions)s), '{ACCENTATE}', '{_in_sql(PIANE)}')"
        return super().as_sql(compiler, connection, template=modello, **altro)


@receiver(connection_created, dispatch_uid="smvp.flusso.ricerca")
def _insegna_a_sqlite(connection: Any, **altro: Any) -> None:
    """SQLite's own LOWER knows only ASCII."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("appiattito", 1, appiattito, deterministic=True)


def parole(testo: str) -> list[str]:
    """The words of a search, flattened like the texts in which they are looked for; the first few are enough."""
    return (appiattito(testo) or "").split()[:PAROLE_MASSIME]


def _in_sql(testo: str) -> str:
    return testo.replace("'", "''")
