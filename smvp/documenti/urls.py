from django.urls import path

from smvp.documenti import views

app_name = "documenti"

urlpatterns = [
    path("<int:pk>/stato/", views.stato, name="stato"),
    path("<int:pk>/scarica/", views.scarica, name="scarica"),
    path("<int:pk>/riprova/", views.riprova_documento, name="riprova"),
    path("lavori/<int:pk>/", views.lavoro, name="lavoro"),
    path("lavori/<int:pk>/avanzamento/", views.avanzamento_lavoro, name="avanzamento"),
    path("lavori/<int:pk>/scarica/", views.scarica_lavoro, name="scarica_lavoro"),
    path("lavori/<int:pk>/riprova/", views.riprova_lavoro, name="riprova_lavoro"),
]
