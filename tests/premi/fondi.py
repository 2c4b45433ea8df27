"""What the tests on the amounts of the year have in common: writing them, and asking for their pages."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse

from premi.letture.fondi import tempi_di_pagamento
from premi.models import Corsa, CriterioResidui, Destinazione, Fondo, TempiPagamento
from premi.operazioni.fondi import EsitoTempi, registra_criterio, registra_fondo, registra_tempi
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from tests.valutazioni.schede import QUANDO

from .scene import PARAMETRI

D = Decimal
PESI = {c: D(p) for c, p in PARAMETRI.items()}
GIUNTA = DatiAtto(12, date(2026, 1, 20), "Costituzione del fondo 2025")
DETERMINA = DatiAtto(140, date(2026, 3, 2), "Variazione del fondo 2025", Atto.Tipo.DETERMINAZIONE)
VERBALE = DatiAtto(3, date(2026, 3, 30), "Certificazione dei risparmi 2025", Atto.Tipo.VERBALE)
MOTIVO = "Il contratto integrativo ha cambiato la somma."
NON_RISPETTATI, RISPETTATI, NON_APPLICABILE = (e.value for e in (
    TempiPagamento.Esito.NON_RISPETTATI, TempiPagamento.Esito.RISPETTATI, TempiPagamento.Esito.NON_APPLICABILE,
))  # fmt: skip


def scrivi(c: SimpleNamespace, destinazione: str = "dirigenti", importo: str = "72000.00", **altro: Any) -> Fondo:
    del_ncvp = destinazione == Destinazione.RISPARMI
    valori: dict[str, Any] = {
        "utente": c.ncvp if del_ncvp else c.personale, "atto": VERBALE if del_ncvp else GIUNTA, "versione": 0, "quando": QUANDO,
        "parametri": PESI if destinazione == Destinazione.PRODUTTIVITA else None,
    }  # fmt: skip
    return registra_fondo(esercizio=c.esercizio, destinazione=destinazione, importo=D(importo), **valori | altro)


def cliente(c: SimpleNamespace, chi: str) -> Client:
    client = Client()
    client.force_login(getattr(c, chi), "django.contrib.auth.backends.ModelBackend")
    return client


def nuovo_atto(**altro: str) -> dict[str, str]:
    return {"tipo": "giunta", "numero": "12", "data": "2026-01-20", "oggetto": "Costituzione del fondo 2025"} | altro


def manda(c: SimpleNamespace, pagina: str, dati: dict[str, str], chi: str = "personale", *su: str) -> Any:
    return cliente(c, chi).post(reverse(f"premi:{pagina}", args=[2025, *su]), dati)


def corsa(c: SimpleNamespace, istituto: str, stato: str, numero: int = 1, distribuito: str = "60000.00") -> Corsa:
    """A run as it stands in that state: the way there is the business of test_corse."""
    (riga,) = Corsa.objects.bulk_create([Corsa(
        esercizio=c.esercizio, istituto=istituto, stato=stato, numero=numero, chiesta_da=c.personale, chiesta_il=QUANDO,
        calcolata_il=QUANDO, stanziato=D("72000.00"), distribuito=D(distribuito),
    )])  # fmt: skip
    return riga


def criterio(c: SimpleNamespace, soglia: str = "241", tetto: str = "500.00", **altro: Any) -> CriterioResidui:
    valori = {"utente": c.personale, "atto": DETERMINA, "versione": 0, "quando": QUANDO} | altro
    return registra_criterio(esercizio=c.esercizio, soglia=D(soglia), tetto=D(tetto), **valori)


def tempi(c: SimpleNamespace, *esiti: tuple[str, str, int], chi: str = "personale", motivo: str = "") -> int:
    righe = [EsitoTempi(getattr(c, f"incarico_{nome}"), esito, versione) for nome, esito, versione in esiti]
    return registra_tempi(esercizio=c.esercizio, esiti=righe, utente=getattr(c, chi), quando=QUANDO, motivo=motivo)


def detti(c: SimpleNamespace) -> dict[str, str]:
    return {r.incarico.persona.utente.username: r.esito for r in tempi_di_pagamento(c.esercizio).righe if r.corrente}
