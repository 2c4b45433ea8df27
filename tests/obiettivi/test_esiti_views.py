"""Artt. 17 and 18: the pages where one writes how an objective went: what they answer, to whom, and that nothing typed is lost."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client

from obiettivi.models import Monitoraggio, Obiettivo, Rilevazione
from obiettivi.stati import AL_VALUTATORE, MISURATA, MONITORATA, RENDICONTATA, VALUTATA
from tests.obiettivi.scene import collettivo, di_po, fai, individuale, porta_a, url

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def il_20_febbraio_2026(settings: object) -> None:
    settings.OGGI = "2026-02-20"


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return comune


def letto(client: Client, nome: str, o: Obiettivo) -> dict[str, object]:
    """What the browser holds after reading the page: every field as it stands, and what was read."""
    pagina = client.get(url(nome, o))
    form = pagina.context["form"]
    valori = {campo.html_name: campo.value() for campo in form.visible_fields()}
    return {n: "" if v is None else str(v) for n, v in valori.items()} | {
        "versione": pagina.context["obiettivo"].versione, "prima": pagina.context["prima"], "pagina": "A", "numero": 1,
    }  # fmt: skip


def test_la_rendicontazione_si_salva_mentre_si_scrive_e_la_proposta_si_ricalcola(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), MONITORATA)
    client.force_login(c.dirigente1)
    a, b = o.indicatori.all()
    dati = letto(client, "rendicontazione", o) | {f"valore_{a.pk}": "47,5", f"valore_{b.pk}": "9", "risultato_0": "Metà del cammino."}
    risposta = client.post(url("salva_rendicontazione", o), dati, **HTMX)
    testo = risposta.content.decode()
    assert risposta.status_code == 200 and "75,00" in testo and 'id="proposta-0"' in testo
    assert Rilevazione.objects.get(indicatore=a).valore == Decimal("47.5")
    consuntivo = o.consuntivi.get()
    assert (consuntivo.risultato, consuntivo.compilato_da, consuntivo.proposto) == ("Metà del cammino.", c.dirigente1, None)


@pytest.mark.parametrize("scritto", ["novanta", "1,23456", "99999999999", "1e9"])
def test_un_valore_sbagliato_e_detto_e_il_resto_e_salvato(client: Client, c: SimpleNamespace, scritto: str) -> None:
    o = porta_a(c, individuale(c), MONITORATA)
    client.force_login(c.dirigente1)
    a, b = o.indicatori.all()
    dati = letto(client, "rendicontazione", o) | {f"valore_{a.pk}": scritto, f"valore_{b.pk}": "1.234,5"}
    testo = client.post(url("salva_rendicontazione", o), dati, **HTMX).content.decode()
    assert f'id="errore-valore_{a.pk}"' in testo and "Un valore non è valido" in testo
    assert Rilevazione.objects.get().valore == Decimal("1234.5")
    pagina = client.post(url("rendicontazione", o), dati | {"salva": ""})
    assert pagina.status_code == 422 and f'value="{scritto}"' in pagina.content.decode(), "ciò che è stato scritto resta nel campo"


def test_due_dirigenti_sulle_loro_parti_non_si_disturbano(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), MONITORATA)
    prima, seconda = o.parti.all()
    client.force_login(c.dirigente2)
    sua = letto(client, "rendicontazione", o) | {f"risultato_{seconda.pk}": "Cinque su sei.", "pagina": "B"}
    assert f"risultato_{prima.pk}" not in sua, "la parte degli altri si legge soltanto"
    client.force_login(c.dirigente1)
    mia = letto(client, "rendicontazione", o) | {f"risultato_{prima.pk}": "Sei su sei."}
    assert client.post(url("salva_rendicontazione", o), mia, **HTMX).status_code == 200
    client.force_login(c.dirigente2)
    risposta = client.post(url("salva_rendicontazione", o), sua, **HTMX)
    assert risposta.status_code == 200 and "data-conflitto" not in risposta.content.decode()
    assert {q.parte_id: q.risultato for q in o.consuntivi.all()} == {prima.pk: "Sei su sei.", seconda.pk: "Cinque su sei."}


def test_sullo_stesso_campo_si_vedono_i_due_testi_e_si_sceglie(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), MONITORATA)
    seconda = o.parti.last()
    client.force_login(c.dirigente1)
    mia = letto(client, "rendicontazione", o) | {f"risultato_{seconda.pk}": "Lo scrive chi guida."}
    client.force_login(c.dirigente2)
    sua = letto(client, "rendicontazione", o) | {f"risultato_{seconda.pk}": "Cinque su sei.", "pagina": "B"}
    client.post(url("salva_rendicontazione", o), sua, **HTMX)
    client.force_login(c.dirigente1)
    pagina = client.post(url("rendicontazione", o), mia)
    testo = pagina.content.decode()
    assert pagina.status_code == 409 and "ing. Silvia Borghi ha cambiato" in testo
    assert testo.count("Lo scrive chi guida.") >= 2 and "Cinque su sei." in testo
    assert o.consuntivi.get(parte=seconda).risultato == "Cinque su sei."
    o.refresh_from_db()
    client.post(url("rendicontazione", o), mia | {"tieni_miei": o.versione, "salva": ""})
    assert o.consuntivi.get(parte=seconda).risultato == "Lo scrive chi guida."


def test_si_trasmette_dalla_pagina_e_la_proposta_resta_scritta(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), MONITORATA)
    client.force_login(c.dirigente1)
    a, b = o.indicatori.all()
    pieni = {f"valore_{a.pk}": "95", f"valore_{b.pk}": "18", "risultato_0": "Raggiunto in parte.", "azione": "rendiconta"}
    risposta = client.post(url("rendicontazione", o), letto(client, "rendicontazione", o) | pieni)
    assert risposta.url == url("passaggio", o, "rendiconta")
    o.refresh_from_db()
    client.post(risposta.url, {"versione": o.versione})
    o.refresh_from_db()
    assert (o.stato, o.consuntivi.get().proposto) == (RENDICONTATA, 75)
    chiusa = client.post(url("salva_rendicontazione", o), {"versione": o.versione, "risultato_0": "Cambio."}, **HTMX)
    assert chiusa.status_code == 403 and "non è salvato" in chiusa.content.decode()


def test_chi_ha_solo_una_parte_non_ha_il_bottone_per_trasmettere(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), MONITORATA)
    client.force_login(c.dirigente2)
    testo = client.get(url("rendicontazione", o)).content.decode()
    assert "trasmette tutto dott. Andrea Bertolini" in testo and 'value="rendiconta"' not in testo
    assert 'name="risultato_' in testo


def test_lo_stato_di_avanzamento_si_salva_quando_e_completo(client: Client, c: SimpleNamespace, settings: object) -> None:
    settings.OGGI = "2025-07-10"
    o = porta_a(c, individuale(c), "assegnata")
    client.force_login(c.dirigente1)
    dati = letto(client, "monitoraggio", o) | {"scostamenti_0": "Un mese di ritardo.", "riferito_al_0": "2025-06-30"}
    testo = client.post(url("salva_monitoraggio", o), dati, **HTMX).content.decode()
    assert "il resto si salva insieme" in testo and not Monitoraggio.objects.exists()
    pagina = client.post(url("monitoraggio", o), dati | {"salva": ""})
    assert pagina.status_code == 422 and "Un mese di ritardo." in pagina.content.decode()
    dati |= {"prima": pagina.context["prima"], "avanzamento_0": "Due fasi su quattro.", "previsione_0": "95"}
    assert client.post(url("salva_monitoraggio", o), dati, **HTMX).status_code == 200
    m = Monitoraggio.objects.get()
    assert (m.avanzamento, m.scostamenti, m.previsione) == ("Due fasi su quattro.", "Un mese di ritardo.", 95)


def test_la_verifica_mostra_la_situazione_accanto_e_non_perde_le_osservazioni(client: Client, c: SimpleNamespace, settings: object) -> None:
    settings.OGGI = "2025-08-20"
    o = porta_a(c, individuale(c), "assegnata")
    m = Monitoraggio.objects.create(
        obiettivo=o, riferito_al="2025-06-30", avanzamento="Due fasi.", compilato_da=c.dirigente1, compilato_il="2025-07-01T10:00Z"
    )
    client.force_login(c.ncvp)
    assert client.get(url("passaggio", o, "verifica")).url == url("verifica", o)
    pagina = client.get(url("verifica", o)).content.decode()
    assert "Due fasi." in pagina and "Motivo del ritardo" in pagina
    osserva = {"versione": o.versione, f"verifica_{m.pk}": "Accelerare la fase tre."}
    senza = client.post(url("verifica", o), osserva)
    assert senza.status_code == 422 and "Accelerare la fase tre." in senza.content.decode()
    tardi = osserva | {"motivo": "Il NCVP si è insediato a fine luglio."}
    vecchia = client.post(url("verifica", o), tardi | {"versione": o.versione + 7})
    assert vecchia.status_code == 409 and "Accelerare la fase tre." in vecchia.content.decode()
    assert client.post(url("verifica", o), tardi).url == o.get_absolute_url()
    m.refresh_from_db(), o.refresh_from_db()
    assert (o.stato, m.verifica, m.verificato_da) == (MONITORATA, "Accelerare la fase tre.", c.ncvp)


def test_la_misura_parte_dalla_proposta_e_si_conferma_solo_con_il_bottone(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), RENDICONTATA)
    client.force_login(c.controllo)
    dati = letto(client, "misurazione", o)
    assert dati["misurato_0"] == "100,00"
    client.post(url("salva_misurazione", o), dati | {"motivo_misura_0": "Sto"}, **HTMX)
    assert o.consuntivi.get().misurato is None, "scrivere altrove non conferma la percentuale"
    risposta = client.post(url("misurazione", o), letto(client, "misurazione", o) | {"azione": "misura"})
    assert risposta.url == url("passaggio", o, "misura")
    assert (o.consuntivi.get().misurato, o.consuntivi.get().misurato_da) == (100, c.controllo)


def test_le_tre_cifre_stanno_una_accanto_all_altra(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, di_po(c), AL_VALUTATORE)
    client.force_login(c.dirigente1)
    dati = letto(client, "valutazione", o) | {"valutato_0": "95,5", "motivo_valutazione_0": "Il dato di dicembre è provvisorio."}
    testo = client.post(url("salva_valutazione", o), dati, **HTMX).content.decode()
    assert all(cifra in testo for cifra in ("Proposta", "Misurata", "Decisa", "95,50", "Sulla percentuale decisa il regolamento tace"))
    fai(o, "valuta", c.dirigente1)
    client.force_login(c.po1)
    scheda = client.get(o.get_absolute_url()).content.decode()
    assert "95,50" in scheda and "Il dato di dicembre è provvisorio." in scheda
    o.refresh_from_db()
    assert o.stato == VALUTATA
    assert client.get(url("valutazione", o)).status_code == 403


def test_l_obiettivo_intero_si_vede_sulla_scheda_di_tutti(client: Client, c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), MISURATA)
    o.consuntivi.filter(parte=o.parti.last()).update(misurato=Decimal(50))
    client.force_login(c.dirigente2)
    testo = client.get(o.get_absolute_url()).content.decode()
    assert "Obiettivo intero" in testo and "80,00" in testo


@pytest.mark.parametrize("nome", ["monitoraggio", "rendicontazione", "misurazione", "valutazione"])
def test_una_pagina_fuori_dal_suo_momento_lo_dice(client: Client, c: SimpleNamespace, nome: str) -> None:
    o = porta_a(c, individuale(c), "accettata")
    client.force_login(c.dirigente1)
    risposta = client.get(url(nome, o))
    assert risposta.status_code == 403 and "«Accettata»" in risposta.content.decode()
