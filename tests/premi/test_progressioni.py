"""Art. 22: a procedure of progression from the call to the act: who is admissible and why, growth, ranking, ties, approval."""

import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from premi.calcolo import Bando
from premi.letture.progressioni.aspiranti import gruppi_di
from premi.models import CandidatoProgressione, DecisioneParita, GraduatoriaProgressione, Maturazione, Progressione
from premi.operazioni.maturazioni import ValoreMaturazione, salva_maturazioni
from premi.operazioni.passaggi import approva_progressione
from premi.operazioni.progressioni import correggi_bando, decidi_parita
from premi.simulazione import calcola, leggi_fatti
from premi.stati import CHIUSA, GRADUATORIA, ISTRUTTORIA
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Appartenenza, Persona
from smvp.registro.models import Evento
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO

from .progressioni import (
    APPROVA,
    BANDO,
    DECORRENZA,
    DETERMINA,
    MOTIVO,
    annata,
    aperta,
    bandita,
    candidato,
    con_candidati,
    formata,
    matura,
    passa,
    valutata,
)

_scritta, c = scena_del_modulo(con_candidati)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def ammissibili(procedura: Progressione) -> dict[str, bool]:
    return {a.persona.cognome: a.ammissibile for g in gruppi_di(procedura) for a in g.aspiranti}


def decidi(c: SimpleNamespace, procedura: Progressione, scelti: list[Persona], **altro: Any) -> Any:
    procedura.refresh_from_db()
    come = {"motivo": MOTIVO, "utente": c.dirigente1, "quando": QUANDO, "versione": procedura.versione} | altro
    chiavi = [candidato(procedura, p).pk for p in scelti]
    return decidi_parita(procedura=procedura, direzione=c.d1, categoria="C", scelti=chiavi, **come)


# --- the call -------------------------------------------------------------------------------------------------------------------------


def test_il_bando_lo_prepara_il_personale_e_lo_apre(c: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied):
        bandita(c, utente=c.segretario)
    procedura = bandita(c)
    assert (procedura.numero, procedura.atto_bando.numero, procedura.posti.count()) == (1, 90, 2)
    assert bandita(c).numero == 2
    with pytest.raises(PermissionDenied):
        passa(procedura, "apri", c.dirigente1)
    assert passa(procedura, "apri", c.personale).stato == ISTRUTTORIA
    assert Notifica.objects.filter(destinatario=c.dirigente1).exists(), "i Dirigenti delle Direzioni con posti"
    with pytest.raises(OperazioneNonAmmessa):
        passa(procedura, "apri", c.personale)


@pytest.mark.parametrize(("bando", "campo"), [
    (Bando(date(2027, 1, 1), 2024, 2), "decorrenza"),
    (Bando(DECORRENZA, 2026, 2), "ultimo_anno"),
    (Bando(DECORRENZA, 2024, 0), "anni_posizione"),
])  # fmt: skip
def test_un_bando_che_non_puo_essere(c: SimpleNamespace, bando: Bando, campo: str) -> None:
    with pytest.raises(DatiNonValidi) as errore:
        bandita(c, bando=bando)
    assert errore.value.campo == campo
    assert not Progressione.objects.exists()


def test_senza_posti_non_si_apre_e_i_posti_sono_delle_direzioni(c: SimpleNamespace) -> None:
    with pytest.raises(DatiNonValidi, match="posti"):
        passa(bandita(c, posti={}), "apri", c.personale)
    with pytest.raises(DatiNonValidi, match="Direzioni"):
        bandita(c, posti={(c.s1.pk, "C"): 1})


def test_il_bando_si_corregge_finche_non_e_aperto(c: SimpleNamespace) -> None:
    procedura = bandita(c)
    come = {"bando": BANDO, "posti": {(c.d1.pk, "C"): 1}, "atto": DETERMINA, "utente": c.personale, "quando": QUANDO}
    assert correggi_bando(procedura=procedura, versione=procedura.versione, **come).posti.get().posti == 1
    with pytest.raises(ConflittoDiVersione):
        correggi_bando(procedura=procedura, versione=1, **come)
    aperta_ora = passa(procedura, "apri", c.personale)
    with pytest.raises(OperazioneNonAmmessa, match="non cambiano più"):
        correggi_bando(procedura=procedura, versione=aperta_ora.versione, **come)


# --- who is admissible ------------------------------------------------------------------------------------------------------------------


def test_art_22_due_anni_nella_posizione_e_tre_anni_sopra_180(c: SimpleNamespace) -> None:
    trovati = ammissibili(aperta(c))
    assert {n: trovati[n] for n in ("Alfa", "Beta", "Gamma", "Delta", "Epsilon")} == {
        "Alfa": True, "Beta": True, "Gamma": True, "Delta": False, "Epsilon": False,
    }  # fmt: skip
    assert trovati["Rossi"] is False, "nessuna valutazione e nessuna posizione"


def test_ogni_condizione_e_detta(c: SimpleNamespace) -> None:
    aspiranti = {a.persona.cognome: a for g in gruppi_di(aperta(c)) for a in g.aspiranti}
    frasi = {n: [k.passo.testo for k in aspiranti[n].condizioni if not k.soddisfatta] for n in ("Delta", "Epsilon", "Rossi")}
    assert frasi["Delta"] == ["2023: 180,00 punti; ne servono più di 180."]
    assert "non ha ancora compiuto due anni interi" in frasi["Epsilon"][0]
    assert frasi["Rossi"][0].startswith("Non risulta da quando")
    assert [f[:24] for f in frasi["Rossi"][1:]] == [f"{anno}: manca la valutazione"[:24] for anno in (2022, 2023, 2024)]


def test_lettura_a32_le_ultime_tre_disponibili(c: SimpleNamespace) -> None:
    persona = Persona.objects.create(matricola="P9", cognome="Zeta", nome="Ugo")
    Appartenenza.objects.create(persona=persona, direzione=c.s1, categoria="C", dal=date(2022, 1, 1))
    annata(c, persona, ("200.00", "205.00"), date(2019, 1, 1))
    persona.valutazioni_pregresse.create(anno=2020, totale="190.00", fonte="Scheda 2020", registrata_da=c.personale, registrata_il=QUANDO)
    assert ammissibili(aperta(c))["Zeta"] is False, "il 2024 manca"
    assert ammissibili(aperta(c, bando=Bando(DECORRENZA, 2024, 2, ultime_disponibili=True)))["Zeta"] is True


def test_lettura_a33_gli_anni_nella_posizione_li_dice_il_bando(c: SimpleNamespace) -> None:
    assert ammissibili(aperta(c, bando=Bando(DECORRENZA, 2024, 1)))["Epsilon"] is True
    assert ammissibili(aperta(c, bando=Bando(DECORRENZA, 2024, 4)))["Beta"] is False


def test_le_query_non_crescono_con_i_candidati(c: SimpleNamespace) -> None:
    procedura = aperta(c)
    with CaptureQueriesContext(
        connection,
    ) as prima:
        gruppi_di(procedura)
    for n in range(15):
        persona = Persona.objects.create(matricola=f"X{n}", cognome="Tanti", nome=str(n))
        Appartenenza.objects.create(persona=persona, direzione=c.s1, categoria="C", dal=date(2022, 1, 1))
        annata(c, persona, ("210.00", "211.00", "212.00"), date(2020, 1, 1))
    with CaptureQueriesContext(connection) as dopo:
        gruppi_di(procedura)
    assert len(dopo) == len(prima)


# --- professional growth ----------------------------------------------------------------------------------------------------------------


def test_la_maturazione_la_scrive_il_dirigente_della_direzione(c: SimpleNamespace) -> None:
    procedura = aperta(c)
    for chi in (c.dirigente2, c.personale, c.po1, c.segretario):
        with pytest.raises(PermissionDenied):
            matura(c, procedura, {c.alfa: 30}, chi=chi)
    assert matura(c, procedura, {c.alfa: 30, c.beta: 10}) == 2
    assert matura(c, procedura, {c.alfa: 30, c.beta: 10}) == 0, "la seconda volta non cambia niente"
    assert Evento.objects.filter(azione="progressione.maturazione").count() == 1


@pytest.mark.parametrize(("valore", "campo"), [
    (ValoreMaturazione(20, ("ampliamento",), MOTIVO), "punti"),
    (ValoreMaturazione(30, ("inventata",), MOTIVO), "condizioni"),
    (ValoreMaturazione(None, ("inventata",), ""), "condizioni"),
])  # fmt: skip
def test_art_22_la_maturazione_e_della_tabella(c: SimpleNamespace, valore: ValoreMaturazione, campo: str) -> None:
    with pytest.raises(DatiNonValidi) as errore:
        salva_maturazioni(procedura=aperta(c), direzione=c.d1, valori={c.alfa.pk: valore}, utente=c.dirigente1, quando=QUANDO)
    assert errore.value.campo == campo
    assert not Maturazione.objects.exists()


@pytest.mark.parametrize(("valore", "manca"), [
    (ValoreMaturazione(30, (), MOTIVO), "segna almeno una"),
    (ValoreMaturazione(0, (), "no"), "scrivi la motivazione"),
    (ValoreMaturazione(10, ("ampliamento",), " \n "), "scrivi la motivazione"),
    (ValoreMaturazione(None, ("ampliamento",), MOTIVO), "scegli il giudizio"),
])  # fmt: skip
def test_art_22_quel_che_manca_si_tiene_ma_la_graduatoria_non_si_forma(c: SimpleNamespace, valore: ValoreMaturazione, manca: str) -> None:
    """Half written is kept (it is saved while one types); points without a condition or a reason never reach a ranking."""
    procedura = valutata(c)
    salva_maturazioni(procedura=procedura, direzione=c.d1, valori={c.alfa.pk: valore}, utente=c.dirigente1, quando=QUANDO)
    assert manca in Maturazione.objects.get(persona=c.alfa).manca
    with pytest.raises(DatiNonValidi, match="Finanze e Tributi, categoria C: 1"):
        passa(procedura, "forma", c.personale)
    assert not GraduatoriaProgressione.objects.exists()


def test_il_database_rifiuta_punti_senza_motivo_in_graduatoria(c: SimpleNamespace) -> None:
    riga = candidato(formata(c), c.alfa)
    riga.pk, riga.persona, riga.motivo_maturazione = None, c.persona_po1, ""
    with pytest.raises(DatabaseError), transaction.atomic():
        riga.save(force_insert=True)


def test_di_chi_non_e_ammissibile_o_di_un_altra_direzione_non_si_scrive(c: SimpleNamespace) -> None:
    procedura = aperta(c)
    for persona in (c.delta, c.persona_dipendente3):
        with pytest.raises(DatiNonValidi, match="candidato ammissibile"):
            matura(c, procedura, {persona: 30})


# --- the ranking --------------------------------------------------------------------------------------------------------------------------


def test_senza_tutte_le_maturazioni_la_graduatoria_non_si_forma(c: SimpleNamespace) -> None:
    procedura = aperta(c)
    matura(c, procedura, {c.alfa: 30})
    with pytest.raises(DatiNonValidi, match="Finanze e Tributi, categoria C: 2"):
        passa(procedura, "forma", c.personale)
    assert not GraduatoriaProgressione.objects.exists()


def test_art_22_la_graduatoria_con_la_parita(c: SimpleNamespace) -> None:
    """Alfa 245 of mean, 60 + 30; Beta and Gamma 215, 30 + 10: level, across the second and last place."""
    procedura = formata(c)
    righe = procedura.ultima_graduatoria().candidati.filter(direzione=c.d1).order_by("posto", "nominativo")  # type: ignore[union-attr]
    trovate = [(r.nominativo, r.posto, str(r.media), r.punti_risultati, r.punti_maturazione, r.totale, r.esito) for r in righe if r.posto]
    assert trovate == [
        ("Alfa Ugo", 1, "245.00", 60, 30, 90, "ammesso"),
        ("Beta Ugo", 2, "215.00", 30, 10, 40, "parita"),
        ("Gamma Ugo", 2, "215.00", 30, 10, 40, "parita"),
    ]
    assert {r.nominativo for r in righe if r.esito == "escluso"} == {"Delta Ugo", "Epsilon Ugo", "Rossi Anna"}
    assert candidato(procedura, c.persona_dipendente3).esito == "ammesso"


def test_a_pari_punti_prevale_la_media_esatta(c: SimpleNamespace) -> None:
    """One hundredth in three years: the printed mean is the same, the exact one is not."""
    riga = c.beta.valutazioni_pregresse.get(anno=2023)
    riga.totale = "214.01"
    riga.save()
    procedura = formata(c)
    esiti = {p.cognome: (candidato(procedura, p).posto, candidato(procedura, p).esito) for p in (c.beta, c.gamma)}
    assert esiti == {"Beta": (2, "ammesso"), "Gamma": (3, "non_ammesso")}
    assert str(candidato(procedura, c.beta).media) == "215.00"


def test_la_graduatoria_e_congelata(c: SimpleNamespace) -> None:
    procedura = formata(c)
    graduatoria = procedura.ultima_graduatoria()
    assert graduatoria is not None
    fatti = json.loads(GraduatoriaProgressione.objects.get(pk=graduatoria.pk).fatti)
    assert fatti["progressioni"][0]["posti"] == 2
    assert graduatoria.regolamento == "domodossola-2020"
    assert len(graduatoria.impronta) == 64
    riga = candidato(procedura, c.alfa)
    for modello, pk in ((CandidatoProgressione, riga.pk), (GraduatoriaProgressione, graduatoria.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            modello.objects.filter(pk=pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        CandidatoProgressione.objects.filter(pk=riga.pk).update(totale=100)


def test_simula_sugli_stessi_fatti_da_la_stessa_graduatoria(c: SimpleNamespace) -> None:
    procedura = formata(c)
    graduatoria = procedura.ultima_graduatoria()
    assert graduatoria is not None
    congelati = json.loads(GraduatoriaProgressione.objects.get(pk=graduatoria.pk).fatti)
    progressioni = [
        {
            "direzione": g["direzione"], "categoria": g["categoria"], "posti": g["posti"], "decorrenza": congelati["decorrenza"],
            "candidati": [
                {"matricola": k["matricola"], "punteggi": [t["totale"] for t in k["totali"]], "posizione_dal": k["posizione_dal"],
                 "maturazione": k["maturazione"] or 0}
                for k in g["candidati"] if len(k["totali"]) == 3
            ],
        }
        for g in congelati["progressioni"]
    ]  # fmt: skip
    fatti = {"formato": "smvp-calcolo/1", "esercizio": 2025, "incarichi": [], "dipendenti": [], "progressioni": progressioni}
    letti, reg = leggi_fatti(json.dumps(fatti))
    for fatta, di_allora in calcola(letti, reg).progressioni or ():
        di_simula = [(r.matricola, r.totale, r.esito) for r in di_allora.righe]
        suoi = graduatoria.candidati.filter(direzione__codice=fatta.direzione, categoria=fatta.categoria)
        righe = suoi.exclude(esito="escluso").order_by("posto", "matricola")
        assert di_simula == [(r.matricola, r.totale, r.esito) for r in righe]
        esclusi = {e.matricola for e in di_allora.esclusi}
        assert esclusi <= set(suoi.filter(esito="escluso").values_list("matricola", flat=True))


def test_riaperta_e_formata_di_nuovo_la_prima_resta(c: SimpleNamespace) -> None:
    procedura = passa(formata(c), "riapri", c.segretario, motivo="Va corretta la maturazione di Beta.")
    matura(c, procedura, {c.beta: 30})
    procedura = passa(procedura, "forma", c.personale)
    assert [g.numero for g in procedura.graduatorie.all()] == [1, 2]
    assert candidato(procedura, c.beta).esito == "ammesso"
    assert procedura.graduatorie.get(numero=1).candidati.get(persona=c.beta).esito == "parita"


# --- ties, approval ---------------------------------------------------------------------------------------------------------------------


def test_lettura_a67_la_parita_ferma_l_approvazione_finche_qualcuno_la_decide(c: SimpleNamespace) -> None:
    procedura = formata(c)
    come = {"atto": APPROVA, "utente": c.segretario, "quando": QUANDO}
    with pytest.raises(DatiNonValidi, match="parità da decidere, fra 2 candidati"):
        approva_progressione(procedura=procedura, versione=procedura.versione, **come)
    decidi(c, procedura, [c.gamma])
    assert candidato(procedura, c.gamma).esito_finale == "ammesso"
    assert candidato(procedura, c.beta).esito_finale == "non_ammesso"
    assert candidato(procedura, c.beta).esito == "parita", "la graduatoria resta com’era"
    fatta = approva_progressione(procedura=procedura, versione=procedura.versione, **come)
    assert (fatta.stato, fatta.atto.numero) == (CHIUSA, 91)  # type: ignore[union-attr]
    assert DecisioneParita.objects.filter(ammesso=True).get().motivo == MOTIVO
    with pytest.raises(OperazioneNonAmmessa):
        approva_progressione(procedura=procedura, versione=fatta.versione, **come)


def test_la_parita_la_decide_il_dirigente_o_il_segretario_con_un_motivo(c: SimpleNamespace) -> None:
    procedura = formata(c)
    for chi in (c.dirigente2, c.personale, c.ncvp, c.dipendente1):
        with pytest.raises(PermissionDenied):
            decidi(c, procedura, [c.gamma], utente=chi)
    for scelti in ([], [c.beta, c.gamma], [c.alfa]):
        with pytest.raises(DatiNonValidi, match="Resta un posto"):
            decidi(c, procedura, scelti)
    with pytest.raises(DatiNonValidi, match="perché"):
        decidi(c, procedura, [c.beta], motivo="sì")
    with pytest.raises(ConflittoDiVersione):
        decidi(c, procedura, [c.beta], versione=1)
    assert not DecisioneParita.objects.exists()
    assert len(decidi(c, procedura, [c.beta], utente=c.segretario)) == 2
    with pytest.raises(OperazioneNonAmmessa, match="già decisa"):
        decidi(c, procedura, [c.gamma])


def test_l_atto_non_puo_essere_prima_della_graduatoria(c: SimpleNamespace) -> None:
    procedura = formata(c, posti={(c.d1.pk, "C"): 3, (c.d2.pk, "D"): 1})
    with pytest.raises(DatiNonValidi, match="prima della graduatoria"):
        approva_progressione(
            procedura=procedura, atto=DatiAtto(1, date(2026, 4, 1), "Prima", DETERMINA.tipo), utente=c.segretario, quando=QUANDO,
            versione=procedura.versione,
        )  # fmt: skip
    with pytest.raises(DatiNonValidi, match="Serve un atto"):
        approva_progressione(
            procedura=procedura, atto=DatiAtto(1, QUANDO.date(), "Verbale", Atto.Tipo.VERBALE), utente=c.segretario, quando=QUANDO,
            versione=procedura.versione,
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        approva_progressione(procedura=procedura, atto=APPROVA, utente=c.personale, quando=QUANDO, versione=procedura.versione)
    procedura.refresh_from_db()
    assert (procedura.stato, procedura.atto) == (GRADUATORIA, None)


def test_annullata_non_da_niente(c: SimpleNamespace) -> None:
    procedura = valutata(c)
    with pytest.raises(DatiNonValidi):
        passa(procedura, "annulla", c.personale)
    passa(procedura, "annulla", c.personale, motivo="Il contratto integrativo non è firmato.")
    with pytest.raises(OperazioneNonAmmessa):
        passa(procedura, "forma", c.personale)
