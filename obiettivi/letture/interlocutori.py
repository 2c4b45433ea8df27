"""Who a sheet waits for, by name: who is in office on a day, read once for all the sheets of a page."""

from datetime import date

from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.db.models.fields import BooleanField

from smvp.organizzazione.models import Direzione, Incarico, Nomina, Persona
from smvp.organizzazione.ruoli import Ruolo

from .. import stati
from ..models import Assegnazione, Consuntivo, Monitoraggio, Obiettivo, Parte, Versione
from .attese import manca_stato


def con_attese(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """The objectives with all that lists, permissions and waits ask of them, in a fixed number of queries."""
    ultima = Versione.objects.filter(obiettivo=OuterRef("pk")).order_by("-numero").values("pk")[:1]
    assegnazioni = Assegnazione.objects.select_related("incarico__persona__utente", "parte__direzione").prefetch_related("accettazioni")
    stato = Monitoraggio.objects.filter(parte=OuterRef("pk"), verificato_il=None)
    consuntivo = Consuntivo.objects.filter(parte=OuterRef("pk")).exclude(risultato="")
    parti = Parte.objects.select_related("direzione").annotate(ha_stato=Exists(stato), ha_consuntivo=Exists(consuntivo))
    return (
        obiettivi.select_related("esercizio", "responsabile__persona__utente", "responsabile__direzione__padre__padre", "atto")
        .prefetch_related(Prefetch("assegnazioni", assegnazioni), Prefetch("parti", parti))
        .annotate(
            ultima_versione=Subquery(ultima),
            manca_stato=Case(When(manca_stato(), then=Value(True)), default=Value(False), output_field=BooleanField()),
        )
    )


class Interlocutori:
    """The people in office on a day; ``di`` names those for whom a sheet waits."""

    def __init__(self, giorno: date) -> None:
        self.per_ruolo: dict[str, list[Persona]] = {}
        self.dirigenti: dict[int, Persona] = {}
        nomine = Nomina.objects.in_vigore(giorno).filter(ruolo__in=[Ruolo.NCVP, Ruolo.CONTROLLO]).select_related("persona__utente")
        incarichi = Incarico.objects.in_vigore(giorno).filter(ruolo__in=[Ruolo.SEGRETARIO, Ruolo.DIRIGENTE])
        for nomina in nomine:
            self.per_ruolo.setdefault(nomina.ruolo, []).append(nomina.persona)
        for incarico in incarichi.select_related("persona__utente").order_by("ad_interim", "pk"):
            self.per_ruolo.setdefault(incarico.ruolo, []).append(incarico.persona)
            if incarico.ruolo == Ruolo.DIRIGENTE and incarico.direzione_id:
                self.dirigenti.setdefault(incarico.direzione_id, incarico.persona)

    def di(self, o: Obiettivo) -> list[Persona]:
        """For whom the sheet waits (read ``con_attese``); nobody once it is valutata. A person never waits for themselves to judge."""
        if o.stato == stati.VALUTATA:
            return []
        if o.stato == stati.VALIDATA:
            return self._senza_firma(o)
        if o.stato == stati.MONITORATA or (o.stato == stati.ASSEGNATA and o.manca_stato):  # type: ignore[attr-defined]
            return self._chi_compila(o) + self._di_parti(o, "ha_consuntivo" if o.stato == stati.MONITORATA else "ha_stato")
        if o.stato in stati.MODIFICABILI:
            return self._chi_compila(o)
        if o.stato == stati.ACCETTATA:
            return self._ruolo(Ruolo.SEGRETARIO)
        return self._altrui(o, self._chi_giudica(o))

    def _chi_compila(self, o: Obiettivo) -> list[Persona]:
        return [o.responsabile.persona] if o.responsabile else self._ruolo(Ruolo.SEGRETARIO)

    def _di_parti(self, o: Obiettivo, fatto: str) -> list[Persona]:
        """The dirigenti of the parts of a collective objective that have not written theirs yet."""
        gia = {p.pk for p in self._chi_compila(o)}
        dirigenti = {d.pk: d for p in o.parti.all() if not getattr(p, fatto) and (d := self.dirigenti.get(p.direzione_id))}
        return [d for pk, d in dirigenti.items() if pk not in gia]

    def _chi_giudica(self, o: Obiettivo) -> list[Persona]:
        if o.stato == stati.RENDICONTATA:
            return self._ruolo(Ruolo.CONTROLLO)
        if o.stato in (stati.CON_PARERE, stati.MISURATA) or (o.stato == stati.NEGOZIATA and not o.di_po):
            return self._ruolo(Ruolo.SEGRETARIO)
        if not o.di_po:
            return self._ruolo(Ruolo.NCVP)
        dirigente = self._sopra(o.responsabile.direzione if o.responsabile else None)
        return [dirigente] if dirigente else []

    def _ruolo(self, ruolo: Ruolo) -> list[Persona]:
        return self.per_ruolo.get(ruolo, [])

    def _sopra(self, ufficio: Direzione | None) -> Persona | None:
        """The dirigente nearest above an office."""
        while ufficio is not None:
            if ufficio.pk in self.dirigenti:
                return self.dirigenti[ufficio.pk]
            ufficio = ufficio.padre
        return None

    def _altrui(self, o: Obiettivo, persone: list[Persona]) -> list[Persona]:
        """The two-person rule: nobody on whom the objective weighs."""
        proprie = {a.incarico.persona_id for a in o.assegnazioni.all()} | ({o.responsabile.persona_id} if o.responsabile else set())
        return [p for p in persone if p.pk not in proprie]

    def _senza_firma(self, o: Obiettivo) -> list[Persona]:
        mancano = [a for a in o.assegnazioni.all() if all(f.versione_id != o.ultima_versione for f in a.accettazioni.all())]  # type: ignore[attr-defined]
        return list({a.incarico.persona_id: a.incarico.persona for a in mancano}.values())
