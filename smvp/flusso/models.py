"""Objects that go through a workflow, and the notices that its steps send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import Ruolo, utenti_con

from .stati import Flusso, Stato, Transizione


class ConStato(models.Model):
    """An object with a workflow. ``versione`` grows at every save; only ``flusso.operazioni.esegui`` writes ``stato``."""

    flusso: ClassVar[Flusso]
    # What people call it, in the feminine: the words of the pages of a step agree with it.
    chiamata: ClassVar[str] = "scheda"
    # The state as read from the database, or as esegui has just written it.
    stato_letto: str | None = None
    # What was written as the reason of the step that is being taken: for its effects (flusso.operazioni.effetto).
    motivo_del_passo: str = ""

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
        self.stato_letto = self.stato

    def get_absolute_url(self) -> str:
        """Where one reads it: every object with a workflow has a page."""
        raise NotImplementedError

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        riga = super().from_db(db, field_names, values)
        riga.stato_letto = riga.__dict__.get("stato")
        return riga

    @classmethod
    def bloccate_insieme(cls, chiavi: Iterable[int]) -> list[Self]:
        """These rows as they stand now, locked, always in the same order: two who want them take turns. A kind reads with them what its
        steps ask of each."""
        return list(cls._base_manager.select_for_update(of=("self",)).filter(pk__in=list(chiavi)).order_by("pk"))

    @property
    def stato_attuale(self) -> Stato:
        return self.flusso.stato(self.stato)

    def termine(self, t: Transizione) -> date | None:
        """The last day for a step; afterwards it needs a reason, or is refused if the step is ``perentorio``. None: no term is kept."""
        return None

    def non_prima(self, t: Transizione) -> date | None:
        """The first day for a step; before it the step is refused. None: any day will do."""
        return None

    def articolo(self, t: Transizione) -> str:
        """The article by which a step is taken within its term, as every page cites it."""
        return t.articolo

    # --- whom a step tells (``avvisa``), unless the object knows better ---

    def sindaci(self) -> Iterable[Utente]:
        return utenti_con(Ruolo.SINDACO)

    def segretari(self) -> Iterable[Utente]:
        return utenti_con(Ruolo.SEGRETARIO)

    def nuclei(self) -> Iterable[Utente]:
        return utenti_con(Ruolo.NCVP)

    def controlli(self) -> Iterable[Utente]:
        return utenti_con(Ruolo.CONTROLLO)

    def ufficio_personale(self) -> Iterable[Utente]:
        return utenti_con(Ruolo.PERSONALE)

    # --- what a step asks ---

    def manca(self, nome: str, giorno: date) -> list[str]:
        """What the requirement ``nome`` of a step (``richiede``) finds missing on a day, in words."""
        return getattr(self, nome)()  # type: ignore[no-any-return]

    def fermo(self) -> str:
        """Why nothing of it moves any more, whoever asks (a closed exercise), in words; empty while it moves."""
        return ""

    def perche_no(self, utente: Any) -> str:
        """Why a step is not this user's, where there is more to say than that: empty otherwise."""
        return self.fermo()


@dataclass(frozen=True, slots=True)
class Pagina:
    """The page that saves: its own name, and the order of its saves. A later save of the same page is not somebody else."""

    nome: str = ""
    numero: int = 0

    def viene_dopo(self, riga: "ConSalvataggio", utente: Any) -> bool:
        """True if the row was last saved by an earlier save of this very page."""
        stessa = bool(self.nome) and (riga.salvata_dalla_pagina, riga.salvata_da_id) == (self.nome, utente.pk)
        return stessa and self.numero > riga.salvataggio


NESSUNA_PAGINA = Pagina()


class ConSalvataggio(models.Model):
    """What is saved while one types, and has a ``versione``: it remembers who saved it last, and from which page."""

    versione: Any
    salvata_il = models.DateTimeField("salvata il", null=True, blank=True)
    salvata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="salvata da"
    )
    salvata_dalla_pagina = models.CharField(
        max_length=40, blank=True, editable=False, help_text="Distingue due salvataggi della stessa pagina da quelli di due persone."
    )
    salvataggio = models.PositiveIntegerField(
        default=0, editable=False, help_text="Il numero d’ordine dell’ultimo salvataggio di quella pagina."
    )

    class Meta:
        abstract = True

    def segna_salvata(self, utente: Any, quando: datetime, pagina: Pagina = NESSUNA_PAGINA) -> None:
        """Note a save: the version grows. The caller writes the row."""
        self.versione += 1
        self.salvata_il, self.salvata_da = quando, utente
        self.salvata_dalla_pagina, self.salvataggio = pagina.nome, pagina.numero


class Salvato(ConSalvataggio, ConStato):
    """An object with a workflow that is saved while one types."""

    class Meta:
        abstract = True


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
