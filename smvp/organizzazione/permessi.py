"""Who may do what, and whom one may see. Other apps compose these predicates with their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase

from smvp.orologio import oggi

from .models import Appartenenza, Incarico, Persona
from .ruoli import Ruolo, direzioni_di, direzioni_sotto, persona_di, ruoli_di

Vista = Callable[..., HttpResponseBase]


def ha_ruolo(*ruoli: Ruolo) -> rules.Predicate:
    """Predicate: the user holds at least one of these roles today."""
    cercati = frozenset(ruoli)

    def controlla(utente: Any) -> bool:
        return bool(ruoli_di(utente, oggi()) & cercati)

    return rules.predicate(controlla, name=f"ha_ruolo({', '.join(ruoli)})")


def solo(*ruoli: Ruolo) -> Callable[[Vista], Vista]:
    """Decorator of views: who has logged in without one of these roles gets a 403. The roles stay readable in ``vista.ruoli_ammessi``."""
    ammessi = frozenset(ruoli)

    def decora(vista: Vista) -> Vista:
        @wraps(vista)
        def controllata(richiesta: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not richiesta.ruoli & ammessi:  # type: ignore[attr-defined]
                raise PermissionDenied("Questa pagina non è per il tuo ruolo.")
            return vista(richiesta, *args, **kwargs)

        controllata.ruoli_ammessi = ammessi  # type: ignore[attr-defined]
        return controllata

    return decora


def direzioni_dirette(utente: Any) -> set[int]:
    """The units that a user heads today as dirigente (also ad interim), with all that stands below them.

    During a request the answer is kept on the user, like the roles (``Utente.ricorda_ruoli``).
    """
    giorno = oggi()
    if Ruolo.DIRIGENTE not in ruoli_di(utente, giorno):
        return set()
    ricordate = utente.__dict__.get("_direzioni_dirette")
    if ricordate is None:
        persona = persona_di(utente)
        ricordate = direzioni_sotto(direzioni_di(persona, [Ruolo.DIRIGENTE], giorno)) if persona else set()
        if utente.memoria_ruoli is not None:
            utente.__dict__["_direzioni_dirette"] = ricordate
    return ricordate


# Who needs to know everybody: those who run the system, and those who serve them.
VEDONO_TUTTI = frozenset({Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.PERSONALE, Ruolo.SEGRETERIA, Ruolo.AMMINISTRATORE})
# Who deals only with those who hold an appointment.
VEDONO_INCARICATI = frozenset({Ruolo.SINDACO, Ruolo.CONTROLLO})
# Who sees the people of their own offices, and of those that hang on them.
VEDONO_I_PROPRI = (Ruolo.DIRIGENTE, Ruolo.PO)


def persone_visibili_a(utente: Any) -> QuerySet[Persona]:
    """The people whose name and place one may see today: oneself always, the others according to the role. No score hangs on this."""
    giorno = oggi()
    ruoli = ruoli_di(utente, giorno)
    if ruoli & VEDONO_TUTTI:
        return Persona.objects.all()
    visibili = Q(utente=utente.pk) if utente.pk else Q(pk__in=[])
    if ruoli & VEDONO_INCARICATI:
        visibili |= Q(pk__in=Incarico.objects.order_by().values("persona"))
    persona = getattr(utente, "persona", None) if ruoli.intersection(VEDONO_I_PROPRI) else None
    if persona is not None:
        uffici = direzioni_sotto(direzioni_di(persona, VEDONO_I_PROPRI, giorno))
        for modello in (Incarico, Appartenenza):
            visibili |= Q(pk__in=modello.objects.in_vigore(giorno).filter(direzione__in=uffici).order_by().values("persona"))
    return Persona.objects.filter(visibili)


rules.add_perm("organizzazione.importa_personale", ha_ruolo(Ruolo.PERSONALE, Ruolo.AMMINISTRATORE))
