from django.urls import URLPattern

app_name = "accesso"
urlpatterns: list[URLPattern] = []
