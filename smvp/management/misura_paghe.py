"""A run of thousands of people as a file for the payroll, beside bare openpyxl; and how much memory it takes."""

import io
import time
import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from openpyxl import Workbook, load_workbook

from premi.documenti.paghe import Fornitura, produci
from premi.letture.fonti import DiCorsa
from premi.letture.tracciati import predefiniti
from premi.models import Corsa, LineaPremio
from smvp.management.misura import Misura
from smvp.organizzazione.models import Direzione, Esercizio, Persona, Utente
from smvp.orologio import adesso
from valutazioni.models import SchedaPersonale

PERSONE = 15_000
ANNO = 2025
MEGA = 1024 * 1024


def paghe(cartella: Path) -> Iterator[Misura]:
    """The whole export, from the lines in the database to the bytes, beside openpyxl write-only appending the same cells from memory."""
    corsa = corsa_di_prova(PERSONE)
    fornitura = Fornitura(DiCorsa(corsa), predefiniti()["Prospetto completo"], "Prospetto completo")

    def nostra() -> bytes:
        return produci(fornitura, adesso()).contenuto

    celle = [list(riga) for riga in load_workbook(io.BytesIO(nostra()), read_only=True).worksheets[0].iter_rows(values_only=True)]

    def nuda() -> None:
        libro = Workbook(write_only=True)
        pagina = libro.create_sheet()
        for riga in celle:
            pagina.append(riga)
        libro.save(io.BytesIO())

    dettaglio = f"{sum(v is not None for r in celle for v in r)} celle, {_memoria(nostra)} MB, tempo di processore"
    termine = "openpyxl write-only, stesse celle già in memoria"
    yield Misura(f"file per le paghe, {PERSONE} persone", nostra, termine, nuda, dettaglio, time.process_time)


def _memoria(gesto: Callable[[], object]) -> int:
    """The most that Python holds at once while it is done, in megabytes rounded up."""
    tracemalloc.start()
    gesto()
    _, massimo = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return -(-massimo // MEGA)


def corsa_di_prova(persone: int, numero: int = 9999) -> Corsa:
    """A run of productivity with a line for each of as many people, made up; ``numero`` tells one from another."""
    esercizio, utente, quando = Esercizio.objects.get(anno=ANNO), Utente.objects.get(username="personale"), adesso()
    direzioni = list(Direzione.objects.filter(padre=None))
    with transaction.atomic():
        corsa = Corsa.objects.create(
            esercizio=esercizio, istituto="produttivita", numero=numero, regolamento=esercizio.regolamento, impronta="0" * 64,
            chiesta_da=utente, chiesta_il=quando, calcolata_il=quando,
        )  # fmt: skip
        gente = Persona.objects.bulk_create(
            (Persona(matricola=f"P{numero}{n:06d}", cognome=f"Cognome {n}", nome="Nome") for n in range(persone)), batch_size=1000
        )
        schede = SchedaPersonale.objects.bulk_create(
            (
                SchedaPersonale(
                    esercizio=esercizio, persona=p, direzione=direzioni[n % len(direzioni)], categoria="ABCD"[n % 4], aperta_il=quando
                )
                for n, p in enumerate(gente)
            ), batch_size=1000,
        )  # fmt: skip
        LineaPremio.objects.bulk_create((_linea(corsa, s, n) for n, s in enumerate(schede)), batch_size=1000)
    return corsa


def _linea(corsa: Corsa, scheda: SchedaPersonale, n: int) -> LineaPremio:
    premio = Decimal(40_000 + n) / 100
    return LineaPremio(
        corsa=corsa, scheda=scheda, persona=scheda.persona, matricola=scheda.persona.matricola, nominativo=str(scheda.persona),
        direzione=scheda.direzione, categoria=scheda.categoria, giorni=365, totale=Decimal("231.50"), quota=premio * 2, premio=premio,
    )  # fmt: skip
