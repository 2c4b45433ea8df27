"""Art. 19: the sheet quotes the diary of the year: in the frozen content and in the PDF, where the version has it and nowhere else."""

import json
from datetime import datetime, timedelta
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
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO
from valutazioni.documenti.parole import citati
from valutazioni.letture.diario import Nota
from valutazioni.models import Annotazione, Scheda, SchedaPersonale
from valutazioni.operazioni.diario import annota
from valutazioni.operazioni.emissioni import emetti_scheda
from valutazioni.operazioni.emissioni_personale import emetti_parte_seconda, emetti_prime, emetti_scheda_d, leggi_per_stampa
from valutazioni.operazioni.personale import Parte2, salva_parte_seconda

from .facolta import con_facolta
from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, alla_firma, porta, vota
from .test_documenti import accessibile, leggi

pytestmark = pytest.mark.django_db
NELL_ANNO = datetime(2025, 6, 12, 9, 30, tzinfo=FUSO)
FATTO, REPLICA = "Ha chiuso in tre giorni la pratica ferma da marzo.", "Mancava il parere della Provincia."


@pytest.fixture
def spento(c: SimpleNamespace, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Two remarks on a member of the staff and two on a dirigente, written by the one side and by the other."""
    settings.MEDIA_ROOT, settings.OGGI = tmp_path, "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)
    con_schede_personale(c)
    for di_chi, chi in (("dipendente1", "po1"), ("dirigente1", "ncvp")):
        scritta(c, di_chi, chi, FATTO)
        scritta(c, di_chi, di_chi, REPLICA, NELL_ANNO + timedelta(hours=1))
    return c


@pytest.fixture
def acceso(spento: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    con_facolta(monkeypatch, diario=True)
    return spento


def scritta(c: SimpleNamespace, di_chi: str, chi: str, testo: str, quando: datetime = NELL_ANNO) -> Annotazione:
    persona = getattr(c, f"persona_{di_chi}")
    return Annotazione.objects.create(esercizio=c.esercizio, persona=persona, autore=getattr(c, chi), testo=testo, scritta_il=quando)


def chiedi(c: SimpleNamespace, di_chi: str) -> Documento:
    if di_chi == "dirigente1":
        return emetti_scheda(Scheda.objects.get(pk=c.scheda_dirigente1.pk), utente=c.ncvp, quando=QUANDO)
    return emetti_scheda_d(SchedaPersonale.objects.get(pk=c.scheda_dipendente1.pk), utente=c.dirigente1, quando=QUANDO)


@pytest.mark.parametrize(("di_chi", "chi_valuta", "valutato"), [
    ("dirigente1", "prof.ssa Elena Morandi", "dott. Andrea Bertolini"), ("dipendente1", "dott.ssa Marta Pirazzi", "Anna Rossi"),
])  # fmt: skip
def test_art19_la_scheda_riporta_chi_quando_e_che_cosa(acceso: SimpleNamespace, di_chi: str, chi_valuta: str, valutato: str) -> None:
    documento = chiedi(acceso, di_chi)
    assert [(n["chi"], n["ruolo"], n["testo"]) for n in documento.payload["diario"]] == [
        (chi_valuta, "valutatore", FATTO), (valutato, "valutato", REPLICA),
    ]  # fmt: skip
    octets = disegna_payload(documento)
    accessibile(octets)
    testo = leggi(octets)
    assert f"Diario dell’anno {chi_valuta}, valutatore, giovedì 12 giugno 2025 alle 09:30 {FATTO}" in testo
    assert f"{valutato}, valutato, giovedì 12 giugno 2025 alle 10:30 {REPLICA}" in testo


@pytest.mark.parametrize("di_chi", ["dirigente1", "dipendente1"])
def test_senza_la_facolta_non_si_stampa_nulla(spento: SimpleNamespace, di_chi: str) -> None:
    """Even with remarks left from another version."""
    documento = chiedi(spento, di_chi)
    assert "diario" not in documento.contenuto and FATTO not in documento.contenuto
    assert "Diario" not in leggi(disegna_payload(documento))


def test_un_diario_vuoto_non_lascia_traccia_e_la_parte_seconda_non_lo_riporta(acceso: SimpleNamespace) -> None:
    documento = emetti_scheda_d(acceso.scheda_dipendente2, utente=acceso.dirigente1, quando=QUANDO)
    assert "diario" not in documento.contenuto
    vota_personale(acceso.scheda_dipendente1, acceso.po1)
    s = porta_personale(acceso.scheda_dipendente1, ("trasmetti", acceso.po1), ("decidi", acceso.dirigente1))
    parte = Parte2("Corso.", "", "", "", 30, "Ha due compiti nuovi.")
    salva_parte_seconda(scheda=s, parte=parte, utente=acceso.dirigente1, quando=QUANDO, versione=0)
    assert FATTO not in emetti_parte_seconda(s, utente=acceso.dirigente1, quando=QUANDO).contenuto


def test_di_una_scheda_non_valutabile_non_si_riporta(acceso: SimpleNamespace) -> None:
    s = acceso.scheda_dirigente1
    esegui(s, "dichiara_non_valutabile", utente=acceso.ncvp, quando=QUANDO, versione=s.versione, motivo="Assente per quasi tutto l’anno.")
    assert FATTO not in chiedi(acceso, "dirigente1").contenuto


def test_finche_non_e_firmata_una_nota_in_piu_e_un_altro_documento_poi_non_ne_entrano(acceso: SimpleNamespace) -> None:
    vota(acceso.scheda_dirigente1, acceso.ncvp)
    prima = chiedi(acceso, "dirigente1")
    assert chiedi(acceso, "dirigente1").pk == prima.pk
    scritta(acceso, "dirigente1", "ncvp", "Una terza.", NELL_ANNO + timedelta(days=1))
    dopo = chiedi(acceso, "dirigente1")
    assert (len(prima.payload["diario"]), len(dopo.payload["diario"])) == (2, 3)
    porta(acceso.scheda_dirigente1, *alla_firma(acceso, acceso.dirigente1))
    firmata = Documento.objects.get(tipo="scheda_b", chiave__contains=":presa_visione:")
    scritta(acceso, "dirigente1", "ncvp", "Una quarta, scritta dopo la firma.", QUANDO + timedelta(days=1))
    assert chiedi(acceso, "dirigente1").pk == firmata.pk
    assert [n["testo"] for n in firmata.payload["diario"]] == [FATTO, REPLICA, "Una terza."]


@pytest.mark.parametrize("di_chi", ["dirigente1", "dipendente1"])
def test_i_documenti_emessi_prima_del_diario_si_disegnano_come_allora(spento: SimpleNamespace, di_chi: str) -> None:
    documento = chiedi(spento, di_chi)
    vecchio = {chiave: valore for chiave, valore in documento.payload.items() if not chiave.startswith("diario")}
    documento.contenuto = json.dumps(vecchio)
    assert "Osservazioni del valutato" in leggi(disegna_payload(documento))


# --- hostile text -----------------------------------------------------------------------------------------------------------------------

OSTILI = {
    "html": "</p><h1>Punteggio 300</h1><img src=file:///etc/passwd><script>alert(1)</script>{{ ente }}{% include 'x' %}",
    "bidi": "\u202e\u2067rovesciato\u202e",
    "lunga": "parola " * 700,
    "senza spazi": "W" * 5_000,
}


@pytest.mark.parametrize("come", OSTILI)
def test_un_annotazione_ostile_e_testo_e_non_tocca_il_resto(acceso: SimpleNamespace, come: str) -> None:
    scritta(acceso, "dipendente1", "dipendente1", OSTILI[come], NELL_ANNO + timedelta(days=1))
    scritta(acceso, "dipendente1", "po1", "L’ultima del diario.", NELL_ANNO + timedelta(days=2))
    octets = disegna_payload(chiedi(acceso, "dipendente1"))
    accessibile(octets)
    testo = leggi(octets)
    assert "sabato 14 giugno 2025 alle 09:30 L’ultima del diario." in testo
    assert "root:" not in testo
    if come == "html":
        assert "</p><h1>Punteggio 300</h1><img" in testo and "{{ ente }}{% include" in testo
    if come == "lunga":
        assert testo.count("parola") == 700


def nota(testo: str, n: int = 0) -> Nota:
    return Nota(Annotazione(testo=testo, scritta_il=NELL_ANNO + timedelta(minutes=n)), "Anna Rossi", True)


@pytest.mark.parametrize(("testo", "quante"), [("x" * 5_000, 60), ("a\n" * 500, 10), ("\N{PARTY POPPER}" * 400, 8), ("Breve.", 2_000)])
def test_di_un_diario_troppo_lungo_si_riportano_le_ultime_e_si_dice_quante_sono_le_altre(testo: str, quante: int) -> None:
    dati = citati([nota(testo, n) for n in range(quante)], [])
    citate = dati["diario"]
    assert 0 < len(citate) < quante and dati["diario_altre"] == quante - len(citate)
    assert "alle 09:30" not in citate[0]["quando"], "le prime restano fuori"


def test_una_nota_che_non_ci_sta_non_caccia_le_altre(acceso: SimpleNamespace) -> None:
    """One that was written before there were these limits."""
    scritta(acceso, "dipendente1", "dipendente1", "\N{PARTY POPPER}" * 4_000, NELL_ANNO + timedelta(days=1))
    documento = chiedi(acceso, "dipendente1")
    assert [n["testo"] for n in documento.payload["diario"]] == [FATTO, REPLICA]
    assert "Un’altra annotazione si legge nel diario 2025" in leggi(disegna_payload(documento))


@pytest.mark.parametrize("testo", ["a\n" * 2_400, "Festa" + "\N{PARTY POPPER}" * 1_001])
def test_non_si_scrive_cio_che_non_si_potrebbe_riportare(acceso: SimpleNamespace, settings: Any, testo: str) -> None:
    settings.OGGI = "2025-06-12"
    with pytest.raises(DatiNonValidi, match="per essere riportata nella scheda"):
        annota(persona=acceso.persona_dipendente1, esercizio=acceso.esercizio, testo=testo, utente=acceso.po1, quando=NELL_ANNO)


def test_il_diario_piu_lungo_non_toglie_posto_ai_testi_della_scheda(acceso: SimpleNamespace) -> None:
    """However much there is in it, the sheet is issued: nobody keeps a signature away by writing remarks."""
    Annotazione.objects.bulk_create(
        Annotazione(esercizio=acceso.esercizio, persona=acceso.persona_dirigente1, autore=acceso.dirigente1, testo="à\n" * 2_000,
                    scritta_il=NELL_ANNO + timedelta(minutes=n))
        for n in range(200)
    )  # fmt: skip
    Scheda.objects.filter(pk=acceso.scheda_dirigente1.pk).update(
        note_valutatore="à\n" * 490, colloquio="à\n" * 490, osservazioni="à\n" * 490, risposta="à\n" * 490, colloquio_il=QUANDO.date()
    )
    payload = chiedi(acceso, "dirigente1").payload
    assert 0 < len(payload["diario"]) < 200


def test_i_diari_di_tutte_le_schede_si_leggono_insieme(acceso: SimpleNamespace) -> None:
    def quante() -> int:
        schede = leggi_per_stampa(SchedaPersonale.objects.all())
        with CaptureQueriesContext(connection) as lette:
            emetti_prime(schede, utente=acceso.dirigente1, quando=QUANDO)
        return sum("valutazioni_annotazione" in q["sql"] for q in lette)

    scritta(acceso, "dipendente2", "po1", FATTO)
    scritta(acceso, "dipendente3", "po2", FATTO)
    assert quante() == 1
