"""What the fairness page tells: the groups large enough to be told (reading A40), the sentence each picture is headed by."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from smvp.nucleo.formati import numero
from smvp.organizzazione.models import Direzione, Esercizio
from smvp.regolamento.modello import Regolamento

from ...calcolo.equita import STESSO_VOTO, Misura, Tratto, distribuzione, misura, trattenuti, tratti_del_personale
from .dati import DIRIGENTI, IGNOTO, NOMI, PERSONALE, PO, Letti, Valutata, Valutatore, dell_anno, leggi

RUOLI = {DIRIGENTI: "dirigente", PO: "po"}


@dataclass(frozen=True, slots=True)
class Riga:
    """A group: its name, what it is, and its figures; without them, ``perche`` says why it is not told."""

    nome: str
    dettaglio: str
    misura: Misura | None
    perche: str = ""

    @property
    def avviso(self) -> str:
        """The equal marks, in words."""
        if self.misura is None or not self.misura.uguali:
            return ""
        return "dà a tutti lo stesso voto nei comportamenti" if self.misura.uguali == STESSO_VOTO else "dà a tutti lo stesso punteggio"


@dataclass(frozen=True, slots=True)
class Fetta:
    """A band: how many evaluations, and what band it is in full."""

    tratto: Tratto
    conto: int
    dettaglio: str


@dataclass(frozen=True, slots=True)
class Fasce:
    """The distribution of a group, and the sentence that says it; without slices, why it is not told. ``conto``: how many sheets of the
    exercise are counted, and why the others are not."""

    nome: str
    titolo: str
    fette: tuple[Fetta, ...]
    contate: int
    conto: str


@dataclass(frozen=True, slots=True)
class Confronto:
    """Some groups beside each other: those that are told, and those that are not."""

    titolo: str
    righe: tuple[Riga, ...]

    @property
    def mostrate(self) -> list[Riga]:
        return [r for r in self.righe if r.misura]

    @property
    def taciute(self) -> list[Riga]:
        """The groups that are not told."""
        return [r for r in self.righe if r.perche]


@dataclass(frozen=True, slots=True)
class Quadro:
    """The page: distributions, evaluators, Direzioni, years."""

    minimo: int
    scala: tuple[int, ...]
    massimo: int
    fasce: tuple[Fasce, ...]
    valutatori: Confronto
    direzioni: Confronto
    anni: Confronto


def quadro(esercizio: Esercizio, letti: Letti | None = None) -> Quadro:
    """All that the page tells of an exercise, and of those before and after it. ``letti``: where they have been read already."""
    reg, letti = esercizio.reg, letti or leggi(esercizio)
    misuratore = _Misuratore(reg)
    di_questo = {insieme: dell_anno(letti.valutate, esercizio.anno, insieme) for insieme in NOMI}
    direzioni, valutatori = _righe_dell_anno(di_questo, letti.direzioni, misuratore)
    return Quadro(
        minimo=misuratore.minimo,
        scala=tuple(s.voto for s in reg.scala),
        massimo=int(reg.massimo_finale),
        fasce=tuple(_fasce(insieme, valutate, letti, misuratore) for insieme, valutate in di_questo.items()),
        valutatori=Confronto(_titolo_valutatori(valutatori), valutatori),
        direzioni=Confronto(_titolo_direzioni(direzioni), direzioni),
        anni=_anni(letti, misuratore),
    )


class _Misuratore:
    """The figures of a group, if it may be told."""

    def __init__(self, reg: Regolamento) -> None:
        self.reg, self.minimo = reg, reg.riservatezza.gruppo_minimo
        self.scala = [s.voto for s in reg.scala]
        # One reason for all: two would tell the small groups from those kept back only lest these be worked out.
        self.taciuto = f"meno di {self.minimo} persone, o se ne ricaverebbe per differenza un gruppo così piccolo"

    def misura(self, valutate: Sequence[Valutata]) -> Misura:
        return misura([v.giudizio for v in valutate], self.scala, self.minimo)

    def riga(self, nome: str, dettaglio: str, valutate: Sequence[Valutata], mostra: bool) -> Riga:
        if mostra:
            return Riga(nome, dettaglio, self.misura(valutate))
        return Riga(nome, dettaglio, None, self.taciuto)


def persone(valutate: Iterable[Valutata]) -> int:
    return len({v.giudizio.chi for v in valutate})


Gruppi = dict[Hashable, list[Valutata]]


def _divise(valutate: Iterable[Valutata], per: Callable[[Valutata], Hashable]) -> Gruppi:
    gruppi: Gruppi = {}
    for v in valutate:
        gruppi.setdefault(per(v), []).append(v)
    return gruppi


def _taciuti(gruppi: Mapping[Hashable, Sequence[Valutata]], minimo: int) -> frozenset[Hashable]:
    return trattenuti({k: persone(v) for k, v in gruppi.items()}, minimo)


def _righe_dell_anno(
    per_insieme: Mapping[str, list[Valutata]], uffici: Mapping[int, Direzione], m: _Misuratore
) -> tuple[tuple[Riga, ...], tuple[Riga, ...]]:
    """The rows of the Direzioni and, inside each, those of the evaluators: a Direzione that is not told has no evaluator that is, so that
    no difference between the two tables is a small group. The dirigenti are not divided by Direzione: they head them."""
    direzioni, valutatori = [], []
    for insieme, valutate in per_insieme.items():
        per_direzione = {0: valutate} if insieme == DIRIGENTI else _divise(valutate, lambda v: v.direzione)
        fuori = _taciuti(per_direzione, m.minimo)
        for chiave in sorted(per_direzione, key=lambda k: uffici[k].codice if k in uffici else ""):
            sue, detta = per_direzione[chiave], chiave not in fuori
            ufficio = uffici.get(chiave)
            if insieme != DIRIGENTI:
                direzioni.append(m.riga(str(ufficio or "Senza Direzione"), NOMI[insieme], sue, detta))
            valutatori += _valutatori(insieme, sue, ufficio, detta, m)
    return tuple(direzioni), tuple(valutatori)


def _valutatori(insieme: str, valutate: list[Valutata], ufficio: Direzione | None, detta: bool, m: _Misuratore) -> list[Riga]:
    per_valutatore = _divise(valutate, lambda v: v.valutatore)
    fuori = _taciuti(per_valutatore, m.minimo) if detta else frozenset(per_valutatore)
    righe = []
    for chi, sue in sorted(per_valutatore.items(), key=lambda voce: _nome(voce[0])):
        come = f"{chi.come}, " if isinstance(chi, Valutatore) else ""
        dove = f" di {ufficio}" if ufficio else ""
        righe.append(m.riga(_nome(chi), f"{come}{NOMI[insieme].lower() if insieme != PO else NOMI[PO]}{dove}", sue, chi not in fuori))
    return righe


def _nome(chi: Hashable) -> str:
    return chi.nome if isinstance(chi, Valutatore) else IGNOTO


# Until when a sheet has no points yet, as the page says it.
NON_ANCORA = {
    DIRIGENTI: ("non è ancora partecipata al valutato", "non sono ancora partecipate ai valutati"),
    PO: ("non è ancora partecipata al valutato", "non sono ancora partecipate ai valutati"),
    PERSONALE: ("non è ancora firmata dal Dirigente", "non sono ancora firmate dal Dirigente"),
}  # fmt: skip


def conto_di(insieme: str, contate: int, tutte: int, non_valutabili: int) -> str:
    """How many sheets of a group are counted, of how many, and why the others are not: "Contate 4 schede su 8: 3 …, 1 non è valutabile"."""
    if not tutte:
        return "Nessuna scheda aperta in questo esercizio."
    if contate == tutte:
        return "Contata l’unica scheda dell’esercizio." if tutte == 1 else f"Contate tutte le {numero(tutte, 0)} schede dell’esercizio."
    fuori = [
        f"{numero(n, 0)} {una if n == 1 else molte}"
        for n, (una, molte) in (
            (tutte - contate - non_valutabili, NON_ANCORA[insieme]), (non_valutabili, ("non è valutabile", "non sono valutabili")),
        )
        if n
    ]  # fmt: skip
    inizio = "Contata una scheda" if contate == 1 else f"Contate {numero(contate, 0)} schede" if contate else "Nessuna scheda contata"
    return f"{inizio} su {numero(tutte, 0)}: {' e '.join(fuori)}."


def _fasce(insieme: str, valutate: list[Valutata], letti: Letti, m: _Misuratore) -> Fasce:
    nome = NOMI[insieme]
    conto = conto_di(insieme, len(valutate), letti.tutte.get(insieme, 0), letti.non_valutabili.get(insieme, 0))
    if not valutate:
        return Fasce(nome, f"{nome}: ancora nessun punteggio da confrontare", (), 0, conto)
    if persone(valutate) < m.minimo:
        return Fasce(nome, f"{nome}: sono meno di {m.minimo} persone, e la distribuzione non si mostra", (), len(valutate), conto)
    if insieme == PERSONALE:
        tratti = tratti_del_personale(m.reg.progressioni.risultati)
        conti = distribuzione((v.giudizio.punti for v in valutate), tratti)
        giudizi = ["", *(s.giudizio for s in m.reg.progressioni.risultati)]
        fette = tuple(Fetta(t, n, f"{t.nome} punti{f' ({g})' if g else ''}") for t, n, g in zip(tratti, conti, giudizi, strict=True))
    else:
        per_fascia = Counter(v.fascia for v in valutate)
        fette = tuple(
            Fetta(Tratto(f"Fascia {f.numero}", f.da, f.a), per_fascia[f.numero], f"{f.da}–{f.a} punti, {f.etichetta}")
            for f in m.reg.fasce[RUOLI[insieme]]
        )
    return Fasce(nome, _titolo_fasce(nome, fette, len(valutate)), fette, len(valutate), conto)


def _anni(letti: Letti, m: _Misuratore) -> Confronto:
    """Each group in each exercise that has figures: the threshold holds there as well."""
    righe = []
    for insieme, nome in NOMI.items():
        per_anno = _divise((v for v in letti.valutate if v.insieme == insieme), lambda v: v.anno)
        for anno in sorted(per_anno, key=str):
            righe.append(m.riga(f"{nome} {anno}", "", per_anno[anno], persone(per_anno[anno]) >= m.minimo))
    return Confronto(_titolo_anni(letti.valutate, m), tuple(righe))


# --- the findings, in a sentence each -----------------------------------------------------------------------------------------------


def _titolo_fasce(nome: str, fette: Sequence[Fetta], contate: int) -> str:
    piu = max(f.conto for f in fette)
    prime = [f.tratto.nome.lower() for f in fette if f.conto == piu]
    if len(prime) > 1:
        return f"{nome}: le valutazioni si dividono soprattutto fra {' e '.join(prime)}, {piu} ciascuna"
    if piu == contate:
        return f"{nome}: tutte le {contate} valutazioni sono in una fascia sola, {prime[0]}"
    return f"{nome}: {piu} valutazioni su {contate} sono in {prime[0]}" if "fascia" in prime[0] else (
        f"{nome}: {piu} valutazioni su {contate} stanno nella fascia {prime[0]}"
    )  # fmt: skip


def _estremi(righe: Iterable[Riga]) -> tuple[Riga, Riga] | None:
    dette = sorted((r for r in righe if r.misura), key=lambda r: r.misura.media if r.misura else 0)
    return (dette[0], dette[-1]) if len(dette) > 1 else None


def _titolo_valutatori(righe: Sequence[Riga]) -> str:
    uguali = [r for r in righe if r.avviso]
    if len(uguali) == 1:
        return f"{uguali[0].nome} {uguali[0].avviso}"
    if uguali:
        return f"{len(uguali)} valutatori danno a tutti lo stesso voto nei comportamenti, o lo stesso punteggio"
    estremi = _estremi(righe)
    if estremi is None:
        return "Non ci sono due valutatori da confrontare"
    return f"Fra chi dà di meno e chi dà di più ci sono {_distanza(*estremi)} punti di media"


def _titolo_direzioni(righe: Sequence[Riga]) -> str:
    estremi = _estremi(r for r in righe if r.dettaglio == NOMI[PERSONALE])
    if estremi is None:
        return "Non ci sono due Direzioni da confrontare"
    basso, alto = estremi
    return f"Il personale va da {_media(basso)} punti di media ({basso.nome}) a {_media(alto)} ({alto.nome})"


def _titolo_anni(valutate: Sequence[Valutata], m: _Misuratore) -> str:
    per_anno = _divise((v for v in valutate if v.insieme == PERSONALE), lambda v: v.anno)
    anni = sorted((a for a in per_anno if persone(per_anno[a]) >= m.minimo), key=str)
    if len(anni) < 2:
        return "Il personale ha un solo esercizio con i punteggi decisi: il confronto si vede dal prossimo" if anni else (
            "Nessun esercizio ha ancora abbastanza punteggi decisi da confrontare"
        )  # fmt: skip
    prima, ultima = (numero(m.misura(per_anno[a]).media) for a in (anni[-2], anni[-1]))
    return f"La media del personale passa da {prima} punti nel {anni[-2]} a {ultima} nel {anni[-1]}"


def _media(riga: Riga) -> str:
    return numero(riga.misura.media) if riga.misura else ""


def _distanza(basso: Riga, alto: Riga) -> str:
    return numero(alto.misura.media - basso.misura.media) if basso.misura and alto.misura else ""
