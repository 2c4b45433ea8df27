"""What every sheet has, of Allegato B and of Allegato D, from the notes of who evaluates to the signature of who is evaluated."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from smvp.documenti.contenuto import SEGNI_PER_TESTO
from smvp.documenti.models import Atto
from smvp.flusso.models import Salvato
from smvp.flusso.stati import Stato, Transizione, e_un_motivo
from smvp.nucleo.calendario import Calendario
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Persona, Utente
from smvp.organizzazione.ruoli import Ruolo

from ..stati import (
    LETTE_DAL_VALUTATO,
    NOTIFICATA,
    PRESA_VISIONE,
    RIDETERMINATA,
    RIDETERMINATA_DA_ACCORDO,
    RIFIUTATA,
    SUPERATA,
    SUPERATA_DA_ACCORDO,
)
from .versioni import VersioniCorrenti, VersioniQuerySet

# «Ivana Conti, istruttore»: name, surname, what they are.
PAROLE_DEL_TESTIMONE = 3
MANCA_TESTIMONE = "Scrivi nome, cognome e qualifica di chi ha assistito."
TESTO_MASSIMO = SEGNI_PER_TESTO  # of what is written by hand: what can always be printed
RIFERIMENTO_MASSIMO = 100
ARRIVO_MASSIMO = 200
MANCA_ARRIVO = "Scrivi come sono arrivate, con almeno una frase: il mezzo e il numero di protocollo."
ACCORDO = "accordo di conciliazione"
"""What the reference of a version begins with, where an agreement has determined it (art. 30) and not the Organismo di garanzia."""


class MezzoNotifica(models.TextChoices):
    """How an act reaches whoever does not come into the office any more."""

    PEC = "pec", "Posta elettronica certificata (PEC)"
    RACCOMANDATA = "raccomandata", "Raccomandata con avviso di ricevimento"
    MANO = "mano", "Consegna a mano, con ricevuta"
    MESSO = "messo", "Messo notificatore"


class Valutazione(Salvato):
    """Artt. 18 and 19: notes, interview, observations and their answer, signature, act of the Giunta."""

    if TYPE_CHECKING:
        esercizio: models.ForeignKey[Any, Esercizio]
        esercizio_id: int

        sostituisce_id: int | None
        sostituita_da: "Valutazione"

        @property
        def valutato_id(self) -> int: ...

        @property
        def valutato(self) -> Persona: ...

        @property
        def ufficio(self) -> Direzione | None: ...

    # How one gets from the row to its evaluatee.
    fino_al_valutato: ClassVar[str]

    note_valutatore = models.TextField("note del valutatore", max_length=TESTO_MASSIMO, blank=True)
    aperta_il = models.DateTimeField("aperta il")
    colloquio_il = models.DateField("colloquio del", null=True, blank=True)
    colloquio = models.TextField("verbale del colloquio", max_length=TESTO_MASSIMO, blank=True)
    osservazioni = models.TextField("osservazioni del valutato", max_length=TESTO_MASSIMO, blank=True)
    osservazioni_il = models.DateTimeField("osservazioni del", null=True, blank=True, editable=False)
    # Those of before, on what has since been opened, changed or answered, are not the ones that a step sends.
    osservazioni_versione = models.PositiveIntegerField("versione osservata", null=True, blank=True, editable=False)
    # Of whoever has no access any more, and so cannot write here: they have arrived in another way, and who evaluates records them.
    osservazioni_ricevute_il = models.DateField("osservazioni ricevute il", null=True, blank=True, editable=False)
    osservazioni_arrivo = models.CharField("come sono arrivate", max_length=ARRIVO_MASSIMO, blank=True, editable=False)
    risposta = models.TextField("risposta del valutatore", max_length=TESTO_MASSIMO, blank=True)
    presa_visione_il = models.DateTimeField("presa visione", null=True, blank=True, editable=False)
    firma_rifiutata = models.BooleanField("firma rifiutata", default=False, editable=False)
    testimone = models.TextField("testimone del rifiuto: nome, cognome e qualifica", max_length=TESTO_MASSIMO, blank=True)
    rifiuto = models.TextField("che cosa è accaduto", max_length=TESTO_MASSIMO, blank=True)
    # Of whoever has no access any more, and so cannot sign here: read is what has been notified.
    notificata_il = models.DateField("notificata il", null=True, blank=True, editable=False)
    mezzo_notifica = models.CharField("mezzo della notifica", max_length=20, choices=MezzoNotifica, blank=True)
    notifica = models.TextField("estremi della notifica", max_length=TESTO_MASSIMO, blank=True)
    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="atto di approvazione")

    # Art. 29: what the review has determined anew is another row; the one of before stays as it was signed.
    sostituisce = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="sostituita_da",
        verbose_name="versione che sostituisce",
    )  # fmt: skip
    superata_il = models.DateTimeField("superata il", null=True, blank=True, editable=False)
    riesame = models.CharField("riesame che l’ha rideterminata", max_length=RIFERIMENTO_MASSIMO, blank=True, editable=False)
    motivazione_riesame = models.TextField("motivazione del riesame", max_length=TESTO_MASSIMO, blank=True, editable=False)
    correzioni = models.JSONField("cifre corrette dal riesame", default=list, blank=True, editable=False)

    # The sheets that count: one for each appointment, or person, of an exercise. All that counts, lists or pays reads these.
    objects = VersioniCorrenti()
    # With those that a review has superseded: to read one by its own address.
    tutte = VersioniQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def bloccate_insieme(cls, chiavi: Iterable[int]) -> list[Self]:
        righe = cls._base_manager.select_for_update(of=("self",)).select_related("esercizio", cls.fino_al_valutato + "__utente")
        bloccate: list[Self] = list(righe.filter(pk__in=list(chiavi)).order_by("pk"))
        esercizi: dict[int, Esercizio] = {}
        for riga in bloccate:
            riga.esercizio = esercizi.setdefault(riga.esercizio_id, riga.esercizio)  # one for all: what it has read it has read
        return bloccate

    @property
    def chiave(self) -> str:
        """What names it among the sheets of both kinds."""
        return f"{self.flusso.codice}-{self.pk}"

    @property
    def stato_attuale(self) -> Stato:
        """Read is not always signed: the word says how; and a review leaves two versions of it."""
        if self.superata_il is not None:
            return SUPERATA_DA_ACCORDO if self.sostituita_da.da_accordo else SUPERATA
        if self.stato == PRESA_VISIONE and self.sostituisce_id is not None:
            return RIDETERMINATA_DA_ACCORDO if self.da_accordo else RIDETERMINATA
        if self.stato == PRESA_VISIONE and self.firma_rifiutata:
            return RIFIUTATA
        return NOTIFICATA if self.stato == PRESA_VISIONE and self.notificata_il else super().stato_attuale

    @property
    def da_accordo(self) -> bool:
        """Art. 30: an agreement has determined this version."""
        return self.riesame.startswith(ACCORDO)

    @property
    def determinata_da(self) -> str:
        """«un riesame» or «un accordo», for the sentences that say what has made this version."""
        return "un accordo" if self.da_accordo else "un riesame"

    @property
    def senza_accesso(self) -> bool:
        """The evaluatee cannot enter, and so cannot sign: they have left, or never had an account."""
        utente = self.valutato.utente
        return utente is None or not utente.is_active

    @property
    def termine_riesame(self) -> date | None:
        """Art. 29 (reading A47): the last day to ask for a review; None until the sheet is signed, and after a review, which is final."""
        if self.presa_visione_il is None or self.sostituisce_id is not None:
            return None
        return termine_riesame(self.presa_visione_il, self.esercizio, self.esercizio.calendario)

    def fermo(self) -> str:
        if self.superata_il is None:
            return ""
        return f"Questa versione della scheda è superata da {self.sostituita_da.determinata_da}: vale quella nuova."

    # --- what a step of the workflow asks for (names in stati.py) ------------------------------------------------------------------

    def mancano_osservazioni(self) -> list[str]:
        if not e_un_motivo(self.osservazioni):
            return ["Scrivi le osservazioni, con almeno una frase."]
        di_questa = self.osservazioni_versione == self.versione
        return [] if di_questa else ["Le osservazioni che ci sono parlano della scheda com’era prima: scrivine di nuove."]

    def manca_arrivo(self) -> list[str]:
        quando = [] if self.osservazioni_ricevute_il else ["Scrivi il giorno in cui sono arrivate."]
        return quando if e_un_motivo(self.osservazioni_arrivo) else [*quando, MANCA_ARRIVO]

    def manca_risposta(self) -> list[str]:
        return [] if e_un_motivo(self.risposta) else ["Scrivi la risposta alle osservazioni, con almeno una frase."]

    def manca_testimone(self) -> list[str]:
        """Nobody may stay anonymous (art. 19): who was there, and what happened, each in its place."""
        chi = [] if len(self.testimone.split()) >= PAROLE_DEL_TESTIMONE else [MANCA_TESTIMONE]
        return chi if e_un_motivo(self.rifiuto) else [*chi, "Scrivi che cosa è accaduto, con almeno una frase."]

    def manca_notifica(self) -> list[str]:
        quando = [] if self.notificata_il and self.mezzo_notifica else ["Scrivi il giorno e il mezzo della notifica."]
        return quando if e_un_motivo(self.notifica) else [*quando, "Scrivi gli estremi della notifica, con almeno una frase."]

    def manca_atto(self) -> list[str]:
        return [] if self.atto_id else ["Manca la deliberazione della Giunta (art. 18)."]

    def non_prima(self, t: Transizione) -> date | None:
        """Art. 29: final only when nobody may ask for a review any more."""
        termine = self.termine_riesame
        return termine + timedelta(days=1) if t.azione == "rendi_definitiva" and termine else None

    # --- whom a step tells ----------------------------------------------------------------------------------------------------------

    def valutati(self) -> Iterable[Utente]:
        """The evaluatee, while the sheet is theirs to read: a notice does not lead to a page that one does not see."""
        utente = self.valutato.utente
        return [utente] if utente and utente.is_active and self.stato in LETTE_DAL_VALUTATO else []

    def dirigenti(self) -> Iterable[Utente]:
        """Whoever heads the Direzione in which the evaluatee works, and has not left."""
        return _in_forza(Ruolo.DIRIGENTE, self.ufficio)

    def compilatori(self) -> Iterable[Utente]:
        """The P.O. of the unit in which the evaluatee works, and has not left."""
        return _in_forza(Ruolo.PO, self.ufficio)


def senza_accesso(persona: str) -> Q:
    """``Valutazione.senza_accesso`` of many at once; ``persona``: how one gets from the row to its evaluatee."""
    return Q(**{f"{persona}utente": None}) | Q(**{f"{persona}utente__is_active": False})


def termine_riesame(presa_visione_il: datetime, esercizio: Esercizio, calendario: Calendario) -> date:
    """Art. 29 (reading A47): the last day to ask for a review of a sheet signed at that moment."""
    return esercizio.reg.scadenze["riesame"].dopo(presa_visione_il.astimezone(FUSO).date(), calendario)


def _in_forza(ruolo: Ruolo, ufficio: Direzione | None) -> Iterable[Utente]:
    """The heads of an office and of those above it."""
    di_questi = Incarico.objects.filter(ruolo=ruolo, direzione__in=catena_di(ufficio), al=None).values("persona")
    return Utente.objects.filter(persona__in=di_questi, is_active=True)


def catena_di(ufficio: Direzione | None) -> list[int]:
    """The office and those above it, the nearest first."""
    catena = []
    while ufficio is not None:
        catena.append(ufficio.pk)
        ufficio = ufficio.padre
    return catena
