"""Objects that go through a workflow, and the notices that its steps send."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from .stati import Flusso, Stato


class ConStato(models.Model):
    """An object with a workflow. ``versione`` grows at every save; only ``flusso.operazioni.esegui`` writes ``stato``."""

    flusso: ClassVar[Flusso]
    # The state as read from the database, or as esegui has just written it.
    stato_letto: str | None = None

    stato = models.CharField("stato", max_length=30, editable=False)
    versione = models.PositiveIntegerField("versione", default=1, editable=False)

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.stato:
            self.stato = self.flusso.iniziale

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse any change of state that did not come through the door (flusso.operazioni.esegui)."""
        atteso = self.flusso.iniziale if self._state.adding else self.stato_letto
        if self.stato != atteso:
            raise RuntimeError(f"{type(self).__name__}: lo stato cambia solo con flusso.operazioni.esegui()")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Where one reads it: every object with a workflow has a page."""
        raise NotImplementedError

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        riga = super().from_db(db, field_names, values)
        riga.stato_letto = riga.__dict__.get("stato")
        return riga

    @property
    def stato_attuale(self) -> Stato:
        return self.flusso.stato(self.stato)


class Notifica(models.Model):
    """A notice to a user, born in the same transaction as the step that causes it; mailed afterwards by a task."""

    destinatario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifiche", verbose_name="destinatario"
    )
    testo = models.CharField("testo", max_length=300)
    url = models.CharField("indirizzo", max_length=200)
    creata_il = models.DateTimeField("creata il")
    letta_il = models.DateTimeField("letta il", null=True, blank=True)
    spedita_il = models.DateTimeField("spedita il", null=True, blank=True)

    class Meta:
        verbose_name = "notifica"
        verbose_name_plural = "notifiche"
        ordering = ["-creata_il", "-id"]
        indexes = [models.Index(fields=["destinatario", "letta_il"], name="notifica_da_leggere")]

    def __str__(self) -> str:
        return self.testo
