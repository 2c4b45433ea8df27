"""What each person gets under some rules, and the difference that other rules make. Pure: figures of the engine, put side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from typing import Any

from premi.simulazione.modello import Fatti
from premi.simulazione.motore import Risultati, giorni_per_direzione
from smvp.nucleo.periodi import anno_intero

DIRIGENTI, PO = "dirigenti", "po"
ZERO = Decimal("0.00")
DI_LEGGE = "segretario_generale"


@dataclass(frozen=True, slots=True)
class Esito:
    """What an entry of the facts gets in one Direzione. ``insieme``: dirigenti, po, or the category; ``voce``: the entry ("i3", "d17")."""

    voce: str
    matricola: str
    insieme: str
    direzione: str
    importo: str
    punti: str
    fascia: int | None = None


@dataclass(frozen=True, slots=True)
class Esiti:
    """All of them, and the sums: set aside, paid and left of each amount; the places of the bonus, what savings give."""

    righe: tuple[Esito, ...]
    somme: Mapping[str, str]

    def in_dati(self) -> dict[str, Any]:
        return {"righe": [astuple(r) for r in self.righe], "somme": dict(self.somme)}

    @classmethod
    def da(cls, dati: Mapping[str, Any]) -> "Esiti":
        return cls(tuple(Esito(*riga) for riga in dati["righe"]), dati["somme"])


def esiti(fatti: Fatti, r: Risultati) -> Esiti:
    """The results of the engine, person by person. Who is paid by law (art. 24) is not here: nothing changes for them."""
    righe = [
        Esito(f"i{n}", e.incarico.matricola, PO if e.incarico.ruolo == PO else DIRIGENTI, e.incarico.direzione, str(e.importo),
              str(e.p_finale), e.fascia.numero if e.servizio.valutabile else None)
        for n, e in enumerate(r.incarichi)
        if e.servizio.motivo != DI_LEGGE
    ]  # fmt: skip
    anno = anno_intero(fatti.esercizio)
    for n, d in enumerate(r.dipendenti):
        premi = {q.direzione: q.premio for q in d.quote}
        for direzione in giorni_per_direzione(d.dipendente, anno) or ("",):
            importo = premi.get(direzione, ZERO)
            righe.append(Esito(f"d{n}", d.matricola, d.dipendente.categoria, direzione, str(importo), str(d.totale)))
    return Esiti(tuple(righe), _somme(r))


def _somme(r: Risultati) -> dict[str, str]:
    somme: dict[str, Any] = {"posti_eccellenza": r.eccellenze.posti_massimi, "candidati_eccellenza": len(r.eccellenze.candidati)}
    somme["pagato_risultato"] = sum((e.importo for e in r.incarichi), ZERO)
    if r.monte_risultato is not None:
        somme |= {"stanziato_risultato": r.monte_risultato.stanziato, "resta_risultato": r.monte_risultato.economie}
    if r.riparto is not None and r.direzioni is not None:
        pagato = sum((c.distribuito for c in r.direzioni), ZERO)
        stanziato = sum((c.fondo for c in r.direzioni), ZERO)
        somme |= {"stanziato_produttivita": stanziato, "pagato_produttivita": pagato, "resta_produttivita": stanziato - pagato}
    if r.efficienza is not None:
        somme |= {"premio_efficienza": r.efficienza.quota}
    return {k: str(v) for k, v in somme.items()}


@dataclass(frozen=True, slots=True)
class Cambio:
    """One entry in one Direzione before and after."""

    matricola: str
    insieme: str
    direzione: str
    prima: Decimal
    dopo: Decimal
    punti_prima: Decimal
    punti_dopo: Decimal
    fascia_prima: int | None
    fascia_dopo: int | None

    @property
    def differenza(self) -> Decimal:
        return self.dopo - self.prima


def cambi(prima: Sequence[Esito], dopo: Sequence[Esito]) -> list[Cambio]:
    """The same entries under two sets of rules, in the order of the facts."""
    allora = {(e.voce, e.direzione): e for e in prima}
    return [
        Cambio(d.matricola, d.insieme, d.direzione, Decimal(p.importo), Decimal(d.importo), Decimal(p.punti), Decimal(d.punti),
               p.fascia, d.fascia)
        for d in dopo
        if (p := allora.get((d.voce, d.direzione)))
    ]  # fmt: skip
