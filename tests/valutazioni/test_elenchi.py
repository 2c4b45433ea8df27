"""Art. 22, All. D part two: what the office of the staff reads for training, mobility, skills and growth; no marks."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from smvp.organizzazione.models import Nomina, Persona
from smvp.registro.models import Evento
from tests.personaggi import DAL
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO
from valutazioni.letture.elenchi import elenco
from valutazioni.models import ParteSeconda, SchedaPersonale
from valutazioni.operazioni.personale import Parte2, salva_parte_seconda
from valutazioni.stati import PARTECIPATA

pytestmark = pytest.mark.django_db
PIENA = Parte2(
    esigenze_formative="Corso sul nuovo codice dei contratti.", mobilita="Allo sportello.",
    motivi_mobilita="Sa parlare con tutti i cittadini.", fabbisogni="Un tecnico informatico.", maturazione=30,
    motivi_maturazione="Ha seguito due processi nuovi per l’intero anno.",
)  # fmt: skip


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    return con_schede_personale(comune)


def scrivi(c: SimpleNamespace, scheda: SchedaPersonale, parte: Parte2 = PIENA) -> None:
    """Part two by the dirigente, the marks by the P.O., shared with the evaluatee."""
    salva_parte_seconda(scheda=scheda, parte=parte, utente=c.dirigente1, quando=QUANDO, versione=0)
    vota_personale(scheda, c.po1)
    porta_personale(scheda, ("trasmetti", c.po1), ("decidi", c.dirigente1))


def pagina(c: SimpleNamespace, client: Client, chi: str = "personale", **dati: str) -> str:
    client.force_login(getattr(c, chi))
    return client.get(reverse("valutazioni:elenchi", args=[2025]), dati).content.decode()


def test_conta_dalla_partecipazione_e_fino_alla_firma_lo_dice(c: SimpleNamespace, client: Client) -> None:
    scrivi(c, c.scheda_dipendente1)
    assert "Corso sul nuovo codice" not in pagina(c, client), "decisa e non partecipata: è ancora una bozza"
    porta_personale(c.scheda_dipendente1, ("partecipa", c.dirigente1))
    testo = pagina(c, client)
    assert "Corso sul nuovo codice" in testo and "Non ancora firmata: può cambiare." in testo
    porta_personale(c.scheda_dipendente1, ("firma", c.dipendente1))
    testo = pagina(c, client)
    assert "Corso sul nuovo codice" in testo and "Non ancora firmata" not in testo


@pytest.mark.parametrize(
    ("quale", "si", "no"),
    [
        ("formazione", ["Corso sul nuovo codice"], ["Allo sportello", "tecnico informatico", "due processi"]),
        ("mobilita", ["Allo sportello.", "Sa parlare con tutti"], ["Corso sul nuovo", "tecnico informatico"]),
        ("fabbisogni", ["Un tecnico informatico."], ["Allo sportello", "due processi"]),
        ("maturazione", ["30, rilevante", "due processi"], ["Allo sportello", "Corso sul nuovo"]),
        ("inventato", ["Corso sul nuovo codice"], ["Allo sportello"]),
    ],
)
def test_ogni_elenco_ha_la_sua_parte_e_nessun_voto(c: SimpleNamespace, client: Client, quale: str, si: list[str], no: list[str]) -> None:
    scrivi(c, c.scheda_dipendente1)
    scheda = porta_personale(c.scheda_dipendente1, ("partecipa", c.dirigente1))
    testo = pagina(c, client, elenco=quale)
    assert [t for t in si if t not in testo] == [] and [t for t in no if t in testo] == []
    totale = f"{scheda.totale:.2f}".replace(".", ",")
    assert scheda.totale is not None and totale not in testo and ">buona<" not in testo


def test_chi_non_ha_niente_da_dire_non_fa_una_riga(c: SimpleNamespace, client: Client) -> None:
    scrivi(c, c.scheda_dipendente1, Parte2(fabbisogni="Un archivista."))
    porta_personale(c.scheda_dipendente1, ("partecipa", c.dirigente1))
    assert "L’elenco è vuoto, per ora." in pagina(c, client)
    assert "Un archivista." in pagina(c, client, elenco="fabbisogni")


def test_zero_punti_di_maturazione_sono_una_valutazione(c: SimpleNamespace, client: Client) -> None:
    motivi = "Nessuna delle condizioni si è presentata nell’anno."
    scrivi(c, c.scheda_dipendente1, Parte2(maturazione=0, motivi_maturazione=motivi))
    porta_personale(c.scheda_dipendente1, ("partecipa", c.dirigente1))
    assert "0, assente" in pagina(c, client, elenco="maturazione")


def _molte(c: SimpleNamespace, quante: int) -> None:
    """Written as they stand once shared, half of them in each Direzione."""
    prima = Persona.objects.count()
    persone = Persona.objects.bulk_create(Persona(matricola=f"E{prima + n}", nome="Ada", cognome=f"Neri{n:02d}") for n in range(quante))
    schede = SchedaPersonale.objects.bulk_create(
        SchedaPersonale(esercizio=c.esercizio, persona=p, direzione=(c.s1, c.d2)[n % 2], categoria="C", aperta_il=QUANDO, stato=PARTECIPATA)
        for n, p in enumerate(persone)
    )
    ParteSeconda.objects.bulk_create(
        ParteSeconda(scheda=s, esigenze_formative=f"Corso numero {n}: qualità", maturazione=(0, 10)[n % 2], motivi_maturazione="Perché sì.",
                     compilata_da=c.dirigente1, compilata_il=QUANDO)
        for n, s in enumerate(schede)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("dati", "attese"),
    [
        ({}, 60), ({"direzione": "D1"}, 30), ({"direzione": "D9"}, 60), ({"q": "qualita numero"}, 60), ({"q": "neri07"}, 1),
        ({"q": "numero 59", "direzione": "D1"}, 0), ({"elenco": "maturazione", "punti": "10"}, 30), ({"punti": "10"}, 60),
        ({"elenco": "maturazione", "punti": "10", "direzione": "D1"}, 0), ({"elenco": "maturazione", "punti": "7"}, 60),
    ],
)  # fmt: skip
def test_filtri_e_ricerca(c: SimpleNamespace, dati: dict[str, str], attese: int) -> None:
    _molte(c, 60)
    trovate = elenco(c.personale, c.esercizio, dati)
    assert trovate.quante == attese
    assert len(trovate.righe) == min(attese, 50)


def test_le_letture_non_crescono_con_le_schede(c: SimpleNamespace, client: Client) -> None:
    def quante() -> int:
        with CaptureQueriesContext(connection) as lette:
            pagina(c, client, elenco="maturazione")
        return len(lette)

    _molte(c, 2)
    quante()  # the first page also logs in
    prima = quante()
    _molte(c, 30)
    assert quante() == prima


def test_del_personale_nessuno_legge_la_propria(c: SimpleNamespace, client: Client) -> None:
    """dipendente2, now in the office of the staff, reads the others' part two, and its own on its sheet."""
    for scheda in (c.scheda_dipendente1, c.scheda_dipendente2):
        scrivi(c, scheda)
        porta_personale(scheda, ("partecipa", c.dirigente1))
    Nomina.objects.create(persona=c.persona_dipendente2, ruolo="personale", dal=DAL)
    testo = pagina(c, client, "dipendente2")
    assert "Rossi" in testo and "Brusa Marco</a>" not in testo


def test_il_foglio_ha_i_punti_come_numero_e_resta_nel_registro(c: SimpleNamespace, client: Client) -> None:
    _molte(c, 4)
    client.force_login(c.personale)
    risposta = client.post(reverse("valutazioni:esporta_elenco", args=[2025]) + "?elenco=maturazione&direzione=D1")
    righe = list(load_workbook(io.BytesIO(risposta.content)).active.iter_rows(values_only=True))
    assert righe[0] == ("Direzione", "Ufficio", "Matricola", "Cognome e nome", "Categoria", "Punti", "Motivi", "Stato della scheda")
    assert [(r[0], r[1], r[5], r[7]) for r in righe[1:]] == [("Finanze e Tributi", "Tributi", 0, "Partecipata al valutato")] * 2
    evento = Evento.objects.get(azione="esercizio.esporta_elenco")
    assert (evento.utente, evento.contenuto["elenco"], evento.contenuto["righe"]) == ("personale", "maturazione", 2)
