"""Art. 17: how each quota stands during the year, and the check that closes it."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from obiettivi.models import Monitoraggio, Obiettivo
from obiettivi.operazioni.monitoraggio import salva_monitoraggio, verifica_situazioni
from obiettivi.stati import ASSEGNATA, MONITORATA
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.registro.models import Evento
from tests.obiettivi.scene import collettivo, di_po, il, individuale, porta_a

pytestmark = pytest.mark.django_db
QUANDO = il("verifica")  # 10 July 2025


@pytest.fixture(autouse=True)
def il_10_luglio_2025(settings: object) -> None:
    settings.OGGI = "2025-07-10"


def situazione(o: Obiettivo, utente: object, quota: int = 0, quando: Any = QUANDO, **cambia: Any) -> Obiettivo:
    o.refresh_from_db()
    campi = {"riferito_al": date(2025, 6, 30), "avanzamento": "Due fasi su quattro.", "previsione": Decimal(95)} | cambia
    return salva_monitoraggio(
        obiettivo=o, campi={(quota, n): v for n, v in campi.items()}, utente=utente, quando=quando, versione=o.versione
    )


def verifica(o: Obiettivo, utente: object, **come: Any) -> Obiettivo:
    o.refresh_from_db()
    osservazioni = {m.pk: "In linea con le attese." for m in o.monitoraggi.filter(verificato_il=None)}
    dati = {"osservazioni": osservazioni, "quando": QUANDO, "versione": o.versione} | come
    return verifica_situazioni(obiettivo=o, utente=utente, **dati)


def test_chi_risponde_scrive_e_chi_esamina_verifica(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    situazione(o, comune.dirigente1, scostamenti="Un mese di ritardo.")
    situazione(o, comune.dirigente1, scostamenti="Due mesi di ritardo.")
    (m,) = o.monitoraggi.all()
    assert (m.scostamenti, m.compilato_da, m.verificato_il) == ("Due mesi di ritardo.", comune.dirigente1, None), (
        "si cambia, non si raddoppia"
    )
    assert verifica(o, comune.ncvp).stato == MONITORATA
    m.refresh_from_db()
    assert (m.verifica, m.verificato_da, m.verificato_il) == ("In linea con le attese.", comune.ncvp, QUANDO)


def test_una_situazione_verificata_non_cambia_e_se_ne_comincia_un_altra(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    situazione(o, comune.dirigente1)
    verifica(o, comune.ncvp)
    dicembre = il("verifica").replace(month=12)
    situazione(o, comune.dirigente1, quando=dicembre, riferito_al=date(2025, 11, 30), avanzamento="Quasi concluso.")
    assert verifica(o, comune.ncvp, quando=dicembre).stato == MONITORATA, "dopo la prima, una verifica non è mai in ritardo"
    assert [m.avanzamento for m in o.monitoraggi.all()] == ["Due fasi su quattro.", "Quasi concluso."]
    with pytest.raises(DatiNonValidi, match="Manca lo stato di avanzamento"):
        verifica(o, comune.ncvp, quando=dicembre)


def test_la_prima_verifica_tardiva_vuole_un_motivo(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    situazione(o, comune.dirigente1)
    tardi = QUANDO.replace(month=8)
    with pytest.raises(DatiNonValidi, match="Motivo del ritardo"):
        verifica(o, comune.ncvp, quando=tardi)
    assert o.monitoraggi.get().verifica == "", "se la verifica non passa, nemmeno le osservazioni"
    assert verifica(o, comune.ncvp, quando=tardi, motivo="Il NCVP si è insediato a fine luglio.").stato == MONITORATA


@pytest.mark.parametrize(
    ("cambia", "frase"),
    [
        ({"riferito_al": date(2025, 7, 11)}, "nel futuro"),
        ({"riferito_al": date(2024, 12, 31)}, "tra il 01/01/2025 e il 28/02/2026"),
        ({"riferito_al": None}, "a quale giorno"),
        ({"avanzamento": "  \n"}, "a che punto"),
        ({"previsione": Decimal(-1)}, "negativa"),
        ({"verifica": "Bravo."}, "non ha un campo"),
        ({"verificato_da": None}, "non ha un campo"),
    ],
    ids=lambda x: next(iter(x)) if isinstance(x, dict) else None,
)
def test_una_situazione_impossibile_e_rifiutata_intera(comune: SimpleNamespace, cambia: dict[str, Any], frase: str) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    with pytest.raises(DatiNonValidi, match=frase):
        situazione(o, comune.dirigente1, **cambia)
    assert not o.monitoraggi.exists()


def test_si_scrive_fino_alla_rendicontazione(comune: SimpleNamespace) -> None:
    """Just after the exercise too: the situation at the end of the year."""
    o = porta_a(comune, individuale(comune), MONITORATA)
    situazione(o, comune.dirigente1, quando=il("rendiconta"), riferito_al=date(2026, 1, 31))
    assert o.monitoraggi.last().riferito_al == date(2026, 1, 31)


@pytest.mark.parametrize("stato", ["bozza", "validata", "accettata", "rendicontata", "valutata"])
def test_fuori_dall_esecuzione_non_si_scrive(comune: SimpleNamespace, stato: str) -> None:
    o = individuale(comune)
    o = o if stato == o.stato else porta_a(comune, o, stato)
    prima = o.monitoraggi.count()
    with pytest.raises(PermissionDenied):
        situazione(o, comune.dirigente1)
    assert o.monitoraggi.count() == prima


@pytest.mark.parametrize("chi", ["ncvp", "segretario", "dirigente2", "po1", "controllo", "sindaco", "admin", "dipendente1"])
def test_scrive_solo_chi_ne_risponde(comune: SimpleNamespace, chi: str) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    with pytest.raises(PermissionDenied):
        situazione(o, getattr(comune, chi))


def test_di_un_collettivo_ognuno_scrive_la_sua_parte_e_chi_guida_tutte(comune: SimpleNamespace) -> None:
    o = porta_a(comune, collettivo(comune), ASSEGNATA)
    prima, seconda = (p.pk for p in o.parti.all())
    situazione(o, comune.dirigente2, seconda)
    with pytest.raises(PermissionDenied):
        situazione(o, comune.dirigente2, prima)
    with pytest.raises(DatiNonValidi, match="la parte di Finanze e Tributi"):
        verifica(o, comune.ncvp)
    situazione(o, comune.dirigente1, prima)
    situazione(o, comune.dirigente1, seconda, avanzamento="Lo scrive chi guida.")
    assert o.monitoraggi.get(parte=seconda).compilato_da == comune.dirigente1
    assert verifica(o, comune.ncvp).stato == MONITORATA
    assert not o.monitoraggi.filter(verificato_il=None).exists()


@pytest.mark.parametrize("chi", ["dirigente1", "dirigente2", "segretario", "controllo", "po1"])
def test_verifica_solo_chi_esamina_e_mai_il_proprio(comune: SimpleNamespace, chi: str) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    situazione(o, comune.dirigente1)
    with pytest.raises(PermissionDenied):
        verifica(o, getattr(comune, chi))
    assert o.monitoraggi.get().verificato_il is None


def test_le_po_le_verifica_il_loro_dirigente(comune: SimpleNamespace) -> None:
    o = porta_a(comune, di_po(comune), ASSEGNATA)
    situazione(o, comune.po1)
    with pytest.raises(PermissionDenied):
        verifica(o, comune.ncvp)
    assert verifica(o, comune.dirigente1).stato == MONITORATA


def test_una_riga_altrui_non_si_tocca(comune: SimpleNamespace) -> None:
    o, altro = individuale(comune), individuale(comune, "dirigente2", "Riduzione dei tempi dei cantieri")
    o, altro = porta_a(comune, o, ASSEGNATA), porta_a(comune, altro, ASSEGNATA)
    situazione(o, comune.dirigente1)
    situazione(altro, comune.dirigente2)
    estranea = altro.monitoraggi.get()
    with pytest.raises(DatiNonValidi, match="già verificata"):
        verifica(o, comune.ncvp, osservazioni={estranea.pk: "Non è di questa scheda."})
    with pytest.raises(DatiNonValidi, match="non appartiene"):
        situazione(o, comune.dirigente1, quota=99_999)
    estranea.refresh_from_db()
    assert estranea.verifica == ""


def test_chi_ha_letto_una_versione_vecchia_non_copre_l_altra(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    vecchia = o.versione
    situazione(o, comune.dirigente1)
    with pytest.raises(ConflittoDiVersione):
        verifica(o, comune.ncvp, versione=vecchia)
    campi = {(0, "avanzamento"): "Tre fasi."}
    with pytest.raises(ConflittoDiVersione):
        salva_monitoraggio(obiettivo=o, campi=campi, utente=comune.dirigente1, quando=QUANDO, versione=vecchia)
    assert Monitoraggio.objects.get().avanzamento == "Due fasi su quattro."


def test_ogni_atto_lascia_una_riga_e_un_salvataggio_senza_cambi_nessuna(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), ASSEGNATA)
    versione = situazione(o, comune.dirigente1).versione
    assert situazione(o, comune.dirigente1).versione == versione
    righe = Evento.objects.filter(azione="obiettivo.salva_monitoraggio")
    assert [r.utente for r in righe] == ["dirigente1"]
    assert righe[0].contenuto["l’obiettivo, avanzamento"] == ["", "Due fasi su quattro."]
