"""The people, whether they log in or not."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from stdnum.exceptions import ValidationError as NumeroNonValido
from stdnum.it import codicefiscale

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from .incarichi import Appartenenza, Incarico, Nomina


def controlla_codice_fiscale(valore: str) -> None:
    """The 16-character code of a person, check character included."""
    try:
        if len(codicefiscale.validate(valore)) != 16:  # a company's 11 digits
            raise ValidationError("Il codice fiscale di una persona ha 16 caratteri.")
    except NumeroNonValido as errore:
        raise ValidationError("Il codice fiscale non è valido: controlla lettere e cifre.") from errore


class CodiceFiscaleField(models.CharField):
    """Kept in capitals and without spaces; empty becomes NULL, because it is unique."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 16, "null": True, "blank": True, "unique": True, **kwargs})

    def to_python(self, value: Any) -> str | None:
        return str(value).replace(" ", "").upper() if value else None

    def get_prep_value(self, value: Any) -> str | None:
        return super().get_prep_value(self.to_python(value))


class Persona(models.Model):
    """Somebody who works for the municipality or holds an office in it."""

    class Genere(models.TextChoices):
        FEMMINILE = "f", "femminile"
        MASCHILE = "m", "maschile"

    matricola = models.CharField("matricola", max_length=20, unique=True)
    codice_fiscale = CodiceFiscaleField("codice fiscale", validators=[controlla_codice_fiscale])
    nome = models.CharField("nome", max_length=80)
    cognome = models.CharField("cognome", max_length=80)
    titolo = models.CharField("titolo", max_length=20, blank=True, help_text="Per esempio: dott.ssa, ing., arch.")
    genere = models.CharField("genere", max_length=1, choices=Genere.choices, blank=True)
    email = models.EmailField("email", blank=True)
    utente = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="persona", verbose_name="utente"
    )

    if TYPE_CHECKING:
        incarichi: "RelatedManager[Incarico]"
        appartenenze: "RelatedManager[Appartenenza]"
        nomine: "RelatedManager[Nomina]"

    class Meta:
        verbose_name = "persona"
        verbose_name_plural = "persone"
        ordering = ["cognome", "nome", "matricola"]
        constraints = [
            models.CheckConstraint(condition=~Q(matricola="") & ~Q(cognome="") & ~Q(nome=""), name="persona_con_nome"),
            models.CheckConstraint(condition=Q(genere__in=["", "f", "m"]), name="persona_genere"),
        ]

    def __str__(self) -> str:
        return f"{self.cognome} {self.nome}"

    @property
    def nome_completo(self) -> str:
        return f"{self.nome} {self.cognome}"

    @property
    def con_titolo(self) -> str:
        return f"{self.titolo} {self.nome_completo}".strip()
