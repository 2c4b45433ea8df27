"""Art. 16: whether an appointment may take over from one that has ended in the year."""

from dataclasses import dataclass
from datetime import date

from smvp.nucleo.formati import data
from smvp.nucleo.periodi import anno_intero

DIRIGENTE, SEGRETARIO = "dirigente", "segretario"


@dataclass(frozen=True, slots=True)
class Posto:
    """What counts of an appointment: the office, the role, the days."""

    ufficio: int | None
    ruolo: str
    dal: date
    al: date | None
    ad_interim: bool = False

    @property
    def mansione(self) -> str:
        """The Segretario who heads a Direzione ad interim does what its dirigente does (art. 24)."""
        return DIRIGENTE if self.ruolo == SEGRETARIO and self.ad_interim else self.ruolo


def non_cessato(cessato: Posto, esercizio: int, giorno: date) -> str:
    """Why nobody takes over from this appointment, in words; empty if it has ended within the exercise."""
    anno = anno_intero(esercizio)
    if cessato.al is None or cessato.al >= giorno:
        fino = f": dura fino al {data(cessato.al)}" if cessato.al else ""
        return f"L’incarico non è finito{fino}. Chi è in carica risponde dei suoi obiettivi."
    if not anno.dal <= cessato.al < anno.fine:
        return f"L’incarico non è finito nel corso del {esercizio}: nessuno subentra nei suoi obiettivi di quell’anno."
    return ""


def difetto_del_subentro(cessato: Posto, subentrante: Posto, esercizio: int, giorno: date) -> str:
    """Why an appointment may not take over from another on a day, in words; empty if it may.

    Same office and same role; begun after the other has ended and within the exercise; in force on the day.
    """
    fermo = non_cessato(cessato, esercizio, giorno)
    if fermo or cessato.al is None:
        return fermo
    if (subentrante.ufficio, subentrante.mansione) != (cessato.ufficio, cessato.mansione):
        return "Subentra solo chi ha lo stesso incarico, nello stesso ufficio."
    if subentrante.dal <= cessato.al:
        return f"L’incarico di chi subentra comincia il {data(subentrante.dal)}, prima che l’altro sia finito ({data(cessato.al)})."
    if subentrante.dal > anno_intero(esercizio).fine:
        return f"L’incarico di chi subentra comincia il {data(subentrante.dal)}, dopo la fine del {esercizio}."
    if subentrante.dal > giorno:
        return f"L’incarico di chi subentra comincia il {data(subentrante.dal)}: il subentro si registra da quel giorno."
    if subentrante.al is not None and subentrante.al < giorno:
        return f"L’incarico di chi subentra è già finito il {data(subentrante.al)}: scegli chi è in carica."
    return ""
