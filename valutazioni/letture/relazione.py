"""The validation of the Relazione sulla performance of an exercise (art. 21)."""

from smvp.organizzazione.models import Esercizio

from ..models import ValidazioneRelazione


def validazione_di(esercizio: Esercizio) -> ValidazioneRelazione | None:
    """With its act and who recorded it; None until then."""
    return ValidazioneRelazione.objects.filter(esercizio=esercizio).select_related("atto", "registrata_da__persona").first()
