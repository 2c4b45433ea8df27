"""How many are in each band, before and after: what the pictures of a scenario tell."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from premi.simulazione.confronto import DIRIGENTI, PO, Cambio
from premi.simulazione.ipotesi import regolamento
from smvp.nucleo.formati import numero
from smvp.regolamento.modello import Regolamento
from valutazioni.calcolo.equita import Tratto, distribuzione, tratti_del_personale
from valutazioni.letture.equita.quadro import Fetta

from ...models import Scenario
from .chi import NOMI, per_persona
from .conti import DELLA_RETRIBUZIONE, PRODUTTIVITA, Contatore

RUOLI = {DIRIGENTI: "dirigente", PO: "po"}


@dataclass(frozen=True, slots=True)
class Istogramma:
    """How many are in each band, before and after; the sentence that says it."""

    titolo: str
    prima: tuple[Fetta, ...]
    dopo: tuple[Fetta, ...]

    @property
    def righe(self) -> list[tuple[Fetta | None, Fetta]]:
        return list(zip(self.prima or [None] * len(self.dopo), self.dopo, strict=True))


def quante_persone(n: int, una: str, molte: str) -> str:
    return f"una persona {una}" if n == 1 else f"{numero(n, 0)} persone {molte}"


def istogrammi(c: Contatore, scenario: Scenario, vigente: Regolamento, con_punti: bool) -> Iterable[Istogramma]:
    """Bands of dirigenti and P.O. (art. 24); points of the staff for who reads points; by how much people gain and lose."""
    nuovo = regolamento(scenario.copia.regolamento, scenario.ipotesi)[0] or vigente
    for insieme, nome in NOMI.items():
        righe = [x for x in c.per_insieme.get(insieme, []) if x.fascia_prima and x.fascia_dopo]
        if righe and insieme not in c.fuori:
            yield _delle_fasce(nome, RUOLI[insieme], righe, vigente, nuovo)
    personale = [x for x in c.tutti if x.insieme not in DELLA_RETRIBUZIONE]
    if personale and con_punti and not c.taciuta(PRODUTTIVITA):
        yield _dei_punti(personale, vigente)
    if not c.totale.perche:
        yield _delle_differenze(c.tutti)


def _delle_fasce(nome: str, ruolo: str, righe: Sequence[Cambio], vigente: Regolamento, nuovo: Regolamento) -> Istogramma:
    su = sum((x.fascia_dopo or 0) > (x.fascia_prima or 0) for x in righe)
    giu = sum((x.fascia_dopo or 0) < (x.fascia_prima or 0) for x in righe)
    cambiano = "nessun incarico cambia fascia"
    if su or giu:
        sale = "un incarico sale di fascia" if su == 1 else f"{su or 'nessuno'} {'salgono' if su else 'sale'} di fascia"
        scende = "uno scende" if giu == 1 else f"{giu or 'nessuno'} {'scendono' if giu else 'scende'}"
        cambiano = f"{sale}, {scende}"
    quante = max(len(vigente.fasce[ruolo]), len(nuovo.fasce[ruolo]))

    def fette(reg: Regolamento, quale: Callable[[Cambio], int | None]) -> tuple[Fetta, ...]:
        conti, fasce = Counter(map(quale, righe)), {f.numero: f for f in reg.fasce[ruolo]}
        return tuple(
            Fetta(Tratto(f"Fascia {n}", None, None), conti[n], f"{f.da}–{f.a} punti, {f.etichetta}" if (f := fasce.get(n)) else "non c’è")
            for n in range(1, quante + 1)
        )

    return Istogramma(f"{nome}: {cambiano}", fette(vigente, lambda x: x.fascia_prima), fette(nuovo, lambda x: x.fascia_dopo))


def _dei_punti(righe: Sequence[Cambio], reg: Regolamento) -> Istogramma:
    tratti = tratti_del_personale(reg.progressioni.risultati)
    unici = {x.matricola: x for x in righe}.values()
    prima, dopo = (distribuzione(punti, tratti) for punti in ((x.punti_prima for x in unici), (x.punti_dopo for x in unici)))
    cambiano = sum(x.punti_prima != x.punti_dopo for x in unici)
    titolo = "Personale: i punteggi non cambiano"
    if cambiano:
        titolo = f"Personale: il punteggio cambia a {numero(cambiano, 0)} su {numero(len(unici), 0)}"
    fette = [tuple(Fetta(t, n, f"{t.nome} punti") for t, n in zip(tratti, conti, strict=True)) for conti in (prima, dopo)]
    return Istogramma(titolo, fette[0], fette[1])


# By how much of what one had, in per cent: the bands of a picture, as short as it wants them and in full.
DECIMO = Fraction(1, 10)
SCAGLIONI = (
    ("< −10 %", "perde più di un decimo"), ("−10–0 %", "perde fino a un decimo"), ("uguale", "non cambia"),
    ("0–10 %", "guadagna fino a un decimo"), ("> 10 %", "guadagna più di un decimo, o da zero"),
)  # fmt: skip


def _delle_differenze(righe: Sequence[Cambio]) -> Istogramma:
    """How many gain and lose, and whether much."""
    differenze = per_persona(righe).values()
    conti = Counter(_scaglione(prima, dopo) for prima, dopo in differenze)
    fette = tuple(Fetta(Tratto(nome, None, None), conti[n], detto) for n, (nome, detto) in enumerate(SCAGLIONI))
    tanto = conti[0] + conti[len(SCAGLIONI) - 1]
    titolo = "Nessuno cambia di più di un decimo"
    if tanto:
        titolo = f"{quante_persone(tanto, 'cambia', 'cambiano').capitalize()} di più di un decimo"
    return Istogramma(titolo, (), fette)


def _scaglione(prima: Decimal, dopo: Decimal) -> int:
    if prima == dopo:
        return 2
    tanto = not prima or abs(Fraction(dopo - prima) / Fraction(prima)) > DECIMO
    return (0 if tanto else 1) if dopo < prima else (4 if tanto else 3)
