"""Art. 16: how long an appointment lasted in the exercise, and whether it can be evaluated."""

from collections.abc import Iterable
from dataclasses import dataclass

from smvp.nucleo.periodi import Periodo, anno_intero, dura_mesi, unisci
from smvp.regolamento.modello import Regolamento

SEGRETARIO = "segretario"


@dataclass(frozen=True, slots=True)
class Servizio:
    """Calendar days in the exercise (each once) out of the year's, whether it counts, and if not why (None when it does).

    ``motivo``: "segretario_generale", "obiettivi_non_assegnati" or "servizio_insufficiente".
    """

    giorni: int
    giorni_anno: int
    valutabile: bool
    motivo: str | None


def giorni_e_valutabilita(
    periodi: Iterable[Periodo],
    esercizio: int,
    reg: Regolamento,
    *,
    ruolo: str,
    ad_interim: bool = False,
    limiti_eta: bool = False,
    assegnati: bool = True,
) -> Servizio:
    """Artt. 16 and 24: days of service in ``esercizio`` and whether the appointment can be evaluated and paid.

    The Segretario's own appointment is paid by law and contract, whatever else; then come missing objectives; then the
    three months, from which those who left for age limit are exempt. Raises DatiNonValidi for a year that does not exist.
    """
    anno = anno_intero(esercizio)
    corse = unisci(p for p in (q.ritaglia(anno) for q in periodi) if p is not None)
    giorni = sum(corsa.giorni for corsa in corse)
    motivo = None
    if ruolo == SEGRETARIO and not ad_interim:
        motivo = "segretario_generale"
    elif not assegnati:
        motivo = "obiettivi_non_assegnati"
    elif not (limiti_eta or _bastano(corse, giorni, reg)):
        motivo = "servizio_insufficiente"
    return Servizio(giorni, anno.giorni, motivo is None, motivo)


def _bastano(corse: tuple[Periodo, ...], giorni: int, reg: Regolamento) -> bool:
    """Art. 16 (reading A38): a run of three calendar months, or several runs that make 90 days."""
    if any(dura_mesi(corsa, reg.premi.mesi_minimi) for corsa in corse):
        return True
    return len(corse) > 1 and giorni >= reg.premi.giorni_minimi
