"""Artt. 17 and 18: how an objective went, quota by quota: situations, report, evidence, and the three figures beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import rules
from django.db.models import Prefetch, prefetch_related_objects

from smvp.nucleo.formati import data
from smvp.organizzazione.letture import nome_di
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, persona_di
from smvp.regolamento.modello import Regolamento

from ... import calcolo
from ...models import Allegato, Assegnazione, Consuntivo, Indicatore, Misura, Monitoraggio, Obiettivo, Parte, Rilevazione
from ...stati import AL_VALUTATORE, ASSEGNATA, MISURATA, MONITORATA, RENDICONTATA, VALUTATA
from .pagina import RigaIndicatore, quote_di, valore_scritto
from .proposte import proposta_di

INTERO = 0
"""The key of the quota that is the whole objective; of a part it is its own."""
DA_RENDICONTARE = (ASSEGNATA, MONITORATA)
RENDICONTATI = frozenset({RENDICONTATA, MISURATA, AL_VALUTATORE, VALUTATA})
MISURATI = frozenset({MISURATA, AL_VALUTATORE, VALUTATA})


@dataclass(frozen=True, slots=True)
class Rilevata:
    """An indicator, what was expected of it and what was reached, in words; ``propria``: it belongs to this quota alone."""

    riga: RigaIndicatore
    raggiunto: str
    nota: str
    soddisfatto: bool | None
    propria: bool

    @property
    def indicatore(self) -> Indicatore:
        return self.riga.indicatore


@dataclass(frozen=True, slots=True)
class Figura:
    """One of the three figures: in percent, None while there is none; its points, who gave it, when, why it is another one."""

    nome: str
    percentuale: Decimal | None
    punti: int | None
    silente: str | None
    chi: str = ""
    quando: datetime | None = None
    motivo: str = ""


@dataclass(frozen=True, slots=True)
class QuotaEsito:
    """What is reported and scored by itself. ``situazione`` waits for its check, ``verificate`` have had it (the latest first)."""

    parte: Parte | None
    nome: str
    consuntivo: Consuntivo | None
    rilevate: list[Rilevata]
    proposta: calcolo.Proposta
    figure: tuple[Figura, Figura, Figura]
    situazione: Monitoraggio | None
    verificate: list[Monitoraggio]
    allegati: list[Allegato]

    @property
    def chiave(self) -> int:
        return self.parte.pk if self.parte else INTERO

    @property
    def silenzi(self) -> list[tuple[str, str]]:
        """Which figures fall where the regulation is silent, and what it means; the same percentage is said once."""
        detti: dict[str, str] = {}
        for f in self.figure:
            if f.silente and f.silente not in detti.values():
                detti[f.nome] = f.silente
        return list(detti.items())

    @property
    def rendicontata(self) -> bool:
        c = self.consuntivo
        return bool(c and (c.risultato or c.relazione or c.scostamenti)) or any(r.raggiunto for r in self.rilevate)


@dataclass(frozen=True, slots=True)
class Esiti:
    """All of it. ``complessive``: the same three figures of a collective objective as a whole (reading A7), empty for others."""

    obiettivo: Obiettivo
    quote: list[QuotaEsito]
    complessive: tuple[Fraction | None, ...]
    vede_rendicontazione: bool

    @property
    def ha_situazioni(self) -> bool:
        return any(q.situazione or q.verificate for q in self.quote)

    @property
    def ha_allegati(self) -> bool:
        return self.vede_rendicontazione and any(q.allegati for q in self.quote)

    @property
    def ha_cifre(self) -> bool:
        return self.vede_rendicontazione and any(f.percentuale is not None for q in self.quote for f in q.figure)

    @property
    def ha_rendiconto(self) -> bool:
        return self.vede_rendicontazione and any(q.rendicontata for q in self.quote)


def esiti_di(obiettivo: Obiettivo, utente: Utente, giorno: date) -> Esiti:
    """How the objective went, as far as the user may see it: a report, a measure or a mark that is still being written is of who writes
    it. In a fixed number of queries."""
    _leggi(obiettivo)
    parti: list[Parte | None] = list(obiettivo.parti.all()) if obiettivo.collettivo else [None]
    attesi = {r.indicatore.pk: r for q in quote_di(obiettivo) for r in q.indicatori}
    vede = _Visibile(obiettivo, utente, giorno)
    quote = [_quota(obiettivo, parte, attesi, vede) for parte in parti]
    complessive: tuple[Fraction | None, ...] = ()
    if obiettivo.collettivo:
        complessive = tuple(
            calcolo.raggiungimento_complessivo((q.parte.apporto, q.figure[n].percentuale) for q in quote if q.parte) for n in range(3)
        )
    return Esiti(obiettivo, quote, complessive, vede.rendicontazione)


def contesto_di_esiti(obiettivo: Obiettivo, utente: Utente, giorno: date) -> dict[str, Any]:
    """For the page of a sheet: the cards of how it went and of the attachments; nothing before the assignment."""
    if obiettivo.stato not in (*DA_RENDICONTARE, *RENDICONTATI):
        return {}
    return {"esiti": esiti_di(obiettivo, utente, giorno)}


class _Visibile:
    """What of the outcome a user may see now."""

    def __init__(self, obiettivo: Obiettivo, utente: Utente, giorno: date) -> None:
        stato = obiettivo.stato
        partecipa = rules.has_perm("obiettivi.proporre", utente, obiettivo) or rules.has_perm("obiettivi.accettare", utente, obiettivo)
        self.rendicontazione = (
            stato in RENDICONTATI or partecipa or bool(quote_scrivibili("obiettivi.rendicontare", utente, obiettivo, giorno))
        )
        self.misura = stato in MISURATI or rules.has_perm("obiettivi.scrivere_misura", utente, obiettivo)
        self.valutazione = stato == VALUTATA or rules.has_perm("obiettivi.scrivere_valutazione", utente, obiettivo)


def vede_rendicontazione(obiettivo: Obiettivo, utente: Utente, giorno: date) -> bool:
    """Whether the user may read the report and its evidence: everybody who sees the objective, once it is transmitted."""
    return _Visibile(obiettivo, utente, giorno).rendicontazione


def quote_scrivibili(permesso: str, utente: Utente, obiettivo: Obiettivo, giorno: date) -> set[int]:
    """The keys of the quotas on which the user holds a permission: as ``puo_sulla_quota`` on each, in one query however many they are."""
    parti = list(obiettivo.parti.all()) if obiettivo.collettivo else []
    if rules.has_perm(permesso, utente, obiettivo):
        return {p.pk for p in parti} if parti else {INTERO}
    persona = persona_di(utente)
    if persona is None or not parti or not rules.has_perm(f"{permesso}_parte", utente, obiettivo):
        return set()
    guida = direzioni_di(persona, [Ruolo.DIRIGENTE], giorno)
    return {p.pk for p in parti if p.direzione_id in guida}


def _leggi(obiettivo: Obiettivo) -> None:
    firmate = {
        "consuntivi": Consuntivo.objects.select_related("compilato_da__persona", "misurato_da__persona", "valutato_da__persona"),
        "monitoraggi": Monitoraggio.objects.select_related("compilato_da__persona", "verificato_da__persona"),
        "allegati": Allegato.objects.select_related("caricato_da__persona"),
    }
    righe = [Prefetch(nome, queryset=righe) for nome, righe in firmate.items()]
    prefetch_related_objects([obiettivo], "parti__direzione", "indicatori", *righe)
    rilevate = {r.indicatore_id: r for r in Rilevazione.objects.filter(indicatore__obiettivo=obiettivo)}
    for i in obiettivo.indicatori.all():
        Indicatore.rilevazione.related.set_cached_value(i, rilevate.get(i.pk))


def _quota(obiettivo: Obiettivo, parte: Parte | None, attesi: dict[int, RigaIndicatore], vede: _Visibile) -> QuotaEsito:
    chiave = parte.pk if parte else None
    proposta = proposta_di(obiettivo, parte)
    consuntivo = next((c for c in obiettivo.consuntivi.all() if c.parte_id == chiave), None)
    monitoraggi = [m for m in obiettivo.monitoraggi.all() if m.parte_id == chiave]
    return QuotaEsito(
        parte, str(parte.direzione) if parte else "Obiettivo", consuntivo, _rilevate(obiettivo, parte, attesi, proposta), proposta,
        _figure(obiettivo, consuntivo, proposta, vede),
        next((m for m in reversed(monitoraggi) if m.verificato_il is None), None),
        [m for m in reversed(monitoraggi) if m.verificato_il],
        [a for a in obiettivo.allegati.all() if a.parte_id == chiave],
    )  # fmt: skip


def _rilevate(obiettivo: Obiettivo, parte: Parte | None, attesi: dict[int, RigaIndicatore], proposta: calcolo.Proposta) -> list[Rilevata]:
    chiave = parte.pk if parte else None
    soddisfatti = {e.lettera: e.soddisfatto for e in proposta.esiti}
    suoi = [i for i in obiettivo.indicatori.all() if i.parte_id in (None, chiave)]
    return [Rilevata(attesi[i.pk], raggiunto(i), _nota(i), soddisfatti.get(i.lettera), i.parte_id == chiave) for i in suoi]


def _nota(i: Indicatore) -> str:
    r = _rilevazione(i)
    return r.nota if r else ""


def _rilevazione(i: Indicatore) -> Rilevazione | None:
    return getattr(i, "rilevazione", None)


def raggiunto(i: Indicatore) -> str:
    """The actual value of an indicator in words; empty if there is none."""
    r = _rilevazione(i)
    if r is None:
        return ""
    if i.misura == Misura.NUMERO:
        return valore_scritto(r.valore, i.unita)
    if r.valore_data:
        return data(r.valore_data)
    if r.fatto is None:
        return ""
    return ("fatto" if r.fatto else "non fatto") if i.misura == Misura.SI_NO else "non raggiunta"


def _figure(obiettivo: Obiettivo, c: Consuntivo | None, proposta: calcolo.Proposta, vede: _Visibile) -> tuple[Figura, Figura, Figura]:
    """Proposed (as frozen when the report was transmitted, as it stands now before), measured, decided."""
    reg = obiettivo.esercizio.reg
    c = c or Consuntivo(obiettivo=obiettivo)
    proposto = c.proposto if obiettivo.stato in RENDICONTATI else proposta.percentuale
    return (
        _figura("Proposta", proposto if vede.rendicontazione else None, reg, (c.compilato_da, c.compilato_il, "")),
        _figura("Misurata", c.misurato if vede.misura else None, reg, (c.misurato_da, c.misurato_il, c.motivo_misura)),
        _figura("Decisa", c.valutato if vede.valutazione else None, reg, (c.valutato_da, c.valutato_il, c.motivo_valutazione)),
    )


def _figura(nome: str, percentuale: Decimal | None, reg: Regolamento, firma: tuple[Utente | None, datetime | None, str]) -> Figura:
    if percentuale is None:
        return Figura(nome, None, None, None)
    chi, quando, motivo = firma
    return Figura(
        nome, percentuale, calcolo.punteggio(percentuale, reg), calcolo.zona_silente(percentuale, reg), nome_di(chi), quando, motivo
    )


def raggiungimenti_decisi(assegnazioni: Iterable[Assegnazione]) -> dict[int, Decimal]:
    """Art. 18: assignment → the percentage decided on its objective, or on the part that it answers for; only where it is evaluated."""
    chiavi: dict[tuple[int, int | None], list[int]] = {}
    for a in assegnazioni:
        chiavi.setdefault((a.obiettivo_id, a.parte_id), []).append(a.pk)
    righe = Consuntivo.objects.filter(obiettivo__in={o for o, _ in chiavi}, obiettivo__stato=VALUTATA, valutato__isnull=False)
    return {
        pk: valutato
        for obiettivo, parte, valutato in righe.order_by().values_list("obiettivo", "parte", "valutato")
        for pk in chiavi.get((obiettivo, parte), ())
    }
