"""Art. 27: the premium of efficiency: thirty per cent of the certified savings, at most two thirds of it to those involved, to the cent."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from zeal import zeal_ignore

from premi.calcolo import Efficienza
from premi.calcolo.premialita import riparti_efficienza
from premi.letture.efficienza import quadro_efficienza
from premi.letture.miei import miei_premi
from premi.letture.premialita import passi_dell_attribuzione
from premi.models import Attribuzione, Fondo, QuotaEfficienza, RipartoEfficienza
from premi.operazioni.efficienza import aggiungi_persona, conferisci_efficienza, porta_al_fondo, scrivi_riparto, togli_persona
from premi.operazioni.premialita import paga_insieme
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.letture import storia
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.models import ValidazioneRelazione

from .fondi import GIUNTA, MOTIVO, cliente, nuovo_atto
from .fondi import scrivi as certifica
from .premialita import DECRETO, DELIBERA, DETERMINA, D, accendi

CRITERI = "Contratto integrativo 2025, art. 9: secondo i mesi di lavoro al progetto."
FRASE = "Ha rivisto i contratti dell’energia."


def acceso(c: SimpleNamespace, risparmi: str = "10000.01") -> SimpleNamespace:
    certifica(c, "risparmi", risparmi)
    accendi(c, "efficienza", "0.00")
    return c


_scritta, c = scena_del_modulo(acceso)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-20"


def scrivi(c: SimpleNamespace, al_personale: str = "1000.00", **altro: Any) -> RipartoEfficienza:
    valori: dict[str, Any] = {"criteri": CRITERI, "utente": c.segretario, "quando": QUANDO, "versione": 0} | altro
    c.riparto = scrivi_riparto(esercizio=c.esercizio, al_personale=D(al_personale), **valori)
    return c.riparto


def aggiungi(c: SimpleNamespace, chi: str, peso: str = "1", **altro: Any) -> QuotaEfficienza:
    valori: dict[str, Any] = {"motivo": FRASE, "utente": c.segretario, "quando": QUANDO} | altro
    return aggiungi_persona(riparto=c.riparto, persona=getattr(c, f"persona_{chi}"), peso=D(peso), **valori)


def passa(c: SimpleNamespace, azione: str, chi: str = "segretario", motivo: str = "") -> RipartoEfficienza:
    c.riparto.refresh_from_db()
    return esegui(c.riparto, azione, utente=getattr(c, chi), quando=QUANDO, versione=c.riparto.versione, motivo=motivo)


def proposto(c: SimpleNamespace) -> SimpleNamespace:
    scrivi(c)
    for chi in ("dipendente1", "dipendente2", "po1"):
        aggiungi(c, chi)
    passa(c, "proponi")
    return c


def conferisci(c: SimpleNamespace, chi: str = "sindaco", **altro: Any) -> RipartoEfficienza:
    c.riparto.refresh_from_db()
    valori: dict[str, Any] = {"atto": DECRETO, "quando": QUANDO, "versione": c.riparto.versione} | altro
    return conferisci_efficienza(riparto=c.riparto, utente=getattr(c, chi), **valori)


def somme(c: SimpleNamespace) -> list[tuple[str, D, str]]:
    righe = Attribuzione.objects.filter(istituto="efficienza").order_by("pk").select_related("persona__utente")
    return [(a.persona.utente.username, a.importo, a.stato) for a in righe]


# --- the arithmetic ---------------------------------------------------------------------------------------------------------------------


PREMIO = Efficienza(D("10000.01"), D("3000.00"), D("2000.00"), D("1000.00"))


@pytest.mark.parametrize(("somma", "pesi", "parti"), [
    ("1000.00", {"1": "1", "2": "1", "3": "1"}, ["333.34", "333.33", "333.33"]), ("2000.00", {"1": "1", "2": "3"}, ["500.00", "1500.00"]),
    ("0.01", {"1": "1"}, ["0.01"]),
])  # fmt: skip
def test_art27_le_parti_fanno_la_somma_al_centesimo(somma: str, pesi: dict[str, str], parti: list[str]) -> None:
    trovate = riparti_efficienza(PREMIO, D(somma), {m: D(p) for m, p in pesi.items()})
    assert [str(x) for x in trovate.values()] == parti


@pytest.mark.parametrize(("somma", "pesi"), [("2000.01", {"1": "1"}), ("0.00", {"1": "1"}), ("100.00", {}), ("0.01", {"1": "1", "2": "1"})])
def test_lettura_a44_oltre_i_due_terzi_o_a_nessuno_non_si_riparte(somma: str, pesi: dict[str, str]) -> None:
    with pytest.raises(DatiNonValidi):
        riparti_efficienza(PREMIO, D(somma), {m: D(p) for m, p in pesi.items()})


@given(st.dictionaries(st.text("0123456789", min_size=4, max_size=4), st.decimals("0.01", "1000", places=2), min_size=1, max_size=30))
def test_art27_il_riparto_non_perde_ne_crea_centesimi(pesi: dict[str, D]) -> None:
    try:
        parti = riparti_efficienza(PREMIO, D("1999.99"), pesi)
    except DatiNonValidi:
        return  # somebody would get less than a cent
    assert sum(parti.values()) == D("1999.99") and set(parti) == set(pesi)


# --- from the savings to the payment ----------------------------------------------------------------------------------------------------


def test_art27_senza_risparmi_certificati_o_spento_non_si_riparte(c: SimpleNamespace) -> None:
    accendi(c, "efficienza", "0.00", acceso=False, versione=1, motivo="Manca il contratto integrativo.")
    with pytest.raises(OperazioneNonAmmessa, match="è spento"):
        scrivi(c)


@pytest.mark.parametrize(("altro", "campo"), [
    ({"al_personale": "2000.01"}, "al_personale"), ({"al_personale": "0.00"}, "al_personale"), ({"criteri": "boh"}, "criteri"),
])  # fmt: skip
def test_art27_una_ripartizione_sbagliata_non_passa(c: SimpleNamespace, altro: Any, campo: str) -> None:
    with pytest.raises(DatiNonValidi) as preso:
        scrivi(c, **altro)
    assert preso.value.campo == campo


@pytest.mark.parametrize("chi", ["sindaco", "ncvp", "personale", "dirigente1"])
def test_art27_la_scrive_solo_il_segretario(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        scrivi(c, utente=getattr(c, chi))
    scrivi(c)
    with pytest.raises(PermissionDenied):
        aggiungi(c, "dipendente1", utente=getattr(c, chi))


def test_art27_chi_e_coinvolto_si_aggiunge_si_corregge_e_si_toglie(c: SimpleNamespace) -> None:
    scrivi(c)
    with pytest.raises(ConflittoDiVersione):
        scrivi(c)
    with pytest.raises(DatiNonValidi, match="almeno una persona"):
        passa(c, "proponi")
    aggiungi(c, "dipendente1")
    assert aggiungi(c, "dipendente1", "2.5").peso == D("2.5") and QuotaEfficienza.objects.count() == 1
    for altro in ({"peso": "0"}, {"peso": "1000.01"}, {"motivo": "sì"}):
        with pytest.raises(DatiNonValidi):
            aggiungi(c, "dipendente2", **altro)
    with pytest.raises(OperazioneNonAmmessa, match="per sé stesso"):
        aggiungi(c, "segretario")
    togli_persona(quota=QuotaEfficienza.objects.get(), utente=c.segretario, quando=QUANDO)
    assert not QuotaEfficienza.objects.exists()
    assert [e.azione for e in storia("efficienza", c.riparto.pk)][:2] == ["efficienza.togli", "efficienza.aggiungi"]


def test_art27_dalla_proposta_al_pagamento(c: SimpleNamespace) -> None:
    proposto(c)
    assert somme(c) == [
        ("dipendente2", D("333.33"), "proposta"), ("po1", D("333.34"), "proposta"), ("dipendente1", D("333.33"), "proposta"),
    ]  # fmt: skip
    with pytest.raises(OperazioneNonAmmessa, match="va ripresa"):
        aggiungi(c, "dipendente3")
    with pytest.raises(PermissionDenied):
        conferisci(c, "segretario")
    assert conferisci(c).stato == "riparto_conferito" and {stato for _, _, stato in somme(c)} == {"conferita"}
    assert miei_premi(c.po1)[0].totale == D("333.34")
    una = Attribuzione.objects.select_related("esercizio", "persona").first()
    assert [p.cifra for p in passi_dell_attribuzione(una)] == ["risparmi", "quota", "massimo_al_personale", "importo"]
    viste = {a.pk: a.versione for a in Attribuzione.objects.all()}
    come: dict[str, Any] = {"esercizio": c.esercizio, "istituto": "efficienza", "quando": QUANDO}
    with pytest.raises(DatiNonValidi, match="non è ancora validata"):
        paga_insieme(azione="rendi_liquidabile", utente=c.personale, viste=viste, **come)
    verbale = Atto.objects.create(tipo="verbale", numero=1, data=QUANDO.date(), oggetto="Validazione")
    ValidazioneRelazione.objects.create(esercizio=c.esercizio, atto=verbale, registrata_da=c.ncvp, registrata_il=QUANDO)
    with pytest.raises(PermissionDenied):
        paga_insieme(azione="rendi_liquidabile", utente=c.segretario, viste=viste, **come)
    assert len(paga_insieme(azione="rendi_liquidabile", utente=c.personale, viste=viste, **come)) == 3
    with pytest.raises(ConflittoDiVersione):
        paga_insieme(azione="liquida", utente=c.personale, viste=viste, atto=DETERMINA, **come)
    viste = {a.pk: a.versione for a in Attribuzione.objects.all()}
    paga_insieme(azione="liquida", utente=c.personale, viste=viste, atto=DETERMINA, **come)
    assert {stato for _, _, stato in somme(c)} == {"liquidata"}


def test_art27_i_risparmi_certificati_di_nuovo_fermano_il_conferimento(c: SimpleNamespace) -> None:
    proposto(c)
    certifica(c, "risparmi", "9000.00", versione=1, motivo=MOTIVO)
    quadro = quadro_efficienza(c.esercizio)
    assert quadro.vecchi and quadro.efficienza and quadro.efficienza.risparmi == D("10000.01")
    with pytest.raises(OperazioneNonAmmessa, match="certificati di nuovo"):
        conferisci(c)
    assert passa(c, "rimanda", "sindaco", "I risparmi sono cambiati.").fondo is None
    assert {stato for _, _, stato in somme(c)} == {"non_conferita"}
    passa(c, "proponi")
    assert conferisci(c).stato == "riparto_conferito"
    with pytest.raises(DatiNonValidi, match="già conferito: non possono diminuire"):
        certifica(c, "risparmi", "8999.99", versione=2, motivo=MOTIVO)


def test_art27_il_segretario_riprende_la_sua_proposta(c: SimpleNamespace) -> None:
    proposto(c)
    assert passa(c, "riprendi", motivo="Manca una persona dell’ufficio tecnico.").stato == "bozza"
    assert {stato for _, _, stato in somme(c)} == {"ritirata"}


# --- in the browser ---------------------------------------------------------------------------------------------------------------------


def test_dalle_pagine_si_ripartisce_si_conferisce_e_si_paga(c: SimpleNamespace) -> None:
    segretario, sindaco, personale = (cliente(c, chi) for chi in ("segretario", "sindaco", "personale"))
    pagina, ripartizione = (reverse(f"premi:{nome}", args=[2025]) for nome in ("efficienza", "ripartizione"))
    assert "Prepara la ripartizione" in segretario.get(pagina).content.decode()
    dati = {"criteri": CRITERI, "al_personale": "2.500", "versione": "0"}
    risposta = segretario.post(ripartizione, dati)
    assert risposta.status_code == 422 and CRITERI in risposta.content.decode()
    assert segretario.post(ripartizione, dati | {"al_personale": "2.000"}).status_code == 302
    assert segretario.post(ripartizione, dati | {"al_personale": "1.000"}).status_code == 409
    persone = reverse("premi:aggiungi_quota", args=[2025])
    risposta = segretario.post(persone, {"persona": "Nessuno", "peso": "1", "motivo": FRASE})
    assert risposta.status_code == 422 and FRASE in risposta.content.decode()
    for chi, peso in (("Rossi Anna", "1"), ("Brusa Marco", "2"), ("Pirazzi Marta", "1")):
        assert segretario.post(persone, {"persona": chi, "peso": peso, "motivo": FRASE}).status_code == 302
    quota = QuotaEfficienza.objects.get(persona=c.persona_po1)
    assert segretario.post(reverse("premi:togli_quota", args=[2025, quota.pk])).status_code == 302
    testo = segretario.get(pagina).content.decode()
    assert "1.333,33" in testo and "666,67" in testo and "1.000,00" in testo
    versione = str(RipartoEfficienza.objects.get().versione)
    proponi = reverse("premi:passaggio_efficienza", args=[2025, "proponi"])
    assert segretario.get(proponi).status_code == 200
    assert segretario.post(proponi, {"versione": versione}).status_code == 302
    assert pagina in sindaco.get(reverse("scrivania")).content.decode()
    atto = {"tipo": "decreto", "numero": "8", "data": "2026-04-20", "oggetto": "Premio", "versione": str(int(versione) + 1)}
    conferisci_ = reverse("premi:conferisci_efficienza", args=[2025])
    assert sindaco.get(conferisci_).status_code == 200 and sindaco.post(conferisci_, atto | {"versione": "1"}).status_code == 409
    with zeal_ignore():  # each sum goes through the door by itself
        assert sindaco.post(conferisci_, atto).status_code == 302
    paga = reverse("premi:paga_premi", args=[2025, "efficienza", "rendi_liquidabile"])
    assert "non è ancora validata" in personale.get(paga).content.decode()
    verbale = Atto.objects.create(tipo="verbale", numero=1, data=QUANDO.date(), oggetto="Validazione")
    ValidazioneRelazione.objects.create(esercizio=c.esercizio, atto=verbale, registrata_da=c.ncvp, registrata_il=QUANDO)
    assert paga in personale.get(reverse("scrivania")).content.decode()
    viste = {f"versione_{a.pk}": str(a.versione) for a in Attribuzione.objects.all()}
    with zeal_ignore():
        assert personale.post(paga, viste).status_code == 302
        viste = {f"versione_{a.pk}": str(a.versione) for a in Attribuzione.objects.all()}
        liquida = reverse("premi:paga_premi", args=[2025, "efficienza", "liquida"])
        assert personale.post(liquida, viste).status_code == 422
        determina = {"numero": "400", "data": "2026-04-20", "oggetto": "Liquidazione"}
        assert personale.post(liquida, viste | determina).status_code == 302
    assert set(Attribuzione.objects.values_list("stato", flat=True)) == {"liquidata"}


def test_la_pagina_fa_sempre_le_stesse_query(c: SimpleNamespace) -> None:
    scrivi(c)
    aggiungi(c, "dipendente1")
    client, pagina, quante = cliente(c, "segretario"), reverse("premi:efficienza", args=[2025]), []
    client.get(pagina)
    for _ in range(2):
        with CaptureQueriesContext(connection) as query:
            client.get(pagina)
        quante.append(len(query))
        for chi in ("dipendente2", "dipendente3", "po2"):
            aggiungi(c, chi)
    assert quante[0] == quante[1]


# --- what is left to all the staff --------------------------------------------------------------------------------------------------


def conferito(c: SimpleNamespace) -> SimpleNamespace:
    """10,000.01 of savings give 3,000.00; 1,000.00 to those involved: 2,000.00 are left, and productivity has 10,000.00."""
    certifica(c, "produttivita", "10000.00")
    conferisci(proposto(c))
    c.riparto.refresh_from_db()
    return c


def porta(c: SimpleNamespace, chi: str = "personale", **altro: Any) -> Fondo:
    valori: dict[str, Any] = {"esercizio": c.esercizio, "atto": GIUNTA, "motivo": MOTIVO, "quando": QUANDO, "versione": 1} | altro
    return porta_al_fondo(riparto=c.riparto, utente=getattr(c, chi), **valori)


def produttivita(c: SimpleNamespace) -> list[tuple[int, D, RipartoEfficienza | None]]:
    righe = Fondo.objects.filter(esercizio=c.esercizio, destinazione="produttivita").order_by("numero_versione")
    return [(f.numero_versione, f.importo, f.riparto) for f in righe]


def test_art27_il_residuo_aspetta_il_personale_ed_entra_una_volta_sola_con_la_sua_origine(c: SimpleNamespace) -> None:
    conferito(c)
    assert produttivita(c) == [(1, D("10000.00"), None)], "mai da solo"
    assert "2.000,00\xa0€ vanno alla produttività" in cliente(c, "personale").get("/").content.decode()
    riga = porta(c)
    assert (riga.importo, riga.parametri) == (D("12000.00"), Fondo.objects.get(numero_versione=1, destinazione="produttivita").parametri)
    assert porta(c) == riga, "un secondo clic"
    with pytest.raises(OperazioneNonAmmessa, match="già entrato nella produttività 2025, versione 2"):
        porta(c, atto=DELIBERA, versione=2)
    assert produttivita(c) == [(1, D("10000.00"), None), (2, D("12000.00"), c.riparto)]
    assert "residuo del premio di efficienza" not in cliente(c, "personale").get("/").content.decode()
    assert "Comprende il residuo del: <b" in cliente(c, "ncvp").get(reverse("premi:fondi", args=[2025])).content.decode()


@pytest.mark.parametrize(
    ("altro", "errore", "parole"),
    [
        ({"chi": "segretario"}, PermissionDenied, "ufficio del personale"), ({"chi": "ncvp"}, PermissionDenied, "ufficio del personale"),
        ({"versione": 0}, ConflittoDiVersione, "un’altra versione"), ({"motivo": "x"}, DatiNonValidi, "motivo"),
        ({"atto": DECRETO}, DatiNonValidi, "Serve un atto di questo tipo: «Determinazione"),
    ],
)  # fmt: skip
def test_art27_il_residuo_lo_porta_il_personale_con_il_suo_atto(c: SimpleNamespace, altro: Any, errore: Any, parole: str) -> None:
    conferito(c)
    with pytest.raises(errore, match=parole):
        porta(c, **altro)
    assert len(produttivita(c)) == 1


def test_art27_prima_del_conferimento_o_senza_un_fondo_da_aumentare_non_entra_niente(c: SimpleNamespace) -> None:
    proposto(c)
    with pytest.raises(OperazioneNonAmmessa, match="non è ancora conferito"):
        porta(c)
    conferisci(c)
    c.riparto.refresh_from_db()
    with pytest.raises(OperazioneNonAmmessa, match="produttività 2025 non c’è ancora"):
        porta(c)


def test_art27_dalla_pagina_il_residuo_entra_e_un_conflitto_non_perde_niente(c: SimpleNamespace) -> None:
    indirizzo = reverse("premi:residuo_efficienza", args=[2025, 2025])
    conferito(c)
    letta = cliente(c, "personale").get(reverse("premi:efficienza", args=[2025])).content.decode()
    assert indirizzo in letta
    assert indirizzo not in cliente(c, "segretario").get(reverse("premi:efficienza", args=[2025])).content.decode()
    letta = cliente(c, "personale").get(indirizzo).content.decode()
    assert all(x in letta for x in ("10.000,00", "2.000,00", "12.000,00", "Art. 27: entra il residuo"))
    dati = nuovo_atto() | {"versione": "1", "motivo": MOTIVO, "importo": "999999"}
    certifica(c, "produttivita", "11000.00", versione=1, motivo=MOTIVO, atto=DELIBERA)
    perso = cliente(c, "personale").post(indirizzo, dati)
    assert perso.status_code == 409
    assert MOTIVO in perso.content.decode()
    assert cliente(c, "personale").post(indirizzo, dati | {"versione": "2"}).status_code == 302
    assert produttivita(c)[-1] == (3, D("13000.00"), c.riparto), "l’importo si calcola, non si scrive"
    assert cliente(c, "personale").post(indirizzo, dati | {"versione": "3"}).url == c.riparto.get_absolute_url()
    assert "è entrata nella" in cliente(c, "personale").get(reverse("premi:efficienza", args=[2025])).content.decode()
