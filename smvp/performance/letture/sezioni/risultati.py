"""Artt. 8, 18, 21: what each objective has reached, how far from what was expected, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from obiettivi import calcolo
from obiettivi.letture.quadri.indicatori import Voce
from obiettivi.models import Consuntivo, Obiettivo
from obiettivi.stati import VALUTATA
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import numero

from ...calcolo.blocchi import Blocco, Cella, Colonna, Disegno, Genere, Grafico, Mancanza, Paragrafo, Serie, Tavola
from ..contesto import Contesto
from .comuni import direzioni_dette, in_elenco, nessun_obiettivo, quanti

COLONNE = (
    Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
    Colonna("direzioni", "Direzioni", descrizione="Direzioni che ne rispondono."),
    Colonna("atteso", "Risultato atteso", descrizione="Il risultato atteso scritto a inizio anno (art. 8)."),
    Colonna("raggiungimento", "Raggiunto", Genere.PERCENTO, "Percentuale di raggiungimento decisa da chi valuta (art. 18)."),
    Colonna("giudizio", "Giudizio", descrizione="Giudizio della tabella dell’art. 20 su quella percentuale."),
    Colonna("scostamento", "Scarto", Genere.DECIMALE, "Punti percentuali fra il raggiunto e 100."),
    Colonna("cause", "Scostamenti e cause", descrizione="Che cosa la rendicontazione dice degli scostamenti (art. 18)."),
)
INCARICO = Colonna("incarico", "Chi ne risponde", descrizione="L’incarico di chi compila la scheda, senza il nome.")
INDICATORI = (
    Colonna("codice", "Obiettivo", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("direzioni", "Direzioni", descrizione="Direzioni alle quali l’indicatore appartiene."),
    Colonna("lettera", "Lettera", descrizione="La lettera dell’indicatore nella scheda (Allegato A)."),
    Colonna("indicatore", "Indicatore", descrizione="Che cosa si misura."),
    Colonna("atteso", "Valore atteso", descrizione="Il valore atteso dell’anno, con la sua unità."),
    Colonna("raggiunto", "Valore raggiunto", descrizione="Il valore rendicontato, con la sua unità."),
    Colonna("esito", "Esito", descrizione="Se il valore atteso è stato raggiunto."),
)
NOTA = Colonna("nota", "Nota", descrizione="La nota di chi ha rendicontato il valore.")
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


def riga(r: Risultato, c: Contesto) -> tuple[Cella, ...]:
    o = r.obiettivo
    celle: tuple[Cella, ...] = (
        o.codice, c.detto(o.titolo), direzioni_dette(o), c.detto(o.risultato_atteso), "" if r.raggiunto is None else r.raggiunto,
        r.giudizio, "" if r.raggiunto is None else r.raggiunto - PIENO, c.detto(r.cause),
    )  # fmt: skip
    return celle if c.pubblica else (*celle, o.responsabile.descrizione if o.responsabile else "")


def blocchi(c: Contesto) -> list[Blocco]:
    trovati = risultati(c)
    if not trovati:
        return []
    colonne = COLONNE if c.pubblica else (*COLONNE, INCARICO)
    tavola = Tavola("risultati", f"I risultati degli obiettivi {c.anno}", colonne, tuple(riga(r, c) for r in trovati))
    return [c.testo("risultati"), *_grafico(trovati, c), tavola, *_indicatori(c)]


def _grafico(trovati: list[Risultato], c: Contesto) -> list[Blocco]:
    """How many objectives for each judgement of art. 20; nothing until one has been evaluated."""
    decisi = [r for r in trovati if r.giudizio]
    if not decisi:
        return []
    giudizi = list(dict.fromkeys(s.giudizio for s in c.reg.grading))
    conti = Counter(r.giudizio for r in decisi)
    altri = len(trovati) - len(decisi)
    etichette, valori = [g.capitalize() for g in giudizi], [conti[g] for g in giudizi]
    if altri:
        etichette, valori = [*etichette, "Da valutare"], [*valori, altri]
    in_parole = in_elenco(f"{e}: {numero(n, 0)}" for e, n in zip(etichette, valori, strict=True))
    serie = Serie("Obiettivi", tuple(Decimal(n) for n in valori))
    return [Grafico(Disegno.COLONNE, scoperta(conti[giudizi[0]], len(decisi), giudizi[0]), in_parole, tuple(etichette), (serie,))]


def scoperta(pieni: int, decisi: int, giudizio: str) -> str:
    """The finding: how many of the objectives that have been evaluated have been reached in full ("raggiunto")."""
    if decisi == 1:
        return f"L’unico obiettivo valutato {f'è {giudizio}' if pieni else f'non è {giudizio} in pieno'}"
    detto = f"{giudizio[:-1]}i"
    if pieni in (0, decisi):
        return (
            f"Tutti i {decisi} obiettivi valutati sono {detto}"
            if pieni
            else f"Nessuno dei {decisi} obiettivi valutati è {giudizio} in pieno"
        )
    return f"{pieni} obiettivi valutati su {decisi} sono {detto}" if pieni > 1 else f"Un obiettivo valutato su {decisi} è {giudizio}"


# --- indicators (art. 9) ----------------------------------------------------------------------------------------------------------------


def _indicatori(c: Contesto) -> list[Blocco]:
    if not c.voci:
        return []
    rilevati = sum(1 for v in c.voci if v.valore)
    soddisfatti = sum(1 for v in c.voci if v.soddisfatto)
    frase = f"{quanti(rilevati, 'indicatore è stato rilevato', 'indicatori sono stati rilevati')} su {numero(len(c.voci), 0)}"
    if rilevati:
        frase += f"; {quanti(soddisfatti, 'ha', 'hanno')} raggiunto il valore atteso"
    con_nota = any(_nota(v) for v in c.voci)
    righe = tuple((*_riga_indicatore(v, c), *((c.detto(_nota(v)),) if con_nota else ())) for v in c.voci)
    colonne = (*INDICATORI, NOTA) if con_nota else INDICATORI
    return [Paragrafo(f"{frase}."), Tavola("indicatori", f"Gli indicatori {c.anno}", colonne, righe)]


def _nota(v: Voce) -> str:
    return v.indicatore.rilevazione.nota if v.valore and hasattr(v.indicatore, "rilevazione") else ""


def _riga_indicatore(v: Voce, c: Contesto) -> tuple[Cella, ...]:
    i = v.indicatore
    direzioni = ", ".join(map(str, v.direzioni))
    return (v.obiettivo.codice, direzioni, i.lettera, c.detto(i.titolo), c.detto(v.riga.atteso), c.detto(v.valore), v.esito[1])


def mancanze(c: Contesto) -> list[Mancanza]:
    tutti = c.quanti_obiettivi
    if not tutti:
        return nessun_obiettivo(c)
    aperti = c.righe_obiettivi.exclude(stato=VALUTATA).count()
    if not aperti:
        return []
    frase = f"{aperti} obiettivi su {tutti} non sono ancora valutati." if aperti > 1 else f"Un obiettivo su {tutti} non è ancora valutato."
    if tutti == 1:
        frase = "L’unico obiettivo dell’esercizio non è ancora valutato."
    return [Mancanza(frase, "NCVP e Dirigenti", reverse("obiettivi:elenco", args=[c.anno]))]
