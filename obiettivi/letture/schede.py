"""One sheet: the row with all that its page needs, its way through the states, its history."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.letture import storia

from ..models import Assegnazione, Fase, Indicatore, Obiettivo, Parte, Riscontro
from ..permessi import visibili_a
from ..stati import BOZZA, OBIETTIVO, VALIDATA


def con_tutto(obiettivi: QuerySet[Obiettivo]) -> QuerySet[Obiettivo]:
    """The objectives with all that permissions, lists and sheets ask of them, in a fixed number of queries.

    What hangs on them joins its own references in, and does not fetch them by "assegnazioni__incarico": SQLite refuses a list of more
    than a thousand keys there, and the collective objective of a large municipality has more appointments.
    """
    parti = Parte.objects.select_related("direzione")
    assegnazioni = Assegnazione.objects.select_related("incarico__persona", "incarico__direzione", "parte__direzione")
    return obiettivi.select_related(
        "esercizio", "responsabile__persona", "responsabile__direzione__padre__padre", "atto", "salvata_da__persona", "padre", "origine"
    ).prefetch_related(
        Prefetch("assegnazioni", assegnazioni), Prefetch("parti", parti), Prefetch("fasi", Fase.objects.select_related("parte__direzione")),
        Prefetch("indicatori", Indicatore.objects.select_related("parte__direzione")), "personale", "risorse",
        Prefetch("riscontri", Riscontro.objects.select_related("indicatore")),
    )  # fmt: skip


def obiettivo_visibile(utente: Utente, pk: int) -> Obiettivo | None:
    """The objective, if the user may read it."""
    return con_tutto(visibili_a(utente)).filter(pk=pk).first()


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


TITOLI = {f"{OBIETTIVO.codice}.{t.azione}": OBIETTIVO.stato(t.a).parola for t in OBIETTIVO.transizioni} | {
    f"{OBIETTIVO.codice}.crea": "Creata",
    f"{OBIETTIVO.codice}.firma": "Firmata per accettazione",
    f"{OBIETTIVO.codice}.restituisci": "Restituita",
    f"{OBIETTIVO.codice}.restituisci_ridefinizione": "Ridefinizione restituita",
    f"{OBIETTIVO.codice}.respingi_revisione": "Revisione respinta",
    f"{OBIETTIVO.codice}.rinvia_rendicontazione": "Rendicontazione rinviata",
    f"{OBIETTIVO.codice}.rinvia_misurazione": "Misurazione rinviata",
    f"{OBIETTIVO.codice}.ritrasmetti": "Trasmessa di nuovo al NCVP",
    f"{OBIETTIVO.codice}.verifica": "Verifica intermedia",
    f"{OBIETTIVO.codice}.subentra": "Subentro di un nuovo incaricato",
}


def storia_di(obiettivo: Obiettivo) -> list[Fatto]:
    """The steps of a sheet, from the log, the latest first; the saves in between are left out."""
    eventi = list(storia(OBIETTIVO.codice, obiettivo.pk).filter(azione__in=TITOLI))
    nomi = {
        u.username: u.persona.con_titolo
        for u in Utente.objects.filter(username__in={e.utente for e in eventi}, persona__isnull=False).select_related("persona")
    }
    return [
        Fatto(
            TITOLI[e.azione], nomi.get(e.utente, e.utente), e.quando, e.contenuto.get("motivo", ""), e.contenuto.get("termine", ""),
            BOZZA if e.azione.endswith(".crea") else e.contenuto.get("a", ""),
        )
        for e in eventi
    ]  # fmt: skip


def incarichi_da_firmare(obiettivo: Obiettivo, utente: Utente) -> list[Assegnazione]:
    """The assignments of the user that still wait for a signature on the validated text."""
    persona, ultima = persona_di(utente), obiettivo.versioni.last()
    if persona is None or ultima is None or obiettivo.stato != VALIDATA:
        return []
    return list(obiettivo.assegnazioni.filter(incarico__persona=persona).exclude(accettazioni__versione=ultima))
