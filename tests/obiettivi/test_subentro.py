"""Art. 16: an appointment ends in the year, another one takes its objectives over, and signs the text in force."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from obiettivi.letture.scheda.schede import storia_di
from obiettivi.letture.turno.interlocutori import con_attese
from obiettivi.letture.turno.righe import attese_di, riga_di
from obiettivi.models import Accettazione, Assegnazione, Obiettivo
from obiettivi.operazioni.passaggi import assegna_con_atto, firma_accettazione
from obiettivi.operazioni.subentro import fai_subentrare, firma_subentro
from obiettivi.permessi import e_proponente
from smvp.flusso.models import Notifica
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Incarico, Nomina
from tests.fabbriche import IncaricoFactory, PersonaConUtenteFactory
from tests.obiettivi.scene import ROMA, collettivo, di_po, fai, individuale, porta_a
from tests.obiettivi.scene import firma as firma_della_scena

pytestmark = pytest.mark.django_db
QUANDO = datetime(2025, 6, 16, 10, 0, tzinfo=ROMA)
MOTIVO = "Decreto del Sindaco n. 12 del 30 maggio 2025."


@pytest.fixture
def c(comune: SimpleNamespace, settings: object) -> SimpleNamespace:
    """dirigente1 and po1 leave on 31 May; from 1 June their places are ``nuovo``'s and ``nuova_po``'s."""
    settings.OGGI = "2025-06-16"
    comune.nuovo = IncaricoFactory(persona=PersonaConUtenteFactory(), direzione=comune.d1, dal=date(2025, 6, 1))
    comune.nuova_po = IncaricoFactory(persona=PersonaConUtenteFactory(), direzione=comune.s1, ruolo="po", dal=date(2025, 6, 1))
    return comune


def se_ne_vanno(c: SimpleNamespace) -> None:
    Incarico.objects.filter(pk__in=[c.incarico_dirigente1.pk, c.incarico_po1.pk]).update(al=date(2025, 5, 31))
    c.incarico_dirigente1.refresh_from_db()
    c.incarico_po1.refresh_from_db()


def assegnata(c: SimpleNamespace, o: Obiettivo, stato: str = "assegnata") -> Obiettivo:
    o = porta_a(c, o, stato)
    se_ne_vanno(c)
    Notifica.objects.all().delete()
    return Obiettivo.objects.get(pk=o.pk)


def subentra(c: SimpleNamespace, *obiettivi: Obiettivo, **altro: object) -> list[Obiettivo]:
    dati = {"cessato": c.incarico_dirigente1, "subentrante": c.nuovo, "motivo": MOTIVO, "utente": c.segretario, "quando": QUANDO}
    return fai_subentrare(obiettivi=obiettivi, **(dati | altro))


def o_letto(o: Obiettivo) -> Obiettivo:
    """The sheet as lists read it now."""
    return con_attese(Obiettivo.objects.filter(pk=o.pk)).get()


def firma(o: Obiettivo, chi: Incarico, impronta: str = "") -> Obiettivo:
    return firma_subentro(
        obiettivo=o, utente=chi.persona.utente, quando=QUANDO, impronta_letta=impronta or o.versioni.get(azione="valida").impronta
    )


# --- the effect ---------------------------------------------------------------------------------------------------------------------


def test_chi_subentra_risponde_con_lo_stesso_peso_e_chi_se_ne_va_resta(c: SimpleNamespace) -> None:
    o = assegnata(c, individuale(c))
    (fatta,) = subentra(c, o)
    prima, nuova = o.assegnazioni.order_by("pk")
    assert (prima.incarico, nuova.incarico, nuova.peso, nuova.subentra_a) == (c.incarico_dirigente1, c.nuovo, prima.peso, prima)
    assert (fatta.responsabile, fatta.stato, fatta.versione) == (c.nuovo, "assegnata", o.versione + 1)
    assert e_proponente(c.nuovo.persona.utente, fatta) and not e_proponente(c.dirigente1, fatta)
    (avviso,) = Notifica.objects.all()
    assert avviso.destinatario == c.nuovo.persona.utente and avviso.url == reverse("obiettivi:firma_subentro", args=[o.pk])
    assert storia_di(o)[0].motivo == MOTIVO and storia_di(o)[0].titolo == "Subentro di un nuovo incaricato"


def test_firma_il_testo_in_vigore_e_una_volta_sola(c: SimpleNamespace) -> None:
    o = assegnata(c, individuale(c))
    subentra(c, o)
    versione = o.versioni.get(azione="valida")
    with pytest.raises(ConflittoDiVersione):
        firma(o, c.nuovo, "un altro testo")
    firma(o, c.nuovo)
    firmata = Accettazione.objects.get(assegnazione__incarico=c.nuovo)
    assert (firmata.versione, firmata.impronta, firmata.nome) == (versione, versione.impronta, c.nuovo.persona.con_titolo)
    with pytest.raises(OperazioneNonAmmessa):
        firma(o, c.nuovo)
    for altro in (c.incarico_dirigente2, c.incarico_segretario, c.incarico_dirigente1):
        with pytest.raises(PermissionDenied):
            firma(o, altro)


def test_del_collettivo_passa_la_parte_della_sua_direzione(c: SimpleNamespace) -> None:
    o = assegnata(c, collettivo(c))
    subentra(c, o)
    subentra(c, o, cessato=c.incarico_po1, subentrante=c.nuova_po)
    nuove = {a.incarico: (a.parte.direzione, a.peso) for a in o.assegnazioni.filter(subentra_a__isnull=False)}
    assert nuove == {c.nuovo: (c.d1, Decimal(40)), c.nuova_po: (c.d1, Decimal(40))}
    assert o.assegnazioni.count() == 6 and Obiettivo.objects.get(pk=o.pk).responsabile == c.nuovo


def test_di_una_po_lo_registra_il_suo_dirigente(c: SimpleNamespace) -> None:
    o = assegnata(c, di_po(c))
    dati = {"cessato": c.incarico_po1, "subentrante": c.nuova_po}
    for chi in (c.segretario, c.dirigente2, c.ncvp, c.nuova_po.persona.utente):
        with pytest.raises(PermissionDenied):
            subentra(c, o, utente=chi, **dati)
    subentra(c, o, utente=c.nuovo.persona.utente, **dati)
    assert Obiettivo.objects.get(pk=o.pk).responsabile == c.nuova_po


def test_tutte_le_schede_insieme_o_nessuna(c: SimpleNamespace) -> None:
    buona, bozza = porta_a(c, individuale(c), "assegnata"), individuale(c, titolo="Un altro")
    assegnata(c, buona)
    with pytest.raises(OperazioneNonAmmessa, match=f"{bozza.codice}: ora è «Bozza»"):
        subentra(c, buona, bozza)
    assert not Assegnazione.objects.filter(incarico=c.nuovo).exists()


# --- who may not, when not, whom not ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["ncvp", "dirigente1", "dirigente2", "sindaco", "po1", "controllo"])
def test_non_lo_registra_chi_non_è_il_segretario(c: SimpleNamespace, chi: str) -> None:
    o = assegnata(c, individuale(c))
    with pytest.raises(PermissionDenied):
        subentra(c, o, utente=getattr(c, chi))
    assert o.assegnazioni.count() == 1


@pytest.mark.parametrize("stato", ["bozza", "trasmessa", "valutata"])
def test_prima_della_validazione_e_dopo_la_valutazione_non_si_subentra(c: SimpleNamespace, stato: str) -> None:
    o = individuale(c)
    o = assegnata(c, o if stato == "bozza" else porta_a(c, o, stato), stato) if stato != "bozza" else (se_ne_vanno(c), o)[1]
    with pytest.raises(OperazioneNonAmmessa, match="si subentra in una scheda già validata e non ancora valutata"):
        subentra(c, o)


def test_di_un_esercizio_chiuso_nessuno_subentra(c: SimpleNamespace) -> None:
    o = assegnata(c, individuale(c))
    Esercizio.objects.update(chiuso_il=QUANDO)
    with pytest.raises(PermissionDenied, match="è chiuso"):
        subentra(c, Obiettivo.objects.get(pk=o.pk))


CHI_NON_PUÒ = {
    "di un'altra Direzione": ({"direzione": "d2"}, "nello stesso ufficio"),
    "con un altro ruolo": ({"ruolo": "po", "tipo_po": "po"}, "lo stesso incarico"),
    "cominciato prima": ({"dal": date(2025, 5, 31)}, "prima che l’altro sia finito"),
    "non ancora cominciato": ({"dal": date(2025, 7, 1)}, "da quel giorno"),
    "già finito": ({"al": date(2025, 6, 15)}, "è già finito il 15/06/2025"),
}  # fmt: skip


@pytest.mark.parametrize("caso", CHI_NON_PUÒ)
def test_non_subentra_chi_non_segue_nello_stesso_posto(c: SimpleNamespace, caso: str) -> None:
    o = assegnata(c, individuale(c))
    campi, frase = CHI_NON_PUÒ[caso]
    Incarico.objects.filter(pk=c.nuovo.pk).update(**{k: getattr(c, v) if k == "direzione" else v for k, v in campi.items()})
    c.nuovo.refresh_from_db()
    with pytest.raises(DatiNonValidi, match=frase):
        subentra(c, o)
    assert o.assegnazioni.count() == 1


def test_non_si_subentra_a_chi_è_in_carica_né_a_chi_finisce_con_l_anno(c: SimpleNamespace) -> None:
    o = porta_a(c, individuale(c), "assegnata")
    with pytest.raises(DatiNonValidi, match="L’incarico non è finito"):
        subentra(c, o)
    c.incarico_dirigente1.al = date(2024, 12, 31)
    with pytest.raises(DatiNonValidi, match="nel corso del 2025"):
        subentra(c, o)


def test_serve_un_motivo_e_almeno_una_scheda(c: SimpleNamespace) -> None:
    o = assegnata(c, individuale(c))
    with pytest.raises(DatiNonValidi, match="almeno una frase"):
        subentra(c, o, motivo="  . ")
    with pytest.raises(DatiNonValidi, match="almeno una scheda"):
        subentra(c)


def test_si_subentra_una_volta_sola(c: SimpleNamespace) -> None:
    o = assegnata(c, individuale(c))
    subentra(c, o)
    with pytest.raises(OperazioneNonAmmessa, match="è già subentrato"):
        subentra(c, o)
    altro = IncaricoFactory(persona=PersonaConUtenteFactory(), direzione=c.d1, dal=date(2025, 6, 10), ad_interim=True)
    with pytest.raises(OperazioneNonAmmessa, match="è già subentrato"):
        subentra(c, o, subentrante=altro)
    assert o.assegnazioni.count() == 2


def test_a_se_stesso_il_segretario_non_lo_registra_e_al_suo_posto_agisce_il_vice(c: SimpleNamespace, client: Client) -> None:
    o = assegnata(c, individuale(c))
    Incarico.objects.filter(pk=c.nuovo.pk).update(persona=c.persona_segretario, ruolo="segretario", ad_interim=True)
    c.nuovo.refresh_from_db()
    pagina = reverse("obiettivi:subentro", args=[2025, c.incarico_dirigente1.pk])
    client.force_login(c.segretario)
    assert client.get(pagina).context["pagina"].candidati == []
    with pytest.raises(PermissionDenied, match="Vicesegretario"):
        subentra(c, o)
    client.force_login(c.controllo)
    assert client.get(pagina).status_code == 403
    Nomina.objects.create(persona=c.persona_controllo, ruolo="vicesegretario", dal=date(2025, 1, 1))
    assert [x.incarico for x in client.get(pagina).context["pagina"].candidati] == [c.nuovo]
    subentra(c, o, utente=c.controllo)
    assert Obiettivo.objects.get(pk=o.pk).responsabile == c.nuovo


# --- with a revision ----------------------------------------------------------------------------------------------------------------


def test_una_revisione_respinta_non_toglie_chi_è_subentrato(c: SimpleNamespace, settings: object) -> None:
    o = assegnata(c, individuale(c))
    subentra(c, o)
    firma(o, c.nuovo)
    settings.OGGI = "2025-09-08"
    o = fai(o, "chiedi_revisione", c.nuovo.persona.utente, MOTIVO)
    o.assegnazioni.update(peso=5)
    o = fai(o, "respingi_revisione", c.ncvp, MOTIVO)
    assert (o.stato, o.responsabile) == ("assegnata", c.nuovo)
    assert {a.incarico: a.peso for a in o.assegnazioni.all()} == {c.incarico_dirigente1: 15, c.nuovo: 15}


def test_chi_subentra_ridefinisce_coi_pesi_che_ha_trovato(c: SimpleNamespace, settings: object, client: Client) -> None:
    """Art. 15: the term cannot be put off. One sheet of three taken over weighs 15: it warns, and does not stop."""
    o = assegnata(c, individuale(c))
    assert o.mancano_pesi() == [] == o.avvisi_dei_pesi()
    subentra(c, o)
    settings.OGGI = "2025-09-08"
    o = fai(o, "chiedi_revisione", c.nuovo.persona.utente, MOTIVO)
    (somma, _) = o.avvisi_dei_pesi()
    assert somma.startswith(f"Pesi di {c.nuovo.persona.con_titolo}: i pesi degli obiettivi sommano a 15 e non a 70")
    client.force_login(c.nuovo.persona.utente)
    pagina = client.get(reverse("obiettivi:passaggio", args=[o.pk, "ridefinisci"])).text
    assert "sommano a 15 e non a 70" in pagina and "Non ferma la scheda" in pagina
    assert "avvisa e non ferma la scheda" in client.get(o.get_absolute_url()).text
    assert fai(o, "ridefinisci", c.nuovo.persona.utente).stato == "ridefinita"


def test_chi_è_cessato_non_firma_più_la_ridefinizione(c: SimpleNamespace) -> None:
    o = assegnata(c, individuale(c))
    subentra(c, o)
    assert o.mancano_firme(date(2025, 6, 16)) == [f"Manca la firma di {c.nuovo.persona.con_titolo} (art. 14)."]


# --- before the Giunta's act --------------------------------------------------------------------------------------------------------


def test_prima_dell_atto_chi_è_cessato_non_è_atteso_e_non_firma(c: SimpleNamespace) -> None:
    o = assegnata(c, collettivo(c), "validata")
    (mancano,) = o.mancano_firme(QUANDO.date())
    assert "Borghi" in mancano and "Falcioni" in mancano, "chi è in carica firma ancora"
    assert "Bertolini" not in mancano and "Pirazzi" not in mancano
    assert set(riga_di(o_letto(o), c.segretario, QUANDO.date()).attendono) == {c.persona_dirigente2, c.persona_po2}
    aspettano = attese_di(c.esercizio, QUANDO.date())
    assert [Obiettivo.objects.filter(aspettano.tocca_a(u), pk=o.pk).exists() for u in (c.dirigente1, c.dirigente2)] == [False, True]
    with pytest.raises(PermissionDenied):
        firma_accettazione(obiettivo=o, utente=c.dirigente1, quando=QUANDO, impronta_letta=o.versioni.last().impronta, motivo=MOTIVO)


def test_chi_subentra_prima_dell_atto_firma_con_gli_altri(c: SimpleNamespace) -> None:
    o = assegnata(c, individuale(c), "validata")
    assert o.mancano_firme(QUANDO.date()) == ["Chi ne risponde è cessato senza firmare: firma chi subentra (artt. 14 e 16)."]
    subentra(c, o)
    assert o_letto(o).mancano_firme(QUANDO.date()) == [f"Manca la firma di {c.nuovo.persona.con_titolo} (art. 14)."]
    fatta = firma_accettazione(
        obiettivo=o, utente=c.nuovo.persona.utente, quando=QUANDO, impronta_letta=o.versioni.last().impronta, motivo=MOTIVO
    )
    assert fatta.stato == "accettata"


def test_chi_subentra_in_una_scheda_accettata_firma_prima_dell_atto(c: SimpleNamespace) -> None:
    """Artt. 14 and 16: the act assigns it to them, and nobody is assigned what they have not signed; until then it waits for them."""
    o = assegnata(c, individuale(c), "accettata")
    subentra(c, o)
    assert riga_di(o_letto(o), c.segretario, QUANDO.date()).attendono == [c.nuovo.persona]
    aspettano = attese_di(c.esercizio, QUANDO.date())
    suoi = [Obiettivo.objects.filter(aspettano.tocca_a(u), pk=o.pk).exists() for u in (c.segretario, c.nuovo.persona.utente)]
    assert suoi == [False, True]
    dati = {"obiettivi": [o], "atto": c.atto, "utente": c.segretario, "quando": QUANDO, "motivo": MOTIVO}
    c.atto.data = QUANDO.date()  # an act of after the signature
    with pytest.raises(DatiNonValidi, match=f"Manca la firma di {c.nuovo.persona.con_titolo}"):
        assegna_con_atto(**dati)
    firma(o, c.nuovo)
    assert riga_di(o_letto(o), c.segretario, QUANDO.date()).attendono == [c.persona_segretario]
    assert [x.stato for x in assegna_con_atto(**dati)] == ["assegnata"]


def test_quando_chi_mancava_è_cessato_chiude_l_accettazione_chi_ha_firmato(c: SimpleNamespace, client: Client) -> None:
    o = porta_a(c, collettivo(c), "validata")
    for utente in (c.dirigente1, c.po1, c.po2):
        firma_della_scena(o, utente)
    Incarico.objects.filter(pk=c.incarico_dirigente2.pk).update(al=date(2025, 5, 31))
    assert riga_di(o_letto(o), c.ncvp, QUANDO.date()).attendono == [c.persona_dirigente1]
    client.force_login(c.dirigente1)
    pagina, dati = reverse("obiettivi:firma", args=[o.pk]), {"impronta": o.versioni.last().impronta, "motivo": MOTIVO}
    assert "Chiudi l’accettazione" in client.get(pagina).text
    assert "si può assegnare" in client.post(pagina, dati, follow=True).text
    assert o_letto(o).stato == "accettata" and Accettazione.objects.filter(versione__obiettivo=o).count() == 3


@pytest.mark.parametrize("stato", ["assegnata", "monitorata", "rendicontata"])
def test_tra_quelle_che_aspettano_me_ci_sono_quelle_da_firmare_per_subentro(c: SimpleNamespace, client: Client, stato: str) -> None:
    """Also where the next step is of somebody else, or of nobody yet."""
    o = assegnata(c, individuale(c), stato)
    subentra(c, o)
    elenco = reverse("obiettivi:elenco", args=[2025])

    def aspettano(utente: object) -> list[str]:
        client.force_login(utente)
        return [r.obiettivo.codice for r in client.get(elenco, {"quali": "me"}).context["elenco"].righe]

    assert o.codice in aspettano(c.nuovo.persona.utente)
    assert "Da firmare per subentro" in client.get(elenco, {"quali": "me"}).content.decode()
    assert o.codice not in aspettano(c.dirigente2)
    firma(o, c.nuovo)
    client.force_login(c.nuovo.persona.utente)
    assert "Da firmare per subentro" not in client.get(elenco).content.decode()


# --- the pages ----------------------------------------------------------------------------------------------------------------------


def test_dalla_scrivania_alla_firma(c: SimpleNamespace, client: Client) -> None:
    o = assegnata(c, individuale(c))
    pagina = reverse("obiettivi:subentro", args=[2025, c.incarico_dirigente1.pk])
    client.force_login(c.segretario)
    assert [x.url for x in client.get(reverse("scrivania")).context["da_fare"] if "subentro" in x.url] == [pagina]
    assert f"{pagina}?o={o.pk}" in client.get(o.get_absolute_url()).content.decode()
    assert pagina in client.get(reverse("obiettivi:elenco", args=[2025])).content.decode()
    lette = client.get(pagina)
    assert len(lette.context["pagina"].pronte) == len(lette.context["form"].initial["schede"]) == 3, "le due della scena e questa"
    assert lette.context["pagina"].candidati[0].conto.endswith("= 70") and not lette.context["pagina"].candidati[0].difetti
    errata = client.post(pagina, {"subentrante": c.nuovo.pk, "schede": [o.pk], "motivo": ""})
    assert errata.status_code == 422 and "almeno una frase" in errata.content.decode()
    fatta = client.post(pagina, {"subentrante": c.nuovo.pk, "schede": [o.pk], "motivo": MOTIVO}, follow=True)
    testi = [str(m) for m in fatta.context["messages"]]
    assert testi[0].startswith("Subentro registrato") and testi[1].startswith("Pesi di "), "15 su 70: avvisa"
    assert "Da firmare per subentro" in fatta.content.decode()
    client.force_login(c.nuovo.persona.utente)
    cose = [x for x in client.get(reverse("scrivania")).context["da_fare"] if x.titolo == f"Firma per subentro: {o}"]
    testo = client.get(cose[0].url)
    assert testo.context["versione"].impronta in testo.content.decode()
    client.post(cose[0].url, {"impronta": testo.context["versione"].impronta})
    assert "Da firmare per subentro" not in client.get(o.get_absolute_url()).content.decode()
    assert client.get(cose[0].url).status_code == 302


def interim(c: SimpleNamespace) -> None:
    """The Segretario takes dirigente1's office ad interim; dirigente2 is the Vicesegretario."""
    Incarico.objects.filter(pk=c.nuovo.pk).update(persona=c.persona_segretario, ad_interim=True)
    Nomina.objects.create(persona=c.persona_dirigente2, ruolo="vicesegretario", dal=date(2025, 1, 1))


def test_al_segretario_che_subentra_si_dice_che_lo_registra_il_vice(c: SimpleNamespace, client: Client) -> None:
    o = assegnata(c, individuale(c))
    interim(c)
    pagina = reverse("obiettivi:subentro", args=[2025, c.incarico_dirigente1.pk])
    nome = f"lo registra il Vicesegretario, {c.persona_dirigente2.con_titolo}"
    client.force_login(c.segretario)
    assert not [x for x in client.get(reverse("scrivania")).context["da_fare"] if "subentro" in x.url]
    assert pagina not in client.get(reverse("obiettivi:elenco", args=[2025])).text
    sua = client.get(pagina).text
    assert nome in sua and "Non c’è ancora chi possa subentrare" not in sua and "<form method" not in sua.split("<main")[1]
    scheda = client.get(o.get_absolute_url()).text
    assert nome in scheda and pagina not in scheda
    client.force_login(c.dirigente2)
    assert [x.url for x in client.get(reverse("scrivania")).context["da_fare"] if "subentro" in x.url] == [pagina]
    assert f"{pagina}?o={o.pk}" in client.get(o.get_absolute_url()).text


def test_di_un_collettivo_anche_del_vice_il_subentro_lo_scrive_il_segretario(c: SimpleNamespace) -> None:
    o = assegnata(c, collettivo(c))
    interim(c)
    c.nuovo.refresh_from_db()
    with pytest.raises(PermissionDenied):
        subentra(c, o, utente=c.dirigente2)
    assert subentra(c, o)[0].responsabile == c.nuovo


def test_quando_tutto_è_passato_la_pagina_non_chiede_più_niente(c: SimpleNamespace, client: Client) -> None:
    o = assegnata(c, individuale(c))
    subentra(c, *Obiettivo.objects.filter(assegnazioni__incarico=c.incarico_dirigente1))
    client.force_login(c.segretario)
    testo = client.get(reverse("obiettivi:subentro", args=[2025, c.incarico_dirigente1.pk])).text
    assert "Non c’è più niente da passare" in testo and str(o) in testo and 'type="radio"' not in testo and "motivo" not in testo


def test_la_pagina_dice_a_chi_non_può_e_di_chi_non_è_cessato(c: SimpleNamespace, client: Client) -> None:
    porta_a(c, individuale(c), "assegnata")
    pagina = reverse("obiettivi:subentro", args=[2025, c.incarico_dirigente1.pk])
    client.force_login(c.segretario)
    assert "L’incarico non è finito" in client.get(pagina).content.decode()
    se_ne_vanno(c)
    client.force_login(c.ncvp)
    assert client.get(pagina).status_code == 403
    client.force_login(c.po2)
    assert client.get(pagina).status_code == 404
