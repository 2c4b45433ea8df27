"""Artt. 32, 37, 38: what the OO.SS. are told, and the revision of the regulation from the proposal to the exercise in which it holds."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smvp.documenti.models import Pubblicazione
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.models import Evento
from smvp.regolamento import lettore
from smvp.sistema.calcolo.differenze import differenze, riga_della_chiave
from smvp.sistema.letture.versione import BYTE_MASSIMI, esame_di, esamina, file_intero
from smvp.sistema.models import Che, Informativa, Revisione
from smvp.sistema.operazioni.informazioni import esporta_registro, informa, registra_riscontro, salva_organizzazione
from smvp.sistema.operazioni.revisioni import assegna_versione, scrivi_bozza
from smvp.sistema.permessi import revisioni_visibili_a
from tests.personaggi import crea_comune
from tests.sistema.scene import (
    BASE,
    GIORNO,
    QUANDO,
    TOML,
    alla_giunta,
    bozza,
    deliberata,
    esprimi,
    fresca,
    informata,
    informazione,
    organizzazione,
    passo,
    proposta,
    proposta_inviata,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


@pytest.fixture
def c() -> SimpleNamespace:
    return crea_comune()


def entra(utente: Utente) -> Client:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente


# --- art. 32 ------------------------------------------------------------------------------------------------------------------------------


def test_art_32_cio_che_e_stato_comunicato_resta_e_si_corregge_con_una_riga_nuova(c: SimpleNamespace) -> None:
    prima = informata(c)
    for cambia in ({"oggetto": "altro"}, {"giorno": date(2026, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Informativa.objects.filter(pk=prima.pk).update(**cambia)
    giusta = informa(
        informazione=informazione(c, oggetto="Piano 2025"), corregge=prima, motivo="L’oggetto era di un altro anno.", utente=c.personale,
        quando=QUANDO,
    )  # fmt: skip
    assert (giusta.numero, prima.corretta_da) == (2, giusta)
    with pytest.raises(OperazioneNonAmmessa, match="già stata corretta"):
        informa(informazione=informazione(c), corregge=prima, motivo="L’oggetto era di un altro anno.", utente=c.segretario, quando=QUANDO)
    assert Evento.objects.filter(azione="informativa.corregge").count() == 1


def test_art_32_il_riscontro_e_di_chi_era_stato_informato(c: SimpleNamespace) -> None:
    sua, altra = organizzazione(c), organizzazione(c, "UIL Esempio")
    riga = informa(informazione=informazione(c, sua), utente=c.segretario, quando=QUANDO)
    dati = {"informativa": riga, "giorno": GIORNO, "testo": "Presa d’atto.", "utente": c.personale, "quando": QUANDO}
    riscontro = registra_riscontro(organizzazione=sua, **dati)
    corretto = registra_riscontro(organizzazione=sua, corregge=riscontro, **dati | {"testo": "Chiede un incontro."})
    assert riscontro.corretto_da == corretto
    with pytest.raises(OperazioneNonAmmessa):
        registra_riscontro(organizzazione=sua, corregge=riscontro, **dati)
    with pytest.raises(DatiNonValidi, match="non era fra le destinatarie"):
        registra_riscontro(organizzazione=altra, **dati)


def _correzione_senza_motivo(c: SimpleNamespace) -> None:
    informa(informazione=informazione(c), corregge=informata(c), motivo="no", utente=c.segretario, quando=QUANDO)


@pytest.mark.parametrize(("che", "errore"), [
    (lambda c: informata(c, utente=c.ncvp), PermissionDenied),
    (lambda c: informata(c, utente=c.dipendente1), PermissionDenied),
    (lambda c: informata(c, giorno=date(2026, 4, 11)), DatiNonValidi),
    (lambda c: informata(c, oggetto=" "), DatiNonValidi),
    (lambda c: informata(c, testo=""), DatiNonValidi),
    (lambda c: informata(c, organizzazioni=[]), DatiNonValidi),
    (lambda c: informata(c, che=Che.PIANO, revisione=proposta_inviata(c)), DatiNonValidi),
    (_correzione_senza_motivo, DatiNonValidi),
    (lambda c: [organizzazione(c), organizzazione(c, "fp  esempio")], DatiNonValidi),
    (lambda c: esporta_registro(scelte={}, utente=c.dirigente1, quando=QUANDO), PermissionDenied),
])  # fmt: skip
def test_art_32_che_cosa_si_rifiuta(c: SimpleNamespace, che: Callable[[SimpleNamespace], object], errore: type[Exception]) -> None:
    with pytest.raises(errore):
        che(c)


@pytest.mark.parametrize("chiave", ["99999999999999999999", "-1", "x", "\x00"])
def test_art_32_un_destinatario_che_non_puo_esserci_e_un_errore_del_modulo(c: SimpleNamespace, chiave: str) -> None:
    risposta = entra(c.segretario).post(reverse("sistema:nuova_informativa"), {"organizzazioni": [chiave]})
    assert risposta.status_code == 422


def test_il_menu_degli_esercizi_sta_anche_nel_quadro_del_sistema(c: SimpleNamespace) -> None:
    pagina = entra(c.segretario).get(reverse("sistema:quadro")).content.decode()
    assert "Regolamento(" not in pagina and f"<code>{BASE}</code>" in pagina


def test_art_32_dal_sito_e_sempre_con_le_stesse_interrogazioni(c: SimpleNamespace) -> None:
    o = organizzazione(c, "<b>FP</b>")
    cliente, url = entra(c.personale), reverse("sistema:registro")
    dati = {
        "che": "piano",
        "oggetto": "<script>x</script>",
        "organizzazioni": [o.pk],
        "giorno": "2026-04-10",
        "come": "pec",
        "testo": "Ecco.",
    }
    pagina = cliente.post(reverse("sistema:nuova_informativa"), dati, follow=True).content.decode()
    assert "&lt;script&gt;x" in pagina and "<script>x" not in pagina and "&lt;b&gt;FP" in pagina
    assert cliente.post(reverse("sistema:nuova_informativa"), dati | {"oggetto": "a" * 100_000}).status_code == 422

    def quante() -> int:
        with CaptureQueriesContext(connection) as query:
            assert cliente.get(url).status_code == 200
        return len(query)

    quante()
    prima = quante()
    for _ in range(3):
        informata(c)
    assert quante() == prima
    for sporco in ({"che": "' OR 1=1"}, {"anno": "²²²²"}, {"pagina": "x"}):
        assert cliente.get(url, sporco).status_code == 200
    assert cliente.post(reverse("sistema:esporta")).content[:2] == b"PK"
    riga = Informativa.objects.first()
    assert cliente.get(reverse("sistema:correggi", args=[riga.pk])).status_code == 200
    assert cliente.get(reverse("sistema:riscontro", args=[riga.pk]) + "?corregge=99").status_code == 404


def test_un_organizzazione_che_cambia_recapito_non_cambia_il_passato(c: SimpleNamespace) -> None:
    o = organizzazione(c)
    riga = informa(informazione=informazione(c, o), utente=c.segretario, quando=QUANDO)
    salva_organizzazione(organizzazione=o, denominazione="FP", recapito="x@y.it", attiva=False, utente=c.segretario, quando=QUANDO)
    assert riga.destinatarie.get().recapito == "fp@example.org"


# --- art. 37: the version as data ---------------------------------------------------------------------------------------------------


def test_art_37_le_differenze_si_leggono_articolo_per_articolo() -> None:
    esame = esamina(TOML, "prova.toml", BASE)
    assert esame.buono and esame.codice == "prova-2027"
    righe = {d.chiave: (d.articolo, d.prima, d.dopo) for d in esame.differenze}
    assert righe == {"accesso.costo_pagina": ("35", "0,25", "0,3"), "codice": ("", BASE, "prova-2027")}


@pytest.mark.parametrize(("testo", "riga", "parola"), [
    ('estende = "domodossola-2020"\ncodice = "x"\nvalore = = 3\n', 3, "TOML"),
    (TOML.replace("0.30", '"tanto"'), 5, "numero"),
    (TOML.replace('codice = "prova-2027"', 'codice = "domodossola-2020"'), 2, "versione installata"),
    (TOML + '\n[inventata]\na = 1\n', 9, ""),
    ('estende = "non-c-e"\n', 1, "non c’è"),
    ("a." * 100_000 + "b = 1\n", None, "più di 12 parti"),  # the parser alone would take minutes
    ("x = {" + "'a' . " * 30_000 + "b = 1}\n", None, "più di 12 parti"),
    ("a" * 250_000, None, ""),
    ("a ." + " " * 250_000, None, ""),
    ('estende = "domodossola-2020"\ncodice = "../x"\n', 2, "lettere minuscole"),
    ("[" * 5000, None, ""),
])  # fmt: skip
def test_art_37_gli_errori_del_file_si_dicono_riga_per_riga(testo: str, riga: int | None, parola: str) -> None:
    esame = esamina(testo, "prova.toml", BASE)
    assert not esame.buono
    assert parola in str(esame.errori[0])
    if riga:
        assert esame.errori[0].riga == riga


def test_le_righe_di_un_elenco_si_contano_e_le_tavole_si_confrontano() -> None:
    testo = "[[fasce]]\nda = 1\n[[fasce]]\nda = 2\n"
    assert (riga_della_chiave(testo, "fasce[1].da"), riga_della_chiave(testo, "fasce[1].x"), riga_della_chiave(testo, "z")) == (4, 3, None)
    prima = {"f": [{"codice": "a", "valore": 1, "articolo": "20"}, {"codice": "b", "valore": 2, "articolo": "B"}]}
    dopo = {"f": [{"codice": "b", "valore": 3, "articolo": "B"}, {"codice": "a", "valore": 1, "articolo": "20"}]}
    assert [(d.articolo, d.chiave, d.prima, d.dopo) for d in differenze(prima, dopo)] == [("B", "f[b]", "2", "3")]


def test_il_file_intero_e_la_stessa_versione(c: SimpleNamespace) -> None:
    riga = bozza(c, TOML)
    intero = file_intero(riga)
    assert "estende" not in tomllib.loads(intero)
    di_nuovo = esamina(intero, "sistema.toml", BASE)
    assert [d.chiave for d in di_nuovo.differenze] == [d.chiave for d in esame_di(riga).differenze]  # type: ignore[union-attr]


# --- artt. 37–38: the way of a revision ---------------------------------------------------------------------------------------------


@pytest.fixture
def installa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """A folder of versions of its own, with that of the house in it, into which the test puts another."""
    (tmp_path / BASE).symlink_to(lettore.CARTELLA / BASE)
    monkeypatch.setattr(lettore, "CARTELLA", tmp_path)

    def metti(codice: str, testo: str) -> None:
        (tmp_path / codice).mkdir()
        (tmp_path / codice / "sistema.toml").write_text(testo, encoding="utf-8")

    return metti


def test_artt_37_38_dalla_proposta_all_esercizio(c: SimpleNamespace, installa: Callable[[str, str], None]) -> None:
    riga = deliberata(c, alla_giunta(c, TOML), file=True)
    assert (riga.stato, riga.esecutiva, str(riga.atto)) == ("approvata", True, "Deliberazione della Giunta comunale n. 91 del 09/04/2026")
    assert Pubblicazione.objects.get(voce="sistema").atto == riga.atto
    futuro = Esercizio.objects.create(anno=2027, regolamento=BASE)

    def assegna(codice: str = "prova-2027", esercizio: Esercizio = futuro) -> Revisione:
        ora = fresca(riga)
        return assegna_versione(
            revisione=ora, esercizio=esercizio, codice=codice, utente=c.segretario, quando=QUANDO, versione=ora.versione
        )

    with pytest.raises(DatiNonValidi, match="non è installata"):
        assegna()
    with pytest.raises(DatiNonValidi, match="ha approvato la versione «prova-2027»"):
        assegna(BASE)
    installa("prova-2027", file_intero(riga).replace("0.3", "0.4"))
    with pytest.raises(DatiNonValidi, match="così com’è stata proposta"):
        assegna()
    (lettore.CARTELLA / "prova-2027" / "sistema.toml").write_text(file_intero(riga), encoding="utf-8")
    with pytest.raises(DatiNonValidi, match="già cominciato"):
        assegna(esercizio=c.esercizio)
    assert assegna().stato == "in_vigore"
    futuro.refresh_from_db()
    assert futuro.regolamento == "prova-2027"
    assert Evento.objects.filter(azione="esercizio.versione").count() == 1
    with pytest.raises(OperazioneNonAmmessa):
        assegna()
    lettore.carica.cache_clear()


def _senza_informativa(c: SimpleNamespace) -> None:
    riga = proposta_inviata(c)
    esprimi(c, riga, "segretario")
    esprimi(c, riga, "sindaco")
    passo(riga, "manda_alla_giunta", c.segretario)


def _due_pareri(c: SimpleNamespace) -> None:
    riga = proposta_inviata(c)
    esprimi(c, riga, "sindaco")
    esprimi(c, riga, "sindaco")


@pytest.mark.parametrize(("che", "errore"), [
    (lambda c: scrivi_bozza(proposta=proposta(), utente=c.segretario, quando=QUANDO), PermissionDenied),
    (lambda c: bozza(c, articoli=["99"]), DatiNonValidi),
    (lambda c: bozza(c, base="../../etc"), DatiNonValidi),
    (lambda c: bozza(c, TOML, file=__import__("smvp.documenti.allegati", fromlist=["File"]).File("x.exe", b"MZ")), DatiNonValidi),
    (lambda c: bozza(c, "# " + "a" * BYTE_MASSIMI), DatiNonValidi),
    (lambda c: passo(bozza(c, "a = = 1"), "proponi", c.ncvp), DatiNonValidi),
    (lambda c: passo(bozza(c, motivo="x"), "proponi", c.ncvp), DatiNonValidi),
    (lambda c: passo(bozza(c), "proponi", c.segretario), PermissionDenied),
    (lambda c: scrivi_bozza(proposta=proposta(), revisione=proposta_inviata(c), utente=c.ncvp, quando=QUANDO), OperazioneNonAmmessa),
    (lambda c: scrivi_bozza(proposta=proposta(), revisione=bozza(c), versione=9, utente=c.ncvp, quando=QUANDO), ConflittoDiVersione),
    (lambda c: esprimi(c, proposta_inviata(c), "sindaco", utente=c.segretario), PermissionDenied),
    (lambda c: esprimi(c, proposta_inviata(c), "sindaco", utente=c.ncvp), PermissionDenied),
    (lambda c: esprimi(c, proposta_inviata(c), "sindaco", "contrario", "no"), DatiNonValidi),
    (lambda c: esprimi(c, bozza(c), "sindaco"), OperazioneNonAmmessa),
    (_due_pareri, OperazioneNonAmmessa),
    (lambda c: passo(proposta_inviata(c), "manda_alla_giunta", c.segretario), DatiNonValidi),
    (_senza_informativa, DatiNonValidi),
    (lambda c: deliberata(c, proposta_inviata(c)), OperazioneNonAmmessa),
    (lambda c: deliberata(c, alla_giunta(c), esecutiva=False), DatiNonValidi),
    (lambda c: deliberata(c, alla_giunta(c), data=date(2026, 4, 11)), DatiNonValidi),
    (lambda c: deliberata(c, alla_giunta(c), utente=c.ncvp), PermissionDenied),
    (lambda c: passo(alla_giunta(c), "respingi", c.segretario, motivo="no"), DatiNonValidi),
    (lambda c: passo(deliberata(c, alla_giunta(c)), "ritira", c.ncvp, motivo="Non serve più a nessuno."), OperazioneNonAmmessa),
])  # fmt: skip
def test_artt_37_38_che_cosa_si_rifiuta(c: SimpleNamespace, che: Callable[[SimpleNamespace], object], errore: type[Exception]) -> None:
    with pytest.raises(errore):
        che(c)


def test_art_38_la_giunta_la_puo_respingere(c: SimpleNamespace) -> None:
    riga = passo(alla_giunta(c), "respingi", c.segretario, motivo="La Giunta l’ha rinviata al prossimo mandato.")
    assert riga.stato == "respinta"
    assert c.esercizio.regolamento == BASE


def test_una_bozza_e_del_ncvp_e_proposta_non_cambia_piu(c: SimpleNamespace) -> None:
    riga = bozza(c)
    visti = {u: revisioni_visibili_a(getattr(c, u)).exists() for u in ("ncvp", "segretario", "sindaco", "dipendente1")}
    assert visti == {"ncvp": True, "segretario": False, "sindaco": False, "dipendente1": False}
    assert entra(c.segretario).get(riga.get_absolute_url()).status_code == 404
    passo(riga, "proponi", c.ncvp)
    with pytest.raises(DatabaseError), transaction.atomic():
        Revisione.objects.filter(pk=riga.pk).update(testo="Un altro.")
    assert "Dai il parere" in entra(c.sindaco).get("/").content.decode()


def test_dal_sito_la_bozza_dice_gli_errori_del_file(c: SimpleNamespace) -> None:
    cliente = entra(c.ncvp)
    dati = {"titolo": "<script>x</script>", "ragione": "legge", "motivo": "Lo chiede la legge di bilancio.", "articoli": "35, b",
            "testo": "Il costo di una pagina cambia.", "base": BASE}  # fmt: skip
    file = SimpleUploadedFile("v.toml", TOML.replace("0.30", '"tanto"').encode())
    pagina = cliente.post(reverse("sistema:nuova_revisione"), dati | {"file": file}, follow=True).content.decode()
    assert "riga 5" in pagina and "<script>x" not in pagina
    riga = Revisione.objects.get()
    assert riga.articoli == ["35", "B"]
    url = reverse("sistema:modifica", args=[riga.pk])
    buono = SimpleUploadedFile("v.toml", TOML.encode())
    pagina = cliente.post(url, dati | {"versione": 1, "file": buono}, follow=True).content.decode()
    assert "accesso.costo_pagina" in pagina and "smvp/regolamento/prova-2027/" in pagina
    assert cliente.post(url, dati | {"versione": 1}).status_code == 409
    assert cliente.get(reverse("sistema:file", args=[riga.pk])).content.startswith(b"#")
    proposta_ = cliente.post(reverse("sistema:passaggio", args=[riga.pk, "proponi"]), {"versione": fresca(riga).versione})
    assert (proposta_.status_code, fresca(riga).stato) == (302, "proposta")
    segretario = entra(c.segretario)
    assert segretario.post(reverse("sistema:parere", args=[riga.pk]), {"esito": "contrario", "testo": ""}).status_code == 422
    assert segretario.post(reverse("sistema:parere", args=[riga.pk]), {"esito": "favorevole", "testo": ""}).status_code == 302
    assert segretario.get(reverse("sistema:parere", args=[riga.pk])).status_code == 302, "già dato"
