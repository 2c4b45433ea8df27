"""Files that people attach to something: all judged before any is kept, each written once under its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from smvp.documenti import archivio
from smvp.documenti.models import FileTenuto
from smvp.documenti.ricevuti import FileRifiutato, Ricevuto, controlla_ricevuto

ALLEGATI_MASSIMI = 30
BYTE_IN_TUTTO = 80 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent: the name and the bytes."""

    nome: str
    contenuto: bytes


def ricevi(file: Sequence[File], campo: str = "allegati") -> list[Ricevuto]:
    """All of them judged, or FileRifiutato that names the one that is wrong; the same content twice is one."""
    ricevuti: dict[str, Ricevuto] = {}
    for f in file:
        try:
            ricevuto = controlla_ricevuto(f.nome, f.contenuto)
        except FileRifiutato as errore:
            raise FileRifiutato(f"«{f.nome}»: {errore}", campo=campo) from errore
        ricevuti.setdefault(ricevuto.impronta, ricevuto)
    return list(ricevuti.values())


def conserva(cartella: str, r: Ricevuto) -> dict[str, Any]:
    """Write a file into a private folder; returns the fields of its row (models.FileTenuto).

    A file whose transaction is taken back stays on disk under its hash, named by no row: the next time it is simply found there.
    """
    dove = f"{cartella}/{r.impronta}"
    archivio.scrivi(dove, lambda file: file.write(r.contenuto))
    return {"nome": r.nome, "tipo_contenuto": r.tipo_contenuto, "dimensione": len(r.contenuto), "impronta": r.impronta, "file": dove}


def manda(riga: FileTenuto) -> HttpResponseBase:
    """A file that somebody has attached, to be saved: never shown as a page of the site. The permission is the caller's to ask."""
    file = archivio.apri(str(riga.file))
    if file is None:
        raise Http404
    nome = content_disposition_header(as_attachment=True, filename=riga.nome) or ""
    intestazioni = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Disposition": nome}
    return FileResponse(file, content_type=riga.tipo_contenuto, headers=intestazioni)
