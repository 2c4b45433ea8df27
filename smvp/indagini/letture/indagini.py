"""Surveys for their pages: those of a year, the one of an address, those that wait for somebody's answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from smvp.organizzazione.models import Direzione, Esercizio, Persona

from ..calcolo.risultati import percento
from ..models import BENESSERE, Foglio, Indagine, Invito
from ..stati import APERTA, CHIUSA


def indagini_di(esercizio: Esercizio) -> QuerySet[Indagine]:
    """Those of an exercise, the staff's first, with how many have answered (``risposte``)."""
    contate = Foglio.objects.filter(indagine=OuterRef("pk")).order_by().values("indagine").annotate(n=Count("pk")).values("n")
    righe = Indagine.objects.filter(esercizio=esercizio).select_related("esercizio", "direzione")
    return righe.annotate(risposte=Coalesce(Subquery(contate, output_field=IntegerField()), 0)).order_by("tipo", "-creata_il", "-pk")


def indagine(pk: int) -> Indagine | None:
    return Indagine.objects.select_related("esercizio", "direzione", "creata_da__persona").filter(pk=pk).first()


def del_gettone(gettone: str) -> Indagine | None:
    """The survey of users of an address; a draft has none yet."""
    return Indagine.objects.select_related("esercizio", "direzione").filter(gettone=gettone).first() if gettone else None


def modelli_per(tipo: str) -> QuerySet[Indagine]:
    """What a new survey of this kind may begin with: those that have questions, the latest first."""
    return Indagine.objects.filter(tipo=tipo).exclude(questionario={}).select_related("esercizio", "direzione")


def servizi(giorno: date) -> QuerySet[Direzione]:
    """The offices of which users may be asked."""
    return Direzione.objects.in_vigore(giorno).order_by("codice")


def invito_di(indagine: Indagine, persona: Persona | None) -> Invito | None:
    return indagine.inviti.filter(persona=persona).first() if persona is not None else None


def da_rispondere(persona: Persona, giorno: date) -> QuerySet[Indagine]:
    """The surveys open on a day to which somebody is invited and has not answered."""
    attese = Invito.objects.filter(persona=persona, ha_risposto=False).order_by().values("indagine")
    return Indagine.objects.filter(pk__in=attese, stato=APERTA, dal__lte=giorno, al__gte=giorno).select_related("esercizio")


def in_corso() -> QuerySet[Indagine]:
    """What who runs the surveys has on the desk: open ones, and closed ones whose results are not public yet."""
    return Indagine.objects.filter(stato__in=(APERTA, CHIUSA)).select_related("esercizio", "direzione").order_by("al", "pk")


@dataclass(frozen=True, slots=True)
class Adesione:
    """How many have answered, never who. ``risposte``: None while they are too few to be told; then nothing else is told."""

    risposte: int | None
    invitati: int | None
    tasso: object = None
    minimo: int = 0


def adesione(indagine: Indagine) -> Adesione:
    minimo = indagine.esercizio.reg.riservatezza.gruppo_minimo
    quante = indagine.fogli.count()
    invitati = indagine.inviti.count() if indagine.tipo == BENESSERE else None
    detta = quante == 0 or quante >= minimo
    return Adesione(quante if detta else None, invitati, percento(quante, invitati) if invitati and detta else None, minimo)
