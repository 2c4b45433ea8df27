"""The data of the demo: whose they are, whether they are there, and how to take them away without touching anybody else's."""

import re
import shutil
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from smvp.organizzazione.models import Ruolo, Utente
from smvp.registro.guardie import guardie_applicate
from valutazioni.models import SchedaPersonale
from valutazioni.stati import APERTA, APPROVATA, PARTECIPATA

# The account and the password by which a demo is known: outside of the demo nobody can have such a password.
RICONOSCIMENTO = ("ncvp", "demo")


class Contenuto(Enum):
    VUOTO = "vuoto"
    DEMO = "demo"
    ALTRUI = "altrui"


def contenuto() -> Contenuto:
    """Whose the database is: nobody's yet, the demo's, or somebody's work, that the demo neither shows nor erases."""
    tabelle = set(connection.introspection.table_names())
    if Utente._meta.db_table not in tabelle:
        return Contenuto.ALTRUI if tabelle - _tabelle_nostre() else Contenuto.VUOTO
    if not Utente.objects.exists():
        return Contenuto.VUOTO
    nome, password = RICONOSCIMENTO
    conosciuto = Utente.objects.only("password").filter(username=nome).first()
    return Contenuto.DEMO if conosciuto and conosciuto.check_password(password) else Contenuto.ALTRUI


def _tabelle_nostre() -> set[str]:
    """The tables of our models, many-to-many included, and that of the migrations."""
    return {*connection.introspection.django_table_names(), MigrationRecorder.Migration._meta.db_table}


def azzerabile() -> bool:
    """The database holds the demo or nothing and, if it is a server's, no table that we did not make."""
    if contenuto() is Contenuto.ALTRUI:
        return False
    return connection.vendor == "sqlite" or not set(connection.introspection.table_names()) - _tabelle_nostre()


def azzera() -> None:
    """Take away the demo's data and only those: its database, its documents, its queue. Call it only if ``azzerabile()``."""
    if connection.vendor == "sqlite":
        archivio = Path(connection.settings_dict["NAME"])
        connection.close()
        for coda in ("", "-wal", "-shm", "-journal"):
            archivio.with_name(archivio.name + coda).unlink(missing_ok=True)
    else:
        _butta_le_tabelle()
    for cartella in (Path(settings.MEDIA_ROOT), settings.DATI / "broker", settings.DATI / "beat"):
        shutil.rmtree(cartella, ignore_errors=True)


def _butta_le_tabelle() -> None:
    """All or nothing. Not by migrating back to zero: an earlier form of a table may refuse what the demo holds."""
    tabelle = ", ".join(connection.ops.quote_name(nome) for nome in connection.introspection.table_names())
    with transaction.atomic(), connection.cursor() as cursore:
        for guardia in guardie_applicate(connection):
            for comando in guardia.togli(connection.vendor):
                cursore.execute(comando)
        if tabelle:
            cursore.execute(f"DROP TABLE {tabelle} CASCADE")


def migra() -> None:
    """Apply the migrations that are missing; when none is, do without Django's checks, which take a second."""
    esecutore = MigrationExecutor(connection)
    if esecutore.migration_plan(esecutore.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def personaggi() -> list[tuple[str, str]]:
    """The cast for the terminal: (role, accounts). ``dirigente1``, ``dirigente2``… are told in one line."""
    gruppi: dict[str, list[int]] = {}
    for nome in Utente.objects.values_list("username", flat=True):
        if trovato := re.fullmatch(r"([a-z]+)(\d*)", nome):
            gruppi.setdefault(trovato[1], []).append(int(trovato[2] or 0))
    ruoli = {**{ruolo.value: ruolo.label for ruolo in Ruolo}, "admin": Ruolo.AMMINISTRATORE.label}
    return [(ruoli[prefisso], _in_breve(prefisso, sorted(gruppi[prefisso]))) for prefisso in ruoli if prefisso in gruppi]


def da_provare() -> list[tuple[str, str]]:
    """For the terminal: somebody with a team to evaluate, somebody with a sheet to sign, somebody with one that is approved."""
    in_lavoro = Utente.objects.filter(pk__in=SchedaPersonale.objects.filter(stato=APERTA).order_by().values("salvata_da"))
    valutati = Utente.objects.filter(is_active=True, persona__appartenenze__isnull=False)
    scelte = (
        ("Una squadra da valutare", in_lavoro),
        ("Una scheda da firmare", valutati.filter(persona__schede_personale__stato=PARTECIPATA)),
        ("Una valutazione approvata", valutati.filter(persona__schede_personale__stato=APPROVATA)),
    )
    trovati = ((che, utenti.order_by("pk").values_list("username", flat=True).first()) for che, utenti in scelte)
    return [(che, nome) for che, nome in trovati if nome]


def _in_breve(prefisso: str, numeri: list[int]) -> str:
    nomi = [f"{prefisso}{numero or ''}" for numero in numeri]
    return nomi[0] if len(nomi) == 1 else f"{nomi[0]} … {nomi[-1]}"
