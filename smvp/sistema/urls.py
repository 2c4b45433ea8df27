from django.urls import path

from .views import informazioni, revisioni

app_name = "sistema"
urlpatterns = [
    path("", revisioni.quadro, name="quadro"),
    # --- art. 32
    path("informazioni/", informazioni.registro, name="registro"),
    path("informazioni/registro.xlsx", informazioni.esporta, name="esporta"),
    path("informazioni/nuova/", informazioni.nuova, name="nuova_informativa"),
    path("informazioni/<int:pk>/", informazioni.informativa, name="informativa"),
    path("informazioni/<int:pk>/correggi/", informazioni.correggi, name="correggi"),
    path("informazioni/<int:pk>/riscontro/", informazioni.riscontro, name="riscontro"),
    path("informazioni/<int:pk>/allegati/<int:allegato>/", informazioni.allegato, name="allegato_informativa"),
    path("organizzazioni/", informazioni.organizzazioni, name="organizzazioni"),
    path("organizzazioni/<int:pk>/", informazioni.organizzazione, name="organizzazione"),
    # --- artt. 37 and 38
    path("revisioni/nuova/", revisioni.nuova, name="nuova_revisione"),
    path("revisioni/<int:pk>/", revisioni.revisione, name="revisione"),
    path("revisioni/<int:pk>/modifica/", revisioni.modifica, name="modifica"),
    path("revisioni/<int:pk>/parere/", revisioni.parere, name="parere"),
    path("revisioni/<int:pk>/deliberazione/", revisioni.delibera, name="delibera"),
    path("revisioni/<int:pk>/versione/", revisioni.versione, name="versione"),
    path("revisioni/<int:pk>/sistema.toml", revisioni.file, name="file"),
    path("revisioni/<int:pk>/passaggio/<slug:azione>/", revisioni.passaggio, name="passaggio"),
    path("revisioni/<int:pk>/allegati/<int:allegato>/", revisioni.allegato, name="allegato_revisione"),
]
