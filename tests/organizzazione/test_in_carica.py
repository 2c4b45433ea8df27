"""Who is in office on a day: for whom a sheet waits and who signs a document are the same people."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from smvp.organizzazione.letture import Firmatari, InCarica
from smvp.organizzazione.models import Direzione, Incarico, Nomina
from smvp.organizzazione.ruoli import Ruolo

GIORNO = date(2026, 3, 1)


def test_firma_chi_e_in_carica_quel_giorno(comune: SimpleNamespace) -> None:
    firme = Firmatari(GIORNO)
    attesi = [getattr(comune, f"persona_{chi}").con_titolo for chi in ("ncvp", "sindaco", "segretario", "controllo")]
    assert [firme.ncvp, firme.sindaco, firme.segretario, firme.controllo] == attesi
    Nomina.objects.filter(ruolo="sindaco").update(al=date(2026, 2, 28))
    assert (Firmatari(GIORNO).sindaco, Firmatari(date(2026, 2, 28)).sindaco) == ("", attesi[1])


def test_dove_sono_in_piu_d_uno_il_posto_resta_alla_penna(comune: SimpleNamespace) -> None:
    Nomina.objects.create(persona=comune.persona_dirigente2, ruolo="ncvp", dal=date(2026, 1, 1))
    assert Firmatari(GIORNO).ncvp == ""
    assert InCarica(GIORNO).del_ruolo(Ruolo.NCVP) == [comune.persona_dirigente2, comune.persona_ncvp]


def test_di_un_ufficio_firma_il_dirigente_piu_vicino_sopra(comune: SimpleNamespace) -> None:
    senza = Direzione.objects.create(codice="D9", denominazione="Cultura", tipo="direzione", dal=date(2024, 1, 1))
    firme, nome = Firmatari(GIORNO), comune.persona_dirigente1.con_titolo
    assert [firme.dirigente(x) for x in (comune.d1.pk, comune.s1.pk, senza.pk, None)] == [nome, nome, "", ""]
    in_carica = InCarica(GIORNO)
    assert (in_carica.dirigente_di(comune.s1.pk), in_carica.dirigente_sopra(comune.s1.pk)) == (None, comune.persona_dirigente1)


def test_il_titolare_viene_prima_di_chi_lo_sostituisce_ad_interim(comune: SimpleNamespace) -> None:
    Incarico.objects.create(
        persona=comune.persona_dirigente2, ruolo="dirigente", direzione=comune.d1, ad_interim=True, dal=date(2026, 2, 1)
    )
    assert InCarica(GIORNO).dirigente_di(comune.d1.pk) == comune.persona_dirigente1
    Incarico.objects.filter(pk=comune.incarico_dirigente1.pk).update(al=date(2026, 2, 27))
    assert InCarica(GIORNO).dirigente_di(comune.d1.pk) == comune.persona_dirigente2


def test_le_domande_sono_tre_quanti_che_siano_gli_uffici(comune: SimpleNamespace, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        firme = Firmatari(GIORNO)
        assert all(firme.dirigente(x.pk) for x in (comune.d1, comune.d2, comune.s1, comune.s2))
