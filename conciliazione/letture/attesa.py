"""For whom a case waits now, and for what: said on its page, in the list and on the desk of whoever reads it."""

from datetime import date

from smvp.nucleo.formati import FUSO, data, data_lunga, ora

from ..models import Esito, Istanza
from ..stati import AMMISSIBILE, CHIUSA, COMUNICATA, DECISA, INAMMISSIBILE, NEL_MERITO, PRESENTATA, RITIRATA


def che_si_aspetta(istanza: Istanza, giorno: date, *, della_parte: bool) -> str:
    """One sentence; empty for a case that waits for nobody. The party does not read how the Organismo is voting (``della_parte``)."""
    if istanza.stato in (CHIUSA, RITIRATA) or (istanza.stato == COMUNICATA and della_parte):
        return ""
    if istanza.stato in NEL_MERITO and (detto := _istruttoria(istanza, giorno)):
        return detto
    if istanza.stato in (PRESENTATA, *NEL_MERITO) and istanza.in_carica:
        return _decisione(istanza, della_parte=della_parte)
    che = {
        PRESENTATA: "costituire l’Organismo di garanzia", AMMISSIBILE: "aprire l’istruttoria",
        INAMMISSIBILE: "comunicare la decisione", DECISA: "comunicare la decisione", COMUNICATA: "chiudere il caso",
    }[istanza.stato]  # fmt: skip
    return f"{_tocca_al_segretario(istanza)} {che}."


def _tocca_al_segretario(istanza: Istanza) -> str:
    return "Tocca al Vicesegretario" if istanza.segretario_escluso else "Tocca al Segretario generale"


def _istruttoria(istanza: Istanza, giorno: date) -> str:
    """The hearing that is summoned, or the counter-arguments still in time."""
    if (audizione := istanza.audizione_da_tenere) is not None:
        quando = f"{data_lunga(audizione.fissata_per.astimezone(FUSO).date())} alle {ora(audizione.fissata_per)}"
        if istanza.audizione_attesa(giorno):
            return f"L’audizione è {quando}, {audizione.luogo}."
        return f"{_tocca_al_segretario(istanza)} scrivere il verbale dell’audizione di {quando}."
    attese = istanza.controdeduzioni_attese(giorno)
    return "; ".join(f"{c.chiesta_a.con_titolo} può dare le controdeduzioni fino al {data(c.entro)}" for c in attese) + (
        "." if attese else ""
    )


def _decisione(istanza: Istanza, *, della_parte: bool) -> str:
    if istanza.stato == PRESENTATA and not istanza.tardiva and istanza.in_votazione is None:
        return f"{_tocca_al_segretario(istanza)} dire se la richiesta è ammissibile."
    if della_parte:
        return "L’Organismo di garanzia deve decidere."
    proposta = istanza.in_votazione
    if proposta is None or proposta.conto.respinta:
        che = "l’ammissibilità" if istanza.stato == PRESENTATA else "la decisione"
        return f"{_tocca_al_segretario(istanza)} mettere ai voti {che}."
    if proposta.conto.mancano:
        return f"{'Deve ancora votare' if proposta.conto.mancano == 1 else 'Devono ancora votare'}: {', '.join(proposta.chi_manca)}."
    che = (
        "registrare la decisione votata" if proposta.esito in (Esito.CONFERMATA, Esito.MODIFICATA) else "registrare l’ammissibilità votata"
    )
    return f"{_tocca_al_segretario(istanza)} {che}."
