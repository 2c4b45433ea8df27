"""What the pages and documents of the sheets read: the rows, the computed score, the lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from obiettivi.calcolo import zona_silente
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Nomina, Utente
from smvp.organizzazione.ruoli import Ruolo
from smvp.registro.letture import storia
from smvp.regolamento.modello import Fascia, Macrofattore

from . import calcolo
from .models import Scheda, VotoFattore, VotoObiettivo
from .permessi import visibili_a
from .stati import APERTA, CHIUSA, DECISA, PROPOSTA, SCHEDA


def con_tutto(schede: QuerySet[Scheda]) -> QuerySet[Scheda]:
    """The sheets with all that a score needs, in a fixed number of queries."""
    return schede.select_related("esercizio", "incarico__persona", "incarico__direzione", "salvata_da__persona").prefetch_related(
        Prefetch("voti_obiettivo", VotoObiettivo.objects.select_related("assegnazione__obiettivo__atto", "assegnazione__parte__direzione")),
        "voti_fattore",
    )


def scheda_visibile(utente: Utente, pk: int) -> Scheda | None:
    """The sheet, if the user may read it."""
    return con_tutto(visibili_a(utente)).filter(pk=pk).first()


def fattori_di(scheda: Scheda, macrofattore: str) -> list[VotoFattore]:
    return [v for v in scheda.voti_fattore.all() if v.macrofattore == macrofattore]


def punteggio(scheda: Scheda, *, proposta: bool | None = None) -> calcolo.PunteggioIncarico:
    """The score as it stands now, complete or not (with ``proposta``: as proposed); the arithmetic is ``calcolo``'s alone."""
    con_proposta = scheda.con_proposta if proposta is None else proposta
    return calcolo.calcola_incarico(
        obiettivi=[
            calcolo.ObiettivoValutato(v.assegnazione.obiettivo.codice, v.assegnazione.obiettivo.tipo, v.assegnazione.peso, v.raggiungimento)
            for v in scheda.voti_obiettivo.all()
        ],
        comportamenti={
            m.codice: [v.vale(proposta=con_proposta) for v in fattori_di(scheda, m.codice) if not v.escluso]
            for m in scheda.esercizio.reg.macrofattori
        },
        ruolo=scheda.incarico.ruolo,
        reg=scheda.esercizio.reg,
    )


@dataclass(frozen=True, slots=True)
class RigaA:
    """A line of component A: the assigned objective, its attainment, the grade and the weighted points so far."""

    voto: VotoObiettivo
    calcolata: calcolo.RigaObiettivo
    silente: str | None
    """The sentence that says so when the regulation is silent on this value (reading A1)."""


@dataclass(frozen=True, slots=True)
class GruppoB:
    """A macro-factor with its factors and what it is worth so far."""

    macrofattore: Macrofattore
    voti: Sequence[VotoFattore]
    calcolato: calcolo.RigaMacrofattore
    massimo: Decimal


@dataclass(frozen=True, slots=True)
class Tappa:
    """A stage on the way of a sheet; ``classe`` is "fatta", "ora" or empty."""

    titolo: str
    dettaglio: str
    classe: str


@dataclass(frozen=True, slots=True)
class Prospetto:
    """All that a sheet shows, read once."""

    scheda: Scheda
    punteggio: calcolo.PunteggioIncarico
    righe_a: list[RigaA]
    gruppi_b: list[GruppoB]
    passi: tuple[calcolo.Passo, ...]
    cammino: list[Tappa]
    valutati: int
    da_valutare: int
    proposto: Decimal | None
    """P_FINALE as the NCVP had proposed it, when the Sindaco departs from it."""
    scostamenti: list[VotoFattore]

    @property
    def parziale(self) -> Decimal:
        """The points given so far: what the page shows, paler, while the sheet is incomplete."""
        return self.punteggio.parziale

    @property
    def somma_pesi(self) -> Decimal:
        return sum((r.voto.assegnazione.peso for r in self.righe_a), Decimal(0))

    @property
    def etichetta(self) -> str:
        if self.scheda.stato in (DECISA, CHIUSA) or self.scheda.di_po:
            return "P FINALE"
        return "P FINALE con i voti del Sindaco" if self.scostamenti else "P FINALE proposto"


def prospetto(scheda: Scheda) -> Prospetto:
    """Read a sheet (already fetched by ``con_tutto``) for a page or a document."""
    reg = scheda.esercizio.reg
    p = punteggio(scheda)
    righe = [
        RigaA(v, r, zona_silente(v.raggiungimento, reg) if v.raggiungimento is not None else None)
        for v, r in zip(scheda.voti_obiettivo.all(), p.obiettivi, strict=True)
    ]
    voto_massimo = max(livello.voto for livello in reg.scala)
    gruppi = [GruppoB(m, fattori_di(scheda, m.codice), p.fattori[m.codice], m.peso * voto_massimo) for m in reg.macrofattori]
    attivi = [v for v in scheda.voti_fattore.all() if not v.escluso]
    mancano = sum(v.da_valutare(proposta=scheda.con_proposta) for v in attivi)
    scostamenti = [v for g in gruppi for v in g.voti if v.si_scosta] if not scheda.di_po and scheda.stato != APERTA else []
    return Prospetto(
        scheda=scheda,
        punteggio=p,
        righe_a=righe,
        gruppi_b=gruppi,
        passi=calcolo.spiega(p, reg),
        cammino=cammino(scheda),
        valutati=len(attivi) - mancano,
        da_valutare=len(attivi),
        proposto=punteggio(scheda, proposta=True).p_finale if scostamenti else None,
        scostamenti=scostamenti,
    )


def schede_di(utente: Utente, esercizio: Esercizio) -> QuerySet[Scheda]:
    """The sheets of an exercise that the user may read."""
    return con_tutto(visibili_a(utente).filter(esercizio=esercizio))


def scadenza(esercizio: Esercizio) -> date:
    """Art. 18: the evaluations are approved by April of the year after."""
    return esercizio.reg.scadenze["valutazioni"].entro(esercizio.anno)


def quante_da_aprire(esercizio: Esercizio) -> int:
    """How many appointments of the exercise have no sheet yet."""
    return incarichi_da_valutare(esercizio).exclude(schede__esercizio=esercizio).count()


def incarichi_da_valutare(esercizio: Esercizio) -> QuerySet[Incarico]:
    """The appointments that the exercise evaluates with Allegato B: the Segretario's only if interim (art. 24)."""
    in_forza = Incarico.objects.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al)
    return in_forza.exclude(ruolo=Ruolo.SEGRETARIO, ad_interim=False)


def chi_valuta(scheda: Scheda) -> tuple[str, str]:
    """Who decides component A and who B, as the page says it (art. 18)."""
    if scheda.di_po:
        return "Decide il Dirigente", "Decide il Dirigente"
    return "Decide il NCVP", "Propone il NCVP, decide il Sindaco"


TAPPE = {
    True: ((APERTA, "Dirigente: punteggio", "decide A e B"), (CHIUSA, "Scheda chiusa", "il valutato la legge")),
    False: (
        (APERTA, "NCVP: proposta", "decide A, propone B"),
        (PROPOSTA, "Sindaco: decisione su B", "se cambia un voto, scrive perché (art. 18)"),
        (DECISA, "NCVP: chiusura", "il PDF si prepara da solo"),
        (CHIUSA, "Scheda chiusa", "il valutato la legge"),
    ),
}


def cammino(scheda: Scheda) -> list[Tappa]:
    """The way of a sheet, with the stage where it is now."""
    tappe = TAPPE[scheda.di_po]
    qui = [stato for stato, *_ in tappe].index(scheda.stato)
    finita = scheda.stato == CHIUSA
    return [
        Tappa(titolo, dettaglio, "fatta" if n < qui or finita else "ora" if n == qui else "")
        for n, (_, titolo, dettaglio) in enumerate(tappe)
    ]


def fasce_di(scheda: Scheda) -> tuple[Fascia, ...]:
    """The bands of the sheet's role (art. 24 keeps dirigenti and P.O. apart)."""
    return scheda.esercizio.reg.fasce[scheda.incarico.ruolo]


@dataclass(frozen=True, slots=True)
class Fatto:
    """A line of the history of a sheet."""

    titolo: str
    chi: str
    quando: datetime
    motivo: str


def storia_di(scheda: Scheda) -> list[Fatto]:
    """The steps of a sheet, from the log, the latest first; the saves in between are left out."""
    titoli = {f"{SCHEDA.codice}.apri": "Aperta"} | {f"{SCHEDA.codice}.{t.azione}": SCHEDA.stato(t.a).parola for t in SCHEDA.transizioni}
    titoli[f"{SCHEDA.codice}.restituisci"] = "Restituita al NCVP"
    eventi = list(storia(SCHEDA.codice, scheda.pk).filter(azione__in=titoli))
    nomi = {
        u.username: u.persona.con_titolo
        for u in Utente.objects.filter(username__in={e.utente for e in eventi}, persona__isnull=False).select_related("persona")
    }
    return [Fatto(titoli[e.azione], nomi.get(e.utente, e.utente), e.quando, e.contenuto.get("motivo", "")) for e in eventi]


@dataclass(frozen=True, slots=True)
class Firmatari:
    """The people in office who sign the sheets; ``dirigenti`` by office, the one nearest above."""

    ncvp: str
    sindaco: str
    dirigenti: dict[int, str]


def firmatari(giorno: date) -> Firmatari:
    """Who is in office on a day, in a fixed number of queries."""
    nomine = Nomina.objects.in_vigore(giorno).filter(ruolo__in=[Ruolo.NCVP, Ruolo.SINDACO]).select_related("persona")
    in_carica = {n.ruolo: n.persona.con_titolo for n in nomine}
    incarichi = Incarico.objects.in_vigore(giorno).filter(ruolo=Ruolo.DIRIGENTE).select_related("persona")
    dirigenti = {i.direzione_id: i.persona.con_titolo for i in incarichi if i.direzione_id}
    padri = dict(Direzione.objects.values_list("pk", "padre_id"))
    return Firmatari(
        ncvp=in_carica.get(Ruolo.NCVP, ""),
        sindaco=in_carica.get(Ruolo.SINDACO, ""),
        dirigenti={pk: _sopra(pk, padri, dirigenti) for pk in padri},
    )


def _sopra(pk: int | None, padri: dict[int, int | None], dirigenti: dict[int, str]) -> str:
    while pk is not None and pk not in dirigenti:
        pk = padri[pk]
    return dirigenti.get(pk, "") if pk else ""
