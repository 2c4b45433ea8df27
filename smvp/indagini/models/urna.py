"""Art. 33: who was asked and has answered in one table, what was answered in others, and nothing that leads from one to the other.

No key, no moment, no order joins them, also for who has the whole database in hand:

- keys of answers are drawn at random and are the place of the row (``INTEGER PRIMARY KEY`` on SQLite: no other rowid), so they
  do not say who came first;
- invitations are all written when the survey opens; of who answers the flag is set by an update that writes *all* the rows of the survey
  again (operazioni/urna.py): on PostgreSQL none of them then carries the transaction (xmin), or stands in the place, of its own answer;
- free texts stand apart from the marks: who betrays themselves in a sentence does not betray the rest;
- when the survey closes, answers and texts are written again all together, in another order and under other keys.
"""

import secrets

from django.db import models
from django.db.models import Q

from smvp.organizzazione.models import Persona

from .indagine import Indagine

CHIAVE_MASSIMA = 2**62


def chiave_a_caso() -> int:
    """A key that tells nothing: neither how many there are nor which came first."""
    return secrets.randbelow(CHIAVE_MASSIMA) + 1


class Invito(models.Model):
    """Who is asked, once a survey. No moment stands here, and none may ever be added."""

    indagine = models.ForeignKey(Indagine, on_delete=models.CASCADE, related_name="inviti", verbose_name="indagine")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="+", verbose_name="persona")
    ha_risposto = models.BooleanField("ha risposto", default=False)

    class Meta:
        verbose_name = "invito"
        verbose_name_plural = "inviti"
        ordering = ["indagine", "persona"]
        constraints = [models.UniqueConstraint(fields=["indagine", "persona"], name="invito_uno_a_testa")]

    def __str__(self) -> str:
        return f"Invito a {self.indagine}"


class Foglio(models.Model):
    """One answered questionnaire, without the free texts. ``modulo``: of users, the hash of the form that was sent, so that the same one
    sent twice counts once; it is taken away when the survey closes."""

    id = models.BigAutoField(primary_key=True, default=chiave_a_caso, editable=False)
    indagine = models.ForeignKey(Indagine, on_delete=models.PROTECT, related_name="fogli", verbose_name="indagine")
    valori = models.JSONField("risposte", default=dict)
    modulo = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "questionario risposto"
        verbose_name_plural = "questionari risposti"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["indagine", "modulo"], condition=~Q(modulo=""), name="foglio_un_modulo_una_volta"),
        ]

    def __str__(self) -> str:
        return f"Risposte a {self.indagine}"


class Testo(models.Model):
    """What was written in answer to one question, away from the other answers of the same hand."""

    id = models.BigAutoField(primary_key=True, default=chiave_a_caso, editable=False)
    indagine = models.ForeignKey(Indagine, on_delete=models.PROTECT, related_name="testi", verbose_name="indagine")
    domanda = models.CharField(max_length=20)
    testo = models.TextField()

    class Meta:
        verbose_name = "testo libero"
        verbose_name_plural = "testi liberi"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Testo a {self.indagine}"
