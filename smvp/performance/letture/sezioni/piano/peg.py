"""Artt. 11, 12: the Piano esecutivo di gestione: what each Direzione has to carry out, with which items, and how it went before."""

from django.urls import reverse

from obiettivi.letture.quadri.peg import direzioni_apicali, esiti_per_direzione, gradi_negli_anni
from obiettivi.models import RisorsaPeg

from ....calcolo.blocchi import Blocco, Cella, Colonna, Genere, Mancanza, Paragrafo, Tavola
from ...contesto import Contesto
from ..comuni import nessun_obiettivo
from ..organizzativa import ANNI, DIREZIONE

QUOTE = Colonna(
    "obiettivi_e_parti", "Obiettivi e parti", Genere.INTERO, "Obiettivi interi e parti di obiettivi collettivi della Direzione."
)
RISORSE = (
    Colonna("codice", "Obiettivo", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("capitolo", "Capitolo", descrizione="Il capitolo del P.E.G."),
    Colonna("descrizione", "Descrizione", descrizione="Che cosa il capitolo finanzia."),
    Colonna("importo", "Importo", Genere.EURO, "Quanto la scheda dell’obiettivo ne indica."),
)


def blocchi(c: Contesto) -> list[Blocco]:
    direzioni = direzioni_apicali(c.esercizio)
    if not c.obiettivi or not direzioni:
        return []
    esiti, gradi = esiti_per_direzione(c.obiettivi, c.esercizio), gradi_negli_anni(c.anno - ANNI, c.anno - 1)
    anni = sorted({a for d in direzioni for a in gradi.get(d.pk, {})})
    righe: list[tuple[Cella, ...]] = []
    for d in direzioni:
        e = esiti.get(d.pk)
        righe.append((str(d), e.quote if e else 0, *(gradi.get(d.pk, {}).get(a, "") for a in anni)))
    colonne = (
        DIREZIONE,
        QUOTE,
        *(Colonna(f"peg_{a}", f"P.E.G. {a}", Genere.PERCENTO, f"Grado di realizzazione del P.E.G. nel {a}.") for a in anni),
    )
    prima = " Accanto sta quanto ne ha realizzato negli anni scorsi." if anni else ""
    frase = (
        "Il P.E.G. dà a ogni Direzione gli obiettivi operativi, la gestione ordinaria e le risorse; "
        "a fine anno si misura quanto ne ha realizzato."
    )
    return [Paragrafo(frase + prima), Tavola("peg", "Le Direzioni e il P.E.G.", colonne, tuple(righe)), *_risorse(c)]


def _risorse(c: Contesto) -> list[Blocco]:
    """The items that the sheets name; no sum: the same item may stand on several sheets."""
    codici = {o.pk: (n, o.codice) for n, o in enumerate(c.obiettivi)}
    righe = (
        RisorsaPeg.objects.filter(obiettivo__in=c.righe_obiettivi)
        .order_by("pk")
        .values_list("obiettivo", "capitolo", "descrizione", "importo")
    )
    in_ordine = sorted(righe, key=lambda r: codici[r[0]][0])
    celle = tuple((codici[o][1], c.detto(capitolo), c.detto(descrizione), importo) for o, capitolo, descrizione, importo in in_ordine)
    return [Tavola("risorse_peg", "I capitoli del P.E.G. sui quali gli obiettivi contano", RISORSE, celle)] if celle else []


def mancanze(c: Contesto) -> list[Mancanza]:
    if trovate := nessun_obiettivo(c):
        return trovate
    if RisorsaPeg.objects.filter(obiettivo__in=c.righe_obiettivi).exists():
        return []
    pagina = reverse("obiettivi:elenco", args=[c.anno])
    return [Mancanza("Nessuna scheda dice su quali capitoli del P.E.G. l’obiettivo conta.", "Chi compila la scheda", pagina)]
