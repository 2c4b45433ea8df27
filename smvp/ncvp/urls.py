from django.urls import path

from .views import atti, rapporti, registro

app_name = "ncvp"
urlpatterns = [
    path("", registro.pagina, name="registro"),
    # --- art. 34: the register
    path("incarichi/nuovo/", registro.nuovo, name="nuovo"),
    path("incarichi/<int:pk>/", registro.incarico, name="incarico"),
    path("incarichi/<int:pk>/modifica/", registro.modifica, name="modifica"),
    path("incarichi/<int:pk>/nomina/", atti.nomina, name="nomina"),
    path("incarichi/<int:pk>/decreto/", atti.registra_nomina, name="registra_nomina"),
    path("incarichi/<int:pk>/fine/", atti.cessa, name="cessa"),
    path("incarichi/<int:pk>/passaggio/<slug:azione>/", registro.passaggio, name="passaggio"),
    path("incarichi/<int:pk>/carica/<slug:genere>/", registro.carica, name="carica"),
    path("incarichi/<int:pk>/allegati/<int:allegato>/", registro.allegato, name="allegato"),
    path("incarichi/<int:pk>/pubblica/<slug:voce>/", registro.pubblica, name="pubblica"),
    path("incarichi/<int:pk>/compensi/nuovo/", atti.compenso, name="compenso"),
    path("incarichi/<int:pk>/compensi/<int:compenso>/", atti.compenso, name="correggi_compenso"),
    path("incarichi/<int:pk>/compensi/<int:compenso>/pubblica/", registro.pubblica_compenso, name="pubblica_compenso"),
    path("incarichi/<int:pk>/conflitti/nuovo/", atti.conflitto, name="conflitto"),
    path("incarichi/<int:pk>/conflitti/<int:conflitto>/", atti.fine_conflitto, name="fine_conflitto"),
    # --- art. 32: guidance
    path("indirizzi/<int:anno>/invia/", rapporti.invia, name="invia_indirizzi"),
    path("indirizzi/<int:pk>/", rapporti.indirizzi, name="indirizzi"),
    path("indirizzi/<int:pk>/ricevuti/", rapporti.ricevuti, name="ricevuti"),
    path("indirizzi/<int:pk>/allegati/<int:allegato>/", rapporti.allegato_indirizzi, name="allegato_indirizzi"),
    # --- art. 34: the yearly report
    path("rapporti/<int:anno>/apri/", rapporti.apri, name="apri_rapporto"),
    path("rapporti/<int:anno>/", rapporti.rapporto, name="rapporto"),
    path("rapporti/<int:anno>/salva/", rapporti.salva, name="salva_rapporto"),
    path("rapporti/<int:anno>/passaggio/<slug:azione>/", rapporti.passaggio, name="passaggio_rapporto"),
]
