"""What one user answers for, and what is missing on a sheet, as conditions of the database."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from smvp.organizzazione.models import Nomina, Utente
from smvp.organizzazione.permessi import direzioni_dirette
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, persona_di, ruoli_di

from ... import stati
from ...models import Accettazione, Assegnazione, Consuntivo, Monitoraggio, Parte, Tipo, Versione
from ...permessi import del_segretario

NESSUNO, SEMPRE = Q(pk__in=()), Q()


class Attore:
    """What one user answers for, as conditions on the objectives: the predicates of permessi.py, said to the database."""

    def __init__(self, utente: Utente, giorno: date) -> None:
        ruoli, persona = ruoli_di(utente, giorno), persona_di(utente)
        self.giorno, self.persona = giorno, persona.pk if persona else 0
        proprie = Assegnazione.objects.filter(obiettivo=OuterRef("pk"), incarico__persona=self.persona)
        altrui = ~Q(responsabile__persona=self.persona) & ~Exists(proprie)
        di_po = Q(responsabile__ruolo=Ruolo.PO)
        segretario = Ruolo.SEGRETARIO in ruoli
        cessati = Q(responsabile=None) | Q(responsabile__al__lt=giorno)
        self.proponente = una_di([Q(responsabile__persona=self.persona), cessati if segretario else NESSUNO])
        vice = del_segretario(giorno) if Ruolo.VICESEGRETARIO in ruoli else NESSUNO
        self.da_segretario = altrui if segretario else NESSUNO if vice is NESSUNO else altrui & vice
        self.segretario = NESSUNO if self.da_segretario is NESSUNO else self.da_segretario & ~di_po
        self.registra = una_di([self.da_segretario, self._di_tutti_e_due(giorno) if segretario else NESSUNO])
        self.ncvp = altrui & ~di_po if Ruolo.NCVP in ruoli else NESSUNO
        uffici = direzioni_dirette(utente) if Ruolo.DIRIGENTE in ruoli else set()
        self.dirigente = altrui & di_po & Q(responsabile__direzione__in=uffici) if uffici else NESSUNO
        self.esamina, self.negozia = una_di([self.ncvp, self.dirigente]), una_di([self.segretario, self.dirigente])
        self.controllo = altrui if Ruolo.CONTROLLO in ruoli else NESSUNO
        self.guidate = direzioni_di(persona, [Ruolo.DIRIGENTE], giorno) if persona and Ruolo.DIRIGENTE in ruoli else set()

    def puo(self, stato: str) -> Q:
        """The condition under which a sheet in that state waits for the user; of several states, the same object where it is the same."""
        if stato == stati.VALIDATA:
            mancano = da_firmare(self.giorno)
            chiude = Q(responsabile__persona=self.persona) & ~Q(responsabile__al__lt=self.giorno) & ~Exists(mancano)
            return Q(Exists(mancano.filter(incarico__persona=self.persona))) | chiude
        if stato == stati.ACCETTATA:
            suoi = Assegnazione.objects.da_firmare_per_subentro(self.giorno).filter(obiettivo=OuterRef("pk")).order_by()
            firma = Q(Exists(suoi.filter(incarico__persona=self.persona)))
            return firma if self.registra is NESSUNO else firma | (self.registra & ~Exists(suoi))
        if stato == stati.ASSEGNATA:
            scrive = manca_stato() & una_di([self.proponente, self._parte_senza(senza_stato())])
            return una_di([scrive, NESSUNO if self.esamina is NESSUNO else ~manca_stato() & self.esamina])
        if stato == stati.MONITORATA:
            return una_di([self.proponente, self._parte_senza(senza_consuntivo())])
        return {
            stati.NEGOZIATA: self.negozia, stati.CON_PARERE: self.segretario, stati.TRASMESSA: self.esamina,
            stati.RIDEFINITA: self.esamina, stati.RENDICONTATA: self.controllo,
            stati.MISURATA: self.registra, stati.AL_VALUTATORE: self.esamina,
        }.get(stato, self.proponente)  # fmt: skip

    def _di_tutti_e_due(self, giorno: date) -> Q:
        """A collective objective of which every Vicesegretario answers as well: there the Segretario registers (``registra``)."""
        vice = Nomina.objects.in_vigore(giorno).filter(ruolo=Ruolo.VICESEGRETARIO).order_by().values_list("persona", flat=True)
        condizione = Q(tipo=Tipo.GENERALE) if vice else NESSUNO
        for persona in set(vice):
            suoi = Assegnazione.objects.filter(obiettivo=OuterRef("pk"), incarico__persona=persona)
            condizione &= Q(responsabile__persona=persona) | Q(Exists(suoi))
        return condizione

    def _parte_senza(self, parti: QuerySet[Parte]) -> Q:
        return Q(Exists(parti.filter(direzione__in=self.guidate))) if self.guidate else NESSUNO


def firma_per_subentro(utente: Utente, giorno: date) -> Q:
    """Art. 16: the sheets that the user has taken over and not signed yet, also where the next step is somebody else's."""
    persona = persona_di(utente)
    if persona is None:
        return NESSUNO
    suoi = Assegnazione.objects.da_firmare_per_subentro(giorno).filter(obiettivo=OuterRef("pk"), incarico__persona=persona.pk).order_by()
    return Q(Exists(suoi), stato__in=stati.FIRMATE, esercizio__chiuso_il=None)


# --- what is missing, row by row, as subqueries on an objective ------------------------------------------------------------------


def da_firmare(giorno: date) -> QuerySet[Assegnazione]:
    """Art. 14: the assignments of an objective whose last version has not been signed, of those who sign on a day."""
    ultima = Versione.objects.filter(obiettivo=OuterRef("obiettivo")).order_by("-numero").values("pk")[:1]
    firme = Accettazione.objects.filter(assegnazione=OuterRef("pk"), versione=OuterRef("ultima"))
    righe = Assegnazione.objects.che_firmano(giorno).filter(obiettivo=OuterRef("pk")).annotate(ultima=Subquery(ultima))
    return righe.exclude(Exists(firme)).order_by()


def senza_stato() -> QuerySet[Parte]:
    """Art. 17: the parts of an objective that have reported no state since the last check."""
    scritti = Monitoraggio.objects.filter(parte=OuterRef("pk"), verificato_il=None)
    return Parte.objects.filter(obiettivo=OuterRef("pk")).exclude(Exists(scritti)).order_by()


def senza_consuntivo() -> QuerySet[Parte]:
    """Art. 18: the parts of an objective that have no report."""
    scritti = Consuntivo.objects.filter(parte=OuterRef("pk")).exclude(risultato="")
    return Parte.objects.filter(obiettivo=OuterRef("pk")).exclude(Exists(scritti)).order_by()


def manca_stato() -> Q:
    """Art. 17: some quota has reported no state since the last check."""
    scritto = Monitoraggio.objects.filter(obiettivo=OuterRef("pk"), parte=None, verificato_il=None)
    return (Q(tipo=Tipo.INDIVIDUALE) & ~Exists(scritto)) | (Q(tipo=Tipo.GENERALE) & Exists(senza_stato()))


def una_di(condizioni: Iterable[Q]) -> Q:
    """True where at least one of the conditions is; those that never are do not weigh on the query."""
    possibili = [c for c in condizioni if c is not NESSUNO]
    return reduce(or_, possibili) if possibili else NESSUNO
