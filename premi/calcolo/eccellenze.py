"""Art. 25 (reading A41): who could have the bonus of excellences. Candidates only: whether the bonus exists is another matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from smvp.regolamento.modello import Fascia, Regolamento

GRADUATORIE = {"dirigente": "dirigenti", "po": "po"}
DIPENDENTI = "dipendenti"
CENTO = 100
MEZZO = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class InGraduatoria:
    """A scored appointment, as far as the rankings look at it."""

    matricola: str
    ruolo: str
    ad_interim: bool
    valutabile: bool
    p_finale: Decimal
    fascia: Fascia


@dataclass(frozen=True, slots=True)
class Candidato:
    """A person in the top band of a ranking ("dipendenti", "dirigenti", "po") with the printed score."""

    graduatoria: str
    matricola: str
    punteggio: Decimal


@dataclass(frozen=True, slots=True)
class Eccellenze:
    """The candidates by ranking, score downwards, matricola; and how many people may get the bonus at most."""

    posti_massimi: int
    candidati: tuple[Candidato, ...]


def candidati_al_bonus(incarichi: Iterable[InGraduatoria], dipendenti: Iterable[tuple[str, Decimal]], reg: Regolamento) -> Eccellenze:
    """Rank the top bands: evaluable appointments, not ad interim, and staff as (matricola, printed total).

    A person stands once in a ranking, with the best score; the 5 % is counted on people, rounded down.
    """
    migliori: dict[tuple[str, str], Decimal] = {}
    for incarico in incarichi:
        graduatoria = GRADUATORIE.get(incarico.ruolo)
        if graduatoria is None or incarico.ad_interim or not incarico.valutabile:
            continue
        if incarico.fascia.numero == reg.fasce[incarico.ruolo][-1].numero:
            chiave = (graduatoria, incarico.matricola)
            migliori[chiave] = max(incarico.p_finale, migliori.get(chiave, incarico.p_finale))
    for matricola, totale in dipendenti:
        if totale + MEZZO >= reg.premi.eccellenza_personale:  # that is, rounded half-up it reaches it
            migliori[DIPENDENTI, matricola] = totale
    candidati = sorted(migliori.items(), key=lambda voce: (voce[0][0], -voce[1], voce[0][1]))
    persone = len({matricola for _, matricola in migliori})
    return Eccellenze(
        posti_massimi=int(Fraction(reg.premi.quota_eccellenze) * persone / CENTO),
        candidati=tuple(Candidato(graduatoria, matricola, punti) for (graduatoria, matricola), punti in candidati),
    )
