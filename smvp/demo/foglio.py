"""A sheet of paper for the files that people of the demo attach: a PDF of one page, the same bytes for the same lines."""

from collections.abc import Sequence

A4 = "595 842"


def foglio(righe: Sequence[str]) -> bytes:
    """The lines from the top of a page, the first larger. No library: the demo starts quickly, and nothing here changes with a version."""
    testo = ["BT", "/F1 15 Tf", "20 TL", "56 770 Td"]
    for numero, riga in enumerate(righe):
        if numero == 1:
            testo += ["/F1 11 Tf", "16 TL"]
        pulita = riga.replace("’", "'").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        testo += [f"({pulita}) Tj", "T*"]
    flusso = "\n".join([*testo, "ET"]).encode("cp1252", "replace")
    oggetti = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (it) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(flusso), flusso),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    uscita, posti = b"%PDF-1.4\n", []
    for numero, oggetto in enumerate(oggetti, start=1):
        posti.append(len(uscita))
        uscita += b"%d 0 obj\n%s\nendobj\n" % (numero, oggetto)
    tavola = b"".join(b"%010d 00000 n \n" % posto for posto in posti)
    capo = b"xref\n0 %d\n0000000000 65535 f \n" % (len(oggetti) + 1)
    coda = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(oggetti) + 1, len(uscita))
    return uscita + capo + tavola + coda
