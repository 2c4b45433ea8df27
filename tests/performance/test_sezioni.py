"""Artt. 12, 18, 21: what each section of Piano and Relazione says: figures of the pages, two editions, hostile texts, what is missing."""

import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from obiettivi.letture.quadri.indicatori import piano_indicatori
from obiettivi.letture.quadri.peg import quadro_peg
from obiettivi.letture.quadri.triennio import triennio
from obiettivi.letture.scheda.esiti import esiti_di
from obiettivi.models import Assegnazione, Consuntivo, Indicatore, Obiettivo, Parte, Rilevazione
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.organizzazione.models import Esercizio, Persona
from smvp.performance.calcolo.blocchi import Genere, Grafico, Sezione, Tavola, congela
from smvp.performance.calcolo.edizioni import Edizione
from smvp.performance.letture.componi import componi_piano, componi_relazione, mancanze_del_piano, mancanze_di
from smvp.performance.letture.percorso import Fase
from smvp.performance.letture.sezioni import ciclo
from smvp.performance.letture.sezioni.piano import sintesi
from smvp.performance.letture.sezioni.risultati import scoperta
from smvp.performance.models import Collegamento, Piano
from tests.obiettivi.scene import fai, il
from tests.scena import scena_del_modulo
from valutazioni.models import SchedaPersonale

from .scene import CAUSA, MOTIVO, anno_in_corso, cifre, colonna, frasi, tavola

pytestmark = pytest.mark.django_db
_scritta, c = scena_del_modulo(anno_in_corso)
GIORNO = date(2026, 4, 20)
SEZIONI = ("contesto", "ciclo", "albero", "risultati", "collettivi", "organizzativa")
SEZIONI_DEL_PIANO = (
    "sintesi", "contesto", "indirizzi", "albero", "obiettivi", "collettivi", "triennio", "peg", "pari-opportunita", "integrita", "processo",
)  # fmt: skip
D = Decimal


@pytest.fixture(autouse=True)
def oggi(settings: Any) -> None:
    settings.OGGI = GIORNO.isoformat()


def relazione(c: SimpleNamespace, edizione: Edizione = Edizione.COMPLETA) -> tuple[Sezione, ...]:
    """The sections of this helper's: those of others have their own tests."""
    return tuple(s for s in componi_relazione(c.esercizio, edizione, giorno=GIORNO, testi={}) if s.codice in SEZIONI)


def piano(c: SimpleNamespace) -> tuple[Sezione, ...]:
    return componi_piano(c.esercizio, giorno=GIORNO, testi={})


# --- the figures are those of the pages -------------------------------------------------------------------------------------------------


def test_ogni_obiettivo_ha_la_percentuale_della_sua_scheda(c: SimpleNamespace) -> None:
    risultati = tavola(relazione(c), "risultati")
    per_codice = {riga[0]: riga for riga in risultati.righe}
    collettivo = esiti_di(c.og, c.segretario, GIORNO).complessive[2]
    assert collettivo is not None
    assert per_codice[c.og.codice][4:7] == (mezzo_su(collettivo), "parzialmente raggiunto", mezzo_su(collettivo) - 100)
    assert mezzo_su(collettivo) == D("83.20")
    assert per_codice[c.oi.codice][4:8] == (D("70.5"), "parzialmente raggiunto", D("-29.5"), CAUSA)
    assert per_codice[c.op.codice][4:8] == ("", "", "", "")  # not evaluated: never a zero
    assert len(risultati.righe) == Obiettivo.objects.filter(esercizio=c.esercizio).count()


def test_gli_indicatori_sono_quelli_del_piano_generale(c: SimpleNamespace) -> None:
    pagina = piano_indicatori(c.esercizio, None, c.segretario).voci
    t = tavola(relazione(c), "indicatori")
    attesi = {(v.obiettivo.codice, v.indicatore.titolo, v.riga.atteso, v.valore, v.esito[1]) for v in pagina}
    campi = ("codice", "indicatore", "atteso", "raggiunto", "esito")
    assert set(zip(*(colonna(t, campo) for campo in campi), strict=True)) == attesi
    assert len(t.righe) == len(pagina)


def test_le_direzioni_hanno_le_cifre_della_pagina_del_peg(c: SimpleNamespace) -> None:
    righe = {r.direzione.denominazione: r for r in quadro_peg(c.esercizio, c.segretario).righe}
    quote, gradi = (tavola(relazione(c), codice) for codice in ("obiettivi_per_direzione", "peg"))
    for riga in quote.righe:
        assert list(riga[1:]) == [valore for _, valore in righe[str(riga[0])].colonne]
    assert gradi.righe == tuple((nome, r.grado.percentuale) for nome, r in righe.items())
    assert cifre(relazione(c), "organizzativa") == {
        "Obiettivi raggiunti": "0 su 2", "P.E.G. realizzato": "87,5\xa0% – 94\xa0%",
        "Valutazioni del personale": "non si dice", "Progetti del personale": "0",
    }  # fmt: skip


def test_il_triennio_e_quello_della_pagina(c: SimpleNamespace) -> None:
    pagina = triennio(c.esercizio, c.segretario)
    attese = [(a.nome, r.obiettivo.codice, r.indicatore.titolo, r.riga.atteso_1) for a in pagina.aree for r in a.righe]
    t = tavola(piano(c), "triennio")
    assert list(zip(*(colonna(t, n) for n in ("area", "codice", "indicatore", "atteso_2")), strict=True)) == attese
    assert [k.titolo for k in t.colonne[-3:]] == ["Atteso 2025", "Atteso 2026", "Atteso 2027"]


def test_le_parti_portano_all_insieme_quello_che_rendono(c: SimpleNamespace) -> None:
    sezioni = relazione(c)
    parti = tavola(sezioni, "parti")
    assert list(zip(colonna(parti, "apporto"), colonna(parti, "raggiungimento"), colonna(parti, "reso"), strict=True)) == [
        (60, 92, D("55.20")), (40, 70, D("28.00")),
    ]  # fmt: skip
    di_og = next(r for r in tavola(sezioni, "collettivi").righe if r[0] == c.og.codice)
    assert di_og[3] == sum(r for r in colonna(parti, "reso") if isinstance(r, Decimal))


def test_le_fasi_hanno_i_giorni_del_registro_e_i_termini_del_regolamento(c: SimpleNamespace) -> None:
    t = tavola(relazione(c), "fasi")
    righe = {str(riga[0]): riga[2:] for riga in t.righe}
    assert righe["Negoziazione degli obiettivi"] == ("31/01/2025", date(2025, 1, 20), date(2025, 1, 20), 3, "obiettivi", 3)
    assert righe["Accettazione e assegnazione con atto della Giunta"][1:4] == (date(2025, 2, 26), date(2025, 2, 26), 3)
    assert righe["Misurazione"] == ("10 giorni dalla rendicontazione", date(2026, 2, 27), date(2026, 2, 27), 2, "obiettivi", 2)
    assert righe["Somme stanziate"] == ("31/01/2025 (proposto)", date(2026, 1, 20), date(2026, 1, 20), 3, "somme", 0)
    assert "Ridefinizione" not in righe  # nobody has been through it


def test_gli_atti_stanno_in_ordine_di_data_ognuno_con_il_suo_uso(c: SimpleNamespace) -> None:
    t = tavola(relazione(c), "atti")
    assert [riga[1:3] + riga[4:] for riga in t.righe] == [
        (31, date(2025, 2, 26), "Assegnazione degli obiettivi"), (12, date(2026, 1, 20), "Somme stanziate e criteri"),
    ]  # fmt: skip


def test_le_revisioni_dicono_perche_e_com_e_finita(c: SimpleNamespace) -> None:
    (riga,) = tavola(relazione(c), "revisioni").righe
    assert riga == (c.op.codice, c.op.titolo, date(2025, 9, 8), MOTIVO, "da ridefinire")
    fai(c.op, "respingi_revisione", c.dirigente1, "Il bando riapre a ottobre: il termine si può rispettare.")
    assert colonna(tavola(relazione(c), "revisioni"), "esito") == ["respinta"]


def test_uffici_persone_e_somme(c: SimpleNamespace) -> None:
    sezioni = relazione(c)
    assert tavola(sezioni, "direzioni").righe == (
        ("Finanze e Tributi", 1, 2, 1, 1, 0, 1, 1, 0), ("Lavori Pubblici", 1, 1, 1, 1, 0, 0, 0, 1),
    )  # fmt: skip
    assert colonna(tavola(sezioni, "risorse"), "importo") == [D("60000.00"), D("30000.00"), D("10000.00")]
    assert "100.000,00\xa0€" in frasi(sezioni, "contesto")


# --- two editions -----------------------------------------------------------------------------------------------------------------------


def test_l_edizione_pubblica_non_nomina_nessuno_e_non_conta_i_pochi(c: SimpleNamespace) -> None:
    pubblica = relazione(c, Edizione.PUBBLICA)
    testo = str(congela(pubblica)) + str(congela(piano(c)))
    for p in Persona.objects.all():
        assert p.nome_completo not in testo
        assert str(p) not in testo
    assert "(nome omesso)" in str(tavola(pubblica, "revisioni").righe)
    assert "(nome omesso) è mancato da marzo" in str(tavola(pubblica, "risultati").righe)
    assert not [b.codice for s in pubblica for b in s.blocchi if isinstance(b, Tavola) if any(k.genere == Genere.EURO for k in b.colonne)]
    assert cifre(pubblica, "contesto")["Personale a livello"] == "meno di 5"
    assert colonna(tavola(pubblica, "direzioni"), "personale") == [None, None]
    assert "troppo poche perché si dica il punteggio medio" in frasi(pubblica, "organizzativa")


def test_in_pubblico_le_schede_approvate_non_si_contano(c: SimpleNamespace) -> None:
    """With what other sections count, how many sheets are approved would say how many are not: perhaps one."""
    SchedaPersonale.objects.filter(pk=c.scheda_dipendente1.pk).update(stato="approvata", atto=c.atto)
    riga = next(r for r in tavola(relazione(c), "fasi").righe if r[0] == "Approvazione delle valutazioni")
    assert riga[5:] == (1, "schede", 1)
    pubblica = relazione(c, Edizione.PUBBLICA)
    riga = next(r for r in tavola(pubblica, "fasi").righe if r[0] == "Approvazione delle valutazioni")
    assert riga[5:] == (None, "schede", None)
    assert not [g for s in pubblica for g in s.blocchi if isinstance(g, Grafico) and "Approvazione delle valutazioni" in g.etichette]


def test_l_edizione_completa_dice_anche_uffici_e_motivi(c: SimpleNamespace) -> None:
    completa = relazione(c)
    assert c.incarico_dirigente1.descrizione in colonna(tavola(completa, "risultati"), "incarico")
    assert cifre(completa, "contesto")["Personale a livello"] == "3"
    assert MOTIVO in colonna(tavola(completa, "revisioni"), "motivo")
    assert "prof.ssa Elena Morandi" in colonna(tavola(completa, "attori"), "in_carica")


# --- what is not there ------------------------------------------------------------------------------------------------------------------


def test_di_un_esercizio_vuoto_ogni_sezione_dice_che_cosa_manca_a_chi_e_dove(c: SimpleNamespace) -> None:
    vuoto = Esercizio.objects.create(anno=2022, regolamento="domodossola-2020")  # before there was any office
    tutte = {**mancanze_di(vuoto, GIORNO, {}), **{f"piano-{k}": v for k, v in mancanze_del_piano(vuoto, GIORNO, {}).items()}}
    for codice in (*SEZIONI, *(f"piano-{s}" for s in SEZIONI_DEL_PIANO)):
        dati = [m for m in tutte[codice] if not m.testo.startswith("Manca il testo")]
        assert dati, codice
        for m in dati:
            assert m.testo.endswith((".", "PIAO")), m
            assert m.chi, m
            assert not m.url or resolve(m.url), m
    for sezioni in (componi_relazione(vuoto, Edizione.COMPLETA, giorno=GIORNO, testi={}), componi_piano(vuoto, giorno=GIORNO, testi={})):
        sue = [s for s in sezioni if s.codice in {*SEZIONI, *SEZIONI_DEL_PIANO} - {"sintesi", "pari-opportunita", "integrita", "processo"}]
        assert {b.codice for s in sue for b in s.blocchi if isinstance(b, Tavola)} <= {"attori", "personale_per_categoria"}


def test_quello_che_manca_ancora_e_contato(c: SimpleNamespace) -> None:
    Indicatore.objects.filter(obiettivo=c.oi).update(atteso_1=None, atteso_2=None)
    della_relazione, del_piano = mancanze_di(c.esercizio, GIORNO, {}), mancanze_del_piano(c.esercizio, GIORNO, {})
    aperti = Obiettivo.objects.filter(esercizio=c.esercizio).exclude(stato="valutata").count()
    assert f"{aperti} obiettivi su {aperti + 2} non sono ancora valutati." in [m.testo for m in della_relazione["risultati"]]
    assert della_relazione["organizzativa"] == ()
    assert "Mancano i collegamenti a questi documenti: D.U.P., P.E.G., PIAO" in [m.testo for m in del_piano["indirizzi"]]


def test_i_collegamenti_del_piano_si_leggono_e_non_mancano_piu(c: SimpleNamespace) -> None:
    suo = Piano.objects.create(esercizio=c.esercizio, aperto_da=c.segretario, aperto_il=il("crea"))
    for genere in ("dup", "peg", "piao"):
        Collegamento.objects.create(piano=suo, genere=genere, titolo=f"Il {genere}", url=f"https://www.example.org/{genere}")
    assert colonna(tavola(piano(c), "collegamenti"), "indirizzo") == [f"https://www.example.org/{g}" for g in ("dup", "peg", "piao")]
    assert not [m for m in mancanze_del_piano(c.esercizio, GIORNO, {})["indirizzi"] if "collegament" in m.testo]


def test_un_obiettivo_di_pari_opportunita_si_trova_dal_suo_ambito(c: SimpleNamespace) -> None:
    assert "Nessuno degli obiettivi 2025 è dell’ambito h)" in frasi(piano(c), "pari-opportunita")
    Obiettivo.objects.filter(pk=c.oi.pk).update(ambiti=["h"], titolo="Misure di trasparenza")
    assert colonna(tavola(piano(c), "pari_opportunita"), "codice") == [c.oi.codice]
    assert colonna(tavola(piano(c), "integrita"), "codice") == [c.oi.codice]


# --- queries, hostile texts, data dictionary --------------------------------------------------------------------------------------------


def ricopia(c: SimpleNamespace, quante: int, da: int) -> None:
    """As many more objectives as that, evaluated, each with an indicator and its value, a report and somebody who answers; half of them
    are collective."""
    comuni = {"esercizio": c.esercizio, "area": "1", "ambiti": ["a"], "responsabile": c.incarico_po2, "stato": "valutata", "atto": c.atto}
    obiettivi = Obiettivo.objects.bulk_create(
        Obiettivo(codice=f"OI-{n}", titolo=f"Obiettivo {n}", tipo="generale" if n % 2 else "individuale", **comuni)
        for n in range(da, da + quante)
    )
    parti = Parte.objects.bulk_create(Parte(obiettivo=o, direzione=c.d2, apporto=100) for o in obiettivi if o.tipo == "generale")
    di = {p.obiettivo_id: p for p in parti}
    Consuntivo.objects.bulk_create(Consuntivo(obiettivo=o, parte=di.get(o.pk), risultato="Fatto.", valutato=80) for o in obiettivi)
    Assegnazione.objects.bulk_create(Assegnazione(obiettivo=o, incarico=c.incarico_po2, peso=1) for o in obiettivi)
    indicatori = Indicatore.objects.bulk_create(
        Indicatore(
            obiettivo=o, parte=di.get(o.pk), ordine=1, titolo="Quanti", tipo="quantita", base=1, base_anno=2024, atteso=3, atteso_1=4
        )
        for o in obiettivi
    )
    Rilevazione.objects.bulk_create(Rilevazione(indicatore=i, valore=2) for i in indicatori)


def test_le_query_non_crescono_con_gli_obiettivi(c: SimpleNamespace) -> None:
    def quante() -> list[int]:
        conti = []
        for composto in (relazione, lambda c: relazione(c, Edizione.PUBBLICA), piano, mancano, mancano_al_piano):
            with CaptureQueriesContext(connection) as fatte:
                composto(c)
            conti.append(len(fatte))
        return conti

    ricopia(c, 2, da=100)
    prima = quante()
    ricopia(c, 30, da=200)
    assert quante() == prima


def mancano(c: SimpleNamespace) -> object:
    return mancanze_di(c.esercizio, GIORNO, {})


def mancano_al_piano(c: SimpleNamespace) -> object:
    return mancanze_del_piano(c.esercizio, GIORNO, {})


OSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def test_un_testo_ostile_o_lunghissimo_resta_un_testo(c: SimpleNamespace) -> None:
    lungo = "A" * 100_000
    Obiettivo.objects.filter(esercizio=c.esercizio).update(
        titolo=OSTILE, asse_programmatico=OSTILE, collegamento_dup=OSTILE, descrizione=lungo, risultato_atteso=OSTILE + lungo
    )
    Obiettivo.objects.filter(pk=c.oi.pk).update(titolo="X" * 200, asse_programmatico="Y" * 300)
    Indicatore.objects.filter(obiettivo=c.oi).update(titolo="Z" * 300, unita="<b>" * 13)
    Indicatore.objects.exclude(obiettivo=c.oi).update(titolo=OSTILE, unita="<i>")
    Parte.objects.update(descrizione=OSTILE)
    Consuntivo.objects.update(scostamenti=OSTILE + lungo)
    for sezioni in (relazione(c), relazione(c, Edizione.PUBBLICA), piano(c)):
        assert lungo in str(congela(sezioni))  # nothing of what people have written is cut
        for g in (b for s in sezioni for b in s.blocchi if isinstance(b, Grafico)):
            assert len(g.titolo) < 500, g.titolo
            assert max(map(len, g.etichette), default=0) < 300
        pagina = render_to_string("performance/_parti/blocchi.html", {"sezioni": congela(sezioni), "minimo": 5})
        for brutto in ("<script", "<img", "<b><b>", "<i><"):
            assert brutto not in pagina


def test_ogni_tavola_ha_un_codice_suo_e_ogni_colonna_la_sua_voce_nel_dizionario(c: SimpleNamespace) -> None:
    for sezioni in (relazione(c), relazione(c, Edizione.PUBBLICA), piano(c)):
        tavole = [b for s in sezioni for b in s.blocchi if isinstance(b, Tavola)]
        codici = [t.codice for t in tavole]
        assert len(codici) == len(set(codici))
        for t in tavole:
            nomi = [k.nome for k in t.colonne]
            assert len(nomi) == len(set(nomi)), t.codice
            assert all(re.fullmatch(r"[a-z0-9_]+", n) for n in [t.codice, *nomi]), nomi
            assert all(k.descrizione.endswith(".") for k in t.colonne), t.codice
            assert all(len(riga) == len(t.colonne) for riga in t.righe), t.codice
        for g in (b for s in sezioni for b in s.blocchi if isinstance(b, Grafico)):
            assert g.alternativa.endswith("."), g.titolo
            assert all(len(x.valori) == len(g.etichette) for x in g.serie), g.titolo


# --- sentences --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pieni", "decisi", "frase"),
    [
        (1, 1, "L’unico obiettivo valutato è raggiunto"), (0, 1, "L’unico obiettivo valutato non è raggiunto in pieno"),
        (0, 3, "Nessuno dei 3 obiettivi valutati è raggiunto in pieno"), (3, 3, "Tutti i 3 obiettivi valutati sono raggiunti"),
        (1, 3, "Un obiettivo valutato su 3 è raggiunto"), (2, 3, "2 obiettivi valutati su 3 sono raggiunti"),
    ],
)  # fmt: skip
def test_quanti_sono_raggiunti_in_italiano(pieni: int, decisi: int, frase: str) -> None:
    assert scoperta(pieni, decisi, "raggiunto") == frase


@pytest.mark.parametrize(
    ("conti", "frase"),
    [
        ((0, 1, 0), "si è dato 1 obiettivo: 1 individuale."),
        ((1, 0, 1), "si è dato 1 obiettivo: 1 collettivo, al quale lavorano più Direzioni insieme. A fine anno lo misura un indicatore."),
        ((2, 3, 4), "si è dato 5 obiettivi: 3 individuali e 2 collettivi, ai quali lavorano più Direzioni insieme. "
                    "A fine anno li misurano 4 indicatori."),
    ],
)  # fmt: skip
def test_il_piano_in_breve_in_italiano(conti: tuple[int, int, int], frase: str) -> None:
    assert sintesi.in_breve(2026, *conti) == f"Per il 2026 il Comune {frase}"


def fase(nome: str, fatti: int, in_tempo: int) -> Fase:
    return Fase(nome, "7", "31/01/2025", GIORNO, GIORNO, fatti, in_tempo)


@pytest.mark.parametrize(
    ("trovate", "frase"),
    [
        ([fase("A", 3, 3), fase("B", 1, 1)], "Tutte le fasi si sono svolte nei termini"),
        ([fase("A", 3, 3), fase("B", 4, 1)], "1 fase su 2 per intero nei termini; il ritardo più esteso è in «B»: 3 su 4 oltre il termine"),
        ([fase("A", 3, 2)], "In ogni fase qualcosa è arrivato oltre il termine; il ritardo più esteso è in «A»: 1 su 3 oltre il termine"),
    ],
)  # fmt: skip
def test_i_termini_rispettati_in_italiano(trovate: list[Fase], frase: str) -> None:
    assert ciclo.in_breve(trovate) == frase
