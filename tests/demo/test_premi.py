"""The rewards of 2024 in the demo: what is set aside, the runs, and one arithmetic in the pages, in the files and in ``simula``."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape
from io import BytesIO, StringIO
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from openpyxl import load_workbook

from premi.documenti.prospetti import contenuto_produttivita, contenuto_risultato
from premi.letture import rapporto
from premi.letture.completezza import mancanze
from premi.letture.corsa import destinazioni_di
from premi.letture.corse import differenze
from premi.letture.simulatore import quadro
from premi.models import Corsa, Esportazione, Fondo, Istituto, LineaPremio, LineaRisultato, Scenario, Tracciato
from smvp.flusso.models import Notifica
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import euro, leggi_numero
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Direzione, Ente, Esercizio, Utente
from smvp.registro.letture import storia
from valutazioni.letture.personale import con_percentuali, con_voti, punteggio_personale
from valutazioni.letture.schede import con_tutto, punteggio
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FINITE, SCHEDA

OGGI = date(2026, 4, 10)
ZERO = Decimal("0.00")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quel_giorno")]


@pytest.fixture(scope="module")
def quel_giorno(caricato: str) -> Iterator[None]:
    with override_settings(OGGI=OGGI.isoformat()):
        yield


def _2024() -> Esercizio:
    return Esercizio.objects.get(anno=2024)


def _corse() -> list[tuple[str, int, str]]:
    return list(Corsa.objects.order_by("pk").values_list("istituto", "numero", "stato"))


def test_il_2024_e_chiuso_e_del_2025_non_si_calcola_niente() -> None:
    for modello in (Scheda, SchedaPersonale):
        assert not modello.objects.filter(esercizio__anno=2024).exclude(stato__in=FINITE).exists()  # type: ignore[attr-defined]
    assert _2024().chiuso_il is not None
    for istituto in Istituto.values:
        assert mancanze(_2024(), istituto) == []
        assert mancanze(Esercizio.objects.get(anno=2025), istituto)


def test_le_schede_scritte_hanno_le_cifre_dei_loro_voti() -> None:
    for s in con_tutto(Scheda.objects.filter(esercizio__anno=2024, p_finale__isnull=False)):
        p = punteggio(s)
        assert (s.p_a, s.p_b, s.p_finale) == (p.p_a, p.p_b, p.p_finale), s
        assert s.termine_riesame is not None
        assert s.atto is not None
        assert s.presa_visione_il is not None
        assert s.presa_visione_il.date() <= s.atto.data
    assert Counter(Scheda.objects.filter(esercizio__anno=2024).values_list("fascia", flat=True)) == {4: 14, 3: 6, 2: 2, None: 2}
    for d in con_percentuali(list(con_voti(SchedaPersonale.objects.filter(esercizio__anno=2024)))):
        assert d.totale == punteggio_personale(d).totale, d


def test_il_registro_racconta_ogni_scheda_scritta_fino_al_suo_stato() -> None:
    for s in Scheda.objects.filter(esercizio__anno=2024):
        eventi = sorted(storia(SCHEDA.codice, s.pk), key=lambda e: e.numero)
        passi = [e.contenuto for e in eventi if SCHEDA.transizione(e.azione.removeprefix("scheda."))]
        assert [p["da"] for p in passi] == ["aperta", *(p["a"] for p in passi[:-1])], s
        assert passi[-1]["a"] == s.stato, s
        assert s.versione == 1 + sum(e.azione != "scheda.apri" for e in eventi), s


def test_art_22_i_totali_vanno_da_145_a_296_e_qualcuno_sta_sotto_180() -> None:
    totali = sorted(SchedaPersonale.objects.filter(esercizio__anno=2024).values_list("totale", flat=True))
    assert (min(totali), max(totali)) == (Decimal("145.41"), Decimal("295.90"))
    assert sum(t < 180 for t in totali) == 7


def test_le_corse_del_2024_hanno_fatto_la_loro_strada() -> None:
    assert _corse() == [("risultato", 1, "liquidata"), ("produttivita", 1, "superata"), ("produttivita", 2, "liquidabile")]
    assert not Corsa.objects.exclude(difetti="").exists()
    assert Fondo.objects.filter(esercizio__anno=2024, destinazione="produttivita").count() == 2  # between the first and the second


def test_art_24_interim_proporzione_tempi_di_pagamento_e_chi_non_e_valutabile() -> None:
    linee = {(x.nominativo, x.ad_interim): x for x in LineaRisultato.objects.all()}
    assert linee["Lana Pietro", False].importo == Decimal("4340.00")  # 12.400 × 50 % × 70 %
    assert linee["Lomazzi Simona", True].importo == Decimal("326.78")  # 2.600 × 92/366 × 50 %
    assert linee["Zani Enrico", False].importo == Decimal("1292.19")  # 2.600 × 85 % × 214/366
    assert (linee["Testa Guido", False].importo, "meno di tre mesi" in linee["Testa Guido", False].motivo) == (0, True)


def test_la_seconda_corsa_mostra_chi_guadagna_dalla_variazione_del_fondo() -> None:
    prima, dopo = Corsa.objects.filter(istituto="produttivita").order_by("numero")
    righe = differenze(dopo, prima)
    assert len(righe) == 110  # all but those below 180
    assert all(r.differenza > 0 for r in righe)
    assert sum(r.differenza for r in righe) == dopo.distribuito - prima.distribuito  # type: ignore[operator]
    assert LineaPremio.objects.filter(corsa=dopo, ulteriore__gt=0).count() >= 10


def test_i_due_tracciati_del_personale_e_i_file_gia_presi() -> None:
    assert list(Tracciato.objects.order_by("nome").values_list("nome", "formato")) == [
        ("Cedolino, larghezza fissa", "fisso"), ("Foglio di controllo", "xlsx")
    ]  # fmt: skip
    assert Counter(Esportazione.objects.values_list("corsa__istituto", flat=True)) == {"risultato": 2}


def test_lo_scenario_tenuto_del_segretario_parte_dagli_importi_delle_corse() -> None:
    """Before: what the runs pay, but for the extra premiums. After: nobody gains from stricter rules."""
    scenario = Scenario.objects.get()
    q = quadro(scenario, Utente.objects.get(username="segretario"))
    risultato, produttivita = Corsa.objects.filter(stato__in=("liquidata", "liquidabile")).order_by("-istituto")
    ulteriori = sum((x.ulteriore for x in produttivita.linee_premio.all()), ZERO)
    assert q.totale.prima == (risultato.distribuito or ZERO) + (produttivita.distribuito or ZERO) - ulteriori
    assert (q.totale.guadagnano, q.totale.perdono > 5) == (0, True)


def test_dal_2024_non_arrivano_avvisi_vecchi() -> None:
    assert not Notifica.objects.filter(letta_il=None, creata_il__date__lt=date(2026, 3, 25)).exists()


# --- one arithmetic, row by row -----------------------------------------------------------------------------------------------------------

RIGA = re.compile(r'(?s)<tr role="row">(.*?)</tr>')
CELLA = re.compile(r'(?s)<t[hd] role="(?:rowheader|cell)"[^>]*?(?: data-l="([^"]*)")?>(.*?)</t[hd]>')


class Vista(NamedTuple):
    """What a row says of somebody: points, band, percentage, amount. None where the row has none."""

    punti: Decimal | None
    fascia: int | None
    percentuale: int | None
    importo: Decimal


def _entra(nome: str) -> Client:
    client = Client()
    client.force_login(Utente.objects.get(username=nome), "django.contrib.auth.backends.ModelBackend")
    return client


def _testo(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _cifra(testo: str) -> Decimal | None:
    """The number that a cell begins with: "13.200,00 €", "4 · 100 %", "–"."""
    trovata = re.match(r"-?[0-9.]+(,[0-9]+)?", testo)
    return leggi_numero(trovata[0]) if trovata else None


def _righe(html: str) -> Iterator[dict[str, str]]:
    """The rows of the tables of a page that name a matricola, by the label of each cell; the heading under ""."""
    for riga in RIGA.findall(html):
        celle = {etichetta: _testo(dentro) for etichetta, dentro in CELLA.findall(riga)}
        if "matricola" in celle.get("", ""):
            yield celle


def _pagine(client: Client, indirizzo: str) -> Iterator[str]:
    """All the pages of a list."""
    n, quante = 1, 1
    while n <= quante:
        risposta = client.get(indirizzo, {"pagina": n})
        assert risposta.status_code == 200
        quante = risposta.context["elenco"].pagina.paginator.num_pages
        yield risposta.content.decode()
        n += 1


def _matricola(celle: dict[str, str]) -> str:
    return re.search(r"matricola (\S+)", celle[""])[1]  # type: ignore[index]


def _del_risultato(celle: dict[str, str]) -> Vista:
    fascia = re.match(r"(\d+) · (\d+)", celle["Fascia"])
    return Vista(_cifra(celle["P FINALE"]), int(fascia[1]) if fascia else None, int(fascia[2]) if fascia else None, _importo(celle))


def _importo(celle: dict[str, str]) -> Decimal:
    importo = _cifra(celle["Importo"])
    assert importo is not None
    return importo


def _foglio(contenuto: bytes, quale: int = 0) -> list[dict[str, Any]]:
    """The rows of a sheet by their headings, without the totals."""
    testa, *righe = load_workbook(BytesIO(contenuto), read_only=True).worksheets[quale].iter_rows(values_only=True)
    return [dict(zip(testa, riga, strict=True)) for riga in righe if riga[0] != "Totale"]


def _d(valore: object) -> Decimal | None:
    return None if valore in (None, "") else Decimal(str(valore)).quantize(Decimal("0.01"))


@pytest.fixture(scope="module")
def simulato(caricato: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> dict[str, Any]:
    """``esporta_fatti`` and ``simula``, by the command line."""
    fatti, risultati = (tmp_path_factory.mktemp("simula") / n for n in ("fatti.json", "risultati.json"))
    with django_db_blocker.unblock(), override_settings(OGGI=OGGI.isoformat()):
        call_command("esporta_fatti", "2024", output=str(fatti), stdout=StringIO())
    call_command("simula", str(fatti), output=str(risultati), stdout=StringIO())
    return json.loads(risultati.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_art_24_simula_la_corsa_l_anteprima_e_i_fogli_dicono_lo_stesso_di_ogni_incarico(simulato: dict[str, Any]) -> None:
    """Every appointment of 2024: simula, the run's page, the preview, its sheet, the payroll's sheet, the annex of the act."""
    corsa = Corsa.objects.get(istituto="risultato", stato="liquidata")
    client = _entra("personale")
    attese = Counter(
        (i["matricola"], Vista(Decimal(i["p_finale"]), i["fascia"], i["percentuale"], Decimal(i["importo"])))
        for i in simulato["incarichi"] if i["motivo"] != "segretario_generale"
    )  # fmt: skip
    assert len(attese) > 20

    def con_punti(righe: Iterable[tuple[str, Vista]]) -> Counter[tuple[str, Vista]]:
        """Without who is not evaluated: they have no points and nothing is due (art. 16)."""
        tutte = Counter(righe)
        assert all(v.importo == 0 for _, v in tutte if v.punti is None)
        return Counter({k: n for k, n in tutte.items() if k[1].punti is not None})

    nella_corsa = [celle for html in _pagine(client, corsa.get_absolute_url()) for celle in _righe(html)]
    assert len(nella_corsa) == corsa.linee_risultato.count()
    assert con_punti((_matricola(x), _del_risultato(x)) for x in nella_corsa) == attese
    anteprima = client.get(reverse("premi:risultato", args=[2024])).content.decode()
    assert con_punti((_matricola(x), _del_risultato(x)) for x in _righe(anteprima)) == attese

    nel_rapporto = _foglio(client.post(reverse("premi:esporta", args=[2024, "xlsx"])).content)
    assert con_punti((r["Matricola"], _del_rapporto(r)) for r in nel_rapporto) == attese
    paghe = _foglio(_paghe(client, corsa))
    assert con_punti((r["Matricola"], _delle_paghe(r)) for r in paghe) == attese
    documento = contenuto_risultato(corsa, destinazioni_di(corsa), list(corsa.linee_risultato.all()), Ente.corrente(), Firmatari(OGGI))
    nel_prospetto = Counter(
        Vista(_d(r[2]), r[3], r[4], Decimal(r[7])) for d in documento["destinazioni"] for r in d["righe"] if r[2] is not None
    )
    assert nel_prospetto == Counter(v for _, v in attese.elements())

    totale = sum((v.importo for _, v in attese.elements()), ZERO)
    assert corsa.distribuito == totale == Decimal(simulato["monte_risultato"]["distribuito"]) == Decimal(documento["distribuito"])
    assert sum((_d(r["Importo dovuto"]) or ZERO for r in paghe), ZERO) == totale
    assert corsa.residuo == Decimal(simulato["monte_risultato"]["economie"])
    for pagina in (corsa.get_absolute_url(), reverse("premi:paghe", args=[2024]) + f"?fonte=corsa-{corsa.pk}"):
        assert f">{euro(totale)}<" in client.get(pagina).content.decode()


def test_art_22_simula_la_corsa_e_i_fogli_dicono_lo_stesso_di_ogni_premio(simulato: dict[str, Any]) -> None:
    """Every premium of 2024: simula, all the pages of the run, the payroll's sheet and its records of fixed width, the internal tables."""
    corsa = Corsa.objects.get(istituto="produttivita", stato="liquidabile")
    client = _entra("personale")
    nomi = {d.codice: str(d) for d in Direzione.objects.filter(padre=None)}
    attesi = {
        (d["matricola"], nomi[q["direzione"]]): (Decimal(d["totale"]), Decimal(q["quota"]), Decimal(q["premio"]))
        for d in simulato["dipendenti"] for q in d["quote"]
    }  # fmt: skip
    assert len(attesi) > 100
    nella_corsa, ulteriori = {}, ZERO
    for celle in (x for html in _pagine(client, corsa.get_absolute_url()) for x in _righe(html)):
        direzione = next(n for n in nomi.values() if f" {n} · categoria" in celle[""])
        totale, quota, premio, ulteriore = (_cifra(celle[k]) for k in ("Totale", "Quota teorica", "Premio", "Ulteriore"))
        assert _importo(celle) == (premio or ZERO) + (ulteriore or ZERO)
        nella_corsa[_matricola(celle), direzione] = (totale, quota, premio)
        ulteriori += ulteriore or ZERO
    assert nella_corsa == attesi

    paghe = _foglio(_paghe(client, corsa))
    nel_foglio = {(r["Matricola"], nomi[r["Direzione"]]): (_d(r["Punteggio"]), _base(r), _d(r["Importo senza il premio ulteriore"]))
                  for r in paghe}  # fmt: skip
    assert nel_foglio == attesi
    distribuito = sum((premio for *_, premio in attesi.values()), ZERO)
    assert sum((_d(r["Importo dovuto"]) or ZERO for r in paghe), ZERO) == corsa.distribuito == distribuito + ulteriori

    record = _paghe(client, corsa, "Cedolino, larghezza fissa").decode("cp1252").splitlines()
    assert {len(r) for r in record[:-1]} == {82}
    per_matricola: Counter[str] = Counter()
    for r in record[:-1]:
        per_matricola[r[4:10]] += int(r[14:24])
    dovuti: Counter[str] = Counter()
    for x in corsa.linee_premio.all():
        dovuti[x.matricola.zfill(6)] += int(x.importo * 100)
    assert per_matricola == Counter({k: n for k, n in dovuti.items() if n})

    conti = {k.direzione.codice: (k.fondo, k.distribuito) for k in corsa.conti.select_related("direzione")}
    assert conti == {d["direzione"]: (Decimal(d["fondo"]), Decimal(d["distribuito"])) for d in simulato["direzioni"]}
    nei_prospetti = {}
    for conto in corsa.conti.select_related("direzione"):
        linee = list(corsa.linee_premio.filter(direzione=conto.direzione))
        documento = contenuto_produttivita(corsa, conto, linee, None, Ente.corrente(), Firmatari(OGGI), con_nomi=True)
        nei_prospetti |= {(r[0], documento["direzione"]): (_d(r[3]), _d(r[4]), _d(r[5])) for r in documento["righe"]}
    assert nei_prospetti == attesi


def _paghe(client: Client, corsa: Corsa, tracciato: str = "Foglio di controllo") -> bytes:
    """The file of the page of the payroll, with the map that the demo has."""
    mappa = Tracciato.objects.get(nome=tracciato)
    dati = {
        "fonte": f"corsa-{corsa.pk}", "tracciato": mappa.pk, "base": "", "versione_fonte": corsa.versione,
        "versione_tracciato": mappa.versione,
    }  # fmt: skip
    risposta = client.post(reverse("premi:scarica_paghe", args=[2024]), dati)
    assert risposta.status_code == 200
    return b"".join(risposta.streaming_content) if risposta.streaming else risposta.content


def _del_rapporto(r: dict[str, Any]) -> Vista:
    return Vista(_d(r["P_FINALE"]), r["Fascia"], _intero(r["Percentuale (su 100)"]), _d(r["Importo"]) or ZERO)


def _delle_paghe(r: dict[str, Any]) -> Vista:
    return Vista(_d(r["Punteggio"]), r["Fascia"], r["Percentuale della fascia"], _d(r["Importo dovuto"]) or ZERO)


def _base(r: dict[str, Any]) -> Decimal | None:
    return _d(r["Retribuzione al 100 % o quota teorica"])


def _intero(valore: object) -> int | None:
    return None if valore is None else int(Decimal(str(valore)))


def test_art_24_il_conto_scritto_accanto_a_ogni_importo_torna() -> None:
    """Whoever multiplies the factors that the preview writes gets the amount that it writes."""
    for riga in rapporto(_2024()).righe:
        if not riga.conto:
            continue
        fattori, importo = riga.conto.split(" = ")
        prodotto = Fraction(1)
        for f in fattori.split(" × "):
            sopra, _, sotto = f.split(" (")[0].partition("/")
            numero = Fraction(_cifra(sopra) or 0)
            prodotto *= numero / 100 if "%" in f else numero / Fraction(_cifra(sotto) or 1) if sotto else numero
        assert euro(mezzo_su(prodotto)) == importo, riga.conto


@pytest.mark.parametrize("partenza", ["paghe", "risultato"])
def test_da_un_importo_di_personale_si_arriva_all_articolo_seguendo_i_collegamenti(partenza: str) -> None:
    """Payroll page or preview → the amount's why → the article, each by one click, all that one follows being there."""
    client = _entra("personale")
    pagina = client.get(reverse(f"premi:{partenza}", args=[2024])).content.decode()
    if partenza == "paghe":
        pagina = client.get(_collegamento(pagina, r'href="(/premi/corse/\d+/)"')).content.decode()
    perche = client.get(_collegamento(pagina, r'href="(/premi/corse/\d+/linee/\d+/)"')).content.decode()
    assert "Perché questo importo" in _testo(perche)
    for articolo in ("24", "16") if partenza == "risultato" else ("22",):
        indirizzo = reverse("articolo", args=[articolo])
        assert f'href="{indirizzo}"' in perche
        assert f"Articolo {articolo} ·" in _testo(client.get(indirizzo).content.decode())


def _collegamento(html: str, forma: str) -> str:
    trovato = re.search(forma, html)
    assert trovato, forma
    return trovato[1]
