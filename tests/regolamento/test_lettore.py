"""The loader: a folder, a file, a file that builds on another; and errors that name file and key."""

from pathlib import Path

import pytest

from smvp.regolamento.lettore import CARTELLA, ErroreRegolamento, carica, carica_da

BASE = CARTELLA / "domodossola-2020"
IN_CIMA = ("sistema.toml",)


@pytest.fixture
def cartella(tmp_path: Path) -> Path:
    """A copy of the regulation to spoil."""
    copia = tmp_path / "prova-2030"
    copia.mkdir()
    for file in BASE.glob("*.toml"):
        (copia / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return copia


def cambia(cartella: Path, file: str, prima: str, dopo: str) -> None:
    percorso = cartella / file
    testo = percorso.read_text(encoding="utf-8")
    assert prima in testo
    percorso.write_text(testo.replace(prima, dopo, 1), encoding="utf-8")


def errore(percorso: Path) -> ErroreRegolamento:
    with pytest.raises(ErroreRegolamento) as catturato:
        carica_da(percorso)
    return catturato.value


def test_una_cartella_e_un_file_unico_danno_lo_stesso_regolamento(cartella: Path, tmp_path: Path) -> None:
    ordine = [BASE / "sistema.toml", *(f for f in sorted(BASE.glob("*.toml")) if f.name != "sistema.toml")]
    unico = tmp_path / "tutto.toml"
    unico.write_text("\n".join(f.read_text(encoding="utf-8") for f in ordine), encoding="utf-8")
    for letto in (carica_da(cartella), carica_da(unico)):
        assert letto.fasce == carica("domodossola-2020").fasce
        assert letto.personale == carica("domodossola-2020").personale


def test_un_file_puo_dire_solo_cio_che_cambia(tmp_path: Path) -> None:
    ipotesi = tmp_path / "ipotesi.toml"
    ipotesi.write_text(
        'estende = "domodossola-2020"\ncodice = "ipotesi"\n[premi.riduzione_interim]\nvalore = 25\n[letture_di_prova]\n', encoding="utf-8"
    )
    assert errore(ipotesi).chiave == "letture_di_prova"
    assert errore(ipotesi).file == str(ipotesi)
    ipotesi.write_text('estende = "domodossola-2020"\ncodice = "ipotesi"\n[premi.riduzione_interim]\nvalore = 25\n', encoding="utf-8")
    letto = carica_da(ipotesi)
    assert (letto.codice, letto.premi.riduzione_interim, letto.premi.mesi_minimi) == ("ipotesi", 25, 3)
    assert letto.articolo_di("premi.riduzione_interim") == "24"


@pytest.mark.parametrize(
    ("file", "prima", "dopo", "chiave", "problema"),
    [
        ("sistema.toml", 'ente = "Città di Domodossola"', "ente = 3", "ente", "un testo"),
        ("sistema.toml", 'ente = "Città di Domodossola"', 'ente = " "', "ente", "vuoto"),
        ("sistema.toml", "dal = 2020-08-19", 'dal = "2020"', "dal", "una data"),
        ("sistema.toml", "dal = 2020-08-19", "dal = 2020-08-19T10:00:00", "dal", "senza ora"),
        ("pesi.toml", "[pesi.base]\nvalore = 100", "[pesi.base]", "pesi.base.valore", "manca"),
        ("pesi.toml", "valore = 70", "valore = true", "pesi.obiettivi.valore", "un numero"),
        ("pesi.toml", "valore = 70", 'valore = "70"', "pesi.obiettivi.valore", "un numero"),
        ("pesi.toml", "valore = 70", "valore = nan", "pesi.obiettivi.valore", "un numero"),
        ("pesi.toml", "valore = 70", "valore = -70.0", "pesi.obiettivi.valore", "non negativo"),
        ("pesi.toml", "valore = 70", "valore = 1e999999", "pesi.obiettivi.valore", "numero"),
        ("pesi.toml", "valore = 70", "valore = 71", "pesi", "non sommano"),
        ("pesi.toml", "valore = 30", "valore = 29", "pesi", "non sommano"),
        ("pesi.toml", "peso = 10", "peso = 11", "macrofattori", "non sommano"),
        ("pesi.toml", 'codice = "trasversali"', 'codice = "manageriali"', "macrofattori", "due volte"),
        ("pesi.toml", "voto = 1", "voto = 2", "scala", "uno per uno"),
        ("pesi.toml", 'sigla = "B.1"', 'sigla = "B.1"\npesi = 1', "macrofattori[0].pesi", "sconosciuta"),
        ("obiettivi.toml", "da = 71", "da = 97", "grading", "scendere"),
        ("obiettivi.toml", "da = 0\n", "da = 1\n", "grading", "scendere"),
        ("obiettivi.toml", "punti = 3\nda", "punti = 4\nda", "grading", "voti della scala"),
        ("obiettivi.toml", "punti = [0, 3]", "punti = [0, 1, 3]", "conteggio", "ogni numero"),
        ("obiettivi.toml", "punti = [0, 3]", "punti = [0, 3.5]", "conteggio[2].punti", "numeri interi"),
        ("obiettivi.toml", 'ambiti = ["b", "f"]', 'ambiti = ["b", "z"]', "aree", "non c’è"),
        ("premi.toml", "a = 150", "a = 149", "fasce.dirigente", "senza buchi"),
        ("premi.toml", "da = 226", "da = 227", "fasce.dirigente", "senza buchi"),
        ("premi.toml", "percentuale = 50", "percentuale = 101", "fasce.dirigente[1].percentuale", "fra 0 e 100"),
        ("premi.toml", "percentuale = 50", "percentuale = 50.5", "fasce.dirigente[1].percentuale", "intero"),
        ("premi.toml", "numero = 2", "numero = 5", "fasce.dirigente", "da 1 in su"),
        ("premi.toml", 'valore = "2/3"', 'valore = "3/2"', "premi.parte_al_personale.valore", "frazione"),
        ("premi.toml", 'valore = "2/3"', 'valore = "2/0"', "premi.parte_al_personale.valore", "frazione"),
        ("premi.toml", "valore = 3\n", "valore = 0\n", "premi.mesi_minimi.valore", "almeno 1"),
        ("premi.toml", "valore = 50\n", "valore = 150\n", "premi.riduzione_interim", "fra 0 e 100"),
        ("premi.toml", 'articolo = "25"', 'articolo = "99"', "premi.quota_eccellenze", "non è nell’indice"),
        ("premi.toml", 'lettura = "A39"', 'lettura = "A99"', "premi.riduzione_interim", "non c’è"),
        ("personale.toml", "valore = 60", "valore = 61", "personale", "non sommano"),
        ("personale.toml", "peso = 35", "peso = 36", "personale.gruppi", "a 100"),
        ("personale.toml", "compresa = true", "compresa = 1", "soglie.premio.compresa", "true o false"),
        ("personale.toml", "da = 201", "da = 222", "progressioni.risultati", "salire"),
        ("scadenze.toml", 'tipo = "data"', 'tipo = "quando"', "scadenze.atto_fondi.tipo", "giorni_lavorativi"),
        ("scadenze.toml", "mese = 1\n", "mese = 13\n", "scadenze.atto_fondi.mese", "fra 1 e 12"),
        ("scadenze.toml", "giorno = 31\nmese = 1\n", "giorno = 29\nmese = 2\n", "scadenze.atto_fondi.giorno", "tutti gli anni"),
        ("scadenze.toml", "[scadenze.relazione]", "[scadenze.rapporto]", "scadenze", "«relazione»"),
        ("articoli.toml", 'numero = "2"', 'numero = "1"', "articoli", "due volte"),
        ("letture.toml", 'scelta = "intero"', 'scelta = "a_caso"', "letture", "A11"),
        ("letture.toml", 'opzioni = ["riduzione"]', 'opzioni = ["riduzione", "altro"]', "letture", "conosce solo"),
        ("sistema.toml", 'fasce = "po"', 'fasce = "pso"', "ruoli", "«pso»"),
    ],
)
def test_un_errore_dice_file_e_chiave(cartella: Path, file: str, prima: str, dopo: str, chiave: str, problema: str) -> None:
    cambia(cartella, file, prima, dopo)
    trovato = errore(cartella)
    assert (trovato.file, trovato.chiave) == (f"prova-2030/{file}", chiave)
    assert problema in str(trovato)
    assert str(trovato).startswith(f"prova-2030/{file}: {chiave}: ")


def test_una_chiave_in_due_file_e_un_errore(cartella: Path) -> None:
    (cartella / "zeta.toml").write_text("[pesi]\n", encoding="utf-8")
    trovato = errore(cartella)
    assert (trovato.file, trovato.chiave) == ("prova-2030/zeta.toml", "pesi")


@pytest.mark.parametrize("contenuto", [b"pesi = [", b"\xff\xfe", b"x = " + b"9" * 100_000, b"a = " + b"[" * 100_000])
def test_cio_che_non_si_puo_leggere_e_un_errore_col_nome_del_file(tmp_path: Path, contenuto: bytes) -> None:
    file = tmp_path / "rotto.toml"
    file.write_bytes(contenuto)
    assert errore(file).file == str(file)


def test_file_e_cartelle_che_mancano(tmp_path: Path) -> None:
    assert "non c’è" in str(errore(tmp_path / "niente.toml"))
    assert "non contiene" in str(errore(tmp_path))
    (tmp_path / "x.toml").write_text('estende = "boh"\n', encoding="utf-8")
    assert errore(tmp_path / "x.toml").chiave == "estende"


@pytest.mark.parametrize("codice", ["", "..", "../segreti", "/etc", "domodossola-2020/", "Domodossola-2020", "boh"])
def test_un_codice_non_e_mai_un_percorso(codice: str) -> None:
    with pytest.raises(ErroreRegolamento, match="non c’è"):
        carica(codice)
