"""Art. 18, the self-evaluation (optional): the evaluatee sends their marks once, and they never enter the score."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from smvp.documenti import pdf
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente
from smvp.registro.models import Evento
from tests.personaggi import UTENTI
from tests.valutazioni.facolta import con_facolta
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO, alla_decisione, con_schede, porta, vota
from valutazioni.documenti.scheda_b import contenuto_scheda
from valutazioni.documenti.scheda_d import contenuto_scheda_d
from valutazioni.letture.autovalutazione import da_autovalutare, indirizzo_autovalutazione
from valutazioni.letture.personale import con_voti, punteggio_personale
from valutazioni.letture.schede import con_tutto, punteggio
from valutazioni.letture.scritti import scritti_di
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni.autovalutazione import invia_autovalutazione

pytestmark = pytest.mark.django_db


@pytest.fixture
def spento(comune: SimpleNamespace, settings: Any, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    monkeypatch.setattr(pdf, "disegna_pdf", lambda *a, **k: b"%PDF-1.7 finto")
    return con_schede_personale(con_schede(comune))


@pytest.fixture
def c(spento: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    con_facolta(monkeypatch, autovalutazione=True)
    return spento


def invia(c: SimpleNamespace, chi: str, voto: int = 3, **altro: Any) -> Any:
    scheda = getattr(c, f"scheda_{altro.get('di', chi)}")
    voti = altro.get("voti", {r.pk: voto for r in da_autovalutare(scheda)})
    return invia_autovalutazione(scheda=scheda, voti=voti, utente=getattr(c, chi), quando=QUANDO)


def suoi(scheda: Scheda | SchedaPersonale) -> set[int | None]:
    return {r.autovalutazione for r in da_autovalutare(scheda)}


@pytest.mark.parametrize(
    ("chi", "quanti", "avvisati"),
    [("dipendente1", 15, {"po1"}), ("po1", 9, {"dirigente1"}), ("dirigente1", 9, {"ncvp"}), ("segretario", 9, {"ncvp"})],
)
def test_il_valutato_invia_i_suoi_voti_e_chi_valuta_lo_sa(c: SimpleNamespace, chi: str, quanti: int, avvisati: set[str]) -> None:
    riga = invia(c, chi)
    assert (len(da_autovalutare(riga)), suoi(riga)) == (quanti, {3})
    assert set(Notifica.objects.values_list("destinatario__username", flat=True)) == avvisati
    evento = Evento.objects.get(azione__endswith=".autovalutazione")
    assert (evento.utente, evento.contenuto) == (chi, {"voti": quanti}), "i voti stanno sulla scheda, non nel registro"


@pytest.mark.parametrize("chi", [u for u in UTENTI if u != "dipendente1"])
def test_nessun_altro_lo_fa_per_lui(c: SimpleNamespace, client: Client, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        invia(c, chi, di="dipendente1")
    client.force_login(getattr(c, chi))
    assert client.get(indirizzo_autovalutazione(c.scheda_dipendente1)).status_code == 404
    assert suoi(c.scheda_dipendente1) == {None}


def test_si_invia_una_volta_sola(c: SimpleNamespace) -> None:
    invia(c, "dipendente1", 3)
    with pytest.raises(OperazioneNonAmmessa, match="già inviato"):
        invia(c, "dipendente1", 1)
    assert suoi(c.scheda_dipendente1) == {3}


@pytest.mark.parametrize("come", ["manca", "fuori", "di un’altra scheda"])
def test_voti_che_non_possono_stare(c: SimpleNamespace, come: str) -> None:
    voti = {r.pk: 2 for r in da_autovalutare(c.scheda_dipendente1)}
    if come == "manca":
        voti.popitem()
    elif come == "fuori":
        voti[next(iter(voti))] = 4
    else:
        voti[da_autovalutare(c.scheda_dipendente2)[0].pk] = 2
    with pytest.raises(DatiNonValidi):
        invia(c, "dipendente1", voti=voti)
    assert suoi(c.scheda_dipendente1) == {None}


def test_quando_la_scheda_e_andata_avanti_non_si_puo_piu(c: SimpleNamespace, client: Client) -> None:
    vota_personale(c.scheda_dipendente1, c.po1)
    porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1))
    with pytest.raises(PermissionDenied):
        invia(c, "dipendente1")
    client.force_login(c.dipendente1)
    dove = indirizzo_autovalutazione(c.scheda_dipendente1)
    assert "Non l’hai inviata, e ora non si può più." in client.get(dove).content.decode()
    assert client.post(dove, {}).status_code == 403


def test_di_un_dirigente_anche_dopo_gli_obiettivi(c: SimpleNamespace) -> None:
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, ("proponi_a", c.ncvp))
    assert suoi(invia(c, "dirigente1")) == {3}


# --- the score ------------------------------------------------------------------------------------------------------------------------


def test_non_entra_mai_nel_punteggio(c: SimpleNamespace) -> None:
    def d() -> Any:
        return punteggio_personale(con_voti(SchedaPersonale.objects.filter(pk=c.scheda_dipendente1.pk)).get())

    def b() -> Any:
        return punteggio(con_tutto(Scheda.objects.filter(pk=c.scheda_dirigente1.pk)).get())

    assert (vuota := (d(), b())) == (d(), b())
    for chi in ("dipendente1", "dirigente1"):
        invia(c, chi, 0)
    assert (d(), b()) == vuota, "senza i voti di chi valuta la scheda resta da valutare"
    vota_personale(c.scheda_dipendente1, c.po1)
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *alla_decisione(c))
    # 55,20 + 57,00 + 180 × 2/3, and 140 + 60.
    assert (str(d().totale), str(b().p_finale)) == ("232.20", "200.00")


# --- the pages ------------------------------------------------------------------------------------------------------------------------


def test_la_pagina_del_valutato_non_mostra_i_voti_di_chi_valuta(c: SimpleNamespace, client: Client) -> None:
    vota_personale(c.scheda_dipendente1, c.po1, 1)
    client.force_login(c.dipendente1)
    dove = indirizzo_autovalutazione(c.scheda_dipendente1)
    testo = client.get(dove).content.decode()
    assert testo.count('type="radio"') == 60 and "checked" not in testo
    assert client.get(c.scheda_dipendente1.get_absolute_url()).status_code == 404, "la sua scheda non la legge ancora"
    voti = {f"voto_{r.pk}": 3 for r in da_autovalutare(c.scheda_dipendente1)}
    assert client.post(dove, voti).status_code == 302
    dopo = client.get(dove).content.decode()
    assert dopo.count("<b>3</b> ottima") == 15 and "<b>1</b>" not in dopo and "radio" not in dopo


def test_quello_che_manca_e_detto_e_niente_si_perde(c: SimpleNamespace, client: Client) -> None:
    client.force_login(c.dipendente1)
    prima, *_ = da_autovalutare(c.scheda_dipendente1)
    risposta = client.post(indirizzo_autovalutazione(c.scheda_dipendente1), {f"voto_{prima.pk}": 3})
    testo = risposta.content.decode()
    assert risposta.status_code == 422 and testo.count("Manca il voto.") == 28 and testo.count("checked") == 1
    assert suoi(c.scheda_dipendente1) == {None}


@pytest.mark.parametrize(("chi", "di", "quanti"), [("po1", "dipendente1", 15), ("dirigente1", "po1", 9), ("ncvp", "dirigente1", 9)])
def test_chi_valuta_la_legge_accanto_alla_sua_solo_dopo_l_invio(c: SimpleNamespace, client: Client, chi: str, di: str, quanti: int) -> None:
    client.force_login(getattr(c, chi))
    scheda = getattr(c, f"scheda_{di}")
    assert "Autovalutazione" not in client.get(scheda.get_absolute_url()).content.decode()
    invia(c, di, 2)
    assert client.get(scheda.get_absolute_url()).content.decode().count("Autovalutazione: 2</b> buona") == quanti


def test_sulla_scrivania_finche_non_e_inviata(c: SimpleNamespace, client: Client) -> None:
    client.force_login(c.dipendente1)
    assert "Valutati da te per il 2025" in client.get(reverse("scrivania")).content.decode()
    assert indirizzo_autovalutazione(c.scheda_dipendente1) in client.get(reverse("valutazioni:personale", args=[2025])).content.decode()
    invia(c, "dipendente1")
    assert "Valutati da te" not in client.get(reverse("scrivania")).content.decode()


def test_chi_stava_scrivendo_i_voti_non_perde_niente(c: SimpleNamespace, client: Client) -> None:
    """The sheet has a new version; what the P.O. had typed is saved all the same."""
    versione = SchedaPersonale.objects.get(pk=c.scheda_dipendente1.pk).versione
    invia(c, "dipendente1")
    client.force_login(c.po1)
    voto = c.scheda_dipendente1.voti.first()
    prima = json.dumps({f"voto_{v.pk}": "" for v in c.scheda_dipendente1.voti.all()})
    dati = {"versione": versione, "pagina": "p1", "numero": 1, "prima": prima, f"voto_{voto.pk}": 2}
    risposta = client.post(reverse("valutazioni:salva_personale", args=[c.scheda_dipendente1.pk]), dati, HTTP_HX_REQUEST="true")
    voto.refresh_from_db()
    assert (risposta.status_code, voto.voto, voto.autovalutazione) == (200, 2, 3)


# --- in print, and without it ---------------------------------------------------------------------------------------------------------


def _contenuti(c: SimpleNamespace) -> list[dict[str, Any]]:
    ente, firmatari = Ente.corrente(), Firmatari(QUANDO.date())
    d = con_voti(SchedaPersonale.objects.filter(pk=c.scheda_dipendente1.pk)).get()
    b = con_tutto(Scheda.objects.filter(pk=c.scheda_dirigente1.pk)).get()
    return [contenuto_scheda(b, ente, firmatari, scritti_di([b])[b.pk]), contenuto_scheda_d(d, ente, firmatari, scritti_di([d])[d.pk])]


def test_in_stampa_ha_una_colonna_se_c_e(c: SimpleNamespace) -> None:
    assert all("autovalutazione" not in str(dati) for dati in _contenuti(c))
    for chi in ("dipendente1", "dirigente1"):
        invia(c, chi, 1)
    b, d = _contenuti(c)
    assert b["autovalutazione"] is d["autovalutazione"] is True
    assert {f["autovalutazione"] for m in b["macrofattori"] for f in m["fattori"]} == {1}
    assert {v["autovalutazione"] for g in d["gruppi"] for v in g["voci"]} == {1}


def test_senza_la_facolta_non_ce_n_e_traccia(spento: SimpleNamespace, client: Client) -> None:
    with pytest.raises(PermissionDenied):
        invia(spento, "dipendente1")
    client.force_login(spento.dipendente1)
    assert client.get(indirizzo_autovalutazione(spento.scheda_dipendente1)).status_code == 404
    for pagina in (reverse("scrivania"), reverse("valutazioni:personale", args=[2025])):
        testo = client.get(pagina).content.decode()
        assert "utovalutazione" not in testo and "Valutati da te" not in testo
