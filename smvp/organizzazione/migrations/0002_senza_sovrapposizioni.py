from django.db import migrations

from smvp.organizzazione.vincoli import SenzaSovrapposizioni

PERSONA = "{r}persona_id"


class Migration(migrations.Migration):
    dependencies = [("organizzazione", "0001_initial")]

    operations = [
        # Art. 24: one appointment at a time, but for those ad interim and the Segretario's own.
        SenzaSovrapposizioni(
            "incarico_uno_alla_volta", "organizzazione_incarico", [PERSONA], "NOT {r}ad_interim AND {r}ruolo <> 'segretario'"
        ),
        SenzaSovrapposizioni("incarico_non_due_volte", "organizzazione_incarico", [PERSONA, "COALESCE({r}direzione_id, 0)", "{r}ruolo"]),
        SenzaSovrapposizioni("appartenenza_una_alla_volta", "organizzazione_appartenenza", [PERSONA]),
        SenzaSovrapposizioni("nomina_non_due_volte", "organizzazione_nomina", [PERSONA, "{r}ruolo"]),
    ]
