"""``manage.py carica_demo``: the municipality of the demo into an empty database, by itself."""

import time
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from smvp.demo import dati
from smvp.demo.caricamento import carica
from smvp.demo.generatore import genera
from smvp.demo.lettura import giorno_consigliato, leggi
from smvp.nucleo.formati import data, numero
from smvp.orologio import adesso, oggi

SCALA_MASSIMA = 50_000


class Command(BaseCommand):
    help = "Carica il Comune della demo in un database vuoto. Se c’è già non cambia niente."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scala", type=int, metavar="N", help="un Comune inventato di N dipendenti, sempre lo stesso")
        parser.add_argument("--da-capo", action="store_true", help="cancella prima i dati della demo, e solo quelli")

    def handle(self, *args: Any, scala: int | None, da_capo: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("I dati della demo si caricano solo con smvp.settings.demo: qui DJANGO_SETTINGS_MODULE dice altro.")
        if scala is not None and not 1 <= scala <= SCALA_MASSIMA:
            raise CommandError(f"Scrivi quanti dipendenti vuoi, da 1 a {SCALA_MASSIMA}.")
        if da_capo:
            self.svuota()
        contenuto = dati.contenuto()
        if contenuto is dati.Contenuto.ALTRUI:
            raise CommandError("Questo database contiene dati che non sono della demo: non li tocco.")
        if contenuto is dati.Contenuto.DEMO:
            self.stdout.write("Il Comune della demo c’è già: non cambio niente. Per ricominciare: carica_demo --da-capo.")
            return
        inizio = time.monotonic()
        comune = genera(scala) if scala else leggi()
        carica(comune, quando=adesso())
        secondi = numero(round(Fraction(time.monotonic() - inizio), 1), 1)
        self.stdout.write(f"{comune.denominazione}: {len(comune.individui)} persone, {len(comune.annate)} esercizi, in {secondi} secondi.")
        giorno = giorno_consigliato()
        if oggi() != giorno:  # who starts the demo stands there already
            self.stdout.write(f"Le schede 2025 sono a metà strada il {data(giorno)}: per vederle quel giorno, --oggi {giorno}.")

    def svuota(self) -> None:
        if not dati.azzerabile():
            raise CommandError("Questo database contiene dati che non sono della demo: non li cancello.")
        dati.azzera()
        dati.migra()
