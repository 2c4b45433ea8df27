"""Art. 22, a2: the specific objectives: by February, by whoever heads the unit, to its people, nobody for themselves."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from obiettivi.models import Obiettivo
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Appartenenza, Esercizio, Persona
from smvp.registro.models import Evento
from tests.valutazioni.personale import con_schede_personale, porta_personale, specifico, vota_personale
from tests.valutazioni.schede import QUANDO, con_obiettivi
from valutazioni.letture.specifici import quadro_specifici, quante_da_dire, quante_senza, uffici_guidati
from valutazioni.models import AssegnazioneSpecifica, ObiettivoSpecifico
from valutazioni.operazioni.specifici import (
    Cambi,
    Contenuto,
    Esito,
    copia_specifici,
    crea_specifico,
    elimina_specifico,
    esporta_specifici,
    registra_esiti,
    salva_specifico,
)

pytestmark = pytest.mark.django_db

GENNAIO = datetime(2025, 1, 20, 9, 0, tzinfo=FUSO)
MARZO = datetime(2025, 3, 3, 9, 0, tzinfo=FUSO)
MOTIVO = "La pianta organica dell’ufficio è cambiata a febbraio."
TESTO = Contenuto("Fascicoli dei tributi", "Meno di 20 fascicoli in attesa.", "Smaltire l’arretrato.", date(2025, 10, 31))


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    """The cast, with objectives of Allegato A and no sheet yet: dipendente1 and 2 are in D1.1 (po1), dipendente3 in D2.1 (po2)."""
    return con_obiettivi(comune)


def crea(c: SimpleNamespace, chi: str = "po1", **altro: Any) -> ObiettivoSpecifico:
    dati = {"esercizio": c.esercizio, "direzione": c.s1, "testo": TESTO, "pesi": {c.persona_dipendente1.pk: Decimal(1)}, "quando": GENNAIO}
    return crea_specifico(utente=getattr(c, chi), **dati | altro)


def uno(c: SimpleNamespace, specifico: ObiettivoSpecifico, persona: Persona | None = None) -> AssegnazioneSpecifica:
    return AssegnazioneSpecifica.objects.get(obiettivo=specifico, persona=persona or c.persona_dipendente1)


# --- giving --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chi", "puo"),
    [("po1", True), ("dirigente1", True), ("po2", False), ("dirigente2", False), ("dipendente1", False), ("personale", False),
     ("segretario", False), ("ncvp", False), ("controllo", False), ("admin", False)],
)  # fmt: skip
def test_lo_assegna_chi_dirige_l_ufficio(c: SimpleNamespace, chi: str, puo: bool) -> None:
    if not puo:
        with pytest.raises(PermissionDenied):
            crea(c, chi)
        return
    fatto = crea(c, chi, pesi={c.persona_dipendente1.pk: Decimal(1), c.persona_dipendente2.pk: Decimal("2.5")})
    assert {a.persona: a.peso for a in fatto.assegnazioni.all()} == {c.persona_dipendente1: 1, c.persona_dipendente2: Decimal("2.5")}
    assert (fatto.assegnato_da, fatto.assegnato_il, fatto.versione) == (getattr(c, chi), GENNAIO, 1)
    assert set(Notifica.objects.values_list("destinatario", flat=True)) == {c.dipendente1.pk, c.dipendente2.pk}


@pytest.mark.parametrize(
    ("come", "parola"),
    [
        (lambda c: {"testo": Contenuto(" ", "Atteso.")}, "Scrivi il titolo"),
        (lambda c: {"testo": Contenuto("Titolo", "…")}, "il risultato"),
        (lambda c: {"testo": Contenuto("Titolo", "Atteso.", entro=date(2026, 1, 1))}, "stare nel 2025"),
        (
            lambda c: {"testo": Contenuto("Titolo", "Atteso.", obiettivo=Obiettivo.objects.get(codice="OI-2.1"))},
            "dell’anno o della Direzione",
        ),
        (lambda c: {"pesi": {}}, "almeno una persona"),
        (lambda c: {"pesi": {c.persona_dipendente1.pk: Decimal(0)}}, "maggiore di zero"),
        (lambda c: {"pesi": {c.persona_dipendente1.pk: Decimal("0.001")}}, "due decimali"),
        (lambda c: {"pesi": {c.persona_dipendente3.pk: Decimal(1)}}, "non lavora in Tributi"),
        (lambda c: {"pesi": {c.persona_po1.pk: Decimal(1)}}, "non lavora in Tributi"),
        (lambda c: {"pesi": {999_999: Decimal(1)}}, "non lavora in Tributi"),
        (lambda c: {"quando": MARZO}, "dopo, con almeno una frase"),
        (lambda c: {"quando": MARZO, "motivo": "mah"}, "dopo, con almeno una frase"),
    ],
)
def test_quello_che_non_puo_stare(c: SimpleNamespace, come: Any, parola: str) -> None:
    with pytest.raises(DatiNonValidi, match=parola):
        crea(c, **come(c))
    assert not Evento.objects.filter(oggetto="obiettivo_specifico").exists()


def test_dopo_febbraio_con_il_motivo_nel_registro(c: SimpleNamespace) -> None:
    crea(c, quando=datetime(2025, 2, 28, 23, 30, tzinfo=FUSO))
    fatto = crea(c, testo=Contenuto("Sportello", "Aperto il sabato."), quando=MARZO, motivo=MOTIVO)
    assert Evento.objects.get(oggetto="obiettivo_specifico", oggetto_id=str(fatto.pk)).contenuto["motivo"] == MOTIVO


def test_lo_stesso_titolo_due_volte_e_uno_solo(c: SimpleNamespace) -> None:
    crea(c)
    with pytest.raises(DatiNonValidi, match="c’è già un obiettivo con questo titolo"):
        crea(c, testo=Contenuto("FASCICOLI dei tributi", "Altro."))
    assert ObiettivoSpecifico.objects.count() == 1


def test_nessuno_per_se(c: SimpleNamespace) -> None:
    """po1 was one of the staff of the unit until June: what they had, another gives and judges."""
    c.incarico_po1.dal = date(2025, 7, 1)
    c.incarico_po1.save()
    Appartenenza.objects.create(persona=c.persona_po1, direzione=c.s1, categoria="D", dal=date(2024, 1, 1), al=date(2025, 6, 30))
    with pytest.raises(DatiNonValidi, match="non lavora in Tributi"):
        crea(c, pesi={c.persona_po1.pk: Decimal(1)})
    suo = crea(c, "dirigente1", pesi={c.persona_po1.pk: Decimal(1)})
    with pytest.raises(DatiNonValidi, match="un obiettivo tuo"):
        salva_specifico(specifico=suo, cambi=Cambi({"atteso": "Di meno."}), utente=c.po1, quando=GENNAIO, versione=1)
    with pytest.raises(DatiNonValidi, match="un obiettivo tuo"):
        esiti(c, suo, c.persona_po1)


# --- changing --------------------------------------------------------------------------------


def test_si_cambiano_testo_e_persone(c: SimpleNamespace) -> None:
    o = crea(c)
    sopra = Obiettivo.objects.get(codice="OI-3.1")  # po1's own
    cambi = Cambi(
        {"titolo": "Fascicoli TARI", "obiettivo": sopra}, {c.persona_dipendente1.pk: None, c.persona_dipendente2.pk: Decimal(3)}
    )  # fmt: skip
    o = salva_specifico(specifico=o, cambi=cambi, utente=c.po1, quando=GENNAIO, versione=1)
    assert (o.titolo, o.obiettivo, o.versione) == ("Fascicoli TARI", sopra, 2)
    assert [(a.persona, a.peso) for a in o.assegnazioni.all()] == [(c.persona_dipendente2, 3)]
    assert salva_specifico(specifico=o, cambi=cambi, utente=c.po1, quando=GENNAIO, versione=2).versione == 2, "lo stesso due volte"
    scritto = Evento.objects.get(azione="obiettivo_specifico.salva").contenuto
    assert scritto["testo"]["titolo"] == ["Fascicoli dei tributi", "Fascicoli TARI"]
    assert scritto["pesi"] == {"0008": ["1,00", ""], "0009": ["", "3,00"]}


@pytest.mark.parametrize(
    ("cambia", "errore"),
    [
        (lambda c, o: {"utente": c.po2}, PermissionDenied),
        (lambda c, o: {"versione": 7}, ConflittoDiVersione),
        (lambda c, o: {"cambi": Cambi({"titolo": ""})}, DatiNonValidi),
        (lambda c, o: {"cambi": Cambi(pesi={c.persona_dipendente1.pk: None})}, DatiNonValidi),
        (lambda c, o: {"quando": MARZO}, DatiNonValidi),
    ],
)
def test_un_cambio_che_non_si_puo(c: SimpleNamespace, cambia: Any, errore: type[Exception]) -> None:
    o = crea(c)
    dati = {"cambi": Cambi({"titolo": "Altro"}), "utente": c.po1, "quando": GENNAIO, "versione": 1} | cambia(c, o)
    with pytest.raises(errore):
        salva_specifico(specifico=o, **dati)
    o.refresh_from_db()
    assert (o.titolo, o.versione, o.assegnazioni.count()) == ("Fascicoli dei tributi", 1, 1)


def test_si_toglie_e_il_registro_dice_che_c_era(c: SimpleNamespace) -> None:
    o = crea(c)
    for chi, versione, errore in ((c.po2, 1, PermissionDenied), (c.po1, 2, ConflittoDiVersione)):
        with pytest.raises(errore):
            elimina_specifico(specifico=o, utente=chi, quando=GENNAIO, versione=versione)
    elimina_specifico(specifico=o, utente=c.po1, quando=GENNAIO, versione=1)
    assert not ObiettivoSpecifico.objects.exists()
    assert Evento.objects.get(azione="obiettivo_specifico.elimina").contenuto["pesi"] == {"0008": "1,00"}


# --- how far it was reached --------------------------------------------------------------------------------


def esiti(c: SimpleNamespace, o: ObiettivoSpecifico, persona: Persona | None = None, **altro: Any) -> ObiettivoSpecifico:
    voce = {uno(c, o, persona).pk: Esito(Decimal("87.5"), "Chiusi 41 fascicoli su 47.")}
    return registra_esiti(**{"specifico": o, "esiti": voce, "utente": c.po1, "quando": QUANDO, "versione": o.versione} | altro)


def test_il_raggiungimento_a_fine_anno(c: SimpleNamespace) -> None:
    o = crea(c)
    with pytest.raises(OperazioneNonAmmessa, match="quando il 2025 è finito"):
        esiti(c, o, quando=datetime(2025, 12, 31, 18, 0, tzinfo=FUSO))
    assert esiti(c, o).versione == 2
    assert (uno(c, o).raggiungimento, uno(c, o).nota) == (Decimal("87.50"), "Chiusi 41 fascicoli su 47.")
    o.refresh_from_db()
    assert esiti(c, o).versione == 2, "lo stesso due volte"
    assert Evento.objects.get(azione="obiettivo_specifico.esiti").contenuto["esiti"] == {"0008": ["None", "87.5"]}


@pytest.mark.parametrize(
    ("cambia", "errore"),
    [
        (lambda c, k: {"utente": c.po2}, PermissionDenied),
        (lambda c, k: {"utente": c.dipendente1}, PermissionDenied),
        (lambda c, k: {"versione": 9}, ConflittoDiVersione),
        (lambda c, k: {"esiti": {k: Esito(Decimal(101), "Fatto.")}}, DatiNonValidi),
        (lambda c, k: {"esiti": {k: Esito(Decimal(-1), "Fatto.")}}, DatiNonValidi),
        (lambda c, k: {"esiti": {k: Esito(Decimal(90), " ")}}, DatiNonValidi),
        (lambda c, k: {"esiti": {k + 1000: Esito(Decimal(90), "Fatto.")}}, DatiNonValidi),
    ],
)
def test_un_raggiungimento_che_non_si_puo(c: SimpleNamespace, cambia: Any, errore: type[Exception]) -> None:
    o = crea(c)
    with pytest.raises(errore):
        esiti(c, o, **cambia(c, uno(c, o).pk))
    assert uno(c, o).raggiungimento is None


# --- a decided sheet --------------------------------------------------------------------------------


@pytest.fixture
def decisa(c: SimpleNamespace) -> SimpleNamespace:
    """``c.gruppo`` is on both people of Tributi; the sheet of dipendente1 is decided, that of dipendente2 open."""
    con_schede_personale(c)
    c.gruppo = specifico(c, c.scheda_dipendente1).obiettivo
    AssegnazioneSpecifica.objects.create(obiettivo=c.gruppo, persona=c.persona_dipendente2)
    c.gruppo.titolo = "Di tutti e due"
    c.gruppo.save()
    porta_personale(vota_personale(c.scheda_dipendente1, c.po1), ("trasmetti", c.po1), ("decidi", c.dirigente1))
    return c


@pytest.mark.parametrize(
    "atto",
    [
        lambda c, o: salva_specifico(
            specifico=o, cambi=Cambi({"atteso": "Altro."}), motivo=MOTIVO, utente=c.po1, quando=QUANDO, versione=1
        ),
        lambda c, o: salva_specifico(
            specifico=o, cambi=Cambi(pesi={c.persona_dipendente1.pk: Decimal(9)}), motivo=MOTIVO, utente=c.po1, quando=QUANDO, versione=1
        ),
        lambda c, o: salva_specifico(
            specifico=o, cambi=Cambi(pesi={c.persona_dipendente1.pk: None}), motivo=MOTIVO, utente=c.po1, quando=QUANDO, versione=1
        ),
        lambda c, o: elimina_specifico(specifico=o, motivo=MOTIVO, utente=c.po1, quando=QUANDO, versione=1),
        lambda c, o: esiti(c, o),
        lambda c, o: crea(c, testo=Contenuto("Nuovo", "Atteso."), motivo=MOTIVO, quando=QUANDO),
    ],
    ids=["testo", "peso", "togliere", "eliminare", "raggiungimento", "nuovo"],
)
def test_la_scheda_decisa_ferma_i_suoi_obiettivi(decisa: SimpleNamespace, atto: Any) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="Rossi Anna"):
        atto(decisa, decisa.gruppo)


def test_gli_altri_del_gruppo_restano_da_scrivere(decisa: SimpleNamespace) -> None:
    c = decisa
    o = esiti(c, c.gruppo, c.persona_dipendente2)
    salva_specifico(specifico=o, cambi=Cambi(pesi={c.persona_dipendente2.pk: Decimal(2)}), motivo=MOTIVO, utente=c.po1, quando=QUANDO,
                    versione=2)  # fmt: skip
    assert uno(c, o, c.persona_dipendente2).peso == 2


# --- last year's, lists, counts --------------------------------------------------------------------------------


def test_dall_anno_prima_passano_testo_e_persone_che_restano(c: SimpleNamespace) -> None:
    o = crea(c, pesi={c.persona_dipendente1.pk: Decimal(2), c.persona_dipendente2.pk: Decimal(1)})
    Appartenenza.objects.filter(persona=c.persona_dipendente2).update(al=date(2025, 12, 31))
    nuovo = Esercizio.objects.create(anno=2026, regolamento="domodossola-2020")
    gennaio = datetime(2026, 1, 15, 9, 0, tzinfo=FUSO)
    (copia,) = copia_specifici(origini=[o], esercizio=nuovo, utente=c.po1, quando=gennaio)
    assert (copia.titolo, copia.entro, copia.direzione) == (TESTO.titolo, date(2026, 10, 31), c.s1)
    assert [(a.persona, a.peso, a.raggiungimento) for a in copia.assegnazioni.all()] == [(c.persona_dipendente1, 2, None)]
    for chi, origine, errore in ((c.po1, o, DatiNonValidi), (c.po2, o, PermissionDenied), (c.po1, copia, OperazioneNonAmmessa)):
        with pytest.raises(errore):
            copia_specifici(origini=[origine], esercizio=nuovo, utente=chi, quando=gennaio)


def test_l_elenco_in_xlsx(c: SimpleNamespace) -> None:
    crea(c, pesi={c.persona_dipendente1.pk: Decimal(1), c.persona_dipendente2.pk: Decimal(1)})
    fogli = {chi: load_workbook(BytesIO(esporta_specifici(esercizio=c.esercizio, utente=getattr(c, chi), quando=QUANDO))).active
             for chi in ("po1", "po2")}  # fmt: skip
    assert [riga[7].value for riga in fogli["po1"].iter_rows(min_row=2)] == ["Brusa Marco", "Rossi Anna"]
    assert fogli["po2"].max_row == 1
    with pytest.raises(PermissionDenied):
        esporta_specifici(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)


def test_chi_ne_e_senza_e_chi_aspetta_il_raggiungimento(c: SimpleNamespace) -> None:
    uffici = [d.pk for d in uffici_guidati(c.esercizio, c.dirigente1)]
    assert quante_senza(c.esercizio, c.dirigente1, uffici) == 2
    con_schede_personale(c)
    assert quante_senza(c.esercizio, c.dirigente1, uffici) == 0
    assert quante_da_dire(c.esercizio, uffici) == 0
    AssegnazioneSpecifica.objects.update(raggiungimento=None)
    assert quante_da_dire(c.esercizio, uffici) == 2


def test_le_letture_non_crescono_con_le_persone(c: SimpleNamespace) -> None:
    def quante() -> int:
        with CaptureQueriesContext(connection) as lette:
            quadro = quadro_specifici(c.esercizio, c.po1)
            assert all(a.persona.cognome for g in quadro.gruppi for o in g.specifici for a in o.assegnazioni.all())
        return len(lette)

    crea(c)
    prima = quante()
    for n in range(6):
        persona = Persona.objects.create(matricola=f"X{n}", nome="Nome", cognome=f"Cognome {n}")
        Appartenenza.objects.create(persona=persona, direzione=c.s1, categoria="C", dal=date(2024, 1, 1))
        crea(c, testo=Contenuto(f"Titolo {n}", "Atteso."), pesi={persona.pk: Decimal(1)})
    assert quante() == prima
