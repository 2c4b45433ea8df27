"""The signed sheets of both kinds that wait for the Giunta's act, and the approved ones that wait for their term (artt. 18 and 29)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet

from smvp.documenti.models import Atto
from smvp.nucleo.calendario import Calendario
from smvp.nucleo.formati import FUSO, percento
from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.regolamento.modello import SogliaMerito

from ..models import Scheda, SchedaPersonale, Valutazione, termine_riesame
from ..permessi import approvabili_da, personali_visibili_a
from ..stati import APPROVATA, PRESA_VISIONE
from .sospese import sospesa

SENZA_DIREZIONE = "Segreteria generale"


@dataclass(frozen=True, slots=True)
class Firmata:
    """A signed sheet: what names it among those of both kinds, whose it is, its points and band, since when it is signed, its page if the
    user reads it."""

    scheda: Valutazione
    chiave: str
    nome: str
    dettaglio: str
    direzione: str
    firmata_il: date
    termine: date | None
    """Art. 29: the last day for a review; None after one, which is final."""
    url: str
    ferma: bool = False
    """Not approvable yet (letture.sospese): it stays out of the lists, of the act and of what is made final."""

    @property
    def totale(self) -> Decimal | None:
        """P_FINALE, or the staff's total, as signed; on the Segretario's own sheet that is the behaviours alone (art. 24)."""
        if isinstance(self.scheda, SchedaPersonale):
            return self.scheda.totale
        return self.scheda.p_finale if isinstance(self.scheda, Scheda) else None

    @property
    def sotto_soglia(self) -> SogliaMerito | None:
        """Art. 22: the threshold of the premium that the staff's total does not reach."""
        if not isinstance(self.scheda, SchedaPersonale) or self.totale is None:
            return None
        soglia = self.scheda.esercizio.reg.soglie.premio
        return None if soglia.superata(self.totale) else soglia

    @property
    def fascia(self) -> str:
        """Art. 24: the band and its percentage; the staff has none (art. 22)."""
        s = self.scheda
        return f"{s.fascia} · {percento(s.percentuale)}" if isinstance(s, Scheda) and s.fascia is not None else ""


@dataclass(frozen=True, slots=True)
class Gruppo:
    """The sheets of a Direzione."""

    direzione: str
    righe: Sequence[Firmata]


@dataclass(frozen=True, slots=True)
class Quadro:
    """All that the page of the approvals shows."""

    da_approvare: Sequence[Firmata]
    definitive: Sequence[Firmata]
    """Approved, their term passed: they can be made final."""
    in_termine: Sequence[Firmata]
    """Approved, within the term for a review."""
    ferme: Sequence[Firmata]
    """Not approvable yet: an act to come approves them (reading A52)."""


def quadro_di(utente: Utente, esercizio: Esercizio, giorno: date) -> Quadro:
    """The signed sheets of an exercise on which the user registers the Giunta's act; nobody those on themselves."""
    tutte = _firmate(utente, esercizio)
    libere = [f for f in tutte if not f.ferma]
    approvate = [f for f in libere if f.scheda.stato == APPROVATA]
    return Quadro(
        da_approvare=[f for f in libere if f.scheda.stato == PRESA_VISIONE],
        definitive=[f for f in approvate if f.termine is None or f.termine < giorno],
        in_termine=[f for f in approvate if f.termine is not None and f.termine >= giorno],
        ferme=[f for f in tutte if f.ferma],
    )


def per_direzione(righe: Iterable[Firmata]) -> list[Gruppo]:
    gruppi: dict[str, list[Firmata]] = {}
    for f in righe:
        gruppi.setdefault(f.direzione, []).append(f)
    return [Gruppo(direzione, sue) for direzione, sue in gruppi.items()]


@dataclass(frozen=True, slots=True)
class Riepilogo:
    """What is about to be done to some sheets, as the page that confirms it shows them: the first by name, of the rest how many."""

    righe: Sequence[Firmata]
    massimo: int

    @property
    def gruppi(self) -> list[Gruppo]:
        return per_direzione(self.righe[: self.massimo])

    @property
    def altre(self) -> list[tuple[str, int]]:
        """How many are not told by name, Direzione by Direzione."""
        return [(g.direzione, len(g.righe)) for g in per_direzione(self.righe[self.massimo :])]

    @property
    def chiavi(self) -> str:
        """All of them in one field: a request of thousands of fields is refused whole."""
        return ",".join(f.chiave for f in self.righe)

    @property
    def del_personale(self) -> int:
        return sum(isinstance(f.scheda, SchedaPersonale) for f in self.righe)

    @property
    def sotto_soglia(self) -> int:
        """How many of them give no premium (art. 22), told by name or not."""
        return sum(f.sotto_soglia is not None for f in self.righe)

    @property
    def di_incarico(self) -> int:
        return len(self.righe) - self.del_personale


def atti_di_approvazione(esercizio: Esercizio, da_approvare: Sequence[Firmata], giorno: date) -> QuerySet[Atto]:
    """Art. 18: the Giunta's acts that can approve at least one of these sheets: not older than its signature, not of a day to come."""
    if not da_approvare:
        return Atto.objects.none()
    dal = max(min(f.firmata_il for f in da_approvare), date(esercizio.anno + 1, 1, 1))
    return Atto.objects.filter(tipo=Atto.Tipo.GIUNTA, data__range=(dal, giorno)).order_by("-data", "-numero")


def quante_aspettano(utente: Utente, esercizi: Sequence[Esercizio], giorno: date) -> dict[int, tuple[int, int]]:
    """Exercise → how many sheets wait for the user to register the act, and how many can be made final; those where none does are not
    there. Seven queries at most, whatever the number of sheets and of years."""
    firmate: Counter[int] = Counter()
    momenti: list[tuple[int, datetime | None]] = []
    for schede in approvabili_da(utente):
        sue = schede.filter(esercizio__in=esercizi).exclude(sospesa(schede.model)).order_by()
        firmate.update(dict(sue.filter(stato=PRESA_VISIONE).values_list("esercizio").annotate(quante=Count("pk"))))
        approvate = sue.filter(stato=APPROVATA, presa_visione_il__isnull=False)
        momenti += approvate.filter(sostituisce=None).values_list("esercizio", "presa_visione_il")
        momenti += [(pk, None) for pk in approvate.exclude(sostituisce=None).values_list("esercizio", flat=True)]
    definitive: Counter[int] = Counter()
    if momenti:
        calendario = Ente.corrente().calendario
        termini = {e.pk: Termini(e, calendario) for e in esercizi}
        definitive.update(pk for pk, momento in momenti if momento is None or termini[pk].di(momento) < giorno)
    return {pk: (firmate[pk], definitive[pk]) for pk in firmate.keys() | definitive.keys()}


class Termini:
    """The term of art. 29 for many signatures: each day is counted once."""

    def __init__(self, esercizio: Esercizio, calendario: Calendario) -> None:
        self.esercizio, self.calendario = esercizio, calendario
        self.contati: dict[date, date] = {}

    def di(self, momento: datetime) -> date:
        giorno = momento.astimezone(FUSO).date()
        if giorno not in self.contati:
            self.contati[giorno] = termine_riesame(momento, self.esercizio, self.calendario)
        return self.contati[giorno]


def _firmate(utente: Utente, esercizio: Esercizio) -> list[Firmata]:
    """Those of both kinds, Direzione by Direzione, the appointments first."""
    termini = Termini(esercizio, Ente.corrente().calendario)
    dirigenza, personale = (schede.filter(esercizio=esercizio, stato__in=(PRESA_VISIONE, APPROVATA)) for schede in approvabili_da(utente))
    ferme = {
        m: set(m.objects.filter(sospesa(m), esercizio=esercizio).order_by().values_list("pk", flat=True)) for m in (Scheda, SchedaPersonale)
    }
    legge = set(personali_visibili_a(utente).filter(esercizio=esercizio).values_list("pk", flat=True))
    righe = [
        _riga(s, termini, s.incarico.descrizione, s.get_absolute_url(), ferma=s.pk in ferme[Scheda])
        for s in dirigenza.select_related("esercizio", "atto", "incarico__persona", "incarico__direzione__padre__padre")
    ]
    righe += [
        _riga(
            s,
            termini,
            f"{s.direzione}, categoria {s.categoria}",
            s.get_absolute_url() if s.pk in legge else "",
            ferma=s.pk in ferme[SchedaPersonale],
        )
        for s in personale.select_related("esercizio", "atto", "persona", "direzione__padre__padre")
    ]
    return sorted(righe, key=lambda f: (f.direzione, isinstance(f.scheda, SchedaPersonale), f.nome, f.chiave))


def _riga(scheda: Scheda | SchedaPersonale, termini: Termini, dettaglio: str, url: str, *, ferma: bool) -> Firmata:
    if scheda.presa_visione_il is None:
        raise ValueError(f"{scheda}: firmata senza il momento della presa visione")
    ufficio = scheda.ufficio
    return Firmata(
        scheda=scheda,
        chiave=scheda.chiave,
        nome=f"{scheda.valutato.cognome} {scheda.valutato.nome}",
        dettaglio=dettaglio,
        direzione=str(ufficio.apice) if ufficio else SENZA_DIREZIONE,
        firmata_il=scheda.presa_visione_il.astimezone(FUSO).date(),
        termine=None if scheda.sostituisce_id is not None else termini.di(scheda.presa_visione_il),
        url=url,
        ferma=ferma,
    )
