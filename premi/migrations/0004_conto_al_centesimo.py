"""The account of a Direzione is kept within its fund to the cent, also where decimals are added up as floats (SQLite)."""

from decimal import Decimal

from django.db import migrations, models
from django.db.models import F, Q, Value


class Migration(migrations.Migration):
    dependencies = [("premi", "0003_tracciati")]

    operations = [
        migrations.RemoveConstraint(model_name="contodirezione", name="conto_direzione_nei_limiti"),
        migrations.AddConstraint(
            model_name="contodirezione",
            constraint=models.CheckConstraint(
                condition=Q(distribuito__gte=0, ulteriore__gte=0, fondo__gte=F("distribuito") + F("ulteriore") - Value(Decimal("0.001"))),
                name="conto_direzione_nei_limiti",
            ),
        ),
    ]
