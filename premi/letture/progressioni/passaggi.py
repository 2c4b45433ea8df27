"""Art. 22: what the approval of a ranking writes among the economic steps, what stands in its way, what a revocation takes back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from premi.calcolo.progressioni import AMMESSO
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Appartenenza, PosizioneEconomica
from smvp.organizzazione.posizioni import posizioni_di

from ...models import CandidatoProgressione, PassaggioEconomico, Progressione

GRADINO = re.compile(r"([A-D])\s?([1-9]\d?)", re.IGNORECASE)
RIAPRI = "torna all’istruttoria e forma di nuovo la graduatoria."


@dataclass(frozen=True, slots=True)
class PassaggioProposto:
    """Of somebody who has a place: from which step to which ("" where it cannot be told), from the day of the call; or why not."""

    candidato: CandidatoProgressione
    dopo: str
    dal: date
    impedimento: str = ""

    @property
    def prima(self) -> str:
        return self.candidato.posizione


def posizione_seguente(denominazione: str, categoria: str) -> str:
    """The next step of the ladder: after C2, C3. "" where the name does not say it: the act does."""
    letta = GRADINO.fullmatch(denominazione.strip())
    if letta is None or letta[1].upper() != categoria:
        return ""
    return f"{categoria}{int(letta[2]) + 1}"


def ammessi_di(procedura: Progressione) -> list[CandidatoProgressione]:
    """Who has a place in the ranking that counts, ranking after ranking; ties that nobody has decided give none."""
    ultima = procedura.ultima_graduatoria()
    if ultima is None:
        return []
    col_posto = ultima.candidati.filter(Q(esito=AMMESSO) | Q(decisione__ammesso=True)).select_related("persona", "direzione", "graduatoria")
    return list(col_posto.order_by("direzione__codice", "categoria", "posto", "nominativo", "matricola"))


def piano_passaggi(procedura: Progressione) -> list[PassaggioProposto]:
    """What the approval would write today. Four queries, however many people."""
    ammessi = ammessi_di(procedura)
    persone = [c.persona_id for c in ammessi]
    note = posizioni_di(persone)
    in_servizio = {
        a.persona_id: (a.direzione.apice.pk, a.categoria)
        for a in Appartenenza.objects.in_vigore(procedura.decorrenza).filter(persona__in=persone).select_related("direzione__padre__padre")
    }
    return [
        PassaggioProposto(
            c, posizione_seguente(c.posizione, c.categoria), procedura.decorrenza,
            _impedimento(c, note.get(c.persona_id, []), procedura.decorrenza, in_servizio.get(c.persona_id)),
        )
        for c in ammessi
    ]  # fmt: skip


def _impedimento(c: CandidatoProgressione, note: Sequence[PosizioneEconomica], dal: date, servizio: tuple[int, str] | None) -> str:
    """What has changed since the ranking was formed, so that its step would be wrong or would overlap another one."""
    if servizio != (c.direzione_id, c.categoria):
        return f"il {data(dal)} non risulta in servizio in {c.direzione}, categoria {c.categoria}: {RIAPRI}"
    dopo = next((p for p in note if p.dal >= dal), None)
    if dopo is not None:
        quando = "proprio dal" if dopo.dal == dal else "già dal"
        return (
            f"è nella posizione {dopo.denominazione} {quando} {data(dopo.dal)}{f' ({dopo.fonte})' if dopo.fonte else ''}: "
            "se è sbagliata la corregge l’ufficio del personale, altrimenti " + RIAPRI
        )
    attuale = note[-1] if note else None
    if attuale is None or (attuale.denominazione, attuale.dal) != (c.posizione, c.posizione_dal):
        ora = f"ora è {attuale.denominazione} dal {data(attuale.dal)}" if attuale else "ora non risulta più"
        return f"la posizione è cambiata dopo la graduatoria, {ora}: {RIAPRI}"
    return ""


# --- the revocation ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DaTogliere:
    """A step that the approval has written, and the row that holds it now (None if somebody has taken it away); why it cannot go."""

    passaggio: PassaggioEconomico
    posizione: PosizioneEconomica | None
    impedimento: str = ""


def passaggi_della(procedura: Progressione) -> list[PassaggioEconomico]:
    """What the approval in force has written, by name."""
    valgono = PassaggioEconomico.objects.filter(candidato__graduatoria__procedura=procedura.pk, revocato_il=None)
    return list(valgono.select_related("candidato__persona", "candidato__direzione", "atto").order_by("candidato__nominativo", "pk"))


def da_togliere(procedura: Progressione) -> list[DaTogliere]:
    """What a revocation would take away today: not what a later procedure stands on. Three queries."""
    passaggi = passaggi_della(procedura)
    persone = [p.candidato.persona_id for p in passaggi]
    note = posizioni_di(persone)
    altri = PassaggioEconomico.objects.filter(candidato__persona__in=persone, revocato_il=None, dal__gt=procedura.decorrenza)
    poi = {p.candidato.persona_id: p for p in altri.select_related("candidato__graduatoria__procedura__esercizio")}
    righe = []
    for p in passaggi:
        ora = next((x for x in note.get(p.candidato.persona_id, []) if x.dal == p.dal), None)
        altro = poi.get(p.candidato.persona_id)
        perche = f"ha avuto poi {altro.dopo} con {altro.candidato.graduatoria.procedura}: prima si revoca quella." if altro else ""
        righe.append(DaTogliere(p, ora, perche))
    return righe
