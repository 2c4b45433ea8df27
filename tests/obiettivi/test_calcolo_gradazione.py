"""Artt. 8 and 20, All. A: the grading in words."""

from types import SimpleNamespace

import pytest
from django.test import Client

from obiettivi.calcolo.gradazione import tavola_gradazione
from obiettivi.documenti.parole import gradazione
from obiettivi.letture.scheda.pagina import gradazioni_di
from obiettivi.models import Indicatore, Obiettivo
from smvp.regolamento.lettore import carica
from tests.obiettivi.scene import collettivo

reg = carica("domodossola-2020")
N = "\N{NO-BREAK SPACE}"
PIENO, MOLTO, POCO = f"raggiunto (96–100{N}%)", f"parzialmente raggiunto (71–95{N}%)", f"parzialmente raggiunto (51–70{N}%)"
Righe = list[tuple[str, str, int]]


def righe(gradazione: str, indicatori: int) -> Righe:
    return [(r.condizione, r.risultato, r.punti) for r in tavola_gradazione(gradazione, indicatori, reg).righe]


@pytest.mark.parametrize(
    ("indicatori", "attese"),
    [
        (3, [("Tutti e tre", PIENO, 3), ("Due su tre", MOLTO, 2), ("Uno su tre", POCO, 1), ("Nessuno", "non raggiunto", 0)]),
        (2, [("Tutti e due", PIENO, 3), ("Uno su due", POCO, 1), ("Nessuno", "non raggiunto", 0)]),
        (1, [("Soddisfatto", PIENO, 3), ("Non soddisfatto", "non raggiunto", 0)]),
    ],
)
def test_allegato_a_per_numero_di_indicatori_soddisfatti(indicatori: int, attese: Righe) -> None:
    assert righe("conteggio", indicatori) == attese


def test_la_carta_e_lo_schermo_dicono_la_stessa_tavola() -> None:
    assert gradazione("percentuale", 2, reg) == [
        f"Risultato raggiunto (96–100{N}%)", f"Risultato parzialmente raggiunto (71–95{N}%)",
        f"Risultato parzialmente raggiunto (51–70{N}%)", f"Risultato non raggiunto (0–50{N}%)",
    ]  # fmt: skip
    assert gradazione("conteggio", 2, reg) == [
        f"Risultato raggiunto (96–100{N}%): tutti e due", f"Risultato parzialmente raggiunto (51–70{N}%): uno su due",
        f"Risultato non raggiunto (0–50{N}%): nessuno",
    ]  # fmt: skip
    assert gradazione("conteggio", 4, reg) == [tavola_gradazione("conteggio", 4, reg).nota]


@pytest.mark.parametrize(("indicatori", "quanti"), [(0, "nessuno"), (4, "4")])
def test_allegato_a_un_conteggio_che_il_regolamento_non_conosce(indicatori: int, quanti: str) -> None:
    tavola = tavola_gradazione("conteggio", indicatori, reg)
    assert (tavola.righe, tavola.nota) == ((), f"Il regolamento gradua a conteggio 1, 2, 3 indicatori: qui {quanti}.")


def test_lettura_a1_in_percentuale_non_restano_buchi() -> None:
    assert righe("percentuale", 2) == [
        (f"Almeno il 96{N}%", "raggiunto", 3),
        (f"Almeno il 71{N}%, sotto il 96{N}%", "parzialmente raggiunto", 2),
        (f"Almeno il 51{N}%, sotto il 71{N}%", "parzialmente raggiunto", 1),
        (f"Sotto il 51{N}%", "non raggiunto", 0),
    ]
    assert tavola_gradazione("percentuale", 2, reg).nota == ""


def test_lettura_a1_se_prima_si_arrotonda_si_dice() -> None:
    altro = SimpleNamespace(grading=reg.grading, scelta=lambda _: "intero")
    assert tavola_gradazione("percentuale", 1, altro).nota == "La percentuale si arrotonda prima all’intero."  # type: ignore[arg-type]


@pytest.mark.django_db
def test_lettura_a3_ogni_parte_conta_i_suoi_indicatori_e_quelli_di_tutti(comune: SimpleNamespace, client: Client) -> None:
    o = collettivo(comune)
    o.gradazione = "conteggio"
    o.save()
    Indicatore.objects.create(obiettivo=o, ordine=2, titolo="Carta approvata", tipo="on_off", misura="si_no")
    assert [t.indicatori for t in gradazioni_di(o)] == [2]
    Indicatore.objects.create(obiettivo=o, ordine=3, titolo="Carta stampata", tipo="on_off", misura="si_no", parte=o.parti.first())
    o = Obiettivo.objects.get(pk=o.pk)
    assert [t.indicatori for t in gradazioni_di(o)] == [3, 2]
    client.force_login(comune.dirigente1)
    pagina = client.get(o.get_absolute_url()).content.decode()
    assert "Con 3 indicatori" in pagina
    assert "Uno su due" in pagina
