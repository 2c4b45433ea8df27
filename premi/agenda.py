"""What result pay gives the personnel office to do, for the home page."""

from collections.abc import Iterator
from datetime import date

import rules
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.organizzazione.models import Esercizio
from valutazioni.stati import CHIUSA


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """One line for each past exercise: how many sheets are closed; when all are, the report waits for the office."""
    if not rules.has_perm("premi.esportare_risultato", richiesta.user):
        return
    conti = Esercizio.objects.filter(anno__lt=oggi.year).annotate(
        schede_tutte=Count("schede"), schede_chiuse=Count("schede", filter=Q(schede__stato=CHIUSA))
    )
    for e in conti.filter(schede_tutte__gt=0).order_by("-anno"):
        pronto = e.schede_tutte == e.schede_chiuse
        yield Cosa(
            "da_fare" if pronto else "in_attesa", f"Retribuzione di risultato {e.anno}",
            f"{e.schede_chiuse} schede chiuse su {e.schede_tutte}." + ("" if pronto else " Le altre non hanno ancora un importo."),
            "tocca" if pronto else "esame", "Aspetta te" if pronto else "In valutazione", reverse("premi:risultato", args=[e.anno]),
            "Apri il rapporto", articolo="24",
        )  # fmt: skip
