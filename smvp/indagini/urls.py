from django.urls import URLPattern

app_name = "indagini"
urlpatterns: list[URLPattern] = []
