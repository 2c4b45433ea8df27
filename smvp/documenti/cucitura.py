"""Originals bound behind an index: their own pages, as they were drawn when issued, each with bookmark and links; still tagged (PDF/UA)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

INDICE = "Indice"
# An index leads to its originals by «parte:1», «parte:2»…: as drawn by itself an address, once bound a place in the book.
VERSO = "parte:"
# An index that grows by a page moves the pages of all the rest: it is drawn again with their new numbers.
GIRI = 4


@dataclass(frozen=True, slots=True)
class Originale:
    """A PDF to bind: the title of its bookmark, and its bytes."""

    titolo: str
    octets: bytes


def cuci(disegna_indice: Callable[[Sequence[tuple[int, int]]], bytes], originali: Sequence[Originale]) -> bytes:
    """The index, which is given the first and the last page of each original, and the originals behind it. The same make the same bytes."""
    with ExitStack() as aperti:
        pezzi = [aperti.enter_context(pikepdf.open(BytesIO(o.octets))) for o in originali]
        indice, lunghezza = b"", 1
        for _ in range(GIRI):
            indice = disegna_indice(_posti([len(p.pages) for p in pezzi], lunghezza))
            prima, lunghezza = lunghezza, _pagine(indice)
            if prima == lunghezza:
                break
        libro = aperti.enter_context(pikepdf.open(BytesIO(indice)))
        rimandi = list(_rimandi(libro))
        segni = [(INDICE, 0)]
        for originale, pezzo in zip(originali, pezzi, strict=True):
            segni.append((originale.titolo, len(libro.pages)))
            _accoda(libro, pezzo)
        for nota, parte in rimandi:
            nota.A = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.make_page_destination(libro, segni[parte][1], "Fit"))
        with libro.open_outline() as sommario:
            sommario.root[:] = [pikepdf.OutlineItem(titolo, pagina) for titolo, pagina in segni]
        esce = BytesIO()
        libro.save(esce, deterministic_id=True)
    return esce.getvalue()


def _rimandi(indice: pikepdf.Pdf) -> Iterator[tuple[Any, int]]:
    """The links of the index to its originals, each with the number of the one to which it leads."""
    for pagina in indice.pages:
        for nota in pagina.obj.get("/Annots", ()):
            dove = str(nota.get("/A", {}).get("/URI", ""))
            if dove.startswith(VERSO):
                yield nota, int(dove.removeprefix(VERSO))


def _pagine(octets: bytes) -> int:
    with pikepdf.open(BytesIO(octets)) as pdf:
        return len(pdf.pages)


def _posti(lunghezze: Sequence[int], indice: int) -> list[tuple[int, int]]:
    posti, prima = [], indice + 1
    for quante in lunghezze:
        posti.append((prima, prima + quante - 1))
        prima += quante
    return posti


def _accoda(libro: pikepdf.Pdf, pezzo: pikepdf.Pdf) -> None:
    """Pages, and the tree of their tags: as a part of the book, under its one document. What they were numbered by is moved on."""
    albero = libro.Root.StructTreeRoot
    numeri = albero.ParentTree.Nums
    libero = int(numeri[-2]) + 1
    da = len(libro.pages)
    libro.pages.extend(pezzo.pages)
    for pagina in libro.pages[da:]:
        _sposta(pagina.obj, "/StructParents", libero)
        for nota in pagina.obj.get("/Annots", ()):
            _sposta(nota, "/StructParent", libero)
    suo = libro.copy_foreign(pezzo.Root.StructTreeRoot)
    documento = albero.K[0]
    for capo in suo.K:
        capo.S, capo.P = pikepdf.Name.Part, documento
        documento.K.append(capo)
    suoi = suo.ParentTree.Nums
    for n in range(0, len(suoi), 2):
        numeri.append(int(suoi[n]) + libero)
        numeri.append(suoi[n + 1])


def _sposta(oggetto: Any, chiave: str, di: int) -> None:
    if chiave in oggetto:
        oggetto[chiave] = int(oggetto[chiave]) + di
