"""Every address of the site. A new one needs a line in tests/test_permessi.py, or the tests fail."""

from django.contrib import admin
from django.urls import include, path

handler400 = "smvp.flusso.errori.richiesta_non_valida"
handler403 = "smvp.flusso.errori.vietato"
handler404 = "smvp.flusso.errori.non_trovato"
handler500 = "smvp.flusso.errori.guasto"

urlpatterns = [
    path("", include("smvp.flusso.urls")),
    path("", include("smvp.organizzazione.urls_accesso")),
    path("organizzazione/", include("smvp.organizzazione.urls")),
    path("documenti/", include("smvp.documenti.urls")),
    path("obiettivi/", include("obiettivi.urls")),
    path("valutazioni/", include("valutazioni.urls")),
    path("premi/", include("premi.urls")),
    path("riesami/", include("conciliazione.urls")),
    path("indagini/", include("smvp.indagini.urls")),
    path("accesso/", include("smvp.accesso.urls")),
    path("ncvp/", include("smvp.ncvp.urls")),
    path("sistema/", include("smvp.sistema.urls")),
    path("performance/", include("smvp.performance.urls")),
    path("", include("smvp.trasparenza.urls")),
    path("amministrazione/", admin.site.urls),
]
