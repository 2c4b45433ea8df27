"""The evaluatee's own marks on the home page, where the regulation version has them."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest

from smvp.flusso.agenda import Cosa, registra_agenda

from ..letture.autovalutazione import aspettano, indirizzo_autovalutazione


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The own sheets on which one may still give oneself the marks; nobody has to."""
    for scheda in aspettano(richiesta.user):
        yield Cosa(
            "da_fare", f"Valutati da te per il {scheda.esercizio.anno}",
            "È facoltativo: i tuoi voti non entrano nel punteggio, e chi ti valuta li legge quando li hai inviati.", "tocca", "Aspetta te",
            indirizzo_autovalutazione(scheda), "Valutati", articolo="18",
        )  # fmt: skip
