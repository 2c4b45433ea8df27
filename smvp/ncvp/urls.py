from django.urls import URLPattern

app_name = "ncvp"
urlpatterns: list[URLPattern] = []
