"""What a form of ours would not send: hidden fields changed by hand, years that are not the sheet's, signs that turn the text."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from obiettivi.forms.campi import AnnoField, DataField
from obiettivi.operazioni.righe import aggiungi_riga
from smvp.flusso.forms import RigaField, TestoField
from smvp.nucleo.errori import DatiNonValidi
from tests.obiettivi.scene import entra, il, individuale, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nascosto", [{"pagina": "x" * 65}, {"numero": "-3"}, {"numero": "x"}, {"pagina": "x" * 65, "numero": "9" * 30}])
@pytest.mark.parametrize("nome", ["modifica", "salva"])
def test_un_campo_nascosto_manomesso_non_ferma_il_salvataggio(comune: SimpleNamespace, client: Client, nascosto: dict, nome: str) -> None:
    c = comune
    o = individuale(c)
    dati = {"versione": o.versione, "titolo": "Titolo riscritto", "prima": "{}", **nascosto}
    assert entra(client, c.dirigente1).post(url(nome, o), dati).status_code < 400
    o.refresh_from_db()
    assert o.titolo == "Titolo riscritto"


@pytest.mark.parametrize(("anno", "va"), [("2026", True), ("1990", True), ("2027", False), ("1989", False)])
def test_l_anno_di_partenza_non_viene_dopo_l_esercizio(anno: str, va: bool) -> None:
    campo = AnnoField(label="Anno", fino=2026)
    if va:
        assert campo.clean(anno) == int(anno)
        return
    with pytest.raises(ValidationError, match="fra il 1990 e il 2026"):
        campo.clean(anno)


@pytest.mark.parametrize(("giorno", "va"), [("2026-12-31", True), ("2025-12-31", False), ("2027-01-01", False)])
def test_la_data_attesa_e_dell_anno(giorno: str, va: bool) -> None:
    """Art. 8: the target is the year's."""
    campo = DataField(label="Entro il", anno=2026)
    if va:
        assert campo.clean(giorno).isoformat() == giorno
        return
    with pytest.raises(ValidationError, match="il valore atteso è quello del 2026"):
        campo.clean(giorno)


@pytest.mark.parametrize("campo", [RigaField(), TestoField()])
def test_i_segni_che_voltano_il_testo_non_restano(campo: RigaField) -> None:
    assert campo.clean("\u202eRiduzione\u2066 dei tempi") == "Riduzione dei tempi"


def test_la_scheda_ha_tre_indicatori(comune: SimpleNamespace) -> None:
    """Allegato A: A), B), C)."""
    c = comune
    o = individuale(c)
    o.indicatori.all().delete()
    for _ in range(3):
        o.refresh_from_db()
        aggiungi_riga(obiettivo=o, tipo="indicatore", utente=c.dirigente1, quando=il("negozia"), versione=o.versione)
    o.refresh_from_db()
    with pytest.raises(DatiNonValidi, match="al massimo 3 indicatori"):
        aggiungi_riga(obiettivo=o, tipo="indicatore", utente=c.dirigente1, quando=il("negozia"), versione=o.versione)
