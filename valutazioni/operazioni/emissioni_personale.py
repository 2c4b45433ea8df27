"""Issuing the documents of the staff sheets (Allegato D): part one, part two, all those of an exercise in one batch."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import Richiesta, chiedi_insieme, emetti_tutti
from smvp.documenti.tipi import registra_emissione
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Esercizio, Utente

from ..documenti.parole import chiave_di
from ..documenti.scheda_d import chiave_parte_seconda, contenuto_parte_seconda, contenuto_scheda_d
from ..documenti.tipi import SCHEDA_D, SCHEDA_D2
from ..letture.personale import con_percentuali, con_voti
from ..letture.scritti import Scritti, scritti_di
from ..models import SchedaPersonale
from ..permessi import personali_visibili_a, seconde_visibili_a
from .emissioni import com_e_ora

NESSUNA_PARTE = "La parte seconda di questa scheda non è ancora scritta."


def emetti_scheda_d(scheda: SchedaPersonale, *, utente: Utente, quando: datetime) -> Documento:
    """Freeze part one as it stands and queue its PDF; the same version gives the same document."""
    return emetti_prime([_fresca(scheda)], utente=utente, quando=quando)[0]


def emetti_parte_seconda(scheda: SchedaPersonale, *, utente: Utente, quando: datetime) -> Documento:
    """Freeze part two and queue its PDF. Raises OperazioneNonAmmessa while the dirigente has not written it."""
    fresca = _fresca(scheda)
    if not hasattr(fresca, "parte_seconda"):
        raise OperazioneNonAmmessa(NESSUNA_PARTE, articolo="22")
    return _seconde([fresca], utente=utente, quando=quando)[0]


def emetti_alla_firma(scheda: SchedaPersonale, *, utente: Utente, quando: datetime) -> None:
    """Both parts as the evaluatee has read them; the second where there is one."""
    fresca = _fresca(scheda)
    emetti_prime([fresca], utente=utente, quando=quando)
    if hasattr(fresca, "parte_seconda"):
        _seconde([fresca], utente=utente, quando=quando)


NOMI = {SCHEDA_D: "Schede del personale", SCHEDA_D2: "Parti seconde delle schede del personale"}
PERMESSI = {SCHEDA_D: "valutazioni.stampare_personale", SCHEDA_D2: "valutazioni.stampare_seconde"}


def stampa_personale(*, esercizio: Esercizio, tipo: str, utente: Utente, quando: datetime) -> Lavoro:
    """Ask for the PDFs of all the staff sheets of an exercise (``tipo``: part one or two) that the user may read; one zip, by Direzione.

    They are frozen by the worker, in blocks. Raises PermissionDenied, OperazioneNonAmmessa if there is none.
    """
    if not rules.has_perm(PERMESSI[tipo], utente):
        raise PermissionDenied("Chiede questi documenti chi valuta il personale; le parti seconde anche l’ufficio Personale.")
    schede = list(da_stampare(tipo, utente).filter(esercizio=esercizio).order_by("pk").values_list("pk", flat=True))
    if not schede:
        raise OperazioneNonAmmessa("Non c’è nessuna scheda da stampare in questo esercizio.")
    return chiedi_insieme(tipo=tipo, titolo=f"{NOMI[tipo]} {esercizio.anno}", oggetti=schede, utente=utente, quando=quando)


def da_stampare(tipo: str, utente: Utente) -> QuerySet[SchedaPersonale]:
    """The sheets whose part one or two the user may print together: of others, and for part two where it is written."""
    leggibili = personali_visibili_a(utente) if tipo == SCHEDA_D else seconde_visibili_a(utente).filter(parte_seconda__isnull=False)
    return leggibili.exclude(persona__utente=utente.pk)


def emetti_blocco_personale(tipo: str, schede: Sequence[int], utente: Utente, quando: datetime) -> list[Documento]:
    """Freeze a block of those that were asked for, as they are now, each with its version; of what may no longer be read nothing is.

    To be called within a transaction: nobody writes on these sheets while they are read.
    """
    list(SchedaPersonale.objects.select_for_update().filter(pk__in=schede).order_by("pk").values_list("pk", flat=True))
    righe = leggi_per_stampa(da_stampare(tipo, utente).filter(pk__in=schede))
    return (emetti_prime if tipo == SCHEDA_D else _seconde)(righe, utente=utente, quando=quando)


def leggi_per_stampa(schede: QuerySet[SchedaPersonale]) -> list[SchedaPersonale]:
    """The sheets with all that is printed of them, in a number of queries that does not grow."""
    return list(con_percentuali(list(con_voti(schede).select_related("parte_seconda__compilata_da__persona", "atto"))))


def _fresca(scheda: SchedaPersonale) -> SchedaPersonale:
    (fresca,) = leggi_per_stampa(SchedaPersonale.tutte.filter(pk=scheda.pk))
    com_e_ora(fresca, scheda)
    return fresca


def emetti_prime(schede: Sequence[SchedaPersonale], *, utente: Utente, quando: datetime) -> list[Documento]:
    """Freeze part one of these sheets and queue their PDF."""
    ente, in_carica = Ente.corrente(), Firmatari(quando.astimezone(FUSO).date())
    scritti = scritti_di(schede)
    richieste = [_prima(s, ente, in_carica, scritti[s.pk]) for s in schede]
    return emetti_tutti(richieste, tipo=SCHEDA_D, utente=utente, quando=quando)


def _prima(scheda: SchedaPersonale, ente: Ente, in_carica: Firmatari, scritti: Scritti) -> Richiesta:
    payload = partial(contenuto_scheda_d, scheda, ente, in_carica, scritti)
    chiave = chiave_di(scheda, SCHEDA_D, scritti.note)
    if scheda.totale is None:  # percentages entered elsewhere change what is printed, not the sheet's version
        contenuto = payload()
        chiave, payload = f"{chiave}:{impronta(canonico(contenuto))[:16]}", partial(dict, contenuto)
    return Richiesta(chiave, f"{scheda}: {scheda.stato_attuale.in_frase}", scheda.pk, payload)


def _seconde(schede: Sequence[SchedaPersonale], *, utente: Utente, quando: datetime) -> list[Documento]:
    ente = Ente.corrente()
    richieste = [
        Richiesta(
            chiave_parte_seconda(s, s.parte_seconda),
            f"{s}, parte seconda",
            s.pk,
            partial(contenuto_parte_seconda, s, s.parte_seconda, ente),
        )
        for s in schede
    ]
    return emetti_tutti(richieste, tipo=SCHEDA_D2, utente=utente, quando=quando)


for _tipo in (SCHEDA_D, SCHEDA_D2):
    registra_emissione(_tipo, partial(emetti_blocco_personale, _tipo))
