"""Art. 16 (reading A38): appointments that begin or end in the year, for whoever assigns or negotiates objectives."""

from smvp.organizzazione.models import CausaFine, Esercizio, Incarico

from ...calcolo.servizio import avvisi


def avvisi_di_servizio(incarico: Incarico, esercizio: Esercizio) -> list[str]:
    """What to say at once of an appointment that does not last the whole exercise; no query."""
    return avvisi(
        incarico.periodo, esercizio.anno, esercizio.reg, ruolo=incarico.ruolo, ad_interim=incarico.ad_interim,
        limiti_eta=incarico.causa_fine == CausaFine.LIMITI_ETA,
    )  # fmt: skip
