"""The addresses of the site, and the shop window."""

from django.urls import include, path

from .vetrina import vetrina

urlpatterns = [path("vetrina/", vetrina), path("", include("smvp.urls"))]
