"""Artt. 22–24: a run is computed whole or not at all, gives what ``simula`` gives, and moves on to payment step by step."""

import json
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from premi.letture import fatti_verificati
from premi.letture.corse import differenze
from premi.models import ContoDirezione, Corsa, CriterioResidui, Fondo, Istituto, LineaPremio, LineaRisultato
from premi.operazioni.corse import CorsaImpossibile, approva_corsa, calcola_corsa, chiedi_corsa, liquida_corsa, riaccoda_corse
from premi.simulazione import simula
from premi.stati import APPROVATA, CONTROLLATA, IN_CALCOLO, LIQUIDATA, NON_RIUSCITA, PROPOSTA, PROVVISORIA, SUPERATA
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Incarico
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.models import Scheda, SchedaPersonale, ValidazioneRelazione

from .scene import GIUNTA, calcolata, da_pagare, passa

D = Decimal
RISULTATO, PRODUTTIVITA = Istituto.RISULTATO, Istituto.PRODUTTIVITA
_scritta, c = scena_del_modulo(da_pagare)


def _validata(c: SimpleNamespace) -> None:
    atto = Atto.objects.create(tipo="verbale", numero=7, data=QUANDO.date(), oggetto="Validazione della Relazione 2025")
    ValidazioneRelazione.objects.create(esercizio=c.esercizio, atto=atto, registrata_da=c.ncvp, registrata_il=QUANDO)


# --- the same figures as simula ---


def test_le_linee_sono_al_centesimo_cio_che_da_simula(c: SimpleNamespace) -> None:
    attesi = json.loads(simula(fatti_verificati(c.esercizio)))
    risultato, produttivita = calcolata(c, RISULTATO), calcolata(c, PRODUTTIVITA)
    assert (risultato.stato, produttivita.stato) == (PROVVISORIA, PROVVISORIA), (risultato.difetti, produttivita.difetti)
    importi = {x.matricola: (str(x.p_finale), x.fascia, x.percentuale, x.giorni, str(x.importo)) for x in risultato.linee_risultato.all()}
    assert importi == {
        i["matricola"]: (i["p_finale"], i["fascia"], i["percentuale"], i["giorni"], i["importo"]) for i in attesi["incarichi"]
        if i["motivo"] != "segretario_generale"
    }  # fmt: skip
    linee = produttivita.linee_premio.select_related("direzione")
    premi = {(x.matricola, x.direzione.codice): (str(x.quota), str(x.premio)) for x in linee}
    assert premi == {(d["matricola"], q["direzione"]): (q["quota"], q["premio"]) for d in attesi["dipendenti"] for q in d["quote"]}
    per_direzione = produttivita.conti.select_related("direzione")
    conti = {k.direzione.codice: (str(k.fondo), str(k.distribuito), str(k.residuo)) for k in per_direzione}
    assert conti == {k["direzione"]: (k["fondo"], k["distribuito"], k["residuo"]) for k in attesi["direzioni"]}
    assert produttivita.distribuito == sum(D(d["premio"]) for d in attesi["dipendenti"])
    assert risultato.stanziato == D("90000.00")


def test_art22_sotto_180_non_spetta_niente_e_la_linea_dice_perche(c: SimpleNamespace) -> None:
    linea = calcolata(c, PRODUTTIVITA).linee_premio.get(persona=c.persona_dipendente3)
    assert (linea.premio, linea.totale < 180) == (0, True)
    assert "sotto la soglia" in linea.motivo


def test_art22_il_residuo_si_distribuisce_fino_all_ultimo_centesimo_e_non_oltre(c: SimpleNamespace) -> None:
    """50,10 + 50,20 is 100,30 also where the database adds up floats; one cent more is refused."""
    corsa = calcolata(c, PRODUTTIVITA)
    altra = Direzione.objects.exclude(pk__in=corsa.conti.values("direzione"))[0]
    conto = {"corsa": corsa, "direzione": altra, "peso": "1", "fondo": D("100.30"), "distribuito": D("50.10")}
    with pytest.raises(DatabaseError), transaction.atomic():
        ContoDirezione.objects.create(**conto, ulteriore=D("50.21"))
    assert ContoDirezione.objects.create(**conto, ulteriore=D("50.20")).residuo == 0


def test_art22_il_residuo_paga_un_premio_ulteriore_con_il_tetto(c: SimpleNamespace) -> None:
    """Only dipendente2 (marks 3) is excellent; the residue of D1 is greater than the cap, which is what they get."""
    senza = calcolata(c, PRODUTTIVITA)
    residuo = senza.conti.get(direzione=c.d1).residuo
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=D(241), tetto=D("50.00"))
    con = calcolata(c, PRODUTTIVITA)
    assert residuo > 50
    assert {x.matricola: x.ulteriore for x in con.linee_premio.all() if x.ulteriore} == {c.persona_dipendente2.matricola: D("50.00")}
    assert con.conti.get(direzione=c.d1).residuo == residuo - 50
    assert con.distribuito == senza.distribuito + 50
    (d,) = differenze(con, senza)
    assert (d.matricola, d.differenza) == (c.persona_dipendente2.matricola, D("50.00"))


# --- what it needs ---


def test_art22_un_parametro_di_categoria_che_manca_ferma_la_corsa(c: SimpleNamespace) -> None:
    Fondo.objects.create(esercizio=c.esercizio, destinazione="produttivita", importo=D(100), parametri={"A": "1"}, numero_versione=2)
    with pytest.raises(CorsaImpossibile, match="categoria D"):
        chiedi_corsa(esercizio=c.esercizio, istituto=PRODUTTIVITA, utente=c.personale, quando=QUANDO)


def test_art24_un_fondo_che_non_basta_ferma_la_corsa_e_dice_quanto_manca(c: SimpleNamespace) -> None:
    Fondo.objects.create(esercizio=c.esercizio, destinazione="dirigenti", importo=D("1.00"), numero_versione=2)
    corsa = calcolata(c)
    assert corsa.stato == NON_RIUSCITA
    assert "la somma accantonata è 1,00" in corsa.difetti
    assert "Mancano" in corsa.difetti
    assert not LineaRisultato.objects.exists()


@pytest.mark.parametrize("chi", ["segretario", "ncvp", "dirigente1", "po1", "dipendente1", "admin", "sindaco"])
def test_la_chiede_solo_l_ufficio_del_personale(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        chiedi_corsa(esercizio=c.esercizio, istituto=RISULTATO, utente=getattr(c, chi), quando=QUANDO)
    assert not Corsa.objects.exists()


# --- twice, halfway ---


def test_due_richieste_sono_una_corsa_e_due_calcoli_un_effetto(c: SimpleNamespace) -> None:
    prima, seconda = (chiedi_corsa(esercizio=c.esercizio, istituto=RISULTATO, utente=c.personale, quando=QUANDO) for _ in range(2))
    assert prima == seconda
    assert [calcola_corsa(prima.pk, quando=QUANDO) for _ in range(2)] == [True, False]
    assert LineaRisultato.objects.filter(corsa=prima).count() == 4


def test_una_corsa_sugli_stessi_fatti_e_la_stessa_corsa(c: SimpleNamespace) -> None:
    prima, seconda = calcolata(c), calcolata(c)
    assert seconda.stato == NON_RIUSCITA
    assert f"corsa n. {prima.numero}" in seconda.difetti
    prima.refresh_from_db()
    assert prima.stato == PROVVISORIA


def test_chi_muore_a_meta_non_lascia_niente(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    corsa = chiedi_corsa(esercizio=c.esercizio, istituto=PRODUTTIVITA, utente=c.personale, quando=QUANDO)

    def muore(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as toppa:
        toppa.setattr(ContoDirezione.objects, "bulk_create", muore)
        with pytest.raises(MemoryError), transaction.atomic():
            calcola_corsa(corsa.pk, quando=QUANDO)
    corsa.refresh_from_db()
    assert (corsa.stato, corsa.fatti, LineaPremio.objects.count()) == (IN_CALCOLO, "", 0)
    assert calcola_corsa(corsa.pk, quando=QUANDO)
    assert LineaPremio.objects.count() == 3


def test_un_errore_del_programma_ferma_la_corsa_e_se_ne_puo_chiedere_un_altra(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    corsa = chiedi_corsa(esercizio=c.esercizio, istituto=PRODUTTIVITA, utente=c.personale, quando=QUANDO)

    def inciampa(*_: object, **__: object) -> None:
        raise KeyError("D9")

    with monkeypatch.context() as toppa:
        toppa.setattr(LineaPremio.objects, "bulk_create", inciampa)
        assert calcola_corsa(corsa.pk, quando=QUANDO)
    corsa.refresh_from_db()
    assert (corsa.stato, corsa.fatti) == (NON_RIUSCITA, "") and "errore del programma (KeyError)" in corsa.difetti
    assert chiedi_corsa(esercizio=c.esercizio, istituto=PRODUTTIVITA, utente=c.personale, quando=QUANDO).numero == corsa.numero + 1


def test_la_spazzata_richiama_solo_chi_aspetta_da_troppo(c: SimpleNamespace) -> None:
    chiedi_corsa(esercizio=c.esercizio, istituto=RISULTATO, utente=c.personale, quando=QUANDO)
    assert riaccoda_corse(quando=QUANDO) == 0
    assert riaccoda_corse(quando=QUANDO.replace(hour=12)) == 1


def test_una_corsa_nuova_prende_il_posto_di_quella_non_approvata(c: SimpleNamespace) -> None:
    prima = calcolata(c)
    Incarico.objects.filter(pk=c.incarico_po2.pk).update(causa_fine="")
    Fondo.objects.create(esercizio=c.esercizio, destinazione="po", importo=D("31000.00"), numero_versione=2)
    dopo = calcolata(c)
    prima.refresh_from_db()
    assert (prima.stato, dopo.stato, dopo.numero, dopo.precedente) == (SUPERATA, PROVVISORIA, 2, None)


# --- the steps ---


def test_i_passi_fino_alla_liquidazione(c: SimpleNamespace) -> None:
    corsa = passa(calcolata(c), ("controlla", c.personale), ("proponi", c.segretario))
    corsa = approva_corsa(corsa=corsa, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=corsa.versione)
    assert (corsa.stato, corsa.atto.numero) == (APPROVATA, 55)
    with pytest.raises(DatiNonValidi, match="Relazione sulla performance 2025 non è ancora validata"):
        passa(corsa, ("rendi_liquidabile", c.personale))
    _validata(c)
    corsa = passa(corsa, ("rendi_liquidabile", c.personale))
    Atto.objects.filter(pk=corsa.atto_id).update(data=QUANDO.date() + timedelta(days=3))
    prima = DatiAtto(209, QUANDO.date() + timedelta(days=2), "Liquidazione di ciò che non è ancora approvato")
    with pytest.raises(DatiNonValidi, match="prima dell’approvazione"):
        dopo = QUANDO + timedelta(days=4)
        liquida_corsa(corsa=Corsa.objects.get(pk=corsa.pk), atto=prima, utente=c.personale, quando=dopo, versione=corsa.versione)
    Atto.objects.filter(pk=corsa.atto_id).update(data=QUANDO.date())
    determina = DatiAtto(210, QUANDO.date(), "Liquidazione della retribuzione di risultato 2025")
    corsa = liquida_corsa(corsa=corsa, atto=determina, utente=c.personale, quando=QUANDO, versione=corsa.versione)
    assert (corsa.stato, corsa.atto_liquidazione.tipo) == (LIQUIDATA, "determinazione")


@pytest.mark.parametrize(
    ("passi", "azione", "chi"),
    [
        ((), "controlla", "segretario"), ((), "controlla", "dirigente1"), ((), "supera", "segretario"),
        (("controlla",), "proponi", "personale"), (("controlla",), "rimanda", "personale"),
        (("controlla", "proponi"), "approva", "personale"), (("controlla", "proponi"), "approva", "ncvp"),
    ],
)  # fmt: skip
def test_i_passi_di_un_altro(c: SimpleNamespace, passi: tuple[str, ...], azione: str, chi: str) -> None:
    di_chi = {"controlla": c.personale, "proponi": c.segretario}
    corsa = passa(calcolata(c), *((p, di_chi[p]) for p in passi))
    prima = corsa.stato
    with pytest.raises(PermissionDenied):
        passa(corsa, (azione, getattr(c, chi)), motivo="Va rivista la posizione di uno.")
    corsa.refresh_from_db()
    assert corsa.stato == prima


def test_i_passi_fuori_posto_e_ripetuti(c: SimpleNamespace) -> None:
    corsa = calcolata(c)
    with pytest.raises(OperazioneNonAmmessa):
        passa(corsa, ("proponi", c.segretario))
    passa(corsa, ("controlla", c.personale))
    with pytest.raises(OperazioneNonAmmessa):
        passa(corsa, ("controlla", c.personale))
    with pytest.raises(ConflittoDiVersione):
        approva_vecchia = passa(corsa, ("proponi", c.segretario))
        approva_corsa(corsa=approva_vecchia, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=1)


def test_il_segretario_rimanda_con_un_motivo(c: SimpleNamespace) -> None:
    corsa = passa(calcolata(c), ("controlla", c.personale), ("proponi", c.segretario))
    assert corsa.stato == PROPOSTA
    with pytest.raises(DatiNonValidi, match="Che cosa va rivisto"):
        passa(corsa, ("rimanda", c.segretario))
    assert passa(corsa, ("rimanda", c.segretario), motivo="Manca la variazione del fondo.").stato == PROVVISORIA


def test_non_si_controlla_una_corsa_i_cui_fatti_sono_cambiati(c: SimpleNamespace) -> None:
    corsa = calcolata(c)
    Fondo.objects.create(esercizio=c.esercizio, destinazione="po", importo=D("31000.00"), numero_versione=2)
    with pytest.raises(DatiNonValidi, match="chiedi un altro calcolo"):
        passa(corsa, ("controlla", c.personale))
    corsa.refresh_from_db()
    assert corsa.stato == PROVVISORIA != CONTROLLATA


# --- what the database keeps still ---


@pytest.mark.parametrize(
    ("modello", "campo"),
    [(LineaRisultato, "importo"), (LineaPremio, "premio"), (ContoDirezione, "fondo"), (Fondo, "importo"), (Corsa, "distribuito")],
)
def test_gli_importi_di_una_corsa_non_cambiano_neppure_nella_base_dati(c: SimpleNamespace, modello: type, campo: str) -> None:
    calcolata(c, RISULTATO), calcolata(c, PRODUTTIVITA)
    for gesto in (lambda: modello.objects.update(**{campo: D("0.01")}), lambda: modello.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            gesto()


def test_le_schede_pagate_restano(c: SimpleNamespace) -> None:
    calcolata(c, RISULTATO)
    assert Scheda.objects.count() == 5
    assert SchedaPersonale.objects.count() == 3
