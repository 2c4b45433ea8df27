"""ASVS 5.2: what an uploaded workbook is made of, looked at part by part before any library reads it. Sizes first, then content."""

import posixpath
import zipfile
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from smvp.nucleo.pacchetti import GUASTI, TROPPO_GRANDE, FileRifiutato, controlla_misure, lettore_xml

RIGHE_LETTE_MASSIME = 50_000  # empty ones too
CELLE_PER_RIGA = 200
ULTIMA_RIGA = 1_048_576  # of any spreadsheet
# What keeps the reading of the worst workbook within a few seconds: all that is neither sheet nor text is read slowest.
ELEMENTI_DEI_FOGLI = 600_000
ELEMENTI_DEL_RESTO = 20_000
LIVELLI_MASSIMI = 64

CALCOLO = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RIGA, FOGLIO, TESTI, LIBRO, CELLA, FORMULA, VALORE = (f"{CALCOLO} {nome}" for nome in ("row", "worksheet", "sst", "sheet", "c", "f", "v"))
IDENTITA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
LEGAME = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
ESTENSIONI_XML = (".xml", ".rels", ".vml", ".svg")
# Parts that are no XML: pictures, and what Excel notes about the printer.
ALTRE_PARTI = ("xl/media/", "xl/printerSettings/", "docProps/thumbnail")
PRIMA_DEL_TESTO = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"

ROVINATO = "Il file .xlsx è rovinato: aprilo nel foglio di calcolo e salvalo di nuovo."
ESTRANEO = "Il file .xlsx contiene parti che un foglio di calcolo non scrive."


def controlla_pacchetto(contenuto: bytes) -> dict[str, list[str]]:
    """Raises FileRifiutato unless all the parts are of a plain workbook and small enough to be read at once.

    Returns, by the name of the part, the cells that hold a formula and not what it gives: whoever reads them would find them empty.
    """
    try:
        with zipfile.ZipFile(BytesIO(contenuto)) as pacchetto:
            parti = pacchetto.infolist()
            controlla_misure(parti)
            nomi = frozenset(pacchetto.namelist())
            if "xl/workbook.xml" not in nomi or any(p.filename.lower().endswith("vbaproject.bin") for p in parti):
                raise FileRifiutato("Il file non è un foglio .xlsx senza macro.")
            visita = _Visita(nomi)
            for parte in parti:
                if not parte.is_dir():
                    visita.parte(parte.filename, pacchetto.read(parte))
            return visita.senza_valore
    except GUASTI as errore:
        raise FileRifiutato("Il file .xlsx è rovinato o protetto da password: salvalo di nuovo senza password.") from errore


class _Visita:
    """One walk over all the parts, which counts what the reader will have to go through. Nothing is kept of the content."""

    def __init__(self, nomi: frozenset[str]) -> None:
        self.nomi = nomi
        self.elementi = {True: 0, False: 0}  # of sheets and texts; of the rest
        self.fogli: set[str] = set()
        self.senza_valore: dict[str, list[str]] = {}

    def parte(self, nome: str, contenuto: bytes) -> None:
        """A part is XML that we have looked into, or a picture; by any other name it could be a sheet that escapes the check."""
        if nome.lower().endswith(ESTENSIONI_XML):
            self._xml(nome, contenuto)
        elif not nome.startswith(ALTRE_PARTI) or contenuto.lstrip(PRIMA_DEL_TESTO).startswith(b"<"):
            raise FileRifiutato(ESTRANEO)

    def _xml(self, nome: str, contenuto: bytes) -> None:
        """UTF-8 only, so that no document type can hide."""
        if b"<!DOCTYPE" in contenuto or b"<!ENTITY" in contenuto or contenuto[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in contenuto:
            raise FileRifiutato(ESTRANEO)
        lettore = lettore_xml(_rifiuta_estraneo)
        conto = _Parte(self, nome, lettore)
        lettore.StartElementHandler = conto.inizio
        lettore.EndElementHandler = conto.fine
        try:
            lettore.Parse(contenuto, True)
        except (expat.ExpatError, LookupError, ValueError) as errore:
            if not nome.lower().endswith(".vml"):  # Excel itself writes some that are no good XML
                raise FileRifiutato(ROVINATO) from errore


def _rifiuta_estraneo() -> NoReturn:
    raise FileRifiutato(ESTRANEO)


class _Parte:
    """The elements of one part, as they come."""

    def __init__(self, visita: _Visita, nome: str, lettore: expat.XMLParserType) -> None:
        self.visita = visita
        self.nome = nome
        self.lettore = lettore
        self.livello = self.livello_riga = self.righe = self.celle = self.ultima = 0
        self.grande = self.formula = self.con_valore = False
        self.cella = ""
        self.legati: set[str] = set()

    def inizio(self, nome: str, attributi: dict[str, str]) -> None:
        self.livello += 1
        if self.livello == 1:
            self.grande = nome in (FOGLIO, TESTI)
        self._conta()
        if self.livello_riga and self.livello == self.livello_riga + 1:
            self.celle += 1
            if self.celle > CELLE_PER_RIGA:
                raise FileRifiutato(f"Alla riga {self.ultima} ci sono più di {CELLE_PER_RIGA} celle: togli le colonne che non servono.")
        if nome == CELLA:
            # What a formula gives may be an empty text: it says so by its type.
            self.cella, self.formula, self.con_valore = attributi.get("r", ""), False, attributi.get("t") == "str"
        elif nome == FORMULA:
            self.formula = True
        elif nome == VALORE and self.formula:
            self.lettore.CharacterDataHandler = self._valore
        elif nome == RIGA:
            self._riga(attributi.get("r"))
        elif nome == LEGAME:
            self._legame(attributi.get("Target", ""))
        elif nome == LIBRO:
            self._una_volta(self.visita.fogli, attributi.get(IDENTITA, ""))

    def fine(self, nome: str) -> None:
        if nome == VALORE:
            self.lettore.CharacterDataHandler = None
        elif nome == CELLA and self.formula and not self.con_valore:
            self.visita.senza_valore.setdefault(self.nome, []).append(self.cella)
        if self.livello == self.livello_riga:
            self.livello_riga = 0
        self.livello -= 1

    def _valore(self, testo: str) -> None:
        self.con_valore = self.con_valore or bool(testo.strip())

    def _conta(self) -> None:
        elementi = self.visita.elementi
        elementi[self.grande] += 1
        if elementi[self.grande] > (ELEMENTI_DEI_FOGLI if self.grande else ELEMENTI_DEL_RESTO) or self.livello > LIVELLI_MASSIMI:
            raise FileRifiutato(TROPPO_GRANDE)

    def _riga(self, numero: str | None) -> None:
        """The reader makes up every row that is missing before this one: numbers must grow, and end where a sheet ends."""
        if self.livello_riga or not self.grande:
            raise FileRifiutato(ESTRANEO)
        if numero is not None and not (numero.isascii() and numero.isdigit() and len(numero) <= len(str(ULTIMA_RIGA))):
            raise FileRifiutato(f"Nel foglio c’è una riga con un numero impossibile: arrivano fino a {ULTIMA_RIGA:,}.".replace(",", "."))
        questa = self.ultima + 1 if numero is None else int(numero)
        if not self.ultima < questa <= ULTIMA_RIGA:
            raise FileRifiutato("Nel foglio i numeri delle righe non sono in ordine: aprilo nel foglio di calcolo e salvalo di nuovo.")
        self.righe += 1
        if self.righe > RIGHE_LETTE_MASSIME:
            raise troppe_righe_lette()
        self.ultima, self.celle, self.livello_riga = questa, 0, self.livello

    def _legame(self, meta: str) -> None:
        """A part named twice would be read twice, and a million times if named a million times."""
        cartella = posixpath.dirname(posixpath.dirname(f"/{self.nome}"))
        parte = posixpath.normpath(posixpath.join(cartella, meta)).lstrip("/")
        for nome in {parte, meta} & self.visita.nomi:
            if nome.lower().endswith(".xml"):
                self._una_volta(self.legati, nome)

    def _una_volta(self, visti: set[str], nome: str) -> None:
        if nome in visti:
            raise FileRifiutato(ESTRANEO)
        visti.add(nome)


def troppe_righe_lette() -> FileRifiutato:
    massime = f"{RIGHE_LETTE_MASSIME:,}".replace(",", ".")
    return FileRifiutato(f"Il foglio ha più di {massime} righe, contando le vuote: togli quelle in fondo che non servono.")
