"""Artt. 7, 13–18: the straight road of a sheet, from draft to evaluation, for each kind of objective."""

from types import SimpleNamespace

import pytest

from obiettivi.stati import OBIETTIVO
from tests.obiettivi.scene import collettivo, di_po, individuale, porta_a

pytestmark = pytest.mark.django_db
STRADA = ("negoziata", "con_parere", "trasmessa", "validata", "accettata", "assegnata", "monitorata", "rendicontata", "misurata",
          "al_valutatore", "valutata")  # fmt: skip


@pytest.mark.parametrize("fai", [individuale, di_po, collettivo], ids=["individuale", "di una P.O.", "collettivo"])
def test_dalla_bozza_alla_valutazione(comune: SimpleNamespace, settings: object, fai: object) -> None:
    settings.OGGI = "2025-03-01"
    obiettivo = fai(comune)
    for stato in STRADA:
        obiettivo = porta_a(comune, obiettivo, stato)
        if not obiettivo.di_po or stato not in ("con_parere", "trasmessa"):
            assert obiettivo.stato == stato


def test_ogni_stato_si_raggiunge() -> None:
    assert {t.a for t in OBIETTIVO.transizioni} | {OBIETTIVO.iniziale} == {s.codice for s in OBIETTIVO.stati}
