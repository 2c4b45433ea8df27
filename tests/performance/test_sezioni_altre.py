"""Artt. 5, 12, 18, 21, 27–34: users, equal opportunities, payment times, guarantees, savings, the process."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import resolve

from obiettivi.models import Indicatore, Obiettivo
from premi.models import RipartoEfficienza
from premi.operazioni.efficienza import aggiungi_persona, conferisci_efficienza, scrivi_riparto
from premi.operazioni.fondi import EsitoTempi, registra_tempi
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Persona
from smvp.performance.calcolo.blocchi import Blocco, Grafico, Paragrafo, Tavola
from smvp.performance.calcolo.edizioni import Edizione
from smvp.performance.letture.sezioni import RELAZIONE
from tests.conciliazione.scene import con_firmata, presenta
from tests.indagini.scene import chiusa
from tests.premi.fondi import VERBALE
from tests.premi.fondi import scrivi as scrivi_fondo
from tests.premi.premialita import DECRETO, accendi
from tests.valutazioni.schede import QUANDO, con_obiettivi, con_schede, firmata

from .test_sezioni_premi import blocchi, contesto, righe

D = Decimal
PUBBLICA, COMPLETA = Edizione.PUBBLICA, Edizione.COMPLETA


def detti(trovati: list[Blocco]) -> list[str]:
    return [b.testo for b in trovati if isinstance(b, Paragrafo)]


def codici(trovati: list[Blocco]) -> set[str]:
    return {b.codice for b in trovati if isinstance(b, Tavola)}


# --- art. 18: users ----------------------------------------------------------------------------------------------------------------------


def test_art_18_l_indagine_fra_gli_utenti_e_i_suoi_indici(comune: SimpleNamespace) -> None:
    chiusa(comune, [{"d1": 1 + n % 5, "d2": 3, "d3": (0, 1), "d4": 0} for n in range(10)])
    trovati = blocchi(contesto(comune, PUBBLICA), "partecipazione")
    (nome, indagine), *_ = righe(trovati, "soddisfazione_indagini").items()
    assert (nome, indagine[0]) == ("Indagine di soddisfazione", "Tributi")
    assert indagine[3] == 10
    assert (
        detti(trovati)[0]
        == "Un’indagine ha chiesto agli utenti che cosa pensano dei servizi, dal 01/04/2026 al 30/04/2026. Le risposte sono state 10."
    )
    assert [b.titolo for b in trovati if isinstance(b, Grafico)] == ["Soddisfazione degli utenti: indice 50,0 su 100"]
    assert not any("Testo" in str(r) for b in trovati if isinstance(b, Tavola) for r in b.righe), "i testi liberi non si stampano"
    gruppi = next(b for b in trovati if isinstance(b, Tavola) and b.codice == "soddisfazione_gruppi")
    assert [r[1:5] for r in gruppi.righe] == [("Uffici", 10, "Il lavoro", D("50.0"))]
    assert RELAZIONE["partecipazione"].mancanze(contesto(comune)) == []


def test_a40_di_quattro_risposte_non_si_dice_niente(comune: SimpleNamespace) -> None:
    chiusa(comune, [{"d1": 2, "d2": 3, "d3": (0,), "d4": 0}] * 4)
    trovati = blocchi(contesto(comune, PUBBLICA), "partecipazione")
    assert [r[3] for r in righe(trovati, "soddisfazione_indagini").values()] == [None]
    assert {x for r in righe(trovati, "soddisfazione_domande").values() for x in r[:2]} == {None}
    assert "sono state" not in detti(trovati)[0]
    assert not [b for b in trovati if isinstance(b, Grafico)]


def test_gli_obiettivi_sugli_utenti_sono_quelli_dei_loro_ambiti_e_dei_loro_indicatori(comune: SimpleNamespace) -> None:
    con_obiettivi(comune)
    Obiettivo.objects.filter(codice="OI-1.1").update(ambiti=["a", "c"])
    altro = Obiettivo.objects.get(codice="OI-2.1")
    Indicatore.objects.create(obiettivo=altro, ordine=2, titolo="Gradimento degli utenti", tipo="qualita", atteso=D(90), unita="%")
    trovati = blocchi(contesto(comune, PUBBLICA), "partecipazione")
    assert set(righe(trovati, "partecipazione_obiettivi")) == {"OI-1.1", "OI-2.1"}
    assert righe(trovati, "partecipazione_indicatori") == {
        "OI-2.1": ("Obiettivo individuale 1", "Gradimento degli utenti", "90\N{NO-BREAK SPACE}%", "")
    }


# --- artt. 5 and 33 ----------------------------------------------------------------------------------------------------------------------


def test_art_5_gli_obiettivi_di_pari_opportunita(comune: SimpleNamespace) -> None:
    con_obiettivi(comune)
    frase = "Nel 2025 nessun obiettivo assegnato ha fra i suoi ambiti le pari opportunità (art. 5, lettera h)."
    assert detti(blocchi(contesto(comune), "pari-opportunita")) == [frase]
    Obiettivo.objects.filter(codice="OI-1.1").update(ambiti=["h"])
    assert set(righe(blocchi(contesto(comune), "pari-opportunita"), "pari_obiettivi")) == {"OI-1.1"}


def test_donne_e_uomini_fra_i_valutati(comune: SimpleNamespace) -> None:
    con_schede(comune)
    firmata(comune)
    assert righe(blocchi(contesto(comune), "pari-opportunita"), "pari_valutazioni")["Dirigenti"][2:] == (1, D("200.00"))
    assert righe(blocchi(contesto(comune, PUBBLICA), "pari-opportunita"), "pari_valutazioni")["Dirigenti"] == (None,) * 4
    Persona.objects.update(genere="")
    assert "pari_valutazioni" not in codici(blocchi(contesto(comune), "pari-opportunita"))


def test_art_33_il_benessere_sta_nella_sua_sezione(comune: SimpleNamespace) -> None:
    assert RELAZIONE["pari-opportunita"].mancanze(contesto(comune))[0].url == "/indagini/2025/"
    chiusa(comune, [{"d1": 4, "d2": 2, "d4": n % 2} for n in range(12)], tipo="soddisfazione")
    assert not [k for k in codici(blocchi(contesto(comune), "pari-opportunita")) if k.startswith("benessere")]


# --- payment times (reading A66) ---------------------------------------------------------------------------------------------------------


def test_a66_i_tempi_di_pagamento_per_ufficio_li_leggono_solo_gli_organi(comune: SimpleNamespace) -> None:
    assert "Nessun esito 2025 dei tempi di pagamento è registrato." in [m.testo for m in RELAZIONE["integrita"].mancanze(contesto(comune))]
    registra_tempi(
        esercizio=comune.esercizio, esiti=[EsitoTempi(comune.incarico_dirigente1, "non_rispettati", 0)], utente=comune.personale,
        quando=QUANDO, motivo="",
    )  # fmt: skip
    completa, pubblica = (blocchi(contesto(comune, e), "integrita") for e in (COMPLETA, PUBBLICA))
    assert righe(completa, "tempi_pagamento")["Non rispettati"] == (1,)
    assert righe(completa, "tempi_pagamento_incarichi") == {"Dirigente, Finanze e Tributi": ("Non rispettati",)}
    assert set(righe(pubblica, "tempi_pagamento").values()) == {(None,)}
    assert "tempi_pagamento_incarichi" not in codici(pubblica)


def test_gli_obiettivi_di_integrita_si_riconoscono_dal_titolo(comune: SimpleNamespace) -> None:
    con_obiettivi(comune)
    Obiettivo.objects.filter(codice="OI-1.1").update(titolo="Piano della formazione")
    Obiettivo.objects.filter(codice="OI-1.2").update(titolo="Informazione ai turisti")
    trovati = blocchi(contesto(comune, PUBBLICA), "integrita")
    assert "OI-1.1" in righe(trovati, "integrita_obiettivi"), "il titolo lo dice"
    assert "OI-2.1" in righe(trovati, "integrita_obiettivi"), "il suo indicatore sono i giorni medi di pagamento"


# --- art. 27 -----------------------------------------------------------------------------------------------------------------------------


def _riparto(c: SimpleNamespace, persone: int) -> None:
    scrivi_fondo(c, "risparmi", "10000.00", atto=VERBALE)
    accendi(c, "efficienza", "0.00")
    riparto = scrivi_riparto(esercizio=c.esercizio, al_personale=D("1000.00"), criteri="Contratto integrativo.", utente=c.segretario,
                             quando=QUANDO, versione=0)  # fmt: skip
    for nome in ("dipendente1", "dipendente2", "dipendente3", "po1", "po2", "dirigente1")[:persone]:
        aggiungi_persona(
            riparto=riparto, persona=getattr(c, f"persona_{nome}"), peso=D(1), motivo="Ha lavorato.", utente=c.segretario, quando=QUANDO
        )
    riparto.refresh_from_db()
    riparto = esegui(riparto, "proponi", utente=c.segretario, quando=QUANDO, versione=riparto.versione)
    conferisci_efficienza(
        riparto=RipartoEfficienza.objects.get(pk=riparto.pk), atto=DECRETO, utente=c.sindaco, quando=QUANDO, versione=riparto.versione
    )


@pytest.mark.parametrize(("persone", "al_personale", "resta"), [(3, None, None), (5, D("1000.00"), D("2000.00"))])
def test_art_27_quello_che_va_a_pochi_non_si_dice_e_nemmeno_quello_che_resta(
    comune: Any, persone: int, al_personale: Any, resta: Any
) -> None:
    _riparto(comune, persone)
    pubblica = blocchi(contesto(comune, PUBBLICA), "efficienza")
    voci = righe(pubblica, "efficienza")
    assert voci["A chi ha lavorato al risparmio"] == (al_personale,)
    assert voci["Resta al fondo di tutto il personale"] == (resta,)
    assert voci["Quota che diventa premio"] == (D("3000.00"),)
    assert (f"Riguarda {persone} persone" in detti(pubblica)[0]) is (persone >= 5)
    assert righe(blocchi(contesto(comune), "efficienza"), "efficienza")["A chi ha lavorato al risparmio"] == (D("1000.00"),)


# --- artt. 29–31 and 34 ------------------------------------------------------------------------------------------------------------------


def test_art_31_pochi_riesami_non_si_contano(comune: SimpleNamespace) -> None:
    assert (
        RELAZIONE["garanzie"].mancanze(contesto(comune))[0].testo
        == "Nessuna valutazione 2025 è firmata: riesami e conciliazioni vengono dopo."
    )
    con_firmata(comune)
    prima = [
        "Nel 2025 nessuno ha chiesto il riesame della propria valutazione (art. 29).",
        "Nel 2025 non c’è stato nessun tentativo di conciliazione (art. 30).",
    ]
    assert detti(blocchi(contesto(comune, PUBBLICA), "garanzie")) == prima
    presenta(comune)
    dopo = "Nel 2025 le richieste di riesame sono state meno di 5: quante e con quale esito non si dice."
    assert detti(blocchi(contesto(comune, PUBBLICA), "garanzie"))[0] == dopo
    assert [m.testo for m in RELAZIONE["garanzie"].mancanze(contesto(comune))] == [
        "Riesami o conciliazioni 2025 non sono ancora tutti conclusi."
    ]


def test_il_processo_dice_ruoli_e_giorni_e_i_nomi_solo_agli_organi(comune: SimpleNamespace) -> None:
    con_schede(comune)
    firmata(comune)
    pubblica, completa = (blocchi(contesto(comune, e), "processo") for e in (PUBBLICA, COMPLETA))
    passo = righe(pubblica, "processo_passi")["Valutazioni di Dirigenti e P.O., fino alla firma"]
    assert passo == ("Sindaco, NCVP e Dirigenti", "18", QUANDO.date(), QUANDO.date())
    assert "processo_persone" not in codici(pubblica)
    assert ("prof.ssa Elena Morandi",) in righe(completa, "processo_persone").values()
    assert detti(pubblica) == ["Dopo l’approvazione il NCVP valida la Relazione (art. 21): solo allora i premi si possono pagare."]


def test_ogni_mancanza_porta_a_una_pagina_che_c_e(comune: SimpleNamespace) -> None:
    for modulo in RELAZIONE.values():
        for m in modulo.mancanze(contesto(comune)):
            assert not m.url or resolve(m.url)
