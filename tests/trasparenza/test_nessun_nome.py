"""Reading A40: nobody's name, score or amount stands on a public page or file: all of them are opened, as anybody can.

``cerca_persone`` takes any scene: who is in it, what must not be found, where one begins to look.
"""

import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from urllib.request import urlopen

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from smvp.demo.lettura import leggi
from smvp.documenti.operazioni import disegna, emetti_tutti
from smvp.documenti.pubblicazioni import pubblica
from smvp.nucleo.formati import euro, numero
from smvp.organizzazione.models import Incarico, Persona
from smvp.performance.calcolo.edizioni import Edizione
from smvp.performance.documenti.edizioni import PUBBLICA, contenuto, richiesta
from smvp.performance.letture.componi import componi_relazione
from smvp.performance.models import Relazione
from tests.valutazioni.personale import con_schede_personale
from tests.valutazioni.schede import QUANDO, con_schede, firmata, firmata_po
from valutazioni.models import Scheda, SchedaPersonale

pytestmark = pytest.mark.django_db
OGGI = QUANDO.date()
TESTO = "<p>Nel 2025 gli uffici hanno lavorato a tutti gli obiettivi.</p>"


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    """Two sheets are signed; the Relazione of the year is published, out of the data."""
    c = con_schede_personale(con_schede(comune))
    firmata(c)
    firmata_po(c)
    c.relazione = pubblica_relazione(c)
    return c


def pubblica_relazione(c: SimpleNamespace) -> Relazione:
    relazione = Relazione.objects.create(esercizio=c.esercizio, aperto_da=c.segretario, aperto_il=QUANDO)
    testi = {t.codice: TESTO for s in relazione.schema for t in s.testi}
    sezioni = componi_relazione(c.esercizio, Edizione.PUBBLICA, giorno=OGGI, testi=testi)
    dati = contenuto(relazione, Edizione.PUBBLICA, sezioni, giorno=OGGI)
    (documento,) = emetti_tutti([richiesta(relazione, Edizione.PUBBLICA, dati)], tipo=PUBBLICA, utente=c.segretario, quando=QUANDO)
    disegna(documento.pk, quando=QUANDO)
    documento.refresh_from_db()
    assert documento.pronto, documento.errore
    pubblica(documento, voce="relazione", titolo="Relazione 2025", utente=c.segretario, quando=QUANDO, anno=2025)
    return relazione


# --- all that anybody can open ------------------------------------------------------------------------------------------------------


Prendi = Callable[[str], tuple[str, bytes]]
"""An address → its content type and its bytes; whatever is not a 200 fails."""


def dal_cliente(cliente: Client) -> Prendi:
    def prendi(indirizzo: str) -> tuple[str, bytes]:
        risposta = cliente.get(indirizzo)
        assert risposta.status_code == 200, indirizzo
        return risposta["Content-Type"], risposta.content

    return prendi


def dal_sito(sito: str) -> Prendi:
    def prendi(indirizzo: str) -> tuple[str, bytes]:
        with urlopen(f"{sito}{indirizzo}") as risposta:  # noqa: S310 - our own
            assert risposta.headers["Set-Cookie"] is None, indirizzo
            return risposta.headers["Content-Type"], risposta.read()

    return prendi


def tutto_cio_che_e_pubblico(prendi: Prendi) -> dict[str, str]:
    """Every page and file that the links of the section lead to: address → its text."""
    da_vedere, letti = [reverse("trasparenza:indice")], {}
    while da_vedere:
        indirizzo = da_vedere.pop()
        if indirizzo in letti or indirizzo.startswith(("/static/", reverse("accedi"))):
            continue
        tipo, octets = prendi(indirizzo)
        letti[indirizzo] = "\n".join(_testi(tipo.split(";")[0], octets))
        if tipo.startswith("text/html"):
            da_vedere += [x.split("#")[0] for x in re.findall(r'href="(/[^"]*)"', octets.decode())]
    return letti


def _testi(tipo: str, octets: bytes) -> Iterator[str]:
    if tipo == "application/pdf":
        yield subprocess.run(["pdftotext", "-layout", "-", "-"], input=octets, capture_output=True, check=True).stdout.decode()
        yield subprocess.run(["pdfinfo", "-"], input=octets, capture_output=True, check=True).stdout.decode()
    elif "spreadsheet" in tipo:
        libro = openpyxl.load_workbook(io.BytesIO(octets))
        yield from (str(v) for foglio in libro for riga in foglio.iter_rows(values_only=True) for v in riga if v is not None)
        yield str(libro.properties)
    elif tipo == "application/json":
        yield json.dumps(json.loads(octets), ensure_ascii=False)
    else:
        yield octets.decode()


def cerca_persone(letti: dict[str, str], vietati: dict[str, str]) -> list[str]:
    """Where something that must not be there is: "what, address"."""
    forme = {che: re.compile(rf"(?<![\w.,]){re.escape(testo)}(?![\w]|[.,]\d)", re.IGNORECASE) for che, testo in vietati.items()}
    return [f"{che}: {indirizzo}" for indirizzo, testo in letti.items() for che, forma in forme.items() if forma.search(_piano(testo))]


def _piano(testo: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", testo)


def nomi() -> dict[str, str]:
    """Name and surname, in either order, of everybody."""
    persone = Persona.objects.values_list("nome", "cognome")
    return {x: x for nome, cognome in persone for x in (f"{nome} {cognome}", f"{cognome} {nome}")}


def cifre() -> dict[str, str]:
    """The score of each sheet and the result pay of each appointment, as pages print them and as files write them."""
    punteggi = {s.p_finale for s in Scheda.objects.exclude(p_finale=None)} | {
        s.totale for s in SchedaPersonale.objects.exclude(totale=None)
    }
    importi = {i.retribuzione_risultato for i in Incarico.objects.exclude(retribuzione_risultato=None)}
    testi = {f"{numero(p)} su 300" for p in punteggi} | {numero(p) for p in punteggi if p % 1} | {euro(i) for i in importi if i}
    return {t: t for t in testi | {format(i, ".2f").replace(".", ",") for i in importi if i}}


def test_a40_nessun_nome_punteggio_o_importo_di_una_persona_e_pubblico(c: SimpleNamespace, client: Client) -> None:
    letti = tutto_cio_che_e_pubblico(dal_cliente(client))
    tipi = {a.rpartition(".")[2] for a in letti if "/dati/" in a}
    assert {"csv", "xlsx", "json"} <= tipi
    assert any("/documenti/" in a for a in letti)
    assert len(nomi()) >= 28
    assert len(cifre()) > 4
    assert cerca_persone(letti, nomi() | cifre()) == []
    in_tutti = {x.partition(": ")[2] for x in cerca_persone(letti, {"il titolo": "Relazione sulla performance 2025"})}
    assert {a.rpartition(".")[2] for a in in_tutti} >= {"json"}, "la rete trova ciò che c’è"
    assert "/trasparenza/documenti/2025/relazione/" in in_tutti
    for indirizzo, testo in letti.items():
        portano = set(re.findall(r'href="(/[a-z-]+/)', testo)) - {"/static/"}
        assert portano <= {"/trasparenza/", "/regolamento/", "/accessibilita/", reverse("accedi")}, indirizzo


def test_la_ricerca_trova_cio_che_cerca(comune: SimpleNamespace) -> None:
    assert cerca_persone({"/x": "di  Andrea\nBertolini."}, nomi()) == ["Andrea Bertolini: /x"]
    assert cerca_persone({"/x": "€ 12.000,00 e 240,55"}, {"a": "12.000,00", "b": "240,55", "c": "40,55"}) == ["a: /x", "b: /x"]


# --- the demo -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_a40_nemmeno_nella_demo(sito: str) -> None:
    """Of all its people but the NCVP, whose appointment, CV and fee art. 36 wants published."""
    gente = [i for i in leggi().individui if not any(c.ruolo == "ncvp" for c in i.cariche)]
    vietati = {x: x for i in gente for x in (f"{i.nome} {i.cognome}", f"{i.cognome} {i.nome}")}
    letti = tutto_cio_che_e_pubblico(dal_sito(sito))
    assert len(vietati) > 200
    assert "/trasparenza/documenti/2024/soddisfazione/" in letti
    assert cerca_persone(letti, vietati) == []
