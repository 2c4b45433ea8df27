"""Art. 22: who may enter a progression, condition by condition: the time in the step, the totals of the years before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from premi.calcolo.progressioni import MESI_DELL_ANNO
from smvp.nucleo.formati import data, esatto, in_lettere, numero
from smvp.nucleo.periodi import compie_mesi
from smvp.regolamento.modello import Regolamento, SogliaMerito
from valutazioni.calcolo import Passo, TotaleAnnuo, totali_che_contano
from valutazioni.calcolo.spiegazione import letture

PERMANENZA, MERITO = "permanenza", "merito"
ANNO_MANCANTE = "A32"


@dataclass(frozen=True, slots=True)
class Bando:
    """What a call for economic progressions sets: from when they hold, the last year looked at, the years in the step (reading A33).

    ``ultime_disponibili`` (reading A32): for a missing year an older one counts, if there is one.
    """

    decorrenza: date
    ultimo_anno: int
    anni_posizione: int
    ultime_disponibili: bool = False

    def regole(self, reg: Regolamento) -> Regolamento:
        """The rules with what the call sets in their place."""
        return replace(reg, progressioni=replace(reg.progressioni, anni_posizione=self.anni_posizione))


@dataclass(frozen=True, slots=True)
class Condizione:
    """A condition, whether it is met, and why. ``codice``: permanenza, or merito with its year ("merito.2023").

    The why is told when somebody asks: of thousands of people one often wants only who is admissible.
    """

    codice: str
    soddisfatta: bool
    racconta: Callable[[], Passo]

    @property
    def passo(self) -> Passo:
        return self.racconta()


def condizioni_economiche(
    totali: Iterable[TotaleAnnuo], posizione_dal: date | None, bando: Bando, reg: Regolamento
) -> tuple[Condizione, ...]:
    """Art. 22: the time in the step, then each of the years that count. All of them must be met."""
    contano = totali_che_contano(totali, bando.ultimo_anno, reg.progressioni.anni_valutati, disponibili=bando.ultime_disponibili)
    soglia = reg.soglie.progressione
    return (
        _permanenza(posizione_dal, bando, reg),
        *(_anno(anno, totale, soglia, reg, disponibili=bando.ultime_disponibili) for anno, totale in contano),
    )


def condizioni_verticale(totali: Iterable[TotaleAnnuo], ultimo_anno: int, reg: Regolamento) -> tuple[Condizione, ...]:
    """Art. 22: title to the reserved quota: each of the years before above its threshold, which is another one under the old system."""
    contano = totali_che_contano(totali, ultimo_anno, reg.progressioni.anni_valutati)
    return tuple(
        _anno(anno, totale, reg.soglie.verticale_transitoria if totale and totale.precedente else reg.soglie.verticale, reg)
        for anno, totale in contano
    )


def _permanenza(dal: date | None, bando: Bando, reg: Regolamento) -> Condizione:
    compiuti = dal is not None and compie_mesi(dal, bando.decorrenza, bando.anni_posizione * MESI_DELL_ANNO)
    return Condizione(PERMANENZA, compiuti, partial(_passo_permanenza, dal, bando, reg, compiuti=compiuti))


def _passo_permanenza(dal: date | None, bando: Bando, reg: Regolamento, *, compiuti: bool) -> Passo:
    chiesti = f"{in_lettere(bando.anni_posizione)} {'anno intero' if bando.anni_posizione == 1 else 'anni interi'}"
    if dal is None:
        testo = "Non risulta da quando è nella posizione economica: la data va registrata."
    else:
        quanto = f"ha compiuto {chiesti}" if compiuti else f"non ha ancora compiuto {chiesti}"
        testo = f"È nella posizione economica dal {data(dal)}: alla decorrenza, {data(bando.decorrenza)}, {quanto}."
    quali = letture(reg, reg.citazioni["progressioni.anni_posizione"].lettura)
    return Passo(testo, "", (reg.articolo_di("progressioni.anni_posizione"),), letture=quali, cifra=PERMANENZA)


def _anno(anno: int, totale: TotaleAnnuo | None, soglia: SogliaMerito, reg: Regolamento, *, disponibili: bool = False) -> Condizione:
    codice = f"{MERITO}.{anno}"
    if totale is None:
        return Condizione(codice, False, partial(_passo_mancante, anno, soglia, reg, disponibili=disponibili))
    return Condizione(codice, soglia.superata(totale.totale), partial(_passo_anno, totale, soglia, reg))


def _oltre(soglia: SogliaMerito) -> str:
    return f"{'almeno' if soglia.compresa else 'più di'} {esatto(soglia.valore)}"


def _passo_mancante(anno: int, soglia: SogliaMerito, reg: Regolamento, *, disponibili: bool) -> Passo:
    perche = "e prima non ce n’è un’altra che la sostituisca" if disponibili else f"servono {_oltre(soglia)} punti in ogni anno"
    testo, quali = f"{anno}: manca la valutazione, {perche}.", letture(reg, ANNO_MANCANTE)
    return Passo(testo, "", (soglia.articolo,), silente=True, letture=quali, cifra=f"{MERITO}.{anno}")


def _passo_anno(totale: TotaleAnnuo, soglia: SogliaMerito, reg: Regolamento) -> Passo:
    supera = soglia.superata(totale.totale)
    segno = ("≥" if soglia.compresa else ">") if supera else ("<" if soglia.compresa else "≤")
    vecchio = ", con il sistema precedente" if totale.precedente else ""
    return Passo(
        f"{totale.anno}: {numero(totale.totale)} punti{vecchio}; ne servono {_oltre(soglia)}.",
        f"{numero(totale.totale)} {segno} {esatto(soglia.valore)}", (soglia.articolo,), letture=letture(reg, soglia.lettura),
        cifra=f"{MERITO}.{totale.anno}", valore=totale.totale,
    )  # fmt: skip
