"""The sheets of the staff (Allegato D) that a user may read, with their score, and who waits for one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Least

from smvp.organizzazione.models import Appartenenza, Esercizio, Incarico, Utente

from .. import calcolo
from ..models import AssegnazioneSpecifica, ParteSeconda, PercentualeStruttura, SchedaPersonale, VotoVoce
from ..permessi import personali_visibili_a, totali_visibili_a
from ..stati import NON_VALUTABILE


def con_voti(schede: QuerySet[SchedaPersonale]) -> QuerySet[SchedaPersonale]:
    """The sheets with all that a score needs but the percentages, in a fixed number of queries."""
    return schede.select_related("esercizio", "persona", "direzione__padre__padre", "salvata_da__persona").prefetch_related(
        Prefetch("voti", VotoVoce.objects.select_related("voce"))
    )


def scheda_personale_visibile(utente: Utente, pk: int) -> SchedaPersonale | None:
    """The sheet, if the user may read it, superseded or not."""
    return con_voti(personali_visibili_a(utente, superate=True)).filter(pk=pk).first()


def scheda_per_parte_seconda(utente: Utente, pk: int) -> SchedaPersonale | None:
    """The sheet whose part two one may look for: who reads it permissi says; the office of the staff does without reading the marks."""
    for visibili in (personali_visibili_a, totali_visibili_a):
        sue = visibili(utente, superate=True).filter(pk=pk)
        if scheda := sue.select_related("esercizio", "persona", "direzione__padre__padre").first():
            return scheda
    return None


def senza_seconda(schede: Iterable[SchedaPersonale]) -> set[int]:
    """Of these sheets, the keys of those whose part two nobody has written. One query."""
    chiavi = {s.pk for s in schede}
    return chiavi - set(ParteSeconda.objects.filter(scheda__in=chiavi).order_by().values_list("scheda", flat=True))


def sotto_soglia(scheda: SchedaPersonale, punteggio: calcolo.PunteggioPersonale) -> bool:
    """Art. 22, reading A29: a whole score that does not reach the premium."""
    return punteggio.totale is not None and not scheda.esercizio.reg.soglie.premio.superata(punteggio.totale)


def comportamenti_di(voti: Iterable[VotoVoce], esercizio: Esercizio) -> dict[str, list[int | None]]:
    """The marks by group, in the order of the items."""
    gruppi: dict[str, list[int | None]] = {g.codice: [] for g in esercizio.reg.personale.gruppi}
    for v in sorted(voti, key=lambda v: v.voce.ordine):
        gruppi[v.voce.gruppo].append(v.voto)
    return gruppi


def fatti_personale(scheda: SchedaPersonale) -> dict[str, Any]:
    """What the score is calculated from and explained by: as frozen, or as it stands now. Two queries while the sheet is open.

    A sheet that is not evaluable has none, whatever had been written on it.
    """
    if scheda.stato == NON_VALUTABILE:
        senza: dict[str, list[int | None]] = {
            codice: [None] * len(voti) for codice, voti in comportamenti_di(scheda.voti.all(), scheda.esercizio).items()
        }
        return {"struttura": None, "specifici": None, "comportamenti": senza, "esonero": False, "reg": scheda.esercizio.reg}
    fissata = scheda.totale is not None
    return {
        "struttura": scheda.struttura if fissata else scheda.struttura_oggi(),
        "specifici": None if scheda.esonero else scheda.specifici if fissata else scheda.specifici_oggi(),
        "comportamenti": comportamenti_di(scheda.voti.all(), scheda.esercizio),
        "esonero": scheda.esonero,
        "reg": scheda.esercizio.reg,
    }


def punteggio_personale(scheda: SchedaPersonale) -> calcolo.PunteggioPersonale:
    """The score as it stands now, complete or not; the arithmetic is ``calcolo``'s alone."""
    return calcolo.calcola_personale(**fatti_personale(scheda))


def passi_personale(scheda: SchedaPersonale) -> tuple[calcolo.Passo, ...]:
    """«Perché questo punteggio»: the steps of the sheet as it stands now, with each specific objective and its weight."""
    if scheda.stato == NON_VALUTABILE:
        return ()
    fatti = fatti_personale(scheda)
    return calcolo.spiega_personale(
        calcolo.calcola_personale(**fatti),
        **fatti,
        motivo_esonero=scheda.motivo_esonero,
        obiettivi=[calcolo.Specifico(a.obiettivo.titolo, a.peso, a.raggiungimento) for a in scheda.assegnati()],
    )


def con_percentuali(schede: Sequence[SchedaPersonale]) -> Sequence[SchedaPersonale]:
    """The same sheets, with the percentages on which their scores rest read for all of them at once: two queries an exercise."""
    per_esercizio: dict[int, list[SchedaPersonale]] = {}
    for s in schede:
        per_esercizio.setdefault(s.esercizio_id, []).append(s)
    for esercizio, sue in per_esercizio.items():
        strutture = dict(PercentualeStruttura.objects.filter(esercizio=esercizio).order_by().values_list("direzione", "percentuale"))
        assegnati: dict[int, list[AssegnazioneSpecifica]] = {s.persona_id: [] for s in sue}
        trovati = AssegnazioneSpecifica.objects.filter(obiettivo__esercizio=esercizio, persona__in=list(assegnati))
        for a in trovati.select_related("obiettivo"):
            assegnati[a.persona_id].append(a)
        for s in sue:
            s.strutture_lette, s.assegnati_letti = strutture, assegnati[s.persona_id]
    return schede


def da_aprire(esercizio: Esercizio) -> QuerySet[Appartenenza]:
    """The staff that served in the exercise and has no sheet, one row a stay in a unit, the last first."""
    aperte = SchedaPersonale.objects.filter(esercizio=esercizio, persona=OuterRef("persona"))
    return in_servizio(esercizio).exclude(Exists(aperte.order_by()))


def in_servizio(esercizio: Esercizio) -> QuerySet[Appartenenza]:
    """The staff that served in the exercise, one row a stay in a unit, the last first.

    A stay that lies all under an appointment of the same person is evaluated with that (Allegato B).
    """
    periodo = esercizio.periodo
    dal, al = Value(periodo.dal, DateField()), Value(periodo.al, DateField())
    sotto_incarico = Incarico.objects.filter(
        Q(al=None) | Q(al__gte=Least(Coalesce(OuterRef("al"), al), al)),
        persona=OuterRef("persona"), dal__lte=Greatest(OuterRef("dal"), dal),
    )  # fmt: skip
    servite = Appartenenza.objects.nel_periodo(periodo.dal, periodo.al)
    return servite.exclude(Exists(sotto_incarico.order_by())).select_related("persona", "direzione").order_by("persona", "-dal", "-pk")


def quante_da_aprire_personale(esercizio: Esercizio) -> int:
    """How many of the staff wait for a sheet of the exercise."""
    return da_aprire(esercizio).order_by().values("persona").distinct().count()
