"""``manage.py demo``: the municipality of the demo, at work in a minute, with everybody's password."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.urls import reverse

from smvp.demo import avvio, dati
from smvp.demo.lettura import giorno_consigliato
from smvp.management import sistema


def giorno(testo: str) -> str:
    try:
        return date.fromisoformat(testo).isoformat()
    except ValueError:
        raise ArgumentTypeError(f"«{testo}» non è una data: scrivila come 2026-03-15.") from None


class Command(BaseCommand):
    help = "Avvia la demo: prepara i dati, fa partire il sito e chi fa i PDF, stampa l’indirizzo e i personaggi. Si ferma con Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--porta", type=int, default=8000, help="porta del sito (8000; 0 ne prende una libera)")
        parser.add_argument("--reset", action="store_true", help="torna alla demo appena fatta: cancella solo i dati della demo")
        parser.add_argument(
            "--oggi",
            type=giorno,
            metavar="DATA",
            help="il giorno a cui sta fermo l’orologio; senza, quello in cui la dimostrazione ha più senso",
        )
        parser.add_argument("--scala", type=int, metavar="N", help="un Comune inventato di N dipendenti, sempre lo stesso")

    def handle(self, *args: Any, porta: int, reset: bool, oggi: str | None, scala: int | None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La demo gira solo con smvp.settings.demo: qui DJANGO_SETTINGS_MODULE dice altro.")
        settings.OGGI = oggi or settings.OGGI or giorno_consigliato().isoformat()
        avvio.ascolta_i_segnali()
        try:
            settings.DATI.mkdir(mode=0o700, parents=True, exist_ok=True)
            with avvio.da_solo(settings.DATI):
                self.avvia(porta, reset, scala)
        except avvio.Fermata:
            self.stdout.write("\nDemo fermata.")
        except avvio.AvvioImpossibile as errore:
            raise CommandError(str(errore)) from None

    def avvia(self, porta: int, reset: bool, scala: int | None) -> None:
        ambiente = avvio.ambiente_dei_processi(settings.SETTINGS_MODULE, settings.DATI, settings.OGGI)
        sito = avvio.Sito(avvio.apri_porta(porta), settings.RADICE, ambiente, self.stderr.write)
        try:
            self.librerie_di_sistema()
            self.prepara_dati(reset, scala)
            sito.avvia()
            sito.aspetta_risposta(reverse("accedi"))
            self.presenta(sito.url)
            sito.sorveglia()
        finally:
            sito.ferma()

    def prepara_dati(self, reset: bool, scala: int | None) -> None:
        if reset:
            if not dati.azzerabile():
                raise avvio.AvvioImpossibile("Questo database non è (solo) di una demo: non lo cancello.")
            dati.azzera()
        contenuto = dati.contenuto()
        if contenuto is dati.Contenuto.ALTRUI:
            raise avvio.AvvioImpossibile("Questo database non è di una demo: chiunque vi entrerebbe. Cambia DATABASE_URL o SMVP_DATI.")
        if scala and contenuto is dati.Contenuto.DEMO:
            raise avvio.AvvioImpossibile("I dati ci sono già: per cambiare scala aggiungi --reset.")
        dati.migra()
        if contenuto is dati.Contenuto.VUOTO:
            self.stdout.write("Carico il Comune della demo…")
            call_command("carica_demo", **({"scala": scala} if scala else {}), stdout=self.stdout, stderr=self.stderr)
        connection.close()

    def librerie_di_sistema(self) -> None:
        """PDFs need libraries of the system: install them where we may, saying so, or say how; the site starts all the same."""
        mancanti = sistema.pacchetti_mancanti()
        if not mancanti:
            return
        if sistema.puo_installare():
            self.stdout.write(f"Per i PDF manca {', '.join(mancanti)}: installo con apt-get.")
            if sistema.installa(mancanti):
                return
        riga = sistema.riga_di_installazione(mancanti)
        self.stderr.write(f"I PDF non si possono fare finché non esegui, come amministratore:\n    {riga}")

    def presenta(self, url: str) -> None:
        righe = [("Chi", "Utente"), *dati.personaggi(), *dati.da_provare()]
        larghezza = max(len(ruolo) for ruolo, _ in righe)
        self.stdout.write(f"\n  {self.style.SUCCESS('La demo è pronta')}: {url}\n")
        if settings.OGGI:
            self.stdout.write(f"  L’orologio sta fermo al {date.fromisoformat(settings.OGGI):%d/%m/%Y}.")
        self.stdout.write(f"  La password di tutti è {self.style.SUCCESS(dati.RICONOSCIMENTO[1])}; chi è cessato non entra.\n\n")
        for ruolo, utenti in righe:
            self.stdout.write(f"  {ruolo:<{larghezza}}  {utenti}")
        self.stdout.write("\n  Per fermarla: Ctrl-C. Per ricominciare da capo: python3 manage.py demo --reset\n")
        self.stdout.flush()
