"""Art. 19: opening somebody's fascicolo, and issuing it as one document. Whoever is not the evaluatee leaves a row in the log."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.letture.documenti import ALLEGATO_A, MISURAZIONE, RENDICONTO, genere_di_scheda
from obiettivi.operazioni.emissioni import DALL_ACCETTAZIONE, DALL_ASSEGNAZIONE, emetti_documento
from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente, Esercizio, Persona, Utente
from smvp.registro.operazioni import registra

from ..documenti.fascicolo import Accluso, contenuti_fascicolo
from ..documenti.tipi import LIMITI_FASCICOLO, stato_di
from ..letture.fascicolo import (
    APRI,
    DI_OBIETTIVO,
    FASCICOLO,
    STAMPA,
    Fascicolo,
    VoceScheda,
    aperto_oggi,
    chiave_fascicolo,
    e_proprio,
    fascicolo_di,
)
from ..letture.pratiche import prepara
from ..permessi import puo_aprire_fascicolo
from ..stati import FIRMATE
from .emissioni import emetti_scheda
from .emissioni_personale import emetti_parte_seconda, emetti_scheda_d


@transaction.atomic
def apri_fascicolo(*, persona: Persona, esercizio: Esercizio, utente: Utente, quando: datetime) -> None:
    """Write that the user opens somebody's fascicolo; once a day is enough, one's own leaves no trace. Raises PermissionDenied."""
    _controlla(persona, esercizio, utente)
    if not e_proprio(utente, persona) and not aperto_oggi(utente, persona, esercizio, quando.astimezone(FUSO).date()):
        _annota(APRI, persona, esercizio, utente, quando)


@transaction.atomic
def emetti_fascicolo(*, persona: Persona, esercizio: Esercizio, utente: Utente, quando: datetime) -> list[Documento]:
    """Issue what of it the user may read, as one document (in parts, if one drawing cannot hold it); the same contents give the same one.

    The documents that it holds are all those issued that the user may have; of what has none that says how it stands one is issued first.
    Raises PermissionDenied, OperazioneNonAmmessa if there is nothing to print.
    """
    _controlla(persona, esercizio, utente)
    prepara(utente, persona, esercizio, quando)
    letto = fascicolo_di(utente, persona, esercizio)
    acclusi = _acclusi(letto, utente, quando)
    if not acclusi:
        raise OperazioneNonAmmessa("Nel fascicolo non c’è ancora nessun documento.", articolo="19")
    oggi = data(quando.astimezone(FUSO).date())
    schede = [*letto.schede, *letto.personali]
    contenuti = contenuti_fascicolo(persona, esercizio, acclusi, schede, oggi, Ente.corrente(), letto.pratiche)
    sigla = impronta(canonico({"parti": [{**c, "situazione_al": ""} for c in contenuti]}, LIMITI_FASCICOLO))[:16]
    titolo = f"Fascicolo valutativo {esercizio.anno} di {persona.con_titolo}"
    richieste = [
        Richiesta(
            f"{FASCICOLO}:{persona.pk}:{esercizio.anno}:{utente.pk}:{sigla}" + (f":{n}-{len(contenuti)}" if len(contenuti) > 1 else ""),
            titolo + (f", parte {n} di {len(contenuti)}" if len(contenuti) > 1 else ""),
            persona.pk,
            partial(dict, contenuto),
        )
        for n, contenuto in enumerate(contenuti, 1)
    ]
    documenti = emetti_tutti(richieste, tipo=FASCICOLO, utente=utente, quando=quando)
    if not e_proprio(utente, persona):
        _annota(STAMPA, persona, esercizio, utente, quando)
    return documenti


def _acclusi(fascicolo: Fascicolo, utente: Utente, quando: datetime) -> list[Accluso]:
    """In the order of the year: assignment, report, measurement of each objective, the evaluation, what followed; the oldest first."""
    fatti = {d.pk: fatto for insieme, fatto in _per_genere(fascicolo, utente, quando) for d in insieme}
    documenti = Documento.objects.in_bulk(list(fatti))
    return [Accluso(documenti[pk], fatto) for pk, fatto in fatti.items()]


def _per_genere(fascicolo: Fascicolo, utente: Utente, quando: datetime) -> Iterator[tuple[list[Documento], date | None]]:
    """The documents of each thing, with the day of what they say where it is written."""
    come: dict[str, Any] = {"utente": utente, "quando": quando}
    for codice in DI_OBIETTIVO:
        for voce in fascicolo.obiettivi:
            obiettivo = voce.assegnazione.obiettivo
            emessi = [d for d in voce.documenti if d.tipo == codice]
            genere = genere_di_scheda(codice)
            if genere and genere.si_puo(obiettivo) and not _c_e(emessi, obiettivo.stato, DALL_ACCETTAZIONE):
                emessi = _con(emessi, emetti_documento(obiettivo=obiettivo, codice=codice, **come))
            assegnata = [d for d in emessi if codice == ALLEGATO_A and stato_di(d) in DALL_ASSEGNAZIONE]
            yield (
                [d for d in emessi if d not in assegnata],
                {RENDICONTO: obiettivo.rendicontato_il, MISURAZIONE: obiettivo.misurato_il}.get(codice),
            )
            yield assegnata, obiettivo.atto.data if obiettivo.atto else None
    for voce_b in fascicolo.schede:
        yield from _di_scheda(voce_b, "scheda_b", partial(emetti_scheda, voce_b.scheda, **come))  # type: ignore[arg-type]
    for voce_d in fascicolo.personali:
        yield from _di_scheda(voce_d, "scheda_d", partial(emetti_scheda_d, voce_d.scheda, **come))  # type: ignore[arg-type]
        if voce_d.scheda.pk in fascicolo.con_seconda:
            yield from _di_scheda(voce_d, "scheda_d2", partial(emetti_parte_seconda, voce_d.scheda, **come))  # type: ignore[arg-type]
    for pratica in fascicolo.pratiche:
        for documento, fatto_il in pratica.documenti:
            yield [documento], fatto_il


def _di_scheda(voce: VoceScheda, tipo: str, emetti: Callable[[], Documento]) -> Iterator[tuple[list[Documento], date | None]]:
    """The originals before the signature are each of its own day; those signed, of the day of the signature."""
    scheda = voce.scheda
    emessi = [d for d in voce.documenti if d.tipo == tipo]
    if scheda.stato not in FIRMATE or not _c_e(emessi, scheda.stato, FIRMATE):
        emessi = _con(emessi, emetti())
    firmati = [d for d in emessi if stato_di(d) in FIRMATE]
    yield [d for d in emessi if d not in firmati], None
    yield firmati, scheda.presa_visione_il and scheda.presa_visione_il.astimezone(FUSO).date()


def _c_e(emessi: Sequence[Documento], stato: str, fissati: Collection[str]) -> bool:
    """Whether one of the documents says how the thing stands: once it is signed, the one that was signed does."""
    return any(stato_di(d) == stato or (stato in fissati and stato_di(d) in fissati) for d in emessi)


def _con(emessi: list[Documento], documento: Documento) -> list[Documento]:
    return emessi if documento in emessi else [*emessi, documento]


def _controlla(persona: Persona, esercizio: Esercizio, utente: Utente) -> None:
    if not puo_aprire_fascicolo(utente, persona, esercizio):
        raise PermissionDenied(
            "Il fascicolo lo leggono il valutato, il suo Dirigente e la sua P.O., il NCVP per i Dirigenti e il Segretario generale."
        )


def _annota(azione: str, persona: Persona, esercizio: Esercizio, utente: Utente, quando: datetime) -> None:
    registra(azione=azione, oggetto=FASCICOLO, oggetto_id=chiave_fascicolo(persona, esercizio), utente=utente.username, quando=quando)
