from django.urls import path

from .views import casi, istruttoria, organismo, seguito

app_name = "conciliazione"
urlpatterns = [
    path("<int:anno>/", casi.casi, name="casi"),
    path("<int:anno>/conteggi/", casi.conteggi, name="conteggi"),
    # --- art. 29
    path("scheda/<int:pk>/chiedi/", casi.chiedi, {"tipo": "scheda"}, name="chiedi"),
    path("personale/<int:pk>/chiedi/", casi.chiedi, {"tipo": "personale"}, name="chiedi_personale"),
    path("casi/<int:pk>/", casi.caso, name="caso"),
    path("casi/<int:pk>/passaggio/<slug:azione>/", casi.passaggio, name="passaggio"),
    path("casi/<int:pk>/allega/", casi.aggiungi, name="allega"),
    path("casi/<int:pk>/allegati/<int:allegato>/", casi.allegato, name="allegato"),
    path("casi/<int:pk>/fascicolo/", casi.fascicolo, name="fascicolo"),
    path("casi/<int:pk>/organismo/", organismo.organismo, name="organismo"),
    path("casi/<int:pk>/organismo/<slug:qualita>/", organismo.sostituisci, name="sostituisci"),
    path("casi/<int:pk>/conflitto/", organismo.conflitto, name="conflitto"),
    path("casi/<int:pk>/decisione/", organismo.decisione, name="decisione"),
    path("casi/<int:pk>/voto/", organismo.voto, name="voto"),
    path("casi/<int:pk>/controdeduzioni/", istruttoria.chiedi, name="chiedi_controdeduzioni"),
    path("controdeduzioni/<int:pk>/", istruttoria.controdeduci, name="controdeduci"),
    path("casi/<int:pk>/audizione/", istruttoria.convoca, name="convoca"),
    path("casi/<int:pk>/audizione/verbale/", istruttoria.verbale, name="verbale"),
    # --- art. 30
    path("scheda/<int:pk>/conciliazione/", seguito.registra, {"tipo": "scheda"}, name="registra"),
    path("personale/<int:pk>/conciliazione/", seguito.registra, {"tipo": "personale"}, name="registra_personale"),
    path("conciliazioni/<int:pk>/", seguito.conciliazione, name="conciliazione"),
    path("conciliazioni/<int:pk>/esito/", seguito.esito, name="esito"),
    path("conciliazioni/<int:pk>/rinuncia/", seguito.rinuncia, name="rinuncia"),
    path("conciliazioni/<int:pk>/allegati/<int:allegato>/", seguito.allegato_conciliazione, name="allegato_conciliazione"),
    # --- art. 29: what follows a negative evaluation
    path("casi/<int:pk>/misura/", seguito.proponi_misura, {"dopo": "riesame"}, name="proponi_misura"),
    path("conciliazioni/<int:pk>/misura/", seguito.proponi_misura, {"dopo": "conciliazione"}, name="proponi_misura_410"),
    path("misure/<int:pk>/", seguito.misura, name="misura"),
    path("misure/<int:pk>/documento/", seguito.documento_misura, name="documento_misura"),
    path("misure/<int:pk>/<slug:azione>/", seguito.decidi_misura, name="decidi_misura"),
]
