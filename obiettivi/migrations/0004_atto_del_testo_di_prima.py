import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documenti", "0001_initial"), ("obiettivi", "0003_subentro")]

    operations = [
        migrations.AddField(
            model_name="versione",
            name="atto",
            field=models.ForeignKey(
                blank=True,
                help_text="La deliberazione che aveva assegnato questo testo, quando un altro ne ha preso il posto (art. 15).",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documenti.atto",
                verbose_name="atto di assegnazione",
            ),
        ),
    ]
