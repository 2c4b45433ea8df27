"""Marks on the scale of art. 20, as both sheets use them."""

import re
from collections.abc import Iterable, Sequence

from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.modello import Gruppo, Macrofattore, Regolamento

# "3", "3,0", "3.00": what a spreadsheet makes of a mark.
VOTO = re.compile(r"([0-9]{1,3})(?:[.,]0{1,9})?")
CARATTERI_CITATI = 40


def leggi_voto(testo: str, reg: Regolamento) -> int | None:
    """A mark as somebody types or pastes it; None for an empty cell. Raises ValueError, with the reason in Italian."""
    pulito = testo.strip()
    if not pulito:
        return None
    letto = VOTO.fullmatch(pulito)
    if letto and int(letto[1]) in {livello.voto for livello in reg.scala}:
        return int(letto[1])
    citato = pulito if len(pulito) <= CARATTERI_CITATI else f"{pulito[:CARATTERI_CITATI]}…"
    raise ValueError(f"«{citato}» non è nella scala {reg.scala[0].voto}–{reg.voto_massimo}")


def controlla_voti(voti: Sequence[int | None], dove: str, reg: Regolamento) -> None:
    """Art. 20: every mark is a whole number of the scale, or None for "not evaluated". Raises DatiNonValidi."""
    dati = [voto for voto in voti if voto is not None]
    if dati and ({*map(type, dati)} != {int} or min(dati) < 0 or max(dati) > reg.voto_massimo):
        raise DatiNonValidi(
            f"{dove}: il voto deve essere un intero da 0 a {reg.voto_massimo}.", campo=dove, articolo=reg.articolo_di("voti")
        )


def controlla_nomi(dati: Iterable[str], attesi: Sequence[Macrofattore | Gruppo], reg: Regolamento) -> None:
    """Artt. 10 and 22: no group of marks that the regulation does not know. Raises DatiNonValidi."""
    codici = {atteso.codice for atteso in attesi}
    for nome in dati:
        if nome not in codici:
            raise DatiNonValidi(
                f"«{nome}» non è fra i gruppi di comportamenti del regolamento.", campo=nome, articolo=reg.articolo_di("comportamenti")
            )
