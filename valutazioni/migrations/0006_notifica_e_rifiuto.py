"""How a sheet that nobody signs has been read: the refusal before a witness, the notification to whoever has no access any more."""

from typing import Any

from django.db import migrations, models

from valutazioni.vincoli import SenzaFirmaFerma

MEZZI = [
    ("pec", "Posta elettronica certificata (PEC)"),
    ("raccomandata", "Raccomandata con avviso di ricevimento"),
    ("mano", "Consegna a mano, con ricevuta"),
    ("messo", "Messo notificatore"),
]
TESTI = (
    ("rifiuto", "text", lambda: models.TextField("che cosa è accaduto", max_length=5000, blank=True)),
    ("mezzo_notifica", "varchar(20)", lambda: models.CharField("mezzo della notifica", max_length=20, choices=MEZZI, blank=True)),
    ("notifica", "text", lambda: models.TextField("estremi della notifica", max_length=5000, blank=True)),
)


def _aggiungi(modello: str) -> list[Any]:
    """Added as SQL: for a column that is not null Django copies the table on SQLite, and the triggers that read it stand in the way."""
    tabella = f"valutazioni_{modello}"
    return [
        migrations.AddField(modello, "notificata_il", models.DateField("notificata il", blank=True, editable=False, null=True)),
        migrations.AlterField(
            modello, "testimone", models.TextField("testimone del rifiuto: nome, cognome e qualifica", blank=True, max_length=5000)
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {tabella} ADD COLUMN {nome} {tipo} NOT NULL DEFAULT ''",
                f"ALTER TABLE {tabella} DROP COLUMN {nome}",
                state_operations=[migrations.AddField(modello, nome, campo())],
            )
            for nome, tipo, campo in TESTI
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("valutazioni", "0005_valutazioni_pregresse")]

    operations = [*_aggiungi("scheda"), *_aggiungi("schedapersonale"), SenzaFirmaFerma()]
