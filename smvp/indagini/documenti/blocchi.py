"""The results of a survey as blocks (figures, charts, tables, sentences) in the form that page and paper draw: the same for both.

They are plain data in the form of smvp/performance/calcolo/blocchi.py (a floor above this one: its templates draw them). ``None`` in a
typed column is withheld.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from smvp.nucleo.formati import con_segno, data, esatto, numero, percento

from ..calcolo.questionario import Genere
from ..calcolo.risultati import Confronto, RisultatoDomanda, RisultatoIndagine, RisultatoSezione

Blocco = dict[str, Any]
POCHI = "Hanno risposto in meno di {minimo}: non si dice niente."
TESTI = "Sono testi liberi: li legge soltanto chi cura l’indagine."


def in_testa(r: RisultatoIndagine) -> list[Blocco]:
    """Who was asked, how many answered, the indexes of the sections beside those of the year before."""
    minimo, esiti = r.minimo, r.esiti
    voci = [] if r.invitati is None else [_cifra("Invitati", numero(r.invitati, 0), "chi era in servizio all’apertura")]
    hanno = f"meno di {minimo}" if esiti.rispondenti is None else numero(esiti.rispondenti, 0)
    voci.append(_cifra("Hanno risposto", hanno, "" if r.tasso is None else f"il {percento(r.tasso, 1)} degli invitati"))
    quando = f"Si è risposto dal {data(r.dal)} al {data(r.al)}."
    blocchi: list[Blocco] = [{"tipo": "cifre", "voci": voci}, _paragrafo(quando)]
    if esiti.rispondenti is None:
        return [*blocchi, _paragrafo(POCHI.format(minimo=minimo))]
    con_indice = [s for s in esiti.sezioni if s.indice is not None]
    if con_indice:
        blocchi.append(_grafico_degli_indici(con_indice, r))
        blocchi.append(_paragrafo(
            "L’indice va da 0 (tutti nella risposta peggiore) a 100 (tutti nella migliore) e mette insieme le scale della sezione."
        ))  # fmt: skip
    return blocchi


def _grafico_degli_indici(sezioni: Sequence[RisultatoSezione], r: RisultatoIndagine) -> Blocco:
    prima = any(s.prima is not None for s in sezioni)
    serie = [{"nome": str(r.anno), "valori": [s.indice for s in sezioni]}]
    if prima:
        serie.append({"nome": str(r.anno_prima), "valori": [s.prima for s in sezioni]})
    migliore = max(sezioni, key=lambda s: s.indice or Decimal(0))
    peggiore = min(sezioni, key=lambda s: s.indice or Decimal(0))
    titolo = f"L’indice di «{migliore.titolo}» è {_indice(migliore.indice)} su 100"
    if peggiore is not migliore:
        titolo = f"La sezione che va meglio è «{migliore.titolo}», quella che va peggio «{peggiore.titolo}»"
    detti = "; ".join(f"{s.titolo}: {_indice(s.indice)}{_di_prima(s, r)}" for s in sezioni)
    return _grafico("barre", titolo, f"Indice da 0 a 100. {detti}.", [s.titolo for s in sezioni], serie)


def _di_prima(s: RisultatoSezione, r: RisultatoIndagine) -> str:
    return "" if s.prima is None else f" (nel {r.anno_prima} {_indice(s.prima)})"


def della_sezione(s: RisultatoSezione, r: RisultatoIndagine) -> Iterator[Blocco]:
    """A section: its questions one after the other, then the numbers of its scales."""
    if s.indice is not None:
        yield _paragrafo(f"Indice della sezione: {_indice(s.indice)} su 100{_di_prima(s, r)}.")
    for d in s.domande:
        yield {"tipo": "titoletto", "testo": d.testo}
        yield _della_domanda(d, r)
    if scale := [d for d in s.domande if d.media is not None]:
        yield _numeri(s, scale, r)


def _della_domanda(d: RisultatoDomanda, r: RisultatoIndagine) -> Blocco:
    if d.genere == Genere.TESTO:
        quanti = f"Hanno scritto in {numero(d.rispondenti, 0)}. " if d.rispondenti is not None else ""
        return _paragrafo(f"{quanti}{TESTI}")
    if not d.fette:
        return _paragrafo(POCHI.format(minimo=r.minimo))
    detti = "; ".join(f"{f.etichetta}: {'riservato' if f.percento is None else percento(f.percento, 1)}" for f in d.fette)
    return _grafico(
        "colonne" if d.media is not None else "barre", trovato(d, r.anno_prima), f"{detti}.", [f.etichetta for f in d.fette],
        [{"nome": "risposte", "valori": [f.percento for f in d.fette]}], "%",
    )  # fmt: skip


def trovato(d: RisultatoDomanda, anno_prima: int | None) -> str:
    """What a question found, in one sentence."""
    if d.media is not None:
        return f"Media {esatto(d.media)} su {d.punti}{_confronto_in_parole(d, anno_prima)}"
    dette = [f for f in d.fette if f.percento is not None]
    if not dette:
        return "Le risposte sono riservate"
    prima = max(dette, key=lambda f: f.percento or Decimal(0))
    return f"La risposta più data è «{prima.etichetta}», {percento(prima.percento or Decimal(0), 1)}"


def _confronto_in_parole(d: RisultatoDomanda, anno_prima: int | None) -> str:
    if d.scarto is None or d.prima is None:
        return ""
    if d.scarto == 0:
        return f", come nel {anno_prima} ({esatto(d.prima)})"
    quanto = f", {con_segno(('+' if d.scarto > 0 else '') + esatto(d.scarto))} sul {anno_prima}"
    return f"{quanto}: la differenza è significativa" if d.significativa else f"{quanto}: la differenza non è significativa"


def _numeri(s: RisultatoSezione, scale: Sequence[RisultatoDomanda], r: RisultatoIndagine) -> Blocco:
    prima = any(d.prima is not None for d in scale)
    colonne = [
        _colonna("domanda", "Domanda"), _colonna("rispondenti", "Risposte", "intero"), _colonna("media", "Media", "decimale"),
        _colonna("punti", "Su", "intero"),
    ]  # fmt: skip
    righe: list[list[Any]] = [[d.testo, d.rispondenti, d.media, d.punti] for d in scale]
    nota = ""
    if prima:
        colonne += [
            _colonna("prima", f"Nel {r.anno_prima}", "decimale"), _colonna("scarto", "Differenza", "decimale"),
            _colonna("significativa", "Significativa"),
        ]  # fmt: skip
        for riga, d in zip(righe, scale, strict=True):
            riga += ["" if d.prima is None else d.prima, "" if d.scarto is None else d.scarto, SIGNIFICATIVA[d.significativa]]
        nota = "Significativa: che la differenza sia un caso è improbabile (meno di 5 volte su 100, confronto di Welch fra le due medie)."
    if any(d.inversa for d in scale):
        rovesce = ", ".join(f"«{d.testo}»" for d in scale if d.inversa)
        nota = f"{nota} Nell’indice conta alla rovescia {rovesce}: lì un punto alto è un male.".strip()
    return _tavola(f"numeri-{s.codice}", f"I numeri: {s.titolo}", colonne, righe, nota)


SIGNIFICATIVA = {True: "sì", False: "no", None: ""}


def del_confronto(c: Confronto, numero_: int) -> Blocco:
    """The sections group by group."""
    colonne = [_colonna("gruppo", "Gruppo"), _colonna("rispondenti", "Risposte", "intero")]
    colonne += [_colonna(f"indice-{n}", titolo, "decimale") for n, titolo in enumerate(c.sezioni, start=1)]
    righe = [[g.nome, g.rispondenti, *g.indici] for g in c.gruppi]
    return _tavola(f"confronto-{numero_}", f"Per gruppo: {c.titolo}", colonne, righe, "Indici da 0 a 100.")


def risposte(s: RisultatoSezione) -> Blocco:
    """Every answer with how many gave it: what the charts draw, as a table."""
    colonne = [
        _colonna("domanda", "Domanda"), _colonna("risposta", "Risposta"), _colonna("quante", "Quante", "intero"),
        _colonna("percento", "Quota", "percento"),
    ]  # fmt: skip
    righe = [[d.testo, f.etichetta, f.conto, f.percento] for d in s.domande for f in d.fette]
    return _tavola(f"risposte-{s.codice}", f"Tutte le risposte: {s.titolo}", colonne, righe)


def sezioni(r: RisultatoIndagine) -> list[Blocco]:
    """The whole of a survey, section by section, the groups at the end: none where too few have answered."""
    if r.esiti.rispondenti is None:
        return []
    trovate: list[Blocco] = [
        {"codice": s.codice, "titolo": s.titolo, "blocchi": list(della_sezione(s, r)), "risposte": risposte(s)}
        for s in r.esiti.sezioni
    ]  # fmt: skip
    if r.esiti.confronti:
        gruppi = [del_confronto(c, n) for n, c in enumerate(r.esiti.confronti, start=1)]
        trovate.append({"codice": "gruppi", "titolo": "Gruppo per gruppo", "blocchi": gruppi, "risposte": None})
    return trovate


# --- the forms of the blocks ------------------------------------------------------------------------------------------------------------


def _indice(valore: Decimal | None) -> str:
    return "riservato" if valore is None else numero(valore, 1)


def _cifra(etichetta: str, valore: str, nota: str = "") -> Blocco:
    return {"etichetta": etichetta, "valore": valore, "nota": nota}


def _paragrafo(testo: str) -> Blocco:
    return {"tipo": "paragrafo", "testo": testo}


def _grafico(disegno: str, titolo: str, alternativa: str, etichette: Sequence[str], serie: Sequence[Blocco], unita: str = "") -> Blocco:
    return {
        "tipo": "grafico", "disegno": disegno, "titolo": titolo, "alternativa": alternativa, "etichette": list(etichette),
        "serie": list(serie), "unita": unita,
    }  # fmt: skip


def _colonna(nome: str, titolo: str, genere: str = "testo") -> Blocco:
    return {"nome": nome, "titolo": titolo, "genere": genere, "descrizione": ""}


def _tavola(codice: str, titolo: str, colonne: Sequence[Blocco], righe: Sequence[Sequence[Any]], nota: str = "") -> Blocco:
    return {
        "tipo": "tavola", "codice": codice, "titolo": titolo, "colonne": list(colonne), "righe": [list(r) for r in righe], "nota": nota,
        "aperta": False,
    }  # fmt: skip
