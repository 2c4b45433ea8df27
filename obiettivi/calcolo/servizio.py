"""Art. 16: how long an appointment lasted in the exercise, and whether it can be evaluated."""

from collections.abc import Iterable
from dataclasses import dataclass

from smvp.nucleo.errori import cita
from smvp.nucleo.formati import data, in_lettere
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


def avvisi(
    periodo: Periodo, esercizio: int, reg: Regolamento, *, ruolo: str, ad_interim: bool = False, limiti_eta: bool = False
) -> list[str]:
    """Artt. 15 and 16 (reading A38): what whoever negotiates with an appointment that begins or ends in the year must know at once.

    Italian sentences, none for a whole year or for the Segretario's own appointment. Raises DatiNonValidi for a year that does not exist.
    """
    if ruolo == SEGRETARIO and not ad_interim:
        return []
    anno = anno_intero(esercizio)
    corsa = periodo.ritaglia(anno)
    if corsa is None:
        return [f"L’incarico non è in forza nel {esercizio}: non ci sono obiettivi da assegnare."]
    if corsa == anno:
        return []
    frasi = [_quanto_dura(corsa, anno)]
    articolo, mesi = cita(reg.articolo_di("premi.mesi_minimi")), in_lettere(reg.premi.mesi_minimi)
    servizio = giorni_e_valutabilita([corsa], esercizio, reg, ruolo=ruolo, ad_interim=ad_interim, limiti_eta=limiti_eta)
    if not servizio.valutabile:
        frasi.append(f"Con meno di {mesi} mesi di servizio nell’anno non si è valutati e il risultato non spetta ({articolo}).")
        return frasi
    if limiti_eta and not _bastano((corsa,), servizio.giorni, reg):
        frasi.append(f"Sono meno di {mesi} mesi, ma chi lascia per limiti di età è valutato lo stesso ({articolo}).")
    frasi.append(f"Il risultato spetta in proporzione al servizio: {servizio.giorni} giorni su {servizio.giorni_anno} ({articolo}).")
    ultimo = reg.scadenze["ridefinizione"]
    if corsa.dal > ultimo.entro(esercizio):
        frasi.append(
            f"Comincia dopo il {data(ultimo.entro(esercizio))}, l’ultimo giorno per ridefinire gli obiettivi ({cita(ultimo.articolo)}): "
            f"serve un atto di assegnazione tardivo, perché senza obiettivi assegnati il risultato non spetta ({articolo})."
        )
    return frasi


def _quanto_dura(corsa: Periodo, anno: Periodo) -> str:
    comincia, finisce = corsa.dal > anno.dal, corsa.fine < anno.fine
    if comincia and finisce:
        return f"L’incarico va dal {data(corsa.dal)} al {data(corsa.fine)}: gli obiettivi sono per questo periodo."
    if comincia:
        return f"L’incarico comincia il {data(corsa.dal)}: gli obiettivi sono per ciò che resta dell’anno."
    return f"L’incarico finisce il {data(corsa.fine)}: gli obiettivi sono per la parte d’anno fino a quel giorno."
