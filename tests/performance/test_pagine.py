"""The pages of Piano and Relazione, and what they put on the desk: to whom, with which words."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from smvp.flusso.agenda import agenda
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.ruoli import ruoli_di
from smvp.performance.models import Piano, Relazione
from smvp.performance.operazioni.apertura import apri_piano, apri_relazione
from smvp.performance.operazioni.generazione import chiedi_edizioni, genera
from smvp.performance.operazioni.testi import salva_testi

from .cammino import CONCLUSIONI, OGGI, QUANDO, i_testi, portata, risposte, scritta

RELAZIONE = reverse("performance:scritto", args=[2025, "relazione"])
VERIFICHE = reverse("performance:verifiche", args=[2025])


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = OGGI


def _cose(utente: Any, rf: Any) -> dict[str, str]:
    richiesta = rf.get("/")
    richiesta.user, richiesta.persona, richiesta.ruoli = utente, utente.persona, ruoli_di(utente, QUANDO.date())
    tutte = [(g, x) for g, gruppo in agenda(richiesta, QUANDO.date()).items() for x in gruppo]
    return {x.titolo: f"{g}: {x.etichetta_azione}" for g, x in tutte if "/performance/" in x.url}


TITOLO = "Relazione sulla performance 2025"


@pytest.mark.parametrize(
    ("stato", "segretario", "ncvp"),
    [
        ("bozza", "da_fare: Scrivi i testi", "in_attesa: Apri"),
        ("in_esame", "in_attesa: Apri", "da_fare: Chiudi l’esame"),
        ("esaminata", "da_fare: Approva", "in_attesa: Apri"),
        ("trasmessa", "in_attesa: Apri", "da_fare: Valida"),
        ("con_osservazioni", "da_fare: Correggi", "in_attesa: Apri"),
        ("pubblicata", None, None),
    ],
)
def test_la_scrivania_dice_a_chi_tocca(comune: SimpleNamespace, rf: Any, stato: str, segretario: str | None, ncvp: str | None) -> None:
    c = comune
    assert _cose(c.segretario, rf)[TITOLO] == "da_fare: Comincia"
    portata(c, stato)
    assert (_cose(c.segretario, rf).get(TITOLO), _cose(c.ncvp, rf).get(TITOLO)) == (segretario, ncvp)
    assert _cose(c.dirigente1, rf) == {}


def test_il_quadro_degli_anni_costa_lo_stesso(comune: SimpleNamespace, client: Any, django_assert_max_num_queries: Any) -> None:
    c = comune
    client.force_login(c.segretario)
    client.get(reverse("performance:indice"))
    apri_relazione(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    for anno in range(2015, 2025):
        e = Esercizio.objects.create(anno=anno, regolamento="domodossola-2020")
        apri_piano(esercizio=e, utente=c.segretario, quando=datetime(2026, 1, 2, 9, tzinfo=FUSO))
        apri_relazione(esercizio=e, utente=c.segretario, quando=datetime(2026, 1, 2, 9, tzinfo=FUSO))
    with django_assert_max_num_queries(12):
        letto = client.get(reverse("performance:indice")).content.decode()
    assert letto.count("Bozza") == 21


def test_la_pagina_intera_e_le_sezioni_in_poche_domande(comune: SimpleNamespace, client: Any, django_assert_max_num_queries: Any) -> None:
    scritta(comune)
    client.force_login(comune.ncvp)
    with django_assert_max_num_queries(60):
        letto = client.get(RELAZIONE).content.decode()
    assert letto.count("Dei testi di adesso") == 2
    assert "Genera le edizioni" not in letto, "le genera chi la prepara"


def test_il_segretario_registra_l_atto_dalla_pagina(comune: SimpleNamespace, client: Any) -> None:
    riga = portata(comune, "esaminata")
    client.force_login(comune.segretario)
    qui = reverse("performance:passaggio", args=[2025, "relazione", "approva"])
    dati = {"versione": riga.versione, "tipo": "consiglio", "numero": "12", "data": "2026-05-15", "oggetto": "Rendiconto e Relazione"}
    dati["edizioni"] = client.get(qui).context["form"]["edizioni"].value()
    risposta = client.post(qui, dati)
    assert risposta.status_code == 422
    assert "Motivo del ritardo" in risposta.content.decode(), "unita al Rendiconto ha il suo termine"
    assert client.post(qui, dati | {"motivo": "Il Rendiconto è stato rinviato di due settimane."}).url == RELAZIONE
    riga.refresh_from_db()
    assert (riga.stato, riga.unita_al_rendiconto, riga.atto.tipo) == ("approvata", True, "consiglio")
    assert client.post(qui, dati).status_code == 302, "ripetuto: lo dice, non lo rifà"


def test_in_testa_alla_sezione_c_e_chi_legge_e_nel_conflitto_chi_ha_scritto(comune: SimpleNamespace, client: Any) -> None:
    c = comune
    riga = scritta(c)
    client.force_login(c.segretario)
    schema = riga.schema[0]
    qui = reverse("performance:sezione", args=[2025, "relazione", schema.codice])
    testata = f'<div class="chi"><b>{escape(c.segretario.persona.con_titolo)}</b>'
    pagina = client.get(qui)
    assert testata in pagina.content.decode()
    form = pagina.context["form"]
    dati = {nome: form[nome].value() or "" for nome in form.fields}
    codice = schema.testi[0].codice
    salva_testi(scritto=riga, testi={codice: "<p>Di un altro.</p>"}, utente=c.controllo, quando=QUANDO)
    conflitto = client.post(qui, dati | {codice: "<p>Il mio.</p>"})
    assert conflitto.status_code == 409
    assert testata in conflitto.content.decode()
    assert f"{escape(c.controllo.persona.con_titolo)} ha cambiato questi testi" in conflitto.content.decode()


def test_si_approvano_le_edizioni_che_si_sono_lette(comune: SimpleNamespace, client: Any) -> None:
    """A text saved and editions made while the Segretario has the page open: state and version are the same, what is approved is not."""
    c = comune
    riga = scritta(c)
    client.force_login(c.segretario)
    qui = reverse("performance:passaggio", args=[2025, "relazione", "approva"])
    dati = {"versione": riga.versione, "tipo": "giunta", "numero": "80", "data": "2026-05-18", "oggetto": "Approvazione"}
    dati["edizioni"] = client.get(qui).context["form"]["edizioni"].value()
    codice = next(iter(i_testi(riga)))
    salva_testi(scritto=riga, testi={codice: "<p>Un altro testo.</p>"}, utente=c.controllo, quando=QUANDO)
    riga.refresh_from_db()
    for generazione in chiedi_edizioni(scritto=riga, utente=c.controllo, quando=QUANDO):
        genera(generazione.pk, quando=QUANDO)
    for vecchie in (dati, {k: v for k, v in dati.items() if k != "edizioni"}):
        risposta = client.post(qui, vecchie)
        assert risposta.status_code == 409
        assert "le edizioni sono cambiate" in risposta.content.decode()
    riga.refresh_from_db()
    assert (riga.stato, riga.atto) == ("bozza", None)
    di_adesso = risposta.context["form"]["edizioni"].value()
    assert client.post(qui, dati | {"edizioni": di_adesso, "versione": riga.versione}).url == RELAZIONE, "rilette, si approvano"
    riga.refresh_from_db()
    assert di_adesso == f"{riga.completa_id},{riga.pubblica_id}"


def test_il_nucleo_risponde_conclude_e_valida_dalle_pagine(comune: SimpleNamespace, client: Any) -> None:
    c = comune
    riga = portata(c, "trasmessa")
    client.force_login(c.ncvp)
    dati = {"versione": riga.versione, "conclusioni": CONCLUSIONI}
    dati |= {f"esito_{codice}": esito for codice, (esito, _) in risposte(riga).items()}
    assert client.post(VERIFICHE, dati).url == VERIFICHE
    vecchia = client.post(VERIFICHE, dati | {"conclusioni": "Un’altra conclusione."})
    assert vecchia.status_code == 409
    assert "Un’altra conclusione." in vecchia.content.decode(), "quello che si è scritto resta"
    qui = reverse("performance:passaggio", args=[2025, "relazione", "valida"])
    verbale = {"versione": riga.versione + 1, "numero": "7", "data": "2025-05-19", "oggetto": "Validazione"}
    assert client.post(qui, verbale).status_code == 422
    assert client.post(qui, verbale | {"data": "2026-05-19"}).url == RELAZIONE
    riga.refresh_from_db()
    assert riga.stato == "validata"
    assert "Si possono pagare" in client.get(RELAZIONE).content.decode()


def test_l_edizione_completa_e_degli_organi(comune: SimpleNamespace, client: Any) -> None:
    riga = portata(comune, "pubblicata")
    assert isinstance(riga, Relazione)
    completa = reverse("documenti:scarica", args=[riga.completa.pk])
    for chi, codice in (("dirigente1", 404), ("dipendente1", 404), ("sindaco", 409)):
        client.force_login(getattr(comune, chi))
        assert client.get(completa).status_code == codice, "409: il PDF non è ancora disegnato"


def test_i_collegamenti_si_scrivono_nella_sezione_degli_indirizzi(comune: SimpleNamespace, client: Any) -> None:
    c = comune
    piano = apri_piano(esercizio=c.esercizio, utente=c.controllo, quando=QUANDO)
    client.force_login(c.controllo)
    qui = reverse("performance:collega", args=[2025])
    sbagliato = client.post(qui, {"genere": "dup", "titolo": "DUP", "url": "http://comune.example/dup"})
    assert sbagliato.status_code == 422
    assert 'value="DUP"' in sbagliato.content.decode()
    assert client.post(qui, {"genere": "dup", "titolo": "DUP", "url": "https://comune.example/dup"}).status_code == 302
    via = reverse("performance:scollega", args=[2025, piano.collegamenti.get().pk])
    assert client.post(via).status_code == 302
    assert Piano.objects.get().collegamenti.count() == 0
