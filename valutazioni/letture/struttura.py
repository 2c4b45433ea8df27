"""Art. 22, a1 (reading A28): the percentage of each unit, own or of the nearest one above, and the staff sheets that rest on it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from obiettivi.letture.quadri.peg import Grado, gradi_di
from smvp.organizzazione.letture import nome_di
from smvp.organizzazione.models import Direzione, Esercizio, Nomina, Persona, Utente
from smvp.organizzazione.permessi import direzioni_dirette
from smvp.organizzazione.ruoli import Ruolo, persona_di

from ..models import PercentualeStruttura, SchedaPersonale
from ..permessi import unita_da_percentuare
from ..stati import DA_DECIDERE, NON_VALUTABILE
from .personale import in_servizio

REGISTRO = "struttura"


@dataclass(frozen=True, slots=True)
class RigaStruttura:
    """A unit: what is written of it, what it takes from above, the P.E.G. degree of a Direzione, the sheets that rest on its figure."""

    direzione: Direzione
    livello: int
    salvata: PercentualeStruttura | None
    eredita: PercentualeStruttura | None
    peg: Grado
    schede: int
    decise: int
    puo: bool
    propria: bool
    """The user is evaluated on this percentage, or would be once it is written: somebody else writes it."""

    @property
    def grado(self) -> Grado:
        return Grado(self.salvata.percentuale, self.salvata.fonte) if self.salvata else Grado()

    @property
    def ferma(self) -> bool:
        """True if all the sheets that rest on it are decided: another figure would change none of them."""
        return bool(self.schede) and self.schede == self.decise

    @property
    def scritta_da(self) -> str:
        return nome_di(self.salvata.scritta_da) if self.salvata else ""

    @property
    def manca(self) -> bool:
        return self.salvata is None and self.eredita is None


@dataclass(frozen=True, slots=True)
class QuadroStruttura:
    """The tree, in the order of reading, with what the user may write of it."""

    righe: tuple[RigaStruttura, ...]
    scelto: Direzione | None = None
    """The unit on which the page is: then there are only those above it and those below."""

    @property
    def scrivibili(self) -> list[Direzione]:
        return [r.direzione for r in self.righe if r.puo and not r.ferma]

    @property
    def salvati(self) -> dict[int, Grado]:
        return {r.direzione.pk: r.grado for r in self.righe if r.salvata}

    @property
    def mancano(self) -> int:
        return sum(r.manca for r in self.righe)

    @property
    def da_peg(self) -> dict[int, Grado]:
        """The P.E.G. degrees that may be taken over: of the Direzioni without a percentage."""
        vuote = {d.pk for d in self.scrivibili}.difference(self.salvati)
        return {r.direzione.pk: r.peg for r in self.righe if r.peg.percentuale is not None and r.direzione.pk in vuote}


def quadro_struttura(esercizio: Esercizio, utente: Utente, ufficio: str = "") -> QuadroStruttura:
    """Every unit of the exercise with its percentage, in a fixed number of queries; or the branch of one (``ufficio``: its code)."""
    unita = uffici_dell_esercizio(esercizio)
    padri = dict(Direzione.objects.order_by().values_list("pk", "padre_id"))
    percentuali = PercentualeStruttura.objects.filter(esercizio=esercizio).select_related("scritta_da__persona", "direzione")
    scritte = {p.direzione_id: p for p in percentuali}
    conti = _conti(esercizio)
    peg = gradi_di(esercizio)
    proprie = _su_cui_e_valutato(persona_di(utente), esercizio, padri, scritte)
    scrive = unita_da_percentuare(utente, (d.pk for d in unita), proprie)
    scelto = next((d for d in unita if d.codice == ufficio), None)
    righe = []
    for d, livello in in_albero(unita):
        if scelto and scelto.pk not in _catena(d.pk, padri) and d.pk not in _catena(scelto.pk, padri):
            continue
        schede, decise = _che_ci_poggiano(d.pk, padri, scritte, conti)
        sopra = None if d.pk in scritte else _chi(d.padre_id, padri, scritte)
        eredita = scritte[sopra] if sopra is not None else None
        righe.append(
            RigaStruttura(d, livello, scritte.get(d.pk), eredita, peg.get(d.pk, Grado()), schede, decise, d.pk in scrive,
                          d.pk in proprie)
        )  # fmt: skip
    return QuadroStruttura(tuple(righe), scelto)


def _su_cui_e_valutato(
    persona: Persona | None, esercizio: Esercizio, padri: Mapping[int, int | None], scritte: Collection[int]
) -> set[int]:
    """The units whose percentage is that of a person's own staff sheet, or would be if it were written: from their own unit up to the
    nearest that has one. Nothing for who is evaluated with Allegato B, or not at all.
    """
    if persona is None:
        return set()
    scheda = SchedaPersonale.objects.filter(esercizio=esercizio, persona=persona).order_by().values_list("direzione", "stato").first()
    if scheda is None:
        ufficio = in_servizio(esercizio).filter(persona=persona).values_list("direzione", flat=True).first()
    else:
        ufficio = None if scheda[1] == NON_VALUTABILE else scheda[0]
    proprie: set[int] = set()
    for unita in _catena(ufficio, padri):
        proprie.add(unita)
        if unita in scritte:
            break
    return proprie


def uffici_dell_esercizio(esercizio: Esercizio) -> list[Direzione]:
    """The units that stood in a day at least of the exercise, in the order of their codes."""
    return list(Direzione.objects.nel_periodo(esercizio.periodo.dal, esercizio.periodo.al).order_by("codice"))


def in_albero(unita: Iterable[Direzione]) -> list[tuple[Direzione, int]]:
    """The units as a tree is read: each followed by those below it, with its depth."""
    tutte = list(unita)
    presenti = {d.pk for d in tutte}
    figlie: dict[int | None, list[Direzione]] = {}
    for d in tutte:
        figlie.setdefault(d.padre_id if d.padre_id in presenti else None, []).append(d)
    trovate: list[tuple[Direzione, int]] = []

    def scendi(padre: int | None, livello: int) -> None:
        for d in figlie.get(padre, ()):
            trovate.append((d, livello))
            scendi(d.pk, livello + 1)

    scendi(None, 0)
    return trovate


@dataclass(slots=True)
class _Conto:
    tutte: Counter[int] = field(default_factory=Counter)
    decise: Counter[int] = field(default_factory=Counter)


def _conti(esercizio: Esercizio) -> _Conto:
    """How many sheets each unit has, and how many of them are decided."""
    conto = _Conto()
    schede = SchedaPersonale.objects.filter(esercizio=esercizio).order_by().values("direzione")
    for riga in schede.annotate(tutte=Count("pk"), decise=Count("pk", filter=~Q(stato__in=DA_DECIDERE))):
        conto.tutte[riga["direzione"]], conto.decise[riga["direzione"]] = riga["tutte"], riga["decise"]
    return conto


def _che_ci_poggiano(chiave: int, padri: Mapping[int, int | None], scritte: Collection[int], conti: _Conto) -> tuple[int, int]:
    """The sheets for which the percentage of a unit is, or would be, the nearest one; and those of them that are decided."""
    con_questa = {*scritte, chiave}
    sue = [ufficio for ufficio in conti.tutte if _chi(ufficio, padri, con_questa) == chiave]
    return sum(conti.tutte[u] for u in sue), sum(conti.decise[u] for u in sue)


def _chi(ufficio: int | None, padri: Mapping[int, int | None], con: Collection[int]) -> int | None:
    """The nearest unit, itself included, among ``con``."""
    return next((unita for unita in _catena(ufficio, padri) if unita in con), None)


def _catena(ufficio: int | None, padri: Mapping[int, int | None]) -> list[int]:
    """A unit and those above it, the nearest first."""
    catena: list[int] = []
    while ufficio is not None:
        catena.append(ufficio)
        ufficio = padri.get(ufficio)
    return catena


@dataclass(frozen=True, slots=True)
class _Mancanti:
    """The units that have staff sheets to decide and no percentage, of their own or from above."""

    uffici: set[int]
    padri: Mapping[int, int | None]
    scritte: Collection[int]

    def fuori_da(self, proprie: Collection[int]) -> set[int]:
        """Those for which one may be written that is not among ``proprie``."""
        return {u for u in self.uffici if not set(proprie).issuperset(_catena(u, self.padri))}


def _mancanti(esercizio: Esercizio) -> _Mancanti:
    schede = SchedaPersonale.objects.filter(esercizio=esercizio, stato__in=DA_DECIDERE)
    uffici = set(schede.order_by().values_list("direzione", flat=True).distinct())
    if not uffici:
        return _Mancanti(set(), {}, ())
    padri = dict(Direzione.objects.order_by().values_list("pk", "padre_id"))
    scritte = set(PercentualeStruttura.objects.filter(esercizio=esercizio).order_by().values_list("direzione", flat=True))
    return _Mancanti({u for u in uffici if _chi(u, padri, scritte) is None}, padri, scritte)


def uffici_scoperti(esercizio: Esercizio) -> set[int]:
    """The units whose staff sheets cannot be decided for want of a percentage, their own or from above. Three queries."""
    return _mancanti(esercizio).uffici


def uffici_senza_percentuale(esercizio: Esercizio, utente: Utente) -> int:
    """How many units have staff sheets to decide and no percentage, of their own or from above, that the user is not evaluated on."""
    mancanti = _mancanti(esercizio)
    if not mancanti.uffici:
        return 0
    return len(mancanti.fuori_da(_su_cui_e_valutato(persona_di(utente), esercizio, mancanti.padri, mancanti.scritte)))


def uffici_che_aspettano_il_dirigente(esercizio: Esercizio, utente: Utente, giorno: date) -> int:
    """How many of those units the user heads, and nobody of the controllo di gestione may write: all are evaluated on that percentage."""
    mancanti = _mancanti(esercizio)
    diretti = {u for u in mancanti.uffici if not direzioni_dirette(utente).isdisjoint(_catena(u, mancanti.padri))}
    for nomina in Nomina.objects.in_vigore(giorno).filter(ruolo=Ruolo.CONTROLLO).select_related("persona") if diretti else ():
        diretti -= mancanti.fuori_da(_su_cui_e_valutato(nomina.persona, esercizio, mancanti.padri, mancanti.scritte))
    return len(diretti)
