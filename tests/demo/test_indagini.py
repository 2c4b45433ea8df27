"""The surveys of the demo (artt. 18 and 33): one published, two closed with results to compare, one that users are answering."""

import pytest

from smvp.documenti.models import Pubblicazione
from smvp.indagini.letture.risultati import risultati_pubblicabili
from smvp.indagini.models import Foglio, Indagine
from smvp.organizzazione.models import Esercizio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caricato")]


def test_le_indagini_sono_dove_devono() -> None:
    trovate = {(i.tipo, i.esercizio.anno): (i.stato, bool(i.gettone)) for i in Indagine.objects.select_related("esercizio")}
    assert trovate == {
        ("benessere", 2024): ("pubblicata", False), ("benessere", 2025): ("chiusa", False), ("soddisfazione", 2025): ("chiusa", True),
        ("soddisfazione", 2026): ("aperta", True),
    }  # fmt: skip
    assert list(Pubblicazione.objects.filter(voce="benessere").values_list("anno", flat=True)) == [2024]


def test_i_risultati_si_confrontano_e_un_gruppo_piccolo_tace() -> None:
    (benessere,) = risultati_pubblicabili(Esercizio.objects.get(anno=2025), "benessere")
    assert benessere.invitati is not None and benessere.esiti.rispondenti is not None
    assert benessere.esiti.rispondenti <= benessere.invitati
    significative = {d.codice for s in benessere.esiti.sezioni for d in s.domande if d.significativa}
    assert "d8" in significative and "d4" not in significative
    assert any(g.rispondenti is None for c in benessere.esiti.confronti for g in c.gruppi)
    (utenti,) = risultati_pubblicabili(Esercizio.objects.get(anno=2025), "soddisfazione")
    assert utenti.esiti.rispondenti == 212


def test_aperta_o_chiusa_le_risposte_non_portano_moduli() -> None:
    assert not Foglio.objects.exclude(modulo="").exists()
