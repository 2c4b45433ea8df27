"""What the user may do with a case now: the one thing that it waits for, and the rest with the reason why not yet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import rules
from django.urls import reverse

from smvp.flusso.operazioni import passaggi

from ..models import Componente, Istanza
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
    """The one that the case waits for from this user, if it does, and all the others."""
    atti, poi, altri = _atti(istanza, utente, giorno)
    passi = [
        (p.transizione.azione, Azione(_url("passaggio", istanza, p.transizione.azione), p.transizione.etichetta, " ".join(p.mancanze)))
        for p in passaggi(istanza, utente, giorno)
        if p.transizione.azione not in CON_ALTRO
    ]
    pronti = [a for nome, a in passi if a.pronta and nome not in SECONDARIE]
    principale = next(iter([*atti, *pronti, *poi]), None)
    tutte = [*atti, *poi, *altri, *(a for _, a in passi)]
    return Azioni(principale, [a for a in tutte if a is not principale])


def _atti(istanza: Istanza, utente: Any, giorno: date) -> tuple[list[Azione], list[Azione], list[Azione]]:
    """What comes before the steps of the workflow, what after them, and what may be done but is waited for by nobody."""

    def puo(che: str) -> bool:
        return bool(rules.has_perm(f"conciliazione.{che}", utente, istanza))

    prima, poi, altri = [], [], []
    if puo("comporre_organismo") and not istanza.in_carica:
        prima.append(Azione(_url("organismo", istanza), "Costituisci l’Organismo"))
    aperta, convocata = istanza.in_votazione, istanza.audizione_da_tenere is not None
    if seggi := seggi_da_votare(utente, istanza):
        suo = suo_seggio(utente, istanza)
        prima.append(Azione(_url("voto", istanza), "Vota" if seggi[0] == suo else f"Scrivi il voto di {seggi[0].nome}"))
    if puo("nel_merito") and convocata and not istanza.audizione_attesa(giorno):
        prima.append(Azione(_url("verbale", istanza), "Scrivi il verbale dell’audizione"))
    if puo("proporre_decisione") and istanza.in_carica and not convocata and not istanza.gia_votata:
        che = "l’ammissibilità" if istanza.stato == PRESENTATA else "la decisione"
        da_proporre = aperta is None or aperta.conto.respinta
        voce = Azione(_url("decisione", istanza), f"Metti ai voti {che}" if da_proporre else "Metti ai voti un’altra proposta")
        tardiva = istanza.tardiva and istanza.stato == PRESENTATA
        aspetta = not da_proporre or (istanza.stato in NEL_MERITO and istanza.controdeduzioni_attese(giorno))
        (altri if aspetta else prima if tardiva else poi).append(voce)
    if puo("nel_merito") and not istanza.gia_votata:
        altri.append(Azione(_url("chiedi_controdeduzioni", istanza), "Chiedi controdeduzioni"))
        altri.append(Azione(_url("convoca", istanza), "Rinvia l’audizione" if convocata else "Convoca il valutato"))
    if puo("dichiarare_conflitto"):
        altri.append(Azione(_url("conflitto", istanza), "Dichiara un conflitto"))
    return prima, poi, altri


def seggi_da_votare(utente: Any, istanza: Istanza) -> list[Componente]:
    """The seats whose vote the user gives now: their own, and then those without an account if they keep the minutes."""
    aperta = istanza.in_votazione
    if aperta is None or istanza.audizione_da_tenere is not None:
        return []
    votato = {v.componente_id for v in aperta.voti.all()}
    suo = suo_seggio(utente, istanza) if rules.has_perm("conciliazione.votare", utente, istanza) else None
    verbalizza = rules.has_perm("conciliazione.verbalizzare_voto", utente, istanza)
    possibili = [suo] if suo else []
    if verbalizza:
        possibili += [c for c in istanza.in_carica if c.vota and (c.persona is None or not c.persona.utente_id)]
    return [c for c in dict.fromkeys(possibili) if c.pk not in votato]


def _url(nome: str, istanza: Istanza, *altro: str) -> str:
    return reverse(f"conciliazione:{nome}", args=[istanza.pk, *altro])
