from django.urls import path

from . import views

app_name = "organizzazione"

urlpatterns = [
    path("personale/importa/", views.importa_personale, name="importa_personale"),
    path("personale/importa/modello.csv", views.modello_csv, name="modello_csv"),
    path("personale/importa/<int:pk>/", views.importazione, name="importazione"),
    path("personale/importa/<int:pk>/conferma/", views.conferma_importazione, name="conferma_importazione"),
]
