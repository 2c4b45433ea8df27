"""Who a sheet waits for, by name: who is in office on a day, read once for all the sheets of a page."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, Subquery, Value, When, prefetch_related_objects
from django.db.models.fields import BooleanField

from smvp.organizzazione.letture import InCarica
from smvp.organizzazione.models import Persona
from smvp.organizzazione.ruoli import Ruolo

from ... import stati
from ...models import Assegnazione, Consuntivo, Monitoraggio, Obiettivo, Parte, Versione
from .attore import manca_stato

REGISTRATI = frozenset({stati.ACCETTATA, stati.MISURATA})
DA_FIRMARE = frozenset({stati.VALIDATA, stati.ACCETTATA})


def con_attese(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """The objectives with all that lists, permissions and waits ask of them, in a fixed number of queries."""
    assegnazioni = Assegnazione.objects.select_related("incarico__persona")
    return con_il_turno(
        obiettivi.select_related("esercizio", "responsabile__persona", "responsabile__direzione__padre__padre", "atto")
    ).prefetch_related(Prefetch("assegnazioni", assegnazioni), Prefetch("parti", parti_col_turno()))


def con_il_turno(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """The objectives with what ``Attese`` and ``Interlocutori`` read on the row itself; their parts come from ``parti_col_turno``."""
    ultima = Versione.objects.filter(obiettivo=OuterRef("pk")).order_by("-numero").values("pk")[:1]
    manca = Case(When(manca_stato(), then=Value(True)), default=Value(False), output_field=BooleanField())
    return obiettivi.annotate(ultima_versione=Subquery(ultima), manca_stato=manca)


def parti_col_turno() -> QuerySet[Parte]:
    """The parts, each with whether it has reported its state since the last check and whether it has a report."""
    stato = Monitoraggio.objects.filter(parte=OuterRef("pk"), verificato_il=None)
    consuntivo = Consuntivo.objects.filter(parte=OuterRef("pk")).exclude(risultato="")
    return Parte.objects.select_related("direzione").annotate(ha_stato=Exists(stato), ha_consuntivo=Exists(consuntivo))


def leggi_firme(obiettivi: Iterable[Obiettivo]) -> None:
    """Read the signatures of the sheets that wait for them, all together: the others need none."""
    da_leggere = [o for o in obiettivi if o.stato in DA_FIRMARE or passata_di_mano(o)]
    prefetch_related_objects(da_leggere, "assegnazioni__accettazioni", "assegnazioni__subentro")


def passata_di_mano(o: Obiettivo) -> bool:
    """Art. 16: signed already, and then taken over by somebody (read ``con_attese``)."""
    return o.stato in stati.FIRMATE and any(a.subentra_a_id for a in o.assegnazioni.all())


class Interlocutori:
    """The people in office on a day; ``di`` names those for whom a sheet waits."""

    def __init__(self, giorno: date) -> None:
        self.giorno = giorno
        self.in_carica = InCarica(giorno)

    def di(self, o: Obiettivo) -> list[Persona]:
        """For whom the sheet waits (read ``con_attese``); nobody once it is valutata. A person never waits for themselves to judge."""
        if o.stato == stati.VALUTATA:
            return []
        if o.stato in DA_FIRMARE and (da_firmare := self._senza_firma(o)):
            return da_firmare
        if o.stato == stati.VALIDATA:  # who was awaited has left: whoever leads the sheet closes the acceptance
            return [o.responsabile.persona] if o.responsabile and not o.senza_responsabile(self.giorno) else []
        if o.stato == stati.MONITORATA or (o.stato == stati.ASSEGNATA and o.manca_stato):  # type: ignore[attr-defined]
            return self._chi_compila(o) + self._di_parti(o, "ha_consuntivo" if o.stato == stati.MONITORATA else "ha_stato")
        if o.stato in stati.MODIFICABILI:
            return self._chi_compila(o)
        if o.aspetta_il_segretario:
            return self._segretario_o_vice(o)
        return self._altrui(o, self._chi_giudica(o))

    def per_subentro(self, o: Obiettivo) -> list[Persona]:
        """Art. 16: who has taken the sheet over and has not signed any text of it, whatever its next step is."""
        if not passata_di_mano(o):
            return []
        righe = [a for a in o.assegnazioni.all() if a.subentra_a_id and a.firma(self.giorno) and not a.accettazioni.all()]
        return [a.incarico.persona for a in righe]

    def _chi_compila(self, o: Obiettivo) -> list[Persona]:
        """Its responsabile; without one, or when their appointment is over (art. 16), the Segretario too."""
        sostituti = self.in_carica.del_ruolo(Ruolo.SEGRETARIO) if o.senza_responsabile(self.giorno) else []
        return [*sostituti, *([o.responsabile.persona] if o.responsabile else [])]

    def _di_parti(self, o: Obiettivo, fatto: str) -> list[Persona]:
        """The dirigenti of the parts of a collective objective that have not written theirs yet."""
        gia = {p.pk for p in self._chi_compila(o)}
        dirigenti = {d.pk: d for p in o.parti.all() if not getattr(p, fatto) and (d := self.in_carica.dirigente_di(p.direzione_id))}
        return [d for pk, d in dirigenti.items() if pk not in gia]

    def _chi_giudica(self, o: Obiettivo) -> list[Persona]:
        if o.stato == stati.RENDICONTATA:
            return self.in_carica.del_ruolo(Ruolo.CONTROLLO)
        if not o.di_po:
            return self.in_carica.del_ruolo(Ruolo.NCVP)
        dirigente = self.in_carica.dirigente_sopra(o.responsabile.direzione_id if o.responsabile else None)
        return [dirigente] if dirigente else []

    def _segretario_o_vice(self, o: Obiettivo) -> list[Persona]:
        """The Segretario; of what they answer for themselves, the Vicesegretario; where both do, see ``registra``."""
        segretari = self.in_carica.del_ruolo(Ruolo.SEGRETARIO)
        altri = self._altrui(o, segretari)
        if len(altri) == len(segretari):
            return altri
        vice = self.in_carica.del_ruolo(Ruolo.VICESEGRETARIO)
        return altri + self._altrui(o, vice) or (segretari if vice and o.collettivo and o.stato in REGISTRATI else [])

    def _altrui(self, o: Obiettivo, persone: list[Persona]) -> list[Persona]:
        """The two-person rule: nobody on whom the objective weighs."""
        proprie = {a.incarico.persona_id for a in o.assegnazioni.all()} | ({o.responsabile.persona_id} if o.responsabile else set())
        return [p for p in persone if p.pk not in proprie]

    def _senza_firma(self, o: Obiettivo) -> list[Persona]:
        """Art. 14: on the last text; once it is accepted, of those who have taken over and not signed any (art. 16)."""
        ultima = o.ultima_versione  # type: ignore[attr-defined]
        righe = [a for a in o.assegnazioni.all() if a.firma(self.giorno)]
        if o.stato == stati.VALIDATA:
            righe = [a for a in righe if all(f.versione_id != ultima for f in a.accettazioni.all())]
        else:
            righe = [a for a in righe if a.subentra_a_id and not a.accettazioni.all()]
        return list({a.incarico.persona_id: a.incarico.persona for a in righe}.values())
