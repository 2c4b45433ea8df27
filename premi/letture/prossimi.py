"""Artt. 25–27: what comes next in each premium of an exercise, and who does it: the sentence that the pages put on top."""

from valutazioni.models import ValidazioneRelazione

from ..models import Attribuzione, AvvisoInnovazione, Premialita, RipartoEfficienza
from ..stati import (
    APERTA_AI_PROGETTI,
    BOZZA,
    CONFERITA,
    IN_GIURIA,
    LIQUIDABILE,
    PREMIO_CONFERITO,
    PROPOSTA,
    RIPARTO_PROPOSTO,
    VINCITORE_PROPOSTO,
)
from .premialita import VocePremialita

DELL_AVVISO = {
    "": "Il Segretario generale scrive l’avviso e lo pubblica entro febbraio.",
    BOZZA: "Il Segretario generale pubblica l’avviso.",
    APERTA_AI_PROGETTI: "Il personale presenta i progetti; poi il Segretario generale li passa alla giuria.",
    IN_GIURIA: "La giuria valuta i progetti; poi il Segretario generale propone il vincitore.",
    VINCITORE_PROPOSTO: "Il Sindaco conferisce il premio, o rimanda alla giuria.",
    PREMIO_CONFERITO: "Il Segretario generale annota la candidatura al premio nazionale.",
}
DEL_RIPARTO = {
    "": "Il NCVP certifica i risparmi; poi il Segretario generale prepara la ripartizione.",
    BOZZA: "Il Segretario generale completa la ripartizione e la propone al Sindaco.",
    RIPARTO_PROPOSTO: "Il Sindaco conferisce il premio, o rimanda la ripartizione.",
}
DEL_BONUS = "Il Segretario generale propone chi lo merita fra i candidati."
# A sum by itself.
DELLA_SOMMA = {
    PROPOSTA: "Decide il Sindaco.",
    LIQUIDABILE: "L’ufficio del personale registra la liquidazione.",
}
CON_RELAZIONE = "L’ufficio del personale la rende liquidabile."
SENZA_RELAZIONE = "Si paga quando il NCVP ha validato la Relazione sulla performance."


def prossimo_della_somma(a: Attribuzione) -> str:
    """What waits for whom on one sum; empty where nothing does. One query at most."""
    if a.stato == CONFERITA:
        return SENZA_RELAZIONE if a.relazione_validata() else CON_RELAZIONE
    return DELLA_SOMMA.get(a.stato, "")


def con_prossimi(anno: int, voci: list[VocePremialita]) -> list[tuple[VocePremialita, list[str]]]:
    """Each premium with what comes next in it; nothing for one that is off. Three queries."""
    avviso = AvvisoInnovazione.objects.filter(esercizio__anno=anno).values_list("stato", flat=True).first() or ""
    riparto = RipartoEfficienza.objects.filter(esercizio__anno=anno).values_list("stato", flat=True).first() or ""
    validata = ValidazioneRelazione.objects.filter(esercizio__anno=anno).exists()

    def prossimi(v: VocePremialita) -> list[str]:
        if not v.acceso:
            return []
        primo = {Premialita.INNOVAZIONE: DELL_AVVISO.get(avviso, ""), Premialita.EFFICIENZA: DEL_RIPARTO.get(riparto, "")}
        del_bonus = f"{_somme(v.proposte, 'propost')}: decide il Sindaco." if v.proposte else "" if v.conferite else DEL_BONUS
        paga = "le rende liquidabili l’ufficio del personale" if validata else "si pagano quando il NCVP ha validato la Relazione"
        liquida = "l’ufficio del personale registra la liquidazione"
        frasi = (
            primo.get(v.istituto, del_bonus),
            f"{_somme(v.da_rendere_liquidabili, 'conferit')}: {paga}." if v.da_rendere_liquidabili else "",
            f"{_somme(v.da_liquidare, 'liquidabil', 'e', 'i')}: {liquida}." if v.da_liquidare else "",
        )
        return [f for f in frasi if f]

    return [(v, prossimi(v)) for v in voci]


def _somme(n: int, radice: str, una: str = "a", molte: str = "e") -> str:
    return f"Una somma {radice}{una}" if n == 1 else f"{n} somme {radice}{molte}"
