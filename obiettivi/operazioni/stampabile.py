"""What is written must be printable: said when it is saved, at the field, and not months later at the step that prints it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from smvp.documenti.contenuto import canonico
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente

from .. import documenti
from ..letture.scheda.contenuto import contenuto
from ..letture.scheda.schede import con_tutto
from ..letture.stampa import IN_REVISIONE, da_stampare, testi_precedenti
from ..models import Obiettivo


def testo_stampabile(riga: Obiettivo, quando: datetime) -> None:
    """The text of a sheet, within the limits of a common document: those of the objectives are wider, for what reports, notes and the
    text of before a revision (art. 15) add to it; the last is looked at as well. Raises DatiNonValidi.
    """
    scritta = Obiettivo.objects.filter(pk=riga.pk)
    canonico(contenuto(con_tutto(scritta).get()))
    if riga.stato in IN_REVISIONE:
        fresca = da_stampare(scritta).get()
        precedente = testi_precedenti([fresca]).get(riga.pk)
        firmatari = Firmatari(quando.astimezone(FUSO).date())
        canonico(documenti.contenuto_allegato_a(fresca, Ente.corrente(), firmatari, precedente), documenti.AMPI)


def documento_stampabile(
    riga: Obiettivo, contenuto_di: Callable[[Obiettivo, Ente, Firmatari], Mapping[str, Any]], quando: datetime
) -> None:
    """The document that a later step issues, with what has just been written of the sheet in it. Raises DatiNonValidi."""
    fresca = da_stampare(Obiettivo.objects.filter(pk=riga.pk)).get()
    canonico(contenuto_di(fresca, Ente.corrente(), Firmatari(quando.astimezone(FUSO).date())), documenti.AMPI)


def cresciuti(cambi: Mapping[str, Sequence[Any]], campi: Mapping[str, str]) -> dict[str, int]:
    """By how many characters the texts of a save have grown; ``campi``: the field of the page of each line of the log."""
    testi = {campi[nome]: (prima or "", dopo) for nome, (prima, dopo) in cambi.items() if nome in campi and isinstance(dopo, str)}
    return {campo: len(dopo) - len(prima) for campo, (prima, dopo) in testi.items() if len(dopo) > len(prima)}


def al_campo(controlla: Callable[[], None], cresciuti: Mapping[str, int]) -> None:
    """Run a check; what it raises is said at the field that has grown most (``cresciuti``: by how many characters, by field)."""
    try:
        controlla()
    except DatiNonValidi as errore:
        campo = max(cresciuti, key=lambda nome: cresciuti[nome], default="")
        if not campo or cresciuti[campo] <= 0:
            raise
        raise DatiNonValidi(f"{errore} Accorcia questo testo: non è salvato.", campo=campo) from errore
