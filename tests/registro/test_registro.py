"""The log: one row an act, chained, append-only; whoever tampers is found."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from smvp.registro.catena import SoloAggiunte
from smvp.registro.letture import Verifica, storia, verifica_catena
from smvp.registro.models import Evento, canonico
from smvp.registro.operazioni import registra
from tests.fili import in_un_filo

QUANDO = datetime(2026, 4, 30, 10, 42, tzinfo=UTC)


def annota(n: int = 1, **altro: Any) -> Evento:
    valori: dict[str, Any] = {"azione": "scheda.chiudi", "oggetto": "scheda", "oggetto_id": n, "utente": "ncvp", "quando": QUANDO}
    return registra(**{**valori, **altro})


@pytest.fixture
def senza_guardie(db: None) -> None:
    """What somebody with the keys of the database can do."""
    with connection.cursor() as cursore:
        for comando in SoloAggiunte().togli(connection.vendor):
            cursore.execute(comando)


# --- effect ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_ogni_riga_porta_l_impronta_di_quella_prima() -> None:
    primo, secondo = annota(1), annota(2, per_conto_di="sindaco", dati={"voto": Decimal("2.50"), "il": date(2026, 4, 30)})
    assert (primo.numero, primo.precedente, secondo.numero, secondo.precedente) == (1, "", 2, primo.impronta)
    riletto = Evento.objects.get(numero=2)
    assert riletto.impronta == riletto.calcola_impronta() == secondo.impronta
    assert riletto.contenuto == {"voto": "2.50", "il": "2026-04-30"}
    assert (riletto.utente, riletto.per_conto_di, riletto.quando) == ("ncvp", "sindaco", QUANDO)


@pytest.mark.django_db
def test_la_storia_di_un_oggetto_comincia_dall_ultimo_atto() -> None:
    annota(7, azione="scheda.apri")
    annota(8)
    annota(7, azione="scheda.chiudi")
    assert [e.azione for e in storia("scheda", 7)] == ["scheda.chiudi", "scheda.apri"]
    assert not storia("premio", 7).exists()


@pytest.mark.django_db
def test_registrare_costa_poche_query(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(3):
        annota()


@pytest.mark.django_db(transaction=True)
def test_fuori_da_una_transazione_si_rifiuta() -> None:
    with pytest.raises(TransactionManagementError, match="dentro la transazione"):
        annota()
    assert not Evento.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_se_l_atto_fallisce_la_riga_non_resta_e_il_numero_non_si_perde() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        annota()
        raise RuntimeError
    with transaction.atomic():
        assert annota().numero == 1


@pytest.mark.django_db
def test_un_momento_senza_fuso_orario_si_rifiuta() -> None:
    with pytest.raises(ValueError, match="fuso orario"):
        annota(quando=datetime(2026, 4, 30))


def test_la_forma_canonica_e_una_sola() -> None:
    assert canonico({"b": 1, "a": ["è", None, True]}) == canonico({"a": ("è", None, True), "b": 1}) == '{"a":["è",null,true],"b":1}'
    assert canonico({"x": Decimal("1.50"), "y": Fraction(1, 3), "z": {3, 1, 2}}) == '{"x":"1.50","y":"1/3","z":[1,2,3]}'
    assert canonico({"t": datetime(2026, 4, 30, 12, 42, tzinfo=UTC)}) == '{"t":"2026-04-30T12:42:00.000000+00:00"}'
    with pytest.raises(TypeError, match="float"):
        canonico({"x": 0.1})


# --- append-only ------------------------------------------------------------------------------------------------------------

MODIFICHE: list[tuple[str, Callable[[], Any]]] = [
    ("update", lambda: Evento.objects.filter(numero=1).update(utente="altri")),
    ("save", lambda: Evento.objects.get(numero=1).save()),
    ("delete", lambda: Evento.objects.get(numero=1).delete()),
    ("delete di tutto", lambda: Evento.objects.all().delete()),
    ("un numero saltato", lambda: Evento.objects.bulk_create([Evento(numero=9, quando=QUANDO, precedente="x", impronta="y")])),
    ("una riga slegata", lambda: Evento.objects.bulk_create([Evento(numero=2, quando=QUANDO, precedente="", impronta="y")])),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("modo", "modifica"), MODIFICHE, ids=[m[0] for m in MODIFICHE])
def test_il_database_rifiuta(modo: str, modifica: Callable[[], Any]) -> None:
    annota()
    with pytest.raises(IntegrityError), transaction.atomic():
        modifica()
    assert verifica_catena().righe == 1


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="INSERT OR REPLACE è di SQLite")
def test_il_database_rifiuta_insert_or_replace() -> None:
    annota()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute("INSERT OR REPLACE INTO registro_evento SELECT * FROM registro_evento")


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE è di PostgreSQL")
def test_il_database_rifiuta_truncate() -> None:
    annota()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursore:
        cursore.execute("TRUNCATE registro_evento")


# --- tampering is found -------------------------------------------------------------------------------------------------------

MANOMISSIONI = [
    ("un dato cambiato", {"dati": '{"voto":3}'}, "contenuto"),
    ("chi cambiato", {"utente": "altri"}, "contenuto"),
    ("per conto di chi", {"per_conto_di": "sindaco"}, "contenuto"),
    ("quando cambiato", {"quando": datetime(2026, 4, 29, 10, 42, tzinfo=UTC)}, "contenuto"),
    ("l’oggetto cambiato", {"oggetto_id": "99"}, "contenuto"),
    ("il legame cambiato", {"precedente": "0" * 64}, "legata"),
    ("l’impronta cambiata", {"impronta": "0" * 64}, "contenuto"),
]


@pytest.mark.usefixtures("senza_guardie")
@pytest.mark.parametrize(("caso", "valori", "motivo"), MANOMISSIONI, ids=[m[0] for m in MANOMISSIONI])
def test_la_prima_riga_rotta_si_trova(caso: str, valori: dict[str, Any], motivo: str) -> None:
    for n in range(1, 6):
        annota(n)
    Evento.objects.filter(numero=3).update(**valori)
    esito = verifica_catena()
    assert esito.rotta == 3
    assert motivo in esito.motivo


@pytest.mark.usefixtures("senza_guardie")
def test_chi_ricalcola_l_impronta_rompe_la_riga_dopo() -> None:
    for n in range(1, 6):
        annota(n)
    evento = Evento.objects.get(numero=3)
    evento.utente = "altri"
    evento.impronta = evento.calcola_impronta()
    evento.save()
    assert verifica_catena().rotta == 4


@pytest.mark.usefixtures("senza_guardie")
def test_una_riga_tolta_si_trova() -> None:
    for n in range(1, 6):
        annota(n)
    Evento.objects.filter(numero=2).delete()
    assert verifica_catena() == Verifica(1, Evento.objects.get(numero=1).impronta, 3, "manca la riga 2")


# --- the command ---------------------------------------------------------------------------------------------------------------


def esegui(*argomenti: str) -> str:
    uscita = StringIO()
    call_command("verifica_registro", *argomenti, stdout=uscita)
    return uscita.getvalue()


@pytest.mark.django_db
def test_verifica_registro_stampa_la_testa() -> None:
    assert "0 righe" in esegui()
    annota()
    testa = annota(2).impronta
    assert esegui() == f"Registro integro: 2 righe. Impronta di testa: {testa}\n"


@pytest.mark.usefixtures("senza_guardie")
def test_verifica_registro_nomina_la_riga_rotta_ed_esce_con_un_errore() -> None:
    annota()
    annota(2)
    Evento.objects.filter(numero=2).update(dati=json.dumps({"x": 1}))
    with pytest.raises(CommandError, match="riga 2: il contenuto non corrisponde") as errore:
        esegui()
    assert errore.value.returncode == 1


@pytest.mark.usefixtures("senza_guardie")
def test_la_coda_tagliata_si_scopre_con_l_impronta_annotata() -> None:
    annota()
    testa = annota(2).impronta
    assert "2 righe" in esegui("--contiene", testa)
    Evento.objects.filter(numero=2).delete()
    assert "1 righe" in esegui()
    with pytest.raises(CommandError, match="mancano le ultime righe"):
        esegui("--contiene", testa)


# --- many writers ----------------------------------------------------------------------------------------------------------------

SCRITTORI, ATTI = 8, 10


def scrive(n: int) -> None:
    for volta in range(ATTI):
        with transaction.atomic():
            annota(n, dati={"volta": volta})


@pytest.mark.usefixtures("database_vero")
def test_tanti_che_scrivono_insieme_non_rompono_la_catena() -> None:
    with ThreadPoolExecutor(SCRITTORI) as fili:
        for futuro in [fili.submit(in_un_filo, scrive, n) for n in range(SCRITTORI)]:
            futuro.result()
    with ThreadPoolExecutor(1) as filo:
        esito = filo.submit(in_un_filo, lambda _: verifica_catena(), 0).result()
    assert (esito.rotta, esito.righe) == (None, SCRITTORI * ATTI)
