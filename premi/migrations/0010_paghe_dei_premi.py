"""The payroll also takes the sums of artt. 25–27: a file is out of a run or out of those, which it names one by one."""

import django.db.models.deletion
from django.db import migrations, models

from premi.vincoli import FERME_SOMME_ESPORTATE


class Migration(migrations.Migration):
    dependencies = [
        ("organizzazione", "0004_posizioni_economiche"),
        ("premi", "0009_efficienza"),
    ]

    operations = [
        migrations.RenameField(model_name="esportazione", old_name="stato_corsa", new_name="stato"),
        migrations.AddField(
            model_name="esportazione",
            name="attribuzioni",
            field=models.ManyToManyField(blank=True, related_name="esportazioni", to="premi.attribuzione", verbose_name="somme"),
        ),
        migrations.AddField(
            model_name="esportazione",
            name="esercizio",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organizzazione.esercizio",
                verbose_name="esercizio del premio",
            ),
        ),
        migrations.AddField(
            model_name="esportazione",
            name="impronta",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256 delle somme"),
        ),
        migrations.AddField(
            model_name="esportazione",
            name="premio",
            field=models.CharField(
                blank=True,
                choices=[
                    ("eccellenze", "Bonus annuale delle eccellenze"),
                    ("innovazione", "Premio annuale per l’innovazione"),
                    ("efficienza", "Premio di efficienza"),
                ],
                max_length=12,
                verbose_name="premio",
            ),
        ),
        migrations.AlterField(
            model_name="esportazione",
            name="corsa",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="esportazioni",
                to="premi.corsa",
                verbose_name="corsa",
            ),
        ),
        migrations.AlterField(
            model_name="esportazione",
            name="stato",
            field=models.CharField(max_length=30, verbose_name="stato degli importi"),
        ),
        migrations.AddConstraint(
            model_name="esportazione",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corsa__isnull", False), ("esercizio", None), ("impronta", ""), ("premio", "")),
                    models.Q(
                        ("base", None),
                        ("corsa", None),
                        ("esercizio__isnull", False),
                        ("premio__in", ["eccellenze", "innovazione", "efficienza"]),
                        ("stato__in", ("liquidabile", "liquidata")),
                        models.Q(("impronta", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="esportazione_di_una_cosa",
            ),
        ),
        *FERME_SOMME_ESPORTATE,
    ]
