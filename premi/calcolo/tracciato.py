"""How the payroll wants its file: a map says which fields, in which order, written how. Pure: a map is read, checked, and applied."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from smvp.nucleo.errori import Difetto

Valore = str | int | Decimal | date | None

XLSX, CSV, FISSO = "xlsx", "csv", "fisso"
# How the name of a file begins that is not to be paid, and the line above its rows.
PROVVISORIO = "PROVVISORIO"
A_PARTE, IN_FONDO = "a_parte", "in_fondo"
TAB, CENTESIMI = "tab", "centesimi"
SINISTRA, DESTRA = "sinistra", "destra"
SPAZIO, ZERO = "spazio", "zero"
COSTANTE, VUOTA = "costante", "vuota"
# What may be chosen, and what the page calls it.
FORMATI = {XLSX: "Foglio di calcolo (XLSX)", CSV: "Testo con separatore (CSV)", FISSO: "Testo a larghezza fissa"}
SEPARATORI = {";": "punto e virgola ( ; )", ",": "virgola ( , )", TAB: "tabulazione", "|": "barra ( | )"}
DECIMALI = {",": "virgola: 1234,50", ".": "punto: 1234.50", CENTESIMI: "nessuno, in centesimi: 123450"}
DATE = {"%d/%m/%Y": "31/12/2025", "%Y-%m-%d": "2025-12-31", "%d%m%Y": "31122025", "%Y%m%d": "20251231"}
CODIFICHE = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 con la firma iniziale (BOM)", "cp1252": "Windows-1252 (ANSI)"}
FINI_RIGA = {"crlf": "Windows (CR LF)", "lf": "Unix (LF)"}
TOTALI = {A_PARTE: "in un secondo file, nello stesso zip", IN_FONDO: "in una riga in fondo al file"}
ALLINEAMENTI = {SINISTRA: "a sinistra", DESTRA: "a destra"}
RIEMPIMENTI = {SPAZIO: "spazi", ZERO: "zeri"}
VOCI = {
    "dirigenti": "Risultato dei dirigenti", "po": "Risultato di P.O., AP e AS", "produttivita": "Produttività del personale",
    "ulteriore": "Premio ulteriore (residui della Direzione)", "eccellenze": "Bonus annuale delle eccellenze",
    "innovazione": "Premio annuale per l’innovazione", "efficienza": "Premio di efficienza",
}  # fmt: skip
"""What has a voice code of its own in the payroll: each amount set aside, the extra premium on a row of its own, the premiums of
artt. 25–27."""

COLONNE_MASSIME = 60
LARGHEZZA_MASSIMA = 200
TESTO_MASSIMO = 80
CODICE_MASSIMO = 20


@dataclass(frozen=True, slots=True)
class Campo:
    """What a column may hold. ``tipo``: as the writer of spreadsheets calls it; ``si_taglia``: a description, which a map may cut."""

    etichetta: str
    tipo: str = "testo"
    si_taglia: bool = False


class RigaPaghe(NamedTuple):
    """A row for the payroll: one amount of one person. Its fields are those of CAMPI that change from row to row."""

    matricola: str
    nominativo: str
    codice_fiscale: str
    destinazione: str
    istituto: str
    importo: Decimal
    premio: Decimal
    ulteriore: Decimal
    categoria: str = ""
    direzione: str = ""
    struttura: str = ""
    incarico: str = ""
    punteggio: Decimal | None = None
    fascia: int | None = None
    percentuale: int | None = None
    giorni: int | None = None
    base: Decimal | None = None
    motivo: str = ""
    atto_numero: str = ""
    atto_data: date | None = None


CAMPI: dict[str, Campo] = {
    "matricola": Campo("Matricola"),
    "nominativo": Campo("Cognome e nome", si_taglia=True),
    "codice_fiscale": Campo("Codice fiscale"),
    "voce": Campo("Codice voce"),
    "istituto": Campo("Che cosa si paga", si_taglia=True),
    "importo": Campo("Importo dovuto", "euro"),
    "premio": Campo("Importo senza il premio ulteriore", "euro"),
    "ulteriore": Campo("Premio ulteriore", "euro"),
    "categoria": Campo("Categoria"),
    "direzione": Campo("Codice della Direzione"),
    "struttura": Campo("Struttura", si_taglia=True),
    "incarico": Campo("Incarico", si_taglia=True),
    "punteggio": Campo("Punteggio", "numero"),
    "fascia": Campo("Fascia", "intero"),
    "percentuale": Campo("Percentuale della fascia", "intero"),
    "giorni": Campo("Giorni", "intero"),
    "base": Campo("Retribuzione al 100 % o quota teorica", "euro"),
    "motivo": Campo("Perché non spetta", si_taglia=True),
    "esercizio": Campo("Esercizio"),
    "corsa": Campo("Numero della corsa"),
    "impronta": Campo("Impronta degli importi (SHA-256)"),
    "atto_numero": Campo("Numero dell’atto"),
    "atto_data": Campo("Data dell’atto", "data"),
    COSTANTE: Campo("Testo fisso"),
    VUOTA: Campo("Colonna vuota"),
}
IMPORTI = ("importo", "premio", "ulteriore")


@dataclass(frozen=True, slots=True)
class Colonna:
    """A column of the file. Width, alignment and filler are of fixed width alone; ``testo`` is of a constant."""

    campo: str
    intestazione: str = ""
    larghezza: int = 0
    allineamento: str = SINISTRA
    riempimento: str = SPAZIO
    testo: str = ""
    taglia: bool = False

    @property
    def titolo(self) -> str:
        return self.intestazione or CAMPI[self.campo].etichetta

    @property
    def tipo(self) -> str:
        return CAMPI[self.campo].tipo


@dataclass(frozen=True, slots=True)
class Mappa:
    """All that decides how the file is written; frozen in each export as it was then."""

    formato: str
    colonne: tuple[Colonna, ...]
    separatore: str = ";"
    decimale: str = ","
    formato_data: str = "%d/%m/%Y"
    intestazioni: bool = True
    codifica: str = "utf-8"
    fine_riga: str = "crlf"
    totali: str = A_PARTE
    anche_zero: bool = False
    ulteriore_a_parte: bool = False
    voci: Mapping[str, str] = field(default_factory=dict)

    def in_dati(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @property
    def separa(self) -> str:
        """The sign between two columns."""
        return "\t" if self.separatore == TAB else self.separatore

    @property
    def a_capo(self) -> str:
        """What ends a line."""
        return "\n" if self.fine_riga == "lf" else "\r\n"


def mappa_da(dati: Mapping[str, Any]) -> Mappa:
    """A map read back from ``in_dati``."""
    return Mappa(**{**dati, "colonne": tuple(Colonna(**c) for c in dati["colonne"])})


def lettore(mappa: Mappa, fissi: Mapping[str, Valore]) -> Callable[[RigaPaghe], tuple[Valore, ...]]:
    """The function that takes the cells of the file out of a row. ``fissi``: the fields that are the same on every row."""
    coda: list[Valore] = []
    posti: list[int] = []
    voce = len(RigaPaghe._fields)
    for c in mappa.colonne:
        if c.campo in RigaPaghe._fields:
            posti.append(RigaPaghe._fields.index(c.campo))
        elif c.campo == "voce":
            posti.append(voce)
        else:
            posti.append(voce + 1 + len(coda))
            coda.append(c.testo if c.campo == COSTANTE else fissi.get(c.campo))
    prendi, codici = itemgetter(*posti, voce), mappa.voci  # always two at least: a tuple
    return lambda riga: prendi((*riga, codici.get(riga.destinazione, ""), *coda))[:-1]


# --- what is wrong with a map --------------------------------------------------------------------------------------------------------


def difetti_mappa(mappa: Mappa) -> list[Difetto]:
    """Everything that is wrong with a map, in words; the path names the field ("decimale", "colonne.2.larghezza")."""
    return [*_difetti_generali(mappa), *(d for n, c in enumerate(mappa.colonne) for d in _difetti_colonna(mappa, n, c))]


def avvisi_mappa(mappa: Mappa) -> list[str]:
    """What a map may well want, but seldom does: said before the file goes, never in the way."""
    campi = {c.campo for c in mappa.colonne}
    avvisi = []
    if not campi & {"matricola", "codice_fiscale"}:
        avvisi.append("Nessuna colonna dice chi si paga: manca la matricola, o il codice fiscale.")
    if not campi & set(IMPORTI):
        avvisi.append("Nessuna colonna porta un importo.")
    for codice, chiavi in _uguali({k: v for k, v in mappa.voci.items() if v and k in VOCI}).items():
        nomi = ", ".join(f"«{VOCI[k]}»" for k in chiavi)
        avvisi.append(f"Il codice voce {codice} è lo stesso di {nomi}: alle paghe gli importi si confondono.")
    if mappa.intestazioni or mappa.formato == XLSX:
        titoli = {str(n): c.titolo for n, c in enumerate(mappa.colonne, start=1) if c.campo in CAMPI and c.campo != VUOTA}
        for titolo, numeri in _uguali(titoli).items():
            avvisi.append(f"Le colonne {' e '.join(numeri)} hanno la stessa intestazione «{titolo}»: chi legge per nome ne perde una.")
    return avvisi


def _uguali(testi: Mapping[str, str]) -> dict[str, list[str]]:
    """The texts that come more than once, whatever their capitals, with the keys that have them."""
    per: dict[str, list[str]] = {}
    for chiave, testo in testi.items():
        per.setdefault(testo.casefold(), []).append(chiave)
    return {testi[chiavi[0]]: chiavi for chiavi in per.values() if len(chiavi) > 1}


def _difetti_generali(m: Mappa) -> Iterator[Difetto]:
    scelte: dict[str, Mapping[str, str]] = {
        "formato": FORMATI, "separatore": SEPARATORI, "decimale": DECIMALI, "formato_data": DATE, "codifica": CODIFICHE,
        "fine_riga": FINI_RIGA, "totali": TOTALI,
    }  # fmt: skip
    yield from (Difetto(nome, "Scegli una voce dell’elenco.") for nome, ammesse in scelte.items() if getattr(m, nome) not in ammesse)
    if m.formato == CSV and m.separatore == m.decimale:
        yield Difetto("decimale", "La virgola non può separare sia le colonne sia i decimali: cambia l’una o l’altra.")
    if not m.colonne:
        yield Difetto("", "Serve almeno una colonna.")
    if len(m.colonne) > COLONNE_MASSIME:
        yield Difetto("", f"Al massimo {COLONNE_MASSIME} colonne.")
    for chiave, codice in m.voci.items():
        if chiave not in VOCI:
            yield Difetto("", f"La voce «{chiave}» non esiste.")
        elif len(codice) > CODICE_MASSIMO or not codice.isprintable():
            yield Difetto(f"voce_{chiave}", f"Il codice ha al massimo {CODICE_MASSIMO} caratteri, su una riga.")
        elif fuori := fuori_codifica(codice, m.codifica):
            yield Difetto(f"voce_{chiave}", fuori)


def _difetti_colonna(m: Mappa, n: int, c: Colonna) -> Iterator[Difetto]:
    qui = f"colonne.{n}"
    if c.campo not in CAMPI:
        yield Difetto(f"{qui}.campo", "Scegli una voce dell’elenco.")
        return
    for nome in ("intestazione", "testo"):
        scritto = getattr(c, nome)
        if len(scritto) > TESTO_MASSIMO or not (scritto.isprintable() or not scritto):
            yield Difetto(f"{qui}.{nome}", f"Al massimo {TESTO_MASSIMO} caratteri, su una riga.")
        elif m.formato != XLSX and (fuori := fuori_codifica(scritto, m.codifica)):
            yield Difetto(f"{qui}.{nome}", fuori)
    if c.campo == COSTANTE and not c.testo:
        yield Difetto(f"{qui}.testo", "Scrivi il testo, o scegli una colonna vuota.")
    if m.formato == FISSO:
        yield from _difetti_fissi(m, qui, c)


def _difetti_fissi(m: Mappa, qui: str, c: Colonna) -> Iterator[Difetto]:
    if not 1 <= c.larghezza <= LARGHEZZA_MASSIMA:
        yield Difetto(f"{qui}.larghezza", f"Scrivi quanti caratteri occupa, da 1 a {LARGHEZZA_MASSIMA}.")
        return
    if c.allineamento not in ALLINEAMENTI or c.riempimento not in RIEMPIMENTI:
        yield Difetto(f"{qui}.allineamento", "Scegli una voce dell’elenco.")
    if c.riempimento == ZERO and c.allineamento == SINISTRA and c.tipo != "testo":
        yield Difetto(f"{qui}.riempimento", "Zeri dopo un numero lo cambierebbero: allinealo a destra, o riempi con spazi.")
    if c.taglia and not CAMPI[c.campo].si_taglia:
        yield Difetto(f"{qui}.taglia", "Matricole, codici, numeri e date non si tagliano mai: allarga la colonna.")
    if m.intestazioni and len(c.titolo) > c.larghezza:
        yield Difetto(f"{qui}.intestazione", f"«{c.titolo}» ha {len(c.titolo)} caratteri, la colonna {c.larghezza}: accorciala.")
    if len(c.testo) > c.larghezza:
        yield Difetto(f"{qui}.testo", f"«{c.testo}» ha {len(c.testo)} caratteri, la colonna {c.larghezza}.")


def fuori_codifica(testo: str, codifica: str) -> str:
    """What to say of the first character that an encoding does not have; empty if it has them all."""
    if codifica not in CODIFICHE:
        return ""
    try:
        testo.encode(codifica)
    except UnicodeEncodeError as errore:
        segno = testo[errore.start]
        nome = f"«{segno}»" if segno.isprintable() else f"U+{ord(segno):04X}"
        return f"il carattere {nome} non esiste in {CODIFICHE[codifica]}"
    return ""
