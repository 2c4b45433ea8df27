"""Reading A40: what of a count can be told without names, and without anybody working out by difference what is not told. Pure."""

from collections.abc import Mapping


def senza_piccoli(conti: Mapping[str, int], minimo: int) -> dict[str, int | None]:
    """Art. 31 (reading A40): how many of each outcome; None for those too few to be told, and for what would give them away.

    Where one is too few, what is told is only what exceeds the smallest of those that are enough; that one and the zeros are withheld too.
    To withhold less lets who knows the rule, and the whole, count back: 4, 4 and 5 are the only three that make 13 with the 5 told.
    """
    pochi = any(0 < quanti < minimo for quanti in conti.values())
    soglia = min((quanti for quanti in conti.values() if quanti >= minimo), default=sum(conti.values())) if pochi else -1
    return {nome: quanti if quanti > soglia else None for nome, quanti in conti.items()}


def detti(conti: Mapping[str, int], minimo: int) -> tuple[int | None, dict[str, int | None]]:
    """The whole, None where it is itself too few, and what is told of each outcome."""
    totale = sum(conti.values())
    return totale if totale == 0 or totale >= minimo else None, senza_piccoli(conti, minimo)
