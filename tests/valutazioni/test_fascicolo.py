"""Art. 19: the fascicolo valutativo: who opens it, what is in it, what it leaves written."""

import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from obiettivi.documenti import AMPI
from smvp.documenti import archivio, coda
from smvp.documenti.atti import DatiAtto
from smvp.documenti.contenuto import canonico, quanto
from smvp.documenti.models import Documento
from smvp.documenti.operazioni import disegna, disegna_payload
from smvp.documenti.permessi import puo_vedere_documento
from smvp.documenti.tipi import tipo
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Incarico
from smvp.registro.models import Evento
from valutazioni.documenti import fascicolo
from valutazioni.models import SchedaPersonale
from valutazioni.operazioni.approvazione import approva_con_atto
from valutazioni.operazioni.condivisione import scrivi_osservazioni
from valutazioni.operazioni.fascicolo import apri_fascicolo, emetti_fascicolo
from valutazioni.operazioni.personale import Parte2, salva_parte_seconda

from .personale import con_schede_personale, porta_personale, vota_personale
from .schede import QUANDO, firmata
from .test_documenti import accessibile, leggi

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fermo(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.OGGI = "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


DOPO = QUANDO + timedelta(days=24)


def entra(utente: Any) -> Client:
    cliente = Client()
    cliente.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return cliente


def indirizzo(c: SimpleNamespace, chi: str, nome: str = "fascicolo") -> str:
    return reverse(f"valutazioni:{nome}", args=[getattr(c, f"persona_{chi}").pk, 2025])


def eventi(c: SimpleNamespace, chi: str) -> list[tuple[str, str]]:
    chiave = f"{getattr(c, f'persona_{chi}').pk}-2025"
    return list(Evento.objects.filter(oggetto="fascicolo", oggetto_id=chiave).order_by("numero").values_list("utente", "azione"))


def test_chi_non_e_il_valutato_prima_lo_apre_e_il_valutato_legge_chi_l_ha_aperto(c: SimpleNamespace) -> None:
    firmata(c)
    ncvp = entra(c.ncvp)
    chiuso = ncvp.get(indirizzo(c, "dirigente1")).content.decode()
    assert "Stai per aprire il fascicolo di un’altra persona" in chiuso
    assert "OG-1" not in chiuso and eventi(c, "dirigente1") == []
    aperto = ncvp.post(indirizzo(c, "dirigente1", "apri_fascicolo"), follow=True).content.decode()
    assert "OG-1 · Piano generale degli indicatori" in aperto and "Chi l’ha aperto" not in aperto
    ncvp.post(indirizzo(c, "dirigente1", "apri_fascicolo"))
    assert eventi(c, "dirigente1") == [("ncvp", "fascicolo.apri")], "in un giorno basta una volta"
    proprio = entra(c.dirigente1).get(indirizzo(c, "dirigente1")).content.decode()
    assert "Chi l’ha aperto" in proprio and "prof.ssa Elena Morandi" in proprio
    assert "200,00, fascia 3" in proprio
    assert eventi(c, "dirigente1") == [("ncvp", "fascicolo.apri")], "chi apre il suo non lascia traccia"


def test_l_apertura_vale_per_il_giorno(c: SimpleNamespace, settings: Settings) -> None:
    apri_fascicolo(persona=c.persona_dirigente1, esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    assert "OG-1" in entra(c.segretario).get(indirizzo(c, "dirigente1")).content.decode()
    settings.OGGI = "2026-04-11"
    assert "Stai per aprire" in entra(c.segretario).get(indirizzo(c, "dirigente1")).content.decode()


def pagine_di(octets: bytes) -> list[str]:
    esito = subprocess.run(["pdftotext", "-layout", "-", "-"], input=octets, capture_output=True, check=True)
    return esito.stdout.decode().split("\f")[:-1]


def test_art19_il_pdf_ha_l_indice_e_dietro_gli_originali_come_sono_stati_emessi(c: SimpleNamespace) -> None:
    firmata(c)
    firmato = Documento.objects.get(tipo="scheda_b", chiave__contains=":presa_visione:")
    disegna(firmato.pk, quando=QUANDO)
    (documento,) = emetti_fascicolo(persona=c.persona_dirigente1, esercizio=c.esercizio, utente=c.ncvp, quando=DOPO)
    parti = documento.payload["parti"]
    assert [p["tipo"] for p in parti] == ["allegato_a"] * 3 + ["scheda_b"] * 3, "anche la proposta e la scheda partecipata"
    assert parti[-1]["impronta"] == firmato.impronta
    assert (parti[-1]["data"], parti[-1]["emesso"]) == ("10/04/2026", "venerdì 10\xa0aprile 2026 alle 10:42"), "non quando si stampa"
    assert documento.payload["situazione_al"] == "04/05/2026"
    octets = disegna_payload(documento)
    pdf = accessibile(octets)
    pagine = pagine_di(octets)
    testo = leggi(octets)
    for atteso in (
        "Fascicolo valutativo 2025", "dott. Andrea Bertolini, matricola 0004", firmato.titolo,
        "Firmata per presa visione 200,00 10/04/2026",
    ):  # fmt: skip
        assert atteso in testo
    firmato.refresh_from_db()
    originale = archivio.leggi(firmato.file.name, firmato.impronta_file)
    assert originale and pagine[-len(pagine_di(originale)) :] == pagine_di(originale), "le pagine sono quelle dell’originale"
    da = len(pagine) - len(pagine_di(originale)) + 1
    assert f"{da}–{len(pagine)}" in testo, "l’indice dice a quali pagine sta"
    with pdf.open_outline() as sommario:
        segni = [(s.title, pdf.pages.index(pikepdf.Page(s.destination[0]))) for s in sommario.root]
    assert [t for t, _ in segni] == ["Indice", *(p["titolo"] for p in parti)]
    assert segni[-1][1] == da - 1
    rimandi = [
        pdf.pages.index(pikepdf.Page(nota.A.D[0]))
        for pagina in pdf.pages for nota in pagina.obj.get("/Annots", ()) if nota.A.get("/S") == "/GoTo"
    ]  # fmt: skip
    assert list(dict.fromkeys(rimandi)) == [n for _, n in segni[1:]], "l’indice porta a ciascun documento, nell’ordine"
    assert all(rimandi.count(n) >= 2 for n in rimandi), "dal titolo, riga per riga, e dalle pagine"
    assert b"parte:" not in octets
    assert len([p for p in pdf.pages if p.mediabox[2] > p.mediabox[3]]) == 6, "gli Allegati A restano in orizzontale"
    assert tipo("fascicolo").nome_di(documento) == "bertolini-andrea-fascicolo-2025.pdf"
    assert eventi(c, "dirigente1") == [("ncvp", "fascicolo.stampa")]
    (again,) = emetti_fascicolo(persona=c.persona_dirigente1, esercizio=c.esercizio, utente=c.ncvp, quando=DOPO)
    assert again.pk == documento.pk
    assert disegna_payload(documento) == octets, "lo stesso contenuto dà lo stesso file"


def test_art19_dietro_l_indice_ogni_pagina_tiene_i_suoi_marcatori(c: SimpleNamespace) -> None:
    """PDF/UA: the tree reaches all that is marked on each page, and every page finds its own elements."""
    firmata(c)
    (documento,) = emetti_fascicolo(persona=c.persona_dirigente1, esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)
    pdf = accessibile(disegna_payload(documento))
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    chiavi = [int(n) for n in list(nums)[::2]]
    assert chiavi == sorted(set(chiavi))
    per_pagina = dict(zip(chiavi, list(nums)[1::2], strict=True))
    assert len(pdf.Root.StructTreeRoot.K) == 1
    for pagina in pdf.pages:
        elementi = [e for e in per_pagina.pop(int(pagina.StructParents)) if e is not None]
        assert elementi and all(e.Pg.objgen == pagina.objgen for e in elementi if "/Pg" in e)
        assert all(capo(e) == pdf.Root.StructTreeRoot.K[0].objgen for e in elementi)


def capo(elemento: Any) -> Any:
    while elemento.P.get("/Type") != "/StructTreeRoot":
        elemento = elemento.P
    return elemento.objgen


def test_art19_dopo_la_firma_l_originale_resta_quello_e_l_indice_dice_il_resto(c: SimpleNamespace) -> None:
    s = firmata(c)
    come: dict[str, Any] = {"persona": c.persona_dirigente1, "esercizio": c.esercizio, "utente": c.ncvp, "quando": DOPO}
    (prima,) = emetti_fascicolo(**come)
    atto = DatiAtto(numero=70, data=date(2026, 4, 20), oggetto="Approvazione delle valutazioni 2025")
    approva_con_atto(schede=[s], atto=atto, utente=c.segretario, quando=DOPO)
    (poi,) = emetti_fascicolo(**come)
    assert poi.payload["parti"] == prima.payload["parti"], "nessuna scheda stampata adesso al posto di quella firmata"
    (valutazione,) = poi.payload["valutazioni"]
    assert (valutazione["stato"], valutazione["atto"]) == ("Approvata dalla Giunta", "n. 70 del 20/04/2026")


def test_un_fascicolo_oltre_i_limiti_si_divide_in_parti_e_ognuna_dice_che_cosa_c_e_nelle_altre(
    c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    firmata(c)
    come: dict[str, Any] = {"persona": c.persona_dirigente1, "esercizio": c.esercizio, "utente": c.ncvp, "quando": QUANDO}
    (intero,) = emetti_fascicolo(**come)
    dentro = Documento.objects.filter(impronta__in=[p["impronta"] for p in intero.payload["parti"]])
    monkeypatch.setattr(fascicolo, "AMPI", replace(AMPI, byte=sum(quanto(d.payload).byte for d in dentro) - 1))
    Documento.objects.filter(pk=intero.pk).delete()
    parti = emetti_fascicolo(**come)
    assert len(parti) == 2 and [p.payload["fascicolo"] for p in parti] == [{"numero": 1, "di": 2}, {"numero": 2, "di": 2}]
    assert [x for p in parti for x in p.payload["parti"]] == intero.payload["parti"], "nessun documento manca, l’ordine è lo stesso"
    prima, ultima = (leggi(disegna_payload(p)) for p in parti)
    assert "parte 1 di 2" in prima and "parte 2 di 2" in ultima
    assert f"Nelle altre parti Documento Parte {parti[1].payload['parti'][0]['titolo']} 2" in prima
    assert "200,00 su 300" in ultima
    assert tipo("fascicolo").nome_di(parti[1]) == "bertolini-andrea-fascicolo-2025-parte-02-di-2.pdf"
    assert [p.pk for p in emetti_fascicolo(**come)] == [p.pk for p in parti], "la stessa richiesta dà gli stessi documenti"
    pagina = entra(c.ncvp).get(indirizzo(c, "dirigente1")).content.decode()
    assert "2 parti, ciascuna con l’indice" in pagina and all(p.titolo in pagina for p in parti)


def test_un_documento_ai_suoi_limiti_sta_nel_fascicolo_da_solo(c: SimpleNamespace) -> None:
    """What could be issued by itself can be issued within: nothing of a person's year is refused for its length."""
    firmata(c)
    piena = Documento.objects.get(tipo="scheda_b", chiave__contains=":presa_visione:")
    dati = piena.payload | {"note_silenti": ["x" * 19_000] * 24, "passi": [{"testo": "a\n" * 190}] * 26}
    piena.contenuto = canonico(dati, AMPI)
    breve = Documento(tipo="scheda_b", titolo="Breve", impronta="x", richiesto_il=QUANDO, contenuto=canonico({"testo": "a\n" * 100}))
    acclusi = [fascicolo.Accluso(d) for d in (breve, piena, breve)]
    contenuti = fascicolo.contenuti_fascicolo(c.persona_dirigente1, c.esercizio, acclusi, [], "10/04/2026", c.ente)
    assert [[p["titolo"] for p in x["parti"]] for x in contenuti] == [["Breve"], [piena.titolo], ["Breve"]]
    assert all(canonico(contenuto, tipo("fascicolo").limiti) for contenuto in contenuti)


def test_il_pdf_e_di_chi_l_ha_chiesto_finche_puo_aprire_il_fascicolo(c: SimpleNamespace) -> None:
    firmata(c)
    (documento,) = emetti_fascicolo(persona=c.persona_po1, esercizio=c.esercizio, utente=c.dirigente1, quando=QUANDO)
    assert puo_vedere_documento(c.dirigente1, documento)
    for altro in (c.po1, c.segretario, c.admin):
        assert not puo_vedere_documento(altro, documento)
    Incarico.objects.filter(pk=c.incarico_dirigente1.pk).update(al="2026-04-09")
    assert not puo_vedere_documento(c.dirigente1, documento)


def test_del_dipendente_ci_sono_la_scheda_e_la_parte_seconda_solo_quando_le_legge(c: SimpleNamespace) -> None:
    con_schede_personale(c)
    with pytest.raises(OperazioneNonAmmessa, match="nessun documento"):
        emetti_fascicolo(persona=c.persona_dipendente1, esercizio=c.esercizio, utente=c.dipendente1, quando=QUANDO)
    assert "ancora vuoto" in entra(c.dipendente1).get(indirizzo(c, "dipendente1")).content.decode()
    vota_personale(c.scheda_dipendente1, c.po1)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", c.dipendente1))
    porta_personale(c.scheda_dipendente1, *passi)
    (documento,) = emetti_fascicolo(persona=c.persona_dipendente1, esercizio=c.esercizio, utente=c.dipendente1, quando=QUANDO)
    assert [p["tipo"] for p in documento.payload["parti"]] == ["scheda_d"]
    assert "Arretrato dei fascicoli: raggiunto 95,00" in entra(c.dipendente1).get(indirizzo(c, "dipendente1")).content.decode()


@pytest.mark.parametrize("stato", ["aperta", "compilata", "decisa", "partecipata", "presa_visione", "non_valutabile"])
def test_la_po_ha_il_fascicolo_della_sua_unita_senza_la_parte_seconda(c: SimpleNamespace, stato: str) -> None:
    """In no state, on no page and in no PDF does the P.O. find part two, nor whether there is one; the dirigente does."""
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    seconda = Parte2(esigenze_formative="SEGRETO UNO", mobilita="SEGRETO DUE", motivi_mobilita="SEGRETO TRE", fabbisogni="SEGRETO QUATTRO",
                     maturazione=30, motivi_maturazione="SEGRETO CINQUE")  # fmt: skip
    salva_parte_seconda(scheda=c.scheda_dipendente1, parte=seconda, utente=c.dirigente1, quando=QUANDO, versione=0)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", c.dipendente1))
    if stato == "non_valutabile":
        s = SchedaPersonale.objects.get(pk=c.scheda_dipendente1.pk)
        esegui(s, "dichiara_non_valutabile", utente=c.dirigente1, quando=QUANDO, versione=s.versione, motivo="Assente tutto l’anno.")
    else:
        porta_personale(c.scheda_dipendente1, *passi[: ("aperta", "compilata", "decisa", "partecipata", "presa_visione").index(stato)])
    come: dict[str, Any] = {"persona": c.persona_dipendente1, "esercizio": c.esercizio, "quando": QUANDO}
    (del_dirigente,) = emetti_fascicolo(utente=c.dirigente1, **come)
    assert "scheda_d2" in [p["tipo"] for p in del_dirigente.payload["parti"]]
    (della_po,) = emetti_fascicolo(utente=c.po1, **come)
    assert {p["tipo"] for p in della_po.payload["parti"]} == {"scheda_d"}
    assert puo_vedere_documento(c.po1, della_po) and not puo_vedere_documento(c.po1, del_dirigente)
    assert [d.pk for d in Documento.objects.filter(tipo="scheda_d2") if puo_vedere_documento(c.po1, d)] == []
    apri_fascicolo(utente=c.po1, **come)
    pagina = entra(c.po1).get(indirizzo(c, "dipendente1")).content.decode()
    octets = disegna_payload(della_po)
    with accessibile(octets).open_outline() as sommario:
        segni = " ".join(s.title for s in sommario.root)
    for testo in (pagina, della_po.contenuto, leggi(octets), segni):
        assert "SEGRETO" not in testo and "parte seconda" not in testo.lower() and "maturazione" not in testo.lower()
    assert ("po1", "fascicolo.apri") in eventi(c, "dipendente1") or ("po1", "fascicolo.stampa") in eventi(c, "dipendente1")


@pytest.mark.parametrize("chi", ["po2", "personale", "segretario", "ncvp", "dirigente2", "dipendente2", "sindaco", "admin"])
def test_il_fascicolo_di_un_dipendente_non_lo_apre_un_altro(c: SimpleNamespace, chi: str) -> None:
    con_schede_personale(c)
    with pytest.raises(PermissionDenied):
        apri_fascicolo(persona=c.persona_dipendente1, esercizio=c.esercizio, utente=getattr(c, chi), quando=QUANDO)
    assert eventi(c, "dipendente1") == []


def test_il_pdf_non_sopravvive_alla_scheda_riaperta(c: SimpleNamespace) -> None:
    con_schede_personale(c)
    vota_personale(c.scheda_dipendente1, c.po1)
    s = porta_personale(c.scheda_dipendente1, ("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1))
    (documento,) = emetti_fascicolo(persona=c.persona_dipendente1, esercizio=c.esercizio, utente=c.dipendente1, quando=QUANDO)
    assert puo_vedere_documento(c.dipendente1, documento)
    s = scrivi_osservazioni(scheda=s, testo="Non sono d’accordo.", utente=c.dipendente1, quando=QUANDO, versione=s.versione)
    esegui(s, "rivedi", utente=c.dirigente1, quando=QUANDO, versione=s.versione, motivo="Rivedo i voti come chiesto.")
    assert not puo_vedere_documento(c.dipendente1, documento)
    assert "h-pdf" in (pagina := entra(c.dipendente1).get(indirizzo(c, "dipendente1")).content.decode())
    assert documento.titolo not in pagina


def test_chi_non_e_il_valutato_lo_riapre_prima_di_scaricarlo_un_altro_giorno(c: SimpleNamespace, settings: Settings) -> None:
    """So the log tells every day on which somebody has had it in their hands."""
    firmata(c)
    (documento,) = emetti_fascicolo(persona=c.persona_po1, esercizio=c.esercizio, utente=c.dirigente1, quando=QUANDO)
    scarica = reverse("documenti:scarica", args=[documento.pk])
    assert entra(c.dirigente1).get(scarica).status_code == 409, "not drawn yet: it is there to be downloaded"
    settings.OGGI = "2026-04-13"
    assert entra(c.dirigente1).get(scarica).headers["Location"] == indirizzo(c, "po1")
    entra(c.dirigente1).post(indirizzo(c, "po1", "apri_fascicolo"))
    assert entra(c.dirigente1).get(scarica).status_code == 409
    assert eventi(c, "po1") == [("dirigente1", "fascicolo.stampa"), ("dirigente1", "fascicolo.apri")]
