"""The pages of the steps: what one may do on a sheet, the confirmation, the signature for acceptance (artt. 7, 13, 14, 15)."""

from types import SimpleNamespace

import pytest
from django.test import Client

from obiettivi.letture.scheda.azioni import azioni_di
from obiettivi.letture.scheda.schede import obiettivo_visibile
from obiettivi.models import Accettazione, Obiettivo
from smvp.orologio import oggi
from smvp.registro.models import Evento
from tests.obiettivi.scene import collettivo, di_po, entra, individuale, porta_a, url

pytestmark = pytest.mark.django_db
MOTIVO = "Il bilancio è arrivato dopo il termine."


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    settings.OGGI = "2025-01-25"
    return comune


# --- what one may do ----------------------------------------------------------------------------------------------------------

# stato, chi, il passo pronto, il passo fermo
AZIONI = (
    ("bozza", "dirigente1", "Proponi la scheda alla negoziazione", None),
    ("bozza", "dirigente2", None, None),
    ("negoziata", "segretario", "Registra il parere favorevole", None),
    ("negoziata", "dirigente1", None, None),
    ("con_parere", "segretario", "Trasmetti al NCVP", None),
    ("trasmessa", "ncvp", "Esamina i requisiti", "Valida la scheda"),
    ("validata", "dirigente1", "Firma per accettazione", None),
    ("validata", "ncvp", None, None),
    ("accettata", "segretario", "Registra l’atto della Giunta", None),
    ("assegnata", "sindaco", None, None),
)


@pytest.mark.parametrize(("stato", "chi", "pronta", "ferma"), AZIONI, ids=lambda v: str(v))
def test_a_ciascuno_la_sua_prima_cosa_da_fare(c: SimpleNamespace, stato: str, chi: str, pronta: str | None, ferma: str | None) -> None:
    o = individuale(c) if stato == "bozza" else porta_a(c, individuale(c), stato)
    azioni = azioni_di(o, getattr(c, chi), oggi())
    assert (azioni.primaria and azioni.primaria.etichetta, azioni.ferma and azioni.ferma.etichetta) == (pronta, ferma)


def test_restituire_e_rivedere_non_sono_mai_la_prima_cosa_da_fare(c: SimpleNamespace) -> None:
    """Art. 15: whoever is assigned an objective finds the revision in the menu."""
    o = porta_a(c, individuale(c), "assegnata")
    azioni = azioni_di(o, c.dirigente1, oggi())
    assert "Chiedi la revisione" not in {a.etichetta for a in (azioni.primaria, azioni.ferma) if a}
    assert "Chiedi la revisione" in [a.etichetta for a in azioni.altre]


def test_la_scheda_offre_il_passo_e_dice_perche_non_ancora(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, individuale(c), "trasmessa")
    pagina = entra(client, c.ncvp).get(o.get_absolute_url()).content.decode()
    assert "<b>Non ora.</b> Requisiti ancora da esaminare" in pagina and url("passaggio", o, "chiedi_integrazioni") in pagina


# --- the confirmation ---------------------------------------------------------------------------------------------------------


def test_un_passaggio_si_conferma_e_si_fa_una_volta_sola(c: SimpleNamespace, client: Client) -> None:
    o = individuale(c)
    indirizzo = url("passaggio", o, "negozia")
    pagina = entra(client, c.dirigente1).get(indirizzo).content.decode()
    assert (
        "Controlla prima di confermare" in pagina
        and "31\N{NO-BREAK SPACE}gennaio" in pagina
        and "La scheda passa a chi la negozia con te" in pagina
    )
    for _ in range(2):
        assert client.post(indirizzo, {"versione": o.versione}).status_code == 302
    o.refresh_from_db()
    assert o.stato == "negoziata" and o.versioni.count() == 1
    assert Evento.objects.filter(azione="obiettivo.negozia").count() == 1


def test_ciò_che_manca_è_detto_e_il_passaggio_non_si_fa(c: SimpleNamespace, client: Client) -> None:
    o = individuale(c)
    o.fasi.all().delete()
    indirizzo = url("passaggio", o, "negozia")
    pagina = entra(client, c.dirigente1).get(indirizzo).content.decode()
    assert "Manca il piano di azione" in pagina and "<textarea" not in pagina
    assert "Manca il piano di azione" in client.post(indirizzo, {"versione": o.versione}, follow=True).content.decode()
    o.refresh_from_db()
    assert o.stato == "bozza"


def test_dopo_il_termine_serve_un_motivo_e_resta_nella_storia(c: SimpleNamespace, client: Client, settings: object) -> None:
    o = individuale(c)
    settings.OGGI = "2025-02-03"
    indirizzo = url("passaggio", o, "negozia")
    pagina = entra(client, c.dirigente1).get(indirizzo).content.decode()
    assert "In ritardo" in pagina and "Motivo del ritardo" in pagina
    for motivo in ("", "boh"):
        rifiutata = client.post(indirizzo, {"versione": o.versione, "motivo": motivo})
        assert rifiutata.status_code == 200 and "Scrivi almeno una frase" in rifiutata.content.decode()
    client.post(indirizzo, {"versione": o.versione, "motivo": MOTIVO})
    o.refresh_from_db()
    assert o.stato == "negoziata"
    evento = Evento.objects.get(azione="obiettivo.negozia")
    assert evento.contenuto["motivo"] == MOTIVO and evento.contenuto["termine"] == "2025-01-31"


def test_se_qualcuno_ha_salvato_intanto_il_motivo_scritto_non_si_perde(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, individuale(c), "negoziata")
    indirizzo = url("passaggio", o, "restituisci")
    risposta = entra(client, c.segretario).post(indirizzo, {"versione": o.versione - 1, "motivo": MOTIVO})
    assert risposta.status_code == 409 and MOTIVO in risposta.content.decode()
    assert client.post(indirizzo, {"versione": o.versione, "motivo": MOTIVO}).status_code == 302
    o.refresh_from_db()
    assert o.stato == "bozza"


def test_un_termine_perentorio_passato_chiude_la_strada(c: SimpleNamespace, client: Client, settings: object) -> None:
    """Art. 15: no revision asked after 15 September, whatever the reason."""
    o = porta_a(c, individuale(c), "assegnata")
    settings.OGGI = "2025-09-16"
    indirizzo = url("passaggio", o, "chiedi_revisione")
    assert "perentorio" in entra(client, c.dirigente1).get(indirizzo).content.decode()
    client.post(indirizzo, {"versione": o.versione, "motivo": MOTIVO})
    o.refresh_from_db()
    assert o.stato == "assegnata"


@pytest.mark.parametrize(
    ("chi", "azione", "codice"),
    [("dirigente1", "negozia", 200), ("segretario", "negozia", 403), ("dirigente2", "negozia", 404), ("ncvp", "negozia", 404),
     ("dirigente1", "inventato", 404), ("dirigente1", "valida", 302)],
)  # fmt: skip
def test_il_passaggio_di_un_altro(c: SimpleNamespace, client: Client, chi: str, azione: str, codice: int) -> None:
    o = individuale(c)
    assert entra(client, getattr(c, chi)).get(url("passaggio", o, azione)).status_code == codice
    assert client.post(url("passaggio", o, azione), {"versione": o.versione}).status_code == (302 if codice == 200 else codice)
    assert Obiettivo.objects.get(pk=o.pk).stato == ("negoziata" if codice == 200 else "bozza")


def test_nessuno_valida_il_proprio(c: SimpleNamespace, client: Client) -> None:
    """The dirigente validates the P.O.'s sheet, never the P.O."""
    o = porta_a(c, di_po(c), "negoziata")
    assert entra(client, c.po1).get(url("passaggio", o, "valida_po")).status_code == 403
    assert entra(client, c.dirigente1).get(url("passaggio", o, "valida_po")).status_code == 200


# --- the signature ------------------------------------------------------------------------------------------------------------


def test_si_firma_il_testo_che_si_è_letto_una_volta_sola(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, individuale(c), "validata")
    impronta = o.versioni.last().impronta
    pagina = entra(client, c.dirigente1).get(url("firma", o)).content.decode()
    assert impronta in pagina and "Il Comune paga i fornitori prima della scadenza." in pagina and "deve firmare" in pagina
    for _ in range(2):
        assert client.post(url("firma", o), {"impronta": impronta}).status_code == 302
    o.refresh_from_db()
    firma = Accettazione.objects.get()
    assert (o.stato, firma.nome, firma.impronta) == ("accettata", "dott. Andrea Bertolini", impronta)


def test_un_testo_cambiato_non_si_firma_alla_cieca(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, individuale(c), "validata")
    risposta = entra(client, c.dirigente1).post(url("firma", o), {"impronta": "0" * 64})
    assert risposta.status_code == 409 and "rileggilo" in risposta.content.decode()
    assert not Accettazione.objects.exists()


def test_firma_in_ritardo_dice_perché(c: SimpleNamespace, client: Client, settings: object) -> None:
    o = porta_a(c, individuale(c), "validata")
    settings.OGGI = "2025-03-04"
    dati = {"impronta": o.versioni.last().impronta}
    assert "Motivo del ritardo" in entra(client, c.dirigente1).get(url("firma", o)).content.decode()
    assert client.post(url("firma", o), dati).status_code == 200
    client.post(url("firma", o), dati | {"motivo": MOTIVO})
    o.refresh_from_db()
    assert o.stato == "accettata"


def test_un_obiettivo_collettivo_aspetta_tutte_le_firme(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, collettivo(c), "validata")
    dati = {"impronta": o.versioni.last().impronta}
    testo = entra(client, c.dirigente1).post(url("firma", o), dati, follow=True).content.decode()
    assert "Hai firmato per accettazione." in testo and "Manca la firma di" in testo
    pagina = client.get(url("firma", o)).content.decode()
    assert (
        "Parte di Finanze e Tributi (la tua)" in pagina
        and "Hai già firmato questo testo" in pagina
        and "ha firmato" in pagina
        and "deve firmare" in pagina
    )
    for chi in (c.dirigente2, c.po1, c.po2):
        entra(client, chi).post(url("firma", o), dati)
    o.refresh_from_db()
    assert o.stato == "accettata" and Accettazione.objects.count() == 4


@pytest.mark.parametrize(("chi", "codice"), [("segretario", 403), ("ncvp", 403), ("dirigente2", 404), ("dipendente1", 404)])
def test_non_firma_chi_non_ne_risponde(c: SimpleNamespace, client: Client, chi: str, codice: int) -> None:
    o = porta_a(c, individuale(c), "validata")
    entra(client, getattr(c, chi))
    assert client.get(url("firma", o)).status_code == codice
    assert client.post(url("firma", o), {"impronta": o.versioni.last().impronta}).status_code == codice
    assert not Accettazione.objects.exists()


def test_il_passaggio_della_firma_porta_alla_sua_pagina(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, individuale(c), "validata")
    assert entra(client, c.dirigente1).get(url("passaggio", o, "accetta")).url == url("firma", o)


def test_chi_vede_la_scheda_vede_la_pagina_in_un_numero_fisso_di_interrogazioni(
    c: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    o = porta_a(c, collettivo(c), "validata")
    letto = obiettivo_visibile(c.dirigente1, o.pk)
    with django_assert_max_num_queries(20):
        azioni_di(letto, c.dirigente1, oggi())
