"""The lines of a run, as the engine of ``simula`` gives them: written once, never changed (artt. 22 and 24)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from premi.calcolo import premi_ulteriori
from premi.simulazione import Fatti, Risultati, calcola, leggi_fatti
from premi.simulazione.motore import EsitoDipendente, EsitoIncarico, giorni_per_direzione
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import esatto
from smvp.nucleo.periodi import anno_intero
from smvp.organizzazione.models import Direzione, Persona
from valutazioni.letture.cammino import motivi_di
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE, NON_VALUTABILE

from ..letture.corse import FattiDellaCorsa
from ..letture.esportazione import discordanza_incarico, discordanza_totale
from ..letture.risultato import perche_non_spetta
from ..models import ContoDirezione, Corsa, Destinazione, LineaPremio, LineaRisultato

LOTTO = 1000
ZERO = Decimal("0.00")
MOTIVO_MASSIMO = 300
NON_DICHIARATO = "Non valutabile"


def scrivi_linee(corsa: Corsa, fatti: FattiDellaCorsa) -> None:
    """Compute the frozen facts and write all the lines; the run's totals are set on it, and left to the caller to save.

    Raises FattiNonValidi for unsound facts, DatiNonValidi for a signed figure that its marks do not give.
    """
    letti, reg = leggi_fatti(fatti.testo)
    risultati = calcola(letti, reg)
    if corsa.di_risultato:
        _di_risultato(corsa, fatti.schede, risultati)
    else:
        _di_produttivita(corsa, letti, risultati)


# --- result pay ---


def _di_risultato(corsa: Corsa, schede: Iterable[Scheda], risultati: Risultati) -> None:
    tutte = list(schede)
    firmate = [s for s in tutte if s.stato in FIRMATE]
    altre = [s for s in tutte if s.stato == NON_VALUTABILE]
    coppie = list(zip(firmate, risultati.incarichi, strict=True))
    discordi = [f"{s}: {problema}." for s, e in coppie if (problema := discordanza_incarico(s, e))]
    if discordi:
        raise DatiNonValidi("\n".join(discordi))
    motivi = motivi_di(altre, "dichiara_non_valutabile")
    linee = [_valutato(corsa, s, e) for s, e in coppie] + [_non_valutabile(corsa, s, motivi.get(s.pk, "")) for s in altre]
    LineaRisultato.objects.bulk_create(linee, batch_size=LOTTO)
    corsa.stanziato = None if risultati.monte_risultato is None else risultati.monte_risultato.stanziato
    corsa.distribuito = sum((x.importo for x in linee), ZERO)


def _testa(corsa: Corsa, scheda: Scheda) -> LineaRisultato:
    """What a line says of the appointment, whatever came of it."""
    i = scheda.incarico
    firmata = scheda.stato in FIRMATE
    return LineaRisultato(
        corsa=corsa, scheda=scheda, persona=i.persona, matricola=i.persona.matricola, nominativo=_nominativo(i.persona),
        destinazione=Destinazione.PO if scheda.di_po else Destinazione.DIRIGENTI, incarico=i.titolo_ruolo, struttura=str(i.direzione or ""),
        ad_interim=i.ad_interim, dal=scheda.dal if firmata and scheda.dal else i.dal, al=scheda.al if firmata else i.al,
        giorni_anno=corsa.esercizio.periodo.giorni, importo=ZERO,
        retribuzione=i.retribuzione_risultato if scheda.retribuzione is None else scheda.retribuzione,
    )  # fmt: skip


def _valutato(corsa: Corsa, scheda: Scheda, esito: EsitoIncarico) -> LineaRisultato:
    linea = _testa(corsa, scheda)
    linea.p_a, linea.p_b, linea.p_finale = esito.punteggio.p_a, esito.punteggio.p_b, esito.p_finale
    linea.fascia, linea.percentuale = esito.fascia.numero, esito.fascia.percentuale
    linea.giorni, linea.importo = esito.servizio.giorni, esito.importo
    linea.tempi_pagamento = esito.incarico.tempi_pagamento or ""
    linea.motivo = perche_non_spetta(esito.servizio.motivo, corsa.esercizio.reg)
    return linea


def _non_valutabile(corsa: Corsa, scheda: Scheda, motivo: str) -> LineaRisultato:
    linea = _testa(corsa, scheda)
    linea.motivo = (f"{NON_DICHIARATO}: {motivo}" if motivo else NON_DICHIARATO)[:MOTIVO_MASSIMO]
    return linea


# --- productivity ---


def _di_produttivita(corsa: Corsa, fatti: Fatti, risultati: Risultati) -> None:
    schede = _schede(corsa)
    discordi = [
        f"{schede[e.matricola]}: {problema}."
        for e in risultati.dipendenti
        if (problema := discordanza_totale(schede[e.matricola].totale, e.totale))
    ]
    if discordi:
        raise DatiNonValidi("\n".join(discordi))
    direzioni = {d.codice: d for d in Direzione.objects.filter(padre=None)}
    linee = [x for e in risultati.dipendenti for x in _premi(corsa, schede[e.matricola], e, fatti, direzioni)]
    linee += [_senza_premio(corsa, s) for s in schede.values() if s.stato == NON_VALUTABILE]
    _ulteriori(corsa, linee, risultati)
    LineaPremio.objects.bulk_create(linee, batch_size=LOTTO)
    _conti(corsa, linee, risultati, direzioni)
    corsa.stanziato = fatti.fondo_produttivita
    corsa.distribuito = sum((x.importo for x in linee), ZERO)


def _schede(corsa: Corsa) -> dict[str, SchedaPersonale]:
    """The finished sheets of the exercise by matricola."""
    finite = SchedaPersonale.objects.filter(esercizio=corsa.esercizio, stato__in=(*FIRMATE, NON_VALUTABILE))
    return {s.persona.matricola: s for s in finite.select_related("persona", "direzione__padre__padre")}


def _premi(
    corsa: Corsa, scheda: SchedaPersonale, esito: EsitoDipendente, fatti: Fatti, direzioni: Mapping[str, Direzione]
) -> Iterable[LineaPremio]:
    """One line a Direzione in which the person has a share; one at zero for whoever has none."""
    d = esito.dipendente
    giorni = giorni_per_direzione(d, anno_intero(fatti.esercizio))
    for q in esito.quote:
        linea = _linea(corsa, scheda, direzioni[q.direzione])
        linea.categoria, linea.parametro, linea.tempo = d.categoria, fatti.parametri_categoria[d.categoria], d.tempo
        linea.giorni, linea.totale, linea.quota, linea.premio = giorni[q.direzione], esito.totale, q.quota, q.premio
        if not q.premio:
            linea.motivo = f"Punteggio sotto la soglia del premio ({esatto(corsa.esercizio.reg.soglie.premio.valore)})."
        yield linea
    if not esito.quote:
        linea = _linea(corsa, scheda, scheda.direzione.apice)
        linea.totale, linea.motivo = esito.totale, "Nessun giorno di servizio come dipendente nell’esercizio."
        yield linea


def _senza_premio(corsa: Corsa, scheda: SchedaPersonale) -> LineaPremio:
    linea = _linea(corsa, scheda, scheda.direzione.apice)
    linea.motivo = NON_DICHIARATO
    return linea


def _linea(corsa: Corsa, scheda: SchedaPersonale, direzione: Direzione) -> LineaPremio:
    return LineaPremio(
        corsa=corsa, scheda=scheda, persona=scheda.persona, matricola=scheda.persona.matricola, nominativo=_nominativo(scheda.persona),
        direzione=direzione, categoria=scheda.categoria, quota=ZERO, premio=ZERO, ulteriore=ZERO,
    )  # fmt: skip


def _ulteriori(corsa: Corsa, linee: Iterable[LineaPremio], risultati: Risultati) -> None:
    """Art. 22: the residue of each Direzione to its own excellent performances, by the criteria of the year."""
    criterio = corsa.criterio
    if criterio is None:
        return
    eccellenti: dict[str, dict[str, LineaPremio]] = defaultdict(dict)
    for linea in linee:
        if linea.premio and linea.totale is not None and linea.totale >= criterio.soglia:
            eccellenti[linea.direzione.codice][linea.matricola] = linea
    for conto in risultati.direzioni or ():
        sue = eccellenti.get(conto.direzione, {})
        for matricola, euro in premi_ulteriori(conto.residuo, {m: x.premio for m, x in sue.items()}, criterio.tetto).items():
            sue[matricola].ulteriore = euro


def _conti(corsa: Corsa, linee: Iterable[LineaPremio], risultati: Risultati, direzioni: Mapping[str, Direzione]) -> None:
    ulteriori: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for linea in linee:
        ulteriori[linea.direzione.codice] += linea.ulteriore
    pesi = risultati.riparto.pesi if risultati.riparto else {}
    ContoDirezione.objects.bulk_create(
        ContoDirezione(
            corsa=corsa, direzione=direzioni[c.direzione], peso=str(pesi[c.direzione]), fondo=c.fondo, distribuito=c.distribuito,
            ulteriore=ulteriori[c.direzione],
        )
        for c in risultati.direzioni or ()
    )  # fmt: skip


def _nominativo(persona: Persona) -> str:
    return f"{persona.cognome} {persona.nome}"
