"""Art. 18: the report and its three figures, kept apart: proposed, measured, decided."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from obiettivi.calcolo import raggiungimento_complessivo
from obiettivi.letture.scheda.esiti import esiti_di
from obiettivi.letture.scheda.schede import con_tutto
from obiettivi.models import Indicatore, Obiettivo, Rilevazione
from obiettivi.operazioni.consuntivi import MISURA, VALUTAZIONE, Cifra, salva_cifre, salva_rendicontazione
from obiettivi.stati import AL_VALUTATORE, MISURATA, MONITORATA, RENDICONTATA, VALUTATA
from smvp.flusso.operazioni import esegui
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.models import Evento
from tests.obiettivi.scene import collettivo, di_po, fai, il, individuale, porta_a

pytestmark = pytest.mark.django_db
OGGI = date(2026, 2, 20)
MOTIVO = "Due fatture erano sospese per contenzioso."


@pytest.fixture(autouse=True)
def il_20_febbraio_2026(settings: object) -> None:
    settings.OGGI = "2026-02-20"


def scrivi(o: Obiettivo, utente: object, testi: dict | None = None, valori: dict | None = None, **come: Any) -> Obiettivo:
    o.refresh_from_db()
    dati = {"quando": il("rendiconta"), "versione": o.versione} | come
    return salva_rendicontazione(obiettivo=o, testi=testi or {}, valori=valori or {}, utente=utente, **dati)


def rendicontato(c: SimpleNamespace, o: Obiettivo, *valori: str) -> Obiettivo:
    """The report transmitted, with these values of the indicators."""
    o = porta_a(c, o, MONITORATA)
    chi = o.proponenti()[0]
    testi = {(p.pk if p else 0, "risultato"): "Raggiunto in parte." for p in o.quote()}
    righe = {(i.pk, "valore"): Decimal(v) for i, v in zip(o.indicatori.all(), valori, strict=True)}
    scrivi(o, chi, testi, righe)
    return fai(o, "rendiconta", chi)


def cifra(
    o: Obiettivo, quale: Cifra, utente: object, quanto: str | None, motivo: str | None = None, quota: int = 0, **come: Any
) -> Obiettivo:
    o.refresh_from_db()
    campi = {(quota, quale.campo): None if quanto is None else Decimal(quanto)} | ({(quota, quale.motivo): motivo} if motivo else {})
    dati = {"quando": il("misura"), "versione": o.versione} | come
    return salva_cifre(cifra=quale, obiettivo=o, campi=campi, utente=utente, **dati)


# --- the report --------------------------------------------------------------------------------------------------------


def test_si_salva_un_po_alla_volta_e_si_tiene_chi_e_quando(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), MONITORATA)
    a, b = o.indicatori.all()
    scrivi(o, comune.dirigente1, {(0, "risultato"): "Bozza."})
    scrivi(o, comune.dirigente1, {(0, "relazione"): "Report."}, {(a.pk, "valore"): Decimal(91), (b.pk, "nota"): "Dato di dicembre."})
    c = o.consuntivi.get()
    assert (c.risultato, c.relazione, c.compilato_da, c.compilato_il) == ("Bozza.", "Report.", comune.dirigente1, il("rendiconta"))
    assert (Rilevazione.objects.get(indicatore=a).valore, Rilevazione.objects.get(indicatore=b).nota) == (91, "Dato di dicembre.")
    assert o.mancano_consuntivi() == ["Manca il valore raggiunto dell’indicatore B."]


@pytest.mark.parametrize(
    ("misura", "valori", "frase"),
    [
        ("data", {"valore_data": date(2026, 2, 21)}, "futuro"),
        ("data", {"valore_data": date(2024, 12, 31)}, "prima dell’esercizio"),
        ("data", {"valore_data": date(2025, 6, 1), "fatto": False}, "non raggiunta"),
        ("data", {"valore": Decimal(3)}, "non si misura così"),
        ("si_no", {"valore_data": date(2025, 6, 1)}, "non si misura così"),
        ("numero", {"fatto": True}, "non si misura così"),
        ("numero", {"indicatore": 1}, "non si misura così"),
    ],
)
def test_un_valore_che_non_puo_essere(comune: SimpleNamespace, misura: str, valori: dict[str, Any], frase: str) -> None:
    o = individuale(comune)
    atteso = {"data": {"atteso_entro": date(2025, 6, 30)}, "numero": {"atteso": Decimal(3)}}.get(misura, {})
    i = Indicatore.objects.create(obiettivo=o, ordine=3, titolo="Piano approvato", tipo="tempo", misura=misura, **atteso)
    o = porta_a(comune, o, MONITORATA)
    with pytest.raises(DatiNonValidi, match=frase):
        scrivi(o, comune.dirigente1, valori={(i.pk, campo): v for campo, v in valori.items()})
    assert not Rilevazione.objects.filter(indicatore=i).exists()


@pytest.mark.parametrize(
    ("misura", "campo", "valore"), [("si_no", "fatto", False), ("data", "fatto", False), ("data", "valore_data", date(2026, 1, 8))]
)
def test_non_fatto_e_in_ritardo_sono_risposte(comune: SimpleNamespace, misura: str, campo: str, valore: Any) -> None:
    o = individuale(comune)
    atteso = {"data": {"atteso_entro": date(2025, 6, 30)}, "numero": {"atteso": Decimal(3)}}.get(misura, {})
    i = Indicatore.objects.create(obiettivo=o, ordine=3, titolo="Piano approvato", tipo="tempo", misura=misura, **atteso)
    o = porta_a(comune, o, MONITORATA)
    scrivi(o, comune.dirigente1, valori={(i.pk, campo): valore})
    assert "C" not in " ".join(o.mancano_consuntivi()).replace("Manca", "")


@pytest.mark.parametrize("chi", ["dirigente2", "po1", "ncvp", "segretario", "controllo", "sindaco", "admin", "dipendente1"])
def test_rendiconta_solo_chi_ne_risponde(comune: SimpleNamespace, chi: str) -> None:
    o = porta_a(comune, individuale(comune), MONITORATA)
    with pytest.raises(PermissionDenied):
        scrivi(o, getattr(comune, chi), {(0, "risultato"): "Mio."})
    with pytest.raises(PermissionDenied):
        scrivi(o, getattr(comune, chi), valori={(o.indicatori.first().pk, "valore"): Decimal(1)})
    assert not o.consuntivi.exists()


@pytest.mark.parametrize("stato", ["assegnata", "rendicontata", "misurata", "al_valutatore", "valutata"])
def test_si_rendiconta_dopo_la_verifica_e_una_volta_sola(comune: SimpleNamespace, stato: str) -> None:
    o = porta_a(comune, individuale(comune), stato)
    with pytest.raises(PermissionDenied, match=o.stato_attuale.parola):
        scrivi(o, comune.dirigente1, {(0, "risultato"): "Cambiato dopo."})


def test_di_un_collettivo_ognuno_rendiconta_la_sua_parte(comune: SimpleNamespace) -> None:
    o = collettivo(comune)
    intero = Indicatore.objects.create(obiettivo=o, ordine=2, titolo="Reclami", tipo="qualita", verso="basso", atteso=Decimal(10))
    o = porta_a(comune, o, MONITORATA)
    prima, seconda = o.parti.all()
    suo, mio = (o.indicatori.get(parte=p) for p in (prima, seconda))
    scrivi(o, comune.dirigente2, {(seconda.pk, "risultato"): "Cinque su sei."}, {(mio.pk, "valore"): Decimal(5)})
    for testi, valori in (
        ({(prima.pk, "risultato"): "x"}, {}),
        ({}, {(suo.pk, "valore"): Decimal(1)}),
        ({}, {(intero.pk, "valore"): Decimal(1)}),
    ):
        with pytest.raises(PermissionDenied):
            scrivi(o, comune.dirigente2, testi, valori)
    with pytest.raises(PermissionDenied):
        fai(o, "rendiconta", comune.dirigente2)
    scrivi(o, comune.dirigente1, {(prima.pk, "risultato"): "Tutti."}, {(suo.pk, "valore"): Decimal(6), (intero.pk, "valore"): Decimal(8)})
    assert fai(o, "rendiconta", comune.dirigente1).stato == RENDICONTATA
    assert {c.parte_id: c.compilato_da for c in o.consuntivi.all()} == {prima.pk: comune.dirigente1, seconda.pk: comune.dirigente2}


def test_una_riga_di_un_altro_obiettivo_e_rifiutata(comune: SimpleNamespace) -> None:
    o, altro = individuale(comune), individuale(comune, "dirigente2", "Riduzione dei tempi dei cantieri")
    o = porta_a(comune, o, MONITORATA)
    for testi, valori in (
        ({}, {(altro.indicatori.first().pk, "valore"): Decimal(1)}),
        ({(77_777, "risultato"): "x"}, {}),
        ({(0, "misurato"): 1}, {}),
    ):
        with pytest.raises(DatiNonValidi):
            scrivi(o, comune.dirigente1, testi, valori)
    assert not Rilevazione.objects.exists() and not o.consuntivi.exists()


def test_una_versione_vecchia_e_un_conflitto(comune: SimpleNamespace) -> None:
    o = porta_a(comune, individuale(comune), MONITORATA)
    vecchia = o.versione
    scrivi(o, comune.dirigente1, {(0, "risultato"): "Primo."})
    with pytest.raises(ConflittoDiVersione):
        scrivi(o, comune.dirigente1, {(0, "risultato"): "Secondo."}, versione=vecchia)
    assert o.consuntivi.get().risultato == "Primo."


# --- the three figures ---------------------------------------------------------------------------------------------------


def test_le_tre_cifre_restano_tre_con_chi_e_quando(comune: SimpleNamespace) -> None:
    o = rendicontato(comune, individuale(comune), "47.5", "9")  # 50 and 100: 75
    cifra(o, MISURA, comune.controllo, "80", MOTIVO)
    fai(o, "misura", comune.controllo)
    fai(o, "trasmetti_al_valutatore", comune.segretario)
    cifra(o, VALUTAZIONE, comune.ncvp, "70.5", "Il report non convince del tutto.", quando=il("valuta"))
    assert fai(o, "valuta", comune.ncvp).stato == VALUTATA
    c = o.consuntivi.get()
    assert (c.proposto, c.misurato, c.valutato) == (75, 80, Decimal("70.50"))
    assert (c.misurato_da, c.misurato_il, c.valutato_da, c.valutato_il) == (comune.controllo, il("misura"), comune.ncvp, il("valuta"))
    figure = esiti_di(con_tutto(Obiettivo.objects.filter(pk=o.pk)).get(), comune.dirigente1, OGGI).quote[0].figure
    assert [(f.nome, f.percentuale, f.punti, f.chi) for f in figure] == [
        ("Proposta", 75, 2, "dott. Andrea Bertolini"), ("Misurata", 80, 2, "dott. Fabio Lana"),
        ("Decisa", Decimal("70.50"), 1, "prof.ssa Elena Morandi"),
    ]  # fmt: skip
    assert "70,50" in figure[2].silente and figure[1].silente is None, "tra 70 e 71 il regolamento tace (A1)"


@pytest.mark.parametrize("motivo", [None, "ok", "   .   "])
def test_chi_cambia_una_cifra_dice_perche(comune: SimpleNamespace, motivo: str | None) -> None:
    o = rendicontato(comune, individuale(comune), "95", "9")
    cifra(o, MISURA, comune.controllo, "99", motivo)
    with pytest.raises(DatiNonValidi, match="Scrivi perché la percentuale misurata non è quella proposta"):
        fai(o, "misura", comune.controllo)
    cifra(o, MISURA, comune.controllo, "99", MOTIVO)
    assert fai(o, "misura", comune.controllo).stato == MISURATA
    fai(o, "trasmetti_al_valutatore", comune.segretario)
    cifra(o, VALUTAZIONE, comune.ncvp, "98", motivo)
    with pytest.raises(DatiNonValidi, match="Scrivi perché la percentuale decisa non è quella misurata"):
        fai(o, "valuta", comune.ncvp)
    cifra(o, VALUTAZIONE, comune.ncvp, "99")
    assert fai(o, "valuta", comune.ncvp).stato == VALUTATA, "la stessa cifra non vuole motivi"


def test_senza_cifra_non_si_chiude(comune: SimpleNamespace) -> None:
    o = rendicontato(comune, individuale(comune), "95", "9")
    with pytest.raises(DatiNonValidi, match="Manca la percentuale misurata"):
        fai(o, "misura", comune.controllo)


@pytest.mark.parametrize("quanto", ["-0.01", "100000"])
def test_una_percentuale_che_non_puo_essere(comune: SimpleNamespace, quanto: str) -> None:
    o = rendicontato(comune, individuale(comune), "95", "9")
    with pytest.raises(DatiNonValidi):
        cifra(o, MISURA, comune.controllo, quanto)


def test_oltre_cento_si_puo_e_i_punti_restano_tre(comune: SimpleNamespace) -> None:
    """Reading A2."""
    o = rendicontato(comune, individuale(comune), "95", "9")
    cifra(o, MISURA, comune.controllo, "120", MOTIVO)
    figura = esiti_di(con_tutto(Obiettivo.objects.filter(pk=o.pk)).get(), comune.controllo, OGGI).quote[0].figure[1]
    assert (figura.percentuale, figura.punti) == (120, 3) and "supera" in figura.silente


@pytest.mark.parametrize(("quale", "stato", "giusto"), [(MISURA, RENDICONTATA, "controllo"), (VALUTAZIONE, AL_VALUTATORE, "ncvp")])
def test_ogni_cifra_ha_la_sua_persona_e_il_suo_momento(comune: SimpleNamespace, quale: Cifra, stato: str, giusto: str) -> None:
    o = porta_a(comune, individuale(comune), stato)
    for chi in {"dirigente1", "dirigente2", "po1", "segretario", "sindaco", "controllo", "ncvp", "segreteria", "admin"} - {giusto}:
        with pytest.raises(PermissionDenied):
            cifra(o, quale, getattr(comune, chi), "10")
    altro = porta_a(comune, o, MISURATA if stato == RENDICONTATA else VALUTATA)
    with pytest.raises(OperazioneNonAmmessa, match=altro.stato_attuale.parola):
        cifra(altro, quale, getattr(comune, giusto), "10")


def test_le_po_le_valuta_il_loro_dirigente_e_mai_il_proprio(comune: SimpleNamespace) -> None:
    po, suo = di_po(comune), individuale(comune)
    po, suo = porta_a(comune, po, AL_VALUTATORE), porta_a(comune, suo, AL_VALUTATORE)
    for o, chi in ((po, "ncvp"), (po, "po1"), (po, "dirigente2"), (suo, "dirigente1")):
        with pytest.raises(PermissionDenied):
            cifra(o, VALUTAZIONE, getattr(comune, chi), "10")
    cifra(po, VALUTAZIONE, comune.dirigente1, "100")
    assert fai(po, "valuta", comune.dirigente1).stato == VALUTATA


def test_una_rendicontazione_cambiata_si_misura_di_nuovo(comune: SimpleNamespace) -> None:
    o = rendicontato(comune, individuale(comune), "95", "9")
    cifra(o, MISURA, comune.controllo, "100")
    o.refresh_from_db()
    motivo = "Manca il dato di dicembre."
    esegui(o, "rinvia_rendicontazione", utente=comune.controllo, quando=il("misura"), versione=o.versione, motivo=motivo)
    scrivi(o, comune.dirigente1, valori={(o.indicatori.first().pk, "valore"): Decimal("47.5")})
    fai(o, "rendiconta", comune.dirigente1)
    c = o.consuntivi.get()
    assert (c.proposto, c.misurato, c.misurato_da, c.motivo_misura) == (75, None, None, "")


def test_finche_si_scrive_la_cifra_la_vede_solo_chi_la_scrive(comune: SimpleNamespace) -> None:
    o = rendicontato(comune, individuale(comune), "95", "9")
    cifra(o, MISURA, comune.controllo, "100")

    def misurata(utente: object) -> Decimal | None:
        return esiti_di(con_tutto(Obiettivo.objects.filter(pk=o.pk)).get(), utente, OGGI).quote[0].figure[1].percentuale

    assert (misurata(comune.controllo), misurata(comune.dirigente1), misurata(comune.ncvp)) == (100, None, None)
    fai(o, "misura", comune.controllo)
    assert misurata(comune.dirigente1) == 100


def test_l_obiettivo_intero_e_la_somma_di_apporto_per_raggiungimento(comune: SimpleNamespace) -> None:
    """Reading A7: 60 % of 100 and 40 % of 50 are 80; each answers for their own."""
    o = rendicontato(comune, collettivo(comune), "6", "3")
    for parte, quanto in zip(o.parti.all(), ("100", "50"), strict=True):
        cifra(o, MISURA, comune.controllo, quanto, quota=parte.pk)
    fai(o, "misura", comune.controllo)
    esiti = esiti_di(con_tutto(Obiettivo.objects.filter(pk=o.pk)).get(), comune.dirigente2, OGGI)
    assert esiti.complessive == (80, 80, None)
    assert [q.figure[1].punti for q in esiti.quote] == [3, 0]


def test_la_somma_complessiva_e_esatta_e_aspetta_tutte_le_parti() -> None:
    terzo = Decimal("33.33")
    assert raggiungimento_complessivo([(terzo, Decimal(1)), (Decimal("66.67"), Decimal("0.01"))]) * 10_000 == Decimal("3399.67")
    assert raggiungimento_complessivo([(terzo, None), (terzo, Decimal(1))]) is None
    assert raggiungimento_complessivo([]) is None


def test_ogni_cifra_scritta_lascia_una_riga(comune: SimpleNamespace) -> None:
    o = rendicontato(comune, individuale(comune), "95", "9")
    cifra(o, MISURA, comune.controllo, "99", MOTIVO)
    versione = cifra(o, MISURA, comune.controllo, "99", MOTIVO).versione
    assert cifra(o, MISURA, comune.controllo, "99").versione == versione, "niente di nuovo, nessuna riga"
    (riga,) = Evento.objects.filter(azione="obiettivo.salva_misure")
    assert riga.utente == "controllo" and riga.contenuto["l’obiettivo, misurato"] == [None, "99"]


# --- what a later step prints must be printable when it is written -----------------------------------------------------------------
INSOLITI = "😀" * 4_000  # as many as a text may have; two of them are more than a document takes


def test_un_report_che_non_si_puo_stampare_e_rifiutato_mentre_si_scrive(comune: SimpleNamespace, client: Client) -> None:
    o = porta_a(comune, individuale(comune), MONITORATA)
    scrivi(o, comune.dirigente1, {(0, "risultato"): f"Raggiunto. {INSOLITI}"})
    with pytest.raises(DatiNonValidi, match=r"simboli insoliti.*Accorcia questo testo") as errore:
        scrivi(o, comune.dirigente1, {(0, "relazione"): f"In breve. {INSOLITI}"})
    assert errore.value.campo == "relazione_0" and o.consuntivi.get().relazione == ""
    client.force_login(comune.dirigente1)
    indirizzo = reverse("obiettivi:rendicontazione", args=[o.pk])
    form = client.get(indirizzo).context["form"]
    dati = {nome: campo.value() or "" for nome, campo in ((n, form[n]) for n in form.fields)} | {"relazione_0": f"In breve. {INSOLITI}"}
    risposta = client.post(indirizzo, dati)
    assert risposta.status_code == 422 and "simboli insoliti" in str(risposta.context["form"].errors["relazione_0"])
    assert "In breve." in risposta.content.decode() and o.consuntivi.get().relazione == ""
    scrivi(o, comune.dirigente1, {(0, "risultato"): "Raggiunto."})
    scrivi(o, comune.dirigente1, {(0, "relazione"): f"In breve. {INSOLITI}"})


def test_i_motivi_della_misura_che_insieme_non_si_possono_stampare(comune: SimpleNamespace) -> None:
    o = rendicontato(comune, collettivo(comune), "1", "1")
    prima, seconda = (p.pk for p in o.parti.all())
    cifra(o, MISURA, comune.controllo, "80", f"{MOTIVO} {INSOLITI}", prima)
    with pytest.raises(DatiNonValidi, match="simboli insoliti") as errore:
        cifra(o, MISURA, comune.controllo, "80", f"{MOTIVO} {INSOLITI}", seconda)
    assert errore.value.campo == f"motivo_misura_{seconda}"
