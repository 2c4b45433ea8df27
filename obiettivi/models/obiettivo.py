"""Allegato A: an objective, the part of each Direzione in a collective one, and its assignment with a weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from smvp.documenti.models import Atto
from smvp.flusso.models import Salvato
from smvp.flusso.stati import Transizione, e_scritto, e_un_motivo
from smvp.nucleo.formati import esatto
from smvp.organizzazione.models import Direzione, Ente, Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import Ruolo

from .. import calcolo
from ..stati import BOZZA, MONITORATA, OBIETTIVO

# Characters of a text: the print's limit of 20,000 bytes a text holds them.
TESTO_MASSIMO = 5_000
_DETTE = {"proposto": "proposta", "misurato": "misurata"}


class Tipo(models.TextChoices):
    """Art. 7: one general (or collective) objective and some individual ones."""

    GENERALE = calcolo.GENERALE, "Generale o collettivo"
    INDIVIDUALE = calcolo.INDIVIDUALE, "Individuale"


class Gradazione(models.TextChoices):
    """Reading A3: by the percentage of art. 8, or by how many indicators are met (All. A)."""

    PERCENTUALE = "percentuale", "In percentuale del risultato"
    CONTEGGIO = "conteggio", "Per numero di indicatori soddisfatti"


class Obiettivo(Salvato):
    """Art. 8: what is to be reached in an exercise. ``responsabile`` fills its sheet in; without one, the Segretario does.

    Who is evaluated on it stands in its assegnazioni; of a collective objective each Direzione has a Parte.
    """

    flusso = OBIETTIVO

    esercizio = models.ForeignKey(Esercizio, on_delete=models.PROTECT, related_name="obiettivi", verbose_name="esercizio")
    codice = models.CharField("codice", max_length=20)
    titolo = models.CharField("titolo", max_length=200)
    tipo = models.CharField("tipo", max_length=12, choices=Tipo.choices)
    responsabile = models.ForeignKey(
        Incarico, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi_diretti", verbose_name="responsabile",
        help_text="Chi compila la scheda: l’incaricato, o per un obiettivo collettivo la Direzione capofila.",
    )  # fmt: skip
    padre = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="figli", verbose_name="discende da",
        help_text="L’obiettivo del Dirigente al quale questo concorre (art. 7, metodo a cascata).",
    )  # fmt: skip
    origine = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="riprese", verbose_name="riprende",
        help_text="L’obiettivo di un esercizio precedente dal quale è stato copiato.",
    )  # fmt: skip
    area = models.CharField("area strategica", max_length=10, blank=True, help_text="Numero dell’Area del regolamento (art. 6).")
    ambiti = models.JSONField("ambiti", default=list, blank=True, help_text="Lettere dell’art. 5 ammesse dall’Area.")
    asse_programmatico = models.CharField("asse programmatico", max_length=300, blank=True)
    collegamento_dup = models.CharField("collegamento al DUP", max_length=300, blank=True)
    descrizione = models.TextField("descrizione", max_length=TESTO_MASSIMO, blank=True)
    risultato_atteso = models.TextField("risultato atteso (target)", max_length=TESTO_MASSIMO, blank=True)
    gradazione = models.CharField("gradazione", max_length=12, choices=Gradazione.choices, default=Gradazione.PERCENTUALE)
    gradazione_testo = models.TextField("gradazione, in parole", max_length=TESTO_MASSIMO, blank=True)
    scostamenti_previsti = models.TextField("possibili scostamenti", max_length=TESTO_MASSIMO, blank=True)
    criticita = models.TextField("criticità", max_length=TESTO_MASSIMO, blank=True)
    durata = models.PositiveSmallIntegerField("valenza in anni", default=1, help_text="1 se annuale; 2 o 3 se pluriennale (art. 7).")
    non_avviato = models.BooleanField("le azioni non sono ancora state realizzate (art. 7)", default=False)
    non_ordinario = models.BooleanField("non è attività ordinaria o istituzionale (art. 7)", default=False)
    da_riverificare = models.BooleanField(
        "da riverificare con il bilancio", default=False, help_text="Assegnato prima del bilancio o del P.E.G. (art. 7)."
    )
    atto = models.ForeignKey(
        Atto, on_delete=models.PROTECT, null=True, blank=True, related_name="obiettivi", verbose_name="atto di assegnazione",
        help_text="La deliberazione della Giunta che lo assegna (art. 14); senza, non è formalmente assegnato (art. 16).",
    )  # fmt: skip
    validato_il = models.DateField("validato il", null=True, blank=True, editable=False)
    ridefinito_il = models.DateField("ridefinito il", null=True, blank=True, editable=False)
    rendicontato_il = models.DateField("rendicontato il", null=True, blank=True, editable=False)
    misurato_il = models.DateField("misurato il", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "obiettivo"
        verbose_name_plural = "obiettivi"
        ordering = ["esercizio", "codice"]
        indexes = [models.Index(fields=["esercizio", "stato"], name="obiettivo_per_stato")]
        constraints = [
            models.UniqueConstraint(fields=["esercizio", "codice"], name="obiettivo_codice_unico"),
            models.CheckConstraint(condition=Q(tipo__in=Tipo.values), name="obiettivo_tipo"),
            models.CheckConstraint(condition=Q(stato__in=[s.codice for s in OBIETTIVO.stati]), name="obiettivo_stato"),
            models.CheckConstraint(condition=Q(gradazione__in=Gradazione.values), name="obiettivo_gradazione"),
            models.CheckConstraint(condition=Q(durata__range=(1, 3)), name="obiettivo_durata"),
            models.CheckConstraint(condition=~Q(stato="assegnata") | Q(atto__isnull=False), name="obiettivo_assegnato_con_atto"),
        ]

    def __str__(self) -> str:
        return f"{self.codice} · {self.titolo}"

    def get_absolute_url(self) -> str:
        return reverse("obiettivi:scheda", args=[self.pk])

    @property
    def collettivo(self) -> bool:
        return self.tipo == Tipo.GENERALE

    @property
    def di_po(self) -> bool:
        """True if its sheet is a P.O.'s: then their dirigente validates and evaluates it (artt. 7 and 13)."""
        return self.responsabile is not None and self.responsabile.ruolo == Ruolo.PO

    def quote(self) -> list["Parte | None"]:
        """What is reported and scored by itself: each part of a collective objective, or the objective as a whole (None)."""
        if not self.collettivo:
            return [None]
        lette = "parti" in getattr(self, "_prefetched_objects_cache", {})  # with their Direzione, by letture.schede.con_tutto
        return list(self.parti.all() if lette else self.parti.select_related("direzione"))

    def nome_quota(self, parte: "Parte | None") -> str:
        """How a sentence names a quota: "la parte di Finanze e Tributi", "l’obiettivo"."""
        return f"la parte di {parte.direzione}" if parte else "l’obiettivo"

    def termine(self, t: Transizione) -> date | None:
        """The last day of a step: fixed by the regulation, or counted from the step before (art. 18, reading A47).

        What has been redefined is validated, accepted and assigned again within the term of art. 15, not that of February.
        """
        gia_visto = self.stato == MONITORATA or self.ridefinito_il is not None
        if not t.scadenza or (t.azione == "verifica" and gia_visto):  # the checks after the first, or after July, have no term (art. 17)
            return None
        di_nuovo = self.ridefinito_il is not None and t.scadenza in ("validazione", "assegnazione")
        scadenza = self.esercizio.reg.scadenze["ridefinizione" if di_nuovo else t.scadenza]
        da = {"misurazione": self.rendicontato_il, "trasmissione_ncvp": self.misurato_il}
        if t.scadenza not in da:
            return scadenza.entro(self.esercizio.anno)
        giorno = da[t.scadenza]
        return scadenza.dopo(giorno, Ente.corrente().calendario) if giorno else None

    def fermo(self) -> str:
        """The sentence of a closed exercise: then nobody may do anything on it."""
        return f"L’esercizio {self.esercizio.anno} è chiuso: i suoi obiettivi non cambiano più." if self.esercizio.chiuso_il else ""

    # --- what a step of the workflow asks for (names in stati.py) ----------------------------------------------------------

    def mancano_dati(self) -> list[str]:
        """Artt. 7 and 8: what All. A must say before it is negotiated."""
        testi = {
            "la descrizione": e_scritto(self.descrizione), "il risultato atteso": e_scritto(self.risultato_atteso),
            "l’Area strategica": self.area, "almeno un ambito": self.ambiti,
        }  # fmt: skip
        senza = [nome for nome, valore in testi.items() if not valore]
        frasi = [f"Manca {_elenco(senza)}."] if senza else []
        if not self.fasi.exists():
            frasi.append("Manca il piano di azione: scrivi almeno una fase.")
        elif any(not e_scritto(f.testo) for f in self.fasi.all()):
            frasi.append("C’è una fase vuota: scrivila o toglila.")
        vuoti = [i.lettera for i in self.indicatori.all() if not e_scritto(i.titolo)]
        if vuoti:
            frasi.append(f"L’indicatore {_elenco(vuoti)} è vuoto: scrivilo o toglilo.")
        for parte in self.quote():
            if not self.indicatori.filter(Q(parte=parte) | Q(parte=None)).exists():
                frasi.append(f"Manca un indicatore per {self.nome_quota(parte)}.")
        dichiarazioni = {
            "che le azioni non siano già state realizzate": self.non_avviato,
            "che non sia attività ordinaria": self.non_ordinario,
        }
        frasi += [f"Manca la dichiarazione {nome} (art. 7)." for nome, vera in dichiarazioni.items() if not vera]
        if not self.assegnazioni.exists():
            frasi.append("Nessun incarico risponde di questo obiettivo.")
        return frasi

    def mancano_parti(self) -> list[str]:
        """Art. 7: a collective objective has at least two Direzioni, whose contributions make 100."""
        if not self.collettivo:
            return []
        parti = list(self.parti.select_related("direzione"))
        frasi = [
            f"{d.messaggio[0].upper()}{d.messaggio[1:]}." for d in calcolo.verifica_apporti([p.apporto for p in parti], self.esercizio.reg)
        ]
        senza = [str(p.direzione) for p in parti if not e_scritto(p.descrizione)]
        di_chi = "della parte" if len(senza) == 1 else "delle parti"
        return frasi + ([f"Manca la descrizione {di_chi} di {_elenco(senza)}."] if senza else [])

    def mancano_argomenti(self) -> list[str]:
        """Art. 7: who proposes says of each requisite why the objective has it."""
        argomenti = {r.codice: r.argomento for r in self.riscontri.filter(indicatore=None)}
        senza = [q.titolo.lower() for q in self.esercizio.reg.requisiti_obiettivo if not e_scritto(argomenti.get(q.codice, ""))]
        return [f"Requisiti da motivare: {_elenco(senza)} (art. 7)."] if senza else []

    def mancano_riscontri(self) -> list[str]:
        """Artt. 7, 9 and 13: who validates ticks each requisite of the objective and of each indicator; a rejected one stops it."""
        riscontri = {(r.indicatore_id, r.codice): r for r in self.riscontri.all()}
        titoli: list[tuple[int | None, str, str]] = [(None, q.codice, q.titolo) for q in self.esercizio.reg.requisiti_obiettivo]
        for i in self.indicatori.all():
            titoli += [(i.pk, q.codice, f"{q.titolo} (indicatore {i.lettera})") for q in self.esercizio.reg.requisiti_indicatore]
        da_esaminare = [t for i, c, t in titoli if not (r := riscontri.get((i, c))) or not r.esito]
        respinti = [t for i, c, t in titoli if (r := riscontri.get((i, c))) and r.esito == "no"]
        frasi = [f"Requisiti ancora da esaminare: {len(da_esaminare)} su {len(titoli)}."] if da_esaminare else []
        return frasi + ([f"Requisiti respinti: {_elenco(respinti)}."] if respinti else [])

    def mancano_pesi(self) -> list[str]:
        """Artt. 6 and 7: the objectives of each appointment weigh 70 in all, the general ones 40."""
        assegnazioni = list(self.assegnazioni.select_related("incarico__persona", "obiettivo"))
        return self.difetti_dei_pesi(assegnazioni, pesi_di([a.incarico_id for a in assegnazioni], [self.esercizio_id]))

    def difetti_dei_pesi(self, assegnazioni: Iterable["Assegnazione"], pesi: Mapping[int, list["PesoDato"]]) -> list[str]:
        """The same, for who has already read the weights (``pesi_di``) of many sheets: what is wrong, and what each objective weighs."""
        return [
            f"Pesi di {a.incarico.persona.con_titolo}: {difetto}. Ora: {', '.join(map(str, dati))}."
            for a in assegnazioni
            for dati in (pesi.get(a.incarico_id, []),)
            for difetto in calcolo.verifica_pesi([(p.tipo, p.peso) for p in dati], self.esercizio.reg)
        ]

    def mancano_firme(self) -> list[str]:
        """Art. 14: every assignee accepts with a signature on the validated text."""
        ultima = self.versioni.last()
        da_firmare = self.assegnazioni.exclude(accettazioni__versione=ultima) if ultima else self.assegnazioni.all()
        nomi = [a.incarico.persona.con_titolo for a in da_firmare.select_related("incarico__persona", "obiettivo")]
        return [f"Manca la firma di {_elenco(nomi)} (art. 14)."] if nomi else []

    def manca_atto(self) -> list[str]:
        """Art. 14: the Giunta's act that assigns this very text, not the one of before a revision."""
        return [] if self.atto_id else ["Manca l’atto della Giunta che assegna l’obiettivo (art. 14)."]

    def mancano_verifiche(self) -> list[str]:
        """Art. 17: something to check: state, deviations and forecast of each quota, not checked yet."""
        fatte = set(self.monitoraggi.filter(verificato_il=None).values_list("parte", flat=True))
        senza = [self.nome_quota(p) for p in self.quote() if (p.pk if p else None) not in fatte]
        return [f"Manca lo stato di avanzamento per {_elenco(senza)} (art. 17)."] if senza else []

    def mancano_consuntivi(self) -> list[str]:
        """Art. 18: the report of each quota, with the actual value of each indicator."""
        pieni = {c.parte_id for c in self.consuntivi.all() if e_scritto(c.risultato)}
        senza = [self.nome_quota(p) for p in self.quote() if (p.pk if p else None) not in pieni]
        frasi = [f"Manca la rendicontazione per {_elenco(senza)} (art. 18)."] if senza else []
        vuoti = [i for i in self.indicatori.select_related("rilevazione", "parte__direzione") if not i.rilevato]
        da_rilevare = [f"{i.lettera} ({i.parte.direzione})" if i.parte else i.lettera for i in vuoti]
        return frasi + ([f"Manca il valore raggiunto dell’indicatore {_elenco(da_rilevare)}."] if da_rilevare else [])

    def mancano_misure(self) -> list[str]:
        """Art. 18: the controllo di gestione confirms or corrects each percentage."""
        return self._mancano_cifre("misurato", "la percentuale misurata", "proposto", "motivo_misura")

    def mancano_valutazioni(self) -> list[str]:
        """Art. 18: who evaluates decides each percentage, and says why it is not the measured one."""
        return self._mancano_cifre("valutato", "la percentuale decisa", "misurato", "motivo_valutazione")

    def _mancano_cifre(self, campo: str, nome: str, di_prima: str, motivo: str) -> list[str]:
        righe = {c.parte_id: c for c in self.consuntivi.all()}
        quote = [(self.nome_quota(p), righe.get(p.pk if p else None)) for p in self.quote()]
        senza = [quota for quota, c in quote if c is None or getattr(c, campo) is None]
        mute = [
            quota for quota, c in quote
            if c and getattr(c, campo) is not None and getattr(c, campo) != getattr(c, di_prima) and not e_un_motivo(getattr(c, motivo))
        ]  # fmt: skip
        frasi = [f"Manca {nome} per {_elenco(senza)} (art. 18)."] if senza else []
        return frasi + ([f"Scrivi perché {nome} non è quella {_DETTE[di_prima]}: {_elenco(mute)} (art. 18)."] if mute else [])

    # --- whom a step tells ---------------------------------------------------------------------------------------------------

    def proponenti(self) -> Iterable[Utente]:
        """Who fills it in; when the appointment ends within the cycle, also the Segretario, who takes their place (art. 16)."""
        if self.responsabile is None:
            return self.segretari()
        suoi = Q(persona=self.responsabile.persona_id)
        if self.responsabile.al is not None:
            suoi |= Q(pk__in=self.segretari().values("pk"))
        return Utente.objects.filter(suoi, is_active=True)

    def assegnatari(self) -> Iterable[Utente]:
        """Everybody who is evaluated on it: of a collective objective, all the participants (art. 15)."""
        return Utente.objects.filter(persona__incarichi__assegnazioni__obiettivo=self, is_active=True).distinct()

    def segretari(self) -> QuerySet[Utente]:
        return Utente.objects.filter(persona__incarichi__ruolo=Ruolo.SEGRETARIO, is_active=True).distinct()

    def controlli(self) -> Iterable[Utente]:
        return Utente.objects.filter(persona__nomine__ruolo=Ruolo.CONTROLLO, is_active=True).distinct()

    def negoziatori(self) -> Iterable[Utente]:
        """Who negotiates for the other side: the Segretario, or the dirigente of a P.O. (art. 7, reading A56)."""
        return self._dirigenti() if self.di_po else self.segretari()

    def esaminatori(self) -> Iterable[Utente]:
        """Who validates, checks and evaluates: the NCVP, or the dirigente of a P.O. (artt. 13, 17, 18)."""
        return self._dirigenti() if self.di_po else Utente.objects.filter(persona__nomine__ruolo=Ruolo.NCVP, is_active=True).distinct()

    def _dirigenti(self) -> Iterable[Utente]:
        ufficio, sopra = self.responsabile.direzione if self.responsabile else None, []
        while ufficio is not None:
            sopra.append(ufficio.pk)
            ufficio = ufficio.padre
        incarichi = {"persona__incarichi__ruolo": Ruolo.DIRIGENTE, "persona__incarichi__direzione__in": sopra}
        return Utente.objects.filter(**incarichi, is_active=True).distinct()


class Parte(models.Model):
    """Art. 7: what one Direzione does of a collective objective, and its contribution in percent."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.CASCADE, related_name="parti", verbose_name="obiettivo")
    direzione = models.ForeignKey(Direzione, on_delete=models.PROTECT, related_name="parti", verbose_name="Direzione")
    apporto = models.DecimalField(
        "apporto (%)", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)]
    )
    descrizione = models.TextField("descrizione della parte", max_length=TESTO_MASSIMO, blank=True)

    class Meta:
        verbose_name = "parte di obiettivo"
        verbose_name_plural = "parti di obiettivo"
        ordering = ["obiettivo", "direzione"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo", "direzione"], name="parte_una_per_direzione"),
            models.CheckConstraint(condition=Q(apporto__gt=0, apporto__lte=100), name="parte_apporto"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice}, {self.direzione}"


class Assegnazione(models.Model):
    """Art. 14: an objective (or a Direzione's part of it) on an appointment; the weight stands here."""

    obiettivo = models.ForeignKey(Obiettivo, on_delete=models.PROTECT, related_name="assegnazioni", verbose_name="obiettivo")
    parte = models.ForeignKey(Parte, on_delete=models.PROTECT, null=True, blank=True, related_name="assegnazioni", verbose_name="parte")
    incarico = models.ForeignKey(Incarico, on_delete=models.PROTECT, related_name="assegnazioni", verbose_name="incarico")
    peso = models.DecimalField("peso", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "assegnazione"
        verbose_name_plural = "assegnazioni"
        ordering = ["incarico", F("obiettivo__tipo"), "obiettivo__codice"]
        constraints = [
            models.UniqueConstraint(fields=["obiettivo", "incarico"], name="assegnazione_unica"),
            models.CheckConstraint(condition=Q(peso__gt=0, peso__lte=100), name="assegnazione_peso"),
        ]

    def __str__(self) -> str:
        return f"{self.obiettivo.codice} a {self.incarico}"


@dataclass(frozen=True, slots=True)
class PesoDato:
    """What one objective weighs on an appointment; a draft weighs as well, and says so."""

    codice: str
    tipo: str
    peso: Decimal
    stato: str

    def __str__(self) -> str:
        return f"{self.codice} {esatto(self.peso)}{' in bozza' if self.stato == BOZZA else ''}"


def pesi_di(incarichi: Iterable[int], esercizi: Iterable[int]) -> dict[int, list[PesoDato]]:
    """The weights on these appointments in these exercises, by appointment, in one query."""
    righe = Assegnazione.objects.filter(incarico__in=list(incarichi), obiettivo__esercizio__in=list(esercizi)).order_by("obiettivo__codice")
    pesi: dict[int, list[PesoDato]] = {}
    for incarico, *dati in righe.values_list("incarico", "obiettivo__codice", "obiettivo__tipo", "peso", "obiettivo__stato"):
        pesi.setdefault(incarico, []).append(PesoDato(*dati))
    return pesi


def _elenco(nomi: list[str]) -> str:
    return nomi[0] if len(nomi) == 1 else f"{', '.join(nomi[:-1])} e {nomi[-1]}"
