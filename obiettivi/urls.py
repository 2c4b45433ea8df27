from django.urls import path

from .views import documenti, esame, passaggi, quadri, schede, verifiche

app_name = "obiettivi"
urlpatterns = [
    path("schede/<int:pk>/", schede.scheda, name="scheda"),
    path("schede/<int:pk>/passaggio/<slug:azione>/", passaggi.passaggio, name="passaggio"),
    path("schede/<int:pk>/firma/", passaggi.firma, name="firma"),
    path("schede/<int:pk>/esame/", esame.esame, name="esame"),
    path("schede/<int:pk>/rilievi/", esame.rilievi, name="rilievi"),
    path("schede/<int:pk>/rilievi/<int:rilievo>/risolvi/", esame.risolvi, name="risolvi_rilievo"),
    path("schede/<int:pk>/colloqui/", esame.colloqui, name="colloqui"),
    path("schede/<int:pk>/confronto/", esame.confronto, name="confronto"),
    path("<int:anno>/albero/", quadri.albero, name="albero"),
    path("schede/<int:pk>/pdf/<slug:documento>/", documenti.pdf, name="pdf"),
    path("<int:anno>/documenti/", documenti.documenti, name="documenti"),
    path("<int:anno>/documenti/<slug:documento>/", documenti.prepara, name="prepara"),
    path("schede/<int:pk>/monitoraggio/", esiti.monitoraggio, name="monitoraggio"),
    path("schede/<int:pk>/monitoraggio/salva/", esiti.salva_il_monitoraggio, name="salva_monitoraggio"),
    path("schede/<int:pk>/verifica/", verifiche.verifica, name="verifica"),
    path("schede/<int:pk>/rendicontazione/", esiti.rendicontazione, name="rendicontazione"),
    path("schede/<int:pk>/rendicontazione/salva/", esiti.salva_la_rendicontazione, name="salva_rendicontazione"),
    path("schede/<int:pk>/allegati/<int:allegato>/", allegati.scarica, name="allegato"),
    path("schede/<int:pk>/misurazione/", esiti.misurazione, name="misurazione"),
    path("schede/<int:pk>/misurazione/salva/", esiti.salva_la_misurazione, name="salva_misurazione"),
    path("schede/<int:pk>/valutazione/", esiti.valutazione, name="valutazione"),
    path("schede/<int:pk>/valutazione/salva/", esiti.salva_la_valutazione, name="salva_valutazione"),
]
