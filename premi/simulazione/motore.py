"""From sound facts to results, with the arithmetic of the application and nothing else."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from premi.calcolo import (
    ContoDirezione,
    Eccellenze,
    Efficienza,
    Graduatoria,
    InGraduatoria,
    Monte,
    Presenza,
    Riparto,
    candidati_al_bonus,
    conto_direzioni,
    conto_monte,
    forma_graduatoria,
    importo_risultato,
    premio_di_efficienza,
    premio_di_produttivita,
    riparti_fondo,
)
from premi.simulazione.modello import Dipendente, Fatti, Incarico, Progressione
from smvp.nucleo.periodi import Periodo, anno_intero
from smvp.regolamento.modello import Fascia, Regolamento
from valutazioni.calcolo import (
    PunteggioIncarico,
    PunteggioPersonale,
    Servizio,
    calcola_incarico,
    calcola_personale,
    giorni_e_valutabilita,
)

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class EsitoIncarico:
    """An appointment scored: band and pay too. ``p_finale`` and ``fascia`` are those of ``punteggio``, certain here."""

    incarico: Incarico
    punteggio: PunteggioIncarico
    p_finale: Decimal
    fascia: Fascia
    servizio: Servizio
    importo: Decimal


@dataclass(frozen=True, slots=True)
class Quota:
    """The theoretical share of a person in one Direzione and the premium earned on it."""

    direzione: str
    quota: Decimal
    premio: Decimal


@dataclass(frozen=True, slots=True)
class EsitoDipendente:
    """A member of staff scored: total and, with a fund, the shares by Direzione and the premium."""

    dipendente: Dipendente
    punteggio: PunteggioPersonale
    totale: Decimal
    quote: tuple[Quota, ...]

    @property
    def matricola(self) -> str:
        return self.dipendente.matricola

    @property
    def premio(self) -> Decimal:
        """The sum of the rounded premiums."""
        return sum((quota.premio for quota in self.quote), ZERO)


@dataclass(frozen=True, slots=True)
class Risultati:
    """Everything that follows from the facts; None is what they did not ask for."""

    incarichi: tuple[EsitoIncarico, ...]
    monte_risultato: Monte | None
    dipendenti: tuple[EsitoDipendente, ...]
    riparto: Riparto | None
    direzioni: tuple[ContoDirezione, ...] | None
    eccellenze: Eccellenze
    efficienza: Efficienza | None
    progressioni: tuple[tuple[Progressione, Graduatoria], ...] | None


def calcola(fatti: Fatti, reg: Regolamento) -> Risultati:
    """All the results of sound facts."""
    incarichi = tuple(_incarico(incarico, fatti.esercizio, reg) for incarico in fatti.incarichi)
    riparto = None if fatti.fondo_produttivita is None else _riparto(fatti, fatti.fondo_produttivita)
    dipendenti = _dipendenti(fatti, riparto, reg)
    return Risultati(
        incarichi=incarichi,
        monte_risultato=None if fatti.monte_risultato is None else conto_monte(fatti.monte_risultato, (e.importo for e in incarichi)),
        dipendenti=dipendenti,
        riparto=riparto,
        direzioni=None if riparto is None else conto_direzioni(riparto, ((q.direzione, q.premio) for d in dipendenti for q in d.quote)),
        eccellenze=candidati_al_bonus(map(in_graduatoria, incarichi), ((d.matricola, d.totale) for d in dipendenti), reg),
        efficienza=None if fatti.risparmi is None else premio_di_efficienza(fatti.risparmi, reg),
        progressioni=None
        if fatti.progressioni is None
        else tuple((p, forma_graduatoria(p.candidati, p.posti, p.decorrenza, reg)) for p in fatti.progressioni),
    )


def _incarico(incarico: Incarico, esercizio: int, reg: Regolamento) -> EsitoIncarico:
    """Artt. 16, 20, 24: score, service and pay of one appointment."""
    punteggio = calcola_incarico(incarico.obiettivi, incarico.comportamenti, incarico.ruolo, reg, assegnati=incarico.assegnati)
    if punteggio.p_finale is None or punteggio.fascia is None:
        raise ValueError(f"Fatti incompleti per l’incarico {incarico.matricola}: {punteggio.mancanti}")
    servizio = giorni_e_valutabilita(
        incarico.periodi,
        esercizio,
        reg,
        ruolo=incarico.ruolo,
        ad_interim=incarico.ad_interim,
        limiti_eta=incarico.limiti_eta,
        assegnati=incarico.assegnati,
    )
    importo = importo_risultato(
        incarico.retribuzione,
        punteggio.fascia.percentuale,
        servizio.giorni,
        servizio.giorni_anno,
        reg,
        ad_interim=incarico.ad_interim,
        tempi_pagamento=incarico.tempi_pagamento,
        valutabile=servizio.valutabile,
    )
    return EsitoIncarico(incarico, punteggio, punteggio.p_finale, punteggio.fascia, servizio, importo)


def in_graduatoria(esito: EsitoIncarico) -> InGraduatoria:
    """What the rankings of excellence look at."""
    incarico = esito.incarico
    return InGraduatoria(incarico.matricola, incarico.ruolo, incarico.ad_interim, esito.servizio.valutabile, esito.p_finale, esito.fascia)


def _riparto(fatti: Fatti, fondo: Decimal) -> Riparto:
    """Art. 22: the fund split among Direzioni and people by the days they served."""
    anno = anno_intero(fatti.esercizio)
    presenze = [
        Presenza(d.matricola, direzione, fatti.parametri_categoria[d.categoria], d.tempo, giorni)
        for d in fatti.dipendenti
        for direzione, giorni in giorni_per_direzione(d, anno).items()
    ]
    return riparti_fondo(fondo, presenze, anno.giorni)


def giorni_per_direzione(dipendente: Dipendente, anno: Periodo) -> Mapping[str, int]:
    """The days of the exercise in each Direzione; periods of one person never overlap."""
    giorni: dict[str, int] = defaultdict(int)
    for direzione, periodo in dipendente.periodi:
        ritaglio = periodo.ritaglia(anno)
        if ritaglio is not None:
            giorni[direzione] += ritaglio.giorni
    return giorni


def _dipendenti(fatti: Fatti, riparto: Riparto | None, reg: Regolamento) -> tuple[EsitoDipendente, ...]:
    """Art. 22: every member of staff, in the order of the facts."""
    quote: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for direzione, spettanti in (riparto.quote if riparto else {}).items():
        for matricola, quota in spettanti.items():
            quote[matricola].append((direzione, quota))
    return tuple(_dipendente(d, quote.get(d.matricola, []), reg) for d in fatti.dipendenti)


def _dipendente(dipendente: Dipendente, quote: list[tuple[str, Decimal]], reg: Regolamento) -> EsitoDipendente:
    """Art. 22, All. D: score and premiums of one person; ``quote`` come by Direzione code."""
    punteggio = calcola_personale(
        dipendente.struttura, dipendente.specifici, dipendente.comportamenti, reg, esonero=dipendente.specifici is None
    )
    totale = punteggio.totale
    if totale is None:
        raise ValueError(f"Fatti incompleti per il dipendente {dipendente.matricola}: {punteggio.mancanti}")
    premi = tuple(Quota(direzione, quota, premio_di_produttivita(quota, totale, reg)) for direzione, quota in quote)
    return EsitoDipendente(dipendente, punteggio, totale, premi)
