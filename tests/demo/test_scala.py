"""The made-up municipality of ``--scala`` in the database."""

from django.db import transaction
from django.test import override_settings

from obiettivi.models import Assegnazione, Obiettivo
from smvp.demo.caricamento import carica
from smvp.demo.generatore import genera
from smvp.organizzazione.models import Appartenenza, Ente
from smvp.orologio import adesso
from valutazioni.models import Scheda, VotoFattore

QUANTI = 300


def _carica_e_guarda() -> tuple[list[tuple[object, ...]], ...]:
    """What the database says after loading, in an order that does not depend on its ids; then everything is taken back."""
    with transaction.atomic(), override_settings(DEMO=True):
        carica(genera(QUANTI), quando=adesso())
        visto = (
            list(Scheda.objects.values_list("incarico__persona__codice_fiscale", "esercizio__anno", "stato", "p_finale", "fascia")),
            list(Obiettivo.objects.values_list("esercizio__anno", "codice", "titolo")),
            list(VotoFattore.objects.order_by("pk").values_list("macrofattore", "ordine", "titolo", "voto")),
            list(Appartenenza.objects.order_by("pk").values_list("persona__matricola", "direzione__codice", "categoria", "tempo")),
        )
        assert Ente.corrente().denominazione == "Città di Roccalba"
        assert Assegnazione.objects.count() == 2 * 3 * 26
        transaction.set_rollback(True)
    return visto


def test_trecento_dipendenti_si_caricano_e_sono_sempre_gli_stessi(db: None) -> None:
    prima = _carica_e_guarda()
    schede, _, _, appartenenze = prima
    assert len(schede) == 2 * 26
    assert {riga[2] for riga in schede} >= {"aperta", "chiusa"}
    assert len(appartenenze) == QUANTI
    assert _carica_e_guarda() == prima
