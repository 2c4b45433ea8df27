"""Art. 22 and Allegato D: a whole team filled in at once, cell by cell, and its sheets taken on together."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Appartenenza, Persona
from smvp.registro.models import Evento
from valutazioni.calcolo import leggi_voto
from valutazioni.models import SchedaPersonale, VotoVoce
from valutazioni.operazioni.autovalutazione import invia_autovalutazione
from valutazioni.operazioni.personale import apri_schede_personale
from valutazioni.operazioni.squadra import Cella, salva_squadra
from valutazioni.stati import APERTA, COMPILATA, DECISA, PARTECIPATA

from .facolta import con_facolta
from .personale import porta_personale, specifico, vota_personale
from .schede import QUANDO
from .squadra import dati, entra, indirizzo, riga, voto

pytestmark = pytest.mark.django_db


def salvataggi(scheda: SchedaPersonale) -> list[dict]:
    eventi = Evento.objects.filter(azione="scheda_personale.salva", oggetto_id=str(scheda.pk))
    return [e.contenuto for e in eventi]


# --- who --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["po2", "dirigente2", "dipendente1", "personale", "ncvp", "segretario", "admin"])
@pytest.mark.parametrize("nome", ["squadra", "squadra_salva", "squadra_importa"])
def test_la_squadra_di_un_altro_non_esiste(d, chi, nome):
    cliente = entra(getattr(d, chi))
    url = indirizzo(d, nome)
    risposta = cliente.post(url, dati((riga(d.anna), "", "3"))) if nome == "squadra_salva" else cliente.get(url)
    assert risposta.status_code == 404
    assert voto(riga(d.anna)) is None


def test_la_po_scrive_la_sua_unita_e_il_dirigente_legge_finche_non_la_riceve(d):
    assert f'name="v_{riga(d.anna).pk}"' in entra(d.po1).get(indirizzo(d)).content.decode()
    pagina = entra(d.dirigente1).get(indirizzo(d, unita=d.d1)).content.decode()
    assert "Rossi Anna" in pagina
    assert 'name="v_' not in pagina
    vota_personale(d.anna, d.po1)
    porta_personale(d.anna, ("trasmetti", d.po1))
    pagina = entra(d.dirigente1).get(indirizzo(d, unita=d.d1)).content.decode()
    assert f'name="v_{riga(d.anna).pk}"' in pagina
    assert f'name="v_{riga(d.marco).pk}"' not in pagina


def test_chi_guida_una_sola_unita_va_dritto_alla_sua_squadra(d):
    assert entra(d.po1).get(reverse("valutazioni:squadre", args=[2025])).url == indirizzo(d)
    assert entra(d.personale).get(reverse("valutazioni:squadre", args=[2025])).status_code == 404


def test_le_caselle_di_un_altra_squadra_sono_nominate_e_lasciate_stare(d):
    mia, altrui = riga(d.anna), riga(d.chiara)
    risposta = entra(d.po1).post(indirizzo(d), dati((mia, "", "3"), (altrui, "", "3")))
    assert risposta.status_code == 422
    assert "1 caselle non sono di questa squadra" in risposta.content.decode()
    assert (voto(mia), voto(altrui)) == (3, None)


# --- marks ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("testo", "letto"), [("3", 3), (" 2 ", 2), ("3,0", 3), ("1.00", 1), ("0", 0), ("", None), ("   ", None)])
def test_un_voto_si_legge_come_lo_scrive_un_foglio_di_calcolo(d, testo, letto):
    assert leggi_voto(testo, d.esercizio.reg) == letto


@pytest.mark.parametrize("testo", ["4", "-1", "2,5", "due", "3 su 3", "٣", "1e0", "3" * 500, "=1+1", "<b>3</b>"])
def test_cio_che_non_e_nella_scala_si_rifiuta_a_parole(d, testo):
    with pytest.raises(ValueError, match="non è nella scala 0–3"):
        leggi_voto(testo, d.esercizio.reg)


def test_la_casella_sbagliata_resta_nella_pagina_le_altre_si_salvano(d):
    buona, sbagliata = riga(d.anna, 0), riga(d.anna, 1)
    risposta = entra(d.po1).post(indirizzo(d), dati((buona, "", "3"), (sbagliata, "", "quattro")))
    pagina = risposta.content.decode()
    assert risposta.status_code == 422
    assert f"Rossi Anna, {sbagliata.voce}: «quattro» non è nella scala 0–3." in pagina
    assert 'value="quattro"' in pagina
    assert (voto(buona), voto(sbagliata)) == (3, None)


def test_si_svuota_una_casella(d):
    vota_personale(d.anna, d.po1, 2)
    entra(d.po1).post(indirizzo(d), dati((riga(d.anna), "2", "")))
    assert voto(riga(d.anna)) is None


# --- two editors --------------------------------------------------------------------------------------------------------------------------


def test_due_su_caselle_diverse_della_stessa_scheda_tengono_tutti_e_due(d):
    prima, seconda = riga(d.anna, 0), riga(d.anna, 1)
    uno, due = entra(d.po1), entra(d.po1)
    assert uno.post(indirizzo(d, "squadra_salva"), dati((prima, "", "3"))).status_code == 200
    risposta = due.post(indirizzo(d, "squadra_salva"), dati((seconda, "", "1")))
    assert "data-conflitto" not in risposta.content.decode()
    assert (voto(prima), voto(seconda)) == (3, 1)


def test_due_sulla_stessa_casella_il_secondo_vede_i_due_voti_e_le_altre_si_salvano(d):
    contesa, altra = riga(d.anna, 0), riga(d.marco, 0)
    cliente = entra(d.po1)
    cliente.post(indirizzo(d, "squadra_salva"), dati((contesa, "", "3")))
    risposta = cliente.post(indirizzo(d, "squadra_salva"), dati((contesa, "", "1"), (altra, "", "2")))
    pagina = risposta.content.decode()
    assert "data-conflitto" in pagina
    assert f'data-contesa="v_{contesa.pk}"' in pagina
    assert (voto(contesa), voto(altra)) == (3, 2)


def test_chi_tiene_i_propri_voti_copre_solo_quelli_che_ha_visto(d):
    contesa = riga(d.anna)
    cliente = entra(d.po1)
    cliente.post(indirizzo(d), dati((contesa, "", "3")))
    invio = dati((contesa, "", "1"))
    risposta = cliente.post(indirizzo(d), invio)
    assert risposta.status_code == 409
    assert f'id="v_{contesa.pk}"' in risposta.content.decode()
    visto = json.dumps({f"v_{contesa.pk}": "3"})
    VotoVoce.objects.filter(pk=contesa.pk).update(voto=2)  # in the meantime, once more
    assert cliente.post(indirizzo(d), invio | {"tieni_miei": visto}).status_code == 409
    assert cliente.post(indirizzo(d), invio | {"tieni_miei": json.dumps({f"v_{contesa.pk}": "2"})}).status_code == 302
    assert voto(contesa) == 1


def test_la_pagina_che_torna_con_un_conflitto_sa_che_cosa_mostra(d):
    """What came back with it is the conflict alone: of the other cells it knows what it shows, and saves over it without more ado."""
    vota_personale(d.anna, d.po1, 2)
    VotoVoce.objects.filter(pk=riga(d.marco).pk).update(voto=0)
    cliente = entra(d.po1)
    pagina = cliente.post(indirizzo(d), dati((riga(d.marco), "", "3"))).content.decode()
    prima = json.loads(re.search(r'id="id_prima" value="([^"]*)"', pagina)[1].replace("&quot;", '"'))
    assert (prima[f"v_{riga(d.anna).pk}"], prima[f"v_{riga(d.marco).pk}"]) == ("2", "")
    cliente.post(indirizzo(d), {"prima": json.dumps(prima), f"v_{riga(d.anna).pk}": "3"})
    assert voto(riga(d.anna)) == 3


def test_un_conflitto_su_un_altra_pagina_della_squadra_si_decide_lo_stesso(d, monkeypatch):
    monkeypatch.setattr("valutazioni.letture.squadra.PER_PAGINA", 1)
    lontana = riga(d.anna)  # Brusa is on the first page, Rossi on the second
    VotoVoce.objects.filter(pk=lontana.pk).update(voto=1)
    pagina = entra(d.po1).post(indirizzo(d), dati((lontana, "", "3"))).content.decode()
    assert f'<input type="hidden" form="griglia" name="v_{lontana.pk}" value="3">' in pagina


def test_cio_che_altri_hanno_scritto_altrove_si_viene_a_sapere(d):
    mia, loro = riga(d.anna), riga(d.marco)
    VotoVoce.objects.filter(pk=loro.pk).update(voto=1)
    invio = dati((mia, "", "3")) | {"prima": json.dumps({f"v_{mia.pk}": "", f"v_{loro.pk}": ""})}
    pagina = entra(d.po1).post(indirizzo(d, "squadra_salva"), invio).content.decode()
    assert f'data-altri="v_{loro.pk}" data-voto="1"' in pagina
    assert voto(loro) == 1


def test_il_doppio_clic_scrive_una_volta_sola(d):
    cella = riga(d.anna)
    cliente = entra(d.po1)
    for _ in range(2):
        assert cliente.post(indirizzo(d), dati((cella, "", "3"))).status_code == 302
    assert len(salvataggi(d.anna)) == 1
    assert salvataggi(d.anna)[0] == {f"{cella.voce.gruppo} {cella.voce.ordine}": [None, 3]}


def test_la_scheda_andata_avanti_intanto_ferma_solo_se_stessa(d):
    vota_personale(d.anna, d.po1, 2)
    porta_personale(d.anna, ("trasmetti", d.po1))
    risposta = entra(d.po1).post(indirizzo(d), dati((riga(d.anna), "2", "3"), (riga(d.marco), "", "3")))
    assert risposta.status_code == 409
    assert "Rossi Anna: La scheda è «Al Dirigente per la firma»: non la compili tu" in risposta.content.decode()
    assert (voto(riga(d.anna)), voto(riga(d.marco))) == (2, 3)


def test_la_scheda_firmata_non_si_tocca(d):
    vota_personale(d.anna, d.po1, 2)
    porta_personale(d.anna, ("trasmetti", d.po1), ("decidi", d.dirigente1), ("partecipa", d.dirigente1), ("firma", d.dipendente1))
    esito = salva_squadra(celle={d.anna.pk: {riga(d.anna).pk: Cella(3, 2)}}, utente=d.po1, quando=QUANDO)
    assert "firmata" in esito.ferme[d.anna.pk]
    assert voto(riga(d.anna)) == 2


def test_ogni_scheda_scritta_ha_la_sua_riga_nel_registro(d):
    entra(d.po1).post(indirizzo(d), dati((riga(d.anna), "", "3"), (riga(d.anna, 1), "", "2"), (riga(d.marco), "", "1")))
    assert [len(salvataggi(s)) for s in (d.anna, d.marco)] == [1, 1]
    assert len(salvataggi(d.anna)[0]) == 2


@pytest.mark.parametrize("prima", ["", "non è JSON", "[1,2]", '{"v_1": {}}', "[" * 5000, "null"])
def test_una_pagina_che_non_sa_che_cosa_aveva_letto_non_copre_il_voto_di_un_altro(d, prima):
    VotoVoce.objects.filter(pk=riga(d.anna).pk).update(voto=1)
    risposta = entra(d.po1).post(indirizzo(d), dati((riga(d.anna), "", "3")) | {"prima": prima})
    assert risposta.status_code == 409
    assert voto(riga(d.anna)) == 1


def test_troppe_caselle_si_rifiutano_e_niente_si_perde(d):
    celle = {d.anna.pk: {riga(d.anna, n).pk: Cella(3, None) for n in range(3)}}
    with pytest.raises(DatiNonValidi, match="al massimo 2 caselle"):
        salva_squadra(celle=celle, utente=d.po1, quando=QUANDO, massimo=2)
    assert voto(riga(d.anna)) is None


def test_millecinquecento_caselle_di_spazzatura_sono_tutte_rifiutate_in_fretta(d):
    spazzatura = {f"v_{n}": "x" * 50 for n in (riga(d.anna).pk, *range(10**6, 10**6 + 1499))} | {"prima": "{}"}
    risposta = entra(d.po1).post(indirizzo(d, "squadra_salva"), spazzatura)
    assert risposta.status_code == 200
    assert "non è nella scala" in risposta.content.decode()
    assert not SchedaPersonale.objects.filter(voti__voto__isnull=False).exists()


# --- what one sees ------------------------------------------------------------------------------------------------------------------------


def test_il_conto_dice_chi_e_completo_e_porta_alla_prima_casella_vuota(d):
    vota_personale(d.marco, d.po1, 2)
    vota_personale(d.anna, d.po1, 2)
    vuota = riga(d.anna, 5)
    VotoVoce.objects.filter(pk=vuota.pk).update(voto=None)
    pagina = entra(d.po1).get(indirizzo(d)).content.decode()
    assert "1 persona su 2 completa" in pagina
    assert "Anna Rossi, manca 1 voto." in pagina
    assert f'href="#v_{vuota.pk}"' in pagina


def test_chi_non_arriva_alla_soglia_del_premio_e_segnato(d):
    vota_personale(d.anna, d.po1, 1)
    vota_personale(d.marco, d.po1, 3)
    pagina = entra(d.po1).get(indirizzo(d)).content.decode()
    assert pagina.count("sotto 180</span>") == 1
    assert "Anna Rossi è sotto 180." in pagina


def test_il_salvataggio_risponde_con_i_totali_ricalcolati(d):
    vota_personale(d.anna, d.po1, 3)
    pagina = entra(d.po1).post(indirizzo(d, "squadra_salva"), dati((riga(d.anna), "3", "0"))).content.decode()
    totali = dict(re.findall(rf'<span id="(\w+)-{d.anna.pk}" hx-swap-oob="true">([\d,–]+)</span>', pagina))
    assert totali == {"a": "55,20", "b1": "57,00", "b2": "171,00", "totale": "283,20"}


def test_quante_persone_non_cambia_quante_interrogazioni(d):
    def conta() -> int:
        cliente = entra(d.po1)
        cliente.get(indirizzo(d))
        with CaptureQueriesContext(connection) as lette:
            assert cliente.get(indirizzo(d)).status_code == 200
        return len(lette)

    _assumi(d, 1)
    con_tre = conta()
    _assumi(d, 27)
    assert SchedaPersonale.objects.filter(direzione=d.s1).count() == 30
    assert conta() == con_tre


def _assumi(d: SimpleNamespace, quanti: int) -> None:
    """More people in s1, with a whole sheet each."""
    gia = Persona.objects.count()
    persone = Persona.objects.bulk_create(
        Persona(matricola=f"X{gia + n}", nome="Luca", cognome=f"Nuovo{gia + n}", genere="m") for n in range(quanti)
    )
    Appartenenza.objects.bulk_create(
        Appartenenza(persona=p, direzione=d.s1, categoria="C", tempo=1, dal=d.appartenenza_dipendente1.dal) for p in persone
    )
    apri_schede_personale(esercizio=d.esercizio, utente=d.personale, quando=QUANDO)
    for scheda in SchedaPersonale.objects.filter(persona__in=persone):
        specifico(d, scheda)
    VotoVoce.objects.filter(scheda__persona__in=persone).update(voto=1)


# --- the sheets of a team, one step on ---------------------------------------------------------------------------------


def conferma(d: SimpleNamespace, chi, azione: str, unita=None):
    """The page of the confirmation as it stands, and what its button sends."""
    cliente = entra(chi)
    url = indirizzo(d, "squadra_blocco", unita, azione)
    pagina = cliente.get(url)
    testo = pagina.content.decode()
    campi = re.findall(r'<input type="hidden" name="(o|versione_\d+)" value="(\d+)"', testo)
    invio: dict[str, list[str]] = {}
    for nome, valore in campi:
        invio.setdefault(nome, []).append(valore)
    return cliente, url, invio, testo


def stati(*schede: SchedaPersonale) -> list[str]:
    return [SchedaPersonale.objects.get(pk=s.pk).stato for s in schede]


def test_la_po_manda_le_schede_complete_e_legge_perche_le_altre_no(d):
    vota_personale(d.anna, d.po1)
    cliente, url, invio, testo = conferma(d, d.po1, "trasmetti")
    assert invio["o"] == [str(d.anna.pk)]
    assert "Mancano 15 voti su 15." in testo
    assert "Manda 1 scheda su 2 al Dirigente" in testo
    risposta = cliente.post(url, invio, follow=True)
    assert "Mandate al Dirigente: Rossi Anna." in risposta.content.decode()
    assert stati(d.anna, d.marco) == [COMPILATA, APERTA]


def test_il_dirigente_firma_e_partecipa_in_blocco(d):
    for s in (d.anna, d.marco):
        vota_personale(s, d.po1)
        porta_personale(s, ("trasmetti", d.po1))
    for azione, arrivo in (("decidi", DECISA), ("partecipa", PARTECIPATA)):
        cliente, url, invio, testo = conferma(d, d.dirigente1, azione, d.d1)
        assert "le 2 schede" in testo and testo.count("<b>232,20</b>") == 2, "prima di confermare si legge il totale di ciascuno"
        cliente.post(url, invio)
        assert stati(d.anna, d.marco) == [arrivo, arrivo]
    assert SchedaPersonale.objects.get(pk=d.anna.pk).totale is not None


def test_una_scheda_salvata_dopo_la_conferma_non_va_avanti_senza_rileggerla(d):
    vota_personale(d.anna, d.po1)
    cliente, url, invio, _ = conferma(d, d.po1, "trasmetti")
    vota_personale(d.anna, d.po1, 3)
    risposta = cliente.post(url, invio, follow=True)
    assert "Rossi Anna: Nel frattempo qualcun altro ha salvato" in risposta.content.decode()
    assert stati(d.anna) == [APERTA]


def test_confermare_due_volte_non_fa_due_passi(d):
    vota_personale(d.anna, d.po1)
    cliente, url, invio, _ = conferma(d, d.po1, "trasmetti")
    cliente.post(url, invio)
    assert "aspetta questo passaggio" in cliente.post(url, invio, follow=True).content.decode()
    assert Evento.objects.filter(azione="scheda_personale.trasmetti").count() == 1


@pytest.mark.parametrize(("chi", "azione"), [("po1", "decidi"), ("po1", "partecipa"), ("dirigente1", "trasmetti")])
def test_il_passo_che_non_tocca_a_te_non_si_fa_nemmeno_in_blocco(d, chi, azione):
    vota_personale(d.anna, d.po1)
    utente = getattr(d, chi)
    risposta = entra(utente).post(indirizzo(d, "squadra_blocco", None, azione), {"o": d.anna.pk, f"versione_{d.anna.pk}": 2})
    assert risposta.status_code == 302
    assert stati(d.anna) == [APERTA]


def test_un_passo_inventato_o_una_scheda_di_altri_non_ci_sono(d):
    assert entra(d.po1).get(indirizzo(d, "squadra_blocco", None, "firma")).status_code == 404
    vota_personale(d.chiara, d.po2)
    entra(d.po1).post(indirizzo(d, "squadra_blocco", None, "trasmetti"), {"o": d.chiara.pk, f"versione_{d.chiara.pk}": 2})
    assert stati(d.chiara) == [APERTA]


def test_le_schede_si_salvano_nel_momento_in_cui_si_scrivono(d):
    dopo = QUANDO + timedelta(hours=1)
    salva_squadra(celle={d.anna.pk: {riga(d.anna).pk: Cella(3, None)}}, utente=d.po1, quando=dopo)
    scheda = SchedaPersonale.objects.get(pk=d.anna.pk)
    assert (scheda.salvata_il, scheda.salvata_da) == (dopo, d.po1)


# --- the evaluatee's own marks, where the version has them -------------------------------------------------------------------------------


def autovaluta(d, scheda, marchio):
    voti = {v.pk: marchio for v in scheda.voti.all()}
    invia_autovalutazione(scheda=scheda, voti=voti, utente=scheda.persona.utente, quando=QUANDO)


def test_la_griglia_mostra_i_voti_che_la_persona_si_e_data(d, monkeypatch):
    """Beside each cell, said to a screen reader with it; nothing for who has sent none; the score does not know of them."""
    con_facolta(monkeypatch, autovalutazione=True)
    autovaluta(d, d.anna, 3)
    pagina = entra(d.po1).get(indirizzo(d)).content.decode()
    sua = f"sua-v_{riga(d.anna).pk}"
    assert pagina.count('<small class="sua"') == len(d.anna.voti.all())
    assert re.search(rf'id="{sua}">.*?Autovalutazione:</span> <b>3</b>', pagina)
    assert f'data-descritta="{sua}" aria-describedby="{sua}"' in pagina
    assert f'id="sua-v_{riga(d.marco).pk}"' not in pagina
    assert "non conta nel punteggio" in pagina
    sbagliata = entra(d.po1).post(indirizzo(d), dati((riga(d.anna), "", "9"))).content.decode()
    assert f'aria-describedby="{sua} errore-v_{riga(d.anna).pk}"' in sbagliata
    assert voto(riga(d.anna)) is None


def test_senza_la_facolta_la_griglia_non_ne_parla(d, monkeypatch):
    """Marks sent under a version that had it are not shown under one that has not."""
    con_facolta(monkeypatch, autovalutazione=True)
    autovaluta(d, d.anna, 3)
    con_facolta(monkeypatch, autovalutazione=False)
    pagina = entra(d.po1).get(indirizzo(d)).content.decode()
    assert 'class="sua"' not in pagina and "Autovalutazione" not in pagina


def test_i_voti_propri_non_costano_una_lettura(d, monkeypatch):
    def quante():
        cliente = entra(d.po1)
        with CaptureQueriesContext(connection) as lette:
            cliente.get(indirizzo(d))
        return len(lette)

    con_facolta(monkeypatch, autovalutazione=True)
    senza = quante()
    autovaluta(d, d.anna, 3)
    autovaluta(d, d.marco, 1)
    assert quante() == senza


# --- more than a request may carry -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("controlla_il_gettone", [True, False])
def test_cinquemila_caselle_in_una_volta_hanno_una_risposta_a_parole(d, controlla_il_gettone):
    """Refused as a whole by Django, while the token is read or in the view: what happened, how many at most, what to do."""
    cliente = Client(enforce_csrf_checks=controlla_il_gettone)
    cliente.force_login(d.po1, "django.contrib.auth.backends.ModelBackend")
    gettone = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', cliente.get(indirizzo(d)).content.decode())[1]
    celle = {f"v_{n}": "1" for n in range(5_000)} | {f"v_{riga(d.anna).pk}": "3"}
    risposta = cliente.post(indirizzo(d), celle | {"csrfmiddlewaretoken": gettone})
    testo = risposta.content.decode()
    assert risposta.status_code == 400
    for parola in ("Hai mandato troppi dati in una volta", "più di 2.000 caselle", "non è stato salvato niente", "un ufficio alla volta"):
        assert parola in testo, parola
    assert "Exceeded" not in testo and "DATA_UPLOAD" not in testo
    assert voto(riga(d.anna)) is None


def test_una_richiesta_troppo_pesante_ha_la_stessa_risposta(d, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    risposta = entra(d.po1).post(indirizzo(d), {"prima": "x" * (1024**2 + 1)})
    assert risposta.status_code == 400
    assert "superano 1 MB, che è il massimo" in risposta.content.decode()
