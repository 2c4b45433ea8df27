"""Artt. 22, 23, 27: the pages of the amounts: what each office reads and writes there, and what is said of what is wrong."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from premi.letture.fondi import NECESSARIE, economie, mancanti, voci
from premi.models import ContoDirezione, CriterioResidui, Destinazione, Fondo
from premi.operazioni.fondi import EsitoTempi, registra_tempi
from premi.stati import APPROVATA, PROVVISORIA
from smvp.documenti.models import Atto
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO, con_schede

from .fondi import (
    MOTIVO,
    NON_APPLICABILE,
    NON_RISPETTATI,
    PESI,
    RISPETTATI,
    D,
    cliente,
    corsa,
    detti,
    manda,
    nuovo_atto,
    scrivi,
)

_scritta, c = scena_del_modulo(con_schede)


@pytest.fixture(autouse=True)
def _oggi(settings: Any) -> None:
    settings.OGGI = "2026-04-10"


def test_art27_i_risparmi_dicono_che_cosa_ne_segue(c: SimpleNamespace) -> None:
    """30 % of 10.000,01 is 3.000,00; two thirds of it, rounded down, and the rest."""
    scrivi(c, "risparmi", "10000.01")
    voce = voci(c.esercizio)[-1]
    e = voce.efficienza
    assert (e.quota, e.massimo_al_personale, e.al_fondo) == (D("3000.00"), D("2000.00"), D("1000.00"))
    assert [p.cifra for p in voce.passi] == ["risparmi", "quota", "massimo_al_personale", "al_fondo"]
    pagina = cliente(c, "ncvp").get(reverse("premi:fondi", args=[2025])).content.decode()
    assert "2.000,00" in pagina and "Perché queste somme?" in pagina


def test_la_pagina_mostra_le_somme_a_chi_le_vede(c: SimpleNamespace) -> None:
    scrivi(c)
    indirizzo = reverse("premi:fondi", args=[2025])
    pagine = {chi: cliente(c, chi).get(indirizzo).content.decode() for chi in ("personale", "segretario", "ncvp")}
    for pagina in pagine.values():
        assert "72.000,00\xa0€" in pagina and "mancano 2 somme" in pagina and "n. 12 del 20/01/2026" in pagina
    scrive = reverse("premi:fondo", args=[2025, "dirigenti"])
    certifica = reverse("premi:fondo", args=[2025, "risparmi"])
    assert [(scrive in p, certifica in p) for p in pagine.values()] == [(True, False), (False, False), (False, True)]
    assert ["Economie e dove vanno" in p for p in pagine.values()] == [True, True, False]


def test_si_scrive_all_italiana_e_si_rilegge_all_italiana(c: SimpleNamespace) -> None:
    dati = nuovo_atto(versione="0", importo="72.000")
    client = cliente(c, "personale")
    risposta = client.post(reverse("premi:fondo", args=[2025, "dirigenti"]), dati, follow=True)
    assert risposta.redirect_chain == [(reverse("premi:fondi", args=[2025]), 302)]
    assert Fondo.objects.get().importo == D("72000.00")
    assert "72.000,00\xa0€, versione 1" in risposta.content.decode()
    assert 'value="72.000,00"' in cliente(c, "personale").get(reverse("premi:fondo", args=[2025, "dirigenti"])).content.decode()


@pytest.mark.parametrize(
    ("cambia", "campo"),
    [({"importo": "1e3"}, "importo"), ({"importo": "NaN"}, "importo"), ({"importo": "-1"}, "importo"), ({"importo": "12,345"}, "importo"),
     ({"importo": ""}, "importo"), ({"numero": ""}, "numero"), ({"numero": "zero"}, "numero"), ({"data": "2026-04-11"}, "data"),
     ({"data": "ieri"}, "data"), ({"oggetto": ""}, "oggetto"), ({"oggetto": "x\x00y"}, "oggetto"), ({"tipo": ""}, "tipo"),
     ({"tipo": "verbale"}, "tipo"), ({"atto_esistente": "999"}, "atto_esistente"), ({"versione": "-1"}, "versione"),
     ({"versione": "x"}, "versione"), ({"versione": ""}, "versione"), ({"parametro_A": ""}, "parametro_A"),
     ({"parametro_A": "0"}, "parametro_A"), ({"parametro_B": "1,00001"}, "parametro_B"), ({"parametro_C": "NaN"}, "parametro_C")],
)  # fmt: skip
def test_la_pagina_dice_che_cosa_correggere_e_tiene_cio_che_si_e_scritto(c: SimpleNamespace, cambia: dict[str, str], campo: str) -> None:
    buono = nuovo_atto(versione="0", importo="10000", **{f"parametro_{k}": f"{p}".replace(".", ",") for k, p in PESI.items()})
    risposta = manda(c, "fondo", buono | cambia, "personale", "produttivita")
    assert risposta.status_code == 422
    assert campo in risposta.context["form"].errors
    pagina = risposta.content.decode()
    assert 'value="1,19"' in pagina or campo == "parametro_C"
    if campo not in ("importo", "oggetto"):
        assert 'value="10.000,00"' in pagina and "Costituzione del fondo 2025" in pagina
    assert not Fondo.objects.exists()


def test_due_che_scrivono_insieme_non_perdono_niente(c: SimpleNamespace) -> None:
    """The second had read nothing yet: they are told who wrote, what they typed stays, and saving again they must say why."""
    scrivi(c, utente=c.personale)
    dati = nuovo_atto(versione="0", importo="65000", numero="15")
    risposta = manda(c, "fondo", dati, "personale", "dirigenti")
    pagina = risposta.content.decode()
    assert risposta.status_code == 409
    assert "da un’altra finestra hai registrato" in pagina and 'value="65.000,00"' in pagina and "ora <b>72.000,00" in pagina
    assert 'name="versione" value="1"' in pagina and 'name="motivo"' in pagina
    assert Fondo.objects.count() == 1
    assert manda(c, "fondo", dati | {"versione": "1"}, "personale", "dirigenti").status_code == 422, "manca il motivo"
    assert manda(c, "fondo", dati | {"versione": "1", "motivo": MOTIVO}, "personale", "dirigenti").status_code == 302
    assert Fondo.objects.correnti().get().importo == D("65000.00")


def test_si_sceglie_un_atto_gia_registrato_del_tipo_giusto(c: SimpleNamespace) -> None:
    scrivi(c)
    Atto.objects.create(tipo="verbale", numero=9, data=date(2026, 3, 1), oggetto="Del NCVP")
    Atto.objects.create(tipo="giunta", numero=90, data=date(2026, 4, 11), oggetto="Di domani")
    modulo = cliente(c, "personale").get(reverse("premi:fondo", args=[2025, "po"])).context["form"]
    assert [a.numero for a in modulo.fields["atto_esistente"].queryset] == [12, 31]
    esistente = Atto.objects.get(numero=12)
    dati = {"versione": "0", "importo": "30000", "atto_esistente": str(esistente.pk)}
    assert manda(c, "fondo", dati, "personale", "po").status_code == 302
    assert Fondo.objects.get(destinazione="po").atto == esistente
    modulo = cliente(c, "ncvp").get(reverse("premi:fondo", args=[2025, "risparmi"])).context["form"]
    assert [a.numero for a in modulo.fields["atto_esistente"].queryset] == [9]
    assert "tipo" not in modulo.fields


def test_un_numero_gia_preso_da_un_altro_oggetto_si_dice_e_non_si_scrive_niente(c: SimpleNamespace) -> None:
    scrivi(c)
    risposta = manda(c, "fondo", nuovo_atto(versione="0", importo="30000", oggetto="Tutt’altro"), "personale", "po")
    assert risposta.status_code == 422
    assert list(risposta.context["form"].errors) == ["numero"] and 'value="30.000,00"' in risposta.content.decode()
    assert not Fondo.objects.filter(destinazione="po").exists()


def test_la_corsa_che_non_ha_le_somme_porta_a_dove_si_scrivono(c: SimpleNamespace) -> None:
    dove = f'<a href="{reverse("premi:fondi", args=[2025])}">Apri i fondi dell’anno</a>'
    indirizzo = reverse("premi:corse", args=[2025])
    assert dove in cliente(c, "personale").get(indirizzo).content.decode()
    for destinazione in ("dirigenti", "po", "produttivita"):
        scrivi(c, destinazione)
    assert dove not in cliente(c, "personale").get(indirizzo).content.decode()


def test_i_fondi_si_leggono_con_le_stesse_query_qualunque_sia_la_storia(c: SimpleNamespace) -> None:
    def quante() -> int:
        client = cliente(c, "personale")
        with CaptureQueriesContext(connection) as lette:
            assert client.get(reverse("premi:fondi", args=[2025])).status_code == 200
        return len(lette)

    scrivi(c)
    registra_tempi(esercizio=c.esercizio, esiti=[EsitoTempi(c.incarico_po1, RISPETTATI, 0)], utente=c.personale, quando=QUANDO)
    poche = quante()
    for n in range(1, 4):
        scrivi(c, importo=f"{n}.00", versione=n, motivo=MOTIVO)
    scrivi(c, "po"), scrivi(c, "produttivita"), scrivi(c, "risparmi")
    tutti = [c.incarico_dirigente1, c.incarico_dirigente2, c.incarico_po2]
    registra_tempi(esercizio=c.esercizio, esiti=[EsitoTempi(i, NON_RISPETTATI, 0) for i in tutti], utente=c.personale, quando=QUANDO)
    assert quante() == poche


def test_art22_la_pagina_dei_criteri(c: SimpleNamespace) -> None:
    assert 'value="241"' in cliente(c, "personale").get(reverse("premi:residui", args=[2025])).content.decode()
    dati = nuovo_atto(versione="0", soglia="241", tetto="1.000")
    assert manda(c, "residui", dati | {"soglia": "301"}).status_code == 422
    assert manda(c, "residui", dati | {"tetto": "0"}).status_code == 422
    assert manda(c, "residui", dati).status_code == 302
    assert (CriterioResidui.objects.get().soglia, CriterioResidui.objects.get().tetto) == (D(241), D(1000))
    assert manda(c, "residui", dati | {"tetto": "900"}).status_code == 409


def test_a66_la_pagina_dei_tempi(c: SimpleNamespace) -> None:
    pk1, pk2 = c.incarico_dirigente1.pk, c.incarico_po1.pk
    pagina = cliente(c, "personale").get(reverse("premi:tempi", args=[2025]))
    assert len(pagina.context["righe"]) == 4 and f'name="esito_{pk1}"' in pagina.content.decode()
    letta = cliente(c, "ncvp").get(reverse("premi:tempi", args=[2025])).content.decode()
    assert "<select" not in letta and "Non applicabile" in letta
    dati = {f"esito_{i.pk}": NON_APPLICABILE for i in (c.incarico_dirigente1, c.incarico_dirigente2, c.incarico_po1, c.incarico_po2)}
    assert manda(c, "tempi", dati | {f"esito_{pk1}": "forse"}).status_code == 422
    assert manda(c, "tempi", dati | {f"esito_{pk1}": NON_RISPETTATI, f"versione_{pk1}": "0"}).status_code == 302
    risposta = manda(c, "tempi", dati | {f"esito_{pk1}": RISPETTATI, f"versione_{pk1}": "0", f"esito_{pk2}": RISPETTATI})
    assert risposta.status_code == 409
    assert "da un’altra finestra hai scritto «non rispettati»" in risposta.content.decode()
    assert f'name="versione_{pk1}" value="1"' in risposta.content.decode()
    assert [f'value="{RISPETTATI}" selected' in risposta.content.decode(), detti(c)] == [True, {"dirigente1": NON_RISPETTATI}]
    di_nuovo = dati | {f"esito_{pk1}": RISPETTATI, f"versione_{pk1}": "1", f"esito_{pk2}": RISPETTATI}
    assert manda(c, "tempi", di_nuovo).status_code == 422
    assert manda(c, "tempi", di_nuovo | {"motivo": MOTIVO}).status_code == 302
    assert detti(c) == {"dirigente1": RISPETTATI, "po1": RISPETTATI}
    assert manda(c, "tempi", di_nuovo, "segretario").status_code == 403


def test_una_variazione_dopo_l_approvazione_si_puo_e_dice_che_cosa_ne_segue(c: SimpleNamespace) -> None:
    scrivi(c)
    approvata = corsa(c, "risultato", APPROVATA)
    corsa(c, "risultato", PROVVISORIA, 2)
    modifica = cliente(c, "personale").get(reverse("premi:fondo", args=[2025, "dirigenti"])).content.decode()
    assert "La corsa n. 1 è già approvata" in modifica and "La corsa n. 2 è calcolata sui valori di prima" in modifica
    client = cliente(c, "personale")
    dati = nuovo_atto(versione="1", importo="80000", motivo=MOTIVO)
    dopo = client.post(reverse("premi:fondo", args=[2025, "dirigenti"]), dati, follow=True).content.decode()
    assert "sarà la sua correzione" in dopo
    approvata.refresh_from_db()
    assert (approvata.stanziato, approvata.stato) == (D("72000.00"), APPROVATA)


def test_a46_le_economie_sono_due_e_vengono_dalle_corse(c: SimpleNamespace) -> None:
    assert economie(c.esercizio).risultato.vale is None
    corsa(c, "risultato", APPROVATA)
    corsa(c, "risultato", PROVVISORIA, 2, distribuito="1.00")
    p = corsa(c, "produttivita", PROVVISORIA)
    for direzione, fondo, distribuito, ulteriore in ((c.d1, "600.00", "500.00", "0.00"), (c.d2, "400.00", "150.00", "50.00")):
        ContoDirezione.objects.create(
            corsa=p, direzione=direzione, peso="1", fondo=D(fondo), distribuito=D(distribuito), ulteriore=D(ulteriore)
        )
    trovate = economie(c.esercizio)
    assert (trovate.risultato.vale.residuo, trovate.residuo, len(trovate.conti)) == (D("12000.00"), D("300.00"), 2)
    pagina = cliente(c, "segretario").get(reverse("premi:fondi", args=[2025])).content.decode()
    assert "12.000,00" in pagina and "300,00" in pagina and p.get_absolute_url() in pagina
    assert "non ancora approvata, la corregge: le economie sarebbero 71.999,00\xa0€" in pagina


def test_art23_la_scrivania_dice_al_personale_quali_somme_mancano(c: SimpleNamespace) -> None:
    scrivi(c)
    assert mancanti([c.esercizio]) == [(c.esercizio, [Destinazione.PO, Destinazione.PRODUTTIVITA])]

    def fondi_sulla_scrivania(chi: str) -> bool:
        return "Mancano: Risultato di P.O., AP e AS, Produttività del personale." in cliente(c, chi).get("/").content.decode()

    assert [fondi_sulla_scrivania(chi) for chi in ("personale", "ncvp", "segretario")] == [True, False, False]
    scrivi(c, "po"), scrivi(c, "produttivita")
    assert not mancanti([c.esercizio]) and not fondi_sulla_scrivania("personale")
    assert Destinazione.RISPARMI not in NECESSARIE
