"""The marks of a team out to a spreadsheet and back in: a preview, every fault by its place, nothing written unconfirmed."""

import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from smvp.registro.models import Evento
from valutazioni.models import SchedaPersonale, VotoVoce

from .personale import porta_personale, vota_personale
from .squadra import entra, indirizzo, riga, voto

pytestmark = pytest.mark.django_db


def scarica(c: SimpleNamespace, chi: Any) -> Any:
    risposta = entra(chi).post(indirizzo(c, "squadra_esporta"))
    return load_workbook(io.BytesIO(risposta.content)).active


def foglio(*righe: list[Any]) -> bytes:
    libro = Workbook()
    for r in righe:
        libro.active.append(r)
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def carica(c: SimpleNamespace, contenuto: bytes, chi: Any = None, nome: str = "voti.xlsx") -> tuple[int, str]:
    risposta = entra(chi or c.po1).post(indirizzo(c, "squadra_importa"), {"file": SimpleUploadedFile(nome, contenuto)})
    return risposta.status_code, risposta.content.decode()


def conferma(c: SimpleNamespace, pagina: str) -> Any:
    """What the button of the preview sends."""
    modulo = pagina[pagina.index('id="conferma"') :].split("</form>")[0]
    campi = {n: v.replace("&quot;", '"') for n, v in re.findall(r'name="(prima|celle)" value="([^"]*)"', modulo)}
    return entra(c.po1).post(indirizzo(c), campi)


def matricola(s: SchedaPersonale) -> str:
    return s.persona.matricola


def intestazioni(c: SimpleNamespace) -> list[str]:
    return ["Matricola", "Persona", *(v.voce.titolo for v in c.anna.voti.all())]


def test_fuori_e_dentro_senza_perdere_niente(d):
    vota_personale(d.anna, d.po1, 2)
    pagina = scarica(d, d.po1)
    righe = [list(r) for r in pagina.iter_rows(values_only=True)]
    assert [r[:2] for r in righe] == [["Matricola", "Persona"], ["0009", "Brusa Marco"], ["0008", "Rossi Anna"]]
    assert len(righe[0]) == 17
    assert Evento.objects.filter(azione="esercizio.esporta_squadra", utente="po1").count() == 1, "chi porta via i voti lascia traccia"
    assert righe[2][2:] == [2] * 15
    righe[1][2:] = [3] * 15
    stato, anteprima = carica(d, foglio(*righe))
    assert stato == 200
    assert "15 voti cambiano, 15 sono già così" in anteprima
    assert not VotoVoce.objects.filter(scheda=d.marco, voto__isnull=False).exists()
    assert conferma(d, anteprima).status_code == 302
    assert set(VotoVoce.objects.filter(scheda=d.marco).values_list("voto", flat=True)) == {3}
    assert set(VotoVoce.objects.filter(scheda=d.anna).values_list("voto", flat=True)) == {2}


def test_l_anteprima_dice_da_che_a_che(d):
    vota_personale(d.anna, d.po1, 1)
    celle = list(d.anna.voti.all())
    _, pagina = carica(d, foglio(["Matricola", celle[0].voce.titolo], [matricola(d.anna), 3]))
    assert re.search(rf"{celle[0].voce}: 1 .*<b>3</b>", pagina)


@pytest.mark.parametrize("scritto", ["3", 3, 3.0, " 3 ", "3,0"])
def test_un_voto_vale_comunque_il_foglio_lo_scriva(d, scritto):
    _, pagina = carica(d, foglio(["Matricola", riga(d.anna).voce.titolo], [matricola(d.anna), scritto]))
    conferma(d, pagina)
    assert voto(riga(d.anna)) == 3


@pytest.mark.parametrize("scritto", [4, -1, 2.5, "ottimo", True])
def test_ogni_altra_cosa_e_nominata_con_riga_e_colonna(d, scritto):
    cella = riga(d.anna)
    stato, pagina = carica(d, foglio(["Matricola", cella.voce.titolo], [matricola(d.marco), 3], [matricola(d.anna), scritto]))
    assert stato == 200
    assert "non è nella scala 0–3." in pagina
    assert '<td role="cell" class="n" data-l="Riga">3</td>' in pagina
    assert "Salva questo voto" in pagina
    conferma(d, pagina)
    assert (voto(cella), voto(riga(d.marco))) == (None, 3)


def test_una_formula_che_nessuno_ha_calcolato_non_e_una_casella_vuota(d):
    stato, pagina = carica(d, foglio(["Matricola", riga(d.anna).voce.titolo], [matricola(d.marco), 3], [matricola(d.anna), "=1+2"]))
    assert (stato, "Nella cella B3 c’è una formula senza il suo risultato" in pagina) == (422, True)


def test_chi_non_e_della_squadra_e_nominato_e_lasciato_fuori(d):
    titolo = riga(d.anna).voce.titolo
    _, pagina = carica(d, foglio(["Matricola", titolo], [matricola(d.chiara), 3], ["9999", 3], [None, 3], [matricola(d.anna), 3]))
    assert "«0010» non è di questa squadra" in pagina
    assert "«9999» non è di questa squadra" in pagina
    assert "Tosi" not in pagina
    assert "Manca la matricola" in pagina
    conferma(d, pagina)
    assert (voto(riga(d.anna)), voto(riga(d.chiara))) == (3, None)


def test_due_righe_per_la_stessa_persona_vale_la_prima(d):
    titolo = riga(d.anna).voce.titolo
    _, pagina = carica(d, foglio(["Matricola", titolo], [matricola(d.anna), 3], [matricola(d.anna), 1]))
    assert "c’è già alla riga 2" in pagina
    conferma(d, pagina)
    assert voto(riga(d.anna)) == 3


def test_la_scheda_gia_mandata_resta_fuori(d):
    vota_personale(d.anna, d.po1, 2)
    porta_personale(d.anna, ("trasmetti", d.po1))
    stato, pagina = carica(d, foglio(["Matricola", riga(d.anna).voce.titolo], [matricola(d.anna), 3]))
    assert stato == 422
    assert "Al Dirigente per la firma» e ora non puoi cambiarla" in pagina


def test_la_casella_vuota_non_cancella(d):
    vota_personale(d.anna, d.po1, 2)
    stato, pagina = carica(d, foglio(intestazioni(d), [matricola(d.anna), "Rossi Anna"]))
    assert stato == 422
    assert "Nessun voto da cambiare" in pagina
    assert voto(riga(d.anna)) == 2


def test_fra_anteprima_e_conferma_qualcuno_scrive_ed_e_un_conflitto(d):
    _, pagina = carica(d, foglio(["Matricola", riga(d.anna).voce.titolo], [matricola(d.anna), 3]))
    VotoVoce.objects.filter(pk=riga(d.anna).pk).update(voto=1)
    risposta = conferma(d, pagina)
    assert risposta.status_code == 409
    assert "data-conflitto" in risposta.content.decode()
    assert voto(riga(d.anna)) == 1


@pytest.mark.parametrize(
    ("nome", "contenuto", "motivo"),
    [
        ("voti.xlsx", b"", "Il file è vuoto."),
        ("voti.xlsx", b"non un foglio", "non è quello che"),
        ("voti.pdf", b"%PDF-1.7", "Carica un file .xlsx oppure .csv."),
        ("voti.csv", b"Persona;Impegno\nRossi;3\n", "La colonna manca"),
        ("voti.csv", b"Matricola;Impegno\n", "nessuna riga"),
        ("voti.csv", b"Matricola;Impegno\n" + b"1;9\n" * 1200, "al massimo 1000 alla volta"),
    ],
)  # fmt: skip
def test_un_file_che_non_si_legge_dice_perche(d, nome, contenuto, motivo):
    stato, pagina = carica(d, contenuto, nome=nome)
    assert stato == 422
    assert motivo in pagina


def test_una_colonna_che_non_c_entra_e_nominata(d):
    _, pagina = carica(d, foglio(["matricola", "Simpatia", riga(d.anna).voce.titolo.upper()], [matricola(d.anna), 3, 2]))
    assert "Simpatia" in pagina
    assert "la colonna non è letta" in pagina
    conferma(d, pagina)
    assert voto(riga(d.anna)) == 2


def test_cinquemila_caselle_di_spazzatura_non_fanno_danni(d):
    titoli = intestazioni(d)
    stato, pagina = carica(d, foglio(titoli, *([f"X{n}", "chi?", *["spazzatura"] * 15] for n in range(330))))
    assert stato == 422
    assert "330 cose che il foglio dice non si possono salvare" in pagina
    assert "Qui vedi le prime 200." in pagina
