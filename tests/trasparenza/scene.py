"""A public section with something in sight: the editions of 2025, a file received, something withdrawn, a draft that nobody may find."""

from types import SimpleNamespace
from typing import Any
from unittest import mock

from smvp.documenti import pdf
from smvp.documenti.allegati import File
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import Richiesta, disegna, emetti_tutti
from smvp.documenti.pubblicazioni import pubblica
from smvp.performance.documenti.edizioni import COMPLETA, PIANO, PUBBLICA
from smvp.trasparenza.operazioni.pubblicazioni import pubblica_file, ritira_pubblicazione
from tests.conciliazione.scene import PDF
from tests.performance.sezioni_finte import payload
from tests.valutazioni.schede import QUANDO

COMPENSI = File("Compensi 2025.pdf", PDF)
RITIRATO = File("Da ritirare.pdf", PDF + b"% altro\n")


def edizione(c: SimpleNamespace, tipo: str = PUBBLICA, *, finto: bool = True, **altro: Any) -> Documento:
    """A document of that kind, issued and drawn (by a pencil that costs nothing, unless told otherwise)."""
    dati = payload() | altro
    dati["sezioni"] = [s | {"codice": "premi" if s["numero"] == 10 else s["codice"]} for s in dati["sezioni"]]
    titolo = f"{dati['titolo_copertina']}, {tipo}"
    richiesta = Richiesta(f"{tipo}:{dati['anno']}:{altro.get('segno', '')}", titolo, 1, lambda: dati)
    (documento,) = emetti_tutti([richiesta], tipo=tipo, utente=c.segretario, quando=QUANDO)
    if finto:
        with mock.patch.object(pdf, "disegna_pdf", lambda *a, **k: b"%PDF-1.7 finto"):
            disegna(documento.pk, quando=QUANDO)
    else:
        disegna(documento.pk, quando=QUANDO)
    documento.refresh_from_db()
    return documento


def esponi(c: SimpleNamespace, documento: Documento, voce: str, anno: int = 2025) -> Any:
    return pubblica(documento, voce=voce, titolo=documento.titolo, utente=c.segretario, quando=QUANDO, anno=anno)


def in_sezione(c: SimpleNamespace) -> SimpleNamespace:
    """What the docstring of the module says."""
    c.relazione = edizione(c)
    c.piano = edizione(c, PIANO, titolo_copertina="Piano della performance 2025")
    c.completa = edizione(c, COMPLETA)
    c.non_pubblicata = edizione(c, PUBBLICA, anno=2024, segno="bozza")
    c.pubblicata = esponi(c, c.relazione, "relazione")
    esponi(c, c.piano, "piano")
    c.compensi = _file(c, COMPENSI, "ncvp-compensi", 2025)
    c.ritirata = _file(c, RITIRATO, "ncvp-curriculum", None)
    c.documento_ritirato = esponi(c, edizione(c, PIANO, anno=2023, segno="ritirato"), "piano", 2023)
    ritira_pubblicazione(pubblicazione=c.documento_ritirato, motivo="Pubblicato per errore.", utente=c.segretario, quando=QUANDO)
    ritira_pubblicazione(pubblicazione=c.ritirata, motivo="Conteneva un indirizzo privato.", utente=c.segretario, quando=QUANDO)
    return c


def _file(c: SimpleNamespace, file: File, voce: str, anno: int | None) -> Any:
    return pubblica_file(voce=voce, anno=anno, titolo=f"{voce} del NCVP", file=file, utente=c.segretario, quando=QUANDO)
