"""ASVS 5.2 and 5.4: a file that somebody attaches. Bytes and a name in, both judged; nothing of the file is run, unpacked or drawn.

What passes: PDF, office documents that hold nothing that runs and fetch nothing from elsewhere, pictures; extension and content agree,
the size has a limit, a zip inside declares a sane size. The cleaned name is what people read; on disk a file is called by its hash
(smvp.documenti.archivio).
"""

import hashlib
import posixpath
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from smvp.documenti.visite import DOCUMENTO_GUASTO, OGGETTO, VisitaAperta, VisitaCampi, VisitaOffice, rifiuta_macro
from smvp.nucleo.pacchetti import GUASTI, TROPPO_GRANDE, FileRifiutato, controlla_misure

__all__ = ["ACCETTATE", "AMMESSI", "BYTE_MASSIMI", "FileRifiutato", "Ricevuto", "controlla_ricevuto", "nome_pulito"]

BYTE_MASSIMI = 10 * 1024 * 1024
PARTI_MASSIME = 2_000  # a long report has a picture a page
NOME_MASSIMO = 120
INCORPORATI_MASSIMI = 20
INCORPORATI_DENTRO = 1  # the workbook behind a chart is a package inside a package; inside that there is none
LATO_MASSIMO = 20_000  # pixels
CODA = 1024  # bytes in which a PDF ends

AMMESSI = "PDF, Word (.docx), Excel (.xlsx), LibreOffice (.odt, .ods) o immagini (.png, .jpg)"
# What a name may not carry: the signs of a path or of a shell, and what cannot be seen or turns the text round.
VIETATI = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
INVISIBILI = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
RISERVATI = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)  # Windows cannot open a file so called
# Parts of an office document that run: VBA, the macros of Excel 4, ActiveX, the scripts of LibreOffice, documents made to hold them.
ESEGUIBILI = re.compile(
    r"vbaproject|vbadata|macrosheets?/|dialogsheets/|activex|(^|/)(basic|scripts)/"
    r"|\.(exe|dll|js|jse|vbs|vbe|wsf|hta|lnk|scr|msi|bat|cmd|ps1|jar|docm|dotm|xlsm|xltm|xlam|xlsb|pptm|potm|ppsm)$"
)
# Objects of other programs, closed in a binary part: what they do when one opens them nobody can see from here.
OGGETTI = re.compile(r"(^|/)embeddings/[^/]*\.bin$|oleobject[^/]*\.bin$")
# The parts of a text in which a field may stand: body, headers, notes, comments, building blocks; of a workbook what it is linked to.
PARTI_DI_TESTO = re.compile(r"word/(?!theme/|media/).*\.xml$|xl/externallinks/[^/]*\.xml$")


@dataclass(frozen=True, slots=True)
class Ricevuto:
    """A file that may be kept: the name to show, its content type, its bytes and their SHA-256."""

    nome: str
    tipo_contenuto: str
    contenuto: bytes
    impronta: str


def nome_pulito(nome: str) -> str:
    """The name of a file without its path and without signs that cannot be seen or mean something to a system; lower-case extension."""
    ultimo = nome.replace("\\", "/").rsplit("/", 1)[-1]
    visibile = "".join(c for c in unicodedata.normalize("NFC", ultimo) if unicodedata.category(c) not in INVISIBILI)
    pulito = " ".join(VIETATI.sub("_", visibile).split()).strip(". ")
    base, punto, estensione = pulito.rpartition(".")
    if not punto:
        base, estensione = pulito, ""
    base = base.strip(". ")[:NOME_MASSIMO].rstrip(". ") or "allegato"
    if RISERVATI.fullmatch(base.split(".")[0]):
        base = f"_{base}"
    return f"{base}.{estensione.lower()}" if estensione else base


def controlla_ricevuto(nome: str, contenuto: bytes) -> Ricevuto:
    """The file, if it may be kept. Raises FileRifiutato, which says in Italian what is wrong and what to do."""
    pulito = nome_pulito(nome)
    estensione = pulito.rpartition(".")[2] if "." in pulito else ""
    if not contenuto:
        raise FileRifiutato("Il file è vuoto.")
    if len(contenuto) > BYTE_MASSIMI:
        raise FileRifiutato(f"Il file supera i {BYTE_MASSIMI >> 20} MB: riducilo o dividilo.")
    formato = FORMATI.get(estensione)
    if formato is None:
        raise FileRifiutato(
            f"I file {f'.{estensione}' if estensione else 'senza estensione'} non si possono allegare: sono ammessi {AMMESSI}."
        )
    tipo, controllo = formato
    if not controllo(contenuto):
        raise FileRifiutato(
            f"Il contenuto del file non è quello che l’estensione .{estensione} promette: aprilo con il suo programma e salvalo di nuovo."
        )
    return Ricevuto(pulito, tipo, contenuto, hashlib.sha256(contenuto).hexdigest())


# --- one check a kind: True if the content is what the extension says; FileRifiutato where a better reason can be given -----------------


def _pdf(contenuto: bytes) -> bool:
    if not re.match(rb"%PDF-[12]\.[0-9]", contenuto):
        return False
    if b"%%EOF" not in contenuto[-CODA:]:
        raise FileRifiutato("Il PDF è incompleto: salvalo di nuovo.")
    return True


def _png(contenuto: bytes) -> bool:
    testa, fine = contenuto[:24], contenuto[24:][-CODA:]
    if not testa.startswith(b"\x89PNG\r\n\x1a\n") or testa[12:16] != b"IHDR" or b"IEND" not in fine:
        return False
    return _controlla_lati(*struct.unpack(">II", testa[16:]))


def _jpeg(contenuto: bytes) -> bool:
    """A row of segments up to the picture; the size stands in the one called SOFn."""
    if not contenuto.startswith(b"\xff\xd8\xff") or b"\xff\xd9" not in contenuto:
        return False
    posto = 2
    while posto + 9 <= len(contenuto) and contenuto[posto] == 0xFF:
        segno, lungo = contenuto[posto + 1], int.from_bytes(contenuto[posto + 2 : posto + 4], "big")
        if 0xC0 <= segno <= 0xCF and segno not in (0xC4, 0xC8, 0xCC):
            altezza, larghezza = struct.unpack(">HH", contenuto[posto + 5 : posto + 9])
            return _controlla_lati(larghezza, altezza)
        posto += 2 + max(lungo, 2)
    return False


def _controlla_lati(larghezza: int, altezza: int) -> bool:
    if max(larghezza, altezza) > LATO_MASSIMO:
        raise FileRifiutato(f"L’immagine è troppo grande ({larghezza} × {altezza} punti): riducila.")
    return min(larghezza, altezza) > 0


def _office(parte_prima: str) -> Callable[..., bool]:
    """OOXML: the part that makes it a document or a workbook, no macros, nothing fetched from elsewhere when it is opened."""

    def controlla(pacchetto: zipfile.ZipFile, dentro: int) -> bool:
        nomi = pacchetto.namelist()
        if parte_prima not in nomi or "[Content_Types].xml" not in nomi:
            return False
        incorporati = [nome for nome in nomi if nome.lower().endswith(tuple(INCORPORABILI))]
        if len(incorporati) > INCORPORATI_MASSIMI:
            raise FileRifiutato(TROPPO_GRANDE)
        for nome in incorporati:
            _controlla_incorporato(nome.lower(), pacchetto.read(nome), dentro)
        visita, testi = VisitaOffice(), VisitaCampi()
        for nome in nomi:
            if nome.lower() == "[content_types].xml" or nome.lower().endswith(".rels"):
                visita.parte(pacchetto.read(nome))
            elif PARTI_DI_TESTO.match(nome.lower()):
                testi.parte(pacchetto.read(nome))
        return True

    def da_fuori(contenuto: bytes, dentro: int = 0) -> bool:
        return _pacchetto(contenuto, controlla, dentro)

    return da_fuori


def _controlla_incorporato(nome: str, contenuto: bytes, dentro: int) -> None:
    """A package inside the package is looked at as the one outside."""
    controllo = INCORPORABILI[nome[nome.rindex(".") :]]
    if dentro >= INCORPORATI_DENTRO or not controllo(contenuto, dentro + 1):
        raise FileRifiutato(OGGETTO)


def _aperto(tipo: bytes) -> Callable[[bytes], bool]:
    """OpenDocument: its type stands in a part of its own, no part of it runs, nothing is fetched from elsewhere when it is opened."""

    def controlla(pacchetto: zipfile.ZipFile, _dentro: int) -> bool:
        nomi = pacchetto.namelist()
        if "content.xml" not in nomi or pacchetto.read("mimetype").strip() != tipo:
            return False
        visita = VisitaAperta()
        for nome in nomi:
            if nome.lower().rpartition("/")[2] in ("content.xml", "styles.xml"):
                visita.parte(pacchetto.read(nome))
        return True

    return lambda contenuto: _pacchetto(contenuto, controlla)


def _pacchetto(contenuto: bytes, controlla: Callable[[zipfile.ZipFile, int], bool], dentro: int = 0) -> bool:
    if contenuto.startswith(b"\xd0\xcf\x11\xe0"):  # the old binary formats, and the new ones under a password
        raise FileRifiutato("Il documento è protetto da password o è in un formato vecchio: salvalo di nuovo, senza password.")
    if not contenuto.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(contenuto)) as pacchetto:
            parti = pacchetto.infolist()
            controlla_misure(parti, parti_massime=PARTI_MASSIME)
            if len({parte.filename for parte in parti}) < len(parti):  # one large part, read as many times as it is named
                raise FileRifiutato(DOCUMENTO_GUASTO)
            for parte in parti:
                _controlla_parte(parte)
            return controlla(pacchetto, dentro)
    except KeyError:
        return False
    except GUASTI as errore:
        raise FileRifiutato(DOCUMENTO_GUASTO) from errore


def _controlla_parte(parte: zipfile.ZipInfo) -> None:
    nome = parte.filename.replace("\\", "/").lower()
    if parte.flag_bits & 1:
        raise FileRifiutato(DOCUMENTO_GUASTO)
    if nome.startswith("/") or ".." in posixpath.normpath(nome).split("/"):
        raise FileRifiutato("Il documento contiene parti con un nome che nessun programma scrive: salvalo di nuovo.")
    if ESEGUIBILI.search(nome):
        rifiuta_macro()
    if OGGETTI.search(nome):
        raise FileRifiutato(OGGETTO)


OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
_WORD, _EXCEL = _office("word/document.xml"), _office("xl/workbook.xml")
INCORPORABILI = {".docx": _WORD, ".xlsx": _EXCEL}
FORMATI: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _pdf),
    "docx": (f"{OOXML}wordprocessingml.document", _WORD),
    "xlsx": (f"{OOXML}spreadsheetml.sheet", _EXCEL),
    "odt": (f"{ODF}text", _aperto(f"{ODF}text".encode())),
    "ods": (f"{ODF}spreadsheet", _aperto(f"{ODF}spreadsheet".encode())),
    "png": ("image/png", _png),
    "jpg": ("image/jpeg", _jpeg),
    "jpeg": ("image/jpeg", _jpeg),
}
ACCETTATE = ",".join(f".{estensione}" for estensione in FORMATI)
"""For the ``accept`` of a file field."""
