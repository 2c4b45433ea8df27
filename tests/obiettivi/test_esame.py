"""Artt. 7, 9, 13, 19: requisites ticked one by one, remarks with a name, minutes that do not change; on the operations and their pages."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from obiettivi.letture.scheda.rilievi import fili_di, rilievi_per_campo
from obiettivi.models import Colloquio, Obiettivo, Rilievo, Riscontro
from obiettivi.operazioni.esame import Giudizio, riscontra, risolvi_rilievo, scrivi_rilievo, verbalizza
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.models import Evento
from tests.obiettivi.scene import ROMA, collettivo, di_po, entra, fai, individuale, porta_a, url
from tests.personaggi import UTENTI

pytestmark = pytest.mark.django_db
QUANDO = datetime(2025, 2, 10, 11, 0, tzinfo=ROMA)
PERCHE = "Il valore di partenza è già oltre il valore atteso."
HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    settings.OGGI = "2025-02-10"
    return comune


@pytest.fixture
def trasmesso(c: SimpleNamespace) -> Obiettivo:
    return porta_a(c, individuale(c), "trasmessa")


def esamina(o: Obiettivo, utente: Utente, *giudizi: Giudizio, versione: int | None = None) -> list[Riscontro]:
    return riscontra(obiettivo=o, giudizi=giudizi, utente=utente, quando=QUANDO, versione=versione or o.versione)


def tutti(o: Obiettivo, esito: str = "si", nota: str = "") -> list[Giudizio]:
    reg = o.esercizio.reg
    return [
        *(Giudizio(q.codice, esito, nota) for q in reg.requisiti_obiettivo),
        *(Giudizio(q.codice, esito, nota, i.pk) for i in o.indicatori.all() for q in reg.requisiti_indicatore),
    ]


# --- artt. 7, 9, 13: requisites --------------------------------------------------------------------------------------------------


def test_i_requisiti_si_spuntano_uno_per_uno_e_allora_si_può_validare(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    o = trasmesso
    sette = len(o.esercizio.reg.requisiti_obiettivo)
    assert sette == 7 and o.mancano_riscontri() == ["Requisiti ancora da esaminare: 15 su 15."]
    esamina(o, c.ncvp, Giudizio("coerente", "si"))
    assert o.mancano_riscontri() == ["Requisiti ancora da esaminare: 14 su 15."]
    esamina(o, c.ncvp, *tutti(o))
    assert o.mancano_riscontri() == [] and o.riscontri.exclude(indicatore=None).count() == 8
    assert fai(o, "valida", c.ncvp).stato == "validata"


def test_un_requisito_respinto_ferma_la_validazione_e_dice_quale(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    i = trasmesso.indicatori.first()
    esamina(trasmesso, c.ncvp, *tutti(trasmesso), Giudizio("affidabile", "no", PERCHE, i.pk))
    assert trasmesso.mancano_riscontri() == ["Requisiti respinti: Affidabile (indicatore A)."]
    with pytest.raises(DatiNonValidi, match="Affidabile"):
        fai(trasmesso, "valida", c.ncvp)


def test_note_che_insieme_non_si_possono_stampare(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    """Said where they are written: the step that issues the record would be too late."""
    insoliti = "😀" * 4_000
    esamina(trasmesso, c.ncvp, Giudizio("coerente", "si", f"Va bene. {insoliti}"))
    with pytest.raises(DatiNonValidi, match=r"simboli insoliti.*Accorcia questo testo") as errore:
        esamina(trasmesso, c.ncvp, Giudizio("sfidante", "si", f"Va bene. {insoliti}"))
    assert errore.value.campo == "sfidante"
    client.force_login(c.ncvp)
    dati = {"versione": trasmesso.versione, "esito_sfidante": "si", "nota_sfidante": f"Va bene anche questo. {insoliti}"}
    risposta = client.post(url("esame", trasmesso), dati)
    assert "simboli insoliti" in str(risposta.context["form"].errors["nota_sfidante"])
    assert "Va bene anche questo." in risposta.content.decode()
    assert not trasmesso.riscontri.filter(codice="sfidante").exclude(esito="").exists()


@pytest.mark.parametrize(
    ("giudizio", "messaggio"),
    [(Giudizio("sfidante", "no"), "perché"), (Giudizio("sfidante", "no", "boh"), "perché"), (Giudizio("inventato", "si"), "non c’è"),
     (Giudizio("sfidante", "forse"), "presente"), (Giudizio("affidabile", "si", "", 999_999), "non c’è"),
     (Giudizio("comprensibile", "si"), "non c’è")],
    ids=["senza nota", "con una nota vuota", "che non esiste", "con un esito che non esiste", "di un indicatore altrui", "dell'indicatore"],
)  # fmt: skip
def test_un_riscontro_sbagliato_non_si_scrive(c: SimpleNamespace, trasmesso: Obiettivo, giudizio: Giudizio, messaggio: str) -> None:
    with pytest.raises(DatiNonValidi, match=messaggio):
        esamina(trasmesso, c.ncvp, Giudizio("coerente", "si"), giudizio)
    assert not trasmesso.riscontri.exclude(esito="").exists(), "tutti o nessuno"


@pytest.mark.parametrize("chi", ["dirigente1", "segretario", "sindaco", "dirigente2", "po1"])
def test_non_esamina_chi_non_valida(c: SimpleNamespace, trasmesso: Obiettivo, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        esamina(trasmesso, getattr(c, chi), Giudizio("coerente", "si"))


@pytest.mark.parametrize("stato", ["con_parere", "validata", "assegnata"])
def test_non_si_esamina_fuori_dal_suo_momento(c: SimpleNamespace, stato: str) -> None:
    o = porta_a(c, individuale(c), stato)
    with pytest.raises(PermissionDenied, match=o.stato_attuale.parola):
        esamina(o, c.ncvp, Giudizio("coerente", "no", PERCHE))


def test_la_scheda_di_una_po_la_esamina_il_suo_dirigente(c: SimpleNamespace) -> None:
    o = porta_a(c, di_po(c), "negoziata")
    for altro in (c.ncvp, c.dirigente2, c.po1):
        with pytest.raises(PermissionDenied):
            esamina(o, altro, Giudizio("coerente", "si"))
    esamina(o, c.dirigente1, *tutti(o))
    assert fai(o, "valida_po", c.dirigente1).stato == "validata"


def test_un_testo_cambiato_non_si_spunta_alla_cieca(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    with pytest.raises(ConflittoDiVersione):
        esamina(trasmesso, c.ncvp, Giudizio("coerente", "si"), versione=trasmesso.versione - 1)


def test_la_stessa_spunta_due_volte_è_un_evento_solo(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    assert len(esamina(trasmesso, c.ncvp, Giudizio("coerente", "si"))) == 1
    assert esamina(trasmesso, c.ncvp, Giudizio("coerente", "si")) == []
    assert Evento.objects.filter(azione="obiettivo.riscontra").count() == 1


def test_la_pagina_salva_mentre_si_sceglie(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    pagina = entra(client, c.ncvp).get(url("esame", trasmesso))
    assert "Lo prevede il DUP" in pagina.content.decode()
    dati = {"versione": trasmesso.versione, "prima": pagina.context["prima_salvata"], "esito_coerente": "si", "nota_coerente": ""}
    frammento = client.post(url("esame", trasmesso), dati, **HTMX).content.decode()
    assert "Salvato alle" in frammento and "1 su 7 presenti" in frammento and "<b>14</b>" in frammento
    r = trasmesso.riscontri.get(codice="coerente")
    assert (r.esito, r.esaminato_da) == ("si", c.ncvp)


def test_una_nota_che_manca_è_detta_e_il_resto_si_salva(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    dati = {"versione": trasmesso.versione, "esito_coerente": "si", "nota_coerente": "", "esito_nuovo": "no", "nota_nuovo": "boh"}
    testo = entra(client, c.ncvp).post(url("esame", trasmesso), dati).content.decode()
    assert "Scrivi perché lo respingi" in testo and "boh</textarea>" in testo
    assert dict(trasmesso.riscontri.filter(codice__in=["coerente", "nuovo"]).values_list("codice", "esito")) == {
        "coerente": "si",
        "nuovo": "",
    }


def test_un_rifiuto_senza_nota_toglie_almeno_la_spunta(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    """Else a rejection half written would end as a validation."""
    esamina(trasmesso, c.ncvp, *tutti(trasmesso))
    prima = entra(client, c.ncvp).get(url("esame", trasmesso)).context["prima_salvata"]
    dati = {"versione": trasmesso.versione, "prima": prima, "esito_coerente": "no", "nota_coerente": ""}
    risposta = client.post(url("esame", trasmesso), dati, **HTMX)
    assert "Scrivi perché lo respingi" in risposta.content.decode()
    assert trasmesso.riscontri.get(codice="coerente").esito == ""
    assert trasmesso.mancano_riscontri()
    dati |= {"prima": risposta.context["prima_salvata"], "nota_coerente": "Non si lega a nessun indirizzo del DUP."}
    client.post(url("esame", trasmesso), dati, **HTMX)
    assert trasmesso.riscontri.get(codice="coerente").esito == "no"


def test_due_che_esaminano_insieme_non_si_cancellano(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    prima = entra(client, c.ncvp).get(url("esame", trasmesso)).context["prima_salvata"]
    esamina(trasmesso, c.ncvp, Giudizio("nuovo", "no", PERCHE))
    vecchi = {
        "versione": trasmesso.versione,
        "prima": prima,
        "esito_nuovo": "",
        "nota_nuovo": "",
        "esito_sfidante": "si",
        "nota_sfidante": "",
    }
    client.post(url("esame", trasmesso), vecchi)
    assert trasmesso.riscontri.get(codice="nuovo").esito == "no" and trasmesso.riscontri.get(codice="sfidante").esito == "si"
    conteso = vecchi | {"esito_nuovo": "si"}
    assert "qualcun altro" in client.post(url("esame", trasmesso), conteso).content.decode()
    assert trasmesso.riscontri.get(codice="nuovo").esito == "no"


@pytest.mark.parametrize(("chi", "codice"), [("ncvp", 200), ("segretario", 403), ("dirigente1", 403), ("dirigente2", 404)])
def test_la_pagina_dei_requisiti_è_di_chi_valida(c: SimpleNamespace, trasmesso: Obiettivo, client: Client, chi: str, codice: int) -> None:
    assert entra(client, getattr(c, chi)).get(url("esame", trasmesso)).status_code == codice


# --- artt. 13, 19: remarks ---------------------------------------------------------------------------------------------------------


def rileva(o: Obiettivo, utente: Utente, testo: str = "Possiamo puntare a −7?", **altro: object) -> Rilievo:
    return scrivi_rilievo(obiettivo=o, utente=utente, quando=QUANDO, testo=testo, **{"campo": "risultato_atteso", **altro})


def test_un_rilievo_si_ancora_al_campo_si_risponde_e_si_risolve(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    primo = rileva(trasmesso, c.ncvp)
    rileva(trasmesso, c.ncvp, campo=f"indicatore-{trasmesso.indicatori.first().pk}")
    risposta = rileva(trasmesso, c.dirigente1, "Propongo −6 nel 2025.", risponde_a=primo)
    seconda = rileva(trasmesso, c.ncvp, "Va bene.", risponde_a=risposta)
    assert seconda.risponde_a == primo and seconda.campo == "risultato_atteso", "un filo ha un solo gradino"
    assert rilievi_per_campo(trasmesso) == {"risultato_atteso": 1, f"indicatore-{trasmesso.indicatori.first().pk}": 1}
    risolvi_rilievo(rilievo=primo, utente=c.dirigente1, quando=QUANDO)
    assert "risultato_atteso" not in rilievi_per_campo(trasmesso)
    aperto, risolto = fili_di(trasmesso, c.ncvp)
    assert (aperto.aperto, risolto.aperto, len(risolto.risposte)) == (True, False, 2)
    with pytest.raises(OperazioneNonAmmessa, match="risolto"):
        rileva(trasmesso, c.ncvp, "Ancora una cosa.", risponde_a=primo)


def test_l_altra_parte_è_avvisata(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    Notifica.objects.all().delete()
    primo = rileva(trasmesso, c.ncvp)
    rileva(trasmesso, c.dirigente1, "Propongo −6 nel 2025.", risponde_a=primo)
    assert set(Notifica.objects.values_list("destinatario__username", "testo")) == {
        ("dirigente1", f"{trasmesso}: un rilievo."), ("ncvp", f"{trasmesso}: una risposta."),
    }  # fmt: skip


@pytest.mark.parametrize("chi", ["sindaco", "dirigente2", "controllo", "po1"])
def test_non_rileva_chi_non_è_parte(c: SimpleNamespace, trasmesso: Obiettivo, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        rileva(trasmesso, getattr(c, chi))


def test_un_conto_senza_persona_non_scrive_niente(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    """Art. 19: what comes from nobody cannot be used."""
    c.persona_ncvp.utente = None
    c.persona_ncvp.save()
    senza = Utente.objects.get(pk=c.ncvp.pk)
    with pytest.raises(PermissionDenied, match="anonime"):
        rileva(trasmesso, senza)
    with pytest.raises(PermissionDenied, match="anonime"):
        verbalizza(obiettivo=trasmesso, tenuto_il=QUANDO.date(), presenti="Ugo Re", verbale="x", utente=senza, quando=QUANDO)


@pytest.mark.parametrize(
    ("altro", "errore"),
    [({"testo": "  "}, DatiNonValidi), ({"campo": "inventato"}, DatiNonValidi), ({"campo": "indicatore-999999"}, DatiNonValidi),
     ({"testo": "x" * 5001}, DatiNonValidi)],
)  # fmt: skip
def test_un_rilievo_sbagliato(c: SimpleNamespace, trasmesso: Obiettivo, altro: dict[str, str], errore: type[Exception]) -> None:
    with pytest.raises(errore):
        rileva(trasmesso, c.ncvp, **altro)
    assert not Rilievo.objects.exists()


def test_lo_stesso_rilievo_due_volte_è_uno_solo(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    rileva(trasmesso, c.ncvp)
    with pytest.raises(OperazioneNonAmmessa):
        rileva(trasmesso, c.ncvp)
    assert Rilievo.objects.count() == 1


def test_non_si_risponde_al_rilievo_di_un_altra_scheda(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    altro = rileva(porta_a(c, di_po(c), "negoziata"), c.dirigente1)
    with pytest.raises(DatiNonValidi, match="questa scheda"):
        rileva(trasmesso, c.ncvp, risponde_a=altro)


def test_risolve_chi_lo_ha_scritto_o_chi_compila_e_una_volta_sola(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    rilievo = rileva(trasmesso, c.ncvp)
    with pytest.raises(PermissionDenied):
        risolvi_rilievo(rilievo=rilievo, utente=c.segretario, quando=QUANDO)
    risolvi_rilievo(rilievo=rilievo, utente=c.ncvp, quando=QUANDO)
    with pytest.raises(OperazioneNonAmmessa):
        risolvi_rilievo(rilievo=rilievo, utente=c.dirigente1, quando=QUANDO)


def test_i_rilievi_nella_pagina(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    entra(client, c.ncvp)
    vuoto = client.post(url("rilievi", trasmesso), {"campo": "descrizione", "testo": ""})
    assert vuoto.status_code == 200 and "Scrivi il testo del rilievo." in vuoto.content.decode()
    dati = {"campo": "descrizione", "testo": "Lo dice una segnalazione anonima: <b>vero</b>?"}
    assert client.post(url("rilievi", trasmesso), dati).url.endswith("#rilievi")
    pagina = client.get(trasmesso.get_absolute_url()).content.decode()
    assert "1 aperto" in pagina and "non si può usare" in pagina and "&lt;b&gt;vero&lt;/b&gt;" in pagina
    rilievo = Rilievo.objects.get()
    entra(client, c.dirigente1).post(url("rilievi", trasmesso), {"testo": "Tolgo il riferimento.", "risponde_a": rilievo.pk})
    client.post(url("risolvi_rilievo", trasmesso, rilievo.pk))
    rilievo.refresh_from_db()
    assert rilievo.risposte.get().testo == "Tolgo il riferimento." and rilievo.risolto_da == c.dirigente1
    assert "Risolto da" in client.get(url("rilievi", trasmesso)).content.decode()


def test_un_rilievo_non_si_scrive_sulla_scheda_che_non_si_vede_o_non_è_la_propria(
    c: SimpleNamespace, trasmesso: Obiettivo, client: Client
) -> None:
    dati = {"campo": "scheda", "testo": "Non mi convince."}
    assert entra(client, c.dirigente2).post(url("rilievi", trasmesso), dati).status_code == 404
    assert entra(client, c.sindaco).post(url("rilievi", trasmesso), dati).status_code == 403
    assert not Rilievo.objects.exists()


# --- artt. 13, 18, 19: interviews ------------------------------------------------------------------------------------------------------


def verbale(o: Obiettivo, utente: Utente, **altro: object) -> Colloquio:
    dati = {
        "tenuto_il": date(2025, 2, 7),
        "presenti": "Elena Morandi, Andrea Bertolini",
        "verbale": "Si concorda di alzare il valore atteso.",
    }
    return verbalizza(obiettivo=o, utente=utente, quando=QUANDO, **(dati | altro))


def test_un_colloquio_resta_scritto_con_i_nomi(c: SimpleNamespace, trasmesso: Obiettivo) -> None:
    fatto = verbale(trasmesso, c.ncvp, presenti="Elena  Morandi;\nAndrea Bertolini")
    assert (fatto.presenti, fatto.redatto_da) == ("Elena Morandi, Andrea Bertolini", c.ncvp)
    assert "impronta" in Evento.objects.get(azione="obiettivo.colloquio").contenuto
    with pytest.raises(OperazioneNonAmmessa):
        verbale(trasmesso, c.ncvp)
    fatto.verbale = "Si concorda il contrario."
    with pytest.raises(RuntimeError, match="non si cambia"):
        fatto.save()


@pytest.mark.parametrize(
    ("altro", "campo"),
    [({"tenuto_il": date(2025, 2, 11)}, "tenuto_il"), ({"tenuto_il": date(2015, 2, 7)}, "tenuto_il"), ({"presenti": " , "}, "presenti"),
     ({"presenti": "Elena Morandi, il dirigente"}, None), ({"presenti": "Morandi"}, "presenti"),
     ({"presenti": "Un cittadino anonimo"}, "presenti"), ({"verbale": "  "}, "verbale")],
)  # fmt: skip
def test_un_verbale_sbagliato(c: SimpleNamespace, trasmesso: Obiettivo, altro: dict[str, object], campo: str | None) -> None:
    if campo is None:  # two words are taken for name and surname: who they are only people can tell
        assert verbale(trasmesso, c.ncvp, **altro).pk
        return
    with pytest.raises(DatiNonValidi) as preso:
        verbale(trasmesso, c.ncvp, **altro)
    assert preso.value.campo == campo and not Colloquio.objects.exists()


@pytest.mark.parametrize("chi", ["dirigente1", "dirigente2", "sindaco", "controllo"])
def test_non_verbalizza_chi_non_negozia_né_valida(c: SimpleNamespace, trasmesso: Obiettivo, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        verbale(trasmesso, getattr(c, chi))


def test_i_colloqui_nella_pagina(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    dati = {"tenuto_il": "2025-02-12", "presenti": "Elena Morandi", "verbale": "Si concorda."}
    futuro = entra(client, c.ncvp).post(url("colloqui", trasmesso), dati)
    assert "nel futuro" in futuro.content.decode() and "Si concorda." in futuro.content.decode(), "ciò che è scritto resta"
    assert client.post(url("colloqui", trasmesso), dati | {"tenuto_il": "2025-02-07"}).status_code == 302
    pagina = entra(client, c.dirigente1).get(url("colloqui", trasmesso)).content.decode()
    assert "Si concorda." in pagina and "<textarea" not in pagina
    assert client.post(url("colloqui", trasmesso), dati).status_code == 403
    assert entra(client, c.dirigente2).get(url("colloqui", trasmesso)).status_code == 404
    assert Colloquio.objects.count() == 1


def test_su_un_obiettivo_collettivo_si_rileva_ogni_parte(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "trasmessa")
    parte = o.parti.first()
    rileva(o, c.dirigente2, campo=f"parte-{parte.pk}")
    (filo,) = fili_di(o, c.ncvp)
    assert (filo.nome_campo, filo.ancora) == (f"Parte di {parte.direzione}", f"parte-{parte.pk}")


def test_di_un_collettivo_i_requisiti_dicono_di_quale_parte_e_l_indicatore(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, collettivo(c), "trasmessa")
    client.force_login(c.ncvp)
    testo = client.get(o.get_absolute_url()).content.decode()
    assert all(f"<summary>{d} · indicatore A: 0 su " in testo for d in (c.d1, c.d2)) and "<summary>Indicatore" not in testo
    esamina(o, c.ncvp, *tutti(o, "no", "Manca la fonte del dato."))
    assert f"({c.d2} · indicatore A)" in o.mancano_riscontri()[0]


# --- who reads what is said during the examination -------------------------------------------------------------------------------------

CHI_LEGGE = {  # of a sheet: who sees it, who reads its interviews, who its remarks
    "individuale": (
        {"dirigente1", "segretario", "ncvp", "segreteria", "sindaco"},
        {"dirigente1", "segretario", "ncvp", "segreteria"},
        {"dirigente1", "segretario", "ncvp", "segreteria"},
    ),
    "di una P.O.": (
        {"po1", "dirigente1", "segretario", "ncvp", "segreteria", "sindaco"},
        {"po1", "dirigente1", "segretario", "ncvp", "segreteria"},
        {"po1", "dirigente1", "segretario", "ncvp", "segreteria"},
    ),
    "collettivo": (
        {"dirigente1", "dirigente2", "po1", "po2", "segretario", "ncvp", "segreteria", "sindaco"},
        {"dirigente1", "po1", "segretario", "ncvp", "segreteria"},  # not those of another Direzione's part
        {"dirigente1", "po1", "dirigente2", "segretario", "ncvp", "segreteria"},  # and the dirigenti of the parts
    ),
}
FATTE = {"individuale": individuale, "di una P.O.": di_po, "collettivo": collettivo}


@pytest.mark.parametrize("sorte", CHI_LEGGE)
def test_chi_vede_la_scheda_e_chi_legge_colloqui_e_rilievi(c: SimpleNamespace, client: Client, sorte: str) -> None:
    """Page, card and counts say the same, cell by cell."""
    o = porta_a(c, FATTE[sorte](c), "negoziata" if sorte == "di una P.O." else "trasmessa")
    esamina_ = c.dirigente1 if o.di_po else c.ncvp
    verbale(o, esamina_, verbale="Detto a voce.")
    rileva(o, esamina_, "Scritto a margine.")
    vedono, colloqui, rilievi = CHI_LEGGE[sorte]
    for chi in UTENTI:
        entra(client, getattr(c, chi))
        pagina = client.get(o.get_absolute_url())
        codici = [client.get(url(nome, o)).status_code for nome in ("colloqui", "rilievi")]
        assert (pagina.status_code == 200) is (chi in vedono), chi
        assert codici == [200 if chi in tra else 403 if chi in vedono else 404 for tra in (colloqui, rilievi)], chi
        if chi in vedono:
            testo = pagina.content.decode()
            assert ('id="colloqui"' in testo) is (chi in colloqui), chi
            assert ("Scritto a margine." in testo, "1 rilievo<" in testo) == (chi in rilievi, chi in rilievi), chi


def test_chi_non_legge_i_rilievi_non_ne_scrive_e_non_ne_ha_avviso(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, collettivo(c), "trasmessa")
    primo = rileva(o, c.dirigente2, "La nostra parte è troppo larga.")
    with pytest.raises(PermissionDenied):
        rileva(o, c.po2)
    c.incarico_dirigente2.al = date(2025, 2, 9)  # dirigente2 no longer leads a Direzione
    c.incarico_dirigente2.save()
    Notifica.objects.all().delete()
    rileva(o, c.ncvp, "Restringetela.", risponde_a=primo)
    assert not Notifica.objects.exists()
    assert entra(client, c.dirigente2).get(url("rilievi", o)).status_code == 403


def test_validando_si_dice_quali_rilievi_restano_aperti(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    i = trasmesso.indicatori.first()
    esamina(trasmesso, c.ncvp, *tutti(trasmesso))
    rileva(trasmesso, c.ncvp, "Da quale giorno?", campo="descrizione")
    rileva(trasmesso, c.ncvp, "E per chi?", campo="descrizione")
    rileva(trasmesso, c.ncvp, "Da quale archivio?", campo=f"indicatore-{i.pk}")
    risolto = rileva(trasmesso, c.ncvp, "Il titolo è lungo.", campo="titolo")
    risolvi_rilievo(rilievo=risolto, utente=c.ncvp, quando=QUANDO)
    passo = url("passaggio", trasmesso, "valida")
    pagina = entra(client, c.ncvp).get(passo).content.decode()
    assert "3 rilievi sono ancora aperti." in pagina and "Puoi validare lo stesso" in pagina
    assert f'{trasmesso.get_absolute_url()}#c-descrizione">Descrizione</a>: 2' in pagina
    assert f'#indicatore-{i.pk}">Indicatore A</a>' in pagina and "#c-titolo" not in pagina
    in_blocco = client.get(reverse("obiettivi:blocco", args=[2025]), {"azione": "valida", "o": trasmesso.pk}).content.decode()
    assert "3 rilievi ancora aperti" in in_blocco
    assert "rilievi" not in client.get(url("passaggio", trasmesso, "chiedi_integrazioni")).content.decode()
    fatta = client.post(passo, {"versione": trasmesso.versione}, follow=True)
    assert "Restano aperti 3 rilievi: Descrizione, Indicatore A." in [str(m) for m in fatta.context["messages"]]
    assert Obiettivo.objects.get(pk=trasmesso.pk).stato == "validata"


def test_senza_rilievi_aperti_la_conferma_non_ne_parla(c: SimpleNamespace, trasmesso: Obiettivo, client: Client) -> None:
    esamina(trasmesso, c.ncvp, *tutti(trasmesso))
    passo = url("passaggio", trasmesso, "valida")
    assert "ancora apert" not in entra(client, c.ncvp).get(passo).content.decode()
    fatta = client.post(passo, {"versione": trasmesso.versione}, follow=True)
    assert not [m for m in fatta.context["messages"] if "rilievi" in str(m)]
