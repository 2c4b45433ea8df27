"""Art. 25: the bonus of excellences: off until a decision, proposed within the places, conferred within the sums, then paid."""

from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from premi.calcolo import Candidato, Eccellenze
from premi.calcolo.premialita import Copertura, in_ordine
from premi.letture.miei import miei_premi
from premi.letture.premialita import eccellenze_di, passi_dell_attribuzione, quadro_bonus, schede_mancanti
from premi.models import Accensione, Attribuzione
from premi.operazioni.premialita import liquida_attribuzione
from premi.operazioni.prospetti_premialita import emetti_prospetto_premialita, esporta_premialita
from smvp.documenti import coda
from smvp.documenti.models import Atto
from smvp.documenti.operazioni import disegna_payload
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.letture import storia
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.models import ValidazioneRelazione

from .fondi import cliente, corsa
from .premialita import DECRETO, DETERMINA, MERITO, SCELTA, D, accendi, candidati, con_economie, conferisci, proponi
from .scene import tutte_firmate

_scritta, c = scena_del_modulo(lambda comune: con_economie(tutte_firmate(comune)))


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-20"


def passa(riga: Attribuzione, azione: str, utente: Any, motivo: str = "") -> Attribuzione:
    riga.refresh_from_db()
    return esegui(riga, azione, utente=utente, quando=QUANDO, versione=riga.versione, motivo=motivo)


def totale(utente: Any) -> D:
    return sum((anno.totale for anno in miei_premi(utente)), D(0))


# --- the arithmetic -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("posti", "esiti"), [
    (0, ["oltre", "oltre", "oltre", "oltre"]), (1, ["nei_posti", "oltre", "oltre", "oltre"]),
    (2, ["nei_posti", "parita", "parita", "oltre"]), (3, ["nei_posti", "nei_posti", "nei_posti", "oltre"]),
])  # fmt: skip
def test_lettura_a67_chi_e_a_pari_punteggio_ha_lo_stesso_posto_e_lo_stesso_esito(posti: int, esiti: list[str]) -> None:
    candidati_ = [("dirigenti", "1", "280"), ("po", "2", "260"), ("dipendenti", "3", "260"), ("dipendenti", "4", "241"), ("po", "1", "250")]
    posizioni = in_ordine(Eccellenze(posti, tuple(Candidato(g, m, D(p)) for g, m, p in candidati_)))
    assert [(p.candidato.matricola, p.posto) for p in posizioni] == [("1", 1), ("2", 2), ("3", 2), ("4", 4)]
    assert [p.esito for p in posizioni] == esiti and posizioni[0].candidato.graduatoria == "dirigenti"


@pytest.mark.parametrize(("copertura", "resta"), [
    (Copertura(D("1500"), D("500"), None, D("500")), "1000"), (Copertura(D("1500"), D("500"), D("800"), D("700")), "100"),
    (Copertura(D("1500"), D("0"), D("100"), D("700")), "-600"),
])  # fmt: skip
def test_lettura_a46_si_conferisce_la_minore_fra_somma_ed_economie(copertura: Copertura, resta: str) -> None:
    assert copertura.resta == D(resta)


# --- on and off -------------------------------------------------------------------------------------------------------------------------


def test_lettura_a42_di_default_e_spento_e_lo_dice(c: SimpleNamespace) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="è spento"):
        proponi(c)
    pagina = cliente(c, "segretario").get(reverse("premi:premialita", args=[2025])).content.decode()
    assert pagina.count("Spento") >= 3 and "contrattazione nazionale non ne fissa" in pagina and "A42" in pagina


def test_lettura_a42_lo_accende_una_decisione_con_chi_quando_atto_e_motivo(c: SimpleNamespace) -> None:
    riga = accendi(c)
    assert (riga.acceso, riga.somma, riga.registrato_da, riga.registrato_il) == (True, D("1500.00"), c.segretario, QUANDO)
    assert riga.atto.numero == 30 and riga.motivo.startswith("Il contratto nazionale")
    assert accendi(c, versione=1) == riga and Accensione.objects.count() == 1  # a second click
    spento = accendi(c, acceso=False, versione=1, motivo="La Giunta ha rinviato la spesa.")
    assert (spento.numero_versione, spento.acceso, spento.somma) == (2, False, D(0))
    assert storia("fondi", 2025).first().azione == "accensione.registra"
    with pytest.raises(OperazioneNonAmmessa, match="è spento"):
        proponi(c)


@pytest.mark.parametrize(("altro", "errore", "frase"), [
    ({"motivo": "boh"}, DatiNonValidi, "motivo"), ({"somma": D(0)}, DatiNonValidi, "somma a disposizione"),
    ({"atto": DECRETO}, DatiNonValidi, "Serve un atto"), ({"versione": 3}, ConflittoDiVersione, "Nel frattempo"),
])  # fmt: skip
def test_lettura_a42_una_decisione_incompleta_non_passa(c: SimpleNamespace, altro: Any, errore: Any, frase: str) -> None:
    with pytest.raises(errore, match=frase):
        accendi(c, **altro)
    assert not Accensione.objects.exists()


@pytest.mark.parametrize("chi", ["sindaco", "personale", "ncvp", "dirigente1", "dipendente1"])
def test_lettura_a42_non_lo_accende_nessun_altro(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        accendi(c, utente=getattr(c, chi))


# --- candidates and proposals -----------------------------------------------------------------------------------------------------------


def test_art25_i_candidati_vengono_dalle_schede_firmate_e_il_cinque_per_cento_qui_fa_zero(c: SimpleNamespace) -> None:
    trovate = eccellenze_di(c.esercizio)
    assert trovate.posti_massimi == 0 and trovate.candidati
    accendi(c)
    quadro = quadro_bonus(c.esercizio)
    persone = len(quadro.posizioni)
    assert quadro.conto.testo.endswith(f"({persone}), per difetto: 0.")
    with pytest.raises(OperazioneNonAmmessa, match="posti sono zero"):
        proponi(c, quadro.righe(quadro.posizioni[:1])[0].persona.utente.username)
    pagina = cliente(c, "segretario").get(reverse("premi:bonus", args=[2025])).content.decode()
    assert "non può andare a nessuno" in pagina and f"5\xa0% × {persone} = " in pagina


def test_art25_si_propone_un_candidato_con_il_suo_perche(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    accendi(c)
    candidati(monkeypatch, c, 1, dirigente1="280", dipendente2="250")
    riga = proponi(c)
    assert (riga.stato, riga.importo, riga.punteggio, riga.posti, riga.persone) == ("proposta", D("500.00"), D("280"), 1, 2)
    assert storia("attribuzione", riga.pk).first().contenuto["motivo"] == MERITO
    assert [p.cifra for p in passi_dell_attribuzione(riga)] == ["punteggio", "posti_massimi", "importo"]
    for chi, frase in (("dirigente1", "c’è già"), ("dipendente2", "sono tutti presi"), ("dipendente3", "non è nella fascia")):
        with pytest.raises(OperazioneNonAmmessa, match=frase):
            proponi(c, chi)


@pytest.mark.parametrize(("altro", "campo"), [
    ({"importo": "0.00"}, "importo"), ({"importo": "1500.01"}, "importo"), ({"motivo": "bravo"}, "motivo"),
])  # fmt: skip
def test_art25_una_proposta_incompleta_o_senza_fondi_non_passa(
    c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, altro: Any, campo: str
) -> None:
    accendi(c)
    candidati(monkeypatch, c, 1, dirigente1="280")
    with pytest.raises(DatiNonValidi) as preso:
        proponi(c, **altro)
    assert preso.value.campo == campo and not Attribuzione.objects.exists()


def test_lettura_a67_a_parita_la_scelta_si_motiva(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    accendi(c)
    candidati(monkeypatch, c, 1, dirigente1="280", dirigente2="280", po1="270")
    with pytest.raises(DatiNonValidi, match="Borghi Silvia") as preso:
        proponi(c, "dirigente1")
    assert preso.value.campo == "scelta"
    pagina = cliente(c, "segretario").get(reverse("premi:bonus", args=[2025])).content.decode()
    assert "Parità a cavallo dell’ultimo posto: 2 persone" in pagina
    assert proponi(c, "dirigente1", scelta=SCELTA).motivo_scelta == SCELTA


def test_art25_finche_manca_una_scheda_i_posti_non_sono_definitivi(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert schede_mancanti(c.esercizio) == 0
    accendi(c)
    candidati(monkeypatch, c, 1, mancano=2, dirigente1="280")
    with pytest.raises(OperazioneNonAmmessa, match="Mancano 2 schede"):
        proponi(c)
    pagina = cliente(c, "segretario").get(reverse("premi:bonus", args=[2025])).content.decode()
    assert "Mancano 2 schede" in pagina and ">Proponi<" not in pagina


def test_art25_il_bonus_e_uno_per_l_esercizio(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    accendi(c)
    candidati(monkeypatch, c, 2, dirigente1="280", dirigente2="270")
    proponi(c)
    with pytest.raises(DatiNonValidi, match="uguale per tutti"):
        proponi(c, "dirigente2", "400.00")


# --- conferring and paying --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def proposta(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Attribuzione:
    accendi(c)
    candidati(monkeypatch, c, 1, dirigente1="280", dirigente2="270")
    return proponi(c)


def test_art25_dalla_proposta_al_pagamento(c: SimpleNamespace, proposta: Attribuzione) -> None:
    riga = conferisci(c, proposta)
    assert (riga.stato, riga.atto.tipo, riga.atto.numero) == ("conferita", "decreto", 8)
    with pytest.raises(DatiNonValidi, match="non è ancora validata"):
        passa(riga, "rendi_liquidabile", c.personale)
    verbale = Atto.objects.create(tipo="verbale", numero=1, data=QUANDO.date(), oggetto="Validazione")
    ValidazioneRelazione.objects.create(esercizio=c.esercizio, atto=verbale, registrata_da=c.ncvp, registrata_il=QUANDO)
    passa(riga, "rendi_liquidabile", c.personale)
    riga.refresh_from_db()
    fatta = liquida_attribuzione(attribuzione=riga, atto=DETERMINA, utente=c.personale, quando=QUANDO, versione=riga.versione)
    assert (fatta.stato, fatta.atto_liquidazione.numero) == ("liquidata", 400)
    assert [e.azione for e in storia("attribuzione", riga.pk)][-1::-1] == [
        "attribuzione.proponi", "attribuzione.conferisci", "attribuzione.rendi_liquidabile", "attribuzione.liquida",
    ]  # fmt: skip


def test_art25_il_premio_lo_legge_chi_lo_riceve_quando_e_conferito(c: SimpleNamespace, proposta: Attribuzione) -> None:
    indirizzo = reverse("premi:attribuzione", args=[2025, proposta.pk])
    assert cliente(c, "dirigente1").get(indirizzo).status_code == 404 and totale(c.dirigente1) == D(0)
    conferisci(c, proposta)
    pagina = cliente(c, "dirigente1").get(indirizzo)
    assert pagina.status_code == 200 and MERITO in pagina.content.decode()
    assert cliente(c, "dirigente2").get(indirizzo).status_code == 404
    assert totale(c.dirigente1) == D("500.00")
    assert "Bonus annuale delle eccellenze" in cliente(c, "dirigente1").get(reverse("premi:miei")).content.decode()


@pytest.mark.parametrize("chi", ["segretario", "personale", "ncvp", "dirigente1"])
def test_art25_conferisce_solo_il_sindaco(c: SimpleNamespace, proposta: Attribuzione, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        conferisci(c, proposta, chi)
    proposta.refresh_from_db()
    assert proposta.stato == "proposta" and proposta.atto is None


def test_art25_conferire_due_volte_o_su_una_pagina_vecchia_non_si_puo(c: SimpleNamespace, proposta: Attribuzione) -> None:
    with pytest.raises(ConflittoDiVersione):
        conferisci(c, proposta, versione=7)
    conferisci(c, proposta)
    with pytest.raises(OperazioneNonAmmessa):
        conferisci(c, proposta)
    assert Attribuzione.objects.get().versione == 2


@pytest.mark.parametrize("economie", ["499.99", None])
def test_lettura_a46_senza_economie_che_bastino_non_si_conferisce(c: SimpleNamespace, proposta: Attribuzione, economie: str | None) -> None:
    type(c.approvata).objects.filter(pk=c.approvata.pk).update(stato="provvisoria")
    if economie:
        corsa(c, "risultato", "approvata", 2, distribuito="71500.01")
    with pytest.raises(OperazioneNonAmmessa, match="economie" if economie is None else "ne restano 499,99"):
        conferisci(c, proposta)


def test_art25_mai_oltre_i_posti_neppure_se_le_schede_cambiano(
    c: SimpleNamespace, proposta: Attribuzione, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidati(monkeypatch, c, 0, dirigente1="280")
    with pytest.raises(OperazioneNonAmmessa, match="posti sono zero"):
        conferisci(c, proposta)


def test_art25_chi_riceve_puo_rinunciare_e_il_posto_torna_libero(c: SimpleNamespace, proposta: Attribuzione) -> None:
    conferisci(c, proposta)
    with pytest.raises(PermissionDenied):
        passa(proposta, "rinuncia", c.dirigente2, "Preferisco lasciarlo ad altri.")
    assert passa(proposta, "rinuncia", c.dirigente1, "Preferisco lasciarlo ad altri.").stato == "rinunciata"
    assert quadro_bonus(c.esercizio).posti_liberi == 1 and totale(c.dirigente1) == D(0)
    assert proponi(c, "dirigente2", scelta=SCELTA).stato == "proposta"


@pytest.mark.parametrize(("azione", "chi", "dopo"), [("respingi", "sindaco", "non_conferita"), ("ritira", "segretario", "ritirata")])
def test_art25_una_proposta_si_chiude_con_un_motivo(c: SimpleNamespace, proposta: Attribuzione, azione: str, chi: str, dopo: str) -> None:
    with pytest.raises(DatiNonValidi):
        passa(proposta, azione, getattr(c, chi), "no")
    assert passa(proposta, azione, getattr(c, chi), "La somma serve ad altro, quest’anno.").stato == dopo


def test_di_un_premio_proposto_il_database_non_cambia_la_somma(c: SimpleNamespace, proposta: Attribuzione) -> None:
    for come in ({"importo": D("900.00")}, {"persona": c.persona_dirigente2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Attribuzione.objects.filter(pk=proposta.pk).update(**come)
    with pytest.raises(DatabaseError), transaction.atomic():
        Accensione.objects.update(acceso=False)


# --- in the browser ---------------------------------------------------------------------------------------------------------------------


def atto(tipo: str, numero: str, data: str = "2026-04-20") -> dict[str, str]:
    return {"tipo": tipo, "numero": numero, "data": data, "oggetto": "Premi 2025"}


def test_dalla_pagina_si_accende_si_propone_e_si_conferisce(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    candidati(monkeypatch, c, 1, dirigente1="280", dirigente2="280")
    segretario, sindaco = cliente(c, "segretario"), cliente(c, "sindaco")
    decisione = reverse("premi:decisione", args=[2025, "eccellenze"])
    dati = {"versione": "0", "acceso": "si", "somma": "1.500,00", "motivo": "no", **atto("giunta", "30")}
    risposta = segretario.post(decisione, dati)
    assert risposta.status_code == 422 and "1.500,00" in risposta.content.decode()
    assert segretario.post(decisione, dati | {"motivo": MERITO}).status_code == 302
    indirizzo = reverse("premi:proponi_bonus", args=[2025, c.persona_dirigente1.pk])
    assert "restano fuori" in segretario.get(indirizzo).content.decode()
    risposta = segretario.post(indirizzo, {"importo": "500", "motivo": MERITO, "scelta": ""})
    assert risposta.status_code == 422 and MERITO in risposta.content.decode()
    assert segretario.post(indirizzo, {"importo": "500", "motivo": MERITO, "scelta": SCELTA}).status_code == 302
    riga = Attribuzione.objects.get()
    assert riga.get_absolute_url() in sindaco.get(reverse("scrivania")).content.decode()
    passaggio = reverse("premi:passaggio_attribuzione", args=[2025, riga.pk, "conferisci"])
    assert sindaco.get(passaggio).status_code == 200 and segretario.get(passaggio).status_code == 403
    vecchia = sindaco.post(passaggio, {"versione": "9", **atto("decreto", "8")})
    assert vecchia.status_code == 409 and "Premi 2025" in vecchia.content.decode()
    assert sindaco.post(passaggio, {"versione": "1", **atto("decreto", "8")}).status_code == 302
    riga.refresh_from_db()
    assert riga.stato == "conferita"
    assert sindaco.post(passaggio, {"versione": "2", **atto("decreto", "8")}).status_code == 302  # already done: the page says so


def test_i_candidati_con_i_punteggi_non_li_legge_il_sindaco(c: SimpleNamespace, proposta: Attribuzione) -> None:
    indirizzo = reverse("premi:bonus", args=[2025])
    pagine = {chi: cliente(c, chi).get(indirizzo).content.decode() for chi in ("segretario", "ncvp", "personale", "sindaco")}
    assert [("Borghi Silvia" in p) for p in pagine.values()] == [True, True, True, False]
    assert all("Bertolini Andrea" in p for p in pagine.values())
    assert cliente(c, "dirigente1").get(indirizzo).status_code == 403


def test_le_pagine_fanno_sempre_le_stesse_query(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    accendi(c)
    candidati(monkeypatch, c, 9, dirigente1="280", dirigente2="270", po1="265", po2="262", dipendente1="250")
    client, quante = cliente(c, "segretario"), []
    proponi(c)
    client.get(reverse("premi:premialita", args=[2025]))  # the session is written
    for _ in range(2):
        conti = []
        for pagina in ("premialita", "bonus"):
            with CaptureQueriesContext(connection) as query:
                client.get(reverse(f"premi:{pagina}", args=[2025]))
            conti.append(len(query))
        quante.append(conti)
        for chi in ("dirigente2", "po1", "po2") if len(quante) == 1 else ():
            proponi(c, chi)
    assert quante[0] == quante[1]


# --- on paper ---------------------------------------------------------------------------------------------------------------------------


def test_il_prospetto_su_carta_e_il_foglio_dicono_decisioni_persone_e_importi(
    c: SimpleNamespace, proposta: Attribuzione, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)
    conferisci(c, proposta)
    documento = emetti_prospetto_premialita(esercizio=c.esercizio, utente=c.sindaco, quando=QUANDO)
    premi = {p["nome"]: p for p in documento.payload["premi"]}
    bonus = premi["Bonus annuale delle eccellenze"]
    assert (bonus["acceso"], bonus["somma"], bonus["totale"]) == (True, "1500.00", "500.00")
    assert bonus["righe"][0][:5] == ["Bertolini Andrea", c.persona_dirigente1.matricola, "280.00", "500.00", "Conferita"]
    assert not premi["Premio di efficienza"]["acceso"]
    assert disegna_payload(documento).startswith(b"%PDF")
    assert emetti_prospetto_premialita(esercizio=c.esercizio, utente=c.personale, quando=QUANDO) == documento
    with pytest.raises(PermissionDenied):
        emetti_prospetto_premialita(esercizio=c.esercizio, utente=c.dirigente1, quando=QUANDO)
    with pytest.raises(PermissionDenied):
        esporta_premialita(esercizio=c.esercizio, utente=c.dirigente1, quando=QUANDO)
    pagina = load_workbook(BytesIO(esporta_premialita(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO))).active
    righe = list(pagina.iter_rows(values_only=True))
    assert righe[1][3:7] == ("Bertolini Andrea", 280, 500, "Conferita") and righe[-1][5] == 500
    passa(proposta, "rinuncia", c.dirigente1, "Preferisco lasciarlo ad altri.")
    altro = emetti_prospetto_premialita(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    assert altro != documento and altro.payload["premi"][0]["righe"] == []
