"""Artt. 18 and 33: a questionnaire as data: sections, questions, their order. Frozen with the survey when it opens. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

PUNTI_MINIMI, PUNTI_MASSIMI = 2, 10
OPZIONI_MASSIME = 20
DOMANDE_MASSIME = 120
ETICHETTA_MASSIMA = 120
DOMANDA_MASSIMA = 400
TITOLO_MASSIMO = 150
SPIEGAZIONE_MASSIMA = 1_500
RISPOSTA_MASSIMA = 1_500


class Genere(StrEnum):
    """What is asked for."""

    SCALA = "scala"
    UNA = "una"
    PIU = "piu"
    TESTO = "testo"


NOMI: Mapping[Genere, str] = {
    Genere.SCALA: "Scala di punti", Genere.UNA: "Una risposta sola", Genere.PIU: "Più risposte", Genere.TESTO: "Testo libero",
}  # fmt: skip
# One answer in a survey: what each question got, by its code. Of the free texts there is nothing here: they are kept apart.
Valore = int | tuple[int, ...]
Risposta = Mapping[str, Valore]


@dataclass(frozen=True, slots=True)
class Domanda:
    """``codice``: stable over the years, so that one compares with the year before. ``punti``: of a scale, from 1 to how many, with the
    names of the two ends; ``inversa``: of one where a high mark is bad. ``gruppi``: a choice that says who answers, not what they think:
    the others are told by it too, where the groups are not too small (reading A40)."""

    codice: str
    testo: str
    genere: Genere
    obbligatoria: bool = False
    punti: int = 0
    minimo: str = ""
    massimo: str = ""
    inversa: bool = False
    opzioni: tuple[str, ...] = ()
    gruppi: bool = False

    @property
    def valori(self) -> tuple[int, ...]:
        """What may be answered: the marks of a scale, the place of a choice."""
        return tuple(range(1, self.punti + 1)) if self.genere == Genere.SCALA else tuple(range(len(self.opzioni)))

    def etichetta(self, valore: int) -> str:
        """What a value is called: of a scale its mark, with the name of the end."""
        if self.genere != Genere.SCALA:
            return self.opzioni[valore]
        nome = {1: self.minimo, self.punti: self.massimo}.get(valore, "")
        return f"{valore} ({nome})" if nome else str(valore)

    @property
    def scelte(self) -> list[tuple[int, str]]:
        return [(v, self.etichetta(v)) for v in self.valori]

    @property
    def in_parole(self) -> str:
        if self.genere == Genere.SCALA:
            return f"Scala da 1 ({self.minimo}) a {self.punti} ({self.massimo})"
        return NOMI[self.genere]


@dataclass(frozen=True, slots=True)
class Sezione:
    codice: str
    titolo: str
    spiegazione: str = ""
    domande: tuple[Domanda, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionario:
    sezioni: tuple[Sezione, ...] = ()

    @property
    def domande(self) -> tuple[Domanda, ...]:
        return tuple(d for s in self.sezioni for d in s.domande)

    @property
    def di_testo(self) -> tuple[Domanda, ...]:
        return tuple(d for d in self.domande if d.genere == Genere.TESTO)

    @property
    def di_gruppo(self) -> tuple[Domanda, ...]:
        return tuple(d for d in self.domande if d.gruppi and d.genere == Genere.UNA)

    def domanda(self, codice: str) -> Domanda | None:
        return next((d for d in self.domande if d.codice == codice), None)

    def sezione(self, codice: str) -> Sezione | None:
        return next((s for s in self.sezioni if s.codice == codice), None)


# --- as it is kept ----------------------------------------------------------------------------------------------------------------


def in_dati(questionario: Questionario) -> dict[str, Any]:
    return asdict(questionario)


def da_dati(dati: Mapping[str, Any]) -> Questionario:
    """What ``in_dati`` wrote; also a model out of a TOML."""
    return Questionario(tuple(
        Sezione(s["codice"], s["titolo"], s.get("spiegazione", ""), tuple(_domanda(d) for d in s.get("domande", ())))
        for s in dati.get("sezioni", ())
    ))  # fmt: skip


def _domanda(d: Mapping[str, Any]) -> Domanda:
    return Domanda(**{**d, "genere": Genere(d["genere"]), "opzioni": tuple(d.get("opzioni", ()))})


# --- as one builds it: each change gives another questionnaire ----------------------------------------------------------------------


def codice_nuovo(presi: Sequence[str], lettera: str) -> str:
    """A code that nothing has yet: "d1", "s3"."""
    numero = 1
    while f"{lettera}{numero}" in presi:
        numero += 1
    return f"{lettera}{numero}"


def con_sezione(q: Questionario, sezione: Sezione) -> Questionario:
    """With a section at the end, or in the place of the one with the same code (whose questions stay)."""
    if (prima := q.sezione(sezione.codice)) is None:
        return Questionario((*q.sezioni, sezione))
    return Questionario(tuple(replace(sezione, domande=prima.domande) if s is prima else s for s in q.sezioni))


def con_domanda(q: Questionario, dove: str, domanda: Domanda) -> Questionario:
    """With a question in the section ``dove``: at its end, or in the place of the one with the same code if it stands there already."""
    return Questionario(tuple(_sezione_con(s, dove, domanda) for s in q.sezioni))


def _sezione_con(s: Sezione, dove: str, domanda: Domanda) -> Sezione:
    ci_sta = any(d.codice == domanda.codice for d in s.domande)
    if s.codice == dove and ci_sta:
        return replace(s, domande=tuple(domanda if d.codice == domanda.codice else d for d in s.domande))
    altre = tuple(d for d in s.domande if d.codice != domanda.codice)
    return replace(s, domande=(*altre, domanda) if s.codice == dove else altre)


def senza(q: Questionario, codice: str) -> Questionario:
    """Without a question, or a section with all its own."""
    return Questionario(tuple(
        replace(s, domande=tuple(d for d in s.domande if d.codice != codice)) for s in q.sezioni if s.codice != codice
    ))  # fmt: skip


def spostata(q: Questionario, codice: str, di: int) -> Questionario:
    """With a section, or a question within its section, one place up (-1) or down (1); at the end of the line it stays."""
    if q.sezione(codice):
        return Questionario(_scambia(q.sezioni, codice, di))
    return Questionario(tuple(replace(s, domande=_scambia(s.domande, codice, di)) for s in q.sezioni))


def _scambia(righe: tuple[Any, ...], codice: str, di: int) -> tuple[Any, ...]:
    nuove = list(righe)
    for i, riga in enumerate(righe):
        if riga.codice == codice and 0 <= i + di < len(righe):
            nuove[i], nuove[i + di] = nuove[i + di], nuove[i]
    return tuple(nuove)


def difetti(d: Domanda) -> Iterator[tuple[str, str]]:
    """What is wrong with a question, in words, each with the field at fault."""
    if not d.testo.strip():
        yield "testo", "Scrivi la domanda."
    if d.genere == Genere.SCALA:
        if not PUNTI_MINIMI <= d.punti <= PUNTI_MASSIMI:
            yield "punti", f"Una scala ha da {PUNTI_MINIMI} a {PUNTI_MASSIMI} punti."
        if not d.minimo.strip():
            yield "minimo", "Scrivi che cosa vuol dire il punto più basso."
        if not d.massimo.strip():
            yield "massimo", "Scrivi che cosa vuol dire il punto più alto."
    if d.genere in (Genere.UNA, Genere.PIU):
        yield from (("opzioni", frase) for frase in _difetti_delle_opzioni(d.opzioni))


def _difetti_delle_opzioni(opzioni: Sequence[str]) -> Iterator[str]:
    if len(opzioni) < 2:
        yield "Scrivi almeno due risposte, una per riga."
    if len(opzioni) > OPZIONI_MASSIME:
        yield f"Le risposte sono {len(opzioni)}: al massimo {OPZIONI_MASSIME}."
    if len({o.casefold() for o in opzioni}) < len(opzioni):
        yield "Due risposte sono uguali."
    if lunghe := [o for o in opzioni if len(o) > ETICHETTA_MASSIMA]:
        yield f"«{lunghe[0][:40]}…» è troppo lunga: ogni risposta può avere al massimo {ETICHETTA_MASSIMA} caratteri."


def che_manca(q: Questionario) -> Iterator[str]:
    """What keeps a questionnaire from being opened, in words."""
    if not q.domande:
        yield "Il questionario non ha domande."
    for sezione in q.sezioni:
        if not sezione.domande:
            yield f"La sezione «{sezione.titolo}» non ha domande: aggiungine una, o togli la sezione."
    if len(q.domande) > DOMANDE_MASSIME:
        yield f"Le domande sono {len(q.domande)}: se ne possono fare al massimo {DOMANDE_MASSIME}."
    if q.domande and all(d.genere == Genere.TESTO or d.gruppi for d in q.domande):
        yield "Serve almeno una domanda a scala o a scelta: dai soli testi non esce nessun risultato."
