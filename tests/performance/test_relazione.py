"""Artt. 12, 18, 21: the life of a Relazione and of a Piano, who takes each step, what it leaves; the one door to the rewards."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from smvp.documenti.allegati import File
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Documento, Pubblicazione
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.performance.letture.delibera import scheda_della_giunta
from smvp.performance.models import Piano, Relazione
from smvp.performance.operazioni.apertura import apri_piano, apri_relazione
from smvp.performance.operazioni.emissioni import emetti_scheda_giunta
from smvp.performance.operazioni.generazione import chiedi_edizioni
from smvp.performance.operazioni.validazione import concludi, salva_verifiche
from smvp.performance.stati import RELAZIONE
from smvp.registro.models import Evento
from valutazioni.models import ValidazioneRelazione
from valutazioni.operazioni.relazione import valida_relazione

from .cammino import CONCLUSIONI, OGGI, QUANDO, VERBALE, passo, portata, risposte, scritta

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"  # noqa: E501


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = OGGI


CHI = {
    "chiedi_esame": "segretario controllo", "esamina": "ncvp", "chiedi_modifiche": "ncvp", "ritira_esame": "segretario controllo",
    "riprendi": "segretario", "approva": "segretario", "trasmetti": "segretario", "valida": "ncvp", "osserva": "ncvp",
    "correggi": "segretario controllo", "pubblica": "segretario",
}  # fmt: skip
ALTRI = ("sindaco", "segretario", "ncvp", "controllo", "personale", "segreteria", "dirigente1", "po1", "dipendente1", "admin")


@pytest.mark.parametrize("t", RELAZIONE.transizioni, ids=lambda t: t.azione)
def test_ogni_passo_lo_fa_solo_a_chi_tocca(comune: SimpleNamespace, t: Any) -> None:
    riga = portata(comune, t.da[-1])
    for chi in ALTRI:
        if chi not in CHI[t.azione].split():
            with pytest.raises(PermissionDenied):
                passo(comune, riga, t.azione, chi)
    riga.refresh_from_db()
    assert riga.stato == t.da[-1]
    fatta = passo(comune, riga, t.azione, CHI[t.azione].split()[-1])
    assert fatta.stato == t.a
    with pytest.raises((OperazioneNonAmmessa, ConflittoDiVersione)):
        passo(comune, fatta, t.azione, CHI[t.azione].split()[-1])


@pytest.mark.parametrize("stato", [s.codice for s in RELAZIONE.stati])
def test_da_ogni_stato_solo_i_passi_della_tabella(comune: SimpleNamespace, stato: str) -> None:
    riga = portata(comune, stato)
    for t in RELAZIONE.transizioni:
        if stato not in t.da:
            with pytest.raises(OperazioneNonAmmessa):
                passo(comune, riga, t.azione)
    assert Relazione.objects.get().stato == stato


def test_cominciarla_due_volte_e_la_stessa_e_non_prima_che_l_esercizio_finisca(comune: SimpleNamespace) -> None:
    c = comune
    prima = apri_relazione(esercizio=c.esercizio, utente=c.controllo, quando=QUANDO)
    assert apri_relazione(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO) == prima
    assert Evento.objects.filter(azione="relazione_performance.apri").count() == 1
    with pytest.raises(PermissionDenied):
        apri_piano(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)
    with pytest.raises(OperazioneNonAmmessa, match="L’esercizio finisce il 31/12/2025: "):
        prima.delete()
        apri_relazione(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO.replace(year=2025))


def test_di_un_anno_validato_prima_del_programma_non_se_ne_comincia_un_altra(comune: SimpleNamespace) -> None:
    c = comune
    valida_relazione(esercizio=c.esercizio, atto=VERBALE, utente=c.ncvp, quando=QUANDO)
    with pytest.raises(OperazioneNonAmmessa, match=r"già validata: Verbale del NCVP n\. 7"):
        apri_relazione(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)


def test_l_approvazione_vuole_testi_edizioni_e_un_atto_possibile(comune: SimpleNamespace) -> None:
    c = comune
    vuota = apri_relazione(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    with pytest.raises(DatiNonValidi, match=r"Mancano dei testi.*non è ancora pronta"):
        passo(c, vuota, "approva")
    riga = scritta(c)
    with pytest.raises(DatiNonValidi, match="a esercizio finito"):
        passo(c, riga, "approva", atto=DatiAtto(80, date(2025, 12, 31), "x"))
    with pytest.raises(DatiNonValidi, match="nel futuro"):
        passo(c, riga, "approva", atto=DatiAtto(80, date(2026, 6, 1), "x"))
    with pytest.raises(DatiNonValidi, match="Consiglio"):
        passo(c, riga, "approva", unita_al_rendiconto=True)
    assert Relazione.objects.get().atto is None, "quello che non passa non lascia niente"
    with pytest.raises(ConflittoDiVersione):
        passo(c, riga, "approva", versione=99)


def test_l_approvazione_ferma_le_edizioni_e_tiene_l_atto(comune: SimpleNamespace) -> None:
    c = comune
    riga = passo(c, portata(c, "esaminata"), "approva", file=[File("delibera.pdf", PDF)])
    assert (riga.completa.tipo, riga.pubblica.tipo) == ("relazione_completa", "relazione_pubblica")
    assert str(riga.atto) == "Deliberazione della Giunta comunale n. 80 del 18/05/2026"
    assert riga.atto.file
    with pytest.raises(OperazioneNonAmmessa, match="già stato approvato"):
        chiedi_edizioni(scritto=riga, utente=c.segretario, quando=QUANDO)
    tornata = passo(c, riga, "riprendi")
    assert (tornata.atto, tornata.completa, tornata.pubblica) == (None, None, None)
    assert Documento.objects.filter(tipo="relazione_completa").exists(), "quella che era stata approvata resta nell’archivio"


def test_le_note_del_nucleo_restano_e_stanno_nelle_premesse(comune: SimpleNamespace) -> None:
    riga = portata(comune, "esaminata")
    assert riga.note_esame == "Le cause degli scostamenti sono spiegate."
    premesse = repr(scheda_della_giunta(riga)).replace("\\xa0", " ").replace("\xa0", " ")
    assert "esame preliminare della Relazione il 20 maggio 2026: «Le cause degli scostamenti sono spiegate.»" in premesse
    assert "deliberazione della Giunta comunale n. 80 del 19 agosto 2020" in premesse


def test_la_scheda_per_la_giunta_e_la_stessa_finche_dice_lo_stesso(comune: SimpleNamespace) -> None:
    c = comune
    riga = portata(c, "esaminata")
    prima = emetti_scheda_giunta(scritto=riga, utente=c.controllo, quando=QUANDO)
    assert emetti_scheda_giunta(scritto=riga, utente=c.segretario, quando=QUANDO) == prima
    with pytest.raises(PermissionDenied):
        emetti_scheda_giunta(scritto=riga, utente=c.ncvp, quando=QUANDO)


# --- art. 21: the validation ---


@pytest.mark.parametrize(
    ("che", "manca"),
    [
        ({"chiarezza": ("", "")}, "Senza risposta: La Relazione è chiara"),
        ({"chiarezza": ("in_parte", "no")}, "Senza motivo: La Relazione è chiara"),
        ({}, "Scrivi le conclusioni"),
    ],
)
def test_non_si_valida_senza_rispondere_a_tutto(comune: SimpleNamespace, che: dict[str, Any], manca: str) -> None:
    c = comune
    riga = portata(c, "trasmessa")
    come = {"utente": c.ncvp, "quando": QUANDO}
    scritte = risposte(riga) | che
    riga = salva_verifiche(relazione=riga, risposte=scritte, conclusioni=CONCLUSIONI if che else "", versione=riga.versione, **come)
    with pytest.raises(DatiNonValidi, match=manca):
        concludi(relazione=riga, azione="valida", verbale=VERBALE, versione=riga.versione, **come)
    assert not ValidazioneRelazione.objects.exists()
    assert Relazione.objects.get().verbale is None


def test_per_non_validare_si_dice_di_che_cosa(comune: SimpleNamespace) -> None:
    c = comune
    riga = portata(c, "trasmessa")
    come = {"utente": c.ncvp, "quando": QUANDO}
    riga = salva_verifiche(relazione=riga, risposte=risposte(riga), conclusioni=CONCLUSIONI, versione=riga.versione, **come)
    with pytest.raises(DatiNonValidi, match="segna quale non lo è"):
        concludi(relazione=riga, azione="osserva", verbale=VERBALE, versione=riga.versione, **come)


@pytest.mark.parametrize(
    ("risposta", "perche"),
    [
        ({"inventata": ("si", "")}, "non è di quelle"),
        ({"piano": ("forse", "")}, "non è di quelle"),
        ({"piano": ("no", "x" * 5001)}, "5.001"),
    ],
)
def test_le_risposte_sono_quelle_del_regolamento(comune: SimpleNamespace, risposta: dict[str, Any], perche: str) -> None:
    riga = portata(comune, "trasmessa")
    with pytest.raises(DatiNonValidi, match=perche):
        salva_verifiche(relazione=riga, risposte=risposta, conclusioni="", utente=comune.ncvp, quando=QUANDO, versione=riga.versione)


def test_le_verifiche_si_scrivono_solo_quando_e_trasmessa_e_su_quello_che_si_e_letto(comune: SimpleNamespace) -> None:
    c = comune
    come = {"risposte": {}, "conclusioni": "x", "quando": QUANDO}
    with pytest.raises(OperazioneNonAmmessa, match="è «Approvata»"):
        salva_verifiche(relazione=portata(c, "approvata"), utente=c.ncvp, versione=1, **come)
    riga = passo(c, Relazione.objects.get(), "trasmetti")
    with pytest.raises(PermissionDenied):
        salva_verifiche(relazione=riga, utente=c.segretario, versione=riga.versione, **come)
    with pytest.raises(ConflittoDiVersione):
        salva_verifiche(relazione=riga, utente=c.ncvp, versione=riga.versione - 1, **come)


def test_la_validazione_e_l_unica_porta_dei_premi(comune: SimpleNamespace) -> None:
    c = comune
    assert not ValidazioneRelazione.objects.exists()
    riga = passo(c, portata(c, "trasmessa"), "valida")
    sblocco = ValidazioneRelazione.objects.get()
    assert (sblocco.esercizio, sblocco.atto, sblocco.registrata_da) == (c.esercizio, riga.verbale, c.ncvp)
    dati = riga.validazione.payload
    assert (dati["validata"], len(dati["verifiche"]), dati["conclusioni"]) == (True, 6, CONCLUSIONI)
    assert Notifica.objects.filter(destinatario=c.personale, testo__contains="validata").exists(), "chi paga lo sa"


def test_chi_non_valida_dice_perche_e_i_premi_restano_fermi(comune: SimpleNamespace) -> None:
    c = comune
    riga = portata(c, "con_osservazioni")
    assert riga.validazione.titolo == "Osservazioni del NCVP sulla Relazione sulla performance 2025"
    assert not ValidazioneRelazione.objects.exists()
    corretta = passo(c, riga, "correggi", "controllo")
    assert (corretta.stato, corretta.verbale, corretta.validazione, corretta.atto) == ("bozza", None, None, None)
    assert corretta.verifiche.count() == 6, "le risposte di prima restano da rivedere"


def test_si_pubblica_l_edizione_senza_nomi_e_la_validazione(comune: SimpleNamespace) -> None:
    c = comune
    riga = portata(c, "pubblicata")
    in_vista = {p.voce: p.documento for p in Pubblicazione.objects.filter(ritirata_il=None)}
    assert in_vista == {"relazione": riga.pubblica, "validazione": riga.validazione}


# --- art. 12 ---


def test_il_piano_dalla_bozza_alla_pubblicazione_e_di_nuovo(comune: SimpleNamespace) -> None:
    c = comune
    riga = passo(c, passo(c, scritta(c, "piano"), "approva"), "pubblica")
    assert Pubblicazione.objects.get(voce="piano").documento == riga.pubblica
    with pytest.raises(PermissionDenied):
        passo(c, riga, "riprendi", "controllo")
    tornato = passo(c, riga, "riprendi")
    assert (tornato.stato, tornato.pubblica) == ("bozza", None)
    assert Pubblicazione.objects.filter(voce="piano", ritirata_il=None).exists(), "resta in vista finché non se ne pubblica un altro"
    assert Piano.objects.count() == 1
