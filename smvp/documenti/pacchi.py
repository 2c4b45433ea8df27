"""The zip of a batch: safe and distinct names, PDFs as they are, and a note on what is missing."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

from smvp.documenti import archivio
from smvp.documenti.models import Documento
from smvp.documenti.tipi import tipo
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO

NOTA = "DOCUMENTI-MANCANTI.txt"


def scrivi_zip(documenti: Iterable[Documento], mancanti: Sequence[str], destinazione: BinaryIO) -> None:
    """Write the PDFs into one zip. PDFs are compressed already: they are only stored."""
    nomi: set[str] = set()
    ultimo: datetime | None = None
    with zipfile.ZipFile(destinazione, "w", zipfile.ZIP_STORED) as pacco:
        for documento in documenti:
            octets = archivio.leggi(documento.file.name, documento.impronta_file)
            if octets is None:
                raise OperazioneNonAmmessa(f"Il PDF di «{documento.titolo}» manca dall’archivio o non è più quello emesso.")
            pacco.writestr(_voce(_nome_distinto(tipo(documento.tipo).posto_di(documento), nomi), documento.richiesto_il), octets)
            ultimo = max(ultimo or documento.richiesto_il, documento.richiesto_il)
        if ultimo is None:
            raise OperazioneNonAmmessa("Nessuno dei documenti richiesti è riuscito: non c’è nulla da mettere nello zip.")
        if mancanti:
            pacco.writestr(_voce(NOTA, ultimo), "Mancano:\r\n" + "\r\n".join(f"- {titolo}" for titolo in mancanti))


def _voce(nome: str, quando: datetime) -> zipfile.ZipInfo:
    """Dated with its document, as Rome's clocks had it: the same documents give the same zip."""
    locale = quando.astimezone(FUSO)
    return zipfile.ZipInfo(nome, (locale.year, locale.month, locale.day, locale.hour, locale.minute, locale.second))


def _nome_distinto(nome: str, presi: set[str]) -> str:
    """Two people of one name: the second file gets a number. Case does not tell two files apart on every system."""
    base, candidato, numero = nome.removesuffix(".pdf"), nome, 2
    while candidato.casefold() in presi:
        candidato, numero = f"{base}-{numero}.pdf", numero + 1
    presi.add(candidato.casefold())
    return candidato
