"""From the half-year check to the evaluation (artt. 17 and 18), for the objectives of which only the rows are written."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from obiettivi.letture.scheda.proposte import proposta_di
from obiettivi.models import Consuntivo, Monitoraggio, Obiettivo, Parte, Rilevazione
from smvp.organizzazione.models import Utente

from .modello_obiettivi import Esito, Metro, Traguardo

Compilatore = Callable[[Parte | None, datetime], Utente]
QUATTRO_GIORNI, UN_ORA = timedelta(days=4), timedelta(hours=1)


def monitora(obiettivo: Obiettivo, t: Traguardo, il: datetime, chi: Compilatore) -> None:
    """Art. 17: the state of each quota, as its people told it some days before the check."""
    parti = per_parte(obiettivo)
    quando = il - QUATTRO_GIORNI
    Monitoraggio.objects.bulk_create(
        Monitoraggio(
            obiettivo=obiettivo, parte=parti[s.direzione], riferito_al=s.riferito_al, avanzamento=s.avanzamento,
            scostamenti=s.scostamenti, previsione=s.previsione, correttivi=s.correttivi, verifica=s.verifica,
            compilato_da=chi(parti[s.direzione], quando), compilato_il=quando,
        )
        for s in t.storia.situazioni
    )  # fmt: skip


def rendiconta(obiettivo: Obiettivo, t: Traguardo, il: datetime, chi: Compilatore) -> None:
    """Art. 18: the actual value of each indicator, the report of each quota, the percentage that the values propose."""
    parti = per_parte(obiettivo)
    metri = {(m.direzione, m.titolo): m for m in t.indicatori}
    Rilevazione.objects.bulk_create(
        _rilevazione(i.pk, metri[i.parte.direzione.codice if i.parte else "", i.titolo])
        for i in obiettivo.indicatori.select_related("parte__direzione")
    )
    quando = il - UN_ORA
    Consuntivo.objects.bulk_create(
        Consuntivo(
            obiettivo=obiettivo, parte=parti[e.direzione], risultato=e.risultato, relazione=e.relazione, scostamenti=e.scostamenti,
            compilato_da=chi(parti[e.direzione], quando), compilato_il=quando,
            proposto=proposta_di(obiettivo, parti[e.direzione]).percentuale,
        )
        for e in t.storia.esiti
    )  # fmt: skip


def _rilevazione(indicatore: int, m: Metro) -> Rilevazione:
    fatto = m.fatto if m.misura != "data" or m.valore_data is None else True
    return Rilevazione(indicatore_id=indicatore, valore=m.valore, valore_data=m.valore_data, fatto=fatto)


def misura(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente) -> None:
    """The controllo di gestione confirms the proposed percentage, or corrects it and says why."""
    for consuntivo, esito in _consuntivi(obiettivo, t):
        misurato = consuntivo.proposto if esito.misurato is None else esito.misurato
        consuntivo.misurato, consuntivo.misurato_da, consuntivo.misurato_il = misurato, utente, il
        consuntivo.motivo_misura = esito.motivo_misura if _diversi(misurato, consuntivo.proposto) else ""
        consuntivo.save()


def decidi(obiettivo: Obiettivo, t: Traguardo, il: datetime, utente: Utente) -> None:
    """Whoever evaluates decides the percentage; where it is not the measured one, says why."""
    for consuntivo, esito in _consuntivi(obiettivo, t):
        consuntivo.valutato, consuntivo.valutato_da, consuntivo.valutato_il = esito.valutato, utente, il
        consuntivo.motivo_valutazione = esito.motivo_valutazione if _diversi(esito.valutato, consuntivo.misurato) else ""
        consuntivo.save()


def _consuntivi(obiettivo: Obiettivo, t: Traguardo) -> list[tuple[Consuntivo, Esito]]:
    esiti = {e.direzione: e for e in t.storia.esiti}
    righe = obiettivo.consuntivi.select_related("parte__direzione")
    return [(c, esiti[c.parte.direzione.codice if c.parte else ""]) for c in righe]


def _diversi(uno: Decimal | None, due: Decimal | None) -> bool:
    return uno is not None and uno != due


def per_parte(obiettivo: Obiettivo) -> dict[str, Parte | None]:
    """By Direzione code; the whole objective under the empty one."""
    return {"": None} | {p.direzione.codice: p for p in obiettivo.parti.select_related("direzione")}
