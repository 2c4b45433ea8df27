"""Piano and Relazione of the demo: published, being written, to be begun; the rewards of 2024 have passed through the Relazione's door."""

import re

import pytest

from smvp.documenti.models import Pubblicazione
from smvp.performance.models import Piano, Relazione
from valutazioni.models import ValidazioneRelazione

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caricato")]


def test_di_ogni_anno_c_e_quello_che_ci_si_aspetta() -> None:
    assert dict(Piano.objects.values_list("esercizio__anno", "stato")) == {2024: "pubblicato", 2025: "pubblicato", 2026: "bozza"}
    assert dict(Relazione.objects.values_list("esercizio__anno", "stato")) == {2024: "pubblicata", 2025: "bozza"}
    voci = Pubblicazione.objects.filter(ritirata_il=None, voce__in=("piano", "relazione", "validazione"))
    assert set(voci.values_list("voce", "anno")) == {("piano", 2024), ("piano", 2025), ("relazione", 2024), ("validazione", 2024)}


def test_i_premi_2024_li_ha_sbloccati_la_relazione() -> None:
    assert ValidazioneRelazione.objects.get().atto == Relazione.objects.get(esercizio__anno=2024).verbale


def test_la_relazione_2025_ha_tutti_i_testi_e_nessuno_e_un_riempitivo() -> None:
    riga = Relazione.objects.get(esercizio__anno=2025)
    scritti = riga.scritti()
    assert set(scritti) == {t.codice for s in riga.schema for t in s.testi}
    corti = {c: len(re.findall(r"[.!?](?=\s|<|$)", re.sub(r"<[^>]+>", " ", html))) for c, html in scritti.items()}
    assert {c: n for c, n in corti.items() if not 4 <= n <= 12} == {}
