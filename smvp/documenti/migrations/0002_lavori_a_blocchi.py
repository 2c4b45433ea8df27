from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documenti", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="lavoro",
            name="da_emettere",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="quanti degli oggetti, gli ultimi, aspettano il loro documento"
            ),
        ),
        migrations.AddField(
            model_name="lavoro",
            name="oggetti",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="di che cosa si chiede un documento"),
        ),
    ]
