"""The list of the staff sheets, their opening, their spreadsheet, and what each finds on the desk."""

import io
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from smvp.organizzazione.models import Appartenenza, Incarico
from smvp.registro.models import Evento
from tests.fabbriche import PersonaFactory
from tests.personaggi import UTENTI
from tests.valutazioni.personale import con_schede_personale, porta_personale, specifico, vota_personale
from tests.valutazioni.schede import QUANDO
from valutazioni.letture.personale import quante_da_aprire_personale
from valutazioni.models import SchedaPersonale
from valutazioni.operazioni.personale import apri_schede_personale

pytestmark = pytest.mark.django_db
ELENCO = "/valutazioni/2025/personale/"


@pytest.fixture
def chiuso(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    """Before the opening."""
    settings.OGGI = "2026-04-10"
    return comune


@pytest.fixture
def c(chiuso: SimpleNamespace) -> SimpleNamespace:
    return con_schede_personale(chiuso)


def pagina(client: Client, utente: Any, indirizzo: str = ELENCO) -> str:
    client.force_login(utente)
    return client.get(indirizzo).content.decode()


# --- opening ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nome", ["personale", "segreteria"])
def test_il_pulsante_dice_quante_e_ripetere_non_ne_apre_altre(client: Client, chiuso: SimpleNamespace, nome: str) -> None:
    assert "Apri le schede del personale (3)" in pagina(client, getattr(chiuso, nome))
    for _ in range(2):
        assert client.post(f"{ELENCO}apri/").status_code == 302
    assert SchedaPersonale.objects.count() == 3
    assert "Apri le schede" not in pagina(client, getattr(chiuso, nome))


@pytest.mark.parametrize("nome", [n for n in UTENTI if n not in ("personale", "segreteria")])
def test_le_altre_persone_non_le_aprono(chiuso: SimpleNamespace, nome: str) -> None:
    with pytest.raises(PermissionDenied):
        apri_schede_personale(esercizio=chiuso.esercizio, utente=getattr(chiuso, nome), quando=QUANDO)


def test_chi_ha_avuto_un_incarico_tutto_il_tempo_non_aspetta_una_scheda(chiuso: SimpleNamespace) -> None:
    """dipendente1 P.O. all the year: Allegato B. dipendente2 P.O. since July: of the first half there is a sheet of Allegato D."""
    c = chiuso
    for nome, dal in (("dipendente1", date(2025, 1, 1)), ("dipendente2", date(2025, 7, 1))):
        Incarico.objects.create(persona=getattr(c, f"persona_{nome}"), ruolo="po", tipo_po="po", direzione=c.s1, dal=dal,
                                retribuzione_risultato=1000)  # fmt: skip
    assert quante_da_aprire_personale(c.esercizio) == 2
    apri_schede_personale(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)
    assert set(SchedaPersonale.objects.values_list("persona", flat=True)) == {c.persona_dipendente2.pk, c.persona_dipendente3.pk}


def test_chi_ha_cambiato_ufficio_ha_la_scheda_nell_ultimo(chiuso: SimpleNamespace) -> None:
    c = chiuso
    Appartenenza.objects.filter(pk=c.appartenenza_dipendente1.pk).update(al=date(2025, 5, 31))
    Appartenenza.objects.create(persona=c.persona_dipendente1, direzione=c.s2, categoria="D", tempo=1, dal=date(2025, 6, 1))
    assert quante_da_aprire_personale(c.esercizio) == 3
    apri_schede_personale(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)
    scheda = SchedaPersonale.objects.get(persona=c.persona_dipendente1)
    assert (scheda.direzione, scheda.categoria) == (c.s2, "D")


# --- list -----------------------------------------------------------------------------------------------------------------------


def test_raggruppa_per_ufficio_e_conta_le_complete(client: Client, c: SimpleNamespace) -> None:
    vota_personale(c.scheda_dipendente1, c.po1)
    testo = pagina(client, c.po1)
    assert "1 persona su 2 completa" in testo and "Tributi" in testo and "Tosi" not in testo
    assert "15 su 15" in testo and "0 su 15" in testo


@pytest.mark.parametrize(
    ("filtro", "chi"),
    [
        ("", {"Rossi", "Brusa", "Tosi"}), ("?q=ròssi", {"Rossi"}), ("?q=0009", {"Brusa"}), ("?q=anna rossi", {"Rossi"}),
        ("?categoria=D", {"Tosi"}), ("?unita=D1.1", {"Rossi", "Brusa"}), ("?unita=D1.1&categoria=B", {"Brusa"}),
        ("?stato=definitiva", set()), ("?stato=inventato&unita=zzz&categoria=X", {"Rossi", "Brusa", "Tosi"}), ("?q=nessuno", set()),
    ],
)  # fmt: skip
def test_i_filtri_restano_nell_indirizzo(client: Client, c: SimpleNamespace, filtro: str, chi: set[str]) -> None:
    testo = pagina(client, c.personale, f"{ELENCO}{filtro}")
    assert {cognome for cognome in ("Rossi", "Brusa", "Tosi") if f"{cognome} " in testo} == chi
    if not chi:
        assert "Togli tutti i filtri" in testo


def test_il_valutato_trova_le_sue_di_tutti_gli_anni_e_nessun_voto_prima_del_tempo(client: Client, c: SimpleNamespace) -> None:
    vota_personale(c.scheda_dipendente1, c.po1)
    testo = pagina(client, c.dipendente1)
    assert "La tua scheda" in testo and "In valutazione" in testo and "Brusa" not in testo and "232,20" not in testo
    porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    testo = pagina(client, c.dipendente1)
    assert c.scheda_dipendente1.get_absolute_url() in testo and "232,20" in testo


def test_le_letture_non_crescono_con_le_schede(client: Client, c: SimpleNamespace) -> None:
    def letture(nome: str) -> int:
        client.force_login(getattr(c, nome))
        client.get(ELENCO)  # the first visit writes the session
        with CaptureQueriesContext(connection) as lette:
            assert client.get(ELENCO).status_code == 200
        return len(lette)

    chi = ("po1", "dirigente1", "personale")
    prima = {nome: letture(nome) for nome in chi}
    Appartenenza.objects.bulk_create(
        Appartenenza(persona=PersonaFactory(), direzione=c.s1, categoria="C", tempo=1, dal=date(2024, 1, 1)) for _ in range(57)
    )
    apri_schede_personale(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)
    for scheda in SchedaPersonale.objects.all()[3:10]:
        specifico(c, scheda)
    assert SchedaPersonale.objects.count() == 60
    assert {nome: letture(nome) for nome in chi} == prima


def test_il_foglio_ha_i_numeri_di_chi_legge(client: Client, c: SimpleNamespace) -> None:
    vota_personale(c.scheda_dipendente1, c.po1)
    porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1))

    def foglio(utente: Any, filtro: str = "") -> list[tuple[Any, ...]]:
        client.force_login(utente)
        risposta = client.post(f"{ELENCO}esporta/{filtro}")
        return list(load_workbook(io.BytesIO(risposta.content)).active.iter_rows(values_only=True))

    testa, *righe = foglio(c.dirigente1)
    assert testa[5:] == ("A", "B1", "B2", "Totale", "Dà diritto al premio")
    assert ("0008", "Rossi Anna", "Tributi", "C", "Decisa", 55.2, 57, 120, 232.2, "sì") in righe
    testa, *righe = foglio(c.personale, "?categoria=C")
    assert testa[5:] == ("Totale", "Dà diritto al premio") and righe == [("0008", "Rossi Anna", "Tributi", "C", "Decisa", 232.2, "sì")]
    assert Evento.objects.filter(azione="esercizio.esporta_personale").count() == 2


# --- desk -----------------------------------------------------------------------------------------------------------------------


def test_ciascuno_trova_sulla_scrivania_la_sua_parte(client: Client, c: SimpleNamespace) -> None:
    s = c.scheda_dipendente1
    vota_personale(s, c.po1)
    assert "Valuta le 2 persone di Tributi" in pagina(client, c.po1, "/")
    assert "La tua scheda 2025" in pagina(client, c.dipendente1, "/")
    porta_personale(s, ("trasmetti", c.po1))
    assert "Valuta una persona di Tributi" in pagina(client, c.po1, "/") and "aspetta la firma del Dirigente" in pagina(client, c.po1, "/")
    assert "Firma una scheda del personale" in pagina(client, c.dirigente1, "/")
    assert "Firma" not in pagina(client, c.dirigente2, "/")
    porta_personale(s, ("decidi", c.dirigente1))
    assert "Partecipa una scheda al valutato" in pagina(client, c.dirigente1, "/")
    porta_personale(s, ("partecipa", c.dirigente1))
    assert "Leggi e firma la tua scheda 2025" in pagina(client, c.dipendente1, "/")


def test_dove_non_c_e_una_po_compila_il_dirigente(client: Client, c: SimpleNamespace) -> None:
    Incarico.objects.filter(pk=c.incarico_po1.pk).update(al=date(2026, 1, 31))
    assert "Valuta le 2 persone di Tributi" in pagina(client, c.dirigente1, "/")
    assert "Valuta le 2 persone" not in pagina(client, c.po1, "/")


@pytest.mark.parametrize(("nome", "dove"), [("dipendente1", ELENCO), ("personale", ELENCO), ("po1", "/valutazioni/2025/"), ("admin", "")])
def test_la_linguetta_valutazioni_porta_ciascuno_alle_sue(client: Client, c: SimpleNamespace, nome: str, dove: str) -> None:
    testo = pagina(client, getattr(c, nome), "/")
    assert testo.count('">Valutazioni</a>') == (2 if dove else 0), "una nella riga e una nel menu"
    if dove:
        assert f'href="{dove}">Valutazioni</a>' in testo
    assert reverse("valutazioni:personale", args=[2025]) == ELENCO
