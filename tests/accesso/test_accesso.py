"""Art. 35 (reading A62): request, third parties, visto, delivery, costs, register; who may not, when not, of whom not."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smvp.accesso.calcolo import costo, entro_quando, ultimo_per_opporsi
from smvp.accesso.letture.richieste import foglio_del_registro
from smvp.accesso.models import Allegato, Controinteressato, RichiestaAccesso
from smvp.accesso.operazioni.istruttoria import togli_terzo
from smvp.accesso.operazioni.registro import esporta_registro
from smvp.accesso.permessi import visibili_a
from smvp.documenti.models import Documento
from smvp.documenti.permessi import puo_vedere_documento
from smvp.flusso.models import Notifica
from smvp.nucleo.calendario import Calendario
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.models import Evento
from smvp.regolamento.lettore import carica
from tests.accesso.scene import (
    ATTI,
    GIORNO,
    MOTIVO,
    PERCHE,
    QUANDO,
    avvisata,
    chiesta,
    con_vice,
    consegna,
    domanda,
    esterna,
    fresca,
    metti,
    passo,
    risponde,
    terzo,
)
from tests.personaggi import crea_comune

pytestmark = pytest.mark.django_db
UFFICIO = ("dipendente1", "segreteria", "segretario")
REGOLE = carica("domodossola-2020").garanzie.accesso
CALENDARIO = Calendario(patrono=(6, 19))


@pytest.fixture(autouse=True)
def oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


@pytest.fixture
def c() -> SimpleNamespace:
    return con_vice(crea_comune())


def entra(utente: Utente) -> Client:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente


# --- art. 35: days and costs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dal", "risposta", "opposizione"), [
    (date(2026, 4, 10), date(2026, 5, 11), date(2026, 4, 20)),  # the thirtieth day is a Sunday
    (date(2026, 4, 21), date(2026, 5, 21), date(2026, 5, 4)),  # the tenth is 1 May, a Friday
    (date(2026, 5, 20), date(2026, 6, 22), date(2026, 6, 1)),  # the thirtieth day is the patron's, then Saturday
])  # fmt: skip
def test_art_35_i_giorni_decorrono_dal_giorno_dopo(dal: date, risposta: date, opposizione: date) -> None:
    assert entro_quando(dal, REGOLE, CALENDARIO) == risposta
    assert ultimo_per_opporsi(dal, REGOLE, CALENDARIO) == opposizione


@pytest.mark.parametrize(("pagine", "esente", "euro"), [(0, False, "0"), (1, False, "0.25"), (12, False, "3.00"), (12, True, "0")])
def test_art_35_costano_le_pagine_di_carta_e_non_a_chi_e_esente(pagine: int, esente: bool, euro: str) -> None:
    assert costo(pagine, REGOLE, esente=esente) == Decimal(euro)


# --- art. 35: the way of a request ------------------------------------------------------------------------------------------------------


def test_art_35_dalla_richiesta_alle_copie(c: SimpleNamespace) -> None:
    riga = chiesta(c)
    assert (riga.sigla, riga.stato, riga.entro) == ("1/2026", "presentata", date(2026, 5, 11))
    assert set(Notifica.objects.values_list("destinatario__username", flat=True)) == {"segreteria", "segretario"}
    riga = metti(riga, c.segretario)
    assert (riga.stato, riga.vistata_da) == ("accolta", c.segretario)
    riga = consegna(c, riga)
    assert (riga.stato, riga.pagine, riga.costo, riga.ricevuta) == ("evasa", 12, Decimal("3.00"), "n. 7 del 10/04/2026")
    tipi = list(Documento.objects.order_by("pk").values_list("tipo", flat=True))
    assert tipi == ["accesso_richiesta", "accesso_esito", "accesso_spese"]
    assert all(puo_vedere_documento(c.dipendente1, d) for d in Documento.objects.all())
    azioni = Evento.objects.filter(oggetto="accesso").order_by("numero").values_list("azione", flat=True)
    assert list(azioni) == ["accesso.presenta", "accesso.accogli", "accesso.evadi"]


def test_art_35_di_chi_e_fuori_i_giorni_decorrono_dal_protocollo(c: SimpleNamespace) -> None:
    riga = esterna(c, del_giorno=date(2026, 4, 1), qualita="sindacato")
    assert (riga.chi, riga.entro, riga.in_qualita) == ("Rosa Galli", date(2026, 5, 4), "Organizzazione sindacale")
    assert riga.allegati.get().nome == "richiesta.pdf"
    riga = consegna(c, metti(riga, c.segretario), esente="sindacato", ricevuta="")
    assert (riga.costo, riga.esente_in_parole) == (0, "Organizzazione sindacale")


@pytest.mark.parametrize(("azione", "stato", "ricorso"), [
    ("accogli", "accolta", False), ("accogli_in_parte", "parziale", True), ("nega", "negata", True), ("differisci", "differita", True),
])  # fmt: skip
def test_art_35_la_lettera_del_visto_dice_come_ricorrere_se_qualcosa_manca(
    c: SimpleNamespace, azione: str, stato: str, ricorso: bool
) -> None:
    riga = metti(chiesta(c), c.segretario, azione)
    assert riga.stato == stato
    lettera = Documento.objects.get(tipo="accesso_esito").contenuto
    assert ("Tribunale amministrativo" in lettera, "Difensore civico" in lettera) == (ricorso, ricorso)
    assert Notifica.objects.filter(destinatario=c.dipendente1).count() == 1


def test_a62_prima_si_avvisa_e_si_aspetta_chi_puo_opporsi(c: SimpleNamespace, settings: Any) -> None:
    riga = chiesta(c)
    terzo(c, riga)
    with pytest.raises(DatiNonValidi, match="da avvisare"):
        metti(riga, c.segretario)
    riga = passo(riga, "avvisa", c.segreteria)
    assert (riga.stato, riga.per_opporsi) == ("avvisati", date(2026, 4, 20))
    with pytest.raises(DatiNonValidi, match="possono opporsi fino al 20/04/2026"):
        metti(riga, c.segretario)
    settings.OGGI = "2026-04-21"
    assert metti(riga, c.segretario, quando=QUANDO + timedelta(days=11)).stato == "accolta"


def test_a62_l_avviso_lo_legge_l_interessato_e_non_chi_chiede(c: SimpleNamespace) -> None:
    riga = avvisata(c)
    avviso = Documento.objects.get(tipo="accesso_avviso")
    visto = {
        u: puo_vedere_documento(getattr(c, u), avviso) for u in ("dirigente2", "segreteria", "segretario", "dipendente1", "ncvp", "po1")
    }
    assert visto == {"dirigente2": True, "segreteria": True, "segretario": True, "dipendente1": False, "ncvp": False, "po1": False}
    risponde(c, riga, "opposizione", c.dirigente2)
    suo = fresca(riga).terzi[0]
    assert (suo.risposta, suo.risposta_del, suo.scritta_da) == ("opposizione", GIORNO, c.dirigente2)
    assert metti(riga, c.segretario, "accogli_in_parte").stato == "parziale", "hanno risposto tutti: non si aspetta il termine"
    pagina = entra(c.dipendente1).get(riga.get_absolute_url()).content.decode()
    assert "Borghi" not in pagina and "salute" not in pagina and PERCHE in pagina


def test_a62_la_risposta_arrivata_per_lettera_la_scrive_l_ufficio(c: SimpleNamespace) -> None:
    riga = avvisata(c, "fuori")
    risponde(c, riga, "consenso", testo="", del_giorno=GIORNO)
    assert fresca(riga).terzi[0].risposta == "consenso"
    with pytest.raises(OperazioneNonAmmessa, match="non si cambia"):
        risponde(c, riga, "opposizione")


def test_art_35_dopo_trenta_giorni_il_visto_dice_perche_e_tardi(c: SimpleNamespace, settings: Any) -> None:
    riga, tardi = chiesta(c), QUANDO + timedelta(days=40)
    settings.OGGI = "2026-05-20"
    with pytest.raises(DatiNonValidi, match="Motivo del ritardo"):
        metti(riga, c.segretario, quando=tardi)
    assert metti(riga, c.segretario, quando=tardi, ritardo="Il NCVP ha consegnato gli atti il 15 maggio.").stato == "accolta"


def test_art_35_una_richiesta_differita_si_decide_poi(c: SimpleNamespace) -> None:
    riga = metti(chiesta(c), c.segretario, "differisci")
    with pytest.raises(OperazioneNonAmmessa):
        metti(riga, c.segretario, "differisci")
    assert (metti(riga, c.segretario).stato, fresca(riga).motivazione) == ("accolta", "")


@pytest.mark.parametrize("prima", ["presentata", "avvisati", "accolta", "differita"])
def test_art_35_chi_chiede_puo_ritirare_finche_non_riceve(c: SimpleNamespace, prima: str) -> None:
    riga = avvisata(c) if prima == "avvisati" else chiesta(c)
    if prima in ("accolta", "differita"):
        metti(riga, c.segretario, {"accolta": "accogli", "differita": "differisci"}[prima])
    assert passo(riga, "ritira", c.dipendente1).stato == "ritirata"
    with pytest.raises(OperazioneNonAmmessa):
        passo(riga, "ritira", c.dipendente1)


# --- who may not ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["sindaco", "ncvp", "dirigente1", "dipendente1", "segreteria", "personale", "admin", "po2"])
def test_il_visto_e_del_segretario(c: SimpleNamespace, chi: str) -> None:
    riga = chiesta(c)
    with pytest.raises(PermissionDenied):
        metti(riga, getattr(c, chi))
    assert fresca(riga).stato == "presentata"


@pytest.mark.parametrize("parte", ["richiedente", "controinteressato"])
def test_dove_il_segretario_e_parte_vista_il_vicesegretario(c: SimpleNamespace, parte: str) -> None:
    if parte == "richiedente":
        riga = chiesta(c, "segretario")
    else:
        riga = avvisata(c, "segretario")
        risponde(c, riga)
        assert not visibili_a(c.segretario).exists(), "di ciò che lo riguarda legge l’avviso"
    with pytest.raises(PermissionDenied):
        metti(riga, c.segretario)
    assert list(visibili_a(c.po2)) == [riga]
    assert metti(riga, c.po2).stato == "accolta"


def test_ognuno_legge_le_proprie_e_l_ufficio_tutte(c: SimpleNamespace) -> None:
    sua, altrui = chiesta(c), chiesta(c, "dipendente2")
    viste = {
        u: list(visibili_a(getattr(c, u)).order_by("numero")) for u in ("dipendente1", "dipendente2", "segreteria", "segretario", "ncvp")
    }
    assert viste == {"dipendente1": [sua], "dipendente2": [altrui], "segreteria": [sua, altrui], "segretario": [sua, altrui], "ncvp": []}
    assert not visibili_a(c.po2).exists(), "il Vicesegretario solo dove il Segretario è parte"
    for url in (altrui.get_absolute_url(), reverse("accesso:visto", args=[altrui.pk]), reverse("accesso:evadi", args=[altrui.pk])):
        assert entra(c.dipendente1).get(url).status_code == 404


def test_i_file_consegnati_li_apre_chi_ha_chiesto_e_l_ufficio(c: SimpleNamespace) -> None:
    riga = consegna(c, metti(chiesta(c), c.segretario, "accogli_in_parte"), "file")
    assert riga.costo == 0
    url = reverse("accesso:allegato", args=[riga.pk, riga.allegati.get().pk])
    codici = {
        u: entra(getattr(c, u)).get(url).status_code for u in ("dipendente1", "segreteria", "segretario", "dipendente2", "ncvp", "admin")
    }
    assert codici == {"dipendente1": 200, "segreteria": 200, "segretario": 200, "dipendente2": 404, "ncvp": 404, "admin": 404}
    altra = chiesta(c, "dipendente2")
    assert entra(c.dipendente2).get(reverse("accesso:allegato", args=[altra.pk, riga.allegati.get().pk])).status_code == 404


def test_la_lettera_di_chi_si_oppone_non_la_apre_chi_chiede(c: SimpleNamespace) -> None:
    from smvp.documenti.allegati import File
    from tests.accesso.scene import PDF

    riga = avvisata(c, "fuori")
    risponde(c, riga, "opposizione", file=[File("lettera.pdf", PDF)], del_giorno=GIORNO)
    url = reverse("accesso:allegato", args=[riga.pk, Allegato.objects.get().pk])
    assert (entra(c.segreteria).get(url).status_code, entra(c.dipendente1).get(url).status_code) == (200, 404)


def _opposizione_altrui(c: SimpleNamespace) -> None:
    risponde(c, avvisata(c), "opposizione", c.dirigente1)


@pytest.mark.parametrize(("che", "errore"), [
    (lambda c: esterna(c, del_giorno=date(2026, 4, 11)), DatiNonValidi),
    (lambda c: chiesta(c, atti="x"), DatiNonValidi),
    (lambda c: chiesta(c, motivo="ᅠᅠᅠᅠᅠᅠᅠᅠᅠᅠᅠᅠ"), DatiNonValidi),
    (lambda c: chiesta(c, qualita="papa"), DatiNonValidi),
    (lambda c: passo(chiesta(c), "avvisa", c.segreteria), DatiNonValidi),
    (lambda c: terzo(c, chiesta(c), "dipendente1"), DatiNonValidi),
    (lambda c: metti(chiesta(c), c.segretario, "nega", motivazione="no"), DatiNonValidi),
    (lambda c: metti(chiesta(c), c.segretario, "accogli_in_parte", oscuramento=""), DatiNonValidi),
    (lambda c: metti(chiesta(c), c.segretario, "differisci", differita_al=GIORNO), DatiNonValidi),
    (lambda c: metti(metti(chiesta(c), c.segretario, "nega"), c.segretario), OperazioneNonAmmessa),
    (lambda c: consegna(c, chiesta(c)), OperazioneNonAmmessa),
    (lambda c: consegna(c, metti(chiesta(c), c.segretario), ricevuta=""), DatiNonValidi),
    (lambda c: consegna(c, metti(chiesta(c), c.segretario), pagine=0), DatiNonValidi),
    (lambda c: consegna(c, metti(chiesta(c), c.segretario), pagine=-3), DatiNonValidi),
    (lambda c: consegna(c, metti(chiesta(c), c.segretario), giorno=date(2026, 4, 9)), DatiNonValidi),
    (lambda c: consegna(c, metti(esterna(c), c.segretario), "file"), DatiNonValidi),
    (lambda c: consegna(c, metti(chiesta(c), c.segretario), utente=c.dipendente1), PermissionDenied),
    (lambda c: terzo(c, avvisata(c), "po1"), OperazioneNonAmmessa),
    (lambda c: togli_terzo(terzo=avvisata(c).terzi[0], utente=c.segreteria, quando=QUANDO), OperazioneNonAmmessa),
    (_opposizione_altrui, PermissionDenied),
    (lambda c: passo(esterna(c), "ritira", c.segreteria), PermissionDenied),
    (lambda c: passo(chiesta(c), "registra_ritiro", c.segreteria, motivo="Lo ha scritto per PEC."), PermissionDenied),
    (lambda c: passo(esterna(c), "registra_ritiro", c.segreteria), DatiNonValidi),
    (lambda c: esporta_registro(scelte={}, utente=c.ncvp, quando=QUANDO), PermissionDenied),
])  # fmt: skip
def test_art_35_che_cosa_si_rifiuta(c: SimpleNamespace, che: Callable[[SimpleNamespace], object], errore: type[Exception]) -> None:
    with pytest.raises(errore):
        che(c)


def test_due_volte_lo_stesso_terzo_no_e_prima_dell_avviso_si_toglie(c: SimpleNamespace) -> None:
    riga = chiesta(c)
    primo = terzo(c, riga)
    with pytest.raises(DatiNonValidi, match="c’è già"):
        terzo(c, riga)
    togli_terzo(terzo=primo, utente=c.segreteria, quando=QUANDO)
    assert not Controinteressato.objects.exists()


def test_chi_ha_letto_una_versione_vecchia_rilegge(c: SimpleNamespace) -> None:
    from smvp.accesso.operazioni.istruttoria import Visto, vista

    riga = chiesta(c)
    terzo(c, riga)
    vecchia = riga.versione
    passo(riga, "avvisa", c.segreteria)
    risponde(c, riga)
    with pytest.raises(ConflittoDiVersione):
        vista(richiesta=riga, visto=Visto("accogli"), utente=c.segretario, quando=QUANDO, versione=vecchia)
    assert fresca(riga).stato == "avvisati"


def test_la_banca_dati_tiene_fermo_cio_che_e_stato_chiesto(c: SimpleNamespace) -> None:
    riga = chiesta(c)
    for cambia in ({"atti": "altro"}, {"numero": 9}, {"persona": c.persona_po1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RichiestaAccesso.objects.filter(pk=riga.pk).update(**cambia)
    with pytest.raises(DatabaseError), transaction.atomic():
        RichiestaAccesso.objects.filter(pk=riga.pk).delete()


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_dal_sito_si_chiede_e_si_decide(c: SimpleNamespace) -> None:
    dati = {"esercizio": c.esercizio.pk, "atti": f"<script>alert(1)</script> {ATTI}", "motivo": MOTIVO, "modo": "copia", "qualita": ""}
    risposta = entra(c.dipendente1).post(reverse("accesso:chiedi"), dati, follow=True)
    pagina = risposta.content.decode()
    assert "&lt;script&gt;alert(1)" in pagina and "<script>alert(1)" not in pagina
    riga = RichiestaAccesso.objects.get()
    segretario = entra(c.segretario)
    sbagliato = segretario.post(reverse("accesso:visto", args=[riga.pk]), {"versione": riga.versione, "azione": "nega", "motivazione": "x"})
    assert sbagliato.status_code == 422 and "almeno una frase" in sbagliato.content.decode()
    conflitto = segretario.post(reverse("accesso:visto", args=[riga.pk]), {"versione": 99, "azione": "nega", "motivazione": PERCHE})
    assert conflitto.status_code == 409 and PERCHE in conflitto.content.decode(), "ciò che si è scritto resta"
    segretario.post(reverse("accesso:visto", args=[riga.pk]), {"versione": riga.versione, "azione": "nega", "motivazione": PERCHE})
    assert fresca(riga).stato == "negata"
    di_nuovo = segretario.get(reverse("accesso:visto", args=[riga.pk]))
    assert di_nuovo.status_code == 302


@pytest.mark.parametrize("campo", ["atti", "motivo"])
def test_centomila_caratteri_si_rifiutano_con_parole(c: SimpleNamespace, campo: str) -> None:
    dati = {"esercizio": c.esercizio.pk, "atti": ATTI, "motivo": MOTIVO, "modo": "copia"} | {campo: "a" * 100_000}
    risposta = entra(c.dipendente1).post(reverse("accesso:chiedi"), dati)
    assert risposta.status_code == 422 and "troppo lungo" in risposta.content.decode()


def test_il_terzo_risponde_dalla_sua_pagina_una_volta(c: SimpleNamespace) -> None:
    riga = avvisata(c)
    url = riga.terzi[0].get_absolute_url()
    suo, dati = entra(c.dirigente2), {"risposta": "opposizione", "testo": "Sono dati sulla mia salute."}
    assert suo.get(url).status_code == 200
    assert suo.post(url, dati).status_code == 302
    assert suo.post(url, dati).status_code == 422
    assert entra(c.dirigente1).get(url).status_code == 404
    assert Evento.objects.filter(azione="accesso.rispondi").count() == 1


def test_scrivania_di_ciascuno(c: SimpleNamespace) -> None:
    riga = avvisata(c)
    assert "Accesso ad atti che ti riguardano" in entra(c.dirigente2).get("/").content.decode()
    risponde(c, riga)
    assert "Metti il Visto" in entra(c.segretario).get("/").content.decode()
    metti(riga, c.segretario)
    assert "Registra la consegna" in entra(c.segreteria).get("/").content.decode()
    consegna(c, riga)
    assert "Richiesta di accesso n. 1/2026" in entra(c.dipendente1).get("/").content.decode()


def test_il_registro_si_filtra_e_costa_sempre_uguale(c: SimpleNamespace) -> None:
    metti(chiesta(c), c.segretario, "nega")
    esterna(c)
    cliente, url = entra(c.segreteria), reverse("accesso:registro")

    def quante() -> int:
        with CaptureQueriesContext(connection) as query:
            cliente.get(url)
        return len(query)

    quante()
    prima = quante()
    for chi in ("dipendente2", "po1", "dirigente1"):
        terzo(c, chiesta(c, chi), "dirigente2")
    assert quante() == prima
    negate = cliente.get(url, {"stato": "negata"}).content.decode()
    assert "N.&nbsp;1/2026" in negate and "N.&nbsp;2/2026" not in negate
    assert "N.&nbsp;2/2026" in cliente.get(url, {"cerca": "galli"}).content.decode()
    for sporco in ({"stato": "' OR 1=1"}, {"anno": "99999"}, {"anno": "²²²²"}, {"cerca": "%" * 500}, {"pagina": "x"}):
        assert cliente.get(url, sporco).status_code == 200
    assert len(list(foglio_del_registro(c.segreteria, {"stato": "negata"}).righe)) == 1
    xlsx = cliente.post(reverse("accesso:esporta"))
    assert (xlsx.status_code, xlsx.content[:2]) == (200, b"PK")
    assert entra(c.dipendente1).post(reverse("accesso:esporta")).status_code == 403


def test_un_file_che_non_si_puo_tenere_non_lascia_niente(c: SimpleNamespace) -> None:
    from smvp.accesso.operazioni.richieste import Esterno, registra_esterna
    from smvp.documenti.allegati import File

    chi = Esterno("Rosa Galli", "rosa@example.org", "1", GIORNO)
    with pytest.raises(ErroreDominio):
        registra_esterna(domanda=domanda(c), chi=chi, file=[File("virus.exe", b"MZ")], utente=c.segreteria, quando=QUANDO)
    assert not RichiestaAccesso.objects.exists()
