"""Art. 14: the signature for acceptance and the Giunta's act, which close the assignment."""

from datetime import date
from types import SimpleNamespace

import pytest
import rules
from django.core.exceptions import PermissionDenied

from obiettivi.models import Accettazione, Obiettivo
from obiettivi.operazioni.passaggi import assegna_con_atto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.obiettivi.scene import alle_dieci, collettivo, di_po, firma, il, individuale, porta_a, rendiconta, stati
from tests.personaggi import UTENTI

pytestmark = pytest.mark.django_db
PERCHE = "Il Consiglio ha approvato il bilancio a marzo."
TARDI = date(2025, 3, 1)


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    settings.OGGI = "2025-03-01"
    return comune


def test_di_uno_firma_chi_ne_risponde_e_la_scheda_e_accettata(c: SimpleNamespace) -> None:
    o = firma(porta_a(c, individuale(c), "validata"), c.dirigente1)
    assert o.stato == "accettata"
    (accettazione,) = Accettazione.objects.all()
    assert (accettazione.nome, accettazione.firmata_il) == ("dott. Andrea Bertolini", il("firma"))
    assert accettazione.impronta == o.versioni.last().impronta
    assert list(Evento.objects.filter(oggetto="obiettivo").order_by("-pk").values_list("azione", flat=True)[:2]) == [
        "obiettivo.accetta",
        "obiettivo.firma",
    ]


def test_di_un_collettivo_firmano_tutti_e_solo_l_ultima_firma_lo_accetta(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "validata")
    for nome in ("dirigente1", "po1", "dirigente2"):
        o = firma(o, getattr(c, nome))
        assert o.stato == "validata"
    with pytest.raises(DatiNonValidi, match=r"Manca la firma di geom\. Luca Falcioni \(art\. 14\)"):
        esegui(o, "accetta", utente=c.dirigente1, quando=il("firma"), versione=o.versione)
    assert firma(o, c.po2).stato == "accettata"


@pytest.mark.parametrize("chi", [u for u in UTENTI if u != "dirigente1"])
def test_non_firma_chi_non_ne_risponde(c: SimpleNamespace, chi: str) -> None:
    o = porta_a(c, individuale(c), "validata")
    with pytest.raises(PermissionDenied, match="Firma per accettazione chi risponde dell’obiettivo"):
        firma(o, getattr(c, chi))
    assert not Accettazione.objects.exists()


@pytest.mark.parametrize("stato", ["bozza", "negoziata", "trasmessa", "accettata", "assegnata"])
def test_si_firma_solo_cio_che_e_validato(c: SimpleNamespace, stato: str) -> None:
    o = individuale(c) if stato == "bozza" else porta_a(c, individuale(c), stato)
    prima = Accettazione.objects.count()
    with pytest.raises(OperazioneNonAmmessa, match="non si può firmare"):
        firma(o, c.dirigente1)
    assert Accettazione.objects.count() == prima


def test_si_firma_il_testo_che_si_e_letto_e_una_volta_sola(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "validata")
    with pytest.raises(ConflittoDiVersione, match="Il testo da firmare è cambiato"):
        firma(o, c.dirigente1, impronta="0" * 64)
    firma(o, c.dirigente1)
    with pytest.raises(OperazioneNonAmmessa, match="Hai già firmato"):
        firma(o, c.dirigente1)
    assert Accettazione.objects.count() == 1


def test_una_firma_tardiva_dice_perche(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "validata")
    with pytest.raises(DatiNonValidi, match="Il termine del 28/02/2025 è passato: scrivi il motivo del ritardo"):
        firma(o, c.dirigente1, giorno=TARDI)
    assert not Accettazione.objects.exists()
    assert firma(o, c.dirigente1, giorno=TARDI, motivo=PERCHE).stato == "accettata"
    evento = Evento.objects.get(azione="obiettivo.accetta")
    assert (evento.contenuto["motivo"], evento.contenuto["termine"]) == (PERCHE, "2025-02-28")


def test_in_un_esercizio_chiuso_non_si_firma(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "validata")
    c.esercizio.chiuso_il = il("valuta")
    c.esercizio.save()
    with pytest.raises(PermissionDenied, match="L’esercizio 2025 è chiuso"):
        firma(o, c.dirigente1)


# --- the act --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pronti(c: SimpleNamespace) -> list[Obiettivo]:
    """Two accepted sheets: of a dirigente and of a P.O."""
    return [porta_a(c, individuale(c), "accettata"), porta_a(c, di_po(c), "accettata")]


def assegna(c: SimpleNamespace, obiettivi: list[Obiettivo], *, chi: str = "segretario", giorno: date | None = None, motivo: str = "",
            **atto: object) -> list[Obiettivo]:  # fmt: skip
    dati = {"tipo": "giunta", "numero": 45, "data": date(2025, 2, 26), "oggetto": "Assegnazione"} | atto
    quando = alle_dieci(giorno) if giorno else il("assegna")
    return assegna_con_atto(obiettivi=obiettivi, atto=Atto.objects.create(**dati), utente=getattr(c, chi), quando=quando, motivo=motivo)


def test_un_atto_assegna_piu_schede(c: SimpleNamespace, pronti: list[Obiettivo]) -> None:
    assert {(o.stato, o.atto.numero) for o in assegna(c, pronti)} == {("assegnata", 45)}
    assert Evento.objects.filter(azione="obiettivo.assegna").count() == 2


@pytest.mark.parametrize("chi", [u for u in UTENTI if u != "segretario"])
def test_l_atto_lo_registra_il_segretario(c: SimpleNamespace, pronti: list[Obiettivo], chi: str) -> None:
    with pytest.raises(PermissionDenied, match="Registra l’atto della Giunta il Segretario generale"):
        assegna(c, pronti, chi=chi)
    assert set(stati(pronti)) == {"accettata"}


@pytest.mark.parametrize(("cambia", "frase"), [
    ({"tipo": "determinazione"}, "con una deliberazione della Giunta"),
    ({"data": date(2025, 2, 13)}, r"l’atto è di prima della validazione \(14/02/2025\)"),
    ({"giorno": TARDI}, "Motivo del ritardo: scrivi perché"),
])  # fmt: skip
def test_un_atto_che_non_va_non_assegna_nessuna(c: SimpleNamespace, pronti: list[Obiettivo], cambia: dict[str, object], frase: str) -> None:
    with pytest.raises(DatiNonValidi, match=frase) as errore:
        assegna(c, pronti, **cambia)
    assert errore.value.articolo == "14"
    assert set(stati(pronti)) == {"accettata"}
    assert not Obiettivo.objects.filter(pk__in=[o.pk for o in pronti], atto__isnull=False).exists()


def test_un_atto_tardivo_si_registra_con_il_motivo(c: SimpleNamespace, pronti: list[Obiettivo]) -> None:
    assegna(c, pronti, giorno=TARDI, motivo=PERCHE)
    assert {e.contenuto["termine"] for e in Evento.objects.filter(azione="obiettivo.assegna")} == {"2025-02-28"}


def test_una_scheda_non_accettata_ferma_tutte_e_si_dice_quale(c: SimpleNamespace, pronti: list[Obiettivo]) -> None:
    altra = porta_a(c, individuale(c, "dirigente2", "Strade senza buche"), "validata")
    with pytest.raises(OperazioneNonAmmessa, match=f"^{altra.codice}: Ora la scheda è «Validata»"):
        assegna(c, [*pronti, altra])
    assert set(stati(pronti)) == {"accettata"}


def test_assegnare_due_volte_e_rifiutato(c: SimpleNamespace, pronti: list[Obiettivo]) -> None:
    assegna(c, pronti)
    with pytest.raises(OperazioneNonAmmessa, match="Ora la scheda è «Assegnata»"):
        assegna(c, pronti, numero=46)
    assert {o.atto.numero for o in Obiettivo.objects.filter(pk__in=[o.pk for o in pronti]).select_related("atto")} == {45}


def test_un_atto_di_domani_non_c_e_ancora(c: SimpleNamespace, pronti: list[Obiettivo]) -> None:
    with pytest.raises(DatiNonValidi, match="nel futuro"):
        assegna(c, pronti, data=date(2025, 2, 27))
    assert set(stati(pronti)) == {"accettata"}


# --- cessation ------------------------------------------------------------------------------------------------------------------


def test_art_16_di_chi_ha_lasciato_rendiconta_anche_il_segretario(c: SimpleNamespace, settings: object) -> None:
    o = porta_a(c, individuale(c), "monitorata")
    rendiconta(o, c.segretario)
    c.incarico_dirigente1.al = date(2025, 12, 31)
    c.incarico_dirigente1.save()
    o = Obiettivo.objects.get(pk=o.pk)
    settings.OGGI = "2025-12-31"  # the last day is still theirs alone
    assert not rules.has_perm("obiettivi.proporre", c.segretario, o)
    settings.OGGI = "2026-02-20"
    assert {u for u in UTENTI if rules.has_perm("obiettivi.proporre", getattr(c, u), o)} == {"segretario", "dirigente1"}
    assert set(o.proponenti()) == {c.segretario, c.dirigente1}
    assert esegui(o, "rendiconta", utente=c.segretario, quando=il("rendiconta"), versione=o.versione).stato == "rendicontata"
