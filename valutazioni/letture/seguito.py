"""Art. 18: what a percentage decided on the Allegato A does to the sheets of those who answer for the objective."""

from collections.abc import Iterator
from decimal import Decimal

from obiettivi.letture.scheda.seguito import Seguito, registra_seguito
from obiettivi.models import Assegnazione, Obiettivo
from smvp.nucleo.formati import percento
from smvp.organizzazione.models import Utente

from ..models import VotoObiettivo
from ..permessi import visibili_a
from ..stati import APERTA, NON_VALUTABILE
from .decise import CHE_DICONO_DI_CHI, vale_anche_qui


@registra_seguito
def sulle_schede(obiettivo: Obiettivo, utente: Utente) -> Iterator[Seguito]:
    """One line for each appointment that answers for the objective. Of a sheet that the reader does not see nothing is told."""
    decisi = {c.parte_id: c.valutato for c in obiettivo.consuntivi.all()}
    assegnate = obiettivo.assegnazioni.select_related("incarico__persona", "incarico__direzione", "parte__direzione")
    righe = VotoObiettivo.objects.filter(assegnazione__obiettivo=obiettivo, scheda__superata_il=None).select_related(*CHE_DICONO_DI_CHI)
    voti = {v.assegnazione_id: v for v in righe}
    viste = set(visibili_a(utente).filter(pk__in=[v.scheda_id for v in voti.values()]).values_list("pk", flat=True))
    for a in assegnate:
        voto, decisa = voti.get(a.pk), decisi.get(a.parte_id)
        if voto is None:
            detto = "La scheda di valutazione non è ancora aperta: partirà da qui."
            yield Seguito(_chi(a), decisa, detto)
        elif voto.scheda_id in viste:
            detto, ferma = _sulla(voto, decisa)
            yield Seguito(_chi(a), decisa, detto, voto.scheda.get_absolute_url(), ferma)
        else:
            yield Seguito(_chi(a), decisa, "Vale nella sua scheda di valutazione, se lì non c’è la sua quota (art. 18).")


def _chi(a: Assegnazione) -> str:
    return f"{a.incarico.persona.con_titolo}, {a.incarico.descrizione}{f', per la parte di {a.parte.direzione}' if a.parte else ''}"


def _sulla(voto: VotoObiettivo, decisa: Decimal | None) -> tuple[str, bool]:
    """What happens on a sheet, and whether that stands in the way."""
    scritta, scheda = voto.raggiungimento, voto.scheda
    if scheda.stato == NON_VALUTABILE:
        return "Non è valutabile: non entra in nessun punteggio (art. 16).", False
    if scheda.sostituisce_id is not None:
        perche = f"lo ha deciso {scheda.determinata_da} (art. {30 if scheda.da_accordo else 29})"
        return f"La scheda porta {percento(scritta)} e resta così: {perche}." if scritta is not None else "", False
    if not vale_anche_qui(voto):
        perche = "la P.O. può avere una sua quota" if scheda.di_po else "l’incarico non copre tutto l’anno (art. 16)"
        if scritta is not None:
            return f"La scheda porta {percento(scritta)} e resta così: {perche}.", False
        return f"La scheda parte da qui, ma può cambiare: {perche}.", False
    if scritta is None:
        return "Passa alla scheda, e non se ne potrà scrivere un’altra." if scheda.stato == APERTA else "La scheda non l’ha.", False
    if scritta == decisa:
        return "La scheda la porta già, e non se ne potrà scrivere un’altra.", False
    return f"La scheda porta {percento(scritta)}: prima di chiudere decidi la stessa, o correggi la scheda.", True
