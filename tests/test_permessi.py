"""The permission matrix (tests/matrice.py) run row by row: each address for everybody of the cast and for who has not logged in.

A new address without a row fails here, and so does a row whose answer has changed. Every row is also held to this: a page does not
write (but for the session and the log), and an act is not done by GET.
"""

import re
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from zeal import zeal_ignore

from obiettivi.models import Obiettivo
from obiettivi.stati import AL_VALUTATORE, MONITORATA, RENDICONTATA
from premi.models import (
    Attribuzione,
    AvvisoInnovazione,
    Corsa,
    Progetto,
    QuotaEfficienza,
    RipartoEfficienza,
    Scenario,
)
from premi.operazioni.scenari import inizia_prova, tieni_scenario
from premi.operazioni.tracciati import crea_predefiniti
from premi.stati import APERTA_AI_PROGETTI
from smvp.documenti import pdf
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import disegna
from smvp.organizzazione.models import Utente
from smvp.organizzazione.operazioni import carica_importazione
from smvp.orologio import adesso
from tests.accesso.scene import con_accessi
from tests.conciliazione.scene import per_la_matrice
from tests.giri import SUI_SERVIZI
from tests.indagini.scene import per_la_matrice as con_le_indagini
from tests.matrice import AMMINISTRATORE, AMMINISTRAZIONE_PER_ALTRA_VIA, ANONIMO, CHIUNQUE, MATRICE, Riga
from tests.ncvp.scene import per_la_matrice as con_il_ncvp
from tests.obiettivi.scene import collettivo, gia_in_stato
from tests.performance.cammino import scritta
from tests.personaggi import UTENTI, crea_comune
from tests.premi.progressioni import aperta, bandita
from tests.sistema.scene import con_sistema
from tests.trasparenza.scene import in_sezione
from tests.valutazioni.personale import con_schede_personale
from tests.valutazioni.schede import QUANDO, con_schede, firmata
from valutazioni.operazioni.emissioni import stampa_tutte

pytestmark = pytest.mark.django_db
PERSONALE_CSV = b"matricola;cognome;nome;direzione;categoria;dal\nN001;Bianchi;Sara;D1.1;C;01/02/2026\n"
# What a page may write: that somebody is still here, and that somebody has looked.
SCRITTURE_AMMESSE = re.compile(r"\"(django_session|registro_evento|axes_\w+)\"", re.IGNORECASE)
SCRITTURE = re.compile(r"^\s*(INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def scena(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """What tests/matrice.py says: sheets of 2025, one closed with its PDF, a batch of the NCVP's, an import of the personnel office's.

    Made once for all rows, inside a transaction that is taken back at the end; each request takes its own effects back.
    """
    with (
        django_db_blocker.unblock(),
        override_settings(OGGI="2026-04-10"),
        pytest.MonkeyPatch.context() as toppa,
        transaction.atomic(),
    ):
        toppa.setattr(pdf, "disegna_pdf", lambda *a, **k: b"%PDF-1.7 finto")
        c = con_schede_personale(con_schede(crea_comune()))
        c.obiettivo_dirigente1 = Obiettivo.objects.get(codice="OI-1.1")
        c.bozza = collettivo(c)
        c.monitorata, c.rendicontata, c.da_valutare = (gia_in_stato(c, s) for s in (MONITORATA, RENDICONTATA, AL_VALUTATORE))
        c.scheda_dirigente1 = firmata(c)
        c.documento = Documento.objects.get(chiave__contains=":presa_visione:")
        disegna(c.documento.pk, quando=QUANDO)
        c.lavoro = stampa_tutte(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)
        c.importazione = carica_importazione(nome_file="nuovi.csv", contenuto=PERSONALE_CSV, utente=c.personale, quando=adesso())
        c.corsa = Corsa.objects.create(esercizio=c.esercizio, istituto="risultato", numero=1, chiesta_da=c.personale, chiesta_il=QUANDO)
        _premi(c)
        prova = inizia_prova(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)
        c.scenario = tieni_scenario(scenario=prova, nome="Prova", versione=prova.versione, utente=c.personale, quando=QUANDO)
        c.prova_di_nessuno = Scenario.objects.create(
            esercizio=c.esercizio, copia=c.scenario.copia, esiti=c.scenario.esiti, autore=c.admin, aggiornato_il=QUANDO
        )  # fmt: skip
        c.bando, c.progressione = bandita(c), aperta(c, posti={(c.d1.pk, "C"): 2})
        c.tracciato = crea_predefiniti(utente=c.personale, quando=QUANDO)[0]
        per_la_matrice(c)
        con_le_indagini(c)
        con_accessi(c)
        con_sistema(c)
        in_sezione(c)
        scritta(c)
        con_il_ncvp(c)
        c.sessioni = {persona: _entra(getattr(c, persona)) for persona in UTENTI}
        yield c
        transaction.set_rollback(True)


def _premi(c: SimpleNamespace) -> None:
    """Artt. 25–27: a bonus proposed for dirigente1, an open notice with a project of dipendente1, a sharing in preparation."""
    c.attribuzione = Attribuzione.objects.create(
        esercizio=c.esercizio, istituto="eccellenze", persona=c.persona_dirigente1, importo=500, motivo="Ha dimezzato gli arretrati.",
        proposta_da=c.segretario, proposta_il=QUANDO,
    )  # fmt: skip
    (avviso,) = AvvisoInnovazione.objects.bulk_create([AvvisoInnovazione(
        esercizio=c.esercizio, soggetti="Il personale", criteri="Novità", metodo="Media", importo=400, massimo=30, entro=date(2026, 9, 30),
        stato=APERTA_AI_PROGETTI,
    )])  # fmt: skip
    c.progetto = Progetto.objects.create(
        avviso=avviso, titolo="Sportello", descrizione="Uno sportello", presentato_da=c.persona_dipendente1, presentato_il=QUANDO
    )
    c.progetto.gruppo.set([c.persona_dipendente1])
    riparto = RipartoEfficienza.objects.create(esercizio=c.esercizio, criteri="Contratto integrativo", al_personale=1000)
    c.quota = QuotaEfficienza.objects.create(riparto=riparto, persona=c.persona_dipendente1, peso=1, motivo="Ha rivisto i contratti.")


def _entra(utente: Utente) -> str:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente.cookies[settings.SESSION_COOKIE_NAME].value


def chiedi(c: SimpleNamespace, persona: str, indirizzo: str, dati: dict[str, Any] | None) -> HttpResponse:
    """One request, whose effects are taken back."""
    cliente = Client(raise_request_exception=False)
    if persona != ANONIMO:
        cliente.cookies[settings.SESSION_COOKIE_NAME] = c.sessioni[persona]
    with transaction.atomic():
        risposta = cliente.get(indirizzo) if dati is None else cliente.post(indirizzo, dati)
        transaction.set_rollback(True)
    return risposta


def dove(c: SimpleNamespace, riga: Riga) -> str:
    return reverse(riga.indirizzo, args=riga.su(c))


def chi_chiede(riga: Riga) -> tuple[str, ...]:
    """Everybody. On the second round, one for each answer: who may is decided in Python, what another database may do otherwise is read."""
    if not SUI_SERVIZI:
        return (*UTENTI, ANONIMO)
    return (*{riga.codice(persona): persona for persona in reversed(UTENTI)}.values(), ANONIMO)


@pytest.mark.parametrize("riga", MATRICE, ids=lambda riga: riga.nome)
def test_a_ciascuno_la_sua_risposta(scena: SimpleNamespace, riga: Riga) -> None:
    indirizzo, dati = dove(scena, riga), riga.dati and riga.dati(scena)
    risposte = {persona: chiedi(scena, persona, indirizzo, dati) for persona in chi_chiede(riga)}
    assert {p: r.status_code for p, r in risposte.items()} == {p: riga.codice(p) for p in risposte}
    if not any(ANONIMO in persone.split() for persone in riga.chi.values()):
        assert risposte[ANONIMO].url.startswith(reverse("accedi")), "chi non è entrato va mandato ad accedere"


@pytest.mark.parametrize("riga", [r for r in MATRICE if r.dati is None], ids=lambda riga: riga.nome)
def test_una_pagina_non_scrive(scena: SimpleNamespace, riga: Riga) -> None:
    persona = next((p for codice, persone in riga.chi.items() if codice == 200 for p in persone.split() if p != ANONIMO), None)
    if persona is None:
        persona = UTENTI[0]
    indirizzo = dove(scena, riga)
    with CaptureQueriesContext(connection) as lette:
        chiedi(scena, persona, indirizzo, None)
    scritte = [q["sql"] for q in lette if SCRITTURE.search(q["sql"]) and not SCRITTURE_AMMESSE.search(q["sql"])]
    assert scritte == []


@pytest.mark.parametrize("riga", [r for r in MATRICE if r.dati is not None], ids=lambda riga: riga.nome)
def test_un_atto_non_si_fa_con_un_get(scena: SimpleNamespace, riga: Riga) -> None:
    """Unless the same address is a page as well, and then it has a row of its own."""
    if any(altra.indirizzo == riga.indirizzo and altra.dati is None for altra in MATRICE):
        return
    assert chiedi(scena, UTENTI[0], dove(scena, riga), None).status_code == 405


def test_ogni_indirizzo_ha_la_sua_riga() -> None:
    trovati = {nome for nome in indirizzi() if not nome.startswith("admin:")}
    assert trovati - {riga.indirizzo for riga in MATRICE} == set(), "scrivi una riga in tests/matrice.py"
    assert {riga.indirizzo for riga in MATRICE} - trovati == set(), "righe di indirizzi che non ci sono più"


def test_la_matrice_nomina_solo_chi_c_e() -> None:
    nominati = {persona for riga in MATRICE for persone in riga.chi.values() for persona in persone.split()}
    assert nominati <= set(CHIUNQUE.split())


def test_l_amministrazione_e_solo_dell_amministratore(scena: SimpleNamespace) -> None:
    """Every address that Django's administration makes, on a row that exists where it wants one.

    Its confirmation of a deletion writes out each row that would go, one query each: Django's own habit, not ours to mend.
    """
    nomi = {nome for nome in indirizzi() if nome.startswith("admin:")} - {f"admin:{nome}" for nome in AMMINISTRAZIONE_PER_ALTRA_VIA}
    codici: dict[str, dict[str, int]] = {}
    with zeal_ignore():
        for nome in sorted(nomi):
            indirizzo = indirizzo_di_amministrazione(scena, nome)
            codici[nome] = {p: chiedi(scena, p, indirizzo, None).status_code for p in (AMMINISTRATORE, "personale", ANONIMO)}
    assert {nome for nome, codice in codici.items() if codice["personale"] not in (302, 403) or codice[ANONIMO] != 302} == set()
    assert {nome: codice[AMMINISTRATORE] for nome, codice in codici.items() if codice[AMMINISTRATORE] >= 500} == {}
    assert codici["admin:index"][AMMINISTRATORE] == codici["admin:organizzazione_persona_changelist"][AMMINISTRATORE] == 200


@pytest.mark.parametrize("persona", [p for p in UTENTI if p != AMMINISTRATORE])
def test_nessun_altro_entra_nell_amministrazione(scena: SimpleNamespace, persona: str) -> None:
    """Nor goes round and round between administration and login."""
    risposta = chiedi(scena, persona, reverse("admin:index"), None)
    if risposta.status_code == 302:
        risposta = chiedi(scena, persona, risposta.url, None)
    assert risposta.status_code == 403


def test_chi_legge_una_scheda_senza_votarla_non_la_cambia(scena: SimpleNamespace) -> None:
    """The Segretario sees the page: what they send is left out, field by field."""
    for nome in ("scheda_dirigente2", "scheda_po1"):
        scheda = getattr(scena, nome)
        voto = scheda.voti_obiettivo.first()
        with transaction.atomic():
            cliente = Client()
            cliente.cookies[settings.SESSION_COOKIE_NAME] = scena.sessioni["segretario"]
            dati = {"versione": scheda.versione, "pagina": "prova", f"raggiungimento_{voto.pk}": "90"}
            cliente.post(reverse("valutazioni:salva", args=[scheda.pk]), dati)
            scheda.refresh_from_db()
            voto.refresh_from_db()
            assert (scheda.versione, voto.raggiungimento) == (1, None), nome
            transaction.set_rollback(True)


def indirizzo_di_amministrazione(c: SimpleNamespace, nome: str) -> str:
    try:
        return reverse(nome)
    except Exception:  # noqa: BLE001 - it wants the key of a row, or an app
        return reverse(nome, args=["organizzazione" if nome == "admin:app_list" else c.ncvp.pk])


def indirizzi(nodo: URLResolver | None = None, spazi: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all addresses, with their namespaces; one without a name is an error, but in the administration."""
    for voce in (nodo or get_resolver()).url_patterns:
        if isinstance(voce, URLResolver):
            yield from indirizzi(voce, (*spazi, voce.namespace) if voce.namespace else spazi)
        elif isinstance(voce, URLPattern) and (voce.name or spazi != ("admin",)):
            yield ":".join((*spazi, voce.name or f"senza nome: {voce.pattern}"))
