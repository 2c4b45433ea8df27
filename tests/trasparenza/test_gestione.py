"""Art. 36: the Segretario publishes a file received and withdraws what is in sight; each act is in the log."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from smvp.documenti.allegati import File
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto, Pubblicazione
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.documenti.pubblicazioni import in_vista
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio, OperazioneNonAmmessa
from smvp.nucleo.pacchetti import FileRifiutato
from smvp.performance.documenti.edizioni import PUBBLICA
from smvp.performance.models import Relazione
from smvp.registro.models import Evento
from smvp.trasparenza.operazioni.pubblicazioni import pubblica_file, rimetti, ritira_pubblicazione
from tests.conciliazione.scene import PDF
from tests.performance.sezioni_finte import payload
from tests.personaggi import UTENTI
from tests.valutazioni.schede import QUANDO

from .scene import esponi, in_sezione

pytestmark = pytest.mark.django_db
DETERMINA = DatiAtto(12, date(2026, 3, 2), "Liquidazione del compenso", Atto.Tipo.DETERMINAZIONE)


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return in_sezione(comune)


def pubblica(c: SimpleNamespace, **altro: Any) -> Pubblicazione:
    come = {"voce": "ncvp-nomina", "anno": None, "titolo": "Decreto", "file": File("decreto.pdf", PDF), "utente": c.segretario}
    return pubblica_file(**come | {"quando": QUANDO} | altro)


def test_si_pubblica_con_il_suo_atto_e_resta_nel_registro(c: SimpleNamespace) -> None:
    riga = pubblica(c, atto=DETERMINA)
    assert riga in in_vista()
    assert (riga.atto.numero, riga.pubblicata_da, riga.pubblicata_il) == (12, c.segretario, QUANDO)
    assert Evento.objects.filter(azione="pubblicazione.pubblica", oggetto_id=riga.pk).exists()


def test_quella_nuova_prende_il_posto_della_vecchia(c: SimpleNamespace, client: Client) -> None:
    vecchia = pubblica(c)
    pubblica(c, file=File("nuovo.pdf", PDF + b"%2\n"), titolo="Decreto nuovo")
    vecchia.refresh_from_db()
    assert vecchia.ritirata_il == QUANDO
    assert client.get("/trasparenza/documenti/ncvp-nomina/").content == PDF + b"%2\n"


@pytest.mark.parametrize("chi", [u for u in UTENTI if u != "segretario"])
def test_pubblica_e_ritira_solo_il_segretario(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        pubblica(c, utente=getattr(c, chi))
    with pytest.raises(PermissionDenied):
        ritira_pubblicazione(pubblicazione=c.pubblicata, motivo="Un errore nei conti.", utente=getattr(c, chi), quando=QUANDO)
    assert c.pubblicata in in_vista()


@pytest.mark.parametrize(
    ("altro", "errore", "parole"),
    [
        ({"voce": "inventata"}, DatiNonValidi, "voce"),
        ({"titolo": "  "}, DatiNonValidi, "titolo"),
        ({"titolo": "x" * 201}, DatiNonValidi, "200"),
        ({"anno": 1999}, DatiNonValidi, "2009"),
        ({"anno": 2031}, DatiNonValidi, "2027"),
        ({"file": File("virus.exe", b"MZ")}, FileRifiutato, "virus.exe"),
        ({"file": File("finto.pdf", b"<html>")}, FileRifiutato, "finto.pdf"),
        ({"atto": DatiAtto(1, date(2031, 1, 1), "Futuro", Atto.Tipo.DECRETO)}, DatiNonValidi, "futuro"),
        ({"voce": "relazione"}, DatiNonValidi, "scrivi quale"),
        ({"voce": "relazione", "anno": 2025}, OperazioneNonAmmessa, "documento fatto qui"),
    ],
)
def test_cio_che_non_si_pubblica(c: SimpleNamespace, altro: dict[str, Any], errore: type[ErroreDominio], parole: str) -> None:
    quante = Pubblicazione.objects.count()
    with pytest.raises(errore, match=parole):
        pubblica(c, **altro)
    assert Pubblicazione.objects.count() == quante


def test_art21_un_file_non_scavalca_il_flusso_della_relazione(c: SimpleNamespace) -> None:
    Relazione.objects.create(esercizio=c.esercizio, aperto_da=c.segretario, aperto_il=QUANDO)
    for voce in ("relazione", "validazione"):
        with pytest.raises(OperazioneNonAmmessa, match="dalla sua pagina"):
            pubblica(c, voce=voce, anno=2025)
    assert pubblica(c, voce="relazione", anno=2019) in in_vista()


def test_si_ritira_una_volta_sola_e_con_un_motivo(c: SimpleNamespace) -> None:
    come = {"pubblicazione": c.pubblicata, "utente": c.segretario, "quando": QUANDO}
    for vuoto in ("", " ... ", "x" * 501):
        with pytest.raises(DatiNonValidi):
            ritira_pubblicazione(motivo=vuoto, **come)
    ritira_pubblicazione(motivo="Un errore nei conti.", **come)
    assert c.pubblicata not in in_vista()
    assert "Un errore nei conti." in str(Evento.objects.get(azione="pubblicazione.ritira", oggetto_id=c.pubblicata.pk).dati)
    with pytest.raises(OperazioneNonAmmessa, match="già stata ritirata"):
        ritira_pubblicazione(motivo="Un errore nei conti.", **come)


# --- in the browser -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def segretario(c: SimpleNamespace, client: Client) -> Client:
    client.force_login(c.segretario, "django.contrib.auth.backends.ModelBackend")
    return client


def modulo(**altro: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("rapporto.pdf", PDF)
    return {"voce": "ncvp-rapporto", "anno": "2025", "titolo": "Rapporto annuale", "file": file, "controllato": "on"} | altro


def test_il_modulo_pubblica_e_la_pagina_lo_mostra(c: SimpleNamespace, segretario: Client) -> None:
    atto = {"tipo": "verbale", "numero": "3", "data": "2026-03-30", "oggetto": "Rapporto"}
    risposta = segretario.post("/trasparenza/gestione/pubblica/", modulo(**atto), follow=True)
    testo = risposta.content.decode()
    assert risposta.redirect_chain == [("/trasparenza/gestione/", 302)]
    assert "da adesso lo legge chiunque" in testo
    assert "Verbale del NCVP n. 3 del 30/03/2026" in testo
    assert Client().get("/trasparenza/documenti/2025/ncvp-rapporto/").status_code == 200


@pytest.mark.parametrize(
    ("altro", "parole"),
    [
        ({"controllato": ""}, "Controlla il file"), ({"titolo": ""}, "Scrivi il titolo"), ({"voce": ""}, "Scegli la voce"),
        ({"numero": "3"}, "Scrivi la data dell’atto"), ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "«a.exe»"),
    ],
)  # fmt: skip
def test_il_modulo_sbagliato_dice_che_cosa_e_non_perde_niente(
    c: SimpleNamespace, segretario: Client, altro: dict[str, Any], parole: str
) -> None:
    quante = Pubblicazione.objects.count()
    risposta = segretario.post("/trasparenza/gestione/pubblica/", modulo(**altro))
    assert risposta.status_code == 422
    assert parole in risposta.content.decode()
    assert 'value="2025"' in risposta.content.decode()
    assert Pubblicazione.objects.count() == quante


def test_la_pagina_dice_che_cosa_e_in_vista_e_che_cosa_manca(c: SimpleNamespace, segretario: Client) -> None:
    testo = segretario.get("/trasparenza/gestione/").content.decode()
    for parole in ("Relazione sulla Performance 2025", "Conteneva un indirizzo privato.", "Documento di validazione della Relazione"):
        assert parole in testo, parole
    with CaptureQueriesContext(connection) as poche:
        segretario.get("/trasparenza/gestione/")
    for anno in range(2012, 2022):
        pubblica(c, anno=anno, atto=DETERMINA)
    with CaptureQueriesContext(connection) as tante:
        segretario.get("/trasparenza/gestione/")
    assert len(poche) == len(tante)


def test_chi_guarda_non_trova_pulsanti(c: SimpleNamespace, client: Client) -> None:
    client.force_login(c.ncvp, "django.contrib.auth.backends.ModelBackend")
    testo = client.get("/trasparenza/gestione/").content.decode()
    assert "Ritira" not in testo
    assert "Pubblica un file" not in testo


def test_si_ritira_dal_modulo(c: SimpleNamespace, segretario: Client) -> None:
    indirizzo = f"/trasparenza/gestione/{c.compensi.pk}/ritira/"
    assert segretario.post(indirizzo, {"motivo": " "}).status_code == 422
    assert segretario.post(indirizzo, {"motivo": "Dati di un altro anno."}).status_code == 302
    assert segretario.get(indirizzo).status_code == 404
    assert Client().get("/trasparenza/documenti/2025/ncvp-compensi/").status_code == 404


def test_l_anteprima_e_per_chi_vede_il_documento(c: SimpleNamespace, segretario: Client) -> None:
    testo = segretario.get(f"/trasparenza/gestione/anteprima/{c.non_pubblicata.pk}/").content.decode()
    assert "come la leggerà il pubblico" in testo
    assert "Tre su quattro in terza fascia" in testo


def test_quello_che_era_stato_ritirato_torna_in_vista_se_nessuno_ha_preso_il_suo_posto(c: SimpleNamespace, client: Client) -> None:
    """A Relazione is published once by its workflow: without this a slip in withdrawing it could not be mended."""
    ritira_pubblicazione(pubblicazione=c.pubblicata, motivo="Ritirata per sbaglio.", utente=c.segretario, quando=QUANDO)
    assert client.get("/trasparenza/2025/relazione/").status_code == 404
    for chi in (u for u in UTENTI if u != "segretario"):
        with pytest.raises(PermissionDenied):
            rimetti(pubblicazione=c.pubblicata, utente=getattr(c, chi), quando=QUANDO)
    tornata = rimetti(pubblicazione=c.pubblicata, utente=c.segretario, quando=QUANDO)
    assert (tornata.documento, tornata.atto, tornata.titolo) == (c.relazione, c.pubblicata.atto, c.pubblicata.titolo)
    assert client.get("/trasparenza/2025/relazione/").status_code == 200
    with pytest.raises(OperazioneNonAmmessa, match="il suo posto è preso"):  # twice
        rimetti(pubblicazione=c.pubblicata, utente=c.segretario, quando=QUANDO)
    for non_torna in (c.ritirata, c.compensi):  # a file is published anew; the other is still there
        with pytest.raises(OperazioneNonAmmessa):
            rimetti(pubblicazione=non_torna, utente=c.segretario, quando=QUANDO)


def test_si_rimette_in_vista_dalla_pagina_delle_pubblicazioni(c: SimpleNamespace, client: Client) -> None:
    client.force_login(c.segretario)
    url = f"/trasparenza/gestione/{c.documento_ritirato.pk}/rimetti/"
    assert url in client.get("/trasparenza/gestione/").content.decode()
    assert "Pubblicato per errore." in client.get(url).content.decode()
    assert client.post(url, {"controllato": "on"}).status_code == 302
    assert in_vista().filter(voce="piano", anno=2023).exists()
    assert client.post(url, {"controllato": "on"}).status_code == 404, "due volte"


def test_un_file_non_prende_il_posto_di_un_documento_che_si_sta_ancora_disegnando(c: SimpleNamespace, client: Client) -> None:
    richiesta = Richiesta("indagine_risultati:2025:prova", "Benessere organizzativo 2025", 1, payload)
    (documento,) = emetti_tutti([richiesta], tipo=PUBBLICA, utente=c.segretario, quando=QUANDO)
    in_arrivo = esponi(c, documento, "benessere")
    assert in_arrivo not in in_vista()
    with pytest.raises(OperazioneNonAmmessa, match="un file non lo sostituisce"):
        pubblica(c, voce="benessere", anno=2025)
    client.force_login(c.segretario)
    assert f"/trasparenza/gestione/{in_arrivo.pk}/ritira/" in client.get("/trasparenza/gestione/").content.decode()
    ritira_pubblicazione(pubblicazione=in_arrivo, motivo="Non si riesce a disegnarlo.", utente=c.segretario, quando=QUANDO)
    assert pubblica(c, voce="benessere", anno=2025) in in_vista()
