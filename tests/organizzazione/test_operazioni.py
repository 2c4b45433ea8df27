"""What a staff file does to the data: each kind of change, all or nothing, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from smvp.nucleo.errori import ConflittoDiVersione, OperazioneNonAmmessa
from smvp.organizzazione.importazione import RigaPersonale
from smvp.organizzazione.models import Appartenenza, Importazione, Incarico, Persona
from smvp.organizzazione.operazioni import (
    ImportazioneRifiutata,
    applica_importazione,
    carica_importazione,
    importa_personale,
    piano_di,
)
from smvp.organizzazione.piano import prepara_piano
from smvp.registro.models import Evento

QUANDO = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MARZO = date(2026, 3, 1)
FEBBRAIO = date(2026, 2, 28)


def riga(**valori: Any) -> RigaPersonale:
    base = RigaPersonale(2, "9001", "Neri", "Ugo", "", "", "D1", "C", Decimal(1), MARZO, None)
    return replace(base, **valori)


def di_anna(c: SimpleNamespace, **valori: Any) -> RigaPersonale:
    """The row of dipendente1 (Anna Rossi, settore D1.1, category C, full time, from 1 January 2024), as the system knows her."""
    p = c.persona_dipendente1
    base = RigaPersonale(2, p.matricola, p.cognome, p.nome, "", "", "D1.1", "C", Decimal(1), c.appartenenza_dipendente1.dal, None)
    return replace(base, **valori)


def posti(persona: Persona) -> list[tuple[Any, ...]]:
    righe = Appartenenza.objects.filter(persona=persona).order_by("dal")
    return list(righe.values_list("direzione__codice", "categoria", "tempo", "dal", "al"))


def importa(c: SimpleNamespace, *righe: RigaPersonale) -> dict[str, int]:
    return dict(importa_personale(righe=righe, utente=c.personale, quando=QUANDO).conteggi)


PRIMA = ("D1.1", "C", Decimal(1), date(2024, 1, 1))


# --- effect --------------------------------------------------------------------------------------------------------------------


def test_una_persona_nuova(comune: SimpleNamespace) -> None:
    assert importa(comune, riga(codice_fiscale="RSSMRA80A41H501Y", email="ugo@example.org", tempo=Decimal("0.5"))) == {"nuova": 1}
    persona = Persona.objects.get(matricola="9001")
    assert (str(persona), persona.codice_fiscale, persona.email, persona.genere) == (
        "Neri Ugo", "RSSMRA80A41H501Y", "ugo@example.org", "f",
    )  # fmt: skip
    assert posti(persona) == [("D1", "C", Decimal("0.5"), MARZO, None)]


CAMBI = [
    ("direzione", "D2.1", ("D2.1", "C", Decimal(1))),
    ("categoria", "D", ("D1.1", "D", Decimal(1))),
    ("tempo", Decimal("0.5"), ("D1.1", "C", Decimal("0.5"))),
]


@pytest.mark.parametrize(("campo", "valore", "dopo"), CAMBI, ids=[c[0] for c in CAMBI])
def test_chi_cambia_posto_chiude_il_periodo_il_giorno_prima(comune: SimpleNamespace, campo: str, valore: Any, dopo: tuple) -> None:
    assert importa(comune, di_anna(comune, dal=MARZO, **{campo: valore})) == {"spostata": 1}
    assert posti(comune.persona_dipendente1) == [(*PRIMA, FEBBRAIO), (*dopo, MARZO, None)]


def test_lo_stesso_giorno_di_inizio_corregge_il_periodo(comune: SimpleNamespace) -> None:
    assert importa(comune, di_anna(comune, categoria="D")) == {"corretta": 1}
    assert posti(comune.persona_dipendente1) == [("D1.1", "D", Decimal(1), date(2024, 1, 1), None)]


def test_la_fine_si_mette_e_si_toglie(comune: SimpleNamespace) -> None:
    assert importa(comune, di_anna(comune, dal=MARZO, al=date(2026, 12, 31))) == {"cessata": 1}
    assert posti(comune.persona_dipendente1) == [(*PRIMA, date(2026, 12, 31))]
    assert importa(comune, di_anna(comune, dal=MARZO)) == {"cessata": 1}
    assert posti(comune.persona_dipendente1) == [(*PRIMA, None)]


def test_chi_torna_apre_un_nuovo_periodo(comune: SimpleNamespace) -> None:
    Appartenenza.objects.filter(persona=comune.persona_dipendente1).update(al=date(2025, 12, 31))
    assert importa(comune, di_anna(comune, dal=MARZO)) == {"rientrata": 1}
    assert posti(comune.persona_dipendente1) == [(*PRIMA, date(2025, 12, 31)), ("D1.1", "C", Decimal(1), MARZO, None)]


def test_l_anagrafica_si_aggiorna_e_le_celle_vuote_non_cancellano(comune: SimpleNamespace) -> None:
    assert importa(comune, di_anna(comune, cognome="Rossi Bianchi", codice_fiscale="RSSMRA80A41H501Y")) == {"anagrafe": 1}
    assert importa(comune, di_anna(comune, cognome="Rossi Bianchi")) == {"invariata": 1}
    persona = Persona.objects.get(pk=comune.persona_dipendente1.pk)
    assert (persona.cognome, persona.codice_fiscale, persona.email) == ("Rossi Bianchi", "RSSMRA80A41H501Y", "dipendente1@example.org")


def test_chi_non_e_nel_file_resta_com_e_e_i_codici_degli_uffici_non_guardano_le_maiuscole(comune: SimpleNamespace) -> None:
    prima = set(Appartenenza.objects.values_list("pk", "al"))
    importa(comune, riga(direzione="d1"))
    assert set(Appartenenza.objects.exclude(persona__matricola="9001").values_list("pk", "al")) == prima


def test_l_importazione_va_nel_registro(comune: SimpleNamespace) -> None:
    importa(comune, riga(), di_anna(comune, dal=MARZO, tempo=Decimal("0.5")))
    evento = Evento.objects.get(azione="personale.importato")
    assert evento.utente == "personale"
    assert evento.contenuto["conteggi"] == {"nuova": 1, "spostata": 1}
    assert evento.contenuto["matricole"] == {"nuova": ["9001"], "spostata": [comune.persona_dipendente1.matricola]}


# --- wrong data: nothing at all is written ------------------------------------------------------------------------------------------


def _difetto(c: SimpleNamespace, *righe: RigaPersonale) -> list[tuple[int, str, str]]:
    prima = list(Appartenenza.objects.values_list()), list(Persona.objects.values_list())
    with pytest.raises(ImportazioneRifiutata) as errore:
        importa_personale(righe=[*righe, riga(numero=99)], utente=c.personale, quando=QUANDO)
    assert prima == (list(Appartenenza.objects.values_list()), list(Persona.objects.values_list()))
    assert not Evento.objects.exists()
    return [(d.riga, d.colonna, d.motivo) for d in errore.value.difetti]


def test_un_ufficio_che_non_c_e_o_non_e_attivo(comune: SimpleNamespace) -> None:
    trovati = _difetto(comune, riga(numero=5, matricola="1", direzione="D9"), riga(numero=6, matricola="2", dal=date(2023, 12, 31)))
    assert trovati == [
        (5, "direzione", "Non c’è un ufficio con codice «D9»."), (6, "direzione", "L’ufficio «D1» non è attivo il 31/12/2023."),
    ]  # fmt: skip


def test_il_codice_fiscale_di_un_altro(comune: SimpleNamespace) -> None:
    Persona.objects.filter(pk=comune.persona_po1.pk).update(codice_fiscale="RSSMRA80A41H501Y")
    assert _difetto(comune, riga(matricola="1", codice_fiscale="RSSMRA80A41H501Y")) == [
        (2, "codice_fiscale", f"«RSSMRA80A41H501Y» è già di Pirazzi Marta, matricola {comune.persona_po1.matricola}.")
    ]


def test_un_periodo_che_si_sovrappone_a_uno_successivo(comune: SimpleNamespace) -> None:
    Appartenenza.objects.filter(persona=comune.persona_dipendente1).update(dal=date(2025, 7, 1))
    (trovato,) = _difetto(comune, di_anna(comune, dal=date(2025, 1, 1), categoria="D"))
    assert trovato == (2, "dal", "«01/01/2025»: si sovrappone a un periodo che risulta già: Tributi, dal 01/07/2025.")
    assert not _sovrapposta(di_anna(comune, dal=date(2025, 1, 1), al=date(2025, 6, 30)))


def _sovrapposta(riga: RigaPersonale) -> bool:
    return bool(prepara_piano([riga]).difetti)


def test_togliere_la_fine_non_copre_il_periodo_dopo(comune: SimpleNamespace) -> None:
    Appartenenza.objects.filter(persona=comune.persona_dipendente1).update(al=date(2025, 6, 30))
    Appartenenza.objects.create(persona=comune.persona_dipendente1, direzione=comune.s2, categoria="C", dal=date(2025, 7, 1))
    assert (
        _difetto(comune, di_anna(comune))[0][2] == "«01/01/2024»: si sovrappone a un periodo che risulta già: Manutenzioni, dal 01/07/2025."
    )


def test_di_una_riga_con_difetti_si_controllano_anche_i_dati(comune: SimpleNamespace) -> None:
    """One upload tells all the faults: those of the cells and those that only the data of the system show."""
    Persona.objects.filter(pk=comune.persona_po1.pk).update(codice_fiscale="RSSMRA80A41H501Y")
    righe = (
        b"matricola;cognome;nome;codice_fiscale;direzione;categoria;tempo;dal;al\n"
        b"9001;Neri;Ugo;RSSMRA80A41H501Y;D9;E;150%;01/03/2026;\n"
        b"9001;Blu;Ada;;D1;;1;01/03/2026;01/02/2026\n"
        b"9003;Blu;Ida;;D1;C;;01/03/2020;\n"
    )
    with pytest.raises(ImportazioneRifiutata) as errore:
        carica_importazione(nome_file="p.csv", contenuto=righe, utente=comune.personale, quando=QUANDO)
    assert [(d.riga, d.colonna, d.persona) for d in errore.value.difetti] == [
        (2, "categoria", "Neri Ugo"), (2, "tempo", "Neri Ugo"), (2, "direzione", "Neri Ugo"), (2, "codice_fiscale", "Neri Ugo"),
        (3, "categoria", "Blu Ada"), (3, "al", "Blu Ada"), (3, "matricola", "Blu Ada"), (4, "direzione", "Blu Ida"),
    ]  # fmt: skip


# --- the preview: before and after, and what to look at first ---------------------------------------------------------------------------


def cambi(riga: RigaPersonale) -> list[tuple[str, str, str]]:
    (mossa,) = prepara_piano([riga]).mosse
    return [(c.campo, c.prima, c.dopo) for c in mossa.cambi]


def test_di_ogni_valore_che_cambia_si_vede_il_prima_e_il_dopo(comune: SimpleNamespace) -> None:
    riga_x = di_anna(comune, cognome="X", nome="Y", email="y@example.org", direzione="D2.1", tempo=Decimal("0.5"), dal=MARZO)
    assert cambi(riga_x) == [
        ("cognome", "Rossi", "X"), ("nome", "Anna", "Y"), ("email", "dipendente1@example.org", "y@example.org"),
        ("ufficio", "Tributi", "Manutenzioni"), ("tempo", "100\N{NO-BREAK SPACE}%", "50\N{NO-BREAK SPACE}%"), ("dal", "", "01/03/2026"),
        ("periodo di prima", "", "finisce il 28/02/2026"),
    ]  # fmt: skip
    assert cambi(di_anna(comune, dal=MARZO, al=date(2026, 12, 31))) == [("fine", "in corso", "31/12/2026")]
    assert cambi(di_anna(comune, categoria="D")) == [("categoria", "C", "D"), ("dal", "", "01/01/2024")]


IDENTITA = [
    ({"cognome": "X", "nome": "Y"}, "nome"),
    ({"codice_fiscale": "RSSMRA80A01H501U"}, "codice fiscale"),
    ({"email": "altra@example.org"}, ""),
    ({"categoria": "D"}, ""),
]


@pytest.mark.parametrize(("valori", "identita"), IDENTITA)
def test_chi_cambia_nome_o_codice_fiscale_si_segna_e_si_conta(comune: SimpleNamespace, valori: dict[str, Any], identita: str) -> None:
    Persona.objects.filter(pk=comune.persona_dipendente1.pk).update(codice_fiscale="RSSMRA80A41H501Y")
    piano = prepara_piano([riga(), di_anna(comune, **valori)])
    assert piano.mosse[1].identita == identita
    assert piano.da_controllare == ([("Nomi o codici fiscali cambiati", 1)] if identita else [])
    assert piano.modifiche[0].chi == ("Rossi Anna" if identita else "Neri Ugo"), "prima quelle da controllare"


def test_un_codice_fiscale_che_mancava_non_e_un_allarme(comune: SimpleNamespace) -> None:
    assert prepara_piano([di_anna(comune, codice_fiscale="RSSMRA80A41H501Y")]).da_controllare == []


def test_chi_ha_un_incarico_e_prende_un_altro_posto_si_segna(comune: SimpleNamespace) -> None:
    p = comune.persona_dirigente1
    dirigente = riga(matricola=p.matricola, cognome=p.cognome, nome=p.nome)
    piano = prepara_piano([dirigente])
    assert piano.mosse[0].incarico == "Dirigente, Finanze e Tributi, dal 01/01/2024"
    assert piano.da_controllare == [("Persone con un incarico", 1)]
    Incarico.objects.filter(persona=p).update(al=date(2026, 2, 28))
    assert prepara_piano([dirigente]).da_controllare == [], "l’incarico è finito prima"
    Incarico.objects.filter(persona=p).update(al=None)
    Appartenenza.objects.create(persona=p, direzione=comune.d1, categoria="C", dal=date(2024, 1, 1))
    assert prepara_piano([replace(dirigente, tempo=Decimal("0.5"))]).da_controllare == [], "stesso ufficio e stessa categoria"


# --- from the file to the confirmation ------------------------------------------------------------------------------------------------

FILE = b"matricola;cognome;nome;direzione;categoria;dal\n9001;Neri;Ugo;D1;C;01/03/2026\n"


@pytest.fixture
def anteprima(comune: SimpleNamespace) -> Importazione:
    return carica_importazione(nome_file="p.csv", contenuto=FILE, utente=comune.personale, quando=QUANDO)


def _applica(c: SimpleNamespace, anteprima: Importazione, **altro: Any) -> Importazione:
    impronta = piano_di(Importazione.objects.get(pk=anteprima.pk)).impronta
    return applica_importazione(**{
        "importazione": anteprima.pk, "impronta": impronta, "utente": c.personale, "quando": QUANDO + timedelta(minutes=5), **altro,
    })  # fmt: skip


def test_l_anteprima_non_scrive_niente_e_la_conferma_una_volta_sola(comune: SimpleNamespace, anteprima: Importazione) -> None:
    assert not Persona.objects.filter(matricola="9001").exists()
    impronta = piano_di(anteprima).impronta
    fatta = _applica(comune, anteprima)
    assert (fatta.esito, fatta.righe, fatta.applicata_il) == ({"nuova": 1}, "", QUANDO + timedelta(minutes=5))
    di_nuovo = _applica(comune, anteprima, impronta=impronta, quando=QUANDO + timedelta(minutes=6))
    assert di_nuovo.applicata_il == fatta.applicata_il
    assert Persona.objects.filter(matricola="9001").count() == 1
    assert Evento.objects.filter(azione="personale.importato").count() == 1


def test_si_applica_solo_cio_che_si_e_visto(comune: SimpleNamespace, anteprima: Importazione) -> None:
    vista = piano_di(anteprima).impronta
    Persona.objects.create(matricola="9001", cognome="Neri", nome="Ugo")
    with pytest.raises(ConflittoDiVersione, match="rileggi"):
        _applica(comune, anteprima, impronta=vista)
    assert not Appartenenza.objects.filter(persona__matricola="9001").exists()
    _applica(comune, anteprima)
    assert Appartenenza.objects.filter(persona__matricola="9001").exists()


def test_un_anteprima_e_solo_di_chi_l_ha_fatta(comune: SimpleNamespace, anteprima: Importazione) -> None:
    with pytest.raises(Importazione.DoesNotExist):
        _applica(comune, anteprima, utente=comune.admin)


def test_un_anteprima_scade_e_si_butta(comune: SimpleNamespace, anteprima: Importazione) -> None:
    with pytest.raises(OperazioneNonAmmessa, match="scaduta"):
        _applica(comune, anteprima, quando=QUANDO + timedelta(hours=1))
    carica_importazione(nome_file="altro.csv", contenuto=FILE, utente=comune.admin, quando=QUANDO + timedelta(hours=1))
    assert not Importazione.objects.filter(pk=anteprima.pk).exists()


def test_un_file_con_difetti_non_lascia_niente(comune: SimpleNamespace) -> None:
    with pytest.raises(ImportazioneRifiutata):
        carica_importazione(nome_file="p.csv", contenuto=FILE.replace(b"D1", b"D7"), utente=comune.personale, quando=QUANDO)
    assert not Importazione.objects.exists()


def test_le_query_non_crescono_con_le_righe(comune: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    righe = [riga(numero=n, matricola=f"M{n}") for n in range(300)] + [di_anna(comune, dal=MARZO, categoria="B", email="anna@example.org")]
    with django_assert_max_num_queries(20):
        importa_personale(righe=righe, utente=comune.personale, quando=QUANDO)
    assert Persona.objects.filter(matricola__startswith="M").count() == 300
    assert Incarico.objects.count() == 5
