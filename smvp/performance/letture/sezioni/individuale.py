"""Artt. 10, 18, 20, 22: the evaluations in groups: how many, mean and dispersion, how they spread over the bands (art. 4, reading A40)."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse

from smvp.nucleo.formati import enumera, numero
from valutazioni.calcolo.equita import Misura
from valutazioni.letture.equita.dati import DIRIGENTI, NOMI, PERSONALE, PO, Valutata
from valutazioni.letture.equita.quadro import conto_di
from valutazioni.letture.personale import quante_da_aprire_personale
from valutazioni.letture.schede import incarichi_con_obiettivi
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import NON_VALUTABILE

from ...calcolo.blocchi import Blocco, Cella, Colonna, Disegno, Genere, Grafico, Mancanza, Paragrafo, Serie, Tavola, Titoletto
from ...calcolo.riservatezza import taciuti
from ..contesto import Contesto
from ..parole import elenco_di_valori, quota
from ..valutati import FasciaValutata, misura_di, per_anno, per_fascia, per_gruppo, persone
from .comuni import quanti

VALUTAZIONI = Colonna(
    "valutazioni", "Valutazioni", Genere.INTERO, "Quante valutazioni hanno il punteggio deciso: una per incarico, una per dipendente."
)
MEDIA = Colonna("media", "Media", Genere.DECIMALE, "Media dei punteggi finali, arrotondata al centesimo.")
DISPERSIONE = Colonna(
    "dispersione", "Dispersione", Genere.DECIMALE, "Scarto quadratico medio dei punteggi: di quanto si scostano dalla media."
)
ANNO = Colonna("anno", "Anno", descrizione="Anno dell’esercizio.")
GRUPPO = Colonna("gruppo", "Gruppo", descrizione="Dirigenti, posizioni organizzative (P.O.) o personale.")
FASCIA = Colonna("fascia", "Fascia", descrizione="Fascia di punteggio.")
IN_PUBBLICO = (
    "Si contano le valutazioni con il punteggio deciso; le altre schede dell’anno sono ancora aperte, o non sono valutabili (art. 16)."
)
NOTA = "Il punteggio va da 0 a {massimo}. La dispersione dice quanto i punteggi sono lontani fra loro: 0 se sono tutti uguali."


def blocchi(c: Contesto) -> list[Blocco]:
    gruppi = per_gruppo(c.valutate, c.anno)
    if not any(gruppi.values()):
        return []
    trovati: list[Blocco] = [_gruppi(c, gruppi), *_conti(c, gruppi)]
    for insieme, valutate in gruppi.items():
        trovati += _fasce(c, insieme, valutate)
    return [*trovati, *_anni(c), c.testo("individuale")]


# --- the three groups ---------------------------------------------------------------------------------------------------------------


def _gruppi(c: Contesto, gruppi: dict[str, list[Valutata]]) -> Tavola:
    righe = tuple((NOMI[insieme], *_cifre(c, valutate)) for insieme, valutate in gruppi.items())
    nota = NOTA.format(massimo=numero(c.reg.massimo_finale, 0))
    return Tavola(
        "individuale_gruppi", f"Le valutazioni {c.anno}, gruppo per gruppo", (GRUPPO, VALUTAZIONI, MEDIA, DISPERSIONE), righe, nota
    )


def _cifre(c: Contesto, valutate: Sequence[Valutata]) -> tuple[Cella, Cella, Cella]:
    """How many, mean and dispersion of a group that stands alone: in no sum."""
    if not valutate:
        return 0, "", ""
    if c.pubblica and len(persone(valutate)) < c.minimo:
        return None, None, None
    return _misurate(len(valutate), misura_di(valutate, c.reg))


def _misurate(conto: int, m: Misura) -> tuple[Cella, Cella, Cella]:
    return conto, m.media, m.dispersione


def _conti(c: Contesto, gruppi: dict[str, list[Valutata]]) -> list[Blocco]:
    """How many sheets are counted of how many. In public not: those left out may be two or three people."""
    tutte, senza = c.valutate.tutte, c.valutate.non_valutabili
    if not c.pubblica:
        conti = {i: conto_di(i, len(v), tutte.get(i, 0), senza.get(i, 0)) for i, v in gruppi.items()}
        return [Paragrafo(f"{NOMI[i]}: {conto[0].lower()}{conto[1:]}") for i, conto in conti.items()]
    return [Paragrafo(IN_PUBBLICO)] if any(tutte.get(i, 0) != len(v) for i, v in gruppi.items()) else []


# --- the bands --------------------------------------------------------------------------------------------------------------------------


def _fasce(c: Contesto, insieme: str, valutate: list[Valutata]) -> list[Blocco]:
    nome = NOMI[insieme]
    if not valutate:
        return []
    if c.pubblica and len(persone(valutate)) < c.minimo:
        return [Paragrafo(f"{nome}: le persone valutate sono meno di {c.minimo}, e la distribuzione nelle fasce non si dice.")]
    fasce = per_fascia(insieme, valutate, c.reg)
    fuori = taciuti([{f.chiave: f.persone for f in fasce}], c.minimo) if c.pubblica else frozenset()
    if len(fuori) == len(fasce):
        return [Paragrafo(f"{nome}: nelle fasce ci sono troppo poche persone, e la distribuzione non si dice.")]
    conti = tuple(None if f.chiave in fuori else len(f.valutate) for f in fasce)
    tavola = Tavola(
        f"individuale_fasce_{insieme}", f"{nome}: quante valutazioni {c.anno} in ogni fascia",
        (
            FASCIA, Colonna("dettaglio", "Che cosa vuol dire", descrizione="Punti e giudizio della fascia."), VALUTAZIONI,
            Colonna("quota", "Quota", Genere.PERCENTO, "Parte delle valutazioni del gruppo che sta nella fascia."),
        ),
        tuple(
            (f.nome, f.dettaglio, n, None if n is None else quota(n, len(valutate))) for f, n in zip(fasce, conti, strict=True)
        ),
    )  # fmt: skip
    return [Titoletto(f"{nome}: le fasce"), *_grafico(nome, fasce, conti, len(valutate)), tavola]


def _grafico(nome: str, fasce: Sequence[FasciaValutata], conti: Sequence[int | None], tutte: int) -> list[Blocco]:
    """What the bands show, where enough of it is told to be drawn."""
    piu = max((n for n in conti if n is not None), default=0)
    if not piu:
        return []
    nomi, valori = tuple(f.nome for f in fasce), tuple(None if n is None else Decimal(n) for n in conti)
    prime = [f.nome for f, n in zip(fasce, conti, strict=True) if n == piu]
    titolo, alternativa = f"{nome}: {_trovato(prime, piu, tutte)}", f"Valutazioni per fascia. {elenco_di_valori(nomi, valori)}"
    return [Grafico(Disegno.COLONNE, titolo, alternativa, nomi, (Serie("Valutazioni", valori),))]


def _trovato(prime: Sequence[str], piu: int, tutte: int) -> str:
    dove = enumera([_in_frase(p) for p in prime])
    if len(prime) > 1:
        return f"le valutazioni si dividono soprattutto {dove}, {numero(piu, 0)} ciascuna"
    if piu == tutte:
        return f"tutte le valutazioni sono {dove}"
    return f"{quanti(piu, 'valutazione', 'valutazioni')} su {numero(tutte, 0)} {'è' if piu == 1 else 'sono'} {dove}"


def _in_frase(nome: str) -> str:
    """Of art. 24 "in fascia 4"; of art. 22 "nella fascia da 241 punti"."""
    return f"in {nome[0].lower()}{nome[1:]}" if nome.startswith("Fascia") else f"nella fascia {nome}"


# --- years ------------------------------------------------------------------------------------------------------------


def _anni(c: Contesto) -> list[Blocco]:
    per = {insieme: per_anno(c.valutate, insieme, c.anno) for insieme in NOMI}
    anni = sorted({anno for sue in per.values() for anno in sue})
    if len(anni) < 2:
        return []
    cifre = {(i, a): _cifre(c, v) for i, sue in per.items() for a, v in sue.items()}
    righe = tuple((NOMI[i], str(a), *cifra) for (i, a), cifra in cifre.items())
    tavola = Tavola("individuale_anni", "Le valutazioni negli anni", (GRUPPO, ANNO, VALUTAZIONI, MEDIA, DISPERSIONE), righe)
    medie = {i: tuple(_media(cifre.get((i, a))) for a in anni) for i in NOMI}
    dette = {i: m for i, m in medie.items() if sum(x is not None for x in m) > 1}
    if not dette:
        return [Titoletto("Negli anni"), tavola]
    nomi = tuple(map(str, anni))
    alternativa = " ".join(f"{NOMI[i]}: {elenco_di_valori(nomi, m)}" for i, m in dette.items())
    grafico = Grafico(Disegno.SERIE, _cammino(dette, anni), alternativa, nomi, tuple(Serie(NOMI[i], m) for i, m in dette.items()), "")
    return [Titoletto("Negli anni"), grafico, tavola]


def _media(cifra: tuple[Cella, Cella, Cella] | None) -> Decimal | None:
    return cifra[1] if cifra and isinstance(cifra[1], Decimal) else None


def _cammino(dette: dict[str, tuple[Decimal | None, ...]], anni: Sequence[int]) -> str:
    """The finding, of the largest group that has it."""
    insieme = next(i for i in (PERSONALE, PO, DIRIGENTI) if i in dette)
    (prima, da), (ultima, a) = [(m, anno) for m, anno in zip(dette[insieme], anni, strict=True) if m is not None][-2:]
    nome = {PERSONALE: "del personale", PO: "delle P.O.", DIRIGENTI: "dei dirigenti"}[insieme]
    if prima == ultima:
        return f"La media {nome} resta a {numero(ultima)} punti"
    return f"La media {nome} {'sale' if ultima > prima else 'scende'} da {numero(prima)} punti nel {da} a {numero(ultima)} nel {a}"


# --- what is missing ----------------------------------------------------------------------------------------------------------------


def mancanze(c: Contesto) -> list[Mancanza]:
    """Six counts. In public without numbers: who is missing may be one."""
    incarichi = incarichi_con_obiettivi(c.esercizio).count()
    fatte = Scheda.objects.filter(esercizio=c.esercizio, incarico__in=incarichi_con_obiettivi(c.esercizio))
    pronte = fatte.exclude(p_a=None).count() + fatte.filter(p_a=None, stato=NON_VALUTABILE).count()
    personale = SchedaPersonale.objects.filter(esercizio=c.esercizio)
    aperte = personale.filter(totale=None).exclude(stato=NON_VALUTABILE).count()
    da_aprire, tutte = quante_da_aprire_personale(c.esercizio), personale.count()
    trovate = []
    if not pronte and not tutte - aperte:
        trovate.append(Mancanza(f"Nessuna valutazione {c.anno} ha ancora un punteggio.", "NCVP e Dirigenti", _elenco(c)))
    elif pronte < incarichi:
        n = incarichi - pronte
        trovate.append(Mancanza(_senza_punti(c, n, "di Dirigenti e P.O."), "NCVP e Dirigenti", _elenco(c)))
    if (tutte - aperte or pronte) and (aperte or da_aprire):
        trovate.append(
            Mancanza(
                _senza_punti(c, aperte + da_aprire, "del personale"), "Dirigenti e P.O.", reverse("valutazioni:personale", args=[c.anno])
            )
        )
    return trovate


def _elenco(c: Contesto) -> str:
    return reverse("valutazioni:elenco", args=[c.anno])


def _senza_punti(c: Contesto, n: int, di_chi: str) -> str:
    if c.pubblica:
        return f"Non tutte le valutazioni {c.anno} {di_chi} hanno già un punteggio."
    return f"{quanti(n, 'valutazione', 'valutazioni')} {c.anno} {di_chi} non {'ha' if n == 1 else 'hanno'} ancora un punteggio."
