"""Art. 9: the Piano generale degli indicatori: for each Direzione, what was expected of each indicator and what it has reached."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rules
from django.db.models import Prefetch, QuerySet

from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.organizzazione.permessi import direzioni_dirette
from smvp.organizzazione.ruoli import persona_di

from ... import calcolo
from ...models import Assegnazione, Indicatore, Misura, Obiettivo, Parte, Rilevazione
from ...permessi import visibili_a
from ...stati import OBIETTIVO, RENDICONTATA, VALIDATA
from ..scheda.esiti import raggiunto
from ..scheda.pagina import RigaIndicatore, riga_indicatore
from .albero import direzioni_di, ordine_del_codice
from .serie import ATTESO, BASE, RAGGIUNTO, Punto, Serie, serie

ANNI_DI_STORIA = 4
"""How many exercises before this one the history goes back."""
STATI = tuple(s.codice for s in OBIETTIVO.stati)
NEL_PIANO = frozenset(STATI[STATI.index(VALIDATA) :])
"""The Piano holds what has been validated once (art. 13), not what is being negotiated."""
RENDICONTATI = frozenset(STATI[STATI.index(RENDICONTATA) :])


@dataclass(frozen=True, slots=True)
class Voce:
    """An indicator of the Piano. ``valore``: what was reached, in words; ``soddisfatto``: None while it cannot be told.

    ``provvisorio``: the value is there, but its report has not been handed in yet.
    """

    riga: RigaIndicatore
    obiettivo: Obiettivo
    direzioni: tuple[Direzione, ...]
    valore: str
    soddisfatto: bool | None
    provvisorio: bool
    serie: Serie | None
    salto: str = ""
    """What to say where it was measured otherwise in earlier years: those values are not drawn beside these."""

    @property
    def indicatore(self) -> Indicatore:
        return self.riga.indicatore

    @property
    def esito(self) -> tuple[str, str]:
        """State and word of what it has reached."""
        if self.soddisfatto is None:
            return ("corso", "Rilevato") if self.valore else ("bozza", "Da rilevare")
        if self.provvisorio and not self.soddisfatto:
            return "corso", "Non ancora raggiunto"
        return ("fatto", "Raggiunto") if self.soddisfatto else ("ritardo", "Non raggiunto")


class Contate:
    """Some indicators, counted."""

    __slots__ = ()
    voci: Sequence[Voce]

    @property
    def rilevati(self) -> int:
        return sum(1 for v in self.voci if v.valore)

    @property
    def raggiunti(self) -> int:
        return sum(1 for v in self.voci if v.soddisfatto)


@dataclass(frozen=True, slots=True)
class Sezione(Contate):
    """The indicators of a Direzione (None: of objectives without one), with their counts."""

    direzione: Direzione | None
    voci: tuple[Voce, ...]

    @property
    def nome(self) -> str:
        return str(self.direzione) if self.direzione else "Senza Direzione"


@dataclass(frozen=True, slots=True)
class Piano(Contate):
    """The Piano of an exercise as a user may read it: ``sezioni`` are those chosen, ``direzioni`` those there are to choose."""

    esercizio: Esercizio
    entro: date
    articolo: str
    sezioni: tuple[Sezione, ...]
    direzioni: tuple[Direzione, ...]
    scelta: Direzione | None

    @property
    def voci(self) -> list[Voce]:
        """Each indicator once, also one that belongs to several Direzioni."""
        return list({v.indicatore.pk: v for s in self.sezioni for v in s.voci}.values())


def piano_indicatori(esercizio: Esercizio, direzione: Direzione | None, utente: Utente) -> Piano:
    """The indicators of the validated objectives that a user may read, of one top Direzione or of all, in a fixed number of queries."""
    vede = _Vede(utente)
    voci = [_voce(i, esercizio, vede.il_valore_di(i)) for i in leggi_indicatori(esercizio, utente)]
    direzioni = {d.pk: d for v in voci for d in v.direzioni}
    in_ordine = tuple(sorted(direzioni.values(), key=lambda d: d.codice))
    scelta = direzioni.get(direzione.pk) if direzione else None
    quali: Iterable[Direzione | None] = [direzione] if direzione else [*in_ordine, None]
    sezioni = [Sezione(d, tuple(v for v in voci if (d in v.direzioni if d else not v.direzioni))) for d in quali]
    scadenza = esercizio.reg.scadenze["conto_indicatori"]
    return Piano(
        esercizio, scadenza.entro(esercizio.anno), scadenza.articolo, tuple(s for s in sezioni if s.voci or direzione), in_ordine, scelta
    )


def voci_rendicontate(obiettivi: QuerySet[Obiettivo], esercizio: Esercizio) -> list[Voce]:
    """The indicators of these objectives of an exercise, with what was reached where the report has been handed in: for everybody."""
    return [_voce(i, esercizio, i.obiettivo.stato in RENDICONTATI) for i in indicatori_degli(obiettivi)]


def leggi_indicatori(esercizio: Esercizio, utente: Utente) -> list[Indicatore]:
    """The indicators of the validated objectives that a user may read, with objective, office, value and history."""
    return indicatori_degli(visibili_a(utente).filter(esercizio=esercizio, stato__in=NEL_PIANO))


def indicatori_degli(obiettivi: QuerySet[Obiettivo]) -> list[Indicatore]:
    """The indicators of some objectives, in the order of their codes, with objective, office, value and history."""
    passi = ["origine__" * n for n in range(1, ANNI_DI_STORIA + 1)]
    storia = [f"{passo}{che}" for passo in passi for che in ("rilevazione", "obiettivo__esercizio")]
    ufficio = "direzione__padre__padre"
    assegnazioni = Assegnazione.objects.select_related(f"incarico__{ufficio}")
    righe = Indicatore.objects.filter(obiettivo__in=obiettivi).select_related(
        "obiettivo__responsabile__persona", f"obiettivo__responsabile__{ufficio}", f"parte__{ufficio}", "rilevazione", *storia
    ).prefetch_related(
        Prefetch("obiettivo__assegnazioni", assegnazioni), Prefetch("obiettivo__parti", Parte.objects.select_related(ufficio))
    )  # fmt: skip
    return sorted(righe, key=lambda i: (i.obiettivo.tipo, ordine_del_codice(i.obiettivo.codice), i.ordine, i.pk))


def _uffici(i: Indicatore) -> tuple[Direzione, ...]:
    """The Direzione of its part, of who fills its sheet in, or else all those of the objective."""
    if i.parte is not None:
        return (i.parte.direzione.apice,)
    responsabile = i.obiettivo.responsabile
    if responsabile is not None and responsabile.direzione is not None:
        return (responsabile.direzione.apice,)
    return tuple(direzioni_di(i.obiettivo))


def _voce(i: Indicatore, esercizio: Esercizio, si_legge: bool) -> Voce:
    valore = raggiunto(i) if si_legge else ""
    storia, salto = _storia(i, esercizio.anno) if i.misura == Misura.NUMERO else ([], "")
    return Voce(
        riga_indicatore(i, esercizio.reg), i.obiettivo, _uffici(i), valore, _soddisfatto(i) if valore else None,
        bool(valore) and i.obiettivo.stato not in RENDICONTATI, serie(_punti(storia, bool(valore)), i.unita), salto,
    )  # fmt: skip


def _soddisfatto(i: Indicatore) -> bool | None:
    campi = ("lettera", "misura", "verso", "base", "atteso", "atteso_entro", "unita")
    r = i.rilevazione
    misurato = calcolo.IndicatoreMisurato(
        **{c: getattr(i, c) for c in campi}, valore=r.valore, valore_data=r.valore_data, fatto=r.fatto
    )  # fmt: skip
    return calcolo.esito_di(misurato).soddisfatto


class _Vede:
    """Whose values a user may read before the report is handed in: their own; all of them, who makes the account."""

    def __init__(self, utente: Utente) -> None:
        persona = persona_di(utente)
        self.tutti = rules.has_perm("obiettivi.tenere_il_conto", utente)
        self.persona = persona.pk if persona else 0
        self.uffici = direzioni_dirette(utente)

    def il_valore_di(self, i: Indicatore) -> bool:
        o = i.obiettivo
        if self.tutti or o.stato in RENDICONTATI:
            return True
        suoi = {a.incarico.persona_id for a in o.assegnazioni.all()} | ({o.responsabile.persona_id} if o.responsabile else set())
        return self.persona in suoi or any(d.pk in self.uffici for d in _uffici(i))


def _storia(i: Indicatore, anno: int) -> tuple[list[tuple[Indicatore, int]], str]:
    """The indicator and what it continues, back to where it was measured otherwise, and what to say of that."""
    storia: list[tuple[Indicatore, int]] = []
    for qui, a in _catena(i, anno):
        if (qui.misura, _in_breve(qui.unita)) != (i.misura, _in_breve(i.unita)):
            come = f"in «{qui.unita}»" if qui.misura == Misura.NUMERO and qui.unita else "in un altro modo"
            return storia, f"Fino al {a} si misurava {come}: quei valori non si confrontano con questi e non sono disegnati."
        storia.append((qui, a))
    return storia, ""


def _in_breve(unita: str) -> str:
    """Capitals and spaces do not make another unit."""
    return " ".join(unita.split()).casefold()


def _punti(storia: Sequence[tuple[Indicatore, int]], con_valore: bool) -> list[Punto]:
    """Base, actual values and targets of an indicator that is a number, one a year: what was measured in an exercise goes before a base."""
    if not storia:
        return []
    (i, anno), passati = storia[0], dict[int, Punto]()
    for n, (qui, a) in enumerate(storia):
        r: Rilevazione | None = getattr(qui, "rilevazione", None)
        if r is not None and r.valore is not None and (con_valore if n == 0 else qui.obiettivo.stato in RENDICONTATI):
            passati[a] = Punto(a, r.valore, RAGGIUNTO)
    for qui, _ in storia:
        if qui.base is not None and qui.base_anno:
            passati.setdefault(qui.base_anno, Punto(qui.base_anno, qui.base, BASE))
    attesi = ((anno, i.atteso), (anno + 1, i.atteso_1), (anno + 2, i.atteso_2))
    return [*passati.values(), *(Punto(a, v, ATTESO) for a, v in attesi if v is not None)]


def _catena(i: Indicatore, anno: int) -> Iterator[tuple[Indicatore, int]]:
    """The indicator and what it continues, exercise by exercise backwards; a chain that does not go back in time ends there."""
    qui: Any = i
    yield qui, anno
    for _ in range(ANNI_DI_STORIA):
        if qui.origine_id is None or qui.origine.obiettivo.esercizio.anno >= anno:
            return
        qui, anno = qui.origine, qui.origine.obiettivo.esercizio.anno
        yield qui, anno
