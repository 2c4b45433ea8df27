"""The regulation of Domodossola, value by value, against the text of the deed."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from smvp.regolamento.lettore import carica, versioni

reg = carica("domodossola-2020")
D = Decimal


def test_e_fra_le_versioni_e_si_legge_una_volta_sola() -> None:
    assert "domodossola-2020" in versioni()
    assert carica("domodossola-2020") is carica("domodossola-2020")


def test_artt_6_10_e_allegato_b_pesi_e_massimi() -> None:
    assert (reg.pesi.obiettivi, reg.pesi.generali, reg.pesi.individuali, reg.pesi.comportamenti) == (70, 40, 30, 30)
    assert [(m.sigla, m.peso, len(m.fattori)) for m in reg.macrofattori] == [("B.1", 10, 3), ("B.2", 10, 3), ("B.3", 10, 0)]
    assert len(reg.macrofattori[2].suggeriti) == 3
    assert (reg.massimo_p_a, reg.massimo_p_b, reg.massimo_finale) == (210, 90, 300)
    assert [(livello.voto, livello.giudizio) for livello in reg.scala] == [
        (0, "negativa"),
        (1, "sufficiente"),
        (2, "buona"),
        (3, "ottima"),
    ]


def test_art_20_grading() -> None:
    assert [(s.da, s.punti) for s in reg.grading] == [(96, 3), (71, 2), (51, 1), (0, 0)]
    assert {n: c.punti for n, c in reg.conteggio.items()} == {3: (0, 1, 2, 3), 2: (0, 1, 3), 1: (0, 3)}


@pytest.mark.parametrize("ruolo", ["dirigente", "po", "segretario"])
def test_art_24_fasce(ruolo: str) -> None:
    assert [(f.da, f.a, f.percentuale) for f in reg.fasce[ruolo]] == [(0, 75, 0), (76, 150, 50), (151, 225, 85), (226, 300, 100)]


def test_art_24_le_due_tabelle_sono_distinte() -> None:
    assert reg.fasce["dirigente"] is not reg.fasce["po"]
    assert reg.fasce["segretario"] is reg.fasce["dirigente"]


def test_art_22_personale() -> None:
    p = reg.personale
    assert (p.area, p.struttura, p.specifici, p.comportamenti) == (0, 20, 20, 60)
    assert (p.massimo_struttura, p.massimo_specifici, p.massimo_comportamenti) == (60, 60, 180)
    assert [(g.peso, g.massimo) for g in p.gruppi] == [(35, 63), (35, 63), (10, 18), (20, 36)]
    assert all(3 <= len(g.voci) <= 5 for g in p.gruppi)
    assert [c.codice for c in p.categorie] == ["A", "B", "C", "D"]


def test_art_22_soglie_e_progressioni() -> None:
    s = reg.soglie
    assert [(x.valore, x.compresa) for x in (s.premio, s.progressione, s.verticale)] == [(180, True), (180, False), (200, False)]
    assert (reg.progressioni.anni_valutati, reg.progressioni.anni_posizione) == (3, 2)
    assert [(r.da, r.punti) for r in reg.progressioni.risultati] == [(180, 10), (201, 30), (221, 40), (241, 60)]
    assert [m.punti for m in reg.progressioni.maturazione] == [0, 10, 30, 40]
    assert len(reg.progressioni.condizioni) == 6


def test_artt_16_24_25_27_premi() -> None:
    p = reg.premi
    assert (p.mesi_minimi, p.giorni_minimi, p.riduzione_interim, p.riduzione_tempi_pagamento) == (3, 90, 50, 30)
    assert (p.quota_eccellenze, p.eccellenza_personale, p.quota_risparmi) == (5, 241, 30)
    assert p.parte_al_personale == Fraction(2, 3)


def test_artt_5_6_7_9_ambiti_aree_requisiti() -> None:
    assert "".join(a.lettera for a in reg.ambiti) == "abcdefgh"
    assert [a.classe for a in reg.ambiti] == ["outcome", "processi", "risultati", "processi", "processi", "input", "output", "processi"]
    assert ["".join(a.ambiti) for a in reg.aree] == ["aceg", "bf", "ac", "bdf"]
    assert (len(reg.requisiti_obiettivo), len(reg.requisiti_indicatore), len(reg.dimensioni)) == (7, 4, 4)
    assert (reg.negoziazione.generali, reg.negoziazione.individuali, reg.negoziazione.direzioni_minime) == (1, 2, 2)


@pytest.mark.parametrize(
    ("codice", "articolo", "anno", "giorno"),
    [
        ("negoziazione", "7", 2026, "2026-01-31"),
        ("validazione", "13", 2026, "2026-02-28"),
        ("validazione", "13", 2024, "2024-02-29"),
        ("assegnazione", "14", 2024, "2024-02-29"),
        ("obiettivi_personale", "22", 2026, "2026-02-28"),
        ("proposta_innovazione", "26", 2026, "2026-02-28"),
        ("richiesta_revisione", "15", 2026, "2026-09-15"),
        ("ridefinizione", "15", 2026, "2026-09-30"),
        ("conto_indicatori", "9", 2026, "2026-12-31"),
        ("rendicontazione", "18", 2023, "2024-02-29"),
        ("valutazioni", "18", 2025, "2026-04-30"),
        ("relazione", "21", 2025, "2026-06-30"),
        ("assegnazione_innovazione", "26", 2025, "2026-02-28"),
    ],
)
def test_termini_a_data_fissa(codice: str, articolo: str, anno: int, giorno: str) -> None:
    scadenza = reg.scadenze[codice]
    assert scadenza.articolo == articolo
    assert scadenza.entro(anno) == date.fromisoformat(giorno)


@pytest.mark.parametrize(
    ("codice", "da", "entro"),
    [
        ("misurazione", "2025-02-28", "2025-03-10"),
        ("trasmissione_ncvp", "2025-03-10", "2025-03-20"),
        ("riesame", "2026-04-30", "2026-05-08"),
        ("decisione_riesame", "2025-06-09", "2025-06-20"),
    ],
)
def test_termini_che_decorrono_da_un_fatto(codice: str, da: str, entro: str) -> None:
    assert reg.scadenze[codice].dopo(date.fromisoformat(da), reg.calendario((6, 19))) == date.fromisoformat(entro)


def test_un_termine_sa_di_che_tipo_e() -> None:
    with pytest.raises(ValueError, match="decorre da un fatto"):
        reg.scadenze["riesame"].entro(2026)
    with pytest.raises(ValueError, match="data fissa"):
        reg.scadenze["valutazioni"].dopo(date(2026, 1, 1), reg.calendario((6, 19)))


def test_l_indice_copre_tutti_gli_articoli_e_gli_allegati() -> None:
    assert list(reg.articoli) == [*map(str, range(1, 39)), "A", "B", "C", "D"]
    assert all(a.titolo and a.sintesi.endswith((".", "…")) for a in reg.articoli.values())


def test_ogni_valore_porta_articolo_e_validita() -> None:
    assert all(norma.articolo in reg.articoli and norma.dal == date(2020, 8, 19) for norma in reg.citazioni.values())
    assert reg.articolo_di("grading") == "20"
    assert reg.articolo_di("pesi.comportamenti") == "B"
    assert reg.articolo_di("premi.mesi_minimi") == "16"


def test_ogni_lettura_ha_in_vigore_quella_predefinita() -> None:
    assert all(lettura.scelta == lettura.predefinita in lettura.opzioni for lettura in reg.letture.values())
    assert reg.scelta("A11") == "intero"
