"""The page of an objective's sheet and its compilation in the browser (artt. 7–9, Allegato A)."""

import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from obiettivi.models import TESTO_MASSIMO, Fase, Indicatore, Obiettivo, Parte
from obiettivi.operazioni.schede import crea_obiettivo
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Utente
from smvp.registro.models import Evento

from .scene import collettivo, di_po, entra, individuale, porta_a

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _oggi(settings: SimpleNamespace) -> None:
    settings.OGGI = "2025-01-21"


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return comune


def pagina(utente: Utente, o: Obiettivo) -> str:
    risposta = entra(Client(), utente).get(o.get_absolute_url())
    assert risposta.status_code == 200
    return risposta.content.decode()


def test_la_scheda_si_legge_come_sulla_carta(c: SimpleNamespace) -> None:
    o = individuale(c)
    testo = pagina(c.dirigente1, o)
    for atteso in (
        o.titolo, o.descrizione, o.risultato_atteso, "Mappa dei passaggi della fattura", "entro il 31/03/2025", "95\N{NO-BREAK SPACE}%",
        "86,4\N{NO-BREAK SPACE}%", "3 Istruttore amministrativo", "12.500,00\N{NO-BREAK SPACE}€", "efficacia quantitativa", "Aspetta te",
        "entro <b>venerdì 31\N{NO-BREAK SPACE}gennaio</b>, mancano 10\N{NO-BREAK SPACE}giorni",
    ):  # fmt: skip
        assert escape(atteso) in testo or atteso in testo, atteso


@pytest.mark.parametrize(
    "stato", ["negoziata", "trasmessa", "validata", "assegnata", "monitorata", "rendicontata", "al_valutatore", "valutata"]
)
def test_la_scheda_si_apre_in_ogni_stato(c: SimpleNamespace, stato: str) -> None:
    o = porta_a(c, collettivo(c), stato)
    testo = pagina(c.dirigente2, o)
    assert testo.count('aria-current="step"') == (0 if stato in ("assegnata", "valutata") else 1)


def test_chi_aspetta_altri_legge_chi(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "trasmessa")
    atteso = escape(c.ncvp.persona.con_titolo)
    assert f"aspetta <b>{atteso}</b>" in pagina(c.dirigente1, o) and "aspetta <b>" not in pagina(c.ncvp, o)


def test_quella_di_una_po_salta_parere_e_ncvp(c: SimpleNamespace) -> None:
    testo = pagina(c.po1, di_po(c))
    assert "Parere favorevole" not in testo


# --- filling in ------------------------------------------------------------------------------------------------------------------

HTMX = {"HTTP_HX_REQUEST": "true"}


def compila(o: Obiettivo, parte: Parte | None = None) -> str:
    return reverse("obiettivi:parte", args=[o.pk, parte.pk]) if parte else reverse("obiettivi:modifica", args=[o.pk])


def campi(risposta: HttpResponse) -> dict[str, Any]:
    """What a browser would send back of the page: every field as it stands, with its hidden twin where it has one."""
    dati: dict[str, Any] = {}
    for modulo in re.findall(r'<form id="scheda".*?</form>', risposta.content.decode(), re.DOTALL):
        for tag in re.finditer(r"<input[^>]*>|<textarea[^>]*>.*?</textarea>|<select.*?</select>", modulo, re.DOTALL):
            _aggiungi(dati, tag[0])
    return dati


def _aggiungi(dati: dict[str, Any], tag: str) -> None:
    nome = re.search(r'name="([^"]*)"', tag)
    if nome is None or (re.search(r'type="(checkbox|radio)"', tag) and " checked" not in tag):
        return
    valore = re.search(r'value="([^"]*)"', tag)
    testo = valore[1] if valore else ""
    if tag.startswith("<textarea"):
        testo = tag[tag.index(">") + 1 : -len("</textarea>")].removeprefix("\n")
    if tag.startswith("<select"):
        scelta = re.search(r'value="([^"]*)" selected', tag)
        testo = scelta[1] if scelta else ""
    if nome[1] == "ambiti":
        dati.setdefault("ambiti", []).append(unescape(testo))
    else:
        dati[nome[1]] = unescape(testo)


def salva(cliente: Client, o: Obiettivo, dati: dict[str, Any], parte: Parte | None = None) -> HttpResponse:
    args = [o.pk, parte.pk] if parte else [o.pk]
    return cliente.post(reverse(f"obiettivi:{'salva_parte' if parte else 'salva'}", args=args), dati, **HTMX)


def test_si_compila_tutto_l_allegato_a_mentre_si_scrive(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    dati = campi(cliente.get(compila(o)))
    fase, indicatore = o.fasi.first(), o.indicatori.first()
    risorsa, peso = o.risorse.get(), o.assegnazioni.get()
    nuovi = {
        "titolo": "Pagare prima", "area": "1", "ambiti": ["", "g"], "durata": "3", "non_avviato": "", "descrizione": "Riga\r\nRiga",
        f"fase-{fase.pk}-entro": "2025-04-30", f"indicatore-{indicatore.pk}-atteso": "96,5", f"risorsa-{risorsa.pk}-importo": "13.000,50",
        f"peso-{peso.pk}": "20", "argomento-sfidante": "Nessuno ci arriva.",
    }  # fmt: skip
    testo = salva(cliente, o, dati | nuovi).content.decode()
    o.refresh_from_db(), fase.refresh_from_db(), indicatore.refresh_from_db(), risorsa.refresh_from_db()
    assert (o.titolo, o.area, o.ambiti, o.durata, o.non_avviato, o.descrizione) == ("Pagare prima", "1", ["g"], 3, False, "Riga\nRiga")
    assert (fase.entro, indicatore.atteso, risorsa.importo) == (date(2025, 4, 30), Decimal("96.5"), Decimal("13000.50"))
    assert o.riscontri.get(codice="sfidante").argomento == "Nessuno ci arriva."
    assert "20 = 20" in testo and "Salvato alle" in testo and 'id="ambiti-scelta"' in testo


def test_senza_cambiare_niente_niente_e_salvato(c: SimpleNamespace) -> None:
    """Whatever the formats: what the page shows reads back as what the database holds."""
    for o in (individuale(c), collettivo(c)):
        cliente = entra(Client(), c.dirigente1)
        dati = campi(cliente.get(compila(o)))
        assert salva(cliente, o, dati).status_code == 200
        o.refresh_from_db()
        assert o.versione == 2, Evento.objects.last().dati


@pytest.mark.parametrize(
    ("campo", "scritto", "frase"),
    [
        ("titolo", "", "obbligatorio"), ("fase-entro", "2024-01-01", "prima dell’inizio"),
        ("indicatore-atteso", "tanto", "una percentuale, per esempio 60"), ("persone-numero", "tre", "un numero intero, per esempio 12"),
        ("risorsa-importo", "tanto", "in euro, per esempio 12.500,00"), ("peso", "x", "un peso, per esempio 15"),
        ("indicatore-base_anno", "1800", "fra il 1990"), ("risorsa-importo", "-5", "almeno 0"), ("persone-numero", "0", "almeno 1"),
        ("peso", "80", "al massimo 70"), ("peso", "1,234", "decimali"), ("codice", "OI-2", "c’è già"),
        ("fase-entro", "31/02/2025", "non c’è"),
    ],
)  # fmt: skip
def test_un_valore_sbagliato_e_detto_al_campo_e_il_resto_e_salvato(c: SimpleNamespace, campo: str, scritto: str, frase: str) -> None:
    o = individuale(c)
    individuale(c, titolo="Un altro")
    o.fasi.update(dal=date(2025, 2, 1))
    tipo, _, nome = campo.partition("-")
    righe = {"fase": o.fasi, "indicatore": o.indicatori, "persone": o.personale, "risorsa": o.risorse, "peso": o.assegnazioni}
    chiave = "-".join(filter(None, (tipo, str(righe[tipo].first().pk), nome))) if tipo in righe else campo
    cliente = entra(Client(), c.dirigente1)
    dati = campi(cliente.get(compila(o))) | {chiave: scritto, "descrizione": "Salvata lo stesso."}
    testo = salva(cliente, o, dati).content.decode()
    assert re.search(rf'id="errore-{chiave}"[^>]*>[^<]*{frase}', testo), testo[:3000]
    o.refresh_from_db()
    assert o.descrizione == "Salvata lo stesso."
    pagina = cliente.post(compila(o), campi(cliente.get(compila(o))) | {chiave: scritto})
    assert pagina.status_code == 200 and escape(scritto) in pagina.content.decode(), "ciò che è stato scritto resta nel campo"


def test_una_riga_si_aggiunge_si_toglie_e_si_rimette_salvando_il_resto(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    dati = campi(cliente.get(compila(o))) | {"titolo": "Cambiato insieme"}
    risposta = cliente.post(compila(o), dati | {"riga": "aggiungi:indicatore"})
    nuovo = o.indicatori.last()
    o.refresh_from_db()
    assert risposta.url == f"{compila(o)}#id_indicatore-{nuovo.pk}-titolo" and (nuovo.ordine, o.titolo) == (3, "Cambiato insieme")
    prima = o.fasi.first()
    risposta = cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": f"togli:fase:{prima.pk}"})
    assert o.fasi.count() == 1
    pagina = cliente.get(risposta.url)
    rimetti = re.search(r'value="(rimetti:[^"]+)"', pagina.content.decode())[1]
    cliente.post(compila(o), campi(pagina) | {"riga": rimetti})
    assert [f.testo for f in o.fasi.all()] == ["Mappa dei passaggi della fattura", "Atto di liquidazione digitale"]
    ultima = o.fasi.last()
    cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": f"su:fase:{ultima.pk}"})
    assert o.fasi.first() == ultima
    for storto in ("togli:fase:x", "su:niente", "rimetti:falso", "balla:fase:1"):
        assert cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": storto}).status_code == 404


def test_aggiungere_una_riga_con_un_errore_in_pagina_non_perde_niente(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    indicatore = o.indicatori.first()
    dati = campi(cliente.get(compila(o))) | {f"indicatore-{indicatore.pk}-atteso": "novanta", "riga": "aggiungi:fase"}
    pagina = cliente.post(compila(o), dati)
    nuova = o.fasi.last()
    testo = pagina.content.decode()
    assert pagina.status_code == 200 and "novanta" in testo and f'name="fase-{nuova.pk}-testo"' in testo and nuova.ordine == 3


def test_due_finestre_su_campi_diversi_non_si_disturbano_e_sullo_stesso_si_confrontano(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    una, altra = campi(cliente.get(compila(o))), campi(cliente.get(compila(o)))
    salva(cliente, o, altra | {"titolo": "Seconda finestra", "descrizione": "Descritta di là."})
    testo = salva(cliente, o, una | {"criticita": "Il mercato."}).content.decode()
    assert "In un’altra finestra hai cambiato" in testo and "Seconda finestra" in testo
    risposta = cliente.post(compila(o), una | {"titolo": "Prima finestra", "criticita": "Il mercato."})
    assert risposta.status_code == 409
    assert [d["etichetta"] for d in risposta.context["conflitto"]] == ["Titolo"]
    o.refresh_from_db()
    assert (o.titolo, o.criticita, o.descrizione) == ("Seconda finestra", "Il mercato.", "Descritta di là.")
    cliente.post(compila(o), campi(risposta) | {"tieni_miei": o.versione})
    o.refresh_from_db()
    assert (o.titolo, o.descrizione) == ("Prima finestra", "Descritta di là.")


def test_una_riga_tolta_da_un_altro_mentre_la_si_scrive_non_sparisce_in_silenzio(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    fase = o.fasi.first()
    mia = campi(cliente.get(compila(o)))
    cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": f"togli:fase:{fase.pk}"})
    testo = salva(cliente, o, mia | {f"fase-{fase.pk}-testo": "Ci stavo scrivendo"}).content.decode()
    assert "Qualcuno ha tolto una riga" in testo and "Ci stavo scrivendo" in testo


def test_una_riga_aggiunta_da_un_altro_non_e_svuotata_da_una_pagina_che_non_l_aveva(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    mia = campi(cliente.get(compila(o)))
    nuova = Fase.objects.create(obiettivo=o, ordine=3, testo="Scritta di là", entro=date(2025, 11, 30))
    Indicatore.objects.create(obiettivo=o, ordine=3, titolo="Aggiunto di là", tipo="tempo")
    assert "Un valore non è valido" not in salva(cliente, o, mia | {"criticita": "Il mercato."}).content.decode()
    risposta = cliente.post(compila(o), mia | {"titolo": ""})
    cliente.post(compila(o), campi(risposta) | {"titolo": "Corretto"})
    nuova.refresh_from_db(), o.refresh_from_db()
    assert (nuova.testo, nuova.entro, o.titolo) == ("Scritta di là", date(2025, 11, 30), "Corretto")


@pytest.mark.parametrize(
    ("campi_scritti", "sbagliato", "frase"),
    [
        ({"descrizione": "\n" * 1_600, "criticita": "a\n" * 1_601}, "criticita", "più di 3.000 righe"),
        ({"descrizione": "😀" * 2_000, "argomento-sfidante": "😀" * 3_500}, "argomento-sfidante", "più di 5.000 simboli insoliti"),
        ({"descrizione": "a" * (TESTO_MASSIMO + 1)}, "descrizione", "ha 5.001 caratteri, il massimo è 5.000: togline 1."),
    ],
)  # fmt: skip
def test_cio_che_non_si_potrebbe_stampare_e_detto_al_campo_quando_si_salva(
    c: SimpleNamespace, campi_scritti: dict[str, str], sbagliato: str, frase: str
) -> None:
    """And not at the step that prints it; the rest is saved."""
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    dati = campi(cliente.get(compila(o))) | campi_scritti | {"titolo": "Salvato lo stesso"}
    testo = salva(cliente, o, dati).content.decode()
    assert re.search(rf'id="errore-{sbagliato}"[^>]*>[^<]*{re.escape(frase)}', testo), re.findall(r'id="errore[^>]*>[^<]+', testo)
    o.refresh_from_db()
    assert o.titolo == "Salvato lo stesso" and o.criticita == "" and (sbagliato == "descrizione") == (len(o.descrizione) < 1_000)


def test_un_testo_lungo_non_e_tagliato_in_silenzio_dal_browser(c: SimpleNamespace) -> None:
    testo = entra(Client(), c.dirigente1).get(compila(individuale(c))).content.decode()
    assert not re.search(r'<textarea[^>]*name="descrizione"[^>]*maxlength', testo)


def test_chi_cambia_come_si_misura_ritrova_i_valori_se_torna_indietro(c: SimpleNamespace) -> None:
    """Art. 9: one way at a time; what was written for the other stays aside, in the page and in the archive."""
    o = individuale(c)
    i = o.indicatori.first()
    cliente, p = entra(Client(), c.dirigente1), f"indicatore-{i.pk}"
    dati = campi(cliente.get(compila(o))) | {f"{p}-misura": "data", f"{p}-atteso": "96", f"{p}-atteso_entro": "2025-10-01"}
    assert salva(cliente, o, dati).status_code == 200
    i.refresh_from_db()
    assert (i.base, i.atteso, i.atteso_entro, i.unita) == (None, None, date(2025, 10, 1), "%")
    pagina = cliente.get(compila(o))
    testo = pagina.content.decode()
    assert re.search(r'data-per="numero" hidden', testo) and "tornano se torni indietro" in testo
    di_nuovo = campi(pagina)
    assert (di_nuovo[f"{p}-base"], di_nuovo[f"{p}-atteso"], di_nuovo[f"{p}-base_anno"]) == ("86,4", "96", "2024")
    salva(cliente, o, di_nuovo | {f"{p}-misura": "numero", f"{p}-base": ""})
    i.refresh_from_db()
    assert (i.base, i.base_anno, i.atteso, i.atteso_entro) == (None, 2024, Decimal(96), None)
    assert campi(cliente.get(compila(o)))[f"{p}-atteso_entro"] == "2025-10-01"


def test_un_valore_sbagliato_di_un_altro_modo_di_misurare_non_ferma(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente, p = entra(Client(), c.dirigente1), f"indicatore-{o.indicatori.first().pk}"
    sbagliato = campi(cliente.get(compila(o))) | {f"{p}-atteso": "tanto"}
    assert "Un valore non è valido" in salva(cliente, o, sbagliato).content.decode()
    o.refresh_from_db()
    sbagliato |= {f"{p}-misura": "si_no", "versione": o.versione}
    assert "Un valore non è valido" not in salva(cliente, o, sbagliato).content.decode()
    assert o.indicatori.first().misura == "si_no"


def test_le_direzioni_entrano_nel_collettivo_e_la_somma_si_vede(c: SimpleNamespace) -> None:
    cliente = entra(Client(), c.dirigente1)
    risposta = cliente.post(
        reverse("obiettivi:nuovo", args=[2025]), {"tipo": "generale", "titolo": "Standard", "responsabile": c.incarico_dirigente1.pk}
    )
    o = Obiettivo.objects.get(titolo="Standard")
    assert risposta.url == compila(o)
    for d in (c.d1, c.d2):
        assert (
            cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": "aggiungi:parte", "nuova_direzione": d.pk}).status_code
            == 302
        )
    prima, seconda = o.parti.all()
    assert "50 + 50 = 100" in cliente.get(compila(o)).content.decode(), "finché nessuno le cambia, parti uguali"
    storta = salva(cliente, o, campi(cliente.get(compila(o))) | {f"parte-{prima.pk}-apporto": "70,5"}).content.decode()
    assert "70,5 + 50 = 120,5" in storta and "sono di troppo 20,5" in storta and 'id="conto-apporti"' in storta
    dati = campi(cliente.get(compila(o))) | {f"parte-{prima.pk}-apporto": "60", f"parte-{seconda.pk}-apporto": "40"}
    assert "60 + 40 = 100" in salva(cliente, o, dati).content.decode()
    assert o.assegnazioni.count() == 4
    o.assegnazioni.filter(incarico=c.incarico_po2).delete()
    aggiornata = cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": "aggiorna:incarichi"})
    assert aggiornata.url.endswith("#c-tipo") and o.assegnazioni.count() == 4
    cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": f"togli:parte:{seconda.pk}"})
    assert o.parti.count() == 1
    vuota = cliente.post(compila(o), campi(cliente.get(compila(o))) | {"riga": "aggiungi:parte", "nuova_direzione": ""})
    assert vuota.status_code == 200 and "Scegli la Direzione" in vuota.content.decode()


def test_ogni_dirigente_compila_la_propria_parte(c: SimpleNamespace) -> None:
    o = collettivo(c)
    sua, altra = o.parti.get(direzione=c.d2), o.parti.get(direzione=c.d1)
    cliente = entra(Client(), c.dirigente2)
    assert cliente.get(compila(o)).url == compila(o, sua)
    salva(cliente, o, campi(cliente.get(compila(o, sua))) | {f"parte-{sua.pk}-descrizione": "La nostra."}, sua)
    cliente.post(compila(o, sua), campi(cliente.get(compila(o, sua))) | {"riga": "aggiungi:fase"})
    sua.refresh_from_db()
    assert sua.descrizione == "La nostra." and sua.fasi.count() == 1
    assert cliente.get(compila(o, altra)).status_code == 403
    assert cliente.post(compila(o), {"versione": o.versione, "titolo": "Mio"}).status_code == 403
    assert entra(Client(), c.dirigente1).get(compila(o, sua)).status_code == 200
    assert entra(Client(), c.po1).get(compila(o, sua)).status_code == 403


@pytest.mark.parametrize("stato", ["negoziata", "validata", "assegnata"])
def test_fuori_dalla_bozza_la_modifica_e_rifiutata_in_parole(c: SimpleNamespace, stato: str) -> None:
    o = individuale(c)
    cliente = entra(Client(), c.dirigente1)
    dati = campi(cliente.get(compila(o)))
    porta_a(c, o, stato)
    for risposta in (cliente.get(compila(o)), cliente.post(compila(o), dati), salva(cliente, o, dati)):
        assert risposta.status_code == 403 and "non si può cambiare" in risposta.content.decode() and "art." in risposta.content.decode()


def test_la_scheda_di_un_altro_non_esiste(c: SimpleNamespace) -> None:
    o = individuale(c)
    for indirizzo in (compila(o), o.get_absolute_url(), reverse("obiettivi:elimina", args=[o.pk])):
        assert entra(Client(), c.dirigente2).get(indirizzo).status_code == 404
    assert entra(Client(), c.segretario).get(compila(o)).status_code == 403


# --- starting and throwing away ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chi", "tipo", "per", "codice"),
    [("dirigente1", "individuale", "dirigente1", 302), ("po1", "individuale", "po1", 302), ("segretario", "individuale", "po2", 302),
     ("segretario", "generale", "", 302), ("dirigente1", "individuale", "dirigente2", 200), ("segretario", "individuale", "", 200),
     ("ncvp", "individuale", "dirigente1", 403)],
)  # fmt: skip
def test_art_7_chi_comincia_una_scheda_e_per_chi(c: SimpleNamespace, chi: str, tipo: str, per: str, codice: int) -> None:
    dati = {"tipo": tipo, "titolo": "Comincia qui", "responsabile": getattr(c, f"incarico_{per}").pk if per else "0"}
    risposta = entra(Client(), getattr(c, chi)).post(reverse("obiettivi:nuovo", args=[2025]), dati)
    assert risposta.status_code == codice
    assert Obiettivo.objects.filter(titolo="Comincia qui").exists() == (codice == 302)
    if codice == 302:
        assert entra(Client(), getattr(c, chi)).get(risposta.url).status_code == 200
    if codice == 200:
        assert "Comincia qui" in risposta.content.decode()


def test_una_bozza_si_elimina_dicendo_perche(c: SimpleNamespace) -> None:
    o = individuale(c)
    cliente, url = entra(Client(), c.dirigente1), reverse("obiettivi:elimina", args=[o.pk])
    assert "Elimina la bozza" in cliente.get(url).content.decode()
    assert cliente.post(url, {"versione": o.versione, "motivo": "no"}).status_code == 200
    assert cliente.post(url, {"versione": o.versione, "motivo": "Lo sostituisce un altro obiettivo."}).status_code == 302
    assert not Obiettivo.objects.filter(pk=o.pk).exists()


def test_art7_a_esercizio_finito_non_si_offre_e_non_si_crea_una_scheda(c: SimpleNamespace, settings: Any) -> None:
    settings.OGGI = "2026-01-01"
    cliente = entra(Client(), c.dirigente1)
    nuovo = reverse("obiettivi:nuovo", args=[2025])
    assert nuovo not in cliente.get(reverse("obiettivi:elenco", args=[2025])).content.decode()
    dati = {"tipo": "individuale", "titolo": "Tardi", "responsabile": c.incarico_dirigente1.pk}
    for risposta in (cliente.get(nuovo, follow=True), cliente.post(nuovo, dati, follow=True)):
        assert risposta.redirect_chain and "L’esercizio 2025 è finito" in risposta.content.decode()
    with pytest.raises(OperazioneNonAmmessa, match="è finito"):
        crea_obiettivo(esercizio=c.esercizio, tipo="individuale", titolo="Tardi", responsabile=c.incarico_dirigente1,
                       utente=c.dirigente1, quando=datetime(2026, 1, 1, 9, tzinfo=FUSO))  # fmt: skip
    settings.OGGI = "2025-12-31"
    assert nuovo in cliente.get(reverse("obiettivi:elenco", args=[2025])).content.decode()
