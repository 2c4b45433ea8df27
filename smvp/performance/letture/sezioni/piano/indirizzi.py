"""Artt. 6, 12, 32: from the lines of mandate to the objectives: D.U.P., P.E.G. and PIAO, with their addresses."""

from collections import Counter
from decimal import Decimal
from textwrap import shorten

from django.urls import reverse

from ....calcolo.blocchi import Blocco, Cella, Colonna, Disegno, Grafico, Mancanza, Serie, Tavola
from ....models import Collegamento
from ...contesto import Contesto
from ..comuni import in_elenco, nessun_obiettivo, obiettivi_in_parole

INDIRIZZI = (
    Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
    Colonna("asse", "Asse programmatico", descrizione="La linea del programma di mandato alla quale l’obiettivo concorre."),
    Colonna("dup", "D.U.P.", descrizione="La sezione del Documento unico di programmazione dalla quale viene."),
)
COLLEGAMENTI = (
    Colonna("documento", "Documento", descrizione="Che documento è."),
    Colonna("titolo", "Titolo", descrizione="Come si intitola."),
    Colonna("indirizzo", "Indirizzo", descrizione="Dove si legge."),
)
NECESSARI = (Collegamento.Genere.DUP, Collegamento.Genere.PEG, Collegamento.Genere.PIAO)
BREVI = {Collegamento.Genere.DUP: "D.U.P.", Collegamento.Genere.PEG: "P.E.G.", Collegamento.Genere.PIAO: "PIAO"}
CHI_SCRIVE = "Segretario generale o Controllo di gestione"
ASSI_MASSIMI, ASSE_BREVE = 12, 60


def blocchi(c: Contesto) -> list[Blocco]:
    righe: tuple[tuple[Cella, ...], ...] = tuple(
        (o.codice, c.detto(o.titolo), c.detto(o.asse_programmatico), c.detto(o.collegamento_dup)) for o in c.obiettivi
    )
    tavola = [Tavola("indirizzi", f"Da dove vengono gli obiettivi {c.anno}", INDIRIZZI, righe)] if righe else []
    return [c.testo("indirizzi"), *_grafico(c), *tavola, c.testo("piao"), *_collegamenti(c)]


def _grafico(c: Contesto) -> list[Blocco]:
    """How many objectives for each line of the mandate; the longest tail is left to the table."""
    conti = Counter(asse for o in c.obiettivi if (asse := " ".join(o.asse_programmatico.split())))
    if len(conti) < 2:
        return []
    primi = [(shorten(c.detto(asse), ASSE_BREVE, placeholder="…"), n) for asse, n in conti.most_common(ASSI_MASSIMI)]
    scoperta = f"«{primi[0][0]}» è la linea con più obiettivi: {primi[0][1]} su {len(c.obiettivi)}"
    if primi[0][1] == primi[1][1]:
        scoperta = f"Gli obiettivi {c.anno} rispondono a {len(conti)} linee di mandato"
    in_parole = in_elenco(f"{asse}: {obiettivi_in_parole(n)}" for asse, n in primi)
    return [
        Grafico(Disegno.BARRE, scoperta, in_parole, tuple(a for a, _ in primi), (Serie("Obiettivi", tuple(Decimal(n) for _, n in primi)),))
    ]


def _collegamenti(c: Contesto) -> list[Blocco]:
    trovati = Collegamento.objects.filter(piano__esercizio=c.esercizio)
    righe: tuple[tuple[Cella, ...], ...] = tuple((x.get_genere_display(), x.titolo, x.url) for x in trovati)
    return [Tavola("collegamenti", "I documenti ai quali il Piano è legato", COLLEGAMENTI, righe)] if righe else []


def mancanze(c: Contesto) -> list[Mancanza]:
    trovate = nessun_obiettivo(c)
    ci_sono = set(Collegamento.objects.filter(piano__esercizio=c.esercizio).order_by().values_list("genere", flat=True))
    if senza := [BREVI[g] for g in NECESSARI if g not in ci_sono]:
        manca = "Manca il collegamento a questo documento" if len(senza) == 1 else "Mancano i collegamenti a questi documenti"
        trovate.append(
            Mancanza(f"{manca}: {', '.join(senza)}", CHI_SCRIVE, reverse("performance:sezione", args=[c.anno, "piano", "indirizzi"]))
        )
    slegati = c.righe_obiettivi.filter(collegamento_dup="").count()
    if slegati:
        frase = "Un obiettivo non dice da quale sezione del D.U.P. viene." if slegati == 1 else (
            f"{slegati} obiettivi non dicono da quale sezione del D.U.P. vengono."
        )  # fmt: skip
        trovate.append(Mancanza(frase, "Chi compila la scheda", reverse("obiettivi:elenco", args=[c.anno])))
    return trovate
