from django.db import migrations

from smvp.registro.catena import SoloAggiunte


class Migration(migrations.Migration):
    dependencies = [("registro", "0001_initial")]

    operations = [SoloAggiunte()]
