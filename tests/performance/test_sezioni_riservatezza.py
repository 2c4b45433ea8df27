"""Reading A40: of few people neither number, nor mean, nor sum comes out of the public edition, by any difference between its tables."""

from decimal import Decimal
from random import Random

import pytest

from smvp.performance.calcolo.blocchi import Grafico, Serie
from smvp.performance.letture.sezioni import individuale, premi
from valutazioni.letture.equita.dati import PERSONALE

from .popolazioni import SENZA_PREMIO, Classe, Lettore, Scheda, celle, contesto, schede, tavole

MINIMO, PROVE = 5, 120
CASI = [schede(Random(n)) for n in range(PROVE)]


def _pochi(fatte: list[Scheda], quali: object, soldi: bool) -> bool:
    """Whether a sum is of few people: of money, those who are paid something."""
    persone = {s.persona for s in fatte if quali(s.classe) and (s.importo or not soldi)}  # type: ignore[operator]
    return 0 < len(persone) < MINIMO


@pytest.mark.parametrize("che", ["conto", "importo", "punti"])
def test_a40_quello_che_si_tace_non_si_ricava_da_nessuna_differenza(che: str) -> None:
    """Of municipalities made by chance, the whole public edition at once: what is told, and the bands that pay nothing by rule, are sums
    over classes of people; no sum or difference of them is of few."""
    dette_in_tutto = taciute_in_tutto = 0
    for n, fatte in enumerate(CASI):
        trovate = celle(tavole(contesto(fatte)), che)
        chi_legge = Lettore(fatte)
        for quali, detta in trovate:
            if detta:
                chi_legge.sa(quali)
                assert not _pochi(fatte, quali, che == "importo"), f"caso {n}: si dice una cifra di pochi"
        if che == "importo":
            for insieme, fascia in SENZA_PREMIO.items():
                chi_legge.sa(lambda k, i=insieme, f=fascia: k[:2] == (i, f))
        for quali, detta in trovate:
            # A cell of many, withheld lest another be worked out, may be a sum that is told elsewhere: the only Direzione is all the staff.
            assert detta or not (_pochi(fatte, quali, che == "importo") and chi_legge.ricava(quali)), (
                f"caso {n}: si ricava una cifra di pochi"
            )
            dette_in_tutto, taciute_in_tutto = dette_in_tutto + detta, taciute_in_tutto + (not detta)
    assert dette_in_tutto > PROVE, "si tace troppo"
    assert taciute_in_tutto > PROVE, "le prove non hanno niente da tacere"


def test_a40_nessuna_singola_persona_ne_gruppo_di_pochi_si_ricava() -> None:
    """Also cells that no table has: few people of one band in one Direzione, of one gender in one band."""
    for n, fatte in enumerate(CASI[:40]):
        for che in ("conto", "importo", "punti"):
            chi_legge = Lettore(fatte)
            for quali, detta in celle(tavole(contesto(fatte)), che):
                if detta:
                    chi_legge.sa(quali)
            if che == "importo":
                for insieme, fascia in SENZA_PREMIO.items():
                    chi_legge.sa(lambda k, i=insieme, f=fascia: k[:2] == (i, f))
            for classe in {s.classe for s in fatte}:
                for parti in ((0, 1), (0, 2), (0, 3), (0, 1, 2), (0, 1, 3), (0, 1, 2, 3, 4)):

                    def quali_sono(k: Classe, classe: Classe = classe, parti: tuple[int, ...] = parti) -> bool:
                        return all(k[p] == classe[p] for p in parti)

                    assert not (_pochi(fatte, quali_sono, che == "importo") and chi_legge.ricava(quali_sono)), (n, che, classe, parti)


def test_a40_i_grafici_dicono_quello_che_dicono_le_tavole() -> None:
    for fatte in CASI:
        c = contesto(fatte)
        trovate = tavole(c)
        for g in (b for b in (*individuale.blocchi(c), *premi._differenziazione(c)) if isinstance(b, Grafico)):
            righe = {r[0 if "individuale" in t.codice else 1]: r for t in trovate.values() for r in t.righe if _della_stessa(g, t, r)}
            for nome, valori in zip(g.etichette, zip(*(s.valori for s in g.serie), strict=True), strict=True):
                if nome in righe:
                    assert [v is None for v in valori] == [x is None for x in _cifre(g.serie, righe[nome])]


def _della_stessa(g: Grafico, t: object, riga: tuple[object, ...]) -> bool:
    nome = g.titolo.split(":")[0]
    if len(g.serie) == 1:
        return getattr(t, "codice", "").startswith("individuale_fasce") and t.titolo.startswith(f"{nome}:")  # type: ignore[attr-defined]
    return getattr(t, "codice", "") == "premi_differenziazione" and riga[0] == nome


def _cifre(serie: tuple[Serie, ...], riga: tuple[object, ...]) -> list[object]:
    return [riga[2]] if len(serie) == 1 else [riga[2], riga[4]]


def test_a40_un_gruppo_di_quattro_pagati_fra_sei_valutati_non_si_dice() -> None:
    """Six are in the top band and four of them are paid: with the sum told, theirs would be the sum of four people."""
    fatte = [Scheda(PERSONALE, 4, 1, "f", n, Decimal(100 if n < 4 else 0)) for n in range(6)]
    fatte += [Scheda(PERSONALE, 3, 1, "m", 10 + n, Decimal(80)) for n in range(9)] + [
        Scheda(PERSONALE, 2, 1, "m", 20 + n, Decimal(70)) for n in range(20)
    ]
    trovate = tavole(contesto(fatte))
    assert {r[0]: r[2] for r in trovate["individuale_fasce_personale"].righe}["da 241 punti"] == 6
    somme = {r[1]: r[3] for r in trovate["premi_differenziazione"].righe}
    assert (somme["da 241 punti"], somme["221–240 punti"], somme["201–220 punti"]) == (None, None, Decimal(1400))
