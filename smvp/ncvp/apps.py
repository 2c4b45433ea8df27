from django.apps import AppConfig


class NcvpConfig(AppConfig):
    name = "smvp.ncvp"
    verbose_name = "NCVP"
