"""A text that cannot be printed is refused when it is written, not when the sheet is to be signed: the same for both kinds of sheet."""

from collections.abc import Mapping
from datetime import datetime

from smvp.documenti.contenuto import canonico
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO, troppo_lungo
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente

from ..documenti.scheda_b import contenuto_scheda
from ..documenti.scheda_d import contenuto_parte_seconda, contenuto_scheda_d
from ..letture.personale import con_percentuali, con_voti
from ..letture.schede import con_tutto
from ..letture.scritti import Scritti
from ..models import TESTO_MASSIMO, ParteSeconda, Scheda, SchedaPersonale, Valutazione


def controlla_lunghezza(testi: Mapping[str, str]) -> None:
    """None of these texts, by the name of their field, is longer than what can always be printed. Raises DatiNonValidi."""
    for campo, testo in testi.items():
        if len(testo) > TESTO_MASSIMO:
            raise DatiNonValidi(f"Il testo è troppo lungo: {troppo_lungo(testo, TESTO_MASSIMO)}.", campo=campo)


def controlla_stampa(scheda: Valutazione, quando: datetime) -> None:
    """The sheet as it is saved now, with all its texts, can be printed. Raises DatiNonValidi."""
    firmatari = Firmatari(quando.astimezone(FUSO).date())
    if isinstance(scheda, Scheda):
        di_incarico = con_tutto(Scheda.objects.filter(pk=scheda.pk)).get()
        di_incarico.firma_rifiutata = bool(di_incarico.testimone)  # printed once the refusal is registered
        canonico(contenuto_scheda(di_incarico, Ente.corrente(), firmatari, Scritti()))
    elif isinstance(scheda, SchedaPersonale):
        personale = con_voti(SchedaPersonale.objects.filter(pk=scheda.pk)).get()
        con_percentuali([personale])
        personale.firma_rifiutata = bool(personale.testimone)
        canonico(contenuto_scheda_d(personale, Ente.corrente(), firmatari, Scritti()))


def controlla_stampa_seconda(parte: ParteSeconda) -> None:
    """Part two as it is saved now can be printed. Raises DatiNonValidi."""
    scheda = con_voti(SchedaPersonale.objects.filter(pk=parte.scheda_id)).get()
    canonico(contenuto_parte_seconda(scheda, parte, Ente.corrente()))
