"""The made-up municipality of ``--scala`` in the database."""

from django.db import transaction
from django.test import override_settings

from obiettivi.models import Assegnazione, Obiettivo
from smvp.demo.caricamento import carica
from smvp.demo.generatore import genera
from smvp.organizzazione.models import Appartenenza, Ente
from smvp.orologio import adesso
from valutazioni.calcolo import calcola_personale
from valutazioni.letture.personale import con_percentuali, con_voti, fatti_personale
from valutazioni.models import AssegnazioneSpecifica, Scheda, SchedaPersonale, VotoFattore

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
            list(
                SchedaPersonale.objects.order_by("persona__matricola").values_list(
                    "persona__matricola", "esercizio__anno", "stato", "totale"
                )
            ),
        )
        assert Ente.corrente().denominazione == "Città di Roccalba"
        assert Assegnazione.objects.count() == 2 * 3 * 26
        assert AssegnazioneSpecifica.objects.count() == 2 * QUANTI
        for scheda in con_percentuali(list(con_voti(SchedaPersonale.objects.exclude(totale=None)[:20]))):
            assert scheda.totale == calcola_personale(**fatti_personale(scheda)).totale
        transaction.set_rollback(True)
    return visto


def test_trecento_dipendenti_si_caricano_e_sono_sempre_gli_stessi(db: None) -> None:
    prima = _carica_e_guarda()
    schede, _, _, appartenenze, personale = prima
    assert len(schede) == 2 * 27, "26 incarichi e il Segretario"
    assert {riga[2] for riga in schede} >= {"aperta", "presa_visione"}
    assert len(appartenenze) == len(personale) == QUANTI
    assert {riga[2] for riga in personale} >= {"aperta", "compilata", "decisa", "partecipata", "presa_visione", "approvata"}
    assert all((riga[3] is None) == (riga[2] in ("aperta", "compilata")) for riga in personale)
    assert _carica_e_guarda() == prima
