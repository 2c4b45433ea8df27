"""Who keeps the register of the NCVP, who appoints, who writes the report (artt. 32 and 34). Nobody else comes in."""

import rules
from django.db.models import Q, QuerySet

from smvp.organizzazione.models import Utente
from smvp.organizzazione.permessi import ha_ruolo
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di
from smvp.orologio import oggi

from .models import Conflitto, IncaricoNcvp
from .stati import ARCHIVIATA, ISTRUTTORIA

VEDONO = frozenset({Ruolo.SEGRETARIO, Ruolo.SINDACO, Ruolo.NCVP})
DI_CHI_E = "Il registro del NCVP lo leggono il Segretario generale, il Sindaco e il NCVP."


def incarichi_visibili_a(utente: Utente) -> QuerySet[IncaricoNcvp]:
    """The whole register for Segretario and Sindaco; the NCVP reads its own terms, once it has been appointed."""
    ruoli, persona = ruoli_di(utente, oggi()), persona_di(utente)
    if ruoli & {Ruolo.SEGRETARIO, Ruolo.SINDACO}:
        return IncaricoNcvp.objects.all()
    if Ruolo.NCVP not in ruoli or persona is None:
        return IncaricoNcvp.objects.none()
    return IncaricoNcvp.objects.filter(~Q(stato__in=[ISTRUTTORIA, ARCHIVIATA]), persona=persona.pk)


@rules.predicate
def e_suo(utente: Utente, incarico: IncaricoNcvp) -> bool:
    persona = persona_di(utente)
    return persona is not None and incarico.persona_id == persona.pk and incarico.in_carica_il(oggi())


@rules.predicate
def conflitto_suo(utente: Utente, conflitto: Conflitto) -> bool:
    return bool(e_suo(utente, conflitto.incarico))


_segretario, _sindaco, _ncvp = ha_ruolo(Ruolo.SEGRETARIO), ha_ruolo(Ruolo.SINDACO), ha_ruolo(Ruolo.NCVP)
rules.add_perm("ncvp.vedere", ha_ruolo(*VEDONO))
rules.add_perm("ncvp.tenere_registro", _segretario)
rules.add_perm("ncvp.nominare", _sindaco)
# Resignations are written down by who keeps the register, or by the Sindaco, who alone revokes.
rules.add_perm("ncvp.cessare", _segretario | _sindaco)
rules.add_perm("ncvp.pubblicare", _segretario)
rules.add_perm("ncvp.dichiarare_conflitto", _ncvp & e_suo)
rules.add_perm("ncvp.chiudere_conflitto", _ncvp & conflitto_suo)
# Art. 32.
rules.add_perm("ncvp.inviare_indirizzi", _segretario)
rules.add_perm("ncvp.ricevere_indirizzi", _ncvp)
# Art. 34: what the NCVP writes nobody writes for it.
rules.add_perm("ncvp.scrivere_rapporto", _ncvp)
