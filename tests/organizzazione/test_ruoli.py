"""Which roles a user has, on which day, and whom they may see."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from smvp.organizzazione.models import Appartenenza, Incarico, Nomina, Utente
from smvp.organizzazione.permessi import ha_ruolo, persone_visibili_a
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, direzioni_sotto, persona_di, ruoli_di
from tests.fabbriche import AppartenenzaFactory, DirezioneFactory, PersonaConUtenteFactory, UtenteFactory
from tests.personaggi import PERSONAGGI, UTENTI

GIORNO = date(2026, 3, 1)
ATTESI = {
    "sindaco": Ruolo.SINDACO, "segretario": Ruolo.SEGRETARIO, "ncvp": Ruolo.NCVP, "dirigente1": Ruolo.DIRIGENTE,
    "dirigente2": Ruolo.DIRIGENTE, "po1": Ruolo.PO, "po2": Ruolo.PO, "dipendente1": Ruolo.DIPENDENTE, "dipendente2": Ruolo.DIPENDENTE,
    "dipendente3": Ruolo.DIPENDENTE, "controllo": Ruolo.CONTROLLO, "personale": Ruolo.PERSONALE, "segreteria": Ruolo.SEGRETERIA,
    "admin": Ruolo.AMMINISTRATORE,
}  # fmt: skip


def test_ciascun_personaggio_ha_il_suo_ruolo(comune: SimpleNamespace) -> None:
    assert {u: ruoli_di(getattr(comune, u), GIORNO) for u in UTENTI} == {u: frozenset({r}) for u, r in ATTESI.items()}


def test_i_ruoli_si_leggono_in_una_query(comune: SimpleNamespace, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        ruoli_di(comune.ncvp, GIORNO)


def test_un_ruolo_vale_dal_primo_all_ultimo_giorno_compresi(comune: SimpleNamespace) -> None:
    Incarico.objects.filter(pk=comune.incarico_dirigente1.pk).update(dal=date(2025, 2, 1), al=date(2025, 11, 30))
    giorni = [date(2025, 1, 31), date(2025, 2, 1), date(2025, 11, 30), date(2025, 12, 1)]
    assert [bool(ruoli_di(comune.dirigente1, g)) for g in giorni] == [False, True, True, False]


def test_piu_ruoli_si_sommano_e_un_incarico_toglie_quello_di_dipendente(comune: SimpleNamespace) -> None:
    Nomina.objects.create(persona=comune.persona_dirigente1, ruolo="personale", dal=GIORNO)
    assert ruoli_di(comune.dirigente1, GIORNO) == {Ruolo.DIRIGENTE, Ruolo.PERSONALE}
    Appartenenza.objects.create(persona=comune.persona_po1, direzione=comune.s1, categoria="D", dal=date(2024, 1, 1))
    assert ruoli_di(comune.po1, GIORNO) == {Ruolo.PO}
    Incarico.objects.filter(pk=comune.incarico_po1.pk).update(al=date(2025, 12, 31))
    assert ruoli_di(comune.po1, GIORNO) == {Ruolo.DIPENDENTE}


def test_chi_non_ha_persona_o_e_disattivato_non_ha_ruoli(comune: SimpleNamespace) -> None:
    assert ruoli_di(UtenteFactory(), GIORNO) == frozenset()
    assert ruoli_di(AnonymousUser(), GIORNO) == frozenset()
    comune.ncvp.is_active = False
    assert ruoli_di(comune.ncvp, GIORNO) == frozenset()
    assert persona_di(AnonymousUser()) is None
    assert persona_di(UtenteFactory()) is None


def test_in_una_richiesta_i_ruoli_si_leggono_una_volta_sola(comune: SimpleNamespace, django_assert_num_queries: Any) -> None:
    comune.ncvp.ricorda_ruoli()
    with django_assert_num_queries(1):
        assert ruoli_di(comune.ncvp, GIORNO) is ruoli_di(comune.ncvp, GIORNO)


@pytest.mark.django_db
def test_il_primo_amministratore_e_solo_amministratore() -> None:
    utente = Utente.objects.create_superuser("root", "root@example.org", "demo")
    assert (utente.is_staff, bool(utente.is_superuser)) == (True, False)
    assert ruoli_di(utente, GIORNO) == {Ruolo.AMMINISTRATORE}
    assert not utente.has_perm("valutazioni.view_scheda")


# --- the tree -------------------------------------------------------------------------------------------------------------


def test_gli_uffici_sotto_un_ufficio(comune: SimpleNamespace, django_assert_num_queries: Any) -> None:
    servizio = DirezioneFactory(tipo="servizio", padre=comune.s1)
    with django_assert_num_queries(1):
        assert direzioni_sotto([comune.d1.pk]) == {comune.d1.pk, comune.s1.pk, servizio.pk}
    assert direzioni_sotto([comune.s1.pk, comune.d2.pk]) == {comune.s1.pk, servizio.pk, comune.d2.pk, comune.s2.pk}
    assert direzioni_sotto([]) == set()


def test_gli_uffici_di_una_persona_contano_anche_l_interim(comune: SimpleNamespace) -> None:
    Incarico.objects.create(persona=comune.persona_dirigente1, ruolo="dirigente", direzione=comune.d2, ad_interim=True, dal=GIORNO)
    assert direzioni_di(comune.persona_dirigente1, [Ruolo.DIRIGENTE], GIORNO) == {comune.d1.pk, comune.d2.pk}
    assert direzioni_di(comune.persona_dirigente1, [Ruolo.PO], GIORNO) == set()


# --- who sees whom -----------------------------------------------------------------------------------------------------------

TUTTI = {cognome for _, _, _, cognome, _ in PERSONAGGI}
INCARICATI = {"Zanetta", "Bertolini", "Borghi", "Pirazzi", "Falcioni"}
VISIBILI = {
    "segretario": TUTTI, "ncvp": TUTTI, "personale": TUTTI, "segreteria": TUTTI, "admin": TUTTI,
    "sindaco": INCARICATI | {"Ferraris"}, "controllo": INCARICATI | {"Lana"},
    "dirigente1": {"Bertolini", "Pirazzi", "Rossi", "Brusa"}, "dirigente2": {"Borghi", "Falcioni", "Tosi"},
    "po1": {"Pirazzi", "Rossi", "Brusa"}, "po2": {"Falcioni", "Tosi"}, "dipendente1": {"Rossi"},
}  # fmt: skip


@pytest.mark.parametrize("chi", VISIBILI)
def test_chi_vede_chi(comune: SimpleNamespace, chi: str) -> None:
    assert {p.cognome for p in persone_visibili_a(getattr(comune, chi))} == VISIBILI[chi]


def test_chi_lascia_l_ufficio_non_e_piu_visibile_al_dirigente(comune: SimpleNamespace) -> None:
    Appartenenza.objects.filter(persona=comune.persona_dipendente1).update(al=date(2024, 12, 31))
    AppartenenzaFactory(persona=PersonaConUtenteFactory(cognome="Nuova"), direzione=comune.d1)
    assert {p.cognome for p in persone_visibili_a(comune.dirigente1)} == {"Bertolini", "Pirazzi", "Brusa", "Nuova"}


def test_un_anonimo_non_vede_nessuno(comune: SimpleNamespace) -> None:
    assert not persone_visibili_a(AnonymousUser()).exists()


def test_il_predicato_e_il_permesso(comune: SimpleNamespace) -> None:
    assert ha_ruolo(Ruolo.NCVP, Ruolo.SINDACO)(comune.ncvp)
    assert not (ha_ruolo(Ruolo.NCVP) & ha_ruolo(Ruolo.SINDACO))(comune.ncvp)
    chi_puo = {u for u in UTENTI if rules.has_perm("organizzazione.importa_personale", getattr(comune, u))}
    assert chi_puo == {"personale", "admin"}
