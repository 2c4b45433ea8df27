"""The objectives and the sheets of the demo brought to where they stand by the true operations, in the order in which it happened.

Each act is done by the account that did it, with the application's clock at that day: roles, log, documents and notices come out
as if it had really been so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import F

from obiettivi.letture.quadri.peg import Grado
from obiettivi.operazioni.esercizio import chiudi_esercizio
from obiettivi.operazioni.peg import Modifica, registra_gradi
from smvp.documenti.al_passaggio import solo_su_richiesta
from smvp.documenti.models import Atto as AttoAmministrativo
from smvp.flusso.models import Notifica
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Persona, Utente
from valutazioni.models import Scheda
from valutazioni.operazioni.apertura import Specialistico, apri_schede

from .blocco_schede import fatti_della_scheda, racconta_scheda, scrivi_schede_in_blocco
from .cronaca import Cronaca
from .modello import Annata, RealizzazionePeg, Valutazione
from .modello_ncvp import Nucleo
from .modello_personale import AnnoPersonale
from .modello_premi import AnnoPremi
from .scena_garanzie import ScenaGaranzie
from .scena_indagini import ScenaIndagini
from .scena_ncvp import ScenaNcvp
from .scena_obiettivi import Scena
from .scena_performance import ScenaPerformance
from .scena_personale import ScenaPersonale
from .scena_premi import ScenaPremi
from .scena_progressioni import ScenaProgressioni
from .scena_pubblicazioni import ScenaPubblicazioni
from .scena_riesami import ScenaRiesami
from .scena_schede import passa, vota

AVVISI_FRESCHI = timedelta(days=10)
NESSUNO = Nucleo()


@contextmanager
def orologio_al(giorno: date) -> Iterator[None]:
    """Within, the application believes that today is that day (possible only because this is the demo)."""
    prima, settings.OGGI = settings.OGGI, giorno.isoformat()
    try:
        yield
    finally:
        settings.OGGI = prima


@dataclass(frozen=True, slots=True)
class Atto:
    """Something done at a moment."""

    quando: datetime
    compi: Callable[[], object]
    con_documenti: bool = False
    raccontato: bool = False
    """Only told: it writes nothing in the log by itself."""


@dataclass(slots=True)
class Scritti:
    """What has been written so far, by the names used in the data."""

    direzioni: dict[str, Direzione] = field(default_factory=dict)
    utenti: dict[str, Utente] = field(default_factory=dict)
    incarichi: dict[str, Incarico] = field(default_factory=dict)
    specialistiche: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    persone: dict[str, Persona] = field(default_factory=dict)
    atti: dict[str, AttoAmministrativo] = field(default_factory=dict)


def metti_in_scena(annate: Sequence[tuple[Esercizio, Annata]], scritti: Scritti, nucleo: Nucleo = NESSUNO) -> None:
    """Bring the objectives and the sheets of all the exercises to where they stand, act after act."""
    fattori = {scritti.incarichi[chiave].pk: [Specialistico(*f) for f in elenco] for chiave, elenco in scritti.specialistiche.items()}
    scene, prima, cronaca = [], None, Cronaca()
    for esercizio, _ in annate:
        prima = Scena(
            esercizio, scritti.utenti, scritti.incarichi, scritti.direzioni, scritti.atti, cronaca,
            anno_prima=prima.obiettivi if prima else {},
        )  # fmt: skip
        scene.append(prima)
    atti = [atto for esercizio, annata in annate for atto in _atti(esercizio, annata, scritti, fattori, cronaca)]
    atti += [Atto(annata.peg.il, partial(_scrivi_peg, e, annata.peg, scritti)) for e, annata in annate if annata.peg]
    atti += [Atto(annata.chiuso_il, partial(_chiudi, e, annata.chiuso_il, scritti)) for e, annata in annate if annata.chiuso_il]
    for scena, (_, annata) in zip(scene, annate, strict=True):
        atti += [Atto(*mossa) for t in annata.traguardi for mossa in scena.mosse(t)]
    for esercizio, annata in annate:
        if annata.personale:
            atti += [Atto(*mossa) for mossa in _del_personale(esercizio, annata.personale, scritti, cronaca).mosse()]
        if annata.premi:
            atti += [Atto(*mossa) for mossa in _dei_premi(esercizio, annata.premi, scritti).mosse()]
        atti += [Atto(*mossa) for mossa in ScenaRiesami(esercizio, annata.riesami, scritti.utenti, scritti.incarichi).mosse()]
        atti += [Atto(*mossa) for mossa in ScenaGaranzie(esercizio, annata.garanzie, scritti.utenti, scritti.incarichi).mosse()]
        atti += [Atto(*mossa) for mossa in ScenaIndagini(esercizio, annata.indagini, scritti.utenti, scritti.direzioni).mosse()]
        atti += [Atto(*mossa) for mossa in ScenaPubblicazioni(esercizio, annata.pubblicazioni, scritti.utenti).mosse()]
        performance = ScenaPerformance(esercizio, annata.performance, scritti.utenti, scritti.atti)
        atti += [Atto(*mossa) for mossa in performance.mosse()]
        if annata.progressioni:
            da_scrivere = esercizio, annata.progressioni, scritti.utenti, scritti.direzioni, scritti.persone, scritti.atti
            atti += [Atto(*mossa) for mossa in ScenaProgressioni(*da_scrivere).mosse()]
    atti += [Atto(*m) for m in ScenaNcvp(nucleo, {e.anno: e for e, _ in annate}, scritti.utenti, scritti.persone).mosse()]
    giorno = date.min
    atti.sort(key=lambda a: a.quando)
    for atto in atti:
        if atto.quando.date() != giorno:
            giorno = atto.quando.date()
            _ricorda_ruoli(scritti.utenti.values())
        if not atto.raccontato:
            cronaca.scrivi()
        with orologio_al(giorno), nullcontext() if atto.con_documenti else solo_su_richiesta():
            atto.compi()
    cronaca.scrivi()
    _leggi_vecchi_avvisi(atti[-1].quando)


def _del_personale(esercizio: Esercizio, personale: AnnoPersonale, scritti: Scritti, cronaca: Cronaca) -> ScenaPersonale:
    return ScenaPersonale(esercizio, personale, scritti.utenti, scritti.direzioni, scritti.persone, scritti.atti, cronaca)


def _dei_premi(esercizio: Esercizio, premi: AnnoPremi, scritti: Scritti) -> ScenaPremi:
    return ScenaPremi(esercizio, premi, scritti.utenti, scritti.incarichi, scritti.atti)


def _leggi_vecchi_avvisi(ultimo: datetime) -> None:
    """Everybody has read their notices, but for the latest: nobody opens the demo on hundreds of them."""
    Notifica.objects.filter(creata_il__lt=ultimo - AVVISI_FRESCHI).update(letta_il=F("creata_il") + timedelta(days=1))


def _ricorda_ruoli(utenti: Iterable[Utente]) -> None:
    """Roles and offices are worked out once a day, as during a request: they are asked for at every step."""
    for utente in utenti:
        utente.ricorda_ruoli()


def _atti(
    esercizio: Esercizio, annata: Annata, scritti: Scritti, fattori: Mapping[int, Sequence[Specialistico]], cronaca: Cronaca
) -> Iterator[Atto]:
    utenti = scritti.utenti
    yield Atto(
        annata.aperte_il,
        partial(apri_schede, esercizio=esercizio, utente=utenti[annata.aperte_da], quando=annata.aperte_il, specialistici=fattori),
    )
    yield from _scritte(esercizio, annata, scritti, cronaca)
    for v in annata.valutazioni:
        if v.stato:
            continue
        incarico = scritti.incarichi[v.incarico]
        for votazione in v.votazioni:
            yield Atto(votazione.il, partial(vota, esercizio, incarico, votazione, utenti[votazione.da]))
        for passaggio in v.percorso:
            atto = scritti.atti[passaggio.atto] if passaggio.atto else None
            compi = partial(passa, esercizio, incarico, passaggio, utenti[passaggio.da], atto)
            yield Atto(passaggio.il, compi, v.con_documenti)


def _scritte(esercizio: Esercizio, annata: Annata, scritti: Scritti, cronaca: Cronaca) -> Iterator[Atto]:
    """The sheets of which only the outcome is written, as soon as they are open; the log tells each step on its day."""
    scritte = [v for v in annata.valutazioni if v.stato]
    if not scritte:
        return
    schede: dict[str, int] = {}

    def scrivi() -> None:
        scrivi_schede_in_blocco(esercizio, scritte, scritti.incarichi, scritti.atti, scritti.utenti)
        per_incarico = dict(Scheda.objects.filter(esercizio=esercizio).order_by().values_list("incarico", "pk"))
        schede.update({v.incarico: per_incarico[scritti.incarichi[v.incarico].pk] for v in scritte})

    def racconta(v: Valutazione, fatto: tuple[datetime, str, str, dict[str, object]]) -> None:
        racconta_scheda(cronaca, schede[v.incarico], *fatto)

    yield Atto(annata.aperte_il, scrivi)
    for v in scritte:
        for fatto in fatti_della_scheda(v):
            yield Atto(fatto[0], partial(racconta, v, fatto), raccontato=True)


def _chiudi(esercizio: Esercizio, il: datetime, scritti: Scritti) -> None:
    """All its objectives are evaluated: the Segretario closes them."""
    chiudi_esercizio(esercizio=esercizio, bozze_viste=0, utente=scritti.utenti["segretario"], quando=il)


def _scrivi_peg(esercizio: Esercizio, peg: RealizzazionePeg, scritti: Scritti) -> None:
    """Art. 11: the controllo di gestione enters how far each Direzione has carried out its P.E.G."""
    modifiche = [
        Modifica(scritti.direzioni[codice], prima=Grado(), dopo=Grado(percentuale, peg.fonte)) for codice, percentuale in peg.gradi.items()
    ]
    registra_gradi(esercizio=esercizio, modifiche=modifiche, utente=scritti.utenti["controllo"], quando=peg.il)
