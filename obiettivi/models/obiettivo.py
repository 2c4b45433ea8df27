"""Allegato A: an objective, and what each step asks of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from smvp.documenti.contenuto import SEGNI_PER_TESTO
from smvp.documenti.models import Atto
from smvp.flusso.models import Salvato
from smvp.flusso.stati import Transizione, e_scritto, e_un_motivo
from smvp.nucleo.formati import enumera
from smvp.organizzazione.models import Ente, Esercizio, Incarico, Utente
from smvp.organizzazione.permessi import chi_fa_le_veci
from smvp.organizzazione.ruoli import Ruolo, utenti_con
from smvp.registro.letture import storia

from .. import calcolo
from ..stati import DEL_SEGRETARIO, MONITORATA, NEGOZIATA, OBIETTIVO
from .assegnazione import Assegnazione, PesoDato, contano, pesi_di, pesi_in_corso_d_anno
from .parte import Parte

TESTO_MASSIMO = SEGNI_PER_TESTO  # of what is written by hand: what can always be printed
# What is done again, within the term of art. 15, on a text that has been redefined.
DA_RIFARE = frozenset({"validazione", "assegnazione"})
DI_CHI_ORA_E_IN_CARICA = frozenset({"mancano_firme", "mancano_firme_di_subentro"})
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
    def indicatori_massimi(self) -> int:
        """Allegato A: how many indicators a sheet, or a part of it, may have: as many as the gradation by count knows (A, B, C)."""
        return max(self.esercizio.reg.conteggio)

    @property
    def di_po(self) -> bool:
        """True if its sheet is a P.O.'s: then their dirigente validates and evaluates it (artt. 7 and 13)."""
        return self.responsabile is not None and self.responsabile.ruolo == Ruolo.PO

    @property
    def aspetta_il_segretario(self) -> bool:
        """Whether the next step is the Segretario's: a P.O.'s sheet is negotiated by its dirigente."""
        return self.stato in DEL_SEGRETARIO and not (self.di_po and self.stato == NEGOZIATA)

    def quote(self) -> list[Parte | None]:
        """What is reported and scored by itself: each part of a collective objective, or the objective as a whole (None)."""
        if not self.collettivo:
            return [None]
        return list(self._lette("parti", "direzione"))

    def _lette(self, nome: str, con: str) -> QuerySet[Any]:
        """The rows that hang on it with ``con``: as they were read with it (letture.schede.con_tutto), or read now."""
        righe = getattr(self, nome)
        return righe.all() if nome in getattr(self, "_prefetched_objects_cache", {}) else righe.select_related(con)

    def nome_quota(self, parte: Parte | None) -> str:
        """How a sentence names a quota: "la parte di Finanze e Tributi", "l’obiettivo"."""
        return f"la parte di {parte.direzione}" if parte else "l’obiettivo"

    def termine(self, t: Transizione) -> date | None:
        """The last day of a step: fixed by the regulation, or counted from the step before (art. 18, reading A47).

        What has been redefined is validated, accepted and assigned again within the term of art. 15, not that of February.
        """
        gia_visto = self.stato == MONITORATA or self.ridefinito_il is not None
        if not t.scadenza or (t.azione == "verifica" and gia_visto):  # the checks after the first, or after July, have no term (art. 17)
            return None
        scadenza = self.esercizio.reg.scadenze["ridefinizione" if self._rifa(t) else t.scadenza]
        da = {"misurazione": self.rendicontato_il, "trasmissione_ncvp": self.misurato_il}
        if t.scadenza not in da:
            return scadenza.entro(self.esercizio.anno)
        giorno = da[t.scadenza]
        return scadenza.dopo(giorno, Ente.corrente().calendario) if giorno else None

    def articolo(self, t: Transizione) -> str:
        """What stati.py says; of a step taken again on a redefined text, the article that gives it its term (art. 15)."""
        return self.esercizio.reg.scadenze["ridefinizione"].articolo if self._rifa(t) else t.articolo

    def _rifa(self, t: Transizione) -> bool:
        return self.ridefinito_il is not None and t.scadenza in DA_RIFARE

    def fermo(self) -> str:
        """The sentence of a closed exercise: then nobody may do anything on it."""
        return f"L’esercizio {self.esercizio.anno} è chiuso: i suoi obiettivi non cambiano più." if self.esercizio.chiuso_il else ""

    def perche_no(self, utente: Utente) -> str:
        """To the Segretario who answers for it, also who acts in their place."""
        return self.fermo() or (chi_fa_le_veci(utente, self.chi_ne_risponde()) if self.aspetta_il_segretario else "")

    @property
    def assegnazioni_lette(self) -> bool:
        """Whether who answers for it has been read already, with the appointments."""
        return "assegnazioni" in getattr(self, "_prefetched_objects_cache", {})

    def valutati(self, in_carica_il: date | None = None) -> set[int]:
        """The people evaluated on it (in office on a day, if one is given); from what has been read already, or in one query."""
        if self.assegnazioni_lette:
            incarichi = [a.incarico for a in self.assegnazioni.all()]
            return {i.persona_id for i in incarichi if in_carica_il is None or i.in_vigore_il(in_carica_il)}
        tutti = Incarico.objects.all() if in_carica_il is None else Incarico.objects.in_vigore(in_carica_il)
        return set(tutti.filter(assegnazioni__obiettivo=self).order_by().values_list("persona", flat=True))

    def chi_ne_risponde(self) -> set[int]:
        """The people evaluated on it, and whoever fills it in."""
        return self.valutati() | ({self.responsabile.persona_id} if self.responsabile else set())

    # --- what a step of the workflow asks for (names in stati.py) ----------------------------------------------------------

    def mancano_dati(self) -> list[str]:
        """Artt. 7 and 8: what All. A must say before it is negotiated."""
        testi = {
            "la descrizione": e_scritto(self.descrizione), "il risultato atteso": e_scritto(self.risultato_atteso),
            "l’Area strategica": self.area, "almeno un ambito": self.ambiti,
        }  # fmt: skip
        senza = [nome for nome, valore in testi.items() if not valore]
        frasi = [f"Manca {enumera(senza)}."] if senza else []
        if not self.fasi.exists():
            frasi.append("Manca il piano di azione: scrivi almeno una fase.")
        elif any(not e_scritto(f.testo) for f in self.fasi.all()):
            frasi.append("C’è una fase vuota: scrivila o toglila.")
        frasi += self._mancano_indicatori()
        dichiarazioni = {
            "che le azioni non siano già state realizzate": self.non_avviato,
            "che non sia attività ordinaria": self.non_ordinario,
        }
        frasi += [f"Manca la dichiarazione {nome} (art. 7)." for nome, vera in dichiarazioni.items() if not vera]
        if not self.assegnazioni.exists():
            frasi.append("Nessun incarico risponde di questo obiettivo.")
        return frasi

    def _mancano_indicatori(self) -> list[str]:
        """Art. 8: each quota has an indicator, each indicator a text and the target of the year."""
        indicatori = self._lette("indicatori", "parte__direzione")
        vuoti = [i.in_frase for i in indicatori if not e_scritto(i.titolo)]
        frasi = [f"L’indicatore {vuoti[0]} è vuoto: scrivilo o toglilo."] if len(vuoti) == 1 else []
        frasi += [f"Gli indicatori {enumera(vuoti)} sono vuoti: scrivili o toglili."] if len(vuoti) > 1 else []
        if senza := [i.in_frase for i in indicatori if i.senza_atteso]:
            di_chi = "l’indicatore" if len(senza) == 1 else "gli indicatori"
            frasi.append(f"Manca il valore atteso dell’anno per {di_chi} {enumera(senza)} (art. 8).")
        coperte = {i.parte_id for i in indicatori}
        return frasi + [f"Manca un indicatore per {self.nome_quota(p)}." for p in self.quote() if not {None, p.pk if p else None} & coperte]

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
        return frasi + ([f"Manca la descrizione {di_chi} di {enumera(senza)}."] if senza else [])

    def mancano_argomenti(self) -> list[str]:
        """Art. 7: who proposes says of each requisite why the objective has it."""
        argomenti = {r.codice: r.argomento for r in self.riscontri.filter(indicatore=None)}
        senza = [q.titolo.lower() for q in self.esercizio.reg.requisiti_obiettivo if not e_scritto(argomenti.get(q.codice, ""))]
        return [f"Requisiti da motivare: {enumera(senza)} (art. 7)."] if senza else []

    def mancano_riscontri(self) -> list[str]:
        """Artt. 7, 9 and 13: who validates ticks each requisite of the objective and of each indicator; a rejected one stops it."""
        riscontri = {(r.indicatore_id, r.codice): r for r in self.riscontri.all()}
        titoli: list[tuple[int | None, str, str]] = [(None, q.codice, q.titolo) for q in self.esercizio.reg.requisiti_obiettivo]
        for i in self._lette("indicatori", "parte__direzione"):
            titoli += [(i.pk, q.codice, f"{q.titolo} ({i.nome})") for q in self.esercizio.reg.requisiti_indicatore]
        da_esaminare = [t for i, c, t in titoli if not (r := riscontri.get((i, c))) or not r.esito]
        respinti = [t for i, c, t in titoli if (r := riscontri.get((i, c))) and r.esito == "no"]
        frasi = [f"Requisiti ancora da esaminare: {len(da_esaminare)} su {len(titoli)}."] if da_esaminare else []
        return frasi + ([f"Requisiti respinti: {enumera(respinti)}."] if respinti else [])

    def mancano_pesi(self) -> list[str]:
        """Artt. 6 and 7: the objectives of each appointment weigh 70 in all, the general ones 40."""
        return self._pesi(fermano=True)

    def avvisi_dei_pesi(self) -> list[str]:
        """Art. 16: the same faults where they do not stop, for there the sums cannot be made right by choice."""
        return self._pesi(fermano=False)

    def _pesi(self, *, fermano: bool) -> list[str]:
        assegnazioni = list(self.assegnazioni.select_related("incarico__persona", "obiettivo"))
        return self.difetti_dei_pesi(assegnazioni, pesi_di([a.incarico_id for a in assegnazioni], [self.esercizio_id]), fermano=fermano)

    def difetti_dei_pesi(
        self, assegnazioni: Iterable[Assegnazione], pesi: Mapping[int, list[PesoDato]], *, fermano: bool = True
    ) -> list[str]:
        """The same, for who has already read the weights (``pesi_di``) of many sheets: what is wrong, and what each objective weighs."""
        return [
            f"Pesi di {a.incarico.persona.con_titolo}: {difetto}. Ora: {', '.join(map(str, dati))}."
            for a in assegnazioni
            for dati in (pesi.get(a.incarico_id, []),)
            if fermano is not pesi_in_corso_d_anno(a.incarico, self.esercizio, dati)
            for difetto in contano(dati, self.esercizio.reg)[1]
        ]

    def manca(self, nome: str, giorno: date) -> list[str]:
        """Who signs depends on who is in office on the day."""
        return getattr(self, nome)(giorno) if nome in DI_CHI_ORA_E_IN_CARICA else super().manca(nome, giorno)

    def mancano_firme(self, giorno: date) -> list[str]:
        """Art. 14: every assignee in office accepts with a signature on the validated text; a sheet that nobody has signed waits."""
        ultima = self.versioni.last()
        mancano = _firme_di(self.assegnazioni.da_firmare(ultima, giorno))
        if mancano or self.assegnazioni.filter(accettazioni__versione=ultima).exists():
            return mancano
        return ["Chi ne risponde è cessato senza firmare: firma chi subentra (artt. 14 e 16)."]

    def mancano_firme_di_subentro(self, giorno: date) -> list[str]:
        """Art. 16: who has taken over once it was accepted signs before the Giunta's act, which assigns it to them."""
        return _firme_di(self.assegnazioni.da_firmare_per_subentro(giorno))

    def manca_atto(self) -> list[str]:
        """Art. 14: the Giunta's act that assigns this very text, not the one of before a revision."""
        return [] if self.atto_id else ["Manca l’atto della Giunta che assegna l’obiettivo (art. 14)."]

    def mancano_verifiche(self) -> list[str]:
        """Art. 17: something to check: state, deviations and forecast of each quota, not checked yet."""
        fatte = set(self.monitoraggi.filter(verificato_il=None).values_list("parte", flat=True))
        senza = [self.nome_quota(p) for p in self.quote() if (p.pk if p else None) not in fatte]
        return [f"Manca lo stato di avanzamento per {enumera(senza)} (art. 17)."] if senza else []

    def mancano_consuntivi(self) -> list[str]:
        """Art. 18: the report of each quota, with the actual value of each indicator."""
        pieni = {c.parte_id for c in self.consuntivi.all() if e_scritto(c.risultato)}
        senza = [self.nome_quota(p) for p in self.quote() if (p.pk if p else None) not in pieni]
        frasi = [f"Manca la rendicontazione per {enumera(senza)} (art. 18)."] if senza else []
        vuoti = [i for i in self.indicatori.select_related("rilevazione", "parte__direzione") if not i.rilevato]
        da_rilevare = [i.in_frase for i in vuoti]
        di_chi = "dell’indicatore" if len(da_rilevare) == 1 else "degli indicatori"
        return frasi + ([f"Manca il valore raggiunto {di_chi} {enumera(da_rilevare)}."] if da_rilevare else [])

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
        frasi = [f"Manca {nome} per {enumera(senza)} (art. 18)."] if senza else []
        return frasi + ([f"Scrivi perché {nome} non è quella {_DETTE[di_prima]}: {enumera(mute)} (art. 18)."] if mute else [])

    def era_monitorata(self) -> bool:
        """Art. 15: whether it had been checked already when its revision was asked for; the log keeps where each step began."""
        richiesta = storia(OBIETTIVO.codice, self.pk).filter(azione=f"{OBIETTIVO.codice}.chiedi_revisione").first()
        return richiesta is not None and richiesta.contenuto["da"] == MONITORATA

    def senza_responsabile(self, giorno: date) -> bool:
        """Whether nobody answers for it on a day: it never had anybody, or their appointment is over (art. 16)."""
        return self.responsabile is None or (self.responsabile.al is not None and self.responsabile.al < giorno)

    # --- whom a step tells ---------------------------------------------------------------------------------------------------

    def proponenti(self) -> Iterable[Utente]:
        """Who fills it in; when the appointment ends within the cycle, also the Segretario, who takes their place (art. 16)."""
        if self.responsabile is None:
            return utenti_con(Ruolo.SEGRETARIO)
        suoi = Q(persona=self.responsabile.persona_id)
        if self.responsabile.al is not None:
            suoi |= Q(pk__in=utenti_con(Ruolo.SEGRETARIO).values("pk"))
        return Utente.objects.filter(suoi, is_active=True)

    def assegnatari(self) -> Iterable[Utente]:
        """Everybody who is evaluated on it: of a collective objective, all the participants (art. 15)."""
        return Utente.objects.filter(persona__incarichi__assegnazioni__obiettivo=self, is_active=True).distinct()

    def segretari(self) -> QuerySet[Utente]:
        """The Segretario; where they answer for it themselves, also the Vicesegretario, who acts in their place."""
        parte = utenti_con(Ruolo.SEGRETARIO).filter(persona__in=self.chi_ne_risponde()).exists()
        return utenti_con(Ruolo.SEGRETARIO, *((Ruolo.VICESEGRETARIO,) if parte else ()))

    def negoziatori(self) -> Iterable[Utente]:
        """Who negotiates for the other side: the Segretario, or the dirigente of a P.O. (art. 7, reading A56)."""
        return self._dirigenti() if self.di_po else self.segretari()

    def esaminatori(self) -> Iterable[Utente]:
        """Who validates, checks and evaluates: the NCVP, or the dirigente of a P.O. (artt. 13, 17, 18)."""
        return self._dirigenti() if self.di_po else self.nuclei()

    def _dirigenti(self) -> Iterable[Utente]:
        ufficio = self.responsabile.direzione if self.responsabile else None
        sopra = ufficio.ramo if ufficio else []
        incarichi = {"persona__incarichi__ruolo": Ruolo.DIRIGENTE, "persona__incarichi__direzione__in": sopra}
        return Utente.objects.filter(**incarichi, is_active=True).distinct()


def _firme_di(da_firmare: QuerySet[Assegnazione]) -> list[str]:
    nomi = [a.incarico.persona.con_titolo for a in da_firmare.select_related("incarico__persona", "obiettivo")]
    return [f"Manca la firma di {enumera(nomi)} (art. 14)."] if nomi else []
