from django.urls import path

from .views import edizioni, indice, passaggi, testi

app_name = "performance"
urlpatterns = [
    path("", indice.quadro, name="indice"),
    path("<int:anno>/relazione/verifiche/", passaggi.verifiche, name="verifiche"),
    path("<int:anno>/piano/collegamenti/", testi.collega, name="collega"),
    path("<int:anno>/piano/collegamenti/<int:pk>/togli/", testi.scollega, name="scollega"),
    path("<int:anno>/<slug:che>/", indice.scritto, name="scritto"),
    path("<int:anno>/<slug:che>/comincia/", indice.comincia, name="comincia"),
    path("<int:anno>/<slug:che>/sezione/<slug:codice>/", testi.sezione, name="sezione"),
    path("<int:anno>/<slug:che>/sezione/<slug:codice>/salva/", testi.salva, name="salva_sezione"),
    path("<int:anno>/<slug:che>/passaggio/<slug:azione>/", passaggi.passaggio, name="passaggio"),
    path("<int:anno>/<slug:che>/edizioni/", edizioni.genera, name="genera"),
    path("<int:anno>/<slug:che>/edizioni/avanzamento/", edizioni.avanzamento, name="avanzamento"),
    path("<int:anno>/<slug:che>/edizioni/<slug:edizione>/", edizioni.edizione, name="edizione"),
    path("<int:anno>/<slug:che>/scheda-giunta/", indice.scheda_giunta, name="scheda_giunta"),
    path("<int:anno>/<slug:che>/atto/", indice.atto, name="atto"),
]
