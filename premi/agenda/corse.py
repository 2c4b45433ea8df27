"""What the rewards give to do, for the home page: to the personnel office and the Segretario, to the NCVP, to who is paid."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import rules
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.nucleo.formati import data, euro, numero
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.ruoli import Ruolo, ruoli_di
from valutazioni.letture.sospese import sospesa
from valutazioni.models import Scheda, SchedaPersonale, ValidazioneRelazione
from valutazioni.stati import FIRMATE, NON_VALUTABILE

from ..letture.efficienza import da_portare_al_fondo, residuo_del_premio
from ..letture.fondi import mancanti
from ..letture.miei import miei_premi
from ..letture.quadro import ARTICOLI
from ..models import Corsa, Istituto
from ..permessi import PAGATI, corse_visibili_a
from ..stati import (
    CONTROLLATA,
    IN_CALCOLO,
    LIQUIDABILE,
    LIQUIDATA,
    NON_RIUSCITA,
    PROPOSTA,
    PROVVISORIA,
    SUPERATA,
)

RELAZIONE, ATTO_FONDI = "relazione", "atto_fondi"
PERSONALE, SEGRETARIO, NESSUNO = "premi.calcolare", "premi.proporre", ""
COMPIUTE = Q(stato__in=(*FIRMATE, NON_VALUTABILE))
NON_PAGATE = Q(incarico__ruolo=Ruolo.SEGRETARIO, incarico__ad_interim=False)  # art. 24


class Tocca(NamedTuple):
    """Whom a run waits for (a permission), what it is called to do, and what there is to know."""

    a_chi: str
    etichetta: str
    dettaglio: str


# Whom a run waits for, by its state; approved, it depends on the Relazione.
TOCCA = {
    IN_CALCOLO: Tocca(NESSUNO, "Guarda a che punto è", "Il calcolo è in corso."),
    NON_RIUSCITA: Tocca(PERSONALE, "Vedi che cosa manca", "Il calcolo non è riuscito."),
    PROVVISORIA: Tocca(PERSONALE, "Controlla gli importi", "Il calcolo è provvisorio: vanno controllati gli importi."),
    CONTROLLATA: Tocca(SEGRETARIO, "Proponi gli importi", "Gli importi sono controllati: li propone il Segretario generale."),
    PROPOSTA: Tocca(SEGRETARIO, "Registra l’atto", "Gli importi sono proposti: manca l’atto della Giunta."),
    LIQUIDABILE: Tocca(PERSONALE, "Registra la liquidazione", "Gli importi si possono pagare."),
}
DA_LIQUIDARE = Tocca(PERSONALE, "Rendi liquidabili", "Gli importi sono approvati e la Relazione è validata.")
SENZA_RELAZIONE = Tocca(NESSUNO, "Apri la corsa", "Gli importi sono approvati: si pagano quando il NCVP avrà validato la Relazione.")


@registra_agenda
def corse(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """For each past exercise and kind: the run and whom it waits for; without one, whether the sheets are all signed."""
    if not rules.has_perm("premi.vedere_corse", richiesta.user):
        return
    esercizi = list(Esercizio.objects.filter(anno__lt=oggi.year).order_by("-anno"))
    vive = {(c.esercizio_id, c.istituto): c for c in _vive(richiesta)}
    validate = set(ValidazioneRelazione.objects.filter(esercizio__in=esercizi).order_by().values_list("esercizio", flat=True))
    schede = {i: _schede(i) for i in Istituto}
    for esercizio in esercizi:
        for istituto in Istituto:
            corsa = vive.get((esercizio.pk, istituto))
            if corsa is not None:
                yield from _di_una_corsa(richiesta, esercizio, corsa, validata=esercizio.pk in validate)
            elif rules.has_perm(PERSONALE, richiesta.user):
                yield from _da_calcolare(esercizio, istituto, schede[istituto].get(esercizio.pk))


def _vive(richiesta: HttpRequest) -> Iterator[Corsa]:
    """The last run of each exercise and kind comes last; those set aside, and those that failed before another, do not count."""
    lette = corse_visibili_a(richiesta.user).exclude(stato=SUPERATA).select_related("atto").defer("fatti").order_by("numero")
    rimaste = list(lette)
    riuscite = {(c.esercizio_id, c.istituto) for c in rimaste if c.stato != NON_RIUSCITA}
    yield from (c for c in rimaste if c.stato != NON_RIUSCITA or (c.esercizio_id, c.istituto) not in riuscite)


def _schede(istituto: Istituto) -> Mapping[int, tuple[int, int]]:
    """By exercise: how many sheets lead to a reward, how many of them are finished. One query."""
    tutte = Scheda.objects.exclude(NON_PAGATE) if istituto == Istituto.RISULTATO else SchedaPersonale.objects.all()
    finite = Count("pk", filter=COMPIUTE & ~sospesa(tutte.model))
    contate = tutte.order_by().values_list("esercizio").annotate(tutte=Count("pk"), finite=finite)
    return {esercizio: (quante, finite) for esercizio, quante, finite in contate}


def _da_calcolare(esercizio: Esercizio, istituto: Istituto, conti: tuple[int, int] | None) -> Iterator[Cosa]:
    if conti is None:
        return
    tutte, finite = conti
    pronto = tutte == finite
    dettaglio = f"{numero(finite, 0)} schede pronte su {numero(tutte, 0)}." + ("" if pronto else " Il calcolo le aspetta tutte.")
    yield Cosa(
        "da_fare" if pronto else "in_attesa", f"{istituto.label} {esercizio.anno}", dettaglio, "tocca" if pronto else "esame",
        "Aspetta te" if pronto else "In valutazione", reverse("premi:corse", args=[esercizio.anno]), "Calcola gli importi",
        **_termine(esercizio),
    )  # fmt: skip


def _termine(esercizio: Esercizio) -> dict[str, Any]:
    """The regulation has no day for the amounts; they are paid once the Relazione is validated (reading A53), and its day is theirs."""
    relazione = esercizio.reg.scadenze[RELAZIONE]
    return {"scadenza": relazione.entro(esercizio.anno), "articolo": relazione.articolo}


def _di_una_corsa(richiesta: HttpRequest, esercizio: Esercizio, corsa: Corsa, *, validata: bool) -> Iterator[Cosa]:
    titolo, url = f"{corsa.get_istituto_display()} {esercizio.anno}, corsa n. {corsa.numero}", corsa.get_absolute_url()
    if corsa.stato == LIQUIDATA:
        yield Cosa("concluso", titolo, "Importi liquidati.", "fatto", "Liquidata", url)
        return
    tocca = TOCCA.get(corsa.stato) or (DA_LIQUIDARE if validata else SENZA_RELAZIONE)
    mio = tocca.a_chi != NESSUNO and rules.has_perm(tocca.a_chi, richiesta.user)
    stato, parola = ("tocca", "Aspetta te") if mio else (corsa.stato_attuale.classe, corsa.stato_attuale.parola)
    quando: dict[str, Any] = _termine(esercizio)
    dettaglio = tocca.dettaglio
    if corsa.atto is not None and validata:  # nothing is left to wait for, and no day by which to pay
        quando = {"dal": corsa.atto.data, "articolo": ARTICOLI[Istituto(corsa.istituto)]}
        dettaglio = f"{dettaglio} Sono approvati dal {data(corsa.atto.data)}."
    yield Cosa("da_fare" if mio else "in_attesa", titolo, dettaglio, stato, parola, url, tocca.etichetta, **quando)


@registra_agenda
def fondi(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Art. 23: the amounts that an exercise in course still lacks, for the personnel office."""
    if not rules.has_perm("premi.scrivere_fondi", richiesta.user):
        return
    for esercizio, mancano in mancanti(Esercizio.objects.filter(anno__lte=oggi.year, chiuso_il=None).order_by("anno")):
        nomi = ", ".join(d.label for d in mancano)
        yield Cosa(
            "da_fare", f"Fondi {esercizio.anno}", f"{'Manca' if len(mancano) == 1 else 'Mancano'}: {nomi}.", "tocca", "Aspetta te",
            reverse("premi:fondi", args=[esercizio.anno]), "Registra le somme",
            scadenza=esercizio.reg.scadenze[ATTO_FONDI].entro(esercizio.anno), articolo="23",
        )  # fmt: skip


@registra_agenda
def residui_efficienza(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Art. 27: what a conferred premium of efficiency leaves to all the staff waits to be brought into the fund. Never by itself."""
    if not rules.has_perm("premi.scrivere_fondi", richiesta.user):
        return
    for riparto in da_portare_al_fondo():
        yield Cosa(
            "da_fare", f"Produttività {riparto.esercizio}: residuo del premio di efficienza",
            f"{euro(residuo_del_premio(riparto))} vanno alla produttività di tutto il personale.", "tocca", "Aspetta te",
            riparto.get_absolute_url(), "Portalo nel fondo", articolo="27",
        )  # fmt: skip


@registra_agenda
def propri(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """One's own amount of the last year, once approved."""
    if not ruoli_di(richiesta.user, oggi) & PAGATI:
        return
    for anno in miei_premi(richiesta.user)[:1]:
        if anno.anno >= oggi.year - 1:
            yield Cosa(
                "concluso", f"Il tuo premio {anno.anno}", f"Approvato: {euro(anno.totale)}. Puoi leggere come ci si arriva.",
                "fatto", "Approvato", reverse("premi:miei"),
            )  # fmt: skip
