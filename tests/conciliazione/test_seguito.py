"""Artt. 29 and 30: what follows: an agreement that changes the evaluation, and the measures after one that is negative for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from conciliazione.models import Conciliazione, Esito, Esito410, Misura
from conciliazione.operazioni.seguito import concludi_conciliazione, proponi_misura, registra_conciliazione
from conciliazione.permessi import misure_visibili_a
from conciliazione.stati import RITIRATA
from smvp.documenti.models import Documento
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio, OperazioneNonAmmessa
from valutazioni.letture.riesame import dopo_il_riesame, voci_correggibili
from valutazioni.letture.sospese import sospese_fra
from valutazioni.models import Scheda, SchedaPersonale

from .scene import DOPO, GIORNO, MOTIVI, MOTIVO, comunicata, con_firmata_d, decisa, passo, presenta, scena

pytestmark = pytest.mark.django_db
VERBALE = "Le parti concordano che la fornitura di dicembre era agli atti e va contata."


@pytest.fixture
def c(settings):
    settings.OGGI = GIORNO.isoformat()
    return scena()


def registra(c, chi="dirigente1", **altro):
    dati = {"sede": "Ispettorato", "richiesta_il": GIORNO, "oggetto": MOTIVI, "utente": c.segretario, "quando": DOPO} | altro
    return registra_conciliazione(scheda=getattr(c, f"scheda_{chi}"), **dati)


def concludi(c, riga, esito=Esito410.ACCORDO, **altro):
    dati = {"esito_del": GIORNO, "contenuto": VERBALE, "utente": c.segretario, "quando": DOPO, "versione": riga.versione} | altro
    return concludi_conciliazione(conciliazione=riga, esito=esito, **dati)


def entra(client, utente):
    client.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return client


# --- art. 30: the agreement ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["dirigente1", "dipendente1"])
def test_l_accordo_che_cambia_i_voti_fa_la_scheda_nuova_dalla_stessa_porta_del_riesame_art_30(c, chi):
    if chi == "dipendente1":
        con_firmata_d(c)
    vecchia = getattr(c, f"scheda_{chi}")
    voce = next(v for v in voci_correggibili(vecchia) if not v.percentuale)
    riga = concludi(c, registra(c, chi), nuovi={voce.campo: 3})
    nuova = type(vecchia).objects.get(sostituisce=vecchia)
    vecchia.refresh_from_db()
    assert (riga.modifiche[0]["dopo"], vecchia.superata_il, nuova.riesame) == ("3", DOPO, "accordo di conciliazione del 10/04/2026")
    assert (nuova.stato_attuale.parola, vecchia.stato_attuale.parola) == ("Rideterminata da un accordo", "Superata da un accordo")
    dopo = dopo_il_riesame(nuova)
    assert ([x.cambio.ora for x in dopo.cifre], dopo.cifre[0].motivo, nuova.motivazione_riesame) == (["3"], VERBALE, VERBALE)
    assert {r.che for r in dopo.risultati} >= ({"P_B", "P_FINALE"} if chi == "dirigente1" else {"B2", "Totale"})
    assert nuova.presa_visione_il == DOPO
    assert sospese_fra(type(vecchia), [nuova.pk, vecchia.pk]) == set()


@pytest.mark.parametrize("esito", Esito410.values)
def test_senza_voti_che_cambiano_la_scheda_resta_quella(c, esito):
    riga = concludi(c, registra(c), Esito410(esito))
    assert (riga.modifiche, riga.scheda.superata_il) == ([], None)


@pytest.mark.parametrize(
    ("che", "errore", "dice"),
    [
        ("mancato_con_voti", DatiNonValidi, "Senza accordo la valutazione resta"),
        ("niente_cambia", DatiNonValidi, "cambia almeno un voto"),
        ("fuori_scala", DatiNonValidi, "da 0 a 3"),
        ("percentuale_impossibile", DatiNonValidi, "percentuale"),
        ("senza_verbale", DatiNonValidi, "che cosa dice il verbale"),
        ("domani", DatiNonValidi, "fra la richiesta e oggi"),
        ("la_parte", PermissionDenied, "la registra il Segretario"),
        ("il_ncvp", PermissionDenied, "la registra il Segretario"),
        ("gia_conclusa", OperazioneNonAmmessa, "non si cambia"),
    ],
)
def test_un_esito_che_non_si_puo_registrare_e_detto_e_niente_cambia(c, che, errore, dice):
    riga, voci = registra(c), voci_correggibili(c.scheda_dirigente1)
    voto, perc = next(v for v in voci if not v.percentuale), next(v for v in voci if v.percentuale)
    nuovi = {voto.campo: 3}
    if che == "gia_conclusa":
        concludi(c, riga, Esito410.MANCATO)
    altro = {
        "mancato_con_voti": {"esito": Esito410.MANCATO, "nuovi": nuovi},
        "niente_cambia": {"nuovi": {voto.campo: voto.valore}},
        "fuori_scala": {"nuovi": {voto.campo: 4}},
        "percentuale_impossibile": {"nuovi": {perc.campo: -1}},
        "senza_verbale": {"nuovi": nuovi, "contenuto": "ok"},
        "domani": {"nuovi": nuovi, "esito_del": GIORNO + timedelta(days=1)},
        "la_parte": {"nuovi": nuovi, "utente": c.dirigente1},
        "il_ncvp": {"nuovi": nuovi, "utente": c.ncvp},
        "gia_conclusa": {"nuovi": nuovi},
    }[che]
    with pytest.raises(errore, match=dice):
        concludi(c, riga, **altro)
    assert not Scheda.tutte.filter(sostituisce__isnull=False).exists()


def test_le_due_vie_sono_alternative_dai_due_lati_lettura_a51(c):
    """Each row: what has been done on the sheet; whether a review can be asked then, whether a conciliation can be opened then."""
    istanza = presenta(c)
    riga = registra(c)
    istanza.refresh_from_db()
    assert istanza.stato == RITIRATA  # opening the conciliation closes the review
    voce = next(v for v in voci_correggibili(c.scheda_dirigente1) if not v.percentuale)
    for dopo in ("aperta", "accordo"):
        if dopo == "accordo":
            concludi(c, riga, nuovi={voce.campo: 3})
        for scheda in Scheda.tutte.filter(incarico=c.incarico_dirigente1):
            c.scheda_dirigente1 = scheda
            with pytest.raises(OperazioneNonAmmessa, match=r"art\. 30"):
                presenta(c)
            with pytest.raises(OperazioneNonAmmessa, match="c’è già una conciliazione"):
                registra(c)
    with pytest.raises(DatabaseError), transaction.atomic():
        Conciliazione.objects.filter(pk=riga.pk).update(contenuto="Altro, scritto da fuori.")


@pytest.mark.parametrize("esito", [Esito.CONFERMATA, Esito.MODIFICATA])
def test_deciso_il_riesame_la_conciliazione_non_si_apre_ne_sulla_scheda_vecchia_ne_sulla_nuova(c, esito):
    voce = next(v for v in voci_correggibili(c.scheda_dirigente1) if not v.percentuale)
    comunicata(c, esito, **({voce.campo: 3} if esito == Esito.MODIFICATA else {}))
    for scheda in Scheda.tutte.filter(incarico=c.incarico_dirigente1):
        c.scheda_dirigente1 = scheda
        with pytest.raises(OperazioneNonAmmessa, match="già stato deciso"):
            registra(c)


def test_rinunciata_la_conciliazione_le_vie_si_riaprono(c):
    riga = registra(c)
    esegui(riga, "rinuncia", utente=c.segretario, quando=DOPO, versione=riga.versione, motivo="Lo ha scritto il legale, con lettera.")
    assert presenta(c).numero == 1


def test_l_esito_nel_browser_con_i_voti_concordati_torna_scritto_se_manca_qualcosa(c, client):
    riga = registra(c)
    pagina = reverse("conciliazione:esito", args=[riga.pk])
    campi = {r.campo: str(r.valore).replace(".", ",") for r in voci_correggibili(c.scheda_dirigente1)}
    voto = next(v for v in voci_correggibili(c.scheda_dirigente1) if not v.percentuale)
    dati = campi | {"versione": riga.versione, "esito": "accordo_cambia", "esito_del": GIORNO.isoformat(), "contenuto": VERBALE}
    risposta = entra(client, c.segretario).post(pagina, dati)
    assert (risposta.status_code, VERBALE in risposta.content.decode()) == (422, True)
    assert "cambia almeno un voto" in risposta.content.decode()
    for ferma in ("accordo_resta", "mancato"):
        risposta = client.post(pagina, dati | {voto.campo: "3", "esito": ferma})
        assert (risposta.status_code, "oppure rimettile com’erano" in risposta.content.decode()) == (422, True), ferma
    assert client.post(pagina, dati | {voto.campo: "3"}).status_code == 302
    letta = client.get(riga.get_absolute_url()).content.decode()
    assert "Cambia: vale una scheda nuova" in letta and voto.titolo in letta
    assert client.get(pagina).status_code == 302
    nuova = Scheda.objects.get(incarico=c.incarico_dirigente1)
    sua = entra(client, c.dirigente1).get(nuova.get_absolute_url()).content.decode()
    assert "Rideterminata da un accordo" in sua and "L’accordo di conciliazione ha cambiato" in sua and "Organismo" not in sua


# --- art. 29: the measures ------------------------------------------------------------------------------------------------------------


def negativa(c):
    """The sheet of dipendente1, negative and confirmed by the review."""
    con_firmata_d(c, voto=0)
    return comunicata(c, chi="dipendente1")


def proponi(c, dopo, **altro):
    dati = {"proposta": "Un corso di aggiornamento entro giugno.", "perche": MOTIVO, "utente": c.segretario, "quando": DOPO} | altro
    return proponi_misura(dopo=dopo, **dati)


@pytest.mark.parametrize(("azione", "parola"), [("adotta", "Adottata"), ("non_adottare", "Non adottata")])
def test_la_misura_dalla_proposta_alla_decisione_del_sindaco_comunicata_all_interessato_art_29(c, client, azione, parola):
    misura = proponi(c, negativa(c))
    detto = set(Notifica.objects.filter(url=misura.get_absolute_url()).values_list("destinatario__username", flat=True))
    assert detto == {c.sindaco.username, c.dipendente1.username}
    misura = esegui(misura, azione, utente=c.sindaco, quando=DOPO, versione=misura.versione, motivo=MOTIVO)
    assert (misura.decisa_da, misura.decisa_il, misura.motivo) == (c.sindaco, DOPO, MOTIVO)
    (foglio,) = Documento.objects.filter(tipo="misura_valutazione_negativa", oggetto_id=misura.pk)
    assert parola in str(foglio.payload["dati"]) and MOTIVO in str(foglio.payload["testi"])
    for chi in (c.dipendente1, c.segretario, c.sindaco):
        letta = entra(client, chi).get(misura.get_absolute_url()).content.decode()
        assert parola in letta and MOTIVO in letta
        assert client.get(reverse("documenti:stato", args=[foglio.pk])).status_code == 200
    with pytest.raises(OperazioneNonAmmessa):
        esegui(misura, "adotta", utente=c.sindaco, quando=DOPO, versione=misura.versione, motivo=MOTIVO)
    for campo in ("proposta", "perche"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Misura.objects.filter(pk=misura.pk).update(**{campo: "Un’altra."})


@pytest.mark.parametrize(
    "chi", ["ncvp", "dirigente1", "dirigente2", "po1", "po2", "personale", "controllo", "segreteria", "admin", "dipendente2"]
)
def test_della_misura_gli_altri_non_sanno_niente(c, client, chi):
    misura = proponi(c, negativa(c))
    esegui(misura, "adotta", utente=c.sindaco, quando=DOPO, versione=misura.versione, motivo=MOTIVO)
    foglio = Documento.objects.get(tipo="misura_valutazione_negativa")
    utente = getattr(c, chi, None) or c.dirigente2
    assert not misure_visibili_a(utente).exists()
    entra(client, utente)
    pagine = [
        misura.get_absolute_url(), reverse("conciliazione:decidi_misura", args=[misura.pk, "adotta"]),
        reverse("documenti:stato", args=[foglio.pk]), reverse("documenti:scarica", args=[foglio.pk]),
    ]  # fmt: skip
    assert {client.get(p).status_code for p in pagine} == {404}
    assert client.post(reverse("conciliazione:documento_misura", args=[misura.pk])).status_code == 404
    assert not Notifica.objects.filter(destinatario=utente, url=misura.get_absolute_url()).exists()
    assert "Misura conseguente" not in client.get(reverse("scrivania")).content.decode()
    assert "Misure dopo" not in client.get(reverse("conciliazione:casi", args=[2025])).content.decode()


@pytest.mark.parametrize(
    ("che", "errore", "dice"),
    [
        ("sindaco_propone", PermissionDenied, "propone il Segretario"),
        ("ncvp_propone", PermissionDenied, "propone il Segretario"),
        ("la_parte_propone", PermissionDenied, "propone il Segretario"),
        ("due_volte", OperazioneNonAmmessa, "c’è già"),
        ("senza_proposta", DatiNonValidi, "la misura che proponi"),
        ("senza_perche", DatiNonValidi, "perché è proporzionata"),
        ("prima_di_comunicare", OperazioneNonAmmessa, "non è ancora stata comunicata"),
        ("segretario_decide", PermissionDenied, "Non puoi fare"),
        ("la_parte_decide", PermissionDenied, "Non puoi fare"),
        ("senza_motivo", DatiNonValidi, "Motivo della decisione"),
    ],
)
def test_la_misura_rifiutata_e_il_perche(c, che, errore, dice):
    con_firmata_d(c, voto=0)
    istanza = decisa(c, chi="dipendente1")
    if che != "prima_di_comunicare":
        istanza = passo(istanza, "comunica", c.segretario)
    chi = {"sindaco_propone": c.sindaco, "ncvp_propone": c.ncvp, "la_parte_propone": c.dipendente1}.get(che, c.segretario)
    altro = {"senza_proposta": {"proposta": "ok"}, "senza_perche": {"perche": ""}}.get(che, {})
    decide = {"segretario_decide": c.segretario, "la_parte_decide": c.dipendente1, "senza_motivo": c.sindaco}.get(che)
    if decide or che == "due_volte":
        misura = proponi(c, istanza)
    with pytest.raises(errore, match=dice):
        if decide:
            esegui(misura, "adotta", utente=decide, quando=DOPO, versione=misura.versione, motivo="" if che == "senza_motivo" else MOTIVO)
        else:
            proponi(c, istanza, utente=chi, **altro)


def test_negativa_e_quella_che_resta_dopo_il_riesame_e_per_il_dirigente_si_dice_che_rileva(c):
    zero = {v.campo: 0 for v in voci_correggibili(c.scheda_dirigente1)}
    misura = proponi(c, comunicata(c, Esito.MODIFICATA, **zero))
    misura = esegui(misura, "adotta", utente=c.sindaco, quando=DOPO, versione=misura.versione, motivo=MOTIVO)
    assert "55-quater" in str(Documento.objects.get(tipo="misura_valutazione_negativa").payload["testi"])


def test_dopo_un_accordo_che_toglie_il_segno_negativo_non_ci_sono_misure(c):
    con_firmata_d(c, voto=0)
    tre = {v.campo: 3 for v in voci_correggibili(c.scheda_dipendente1) if not v.percentuale}
    riga = concludi(c, registra(c, "dipendente1"), nuovi=tre)
    nuova = SchedaPersonale.objects.get(sostituisce=c.scheda_dipendente1)
    assert nuova.totale >= 180
    with pytest.raises(ErroreDominio, match="non è negativa"):
        proponi(c, riga)


def test_dopo_un_mancato_accordo_la_valutazione_negativa_resta_e_la_misura_si_propone(c):
    con_firmata_d(c, voto=0)
    riga = concludi(c, registra(c, "dipendente1"), Esito410.MANCATO)
    assert proponi(c, riga).conciliazione == riga
