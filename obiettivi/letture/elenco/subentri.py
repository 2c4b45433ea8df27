"""Art. 16: over all the sheets, who has left with nobody in their place, and who has taken over and must sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di

from ...models import Assegnazione, Obiettivo
from ...permessi import da_passare_al_segretario, puo_far_subentrare, visibili_a
from ...stati import FIRMATE
from ..scheda.subentro import candidati_di, cessati_senza_subentro
from ..turno.attore import NESSUNO, Attore, una_di
from ..turno.interlocutori import con_attese

CHI_LI_REGISTRA = frozenset({Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO, Ruolo.DIRIGENTE})


@dataclass(frozen=True, slots=True)
class Cessato:
    """An appointment that ended in the year; ``quante``: its sheets that the user hands over; ``chi``: who may take them."""

    incarico: Incarico
    esercizio: Esercizio
    quante: int
    chi: list[Incarico]


def cessati(utente: Utente, esercizi: Iterable[Esercizio], giorno: date) -> list[Cessato]:
    """The appointments whose sheets of these years this user has to hand over; with an ``chi`` that is empty, nobody may take them yet.

    What nobody has left costs the same queries however many the years.
    """
    ruoli, aperti = ruoli_di(utente, giorno), {e.pk: e for e in esercizi if e.chiuso_il is None}
    if not ruoli & CHI_LI_REGISTRA or not aperti:
        return []
    chi = Attore(utente, giorno)
    veci = da_passare_al_segretario(giorno) if Ruolo.VICESEGRETARIO in ruoli else NESSUNO
    suoi = visibili_a(utente).filter(una_di([chi.segretario, chi.dirigente, veci]))
    scoperte = cessati_senza_subentro(aperti.values(), giorno).filter(obiettivo__in=suoi.order_by().values("pk"))
    schede: dict[tuple[int, Incarico], list[Obiettivo]] = {}
    righe = scoperte.select_related("incarico__persona", "incarico__direzione").order_by("obiettivo__esercizio__anno", "incarico")
    for a in righe.prefetch_related(Prefetch("obiettivo", con_attese(Obiettivo.objects.all()))):
        schede.setdefault((a.obiettivo.esercizio_id, a.incarico), []).append(a.obiettivo)
    trovati = []
    for (anno, incarico), sue in schede.items():
        esercizio = aperti[anno]
        candidati = candidati_di(incarico, esercizio, giorno)
        passano = {c: [o for o in sue if puo_far_subentrare(utente, o, c.persona_id)] for c in candidati}
        propri = [c for c in candidati if passano[c]]
        if propri or not candidati:
            quante = max((len(passano[c]) for c in propri), default=len(sue))
            trovati.append(Cessato(incarico, esercizio, quante, propri))
    return trovati


def da_firmare_per_subentro(utente: Utente, giorno: date) -> list[Obiettivo]:
    """The sheets that the user has taken over and not signed yet, in the open exercises."""
    persona = persona_di(utente)
    if persona is None:
        return []
    righe = Assegnazione.objects.da_firmare_per_subentro(giorno).filter(incarico__persona=persona, obiettivo__esercizio__chiuso_il=None)
    dove = Obiettivo.objects.filter(stato__in=FIRMATE, pk__in=righe.order_by().values("obiettivo"))
    return list(dove.select_related("esercizio").order_by("esercizio__anno", "tipo", "codice"))
