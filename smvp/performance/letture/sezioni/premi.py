"""Artt. 22–26: what was set aside and what was paid, how much it tells apart who gave more from who gave less, what is left."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from premi.letture.fondi import corse_di, mancanti
from premi.letture.premialita import voci_premialita
from premi.models import Attribuzione, Istituto, Premialita
from premi.models.premialita import DELLE_ECONOMIE
from premi.stati import CONFERITE
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import con_articolo, enumera, euro, percento
from valutazioni.letture.equita.dati import NOMI, PERSONALE

from ...calcolo.blocchi import Blocco, Cella, Cifra, Cifre, Colonna, Disegno, Genere, Grafico, Mancanza, Paragrafo, Serie, Tavola, Titoletto
from ...calcolo.riservatezza import importi_detti, taciuti
from ..contesto import Contesto
from ..parole import elenco_di_valori, quota
from ..premiati import Gruppo
from ..valutati import fasce_di, per_fascia, per_gruppo
from .individuale import GRUPPO

ZERO = Decimal("0.00")
STANZIATO = Colonna("stanziato", "Stanziato", Genere.EURO, "Somma messa da parte con un atto (art. 23).")
DISTRIBUITO = Colonna(
    "distribuito", "Distribuito", Genere.EURO, "Somma attribuita con la valutazione, compresi i premi ulteriori (artt. 22 e 24)."
)
ECONOMIE = Colonna("economie", "Economie", Genere.EURO, "Quello che resta dello stanziato.")
CHI_CALCOLA = "Ufficio personale"
TUTTI = "In tutto"


def blocchi(c: Contesto) -> list[Blocco]:
    if not any(g.stanziato is not None or g.corsa for g in c.premiati.gruppi.values()):
        return []
    trovati: list[Blocco] = [*_cifre(c), somme(c), *_provvisorie(c)]
    if c.premiati.corse:
        trovati += [*_differenziazione(c), *_direzioni(c)]
    return [*trovati, *_premialita(c), c.testo("premi")]


# --- set aside and paid -------------------------------------------------------------------------------------------------------------


def gruppi_taciuti(c: Contesto) -> frozenset[str]:
    """The groups of whose money the public edition tells nothing."""
    if not c.pubblica:
        return frozenset()
    gruppi = c.premiati.gruppi.values()
    calcolati = [g for g in gruppi if g.corsa]
    return taciuti([{g.insieme: g.tutto.persone for g in calcolati}, {g.insieme: g.tutto.pagate for g in calcolati}], c.minimo)


def distribuiti(c: Contesto) -> dict[str, Decimal | None]:
    """What each group was paid, as far as it is told; what is not computed is not there."""
    calcolati = {g.insieme: g.tutto.importo for g in c.premiati.gruppi.values() if g.corsa}
    return importi_detti(calcolati, gruppi_taciuti(c))


def totale(c: Contesto) -> tuple[Decimal | None, Decimal | None]:
    """Set aside and paid in all; None what is not known for every group, or stands for too few people."""
    gruppi = list(c.premiati.gruppi.values())
    stanziati = [g.stanziato for g in gruppi if g.stanziato is not None]
    pagate = frozenset().union(*(g.tutto.pagate for g in gruppi))
    detto = all(g.corsa for g in gruppi) and not (c.pubblica and 0 < len(pagate) < c.minimo)
    stanziato = sum(stanziati, ZERO) if len(stanziati) == len(gruppi) else None
    return stanziato, sum((g.tutto.importo for g in gruppi), ZERO) if detto else None


def somme(c: Contesto) -> Tavola:
    detti = distribuiti(c)
    righe = [_riga(c, g, detti) for g in c.premiati.gruppi.values()]
    stanziato, distribuito = totale(c)
    calcolate = all(g.corsa for g in c.premiati.gruppi.values())
    if stanziato is not None and calcolate:
        righe.append((TUTTI, stanziato, distribuito, None if distribuito is None else stanziato - distribuito, ""))
    colonne = (
        GRUPPO,
        STANZIATO,
        DISTRIBUITO,
        ECONOMIE,
        Colonna("medio", "Premio medio", Genere.EURO, "Il distribuito diviso per le valutazioni con un punteggio."),
    )
    nota = "Dirigenti e P.O.: retribuzione di risultato (art. 24). Personale: premio di produttività (art. 22)."
    return Tavola("premi_somme", f"I premi {c.anno}: somme stanziate e distribuite", colonne, tuple(righe), nota)


def _riga(c: Contesto, g: Gruppo, detti: Mapping[str, Decimal | None]) -> tuple[Cella, ...]:
    stanziato: Cella = "" if g.stanziato is None else g.stanziato
    if g.corsa is None:
        return NOMI[g.insieme], stanziato, "", "", ""
    distribuito = detti[g.insieme]
    if distribuito is None:
        return NOMI[g.insieme], stanziato, None, None, None
    return NOMI[g.insieme], stanziato, distribuito, "" if g.economie is None else g.economie, _medio(c, g)


def _medio(c: Contesto, g: Gruppo) -> Cella:
    """In public only of as many evaluations as section 9 counts: with a sum, a mean tells how many people it is of."""
    if not g.tutto.schede:
        return ""
    if c.pubblica and len(g.tutto.schede) != len(per_gruppo(c.valutate, c.anno)[g.insieme]):
        return None
    return mezzo_su(Fraction(g.tutto.importo) / len(g.tutto.schede))


def _cifre(c: Contesto) -> list[Blocco]:
    stanziato, distribuito = totale(c)
    voci = [] if stanziato is None else [Cifra("Stanziato per i premi", euro(stanziato), "artt. 22 e 24")]
    if distribuito is not None:
        voci.append(Cifra("Distribuito", euro(distribuito), "con le valutazioni dell’anno"))
    if distribuito is not None and stanziato is not None:
        voci.append(Cifra("Economie", euro(stanziato - distribuito), "non attribuito"))
    return [Cifre(tuple(voci))] if voci else []


def _provvisorie(c: Contesto) -> list[Blocco]:
    quali = [x.get_istituto_display().lower() for x in c.premiati.provvisorie]
    return [Paragrafo(f"Gli importi di {enumera(quali)} sono calcolati, ma non ancora approvati: possono cambiare.")] if quali else []


# --- how much it tells apart -----------------------------------------------------------------------------------------------------------


def _differenziazione(c: Contesto) -> list[Blocco]:
    """Share of the evaluations beside share of the money, band by band: the degree to which the rewards tell people apart."""
    righe, grafici = [], []
    for g in c.premiati.gruppi.values():
        if g.corsa and g.tutto.schede and g.insieme not in gruppi_taciuti(c):
            sue = _fasce(c, g)
            if all(importo is None for _, _, importo, _ in sue):
                continue
            righe += [(NOMI[g.insieme], nome, valutate, importo, soldi) for nome, valutate, importo, soldi in sue]
            grafici += _grafico(g.insieme, sue)
    if not righe:
        return []
    colonne = (
        GRUPPO, Colonna("fascia", "Fascia", descrizione="Fascia di punteggio (artt. 22 e 24)."),
        Colonna("quota_valutazioni", "Valutazioni", Genere.PERCENTO, "Parte delle valutazioni del gruppo che sta nella fascia."),
        Colonna("importo", "Somma", Genere.EURO, "Quanto è andato alla fascia."),
        Colonna("quota_somme", "Parte della somma", Genere.PERCENTO, "Parte della somma del gruppo che è andata alla fascia."),
    )  # fmt: skip
    tavola = Tavola("premi_differenziazione", f"Come si dividono i premi {c.anno} fra le fasce", colonne, tuple(righe),
                    "Più la parte della somma supera quella delle valutazioni, più i premi distinguono chi ha dato di più.")  # fmt: skip
    return [Titoletto("Quanto i premi distinguono"), *grafici, tavola]


def _fasce(c: Contesto, g: Gruppo) -> list[tuple[str, Cella, Cella, Cella]]:
    """Of each band: its name, share of the evaluations, sum, share of the money. The evaluations are those of section 9, or not told."""
    valutate = per_fascia(g.insieme, per_gruppo(c.valutate, c.anno)[g.insieme], c.reg)
    stesse = {f.chiave: len(f.valutate) for f in valutate} == _conti(c, g)
    conti: list[Mapping[int, AbstractSet[int]]] = [
        {k: p.persone for k, p in g.fasce.items()}, {k: p.pagate for k, p in g.fasce.items()}, {f.chiave: f.persone for f in valutate},
    ]  # fmt: skip
    fuori = taciuti(conti, c.minimo) if c.pubblica else frozenset()
    righe: list[tuple[str, Cella, Cella, Cella]] = []
    for chiave, nome, _ in fasce_di(g.insieme, c.reg):
        if chiave in fuori:
            righe.append((nome, None, None, None))
            continue
        parte = g.fasce.get(chiave)
        importo, schede = (parte.importo, len(parte.schede)) if parte else (ZERO, 0)
        di_quante: Cella = quota(schede, len(g.tutto.schede)) if stesse or not c.pubblica else None
        soldi = quota(importo, g.tutto.importo)
        righe.append((nome, di_quante, importo, "" if soldi is None else soldi))
    return righe


def _conti(c: Contesto, g: Gruppo) -> dict[int, int]:
    per = Counter({k: len(p.schede) for k, p in g.fasce.items()})
    return {chiave: per[chiave] for chiave, _, _ in fasce_di(g.insieme, c.reg)}


def _grafico(insieme: str, righe: list[tuple[str, Cella, Cella, Cella]]) -> list[Blocco]:
    """The highest band that is told and has money: how many are in it, how much goes to it."""
    dette = [(nome, v, s) for nome, v, _, s in righe if isinstance(v, Decimal) and isinstance(s, Decimal) and s]
    if not dette:
        return []
    nome, valutate, soldi = dette[-1]
    nomi = tuple(r[0] for r in righe)
    serie = tuple(tuple(r[n] if isinstance(r[n], Decimal) else None for r in righe) for n in (1, 3))
    alternativa = f"Valutazioni. {elenco_di_valori(nomi, serie[0], percento)} Somme. {elenco_di_valori(nomi, serie[1], percento)}"  # type: ignore[arg-type]
    parti = f"{con_articolo(percento(valutate))} delle valutazioni e {con_articolo(percento(soldi))} della somma"
    titolo = f"{NOMI[insieme]}: {nome[0].lower()}{nome[1:]}, {parti}"
    return [Grafico(Disegno.BARRE, titolo, alternativa, nomi, (Serie("Valutazioni", serie[0]), Serie("Somma", serie[1])), "%")]  # type: ignore[arg-type]


def _direzioni(c: Contesto) -> list[Blocco]:
    """Art. 22: the account of each Direzione. In public none of those whose evaluations are not told (section 9)."""
    conti = c.premiati.conti
    if not conti or PERSONALE in gruppi_taciuti(c):
        return []
    righe = [
        (str(x.direzione), None, None, None) if x.direzione_id in c.direzioni_taciute
        else (str(x.direzione), x.fondo, x.distribuito + x.ulteriore, x.residuo)
        for x in conti
    ]  # fmt: skip
    colonne = (
        Colonna("direzione", "Direzione", descrizione="La Direzione in cui si lavora, al vertice della struttura."),
        Colonna("fondo", "Fondo", Genere.EURO, "Parte del fondo che spetta alla Direzione (art. 22)."), DISTRIBUITO,
        Colonna("residuo", "Residuo", Genere.EURO, "Quello che resta del fondo della Direzione."),
    )  # fmt: skip
    return [
        Titoletto("Il premio di produttività, Direzione per Direzione"),
        Tavola("premi_direzioni", f"Il fondo {c.anno} del personale in ogni Direzione", colonne, tuple(righe)),
    ]


# --- artt. 25–26 --------------------------------------------------------------------------------------------------------------------------


def _premialita(c: Contesto) -> list[Blocco]:
    """The bonus and the prize: on or off, how many have them. The premium of efficiency has its own section (art. 27)."""
    voci = [v for v in voci_premialita(c.esercizio) if v.istituto in DELLE_ECONOMIE]
    if not any(v.acceso or v.conferite for v in voci):
        return [
            Paragrafo(f"Nel {c.anno} il bonus delle eccellenze (art. 25) e il premio per l’innovazione (art. 26) non sono stati accesi.")
        ]
    conferite = Attribuzione.objects.filter(esercizio=c.esercizio, istituto__in=DELLE_ECONOMIE, stato__in=CONFERITE).order_by()
    chi: dict[str, set[int]] = {}
    for istituto, persona in conferite.values_list("istituto", "persona"):
        chi.setdefault(istituto, set()).add(persona)
    righe = []
    for v in voci:
        persone = len(chi.get(v.istituto, ()))
        pochi = c.pubblica and 0 < persone < c.minimo
        somma: Cella = v.dato.corrente.somma if v.dato and v.acceso else ""
        righe.append(
            (
                Premialita(v.istituto).label,
                v.istituto.articolo,
                "sì" if v.acceso else "no",
                somma,
                None if pochi else persone,
                None if pochi else v.distribuito,
            )
        )
    colonne = (
        Colonna("premio", "Premio", descrizione="Quale premio."), Colonna("articolo", "Articolo", descrizione="Articolo del regolamento."),
        Colonna("acceso", "Attivato", descrizione="Se una decisione l’ha acceso nell’esercizio."),
        Colonna("somma", "A disposizione", Genere.EURO, "Somma che la decisione mette a disposizione."),
        Colonna("persone", "Persone", Genere.INTERO, "Quante persone l’hanno avuto."),
        Colonna("importo", "Conferito", Genere.EURO, "Somma conferita in tutto."),
    )  # fmt: skip
    return [
        Titoletto("Bonus delle eccellenze e premio per l’innovazione"),
        Tavola("premi_speciali", f"I premi {c.anno} degli articoli 25 e 26", colonne, tuple(righe)),
    ]


# --- what is missing ----------------------------------------------------------------------------------------------------------------


def mancanze(c: Contesto) -> list[Mancanza]:
    trovate = [
        Mancanza(
            f"Manca la somma stanziata {c.anno}: {enumera([d.label for d in quali])}.", CHI_CALCOLA, reverse("premi:fondi", args=[c.anno])
        )
        for _, quali in mancanti([c.esercizio])
    ]
    for istituto in Istituto:
        corse = corse_di(c.esercizio, istituto)
        if corse.vale is None:
            testo = f"Gli importi {c.anno} non sono ancora calcolati: {istituto.label.lower()}."
        elif corse.approvata is None:
            testo = f"Gli importi {c.anno} sono calcolati, ma non ancora approvati: {istituto.label.lower()}."
        else:
            continue
        trovate.append(Mancanza(testo, CHI_CALCOLA, reverse("premi:corse", args=[c.anno])))
    return trovate
