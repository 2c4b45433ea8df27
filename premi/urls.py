from django.urls import path

from . import views

app_name = "premi"
urlpatterns = [
    path("<int:anno>/risultato/", views.risultato, name="risultato"),
    path("<int:anno>/risultato/<slug:formato>/", views.esporta, name="esporta"),
]
