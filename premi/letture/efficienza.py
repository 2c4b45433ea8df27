"""Art. 27 as its page reads it: the certified savings, what follows from them, how the sum is shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from premi.calcolo import Efficienza, premio_di_efficienza
from premi.calcolo.premialita import riparti_efficienza
from premi.calcolo.spiegazione import spiega_efficienza
from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Esercizio
from valutazioni.calcolo import Passo
from valutazioni.letture.cammino import Fatto, passi_di

from ..models import Destinazione, Fondo, Istituto, QuotaEfficienza, RipartoEfficienza
from ..stati import BOZZA, RIPARTO_CONFERITO
from .fondi import corse_di

CON = ("esercizio", "fondo__atto", "atto", "versione_del_fondo__atto", "versione_del_fondo__esercizio")
TITOLI_DELLA_STORIA = {"scrivi": "Scritta", "aggiungi": "Aggiunta una persona", "togli": "Tolta una persona"}


def risparmi_certificati(esercizio: Esercizio) -> Fondo | None:
    """What the NCVP has certified, as it holds now."""
    correnti = Fondo.objects.correnti().filter(esercizio=esercizio, destinazione=Destinazione.RISPARMI)
    fondo: Fondo | None = correnti.select_related("atto").first()
    return fondo


@dataclass(frozen=True, slots=True)
class QuadroEfficienza:
    """The savings, the sums, the people with their parts; ``difetto``: why they cannot be shared, in words.

    ``vecchi``: the savings have been certified again since the sharing was proposed.
    """

    fondo: Fondo | None
    efficienza: Efficienza | None
    passi: Sequence[Passo]
    riparto: RipartoEfficienza | None
    righe: Sequence[tuple[QuotaEfficienza, Decimal | None]]
    al_fondo: Decimal | None
    difetto: str
    vecchi: bool


def quadro_efficienza(esercizio: Esercizio) -> QuadroEfficienza:
    """Four queries, whatever the number of people."""
    corrente = risparmi_certificati(esercizio)
    riparto = RipartoEfficienza.objects.filter(esercizio=esercizio).select_related(*CON).first()
    fondo = riparto.fondo if riparto and riparto.stato != BOZZA else corrente
    if fondo is None:
        quote = list(riparto.quote.select_related("persona")) if riparto else []
        return QuadroEfficienza(None, None, (), riparto, [(q, None) for q in quote], None, "", vecchi=False)
    efficienza, difetto = premio_di_efficienza(fondo.importo, esercizio.reg), ""
    quote = list(riparto.quote.select_related("persona")) if riparto else []
    parti: dict[str, Decimal] = {}
    if riparto and quote:
        try:
            parti = parti_di(efficienza, riparto.al_personale, quote)
        except DatiNonValidi as errore:
            difetto = str(errore)
    return QuadroEfficienza(
        fondo, efficienza, spiega_efficienza(efficienza, esercizio.reg), riparto, [(q, parti.get(q.persona.matricola)) for q in quote],
        _resta(efficienza, riparto) if riparto else None, difetto, vecchi=fondo != corrente,
    )  # fmt: skip


def parti_di(efficienza: Efficienza, al_personale: Decimal, quote: Sequence[QuotaEfficienza]) -> dict[str, Decimal]:
    """What each person gets, by matricola."""
    return riparti_efficienza(efficienza, al_personale, {q.persona.matricola: q.peso for q in quote})


def storia_di(riparto: RipartoEfficienza) -> list[Fatto]:
    return passi_di(riparto, TITOLI_DELLA_STORIA)


# --- what is left to all the staff --------------------------------------------------------------------------------------------------


def _resta(efficienza: Efficienza, riparto: RipartoEfficienza) -> Decimal:
    return efficienza.quota - riparto.al_personale


def residuo_del_premio(riparto: RipartoEfficienza) -> Decimal:
    """Art. 27 (reading A44): of the premium, what those involved do not take; on the savings that the sharing was conferred on."""
    if riparto.fondo is None:
        raise DatiNonValidi("La ripartizione non è conferita: non si sa che cosa resta al fondo.", articolo="27")
    return _resta(premio_di_efficienza(riparto.fondo.importo, riparto.esercizio.reg), riparto)


def da_portare_al_fondo() -> list[RipartoEfficienza]:
    """The sharings that are conferred, and whose residue is not in productivity yet. One query."""
    conferiti = RipartoEfficienza.objects.filter(stato=RIPARTO_CONFERITO, versione_del_fondo=None).select_related("esercizio", "fondo")
    return [r for r in conferiti.order_by("esercizio__anno") if residuo_del_premio(r)]


@dataclass(frozen=True, slots=True)
class Accoglienza:
    """A productivity that may take in the residue; ``approvata``: its premiums are approved already, they would be computed again."""

    fondo: Fondo
    approvata: bool


def accoglienze(riparto: RipartoEfficienza) -> list[Accoglienza]:
    """The regulation does not say of which year: that of the savings or the one after, the more natural first. Five queries."""
    anno = riparto.esercizio.anno
    correnti = Fondo.objects.correnti().filter(destinazione=Destinazione.PRODUTTIVITA, esercizio__anno__in=(anno, anno + 1))
    trovate = [
        Accoglienza(f, corse_di(f.esercizio, Istituto.PRODUTTIVITA).approvata is not None)
        for f in correnti.select_related("esercizio").order_by("esercizio__anno")
    ]
    return sorted(trovate, key=lambda a: a.approvata)
