"""Art. 18: evidence attached to a report: who may, until when, what stays on disk and in the log, how it is given back."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from obiettivi.models import Allegato, Obiettivo, Parte
from obiettivi.operazioni import allegati
from obiettivi.operazioni.allegati import allega, togli_allegato
from obiettivi.stati import MONITORATA, RENDICONTATA
from smvp.documenti import archivio
from smvp.documenti.ricevuti import BYTE_MASSIMI, FileRifiutato
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.obiettivi.scene import collettivo, il, individuale, porta_a

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
QUANDO = il("rendiconta")


@pytest.fixture(autouse=True)
def archivio_di_prova(settings: Any, tmp_path: Path) -> Path:
    settings.OGGI, settings.MEDIA_ROOT = "2026-02-20", str(tmp_path)
    return tmp_path


@pytest.fixture
def o(comune: SimpleNamespace) -> Obiettivo:
    return porta_a(comune, individuale(comune), MONITORATA)


def metti(o: Obiettivo, utente: object, nome: str = "relazione.pdf", contenuto: bytes = PDF, parte: Parte | None = None) -> Allegato:
    return allega(obiettivo=o, parte=parte, nome=nome, contenuto=contenuto, utente=utente, quando=QUANDO)


def file_in(cartella: Path) -> list[Path]:
    return [p for p in cartella.rglob("*") if p.is_file()]


def test_il_file_sta_fuori_dal_sito_con_il_nome_della_sua_impronta(comune: SimpleNamespace, o: Obiettivo, archivio_di_prova: Path) -> None:
    a = metti(o, comune.dirigente1, "../../Relazione <finale>.PDF")
    assert (a.nome, a.tipo_contenuto, a.dimensione, a.caricato_da) == (
        "Relazione _finale_.pdf",
        "application/pdf",
        len(PDF),
        comune.dirigente1,
    )
    (file,) = file_in(archivio_di_prova)
    assert file.name == a.impronta and archivio.leggi(str(a.file), a.impronta) == PDF
    riga = Evento.objects.get(azione="obiettivo.allega")
    assert riga.contenuto == {"nome": a.nome, "impronta": a.impronta, "byte": len(PDF), "quota": ""}


@pytest.mark.parametrize("chi", ["dirigente2", "po1", "ncvp", "segretario", "controllo", "sindaco", "admin"])
def test_allega_e_toglie_solo_chi_rendiconta(comune: SimpleNamespace, o: Obiettivo, chi: str, archivio_di_prova: Path) -> None:
    with pytest.raises(PermissionDenied):
        metti(o, getattr(comune, chi))
    assert file_in(archivio_di_prova) == []
    a = metti(o, comune.dirigente1)
    with pytest.raises(PermissionDenied):
        togli_allegato(allegato=a, utente=getattr(comune, chi), quando=QUANDO)
    assert Allegato.objects.exists()


@pytest.mark.parametrize("stato", ["assegnata", "rendicontata", "al_valutatore", "valutata"])
def test_solo_finche_la_rendicontazione_si_puo_cambiare(comune: SimpleNamespace, stato: str, archivio_di_prova: Path) -> None:
    o = individuale(comune)
    if stato == "assegnata":
        o = porta_a(comune, o, stato)
        with pytest.raises(PermissionDenied):
            metti(o, comune.dirigente1)
        return
    a = metti(porta_a(comune, o, MONITORATA), comune.dirigente1)
    o = porta_a(comune, o, stato)
    for atto in (
        lambda: metti(o, comune.dirigente1, contenuto=PDF + b"\n"),
        lambda: togli_allegato(allegato=a, utente=comune.dirigente1, quando=QUANDO),
    ):
        with pytest.raises(PermissionDenied):
            atto()
    assert len(file_in(archivio_di_prova)) == 1 == Allegato.objects.count()


def test_di_un_collettivo_ognuno_cura_gli_allegati_della_sua_parte(comune: SimpleNamespace) -> None:
    o = porta_a(comune, collettivo(comune), MONITORATA)
    prima, seconda = o.parti.all()
    suo = metti(o, comune.dirigente2, parte=seconda)
    with pytest.raises(PermissionDenied):
        metti(o, comune.dirigente2, parte=prima)
    di_altri = metti(o, comune.dirigente1, parte=prima)
    with pytest.raises(PermissionDenied):
        togli_allegato(allegato=di_altri, utente=comune.dirigente2, quando=QUANDO)
    togli_allegato(allegato=suo, utente=comune.dirigente1, quando=QUANDO)
    assert list(Allegato.objects.all()) == [di_altri]


def test_il_file_va_via_quando_nessuno_lo_nomina_piu(
    comune: SimpleNamespace, archivio_di_prova: Path, django_capture_on_commit_callbacks: Any
) -> None:
    o = porta_a(comune, collettivo(comune), MONITORATA)
    due = [metti(o, comune.dirigente1, parte=p) for p in o.parti.all()]
    assert len(file_in(archivio_di_prova)) == 1, "lo stesso contenuto è un file solo"
    for quanti, allegato in zip((1, 0), due, strict=True):
        with django_capture_on_commit_callbacks(execute=True):
            togli_allegato(allegato=allegato, utente=comune.dirigente1, quando=QUANDO)
        assert len(file_in(archivio_di_prova)) == quanti
    assert [e.contenuto["nome"] for e in Evento.objects.filter(azione="obiettivo.togli_allegato")] == ["relazione.pdf"] * 2


def test_lo_stesso_file_due_volte_e_un_allegato_solo(comune: SimpleNamespace, o: Obiettivo) -> None:
    assert metti(o, comune.dirigente1) == metti(o, comune.dirigente1, "copia.pdf")
    assert Evento.objects.filter(azione="obiettivo.allega").count() == 1


def test_i_limiti_della_scheda(comune: SimpleNamespace, o: Obiettivo, monkeypatch: pytest.MonkeyPatch, archivio_di_prova: Path) -> None:
    monkeypatch.setattr(allegati, "ALLEGATI_MASSIMI", 2)
    for n in range(2):
        metti(o, comune.dirigente1, f"{n}.pdf", PDF + b"\n" * n)
    with pytest.raises(FileRifiutato, match="già 2 allegati"):
        metti(o, comune.dirigente1, "3.pdf", PDF + b"\n" * 3)
    monkeypatch.setattr(allegati, "ALLEGATI_MASSIMI", 9)
    monkeypatch.setattr(allegati, "BYTE_PER_SCHEDA", 3 * len(PDF))
    with pytest.raises(FileRifiutato, match="supererebbero"):
        metti(o, comune.dirigente1, "4.pdf", PDF + b"\n" * 4)
    assert len(file_in(archivio_di_prova)) == 2, "un file rifiutato non lascia niente"


def test_se_l_atto_non_riesce_il_file_non_resta(
    comune: SimpleNamespace, o: Obiettivo, monkeypatch: pytest.MonkeyPatch, archivio_di_prova: Path
) -> None:
    def guasto(*_: Any, **__: Any) -> None:
        raise RuntimeError("disco pieno")

    monkeypatch.setattr(allegati, "_segna", guasto)
    with pytest.raises(RuntimeError), transaction.atomic():
        metti(o, comune.dirigente1)
    assert file_in(archivio_di_prova) == [] and not Allegato.objects.exists()


# --- in the browser ------------------------------------------------------------------------------------------------------


def pagina(client: Client, o: Obiettivo) -> dict[str, Any]:
    contesto = client.get(reverse("obiettivi:rendicontazione", args=[o.pk])).context
    return {"versione": contesto["obiettivo"].versione, "prima": contesto["prima"], "pagina": "A"}


def test_con_la_pagina_viaggiano_il_testo_e_il_file(client: Client, comune: SimpleNamespace, o: Obiettivo) -> None:
    client.force_login(comune.dirigente1)
    dati = pagina(client, o) | {"risultato_0": "Raggiunto.", "allega": "0", "file_0": SimpleUploadedFile("prova.pdf", PDF)}
    risposta = client.post(reverse("obiettivi:rendicontazione", args=[o.pk]), dati, follow=True)
    assert "Allegato «prova.pdf»." in risposta.content.decode() and 'name="togli"' in risposta.content.decode()
    assert (o.consuntivi.get().risultato, o.allegati.get().nome) == ("Raggiunto.", "prova.pdf")
    dati = pagina(client, o) | {"risultato_0": "Raggiunto tutto.", "togli": str(o.allegati.get().pk)}
    client.post(reverse("obiettivi:rendicontazione", args=[o.pk]), dati)
    assert (o.consuntivi.get().risultato, o.allegati.count()) == ("Raggiunto tutto.", 0)


@pytest.mark.parametrize(
    ("nome", "contenuto", "frase"),
    [
        ("prova.exe", b"MZ", ".exe non si possono allegare"), ("prova.pdf", b"MZ", "promette"),
        ("grande.pdf", PDF + b"\0" * BYTE_MASSIMI, "10 MB"), ("vuoto.pdf", b"", "vuoto"),
    ],
)  # fmt: skip
def test_un_file_rifiutato_non_perde_niente(
    client: Client, comune: SimpleNamespace, o: Obiettivo, nome: str, contenuto: bytes, frase: str, archivio_di_prova: Path
) -> None:
    client.force_login(comune.dirigente1)
    a = o.indicatori.first()
    dati = pagina(client, o) | {
        "relazione_0": "Un report lungo.",
        f"valore_{a.pk}": "novanta",
        "file_0": SimpleUploadedFile(nome, contenuto),
    }
    risposta = client.post(reverse("obiettivi:rendicontazione", args=[o.pk]), dati)
    testo = risposta.content.decode()
    assert risposta.status_code == 422 and frase in testo and 'href="#id_file_0"' in testo
    assert "Un report lungo." in testo and 'value="novanta"' in testo, "anche ciò che non è valido resta nel campo"
    assert (o.consuntivi.get().relazione, o.allegati.count(), file_in(archivio_di_prova)) == ("Un report lungo.", 0, [])


def test_si_scarica_come_allegato_e_mai_come_pagina(client: Client, comune: SimpleNamespace, o: Obiettivo) -> None:
    a = metti(o, comune.dirigente1, 'perché "così".pdf')
    client.force_login(comune.dirigente1)
    risposta = client.get(reverse("obiettivi:allegato", args=[o.pk, a.pk]))
    assert b"".join(risposta) == PDF
    assert risposta["Content-Disposition"].startswith("attachment; filename*=utf-8''perch")
    assert (risposta["X-Content-Type-Options"], risposta["Cache-Control"]) == ("nosniff", "no-store")


def test_una_bozza_la_scarica_solo_chi_la_scrive_poi_chi_vede_la_scheda(client: Client, comune: SimpleNamespace, o: Obiettivo) -> None:
    a = metti(o, comune.dirigente1)

    def codice(chi: str) -> int:
        client.force_login(getattr(comune, chi))
        return client.get(reverse("obiettivi:allegato", args=[o.pk, a.pk])).status_code

    chi = ("dirigente1", "ncvp", "controllo", "segretario", "dirigente2", "po2")
    assert [codice(p) for p in chi] == [200, 404, 404, 404, 404, 404]
    porta_a(comune, o, RENDICONTATA)
    assert [codice(p) for p in chi] == [200, 200, 200, 200, 404, 404]


def test_l_allegato_di_un_altra_scheda_non_esiste(client: Client, comune: SimpleNamespace) -> None:
    o, altra = individuale(comune), individuale(comune, "dirigente2", "Riduzione dei tempi dei cantieri")
    o, altra = porta_a(comune, o, MONITORATA), porta_a(comune, altra, MONITORATA)
    a = metti(altra, comune.dirigente2)
    client.force_login(comune.dirigente1)
    for scheda in (o, altra):
        assert client.get(reverse("obiettivi:allegato", args=[scheda.pk, a.pk])).status_code == 404
    risposta = client.post(reverse("obiettivi:rendicontazione", args=[o.pk]), pagina(client, o) | {"togli": str(a.pk)}, follow=True)
    assert "già stato tolto" in risposta.content.decode() and Allegato.objects.filter(pk=a.pk).exists()


def test_due_finestre_tolgono_lo_stesso_allegato(client: Client, comune: SimpleNamespace, o: Obiettivo) -> None:
    """Both have found it before either took it away; then a third clicks on a page that still shows it."""
    a = metti(o, comune.dirigente1)
    stesso = Allegato.objects.get(pk=a.pk)
    togli_allegato(allegato=stesso, utente=comune.dirigente1, quando=QUANDO)
    with pytest.raises(OperazioneNonAmmessa, match="già stato tolto"):
        togli_allegato(allegato=a, utente=comune.dirigente1, quando=QUANDO)
    client.force_login(comune.dirigente1)
    dati = pagina(client, o) | {"risultato_0": "Raggiunto.", "togli": str(a.pk)}
    risposta = client.post(reverse("obiettivi:rendicontazione", args=[o.pk]), dati, follow=True)
    assert "già stato tolto" in risposta.content.decode() and o.consuntivi.get().risultato == "Raggiunto."
    assert Evento.objects.filter(azione="obiettivo.togli_allegato").count() == 1


def test_un_file_sparito_dall_archivio_e_un_404(client: Client, comune: SimpleNamespace, o: Obiettivo) -> None:
    a = metti(o, comune.dirigente1)
    archivio.cancella(str(a.file))
    client.force_login(comune.dirigente1)
    assert client.get(reverse("obiettivi:allegato", args=[o.pk, a.pk])).status_code == 404
