"""Artt. 9, 11 (reading A23): organisational performance: four figures side by side, no formula joins them; indicators over the years."""

from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten

from django.urls import reverse
from django.utils.text import slugify

from obiettivi.letture.quadri.indicatori import Voce
from obiettivi.letture.quadri.peg import direzioni_apicali, esiti_per_direzione, gradi_negli_anni, nomi_delle_colonne
from obiettivi.letture.quadri.serie import ATTESO, Punto
from obiettivi.models import GradoPeg
from premi.models import Progetto, RipartoEfficienza
from premi.stati import BOZZA, PRESENTATA
from smvp.nucleo.formati import numero, percento
from smvp.organizzazione.models import Direzione
from valutazioni.calcolo.equita import Misura
from valutazioni.letture.equita.dati import NOMI, PERSONALE
from valutazioni.models import SchedaPersonale

from ...calcolo.blocchi import Blocco, Cella, Cifra, Cifre, Colonna, Disegno, Genere, Grafico, Mancanza, Paragrafo, Serie, Tavola, Titoletto
from ..contesto import Contesto
from .comuni import in_elenco, obiettivi_in_parole, quanti
from .risultati import risultati

ANNI = 4
"""How many exercises before this one are told."""
GRAFICI_MASSIMI = 6
"""As many charts of indicators as are drawn; all of them stand in the table."""
TITOLO_MASSIMO, UNITA_MASSIMA = 90, 6
DIREZIONE = Colonna("direzione", "Direzione", descrizione="Ufficio di vertice.")
COLONNE_PERSONALE = (
    DIREZIONE,
    Colonna("valutazioni", "Valutazioni", Genere.INTERO, "Quante schede del personale hanno un punteggio deciso."),
    Colonna("media", "Punteggio medio", Genere.DECIMALE, "Media dei punteggi decisi."),
)
COLONNE_PROGETTI = (
    Colonna("che", "Progetti", descrizione="Di quale premio (artt. 26 e 27)."),
    Colonna("quanti", "Quanti", Genere.INTERO, "Quanti progetti o ripartizioni nell’esercizio."),
    Colonna("esito", "Esito", descrizione="Com’è finita."),
)
NON_DETTO = "non si dice"


def blocchi(c: Contesto) -> list[Blocco]:
    if not c.obiettivi:
        return []
    peg = _Peg(c)
    return [
        c.testo("organizzativa"), _cifre(c, peg),
        Paragrafo("Le quattro componenti della performance organizzativa (art. 11) si leggono una accanto all’altra: il regolamento non "
                  "ha una formula che le riunisca in un solo numero."),
        Titoletto("Obiettivi e P.E.G. per Direzione"), *_per_direzione(c, peg),
        *_personale(c), *_progetti(c), *_indicatori(c),
    ]  # fmt: skip


# --- the four figures -------------------------------------------------------------------------------------------------------------------


def _cifre(c: Contesto, peg: "_Peg") -> Cifre:
    decisi = [r for r in risultati(c) if r.giudizio]
    primo = c.reg.grading[0].giudizio
    pieni = sum(1 for r in decisi if r.giudizio == primo)
    return Cifre((
        Cifra("Obiettivi raggiunti", f"{numero(pieni, 0)} su {numero(len(decisi), 0)}" if decisi else "–",
              f"{obiettivi_in_parole(len(c.obiettivi))} in tutto" if decisi else "nessun obiettivo valutato"),
        Cifra("P.E.G. realizzato", peg.ampiezza, peg.nota),
        Cifra("Valutazioni del personale", *_cifra_del_personale(c)),
        Cifra("Progetti del personale", numero(len(_presentati(c)) + len(_riparti(c)), 0), "per i premi degli artt. 26 e 27"),
    ))  # fmt: skip


def _cifra_del_personale(c: Contesto) -> tuple[str, str]:
    misura = _misura_dell_anno(c, c.anno)
    if misura is not None:
        return numero(
            misura.media
        ), f"punti di media su {numero(c.reg.massimo_finale, 0)}, {quanti(misura.valutazioni, 'valutazione', 'valutazioni')}"
    ci_sono = SchedaPersonale.objects.filter(esercizio=c.esercizio).exclude(totale=None).exists()
    return (NON_DETTO, f"meno di {c.minimo} persone") if ci_sono else ("–", "nessun punteggio deciso")


def _misura_dell_anno(c: Contesto, anno: int) -> Misura | None:
    return next((r.misura for r in c.equita.anni.righe if r.nome == f"{NOMI[PERSONALE]} {anno}"), None)


# --- P.E.G. -----------------------------------------------------------------------------------------------------------------------------


class _Peg:
    """The degrees of realisation of the top Direzioni, this year and the years before. Two queries."""

    def __init__(self, c: Contesto) -> None:
        self.direzioni: list[Direzione] = direzioni_apicali(c.esercizio)
        self.gradi = gradi_negli_anni(c.anno - ANNI, c.anno)
        self.anno = c.anno
        suoi = [(self.gradi.get(d.pk, {}).get(c.anno), d) for d in self.direzioni]
        self.detti = sorted(((g, str(d)) for g, d in suoi if g is not None), key=lambda x: x[0])

    @property
    def anni(self) -> list[int]:
        """Those in which somebody has a degree, and this one."""
        return sorted({a for d in self.direzioni for a in self.gradi.get(d.pk, {})} | {self.anno})

    @property
    def ampiezza(self) -> str:
        if not self.detti:
            return "–"
        basso, alto = self.detti[0][0], self.detti[-1][0]
        return percento(alto) if basso == alto else f"{percento(basso)} – {percento(alto)}"

    @property
    def nota(self) -> str:
        if not self.detti:
            return "nessun grado di realizzazione inserito"
        return f"fra la Direzione più bassa e la più alta, {len(self.detti)} su {len(self.direzioni)}" if len(self.detti) > 1 else (
            f"una Direzione su {len(self.direzioni)}"
        )  # fmt: skip


def _per_direzione(c: Contesto, peg: _Peg) -> list[Blocco]:
    """Two tables, one below the other: together they would be too wide for a page and a sheet."""
    esiti = esiti_per_direzione(c.obiettivi, c.esercizio)
    giudizi = list(dict.fromkeys(s.giudizio for s in c.reg.grading))
    quote = [
        Colonna(slugify(n).replace("-", "_"), n, Genere.INTERO, f"{n}: obiettivi interi e parti di obiettivi collettivi.")
        for n in nomi_delle_colonne(giudizi)
    ]
    righe: list[tuple[Cella, ...]] = []
    for d in peg.direzioni:
        e = esiti.get(d.pk)
        righe.append((str(d), *((e.quote, e.valutate, *(e.giudizi.get(g, 0) for g in giudizi)) if e else (0,) * len(quote))))
    anni = [Colonna(f"peg_{a}", f"P.E.G. {a}", Genere.PERCENTO, f"Grado di realizzazione del P.E.G. nel {a}.") for a in peg.anni]
    gradi = tuple((str(d), *(peg.gradi.get(d.pk, {}).get(a, "") for a in peg.anni)) for d in peg.direzioni)
    return [
        Tavola("obiettivi_per_direzione", "Gli obiettivi e le parti di ogni Direzione", (DIREZIONE, *quote), tuple(righe)),
        *_grafico_peg(peg),
        Tavola("peg", "Il P.E.G. di ogni Direzione", (DIREZIONE, *anni), gradi),
    ]


def _grafico_peg(peg: _Peg) -> list[Blocco]:
    if not peg.detti:
        return []
    (basso, ultima), (alto, prima) = peg.detti[0], peg.detti[-1]
    scoperta = f"Il P.E.G. è realizzato fra {percento(basso)} ({ultima}) e {percento(alto)} ({prima})" if basso != alto else (
        f"Il P.E.G. è realizzato per {percento(alto)}" + (" in ogni Direzione" if len(peg.detti) > 1 else f" in {prima}")
    )  # fmt: skip
    in_ordine = [d for d in peg.direzioni if peg.anno in peg.gradi.get(d.pk, {})]
    anni = [peg.anno, *([peg.anno - 1] if any(peg.anno - 1 in peg.gradi.get(d.pk, {}) for d in in_ordine) else [])]
    serie = tuple(Serie(str(a), tuple(peg.gradi[d.pk].get(a) for d in in_ordine)) for a in anni)
    in_parole = in_elenco(f"{d}: {percento(peg.gradi[d.pk][peg.anno])}" for d in in_ordine)
    return [Grafico(Disegno.BARRE, scoperta, f"Nel {peg.anno}. {in_parole}", tuple(map(str, in_ordine)), serie, "%")]


# --- staff ------------------------------------------------------------------------------------------------------------------------------


def _personale(c: Contesto) -> list[Blocco]:
    """Means of groups that may be told; how they spread and how they went over the years stands with individual performance."""
    righe = [r for r in c.equita.direzioni.righe if r.dettaglio == NOMI[PERSONALE]]
    if not righe:
        return []
    celle: tuple[tuple[Cella, ...], ...] = tuple(
        (r.nome, r.misura.valutazioni, r.misura.media) if r.misura and r.nome not in c.nomi_taciuti else (r.nome, None, None) for r in righe
    )
    titoletto = Titoletto("Le valutazioni del personale")
    if all(media is None for _, _, media in celle):
        return [titoletto, Paragrafo("Le persone valutate sono troppo poche perché si dica il punteggio medio di ogni Direzione.")]
    titolo = f"Il punteggio medio del personale, su {numero(c.reg.massimo_finale, 0)}"
    return [titoletto, Tavola("personale_per_direzione_media", titolo, COLONNE_PERSONALE, celle)]


# --- special projects (artt. 26, 27) ----------------------------------------------------------------------------------------------------


def _presentati(c: Contesto) -> list[tuple[str, bool]]:
    """The projects of the prize for innovation: title, and whether it has won."""
    righe = Progetto.objects.filter(avviso__esercizio=c.esercizio, stato=PRESENTATA).order_by("pk")
    return [(titolo, pk == vincitore) for pk, titolo, vincitore in righe.values_list("pk", "titolo", "avviso__vincitore")]


def _riparti(c: Contesto) -> list[str]:
    return list(RipartoEfficienza.objects.filter(esercizio=c.esercizio).exclude(stato=BOZZA).order_by().values_list("stato", flat=True))


def _progetti(c: Contesto) -> list[Blocco]:
    presentati, riparti = _presentati(c), _riparti(c)
    titoletto = Titoletto("I progetti del personale")
    if not presentati and not riparti:
        frase = (
            f"Nel {c.anno} non risultano progetti del personale retribuiti con i premi per l’innovazione o di efficienza (artt. 26 e 27)."
        )
        return [titoletto, Paragrafo(frase)]
    righe: list[tuple[Cella, ...]] = []
    if presentati:
        vinto = next((titolo for titolo, vince in presentati if vince), "")
        righe.append(
            ("Premio per l’innovazione (art. 26)", len(presentati), f"Ha vinto «{c.detto(vinto)}»" if vinto else "Non ancora assegnato")
        )
    if riparti:
        righe.append(("Premio di efficienza (art. 27)", len(riparti), "I risparmi e la loro destinazione stanno nella loro sezione"))
    return [titoletto, Tavola("progetti", f"I progetti del personale nel {c.anno}", COLONNE_PROGETTI, tuple(righe))]


# --- indicators over the years (art. 9) -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Storia:
    """An indicator with the values of two years at least, and what was expected of this one."""

    voce: Voce
    passati: tuple[Punto, ...]
    atteso: Decimal | None


def storie(c: Contesto) -> list[Storia]:
    trovate = []
    for v in c.voci:
        punti = v.serie.punti if v.serie else []
        passati = tuple(p for p in punti if p.specie != ATTESO and c.anno - ANNI <= p.anno <= c.anno)
        if len(passati) > 1:
            trovate.append(Storia(v, passati, next((p.valore for p in punti if p.specie == ATTESO and p.anno == c.anno), None)))
    return trovate


def _indicatori(c: Contesto) -> list[Blocco]:
    trovate = storie(c)
    if not trovate:
        return []
    anni = sorted({p.anno for s in trovate for p in s.passati})
    colonne = (
        Colonna("codice", "Obiettivo", descrizione="Codice dell’obiettivo nell’esercizio."),
        Colonna("indicatore", "Indicatore", descrizione="Che cosa si misura."),
        Colonna("unita", "Unità", descrizione="Unità di misura."),
        *(Colonna(f"anno_{a}", str(a), Genere.DECIMALE, f"Il valore del {a}: quello raggiunto, o quello di partenza.") for a in anni),
        Colonna("atteso", f"Atteso {c.anno}", Genere.DECIMALE, "Il valore atteso nell’esercizio."),
    )
    disegnabili = [s for s in trovate if all(p.valore >= 0 for p in s.passati)]  # a chart stands on zero
    disegnate = sorted(disegnabili, key=lambda s: -len(s.passati))[:GRAFICI_MASSIMI]  # stable: then in the order of their codes
    tavola = Tavola("indicatori_negli_anni", "Gli indicatori negli anni", colonne, tuple(_riga(s, anni, c) for s in trovate))
    return [Titoletto("Gli indicatori negli anni"), *(_grafico(s, c) for s in disegnate), tavola]


def _riga(s: Storia, anni: list[int], c: Contesto) -> tuple[Cella, ...]:
    valori, i = {p.anno: p.valore for p in s.passati}, s.voce.indicatore
    atteso: Cella = "" if s.atteso is None else s.atteso
    return (s.voce.obiettivo.codice, c.detto(i.titolo), c.detto(i.unita), *(valori.get(a, "") for a in anni), atteso)


def _grafico(s: Storia, c: Contesto) -> Grafico:
    i = s.voce.indicatore
    breve = shorten(c.detto(i.titolo), TITOLO_MASSIMO, placeholder="…")
    scoperta = s.voce.serie.titolo if s.voce.serie else ""
    in_parole = in_elenco(f"{p.anno}: {p.scritto}" for p in s.passati)
    serie = Serie("Valore ottenuto", tuple(p.valore for p in s.passati))
    unita = i.unita if len(i.unita) <= UNITA_MASSIMA else ""
    return Grafico(
        Disegno.SERIE,
        f"{breve}: {c.detto(scoperta[:1].lower() + scoperta[1:])}",
        in_parole,
        tuple(str(p.anno) for p in s.passati),
        (serie,),
        unita,
    )


def mancanze(c: Contesto) -> list[Mancanza]:
    trovate = []
    direzioni = [d.pk for d in direzioni_apicali(c.esercizio)]
    senza = len(direzioni) - GradoPeg.objects.filter(esercizio=c.esercizio, direzione__in=direzioni).count()
    if senza:
        di_chi = "una Direzione" if senza == 1 else f"{senza} Direzioni"
        pagina = reverse("obiettivi:peg", args=[c.anno])
        trovate.append(
            Mancanza(f"Manca il grado di realizzazione del P.E.G. di {di_chi} su {len(direzioni)}.", "Controllo di gestione", pagina)
        )
    if not SchedaPersonale.objects.filter(esercizio=c.esercizio).exclude(totale=None).exists():
        pagina = reverse("valutazioni:personale", args=[c.anno])
        trovate.append(Mancanza(f"Nessuna valutazione {c.anno} del personale è ancora decisa.", "Dirigenti e P.O.", pagina))
    return trovate
