"""Art. 19: all that hangs on one person in one exercise, as the user may read it, and who has opened it. The fascicolo is a reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from obiettivi.letture.documenti import ALLEGATO_A, MISURAZIONE, RENDICONTO
from obiettivi.models import Assegnazione
from obiettivi.permessi import visibili_a as obiettivi_visibili_a
from obiettivi.stati import BOZZA
from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import nomi_nel_registro
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.letture import storia
from smvp.registro.models import Evento

from ..models import AssegnazioneSpecifica, Scheda, SchedaPersonale
from ..permessi import personali_visibili_a, seconde_visibili_a, visibili_a
from ..stati import NON_VALUTABILE
from .cammino import motivi_di
from .osservazioni import Scambio, osservazioni_di_prima
from .pratiche import Pratica, pratiche_di
from .riesame import DopoIlRiesame, dopo_il_riesame

FASCICOLO = "fascicolo"
APRI, STAMPA = f"{FASCICOLO}.apri", f"{FASCICOLO}.stampa"
DI_OBIETTIVO = (ALLEGATO_A, RENDICONTO, MISURAZIONE)


@dataclass(frozen=True, slots=True)
class VoceObiettivo:
    """An assigned objective, with the documents issued of it: assignment, report, measurement."""

    assegnazione: Assegnazione
    documenti: Sequence[Documento]


@dataclass(frozen=True, slots=True)
class VoceScheda:
    """An evaluation sheet with its documents, one for each state and version that was issued."""

    scheda: Scheda | SchedaPersonale
    documenti: Sequence[Documento]
    specifici: Sequence[AssegnazioneSpecifica] = ()
    motivo: str = ""
    """Why it is not evaluable: of such a sheet nothing else is read (art. 16)."""
    scambi: Sequence[Scambio] = ()
    """The observations that later ones have replaced, with their answers."""

    @property
    def riesame(self) -> DopoIlRiesame | None:
        """What a review has changed, on the version that it has determined (art. 29)."""
        return dopo_il_riesame(self.scheda) if self.scheda.sostituisce_id is not None else None


@dataclass(frozen=True, slots=True)
class Apertura:
    nome: str
    quando: datetime
    stampato: bool


@dataclass(frozen=True, slots=True)
class Fascicolo:
    """What the user may read of it."""

    persona: Persona
    esercizio: Esercizio
    obiettivi: Sequence[VoceObiettivo]
    schede: Sequence[VoceScheda]
    personali: Sequence[VoceScheda]
    con_seconda: frozenset[int]
    """The staff sheets whose part two the user may read."""
    pratiche: Sequence[Pratica]
    """Reviews and conciliations that the user may see: for the others there are none."""
    pdf: Sequence[Documento]
    """The last PDF of the whole, in its parts, that the user has asked for and may still read."""


def chiave_fascicolo(persona: Persona, esercizio: Esercizio) -> str:
    """As the log calls it."""
    return f"{persona.pk}-{esercizio.anno}"


def e_proprio(utente: Utente, persona: Persona) -> bool:
    propria = persona_di(utente)
    return propria is not None and propria.pk == persona.pk


def fascicolo_di(utente: Utente, persona: Persona, esercizio: Esercizio) -> Fascicolo:
    """Everything, in a fixed number of queries; who may open it permissi says."""
    in_vista = obiettivi_visibili_a(utente).filter(esercizio=esercizio).exclude(stato=BOZZA)
    assegnazioni = Assegnazione.objects.filter(incarico__persona=persona, obiettivo__in=in_vista.order_by().values("pk"))
    assegnati = list(assegnazioni.select_related("obiettivo__atto", "incarico__direzione", "parte__direzione"))
    schede = list(
        visibili_a(utente, superate=True)
        .filter(esercizio=esercizio, incarico__persona=persona)
        .select_related("incarico__persona", "incarico__direzione", "atto")
    )
    personali = list(
        personali_visibili_a(utente, superate=True)
        .filter(esercizio=esercizio, persona=persona)
        .select_related("persona", "direzione", "atto")
    )
    specifici = list(AssegnazioneSpecifica.objects.filter(persona=persona, obiettivo__esercizio=esercizio).select_related("obiettivo"))
    for s in personali:
        s.assegnati_letti = specifici
    seconde = seconde_visibili_a(utente, superate=True).filter(esercizio=esercizio, persona=persona, parte_seconda__isnull=False)
    di_obiettivi = _per_oggetto(utente, DI_OBIETTIVO, [a.obiettivo_id for a in assegnati])
    di_schede = _per_oggetto(utente, ("scheda_b",), [s.pk for s in schede])
    di_personali = _per_oggetto(utente, ("scheda_d", "scheda_d2"), [s.pk for s in personali])
    perche_b, perche_d = (
        motivi_di([s for s in sue if s.stato == NON_VALUTABILE], "dichiara_non_valutabile") for sue in (schede, personali)
    )
    scambi_b, scambi_d = osservazioni_di_prima(schede), osservazioni_di_prima(personali)
    suoi = Documento.objects.filter(
        tipo=FASCICOLO, oggetto_id=persona.pk, richiesto_da=utente, chiave__startswith=f"{FASCICOLO}:{persona.pk}:{esercizio.anno}:"
    )
    return Fascicolo(
        persona=persona,
        esercizio=esercizio,
        obiettivi=[VoceObiettivo(a, di_obiettivi.get(a.obiettivo_id, [])) for a in assegnati],
        schede=[VoceScheda(s, di_schede.get(s.pk, []), motivo=perche_b.get(s.pk, ""), scambi=scambi_b.get(s.pk, ())) for s in schede],
        personali=[
            VoceScheda(s, di_personali.get(s.pk, []), s.assegnati(), perche_d.get(s.pk, ""), scambi_d.get(s.pk, ())) for s in personali
        ],
        con_seconda=frozenset(seconde.order_by().values_list("pk", flat=True)),
        pratiche=pratiche_di(utente, persona, esercizio),
        pdf=_ultimo(documenti_letti(utente, suoi)),
    )


def _ultimo(emessi: Sequence[Documento]) -> list[Documento]:
    """Of the PDFs issued (the last first) the parts of the last one, in their order: they share all of the key but their number."""
    sigle = [d.chiave.split(":")[4] for d in emessi]
    return sorted((d for d, sigla in zip(emessi, sigle, strict=True) if sigla == sigle[0]), key=lambda d: d.pk)


def _per_oggetto(utente: Utente, tipi: Sequence[str], oggetti: Sequence[int]) -> dict[int, list[Documento]]:
    """The documents issued of these objects that the user may have, the oldest first."""
    per_oggetto: dict[int, list[Documento]] = {}
    if oggetti:
        for d in reversed(documenti_letti(utente, Documento.objects.filter(tipo__in=tipi, oggetto_id__in=oggetti))):
            per_oggetto.setdefault(d.oggetto_id, []).append(d)
    return per_oggetto


def aperto_oggi(utente: Utente, persona: Persona, esercizio: Esercizio, giorno: date) -> bool:
    """Whether the log tells that the user has opened or printed it this very day: an opening holds until the evening."""
    ultimo = _aperture(persona, esercizio).filter(utente=utente.username).first()
    return ultimo is not None and ultimo.quando.astimezone(FUSO).date() == giorno


def aperture(persona: Persona, esercizio: Esercizio) -> list[Apertura]:
    """Who has opened it, the latest first."""
    eventi = list(_aperture(persona, esercizio))
    nomi = nomi_nel_registro(eventi)
    return [Apertura(nomi[e.utente], e.quando, e.azione == STAMPA) for e in eventi]


def _aperture(persona: Persona, esercizio: Esercizio) -> QuerySet[Evento]:
    return storia(FASCICOLO, chiave_fascicolo(persona, esercizio)).filter(azione__in=(APRI, STAMPA))
