"""Art. 22 in the browser: from the import of the years before to the ranking, and what each one may read."""

import csv
import html
import io
import json
import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from premi.models import Maturazione, Progressione
from premi.operazioni.passaggi import approva_progressione
from premi.operazioni.progressioni import decidi_parita
from premi.stati import CHIUSA, GRADUATORIA, ISTRUTTORIA
from smvp.organizzazione.models import Appartenenza, Persona, PosizioneEconomica
from smvp.registro.models import Evento
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.letture.pregresse import totali_annui
from valutazioni.models import ParteSeconda, SchedaPersonale, ValutazionePregressa

from .progressioni import APPROVA, MOTIVO, annata, aperta, bandita, candidato, con_candidati, decisa, formata, matura, passa, valutata

_scritta, c = scena_del_modulo(con_candidati)
VALUTAZIONI, POSIZIONI = (reverse("premi:progressioni_importa", args=[2025, che]) for che in ("valutazioni", "posizioni"))


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def entra(utente: object) -> Client:
    client = Client()
    client.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return client


def letto(risposta: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", risposta.content.decode()).replace("\N{NO-BREAK SPACE}", " "))


def di(procedura: Progressione, pagina: str, *altro: Any) -> str:
    return reverse(f"premi:{pagina}", args=[procedura.pk, *altro])


def foglio(*righe: str, nome: str = "valutazioni.csv") -> io.BytesIO:
    file = io.BytesIO("\n".join(righe).encode())
    file.name = nome
    return file


def conferma(che: str = "valutazioni") -> str:
    return reverse("premi:progressioni_conferma", args=[2025, che])


def sigillo(risposta: Any) -> str:
    trovato = re.search(r'name="righe" value="([^"]+)"', risposta.content.decode())
    assert trovato, letto(risposta)
    return trovato[1]


def vuota(*persone: Persona) -> str:
    """What a page knows of a sheet on which nothing is written yet."""
    return json.dumps({f"{campo}_{p.pk}": "" for p in persone for campo in ("condizioni", "punti", "motivo")})


def approvata(c: SimpleNamespace) -> Progressione:
    """Gamma has the place for which Beta was level."""
    procedura = decisa(c)
    return approva_progressione(procedura=procedura, atto=APPROVA, utente=c.segretario, quando=QUANDO, versione=procedura.versione)


# --- the import --------------------------------------------------------------------------------------------------------------------------


TESTA = "matricola;persona;anno;totale;sistema;fonte"


def test_le_valutazioni_si_importano_con_anteprima_e_una_volta_sola(c: SimpleNamespace) -> None:
    client = entra(c.personale)
    righe = (TESTA, f"{c.persona_dipendente1.matricola};Rossi;2022;201,50;precedente;Scheda 2022", "P1;;2022;250,00;vigente;Scheda 2022")
    anteprima = client.post(VALUTAZIONI, {"file": foglio(*righe)})
    assert anteprima.status_code == 200
    assert "201,50 (sistema precedente), Scheda 2022" in letto(anteprima)
    assert "Nuove 1 Già così 1" in letto(anteprima)
    assert not ValutazionePregressa.objects.filter(persona=c.persona_dipendente1).exists(), "l’anteprima non scrive"
    fatto = client.post(conferma(), {"righe": sigillo(anteprima)}, follow=True)
    assert "registrata una riga" in letto(fatto)
    nuova = ValutazionePregressa.objects.get(persona=c.persona_dipendente1)
    assert (str(nuova.totale), nuova.sistema, nuova.registrata_da) == ("201.50", "precedente", c.personale)
    assert Evento.objects.filter(azione="pregresse.importa").count() == 1
    di_nuovo = client.post(VALUTAZIONI, {"file": foglio(*righe)})
    assert "non c’è niente da registrare" in letto(di_nuovo)


def test_ogni_cella_sbagliata_e_detta_e_non_si_salva_niente(c: SimpleNamespace) -> None:
    prima = ValutazionePregressa.objects.count()
    risposta = entra(c.personale).post(VALUTAZIONI, {"file": foglio(
        TESTA,
        "P1;;2019;210;vigente;Scheda",
        ";;2022;210;vigente;Scheda",
        "P2;;2026;301;nuovo;",
        "P3;;duemila;2,345;vigente;Scheda",
    )})  # fmt: skip
    assert risposta.status_code == 422
    testo = letto(risposta)
    for frase in (
        "Manca la matricola", "«2026»: l’anno deve stare tra il 2000 e il 2025", "il punteggio va da 0 a 300",
        "scrivi vigente oppure precedente", "Manca la fonte", "scrivi un numero intero, per esempio 2023", "al massimo due decimali",
    ):  # fmt: skip
        assert frase in testo, frase
    assert ValutazionePregressa.objects.count() == prima
    insieme = letto(entra(c.personale).post(VALUTAZIONI, {"file": foglio(TESTA, "Q99;;2022;210;vigente;Scheda", "P1;;2022;;vigente;S")}))
    assert ("«Q99» non è di nessuno" in insieme, "Manca il punteggio" in insieme) == (True, True), "tutti gli errori, non solo i primi"
    ignota = letto(entra(c.personale).post(VALUTAZIONI, {"file": foglio(TESTA, "Q99;;2022;210;vigente;Scheda")}))
    assert "«Q99» non è di nessuno" in ignota
    doppia = letto(entra(c.personale).post(VALUTAZIONI, {"file": foglio(TESTA, *["P1;;2021;210;vigente;Scheda"] * 2)}))
    assert "è già alla riga 2" in doppia


def test_su_un_anno_valutato_qui_non_si_importa_e_vale_la_scheda_firmata(c: SimpleNamespace) -> None:
    """Also if the imported total came first."""
    scheda = SchedaPersonale(
        esercizio=c.esercizio, persona=c.alfa, direzione=c.s1, categoria="C", aperta_il=QUANDO, stato="definitiva", totale="199.00",
    )  # fmt: skip
    scheda.struttura = scheda.a = scheda.b2 = "50.00"
    scheda.presa_visione_il, scheda.atto = QUANDO, bandita(c).atto_bando
    SchedaPersonale.objects.bulk_create([scheda])
    rifiutata = entra(c.personale).post(VALUTAZIONI, {"file": foglio(TESTA, "P1;;2025;250,00;vigente;Scheda")})
    assert "La valutazione 2025 è già nel sistema: vale quella, 199,00 punti" in letto(rifiutata)
    ValutazionePregressa.objects.create(
        persona=c.alfa, anno=2025, totale="250.00", fonte="Altrove", registrata_da=c.personale, registrata_il=QUANDO
    )
    assert [str(t.totale) for t in totali_annui([c.alfa.pk])[c.alfa.pk]][-1] == "199.00"


def test_un_punteggio_registrato_per_errore_si_toglie(c: SimpleNamespace) -> None:
    client = entra(c.personale)
    anteprima = client.post(VALUTAZIONI, {"file": foglio(TESTA, "P1;;2022;togli;;Registrato per errore", "P1;;2021;togli;;Non c’era")})
    assert ("Si tolgono 1 Già così 1" in letto(anteprima), "si toglie" in letto(anteprima)) == (True, True)
    client.post(conferma(), {"righe": sigillo(anteprima)})
    assert [v.anno for v in c.alfa.valutazioni_pregresse.order_by("anno")] == [2023, 2024]


def test_se_intanto_e_cambiato_si_rivede_l_anteprima(c: SimpleNamespace) -> None:
    client = entra(c.personale)
    preso = sigillo(client.post(VALUTAZIONI, {"file": foglio(TESTA, "P1;;2022;251,00;vigente;Rettifica")}))
    c.alfa.valutazioni_pregresse.filter(anno=2022).update(totale="249.00")
    risposta = client.post(conferma(), {"righe": preso})
    assert risposta.status_code == 409
    assert "249,00, Scheda 2022" in letto(risposta)
    assert str(c.alfa.valutazioni_pregresse.get(anno=2022).totale) == "249.00"
    client.post(conferma(), {"righe": sigillo(risposta)})
    assert str(c.alfa.valutazioni_pregresse.get(anno=2022).totale) == "251.00"


def test_un_anteprima_d_altri_o_manomessa_non_vale(c: SimpleNamespace) -> None:
    preso = sigillo(entra(c.personale).post(VALUTAZIONI, {"file": foglio(TESTA, "P1;;2021;251,00;vigente;Rettifica")}))
    for righe in (preso[:-2] + "xx", "", preso.upper()):
        assert "non vale più" in letto(entra(c.personale).post(conferma("valutazioni"), {"righe": righe}, follow=True))
    assert "non vale più" in letto(entra(c.personale).post(conferma("posizioni"), {"righe": preso}, follow=True))
    assert not ValutazionePregressa.objects.filter(anno=2021).exists()


def test_le_posizioni_si_importano(c: SimpleNamespace) -> None:
    client = entra(c.personale)
    sbagliato = client.post(POSIZIONI, {"file": foglio("matricola;posizione;dal", "P1;;31/02/2024", "P2;C3;01/01/2030")})
    assert {"Manca la posizione: scrivila come C2.", "la data è nel futuro"} <= {
        f for f in ("Manca la posizione: scrivila come C2.", "la data è nel futuro") if f in letto(sbagliato)
    }
    assert "scrivi una data che esiste" in letto(sbagliato)
    matricola = c.persona_dipendente1.matricola
    anteprima = client.post(POSIZIONI, {"file": foglio("matricola;posizione;dal", f"{matricola};C1;01/03/2021", "P1;C2;01/01/2020")})
    client.post(conferma("posizioni"), {"righe": sigillo(anteprima)})
    nuova = PosizioneEconomica.objects.get(persona=c.persona_dipendente1)
    assert (nuova.denominazione, nuova.dal) == ("C1", date(2021, 3, 1))
    assert PosizioneEconomica.objects.filter(persona=c.alfa).count() == 1


def test_il_modello_ha_una_riga_per_ogni_dato_che_manca(c: SimpleNamespace) -> None:
    risposta = entra(c.personale).get(reverse("premi:progressioni_modello", args=[2025, "valutazioni"]))
    righe = list(load_workbook(BytesIO(risposta.content)).active.iter_rows(values_only=True))
    di_rossi = [r[2] for r in righe if r[0] == c.persona_dipendente1.matricola]
    assert di_rossi == ["2024"], "prima non era in servizio"
    assert not [r for r in righe if r[0] == "P1"], "di Alfa ci sono tutte"
    file = io.BytesIO(risposta.content)
    file.name = "valutazioni.xlsx"
    rimandato = entra(c.personale).post(VALUTAZIONI, {"file": file})
    assert "Manca il punteggio" in letto(rimandato), "il modello si rilegge, e dice che cosa resta da scrivere"


# --- the procedure -----------------------------------------------------------------------------------------------------------------------


def dati_del_bando(c: SimpleNamespace, **altro: str) -> dict[str, str]:
    return {
        "versione": "0", "decorrenza": "2025-01-01", "ultimo_anno": "2024", "anni_posizione": "2", f"posti_{c.d1.pk}_C": "2",
        "tipo": "determinazione", "numero": "90", "data": "2026-03-02", "oggetto": "Bando delle progressioni 2025",
    } | altro  # fmt: skip


def test_dal_bando_alla_graduatoria_approvata(c: SimpleNamespace) -> None:
    personale, dirigente, segretario = entra(c.personale), entra(c.dirigente1), entra(c.segretario)
    vuoto = personale.post(reverse("premi:progressione_nuova", args=[2025]), dati_del_bando(c) | {f"posti_{c.d1.pk}_C": ""})
    assert (vuoto.status_code, "Scrivi almeno un posto" in letto(vuoto)) == (422, True)
    personale.post(reverse("premi:progressione_nuova", args=[2025]), dati_del_bando(c))
    procedura = Progressione.objects.get()
    passo = di(procedura, "progressione_passaggio", "apri")
    personale.post(passo, {"versione": procedura.versione})
    procedura.refresh_from_db()
    assert procedura.stato == ISTRUTTORIA
    assert "Manca la maturazione professionale di 3 candidati" in letto(personale.get(procedura.get_absolute_url()))
    pagina = letto(personale.get(di(procedura, "progressione_gruppo", c.d1.pk, "C")))
    assert "2023: 180,00 punti; ne servono più di 180." in pagina
    foglio_ = di(procedura, "progressione_maturazione", c.d1.pk)
    inviati = {"versione": "0", "prima": vuota(c.alfa, c.beta, c.gamma)}
    for persona, punti in ((c.alfa, 30), (c.beta, 10), (c.gamma, 10)):
        inviati |= {f"punti_{persona.pk}": str(punti), f"motivo_{persona.pk}": MOTIVO, f"condizioni_{persona.pk}": "ampliamento"}
    assert "Foglio salvato: tutti i candidati sono valutati" in letto(dirigente.post(foglio_, inviati, follow=True))
    procedura.refresh_from_db()
    personale.post(di(procedura, "progressione_passaggio", "forma"), {"versione": procedura.versione})
    procedura.refresh_from_db()
    assert procedura.stato == GRADUATORIA
    assert "C’è una parità da decidere, fra 2 candidati" in letto(segretario.get(procedura.get_absolute_url()))
    parita = di(procedura, "progressione_parita", c.d1.pk, "C")
    gamma = candidato(procedura, c.gamma)
    assert dirigente.post(parita, {"versione": procedura.versione, "scelti": [gamma.pk], "motivo": "sì"}).status_code == 422
    dirigente.post(parita, {"versione": procedura.versione, "scelti": [gamma.pk], "motivo": MOTIVO})
    atto = {"versione": procedura.versione, "tipo": "determinazione", "numero": "91", "data": "2026-04-10", "oggetto": "Approvazione"}
    segretario.post(di(procedura, "progressione_passaggio", "approva"), atto)
    procedura.refresh_from_db()
    assert procedura.stato == CHIUSA
    assert "Parità decisa" in letto(personale.get(di(procedura, "progressione_gruppo", c.d1.pk, "C")))


def test_quel_che_si_e_scritto_nel_bando_torna_indietro(c: SimpleNamespace) -> None:
    risposta = entra(c.personale).post(
        reverse("premi:progressione_nuova", args=[2025]), dati_del_bando(c, decorrenza="2027-01-01", oggetto="Il mio bando")
    )
    assert risposta.status_code == 422
    assert "La decorrenza deve cadere nel 2025 o nel 2026" in letto(risposta)
    assert "Il mio bando" in risposta.content.decode()
    procedura = bandita(c)
    bando = di(procedura, "progressione_bando")
    assert entra(c.personale).get(bando).status_code == 200
    conflitto = entra(c.personale).post(bando, dati_del_bando(c, versione="9", oggetto="Il mio bando"))
    assert (conflitto.status_code, "Il mio bando" in conflitto.content.decode()) == (409, True)


# --- professional growth -----------------------------------------------------------------------------------------------------------------


def test_la_parte_seconda_della_scheda_e_proposta_e_conta_quando_si_salva(c: SimpleNamespace) -> None:
    """2b of the sheet of the last year: one does not write it twice, but the sheet of the candidates is another."""
    c.esercizio.anno = 2024
    c.esercizio.save()
    scheda = SchedaPersonale.objects.create(esercizio=c.esercizio, persona=c.alfa, direzione=c.s1, categoria="C", aperta_il=QUANDO)
    ParteSeconda.objects.create(
        scheda=scheda, maturazione=30, motivi_maturazione="Ha preso in carico lo sportello.", compilata_da=c.dirigente1, compilata_il=QUANDO
    )
    procedura = aperta(c)
    pagina = entra(c.dirigente1).get(di(procedura, "progressione_maturazione", c.d1.pk))
    assert "La parte seconda della scheda 2024 (2b) dice 30 punti : «Ha preso in carico lo sportello.»" in letto(pagina)
    assert not Maturazione.objects.exists(), "è una proposta: finché non la si riprende non conta"
    dati = {"versione": "0", "prima": vuota(c.alfa), f"condizioni_{c.alfa.pk}": ["", "tutoraggio"], f"motivo_{c.alfa.pk}": ""}
    dopo = letto(entra(c.dirigente1).post(di(procedura, "progressione_maturazione", c.d1.pk), dati | {"riprendi": "tutti"}, follow=True))
    assert "Foglio salvato. 2 candidati sono ancora da completare." in dopo
    presa = Maturazione.objects.get()
    assert (presa.punti, presa.condizioni, presa.motivo, presa.manca) == (30, ["tutoraggio"], "Ha preso in carico lo sportello.", "")


def test_due_finestre_sullo_stesso_foglio(c: SimpleNamespace) -> None:
    procedura = aperta(c)
    matura(c, procedura, {c.alfa: 30})
    foglio_ = di(procedura, "progressione_maturazione", c.d1.pk)
    inviati = {
        "versione": "0", "prima": vuota(c.alfa), f"punti_{c.alfa.pk}": "10", f"motivo_{c.alfa.pk}": "Un altro motivo, più lungo.",
        f"condizioni_{c.alfa.pk}": "tutoraggio",
    }  # fmt: skip
    client = entra(c.dirigente1)
    risposta = client.post(foglio_, inviati)
    assert risposta.status_code == 409
    assert "Un altro motivo, più lungo." in risposta.content.decode()
    assert Maturazione.objects.get().punti == 30
    client.post(foglio_, inviati | {"tieni_miei": "1"})
    assert Maturazione.objects.get().punti == 10


def test_quel_che_manca_e_detto_accanto_a_ciascuno_e_niente_si_perde(c: SimpleNamespace) -> None:
    procedura = aperta(c)
    foglio_, client = di(procedura, "progressione_maturazione", c.d1.pk), entra(c.dirigente1)
    inviati = {"versione": "0", "prima": vuota(c.alfa, c.beta), f"punti_{c.alfa.pk}": "30", f"motivo_{c.beta.pk}": "Va ancora detto."}
    pagina = letto(client.post(foglio_, inviati, follow=True))
    assert "Foglio salvato. 3 candidati sono ancora da completare." in pagina
    assert {f for f in ("Segna almeno una delle condizioni", "Scegli il giudizio") if f in pagina} != set()
    assert (Maturazione.objects.get(persona=c.alfa).punti, Maturazione.objects.get(persona=c.beta).motivo) == (30, "Va ancora detto.")
    di_gamma = {f"punti_{c.gamma.pk}": "25", f"motivo_{c.gamma.pk}": MOTIVO}
    sbagliata = client.post(foglio_, {"versione": "1", "prima": vuota(c.gamma)} | di_gamma)
    assert sbagliata.status_code == 422
    assert "Scegli uno dei punteggi della tabella" in letto(sbagliata)
    assert Maturazione.objects.get(persona=c.gamma).motivo == MOTIVO, "il resto è salvato"


# --- the sheet, saved while one types ----------------------------------------------------------------------------------------------------


def salva_di(c: SimpleNamespace, procedura: Progressione, **dati: Any) -> Any:
    return entra(c.dirigente1).post(di(procedura, "progressione_maturazione_salva", c.d1.pk), dati, headers={"hx-request": "true"})


def valore(risposta: Any, nome: str) -> str:
    trovato = re.search(rf'name="{nome}"[^>]* value="([^"]*)"', risposta.content.decode())
    assert trovato, letto(risposta)
    return html.unescape(trovato[1])


def test_si_salva_mentre_si_scrive_e_la_stessa_pagina_non_e_in_conflitto_con_se(c: SimpleNamespace) -> None:
    procedura = aperta(c)
    base = {"versione": "0", "prima": vuota(c.alfa), "pagina": "p1"}
    uno = salva_di(c, procedura, **base, numero="2", **{f"motivo_{c.alfa.pk}": "Ha seg"})
    assert ("1 da completare" in letto(uno), "3 da completare" in letto(uno), valore(uno, "versione")) == (False, True, "1")
    # the answer was lost on the way: the page still holds version 0
    due = salva_di(c, procedura, **base, numero="3", **{f"motivo_{c.alfa.pk}": "Ha seguito l’ufficio."})
    assert ("conflitto" in due.content.decode().split('id="conflitto"')[1][:60], Maturazione.objects.get().motivo) == (
        False, "Ha seguito l’ufficio.",
    )  # fmt: skip
    assert Evento.objects.filter(azione="progressione.maturazione").count() == 2


def test_due_che_scrivono_insieme_non_perdono_niente(c: SimpleNamespace) -> None:
    """What only one has changed is saved; what both have changed is shown with both texts, and chosen."""
    procedura = aperta(c)
    base = {"versione": "0", "prima": vuota(c.alfa, c.beta)}
    salva_di(c, procedura, **base, pagina="p1", numero="2", **{f"motivo_{c.alfa.pk}": "Il testo della prima finestra."})
    altro = salva_di(c, procedura, **base, pagina="p2", numero="2", **{
        f"motivo_{c.alfa.pk}": "Il testo della seconda.", f"motivo_{c.beta.pk}": "Beta lo scrive solo la seconda.",
        f"condizioni_{c.alfa.pk}": ["", "tutoraggio"],
    })  # fmt: skip
    testo = letto(altro)
    assert ("Il testo della prima finestra." in testo, "Il testo della seconda." in testo) == (True, True)
    assert Maturazione.objects.get(persona=c.beta).motivo == "Beta lo scrive solo la seconda."
    alfa = Maturazione.objects.get(persona=c.alfa)
    assert (alfa.motivo, alfa.condizioni) == ("Il testo della prima finestra.", ["tutoraggio"])
    foglio_ = di(procedura, "progressione_maturazione", c.d1.pk)
    tenuti = {"versione": "0", "prima": valore(altro, "prima"), f"motivo_{c.alfa.pk}": "Il testo della seconda.", "tieni_miei": "2"}
    assert entra(c.dirigente1).post(foglio_, tenuti).status_code == 302
    assert Maturazione.objects.get(persona=c.alfa).motivo == "Il testo della seconda."


def test_chi_non_e_piu_candidato_e_detto_e_a_graduatoria_formata_non_si_scrive(c: SimpleNamespace) -> None:
    procedura = valutata(c)
    c.alfa.valutazioni_pregresse.filter(anno=2023).update(totale="179.00")
    testo = {f"motivo_{c.alfa.pk}": "Testo che resta.", f"motivo_{c.beta.pk}": "Un’altra motivazione."}
    risposta = salva_di(c, procedura, versione="1", prima="{}", **testo)
    assert "Non tutto è salvato" in letto(risposta)
    assert Maturazione.objects.get(persona=c.beta).motivo == "Un’altra motivazione."
    di_altri = {f"motivo_{c.persona_dipendente3.pk}": "Di un’altra Direzione.", "punti_999999": "40"}
    altrui = salva_di(c, procedura, versione="2", prima="{}", **di_altri)
    assert "Non tutto è salvato" in letto(altrui)
    assert not Maturazione.objects.filter(motivo="Di un’altra Direzione.").exists()
    passa(procedura, "forma", c.personale)
    assert salva_di(c, procedura, versione="2", prima="{}", **testo).status_code == 403
    assert "ora non si scrive" in letto(entra(c.dirigente1).get(di(procedura, "progressione_maturazione", c.d1.pk)))


# --- who reads what ----------------------------------------------------------------------------------------------------------------------


def test_ognuno_legge_il_suo(c: SimpleNamespace) -> None:
    procedura = approvata(c)
    di_tosi, di_alfa = (candidato(procedura, p).get_absolute_url() for p in (c.persona_dipendente3, c.alfa))
    for chi in (c.personale, c.segretario, c.ncvp):
        assert entra(chi).get(di_alfa).status_code == 200
    assert {chi: entra(getattr(c, chi)).get(di_tosi).status_code for chi in ("dirigente2", "dipendente3", "dirigente1", "dipendente1")} == {
        "dirigente2": 200, "dipendente3": 200, "dirigente1": 404, "dipendente1": 404,
    }  # fmt: skip
    pagina = letto(entra(c.dipendente3).get(di_tosi))
    assert "Posto 1 su 1" in pagina
    assert "Punti dei risultati: la media esatta si arrotonda a 211" in pagina
    assert MOTIVO in pagina
    assert entra(c.dipendente3).get(procedura.get_absolute_url()).status_code == 404
    assert "Posto 1, 70 punti" in letto(entra(c.dipendente3).get(reverse("premi:mie_progressioni")))
    assert "Non sei in nessuna graduatoria" in letto(entra(c.po1).get(reverse("premi:mie_progressioni")))


def test_prima_dell_approvazione_il_candidato_non_legge_niente(c: SimpleNamespace) -> None:
    procedura = formata(c)
    assert entra(c.dipendente3).get(candidato(procedura, c.persona_dipendente3).get_absolute_url()).status_code == 404
    mie = letto(entra(c.dipendente3).get(reverse("premi:mie_progressioni")))
    assert "Non sei in nessuna" in mie
    assert ("Con questi dati sei fra gli ammissibili" in mie, "punti li leggi qui dopo" in mie, MOTIVO in mie) == (True, True, False)


def test_chi_e_in_una_procedura_in_corso_legge_le_sue_condizioni_e_nessun_altra(c: SimpleNamespace) -> None:
    """Also who is excluded, and why; as they stand today, then as the ranking has frozen them; only their own category."""
    mie = reverse("premi:mie_progressioni")
    procedura = valutata(c)
    ora = letto(entra(c.dipendente1).get(mie))
    assert "Con questi dati non sei fra gli ammissibili" in ora
    assert ("Non risulta da quando" in ora, "2023: manca la valutazione" in ora) == (True, True)
    assert ("180,00" in ora, c.delta.cognome in ora) == (False, False)
    passa(procedura, "forma", c.personale)
    PosizioneEconomica.objects.create(persona=c.persona_dipendente1, denominazione="C1", dal=date(2020, 1, 1))
    assert "Non risulta da quando" in letto(entra(c.dipendente1).get(mie)), "la graduatoria è congelata"
    with CaptureQueriesContext(connection) as una:
        entra(c.dipendente1).get(mie)
    aperta(c)
    aperta(c)
    with CaptureQueriesContext(connection) as tre:
        entra(c.dipendente1).get(mie)
    assert len(tre) == len(una)


def test_il_dirigente_legge_solo_la_sua_direzione(c: SimpleNamespace) -> None:
    procedura = formata(c)
    client = entra(c.dirigente2)
    pagina = letto(client.get(procedura.get_absolute_url()))
    assert ("Lavori Pubblici, categoria D" in pagina, "Finanze e Tributi, categoria C" in pagina) == (True, False)
    assert client.get(di(procedura, "progressione_gruppo", c.d1.pk, "C")).status_code == 404
    assert client.get(di(procedura, "progressione_gruppo", c.d2.pk, "D")).status_code == 200
    preparata = bandita(c)
    assert client.get(preparata.get_absolute_url()).status_code == 404, "il bando in preparazione è del Personale"


def test_chi_e_escluso_legge_il_perche(c: SimpleNamespace) -> None:
    procedura = formata(c)
    pagina = letto(entra(c.personale).get(candidato(procedura, c.epsilon).get_absolute_url()))
    assert "Perché non è ammissibile" in pagina
    assert "non ha ancora compiuto due anni interi" in pagina


# --- spreadsheets, the desk, the vertical progression ------------------------------------------------------------------------------------


def test_la_graduatoria_in_xlsx_e_i_passaggi_per_le_paghe(c: SimpleNamespace) -> None:
    procedura = approvata(c)
    risposta = entra(c.segretario).post(di(procedura, "progressione_scarica", "xlsx"))
    libro = load_workbook(BytesIO(risposta.content))
    assert libro.sheetnames == ["Graduatoria", "Non ammissibili", "Posti"]
    righe = list(libro["Graduatoria"].iter_rows(min_row=2, values_only=True))
    assert [(r[4], r[2], r[11], r[12]) for r in righe[:3]] == [
        ("Alfa Ugo", 1, 90, "ottiene il posto"), ("Beta Ugo", 2, 40, "posti finiti"), ("Gamma Ugo", 2, 40, "ottiene il posto"),
    ]  # fmt: skip
    paghe = entra(c.personale).post(di(procedura, "progressione_scarica", "paghe"))
    lette = list(csv.reader(io.StringIO(paghe.content.decode("utf-8-sig")), delimiter=";"))
    assert [r[0] for r in lette[1:]] == ["P1", "P3", c.persona_dipendente3.matricola]
    assert lette[1][3:] == ["C2", "C3", "01/01/2025"]
    assert entra(c.segretario).post(di(procedura, "progressione_scarica", "paghe")).status_code == 403
    assert Evento.objects.filter(azione="progressione.esporta").count() == 2


def test_la_scrivania_dice_a_ciascuno_che_cosa_aspetta(c: SimpleNamespace) -> None:
    def dice(chi: object) -> str:
        return letto(entra(chi).get(reverse("scrivania")))

    procedura = aperta(c)
    assert "3 candidati da valutare" in dice(c.dirigente1)
    assert "I Dirigenti devono valutare la maturazione di 4 candidati" in dice(c.personale)
    matura(c, procedura, {c.alfa: 30, c.beta: 10, c.gamma: 10})
    matura(c, procedura, {c.persona_dipendente3: 40}, c.d2, c.dirigente2)
    assert "si può formare la graduatoria" in dice(c.personale)
    passa(procedura, "forma", c.personale)
    assert "2 candidati alla pari per l’ultimo posto" in dice(c.dirigente1)
    procedura.refresh_from_db()
    decidi_parita(
        procedura=procedura, direzione=c.d1, categoria="C", scelti=[candidato(procedura, c.beta).pk], motivo=MOTIVO, utente=c.segretario,
        quando=QUANDO, versione=procedura.versione,
    )  # fmt: skip
    assert "manca l’atto che la approva" in dice(c.segretario)
    approva_progressione(procedura=procedura, atto=APPROVA, utente=c.segretario, quando=QUANDO, versione=procedura.versione)
    assert "La tua progressione 2025" in dice(c.dipendente3)


def test_art_22_verticale_la_soglia_e_200_e_180_con_il_vecchio_sistema(c: SimpleNamespace) -> None:
    c.delta.valutazioni_pregresse.filter(anno=2023).update(totale="180.01", sistema="precedente")
    c.beta.valutazioni_pregresse.filter(anno=2022).update(totale="200.00")
    pagina = entra(c.ncvp).get(reverse("premi:verticale", args=[2025]), {"titolo": "si"})
    testo = letto(pagina)
    assert "2023: 180,01 punti, con il sistema precedente; ne servono più di 180." in testo
    assert "Beta Ugo" not in testo
    senza = letto(entra(c.personale).get(reverse("premi:verticale", args=[2025]), {"titolo": "no", "q": "beta"}))
    assert "2022: 200,00 punti; ne servono più di 200." in senza
    risposta = entra(c.personale).post(reverse("premi:verticale_esporta", args=[2025]) + "?titolo=si")
    righe = list(load_workbook(BytesIO(risposta.content)).active.iter_rows(min_row=2, values_only=True))
    assert {r[4] for r in righe} == {"sì"}
    assert entra(c.ncvp).post(reverse("premi:verticale_esporta", args=[2025])).status_code == 403


def test_le_query_delle_pagine_non_crescono(c: SimpleNamespace) -> None:
    procedura = valutata(c)
    pagine = [
        (c.personale, procedura.get_absolute_url()), (c.personale, di(procedura, "progressione_gruppo", c.d1.pk, "C")),
        (c.dirigente1, di(procedura, "progressione_maturazione", c.d1.pk)), (c.ncvp, reverse("premi:verticale", args=[2025])),
        (c.personale, reverse("premi:progressioni", args=[2025])),
    ]  # fmt: skip

    def quante() -> list[int]:
        conti = []
        for chi, pagina in pagine:
            client = entra(chi)
            with CaptureQueriesContext(connection) as q:
                assert client.get(pagina).status_code == 200
            conti.append(len(q))
        return conti

    prima = quante()
    for n in range(12):
        persona = Persona.objects.create(matricola=f"X{n}", cognome="Tanti", nome=str(n))
        Appartenenza.objects.create(persona=persona, direzione=c.s1, categoria="C", dal=date(2022, 1, 1))
        annata(c, persona, ("210.00", "211.00", "212.00"), date(2020, 1, 1))
    assert quante() == prima
