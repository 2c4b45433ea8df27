"""Guidance and reports as their pages read them."""

from smvp.organizzazione.models import Esercizio

from ..models import Indirizzi, RapportoNcvp


def indirizzi_di(pk: int) -> Indirizzi | None:
    righe = Indirizzi.objects.select_related("esercizio", "inviati_da__persona", "ricevuti_da__persona").prefetch_related("allegati")
    return righe.filter(pk=pk).first()


def tutti_gli_indirizzi() -> list[Indirizzi]:
    return list(Indirizzi.objects.select_related("esercizio"))


def rapporto_di(esercizio: Esercizio) -> RapportoNcvp | None:
    legami = ("esercizio", "documento", "salvata_da__persona")
    return RapportoNcvp.objects.filter(esercizio=esercizio).select_related(*legami).prefetch_related("testi").first()


def rapporti() -> dict[int, RapportoNcvp]:
    """By year."""
    return {r.esercizio.anno: r for r in RapportoNcvp.objects.select_related("esercizio")}
