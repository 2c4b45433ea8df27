"""The objectives and the sheets of the demo brought to where they stand by the true operations, in the order in which it happened.

Each act is done by the account that did it, with the application's clock at that day: roles, log, documents and notices come out
as if it had really been so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import F

from obiettivi.letture.peg import Grado
from obiettivi.operazioni.peg import Modifica, registra_gradi
from smvp.documenti.models import Atto as AttoAmministrativo
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Direzione, Esercizio, Incarico, Utente
from valutazioni.models import Scheda
from valutazioni.operazioni import Specialistico, Voti, apri_schede, salva_voti

from .modello import Annata, Passaggio, RealizzazionePeg, Votazione
from .scena_obiettivi import Scena

AVVISI_FRESCHI = timedelta(days=10)


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


@dataclass(slots=True)
class Scritti:
    """What has been written so far, by the names used in the data."""

    direzioni: dict[str, Direzione] = field(default_factory=dict)
    utenti: dict[str, Utente] = field(default_factory=dict)
    incarichi: dict[str, Incarico] = field(default_factory=dict)
    specialistiche: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    atti: dict[str, AttoAmministrativo] = field(default_factory=dict)


def metti_in_scena(annate: Sequence[tuple[Esercizio, Annata]], scritti: Scritti) -> None:
    """Bring the objectives and the sheets of all the exercises to where they stand, act after act."""
    fattori = {scritti.incarichi[chiave].pk: [Specialistico(*f) for f in elenco] for chiave, elenco in scritti.specialistiche.items()}
    scene, prima = [], None
    for esercizio, _ in annate:
        prima = Scena(
            esercizio, scritti.utenti, scritti.incarichi, scritti.direzioni, scritti.atti, anno_prima=prima.obiettivi if prima else {}
        )
        scene.append(prima)
    atti = [atto for esercizio, annata in annate for atto in _atti(esercizio, annata, scritti.utenti, scritti.incarichi, fattori)]
    atti += [Atto(annata.peg.il, partial(_scrivi_peg, e, annata.peg, scritti)) for e, annata in annate if annata.peg]
    for scena, (_, annata) in zip(scene, annate, strict=True):
        atti += [Atto(*mossa) for t in annata.traguardi for mossa in scena.mosse(t)]
    giorno = date.min
    atti.sort(key=lambda a: a.quando)
    for atto in atti:
        if atto.quando.date() != giorno:
            giorno = atto.quando.date()
            _ricorda_ruoli(scritti.utenti.values())
        with orologio_al(giorno):
            atto.compi()
    _leggi_vecchi_avvisi(atti[-1].quando)


def _leggi_vecchi_avvisi(ultimo: datetime) -> None:
    """Everybody has read their notices, but for the latest: nobody opens the demo on hundreds of them."""
    Notifica.objects.filter(creata_il__lt=ultimo - AVVISI_FRESCHI).update(letta_il=F("creata_il") + timedelta(days=1))


def _ricorda_ruoli(utenti: Iterable[Utente]) -> None:
    """Roles and offices are worked out once a day, as during a request: they are asked for at every step."""
    for utente in utenti:
        utente.ricorda_ruoli()
        utente.__dict__.pop("_direzioni_dirette", None)


def _atti(
    esercizio: Esercizio, annata: Annata, utenti: Mapping[str, Utente], incarichi: Mapping[str, Incarico],
    fattori: Mapping[int, Sequence[Specialistico]],
) -> Iterator[Atto]:  # fmt: skip
    yield Atto(
        annata.aperte_il,
        partial(apri_schede, esercizio=esercizio, utente=utenti[annata.aperte_da], quando=annata.aperte_il, specialistici=fattori),
    )
    for v in annata.valutazioni:
        incarico = incarichi[v.incarico]
        for votazione in v.votazioni:
            yield Atto(votazione.il, partial(_vota, esercizio, incarico, votazione, utenti[votazione.da]))
        for passaggio in v.percorso:
            yield Atto(passaggio.il, partial(_passa, esercizio, incarico, passaggio, utenti[passaggio.da]))


def _scrivi_peg(esercizio: Esercizio, peg: RealizzazionePeg, scritti: Scritti) -> None:
    """Art. 11: the controllo di gestione enters how far each Direzione has carried out its P.E.G."""
    modifiche = [
        Modifica(scritti.direzioni[codice], prima=Grado(), dopo=Grado(percentuale, peg.fonte)) for codice, percentuale in peg.gradi.items()
    ]
    registra_gradi(esercizio=esercizio, modifiche=modifiche, utente=scritti.utenti["controllo"], quando=peg.il)


def _scheda(esercizio: Esercizio, incarico: Incarico) -> Scheda:
    return Scheda.objects.select_related("incarico__persona", "esercizio").get(esercizio=esercizio, incarico=incarico)


def _vota(esercizio: Esercizio, incarico: Incarico, votazione: Votazione, utente: Utente) -> None:
    scheda = _scheda(esercizio, incarico)
    righe = scheda.voti_obiettivo.select_related("assegnazione__obiettivo") if votazione.raggiunto else []
    fattori = {(v.macrofattore, v.ordine): v for v in scheda.voti_fattore.all()}
    voti = {fattori[macro, n]: voto for macro, elenco in votazione.voti.items() for n, voto in enumerate(elenco, 1)}
    salva_voti(
        scheda=scheda, utente=utente, quando=votazione.il, versione=scheda.versione,
        voti=Voti(
            raggiungimenti={r.pk: votazione.raggiunto.get(r.assegnazione.obiettivo.codice) for r in righe},
            fattori={riga.pk: voto for riga, voto in voti.items()},
            motivi={riga.pk: votazione.motivo for riga, voto in voti.items() if votazione.motivo and voto != riga.voto},
            note=votazione.note or None,
        ),
    )  # fmt: skip


def _passa(esercizio: Esercizio, incarico: Incarico, passaggio: Passaggio, utente: Utente) -> None:
    scheda = _scheda(esercizio, incarico)
    esegui(scheda, passaggio.azione, utente=utente, quando=passaggio.il, versione=scheda.versione)
