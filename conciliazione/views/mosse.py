"""What the user may do with a case now: the one thing that it waits for, and the rest with the reason why not yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import rules
from django.urls import reverse

from smvp.flusso.operazioni import passaggi

from ..models import Esito, Istanza
from ..permessi import suo_seggio
from ..stati import NEL_MERITO, PRESENTATA

# Taken by an act of their own, or by the system.
CON_ALTRO = frozenset({"convoca", "passa_alla_conciliazione"})
SECONDARIE = frozenset({"ritira"})


@dataclass(frozen=True, slots=True)
class Azione:
    """Something to do: where, what it is called and, if it cannot be done now, why."""

    url: str
    etichetta: str
    mancanze: str = ""

    @property
    def pronta(self) -> bool:
        return not self.mancanze


@dataclass(frozen=True, slots=True)
class Azioni:
    principale: Azione | None
    altre: list[Azione]


def azioni_di(istanza: Istanza, utente: Any, giorno: date) -> Azioni:
    atti, altri = _atti(istanza, utente)
    passi = [
        (p.transizione.azione, Azione(_url("passaggio", istanza, p.transizione.azione), p.transizione.etichetta, " ".join(p.mancanze)))
        for p in passaggi(istanza, utente, giorno)
        if p.transizione.azione not in CON_ALTRO
    ]
    pronti = [a for nome, a in passi if a.pronta and nome not in SECONDARIE]
    principale = next(iter([*atti, *pronti, *altri]), None)
    tutte = [*atti, *altri, *(a for _, a in passi)]
    return Azioni(principale, [a for a in tutte if a is not principale])


def _atti(istanza: Istanza, utente: Any) -> tuple[list[Azione], list[Azione]]:
    """What comes before the steps of the workflow, and what may be done beside them."""

    def puo(che: str) -> bool:
        return bool(rules.has_perm(f"conciliazione.{che}", utente, istanza))

    prima, dopo = [], []
    if puo("comporre_organismo") and not istanza.in_carica:
        prima.append(Azione(_url("organismo", istanza), "Costituisci l’Organismo"))
    aperta = istanza.ultima(*Esito.values)
    seggio = suo_seggio(utente, istanza)
    da_votare = aperta is not None and not _e_di_prima(istanza, aperta)
    if da_votare and puo("votare") and seggio and all(v.componente_id != seggio.pk for v in aperta.voti.all()):
        prima.append(Azione(f"{istanza.get_absolute_url()}#decisione", "Vota"))
    if puo("nel_merito") and istanza.manca_verbale():
        prima.append(Azione(_url("verbale", istanza), "Scrivi il verbale dell’audizione"))
    if puo("proporre_decisione") and istanza.in_carica:
        che = "l’ammissibilità" if istanza.stato == PRESENTATA else "la decisione"
        da_proporre = not da_votare or aperta.conto.respinta
        voce = Azione(_url("decisione", istanza), f"Metti ai voti {che}" if da_proporre else "Metti ai voti un’altra proposta")
        (prima if da_proporre and istanza.tardiva and istanza.stato == PRESENTATA else dopo).append(voce)
    if puo("nel_merito"):
        dopo.append(Azione(_url("chiedi_controdeduzioni", istanza), "Chiedi controdeduzioni"))
        if not istanza.manca_verbale():
            dopo.append(Azione(_url("convoca", istanza), "Convoca il valutato"))
    if puo("dichiarare_conflitto"):
        dopo.append(Azione(_url("conflitto", istanza), "Dichiara un conflitto"))
    return prima, dopo


def _e_di_prima(istanza: Istanza, decisione: Any) -> bool:
    """A vote on the admission is not one on the merits."""
    sul_merito = decisione.esito in (Esito.CONFERMATA, Esito.MODIFICATA)
    return istanza.stato in NEL_MERITO and not sul_merito


def _url(nome: str, istanza: Istanza, *altro: str) -> str:
    return reverse(f"conciliazione:{nome}", args=[istanza.pk, *altro])
