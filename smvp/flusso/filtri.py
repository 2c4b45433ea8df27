"""The filters above a list: chips that stay in the address, each with its count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Chip:
    etichetta: str
    url: str
    attivo: bool
    conto: int | None = None


@dataclass(frozen=True, slots=True)
class Gruppo:
    etichetta: str
    voci: list[Chip]


def indirizzo(scelte: Mapping[str, str]) -> str:
    """The list with these filters and no other."""
    return f"?{urlencode(scelte)}"


def gruppo(
    etichetta: str, nome: str, scelte: Iterable[tuple[str, str]], *, conti: Mapping[str, int], totale: int, attivi: Mapping[str, str],
    tutti: str = "Tutte",
) -> Gruppo:  # fmt: skip
    """The chips of one filter: its value in the address is ``nome``, the others (``attivi``) stay.

    ``conti``: how many rows each choice would find, ``totale`` how many there are without it. A chip that finds nothing, or
    everything, is not shown unless it is the active one.
    """
    altri = {n: v for n, v in attivi.items() if n != nome}
    chip = [Chip(parola, indirizzo(altri | {nome: v}), attivi.get(nome) == v, conti.get(v, 0)) for v, parola in scelte]
    utili = [c for c in chip if c.attivo or 0 < (c.conto or 0) < totale]
    return Gruppo(etichetta, [Chip(tutti, indirizzo(altri), nome not in attivi, totale), *utili])
