"""Art. 29: what a review may determine anew on a sheet, and what it has: the version of before beside the one that counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from smvp.nucleo.formati import numero, percento

from ..models import Scheda, SchedaPersonale, Valutazione
from .concerto import Cambio

STRUTTURA = 0
"""The structure's percentage of a staff sheet (art. 22, a1): it has no row of its own on the sheet."""


def campo_voto(pk: int) -> str:
    """What names a mark of a sheet."""
    return f"voto-{pk}"


def campo_raggiungimento(chiave: int) -> str:
    """What names a percentage of a sheet."""
    return f"raggiungimento-{chiave}"


@dataclass(frozen=True, slots=True)
class VoceCorreggibile:
    """A figure that a review may determine: ``chiave`` is its row (STRUTTURA for the structure's percentage)."""

    chiave: int
    percentuale: bool
    gruppo: str
    titolo: str
    valore: Decimal | int | None

    @property
    def campo(self) -> str:
        return campo_raggiungimento(self.chiave) if self.percentuale else campo_voto(self.chiave)


def voci_correggibili(scheda: Valutazione) -> list[VoceCorreggibile]:
    """The figures of a signed sheet, in the order in which it prints them; not what is computed from them."""
    return list(
        _di_incarico(scheda) if isinstance(scheda, Scheda) else _del_personale(scheda) if isinstance(scheda, SchedaPersonale) else ()
    )


def _di_incarico(scheda: Scheda) -> Iterator[VoceCorreggibile]:
    for o in scheda.voti_obiettivo.select_related("assegnazione__obiettivo"):
        yield VoceCorreggibile(o.pk, True, "A. Obiettivi", str(o.assegnazione.obiettivo), o.raggiungimento)
    fattori = sorted((f for f in scheda.voti_fattore.all() if not f.escluso), key=lambda f: f.ordine)
    for m in scheda.esercizio.reg.macrofattori:
        for f in fattori:
            if f.macrofattore == m.codice:
                yield VoceCorreggibile(f.pk, False, f"{m.sigla}. {m.titolo}", f.titolo, f.voto)


def _del_personale(scheda: SchedaPersonale) -> Iterator[VoceCorreggibile]:
    yield VoceCorreggibile(STRUTTURA, True, "A. Struttura", "Percentuale della struttura", scheda.struttura)
    if not scheda.esonero:
        for a in scheda.assegnati():
            yield VoceCorreggibile(a.pk, True, "B1. Obiettivi specifici", a.obiettivo.titolo, a.raggiungimento)
    voti = sorted(scheda.voti.select_related("voce"), key=lambda v: v.voce.ordine)
    for g in scheda.esercizio.reg.personale.gruppi:
        for v in voti:
            if v.voce.gruppo == g.codice:
                yield VoceCorreggibile(v.pk, False, f"B2. {g.titolo}", v.voce.titolo, v.voto)


@dataclass(frozen=True, slots=True)
class Corretta:
    """A figure that the review has changed, and why."""

    cambio: Cambio
    motivo: str


@dataclass(frozen=True, slots=True)
class DopoIlRiesame:
    """The two versions of a sheet beside each other: the figures determined anew, and what is computed from them."""

    prima: Valutazione
    ora: Valutazione
    cifre: Sequence[Corretta]
    risultati: Sequence[Cambio]


def dopo_il_riesame(scheda: Valutazione) -> DopoIlRiesame | None:
    """None unless a review has determined this version, or superseded it."""
    if scheda.superata_il is not None:
        prima, ora = scheda, scheda.sostituita_da
    elif scheda.sostituisce_id is not None:
        prima, ora = type(scheda).tutte.get(pk=scheda.sostituisce_id), scheda
    else:
        return None
    cifre = [Corretta(Cambio(c["che"], _detta(c, "prima"), _detta(c, "dopo")), c["motivo"]) for c in ora.correzioni]
    da, a = dict(_risultati(prima)), dict(_risultati(ora))
    return DopoIlRiesame(prima, ora, cifre, [Cambio(che, da[che], a[che]) for che in a if da[che] != a[che]])


def _detta(c: dict[str, str], quando: str) -> str:
    percentuale = c["campo"].startswith("raggiungimento")
    return percento(Decimal(c[quando])) if percentuale and c[quando] else c[quando]


def _risultati(scheda: Valutazione) -> Iterator[tuple[str, str]]:
    """The figures that are computed, in words."""
    punti = ("p_a", "p_b", "p_finale") if isinstance(scheda, Scheda) else ("a", "b1", "b2", "totale")
    nomi = {"p_a": "P_A", "p_b": "P_B", "p_finale": "P_FINALE", "a": "A", "b1": "B1", "b2": "B2", "totale": "Totale"}
    for campo in punti:
        valore = getattr(scheda, campo)
        yield nomi[campo], "" if valore is None else numero(valore)
    if isinstance(scheda, Scheda):
        yield "Fascia", "" if scheda.fascia is None or scheda.percentuale is None else f"{scheda.fascia} · {percento(scheda.percentuale)}"
