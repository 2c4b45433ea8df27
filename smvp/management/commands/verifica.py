"""``manage.py verifica``: the whole test suite and the rules of the house."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from smvp.management.resoconto import riassunto
from smvp.management.verifica import Verifica


class Command(BaseCommand):
    help = "Esegue tutte le prove e i controlli della casa. Ciò che non è un’opzione va a pytest: verifica --rapida -- -k scheda"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rapida", action="store_true", help="senza le prove nel browser")
        parser.add_argument("--servizi", action="store_true", help="tutte le prove anche su PostgreSQL e Redis veri")
        parser.add_argument("altri", nargs=argparse.REMAINDER, metavar="…", help="per pytest: file e opzioni")

    def handle(self, *args: Any, rapida: bool, servizi: bool, altri: list[str], **options: Any) -> None:
        def scrivi(riga: str) -> None:
            self.stdout.write(riga)
            self.stdout.flush()

        per_pytest = [a for a in altri if a not in {"--", "--rapida", "--servizi"}]  # ours count wherever they stand
        rapida, servizi = rapida or "--rapida" in altri, servizi or "--servizi" in altri
        verifica = Verifica(Path(settings.RADICE), rapida=rapida, servizi=servizi, altri=per_pytest, scrivi=scrivi)
        esiti = verifica.esegui()
        for riga in riassunto(esiti, verifica.tralasciati):
            scrivi(riga)
        if falliti := [esito.nome for esito in esiti if not esito.bene]:
            raise CommandError("Non va: " + "; ".join(falliti) + ".")
