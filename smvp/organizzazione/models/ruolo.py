"""The roles a person may have in the system (requirements: Titolo I, artt. 7–35)."""

from django.db import models


class Ruolo(models.TextChoices):
    SINDACO = "sindaco", "Sindaco"
    SEGRETARIO = "segretario", "Segretario generale"
    VICESEGRETARIO = "vicesegretario", "Vicesegretario"
    NCVP = "ncvp", "NCVP"
    DIRIGENTE = "dirigente", "Dirigente"
    PO = "po", "Posizione organizzativa"
    DIPENDENTE = "dipendente", "Dipendente"
    CONTROLLO = "controllo", "Controllo di gestione"
    PERSONALE = "personale", "Personale e organizzazione"
    SEGRETERIA = "segreteria", "Segreteria del NCVP"
    AMMINISTRATORE = "amministratore", "Amministratore di sistema"


# Where each role comes from: an appointment that is evaluated, or a nomination that is not. DIPENDENTE comes from the staff membership.
RUOLI_DA_INCARICO = (Ruolo.DIRIGENTE, Ruolo.PO, Ruolo.SEGRETARIO)
RUOLI_DA_NOMINA = (
    Ruolo.SINDACO, Ruolo.VICESEGRETARIO, Ruolo.NCVP, Ruolo.CONTROLLO, Ruolo.PERSONALE, Ruolo.SEGRETERIA, Ruolo.AMMINISTRATORE,
)  # fmt: skip
