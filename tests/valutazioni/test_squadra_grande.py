"""A unit of more people than a page, a block or a paste holds: nobody is left behind, and its spreadsheet goes out and back in."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from smvp.organizzazione.models import Persona
from valutazioni.letture.squadra import BLOCCO_MASSIMO, PER_PAGINA
from valutazioni.models import AssegnazioneSpecifica, ObiettivoSpecifico, PercentualeStruttura, SchedaPersonale, VotoVoce
from valutazioni.operazioni.personale import voci_di

from .schede import QUANDO
from .squadra import entra, indirizzo
from .test_squadra_foglio import conferma

QUANTE = 260
PRONTE = 30


@pytest.fixture
def grande(d: Any) -> Any:
    """The unit of po1 with 260 more people, of whom the last thirty by name have all their marks."""
    voci = voci_di(d.esercizio)
    obiettivo = ObiettivoSpecifico.objects.create(
        esercizio=d.esercizio, direzione=d.s1, titolo="Sportello", atteso="Aperto.", assegnato_da=d.dirigente1, assegnato_il=QUANDO
    )
    persone = Persona.objects.bulk_create(Persona(matricola=f"G{n:03}", nome="Nome", cognome=f"Gente{n:03}") for n in range(QUANTE))
    schede = SchedaPersonale.objects.bulk_create(
        SchedaPersonale(esercizio=d.esercizio, persona=p, direzione=d.s1, categoria="C", aperta_il=QUANDO) for p in persone
    )
    AssegnazioneSpecifica.objects.bulk_create(AssegnazioneSpecifica(obiettivo=obiettivo, persona=p, raggiungimento=90) for p in persone)
    VotoVoce.objects.bulk_create(
        VotoVoce(scheda=s, voce=v, voto=2 if n >= QUANTE - PRONTE else None) for n, s in enumerate(schede) for v in voci
    )
    return d


def test_la_griglia_dice_quanti_sono_e_il_passo_non_conta_una_pagina_sola(grande: Any) -> None:
    pagina = entra(grande.po1).get(indirizzo(grande)).content.decode()
    assert f"0 persone su {PER_PAGINA} complete in questa pagina, {QUANTE + 2} in tutto" in pagina
    assert "Manda le schede al Dirigente</a>" in pagina and f"su {PER_PAGINA} al Dirigente" not in pagina
    assert indirizzo(grande, "squadra_blocco", None, "trasmetti") in pagina


def test_chi_e_pronto_non_resta_dietro_a_chi_non_lo_e(grande: Any) -> None:
    """The thirty come last by name, beyond the sheets of one confirmation: they are the first to be shown, and go on."""
    cliente, blocco = entra(grande.po1), indirizzo(grande, "squadra_blocco", None, "trasmetti")
    passo = cliente.get(blocco).context["passo"]
    assert (len(passo.pronte), len(passo.scelte)) == (PRONTE, BLOCCO_MASSIMO)
    dati = {"o": [s.oggetto.pk for s in passo.pronte]} | {f"versione_{s.oggetto.pk}": s.oggetto.versione for s in passo.pronte}
    cliente.post(blocco, dati)
    assert SchedaPersonale.objects.filter(stato="compilata").count() == PRONTE


def test_chi_non_ha_obiettivi_o_struttura_non_va_davanti_a_chi_e_pronto(grande: Any) -> None:
    """Of the thirty that have all their marks one has no specific objective: it lacks as much as who has no mark."""
    senza = SchedaPersonale.objects.get(persona__matricola=f"G{QUANTE - PRONTE:03}")
    AssegnazioneSpecifica.objects.filter(persona=senza.persona).delete()
    passo = entra(grande.po1).get(indirizzo(grande, "squadra_blocco", None, "trasmetti")).context["passo"]
    assert len(passo.pronte) == PRONTE - 1
    assert [s.oggetto.pk for s in passo.scelte].count(senza.pk) == 0
    PercentualeStruttura.objects.filter(esercizio=grande.esercizio).delete()
    passo = entra(grande.po1).get(indirizzo(grande, "squadra_blocco", None, "trasmetti")).context["passo"]
    assert len(passo.pronte) == 0


def test_il_foglio_di_tutta_l_unita_esce_e_rientra(grande: Any) -> None:
    cliente = entra(grande.po1)
    libro = load_workbook(io.BytesIO(cliente.post(indirizzo(grande, "squadra_esporta")).content))
    righe = list(libro.active.iter_rows(min_row=2))
    assert len(righe) == QUANTE + 2
    for riga in righe:
        for cella in riga[2:]:
            cella.value = 3
    uscita = io.BytesIO()
    libro.save(uscita)
    risposta = cliente.post(indirizzo(grande, "squadra_importa"), {"file": SimpleUploadedFile("voti.xlsx", uscita.getvalue())})
    quanti = (QUANTE + 2) * (len(righe[0]) - 2)
    assert risposta.status_code == 200 and f"Salva questi {quanti} voti" in risposta.content.decode()
    assert conferma(grande, risposta.content.decode()).status_code == 302
    assert VotoVoce.objects.filter(scheda__direzione=grande.s1, voto=3).count() == quanti


def test_con_molte_voci_una_pagina_sta_in_una_richiesta(grande: Any, monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr("valutazioni.letture.squadra.CELLE_PER_PAGINA", 100)
    squadra = entra(grande.po1).get(indirizzo(grande)).context["squadra"]
    assert len(squadra.righe) * len(squadra.voci) <= 100
