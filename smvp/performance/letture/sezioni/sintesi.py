"""Artt. 18, 21, 36: two pages for citizens: the key figures, and two charts: how the objectives went, what the rewards cost."""

from collections import Counter
from decimal import Decimal

from premi.letture.efficienza import risparmi_certificati
from smvp.indagini.letture.risultati import risultati_pubblicabili
from smvp.nucleo.formati import euro, numero
from valutazioni.letture.equita.dati import NOMI

from ...calcolo.blocchi import Blocco, Cella, Cifra, Cifre, Colonna, Disegno, Genere, Grafico, Mancanza, Paragrafo, Serie, Tavola, Titoletto
from ..contesto import Contesto
from ..parole import elenco_di_valori
from .comuni import nessun_obiettivo, quanti
from .individuale import GRUPPO
from .partecipazione import TIPO as SODDISFAZIONE
from .premi import DISTRIBUITO, STANZIATO, distribuiti, totale
from .risultati import Risultato, risultati, scoperta

IN_CORSO = "Non ancora valutato"


def blocchi(c: Contesto) -> list[Blocco]:
    trovati = risultati(c)
    cifre = [*_obiettivi(trovati), *_premi(c), *_cittadini(c)]
    if not cifre:
        return []
    return [c.testo("introduzione"), Cifre(tuple(cifre)), *_come_sono_andati(c, trovati), *_soldi(c)]


# --- key figures ------------------------------------------------------------------------------------------------------------------------


def _obiettivi(trovati: list[Risultato]) -> list[Cifra]:
    if not trovati:
        return []
    decisi = [r for r in trovati if r.raggiunto is not None]
    nota = "tutti valutati" if len(decisi) == len(trovati) else f"{quanti(len(decisi), 'valutato', 'valutati')} finora"
    nota = nota if decisi else "nessuno ancora valutato"
    cifre = [Cifra("Obiettivi dell’anno", numero(len(trovati), 0), nota)]
    pieni = _conti(trovati).get(_pieno(trovati), 0)
    if decisi:
        cifre.append(Cifra("Obiettivi raggiunti", numero(pieni, 0), f"su {numero(len(decisi), 0)} valutati"))
    return cifre


def _pieno(trovati: list[Risultato]) -> str:
    """The judgement of what is fully reached: the one of the highest threshold (art. 20)."""
    reg = trovati[0].obiettivo.esercizio.reg
    return max(reg.grading, key=lambda s: s.da).giudizio


def _conti(trovati: list[Risultato]) -> Counter[str]:
    return Counter(r.giudizio for r in trovati if r.raggiunto is not None)


def _premi(c: Contesto) -> list[Cifra]:
    stanziato, distribuito = totale(c)
    cifre = []
    if distribuito is not None:
        nota = f"su {euro(stanziato)} stanziati" if stanziato is not None else ""
        cifre.append(Cifra("Premi distribuiti", euro(distribuito), nota))
    elif stanziato is not None:
        cifre.append(Cifra("Stanziati per i premi", euro(stanziato), "non ancora distribuiti"))
    risparmi = risparmi_certificati(c.esercizio)
    if risparmi is not None:
        cifre.append(Cifra("Risparmi certificati", euro(risparmi.importo), "da processi di efficienza"))
    return cifre


def _cittadini(c: Contesto) -> list[Cifra]:
    risposte = [r.esiti.rispondenti for r in risultati_pubblicabili(c.esercizio, SODDISFAZIONE)]
    dette = [n for n in risposte if n is not None]
    if not dette or len(dette) < len(risposte):
        return []
    dove = "in un’indagine" if len(dette) == 1 else f"in {numero(len(dette), 0)} indagini"
    return [Cifra("Risposte degli utenti", numero(sum(dette), 0), dove)]


# --- charts -----------------------------------------------------------------------------------------------------------------------------


def _come_sono_andati(c: Contesto, trovati: list[Risultato]) -> list[Blocco]:
    conti = _conti(trovati)
    if not conti:
        return []
    giudizi = list(dict.fromkeys(s.giudizio for s in sorted(c.reg.grading, key=lambda s: s.da, reverse=True)))
    aperti = len(trovati) - conti.total()
    voci = [(g.capitalize(), conti[g]) for g in giudizi] + ([(IN_CORSO, aperti)] if aperti else [])
    nomi, valori = tuple(n for n, _ in voci), tuple(Decimal(n) for _, n in voci)
    pieni = conti[giudizi[0]]
    titolo = f"{scoperta(pieni, conti.total(), giudizi[0])} nel {c.anno}"
    colonne = (
        Colonna("giudizio", "Come è andato", descrizione="Giudizio della tabella dell’art. 20."),
        Colonna("obiettivi", "Obiettivi", Genere.INTERO, "Quanti obiettivi."),
    )
    return [
        Titoletto("Come sono andati gli obiettivi"),
        Grafico(Disegno.BARRE, titolo, elenco_di_valori(nomi, valori), nomi, (Serie("Obiettivi", valori),)),
        Tavola("sintesi_obiettivi", f"Gli obiettivi {c.anno}, per risultato", colonne, tuple(voci)),
    ]


def _soldi(c: Contesto) -> list[Blocco]:
    gruppi = [g for g in c.premiati.gruppi.values() if g.stanziato is not None]
    if not gruppi:
        return []
    detti = distribuiti(c)
    nomi = tuple(NOMI[g.insieme] for g in gruppi)
    stanziati = tuple(g.stanziato for g in gruppi)
    pagati: tuple[Cella, ...] = tuple(detti.get(g.insieme, "") for g in gruppi)
    serie = [Serie("Stanziato", stanziati)]
    alternativa = f"Stanziato. {elenco_di_valori(nomi, stanziati, euro)}"
    if detti:
        valori = tuple(x if isinstance(x, Decimal) else None for x in pagati)
        serie.append(Serie("Distribuito", valori))
        alternativa += f" Distribuito. {elenco_di_valori(nomi, valori, euro)}"
    righe = tuple((nome, s, p) for nome, s, p in zip(nomi, stanziati, pagati, strict=True))
    return [
        Titoletto("Quanto sono costati i premi"),
        Grafico(Disegno.BARRE, _titolo_dei_soldi(c), alternativa, nomi, tuple(serie), "€"),
        Tavola("sintesi_premi", f"I premi {c.anno}, per gruppo", (GRUPPO, STANZIATO, DISTRIBUITO), righe, aperta=False),
        *([Paragrafo("Gli importi non sono ancora approvati: possono cambiare.")] if c.premiati.provvisorie else []),
    ]


def _titolo_dei_soldi(c: Contesto) -> str:
    stanziato, distribuito = totale(c)
    if stanziato is None:
        return f"I premi {c.anno} non sono ancora tutti stanziati"
    if distribuito is None:
        return f"Per i premi {c.anno} sono stati stanziati {euro(stanziato)}"
    if stanziato == distribuito:
        return f"I {euro(stanziato)} stanziati per i premi {c.anno} sono stati tutti distribuiti"
    return f"Di {euro(stanziato)} stanziati per i premi {c.anno} ne sono stati distribuiti {euro(distribuito)}"


def mancanze(c: Contesto) -> list[Mancanza]:
    """Its figures are those of the other sections: there stands what is missing. Here, whether there is anything at all."""
    return nessun_obiettivo(c)
