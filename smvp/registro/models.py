"""The log of acts: append-only, each row chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q


class Evento(models.Model):
    """Who did what, to what, when, on behalf of whom. Written only by ``registro.operazioni.registra``; never changed, never deleted."""

    numero = models.PositiveBigIntegerField("numero", primary_key=True)
    quando = models.DateTimeField("quando")
    utente = models.CharField("utente", max_length=150)
    per_conto_di = models.CharField("per conto di", max_length=150, blank=True)
    azione = models.CharField("azione", max_length=60)
    oggetto = models.CharField("oggetto", max_length=60)
    oggetto_id = models.CharField("identificativo dell’oggetto", max_length=64)
    dati = models.TextField("dati", default="{}", help_text="JSON in forma canonica: è il testo che entra nell’impronta.")
    precedente = models.CharField("impronta della riga precedente", max_length=64, blank=True)
    impronta = models.CharField("impronta", max_length=64, unique=True)

    class Meta:
        verbose_name = "evento"
        verbose_name_plural = "eventi"
        ordering = ["numero"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["oggetto", "oggetto_id"], name="evento_oggetto"),
            models.Index(fields=["utente"], name="evento_utente"),
        ]
        constraints = [models.CheckConstraint(condition=Q(numero__gte=1), name="evento_numero")]

    def __str__(self) -> str:
        return f"{self.numero} · {self.azione} · {self.oggetto} {self.oggetto_id}"

    @property
    def contenuto(self) -> dict[str, Any]:
        """The data of the act, read back."""
        return json.loads(self.dati)

    def calcola_impronta(self) -> str:
        """SHA-256 of the canonical JSON of all the other columns, the hash of the row before included."""
        campi = {
            "numero": self.numero, "quando": self.quando.astimezone(UTC).isoformat(timespec="microseconds"), "utente": self.utente,
            "per_conto_di": self.per_conto_di, "azione": self.azione, "oggetto": self.oggetto, "oggetto_id": self.oggetto_id,
            "dati": self.dati, "precedente": self.precedente,
        }  # fmt: skip
        return hashlib.sha256(canonico(campi).encode()).hexdigest()


def canonico(dati: Mapping[str, Any]) -> str:
    """One and only one JSON text for the same data: keys in order, no spaces, no floats, numbers that are not integers as strings."""
    return json.dumps(_semplice(dati), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _semplice(valore: Any) -> Any:
    """The same value made of what JSON knows. A float is refused: it would not come back the same."""
    if valore is None or isinstance(valore, bool | int):
        return valore
    if isinstance(valore, str):
        return str(valore)
    if isinstance(valore, Decimal | Fraction):
        return str(valore)
    if isinstance(valore, datetime):
        return valore.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(valore, date):
        return valore.isoformat()
    if isinstance(valore, Mapping):
        return {str(chiave): _semplice(v) for chiave, v in valore.items()}
    if isinstance(valore, list | tuple):
        return [_semplice(v) for v in valore]
    if isinstance(valore, set | frozenset):
        return sorted(_semplice(v) for v in valore)
    raise TypeError(f"Il registro non sa scrivere un valore di tipo {type(valore).__name__}: {valore!r}")
