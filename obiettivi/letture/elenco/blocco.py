"""Bulk actions: which there are for a user, and which of the chosen sheets each of them can take on, with the reason when not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import rules
from django.db.models import Prefetch, prefetch_related_objects

from smvp.flusso.operazioni import MOTIVO_RITARDO
from smvp.flusso.stati import Transizione
from smvp.nucleo.formati import data
from smvp.organizzazione.models import Esercizio, Utente
from smvp.organizzazione.ruoli import Ruolo, ruoli_di

from ...models import Indicatore, Obiettivo, pesi_di
from ...permessi import visibili_a
from ...stati import OBIETTIVO
from ..scheda.rilievi import quanti_aperti
from ..turno.attese import Attese
from ..turno.interlocutori import con_attese
from ..turno.righe import Riga, righe
from .pagine import ordinati
from .solleciti import promemoria_di

MASSIMO = 200
"""Sheets that one confirmation takes on; the rest goes with the next one."""


@dataclass(frozen=True, slots=True)
class Azione:
    """A bulk action: ``passaggi`` are the steps of the workflow that it runs, none for those that change no state."""

    codice: str
    etichetta: str
    titolo: str
    conseguenza: str
    fatto: str
    ruoli: frozenset[Ruolo]
    passaggi: tuple[str, ...] = ()

    def passaggio(self, o: Obiettivo) -> Transizione | None:
        """The step that takes this sheet on from where it stands, if the action has one: a P.O.'s is validated by another one."""
        possibili = [t for t in map(OBIETTIVO.transizione, self.passaggi) if t and o.stato in t.da]
        return next((t for t in possibili if o.di_po == (t.azione == "valida_po") or len(self.passaggi) == 1), None)


VALIDA = "valida"
SEGRETARIO = frozenset({Ruolo.SEGRETARIO})
AZIONI = {
    a.codice: a
    for a in (
        Azione("parere", "Parere favorevole", "Registra il parere favorevole",
               "Attesti che la Direzione politica ha dato parere favorevole a queste schede (art. 7).",
               "Parere favorevole registrato", SEGRETARIO, ("esprimi_parere",)),
        Azione("trasmetti", "Trasmetti al NCVP", "Trasmetti le schede al NCVP",
               "Il NCVP riceve queste schede e ne esamina i requisiti uno per uno (art. 7).", "Trasmesse al NCVP", SEGRETARIO,
               ("trasmetti",)),
        Azione("assegna", "Assegna con l’atto", "Assegna con l’atto della Giunta", "", "", SEGRETARIO, ("assegna",)),
        Azione("inoltra", "Trasmetti a chi valuta", "Trasmetti le schede a chi le valuta",
               "Rendicontazione e misurazione arrivano a chi valuta: il NCVP, o il Dirigente per le P.O. (art. 18).",
               "Trasmesse a chi valuta", SEGRETARIO, ("trasmetti_al_valutatore",)),
        Azione(VALIDA, "Valida", "Valida le schede",
               "Attesti che questi obiettivi hanno tutti i requisiti: chi ne risponde li può firmare (art. 13).", "Validate",
               frozenset({Ruolo.NCVP, Ruolo.DIRIGENTE}), ("valida", "valida_po")),
        Azione("sollecita", "Sollecita", "Sollecita chi è atteso",
               "Ciascuno riceve un avviso per ogni scheda che lo aspetta, al massimo uno al giorno; nel registro resta la traccia.",
               "Sollecitate", frozenset({Ruolo.SEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA})),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scelta:
    """A chosen sheet: it goes if ``impedimento`` is empty; ``tardi`` if the step is late and wants a reason.

    ``rilievi``: how many remarks a validation would leave open.
    """

    obiettivo: Obiettivo
    impedimento: str
    tardi: bool = False
    a_chi: str = ""
    rilievi: int = 0

    @property
    def pronta(self) -> bool:
        return not self.impedimento


@dataclass(frozen=True, slots=True)
class Scelte:
    azione: Azione
    pronte: list[Scelta]
    ferme: list[Scelta]

    @property
    def nessuna(self) -> str:
        """What to say when none of the chosen sheets can be taken on."""
        che = "può andare avanti" if self.azione.passaggi else "ha qualcuno da sollecitare ora"
        return f"Nessuna delle schede scelte {che}."

    @property
    def etichetta_motivo(self) -> str:
        """The label of the reason, if some of the steps are late."""
        return MOTIVO_RITARDO if any(s.tardi for s in self.pronte) else ""


def azioni_di(utente: Utente, giorno: date) -> list[Azione]:
    """The bulk actions that a user's roles give; the permission on each sheet is another matter."""
    return [a for a in AZIONI.values() if a.ruoli & ruoli_di(utente, giorno)]


@dataclass(frozen=True, slots=True)
class Barra:
    """What can be done to the rows of a page: the actions that at least one of them can take, and by row which ones (codes)."""

    azioni: list[Azione]
    per_scheda: dict[int, str]


def barra(azioni: Iterable[Azione], pagina: Sequence[Riga], *, utente: Utente, attese: Attese) -> Barra:
    """By the same examination that the confirmation makes; in a number of queries that does not grow with the rows."""
    obiettivi = [r.obiettivo for r in pagina]
    pronte = {}
    for a in azioni:
        if a.passaggi:
            scelte = esamina(a, obiettivi, utente=utente, attese=attese).pronte
        else:
            scelte = [s for s in _da_sollecitare(pagina, attese.giorno, utente) if s.pronta]
        pronte[a] = {s.obiettivo.pk for s in scelte}
    return Barra(
        [a for a, schede in pronte.items() if schede],
        {o.pk: " ".join(a.codice for a, schede in pronte.items() if o.pk in schede) for o in obiettivi},
    )


def scelti(utente: Utente, esercizio: Esercizio, chiavi: list[int]) -> list[Obiettivo]:
    """The chosen sheets of an exercise that the user may see, in the order of the list: the first MASSIMO of them."""
    suoi = visibili_a(utente).filter(esercizio=esercizio, pk__in=chiavi[:MASSIMO])
    return list(ordinati(con_attese(suoi)))


def esamina(azione: Azione, obiettivi: list[Obiettivo], *, utente: Utente, attese: Attese) -> Scelte:
    """Which sheets (read ``con_attese``) the action can take on, in a number of queries that does not grow with them."""
    if not azione.passaggi:
        scelte = _da_sollecitare(righe(obiettivi, utente, attese), attese.giorno, utente)
    else:
        mancanze = _mancanze(azione, obiettivi, attese.giorno)
        scelte = [_esamina(azione, o, utente, attese, mancanze.get(o.pk, "")) for o in obiettivi]
        if azione.codice == VALIDA:
            aperti = quanti_aperti(s.obiettivo for s in scelte if s.pronta)
            scelte = [replace(s, rilievi=aperti.get(s.obiettivo.pk, 0)) for s in scelte]
    return Scelte(azione, [s for s in scelte if s.pronta], [s for s in scelte if not s.pronta])


def _da_sollecitare(in_attesa: Iterable[Riga], giorno: date, utente: Utente) -> list[Scelta]:
    return [
        Scelta(p.obiettivo, f"{p.ostacolo[:1].upper()}{p.ostacolo[1:]}", a_chi=", ".join(n.con_titolo for n in p.nuovi))
        for p in promemoria_di(in_attesa, giorno, utente)
    ]


def _esamina(azione: Azione, o: Obiettivo, utente: Utente, attese: Attese, mancanze: str) -> Scelta:
    t = azione.passaggio(o)
    if t is None:
        return Scelta(o, f"È «{o.stato_attuale.parola}»: da qui questo passaggio non si fa.")
    if not rules.has_perm(t.chi, utente, o):
        return Scelta(o, o.perche_no(utente) or "Questo passaggio non tocca a te: o è di un altro ufficio, o rispondi tu dell’obiettivo.")
    termine = attese.termine(o, t)
    tardi = termine is not None and termine < attese.giorno
    if termine and tardi and t.perentorio:
        return Scelta(o, f"Il termine del {data(termine)} è passato, ed è perentorio (art. {t.articolo}).")
    return Scelta(o, mancanze, tardi)


def _mancanze(azione: Azione, obiettivi: list[Obiettivo], giorno: date) -> dict[int, str]:
    """What ``richiede`` of each step would say, read for all the sheets together."""
    passi = {o.pk: azione.passaggio(o) for o in obiettivi}
    da_riscontrare = [o for o in obiettivi if (t := passi[o.pk]) and "mancano_riscontri" in t.richiede]
    indicatori = Prefetch("indicatori", Indicatore.objects.select_related("parte__direzione"))
    prefetch_related_objects(da_riscontrare, "riscontri", indicatori)
    da_pesare = [o for o in obiettivi if (t := passi[o.pk]) and "mancano_pesi" in t.richiede]
    incarichi = {a.incarico_id for o in da_pesare for a in o.assegnazioni.all()}
    pesi = pesi_di(incarichi, {o.esercizio_id for o in da_pesare}) if incarichi else {}
    frasi: dict[int, str] = {}
    for o in obiettivi:
        t = passi[o.pk]
        dette: list[str] = []
        for nome in t.richiede if t else ():
            if nome == "mancano_pesi":
                dette += o.difetti_dei_pesi(o.assegnazioni.all(), pesi)
            elif nome != "manca_atto":
                dette += o.manca(nome, giorno)
        frasi[o.pk] = " ".join(dette)
    return frasi
