from django.apps import AppConfig


class SmvpConfig(AppConfig):
    name = "smvp"
    verbose_name = "SMVP"
