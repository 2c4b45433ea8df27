"""What Piano and Relazione have in common: an exercise, texts that people write, editions that an act approves."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from smvp.documenti.models import NON_FINITI, Atto, Commessa, Documento, vincoli
from smvp.flusso.models import ConSalvataggio, ConStato
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import Ruolo, utenti_con
from smvp.regolamento.garanzie import SezioneSchema

from ..calcolo.edizioni import Edizione
from ..stati import BOZZA, DA_APPROVARE


class Scritto(ConStato):
    """One of an exercise. ``revisione`` grows whenever a text of it changes: an edition says of which revision it is."""

    edizioni: ClassVar[dict[Edizione, str]]
    """Its editions, each with the field where the approved document stands."""

    atto = models.ForeignKey(Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="atto di approvazione")
    revisione = models.PositiveIntegerField("revisione dei testi", default=1, editable=False)
    aperto_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="cominciato da")
    aperto_il = models.DateTimeField("cominciato il")
    nota_del_passo = models.TextField("perché è tornato in bozza, o note di chi lo ha esaminato", blank=True, editable=False)

    class Meta:
        abstract = True

    esercizio: Any
    esercizio_id: int
    testi: Any
    generazioni: Any

    @property
    def schema(self) -> tuple[SezioneSchema, ...]:
        """Its sections, as the regulation of the exercise has them."""
        raise NotImplementedError

    @property
    def tipo_atto(self) -> Atto.Tipo:
        """By which kind of act it is approved."""
        raise NotImplementedError

    @property
    def si_scrive(self) -> bool:
        return self.stato == BOZZA

    @property
    def si_genera(self) -> bool:
        """Editions are made until an act approves them."""
        return self.stato in DA_APPROVARE

    def scritti(self) -> dict[str, str]:
        """Its texts: code → safe HTML."""
        return {t.codice: t.html for t in self.testi.all()}

    def ultima_generazione(self, edizione: Edizione) -> Any:
        return next((g for g in self.generazioni.all() if g.edizione == edizione), None)

    def documento_generato(self, edizione: Edizione) -> Documento | None:
        """The edition made of the present texts; None if there is none. Its content is frozen: the PDF may still be on its way."""
        lette = "generazioni" in getattr(self, "_prefetched_objects_cache", {})
        for g in self.generazioni.all() if lette else self.generazioni.select_related("documento").defer("documento__contenuto"):
            if g.edizione == edizione and g.revisione == self.revisione and g.documento is not None and not g.documento.fallito:
                return g.documento
        return None

    # --- what a step asks for (names in stati.py) ---

    def mancano_testi(self) -> list[str]:
        scritti = self.scritti()
        vuoti = [f"«{t.titolo}» (sezione {s.numero})" for s in self.schema for t in s.testi if t.obbligatorio and not scritti.get(t.codice)]
        return [f"Mancano dei testi: {', '.join(vuoti)}."] if vuoti else []

    def mancano_edizioni(self) -> list[str]:
        mancano = [e for e in self.edizioni if self.documento_generato(e) is None]
        if not mancano:
            return []
        if len(self.edizioni) == 1:
            return ["Il documento dei testi di adesso non è ancora pronto: generalo e aspetta che sia finito."]
        return [f"L’edizione {' e quella '.join(mancano)} dei testi di adesso non è ancora pronta: generala e aspetta che sia finita."]

    def manca_atto(self) -> list[str]:
        return [] if self.atto_id else ["Scrivi numero e data dell’atto di approvazione."]

    def manca(self, nome: str, giorno: date) -> list[str]:
        return self.manca_fine_esercizio(giorno) if nome == "manca_fine_esercizio" else super().manca(nome, giorno)

    def manca_fine_esercizio(self, giorno: date) -> list[str]:
        """A Relazione is of an exercise that is over."""
        fine = self.esercizio.periodo.fine
        return [] if giorno > fine else [f"L’esercizio finisce il {data(fine)}: la Relazione si fa dopo."]

    def segreterie(self) -> Iterable[Utente]:
        return utenti_con(Ruolo.SEGRETERIA)


def _di_uno(nome: str) -> models.CheckConstraint:
    di_uno = Q(relazione__isnull=False, piano__isnull=True) | Q(relazione__isnull=True, piano__isnull=False)
    return models.CheckConstraint(condition=di_uno, name=f"{nome}_di_uno_scritto")


class TestoScritto(ConSalvataggio):
    """A text of a Relazione or of a Piano, saved while one types: safe HTML, under the code that the regulation's outline gives it."""

    relazione = models.ForeignKey("Relazione", on_delete=models.CASCADE, null=True, blank=True, related_name="testi")
    piano = models.ForeignKey("Piano", on_delete=models.CASCADE, null=True, blank=True, related_name="testi")
    codice = models.SlugField("codice", max_length=60)
    html = models.TextField("testo", blank=True)
    versione = models.PositiveIntegerField("versione", default=0, editable=False)

    class Meta:
        verbose_name = "testo"
        verbose_name_plural = "testi"
        ordering = ["codice"]
        constraints = [
            _di_uno("testo"),
            models.UniqueConstraint(fields=["relazione", "codice"], name="testo_uno_per_relazione"),
            models.UniqueConstraint(fields=["piano", "codice"], name="testo_uno_per_piano"),
        ]

    def __str__(self) -> str:
        return self.codice


class Generazione(Commessa):
    """A job that makes an edition of the texts of one revision: how far it has got, and the document that came out."""

    relazione = models.ForeignKey("Relazione", on_delete=models.CASCADE, null=True, blank=True, related_name="generazioni")
    piano = models.ForeignKey("Piano", on_delete=models.CASCADE, null=True, blank=True, related_name="generazioni")
    edizione = models.CharField("edizione", max_length=10, choices=[(e.value, e.value) for e in Edizione])
    revisione = models.PositiveIntegerField("revisione dei testi")
    # Longer than its task may last (smvp.performance.tasks).
    durata_presa: ClassVar[timedelta] = timedelta(seconds=630)

    fatte = models.PositiveIntegerField("sezioni fatte", default=0)
    totale = models.PositiveIntegerField("sezioni in tutto", default=0)
    documento = models.ForeignKey(Documento, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="documento")
    richiesto_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="chiesta da")

    class Meta:
        verbose_name = "generazione"
        verbose_name_plural = "generazioni"
        ordering = ["-richiesto_il", "-pk"]
        constraints = [
            _di_uno("generazione"),
            *vincoli("generazione", Q(pronto_il__isnull=False, documento__isnull=False)),
            *(
                models.UniqueConstraint(fields=[di, "edizione"], condition=Q(stato__in=NON_FINITI), name=f"generazione_una_{di}")
                for di in ("relazione", "piano")
            ),
            models.CheckConstraint(condition=Q(edizione__in=list(Edizione)), name="generazione_edizione"),
        ]

    def __str__(self) -> str:
        return f"{self.scritto}, edizione {self.edizione}"

    @property
    def scritto(self) -> Any:
        """What it is an edition of."""
        return self.relazione or self.piano
