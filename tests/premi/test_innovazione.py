"""Art. 26: the prize for innovation: notice, projects, jury, one winner, the Sindaco's act; equal to the bonus and never with it."""

from datetime import date, datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from premi.calcolo.premialita import classifica
from premi.letture.innovazione import classifica_di, persone_chiamate
from premi.letture.premialita import importo_del_bonus
from premi.models import Attribuzione, AvvisoInnovazione, Progetto, VotoGiuria
from premi.operazioni.innovazione import (
    DatiAvviso,
    conferisci_premio,
    proponi_vincitore,
    scrivi_avviso,
    scrivi_progetto,
    valuta_progetto,
)
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.registro.letture import storia
from tests.scena import scena_del_modulo

from .fondi import cliente, corsa
from .premialita import MERITO, D, accendi, candidati, proponi

FEBBRAIO, APERTO, CHIUSO, DOPO = (
    datetime(a, m, g, 10, tzinfo=FUSO) for a, m, g in ((2025, 2, 10), (2025, 5, 5), (2025, 10, 1), (2026, 2, 12))
)
DELIBERA = DatiAtto(4, date(2025, 1, 20), "Premio per l’innovazione 2025")
DECRETO = DatiAtto(5, date(2026, 2, 12), "Conferimento del premio per l’innovazione 2025", Atto.Tipo.DECRETO)
FRASE = "Una frase che basta e avanza."


def dati_avviso(c: SimpleNamespace, **altro: Any) -> DatiAvviso:
    valori: dict[str, Any] = {
        "soggetti": "Il personale del Comune, in gruppo.", "criteri": "Novità, utilità, costo.", "metodo": "Media dei punti della giuria.",
        "massimo": 30, "entro": date(2025, 9, 30), "giuria": [c.persona_segretario, c.persona_controllo], "importo": D("400.00"),
    }  # fmt: skip
    return DatiAvviso(**valori | altro)


def acceso(c: SimpleNamespace, somma: str = "2000.00") -> None:
    accendi(c, "innovazione", somma, atto=DELIBERA, quando=FEBBRAIO)


def scritto(c: SimpleNamespace, **altro: Any) -> AvvisoInnovazione:
    c.avviso = scrivi_avviso(esercizio=c.esercizio, testo=dati_avviso(c, **altro), utente=c.segretario, quando=FEBBRAIO, versione=0)
    return c.avviso


def passa(riga: Any, azione: str, utente: Any, quando: datetime, motivo: str = "") -> Any:
    riga.refresh_from_db()
    return esegui(riga, azione, utente=utente, quando=quando, versione=riga.versione, motivo=motivo)


def presenta(c: SimpleNamespace, chi: str, titolo: str, *gruppo: str, quando: datetime = APERTO) -> Progetto:
    persone = [getattr(c, f"persona_{nome}") for nome in gruppo]
    return scrivi_progetto(avviso=c.avviso, titolo=titolo, descrizione=FRASE, gruppo=persone, utente=getattr(c, chi), quando=quando)


def vota(c: SimpleNamespace, chi: str, progetto: Progetto, punti: str) -> VotoGiuria:
    return valuta_progetto(progetto=progetto, punti=D(punti), motivazione=FRASE, utente=getattr(c, chi), quando=CHIUSO)


def alla_giuria(c: SimpleNamespace) -> SimpleNamespace:
    acceso(c)
    scritto(c)
    passa(c.avviso, "pubblica", c.segretario, FEBBRAIO)
    c.sportello = presenta(c, "dipendente1", "Sportello unico", "po1")
    c.archivio = presenta(c, "dipendente3", "Archivio digitale")
    passa(c.avviso, "chiudi", c.segretario, CHIUSO)
    return c


def votata(c: SimpleNamespace, archivio: str = "20") -> SimpleNamespace:
    for chi, punti in (("segretario", "28.50"), ("controllo", "25")):
        vota(c, chi, c.sportello, punti)
        vota(c, chi, c.archivio, archivio)
    return c


def scegli(c: SimpleNamespace, progetto: Progetto, chi: str = "segretario", **altro: Any) -> AvvisoInnovazione:
    c.avviso.refresh_from_db()
    valori = {"motivo": FRASE, "quando": CHIUSO, "versione": c.avviso.versione} | altro
    return proponi_vincitore(avviso=c.avviso, progetto=progetto, utente=getattr(c, chi), **valori)


def conferisci(c: SimpleNamespace, chi: str = "sindaco", quando: datetime = DOPO, **altro: Any) -> AvvisoInnovazione:
    c.avviso.refresh_from_db()
    valori = {"atto": DECRETO, "versione": c.avviso.versione} | altro
    return conferisci_premio(avviso=c.avviso, utente=getattr(c, chi), quando=quando, **valori)


_scritta, c = scena_del_modulo(lambda comune: comune)


@pytest.fixture
def giuria(c: SimpleNamespace) -> None:
    """The projects are in the hands of the jury."""
    alla_giuria(c)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2025-10-01"


# --- the ranking -----------------------------------------------------------------------------------------------------------------------


def test_art26_la_media_e_esatta_e_chi_e_pari_divide_il_posto() -> None:
    trovati = classifica({1: [D("10"), D("10"), D("11")], 2: [D("30")], 3: [D("31"), D("10"), D("-10")], 4: [], 5: [D("30"), D("30")]})
    assert [(p.progetto, p.posto, p.parimerito) for p in trovati] == [(2, 1, True), (5, 1, True), (1, 3, True), (3, 3, True)]
    assert trovati[2].media == Fraction(31, 3)


# --- the notice -------------------------------------------------------------------------------------------------------------------------


def test_art26_senza_decisione_l_avviso_non_si_scrive(c: SimpleNamespace) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="è spento"):
        scritto(c)
    acceso(c)
    assert scritto(c).importo == D("400.00")


@pytest.mark.parametrize(("altro", "campo"), [
    ({"soggetti": "tutti"}, "soggetti"), ({"criteri": ""}, "criteri"), ({"massimo": 0}, "massimo"), ({"entro": date(2024, 9, 1)}, "entro"),
])  # fmt: skip
def test_art26_un_avviso_incompleto_non_si_salva(c: SimpleNamespace, altro: Any, campo: str) -> None:
    acceso(c)
    with pytest.raises(DatiNonValidi) as preso:
        scritto(c, **altro)
    assert preso.value.campo == campo


def test_art26_si_pubblica_entro_febbraio_e_poi_serve_un_motivo(c: SimpleNamespace) -> None:
    acceso(c)
    scritto(c)
    with pytest.raises(PermissionDenied):
        passa(c.avviso, "pubblica", c.sindaco, FEBBRAIO)
    with pytest.raises(DatiNonValidi, match="Motivo del ritardo"):
        passa(c.avviso, "pubblica", c.segretario, APERTO)
    assert passa(c.avviso, "pubblica", c.segretario, APERTO, "La giuria si è formata a marzo.").stato == "aperta"
    with pytest.raises(OperazioneNonAmmessa, match="non cambia più"):
        scrivi_avviso(esercizio=c.esercizio, testo=dati_avviso(c), utente=c.segretario, quando=APERTO, versione=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        AvvisoInnovazione.objects.update(criteri="Altri.")


def test_lettura_a43_il_premio_e_pari_al_bonus(c: SimpleNamespace) -> None:
    acceso(c)
    Attribuzione.objects.create(
        esercizio=c.esercizio, istituto="eccellenze", persona=c.persona_po2, importo=D("650.00"), motivo=FRASE,
        proposta_da=c.segretario, proposta_il=FEBBRAIO,
    )  # fmt: skip
    with pytest.raises(DatiNonValidi, match="pari al bonus"):
        scritto(c)
    assert scritto(c, importo=None).importo == D("650.00")


def test_lettura_a43_pubblicato_l_avviso_e_il_bonus_a_essergli_pari(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    acceso(c)
    avviso = scritto(c)
    assert importo_del_bonus(c.esercizio) is None, "finché è una bozza non fissa niente"
    AvvisoInnovazione.objects.filter(pk=avviso.pk).update(stato="aperta")
    accendi(c)
    candidati(monkeypatch, c, dirigente1="280")
    with pytest.raises(DatiNonValidi, match="400,00"):
        proponi(c)


def test_due_finestre_sullo_stesso_avviso(c: SimpleNamespace) -> None:
    acceso(c)
    scritto(c)
    with pytest.raises(ConflittoDiVersione):
        scritto(c)


# --- projects and jury ------------------------------------------------------------------------------------------------------------------


def test_art26_il_progetto_lo_cambia_chi_lo_presenta_finche_e_aperto(c: SimpleNamespace) -> None:
    acceso(c)
    scritto(c)
    with pytest.raises(OperazioneNonAmmessa, match="non è aperto"):
        presenta(c, "dipendente1", "Presto")
    passa(c.avviso, "pubblica", c.segretario, FEBBRAIO)
    progetto = presenta(c, "dipendente1", "Sportello unico", "po1")
    assert set(progetto.gruppo.all()) == {c.persona_dipendente1, c.persona_po1}
    come: dict[str, Any] = {"avviso": c.avviso, "descrizione": FRASE, "gruppo": [], "progetto": progetto, "quando": APERTO, "versione": 1}
    with pytest.raises(PermissionDenied):
        scrivi_progetto(titolo="Mio", utente=c.dipendente2, **come)
    assert scrivi_progetto(titolo="Sportello", utente=c.dipendente1, **come).versione == 2
    with pytest.raises(ConflittoDiVersione):
        scrivi_progetto(titolo="Vecchio", utente=c.dipendente1, **come)
    with pytest.raises(DatiNonValidi, match="nella giuria"):
        presenta(c, "dipendente2", "Con un giurato", "controllo")
    with pytest.raises(OperazioneNonAmmessa, match="30/09/2025"):
        presenta(c, "dipendente2", "Tardi", quando=CHIUSO)
    assert passa(progetto, "ritira", c.dipendente1, APERTO, "Lo presentiamo un altro anno.").stato == "ritirata"
    with pytest.raises(DatiNonValidi, match="nessun progetto"):
        passa(c.avviso, "chiudi", c.segretario, CHIUSO)
    assert passa(c.avviso, "dichiara_deserta", c.segretario, CHIUSO, "Nessun progetto è rimasto.").stato == "deserta"


@pytest.mark.parametrize(
    ("punti", "motivazione", "campo"), [("30.01", FRASE, "punti"), ("-1", FRASE, "punti"), ("12", "bello", "motivazione")]
)
@pytest.mark.usefixtures("giuria")
def test_art26_una_valutazione_sbagliata_non_passa(c: SimpleNamespace, punti: str, motivazione: str, campo: str) -> None:
    with pytest.raises(DatiNonValidi) as preso:
        valuta_progetto(progetto=c.sportello, punti=D(punti), motivazione=motivazione, utente=c.controllo, quando=CHIUSO)
    assert preso.value.campo == campo


@pytest.mark.usefixtures("giuria")
def test_art26_valuta_solo_la_giuria_e_puo_ripensarci(c: SimpleNamespace) -> None:
    for chi in ("sindaco", "dipendente1", "ncvp"):
        with pytest.raises(PermissionDenied):
            vota(c, chi, c.sportello, "30")
    vota(c, "controllo", c.sportello, "10")
    vota(c, "controllo", c.sportello, "12.5")
    vota(c, "controllo", c.sportello, "12.5")
    assert [v.punti for v in VotoGiuria.objects.all()] == [D("12.5")]
    assert sum(e.azione == "progetto_innovazione.valuta" for e in storia("progetto_innovazione", c.sportello.pk)) == 2


# --- the winner -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("giuria")
def test_art26_vince_uno_solo_e_il_premio_va_a_tutto_il_gruppo(c: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi, match="mancano 4 valutazioni"):
        passa(c.avviso, "proponi_vincitore", c.segretario, CHIUSO)
    votata(c)
    assert [(x.progetto, x.media) for x in classifica_di(c.avviso)] == [(c.sportello, D("26.75")), (c.archivio, D("20.00"))]
    with pytest.raises(OperazioneNonAmmessa, match="messo per primo"):
        scegli(c, c.archivio)
    scegli(c, c.sportello)
    somme = Attribuzione.objects.filter(istituto="innovazione")
    assert [(a.persona, a.importo, a.stato) for a in somme] == [
        (c.persona_po1, D("400.00"), "proposta"), (c.persona_dipendente1, D("400.00"), "proposta")
    ]  # fmt: skip
    with pytest.raises(PermissionDenied):
        conferisci(c, "segretario")
    fatta = conferisci(c)
    assert (fatta.stato, fatta.vincitore, fatta.atto.numero) == ("premio_conferito", c.sportello, 5)
    assert set(somme.values_list("stato", "atto")) == {("conferita", fatta.atto_id)}
    with pytest.raises(OperazioneNonAmmessa):
        conferisci(c)
    assert passa(c.avviso, "candida", c.segretario, DOPO, "Candidato al premio nazionale, prot. 120.").stato == "candidata"


@pytest.mark.usefixtures("giuria")
def test_art26_dopo_febbraio_dell_anno_dopo_il_sindaco_dice_perche(c: SimpleNamespace) -> None:
    scegli(votata(c), c.sportello)
    tardi = datetime(2026, 3, 4, 10, tzinfo=FUSO)
    with pytest.raises(DatiNonValidi, match="Motivo del ritardo"):
        conferisci(c, quando=tardi)
    assert conferisci(c, quando=tardi, motivo="La giuria ha chiuso i lavori a marzo.").stato == "premio_conferito"


@pytest.mark.usefixtures("giuria")
def test_lettura_a67_primi_a_pari_merito_la_scelta_si_motiva(c: SimpleNamespace) -> None:
    votata(c, archivio="26.75")
    assert [x.piazzamento.parimerito for x in classifica_di(c.avviso)] == [True, True]
    with pytest.raises(DatiNonValidi, match="a pari merito"):
        scegli(c, c.archivio, motivo="ok")
    assert scegli(c, c.archivio).vincitore == c.archivio


@pytest.mark.usefixtures("giuria")
def test_il_sindaco_rimanda_alla_giuria_e_le_somme_si_chiudono(c: SimpleNamespace) -> None:
    scegli(votata(c), c.sportello)
    avviso = passa(c.avviso, "rimanda", c.sindaco, CHIUSO, "Manca il confronto sui costi.")
    assert (avviso.stato, avviso.vincitore) == ("in_giuria", None)
    assert set(Attribuzione.objects.values_list("stato", flat=True)) == {"non_conferita"}
    scegli(c, c.sportello)
    assert Attribuzione.objects.filter(stato="proposta").count() == 2


@pytest.mark.usefixtures("giuria")
def test_art26_il_premio_non_si_cumula_col_bonus(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    accendi(c)
    corsa(c, "risultato", "approvata", distribuito="70000.00")
    candidati(monkeypatch, c, 2, po1="280", po2="270")
    bonus = proponi(c, "po1", "400.00")
    votata(c)
    with pytest.raises(OperazioneNonAmmessa, match="non si cumula"):
        scegli(c, c.sportello)
    passa(bonus, "ritira", c.segretario, CHIUSO, "Ha vinto il premio per l’innovazione.")
    scegli(c, c.sportello)
    with pytest.raises(OperazioneNonAmmessa, match="non si cumula"):
        proponi(c, "po1", "400.00")
    with pytest.raises(DatiNonValidi, match="uguale per tutti"):
        proponi(c, "po2", "500.00")
    with pytest.raises(DatabaseError), transaction.atomic():
        Attribuzione.objects.create(
            esercizio=c.esercizio, istituto="eccellenze", persona=c.persona_po1, importo=D(400), motivo=MERITO, proposta_da=c.segretario,
            proposta_il=CHIUSO,
        )  # fmt: skip


@pytest.mark.usefixtures("giuria")
def test_art26_mai_oltre_la_somma(c: SimpleNamespace) -> None:
    votata(c)
    accendi(c, "innovazione", "799.99", versione=1, atto=DELIBERA, quando=CHIUSO)
    with pytest.raises(OperazioneNonAmmessa, match="costa 800,00"):
        scegli(c, c.sportello)
    assert not Attribuzione.objects.exists()


# --- in the browser ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("giuria")
def test_chi_scrive_una_persona_la_chiama_per_nome_o_matricola(c: SimpleNamespace) -> None:
    trovate, errori = persone_chiamate(["anna  rossi", "Pirazzi Marta", "0010", "Mario Nessuno"])
    assert {p.cognome for p in trovate} == {"Rossi", "Pirazzi", c.persona_dipendente3.cognome} and len(errori) == 1


def test_dalle_pagine_avviso_progetto_giuria_e_vincitore(c: SimpleNamespace, settings: Any) -> None:
    acceso(c)
    settings.OGGI = "2025-02-10"
    segretario, dipendente, controllo = (cliente(c, chi) for chi in ("segretario", "dipendente1", "controllo"))
    pagina = reverse("premi:innovazione", args=[2025])
    dati = {"soggetti": FRASE, "criteri": FRASE, "metodo": FRASE, "massimo": "30", "entro": "2025-09-30", "giuria": "Lana Fabio\nNessuno",
            "importo": "400,00", "versione": "0"}  # fmt: skip
    risposta = segretario.post(reverse("premi:avviso", args=[2025]), dati)
    assert risposta.status_code == 422 and "Lana Fabio" in risposta.content.decode()
    assert segretario.post(reverse("premi:avviso", args=[2025]), dati | {"giuria": "Lana Fabio"}).status_code == 302
    assert dipendente.get(pagina).status_code == 404
    pubblica = reverse("premi:passaggio_innovazione", args=[2025, "pubblica"])
    assert segretario.get(pubblica).status_code == 200
    assert segretario.post(pubblica, {"versione": "1"}).status_code == 302
    assert "Presenta un progetto" in dipendente.get(pagina).content.decode()
    assert pagina in dipendente.get(reverse("scrivania")).content.decode()
    nuovo = reverse("premi:progetto_nuovo", args=[2025])
    risposta = dipendente.post(nuovo, {"titolo": "Sportello", "descrizione": "breve", "gruppo": "Pirazzi Marta", "versione": "0"})
    assert risposta.status_code == 422 and "Pirazzi Marta" in risposta.content.decode()
    risposta = dipendente.post(nuovo, {"titolo": "Sportello", "descrizione": FRASE, "gruppo": "Pirazzi Marta", "versione": "0"})
    progetto = Progetto.objects.get()
    assert risposta["Location"] == progetto.get_absolute_url() and progetto.gruppo.count() == 2
    assert [cliente(c, chi).get(progetto.get_absolute_url()).status_code for chi in ("po1", "dipendente2", "controllo", "ncvp")] == [
        200, 404, 404, 200,
    ]  # fmt: skip
    chiudi = reverse("premi:passaggio_innovazione", args=[2025, "chiudi"])
    assert "Si può dal 01/10/2025" in segretario.get(chiudi).content.decode()
    settings.OGGI = "2025-10-01"
    assert segretario.post(chiudi, {"versione": "2"}).status_code == 302
    assert pagina in controllo.get(reverse("scrivania")).content.decode()
    assert controllo.post(progetto.get_absolute_url(), {"punti": "31", "motivazione": FRASE}).status_code == 422
    assert controllo.post(progetto.get_absolute_url(), {"punti": "27,5", "motivazione": FRASE}).status_code == 302
    assert dipendente.post(progetto.get_absolute_url(), {"punti": "27,5", "motivazione": FRASE}).status_code == 403
    vincitore = reverse("premi:vincitore", args=[2025])
    assert "27,50" in segretario.get(vincitore).content.decode()
    risposta = segretario.post(vincitore, {"progetto": str(progetto.pk), "motivo": FRASE, "versione": "3"})
    assert risposta.status_code == 302
    sindaco, conferisci_ = cliente(c, "sindaco"), reverse("premi:conferisci_innovazione", args=[2025])
    assert pagina in sindaco.get(reverse("scrivania")).content.decode()
    settings.OGGI = "2026-02-12"
    atto = {"tipo": "decreto", "numero": "5", "data": "2026-02-12", "oggetto": "Premio", "versione": "4"}
    assert sindaco.post(conferisci_, atto | {"versione": "2"}).status_code == 409
    with zeal_ignore():  # each sum goes through the door by itself
        assert sindaco.post(conferisci_, atto).status_code == 302
    assert "Il progetto che ha vinto" in cliente(c, "dipendente2").get(pagina).content.decode()
    assert cliente(c, "dipendente2").get(progetto.get_absolute_url()).status_code == 200


@pytest.mark.usefixtures("giuria")
def test_la_pagina_fa_sempre_le_stesse_query(c: SimpleNamespace) -> None:
    client, pagina, quante = cliente(c, "ncvp"), reverse("premi:innovazione", args=[2025]), []
    client.get(pagina)
    vota(c, "controllo", c.sportello, "10")
    for _ in range(2):
        with CaptureQueriesContext(connection) as query:
            client.get(pagina)
        quante.append(len(query))
        votata(c)
        altro = Progetto.objects.create(
            avviso=c.avviso, titolo="Altro", descrizione=FRASE, presentato_da=c.persona_po2, presentato_il=APERTO
        )
        altro.gruppo.set([c.persona_po2, c.persona_dipendente2])
    assert quante[0] == quante[1]
