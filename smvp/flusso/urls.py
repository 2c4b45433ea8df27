from django.urls import path

from . import views

urlpatterns = [
    path("", views.scrivania, name="scrivania"),
    path("esercizio/<int:anno>/", views.scrivania, name="scrivania_esercizio"),
    path("notifiche/lette/", views.notifiche_lette, name="notifiche_lette"),
]
