"""Why a candidate stands where they do: from the frozen line and the rules that the ranking was made with."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from premi.calcolo import Candidatura, Condizione, RigaGraduatoria
from premi.calcolo.spiegazione import spiega_posizione
from smvp.regolamento.lettore import carica, impronta
from smvp.regolamento.modello import Maturazione, Requisito
from valutazioni.calcolo import Passo

from ...models import CandidatoProgressione


@dataclass(frozen=True, slots=True)
class PassoCongelato:
    """A condition as it was said when the ranking was formed; drawn like any other step."""

    soddisfatta: bool
    testo: str
    formula: str
    articoli: Sequence[str]
    nomi_letture: Sequence[str]
    silente: bool

    @classmethod
    def di(cls, c: Condizione) -> "PassoCongelato":
        """A condition as it is told now."""
        p = c.passo
        return cls(c.soddisfatta, p.testo, p.formula, p.articoli, p.nomi_letture, p.silente)

    @classmethod
    def leggi(cls, dati: dict[str, Any]) -> "PassoCongelato":
        return cls(dati["soddisfatta"], dati["testo"], dati["formula"], dati["articoli"], dati["letture"], dati["silente"])


@dataclass(frozen=True, slots=True)
class PercheCandidato:
    """All that a candidate may ask: the conditions, the totals, the growth with its reason, the steps that lead to the place."""

    condizioni: Sequence[PassoCongelato]
    passi: Sequence[Passo]
    giudizio: Maturazione | None
    ricorrono: Sequence[Requisito]
    regole_cambiate: bool


def perche_candidato(candidato: CandidatoProgressione) -> PercheCandidato:
    """No query: the line says it all. ``candidato`` with its graduatoria."""
    reg = carica(candidato.graduatoria.regolamento)
    in_graduatoria = candidato.media is not None and candidato.posizione_dal is not None
    return PercheCandidato(
        condizioni=[PassoCongelato.leggi(c) for c in candidato.condizioni],
        passi=list(spiega_posizione(_riga(candidato), _candidatura(candidato), reg)) if in_graduatoria else (),
        giudizio=next((m for m in reg.progressioni.maturazione if m.punti == candidato.punti_maturazione), None),
        ricorrono=[c for c in reg.progressioni.condizioni if c.codice in candidato.condizioni_maturazione],
        regole_cambiate=impronta(candidato.graduatoria.regolamento) != candidato.graduatoria.impronta_regolamento,
    )


def _candidatura(c: CandidatoProgressione) -> Candidatura:
    assert c.posizione_dal is not None  # noqa: S101 (the caller has looked)
    return Candidatura(c.matricola, tuple(t.totale for t in c.totali_annui), c.posizione_dal, c.punti_maturazione or 0)


def _riga(c: CandidatoProgressione) -> RigaGraduatoria:
    return RigaGraduatoria(c.matricola, c.media or Decimal(0), c.punti_risultati or 0, c.punti_maturazione or 0, c.totale or 0, c.esito)
