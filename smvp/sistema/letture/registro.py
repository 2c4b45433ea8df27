"""The register of the OO.SS. and the revisions as their pages read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from smvp.documenti.fogli import Foglio
from smvp.flusso.filtri import Gruppo, gruppo
from smvp.organizzazione.models import Utente
from valutazioni.letture.cammino import Fatto, passi_di

from ..models import Allegato, Che, Destinataria, Informativa, Revisione, Riscontro
from ..permessi import revisioni_visibili_a

PER_PAGINA = 25
TITOLI = {
    "scrivi": "Scritta", "modifica": "Modificata", "parere": "Dato un parere", "manda_alla_giunta": "Mandata alla Giunta",
    "approva": "Approvata dalla Giunta",
}  # fmt: skip


def con_tutto(righe: QuerySet[Informativa]) -> QuerySet[Informativa]:
    """With all that a page reads of them."""
    destinatarie = Destinataria.objects.select_related("organizzazione")
    riscontri = Riscontro.objects.select_related("organizzazione", "registrato_da__persona", "corretto_da").prefetch_related("allegati")
    return righe.select_related(
        "esercizio", "registrata_da__persona", "corregge", "corretta_da", "revisione", "pubblicazione"
    ).prefetch_related(
        Prefetch("destinatarie", destinatarie), Prefetch("riscontri", riscontri), Prefetch("allegati", Allegato.objects.order_by("pk"))
    )


def informativa(pk: int) -> Informativa | None:
    return con_tutto(Informativa.objects.filter(pk=pk)).first()


@dataclass(frozen=True, slots=True)
class Registro:
    """A page of the register as it is filtered."""

    pagina: Page[Informativa]
    righe: list[Informativa]
    filtri: list[Gruppo]


def _attivi(scelte: Mapping[str, Any]) -> dict[str, str]:
    attivi = {n: str(scelte[n]) for n in ("che", "anno") if scelte.get(n)}
    if attivi.get("che") not in Che.values:
        attivi.pop("che", None)
    anno = attivi.get("anno", "")
    if not (anno.isascii() and anno.isdecimal() and len(anno) == 4):
        attivi.pop("anno", None)
    return attivi


def registro(scelte: Mapping[str, Any]) -> Registro:
    """The register filtered by what was told and year, in a fixed number of queries."""
    attivi, gruppi = _attivi(scelte), []
    for nome, etichetta in (("che", "Che cosa"), ("anno", "Anno")):
        altri = {n: v for n, v in attivi.items() if n != nome}
        conti = {str(v): n for v, n in Informativa.objects.filter(**altri).order_by().values_list(nome).annotate(n=Count("pk"))}
        voci = list(Che.choices) if nome == "che" else [(a, a) for a in sorted(conti, reverse=True)]
        tutti = "Tutto" if nome == "che" else "Tutti"
        gruppi.append(gruppo(etichetta, nome, voci, conti=conti, totale=sum(conti.values()), attivi=attivi, tutti=tutti))
    pagina = Paginator(Informativa.objects.filter(**attivi), PER_PAGINA).get_page(scelte.get("pagina", 1))
    return Registro(pagina, list(con_tutto(Informativa.objects.filter(pk__in=[r.pk for r in pagina.object_list]))), gruppi)


def foglio_del_registro(scelte: Mapping[str, Any]) -> Foglio:
    """The register as it is filtered, all of it."""
    intestazioni = ("Numero", "Data", "Che cosa", "Oggetto", "Esercizio", "A chi", "Come", "Riscontri", "Corregge", "Corretta da")
    formati = ("testo", "data", "testo", "testo", "intero", "testo", "testo", "testo", "testo", "testo")
    righe = [
        [r.sigla, r.giorno, r.get_che_display(), r.oggetto, r.esercizio.anno if r.esercizio else None,
         "; ".join(str(d) for d in r.destinatarie.all()), r.get_come_display(),
         "; ".join(f"{x.organizzazione}: {x.testo}" for x in r.riscontri.all() if not hasattr(x, "corretto_da")),
         r.corregge.sigla if r.corregge else "", r.corretta_da.sigla if hasattr(r, "corretta_da") else ""]
        for r in con_tutto(Informativa.objects.filter(**_attivi(scelte)))
    ]  # fmt: skip
    return Foglio("Informazioni alle OO.SS.", intestazioni, righe, formati)


def revisioni_con_tutto(righe: QuerySet[Revisione]) -> QuerySet[Revisione]:
    informative = Informativa.objects.filter(Q(corretta_da__isnull=True))
    return righe.select_related("creata_da__persona", "atto", "esercizio").prefetch_related(
        "pareri__dato_da__persona", Prefetch("informative", informative), "allegati"
    )


def revisione_visibile(utente: Utente, pk: int) -> Revisione | None:
    return revisioni_con_tutto(revisioni_visibili_a(utente)).filter(pk=pk).first()


def storia(revisione: Revisione) -> list[Fatto]:
    return passi_di(revisione, TITOLI)
