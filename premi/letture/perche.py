"""Why an amount is what it is: the steps that lead to it, from the frozen figures of its run and the rules that it was made with."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, Sum

from premi.calcolo import ContoDirezione as Conto
from premi.calcolo.spiegazione import (
    spiega_direzione,
    spiega_importo,
    spiega_peso,
    spiega_premio,
    spiega_quota,
    spiega_servizio,
    spiega_ulteriore,
)
from premi.simulazione import calcola, leggi_fatti
from premi.simulazione.motore import EsitoIncarico
from smvp.regolamento.lettore import impronta
from smvp.regolamento.modello import Regolamento
from valutazioni.calcolo import Passo, spiega, spiega_fattori

from ..models import ContoDirezione, LineaPremio, LineaRisultato
from .corsa import regole_di
from .esportazione import SEGRETERIA_GENERALE

ZERO = Decimal("0.00")
# The figures of the score that whoever pays it knows.
SENZA_VOTI = frozenset({"p_finale", "fascia"})


@dataclass(frozen=True, slots=True)
class Perche:
    """The steps under their titles; ``regole_cambiate``: the text of the version is no longer the one that the run was made with."""

    sezioni: Sequence[tuple[str, Sequence[Passo]]]
    regole_cambiate: bool


def _perche(linea: LineaRisultato | LineaPremio, *sezioni: tuple[str, Sequence[Passo]]) -> Perche:
    corsa = linea.corsa
    return Perche([s for s in sezioni if s[1]], impronta(corsa.regolamento) != corsa.impronta_regolamento)


# --- result pay --------------------------------------------------------------------------------------------------------------------------


def perche_risultato(linea: LineaRisultato, *, con_i_voti: bool) -> Perche:
    """Art. 24: score, days, amount. Nothing for who is not evaluable: the reason stands in the line.

    ``con_i_voti``: also how marks and objectives lead to the score, for those who may read the sheet; the others know the score.
    """
    esito = _rifatto(linea)
    if esito is None:
        return _perche(linea)
    reg, i = regole_di(linea.corsa), esito.incarico
    punteggio = [*spiega_fattori(esito.punteggio, reg), *spiega(esito.punteggio, reg, assegnati=i.assegnati)]
    if not con_i_voti:
        punteggio = [p for p in punteggio if p.cifra in SENZA_VOTI]
    importo = spiega_importo(
        linea.importo, linea.retribuzione, esito.fascia.percentuale, esito.servizio, reg, ad_interim=linea.ad_interim,
        tempi_pagamento=i.tempi_pagamento,
    )  # fmt: skip
    servizio = spiega_servizio(esito.servizio, reg, limiti_eta=i.limiti_eta)
    return _perche(linea, ("Dal punteggio alla fascia", punteggio), ("Il servizio", servizio), ("L’importo", importo))


def _rifatto(linea: LineaRisultato) -> EsitoIncarico | None:
    """The entry of this line in the frozen facts of its run, computed again by itself; None if it is not among them."""
    fatti = json.loads(linea.corsa.fatti)
    sua = next((i for i in fatti["incarichi"] if _chiave(i) == _chiave_di(linea)), None)
    if sua is None:
        return None
    letti, reg = leggi_fatti(json.dumps(fatti | {"incarichi": [sua]}))
    return calcola(letti, reg).incarichi[0]


def _chiave(incarico: dict[str, Any]) -> tuple[object, ...]:
    return incarico["matricola"], incarico["direzione"], incarico["ad_interim"], incarico["periodi"][0]["dal"]


def _chiave_di(linea: LineaRisultato) -> tuple[object, ...]:
    direzione = linea.scheda.incarico.direzione
    return linea.matricola, direzione.codice if direzione else SEGRETERIA_GENERALE, linea.ad_interim, linea.dal.isoformat()


# --- productivity -------------------------------------------------------------------------------------------------------------------------


def perche_premio(linea: LineaPremio, altre: Sequence[LineaPremio]) -> Perche:
    """Art. 22: from the fund to the Direzione, from the Direzione to the person, point by point; then the extra premium out of the residue.

    ``altre``: the lines of the same person in the same run, this one too.
    """
    if linea.parametro is None or linea.tempo is None or linea.totale is None:
        return _perche(linea)
    corsa, reg = linea.corsa, regole_di(linea.corsa)
    giorni = corsa.esercizio.periodo.giorni
    conti = {k.direzione_id: k for k in corsa.conti.select_related("direzione")}
    conto = conti[linea.direzione_id]
    # By days and not by fractions of the year: the same proportions, in figures that end.
    pesi = {pk: Fraction(k.peso) * giorni for pk, k in conti.items()}
    suo, in_tutto = pesi[linea.direzione_id], sum(pesi.values(), Fraction(0))
    della_direzione = Conto(conto.direzione.codice, conto.fondo, conto.distribuito, conto.fondo - conto.distribuito)
    codice, peso = conto.direzione.codice, Fraction(linea.parametro) * Fraction(linea.tempo) * linea.giorni
    premio: list[Passo] = [
        spiega_peso(linea.categoria, linea.parametro, linea.tempo, linea.giorni, reg),
        *spiega_quota(codice, linea.quota, peso, conto.fondo, suo, linea.premio, linea.totale, reg),
    ]
    if len(altre) > 1:
        premi = [x.premio for x in altre]
        premio.append(spiega_premio(premi, sum(premi, ZERO), reg))
    return _perche(
        linea,
        ("La parte della Direzione", spiega_direzione(della_direzione, corsa.stanziato or ZERO, suo, in_tutto, reg)[:1]),
        ("Il premio", premio),
        ("Il premio ulteriore", _ulteriore(linea, conto, reg)),
    )


def _ulteriore(linea: LineaPremio, conto: ContoDirezione, reg: Regolamento) -> Sequence[Passo]:
    """Nothing where the year has no criteria on the residues."""
    criterio = linea.corsa.criterio
    if criterio is None or linea.totale is None:
        return ()
    eccellenti = linea.corsa.linee_premio.filter(direzione=linea.direzione_id, totale__gte=criterio.soglia, premio__gt=0).order_by()
    al_tetto = Q(ulteriore=criterio.tetto)
    somme = eccellenti.aggregate(al_tetto=Count("pk", filter=al_tetto), premi=Sum("premio", filter=~al_tetto))
    return spiega_ulteriore(
        linea.ulteriore, linea.premio, linea.totale, reg, residuo=conto.fondo - conto.distribuito, al_tetto=somme["al_tetto"],
        premi_in_gioco=somme["premi"] or ZERO, soglia=criterio.soglia, tetto=criterio.tetto,
    )  # fmt: skip
