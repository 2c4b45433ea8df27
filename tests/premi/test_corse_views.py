"""Artt. 22–24 in the browser: the home of the section, a run from the computation to the payment, each amount with its why."""

import re
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from premi.letture.completezza import che_manca
from premi.letture.quadro import NOMINATE
from premi.models import Corsa, CriterioResidui, Istituto, LineaPremio
from premi.operazioni.corse import approva_corsa, chiedi_corsa
from premi.stati import APPROVATA, IN_CALCOLO, LIQUIDATA, NON_RIUSCITA, PROPOSTA, PROVVISORIA, SUPERATA
from smvp.documenti.atti import DatiAtto
from smvp.flusso.agenda import agenda
from smvp.organizzazione.models import Persona
from smvp.organizzazione.ruoli import ruoli_di
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.models import SchedaPersonale
from valutazioni.operazioni.relazione import valida_relazione

from .scene import GIUNTA, calcolata, da_pagare, passa

D = Decimal
RISULTATO, PRODUTTIVITA = Istituto.RISULTATO, Istituto.PRODUTTIVITA
HOME = reverse("premi:corse", args=[2025])
VERBALE = DatiAtto(7, QUANDO.date(), "Validazione della Relazione 2025")
_scritta, c = scena_del_modulo(da_pagare)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def entra(utente: object) -> Client:
    client = Client()
    client.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return client


def letto(risposta: Any) -> str:
    """What one reads, without tags and with plain spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", risposta.content.decode()).replace("\N{NO-BREAK SPACE}", " "))


def di(corsa: Corsa, pagina: str, *altro: Any) -> str:
    return reverse(f"premi:{pagina}", args=[corsa.pk, *altro])


def approvata(c: SimpleNamespace, istituto: str = RISULTATO) -> Corsa:
    corsa = passa(calcolata(c, istituto), ("controlla", c.personale), ("proponi", c.segretario))
    return approva_corsa(corsa=corsa, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=corsa.versione)


# --- the home of the section ---


def test_la_casa_dice_che_cosa_manca_e_poi_offre_il_calcolo(c: SimpleNamespace) -> None:
    pagina = entra(c.personale).get(HOME)
    assert letto(pagina).count("Non manca niente") == 2
    assert pagina.content.decode().count('action="/premi/2025/calcola/') == 2
    assert "Calcola" not in letto(entra(c.segretario).get(HOME)), "il Segretario legge, non calcola"


def test_chi_manca_e_nominato_e_il_pulsante_e_fermo(c: SimpleNamespace) -> None:
    nuovo = Persona.objects.create(matricola="Z001", cognome="Zanetti", nome="Ugo")
    nuovo.appartenenze.create(direzione=c.s1, categoria="C", dal="2025-03-01")
    pagina = entra(c.personale).get(HOME)
    assert "manca una cosa" in letto(pagina)
    assert "Zanetti Ugo" in letto(pagina)
    assert reverse("valutazioni:personale", args=[2025]) in pagina.content.decode(), "il collegamento dove si rimedia"
    assert pagina.content.decode().count('action="/premi/2025/calcola/') == 1, "solo il risultato si può calcolare"
    rifiuto = entra(c.personale).post(reverse("premi:calcola", args=[2025, PRODUTTIVITA]), follow=True)
    assert "prima di calcolare manca una cosa" in letto(rifiuto)
    assert not Corsa.objects.exists()


def test_oltre_venti_se_ne_nominano_venti_e_si_contano_le_altre(c: SimpleNamespace) -> None:
    gente = Persona.objects.bulk_create(Persona(matricola=f"Z{n:03}", cognome="Zeta", nome=f"N{n:03}") for n in range(NOMINATE + 5))
    for p in gente:
        p.appartenenze.create(direzione=c.s1, categoria="C", dal="2025-03-01")
    (gruppo,) = che_manca(c.esercizio, PRODUTTIVITA, al_massimo=NOMINATE)
    assert (len(gruppo.voci), gruppo.quante, gruppo.altre) == (NOMINATE, NOMINATE + 5, 5)
    assert "e altre 5" in letto(entra(c.personale).get(HOME))


def test_le_corse_dell_esercizio_con_stato_e_cifre(c: SimpleNamespace) -> None:
    corsa = calcolata(c)
    scritto = letto(entra(c.segretario).get(HOME))
    for atteso in ("Corsa n. 1", "Calcolo provvisorio", "90.000,00 €", "10/04/2026"):
        assert atteso in scritto, atteso
    assert di(corsa, "corsa") in entra(c.segretario).get(HOME).content.decode()


# --- waiting for the worker ---


def test_il_pulsante_porta_alla_corsa_che_si_aggiorna_da_sola(c: SimpleNamespace) -> None:
    client = entra(c.personale)
    risposta = client.post(reverse("premi:calcola", args=[2025, RISULTATO]))
    corsa = Corsa.objects.get()
    assert risposta.url == di(corsa, "corsa")
    assert f'hx-get="{di(corsa, "avanzamento")}' in client.get(risposta.url).content.decode()
    assert client.post(reverse("premi:calcola", args=[2025, RISULTATO])).url == risposta.url, "due clic, una corsa"
    assert Corsa.objects.count() == 1
    a_meta = client.get(di(corsa, "avanzamento")).content.decode()
    assert "Riprova" not in a_meta
    assert "<html" not in a_meta


def test_se_aspetta_da_troppo_si_riprova(c: SimpleNamespace, settings: Any) -> None:
    corsa = chiedi_corsa(esercizio=c.esercizio, istituto=RISULTATO, utente=c.personale, quando=QUANDO)
    Corsa.objects.filter(pk=corsa.pk).update(accodata_il=QUANDO.replace(year=2025))
    assert "Riprova" in letto(entra(c.personale).get(di(corsa, "avanzamento")))
    assert "Riprova" not in letto(entra(c.segretario).get(di(corsa, "avanzamento"))), "il Segretario guarda"
    entra(c.personale).post(reverse("premi:calcola", args=[2025, RISULTATO]))
    corsa.refresh_from_db()
    assert corsa.accodata_il.year == 2026


def test_finito_il_calcolo_la_pagina_prende_il_posto_dell_attesa(c: SimpleNamespace) -> None:
    corsa = calcolata(c)
    finita = entra(c.personale).get(di(corsa, "avanzamento")).content.decode()
    assert f'hx-get="{di(corsa, "corsa")}"' in finita
    assert 'hx-trigger="load"' in finita


def test_una_corsa_non_riuscita_dice_i_difetti_uno_per_uno(c: SimpleNamespace) -> None:
    calcolata(c)
    corsa = calcolata(c)
    assert corsa.stato == NON_RIUSCITA
    scritto = letto(entra(c.personale).get(di(corsa, "corsa")))
    assert "sono quelli della corsa n. 1" in scritto
    assert "Calcola di nuovo" in scritto
    assert "Calcola di nuovo" not in letto(entra(c.segretario).get(di(corsa, "corsa")))
    assert entra(c.personale).get(di(corsa, "differenze")).status_code == 404


# --- the page of a run ---


def test_le_cifre_in_testa_le_fasce_e_le_linee(c: SimpleNamespace) -> None:
    corsa = calcolata(c)
    scritto = letto(entra(c.personale).get(di(corsa, "corsa")))
    distribuito = sum(x.importo for x in corsa.linee_risultato.all())
    assert distribuito == corsa.distribuito
    for atteso in ("90.000,00 €", "60.000,00 €", "30.000,00 €", "Economie", corsa.impronta, "domodossola-2020", "Bertolini"):
        assert atteso in scritto, atteso
    assert scritto.count("perché questo importo") == corsa.linee_risultato.count()


def test_le_direzioni_con_fondo_premi_e_residuo_e_chi_e_a_zero(c: SimpleNamespace) -> None:
    corsa = calcolata(c, PRODUTTIVITA)
    client = entra(c.personale)
    scritto = letto(client.get(di(corsa, "corsa")))
    for atteso in ("10.000,00 €", "Persone pagate 2", "A zero 1", "sotto la soglia", "non ci sono premi ulteriori"):
        assert atteso in scritto, atteso
    zero = client.get(di(corsa, "corsa"), {"esito": "zero"})
    assert [x.matricola for x in zero.context["elenco"].pagina] == [c.persona_dipendente3.matricola]
    trovata = client.get(di(corsa, "corsa"), {"q": c.persona_dipendente1.cognome.upper()})
    assert [x.matricola for x in trovata.context["elenco"].pagina] == [c.persona_dipendente1.matricola]
    della_due = client.get(di(corsa, "corsa"), {"unita": "D2"})
    assert {x.direzione.codice for x in della_due.context["elenco"].pagina} <= {"D2"}
    assert "Nessuna riga" in letto(client.get(di(corsa, "corsa"), {"q": "nessuno così"}))


def test_le_interrogazioni_non_crescono_con_le_linee(c: SimpleNamespace) -> None:
    corsa = calcolata(c, PRODUTTIVITA)
    client = entra(c.personale)

    def quante() -> int:
        with CaptureQueriesContext(connection) as lette:
            assert client.get(di(corsa, "corsa")).status_code == 200
        return len(lette)

    quante()  # the first answer writes the session
    poche = quante()
    modello = corsa.linee_premio.first()
    persone = Persona.objects.bulk_create(Persona(matricola=f"L{n:04}", cognome="Linea", nome=f"N{n:04}") for n in range(500))
    schede = SchedaPersonale.objects.bulk_create(
        SchedaPersonale(esercizio=c.esercizio, persona=p, direzione=c.s1, categoria="C", aperta_il=QUANDO) for p in persone
    )
    LineaPremio.objects.bulk_create(
        LineaPremio(corsa=corsa, scheda=s, persona=s.persona, matricola=s.persona.matricola, nominativo=str(s.persona),
                    direzione_id=modello.direzione_id, categoria="C", quota=0, premio=0) for s in schede
    )  # fmt: skip
    assert quante() == poche
    assert len(client.get(di(corsa, "corsa"), {"pagina": 2}).context["elenco"].pagina) == 50


def test_le_differenze_dalla_corsa_di_prima(c: SimpleNamespace) -> None:
    prima = calcolata(c, PRODUTTIVITA)
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=D(241), tetto=D("50.00"))
    dopo = calcolata(c, PRODUTTIVITA)
    prima.refresh_from_db()
    assert prima.stato == SUPERATA
    client = entra(c.personale)
    assert di(dopo, "differenze") in client.get(di(dopo, "corsa")).content.decode()
    scritto = letto(client.get(di(dopo, "differenze")))
    for atteso in ("Cambia per una persona", c.persona_dipendente2.cognome, "+ 50,00 €".replace("+ ", "+"), "In tutto 50,00 €"):
        assert atteso in scritto, atteso
    assert client.get(di(prima, "differenze")).status_code == 404, "prima non c’era niente"


# --- the steps ---


def test_dal_controllo_alla_liquidazione_ciascuno_il_suo_passo(c: SimpleNamespace) -> None:
    corsa, personale, segretario = calcolata(c), entra(c.personale), entra(c.segretario)
    for azione, chi, altro in (("controlla", personale, segretario), ("proponi", segretario, personale)):
        indirizzo = di(corsa, "passaggio", azione)
        assert altro.get(indirizzo).status_code == 403
        assert "Controlla prima di confermare" in letto(chi.get(indirizzo))
        corsa.refresh_from_db()
        assert chi.post(indirizzo, {"versione": corsa.versione}).url == di(corsa, "corsa")
        assert chi.post(indirizzo, {"versione": corsa.versione}).status_code == 302, "ripetuto: lo dice, non lo rifà"
    corsa.refresh_from_db()
    assert corsa.stato == PROPOSTA
    atto = {"numero": "55", "data": "2026-04-10", "oggetto": "Approvazione degli importi", "versione": corsa.versione}
    assert personale.post(di(corsa, "passaggio", "approva"), atto).status_code == 403
    assert segretario.post(di(corsa, "passaggio", "approva"), atto).status_code == 302
    corsa.refresh_from_db()
    assert (corsa.stato, corsa.atto.numero) == (APPROVATA, 55)
    bloccata = letto(personale.get(di(corsa, "corsa")))
    assert "non è ancora validata" in bloccata
    valida_relazione(esercizio=c.esercizio, atto=VERBALE, utente=c.ncvp, quando=QUANDO)
    personale.post(di(corsa, "passaggio", "rendi_liquidabile"), {"versione": corsa.versione})
    corsa.refresh_from_db()
    determina = {"numero": "210", "data": "2026-04-10", "oggetto": "Liquidazione", "versione": corsa.versione}
    assert segretario.post(di(corsa, "passaggio", "liquida"), determina).status_code == 403
    personale.post(di(corsa, "passaggio", "liquida"), determina)
    corsa.refresh_from_db()
    assert (corsa.stato, corsa.atto_liquidazione.tipo) == (LIQUIDATA, "determinazione")
    storia = letto(personale.get(di(corsa, "corsa")))
    for parola in ("Chiesta", "Controllata", "Proposta", "Approvata", "Liquidabile", "Liquidata"):
        assert parola in storia


def test_un_atto_sbagliato_torna_con_quello_che_si_e_scritto(c: SimpleNamespace) -> None:
    corsa = passa(calcolata(c), ("controlla", c.personale), ("proponi", c.segretario))
    segretario = entra(c.segretario)
    futuro = {"numero": "55", "data": "2026-12-31", "oggetto": "Approvazione degli importi", "versione": corsa.versione}
    risposta = segretario.post(di(corsa, "passaggio", "approva"), futuro)
    assert risposta.status_code == 422
    assert "data nel futuro" in letto(risposta)
    assert 'value="Approvazione degli importi"' in risposta.content.decode()
    vecchia = segretario.post(di(corsa, "passaggio", "approva"), futuro | {"data": "2026-04-10", "versione": 1})
    assert vecchia.status_code == 422
    assert "qualcun altro" in letto(vecchia)
    vuoto = segretario.post(di(corsa, "passaggio", "approva"), {"versione": corsa.versione})
    assert "Scrivi il numero" in letto(vuoto)
    corsa.refresh_from_db()
    assert corsa.stato == PROPOSTA


def test_i_passi_del_lavoratore_non_si_fanno_a_mano(c: SimpleNamespace) -> None:
    """Who asked for a run holds the permission in whose name it is computed: its page does not lend it."""
    corsa = chiedi_corsa(esercizio=c.esercizio, istituto=RISULTATO, utente=c.personale, quando=QUANDO)
    for azione in ("calcola", "ferma"):
        assert entra(c.personale).post(di(corsa, "passaggio", azione), {"versione": corsa.versione}).status_code == 404
    corsa.refresh_from_db()
    assert corsa.stato == IN_CALCOLO


def test_il_segretario_rimanda_e_il_personale_legge_perche(c: SimpleNamespace) -> None:
    corsa = passa(calcolata(c), ("controlla", c.personale))
    dati = {"versione": corsa.versione, "motivo": "Manca la variazione del fondo delle P.O."}
    entra(c.segretario).post(di(corsa, "passaggio", "rimanda"), dati)
    corsa.refresh_from_db()
    assert corsa.stato == PROVVISORIA
    assert "Manca la variazione del fondo delle P.O." in letto(entra(c.personale).get(di(corsa, "corsa")))


# --- why this amount ---


def test_dal_rapporto_all_articolo_con_due_clic(c: SimpleNamespace) -> None:
    """Every amount of the run's page leads to its steps, and the steps to the articles."""
    corsa = calcolata(c)
    client = entra(c.personale)
    linea = corsa.linee_risultato.get(persona=c.persona_dirigente1)
    assert linea.get_absolute_url() in client.get(di(corsa, "corsa")).content.decode()
    pagina = client.get(linea.get_absolute_url())
    scritto = letto(pagina)
    for atteso in ("12.000,00 €", "85 %", "10.200,00 €", "365", "Dal punteggio alla fascia"):
        assert atteso in scritto, atteso
    for articolo in ("16", "24"):
        assert reverse("articolo", args=[articolo]) in pagina.content.decode()


def test_chi_paga_sa_il_punteggio_e_non_i_voti(c: SimpleNamespace) -> None:
    corsa = approvata(c)
    linea = corsa.linee_risultato.get(persona=c.persona_dirigente1)
    for chi, legge in ((c.personale, False), (c.segretario, True), (c.dirigente1, True)):
        scritto = letto(entra(chi).get(linea.get_absolute_url()))
        assert "140 + 60 = 200,00" in scritto
        assert "10.200,00 €" in scritto
        assert ("media dei voti" in scritto, "OG-1" in scritto) == (legge, legge)


def test_ogni_linea_spiega_il_proprio_importo(c: SimpleNamespace) -> None:
    """The steps that one reads end with the amount of the line, in both kinds."""
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=D(241), tetto=D("50.00"))
    client = entra(c.personale)
    for corsa in (calcolata(c, RISULTATO), calcolata(c, PRODUTTIVITA)):
        linee = corsa.linee_risultato.all() if corsa.di_risultato else corsa.linee_premio.all()
        for linea in linee:
            perche = client.get(linea.get_absolute_url()).context["perche"]
            valori = [p.valore for _, passi in perche.sezioni for p in passi if p.cifra]
            assert not perche.regole_cambiate
            if corsa.di_risultato:
                assert valori[-1] == linea.importo
            else:
                assert linea.premio in valori
                assert valori[-1] == linea.ulteriore


def test_il_premio_ulteriore_dice_residuo_e_tetto(c: SimpleNamespace) -> None:
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=D(241), tetto=D("50.00"))
    corsa = calcolata(c, PRODUTTIVITA)
    scritto = letto(entra(c.personale).get(corsa.linee_premio.get(persona=c.persona_dipendente2).get_absolute_url()))
    assert "arriva al massimo" in scritto
    senza = letto(entra(c.personale).get(corsa.linee_premio.get(persona=c.persona_dipendente1).get_absolute_url()))
    assert "Nessun premio ulteriore" in senza


def test_la_linea_la_legge_solo_chi_e_pagato_e_solo_approvata(c: SimpleNamespace) -> None:
    corsa = calcolata(c, PRODUTTIVITA)
    linea = corsa.linee_premio.get(persona=c.persona_dipendente1)
    assert entra(c.dipendente1).get(linea.get_absolute_url()).status_code == 404, "prima che sia approvata"
    corsa = passa(corsa, ("controlla", c.personale), ("proponi", c.segretario))
    approva_corsa(corsa=corsa, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=corsa.versione)
    assert entra(c.dipendente1).get(linea.get_absolute_url()).status_code == 200
    for altro in (c.dipendente2, c.dirigente1, c.ncvp, c.sindaco, c.admin):
        assert entra(altro).get(linea.get_absolute_url()).status_code == 404
    altra = calcolata(c, RISULTATO)
    assert entra(c.personale).get(reverse("premi:linea", args=[altra.pk, 999_999])).status_code == 404


def test_la_scheda_la_apre_chi_la_puo_leggere(c: SimpleNamespace) -> None:
    corsa = approvata(c, PRODUTTIVITA)
    linea = corsa.linee_premio.get(persona=c.persona_dipendente1)
    scheda = linea.scheda.get_absolute_url()
    assert scheda in entra(c.dipendente1).get(linea.get_absolute_url()).content.decode()
    assert scheda not in entra(c.personale).get(linea.get_absolute_url()).content.decode(), "il Personale sa i totali, non i voti"


# --- one's own ---


def test_i_miei_premi_quando_sono_approvati(c: SimpleNamespace) -> None:
    client = entra(c.dipendente1)
    miei = reverse("premi:miei")
    assert "nessun importo approvato" in letto(client.get(miei))
    calcolata(c, PRODUTTIVITA)
    assert "nessun importo approvato" in letto(client.get(miei))
    corsa = passa(Corsa.objects.get(), ("controlla", c.personale), ("proponi", c.segretario))
    approva_corsa(corsa=corsa, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=corsa.versione)
    linea = corsa.linee_premio.get(persona=c.persona_dipendente1)
    pagina = client.get(miei)
    assert linea.get_absolute_url() in pagina.content.decode()
    assert [m.linea.pk for a in pagina.context["anni"] for m in a.linee] == [linea.pk], "solo le proprie"
    assert c.persona_dipendente2.matricola not in letto(pagina)


def test_una_correzione_prende_il_posto_e_si_vede(c: SimpleNamespace) -> None:
    prima = approvata(c, PRODUTTIVITA)
    CriterioResidui.objects.create(esercizio=c.esercizio, soglia=D(241), tetto=D("50.00"))
    dopo = calcolata(c, PRODUTTIVITA)
    assert dopo.precedente == prima
    dopo = passa(dopo, ("controlla", c.personale), ("proponi", c.segretario))
    approva_corsa(corsa=dopo, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=dopo.versione)
    pagina = entra(c.dipendente2).get(reverse("premi:miei"))
    (anno,) = pagina.context["anni"]
    assert [m.corretta_dalla for m in anno.linee] == [None, 2]
    assert anno.totale == dopo.linee_premio.get(persona=c.persona_dipendente2).importo
    assert "Corretta dalla corsa n. 2" in letto(pagina)


# --- the desk ---


def _cose(utente: Any, rf: Any) -> dict[str, str]:
    """Title and words of what waits for a user."""
    richiesta = rf.get("/")
    richiesta.user, richiesta.persona, richiesta.ruoli = utente, utente.persona, ruoli_di(utente, QUANDO.date())
    cose = [(g, x) for g, gruppo in agenda(richiesta, QUANDO.date()).items() for x in gruppo]
    return {f"{g}: {x.titolo}": x.etichetta_azione for g, x in cose if "/premi/" in x.url or "/relazione/" in x.url}


def test_la_scrivania_segue_la_corsa(c: SimpleNamespace, rf: Any) -> None:
    titolo = "Retribuzione di risultato 2025"
    assert _cose(c.personale, rf)[f"da_fare: {titolo}"] == "Calcola gli importi"
    assert titolo not in str(_cose(c.segretario, rf))
    corsa = calcolata(c)
    con_numero = f"{titolo}, corsa n. 1"
    passi = (
        (None, None, "Controlla gli importi", "personale", "segretario"),
        ("controlla", c.personale, "Proponi gli importi", "segretario", "personale"),
        ("proponi", c.segretario, "Registra l’atto", "segretario", "personale"),
    )
    for azione, utente, etichetta, tocca_a, altro in passi:
        corsa = passa(corsa, (azione, utente)) if azione else corsa
        assert _cose(getattr(c, tocca_a), rf)[f"da_fare: {con_numero}"] == etichetta
        assert f"in_attesa: {con_numero}" in _cose(getattr(c, altro), rf)
    corsa = approva_corsa(corsa=corsa, atto=GIUNTA, utente=c.segretario, quando=QUANDO, versione=corsa.versione)
    assert f"in_attesa: {con_numero}" in _cose(c.personale, rf), "senza Relazione non si paga"
    assert _cose(c.segretario, rf)["da_fare: Relazione sulla performance 2025"] == "Comincia", "i premi la aspettano"
    assert "concluso: Il tuo premio 2025" in _cose(c.dirigente1, rf)
    valida_relazione(esercizio=c.esercizio, atto=VERBALE, utente=c.ncvp, quando=QUANDO)
    assert "Relazione sulla performance 2025" not in str(_cose(c.segretario, rf))
    assert _cose(c.personale, rf)[f"da_fare: {con_numero}"] == "Rendi liquidabili"
    corsa = passa(corsa, ("rendi_liquidabile", c.personale))
    assert _cose(c.personale, rf)[f"da_fare: {con_numero}"] == "Registra la liquidazione"
