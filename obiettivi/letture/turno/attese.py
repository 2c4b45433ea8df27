"""What a sheet waits for, from whom and by when: the same answer for one row and, as conditions, for all the rows of an exercise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from smvp.flusso.stati import Transizione
from smvp.nucleo.calendario import Calendario
from smvp.organizzazione.models import Esercizio, Utente

from ... import stati
from ...models import DA_RIFARE, Obiettivo
from ...stati import OBIETTIVO
from .attore import NESSUNO, SEMPRE, Attore, una_di

# Before this many days from the term of art. 17 nobody is asked for the state of their objectives.
PREAVVISO = timedelta(days=60)
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
FASI_CON_TERMINE_DAL_FATTO = {"misurazione": "rendicontato_il", "trasmissione_ncvp": "misurato_il"}


@dataclass(frozen=True, slots=True)
class Attesa:
    """What a sheet waits for: ``cosa`` is its name ("Rendicontazione"), ``invito`` the word on a button."""

    transizione: Transizione
    cosa: str
    invito: str
    termine: date | None
    articolo: str

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
        """What the sheet waits for now; None if for nothing."""
        return self.prossima(o) if o.stato in self._aperti() else None

    def prossima(self, o: Obiettivo) -> Attesa | None:
        """What comes next, though nobody be asked for it yet. Wants ``manca_stato`` (see con_attese) and the responsabile."""
        if o.stato not in ATTESE or self.esercizio.chiuso_il is not None:
            return None
        azione, cosa, invito = (DI_PO if o.di_po else ATTESE).get(o.stato) or ATTESE[o.stato]
        if o.stato == stati.ASSEGNATA and not o.manca_stato:  # type: ignore[attr-defined]
            azione, cosa, invito = VERIFICA
        transizione = OBIETTIVO.transizione(azione)
        if transizione is None:
            raise LookupError(azione)
        return Attesa(transizione, cosa, invito, self.termine(o, transizione), o.articolo(transizione))

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
        return self._nei_loro_stati(lambda stato: self._scaduto(ATTESE[stato][0]))

    def tocca_a(self, utente: Utente, attore: Attore | None = None) -> Q:
        """The sheets that wait for this user: the permissions of the next step, said to the database."""
        chi = attore or Attore(utente, self.giorno)
        return self._nei_loro_stati(chi.puo)

    def _nei_loro_stati(self, condizione: Callable[[str], Q]) -> Q:
        """Each open state with its condition, once for the states that have the same one: a query costs by the terms it has."""
        uguali: dict[int, tuple[Q, list[str]]] = {}
        for stato in self._aperti():
            di_stato = condizione(stato)
            uguali.setdefault(id(di_stato), (di_stato, []))[1].append(stato)
        trovate = una_di(NESSUNO if q is NESSUNO else Q(stato__in=insieme) & q for q, insieme in uguali.values())
        return trovate & Q(esercizio=self.esercizio.pk)

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
        volte = {True: codice, False: "ridefinizione"}
        return una_di(
            NESSUNO if (passata := self._prima_di_oggi(c)) is NESSUNO else Q(ridefinito_il__isnull=mai) & passata
            for mai, c in volte.items()
        )

    def _prima_di_oggi(self, codice: str) -> Q:
        scaduta = self.esercizio.reg.scadenze[codice].entro(self.esercizio.anno) < self.giorno
        return SEMPRE if scaduta else NESSUNO
