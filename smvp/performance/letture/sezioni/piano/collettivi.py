"""Artt. 7, 8: the collective objectives of the year: what each Direzione will do of them, and how much it counts."""

from obiettivi.models import Parte
from smvp.nucleo.formati import enumera, percento

from ....calcolo.blocchi import Blocco, Cella, Disegno, Grafico, Mancanza, Paragrafo, Serie, Tavola
from ...contesto import Contesto
from .. import collettivi
from ..collettivi import APPORTO, CODICE, DESCRIZIONE, DIREZIONE, TITOLO
from ..comuni import direzioni_impegnate, in_elenco, quanti


def blocchi(c: Contesto) -> list[Blocco]:
    tutti = collettivi.collettivi(c)
    if not tutti:
        return []
    righe: tuple[tuple[Cella, ...], ...] = tuple(
        (o.codice, c.detto(o.titolo), str(p.direzione), c.detto(p.descrizione), p.apporto) for o in tutti for p in o.parti.all()
    )
    colonne = (CODICE, TITOLO, DIREZIONE, DESCRIZIONE, APPORTO)
    return [_frase(c, len(tutti)), *_grafico(c), Tavola("parti", "Le parti e i contributi delle Direzioni", colonne, righe)]


def _frase(c: Contesto, n: int) -> Paragrafo:
    con = len({d for o in collettivi.collettivi(c) for d in direzioni_impegnate(c, [o])})
    inizio = "Un obiettivo è collettivo: vi concorrono" if n == 1 else f"Gli obiettivi collettivi sono {n}: vi concorrono"
    return Paragrafo(
        f"{inizio} {quanti(con, 'Direzione', 'Direzioni')}, ognuna con una sua parte. Il contributo dice quanto la parte conta "
        "sull’insieme; ogni Direzione risponde della sua (artt. 7 e 8)."
    )


def _grafico(c: Contesto) -> list[Blocco]:
    """Of the only collective objective, how it is shared out; of several the table is enough."""
    tutti = collettivi.collettivi(c)
    parti = list(tutti[0].parti.all())
    if len(tutti) > 1 or len(parti) < 2:
        return []
    in_parole = in_elenco(f"{p.direzione}: {percento(p.apporto)}" for p in parti)
    return [
        Grafico(
            Disegno.BARRE,
            _scoperta(parti),
            in_parole,
            tuple(str(p.direzione) for p in parti),
            (Serie("Contributo", tuple(p.apporto for p in parti)),),
            "%",
        )
    ]


def _scoperta(parti: list[Parte]) -> str:
    piu = max(p.apporto for p in parti)
    prime = [str(p.direzione) for p in parti if p.apporto == piu]
    if len(prime) == len(parti):
        return f"Le {len(parti)} Direzioni contribuiscono in parti uguali"
    if len(prime) == 1:
        return f"Il contributo più grande è di {prime[0]}: {percento(piu)}"
    return f"I contributi più grandi sono di {len(prime)} Direzioni, {percento(piu)} ciascuna: {enumera(prime)}"


def mancanze(c: Contesto) -> list[Mancanza]:
    return collettivi.mancanze(c)
