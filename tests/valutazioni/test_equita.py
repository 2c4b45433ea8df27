"""Art. 4 (reading A40): the fairness views: who reads them, what they tell, what they do not."""

import io
import re
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Direzione, Esercizio, Persona
from smvp.registro.models import Evento
from smvp.registro.operazioni import registra
from tests.personaggi import DAL
from tests.valutazioni.schede import QUANDO, firmata, segretario_deciso
from valutazioni.letture.equita.dati import PERSONALE
from valutazioni.letture.equita.quadro import Riga, conto_di, quadro
from valutazioni.models import SchedaPersonale, VotoVoce
from valutazioni.operazioni.personale import voci_di
from valutazioni.stati import DECISA

pytestmark = pytest.mark.django_db
TACIUTO = "meno di 5 persone, o se ne ricaverebbe per differenza un gruppo così piccolo"


def decise(c: SimpleNamespace, unita: Direzione, chi: str, *punti: str, voti: Callable[[int], int] = lambda n: 2 + n % 2,
           passo: str = "trasmetti", esercizio: Esercizio | None = None) -> None:  # fmt: skip
    """As many people of a unit as points are given, evaluated by ``chi``: written as they stand once decided."""
    anno = esercizio or c.esercizio
    voci = voci_di(anno)
    prima = Persona.objects.count()
    persone = Persona.objects.bulk_create(
        Persona(matricola=f"P{prima + n}", nome="Nome", cognome=f"Dipendente{prima + n}") for n, _ in enumerate(punti)
    )
    schede = SchedaPersonale.objects.bulk_create(
        SchedaPersonale(esercizio=anno, persona=persona, direzione=unita, categoria="C", aperta_il=QUANDO) for persona in persone
    )
    VotoVoce.objects.bulk_create(VotoVoce(scheda=s, voce=v, voto=voti(n)) for s in schede for n, v in enumerate(voci))
    for s, p in zip(schede, punti, strict=True):  # under fixed figures the marks stand still
        s.stato, s.totale, s.struttura, s.a, s.b2 = DECISA, Decimal(p), Decimal(92), Decimal("55.20"), Decimal(150)
    SchedaPersonale.objects.bulk_update(schede, ["stato", "totale", "struttura", "a", "b2"])
    for s in schede:
        registra(azione=f"scheda_personale.{passo}", oggetto="scheda_personale", oggetto_id=s.pk, utente=chi, quando=QUANDO, dati={})


def righe(confronto: Any) -> dict[str, Riga]:
    return {f"{r.nome} {r.dettaglio}".strip(): r for r in confronto.righe}


PO1, PO2 = "dott.ssa Marta Pirazzi", "geom. Luca Falcioni"
IN_D1, IN_D2 = "P.O., personale di Finanze e Tributi", "P.O., personale di Lavori Pubblici"


@pytest.fixture
def molti(comune: SimpleNamespace) -> SimpleNamespace:
    """Two units of five people with a P.O. each."""
    decise(comune, comune.s1, "po1", "150", "190", "200.50", "230", "241")
    decise(comune, comune.s2, "po2", "240", "250", "260", "270", "280", voti=lambda n: 3)
    return comune


def test_media_e_dispersione_di_chi_valuta_e_della_direzione(molti: SimpleNamespace) -> None:
    q = quadro(molti.esercizio)
    prima = righe(q.valutatori)[f"{PO1} {IN_D1}"].misura
    assert prima is not None
    assert (prima.persone, prima.media, prima.dispersione) == (5, Decimal("202.30"), Decimal("32.11"))
    assert (prima.minimo, prima.massimo) == (None, None)  # of five everybody would know whose they are
    assert prima.quote == {0: Decimal(0), 1: Decimal(0), 2: Decimal("53.33"), 3: Decimal("46.67")}
    assert righe(q.direzioni)["Finanze e Tributi Personale"].misura == prima
    assert q.direzioni.titolo == "Il personale va da 202,30 punti di media (Finanze e Tributi) a 260,00 (Lavori Pubblici)"


def test_chi_da_a_tutti_lo_stesso_voto_e_il_titolo(molti: SimpleNamespace) -> None:
    q = quadro(molti.esercizio)
    assert righe(q.valutatori)[f"{PO2} {IN_D2}"].avviso == "dà a tutti lo stesso voto nei comportamenti"
    assert righe(q.valutatori)[f"{PO1} {IN_D1}"].avviso == ""
    assert q.valutatori.titolo == f"{PO2} dà a tutti lo stesso voto nei comportamenti"


def test_art_22_la_distribuzione_del_personale(molti: SimpleNamespace) -> None:
    fasce = quadro(molti.esercizio).fasce[2]
    assert [(f.tratto.nome, f.conto) for f in fasce.fette] == [
        ("sotto 180", 1), ("180–200", 1), ("201–220", 1), ("221–240", 2), ("da 241", 5),
    ]  # fmt: skip
    assert fasce.titolo == "Personale: 5 valutazioni su 10 stanno nella fascia da 241"


def test_chi_valuta_e_la_po_che_ha_compilato_o_il_dirigente_dove_non_c_e(comune: SimpleNamespace) -> None:
    decise(comune, comune.s1, "po1", *["200", "210"] * 5)
    for s in SchedaPersonale.objects.all():  # the dirigente signs all of them
        registra(azione="scheda_personale.decidi", oggetto="scheda_personale", oggetto_id=s.pk, utente="dirigente1", quando=QUANDO, dati={})
    decise(comune, comune.d1, "dirigente1", *["200", "210"] * 5, passo="decidi")
    dirigente = "dott. Andrea Bertolini Dirigente, personale di Finanze e Tributi"
    trovate = {nome: r.misura and r.misura.persone for nome, r in righe(quadro(comune.esercizio).valutatori).items()}
    assert trovate == {f"{PO1} {IN_D1}": 10, dirigente: 10}


# --- reading A40 ----------------------------------------------------------------------------------------------------------------------


def test_a40_un_gruppo_di_quattro_non_si_mostra_e_nemmeno_per_differenza(molti: SimpleNamespace) -> None:
    """A third Direzione of four: it goes with the smallest of the others, and so do the evaluators of both."""
    terza = Direzione.objects.create(codice="D3", denominazione="Cultura", tipo="direzione", dal=DAL)
    decise(molti, molti.s1, "po1", "200")  # six in the first
    decise(molti, terza, "dirigente2", "201", "202", "203", "204", passo="decidi")
    q = quadro(molti.esercizio)
    assert {nome: r.perche for nome, r in righe(q.direzioni).items()} == {
        "Finanze e Tributi Personale": "", "Lavori Pubblici Personale": TACIUTO, "Cultura Personale": TACIUTO,
    }  # fmt: skip
    assert [r.nome for r in q.valutatori.mostrate] == [PO1]


def test_a40_dentro_una_direzione_il_valutatore_di_pochi_non_esce_per_differenza(molti: SimpleNamespace) -> None:
    decise(molti, molti.d1, "dirigente1", "205", "206", passo="decidi")
    q = quadro(molti.esercizio)
    assert righe(q.direzioni)["Finanze e Tributi Personale"].misura is not None
    assert [r.nome for r in q.valutatori.mostrate] == [PO2]


def test_a40_sei_persone_in_tutto_in_due_gruppi(comune: SimpleNamespace) -> None:
    decise(comune, comune.s1, "po1", "200", "201", "202")
    decise(comune, comune.s2, "po2", "203", "204", "205")
    q = quadro(comune.esercizio)
    assert (q.direzioni.mostrate, q.valutatori.mostrate) == ([], [])
    assert [r.nome for r in q.anni.mostrate] == ["Personale 2025"]


def test_a40_meno_di_cinque_in_tutto_si_dice_a_parole(c: SimpleNamespace) -> None:
    """Two dirigenti in the cast, one signed; and the Segretario, out of 90, is in no group."""
    firmata(c)
    segretario_deciso(c)
    q = quadro(c.esercizio)
    assert q.fasce[0].titolo == "Dirigenti: sono meno di 5 persone, e la distribuzione non si mostra"
    assert (q.fasce[0].contate, q.fasce[0].fette) == (1, ())
    assert q.fasce[0].conto == "Contata una scheda su 2: 1 non è ancora partecipata al valutato."
    assert q.fasce[1].conto == "Nessuna scheda contata su 2: 2 non sono ancora partecipate ai valutati."
    esegui(c.scheda_dirigente2, "dichiara_non_valutabile", utente=c.ncvp, quando=QUANDO, versione=1, motivo="In servizio per due mesi.")
    assert quadro(c.esercizio).fasce[0].conto == "Contata una scheda su 2: 1 non è valutabile."
    assert [(r.nome, r.dettaglio, r.misura) for r in q.valutatori.righe] == [
        ("prof.ssa Elena Morandi", "NCVP, comportamenti decisi dal Sindaco, dirigenti", None)
    ]


@pytest.mark.parametrize(
    ("conti", "detto"),
    [
        ((0, 0, 0), "Nessuna scheda aperta in questo esercizio."),
        ((1, 1, 0), "Contata l’unica scheda dell’esercizio."),
        ((8, 8, 0), "Contate tutte le 8 schede dell’esercizio."),
        ((75, 117, 1), "Contate 75 schede su 117: 41 non sono ancora firmate dal Dirigente e 1 non è valutabile."),
        ((4, 8, 4), "Contate 4 schede su 8: 4 non sono valutabili."),
    ],
)
def test_quante_schede_si_contano_e_perche_le_altre_no(conti: tuple[int, int, int], detto: str) -> None:
    assert conto_di(PERSONALE, *conti) == detto


def test_anno_su_anno(molti: SimpleNamespace) -> None:
    prima = Esercizio.objects.create(anno=2024, regolamento=molti.esercizio.regolamento)
    decise(molti, molti.s1, "po1", "200", "200", "200", "200", "200", esercizio=prima)
    q = quadro(molti.esercizio)
    assert [(r.nome, r.misura and r.misura.media) for r in q.anni.righe] == [
        ("Personale 2024", Decimal("200.00")), ("Personale 2025", Decimal("231.15")),
    ]  # fmt: skip
    assert q.anni.titolo == "La media del personale passa da 200,00 punti nel 2024 a 231,15 nel 2025"
    assert all(r.misura is None or r.misura.persone == 5 for r in q.valutatori.righe), "i valutatori sono quelli di quest’anno"


def test_le_letture_non_crescono_con_persone_e_anni(molti: SimpleNamespace) -> None:
    def quante() -> int:
        with CaptureQueriesContext(connection) as lette:
            quadro(molti.esercizio)
        return len(lette)

    prima = quante()
    decise(molti, molti.s1, "dirigente1", *["222"] * 20, passo="decidi")
    decise(molti, molti.s1, "po1", *["222"] * 20, esercizio=Esercizio.objects.create(anno=2024, regolamento=molti.esercizio.regolamento))
    assert quante() == prima <= 10


# --- the page -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["ncvp", "segretario"])
def test_la_pagina_non_nomina_chi_e_valutato(molti: SimpleNamespace, client: Client, chi: str) -> None:
    client.force_login(getattr(molti, chi))
    testo = client.get(reverse("valutazioni:equita", args=[2025])).content.decode()
    assert "Dipendente" not in re.sub(r"<nav.*?</nav>", "", testo, flags=re.DOTALL)
    assert PO1 in testo and testo.count('<svg class="grafico"') == 4
    assert "viewBox" not in testo.split("<main")[1].split("</main")[0] and ' style="' not in testo
    assert not re.search(r'(x|x1|x2|cx|width)="[0-9]+,', testo), "nel disegno i numeri hanno il punto"


def test_la_pagina_vuota(comune: SimpleNamespace, client: Client) -> None:
    client.force_login(comune.ncvp)
    testo = client.get(reverse("valutazioni:equita", args=[2025])).content.decode()
    assert "ancora nessun punteggio da confrontare" in testo


def test_il_foglio_dice_quello_che_dice_la_pagina(molti: SimpleNamespace, client: Client) -> None:
    decise(molti, molti.d1, "dirigente1", "205", "206", passo="decidi")
    client.force_login(molti.segretario)
    risposta = client.post(reverse("valutazioni:esporta_equita", args=[2025]))
    libro = load_workbook(io.BytesIO(risposta.content))
    assert libro.sheetnames == ["Fasce 2025", "Valutatori 2025", "Direzioni 2025", "Esercizi"]
    valutatori = {r[0]: r for r in libro["Valutatori 2025"].iter_rows(min_row=2, values_only=True)}
    assert valutatori[PO2][2:8] == (5, 5, 260, 14.14, None, None)
    assert valutatori[PO1][2:12] == (None,) * 10 and "per differenza" in valutatori[PO1][12]
    assert Evento.objects.filter(azione="esercizio.esporta_equita", utente="segretario").count() == 1
