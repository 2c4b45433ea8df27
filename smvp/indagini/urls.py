from django.urls import path

from .views import preparazione, risposte, risultati

app_name = "indagini"
urlpatterns = [
    path("<int:anno>/", preparazione.elenco, name="elenco"),
    path("<int:anno>/nuova/<str:tipo>/", preparazione.nuova, name="nuova"),
    path("<int:pk>/indagine/", preparazione.indagine, name="indagine"),
    path("<int:pk>/dati/", preparazione.dati, name="dati"),
    path("<int:pk>/sezione/", preparazione.sezione, name="sezione_nuova"),
    path("<int:pk>/sezione/<slug:codice>/", preparazione.sezione, name="sezione"),
    path("<int:pk>/sezione/<slug:codice>/aggiungi/<str:genere>/", preparazione.domanda_nuova, name="domanda_nuova"),
    path("<int:pk>/domanda/<slug:codice>/", preparazione.domanda, name="domanda"),
    path("<int:pk>/sposta/<slug:codice>/<str:verso>/", preparazione.sposta, name="sposta"),
    path("<int:pk>/togli/<slug:codice>/", preparazione.togli, name="togli"),
    path("<int:pk>/elimina/", preparazione.elimina, name="elimina"),
    path("<int:pk>/anteprima/", preparazione.anteprima, name="anteprima"),
    path("<int:pk>/passaggio/<str:azione>/", preparazione.passaggio, name="passaggio"),
    path("<int:pk>/sollecita/", preparazione.sollecita, name="sollecita"),
    path("<int:pk>/qr.svg", preparazione.qr_svg, name="qr"),
    path("<int:pk>/manifesto/", preparazione.manifesto, name="manifesto"),
    path("<int:pk>/risultati/", risultati.risultati, name="risultati"),
    path("<int:pk>/risultati.xlsx", risultati.foglio, name="foglio"),
    path("<int:pk>/risultati/pdf/", risultati.documento, name="documento"),
    path("<int:pk>/rispondi/", risposte.rispondi, name="rispondi"),
    path("<int:pk>/grazie/", risposte.grazie, name="grazie"),
    path("utenti/<str:gettone>/", risposte.utenti, name="utenti"),
    path("utenti/<str:gettone>/grazie/", risposte.grazie_utenti, name="grazie_utenti"),
]
