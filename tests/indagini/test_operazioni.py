"""Artt. 18, 33 and 36: a survey is prepared, opened, closed, published: effect, wrong role, wrong state, wrong version, twice."""

import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from smvp.documenti.models import Documento, Pubblicazione
from smvp.flusso.models import Notifica
from smvp.indagini.calcolo.questionario import Domanda, Genere, Sezione
from smvp.indagini.letture import risultati as letture
from smvp.indagini.letture.risultati import risultati_pubblicabili
from smvp.indagini.models import SODDISFAZIONE, Indagine
from smvp.indagini.operazioni import questionari
from smvp.indagini.operazioni.passaggi import sollecita
from smvp.indagini.operazioni.urna import GiaRisposto, rispondi, rispondi_da_utente
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio
from smvp.registro.models import Evento

from .scene import AL, CLIMA, DAL, DOPO, GIORNO, MOTIVO, QUANDO, aperta, bozza, chiusa, in_servizio, passo, rispondono

pytestmark = pytest.mark.django_db
CINQUE = [{"d1": n} for n in (5, 4, 4, 3, 5)]


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    return comune


# --- preparing ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["sindaco", "ncvp", "dirigente1", "po1", "dipendente1", "segreteria", "admin"])
def test_la_prepara_solo_chi_la_gestisce(c: SimpleNamespace, chi: str) -> None:
    riga = bozza(c)
    with pytest.raises(PermissionDenied):
        questionari.crea_indagine(esercizio=c.esercizio, tipo="benessere", titolo="Mia", utente=getattr(c, chi), quando=QUANDO)
    with pytest.raises(PermissionDenied):
        questionari.togli(indagine=riga, codice="d1", versione=riga.versione, utente=getattr(c, chi), quando=QUANDO)
    with pytest.raises(PermissionDenied):
        passo(c, riga, "apri", chi=chi)


def test_si_costruisce_nella_sua_versione_e_solo_in_bozza(c: SimpleNamespace) -> None:
    riga = bozza(c)
    come = {"indagine": riga, "utente": c.controllo, "quando": QUANDO}
    nuova = Domanda("d9", "Una in più", Genere.SCALA, punti=3, minimo="a", massimo="b")
    fatta = questionari.scrivi_domanda(dove="s2", domanda=nuova, versione=riga.versione, **come)
    assert fatta.domande.sezione("s2").domande[-1] == nuova
    with pytest.raises(ConflittoDiVersione):
        questionari.scrivi_sezione(sezione=Sezione("s9", "Altra"), versione=riga.versione, **come)
    with pytest.raises(DatiNonValidi):
        questionari.scrivi_domanda(dove="s8", domanda=nuova, versione=fatta.versione, **come)
    with pytest.raises(DatiNonValidi):
        questionari.scrivi_dati(
            titolo="T", presentazione="", direzione=None, dal=AL, al=DAL, versione=fatta.versione, **come
        )  # fmt: skip
    passo(c, riga, "apri")
    with pytest.raises(OperazioneNonAmmessa, match="non cambiano più"):
        questionari.sposta(codice="d1", di=1, versione=riga.versione + 2, **come)
    assert Evento.objects.filter(azione="indagine.domanda", oggetto_id=str(riga.pk)).count() == 1


def test_una_nuova_comincia_dalle_domande_di_un_altr_anno(c: SimpleNamespace) -> None:
    prima = bozza(c)
    nuova = questionari.crea_indagine(
        esercizio=Esercizio.objects.create(anno=2026, regolamento="domodossola-2020"), tipo="benessere", titolo="Di nuovo", da=prima,
        utente=c.personale, quando=QUANDO,
    )  # fmt: skip
    assert nuova.domande == prima.domande
    questionari.elimina(indagine=nuova, versione=nuova.versione, utente=c.personale, quando=QUANDO)
    assert not Indagine.objects.filter(pk=nuova.pk).exists()


# --- opening --------------------------------------------------------------------------------------------------------------------------


def test_aprendola_ogni_dipendente_in_servizio_e_invitato_una_volta(c: SimpleNamespace) -> None:
    """Chi ha un incarico e un’appartenenza è uno; chi ha solo una nomina (Sindaco, NCVP) non è del personale."""
    in_servizio(c, 2)
    riga = aperta(c)
    invitati = sorted(i.persona.matricola for i in riga.inviti.select_related("persona"))
    assert invitati == ["0002", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "X000", "X001"]
    assert {n.destinatario.username for n in Notifica.objects.filter(url=riga.get_absolute_url())} == {
        "dirigente1", "dirigente2", "po1", "po2", "dipendente1", "dipendente2", "dipendente3",
    }  # fmt: skip
    assert riga.gettone is None


def test_quella_degli_utenti_ha_un_indirizzo_che_non_si_indovina(c: SimpleNamespace) -> None:
    una, due = aperta(c, SODDISFAZIONE), aperta(c, SODDISFAZIONE)
    assert una.gettone and due.gettone and una.gettone != due.gettone
    assert len(una.gettone) == 32
    assert not una.inviti.exists()


@pytest.mark.parametrize("cambia", [{"dal": None, "al": None}, {"al": date(2026, 4, 5)}, {"questionario": {}}])
def test_non_si_apre_senza_domande_o_con_i_giorni_passati(c: SimpleNamespace, cambia: dict[str, Any]) -> None:
    riga = bozza(c)
    Indagine.objects.filter(pk=riga.pk).update(**cambia)
    with pytest.raises(DatiNonValidi):
        passo(c, riga, "apri")


# --- answering ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valori", "testi", "campo"),
    [
        ({}, {}, "d1"),  # obbligatoria
        ({"d1": 0}, {}, "d1"),
        ({"d1": 6}, {}, "d1"),
        ({"d1": (3,)}, {}, "d1"),
        ({"d1": 3, "d3": 1}, {}, "d3"),
        ({"d1": 3, "d3": (1, 1)}, {}, "d3"),
        ({"d1": 3, "d4": 9}, {}, "d4"),
        ({"d1": 3, "d99": 1}, {}, ""),
        ({"d1": 3}, {"d5": "x" * 1501}, "d5"),
        ({"d1": 3}, {"d1": "un testo dove non c’è"}, ""),
    ],
)
def test_nell_urna_va_solo_una_risposta_a_queste_domande(c: SimpleNamespace, valori: Any, testi: Any, campo: str) -> None:
    riga = aperta(c)
    with pytest.raises(DatiNonValidi) as errore:
        rispondi(indagine=riga, persona=c.persona_po1, valori=valori, testi=testi, giorno=GIORNO)
    assert errore.value.campo == campo
    assert not riga.fogli.exists()
    assert not riga.inviti.filter(ha_risposto=True).exists()


def test_si_risponde_una_volta_nei_giorni_e_se_invitati(c: SimpleNamespace) -> None:
    riga = aperta(c)
    come: dict[str, Any] = {"indagine": riga, "valori": {"d1": 3}, "testi": {}}
    for giorno in (DAL - timedelta(days=1), AL + timedelta(days=1)):
        with pytest.raises(OperazioneNonAmmessa):
            rispondi(persona=c.persona_po1, giorno=giorno, **come)
    with pytest.raises(OperazioneNonAmmessa, match="non ti è stata rivolta"):
        rispondi(persona=c.persona_sindaco, giorno=GIORNO, **come)
    rispondi(persona=c.persona_po1, giorno=AL, **come)
    with pytest.raises(GiaRisposto):
        rispondi(persona=c.persona_po1, giorno=AL, **come)
    assert riga.fogli.count() == 1


def test_lo_stesso_modulo_inviato_due_volte_conta_una(c: SimpleNamespace) -> None:
    riga = aperta(c, SODDISFAZIONE)
    come: dict[str, Any] = {"indagine": riga, "valori": {"d1": 3}, "testi": {"d5": "Bene"}, "giorno": GIORNO}
    assert rispondi_da_utente(modulo="uno", **come)
    assert not rispondi_da_utente(modulo="uno", **come)
    assert rispondi_da_utente(modulo="due", **come)
    assert (riga.fogli.count(), riga.testi.count()) == (2, 2)
    passo(c, riga, "chiudi", DOPO)
    assert set(riga.fogli.values_list("modulo", flat=True)) == {""}, "chiusa, non resta nemmeno il modulo"
    with pytest.raises(OperazioneNonAmmessa):
        rispondi_da_utente(modulo="tre", **come)


# --- closing, reminding, publishing -----------------------------------------------------------------------------------------------------


def test_si_chiude_dopo_il_termine_o_prima_con_un_motivo(c: SimpleNamespace) -> None:
    riga = aperta(c)
    with pytest.raises(DatiNonValidi):
        passo(c, riga, "chiudi")
    with pytest.raises(DatiNonValidi):
        passo(c, riga, "chiudi_prima", motivo="no")
    fatta = passo(c, riga, "chiudi_prima", motivo=MOTIVO)
    assert (fatta.stato, fatta.motivo_chiusura, fatta.chiusa_il) == ("chiusa", MOTIVO, QUANDO)
    with pytest.raises(OperazioneNonAmmessa):
        passo(c, riga, "chiudi", DOPO)


def test_un_promemoria_al_giorno_e_solo_a_chi_lavora_qui(c: SimpleNamespace) -> None:
    riga = aperta(c)
    assert sollecita(indagine=riga, utente=c.controllo, quando=QUANDO) == 8
    with pytest.raises(OperazioneNonAmmessa, match="già"):
        sollecita(indagine=riga, utente=c.controllo, quando=QUANDO + timedelta(hours=1))
    assert sollecita(indagine=riga, utente=c.controllo, quando=QUANDO + timedelta(days=1)) == 8
    with pytest.raises(PermissionDenied):
        sollecita(indagine=riga, utente=c.po1, quando=QUANDO + timedelta(days=2))
    with pytest.raises(OperazioneNonAmmessa):
        sollecita(indagine=aperta(c, SODDISFAZIONE), utente=c.controllo, quando=QUANDO)
    (evento, _) = Evento.objects.filter(azione="indagine.sollecita")
    assert json.loads(evento.dati) == {"avvisati": 8}


def test_con_meno_di_cinque_risposte_non_si_pubblica(c: SimpleNamespace) -> None:
    riga = chiusa(c, CINQUE[:4])
    with pytest.raises(DatiNonValidi, match="meno di 5"):
        passo(c, riga, "pubblica", DOPO)
    (letto,) = risultati_pubblicabili(c.esercizio, SODDISFAZIONE)
    assert letto.esiti.rispondenti is None
    assert letture.testi_da_leggere(riga) == {}


def test_nella_sezione_web_ci_sono_tutti_i_servizi_dell_anno_e_nessun_testo(c: SimpleNamespace) -> None:
    """One document a year under the item: the second survey of users takes the place of the first, and holds both."""
    una, due = chiusa(c, CINQUE), chiusa(c, CINQUE)
    passo(c, una, "pubblica", DOPO)
    passo(c, due, "pubblica", DOPO)
    (viva,) = Pubblicazione.objects.filter(ritirata_il=None)
    assert (viva.voce, viva.anno) == ("soddisfazione", 2025)
    documento: Documento = viva.documento
    assert len(documento.payload["capitoli"]) == 2
    assert "Testo 1" not in documento.contenuto
    assert Pubblicazione.objects.count() == 2


def test_il_pubblico_legge_le_risposte_di_tutti_e_non_quelle_dei_pochi(c: SimpleNamespace) -> None:
    persone = in_servizio(c, 12)
    riga = aperta(c)
    rispondono(riga, persone)
    passo(c, riga, "chiudi", DOPO)
    (letto,) = risultati_pubblicabili(c.esercizio, "benessere")
    assert (letto.invitati, letto.esiti.rispondenti) == (20, 12)
    (confronto,) = letto.esiti.confronti
    assert {g.rispondenti for g in confronto.gruppi} == {None}, "quattro per area: nessuna si dice"
    assert letture.testi_da_leggere(riga)["d5"] == sorted(f"Parole di {n}" for n in range(12))
    assert CLIMA.codice == letto.esiti.sezioni[0].domande[0].codice
