"""Art. 35: who asks to see which acts, why, what the Segretario has decided, what was handed over."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from smvp.documenti.contenuto import SEGNI_PER_TESTO
from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso, Transizione, e_un_motivo
from smvp.nucleo.calendario import Calendario
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente, Esercizio, Persona, Utente
from smvp.organizzazione.permessi import segretari_in_carica
from smvp.organizzazione.ruoli import Ruolo, utenti_con
from smvp.regolamento.garanzie import Accesso

from ..calcolo import entro_quando, ultimo_per_opporsi
from ..stati import ACCESSO, ACCOLTA, DA_VISTARE, DIFFERITA, EVASA, NEGATA, PARZIALE, PRESENTATA

TESTO_MASSIMO = SEGNI_PER_TESTO
BREVE = 120
UTENTE = settings.AUTH_USER_MODEL
VISTI = frozenset({"accogli", "accogli_in_parte", "nega", "differisci"})


class Modo(models.TextChoices):
    VISIONE = "visione", "Presa visione"
    COPIA = "copia", "Copia"


class Consegna(models.TextChoices):
    """How what was asked for has reached who asked."""

    VISIONE = "visione", "Presa visione in ufficio"
    CARTA = "carta", "Copie su carta"
    FILE = "file", "File, scaricati da questa pagina"


class RichiestaAccesso(ConStato):
    """A request: of a person of the Ente, or of somebody from outside written in by the office."""

    flusso: ClassVar[Flusso] = ACCESSO
    chiamata: ClassVar[str] = "richiesta"

    anno = models.PositiveSmallIntegerField("anno del registro")
    numero = models.PositiveIntegerField("numero")
    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="+", verbose_name="esercizio a cui si riferisce")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="richiedente")
    nome_esterno = models.CharField("richiedente esterno", max_length=200, blank=True)
    recapito = models.CharField("recapito", max_length=300, blank=True)
    # The code of the regulation's ``accesso_esenti``; empty for who asks for oneself.
    qualita = models.SlugField("in qualità di", max_length=40, blank=True)
    titolo = models.CharField("titolo del richiedente", max_length=300, blank=True)
    protocollo = models.CharField("protocollo", max_length=40, blank=True)
    atti = models.TextField("atti chiesti", max_length=TESTO_MASSIMO)
    motivo = models.TextField("motivo", max_length=TESTO_MASSIMO)
    modo = models.CharField("modo", max_length=10, choices=Modo)
    # From here the days run: of a request from outside the day of the protocol.
    presentata = models.DateField("presentata il giorno")
    registrata_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, related_name="+", verbose_name="registrata da")
    registrata_il = models.DateTimeField("registrata il")
    avvisati_il = models.DateField("controinteressati avvisati il", null=True, blank=True, editable=False)
    # --- the visto
    motivazione = models.TextField("motivazione", max_length=TESTO_MASSIMO, blank=True, editable=False)
    oscuramento = models.TextField("che cosa si omette e perché", max_length=TESTO_MASSIMO, blank=True, editable=False)
    differita_al = models.DateField("differita al", null=True, blank=True, editable=False)
    vistata_da = models.ForeignKey(UTENTE, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    vistata_il = models.DateTimeField("visto del", null=True, blank=True, editable=False)
    # --- what was handed over
    consegna = models.CharField("consegna", max_length=10, choices=Consegna, blank=True, editable=False)
    consegnata = models.DateField("consegnata il", null=True, blank=True, editable=False)
    pagine = models.PositiveIntegerField("pagine", default=0, editable=False)
    costo_pagina = models.DecimalField("costo di una pagina", max_digits=8, decimal_places=4, default=0, editable=False)
    costo = models.DecimalField("spese vive", max_digits=12, decimal_places=2, default=0, editable=False)
    esente = models.SlugField("esente", max_length=40, blank=True, editable=False)
    ricevuta = models.CharField("ricevuta del pagamento", max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = "richiesta di accesso"
        verbose_name_plural = "richieste di accesso"
        ordering = ["-anno", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["anno", "numero"], name="accesso_numero"),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in ACCESSO.stati]), name="accesso_stato"),
            models.CheckConstraint(
                condition=Q(persona__isnull=False, nome_esterno="") | (Q(persona__isnull=True) & ~Q(nome_esterno="") & ~Q(protocollo="")),
                name="accesso_di_qualcuno",
            ),
            models.CheckConstraint(condition=~Q(atti="") & ~Q(motivo=""), name="accesso_motivato"),
            models.CheckConstraint(condition=~Q(stato=NEGATA) | ~Q(motivazione=""), name="accesso_negato_con_motivo"),
            models.CheckConstraint(condition=~Q(stato=PARZIALE) | ~Q(oscuramento=""), name="accesso_in_parte_dice_che_manca"),
            models.CheckConstraint(
                condition=~Q(stato__in=[ACCOLTA, PARZIALE, NEGATA, EVASA]) | Q(vistata_da__isnull=False, vistata_il__isnull=False),
                name="accesso_con_visto",
            ),
            models.CheckConstraint(
                condition=~Q(stato=EVASA) | (Q(consegnata__isnull=False) & ~Q(consegna="")), name="accesso_evaso_consegnato"
            ),
            models.CheckConstraint(condition=Q(costo=0) | ~Q(ricevuta=""), name="accesso_pagato"),
            models.CheckConstraint(condition=Q(consegnata__isnull=True) | Q(consegnata__gte=F("presentata")), name="accesso_giorni"),
        ]

    def __str__(self) -> str:
        return f"Richiesta di accesso n. {self.numero}/{self.anno}"

    def get_absolute_url(self) -> str:
        return reverse("accesso:richiesta", args=[self.pk])

    @property
    def sigla(self) -> str:
        return f"{self.numero}/{self.anno}"

    @property
    def chi(self) -> str:
        """Who asks, as pages and letters call them."""
        return self.persona.con_titolo if self.persona else self.nome_esterno

    @property
    def atti_in_breve(self) -> str:
        """The first words of what is asked, for a list."""
        return self.atti if len(self.atti) <= BREVE else f"{self.atti[:BREVE].rstrip()}…"

    @property
    def regole(self) -> Accesso:
        return self.esercizio.reg.garanzie.accesso

    @cached_property
    def calendario(self) -> Calendario:
        """The working days here; who reads many sets it once for all."""
        return Ente.corrente().calendario

    @cached_property
    def terzi(self) -> list[Any]:
        """Those whom the acts concern."""
        return list(self.controinteressati.all())

    @property
    def parti(self) -> set[int]:
        """The people of the Ente of whom it is: who asks, whom the acts concern."""
        return {p for p in (self.persona_id, *(t.persona_id for t in self.terzi)) if p}

    @property
    def entro(self) -> date:
        return entro_quando(self.presentata, self.regole, self.calendario)

    @property
    def visto_del(self) -> date | None:
        """The day that Rome had when the visto was put."""
        return self.vistata_il.astimezone(FUSO).date() if self.vistata_il else None

    @property
    def per_opporsi(self) -> date | None:
        return ultimo_per_opporsi(self.avvisati_il, self.regole, self.calendario) if self.avvisati_il else None

    @property
    def da_vistare(self) -> bool:
        return self.stato in DA_VISTARE

    @property
    def in_qualita(self) -> str:
        """In what quality one asks, in words."""
        return self._titolo_di(self.qualita)

    @property
    def esente_in_parole(self) -> str:
        return self._titolo_di(self.esente)

    def _titolo_di(self, codice: str) -> str:
        return next((e.titolo for e in self.esercizio.reg.garanzie.accesso_esenti if e.codice == codice), "")

    def termine(self, t: Transizione) -> date | None:
        """Art. 35 (A62): after thirty days the visto says why it is late; once put off there is no term but the day promised."""
        if t.azione not in VISTI:
            return None
        return self.differita_al if self.stato == DIFFERITA else self.entro

    # --- what a step asks ---

    def manca(self, nome: str, giorno: date) -> list[str]:
        if nome == "mancano_opposizioni":
            return self.mancano_opposizioni(giorno)
        return super().manca(nome, giorno)

    def mancano_controinteressati(self) -> list[str]:
        return [] if self.terzi else ["Non c’è nessun controinteressato: aggiungi prima le persone di cui parlano gli atti."]

    def manca_avviso(self) -> list[str]:
        return ["Ci sono controinteressati da avvisare, prima del Visto."] if self.stato == PRESENTATA and self.terzi else []

    def mancano_opposizioni(self, giorno: date) -> list[str]:
        """The visto waits for those who have been told, until their term or until all have answered."""
        ultimo = self.per_opporsi
        if ultimo is None or giorno > ultimo or all(t.risposta for t in self.terzi):
            return []
        return [f"I controinteressati possono opporsi fino al {data(ultimo)}."]

    def manca_oscuramento(self) -> list[str]:
        return [] if e_un_motivo(self.oscuramento) else ["Scrivi che cosa si omette e perché, con almeno una frase."]

    def manca_motivazione(self) -> list[str]:
        return [] if e_un_motivo(self.motivazione) else ["Scrivi la motivazione, con almeno una frase."]

    def manca_giorno_differimento(self) -> list[str]:
        return [] if self.differita_al else ["Scrivi fino a quando l’accesso è differito."]

    def manca_consegna(self) -> list[str]:
        return [] if self.consegna else ["Registra che cosa è stato visto o consegnato."]

    # --- whom a step tells ---

    def richiedenti(self) -> Iterable[Utente]:
        return Utente.objects.filter(persona=self.persona_id, is_active=True) if self.persona_id else ()

    def utenti_controinteressati(self) -> Iterable[Utente]:
        return Utente.objects.filter(persona__in=[t.persona_id for t in self.terzi if t.persona_id], is_active=True)

    def segreterie(self) -> Iterable[Utente]:
        return utenti_con(Ruolo.SEGRETERIA)

    def segretari(self) -> Iterable[Utente]:
        """Who puts the visto: the Vicesegretario where the Segretario is a party."""
        escluso = not segretari_in_carica(self.registrata_il.astimezone(FUSO).date()).isdisjoint(self.parti)
        return utenti_con(Ruolo.VICESEGRETARIO if escluso else Ruolo.SEGRETARIO)
