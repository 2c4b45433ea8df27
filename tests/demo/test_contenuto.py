"""The texts and figures of the demo municipality, before any database."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from stdnum.it import codicefiscale

from obiettivi.calcolo.somiglianza import Scritto, somiglianti
from smvp.demo.anagrafe import codice_fiscale
from smvp.demo.generatore import genera
from smvp.demo.lettura import giorno_consigliato, leggi
from smvp.demo.modello import Comune
from smvp.demo.modello_obiettivi import Storia, Traguardo
from smvp.demo.testi import tipografia
from smvp.regolamento.lettore import carica

COMUNI = {"Domodossola": leggi(), "inventato": genera(300)}
REG = carica("domodossola-2020")
VOCALE_CON_APOSTROFO = re.compile(r"[aeiouAEIOU]'")


@pytest.fixture(params=COMUNI, ids=list(COMUNI))
def comune(request: pytest.FixtureRequest) -> Comune:
    return COMUNI[request.param]


def _traguardi(comune: Comune) -> Iterator[Traguardo]:
    for annata in comune.annate:
        yield from annata.traguardi


def _frasi(comune: Comune) -> Iterator[str]:
    """Every text that must be one or more whole sentences."""
    for t in _traguardi(comune):
        yield from (t.descrizione, t.risultato_atteso, *(p.descrizione for p in t.parti), *t.argomenti.values())
        yield from (testo for testo in (t.gradazione_testo, t.scostamenti, t.criticita) if testo)
        yield from _racconto(t.storia)
    yield from (d.oggetto for d in comune.delibere)
    for annata in comune.annate:
        for v in annata.valutazioni:
            yield from (testo for voto in v.votazioni for testo in (voto.note, voto.motivo) if testo)
    for i in comune.individui:
        yield from (descrizione for p in i.posti for _, descrizione in p.specialistiche)


def _racconto(s: Storia) -> Iterator[str]:
    """What people wrote on a sheet while it went its way."""
    yield from (m.motivo for m in s.mosse if m.motivo)
    for nota in s.note:
        yield from (nota.testo, *(testo for _, _, testo in nota.risposte))
    yield from (i.verbale for i in s.incontri)
    for x in s.situazioni:
        yield from (testo for testo in (x.avanzamento, x.scostamenti, x.correttivi, x.verifica) if testo)
    for e in s.esiti:
        yield from (testo for testo in (e.risultato, e.relazione, e.scostamenti, e.motivo_misura, e.motivo_valutazione) if testo)
    yield from (*s.respinti.values(), *s.prima.values())


def _titoli(comune: Comune) -> Iterator[str]:
    for t in _traguardi(comune):
        yield from (t.titolo, t.asse, t.dup, *(f.testo for f in t.fasi), *(q for q, _ in t.personale))
        yield from (testo for i in t.indicatori for testo in (i.titolo, i.fonte))
        yield from (r.descrizione for r in t.risorse)
    yield from (u.denominazione for u in comune.uffici)
    yield from (titolo for i in comune.individui for p in i.posti for titolo, _ in p.specialistiche)


def test_ogni_testo_e_una_frase(comune: Comune) -> None:
    for frase in _frasi(comune):
        assert frase.endswith((".", "?")), frase
        assert frase[0].isupper(), frase
        assert not frase.endswith(".."), frase


def test_i_titoli_cominciano_con_la_maiuscola_e_non_finiscono_con_il_punto(comune: Comune) -> None:
    for titolo in _titoli(comune):
        assert titolo[0].isupper(), titolo
        assert not titolo.endswith("."), titolo


def test_la_tipografia_e_curata(comune: Comune) -> None:
    for testo in (*_frasi(comune), *_titoli(comune)):
        assert "  " not in testo, testo
        assert testo == testo.strip(), testo
        assert "'" not in testo, testo
        assert not VOCALE_CON_APOSTROFO.search(testo), testo
        assert '"' not in testo, testo
        assert not re.search(r"\s[.,;:!?]", testo), testo
        assert not re.search(r"\d %", testo), f"serve uno spazio che non va a capo: {testo}"
        assert testo.count("«") == testo.count("»"), testo
        assert "{" not in testo, testo


@pytest.mark.parametrize(
    ("prima", "dopo"),
    [
        ("il 75 % dei casi", "il 75\xa0% dei casi"),
        ("deliberazione n. 31 del 26 febbraio", "deliberazione n.\xa031 del 26\xa0febbraio"),
        ("entro il 1° aprile (art. 18)", "entro il 1°\xa0aprile (art.\xa018)"),
        ("420.000 euro", "420.000\xa0euro"),
        ("entro aprile", "entro aprile"),
    ],
)
def test_numero_e_parola_non_si_separano_a_fine_riga(prima: str, dopo: str) -> None:
    assert tipografia(prima) == dopo


def test_art_8_ogni_obiettivo_dice_tutto(comune: Comune) -> None:
    for t in _traguardi(comune):
        assert all((t.descrizione, t.fasi, t.indicatori, t.risultato_atteso, t.atto, t.asse, t.dup, t.personale)), t.codice
        assert len(t.fasi) >= 2, t.codice
        assert 2 <= t.descrizione.count(". ") + 1 <= 3, f"due o tre frasi: {t.descrizione}"


def test_art_6_ogni_ambito_e_ammesso_nella_sua_area(comune: Comune) -> None:
    ammessi = {area.numero: set(area.ambiti) for area in REG.aree}
    for t in _traguardi(comune):
        assert t.ambiti, t.codice
        assert set(t.ambiti) <= ammessi[t.area], t.codice


def test_art_7_uno_generale_e_due_individuali_per_ogni_incarico(comune: Comune) -> None:
    """Whoever holds an office ad interim takes them over by an act (art. 16): until then there are none."""
    for annata in comune.annate:
        generali = [t for t in annata.traguardi if t.parti]
        assert len(generali) == REG.negoziazione.generali
        assert sum(p.apporto for p in generali[0].parti) == 100
        assert {p.direzione for p in generali[0].parti} == {u.codice for u in comune.uffici if u.tipo == "direzione"}
        individuali = Counter(chiave for t in annata.traguardi for chiave in t.a)
        in_forza = [
            p.chiave for i in comune.individui for p in i.posti
            if p.ruolo != "segretario" and p.dal.year <= annata.anno and (p.al is None or p.al.year >= annata.anno)
            and (p.chiave in individuali or not p.ad_interim)
        ]  # fmt: skip
        assert individuali == dict.fromkeys(in_forza, REG.negoziazione.individuali)


def test_i_codici_degli_obiettivi_sono_unici_in_un_esercizio(comune: Comune) -> None:
    for annata in comune.annate:
        codici = [t.codice for t in annata.traguardi]
        assert len(set(codici)) == len(codici)


def test_art_7_gli_obiettivi_di_un_anno_non_ripetono_quelli_degli_anni_prima() -> None:
    """What begins in 2025 resembles nothing of 2024, by title or by description (reading A9); 2026 takes some up on purpose."""
    prima, dopo, ultimo = (annata.traguardi for annata in COMUNI["Domodossola"].annate)
    visti = [Scritto(n, t.titolo, t.descrizione) for n, t in enumerate(prima)]
    assert not [t.titolo for t in (*dopo, *ultimo) if somiglianti(Scritto(-1, t.titolo, t.descrizione), visti)]
    assert not {t.titolo for t in dopo} & {t.titolo for t in ultimo}


def test_i_codici_fiscali_sono_validi_e_unici(comune: Comune) -> None:
    codici = [i.codice_fiscale for i in comune.individui]
    assert all(codicefiscale.is_valid(c) and len(c) == 16 for c in codici)
    assert len(set(codici)) == len(codici)


@pytest.mark.parametrize(
    ("nome", "cognome", "genere", "nascita", "atteso"),
    [
        ("Mario", "Rossi", "m", date(1980, 1, 1), "RSSMRA80A01F205X"),
        ("Gianfranco", "Bo", "m", date(1990, 12, 31), "BOXGFR90T31F205"),
        ("Lia", "Fo", "f", date(2001, 5, 9), "FOXLIA01E49F205"),
        ("Nicolò", "De Antonis", "m", date(1975, 10, 3), "DNTNCL75R03F205"),
    ],
)
def test_il_codice_fiscale_segue_le_regole(nome: str, cognome: str, genere: str, nascita: date, atteso: str) -> None:
    assert codice_fiscale(nome, cognome, genere, nascita, "F205").startswith(atteso)


def test_utenti_matricole_e_indirizzi_sono_unici(comune: Comune) -> None:
    for valori in (
        [i.utente for i in comune.individui if i.utente], [i.matricola for i in comune.individui], [i.email for i in comune.individui],
    ):  # fmt: skip
        assert len(set(valori)) == len(valori)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\d*@comune\.example", i.email) for i in comune.individui)


def test_i_titoli_delle_persone_concordano_con_il_genere(comune: Comune) -> None:
    for i in comune.individui:
        if i.titolo.startswith(("dott", "prof")):
            assert i.titolo.endswith("ssa") == (i.genere == "f"), i


def test_ci_sono_tutti_i_personaggi(comune: Comune) -> None:
    utenti = {i.utente for i in comune.individui}
    assert {"sindaco", "segretario", "ncvp", "controllo", "personale", "segreteria", "admin"} <= utenti
    assert {f"dirigente{n}" for n in range(1, 7)} | {f"po{n}" for n in range(1, 16)} | {"dipendente1"} <= utenti


def test_domodossola_ha_le_misure_dichiarate() -> None:
    comune = COMUNI["Domodossola"]
    giorno = giorno_consigliato()

    def in_forza(riga: object) -> bool:
        return riga.dal <= giorno and (riga.al is None or riga.al >= giorno)  # type: ignore[attr-defined]

    ruoli = Counter(p.ruolo for i in comune.individui for p in i.posti if in_forza(p))
    assert ruoli == {"segretario": 1, "dirigente": 6, "po": 15}
    assert Counter(u.tipo for u in comune.uffici)["direzione"] == 6
    personale = [s for i in comune.individui for s in i.servizi if in_forza(s)]
    assert len(personale) == 120
    assert {s.categoria for s in personale} == set("ABCD")
    assert any(s.tempo < 1 for s in personale)
    assert any(len(i.servizi) > 1 for i in comune.individui)


def test_art_16_e_24_si_vedono_nel_2025_successione_interim_e_limiti_di_eta() -> None:
    posti = {p.chiave: p for i in COMUNI["Domodossola"].individui for p in i.posti}
    assert posti["lana"].causa_fine == "limiti_eta"
    assert (posti["lana"].al, posti["dirigente4-interim"].dal) == (date(2025, 5, 31), date(2025, 6, 1))
    assert posti["dirigente4-interim"].ad_interim
    assert posti["dirigente3"].dal == date(2025, 9, 1)
    assert {posti[k].direzione for k in ("lana", "dirigente4-interim", "dirigente3")} == {"D3"}


def test_ogni_incarico_ha_tre_fattori_specialistici_descritti() -> None:
    for individuo in COMUNI["Domodossola"].individui:
        for posto in individuo.posti:
            assert len(posto.specialistiche) == 3, posto.chiave


def test_la_retribuzione_di_risultato_e_plausibile(comune: Comune) -> None:
    limiti = {"dirigente": (9_000, 14_100), "po": (2_000, 4_000), "segretario": (9_000, 14_000)}
    for p in (p for i in comune.individui for p in i.posti):
        minimo, massimo = limiti[p.ruolo]
        assert minimo <= p.retribuzione <= massimo, p.chiave


def test_lo_stesso_numero_da_lo_stesso_comune() -> None:
    assert genera(300) == COMUNI["inventato"]
    assert genera(301) != COMUNI["inventato"]


@pytest.mark.parametrize(("dipendenti", "dirigenti", "po"), [(1, 6, 15), (300, 6, 20), (2400, 20, 160)])
def test_il_comune_inventato_cresce_in_proporzione(dipendenti: int, dirigenti: int, po: int) -> None:
    comune = genera(dipendenti)
    assert Counter(p.ruolo for i in comune.individui for p in i.posti) == {"segretario": 1, "dirigente": dirigenti, "po": po}
    assert sum(len(i.servizi) for i in comune.individui) == dipendenti
    assert all(s.tempo > Decimal(0) for i in comune.individui for s in i.servizi)
