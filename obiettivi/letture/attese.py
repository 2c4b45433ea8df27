"""What a sheet waits for, from whom and by when: the same answer for one row and, as conditions, for all the rows of an exercise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from smvp.flusso.stati import Transizione
from smvp.nucleo.calendario import Calendario
from smvp.organizzazione.models import Esercizio, Utente
from smvp.organizzazione.permessi import direzioni_dirette
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, persona_di, ruoli_di

from .. import stati
from ..models import Accettazione, Assegnazione, Consuntivo, Monitoraggio, Obiettivo, Parte, Tipo, Versione
from ..stati import OBIETTIVO

# Before this many days from the term of art. 17 nobody is asked for the state of their objectives.
PREAVVISO = timedelta(days=60)
NESSUNO = Q(pk__in=())
ATTESE = {
    stati.BOZZA: ("negozia", "Proposta della scheda", "Proponi"),
    stati.NEGOZIATA: ("esprimi_parere", "Parere favorevole", "Esprimi il parere"),
    stati.CON_PARERE: ("trasmetti", "Trasmissione al NCVP", "Trasmetti"),
    stati.TRASMESSA: ("valida", "Validazione", "Esamina"),
    stati.INTEGRAZIONI: ("ritrasmetti", "Integrazioni richieste", "Integra"),
    stati.VALIDATA: ("accetta", "Firma per accettazione", "Firma"),
    stati.ACCETTATA: ("assegna", "Atto della Giunta", "Assegna"),
    stati.ASSEGNATA: ("verifica", "Stato di avanzamento", "Scrivi lo stato"),
    stati.REVISIONE: ("ridefinisci", "Ridefinizione", "Ridefinisci"),
    stati.RIDEFINITA: ("valida", "Validazione della ridefinizione", "Esamina"),
    stati.MONITORATA: ("rendiconta", "Rendicontazione", "Rendiconta"),
    stati.RENDICONTATA: ("misura", "Misurazione", "Misura"),
    stati.MISURATA: ("trasmetti_al_valutatore", "Trasmissione a chi valuta", "Trasmetti"),
    stati.AL_VALUTATORE: ("valuta", "Valutazione", "Valuta"),
}
"""State → the step that takes a sheet on, what people call it, how one is invited to it."""
DI_PO = {
    stati.NEGOZIATA: ("valida_po", "Validazione", "Esamina"),
    stati.RIDEFINITA: ("valida_po", "Validazione della ridefinizione", "Esamina"),
}
VERIFICA = ("verifica", "Verifica intermedia", "Verifica")
DA_RIFARE = frozenset({"validazione", "assegnazione"})
FASI_CON_TERMINE_DAL_FATTO = {"misurazione": "rendicontato_il", "trasmissione_ncvp": "misurato_il"}


@dataclass(frozen=True, slots=True)
class Attesa:
    """What a sheet waits for: ``cosa`` is its name ("Rendicontazione"), ``invito`` the word on a button."""

    transizione: Transizione
    cosa: str
    invito: str
    termine: date | None

    def tardi(self, giorno: date) -> bool:
        return self.termine is not None and self.termine < giorno


@dataclass(frozen=True, slots=True)
class Attese:
    """The waits of one exercise seen from a day."""

    esercizio: Esercizio
    giorno: date
    calendario: Calendario

    # --- of one row ------------------------------------------------------------------------------------------------------
    def di(self, o: Obiettivo) -> Attesa | None:
        """What the sheet waits for now; None if for nothing. Wants ``manca_stato`` (see con_attese) and the responsabile."""
        if o.stato not in self._aperti():
            return None
        azione, cosa, invito = (DI_PO if o.di_po else ATTESE).get(o.stato) or ATTESE[o.stato]
        if o.stato == stati.ASSEGNATA and not o.manca_stato:  # type: ignore[attr-defined]
            azione, cosa, invito = VERIFICA
        transizione = OBIETTIVO.transizione(azione)
        if transizione is None:
            raise LookupError(azione)
        return Attesa(transizione, cosa, invito, self.termine(o, transizione))

    def termine(self, o: Obiettivo, t: Transizione) -> date | None:
        """The same as ``Obiettivo.termine``, without asking for the calendar at every row."""
        dal = FASI_CON_TERMINE_DAL_FATTO.get(t.scadenza)
        if dal is None:
            return o.termine(t)
        giorno = getattr(o, dal)
        return self.esercizio.reg.scadenze[t.scadenza].dopo(giorno, self.calendario) if giorno else None

    # --- of all rows, as conditions of the database ----------------------------------------------------------------------------
    def aspettano(self) -> Q:
        """The sheets that wait for somebody: not those of a year that goes on by itself, nor of a closed exercise."""
        return Q(esercizio=self.esercizio.pk, stato__in=self._aperti())

    def in_ritardo(self) -> Q:
        """The sheets whose next step has passed its term."""
        tardi = NESSUNO
        for stato in self._aperti():
            tardi |= Q(stato=stato) & self._scaduto(ATTESE[stato][0])
        return tardi & Q(esercizio=self.esercizio.pk)

    def tocca_a(self, utente: Utente, attore: "Attore | None" = None) -> Q:
        """The sheets that wait for this user: the permissions of the next step, said to the database."""
        chi = attore or Attore(utente, self.giorno)
        tocca = NESSUNO
        for stato in self._aperti():
            tocca |= Q(stato=stato) & chi.puo(stato)
        return tocca & Q(esercizio=self.esercizio.pk)

    def _aperti(self) -> list[str]:
        """The states that wait for somebody on this day."""
        if self.esercizio.chiuso_il is not None:
            return []
        verifica = self.esercizio.reg.scadenze["verifica_intermedia"].entro(self.esercizio.anno)
        presto = set()
        if self.giorno < verifica - PREAVVISO:
            presto.add(stati.ASSEGNATA)
        if self.giorno <= self.esercizio.periodo.al:
            presto.add(stati.MONITORATA)
        return [s for s in ATTESE if s not in presto]

    def _scaduto(self, azione: str) -> Q:
        t = OBIETTIVO.transizione(azione)
        if t is None or not t.scadenza:
            return NESSUNO
        dal = FASI_CON_TERMINE_DAL_FATTO.get(t.scadenza)
        scadenza = self.esercizio.reg.scadenze[t.scadenza]
        if dal is None:
            return self._passato(t.scadenza)
        giorno = self.giorno  # the last day from which the term is over by now: terms never shrink as days go by
        while scadenza.dopo(giorno, self.calendario) >= self.giorno:
            giorno -= timedelta(days=1)
        return Q(**{f"{dal}__lte": giorno})

    def _passato(self, codice: str) -> Q:
        """A fixed term; what has been redefined is validated and assigned again within that of art. 15, and not checked in July."""
        if codice == "verifica_intermedia":
            return Q(ridefinito_il__isnull=True) & self._prima_di_oggi(codice)
        if codice not in DA_RIFARE:
            return self._prima_di_oggi(codice)
        rifatte = Q(ridefinito_il__isnull=False) & self._prima_di_oggi("ridefinizione")
        return (Q(ridefinito_il__isnull=True) & self._prima_di_oggi(codice)) | rifatte

    def _prima_di_oggi(self, codice: str) -> Q:
        scaduta = self.esercizio.reg.scadenze[codice].entro(self.esercizio.anno) < self.giorno
        return Q() if scaduta else NESSUNO


class Attore:
    """What one user answers for, as conditions on the objectives: the predicates of permessi.py, said to the database."""

    def __init__(self, utente: Utente, giorno: date) -> None:
        ruoli, persona = ruoli_di(utente, giorno), persona_di(utente)
        self.persona = persona.pk if persona else 0
        proprie = Assegnazione.objects.filter(obiettivo=OuterRef("pk"), incarico__persona=self.persona)
        altrui = ~Q(responsabile__persona=self.persona) & ~Exists(proprie)
        di_po = Q(responsabile__ruolo=Ruolo.PO)
        segretario = Ruolo.SEGRETARIO in ruoli
        cessati = Q(responsabile=None) | Q(responsabile__al__lt=giorno)
        self.proponente = Q(responsabile__persona=self.persona) | (cessati if segretario else NESSUNO)
        self.segretario = altrui & ~di_po if segretario else NESSUNO
        self.assegna = Q() if segretario else NESSUNO
        self.inoltra = altrui if segretario else NESSUNO
        self.ncvp = altrui & ~di_po if Ruolo.NCVP in ruoli else NESSUNO
        uffici = direzioni_dirette(utente) if Ruolo.DIRIGENTE in ruoli else set()
        self.dirigente = altrui & di_po & Q(responsabile__direzione__in=uffici) if uffici else NESSUNO
        self.controllo = altrui if Ruolo.CONTROLLO in ruoli else NESSUNO
        self.guidate = direzioni_di(persona, [Ruolo.DIRIGENTE], giorno) if persona and Ruolo.DIRIGENTE in ruoli else set()

    def puo(self, stato: str) -> Q:
        """The condition under which a sheet in that state waits for the user."""
        esamina = self.ncvp | self.dirigente
        if stato == stati.VALIDATA:
            return Q(Exists(da_firmare().filter(incarico__persona=self.persona)))
        if stato == stati.ASSEGNATA:
            return (manca_stato() & (self.proponente | self._parte_senza(senza_stato()))) | (~manca_stato() & esamina)
        if stato == stati.MONITORATA:
            return self.proponente | self._parte_senza(senza_consuntivo())
        return {
            stati.NEGOZIATA: self.segretario | self.dirigente, stati.CON_PARERE: self.segretario, stati.TRASMESSA: esamina,
            stati.RIDEFINITA: esamina, stati.ACCETTATA: self.assegna, stati.RENDICONTATA: self.controllo, stati.MISURATA: self.inoltra,
            stati.AL_VALUTATORE: esamina,
        }.get(stato, self.proponente)  # fmt: skip

    def _parte_senza(self, parti: QuerySet[Parte]) -> Q:
        return Q(Exists(parti.filter(direzione__in=self.guidate))) if self.guidate else NESSUNO


# --- what is missing, row by row, as subqueries on an objective ------------------------------------------------------------------


def da_firmare() -> QuerySet[Assegnazione]:
    """Art. 14: the assignments of an objective whose last version has not been signed."""
    ultima = Versione.objects.filter(obiettivo=OuterRef("obiettivo")).order_by("-numero").values("pk")[:1]
    firme = Accettazione.objects.filter(assegnazione=OuterRef("pk"), versione=OuterRef("ultima"))
    return Assegnazione.objects.filter(obiettivo=OuterRef("pk")).annotate(ultima=Subquery(ultima)).exclude(Exists(firme)).order_by()


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
    """True where at least one of the conditions is."""
    somma = NESSUNO
    for condizione in condizioni:
        somma |= condizione
    return somma
