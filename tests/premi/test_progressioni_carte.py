"""Art. 22 on paper: the ranking with its ties, act and hash; the sheet of one person's growth; who may have them."""

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from premi.models import Progressione
from premi.operazioni import carte_progressioni
from premi.operazioni.carte_progressioni import emetti_foglio_maturazione, emetti_graduatorie
from premi.operazioni.passaggi import approva_progressione
from premi.operazioni.progressioni import decidi_parita
from smvp.documenti import coda
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import disegna_payload
from smvp.documenti.permessi import puo_vedere_documento
from smvp.nucleo.errori import OperazioneNonAmmessa
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO

from .progressioni import APPROVA, MOTIVO, aperta, candidato, con_candidati, decisa, formata

_scritta, c = scena_del_modulo(con_candidati)
DECISO = "Prevale chi è nella posizione da più tempo."


@pytest.fixture(autouse=True)
def fermo(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A private archive, no broker."""
    settings.MEDIA_ROOT = tmp_path
    settings.OGGI = "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


def approvata(c: SimpleNamespace) -> Progressione:
    procedura = decisa(c, motivo=DECISO)
    return approva_progressione(procedura=procedura, atto=APPROVA, utente=c.segretario, quando=QUANDO, versione=procedura.versione)


def posto(c: SimpleNamespace, procedura: Progressione) -> int:
    return procedura.posti.get(direzione=c.d1).pk


def stampato(documento: Documento) -> str:
    esito = subprocess.run(["pdftotext", "-raw", "-", "-"], input=disegna_payload(documento), capture_output=True, check=True)
    return re.sub(r"\s+", " ", esito.stdout.decode()).replace("\N{SOFT HYPHEN}", "").replace("\N{ZERO WIDTH SPACE}", "")


def test_la_graduatoria_su_carta_dice_posti_punti_parita_esclusi_atto_e_impronta(c: SimpleNamespace) -> None:
    procedura = approvata(c)
    (documento,) = emetti_graduatorie(procedura=procedura, posto=posto(c, procedura), utente=c.segretario, quando=QUANDO)  # type: ignore[misc]
    testo = stampato(documento)
    for atteso in (
        "Finanze e Tributi, categoria C", "Determinazione dirigenziale n. 91 del 10/04/2026", "Alfa Ugo", "245,00", "2022: 250,00",
        "C3 dal 01/01/2025", "ottiene il posto", "posti finiti", DECISO, "Gamma Ugo: ottiene il posto", "Beta Ugo: non ottiene il posto",
        "Non ammissibili: 3", "2023: 180,00 punti; ne servono più di 180", "non ha ancora compiuto due anni interi",
        "non destinata alla pubblicazione",
    ):  # fmt: skip
        assert atteso in testo, atteso
    graduatoria = procedura.ultima_graduatoria()
    assert graduatoria is not None
    assert graduatoria.impronta in testo.replace(" ", "")
    assert emetti_graduatorie(procedura=procedura, posto=posto(c, procedura), utente=c.ncvp, quando=QUANDO) == [documento]


def test_prima_dell_atto_la_parita_e_detta_e_decisa_e_un_altro_documento(c: SimpleNamespace) -> None:
    procedura = formata(c)
    (prima,) = emetti_graduatorie(procedura=procedura, posto=posto(c, procedura), utente=c.dirigente1, quando=QUANDO)  # type: ignore[misc]
    testo = stampato(prima)
    assert ("parità da decidere" in testo, "Graduatoria da approvare" in testo, "C3 dal" in testo) == (True, True, False)
    decidi_parita(
        procedura=procedura, direzione=c.d1, categoria="C", scelti=[candidato(procedura, c.beta).pk], motivo=DECISO, utente=c.segretario,
        quando=QUANDO, versione=procedura.versione,
    )  # fmt: skip
    (dopo,) = emetti_graduatorie(procedura=procedura, posto=posto(c, procedura), utente=c.dirigente1, quando=QUANDO)  # type: ignore[misc]
    assert dopo != prima


def test_il_foglio_della_maturazione_ha_le_sei_condizioni_il_motivo_e_le_firme(c: SimpleNamespace) -> None:
    procedura = approvata(c)
    riga = candidato(procedura, c.alfa)
    documento = emetti_foglio_maturazione(candidato=riga, utente=c.dirigente1, quando=QUANDO)
    testo = stampato(documento)
    for k in procedura.esercizio.reg.progressioni.condizioni:
        assert k.titolo in testo, k.titolo
    ricorre = {titolo: detto for titolo, _, detto in documento.payload["condizioni"]}
    assert [t for t, detto in ricorre.items() if detto == "sì"] == ["Ampliamento dei processi", "Formazione interna"]
    valutatore = str(c.dirigente1.persona)
    for atteso in ("rilevante, 30 punti su 40", MOTIVO, "Alfa Ugo", "Il Dirigente valutatore", "per presa visione", valutatore):
        assert atteso in testo, atteso
    with pytest.raises(OperazioneNonAmmessa, match="non è ammissibile"):
        emetti_foglio_maturazione(candidato=candidato(procedura, c.delta), utente=c.personale, quando=QUANDO)


def test_tutte_insieme_in_parti_e_in_uno_zip(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    procedura = approvata(c)
    monkeypatch.setattr(carte_progressioni, "in_parti", lambda righe: [[x] for x in righe])
    lavoro = emetti_graduatorie(procedura=procedura, utente=c.personale, quando=QUANDO)
    assert isinstance(lavoro, Lavoro)
    assert lavoro.documenti.count() == candidato(procedura, c.alfa).graduatoria.candidati.count()
    assert any("parte 1 di" in d.titolo for d in lavoro.documenti.all())
    monkeypatch.undo()
    client.force_login(c.dirigente2)
    risposta = client.post(reverse("premi:progressione_graduatorie_pdf", args=[procedura.pk]))
    assert risposta.url.endswith(f"/{c.d2.pk}/D/#h-carta"), "il Dirigente ha la sua soltanto, e la trova nella sua pagina"
    assert Documento.objects.latest("pk").titolo in client.get(risposta.url).content.decode()


def test_chi_le_puo_avere(c: SimpleNamespace, client: Any) -> None:
    procedura = approvata(c)
    (di_d1,) = emetti_graduatorie(procedura=procedura, posto=posto(c, procedura), utente=c.personale, quando=QUANDO)  # type: ignore[misc]
    suo = candidato(procedura, c.persona_dipendente3)
    foglio = emetti_foglio_maturazione(candidato=suo, utente=c.dipendente3, quando=QUANDO)
    tutti = ("personale", "segretario", "ncvp", "sindaco", "dirigente1", "dirigente2", "dipendente1", "dipendente3", "po1", "admin")
    assert {n for n in tutti if puo_vedere_documento(getattr(c, n), di_d1)} == {"personale", "segretario", "ncvp", "dirigente1"}
    assert {n for n in tutti if puo_vedere_documento(getattr(c, n), foglio)} == {
        "personale", "segretario", "ncvp", "dirigente2", "dipendente3",
    }  # fmt: skip
    for chi in (c.dirigente2, c.dipendente3, c.sindaco):
        with pytest.raises(PermissionDenied):
            emetti_graduatorie(procedura=procedura, posto=posto(c, procedura), utente=chi, quando=QUANDO)
    with pytest.raises(PermissionDenied):
        emetti_foglio_maturazione(candidato=suo, utente=c.dirigente1, quando=QUANDO)
    with pytest.raises(OperazioneNonAmmessa, match="Non c’è ancora"):
        emetti_graduatorie(procedura=aperta(c), utente=c.personale, quando=QUANDO)
    client.force_login(c.dipendente3)
    risposta = client.post(reverse("premi:candidato_foglio_pdf", args=[procedura.pk, suo.pk]))
    assert foglio.titolo in client.get(risposta.url).content.decode()
    assert client.post(reverse("premi:candidato_foglio_pdf", args=[procedura.pk, candidato(procedura, c.alfa).pk])).status_code == 404
