"""The column maps in the browser: written, moved, previewed, saved by two at once, put away."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from premi.models import Corsa, Esportazione, Tracciato
from premi.operazioni.tracciati import crea_predefiniti, salva_tracciato, togli_tracciato
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO

GENERALI = {
    "nome": "Stipendi", "formato": "csv", "separatore": ";", "decimale": ",", "formato_data": "%d/%m/%Y", "codifica": "utf-8",
    "fine_riga": "crlf", "totali": "a_parte", "intestazioni": "on", "voce_po": "1235", "versione": "0",
}  # fmt: skip
CAMPI = ("campo", "intestazione", "testo", "larghezza", "allineamento", "riempimento")
LARGHE = [("matricola", "MATR", "", "6", "destra", "zero"), ("importo", "EURO", "", "10", "destra", "spazio")]


def dati(colonne: list[tuple[str, ...]] = LARGHE, **cambia: str) -> dict[str, str]:
    righe = {f"colonna-{n}-{c}": v for n, colonna in enumerate(colonne) for c, v in zip(CAMPI, colonna, strict=True)}
    return GENERALI | righe | cambia


def _monta(c: SimpleNamespace) -> SimpleNamespace:
    c.prospetto, c.csv = crea_predefiniti(utente=c.personale, quando=QUANDO)
    return c


_scritta, c = scena_del_modulo(_monta)


@pytest.fixture
def personale(c: SimpleNamespace) -> Client:
    cliente = Client()
    cliente.force_login(c.personale, "django.contrib.auth.backends.ModelBackend")
    return cliente


def campi(tracciato: Tracciato) -> list[str]:
    return [x.campo for x in tracciato.mappa.colonne]


NUOVO = "premi:tracciato_nuovo"


# --- writing --------------------------------------------------------------------------------------------------------------------


def test_un_tracciato_nuovo_si_scrive_e_si_rilegge(personale: Client) -> None:
    risposta = personale.post(reverse(NUOVO), dati(formato="fisso"))
    salvato = Tracciato.objects.get(nome="Stipendi")
    assert (risposta.status_code, risposta.url) == (302, salvato.get_absolute_url())
    assert (campi(salvato), salvato.mappa.voci, salvato.versione) == (["matricola", "importo"], {"po": "1235"}, 1)
    assert [(x.larghezza, x.riempimento) for x in salvato.mappa.colonne] == [(6, "zero"), (10, "spazio")]
    assert Evento.objects.filter(azione="tracciato.crea", oggetto_id=salvato.pk).count() == 1
    riletto = personale.get(salvato.get_absolute_url()).content.decode()
    assert 'value="1235"' in riletto


@pytest.mark.parametrize(
    ("cambia", "parole"),
    [
        ({"nome": ""}, "Scrivi un nome."),
        ({"nome": "csv PER le paghe"}, "c’è già: scegli un altro nome"),
        ({"formato": "exe"}, "Scegli una voce dell’elenco."),
        ({"separatore": ","}, "La virgola non può separare"),
        ({"colonna-1-campo": "stipendio"}, "Scegli una voce dell’elenco."),
        ({"formato": "fisso", "colonna-0-larghezza": "-1"}, "Scrivi quanti caratteri occupa"),
        ({"formato": "fisso", "colonna-0-larghezza": "1e3"}, "Scrivi quanti caratteri occupa"),
        ({"formato": "fisso", "colonna-0-larghezza": "9" * 30}, "Scrivi quanti caratteri occupa"),
        ({"voce_po": "x" * 21}, "ha 21 caratteri, il massimo è 20: togline 1."),
        ({"versione": "ieri"}, "numero intero"),
    ],
)
def test_cio_che_non_va_si_legge_accanto_e_non_si_perde_niente(personale: Client, cambia: dict[str, str], parole: str) -> None:
    risposta = personale.post(reverse(NUOVO), dati(**cambia))
    pagina = risposta.content.decode()
    assert risposta.status_code == 422
    assert parole in pagina
    assert 'value="MATR"' in pagina
    assert not Tracciato.objects.filter(nome="Stipendi").exists()


def test_un_file_senza_colonne_e_uno_con_troppe(personale: Client) -> None:
    assert "almeno una colonna" in personale.post(reverse(NUOVO), dati([])).content.decode()
    assert "Al massimo 60 colonne" in personale.post(reverse(NUOVO), dati(LARGHE * 31)).content.decode()


def test_cio_che_la_pagina_nasconde_non_conta(personale: Client) -> None:
    """A width where there is none, a tick to cut a matricola."""
    assert personale.post(reverse(NUOVO), dati(**{"colonna-0-larghezza": "abc", "colonna-0-taglia": "on"})).status_code == 302
    assert not Tracciato.objects.get(nome="Stipendi").mappa.colonne[0].taglia


@pytest.mark.parametrize(
    ("comando", "attesi"),
    [
        ("su:1", ["importo", "matricola"]), ("giu:0", ["importo", "matricola"]), ("togli:0", ["importo"]),
        ("aggiungi", ["matricola", "importo", "vuota"]), ("su:0", ["matricola", "importo"]), ("giu:1", ["matricola", "importo"]),
        ("togli:99", ["matricola", "importo"]), ("su:-1", ["matricola", "importo"]), ("vola:0", ["matricola", "importo"]),
    ],
)  # fmt: skip
def test_le_colonne_si_muovono_senza_script_e_senza_salvare(personale: Client, comando: str, attesi: list[str]) -> None:
    pagina = personale.post(reverse(NUOVO), dati(comando=comando))
    assert pagina.status_code == 200
    assert [x["campo"].value() for x in pagina.context["colonne"]] == attesi
    assert "Non ancora salvato" in pagina.content.decode()
    assert not Tracciato.objects.filter(nome="Stipendi").exists()


# --- two at once ----------------------------------------------------------------------------------------------------------------


def test_due_che_scrivono_insieme_si_vedono(c: SimpleNamespace, personale: Client) -> None:
    indirizzo = c.csv.get_absolute_url()
    assert personale.post(indirizzo, dati(nome="Prima", versione="1")).status_code == 302
    risposta = personale.post(indirizzo, dati(LARGHE[:1], nome="Seconda", versione="1"))
    pagina = risposta.content.decode()
    assert risposta.status_code == 409
    assert "Com’è salvato ora" in pagina
    assert 'value="Seconda"' in pagina
    assert Tracciato.objects.get(pk=c.csv.pk).nome == "Prima"
    assert personale.post(indirizzo, dati(LARGHE[:1], nome="Seconda", versione="2")).status_code == 302
    assert campi(Tracciato.objects.get(pk=c.csv.pk)) == ["matricola"]


def test_salvare_due_volte_la_stessa_cosa_non_scrive_niente(c: SimpleNamespace, personale: Client) -> None:
    for _ in range(2):
        personale.post(c.csv.get_absolute_url(), dati(versione="1"))
    assert Tracciato.objects.get(pk=c.csv.pk).versione == 2
    (evento,) = Evento.objects.filter(azione="tracciato.salva", oggetto_id=c.csv.pk)
    assert evento.contenuto["cambi"]["nome"] == ["CSV per le paghe", "Stipendi"]


# --- the preview ----------------------------------------------------------------------------------------------------------------


def test_l_anteprima_dice_in_parole_che_cosa_correggere(personale: Client) -> None:
    indirizzo = reverse("premi:tracciati_anteprima")
    assert "aspetta la prima" in personale.post(indirizzo, dati(nome="")).content.decode()
    pagina = personale.post(indirizzo, dati(formato="fisso", **{"colonna-1-larghezza": ""})).content.decode()
    assert "Colonna 2, larghezza: Scrivi quanti caratteri occupa" in pagina
    assert not Tracciato.objects.filter(nome="Stipendi").exists()


# --- taking away ----------------------------------------------------------------------------------------------------------------


def _usato(c: SimpleNamespace) -> None:
    corsa = Corsa.objects.create(esercizio=c.esercizio, istituto="risultato", numero=1, chiesta_da=c.personale, chiesta_il=QUANDO)
    Esportazione.objects.create(
        corsa=corsa, tracciato=c.csv, nome_tracciato=c.csv.nome, mappa=c.csv.mappa.in_dati(), stato="approvata", nome_file="x.csv",
        impronta_file="0" * 64, persone=1, righe=1, totale=1, scaricata_da=c.personale, scaricata_il=QUANDO,
    )  # fmt: skip


def test_uno_mai_usato_si_elimina_e_uno_usato_si_archivia(c: SimpleNamespace, personale: Client) -> None:
    _usato(c)
    for tracciato, parole in ((c.csv, "viene archiviato"), (c.prospetto, "viene eliminato")):
        indirizzo = reverse("premi:tracciato_togli", args=[tracciato.pk])
        assert parole in personale.get(indirizzo).content.decode()
        assert personale.post(indirizzo, {"versione": "1"}).url == reverse("premi:tracciati")
    (rimasto,) = Tracciato.objects.all()
    assert rimasto.archiviato_il is not None
    assert sorted(Evento.objects.filter(azione__startswith="tracciato.").values_list("azione", flat=True))[:1] == ["tracciato.archivia"]
    letta = personale.get(rimasto.get_absolute_url()).content.decode()
    assert "Archiviato" in letta
    assert "Salva il tracciato" not in letta
    assert personale.post(rimasto.get_absolute_url(), dati(versione="2")).status_code == 302
    assert personale.get(reverse("premi:tracciato_togli", args=[rimasto.pk])).status_code == 302
    assert Tracciato.objects.get().nome == "CSV per le paghe"
    assert personale.post(reverse("premi:tracciati_predefiniti")).status_code == 302
    assert Tracciato.objects.filter(archiviato_il=None).count() == 2, "il nome di un archiviato torna libero"


def test_chi_ha_letto_una_versione_vecchia_non_toglie_niente(c: SimpleNamespace) -> None:
    atto = {"tracciato": c.csv, "utente": c.personale, "quando": QUANDO}
    with pytest.raises(ConflittoDiVersione):
        togli_tracciato(versione=7, **atto)
    _usato(c)
    assert togli_tracciato(versione=1, **atto)
    with pytest.raises(OperazioneNonAmmessa, match="già archiviato"):
        togli_tracciato(versione=2, **atto)
    with pytest.raises(OperazioneNonAmmessa, match="non cambia più"):
        salva_tracciato(nome="Altro", mappa=c.prospetto.mappa, versione=2, **atto)


def test_i_tracciati_pronti_si_creano_una_volta(c: SimpleNamespace) -> None:
    assert crea_predefiniti(utente=c.personale, quando=QUANDO) == []
    assert Tracciato.objects.count() == 2


@pytest.mark.parametrize("chi", ["segretario", "ncvp", "dirigente1", "dipendente1", "admin"])
def test_li_scrive_solo_l_ufficio_del_personale(c: SimpleNamespace, chi: str) -> None:
    utente = getattr(c, chi)
    for gesto in (
        lambda: salva_tracciato(tracciato=None, nome="Mio", mappa=c.csv.mappa, versione=0, utente=utente, quando=QUANDO),
        lambda: togli_tracciato(tracciato=c.csv, versione=1, utente=utente, quando=QUANDO),
        lambda: crea_predefiniti(utente=utente, quando=QUANDO),
    ):
        with pytest.raises(PermissionDenied):
            gesto()
    assert Tracciato.objects.count() == 2


def test_la_base_dati_rifiuta_da_se(c: SimpleNamespace) -> None:
    for cambi in ({"nome": "prospetto COMPLETO"}, {"nome": ""}, {"formato": "exe"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tracciato.objects.filter(pk=c.csv.pk).update(**cambi)
    with pytest.raises(DatiNonValidi, match="80 caratteri"):
        salva_tracciato(tracciato=None, nome="x" * 81, mappa=c.csv.mappa, versione=0, utente=c.personale, quando=QUANDO)
