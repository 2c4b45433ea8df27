"""What the examination of a sheet shows: requisites with argument and tick, signatures, interviews (artt. 7, 9, 13, 14)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import rules

from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.regolamento.modello import Requisito

from ...models import Accettazione, Assegnazione, Colloquio, Indicatore, Obiettivo, Riscontro, Versione
from .azioni import azioni_di
from .rilievi import contesto_di_rilievi
from .versioni import confronta, contesto_di_versioni


@dataclass(frozen=True, slots=True)
class Voce:
    """A requisite of the objective or of an indicator, with what has been said of it; ``nome`` is its name in a form."""

    requisito: Requisito
    indicatore: Indicatore | None
    riscontro: Riscontro | None

    @property
    def nome(self) -> str:
        return f"{self.indicatore.pk}-{self.requisito.codice}" if self.indicatore else self.requisito.codice

    @property
    def esito(self) -> str:
        return self.riscontro.esito if self.riscontro else ""

    @property
    def nota(self) -> str:
        return self.riscontro.nota if self.riscontro else ""

    @property
    def argomento(self) -> str:
        return self.riscontro.argomento if self.riscontro else ""


@dataclass(frozen=True, slots=True)
class Gruppo:
    """The requisites of the objective (``indicatore`` None) or of one indicator."""

    indicatore: Indicatore | None
    voci: list[Voce]

    @property
    def presenti(self) -> int:
        return sum(v.esito == Riscontro.Esito.SI for v in self.voci)

    @property
    def respinti(self) -> int:
        return sum(v.esito == Riscontro.Esito.NO for v in self.voci)

    @property
    def argomentati(self) -> int:
        return sum(bool(v.argomento.strip()) for v in self.voci)


def requisiti_di(obiettivo: Obiettivo) -> list[Gruppo]:
    """All that is ticked before a validation: first the objective's requisites, then each indicator's, part by part, in their order."""
    reg = obiettivo.esercizio.reg
    trovati = {(r.indicatore_id, r.codice): r for r in obiettivo.riscontri.all()}
    gruppi = [Gruppo(None, [Voce(q, None, trovati.get((None, q.codice))) for q in reg.requisiti_obiettivo])]
    posto = {p.pk: n for n, p in enumerate(obiettivo.parti.all(), 1)}
    for i in sorted(obiettivo.indicatori.all(), key=lambda i: posto.get(i.parte_id, 0)):
        gruppi.append(Gruppo(i, [Voce(q, i, trovati.get((i.pk, q.codice))) for q in reg.requisiti_indicatore]))
    return gruppi


@dataclass(frozen=True, slots=True)
class Firma:
    """Who must sign, and the signature once it is there."""

    assegnazione: Assegnazione
    accettazione: Accettazione | None


def firme_di(obiettivo: Obiettivo, utente: Utente, giorno: date, in_vigore: Versione | None = None) -> dict[str, Any]:
    """Art. 14: the text to sign (the last version, or the one in force), who has signed it, which parts of it are the user's."""
    ultima = in_vigore or obiettivo.versioni.select_related("creata_da__persona").last()
    if ultima is None:
        return {"versione": None, "firme": [], "testo": [], "mie_parti": set()}
    persona = persona_di(utente)
    date_ = {a.assegnazione_id: a for a in ultima.accettazioni.all()}
    return {
        "versione": ultima,
        "firme": [Firma(a, date_.get(a.pk)) for a in obiettivo.assegnazioni.all() if a.pk in date_ or a.firma(giorno)],
        "testo": confronta(ultima.contenuto, ultima.contenuto, obiettivo.esercizio.reg),
        "mie_parti": {
            a.parte.direzione.codice for a in obiettivo.assegnazioni.all() if persona and a.parte and a.incarico.persona_id == persona.pk
        },
    }


def colloqui_di(obiettivo: Obiettivo, utente: Utente) -> list[Colloquio]:
    """The interviews, the latest first; none for who may not read their minutes."""
    if not rules.has_perm("obiettivi.leggere_colloqui", utente, obiettivo):
        return []
    return list(obiettivo.colloqui.select_related("redatto_da__persona").order_by("-tenuto_il", "-pk"))


def contesto_di_esame(obiettivo: Obiettivo, utente: Utente, giorno: date) -> dict[str, Any]:
    """What the cards of the examination need on the page of a sheet."""
    gruppi = requisiti_di(obiettivo)
    return {
        "azioni": azioni_di(obiettivo, utente, giorno),
        "requisiti": gruppi[0],
        "requisiti_indicatori": gruppi[1:],
        "puo_riscontrare": rules.has_perm("obiettivi.riscontrare", utente, obiettivo),
        "colloqui": colloqui_di(obiettivo, utente),
        "puo_verbalizzare": rules.has_perm("obiettivi.verbalizzare", utente, obiettivo),
        **contesto_di_rilievi(obiettivo, utente),
        **contesto_di_versioni(obiettivo),
    }
