"""Artt. 5 and 33: equal opportunities and how people fare at work: objectives of that scope, women and men among the evaluated, survey."""

from collections.abc import Sequence

from django.urls import reverse

from smvp.indagini.letture.risultati import risultati_pubblicabili
from smvp.indagini.models import Indagine
from smvp.indagini.stati import CONCLUSE
from smvp.organizzazione.models import Persona
from valutazioni.letture.equita.dati import NOMI, Valutata

from ...calcolo.blocchi import Blocco, Cella, Colonna, Genere, Mancanza, Paragrafo, Tavola, Titoletto
from ...calcolo.riservatezza import Incrocio, incrocio
from ..contesto import Contesto
from ..questionari import tavole_delle_indagini
from ..scelti import obiettivi_scelti, schema_di, tavola_obiettivi
from ..valutati import misura_di, per_gruppo, persone
from .individuale import GRUPPO
from .partecipazione import CHI_INDAGA

CODICE = "pari-opportunita"
TIPO = "benessere"
GENERI = (Persona.Genere.FEMMINILE, Persona.Genere.MASCHILE, "")
"""In the order of the columns; those whose gender is not known are counted apart, and not told."""
COLONNE = (
    GRUPPO, Colonna("donne", "Donne", Genere.INTERO, "Quante donne hanno un punteggio."),
    Colonna("media_donne", "Media delle donne", Genere.DECIMALE, "Media dei loro punteggi finali."),
    Colonna("uomini", "Uomini", Genere.INTERO, "Quanti uomini hanno un punteggio."),
    Colonna("media_uomini", "Media degli uomini", Genere.DECIMALE, "Media dei loro punteggi finali."),
)  # fmt: skip


def blocchi(c: Contesto) -> list[Blocco]:
    trovati = [*_obiettivi(c), *_valutazioni(c)]
    indagini = tavole_delle_indagini(TIPO, "Benessere organizzativo", risultati_pubblicabili(c.esercizio, TIPO))
    if not trovati and not indagini:
        return []
    return [
        c.testo("pari-opportunita"),
        *trovati,
        *([Titoletto("Il benessere organizzativo"), *indagini] if indagini else []),
        c.testo("benessere"),
    ]


def _obiettivi(c: Contesto) -> list[Blocco]:
    schema = schema_di(c, CODICE)
    scelti = obiettivi_scelti(c, schema)
    if scelti:
        return [tavola_obiettivi(c, "pari_obiettivi", f"Gli obiettivi {c.anno} di pari opportunità", scelti)]
    if not c.obiettivi or not schema.ambiti:
        return []
    lettere = ", ".join(schema.ambiti)
    return [Paragrafo(f"Nel {c.anno} nessun obiettivo assegnato ha fra i suoi ambiti le pari opportunità (art. 5, lettera {lettere}).")]


def _valutazioni(c: Contesto) -> list[Blocco]:
    """Women and men in each group, and the means of each. In public by the rule of tables of two entries (reading A40)."""
    gruppi = {i: v for i, v in per_gruppo(c.valutate, c.anno).items() if v}
    divisi = {i: [[v for v in sue if c.generi.get(v.giudizio.chi, "") == g] for g in GENERI] for i, sue in gruppi.items()}
    if not any(d[0] or d[1] for d in divisi.values()):
        return []
    conti = {i: tuple(len(persone(v)) for v in d) for i, d in divisi.items()}
    detti: Incrocio[str] = incrocio(conti, c.minimo) if c.pubblica else Incrocio(dict(conti), None, None)
    righe = tuple((NOMI[i], *_cifre(c, divisi[i], detti.righe[i])) for i in divisi)
    return [
        Titoletto("Donne e uomini nelle valutazioni"),
        Tavola("pari_valutazioni", f"Donne e uomini fra le persone valutate nel {c.anno}", COLONNE, righe),
    ]


def _cifre(c: Contesto, divise: Sequence[Sequence[Valutata]], conti: tuple[int, ...] | None) -> tuple[Cella, Cella, Cella, Cella]:
    if conti is None:
        return None, None, None, None
    donne, uomini = (misura_di(v, c.reg).media if v else "" for v in divise[:2])
    return conti[0], donne, conti[1], uomini


def mancanze(c: Contesto) -> list[Mancanza]:
    if Indagine.objects.filter(esercizio=c.esercizio, tipo=TIPO, stato__in=CONCLUSE).exists():
        return []
    return [
        Mancanza(
            f"Nessuna indagine {c.anno} sul benessere organizzativo è conclusa.", CHI_INDAGA, reverse("indagini:elenco", args=[c.anno])
        )
    ]
