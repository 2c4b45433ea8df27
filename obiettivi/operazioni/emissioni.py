"""Issuing the documents of the objectives: by themselves at the steps that end something, on request for a sheet or an exercise."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.al_passaggio import emetti_al_passaggio
from smvp.documenti.contenuto import canonico, impronta
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import Richiesta, emetti_insieme, emetti_tutti
from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Direzione, Ente, Esercizio, Utente

from .. import documenti
from ..letture.documenti import (
    ALLEGATO_A,
    DALLA_VALIDAZIONE,
    DELIBERA,
    MISURAZIONE,
    PIANO,
    RENDICONTO,
    STATI,
    VERBALE,
    VERBALI,
    VERIFICA,
    Genere,
    genere_di_scheda,
)
from ..letture.quadri.indicatori import piano_indicatori
from ..letture.stampa import IN_REVISIONE, da_stampare, in_ordine, rivalidata, testi_precedenti, versioni_in_vigore
from ..models import Obiettivo
from ..permessi import visibili_a
from ..stati import ACCETTATA, ASSEGNATA, BOZZA, INTEGRAZIONI, OBIETTIVO, VALIDATA
from . import passaggi  # noqa: F401 - registered before: what a step writes must stand there when its document is made

Gruppi = list[dict[str, Any]]
DALL_ACCETTAZIONE = frozenset(STATI[STATI.index(ACCETTATA) :])
DALL_ASSEGNAZIONE = frozenset(STATI[STATI.index(ASSEGNATA) :])


@dataclass(frozen=True, slots=True)
class Quadro:
    """What all the documents of one request share."""

    ente: Ente
    firmatari: Firmatari
    precedenti: Mapping[int, Any]


DI_UNA_SCHEDA: dict[str, Callable[[Obiettivo, Quadro], dict[str, Any]]] = {
    ALLEGATO_A: lambda o, q: documenti.contenuto_allegato_a(o, q.ente, q.firmatari, q.precedenti.get(o.pk)),
    RENDICONTO: lambda o, q: documenti.contenuto_rendiconto(o, q.ente, q.firmatari),
    VERBALE: lambda o, q: documenti.contenuto_verbale(o, q.ente, q.firmatari),
    MISURAZIONE: lambda o, q: documenti.contenuto_misurazione(o, q.ente, q.firmatari),
}

# --- one sheet -------------------------------------------------------------------------------------------------------------------


def emetti_documento(*, obiettivo: Obiettivo, codice: str, utente: Utente, quando: datetime) -> Documento:
    """Freeze a document of the sheet as it stands and queue its PDF; the same state, version and content give the same document.

    Raises OperazioneNonAmmessa for a document that does not exist yet in this state, DatiNonValidi for a text that cannot be printed.
    """
    genere = genere_di_scheda(codice)
    if genere is None or not genere.si_puo(obiettivo):
        raise OperazioneNonAmmessa(f"Il documento si può avere {genere.quando}." if genere else "Questo documento non esiste.")
    fresco = da_stampare(Obiettivo.objects.filter(pk=obiettivo.pk)).get()
    for campo in ("stato", "versione", "atto", "validato_il", "rendicontato_il", "misurato_il"):
        setattr(fresco, campo, getattr(obiettivo, campo))
    return _emetti([fresco], genere, utente=utente, quando=quando)[0]


def _emetti(obiettivi: Sequence[Obiettivo], genere: Genere, *, utente: Utente, quando: datetime) -> list[Documento]:
    precedenti = testi_precedenti(obiettivi) if genere.codice == ALLEGATO_A else {}
    quadro = Quadro(Ente.corrente(), Firmatari(quando.astimezone(FUSO).date()), precedenti)
    richieste = []
    for o in obiettivi:
        contenuto = DI_UNA_SCHEDA[genere.codice](o, quadro)
        # The print of a draft is of who asked for it: the same words asked for by two are two documents.
        di_chi = f"{utente.pk}:" if o.stato == BOZZA else ""
        chiave = f"{genere.codice}:{o.pk}:{o.stato}:{o.versione}:{di_chi}{_sigla(contenuto)}"
        titolo = f"{o.codice} · {genere.nome}: {o.stato_attuale.in_frase}"
        richieste.append(Richiesta(chiave, titolo, o.pk, lambda contenuto=contenuto: contenuto))  # type: ignore[misc]
    return emetti_tutti(richieste, tipo=genere.codice, utente=utente, quando=quando)


def _sigla(contenuto: Mapping[str, Any]) -> str:
    """What tells two contents apart in a key: ticks, signatures and reports do not make a sheet's version grow."""
    return impronta(canonico(contenuto, documenti.AMPI))[:16]


def _al_passaggio(azione: str, codice: str) -> None:
    @effetto(OBIETTIVO.codice, azione)
    def emette(obiettivo: Obiettivo, *, utente: Utente, quando: datetime) -> None:
        emetti_al_passaggio(partial(emetti_documento, obiettivo=obiettivo, codice=codice, utente=utente, quando=quando))


for _azione, _codice in (
    ("valida", VERBALE), ("valida_po", VERBALE), ("accetta", ALLEGATO_A), ("assegna", ALLEGATO_A), ("rendiconta", RENDICONTO),
    ("misura", MISURAZIONE),
):  # fmt: skip
    _al_passaggio(_azione, _codice)


# --- a whole exercise ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def emetti_allegati_a(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> Lavoro:
    """Queue the Allegato A of all the sheets of an exercise that the user may read, drafts left out, with a zip at the end."""
    _controlla(utente)
    obiettivi = _obiettivi(esercizio, utente, frozenset(STATI) - {BOZZA})
    genere = genere_di_scheda(ALLEGATO_A)
    assert genere is not None  # noqa: S101 - a kind of ours
    emessi = _emetti(obiettivi, genere, utente=utente, quando=quando)
    return emetti_insieme(tipo=ALLEGATO_A, titolo=f"Allegati A {esercizio.anno}", documenti=emessi, utente=utente, quando=quando)


@transaction.atomic
def emetti_di_esercizio(*, esercizio: Esercizio, codice: str, utente: Utente, quando: datetime) -> list[Documento]:
    """Queue a document of a whole exercise, in parts where it is too large for one.

    Raises PermissionDenied, OperazioneNonAmmessa (a document that does not exist, or with nothing to say yet).
    """
    _controlla(utente)
    if codice not in DI_UN_ESERCIZIO:
        raise OperazioneNonAmmessa("Questo documento non esiste.")
    nome, stati, gruppi_di, contenuto_di = DI_UN_ESERCIZIO[codice]
    gruppi = gruppi_di(_obiettivi(esercizio, utente, stati))
    if not any(g["voci"] for g in gruppi):
        raise OperazioneNonAmmessa("Nessun obiettivo di questo esercizio è ancora arrivato a questo punto.")
    ente, in_carica, oggi = Ente.corrente(), Firmatari(quando.astimezone(FUSO).date()), quando.astimezone(FUSO).date()
    richieste = []
    for fascicolo, parte in documenti.numerati(documenti.fascicoli(gruppi)):
        contenuto = contenuto_di(esercizio, parte, fascicolo, ente, in_carica) | {"situazione_al": data(oggi)}
        quale = f", parte {fascicolo['numero']} di {fascicolo['di']}" if fascicolo else ""
        titolo = f"{nome} {esercizio.anno}{quale}"
        richieste.append((titolo, contenuto))
    insieme = impronta(" ".join(_sigla(c) for _, c in richieste))[:16]  # if one part changes, all of them are issued anew
    return emetti_tutti(
        [
            Richiesta(f"{codice}:{esercizio.anno}:{insieme}:{n}", titolo, esercizio.pk, lambda c=contenuto: c)  # type: ignore[misc]
            for n, (titolo, contenuto) in enumerate(richieste, 1)
        ],
        tipo=codice, utente=utente, quando=quando,
    )  # fmt: skip


@transaction.atomic
def emetti_piani(*, esercizio: Esercizio, direzioni: Iterable[Direzione], utente: Utente, quando: datetime) -> list[Documento]:
    """Art. 9: queue the Piano generale degli indicatori of these Direzioni. Raises OperazioneNonAmmessa if none has any."""
    _controlla(utente)
    ente, oggi = Ente.corrente(), quando.astimezone(FUSO).date()
    in_carica = Firmatari(oggi)
    richieste = []
    sezioni = {s.direzione.pk: s for s in piano_indicatori(esercizio, None, utente).sezioni if s.direzione}
    for direzione in direzioni:
        if sezione := sezioni.get(direzione.pk):
            contenuto = documenti.contenuto_piano(esercizio, direzione, sezione.voci, ente, in_carica) | {"situazione_al": data(oggi)}
            chiave = f"{PIANO}:{esercizio.anno}:{direzione.pk}:{_sigla(contenuto)}"
            titolo = f"Piano generale degli indicatori, {direzione}: {esercizio.anno}"[:200]
            richieste.append(Richiesta(chiave, titolo, direzione.pk, lambda c=contenuto: c))  # type: ignore[misc]
    if not richieste:
        raise OperazioneNonAmmessa(f"Nel {esercizio.anno} non c’è ancora nessun indicatore validato.")
    return emetti_tutti(richieste, tipo=PIANO, utente=utente, quando=quando)


@transaction.atomic
def raccogli(*, codice: str, titolo: str, emessi: Sequence[Documento], utente: Utente, quando: datetime) -> Lavoro:
    """Gather the parts of a document into one zip."""
    return emetti_insieme(tipo=codice, titolo=titolo, documenti=emessi, utente=utente, quando=quando)


def _controlla(utente: Utente) -> None:
    if not rules.has_perm("obiettivi.documenti_esercizio", utente):
        raise PermissionDenied("Chiedono i documenti di tutto l’esercizio il Segretario generale, il NCVP e la sua segreteria.")


def _obiettivi(esercizio: Esercizio, utente: Utente, stati: frozenset[str]) -> list[Obiettivo]:
    return in_ordine(da_stampare(visibili_a(utente).filter(esercizio=esercizio, stato__in=stati)))


def _gruppi_verbali(obiettivi: Sequence[Obiettivo]) -> Gruppi:
    """Art. 13: the NCVP's own record; those of the P.O. are their dirigente's."""
    return [{"voci": [documenti.voce_verbale(o) for o in obiettivi if not o.di_po]}]


def _contenuto_verbali(esercizio: Esercizio, parte: Gruppi, fascicolo: Any, ente: Ente, in_carica: Firmatari) -> dict[str, Any]:
    return documenti.contenuto_verbali(esercizio, [v for g in parte for v in g["voci"]], fascicolo, ente, in_carica)


def _gruppi_delibera(obiettivi: Sequence[Obiettivo]) -> Gruppi:
    """What is accepted, and what has been: of a redefined sheet that is not accepted yet the text that still holds (art. 15)."""
    schede = [o for o in obiettivi if o.stato != VALIDATA or rivalidata(o)]
    return documenti.voci_delibera(schede, versioni_in_vigore(schede))


DI_UN_ESERCIZIO: dict[str, tuple[str, frozenset[str], Callable[[Sequence[Obiettivo]], Gruppi], Callable[..., dict[str, Any]]]] = {
    VERBALI: ("Verbale di validazione", (DALLA_VALIDAZIONE | {INTEGRAZIONI}) - IN_REVISIONE, _gruppi_verbali, _contenuto_verbali),
    DELIBERA: ("Allegato alla deliberazione", DALL_ACCETTAZIONE | {VALIDATA}, _gruppi_delibera, documenti.contenuto_delibera),
    VERIFICA: ("Verifica semestrale", DALL_ASSEGNAZIONE, documenti.voci_verifica, documenti.contenuto_verifica),
}
