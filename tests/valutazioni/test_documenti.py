"""Artt. 18, 19 and 22: the documents of the evaluations, read back from the PDF."""

import io
import re
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from smvp.documenti import archivio, coda, pdf
from smvp.documenti.atti import DatiAtto
from smvp.documenti.letture import avanzamento
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import chiudi_lavoro, disegna, disegna_payload, emetti_blocco, riaccoda
from smvp.documenti.permessi import puo_vedere_documento
from smvp.documenti.tipi import tipo
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.personaggi import UTENTI
from valutazioni.documenti.elenco_giunta import parti_di
from valutazioni.letture.elenco_giunta import ElencoGiunta, VocePersonale
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni import condivisione
from valutazioni.operazioni.approvazione import approva_con_atto
from valutazioni.operazioni.elenco_giunta import emetti_elenco, esporta_elenco
from valutazioni.operazioni.emissioni import emetti_scheda
from valutazioni.operazioni.emissioni_personale import emetti_parte_seconda, emetti_scheda_d, stampa_personale
from valutazioni.operazioni.personale import Parte2, salva_parte_seconda

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, al_concerto, alla_decisione, firmata, firmata_po, porta, segretario_deciso, vota

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fermo(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A private archive, no broker."""
    settings.MEDIA_ROOT = tmp_path
    settings.OGGI = "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


def leggi(octets: bytes) -> str:
    esito = subprocess.run(["pdftotext", "-raw", "-", "-"], input=octets, capture_output=True, check=True)
    return re.sub(r"\s+", " ", esito.stdout.decode())


def stampato(documento: Documento) -> str:
    return leggi(disegna_payload(documento))


def di(scheda: Any, stato: str) -> Documento:
    return Documento.objects.get(tipo="scheda_b", oggetto_id=scheda.pk, chiave__contains=f":{stato}:")


def chiedi(scheda: Any, utente: Any) -> Documento:
    return emetti_scheda(Scheda.objects.get(pk=scheda.pk), utente=utente, quando=QUANDO)


def accessibile(octets: bytes) -> pikepdf.Pdf:
    """Tagged, titled, in Italian: what every document of ours is."""
    pdf = pikepdf.open(io.BytesIO(octets))
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "it"
    assert str(pdf.docinfo["/Title"])
    with pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
    return pdf


# --- Allegato B ---------------------------------------------------------------------------------------------------------


def test_art18_la_firma_rifiutata_il_colloquio_le_osservazioni_e_la_risposta_si_stampano(c: SimpleNamespace) -> None:
    scheda = porta(vota(c.scheda_dirigente1, c.ncvp), *alla_decisione(c), ("partecipa", c.ncvp))

    def poi(atto: Any, **come: Any) -> Any:
        return atto(scheda=scheda, quando=QUANDO, versione=Scheda.objects.get(pk=scheda.pk).versione, **come)

    poi(condivisione.verbalizza_colloquio, tenuto_il=date(2026, 4, 9), verbale="Si è parlato dei tempi di pagamento.", utente=c.ncvp)
    poi(condivisione.scrivi_osservazioni, testo="Il ritardo non dipende da me.", utente=c.dirigente1)
    poi(condivisione.rispondi_alle_osservazioni, testo="Se ne è tenuto conto nei voti.", utente=c.ncvp)
    poi(condivisione.registra_rifiuto, testimone="Paolo Zanetta, Segretario generale", accaduto="Non ha voluto firmare.", utente=c.ncvp)
    octets = disegna_payload(di(scheda, "presa_visione"))
    accessibile(octets)
    testo = leggi(octets)
    for atteso in (
        "Allegato B · Scheda valutazione Dirigente", "200,00 su 300", "punteggio massimo 210", "punteggio massimo 90",
        "prof.ssa Elena Morandi venerdì 10 aprile 2026 alle 10:42", "avv. Giulia Ferraris venerdì 10 aprile 2026 alle 10:42",
        "dott. Andrea Bertolini presa visione rifiutata venerdì 10 aprile 2026",
        "Presa visione rifiutata. Testimone: Paolo Zanetta, Segretario generale. Non ha voluto firmare.",
        "Entro il 17/04/2026 il valutato può chiedere il riesame", "Componente A valutata dal NCVP, prof.ssa Elena Morandi",
        "Colloquio diretto con il valutato del 09/04/2026 Si è parlato dei tempi di pagamento.", "Il ritardo non dipende da me.",
        "Risposta del valutatore: prof.ssa Elena Morandi, venerdì 10 aprile 2026 alle 10:42 Se ne è tenuto conto nei voti.",
        "Allegato C · Metodo di calcolo: perché questo punteggio",
    ):  # fmt: skip
        assert atteso in testo


def test_art18_della_po_si_stampa_il_concerto_con_chi_e_quando(c: SimpleNamespace) -> None:
    testo = stampato(di(firmata_po(c), "presa_visione"))
    assert "Allegato B · Scheda valutazione P.O." in testo
    assert "Il NCVP, di concerto" in testo and "Il Sindaco" not in testo
    firme = testo.partition("Il Dirigente")[2].partition("La firma per presa visione")[0]
    assert firme.count("venerdì 10 aprile 2026 alle 10:42") == 3


def test_un_concerto_negato_o_rivisto_non_resta_stampato(c: SimpleNamespace) -> None:
    scheda = porta(vota(c.scheda_po1, c.dirigente1), *al_concerto(c.dirigente1), ("concerta", c.ncvp))
    assert [bool(f["quando"]) for f in chiedi(scheda, c.dirigente1).payload["firme"]] == [True, True, False]
    scheda.refresh_from_db()
    esegui(scheda, "rivedi", utente=c.dirigente1, quando=QUANDO, versione=scheda.versione, motivo="Un voto era sbagliato, lo correggo.")
    assert [bool(f["quando"]) for f in chiedi(scheda, c.dirigente1).payload["firme"]] == [False, False, False]


def test_artt10_24_del_segretario_si_stampano_i_soli_comportamenti(c: SimpleNamespace) -> None:
    scheda = porta(segretario_deciso(c), ("partecipa", c.ncvp))
    testo = stampato(di(scheda, "partecipata"))
    assert "Allegato B · Scheda valutazione Segretario generale" in testo
    assert "60,00 su 90" in testo
    assert "obiettivi assegnati" not in testo and "Fascia 1" not in testo


def test_la_proposta_porta_la_firma_di_chi_la_trasmette_e_il_posto_del_sindaco(c: SimpleNamespace) -> None:
    scheda = porta(vota(c.scheda_dirigente1, c.ncvp), ("proponi_a", c.ncvp), ("trasmetti", c.ncvp))
    ncvp, sindaco, valutato = di(scheda, "proposta_b").payload["firme"]
    assert (ncvp["nome"], ncvp["quando"]) == ("prof.ssa Elena Morandi", "venerdì 10\N{NO-BREAK SPACE}aprile 2026 alle 10:42")
    assert (sindaco["nome"], sindaco["quando"], valutato["quando"]) == ("avv. Giulia Ferraris", "", "")


def test_art16_chi_non_e_valutabile_ha_il_motivo_e_nessun_punteggio(c: SimpleNamespace) -> None:
    s = c.scheda_dirigente2
    esegui(s, "dichiara_non_valutabile", utente=c.ncvp, quando=QUANDO, versione=s.versione, motivo="Assente per quasi tutto l’anno.")
    testo = stampato(chiedi(s, c.ncvp))
    assert "Non valutabile (art. 16) Assente per quasi tutto l’anno." in testo
    assert "Dichiarato da prof.ssa Elena Morandi, venerdì 10 aprile 2026" in testo
    assert "su 300" not in testo


def test_un_fattore_escluso_si_stampa_col_suo_motivo(c: SimpleNamespace) -> None:
    v = c.scheda_dirigente1.voti_fattore.first()
    v.escluso, v.motivo_esclusione = True, "Nel 2025 non aveva collaboratori."
    v.save()
    testo = stampato(chiedi(vota(c.scheda_dirigente1, c.ncvp), c.ncvp))
    assert "Non applicabile, escluso dalla media: Nel 2025 non aveva collaboratori." in testo


# --- Allegato D -----------------------------------------------------------------------------------------------------------


SECONDA = Parte2("Corso di contabilità.", "Ufficio tributi.", "Serve una persona esperta.", "Un informatico.", 30, "Ha due compiti nuovi.")


@pytest.fixture
def d(c: SimpleNamespace) -> SimpleNamespace:
    """The staff's sheets open; that of dipendente1 decided, with its part two."""
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    s = porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1))
    salva_parte_seconda(scheda=s, parte=SECONDA, utente=c.dirigente1, quando=QUANDO, versione=0)
    return c


def firma(c: SimpleNamespace) -> SchedaPersonale:
    return porta_personale(c.scheda_dipendente1, ("partecipa", c.dirigente1), ("firma", c.dipendente1))


def test_alla_firma_si_emettono_le_due_parti(d: SimpleNamespace) -> None:
    s = firma(d)
    assert {x.tipo for x in Documento.objects.filter(oggetto_id=s.pk, tipo__startswith="scheda_d")} == {"scheda_d", "scheda_d2"}
    assert {x.payload["stato"]["codice"] for x in Documento.objects.filter(tipo__startswith="scheda_d")} == {"presa_visione"}


def test_la_parte_prima_dice_quel_che_dice_il_modello_in_due_pagine(d: SimpleNamespace) -> None:
    s = firma(d)
    octets = disegna_payload(Documento.objects.get(tipo="scheda_d", oggetto_id=s.pk))
    assert len(accessibile(octets).pages) == 2
    testo = leggi(octets)
    for atteso in (
        "Scheda di valutazione dipendente", "Allegato D · Personale · anno 2025", "A) Performance organizzativa (20 %)",
        "92,00 % 55,20 60", "B) Performance individuale (80 %)", "B1. Obiettivi specifici di progetto o incarico (20 %)",
        "Arretrato dei fascicoli. Meno di 20 fascicoli in attesa. 1 95,00 %", "Capacità realizzativa ed operativa (35 %) 42,00 63",
        "Capacità di servizio (35 %) 42,00 63", "Orientamento al miglioramento delle competenze (10 %) 12,00 18",
        "Costruttività ed impegno (20 %) 24,00 36", "Totale punteggio conseguito 232,20 300", "Luogo: Domodossola.",
        "Compilata da dott.ssa Marta Pirazzi", "Dipendente valutato", "Dirigente valutatore",
        "Anna Rossi venerdì 10 aprile 2026 alle 10:42", "Nessuna osservazione.", "Perché questo punteggio",
    ):  # fmt: skip
        assert atteso in testo
    assert "Corso di contabilità" not in testo, "la parte seconda è un documento a sé"


def test_la_parte_seconda_ha_le_sue_cinque_voci_e_la_firma_del_dirigente(d: SimpleNamespace) -> None:
    octets = disegna_payload(emetti_parte_seconda(d.scheda_dipendente1, utente=d.dirigente1, quando=QUANDO))
    accessibile(octets)
    testo = leggi(octets)
    for atteso in (
        "Parte seconda (riservata al Dirigente)", "1a) Esigenze formative Corso di contabilità.", "Ufficio tributi.",
        "Motivi: Serve una persona esperta.", "Un informatico.", "totale della parte prima) 232,20 300", "30 40", "Ha due compiti nuovi.",
        "dott. Andrea Bertolini venerdì 10 aprile 2026 alle 10:42",
    ):  # fmt: skip
        assert atteso in testo
    assert "Voto" not in testo


def test_chi_puo_avere_ogni_parte_casella_per_casella(d: SimpleNamespace) -> None:
    """The P.O. never has part two, Personale only that; the evaluatee both, once shared: and not the papers of before."""
    s = SchedaPersonale.objects.get(pk=d.scheda_dipendente1.pk)
    prima, seconda = (f(s, utente=d.dirigente1, quando=QUANDO) for f in (emetti_scheda_d, emetti_parte_seconda))
    assert chi_vede(d, prima) == {"dirigente1", "po1"}
    assert chi_vede(d, seconda) == {"dirigente1", "personale"}
    firma(d)
    assert chi_vede(d, prima) == {"dirigente1", "po1"}
    for tipo_, vedono in (("scheda_d", {"dirigente1", "po1", "dipendente1"}), ("scheda_d2", {"dirigente1", "personale", "dipendente1"})):
        assert chi_vede(d, Documento.objects.get(tipo=tipo_, chiave__contains=":presa_visione:")) == vedono


def chi_vede(c: SimpleNamespace, documento: Documento) -> set[str]:
    return {u for u in UTENTI if puo_vedere_documento(getattr(c, u), documento)}


def test_finche_non_e_decisa_una_percentuale_cambiata_da_un_altro_documento(c: SimpleNamespace) -> None:
    con_schede_personale(c)
    s = c.scheda_dipendente1
    prima = emetti_scheda_d(s, utente=c.dirigente1, quando=QUANDO)
    assert emetti_scheda_d(s, utente=c.dirigente1, quando=QUANDO).pk == prima.pk
    c.esercizio.percentuali_struttura.update(percentuale=50)
    assert emetti_scheda_d(s, utente=c.dirigente1, quando=QUANDO).payload["a"]["percentuale"] == "50.00"


def test_una_parte_seconda_che_non_c_e_e_rifiutata(c: SimpleNamespace) -> None:
    con_schede_personale(c)
    with pytest.raises(OperazioneNonAmmessa, match="non è ancora scritta"):
        emetti_parte_seconda(c.scheda_dipendente1, utente=c.dirigente1, quando=QUANDO)


# --- all those of an exercise ---------------------------------------------------------------------------------------------


def stampa(d: SimpleNamespace, chi: str, tipo_: str = "scheda_d") -> Lavoro:
    """The batch, with all its documents issued."""
    lavoro = stampa_personale(esercizio=d.esercizio, tipo=tipo_, utente=getattr(d, chi), quando=QUANDO)
    while emetti_blocco(lavoro.pk, quando=QUANDO):
        lavoro.refresh_from_db()
    return lavoro


def test_un_lavoro_solo_con_le_schede_che_si_leggono_lo_zip_diviso_per_direzione(d: SimpleNamespace) -> None:
    lavoro = stampa(d, "dirigente1")
    posti = {tipo(x.tipo).posto_di(x) for x in lavoro.documenti.all()}
    assert posti == {"finanze-e-tributi/rossi-anna-scheda-2025-decisa.pdf", "finanze-e-tributi/brusa-marco-scheda-2025-bozza.pdf"}
    assert tipo("scheda_d").pagina(lavoro) == ("Schede del personale 2025", "/valutazioni/2025/personale/")  # type: ignore[misc]
    assert stampa(d, "dirigente1").pk == lavoro.pk
    seconde = stampa(d, "personale", "scheda_d2")
    assert [tipo(x.tipo).posto_di(x) for x in seconde.documenti.all()] == ["finanze-e-tributi/rossi-anna-parte-seconda-2025-decisa.pdf"]


def test_la_richiesta_non_congela_nulla_e_legge_lo_stesso_con_una_scheda_o_con_tante(d: SimpleNamespace) -> None:
    with CaptureQueriesContext(connection) as lette:
        lavoro = stampa_personale(esercizio=d.esercizio, tipo="scheda_d", utente=d.dirigente1, quando=QUANDO)
    assert not Documento.objects.filter(lavori=lavoro).exists()
    assert (avanzamento(lavoro).da_emettere, avanzamento(lavoro).finiti) == (2, 0)
    assert len(lette) <= 12


def test_una_scheda_firmata_dopo_la_richiesta_entra_firmata(d: SimpleNamespace) -> None:
    lavoro = stampa_personale(esercizio=d.esercizio, tipo="scheda_d", utente=d.dirigente1, quando=QUANDO)
    firma(d)
    stampa(d, "dirigente1")
    assert {x.payload["stato"]["codice"] for x in lavoro.documenti.all()} == {"presa_visione", "aperta"}


def test_chi_intanto_non_legge_piu_una_scheda_non_la_riceve(d: SimpleNamespace) -> None:
    lavoro = stampa_personale(esercizio=d.esercizio, tipo="scheda_d", utente=d.dirigente1, quando=QUANDO)
    SchedaPersonale.objects.filter(pk=d.scheda_dipendente1.pk).update(direzione=d.s2)
    emetti_blocco(lavoro.pk, quando=QUANDO)
    assert [x.oggetto_id for x in lavoro.documenti.all()] == [d.scheda_dipendente2.pk]


@pytest.mark.parametrize(
    ("chi", "tipo_"), [("segretario", "scheda_d"), ("personale", "scheda_d"), ("po1", "scheda_d2"), ("admin", "scheda_d2")]
)
def test_il_lavoro_non_lo_chiede_chi_non_legge_quei_documenti(d: SimpleNamespace, chi: str, tipo_: str) -> None:
    with pytest.raises(PermissionDenied):
        stampa_personale(esercizio=d.esercizio, tipo=tipo_, utente=getattr(d, chi), quando=QUANDO)


def test_il_processo_ucciso_a_meta_non_perde_nulla(d: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are the job: what the dead run held is taken up again after its time, what was drawn stays drawn."""
    lavoro = stampa(d, "dirigente1")
    primo, secondo = lavoro.documenti.order_by("pk")
    monkeypatch.setattr(pdf, "disegna_pdf", lambda *a, **k: b"%PDF-1.7 finto")
    assert disegna(primo.pk, quando=QUANDO)
    with monkeypatch.context() as toppa:
        toppa.setattr(pdf, "disegna_pdf", muori)
        with pytest.raises(SystemExit):
            disegna(secondo.pk, quando=QUANDO)
    assert (avanzamento(lavoro).finiti, avanzamento(lavoro).totale) == (1, 2)
    suonati: list[tuple[str, int]] = []
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: suonati.append((compito, chiave)) or True)
    dopo = QUANDO + timedelta(minutes=5)
    riaccoda(quando=dopo)
    assert (coda.DISEGNA, secondo.pk) in suonati and (coda.DISEGNA, primo.pk) not in suonati
    assert disegna(secondo.pk, quando=dopo)
    assert chiudi_lavoro(lavoro.pk, quando=dopo)
    lavoro.refresh_from_db()
    with zipfile.ZipFile(archivio.percorso(lavoro.file.name)) as pacco:
        assert len(pacco.namelist()) == 2


def muori(*a: Any, **k: Any) -> bytes:
    raise SystemExit


def test_le_letture_del_lavoro_non_crescono_con_le_schede(d: SimpleNamespace) -> None:
    def letture_con(quante: int) -> int:
        Lavoro.objects.all().delete()
        Documento.objects.all().delete()
        with CaptureQueriesContext(connection) as lette:
            lavoro = stampa(d, "dirigente1")
        assert lavoro.documenti.count() == quante
        # Each document issued is a row of the log, which reads the row before it and on PostgreSQL asks for a lock.
        return sum(q["sql"].startswith("SELECT") and "registro_evento" not in q["sql"] and "pg_advisory" not in q["sql"] for q in lette)

    con_due = letture_con(2)
    d.scheda_dipendente2.delete()
    assert letture_con(1) == con_due


# --- the lists for the Giunta's act -----------------------------------------------------------------------------------------


def test_art18_gli_elenchi_per_la_giunta_nominano_i_dirigenti_e_del_personale_la_sola_matricola(d: SimpleNamespace) -> None:
    firmata(d)
    firma(d)
    (documento,) = emetti_elenco(esercizio=d.esercizio, utente=d.segretario, quando=QUANDO)
    octets = disegna_payload(documento)
    accessibile(octets)
    testo = leggi(octets)
    for atteso in (
        "dott. Andrea Bertolini Finanze e Tributi 140,00 60,00 200,00 3 (85 %) riesame possibile fino al 17/04/2026",
        "0008 Tributi 232,20 riesame possibile fino al 17/04/2026", "Schede non ancora firmate", "non destinato alla",
    ):  # fmt: skip
        assert atteso in testo
    assert "Rossi" not in testo and "Anna" not in testo
    assert chi_vede(d, documento) == {"segretario"}
    assert tipo(documento.tipo).nome_di(documento) == "elenchi-per-la-giunta-2025.pdf"


def test_gli_elenchi_in_xlsx_hanno_le_stesse_righe_e_restano_nel_registro(d: SimpleNamespace) -> None:
    firmata(d)
    firma(d)
    libro = load_workbook(io.BytesIO(esporta_elenco(esercizio=d.esercizio, utente=d.segretario, quando=QUANDO)))
    incarichi, personale = libro.worksheets
    assert [c.value for c in incarichi[2]][:7] == ["dott. Andrea Bertolini", "Finanze e Tributi", 140, 60, 200, 3, 85]
    assert [c.value for c in personale[2]][:4] == ["0008", "Finanze e Tributi", "Tributi", 232.2]
    assert Evento.objects.filter(azione="esercizio.esporta_elenco_giunta", utente="segretario").count() == 1


def test_art18_l_elenco_ha_solo_cio_che_questo_atto_approva(d: SimpleNamespace) -> None:
    """What is ticked; what an act of before has approved, and what has no score, is told apart."""
    di_dirigente, della_po = firmata(d), firmata_po(d)
    firma(d)
    altra = Scheda.objects.get(pk=d.scheda_dirigente2.pk)
    esegui(altra, "dichiara_non_valutabile", utente=d.ncvp, quando=QUANDO, versione=altra.versione, motivo="In carica due mesi.")
    atto = DatiAtto(numero=70, data=date(2026, 4, 10), oggetto="Approvazione delle valutazioni 2025")
    approva_con_atto(schede=[di_dirigente], atto=atto, utente=d.segretario, quando=QUANDO)
    come: dict[str, Any] = {"esercizio": d.esercizio, "utente": d.segretario, "quando": QUANDO}
    (documento,) = emetti_elenco(**come, scelte={della_po.chiave})
    dati = documento.payload
    assert [r[0] for r in dati["incarichi"]] == ["dott.ssa Marta Pirazzi"]
    assert (dati["direzioni"], dati["lasciate"]) == ([], 1), "la scheda del personale, senza spunta, aspetta un altro atto"
    testo = leggi(disegna_payload(documento))
    assert "Bertolini" not in testo and "deliberazione della Giunta n. 70 del 10/04/2026: 1" in testo
    assert "Non valutabili: 1" in testo and "Borghi" in testo.partition("Non valutabili")[2]
    (tutte,) = emetti_elenco(**come)
    assert (len(tutte.payload["incarichi"]), tutte.payload["quante_personale"], tutte.payload["lasciate"]) == (1, 1, 0)
    fogli = load_workbook(io.BytesIO(esporta_elenco(**come))).worksheets
    assert [f.title for f in fogli] == ["Dirigenti e P.O. 2025", "Personale 2025", "Non valutabili 2025"]
    with pytest.raises(OperazioneNonAmmessa):
        emetti_elenco(**come, scelte=set())


def test_art18_sulla_pagina_gli_elenchi_vengono_prima_della_deliberazione(d: SimpleNamespace, client: Client) -> None:
    della_po = firmata_po(d)
    firmata(d)
    client.force_login(d.segretario)
    indirizzo = reverse("valutazioni:approva", args=[2025])
    pagina = client.get(indirizzo).content.decode()
    posti = [pagina.index(f'id="{x}"') for x in ("h-schede", "h-elenchi", "h-atto")]
    assert posti == sorted(posti)
    senza = client.post(reverse("valutazioni:elenco_giunta", args=[2025]), {}, follow=True).content.decode()
    assert "Scegli almeno una valutazione." in senza and not Documento.objects.filter(tipo="elenco_giunta").exists()
    client.post(reverse("valutazioni:elenco_giunta", args=[2025]), {"schede": [della_po.chiave]})
    documento = Documento.objects.get(tipo="elenco_giunta")
    assert [r[0] for r in documento.payload["incarichi"]] == ["dott.ssa Marta Pirazzi"]
    pagina = client.get(indirizzo).content.decode()
    assert pagina.index(documento.titolo) < pagina.index("Controlla le valutazioni scelte")
    assert pagina.count("checked") == 1 and f'value="{della_po.chiave}" checked' in pagina, "l’atto approva ciò che l’elenco dice"
    assert "È spuntata solo la valutazione dell’ultimo elenco" in pagina
    emetti_elenco(esercizio=d.esercizio, utente=d.segretario, quando=QUANDO)
    pagina = client.get(indirizzo).content.decode()
    assert pagina.count("checked") == 2 and "dell’ultimo elenco preparato" not in pagina
    client.post(reverse("valutazioni:elenco_giunta", args=[2025]), {"schede": [della_po.chiave]})
    assert Documento.objects.filter(tipo="elenco_giunta").count() == 2, "è quello di prima"
    assert [e.pk for e in client.get(indirizzo).context["elenchi"]] == [documento.pk], "e la pagina mostra quello"


def test_un_elenco_lungo_viene_in_piu_parti_e_nessuna_riga_si_perde() -> None:
    righe = [VocePersonale("D1", "Tributi", f"{n:05d}", None, "") for n in range(1500)]
    parti = parti_di(ElencoGiunta([], righe, 0, 0))
    assert len(parti) == 3
    assert [v for parte in parti for v in parte] == righe


def test_senza_schede_firmate_non_c_e_elenco_e_non_lo_chiede_un_altro(d: SimpleNamespace) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="ancora firmata"):
        emetti_elenco(esercizio=d.esercizio, utente=d.segretario, quando=QUANDO)
    for chi in ("sindaco", "ncvp", "personale", "admin"):
        with pytest.raises(PermissionDenied):
            esporta_elenco(esercizio=d.esercizio, utente=getattr(d, chi), quando=QUANDO)
