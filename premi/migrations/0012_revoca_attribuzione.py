"""A premium that was conferred may be taken back before it is paid."""

from django.db import migrations, models
from django.db.models import Q

STATI = ["proposta", "conferita", "non_conferita", "ritirata", "rinunciata", "revocata", "liquidabile", "liquidata"]


class Migration(migrations.Migration):
    dependencies = [("premi", "0011_residuo_efficienza")]

    operations = [
        migrations.RemoveConstraint(model_name="attribuzione", name="attribuzione_stato_noto"),
        migrations.AddConstraint(
            model_name="attribuzione",
            constraint=models.CheckConstraint(condition=Q(stato__in=STATI), name="attribuzione_stato_noto"),
        ),
    ]
