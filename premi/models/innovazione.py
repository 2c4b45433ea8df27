"""Art. 26: the yearly prize for innovation: the notice, the projects, what the jury says of each."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from smvp.documenti.models import Atto
from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso, Transizione
from smvp.organizzazione.models import Esercizio, Persona, Utente

from ..stati import APERTA_AI_PROGETTI, AVVISO, PRESENTATA, PROGETTO
from .fondi import CIFRE
from .premialita import Accensione, Premialita

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class AvvisoInnovazione(ConStato):
    """The notice of an exercise, one at most: who may take part, criteria, how projects are compared, the jury; then the winner.

    ``importo``: what each person of the winning group gets, equal to the bonus (reading A43). ``massimo``: the most points of a juror.
    """

    flusso: ClassVar[Flusso] = AVVISO
    chiamata: ClassVar[str] = "procedura"

    esercizio = models.OneToOneField(Esercizio, on_delete=models.PROTECT, related_name="avviso_innovazione", verbose_name="esercizio")
    soggetti = models.TextField("chi può partecipare")
    criteri = models.TextField("criteri")
    metodo = models.TextField("come si confrontano i progetti")
    importo = models.DecimalField("importo a persona (€)", max_digits=CIFRE, decimal_places=2, null=True, blank=True)
    massimo = models.PositiveSmallIntegerField("punti al massimo", validators=[MinValueValidator(1)])
    entro = models.DateField("progetti entro il")
    giuria = models.ManyToManyField(Persona, related_name="giurie", verbose_name="giuria")
    vincitore = models.ForeignKey("Progetto", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vincitore")
    motivo_vincitore = models.TextField("perché vince", blank=True)
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="premi_innovazione", verbose_name="atto che lo conferisce"
    )

    if TYPE_CHECKING:
        progetti: RelatedManager["Progetto"]

    class Meta:
        verbose_name = "avviso del premio per l’innovazione"
        verbose_name_plural = "avvisi del premio per l’innovazione"
        ordering = ["-esercizio__anno"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in AVVISO.stati]), name="avviso_innovazione_stato_noto"),
            models.CheckConstraint(condition=Q(importo__isnull=True) | Q(importo__gt=0), name="avviso_innovazione_importo"),
            models.CheckConstraint(condition=Q(massimo__gt=0), name="avviso_innovazione_massimo"),
        ]

    def __str__(self) -> str:
        return f"Premio per l’innovazione {self.esercizio}"

    def get_absolute_url(self) -> str:
        return reverse("premi:innovazione", args=[self.esercizio.anno])

    @property
    def componenti(self) -> list[Persona]:
        """The jury, as it was read with the notice."""
        return list(self.giuria.all())

    @property
    def aperto(self) -> bool:
        return self.stato == APERTA_AI_PROGETTI

    def termine(self, t: Transizione) -> date | None:
        return self.esercizio.reg.scadenze[t.scadenza].entro(self.esercizio.anno) if t.scadenza else None

    def non_prima(self, t: Transizione) -> date | None:
        """Until its last day the notice is open."""
        return self.entro + timedelta(days=1) if t.azione == "chiudi" else None

    # --- whom a step tells (stati.py) ---

    def giurati(self) -> Iterable[Utente]:
        return Utente.objects.filter(persona__giurie=self.pk, is_active=True)

    # --- what the steps ask ---

    def completo(self) -> list[str]:
        mancano = [] if self.importo else ["Manca l’importo a persona: è pari al bonus dell’esercizio, o lo scrive l’avviso."]
        senza = self.giuria.exclude(pk__in=Utente.objects.filter(is_active=True, persona__isnull=False).values("persona"))
        mancano += [f"{p} è nella giuria e non ha un accesso attivo: non potrebbe valutare." for p in senza]
        return mancano if self.giuria.exists() else [*mancano, "Manca la giuria."]

    def premio_acceso(self) -> list[str]:
        decisioni = Accensione.objects.correnti().filter(esercizio=self.esercizio_id, istituto=Premialita.INNOVAZIONE, acceso=True)
        return [] if decisioni.exists() else ["Il premio è spento: prima va registrata la decisione che lo accende."]

    def con_progetti(self) -> list[str]:
        return [] if self.presentati().exists() else ["Non c’è nessun progetto: la procedura si può dichiarare deserta."]

    def tutti_valutati(self) -> list[str]:
        attesi, dati = self.presentati().count() * self.giuria.count(), VotoGiuria.objects.filter(progetto__in=self.presentati()).count()
        mancano = attesi - dati
        quante = "manca una valutazione" if mancano == 1 else f"mancano {mancano} valutazioni"
        return [f"La giuria non ha finito: {quante}."] if mancano else []

    def con_vincitore(self) -> list[str]:
        return [] if self.vincitore_id else ["Manca il progetto che vince: si sceglie dalla classifica della giuria."]

    def con_atto(self) -> list[str]:
        return [] if self.atto_id else ["Manca l’atto del Sindaco: numero, data e oggetto."]

    def presentati(self) -> "models.QuerySet[Progetto]":
        return Progetto.objects.filter(avviso=self.pk, stato=PRESENTATA)


class Progetto(ConStato):
    """A project presented for the prize, with the people of its group; who presents it is one of them."""

    flusso: ClassVar[Flusso] = PROGETTO
    chiamata: ClassVar[str] = "proposta"

    avviso = models.ForeignKey(AvvisoInnovazione, on_delete=models.PROTECT, related_name="progetti", verbose_name="avviso")
    titolo = models.CharField("titolo", max_length=200)
    descrizione = models.TextField("descrizione")
    presentato_da = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="progetti_presentati", verbose_name="presentato da")
    presentato_il = models.DateTimeField("presentato il")
    gruppo = models.ManyToManyField(Persona, related_name="progetti", verbose_name="gruppo")

    if TYPE_CHECKING:
        voti: RelatedManager["VotoGiuria"]

    class Meta:
        verbose_name = "progetto"
        verbose_name_plural = "progetti"
        ordering = ["avviso", "titolo", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in PROGETTO.stati]), name="progetto_stato_noto"),
            models.CheckConstraint(condition=~Q(titolo=""), name="progetto_titolo"),
        ]

    def __str__(self) -> str:
        return self.titolo

    def get_absolute_url(self) -> str:
        return reverse("premi:progetto", args=[self.avviso.esercizio.anno, self.pk])

    @property
    def persone(self) -> list[Persona]:
        """The group, as it was read with the project."""
        return list(self.gruppo.all())

    def avviso_aperto(self) -> list[str]:
        return [] if self.avviso.aperto else ["I progetti sono già alla giuria: non cambiano più."]


class VotoGiuria(models.Model):
    """The points that a juror gives to a project, and why."""

    progetto = models.ForeignKey(Progetto, on_delete=models.PROTECT, related_name="voti", verbose_name="progetto")
    giurato = models.ForeignKey(Persona, on_delete=models.PROTECT, related_name="voti_giuria", verbose_name="giurato")
    punti = models.DecimalField("punti", max_digits=6, decimal_places=2)
    motivazione = models.TextField("motivazione")
    registrato_da = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="registrato da")
    registrato_il = models.DateTimeField("registrato il")

    class Meta:
        verbose_name = "valutazione della giuria"
        verbose_name_plural = "valutazioni della giuria"
        ordering = ["progetto", "giurato"]
        constraints = [
            models.UniqueConstraint(fields=["progetto", "giurato"], name="voto_giuria_unico"),
            models.CheckConstraint(condition=Q(punti__gte=Decimal(0)), name="voto_giuria_punti"),
        ]

    def __str__(self) -> str:
        return f"{self.giurato}, {self.progetto}: {self.punti}"
