"""Who sees which sheet (requisiti §12): cell by cell, at each stage of the workflow."""

import pytest
from django.core.exceptions import PermissionDenied

from smvp.documenti import tipi
from smvp.documenti.models import Documento
from smvp.organizzazione.models import Nomina
from tests.personaggi import UTENTI
from valutazioni.documenti.tipi import SCHEDA_B
from valutazioni.models import Scheda
from valutazioni.operazioni.emissioni import emetti_scheda
from valutazioni.permessi import visibili_a
from valutazioni.stati import PRESA_VISIONE

from .schede import QUANDO, al_concerto, alla_firma, alla_proposta, firmata, porta, segretario_deciso, vota

TUTTE = {"dirigente1", "dirigente2", "po1", "po2", "segretario"}
# Who sees whose sheet while all are open: the NCVP none of the P.O., the Segretario all but their own.
APERTE = {
    "ncvp": TUTTE - {"po1", "po2"}, "segretario": TUTTE - {"segretario"}, "dirigente1": {"po1"}, "dirigente2": {"po2"},
}  # fmt: skip


def _viste(c, chi):
    return {n for n in TUTTE if visibili_a(getattr(c, chi)).filter(pk=getattr(c, f"scheda_{n}").pk).exists()}


@pytest.mark.parametrize("chi", UTENTI)
def test_con_le_schede_aperte(c, chi):
    assert _viste(c, chi) == APERTE.get(chi, set())


@pytest.mark.parametrize("chi", UTENTI)
def test_con_una_scheda_proposta_la_vede_anche_il_sindaco(c, chi):
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *alla_proposta(c))
    assert _viste(c, chi) == (APERTE | {"sindaco": {"dirigente1"}}).get(chi, set())


@pytest.mark.parametrize("chi", UTENTI)
def test_una_scheda_di_po_il_ncvp_la_legge_da_quando_gli_si_chiede_il_concerto(c, chi):
    """Art. 18; the Sindaco never does."""
    vota(c.scheda_po1, c.dirigente1)
    porta(c.scheda_po1, *al_concerto(c.dirigente1))
    assert _viste(c, chi) == (APERTE | {"ncvp": TUTTE - {"po2"}}).get(chi, set())


@pytest.mark.parametrize("chi", UTENTI)
def test_la_scheda_del_segretario_la_legge_il_sindaco_e_poi_lui(c, chi):
    segretario_deciso(c)
    porta(c.scheda_segretario, ("partecipa", c.ncvp))
    assert _viste(c, chi) == (APERTE | {"sindaco": {"segretario"}, "segretario": TUTTE}).get(chi, set())


@pytest.mark.parametrize("fin_qui", range(6))
def test_il_valutato_legge_la_sua_scheda_da_quando_e_partecipata(c, fin_qui):
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1)[:fin_qui])
    assert ("dirigente1" in _viste(c, "dirigente1")) is (fin_qui >= 4)


@pytest.mark.parametrize("chi", UTENTI)
def test_con_una_scheda_firmata_la_vede_anche_il_valutato(c, chi):
    firmata(c)
    assert _viste(c, chi) == (APERTE | {"sindaco": {"dirigente1"}, "dirigente1": {"po1", "dirigente1"}}).get(chi, set())


def test_chi_non_ha_piu_l_incarico_non_vede_piu_le_po(c):
    type(c.incarico_dirigente1).objects.filter(pk=c.incarico_dirigente1.pk).update(al="2025-12-31")
    assert _viste(c, "dirigente1") == set()


def test_un_ncvp_che_fosse_anche_valutato_non_vede_la_propria_bozza(c):
    """The two-person rule: nobody acts on their own sheet, nor reads it before it is shared."""
    Nomina.objects.create(persona=c.persona_dirigente1, ruolo="ncvp", dal="2024-01-01")
    assert _viste(c, "dirigente1") == {"dirigente2", "po1", "segretario"}
    with pytest.raises(PermissionDenied):
        vota(c.scheda_dirigente1, c.dirigente1)


@pytest.mark.parametrize("chi", UTENTI)
def test_il_documento_segue_la_scheda_e_il_valutato_ha_solo_quello_della_scheda_partecipata(c, chi):
    vota(c.scheda_dirigente1, c.ncvp)
    bozza = emetti_scheda(Scheda.objects.get(pk=c.scheda_dirigente1.pk), utente=c.ncvp, quando=QUANDO)
    porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1))
    definitivo = Documento.objects.get(chiave__contains=f":{PRESA_VISIONE}:")
    vede = {"ncvp": {bozza, definitivo}, "segretario": {bozza, definitivo}, "sindaco": {bozza, definitivo}, "dirigente1": {definitivo}}
    utente = getattr(c, chi)
    attesi = vede.get(chi, set())
    tipo = tipi.tipo(SCHEDA_B)
    assert {d for d in (bozza, definitivo) if tipo.puo_vedere(utente, d)} == attesi
    assert set(tipo.visibili(utente, Documento.objects.filter(pk__in=[bozza.pk, definitivo.pk]))) == attesi
