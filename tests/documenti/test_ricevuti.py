"""ASVS 5.2: files that somebody attaches, the good and the hostile ones."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from openpyxl import Workbook

from smvp.documenti.ricevuti import BYTE_MASSIMI, FileRifiutato, controlla_ricevuto, nome_pulito

TIPI = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def zippato(parti: dict[str, bytes], metodo: int = zipfile.ZIP_DEFLATED) -> bytes:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w", metodo) as pacchetto:
        for nome, contenuto in parti.items():
            pacchetto.writestr(nome, contenuto)
    return uscita.getvalue()


def docx(**altre: bytes) -> bytes:
    return zippato({"[Content_Types].xml": TIPI, "word/document.xml": b"<w:document/>"} | altre)


def xlsx() -> bytes:
    libro, uscita = Workbook(), io.BytesIO()
    libro.active.append(["indicatore", 95])
    libro.save(uscita)
    return uscita.getvalue()


def odf(tipo: str, **altre: bytes) -> bytes:
    return zippato({"mimetype": f"application/vnd.oasis.opendocument.{tipo}".encode(), "content.xml": b"<office/>"} | altre)


def png(larghezza: int = 4, altezza: int = 4) -> bytes:
    def pezzo(nome: bytes, dati: bytes) -> bytes:
        return struct.pack(">I", len(dati)) + nome + dati + struct.pack(">I", zlib.crc32(nome + dati))

    testa = struct.pack(">IIBBBBB", larghezza, altezza, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + pezzo(b"IHDR", testa) + pezzo(b"IDAT", zlib.compress(b"\0" * 20)) + pezzo(b"IEND", b"")


def jpeg(larghezza: int = 4, altezza: int = 4) -> bytes:
    testa = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return b"\xff\xd8" + testa + b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", altezza, larghezza) + b"\x01\x01\x11\x00" + b"\xff\xd9"


def bomba(megabyte: int) -> bytes:
    return docx(**{"word/media/zeri.bin": b"\0" * (megabyte << 20)})


def che_mente() -> bytes:
    """A part of 60 MB of zeros that declares ten bytes: the library reads no more than it declares, and sees that it is not so."""
    vero = zippato({"[Content_Types].xml": b"\0" * (60 << 20), "word/document.xml": b"<w/>"})
    return vero.replace(struct.pack("<I", 60 << 20), struct.pack("<I", 10))


def con_password() -> bytes:
    dati = bytearray(docx())
    for segno, posto in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        inizio = 0
        while (inizio := dati.find(segno, inizio)) >= 0:
            dati[inizio + posto] |= 1
            inizio += 4
    return bytes(dati)


@pytest.mark.parametrize(
    ("nome", "contenuto", "tipo"),
    [
        ("relazione.pdf", PDF, "application/pdf"),
        ("RELAZIONE.PDF", PDF, "application/pdf"),
        ("report.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("dati.xlsx", xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("report.odt", odf("text"), "application/vnd.oasis.opendocument.text"),
        ("dati.ods", odf("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("foto.png", png(), "image/png"),
        ("foto.jpg", jpeg(), "image/jpeg"),
        ("foto.jpeg", jpeg(), "image/jpeg"),
    ],
    ids=lambda x: x if isinstance(x, str) and len(x) < 20 else None,
)
def test_i_file_buoni_passano_con_il_loro_tipo(nome: str, contenuto: bytes, tipo: str) -> None:
    ricevuto = controlla_ricevuto(nome, contenuto)
    assert (ricevuto.nome.lower(), ricevuto.tipo_contenuto, ricevuto.contenuto) == (nome.lower(), tipo, contenuto)
    assert len(ricevuto.impronta) == 64


@pytest.mark.parametrize(
    ("nome", "contenuto", "frase"),
    [
        ("vuoto.pdf", b"", "vuoto"),
        ("grande.pdf", PDF + b"\0" * BYTE_MASSIMI, "10 MB"),
        ("pagina.html", b"<script>alert(1)</script>", r"\.html non si possono"),
        ("disegno.svg", b"<svg onload='alert(1)'/>", r"\.svg non si possono"),
        ("programma.pdf.exe", b"MZ", r"\.exe non si possono"),
        ("senza", PDF, "senza estensione"),
        ("vecchio.doc", b"\xd0\xcf\x11\xe0", r"\.doc non si possono"),
        ("macro.docm", docx(), r"\.docm non si possono"),
        ("archivio.zip", docx(), r"\.zip non si possono"),
        # another content under a good extension
        ("pagina.pdf", b"<html><script>alert(1)</script></html>", r"l’estensione \.pdf promette"),
        ("programma.pdf", b"MZ\x90\x00" + PDF, r"l’estensione \.pdf promette"),
        ("monco.pdf", b"%PDF-1.7\n1 0 obj", "incompleto"),
        ("foglio.docx", xlsx(), r"l’estensione \.docx promette"),
        ("testo.xlsx", docx(), r"l’estensione \.xlsx promette"),
        ("foglio.odt", odf("spreadsheet"), r"l’estensione \.odt promette"),
        ("zip.docx", zippato({"leggimi.txt": b"ciao"}), r"l’estensione \.docx promette"),
        ("pdf.docx", PDF, r"l’estensione \.docx promette"),
        ("gif.png", b"GIF89a" + b"\0" * 40, r"l’estensione \.png promette"),
        ("pagina.png", b"\x89PNG\r\n\x1a\n<script>", r"l’estensione \.png promette"),
        ("png.jpg", png(), r"l’estensione \.jpg promette"),
        ("pagina.jpg", b"\xff\xd8\xff<script>\xff\xd9", r"l’estensione \.jpg promette"),
        # what unpacks into too much
        ("bomba.docx", bomba(8), "troppo grande"),
        ("bugiardo.docx", che_mente(), "rovinato"),
        ("mille-parti.odt", odf("text", **{f"p{n}": b"" for n in range(2_100)}), "troppo grande"),
        ("immensa.png", png(60_000, 60_000), "troppo grande"),
        ("immensa.jpg", jpeg(60_000, 60_000), "troppo grande"),
        ("piatta.png", png(0, 4), r"l’estensione \.png promette"),
        # what runs, or fetches
        ("macro.docx", docx(**{"word/vbaProject.bin": b"\xd0\xcf"}), "macro"),
        ("macro4.xlsx", zippato({"[Content_Types].xml": TIPI, "xl/workbook.xml": b"<w/>", "xl/macrosheets/sheet1.xml": b"<m/>"}), "macro"),
        ("activex.docx", docx(**{"word/activeX/activeX1.bin": b"x"}), "macro"),
        ("travestito.docx", docx(**{"[Content_Types].xml": TIPI + b"application/vnd.ms-word.document.macroEnabled.main+xml"}), "macro"),
        ("basic.odt", odf("text", **{"Basic/Standard/Module1.xml": b"<m/>"}), "macro"),
        ("script.ods", odf("spreadsheet", **{"Scripts/python/x.py": b"import os"}), "macro"),
        ("incluso.docx", docx(**{"word/embeddings/oggetto.exe": b"MZ"}), "macro"),
        (
            "modello.docx",
            docx(**{"word/_rels/settings.xml.rels": b'<R Type="x/attachedTemplate" Target="http://male" TargetMode="External"/>'}),
            "modello da un altro luogo",
        ),
        ("fuori.docx", docx(**{"../../etc/passwd": b"x"}), "nessun programma scrive"),
        ("assoluto.docx", docx(**{"/etc/passwd": b"x"}), "nessun programma scrive"),
        # what cannot be read
        ("password.docx", con_password(), "password"),
        ("password.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        ("rovinato.docx", docx()[:-30], "rovinato"),
        ("finto.docx", b"PK\x03\x04" + b"\0" * 300, "rovinato"),
    ],
    ids=lambda x: x if isinstance(x, str) else None,
)
def test_i_file_cattivi_sono_rifiutati_in_parole_e_subito(nome: str, contenuto: bytes, frase: str) -> None:
    inizio = time.monotonic()
    with pytest.raises(FileRifiutato, match=frase):
        controlla_ricevuto(nome, contenuto)
    assert time.monotonic() - inizio < 2


@pytest.mark.parametrize(
    ("scritto", "pulito"),
    [
        ("relazione finale.pdf", "relazione finale.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\anna\relazione.PDF", "relazione.pdf"),
        ("relazione\r\nSet-Cookie: a=b.pdf", "relazioneSet-Cookie_ a=b.pdf"),
        ('rel"az;io<n>e?.pdf', "rel_az;io_n_e_.pdf"),
        ("fattura\u202efdp.exe", "fatturafdp.exe"),
        ("a\u200bb\x00c.pdf", "abc.pdf"),
        ("  .  relazione . .pdf", "relazione.pdf"),
        (".htaccess", "htaccess"),
        ("con.pdf", "_con.pdf"),
        ("perche\u0301.pdf", "perché.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("...", "allegato"),
        ("", "allegato"),
    ],
)
def test_del_nome_resta_quello_che_si_puo_leggere(scritto: str, pulito: str) -> None:
    assert nome_pulito(scritto) == pulito


def test_l_impronta_e_del_contenuto_e_non_del_nome() -> None:
    assert controlla_ricevuto("a.pdf", PDF).impronta == controlla_ricevuto("b.pdf", PDF).impronta
