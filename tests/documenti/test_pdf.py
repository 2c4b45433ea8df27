"""The one PDF function: what is printed, what is accessible, what is refused."""

import copy
import io
import re
import subprocess
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from smvp.documenti import contenuto, pdf
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa

from .conftest import QUANDO, SCHEDA

TITOLO = "Scheda B · dott. Andrea Bertolini · esercizio 2025"
IMPRONTA = contenuto.impronta(contenuto.canonico(SCHEDA))


def disegna(dati: dict[str, Any] = SCHEDA, modello: str = "documenti/scheda_b.html") -> bytes:
    return pdf.disegna_pdf(modello, dati, titolo=TITOLO, impronta=IMPRONTA, emesso_il=QUANDO)


def leggi(octets: bytes) -> str:
    esito = subprocess.run(["pdftotext", "-layout", "-", "-"], input=octets, capture_output=True, check=True)
    return re.sub(r"[ \xa0]+", " ", esito.stdout.decode())


@pytest.fixture(scope="module")
def scheda() -> bytes:
    return disegna()


@pytest.fixture
def aperto(scheda: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(scheda))


def elementi(documento: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The structure elements that are reached from the root."""
    trovati, da_vedere = [], list(documento.Root.StructTreeRoot.K)
    while da_vedere:
        nodo = da_vedere.pop()
        if isinstance(nodo, pikepdf.Dictionary) and "/S" in nodo:
            trovati.append(nodo)
            da_vedere.extend(nodo.get("/K", []))
    return trovati


# --- what is printed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "atteso",
    [
        "Città di Domodossola", "Provincia del Verbano Cusio Ossola", "anno 2025", "dott. Andrea Bertolini", "dal 1° gennaio 2025",
        "deliberazione della Giunta comunale n. 31 del 26 febbraio 2025", "216,67 su 300", "da 151 a 225", "85 %", "fascia 3",
        "92,00 %", "PA (massimo 210)", "Punteggio medio 2,67 per peso 10", "Proposta del NCVP: 3",
        "il 92,00 % vale 2. 40 × 2 = 80,00 (art. 20, All. B).",
        "Dove il regolamento tace", "prof.ssa Giulia Marchetti", "data 10/04/2026", "pagina 1 di 3", "pagina 3 di 3",
        "Allegato C · Metodo di calcolo", "punteggio massimo 210", "punteggio massimo 90",
        "Emesso venerdì 10 aprile 2026 alle 10:45",
    ],
)  # fmt: skip
def test_la_scheda_stampata_dice_tutto_quel_che_deve(scheda: bytes, atteso: str) -> None:
    assert atteso in re.sub(r"\s+", " ", leggi(scheda))


def test_ogni_passo_finisce_con_un_punto_solo_comunque_sia_scritto() -> None:
    passi = [
        {"testo": "OG-1: sta tra 71 e 95, quindi 2 punti.", "formula": "40 × 2 = 80,00", "articoli": ["20"], "silente": True},
        {"testo": "OI-1: manca il raggiungimento.", "formula": "", "articoli": ["20"], "silente": False},
        {"testo": "Si sommano.", "formula": "80 + 45 = 125", "articoli": [], "silente": False},
    ]
    stampato = re.sub(r"\s+", " ", leggi(disegna(SCHEDA | {"passi": passi})))
    assert "quindi 2 punti. 40 × 2 = 80,00 (art. 20). Qui il regolamento tace." in stampato
    assert "manca il raggiungimento (art. 20)." in stampato
    assert "Si sommano. 80 + 45 = 125." in stampato
    assert not re.search(r"[.:;,] ?[.:;,]", stampato)


def test_un_atto_ufficiale_nomina_il_regolamento_e_non_le_cose_interne(scheda: bytes) -> None:
    stampato = re.sub(r"\s+", " ", leggi(scheda))
    assert f"{SCHEDA['regolamento']['denominazione']}, deliberazione della Giunta comunale n. 58 del 27 maggio 2020." in stampato
    assert SCHEDA["regolamento"]["codice"] not in stampato
    assert "versione" not in stampato


def test_art20_la_legenda_distingue_i_punti_che_hanno_lo_stesso_nome() -> None:
    soglie = [("96", 3, "raggiunto"), ("80", 2, "parzialmente raggiunto"), ("51", 1, "parzialmente raggiunto"), ("0", 0, "non raggiunto")]
    dati = SCHEDA | {"grading": [{"da": da, "punti": punti, "giudizio": giudizio} for da, punti, giudizio in soglie]}
    stampato = re.sub(r"\s+", " ", leggi(disegna(dati)))
    assert "3 (raggiunto, dal 96 %); 2 (parzialmente raggiunto, dall’80 %); 1 (parzialmente raggiunto, dal 51 %);" in stampato
    assert "0 (non raggiunto, al di sotto)" in stampato


# --- the page ------------------------------------------------------------------------------------------------------------------


MARGINE = 18 / 25.4 * 72


def tele(octets: bytes) -> list[Image.Image]:
    """The pages as pictures, one dot a point, ink white on black."""
    with tempfile.TemporaryDirectory() as cartella:
        subprocess.run(["pdftoppm", "-r", "72", "-gray", "-", f"{cartella}/p"], input=octets, check=True)
        return [Image.open(f).copy().point(lambda v: 255 if v < 200 else 0) for f in sorted(Path(cartella).iterdir())]


def normale(**altro: Any) -> dict[str, Any]:
    """A sheet as long as the real ones: each objective with its description, seven steps."""
    dati = copy.deepcopy(SCHEDA)
    for o in dati["obiettivi"]:
        o["descrizione"] = "La Direzione semplifica il percorso e avvisa il responsabile quando una pratica resta ferma. " * 3
    dati["passi"] = (dati["passi"] * 3)[:7]
    return dati | altro


@pytest.mark.parametrize("dati", [SCHEDA, normale(), normale(firme=[{"ruolo": "R" * 60, "nome": "N" * 80}] * 3)])
def test_niente_esce_dai_margini_e_bastano_tre_pagine(dati: dict[str, Any]) -> None:
    pagine = tele(disegna(dati))
    assert len(pagine) <= 3
    for pagina in pagine:
        sinistra, _, destra, _ = pagina.getbbox() or (0, 0, 0, 0)
        assert sinistra >= MARGINE - 1
        assert destra <= pagina.width - MARGINE + 1


def test_l_ultima_pagina_non_porta_solo_un_avanzo() -> None:
    *_, ultima, _ = leggi(disegna(normale())).split("\f")
    assert "Allegato C · Metodo di calcolo" in ultima, "l’allegato sta tutto insieme, col suo titolo"
    assert "7." in ultima


@pytest.mark.parametrize("righe", [0, 18, 24, 40])
def test_art18_le_firme_stanno_tutte_sul_frontespizio_sotto_il_punteggio(righe: int) -> None:
    prima, *altre = leggi(disegna(normale(note_valutatore="riga\n" * righe))).split("\f")
    firme = prima.partition("216,67")[2].partition("Il valutato, per presa visione")[2]
    assert "dott. Andrea Bertolini" in firme
    assert not any("Il valutato, per presa visione" in pagina for pagina in altre)
    assert "n. 58 del 27 maggio 2020" in "".join(altre)


def test_nessun_titolo_resta_solo_in_fondo_a_una_pagina() -> None:
    for righe in (0, 6, 9, 12):
        dati = normale(note_silenti=["riga\n" * righe])
        pagina = next(p for p in leggi(disegna(dati)).split("\f") if "B. Valutazione di comportamenti" in p)
        assert "B.1 Competenze" in pagina.partition("B. Valutazione di comportamenti")[2]


def test_art18_in_fondo_a_ogni_pagina_sta_l_impronta_di_cio_che_è_stampato(scheda: bytes) -> None:
    breve = " ".join(IMPRONTA[i : i + 4] for i in (0, 4, 8, 12))
    assert leggi(scheda).count(f"impronta SHA-256 {breve}") == 3


def test_lo_stesso_contenuto_da_gli_stessi_byte(scheda: bytes) -> None:
    assert disegna() == scheda


def test_un_fattore_non_valutato_non_diventa_zero_e_non_c_è_punteggio() -> None:
    dati = copy.deepcopy(SCHEDA)
    dati["macrofattori"][0]["fattori"][1]["voto"] = None
    dati["macrofattori"][0] |= {"media": None, "punti": None}
    dati["obiettivi"][2] |= {"raggiungimento": None, "punteggio": None, "pesato": None}
    dati |= {"p_a": None, "p_b": None, "p_finale": None, "intero": None, "fascia": None}
    stampato = leggi(disegna(dati))
    assert "Non completo" in stampato
    assert "non valutato" in stampato
    assert "Per la fascia" not in stampato


def test_quel_che_scrive_una_persona_resta_testo() -> None:
    dati = SCHEDA | {"note_valutatore": "<script>alert(1)</script> & <b>grassetto</b>"}
    assert "<script>alert(1)</script> & <b>grassetto</b>" in leggi(disegna(dati))


# --- PDF/UA-1: checked, not certified ----------------------------------------------------------------------------------------


def test_il_pdf_è_marcato_in_italiano_con_il_suo_titolo(aperto: pikepdf.Pdf) -> None:
    assert aperto.Root.MarkInfo.Marked
    assert str(aperto.Root.Lang) == "it"
    assert str(aperto.docinfo["/Title"]) == TITOLO
    assert aperto.Root.ViewerPreferences.DisplayDocTitle
    with aperto.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == TITOLO


def test_ogni_carattere_è_incorporato(aperto: pikepdf.Pdf) -> None:
    fonti = [f for pagina in aperto.pages for f in pagina.Resources.Font.values()]
    assert fonti
    for fonte in fonti:
        descrittore = fonte.DescendantFonts[0].FontDescriptor
        assert "Titillium" in str(descrittore.FontName)
        assert {"/FontFile2", "/FontFile3"} & set(descrittore.keys())
        assert "/ToUnicode" in fonte


def test_ogni_cella_di_testa_dice_di_quale_riga_o_colonna_è(aperto: pikepdf.Pdf) -> None:
    teste = [e for e in elementi(aperto) if e.S == "/TH"]
    versi = [str(e.A.Scope) for e in teste]
    assert len(teste) > 30
    assert set(versi) == {"/Row", "/Column"}


def test_le_intestazioni_scendono_di_un_livello_per_volta(aperto: pikepdf.Pdf) -> None:
    nomi = {str(e.S) for e in elementi(aperto)}
    assert {"/H1", "/H2", "/Table", "/TR", "/TD", "/L", "/LI", "/P", "/Figure"} <= nomi
    assert "/H3" not in nomi


def test_lo_stemma_ha_un_testo_alternativo(aperto: pikepdf.Pdf) -> None:
    figure = [e for e in elementi(aperto) if e.S == "/Figure"]
    assert [str(f.Alt) for f in figure] == ["Stemma: Città di Domodossola"]


def test_tutto_il_contenuto_marcato_sta_nell_albero_e_il_piede_è_un_artefatto(aperto: pikepdf.Pdf) -> None:
    raggiunti = {e.objgen for e in elementi(aperto)}
    voci = list(aperto.Root.StructTreeRoot.ParentTree.Nums)
    for pagina in aperto.pages:
        elenco = voci[voci.index(int(pagina.StructParents)) + 1]
        sciolti = {n for n, e in enumerate(elenco) if not isinstance(e, pikepdf.Dictionary)}
        assert all(e.objgen in raggiunti for e in elenco if isinstance(e, pikepdf.Dictionary))
        marcati = {
            int(argomenti[1].MCID)
            for argomenti, operatore in pikepdf.parse_content_stream(pagina)
            if str(operatore) == "BDC" and len(argomenti) == 2 and "/MCID" in argomenti[1]
        }
        assert sciolti
        assert not sciolti & marcati


# --- what is refused ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "grezzo",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<a rel="attachment" href="file:///etc/passwd">allegato</a>',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import url("file:///etc/hostname");</style>',
        '<style>p { background: url("http://127.0.0.1:9/x") }</style>',
        '<style>@font-face { font-family: x; src: url("file:///etc/passwd") } p { font-family: x }</style>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        '<svg width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<img src="../smvp/settings/base.py" alt="x">',
        '<img src="stemmi/../../manage.py" alt="x">',
        '<img src="stemmi/%2e%2e/%2e%2e/manage.py" alt="x">',
        '<img src="js/smvp.js" alt="x">',
        '<img src="ftp://127.0.0.1/x" alt="x">',
    ],
)
def test_nessuna_risorsa_fuori_dai_nostri_file_di_stampa(grezzo: str) -> None:
    with pytest.raises(DatiNonValidi, match="risorsa esterna"):
        disegna({"grezzo": grezzo, "ente": SCHEDA["ente"]}, "prove/grezzo.html")


def test_uno_script_non_fa_nulla() -> None:
    octets = disegna({"grezzo": "<script>document.write('fatto')</script><p>resto</p>", "ente": SCHEDA["ente"]}, "prove/grezzo.html")
    assert "resto" in leggi(octets)
    assert "fatto" not in leggi(octets)
    assert b"/JavaScript" not in octets


def test_un_immagine_dentro_la_pagina_si_può() -> None:
    immagine = '<img alt="punto" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">'
    assert disegna({"grezzo": immagine, "ente": SCHEDA["ente"]}, "prove/grezzo.html").startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("grezzo", "motivo"),
    [
        ("<div>" * 5000, "annidato"),
        ("<span>" * 61 + "</span>" * 61, "annidato"),
        ('<table><tr><td colspan="1000000">x</td></tr></table>', "troppe celle"),
        ("<table><tr><td ROWSPAN = 65534>x</td></tr></table>", "troppe celle"),
        ("x" * 4_000_001, "troppo lungo"),
    ],
)
def test_quel_che_terrebbe_fermo_il_lavoratore_è_rifiutato_subito(grezzo: str, motivo: str) -> None:
    with pytest.raises(DatiNonValidi, match=motivo):
        disegna({"grezzo": grezzo, "ente": SCHEDA["ente"]}, "prove/grezzo.html")


# --- the frozen content ---------------------------------------------------------------------------------------------------------


def test_il_contenuto_canonico_non_dipende_dall_ordine_e_porta_i_decimali_come_testo() -> None:
    uno = contenuto.canonico({"b": Decimal("1.50"), "a": [QUANDO.date(), None, True, 3]})
    assert uno == contenuto.canonico({"a": [QUANDO.date(), None, True, 3], "b": Decimal("1.50")})
    assert uno == '{"a":["2026-04-10",null,true,3],"b":"1.50"}'


@pytest.mark.parametrize("valore", [1.5, float("nan"), object(), {1: "chiave non testuale"}, {"x": {2}}])
def test_il_contenuto_canonico_rifiuta_ciò_che_non_è_esatto(valore: Any) -> None:
    with pytest.raises(TypeError):
        contenuto.canonico({"v": valore})


def annidato(livelli: int) -> Any:
    valore: Any = "fondo"
    for _ in range(livelli):
        valore = [valore]
    return valore


@pytest.mark.parametrize(
    ("valore", "accettato"),
    [
        ("è" * 10_000, True), ("è" * 10_000 + "x", False), ("x" * 20_000, True), ("\ud800", False),
        (annidato(9), True), (annidato(5000), False), (["x"] * 5_000, True), (["x"] * 6_001, False), (["x" * 19_000] * 14, False),
        ("👩" * 5_000, True), ("👩" * 5_000 + "e\u0301", False), ("x\n" * 3_000, True), (["x\n" * 1_600] * 2, False),
    ],
)  # fmt: skip
def test_i_limiti_del_contenuto(valore: Any, accettato: bool) -> None:
    if accettato:
        contenuto.canonico({"v": valore})
    else:
        with pytest.raises(DatiNonValidi):
            contenuto.canonico({"v": valore})


def test_una_parola_senza_fine_si_stampa_lo_stesso_e_in_fretta() -> None:
    inizio = time.process_time()
    stampato = leggi(disegna(SCHEDA | {"note_valutatore": "x" * 20_000}))
    assert stampato.count("x") >= 20_000
    assert time.process_time() - inizio < 3


# --- libraries missing ------------------------------------------------------------------------------------------------------------


def test_senza_librerie_si_dice_quale_pacchetto_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    monkeypatch.setattr(pdf, "_si_apre", lambda libreria: libreria != "libpango-1.0.so.0")
    motivo = pdf.motivo_pdf_impossibile()
    assert motivo is not None
    assert "installa libpango-1.0-0" in motivo
    with pytest.raises(OperazioneNonAmmessa, match=r"libpango-1\.0-0"):
        disegna()


def test_qui_le_librerie_ci_sono() -> None:
    assert pdf.pacchetti_mancanti() == ()
    assert pdf.motivo_pdf_impossibile() is None
