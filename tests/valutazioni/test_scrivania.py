"""The home page: the right word for each step, the page where it is taken, and queries that do not grow with the years that have passed."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from smvp.organizzazione.models import Esercizio
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni.condivisione import scrivi_osservazioni

from .personale import porta_personale, vota_personale
from .schede import QUANDO, alla_decisione, porta, vota


@pytest.fixture(autouse=True)
def il_10_aprile_2026(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def cose(utente: Any) -> dict[str, Any]:
    """What the desk of a person says is to be done: title → the line."""
    cliente = Client()
    cliente.force_login(utente)
    return {c.titolo: c for c in cliente.get(reverse("scrivania")).context["da_fare"]}


def di(utente: Any, chi: str) -> tuple[str, str, str]:
    """The one line about somebody: title, button, address."""
    (cosa,) = [c for titolo, c in cose(utente).items() if chi in titolo]
    return cosa.titolo, cosa.etichetta_azione, cosa.url


# --- Allegato B ---------------------------------------------------------------------------------------------------------------------


def test_ogni_passo_del_ncvp_ha_il_suo_verbo(c: SimpleNamespace) -> None:
    """Art. 18."""
    s = c.scheda_dirigente1
    assert di(c.ncvp, "Bertolini")[:2] == ("Valuta la scheda di dott. Andrea Bertolini", "Valuta")
    vota(s, c.ncvp)
    assert di(c.ncvp, "Bertolini")[:2] == ("Concludi la valutazione degli obiettivi di dott. Andrea Bertolini", "Concludi")
    s.voti_fattore.filter(macrofattore="manageriali", ordine=1).update(proposto=None)
    assert di(c.ncvp, "Bertolini")[:2] == ("Valuta i comportamenti di dott. Andrea Bertolini", "Valuta")
    porta(s, ("proponi_a", c.ncvp))
    assert di(c.ncvp, "Bertolini")[:2] == ("Valuta i comportamenti di dott. Andrea Bertolini", "Valuta")
    s.voti_fattore.filter(proposto=None).update(proposto=2)
    assert di(c.ncvp, "Bertolini")[:2] == ("Trasmetti al Sindaco la proposta su dott. Andrea Bertolini", "Trasmetti")
    porta(s, ("trasmetti", c.ncvp), ("decidi", c.sindaco))
    assert di(c.ncvp, "Bertolini")[1] == "Partecipa"


def test_del_segretario_si_valutano_i_comportamenti_e_si_trasmette(c: SimpleNamespace) -> None:
    assert di(c.ncvp, "Zanetta")[:2] == ("Valuta la scheda di dott. Paolo Zanetta", "Valuta")
    vota(c.scheda_segretario, c.ncvp, raggiungimenti=())
    assert di(c.ncvp, "Zanetta")[:2] == ("Trasmetti al Sindaco la proposta su dott. Paolo Zanetta", "Trasmetti")


def test_di_una_po_il_dirigente_chiede_il_concerto(c: SimpleNamespace) -> None:
    vota(c.scheda_po1, c.dirigente1)
    porta(c.scheda_po1, ("proponi_a", c.dirigente1))
    titolo, invito, _ = di(c.dirigente1, "Pirazzi")
    assert (titolo, invito) == ("Chiedi il concerto del NCVP sulla scheda di dott.ssa Marta Pirazzi", "Chiedi il concerto")


def test_alle_osservazioni_si_risponde_dalla_scrivania(c: SimpleNamespace) -> None:
    vota(c.scheda_dirigente1, c.ncvp)
    s = porta(c.scheda_dirigente1, *alla_decisione(c), ("partecipa", c.ncvp))
    scrivi_osservazioni(scheda=s, testo="Il fornitore.", utente=c.dirigente1, quando=QUANDO, versione=s.versione)
    assert di(c.ncvp, "Bertolini")[1:] == ("Rispondi", reverse("valutazioni:risposta", args=[s.pk]))


# --- Allegato D ---------------------------------------------------------------------------------------------------------------------


def test_una_squadra_con_tutti_i_voti_si_manda_al_dirigente_che_trova_dove_firmare(d: SimpleNamespace) -> None:
    """Art. 22."""
    for s in (d.anna, d.marco):
        vota_personale(s, d.po1)
    manda = cose(d.po1)["Manda al Dirigente le 2 schede di Tributi"]
    assert manda.url == reverse("valutazioni:squadra_blocco", args=[2025, d.s1.pk, "trasmetti"])
    for s in (d.anna, d.marco):
        porta_personale(s, ("trasmetti", d.po1))
    firma = cose(d.dirigente1)["Firma 2 schede del personale"]
    assert (firma.etichetta_azione, firma.url) == ("Firma", reverse("valutazioni:squadra_blocco", args=[2025, d.d1.pk, "decidi"]))
    cliente = Client()
    cliente.force_login(d.dirigente1)
    assert '<button class="btn btn-primary" type="submit">Firma le 2 schede</button>' in cliente.get(firma.url).content.decode()
    porta_personale(d.marco, ("decidi", d.dirigente1))
    assert cose(d.dirigente1)["Firma una scheda del personale"].url == d.anna.get_absolute_url()
    assert cose(d.dirigente1)["Partecipa una scheda al valutato"].url == d.marco.get_absolute_url()


def test_alle_osservazioni_di_una_persona_si_va_a_rispondere(d: SimpleNamespace) -> None:
    vota_personale(d.anna, d.po1)
    s = porta_personale(d.anna, ("trasmetti", d.po1), ("decidi", d.dirigente1), ("partecipa", d.dirigente1))
    scrivi_osservazioni(scheda=s, testo="Il fornitore.", utente=d.dipendente1, quando=QUANDO, versione=s.versione)
    url = cose(d.dirigente1)["Rispondi alle osservazioni di un valutato"].url
    assert url == reverse("valutazioni:risposta_personale", args=[s.pk])


# --- the years that pass ----------------------------------------------------------------------------------------------------------------


def _altri_anni(d: SimpleNamespace, anni: Any) -> None:
    """Years of before, each with a sheet of both kinds still going on, and appointments and people without one."""
    for anno in anni:
        e = Esercizio.objects.create(anno=anno, regolamento="domodossola-2020")
        Scheda.objects.create(esercizio=e, incarico=d.incarico_dirigente1, aperta_il=QUANDO)
        Scheda.objects.create(esercizio=e, incarico=d.incarico_po1, aperta_il=QUANDO)
        SchedaPersonale.objects.bulk_create(
            SchedaPersonale(esercizio=e, persona=persona, direzione=d.s1, categoria="C", stato=stato, aperta_il=QUANDO)
            for persona, stato in ((d.persona_dipendente1, "compilata"), (d.persona_dipendente2, "aperta"))
        )


@pytest.mark.parametrize("chi", ["ncvp", "segretario", "dirigente1", "po1", "personale", "dipendente1", "controllo", "segreteria"])
def test_le_letture_della_scrivania_non_crescono_con_gli_anni(d: SimpleNamespace, chi: str) -> None:
    _altri_anni(d, [2024])
    cliente = Client()
    cliente.force_login(getattr(d, chi))
    cliente.get(reverse("scrivania"))
    with CaptureQueriesContext(connection) as con_due:
        cliente.get(reverse("scrivania"))
    _altri_anni(d, range(2018, 2024))
    with CaptureQueriesContext(connection) as con_otto:
        cliente.get(reverse("scrivania"))
    assert len(con_otto) == len(con_due), "\n".join(q["sql"][:300] for q in con_otto)
