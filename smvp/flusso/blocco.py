"""Many objects with one click: which of the chosen ones a step can take on, and each taken on by itself. The same for every app."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied

from smvp.nucleo.errori import ErroreDominio

from .models import ConStato
from .operazioni import esegui, passaggi
from .stati import Transizione

Oggetto = TypeVar("Oggetto", bound=ConStato)


@dataclass(frozen=True, slots=True)
class Scelta(Generic[Oggetto]):
    """A chosen object: it goes if ``impedimento`` is empty; ``tardi`` if the step is late and wants a reason."""

    oggetto: Oggetto
    impedimento: str
    tardi: bool = False

    @property
    def pronta(self) -> bool:
        return not self.impedimento


@dataclass(slots=True)
class Esito(Generic[Oggetto]):
    """What became of each object: those that went on, and those that did not with the reason in words; ``avvisi``: reminders sent."""

    fatti: list[Oggetto] = field(default_factory=list)
    fermi: list[tuple[Oggetto, str]] = field(default_factory=list)
    avvisi: int = 0


def esamina_passo(oggetto: Oggetto, azione: str, utente: Any, giorno: date) -> Scelta[Oggetto]:
    """Whether the user can take this object on with a step of its table, and what stands in the way."""
    t = oggetto.flusso.transizione(azione)
    if t is None or oggetto.stato not in t.da:
        return Scelta(oggetto, f"È «{oggetto.stato_attuale.parola}»: da qui questo passaggio non si fa.")
    passo = next((p for p in passaggi(oggetto, utente, giorno) if p.transizione is t), None)
    if passo is None:
        return Scelta(oggetto, oggetto.perche_no(utente) or "Questo passaggio non tocca a te.")
    return Scelta(oggetto, " ".join(passo.mancanze), passo.tardi)


def porta_avanti(
    oggetti: Iterable[Oggetto],
    passo: Callable[[Oggetto], Transizione | None],
    *,
    versioni: Mapping[int, int],
    utente: Any,
    quando: datetime,
    motivo: str = "",
) -> Esito[Oggetto]:
    """Take each object one step on through the door, in a transaction of its own: one that cannot go does not stop the others.

    ``passo`` says which step takes an object on from where it stands; ``versioni``: the version of each that the user has confirmed;
    another one, and an object that has gone on already, are refused.
    """
    esito: Esito[Oggetto] = Esito()
    for o in oggetti:
        t = passo(o)
        if t is None:
            esito.fermi.append((o, f"è già «{o.stato_attuale.parola}»."))
            continue
        termine = o.termine(t)
        suo = motivo if termine is not None and termine < quando.date() else ""
        try:
            esito.fatti.append(esegui(o, t.azione, utente=utente, quando=quando, versione=versioni.get(o.pk, 0), motivo=suo))
        except (ErroreDominio, PermissionDenied) as errore:
            esito.fermi.append((o, str(errore)))
    return esito
