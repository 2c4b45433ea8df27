"""Art. 22: the staff that a procedure looks at, as they stand today: step, totals, professional growth, condition by condition."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from premi.calcolo import Candidatura, Condizione, condizioni_economiche
from smvp.organizzazione.models import Appartenenza, Direzione, Persona, PosizioneEconomica
from smvp.organizzazione.posizioni import posizioni_al
from valutazioni.calcolo import TotaleAnnuo, totali_che_contano
from valutazioni.letture.pregresse import totali_annui
from valutazioni.models import ParteSeconda

from ...models import Maturazione, PostoProgressione, Progressione

Chiave = tuple[int, str]
"""A ranking of a procedure: the Direzione and the category."""


@dataclass(frozen=True, slots=True)
class Aspirante:
    """A member of staff of a ranking, as they stand today. ``totali``: those of the years that count, in order."""

    persona: Persona
    posizione: PosizioneEconomica | None
    totali: tuple[TotaleAnnuo, ...]
    condizioni: tuple[Condizione, ...]
    maturazione: Maturazione | None

    @property
    def ammissibile(self) -> bool:
        return all(c.soddisfatta for c in self.condizioni)

    @property
    def manca_maturazione(self) -> bool:
        """Admissible, and the dirigente has not said in full what their growth is worth."""
        return self.ammissibile and bool(self.maturazione is None or self.maturazione.manca)

    def candidatura(self) -> Candidatura:
        """As the rules read it; only of who is admissible and whose growth is known."""
        assert self.posizione is not None  # noqa: S101 (one of the conditions)
        assert self.maturazione is not None and self.maturazione.punti is not None  # noqa: S101
        return Candidatura(self.persona.matricola, tuple(t.totale for t in self.totali), self.posizione.dal, self.maturazione.punti)


@dataclass(frozen=True, slots=True)
class Gruppo:
    """One ranking to be: a Direzione, a category, its places, and who is looked at, by name."""

    direzione: Direzione
    categoria: str
    posti: int
    aspiranti: tuple[Aspirante, ...]

    @property
    def chiave(self) -> Chiave:
        return self.direzione.pk, self.categoria

    @property
    def ammissibili(self) -> list[Aspirante]:
        return [a for a in self.aspiranti if a.ammissibile]

    @property
    def senza_maturazione(self) -> int:
        return sum(a.manca_maturazione for a in self.aspiranti)


def gruppi_di(procedura: Progressione, direzioni: Collection[int] | None = None) -> list[Gruppo]:
    """The rankings of a procedure with all their people (``direzioni``: of those alone). A number of queries that does not grow."""
    posti = procedura.posti.select_related("direzione")
    if direzioni is not None:
        posti = posti.filter(direzione__in=direzioni)
    righe: list[PostoProgressione] = list(posti)
    per_chiave: dict[Chiave, list[Persona]] = {(r.direzione_id, r.categoria): [] for r in righe}
    servizi = _in_servizio(procedura, {r.direzione_id for r in righe}, {r.categoria for r in righe})
    for chiave, persona in servizi:
        if chiave in per_chiave:
            per_chiave[chiave].append(persona)
    dati = _Dati.leggi(procedura, [p.pk for persone in per_chiave.values() for p in persone])
    return [
        Gruppo(r.direzione, r.categoria, r.posti, tuple(dati.aspirante(p) for p in per_chiave[r.direzione_id, r.categoria])) for r in righe
    ]


def _in_servizio(procedura: Progressione, direzioni: set[int], categorie: set[str]) -> list[tuple[Chiave, Persona]]:
    """Who serves on the day of the call, in the Direzioni and categories that have places, by name."""
    trovate: QuerySet[Appartenenza] = Appartenenza.objects.in_vigore(procedura.decorrenza).filter(categoria__in=categorie)
    trovate = trovate.filter(
        Q(direzione__in=direzioni) | Q(direzione__padre__in=direzioni) | Q(direzione__padre__padre__in=direzioni)
    ).select_related("persona", "direzione__padre__padre")
    return [((a.direzione.apice.pk, a.categoria), a.persona) for a in trovate.order_by("persona__cognome", "persona__nome", "persona")]


@dataclass(frozen=True, slots=True)
class _Dati:
    """What is known of all the people, read once."""

    procedura: Progressione
    posizioni: Mapping[int, PosizioneEconomica]
    totali: Mapping[int, list[TotaleAnnuo]]
    maturazioni: Mapping[int, Maturazione]

    @classmethod
    def leggi(cls, procedura: Progressione, persone: list[int]) -> "_Dati":
        maturazioni = {m.persona_id: m for m in procedura.maturazioni.all()}
        return cls(procedura, posizioni_al(procedura.decorrenza, persone), totali_annui(persone), maturazioni)

    def aspirante(self, persona: Persona) -> Aspirante:
        reg, bando = self.procedura.esercizio.reg, self.procedura.bando
        posizione, suoi = self.posizioni.get(persona.pk), self.totali.get(persona.pk, [])
        condizioni = condizioni_economiche(suoi, posizione.dal if posizione else None, bando, reg)
        contano = totali_che_contano(suoi, bando.ultimo_anno, reg.progressioni.anni_valutati, disponibili=bando.ultime_disponibili)
        totali = tuple(t for _, t in contano if t is not None)
        return Aspirante(persona, posizione, totali, condizioni, self.maturazioni.get(persona.pk))


def maturazioni_delle_schede(procedura: Progressione, persone: Collection[int]) -> dict[int, ParteSeconda]:
    """By person: what part two of the sheet of the last year says of professional growth (2b), where it says something. One query."""
    scritte = ParteSeconda.objects.filter(
        scheda__esercizio__anno=procedura.ultimo_anno, scheda__persona__in=persone, scheda__superata_il=None, maturazione__isnull=False
    )
    return {p.scheda.persona_id: p for p in scritte.select_related("scheda")}
