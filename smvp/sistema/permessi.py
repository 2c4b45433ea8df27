"""Who may do what with the Sistema: the NCVP proposes, Segretario and Sindaco give their opinion, the Segretario sees it through."""

import rules
from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Utente
from smvp.organizzazione.permessi import ha_ruolo
from smvp.organizzazione.ruoli import Ruolo, ruoli_di
from smvp.orologio import oggi

from .models import Qualita, Revisione
from .stati import BOZZA, PROPOSTA

VEDONO = frozenset({
    Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO, Ruolo.NCVP, Ruolo.SINDACO, Ruolo.PERSONALE, Ruolo.SEGRETERIA, Ruolo.CONTROLLO,
    Ruolo.AMMINISTRATORE,
})  # fmt: skip
INFORMANO = (Ruolo.SEGRETARIO, Ruolo.PERSONALE)
CHI_VEDE = "Questa pagina è degli organi e degli uffici che seguono il Sistema."
CHI_INFORMA = "Il registro delle OO.SS. lo tengono il Segretario generale e l’ufficio Personale."
CHI_PROPONE = "Le revisioni le propone il NCVP (art. 37)."
DI_CHI = {Ruolo.SEGRETARIO: Qualita.SEGRETARIO, Ruolo.SINDACO: Qualita.SINDACO}


def revisioni_visibili_a(utente: Utente) -> QuerySet[Revisione]:
    """A draft is the NCVP's; what has been proposed is for those who follow the Sistema."""
    ruoli = ruoli_di(utente, oggi())
    if not ruoli & VEDONO:
        return Revisione.objects.none()
    return Revisione.objects.all() if Ruolo.NCVP in ruoli else Revisione.objects.exclude(Q(stato=BOZZA) | Q(proposta_il=None))


def in_quale_qualita(utente: Utente) -> list[Qualita]:
    """For whom the user may give an opinion."""
    return [qualita for ruolo, qualita in DI_CHI.items() if ruolo in ruoli_di(utente, oggi())]


def da_esprimere(utente: Utente, revisione: Revisione) -> Qualita | None:
    """The opinion that the revision waits for from this user."""
    if revisione.stato != PROPOSTA:
        return None
    date_ = revisione.qualita_espresse
    return next((q for q in in_quale_qualita(utente) if q.value not in date_), None)


@rules.predicate
def esprime(utente: Utente, revisione: Revisione) -> bool:
    return bool(in_quale_qualita(utente))


rules.add_perm("sistema.vedere", ha_ruolo(*VEDONO))
rules.add_perm("sistema.informare", ha_ruolo(*INFORMANO))
rules.add_perm("sistema.proporre", ha_ruolo(Ruolo.NCVP))
rules.add_perm("sistema.esprimersi", esprime)
rules.add_perm("sistema.istruire", ha_ruolo(Ruolo.SEGRETARIO))
