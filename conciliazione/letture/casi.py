"""The cases as their pages read them, each through the permission."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from smvp.organizzazione.models import Ente, Esercizio, Utente
from valutazioni.letture.cammino import Fatto, passi_di
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.permessi import personali_visibili_a
from valutazioni.permessi import visibili_a as schede_visibili_a
from valutazioni.stati import FIRMATE

from ..models import Componente, Conciliazione, Controdeduzione, Decisione, Istanza, Misura, SuUnaScheda, Voto
from ..permessi import conciliazioni_visibili_a, controdeduzioni_di, misure_visibili_a, visibili_a
from ..stati import RINUNCIATA, RITIRATA

LEGAMI = (
    "esercizio", "persona", "scheda_b__esercizio", "scheda_b__incarico__persona", "scheda_b__incarico__direzione__padre__padre",
    "scheda_d__esercizio", "scheda_d__persona", "scheda_d__direzione__padre__padre",
)  # fmt: skip
TITOLI = {
    "convoca": "Convocata l’audizione",
    "presenta": "Presentata", "costituisci": "Costituito l’Organismo di garanzia", "sostituisci": "Sostituito un componente",
    "dichiara_conflitto": "Dichiarato un conflitto", "metti_ai_voti": "Messa ai voti una decisione", "vota": "Voto registrato",
    "chiedi_controdeduzioni": "Chieste controdeduzioni", "controdeduci": "Date le controdeduzioni", "verbalizza": "Verbale dell’audizione",
    "proponi": "Proposta al Sindaco", "registra": "Registrata", "allega": "Aggiunto un documento",
    "passa_alla_conciliazione": "Chiusa: aperta la conciliazione",
}  # fmt: skip
# Of these the party reads nothing until the decision is communicated.
DELL_ORGANISMO = frozenset({"istanza.metti_ai_voti", "istanza.vota", "istanza.decidi", "istanza.dichiara_inammissibile"})


def con_tutto(istanze: QuerySet[Istanza]) -> QuerySet[Istanza]:
    """With all that a page or a step reads of them."""
    componenti = Componente.objects.select_related("persona")
    voti = Voto.objects.select_related("componente__persona", "registrato_da__persona")
    return istanze.select_related(*LEGAMI, "presentata_da__persona").prefetch_related(
        Prefetch("componenti", componenti),
        Prefetch("decisioni", Decisione.objects.prefetch_related(None).prefetch_related(Prefetch("voti", voti))),
        Prefetch("controdeduzioni", Controdeduzione.objects.select_related("chiesta_a")),
        "audizioni", "allegati__caricato_da__persona",
    )  # fmt: skip


def con_un_calendario(istanze: QuerySet[Istanza]) -> list[Istanza]:
    """Many cases with all that a page reads of them, their terms counted on the calendar read once."""
    calendario, righe = Ente.corrente().calendario, list(con_tutto(istanze))
    for riga in righe:
        riga.calendario = calendario
    return righe


def caso_visibile(utente: Utente, pk: int) -> Istanza | None:
    return con_tutto(visibili_a(utente)).filter(pk=pk).first()


def caso(pk: int) -> Istanza:
    """The case with all that hangs on it, as it is now: for who has already been let in."""
    return con_tutto(Istanza.objects.all()).get(pk=pk)


def conciliazione_visibile(utente: Utente, pk: int) -> Conciliazione | None:
    righe = conciliazioni_visibili_a(utente).select_related(*LEGAMI).prefetch_related("allegati__caricato_da__persona")
    return righe.filter(pk=pk).first()


def misura_visibile(utente: Utente, pk: int) -> Misura | None:
    legami = ("istanza__esercizio", "conciliazione__esercizio", "conciliazione__persona", "proposta_da__persona", "decisa_da__persona")
    return misure_visibili_a(utente).select_related(*LEGAMI, *legami).filter(pk=pk).first()


def controdeduzione_propria(utente: Utente, pk: int) -> Controdeduzione | None:
    return controdeduzioni_di(utente).select_related("chiesta_a", "istanza__esercizio", "istanza__persona").filter(pk=pk).first()


def casi_dell_anno(utente: Utente, esercizio: Esercizio) -> list[Istanza]:
    return con_un_calendario(visibili_a(utente).filter(esercizio=esercizio))


def conciliazioni_dell_anno(utente: Utente, esercizio: Esercizio) -> list[Conciliazione]:
    return list(conciliazioni_visibili_a(utente).filter(esercizio=esercizio).select_related(*LEGAMI))


def misure_dell_anno(utente: Utente, esercizio: Esercizio) -> list[Misura]:
    return list(misure_visibili_a(utente).filter(esercizio=esercizio).select_related(*LEGAMI))


# --- the sheet ----------------------------------------------------------------------------------------------------------------------------


SCHEDE: dict[str, Any] = {"scheda": (Scheda, schede_visibili_a), "personale": (SchedaPersonale, personali_visibili_a)}


def scheda_visibile(utente: Utente, tipo: str, pk: int) -> Scheda | SchedaPersonale | None:
    """The signed sheet on which something is asked, if the user may read it."""
    _, visibili = SCHEDE[tipo]
    legami = ("incarico__persona", "incarico__direzione__padre__padre") if tipo == "scheda" else ("persona", "direzione__padre__padre")
    return visibili(utente, superate=True).select_related("esercizio", *legami).filter(pk=pk).first()  # type: ignore[no-any-return]


def campo_di(scheda: Scheda | SchedaPersonale) -> str:
    """The name of the field by which a case holds the sheet."""
    return "scheda_b" if isinstance(scheda, Scheda) else "scheda_d"


def tipo_di(scheda: Scheda | SchedaPersonale) -> str:
    return "scheda" if isinstance(scheda, Scheda) else "personale"


def istanza_sulla(scheda: Scheda | SchedaPersonale) -> Istanza | None:
    """The request on a sheet (of one that a review has made, on that of before), but for those taken back."""
    righe = Istanza.objects.filter(**_su(scheda))
    return righe.exclude(stato=RITIRATA).select_related("esercizio").first()


def conciliazione_sulla(scheda: Scheda | SchedaPersonale) -> Conciliazione | None:
    """The conciliation on a sheet (of one that an agreement has made, on that of before), but for those given up."""
    righe = Conciliazione.objects.filter(**_su(scheda)).exclude(stato=RINUNCIATA)
    return righe.select_related("esercizio", "persona").first()


def _su(scheda: Scheda | SchedaPersonale) -> dict[str, list[int]]:
    """On a sheet, or on the one whose place it has taken."""
    return {f"{campo_di(scheda)}__in": [scheda.pk, scheda.sostituisce_id or scheda.pk]}


def scheda_firmata(tipo: str, pk: int) -> Scheda | SchedaPersonale | None:
    """A signed sheet, for who keeps the record of conciliations and reads no marks of the staff."""
    modello, _ = SCHEDE[tipo]
    return modello.tutte.select_related("esercizio").filter(pk=pk, stato__in=FIRMATE).first()  # type: ignore[no-any-return]


def e_negativa(scheda: Scheda | SchedaPersonale) -> bool:
    """Reading A12: of Allegato B the band that pays nothing, of Allegato D the score that gives no premium."""
    if isinstance(scheda, Scheda):
        return scheda.percentuale == 0
    soglia = scheda.esercizio.reg.soglie.premio
    if scheda.totale is None:
        return False
    return scheda.totale < soglia.valore or (scheda.totale == soglia.valore and not soglia.compresa)


# --- the history --------------------------------------------------------------------------------------------------------------------------


def storia_del_caso(caso: SuUnaScheda, *, tutta: bool) -> list[Fatto]:
    """The steps and the acts, the latest first; ``tutta``: also how the Organismo votes."""
    return passi_di(caso, TITOLI, tralascia=lambda e: not tutta and e.azione in DELL_ORGANISMO)
