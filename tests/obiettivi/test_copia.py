"""Art. 7: starting from last year's objectives: what passes on, what does not, and what is refused in words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from obiettivi.letture.elenco.copia import candidati
from obiettivi.models import Fase, Indicatore, Obiettivo, Rilevazione
from obiettivi.operazioni.copia import copia_obiettivi, copia_obiettivo
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Incarico
from smvp.registro.models import Evento
from tests.obiettivi.scene import ROMA, collettivo, individuale, porta_a

pytestmark = pytest.mark.django_db
GENNAIO = datetime(2026, 1, 12, 9, 0, tzinfo=ROMA)


@pytest.fixture
def c(comune, settings):
    settings.OGGI = "2026-01-12"
    comune.nuovo = Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    return comune


def _copia(c, o, chi="dirigente1"):
    return copia_obiettivo(origine=o, esercizio=c.nuovo, utente=getattr(c, chi), quando=GENNAIO)


def test_passano_i_testi_e_non_quello_che_si_era_motivato_o_spuntato(c):
    o = porta_a(c, individuale(c), "assegnata")
    nuovo = _copia(c, o)
    assert (nuovo.stato, nuovo.codice, nuovo.origine, nuovo.responsabile) == ("bozza", "OI-1", o, c.incarico_dirigente1)
    assert (nuovo.titolo, nuovo.descrizione, nuovo.risultato_atteso, nuovo.area, nuovo.ambiti) == (
        o.titolo, o.descrizione, o.risultato_atteso, "2", ["f"],
    )  # fmt: skip
    assert (nuovo.non_avviato, nuovo.non_ordinario, nuovo.atto, nuovo.validato_il) == (False, False, None, None)
    assert {(r.argomento, r.esito) for r in nuovo.riscontri.all()} == {("", "")}
    assert [(a.incarico, a.peso) for a in nuovo.assegnazioni.all()] == [(c.incarico_dirigente1, Decimal(15))]
    assert [p.qualifica for p in nuovo.personale.all()] == ["Istruttore amministrativo"]
    assert [r.importo for r in nuovo.risorse.all()] == [Decimal("12500.00")]
    assert Evento.objects.get(azione="obiettivo.copia").contenuto["origine"] == o.pk


def test_art_11_il_raggiunto_diventa_la_base_e_le_proiezioni_scorrono(c):
    o = individuale(c)
    primo, secondo = o.indicatori.all()
    Rilevazione.objects.create(indicatore=primo, valore=Decimal("93.5"))
    Indicatore.objects.create(obiettivo=o, ordine=3, titolo="Manuale", tipo="tempo", misura="data", atteso_entro=date(2025, 6, 30))
    uno, due, tre = _copia(c, o).indicatori.all()
    assert (uno.base, uno.base_anno, uno.atteso, uno.atteso_1, uno.atteso_2) == (Decimal("93.5"), 2025, Decimal(97), Decimal(98), None)
    assert (due.base, due.atteso, due.origine) == (Decimal(9), None, secondo)  # nothing reported: what was expected
    assert (tre.base, tre.base_anno, tre.atteso_entro) == (None, None, date(2026, 6, 30))


@pytest.mark.parametrize(("prima", "dopo"), [(date(2025, 3, 31), date(2026, 3, 31)), (None, None)])
def test_le_fasi_si_spostano_di_un_anno(c, prima, dopo):
    o = individuale(c)
    o.fasi.all().delete()
    Fase.objects.create(obiettivo=o, ordine=1, testo="Mappa", entro=prima)
    (fase,) = _copia(c, o).fasi.all()
    assert (fase.testo, fase.entro) == ("Mappa", dopo)


def test_il_29_febbraio_diventa_il_28(c):
    vecchio = Esercizio.objects.create(anno=2024, regolamento="domodossola-2020")
    o = individuale(c)
    Obiettivo.objects.filter(pk=o.pk).update(esercizio=vecchio)
    o.refresh_from_db()
    o.fasi.update(dal=date(2024, 2, 1), entro=date(2024, 2, 29))
    nuovo = copia_obiettivo(origine=o, esercizio=c.esercizio, utente=c.dirigente1, quando=datetime(2025, 1, 12, 9, tzinfo=ROMA))
    assert {f.entro for f in nuovo.fasi.all()} == {date(2025, 2, 28)}


def test_un_collettivo_passa_con_le_sue_parti(c):
    nuovo = _copia(c, collettivo(c))
    assert [(p.direzione, p.apporto) for p in nuovo.parti.all()] == [(c.d1, Decimal(60)), (c.d2, Decimal(40))]
    assert {(a.incarico, a.parte.direzione) for a in nuovo.assegnazioni.all()} == {
        (c.incarico_dirigente1, c.d1), (c.incarico_po1, c.d1), (c.incarico_dirigente2, c.d2), (c.incarico_po2, c.d2),
    }  # fmt: skip
    assert {i.parte.direzione for i in nuovo.indicatori.all()} == {c.d1, c.d2}


def test_chi_non_e_piu_in_forza_e_le_direzioni_chiuse_restano_indietro_e_lo_si_dice(c):
    o = collettivo(c)
    Incarico.objects.filter(pk=c.incarico_po1.pk).update(al=date(2025, 12, 31))
    type(c.d2).objects.filter(pk=c.d2.pk).update(al=date(2025, 12, 31))
    (candidato,) = candidati(c.dirigente1, c.nuovo)
    assert candidato.copiabile
    assert "Marta Pirazzi" in candidato.note[0] and "Lavori Pubblici" in candidato.note[1]
    nuovo = _copia(c, o)
    assert [a.incarico for a in nuovo.assegnazioni.all()] == [c.incarico_dirigente1]
    assert [p.direzione for p in nuovo.parti.all()] == [c.d1]
    assert nuovo.mancano_parti()  # the contributions do not make 100 any more: the page says so


def test_art_7_solo_un_pluriennale_dice_da_se_perche_non_e_nuovo(c):
    o = individuale(c)
    Obiettivo.objects.filter(pk=o.pk).update(durata=2)
    o.refresh_from_db()
    nuovo = _copia(c, o)
    assert nuovo.durata == 2
    assert "valenza pluriennale (2 anni" in nuovo.riscontri.get(codice="nuovo", indicatore=None).argomento
    assert "nuovo" not in " ".join(nuovo.mancano_argomenti())
    terzo = Esercizio.objects.create(anno=2027, regolamento="domodossola-2020")
    ancora = copia_obiettivo(origine=nuovo, esercizio=terzo, utente=c.dirigente1, quando=datetime(2027, 1, 12, 9, tzinfo=ROMA))
    assert (ancora.durata, ancora.riscontri.get(codice="nuovo", indicatore=None).argomento) == (1, "")


def test_l_incarico_deve_essere_in_forza_nel_nuovo_esercizio(c):
    o = individuale(c)
    Incarico.objects.filter(pk=c.incarico_dirigente1.pk).update(al=date(2025, 12, 31))
    # another appointment, so that they may still fill sheets in
    Incarico.objects.create(persona=c.persona_dirigente1, ruolo="po", tipo_po="po", direzione=c.s1, dal=date(2026, 1, 1))
    with pytest.raises(OperazioneNonAmmessa, match="è finito il 31/12/2025"):
        _copia(c, o)
    assert not Obiettivo.objects.filter(esercizio=c.nuovo).exists()


def test_un_incarico_rinnovato_porta_con_se_gli_obiettivi(c):
    o = individuale(c)
    Incarico.objects.filter(pk=c.incarico_dirigente1.pk).update(al=date(2025, 12, 31))
    rinnovo = Incarico.objects.create(persona=c.persona_dirigente1, ruolo="dirigente", direzione=c.d1, dal=date(2026, 1, 1))
    nuovo = _copia(c, o)
    assert (nuovo.responsabile, [a.incarico for a in nuovo.assegnazioni.all()]) == (rinnovo, [rinnovo])


@pytest.mark.parametrize("chi", ["dirigente2", "segretario", "po1"])
def test_si_copiano_solo_i_propri(c, chi):
    o = individuale(c)
    with pytest.raises(PermissionDenied):
        _copia(c, o, chi)


def test_due_volte_non_si_copia_ne_da_un_altro_anno_ne_in_un_esercizio_chiuso(c):
    o = individuale(c)
    _copia(c, o)
    with pytest.raises(OperazioneNonAmmessa, match="già copiato: OI-1"):
        _copia(c, o)
    lontano = Esercizio.objects.create(anno=2028, regolamento="domodossola-2020")
    with pytest.raises(OperazioneNonAmmessa, match="dell’esercizio 2027"):
        copia_obiettivo(origine=o, esercizio=lontano, utente=c.dirigente1, quando=GENNAIO)
    altro = individuale(c, titolo="Un altro")
    Esercizio.objects.filter(pk=c.nuovo.pk).update(chiuso_il=GENNAIO)
    c.nuovo.refresh_from_db()
    with pytest.raises(OperazioneNonAmmessa, match="chiuso"):
        _copia(c, altro)


def test_la_pagina_copia_i_scelti_e_racconta_gli_altri(client, c):
    prima, seconda = individuale(c), individuale(c, titolo="Seconda")
    individuale(c, "dirigente2", "Strade")
    client.force_login(c.dirigente1)
    indirizzo = reverse("obiettivi:copia", args=[2026])
    pagina = client.get(indirizzo)
    assert [x.origine for x in pagina.context["candidati"]] == [prima, seconda]
    assert client.post(indirizzo).status_code == 422
    arrivo = client.post(indirizzo, {"o": [prima.pk, seconda.pk, 9999]}, follow=True)
    assert "Copiati in bozza: OI-1, OI-2." in [str(m) for m in arrivo.context["messages"]]
    ancora = client.post(indirizzo, {"o": [prima.pk]}, follow=True)
    assert f"{prima.codice}: È già copiato: OI-1." in [str(m) for m in ancora.context["messages"]]
    assert Obiettivo.objects.filter(esercizio=c.nuovo).count() == 2


def test_una_che_non_si_copia_non_ferma_le_altre(c):
    prima, seconda = individuale(c), individuale(c, titolo="Seconda")
    _copia(c, prima)
    esito = copia_obiettivi(origini=[prima, seconda], esercizio=c.nuovo, utente=c.dirigente1, quando=GENNAIO)
    assert ([o.titolo for o in esito.fatti], [o for o, _ in esito.fermi]) == (["Seconda"], [prima])


def test_la_pagina_non_costa_di_piu_con_piu_obiettivi(client, c):
    client.force_login(c.dirigente1)
    conti = []
    for quanti in (3, 25):
        for n in range(quanti):
            individuale(c, titolo=f"Obiettivo {n}")
        client.get(reverse("obiettivi:copia", args=[2026]))
        with CaptureQueriesContext(connection) as domande:
            client.get(reverse("obiettivi:copia", args=[2026]))
        conti.append(len(domande))
    assert conti[0] == conti[1]


def test_senza_un_anno_prima_non_c_e_niente_da_copiare(client, c):
    client.force_login(c.dirigente1)
    assert "Non c’è niente da copiare" in client.get(reverse("obiettivi:copia", args=[2025])).content.decode()
    client.force_login(c.ncvp)
    assert client.get(reverse("obiettivi:copia", args=[2026])).status_code == 403
