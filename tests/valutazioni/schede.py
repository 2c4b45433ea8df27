"""Sheets for the tests: the fixed cast with its objectives, open and ready to be scored."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from obiettivi.models import Assegnazione, Indicatore, Obiettivo
from obiettivi.stati import ASSEGNATA
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from tests.calco import una_volta
from valutazioni.models import Scheda
from valutazioni.operazioni.apertura import apri_schede
from valutazioni.operazioni.voti import Voti, salva_voti

QUANDO = datetime(2026, 4, 10, 10, 42, tzinfo=ZoneInfo("Europe/Rome"))
PESI = (("OG-1", "generale", 40), ("OI-1", "individuale", 15), ("OI-2", "individuale", 15))


@una_volta
def con_obiettivi(c: SimpleNamespace) -> SimpleNamespace:
    """Give every appointment of the cast one general objective of 40 and two individual ones of 15, assigned by the Giunta."""
    c.atto = Atto.objects.create(tipo="giunta", numero=31, data=date(2025, 2, 26), oggetto="Assegnazione degli obiettivi 2025")
    generale = _obiettivo(c, "OG-1", "generale", "Piano generale degli indicatori")
    for n, incarico in enumerate((c.incarico_dirigente1, c.incarico_dirigente2, c.incarico_po1, c.incarico_po2), 1):
        suoi = [generale] + [_obiettivo(c, f"OI-{n}.{k}", "individuale", f"Obiettivo individuale {k}") for k in (1, 2)]
        Assegnazione.objects.bulk_create(
            Assegnazione(obiettivo=o, incarico=incarico, peso=Decimal(peso)) for o, (_, _, peso) in zip(suoi, PESI, strict=True)
        )
    return c


def _obiettivo(c: SimpleNamespace, codice: str, tipo: str, titolo: str) -> Obiettivo:
    """Written as it stands once assigned: the way there is the business of tests/obiettivi."""
    (obiettivo,) = Obiettivo.objects.bulk_create([
        Obiettivo(
            esercizio=c.esercizio, codice=codice, titolo=titolo, tipo=tipo, descrizione="Che cosa si fa.", area="2", ambiti=["b"],
            risultato_atteso="Entro il 31 dicembre 2025.", atto=c.atto, stato=ASSEGNATA,
        )
    ])  # fmt: skip
    Indicatore.objects.create(obiettivo=obiettivo, ordine=1, titolo="Giorni medi di pagamento", tipo="tempo", verso="basso")
    return obiettivo


@una_volta
def con_schede(c: SimpleNamespace) -> SimpleNamespace:
    """Open the sheets; ``c.scheda_dirigente1`` and the others are the rows."""
    con_obiettivi(c)
    apri_schede(esercizio=c.esercizio, utente=c.ncvp, quando=QUANDO)
    for nome in ("dirigente1", "dirigente2", "po1", "po2", "segretario"):
        setattr(c, f"scheda_{nome}", Scheda.objects.get(incarico=getattr(c, f"incarico_{nome}")))
    return c


def voti_pieni(scheda: Scheda, raggiungimenti: tuple[str, ...] = ("92", "100", "70.50"), voto: int = 2) -> Voti:
    """All marks of a sheet: the attainments in the order of the objectives, the same mark for every factor."""
    return Voti(
        raggiungimenti={v.pk: Decimal(r) for v, r in zip(scheda.voti_obiettivo.all(), raggiungimenti, strict=True)},
        fattori={v.pk: voto for v in scheda.voti_fattore.all()},
    )


@una_volta
def vota(scheda: Scheda, utente: object, **come: object) -> Scheda:
    scheda.refresh_from_db()
    return salva_voti(scheda=scheda, voti=voti_pieni(scheda, **come), utente=utente, quando=QUANDO, versione=scheda.versione)


@una_volta
def porta(scheda: Scheda, *passi: tuple[str, object]) -> Scheda:
    """Take a sheet through steps: ("trasmetti", c.ncvp), ("decidi", c.sindaco)…"""
    for azione, utente in passi:
        scheda.refresh_from_db()
        scheda = esegui(scheda, azione, utente=utente, quando=QUANDO, versione=scheda.versione)
    return scheda


Passi = tuple[tuple[str, object], ...]


def alla_proposta(c: SimpleNamespace) -> Passi:
    """The steps of a dirigente's sheet until the Sindaco has to decide."""
    return (("proponi_a", c.ncvp), ("trasmetti", c.ncvp))


def alla_decisione(c: SimpleNamespace) -> Passi:
    """… until the Sindaco has decided."""
    return (*alla_proposta(c), ("decidi", c.sindaco))


def alla_firma(c: SimpleNamespace, valutato: object) -> Passi:
    """… until the evaluatee has signed."""
    return (*alla_decisione(c), ("partecipa", c.ncvp), ("firma", valutato))


def al_concerto(dirigente: object) -> Passi:
    """The steps of a P.O.'s sheet until the NCVP has to say whether it agrees."""
    return (("proponi_a", dirigente), ("chiedi_concerto", dirigente))


def alla_firma_po(c: SimpleNamespace, dirigente: object, valutato: object) -> Passi:
    return (*al_concerto(dirigente), ("concerta", c.ncvp), ("partecipa", dirigente), ("firma", valutato))


@una_volta
def firmata(c: SimpleNamespace) -> Scheda:
    """The sheet of dirigente1, scored, decided, shared and signed: 140 + 60 = 200."""
    vota(c.scheda_dirigente1, c.ncvp)
    return porta(c.scheda_dirigente1, *alla_firma(c, c.dirigente1))


@una_volta
def firmata_po(c: SimpleNamespace, **come: object) -> Scheda:
    """The sheet of po1, on which the NCVP agrees, shared and signed."""
    vota(c.scheda_po1, c.dirigente1, **come)
    return porta(c.scheda_po1, *alla_firma_po(c, c.dirigente1, c.po1))


@una_volta
def segretario_deciso(c: SimpleNamespace) -> Scheda:
    """The Segretario's own sheet: the behaviours alone, decided (artt. 10 and 24)."""
    vota(c.scheda_segretario, c.ncvp, raggiungimenti=())
    return porta(c.scheda_segretario, ("trasmetti", c.ncvp), ("decidi", c.sindaco))
