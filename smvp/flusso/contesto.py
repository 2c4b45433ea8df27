"""What every page shows: the municipality, the person, the exercise, the tabs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from smvp.organizzazione.models import Ente, Esercizio
from smvp.organizzazione.ruoli import Ruolo
from smvp.orologio import oggi

from .letture import scegli_esercizio
from .navigazione import pagina_di_un_altro_anno, voci


def pagina(richiesta: HttpRequest) -> dict[str, Any]:
    """Context processor of every page. People who have not logged in get only the municipality."""
    base = {"ente": Ente.corrente(), "demo": settings.DEMO, "oggi_dimostrativo": settings.OGGI, "oggi": oggi()}
    if not getattr(richiesta, "user", None) or not richiesta.user.is_authenticated:
        return base
    anno = richiesta.resolver_match.kwargs.get("anno") if richiesta.resolver_match else None
    esercizi = list(Esercizio.objects.order_by("-anno"))
    esercizio = getattr(richiesta, "esercizio", None) or scegli_esercizio(esercizi, base["oggi"], anno)
    # The address names an exercise, or something that belongs to one: all the tabs keep to it.
    scelto = richiesta.resolver_match is not None and bool(richiesta.resolver_match.kwargs)
    in_corso = esercizio if scelto else scegli_esercizio(esercizi, base["oggi"], base["oggi"].year) or esercizio
    persona, altrove = richiesta.persona, pagina_di_un_altro_anno(richiesta)
    return base | {
        "persona": persona,
        "chi": persona.con_titolo if persona else richiesta.user.username,
        "ruolo_mostrato": ruolo_mostrato(richiesta.ruoli),
        "ruoli": richiesta.ruoli,
        "esercizio": esercizio,
        "esercizi": [(e, reverse(altrove, args=[e.anno])) for e in esercizi],
        "navigazione": voci(richiesta, *(e.anno if e else base["oggi"].year for e in (esercizio, in_corso))),
    }


# The first role of this list that a person holds is the one written under their name.
PRECEDENZA = (
    Ruolo.SINDACO,
    Ruolo.SEGRETARIO,
    Ruolo.NCVP,
    Ruolo.DIRIGENTE,
    Ruolo.PO,
    Ruolo.VICESEGRETARIO,
    Ruolo.CONTROLLO,
    Ruolo.PERSONALE,
    Ruolo.SEGRETERIA,
    Ruolo.AMMINISTRATORE,
    Ruolo.DIPENDENTE,
)


def ruolo_mostrato(ruoli: frozenset[Ruolo]) -> str:
    """The role to write under the name: the most particular that the person holds."""
    return next((str(r.label) for r in PRECEDENZA if r in ruoli), "")
