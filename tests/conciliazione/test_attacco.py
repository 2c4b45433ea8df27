"""Artt. 28–31: what somebody tries who should not, or at the wrong moment; and what the pages cost as the cases grow."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conciliazione.letture.organismo import proposta_organismo
from conciliazione.models import Conciliazione, Esito, Istanza, Misura, Qualita, Voto
from conciliazione.operazioni.organismo import Seggio, dichiara_conflitto, sostituisci_componente, vota
from conciliazione.permessi import visibili_a
from smvp.documenti.models import Documento
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio
from smvp.organizzazione.models import Esercizio

from .scene import (
    DOPO,
    GIORNO,
    MOTIVO,
    PDF,
    _firmata_2024,
    comunicata,
    costituisci,
    in_istruttoria,
    passo,
    presenta,
    proponi,
    scena,
    seggio,
    tutti_votano,
)

pytestmark = pytest.mark.django_db
PERCHE = "Il componente si fa sostituire per un impegno."


@pytest.fixture
def c(settings: Any) -> SimpleNamespace:
    settings.OGGI = GIORNO.isoformat()
    return scena()


def entra(client: Client, utente: Any) -> Client:
    client.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return client


# --- who should not -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["sindaco", "personale", "controllo", "segreteria", "ncvp", "po1", "po2", "dipendente1", "admin"])
def test_di_un_caso_chi_non_c_entra_non_trova_niente_da_nessuna_parte(c: SimpleNamespace, client: Client, chi: str) -> None:
    """Desk, list, search, papers by their number, notices; the NCVP too, which evaluated and has been replaced."""
    istanza, utente = comunicata(c), getattr(c, chi)
    fogli = Documento.objects.filter(tipo__startswith="riesame", oggetto_id=istanza.pk)
    entra(client, utente)
    dette = ("Richiesta di riesame n. 1/2025", f"/riesami/casi/{istanza.pk}/", MOTIVO)
    elenco = reverse("conciliazione:casi", args=[2025])
    for pagina in (reverse("scrivania"), elenco, f"{elenco}?cerca={c.persona_dirigente1.cognome}"):
        testo = client.get(pagina).content.decode()
        assert [d for d in dette if d in testo] == [], pagina
    for foglio in fogli:
        assert {client.get(reverse(f"documenti:{che}", args=[foglio.pk])).status_code for che in ("stato", "scarica")} == {404}
    assert fogli.count() == 3
    assert not Notifica.objects.filter(destinatario=utente, url=istanza.get_absolute_url()).exists()
    assert not visibili_a(utente).exists()


@pytest.mark.parametrize(
    ("nome", "dice"),
    [
        ("dott.ssa Rita Colombo", "siede già"),  # she sits in the place of the NCVP
        ("RITA  Colombo, da Verbania", "siede già"),
        ("{segretario}", "siede già"),
        ("{dirigente1}", "è il valutato"),
        ("dott. {ncvp}", "ha valutato"),
    ],
)
def test_da_fuori_non_viene_chi_siede_gia_ne_chi_ha_parte_nella_valutazione(c: SimpleNamespace, nome: str, dice: str) -> None:
    persone = {chi: getattr(c, f"persona_{chi}") for chi in ("segretario", "dirigente1", "ncvp")}
    nome = nome.format(**{chi: f"{p.nome} {p.cognome}" for chi, p in persone.items()})
    istanza = costituisci(c, presenta(c))
    with pytest.raises(DatiNonValidi, match=dice):
        nuovo = Seggio(Qualita.DIRIGENTE, nome_esterno=nome, perche=PERCHE)
        sostituisci_componente(istanza=istanza, seggio=nuovo, utente=c.segretario, quando=DOPO)
    assert seggio(istanza, "dirigente").persona == c.persona_dirigente2


def test_il_segretario_che_si_dichiara_in_conflitto_lascia_il_caso_al_vicesegretario(c: SimpleNamespace) -> None:
    istanza = in_istruttoria(c)
    dichiara_conflitto(istanza=istanza, motivo="Siamo parenti in terzo grado.", utente=c.segretario, quando=DOPO)
    for persona in (c.persona_segretario, c.persona_dirigente1):
        with pytest.raises(DatiNonValidi):
            nuovo = Seggio(Qualita.SEGRETARIO, persona, perche=PERCHE)
            sostituisci_componente(istanza=istanza, seggio=nuovo, utente=c.segretario, quando=DOPO)
    nuovo = Seggio(Qualita.SEGRETARIO, c.persona_po2, perche=PERCHE)
    sostituisci_componente(istanza=istanza, seggio=nuovo, utente=c.segretario, quando=DOPO)
    assert not visibili_a(c.segretario).filter(pk=istanza.pk).exists()
    with pytest.raises(PermissionDenied):
        proponi(c, istanza, Esito.CONFERMATA)
    c.segretario = c.po2
    istanza = proponi(c, istanza, Esito.CONFERMATA)
    tutti_votano(c, istanza)
    istanza = passo(passo(istanza, "decidi", c.po2), "comunica", c.po2)
    foglio = Documento.objects.get(tipo="riesame_decisione", oggetto_id=istanza.pk)
    assert [f["ruolo"] for f in foglio.payload["firme"]] == ["In luogo del NCVP", "Dirigente estraneo", "Vicesegretario"]
    assert [d.persona for d in proposta_organismo(istanza.scheda, GIORNO).dirigenti] == [c.persona_dirigente2]


# --- at the wrong moment ----------------------------------------------------------------------------------------------------------------


def ai_voti_due_volte(c: SimpleNamespace) -> None:
    """A majority is there: another proposal would overturn it."""
    istanza = tutti_votano(c, proponi(c, in_istruttoria(c), Esito.CONFERMATA))
    proponi(c, istanza, Esito.MODIFICATA)


def ammessa_contro_il_voto(c: SimpleNamespace) -> None:
    istanza = proponi(c, costituisci(c, presenta(c)), Esito.INAMMISSIBILE)
    tutti_votano(c, istanza)
    passo(istanza, "ammetti", c.segretario)


def decisa_in_due_con_un_conflitto_dell_ultimo_momento(c: SimpleNamespace) -> None:
    istanza = tutti_votano(c, proponi(c, in_istruttoria(c), Esito.CONFERMATA), True, False, True)
    dichiara_conflitto(istanza=istanza, motivo="Siamo parenti in terzo grado.", utente=c.dirigente2, quando=DOPO)
    passo(istanza, "decidi", c.segretario)


def votata_quella_di_prima(c: SimpleNamespace) -> None:
    istanza = proponi(c, in_istruttoria(c), Esito.CONFERMATA)
    prima = istanza.ultima("confermata")
    proponi(c, istanza, Esito.CONFERMATA)
    vota(decisione=prima, componente=seggio(istanza, "dirigente"), favorevole=True, utente=c.dirigente2, quando=DOPO)


def votata_da_chi_e_stato_sostituito(c: SimpleNamespace) -> None:
    istanza = proponi(c, in_istruttoria(c), Esito.CONFERMATA)
    suo = seggio(istanza, "dirigente")
    nuovo = Seggio(Qualita.DIRIGENTE, nome_esterno="dott. Ugo Sella", perche=PERCHE)
    sostituisci_componente(istanza=istanza, seggio=nuovo, utente=c.segretario, quando=DOPO)
    vota(decisione=istanza.ultima("confermata"), componente=suo, favorevole=True, utente=c.dirigente2, quando=DOPO)


def votata_col_seggio_di_un_altro_caso(c: SimpleNamespace) -> None:
    uno, altro = in_istruttoria(c), in_istruttoria(c, "po1")
    proponi(c, uno, Esito.CONFERMATA)
    decisione = Istanza.objects.get(pk=uno.pk).ultima("confermata")
    vota(decisione=decisione, componente=seggio(altro, "dirigente"), favorevole=True, utente=c.dirigente2, quando=DOPO)


def ritirata_dopo_la_decisione(c: SimpleNamespace) -> None:
    passo(comunicata(c), "ritira", c.dirigente1)


@pytest.mark.parametrize(
    ("tenta", "dice"),
    [
        (ai_voti_due_volte, "già votato a maggioranza"),
        (ammessa_contro_il_voto, "ha votato che è inammissibile"),
        (decisa_in_due_con_un_conflitto_dell_ultimo_momento, "non ha la maggioranza: 1 voto"),
        (votata_quella_di_prima, "un’altra decisione"),
        (votata_da_chi_e_stato_sostituito, "non siede più"),
        (votata_col_seggio_di_un_altro_caso, "non siede più"),
        (ritirata_dopo_la_decisione, "non si può più fare"),
    ],
)
def test_rifiutato_con_il_perche(c: SimpleNamespace, tenta: Callable[[SimpleNamespace], None], dice: str) -> None:
    with pytest.raises(ErroreDominio, match=dice):
        tenta(c)


def test_il_numero_di_un_altro_caso_nell_indirizzo_o_nel_modulo_non_apre_niente(c: SimpleNamespace, client: Client) -> None:
    """The party of one case with papers, seats and counter-arguments of the other."""
    uno, altro = in_istruttoria(c), in_istruttoria(c, "po1")
    entra(client, c.po1)
    client.post(reverse("conciliazione:allega", args=[altro.pk]), {"allegati": [SimpleUploadedFile("mio.pdf", PDF)]})
    entra(client, c.dirigente1)
    suo = altro.allegati.get()
    assert client.get(reverse("conciliazione:allegato", args=[uno.pk, suo.pk])).status_code == 404
    assert client.get(reverse("conciliazione:allegato", args=[altro.pk, suo.pk])).status_code == 404
    entra(client, c.dirigente2)  # sits in both
    proponi(c, uno, Esito.CONFERMATA)
    proponi(c, altro, Esito.CONFERMATA)
    dati = {"decisione": altro.decisioni.get().pk, "componente": seggio(altro, "dirigente").pk, "voto": "si"}
    client.post(reverse("conciliazione:voto", args=[uno.pk]), dati)
    assert not Voto.objects.exists()
    client.post(reverse("conciliazione:voto", args=[altro.pk]), dati)
    assert [v.decisione.istanza for v in Voto.objects.all()] == [altro]


def test_il_caso_in_ritardo_si_vede_nell_elenco_e_il_giorno_spostato_nel_caso(c: SimpleNamespace, client: Client, settings: Any) -> None:
    istanza = presenta(c, quando=DOPO + timedelta(days=1))  # 11 April: the tenth day is the 21st
    spostata = presenta(c, "po1", quando=DOPO + timedelta(days=5))  # 15 April: the tenth is the 25th, Saturday and a holiday
    entra(client, c.segretario)
    assert "che non è lavorativo" not in client.get(istanza.get_absolute_url()).content.decode()
    assert "aprile 2026, che non è lavorativo" in client.get(spostata.get_absolute_url()).content.decode()
    elenco = reverse("conciliazione:casi", args=[2025])
    assert "In ritardo" not in client.get(elenco).content.decode()
    settings.OGGI = "2026-04-22"
    assert client.get(elenco).content.decode().count("In ritardo") == 1


# --- what the pages cost --------------------------------------------------------------------------------------------------------------


def altri_casi(c: SimpleNamespace, *quali: int) -> None:
    """A case, a conciliation and a measure of 2025 more for each, as they stand, each on a signed sheet of its own year."""
    for n in quali:
        c.esercizio_2024 = Esercizio.objects.create(anno=2000 + n, regolamento="domodossola-2020")
        comuni = {"esercizio": c.esercizio, "persona": c.persona_dirigente1, "scheda_b": _firmata_2024(c, c.incarico_dirigente1)}
        (istanza,) = Istanza.objects.bulk_create([
            Istanza(numero=10 + n, motivi=MOTIVO, chiede=MOTIVO, presentata_da=c.dirigente1, presentata_il=DOPO,
                    termine_presentazione=GIORNO, stato="presentata", **comuni)
        ])  # fmt: skip
        dati = {"sede": "Ispettorato", "richiesta_il": GIORNO, "oggetto": MOTIVO, "registrata_da": c.segretario, "registrata_il": DOPO}
        Conciliazione.objects.create(**comuni, **dati)
        Misura.objects.create(**comuni, istanza=istanza, proposta=MOTIVO, perche=MOTIVO, proposta_da=c.segretario, proposta_il=DOPO)


@pytest.mark.parametrize(
    ("chi", "pagine"), [("segretario", ("elenco", "caso", "scrivania", "misura")), ("sindaco", ("scrivania", "misura"))]
)
def test_le_pagine_costano_lo_stesso_con_piu_casi(c: SimpleNamespace, client: Client, chi: str, pagine: tuple[str, ...]) -> None:
    def costi() -> dict[str, int]:
        indirizzi = {
            "elenco": reverse("conciliazione:casi", args=[2025]), "scrivania": reverse("scrivania"),
            "caso": Istanza.objects.earliest("pk").get_absolute_url(), "misura": Misura.objects.earliest("pk").get_absolute_url(),
        }  # fmt: skip
        quante = {}
        for pagina in pagine:
            with CaptureQueriesContext(connection) as query:
                assert client.get(indirizzi[pagina]).status_code == 200
            quante[pagina] = len(query)
        return quante

    altri_casi(c, 1, 2)
    entra(client, getattr(c, chi))
    costi()
    prima = costi()
    altri_casi(c, 3, 4, 5, 6)
    assert costi() == prima
