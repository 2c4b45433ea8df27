"""Art. 22, a2: the specific objectives of the staff: those that a user gives, those that a person has, who has none."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet

from obiettivi.models import Obiettivo
from obiettivi.permessi import visibili_a as obiettivi_visibili_a
from smvp.organizzazione.letture import nome_di, nomi_nel_registro
from smvp.organizzazione.models import Direzione, Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import direzioni_sotto, persona_di
from smvp.registro.letture import storia

from ..models import AssegnazioneSpecifica, ObiettivoSpecifico, SchedaPersonale
from ..permessi import unita_guidate
from ..stati import DA_DECIDERE
from .personale import in_servizio
from .struttura import in_albero, uffici_dell_esercizio

REGISTRO = "obiettivo_specifico"
SCADENZA = "obiettivi_personale"
# As many people as a form can show one by one; of a larger unit, those that work in it and not below.
PERSONE_MASSIME = 250
TUTTI_INSIEME = 60
"""As many objectives as a page shows when no unit has been chosen."""


def termine(esercizio: Esercizio) -> date:
    """Art. 22: the last day to give the staff their objectives without saying why it is late."""
    return esercizio.reg.scadenze[SCADENZA].entro(esercizio.anno)


def finito(esercizio: Esercizio, oggi: date) -> bool:
    """Whether the year is over, so that one can say how far the objectives were reached."""
    return oggi > esercizio.periodo.fine


def uffici_guidati(esercizio: Esercizio, utente: Utente) -> list[Direzione]:
    """The units of the exercise in which the user gives objectives, in the order of the tree."""
    guidate = unita_guidate(utente)
    return [d for d, _ in in_albero(uffici_dell_esercizio(esercizio)) if d.pk in guidate]


def specifici_di(utente: Utente, esercizio: Esercizio) -> QuerySet[ObiettivoSpecifico]:
    """The objectives of an exercise that a user gives and reads."""
    return ObiettivoSpecifico.objects.filter(esercizio=esercizio, direzione__in=unita_guidate(utente))


def con_persone(specifici: QuerySet[ObiettivoSpecifico]) -> QuerySet[ObiettivoSpecifico]:
    """With unit, objective above and people, in two queries."""
    assegnazioni = AssegnazioneSpecifica.objects.select_related("persona").order_by("persona__cognome", "persona__nome", "pk")
    return specifici.select_related("esercizio", "direzione__padre__padre", "obiettivo").prefetch_related(
        Prefetch("assegnazioni", assegnazioni)
    )


def specifico_visibile(utente: Utente, pk: int) -> ObiettivoSpecifico | None:
    """The objective, if the user heads its unit."""
    return con_persone(ObiettivoSpecifico.objects.filter(direzione__in=unita_guidate(utente))).filter(pk=pk).first()


def persone_dell_ufficio(esercizio: Esercizio, ufficio: Direzione, utente: Utente) -> list[Persona]:
    """The staff that served in the exercise in a unit or below it; oneself is not there, nor, in a very large unit, those below."""
    propria = persona_di(utente)
    soggiorni = in_servizio(esercizio).filter(direzione__in=direzioni_sotto([ufficio.pk])).exclude(persona=propria)
    persone = {a.persona_id: a.persona for a in soggiorni}
    if len(persone) > PERSONE_MASSIME:
        persone = {a.persona_id: a.persona for a in soggiorni if a.direzione_id == ufficio.pk}
    return sorted(persone.values(), key=lambda p: (p.cognome, p.nome, p.pk))


def decisi(esercizio: Esercizio, persone: Iterable[int]) -> set[int]:
    """Of these people, those whose sheet is decided: what they are evaluated on does not change any more."""
    schede = SchedaPersonale.objects.filter(esercizio=esercizio, persona__in=list(persone)).exclude(stato__in=DA_DECIDERE)
    return set(schede.order_by().values_list("persona", flat=True))


def da_cui_discende(esercizio: Esercizio, ufficio: Direzione, utente: Utente) -> list[Obiettivo]:
    """The objectives of Allegato A on which one of a unit may hang (art. 7): of the year and of its Direzione, if the user reads them."""
    ramo = [d.pk for d in ufficio.ramo]
    sotto = direzioni_sotto([ufficio.apice.pk])
    suoi = Q(parti__direzione__in=sotto) | Q(responsabile__direzione__in=sotto) | Q(assegnazioni__incarico__direzione__in=ramo)
    chiavi = obiettivi_visibili_a(utente).filter(suoi, esercizio=esercizio).order_by().values("pk")
    return list(Obiettivo.objects.filter(pk__in=chiavi).order_by("tipo", "codice"))


# --- the page of an exercise ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gruppo:
    """A unit: its objectives, and who of those that work in it has none."""

    ufficio: Direzione
    specifici: tuple[ObiettivoSpecifico, ...]
    senza: tuple[Persona, ...]
    persone: int


@dataclass(frozen=True)
class Quadro:
    """What a user gives in an exercise. ``scelto``: the unit on which the page is, None for all."""

    gruppi: tuple[Gruppo, ...]
    scelto: Direzione | None
    fermi: frozenset[int]
    """The objectives whose people all have a decided sheet: how far they were reached is only to be read."""

    @cached_property
    def mostrati(self) -> list[Gruppo]:
        """The groups of the page: without a choice, those with somebody or something in them."""
        return [g for g in self.gruppi if (g.ufficio == self.scelto if self.scelto else g.persone or g.specifici)]

    @cached_property
    def senza(self) -> int:
        return sum(len(g.senza) for g in self.gruppi)

    @cached_property
    def quanti(self) -> int:
        return sum(len(g.specifici) for g in self.gruppi)


def quadro_specifici(esercizio: Esercizio, utente: Utente, ufficio: str = "") -> Quadro:
    """The objectives unit by unit, in a fixed number of queries; of many, one unit at a time (``ufficio``: its code)."""
    uffici = uffici_guidati(esercizio, utente)
    per_ufficio: dict[int, list[ObiettivoSpecifico]] = defaultdict(list)
    for o in con_persone(specifici_di(utente, esercizio)).order_by("titolo", "pk"):
        per_ufficio[o.direzione_id].append(o)
    con_obiettivo = _con_obiettivo(esercizio)
    persone: dict[int, list[Persona]] = defaultdict(list)
    for persona, dove in ultimo_ufficio(esercizio, utente).values():
        persone[dove].append(persona)
    gruppi = tuple(
        Gruppo(
            d, tuple(per_ufficio[d.pk]),
            tuple(sorted((p for p in persone[d.pk] if p.pk not in con_obiettivo), key=lambda p: (p.cognome, p.nome, p.pk))),
            len(persone[d.pk]),
        )
        for d in uffici
    )  # fmt: skip
    scelto = next((d for d in uffici if d.codice == ufficio), None)
    if scelto is None and sum(len(g.specifici) for g in gruppi) > TUTTI_INSIEME:
        scelto = next(g.ufficio for g in gruppi if g.specifici)
    return Quadro(gruppi, scelto, _fermi(esercizio, [o for g in gruppi for o in g.specifici]))


def _fermi(esercizio: Esercizio, specifici: Iterable[ObiettivoSpecifico]) -> frozenset[int]:
    di_chi = {o.pk: {a.persona_id for a in o.assegnazioni.all()} for o in specifici}
    tutti = decisi(esercizio, {persona for persone in di_chi.values() for persona in persone})
    return frozenset(pk for pk, persone in di_chi.items() if persone <= tutti)


def _con_obiettivo(esercizio: Esercizio) -> set[int]:
    trovati = AssegnazioneSpecifica.objects.filter(obiettivo__esercizio=esercizio)
    return set(trovati.order_by().values_list("persona", flat=True).distinct())


def ultimo_ufficio(esercizio: Esercizio, utente: Utente) -> dict[int, tuple[Persona, int]]:
    """The staff that the user evaluates in the exercise, by key, each with the unit in which they served last. Oneself is not there."""
    propria, guidate = persona_di(utente), unita_guidate(utente)
    ultimi: dict[int, tuple[Persona, int]] = {}
    for a in in_servizio(esercizio).filter(persona__in=in_servizio(esercizio).filter(direzione__in=guidate).order_by().values("persona")):
        ultimi.setdefault(a.persona_id, (a.persona, a.direzione_id))
    return {k: v for k, v in ultimi.items() if v[1] in guidate and (propria is None or k != propria.pk)}


def ancora_senza(esercizio: Esercizio, persone: Iterable[Persona]) -> set[int]:
    """Of these people, the keys of those who have no specific objective and are to have one: whoever has an exception, or a sheet that is
    decided, needs none.
    """
    return {p.pk for p in persone} - _con_obiettivo(esercizio) - _non_ne_hanno_bisogno(esercizio)


def _non_ne_hanno_bisogno(esercizio: Esercizio) -> set[int]:
    """Whoever has an exception (reading A27) or a sheet that is decided."""
    schede = SchedaPersonale.objects.filter(esercizio=esercizio).filter(Q(esonero=True) | ~Q(stato__in=DA_DECIDERE))
    return set(schede.order_by().values_list("persona", flat=True))


def quante_senza(esercizio: Esercizio, utente: Utente, uffici: Iterable[int]) -> int:
    """How many people of these units have no specific objective, and are to have one."""
    guardati = set(uffici)
    persone = {k for k, (_, dove) in ultimo_ufficio(esercizio, utente).items() if dove in guardati}
    return len(persone - _con_obiettivo(esercizio) - _non_ne_hanno_bisogno(esercizio))


def quante_da_dire(esercizio: Esercizio, uffici: Iterable[int]) -> int:
    """How many people of these units have a specific objective of which nobody has said how far it was reached, and a sheet to decide."""
    aperte = SchedaPersonale.objects.filter(esercizio=esercizio, stato__in=DA_DECIDERE).order_by().values("persona")
    manca = AssegnazioneSpecifica.objects.filter(obiettivo__esercizio=esercizio, obiettivo__direzione__in=list(uffici), persona__in=aperte)
    return manca.filter(raggiungimento=None).order_by().values("persona").distinct().count()


# --- one's own ---------------------------------------------------------------------------------------------------------------------------


def miei(persona: Persona, esercizio: Esercizio) -> list[AssegnazioneSpecifica]:
    """The specific objectives of a person, with who gave them."""
    suoi = AssegnazioneSpecifica.objects.filter(persona=persona, obiettivo__esercizio=esercizio)
    legami = ("obiettivo__direzione", "obiettivo__obiettivo", "obiettivo__assegnato_da__persona")
    return list(suoi.select_related(*legami).order_by("obiettivo__titolo", "pk"))


# --- history -----------------------------------------------------------------------------------------------------------------------------

AZIONI = {"crea": "Assegnato", "copia": "Copiato dall’anno prima", "salva": "Cambiato", "esiti": "Scritto il raggiungimento"}


@dataclass(frozen=True, slots=True)
class Fatto:
    """A line of the history: what, who, when, why."""

    titolo: str
    chi: str
    quando: object
    motivo: str


def storia_di(specifico: ObiettivoSpecifico) -> list[Fatto]:
    """What has happened to an objective, the latest first."""
    eventi = list(storia(REGISTRO, specifico.pk))
    nomi = nomi_nel_registro(eventi)
    return [Fatto(AZIONI[e.azione.split(".")[1]], nomi[e.utente], e.quando, e.contenuto.get("motivo", "")) for e in eventi]


def ultimo_a_salvare(specifico: ObiettivoSpecifico) -> tuple[str, object]:
    """Who has changed it last, and when."""
    fatti = storia_di(specifico)
    return (fatti[0].chi, fatti[0].quando) if fatti else (nome_di(specifico.assegnato_da), specifico.assegnato_il)
