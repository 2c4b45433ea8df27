"""Art. 19: observations that later ones have replaced are printed with the sheet, hence bound in the fascicolo, each with its answer."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smvp.documenti import coda
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import disegna_payload
from smvp.flusso.operazioni import esegui
from valutazioni.documenti.parole import citati
from valutazioni.letture.firme import Firma
from valutazioni.letture.osservazioni import Scambio, osservazioni_di_prima
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni.condivisione import rispondi_alle_osservazioni, scrivi_osservazioni
from valutazioni.operazioni.fascicolo import emetti_fascicolo
from valutazioni.operazioni.riesame import Corretto, correggi_per_riesame

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, alla_firma, porta, vota
from .test_documenti import accessibile, leggi

pytestmark = pytest.mark.django_db
PRIMA, SENZA_RISPOSTA, ORA = "Il ritardo viene dal fornitore.", "Allego la lettera di giugno.", "Aggiungo la risposta del fornitore."
RISPONDE, RISPONDE_ORA = "Ne ho tenuto conto: il voto resta.", "La lettera è agli atti."
CHI = {"dirigente1": ("dott. Andrea Bertolini", "prof.ssa Elena Morandi"), "dipendente1": ("Anna Rossi", "dott. Andrea Bertolini")}


@pytest.fixture
def scritte(c: SimpleNamespace, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """On a sheet of each kind three observations: one answered, one for which the sheet was opened again, one of now, answered."""
    settings.MEDIA_ROOT, settings.OGGI = tmp_path, "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)
    con_schede_personale(c)
    vota(c.scheda_dirigente1, c.ncvp)
    vota_personale(c.scheda_dipendente1, c.po1)
    b = porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1)[:-1])
    d = porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    b, d = _osserva(_rispondi(_osserva(b, c.dirigente1, PRIMA), c.ncvp), c.dirigente1, SENZA_RISPOSTA, 2), _osserva(
        _rispondi(_osserva(d, c.dipendente1, PRIMA), c.dirigente1), c.dipendente1, SENZA_RISPOSTA, 2
    )  # fmt: skip
    b = _passo(b, "rinvia", c.ncvp)
    b = porta(b, ("decidi", c.sindaco), ("partecipa", c.ncvp))
    d = _passo(d, "rivedi", c.dirigente1)
    d = porta_personale(d, ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    c.firmate = {
        "dirigente1": porta(_rispondi(_osserva(b, c.dirigente1, ORA, 3), c.ncvp, RISPONDE_ORA), ("firma", c.dirigente1)),
        "dipendente1": porta_personale(
            _rispondi(_osserva(d, c.dipendente1, ORA, 3), c.dirigente1, RISPONDE_ORA), ("firma", c.dipendente1)
        ),
    }  # fmt: skip
    return c


def _osserva(s: Any, utente: Any, testo: str, ore: int = 0) -> Any:
    return scrivi_osservazioni(scheda=s, testo=testo, utente=utente, quando=QUANDO + timedelta(hours=ore), versione=s.versione)


def _rispondi(s: Any, utente: Any, testo: str = RISPONDE) -> Any:
    return rispondi_alle_osservazioni(scheda=s, testo=testo, utente=utente, quando=QUANDO + timedelta(hours=1), versione=s.versione)


def _passo(s: Any, azione: str, utente: Any) -> Any:
    return esegui(s, azione, utente=utente, quando=QUANDO, versione=s.versione, motivo="Un voto era sbagliato, lo correggo.")


@pytest.mark.parametrize("chi", list(CHI))
def test_art19_stanno_nella_scheda_firmata_accanto_a_quelle_di_ora_e_nel_fascicolo(scritte: SimpleNamespace, chi: str) -> None:
    valutato, valuta = CHI[chi]
    firmato = Documento.objects.get(tipo__startswith="scheda_", oggetto_id=scritte.firmate[chi].pk, chiave__contains=":presa_visione:")
    assert [
        (s["osservazioni"], s["di"], s["risposta"], s["risposta_di"]) for s in firmato.payload["osservazioni_di_prima"]
    ] == [
        (PRIMA, {"chi": valutato, "quando": "venerdì 10\xa0aprile 2026 alle 10:42"},
         RISPONDE, {"chi": valuta, "quando": "venerdì 10\xa0aprile 2026 alle 11:42"}),
        (SENZA_RISPOSTA, {"chi": valutato, "quando": "venerdì 10\xa0aprile 2026 alle 12:42"}, "", None),
    ]  # fmt: skip
    assert firmato.payload["osservazioni_altre"] == 0
    come = {"persona": getattr(scritte, f"persona_{chi}"), "esercizio": scritte.esercizio, "utente": getattr(scritte, chi)}
    (documento,) = emetti_fascicolo(**come, quando=QUANDO)
    assert firmato.impronta in [p["impronta"] for p in documento.payload["parti"]]
    octets = disegna_payload(firmato)
    accessibile(octets)
    testo = leggi(octets)
    posti = [testo.index(t) for t in (PRIMA, RISPONDE, SENZA_RISPOSTA, "Senza risposta: la scheda è stata riaperta.", ORA, RISPONDE_ORA)]
    assert posti == sorted(posti), "ciascuna con la sua risposta, le più vecchie prima"


def test_art29_la_versione_del_riesame_le_porta_con_se(scritte: SimpleNamespace) -> None:
    s = scritte.firmate["dirigente1"]
    voti = {v.pk: Corretto(3, "La relazione del 2025 lo dimostra.") for v in s.voti_fattore.all()}
    nuova = correggi_per_riesame(
        s, voti=voti, motivazione="L’Organismo accoglie la richiesta.", riferimento="riesame n. 1/2025", utente=scritte.segretario,
        quando=QUANDO + timedelta(days=3),
    )  # fmt: skip
    trovate = osservazioni_di_prima([s, nuova])
    assert [x.osservazioni for x in trovate[nuova.pk]] == [x.osservazioni for x in trovate[s.pk]] == [PRIMA, SENZA_RISPOSTA]


def test_le_letture_non_crescono_con_le_schede_e_senza_non_ce_n_e_traccia(scritte: SimpleNamespace) -> None:
    def quante(schede: list[Any]) -> int:
        with CaptureQueriesContext(connection) as lette:
            osservazioni_di_prima(schede)
        return len(lette)

    assert quante(list(SchedaPersonale.objects.all())) == quante([scritte.firmate["dipendente1"]]) == 2
    assert set(osservazioni_di_prima(list(Scheda.objects.all()))) == {scritte.firmate["dirigente1"].pk}
    assert citati([], []) == {}


def test_di_troppe_si_riportano_le_ultime_e_si_dice_quante_sono_le_altre() -> None:
    firma = Firma("Anna Rossi", QUANDO)
    dati = citati([], [Scambio("x" * 5_000, firma, "y" * 5_000, firma)] * 60)
    assert 0 < len(dati["osservazioni_di_prima"]) == 60 - dati["osservazioni_altre"] < 60
