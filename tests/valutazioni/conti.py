"""Reads the sums of an explanation back as anyone would by hand, so that the tests can redo them."""

import ast
import operator
import re
from fractions import Fraction

SEGNI = {"×": "*", "−": "-", "≥": ">=", "≤": "<="}
OPERAZIONI = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
# What an exact addend cut at three decimals ("52,666…") may lack.
TAGLIO = Fraction(1, 1000)


def valore(testo: str) -> Fraction:
    """The value of a sum in Italian figures: "(54 + 153) × 300/240", "60 × 92,5 %", "1.234,50 € × 85 %"."""
    pulito = testo.replace("\N{NO-BREAK SPACE}", "").replace("€", "").replace("giorni", "").replace("…", "")
    pulito = re.sub(r"(\d)\.(?=\d{3})", r"\1", pulito).replace(",", ".")
    pulito = re.sub(r"([\d.]+) ?%", r"(\1/100)", pulito)
    for segno, in_codice in SEGNI.items():
        pulito = pulito.replace(segno, in_codice)
    return _calcola(ast.parse(pulito.strip(), mode="eval").body, pulito.strip())


def _calcola(nodo: ast.expr, testo: str) -> Fraction:
    if isinstance(nodo, ast.BinOp):
        return OPERAZIONI[type(nodo.op)](_calcola(nodo.left, testo), _calcola(nodo.right, testo))
    if isinstance(nodo, ast.UnaryOp) and isinstance(nodo.op, ast.USub):
        return -_calcola(nodo.operand, testo)
    return Fraction(ast.get_source_segment(testo, nodo) or "")


def torna(formula: str, *, scarto: Fraction = Fraction(1, 200)) -> bool:
    """Whether the two sides of "… = …" agree, to half a cent and to what the cut addends lack; the right side is what is printed."""
    sinistra, _, destra = formula.rpartition(" = ")
    return abs(valore(sinistra) - valore(destra)) <= scarto + TAGLIO * formula.count("…")
