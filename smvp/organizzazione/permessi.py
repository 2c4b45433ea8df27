"""Who may do what, and whom one may see. Other apps compose these predicates with their own."""

from collections.abc import Callable, Collection
from datetime import date
from functools import wraps
from typing import Any, TypeVar

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase

from smvp.orologio import oggi

from .models import Appartenenza, Incarico, Nomina, Persona
from .ruoli import Ruolo, direzioni_di, direzioni_sotto, persona_di, ruoli_di

Vista = Callable[..., HttpResponseBase]
T = TypeVar("T")
ALTRO_VICE = "Va nominato un Vicesegretario che non ne risponda, e la nomina registrata dall’amministratore di sistema."


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
    persona = persona_di(utente)
    if persona is None:
        return set()
    return ricordato(utente, "direzioni_dirette", lambda: direzioni_sotto(direzioni_di(persona, [Ruolo.DIRIGENTE], giorno)))


def ricordato(utente: Any, nome: str, leggi: Callable[[], T]) -> T:
    """What ``leggi`` reads, kept on the user under ``nome`` while a request lasts; outside one it is read each time."""
    if utente.memoria_uffici is None:
        return leggi()
    if nome not in utente.memoria_uffici:
        utente.memoria_uffici[nome] = leggi()
    ricordata: T = utente.memoria_uffici[nome]
    return ricordata


# --- the Segretario, and who stands in for them ----------------------------------------------------------------------------------


def segretari_in_carica(giorno: date) -> set[int]:
    """The people in office as Segretario."""
    return set(Incarico.objects.in_vigore(giorno).filter(ruolo=Ruolo.SEGRETARIO).order_by().values_list("persona", flat=True))


def agisce_da_segretario(utente: Any, parti: Collection[int]) -> bool:
    """Who does what is the Segretario's on something of which these people (``parti``) are the subject.

    The Segretario; where the Segretario in office is one of them, the Vicesegretario, and only there. Nobody on their own.
    """
    giorno, persona = oggi(), persona_di(utente)
    ruoli = ruoli_di(utente, giorno)
    if persona is not None and persona.pk in parti:
        return False
    if Ruolo.SEGRETARIO in ruoli:
        return True
    return Ruolo.VICESEGRETARIO in ruoli and not segretari_in_carica(giorno).isdisjoint(parti)


def vicesegretari_liberi(parti: Collection[int]) -> list[Persona]:
    """Who may act in the place of the Segretario: the Vicesegretari in office that are not parties themselves."""
    vice = Nomina.objects.in_vigore(oggi()).filter(ruolo=Ruolo.VICESEGRETARIO).exclude(persona__in=list(parti)).select_related("persona")
    return list({n.persona_id: n.persona for n in vice}.values())


def registra_da_segretario(utente: Any, parti: Collection[int]) -> bool:
    """Who does the acts of the Segretario that only write down what others have decided, on something that is of many people.

    The two-person rule keeps anybody from judging themselves (reading A49): the Giunta's act, the Sindaco's appointment, the handing of a
    measured sheet to who evaluates judge nothing. So where the Segretario and every Vicesegretario are among the parties, the Segretario
    does them, and the log says who; what weighs (an opinion, a return) waits for a Vicesegretario who is not a party. Without any
    Vicesegretario in office one is to be appointed.
    """
    if agisce_da_segretario(utente, parti):
        return True
    if Ruolo.SEGRETARIO not in ruoli_di(utente, oggi()):
        return False
    vice = set(Nomina.objects.in_vigore(oggi()).filter(ruolo=Ruolo.VICESEGRETARIO).order_by().values_list("persona", flat=True))
    return bool(vice) and vice <= set(parti)


def chi_fa_le_veci(utente: Any, parti: Collection[int]) -> str:
    """What to tell the Segretario who is a party, and the Vicesegretario where both are: who acts in their place, or that there is nobody
    and what to do. Empty for the others."""
    giorno, persona = oggi(), persona_di(utente)
    if persona is None or persona.pk not in parti:
        return ""
    ruoli, nomi = ruoli_di(utente, giorno), [p.con_titolo for p in vicesegretari_liberi(parti)]
    if Ruolo.SEGRETARIO not in ruoli:
        tutti_e_due = Ruolo.VICESEGRETARIO in ruoli and not segretari_in_carica(giorno).isdisjoint(parti)
        return f"Ne rispondete tu e il Segretario generale. {ALTRO_VICE}" if tutti_e_due and not nomi else ""
    if nomi:
        return f"Ne rispondi anche tu: al tuo posto agisce il Vicesegretario, {' o '.join(nomi)}."
    return f"Ne rispondi anche tu, e al tuo posto agisce il Vicesegretario: ora non ce n’è uno in carica che possa farlo. {ALTRO_VICE}"


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
