"""Artt. 5, 6, 11: the tree of performance: the strategic Areas, what each is to bring about, the objectives that hang on each."""

from collections import Counter
from decimal import Decimal

from obiettivi.models import Obiettivo
from smvp.nucleo.formati import enumera, numero

from ...calcolo.blocchi import Blocco, Cella, Colonna, Disegno, Genere, Grafico, Mancanza, Serie, Tavola
from ..contesto import Contesto
from .comuni import direzioni_dette, in_elenco, nessun_obiettivo, obiettivi_in_parole

AREE = (
    Colonna("area", "Area strategica", descrizione="L’Area del regolamento (art. 6)."),
    Colonna("outcome", "Che cosa deve ottenere", descrizione="L’outcome dell’Area (art. 11)."),
    Colonna("ambiti", "Ambiti", descrizione="Gli ambiti dell’art. 5 che gli obiettivi dell’Area toccano."),
    Colonna("obiettivi", "Obiettivi", Genere.INTERO, "Quanti obiettivi dell’esercizio vi stanno."),
)
OBIETTIVI = (
    Colonna("codice", "Codice", descrizione="Codice dell’obiettivo nell’esercizio."),
    Colonna("area", "Area", descrizione="Numero dell’Area strategica."),
    Colonna("obiettivo", "Obiettivo", descrizione="Titolo dell’obiettivo."),
    Colonna("tipo", "Tipo", descrizione="Generale o collettivo, oppure individuale (art. 7)."),
    Colonna("direzioni", "Direzioni", descrizione="Direzioni che ne rispondono."),
    Colonna("padre", "Concorre a", descrizione="Codice dell’obiettivo dal quale discende (art. 7, metodo a cascata)."),
)
SENZA_AREA = "Senza Area"


def blocchi(c: Contesto) -> list[Blocco]:
    if not c.obiettivi:
        return []
    conti = Counter(o.area for o in c.obiettivi)
    return [_aree(c, conti), _grafico(c, conti), _obiettivi(c)]


def _aree(c: Contesto, conti: Counter[str]) -> Tavola:
    righe: list[tuple[Cella, ...]] = []
    for a in c.reg.aree:
        lettere = {lettera for o in c.obiettivi if o.area == str(a.numero) for lettera in o.ambiti}
        toccati = "; ".join(f"{x.lettera}) {x.testo}" for x in c.reg.ambiti if x.lettera in lettere)
        righe.append((f"Area {a.numero} · {a.denominazione}", a.outcome, toccati, conti[str(a.numero)]))
    if fuori := _senza_area(c, conti):
        righe.append(("Obiettivi senza Area strategica", "", "", fuori))
    return Tavola("aree", f"Le Aree strategiche e gli obiettivi {c.anno}", AREE, tuple(righe))


def _senza_area(c: Contesto, conti: Counter[str]) -> int:
    return sum(n for area, n in conti.items() if area not in {str(a.numero) for a in c.reg.aree})


def _grafico(c: Contesto, conti: Counter[str]) -> Grafico:
    quanti = [(f"Area {a.numero} · {a.denominazione}", conti[str(a.numero)]) for a in c.reg.aree]
    if fuori := _senza_area(c, conti):
        quanti.append((SENZA_AREA, fuori))
    piu = max(n for _, n in quanti)
    prime = [nome.split(" · ")[0] for nome, n in quanti if n == piu]
    tutti = sum(n for _, n in quanti)
    in_parole = in_elenco(f"{nome.split(' · ')[0]}: {numero(n, 0)}" for nome, n in quanti)
    serie = Serie("Obiettivi", tuple(Decimal(n) for _, n in quanti))
    return Grafico(
        Disegno.BARRE,
        _scoperta(prime, piu, tutti),
        f"{obiettivi_in_parole(tutti)}. {in_parole}",
        tuple(nome for nome, _ in quanti),
        (serie,),
    )


def _scoperta(prime: list[str], piu: int, tutti: int) -> str:
    if prime == [SENZA_AREA]:
        return f"Gli obiettivi senza Area strategica sono i più numerosi: {piu} su {tutti}"
    if len(prime) == 1:
        return f"L’{prime[0]} raccoglie più obiettivi delle altre: {piu} su {tutti}"
    return f"Le Aree con più obiettivi sono {enumera(prime)}: {piu} ciascuna, su {tutti}"


def _obiettivi(c: Contesto) -> Tavola:
    codici = {o.pk: o.codice for o in c.obiettivi}
    posti = {str(a.numero): n for n, a in enumerate(c.reg.aree)}
    in_ordine = sorted(c.obiettivi, key=lambda o: posti.get(o.area, len(posti)))  # stable: within an Area in the order of their codes
    return Tavola("albero", f"Dalle Aree agli obiettivi {c.anno}", OBIETTIVI, tuple(_riga(o, codici, c) for o in in_ordine))


def _riga(o: Obiettivo, codici: dict[int, str], c: Contesto) -> tuple[Cella, ...]:
    padre = codici.get(o.padre_id, "") if o.padre_id else ""
    return (o.codice, o.area, c.detto(o.titolo), o.get_tipo_display(), direzioni_dette(o), padre)


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
