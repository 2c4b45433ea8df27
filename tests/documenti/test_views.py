"""Pages and downloads: what one may not see does not exist, what is not ready says so, GET writes nothing."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smvp.documenti import pdf, tipi
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import chiudi_lavoro, disegna, emetti_insieme

from .conftest import QUANDO, emetti

pytestmark = pytest.mark.django_db
DI_UN_DOCUMENTO = ("stato", "scarica", "riprova")
DI_UN_LAVORO = ("lavoro", "avanzamento", "scarica_lavoro", "riprova_lavoro")


@pytest.fixture(autouse=True)
def disegno_rapido(monkeypatch: pytest.MonkeyPatch, campana: list[Any]) -> None:
    monkeypatch.setattr(pdf, "disegna_pdf", lambda modello, dati, **altro: b"%PDF " + altro["titolo"].encode())


@pytest.fixture
def documento(comune: SimpleNamespace) -> Documento:
    return emetti(
        tipo="prova", chiave="p:1", titolo="Scheda di Rossi", payload={"testo": "x"}, oggetto_id=1, utente=comune.ncvp, quando=QUANDO
    )


@pytest.fixture
def lavoro(comune: SimpleNamespace, documento: Documento) -> Lavoro:
    return emetti_insieme(tipo="prova", titolo="Schede 2025", documenti=[documento], utente=comune.ncvp, quando=QUANDO)


def da(utente: Any) -> Client:
    client = Client()
    client.force_login(utente, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(nome: str, pk: int) -> str:
    return reverse(f"documenti:{nome}", args=[pk])


def chiedi(client: Client, nome: str, pk: int) -> int:
    return client.post(url(nome, pk)).status_code if nome.startswith("riprova") else client.get(url(nome, pk)).status_code


# --- who ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nome", DI_UN_DOCUMENTO)
def test_il_documento_altrui_e_quello_che_non_c_è_sono_la_stessa_cosa(comune: SimpleNamespace, documento: Documento, nome: str) -> None:
    estraneo = da(comune.dirigente1)
    assert chiedi(estraneo, nome, documento.pk) == chiedi(estraneo, nome, documento.pk + 999) == 404
    assert chiedi(da(comune.ncvp), nome, documento.pk) in {200, 302, 409}


@pytest.mark.parametrize("nome", DI_UN_LAVORO)
def test_il_lavoro_è_di_chi_lo_ha_chiesto(comune: SimpleNamespace, lavoro: Lavoro, nome: str) -> None:
    estraneo = da(comune.segretario)
    assert chiedi(estraneo, nome, lavoro.pk) == chiedi(estraneo, nome, lavoro.pk + 999) == 404
    assert chiedi(da(comune.ncvp), nome, lavoro.pk) in {200, 302}


@pytest.mark.parametrize("nome", [*DI_UN_DOCUMENTO, *DI_UN_LAVORO])
def test_chi_non_è_entrato_va_alla_pagina_di_accesso(client: Client, lavoro: Lavoro, nome: str) -> None:
    assert chiedi(client, nome, lavoro.pk) == 302


@pytest.mark.parametrize("nome", [*DI_UN_DOCUMENTO, *DI_UN_LAVORO])
def test_il_metodo_sbagliato_è_rifiutato(comune: SimpleNamespace, lavoro: Lavoro, nome: str) -> None:
    client = da(comune.ncvp)
    risposta = client.get(url(nome, lavoro.pk)) if nome.startswith("riprova") else client.post(url(nome, lavoro.pk))
    assert risposta.status_code == 405


def test_lo_zip_non_esiste_più_se_un_suo_documento_non_si_può_più_vedere(
    comune: SimpleNamespace, lavoro: Lavoro, documento: Documento
) -> None:
    disegna(documento.pk, quando=QUANDO)
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    assert chiedi(da(comune.ncvp), "scarica_lavoro", lavoro.pk) == 200
    Documento.objects.update(richiesto_da=comune.sindaco)
    assert chiedi(da(comune.ncvp), "scarica_lavoro", lavoro.pk) == 404


# --- the file --------------------------------------------------------------------------------------------------------------------


def test_il_pdf_arriva_come_allegato_che_nessuno_conserva(comune: SimpleNamespace, documento: Documento) -> None:
    disegna(documento.pk, quando=QUANDO)
    risposta = da(comune.ncvp).get(url("scarica", documento.pk))
    assert risposta.content == b"%PDF Scheda di Rossi"
    assert risposta["Content-Type"] == "application/pdf"
    assert risposta["Content-Disposition"] == 'attachment; filename="scheda-di-rossi.pdf"'
    assert risposta["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in risposta["Cache-Control"]


def test_il_pdf_che_non_c_è_ancora_ha_una_pagina_che_lo_dice(comune: SimpleNamespace, documento: Documento) -> None:
    risposta = da(comune.ncvp).get(url("scarica", documento.pk))
    assert risposta.status_code == 409
    assert "Il PDF non c’è ancora" in risposta.content.decode()


@pytest.mark.parametrize("guasto", ["cambiato", "sparito"])
def test_un_file_che_non_è_più_quello_emesso_non_è_consegnato(
    comune: SimpleNamespace, documento: Documento, archivio_privato: Path, guasto: str
) -> None:
    disegna(documento.pk, quando=QUANDO)
    documento.refresh_from_db()
    file = archivio_privato / documento.file.name
    file.unlink() if guasto == "sparito" else file.write_bytes(b"%PDF falso")
    risposta = da(comune.ncvp).get(url("scarica", documento.pk))
    assert risposta.status_code == 409
    assert "non è più quello emesso" in risposta.content.decode()


def test_lo_zip_arriva_come_allegato_e_prima_rimanda_alla_sua_pagina(comune: SimpleNamespace, lavoro: Lavoro, documento: Documento) -> None:
    client = da(comune.ncvp)
    assert client.get(url("scarica_lavoro", lavoro.pk)).url == url("lavoro", lavoro.pk)
    disegna(documento.pk, quando=QUANDO)
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    risposta = client.get(url("scarica_lavoro", lavoro.pk))
    assert b"".join(risposta.streaming_content).startswith(b"PK")
    assert risposta["Content-Disposition"] == 'attachment; filename="schede-2025.zip"'


# --- the fragments -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("giro", "attesa"), [("", 1), ("9", 1), ("10", 2), ("30", 5), ("99", 15), ("-1", 1), ("²", 1), ("x", 1)])
def test_si_guarda_spesso_all_inizio_e_poi_meno(comune: SimpleNamespace, documento: Documento, giro: str, attesa: int) -> None:
    testo = da(comune.ncvp).get(url("stato", documento.pk), {"giro": giro}).content.decode()
    assert f'hx-trigger="load delay:{attesa}s"' in testo
    assert "In coda" in testo


def test_dopo_un_quarto_d_ora_la_pagina_smette_di_guardare(comune: SimpleNamespace, documento: Documento) -> None:
    testo = da(comune.ncvp).get(url("stato", documento.pk), {"giro": "100"}).content.decode()
    assert "hx-get" not in testo
    assert "Guarda come sta" in testo


def test_il_frammento_si_ferma_quando_è_pronto_e_offre_il_file(comune: SimpleNamespace, documento: Documento) -> None:
    disegna(documento.pk, quando=QUANDO)
    testo = da(comune.ncvp).get(url("stato", documento.pk)).content.decode()
    assert "hx-get" not in testo
    assert url("scarica", documento.pk) in testo


def test_il_frammento_dice_perché_non_è_riuscito_e_fa_riprovare(comune: SimpleNamespace, documento: Documento) -> None:
    Documento.objects.update(stato="fallito", errore="Il contenuto è <troppo> annidato.", tentativi=3)
    client = da(comune.ncvp)
    testo = client.get(url("stato", documento.pk)).content.decode()
    assert "Il contenuto è &lt;troppo&gt; annidato." in testo
    risposta = client.post(url("riprova", documento.pk), headers={"HX-Request": "true"})
    assert "In coda" in risposta.content.decode()
    documento.refresh_from_db()
    assert (documento.stato, documento.tentativi) == ("in_coda", 0)


def test_la_pagina_del_lavoro_mostra_quanti_e_quali_mancano(comune: SimpleNamespace, lavoro: Lavoro, documento: Documento) -> None:
    client = da(comune.ncvp)
    assert "0 di 1" in client.get(url("lavoro", lavoro.pk)).content.decode()
    assert "hx-get" in client.get(url("avanzamento", lavoro.pk)).content.decode()
    Documento.objects.update(stato="fallito", errore="Motivo del guasto.")
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    testo = client.get(url("avanzamento", lavoro.pk)).content.decode()
    assert "Motivo del guasto." in testo
    assert "1 non riuscito" in testo
    assert "hx-get" not in testo
    assert client.post(url("riprova_lavoro", lavoro.pk)).url == url("lavoro", lavoro.pk)
    documento.refresh_from_db()
    assert documento.stato == "in_coda"


@pytest.mark.parametrize("nome", ["stato", "avanzamento", "lavoro", "scarica"])
def test_nessuno_stile_e_nessuno_script_nella_pagina(comune: SimpleNamespace, lavoro: Lavoro, nome: str) -> None:
    testo = da(comune.ncvp).get(url(nome, lavoro.pk if "avanz" in nome or nome == "lavoro" else lavoro.documenti.get().pk)).content.decode()
    assert not re.search(r"\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", testo)


@pytest.mark.parametrize("nome", ["stato", "avanzamento"])
def test_un_frammento_chiesto_ogni_secondo_costa_poche_letture(
    comune: SimpleNamespace, lavoro: Lavoro, nome: str, django_assert_max_num_queries: Any
) -> None:
    client = da(comune.ncvp)
    pk = lavoro.pk if nome == "avanzamento" else lavoro.documenti.get().pk
    client.get(url(nome, pk))
    with django_assert_max_num_queries(9):
        client.get(url(nome, pk))


def test_il_lavoro_dice_da_dove_viene_come_aggiornarsi_e_gli_altri_recenti(
    comune: SimpleNamespace, lavoro: Lavoro, documento: Documento, monkeypatch: pytest.MonkeyPatch
) -> None:
    tipo_ = tipi.TipoDocumento("prova", "prove/semplice.html", lambda u, d: True, pagina=lambda riga: ("Valutazioni 2025", "/di-la/"))
    monkeypatch.setitem(tipi._tipi, "prova", tipo_)
    altro = emetti_insieme(tipo="prova", titolo="Altre schede", documenti=[documento], utente=comune.ncvp, quando=QUANDO)
    emetti_insieme(tipo="prova", titolo="Schede altrui", documenti=[documento], utente=comune.segretario, quando=QUANDO)
    pagina = da(comune.ncvp).get(url("lavoro", lavoro.pk)).content.decode()
    assert '<a href="/di-la/">Valutazioni 2025</a>' in pagina
    assert "<h1>PDF: Schede 2025</h1>" in pagina
    assert f'<noscript><p><a href="{url("lavoro", lavoro.pk)}">Aggiorna</a>' in pagina
    assert f'<a href="{url("lavoro", altro.pk)}">Altre schede</a>' in pagina
    assert "Schede altrui" not in pagina


def test_il_riquadro_dice_che_documento_è(comune: SimpleNamespace, documento: Documento) -> None:
    disegna(documento.pk, quando=QUANDO)
    riquadro = da(comune.ncvp).get(url("stato", documento.pk)).content.decode()
    assert "Scheda di Rossi, emesso il 10/04/2026 alle 10:45" in riquadro
    assert "Scarica il PDF" in riquadro


def test_una_cartella_che_non_si_legge_non_rompe_la_pagina(
    comune: SimpleNamespace, documento: Documento, lavoro: Lavoro, archivio_privato: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disegna(documento.pk, quando=QUANDO)
    chiudi_lavoro(lavoro.pk, quando=QUANDO)
    shutil.rmtree(archivio_privato)
    archivio_privato.write_text("un file al posto della cartella")
    client = da(comune.ncvp)
    risposta = client.get(url("scarica", documento.pk))
    assert risposta.status_code == 409
    assert "avvisa l’amministratore di sistema" in risposta.content.decode()
    assert "non si può leggere" in caplog.text
    pagina = client.get(url("scarica_lavoro", lavoro.pk), follow=True)
    assert "Il file zip manca dall’archivio o non si può leggere" in pagina.content.decode()
