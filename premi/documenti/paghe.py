"""The file for the payroll: its rows written as a map wants them, with the control totals beside them."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from smvp.documenti.fogli import XLSX as TIPO_XLSX
from smvp.documenti.fogli import Foglio, scrivi_csv, scrivi_xlsx
from smvp.documenti.fogli import Riga as RigaDiFoglio
from smvp.nucleo.formati import FUSO

from ..calcolo.tracciato import A_PARTE, CSV, PROVVISORIO, XLSX, Mappa, RigaPaghe, Valore, avvisi_mappa, lettore
from ..letture.fonti import Fonte, momento
from ..letture.paghe import TotaliPaghe
from .record import Record, importo_in_testo, prime, scrivi_record, testata

RIGHE_IN_ANTEPRIMA = 5
NOME_TOTALI = "totali-di-controllo.csv"


@dataclass(frozen=True, slots=True)
class Fornitura:
    """What is asked for: out of what, with which map and its name."""

    fonte: Fonte
    mappa: Mappa
    nome_tracciato: str

    def righe(self) -> Iterator[RigaPaghe]:
        return self.fonte.righe(self.mappa)


@dataclass(frozen=True, slots=True)
class Prodotto:
    """A file ready to be handed over, if ``difetti`` is empty."""

    nome: str
    tipo: str
    contenuto: bytes
    totali: TotaliPaghe
    difetti: list[str]


@dataclass(frozen=True, slots=True)
class Anteprima:
    """The first lines of the file as it would be, with all that is wrong with the others too."""

    intestazioni: list[str]
    record: list[list[str]]
    difetti: list[str]
    totali: TotaliPaghe
    avvisi: list[str]


def anteprima(fornitura: Fornitura) -> Anteprima:
    totali, record = TotaliPaghe(), Record(fornitura.mappa)
    testi = prime(_testi(fornitura, totali.contando(fornitura.righe()), record), RIGHE_IN_ANTEPRIMA)
    return Anteprima([c.titolo for c in fornitura.mappa.colonne], testi, record.difetti.righe, totali, avvisi_mappa(fornitura.mappa))


def produci(fornitura: Fornitura, quando: datetime) -> Prodotto:
    """Write the file. With faults its bytes are nobody's business."""
    totali, record = TotaliPaghe(), Record(fornitura.mappa)
    contate = totali.contando(fornitura.righe())
    if fornitura.mappa.formato == XLSX:
        fogli = [_foglio(fornitura, contate, record), foglio_di_controllo(fornitura, totali, quando)]
        return Prodotto(f"{fornitura.fonte.radice}.xlsx", TIPO_XLSX, scrivi_xlsx(fogli), totali, record.difetti.righe)
    testo = _testo(fornitura, contate, record, totali)
    nome = f"{fornitura.fonte.radice}.{'csv' if fornitura.mappa.formato == CSV else 'txt'}"
    if fornitura.mappa.totali != A_PARTE:
        return Prodotto(nome, "application/octet-stream", testo, totali, record.difetti.righe)
    controllo = scrivi_csv(foglio_di_controllo(fornitura, totali, quando))
    pacco = _pacco({nome: testo, NOME_TOTALI: controllo}, quando)
    return Prodotto(f"{fornitura.fonte.radice}.zip", "application/zip", pacco, totali, record.difetti.righe)


def _foglio(f: Fornitura, righe: Iterable[RigaPaghe], record: Record) -> Foglio:
    colonne = f.mappa.colonne
    titolo = f"{PROVVISORIO if f.fonte.provvisoria else 'Paghe'} {f.fonte.esercizio.anno} {f.fonte.sigla}"
    return Foglio(titolo, [c.titolo for c in colonne], _celle(f, righe, record), [c.tipo for c in colonne], avviso=f.fonte.avviso)


def _celle(f: Fornitura, righe: Iterable[RigaPaghe], record: Record) -> Iterator[tuple[Valore, ...]]:
    leggi = lettore(f.mappa, f.fonte.fissi())
    for riga in righe:
        record.controlla_voce(riga)
        yield leggi(riga)


def _testi(f: Fornitura, righe: Iterable[RigaPaghe], record: Record) -> Iterator[list[str]]:
    leggi = lettore(f.mappa, f.fonte.fissi())
    for numero, riga in enumerate(righe, start=1):
        record.controlla_voce(riga)
        yield record.testi(numero, riga, leggi(riga))


def _testo(f: Fornitura, righe: Iterable[RigaPaghe], record: Record, totali: TotaliPaghe) -> bytes:
    """All the lines of a text file. Once a fault is found nothing more is written: the file is refused whole."""
    m, uscita = f.mappa, io.BytesIO()
    larghezza = sum(c.larghezza for c in m.colonne)
    avviso = f.fonte.avviso
    davanti = [[avviso if m.formato == CSV else avviso[:larghezza].ljust(larghezza)]] if avviso else []
    davanti += [testata(m)] if m.intestazioni else []
    corpo = (testi for testi in _testi(f, righe, record) if not record.difetti)
    scrivi_record(m, chain(davanti, corpo, _in_fondo(m, totali)), uscita)
    return uscita.getvalue()


def _in_fondo(m: Mappa, totali: TotaliPaghe) -> Iterator[list[str]]:
    """The last line, if the map wants it: the word, how many rows, how much. It is made when the others have gone by."""
    if m.totali == A_PARTE:
        return
    conto = totali.tutto
    importo = importo_in_testo(conto.importo, m)
    yield ["TOTALE", str(conto.righe), importo] if m.formato == CSV else [f"TOTALE{conto.righe:08d}{importo:>15}"]


def _pacco(file: dict[str, bytes], quando: datetime) -> bytes:
    uscita, momento = io.BytesIO(), quando.astimezone(FUSO)
    with zipfile.ZipFile(uscita, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nome, contenuto in file.items():
            voce = zipfile.ZipInfo(nome, momento.timetuple()[:6])
            voce.compress_type = zipfile.ZIP_DEFLATED
            zip_.writestr(voce, contenuto)
    return uscita.getvalue()


# --- the control totals -------------------------------------------------------------------------------------------------------------


def foglio_di_controllo(f: Fornitura, totali: TotaliPaghe, quando: datetime) -> Foglio:
    """A sheet of its own: where the file comes from, and what it must come to. Its rows are made when those of the file have gone by."""
    return Foglio(
        f"{PROVVISORIO if f.fonte.provvisoria else ''} Totali".strip(), ["Controllo", "Di che cosa", "Persone", "Righe", "Importo"],
        _controlli(f, totali, quando), ["testo", "testo", "intero", "intero", "euro"], avviso=f.fonte.avviso,
    )  # fmt: skip


def _controlli(f: Fornitura, totali: TotaliPaghe, quando: datetime) -> Iterator[RigaDiFoglio]:
    t = totali.tutto
    yield ["Totale", "tutto il file", t.quante_persone, t.righe, t.importo]
    for codice, nome, conto in totali.per_voce(f.mappa.voci):
        yield ["Voce", f"{codice} {nome}".strip(), conto.quante_persone, conto.righe, conto.importo]
    for direzione, conto in totali.per_direzione():
        yield ["Direzione", direzione or "senza Direzione", conto.quante_persone, conto.righe, conto.importo]
    fatti = [*f.fonte.origine(), ("Scaricata il", momento(quando)), ("Tracciato", f.nome_tracciato)]
    yield from ([nome, valore, None, None, None] for nome, valore in fatti)
