"""Art. 22: what somebody may know of the procedures that look at them while no ranking is approved: their own conditions, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from premi.calcolo import condizioni_economiche
from smvp.organizzazione.models import Appartenenza, Direzione, Persona
from smvp.organizzazione.posizioni import posizioni_di
from valutazioni.letture.pregresse import totali_annui

from ...models import CandidatoProgressione, Progressione
from ...stati import GRADUATORIA, ISTRUTTORIA
from .perche import PassoCongelato


@dataclass(frozen=True, slots=True)
class MiaProcedura:
    """A procedure in course in which the person is looked at, with the conditions as they stand today, or as a ranking froze them."""

    procedura: Progressione
    direzione: Direzione
    categoria: str
    condizioni: Sequence[PassoCongelato]

    @property
    def ammissibile(self) -> bool:
        return all(c.soddisfatta for c in self.condizioni)


def procedure_che_mi_guardano(persona: Persona | None) -> list[MiaProcedura]:
    """The procedures being examined, or with a ranking to be approved, in the Direzione and category of the person on their day.

    A number of queries that does not grow.
    """
    aperte = Progressione.objects.filter(stato__in=(ISTRUTTORIA, GRADUATORIA)).select_related("esercizio").prefetch_related("posti")
    procedure = list(aperte.order_by("-decorrenza", "-pk")) if persona else []
    if not procedure or persona is None:
        return []
    servizi = list(Appartenenza.objects.filter(persona=persona.pk).select_related("direzione__padre__padre"))
    note, totali = posizioni_di([persona.pk]).get(persona.pk, []), totali_annui([persona.pk]).get(persona.pk, [])
    formate = CandidatoProgressione.objects.filter(persona=persona.pk, graduatoria__procedura__stato=GRADUATORIA)
    congelate = dict(formate.order_by("graduatoria__numero").values_list("graduatoria__procedura", "condizioni"))
    righe = []
    for procedura in procedure:
        giorno = procedura.decorrenza
        servizio = next((s for s in servizi if s.dal <= giorno and (s.al is None or giorno <= s.al)), None)
        posti = {(p.direzione_id, p.categoria) for p in procedura.posti.all()}
        if servizio is None or (servizio.direzione.apice.pk, servizio.categoria) not in posti:
            continue
        if procedura.pk in congelate:
            condizioni = [PassoCongelato.leggi(k) for k in congelate[procedura.pk]]
        else:
            posizione = next((p for p in reversed(note) if p.dal <= giorno), None)
            oggi = condizioni_economiche(totali, posizione.dal if posizione else None, procedura.bando, procedura.esercizio.reg)
            condizioni = [PassoCongelato.di(k) for k in oggi]
        righe.append(MiaProcedura(procedura, servizio.direzione.apice, servizio.categoria, condizioni))
    return righe
