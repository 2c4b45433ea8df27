"""Art. 21: what ``simula`` gives on the facts of the demo is what one reads in its Relazione, in print."""

import json
import re
import subprocess
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import call_command

from premi.simulazione import simula
from smvp.documenti import archivio, pdf
from smvp.documenti.contenuto import canonico
from smvp.documenti.operazioni import disegna
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import euro, numero
from smvp.organizzazione.models import Utente
from smvp.performance.calcolo.edizioni import Edizione
from smvp.performance.documenti.edizioni import contenuto
from smvp.performance.documenti.tipi import LIMITI_EDIZIONE
from smvp.performance.letture.componi import componi_relazione
from smvp.performance.models import Relazione
from smvp.performance.operazioni.generazione import chiedi_edizioni, genera
from tests.valutazioni.schede import QUANDO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caricato")]
D = Decimal
Cifre = Callable[[int], dict[str, Any]]
EFFICIENZA = ("risparmi", "quota", "massimo_al_personale", "al_fondo")


def del_lavoratore(edizione: str) -> bytes:
    """The edition of 2025, asked for, made and drawn as the worker does."""
    relazione = Relazione.objects.get(esercizio__anno=2025)
    chieste = chiedi_edizioni(scritto=relazione, utente=Utente.objects.get(username="segretario"), quando=QUANDO)
    generazione = next(g for g in chieste if g.edizione == edizione)
    assert genera(generazione.pk, quando=QUANDO)
    generazione.refresh_from_db()
    assert generazione.documento, generazione.errore
    disegna(generazione.documento.pk, quando=QUANDO)
    generazione.documento.refresh_from_db()
    file = archivio.apri(generazione.documento.file.name)
    assert file, generazione.documento.errore
    with file:
        return file.read()


def di_oggi(anno: int, edizione: Edizione) -> bytes:
    """An edition of the data of today: the one that was approved has those of its day."""
    relazione = Relazione.objects.get(esercizio__anno=anno)
    sezioni = componi_relazione(relazione.esercizio, edizione, giorno=QUANDO.date(), testi=relazione.scritti())
    dati = json.loads(canonico(contenuto(relazione, edizione, sezioni, giorno=QUANDO.date()), LIMITI_EDIZIONE))
    return pdf.disegna_pdf("documenti/relazione.html", dati, titolo=str(relazione), impronta="ab" * 32, emesso_il=QUANDO)


def letto(stampato: bytes) -> str:
    uscita = subprocess.run(["pdftotext", "-layout", "-", "-"], input=stampato, capture_output=True, check=True)
    return re.sub(r"\s+", " ", uscita.stdout.decode().replace("\N{NO-BREAK SPACE}", " "))


@pytest.fixture
def cifre_di(capsys: pytest.CaptureFixture[str]) -> Cifre:
    """What ``simula`` gives on the facts of a year, each appointment with its role."""

    def calcola(anno: int) -> dict[str, Any]:
        call_command("esporta_fatti", str(anno))
        fatti = capsys.readouterr().out
        risultati: dict[str, Any] = json.loads(simula(fatti))
        for incarico, fatto in zip(risultati["incarichi"], json.loads(fatti)["incarichi"], strict=True):
            assert (incarico["matricola"], incarico["direzione"]) == (fatto["matricola"], fatto["direzione"])
            incarico["ruolo"] = fatto["ruolo"]
        return risultati

    return calcola


def in_euro(importo: Any) -> str:
    return euro(D(str(importo))).replace("\N{NO-BREAK SPACE}", " ")


def test_il_2024_stampato_dice_le_cifre_di_simula(cifre_di: Cifre) -> None:
    """A year that is over: what was paid to whom, how one was evaluated, the fund of each Direzione, the savings."""
    atteso, testo = cifre_di(2024), letto(di_oggi(2024, Edizione.COMPLETA))
    pagati = {ruolo: sum(D(i["importo"]) for i in atteso["incarichi"] if i["ruolo"] == ruolo) for ruolo in ("dirigente", "po")}
    totali = [D(d["totale"]) for d in atteso["dipendenti"]]
    cifre = {
        **{f"distribuito, {ruolo}": in_euro(somma) for ruolo, somma in pagati.items()},
        "media del personale": numero(mezzo_su(Fraction(sum(totali)) / len(totali))),
        **{f"fondo di {d['direzione']}": in_euro(d["fondo"]) for d in atteso["direzioni"]},
        **{f"efficienza, {voce}": in_euro(atteso["efficienza"][voce]) for voce in EFFICIENZA},
    }
    assert {nome: cifra for nome, cifra in cifre.items() if cifra not in testo} == {}


@pytest.mark.parametrize("edizione", Edizione)
def test_il_2025_stampato_dice_le_cifre_di_simula(edizione: Edizione, cifre_di: Cifre, settings: Any, tmp_path: Any) -> None:
    """A year that is still being evaluated: what was set aside and what was saved."""
    settings.MEDIA_ROOT = str(tmp_path)
    atteso, testo = cifre_di(2025), letto(del_lavoratore(edizione))
    cifre = {voce: in_euro(atteso["efficienza"][voce]) for voce in EFFICIENZA}
    assert {voce: cifra for voce, cifra in cifre.items() if cifra not in testo} == {}
    assert f"Edizione {edizione}" in testo
