"""The ledger: what happens once happens once, what dies is taken up again, what kills is given up."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from smvp.celery import app
from smvp.documenti import archivio, coda, commesse, pdf, tipi
from smvp.documenti.letture import avanzamento, ultimo_documento
from smvp.documenti.models import Atto, Documento, Lavoro
from smvp.documenti.operazioni import chiudi_lavoro, disegna, emetti_insieme, riaccoda, riprova
from smvp.documenti.tipi import TipoDocumento
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from valutazioni.documenti.tipi import COSA, firmate_o_no, nome_file

from .conftest import QUANDO, emetti

pytestmark = pytest.mark.django_db
MINUTO = timedelta(minutes=1)
Campana = list[tuple[str, int]]


@pytest.fixture(autouse=True)
def disegno_rapido(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger does not care what a PDF looks like."""
    monkeypatch.setattr(pdf, "disegna_pdf", lambda modello, dati, **altro: b"%PDF " + altro["titolo"].encode())


def emesso(c: SimpleNamespace, chiave: str = "prova:1", titolo: str = "Scheda di Rossi", **altro: Any) -> Documento:
    dati = {"tipo": "prova", "chiave": chiave, "titolo": titolo, "payload": {"testo": "x"}, "oggetto_id": 1}
    return emetti(**dati | {"utente": c.ncvp, "quando": QUANDO} | altro)


def rileggi(riga: Documento) -> Documento:
    riga.refresh_from_db()
    return riga


# --- issuing ------------------------------------------------------------------------------------------------------------------


def test_due_richieste_uguali_danno_un_documento_solo(
    comune: SimpleNamespace, campana: Campana, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        primo, secondo = emesso(comune), emesso(comune, utente=comune.sindaco, quando=QUANDO + MINUTO)
    assert primo == secondo
    assert campana == [(coda.DISEGNA, primo.pk)]
    assert rileggi(primo).accodato_il == QUANDO
    assert primo.richiesto_da == comune.ncvp
    evento = Evento.objects.get(azione="documento_emesso")
    assert (evento.oggetto, evento.oggetto_id, evento.utente) == ("documento", str(primo.pk), "ncvp")
    assert primo.impronta in evento.dati


def test_un_documento_emesso_non_cambia_anche_se_oggi_direbbe_altro(comune: SimpleNamespace) -> None:
    documento = emesso(comune)
    assert emesso(comune, payload={"testo": "y"}) == documento
    assert rileggi(documento).payload == {"testo": "x"}


def test_un_tipo_sconosciuto_è_un_errore(comune: SimpleNamespace) -> None:
    with pytest.raises(ImproperlyConfigured, match="non è registrato"):
        emesso(comune, tipo="ignoto")


def test_un_testo_troppo_lungo_è_rifiutato_e_non_resta_nulla(comune: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi, match="troppo lungo"):
        emesso(comune, payload={"testo": "x" * 20_001})
    assert not Documento.objects.exists()


def test_il_broker_che_non_risponde_non_ferma_chi_chiede(
    comune: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    prove = []

    def rotto(*a: object, **k: object) -> None:
        prove.append(a)
        raise ConnectionError("broker spento")

    monkeypatch.setattr(app, "send_task", rotto)
    monkeypatch.setattr(coda, "_muto_fino_a", 0.0)
    with django_capture_on_commit_callbacks(execute=True):
        righe = [emesso(comune, f"prova:{n}") for n in range(20)]
    assert len(prove) == 1, "dopo il primo rifiuto il broker è lasciato in pace"
    assert {(rileggi(r).stato, r.accodato_il) for r in righe} == {("in_coda", None)}
    assert riaccoda(quando=QUANDO + MINUTO) == 0
    monkeypatch.setattr(coda, "_muto_fino_a", 0.0)
    monkeypatch.setattr(app, "send_task", lambda *a, **k: None)
    assert riaccoda(quando=QUANDO + MINUTO) == 20


# --- drawing --------------------------------------------------------------------------------------------------------------------


def test_disegnare_due_volte_ha_un_effetto_solo(comune: SimpleNamespace, archivio_privato: Path) -> None:
    documento = emesso(comune)
    assert disegna(documento.pk, quando=QUANDO)
    prima = rileggi(documento)
    assert (prima.stato, prima.tentativi, prima.errore) == ("pronto", 1, "")
    assert archivio.leggi(prima.file.name, prima.impronta_file) == b"%PDF Scheda di Rossi"
    assert not disegna(documento.pk, quando=QUANDO + MINUTO)
    assert rileggi(documento).file.name == prima.file.name
    assert len([f for f in archivio_privato.rglob("*") if f.is_file()]) == 1


def test_si_disegna_fuori_da_ogni_transazione(comune: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    documento = emesso(comune)
    profondita = len(transaction.get_connection().savepoint_ids)
    viste = []
    monkeypatch.setattr(pdf, "disegna_pdf", lambda *a, **k: viste.append(len(transaction.get_connection().savepoint_ids)) or b"%PDF")
    disegna(documento.pk, quando=QUANDO)
    assert viste == [profondita]


def test_chi_ha_perso_la_presa_non_scrive_nulla(comune: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, archivio_privato: Path) -> None:
    documento = emesso(comune)

    def lento(*a: object, **k: object) -> bytes:
        monkeypatch.setattr(pdf, "disegna_pdf", lambda *a, **k: b"%PDF del secondo")
        disegna(documento.pk, quando=QUANDO + 2 * MINUTO)
        return b"%PDF del primo, arrivato tardi"

    monkeypatch.setattr(pdf, "disegna_pdf", lento)
    disegna(documento.pk, quando=QUANDO)
    riga = rileggi(documento)
    assert archivio.leggi(riga.file.name, riga.impronta_file) == b"%PDF del secondo"
    assert len([f for f in archivio_privato.rglob("*") if f.is_file()]) == 1


def test_una_presa_viva_non_si_ruba(comune: SimpleNamespace) -> None:
    documento = emesso(comune)
    Documento.objects.update(stato="in_corso", presa="altri", preso_il=QUANDO, tentativi=1)
    assert not disegna(documento.pk, quando=QUANDO + MINUTO)
    assert disegna(documento.pk, quando=QUANDO + 2 * MINUTO)


def test_la_richiesta_tornata_da_un_lavoratore_morto_non_aspetta(comune: SimpleNamespace) -> None:
    documento = emesso(comune)
    Documento.objects.update(stato="in_corso", presa="altri", preso_il=QUANDO, tentativi=1)
    assert disegna(documento.pk, quando=QUANDO, orfano=True)
    assert rileggi(documento).tentativi == 2


def test_dopo_tre_tentativi_falliti_si_ferma_con_un_motivo_in_italiano(
    comune: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, campana: Campana, caplog: pytest.LogCaptureFixture
) -> None:
    documento = emesso(comune)
    monkeypatch.setattr(pdf, "disegna_pdf", lambda *a, **k: 1 / 0)
    for atteso in ("in_coda", "in_coda", "fallito"):
        assert disegna(documento.pk, quando=QUANDO)
        assert rileggi(documento).stato == atteso
    assert "non si è potuto preparare (ZeroDivisionError)" in documento.errore
    assert campana == [(coda.DISEGNA, documento.pk)] * 2
    assert caplog.text.count("Traceback") == 3
    assert not disegna(documento.pk, quando=QUANDO)


@pytest.mark.parametrize(
    ("errore", "motivo"),
    [
        (RecursionError(), "troppo annidato"),
        (OSError(28, "No space left on device"), "spazio sul disco"),
        (DatiNonValidi("Il documento è troppo lungo per essere stampato."), "troppo lungo per essere stampato"),
    ],
)
def test_il_motivo_si_capisce(
    comune: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, campana: Campana, errore: Exception, motivo: str
) -> None:
    documento = emesso(comune)

    def guasto(*a: object, **k: object) -> None:
        raise errore

    monkeypatch.setattr(pdf, "disegna_pdf", guasto)
    disegna(documento.pk, quando=QUANDO)
    assert motivo in rileggi(documento).errore
    assert documento.fallito == isinstance(errore, DatiNonValidi), "un contenuto che non va bene non migliora riprovando"


def test_senza_librerie_il_documento_aspetta_e_dice_perché(comune: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    documento = emesso(comune)
    monkeypatch.setattr(pdf, "motivo_pdf_impossibile", lambda: "Per avere i PDF installa libpango-1.0-0 e riavvia.")
    for _ in range(5):
        assert not disegna(documento.pk, quando=QUANDO)
    riga = rileggi(documento)
    assert (riga.stato, riga.tentativi, riga.errore) == ("in_coda", 0, "Per avere i PDF installa libpango-1.0-0 e riavvia.")
    monkeypatch.setattr(pdf, "motivo_pdf_impossibile", lambda: None)
    assert disegna(documento.pk, quando=QUANDO)
    assert rileggi(documento).errore == ""


# --- the sweep --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("riga", "suona"),
    [
        ({"stato": "in_coda", "accodato_il": None}, True),
        ({"stato": "in_coda", "accodato_il": QUANDO - MINUTO}, False),
        ({"stato": "in_coda", "accodato_il": QUANDO - 3 * MINUTO}, True),
        ({"stato": "in_coda", "accodato_il": QUANDO + timedelta(days=90)}, True),
        ({"stato": "in_corso", "accodato_il": QUANDO - 3 * MINUTO, "preso_il": QUANDO - MINUTO, "presa": "x", "tentativi": 1}, False),
        ({"stato": "in_corso", "accodato_il": QUANDO - 2 * MINUTO, "preso_il": QUANDO - 1.8 * MINUTO, "presa": "x", "tentativi": 1}, True),
        ({"stato": "in_corso", "accodato_il": QUANDO, "preso_il": QUANDO - 3 * MINUTO, "presa": "x", "tentativi": 1}, False),
        ({"stato": "in_corso", "accodato_il": None, "preso_il": QUANDO - 3 * MINUTO, "presa": "x", "tentativi": 2}, True),
    ],
)
def test_la_spazzata_richiama_ciò_che_giace(comune: SimpleNamespace, campana: Campana, riga: dict[str, Any], suona: bool) -> None:
    documento = emesso(comune)
    Documento.objects.update(**riga)
    assert riaccoda(quando=QUANDO) == int(suona)
    assert campana == [(coda.DISEGNA, documento.pk)] * suona
    assert riaccoda(quando=QUANDO + timedelta(seconds=30)) == 0, "chi è appena stato richiamato non si richiama"


def test_chi_uccide_tre_volte_il_suo_processo_è_abbandonato(comune: SimpleNamespace, campana: Campana) -> None:
    documento = emesso(comune)
    Documento.objects.update(stato="in_corso", presa="x", preso_il=QUANDO - 2 * MINUTO, tentativi=3)
    assert riaccoda(quando=QUANDO) == 0
    assert rileggi(documento).stato == "fallito"
    assert "interrotta 3 volte" in documento.errore


def test_la_spazzata_ne_richiama_un_certo_numero_per_volta_i_più_vecchi(
    comune: SimpleNamespace, campana: Campana, monkeypatch: pytest.MonkeyPatch
) -> None:
    righe = [emesso(comune, f"prova:{n}", quando=QUANDO - n * MINUTO) for n in range(5)]
    monkeypatch.setattr(commesse, "RIGHE_PER_SPAZZATA", 2)
    assert riaccoda(quando=QUANDO) == 2
    assert [chiave for _, chiave in campana] == [righe[4].pk, righe[3].pk]


# --- batches ------------------------------------------------------------------------------------------------------------------------


def insieme(c: SimpleNamespace, *titoli: str) -> Lavoro:
    documenti = [emesso(c, f"prova:{n}", titolo) for n, titolo in enumerate(titoli)]
    return emetti_insieme(tipo="prova", titolo="Schede 2025", documenti=documenti, utente=c.ncvp, quando=QUANDO)


def contenuto_zip(lavoro: Lavoro) -> dict[str, bytes]:
    lavoro.refresh_from_db()
    octets = archivio.leggi(lavoro.file.name, lavoro.impronta_file)
    assert octets is not None
    with zipfile.ZipFile(io.BytesIO(octets)) as pacco:
        return {nome: pacco.read(nome) for nome in pacco.namelist()}


def test_lo_zip_si_chiude_quando_l_ultimo_documento_è_finito(
    comune: SimpleNamespace, campana: Campana, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    lavoro = insieme(comune, "Scheda di Rossi", "SCHEDA di Rossi", "../../etc/passwd", "Scheda dell’Ufficio è già qui")
    for n, documento in enumerate(lavoro.documenti.order_by("pk"), start=1):
        assert not chiudi_lavoro(lavoro.pk, quando=QUANDO)
        with django_capture_on_commit_callbacks(execute=True):
            disegna(documento.pk, quando=QUANDO)
        assert avanzamento(lavoro).finiti == n
    assert campana == [(coda.CHIUDI, lavoro.pk)]
    assert chiudi_lavoro(lavoro.pk, quando=QUANDO)
    dentro = contenuto_zip(lavoro)
    assert set(dentro) == {"scheda-di-rossi.pdf", "scheda-di-rossi-2.pdf", "etcpasswd.pdf", "scheda-dellufficio-e-gia-qui.pdf"}
    assert dentro["etcpasswd.pdf"] == b"%PDF ../../etc/passwd"
    assert not chiudi_lavoro(lavoro.pk, quando=QUANDO), "una volta sola"


def test_lo_zip_si_fa_con_quelli_riusciti_e_dice_quali_mancano(comune: SimpleNamespace, campana: Campana) -> None:
    lavoro = insieme(comune, "Buona", "Cattiva")
    buona, cattiva = lavoro.documenti.order_by("titolo")
    disegna(buona.pk, quando=QUANDO)
    Documento.objects.filter(pk=cattiva.pk).update(stato="fallito", errore="motivo")
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    dentro = contenuto_zip(lavoro)
    assert set(dentro) == {"buona.pdf", "DOCUMENTI-MANCANTI.txt"}
    assert "Cattiva" in dentro["DOCUMENTI-MANCANTI.txt"].decode()
    assert lavoro.errore == "Un documento non è riuscito e manca dallo zip: Cattiva."
    riprova(lavoro, utente=comune.ncvp, quando=QUANDO)
    assert avanzamento(lavoro).finiti == 1
    disegna(cattiva.pk, quando=QUANDO)
    assert chiudi_lavoro(lavoro.pk, quando=QUANDO)
    assert set(contenuto_zip(lavoro)) == {"buona.pdf", "cattiva.pdf"}


def test_uno_zip_senza_nessun_documento_è_fallito(comune: SimpleNamespace) -> None:
    lavoro = insieme(comune, "Cattiva")
    Documento.objects.update(stato="fallito", errore="motivo")
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    lavoro.refresh_from_db()
    assert lavoro.fallito
    assert "Nessuno dei documenti" in lavoro.errore


def test_un_pdf_cambiato_su_disco_non_entra_nello_zip(comune: SimpleNamespace, archivio_privato: Path) -> None:
    lavoro = insieme(comune, "Buona")
    disegna(lavoro.documenti.get().pk, quando=QUANDO)
    (archivio_privato / Documento.objects.get().file.name).write_bytes(b"%PDF falso")
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    lavoro.refresh_from_db()
    assert "non è più quello emesso" in lavoro.errore


def test_un_lavoro_di_documenti_già_pronti_si_chiude_subito(
    comune: SimpleNamespace, campana: Campana, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    documento = emesso(comune)
    disegna(documento.pk, quando=QUANDO)
    with django_capture_on_commit_callbacks(execute=True):
        lavoro = emetti_insieme(tipo="prova", titolo="Ancora", documenti=[documento], utente=comune.ncvp, quando=QUANDO)
    assert campana == [(coda.CHIUDI, lavoro.pk)]


def test_la_spazzata_chiude_i_lavori_dimenticati(comune: SimpleNamespace, campana: Campana) -> None:
    lavoro = insieme(comune, "Una", "Due")
    una, due = lavoro.documenti.order_by("pk")
    disegna(una.pk, quando=QUANDO)
    Documento.objects.filter(pk=due.pk).update(accodato_il=QUANDO)
    assert riaccoda(quando=QUANDO) == 0
    disegna(due.pk, quando=QUANDO)
    campana.clear()
    assert riaccoda(quando=QUANDO) == 1
    assert campana == [(coda.CHIUDI, lavoro.pk)]


def test_un_lavoro_vuoto_è_rifiutato(comune: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi, match="nessun documento"):
        insieme(comune)


def test_si_riprova_solo_ciò_che_non_è_riuscito(comune: SimpleNamespace, campana: Campana) -> None:
    documento = emesso(comune)
    with pytest.raises(OperazioneNonAmmessa):
        riprova(documento, utente=comune.ncvp, quando=QUANDO)
    Documento.objects.update(stato="fallito", errore="motivo", tentativi=3)
    riprova(rileggi(documento), utente=comune.ncvp, quando=QUANDO)
    assert (rileggi(documento).stato, documento.tentativi, documento.errore) == ("in_coda", 0, "")
    assert Evento.objects.filter(azione="documento_riprovato").count() == 1


# --- the database refuses by itself ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nonsenso",
    [{"stato": "boh"}, {"stato": "pronto"}, {"stato": "fallito"}, {"stato": "in_corso"}, {"impronta": ""}, {"tentativi": -1}],
)
def test_la_base_dati_rifiuta_uno_stato_impossibile(comune: SimpleNamespace, nonsenso: dict[str, Any]) -> None:
    emesso(comune)
    with pytest.raises(IntegrityError), transaction.atomic():
        Documento.objects.update(**nonsenso)


def test_un_atto_ha_numero_positivo_ed_è_unico() -> None:
    dati = {"tipo": "giunta", "numero": 31, "data": QUANDO.date(), "oggetto": "Assegnazione degli obiettivi"}
    assert str(Atto.objects.create(**dati)) == "Deliberazione della Giunta comunale n. 31 del 10/04/2026"
    for nonsenso in ({}, {"numero": 0}, {"tipo": "boh", "numero": 1}, {"oggetto": "", "numero": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Atto.objects.create(**dati | nonsenso)


# --- who may see ------------------------------------------------------------------------------------------------------------------------


def test_l_ultimo_documento_è_il_più_recente_che_si_può_vedere(comune: SimpleNamespace) -> None:
    emesso(comune, "a")
    suo = emesso(comune, "b", quando=QUANDO + MINUTO)
    emesso(comune, "c", quando=QUANDO + 2 * MINUTO, utente=comune.sindaco)
    assert ultimo_documento(comune.ncvp, tipo="prova", oggetto_id=1) == suo
    assert ultimo_documento(comune.dirigente1, tipo="prova", oggetto_id=1) is None


@pytest.mark.parametrize("nome", ["../fuori.pdf", "/etc/passwd", "", ".", "pdf/../../x"])
def test_l_archivio_non_si_lascia_portare_fuori(nome: str) -> None:
    with pytest.raises(ValueError, match="fuori dall’archivio"):
        archivio.percorso(nome)


def test_una_scrittura_a_metà_non_lascia_nulla(archivio_privato: Path) -> None:
    def rotto(file: Any) -> None:
        file.write(b"inizio")
        raise OSError("disco pieno")

    with pytest.raises(OSError, match="disco pieno"):
        archivio.scrivi("pdf/x.pdf", rotto)
    assert [f for f in archivio_privato.rglob("*") if f.is_file()] == []


# --- the zip as people find it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valutato", "stato", "atteso"),
    [
        ({"nome": "dott. Andrea Bertolini"}, "presa_visione", "firmate/bertolini-andrea-scheda-2025.pdf"),
        ({"nome": "dott. Andrea De Rossi", "cognome": "De Rossi", "nome_proprio": "Andrea"}, "proposta_b",
         "non-firmate/de-rossi-andrea-scheda-2025-proposta.pdf"),
        ({"nome": "arch. Lucia Pirazzi", "ad_interim": True}, "definitiva", "firmate/pirazzi-lucia-scheda-2025-ad-interim.pdf"),
        ({"nome": "ing. Luca Scaciga"}, "aperta", "non-firmate/scaciga-luca-scheda-2025-bozza.pdf"),
    ],
)  # fmt: skip
def test_nello_zip_i_nomi_cominciano_dal_cognome_e_le_bozze_stanno_a_parte(
    comune: SimpleNamespace, valutato: dict[str, Any], stato: str, atteso: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prova = TipoDocumento("prova", "prove/semplice.html", lambda u, d: True, nome_file=nome_file, cartella=firmate_o_no)
    monkeypatch.setitem(tipi._tipi, "prova", prova)
    monkeypatch.setitem(COSA, "prova", "scheda")
    emesso(comune, payload={"valutato": valutato, "stato": {"codice": stato}, "esercizio": 2025})
    lavoro = emetti_insieme(tipo="prova", titolo="Schede", documenti=Documento.objects.all(), utente=comune.ncvp, quando=QUANDO)
    disegna(lavoro.documenti.get().pk, quando=QUANDO)
    chiudi_lavoro(lavoro.pk, quando=QUANDO + MINUTO)
    lavoro.refresh_from_db()
    with zipfile.ZipFile(archivio.percorso(lavoro.file.name)) as pacco:
        assert [(v.filename, v.date_time) for v in pacco.infolist()] == [(atteso, (2026, 4, 10, 10, 45, 0))]


def test_un_secondo_clic_porta_allo_stesso_lavoro(comune: SimpleNamespace, campana: Campana) -> None:
    primo = insieme(comune, "Una", "Due")
    assert insieme(comune, "Una", "Due") == primo
    Lavoro.objects.update(stato="fallito", errore="motivo")
    nuovo = insieme(comune, "Una", "Due")
    assert nuovo != primo
    assert insieme(comune, "Una", "Due", "Tre") not in (primo, nuovo)
    documenti = list(nuovo.documenti.all())
    altrui = emetti_insieme(tipo="prova", titolo="Schede 2025", documenti=documenti, utente=comune.segretario, quando=QUANDO)
    assert altrui not in (primo, nuovo)
