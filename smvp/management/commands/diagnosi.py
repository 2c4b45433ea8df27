"""``manage.py diagnosi``: what the installation stands on and, for what is missing, the line to type."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smvp.management.diagnosi import Esito, esegui

SEGNI = {Esito.BENE: "✓", Esito.AVVISO: "!", Esito.GUASTO: "✗"}


class Command(BaseCommand):
    help = "Controlla librerie di sistema, database, coda dei lavori, caratteri, cartelle; dice quale pacchetto installare."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        voci = esegui()
        stili = {Esito.BENE: self.style.SUCCESS, Esito.AVVISO: self.style.WARNING, Esito.GUASTO: self.style.ERROR}
        for voce in voci:
            self.stdout.write(f"{stili[voce.esito](SEGNI[voce.esito])} {voce.nome:<20} {voce.testo}")
            if voce.rimedio:
                self.stdout.write(f"  {'':<20} → {voce.rimedio}")
        if guasti := [voce.nome for voce in voci if voce.esito == Esito.GUASTO]:
            raise CommandError("Manca l’essenziale: " + ", ".join(guasti).lower() + ".")
