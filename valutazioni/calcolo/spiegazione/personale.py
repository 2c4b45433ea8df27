"""Art. 22, All. D: why a member of staff has that score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from smvp.nucleo.arrotondamenti import Numero, somma_esatta
from smvp.nucleo.formati import con_articolo, esatto, numero, percento_esatto
from smvp.regolamento.modello import Gruppo, Regolamento
from valutazioni.calcolo.personale import PunteggioPersonale, percentuale_specifici
from valutazioni.calcolo.spiegazione.passo import Passo, letture

CENTO = 100
CIFRE = 3  # of an exact addend, before it is cut


@dataclass(frozen=True, slots=True)
class Specifico:
    """A specific objective of the person: title, weight among the others, percentage reached (None: not yet)."""

    titolo: str
    peso: Decimal
    raggiungimento: Decimal | None


def spiega_personale(
    punteggio: PunteggioPersonale,
    struttura: Decimal | None,
    specifici: Decimal | None,
    comportamenti: Mapping[str, Sequence[int | None]],
    reg: Regolamento,
    *,
    esonero: bool = False,
    motivo_esonero: str = "",
    obiettivi: Sequence[Specifico] = (),
) -> tuple[Passo, ...]:
    """All the steps of a sheet of All. D, complete or not, in the order in which one would redo them by hand.

    The facts are those that ``punteggio`` was calculated from. ``obiettivi``: the specific objectives, if they are known; when their mean
    is not ``specifici`` (they were changed after the signature) only the percentage that was signed is explained.
    """
    noti = [(o.peso, o.raggiungimento) for o in obiettivi]
    mostrati = obiettivi if specifici is not None and percentuale_specifici(noti) == specifici else ()
    b1 = [_passo_esonero(motivo_esonero, reg)] if esonero else _passi_b1(mostrati, specifici, punteggio.b1, reg)
    a = [] if struttura is None else [_passo_struttura(struttura, punteggio.a, reg)]
    fatti = _Fatti(struttura, specifici, {g.codice: tuple(comportamenti.get(g.codice, ())) for g in reg.personale.gruppi}, esonero)
    return (*a, *b1, *_passi_b2_e_totale(punteggio, fatti, reg))


@dataclass(frozen=True, slots=True)
class _Fatti:
    struttura: Decimal | None
    specifici: Decimal | None
    voti: Mapping[str, tuple[int | None, ...]]
    esonero: bool

    def conto(self, gruppo: Gruppo) -> tuple[int, int]:
        """The sum of the marks of a group that has them all, and how many they are."""
        voti = self.voti[gruppo.codice]
        return sum(v or 0 for v in voti), len(voti)


def _passi_b1(obiettivi: Sequence[Specifico], specifici: Decimal | None, punti: Decimal | None, reg: Regolamento) -> Iterator[Passo]:
    if specifici is not None:
        yield from _passi_obiettivi(obiettivi, specifici, reg)
        yield _passo_specifici(specifici, punti, reg)


def _passi_b2_e_totale(p: PunteggioPersonale, fatti: _Fatti, reg: Regolamento) -> Iterator[Passo]:
    for gruppo in reg.personale.gruppi:
        punti = p.gruppi[gruppo.codice]
        if punti is not None:
            yield _passo_gruppo(gruppo, *fatti.conto(gruppo), punti, reg)
    if p.totale is None or fatti.struttura is None:
        articoli = (reg.articolo_di("scheda_personale"),)
        yield Passo(f"Il totale non c’è ancora: {'; '.join(p.mancanti)}.", "", articoli, letture=letture(reg, "A6"), cifra="totale")
        return
    gruppi = [_esatti(gruppo, *fatti.conto(gruppo), reg) for gruppo in reg.personale.gruppi]
    yield _passo_b2(gruppi, p, reg)
    addendi = [_quota(reg.personale.massimo_struttura, fatti.struttura)]
    if fatti.specifici is not None:
        addendi.append(_quota(reg.personale.massimo_specifici, fatti.specifici))
    yield _passo_totale([*addendi, somma_esatta(gruppi)], p.totale, reg, esonero=fatti.esonero)
    yield _passo_soglia(p.totale, reg)


@lru_cache(maxsize=1024)
def _passo_esonero(motivo: str, reg: Regolamento) -> Passo:
    """Reading A27: nothing to score here, and why."""
    perche = f": {motivo.rstrip(' .')}" if motivo.strip() else ", per un’eccezione motivata"
    testo = f"B1. Nessun obiettivo specifico{perche}. Il totale si riporta al massimo sul peso che resta."
    return Passo(testo, "", (reg.articolo_di("personale.specifici"),), silente=True, letture=letture(reg, "A27"), cifra="b1")


def _passo_struttura(percentuale: Decimal, punti: Decimal | None, reg: Regolamento) -> Passo:
    """Readings A26 and A28: the maximum × the percentage of the unit."""
    return _percentuale(
        "A. Obiettivi della struttura: la percentuale raggiunta per i {} punti di questa parte.",
        "a", "personale.struttura", reg.personale.massimo_struttura, percentuale, punti, reg, "A28",
    )  # fmt: skip


def _passo_specifici(percentuale: Decimal, punti: Decimal | None, reg: Regolamento) -> Passo:
    return _percentuale(
        "B1. Obiettivi specifici: la percentuale raggiunta per i {} punti di questa parte.",
        "b1", "personale.specifici", reg.personale.massimo_specifici, percentuale, punti, reg,
    )  # fmt: skip


@lru_cache(maxsize=16384)
def _percentuale(
    testo: str, cifra: str, chiave: str, massimo: Decimal, percentuale: Decimal, punti: Decimal | None, reg: Regolamento, *altre: str
) -> Passo:
    """Points in proportion to a percentage. Kept, because thousands of sheets share few of them."""
    if punti is None:
        raise ValueError(f"La percentuale {percentuale} non ha punti: il punteggio è di altri fatti.")
    return Passo(
        testo.format(esatto(massimo)),
        f"{esatto(massimo)} × {percento_esatto(percentuale)} = {numero(punti)}",
        (reg.articolo_di(chiave), reg.articolo_di("scheda_personale")),
        letture=letture(reg, reg.citazioni[chiave].lettura, *altre),
        cifra=cifra,
        valore=punti,
    )


def _passi_obiettivi(obiettivi: Sequence[Specifico], specifici: Decimal, reg: Regolamento) -> Iterator[Passo]:
    """Each specific objective, and if they are several the weighted mean that becomes one percentage."""
    articoli = (reg.articolo_di("personale.specifici"),)
    for o in obiettivi:
        raggiunto = con_articolo(percento_esatto(o.raggiungimento or 0, 2), "al")
        yield Passo(f"Obiettivo specifico «{o.titolo}»: raggiunto {raggiunto}, peso {esatto(o.peso)}.", "", articoli)
    if len(obiettivi) > 1:
        somma = " + ".join(f"{esatto(o.peso)} × {esatto(o.raggiungimento or 0)}" for o in obiettivi)
        formula = f"({somma}) / {esatto(sum((o.peso for o in obiettivi), Decimal(0)))} = {numero(specifici)}"
        yield Passo("Obiettivi specifici: media delle percentuali secondo i pesi, arrotondata al centesimo.", formula, articoli)


@lru_cache(maxsize=4096)
def _passo_gruppo(gruppo: Gruppo, somma: int, quanti: int, punti: Decimal, reg: Regolamento) -> Passo:
    """Reading A25: the maximum of the group × the marks had / the marks that could be had."""
    pieno = quanti * reg.voto_massimo
    voci = "1 voce" if quanti == 1 else f"{quanti} voci"
    return Passo(
        f"B2. {gruppo.titolo}: somma dei voti su {voci}, rispetto al massimo di {pieno}, per i {esatto(gruppo.massimo)} punti del gruppo.",
        f"{esatto(gruppo.massimo)} × {somma}/{pieno} = {numero(punti)}",
        (gruppo.articolo, reg.articolo_di("scheda_personale")),
        letture=letture(reg, gruppo.lettura),
        cifra=f"gruppi.{gruppo.codice}",
        valore=punti,
    )


def _passo_b2(gruppi: Sequence[Fraction], p: PunteggioPersonale, reg: Regolamento) -> Passo:
    """The four groups added up; the text has neither items nor scale (A25), and here it is said."""
    if p.b2 is None:
        raise ValueError("Il punteggio è di altri fatti: i comportamenti non ci sono.")
    return Passo(
        f"B2. Comportamenti: si sommano i quattro gruppi. Le voci e la scala da 0 a {reg.voto_massimo} sono quelle scelte dal Comune.",
        f"{' + '.join(_scritto(g) for g in gruppi)} = {numero(p.b2)}",
        (reg.articolo_di("personale.comportamenti"), reg.articolo_di("scheda_personale")),
        silente=True,
        letture=letture(reg, *sorted({g.lettura for g in reg.personale.gruppi})),
        cifra="b2",
        valore=p.b2,
    )


def _passo_totale(addendi: Sequence[Fraction], totale: Decimal, reg: Regolamento, *, esonero: bool) -> Passo:
    """The sum, rounded once; of who has no specific objectives, carried back to the maximum (A27)."""
    somma = " + ".join(map(_scritto, addendi))
    articoli = (reg.articolo_di("dipendenti"), reg.articolo_di("scheda_personale"))
    if not esonero:
        testo = "Totale: A + B1 + B2, arrotondato al centesimo."
        return Passo(testo, f"{somma} = {numero(totale)}", articoli, cifra="totale", valore=totale)
    massimo = reg.massimo_finale
    return Passo(
        f"Totale: A + B2, riportato a {esatto(massimo)} sul peso che resta e arrotondato al centesimo.",
        f"({somma}) × {esatto(massimo)}/{esatto(massimo - reg.personale.massimo_specifici)} = {numero(totale)}",
        articoli,
        silente=True,
        letture=letture(reg, "A27"),
        cifra="totale",
        valore=totale,
    )


@lru_cache(maxsize=16384)
def _passo_soglia(totale: Decimal, reg: Regolamento) -> Passo:
    """Reading A29: whether the printed total gives a premium."""
    soglia = reg.soglie.premio
    passa = soglia.superata(totale)
    minimo = f"almeno {esatto(soglia.valore)}" if soglia.compresa else f"più di {esatto(soglia.valore)}"
    segno = ("≥" if soglia.compresa else ">") if passa else ("<" if soglia.compresa else "≤")
    return Passo(
        f"Per il premio servono {minimo} punti: {'ci sono' if passa else 'non ci sono'}.",
        f"{numero(totale)} {segno} {esatto(soglia.valore)}",
        (soglia.articolo,),
        letture=letture(reg, soglia.lettura),
    )


@lru_cache(maxsize=16384)
def _quota(massimo: Decimal, percentuale: Decimal) -> Fraction:
    return Fraction(massimo) * Fraction(percentuale) / CENTO


@lru_cache(maxsize=4096)
def _esatti(gruppo: Gruppo, somma: int, quanti: int, reg: Regolamento) -> Fraction:
    return Fraction(gruppo.massimo) * somma / (quanti * reg.voto_massimo)


@lru_cache(maxsize=16384)
def _scritto(x: Numero) -> str:
    return esatto(x, CIFRE)
