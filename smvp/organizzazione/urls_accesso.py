from django.urls import path

from . import views_accesso as views

urlpatterns = [
    path("accedi/", views.Accedi.as_view(), name="accedi"),
    path("esci/", views.Esci.as_view(), name="esci"),
    path("password/", views.CambiaPassword.as_view(), name="password"),
]
