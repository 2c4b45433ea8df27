"""Artt. 7–9: the objectives of the year, the indicators that will tell whether they are reached, the values that are expected."""

from obiettivi.letture.quadri.indicatori import Voce
from obiettivi.models import Obiettivo
from smvp.nucleo.formati import con_articolo, enumera, percento

from ....calcolo.blocchi import Blocco, Cella, Colonna, Mancanza, Paragrafo, Tavola
from ...contesto import Contesto
from ..comuni import direzioni_dette, nessun_obiettivo, obiettivi_in_parole, quanti

OBIETTIVI = (
    Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
    Colonna("area", "Area", descrizione="Numero dell’Area strategica (art. 6)."),
    Colonna("direzioni", "Direzioni", descrizione="Direzioni che ne rispondono."),
    Colonna("descrizione", "Che cosa si farà", descrizione="La descrizione dell’obiettivo (art. 8)."),
    Colonna("atteso", "Risultato atteso", descrizione="Il risultato atteso a fine anno (art. 8)."),
)
INDICATORI = (
    Colonna("codice", "Obiettivo", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("direzioni", "Direzioni", descrizione="Direzioni alle quali l’indicatore appartiene."),
    Colonna("lettera", "Lettera", descrizione="La lettera dell’indicatore nella scheda (Allegato A)."),
    Colonna("indicatore", "Indicatore", descrizione="Che cosa si misura."),
    Colonna("dimensione", "Dimensione", descrizione="La dimensione dell’art. 9."),
    Colonna("base", "Valore di partenza", descrizione="Il valore dal quale si parte, con l’unità e l’anno."),
    Colonna("atteso", "Valore atteso", descrizione="Il valore atteso a fine anno, con l’unità."),
)


def blocchi(c: Contesto) -> list[Blocco]:
    if not c.obiettivi:
        return []
    tavole: list[Blocco] = [Tavola("obiettivi", f"Gli obiettivi {c.anno}", OBIETTIVI, tuple(_riga(o, c) for o in c.obiettivi))]
    if c.voci:
        tavole.append(
            Tavola("indicatori", f"Gli indicatori {c.anno} e i valori attesi", INDICATORI, tuple(_indicatore(v, c) for v in c.voci))
        )
    return [Paragrafo(_frase(c)), *tavole]


def _frase(c: Contesto) -> str:
    """How an objective is judged at the end of the year, with the thresholds of the regulation (art. 20)."""
    soglie = {s.giudizio: s.da for s in c.reg.grading}  # of a judgement with two thresholds, the lower one
    gradini = [f"«{g}» {con_articolo(percento(da), 'dal')}" for g, da in soglie.items() if da]
    misura = f", misurati da {quanti(len(c.voci), 'indicatore', 'indicatori')}" if c.voci else ""
    if len(c.obiettivi) == 1:
        misura = misura.replace("misurati", "misurato")
    return f"{obiettivi_in_parole(len(c.obiettivi))}{misura}. A fine anno ognuno si dice {enumera(gradini)} del risultato atteso (art. 20)."


def _riga(o: Obiettivo, c: Contesto) -> tuple[Cella, ...]:
    return (o.codice, c.detto(o.titolo), o.area, direzioni_dette(o), c.detto(o.descrizione), c.detto(o.risultato_atteso))


def _indicatore(v: Voce, c: Contesto) -> tuple[Cella, ...]:
    i, base = v.indicatore, v.riga.base
    if base and i.base_anno:
        base = f"{base} ({i.base_anno})"
    return (
        v.obiettivo.codice,
        ", ".join(map(str, v.direzioni)),
        i.lettera,
        c.detto(i.titolo),
        v.riga.dimensione,
        c.detto(base),
        c.detto(v.riga.atteso),
    )


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
