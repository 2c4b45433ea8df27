"""Artt. 11, 12: planning over three years: for each Area its objectives, their indicators, where they start and what is expected."""

from django.urls import reverse

from obiettivi.letture.quadri.triennio import RigaTriennio, triennio_degli
from smvp.nucleo.formati import numero

from ....calcolo.blocchi import Blocco, Cella, Colonna, Mancanza, Paragrafo, Tavola
from ...contesto import Contesto
from ..comuni import nessun_obiettivo


def blocchi(c: Contesto) -> list[Blocco]:
    t = triennio_degli([v.indicatore for v in c.voci], c.esercizio)
    righe = tuple(_riga(a.nome, r, c) for a in t.aree for r in a.righe)
    if not righe:
        return []
    colonne = (
        Colonna("area", "Area strategica", descrizione="L’Area del regolamento (art. 6)."),
        Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
        Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
        Colonna("indicatore", "Indicatore", descrizione="Che cosa si misura."),
        Colonna("base", "Valore di partenza", descrizione="Il valore dal quale si parte, con l’unità e l’anno."),
        *(Colonna(f"atteso_{n}", f"Atteso {a}", descrizione=f"Il valore atteso nel {a}, con l’unità.") for n, a in enumerate(t.anni, 1)),
    )
    lunghi = sum(1 for a in t.aree for r in a.righe if r.riga.atteso_1 or r.riga.atteso_2)
    return [
        Paragrafo(_frase(lunghi, len(righe), t.anni)),
        Tavola("triennio", f"La programmazione {t.anni[0]}–{t.anni[-1]}", colonne, righe),
    ]


def _frase(lunghi: int, tutti: int, anni: tuple[int, int, int]) -> str:
    _, dopo, ancora = anni
    if not lunghi:
        return f"Nessun indicatore ha ancora un valore atteso per il {dopo} o il {ancora}."
    if lunghi == tutti:
        return f"Ogni indicatore ha un valore atteso anche oltre l’anno, nel {dopo} o nel {ancora}."
    quanti = "Un indicatore" if lunghi == 1 else f"{numero(lunghi, 0)} indicatori"
    return (
        f"{quanti} su {numero(tutti, 0)} {'ha' if lunghi == 1 else 'hanno'} un valore atteso anche oltre l’anno, nel {dopo} o nel {ancora}."
    )


def _riga(area: str, r: RigaTriennio, c: Contesto) -> tuple[Cella, ...]:
    i, base = r.indicatore, r.riga.base
    if base and i.base_anno:
        base = f"{base} ({i.base_anno})"
    attesi = (c.detto(x) for x in (r.riga.atteso, r.riga.atteso_1, r.riga.atteso_2))
    return (area, r.obiettivo.codice, c.detto(r.obiettivo.titolo), c.detto(i.titolo), c.detto(base), *attesi)


def mancanze(c: Contesto) -> list[Mancanza]:
    if trovate := nessun_obiettivo(c):
        return trovate
    proiettati = c.righe_obiettivi.exclude(indicatori__atteso_1=None, indicatori__atteso_2=None).exists()
    pagina = reverse("obiettivi:triennio", args=[c.anno])
    return [] if proiettati else [Mancanza(f"Nessun indicatore ha un valore atteso dopo il {c.anno}.", "Chi compila la scheda", pagina)]
