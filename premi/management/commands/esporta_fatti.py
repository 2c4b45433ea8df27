"""``manage.py esporta_fatti ANNO [--output FATTI.json]``: the facts of a real exercise, in the format that ``simula`` reads."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from premi.letture import fatti_verificati
from premi.management.consegna import consegna, rifiuta
from premi.simulazione import FattiNonValidi
from smvp.organizzazione.models import Esercizio


class Command(BaseCommand):
    """Exit status 2, with a line on standard error for each fault and nothing written, when the facts break a rule of ``simula``."""

    help = "Scrive i fatti di un esercizio (le schede firmate) nel formato di simula, che su di essi dà gli stessi risultati."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("anno", type=int, help="l’esercizio, per esempio 2025")
        parser.add_argument("--output", metavar="FATTI.json", help="il file da scrivere (altrimenti: standard output)")

    def handle(self, *args: Any, anno: int, output: str | None, **options: Any) -> None:
        esercizio = Esercizio.objects.filter(anno=anno).first()
        if esercizio is None:
            raise CommandError(f"L’esercizio {anno} non c’è.")
        try:
            consegna(self, fatti_verificati(esercizio), output)
        except FattiNonValidi as errore:
            rifiuta(self, *errore.righe())
        except OSError as errore:
            rifiuta(self, f"{errore.filename or output}: {errore.strerror}")
