"""The tables of the fairness page as a spreadsheet: what the page does not tell is not there either."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from smvp.documenti.fogli import Foglio, Riga
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.organizzazione.models import Esercizio

from ..letture.equita.quadro import Confronto, Fasce, Quadro

TESTA = ("Gruppo", "Che cos’è", "Persone", "Valutazioni", "Media", "Dispersione", "Minimo", "Massimo")
FORMATI = ("testo", "testo", "intero", "intero", "numero", "numero", "numero", "numero")
NON_SI_MOSTRA = "Non si mostra: "


def fogli_equita(esercizio: Esercizio, q: Quadro) -> list[Foglio]:
    """One sheet a table of the page."""
    return [
        Foglio(titolo=f"Fasce {esercizio.anno}", intestazioni=("Gruppo", "Fascia", "Punti", "Valutazioni", "Quota"),
               formati=("testo", "testo", "testo", "intero", "percento"), righe=list(_righe_fasce(q.fasce))),
        _confronto(f"Valutatori {esercizio.anno}", q.valutatori, q.scala),
        _confronto(f"Direzioni {esercizio.anno}", q.direzioni),
        _confronto("Esercizi", q.anni),
    ]  # fmt: skip


def _righe_fasce(fasce: Iterable[Fasce]) -> Iterable[Riga]:
    for gruppo in fasce:
        if not gruppo.fette:
            yield (gruppo.nome, gruppo.titolo, "", None, None)
        for f in gruppo.fette:
            yield (gruppo.nome, f.tratto.nome, f.dettaglio, f.conto, mezzo_su(Fraction(100 * f.conto, gruppo.contate)))


def _confronto(titolo: str, confronto: Confronto, scala: Iterable[int] = ()) -> Foglio:
    """The groups with their figures, then those that are not told, with why; ``scala``: the marks whose share is told."""
    voti = tuple(scala)
    vuote: tuple[Decimal | None, ...] = (None,) * len(voti)
    righe: list[Riga] = []
    for r in confronto.righe:
        if (m := r.misura) is None:
            righe.append((r.nome, r.dettaglio, *(None,) * 6, *vuote, f"{NON_SI_MOSTRA}{r.perche}"))
        else:
            quote = tuple(m.quote[v] for v in voti)
            righe.append((r.nome, r.dettaglio, m.persone, m.valutazioni, m.media, m.dispersione, m.minimo, m.massimo, *quote, r.avviso))
    intestazioni = (*TESTA, *(f"Voto {v}" for v in voti), "Nota")
    return Foglio(titolo=titolo, intestazioni=intestazioni, formati=(*FORMATI, *("percento",) * len(voti), "testo"), righe=righe)
