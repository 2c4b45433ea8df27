"""How a workflow is written down: states and transitions as data, one table in the ``stati.py`` of each app."""

from collections.abc import Iterable
from dataclasses import dataclass, field

# Below this nobody has said why: "x", "ok", "come sopra".
MOTIVO_MINIMO = 10
# Letters for Unicode, blanks for who reads: the fillers of the Korean script.
RIEMPITIVI = frozenset("\u115f\u1160\u3164\uffa0")
CLASSI = ("bozza", "corso", "tocca", "esame", "fatto", "ritardo")


@dataclass(frozen=True, slots=True)
class Stato:
    """A state: ``parola`` is what people read, ``classe`` one of the six colours of the house (CLASSI)."""

    codice: str
    parola: str
    classe: str

    @property
    def in_frase(self) -> str:
        """The word inside a sentence: "proposta al Sindaco"."""
        return self.parola[0].lower() + self.parola[1:]

    def __post_init__(self) -> None:
        if self.classe not in CLASSI:
            raise ValueError(f"{self.codice}: classe {self.classe!r} sconosciuta")


@dataclass(frozen=True, slots=True)
class Transizione:
    """One step of a workflow.

    ``chi`` names the permission (library rules) that the user must hold on the object; ``richiede`` and ``avvisa`` name
    methods of the object: the first return the list of what is missing (Italian sentences), the second the users to tell.
    ``conseguenza`` is read before confirming, ``fatto`` afterwards. ``scadenza`` is a code of the regulation's
    calendar, ``articolo`` the rule that provides for the step. It leads to ``a``, or to ``oppure`` if the object's method ``se``
    says so.
    """

    azione: str
    da: tuple[str, ...]
    a: str
    etichetta: str
    etichetta_breve: str
    chi: str
    articolo: str
    conseguenza: str
    fatto: str
    richiede: tuple[str, ...] = ()
    avvisa: tuple[str, ...] = ()
    scadenza: str = ""
    perentorio: bool = False
    """True if the step is refused after its term; otherwise a late step needs a reason (where the object knows its terms)."""
    motivo: str = ""
    """When not empty the step needs a reason, and this is the label of its field."""
    notizia: str = ""
    """What the notice says where the state reached does not say what was done ("concerto negato")."""
    oppure: str = ""
    se: str = ""

    def arrivo(self, oggetto: object) -> str:
        """The state to which the step takes this object."""
        return self.oppure if self.oppure and getattr(oggetto, self.se)() else self.a

    @property
    def arrivi(self) -> tuple[str, ...]:
        """All the states to which it may lead."""
        return (self.a, self.oppure) if self.oppure else (self.a,)


@dataclass(frozen=True, slots=True)
class Flusso:
    """A whole workflow; ``codice`` is also the name of the object in the log, the first state is the initial one."""

    codice: str
    stati: tuple[Stato, ...]
    transizioni: tuple[Transizione, ...]
    _per_codice: dict[str, Stato] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._per_codice.update({s.codice: s for s in self.stati})
        for t in self.transizioni:
            for codice in (*t.da, *t.arrivi):
                if codice not in self._per_codice:
                    raise ValueError(f"{self.codice}.{t.azione}: stato {codice!r} sconosciuto")
            if bool(t.oppure) != bool(t.se):
                raise ValueError(f"{self.codice}.{t.azione}: «oppure» vuole «se»")

    @property
    def iniziale(self) -> str:
        return self.stati[0].codice

    @property
    def scelte(self) -> list[tuple[str, str]]:
        """The choices of the model's field."""
        return [(s.codice, s.parola) for s in self.stati]

    def stato(self, codice: str) -> Stato:
        return self._per_codice[codice]

    def transizione(self, azione: str) -> Transizione | None:
        return next((t for t in self.transizioni if t.azione == azione), None)

    def da(self, stato: str) -> Iterable[Transizione]:
        """The steps that start from a state, in the order of the table."""
        return (t for t in self.transizioni if stato in t.da)


def _segni(testo: str) -> int:
    """How many letters and digits one can read; blanks and invisible signs do not count."""
    return sum(c.isalnum() and c not in RIEMPITIVI for c in testo)


def e_un_motivo(testo: str) -> bool:
    """Whether a text can be a reason: letters enough for a few words."""
    return _segni(testo) >= MOTIVO_MINIMO


def e_scritto(testo: str) -> bool:
    """Whether a text says anything."""
    return _segni(testo) > 0
