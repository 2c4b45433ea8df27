"""Filling in a sheet: what is saved, by whom, when, and what is refused (artt. 7–9, 15, Allegato A)."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from obiettivi.models import Assegnazione, Obiettivo
from obiettivi.operazioni import compilazione
from obiettivi.operazioni.compilazione import Compilazione, elimina_bozza, imposta_pesi, salva_scheda
from obiettivi.operazioni.righe import (
    RIGHE_MASSIME,
    aggiungi_riga,
    sposta_riga,
    togli_riga,
)
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Utente
from smvp.registro.models import Evento

from .scene import collettivo, di_po, fai, il, individuale, porta_a

pytestmark = pytest.mark.django_db
QUANDO = il("crea") + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _oggi(settings: SimpleNamespace) -> None:
    settings.OGGI = "2025-01-21"


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    return comune


def salva(o: Obiettivo, utente: Utente, versione: int | None = None, **dati: Any) -> Obiettivo:
    o.refresh_from_db()
    return salva_scheda(obiettivo=o, dati=Compilazione(**dati), utente=utente, quando=QUANDO, versione=versione or o.versione)


def con(o: Obiettivo, utente: Utente) -> dict[str, Any]:
    o.refresh_from_db()
    return {"obiettivo": o, "utente": utente, "quando": QUANDO, "versione": o.versione}


# --- what is written -----------------------------------------------------------------------------------------------------------------


def test_si_salva_cio_che_e_cambiato_e_il_registro_lo_dice(c: SimpleNamespace) -> None:
    o = individuale(c)
    fase, indicatore = o.fasi.first(), o.indicatori.first()
    dopo = salva(
        o, c.dirigente1, campi={"titolo": "Pagare prima", "area": "1", "ambiti": ["a", "g"], "durata": 3},
        fasi={fase.pk: {"testo": "Mappa", "dal": date(2025, 2, 1)}}, indicatori={indicatore.pk: {"atteso": Decimal("96.5")}},
        argomenti={"sfidante": "Nessun Comune vicino ci arriva."}, pesi={o.assegnazioni.get().pk: Decimal(20)},
    )  # fmt: skip
    fase.refresh_from_db(), indicatore.refresh_from_db(), o.refresh_from_db()
    assert (o.titolo, o.ambiti, o.durata, fase.testo, indicatore.atteso) == ("Pagare prima", ["a", "g"], 3, "Mappa", Decimal("96.5"))
    assert o.riscontri.get(codice="sfidante").argomento == "Nessun Comune vicino ci arriva." and o.assegnazioni.get().peso == 20
    assert dopo.versione == 3 and o.salvata_da == c.dirigente1
    evento = Evento.objects.get(azione="obiettivo.salva")
    assert evento.contenuto["cambi"]["titolo"] == ["Riduzione dei tempi di pagamento", "Pagare prima"]


def test_salvare_le_stesse_cose_non_e_un_salvataggio(c: SimpleNamespace) -> None:
    o = individuale(c)
    assert salva(o, c.dirigente1, campi={"titolo": o.titolo, "ambiti": ["f"]}).versione == o.versione
    assert not Evento.objects.filter(azione="obiettivo.salva").exists()


SBAGLIATI = [
    ("art. 8: senza titolo", {"campi": {"titolo": " "}}, "non può restare vuoto"),
    ("codice di un altro", {"campi": {"codice": "OI-2"}}, "c’è già"),
    ("art. 6: area che non c'è", {"campi": {"area": "9"}}, "Area strategica"),
    ("art. 6: ambito di un'altra area", {"campi": {"ambiti": ["a"]}}, "non è di quest’Area"),
    ("art. 7: quattro anni", {"campi": {"durata": 4}}, "Valenza"),
    ("gradazione inventata", {"campi": {"gradazione": "a_occhio"}}, "Gradazione"),
    ("oltre 5.000 caratteri", {"campi": {"descrizione": "a" * 5001}}, "Descrizione"),
    ("che non si può stampare", {"campi": {"descrizione": "a\ud800b"}}, "caratteri"),
    ("campo che non è della scheda", {"campi": {"stato": "assegnata"}}, "non è di questa scheda"),
    ("requisito inventato", {"argomenti": {"bello": "sì"}}, "requisito"),
    ("riga di un altro", {"fasi": {999_999: {"testo": "x"}}}, "non è di questa scheda"),
    ("peso di un altro", {"pesi": {999_999: Decimal(15)}}, "non è di questa scheda"),
]  # fmt: skip


@pytest.mark.parametrize(("dati", "frase"), [(d, f) for _, d, f in SBAGLIATI], ids=[n for n, _, _ in SBAGLIATI])
def test_un_valore_che_non_puo_essere_non_e_salvato(c: SimpleNamespace, dati: dict[str, Any], frase: str) -> None:
    o = individuale(c)
    individuale(c, titolo="Un altro")
    with pytest.raises(DatiNonValidi, match=frase):
        salva(o, c.dirigente1, **dati)
    o.refresh_from_db()
    assert (o.titolo, o.versione) == ("Riduzione dei tempi di pagamento", 2)


def test_due_che_prendono_lo_stesso_codice_nello_stesso_momento(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked before either wrote: the second meets the constraint of the database, and is told in words."""
    o = individuale(c)
    individuale(c, titolo="Un altro")
    monkeypatch.setattr(compilazione, "gia_preso", lambda *_: None)
    with pytest.raises(DatiNonValidi, match="Il codice OI-2 c’è già nell’esercizio 2025") as errore:
        salva(o, c.dirigente1, campi={"codice": "OI-2", "descrizione": "Nuova."})
    assert errore.value.campo == "codice"
    o.refresh_from_db()
    assert (o.codice, o.versione) == ("OI-1", 2) and o.descrizione != "Nuova."


@pytest.mark.parametrize("peso", ["0", "-1", "70.01"])
def test_art_6_un_peso_fuori_misura(c: SimpleNamespace, peso: str) -> None:
    o = individuale(c)
    with pytest.raises(DatiNonValidi, match="peso"):
        imposta_pesi(**con(o, c.dirigente1), pesi={o.assegnazioni.get().pk: Decimal(peso)})


def test_art_8_una_fase_non_finisce_prima_di_cominciare(c: SimpleNamespace) -> None:
    o = individuale(c)
    with pytest.raises(DatiNonValidi, match="prima di cominciare"):
        salva(o, c.dirigente1, fasi={o.fasi.first().pk: {"dal": date(2025, 6, 1)}})


def test_lettura_a21_le_pari_opportunita_si_scelgono_nell_area_4(c: SimpleNamespace) -> None:
    o = individuale(c)
    assert salva(o, c.dirigente1, campi={"area": "4", "ambiti": ["h"]}).ambiti == ["h"]
    with pytest.raises(DatiNonValidi):
        salva(o, c.dirigente1, campi={"area": "1", "ambiti": ["h"]})


def test_chi_cambia_area_lascia_gli_ambiti_che_non_ammette(c: SimpleNamespace) -> None:
    o = individuale(c)
    assert salva(o, c.dirigente1, campi={"area": "1"}).ambiti == []


def test_un_indicatore_si_misura_in_un_modo_solo(c: SimpleNamespace) -> None:
    o = individuale(c)
    i = o.indicatori.first()
    salva(o, c.dirigente1, indicatori={i.pk: {"misura": "data", "atteso_entro": date(2025, 10, 1)}})
    i.refresh_from_db()
    assert (i.atteso, i.base, i.atteso_entro) == (None, None, date(2025, 10, 1))
    salva(o, c.dirigente1, indicatori={i.pk: {"misura": "numero", "atteso": Decimal(5)}})
    i.refresh_from_db()
    assert (i.atteso, i.atteso_entro) == (Decimal(5), None)
    salva(o, c.dirigente1, indicatori={i.pk: {"misura": "si_no"}})
    i.refresh_from_db()
    assert i.atteso_entro == date(2025, 10, 1), "ciò che anche il modo nuovo può tenere resta"
    salva(o, c.dirigente1, indicatori={i.pk: {"misura": "numero", "base": None}})
    i.refresh_from_db()
    assert (i.atteso, i.base, i.base_anno) == (Decimal(5), None, 2024), "torna ciò che era scritto, salvo ciò che si cancella ora"


def test_un_indicatore_rimesso_ha_anche_i_valori_tenuti_da_parte(c: SimpleNamespace) -> None:
    o = individuale(c)
    i = o.indicatori.first()
    salva(o, c.dirigente1, indicatori={i.pk: {"misura": "data"}})
    tolta = togli_riga(**con(o, c.dirigente1), tipo="indicatore", chiave=i.pk)
    nuovo = aggiungi_riga(**con(o, c.dirigente1), tipo="indicatore", **tolta)
    salva(o, c.dirigente1, indicatori={nuovo.pk: {"misura": "numero"}})
    assert o.indicatori.first().atteso == 95


def test_art_15_anche_la_ridefinizione_si_stampa_con_il_testo_di_prima(c: SimpleNamespace) -> None:
    """The redefined text and the old one beside it are one document: what they hold together is looked at when one saves."""
    o = individuale(c)
    salva(o, c.dirigente1, campi={"criticita": "π" * 2_400})
    o = fai(porta_a(c, o, "assegnata"), "chiedi_revisione", c.dirigente1, "Evento imprevedibile e non governabile.")
    with pytest.raises(DatiNonValidi, match=r"più di 6\.000 simboli insoliti") as errore:
        salva(o, c.dirigente1, campi={"criticita": "ψ" * 2_450, "descrizione": "Più in breve."})
    assert errore.value.campo == "criticita"
    salva(o, c.dirigente1, campi={"criticita": "In breve."})


# --- who, when -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["dirigente2", "segretario", "ncvp", "po1", "controllo"])
def test_la_scheda_di_un_altro_non_si_compila(c: SimpleNamespace, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        salva(individuale(c), getattr(c, chi), campi={"titolo": "Mio"})


@pytest.mark.parametrize("stato", ["negoziata", "trasmessa", "validata", "accettata", "assegnata", "monitorata", "valutata"])
def test_dopo_la_proposta_non_si_cambia_piu(c: SimpleNamespace, stato: str) -> None:
    o = porta_a(c, individuale(c), stato)
    with pytest.raises(OperazioneNonAmmessa, match=r"non si può cambiare \(art. 7\)"):
        salva(o, c.dirigente1, campi={"titolo": "Un altro"})


@pytest.mark.parametrize("azione", ["integrazioni", "revisione"])
def test_artt_13_e_15_dove_la_scheda_torna_si_cambia(c: SimpleNamespace, azione: str) -> None:
    if azione == "integrazioni":
        o = porta_a(c, individuale(c), "trasmessa")
        o = esegui(o, "chiedi_integrazioni", utente=c.ncvp, quando=il("valida"), versione=o.versione, motivo="Dite da quale data si conta.")
    else:
        o = fai(porta_a(c, individuale(c), "assegnata"), "chiedi_revisione", c.dirigente1, "Evento imprevedibile e non governabile.")
    assert salva(o, c.dirigente1, campi={"titolo": "Ridefinito"}).titolo == "Ridefinito"


def test_un_esercizio_chiuso_non_si_tocca(c: SimpleNamespace) -> None:
    o = individuale(c)
    c.esercizio.chiuso_il = QUANDO
    c.esercizio.save()
    with pytest.raises(OperazioneNonAmmessa, match="chiuso"):
        salva(o, c.dirigente1, campi={"titolo": "Tardi"})


def test_chi_ha_letto_un_altra_versione_non_sovrascrive(c: SimpleNamespace) -> None:
    o = individuale(c)
    salva(o, c.dirigente1, campi={"titolo": "Prima finestra"})
    with pytest.raises(ConflittoDiVersione):
        salva(o, c.dirigente1, versione=2, campi={"titolo": "Seconda finestra"})


# --- rows ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tipo", ["fase", "indicatore", "persone", "risorsa"])
def test_una_riga_si_aggiunge_si_toglie_e_si_rimette_com_era(c: SimpleNamespace, tipo: str) -> None:
    o = individuale(c)
    righe = {"fase": o.fasi, "indicatore": o.indicatori, "persone": o.personale, "risorsa": o.risorse}[tipo]
    prima = [str(r) for r in righe.all()]
    nuova = aggiungi_riga(**con(o, c.dirigente1), tipo=tipo)
    assert righe.count() == len(prima) + 1 and righe.last() == nuova
    togli_riga(**con(o, c.dirigente1), tipo=tipo, chiave=nuova.pk)
    tolta = togli_riga(**con(o, c.dirigente1), tipo=tipo, chiave=righe.first().pk)
    aggiungi_riga(**con(o, c.dirigente1), tipo=tipo, campi=tolta["campi"], ordine=tolta["ordine"])
    assert [str(r) for r in righe.all()] == prima


def test_le_righe_si_spostano_e_ai_capi_restano(c: SimpleNamespace) -> None:
    o = individuale(c)
    prima, seconda = o.fasi.all()
    sposta_riga(**con(o, c.dirigente1), tipo="fase", chiave=seconda.pk, verso=-1)
    assert [f.pk for f in o.fasi.all()] == [seconda.pk, prima.pk]
    sposta_riga(**con(o, c.dirigente1), tipo="fase", chiave=seconda.pk, verso=-1)
    assert [(f.pk, f.ordine) for f in o.fasi.all()] == [(seconda.pk, 1), (prima.pk, 2)]


def test_le_righe_sono_al_massimo_venti_e_della_propria_scheda(c: SimpleNamespace) -> None:
    o, altro = individuale(c), individuale(c, "dirigente2", "Un altro")
    for _ in range(RIGHE_MASSIME - 2):
        aggiungi_riga(**con(o, c.dirigente1), tipo="fase")
    with pytest.raises(DatiNonValidi, match="Al massimo"):
        aggiungi_riga(**con(o, c.dirigente1), tipo="fase")
    with pytest.raises(DatiNonValidi):
        togli_riga(**con(o, c.dirigente1), tipo="fase", chiave=altro.fasi.first().pk)
    with pytest.raises(DatiNonValidi):
        aggiungi_riga(**con(o, c.dirigente1), tipo="stato")


def test_una_riga_vuota_ferma_la_proposta(c: SimpleNamespace) -> None:
    o = individuale(c)
    aggiungi_riga(**con(o, c.dirigente1), tipo="indicatore")
    aggiungi_riga(**con(o, c.dirigente1), tipo="fase")
    o.refresh_from_db()
    assert any("fase" in frase for frase in o.mancano_dati()) and any("indicatore C" in frase for frase in o.mancano_dati())
    with pytest.raises(DatiNonValidi):
        fai(o, "negozia", c.dirigente1)


# --- art. 7, cascading ---------------------------------------------------------------------------------------------------------------


def test_art_7_quello_di_una_po_discende_da_quello_del_suo_dirigente(c: SimpleNamespace) -> None:
    del_dirigente = porta_a(c, individuale(c), "negoziata")
    altrui = porta_a(c, individuale(c, "dirigente2", "Di un altro"), "negoziata")
    o = di_po(c)
    assert salva(o, c.po1, campi={"padre": del_dirigente}).padre == del_dirigente
    assert salva(o, c.po1, campi={"padre": None}).padre is None
    for sbagliato in (altrui, o):
        with pytest.raises(DatiNonValidi, match="discende"):
            salva(o, c.po1, campi={"padre": sbagliato})
    with pytest.raises(DatiNonValidi, match="discende"):
        salva(individuale(c, titolo="Terzo"), c.dirigente1, campi={"padre": o})


# --- throwing a draft away -----------------------------------------------------------------------------------------------------------


def test_una_bozza_si_elimina_con_un_motivo_e_resta_nel_registro(c: SimpleNamespace) -> None:
    o = collettivo(c)
    chiave = o.pk
    elimina_bozza(**con(o, c.dirigente1), motivo="Lo sostituisce OG-2, più ampio.")
    assert not Obiettivo.objects.filter(pk=chiave).exists() and not Assegnazione.objects.filter(obiettivo=chiave).exists()
    evento = Evento.objects.get(azione="obiettivo.elimina")
    assert evento.contenuto["codice"] == "OG-1" and "sostituisce" in evento.contenuto["motivo"]


def test_una_bozza_non_si_elimina_senza_motivo_ne_da_altri_ne_se_altri_ne_discendono(c: SimpleNamespace) -> None:
    o = collettivo(c)
    with pytest.raises(DatiNonValidi, match="perché"):
        elimina_bozza(**con(o, c.dirigente1), motivo="x")
    with pytest.raises(PermissionDenied):
        elimina_bozza(**con(o, c.dirigente2), motivo="Non mi piace per niente.")
    with pytest.raises(ConflittoDiVersione):
        elimina_bozza(**con(o, c.dirigente1) | {"versione": 99}, motivo="Lo sostituisce un altro.")
    figlio = individuale(c)
    salva(figlio, c.dirigente1, campi={"padre": o})
    with pytest.raises(OperazioneNonAmmessa, match="dipendono"):
        elimina_bozza(**con(o, c.dirigente1), motivo="Lo sostituisce un altro.")
    o = porta_a(c, o, "negoziata")
    with pytest.raises(OperazioneNonAmmessa, match="solo una bozza"):
        elimina_bozza(**con(o, c.dirigente1), motivo="Lo sostituisce un altro.")


def test_una_bozza_gia_proposta_e_poi_restituita_non_si_elimina(c: SimpleNamespace) -> None:
    """Others have had it in hand: it stays among the acts, and its author is told why."""
    o = porta_a(c, individuale(c), "negoziata")
    o = fai(o, "restituisci", c.segretario, "Il valore atteso è troppo basso.")
    assert o.stato == "bozza"
    with pytest.raises(OperazioneNonAmmessa, match="già stata proposta"):
        elimina_bozza(**con(o, c.dirigente1), motivo="Lo sostituisce un altro.")
    with pytest.raises(PermissionDenied):
        elimina_bozza(**con(o, c.dirigente2), motivo="Lo sostituisce un altro.")
    client = Client()
    client.force_login(c.dirigente1)
    assert "già stata proposta" in client.get(reverse("obiettivi:elimina", args=[o.pk])).content.decode()
    pagina = client.get(o.get_absolute_url()).content.decode()
    assert "Elimina la bozza: Questa bozza è già stata proposta" in pagina and reverse("obiettivi:elimina", args=[o.pk]) not in pagina
    assert Obiettivo.objects.filter(pk=o.pk).exists()
