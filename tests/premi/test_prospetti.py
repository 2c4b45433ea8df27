"""The tables of a run on paper: what stands in them is the run's, to the cent; names only in the internal ones; who may have them."""

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from premi.models import Istituto
from premi.operazioni import prospetti
from premi.operazioni.prospetti import emetti_prospetti
from smvp.documenti import coda
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import disegna_payload
from smvp.documenti.permessi import puo_vedere_documento
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import numero
from tests.scena import scena_del_modulo
from tests.valutazioni.schede import QUANDO

from .scene import calcolata, da_pagare

_scritta, c = scena_del_modulo(da_pagare)


@pytest.fixture(autouse=True)
def fermo(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A private archive, no broker."""
    settings.MEDIA_ROOT = tmp_path
    settings.OGGI = "2026-04-10"
    monkeypatch.setattr(coda, "suona", lambda compito, chiave: True)


def stampato(documento: Documento) -> str:
    esito = subprocess.run(["pdftotext", "-raw", "-", "-"], input=disegna_payload(documento), capture_output=True, check=True)
    return re.sub(r"\s+", " ", esito.stdout.decode())


def test_il_prospetto_del_risultato_ha_tabella_totali_ed_economie(c: SimpleNamespace) -> None:
    corsa = calcolata(c)
    (documento,) = emetti_prospetti(corsa=corsa, utente=c.segretario, quando=QUANDO)
    testo = stampato(documento)
    for linea in corsa.linee_risultato.all():
        assert linea.nominativo in testo
        assert numero(linea.importo) in testo
    for atteso in ("90.000,00", "60.000,00", "30.000,00", numero(corsa.distribuito), numero(corsa.residuo), "corsa n. 1"):
        assert atteso in testo, atteso
    assert corsa.impronta in testo.replace(" ", "").replace("\N{ZERO WIDTH SPACE}", "")
    assert emetti_prospetti(corsa=corsa, utente=c.personale, quando=QUANDO) == [documento], "della stessa corsa è lo stesso documento"


def test_i_nomi_stanno_solo_nel_prospetto_interno(c: SimpleNamespace) -> None:
    corsa = calcolata(c, Istituto.PRODUTTIVITA)
    linea = corsa.linee_premio.get(persona=c.persona_dipendente1)
    codice = linea.direzione.codice
    (fuori,) = emetti_prospetti(corsa=corsa, direzione=codice, utente=c.personale, quando=QUANDO)
    (dentro,) = emetti_prospetti(corsa=corsa, direzione=codice, con_nomi=True, utente=c.personale, quando=QUANDO)
    senza, con = stampato(fuori), stampato(dentro)
    for testo in (senza, con):
        assert linea.matricola in testo
        assert numero(linea.premio) in testo
    assert linea.persona.cognome not in fuori.contenuto, "nel prospetto per matricola il nome non è neppure congelato"
    assert numero(linea.totale) not in senza
    assert linea.nominativo in con
    assert numero(linea.totale) in con


def test_tutte_le_direzioni_vengono_in_uno_zip(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    corsa = calcolata(c, Istituto.PRODUTTIVITA)
    monkeypatch.setattr(prospetti, "in_parti", lambda linee: [[x] for x in linee] or [[]])
    lavoro = emetti_prospetti(corsa=corsa, utente=c.personale, quando=QUANDO)
    assert isinstance(lavoro, Lavoro)
    assert lavoro.documenti.count() == corsa.linee_premio.count()
    assert any("parte 1 di" in d.titolo for d in lavoro.documenti.all())


def test_chi_li_puo_avere(c: SimpleNamespace) -> None:
    corsa = calcolata(c)
    with pytest.raises(PermissionDenied):
        emetti_prospetti(corsa=corsa, utente=c.dirigente1, quando=QUANDO)
    (documento,) = emetti_prospetti(corsa=corsa, utente=c.personale, quando=QUANDO)
    tutti = ("personale", "segretario", "ncvp", "sindaco", "dirigente1", "admin")
    leggono = {n for n in tutti if puo_vedere_documento(getattr(c, n), documento)}
    assert leggono == {"personale", "segretario"}
    with pytest.raises(DatiNonValidi):
        emetti_prospetti(corsa=calcolata(c, Istituto.PRODUTTIVITA), direzione="X9", utente=c.personale, quando=QUANDO)


def test_si_chiedono_dalla_pagina_della_corsa(c: SimpleNamespace, client: Any) -> None:
    corsa = calcolata(c)
    client.force_login(c.personale)
    pagina = reverse("premi:corsa", args=[corsa.pk])
    assert client.post(reverse("premi:prospetti", args=[corsa.pk])).url.startswith(pagina)
    documento = Documento.objects.get(tipo="prospetto_risultato")
    assert documento.titolo in client.get(pagina).content.decode()
    assert client.get(reverse("premi:prospetti", args=[corsa.pk])).status_code == 405
