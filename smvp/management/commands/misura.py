"""``manage.py misura``: the benchmark, on a demo made for the occasion in a folder that goes away."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from smvp.management.misura import misura, tabella


class Command(BaseCommand):
    help = "Misura l’applicazione accanto a termini di paragone e stampa i rapporti tra le mediane."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ripetizioni", type=int, default=5, help="quante volte prendere ogni misura (5)")
        parser.add_argument(
            "solo",
            nargs="*",
            help="i gruppi di misure da prendere (tutti): "
            "simula, pdf_di_una_scheda, pdf_del_personale, pagine, somiglianza, paghe, edizioni",
        )
        parser.add_argument("--cartella", type=Path, help=argparse.SUPPRESS)

    def handle(self, *args: Any, ripetizioni: int, solo: list[str], cartella: Path | None, **options: Any) -> None:
        if cartella is None:
            sys.exit(self.in_disparte(ripetizioni, solo))
        from smvp.management.misure import MISURE

        call_command("migrate", verbosity=0)
        call_command("carica_demo", stdout=self.stderr)
        gruppi = [gruppo for gruppo in MISURE if not solo or gruppo.__name__ in solo]
        risultati = misura((voce for gruppo in gruppi for voce in gruppo(cartella)), max(1, ripetizioni))
        self.stdout.write("\n".join(tabella(risultati)))
        self.stdout.write(f"\nMediane di {ripetizioni} ripetizioni, nostra e sua a turno; conta il rapporto.")

    def in_disparte(self, ripetizioni: int, solo: list[str]) -> int:
        """Run ourselves again on an empty folder and the embedded database, far from anybody's data."""
        with tempfile.TemporaryDirectory(prefix="smvp-misura-") as cartella:
            ambiente = {chiave: valore for chiave, valore in os.environ.items() if chiave not in {"DATABASE_URL", "REDIS_URL", "SMVP_OGGI"}}
            ambiente |= {"SMVP_DATI": cartella, "DJANGO_SETTINGS_MODULE": "smvp.settings.demo"}
            comando = [sys.executable, "manage.py", "misura", f"--cartella={cartella}", f"--ripetizioni={ripetizioni}", *solo]
            return subprocess.run(comando, env=ambiente, cwd=settings.RADICE).returncode
