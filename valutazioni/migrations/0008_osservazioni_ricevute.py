"""The observations of whoever has no access any more: when and how they have arrived; who evaluates records them."""

from typing import Any

from django.db import migrations, models

from valutazioni.vincoli import ArrivoFermo


def _aggiungi(modello: str) -> list[Any]:
    """Added as SQL: for a column that is not null Django copies the table on SQLite, and the triggers that read it stand in the way."""
    tabella = f"valutazioni_{modello}"
    campo = models.CharField("come sono arrivate", max_length=200, blank=True, editable=False)
    return [
        migrations.AddField(
            modello, "osservazioni_ricevute_il", models.DateField("osservazioni ricevute il", blank=True, editable=False, null=True)
        ),
        migrations.RunSQL(
            f"ALTER TABLE {tabella} ADD COLUMN osservazioni_arrivo varchar(200) NOT NULL DEFAULT ''",
            f"ALTER TABLE {tabella} DROP COLUMN osservazioni_arrivo",
            state_operations=[migrations.AddField(modello, "osservazioni_arrivo", campo)],
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("valutazioni", "0007_versioni_della_scheda")]

    operations = [*_aggiungi("scheda"), *_aggiungi("schedapersonale"), ArrivoFermo()]
