"""A staff file read into rows: what each cell means, and every fault with its row, column and reason. No database here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import data as scrivi_data
from smvp.nucleo.formati import leggi_numero

from .fogli_ricevuti import FileRifiutato, Riga, leggi_foglio
from .models import Categoria
from .models.persone import controlla_codice_fiscale
from .tabelle_ricevute import DifettoFile, celle_per_nome, in_testo, motivo_del_difetto, trova_colonne

COLONNE = ("matricola", "cognome", "nome", "codice_fiscale", "email", "direzione", "categoria", "tempo", "dal", "al")
OBBLIGATORIE = ("matricola", "cognome", "nome", "direzione", "categoria", "dal")
LUNGHEZZE = {"matricola": 20, "cognome": 80, "nome": 80, "email": 254, "direzione": 20}
ANNI = (1950, 2100)
GIORNO = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
CIFRE_TEMPO = 4
MANCA = {
    "matricola": "Manca la matricola: scrivi il numero che identifica la persona.",
    "cognome": "Manca il cognome: scrivilo come deve comparire nei documenti.",
    "nome": "Manca il nome: scrivilo come deve comparire nei documenti.",
    "direzione": "Manca l’ufficio: scrivi il codice di una Direzione, di un Settore o di un Servizio.",
    "categoria": "Manca la categoria: scrivi A, B, C oppure D.",
    "dal": "Manca la data di inizio: scrivila come 31/12/2025.",
}


@dataclass(frozen=True, slots=True)
class RigaPersonale:
    """A member of staff as the file tells them. An empty optional cell leaves alone what the system knows."""

    numero: int
    matricola: str
    cognome: str
    nome: str
    codice_fiscale: str
    email: str
    direzione: str
    categoria: str
    tempo: Decimal
    dal: date
    al: date | None

    @property
    def valori(self) -> dict[str, Any]:
        return {colonna: getattr(self, colonna) for colonna in COLONNE}

    def come_dati(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self) | {"tempo": str(self.tempo), "dal": self.dal.isoformat(), "al": self.al.isoformat() if self.al else None}

    @classmethod
    def da_dati(cls, dati: Mapping[str, Any]) -> "RigaPersonale":
        fine = date.fromisoformat(dati["al"]) if dati["al"] else None
        return cls(**{**dati, "tempo": Decimal(dati["tempo"]), "dal": date.fromisoformat(dati["dal"]), "al": fine})


@dataclass(frozen=True, slots=True)
class Abbozzo:
    """A row with faults: what of it could be read, so that the rest is checked too and nobody has to upload the file twice."""

    numero: int
    valori: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lettura:
    righe: tuple[RigaPersonale, ...]
    difetti: tuple[DifettoFile, ...]
    abbozzi: tuple[Abbozzo, ...] = ()


def chi_e(valori: Mapping[str, Any]) -> str:
    """Who a row is about, as far as it can be read."""
    nome = f"{valori.get('cognome', '')} {valori.get('nome', '')}".strip()
    return nome or (f"matricola {valori['matricola']}" if valori.get("matricola") else "")


def leggi_personale(nome_file: str, contenuto: bytes) -> Lettura:
    """Read a whole file. The rows are to be used only if there is no fault."""
    try:
        foglio = leggi_foglio(nome_file, contenuto)
    except FileRifiutato as errore:
        return Lettura((), (DifettoFile(0, "", str(errore)),))
    if not foglio:
        return Lettura((), (DifettoFile(0, "", "Il foglio è vuoto."),))
    prima, intestazione = foglio[0]
    posti, difetti = trova_colonne(prima, intestazione, COLONNE, OBBLIGATORIE)
    if not posti:
        return Lettura((), tuple(difetti))
    if len(foglio) == 1 and not difetti:
        difetti.append(DifettoFile(0, "", "Sotto le intestazioni non c’è nessuna riga."))
    return _righe(foglio[1:], posti, difetti)


def _righe(foglio: Sequence[Riga], posti: Mapping[str, int], difetti: list[DifettoFile]) -> Lettura:
    """All the rows; a column that is missing is one fault of the headings, not one of each row."""
    righe: list[RigaPersonale] = []
    abbozzi: list[Abbozzo] = []
    for numero, celle in foglio:
        valori, suoi = _riga(numero, celle_per_nome(celle, posti))
        difetti += suoi
        if all(colonna in valori for colonna in COLONNE):
            righe.append(RigaPersonale(numero, **valori))
        else:
            abbozzi.append(Abbozzo(numero, valori))
    difetti += _doppioni(sorted([*righe, *abbozzi], key=lambda r: r.numero))
    return Lettura(tuple(righe), tuple(sorted(difetti, key=lambda d: d.riga)), tuple(abbozzi))


def _riga(numero: int, celle: dict[str, Any]) -> tuple[dict[str, Any], list[DifettoFile]]:
    """What the row says, without the cells that cannot be understood, and the faults of those."""
    valori: dict[str, Any] = {}
    motivi: dict[str, str] = {}
    for colonna in COLONNE:
        if colonna not in celle and colonna in OBBLIGATORIE:
            continue  # said once, of the headings
        try:
            valori[colonna] = _cella(colonna, celle.get(colonna))
        except (ValueError, ValidationError) as errore:
            motivi[colonna] = motivo_del_difetto(errore, celle.get(colonna))
    if valori.get("al") and valori.get("dal") and valori["al"] < valori["dal"]:
        fine, inizio = scrivi_data(valori.pop("al")), scrivi_data(valori["dal"])
        motivi["al"] = f"«{fine}»: la fine viene prima della data di inizio, {inizio}."
    return valori, [DifettoFile(numero, colonna, motivo, chi_e(valori)) for colonna, motivo in motivi.items()]


def _doppioni(righe: Sequence[RigaPersonale | Abbozzo]) -> list[DifettoFile]:
    """The same person twice in one file: we would not know which row to believe."""
    difetti: list[DifettoFile] = []
    for colonna in ("matricola", "codice_fiscale"):
        prima: dict[str, RigaPersonale | Abbozzo] = {}
        for riga in righe:
            valore = riga.valori.get(colonna)
            altra = prima.setdefault(valore, riga) if valore else riga
            if altra is not riga:
                detta = f"riga {altra.numero}" + (f", {chi}" if (chi := chi_e(altra.valori)) else "")
                difetti.append(DifettoFile(riga.numero, colonna, f"«{valore}» c’è già nel file: {detta}.", chi_e(riga.valori)))
    return difetti


def _cella(colonna: str, valore: Any) -> Any:
    """The value of a cell, or ValueError/ValidationError with the reason in words."""
    if valore in (None, ""):
        if colonna in OBBLIGATORIE:
            raise ValueError(MANCA[colonna])
        return {"tempo": Decimal(1), "al": None}.get(colonna, "")
    if colonna in LETTORI:
        return LETTORI[colonna](valore)
    testo = in_testo(valore)
    if len(testo) > LUNGHEZZE[colonna]:
        raise ValueError(f"Troppo lungo: al massimo {LUNGHEZZE[colonna]} caratteri.")
    return testo


def _email(valore: Any) -> str:
    indirizzo = in_testo(valore).lower()
    try:
        validate_email(indirizzo)
    except ValidationError as errore:
        raise ValueError("L’indirizzo di posta non è valido.") from errore
    return indirizzo


def _codice_fiscale(valore: Any) -> str:
    codice = in_testo(valore).replace(" ", "").upper()
    controlla_codice_fiscale(codice)
    return codice


def _categoria(valore: Any) -> str:
    lettera = in_testo(valore).upper()
    if lettera not in Categoria.values:
        raise ValueError("Scrivi A, B, C oppure D.")
    return lettera


def _tempo(valore: Any) -> Decimal:
    """0,5 or 50 %; 1 is full time. 30 hours of 36 are 0,8333."""
    testo = str(valore)
    diviso = Decimal(100) if testo.rstrip().endswith("%") else Decimal(1)
    try:
        quota = mezzo_su(leggi_numero(testo.rstrip("% ")) / diviso, CIFRE_TEMPO)
    except ValueError as errore:
        raise ValueError("Scrivi la quota di tempo come 0,5 oppure 50%.") from errore
    if not 0 < quota <= 1:
        raise ValueError("La quota di tempo va da più di 0 a 1 (tempo pieno): scrivi 0,5 oppure 50%.")
    return quota


def _data(valore: Any) -> date:
    """A date cell, or text as 31/12/2025 or 2025-12-31."""
    giorno = valore.date() if isinstance(valore, datetime) else valore
    if isinstance(giorno, str):
        giorno = _data_scritta(giorno)
    if not isinstance(giorno, date):
        raise ValueError("Scrivi una data, per esempio 31/12/2025.")
    if not ANNI[0] <= giorno.year <= ANNI[1]:
        raise ValueError(f"L’anno deve stare tra il {ANNI[0]} e il {ANNI[1]}.")
    return giorno


def _data_scritta(testo: str) -> date:
    try:
        if trovata := GIORNO.fullmatch(testo):
            return date(int(trovata[3]), int(trovata[2]), int(trovata[1]))
        return date.fromisoformat(testo)
    except ValueError as errore:
        raise ValueError("Non è una data: scrivila come 31/12/2025.") from errore


LETTORI: dict[str, Callable[[Any], Any]] = {
    "email": _email, "codice_fiscale": _codice_fiscale, "categoria": _categoria, "tempo": _tempo, "dal": _data, "al": _data,
}  # fmt: skip
