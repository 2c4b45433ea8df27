"""What can be copied from the exercise before: the objectives that one filled in, and what stands in the way of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from smvp.nucleo.formati import data
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di

from ...models import Assegnazione, Obiettivo
from .pagine import ordinati

VALENZA_MASSIMA = 3


@dataclass(frozen=True, slots=True)
class Eredita:
    """What of an objective passes to the next exercise: the appointments that go on, by their key, and the Direzioni still there."""

    esercizio: Esercizio
    incarichi: dict[int, Incarico]
    direzioni: frozenset[int]

    def incarico(self, vecchio: Incarico | None) -> Incarico | None:
        """The appointment itself if it is in force in the new exercise, or the one that continues it; None if neither."""
        return self.incarichi.get(vecchio.pk) if vecchio else None


@dataclass(frozen=True, slots=True)
class Candidato:
    """An objective of the exercise before; ``ostacolo`` says why it cannot be copied, ``note`` what will be left out."""

    origine: Obiettivo
    ostacolo: str
    note: tuple[str, ...]
    pluriennale: bool
    ripresa: Obiettivo | None

    @property
    def copiabile(self) -> bool:
        return not self.ostacolo


def esercizio_prima(esercizio: Esercizio) -> Esercizio | None:
    return Esercizio.objects.filter(anno=esercizio.anno - 1).first()


def miei(utente: Utente, esercizio: Esercizio) -> QuerySet[Obiettivo]:
    """Art. 7: the objectives of an exercise that the user filled in: their own, and the Segretario's without a responsabile."""
    persona = persona_di(utente)
    suoi = Q(responsabile__persona=persona.pk if persona else 0)
    if Ruolo.SEGRETARIO in ruoli_di(utente, esercizio.periodo.al):
        suoi |= Q(responsabile=None)
    return Obiettivo.objects.filter(suoi, esercizio=esercizio)


def c_e_da_copiare(utente: Utente, esercizio: Esercizio) -> bool:
    prima = esercizio_prima(esercizio)
    return prima is not None and miei(utente, prima).exists()


def candidati(utente: Utente, esercizio: Esercizio) -> list[Candidato]:
    """The objectives to choose from, in a number of queries that does not grow with them."""
    prima = esercizio_prima(esercizio)
    if prima is None:
        return []
    righe = list(ordinati(da_copiare(miei(utente, prima))))
    lascito = eredita(righe, esercizio)
    return [_candidato(o, lascito) for o in righe]


def da_copiare(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """With all that a copy reads."""
    return obiettivi.select_related(
        "esercizio", "responsabile__persona", "responsabile__direzione", "padre", "origine__origine__origine", "origine__esercizio"
    ).prefetch_related(
        Prefetch("assegnazioni", Assegnazione.objects.select_related("incarico__persona", "incarico__direzione", "parte")),
        "parti__direzione", "fasi",
        "indicatori__rilevazione", "personale", "risorse", "riprese__esercizio", "padre__riprese",
    )  # fmt: skip


def eredita(obiettivi: Iterable[Obiettivo], esercizio: Esercizio) -> Eredita:
    """Which appointments and Direzioni of these objectives (read ``da_copiare``) are there in the new exercise, in two queries."""
    righe = list(obiettivi)
    vecchi = {a.incarico_id: a.incarico for o in righe for a in o.assegnazioni.all()}
    vecchi |= {o.responsabile.pk: o.responsabile for o in righe if o.responsabile}
    dal, al = esercizio.periodo.dal, esercizio.periodo.al
    in_forza = Incarico.objects.nel_periodo(dal, al).filter(persona__in={i.persona_id for i in vecchi.values()})
    nuovi = {
        (i.persona_id, i.ruolo, i.direzione_id, i.ad_interim): i for i in in_forza.select_related("persona", "direzione").order_by("dal")
    }
    stessi = {i.pk: i for i in nuovi.values()}
    chiavi = {pk: (i.persona_id, i.ruolo, i.direzione_id, i.ad_interim) for pk, i in vecchi.items()}
    incarichi = {pk: i for pk in vecchi if (i := stessi.get(pk) or nuovi.get(chiavi[pk]))}
    parti = {p.direzione_id for o in righe for p in o.parti.all()}
    ci_sono = Direzione.objects.nel_periodo(dal, al).filter(pk__in=parti).values_list("pk", flat=True)
    return Eredita(esercizio, incarichi, frozenset(ci_sono))


def ripresa_di(o: Obiettivo, esercizio: Esercizio) -> Obiettivo | None:
    """The copy of an objective that is there already in an exercise."""
    return next((r for r in o.riprese.all() if r.esercizio_id == esercizio.pk), None)


def _candidato(o: Obiettivo, lascito: Eredita) -> Candidato:
    ripresa = ripresa_di(o, lascito.esercizio)
    ostacolo = f"È già copiato: {ripresa.codice}." if ripresa else ostacolo_di(o, lascito)
    return Candidato(o, ostacolo, tuple(_note(o, lascito)), pluriennale(o), ripresa)


def ostacolo_di(o: Obiettivo, lascito: Eredita) -> str:
    """Why the objective cannot be copied, in words; empty if it can."""
    if o.responsabile is None or lascito.incarico(o.responsabile):
        return ""
    finito = f" è finito il {data(o.responsabile.al)}" if o.responsabile.al else " non è in forza"
    return (
        f"L’incarico di {o.responsabile.persona.con_titolo} ({o.responsabile.descrizione}){finito}: nel {lascito.esercizio.anno} "
        "non può rispondere di questo obiettivo. Chi gli succede può crearne uno nuovo."
    )


def _note(o: Obiettivo, lascito: Eredita) -> Iterable[str]:
    anno = lascito.esercizio.anno
    senza = [a.incarico.persona.con_titolo for a in o.assegnazioni.all() if not lascito.incarico(a.incarico)]
    if senza:
        yield f"Nel {anno} non {'sono' if len(senza) > 1 else 'è'} in forza, e non si copia: {', '.join(senza)}."
    chiuse = [str(p.direzione) for p in o.parti.all() if p.direzione_id not in lascito.direzioni]
    if chiuse:
        yield f"Nel {anno} non c’è più, e la sua parte non si copia: {', '.join(chiuse)}."
    if not pluriennale(o):
        yield "Non è pluriennale: spiega perché l’obiettivo è nuovo (art. 7)."


def pluriennale(o: Obiettivo) -> bool:
    """Art. 7: true if its declared two or three years go on in the exercise after its own."""
    anni, prima = 1, o.origine
    while prima is not None and prima.durata > 1 and anni < VALENZA_MASSIMA:
        anni, prima = anni + 1, prima.origine
    return o.durata > anni
