"""Which roles a user has on a day, and how far down the tree of offices they reach."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from smvp.orologio import oggi

from .models import Appartenenza, Direzione, Incarico, Nomina, Persona, Ruolo, Utente
from .models.ruolo import RUOLI_DA_INCARICO

__all__ = ["Ruolo", "direzioni_di", "direzioni_sotto", "persona_di", "ruoli_di", "utenti_con"]


def ruoli_di(utente: Any, giorno: date) -> frozenset[Ruolo]:
    """The roles of the day, in one query: appointments, nominations, staff membership; ``is_staff`` is the administrator.

    Who holds an appointment is evaluated for that (Allegato B) and is not DIPENDENTE as well. Nobody inactive has a role.
    During a request the answer is kept on the user (``Utente.ricorda_ruoli``).
    """
    if not utente.is_authenticated or not utente.is_active:
        return frozenset()
    if utente.memoria_ruoli is None:
        return _leggi_ruoli(utente, giorno)
    if giorno not in utente.memoria_ruoli:
        utente.memoria_ruoli[giorno] = _leggi_ruoli(utente, giorno)
    return utente.memoria_ruoli[giorno]


def _leggi_ruoli(utente: Any, giorno: date) -> frozenset[Ruolo]:
    suoi = {"persona__utente": utente.pk}
    incarichi = Incarico.objects.in_vigore(giorno).filter(**suoi).order_by().values_list("ruolo")
    nomine = Nomina.objects.in_vigore(giorno).filter(**suoi).order_by().values_list("ruolo")
    dipendente = Value(Ruolo.DIPENDENTE.value, output_field=CharField())
    appartenenze = Appartenenza.objects.in_vigore(giorno).filter(**suoi).order_by().annotate(che=dipendente).values_list("che")
    righe = incarichi.union(nomine, appartenenze)
    ruoli = {Ruolo(valore) for (valore,) in righe}
    if ruoli & set(RUOLI_DA_INCARICO):
        ruoli.discard(Ruolo.DIPENDENTE)
    if utente.is_staff:
        ruoli.add(Ruolo.AMMINISTRATORE)
    return frozenset(ruoli)


def utenti_con(*ruoli: Ruolo) -> QuerySet[Utente]:
    """The accounts, that may log in, of who holds one of these roles today by appointment or nomination: whom something is told."""
    con_incarico = Incarico.objects.in_vigore(oggi()).filter(ruolo__in=ruoli).order_by().values("persona")
    con_nomina = Nomina.objects.in_vigore(oggi()).filter(ruolo__in=ruoli).order_by().values("persona")
    return Utente.objects.filter(Q(persona__in=con_incarico) | Q(persona__in=con_nomina), is_active=True)


def persona_di(utente: Any) -> Persona | None:
    """The person behind the account, if there is one."""
    return getattr(utente, "persona", None) if utente.is_authenticated else None


def direzioni_di(persona: Persona, ruoli: Iterable[Ruolo], giorno: date) -> set[int]:
    """The offices for which the person holds one of these appointments on the day (ad interim ones too)."""
    incarichi = Incarico.objects.in_vigore(giorno).filter(persona=persona, ruolo__in=list(ruoli), direzione__isnull=False)
    return set(incarichi.order_by().values_list("direzione", flat=True))


def direzioni_sotto(direzioni: Iterable[int]) -> set[int]:
    """The ids of these offices and of all that hang on them, in one query: the tree of a municipality is small."""
    figlie: dict[int | None, list[int]] = {}
    for chiave, padre in Direzione.objects.order_by().values_list("pk", "padre_id"):
        figlie.setdefault(padre, []).append(chiave)
    trovate: set[int] = set()
    da_vedere = list(direzioni)
    while da_vedere:
        chiave = da_vedere.pop()
        if chiave not in trovate:
            trovate.add(chiave)
            da_vedere += figlie.get(chiave, [])
    return trovate
