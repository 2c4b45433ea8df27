"""The simulator: other rules on copied facts, the same arithmetic as ``simula``, and an exercise that stays as it is."""

import json
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from premi.letture import fatti_verificati
from premi.letture.simulatore import quadro
from premi.letture.simulatore.conti import Contatore
from premi.models import Corsa, FattiCopiati, Fondo, LineaPremio, LineaRisultato, Scenario
from premi.operazioni.scenari import (
    IpotesiNonValida,
    aggiorna_fatti,
    cambia_scenario,
    copia_scenario,
    elimina_scenario,
    esporta_scenario,
    inizia_prova,
    tieni_scenario,
)
from premi.simulazione import simula
from premi.simulazione.confronto import Cambio
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.organizzazione.models import Esercizio
from smvp.registro.models import Evento
from smvp.regolamento.lettore import carica_da
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO
from valutazioni.models import Scheda, SchedaPersonale

from .scene import PARAMETRI, da_pagare
from .test_corse_views import entra, letto

D = Decimal
DI_LEGGE = "segretario_generale"
CASA = reverse("premi:simulatore", args=[2025])
_scritta, c = scena_del_modulo(da_pagare)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def prova(c: SimpleNamespace, utente: Any = None, **ipotesi: str) -> Scenario:
    """A trial of the Segretario's, or of somebody else's, with some changes (dots as __)."""
    utente = utente or c.segretario
    s = inizia_prova(esercizio=c.esercizio, utente=utente, quando=QUANDO)
    return cambia(s, **ipotesi) if ipotesi else s


def cambia(s: Scenario, **ipotesi: str) -> Scenario:
    cambi = {k.replace("__", "."): v for k, v in ipotesi.items()}
    return cambia_scenario(scenario=s, ipotesi=cambi, versione=s.versione, utente=s.autore, quando=QUANDO)


def di(s: Scenario, pagina: str, *altro: Any) -> str:
    return reverse(f"premi:{pagina}", args=[s.pk, *altro])


def inviati(client: Client, s: Scenario, **altro: str) -> dict[str, str]:
    """What the page would send as it stands, with some fields changed (dashes as __)."""
    form = client.get(s.get_absolute_url()).context["form"]
    dati = {campo.html_name: str(campo.field.prepare_value(campo.value()) if campo.value() is not None else "") for campo in form}
    return dati | {k.replace("__", "-"): v for k, v in altro.items()}


# --- one arithmetic, and nothing written ---


def _foto(c: SimpleNamespace) -> list[Any]:
    tutti = (Scheda, SchedaPersonale, Fondo, Corsa, LineaPremio, LineaRisultato)
    return [list(m.objects.order_by("pk").values()) for m in tutti] + [c.esercizio.regolamento]  # type: ignore[attr-defined]


def test_senza_cambiare_niente_si_hanno_gli_importi_di_simula(c: SimpleNamespace) -> None:
    s = prova(c)
    q = quadro(s, c.segretario)
    assert (q.totale.guadagnano, q.totale.perdono, q.totale.differenza) == (0, 0, 0)
    r = json.loads(simula(fatti_verificati(c.esercizio)))
    attesi = sum(D(i["importo"]) for i in r["incarichi"]) + sum(D(d["premio"]) for d in r["dipendenti"])
    assert q.totale.prima == q.totale.dopo == attesi


@pytest.mark.parametrize(
    "ipotesi",
    [
        {"fasce.po.3.da": "100", "fasce.po.2.percentuale": "40"},
        {"fasce.dirigente.5.da": "280", "fasce.dirigente.5.percentuale": "100", "fasce.dirigente.4.percentuale": "90"},
        {"fasce.po.2.da": "", "fasce.po.2.percentuale": "", "fasce.po.3.da": "", "fasce.po.3.percentuale": ""},
        {"pesi.generali": "45", "pesi.individuali": "25"},
        {"pesi.generali": "33.5", "pesi.comportamenti": "36.5", "macrofattori.manageriali": "16.5"},
        {"personale.struttura": "40", "personale.specifici": "0", "personale.gruppi.servizio": "30", "personale.gruppi.realizzativa": "40"},
        {"soglie.premio.valore": "170", "soglie.premio.compresa": "no"},
        {"grading.3": "90", "letture.A1": "intero", "letture.A11": "limite_superiore"},
        {"premi.riduzione_interim": "25", "premi.mesi_minimi": "2", "premi.quota_eccellenze": "50"},
        {"fondi.fondo_produttivita": "12345.67", "parametri.D": "2", "fondi.monte_risultato": "1", "fondi.risparmi": "1000"},
    ],
)
def test_i_file_scaricati_danno_con_simula_gli_importi_della_pagina(c: SimpleNamespace, tmp_path: Path, ipotesi: dict[str, str]) -> None:
    """Artt. 6, 20, 22, 24: every kind of change; facts + regulation through ``simula`` = the page, person by person, to the cent."""
    prima = _foto(c)
    s = inizia_prova(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    s = cambia_scenario(scenario=s, ipotesi=ipotesi, versione=s.versione, utente=c.segretario, quando=QUANDO)
    file = {f: esporta_scenario(scenario=s, formato=f, utente=c.segretario, quando=QUANDO) for f in ("fatti", "regolamento", "xlsx")}
    (tmp_path / "ipotesi.toml").write_bytes(file["regolamento"])
    r = json.loads(simula(file["fatti"], carica_da(tmp_path / "ipotesi.toml")))
    attesi = sorted(
        [(i["matricola"], i["direzione"], D(i["importo"]), D(i["p_finale"])) for i in r["incarichi"] if i["motivo"] != DI_LEGGE]
        + [(d["matricola"], q["direzione"], D(q["premio"]), D(d["totale"])) for d in r["dipendenti"] for q in d["quote"]]
    )
    q = quadro(s, c.segretario)
    assert sorted((x.matricola, x.direzione, x.dopo, x.punti_dopo) for x in q.cambi) == attesi
    assert sum((x[2] for x in attesi), D(0)) == q.totale.dopo
    nel_foglio = list(load_workbook(BytesIO(file["xlsx"]), read_only=True)["Persone"].iter_rows(min_row=2, values_only=True))
    assert sorted((riga[0], D(str(riga[9]))) for riga in nel_foglio[:-1]) == sorted((x[0], x[2]) for x in attesi)
    assert D(str(nel_foglio[-1][9])) == q.totale.dopo
    assert _foto(c) == prima, "niente è scritto nell’esercizio"


def test_art_24_chi_guadagna_e_chi_perde_con_fasce_diverse(c: SimpleNamespace) -> None:
    s = prova(c, fasce__dirigente__4__da="200")  # dirigente1 has 200 points
    q = quadro(s, c.segretario)
    su = [x for x in q.cambi if x.differenza > 0]
    assert [(x.matricola, x.fascia_prima, x.fascia_dopo) for x in su] == [(c.persona_dirigente1.matricola, 3, 4)]
    assert (q.totale.guadagnano, q.totale.perdono, q.totale.differenza) == (1, 0, su[0].differenza)
    assert next(k for k in q.categorie if k.nome == "Dirigenti").guadagnano == 1
    assert q.istogrammi[0].titolo == "Dirigenti: un incarico sale di fascia, nessuno scende"


# --- what the regulation does not allow ---


@pytest.mark.parametrize(
    ("ipotesi", "dove", "che"),
    [
        ({"pesi.generali": "50"}, "pesi", "obiettivi e comportamenti non sommano alla base"),
        ({"macrofattori.manageriali": "11"}, "macrofattori", "i pesi non sommano"),
        ({"fasce.po.3.da": "60"}, "fasce.po", "senza buchi"),
        ({"fasce.po.4.percentuale": "10"}, "fasce.po", "senza buchi"),
        ({"personale.struttura": "30"}, "personale", "i pesi non sommano alla base"),
        ({"grading.2": "99"}, "grading", "le soglie devono scendere"),
        ({"premi.mesi_minimi": "0"}, "premi.mesi_minimi.valore", "deve essere almeno 1"),
        ({"letture.A11": "a_caso"}, "letture", "il calcolo conosce solo"),
        ({"inventato": "1"}, "", "Parametro sconosciuto"),
    ],
)
def test_i_controlli_sono_quelli_del_lettore(c: SimpleNamespace, ipotesi: dict[str, str], dove: str, che: str) -> None:
    s = prova(c)
    with pytest.raises(IpotesiNonValida) as errore:
        cambia_scenario(scenario=s, ipotesi=ipotesi, versione=s.versione, utente=c.segretario, quando=QUANDO)
    assert errore.value.difetti[0].percorso == dove
    assert che in errore.value.difetti[0].messaggio
    s.refresh_from_db()
    assert s.ipotesi == {}


def test_si_dice_tutto_cio_che_non_va_e_non_solo_la_prima_cosa(c: SimpleNamespace) -> None:
    s, client = prova(c), entra(c.segretario)
    sbagliati = {"pesi__generali": "50", "personale__struttura": "30"}
    risposta = client.post(s.get_absolute_url(), inviati(client, s, **sbagliati, fondi__fondo_produttivita="x"))
    assert risposta.status_code == 422
    scritto = letto(risposta)
    assert "Scrivi un importo in euro" in scritto
    assert 'value="50"' in risposta.content.decode(), "quello che si è scritto resta"
    risposta = client.post(s.get_absolute_url(), inviati(client, s, **sbagliati))
    scritto = letto(risposta)
    detto = "Obiettivi generali, Obiettivi individuali, Comportamenti: 50 + 30 + 30 = 110, e insieme devono fare 100."
    assert scritto.count(detto) == 2, "sul riquadro, e in cima"
    assert "30 + 20 + 60 = 110" in scritto
    assert "Questo è l’esito di prima" in scritto
    assert 'value="50"' in risposta.content.decode()


def test_una_fascia_a_meta_si_dice_sul_campo(c: SimpleNamespace) -> None:
    s, client = prova(c), entra(c.segretario)
    risposta = client.post(s.get_absolute_url(), inviati(client, s, fasce__po__5__da="290"))
    assert risposta.status_code == 422
    assert list(risposta.context["form"].errors) == ["fasce-po-5-percentuale"]


@pytest.mark.parametrize(("fasce", "campo", "frase"), [
    ({"fasce__po__2__da": "200"}, "fasce-po-3-da", "La fascia 2 parte da 200 punti e la fascia 3 da 151"),
    ({"fasce__po__2__da": "0"}, "fasce-po-2-da", "La fascia 1 parte da 0 punti e la fascia 2 da 0"),
    ({"fasce__po__4__percentuale": "10"}, "fasce-po-4-percentuale", "La fascia 3 dà il 85 % e la fascia 4 il 10 %"),
    ({"macrofattori__manageriali": "11"}, "__all__", "11 + 10 + 10 = 31, e i comportamenti pesano 30"),
    ({"personale__gruppi__servizio": "0"}, "__all__", "= 65, e insieme devono fare 100"),
])  # fmt: skip
def test_fasce_che_si_coprono_e_pesi_che_non_tornano_si_dicono_con_le_cifre(
    c: SimpleNamespace, fasce: dict[str, str], campo: str, frase: str
) -> None:
    s, client = prova(c), entra(c.segretario)
    risposta = client.post(s.get_absolute_url(), inviati(client, s, **fasce))
    assert risposta.status_code == 422 and list(risposta.context["form"].errors) == [campo]
    assert frase in letto(risposta)


# --- the page ---


def test_si_cambia_si_calcola_e_la_differenza_si_vede(c: SimpleNamespace) -> None:
    client = entra(c.segretario)
    risposta = client.post(reverse("premi:simula", args=[2025]), follow=True)
    s = Scenario.objects.get()
    assert "Non cambia niente per nessuno" in letto(risposta)
    dati = inviati(client, s, fasce__dirigente__4__da="200", fondi__fondo_produttivita="11.000")
    risposta = client.post(s.get_absolute_url(), dati, follow=True)
    scritto = letto(risposta)
    s.refresh_from_db()
    assert s.ipotesi == {"fasce.dirigente.4.da": "200", "fondi.fondo_produttivita": "11000"}
    for atteso in ("Produttività: vigente 10.000,00 € → ipotesi 11.000,00 €", "persone guadagnano", "cambiato , vigente 226"):
        assert atteso in scritto, atteso
    client.post(s.get_absolute_url(), {"comando": "vigente", "versione": s.versione})
    s.refresh_from_db()
    assert s.ipotesi == {}


def test_riaprire_e_due_clic_non_perdono_la_prova(c: SimpleNamespace) -> None:
    client = entra(c.personale)
    for _ in range(2):
        client.post(reverse("premi:simula", args=[2025]))
    s = cambia(Scenario.objects.get(), soglie__premio__valore="100")
    assert "Riprendi la tua prova" in letto(client.get(CASA))
    assert client.post(reverse("premi:simula", args=[2025])).url == s.get_absolute_url()
    assert client.post(reverse("premi:simula", args=[2025]), {"da_capo": "si"}).url != s.get_absolute_url()
    assert Scenario.objects.get().ipotesi == {}
    assert FattiCopiati.objects.count() == 1


def test_in_due_finestre_non_si_perde_cio_che_e_scritto(c: SimpleNamespace) -> None:
    s, client = prova(c), entra(c.segretario)
    vecchi = inviati(client, s, soglie__premio__valore="150")
    cambia(s, premi__riduzione_interim="10")
    risposta = client.post(s.get_absolute_url(), vecchi)
    assert risposta.status_code == 409
    assert 'value="150"' in risposta.content.decode()
    vecchi["versione"] = str(risposta.context["form"]["versione"].value())
    assert client.post(s.get_absolute_url(), vecchi).status_code == 302
    s.refresh_from_db()
    assert s.ipotesi == {"soglie.premio.valore": "150"}


def test_senza_schede_firmate_si_dice_perche_non_si_comincia(c: SimpleNamespace) -> None:
    Esercizio.objects.create(anno=2023, regolamento=c.esercizio.regolamento)
    risposta = entra(c.ncvp).post(reverse("premi:simula", args=[2023]))
    assert risposta.status_code == 422
    assert "non c’è ancora nessuna scheda firmata" in letto(risposta)


# --- keep, copy, throw away ---


def test_si_tiene_si_copia_si_elimina_e_il_registro_lo_sa(c: SimpleNamespace) -> None:
    s = prova(c, soglie__premio__valore="100")
    assert entra(c.personale).get(s.get_absolute_url()).status_code == 404, "una prova la vede solo chi la fa"
    s = tieni_scenario(scenario=s, nome="Soglia  bassa", versione=s.versione, utente=c.segretario, quando=QUANDO)
    assert s.nome == "Soglia bassa"
    vecchia = entra(c.segretario).post(reverse("premi:scenario_tieni", args=[s.pk]), {"nome": "Altro", "versione": s.versione - 1})
    assert vecchia.context["nome"]["versione"].value() == str(s.versione), "si può inviare di nuovo"
    assert "Soglia bassa" in letto(entra(c.personale).get(CASA))
    with pytest.raises(PermissionDenied):
        elimina_scenario(scenario=s, versione=s.versione, utente=c.personale, quando=QUANDO)
    with pytest.raises(PermissionDenied):
        cambia_scenario(scenario=s, ipotesi={}, versione=s.versione, utente=c.personale, quando=QUANDO)
    copia = copia_scenario(scenario=s, utente=c.personale, quando=QUANDO)
    assert (copia.nome, copia.autore, copia.ipotesi, copia.copia) == ("Copia di Soglia bassa", c.personale, s.ipotesi, s.copia)
    assert copia_scenario(scenario=s, utente=c.personale, quando=QUANDO).nome == "Copia di Soglia bassa (2)"
    with pytest.raises(DatiNonValidi, match="c’è già"):
        tieni_scenario(scenario=copia, nome="SOGLIA BASSA", versione=copia.versione, utente=c.personale, quando=QUANDO)
    with pytest.raises(ConflittoDiVersione):
        elimina_scenario(scenario=s, versione=s.versione - 1, utente=c.segretario, quando=QUANDO)
    for x in Scenario.objects.select_related("autore"):
        elimina_scenario(scenario=x, versione=x.versione, utente=x.autore, quando=QUANDO)
    assert not FattiCopiati.objects.exists(), "i fatti non restano senza scenari"
    assert {"scenario.tieni", "scenario.copia", "scenario.elimina"} <= set(Evento.objects.values_list("azione", flat=True))


def test_i_fatti_si_ricopiano_e_le_ipotesi_restano(c: SimpleNamespace) -> None:
    s = prova(c, soglie__premio__valore="100")
    assert aggiorna_fatti(scenario=s, versione=s.versione, utente=c.segretario, quando=QUANDO)[1] is False
    Fondo.objects.create(
        esercizio=c.esercizio, destinazione="produttivita", numero_versione=2, importo=D("20000"), parametri=PARAMETRI
    )  # fmt: skip
    s, cambiati = aggiorna_fatti(scenario=s, versione=s.versione, utente=c.segretario, quando=QUANDO)
    assert cambiati
    assert s.ipotesi == {"soglie.premio.valore": "100"}
    assert quadro(s, c.segretario).somme[1].stanziato == (D("20000.00"), D("20000.00"))
    assert FattiCopiati.objects.count() == 1


# --- who sees what ---


def test_al_ncvp_niente_nomi_e_i_gruppi_piccoli_si_tacciono(c: SimpleNamespace) -> None:
    """Reading A40: here every group is small, also the whole of each amount."""
    s = prova(c, c.ncvp, soglie__premio__valore="100")
    pagina = entra(c.ncvp).get(s.get_absolute_url())
    q = pagina.context["quadro"]
    assert all(k.perche for k in (q.totale, *q.categorie, *q.direzioni))
    assert (list(q.somme), list(q.istogrammi), list(q.altre)) == ([], [], [])
    assert "€" not in re.sub(r"(?s)<form.*?</form>|<ul class=\"diff.*?</ul>", "", pagina.content.decode().split('id="esito"')[1])
    assert entra(c.ncvp).get(di(s, "scenario_persone")).status_code == 403
    foglio = load_workbook(BytesIO(esporta_scenario(scenario=s, formato="xlsx", utente=c.ncvp, quando=QUANDO)), read_only=True)
    assert foglio.sheetnames == ["Che cosa cambia", "Per categoria", "Per Direzione"]
    valori = [v for f in foglio.worksheets[1:] for riga in f.iter_rows(min_row=2, values_only=True) for v in riga]
    assert not [v for v in valori if isinstance(v, int | float)]
    with pytest.raises(PermissionDenied):
        esporta_scenario(scenario=s, formato="fatti", utente=c.ncvp, quando=QUANDO)


def _cambio(n: int, insieme: str, direzione: str, differenza: int) -> Cambio:
    return Cambio(f"M{n:03}", insieme, direzione, D(100), D(100 + differenza), D(200), D(200), None, None)


def test_se_cambia_a_pochi_la_differenza_sarebbe_la_loro(c: SimpleNamespace) -> None:
    """Reading A40: one of ten dirigenti loses, seven of category C gain: neither his loss nor what it could be found from is told."""
    righe = [_cambio(n, "dirigenti", "D1" if n < 5 else "D2", -20 if n == 0 else 0) for n in range(10)]
    righe += [_cambio(20 + n, "po", "D1", 0) for n in range(6)]
    righe += [_cambio(40 + n, "C", "D1" if n < 3 else "D2", 10 if n < 7 else 0) for n in range(12)]
    righe += [_cambio(60 + n, "B", "D2", 0) for n in range(6)]
    visto = Contatore(righe, 5)
    categorie = {k.nome: k.dopo for k in visto.categorie({"dirigenti": "dirigenti", "po": "po", "B": "B", "C": "C"})}
    assert categorie == {"dirigenti": None, "po": D(600), "B": D(600), "C": None}, "né il risultato né, per differenza, la produttività"
    assert visto.senza_importo == {"risultato", "produttivita", "dirigenti", "po", "B", "C"}
    assert visto.totale.dopo == D(3000), "3.450, al migliaio: da due prove non si ricava l’importo di uno"
    assert [k.dopo for k in visto.direzioni()] == [None, None], "quattro cambiano in D1, quattro in D2"
    assert (visto.totale.guadagnano, visto.totale.perdono) == (7, 1)
    tutto = Contatore(righe, 0)
    assert not tutto.senza_importo
    assert None not in [k.dopo for k in tutto.direzioni()] and tutto.totale.dopo == D(3450)
    assert Contatore(righe[:10], 5).totale.dopo is None


@pytest.mark.parametrize(("altri", "detto", "in_direzione"), [(0, None, D(2000)), (1, None, D(2000)), (150, D(2000), D(3000))])
def test_regole_fatte_apposta_non_dicono_quanto_prende_una_persona(
    c: SimpleNamespace, altri: int, detto: D | None, in_direzione: D
) -> None:
    """Reading A40: bands under which one dirigente of ten is still paid, or the other nine next to nothing: everybody changes, and it is
    his amount all the same."""
    righe = [_cambio(n, "dirigenti", "D1", 900 if n == 0 else altri - 100) for n in range(10)]
    righe += [_cambio(20 + n, "po", "D1", 0) for n in range(6)]
    visto = Contatore(righe, 5)
    assert [k.dopo for k in visto.categorie({"dirigenti": "dirigenti"})] == [detto]
    assert [k.dopo for k in visto.direzioni()] == [in_direzione]


def test_il_personale_ha_importi_e_nomi_ma_non_i_punteggi(c: SimpleNamespace) -> None:
    s = prova(c, c.personale, soglie__premio__valore="100")
    pagina = entra(c.personale).get(di(s, "scenario_persone"))
    scritto = letto(pagina)
    assert c.persona_dipendente3.cognome in scritto
    assert "Punti" not in scritto
    assert not [i for i in entra(c.personale).get(s.get_absolute_url()).context["quadro"].istogrammi if "Personale" in i.titolo]
    foglio = load_workbook(BytesIO(esporta_scenario(scenario=s, formato="xlsx", utente=c.personale, quando=QUANDO)), read_only=True)
    assert not [v for v in next(foglio["Persone"].iter_rows(values_only=True)) if v and "Punti" in str(v)]
    with pytest.raises(PermissionDenied):
        esporta_scenario(scenario=s, formato="fatti", utente=c.personale, quando=QUANDO)


def test_chi_guadagna_e_chi_perde_si_filtra(c: SimpleNamespace) -> None:
    s, client = prova(c, soglie__premio__valore="100"), entra(c.segretario)
    guadagna = client.get(di(s, "scenario_persone"), {"esito": "guadagna"})
    assert [r.cambio.matricola for r in guadagna.context["elenco"].righe] == [c.persona_dipendente3.matricola]
    assert "Punti" in letto(guadagna)
    assert "Nessuna riga" in letto(client.get(di(s, "scenario_persone"), {"esito": "perde", "insieme": "dirigenti"}))


def test_le_interrogazioni_non_crescono_con_le_persone(c: SimpleNamespace) -> None:
    s, client = prova(c, soglie__premio__valore="100"), entra(c.segretario)

    def quante(pagina: str) -> int:
        with CaptureQueriesContext(connection) as lette:
            assert client.get(di(s, pagina)).status_code == 200
        return len(lette)

    quante("scenario")
    poche = [quante(p) for p in ("scenario", "scenario_persone")]
    for esiti in (s.esiti, s.copia.esiti):
        esiti["righe"] += [[f"x{n}", f"X{n:04}", "C", "D1", "10.00", "200.00", None] for n in range(300)]
    s.copia.save()
    s.save()
    assert [quante(p) for p in ("scenario", "scenario_persone")] == poche
