"""Artt. 18, 19 and 29: a sheet that nobody signs: refused before a witness, or notified to whoever has no access any more."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from smvp.documenti import coda
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import disegna_payload
from smvp.documenti.tipi import tipo
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from tests.personaggi import UTENTI
from valutazioni.letture.osservazioni import osservazioni_di_prima
from valutazioni.models import Scheda, SchedaPersonale, Valutazione
from valutazioni.operazioni.condivisione import (
    registra_notifica,
    registra_osservazioni,
    registra_rifiuto,
    rispondi_alle_osservazioni,
    scrivi_osservazioni,
)
from valutazioni.stati import PARTECIPATA, PRESA_VISIONE

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, alla_firma_po, firmata, porta, vota
from .test_documenti import leggi

pytestmark = pytest.mark.django_db
DOPO = QUANDO + timedelta(days=10)
RIFIUTO = {"testimone": "Clara Vietti, istruttore", "accaduto": "Ha letto la scheda e non ha voluto firmare."}
NOTIFICA: dict[str, Any] = {
    "ricevuta_il": date(2026, 4, 17),
    "mezzo": "pec",
    "estremi": "PEC personale, ricevuta di consegna 7781.",
}


@pytest.fixture(autouse=True)
def fermo(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.OGGI = "2026-04-20"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


@pytest.fixture
def di_po(c: SimpleNamespace) -> Scheda:
    vota(c.scheda_po1, c.dirigente1)
    return porta(c.scheda_po1, *alla_firma_po(c, c.dirigente1, c.po1)[:-1])


@pytest.fixture
def cessata(c: SimpleNamespace, di_po: Scheda) -> Scheda:
    """The P.O. has left: the sheet waits for a signature that nobody can give here."""
    Utente.objects.filter(pk=c.po1.pk).update(is_active=False)
    return Scheda.objects.get(pk=di_po.pk)


def fai(operazione: Any, scheda: Valutazione, utente: Any, **dati: Any) -> Any:
    versione = type(scheda)._default_manager.get(pk=scheda.pk).versione
    return operazione(scheda=scheda, utente=utente, quando=DOPO, versione=versione, **dati)


def pagina(utente: Any, indirizzo: str) -> str:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente.get(indirizzo).content.decode().replace("\N{NO-BREAK SPACE}", " ")


# --- refused ------------------------------------------------------------------------------------------------------------------------------


def test_art18_una_presa_visione_rifiutata_non_si_chiama_firmata_da_nessuna_parte(c: SimpleNamespace, di_po: Scheda) -> None:
    altra = firmata(c)
    scheda = fai(registra_rifiuto, di_po, c.dirigente1, **RIFIUTO)
    assert scheda.stato_attuale.parola == "Presa visione rifiutata"
    letta = pagina(c.dirigente1, scheda.get_absolute_url())
    assert "Presa visione rifiutata" in letta and "Firmata per presa visione" not in letta
    assert "Testimone: Clara Vietti, istruttore" in letta and RIFIUTO["accaduto"] in letta
    elenco = reverse("valutazioni:elenco", args=[2025])
    rifiutate, firmate = (pagina(c.segretario, f"{elenco}?stato={x}") for x in ("rifiutata", "presa_visione"))
    assert scheda.get_absolute_url() in rifiutate and altra.get_absolute_url() not in rifiutate
    assert altra.get_absolute_url() in firmate and scheda.get_absolute_url() not in firmate
    documento = Documento.objects.get(tipo="scheda_b", oggetto_id=scheda.pk, chiave__contains=":presa_visione:")
    assert documento.titolo.endswith("presa visione rifiutata")
    assert tipo("scheda_b").posto_di(documento).startswith("rifiutate-o-notificate/")
    stampa = leggi(disegna_payload(documento))
    assert "Testimone: Clara Vietti, istruttore. Ha letto la scheda e non ha voluto firmare." in stampa
    assert "firmata per presa visione" not in stampa.lower()


def test_del_personale_il_rifiuto_ha_il_suo_filtro(c: SimpleNamespace) -> None:
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    scheda = fai(registra_rifiuto, porta_personale(c.scheda_dipendente1, *passi), c.dirigente1, **RIFIUTO)
    elenco = reverse("valutazioni:personale", args=[2025])
    rifiutate, firmate = (pagina(c.dirigente1, f"{elenco}?stato={x}") for x in ("rifiutata", "presa_visione"))
    assert scheda.get_absolute_url() in rifiutate and "Presa visione rifiutata" in rifiutate
    assert scheda.get_absolute_url() not in firmate


def test_art19_il_testimone_e_cio_che_e_accaduto_hanno_ciascuno_il_suo_posto(client: Client, c: SimpleNamespace, di_po: Scheda) -> None:
    client.force_login(c.dirigente1)
    indirizzo = reverse("valutazioni:rifiuto", args=[di_po.pk])
    vuota = client.post(indirizzo, {"versione": di_po.versione}).content.decode()
    assert "Scrivi nome, cognome e qualifica di chi ha assistito." in vuota and "Scrivi che cosa è accaduto" in vuota
    senza = client.post(indirizzo, {"versione": di_po.versione, "testimone": "Vietti", "testo": RIFIUTO["accaduto"]}).content.decode()
    assert "nome, cognome e qualifica" in senza and RIFIUTO["accaduto"] in senza and 'value="Vietti"' in senza
    with pytest.raises(DatiNonValidi, match="qualifica"):
        fai(registra_rifiuto, di_po, c.dirigente1, testimone="Vietti", accaduto=RIFIUTO["accaduto"])
    assert client.post(indirizzo, {"versione": di_po.versione, **RIFIUTO, "testo": RIFIUTO["accaduto"]}).status_code == 302


def test_l_azione_ha_un_nome_solo(client: Client, c: SimpleNamespace, di_po: Scheda) -> None:
    nome = "Registra il rifiuto della firma"
    letta = pagina(c.dirigente1, di_po.get_absolute_url())
    assert nome in letta and "rifiuta di firmare" not in letta and "rifiuto di firmare" not in letta
    pagina_sua = pagina(c.dirigente1, reverse("valutazioni:rifiuto", args=[di_po.pk]))
    assert pagina_sua.count(nome) >= 3 and "rifiuto di firmare" not in pagina_sua


# --- notified -----------------------------------------------------------------------------------------------------------------------------


def test_art29_la_notifica_vale_come_presa_visione_dal_giorno_in_cui_si_riceve(c: SimpleNamespace, cessata: Scheda) -> None:
    """Received on Friday 17 April: five working days end on Friday 24 April."""
    scheda = fai(registra_notifica, cessata, c.dirigente1, **NOTIFICA)
    assert (scheda.stato, scheda.notificata_il, scheda.firma_rifiutata) == (PRESA_VISIONE, date(2026, 4, 17), False)
    assert scheda.termine_riesame == date(2026, 4, 24)
    assert scheda.stato_attuale.parola == "Notificata al valutato"
    letta = pagina(c.dirigente1, scheda.get_absolute_url())
    assert "Notificata venerdì 17 aprile 2026" in letta and "ricevuta di consegna 7781" in letta and "venerdì 24 aprile 2026" in letta
    documento = Documento.objects.get(tipo="scheda_b", oggetto_id=scheda.pk, chiave__contains=":presa_visione:")
    stampa = leggi(disegna_payload(documento))
    assert "Notificata il 17/04/2026." in stampa and "Posta elettronica certificata" in stampa and "notificata 17/04/2026" in stampa


@pytest.mark.parametrize("chi", [u for u in UTENTI if u not in ("dirigente1", "po1")])
def test_la_notifica_la_registra_solo_chi_valuta(c: SimpleNamespace, cessata: Scheda, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        fai(registra_notifica, cessata, getattr(c, chi), **NOTIFICA)


def test_a_chi_puo_entrare_non_si_notifica(c: SimpleNamespace, di_po: Scheda) -> None:
    """Who can sign here signs here."""
    assert "registra_notifica" not in {p.transizione.azione for p in passaggi(di_po, c.dirigente1, DOPO.date())}
    with pytest.raises(PermissionDenied):
        fai(registra_notifica, di_po, c.dirigente1, **NOTIFICA)


@pytest.mark.parametrize(
    ("dati", "dice"),
    [
        ({"ricevuta_il": date(2026, 4, 21)}, "ancora venire"), ({"ricevuta_il": date(2026, 4, 9)}, "partecipata dal 10/04/2026"),
        ({"mezzo": "piccione"}, "mezzo"), ({"estremi": "ok"}, "estremi"),
    ],
)  # fmt: skip
def test_una_notifica_che_non_puo_essere(c: SimpleNamespace, cessata: Scheda, dati: dict[str, Any], dice: str) -> None:
    with pytest.raises(DatiNonValidi, match=dice):
        fai(registra_notifica, cessata, c.dirigente1, **(NOTIFICA | dati))
    cessata.refresh_from_db()
    assert (cessata.stato, cessata.notificata_il) == (PARTECIPATA, None)


def test_la_notifica_non_si_ripete_e_non_si_cambia(c: SimpleNamespace, cessata: Scheda) -> None:
    scheda = fai(registra_notifica, cessata, c.dirigente1, **NOTIFICA)
    with pytest.raises(OperazioneNonAmmessa):
        fai(registra_notifica, scheda, c.dirigente1, **NOTIFICA)
    for campi in ({"notificata_il": date(2026, 4, 18)}, {"notifica": "Altro."}, {"rifiuto": "Altro."}, {"mezzo_notifica": "mano"}):
        with pytest.raises(Error), transaction.atomic():
            Scheda.objects.filter(pk=scheda.pk).update(**campi)


def test_scheda_e_scrivania_dicono_che_cosa_fare(client: Client, c: SimpleNamespace, cessata: Scheda) -> None:
    """On the page of who evaluates, with its button; on their home page; on the form what proves the notification."""
    letta = pagina(c.dirigente1, cessata.get_absolute_url())
    indirizzo = reverse("valutazioni:notifica", args=[cessata.pk])
    assert "non ha un accesso attivo e non può firmare qui" in letta and f'class="btn btn-primary" href="{indirizzo}"' in letta
    assert "la notifica la registra chi valuta" in pagina(c.segretario, cessata.get_absolute_url())
    scrivania = pagina(c.dirigente1, reverse("scrivania"))
    assert "Notifica la scheda a dott.ssa Marta Pirazzi, che non ha un accesso attivo" in scrivania
    client.force_login(c.dirigente1)
    dati = {"versione": cessata.versione, "ricevuta_il": "2026-04-17", "mezzo": "", "testo": NOTIFICA["estremi"]}
    senza = client.post(indirizzo, dati).content.decode()
    assert "Scegli il mezzo della notifica." in senza and NOTIFICA["estremi"] in senza
    tardi = client.post(indirizzo, dati | {"mezzo": "pec", "ricevuta_il": "2027-01-01"}).content.decode()
    assert "ancora venire" in tardi
    assert client.post(indirizzo, dati | {"mezzo": "pec"}).url == cessata.get_absolute_url()
    assert Scheda.objects.get(pk=cessata.pk).stato == PRESA_VISIONE
    assert "Notifica la scheda" not in pagina(c.dirigente1, reverse("scrivania"))


def test_anche_del_personale_si_notifica_a_chi_non_ha_mai_avuto_un_accesso(c: SimpleNamespace) -> None:
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    scheda = porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    persona = scheda.persona
    persona.utente = None
    persona.save(update_fields=["utente"])
    assert f"Notifica la scheda a {persona.con_titolo}" in pagina(c.dirigente1, reverse("scrivania"))
    scheda = fai(registra_notifica, SchedaPersonale.objects.get(pk=scheda.pk), c.dirigente1, **NOTIFICA)
    assert (scheda.stato, scheda.termine_riesame) == (PRESA_VISIONE, date(2026, 4, 24))
    documento = Documento.objects.get(tipo="scheda_d", oggetto_id=scheda.pk, chiave__contains=":presa_visione:")
    assert "Notificata il 17/04/2026." in leggi(disegna_payload(documento))


# --- what whoever cannot enter observes ---------------------------------------------------------------------------------------------------

ARRIVATE: dict[str, Any] = {
    "testo": "Il ritardo di settembre era già noto.", "ricevute_il": date(2026, 4, 16), "arrivo": "PEC, protocollo n. 4321",
}  # fmt: skip


def test_art18_le_osservazioni_di_chi_non_puo_entrare_le_registra_chi_valuta_e_poi_risponde(c: SimpleNamespace, cessata: Scheda) -> None:
    indirizzo = reverse("valutazioni:ricevute", args=[cessata.pk])
    assert indirizzo in pagina(c.dirigente1, cessata.get_absolute_url())
    assert "Registra le osservazioni ricevute" in pagina(c.dirigente1, indirizzo)
    cliente = Client()
    cliente.force_login(c.dirigente1, "django.contrib.auth.backends.ModelBackend")
    dati = {"versione": cessata.versione, "testo": ARRIVATE["testo"], "ricevute_il": "2026-04-16", "arrivo": ARRIVATE["arrivo"]}
    assert "Scrivi come sono arrivate" in cliente.post(indirizzo, dati | {"arrivo": "boh"}).content.decode()
    assert cliente.post(indirizzo, dati).status_code == 302
    cessata.refresh_from_db()
    assert (cessata.stato, cessata.osservazioni) == ("osservazioni", ARRIVATE["testo"])
    letta = pagina(c.dirigente1, cessata.get_absolute_url())
    assert "Ricevute giovedì 16 aprile 2026: PEC, protocollo n. 4321" in letta and "Osservazioni ricevute e registrate" in letta
    fai(rispondi_alle_osservazioni, cessata, c.dirigente1, testo="Ne abbiamo tenuto conto nel voto.")
    with pytest.raises(DatiNonValidi, match="partecipata dal 20/04/2026"):
        fai(registra_notifica, cessata, c.dirigente1, **NOTIFICA)
    scheda = fai(registra_notifica, cessata, c.dirigente1, **(NOTIFICA | {"ricevuta_il": date(2026, 4, 20)}))
    stampa = leggi(disegna_payload(Documento.objects.get(tipo="scheda_b", oggetto_id=scheda.pk, chiave__contains=":presa_visione:")))
    assert "Osservazioni del valutato, ricevute il 16/04/2026 PEC, protocollo n. 4321; registrate da dott. Andrea Bertolini" in stampa
    with pytest.raises(Error), transaction.atomic():
        Scheda.tutte.filter(pk=scheda.pk).update(osservazioni_arrivo="per telefono, ieri sera")


def test_le_osservazioni_registrate_e_poi_sostituite_dicono_ancora_come_erano_arrivate(c: SimpleNamespace, cessata: Scheda) -> None:
    fai(registra_osservazioni, cessata, c.dirigente1, **ARRIVATE)
    fai(rispondi_alle_osservazioni, cessata, c.dirigente1, testo="Ne abbiamo tenuto conto nel voto.")
    Utente.objects.filter(pk=c.po1.pk).update(is_active=True)
    scheda = fai(scrivi_osservazioni, cessata, c.po1, testo="Aggiungo la lettera di settembre.")
    assert (scheda.osservazioni_ricevute_il, scheda.osservazioni_arrivo) == (None, "")
    ((scambio,),) = osservazioni_di_prima([scheda]).values()
    assert (scambio.ricevute_il, scambio.arrivo, scambio.risposta) == (
        date(2026, 4, 16), "PEC, protocollo n. 4321", "Ne abbiamo tenuto conto nel voto.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cambia", "detto"),
    [({"ricevute_il": date(2026, 4, 9)}, "partecipata dal"), ({"ricevute_il": date(2026, 5, 1)}, "deve ancora venire"),
     ({"arrivo": "PEC"}, "come sono arrivate"), ({"testo": "x"}, "almeno una frase"), ({"arrivo": "x" * 201}, "togline 1")],
)  # fmt: skip
def test_osservazioni_registrate_con_un_giorno_o_un_modo_sbagliati_non_restano(
    c: SimpleNamespace, cessata: Scheda, cambia: dict[str, Any], detto: str
) -> None:
    with pytest.raises(DatiNonValidi, match=detto):
        fai(registra_osservazioni, cessata, c.dirigente1, **(ARRIVATE | cambia))
    assert Scheda.objects.get(pk=cessata.pk).osservazioni == ""


def test_di_chi_puo_entrare_non_le_registra_nessuno_e_di_chi_non_puo_soltanto_chi_valuta(c: SimpleNamespace, di_po: Scheda) -> None:
    for chi in sorted(UTENTI):
        with pytest.raises(PermissionDenied):
            fai(registra_osservazioni, di_po, getattr(c, chi), **ARRIVATE)
    Utente.objects.filter(pk=c.po1.pk).update(is_active=False)
    for chi in sorted(set(UTENTI) - {"dirigente1"}):
        with pytest.raises(PermissionDenied):
            fai(registra_osservazioni, di_po, getattr(c, chi), **ARRIVATE)
    assert fai(registra_osservazioni, di_po, c.dirigente1, **ARRIVATE).stato == "osservazioni"
