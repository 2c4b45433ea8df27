"""Allegato D: a whole team on one page: people down, items across, with their scores; in a number of queries that does not grow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import rules
from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, Min, OuterRef, Q, QuerySet, When

from smvp.flusso.blocco import Scelta, esamina_passo
from smvp.flusso.stati import Transizione
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.organizzazione.ruoli import direzioni_sotto
from smvp.regolamento.modello import Gruppo

from .. import calcolo
from ..models import AssegnazioneSpecifica, SchedaPersonale, Voce, VotoVoce
from ..permessi import personali_visibili_a, unita_guidate
from ..stati import NON_VALUTABILE, SCHEDA_PERSONALE
from .personale import con_percentuali, con_voti, passi_personale, punteggio_personale, senza_seconda, sotto_soglia
from .struttura import uffici_scoperti

PER_PAGINA = 60
CELLE_PER_PAGINA = 1_800
"""As many as one save may carry, with what goes with them (DATA_UPLOAD_MAX_NUMBER_FIELDS): of sheets with many items, fewer a page."""
BLOCCO_MASSIMO = 200
"""Sheets that one confirmation takes on; the rest goes with the next one."""


@dataclass(frozen=True, slots=True)
class Azione:
    """A step that a whole team takes together: the words of the button, of the page that confirms it, of what has been done."""

    codice: str
    verbo: str
    a_chi: str
    titolo: str
    fatto: str

    def etichetta(self, quante: int, su: int) -> str:
        """ "Manda le 9 schede al Dirigente", "Firma 2 schede su 9"."""
        quali = "la scheda" if quante == su == 1 else f"le {su} schede" if quante == su else f"{quante} {_schede(quante)} su {su}"
        return f"{self.verbo} {quali}{self.a_chi}"

    @property
    def transizione(self) -> Transizione | None:
        return SCHEDA_PERSONALE.transizione(self.codice)

    @property
    def conseguenza(self) -> str:
        return self.transizione.conseguenza if self.transizione else ""

    def passaggio(self, scheda: SchedaPersonale) -> Transizione | None:
        """The step, if it starts from where the sheet stands."""
        return self.transizione if self.transizione and scheda.stato in self.transizione.da else None


def _schede(quante: int) -> str:
    return "scheda" if quante == 1 else "schede"


AZIONI = {
    a.codice: a
    for a in (
        Azione("trasmetti", "Manda", " al Dirigente", "Manda le schede al Dirigente", "Mandate al Dirigente"),
        Azione("decidi", "Firma", "", "Firma le valutazioni", "Firmate"),
        Azione("partecipa", "Partecipa", "", "Partecipa le schede ai valutati", "Partecipate"),
    )
}


@dataclass(frozen=True)
class Riga:
    """A person of the team. ``celle``: a row for each item of the grid, None where the sheet has not that item."""

    scheda: SchedaPersonale
    celle: tuple[VotoVoce | None, ...]
    scrivibile: bool

    @cached_property
    def punteggio(self) -> calcolo.PunteggioPersonale:
        return punteggio_personale(self.scheda)

    @cached_property
    def vuote(self) -> list[VotoVoce]:
        return [c for c in self.celle if c is not None and c.voto is None]

    @cached_property
    def mancano(self) -> list[str]:
        """What keeps the sheet from going on, in words; nothing once the marks are decided."""
        if self.scheda.totale is not None or self.scheda.stato == NON_VALUTABILE:
            return []
        return [*([f"{self.voti_mancanti}."] if self.vuote else []), *self.scheda.mancano_percentuali()]

    @property
    def voti_mancanti(self) -> str:
        """ "manca 1 voto", "mancano 2 voti"; empty if none does."""
        n = len(self.vuote)
        return "" if not n else "manca 1 voto" if n == 1 else f"mancano {n} voti"

    @property
    def sotto_soglia(self) -> bool:
        return sotto_soglia(self.scheda, self.punteggio)


@dataclass(frozen=True, slots=True)
class Passo:
    """A bulk step of these people: those who stand where it starts and whom the user may take on, ready or not."""

    azione: Azione
    scelte: list[Scelta[SchedaPersonale]]
    intera: bool = True
    """False if these are the people of one page of a larger team: the step counts them all where it is confirmed."""

    @property
    def si_apre(self) -> bool:
        """Whether there may be something to confirm."""
        return bool(self.pronte) or not self.intera

    @property
    def pronte(self) -> list[Scelta[SchedaPersonale]]:
        return [s for s in self.scelte if s.pronta]

    @property
    def ferme(self) -> list[Scelta[SchedaPersonale]]:
        return [s for s in self.scelte if not s.pronta]

    @property
    def etichetta(self) -> str:
        return self.azione.etichetta(len(self.pronte) or len(self.scelte), len(self.scelte)) if self.intera else self.azione.titolo


@dataclass(frozen=True)
class Squadra:
    esercizio: Esercizio
    direzione: Direzione
    gruppi: tuple[tuple[Gruppo, tuple[Voce, ...]], ...]
    righe: tuple[Riga, ...]
    pagina: Page
    uffici: tuple[Direzione, ...]
    """The units whose people are in the team, if they are several."""
    in_altre: frozenset[str] = frozenset()
    """Of a team of several pages, the steps that somebody waits for, on whatever page."""

    @property
    def intera(self) -> bool:
        """Whether the page has the whole team."""
        return self.pagina.paginator.num_pages == 1

    @property
    def voci(self) -> list[Voce]:
        return [v for _, voci in self.gruppi for v in voci]

    @property
    def complete(self) -> int:
        return sum(not r.mancano for r in self.righe)

    @property
    def incomplete(self) -> list[Riga]:
        return [r for r in self.righe if r.mancano]

    @property
    def vuote(self) -> list[VotoVoce]:
        """The empty cells that the user may fill in, in the order of the grid."""
        return [v for r in self.righe if r.scrivibile for v in r.vuote]

    @property
    def sotto_soglia(self) -> list[Riga]:
        return [r for r in self.righe if r.sotto_soglia]

    @property
    def scrivibile(self) -> bool:
        return any(r.scrivibile for r in self.righe)

    @property
    def salvata_il(self) -> datetime | None:
        return max((r.scheda.salvata_il for r in self.righe if r.scheda.salvata_il), default=None)

    @property
    def passi_di_esempio(self) -> tuple[Riga, tuple[calcolo.Passo, ...]] | None:
        """Why these totals: the steps of the first whole one."""
        riga = next((r for r in self.righe if r.punteggio.totale is not None), None)
        return (riga, passi_personale(riga.scheda)) if riga else None

    def passi(self, utente: Utente, giorno: date) -> list[Passo]:
        """The bulk steps that somebody of the team waits for from the user."""
        schede = [r.scheda for r in self.righe]
        passi = [Passo(a, scelte_per(a, schede, utente, giorno), self.intera) for a in AZIONI.values()]
        return [p for p in passi if p.scelte or p.azione.codice in self.in_altre]


def squadre_di(utente: Utente) -> list[Direzione]:
    """The units whose staff the user evaluates: those that they head, without those below them."""
    guidate = unita_guidate(utente)
    return list(Direzione.objects.filter(pk__in=guidate).exclude(padre__in=guidate))


def direzione_guidata(utente: Utente, pk: int) -> Direzione | None:
    """The unit, if the user evaluates its staff."""
    return Direzione.objects.con_padri().filter(pk=pk).first() if pk in unita_guidate(utente) else None


def schede_di_squadra(utente: Utente, esercizio: Esercizio, direzione: Direzione) -> QuerySet[SchedaPersonale]:
    """The sheets of the people of a unit, and of those below, that the user reads as an evaluator."""
    sotto = direzioni_sotto([direzione.pk])
    sue = personali_visibili_a(utente).filter(esercizio=esercizio, direzione__in=sotto)
    return sue.exclude(persona__utente=utente.pk)


def leggi_squadra(utente: Utente, esercizio: Esercizio, direzione: Direzione, numero: str | int = 1) -> Squadra:
    """A page of the team."""
    tutte = schede_di_squadra(utente, esercizio, direzione)
    pagina = Paginator(con_voti(tutte), _per_pagina(esercizio)).get_page(numero)
    schede = list(pagina.object_list)
    con_percentuali(schede)
    gruppi = gruppi_di(esercizio, schede)
    posti = {v.pk: n for n, v in enumerate(v for _, voci in gruppi for v in voci)}
    uffici = tuple(Direzione.objects.filter(pk__in=tutte.order_by().values("direzione")))
    in_altre = _passi_attesi(tutte, utente) if pagina.paginator.num_pages > 1 else frozenset()
    return Squadra(
        esercizio, direzione, gruppi, tuple(_riga(s, posti, utente) for s in schede), pagina, uffici if len(uffici) > 1 else (), in_altre
    )  # fmt: skip


def _per_pagina(esercizio: Esercizio) -> int:
    return max(1, min(PER_PAGINA, CELLE_PER_PAGINA // max(1, Voce.objects.filter(esercizio=esercizio).count())))


def _passi_attesi(schede: QuerySet[SchedaPersonale], utente: Utente) -> frozenset[str]:
    """The steps that the user may take from where some of these sheets stand; of those of one state and unit one tells for all."""
    stati = {stato for a in AZIONI.values() if a.transizione for stato in a.transizione.da}
    una_per_unita = schede.filter(stato__in=stati).order_by().values("stato", "direzione").annotate(una=Min("pk")).values("una")
    esempi = list(SchedaPersonale.objects.filter(pk__in=una_per_unita).select_related("esercizio", "persona", "direzione__padre__padre"))
    return frozenset(
        a.codice for a in AZIONI.values() for s in esempi if (t := a.passaggio(s)) and rules.has_perm(t.chi, utente, s)
    )  # fmt: skip


def gruppi_di(esercizio: Esercizio, schede: Iterable[SchedaPersonale]) -> tuple[tuple[Gruppo, tuple[Voce, ...]], ...]:
    """The items that these sheets mark, in the order of the regulation's groups."""
    voci = {v.voce_id: v.voce for s in schede for v in s.voti.all()}
    per_gruppo = {g.codice: sorted((v for v in voci.values() if v.gruppo == g.codice), key=lambda v: v.ordine)
                  for g in esercizio.reg.personale.gruppi}  # fmt: skip
    return tuple((g, tuple(per_gruppo[g.codice])) for g in esercizio.reg.personale.gruppi if per_gruppo[g.codice])


def _riga(scheda: SchedaPersonale, posti: dict[int, int], utente: Utente) -> Riga:
    celle: list[VotoVoce | None] = [None] * len(posti)
    for v in scheda.voti.all():
        celle[posti[v.voce_id]] = v
    return Riga(scheda, tuple(celle), rules.has_perm("valutazioni.votare_personale", utente, scheda))


def scelte_per(azione: Azione, schede: Sequence[SchedaPersonale], utente: Utente, giorno: date) -> list[Scelta[SchedaPersonale]]:
    """Of these sheets (read ``con_voti`` and ``con_percentuali``), those from which the step starts, if it is the user's to take."""
    return [
        esamina_passo(s, azione.codice, utente, giorno)
        for s in schede if (t := azione.passaggio(s)) and rules.has_perm(t.chi, utente, s)
    ]  # fmt: skip


def da_portare_avanti(azione: Azione, utente: Utente, esercizio: Esercizio, direzione: Direzione) -> list[SchedaPersonale]:
    """The first BLOCCO_MASSIMO sheets of the team from which the step starts, those that lack nothing first: they never wait behind
    others that cannot go on."""
    da = azione.transizione.da if azione.transizione else ()
    senza_voto = Exists(VotoVoce.objects.filter(scheda=OuterRef("pk"), voto=None).order_by())
    assegnati = AssegnazioneSpecifica.objects.filter(persona=OuterRef("persona"), obiettivo__esercizio=OuterRef("esercizio")).order_by()
    senza_obiettivi = Q(esonero=False) & (Exists(assegnati.filter(raggiungimento=None)) | ~Exists(assegnati))
    scoperta = Q(direzione__in=uffici_scoperti(esercizio))
    manca = Case(When(senza_voto | senza_obiettivi | scoperta, then=1), default=0)
    schede = schede_di_squadra(utente, esercizio, direzione).filter(stato__in=da)
    prime = con_voti(schede.order_by(manca, "persona__cognome", "persona__nome", "pk"))[:BLOCCO_MASSIMO]
    return list(con_percentuali(list(prime)))


@dataclass(frozen=True, slots=True)
class DaConfermare:
    """A sheet that goes on, with what whoever confirms is to know of it."""

    scheda: SchedaPersonale
    totale: Decimal | None
    sotto_soglia: bool
    annotabile: bool
    """The user may still write its notes."""
    senza_seconda: bool
    """Part two is the user's to write, and nobody has: it closes when the evaluatee signs."""


def da_confermare(passo: Passo, utente: Utente) -> list[DaConfermare]:
    """The sheets of a bulk step that go on; one query more than the step itself. The P.O. is not told about part two."""
    schede = [s.oggetto for s in passo.pronte]
    senza = senza_seconda(schede)
    righe = []
    for s in schede:
        p = punteggio_personale(s)
        manca = s.pk in senza and rules.has_perm("valutazioni.scrivere_parte_seconda", utente, s)
        righe.append(DaConfermare(s, p.totale, sotto_soglia(s, p), rules.has_perm("valutazioni.votare_personale", utente, s), manca))
    return righe


def righe_delle_celle(
    utente: Utente, esercizio: Esercizio, direzione: Direzione, chiavi: Iterable[int]
) -> dict[int, tuple[SchedaPersonale, VotoVoce]]:
    """The rows of the team with these keys, each with its sheet: what is not of the team is not there."""
    schede = schede_di_squadra(utente, esercizio, direzione)
    righe = VotoVoce.objects.filter(pk__in=list(chiavi), scheda__in=schede.order_by()).select_related("voce", "scheda__persona")
    return {v.pk: (v.scheda, v) for v in righe}
