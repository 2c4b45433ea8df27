"""Art. 18: what the next act of the Giunta approves, as lists: dirigenti and P.O. by name, the staff by number.

What acts of before have approved, and what is not evaluable, is told apart.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.letture import storia

from ..models import Scheda, SchedaPersonale, Valutazione, termine_riesame
from ..permessi import totali_visibili_a, visibili_a
from ..stati import APPROVATE, FIRMATE, NON_VALUTABILE, PRESA_VISIONE
from .sospese import sospesa

# As the log calls them: the lists as PDF, the lists as a spreadsheet.
PREPARA, ESPORTA = "esercizio.prepara_elenco_giunta", "esercizio.esporta_elenco_giunta"
NELL_ELENCO = (*FIRMATE, NON_VALUTABILE)


@dataclass(frozen=True, slots=True)
class VoceIncarico:
    """Allegato B: with the name, because the act is not public."""

    nome: str
    unita: str
    p_a: Decimal | None
    p_b: Decimal | None
    p_finale: Decimal | None
    fascia: int | None
    percentuale: int | None
    nota: str


@dataclass(frozen=True, slots=True)
class VocePersonale:
    """Allegato D: without the name."""

    direzione: str
    unita: str
    matricola: str
    totale: Decimal | None
    nota: str


@dataclass(frozen=True, slots=True)
class ElencoGiunta:
    """What one act approves. ``mancano``: how many sheets are not signed yet, and so are not in the list."""

    incarichi: list[VoceIncarico]
    personale: list[VocePersonale]
    mancano_incarichi: int
    mancano_personale: int
    lasciate: int = 0
    """Signed, and left for an act to come: by who prepares the list, or because not approvable yet (letture.sospese)."""
    gia_approvate: Sequence[tuple[str, int]] = ()
    """The acts of before, each with how many it has approved."""
    non_valutabili: Sequence[tuple[str, str]] = ()
    """Name or number, and unit: there is no score to approve."""
    chiavi: Sequence[str] = ()
    """The sheets in the list."""


def elenco_giunta(utente: Utente, esercizio: Esercizio, giorno: date, scelte: Collection[str] | None = None) -> ElencoGiunta:
    """The list of what the next act approves, as the user may know it, on a day; in a fixed number of queries.

    ``scelte``: the keys of the sheets ticked for it, of those on which the user registers the act; None: all.
    """
    schede = visibili_a(utente).filter(esercizio=esercizio).select_related("incarico__persona", "incarico__direzione", "atto")
    personale = (
        totali_visibili_a(utente)
        .filter(esercizio=esercizio)
        .select_related("persona", "direzione__padre__padre", "atto")
        .order_by("direzione__codice", "persona__matricola")
    )
    note, propria = _Note(esercizio, giorno), persona_di(utente)
    firmate: list[list[Any]] = [list(insieme.filter(stato=PRESA_VISIONE)) for insieme in (schede, personale)]
    ferme = {s.chiave for insieme in (schede, personale) for s in insieme.filter(sospesa(insieme.model), stato=PRESA_VISIONE)}
    nell_atto = [
        [
            s for s in insieme
            if s.chiave not in ferme and (scelte is None or s.chiave in scelte or (propria is not None and s.valutato_id == propria.pk))
        ]
        for insieme in firmate
    ]  # fmt: skip
    senza = [s for insieme in (schede, personale) for s in insieme.filter(stato=NON_VALUTABILE)]
    return ElencoGiunta(
        incarichi=[_incarico(s, note) for s in nell_atto[0]],
        personale=[_personale(s, note) for s in nell_atto[1]],
        mancano_incarichi=schede.exclude(stato__in=NELL_ELENCO).count(),
        mancano_personale=personale.exclude(stato__in=NELL_ELENCO).count(),
        lasciate=sum(map(len, firmate)) - sum(map(len, nell_atto)),
        gia_approvate=_gia_approvate(schede, personale),
        non_valutabili=[_senza_punteggio(s) for s in senza],
        chiavi=[s.chiave for insieme in nell_atto for s in insieme],
    )


def nell_ultimo_elenco(esercizio: Esercizio) -> frozenset[str]:
    """The sheets in the last list that was prepared, whichever its form: those that the Giunta has before it."""
    evento = storia("esercizio", esercizio.pk).filter(azione__in=(PREPARA, ESPORTA)).first()
    return frozenset(evento.contenuto.get("schede", ())) if evento else frozenset()


def _gia_approvate(*insiemi: QuerySet[Any]) -> list[tuple[str, int]]:
    conti: Counter[tuple[date, int]] = Counter()
    for insieme in insiemi:
        righe = insieme.filter(stato__in=APPROVATE, atto__isnull=False).order_by().values_list("atto__data", "atto__numero")
        conti.update({(giorno, numero): n for giorno, numero, n in righe.annotate(n=Count("pk"))})
    return [(f"n. {numero} del {data(giorno)}", n) for (giorno, numero), n in sorted(conti.items())]


def _senza_punteggio(s: Scheda | SchedaPersonale) -> tuple[str, str]:
    if isinstance(s, Scheda):
        return s.incarico.persona.con_titolo, _unita(s)
    return f"matricola {s.persona.matricola}", str(s.direzione)


class _Note:
    """Who may still be reviewed, who has not signed; the term of art. 29 is read from the calendar once a day of signature."""

    def __init__(self, esercizio: Esercizio, giorno: date) -> None:
        self._esercizio, self._calendario, self._giorno = esercizio, Ente.corrente().calendario, giorno
        self._per_giorno: dict[date, date] = {}

    def di(self, scheda: Valutazione) -> str:
        parti = ["presa visione rifiutata"] if scheda.firma_rifiutata else ["notificata"] if scheda.notificata_il else []
        if scheda.sostituisce_id is not None:
            parti = [f"rideterminata da {scheda.determinata_da}"]
        elif scheda.presa_visione_il and (termine := self._termine(scheda.presa_visione_il)) >= self._giorno:
            parti.append(f"riesame possibile fino al {data(termine)}")
        return "; ".join(parti)

    def _termine(self, firmata: datetime) -> date:
        giorno = firmata.astimezone(FUSO).date()
        if giorno not in self._per_giorno:
            self._per_giorno[giorno] = termine_riesame(firmata, self._esercizio, self._calendario)
        return self._per_giorno[giorno]


def _incarico(s: Scheda, note: _Note) -> VoceIncarico:
    return VoceIncarico(s.incarico.persona.con_titolo, _unita(s), s.p_a, s.p_b, s.p_finale, s.fascia, s.percentuale, note.di(s))


def _unita(s: Scheda) -> str:
    return f"{s.incarico.direzione or s.incarico.titolo_ruolo}{' (ad interim)' if s.incarico.ad_interim else ''}"


def _personale(s: SchedaPersonale, note: _Note) -> VocePersonale:
    return VocePersonale(str(s.direzione.apice), str(s.direzione), s.persona.matricola, s.totale, note.di(s))
