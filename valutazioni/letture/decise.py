"""Art. 18: the percentage of an objective is decided once, on its Allegato A; which sheets of evaluation carry that one and no other."""

from collections.abc import Iterable
from decimal import Decimal

from obiettivi.letture.scheda.esiti import raggiungimenti_decisi
from obiettivi.stati import VALUTATA
from smvp.nucleo.formati import percento

from ..models import VotoObiettivo

# What it takes to know whether the percentage of the Allegato A is the sheet's too.
CHE_DICONO_DI_CHI = ("assegnazione__obiettivo__responsabile", "scheda__incarico__persona", "scheda__esercizio")


def vale_anche_qui(voto: VotoObiettivo) -> bool:
    """Whether the percentage of the Allegato A is the one of the sheet too.

    In the Direzione's part a P.O. may have a share of its own (reading A8), and who served for a part of the year answers for that part
    (art. 16). What a review has determined is of that sheet alone (art. 29).
    """
    if voto.scheda.sostituisce_id is not None:
        return False
    incarico, anno = voto.scheda.incarico, voto.scheda.esercizio.periodo
    tutto_l_anno = incarico.dal <= anno.dal and (incarico.al is None or incarico.al >= anno.fine)
    return tutto_l_anno and (not voto.scheda.di_po or voto.assegnazione.obiettivo.di_po)


def decise_su(voti: Iterable[VotoObiettivo]) -> dict[int, Decimal]:
    """Row → the percentage decided on the Allegato A that the sheet has to carry; at most one query."""
    chiusi = [v for v in voti if v.assegnazione.obiettivo.stato == VALUTATA and vale_anche_qui(v)]
    decisi = raggiungimenti_decisi(v.assegnazione for v in chiusi) if chiusi else {}
    return {v.pk: decisi[v.assegnazione_id] for v in chiusi if v.assegnazione_id in decisi}


def gia_decisa(voto: VotoObiettivo, percentuale: Decimal) -> str:
    """Why another one cannot be written."""
    return f"{voto.assegnazione.obiettivo.codice}: l’Allegato A ha già deciso {percento(percentuale)}, e qui vale quella."
