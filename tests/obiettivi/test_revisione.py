"""Art. 15: a revision refused gives back the text word for word; one that is accepted is validated, signed and assigned again."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from obiettivi.letture.documenti import ALLEGATO_A, DELIBERA
from obiettivi.letture.scheda.contenuto import contenuto, impronta
from obiettivi.letture.scheda.percorso import percorso
from obiettivi.letture.scheda.schede import storia_di
from obiettivi.letture.scheda.versioni import cambiato_da, confronta, da_confrontare, ultima_validata
from obiettivi.models import Accettazione, Assegnazione, Fase, Indicatore, Obiettivo, Parte, PersonaleCoinvolto, Rilevazione, Rilievo
from obiettivi.operazioni.emissioni import emetti_di_esercizio, emetti_documento
from obiettivi.operazioni.passaggi import assegna_con_atto
from obiettivi.stati import OBIETTIVO
from smvp.documenti.models import Atto
from smvp.flusso.models import Notifica
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Incarico, Utente
from smvp.registro.models import Evento
from tests.obiettivi.scene import GIORNI, collettivo, di_po, fai, firma, gia_in_stato, il, individuale, porta_a, riscontra

pytestmark = pytest.mark.django_db
MOTIVO = "La Regione ha ritirato il finanziamento, e non era prevedibile."
SORTE = {"individuale": individuale, "di una P.O.": di_po, "collettivo": collettivo}


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    settings.OGGI = "2025-09-08"
    return comune


def oggi(o: Obiettivo) -> str:
    return impronta(contenuto(Obiettivo.objects.get(pk=o.pk)))


def in_revisione(c: SimpleNamespace, o: Obiettivo, stato: str = "assegnata") -> Obiettivo:
    o = porta_a(c, o, stato)
    return fai(o, "chiedi_revisione", o.proponenti()[0], MOTIVO)


def stravolgi(c: SimpleNamespace, o: Obiettivo) -> None:
    """Change everything that a sheet says, as the page of the sheet could."""
    o.refresh_from_db()
    Obiettivo.objects.filter(pk=o.pk).update(
        titolo="Altro titolo", area="1", ambiti=["a"], descrizione="Tutto diverso.", risultato_atteso="Entro il 2026.", durata=2,
        criticita="Molte.", gradazione="conteggio", collegamento_dup="Altro", da_riverificare=True,
    )  # fmt: skip
    o.fasi.all().delete()
    Fase.objects.create(obiettivo=o, ordine=1, testo="Una fase sola", dal=date(2025, 10, 1), entro=date(2025, 11, 30))
    primo, *altri = o.indicatori.all()
    Indicatore.objects.filter(pk=primo.pk).update(titolo="Un altro indicatore", atteso=Decimal("1.5"), verso="basso", fonte="Altra")
    for i in altri:
        i.delete()
    Indicatore.objects.create(obiettivo=o, ordine=9, titolo="In più", tipo="on_off", misura="si_no", atteso_entro=date(2025, 12, 1))
    o.personale.all().delete()
    PersonaleCoinvolto.objects.create(obiettivo=o, qualifica="Dirigente", numero=1)
    o.risorse.update(importo=Decimal("1.10"), descrizione="Altro")
    o.riscontri.filter(indicatore=None).update(argomento="Perché sì.")
    o.riscontri.filter(codice="nuovo").update(esito="no", nota="Non è nuovo, mi pare.")
    o.assegnazioni.update(peso=Decimal("12.5"))
    if o.collettivo:
        o.parti.update(descrizione="Altro.", apporto=Decimal(30))
        terza = Direzione.objects.create(codice="D3", denominazione="Cultura", tipo="direzione", dal=date(2024, 1, 1))
        Parte.objects.create(obiettivo=o, direzione=terza, apporto=Decimal(40), descrizione="Anche noi.")


# --- refused -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sorte", SORTE)
def test_respinta_la_scheda_torna_parola_per_parola_com_era(c: SimpleNamespace, sorte: str) -> None:
    o = porta_a(c, SORTE[sorte](c), "assegnata")
    prima, atto, firme = oggi(o), o.atto, Accettazione.objects.count()
    fai(o, "chiedi_revisione", o.proponenti()[0], MOTIVO)
    stravolgi(c, o)
    assert oggi(o) != prima
    fai(o, "respingi_revisione", c.dirigente1 if o.di_po else c.ncvp, MOTIVO)
    o.refresh_from_db()
    assert (o.stato, o.atto, oggi(o)) == ("assegnata", atto, prima)
    assert Accettazione.objects.count() == firme and o.mancano_riscontri() == []
    assert o.versioni.last().azione == "respingi_revisione" and contenuto(o) == o.versioni.last().contenuto


def test_ciò_che_pende_dalle_righe_di_prima_resta(c: SimpleNamespace) -> None:
    """Values, remarks and signatures hang on indicators and assignments: these come back as the same rows."""
    o = in_revisione(c, individuale(c))
    a, b = o.indicatori.all()
    Rilevazione.objects.create(indicatore=a, valore=Decimal(90))
    Rilievo.objects.create(obiettivo=o, campo=f"indicatore-{a.pk}", testo="Da quando?", autore=c.ncvp, scritto_il=il("verifica"))
    Indicatore.objects.filter(pk=a.pk).update(titolo="Riscritto", ordine=2)
    Indicatore.objects.filter(pk=b.pk).update(ordine=1)
    assegnazione = o.assegnazioni.get().pk
    fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert [(i.pk, i.lettera) for i in o.indicatori.all()] == [(a.pk, "A"), (b.pk, "B")]
    assert o.assegnazioni.get().pk == assegnazione and Rilevazione.objects.get().indicatore_id == a.pk


def test_un_incarico_aggiunto_in_revisione_se_ne_va(c: SimpleNamespace) -> None:
    o = in_revisione(c, individuale(c))
    Assegnazione.objects.create(obiettivo=o, incarico=c.incarico_dirigente2, peso=Decimal(5))
    fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert [a.incarico for a in o.assegnazioni.all()] == [c.incarico_dirigente1]


def test_si_respinge_anche_la_ridefinizione_già_trasmessa(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "assegnata")
    prima = oggi(o)
    fai(o, "chiedi_revisione", c.dirigente1, MOTIVO)
    Obiettivo.objects.filter(pk=o.pk).update(risultato_atteso="Entro il 31 dicembre 2025 in media 2 giorni prima.")
    fai(o, "ridefinisci", c.dirigente1)
    fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert oggi(o) == prima


def test_una_scheda_assegnata_senza_versioni_torna_al_testo_della_richiesta(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "assegnata")
    Accettazione.objects.all().delete()
    o.versioni.all().delete()
    prima = oggi(o)
    fai(o, "chiedi_revisione", c.dirigente1, MOTIVO)
    stravolgi(c, o)
    fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert oggi(o) == prima


@pytest.mark.parametrize("chi", ["dirigente1", "segretario", "sindaco", "dirigente2"])
def test_non_la_respinge_chi_non_valida(c: SimpleNamespace, chi: str) -> None:
    o = in_revisione(c, individuale(c))
    Obiettivo.objects.filter(pk=o.pk).update(descrizione="Tutto diverso.")
    with pytest.raises(PermissionDenied):
        fai(o, "respingi_revisione", getattr(c, chi), MOTIVO)
    o.refresh_from_db()
    assert (o.stato, o.descrizione) == ("revisione", "Tutto diverso.")


def test_la_revisione_di_una_po_la_respinge_il_suo_dirigente(c: SimpleNamespace) -> None:
    o = in_revisione(c, di_po(c))
    with pytest.raises(PermissionDenied):
        fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert fai(o, "respingi_revisione", c.dirigente1, MOTIVO).stato == "assegnata"


def test_si_respinge_una_volta_sola_e_solo_una_revisione(c: SimpleNamespace) -> None:
    o = in_revisione(c, individuale(c))
    fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    quante = o.versioni.count()
    with pytest.raises(OperazioneNonAmmessa):
        fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert o.versioni.count() == quante


@pytest.mark.parametrize("stato", ["assegnata", "monitorata"])
@pytest.mark.parametrize("ridefinita_prima", [False, True], ids=["dalla richiesta", "dalla ridefinizione"])
def test_respinta_torna_allo_stato_in_cui_era(c: SimpleNamespace, stato: str, ridefinita_prima: bool) -> None:
    """Art. 17: a sheet that had been checked has not to be checked again because a revision of it was refused."""
    o = in_revisione(c, individuale(c), stato)
    if ridefinita_prima:
        fai(o, "ridefinisci", c.dirigente1)
    o = fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert (o.stato, o.ridefinito_il) == (stato, None)
    assert Evento.objects.filter(azione="obiettivo.respingi_revisione").get().contenuto["a"] == stato
    tappe = percorso(o, storia_di(o))
    titolo, giorno = (
        ("Monitorata", "10\N{NO-BREAK SPACE}luglio 2025") if stato == "monitorata" else ("Assegnata", "26\N{NO-BREAK SPACE}febbraio 2025")
    )
    assert (titolo, giorno, "ora") in [(t.titolo, t.dettaglio, t.stato) for t in tappe]


def test_il_percorso_di_una_revisione_comincia_da_dove_era(c: SimpleNamespace) -> None:
    o = in_revisione(c, individuale(c), "monitorata")
    tappe = percorso(o, storia_di(o))
    assert [t.titolo for t in tappe] == ["Monitorata", "Revisione", "Ridefinita", "Validata", "Accettata", "Assegnata"]
    assert {t.dettaglio for t in tappe if not t.stato} == {"entro il 30 settembre"}, "tutto si rifà nel termine dell'art. 15"


def test_il_percorso_dice_l_anno_di_un_termine_dell_anno_dopo(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "monitorata")
    assert "entro il 28 febbraio 2026" in [t.dettaglio for t in percorso(o, storia_di(o)) if t.titolo == "Rendicontata"]


def test_respinta_la_seconda_vale_il_termine_della_prima_ridefinizione(c: SimpleNamespace) -> None:
    """The text in force is the one redefined in June: its day holds, and it is checked with no term (art. 17)."""
    o = riassegnata(c, ridefinita(c, individuale(c)))
    assert (o.stato, o.ridefinito_il) == ("assegnata", date(2025, 9, 22))
    o = _il(o, "chiedi_revisione", c.dirigente1, "chiedi_revisione", MOTIVO)
    o = esegui(o, "ridefinisci", utente=c.dirigente1, quando=il("ridefinisci").replace(day=29), versione=o.versione)
    assert o.ridefinito_il == date(2025, 9, 29)
    o = _il(o, "respingi_revisione", c.ncvp, "respingi_revisione", MOTIVO)
    assert (o.stato, o.ridefinito_il) == ("assegnata", date(2025, 9, 22))
    assert percorso(o, storia_di(o))[0].titolo == "Assegnata"


def test_una_richiesta_respinta_non_lascia_il_termine_di_settembre(c: SimpleNamespace) -> None:
    o = in_revisione(c, individuale(c))
    fai(o, "ridefinisci", c.dirigente1)
    o = fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    t = OBIETTIVO.transizione("verifica")
    assert o.ridefinito_il is None and o.termine(t) == date(2025, 7, 31)


# --- accepted --------------------------------------------------------------------------------------------------------------------


def ridefinita(c: SimpleNamespace, o: Obiettivo) -> Obiettivo:
    o = in_revisione(c, o)
    Obiettivo.objects.filter(pk=o.pk).update(risultato_atteso="Entro il 31 dicembre 2025 in media 2 giorni prima.")
    return fai(o, "ridefinisci", o.proponenti()[0])


@pytest.mark.parametrize("sorte", SORTE)
def test_ridefinita_si_valida_si_firma_e_si_assegna_di_nuovo(c: SimpleNamespace, sorte: str) -> None:
    """Reading A57: another act of the Giunta; the signatures on the old text do not count."""
    o = rivalidata(c, ridefinita(c, SORTE[sorte](c)))
    vecchio = c.atto
    assert (o.stato, o.atto) == ("validata", None) and len(o.mancano_firme(il("ridefinisci").date())) == 1, "le firme di prima non valgono"
    o = riaccettata(o)
    assert o.stato == "accettata"
    with pytest.raises(DatiNonValidi, match="prima della validazione"):
        assegna_con_atto(obiettivi=[o], atto=vecchio, utente=c.segretario, quando=il("ridefinisci"))
    o = _assegna_di_nuovo(c, o)
    assert (o.stato, o.atto.numero) == ("assegnata", 120)


def rivalidata(c: SimpleNamespace, o: Obiettivo) -> Obiettivo:
    esaminatore = c.dirigente1 if o.di_po else c.ncvp
    riscontra(o, esaminatore)
    return _il(o, "valida_po" if o.di_po else "valida", esaminatore, "ridefinisci")


def riaccettata(o: Obiettivo) -> Obiettivo:
    for utente in o.assegnatari():
        firma(o, utente, giorno=GIORNI["ridefinisci"])
    o.refresh_from_db()
    return o


def _assegna_di_nuovo(c: SimpleNamespace, o: Obiettivo) -> Obiettivo:
    nuovo = Atto.objects.create(tipo="giunta", numero=120, data=date(2025, 9, 24), oggetto="Obiettivi 2025, revisione")
    return assegna_con_atto(obiettivi=[o], atto=nuovo, utente=c.segretario, quando=il("ridefinisci").replace(day=26))[0]


def riassegnata(c: SimpleNamespace, o: Obiettivo) -> Obiettivo:
    return _assegna_di_nuovo(c, riaccettata(rivalidata(c, o)))


def _il(o: Obiettivo, azione: str, utente: Utente, giorno: str, motivo: str = "") -> Obiettivo:
    o.refresh_from_db()
    return esegui(o, azione, utente=utente, quando=il(giorno), versione=o.versione, motivo=motivo)


@pytest.mark.parametrize(("giorno", "tardi"), [(date(2025, 9, 30), False), (date(2025, 10, 1), True)])
def test_il_termine_di_una_scheda_ridefinita_è_quello_dell_articolo_15(c: SimpleNamespace, giorno: date, tardi: bool) -> None:
    o = ridefinita(c, individuale(c))
    riscontra(o, c.ncvp)
    quando = il("ridefinisci").replace(month=giorno.month, day=giorno.day)
    if tardi:
        with pytest.raises(DatiNonValidi, match="Motivo del ritardo"):
            esegui(o, "valida", utente=c.ncvp, quando=quando, versione=o.versione)
    else:
        assert esegui(o, "valida", utente=c.ncvp, quando=quando, versione=o.versione).stato == "validata"


def test_di_un_collettivo_sono_informati_tutti_i_partecipanti(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "assegnata")
    Notifica.objects.all().delete()
    fai(o, "chiedi_revisione", c.dirigente1, MOTIVO)
    avvisati = set(Notifica.objects.values_list("destinatario__username", flat=True))
    assert avvisati == {"dirigente2", "po1", "po2", "ncvp", "segretario"}


@pytest.mark.parametrize("chi", ["dirigente2", "po2"])
def test_la_chiede_chiunque_ne_risponda_e_chi_la_compila_lo_sa(c: SimpleNamespace, chi: str) -> None:
    """Art. 15: "il Dirigente o P.O. interessato"; then whoever fills the sheet in redefines it, as always."""
    o = porta_a(c, collettivo(c), "assegnata")
    Notifica.objects.all().delete()
    o = fai(o, "chiedi_revisione", getattr(c, chi), MOTIVO)
    avvisati = set(Notifica.objects.values_list("destinatario__username", flat=True))
    assert (o.stato, avvisati) == ("revisione", {"dirigente1", "dirigente2", "po1", "po2", "ncvp", "segretario"} - {chi})
    with pytest.raises(PermissionDenied):
        fai(o, "ridefinisci", getattr(c, chi))
    with pytest.raises(OperazioneNonAmmessa):
        fai(o, "chiedi_revisione", c.dirigente1, MOTIVO)


def test_non_la_chiede_chi_non_ne_risponde_o_non_è_più_in_carica(c: SimpleNamespace) -> None:
    o = porta_a(c, collettivo(c), "assegnata")
    Incarico.objects.filter(pk=c.incarico_dirigente2.pk).update(al=date(2025, 9, 7))
    altro = gia_in_stato(c, "monitorata")
    for chi, sua in ((c.dirigente2, o), (c.sindaco, o), (c.segretario, o), (c.po1, altro), (c.dirigente2, altro)):
        with pytest.raises(PermissionDenied):
            fai(sua, "chiedi_revisione", chi, MOTIVO)
    assert {x.stato for x in Obiettivo.objects.filter(pk__in=[o.pk, altro.pk])} == {"assegnata", "monitorata"}


def test_l_allegato_della_delibera_porta_il_testo_in_vigore_finche_il_nuovo_non_e_accettato(c: SimpleNamespace) -> None:
    prima = individuale(c)
    o = rivalidata(c, ridefinita(c, prima))
    mai_assegnata = porta_a(c, individuale(c, "dirigente2", "Strade"), "validata")

    def voci() -> dict[str, dict]:
        (d,) = emetti_di_esercizio(esercizio=c.esercizio, codice=DELIBERA, utente=c.segretario, quando=il("ridefinisci"))
        return d.payload | {"schede": {s["scheda"]["codice"]: s for g in d.payload["gruppi"] for s in g["voci"]}}

    d = voci()
    assert mai_assegnata.codice not in d["schede"] and d["senza_atto"] == 0
    scheda = d["schede"][o.codice]
    assert "5 giorni prima" in scheda["scheda"]["risultato_atteso"] and scheda["stato"]["parola"].startswith("In vigore")
    assert "non è ancora accettato" in scheda["nota"] and "22/09/2025" in scheda["nota"]
    assert (scheda["validato_il"], scheda["gia_approvata"], scheda["versione"]["numero"]) == ("14/02/2025", True, 2)
    atto = o.versioni.get(numero=2).atto
    assert scheda["atto_di_prima"] == {"numero": str(atto.numero), "data": f"{atto.data:%d/%m/%Y}"}
    assert all(f["firmata"] for f in scheda["firme_accettazione"]), "le firme sono quelle del testo in vigore"
    riaccettata(o)
    d = voci()
    scheda = d["schede"][o.codice]
    assert "2 giorni prima" in scheda["scheda"]["risultato_atteso"] and (scheda["nota"], scheda["gia_approvata"]) == ("", False)
    assert d["senza_atto"] == 1


def test_la_deliberazione_del_testo_di_prima_resta_scritta_sulla_sua_versione(c: SimpleNamespace, client: Client) -> None:
    """Reading A57: the redefined text waits for an act of its own; the one of before is still told, on the page and on paper."""
    prima = porta_a(c, individuale(c), "assegnata")
    o = rivalidata(c, ridefinita(c, prima))
    assert o.atto is None and [v.atto for v in o.versioni.filter(azione="valida")] == [prima.atto, None]
    client.force_login(c.dirigente1)
    assert f"assegnata con {prima.atto}" in client.get(o.get_absolute_url()).content.decode()
    riaccettata(o)
    d = emetti_documento(obiettivo=Obiettivo.objects.get(pk=o.pk), codice=ALLEGATO_A, utente=c.ncvp, quando=il("ridefinisci"))
    assert d.payload["confronto"]["atto"] == {"numero": str(prima.atto.numero), "data": f"{prima.atto.data:%d/%m/%Y}"}
    assert d.payload["atto"] is None, "il testo nuovo aspetta la sua"


# --- compared ----------------------------------------------------------------------------------------------------------------------


def test_il_confronto_dice_aggiunto_tolto_cambiato_parola_per_parola(c: SimpleNamespace) -> None:
    o = in_revisione(c, individuale(c))
    Obiettivo.objects.filter(pk=o.pk).update(
        risultato_atteso="Entro il 31 dicembre 2025 i fornitori sono pagati in media 2 giorni prima.", criticita="Manca personale."
    )
    o.fasi.filter(ordine=2).delete()
    o.indicatori.filter(ordine=1).update(atteso=Decimal("92.5"))
    o = Obiettivo.objects.get(pk=o.pk)
    prima = da_confrontare(o).contenuto
    trovate = {(s.titolo, r.etichetta): r for s in confronta(prima, contenuto(o), o.esercizio.reg) for r in s.cambiate}
    assert {k: r.segno for k, r in trovate.items()} == {
        ("La scheda", "Risultato atteso"): "cambiato", ("La scheda", "Criticità"): "aggiunto", ("Piano di azione", "Fase 2"): "tolto",
        ("Indicatore A", "Valore atteso"): "cambiato",
    }  # fmt: skip
    prima, dopo = trovate[("La scheda", "Risultato atteso")].pezzi
    assert [p.testo for p in prima if p.segno == "tolto"] == ["5"] and [p.testo for p in dopo if p.segno == "aggiunto"] == ["2"]
    atteso = trovate[("Indicatore A", "Valore atteso")]
    assert (atteso.prima, atteso.dopo) == ("95", "92,5")


def test_una_direzione_non_è_un_altra_riscritta(c: SimpleNamespace) -> None:
    o = in_revisione(c, collettivo(c))
    prima = contenuto(o)
    stravolgi(c, o)
    dopo = contenuto(Obiettivo.objects.get(pk=o.pk))
    segni = {s.titolo: {r.segno for r in s.righe} for s in confronta(prima, dopo, o.esercizio.reg)}
    assert segni["Parte di Cultura"] == {"aggiunto"} and segni["Parte di Finanze e Tributi"] == {"cambiato"}


def test_lo_stesso_testo_due_volte_non_ha_differenze(c: SimpleNamespace) -> None:
    dati = contenuto(porta_a(c, collettivo(c), "validata"))
    sezioni = confronta(dati, dati, c.esercizio.reg)
    assert [r for s in sezioni for r in s.cambiate] == [] and "Parte di Lavori Pubblici" in {s.titolo for s in sezioni}


def test_accanto_a_che_cosa_si_legge(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "trasmessa")
    assert da_confrontare(o) is None, "la prima volta non c'è niente prima"
    fai(o, "chiedi_integrazioni", c.ncvp, MOTIVO)
    o.refresh_from_db()
    assert da_confrontare(o).azione == "negozia"
    assert cambiato_da(o) is None, "nessuno ha ancora cambiato una parola"
    o.risultato_atteso += " Entro novembre."
    assert cambiato_da(o).azione == "negozia"
    fai(o, "ritrasmetti", c.dirigente1)
    o.refresh_from_db()
    assert da_confrontare(o).azione == "negozia"
    o = porta_a(c, o, "assegnata")
    assert da_confrontare(o) is None
    validata = ultima_validata(o)
    fai(o, "chiedi_revisione", c.dirigente1, MOTIVO)
    o.refresh_from_db()
    assert da_confrontare(o) == validata
    fai(o, "ridefinisci", c.dirigente1)
    riscontra(o, c.ncvp)
    o = _il(o, "valida", c.ncvp, "ridefinisci")
    assert da_confrontare(o) == validata, "anche chi firma e chi assegna legge che cosa è cambiato"


def test_la_pagina_del_confronto(c: SimpleNamespace, client: Client) -> None:
    o = ridefinita(c, individuale(c))
    client.force_login(c.ncvp)
    indirizzo = reverse("obiettivi:confronto", args=[o.pk])
    pagina = client.get(indirizzo).content.decode()
    assert "<del>5</del>" in pagina and "<ins>2</ins>" in pagina and ">cambiato<" in pagina and "1 differenza." in pagina
    assert "Requisito" not in pagina and "Coerente" not in pagina, "ciò che è uguale non si mostra, se non lo si chiede"
    tutto = client.get(indirizzo, {"da": 1, "a": 2, "tutto": 1}).content.decode()
    assert "I due testi sono uguali." in tutto and "Coerente" in tutto
    assert client.get(indirizzo, {"da": 99, "a": ""}).status_code == 404
    client.force_login(c.dirigente2)
    assert client.get(indirizzo).status_code == 404
    assert "Non c’è ancora niente da confrontare" in _pagina_di_una_bozza(c, client)


def _pagina_di_una_bozza(c: SimpleNamespace, client: Client) -> str:
    client.force_login(c.po1)
    return client.get(reverse("obiettivi:confronto", args=[di_po(c).pk])).content.decode()
