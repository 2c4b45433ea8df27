"""What the simulator tells of a scenario: who gains and who loses, by category and by Direzione."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import rules

from premi.simulazione.confronto import Cambio
from smvp.nucleo.formati import numero
from smvp.organizzazione.models import Utente
from smvp.regolamento.lettore import carica

from ...models import Scenario
from .chi import ZERO, cambi_di, nomi_insiemi
from .conti import PRODUTTIVITA, RISULTATO, Contatore, Conto
from .istogrammi import Istogramma, istogrammi, quante_persone

SOMME = ((RISULTATO, "Retribuzione di risultato"), (PRODUTTIVITA, "Premio di produttività"))


@dataclass(frozen=True, slots=True)
class Somma:
    """One amount: what is set aside, paid and left, before and after. None where it is not there, or may not be told."""

    nome: str
    stanziato: tuple[Decimal | None, Decimal | None]
    pagato: tuple[Decimal, Decimal | None]
    resta: tuple[Decimal | None, Decimal | None]

    @property
    def scoperto(self) -> Decimal | None:
        """How much the amount is short, in the hypothesis."""
        dopo = self.resta[1]
        return -dopo if dopo is not None and dopo < 0 else None


@dataclass(frozen=True)
class Quadro:
    """All that a page tells of a scenario to somebody."""

    cambi: Sequence[Cambio]
    per_persona: bool
    con_punti: bool
    minimo: int
    totale: Conto
    categorie: Sequence[Conto]
    direzioni: Sequence[Conto]
    somme: Sequence[Somma]
    altre: Sequence[tuple[str, str, str]]
    istogrammi: Sequence[Istogramma]

    @property
    def importi_taciuti(self) -> bool:
        """Whether some new amount is not told, because few people change."""
        return any(c.dopo is None for c in (self.totale, *self.categorie, *self.direzioni))

    @cached_property
    def titolo(self) -> str:
        """The finding, in a sentence."""
        t = self.totale
        if t.perche:
            return "L’esito non si mostra: sono troppo poche persone"
        if not t.guadagnano and not t.perdono:
            return "Non cambia niente per nessuno"
        su = "nessuno guadagna" if not t.guadagnano else f"{quante_persone(t.guadagnano, 'guadagna', 'guadagnano')}"
        giu = "nessuno perde" if not t.perdono else f"{quante_persone(t.perdono, 'perde', 'perdono')}"
        return f"{su}, {giu}"[0].upper() + f"{su}, {giu}"[1:]


def quadro(scenario: Scenario, utente: Utente) -> Quadro:
    """What the user may know of a scenario. One query, for the names of the Direzioni."""
    reg = carica(scenario.copia.regolamento)
    tutti, prima, dopo = cambi_di(scenario)
    per_persona, con_punti = (rules.has_perm(f"premi.simulare_{p}", utente) for p in ("per_persona", "con_punti"))
    c = Contatore(tutti, 0 if per_persona else reg.riservatezza.gruppo_minimo)
    insiemi = nomi_insiemi(reg)
    return Quadro(
        cambi=tutti, per_persona=per_persona, con_punti=con_punti, minimo=c.minimo, totale=c.totale,
        categorie=c.categorie(insiemi), direzioni=c.direzioni(),
        somme=list(_somme(c, prima.somme, dopo.somme)),
        altre=[] if c.totale.perche else list(_altre(prima.somme, dopo.somme)), istogrammi=list(istogrammi(c, scenario, reg, con_punti)),
    )  # fmt: skip


def _somme(c: Contatore, prima: Mapping[str, str], dopo: Mapping[str, str]) -> Iterable[Somma]:
    for istituto, nome in SOMME:
        somma = None if c.taciuta(istituto) else _somma(istituto, nome, prima, dopo)
        if somma and istituto in c.senza_importo:
            somma = replace(somma, pagato=(somma.pagato[0], None), resta=(somma.resta[0], None))
        elif somma:
            somma = _detta(c, somma)
        if somma:
            yield somma


def _detta(c: Contatore, s: Somma) -> Somma:
    """The amount paid as it may be told, and what that leaves."""
    prima, vero = s.pagato
    if vero is None or (dopo := c.detto(prima, vero, cambia=prima != vero)) == vero:
        return s
    resta = s.resta[1]
    return replace(s, pagato=(prima, dopo), resta=(s.resta[0], None if resta is None else resta + vero - dopo))


def _somma(istituto: str, nome: str, prima: Mapping[str, str], dopo: Mapping[str, str]) -> Somma | None:
    def coppia(che: str) -> tuple[Decimal | None, Decimal | None]:
        chiave = f"{che}_{istituto}"
        return tuple(Decimal(s[chiave]) if chiave in s else None for s in (prima, dopo))  # type: ignore[return-value]

    pagato = coppia("pagato")
    if pagato == (None, None):
        return None
    return Somma(nome, coppia("stanziato"), (pagato[0] or ZERO, pagato[1] or ZERO), coppia("resta"))


def _altre(prima: Mapping[str, str], dopo: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """What else follows from the rules, where it changes: name, before, after."""
    for chiave, nome in (("posti_eccellenza", "Posti per il bonus delle eccellenze"), ("candidati_eccellenza", "Candidati al bonus"),
                         ("premio_efficienza", "Premio di efficienza, in euro")):  # fmt: skip
        valori = [s.get(chiave, "–") for s in (prima, dopo)]
        if valori[0] != valori[1]:
            yield nome, *(numero(Decimal(v)) if "." in v else v for v in valori)  # type: ignore[misc]
