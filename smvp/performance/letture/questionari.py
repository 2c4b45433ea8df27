"""Artt. 18 and 33: closed surveys as tables and charts; what may be told of them is decided where they are added up (smvp.indagini)."""

from collections.abc import Iterable, Iterator, Sequence

from smvp.indagini.calcolo.questionario import Genere as GenereDomanda
from smvp.indagini.calcolo.risultati import RisultatoDomanda, RisultatoIndagine
from smvp.nucleo.formati import data, numero

from ..calcolo.blocchi import Blocco, Cella, Colonna, Disegno, Genere, Grafico, Serie, Tavola
from .parole import elenco_di_valori

INDAGINE = Colonna("indagine", "Indagine", descrizione="Titolo dell’indagine.")
SERVIZIO = Colonna("servizio", "Servizio", descrizione="Il servizio di cui si chiede, se è di uno solo.")
DOMANDA = Colonna("domanda", "Domanda", descrizione="Che cosa si è chiesto.")
SEZIONE = Colonna("sezione", "Tema", descrizione="Sezione del questionario.")
INDICE = Colonna("indice", "Indice", Genere.DECIMALE, "Da 0 (il peggio) a 100 (il meglio), su tutte le domande a punti del tema.")
RISPONDENTI = Colonna("rispondenti", "Risposte", Genere.INTERO, "Quante persone hanno risposto.")


def tavole_delle_indagini(prefisso: str, titolo: str, trovate: Sequence[RisultatoIndagine]) -> list[Blocco]:
    """``prefisso``: of the stable names of the tables; ``titolo``: how a sentence calls these surveys."""
    if not trovate:
        return []
    blocchi: list[Blocco] = [_indagini(prefisso, titolo, trovate), *_grafico(titolo, trovate), _indici(prefisso, titolo, trovate)]
    domande = tuple(_domande(trovate))
    if domande:
        blocchi.append(Tavola(f"{prefisso}_domande", f"{titolo}: le domande a punti", (
            DOMANDA, RISPONDENTI,
            Colonna("media", "Media", Genere.DECIMALE, "Media dei punti dati."),
            Colonna("su", "Su", Genere.INTERO, "I punti al massimo."),
            Colonna("media_prima", "Prima", Genere.DECIMALE, "Media della stessa domanda nell’indagine precedente."), INDAGINE,
        ), domande))  # fmt: skip
    risposte = tuple(_risposte(trovate))
    if risposte:
        blocchi.append(Tavola(f"{prefisso}_risposte", f"{titolo}: le risposte a scelta", (
            DOMANDA, Colonna("risposta", "Risposta", descrizione="Una delle risposte proposte."),
            Colonna("conto", "Quante", Genere.INTERO, "Quante persone l’hanno scelta."),
            Colonna("quota", "Quota", Genere.PERCENTO, "Parte di chi ha risposto alla domanda."), INDAGINE,
        ), risposte))  # fmt: skip
    gruppi = tuple(_gruppi(trovate))
    if gruppi:
        blocchi.append(Tavola(f"{prefisso}_gruppi", f"{titolo}: i gruppi a confronto", (
            Colonna("per", "Divisi per", descrizione="La domanda che forma i gruppi."),
            Colonna("gruppo", "Gruppo", descrizione="Chi ha dato quella risposta."), RISPONDENTI, SEZIONE, INDICE, INDAGINE,
        ), gruppi))  # fmt: skip
    return blocchi


def nomi_di(trovate: Sequence[RisultatoIndagine]) -> list[str]:
    """How the rows call each: by its title; with the service where two have the same."""
    titoli = [r.titolo for r in trovate]
    return [f"{r.titolo} ({r.servizio})" if r.servizio and titoli.count(r.titolo) > 1 else r.titolo for r in trovate]


def _con_nome(trovate: Sequence[RisultatoIndagine]) -> list[tuple[str, RisultatoIndagine]]:
    return list(zip(nomi_di(trovate), trovate, strict=True))


def _indagini(prefisso: str, titolo: str, trovate: Iterable[RisultatoIndagine]) -> Tavola:
    righe = tuple(
        (r.titolo, r.servizio, r.dal, r.al, r.esiti.rispondenti, "" if r.invitati is None else r.invitati, _tasso(r)) for r in trovate
    )
    colonne = (
        INDAGINE, SERVIZIO, Colonna("dal", "Dal", Genere.DATA, "Primo giorno per rispondere."),
        Colonna("al", "Al", Genere.DATA, "Ultimo giorno."), RISPONDENTI,
        Colonna("invitati", "Invitati", Genere.INTERO, "Quante persone potevano rispondere, dove si sa."),
        Colonna("tasso", "Hanno risposto", Genere.PERCENTO, "Risposte su invitati."),
    )  # fmt: skip
    return Tavola(f"{prefisso}_indagini", f"{titolo}: le indagini fatte", colonne, righe)


def _tasso(r: RisultatoIndagine) -> Cella:
    if r.invitati is None:
        return ""
    return None if r.esiti.rispondenti is None else "" if r.tasso is None else r.tasso


def _indici(prefisso: str, titolo: str, trovate: Sequence[RisultatoIndagine]) -> Tavola:
    righe = tuple(
        (s.titolo, s.indice, "" if s.prima is None else s.prima, nome)
        for nome, r in _con_nome(trovate) for s in r.esiti.sezioni if any(d.genere == GenereDomanda.SCALA for d in s.domande)
    )  # fmt: skip
    prima = Colonna("indice_prima", "Prima", Genere.DECIMALE, "Indice dello stesso tema nell’indagine precedente.")
    return Tavola(f"{prefisso}_indici", f"{titolo}: gli indici, tema per tema", (SEZIONE, INDICE, prima, INDAGINE), righe)


def _grafico(titolo: str, trovate: Sequence[RisultatoIndagine]) -> list[Blocco]:
    """The indexes of the survey that told most; of some surveys the table compares them."""
    voci = [(nome, s.titolo, s.indice) for nome, r in _con_nome(trovate) for s in r.esiti.sezioni if s.indice is not None]
    if not voci:
        return []
    nomi = tuple(tema if len(trovate) == 1 else f"{chi}: {tema}" for chi, tema, _ in voci)
    valori = tuple(indice for _, _, indice in voci)
    basso, alto = min(zip(valori, nomi, strict=True)), max(zip(valori, nomi, strict=True))
    if len(voci) == 1:
        detto = f"{titolo}: indice {numero(alto[0], 1)} su 100"
    else:
        detto = f"{titolo}: dal più basso, {numero(basso[0], 1)} su 100 ({basso[1]}), al più alto, {numero(alto[0], 1)} ({alto[1]})"
    return [Grafico(Disegno.BARRE, detto, f"Indici su 100. {elenco_di_valori(nomi, valori)}", nomi, (Serie("Indice", valori),))]


def _domande(trovate: Sequence[RisultatoIndagine]) -> Iterator[tuple[Cella, ...]]:
    for nome, r in _con_nome(trovate):
        for d in _di_tutte(r):
            if d.genere == GenereDomanda.SCALA:
                yield d.testo, d.rispondenti, d.media, d.punti, "" if d.prima is None else d.prima, nome


def _risposte(trovate: Sequence[RisultatoIndagine]) -> Iterator[tuple[Cella, ...]]:
    for nome, r in _con_nome(trovate):
        for d in _di_tutte(r):
            if d.genere in (GenereDomanda.UNA, GenereDomanda.PIU):
                yield from ((d.testo, f.etichetta, f.conto, f.percento, nome) for f in d.fette)


def _di_tutte(r: RisultatoIndagine) -> Iterator[RisultatoDomanda]:
    for s in r.esiti.sezioni:
        yield from s.domande


def _gruppi(trovate: Sequence[RisultatoIndagine]) -> Iterator[tuple[Cella, ...]]:
    for nome, r in _con_nome(trovate):
        for confronto in r.esiti.confronti:
            for g in confronto.gruppi:
                if g.rispondenti is None and not any(g.indici):  # of whom nothing is told one row is enough
                    yield confronto.titolo, g.nome, None, "", None, nome
                    continue
                for tema, indice in zip(confronto.sezioni, g.indici, strict=True):
                    yield confronto.titolo, g.nome, g.rispondenti, tema, indice, nome


def quando(trovate: Sequence[RisultatoIndagine]) -> str:
    """When they were, for a sentence."""
    return f"dal {data(min(r.dal for r in trovate))} al {data(max(r.al for r in trovate))}"
