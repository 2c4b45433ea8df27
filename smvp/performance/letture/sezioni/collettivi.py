"""Artt. 7, 8: the collective objectives: the part of each Direzione, its contribution, what it has reached, and what they make together."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from obiettivi import calcolo
from obiettivi.models import Obiettivo, Parte
from obiettivi.stati import VALUTATA
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import con_articolo, numero, percento

from ...calcolo.blocchi import Blocco, Cella, Colonna, Disegno, Genere, Grafico, Mancanza, Paragrafo, Serie, Tavola
from ..contesto import Contesto
from .comuni import in_elenco, nessun_obiettivo
from .risultati import raggiungimento

CODICE = Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio.")
TITOLO = Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo.")
DIREZIONE = Colonna("direzione", "Direzione", descrizione="Direzione che ne ha una parte.")
APPORTO = Colonna("apporto", "Contributo", Genere.PERCENTO, "Quanto la parte conta nell’obiettivo (art. 7).")
DESCRIZIONE = Colonna("parte", "La sua parte", descrizione="Che cosa fa la Direzione.")
RAGGIUNTO = Colonna("raggiungimento", "Raggiunto", Genere.PERCENTO, "Percentuale di raggiungimento decisa da chi valuta (art. 18).")
RESO = Colonna("reso", "Porta", Genere.DECIMALE, "Contributo × raggiunto: i punti percentuali che la parte porta all’insieme.")
GIUDIZIO = Colonna("giudizio", "Giudizio", descrizione="Giudizio della tabella dell’art. 20 su quella percentuale.")
QUANTE = Colonna("parti", "Direzioni", Genere.INTERO, "Quante Direzioni ne hanno una parte.")
TESTI_PER_GRAFICO = 60


@dataclass(frozen=True, slots=True)
class Resa:
    """A part and what it has reached; None until it is decided."""

    parte: Parte
    raggiunto: Decimal | None


def collettivi(c: Contesto) -> list[Obiettivo]:
    return [o for o in c.obiettivi if o.collettivo]


def rese(o: Obiettivo) -> list[Resa]:
    decisi = {x.parte_id: x.valutato for x in o.consuntivi.all()} if o.stato == VALUTATA else {}
    return [Resa(p, decisi.get(p.pk)) for p in o.parti.all()]


def _insieme(o: Obiettivo) -> Decimal | Fraction | None:
    return raggiungimento(o, {x.parte_id: x for x in o.consuntivi.all()}) if o.stato == VALUTATA else None


def blocchi(c: Contesto) -> list[Blocco]:
    tutti = collettivi(c)
    if not tutti:
        return []
    insiemi = [(o, _insieme(o)) for o in tutti]
    return [*_grafico(insiemi, c), _per_obiettivo(insiemi, c), _per_parte(tutti, c)]


def _giudizio(x: Decimal | Fraction | None, c: Contesto) -> str:
    return calcolo.soglia_raggiunta(x, c.reg).giudizio if x is not None else ""


def _per_obiettivo(insiemi: Iterable[tuple[Obiettivo, Decimal | Fraction | None]], c: Contesto) -> Tavola:
    righe: tuple[tuple[Cella, ...], ...] = tuple(
        (o.codice, c.detto(o.titolo), len(o.parti.all()), "" if x is None else mezzo_su(x), _giudizio(x, c)) for o, x in insiemi
    )
    nota = (
        "Il raggiungimento di un obiettivo collettivo è la somma, parte per parte, di contributo × raggiunto; "
        "ogni Direzione è valutata sulla sua parte (artt. 7 e 8)."
    )
    return Tavola("collettivi", f"Gli obiettivi collettivi {c.anno}", (CODICE, TITOLO, QUANTE, RAGGIUNTO, GIUDIZIO), righe, nota)


def _per_parte(tutti: list[Obiettivo], c: Contesto) -> Tavola:
    righe: list[tuple[Cella, ...]] = []
    for o in tutti:
        for r in rese(o):
            reso = "" if r.raggiunto is None else mezzo_su(Fraction(r.parte.apporto) * Fraction(r.raggiunto) / 100)
            raggiunto = "" if r.raggiunto is None else r.raggiunto
            righe.append(
                (
                    o.codice,
                    str(r.parte.direzione),
                    c.detto(r.parte.descrizione),
                    r.parte.apporto,
                    raggiunto,
                    reso,
                    _giudizio(r.raggiunto, c),
                )
            )
    colonne = (CODICE, DIREZIONE, DESCRIZIONE, APPORTO, RAGGIUNTO, RESO, GIUDIZIO)
    return Tavola("parti", "Le parti e i contributi delle Direzioni", colonne, tuple(righe))


def _grafico(insiemi: list[tuple[Obiettivo, Decimal | Fraction | None]], c: Contesto) -> list[Blocco]:
    """Of a single collective objective its parts; of several, how far each has got."""
    if len(insiemi) == 1:
        o, insieme = insiemi[0]
        voci = [(str(r.parte.direzione), r.raggiunto) for r in rese(o)]
        detto = "non è ancora valutato" if insieme is None else f"è raggiunto {_al(insieme)}"
        scoperta = f"L’obiettivo collettivo {o.codice} {detto}"
    else:
        voci = [(f"{o.codice} · {c.detto(o.titolo)[:TESTI_PER_GRAFICO]}", None if x is None else mezzo_su(x)) for o, x in insiemi]
        valutati = sum(1 for _, x in insiemi if x is not None)
        scoperta = f"Gli obiettivi collettivi valutati sono {valutati} su {len(insiemi)}"
    decise = [(nome, x) for nome, x in voci if x is not None]
    if not decise:
        return [Paragrafo(f"{scoperta}.")]
    in_parole = in_elenco(f"{nome}: {percento(x)}" for nome, x in decise)
    return [
        Grafico(Disegno.BARRE, scoperta, in_parole, tuple(n for n, _ in decise), (Serie("Raggiunto", tuple(x for _, x in decise)),), "%")
    ]


def _al(x: Decimal | Fraction) -> str:
    return con_articolo(percento(x), "al")


def mancanze(c: Contesto) -> list[Mancanza]:
    if trovate := nessun_obiettivo(c):
        return trovate
    suoi, pagina = c.righe_obiettivi.filter(tipo=calcolo.GENERALE), reverse("obiettivi:elenco", args=[c.anno])
    quanti = suoi.count()
    if not quanti:
        return [Mancanza(f"Fra gli obiettivi {c.anno} non ce n’è uno collettivo.", "Segretario generale", pagina)]
    aperti = 0 if c.del_piano else suoi.exclude(stato=VALUTATA).count()
    if not aperti:
        return []
    frase = (
        f"{numero(aperti, 0)} obiettivi collettivi non sono ancora valutati."
        if aperti > 1
        else "Un obiettivo collettivo non è ancora valutato."
    )
    return [Mancanza(frase, "NCVP e Dirigenti", pagina)]
