"""The degrees of realisation of the P.E.G. out of an uploaded sheet: what each cell means, and every fault with its row and column."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import leggi_numero
from smvp.organizzazione.fogli_ricevuti import FileRifiutato, leggi_foglio
from smvp.organizzazione.models import Direzione
from smvp.organizzazione.tabelle_ricevute import DifettoFile, celle_per_nome, in_testo, motivo_del_difetto, trova_colonne

from .peg import Grado

COLONNE = ("direzione", "percentuale", "fonte")
FONTE_MASSIMA = 200
CIFRE_DI_UN_FOGLIO = 9  # beyond these, what a spreadsheet adds to a number is noise
CENTO = Decimal(100)


@dataclass(frozen=True, slots=True)
class LetturaPeg:
    """The degrees by the key of the Direzione; to be used only if there is no fault."""

    gradi: Mapping[int, Grado]
    difetti: tuple[DifettoFile, ...]


def leggi_gradi(nome_file: str, contenuto: bytes, direzioni: Mapping[str, Direzione]) -> LetturaPeg:
    """Read a whole file; ``direzioni`` are those that there may be, by code."""
    try:
        foglio = leggi_foglio(nome_file, contenuto)
    except FileRifiutato as errore:
        return LetturaPeg({}, (DifettoFile(0, "", str(errore)),))
    if not foglio:
        return LetturaPeg({}, (DifettoFile(0, "", "Il foglio è vuoto."),))
    posti, difetti = trova_colonne(*foglio[0], COLONNE, COLONNE)
    gradi: dict[int, Grado] = {}
    for numero, celle in foglio[1:] if not difetti else ():
        valori, motivi = _riga(celle_per_nome(celle, posti), direzioni)
        if valori and valori[0].pk in gradi:
            motivi["direzione"] = f"«{valori[0].codice}» c’è già nel file."
        difetti += [DifettoFile(numero, colonna, motivo) for colonna, motivo in motivi.items()]
        if valori:
            gradi[valori[0].pk] = valori[1]
    if not gradi and not difetti:
        difetti.append(DifettoFile(0, "", "Sotto le intestazioni non c’è nessuna riga."))
    return LetturaPeg(gradi, tuple(difetti))


def _riga(celle: Mapping[str, Any], direzioni: Mapping[str, Direzione]) -> tuple[tuple[Direzione, Grado] | None, dict[str, str]]:
    """What a row says, and the faults of its cells."""
    valori: dict[str, Any] = {}
    motivi: dict[str, str] = {}
    lettori = {"direzione": lambda v: _direzione(v, direzioni), "percentuale": _percentuale, "fonte": _fonte}
    for colonna, leggi in lettori.items():
        try:
            valori[colonna] = leggi(celle[colonna])
        except ValueError as errore:
            motivi[colonna] = motivo_del_difetto(errore, celle[colonna])
    if motivi:
        return None, motivi
    return (valori["direzione"], Grado(valori["percentuale"], valori["fonte"])), motivi


def _direzione(valore: Any, direzioni: Mapping[str, Direzione]) -> Direzione:
    codice = in_testo(valore) if valore not in (None, "") else ""
    if not codice:
        raise ValueError("Manca il codice della Direzione.")
    if codice not in direzioni:
        raise ValueError(f"Non è il codice di una Direzione di quest’anno. Ci sono: {', '.join(direzioni)}.")
    return direzioni[codice]


def _percentuale(valore: Any) -> Decimal:
    """A number cell, or text as 87,5 or 87,5 %. A number cell up to 1 may be a percentage in disguise (0,875 shown as 87,5 %): refused."""
    if valore in (None, ""):
        raise ValueError("Manca la percentuale: scrivila come 87,50.")
    if isinstance(valore, bool) or not isinstance(valore, str | int | float):
        raise ValueError("Scrivi una percentuale, per esempio 87,50.")
    if isinstance(valore, str):
        letto = leggi_numero(valore.rstrip("% \N{NO-BREAK SPACE}"))
    else:
        letto = mezzo_su(Decimal(str(valore)), CIFRE_DI_UN_FOGLIO)
        if 0 < letto <= 1:
            raise ValueError(
                f"Non si capisce se vale {_virgola(letto * CENTO)} % o {_virgola(letto)} %: scrivi nella cella un testo, con il segno %."
            )
    if not 0 <= letto <= CENTO:
        raise ValueError("La percentuale va da 0 a 100.")
    if letto != mezzo_su(letto):
        raise ValueError("Al massimo due decimali.")
    return mezzo_su(letto)


def _virgola(x: Decimal) -> str:
    return f"{x.normalize():f}".replace(".", ",")


def _fonte(valore: Any) -> str:
    if valore in (None, ""):
        raise ValueError("Manca la fonte: scrivi da dove viene il dato.")
    testo = in_testo(valore)
    if len(testo) > FONTE_MASSIMA:
        raise ValueError(f"Troppo lungo: al massimo {FONTE_MASSIMA} caratteri.")
    return testo
