"""``manage.py esporta_fatti ANNO [--output FATTI.json]``: the facts of a real exercise, in the format that ``simula`` reads."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from premi.letture import fatti
from smvp.organizzazione.models import Esercizio


class Command(BaseCommand):
    help = "Scrive i fatti di un esercizio (le schede chiuse) nel formato di simula."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("anno", type=int, help="L’esercizio, per esempio 2025.")
        parser.add_argument("--output", type=Path, help="Il file da scrivere; senza, i fatti vanno sullo schermo.")

    def handle(self, *args: Any, anno: int, output: Path | None, **options: Any) -> None:
        esercizio = Esercizio.objects.filter(anno=anno).first()
        if esercizio is None:
            raise CommandError(f"L’esercizio {anno} non c’è.")
        testo = json.dumps(fatti(esercizio), ensure_ascii=False, indent=1)
        if output:
            output.write_text(testo + "\n", encoding="utf-8")
        else:
            self.stdout.write(testo)
