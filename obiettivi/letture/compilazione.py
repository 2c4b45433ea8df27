"""What the form of a sheet offers to choose from, and what it says beside it."""

from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Direzione
from smvp.organizzazione.ruoli import Ruolo

from ..models import Obiettivo, Tipo
from ..stati import BOZZA


def padri_possibili(obiettivo: Obiettivo) -> QuerySet[Obiettivo]:
    """Art. 7, cascading: what an individual objective may hang on: those of a dirigente above, and collective ones of its own office.

    A dirigente's hangs only on collective ones, and a collective one on nothing: so there are no rings.
    """
    incarico = obiettivo.responsabile
    if incarico is None or obiettivo.collettivo or incarico.direzione is None:
        return Obiettivo.objects.none()
    sopra: list[int] = []
    ufficio: Direzione | None = incarico.direzione
    while ufficio is not None:
        sopra.append(ufficio.pk)
        ufficio = ufficio.padre
    padri = Q(tipo=Tipo.GENERALE) & (Q(assegnazioni__incarico=incarico.pk) | Q(parti__direzione__in=sopra))
    if incarico.ruolo == Ruolo.PO:
        padri |= Q(tipo=Tipo.INDIVIDUALE, responsabile__ruolo=Ruolo.DIRIGENTE, responsabile__direzione__in=sopra) & ~Q(stato=BOZZA)
    trovati = Obiettivo.objects.filter(padri, esercizio=obiettivo.esercizio_id).exclude(pk=obiettivo.pk)
    return Obiettivo.objects.filter(pk__in=trovati.order_by().values("pk"))
