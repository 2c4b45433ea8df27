from django.urls import path

from .views import schede

app_name = "obiettivi"
urlpatterns = [
    path("schede/<int:pk>/", schede.scheda, name="scheda"),
]
