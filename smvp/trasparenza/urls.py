from django.urls import path

from . import views

urlpatterns = [
    path("regolamento/", views.regolamento, name="regolamento"),
    path("regolamento/art-<str:numero>/", views.articolo, name="articolo"),
    path("accessibilita/", views.accessibilita, name="accessibilita"),
]
