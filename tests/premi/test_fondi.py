"""Artt. 22, 23, 27: the amounts and the data of the exercise, version upon version; who writes them, and what follows from them."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from premi.letture.corse import fatti_della_corsa
from premi.letture.fondi import economie, scoperto, tempi_di_pagamento, voci
from premi.models import ContoDirezione, CriterioResidui, Destinazione, Fondo, LineaRisultato, TempiPagamento
from premi.stati import PROVVISORIA
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.organizzazione.models import Direzione
from smvp.registro.letture import storia
from smvp.registro.models import Evento
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO, con_schede

from .fondi import (
    DETERMINA,
    GIUNTA,
    MOTIVO,
    NON_APPLICABILE,
    NON_RISPETTATI,
    PESI,
    RISPETTATI,
    VERBALE,
    D,
    corsa,
    criterio,
    detti,
    scrivi,
    tempi,
)
from .scene import PARAMETRI

_scritta, c = scena_del_modulo(con_schede)


def test_art23_una_somma_si_scrive_con_l_atto_e_lascia_traccia(c: SimpleNamespace) -> None:
    riga = scrivi(c)
    assert (riga.importo, riga.numero_versione, riga.registrato_da, riga.registrato_il) == (D("72000.00"), 1, c.personale, QUANDO)
    assert (riga.atto.tipo, riga.atto.numero, riga.motivo) == ("giunta", 12, "")
    evento = storia("fondi", 2025).first()
    assert (evento.azione, evento.utente) == ("fondo.registra", "personale")
    assert evento.contenuto["dopo"]["importo"] == "72000.00" and evento.contenuto["prima"] is None


def test_art23_una_variazione_e_una_versione_e_la_prima_resta(c: SimpleNamespace) -> None:
    scrivi(c)
    seconda = scrivi(c, importo="70000.50", versione=1, atto=DETERMINA, motivo=MOTIVO)
    assert [f.importo for f in Fondo.objects.filter(destinazione="dirigenti")] == [D("72000.00"), D("70000.50")]
    assert Fondo.objects.correnti().get(destinazione="dirigenti") == seconda
    (voce,) = (v for v in voci(c.esercizio) if v.destinazione == Destinazione.DIRIGENTI)
    ultima = voce.dato.storia[0]
    assert [(x.etichetta, x.prima, x.dopo) for x in ultima.cambi] == [("Importo", "72.000,00\xa0€", "70.000,50\xa0€")]
    assert (ultima.riga.motivo, ultima.chi, ultima.riga.atto.tipo) == (MOTIVO, "Laura Vietti", "determinazione")


def test_art22_della_produttivita_si_scrivono_anche_i_parametri(c: SimpleNamespace) -> None:
    assert scrivi(c, "produttivita", "10000").parametri == PARAMETRI
    seconda = scrivi(c, "produttivita", "10000", versione=1, motivo=MOTIVO, parametri=PESI | {"D": D("1.5")})
    assert seconda.pesi["D"] == D("1.5")
    (voce,) = (v for v in voci(c.esercizio) if v.destinazione == Destinazione.PRODUTTIVITA)
    assert [(x.etichetta, x.prima, x.dopo) for x in voce.dato.storia[0].cambi] == [("Parametro D", "1,40", "1,50")]


def test_lo_stesso_due_volte_e_una_versione_sola(c: SimpleNamespace) -> None:
    prima = scrivi(c, "produttivita", "10000.00")
    assert scrivi(c, "produttivita", "10000.00", parametri={k: p.quantize(D("0.0001")) for k, p in PESI.items()}) == prima
    assert (Fondo.objects.count(), Atto.objects.filter(numero=12).count()) == (1, 1)
    assert Evento.objects.filter(azione="fondo.registra").count() == 1


@pytest.mark.parametrize(
    ("destinazione", "chi"),
    [(d, u) for d in ("dirigenti", "po", "produttivita") for u in ("ncvp", "segretario", "dirigente1", "dipendente1", "admin", "sindaco")]
    + [("risparmi", u) for u in ("personale", "segretario", "dirigente1", "admin", "controllo")],
)
def test_art23_e_27_scrive_solo_chi_deve(c: SimpleNamespace, destinazione: str, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        scrivi(c, destinazione, utente=getattr(c, chi))
    assert not Fondo.objects.exists()


@pytest.mark.parametrize(
    ("destinazione", "altro", "parola"),
    [
        ("dirigenti", {"importo": "-0.01"}, "da zero"), ("dirigenti", {"importo": "1.005"}, "due decimali"),
        ("dirigenti", {"importo": "NaN"}, "da zero"), ("dirigenti", {"importo": "Infinity"}, "da zero"),
        ("dirigenti", {"importo": "10000000000"}, "da zero"), ("dirigenti", {"atto": VERBALE}, "Serve un atto di questo tipo"),
        ("risparmi", {"atto": GIUNTA}, "Verbale del NCVP"), ("dirigenti", {"parametri": PESI}, "non ha parametri"),
        ("dirigenti", {"atto": DatiAtto(1, date(2026, 4, 11), "Domani")}, "nel futuro"),
        ("produttivita", {"parametri": None}, "ciascuna categoria: A, B, C, D"),
        ("produttivita", {"parametri": PESI | {"E": D(1)}}, "ciascuna categoria"),
        ("produttivita", {"parametri": PESI | {"A": D(0)}}, "categoria A va da 0,0001"),
        ("produttivita", {"parametri": PESI | {"A": D("-1")}}, "categoria A"),
        ("produttivita", {"parametri": PESI | {"B": D("NaN")}}, "categoria B"),
        ("produttivita", {"parametri": PESI | {"B": D("1.00001")}}, "quattro decimali"),
        ("produttivita", {"parametri": PESI | {"B": D(10000)}}, "categoria B"), ("inventata", {}, "non c’è fra quelle"),
    ],
)  # fmt: skip
def test_cio_che_una_somma_non_puo_essere(c: SimpleNamespace, destinazione: str, altro: dict[str, Any], parola: str) -> None:
    with pytest.raises(DatiNonValidi, match=parola):
        scrivi(c, destinazione, **altro)
    assert not Fondo.objects.exists() and not Atto.objects.exclude(pk=c.atto.pk).exists()


def test_senza_un_motivo_non_si_varia(c: SimpleNamespace) -> None:
    scrivi(c)
    for motivo in ("", "  ", "…", "x"):
        with pytest.raises(DatiNonValidi, match="motivo della variazione"):
            scrivi(c, importo="1", versione=1, motivo=motivo)
    assert Fondo.objects.count() == 1


@pytest.mark.parametrize("versione", [0, 2, 99])
def test_chi_ha_letto_un_altra_versione_non_scrive(c: SimpleNamespace, versione: int) -> None:
    scrivi(c)
    with pytest.raises(ConflittoDiVersione, match="da un’altra finestra hai registrato"):
        scrivi(c, importo="1", versione=versione, motivo=MOTIVO, atto=DETERMINA)
    assert (Fondo.objects.count(), Atto.objects.filter(numero=140).count()) == (1, 0)


def test_il_conflitto_dice_chi_ha_scritto(c: SimpleNamespace) -> None:
    scrivi(c)
    Fondo.objects.create(esercizio=c.esercizio, destinazione="dirigenti", importo=1, numero_versione=2, registrato_da=c.segretario)
    with pytest.raises(ConflittoDiVersione, match="Paolo Zanetta ha registrato"):
        scrivi(c, importo="2", versione=1, motivo=MOTIVO)


def test_art22_i_criteri_dell_anno_e_le_loro_versioni(c: SimpleNamespace) -> None:
    prima = criterio(c)
    assert criterio(c) == prima
    seconda = criterio(c, tetto="300.00", versione=1, motivo=MOTIVO)
    assert (prima.numero_versione, seconda.numero_versione, CriterioResidui.objects.correnti().get()) == (1, 2, seconda)
    with pytest.raises(ConflittoDiVersione):
        criterio(c, tetto="200.00", versione=1, motivo=MOTIVO)
    for chi in ("segretario", "ncvp", "dirigente1", "admin"):
        with pytest.raises(PermissionDenied):
            criterio(c, tetto="100.00", versione=2, motivo=MOTIVO, utente=getattr(c, chi))


@pytest.mark.parametrize(
    ("valori", "parola"),
    [({"soglia": "300.01"}, "da 0 a 300"), ({"soglia": "-1"}, "da 0 a 300"), ({"soglia": "NaN"}, "da 0 a 300"),
     ({"soglia": "241.005"}, "da 0 a 300"), ({"tetto": "-1"}, "da zero"), ({"atto": VERBALE}, "Serve un atto")],
)  # fmt: skip
def test_art22_i_criteri_che_non_possono_stare(c: SimpleNamespace, valori: dict[str, Any], parola: str) -> None:
    with pytest.raises(DatiNonValidi, match=parola):
        criterio(c, **valori)
    assert not CriterioResidui.objects.exists()


def test_a66_i_tempi_si_scrivono_per_tutti_insieme(c: SimpleNamespace) -> None:
    assert tempi(c, ("dirigente1", NON_RISPETTATI, 0), ("po1", RISPETTATI, 0), ("po2", NON_APPLICABILE, 0)) == 2
    assert detti(c) == {"dirigente1": NON_RISPETTATI, "po1": RISPETTATI}
    assert [x["esito"] for x in storia("fondi", 2025).first().contenuto["cambi"]] == [NON_RISPETTATI, RISPETTATI]
    assert tempi(c, ("dirigente1", NON_RISPETTATI, 0), ("po1", RISPETTATI, 0)) == 0, "un secondo clic non scrive niente"
    with pytest.raises(DatiNonValidi, match="motivo"):
        tempi(c, ("dirigente1", RISPETTATI, 1))
    assert tempi(c, ("dirigente1", RISPETTATI, 1), ("po1", RISPETTATI, 1), motivo=MOTIVO) == 1
    ultima = tempi_di_pagamento(c.esercizio).storia[0]
    assert (ultima.cambi[0].prima, ultima.cambi[0].dopo, ultima.riga.numero_versione) == ("Non rispettati", "Rispettati", 2)


def test_a66_chi_non_ha_toccato_una_riga_non_disfa_quella_di_un_altro(c: SimpleNamespace) -> None:
    """Both had read version 1 of dirigente1; the second has changed po1 alone."""
    tempi(c, ("dirigente1", RISPETTATI, 0))
    tempi(c, ("dirigente1", NON_RISPETTATI, 1), motivo=MOTIVO)
    assert tempi(c, ("dirigente1", RISPETTATI, 1), ("po1", RISPETTATI, 0)) == 1
    assert detti(c) == {"dirigente1": NON_RISPETTATI, "po1": RISPETTATI}
    with pytest.raises(ConflittoDiVersione, match="scritto «non rispettati»"):
        tempi(c, ("dirigente1", NON_APPLICABILE, 1), ("po2", RISPETTATI, 0), motivo=MOTIVO)
    assert "po2" not in detti(c)


def test_a66_li_scrive_il_personale_e_solo_di_chi_ha_obiettivi(c: SimpleNamespace) -> None:
    for chi in ("segretario", "ncvp", "dirigente1", "controllo", "admin"):
        with pytest.raises(PermissionDenied):
            tempi(c, ("po1", RISPETTATI, 0), chi=chi)
    with pytest.raises(DatiNonValidi, match="per obiettivi"):
        tempi(c, ("segretario", RISPETTATI, 0))
    with pytest.raises(DatiNonValidi, match="rispettati, non rispettati o non applicabili"):
        tempi(c, ("po1", "quasi", 0))
    assert not TempiPagamento.objects.exists()


def test_i_criteri_e_le_somme_cambiano_i_fatti_di_un_calcolo(c: SimpleNamespace) -> None:
    impronte = [fatti_della_corsa(c.esercizio, "produttivita").impronta]
    for cambia in (criterio, lambda c: scrivi(c, "produttivita")):
        cambia(c)
        impronte.append(fatti_della_corsa(c.esercizio, "produttivita").impronta)
    assert len(set(impronte)) == 3


def test_art24_una_somma_che_non_basta_si_dice_subito(c: SimpleNamespace) -> None:
    r = corsa(c, "risultato", PROVVISORIA)
    LineaRisultato.objects.create(
        corsa=r, scheda=c.scheda_dirigente1, persona=c.persona_dirigente1, matricola="0004", nominativo="Bertolini Andrea",
        dal=date(2025, 1, 1), destinazione="dirigenti", incarico="Dirigente", giorni_anno=365, retribuzione=D(12000),
        importo=D("10200.00"),
    )  # fmt: skip
    assert "10.200,00\xa0€, 0,01\xa0€ in più" in scoperto(c.esercizio, Destinazione.DIRIGENTI, D("10199.99"))
    assert scoperto(c.esercizio, Destinazione.DIRIGENTI, D("10200.00")) == ""
    assert scoperto(c.esercizio, Destinazione.PO, D(0)) == scoperto(c.esercizio, Destinazione.PRODUTTIVITA, D(0)) == ""


def test_i_residui_costano_le_stesse_query_con_tante_direzioni(c: SimpleNamespace) -> None:
    p = corsa(c, "produttivita", PROVVISORIA)
    direzioni = Direzione.objects.bulk_create(Direzione(codice=f"X{n}", denominazione=f"X{n}", dal=date(2024, 1, 1)) for n in range(30))
    ContoDirezione.objects.bulk_create(ContoDirezione(corsa=p, direzione=d, peso="1", fondo=2, distribuito=1) for d in direzioni)
    with CaptureQueriesContext(connection) as lette:
        assert sum(len(str(k.direzione)) for k in economie(c.esercizio).conti)
    assert len(lette) == 3
