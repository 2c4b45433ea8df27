"""Art. 29: everywhere the version that counts is one; the one of before is read at its own address, and takes no step any more."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Documento
from smvp.documenti.permessi import puo_vedere_documento
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from tests.scena import scena_del_modulo
from valutazioni.letture import sospese
from valutazioni.letture.approvazione import quadro_di, quante_aspettano
from valutazioni.letture.elenco_giunta import elenco_giunta
from valutazioni.letture.equita.dati import leggi
from valutazioni.letture.fascicolo import fascicolo_di
from valutazioni.letture.pregresse import totali_annui
from valutazioni.letture.schede import incarichi_da_aprire, per_esercizio, schede_di
from valutazioni.models import Scheda, SchedaPersonale, Valutazione
from valutazioni.operazioni.approvazione import approva_con_atto, rendi_definitive
from valutazioni.operazioni.elenco_giunta import emetti_elenco
from valutazioni.operazioni.emissioni_personale import da_stampare
from valutazioni.operazioni.fascicolo import emetti_fascicolo
from valutazioni.operazioni.riesame import Corretto, correggi_per_riesame
from valutazioni.permessi import approvabili_da, personali_visibili_a, seconde_visibili_a, totali_visibili_a, visibili_a

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, con_schede, firmata

DOPO = QUANDO + timedelta(days=12)
PERCHE = "Il teste sentito in audizione conferma quanto documentato."
ATTO = DatiAtto(61, DOPO.date(), "Approvazione delle valutazioni 2025")


def riesaminate(c: SimpleNamespace) -> SimpleNamespace:
    """dirigente1 (200 → 230 points) and dipendente1 have been right; ``vecchia`` and ``nuova``, ``vecchio`` and ``nuovo`` are the rows."""
    con_schede_personale(con_schede(c))
    firmata(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1),
                    ("firma", c.dipendente1))  # fmt: skip
    come = {"motivazione": PERCHE, "riferimento": "riesame n. 1/2026", "quando": DOPO}
    c.vecchia, c.vecchio = c.scheda_dirigente1, c.scheda_dipendente1
    c.nuova = correggi_per_riesame(c.vecchia, voti={v.pk: Corretto(3, PERCHE) for v in c.vecchia.voti_fattore.all()}, utente=c.ncvp, **come)
    c.nuovo = correggi_per_riesame(c.vecchio, voti={v.pk: Corretto(3, PERCHE) for v in c.vecchio.voti.all()}, utente=c.segretario, **come)
    return c


_scritta, c = scena_del_modulo(riesaminate)
pytestmark = pytest.mark.django_db


def entra(utente: Any) -> Client:
    client = Client()
    client.force_login(utente)
    return client


@pytest.mark.parametrize("insieme", [
    lambda c: visibili_a(c.ncvp), lambda c: visibili_a(c.segretario), lambda c: visibili_a(c.dirigente1),
    lambda c: schede_di(c.ncvp, c.esercizio), lambda c: approvabili_da(c.segretario)[0], lambda c: c.esercizio.schede.all(),
    lambda c: c.incarico_dirigente1.schede.all(),
])  # fmt: skip
def test_una_sola_per_incarico(c: SimpleNamespace, insieme: Any) -> None:
    assert list(insieme(c).filter(incarico=c.incarico_dirigente1)) == [c.nuova]


@pytest.mark.parametrize("insieme", [
    lambda c: personali_visibili_a(c.dirigente1), lambda c: personali_visibili_a(c.dipendente1), lambda c: totali_visibili_a(c.personale),
    lambda c: seconde_visibili_a(c.personale), lambda c: approvabili_da(c.segretario)[1], lambda c: da_stampare("scheda_d", c.dirigente1),
    lambda c: c.esercizio.schede_personale.all(), lambda c: c.persona_dipendente1.schede_personale.all(),
])  # fmt: skip
def test_una_sola_per_persona(c: SimpleNamespace, insieme: Any) -> None:
    assert list(insieme(c).filter(persona=c.persona_dipendente1)) == [c.nuovo]


def test_una_sola_negli_elenchi_della_giunta_e_nei_conti(c: SimpleNamespace) -> None:
    elenco = elenco_giunta(c.segretario, c.esercizio, DOPO.date())
    (voce,) = [v for v in elenco.incarichi if "Bertolini" in v.nome]
    assert (voce.p_finale, voce.nota) == (c.nuova.p_finale, "rideterminata da un riesame")
    assert [v.totale for v in elenco.personale] == [c.nuovo.totale]
    quadro = quadro_di(c.segretario, c.esercizio, DOPO.date())
    assert {f.chiave for f in quadro.da_approvare} == {c.nuova.chiave, c.nuovo.chiave}
    assert quante_aspettano(c.segretario, [c.esercizio], DOPO.date()) == {c.esercizio.pk: (2, 0)}
    assert per_esercizio([c.esercizio], incarichi_da_aprire) == {}, "nessuno resta da aprire"


def test_una_sola_in_equita_e_fra_i_totali_degli_anni(c: SimpleNamespace) -> None:
    letti = leggi(c.esercizio)
    sue = [v for v in letti.valutate if v.giudizio.chi == c.persona_dipendente1.pk]
    assert [v.giudizio.punti for v in sue] == [c.nuovo.totale] and sue[0].valutatore.nome == "Organismo di garanzia"
    assert letti.tutte["personale"] == SchedaPersonale.objects.filter(esercizio=c.esercizio).count()
    (totale,) = totali_annui([c.persona_dipendente1.pk])[c.persona_dipendente1.pk]
    assert totale.totale == c.nuovo.totale


# --- the version of before, at its own address ---


def test_si_leggono_tutte_e_due_col_confronto(c: SimpleNamespace) -> None:
    for chi, prima, ora in ((c.dirigente1, c.vecchia, c.nuova), (c.ncvp, c.vecchia, c.nuova), (c.dipendente1, c.vecchio, c.nuovo)):
        vecchia, nuova = (entra(chi).get(s.get_absolute_url()).content.decode() for s in (prima, ora))
        assert "Questa versione è superata da un riesame" in vecchia and ora.get_absolute_url() in vecchia
        assert "Rideterminata da un riesame" in nuova and prima.get_absolute_url() in nuova and "non se ne chiede un altro" in nuova
        assert all("Perché questo punteggio" in pagina and PERCHE in pagina for pagina in (vecchia, nuova))


def test_chi_non_vede_la_scheda_non_vede_nessuna_delle_due(c: SimpleNamespace) -> None:
    for scheda in (c.vecchia, c.nuova, c.vecchio, c.nuovo):
        assert entra(c.dipendente2).get(scheda.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("azione", ["approva", "rendi_definitiva", "firma", "rinvia", "ridetermina"])
def test_su_quella_di_prima_non_si_fa_piu_niente(c: SimpleNamespace, azione: str) -> None:
    for chi in (c.segretario, c.dirigente1, c.ncvp):
        indirizzo = reverse("valutazioni:passaggio", args=[c.vecchia.pk, azione])
        risposta = entra(chi).post(indirizzo, {"versione": c.vecchia.versione, "motivo": PERCHE})
        assert risposta.status_code in (302, 403)
    c.vecchia.refresh_from_db()
    assert c.vecchia.stato == "presa_visione"


def test_ne_si_salva(c: SimpleNamespace) -> None:
    for scheda, nome, chi in ((c.vecchia, "salva", c.ncvp), (c.vecchio, "salva_personale", c.po1)):
        risposta = entra(chi).post(reverse(f"valutazioni:{nome}", args=[scheda.pk]), {"versione": scheda.versione})
        assert risposta.status_code < 500


def test_i_suoi_documenti_restano_di_chi_li_aveva(c: SimpleNamespace) -> None:
    for scheda in (c.vecchia, c.nuova):
        documento = Documento.objects.filter(tipo="scheda_b", oggetto_id=scheda.pk, chiave__contains=":presa_visione:").get()
        assert puo_vedere_documento(c.dirigente1, documento) and not puo_vedere_documento(c.dirigente2, documento)
    assert documento.payload["riesame"]["riferimento"] == "riesame n. 1/2026" and documento.payload["termine_riesame"] == ""
    assert {f["ruolo"]: f["come"] for f in documento.payload["firme"]}["Il valutato, per presa visione"] == "determinazione comunicata"
    assert all(f["quando"] for f in documento.payload["firme"]), "chi ha proposto e deciso resta quello di prima"


def test_art19_il_fascicolo_ha_tutte_e_due(c: SimpleNamespace) -> None:
    letto = fascicolo_di(c.dirigente1, c.persona_dirigente1, c.esercizio)
    assert [v.scheda for v in letto.schede] == [c.vecchia, c.nuova] and [bool(v.riesame) for v in letto.schede] == [False, True]
    pagina = entra(c.dirigente1).get(reverse("valutazioni:fascicolo", args=[c.persona_dirigente1.pk, 2025])).content.decode()
    assert "Superata da un riesame" in pagina and "Prima e dopo, con le motivazioni" in pagina
    (documento,) = emetti_fascicolo(persona=c.persona_dirigente1, esercizio=c.esercizio, utente=c.dirigente1, quando=DOPO)
    assert [v["stato"] for v in documento.payload["valutazioni"]] == ["Superata da un riesame", "Rideterminata da un riesame"]


# --- the Giunta's act (artt. 18 and 29, reading A52) ---


def test_la_nuova_si_approva_con_un_atto_suo_e_si_rende_definitiva_senza_altri_termini(c: SimpleNamespace) -> None:
    assert approva_con_atto(schede=[c.nuova, c.nuovo], atto=ATTO, utente=c.segretario, quando=DOPO) == 2
    quadro = quadro_di(c.segretario, c.esercizio, DOPO.date())
    assert ({f.chiave for f in quadro.definitive}, quadro.in_termine) == ({c.nuova.chiave, c.nuovo.chiave}, [])
    assert quante_aspettano(c.segretario, [c.esercizio], DOPO.date()) == {c.esercizio.pk: (0, 2)}
    assert entra(c.segretario).get(reverse("valutazioni:approva", args=[2025])).status_code == 200
    assert rendi_definitive(schede=[f.scheda for f in quadro.definitive], utente=c.segretario, quando=DOPO) == 2


def test_quella_di_prima_non_si_approva_nemmeno_da_un_elenco_gia_letto(c: SimpleNamespace) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="rideterminata"):
        approva_con_atto(schede=[c.vecchia], atto=ATTO, utente=c.segretario, quando=DOPO)


@pytest.fixture
def ferme(monkeypatch: pytest.MonkeyPatch) -> dict[type[Valutazione], list[int]]:
    tenute: dict[type[Valutazione], list[int]] = {Scheda: [], SchedaPersonale: []}
    monkeypatch.setattr(sospese, "_fermi", [tenute.__getitem__])
    return tenute


def test_a52_chi_non_e_ancora_approvabile_resta_fuori_dagli_elenchi_dall_atto_e_dalle_definitive(
    c: SimpleNamespace, ferme: dict[type[Valutazione], list[int]]
) -> None:
    ferme[Scheda].append(c.nuova.pk)
    quadro = quadro_di(c.segretario, c.esercizio, DOPO.date())
    assert [f.chiave for f in quadro.da_approvare] == [c.nuovo.chiave] and [f.chiave for f in quadro.ferme] == [c.nuova.chiave]
    assert quante_aspettano(c.segretario, [c.esercizio], DOPO.date()) == {c.esercizio.pk: (1, 0)}
    elenco = elenco_giunta(c.segretario, c.esercizio, DOPO.date(), {c.nuova.chiave, c.nuovo.chiave})
    assert (elenco.incarichi, len(elenco.personale), elenco.lasciate) == ([], 1, 1)
    (documento,) = emetti_elenco(esercizio=c.esercizio, utente=c.segretario, quando=DOPO)
    assert documento.payload
    with pytest.raises(DatiNonValidi, match="non è ancora approvabile"):
        approva_con_atto(schede=[c.nuova, c.nuovo], atto=ATTO, utente=c.segretario, quando=DOPO)
    c.nuovo.refresh_from_db()
    assert c.nuovo.stato == "presa_visione", "o tutte o nessuna"
    pagina = entra(c.segretario).get(reverse("valutazioni:approva", args=[2025])).content.decode()
    assert "Non ancora approvabili" in pagina
    ferme[Scheda].clear()
    approva_con_atto(schede=[c.nuova], atto=ATTO, utente=c.segretario, quando=DOPO)
    ferme[Scheda].append(c.nuova.pk)
    with pytest.raises(DatiNonValidi, match="non è ancora approvabile"):
        rendi_definitive(schede=[Scheda.objects.get(pk=c.nuova.pk)], utente=c.segretario, quando=DOPO)
    assert quadro_di(c.segretario, c.esercizio, DOPO.date()).definitive == []
