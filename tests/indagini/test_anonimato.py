"""Art. 33: nobody joins an answer to a person, with the whole database in hand: columns, places, transactions, the log."""

import json
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from smvp.indagini.models import Foglio, Indagine, Invito, Testo
from smvp.indagini.operazioni import urna
from smvp.registro.models import Evento

from .scene import DOPO, MOTIVO, aperta, in_servizio, passo, rispondono

URNA = (Foglio, Testo)
TEMPI = (models.DateField, models.TimeField, models.DurationField)


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    return comune


@pytest.mark.parametrize("modello", (*URNA, Invito))
def test_nell_urna_e_fra_gli_inviti_non_c_e_nessun_momento(modello: type[models.Model]) -> None:
    assert [f.name for f in modello._meta.get_fields() if isinstance(f, TEMPI)] == []


def test_l_urna_non_ha_fili_verso_le_persone() -> None:
    """Neither of its tables leads anywhere but to the survey, and no table leads to them."""
    for modello in URNA:
        assert {f.related_model for f in modello._meta.get_fields() if f.is_relation} == {Indagine}
    verso = {f.related_model for m in apps.get_models() for f in m._meta.get_fields() if f.is_relation and m not in (Indagine, *URNA)}
    assert not verso & set(URNA)


def test_nessuno_la_legge_dall_amministrazione() -> None:
    assert not {Indagine, Foglio, Testo, Invito} & set(admin.site._registry)


@pytest.mark.django_db
def test_le_chiavi_e_il_posto_non_dicono_chi_e_arrivato_prima(c: SimpleNamespace) -> None:
    """Twenty answer in the order of their invitations. In no order that the database keeps do the answers follow them."""
    persone = in_servizio(c, 20)
    riga = aperta(c)
    rispondono(riga, persone)
    arrivo = [f"Parole di {n}" for n in range(20)]
    ordini = [[t for (t,) in _tutte(f"SELECT testo FROM indagini_testo ORDER BY {per}")] for per in _ordini()]  # noqa: S608
    for ordine in ordini:
        assert sorted(ordine) == sorted(arrivo)
        assert ordine not in (arrivo, arrivo[::-1])
        assert _coppie_in_ordine(ordine, arrivo) < 160, "su 190: a caso ne starebbero 95"


@pytest.mark.django_db
def test_ogni_risposta_rimescola_quelle_che_ci_sono(c: SimpleNamespace) -> None:
    persone = in_servizio(c, 8)
    riga = aperta(c)
    rispondono(riga, persone[:7])
    prima = set(Foglio.objects.values_list("pk", flat=True)), set(Testo.objects.values_list("pk", flat=True))
    rispondono(riga, persone[7:])
    dopo = set(Foglio.objects.values_list("pk", flat=True)), set(Testo.objects.values_list("pk", flat=True))
    assert not prima[0] & dopo[0], "nessun foglio sta dov’era: quello nuovo non si distingue"
    assert not prima[1] & dopo[1]


@pytest.mark.django_db
def test_oltre_la_misura_se_ne_rimescola_una_parte_a_caso(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urna, "RIMESCOLATI", 3)
    persone = in_servizio(c, 10)
    riga = aperta(c)
    rispondono(riga, persone[:9])
    prima = set(Foglio.objects.values_list("pk", flat=True))
    rispondono(riga, persone[9:])
    assert len(prima - set(Foglio.objects.values_list("pk", flat=True))) == 3
    assert riga.fogli.count() == riga.testi.count() == 10


@pytest.mark.django_db
def test_alla_chiusura_tutto_cambia_chiave_e_niente_si_perde(c: SimpleNamespace) -> None:
    riga = aperta(c)
    rispondono(riga, in_servizio(c, 1) and [c.persona_po1, c.persona_po2, c.persona_dirigente1])
    prima = {f.pk for f in riga.fogli.all()} | {t.pk for t in riga.testi.all()}
    valori = sorted(json.dumps(f.valori) for f in riga.fogli.all())
    passo(c, riga, "chiudi", DOPO)
    assert not prima & ({f.pk for f in riga.fogli.all()} | {t.pk for t in riga.testi.all()})
    assert sorted(json.dumps(f.valori) for f in riga.fogli.all()) == valori


@pytest.mark.django_db
def test_chi_risponde_non_lascia_niente_nel_registro_ne_altrove(c: SimpleNamespace) -> None:
    """From the browser: every table before and after, but the three of the urn and the session, is the same."""
    riga = aperta(c)
    cliente = Client()
    cliente.force_login(c.dipendente1, "django.contrib.auth.backends.ModelBackend")
    indirizzo = reverse("indagini:rispondi", args=[riga.pk])
    cliente.get(indirizzo)
    prima = _altrove()
    assert cliente.post(indirizzo, {"d1": "5", "d5": "Parole mie"}).status_code == 302
    assert cliente.get(reverse("indagini:grazie", args=[riga.pk])).status_code == 200
    assert cliente.post(indirizzo, {"d1": "1"}).status_code == 200, "una seconda volta lo si dice, senza rifiuto da registrare"
    assert _altrove() == prima
    assert not Evento.objects.filter(utente="dipendente1").exclude(azione__startswith="accesso").exists()
    assert riga.fogli.count() == 1


@pytest.mark.django_db
def test_ne_il_server_ne_il_program_scrivono_quando(c: SimpleNamespace, caplog: pytest.LogCaptureFixture) -> None:
    """Not even for an answer that is not complete, or a second one."""
    riga = aperta(c)
    cliente = Client()
    cliente.force_login(c.dipendente1, "django.contrib.auth.backends.ModelBackend")
    with caplog.at_level("DEBUG", logger="django.request"), caplog.at_level("DEBUG", logger="smvp"):
        for dati in ({}, {"d1": "9"}, {"d1": "5"}, {"d1": "5"}):
            cliente.post(reverse("indagini:rispondi", args=[riga.pk]), dati)
    assert [r.getMessage() for r in caplog.records if "indagini" in r.getMessage()] == []


@pytest.mark.django_db
def test_chi_gestisce_vede_quanti_e_mai_chi(c: SimpleNamespace) -> None:
    persone = in_servizio(c, 6)
    riga = aperta(c)
    rispondono(riga, persone[:3])
    cliente = Client()
    cliente.force_login(c.personale, "django.contrib.auth.backends.ModelBackend")
    for quanti, detto in ((3, "meno di 5"), (6, "<dd>6</dd>")):
        if quanti == 6:
            rispondono(riga, persone[3:])
        pagina = cliente.get(riga.get_absolute_url()).content.decode()
        assert detto in pagina
        assert not any(p.cognome in pagina for p in persone)
        assert "Parole di" not in pagina
    assert cliente.get(reverse("indagini:risultati", args=[riga.pk])).status_code == 302, "finché è aperta nessuno legge"


@pytest.mark.django_db
def test_il_promemoria_va_a_tutti_perche_a_qualcuno_direbbe_chi(c: SimpleNamespace) -> None:
    from smvp.flusso.models import Notifica
    from smvp.indagini.operazioni.passaggi import sollecita

    riga = aperta(c)
    rispondono(riga, [c.persona_po1])
    Notifica.objects.all().delete()
    sollecita(indagine=riga, utente=c.personale, quando=DOPO.replace(month=4, day=10))
    invitati = {i.persona.utente_id for i in riga.inviti.select_related("persona")} - {None}
    assert set(Notifica.objects.values_list("destinatario", flat=True)) == invitati
    assert c.po1.pk in invitati


@pytest.mark.servizi
@pytest.mark.django_db(transaction=True)
def test_su_postgresql_transazioni_e_posti_non_uniscono_risposte_e_inviti(transactional_db: None, settings: Any) -> None:
    """xmin of all rows of a survey is that of the last answer, of invitations and sheets alike; ctid follows no one's arrival."""
    if connection.vendor != "postgresql":
        pytest.skip("solo su PostgreSQL")
    from tests.personaggi import crea_comune

    settings.OGGI = "2026-04-10"
    c = crea_comune()
    persone = in_servizio(c, 20)
    riga = aperta(c)
    rispondono(riga, persone)
    transazioni = {t: {x for (x,) in _tutte(f"SELECT xmin::text FROM indagini_{t}")} for t in ("invito", "foglio", "testo")}  # noqa: S608
    assert {len(x) for x in transazioni.values()} == {1}, "tutte le righe portano la stessa transazione"
    arrivo = [f"Parole di {n}" for n in range(20)]
    ordine = [t for (t,) in _tutte("SELECT testo FROM indagini_testo ORDER BY ctid")]
    assert ordine != arrivo
    passo(c, riga, "chiudi_prima", DOPO.replace(month=4, day=20), MOTIVO)
    assert len({x for (x,) in _tutte("SELECT xmin::text FROM indagini_foglio")}) == 1


def _tutte(comando: str) -> list[Any]:
    with connection.cursor() as cursore:
        cursore.execute(comando)
        return list(cursore.fetchall())


def _ordini() -> Iterable[str]:
    return ("id", "rowid") if connection.vendor == "sqlite" else ("id", "ctid", "xmin::text")


def _coppie_in_ordine(ordine: list[str], arrivo: list[str]) -> int:
    posto = {t: n for n, t in enumerate(arrivo)}
    return sum(posto[a] < posto[b] for i, a in enumerate(ordine) for b in ordine[i + 1 :])


def _altrove() -> dict[str, list[Any]]:
    """Every row of every table but those of the urn and the sessions."""
    fuori = {"indagini_foglio", "indagini_testo", "indagini_invito", "django_session"}
    tabelle = sorted(set(connection.introspection.table_names()) - fuori)
    return {t: sorted(map(repr, _tutte(f'SELECT * FROM "{t}"'))) for t in tabelle}  # noqa: S608
