"""The degree of realisation of the P.E.G. (art. 11): who writes it, from the page or from a file, and who reads it beside what."""

import io
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from obiettivi.letture.quadri.file_peg import leggi_gradi
from obiettivi.letture.quadri.peg import Grado, quadro_peg, storia_peg
from obiettivi.models import Consuntivo, GradoPeg, Obiettivo
from obiettivi.operazioni.peg import Modifica, registra_gradi
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio
from smvp.registro.models import Evento
from tests.fabbriche import DirezioneFactory
from tests.obiettivi.scene import collettivo, individuale, porta_a

pytestmark = pytest.mark.django_db
QUANDO = datetime(2026, 2, 2, 10, 0, tzinfo=ZoneInfo("Europe/Rome"))
NIENTE = Grado()


def g(percentuale: str, fonte: str = "Relazione al P.E.G.") -> Grado:
    return Grado(Decimal(percentuale), fonte)


def scrivi(c: SimpleNamespace, *modifiche: Modifica, chi: str = "controllo") -> int:
    return registra_gradi(esercizio=c.esercizio, modifiche=modifiche, utente=getattr(c, chi), quando=QUANDO)


# --- the act ----------------------------------------------------------------------------------------------------------


def test_si_scrive_si_cambia_si_toglie_e_il_registro_dice_prima_e_dopo(comune: SimpleNamespace) -> None:
    c = comune
    assert scrivi(c, Modifica(c.d1, NIENTE, g("87.50")), Modifica(c.d2, NIENTE, g("100"))) == 2
    assert scrivi(c, Modifica(c.d1, g("87.50"), g("90"))) == 1
    assert scrivi(c, Modifica(c.d2, g("100"), NIENTE)) == 1
    assert list(GradoPeg.objects.values_list("direzione__codice", "percentuale", "inserito_da__username")) == [("D1", 90, "controllo")]
    cambi = [e.contenuto["cambi"] for e in Evento.objects.filter(azione="peg.registra").order_by("numero")]
    assert [(k["direzione"], k["prima"]["percentuale"], k["dopo"]["percentuale"]) for atto in cambi for k in atto] == [
        ("D1", "", "87.50"), ("D2", "", "100.00"), ("D1", "87.50", "90.00"), ("D2", "100.00", ""),
    ]  # fmt: skip
    assert [len(atto.cambi) for atto in storia_peg(c.esercizio)] == [1, 1, 2]


def test_la_stessa_cosa_due_volte_non_lascia_traccia(comune: SimpleNamespace) -> None:
    c = comune
    scrivi(c, Modifica(c.d1, NIENTE, g("80")))
    prima = Evento.objects.count()
    assert scrivi(c, Modifica(c.d1, g("80"), g("80"))) == 0
    assert scrivi(c, Modifica(c.d1, NIENTE, g("80"))) == 0  # the same form sent again
    assert Evento.objects.count() == prima


@pytest.mark.parametrize("chi", ["segretario", "ncvp", "sindaco", "dirigente1", "po1", "personale", "admin"])
def test_lo_scrive_solo_il_controllo_di_gestione(comune: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        scrivi(comune, Modifica(comune.d1, NIENTE, g("80")), chi=chi)
    assert not GradoPeg.objects.exists()


@pytest.mark.parametrize(
    ("grado", "dice"),
    [
        (g("100.01"), "va da 0 a 100"), (g("-1"), "va da 0 a 100"), (g("80.123"), "due decimali"), (g("80", " "), "da dove viene"),
        (Grado(None, "Relazione"), "manca la percentuale"),
    ],
)  # fmt: skip
def test_un_grado_che_non_puo_stare_ferma_tutto(comune: SimpleNamespace, grado: Grado, dice: str) -> None:
    with pytest.raises(DatiNonValidi, match=dice):
        scrivi(comune, Modifica(comune.d2, NIENTE, g("90")), Modifica(comune.d1, NIENTE, grado))
    assert not GradoPeg.objects.exists() and not Evento.objects.filter(azione="peg.registra").exists()


def test_solo_le_direzioni_in_cima(comune: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi, match="non è una Direzione"):
        scrivi(comune, Modifica(comune.s1, NIENTE, g("90")))


def test_in_un_esercizio_chiuso_non_cambia_niente(comune: SimpleNamespace) -> None:
    Esercizio.objects.update(chiuso_il=QUANDO)
    with pytest.raises(OperazioneNonAmmessa, match="è chiuso"):
        scrivi(comune, Modifica(comune.d1, NIENTE, g("90")))


def test_chi_arriva_secondo_non_cancella_il_primo(comune: SimpleNamespace) -> None:
    c = comune
    scrivi(c, Modifica(c.d1, NIENTE, g("80")))
    with pytest.raises(ConflittoDiVersione, match="80,00"):
        scrivi(c, Modifica(c.d2, NIENTE, g("70")), Modifica(c.d1, NIENTE, g("60")))
    assert GradoPeg.objects.get().percentuale == 80
    assert scrivi(c, Modifica(c.d2, NIENTE, g("70")), Modifica(c.d1, NIENTE, NIENTE)) == 1, "una riga che non ho toccato non è contesa"
    assert GradoPeg.objects.get(direzione=c.d1).percentuale == 80


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def controllo(comune: SimpleNamespace, client: Client) -> Client:
    client.force_login(comune.controllo, "django.contrib.auth.backends.ModelBackend")
    return client


INDIRIZZO = "/obiettivi/2025/peg/"


def dati(**gradi: tuple[str, str]) -> dict[str, str]:
    """What the page sends of some Direzioni that had nothing: percentage and source as they are typed."""
    coppie = {f"{d}-{campo}": v for d, (p, f) in gradi.items() for campo, v in (("percentuale", p), ("fonte", f))}
    return coppie | {f"{d}-prima_{campo}": "" for d in gradi for campo in ("percentuale", "fonte")}


def test_dalla_pagina_in_italiano(comune: SimpleNamespace, controllo: Client) -> None:
    risposta = controllo.post(INDIRIZZO, dati(D1=("87,5", "Relazione"), D2=("", "")))
    assert risposta.status_code == 302
    pagina = controllo.get(INDIRIZZO).content.decode()
    assert 'value="87,50"' in pagina and "Relazione" in pagina and "dott. Fabio Lana" in pagina


def test_un_errore_sta_al_suo_campo_e_niente_si_perde(comune: SimpleNamespace, controllo: Client) -> None:
    risposta = controllo.post(INDIRIZZO, dati(D1=("120", "Relazione"), D2=("44,4", "")))
    pagina = risposta.content.decode()
    assert risposta.status_code == 422 and not GradoPeg.objects.exists()
    assert "Scrivi al massimo 100." in pagina and "Scrivi da dove viene il dato." in pagina
    assert 'value="120"' in pagina and 'value="44,4"' in pagina and 'href="#id_D1-percentuale"' in pagina


def test_un_conflitto_mostra_quello_che_c_e_e_tiene_quello_che_avevo_scritto(comune: SimpleNamespace, controllo: Client) -> None:
    c = comune
    scrivi(c, Modifica(c.d1, NIENTE, g("80")))
    risposta = controllo.post(INDIRIZZO, dati(D1=("60", "Altra fonte"), D2=("70", "Relazione")))
    pagina = risposta.content.decode()
    assert risposta.status_code == 409 and "nel frattempo qualcun altro ha scritto" in pagina
    assert 'value="60,00"' in pagina and 'value="70,00"' in pagina and 'value="80,00"' in pagina  # the last one hidden: what is there now
    adesso = dati(D1=("60", "Altra fonte"), D2=("70", "Relazione")) | {"D1-prima_percentuale": "80,00", "D1-prima_fonte": g("80").fonte}
    assert controllo.post(INDIRIZZO, adesso).status_code == 302
    assert GradoPeg.objects.get(direzione=c.d1).percentuale == 60


def test_chi_legge_non_ha_campi(comune: SimpleNamespace, client: Client) -> None:
    scrivi(comune, Modifica(comune.d1, NIENTE, g("80")))
    client.force_login(comune.dirigente2, "django.contrib.auth.backends.ModelBackend")
    pagina = client.get(INDIRIZZO).content.decode()
    assert "80,00" in pagina and "-percentuale" not in pagina and "Importa da un foglio" not in pagina
    assert client.post(INDIRIZZO, dati(D1=("10", "x"))).status_code == 403


# --- the file ---------------------------------------------------------------------------------------------------------


def foglio(*righe: tuple[Any, ...]) -> bytes:
    libro = Workbook()
    for riga in righe:
        libro.active.append(riga)
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


TESTA = ("direzione", "percentuale", "fonte")
GUASTI = [
    ("colonna che manca", (("direzione", "fonte"), ("D1", "x")), (1, "percentuale", "La colonna manca")),
    ("colonna in più", ((*TESTA, "note"), ("D1", 80, "x", "")), (1, "note", "Colonna non prevista")),
    ("Direzione ignota", (TESTA, ("D9", 80, "x")), (2, "direzione", "Ci sono: D1, D2")),
    ("un Settore", (TESTA, ("D1.1", 80, "x")), (2, "direzione", "Non è il codice")),
    ("due volte", (TESTA, ("D1", 80, "x"), ("D1", 90, "x")), (3, "direzione", "c’è già")),
    ("senza percentuale", (TESTA, ("D1", None, "x")), (2, "percentuale", "Manca la percentuale")),
    ("sopra cento", (TESTA, ("D1", 100.5, "x")), (2, "percentuale", "da 0 a 100")),
    ("sotto zero", (TESTA, ("D1", "-3", "x")), (2, "percentuale", "da 0 a 100")),
    ("tre decimali", (TESTA, ("D1", "80,125", "x")), (2, "percentuale", "due decimali")),
    ("in parole", (TESTA, ("D1", "ottanta", "x")), (2, "percentuale", "scrivi un numero")),
    ("una data", (TESTA, ("D1", datetime(2025, 1, 1), "x")), (2, "percentuale", "scrivi una percentuale")),
    ("cella in formato percentuale", (TESTA, ("D1", 0.875, "x")), (2, "percentuale", "87,5 % o 0,875 %")),
    ("senza fonte", (TESTA, ("D1", 80, None)), (2, "fonte", "Manca la fonte")),
    ("niente sotto", (TESTA,), (0, "", "nessuna riga")),
]  # fmt: skip


@pytest.mark.parametrize(("righe", "guasto"), [(r, d) for _, r, d in GUASTI], ids=[n for n, _, _ in GUASTI])
def test_ogni_guasto_ha_riga_e_colonna(comune: SimpleNamespace, righe: tuple, guasto: tuple[int, str, str]) -> None:
    lettura = leggi_gradi("peg.xlsx", foglio(*righe), {"D1": comune.d1, "D2": comune.d2})
    (difetto,) = lettura.difetti
    assert (difetto.riga, difetto.colonna) == guasto[:2] and guasto[2].lower() in difetto.motivo.lower()


@pytest.mark.parametrize(
    ("scritto", "letto"), [(87.5, "87.50"), (0.1 + 79.2, "79.30"), ("87,5 %", "87.50"), (100, "100"), ("0", "0"), (0, "0")]
)
def test_una_percentuale_come_la_scrive_un_foglio(comune: SimpleNamespace, scritto: Any, letto: str) -> None:
    lettura = leggi_gradi("peg.xlsx", foglio(TESTA, ("D1", scritto, "x")), {"D1": comune.d1})
    assert lettura.difetti == () and lettura.gradi == {comune.d1.pk: Grado(Decimal(letto), "x")}


def carica(client: Client, nome: str, contenuto: bytes) -> HttpResponse:
    return client.post(f"{INDIRIZZO}importa/", {"file": SimpleUploadedFile(nome, contenuto)})


def test_l_anteprima_non_scrive_e_la_conferma_scrive_tutto(comune: SimpleNamespace, controllo: Client) -> None:
    c = comune
    scrivi(c, Modifica(c.d1, NIENTE, g("80")))
    risposta = carica(controllo, "peg.csv", b"direzione;percentuale;fonte\nD1;90,5;Consuntivo\nD2;100;Consuntivo\n")
    pagina = risposta.content.decode()
    assert risposta.status_code == 200 and GradoPeg.objects.get().percentuale == 80
    assert "80,00" in pagina and "90,50" in pagina
    conferma = {campo.html_name: campo.value() or "" for _, _, modulo in risposta.context["righe"] for campo in modulo}
    assert controllo.post(INDIRIZZO, conferma).status_code == 302
    assert list(GradoPeg.objects.values_list("percentuale", flat=True)) == [Decimal("90.50"), 100]


def test_un_foglio_con_un_guasto_non_importa_niente(comune: SimpleNamespace, controllo: Client) -> None:
    risposta = carica(controllo, "peg.xlsx", foglio(TESTA, ("D1", 80, "x"), ("D2", 180, "x")))
    assert risposta.status_code == 422 and not GradoPeg.objects.exists()
    assert "da 0 a 100" in risposta.content.decode()
    assert carica(controllo, "peg.xlsx", b"PK\x03\x04niente").status_code == 422
    assert carica(controllo, "peg.exe", b"MZ").status_code == 422


def test_il_modello_si_ricarica_cosi_com_e(comune: SimpleNamespace, controllo: Client) -> None:
    c = comune
    scrivi(c, Modifica(c.d1, NIENTE, g("80")), Modifica(c.d2, NIENTE, g("45.25")))
    modello = controllo.get(reverse("obiettivi:peg_modello", args=[2025])).content
    assert [r[0] for r in load_workbook(io.BytesIO(modello)).active.iter_rows(values_only=True)] == ["direzione", "D1", "D2"]
    lettura = leggi_gradi("peg.xlsx", modello, {"D1": c.d1, "D2": c.d2})
    assert lettura.difetti == () and lettura.gradi == {c.d1.pk: g("80"), c.d2.pk: g("45.25")}


def scarica(chi: Any) -> list[dict[str, Any]]:
    cliente = Client()
    cliente.force_login(chi)
    risposta = cliente.get(reverse("obiettivi:peg_xlsx", args=[2025]))
    assert risposta["Content-Disposition"] == 'attachment; filename="realizzazione-peg-2025.xlsx"'
    testa, *righe = load_workbook(io.BytesIO(risposta.content)).active.iter_rows(values_only=True)
    return [dict(zip(testa, r, strict=True)) for r in righe]


def test_il_foglio_dice_quello_che_dice_la_pagina(comune: SimpleNamespace, settings: Any) -> None:
    """One row a Direzione; the results of the Direzioni of others are blank, not zero, as on the page they are a dash."""
    c, settings.OGGI = comune, "2026-04-10"
    porta_a(c, collettivo(c), "valutata")
    scrivi(c, Modifica(c.d1, NIENTE, g("87.5", "=Relazione")))
    prima, seconda = scarica(c.ncvp)
    assert (prima["Direzione"], prima["Denominazione"], prima["Realizzazione del P.E.G. (%)"]) == ("D1", c.d1.denominazione, 87.5)
    assert (prima["Fonte"], prima["Inserito il"].date(), prima["Inserito da"]) == (
        "=Relazione", QUANDO.date(), c.controllo.persona.con_titolo,
    )  # fmt: skip
    assert (prima["Obiettivi e parti"], prima["Valutati"], prima["Raggiunto"]) == (3, 1, 1)  # two of the cast are still drafts
    assert (seconda["Realizzazione del P.E.G. (%)"], seconda["Inserito il"], seconda["Valutati"]) == (None, None, 1)
    di_altri, propria = scarica(c.dirigente2)
    assert (di_altri["Valutati"], propria["Valutati"]) == (None, 1) and di_altri["Realizzazione del P.E.G. (%)"] == 87.5


@pytest.mark.parametrize("chi", ["po1", "personale", "admin"])
def test_il_foglio_e_di_chi_legge_la_pagina(comune: SimpleNamespace, chi: str, client: Client) -> None:
    client.force_login(getattr(comune, chi))
    assert client.get(reverse("obiettivi:peg_xlsx", args=[2025])).status_code == 403
    assert client.get(reverse("obiettivi:peg_xlsx", args=[2031])).status_code == 403


# --- the figures side by side -----------------------------------------------------------------------------------------


def test_le_componenti_affiancate(comune: SimpleNamespace, settings: Any) -> None:
    """Art. 20: what was decided on each quota; a dirigente reads the results of their own Direzione only (reading A23: no sum)."""
    c, settings.OGGI = comune, "2026-04-10"
    bozze = [collettivo(c), individuale(c)]
    og, oi = (porta_a(c, b, "valutata") for b in bozze)
    Consuntivo.objects.filter(obiettivo=og, parte__direzione=c.d2).update(valutato=Decimal("60"))
    righe = {r.direzione.codice: r.esiti for r in quadro_peg(c.esercizio, c.ncvp).righe}
    assert (righe["D1"].valutate, dict(righe["D1"].giudizi)) == (2, {"raggiunto": 2})
    assert (righe["D2"].valutate, dict(righe["D2"].giudizi)) == (1, {"parzialmente raggiunto": 1})
    visto = quadro_peg(c.esercizio, c.dirigente2)
    assert [r.esiti is None for r in visto.righe] == [True, False] and visto.parziale
    assert Obiettivo.objects.filter(stato="valutata").count() == 2 and oi.stato == "valutata"


def test_le_query_non_crescono(comune: SimpleNamespace, controllo: Client) -> None:
    controllo.get(INDIRIZZO)
    with CaptureQueriesContext(connection) as poche:
        controllo.get(INDIRIZZO)
    for n in range(5):
        scrivi(comune, Modifica(DirezioneFactory(codice=f"Z{n}"), NIENTE, g("50")))
    with CaptureQueriesContext(connection) as molte:
        assert "Z4" in controllo.get(INDIRIZZO).content.decode()
    assert len(molte) <= len(poche) + 1  # the names of who is in the history, once
