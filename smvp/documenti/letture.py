"""Reads: documents and batches, each through the permission; how far a batch has got."""

from dataclasses import dataclass

from django.db.models import Count, Q

from smvp.documenti.models import Documento, Lavoro, Stato
from smvp.documenti.permessi import lavori_visibili, puo_vedere_documento
from smvp.organizzazione.models import Utente


def documenti_di(tipo: str, oggetto_id: int) -> list[Documento]:
    """What has been issued for one object, the last first."""
    return list(Documento.objects.filter(tipo=tipo, oggetto_id=oggetto_id).order_by("-richiesto_il", "-pk"))


def ultimo_documento(utente: Utente, *, tipo: str, oggetto_id: int) -> Documento | None:
    """The last document issued for one object, among those that ``utente`` may see."""
    return next((d for d in documenti_di(tipo, oggetto_id) if puo_vedere_documento(utente, d)), None)


def lavori_recenti(utente: Utente, *, escluso: int = 0, quanti: int = 5) -> list[Lavoro]:
    """The last batches that ``utente`` has asked for, the newest first."""
    return list(lavori_visibili(utente).exclude(pk=escluso)[:quanti])


@dataclass(frozen=True, slots=True)
class Avanzamento:
    """How many documents of a batch are finished, and how; ``da_emettere``: how many are not yet issued."""

    totale: int
    pronti: int
    falliti: int
    da_emettere: int = 0

    @property
    def finiti(self) -> int:
        return self.pronti + self.falliti


def avanzamento(lavoro: Lavoro) -> Avanzamento:
    """Read from the rows, not from the broker: it holds after any restart."""
    conti = lavoro.documenti.aggregate(
        totale=Count("pk"), pronti=Count("pk", filter=Q(stato=Stato.PRONTO)), falliti=Count("pk", filter=Q(stato=Stato.FALLITO))
    )
    return Avanzamento(**conti | {"totale": conti["totale"] + lavoro.da_emettere, "da_emettere": lavoro.da_emettere})


def documenti_falliti(lavoro: Lavoro) -> list[Documento]:
    """The documents that a batch lacks, each with its reason."""
    return list(lavoro.documenti.filter(stato=Stato.FALLITO).defer("contenuto").order_by("titolo"))
