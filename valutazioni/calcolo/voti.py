"""Marks on the scale of art. 20, as both sheets use them."""

from collections.abc import Iterable, Sequence

from smvp.nucleo.errori import DatiNonValidi
from smvp.regolamento.modello import Gruppo, Macrofattore, Regolamento


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
