"""The edition in print: cover, contents with page numbers, bookmarks, tags, charts told in words, tables that go on with their heads."""

import io
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from smvp.documenti import pdf
from smvp.documenti.contenuto import canonico
from smvp.performance.calcolo.blocchi import Colonna, Genere, Tavola, congela
from smvp.performance.calcolo.larghezze import corta, larghezze
from smvp.performance.documenti.tipi import LIMITI_EDIZIONE
from tests.valutazioni.schede import QUANDO

from .sezioni_finte import GRAFICI, obiettivi, payload, sezioni

OBIETTIVI = 30
MARGINE = 18 / 25.4 * 72


def disegna(dati: dict[str, Any]) -> bytes:
    congelato = json.loads(canonico(dati, LIMITI_EDIZIONE))
    return pdf.disegna_pdf("documenti/relazione.html", congelato, titolo="Relazione 2025", impronta="ab" * 32, emesso_il=QUANDO)


@pytest.fixture(scope="module")
def edizione() -> bytes:
    return disegna(payload(OBIETTIVI))


@pytest.fixture(scope="module")
def pagine(edizione: bytes) -> list[str]:
    esito = subprocess.run(["pdftotext", "-layout", "-", "-"], input=edizione, capture_output=True, check=True)
    return re.sub(r"[ \xa0]+", " ", esito.stdout.decode()).split("\f")[:-1]


@pytest.fixture
def aperto(edizione: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(edizione))


def elementi(nodo: Any) -> Iterator[Any]:
    """The structure elements from a node down, in the order in which they are read."""
    for figlio in nodo.get("/K", []):
        if isinstance(figlio, pikepdf.Dictionary) and "/S" in figlio:
            yield figlio
            yield from elementi(figlio)


def marche(aperto: pikepdf.Pdf) -> list[Any]:
    return list(elementi(aperto.Root.StructTreeRoot))


def test_la_copertina_dice_che_cosa_e_e_per_chi(pagine: list[str]) -> None:
    for parole in (
        "Città di Domodossola",
        "Relazione sulla Performance 2025",
        "Edizione pubblica",
        "10 aprile 2026",
        "Chiunque",
        "meno di 5",
    ):
        assert parole in pagine[0], parole


def test_l_indice_dice_la_pagina_in_cui_ogni_sezione_comincia(pagine: list[str]) -> None:
    righe = re.findall(r"^ *(\d+)\. (.+?) [. ]+(\d+)$", pagine[1], re.MULTILINE)
    assert [(int(n), titolo) for n, titolo, _ in righe] == [(s.numero, s.titolo) for s in sezioni(OBIETTIVI)]
    for n, titolo, pagina in righe:
        assert f"{n}. {titolo}" in pagine[int(pagina) - 1]


def test_i_segnalibri_sono_le_sezioni_e_portano_alla_loro_pagina(aperto: pikepdf.Pdf, pagine: list[str]) -> None:
    with aperto.open_outline() as indice:
        (titolo,) = indice.root
        _, *voci = titolo.children
    assert [v.title for v in voci] == [f"{s.numero}. {s.titolo}" for s in sezioni(OBIETTIVI)]
    numeri = {p.objgen: n for n, p in enumerate(aperto.pages)}
    assert all(v.title in pagine[numeri[v.destination[0].objgen]] for v in voci)


def test_e_marcato_in_italiano_e_ha_il_suo_titolo(aperto: pikepdf.Pdf) -> None:
    assert (str(aperto.Root.Lang), bool(aperto.Root.MarkInfo.Marked)) == ("it", True)
    assert bool(aperto.Root.ViewerPreferences.DisplayDocTitle)
    with aperto.open_metadata() as dati:
        assert (dati["dc:title"], str(dati["pdfuaid:part"])) == ("Relazione 2025", "1")


def test_ogni_grafico_e_un_disegno_vettoriale_detto_a_parole(aperto: pikepdf.Pdf) -> None:
    alternative = [str(e.Alt) for e in marche(aperto) if e.S == "/Figure"]
    assert alternative == ["Stemma: Città di Domodossola", *(f"{g.titolo}. {g.alternativa}" for g in GRAFICI)]
    immagini = [x for p in aperto.pages for x in p.get_images()]
    assert immagini == []


def test_le_tabelle_hanno_teste_didascalie_e_intestazioni_in_ordine(aperto: pikepdf.Pdf) -> None:
    tutte = marche(aperto)
    assert {str(e.A.Scope) for e in tutte if e.S == "/TH"} == {"/Row", "/Column"}
    livelli = [int(str(e.S)[2]) for e in tutte if re.fullmatch(r"/H[1-6]", str(e.S))]
    assert all(dopo - prima <= 1 for prima, dopo in zip([0, *livelli], livelli, strict=False))


def test_una_tabella_lunga_ripete_la_testa_su_ogni_pagina(pagine: list[str]) -> None:
    dove = [n for n, testo in enumerate(pagine) if re.search(r"^ *OS-\d+ ", testo, re.MULTILINE)]
    assert len(dove) > 1
    assert all("Scostamento e causa" in pagine[n] for n in dove)


def test_in_cima_a_ogni_pagina_sta_dove_si_e(pagine: list[str]) -> None:
    assert "Città di Domodossola · Relazione" not in pagine[0]
    for testo in pagine[2:]:
        assert re.match(r"\s*Città di Domodossola · Relazione sulla Performance 2025 +\d+\. ", testo), testo[:100]


def test_cio_che_e_riservato_e_un_punto_spiegato_e_cio_che_manca_e_detto(pagine: list[str]) -> None:
    testo = re.sub(r"\s+", " ", " ".join(pagine))
    assert "76–150 • • • • –" in testo
    assert "• meno di 5 persone, o si ricaverebbe per differenza. Fonte: schede firmate." in testo
    assert "Questa sezione non ha dati. Manca il testo." in testo
    assert "<script>alert(1)</script>" in testo


def test_niente_esce_dai_margini_e_nessuna_pagina_e_vuota(edizione: bytes) -> None:
    with tempfile.TemporaryDirectory() as cartella:
        subprocess.run(["pdftoppm", "-r", "36", "-gray", "-", f"{cartella}/p"], input=edizione, check=True)
        tele = [Image.open(f).copy().point(lambda v: 255 if v < 200 else 0) for f in sorted(Path(cartella).iterdir())]
    for tela in tele:
        sinistra, _, destra, _ = tela.getbbox() or (0, 0, 0, 0)
        assert sinistra >= MARGINE / 2 - 1
        assert destra <= tela.width - MARGINE / 2 + 1
        corpo = tela.crop((0, 40, tela.width, tela.height - 40))
        assert corpo.getbbox(), "una pagina vuota"


def test_lo_stesso_contenuto_da_gli_stessi_byte(edizione: bytes) -> None:
    assert disegna(payload(OBIETTIVI)) == edizione


# --- how wide the columns are ---------------------------------------------------------------------------------------------------------


def congelata(t: Tavola) -> dict[str, Any]:
    (sezione,) = congela([sezioni()[0].__class__(1, "x", "X", (), (t,))])
    return sezione["blocchi"][0]


def test_le_colonne_fanno_cento_e_nessuna_parola_si_spezza_se_ci_sta() -> None:
    tavola = congelata(obiettivi(20))
    larghe = larghezze(tavola)
    assert sum(larghe) == 100
    for quanto, colonna in zip(larghe, tavola["colonne"], strict=True):
        assert quanto >= len(max(colonna["titolo"].split(), key=len)) * 100 // 140, colonna["titolo"]
    assert not corta(tavola)


@pytest.mark.parametrize("quante", [1, 2, 9, 14, 20])
def test_le_colonne_fanno_cento_comunque_sia_la_tabella(quante: int) -> None:
    colonne = tuple(Colonna(f"c{n}", f"Intestazione numero {n}", list(Genere)[n % 5]) for n in range(quante))
    for righe in ((), (tuple("x" * 5000 if c.genere == Genere.TESTO else 123456 for c in colonne),)):
        assert sum(larghezze(congelata(Tavola("t", "T", colonne, righe)))) == 100
