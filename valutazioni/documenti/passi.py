"""«Perché questo punteggio», as the documents of both sheets keep it."""

from typing import Any

from ..calcolo import Passo


def passo_stampato(passo: Passo) -> dict[str, Any]:
    """A step as a document keeps it."""
    return {
        "testo": passo.testo, "formula": passo.formula, "articoli": list(passo.articoli), "letture": list(passo.nomi_letture),
        "silente": passo.silente,
    }  # fmt: skip
