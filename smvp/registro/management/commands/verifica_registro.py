"""``manage.py verifica_registro``: is the log whole? Exit status 0 if it is, 1 if a row is broken."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smvp.registro.letture import verifica_catena
from smvp.registro.models import Evento


class Command(BaseCommand):
    help = "Controlla che nessuna riga del registro sia stata cambiata o tolta; stampa l’impronta di testa."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--contiene", metavar="IMPRONTA", default="",
            help="controlla anche che il registro contenga questa impronta di testa, stampata in un giorno passato",
        )  # fmt: skip

    def handle(self, *args: Any, **opzioni: Any) -> None:
        esito = verifica_catena()
        if esito.rotta is not None:
            raise CommandError(f"Registro alterato alla riga {esito.rotta}: {esito.motivo}. Le righe prima sono integre.")
        # Cutting off the tail leaves a shorter chain that is still whole: only a head noted before tells.
        nota = opzioni["contiene"]
        if nota and not Evento.objects.filter(impronta=nota).exists():
            raise CommandError(f"Registro alterato: l’impronta {nota} non c’è più, mancano le ultime righe.")
        self.stdout.write(f"Registro integro: {esito.righe} righe. Impronta di testa: {esito.testa or 'nessuna'}")
