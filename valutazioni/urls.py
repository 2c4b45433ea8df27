from django.urls import path

from . import views

app_name = "valutazioni"
urlpatterns = [
    path("<int:anno>/", views.elenco, name="elenco"),
    path("<int:anno>/apri/", views.apri, name="apri"),
    path("<int:anno>/stampa/", views.stampa, name="stampa"),
    path("schede/<int:pk>/", views.scheda, name="scheda"),
    path("schede/<int:pk>/salva/", views.salva, name="salva"),
    path("schede/<int:pk>/fattori/", views.fattori, name="fattori"),
    path("schede/<int:pk>/pdf/", views.pdf, name="pdf"),
    path("schede/<int:pk>/passaggio/<slug:azione>/", views.passaggio, name="passaggio"),
]
