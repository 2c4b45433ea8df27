from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "smvp.demo"
    verbose_name = "Comune dimostrativo"
