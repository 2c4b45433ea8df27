"""Art. 18: what the reported values propose, quota by quota: the rows of the database handed to the pure rules."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from smvp.nucleo.errori import DatiNonValidi

from ...calcolo import IndicatoreMisurato, Proposta, proponi
from ...models import Indicatore, Obiettivo, Parte, Rilevazione


def indicatori_della_quota(obiettivo: Obiettivo, parte: Parte | None) -> list[Indicatore]:
    """The indicators by which a quota is measured: its own and, of a part, also those of the whole objective; with their actual values.

    No query if the caller has prefetched ``indicatori__rilevazione``, otherwise two at most.
    """
    righe = list(obiettivo.indicatori.all())
    prefetch_related_objects(righe, "rilevazione")
    return [i for i in righe if i.parte_id is None or (parte is not None and i.parte_id == parte.pk)]


def proposta_di(obiettivo: Obiettivo, parte: Parte | None) -> Proposta:
    """The proposed percentage of a quota; never raises: what cannot be proposed has its ``motivo``."""
    try:
        return proponi(misurati(indicatori_della_quota(obiettivo, parte)), obiettivo.gradazione, obiettivo.esercizio.reg)
    except DatiNonValidi as errore:
        return Proposta(None, None, motivo=errore.messaggio)


def misurati(indicatori: Iterable[Indicatore]) -> list[IndicatoreMisurato]:
    """The same as plain data, in the same order."""
    return [_misurato(i, getattr(i, "rilevazione", None)) for i in indicatori]


def _misurato(i: Indicatore, r: Rilevazione | None) -> IndicatoreMisurato:
    return IndicatoreMisurato(
        lettera=i.lettera, misura=i.misura, verso=i.verso, base=i.base, atteso=i.atteso, atteso_entro=i.atteso_entro, unita=i.unita,
        valore=r.valore if r else None, valore_data=r.valore_data if r else None, fatto=r.fatto if r else None,
    )  # fmt: skip
