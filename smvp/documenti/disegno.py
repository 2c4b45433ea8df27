"""The PDF of a document: its frozen content drawn by the template of its kind; of one that gathers others, with their originals behind."""

from collections.abc import Mapping, Sequence
from typing import Any

from smvp.documenti import archivio, cucitura, pdf
from smvp.documenti.models import Documento
from smvp.documenti.tipi import tipo as tipo_registrato


def disegna_payload(documento: Documento) -> bytes:
    """The PDF of a document's frozen content; of one that gathers others, its index with their originals behind."""
    originali = tipo_registrato(documento.tipo).originali
    if originali is None:
        return _disegna(documento, documento.payload)

    def indice(posti: Sequence[tuple[int, int]]) -> bytes:
        dati = documento.payload
        parti = [p | {"da_pagina": da, "a_pagina": a} for p, (da, a) in zip(dati["parti"], posti, strict=True)]
        return _disegna(documento, dati | {"parti": parti})

    return cucitura.cuci(indice, [cucitura.Originale(o.titolo, _originale(o)) for o in originali(documento)])


def _disegna(documento: Documento, dati: Mapping[str, Any]) -> bytes:
    tipo = tipo_registrato(documento.tipo)
    return pdf.disegna_pdf(
        tipo.modello,
        dati,
        titolo=documento.titolo,
        impronta=documento.impronta,
        emesso_il=documento.richiesto_il,
        byte=tipo.limiti.html,
    )


def _originale(documento: Documento) -> bytes:
    """The file that was issued; while it is not there yet the one that will be: the same content gives the same bytes."""
    octets = archivio.leggi(documento.file.name, documento.impronta_file) if documento.pronto else None
    return octets or disegna_payload(documento)
