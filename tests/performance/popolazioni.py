"""Municipalities made by chance, in memory: evaluations, runs and Direzioni as the sections of the Relazione read them; and who reads them
trying to work out what is not told."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from premi.models import ContoDirezione, Corsa
from smvp.organizzazione.models import Direzione, Esercizio
from smvp.performance.calcolo.blocchi import Blocco, Tavola
from smvp.performance.calcolo.edizioni import Edizione
from smvp.performance.letture.contesto import Contesto
from smvp.performance.letture.premiati import Gruppo, Parte, Premiati
from smvp.performance.letture.sezioni import individuale, organizzativa, pari_opportunita, premi
from smvp.performance.letture.valutati import fasce_del_personale, fasce_di
from valutazioni.calcolo.equita import Giudizio
from valutazioni.letture.equita.dati import DIRIGENTI, NOMI, PERSONALE, PO, Letti, Valutata

ANNO = 2025
SENZA_PREMIO = {DIRIGENTI: 1, PO: 1, PERSONALE: 0}
"""The bands that pay nothing: everybody knows, it is written in the regulation."""
PUNTI = {0: 150, 1: 190, 2: 210, 3: 230, 4: 260}
MODULO = 2**61 - 1
Classe = tuple[str, int, int, str, bool]


@dataclass(frozen=True)
class Scheda:
    """One evaluation, of whom, and what it is paid."""

    insieme: str
    fascia: int
    direzione: int
    genere: str
    persona: int
    importo: Decimal

    @property
    def classe(self) -> Classe:
        return self.insieme, self.fascia, self.direzione, self.genere, bool(self.importo)


def schede(caso: Random) -> list[Scheda]:
    """Groups small and large, bands with one and with all; now and then somebody unpaid, or with two appointments."""
    direzioni, trovate = range(1, caso.randint(1, 4) + 1), []
    for insieme, al_massimo in ((DIRIGENTI, 12), (PO, 16), (PERSONALE, 45)):
        fasce = [chiave for chiave, _, _ in fasce_di(insieme, Esercizio(anno=ANNO, regolamento="domodossola-2020").reg)]
        pesi = [caso.choice((0, 1, 1, 4, 12)) + (f == fasce[-1]) for f in fasce]
        for _ in range(caso.randint(0, al_massimo)):
            persona = len(trovate) if not trovate or insieme == PERSONALE or caso.random() > 0.1 else caso.choice(trovate).persona
            fascia = caso.choices(fasce, pesi)[0]
            paga = fascia != SENZA_PREMIO[insieme] and caso.random() > 0.05
            trovate.append(
                Scheda(insieme, fascia, caso.choice(direzioni), caso.choice("fmm"), persona, _importo(caso) if paga else Decimal("0.00"))
            )
    return trovate


def _importo(caso: Random) -> Decimal:
    return Decimal(caso.randint(10_000, 999_999)) / 100


def contesto(fatte: list[Scheda]) -> Contesto:
    """The public edition of such a municipality; nothing is in the database."""
    esercizio = Esercizio(anno=ANNO, regolamento="domodossola-2020")
    c = Contesto(esercizio, Edizione.PUBBLICA, date(2026, 4, 10), {}, esercizio.reg.garanzie.sezioni_relazione)
    uffici = {d: Direzione(pk=d, codice=f"D{d}", denominazione=f"Direzione {d}") for d in {s.direzione for s in fatte}}
    valutate = [
        Valutata(ANNO, s.insieme, Giudizio(s.persona, Decimal(PUNTI[s.fascia]), {2: 1}), s.fascia if s.insieme != PERSONALE else None,
                 s.direzione, None) for s in fatte
    ]  # fmt: skip
    c.__dict__["valutate"] = Letti(valutate, Counter(s.insieme for s in fatte), {}, uffici)
    c.__dict__["generi"] = {s.persona: s.genere for s in fatte}
    c.__dict__["premiati"] = _premiati(fatte, c, uffici)
    return c


def _premiati(fatte: list[Scheda], c: Contesto, uffici: dict[int, Direzione]) -> Premiati:
    corse = {i: Corsa(pk=n, stato="approvata", istituto=n) for n, i in enumerate((DIRIGENTI, PERSONALE))}
    corse[PO] = corse[DIRIGENTI]
    gruppi = {i: Gruppo(i, Decimal(500_000), corse[i]) for i in NOMI}
    del_personale = fasce_del_personale(c.reg)
    for n, s in enumerate(fatte):
        fascia = del_personale(PUNTI[s.fascia]) if s.insieme == PERSONALE else s.fascia
        gruppi[s.insieme].aggiungi(n, s.persona, fascia, s.importo)
        if s.insieme == PERSONALE:
            gruppi[PERSONALE].direzioni.setdefault(s.direzione, Parte()).aggiungi(n, s.persona, s.importo, con_punti=True)
    conti = [
        ContoDirezione(direzione=uffici[d], direzione_id=d, fondo=p.importo + 100, distribuito=p.importo)
        for d, p in sorted(gruppi[PERSONALE].direzioni.items())
    ]
    return Premiati(gruppi, tuple(conti))


def tavole(c: Contesto) -> dict[str, Tavola]:
    """The tables of the public edition that count or pay people, by their codes."""
    blocchi: Iterable[Blocco] = (
        *individuale.blocchi(c), premi.somme(c), *premi._differenziazione(c), *premi._direzioni(c), *organizzativa._personale(c),
        *pari_opportunita._valutazioni(c),
    )  # fmt: skip
    return {b.codice: b for b in blocchi if isinstance(b, Tavola)}


# --- who reads and works out -------------------------------------------------------------------------------------------------------------


class Lettore:
    """Knows some sums over classes of people, and every sum and difference of them."""

    def __init__(self, fatte: list[Scheda]) -> None:
        self.classi = sorted({s.classe for s in fatte})
        self.basi: dict[int, list[int]] = {}

    def sa(self, quali: Callable[[Classe], bool]) -> None:
        resto = self._ridotta(self._vettore(quali))
        dove = next((n for n, x in enumerate(resto) if x), None)
        if dove is not None:
            inverso = pow(resto[dove], -1, MODULO)
            self.basi[dove] = [x * inverso % MODULO for x in resto]

    def ricava(self, quali: Callable[[Classe], bool]) -> bool:
        """Whether the sum over these classes follows from what it knows; of nobody there is nothing to work out."""
        vettore = self._vettore(quali)
        return any(vettore) and not any(self._ridotta(vettore))

    def _vettore(self, quali: Callable[[Classe], bool]) -> list[int]:
        return [int(quali(k)) for k in self.classi]

    def _ridotta(self, vettore: list[int]) -> list[int]:
        for dove in sorted(self.basi):
            if fattore := vettore[dove]:
                vettore = [(x - fattore * y) % MODULO for x, y in zip(vettore, self.basi[dove], strict=True)]
        return vettore


def celle(trovate: dict[str, Tavola], che: str) -> list[tuple[Callable[[Classe], bool], bool]]:
    """Each cell of all the tables that tells ``che`` ("conto", "importo", "punti"): of which classes it is, and whether it is told."""
    from_nome = {nome: insieme for insieme, nome in NOMI.items()}
    reg = Esercizio(anno=ANNO, regolamento="domodossola-2020").reg
    chiave = {(i, nome): k for i in NOMI for k, nome, _ in fasce_di(i, reg)}
    dette: list[tuple[Callable[[Classe], bool], bool]] = []

    def aggiungi(quali: Callable[[Classe], bool], valore: object) -> None:
        if valore != "":
            dette.append((quali, valore is not None))

    for codice, t in trovate.items():
        nomi = [k.nome for k in t.colonne]
        for riga in t.righe:
            r = dict(zip(nomi, riga, strict=True))
            if codice == "individuale_gruppi" and che in ("conto", "punti"):
                aggiungi(lambda k, i=from_nome[r["gruppo"]]: k[0] == i, r["valutazioni"] if che == "conto" else r["media"])
            elif codice.startswith("individuale_fasce_") and che == "conto":
                i = codice.removeprefix("individuale_fasce_")
                aggiungi(lambda k, i=i, f=chiave[i, r["fascia"]]: k[:2] == (i, f), r["valutazioni"])
            elif codice == "premi_somme" and che == "importo":
                i = from_nome.get(r["gruppo"])
                aggiungi(lambda k, i=i: i is None or k[0] == i, r["distribuito"])
                aggiungi(lambda k, i=i: i is None or k[0] == i, r["economie"])
            elif codice == "premi_somme" and che == "conto" and r["medio"] not in ("", None):
                aggiungi(lambda k, i=from_nome[r["gruppo"]]: k[0] == i, r["medio"])
            elif codice == "premi_differenziazione" and che in ("conto", "importo"):
                i = from_nome[r["gruppo"]]
                valore = r["quota_valutazioni"] if che == "conto" else r["importo"]
                aggiungi(lambda k, i=i, f=chiave[i, r["fascia"]]: k[:2] == (i, f), valore)
            elif codice == "premi_direzioni" and che == "importo":
                d = int(str(r["direzione"]).split()[-1])
                aggiungi(lambda k, d=d: k[0] == PERSONALE and k[2] == d, r["distribuito"])
            elif codice == "personale_per_direzione_media" and che in ("conto", "punti"):
                d = int(str(r["direzione"]).split()[-1])
                aggiungi(lambda k, d=d: k[0] == PERSONALE and k[2] == d, r["valutazioni"] if che == "conto" else r["media"])
            elif codice == "pari_valutazioni" and che in ("conto", "punti"):
                i = from_nome[r["gruppo"]]
                for genere, conto, media in (("f", "donne", "media_donne"), ("m", "uomini", "media_uomini")):
                    aggiungi(lambda k, i=i, g=genere: (k[0], k[3]) == (i, g), r[conto] if che == "conto" else r[media])
    return dette
