"""The pages of the sheets: what they answer, to whom, and that nothing typed is lost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from smvp.registro.models import Evento
from valutazioni.models import Scheda
from valutazioni.stati import PRESA_VISIONE, PROPOSTA_A

from .schede import alla_decisione, alla_proposta, firmata, porta, segretario_deciso, vota

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings):
    settings.OGGI = "2026-04-10"


def _url(nome, scheda, *altro):
    return reverse(f"valutazioni:{nome}", args=[scheda.pk, *altro])


def _dati(scheda, **cambia):
    """What the browser sends: every field of the page, as it stands."""
    scheda.refresh_from_db()
    dati = {"versione": scheda.versione, "pagina": "p1", "note": scheda.note_valutatore}
    for v in scheda.voti_obiettivo.all():
        dati[f"raggiungimento_{v.pk}"] = "" if v.raggiungimento is None else str(v.raggiungimento).replace(".", ",")
    for v in scheda.voti_fattore.all():
        valore = v.vale(proposta=scheda.con_proposta)
        if valore is not None:
            dati[f"voto_{v.pk}"] = valore
    return dati | cambia


def test_una_scheda_altrui_e_una_che_non_esiste_sembrano_uguali(client, c):
    client.force_login(c.po1)
    for pk in (c.scheda_dirigente1.pk, 999_999):
        for url in (reverse("valutazioni:scheda", args=[pk]), reverse("valutazioni:passaggio", args=[pk, "proponi_a"])):
            assert client.get(url).status_code == 404
        for nome in ("salva", "pdf", "scheda"):
            assert client.post(reverse(f"valutazioni:{nome}", args=[pk]), {"versione": 1}).status_code == 404


def test_mentre_si_scrive_il_server_ricalcola_e_salva(client, c):
    client.force_login(c.ncvp)
    s = c.scheda_dirigente1
    primo = s.voti_obiettivo.first()
    risposta = client.post(_url("salva", s), _dati(s, **{f"raggiungimento_{primo.pk}": "92,5"}), **HTMX)
    testo = risposta.content.decode()
    assert risposta.status_code == 200
    assert "80,00" in testo and f'id="pesato-{primo.pk}"' in testo and 'value="2"' in testo
    primo.refresh_from_db()
    assert primo.raggiungimento == Decimal("92.50")


@pytest.mark.parametrize("scritto", ["abc", "-1", "12,345", "1e9", "999999", "٣"])
def test_un_valore_sbagliato_e_detto_e_il_resto_e_salvato(client, c, scritto):
    client.force_login(c.ncvp)
    s = c.scheda_dirigente1
    primo, secondo, _ = s.voti_obiettivo.all()
    dati = _dati(s, **{f"raggiungimento_{primo.pk}": scritto, f"raggiungimento_{secondo.pk}": "100"})
    testo = client.post(_url("salva", s), dati, **HTMX).content.decode()
    assert f'id="errore-raggiungimento_{primo.pk}"' in testo and "Un valore non è valido" in testo
    primo.refresh_from_db(), secondo.refresh_from_db()
    assert (primo.raggiungimento, secondo.raggiungimento) == (None, Decimal(100))
    pagina = client.post(_url("scheda", s), _dati(s, **{f"raggiungimento_{primo.pk}": scritto}))
    assert scritto in pagina.content.decode(), "ciò che è stato scritto resta nel campo"


def test_un_fattore_non_valutato_non_e_uno_zero(client, c):
    vota(c.scheda_dirigente1, c.ncvp)
    voto = c.scheda_dirigente1.voti_fattore.first()
    voto.proposto = None
    voto.save()
    porta(c.scheda_dirigente1, ("proponi_a", c.ncvp))
    client.force_login(c.ncvp)
    pagina = client.get(_url("scheda", c.scheda_dirigente1)).content.decode()
    assert "#DIV/0!" not in pagina and "Non valutato" in pagina and "finora" in pagina
    c.scheda_dirigente1.refresh_from_db()
    assert client.post(_url("passaggio", c.scheda_dirigente1, "trasmetti"), {"versione": c.scheda_dirigente1.versione}).status_code == 302
    c.scheda_dirigente1.refresh_from_db()
    assert c.scheda_dirigente1.stato == PROPOSTA_A


def test_i_massimi_sono_210_90_e_300(client, c):
    client.force_login(c.ncvp)
    pagina = client.get(_url("scheda", c.scheda_dirigente1)).content.decode()
    for massimo in ("su 210", "su 90", "massimo 210 punti"):
        assert massimo in pagina
    assert "180" not in pagina and "punteggio max 120" not in pagina


def _letto(client, scheda):
    """What the page remembers of what it showed."""
    contesto = client.get(_url("scheda", scheda)).context
    return {"versione": contesto["scheda"].versione, "prima": contesto["prima"]}


def test_chi_cambia_campi_diversi_non_si_disturba(client, c):
    """Two windows: each keeps its own change, and is told of the other's."""
    s = vota(c.scheda_dirigente1, c.ncvp)
    client.force_login(c.ncvp)
    primo, secondo, _ = s.voti_obiettivo.all()
    letto, partenza = _letto(client, s), _dati(s)
    altra = partenza | letto | {"pagina": "B", f"raggiungimento_{primo.pk}": "61"}
    assert client.post(_url("salva", s), altra, **HTMX).status_code == 200
    testo = client.post(_url("salva", s), partenza | letto | {"pagina": "A", f"raggiungimento_{secondo.pk}": "77"}, **HTMX).content.decode()
    primo.refresh_from_db(), secondo.refresh_from_db()
    assert (primo.raggiungimento, secondo.raggiungimento) == (Decimal(61), Decimal(77))
    assert "In un’altra finestra hai cambiato" in testo and "ora 61,00" in testo


def test_il_conflitto_e_solo_su_cio_che_entrambi_hanno_cambiato(client, c):
    s = vota(c.scheda_dirigente1, c.ncvp)
    client.force_login(c.ncvp)
    primo, secondo, _ = s.voti_obiettivo.all()
    letto, partenza = _letto(client, s), _dati(s)
    client.post(_url("salva", s), partenza | letto | {"pagina": "B", f"raggiungimento_{primo.pk}": "61"}, **HTMX)
    mio = partenza | letto | {"pagina": "A", f"raggiungimento_{primo.pk}": "10", "note": "Le mie note."}
    pagina = client.post(_url("scheda", s), mio | {"azione": "proponi_a"})
    testo = pagina.content.decode()
    assert pagina.status_code == 409
    assert [d["etichetta"] for d in pagina.context["conflitto"]] == ["Percentuale raggiunta di OG-1"]
    assert "Hai cambiato questa scheda in un’altra finestra" in testo and 'value="10"' in testo and pagina.context["storia"]
    primo.refresh_from_db(), s.refresh_from_db()
    assert (primo.raggiungimento, s.note_valutatore) == (Decimal(61), "Le mie note."), "ciò che non è conteso è salvato"
    # Nothing has been decided yet: another save of the same page finds the same conflict.
    dopo = mio | {"versione": pagina.context["form"].data["versione"], "prima": pagina.context["prima"]}
    assert "Hai cambiato" in client.post(_url("salva", s), dopo, **HTMX).content.decode()
    client.post(_url("scheda", s), dopo | {"tieni_miei": s.versione})
    primo.refresh_from_db(), secondo.refresh_from_db()
    assert (primo.raggiungimento, secondo.raggiungimento) == (Decimal(10), Decimal(100))


def test_tenere_i_propri_valori_non_riporta_indietro_quelli_degli_altri(client, c):
    s = vota(c.scheda_dirigente1, c.ncvp)
    client.force_login(c.ncvp)
    primo, secondo, _ = s.voti_obiettivo.all()
    letto, partenza = _letto(client, s), _dati(s)
    client.post(_url("salva", s), partenza | letto | {f"raggiungimento_{primo.pk}": "61", f"raggiungimento_{secondo.pk}": "88"}, **HTMX)
    s.refresh_from_db()
    mio = partenza | letto | {"pagina": "A", f"raggiungimento_{primo.pk}": "10", "tieni_miei": s.versione}
    client.post(_url("scheda", s), mio)
    primo.refresh_from_db(), secondo.refresh_from_db()
    assert (primo.raggiungimento, secondo.raggiungimento) == (Decimal(10), Decimal(88))


@pytest.mark.parametrize("prima", ["", "{", "[]", "null", '{"boh": 1}'])
def test_senza_sapere_che_cosa_si_era_letto_ogni_differenza_e_un_conflitto(client, c, prima):
    s = vota(c.scheda_dirigente1, c.ncvp)
    client.force_login(c.ncvp)
    primo = s.voti_obiettivo.first()
    vecchi = _dati(s, **{f"raggiungimento_{primo.pk}": "10"}) | {"versione": 1, "prima": prima}
    frammento = client.post(_url("salva", s), vecchi, **HTMX).content.decode()
    assert "92,00" in frammento and "10,00" in frammento
    primo.refresh_from_db()
    assert primo.raggiungimento == Decimal(92)


def test_il_passaggio_si_conferma_e_si_fa_una_volta_sola(client, c):
    s = vota(c.scheda_dirigente1, c.ncvp)
    client.force_login(c.ncvp)
    url = _url("passaggio", s, "proponi_a")
    assert "Controlla prima di confermare" in client.get(url).content.decode()
    for _ in range(2):
        assert client.post(url, {"versione": s.versione}).status_code == 302
    s.refresh_from_db()
    assert s.stato == PROPOSTA_A
    assert Evento.objects.filter(azione="scheda.proponi_a").count() == 1


def test_il_pulsante_salva_prima_di_andare_avanti(client, c):
    s = vota(c.scheda_dirigente1, c.ncvp)
    client.force_login(c.ncvp)
    risposta = client.post(_url("scheda", s), _dati(s, note="Ultima nota.", azione="proponi_a"))
    assert risposta.url == _url("passaggio", s, "proponi_a")
    s.refresh_from_db()
    assert s.note_valutatore == "Ultima nota."


def test_dove_non_c_e_da_salvare_il_passaggio_e_un_collegamento(client, c):
    """A decided sheet has no fields: its step must not go through the form that saves them."""
    s = vota(c.scheda_dirigente1, c.ncvp)
    porta(s, *alla_decisione(c))
    client.force_login(c.ncvp)
    partecipa = _url("passaggio", s, "partecipa")
    pagina = client.get(_url("scheda", s)).content.decode()
    assert f'href="{partecipa}"' in pagina and 'name="azione"' not in pagina
    assert client.get(partecipa).status_code == 200


def test_leggere_non_scrive(client, c):
    vota(c.scheda_dirigente1, c.ncvp)
    client.force_login(c.ncvp)
    prima = Evento.objects.count()
    for url in (
        reverse("valutazioni:elenco", args=[2025]),
        _url("scheda", c.scheda_dirigente1),
        _url("passaggio", c.scheda_dirigente1, "proponi_a"),
    ):
        assert client.get(url).status_code == 200
    assert Evento.objects.count() == prima


def test_una_scheda_firmata_non_ha_campi_e_il_valutato_la_legge(client, c):
    s = firmata(c)
    client.force_login(c.dirigente1)
    pagina = client.get(_url("scheda", s)).content.decode()
    assert "200,00" in pagina and 'type="radio"' not in pagina and "Trasmetti" not in pagina
    risposta = client.post(_url("salva", s), {"versione": s.versione, "note": "Provo."}, **HTMX)
    assert risposta.status_code == 403 and "non è salvato" in risposta.content.decode()
    s.refresh_from_db()
    assert (s.stato, s.note_valutatore) == (PRESA_VISIONE, "")


@pytest.mark.parametrize(
    ("query", "quante"),
    [("", 4), ("?ruolo=po", 2), ("?ruolo=dirigente", 2), ("?stato=proposta_b", 1), ("?stato=proposta_b&ruolo=po", 0), ("?stato=boh", 4)],
)
def test_i_filtri_dell_elenco_restano_nell_indirizzo(client, c, query, quante):
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *alla_proposta(c))
    client.force_login(c.segretario)
    assert len(client.get(reverse("valutazioni:elenco", args=[2025]) + query).context["righe"]) == quante


def test_un_solo_clic_prepara_tutti_i_pdf(client, c):
    client.force_login(c.ncvp)
    risposta = client.post(reverse("valutazioni:stampa", args=[2025]))
    assert "/documenti/lavori/" in risposta.url


@pytest.mark.parametrize("chi", ["dirigente1", "sindaco", "personale"])
def test_non_tutti_chiedono_i_pdf_di_tutti(client, c, chi):
    client.force_login(getattr(c, chi))
    assert client.post(reverse("valutazioni:stampa", args=[2025])).status_code == 403


def test_le_domande_alla_base_dati_sono_contate(client, c, django_assert_max_num_queries):
    client.force_login(c.ncvp)
    with django_assert_max_num_queries(18):
        client.get(reverse("valutazioni:elenco", args=[2025]))
    with django_assert_max_num_queries(20):
        client.get(_url("scheda", c.scheda_dirigente1))


def test_scheda_di_un_altro_esercizio_o_anno_sconosciuto(client, c):
    client.force_login(c.ncvp)
    assert client.get(reverse("valutazioni:elenco", args=[1999])).status_code == 404
    assert Scheda.objects.count() == 5


def _fattori(versione, *righe):
    dati = {"versione": versione, "f-TOTAL_FORMS": 6, "f-INITIAL_FORMS": 0}
    for n, (titolo, descrizione) in enumerate(righe):
        dati |= {f"f-{n}-titolo": titolo, f"f-{n}-descrizione": descrizione}
    return dati


def test_la_pagina_dei_fattori_di_b3(client, c):
    """Art. 10: a line without a title keeps what was typed; a good one leads back to the sheet."""
    client.force_login(c.dirigente1)
    url = _url("fattori", c.scheda_po1)
    assert "Bilancio" in client.get(url).content.decode()
    testo = client.post(url, _fattori(1, ("", "Solo una descrizione."))).content.decode()
    assert "Solo una descrizione." in testo and "Scrivi il titolo" in testo
    assert client.post(url, _fattori(1, ("Tributi locali", "IMU e TARI."))).url == c.scheda_po1.get_absolute_url()
    assert "Tributi locali" in client.get(_url("scheda", c.scheda_po1)).content.decode()
    assert client.get(_url("fattori", c.scheda_po2)).status_code == 404


def test_chi_legge_soltanto_non_apre_la_pagina_dei_fattori(client, c):
    client.force_login(c.segretario)
    assert client.get(_url("fattori", c.scheda_po1)).status_code == 403


def test_chi_scrive_mentre_la_scheda_va_avanti_sa_che_non_e_salvato(client, c):
    """A second window transmits: the first is told, it does not read «Salvato»."""
    s = vota(c.scheda_dirigente1, c.ncvp)
    dati = _dati(s, note="Scritta dopo la trasmissione.")
    porta(s, *alla_proposta(c))
    client.force_login(c.ncvp)
    for nome in ("salva", "scheda"):
        assert client.post(_url(nome, s), dati).status_code == 403
    s.refresh_from_db()
    assert s.note_valutatore == ""


def test_la_scheda_del_segretario_e_senza_obiettivi_su_90_e_senza_fascia(client, c):
    """Artt. 10 and 24."""
    client.force_login(c.ncvp)
    pagina = client.get(_url("scheda", c.scheda_segretario)).content.decode()
    assert "A · Obiettivi assegnati" not in pagina and "su 90" in pagina and "su 300" not in pagina and "Fascia 1" not in pagina
    testo = client.post(_url("salva", c.scheda_segretario), _dati(c.scheda_segretario), **HTMX).content.decode()
    assert "somma-a" not in testo
    segretario_deciso(c)
    porta(c.scheda_segretario, ("partecipa", c.ncvp))
    client.force_login(c.segretario)
    pagina = client.get(_url("scheda", c.scheda_segretario)).content.decode()
    assert "60,00" in pagina and "retribuzione è quella della legge" in pagina
    assert client.get(_url("passaggio", c.scheda_segretario, "firma")).status_code == 200
