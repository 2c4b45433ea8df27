"""Where the marks of a chart stand: one drawing for page and PDF, 340 units wide, so that on a phone its words stay readable. Pure.

Each value is written beside its mark; series differ by fill (full, empty, grey), so that they part in black and white too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from textwrap import wrap
from typing import Any

from smvp.nucleo import formati

from .blocchi import Disegno
from .celle import RISERVATO

LARGO = 340
RIGA = 15
BARRA = 12
BARRE_FINO_A = 190
ALTE = 110
CORNICE = 20
LINEE_FINO_A = 225
SEGNI_PER_RIGA = 54
PUNTI_PER_SEGNO = 6
RIGHE_DI_ETICHETTA = 3
SERIE_MASSIME = 4


@dataclass(frozen=True, slots=True)
class Scritta:
    x: str
    y: str
    testo: str
    ruolo: str = ""  # "forte", "fine", "mezzo"


@dataclass(frozen=True, slots=True)
class Rettangolo:
    x: str
    y: str
    largo: str
    alto: str
    serie: int


@dataclass(frozen=True, slots=True)
class Linea:
    punti: str
    serie: int


@dataclass(slots=True)
class Tracciato:
    """The marks of a drawing, ``altezza`` its height."""

    altezza: int = 0
    scritte: list[Scritta] = field(default_factory=list)
    rettangoli: list[Rettangolo] = field(default_factory=list)
    linee: list[Linea] = field(default_factory=list)
    asse: str = ""

    def scrivi(self, x: Decimal | int, y: Decimal | int, testo: str, ruolo: str = "") -> None:
        self.scritte.append(Scritta(_posto(x), _posto(y), testo, ruolo))

    def barra(self, x: Decimal | int, y: Decimal | int, largo: Decimal | int, alto: Decimal | int, serie: int) -> None:
        self.rettangoli.append(Rettangolo(_posto(x), _posto(y), _posto(largo), _posto(alto), serie))


def traccia(grafico: Mapping[str, Any]) -> Tracciato:
    """The marks of a chart as it stands in a document (its values may have become text)."""
    serie = [(str(s["nome"]), [_valore(v) for v in s["valori"]]) for s in grafico["serie"]][:SERIE_MASSIME]
    come = {Disegno.BARRE: _barre, Disegno.COLONNE: _colonne, Disegno.SERIE: _serie}[Disegno(grafico["disegno"])]
    return come([str(e) for e in grafico["etichette"]], serie, str(grafico["unita"]))


Coppie = Sequence[tuple[str, list[Decimal | None]]]


def _barre(etichette: Sequence[str], serie: Coppie, unita: str) -> Tracciato:
    t, massimo, y = Tracciato(), _massimo(serie), 0
    for i, etichetta in enumerate(etichette):
        for riga in wrap(etichetta, SEGNI_PER_RIGA, max_lines=2, placeholder="…") or [""]:
            y += RIGA
            t.scrivi(0, y - 3, riga, "forte")
        for n, (nome, valori) in enumerate(serie):
            valore = valori[i] if i < len(valori) else None
            lunga = _quota(valore, massimo, BARRE_FINO_A)
            t.barra(0, y + 1, lunga, BARRA, n)
            coda = f" · {nome}" if len(serie) > 1 else ""
            t.scrivi(lunga + 6, y + BARRA - 1, _scritto(valore, unita) + coda)
            y += BARRA + 4
        y += 4
    t.altezza = max(y, RIGA)
    return t


def _colonne(etichette: Sequence[str], serie: Coppie, unita: str) -> Tracciato:
    t, massimo = Tracciato(), _massimo(serie)
    t.altezza = CORNICE
    if len(serie) > 1:
        for n, (nome, _) in enumerate(serie):
            t.barra(0, t.altezza - CORNICE + 3, 10, 10, n)
            t.scrivi(16, t.altezza - CORNICE + 12, nome)
            t.altezza += RIGA
    base = t.altezza + ALTE
    passo = Decimal(LARGO) / max(len(etichette), 1)
    larga = min(passo * Decimal("0.76") / max(len(serie), 1), Decimal(48))
    for i, etichetta in enumerate(etichette):
        centro = passo * i + passo / 2
        inizio = centro - larga * len(serie) / 2
        for n, (_, valori) in enumerate(serie):
            valore = valori[i] if i < len(valori) else None
            alta = _quota(valore, massimo, ALTE)
            t.barra(inizio + larga * n, base - alta, larga - 2, alta, n)
            t.scrivi(inizio + larga * n + larga / 2, base - alta - 4, _scritto(valore, unita), "forte mezzo")
        segni = max(int(passo) // PUNTI_PER_SEGNO, 4)
        for n, riga in enumerate(wrap(etichetta, segni)[:RIGHE_DI_ETICHETTA]):
            t.scrivi(centro, base + RIGA * (n + 1), riga, "mezzo")
    t.asse = _posto(base)
    righe = max((len(wrap(e, max(int(passo) // PUNTI_PER_SEGNO, 4))[:RIGHE_DI_ETICHETTA]) for e in etichette), default=1)
    t.altezza = base + RIGA * righe + 6
    return t


def _serie(etichette: Sequence[str], serie: Coppie, unita: str) -> Tracciato:
    t, massimo = Tracciato(), _massimo(serie)
    base = CORNICE + ALTE
    passo = Decimal(LINEE_FINO_A - 2 * CORNICE) / max(len(etichette) - 1, 1)
    nomi: list[tuple[Decimal, str]] = []
    for n, (nome, valori) in enumerate(serie):
        punti = [(CORNICE + passo * i, base - _quota(v, massimo, ALTE), v) for i, v in enumerate(valori[: len(etichette)])]
        detti = [p for p in punti if p[2] is not None]
        t.linee.append(Linea(" ".join(f"{_posto(x)},{_posto(y)}" for x, y, _ in detti), n))
        for x, y, valore in detti:
            t.barra(x - 3, y - 3, 6, 6, n)
            if len(serie) == 1:
                scritto = _scritto(valore, unita)
                t.scrivi(max(x, Decimal(len(scritto) * PUNTI_PER_SEGNO) / 2 + 4), y - 8, scritto, "forte mezzo")
        if detti:
            ultimo = f": {_scritto(detti[-1][2], unita)}" if len(serie) > 1 else ""
            nomi.append((detti[-1][1], f"{nome}{ultimo}"))
    sotto = Decimal(0)
    for y, nome in sorted(nomi):
        for riga in wrap(nome, 18)[:2]:
            sotto = max(y + 4, sotto + RIGA)
            t.scrivi(LINEE_FINO_A - CORNICE + 12, sotto, riga, "forte")
    for i, etichetta in enumerate(etichette):
        t.scrivi(CORNICE + passo * i, base + RIGA, etichetta[:12], "mezzo")
    t.asse = _posto(base)
    t.altezza = max(base + RIGA + 6, int(sotto) + 6)
    return t


def _valore(grezzo: Any) -> Decimal | None:
    return None if grezzo is None or grezzo == "" else Decimal(str(grezzo))


def _massimo(serie: Coppie) -> Decimal:
    return max((abs(v) for _, valori in serie for v in valori if v is not None), default=Decimal(0)) or Decimal(1)


def _quota(valore: Decimal | None, massimo: Decimal, lungo: int) -> Decimal:
    return Decimal(0) if valore is None else abs(valore) * lungo / massimo


def _scritto(valore: Decimal | None, unita: str) -> str:
    if valore is None:
        return RISERVATO
    testo = formati.numero(valore, 2)
    testo = formati.con_segno(testo.removesuffix(",00") if unita == "€" else testo.rstrip("0").rstrip(","))
    return f"{testo}{formati.FISSO}{unita}" if unita else testo


def _posto(quanto: Decimal | int) -> str:
    return format(Decimal(quanto).quantize(Decimal("0.1")), "f")
