"""Art. 22, a1 (reading A28): the structure's percentage, written once and inherited below; a decided sheet keeps its own."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obiettivi.letture.quadri.peg import Grado
from obiettivi.models import GradoPeg
from obiettivi.operazioni.peg import Modifica
from smvp.organizzazione.models import Appartenenza, Direzione, Nomina, Persona
from smvp.registro.models import Evento
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO
from tests.valutazioni.squadra import entra
from valutazioni.letture.struttura import quadro_struttura, uffici_senza_percentuale
from valutazioni.models import PercentualeStruttura, SchedaPersonale
from valutazioni.operazioni.personale import apri_schede_personale
from valutazioni.operazioni.struttura import registra_percentuali

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    """D1 and D2 at 92 %; D1.1 (two people) and D2.1 (one) below them."""
    return con_schede_personale(comune)


def manda(c: SimpleNamespace, chi: str, uffici: dict[str, tuple[str, str]], prima: dict[str, tuple[str, str]] | None = None,
          **altro: str) -> Any:  # fmt: skip
    """Post the page: the percentage and the source of some units, by code."""
    cliente = Client()
    cliente.force_login(getattr(c, chi), "django.contrib.auth.backends.ModelBackend")
    dati = dict(altro)
    for codice, (percentuale, fonte) in uffici.items():
        nome = codice.replace(".", "_")
        era = (prima or {}).get(codice, ("", ""))
        dati |= {f"{nome}-percentuale": percentuale, f"{nome}-fonte": fonte}
        dati |= {f"{nome}-prima_percentuale": era[0], f"{nome}-prima_fonte": era[1]}
    return cliente.post(reverse("valutazioni:struttura", args=[2025]), dati)


def percentuali(c: SimpleNamespace) -> dict[str, Decimal]:
    return dict(PercentualeStruttura.objects.filter(esercizio=c.esercizio).values_list("direzione__codice", "percentuale"))


D1 = {"D1": ("92,00", "P.E.G.")}


@pytest.mark.parametrize(
    ("chi", "ufficio", "esito"),
    [
        ("controllo", "D1.1", 302),
        ("controllo", "D2.1", 302),
        ("dirigente1", "D1.1", 302),
        ("po1", "D1.1", 403),
        ("personale", "D1.1", 403),
        ("ncvp", "D1.1", 403),
        ("dipendente1", "D1.1", 403),
        ("admin", "D1.1", 403),
    ],
)
def test_art_22_scrive_il_controllo_o_il_dirigente(c: SimpleNamespace, chi: str, ufficio: str, esito: int) -> None:
    assert manda(c, chi, {ufficio: ("88,5", "Relazione del servizio")}).status_code == esito
    assert percentuali(c).get(ufficio) == (Decimal("88.50") if esito == 302 else None)


def test_il_dirigente_non_scrive_gli_uffici_di_un_altro(c: SimpleNamespace) -> None:
    manda(c, "dirigente2", {"D1.1": ("10", "Invenzione"), "D2.1": ("80", "Relazione")})
    assert percentuali(c) == {"D1": Decimal("92.00"), "D2": Decimal("92.00"), "D2.1": Decimal("80.00")}


@pytest.mark.parametrize(
    ("scritta", "fonte", "parola"),
    [("101", "x", "al massimo 100"), ("-1", "x", "almeno 0"), ("9,123", "x", "2 decimali"), ("novanta", "x", "una percentuale"),
     ("", "x", "manca la percentuale"), ("90", "", "da dove viene")],
)  # fmt: skip
def test_una_percentuale_che_non_puo_stare(c: SimpleNamespace, scritta: str, fonte: str, parola: str) -> None:
    """What was typed is still in the page, and nothing is written, not even the line that was right."""
    risposta = manda(c, "controllo", {"D1.1": (scritta, fonte), "D2.1": ("77", "Relazione")})
    assert risposta.status_code == 422
    assert parola in risposta.content.decode()
    assert 'value="77"' in risposta.content.decode()
    assert "D2.1" not in percentuali(c)


def test_chi_non_ne_ha_una_prende_quella_sopra(c: SimpleNamespace) -> None:
    def riga(codice: str) -> Any:
        return next(r for r in quadro_struttura(c.esercizio, c.controllo).righe if r.direzione.codice == codice)

    assert (riga("D1.1").salvata, riga("D1.1").eredita.direzione, riga("D1").schede) == (None, c.d1, 2)
    assert c.scheda_dipendente1.struttura_oggi() == Decimal("92.00")
    manda(c, "controllo", {"D1.1": ("70", "Relazione")})
    assert (riga("D1.1").eredita, riga("D1.1").schede, riga("D1").schede) == (None, 2, 0)
    assert SchedaPersonale.objects.get(pk=c.scheda_dipendente1.pk).struttura_oggi() == Decimal("70.00")


def test_tolta_si_torna_a_quella_sopra_e_resta_nel_registro(c: SimpleNamespace) -> None:
    manda(c, "controllo", {"D1.1": ("70", "Relazione")})
    manda(c, "controllo", {"D1.1": ("", "")}, {"D1.1": ("70,00", "Relazione")})
    assert "D1.1" not in percentuali(c)
    atti = Evento.objects.filter(oggetto="struttura", oggetto_id="2025").order_by("numero")
    cambi = [(e.contenuto["cambi"][0]["prima"]["percentuale"], e.contenuto["cambi"][0]["dopo"]["percentuale"]) for e in atti]
    assert cambi == [("", "70.00"), ("70.00", "")]


def test_lo_stesso_due_volte_non_cambia_niente(c: SimpleNamespace) -> None:
    for _ in range(2):
        assert manda(c, "controllo", {"D1.1": ("70", "Relazione")}).status_code == 302
    assert Evento.objects.filter(oggetto="struttura").count() == 1


def test_due_che_scrivono_insieme(c: SimpleNamespace) -> None:
    """The second is told what the first has written, and what they typed is still there."""
    manda(c, "dirigente1", {"D1.1": ("70", "Relazione")})
    risposta = manda(c, "controllo", {"D1.1": ("65", "Referto"), "D2.1": ("81", "Referto")})
    testo = risposta.content.decode()
    assert risposta.status_code == 409
    assert "nel frattempo qualcun altro ha scritto 70,00" in testo
    assert 'value="65,00"' in testo and 'value="81,00"' in testo
    assert "D2.1" not in percentuali(c)
    assert manda(c, "controllo", {"D1.1": ("65", "Referto")}, {"D1.1": ("70,00", "Relazione")}).status_code == 302


def test_il_peg_riempie_le_direzioni_vuote_e_salva_il_resto(c: SimpleNamespace) -> None:
    PercentualeStruttura.objects.filter(direzione=c.d2).delete()
    GradoPeg.objects.bulk_create(
        GradoPeg(esercizio=c.esercizio, direzione=d, percentuale=Decimal("94.50"), fonte="Referto 2025", inserito_da=c.controllo,
                 inserito_il=QUANDO) for d in (c.d1, c.d2)
    )  # fmt: skip
    manda(c, "controllo", D1 | {"D2": ("", ""), "D2.1": ("60", "Relazione")}, D1, peg="si")
    assert percentuali(c) == {"D1": Decimal("92.00"), "D2": Decimal("94.50"), "D2.1": Decimal("60.00")}
    assert PercentualeStruttura.objects.get(direzione=c.d2).fonte == "Grado di realizzazione del P.E.G.: Referto 2025"


def test_la_scheda_decisa_tiene_la_sua_cifra(c: SimpleNamespace) -> None:
    """One of two decided: the unit may change and the page says how many do not; both decided: it is read only."""
    decisa = porta_personale(vota_personale(c.scheda_dipendente1, c.po1), ("trasmetti", c.po1), ("decidi", c.dirigente1))
    risposta = manda(c, "controllo", {"D1": ("50", "Referto")}, D1)
    assert "Una scheda già decisa tiene la sua cifra" in str(next(iter(risposta.wsgi_request._messages)))
    assert SchedaPersonale.objects.get(pk=decisa.pk).struttura == Decimal("92.00")
    porta_personale(vota_personale(c.scheda_dipendente2, c.po1), ("trasmetti", c.po1), ("decidi", c.dirigente1))
    manda(c, "controllo", {"D1": ("40", "Referto")}, {"D1": ("50,00", "Referto")})
    assert percentuali(c)["D1"] == Decimal("50.00")


def test_quanti_uffici_aspettano_la_percentuale(c: SimpleNamespace) -> None:
    assert uffici_senza_percentuale(c.esercizio, c.controllo) == 0
    PercentualeStruttura.objects.all().delete()
    assert uffici_senza_percentuale(c.esercizio, c.controllo) == 2


# --- nobody measures themselves -----------------------------------------------------------------------------------------------------------


def in_servizio(c: SimpleNamespace, chi: str, ufficio: Direzione) -> None:
    """They serve among the staff of a unit all the year long: they are evaluated on its percentage."""
    persona = getattr(c, f"persona_{chi}")
    Appartenenza.objects.create(persona=persona, direzione=ufficio, categoria="D", tempo=1, dal=c.appartenenza_dipendente1.dal)


@pytest.mark.parametrize(
    ("scritte", "ufficio", "esito"),
    [
        pytest.param(("D1",), "D1.1", 403, id="il suo ufficio, che ancora prende la percentuale da sopra"),
        pytest.param(("D1",), "D1", 403, id="quello sopra, da cui la prende"),
        pytest.param((), "D1", 403, id="quello sopra, da cui la prenderebbe"),
        pytest.param(("D1", "D1.1"), "D1.1", 403, id="il suo ufficio, che ha la sua"),
        pytest.param(("D1", "D1.1"), "D1", 302, id="quello sopra, che per lui non conta"),
        pytest.param(("D1",), "D2.1", 302, id="un altro ufficio"),
    ],
)
@pytest.mark.parametrize("con_scheda", [False, True])
def test_nessuno_misura_se_stesso(
    c: SimpleNamespace, scritte: tuple[str, ...], ufficio: str, esito: int, con_scheda: bool
) -> None:  # fmt: skip
    """The controllo di gestione serves in D1.1: what they are evaluated on is written by the dirigente; before the sheet is open, too."""
    PercentualeStruttura.objects.all().delete()
    if scritte:
        manda(c, "dirigente1", dict.fromkeys(scritte, ("92,00", "P.E.G.")))
    in_servizio(c, "controllo", c.s1)
    if con_scheda:
        apri_schede_personale(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)
    era = {ufficio: ("92,00", "P.E.G.")} if ufficio in scritte else {}
    prima = percentuali(c).get(ufficio)
    registra = [Modifica(Direzione.objects.get(codice=ufficio), Grado(prima, "P.E.G." if prima else ""), Grado(Decimal(100), "Referto"))]
    if esito == 302:
        assert manda(c, "controllo", {ufficio: ("100", "Referto")}, era).status_code == 302
        assert percentuali(c)[ufficio] == Decimal(100)
        return
    with pytest.raises(PermissionDenied, match="sei valutato anche tu: la scrive il suo Dirigente"):
        registra_percentuali(esercizio=c.esercizio, modifiche=registra, utente=c.controllo, quando=QUANDO)
    assert percentuali(c).get(ufficio) == prima
    pagina = entra(c.controllo).get(reverse("valutazioni:struttura", args=[2025])).content.decode()
    assert "Su questa percentuale sei valutato anche tu: la scrive il suo Dirigente." in pagina
    assert f'name="{ufficio.replace(".", "_")}-percentuale"' not in pagina
    assert 'name="D2_1-percentuale"' in pagina


def test_il_dirigente_e_chi_non_e_valutato_su_di_essa_la_scrivono(c: SimpleNamespace) -> None:
    """A P.O. nominated to the controllo is evaluated with Allegato B; of who only reads the page it says nothing."""
    Nomina.objects.create(persona=c.persona_po1, ruolo="controllo", dal=c.appartenenza_dipendente1.dal)
    assert manda(c, "po1", {"D1.1": ("88", "Referto")}).status_code == 302
    in_servizio(c, "personale", c.s1)
    assert "sei valutato anche tu" not in entra(c.personale).get(reverse("valutazioni:struttura", args=[2025])).content.decode()


def test_sulla_scrivania_non_si_chiede_a_chi_non_puo(c: SimpleNamespace) -> None:
    PercentualeStruttura.objects.all().delete()
    assert uffici_senza_percentuale(c.esercizio, c.controllo) == 2
    scritto = "Il controllo di gestione è valutato su questa percentuale: la scrivi tu."
    assert all(scritto not in entra(chi).get("/").content.decode() for chi in (c.dirigente1, c.dirigente2))
    in_servizio(c, "controllo", c.s1)
    assert uffici_senza_percentuale(c.esercizio, c.controllo) == 1
    assert scritto in entra(c.dirigente1).get("/").content.decode()
    assert all(scritto not in entra(chi).get("/").content.decode() for chi in (c.dirigente2, c.controllo, c.po1))
    Nomina.objects.create(persona=c.persona_po2, ruolo="controllo", dal=c.appartenenza_dipendente1.dal)
    assert scritto not in entra(c.dirigente1).get("/").content.decode(), "un altro del controllo di gestione la può scrivere"


# --- one unit ----------------------------------------------------------------------------------------------------------------------------


def test_la_pagina_di_un_ufficio_ha_quelli_sopra_e_sotto(c: SimpleNamespace) -> None:
    """With ?ufficio= one sees a branch, writes in it, and comes back to it; a code that does not exist asks for nothing."""
    indirizzo = reverse("valutazioni:struttura", args=[2025])
    quadro = entra(c.controllo).get(f"{indirizzo}?ufficio=D1.1").context["quadro"]
    assert [r.direzione.codice for r in quadro.righe] == ["D1", "D1.1"]
    assert [r.direzione.codice for r in entra(c.controllo).get(f"{indirizzo}?ufficio=X9").context["quadro"].righe] == [
        "D1", "D1.1", "D2", "D2.1",
    ]  # fmt: skip
    dati = {"D1_1-percentuale": "70", "D1_1-fonte": "Referto", "D1_1-prima_percentuale": "", "D1_1-prima_fonte": ""}
    risposta = entra(c.controllo).post(f"{indirizzo}?ufficio=D1.1", dati)
    assert risposta.url == f"{indirizzo}?ufficio=D1.1"
    assert percentuali(c) == {"D1": Decimal("92.00"), "D2": Decimal("92.00"), "D1.1": Decimal("70.00")}


def test_dalla_scheda_si_va_alla_percentuale_e_agli_obiettivi_del_suo_ufficio(c: SimpleNamespace) -> None:
    """Whoever evaluates finds both; the evaluatee, who may open neither page, finds no link."""
    scheda = c.scheda_dipendente1
    indirizzi = [f"{reverse(f'valutazioni:{p}', args=[2025])}?ufficio=D1.1" for p in ("struttura", "specifici")]
    for chi in (c.po1, c.dirigente1):
        pagina = entra(chi).get(scheda.get_absolute_url()).content.decode()
        assert [i in pagina for i in indirizzi] == [True, True]
        assert [entra(chi).get(i).status_code for i in indirizzi] == [200, 200]
    vota_personale(scheda, c.po1)
    porta_personale(scheda, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    pagina = entra(c.dipendente1).get(scheda.get_absolute_url()).content.decode()
    assert "Obiettivi specifici" in pagina and "?ufficio=" not in pagina


def test_le_letture_non_crescono_con_le_persone(c: SimpleNamespace) -> None:
    def quante() -> int:
        with CaptureQueriesContext(connection) as lette:
            quadro_struttura(c.esercizio, c.controllo)
        return len(lette)

    prima = quante()
    for n in range(5):
        persona = Persona.objects.create(matricola=f"X{n}", nome="Nome", cognome=f"Cognome {n}")
        Appartenenza.objects.create(persona=persona, direzione=c.s2, categoria="C", dal=c.appartenenza_dipendente3.dal)
        SchedaPersonale.objects.create(esercizio=c.esercizio, persona=persona, direzione=c.s2, categoria="C", aperta_il=QUANDO)
    assert quante() == prima
