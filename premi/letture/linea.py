"""One line of a run, for whom it is due and for whoever reads the run whole."""

from typing import Any

from smvp.organizzazione.models import Utente
from valutazioni.permessi import personali_visibili_a, visibili_a

from ..models import Corsa, Istituto, LineaPremio, LineaRisultato
from ..permessi import corse_visibili_a, linee_premio_visibili_a, linee_risultato_visibili_a
from .perche import perche_premio, perche_risultato


def linea_visibile(utente: Utente, corsa: int, pk: int) -> LineaRisultato | LineaPremio | None:
    """The line of that run with that key, if the user may read it."""
    istituto = Corsa.objects.filter(pk=corsa).order_by().values_list("istituto", flat=True).first()
    if istituto == Istituto.RISULTATO:
        risultato = linee_risultato_visibili_a(utente).select_related("corsa__esercizio", "scheda__incarico__direzione")
        return risultato.filter(corsa=corsa, pk=pk).first()
    premi = linee_premio_visibili_a(utente).select_related("corsa__esercizio", "corsa__criterio", "direzione", "scheda")
    return premi.defer("corsa__fatti").filter(corsa=corsa, pk=pk).first()


def pagina_della_linea(utente: Utente, linea: LineaRisultato | LineaPremio) -> dict[str, Any]:
    """The steps; the person's other lines of the run; the sheet and the run, if the user may open them."""
    if isinstance(linea, LineaRisultato):
        sue: list[LineaRisultato] | list[LineaPremio] = list(linea.corsa.linee_risultato.filter(persona=linea.persona_id).order_by("dal"))
        apribile = visibili_a(utente, superate=True).filter(pk=linea.scheda_id).exists()
        perche = perche_risultato(linea, con_i_voti=apribile)
    else:
        premi = linea.corsa.linee_premio.filter(persona=linea.persona_id).select_related("direzione")
        sue = list(premi.order_by("direzione__codice"))
        perche = perche_premio(linea, sue)
        apribile = personali_visibili_a(utente, superate=True).filter(pk=linea.scheda_id).exists()
    return {
        "perche": perche,
        "altre": [x for x in sue if x.pk != linea.pk],
        "in_tutto": sum(x.importo for x in sue),
        "scheda_apribile": apribile,
        "legge_la_corsa": corse_visibili_a(utente).filter(pk=linea.corsa_id).exists(),
    }
