"""Art. 16: who has left and who may take over, on one sheet or on all the sheets of an appointment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from smvp.nucleo.errori import Difetto
from smvp.nucleo.formati import esatto
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.organizzazione.permessi import ALTRO_VICE, vicesegretari_liberi
from smvp.organizzazione.ruoli import persona_di

from ... import calcolo
from ...calcolo.subentro import Posto, difetto_del_subentro, non_cessato
from ...models import Assegnazione, Obiettivo, pesi_di
from ...permessi import puo_far_subentrare, visibili_a
from ...stati import CEDIBILI, FIRMATE
from ..turno.attore import una_di
from .schede import con_tutto
from .servizio import avvisi_di_servizio


def posto(incarico: Incarico) -> Posto:
    return Posto(incarico.direzione_id, incarico.ruolo, incarico.dal, incarico.al, incarico.ad_interim)


def cessati_senza_subentro(esercizi: Iterable[Esercizio], giorno: date) -> QuerySet[Assegnazione]:
    """The assignments of these years whose appointment ended in their year, and that nobody has taken over: neither by the act nor by
    sharing the office."""
    dell_anno = [
        Q(obiettivo__esercizio=e, incarico__al__range=(e.periodo.dal, min(giorno, e.periodo.fine) - timedelta(days=1))) for e in esercizi
    ]
    dopo = Assegnazione.objects.filter(
        obiettivo=OuterRef("obiettivo"), incarico__direzione=OuterRef("incarico__direzione"), incarico__ruolo=OuterRef("incarico__ruolo"),
        incarico__dal__gt=OuterRef("incarico__al"),
    )  # fmt: skip
    return Assegnazione.objects.filter(
        una_di(dell_anno), ~Exists(dopo), obiettivo__stato__in=CEDIBILI, subentro=None
    )  # fmt: skip


def impedimento(o: Obiettivo, cessato: Incarico, subentrante: Incarico | None = None) -> str:
    """Why a sheet is not handed over now, in words; empty if it may be."""
    righe = o.assegnazioni.all() if o.assegnazioni_lette else o.assegnazioni.select_related("subentro", "incarico__persona")
    assegnazioni = {a.incarico_id: a for a in righe}
    sua = assegnazioni.get(cessato.pk)
    if sua is None:
        return f"{cessato.persona.con_titolo} non ne risponde."
    if sua.passata:
        return f"è già subentrato: {assegnazioni[sua.subentro.incarico_id].incarico.persona.con_titolo}."
    if subentrante is not None and subentrante.pk in assegnazioni:
        return f"{subentrante.persona.con_titolo} ne risponde già."
    if o.stato in CEDIBILI:
        return ""
    return f"ora è «{o.stato_attuale.parola}»: si subentra in una scheda già validata e non ancora valutata."


@dataclass(frozen=True, slots=True)
class Cedibile:
    """A sheet of whoever has left; it can be handed over if ``impedimento`` is empty."""

    obiettivo: Obiettivo
    assegnazione: Assegnazione
    impedimento: str


@dataclass(frozen=True, slots=True)
class Candidato:
    """An appointment that may take over; ``conto`` and ``difetti``: its weights with all the sheets that can be handed over."""

    incarico: Incarico
    conto: str
    difetti: tuple[Difetto, ...]
    avvisi: list[str]


@dataclass(frozen=True, slots=True)
class Subentro:
    """The page: ``fermo`` says why nobody takes over from this appointment, ``di_altri`` who registers it, if not the reader."""

    cessato: Incarico
    cedibili: list[Cedibile]
    candidati: list[Candidato]
    fermo: str
    di_altri: str

    @property
    def pronte(self) -> list[Cedibile]:
        return [c for c in self.cedibili if not c.impedimento]


def candidati_di(cessato: Incarico, esercizio: Esercizio, giorno: date) -> list[Incarico]:
    """Who may take over: same office and role, begun after, in force."""
    stessi = Incarico.objects.in_vigore(giorno).filter(direzione=cessato.direzione_id).exclude(pk=cessato.pk).select_related(
        "persona__utente", "direzione__padre__padre"
    )  # fmt: skip
    return [i for i in stessi if not difetto_del_subentro(posto(cessato), posto(i), esercizio.anno, giorno)]


def subentro_di(utente: Utente, esercizio: Esercizio, cessato: Incarico, giorno: date) -> Subentro | None:
    """What the page of an appointment that has ended shows to this user; None if they see no sheet of it."""
    visibili = con_tutto(visibili_a(utente).filter(esercizio=esercizio, pk__in=_di(cessato)))
    obiettivi = list(visibili.order_by("tipo", "codice"))
    if not obiettivi:
        return None
    candidati = candidati_di(cessato, esercizio, giorno)
    suoi = [o for o in obiettivi if any(puo_far_subentrare(utente, o, i.persona_id) for i in candidati)]
    di_altri = ""
    if not suoi:
        suoi = [o for o in obiettivi if puo_far_subentrare(utente, o)]
        di_altri = chi_lo_registra(suoi, candidati) if suoi and candidati else ""
    cedibili = [Cedibile(o, next(a for a in o.assegnazioni.all() if a.incarico_id == cessato.pk), impedimento(o, cessato)) for o in suoi]
    pronte = [c for c in cedibili if not c.impedimento]
    ammessi = [i for i in candidati if not pronte or all(puo_far_subentrare(utente, c.obiettivo, i.persona_id) for c in pronte)]
    fermo = non_cessato(posto(cessato), esercizio.anno, giorno)
    return Subentro(cessato, cedibili, _con_i_pesi(ammessi, pronte, esercizio), fermo, di_altri)


def chi_lo_registra(obiettivi: Iterable[Obiettivo], candidati: Sequence[Incarico]) -> str:
    """What to tell who would hand these sheets over, but to themselves: who does it (nobody hands a sheet to themselves)."""
    parti = {p for o in obiettivi for p in o.chi_ne_risponde()} | {i.persona_id for i in candidati}
    nomi = [p.con_titolo for p in vicesegretari_liberi(parti)]
    lo_registra = f"lo registra il Vicesegretario, {' o '.join(nomi)}." if nomi else ALTRO_VICE
    return f"Subentri tu, e nessuno registra il subentro a se stesso: {lo_registra[0].lower()}{lo_registra[1:]}"


def _di(incarico: Incarico) -> QuerySet[Any]:
    return Assegnazione.objects.filter(incarico=incarico).order_by().values("obiettivo")


def _con_i_pesi(incarichi: Sequence[Incarico], cedibili: Sequence[Cedibile], esercizio: Esercizio) -> list[Candidato]:
    """Artt. 6 and 7: what the objectives would weigh in all on each appointment."""
    pesi = pesi_di([i.pk for i in incarichi], [esercizio.pk])
    nuovi = [(c.obiettivo.tipo, c.assegnazione.peso) for c in cedibili]
    trovati = []
    for i in incarichi:
        tutti = [*((p.tipo, p.peso) for p in pesi.get(i.pk, ()) if not p.altrui), *nuovi]
        conto = f"{' + '.join(esatto(peso) for _, peso in tutti)} = {esatto(sum(peso for _, peso in tutti))}" if tutti else ""
        trovati.append(Candidato(i, conto, calcolo.verifica_pesi(tutti, esercizio.reg), avvisi_di_servizio(i, esercizio)))
    return trovati


@dataclass(frozen=True, slots=True)
class Scoperto:
    """Who has left a sheet with nobody in their place; ``di_altri``: who registers the taking over, if not the reader."""

    incarico: Incarico
    di_altri: str


# --- on the page of a sheet -------------------------------------------------------------------------------------------------------


def contesto_di_subentro(obiettivo: Obiettivo, utente: Utente, giorno: date) -> dict[str, Any]:
    """Who has still to sign after taking over, and who has left with nobody in their place (for who may hand it over)."""
    da_firmare = []
    if obiettivo.stato in FIRMATE and any(a.subentra_a_id for a in obiettivo.assegnazioni.all()):
        righe = obiettivo.assegnazioni.da_firmare_per_subentro(giorno)
        da_firmare = list(righe.select_related("incarico__persona", "subentra_a__incarico__persona"))
    finiti = any(a.incarico.al and a.incarico.al < giorno for a in obiettivo.assegnazioni.all())
    cessati = _scoperti(obiettivo, utente, giorno) if finiti else []
    persona = persona_di(utente)
    return {
        "da_firmare_subentro": da_firmare,
        "firma_tua": any(persona is not None and a.incarico.persona_id == persona.pk for a in da_firmare),
        "cessati": cessati,
    }


def _scoperti(obiettivo: Obiettivo, utente: Utente, giorno: date) -> list[Scoperto]:
    """Those of this sheet, for who may hand it over to somebody, or might if it were not to themselves."""
    righe = cessati_senza_subentro([obiettivo.esercizio], giorno).filter(obiettivo=obiettivo)
    trovati = []
    for a in righe.select_related("incarico__persona", "incarico__direzione"):
        candidati = candidati_di(a.incarico, obiettivo.esercizio, giorno)
        if any(puo_far_subentrare(utente, obiettivo, i.persona_id) for i in candidati):
            trovati.append(Scoperto(a.incarico, ""))
        elif puo_far_subentrare(utente, obiettivo):
            trovati.append(Scoperto(a.incarico, chi_lo_registra([obiettivo], candidati) if candidati else ""))
    return trovati
