from django.urls import URLPattern

app_name = "sistema"
urlpatterns: list[URLPattern] = []
