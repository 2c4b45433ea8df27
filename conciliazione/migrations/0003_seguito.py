import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from conciliazione.vincoli import FERME_SEGUITO


class Migration(migrations.Migration):
    dependencies = [
        ("conciliazione", "0002_audizione_rinviata"),
        ("organizzazione", "0004_posizioni_economiche"),
        ("valutazioni", "0007_versioni_della_scheda"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="conciliazione",
            name="modifiche",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="che cosa cambia"),
        ),
        migrations.AddField(
            model_name="misura",
            name="decisa_da",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decisa da",
            ),
        ),
        migrations.AddField(
            model_name="misura",
            name="decisa_il",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="decisa il"),
        ),
        migrations.AddField(
            model_name="misura",
            name="motivo",
            field=models.TextField(blank=True, editable=False, max_length=5000, verbose_name="motivo della decisione"),
        ),
        migrations.AddConstraint(
            model_name="conciliazione",
            constraint=models.CheckConstraint(
                condition=models.Q(("esito", "accordo"), ("modifiche", []), _connector="OR"), name="conciliazione_modifiche"
            ),
        ),
        migrations.AddConstraint(
            model_name="misura",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decisa_da", None), ("decisa_il", None), ("motivo", ""), ("stato", "proposta")),
                    models.Q(
                        models.Q(("stato", "proposta"), _negated=True),
                        ("decisa_da__isnull", False),
                        ("decisa_il__isnull", False),
                        models.Q(("motivo", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="misura_decisa_con_motivo",
            ),
        ),
        *FERME_SEGUITO,
    ]
