from django.urls import include, path

from .views import aperti, gestione, pubbliche, regolamento

# Addresses that name item and year: they stay when a later publication takes the place of an earlier one.
sezione = [
    path("", pubbliche.sezione, name="indice"),
    path("dati/<int:anno>/", aperti.dati, name="dati"),
    path("dati/<int:anno>/<slug:codice>.<slug:formato>", aperti.tavola, name="tavola"),
    path("dati/<int:anno>/<slug:voce>/<slug:codice>.<slug:formato>", aperti.tavola, name="tavola_di"),
    path("documenti/<int:anno>/<slug:voce>/", pubbliche.documento, name="documento"),
    path("documenti/<slug:voce>/", pubbliche.documento, name="documento"),
    path("gestione/", gestione.gestione, name="gestione"),
    path("gestione/pubblica/", gestione.pubblica, name="pubblica"),
    path("gestione/<int:pk>/ritira/", gestione.ritira, name="ritira"),
    path("gestione/<int:pk>/rimetti/", gestione.rimetti_in_vista, name="rimetti"),
    path("gestione/anteprima/<int:pk>/", gestione.anteprima, name="anteprima"),
    path("<int:anno>/<slug:voce>/", pubbliche.voce, name="voce"),
    path("<int:anno>/<slug:voce>/<slug:codice>/", pubbliche.capitolo, name="capitolo"),
]

urlpatterns = [
    path("trasparenza/", include((sezione, "trasparenza"))),
    path("regolamento/", regolamento.regolamento, name="regolamento"),
    path("regolamento/art-<str:numero>/", regolamento.articolo, name="articolo"),
    path("accessibilita/", regolamento.accessibilita, name="accessibilita"),
]
