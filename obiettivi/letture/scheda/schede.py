"""One sheet: the row with all that its page needs, its way through the states, its history."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from smvp.organizzazione.letture import nomi_nel_registro
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.letture import storia

from ...models import Assegnazione, Fase, Indicatore, Obiettivo, Parte, Riscontro
from ...permessi import visibili_a
from ...stati import BOZZA, OBIETTIVO, VALIDATA
from ..turno.interlocutori import con_il_turno, parti_col_turno


def con_tutto(obiettivi: QuerySet[Obiettivo], parti: QuerySet[Parte] | None = None) -> QuerySet[Obiettivo]:
    """The objectives with all that permissions, lists and sheets ask of them, in a fixed number of queries.

    What hangs on them joins its own references in, and does not fetch them by "assegnazioni__incarico": SQLite refuses a list of more
    than a thousand keys there, and the collective objective of a large municipality has more appointments.
    """
    parti = Parte.objects.select_related("direzione") if parti is None else parti
    assegnazioni = Assegnazione.objects.select_related("incarico__persona", "incarico__direzione", "parte__direzione", "subentro")
    return obiettivi.select_related(
        "esercizio", "responsabile__persona", "responsabile__direzione__padre__padre", "atto", "salvata_da__persona", "padre", "origine"
    ).prefetch_related(
        Prefetch("assegnazioni", assegnazioni), Prefetch("parti", parti), Prefetch("fasi", Fase.objects.select_related("parte__direzione")),
        Prefetch("indicatori", Indicatore.objects.select_related("parte__direzione")), "personale", "risorse",
        Prefetch("riscontri", Riscontro.objects.select_related("indicatore")),
    )  # fmt: skip


def obiettivo_visibile(utente: Utente, pk: int) -> Obiettivo | None:
    """The objective, if the user may read it, with what its page says of whose turn it is."""
    return con_tutto(con_il_turno(visibili_a(utente)), parti_col_turno()).filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class Fatto:
    """A line of the history of a sheet; ``termine`` is the term (ISO) after which the step came, if it was late."""

    titolo: str
    chi: str
    quando: datetime
    motivo: str
    termine: str
    stato: str = ""
    """The state it led to; empty for what changes none (a signature)."""
    ritorno: bool = False
    """A state come back to, reached on another day (a revision refused)."""


REVISIONE_RESPINTA = f"{OBIETTIVO.codice}.respingi_revisione"
TITOLI = {f"{OBIETTIVO.codice}.{t.azione}": OBIETTIVO.stato(t.a).parola for t in OBIETTIVO.transizioni} | {
    f"{OBIETTIVO.codice}.crea": "Creata",
    f"{OBIETTIVO.codice}.firma": "Firmata per accettazione",
    f"{OBIETTIVO.codice}.restituisci": "Restituita",
    f"{OBIETTIVO.codice}.restituisci_ridefinizione": "Ridefinizione restituita",
    REVISIONE_RESPINTA: "Revisione respinta",
    f"{OBIETTIVO.codice}.rinvia_rendicontazione": "Rendicontazione rinviata",
    f"{OBIETTIVO.codice}.rinvia_misurazione": "Misurazione rinviata",
    f"{OBIETTIVO.codice}.ritrasmetti": "Trasmessa di nuovo al NCVP",
    f"{OBIETTIVO.codice}.verifica": "Verifica intermedia",
    f"{OBIETTIVO.codice}.subentra": "Subentro di un nuovo incaricato",
    f"{OBIETTIVO.codice}.firma_subentro": "Firmata per subentro",
}


def storia_di(obiettivo: Obiettivo) -> list[Fatto]:
    """The steps of a sheet, from the log, the latest first; the saves in between are left out."""
    eventi = list(storia(OBIETTIVO.codice, obiettivo.pk).filter(azione__in=TITOLI))
    nomi = nomi_nel_registro(eventi)
    return [
        Fatto(
            TITOLI[e.azione], nomi[e.utente], e.quando, e.contenuto.get("motivo", ""), e.contenuto.get("termine", ""),
            BOZZA if e.azione.endswith(".crea") else e.contenuto.get("a", ""), e.azione == REVISIONE_RESPINTA,
        )
        for e in eventi
    ]  # fmt: skip


def incarichi_da_firmare(obiettivo: Obiettivo, utente: Utente, giorno: date) -> list[Assegnazione]:
    """The assignments of the user that still wait for a signature on the validated text."""
    persona, ultima = persona_di(utente), obiettivo.versioni.last()
    if persona is None or ultima is None or obiettivo.stato != VALIDATA:
        return []
    return list(obiettivo.assegnazioni.da_firmare(ultima, giorno).filter(incarico__persona=persona))
