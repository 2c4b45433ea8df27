from django.urls import path

from .views import istruttoria, richieste

app_name = "accesso"
urlpatterns = [
    path("", richieste.registro, name="registro"),
    path("registro.xlsx", richieste.esporta, name="esporta"),
    path("chiedi/", richieste.chiedi, name="chiedi"),
    path("registra/", richieste.registra, name="registra"),
    path("<int:pk>/", richieste.richiesta, name="richiesta"),
    path("<int:pk>/passaggio/<slug:azione>/", richieste.passaggio, name="passaggio"),
    path("<int:pk>/allegati/<int:allegato>/", richieste.allegato, name="allegato"),
    path("<int:pk>/controinteressati/", istruttoria.terzo, name="terzo"),
    path("<int:pk>/controinteressati/<int:terzo>/togli/", istruttoria.togli_terzo, name="togli_terzo"),
    path("<int:pk>/controinteressati/<int:terzo>/", istruttoria.risposta, name="risposta"),
    path("<int:pk>/visto/", istruttoria.visto, name="visto"),
    path("<int:pk>/consegna/", istruttoria.evadi, name="evadi"),
    path("avvisi/<int:pk>/", istruttoria.opposizione, name="opposizione"),
]
