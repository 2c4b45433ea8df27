"""The rules in raw SQL are there after all migrations, survive a table that SQLite copies, and come down and up again."""

from collections.abc import Iterable

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from smvp.organizzazione.models import Incarico, Nomina
from smvp.organizzazione.vincoli import SenzaSovrapposizioni
from smvp.registro.guardie import guardie_applicate, rimetti_guardie
from tests.fabbriche import IncaricoFactory, NominaFactory

ATTESE = {
    "incarico_uno_alla_volta", "incarico_non_due_volte", "appartenenza_una_alla_volta", "nomina_non_due_volte",
}  # fmt: skip
solo_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="i trigger di SQLite")


def _trigger() -> set[str]:
    with connection.cursor() as cursore:
        cursore.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {nome for (nome,) in cursore.fetchall()}


def _vincoli_postgresql() -> set[str]:
    with connection.cursor() as cursore:
        cursore.execute("SELECT conname FROM pg_constraint WHERE contype = 'x'")
        return {nome for (nome,) in cursore.fetchall()}


@pytest.mark.django_db
def test_dopo_tutte_le_migrazioni_i_vincoli_ci_sono() -> None:
    if connection.vendor == "postgresql":
        assert _vincoli_postgresql() >= ATTESE
        return
    dichiarati = {nome for guardia in guardie_applicate(connection) for nome in guardia.trigger_sqlite()}
    assert dichiarati >= {f"{nome}_{quando}" for nome in ATTESE for quando in ("inserita", "cambiata")}
    assert dichiarati <= _trigger(), "SQLite toglie i trigger quando una migrazione copia la tabella: rimetti_guardie li deve rimettere"


@solo_sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_perde_i_trigger_copiando_la_tabella_e_migrate_li_rimette() -> None:
    with connection.schema_editor() as editor:
        editor._remake_table(Nomina)
    assert "nomina_non_due_volte_inserita" not in _trigger(), "se SQLite non li perdesse più, rimetti_guardie non servirebbe"
    rimetti_guardie(using="default", plan=[])
    assert "nomina_non_due_volte_inserita" not in _trigger(), "senza un piano (flush) non fa niente"
    rimetti_guardie(using="default", plan=["qualcosa"])
    assert "nomina_non_due_volte_inserita" in _trigger()
    nomina = NominaFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        NominaFactory(persona=nomina.persona)


@pytest.mark.django_db(transaction=True)
def test_i_vincoli_si_tolgono_e_si_rimettono() -> None:
    guardie = [g for g in guardie_applicate(connection) if isinstance(g, SenzaSovrapposizioni)]
    _esegui(comando for g in guardie for comando in g.togli(connection.vendor))
    try:
        primo = IncaricoFactory()
        Incarico.objects.filter(pk=IncaricoFactory(persona=primo.persona).pk)._raw_delete("default")
    finally:
        _esegui(comando for g in guardie for comando in g.metti(connection.vendor))
    with pytest.raises(IntegrityError), transaction.atomic():
        IncaricoFactory(persona=primo.persona)


def _esegui(comandi: Iterable[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursore:
        for comando in comandi:
            cursore.execute(comando)


@pytest.mark.django_db
def test_una_modifica_che_non_tocca_le_date_passa() -> None:
    incarico = IncaricoFactory()
    assert Incarico.objects.filter(pk=incarico.pk).update(retribuzione_risultato=models.F("retribuzione_risultato") + 1) == 1


@pytest.mark.django_db
def test_non_mancano_migrazioni() -> None:
    call_command("makemigrations", "registro", "organizzazione", check=True, dry_run=True, verbosity=0)
