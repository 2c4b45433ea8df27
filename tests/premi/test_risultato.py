"""Art. 24: the band report: the amounts are those of the engine, in the page, in the XLSX and in the CSV; who may take it away."""

import io
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from premi.letture import fatti, rapporto
from premi.models import Fondo
from premi.simulazione import simula
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi
from smvp.registro.models import Evento
from tests.personaggi import UTENTI
from tests.valutazioni.schede import QUANDO, alla_firma, alla_firma_po, con_schede, firmata, firmata_po, porta, segretario_deciso, vota

XLSX = reverse("premi:esporta", args=[2025, "xlsx"])
PAGINA = reverse("premi:risultato", args=[2025])


@pytest.fixture
def c(comune):
    """dirigente1 signed at 200 (85 % of 12,000 = 10,200), po1 at 300 from 1 October (100 % of 3,000 for 92 days), the others open."""
    return _firmate(comune)


def _firmate(comune, po1_dal="2025-10-01"):
    con_schede(comune)
    type(comune.incarico_po1).objects.filter(pk=comune.incarico_po1.pk).update(dal=po1_dal)
    firmata(comune)
    firmata_po(comune, raggiungimenti=("100", "100", "100"), voto=3)
    Fondo.objects.create(esercizio=comune.esercizio, destinazione="dirigenti", importo=Decimal("20000.00"))
    Fondo.objects.create(esercizio=comune.esercizio, destinazione="po", importo=Decimal("700.00"))
    return comune


def test_gli_importi_e_le_economie(c):
    dirigenti, po = rapporto(c.esercizio).sezioni
    assert [(r.esito.importo if r.esito else None) for r in dirigenti.righe] == [Decimal("10200.00"), None]
    assert [(r.esito.importo if r.esito else None) for r in po.righe] == [None, Decimal("756.16")]
    assert (dirigenti.da_attribuire, dirigenti.aperte) == (Decimal("9800.00"), 1)
    assert dirigenti.economie is None, "finché una scheda è aperta le economie non si sanno"
    assert po.da_attribuire == Decimal("-56.16")
    assert [f.quanti for f in dirigenti.fasce] == [0, 0, 1, 0]


def test_simula_sui_fatti_esportati_da_gli_stessi_importi(c, capsys):
    call_command("esporta_fatti", "2025")
    risultati = json.loads(simula(capsys.readouterr().out))
    assert sorted(i["importo"] for i in risultati["incarichi"]) == ["10200.00", "756.16"]
    assert risultati["monte_risultato"]["economie"] == "9743.84"


def test_chi_ha_servito_meno_di_tre_mesi_non_e_pagato(comune):
    c = _firmate(comune, po1_dal="2025-10-02")
    riga = next(r for r in rapporto(c.esercizio).righe if r.scheda == c.scheda_po1)
    assert riga.esito.importo == Decimal("0.00")
    assert "art. 16" in riga.nota


def test_un_obiettivo_senza_atto_non_e_formalmente_assegnato(c):
    type(c.scheda_po1.voti_obiettivo.first().assegnazione.obiettivo).objects.update(atto=None, stato="accettata")
    assert {r.esito.importo for r in rapporto(c.esercizio).righe if r.esito} == {Decimal("0.00")}


def test_la_pagina_dice_gli_importi_in_italiano(c, client):
    client.force_login(c.personale)
    testo = client.get(PAGINA).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    for scritto in ("10.200,00 €", "756,16 €", "9.800,00 €", "-56,16 €", "Scheda non ancora firmata"):
        assert scritto in testo


def test_lo_xlsx_si_apre_con_i_numeri_come_numeri(c, client):
    client.force_login(c.personale)
    risposta = client.post(XLSX)
    assert risposta.headers["Content-Disposition"] == 'attachment; filename="retribuzione-di-risultato-2025.xlsx"'
    libro = load_workbook(io.BytesIO(risposta.content))
    foglio = libro.worksheets[0]
    colonne = {cella.value: n for n, cella in enumerate(next(foglio.iter_rows()))}
    righe = {r[colonne["Matricola"]].value: r for r in foglio.iter_rows(min_row=2)}
    bertolini = righe[c.persona_dirigente1.matricola]
    assert [bertolini[colonne[n]].value for n in ("P_A", "P_B", "P_FINALE", "Fascia", "Percentuale (su 100)", "Giorni", "Importo")] == [
        140,
        60,
        200,
        3,
        85,
        365,
        10200,
    ]
    assert all(bertolini[colonne[n]].data_type == "n" for n in ("P_A", "P_FINALE", "Importo"))
    assert righe["Totale"][colonne["Importo"]].value == pytest.approx(10956.16)
    totali = {r[0].value: [x.value for x in r[1:4]] for r in libro["Totali"].iter_rows(min_row=2)}
    assert totali["Risultato dei dirigenti"] == [20000, 10200, 9800]
    fasce = {(r[0].value, r[1].value): (r[5].value, r[6].value) for r in libro["Fasce"].iter_rows(min_row=2)}
    assert fasce["Risultato dei dirigenti", 3] == (1, 10200)


def test_il_csv_si_apre_in_un_foglio_italiano(c, client):
    client.force_login(c.personale)
    testo = client.post(reverse("premi:esporta", args=[2025, "csv"])).content.decode("utf-8-sig")
    riga = next(r for r in testo.splitlines() if "Bertolini" in r).split(";")
    assert "200,00" in riga and "10200,00" in riga and "01/01/2024" in riga


def test_un_nome_che_sembra_una_formula_resta_un_nome(c, client):
    type(c.persona_dirigente1).objects.filter(pk=c.persona_dirigente1.pk).update(cognome="=1+1")
    client.force_login(c.personale)
    foglio = load_workbook(io.BytesIO(client.post(XLSX).content)).worksheets[0]
    assert {cella.data_type for riga in foglio.iter_rows() for cella in riga} <= {"s", "n", "d", "inlineStr"}


@pytest.mark.parametrize("chi", UTENTI)
def test_chi_vede_il_rapporto_e_chi_lo_porta_via(c, client, chi):
    client.force_login(getattr(c, chi))
    assert client.get(PAGINA).status_code == (200 if chi in ("personale", "segretario") else 403)
    assert client.post(XLSX).status_code == (200 if chi == "personale" else 403)


def test_portarlo_via_lascia_una_traccia_e_leggerlo_no(c, client):
    client.force_login(c.personale)
    prima = Evento.objects.count()
    client.get(PAGINA)
    assert client.get(XLSX).status_code == 405
    assert Evento.objects.count() == prima
    client.post(XLSX)
    assert Evento.objects.latest("numero").contenuto["formato"] == "xlsx"


def test_un_punteggio_firmato_diverso_dai_voti_ferma_le_paghe(c, monkeypatch):
    """The report never pays on a figure that the marks do not give."""
    from premi.letture import risultato as letture

    buone = letture.schede_di_risultato

    def falsate(esercizio):
        schede = buone(esercizio)
        for s in schede:
            s.p_finale = Decimal("299.00") if s.p_finale else None
        return schede

    monkeypatch.setattr(letture, "schede_di_risultato", falsate)
    with pytest.raises(DatiNonValidi, match="firmato"):
        rapporto(c.esercizio)


def test_i_fatti_sono_solo_quelli_delle_schede_firmate(c):
    assert len(fatti(c.esercizio)["incarichi"]) == 2


def test_un_esercizio_senza_schede_dice_che_cosa_fare(comune, client):
    client.force_login(comune.personale)
    assert "le apre il NCVP" in client.get(PAGINA).content.decode()


def test_le_domande_non_crescono_con_le_schede(c, client, django_assert_max_num_queries):
    client.force_login(c.personale)
    with django_assert_max_num_queries(19):  # the last: payment times (reading A66), the run that holds, the tabs
        client.get(PAGINA)


def test_a_schede_firmate_si_sanno_le_economie(c):
    for scheda, chi in ((c.scheda_dirigente2, c.ncvp), (c.scheda_po2, c.dirigente2)):
        vota(scheda, chi)
    porta(c.scheda_dirigente2, *alla_firma(c, c.dirigente2))
    porta(c.scheda_po2, *alla_firma_po(c, c.dirigente2, c.po2))
    dirigenti, _ = rapporto(c.esercizio).sezioni
    assert (dirigenti.economie, dirigenti.da_attribuire) == (Decimal("450.00"), None)


def test_una_scheda_non_valutabile_e_nel_rapporto_con_il_motivo_e_zero(c, client):
    """Art. 16: it is not open: nothing more is to come, and what is left is known."""
    motivo = "In servizio per due mesi soltanto."
    esegui(c.scheda_dirigente2, "dichiara_non_valutabile", utente=c.ncvp, quando=QUANDO, versione=1, motivo=motivo)
    dirigenti, _ = rapporto(c.esercizio).sezioni
    riga = next(r for r in dirigenti.righe if r.scheda == c.scheda_dirigente2)
    assert (riga.importo, riga.nota) == (Decimal("0.00"), f"Non valutabile: {motivo}")
    assert (dirigenti.aperte, dirigenti.economie) == (0, Decimal("9800.00"))
    assert len(fatti(c.esercizio)["incarichi"]) == 2
    client.force_login(c.personale)
    assert motivo in client.get(PAGINA).content.decode()
    foglio = load_workbook(io.BytesIO(client.post(XLSX).content)).worksheets[0]
    colonne = {cella.value: n for n, cella in enumerate(next(foglio.iter_rows()))}
    borghi = next(r for r in foglio.iter_rows(min_row=2, values_only=True) if "Borghi" in str(r[1]))
    assert (borghi[colonne["Importo"]], borghi[colonne["Fascia"]], borghi[colonne["Note"]]) == (0, None, riga.nota)


def test_la_scheda_del_segretario_non_e_nella_retribuzione_di_risultato(c):
    """Art. 24: the law and the national contract decide."""
    prima = [r.importo for r in rapporto(c.esercizio).righe]
    segretario_deciso(c)
    porta(c.scheda_segretario, ("partecipa", c.ncvp), ("firma", c.segretario))
    assert [r.importo for r in rapporto(c.esercizio).righe] == prima
    assert c.scheda_segretario not in [r.scheda for r in rapporto(c.esercizio).righe]


def test_di_ogni_importo_si_vede_come_si_calcola(comune):
    """An interim's half is said (art. 24): 3,000 × 100 % × 92/365 × 50 % = 378.08."""
    type(comune.incarico_po1).objects.filter(pk=comune.incarico_po1.pk).update(ad_interim=True)
    c = _firmate(comune)
    riga = next(r for r in rapporto(c.esercizio).righe if r.scheda == c.scheda_po1)
    conto = riga.conto.replace("\N{NO-BREAK SPACE}", " ")
    assert conto == "3.000,00 € × 100 % × 92/365 giorni × 50 % perché ad interim (art. 24) = 378,08 €"
    assert riga.esito.importo == Decimal("378.08")


def test_chi_non_e_valutabile_non_conta_nelle_fasce(comune):
    c = _firmate(comune, po1_dal="2025-10-02")
    _, po = rapporto(c.esercizio).sezioni
    assert sum(f.quanti for f in po.fasce) == 0


def test_cambiare_l_incarico_dopo_la_firma_non_cambia_la_paga(c):
    """What pay is made of is frozen in the signed sheet."""
    prima = [r.esito.importo for r in rapporto(c.esercizio).righe if r.esito]
    type(c.incarico_po1).objects.update(dal="2025-01-01", retribuzione_risultato=Decimal("999999.99"))
    assert [r.esito.importo for r in rapporto(c.esercizio).righe if r.esito] == prima
