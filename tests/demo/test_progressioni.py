"""Art. 22 in the demo: the years before are imported, one procedure is approved, of another a tie waits for its decision."""

import pytest

from premi.models import Progressione
from premi.stati import CHIUSA, GRADUATORIA
from smvp.registro.models import Evento
from valutazioni.models import ValutazionePregressa

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caricato")]


def test_una_procedura_e_approvata_e_di_un_altra_si_decide_la_parita() -> None:
    prima, seconda = Progressione.objects.order_by("esercizio__anno")
    assert (prima.esercizio.anno, prima.stato, seconda.esercizio.anno, seconda.stato) == (2024, CHIUSA, 2025, GRADUATORIA)
    assert prima.parita_decise() == []
    graduatoria = seconda.ultima_graduatoria()
    assert graduatoria is not None
    pari = graduatoria.candidati.filter(esito="parita")
    assert sorted(pari.values_list("matricola", flat=True)) == ["0302", "0308"]
    assert seconda.parita_decise() == ["C’è una parità da decidere, fra 2 candidati (art. 22)."]


def test_gli_anni_prima_sono_importati_dall_ufficio_del_personale() -> None:
    assert set(ValutazionePregressa.objects.order_by().values_list("anno", flat=True)) == {2021, 2022, 2023}
    assert {e.utente for e in Evento.objects.filter(azione__in=("pregresse.importa", "posizioni.importa"))} == {"personale"}
