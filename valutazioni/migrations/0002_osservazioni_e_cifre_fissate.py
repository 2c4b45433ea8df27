from django.db import migrations, models

from valutazioni.vincoli import CifreFissate


class Migration(migrations.Migration):
    dependencies = [("valutazioni", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="scheda",
            name="osservazioni_versione",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="versione osservata"),
        ),
        migrations.AddField(
            model_name="schedapersonale",
            name="osservazioni_versione",
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name="versione osservata"),
        ),
        CifreFissate(),
    ]
