"""Art. 22: economic progressions: a call with its places, what the dirigente says of each candidate, the rankings with their candidates."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from premi.calcolo import Bando
from premi.calcolo.progressioni import AMMESSO, NON_AMMESSO, PARITA
from smvp.documenti.models import Atto
from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso
from smvp.organizzazione.models import Categoria, Direzione, Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import Ruolo
from valutazioni.calcolo import TotaleAnnuo
from valutazioni.models import TESTO_MASSIMO

from ..stati import PROGRESSIONE

ESCLUSO = "escluso"
POSTI_MASSIMI, ANNI_MASSIMI = 999, 10


class Progressione(ConStato):
    """A procedure of an exercise: what the call sets, and by which act; the last of its rankings is the one that counts."""

    flusso: ClassVar[Flusso] = PROGRESSIONE
    chiamata: ClassVar[str] = "procedura"

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="progressioni", verbose_name="esercizio")
    numero = models.PositiveIntegerField("numero", help_text="Progressivo nell’esercizio.")
    atto_bando = models.ForeignKey(
        Atto, on_delete=models.PROTECT, related_name="progressioni_bandite", verbose_name="atto che indice la procedura"
    )
    decorrenza = models.DateField("decorrenza", help_text="Da quando valgono i passaggi; i candidati sono in servizio quel giorno.")
    ultimo_anno = models.PositiveSmallIntegerField("ultimo anno valutato")
    anni_posizione = models.PositiveSmallIntegerField(
        "anni nella posizione", validators=[MinValueValidator(1), MaxValueValidator(ANNI_MASSIMI)]
    )
    ultime_disponibili = models.BooleanField("per un anno che manca conta la valutazione precedente", default=False)
    creata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="preparata da")
    creata_il = models.DateTimeField("preparata il")
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="progressioni_approvate", verbose_name="atto di approvazione"
    )
    atto_revoca = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="progressioni_revocate",
        verbose_name="atto che ha revocato l’approvazione", help_text="Finché non se n’è approvata un’altra.",
    )  # fmt: skip

    class Meta:
        verbose_name = "progressione economica"
        verbose_name_plural = "progressioni economiche"
        ordering = ["-esercizio__anno", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "numero"], name="progressione_numero_unico"),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in PROGRESSIONE.stati]), name="progressione_stato"),
            models.CheckConstraint(condition=Q(anni_posizione__range=(1, ANNI_MASSIMI)), name="progressione_anni"),
        ]

    def __str__(self) -> str:
        return f"Progressioni {self.esercizio}, procedura n. {self.numero}"

    def get_absolute_url(self) -> str:
        return reverse("premi:progressione", args=[self.pk])

    @property
    def bando(self) -> Bando:
        """The call, as the rules read it."""
        return Bando(self.decorrenza, self.ultimo_anno, self.anni_posizione, self.ultime_disponibili)

    def ultima_graduatoria(self) -> "GraduatoriaProgressione | None":
        return self.graduatorie.defer("fatti").order_by("-numero").first()

    # --- whom a step tells (stati.py) ---

    def dirigenti(self) -> Iterable[Utente]:
        """Those of the Direzioni that have places; who is not one any more may not read, and is not told (``lettori``)."""
        di_queste = Utente.objects.filter(persona__incarichi__ruolo=Ruolo.DIRIGENTE, is_active=True)
        return di_queste.filter(persona__incarichi__direzione__in=self.posti.order_by().values("direzione")).distinct()

    def candidati(self) -> Iterable[Utente]:
        """Those of the ranking that counts."""
        ultima = self.ultima_graduatoria()
        if ultima is None:
            return []
        return Utente.objects.filter(persona__in=ultima.candidati.order_by().values("persona"), is_active=True)

    # --- what the steps ask ---

    def con_posti(self) -> list[str]:
        return [] if self.posti.exists() else ["Manca il numero dei posti: scrivine per almeno una Direzione e una categoria."]

    def con_atto(self) -> list[str]:
        return [] if self.atto_id else ["Manca l’atto che approva la graduatoria: numero, data e oggetto."]

    def con_passaggi(self) -> list[str]:
        """Of all who have a place it is said which step is theirs from now on (operazioni/passaggi.py)."""
        ultima = self.ultima_graduatoria()
        col_posto = Q(esito=AMMESSO) | Q(decisione__ammesso=True)
        mancano = ultima.candidati.filter(col_posto, passaggio=None).count() if ultima else 0
        return [f"Manca la nuova posizione economica di {mancano} candidati che ottengono il posto."] if mancano else []

    def con_atto_di_revoca(self) -> list[str]:
        return [] if self.atto_revoca_id else ["Manca l’atto che revoca l’approvazione: numero, data e oggetto."]

    def parita_decise(self) -> list[str]:
        """Reading A67: nobody is chosen by the machine."""
        ultima = self.ultima_graduatoria()
        in_sospeso = ultima.candidati.filter(esito=PARITA, decisione=None).count() if ultima else 0
        return [f"C’è una parità da decidere, fra {in_sospeso} candidati (art. 22)."] if in_sospeso else []


class PostoProgressione(models.Model):
    """Art. 22: how many places a Direzione has for a category."""

    procedura = models.ForeignKey(Progressione, on_delete=models.CASCADE, related_name="posti", verbose_name="procedura")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="+", verbose_name="Direzione")
    categoria = models.CharField("categoria", max_length=1, choices=Categoria.choices)
    posti = models.PositiveSmallIntegerField("posti")

    class Meta:
        verbose_name = "posti di una progressione"
        verbose_name_plural = "posti delle progressioni"
        ordering = ["procedura", "direzione__codice", "categoria"]
        constraints = [
            models.UniqueConstraint(fields=["procedura", "direzione", "categoria"], name="posto_progressione_unico"),
            models.CheckConstraint(condition=Q(categoria__in=Categoria.values), name="posto_progressione_categoria"),
            models.CheckConstraint(condition=Q(posti__range=(1, POSTI_MASSIMI)), name="posto_progressione_quanti"),
        ]

    def __str__(self) -> str:
        return f"{self.direzione}, categoria {self.categoria}: {self.posti}"

    def get_absolute_url(self) -> str:
        return reverse("premi:progressione_gruppo", args=[self.procedura_id, self.direzione_id, self.categoria])


class GraduatoriaProgressione(models.Model):
    """A ranking as it was formed: its facts, the rules it was made with, its candidates. It never changes; another takes its place."""

    procedura = models.ForeignKey(Progressione, on_delete=models.PROTECT, related_name="graduatorie", verbose_name="procedura")
    numero = models.PositiveIntegerField("numero")
    regolamento = models.CharField("versione del regolamento", max_length=60)
    impronta_regolamento = models.CharField("SHA-256 del regolamento", max_length=64)
    fatti = models.TextField("fatti congelati (JSON)")
    impronta = models.CharField("SHA-256 di fatti e regolamento", max_length=64)
    formata_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="formata da")
    formata_il = models.DateTimeField("formata il")

    class Meta:
        verbose_name = "graduatoria"
        verbose_name_plural = "graduatorie"
        ordering = ["procedura", "numero"]
        constraints = [models.UniqueConstraint(fields=["procedura", "numero"], name="graduatoria_numero_unico")]

    def __str__(self) -> str:
        return f"{self.procedura}, graduatoria n. {self.numero}"


class CandidatoProgressione(models.Model):
    """A line of a ranking: who, as they were then, on what, with which points and outcome; who is not admitted is there with the reason."""

    # Of each outcome: its word, its colour, its icon.
    ESITI: ClassVar[dict[str, tuple[str, str, str]]] = {
        AMMESSO: ("ottiene il posto", "fatto", "check-circle"),
        NON_AMMESSO: ("posti finiti", "bozza", "minus-circle"),
        PARITA: ("parità da decidere", "tocca", "user"),
        ESCLUSO: ("non ammissibile", "ritardo", "close-circle"),
    }

    graduatoria = models.ForeignKey(GraduatoriaProgressione, on_delete=models.PROTECT, related_name="candidati")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="candidature", verbose_name="persona")
    matricola = models.CharField("matricola", max_length=20)
    nominativo = models.CharField("cognome e nome", max_length=200)
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="+", verbose_name="Direzione")
    categoria = models.CharField("categoria", max_length=1)
    posizione = models.CharField("posizione economica", max_length=20, blank=True)
    posizione_dal = models.DateField("nella posizione dal", null=True, blank=True)
    totali = models.JSONField("totali degli anni che contano", default=list)
    condizioni = models.JSONField("condizioni, una per una", default=list)
    media = models.DecimalField("media", max_digits=5, decimal_places=2, null=True, blank=True)
    punti_risultati = models.PositiveSmallIntegerField("punti dei risultati", null=True, blank=True)
    punti_maturazione = models.PositiveSmallIntegerField("punti della maturazione", null=True, blank=True)
    condizioni_maturazione = models.JSONField("condizioni della maturazione", default=list, blank=True)
    motivo_maturazione = models.TextField("motivazione della maturazione", blank=True)
    valutata_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="maturazione valutata da"
    )
    valutata_il = models.DateTimeField("maturazione valutata il", null=True)
    totale = models.PositiveSmallIntegerField("totale", null=True, blank=True)
    posto = models.PositiveIntegerField("posto in graduatoria", null=True, blank=True)
    esito = models.CharField("esito", max_length=12)

    class Meta:
        verbose_name = "candidato"
        verbose_name_plural = "candidati"
        ordering = ["graduatoria", "direzione__codice", "categoria", "posto", "nominativo", "matricola"]
        constraints = [
            models.UniqueConstraint(fields=["graduatoria", "persona"], name="candidato_unico"),
            models.CheckConstraint(condition=Q(esito__in=[AMMESSO, NON_AMMESSO, PARITA, ESCLUSO]), name="candidato_esito"),
            models.CheckConstraint(
                condition=Q(esito=ESCLUSO) | Q(media__isnull=False, totale__isnull=False, posto__isnull=False), name="candidato_con_punti"
            ),
            models.CheckConstraint(
                condition=Q(punti_maturazione__isnull=True) | ~Q(motivo_maturazione=""), name="candidato_maturazione_motivata",
                violation_error_message="La maturazione professionale va motivata (art. 22).",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.nominativo}, categoria {self.categoria}"

    def get_absolute_url(self) -> str:
        return reverse("premi:candidato", args=[self.graduatoria.procedura_id, self.pk])

    @property
    def esito_finale(self) -> str:
        """What came of it: of who is level across the last place, what was decided (reading A67). Read with ``decisione``."""
        if self.esito != PARITA or not hasattr(self, "decisione"):
            return self.esito
        return AMMESSO if self.decisione.ammesso else NON_AMMESSO

    @property
    def parola(self) -> str:
        return self.ESITI[self.esito_finale][0]

    @property
    def classe(self) -> str:
        return self.ESITI[self.esito_finale][1]

    @property
    def icona(self) -> str:
        return self.ESITI[self.esito_finale][2]

    @property
    def totali_annui(self) -> list[TotaleAnnuo]:
        """The totals of the years that count, as numbers."""
        return [TotaleAnnuo(t["anno"], Decimal(t["totale"]), t["precedente"], t["fonte"]) for t in self.totali]


class DecisioneParita(models.Model):
    """Reading A67: what was decided of somebody who was level with others across the last place, why and by whom."""

    candidato = models.OneToOneField(CandidatoProgressione, on_delete=models.PROTECT, related_name="decisione")
    ammesso = models.BooleanField("ottiene il posto")
    motivo = models.TextField("perché", max_length=TESTO_MASSIMO)
    decisa_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="decisa da")
    decisa_il = models.DateTimeField("decisa il")

    class Meta:
        verbose_name = "decisione su una parità"
        verbose_name_plural = "decisioni sulle parità"
        constraints = [models.CheckConstraint(condition=~Q(motivo=""), name="decisione_parita_motivata")]

    def __str__(self) -> str:
        return f"{self.candidato}: {'sì' if self.ammesso else 'no'}"
