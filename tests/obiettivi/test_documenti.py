"""Artt. 8, 9, 13, 14, 17 and 18: the documents of the objectives: what is printed, who may have it, what stays as it was issued."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from obiettivi import documenti
from obiettivi.documenti.fascicoli import BYTE_PER_FASCICOLO
from obiettivi.letture.documenti import ALLEGATO_A, DELIBERA, MISURAZIONE, PIANO, RENDICONTO, VERBALE, VERBALI, VERIFICA
from obiettivi.models import Consuntivo, Obiettivo
from obiettivi.operazioni.emissioni import emetti_allegati_a, emetti_di_esercizio, emetti_documento, emetti_piani
from obiettivi.operazioni.passaggi import assegna_con_atto
from smvp.documenti import coda
from smvp.documenti.al_passaggio import solo_su_richiesta
from smvp.documenti.contenuto import canonico
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import disegna_payload
from smvp.documenti.permessi import documenti_visibili, puo_vedere_documento
from smvp.documenti.tipi import tipo
from smvp.nucleo.errori import OperazioneNonAmmessa
from tests.personaggi import UTENTI

from .scene import collettivo, di_po, entra, fai, firma_tutti, il, individuale, porta_a, rendiconta, riscontra

pytestmark = pytest.mark.django_db
QUANDO = il("valuta")


@pytest.fixture(autouse=True)
def fermo(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day inside the terms, a private archive, no broker."""
    settings.OGGI = "2025-03-01"
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


def leggi(octets: bytes) -> str:
    esito = subprocess.run(["pdftotext", "-raw", "-", "-"], input=octets, capture_output=True, check=True)
    return re.sub(r"\s+", " ", esito.stdout.decode())


def di(o: Obiettivo, *tipi: str) -> list[Documento]:
    return list(Documento.objects.filter(oggetto_id=o.pk, tipo__in=tipi or (ALLEGATO_A, RENDICONTO, VERBALE, MISURAZIONE)).order_by("pk"))


# --- issued by themselves ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fai_scheda", [individuale, di_po, collettivo], ids=["individuale", "di una P.O.", "collettivo"])
def test_ogni_passaggio_che_conclude_qualcosa_emette_il_suo_documento(comune: SimpleNamespace, fai_scheda: Any) -> None:
    o = porta_a(comune, fai_scheda(comune), "valutata")
    assert [(d.tipo, d.payload.get("stato", {}).get("codice")) for d in di(o)] == [
        (VERBALE, None), (ALLEGATO_A, "accettata"), (ALLEGATO_A, "assegnata"), (RENDICONTO, "rendicontata"), (MISURAZIONE, "misurata"),
    ]  # fmt: skip


def test_art14_la_scheda_accettata_porta_le_firme_e_quella_assegnata_l_atto(comune: SimpleNamespace) -> None:
    o = porta_a(comune, collettivo(comune), "assegnata")
    accettata, assegnata = (d.payload for d in di(o, ALLEGATO_A))
    impronta = o.versioni.last().impronta
    breve = " ".join(impronta[i : i + 4] for i in (0, 4, 8, 12))
    assert {(f["nome"], f["firmata"], f["impronta"]) for f in accettata["firme_accettazione"]} == {
        (nome, "martedì 18\N{NO-BREAK SPACE}febbraio 2025 alle 10:00", breve)
        for nome in ("dott. Andrea Bertolini", "ing. Silvia Borghi", "dott.ssa Marta Pirazzi", "geom. Luca Falcioni")
    }
    assert accettata["atto"] is None
    assert assegnata["atto"] == {"numero": "31", "data": "26/02/2025"}
    assert [p["direzione"] for p in assegnata["scheda"]["parti"]] == ["Finanze e Tributi", "Lavori Pubblici"]


def test_un_caricamento_lascia_i_documenti_a_chi_li_chiede(comune: SimpleNamespace) -> None:
    """The steps are the same; nothing is issued by itself within, everything again after."""
    with solo_su_richiesta():
        o = porta_a(comune, individuale(comune), "validata")
    assert o.stato == "validata" and di(o) == []
    emetti_documento(obiettivo=o, codice=VERBALE, utente=comune.segretario, quando=QUANDO)
    porta_a(comune, o, "accettata")
    assert [d.tipo for d in di(o)] == [VERBALE, ALLEGATO_A]


def test_un_passaggio_rifiutato_non_lascia_documenti(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), "trasmessa")
    with pytest.raises(Exception, match="esaminare"):
        fai(o, "valida", comune.ncvp)
    assert di(o) == []


# --- asked for --------------------------------------------------------------------------------------------------------


def chiedi(o: Obiettivo, codice: str, utente: Any) -> Documento:
    return emetti_documento(obiettivo=Obiettivo.objects.get(pk=o.pk), codice=codice, utente=utente, quando=QUANDO)


def test_lo_stesso_testo_da_lo_stesso_documento_uno_cambiato_ne_da_un_altro(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), "trasmessa")
    primo = chiedi(o, ALLEGATO_A, comune.dirigente1)
    assert chiedi(o, ALLEGATO_A, comune.segretario).pk == primo.pk
    prima = primo.contenuto
    Obiettivo.objects.filter(pk=o.pk).update(descrizione="Tutt’altro.", titolo="Altro titolo")
    secondo = chiedi(o, ALLEGATO_A, comune.dirigente1)
    assert secondo.pk != primo.pk
    primo.refresh_from_db()
    assert primo.contenuto == prima
    assert "Tutt’altro." in secondo.contenuto


def test_una_spunta_in_corso_di_esame_non_si_stampa(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), "trasmessa")
    riscontra(o, comune.ncvp, "no")
    assert {q["esito"] for q in chiedi(o, ALLEGATO_A, comune.dirigente1).payload["requisiti"]} == {""}


@pytest.mark.parametrize(
    ("stato", "codice", "frase"),
    [
        ("trasmessa", VERBALE, "quando la scheda è stata esaminata"),
        ("monitorata", RENDICONTO, "quando la rendicontazione è trasmessa"),
        ("rendicontata", MISURAZIONE, "quando la misurazione è chiusa"),
        ("bozza", "inventato", "non esiste"),
    ],
)
def test_un_documento_che_non_c_e_ancora_e_rifiutato(comune: SimpleNamespace, stato: str, codice: str, frase: str) -> None:
    o = individuale(comune) if stato == "bozza" else porta_a(comune, individuale(comune), stato)
    with pytest.raises(OperazioneNonAmmessa, match=frase):
        chiedi(o, codice, comune.ncvp)


def test_art18_le_percentuali_si_stampano_solo_quando_sono_chiuse(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), "rendicontata")
    o.consuntivi.update(misurato=90, valutato=80)  # being written, by others
    (c,) = chiedi(o, RENDICONTO, comune.dirigente1).payload["consuntivi"]
    assert (c["proposto"], c["misurato"], c["valutato"]) == ("100\N{NO-BREAK SPACE}%", None, None)
    o = porta_a(comune, o, "misurata")
    (c,) = di(o, MISURAZIONE)[0].payload["consuntivi"]
    assert (c["misurato"], c["valutato"]) == ("100\N{NO-BREAK SPACE}%", None)


def test_art15_la_revisione_si_legge_accanto_al_testo_di_prima(comune: SimpleNamespace, settings: Settings) -> None:
    o = porta_a(comune, individuale(comune), "assegnata")
    settings.OGGI = "2025-09-10"
    o = fai(o, "chiedi_revisione", comune.dirigente1, "Il fornitore del programma ha cessato l’attività.")
    Obiettivo.objects.filter(pk=o.pk).update(risultato_atteso="Entro il 31 dicembre 2025 si paga in media 2 giorni prima.")
    o.indicatori.filter(ordine=1).update(atteso=90)
    o = fai(o, "ridefinisci", comune.dirigente1)
    dati = chiedi(o, ALLEGATO_A, comune.dirigente1).payload
    assert dati["del_testo_precedente"]
    assert not any(f["firmata"] for f in dati["firme_accettazione"])
    righe = {(s["titolo"], r["etichetta"]): r for s in dati["confronto"]["sezioni"] for r in s["righe"]}
    assert set(righe) == {("La scheda", "Risultato atteso"), ("Indicatore A", "Valore atteso")}
    assert ["5", "tolto"] in righe["La scheda", "Risultato atteso"]["prima"]
    (parte,) = emetti_di_esercizio(esercizio=comune.esercizio, codice=DELIBERA, utente=comune.ncvp, quando=QUANDO)
    voce = next(v for g in parte.payload["gruppi"] for v in g["voci"] if v["scheda"]["codice"] == o.codice)
    assert "5 giorni" in voce["scheda"]["risultato_atteso"], "finché non è assegnato il nuovo vale il testo firmato"
    assert all(f["firmata"] for f in voce["firme_accettazione"])
    riscontra(o, comune.ncvp)
    o = firma_tutti(comune, fai(o, "valida", comune.ncvp))
    assert di(o, ALLEGATO_A)[-1].payload["confronto"]["sezioni"], "anche il testo nuovo firmato dice che cosa è cambiato"


# --- who may have them ------------------------------------------------------------------------------------------------


def test_chi_non_vede_la_scheda_non_vede_i_suoi_documenti(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), "accettata")
    documento = di(o, ALLEGATO_A)[0]
    vedono = {u for u in UTENTI if puo_vedere_documento(getattr(comune, u), documento)}
    assert vedono == {"dirigente1", "segretario", "ncvp", "segreteria", "sindaco"}
    for u in ("dirigente1", "dirigente2", "controllo"):
        insieme = documenti_visibili(getattr(comune, u), Documento.objects.filter(pk=documento.pk))
        assert bool(insieme) is (u in vedono)


def test_la_stampa_di_una_bozza_e_solo_di_chi_l_ha_chiesta(comune: SimpleNamespace) -> None:
    o = individuale(comune)
    sua, del_segretario = chiedi(o, ALLEGATO_A, comune.dirigente1), chiedi(o, ALLEGATO_A, comune.segretario)
    assert puo_vedere_documento(comune.dirigente1, sua)
    assert not puo_vedere_documento(comune.segretario, sua)
    assert puo_vedere_documento(comune.segretario, del_segretario)
    porta_a(comune, o, "negoziata")
    assert not puo_vedere_documento(comune.ncvp, sua)


def test_le_pagine(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), "accettata")
    documento = di(o, ALLEGATO_A)[0]
    assert entra(Client(), comune.dirigente2).get(reverse("documenti:scarica", args=[documento.pk])).status_code == 404
    indirizzo = reverse("obiettivi:pdf", args=[o.pk, VERBALE])
    assert entra(Client(), comune.dirigente2).post(indirizzo).status_code == 404
    assert entra(Client(), comune.dirigente1).get(indirizzo).status_code == 405
    assert entra(Client(), comune.dirigente1).post(indirizzo).status_code == 302
    risposta = entra(Client(), comune.dirigente1).post(reverse("obiettivi:pdf", args=[o.pk, MISURAZIONE]), follow=True)
    assert "Il documento si può avere quando la misurazione è chiusa." in risposta.content.decode()
    pagina = entra(Client(), comune.dirigente1).get(o.get_absolute_url()).content.decode()
    assert "Scheda obiettivo (Allegato A): accettata" in pagina
    assert "Preparalo com’è ora" in pagina
    assert "Scheda di misurazione" not in pagina


def test_la_pagina_dell_esercizio_prepara_e_mostra(comune: SimpleNamespace) -> None:
    porta_a(comune, individuale(comune), "monitorata")
    client, pagina = entra(Client(), comune.segreteria), reverse("obiettivi:documenti", args=[2025])
    for codice in (VERBALI, DELIBERA, VERIFICA):
        risposta = client.post(reverse("obiettivi:prepara", args=[2025, codice]))
        assert risposta.url == f"{pagina}#h-{codice}"
    assert "/documenti/lavori/" in client.post(reverse("obiettivi:prepara", args=[2025, ALLEGATO_A])).url
    uno = client.post(reverse("obiettivi:prepara", args=[2025, PIANO]), {"direzione": comune.d1.pk})
    assert uno.url == f"{pagina}#h-{PIANO}"
    testo = client.get(pagina).content.decode()
    for titolo in ("Verbale di validazione 2025", "Allegato alla deliberazione 2025", "Verifica semestrale 2025", "Allegati A 2025",
                   "Piano generale degli indicatori, Finanze e Tributi: 2025"):  # fmt: skip
        assert titolo in testo


def test_un_esercizio_senza_nulla_lo_dice(comune: SimpleNamespace) -> None:
    individuale(comune)
    for codice in (VERBALI, DELIBERA, VERIFICA, PIANO, ALLEGATO_A):
        risposta = entra(Client(), comune.ncvp).post(reverse("obiettivi:prepara", args=[2025, codice]), follow=True)
        assert re.search("ancora|nessun documento", risposta.content.decode())
    assert not Documento.objects.exists()


@pytest.mark.parametrize("chi", ["dirigente1", "sindaco", "controllo", "admin"])
def test_i_documenti_di_tutti_non_li_chiede_chiunque(comune: SimpleNamespace, chi: str) -> None:
    chiamate: list[Any] = [
        lambda u: emetti_di_esercizio(esercizio=comune.esercizio, codice=VERIFICA, utente=u, quando=QUANDO),
        lambda u: emetti_allegati_a(esercizio=comune.esercizio, utente=u, quando=QUANDO),
        lambda u: emetti_piani(esercizio=comune.esercizio, direzioni=[comune.d1], utente=u, quando=QUANDO),
    ]
    for chiama in chiamate:
        with pytest.raises(PermissionDenied):
            chiama(getattr(comune, chi))


# --- a whole exercise -------------------------------------------------------------------------------------------------


def test_lo_zip_degli_allegati_a_lascia_fuori_le_bozze_e_non_si_ripete(comune: SimpleNamespace) -> None:
    bozza = individuale(comune, "dirigente2", "Bozza")
    o = porta_a(comune, individuale(comune), "negoziata")
    lavoro = emetti_allegati_a(esercizio=comune.esercizio, utente=comune.segretario, quando=QUANDO)
    documenti_ = list(lavoro.documenti.all())
    assert o.pk in {d.oggetto_id for d in documenti_}
    assert bozza.pk not in {d.oggetto_id for d in documenti_}
    assert emetti_allegati_a(esercizio=comune.esercizio, utente=comune.segretario, quando=QUANDO).pk == lavoro.pk
    mio = next(d for d in documenti_ if d.oggetto_id == o.pk)
    assert tipo(ALLEGATO_A).posto_di(mio) == "finanze-e-tributi/oi-2-scheda-2025-negoziata.pdf"
    assert tipo(ALLEGATO_A).pagina(lavoro) == ("Documenti 2025", "/obiettivi/2025/documenti/")  # type: ignore[misc]


def test_le_letture_non_crescono_con_gli_obiettivi(comune: SimpleNamespace) -> None:
    def quante() -> int:
        with CaptureQueriesContext(connection) as lette:
            emetti_di_esercizio(esercizio=comune.esercizio, codice=DELIBERA, utente=comune.ncvp, quando=QUANDO)
        return len(lette)

    porta_a(comune, collettivo(comune), "assegnata")
    prima = quante()
    nuovi = [individuale(comune, "dirigente2", titolo).pk for titolo in ("Secondo", "Terzo")]
    Obiettivo.objects.filter(pk__in=nuovi).update(stato="accettata")
    assert quante() == prima


def test_un_documento_troppo_grande_viene_in_piu_parti_e_nessuna_scheda_si_perde(comune: SimpleNamespace) -> None:
    voci = [{"codice": f"OI-{n}", "testi": ["x" * 15_000] * 2} for n in range(20)]
    parti = documenti.fascicoli([{"nome": "A", "voci": voci[:3]}, {"nome": "B", "voci": voci[3:]}])
    assert len(parti) > 1
    assert [v for parte in parti for g in parte for v in g["voci"]] == voci
    assert all(len(canonico({"g": parte}, documenti.AMPI)) < BYTE_PER_FASCICOLO + 40_000 for parte in parti)
    assert [f for f, _ in documenti.numerati(parti)] == [{"numero": n, "di": len(parti)} for n in range(1, len(parti) + 1)]
    assert documenti.numerati([[{"nome": "A", "voci": voci[:1]}]])[0][0] is None


def test_art17_la_relazione_conta_ogni_parte_sotto_la_sua_direzione(comune: SimpleNamespace) -> None:
    porta_a(comune, collettivo(comune), "monitorata")
    (d,) = emetti_di_esercizio(esercizio=comune.esercizio, codice=VERIFICA, utente=comune.ncvp, quando=QUANDO)
    voci = {g["direzione"]: [v for v in g["voci"] if v["codice"] == "OG-1"] for g in d.payload["direzioni"]}
    for nome in ("Finanze e Tributi", "Lavori Pubblici"):
        (voce,) = voci[nome]
        assert (voce["parte"], voce["previsione"], voce["verificato_da"]) == (True, "95\N{NO-BREAK SPACE}%", "prof.ssa Elena Morandi")
    assert any(not v["riferito_al"] for g in d.payload["direzioni"] for v in g["voci"]), "chi non ha comunicato si vede"


def test_art9_il_piano_ha_gli_indicatori_della_direzione_e_delle_sue_parti(comune: SimpleNamespace) -> None:
    altro = individuale(comune, "dirigente2")
    porta_a(comune, collettivo(comune), "validata")
    porta_a(comune, altro, "trasmessa")
    (d,) = emetti_piani(esercizio=comune.esercizio, direzioni=[comune.d2], utente=comune.ncvp, quando=QUANDO)
    (gruppo,) = d.payload["gruppi"]
    assert (gruppo["codice"], [i["atteso"] for i in gruppo["indicatori"]]) == ("OG-1", ["6\N{NO-BREAK SPACE}standard"])
    assert puo_vedere_documento(comune.dirigente2, d)
    assert not puo_vedere_documento(comune.dirigente1, d)


# --- the paper --------------------------------------------------------------------------------------------------------


@pytest.fixture
def stampati(comune: SimpleNamespace) -> Iterator[dict[str, bytes]]:
    """A collective objective drawn in each of its documents."""
    o = porta_a(comune, collettivo(comune), "misurata")
    yield {d.tipo: disegna_payload(d) for d in di(o)}


def test_l_allegato_a_stampato_dice_quel_che_dice_il_modello(stampati: dict[str, bytes]) -> None:
    testo = leggi(stampati[ALLEGATO_A])
    for atteso in (
        "Piano obiettivi di performance 2025", "Obiettivo strategico di performance generale/collettivo", "Assegnata, versione 2",
        "d.G.C. n. 31 del 26/02/2025", "in data 14/02/2025 (NCVP)", "Carta della qualità dei servizi", "Area 2. Attuazione di piani",
        "Parte di Finanze e Tributi: apporto 60 %", "Parte di Lavori Pubblici: apporto 40 %", "Risultato raggiunto (96–100 %)",
        "6 standard", "N. 3 Istruttore amministrativo", "12.500,00 €", "Accettata martedì 18 febbraio 2025 alle 10:00",
        "Coerente e strumentale", "presente", "Il NCVP, per la validazione tecnica", "prof.ssa Elena Morandi", "pagina 1 di",
    ):  # fmt: skip
        assert atteso in testo, atteso
    rendiconto = leggi(stampati[RENDICONTO])
    assert "Rendicontazione degli obiettivi di performance 2025" in rendiconto
    assert "Pagate in media 5 giorni prima." in rendiconto
    assert "Risorse umane e finanziarie" not in rendiconto
    assert "Scheda di misurazione" in leggi(stampati[MISURAZIONE])
    assert "Verbale di validazione del NCVP" in leggi(stampati[VERBALE])


def test_ogni_documento_e_un_pdf_ua_in_italiano_col_suo_titolo(stampati: dict[str, bytes]) -> None:
    for codice, octets in stampati.items():
        with pikepdf.open(io.BytesIO(octets)) as aperto:
            assert aperto.Root.MarkInfo.Marked
            assert str(aperto.Root.Lang) == "it"
            assert str(aperto.docinfo["/Title"]).startswith("OG-1 · "), codice
            larghezza, altezza = (float(x) for x in aperto.pages[0].mediabox[2:])
            assert (larghezza > altezza) is codice.startswith("allegato_a")


def figure(octets: bytes) -> list[str]:
    """The alternative texts of all the pictures that are reached from the document down."""
    with pikepdf.open(io.BytesIO(octets)) as aperto:
        trovati, da_vedere = [], list(aperto.Root.StructTreeRoot.K)
        while da_vedere:
            nodo = da_vedere.pop()
            if isinstance(nodo, pikepdf.Dictionary) and "/S" in nodo:
                trovati += [str(nodo.get("/Alt", ""))] if nodo.S == "/Figure" else []
                da_vedere.extend(nodo.get("/K", []))
        return trovati


def test_art9_ogni_barra_del_piano_dice_a_parole_quel_che_mostra(comune: SimpleNamespace) -> None:
    porta_a(comune, individuale(comune), "validata")
    (d,) = emetti_piani(esercizio=comune.esercizio, direzioni=[comune.d1], utente=comune.ncvp, quando=QUANDO)
    assert {"Valore di partenza 2024: 86,4", "Atteso 2025: 95", "Atteso 2027: 98"} <= set(figure(disegna_payload(d)))


def test_l_allegato_alla_deliberazione_ha_un_indice_con_le_pagine(comune: SimpleNamespace) -> None:
    b = individuale(comune)
    porta_a(comune, collettivo(comune), "assegnata")
    porta_a(comune, b, "accettata")
    (d,) = emetti_di_esercizio(esercizio=comune.esercizio, codice=DELIBERA, utente=comune.segretario, quando=QUANDO)
    testo = leggi(disegna_payload(d))
    assert re.search(r"OG-1 Carta della qualità dei servizi dott\. Andrea Bertolini 2 ", testo)
    assert re.search(r"OI-1 Riduzione dei tempi di pagamento dott\. Andrea Bertolini \d", testo)
    assert "di cui 1 da approvare con questa deliberazione" in testo
    assegna_con_atto(obiettivi=[Obiettivo.objects.get(pk=b.pk)], atto=comune.atto, utente=comune.segretario, quando=il("assegna"))
    (dopo,) = emetti_di_esercizio(esercizio=comune.esercizio, codice=DELIBERA, utente=comune.segretario, quando=QUANDO)
    assert dopo.pk != d.pk
    assert d.payload["senza_atto"] == 1


def test_un_testo_ostile_resta_testo_e_si_stampa(comune: SimpleNamespace) -> None:
    ostile, parola = ("<script>alert(1)</script> & {{ 7*7 }} <b>x</b> " * 120)[:5000], "W" * 5000
    o = collettivo(comune)
    Obiettivo.objects.filter(pk=o.pk).update(
        descrizione=ostile, risultato_atteso=parola, gradazione_testo=ostile, scostamenti_previsti=ostile, criticita="x\n\n\n" * 1250,
        titolo="<i>" + "W" * 190,
    )  # fmt: skip
    o.parti.update(descrizione=ostile)
    o.riscontri.update(argomento=ostile)
    o.indicatori.update(titolo="W" * 300, fonte="<img src=x>" * 20)
    o.fasi.update(testo="W" * 500)
    riscontra(o, comune.ncvp)
    o.riscontri.update(nota=ostile)
    rendiconta(o, comune.dirigente1)
    Consuntivo.objects.update(risultato=parola, relazione=ostile, scostamenti=ostile, motivo_misura=ostile, misurato=1)
    Obiettivo.objects.filter(pk=o.pk).update(stato="misurata")
    for codice in (ALLEGATO_A, VERBALE, RENDICONTO, MISURAZIONE):
        documento = chiedi(o, codice, comune.dirigente1)
        octets = disegna_payload(documento) if codice == ALLEGATO_A else b""
        assert b"/JavaScript" not in octets
    testo = leggi(disegna_payload(di(o, ALLEGATO_A)[-1]))
    assert "<script>alert(1)</script> & {{ 7*7 }} <b>x</b>" in testo
    assert testo.count("W") >= 5000
