"""A sheet sent back: by whom, when and why, until whoever it went back to takes it on again; and what of it the evaluatee is not told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smvp.organizzazione.letture import nomi_nel_registro
from smvp.registro.models import Evento

from ..models import Valutazione
from ..stati import APERTA, LETTE_DAL_VALUTATO, PROPOSTA, PROPOSTA_A, SCHEDA, SCHEDA_PERSONALE


@dataclass(frozen=True, slots=True)
class Regola:
    """A step that sends a sheet back: the steps that close the matter, the states until then, and the words of the page."""

    chiude: frozenset[str]
    stati: tuple[str, ...]
    titolo: str
    che_fare: str
    tocca: str
    """Whose turn it is, for those who only read."""


REGOLE: Mapping[str, Mapping[str, Regola]] = {
    SCHEDA.codice: {
        "nega_concerto": Regola(
            frozenset({"chiedi_concerto"}), (APERTA, PROPOSTA_A), "Il NCVP ha negato il concerto",
            "Rivedi i voti (per le percentuali degli obiettivi, riapri prima la loro valutazione), poi chiedi di nuovo il concerto.",
            "Ora la rivede il Dirigente, che chiede di nuovo il concerto.",
        ),
        "restituisci": Regola(
            frozenset({"trasmetti"}), (APERTA, PROPOSTA_A), "Il Sindaco ha restituito la scheda",
            "Rivedi la proposta, poi trasmettila di nuovo al Sindaco.",
            "Ora la rivede il NCVP, che la trasmette di nuovo al Sindaco.",
        ),
        "rinvia": Regola(
            frozenset({"decidi"}), (PROPOSTA,), "Il NCVP ha rinviato la scheda al Sindaco",
            "Rivedi la decisione sui comportamenti, poi confermala di nuovo.",
            "Ora la rivede il Sindaco, che conferma di nuovo la sua decisione.",
        ),
    },
    SCHEDA_PERSONALE.codice: {
        "restituisci": Regola(
            frozenset({"trasmetti", "decidi"}), (APERTA,), "Il Dirigente ha restituito la scheda",
            "Rivedi i voti, poi manda di nuovo la scheda al Dirigente.",
            "Ora la rivede la P.O., che la manda di nuovo al Dirigente.",
        ),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rimando:
    """The last time that a sheet was sent back, if nobody has taken it on since."""

    regola: Regola
    chi: str
    quando: datetime
    motivo: str


def rimandi_di(schede: Sequence[Valutazione]) -> dict[int, Rimando]:
    """Of these sheets (all of one kind) those that have been sent back, by key, in two queries."""
    if not schede:
        return {}
    codice = schede[0].flusso.codice
    regole, stati = REGOLE[codice], {s.pk: s.stato for s in schede}
    passi = {f"{codice}.{azione}": azione for azione in {*regole, *(chiude for r in regole.values() for chiude in r.chiude)}}
    eventi = Evento.objects.filter(oggetto=codice, oggetto_id__in=[str(pk) for pk in stati], azione__in=passi).order_by("numero")
    aperti: dict[int, Evento] = {}
    for e in eventi:
        pk, azione = int(e.oggetto_id), passi[e.azione]
        if azione in regole:
            aperti[pk] = e
        elif pk in aperti and azione in regole[passi[aperti[pk].azione]].chiude:
            del aperti[pk]
    aperti = {pk: e for pk, e in aperti.items() if stati[pk] in regole[passi[e.azione]].stati}
    nomi = nomi_nel_registro(aperti.values()) if aperti else {}
    return {
        pk: Rimando(regole[passi[e.azione]], nomi[e.utente], e.quando, e.contenuto.get("motivo", "")) for pk, e in aperti.items()
    }  # fmt: skip


def rimando_di(scheda: Valutazione) -> Rimando | None:
    return rimandi_di([scheda]).get(scheda.pk)


def fra_chi_valuta(scheda: Valutazione, evento: Evento) -> bool:
    """Whether an act is an exchange among those who evaluate, reason included: a sheet sent back while the evaluatee does not read it.

    It is not part of what is shared with the evaluatee (art. 18); it stays in the log and for those who evaluate. Closing a sheet as not
    evaluable is no such exchange: its reason is the evaluatee's to read (art. 16).
    """
    t = scheda.flusso.transizione(evento.azione.removeprefix(f"{scheda.flusso.codice}."))
    if t is None or not t.motivo:
        return False
    letta = {evento.contenuto.get("da"), evento.contenuto.get("a")} & set(LETTE_DAL_VALUTATO)
    return not letta
