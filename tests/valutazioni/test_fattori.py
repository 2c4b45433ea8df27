"""Art. 10 and reading A6: a factor that does not apply to the person: its reason, its mean, who may say so."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.registro.models import Evento
from valutazioni.letture.schede import con_tutto, punteggio
from valutazioni.models import Scheda
from valutazioni.operazioni.apertura import Specialistico, escludi_fattori, scegli_specialistici
from valutazioni.operazioni.voti import Voti, salva_voti

from .schede import QUANDO, alla_firma, porta, vota

PERCHE = "Non ha collaboratori da valutare."


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings):
    settings.OGGI = "2026-04-10"


def _escludi(scheda, utente, motivi, versione=None):
    scheda.refresh_from_db()
    return escludi_fattori(scheda=scheda, motivi=motivi, utente=utente, quando=QUANDO, versione=versione or scheda.versione)


def _del_gruppo(scheda, codice):
    return list(scheda.voti_fattore.filter(macrofattore=codice))


def _p_b(scheda):
    return punteggio(con_tutto(Scheda.objects.filter(pk=scheda.pk)).get()).p_b


def test_un_fattore_non_applicabile_e_fuori_dalla_media_e_porta_il_motivo(c):
    """(3 + 0)/2 and not (3 + 0 + 0)/3: 15 points instead of 10."""
    scheda = vota(c.scheda_dirigente1, c.ncvp, voto=0)
    primo, secondo, _ = _del_gruppo(scheda, "trasversali")
    salva_voti(scheda=scheda, voti=Voti(fattori={primo.pk: 3}), utente=c.ncvp, quando=QUANDO, versione=scheda.versione)
    assert _p_b(scheda) == Decimal("10.00")
    scheda = _escludi(scheda, c.ncvp, {secondo.pk: PERCHE})
    assert _p_b(scheda) == Decimal("15.00")
    secondo.refresh_from_db()
    assert (secondo.escluso, secondo.motivo_esclusione) == (True, PERCHE)
    assert Evento.objects.filter(azione="scheda.escludi_fattori").count() == 1
    assert porta(scheda, *alla_firma(c, c.dirigente1)).p_b == Decimal("15.00")


def test_un_fattore_non_applicabile_senza_voto_non_ferma_la_scheda(c):
    scheda = c.scheda_dirigente1
    escluso, *altri = list(scheda.voti_fattore.all())
    obiettivi = {v.pk: Decimal(100) for v in scheda.voti_obiettivo.all()}
    voti = Voti(raggiungimenti=obiettivi, fattori={v.pk: 2 for v in altri})
    salva_voti(scheda=scheda, voti=voti, utente=c.ncvp, quando=QUANDO, versione=1)
    with pytest.raises(DatiNonValidi, match=escluso.titolo):
        porta(scheda, ("proponi_a", c.ncvp), ("trasmetti", c.ncvp))
    _escludi(scheda, c.ncvp, {escluso.pk: PERCHE})
    assert porta(scheda, ("trasmetti", c.ncvp)).stato == "proposta_b"


def test_tolto_il_motivo_il_fattore_torna_con_il_suo_voto(c):
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    voto = scheda.voti_fattore.first()
    _escludi(scheda, c.ncvp, {voto.pk: PERCHE})
    _escludi(scheda, c.ncvp, {voto.pk: " "})
    voto.refresh_from_db()
    assert (voto.escluso, voto.motivo_esclusione, voto.proposto) == (False, "", 2)


def test_un_macrofattore_non_resta_senza_fattori(c):
    tutti = {v.pk: PERCHE for v in _del_gruppo(c.scheda_dirigente1, "manageriali")}
    with pytest.raises(DatiNonValidi, match=r"B\.1 resterebbe senza fattori"):
        _escludi(c.scheda_dirigente1, c.ncvp, tutti)
    assert not c.scheda_dirigente1.voti_fattore.filter(escluso=True).exists()


def test_chi_tiene_il_titolo_tiene_anche_l_esclusione(c):
    uno, altro, _ = _del_gruppo(c.scheda_dirigente1, "specialistiche")
    scheda = _escludi(c.scheda_dirigente1, c.ncvp, {uno.pk: PERCHE})
    fattori = [Specialistico(uno.titolo), Specialistico(altro.titolo)]
    scegli_specialistici(scheda=scheda, fattori=fattori, utente=c.ncvp, quando=QUANDO, versione=scheda.versione)
    assert [v.motivo_esclusione for v in _del_gruppo(scheda, "specialistiche")] == [PERCHE, ""]


@pytest.mark.parametrize(("motivo", "dice"), [("no", "almeno una frase"), ("\u200b" * 30, "almeno una frase")])
def test_senza_un_motivo_vero_non_si_esclude(c, motivo, dice):
    with pytest.raises(DatiNonValidi, match=dice):
        _escludi(c.scheda_dirigente1, c.ncvp, {c.scheda_dirigente1.voti_fattore.first().pk: motivo})


@pytest.mark.parametrize("chi", ["sindaco", "segretario", "dirigente1", "dirigente2", "admin"])
def test_non_lo_dichiara_nessun_altro(c, chi):
    with pytest.raises(PermissionDenied):
        _escludi(c.scheda_dirigente1, getattr(c, chi), {c.scheda_dirigente1.voti_fattore.first().pk: PERCHE})


def test_ne_su_un_altra_scheda_ne_su_una_versione_vecchia_ne_dopo_la_proposta(c):
    scheda = vota(c.scheda_dirigente1, c.ncvp)
    with pytest.raises(DatiNonValidi, match="non appartiene"):
        _escludi(scheda, c.ncvp, {c.scheda_dirigente2.voti_fattore.first().pk: PERCHE})
    motivi = {scheda.voti_fattore.first().pk: PERCHE}
    with pytest.raises(ConflittoDiVersione):
        _escludi(scheda, c.ncvp, motivi, versione=1)
    porta(scheda, ("proponi_a", c.ncvp), ("trasmetti", c.ncvp))
    with pytest.raises(PermissionDenied):
        _escludi(scheda, c.ncvp, motivi)


def test_la_pagina_tiene_quello_che_si_e_scritto_e_la_scheda_lo_dice(client, c):
    url = reverse("valutazioni:esclusioni", args=[c.scheda_po1.pk])
    primo, secondo = c.scheda_po1.voti_fattore.all()[:2]
    client.force_login(c.dirigente1)
    sbagliata = client.post(url, {"versione": 1, f"motivo_{primo.pk}": PERCHE, f"motivo_{secondo.pk}": "no"}).content.decode()
    assert PERCHE in sbagliata and "almeno una frase" in sbagliata
    assert client.post(url, {"versione": 1, f"motivo_{primo.pk}": PERCHE}).url == c.scheda_po1.get_absolute_url()
    pagina = client.get(c.scheda_po1.get_absolute_url()).content.decode()
    assert PERCHE in pagina and f'name="voto_{primo.pk}"' not in pagina and f'name="voto_{secondo.pk}"' in pagina
    assert client.post(url, {"versione": 1, f"motivo_{secondo.pk}": PERCHE}).status_code == 409


def test_art_10_due_fattori_di_b3_con_lo_stesso_titolo_si_dicono_accanto_al_secondo(client, c):
    url = reverse("valutazioni:fattori", args=[c.scheda_po1.pk])
    prima = [v.titolo for v in _del_gruppo(c.scheda_po1, "specialistiche")]
    dati = {"versione": 1, "f-TOTAL_FORMS": 6, "f-INITIAL_FORMS": 0, "f-0-titolo": "Bilancio", "f-2-titolo": " bilancio ",
            "f-2-descrizione": "Variazioni e assestamento."}  # fmt: skip
    client.force_login(c.dirigente1)
    risposta = client.post(url, dati)
    righe, testo = risposta.context["righe"], risposta.content.decode()
    detto = {n: r.errors["titolo"] for n, r in enumerate(righe) if r.errors}
    assert detto == {2: ["È lo stesso titolo del fattore 1: cambia l’uno o l’altro."]}
    assert testo.count("È lo stesso titolo del fattore 1") == 2, "in cima, e accanto al campo"
    assert 'href="#id_f-2-titolo"' in testo and "Variazioni e assestamento." in testo
    assert [v.titolo for v in _del_gruppo(c.scheda_po1, "specialistiche")] == prima
    assert client.post(url, dati | {"f-2-titolo": "Tributi"}).status_code == 302
    assert [v.titolo for v in _del_gruppo(c.scheda_po1, "specialistiche")] == ["Bilancio", "Tributi"]
    vecchia = client.post(url, dati | {"f-2-titolo": "Appalti"})  # the page of before that save
    assert (vecchia.status_code, vecchia.context["form"]["versione"].value()) == (409, "2"), "si può inviare di nuovo"
