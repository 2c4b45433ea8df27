"""``simula`` as one runs it: the vectors, the output, the regulation to reckon with, the time it takes."""

import json
import os
import random
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from premi.simulazione import simula

from .fatti_di_prova import completi, dipendente, fatti, incarico

VETTORI = sorted((Path(__file__).parents[1] / "vettori").glob("*.json"))
RADICE = Path(__file__).parents[2]


def esito(valore: Any, **opzioni: Any) -> dict[str, Any]:
    """The results of some facts, through the engine."""
    return json.loads(simula(json.dumps(valore), **opzioni))


Processo = subprocess.CompletedProcess[str]


def lancia(*argomenti: str) -> Processo:
    """The command in a process of its own, as a user runs it, with no database to be had."""
    ambiente = os.environ | {"DATABASE_URL": "postgres://nessuno@127.0.0.1:1/nessuna", "DJANGO_SETTINGS_MODULE": "smvp.settings.test"}
    comando = [sys.executable, "manage.py", "simula", *argomenti]
    return subprocess.run(comando, cwd=RADICE, env=ambiente, capture_output=True, text=True, encoding="utf-8", check=False)


def esegui(*argomenti: str) -> Processo:
    """The same without a process, which is quicker."""
    uscita, errori, stato = StringIO(), StringIO(), 0
    try:
        call_command("simula", *argomenti, stdout=uscita, stderr=errori, no_color=True)
    except SystemExit as fine:
        stato = int(fine.code or 0)
    return Processo(["simula", *argomenti], stato, uscita.getvalue(), errori.getvalue())


@pytest.fixture
def file_dei_fatti(tmp_path: Path) -> Path:
    file = tmp_path / "fatti.json"
    file.write_text(json.dumps(completi()), encoding="utf-8")
    return file


def test_ci_sono_tutti_i_vettori() -> None:
    assert [v.stem for v in VETTORI] == [
        "allegato-b-ipotesi-1",
        "allegato-b-ipotesi-2",
        "incarichi-casi-limite",
        "personale-e-fondo",
    ]


@pytest.mark.parametrize("vettore", VETTORI, ids=lambda v: v.stem)
def test_i_vettori(vettore: Path) -> None:
    caso = json.loads(vettore.read_text(encoding="utf-8"))
    assert esito(caso["fatti"]) == caso["risultati"]


@pytest.mark.parametrize("vettore", VETTORI, ids=lambda v: v.stem)
def test_i_vettori_non_dipendono_dall_ordine_ne_da_testi_o_numeri(vettore: Path) -> None:
    """Reversed lists give reversed results; amounts as JSON numbers give the same as strings."""
    caso = json.loads(vettore.read_text(encoding="utf-8"))
    rovesciati = {k: v[::-1] if isinstance(v, list) else v for k, v in caso["fatti"].items()}
    atteso = {k: v[::-1] if k in ("incarichi", "dipendenti", "progressioni") else v for k, v in caso["risultati"].items()}
    testo = json.dumps(rovesciati)
    for chiave in ("retribuzione", "peso", "raggiungimento", "struttura", "tempo", "monte_risultato", "fondo_produttivita", "risparmi"):
        testo = numeri_al_posto_di_testi(testo, chiave)
    assert json.loads(simula(testo)) == atteso


def numeri_al_posto_di_testi(testo: str, chiave: str) -> str:
    pezzi = testo.split(f'"{chiave}": "')
    return pezzi[0] + "".join(f'"{chiave}": {valore}{resto}' for valore, _, resto in (p.partition('"') for p in pezzi[1:]))


def test_cio_che_non_e_chiesto_non_c_e() -> None:
    assert esito(fatti()) == {"incarichi": [], "dipendenti": [], "eccellenze": {"posti_massimi": 0, "candidati": []}}
    nulli = dict.fromkeys(
        (
            "regolamento",
            "incarichi",
            "monte_risultato",
            "dipendenti",
            "parametri_categoria",
            "fondo_produttivita",
            "risparmi",
            "progressioni",
        )
    )
    assert esito(fatti(**nulli)) == esito(fatti())


def test_senza_fondo_nessun_premio_e_nessuna_quota() -> None:
    (persona,) = esito(fatti(dipendenti=[dipendente()]))["dipendenti"]
    assert (persona["totale"], persona["premio"], persona["quote"]) == ("300.00", "0.00", [])


def test_un_fondo_di_zero_si_riparte_fra_chi_c_e_e_anche_fra_nessuno() -> None:
    trovato = esito(fatti(fondo_produttivita=0, parametri_categoria={"C": 1}, dipendenti=[dipendente()]))
    assert trovato["direzioni"] == [{"direzione": "D1", "fondo": "0.00", "distribuito": "0.00", "residuo": "0.00"}]
    assert trovato["dipendenti"][0]["quote"] == [{"direzione": "D1", "quota": "0.00", "premio": "0.00"}]
    assert esito(fatti(fondo_produttivita="0.00"))["direzioni"] == []


def test_art_16_obiettivi_non_assegnati() -> None:
    (trovato,) = esito(fatti(incarichi=[incarico(assegnati=False, obiettivi=[])]))["incarichi"]
    assert (trovato["p_a"], trovato["p_b"], trovato["valutabile"], trovato["motivo"]) == (
        "0.00",
        "90.00",
        False,
        "obiettivi_non_assegnati",
    )
    assert (trovato["fascia"], trovato["percentuale"], trovato["importo"]) == (2, 50, "0.00")


def test_art_16_obiettivi_non_assegnati_possono_avere_pesi_qualunque() -> None:
    bozza = [{"codice": "1", "tipo": "individuale", "peso": 5, "punteggio": 3}]
    (trovato,) = esito(fatti(incarichi=[incarico(assegnati=False, obiettivi=bozza)]))["incarichi"]
    assert trovato["p_a"] == "15.00"


def test_sono_fatti_e_non_difetti() -> None:
    """Two general objectives, one candidate in two lists, a step begun after the day, a missing year."""
    valore = completi()
    valore["incarichi"][0]["obiettivi"][0]["peso"] = "30"
    valore["incarichi"][0]["obiettivi"].append({"codice": "4", "tipo": "generale", "peso": "10", "punteggio": 3})
    valore["progressioni"].append(valore["progressioni"][0] | {"categoria": "D"})
    valore["progressioni"][0]["candidati"][0]["posizione_dal"] = "2030-01-01"
    valore["progressioni"][1] |= {"candidati": [{**valore["progressioni"][0]["candidati"][0], "punteggi": ["300"]}]}
    trovato = esito(valore)
    assert [p["esclusi"][0]["motivo"] for p in trovato["progressioni"]] == ["soglia_temporale", "soglia_di_merito"]


def test_art_24_interim_e_segretario_possono_sovrapporsi() -> None:
    incarichi = [
        incarico("1", ruolo="segretario", direzione="SG"),
        incarico("1", ruolo="po", direzione="D2"),
        incarico("1", ad_interim=True, direzione="D3"),
        incarico("1", ruolo="segretario", ad_interim=True, direzione="D4"),
    ]
    assert [i["motivo"] for i in esito(fatti(incarichi=incarichi))["incarichi"]] == ["segretario_generale", None, None, None]


def test_l_uscita_e_solo_json_in_utf_8(tmp_path: Path) -> None:
    valore = fatti(dipendenti=[dipendente("è—漢")])
    file = tmp_path / "fatti.json"
    file.write_text("\ufeff" + json.dumps(valore, ensure_ascii=False), encoding="utf-8")  # a BOM, as Windows writes it
    processo = lancia(str(file))
    assert (processo.returncode, processo.stderr) == (0, "")
    assert json.loads(processo.stdout)["dipendenti"][0]["matricola"] == "è—漢"


def test_con_output_lo_standard_output_tace(file_dei_fatti: Path, tmp_path: Path) -> None:
    uscita = tmp_path / "risultati.json"
    processo = esegui(str(file_dei_fatti), "--output", str(uscita))
    assert (processo.returncode, processo.stdout, processo.stderr) == (0, "", "")
    assert json.loads(uscita.read_text(encoding="utf-8")) == esito(completi())
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".")] == []


def test_l_uscita_su_un_dispositivo_non_lo_rimpiazza(file_dei_fatti: Path) -> None:
    processo = esegui(str(file_dei_fatti), "--output", "/dev/null")
    assert processo.returncode == 0
    assert not Path("/dev/null").is_file()


def test_fatti_rifiutati_non_scrivono_niente(tmp_path: Path) -> None:
    file, uscita = tmp_path / "fatti.json", tmp_path / "risultati.json"
    uscita.write_text("prima", encoding="utf-8")
    file.write_text(json.dumps(fatti(risparmi=-1, boh=1)), encoding="utf-8")
    processo = lancia(str(file), "--output", str(uscita))
    assert (processo.returncode, processo.stdout, uscita.read_text(encoding="utf-8")) == (2, "", "prima")
    assert sorted(processo.stderr.splitlines()) == [
        "$.boh: chiave sconosciuta (art. 19)",
        "$.risparmi: non può essere negativo (art. 27)",
    ]


@pytest.mark.parametrize("argomenti", [["niente.json"], ["manage.py", "--regolamento", "boh"], ["manage.py"], ["smvp"]])
def test_cio_che_non_si_puo_leggere_esce_con_2(argomenti: list[str]) -> None:
    processo = esegui(*argomenti)
    assert (processo.returncode, processo.stdout) == (2, "")
    assert len(processo.stderr.splitlines()) == 1


def test_un_uscita_impossibile_esce_con_2(file_dei_fatti: Path, tmp_path: Path) -> None:
    processo = esegui(str(file_dei_fatti), "--output", str(tmp_path / "manca" / "risultati.json"))
    assert (processo.returncode, processo.stdout) == (2, "")
    assert "manca" in processo.stderr


def test_il_regolamento_dell_opzione_vince_su_quello_dei_fatti(tmp_path: Path) -> None:
    file, ipotesi = tmp_path / "fatti.json", tmp_path / "ipotesi.toml"
    file.write_text(json.dumps(fatti(regolamento="boh", incarichi=[incarico(ad_interim=True)])), encoding="utf-8")
    ipotesi.write_text('estende = "domodossola-2020"\n[premi.riduzione_interim]\nvalore = 25\n', encoding="utf-8")
    assert esegui(str(file)).returncode == 2
    importi = []
    for scelta in ("domodossola-2020", str(ipotesi)):
        importi.append(json.loads(esegui(str(file), "--regolamento", scelta).stdout)["incarichi"][0]["importo"])
    assert importi == ["5000.00", "7500.00"]


def test_e_se_le_fasce_fossero_altre(tmp_path: Path) -> None:
    """No number of the regulation stands in code: another table changes band, percentage and candidates."""
    ipotesi = tmp_path / "ipotesi.toml"
    riga = '[[fasce.dirigente]]\nnumero = {}\nda = {}\na = {}\npercentuale = {}\netichetta = "-"\narticolo = "24"\ndal = 2026-01-01\n'
    tabella = riga.format(1, 0, 299, 10) + riga.format(2, 300, 300, 20)
    ipotesi.write_text('estende = "domodossola-2020"\n' + tabella, encoding="utf-8")
    file = tmp_path / "fatti.json"
    file.write_text(json.dumps(fatti(incarichi=[incarico()])), encoding="utf-8")
    (trovato,) = json.loads(esegui(str(file), "--regolamento", str(ipotesi)).stdout)["incarichi"]
    assert (trovato["fascia"], trovato["percentuale"], trovato["importo"]) == (2, 20, "2000.00")


def test_un_regolamento_sbagliato_dice_file_e_chiave(file_dei_fatti: Path, tmp_path: Path) -> None:
    ipotesi = tmp_path / "ipotesi.toml"
    ipotesi.write_text('estende = "domodossola-2020"\n[pesi.generali]\nvalore = 50\n', encoding="utf-8")
    processo = esegui(str(file_dei_fatti), "--regolamento", str(ipotesi))
    assert (processo.returncode, processo.stdout) == (2, "")
    assert processo.stderr.startswith(f"{ipotesi}: pesi: ")


@pytest.mark.parametrize("opzioni", [(), ("--spiega",)], ids=["cifre", "spiegate"])
def test_di_duemila_dipendenti_le_quote_fanno_il_fondo_al_centesimo(tmp_path: Path, opzioni: tuple[str, ...]) -> None:
    """How long a whole city takes is measured by ``manage.py misura``."""
    caso = random.Random(14)
    file = tmp_path / "grandi.json"
    file.write_text(json.dumps(fatti(
        fondo_produttivita="1763779.91", parametri_categoria={"A": "1.00", "B": "1.06", "C": "1.19", "D": "1.40"},
        dipendenti=[a_caso(caso, n) for n in range(2_000)],
    )), encoding="utf-8")  # fmt: skip
    risultati = json.loads(lancia(str(file), *opzioni).stdout)
    assert len(risultati["dipendenti"]) == 2_000
    assert sum(Decimal(q["quota"]) for d in risultati["dipendenti"] for q in d["quote"]) == Decimal("1763779.91")


def a_caso(caso: random.Random, numero: int) -> dict[str, Any]:
    """A member of staff with odd percentages, marks, part-time and periods."""

    def voti(quanti: int) -> list[int]:
        return [caso.randint(0, 3) for _ in range(quanti)]

    return dipendente(
        f"{numero:06d}",
        categoria=caso.choice("ABCD"),
        tempo=caso.choice(["1", "0.5", "0.8333"]),
        periodi=[{"direzione": f"D{caso.randint(1, 30)}", "dal": f"2025-0{caso.randint(1, 9)}-1{caso.randint(0, 9)}", "al": None}],
        struttura=f"{caso.randint(0, 10_000) / 100:.2f}",
        specifici=f"{caso.randint(0, 10_000) / 100:.2f}",
        comportamenti={
            "realizzativa": voti(4),
            "servizio": voti(4),
            "miglioramento": voti(3),
            "costruttivita": voti(4),
        },
    )
