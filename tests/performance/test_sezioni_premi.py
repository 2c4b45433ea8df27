"""Artt. 9, 18, 20–27: the figures of the Relazione are those of the pages and of ``simula`` on the facts of the exercise, to the cent."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from premi.models import Istituto, LineaPremio, LineaRisultato
from premi.simulazione import simula
from smvp.nucleo.formati import euro, numero
from smvp.organizzazione.models import Esercizio, Persona
from smvp.performance.calcolo.blocchi import Blocco, Cifre, Grafico, Paragrafo, Tavola, Titoletto
from smvp.performance.calcolo.celle import in_pagina
from smvp.performance.calcolo.edizioni import Edizione
from smvp.performance.letture.contesto import Contesto
from smvp.performance.letture.sezioni import RELAZIONE
from tests.premi.fondi import VERBALE
from tests.premi.fondi import scrivi as scrivi_fondo
from tests.premi.scene import calcolata, da_pagare
from tests.scena import scena_del_modulo
from tests.valutazioni.test_equita import decise
from valutazioni.calcolo.equita import radice, varianza
from valutazioni.models import Scheda, SchedaPersonale

D = Decimal
MIE = ("sintesi", "partecipazione", "individuale", "premi", "efficienza", "pari-opportunita", "integrita", "garanzie", "processo")


def pagate(c: SimpleNamespace) -> SimpleNamespace:
    """Two dirigenti, two P.O. and three of the staff signed and computed; savings certified."""
    da_pagare(c)
    for istituto in Istituto:
        calcolata(c, istituto)
    scrivi_fondo(c, "risparmi", "12345.67", atto=VERBALE)
    return c


_scritta, c = scena_del_modulo(pagate)


def contesto(c: SimpleNamespace, edizione: Edizione = Edizione.COMPLETA, esercizio: Esercizio | None = None) -> Contesto:
    e = Esercizio.objects.get(pk=(esercizio or c.esercizio).pk)
    return Contesto(e, edizione, date(2026, 4, 10), {}, e.reg.garanzie.sezioni_relazione)


def blocchi(quale: Contesto, *sezioni: str) -> list[Blocco]:
    return [b for s in sezioni or MIE for b in RELAZIONE[s].blocchi(quale)]


def righe(trovati: list[Blocco], codice: str) -> dict[Any, tuple[Any, ...]]:
    tavola = next(b for b in trovati if isinstance(b, Tavola) and b.codice == codice)
    return {r[0]: r[1:] for r in tavola.righe}


@pytest.fixture
def calcolo(c: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What ``simula`` gives on the facts of the exercise."""
    call_command("esporta_fatti", "2025")
    risultati: dict[str, Any] = json.loads(simula(capsys.readouterr().out))
    return risultati


def test_le_somme_dei_premi_sono_quelle_di_simula_al_centesimo(c: SimpleNamespace, calcolo: dict[str, Any]) -> None:
    trovati = blocchi(contesto(c), "premi")
    somme = righe(trovati, "premi_somme")
    per_ruolo = {nome: [D(i["importo"]) for i in calcolo["incarichi"] if i["matricola"] in _matricole(c, *chi)]
                 for nome, chi in (("Dirigenti", ("dirigente1", "dirigente2")), ("P.O.", ("po1", "po2")))}  # fmt: skip
    per_ruolo["Personale"] = [D(d["premio"]) for d in calcolo["dipendenti"]]
    for nome, importi in per_ruolo.items():
        assert somme[nome][1] == sum(importi), nome
        assert abs(somme[nome][3] - sum(importi) / len(importi)) <= D("0.005"), nome
    risultato = D(calcolo["monte_risultato"]["distribuito"])
    assert somme["Dirigenti"][1] + somme["P.O."][1] == risultato
    assert somme["Dirigenti"][2] + somme["P.O."][2] == D(calcolo["monte_risultato"]["economie"])
    assert somme["In tutto"][1] == risultato + sum(per_ruolo["Personale"])
    assert righe(trovati, "premi_direzioni") == {
        str(d): (D(x["fondo"]), D(x["distribuito"]), D(x["residuo"]))
        for x in calcolo["direzioni"] for d in (c.d1, c.d2) if d.codice == x["direzione"]
    }  # fmt: skip


def _matricole(c: SimpleNamespace, *chi: str) -> set[str]:
    return {getattr(c, f"persona_{nome}").matricola for nome in chi}


def test_le_fasce_dei_premi_sono_quelle_di_simula(c: SimpleNamespace, calcolo: dict[str, Any]) -> None:
    tavola = next(b for b in blocchi(contesto(c), "premi") if isinstance(b, Tavola) and b.codice == "premi_differenziazione")
    for nome, chi in (("Dirigenti", ("dirigente1", "dirigente2")), ("P.O.", ("po1", "po2"))):
        suoi = [i for i in calcolo["incarichi"] if i["matricola"] in _matricole(c, *chi)]
        attesi = {f"Fascia {n}": sum((D(i["importo"]) for i in suoi if i["fascia"] == n), D(0)) for n in (1, 2, 3, 4)}
        assert {r[1]: r[3] for r in tavola.righe if r[0] == nome} == attesi
    assert sum(r[3] for r in tavola.righe if r[0] == "Personale") == sum(D(d["premio"]) for d in calcolo["dipendenti"])  # type: ignore[misc]


def test_medie_e_dispersioni_sono_quelle_dei_punteggi_di_simula(c: SimpleNamespace, calcolo: dict[str, Any]) -> None:
    gruppi = righe(blocchi(contesto(c), "individuale"), "individuale_gruppi")
    dirigenti = [D(i["p_finale"]) for i in calcolo["incarichi"] if i["matricola"] in _matricole(c, "dirigente1", "dirigente2")]
    personale = [D(d["totale"]) for d in calcolo["dipendenti"]]
    for nome, punti in (("Dirigenti", dirigenti), ("Personale", personale)):
        assert gruppi[nome][0] == len(punti)
        assert abs(gruppi[nome][1] - sum(punti) / len(punti)) <= D("0.005")
        assert gruppi[nome][2] == radice(varianza(punti))


def test_il_premio_di_efficienza_e_quello_di_simula(c: SimpleNamespace, calcolo: dict[str, Any]) -> None:
    voci = righe(blocchi(contesto(c), "efficienza"), "efficienza")
    assert [v[0] for v in voci.values()] == [D(calcolo["efficienza"][k]) for k in ("risparmi", "quota", "massimo_al_personale", "al_fondo")]


def test_i_premi_non_approvati_sono_detti_provvisori(c: SimpleNamespace) -> None:
    detti = [b.testo for b in blocchi(contesto(c), "premi") if isinstance(b, Paragrafo)]
    frase = "Gli importi di retribuzione di risultato e premio di produttività sono calcolati, ma non ancora approvati: possono cambiare."
    assert frase in detti
    assert [m.testo for m in RELAZIONE["premi"].mancanze(contesto(c))] == [
        "Gli importi 2025 sono calcolati, ma non ancora approvati: retribuzione di risultato.",
        "Gli importi 2025 sono calcolati, ma non ancora approvati: premio di produttività.",
    ]


# --- the public edition (reading A40) -------------------------------------------------------------------------------------------------


def _testi(trovati: list[Blocco]) -> Iterator[str]:
    """All that one reads, and all that the open data hold."""
    for b in trovati:
        if isinstance(b, Tavola):
            yield from (b.titolo, b.nota)
            for riga in b.righe:
                yield from (in_pagina(k.genere, v) for k, v in zip(b.colonne, riga, strict=True))
                yield from map(str, riga)
        elif isinstance(b, Grafico):
            yield from (b.titolo, b.alternativa, *(str(v) for s in b.serie for v in s.valori))
        elif isinstance(b, Cifre):
            yield from (f"{v.etichetta} {v.valore} {v.nota}" for v in b.voci)
        elif isinstance(b, Paragrafo | Titoletto):
            yield b.testo


def test_a40_nell_edizione_pubblica_non_c_e_nome_punteggio_o_importo_di_nessuno(c: SimpleNamespace) -> None:
    """Of the whole cast, in all the sections of the document."""
    with zeal_ignore():
        quale = contesto(c, Edizione.PUBBLICA)
        testi = list(_testi(blocchi(quale, *RELAZIONE)))
        tutto = "\n".join(testi)
    for p in Persona.objects.all():
        assert p.cognome not in tutto, p
        assert p.nome_completo not in tutto, p
    punti = {x for riga in Scheda.objects.exclude(p_a=None).values_list("p_a", "p_b", "p_finale") for x in riga if x}
    punti |= set(SchedaPersonale.objects.exclude(totale=None).values_list("totale", flat=True))
    importi = {x for riga in LineaRisultato.objects.values_list("importo", "retribuzione") for x in riga if x}
    importi |= {x for riga in LineaPremio.objects.values_list("premio", "quota") for x in riga if x}
    assert punti
    assert importi
    for cifra in punti | importi:
        assert str(cifra) not in testi, cifra
        assert numero(cifra) not in testi, cifra
        assert euro(cifra) not in testi, cifra


def test_a40_di_gruppi_di_due_e_di_tre_restano_solo_gli_stanziamenti(c: SimpleNamespace) -> None:
    trovati = blocchi(contesto(c, Edizione.PUBBLICA), "individuale", "premi", "pari-opportunita")
    assert set(righe(trovati, "individuale_gruppi").values()) == {(None, None, None)}
    somme = righe(trovati, "premi_somme")
    assert [somme[n][1:] for n in ("Dirigenti", "P.O.", "Personale")] == [(None, None, None)] * 3
    assert somme["In tutto"][1] is not None, "sette persone in tutto: il totale si dice"
    assert not {"premi_differenziazione", "premi_direzioni"} & {b.codice for b in trovati if isinstance(b, Tavola)}


# --- both editions ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edizione", list(Edizione))
def test_ogni_tavola_ha_un_codice_suo_e_ogni_colonna_la_sua_descrizione(c: SimpleNamespace, edizione: Edizione) -> None:
    with zeal_ignore():
        tavole = [b for b in blocchi(contesto(c, edizione), *RELAZIONE) if isinstance(b, Tavola)]
    codici = [t.codice for t in tavole]
    assert sorted(set(codici)) == sorted(codici)
    for t in tavole:
        assert all(k.descrizione for k in t.colonne), t.codice
        assert all(len(r) == len(t.colonne) for r in t.righe), t.codice


@pytest.mark.parametrize("edizione", list(Edizione))
def test_le_query_non_crescono_con_le_persone(c: SimpleNamespace, edizione: Edizione) -> None:
    def query() -> int:
        quale = contesto(c, edizione)
        with CaptureQueriesContext(
            connection,
        ) as fatte:
            blocchi(quale)
        return len(fatte)

    prima = query()
    decise(c, c.s1, "po1", *["200", "210", "230", "241"] * 5)
    decise(c, c.s2, "po2", *["190", "250"] * 6)
    assert query() == prima


def test_le_mancanze_costano_poco(c: SimpleNamespace) -> None:
    for nome in MIE:
        with CaptureQueriesContext(connection) as fatte:
            RELAZIONE[nome].mancanze(contesto(c))
        assert len(fatte) <= 12, nome


@pytest.mark.parametrize("nome", MIE)
@pytest.mark.parametrize("edizione", list(Edizione))
def test_un_esercizio_vuoto_dice_che_cosa_manca(c: SimpleNamespace, nome: str, edizione: Edizione) -> None:
    vuoto = contesto(c, edizione, Esercizio.objects.create(anno=2031, regolamento="domodossola-2020"))
    RELAZIONE[nome].blocchi(vuoto)
    trovate = RELAZIONE[nome].mancanze(vuoto)
    assert trovate
    assert all("2031" in m.testo and m.chi for m in trovate)
    assert not [b for b in RELAZIONE[nome].blocchi(vuoto) if isinstance(b, Tavola | Grafico | Cifre)]
