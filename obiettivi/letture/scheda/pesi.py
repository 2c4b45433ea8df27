"""The weights of an appointment's objectives, as a bar and a sum: "40 + 15 + 15 = 70" (artt. 6 and 7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from smvp.nucleo.errori import Difetto
from smvp.nucleo.formati import esatto
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from smvp.organizzazione.ruoli import persona_di

from ...models import Obiettivo, PesoDato, Tipo, contano, pesi_in_corso_d_anno
from ...models import pesi_di as pesi_dati


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
    note: list[str]

    @property
    def conto(self) -> str:
        """ "40 + 15 + 15 = 70"."""
        return f"{' + '.join(esatto(f.peso) for f in self.fette) or '0'} = {esatto(self.somma)}"


def pesi_di(incarichi: Iterable[Incarico], esercizio: Esercizio, qui: Obiettivo | None = None) -> list[PesiIncarico]:
    """The weights of each appointment, in one query; general objectives come first. ``qui``: the objective of the page."""
    incarichi = list(incarichi)
    pesi = pesi_dati([i.pk for i in incarichi], [esercizio.pk])
    return [_pesi(i, pesi.get(i.pk, []), esercizio, qui) for i in incarichi]


def pesi_da_mostrare(obiettivo: Obiettivo, utente: Utente) -> list[PesiIncarico]:
    """The appointments whose weights the page of a sheet shows: the user's own on it, otherwise those of who answers for it."""
    incarichi = [a.incarico for a in obiettivo.assegnazioni.all()]
    persona = persona_di(utente)
    propri = [i for i in incarichi if persona and i.persona_id == persona.pk]
    suoi = [i for i in incarichi if obiettivo.responsabile_id == i.pk]
    return pesi_di(propri or suoi or incarichi[:1], obiettivo.esercizio, obiettivo)


def _pesi(incarico: Incarico, dati: list[PesoDato], esercizio: Esercizio, qui: Obiettivo | None) -> PesiIncarico:
    reg, codice = esercizio.reg, qui.codice if qui else ""
    contati, difetti = contano([replace(p, altrui=p.altrui and p.codice != codice) for p in dati], reg)
    somma = sum((p.peso for p in contati), Decimal(0))
    intero = max(somma, reg.pesi.obiettivi)
    fette, prima = [], Decimal(0)
    for p in contati:
        scritta = f"{p.codice} · {esatto(p.peso)}" if p.peso * 3 >= intero else esatto(p.peso)
        posti = (_posto(prima, intero), _posto(p.peso, intero), _posto(prima + p.peso / 2, intero))
        fette.append(Fetta(p.codice, p.peso, p.codice == codice, *posti, scritta))
        prima += p.peso
    eccezione = "" if difetti else _eccezione(contati, esercizio)
    return PesiIncarico(incarico, fette, somma, reg.pesi.obiettivi, difetti, eccezione, _note(incarico, esercizio, dati, contati, difetti))


def _note(
    incarico: Incarico, esercizio: Esercizio, dati: list[PesoDato], contati: list[PesoDato], difetti: tuple[Difetto, ...]
) -> list[str]:
    """What the sum does not say: the drafts of others, and weights that warn and do not stop."""
    di_altri = [p for p in dati if p.codice not in {c.codice for c in contati}]
    note = [f"Non contano ancora: {', '.join(map(str, di_altri))}."] if di_altri else []
    if difetti and pesi_in_corso_d_anno(incarico, esercizio, dati):
        note.append("L’incarico è cominciato nell’anno, o le sue schede sono passate di mano: avvisa e non ferma la scheda (art. 16).")
    return note


def _eccezione(pesi: list[PesoDato], esercizio: Esercizio) -> str:
    attesi = esercizio.reg.negoziazione
    generali = sum(p.tipo == Tipo.GENERALE for p in pesi)
    individuali = len(pesi) - generali
    if (generali, individuali) == (attesi.generali, attesi.individuali):
        return ""
    return (
        f"{generali} general{'e' if generali == 1 else 'i'} e {individuali} individual{'e' if individuali == 1 else 'i'}: "
        f"l’art. 7 ne prevede {attesi.generali} e {attesi.individuali}. Le somme sono giuste: è un’eccezione."
    )


def _posto(parte: Decimal, tutto: Decimal) -> str:
    """A place in the drawing, with a point whatever the locale."""
    return f"{(parte * 100 / tutto).quantize(Decimal('0.01'))}%"
