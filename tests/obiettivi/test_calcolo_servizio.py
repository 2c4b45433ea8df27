"""Artt. 15 and 16 (reading A38): appointments that begin or end in the year."""

from datetime import date
from types import SimpleNamespace

import pytest

from obiettivi.calcolo.servizio import avvisi
from obiettivi.letture.scheda.servizio import avvisi_di_servizio
from smvp.nucleo.periodi import Periodo
from smvp.regolamento.lettore import carica

reg = carica("domodossola-2020")
N = "\N{NO-BREAK SPACE}"
PROPORZIONE = "Il risultato spetta in proporzione al servizio: {} giorni su 365 (art.\N{NO-BREAK SPACE}16)."
BREVE = f"Con meno di tre mesi di servizio nell’anno non si è valutati e il risultato non spetta (art.{N}16)."
TARDI = (
    f"Comincia dopo il 30/09/2025, l’ultimo giorno per ridefinire gli obiettivi (art.{N}15): serve un atto di assegnazione tardivo, "
    f"perché senza obiettivi assegnati il risultato non spetta (art.{N}16)."
)


def comincia(giorno: str) -> str:
    return f"L’incarico comincia il {giorno}: gli obiettivi sono per ciò che resta dell’anno."


@pytest.mark.parametrize(
    ("dal", "al", "attesi"),
    [
        ("2024-01-01", None, []),
        ("2025-01-01", "2025-12-31", []),
        ("2020-05-01", "2026-03-31", []),
        ("2025-04-01", None, [comincia("01/04/2025"), PROPORZIONE.format(275)]),
        ("2025-09-30", None, [comincia("30/09/2025"), PROPORZIONE.format(93)]),
        ("2025-10-01", None, [comincia("01/10/2025"), PROPORZIONE.format(92), TARDI]),
        ("2025-10-02", None, [comincia("02/10/2025"), BREVE]),
        ("2024-01-01", "2025-03-31",
         ["L’incarico finisce il 31/03/2025: gli obiettivi sono per la parte d’anno fino a quel giorno.", PROPORZIONE.format(90)]),
        ("2024-01-01", "2025-03-30",
         ["L’incarico finisce il 30/03/2025: gli obiettivi sono per la parte d’anno fino a quel giorno.", BREVE]),
        ("2025-02-01", "2025-06-30",
         ["L’incarico va dal 01/02/2025 al 30/06/2025: gli obiettivi sono per questo periodo.", PROPORZIONE.format(150)]),
        ("2024-01-01", "2024-12-31", ["L’incarico non è in forza nel 2025: non ci sono obiettivi da assegnare."]),
        ("2026-01-01", None, ["L’incarico non è in forza nel 2025: non ci sono obiettivi da assegnare."]),
    ],
)  # fmt: skip
def test_art_16_che_cosa_si_dice_subito(dal: str, al: str | None, attesi: list[str]) -> None:
    periodo = Periodo(date.fromisoformat(dal), al and date.fromisoformat(al))  # type: ignore[arg-type]
    assert avvisi(periodo, 2025, reg, ruolo="dirigente") == attesi


def test_art_16_chi_lascia_per_limiti_di_eta_e_valutato_lo_stesso() -> None:
    breve = Periodo(date(2024, 1, 1), date(2025, 1, 31))
    frasi = avvisi(breve, 2025, reg, ruolo="dirigente", limiti_eta=True)
    assert f"Sono meno di tre mesi, ma chi lascia per limiti di età è valutato lo stesso (art.{N}16)." in frasi
    assert BREVE not in frasi


def test_art_24_dell_incarico_proprio_del_segretario_non_si_dice_nulla() -> None:
    breve = Periodo(date(2025, 11, 1))
    assert avvisi(breve, 2025, reg, ruolo="segretario") == []
    assert BREVE in avvisi(breve, 2025, reg, ruolo="segretario", ad_interim=True)


def test_l_incarico_dell_archivio_porta_con_se_la_causa(comune: SimpleNamespace) -> None:
    incarico = comune.incarico_dirigente1
    assert avvisi_di_servizio(incarico, comune.esercizio) == []
    incarico.al, incarico.causa_fine = date(2025, 1, 31), "dimissioni"
    assert BREVE in avvisi_di_servizio(incarico, comune.esercizio)
    incarico.causa_fine = "limiti_eta"
    assert BREVE not in avvisi_di_servizio(incarico, comune.esercizio)
