"""Readings A4 and A8: who answers for the parts of a collective objective, and with which weight. Called by the acts on a sheet."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Sum

from ..letture.scheda.compilazione import incarichi_valutati
from ..models import Assegnazione, Obiettivo, Parte, Tipo


def sincronizza(riga: Obiettivo) -> dict[str, Any]:
    """Assign each part to the appointments below its Direzione that lack it; whoever has left keeps what they had accepted."""
    if not riga.collettivo:
        return {}
    parti = {p.direzione_id: p for p in riga.parti.all()}
    gia = {a.incarico_id: a for a in riga.assegnazioni.all()}
    giusti: dict[int, Parte] = {}
    for incarico in incarichi_valutati(riga.esercizio):
        parte = parti.get(incarico.direzione.apice.pk) if incarico.direzione else None
        if parte is not None:
            giusti[incarico.pk] = parte
    nuovi = [pk for pk in giusti if pk not in gia]
    pesi = _pesi_liberi(riga, nuovi)
    Assegnazione.objects.bulk_create(Assegnazione(obiettivo=riga, incarico_id=pk, parte=giusti[pk], peso=pesi[pk]) for pk in nuovi)
    via = [a.incarico_id for a in gia.values() if a.incarico_id not in giusti and _tolta(a)]
    return {f"incarico {pk}": [None, str(pesi[pk])] for pk in nuovi} | {f"incarico {pk}": ["tolto", None] for pk in via}


def _tolta(assegnazione: Assegnazione) -> bool:
    """Take an assignment away, unless it has been accepted or is being evaluated."""
    try:
        with transaction.atomic():
            assegnazione.delete()
    except ProtectedError:
        return False
    return True


def _pesi_liberi(riga: Obiettivo, incarichi: list[int]) -> dict[int, Decimal]:
    """Reading A4: what each appointment's general objectives still lack to make 40; the whole 40 if nothing is free."""
    generali = riga.esercizio.reg.pesi.generali
    dati = Assegnazione.objects.filter(incarico__in=incarichi, obiettivo__esercizio=riga.esercizio, obiettivo__tipo=Tipo.GENERALE)
    somme = dict(dati.order_by().values_list("incarico").annotate(somma=Sum("peso")))
    resti = {pk: generali - somme.get(pk, Decimal(0)) for pk in incarichi}
    return {pk: resto if resto > 0 else generali for pk, resto in resti.items()}
