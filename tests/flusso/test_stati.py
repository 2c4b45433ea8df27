"""The workflow tables: they name only what exists, and no state can be reached but through them."""

import pytest
import rules
from django.apps import apps

from smvp.flusso.models import ConStato
from smvp.flusso.stati import Flusso, Stato, Transizione


def _tutti_i_modelli() -> list[type[ConStato]]:
    return [m for m in apps.get_models() if issubclass(m, ConStato)]


def test_c_e_almeno_un_flusso():
    assert _tutti_i_modelli()


@pytest.mark.parametrize("modello", _tutti_i_modelli(), ids=lambda m: m.__name__)
def test_ogni_passaggio_nomina_permessi_e_metodi_che_esistono(modello):
    for t in modello.flusso.transizioni:
        assert rules.perm_exists(t.chi), f"{t.azione}: il permesso {t.chi} non è registrato"
        for nome in (*t.richiede, *t.avvisa):
            assert callable(getattr(modello, nome, None)), f"{t.azione}: {modello.__name__}.{nome} non esiste"


@pytest.mark.parametrize("modello", _tutti_i_modelli(), ids=lambda m: m.__name__)
def test_ogni_stato_si_raggiunge_da_quello_iniziale(modello):
    flusso, raggiunti = modello.flusso, {modello.flusso.iniziale}
    for _ in flusso.stati:
        raggiunti |= {t.a for t in flusso.transizioni if raggiunti & set(t.da)}
    assert raggiunti == {s.codice for s in flusso.stati}


@pytest.mark.parametrize("modello", _tutti_i_modelli(), ids=lambda m: m.__name__)
def test_articoli_e_scadenze_citati_esistono_nel_regolamento(modello, comune):
    reg = comune.esercizio.reg
    for t in modello.flusso.transizioni:
        assert t.articolo in reg.articoli
        assert not t.scadenza or t.scadenza in reg.scadenze


def _passo(**cambia):
    base = {
        "azione": "vai",
        "da": ("a",),
        "a": "b",
        "etichetta": "Vai",
        "etichetta_breve": "Vai",
        "chi": "x",
        "articolo": "18",
        "conseguenza": ".",
        "fatto": ".",
    }
    return Transizione(**(base | cambia))


@pytest.mark.parametrize("passo", [_passo(da=("c",)), _passo(a="c")])
def test_un_passaggio_verso_uno_stato_che_non_c_e_e_un_errore(passo):
    with pytest.raises(ValueError, match="'c'"):
        Flusso("prova", (Stato("a", "A", "bozza"), Stato("b", "B", "fatto")), (passo,))


def test_uno_stato_ha_uno_dei_sei_colori():
    with pytest.raises(ValueError, match="verde"):
        Stato("a", "A", "verde")
