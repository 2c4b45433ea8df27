"""The sheets that the Giunta's act can assign, and the acts of the year (art. 14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet

from smvp.documenti.models import Atto
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Esercizio, Utente

from ...models import Accettazione, Obiettivo
from ...stati import ACCETTATA
from ..turno.attese import Attese
from ..turno.interlocutori import con_attese
from .pagine import ordinati


@dataclass(frozen=True, slots=True)
class Assegnabile:
    """An accepted sheet; ``tardi``: the term of its assignment has passed, and the act wants a reason.

    ``dal``: the first day that the act may bear, that of the validation and of the last signature (art. 14).
    """

    obiettivo: Obiettivo
    tardi: bool
    ridefinita: bool
    dal: date | None


def assegnabili(esercizio: Esercizio, attese: Attese, utente: Utente) -> list[Assegnabile]:
    """The accepted sheets of an exercise that the user may assign, in the order of the list; none once it is closed."""
    if esercizio.chiuso_il is not None:
        return []
    obiettivi = list(ordinati(con_attese(Obiettivo.objects.filter(attese.tocca_a(utente), stato=ACCETTATA))))
    dal, righe = _primi_giorni(obiettivi), []
    for o in obiettivi:
        attesa = attese.di(o)
        righe.append(Assegnabile(o, attesa is not None and attesa.tardi(attese.giorno), o.ridefinito_il is not None, dal[o.pk]))
    return righe


def _primi_giorni(obiettivi: Sequence[Obiettivo]) -> dict[int, date | None]:
    """The first day of an act for each sheet, in one query."""
    firme = Accettazione.objects.filter(versione__in=[o.ultima_versione for o in obiettivi])  # type: ignore[attr-defined]
    ultime = dict(firme.order_by().values_list("versione__obiettivo").annotate(ultima=Max("firmata_il")))
    firmate = {pk: momento.astimezone(FUSO).date() for pk, momento in ultime.items()}
    return {o.pk: max((g for g in (o.validato_il, firmate.get(o.pk)) if g), default=None) for o in obiettivi}


def atti_possibili(esercizio: Esercizio, schede: Sequence[Assegnabile], giorno: date) -> QuerySet[Atto]:
    """The Giunta's acts that can assign at least one of these sheets, the latest first.

    Of the year, not of a day to come, not older than validation and signatures; art. 14 wants a specific act: one that settles
    something else (the funds, another exercise) is not.
    """
    dal = min((r.dal for r in schede if r.dal), default=None)
    if not schede:
        return Atto.objects.none()
    atti = Atto.objects.filter(
        tipo=Atto.Tipo.GIUNTA, data__range=(max(dal or esercizio.periodo.dal, esercizio.periodo.dal), min(giorno, esercizio.periodo.al))
    )
    for legame in Atto._meta.related_objects:
        if legame.related_model is not Obiettivo:
            atti = atti.filter(**{f"{legame.name}__isnull": True})
    d_altri = Obiettivo.objects.filter(atto=OuterRef("pk")).exclude(esercizio=esercizio)
    return atti.exclude(Exists(d_altri)).order_by("-data", "-numero")


def escluse_da(data: date, schede: Iterable[Assegnabile]) -> list[Assegnabile]:
    """Those that an act of that day cannot assign: they were validated or signed afterwards."""
    return [r for r in schede if r.dal and r.dal > data]
