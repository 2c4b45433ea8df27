"""Codici fiscali, e-mail addresses and account names for people who do not exist."""

import unicodedata
from datetime import date

from stdnum.it.codicefiscale import calc_check_digit

MESI = "ABCDEHLMPRST"
GIORNI_DONNA = 40  # added to the day of birth
DOMINIO = "comune.example"  # reserved: no message ever leaves for it


def lettere(testo: str) -> str:
    """Only the letters, capital, without accents."""
    scomposto = unicodedata.normalize("NFD", testo.upper())
    return "".join(c for c in scomposto if "A" <= c <= "Z")


def _consonanti(testo: str) -> str:
    return "".join(c for c in testo if c not in "AEIOU")


def _vocali(testo: str) -> str:
    return "".join(c for c in testo if c in "AEIOU")


def _tre(testo: str) -> str:
    return (_consonanti(testo) + _vocali(testo) + "XXX")[:3]


def _tre_del_nome(nome: str) -> str:
    """A name with four consonants or more skips the second."""
    consonanti = _consonanti(nome)
    return consonanti[0] + consonanti[2:4] if len(consonanti) > 3 else _tre(nome)


def codice_fiscale(nome: str, cognome: str, genere: str, nascita: date, luogo: str) -> str:
    """The code of a person; ``luogo`` is the municipality's own four-character code."""
    giorno = nascita.day + (GIORNI_DONNA if genere == "f" else 0)
    corpo = f"{_tre(lettere(cognome))}{_tre_del_nome(lettere(nome))}{nascita.year % 100:02d}{MESI[nascita.month - 1]}{giorno:02d}{luogo}"
    return corpo + calc_check_digit(corpo)


def email(nome: str, cognome: str, numero: int = 0) -> str:
    """nome.cognome, with a number for those who share it with others."""
    return f"{lettere(nome).lower()}.{lettere(cognome).lower()}{numero or ''}@{DOMINIO}"
