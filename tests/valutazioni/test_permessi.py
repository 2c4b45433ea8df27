"""Who sees which sheet (requisiti §12): cell by cell, before and after the proposal and the closing."""

import pytest
from django.core.exceptions import PermissionDenied

from smvp.documenti.models import Documento
from smvp.organizzazione.models import Nomina
from tests.personaggi import UTENTI
from valutazioni.documenti import puo_vedere, visibili
from valutazioni.models import Scheda
from valutazioni.operazioni import emetti_scheda
from valutazioni.permessi import visibili_a

from .schede import QUANDO, chiusa, porta, vota

TUTTE = {"dirigente1", "dirigente2", "po1", "po2"}
# Who sees whose sheet while all are open.
APERTE = {"ncvp": TUTTE, "segretario": TUTTE, "dirigente1": {"po1"}, "dirigente2": {"po2"}}


def _viste(c, chi):
    return {n for n in TUTTE if visibili_a(getattr(c, chi)).filter(pk=getattr(c, f"scheda_{n}").pk).exists()}


@pytest.mark.parametrize("chi", UTENTI)
def test_con_le_schede_aperte(c, chi):
    assert _viste(c, chi) == APERTE.get(chi, set())


@pytest.mark.parametrize("chi", UTENTI)
def test_con_una_scheda_proposta_la_vede_anche_il_sindaco(c, chi):
    vota(c.scheda_dirigente1, c.ncvp)
    porta(c.scheda_dirigente1, ("trasmetti", c.ncvp))
    assert _viste(c, chi) == (APERTE | {"sindaco": {"dirigente1"}}).get(chi, set())


@pytest.mark.parametrize("chi", UTENTI)
def test_con_una_scheda_chiusa_la_vede_anche_il_valutato(c, chi):
    chiusa(c)
    assert _viste(c, chi) == (APERTE | {"sindaco": {"dirigente1"}, "dirigente1": {"po1", "dirigente1"}}).get(chi, set())


def test_chi_non_ha_piu_l_incarico_non_vede_piu_le_po(c):
    type(c.incarico_dirigente1).objects.filter(pk=c.incarico_dirigente1.pk).update(al="2025-12-31")
    assert _viste(c, "dirigente1") == set()


def test_un_ncvp_che_fosse_anche_valutato_non_vede_la_propria_bozza(c):
    """The two-person rule: nobody acts on their own sheet, nor reads it before it is closed."""
    Nomina.objects.create(persona=c.persona_dirigente1, ruolo="ncvp", dal="2024-01-01")
    assert _viste(c, "dirigente1") == {"dirigente2", "po1", "po2"}
    with pytest.raises(PermissionDenied):
        vota(c.scheda_dirigente1, c.dirigente1)


@pytest.mark.parametrize("chi", UTENTI)
def test_il_documento_segue_la_scheda_e_il_valutato_ha_solo_quello_della_scheda_chiusa(c, chi):
    vota(c.scheda_dirigente1, c.ncvp)
    bozza = emetti_scheda(Scheda.objects.get(pk=c.scheda_dirigente1.pk), utente=c.ncvp, quando=QUANDO)
    porta(c.scheda_dirigente1, ("trasmetti", c.ncvp), ("decidi", c.sindaco), ("chiudi", c.ncvp))
    definitivo = Documento.objects.get(chiave__contains=":chiusa:")
    vede = {"ncvp": {bozza, definitivo}, "segretario": {bozza, definitivo}, "sindaco": {bozza, definitivo}, "dirigente1": {definitivo}}
    utente = getattr(c, chi)
    attesi = vede.get(chi, set())
    assert {d for d in (bozza, definitivo) if puo_vedere(utente, d)} == attesi
    assert set(visibili(utente, Documento.objects.filter(pk__in=[bozza.pk, definitivo.pk]))) == attesi
