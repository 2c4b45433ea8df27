"""Artt. 25–27: the order of the candidates, what is left to pay them with, and how the premium of efficiency is shared out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from premi.calcolo.eccellenze import Candidato, Eccellenze
from premi.calcolo.efficienza import Efficienza
from smvp.nucleo.arrotondamenti import maggiori_resti
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import euro

NEI_POSTI, IN_PARITA, OLTRE = "nei_posti", "parita", "oltre"


@dataclass(frozen=True, slots=True)
class Posizione:
    """A candidate among all: equal scores share a place, and are never told apart here (reading A67)."""

    candidato: Candidato
    posto: int
    esito: str


def in_ordine(eccellenze: Eccellenze) -> tuple[Posizione, ...]:
    """All the rankings in one, each person once with the best score: score downwards, then matricola to read it easily.

    Whether a place is within the five per cent: those who stand astride the last one are all "parita".
    """
    migliori: dict[str, Candidato] = {}
    for c in eccellenze.candidati:
        if c.matricola not in migliori or c.punteggio > migliori[c.matricola].punteggio:
            migliori[c.matricola] = c
    ordinati = sorted(migliori.values(), key=lambda c: (-c.punteggio, c.matricola))
    posizioni: list[Posizione] = []
    for _, gruppo in groupby(ordinati, key=lambda c: c.punteggio):
        pari, posto = list(gruppo), len(posizioni) + 1
        ultimo = posto + len(pari) - 1
        esito = NEI_POSTI if ultimo <= eccellenze.posti_massimi else OLTRE if posto > eccellenze.posti_massimi else IN_PARITA
        posizioni += [Posizione(c, posto, esito) for c in pari]
    return tuple(posizioni)


@dataclass(frozen=True, slots=True)
class Copertura:
    """What pays a premium of artt. 25 and 26: the sum set aside by the decision and, once they are known, the economies of result pay.

    ``impegnato``: conferred already for this premium; ``impegnato_insieme``: for the two premiums, which share the economies.
    """

    somma: Decimal
    impegnato: Decimal
    economie: Decimal | None
    impegnato_insieme: Decimal

    @property
    def resta(self) -> Decimal:
        """The most that can still be conferred; below zero if the economies have shrunk since (a run corrected)."""
        della_somma = self.somma - self.impegnato
        return della_somma if self.economie is None else min(della_somma, self.economie - self.impegnato_insieme)


@dataclass(frozen=True, slots=True)
class Piazzamento:
    """A project in the ranking of the jury: the exact mean of its points, its place, whether others share it."""

    progetto: int
    media: Fraction
    posto: int
    parimerito: bool


def classifica(voti: Mapping[int, Sequence[Decimal]]) -> tuple[Piazzamento, ...]:
    """Art. 26: the projects by the mean of the jurors' points, exact; equal means share a place. Who has no points yet is left out."""
    medie = {progetto: sum(map(Fraction, punti), Fraction(0)) / len(punti) for progetto, punti in voti.items() if punti}
    tutte = list(medie.values())
    ordinati = sorted(medie.items(), key=lambda voce: (-voce[1], voce[0]))
    return tuple(Piazzamento(p, media, 1 + sum(x > media for x in tutte), tutte.count(media) > 1) for p, media in ordinati)


def riparti_efficienza(efficienza: Efficienza, al_personale: Decimal, pesi: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Art. 27: ``al_personale`` among those directly involved (matricola, weight), to the cent by largest remainder.

    Raises DatiNonValidi above two thirds (reading A44), with nobody to pay, or with a part of less than a cent.
    """
    if not 0 < al_personale <= efficienza.massimo_al_personale:
        massimo = euro(efficienza.massimo_al_personale)
        raise DatiNonValidi(f"Alle persone coinvolte va più di zero e al massimo {massimo}.", campo="al_personale", articolo="27")
    if not pesi:
        raise DatiNonValidi("Manca chi è direttamente coinvolto: aggiungi almeno una persona.", articolo="27")
    parti = maggiori_resti(al_personale, [(matricola, Fraction(peso)) for matricola, peso in sorted(pesi.items())])
    if not all(parti.values()):
        raise DatiNonValidi("A qualcuno non toccherebbe neppure un centesimo: cambia la somma o i pesi.", articolo="27")
    return parti
