"""Artt. 7–9, 11: hints on what could not be measured at the end of the year. They advise, they never stop anybody. Pure: no Django."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from smvp.nucleo.errori import cita
from smvp.regolamento.modello import Regolamento

from .proposta import CONTEGGIO
from .raggiungimento import ALTO, DATA, NUMERO

MESI = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
CONTATI = (
    "due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|quindici|venti|trenta|quaranta|cinquanta|cento|mille|"
    "metà|dimezza\\w*|doppio|raddoppi\\w*|triplo|triplic\\w*|zero|tutt[ie]|ogni|nessun[oa]?|terzo|quarto"
)
QUANDO = f"(?:{MESI})|(?:prim|second|terz|quart)o (?:semestre|trimestre|quadrimestre)|fine (?:dell[’'] ?)?anno|(?:metà|inizio) anno"
RIMANDO = re.compile(
    r"\b(?:art(?:t|icol[oi])?\.?|d\.?\s?lgs\.?|d\.?p\.?r\.?|d\.?l\.?|legge|decreto|delibera\w*|determina\w*|atto)"
    r"\s+(?:\w+\s+){0,2}(?:n\.\s*)?\d[\d/.]*",
    re.IGNORECASE,
)
"""A reference to a law or an act: its number measures nothing."""
ANNI = re.compile(r"(?<!entro il )(?<!entro )\b(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?\b(?!\s*[%€])", re.IGNORECASE)
"""A bare year, as in "DUP 2025–2027", unless it is the term itself."""
MISURA = re.compile(rf"\d|\b(?:{CONTATI})\b|\b(?:{QUANDO})", re.IGNORECASE)
VAGO = re.compile(
    r"\b(miglior\w+|promuov\w+|promozion\w+|favori\w+|valorizz\w+|potenzi(?:a|am)\w+|ottimizz\w+|razionalizz\w+|svilupp\w+|sensibilizz\w+|"
    r"support\w+|incentiv\w+|rafforz\w+|consolid\w+|garanti(?:re|sce|ta|to)|assicur\w+|efficient\w+|implement\w+|agevol\w+|stimol\w+)\b",
    re.IGNORECASE,
)
"""Verbs that say a direction and not how far."""


@dataclass(frozen=True, slots=True)
class IndicatoreScritto:
    """An indicator as it stands on the sheet being written ("indicatore A"); ``misura``, ``verso``: as in ``IndicatoreMisurato``."""

    nome: str
    titolo: str
    misura: str = NUMERO
    verso: str = ALTO
    unita: str = ""
    base: Decimal | None = None
    atteso: Decimal | None = None
    fonte: str = ""


@dataclass(frozen=True, slots=True)
class Consiglio:
    """A hint: the field it speaks of ("risultato_atteso", "indicatori", "gradazione"), the sentence, the article it stands on."""

    campo: str
    testo: str
    articolo: str


def consigli(risultato_atteso: str, indicatori: Sequence[IndicatoreScritto], gradazione: str, reg: Regolamento) -> tuple[Consiglio, ...]:
    """Artt. 7 and 9: what would make the result hard to measure; nothing on what is still empty (the workflow asks for that)."""
    return (
        *_sul_risultato(risultato_atteso),
        *(c for i in indicatori for c in _sull_indicatore(i)),
        *_sulla_gradazione(indicatori, gradazione, reg),
    )


def e_misurabile(testo: str) -> bool:
    """Whether a target names a quantity or a time; numbers of laws and bare years do not count."""
    return MISURA.search(ANNI.sub(" ", RIMANDO.sub(" ", testo))) is not None


def _sul_risultato(testo: str) -> Iterator[Consiglio]:
    if not testo.strip() or e_misurabile(testo):
        return
    vago = VAGO.search(testo)
    perche = f"«{vago[1]}» dice la direzione ma non quanto né entro quando" if vago else "non c’è né un numero né una data"
    yield _consiglio("risultato_atteso", f"Il risultato atteso si misura a fatica: {perche}. Scrivi quanto, o entro quale giorno", "7")


def _sull_indicatore(i: IndicatoreScritto) -> Iterator[Consiglio]:
    mancano = []
    if i.misura == NUMERO:
        mancano += ["il valore di partenza"] if i.base is None else []
        mancano += [] if i.unita.strip() else ["l’unità di misura"]
    if mancano:
        yield _indicatore(i, f"{'manca' if len(mancano) == 1 else 'mancano'} {' e '.join(mancano)}", "11")
    if not i.fonte.strip():
        yield _indicatore(i, "di’ da dove viene il dato, così i controlli interni lo possono documentare", "9")
    if i.misura not in (NUMERO, DATA) and (vago := VAGO.search(i.titolo)):
        yield _indicatore(i, f"«{vago[1]}» non si può dire fatto o non fatto: scegli un numero o una data", "9")
    yield from _sul_confronto(i)


def _sul_confronto(i: IndicatoreScritto) -> Iterator[Consiglio]:
    """A target that asks for nothing more than what is there already (art. 7, "sfidante")."""
    if i.misura != NUMERO or i.base is None or i.atteso is None:
        return
    if i.atteso == i.base:
        yield _indicatore(i, "il valore atteso è uguale a quello di partenza: di’ perché mantenerlo è già una sfida", "7")
    elif (i.atteso > i.base) != (i.verso == ALTO):
        meglio = "alto" if i.verso == ALTO else "basso"
        yield _indicatore(i, f"più {meglio} è meglio, ma il valore atteso è peggiore di quello di partenza: controlla il verso", "7")


def _sulla_gradazione(indicatori: Sequence[IndicatoreScritto], gradazione: str, reg: Regolamento) -> Iterator[Consiglio]:
    if gradazione == CONTEGGIO and indicatori and len(indicatori) not in reg.conteggio:
        yield _consiglio(
            "gradazione", f"Il conteggio degli indicatori soddisfatti arriva a {max(reg.conteggio)}, e qui sono {len(indicatori)}: scegli "
            "la gradazione in percentuale", reg.articolo_di("conteggio"),
        )  # fmt: skip


def _indicatore(i: IndicatoreScritto, testo: str, articolo: str) -> Consiglio:
    return _consiglio("indicatori", f"{i.nome[0].upper()}{i.nome[1:]}: {testo}", articolo)


def _consiglio(campo: str, testo: str, articolo: str) -> Consiglio:
    return Consiglio(campo, f"{testo} ({cita(articolo)}).", articolo)
