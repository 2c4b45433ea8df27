"""Art. 18: the percentage decided on an objective reaches Allegato B, on the part that each answers for, and covers nobody's mark."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from obiettivi.models import Obiettivo
from smvp.registro.models import Evento
from tests.obiettivi.scene import collettivo, fai, individuale, porta_a
from tests.valutazioni.schede import QUANDO
from valutazioni.models import Scheda, VotoObiettivo
from valutazioni.operazioni import apri_schede

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings: object) -> None:
    settings.OGGI = "2026-04-10"


def deciso(c: SimpleNamespace, o: Obiettivo, *percentuali: str) -> Obiettivo:
    """The objective waits for its last step, with these percentages decided quota by quota."""
    o = porta_a(c, o, "al_valutatore")
    for consuntivo, quanto in zip(o.consuntivi.order_by("parte"), percentuali, strict=True):
        consuntivo.valutato, consuntivo.motivo_valutazione = Decimal(quanto), "Mancano gli standard di due uffici."
        consuntivo.save()
    return o


def raggiunto(o: Obiettivo, incarico: object) -> Decimal | None:
    return VotoObiettivo.objects.get(assegnazione__obiettivo=o, assegnazione__incarico=incarico).raggiungimento


def apri(c: SimpleNamespace) -> None:
    apri_schede(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)


def test_la_scheda_che_si_apre_parte_da_quanto_e_stato_deciso(comune: SimpleNamespace) -> None:
    o = deciso(comune, individuale(comune), "84.50")
    fai(o, "valuta", comune.ncvp)
    apri(comune)
    assert raggiunto(o, comune.incarico_dirigente1) == Decimal("84.50")


def test_una_percentuale_ancora_da_confermare_non_passa(comune: SimpleNamespace) -> None:
    o = deciso(comune, individuale(comune), "84.50")
    apri(comune)
    assert raggiunto(o, comune.incarico_dirigente1) is None


def test_ognuno_e_valutato_sulla_sua_parte(comune: SimpleNamespace) -> None:
    """Artt. 7 and 8 (reading A7): each dirigente answers for their Direzione's part, and the P.O. of a Direzione for the same."""
    o = deciso(comune, collettivo(comune), "90", "40")
    apri(comune)
    fai(o, "valuta", comune.ncvp)
    attesi = {"dirigente1": Decimal(90), "po1": Decimal(90), "dirigente2": Decimal(40), "po2": Decimal(40)}
    assert {nome: raggiunto(o, getattr(comune, f"incarico_{nome}")) for nome in attesi} == attesi


def test_un_voto_gia_scritto_resta_e_la_scheda_sa_di_essere_cambiata(comune: SimpleNamespace) -> None:
    o = deciso(comune, collettivo(comune), "90", "40")
    apri(comune)
    mio = VotoObiettivo.objects.get(assegnazione__obiettivo=o, assegnazione__incarico=comune.incarico_dirigente1)
    mio.raggiungimento = Decimal(55)
    mio.save()
    fai(o, "valuta", comune.ncvp)
    assert raggiunto(o, comune.incarico_dirigente1) == Decimal(55)
    versioni = dict(Scheda.objects.values_list("incarico", "versione"))
    assert (versioni[comune.incarico_dirigente1.pk], versioni[comune.incarico_dirigente2.pk]) == (1, 2)
    scritti = [e.contenuto for e in Evento.objects.filter(azione="scheda.salva")]
    assert {"obiettivo OG-1": [None, "40.00"]} in scritti and len(scritti) == 3
