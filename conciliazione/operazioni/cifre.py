"""The figures that a decision (art. 29) or an agreement (art. 30) changes: judged when written, put on the sheet when they count."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Utente
from valutazioni.letture.riesame import VoceCorreggibile, voci_correggibili
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.operazioni.riesame import Corretto, correggi_per_riesame

from ..letture.modifiche import Modifica, in_modifiche, raggiungimenti_di, voti_di


def modifiche_della(scheda: Scheda | SchedaPersonale, nuovi: Mapping[str, Decimal | int]) -> list[Modifica]:
    """What changes on a sheet, from what to what. Raises DatiNonValidi (nothing, or a figure outside its scale)."""
    righe = voci_correggibili(scheda)
    for riga in righe:
        if riga.campo in nuovi:
            _controlla(scheda, riga, nuovi[riga.campo])
    modifiche = in_modifiche(righe, nuovi)
    if not modifiche:
        raise DatiNonValidi("Se la valutazione è modificata, cambia almeno un voto o una percentuale.", campo="esito", articolo="29")
    return modifiche


def _controlla(scheda: Scheda | SchedaPersonale, riga: VoceCorreggibile, valore: Decimal | int) -> None:
    massimo = scheda.esercizio.reg.voto_massimo
    if not riga.percentuale and not 0 <= valore <= massimo:
        raise DatiNonValidi(f"{riga.titolo}: il voto va da 0 a {massimo}.", campo=riga.campo, articolo="20")
    if valore < 0:
        raise DatiNonValidi(f"{riga.titolo}: la percentuale non può essere negativa.", campo=riga.campo, articolo="20")


def correggi(
    scheda: Scheda | SchedaPersonale, modifiche: Sequence[Modifica], *, motivo: str, riferimento: str, utente: Utente, quando: datetime
) -> None:
    """Make the new version of the sheet, through the one door (valutazioni.operazioni.riesame), each figure for the same reason."""
    correggi_per_riesame(
        scheda, voti={chiave: Corretto(voto, motivo) for chiave, voto in voti_di(modifiche).items()},
        raggiungimenti={chiave: Corretto(valore, motivo) for chiave, valore in raggiungimenti_di(modifiche).items()},
        motivazione=motivo, riferimento=riferimento, utente=utente, quando=quando,
    )  # fmt: skip
