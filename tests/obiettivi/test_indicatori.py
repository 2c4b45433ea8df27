"""The Piano generale degli indicatori (art. 9), the history of an indicator, the three-year planning table (art. 11)."""

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from obiettivi.letture.quadri.indicatori import Voce, piano_indicatori
from obiettivi.letture.quadri.serie import ALTEZZA, ATTESO, BASE, RAGGIUNTO, Punto, serie
from obiettivi.letture.quadri.triennio import triennio
from obiettivi.models import Indicatore, Obiettivo, Rilevazione
from smvp.organizzazione.models import Esercizio
from tests.obiettivi.scene import collettivo, di_po, entra, individuale, porta_a

D = Decimal

# --- the chart: pure --------------------------------------------------------------------------------------------------

numeri = st.decimals(min_value=-99999, max_value=99999, places=2)
punti = st.lists(st.builds(Punto, st.integers(2015, 2030), numeri, st.sampled_from([BASE, RAGGIUNTO, ATTESO])), max_size=9)


@given(punti)
def test_le_barre_stanno_nel_grafico_e_non_si_toccano(dati: list[Punto]) -> None:
    disegnata = serie(dati, "%")
    if disegnata is None:
        assert len({p.anno for p in dati}) < 2 or all(p.specie == ATTESO for p in dati)
        return
    assert len(disegnata.barre) == len(dati)
    destra = D(0)
    for b in disegnata.barre:
        x, larga = D(b.x.rstrip("%")), D(b.larghezza.rstrip("%"))
        assert destra <= x and x + larga <= 100 and "," not in b.x + b.larghezza + b.centro
        assert 0 < b.y_valore < b.y and b.altezza >= 1 and b.y + b.altezza < ALTEZZA
        assert disegnata.zero in (b.y, b.y + b.altezza) or b.altezza == 1
        destra = x + larga


def test_il_titolo_dice_che_cosa_si_e_trovato() -> None:
    dati = [Punto(2024, D("86.4"), BASE), Punto(2025, D("91"), RAGGIUNTO), Punto(2026, D("95"), ATTESO), Punto(2027, D("97"), ATTESO)]
    assert serie(dati, "%").titolo.replace("\xa0", " ") == "Da 86,4 % nel 2024 a 91 % nel 2025; atteso 95 % nel 2026"
    assert serie(dati[:1] + dati[2:], "").titolo == "Nel 2024 86,4; atteso 95 nel 2026"
    assert serie(dati[2:], "%") is None and serie(dati[:1], "%") is None


def test_il_doppio_e_alto_il_doppio() -> None:
    uno, due = serie([Punto(2024, D(40), BASE), Punto(2025, D(80), RAGGIUNTO)], "").barre
    assert due.altezza == 2 * uno.altezza and uno.y + uno.altezza == due.y + due.altezza


# --- the Piano --------------------------------------------------------------------------------------------------------


@pytest.fixture
def assegnati(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-01-15"
    c = comune
    bozze = [fai(c) for fai in (collettivo, individuale, di_po)]
    c.og, c.oi, c.op = (porta_a(c, b, "assegnata") for b in bozze)
    return c


def voci(c: SimpleNamespace, chi: str, direzione: Any = None) -> dict[tuple[str, str], Voce]:
    trovato = piano_indicatori(c.esercizio, direzione, getattr(c, chi))
    return {(v.obiettivo.codice, f"{v.indicatore.lettera}{v.indicatore.pk}"): v for s in trovato.sezioni for v in s.voci}


def sezioni(c: SimpleNamespace, chi: str) -> dict[str, list[str]]:
    piano = piano_indicatori(c.esercizio, None, getattr(c, chi))
    return {s.nome: sorted({v.obiettivo.codice for v in s.voci}) for s in piano.sezioni}


def test_ogni_indicatore_sta_nella_sua_direzione(assegnati: SimpleNamespace) -> None:
    """Of a part, the part's; of a P.O. in a Settore, the Direzione above; the scene's fillers have no indicators."""
    c = assegnati
    assert sezioni(c, "segretario") == {
        "Finanze e Tributi": sorted([c.og.codice, c.oi.codice, c.op.codice]), "Lavori Pubblici": [c.og.codice],
    }  # fmt: skip
    assert {codice for codice, _ in voci(c, "segretario", c.d2)} == {c.og.codice}
    piano = piano_indicatori(c.esercizio, c.d2, c.segretario)
    assert (piano.scelta, piano.entro, piano.articolo, len(piano.voci)) == (c.d2, date(2025, 12, 31), "9", 1)


def test_nel_piano_solo_cio_che_e_stato_validato_e_che_si_puo_vedere(assegnati: SimpleNamespace) -> None:
    c = assegnati
    Obiettivo.objects.filter(pk=c.oi.pk).update(stato="negoziata")
    assert c.oi.codice not in sezioni(c, "segretario")["Finanze e Tributi"]
    assert sezioni(c, "po2") == {"Finanze e Tributi": [c.og.codice], "Lavori Pubblici": [c.og.codice]}  # a collective one is everybody's


def test_il_valore_prima_della_rendicontazione_lo_vede_chi_lo_scrive_e_chi_tiene_il_conto(assegnati: SimpleNamespace) -> None:
    c = assegnati
    primo = c.oi.indicatori.first()
    Rilevazione.objects.create(indicatore=primo, valore=D("96"))
    chiave = (c.oi.codice, f"A{primo.pk}")
    visti = {chi: voci(c, chi)[chiave].valore for chi in ("controllo", "segretario", "dirigente1", "ncvp", "sindaco")}
    assert {chi for chi, valore in visti.items() if valore} == {"controllo", "segretario", "dirigente1"}
    voce = voci(c, "controllo")[chiave]
    assert voce.provvisorio and voce.soddisfatto and voce.esito == ("fatto", "Raggiunto")
    porta_a(c, c.oi, "rendicontata")
    voce = voci(c, "ncvp")[chiave]
    assert voce.valore and not voce.provvisorio


@pytest.mark.parametrize(
    ("campi", "rilevata", "valore", "esito"),
    [
        ({"misura": "numero", "verso": "basso", "atteso": D(9)}, {"valore": D("9.5")}, "9,5 giorni", "Non raggiunto"),
        ({"misura": "numero", "verso": "basso", "atteso": D(9)}, {"valore": D("9")}, "9 giorni", "Raggiunto"),
        ({"misura": "data", "atteso_entro": date(2025, 9, 30)}, {"valore_data": date(2025, 10, 1)}, "01/10/2025", "Non raggiunto"),
        ({"misura": "data", "atteso_entro": date(2025, 9, 30)}, {"valore_data": date(2025, 9, 30)}, "30/09/2025", "Raggiunto"),
        ({"misura": "si_no"}, {"fatto": True}, "fatto", "Raggiunto"),
        ({"misura": "numero", "atteso": None}, {"valore": D(3)}, "3 giorni", "Rilevato"),
        ({"misura": "numero", "atteso": D(9)}, {}, "", "Da rilevare"),
    ],
)  # fmt: skip
def test_l_esito_come_si_misura(assegnati: SimpleNamespace, campi: dict, rilevata: dict, valore: str, esito: str) -> None:
    c = assegnati
    Obiettivo.objects.filter(pk=c.oi.pk).update(stato="rendicontata")
    i = c.oi.indicatori.last()
    vuoti = {"atteso": None, "base": None, "base_anno": None, "atteso_1": None, "atteso_2": None, "unita": "giorni"}
    Indicatore.objects.filter(pk=i.pk).update(**vuoti | campi)
    if rilevata:
        Rilevazione.objects.create(indicatore=i, **rilevata)
    voce = voci(c, "ncvp")[c.oi.codice, f"B{i.pk}"]
    assert (voce.valore.replace("\xa0", " "), voce.esito[1]) == (valore, esito)
    assert voce.serie is None


# --- the history ------------------------------------------------------------------------------------------------------


def catena(c: SimpleNamespace, *anni: tuple[int, str]) -> Indicatore:
    """The same indicator in earlier exercises, with what was reached; the last continues them."""
    precedente, ora = None, c.oi.indicatori.first()
    for anno, valore in anni:
        esercizio, _ = Esercizio.objects.get_or_create(anno=anno, regolamento=c.esercizio.regolamento)
        (o,) = Obiettivo.objects.bulk_create([
            Obiettivo(esercizio=esercizio, codice=f"V-{anno}", titolo="Prima", tipo="individuale", stato="valutata", area="2", ambiti=["f"],
                      responsabile=c.incarico_dirigente1)
        ])  # fmt: skip
        precedente = Indicatore.objects.create(
            obiettivo=o,
            ordine=1,
            titolo="Fatture",
            tipo="efficacia",
            base=D(70),
            base_anno=anno - 1,
            origine=precedente,
            unita=ora.unita,
        )
        Rilevazione.objects.create(indicatore=precedente, valore=D(valore))
    Indicatore.objects.filter(pk=ora.pk).update(origine=precedente)
    return ora


def test_la_serie_risale_gli_esercizi_e_la_base_riempie_l_anno_che_manca(assegnati: SimpleNamespace) -> None:
    c = assegnati
    ora = catena(c, (2023, "80"), (2024, "86"))
    Rilevazione.objects.create(indicatore=ora, valore=D("95"))
    punti = voci(c, "controllo")[c.oi.codice, f"A{ora.pk}"].serie.punti
    assert [(p.anno, p.valore, p.specie) for p in punti] == [
        (2022, 70, BASE), (2023, 80, RAGGIUNTO), (2024, 86, RAGGIUNTO), (2025, 95, RAGGIUNTO),
        (2025, 95, ATTESO), (2026, 97, ATTESO), (2027, 98, ATTESO),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cambia", "detto"),
    [
        ({"unita": "servizi"}, "Fino al 2023 si misurava in «servizi»: quei valori non si confrontano con questi e non sono disegnati."),
        ({"unita": ""}, "Fino al 2023 si misurava in un altro modo: quei valori non si confrontano con questi e non sono disegnati."),
        ({"misura": "data"}, "Fino al 2023 si misurava in un altro modo: quei valori non si confrontano con questi e non sono disegnati."),
    ],
)
def test_valori_di_unita_diverse_non_stanno_nella_stessa_serie(
    assegnati: SimpleNamespace, client: Client, cambia: dict[str, str], detto: str
) -> None:
    """The series goes back to where it was measured otherwise, also if before that it was measured as today; the page says it."""
    c = assegnati
    ora = catena(c, (2022, "75"), (2023, "80"), (2024, "86"))
    Indicatore.objects.filter(obiettivo__codice="V-2023").update(**cambia)
    voce = voci(c, "controllo")[c.oi.codice, f"A{ora.pk}"]
    assert [(p.anno, p.specie) for p in voce.serie.punti][:2] == [(2023, BASE), (2024, RAGGIUNTO)] and voce.salto == detto
    entra(client, c.controllo)
    assert detto in client.get("/obiettivi/2025/indicatori/", {"direzione": "D1"}).content.decode()
    Indicatore.objects.filter(obiettivo__codice="V-2023").update(unita=f" {ora.unita.upper()} ", misura="numero")
    assert voci(c, "controllo")[c.oi.codice, f"A{ora.pk}"].salto == ""  # capitals and spaces are not another unit


def test_di_un_anno_ancora_aperto_la_serie_non_dice_il_valore(assegnati: SimpleNamespace) -> None:
    c = assegnati
    ora = catena(c, (2024, "86"))
    Obiettivo.objects.filter(codice="V-2024").update(stato="monitorata")
    punti = voci(c, "ncvp")[c.oi.codice, f"A{ora.pk}"].serie.punti
    assert [(p.anno, p.specie) for p in punti][:2] == [(2023, BASE), (2024, BASE)]


def test_una_catena_che_gira_su_se_stessa_finisce(assegnati: SimpleNamespace) -> None:
    c = assegnati
    ora = c.oi.indicatori.first()
    Indicatore.objects.filter(pk=ora.pk).update(origine=ora)
    assert [p.anno for p in voci(c, "controllo")[c.oi.codice, f"A{ora.pk}"].serie.punti] == [2024, 2025, 2026, 2027]


# --- the pages --------------------------------------------------------------------------------------------------------


def test_le_pagine(assegnati: SimpleNamespace, client: Client) -> None:
    c = assegnati
    entra(client, c.segretario)
    insieme = client.get("/obiettivi/2025/indicatori/").content.decode()
    assert "?direzione=D1" in insieme and "voce-piano" not in insieme  # the Direzioni first
    una = client.get("/obiettivi/2025/indicatori/", {"direzione": "D1"}).content.decode()
    assert una.count("voce-piano") == len(voci(c, "segretario", c.d1)) and "Da 86,4" not in una and "Nel 2024 86,4" in una
    assert client.get("/obiettivi/2025/indicatori/", {"direzione": "D9"}).status_code == 404
    tavola = client.get("/obiettivi/2025/triennio/").content.decode()
    assert "2025–2027" in tavola and "Fatture pagate entro 30 giorni" in tavola


def test_di_una_direzione_che_non_si_vede_non_c_e_niente(assegnati: SimpleNamespace, client: Client) -> None:
    c = assegnati
    Obiettivo.objects.filter(pk=c.og.pk).update(stato="negoziata")
    entra(client, c.dirigente1)
    for pagina in ("indicatori", "indicatori/xlsx"):
        assert client.get(f"/obiettivi/2025/{pagina}/", {"direzione": "D2"}).status_code == 404
        assert client.get(f"/obiettivi/2025/{pagina}/", {"direzione": "D1"}).status_code == 200


def righe(contenuto: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(contenuto)).active.iter_rows(values_only=True))


def test_i_fogli(assegnati: SimpleNamespace, client: Client) -> None:
    c = assegnati
    entra(client, c.controllo)
    Rilevazione.objects.create(indicatore=c.oi.indicatori.first(), valore=D("96.5"))
    testa, *piano = righe(client.get("/obiettivi/2025/indicatori/xlsx/").content)
    assert len(piano) == len(voci(c, "controllo"))
    prima = next(dict(zip(testa, r, strict=True)) for r in piano if r[1] == c.oi.codice and r[3] == "A")
    assert (prima["Direzione"], prima["Base"], prima["Raggiunto (numero)"], prima["Esito"]) == (
        "Finanze e Tributi",
        86.4,
        96.5,
        "Raggiunto",
    )
    testa, *tavola = righe(client.get("/obiettivi/2025/triennio/xlsx/").content)
    prima = next(dict(zip(testa, r, strict=True)) for r in tavola if r[1] == c.oi.codice)
    assert [prima[f"Atteso {anno}"] for anno in (2025, 2026, 2027)] == [95, 97, 98] and prima["Anno base"] == "2024"


def test_il_triennio_va_per_aree(assegnati: SimpleNamespace) -> None:
    c = assegnati
    Obiettivo.objects.filter(pk=c.op.pk).update(area="1")
    letto = triennio(c.esercizio, c.segretario)
    assert [a.area.numero for a in letto.aree] == [1, 2] and letto.anni == (2025, 2026, 2027)
    assert {r.obiettivo.codice for r in letto.aree[0].righe} == {c.op.codice}
    assert [r.prima for r in letto.aree[0].righe] == [True, False]


def test_un_triennio_lungo_va_a_pagine_e_il_foglio_e_intero(
    assegnati: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages put end to end are the table: nothing is lost or said twice, and an objective cut by a page is named again."""
    c = assegnati
    monkeypatch.setattr("obiettivi.letture.quadri.triennio.PER_PAGINA", 2)
    intero = [r.indicatore.pk for a in triennio(c.esercizio, c.segretario).aree for r in a.righe]
    pagine = [triennio(c.esercizio, c.segretario, str(n)) for n in range(1, len(intero) // 2 + len(intero) % 2 + 1)]
    assert len(pagine) > 1 and [r.indicatore.pk for p in pagine for a in p.aree for r in a.righe] == intero
    assert all(p.aree[0].righe[0].prima for p in pagine)
    entra(client, c.segretario)
    pagina = client.get("/obiettivi/2025/triennio/").content.decode()
    assert f"Indicatori da <b>1</b> a <b>2</b> su {len(intero)}" in pagina and "pagina=2" in pagina
    assert len(righe(client.get("/obiettivi/2025/triennio/xlsx/").content)) == len(intero) + 1


@pytest.mark.parametrize("pagina", ["indicatori/?direzione=D1", "triennio/", "indicatori/xlsx/"])
def test_le_query_non_crescono(assegnati: SimpleNamespace, client: Client, pagina: str) -> None:
    c = assegnati
    entra(client, c.controllo)
    catena(c, (2024, "86"))
    indirizzo = f"/obiettivi/2025/{pagina}"
    client.get(indirizzo)
    with CaptureQueriesContext(connection) as poche:
        client.get(indirizzo)
    nuovi = Obiettivo.objects.bulk_create(
        Obiettivo(esercizio=c.esercizio, codice=f"OI-9{n}", titolo="Altro", tipo="individuale", area="1", stato="assegnata", atto=c.atto,
                  responsabile=c.incarico_po1)
        for n in range(20)
    )  # fmt: skip
    Indicatore.objects.bulk_create(Indicatore(obiettivo=o, ordine=1, titolo="Altro", tipo="tempo", atteso=D(1)) for o in nuovi)
    with CaptureQueriesContext(connection) as molte:
        client.get(indirizzo)
    assert len(molte) == len(poche)
