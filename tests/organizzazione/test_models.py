"""What must hold of people, offices and appointments, also when nobody calls clean()."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from smvp.organizzazione.models import Appartenenza, Direzione, Ente, Esercizio, Incarico, Nomina, Persona
from tests.fabbriche import AppartenenzaFactory, DirezioneFactory, IncaricoFactory, NominaFactory, PersonaFactory

pytestmark = pytest.mark.django_db

GENNAIO, GIUGNO, LUGLIO, DICEMBRE = date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 12, 31)


def rifiutata_dal_database(riga: Any) -> bool:
    """Whether the database itself refuses the row, with no clean() in between."""
    try:
        with transaction.atomic():
            type(riga).objects.bulk_create([riga])
    except IntegrityError:
        return True
    return False


# --- periods ---------------------------------------------------------------------------------------------------------

INCOMPATIBILI = [
    ("due incarichi da titolare nello stesso periodo", {}, {"ruolo": "po", "tipo_po": "po"}),
    ("lo stesso giorno in comune basta", {"al": GIUGNO}, {"dal": GIUGNO}),
    ("un periodo dentro l’altro", {}, {"dal": GIUGNO, "al": LUGLIO}),
    ("due volte lo stesso ad interim", {"ad_interim": True}, {"ad_interim": True, "stesso_ufficio": True}),
    ("da titolare e ad interim nello stesso ufficio", {}, {"ad_interim": True, "stesso_ufficio": True}),
    ("due volte Segretario", {"ruolo": "segretario", "direzione": None}, {"ruolo": "segretario", "stesso_ufficio": True}),
]
COMPATIBILI = [
    ("uno dopo l’altro, il giorno dopo", {"al": GIUGNO}, {"dal": LUGLIO}),
    ("ad interim in un altro ufficio", {}, {"ad_interim": True}),
    ("il Segretario che dirige anche una Direzione", {"ruolo": "segretario", "direzione": None}, {}),
]


def _coppia(primo: dict[str, Any], secondo: dict[str, Any]) -> Incarico:
    """The first appointment is saved; the second is handed back unsaved, for the same person."""
    uno = IncaricoFactory(**{"dal": GENNAIO, **primo})
    secondo = dict(secondo)
    direzione = uno.direzione if secondo.pop("stesso_ufficio", False) else DirezioneFactory()
    return IncaricoFactory.build(persona=uno.persona, direzione=direzione, **{"dal": GENNAIO, **secondo})


@pytest.mark.parametrize(("caso", "primo", "secondo"), INCOMPATIBILI, ids=[c[0] for c in INCOMPATIBILI])
def test_art_24_incarichi_incompatibili(caso: str, primo: dict[str, Any], secondo: dict[str, Any]) -> None:
    riga = _coppia(primo, secondo)
    with pytest.raises(ValidationError, match="Il periodo si sovrappone") as errore:
        riga.clean()
    assert "dal 01/01/2025" in str(errore.value), "il messaggio nomina l’altro periodo"
    assert rifiutata_dal_database(riga)


@pytest.mark.parametrize(("caso", "primo", "secondo"), COMPATIBILI, ids=[c[0] for c in COMPATIBILI])
def test_art_24_incarichi_compatibili(caso: str, primo: dict[str, Any], secondo: dict[str, Any]) -> None:
    riga = _coppia(primo, secondo)
    riga.clean()
    assert not rifiutata_dal_database(riga)


def test_la_sovrapposizione_e_rifiutata_anche_cambiando_le_date() -> None:
    primo = IncaricoFactory(dal=GENNAIO, al=GIUGNO)
    IncaricoFactory(persona=primo.persona, dal=LUGLIO)
    with pytest.raises(IntegrityError), transaction.atomic():
        Incarico.objects.filter(pk=primo.pk).update(al=LUGLIO)
    Incarico.objects.filter(pk=primo.pk).update(al=date(2025, 5, 31))


def test_una_persona_sta_in_un_ufficio_alla_volta() -> None:
    prima = AppartenenzaFactory(dal=GENNAIO)
    seconda = AppartenenzaFactory.build(persona=prima.persona, direzione=DirezioneFactory(), dal=GIUGNO)
    with pytest.raises(ValidationError, match="dal 01/01/2025"):
        seconda.clean()
    assert rifiutata_dal_database(seconda)
    assert not rifiutata_dal_database(AppartenenzaFactory.build(persona=PersonaFactory(), direzione=prima.direzione, dal=GIUGNO))


def test_la_stessa_nomina_non_si_ripete_ma_due_ruoli_convivono() -> None:
    prima = NominaFactory(ruolo="controllo", dal=GENNAIO)
    assert rifiutata_dal_database(NominaFactory.build(persona=prima.persona, ruolo="controllo", dal=GIUGNO))
    assert not rifiutata_dal_database(NominaFactory.build(persona=prima.persona, ruolo="personale", dal=GIUGNO))


def test_clean_di_una_riga_salvata_non_trova_se_stessa() -> None:
    IncaricoFactory().full_clean()
    AppartenenzaFactory().full_clean()


# --- single rows -------------------------------------------------------------------------------------------------------

NON_VALIDE = [
    ("fine prima dell’inizio", IncaricoFactory, {"dal": LUGLIO, "al": GIUGNO}),
    ("retribuzione negativa", IncaricoFactory, {"retribuzione_risultato": Decimal("-0.01")}),
    ("P.O. senza tipo", IncaricoFactory, {"ruolo": "po", "tipo_po": ""}),
    ("dirigente con tipo di P.O.", IncaricoFactory, {"tipo_po": "ap"}),
    ("dirigente senza ufficio", IncaricoFactory, {"direzione": None}),
    ("causa della fine senza fine", IncaricoFactory, {"causa_fine": "limiti_eta"}),
    ("ruolo che non è un incarico", IncaricoFactory, {"ruolo": "ncvp"}),
    ("tempo zero", AppartenenzaFactory, {"tempo": Decimal(0)}),
    ("tempo oltre il pieno", AppartenenzaFactory, {"tempo": Decimal("1.0001")}),
    ("categoria che non c’è", AppartenenzaFactory, {"categoria": "E"}),
    ("nomina a dirigente", NominaFactory, {"ruolo": "dirigente"}),
    ("ufficio che finisce prima di cominciare", DirezioneFactory, {"dal": LUGLIO, "al": GIUGNO}),
]


@pytest.mark.parametrize(("caso", "fabbrica", "valori"), NON_VALIDE, ids=[c[0] for c in NON_VALIDE])
def test_il_database_rifiuta(caso: str, fabbrica: Any, valori: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        fabbrica(**valori)
    collegati = {"persona": PersonaFactory()} if fabbrica is not DirezioneFactory else {}
    if fabbrica in (IncaricoFactory, AppartenenzaFactory):
        collegati["direzione"] = DirezioneFactory()
    with pytest.raises(ValidationError):
        fabbrica.build(**{**collegati, **valori}).full_clean()


def test_fine_prima_dell_inizio_si_dice_in_italiano() -> None:
    riga = IncaricoFactory.build(persona=PersonaFactory(), direzione=DirezioneFactory(), dal=LUGLIO, al=GIUGNO)
    with pytest.raises(ValidationError, match="La data di fine viene prima"):
        riga.full_clean()


def test_l_ente_e_uno_solo_e_si_puo_non_averlo_ancora() -> None:
    assert Ente.corrente().denominazione == "Comune"
    Ente.objects.create(denominazione="Città di Domodossola", patrono_mese=6, patrono_giorno=19)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ente.objects.create(denominazione="Un altro")
    assert rifiutata_dal_database(Ente(id=2, denominazione="Un altro"))
    assert Ente.corrente().denominazione == "Città di Domodossola"
    assert not Ente.corrente().calendario.giorno_lavorativo(date(2026, 6, 19))
    with pytest.raises(ValidationError, match="Questo giorno non esiste"):
        Ente(denominazione="X", patrono_mese=2, patrono_giorno=30).clean()


def test_l_esercizio_conosce_il_suo_regolamento() -> None:
    esercizio = Esercizio(anno=2025, regolamento="domodossola-2020")
    esercizio.full_clean()
    assert esercizio.reg.codice == "domodossola-2020"
    assert (esercizio.periodo.dal, esercizio.periodo.al) == (GENNAIO, DICEMBRE)
    with pytest.raises(ValidationError, match="domodossola-2020"):
        Esercizio(anno=2025, regolamento="altrove").full_clean()


# --- offices ------------------------------------------------------------------------------------------------------------


def test_la_cima_di_un_ufficio_si_legge_in_una_query(django_assert_num_queries: Any) -> None:
    direzione = DirezioneFactory(tipo="direzione")
    settore = DirezioneFactory(tipo="settore", padre=direzione)
    DirezioneFactory(tipo="servizio", padre=settore)
    with django_assert_num_queries(1):
        assert {u.apice.pk for u in Direzione.objects.con_padri()} == {direzione.pk}


@pytest.mark.parametrize(("tipo", "padre"), [("direzione", "direzione"), ("settore", "settore"), ("settore", "servizio")])
def test_un_ufficio_dipende_solo_da_uno_piu_grande(tipo: str, padre: str) -> None:
    riga = DirezioneFactory.build(tipo=tipo, padre=DirezioneFactory(tipo=padre))
    with pytest.raises(ValidationError):
        riga.full_clean()


def test_un_ufficio_non_dipende_da_se_stesso() -> None:
    settore = DirezioneFactory(tipo="settore")
    with pytest.raises(IntegrityError), transaction.atomic():
        Direzione.objects.filter(pk=settore.pk).update(padre=settore.pk)


# --- people ---------------------------------------------------------------------------------------------------------------


def test_il_codice_fiscale_si_controlla_e_si_uniforma() -> None:
    persona = PersonaFactory(codice_fiscale=" rssmra80a01h501u ")
    persona.full_clean()
    persona.refresh_from_db()
    assert persona.codice_fiscale == "RSSMRA80A01H501U"
    with pytest.raises(ValidationError, match="codice fiscale non è valido"):
        PersonaFactory.build(codice_fiscale="RSSMRA80A01H501A").full_clean()
    with pytest.raises(ValidationError, match="16 caratteri"):
        PersonaFactory.build(codice_fiscale="00743110157").full_clean()
    assert rifiutata_dal_database(PersonaFactory.build(codice_fiscale="RSSMRA80A01H501U"))


def test_il_codice_fiscale_puo_mancare_a_molti() -> None:
    PersonaFactory(codice_fiscale="")
    PersonaFactory(codice_fiscale=None)
    assert Persona.objects.filter(codice_fiscale=None).count() == 2


def test_i_nomi_di_una_persona() -> None:
    persona = PersonaFactory.build(titolo="dott.", nome="Andrea", cognome="Bertolini")
    assert (str(persona), persona.nome_completo, persona.con_titolo) == ("Bertolini Andrea", "Andrea Bertolini", "dott. Andrea Bertolini")
    assert PersonaFactory.build(titolo="", nome="Anna", cognome="Rossi").con_titolo == "Anna Rossi"


def test_come_si_chiama_un_incarico() -> None:
    ufficio = DirezioneFactory.build(denominazione="Lavori Pubblici")
    assert IncaricoFactory.build(persona=None, direzione=ufficio, ad_interim=True).descrizione == "Dirigente, Lavori Pubblici (ad interim)"
    assert (
        IncaricoFactory.build(persona=None, direzione=ufficio, ruolo="po", tipo_po="as").descrizione == "Alta specialità, Lavori Pubblici"
    )
    assert IncaricoFactory.build(persona=None, direzione=None, ruolo="segretario").descrizione == "Segretario generale"


@pytest.mark.parametrize("modello", [Incarico, Appartenenza, Nomina])
def test_chi_e_in_vigore_un_giorno(modello: Any) -> None:
    fabbrica = {Incarico: IncaricoFactory, Appartenenza: AppartenenzaFactory, Nomina: NominaFactory}[modello]
    finito, aperto = fabbrica(dal=GENNAIO, al=GIUGNO), fabbrica(dal=GIUGNO)
    assert list(modello.objects.in_vigore(GENNAIO)) == [finito]
    assert set(modello.objects.in_vigore(GIUGNO)) == {finito, aperto}
    assert list(modello.objects.in_vigore(LUGLIO)) == [aperto]
    assert set(modello.objects.nel_periodo(GENNAIO, None)) == {finito, aperto}
    assert (finito.in_vigore_il(GIUGNO), finito.in_vigore_il(LUGLIO), aperto.in_vigore_il(DICEMBRE)) == (True, False, True)
