"""``esporta_fatti``: what leaves the database is what ``simula`` reads, and gives to the cent the figures that were signed and shown."""

import json
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from premi.letture import esportazione, fatti, fatti_verificati, rapporto
from premi.models import Fondo
from premi.simulazione import FattiNonValidi, simula
from smvp.nucleo.formati import numero
from smvp.organizzazione.models import Appartenenza, Incarico
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO, alla_decisione, con_schede, firmata, porta, vota
from valutazioni.letture.personale import passi_personale, punteggio_personale
from valutazioni.models import AssegnazioneSpecifica, Scheda, SchedaPersonale, VotoFattore

D = Decimal
FONDO = {"fondo_produttivita": "10000.00", "parametri_categoria": {"A": "1.00", "B": "1.06", "C": "1.19", "D": "1.40"}}


@pytest.fixture
def c(comune: SimpleNamespace) -> SimpleNamespace:
    """Signed: dirigente1, po1, dipendente1 and dipendente2 (who is exempt); dirigente2 is decided, po2 and dipendente3 are open."""
    con_schede_personale(con_schede(comune))
    firmata(comune)
    vota(comune.scheda_dirigente2, comune.ncvp)
    porta(comune.scheda_dirigente2, *alla_decisione(comune))
    vota(comune.scheda_po1, comune.dirigente1, raggiungimenti=("95.5", "50", "130"), voto=3)
    porta(comune.scheda_po1, ("proponi_a", comune.dirigente1), ("chiedi_concerto", comune.dirigente1), ("concerta", comune.ncvp),
          ("partecipa", comune.dirigente1), ("firma", comune.po1))  # fmt: skip
    _esonera(comune)
    for nome in ("dipendente1", "dipendente2"):
        _firma(comune, nome)
    Fondo.objects.create(esercizio=comune.esercizio, destinazione="dirigenti", importo=D("20000.00"))
    return comune


def _esonera(c: SimpleNamespace) -> None:
    AssegnazioneSpecifica.objects.filter(persona=c.persona_dipendente2).delete()
    SchedaPersonale.objects.filter(pk=c.scheda_dipendente2.pk).update(esonero=True, motivo_esonero="Assunto a dicembre.")


def _firma(c: SimpleNamespace, nome: str, voto: int = 2) -> SchedaPersonale:
    scheda = vota_personale(getattr(c, f"scheda_{nome}"), c.po1, voto=voto)
    passi = (("trasmetti", c.po1), ("decidi", c.dirigente1), ("partecipa", c.dirigente1), ("firma", getattr(c, nome)))
    return porta_personale(scheda, *passi)


def esportati(c: SimpleNamespace) -> dict[str, Any]:
    return json.loads(fatti_verificati(c.esercizio))


def dipendenti(c: SimpleNamespace) -> dict[str, dict[str, Any]]:
    return {d["matricola"]: d for d in fatti(c.esercizio)["dipendenti"]}


def persona(c: SimpleNamespace, nome: str) -> str:
    return getattr(c, f"persona_{nome}").matricola


# --- the same figures ---


def test_solo_le_schede_firmate(c: SimpleNamespace) -> None:
    trovati = esportati(c)
    assert {i["matricola"] for i in trovati["incarichi"]} == {persona(c, "dirigente1"), persona(c, "po1")}
    assert [d["matricola"] for d in trovati["dipendenti"]] == [persona(c, "dipendente1"), persona(c, "dipendente2")]


def test_simula_da_al_centesimo_cio_che_dicono_le_schede(c: SimpleNamespace) -> None:
    risultati = json.loads(simula(json.dumps(esportati(c) | FONDO)))
    firmati = {s.incarico.persona.matricola: s for s in Scheda.objects.exclude(presa_visione_il=None)}
    assert len(risultati["incarichi"]) == len(firmati) == 2
    for i in risultati["incarichi"]:
        s = firmati[i["matricola"]]
        assert (i["p_a"], i["p_b"], i["p_finale"], i["fascia"], i["percentuale"]) == (
            str(s.p_a), str(s.p_b), str(s.p_finale), s.fascia, s.percentuale,
        )  # fmt: skip
    for d in risultati["dipendenti"]:
        s = SchedaPersonale.objects.get(persona__matricola=d["matricola"])
        assert (d["a"], d["b1"], d["b2"], d["totale"]) == (str(s.a), s.b1 and str(s.b1), str(s.b2), str(s.totale))
        assert {k: str(v) for k, v in punteggio_personale(s).gruppi.items()} == d["gruppi"]


def test_simula_da_al_centesimo_gli_importi_del_rapporto(c: SimpleNamespace) -> None:
    risultati = json.loads(simula(json.dumps(esportati(c))))
    attesi = {r.scheda.incarico.persona.matricola: str(r.esito.importo) for r in rapporto(c.esercizio).righe if r.esito}
    assert {i["matricola"]: i["importo"] for i in risultati["incarichi"]} == attesi
    assert len(attesi) == 2
    assert risultati["monte_risultato"]["stanziato"] == "20000.00"


def test_le_pagine_mostrano_le_cifre_di_simula_con_gli_stessi_passi(c: SimpleNamespace, client: Client) -> None:
    """Each evaluatee reads on their own page the figures of ``simula --spiega``, and every sum that leads to them."""
    risultati = json.loads(simula(json.dumps(esportati(c)), spiega=True))
    voci = {v["matricola"]: v for v in (*risultati["incarichi"], *risultati["dipendenti"])}
    for nome in ("dirigente1", "po1", "dipendente1", "dipendente2"):
        client.force_login(getattr(c, nome))
        pagina = unescape(client.get(getattr(c, f"scheda_{nome}").get_absolute_url()).content.decode())
        voce = voci[persona(c, nome)]
        for cifra in ("p_a", "p_b", "p_finale", "fascia", "a", "b2", "totale"):
            for passo in voce["spiegazione"].get(cifra, ()):
                assert passo["formula"] in pagina, (nome, cifra)
        assert numero(D(voce.get("p_finale") or voce["totale"])) in pagina


def test_la_pagina_della_persona_spiega_le_stesse_cifre(c: SimpleNamespace) -> None:
    """The steps on the screen lead to the figures that were signed; of who is exempt they tell the reason."""
    for nome in ("dipendente1", "dipendente2"):
        scheda = SchedaPersonale.objects.get(persona=getattr(c, f"persona_{nome}"))
        passi = {p.cifra: p for p in passi_personale(scheda)}
        assert [passi[x].valore for x in ("a", "b1", "b2", "totale")] == [scheda.a, scheda.b1, scheda.b2, scheda.totale]
    assert "Assunto a dicembre" in passi["b1"].testo
    assert any("Arretrato dei fascicoli" in p.testo for p in passi_personale(SchedaPersonale.objects.get(persona=c.persona_dipendente1)))


def test_il_segretario_ha_solo_i_comportamenti(comune: SimpleNamespace) -> None:
    """Artt. 10 and 24: no objectives, no band, no amount; the score is that of the behaviours."""
    con_schede(comune)
    scheda = Scheda.objects.filter(incarico=comune.incarico_segretario).first()
    if scheda is None:
        scheda = Scheda.objects.create(esercizio=comune.esercizio, incarico=comune.incarico_segretario, aperta_il=QUANDO)
        VotoFattore.objects.bulk_create(
            VotoFattore(scheda=scheda, macrofattore=m.codice, ordine=1, titolo=m.titolo) for m in comune.esercizio.reg.macrofattori
        )
    vota(scheda, comune.ncvp, raggiungimenti=())
    porta(scheda, ("trasmetti", comune.ncvp), ("decidi", comune.sindaco), ("partecipa", comune.ncvp), ("firma", comune.segretario))
    (trovato,) = json.loads(simula(fatti_verificati(comune.esercizio)))["incarichi"]
    assert (trovato["p_a"], trovato["p_b"], trovato["p_finale"]) == ("0.00", "60.00", "60.00")
    assert (trovato["motivo"], trovato["importo"]) == ("segretario_generale", "0.00")


# --- where and for how much time (art. 22, reading A37) ---


def test_un_dipendente_per_esteso(c: SimpleNamespace) -> None:
    voti = {"realizzativa": [2] * 4, "servizio": [2] * 4, "miglioramento": [2] * 3, "costruttivita": [2] * 4}
    assert dipendenti(c)[persona(c, "dipendente2")] == {
        "matricola": persona(c, "dipendente2"), "categoria": "B", "tempo": "0.5",
        "periodi": [{"direzione": "D1", "dal": "2025-01-01", "al": "2025-12-31"}],
        "struttura": "92.00", "specifici": None, "esonero_specifici": True, "comportamenti": voti,
    }  # fmt: skip


def sposta(c: SimpleNamespace, *tratti: tuple[str, str | None, Any, str, str]) -> dict[str, Any]:
    """dipendente1 in other stays: (dal, al, office, category, share); the facts that follow."""
    Appartenenza.objects.filter(persona=c.persona_dipendente1).delete()
    Appartenenza.objects.bulk_create(
        Appartenenza(persona=c.persona_dipendente1, dal=date.fromisoformat(dal), al=al and date.fromisoformat(al), direzione=ufficio,
                     categoria=categoria, tempo=D(tempo))
        for dal, al, ufficio, categoria, tempo in tratti
    )  # fmt: skip
    return dipendenti(c)[persona(c, "dipendente1")]


def test_due_uffici_della_stessa_direzione_sono_un_periodo(c: SimpleNamespace) -> None:
    trovato = sposta(
        c, ("2024-03-01", "2025-03-31", c.s1, "C", "1"), ("2025-04-01", "2025-08-31", c.d1, "C", "1"), ("2025-09-01", None, c.s2, "C", "1")
    )
    assert trovato["periodi"] == [
        {"direzione": "D1", "dal": "2025-01-01", "al": "2025-08-31"},
        {"direzione": "D2", "dal": "2025-09-01", "al": "2025-12-31"},
    ]


def test_chi_cambia_part_time_ha_la_media_per_giorni(c: SimpleNamespace) -> None:
    """181 days at half time and 184 at full time: (0.5 × 181 + 184) / 365 = 0.75205…"""
    trovato = sposta(c, ("2024-01-01", "2025-06-30", c.s1, "C", "0.5"), ("2025-07-01", None, c.s1, "C", "1"))
    assert trovato["tempo"] == "0.7521"


def test_chi_cambia_categoria_ha_quella_della_scheda(c: SimpleNamespace) -> None:
    trovato = sposta(c, ("2024-01-01", "2025-06-30", c.s1, "B", "1"), ("2025-07-01", None, c.s1, "D", "1"))
    assert trovato["categoria"] == "C", "la scheda firmata dice C, e il registro di oggi non la raggiunge"


def test_i_giorni_con_un_incarico_li_paga_il_risultato(c: SimpleNamespace) -> None:
    Incarico.objects.create(persona=c.persona_dipendente1, ruolo="po", tipo_po="po", direzione=c.s2, dal=date(2025, 10, 1))
    assert dipendenti(c)[persona(c, "dipendente1")]["periodi"] == [{"direzione": "D1", "dal": "2025-01-01", "al": "2025-09-30"}]


def test_chi_non_ha_piu_un_giorno_resta_fra_i_fatti_senza_periodi(c: SimpleNamespace) -> None:
    trovato = sposta(c)
    assert (trovato["periodi"], trovato["tempo"]) == ([], "1")
    risultati = json.loads(simula(json.dumps(esportati(c) | FONDO)))
    assert next(d for d in risultati["dipendenti"] if d["matricola"] == trovato["matricola"])["quote"] == []


# --- refusals, by name ---


def test_un_difetto_dice_di_chi_e(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    buoni = esportazione._voti
    monkeypatch.setattr(esportazione, "_voti", lambda e: {pk: v | {"servizio": []} for pk, v in buoni(e).items()})
    with pytest.raises(FattiNonValidi) as errore:
        fatti_verificati(c.esercizio)
    matricole = [persona(c, "dipendente1"), persona(c, "dipendente2")]
    assert errore.value.righe() == [
        f"$.dipendenti[{n}].comportamenti.servizio: matricola {m}, l’elenco dei voti è vuoto (art.\N{NO-BREAK SPACE}20)"
        for n, m in enumerate(matricole)
    ]


def test_un_totale_firmato_che_i_voti_non_danno_ferma_tutto(
    c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys
) -> None:
    buone = esportazione._schede_personale
    monkeypatch.setattr(esportazione, "_schede_personale", lambda e: [s._replace(totale=D("299.00")) for s in buone(e)])
    uscita = tmp_path / "fatti.json"
    with pytest.raises(SystemExit) as fine:
        call_command("esporta_fatti", "2025", "--output", str(uscita))
    assert (fine.value.code, uscita.exists()) == (2, False)
    righe = capsys.readouterr().err.splitlines()
    assert len(righe) == 2
    assert persona(c, "dipendente1") in righe[0] and "firmato (299.00)" in righe[0]


def test_due_incarichi_firmati_negli_stessi_giorni_si_rifiutano(c: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the registry never lets in: the refusal still names whose appointment it is."""
    buone = esportazione.con_tutto

    def di_uno_solo(schede: Any) -> Any:
        trovate = list(buone(schede))
        for s in trovate:
            s.incarico.persona = c.persona_po1
        return trovate

    monkeypatch.setattr(esportazione, "con_tutto", di_uno_solo)
    with pytest.raises(FattiNonValidi, match=f"matricola {persona(c, 'po1')}, si sovrappone"):
        fatti_verificati(c.esercizio)


# --- the command ---


def test_il_comando_scrive_il_file_o_lo_standard_output(c: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uscita = tmp_path / "fatti.json"
    call_command("esporta_fatti", "2025", "--output", str(uscita))
    assert capsys.readouterr().out == ""
    call_command("esporta_fatti", "2025")
    scritto = uscita.read_text(encoding="utf-8")
    assert capsys.readouterr().out == scritto
    assert json.loads(scritto) == fatti(c.esercizio)


def test_un_esercizio_che_non_c_e(comune: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="1999"):
        call_command("esporta_fatti", "1999")
    assert fatti(comune.esercizio)["dipendenti"] == [], "un esercizio senza schede non è un errore"


def test_le_domande_non_crescono_con_le_schede(c: SimpleNamespace, django_assert_num_queries: Any) -> None:
    with CaptureQueriesContext(connection) as prima:
        assert len(fatti(c.esercizio)["dipendenti"]) == 2
    scheda = vota_personale(c.scheda_dipendente3, c.po2)
    porta_personale(scheda, ("trasmetti", c.po2), ("decidi", c.dirigente2), ("partecipa", c.dirigente2), ("firma", c.dipendente3))
    with django_assert_num_queries(len(prima)):
        assert len(fatti(c.esercizio)["dipendenti"]) == 3
