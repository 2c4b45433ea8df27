"""Art. 19: review and conciliation in the fascicolo valutativo, for who may see the case; for the others, not even a hint."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conciliazione.models import Componente, Conciliazione, Controdeduzione, Esito, Esito410, Presenza
from conciliazione.models.istruttoria import Assistente
from conciliazione.operazioni.istruttoria import chiedi_controdeduzioni, controdeduci, convoca_audizione, verbalizza_audizione
from conciliazione.operazioni.seguito import concludi_conciliazione, registra_conciliazione
from smvp.documenti import coda
from smvp.documenti.allegati import File
from smvp.documenti.operazioni import disegna_payload
from smvp.documenti.permessi import puo_vedere_documento
from smvp.registro.models import Evento
from tests.valutazioni.test_documenti import accessibile, leggi
from valutazioni.letture.fascicolo import fascicolo_di
from valutazioni.operazioni.fascicolo import apri_fascicolo, emetti_fascicolo

from .scene import (  # fmt: skip
    DOPO,
    GIORNO,
    MOTIVI,
    MOTIVO,
    PDF,
    comunicata,
    con_firmata_d,
    costituisci,
    in_istruttoria,
    passo,
    presenta,
    proponi,
    scena,
    seggio,
    tutti_votano,
)

pytestmark = pytest.mark.django_db
RISPOSTA = "La segnalazione di giugno non indicava nessun termine."


@pytest.fixture
def c(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    settings.OGGI, settings.MEDIA_ROOT = GIORNO.isoformat(), tmp_path
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)
    return scena()


def di_tutto(c: SimpleNamespace) -> Any:
    """A case with all it may have, still to be communicated: papers, counter-arguments, a hearing, a decision."""
    istanza = costituisci(c, presenta(c, file=[File("prova.pdf", PDF)]))
    passo(istanza, "ammetti", c.segretario)
    istanza = passo(istanza, "istruisci", c.segretario)
    come: dict[str, Any] = {"utente": c.segretario, "quando": DOPO}
    chiesta = chiedi_controdeduzioni(istanza=istanza, a=c.persona_sindaco, domanda=MOTIVO, entro=GIORNO + timedelta(days=5), **come)
    controdeduci(richiesta=chiesta, testo=RISPOSTA, utente=c.sindaco, quando=DOPO)
    convoca_audizione(istanza=istanza, fissata_per=DOPO + timedelta(days=3), luogo="Sala Giunta", versione=istanza.versione, **come)
    come["quando"] = DOPO + timedelta(days=4)
    verbalizza_audizione(
        istanza=istanza, presenza=Presenza.PRESENTE, assistente=Assistente.NESSUNO, nome_assistente="", verbale=MOTIVO, **come
    )
    proponi(c, istanza, Esito.CONFERMATA, quando=come["quando"])
    tutti_votano(c, istanza, quando=DOPO + timedelta(days=5))
    return passo(istanza, "decidi", c.segretario, quando=DOPO + timedelta(days=6))


def conciliata(c: SimpleNamespace, chi: str = "dirigente1") -> Conciliazione:
    riga = registra_conciliazione(
        scheda=getattr(c, f"scheda_{chi}"), sede="Ispettorato territoriale del lavoro", richiesta_il=GIORNO, oggetto=MOTIVI,
        file=[File("domanda.pdf", PDF)], utente=c.segretario, quando=DOPO,
    )  # fmt: skip
    return concludi_conciliazione(
        conciliazione=riga, esito=Esito410.MANCATO, esito_del=GIORNO, contenuto=MOTIVO, file=(), utente=c.segretario, quando=DOPO,
        versione=riga.versione,
    )  # fmt: skip


def aperto(c: SimpleNamespace, chi: str, di_chi: str, quando: Any = DOPO) -> tuple[str, Any]:
    """The page and the PDF of somebody's fascicolo, for who may open it."""
    utente, persona = getattr(c, chi), getattr(c, f"persona_{di_chi}")
    come: dict[str, Any] = {"persona": persona, "esercizio": c.esercizio, "utente": utente}
    apri_fascicolo(**come, quando=DOPO)
    (documento,) = emetti_fascicolo(**come, quando=quando)
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente.get(reverse("valutazioni:fascicolo", args=[persona.pk, 2025])).content.decode(), documento


# Whose, which case, who opens the fascicolo, whether they read the case there. NCVP: replaced in the Organismo by somebody from outside.
CELLE = [
    (di_chi, caso, chi, legge)
    for di_chi, casi, chi_apre in (
        ("dirigente1", ("presentata", "decisa", "comunicata", "conciliata"), (("dirigente1", 1), ("segretario", 1), ("ncvp", 0))),
        ("po1", ("presentata", "comunicata", "conciliata"), (("po1", 1), ("segretario", 1), ("dirigente1", 0))),
        ("dipendente1", ("presentata", "comunicata", "conciliata"), (("dipendente1", 1), ("dirigente1", 0), ("po1", 0))),
    )
    for caso in casi
    for chi, legge in chi_apre
]  # fmt: skip
TRACCE = ("riesame n.", "richiesta di riesame", "Riesame e conciliazione", "Organismo di garanzia:", "Ispettorato", "domanda.pdf", MOTIVI)


def porta_il_caso(c: SimpleNamespace, di_chi: str, caso: str) -> None:
    if caso == "conciliata":
        conciliata(c, di_chi)
    elif caso == "comunicata":
        comunicata(c, chi=di_chi)
    elif caso == "decisa":
        di_tutto(c)
    else:
        presenta(c, di_chi)


@pytest.mark.parametrize(("di_chi", "caso", "chi", "legge"), CELLE)
def test_legge_il_caso_chi_legge_il_caso_e_per_gli_altri_non_ce_n_e_traccia(
    c: SimpleNamespace, di_chi: str, caso: str, chi: str, legge: int
) -> None:
    if di_chi == "dipendente1":
        con_firmata_d(c)
    prima = [] if legge else [aperto(c, chi, di_chi)]
    porta_il_caso(c, di_chi, caso)
    pagina, documento = aperto(c, chi, di_chi)
    tipi = {p["tipo"] for p in documento.payload["parti"] if p["tipo"].startswith("riesame")}
    if legge:
        assert "Riesame e conciliazione" in pagina and len(documento.payload["pratiche"]) == 1
        assert ("riesame_richiesta" in tipi) == (caso != "conciliata")
        return
    assert documento.pk == prima[0][1].pk, "il PDF è lo stesso di prima del caso: nemmeno l’impronta lo dice"
    assert not tipi and "pratiche" not in documento.payload
    assert [t for t in TRACCE if t.lower() in pagina.lower() and t.lower() not in prima[0][0].lower()] == []


def test_ufficio_e_ruoli_senza_parte_nel_caso_non_aprono_il_fascicolo_di_nessuno_per_leggerlo(c: SimpleNamespace) -> None:
    """Who reads the case without being allowed to open the fascicolo does not open it for that: dirigente2 sits in the Organismo."""
    in_istruttoria(c)
    for chi in ("dirigente2", "personale", "sindaco", "admin"):
        with pytest.raises(Exception, match="Il fascicolo lo leggono"):
            apri_fascicolo(persona=c.persona_dirigente1, esercizio=c.esercizio, utente=getattr(c, chi), quando=DOPO)
    assert not Evento.objects.filter(oggetto="fascicolo").exists()


def test_la_parte_legge_la_decisione_quando_le_e_comunicata_chi_istruisce_gia_prima(c: SimpleNamespace) -> None:
    istanza = di_tutto(c)
    pagina, documento = aperto(c, "dirigente1", "dirigente1", DOPO + timedelta(days=7))
    dentro = [p["tipo"] for p in documento.payload["parti"] if p["tipo"].startswith("riesame")]
    assert dentro == ["riesame_richiesta", "riesame_convocazione", "riesame_verbale"]
    assert "Decisa, da comunicare" in pagina and "confermata" not in pagina and "confermata" not in documento.contenuto
    _, del_segretario = aperto(c, "segretario", "dirigente1", DOPO + timedelta(days=7))
    assert "riesame_decisione" in [p["tipo"] for p in del_segretario.payload["parti"]]
    passo(istanza, "comunica", c.segretario, quando=DOPO + timedelta(days=8))
    pagina, documento = aperto(c, "dirigente1", "dirigente1", DOPO + timedelta(days=40))
    parti = {p["tipo"]: p["data"] for p in documento.payload["parti"]}
    assert {t: g for t, g in parti.items() if t.startswith("riesame")} == {
        "riesame_richiesta": "10/04/2026", "riesame_convocazione": "10/04/2026", "riesame_verbale": "13/04/2026",
        "riesame_decisione": "15/04/2026", "riesame_comunicazione": "18/04/2026",
    }  # fmt: skip
    octets = disegna_payload(documento)
    with accessibile(octets).open_outline() as sommario:
        assert [s.title for s in sommario.root][-1] == "Comunicazione n. 1/2025", "rilegata dietro gli altri, e nell’indice"
    stampa = leggi(octets)
    for atteso in (RISPOSTA, "Valutazione confermata, votato il 15/04/2026", "prova.pdf", "Verbale dell’audizione n. 1/2025"):
        assert atteso in stampa
        assert atteso in pagina


def test_art30_della_conciliazione_c_e_il_registro(c: SimpleNamespace) -> None:
    conciliata(c)
    pagina, documento = aperto(c, "dirigente1", "dirigente1")
    stampa = leggi(disegna_payload(documento))
    for atteso in ("Conciliazione (art. 30)", "Ispettorato territoriale del lavoro", "Mancato accordo", "10/04/2026", "domanda.pdf"):
        assert atteso in stampa and atteso in pagina


def test_chi_non_siede_piu_nel_caso_non_riprende_il_pdf_che_aveva_chiesto(c: SimpleNamespace) -> None:
    istanza = costituisci(c, presenta(c))
    Componente.objects.filter(pk=seggio(istanza, "ncvp").pk).update(persona=c.persona_ncvp, nome_esterno="")
    _, documento = aperto(c, "ncvp", "dirigente1")
    assert puo_vedere_documento(c.ncvp, documento) and documento.payload["pratiche"]
    Componente.objects.filter(pk=seggio(istanza, "ncvp").pk).update(al=DOPO)
    assert not puo_vedere_documento(c.ncvp, documento)
    _, dopo = aperto(c, "ncvp", "dirigente1")
    assert dopo.pk != documento.pk and "pratiche" not in dopo.payload


def test_le_letture_sono_quelle_con_un_caso_o_con_piu_richieste(c: SimpleNamespace) -> None:
    def quante() -> int:
        with CaptureQueriesContext(connection) as lette:
            fascicolo_di(c.dirigente1, c.persona_dirigente1, c.esercizio)
        return len(lette)

    istanza = di_tutto(c)
    con_uno = quante()
    Controdeduzione.objects.create(
        istanza=istanza, chiesta_a=c.persona_ncvp, domanda=MOTIVO, entro=date(2026, 4, 20), chiesta_il=DOPO, testo=RISPOSTA, data_il=DOPO
    )
    passo(istanza, "comunica", c.segretario)
    istanza.refresh_from_db()
    type(istanza).objects.filter(pk=istanza.pk).update(stato="ritirata")
    presenta(c)
    assert quante() <= con_uno
