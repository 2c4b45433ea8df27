"""Art. 29 (reading A49): who can sit in the Organismo of a case, and of each other one why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from smvp.organizzazione.letture import InCarica
from smvp.organizzazione.models import Incarico, Persona
from smvp.organizzazione.ruoli import Ruolo
from smvp.registro.models import Evento
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.models.valutazione import catena_di

from ..models import Istanza

Motivi = dict[int, list[str]]
"""By person: why they judge their own act."""

# What the log says that somebody has done on the sheet, in words.
HA_FATTO = {
    "scheda.salva": "ha scritto voti su questa scheda",
    "scheda.proponi_a": "ha valutato gli obiettivi di questa scheda",
    "scheda.trasmetti": "ha proposto i comportamenti di questa scheda",
    "scheda.chiedi_concerto": "ha proposto questa valutazione",
    "scheda.concerta": "ha dato il concerto su questa valutazione",
    "scheda.decidi": "ha deciso i comportamenti di questa scheda",
    "scheda_personale.salva": "ha scritto voti su questa scheda",
    "scheda_personale.trasmetti": "ha compilato questa scheda",
    "scheda_personale.decidi": "ha deciso questa valutazione",
}


@dataclass(frozen=True, slots=True)
class Candidato:
    """Who could sit, and why they may not vote or may not sit at all: empty if nothing stands in the way."""

    persona: Persona
    motivi: tuple[str, ...] = ()

    @property
    def perche(self) -> str:
        return "; ".join(self.motivi)


@dataclass(frozen=True, slots=True)
class Proposta:
    """The Organismo that the application proposes for a sheet."""

    ncvp: Candidato | None
    segretario: Candidato | None
    al_posto_del_segretario: str
    """Why somebody else than the Segretario in office."""
    dirigenti: tuple[Candidato, ...]
    esclusi: tuple[Candidato, ...]


def conflitti(scheda: Scheda | SchedaPersonale) -> Motivi:
    """Everybody who has a part in the sheet: the evaluatee, who scored or decided it, who heads the office. Three queries."""
    motivi: Motivi = {scheda.valutato_id: ["è il valutato"]}
    eventi = Evento.objects.filter(oggetto=scheda.flusso.codice, oggetto_id=str(scheda.pk), azione__in=HA_FATTO).order_by()
    fatti = set(eventi.values_list("utente", "azione"))
    persone = Persona.objects.filter(utente__username__in={u for u, _ in fatti}).values_list("utente__username", "pk")
    di_chi = dict(persone)
    decisivi = {u for u, azione in fatti if not azione.endswith(".salva")}
    for utente, azione in sorted(fatti):
        if utente in di_chi and not (azione.endswith(".salva") and utente in decisivi):
            motivi.setdefault(di_chi[utente], []).append(HA_FATTO[azione])
    for persona in _capi(scheda):
        motivi.setdefault(persona, []).append("dirige l’ufficio in cui lavora il valutato")
    return motivi


def _capi(scheda: Scheda | SchedaPersonale) -> Iterable[int]:
    """Who has headed the evaluatee's office, or one above it, in the exercise."""
    periodo = scheda.esercizio.periodo
    capi = Incarico.objects.nel_periodo(periodo.dal, periodo.al).filter(
        ruolo__in=[Ruolo.DIRIGENTE, Ruolo.PO], direzione__in=catena_di(scheda.ufficio)
    )
    return set(capi.exclude(persona=scheda.valutato_id).order_by().values_list("persona", flat=True))


def dichiarati(istanza: Istanza) -> Motivi:
    """Who has sat in the Organismo of a case and said, or was found, to be in conflict: they do not come back in another seat."""
    return {c.persona_id: [c.conflitto.rstrip(".")] for c in istanza.componenti.all() if c.persona_id and c.conflitto}


def proposta_organismo(scheda: Scheda | SchedaPersonale, giorno: date, altri_motivi: Motivi | None = None) -> Proposta:
    """Who would sit: NCVP, Segretario (or Vicesegretario), and the dirigenti outside; the others each with the reason."""
    carica, motivi = InCarica(giorno), {**(altri_motivi or {}), **conflitti(scheda)}

    def candidato(persona: Persona) -> Candidato:
        return Candidato(persona, tuple(motivi.get(persona.pk, ())))

    ncvp = next(iter(carica.del_ruolo(Ruolo.NCVP)), None)
    segretari = [candidato(p) for p in carica.del_ruolo(Ruolo.SEGRETARIO)]
    vice = [candidato(p) for p in carica.del_ruolo(Ruolo.VICESEGRETARIO)]
    segretario = next((s for s in segretari if not s.motivi), None) or next((v for v in vice if not v.motivi), None)
    in_carica = segretari[0] if segretari else None
    diverso = in_carica is not None and segretario is not in_carica
    altri = {p.pk for p in (ncvp, segretario.persona if segretario else None, *(s.persona for s in segretari)) if p}
    dirigenti = [candidato(p) for p in sorted(carica.del_ruolo(Ruolo.DIRIGENTE), key=lambda p: (p.cognome, p.nome))]
    dirigenti = [Candidato(d.persona, (*d.motivi, "siede già con un altro ruolo")) if d.persona.pk in altri else d for d in dirigenti]
    return Proposta(
        ncvp=candidato(ncvp) if ncvp else None,
        segretario=segretario,
        al_posto_del_segretario=f"{in_carica.persona.con_titolo} {in_carica.perche}" if diverso and in_carica else "",
        dirigenti=tuple(d for d in dirigenti if not d.motivi),
        esclusi=tuple(d for d in dirigenti if d.motivi),
    )


def segretario_escluso(scheda: Scheda | SchedaPersonale, giorno: date) -> bool:
    """Whether the Segretario in office is the party, or has a part in the evaluation."""
    motivi = conflitti(scheda)
    in_carica = Incarico.objects.in_vigore(giorno).filter(Q(ruolo=Ruolo.SEGRETARIO)).order_by().values_list("persona", flat=True)
    return any(persona in motivi for persona in in_carica)
