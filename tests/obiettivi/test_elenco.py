"""The list of objectives: who sees what, filters and search done by the database, pages, the spreadsheet; a fixed number of queries."""

import io
from datetime import date
from decimal import Decimal

import pytest
import rules
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from obiettivi.letture.turno.interlocutori import con_attese
from obiettivi.letture.turno.righe import attese_di, righe
from obiettivi.models import Assegnazione, Monitoraggio, Obiettivo
from obiettivi.permessi import visibili_a
from obiettivi.stati import OBIETTIVO
from smvp.registro.models import Evento
from tests.fabbriche import IncaricoFactory
from tests.obiettivi.scene import collettivo, di_po, il, individuale, porta_a

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def febbraio(settings):
    settings.OGGI = "2025-02-10"


def _elenco(client, utente, **filtri):
    client.force_login(utente)
    risposta = client.get(reverse("obiettivi:elenco", args=[2025]), filtri)
    assert risposta.status_code == 200
    return risposta.context["elenco"]


def _codici(elenco):
    return [r.obiettivo.codice for r in elenco.righe]


def _a(c, o, stato):
    return o if stato == "bozza" else porta_a(c, o, stato)


def _tanti(c, quanti):
    """Objectives of as many people, each in a Direzione of its own."""
    for _ in range(quanti):
        incarico = IncaricoFactory(dal=date(2024, 1, 1))
        n = incarico.pk
        (o,) = Obiettivo.objects.bulk_create(
            [
                Obiettivo(
                    esercizio=c.esercizio,
                    codice=f"T-{n}",
                    titolo=f"Obiettivo {n}",
                    tipo="individuale",
                    responsabile=incarico,
                    stato="negoziata",
                )
            ]
        )
        Assegnazione.objects.create(obiettivo=o, incarico=incarico, peso=Decimal(15))


def test_ciascuno_vede_i_suoi(client, comune):
    mia = individuale(comune)
    porta_a(comune, di_po(comune), "negoziata")
    assert mia.codice in _codici(_elenco(client, comune.dirigente1))
    assert mia.codice not in _codici(_elenco(client, comune.ncvp))  # a draft
    assert mia.codice not in _codici(_elenco(client, comune.dirigente2))
    assert mia.codice in _codici(_elenco(client, comune.segretario))


@pytest.mark.parametrize(
    ("cerca", "trovata"),
    [("tempi pagamento", True), ("TEMPI", True), ("oi-1", True), ("bertolini", True), ("prima scadenza", True), ("attivita", True),
     ("ATTIVITÀ", True), ("l'attivita", True), ("spiaggia", False), ("tempi spiaggia", False), ("100%", False), ("_", False)],
)  # fmt: skip
def test_si_cerca_senza_badare_ad_accenti_e_maiuscole(client, comune, cerca, trovata):
    o = individuale(comune)
    Obiettivo.objects.filter(pk=o.pk).update(descrizione="L’ÀTTIVITÀ del Comune: paga prima della scadenza.")
    assert bool(_elenco(client, comune.segretario, q=cerca).righe) is trovata


def test_si_cerca_anche_per_chi_vi_concorre(client, comune):
    o = collettivo(comune)
    assert _codici(_elenco(client, comune.segretario, q="silvia borghi")) == [o.codice]


def test_i_filtri_restano_nell_indirizzo_e_contano_quello_che_troveranno(client, comune):
    primo = porta_a(comune, individuale(comune), "negoziata")
    bozza = individuale(comune, "dirigente2", "Manutenzione delle strade")
    tutto = _elenco(client, comune.segretario)
    per_nome = {g.etichetta: {c.etichetta: c for c in g.voci} for g in tutto.gruppi}
    assert per_nome["Stato"]["Bozza"].conto == 1
    assert per_nome["Direzione"]["Lavori Pubblici"].conto == 1
    assert per_nome["Stato"]["Bozza"].url == "?stato=bozza"
    solo = _elenco(client, comune.segretario, stato="bozza", direzione="D2")
    assert _codici(solo) == [bozza.codice]
    chip = {c.etichetta: c for g in solo.gruppi for c in g.voci if g.etichetta == "Stato"}
    assert chip["Bozza"].attivo and chip["Tutte"].url == "?direzione=D2"
    assert _codici(_elenco(client, comune.segretario, persona=comune.persona_dirigente1.pk, stato="negoziata")) == [primo.codice]


def test_un_valore_che_non_esiste_non_filtra(client, comune):
    o = individuale(comune)
    for filtri in (
        {"stato": "boh"},
        {"direzione": "ZZ"},
        {"persona": "999"},
        {"persona": "²"},
        {"tipo": "x"},
        {"pagina": "9999"},
        {"fase": "x"},
    ):
        assert _codici(_elenco(client, comune.segretario, **filtri)) == [o.codice]


def test_il_nome_di_una_persona_non_si_scopre_per_numero(client, comune):
    """A dirigente who asks for somebody whose sheets they do not see gets the list without that filter, and no name."""
    individuale(comune)
    altrui = individuale(comune, "dirigente2", "Strade")
    elenco = _elenco(client, comune.dirigente1, persona=comune.persona_dirigente2.pk)
    assert elenco.filtri.persona is None
    assert altrui.codice not in _codici(elenco)


def test_un_collettivo_conta_per_ogni_direzione_che_vi_partecipa(client, comune):
    o = collettivo(comune)
    for codice in ("D1", "D2"):
        assert _codici(_elenco(client, comune.segretario, direzione=codice)) == [o.codice]
    (riga,) = _elenco(client, comune.segretario).righe
    assert (riga.direzione, riga.altre_direzioni, riga.pesi) == ("Finanze e Tributi", 1, [Decimal(40)])


def test_le_pagine_le_taglia_la_base_dati(client, comune):
    _tanti(comune, 27)
    prima, seconda = _elenco(client, comune.segretario), _elenco(client, comune.segretario, pagina="2")
    assert (len(prima.righe), len(seconda.righe), prima.quante) == (25, 2, 27)
    assert not set(_codici(prima)) & set(_codici(seconda))


@pytest.mark.parametrize("chi", ["segretario", "ncvp"])
def test_le_domande_non_crescono_con_le_schede(client, comune, chi):
    """What costs at 5 objectives costs as much at 60, filtered and searched too."""
    filtri = {"q": "obiettivo", "quali": "me", "direzione": "D1"}
    conti = []
    for quanti in (5, 55):
        _tanti(comune, quanti)
        for dati in ({}, filtri, {"quali": "ritardo"}):
            _elenco(client, getattr(comune, chi), **dati)
            with CaptureQueriesContext(connection) as domande:
                _elenco(client, getattr(comune, chi), **dati)
            conti.append(len(domande))
    assert conti[:3] == conti[3:]
    assert max(conti) <= 42 + (connection.vendor == "postgresql")  # there the log is held by a lock that is asked for


def test_l_elenco_si_scarica_come_e_filtrato_con_numeri_e_date(client, comune):
    o = porta_a(comune, individuale(comune), "validata")
    individuale(comune, "dirigente2", "=Strade")
    client.force_login(comune.segretario)
    risposta = client.post(reverse("obiettivi:esporta", args=[2025]) + "?stato=validata")
    foglio = load_workbook(io.BytesIO(risposta.content)).active
    intestazioni = [c.value for c in foglio[1]]
    (riga,) = [dict(zip(intestazioni, [c.value for c in r], strict=True)) for r in foglio.iter_rows(min_row=2)]
    assert (riga["Codice"], riga["Peso"], riga["Stato"]) == (o.codice, 15, "Validata")
    assert riga["Validata il"].date() == date(2025, 2, 14)
    assert Evento.objects.get(azione="obiettivi.esporta_elenco").contenuto["filtri"] == {"stato": "validata"}


def test_scaricare_l_elenco_non_costa_di_piu_con_piu_schede(client, comune):
    conti = []
    for quanti in (5, 55):
        _tanti(comune, quanti)
        client.force_login(comune.segretario)
        client.get(reverse("scrivania"))  # what is read once for the whole process
        with CaptureQueriesContext(connection) as domande:
            client.post(reverse("obiettivi:esporta", args=[2025]))
        conti.append(len(domande))
    assert conti[0] == conti[1]


STATI = ("bozza", "negoziata", "con_parere", "trasmessa", "validata", "accettata", "assegnata", "monitorata", "rendicontata", "misurata",
         "al_valutatore", "valutata")  # fmt: skip
# Whoever has a part in some step, and one who has none; what the others of the cast may see is in the matrix.
CHI_FA = ("segretario", "ncvp", "controllo", "dirigente1", "dirigente2", "po1", "po2", "personale")
PERMESSI_DI_CHI_SCRIVE = {"assegnata": "monitorare", "monitorata": "rendicontare"}


@pytest.mark.parametrize("fai", [individuale, di_po, collettivo], ids=["individuale", "di una P.O.", "collettivo"])
def test_chi_e_atteso_e_chi_ha_il_permesso_del_passo(comune, settings, fai):
    """The condition of the database, the name in the list and the permission say the same, for everybody, in each state of one road."""
    settings.OGGI = "2026-03-20"
    o, attese = fai(comune), attese_di(comune.esercizio, date(2026, 3, 20))
    for stato in STATI:
        o = _a(comune, o, stato)
        attesi = {persona for persona in CHI_FA if _e_atteso(getattr(comune, persona), o, attese, f"{persona}, {stato}")}
        assert bool(attesi) is (o.stato != "valutata"), stato


def _e_atteso(utente, o, attese, dove):
    trovata = Obiettivo.objects.filter(attese.tocca_a(utente), pk=o.pk).exists()
    (riga,) = righe(con_attese(Obiettivo.objects.filter(pk=o.pk)), utente, attese)
    assert riga.te is trovata, dove
    if riga.attesa and trovata:
        assert visibili_a(utente).filter(pk=o.pk).exists()
        assert _puo(utente, riga.obiettivo, riga.attesa.transizione.chi), dove
    return trovata


def _puo(utente, o, permesso):
    di_parte = PERMESSI_DI_CHI_SCRIVE.get(o.stato)
    if di_parte and o.collettivo:
        return rules.has_perm(f"obiettivi.{di_parte}_parte", utente, o)
    return rules.has_perm(f"obiettivi.{di_parte}" if di_parte and permesso == "obiettivi.esaminare" else permesso, utente, o)


@pytest.mark.parametrize(
    ("stato", "giorno", "tardi"),
    [
        ("bozza", date(2025, 1, 31), False), ("bozza", date(2025, 2, 1), True),
        ("trasmessa", date(2025, 2, 28), False), ("trasmessa", date(2025, 3, 1), True),
        ("assegnata", date(2025, 5, 1), None), ("assegnata", date(2025, 7, 31), False), ("assegnata", date(2025, 8, 1), True),
        ("monitorata", date(2025, 12, 31), None), ("monitorata", date(2026, 1, 1), False), ("monitorata", date(2026, 3, 1), True),
        ("rendicontata", date(2026, 3, 2), False), ("rendicontata", date(2026, 3, 3), True),  # reported on 20 February: ten days
        ("misurata", date(2026, 3, 9), False), ("misurata", date(2026, 3, 10), True),  # measured on the 27th
        ("valutata", date(2026, 6, 1), None),
    ],
)  # fmt: skip
def test_il_ritardo_della_base_dati_e_quello_del_regolamento(comune, settings, stato, giorno, tardi):
    settings.OGGI = giorno.isoformat()
    o = _a(comune, individuale(comune), stato)
    attese = attese_di(comune.esercizio, giorno)
    (riga,) = righe(con_attese(Obiettivo.objects.filter(pk=o.pk)), comune.segretario, attese)
    assert (riga.attesa is not None) is (tardi is not None)
    assert riga.tardi is bool(tardi)
    assert Obiettivo.objects.filter(attese.in_ritardo(), pk=o.pk).exists() is bool(tardi)
    if riga.attesa:
        assert riga.attesa.termine == o.termine(riga.attesa.transizione)


def test_scritto_lo_stato_di_avanzamento_tocca_a_chi_verifica(client, comune, settings):
    settings.OGGI = "2025-07-05"
    o = porta_a(comune, collettivo(comune), "assegnata")
    for parte in o.parti.all():
        assert _codici(_elenco(client, comune.dirigente1, quali="me", tipo="generale")) == [o.codice]
        Monitoraggio.objects.create(
            obiettivo=o, parte=parte, riferito_al=date(2025, 6, 30), avanzamento="A metà.", compilato_da=comune.dirigente1,
            compilato_il=il("verifica"),
        )  # fmt: skip
    assert o.codice not in _codici(_elenco(client, comune.dirigente1, quali="me"))
    assert o.codice in _codici(_elenco(client, comune.ncvp, quali="me"))


def test_chi_non_ha_obiettivi_non_ha_l_elenco(client, comune):
    client.force_login(comune.dipendente1)
    assert client.get(reverse("obiettivi:elenco", args=[2025])).status_code == 403
    client.force_login(comune.ncvp)
    assert client.get(reverse("obiettivi:elenco", args=[1999])).status_code == 404


def test_senza_schede_la_pagina_dice_che_cosa_fare(client, comune):
    client.force_login(comune.dirigente1)
    assert "Comincia una scheda" in client.get(reverse("obiettivi:elenco", args=[2025])).content.decode()
    individuale(comune)
    vuota = client.get(reverse("obiettivi:elenco", args=[2025]), {"q": "spiaggia"}).content.decode()
    assert "Nessuna scheda con questi filtri" in vuota and "Togli tutti i filtri" in vuota


def test_la_cabina_conta_ogni_scheda_una_volta_e_nomina_chi_e_in_ritardo(client, comune, settings):
    settings.OGGI = "2025-03-10"
    individuale(comune)
    porta_a(comune, collettivo(comune), "trasmessa")
    client.force_login(comune.segretario)
    cabina = client.get(reverse("obiettivi:cabina", args=[2025])).context["cabina"]
    assert cabina.ente.totale == Obiettivo.objects.count() == sum(r.totale for r in cabina.righe)
    finanze = next(r for r in cabina.righe if r.codice == "D1")
    assert [(c.fatte, c.totale, c.classe) for c in finanze.celle][:3] == [(3, 4, "ritardo"), (2, 4, "ritardo"), (2, 4, "corso")]
    assert [r.riga.tocca_a for r in cabina.ritardi] == ["dott. Andrea Bertolini", "prof.ssa Elena Morandi"]
    mancano = client.get(reverse("obiettivi:elenco", args=[2025]), {"direzione": "D1", "fase": "proposte"}).context["elenco"]
    assert [r.obiettivo.stato for r in mancano.righe] == ["bozza"]


def test_la_cabina_non_costa_di_piu_con_piu_schede(client, comune, settings):
    settings.OGGI = "2025-03-10"
    client.force_login(comune.segretario)
    conti = []
    for quanti in (9, 51):
        _tanti(comune, quanti)
        client.get(reverse("obiettivi:cabina", args=[2025]))
        with CaptureQueriesContext(connection) as domande:
            client.get(reverse("obiettivi:cabina", args=[2025]))
        conti.append(len(domande))
    assert conti[0] == conti[1]


def test_ogni_stato_aspetta_qualcosa_tranne_l_ultimo():
    from obiettivi.letture.elenco.fasi import FASI
    from obiettivi.letture.turno.attese import ATTESE

    tutti = {s.codice for s in OBIETTIVO.stati}
    assert set(ATTESE) == tutti - {"valutata"}
    assert {s for f in FASI for s in f.attesa} == tutti - {"valutata"}
    assert all(OBIETTIVO.transizione(azione) and stato in OBIETTIVO.transizione(azione).da for stato, (azione, _, _) in ATTESE.items())
