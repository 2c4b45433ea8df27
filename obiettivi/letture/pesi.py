"""The weights of an appointment's objectives, as a bar and a sum: "40 + 15 + 15 = 70" (artt. 6 and 7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from smvp.nucleo.errori import Difetto
from smvp.nucleo.formati import esatto
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import persona_di

from .. import calcolo
from ..models import Assegnazione, Obiettivo, Tipo


@dataclass(frozen=True, slots=True)
class Fetta:
    """A slice of the bar: places in per cent of its width."""

    codice: str
    peso: Decimal
    qui: bool
    x: str
    larghezza: str
    centro: str
    scritta: str


@dataclass(frozen=True, slots=True)
class PesiIncarico:
    """The weights of one appointment in an exercise; ``difetti``: what does not stand yet."""

    incarico: Incarico
    fette: list[Fetta]
    somma: Decimal
    attesa: Decimal
    difetti: tuple[Difetto, ...]
    eccezione: str
    """Art. 7, reading A4: another number of objectives than one general and two individual, in words."""

    @property
    def conto(self) -> str:
        """ "40 + 15 + 15 = 70"."""
        return f"{' + '.join(esatto(f.peso) for f in self.fette) or '0'} = {esatto(self.somma)}"


def pesi_di(incarichi: Iterable[Incarico], esercizio: Esercizio, qui: Obiettivo | None = None) -> list[PesiIncarico]:
    """The weights of each appointment, in one query; general objectives come first. ``qui``: the objective of the page."""
    incarichi = list(incarichi)
    righe: dict[int, list[Assegnazione]] = {i.pk: [] for i in incarichi}
    trovate = Assegnazione.objects.filter(incarico__in=incarichi, obiettivo__esercizio=esercizio).select_related("obiettivo")
    for a in trovate.order_by("obiettivo__tipo", "obiettivo__codice"):
        righe[a.incarico_id].append(a)
    return [_pesi(i, righe[i.pk], esercizio, qui) for i in incarichi]


def pesi_da_mostrare(obiettivo: Obiettivo, utente: Utente) -> list[PesiIncarico]:
    """The appointments whose weights the page of a sheet shows: the user's own on it, otherwise those of who answers for it."""
    incarichi = [a.incarico for a in obiettivo.assegnazioni.all()]
    persona = persona_di(utente)
    propri = [i for i in incarichi if persona and i.persona_id == persona.pk]
    suoi = [i for i in incarichi if obiettivo.responsabile_id == i.pk]
    return pesi_di(propri or suoi or incarichi[:1], obiettivo.esercizio, obiettivo)


def _pesi(incarico: Incarico, righe: list[Assegnazione], esercizio: Esercizio, qui: Obiettivo | None) -> PesiIncarico:
    reg = esercizio.reg
    somma = sum((a.peso for a in righe), Decimal(0))
    intero = max(somma, reg.pesi.obiettivi)
    fette, prima = [], Decimal(0)
    for a in righe:
        scritta = f"{a.obiettivo.codice} · {esatto(a.peso)}" if a.peso * 3 >= intero else esatto(a.peso)
        fette.append(Fetta(
            a.obiettivo.codice, a.peso, qui is not None and a.obiettivo_id == qui.pk,
            _posto(prima, intero), _posto(a.peso, intero), _posto(prima + a.peso / 2, intero), scritta,
        ))  # fmt: skip
        prima += a.peso
    difetti = calcolo.verifica_pesi([(a.obiettivo.tipo, a.peso) for a in righe], reg)
    return PesiIncarico(incarico, fette, somma, reg.pesi.obiettivi, difetti, "" if difetti else _eccezione(righe, esercizio))


def _eccezione(righe: list[Assegnazione], esercizio: Esercizio) -> str:
    attesi = esercizio.reg.negoziazione
    generali = sum(a.obiettivo.tipo == Tipo.GENERALE for a in righe)
    individuali = len(righe) - generali
    if (generali, individuali) == (attesi.generali, attesi.individuali):
        return ""
    return (
        f"{generali} general{'e' if generali == 1 else 'i'} e {individuali} individual{'e' if individuali == 1 else 'i'}: "
        f"l’art. 7 ne prevede {attesi.generali} e {attesi.individuali}. Le somme sono giuste: è un’eccezione."
    )


def _posto(parte: Decimal, tutto: Decimal) -> str:
    """A place in the drawing, with a point whatever the locale."""
    return f"{(parte * 100 / tutto).quantize(Decimal('0.01'))}%"
