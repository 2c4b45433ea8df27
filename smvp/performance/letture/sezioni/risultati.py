"""Artt. 8, 18, 21: what each objective has reached, how far from what was expected, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from obiettivi import calcolo
from obiettivi.letture.quadri.albero import direzioni_di
from obiettivi.models import Consuntivo, Obiettivo
from obiettivi.stati import VALUTATA
from smvp.nucleo.arrotondamenti import mezzo_su

from ...calcolo.blocchi import Blocco, Cella, Colonna, Genere, Mancanza, Tavola
from ..contesto import Contesto

COLONNE = (
    Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
    Colonna("direzioni", "Direzioni", descrizione="Direzioni che ne rispondono."),
    Colonna("atteso", "Risultato atteso", descrizione="Il risultato atteso scritto a inizio anno (art. 8)."),
    Colonna("raggiungimento", "Raggiunto", Genere.PERCENTO, "Percentuale di raggiungimento decisa da chi valuta (art. 18)."),
    Colonna("giudizio", "Giudizio", descrizione="Giudizio della tabella dell’art. 20 su quella percentuale."),
    Colonna("scostamento", "Scostamento", Genere.DECIMALE, "Punti percentuali fra il raggiunto e 100."),
    Colonna("cause", "Scostamenti e cause", descrizione="Che cosa la rendicontazione dice degli scostamenti (art. 18)."),
)
PIENO = Decimal(100)


@dataclass(frozen=True, slots=True)
class Risultato:
    """An objective and what it has reached as a whole, in percent; None until every part is decided."""

    obiettivo: Obiettivo
    raggiunto: Decimal | None
    giudizio: str
    cause: str


def risultati(c: Contesto) -> list[Risultato]:
    return [_risultato(o, c) for o in c.obiettivi]


def _risultato(o: Obiettivo, c: Contesto) -> Risultato:
    decisi = {x.parte_id: x for x in o.consuntivi.all()} if o.stato == VALUTATA else {}
    raggiunto = raggiungimento(o, decisi)
    giudizio = calcolo.soglia_raggiunta(raggiunto, c.reg).giudizio if raggiunto is not None else ""
    return Risultato(o, None if raggiunto is None else mezzo_su(raggiunto), giudizio, "\n".join(_cause(o, decisi)))


def raggiungimento(o: Obiettivo, decisi: dict[int | None, Consuntivo]) -> Decimal | Fraction | None:
    """Art. 7 (reading A7): of a collective objective the sum of contribution × attainment; nobody is scored on it."""
    parti = list(o.parti.all())
    if parti:
        return calcolo.raggiungimento_complessivo((p.apporto, decisi[p.pk].valutato if p.pk in decisi else None) for p in parti)
    return decisi[None].valutato if None in decisi else None


def _cause(o: Obiettivo, decisi: dict[int | None, Consuntivo]) -> Iterator[str]:
    nomi = {p.pk: str(p.direzione) for p in o.parti.all()}
    for parte, consuntivo in sorted(decisi.items(), key=lambda voce: nomi.get(voce[0] or 0, "")):
        if consuntivo.scostamenti.strip():
            yield f"{nomi[parte]}: {consuntivo.scostamenti.strip()}" if parte else consuntivo.scostamenti.strip()


def riga(r: Risultato) -> tuple[Cella, ...]:
    o = r.obiettivo
    return (
        o.codice, o.titolo, ", ".join(map(str, direzioni_di(o))), o.risultato_atteso, "" if r.raggiunto is None else r.raggiunto,
        r.giudizio, "" if r.raggiunto is None else r.raggiunto - PIENO, r.cause,
    )  # fmt: skip


def blocchi(c: Contesto) -> list[Blocco]:
    trovati = risultati(c)
    if not trovati:
        return []
    return [Tavola("risultati", f"I risultati degli obiettivi {c.anno}", COLONNE, tuple(map(riga, trovati)))]


def mancanze(c: Contesto) -> list[Mancanza]:
    tutti = c.righe_obiettivi.count()
    if not tutti:
        return [Mancanza(f"Nessun obiettivo {c.anno} è stato assegnato.", "Segretario generale")]
    aperti = c.righe_obiettivi.exclude(stato=VALUTATA).count()
    if not aperti:
        return []
    return [Mancanza(f"{aperti} obiettivi su {tutti} non sono ancora valutati.", "NCVP e Dirigenti")]
