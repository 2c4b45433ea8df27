"""Who reads what of a staff sheet, cell by cell: the sheet with its marks, part two, the totals in the list; and who writes part two.

The sheet is dipendente1's, in the unit of po1, in the Direzione of dirigente1.
"""

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest
import rules
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from smvp.documenti.permessi import puo_vedere_documento
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.organizzazione.models import Esercizio
from smvp.registro.models import Evento
from tests.personaggi import UTENTI
from tests.valutazioni.personale import con_schede_personale, porta_personale, specifico, vota_personale
from tests.valutazioni.schede import QUANDO
from valutazioni.letture.personale import con_voti, punteggio_personale
from valutazioni.models import AssegnazioneSpecifica, ParteSeconda, SchedaPersonale
from valutazioni.operazioni.emissioni_personale import emetti_parte_seconda, emetti_scheda_d
from valutazioni.operazioni.personale import Parte2, VotiPersonale, esonera, salva_parte_seconda, salva_voti_personale
from valutazioni.permessi import seconde_visibili_a

pytestmark = pytest.mark.django_db
ESIGENZE = "Un corso di contabilità."
# For each state of the sheet: who opens the sheet, who opens part two. Everybody else finds nothing at that address.
LETTORI = {
    "aperta": ("po1 dirigente1", "dirigente1 personale"),
    "compilata": ("po1 dirigente1", "dirigente1 personale"),
    "decisa": ("po1 dirigente1", "dirigente1 personale"),
    "partecipata": ("po1 dirigente1 dipendente1", "dirigente1 personale dipendente1"),
    "presa_visione": ("po1 dirigente1 dipendente1", "dirigente1 personale dipendente1"),
}
TOTALI = "personale segretario"
PASSI = (("trasmetti", "po1"), ("decidi", "dirigente1"), ("partecipa", "dirigente1"), ("firma", "dipendente1"))


@pytest.fixture
def c(comune: SimpleNamespace, settings: Any) -> SimpleNamespace:
    settings.OGGI = "2026-04-10"
    con_schede_personale(comune)
    vota_personale(comune.scheda_dipendente1, comune.po1)
    scrivi(comune, esigenze_formative=ESIGENZE)
    return comune


def scrivi(c: SimpleNamespace, chi: str = "dirigente1", versione: int = 0, **campi: Any) -> ParteSeconda:
    return salva_parte_seconda(scheda=c.scheda_dipendente1, parte=Parte2(**campi), utente=getattr(c, chi), quando=QUANDO, versione=versione)


def in_stato(c: SimpleNamespace, stato: str) -> SchedaPersonale:
    quanti = list(LETTORI).index(stato)
    porta_personale(c.scheda_dipendente1, *((azione, getattr(c, chi)) for azione, chi in PASSI[:quanti]))
    c.scheda_dipendente1.refresh_from_db()
    assert c.scheda_dipendente1.stato == stato
    return c.scheda_dipendente1


def codici(c: SimpleNamespace, indirizzo: str) -> dict[str, int]:
    trovati = {}
    for nome in UTENTI:
        cliente = Client()
        cliente.force_login(getattr(c, nome))
        trovati[nome] = cliente.get(indirizzo).status_code
    return trovati


@pytest.mark.parametrize("stato", LETTORI)
def test_chi_legge_la_scheda_e_chi_la_parte_seconda(c: SimpleNamespace, stato: str) -> None:
    s = in_stato(c, stato)
    scheda, seconda = (chi.split() for chi in LETTORI[stato])
    assert codici(c, s.get_absolute_url()) == {n: 200 if n in scheda else 404 for n in UTENTI}
    assert codici(c, reverse("valutazioni:parte_seconda", args=[s.pk])) == {n: 200 if n in seconda else 404 for n in UTENTI}


@pytest.mark.parametrize("stato", [*LETTORI, "non_valutabile"])
def test_la_parte_seconda_ha_una_sola_regola_per_una_scheda_e_per_molte(c: SimpleNamespace, stato: str) -> None:
    """Role × state: whoever may read one finds it among the many; of a sheet that is not evaluable the evaluatee reads only why."""
    if stato == "non_valutabile":
        s, attesi = c.scheda_dipendente1, {"dirigente1", "personale"}
        s.refresh_from_db()
        s = esegui(s, "dichiara_non_valutabile", utente=c.dirigente1, quando=QUANDO, versione=s.versione, motivo="Assente tutto l’anno.")
    else:
        s, attesi = in_stato(c, stato), set(LETTORI[stato][1].split())
    assert {n for n in UTENTI if rules.has_perm("valutazioni.leggere_parte_seconda", getattr(c, n), s)} == attesi
    assert {n for n in UTENTI if seconde_visibili_a(getattr(c, n)).filter(pk=s.pk).exists()} == attesi


def test_art16_di_una_scheda_non_valutabile_si_legge_solo_il_motivo(c: SimpleNamespace) -> None:
    """What had been written on it, and part two, are a draft: neither the evaluatee nor the documents say it."""
    s = c.scheda_dipendente1
    s.refresh_from_db()
    salva_voti_personale(scheda=s, voti=VotiPersonale(note="NOTA DI BOZZA"), utente=c.po1, quando=QUANDO, versione=s.versione)
    s.refresh_from_db()
    s = esegui(s, "dichiara_non_valutabile", utente=c.dirigente1, quando=QUANDO, versione=s.versione, motivo="Assente tutto l’anno.")
    assert punteggio_personale(con_voti(SchedaPersonale.objects.filter(pk=s.pk)).get()).parziale == 0
    for nome in ("dipendente1", "po1"):
        cliente = Client()
        cliente.force_login(getattr(c, nome))
        pagina = cliente.get(s.get_absolute_url()).content.decode()
        assert "Assente tutto l’anno." in pagina
        assert not [x for x in ("h-sintesi", "h-perche", "h-b1", "NOTA DI BOZZA", "su 300", "h-seconda") if x in pagina]
    assert codici(c, reverse("valutazioni:parte_seconda", args=[s.pk])) == {
        n: 200 if n in ("dirigente1", "personale") else 404 for n in UTENTI
    }
    cliente.force_login(c.dipendente1)
    fascicolo = cliente.get(reverse("valutazioni:fascicolo", args=[s.persona_id, 2025])).content.decode()
    assert "Assente tutto l’anno." in fascicolo and "raggiunto 95" not in fascicolo and "NOTA DI BOZZA" not in fascicolo
    stampa = emetti_scheda_d(s, utente=c.dipendente1, quando=QUANDO).payload
    assert stampa["non_valutabile"]["motivo"] == "Assente tutto l’anno."
    assert [stampa[x] for x in ("totale", "gruppi", "obiettivi", "passi", "note_valutatore")] == [None, [], [], [], ""]
    assert {stampa[x]["punti"] for x in ("a", "b1", "b2")} == {None} == {stampa[x]["percentuale"] for x in ("a", "b1", "b2")}
    seconda = emetti_parte_seconda(s, utente=c.personale, quando=QUANDO)
    assert puo_vedere_documento(c.personale, seconda) and not puo_vedere_documento(c.dipendente1, seconda)


@pytest.mark.parametrize(("stato", "totale"), [("aperta", None), ("compilata", None), ("decisa", "si")])
def test_la_parte_seconda_stampa_il_totale_solo_quando_e_deciso(c: SimpleNamespace, stato: str, totale: str | None) -> None:
    """The office of the staff reads part two and not the marks: of a draft it does not learn the total either."""
    s = in_stato(c, stato)
    stampato = emetti_parte_seconda(s, utente=c.personale, quando=QUANDO).payload["totale"]
    assert stampato == (totale and str(s.totale))


def test_la_po_non_sa_nemmeno_che_la_parte_seconda_c_e(client: Client, c: SimpleNamespace) -> None:
    for stato in ("aperta", "presa_visione"):
        client.force_login(c.po1)
        pagina = client.get(in_stato(c, stato).get_absolute_url()).content.decode().lower()
        assert "parte seconda" not in pagina and "parte-seconda" not in pagina and ESIGENZE.lower() not in pagina
        if stato == "aperta":
            client.force_login(c.dirigente1)
            assert "parte seconda" in client.get(c.scheda_dipendente1.get_absolute_url()).content.decode()


@pytest.mark.parametrize("nome", ["personale", "segretario", "dirigente1", "po1", "dirigente2", "po2", "dipendente1", "dipendente2"])
def test_i_totali_si_leggono_senza_i_voti(client: Client, c: SimpleNamespace, nome: str) -> None:
    """232,20 once the dirigente has decided; before, nobody who does not evaluate reads a figure."""
    elenco = reverse("valutazioni:personale", args=[2025])
    client.force_login(getattr(c, nome))
    in_stato(c, "compilata")
    if nome in TOTALI:
        assert "232,20" not in client.get(elenco).content.decode()
    porta_personale(c.scheda_dipendente1, ("decidi", c.dirigente1))
    pagina = client.get(elenco).content.decode()
    assert ("232,20" in pagina) is (nome in (*TOTALI.split(), "dirigente1", "po1"))
    assert ("120,00" in pagina) is (nome in ("dirigente1", "po1")), "B2 è di chi valuta"
    assert (f'href="{c.scheda_dipendente1.get_absolute_url()}"' in pagina) is (nome in ("dirigente1", "po1"))


@pytest.mark.parametrize("nome", ["sindaco", "ncvp", "controllo", "admin"])
def test_agli_altri_l_elenco_non_c_e(client: Client, c: SimpleNamespace, nome: str) -> None:
    client.force_login(getattr(c, nome))
    assert client.get(reverse("valutazioni:personale", args=[2025])).status_code == 403


# --- part two -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nome", [n for n in UTENTI if n != "dirigente1"])
def test_la_parte_seconda_la_scrive_solo_il_suo_dirigente(c: SimpleNamespace, nome: str) -> None:
    with pytest.raises(PermissionDenied):
        scrivi(c, chi=nome, versione=1, esigenze_formative="Altro.")


def test_mobilita_e_maturazione_vanno_motivate(client: Client, c: SimpleNamespace) -> None:
    client.force_login(c.dirigente1)
    indirizzo = reverse("valutazioni:parte_seconda", args=[c.scheda_dipendente1.pk])
    for campi, errore in (
        ({"mobilita": "All’anagrafe."}, "motivi della mobilità"),
        ({"maturazione": "30"}, "va motivata"),
        ({"maturazione": "20"}, "Scegli uno dei punteggi"),
    ):
        risposta = client.post(indirizzo, {"versione": 1, "esigenze_formative": "Testo che resta", **campi})
        assert errore in risposta.content.decode() and "Testo che resta" in risposta.content.decode()
    assert ParteSeconda.objects.get().esigenze_formative == ESIGENZE


def test_le_motivazioni_che_mancano_si_dicono_tutte_insieme_ciascuna_al_suo_posto(client: Client, c: SimpleNamespace) -> None:
    client.force_login(c.dirigente1)
    indirizzo = reverse("valutazioni:parte_seconda", args=[c.scheda_dipendente1.pk])
    form = client.post(indirizzo, {"versione": 1, "mobilita": "All’anagrafe.", "maturazione": "30"}).context["form"]
    assert set(form.errors) == {"motivi_mobilita", "motivi_maturazione"}
    assert ParteSeconda.objects.get().maturazione is None


def test_i_motivi_non_si_dicono_facoltativi_e_obbligatori_insieme(client: Client, c: SimpleNamespace) -> None:
    client.force_login(c.dirigente1)
    pagina = client.get(reverse("valutazioni:parte_seconda", args=[c.scheda_dipendente1.pk])).content.decode()
    for motivi in ("Motivi della mobilità", "Motivi della maturazione"):
        etichetta = pagina[pagina.index(motivi) : pagina.index("</label>", pagina.index(motivi))]
        assert "facoltativo" not in etichetta
    assert "Obbligatori se proponi una mobilità, altrimenti lascia vuoto." in pagina
    assert "1a) Esigenze formative <span" in pagina, "gli altri restano facoltativi"


def test_le_sei_condizioni_e_i_punti_con_le_parole(client: Client, c: SimpleNamespace) -> None:
    client.force_login(c.dirigente1)
    pagina = client.get(reverse("valutazioni:parte_seconda", args=[c.scheda_dipendente1.pk])).content.decode()
    for testo in ("Tutoraggio", "Sostituzione di colleghi", "Le 6 condizioni", "40 punti, molto rilevante", "0 punti, assente"):
        assert testo in pagina, testo


def test_due_finestre_sulla_parte_seconda(client: Client, c: SimpleNamespace) -> None:
    """What only one has changed is kept; the same text changed twice is shown twice."""
    client.force_login(c.dirigente1)
    indirizzo = reverse("valutazioni:parte_seconda", args=[c.scheda_dipendente1.pk])
    prima = client.get(indirizzo).context["form"]["prima"].value()
    pagina = {"versione": 1, "prima": prima, "esigenze_formative": ESIGENZE, "fabbisogni": "", "mobilita": "", "motivi_mobilita": "",
              "maturazione": "", "motivi_maturazione": ""}  # fmt: skip
    assert client.post(indirizzo, pagina | {"fabbisogni": "Un geometra."}).status_code == 302
    assert client.post(indirizzo, pagina | {"esigenze_formative": "Un corso di inglese."}).status_code == 302
    scritta = ParteSeconda.objects.get()
    assert (scritta.fabbisogni, scritta.esigenze_formative) == ("Un geometra.", "Un corso di inglese.")
    contesa = client.post(indirizzo, pagina | {"esigenze_formative": "Un corso di francese."})
    testo = contesa.content.decode()
    assert contesa.status_code == 409 and "Un corso di inglese." in testo and "Un corso di francese." in testo
    scritta.refresh_from_db()
    assert scritta.esigenze_formative == "Un corso di inglese."
    client.post(indirizzo, pagina | {"esigenze_formative": "Un corso di francese.", "tieni_miei": scritta.versione})
    scritta.refresh_from_db()
    assert scritta.esigenze_formative == "Un corso di francese."


def test_art22_il_valutato_firma_la_parte_seconda_che_ha_letto(c: SimpleNamespace) -> None:
    s = in_stato(c, "partecipata")
    letta = s.versione
    scrivi(c, versione=1, esigenze_formative=ESIGENZE)
    assert not Notifica.objects.filter(testo__contains="parte seconda")
    scrivi(c, versione=1, mobilita="Ufficio tributi", motivi_mobilita="Esuberi nell’ufficio di oggi.")
    assert [n.destinatario for n in Notifica.objects.filter(testo__contains="parte seconda")] == [c.dipendente1]
    with pytest.raises(ConflittoDiVersione):
        esegui(s, "firma", utente=c.dipendente1, quando=QUANDO, versione=letta)
    s.refresh_from_db()
    esegui(s, "firma", utente=c.dipendente1, quando=QUANDO, versione=s.versione)


def test_finche_il_valutato_non_la_legge_la_parte_seconda_non_cambia_la_scheda(c: SimpleNamespace) -> None:
    s = in_stato(c, "decisa")
    versione = s.versione
    scrivi(c, versione=1, esigenze_formative="Un corso di ragioneria.")
    s.refresh_from_db()
    assert s.versione == versione and not Notifica.objects.filter(testo__contains="parte seconda")


@pytest.mark.parametrize("campo", ["esigenze_formative", "fabbisogni"])
def test_una_parte_seconda_che_non_si_puo_stampare_e_rifiutata(c: SimpleNamespace, campo: str) -> None:
    with pytest.raises(DatiNonValidi, match="troppo lungo"):
        scrivi(c, versione=1, **{campo: "x" * 100_000})
    assert ParteSeconda.objects.get().versione == 1


def test_note_che_non_si_possono_stampare_sono_rifiutate(c: SimpleNamespace) -> None:
    s = SchedaPersonale.objects.get(pk=c.scheda_dipendente1.pk)
    with pytest.raises(DatiNonValidi, match="troppo lungo"):
        salva_voti_personale(scheda=s, voti=VotiPersonale(note="x" * 100_000), utente=c.po1, quando=QUANDO, versione=s.versione)
    assert SchedaPersonale.objects.get(pk=s.pk).note_valutatore == ""


def test_firmata_la_scheda_la_parte_seconda_non_cambia(client: Client, c: SimpleNamespace) -> None:
    in_stato(c, "presa_visione")
    client.force_login(c.dirigente1)
    indirizzo = reverse("valutazioni:parte_seconda", args=[c.scheda_dipendente1.pk])
    assert "<textarea" not in client.get(indirizzo).content.decode()
    assert client.post(indirizzo, {"versione": 1, "esigenze_formative": "Tardi."}).status_code == 403


# --- no specific objectives (reading A27) ---------------------------------------------------------------------------------------


@pytest.fixture
def ammesso(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A version that admits the exception; dipendente1 has no specific objective."""
    reg = c.esercizio.reg
    a27 = dataclasses.replace(reg.letture["A27"], scelta="riporta")
    con_eccezione = dataclasses.replace(reg, letture={**reg.letture, "A27": a27})
    monkeypatch.setattr(Esercizio, "reg", property(lambda e: con_eccezione))
    AssegnazioneSpecifica.objects.filter(persona=c.persona_dipendente1).delete()
    return c


def test_dove_la_versione_non_la_ammette_l_eccezione_non_c_e(client: Client, c: SimpleNamespace) -> None:
    AssegnazioneSpecifica.objects.filter(persona=c.persona_dipendente1).delete()
    client.force_login(c.dirigente1)
    s = c.scheda_dipendente1
    assert reverse("valutazioni:esonero", args=[s.pk]) not in client.get(s.get_absolute_url()).content.decode()
    assert client.get(reverse("valutazioni:esonero", args=[s.pk])).status_code == 403
    with pytest.raises(DatiNonValidi, match=r"assegnane uno \(art. 22\)"):
        porta_personale(s, ("trasmetti", c.po1))


def test_con_l_eccezione_il_totale_si_riporta_a_300(client: Client, ammesso: SimpleNamespace) -> None:
    """55,20 + 120,00 on 240 become 219,00 on 300."""
    c, s = ammesso, ammesso.scheda_dipendente1
    client.force_login(c.dirigente1)
    indirizzo = reverse("valutazioni:esonero", args=[s.pk])
    assert indirizzo in client.get(s.get_absolute_url()).content.decode()
    s.refresh_from_db()
    assert "con almeno una frase" in client.post(indirizzo, {"versione": s.versione, "motivo": "boh"}).content.decode()
    motivo = "Rientrata a dicembre da un’aspettativa."
    assert client.post(indirizzo, {"versione": s.versione, "motivo": motivo}).status_code == 302
    pagina = client.get(s.get_absolute_url()).content.decode()
    assert "219,00" in pagina and motivo in pagina and "Eccezione agli obiettivi specifici" in pagina
    assert Evento.objects.filter(azione="scheda_personale.esonera").count() == 1
    porta_personale(s, ("trasmetti", c.po1), ("decidi", c.dirigente1))
    s.refresh_from_db()
    assert (str(s.totale), s.b1, s.specifici) == ("219.00", None, None)


def test_l_eccezione_la_scrive_il_dirigente_e_non_contro_gli_obiettivi(ammesso: SimpleNamespace) -> None:
    c, s = ammesso, ammesso.scheda_dipendente1
    s.refresh_from_db()
    detto: dict[str, Any] = {"scheda": s, "motivo": "Rientrata a dicembre.", "quando": QUANDO}
    for nome in ("po1", "dirigente2", "dipendente1", "personale"):
        with pytest.raises(PermissionDenied):
            esonera(**detto, utente=getattr(c, nome), versione=s.versione)
    with pytest.raises(ConflittoDiVersione):
        esonera(**detto, utente=c.dirigente1, versione=s.versione + 1)
    specifico(c, s)
    with pytest.raises(DatiNonValidi, match="Ha obiettivi specifici"):
        esonera(**detto, utente=c.dirigente1, versione=s.versione)
