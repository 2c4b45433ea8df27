"""Art. 19: reviews and conciliations of a person in their fascicolo valutativo, for who may see the case and for nobody else.

What the party does not read yet of a case, of how the Organismo votes, they do not read here either.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime

import rules
from django.urls import reverse

from smvp.documenti.models import Documento
from smvp.documenti.permessi import documenti_letti
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Esercizio, Persona, Utente
from valutazioni.letture.pratiche import Archivio, Foglio, Pratica, registra

from ..documenti.contenuti import COMUNICAZIONE, CONVOCAZIONE, DECISIONE, RICHIESTA, VERBALE
from ..documenti.tipi import FOGLI
from ..letture.casi import LEGAMI, con_tutto
from ..models import Conciliazione, Istanza, SuUnaScheda
from ..permessi import conciliazioni_visibili_a, e_parte, visibili_a
from .emissioni import emetti_i_mancanti

Fatti = Iterator[tuple[str, str]]


def _del(momento: datetime) -> date:
    return momento.astimezone(FUSO).date()


def pratiche(utente: Utente, persona: Persona, esercizio: Esercizio) -> list[Pratica]:
    """The oldest first, in a number of queries that does not grow with them."""
    istanze = list(con_tutto(visibili_a(utente).filter(persona=persona, esercizio=esercizio)).order_by("presentata_il", "pk"))
    altre = conciliazioni_visibili_a(utente).filter(persona=persona, esercizio=esercizio).select_related(*LEGAMI)
    emessi: dict[int, list[Documento]] = {}
    if istanze:
        fogli = Documento.objects.filter(tipo__in=FOGLI, oggetto_id__in=[i.pk for i in istanze]).order_by("richiesto_il", "pk")
        for d in documenti_letti(utente, fogli):
            emessi.setdefault(d.oggetto_id, []).append(d)
    return [
        *(_del_riesame(utente, i, emessi.get(i.pk, [])) for i in istanze),
        *(_della_conciliazione(c) for c in altre.prefetch_related("allegati").order_by("richiesta_il", "pk")),
    ]


def _del_riesame(utente: Utente, istanza: Istanza, emessi: list[Documento]) -> Pratica:
    legge = rules.has_perm("conciliazione.leggere_decisioni", utente, istanza)
    return Pratica(
        chiave=_chiave(istanza),
        titolo=str(istanza),
        url=istanza.get_absolute_url(),
        stato=istanza.stato_per_la_parte if e_parte(utente, istanza) else istanza.stato_attuale,
        fatti=list(_fatti(istanza, legge=legge)),
        testi=[
            (f"Controdeduzioni di {c.chiesta_a.con_titolo}, {data(_del(c.data_il))}", c.testo)
            for c in istanza.controdeduzioni.all() if c.data_il
        ],
        documenti=[(d, _fatto_il(istanza, d)) for d in emessi],
        fogli=_fogli(istanza),
    )  # fmt: skip


def _fatti(istanza: Istanza, *, legge: bool) -> Fatti:
    """``legge``: also how the Organismo has decided."""
    yield "Contro", str(istanza.scheda)
    tardi = f", tardiva: l’ultimo giorno utile era il {data(istanza.termine_presentazione)}" if istanza.tardiva else ""
    yield "Presentata", f"{data(istanza.giorno)}{tardi}"
    if istanza.in_carica:
        yield "Organismo di garanzia", "; ".join(c.nome for c in istanza.in_carica)
    for c in istanza.controdeduzioni.all():
        date_il = f"date il {data(_del(c.data_il))}" if c.data_il else f"non ancora date, attese entro il {data(c.entro)}"
        yield "Controdeduzioni", f"{c.chiesta_a.con_titolo}: chieste il {data(_del(c.chiesta_il))}, {date_il}"
    for a in istanza.audizioni.all():
        come = "da tenere" if a.da_tenere else f"valutato {a.get_presenza_display().lower()}"
        yield "Audizione", f"convocata il {data(_del(a.convocata_il))} per il {data(_del(a.fissata_per))}: {come}"
    if legge and istanza.esito:
        deciso = _decisa_il(istanza)
        yield "Esito", istanza.esito_in_parole + (f", votato il {data(deciso)}" if deciso else "")
    if istanza.comunicata_il:
        yield "Comunicata", data(_del(istanza.comunicata_il))


def _decisa_il(istanza: Istanza, numero: str = "") -> date | None:
    """The day of the last vote on a decision: on the last one, or on that of this number."""
    decisioni = [d for d in istanza.decisioni.all() if not numero or str(d.numero) == numero]
    voti = [v.votato_il for v in decisioni[-1].espressi] if decisioni else []
    return _del(max(voti)) if voti else None


def _fatto_il(istanza: Istanza, documento: Documento) -> date | None:
    """The day of what a document says: it may have been issued later, for the asking."""
    quale = documento.chiave.split(":")[2]
    audizione = next((a for a in istanza.audizioni.all() if str(a.pk) == quale), None)
    if documento.tipo == RICHIESTA:
        return istanza.giorno
    if documento.tipo == CONVOCAZIONE:
        return _del(audizione.convocata_il) if audizione else None
    if documento.tipo == VERBALE:
        return _del(audizione.fissata_per) if audizione else None
    if documento.tipo == DECISIONE:
        return _decisa_il(istanza, quale)
    return _del(istanza.comunicata_il) if documento.tipo == COMUNICAZIONE and istanza.comunicata_il else None


def _della_conciliazione(riga: Conciliazione) -> Pratica:
    """Art. 30: the record of the attempt, of which nothing is issued: what was asked, how it ended, the papers."""
    fatti = [("Contro", str(riga.scheda)), ("Davanti a", riga.sede), ("Richiesta del", data(riga.richiesta_il))]
    if riga.esito and riga.esito_del:
        fatti += [("Esito", riga.get_esito_display()), ("Verbale del", data(riga.esito_del))]
    testi = [("Che cosa si chiede", riga.oggetto), ("Che cosa dice il verbale", riga.contenuto)]
    return Pratica(
        chiave=_chiave(riga), titolo="Conciliazione (art. 30)", url=riga.get_absolute_url(), stato=riga.stato_attuale, fatti=fatti,
        testi=[(titolo, testo) for titolo, testo in testi if testo], fogli=_fogli(riga),
    )  # fmt: skip


def _fogli(caso: Istanza | Conciliazione) -> list[Foglio]:
    nome = "conciliazione:allegato" if isinstance(caso, Istanza) else "conciliazione:allegato_conciliazione"
    return [Foglio(a.nome, reverse(nome, args=[caso.pk, a.pk]), a.impronta, a.caricato_il) for a in caso.allegati.all()]


def _chiave(caso: SuUnaScheda) -> str:
    return f"{caso.flusso.codice}-{caso.pk}"


def visibili(utente: Utente, chiavi: Collection[str]) -> set[str]:
    """Among these cases those that the user may see now, in two queries."""

    def fra(codice: str) -> list[int]:
        return [int(c.rpartition("-")[2]) for c in chiavi if c.startswith(f"{codice}-")]

    istanze = visibili_a(utente).filter(pk__in=fra("istanza"))
    altre = conciliazioni_visibili_a(utente).filter(pk__in=fra("conciliazione"))
    return {_chiave(caso) for righe in (istanze, altre) for caso in righe}


def prepara(utente: Utente, persona: Persona, esercizio: Esercizio, quando: datetime) -> None:
    """What the steps of these cases have left to whoever asks (smvp.documenti.al_passaggio)."""
    for istanza in con_tutto(visibili_a(utente).filter(persona=persona, esercizio=esercizio)):
        emetti_i_mancanti(istanza, utente, quando)


registra(Archivio(pratiche, visibili, prepara))
