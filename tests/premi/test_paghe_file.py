"""The file for the payroll, byte by byte: what is written, what is refused, what hostile values become. No database."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from premi.calcolo.tracciato import CAMPI, IMPORTI, Colonna, Mappa, RigaPaghe, avvisi_mappa, difetti_mappa, mappa_da
from premi.documenti.paghe import Fornitura, Prodotto, anteprima, produci
from premi.letture.fonti import DiCorsa
from premi.letture.tracciati import predefiniti
from premi.models import Corsa
from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio

D = Decimal
QUANDO = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
VOCI = {"dirigenti": "1234", "po": "1235", "produttivita": "2001", "ulteriore": "2002"}
BASE = (Colonna("matricola", "MATR", 6, "destra", "zero"), Colonna("nominativo", "NOME", 10), Colonna("importo", "EURO", 10, "destra"))
CSV = Mappa("csv", BASE, totali="in_fondo", voci=VOCI)
FISSO = replace(CSV, formato="fisso")
XLSX = replace(CSV, formato="xlsx")


def corsa(stato: str = "liquidabile", **altro: object) -> Corsa:
    atto = Atto(tipo=Atto.Tipo.GIUNTA, numero=55, data=date(2026, 4, 20), oggetto="Importi")
    c = Corsa(
        pk=7, esercizio=Esercizio(anno=2025), istituto="produttivita", numero=3, impronta="a" * 64, regolamento="domodossola-2020",
        calcolata_il=QUANDO, atto=atto, **altro,
    )  # fmt: skip
    c.stato = stato
    return c


def riga(matricola: str = "0012", nome: str = "Rossi Anna", importo: str = "1234.50", **altro: object) -> RigaPaghe:
    euro = D(importo)
    return RigaPaghe(matricola, nome, "", "produttivita", "Produttività del personale", euro, euro, D("0.00"), "C", "D1", **altro)


class DiProva(DiCorsa):
    """A run whose rows are given, instead of those in the database."""

    def __init__(self, righe: Iterable[RigaPaghe], stato: str = "liquidabile", base: Corsa | None = None) -> None:
        super().__init__(corsa(stato), base)
        object.__setattr__(self, "date", righe)

    def righe(self, mappa: Mappa) -> Iterator[RigaPaghe]:
        return iter(self.date)


def fatto(mappa: Mappa, *righe: RigaPaghe, stato: str = "liquidabile", base: Corsa | None = None) -> Prodotto:
    return produci(Fornitura(DiProva(righe or (riga(),), stato, base), mappa, "Paghe"), QUANDO)


def scritto(mappa: Mappa, *righe: RigaPaghe, **altro: object) -> str:
    prodotto = fatto(mappa, *righe, **altro)
    assert prodotto.difetti == []
    return prodotto.contenuto.decode(mappa.codifica)


# --- separated and fixed --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cambia", "atteso"),
    [
        ({}, "MATR;NOME;EURO\r\n0012;Rossi Anna;1234,50\r\nTOTALE;1;1234,50\r\n"),
        ({"separatore": "tab", "decimale": "."}, "MATR\tNOME\tEURO\r\n0012\tRossi Anna\t1234.50\r\nTOTALE\t1\t1234.50\r\n"),
        ({"separatore": ",", "decimale": "centesimi", "fine_riga": "lf"}, "MATR,NOME,EURO\n0012,Rossi Anna,123450\nTOTALE,1,123450\n"),
        ({"intestazioni": False}, "0012;Rossi Anna;1234,50\r\nTOTALE;1;1234,50\r\n"),
        (
            {"formato": "fisso"},
            "MATR  NOME      EURO      \r\n000012Rossi Anna   1234,50\r\nTOTALE00000001        1234,50\r\n",
        ),
    ],
)
def test_ogni_byte_e_quello_che_dice_il_tracciato(cambia: dict[str, object], atteso: str) -> None:
    assert scritto(replace(CSV, **cambia)) == atteso


def test_la_firma_iniziale_sta_solo_in_testa() -> None:
    contenuto = fatto(replace(CSV, codifica="utf-8-sig")).contenuto
    assert (contenuto[:3], contenuto.count(b"\xef\xbb\xbf")) == (b"\xef\xbb\xbf", 1)


@pytest.mark.parametrize(
    ("importo", "decimale", "atteso"),
    [
        ("-1234.50", ",", "-001234,50"), ("-0.05", "centesimi", "-000000005"), ("0.10", ".", "0000000.10"),
        ("9999999.99", ",", "9999999,99"), ("1E+3", ",", "0001000,00"),
    ],
)  # fmt: skip
def test_il_segno_sta_davanti_agli_zeri_e_non_c_e_mai_un_esponente(importo: str, decimale: str, atteso: str) -> None:
    mappa = replace(FISSO, colonne=(Colonna("importo", "E", 10, "destra", "zero"),), intestazioni=False, decimale=decimale)
    assert scritto(mappa, riga(importo=importo)).splitlines()[0] == atteso


def test_date_e_colonne_della_corsa() -> None:
    campi = ("esercizio", "corsa", "impronta", "atto_numero", "atto_data", "giorni", "voce", "vuota")
    colonne = (*(Colonna(c) for c in campi), Colonna("costante", testo="EUR"))
    righe = scritto(
        replace(CSV, colonne=colonne, formato_data="%Y%m%d"), riga(giorni=365, atto_numero="55", atto_data=date(2026, 4, 20))
    ).splitlines()
    assert righe[1] == f"2025;3;{'a' * 64};55;20260420;365;2001;;EUR"


# --- what does not fit is named, never cut --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mappa", "messa", "parole"),
    [
        (FISSO, riga(importo="12345678.90"), "colonna 3 «EURO»: «12345678,90» ha 11 caratteri, la colonna 10"),
        (FISSO, riga(matricola="1234567"), "(matricola 1234567), colonna 1 «MATR»"),
        (FISSO, riga(nome="Bianchi Maddalena"), "«Bianchi Maddalena» ha 17 caratteri"),
        (replace(CSV, codifica="cp1252"), riga(nome="Popa Ștefan"), "il carattere «Ș» non esiste in Windows-1252"),
        (replace(CSV, codifica="cp1252"), riga(nome="Rossi 🙂"), "il carattere «🙂» non esiste"),
        (replace(CSV, voci={}, colonne=(*BASE, Colonna("voce"))), riga(), "Manca il codice voce di «Produttività del personale»"),
        (replace(XLSX, voci={}, colonne=(*BASE, Colonna("voce"))), riga(), "Manca il codice voce"),
    ],
)  # fmt: skip
def test_cio_che_non_ci_sta_viene_nominato(mappa: Mappa, messa: RigaPaghe, parole: str) -> None:
    prodotto = fatto(mappa, riga(), messa)
    assert any(parole in d for d in prodotto.difetti), prodotto.difetti
    if "voce" not in parole:
        assert all(d.startswith("Riga 2") for d in prodotto.difetti)


def test_molti_difetti_si_contano_e_i_primi_si_leggono() -> None:
    nomi = (riga(nome="x" * (n + 1), matricola="1234567" if n in (3, 5) else "1") for n in range(50))
    difetti = fatto(FISSO, *nomi).difetti
    assert [d.split(" (")[0] for d in difetti[:5]] == ["Riga 4", "Riga 6", "Riga 11", "Riga 12", "Riga 13"]
    assert difetti[5:] == ["E altri 37 casi come questi nella colonna 2 «NOME». Il più lungo ha 50 caratteri."]


def test_solo_una_descrizione_si_taglia_e_solo_se_il_tracciato_lo_dice() -> None:
    taglia = replace(FISSO, colonne=(BASE[0], replace(BASE[1], taglia=True), BASE[2]))
    assert scritto(taglia, riga(nome="Bianchi Maddalena")).splitlines()[1] == "000012Bianchi Ma   1234,50"


# --- hostile names --------------------------------------------------------------------------------------------------------------

OSTILI = ['=HYPERLINK("http://x.example";"va")', "+39 Rossi", "-Rossi", "@Rossi", "\tRossi", "\rRossi", "＝Rossi", "R\nAnna", "È" * 200]


@pytest.mark.parametrize("nome", OSTILI)
def test_nessuna_cella_diventa_una_formula(nome: str) -> None:
    libro = load_workbook(io.BytesIO(fatto(XLSX, riga(nome=nome, matricola="0007")).contenuto))
    pagina = libro.worksheets[0]
    assert (pagina["B2"].data_type, pagina["A2"].data_type, pagina["A2"].value) == ("s", "s", "0007")
    righe = scritto(CSV, riga(nome=nome)).split("\r\n")
    assert len(righe) == 4, "un nome non spezza la riga"
    assert not righe[1].split(";")[1].strip('"').startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_un_accento_scomposto_e_un_carattere_solo() -> None:
    assert scritto(replace(FISSO, codifica="cp1252"), riga(nome="Niccolo\u0300")).splitlines()[1] == "000012Niccolò      1234,50"


def test_il_separatore_dentro_un_nome_non_sposta_le_colonne() -> None:
    assert scritto(CSV, riga(nome='Rossi; "Anna"')).splitlines()[1] == '0012;"Rossi; ""Anna""";1234,50'


# --- XLSX -----------------------------------------------------------------------------------------------------------------------


def test_numeri_numeri_date_date_e_totali_su_un_foglio_loro() -> None:
    colonne = (*BASE, Colonna("atto_data"), Colonna("giorni"))
    libro = load_workbook(
        io.BytesIO(
            fatto(replace(XLSX, colonne=colonne), riga(giorni=90, atto_data=date(2026, 4, 20)), riga("0013", importo="-0.5")).contenuto
        )
    )
    paghe, totali = libro.worksheets
    assert [c.value for c in paghe[1]] == ["MATR", "NOME", "EURO", "Data dell’atto", "Giorni"]
    assert [c.data_type for c in paghe[2]] == ["s", "s", "n", "d", "n"]
    assert (paghe["C2"].value, paghe["C3"].value, paghe["D2"].value.date()) == (1234.5, -0.5, date(2026, 4, 20))
    controlli = {(r[0].value, r[1].value): [c.value for c in r[2:]] for r in totali.iter_rows(min_row=2)}
    assert controlli["Totale", "tutto il file"] == [2, 2, 1234]
    assert controlli["Voce", "2001 Produttività del personale"] == [2, 2, 1234]
    assert controlli["Direzione", "D1"] == [2, 2, 1234]
    detti = {a: b for a, b in controlli if controlli[a, b] == [None] * 3}
    assert detti["Impronta dei fatti (SHA-256)"] == "a" * 64
    assert detti["Versione del regolamento"] == "domodossola-2020"
    assert (detti["Stato"], detti["Scaricata il"]) == ("Liquidabile", "04/05/2026 alle 10:30")
    assert detti["Atto"] == "Deliberazione della Giunta comunale n. 55 del 20/04/2026"


def test_provvisorio_sta_nel_nome_e_dentro() -> None:
    for mappa in (CSV, FISSO, XLSX, replace(CSV, totali="a_parte")):
        prodotto = fatto(mappa, stato="provvisoria")
        assert prodotto.nome.startswith("PROVVISORIO-paghe-2025-produttivita-corsa-3.")
    assert scritto(CSV, stato="controllata").startswith("PROVVISORIO: importi non ancora approvati")
    assert scritto(FISSO, stato="proposta").splitlines()[0] == "PROVVISORIO: importi non a"
    pagina = load_workbook(io.BytesIO(fatto(XLSX, stato="provvisoria").contenuto)).worksheets[0]
    assert (pagina.title, pagina["A1"].value[:11], pagina["A2"].value, pagina.freeze_panes) == (
        "PROVVISORIO 2025 corsa 3", "PROVVISORIO", "MATR", "A3",
    )  # fmt: skip
    assert scritto(CSV, stato="approvata").startswith("PROVVISORIO: importi approvati ma non ancora liquidabili"), "lettura A53"
    assert "PROVVISORIO" not in scritto(CSV) + scritto(CSV, stato="liquidata")


def test_i_totali_a_parte_viaggiano_nello_stesso_zip() -> None:
    prodotto = fatto(replace(FISSO, totali="a_parte"), base=corsa("liquidata"))
    assert prodotto.nome == "paghe-2025-produttivita-corsa-3-conguagli.zip"
    with zipfile.ZipFile(io.BytesIO(prodotto.contenuto)) as pacco:
        assert pacco.namelist() == ["paghe-2025-produttivita-corsa-3-conguagli.txt", "totali-di-controllo.csv"]
        assert pacco.read(pacco.namelist()[0]).decode().splitlines()[1] == "000012Rossi Anna   1234,50"
        controllo = pacco.read("totali-di-controllo.csv").decode("utf-8-sig")
    assert "Totale;tutto il file;1;1;1234,50" in controllo
    assert "Contenuto;Solo le differenze rispetto alla corsa n. 3" in controllo


# --- the map itself -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mappa", "percorso"),
    [
        (replace(CSV, colonne=()), ""),
        (replace(CSV, colonne=BASE * 21), ""),
        (replace(CSV, separatore=","), "decimale"),
        (replace(CSV, formato="pdf"), "formato"),
        (replace(CSV, codifica="latin-9"), "codifica"),
        (replace(CSV, colonne=(Colonna("stipendio"),)), "colonne.0.campo"),
        (replace(CSV, colonne=(Colonna("costante"),)), "colonne.0.testo"),
        (replace(CSV, colonne=(Colonna("importo", "x" * 81),)), "colonne.0.intestazione"),
        (replace(CSV, colonne=(Colonna("importo", "a\nb"),)), "colonne.0.intestazione"),
        (replace(CSV, codifica="cp1252", colonne=(Colonna("importo", "Ș"),)), "colonne.0.intestazione"),
        (replace(CSV, voci={"po": "9" * 21}), "voce_po"),
        (replace(FISSO, colonne=(Colonna("importo", "E", 0),)), "colonne.0.larghezza"),
        (replace(FISSO, colonne=(Colonna("importo", "E", 9999),)), "colonne.0.larghezza"),
        (replace(FISSO, colonne=(Colonna("importo", "E", 9, "sinistra", "zero"),)), "colonne.0.riempimento"),
        (replace(FISSO, colonne=(Colonna("matricola", "M", 9, taglia=True),)), "colonne.0.taglia"),
        (replace(FISSO, colonne=(Colonna("importo", "IMPORTO", 3),)), "colonne.0.intestazione"),
    ],
)  # fmt: skip
def test_un_tracciato_che_non_regge_dice_dove(mappa: Mappa, percorso: str) -> None:
    assert [d.percorso for d in difetti_mappa(mappa)] == [percorso]


@pytest.mark.parametrize(
    ("mappa", "parole"),
    [
        (replace(CSV, colonne=BASE[1:]), "manca la matricola"),
        (replace(CSV, colonne=BASE[:2]), "Nessuna colonna porta un importo"),
        (replace(CSV, voci=VOCI | {"po": "1234"}), "Il codice voce 1234 è lo stesso di «Risultato dei dirigenti», «Risultato di P.O."),
        (replace(CSV, colonne=(*BASE, Colonna("premio", "euro"))), "Le colonne 3 e 4 hanno la stessa intestazione «EURO»"),
        (replace(FISSO, intestazioni=False, colonne=(*BASE, Colonna("premio", "EURO", 9))), ""),
        (replace(CSV, colonne=(*BASE, Colonna("vuota"), Colonna("vuota")), voci={"po": "", "dirigenti": ""}), ""),
    ],
)  # fmt: skip
def test_cio_che_un_tracciato_di_rado_vuole_si_dice_prima(mappa: Mappa, parole: str) -> None:
    avvisi = avvisi_mappa(mappa)
    assert [parole in a for a in avvisi] == ([True] if parole else [])
    assert avvisi == anteprima(Fornitura(DiProva([riga()]), mappa, "Paghe")).avvisi


def test_i_tracciati_del_programma_reggono_e_si_rileggono_uguali() -> None:
    assert list(predefiniti()) == ["Prospetto completo", "CSV per le paghe"]
    for mappa in predefiniti().values():
        assert (difetti_mappa(mappa), avvisi_mappa(mappa)) == ([], [])
        assert mappa_da(mappa.in_dati()) == mappa


def test_ogni_campo_si_puo_scrivere_in_ogni_formato() -> None:
    colonne = tuple(Colonna(c, testo="EUR" if c == "costante" else "", larghezza=80) for c in CAMPI)
    for mappa in (replace(m, colonne=colonne) for m in (CSV, FISSO, XLSX)):
        assert difetti_mappa(mappa) == []
        assert fatto(mappa, riga(fascia=2, percentuale=85, punteggio=D("210.50"), giorni=1, base=D(1), motivo="x")).difetti == []
    assert {c for c in CAMPI if CAMPI[c].tipo == "euro"} == {*IMPORTI, "base"}


def test_l_anteprima_mostra_le_prime_righe_e_guarda_tutte() -> None:
    vista = anteprima(Fornitura(DiProva(riga("0001" if n < 90 else "12345678") for n in range(100)), FISSO, "Paghe"))
    assert (len(vista.record), vista.totali.tutto.righe) == (5, 100)
    assert vista.difetti[0].startswith("Riga 91 (matricola 12345678)")
