"""Art. 23: many who change an amount at the same instant; each version number is given once, and nothing is lost."""

from datetime import date
from decimal import Decimal

import pytest

from premi.models import Fondo
from premi.operazioni.fondi import registra_fondo
from smvp.documenti.atti import DatiAtto
from smvp.nucleo.errori import ConflittoDiVersione
from smvp.organizzazione.models import Esercizio, Utente
from tests.fili import insieme
from tests.personaggi import crea_comune
from tests.valutazioni.schede import QUANDO

INSIEME = 20


def varia(n: int) -> int:
    """Read, write; whoever comes late reads again and writes again, as a person would."""
    esercizio, utente = Esercizio.objects.get(anno=2025), Utente.objects.get(username="personale")
    atto = DatiAtto(100 + n, date(2026, 1, 20), f"Variazione {n}")
    for _ in range(INSIEME + 1):
        letta = Fondo.objects.correnti().filter(esercizio=esercizio, destinazione="dirigenti").first()
        try:
            return registra_fondo(
                esercizio=esercizio, destinazione="dirigenti", importo=Decimal(1000 + n), atto=atto, utente=utente, quando=QUANDO,
                versione=letta.numero_versione if letta else 0, motivo="Variazione di prova contemporanea.",
            ).numero_versione  # fmt: skip
        except ConflittoDiVersione:
            continue
    raise AssertionError("venti altri non possono passare avanti più di venti volte")


def una(n: int) -> int:
    """All have read that there is nothing yet."""
    esercizio, utente = Esercizio.objects.get(anno=2025), Utente.objects.get(username="personale")
    return registra_fondo(
        esercizio=esercizio, destinazione="po", importo=Decimal(1000 + n), atto=DatiAtto(100 + n, date(2026, 1, 20), f"Atto {n}"),
        utente=utente, quando=QUANDO, versione=0,
    ).numero_versione  # fmt: skip


@pytest.mark.usefixtures("database_vero")
def test_venti_variazioni_insieme_sono_venti_versioni() -> None:
    def scritti() -> tuple[list[int], set[Decimal]]:
        righe = list(Fondo.objects.order_by("numero_versione"))
        return [f.numero_versione for f in righe], {f.importo for f in righe}

    insieme(crea_comune)
    numeri = insieme(*(lambda n=n: varia(n) for n in range(INSIEME)))
    assert sorted(numeri) == list(range(1, INSIEME + 1)), numeri
    assert insieme(scritti) == [(list(range(1, INSIEME + 1)), {Decimal(1000 + n) for n in range(INSIEME)})]


@pytest.mark.usefixtures("database_vero")
def test_di_venti_che_scrivono_la_prima_una_passa_e_le_altre_lo_sanno() -> None:
    insieme(crea_comune)
    esiti = insieme(*(lambda n=n: una(n) for n in range(INSIEME)))
    assert [e for e in esiti if e == 1] == [1]
    assert sum(isinstance(e, ConflittoDiVersione) for e in esiti) == INSIEME - 1, esiti
