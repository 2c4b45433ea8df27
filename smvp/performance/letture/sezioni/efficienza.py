"""Artt. 21 and 27: the certified savings, what of them becomes premium, who gets it, what is left to all the staff."""

from decimal import Decimal

from django.urls import reverse

from premi.letture.efficienza import QuadroEfficienza, quadro_efficienza, risparmi_certificati
from premi.stati import BOZZA, RIPARTO_CONFERITO
from smvp.nucleo.formati import euro, percento

from ...calcolo.blocchi import Blocco, Cella, Cifra, Cifre, Colonna, Genere, Mancanza, Paragrafo, Tavola
from ..contesto import Contesto
from .comuni import quanti

COLONNE = (
    Colonna("voce", "Voce", descrizione="Di che somma si tratta."),
    Colonna("importo", "Importo", Genere.EURO, "Somma in euro."),
)  # fmt: skip


def blocchi(c: Contesto) -> list[Blocco]:
    q = quadro_efficienza(c.esercizio)
    if q.efficienza is None or q.fondo is None:
        return []
    e = q.efficienza
    cifre = Cifre(
        (
            Cifra("Risparmi certificati", euro(e.risparmi), "dal NCVP"),
            Cifra("A premio", euro(e.quota), f"il {percento(c.reg.premi.quota_risparmi)} dei risparmi"),
        )
    )
    righe: list[tuple[Cella, ...]] = [
        ("Risparmi certificati dal NCVP", e.risparmi), ("Quota che diventa premio", e.quota),
        ("Massimo a chi ha lavorato al risparmio", e.massimo_al_personale), ("Almeno al fondo di tutto il personale", e.al_fondo),
    ]  # fmt: skip
    righe += _riparto(c, q)
    nota = f"Certificati con: {q.fondo.atto}." if q.fondo.atto else ""
    trovati: list[Blocco] = [cifre, Tavola("efficienza", f"Il premio di efficienza {c.anno}", COLONNE, tuple(righe), nota), *_detto(c, q)]
    return [*trovati, c.testo("efficienza")]


def _si_dice(c: Contesto, q: QuadroEfficienza) -> bool:
    """In public only what has been conferred: until then it may change."""
    return q.riparto is not None and (q.riparto.stato == RIPARTO_CONFERITO or (not c.pubblica and q.riparto.stato != BOZZA))


def _pochi(c: Contesto, q: QuadroEfficienza) -> bool:
    return c.pubblica and len({quota.persona_id for quota, _ in q.righe}) < c.minimo


def _riparto(c: Contesto, q: QuadroEfficienza) -> list[tuple[Cella, ...]]:
    """What goes to those involved, and what is left: of few people neither, for each gives the other."""
    if not _si_dice(c, q) or q.riparto is None:
        return []
    al_personale: Decimal | None = q.riparto.al_personale
    resta = q.al_fondo
    if _pochi(c, q):
        al_personale = resta = None
    return [("A chi ha lavorato al risparmio", al_personale), ("Resta al fondo di tutto il personale", resta)]


def _detto(c: Contesto, q: QuadroEfficienza) -> list[Blocco]:
    if not _si_dice(c, q) or q.riparto is None:
        return [Paragrafo("La ripartizione del premio non è ancora conferita.")]
    frase = (
        "La ripartizione è conferita." if q.riparto.stato == RIPARTO_CONFERITO else "La ripartizione è proposta, e non ancora conferita."
    )
    if not _pochi(c, q):
        n = len({quota.persona_id for quota, _ in q.righe})
        frase += f" Riguarda {quanti(n, 'persona', 'persone')}."
    if q.riparto.entrato:
        frase += f" Quello che resta è entrato nel fondo del personale {q.riparto.entrato.esercizio.anno}."
    return [Paragrafo(frase)]


def mancanze(c: Contesto) -> list[Mancanza]:
    if c.testi.get("efficienza") or risparmi_certificati(c.esercizio) is not None:
        return []
    testo = f"Nessun risparmio {c.anno} è certificato: se non ce ne sono stati, va detto nel testo «Come si è risparmiato»."
    return [Mancanza(testo, "NCVP", reverse("premi:fondi", args=[c.anno]))]
