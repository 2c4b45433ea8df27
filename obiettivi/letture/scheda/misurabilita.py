"""Artt. 7–9: the hints on a sheet that is being written, quota by quota."""

from ...calcolo.misurabilita import Consiglio, IndicatoreScritto, consigli
from ...models import Obiettivo


def consigli_su(obiettivo: Obiettivo) -> list[Consiglio]:
    """What would make the objective hard to measure; no query beyond ``indicatori`` and ``parti`` (none if prefetched)."""
    trovati: dict[Consiglio, None] = {}
    indicatori = list(obiettivo.indicatori.all())
    for parte in obiettivo.quote():
        suoi = [i for i in indicatori if i.parte_id is None or (parte and i.parte_id == parte.pk)]
        scritti = [IndicatoreScritto(i.nome, i.titolo, i.misura, i.verso, i.unita, i.base, i.atteso, i.fonte) for i in suoi]
        trovati |= dict.fromkeys(consigli(obiettivo.risultato_atteso, scritti, obiettivo.gradazione, obiettivo.esercizio.reg))
    return list(trovati)
