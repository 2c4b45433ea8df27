"""What a request waits for, in one sentence: for its page, the register and the desk."""

from datetime import date

from smvp.nucleo.formati import data

from ..models import RichiestaAccesso
from ..stati import AVVISATI, DA_EVADERE, DIFFERITA, PRESENTATA


def che_si_aspetta(riga: RichiestaAccesso, giorno: date) -> str:
    """Empty for a request that is over."""
    if riga.da_vistare and giorno > riga.entro:
        return (
            f"Il termine del {data(riga.entro)} è passato: per legge la richiesta si intende respinta. Il Visto, ora, dice perché è tardi."
        )
    if riga.stato == AVVISATI and riga.per_opporsi and any(not t.risposta for t in riga.terzi) and giorno <= riga.per_opporsi:
        return f"I controinteressati possono opporsi fino al {data(riga.per_opporsi)}."
    if riga.stato == PRESENTATA and riga.terzi:
        return "Ci sono controinteressati da avvisare."
    if riga.da_vistare:
        return "Aspetta il Visto del Segretario generale."
    if riga.stato == DIFFERITA and riga.differita_al:
        return f"Differita al {data(riga.differita_al)}."
    return "Aspetta la consegna della segreteria del NCVP." if riga.stato in DA_EVADERE else ""
