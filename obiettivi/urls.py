from django.urls import path

from .views import passaggi, quadri, schede

app_name = "obiettivi"
urlpatterns = [
    path("schede/<int:pk>/", schede.scheda, name="scheda"),
    path("schede/<int:pk>/passaggio/<slug:azione>/", passaggi.passaggio, name="passaggio"),
    path("schede/<int:pk>/firma/", passaggi.firma, name="firma"),
    path("<int:anno>/albero/", quadri.albero, name="albero"),
]
