"""Sheets of the staff for the tests: the fixed cast, with the structure's percentage and one specific objective each."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from smvp.flusso.operazioni import esegui
from tests.calco import una_volta
from valutazioni.models import AssegnazioneSpecifica, ObiettivoSpecifico, PercentualeStruttura, SchedaPersonale
from valutazioni.operazioni.personale import VotiPersonale, apri_schede_personale, salva_voti_personale

from .schede import QUANDO

STRUTTURA, SPECIFICI = Decimal("92.00"), Decimal("95.00")


@una_volta
def con_schede_personale(c: SimpleNamespace) -> SimpleNamespace:
    """Open the sheets of the staff; ``c.scheda_dipendente1`` and the others are the rows."""
    apri_schede_personale(esercizio=c.esercizio, utente=c.personale, quando=QUANDO)
    PercentualeStruttura.objects.bulk_create(
        PercentualeStruttura(esercizio=c.esercizio, direzione=d, percentuale=STRUTTURA, fonte="P.E.G.", scritta_da=c.controllo,
                             scritta_il=QUANDO)
        for d in (c.d1, c.d2)
    )  # fmt: skip
    for nome in ("dipendente1", "dipendente2", "dipendente3"):
        persona = getattr(c, nome).persona
        scheda = SchedaPersonale.objects.filter(persona=persona, esercizio=c.esercizio).first()
        setattr(c, f"scheda_{nome}", scheda)
        if scheda:
            specifico(c, scheda)
    return c


def specifico(c: SimpleNamespace, scheda: SchedaPersonale, raggiungimento: Decimal | None = SPECIFICI) -> AssegnazioneSpecifica:
    """A specific objective on the person of a sheet."""
    obiettivo = ObiettivoSpecifico.objects.create(
        esercizio=scheda.esercizio, direzione=scheda.direzione, titolo="Arretrato dei fascicoli", atteso="Meno di 20 fascicoli in attesa.",
        entro=date(2025, 12, 31), assegnato_da=c.dirigente1, assegnato_il=QUANDO,
    )  # fmt: skip
    return AssegnazioneSpecifica.objects.create(obiettivo=obiettivo, persona=scheda.persona, raggiungimento=raggiungimento)


@una_volta
def vota_personale(scheda: SchedaPersonale, utente: object, voto: int = 2) -> SchedaPersonale:
    """The same mark for every item."""
    scheda.refresh_from_db()
    voti = VotiPersonale(voti={v.pk: voto for v in scheda.voti.all()})
    return salva_voti_personale(scheda=scheda, voti=voti, utente=utente, quando=QUANDO, versione=scheda.versione)


@una_volta
def porta_personale(scheda: SchedaPersonale, *passi: tuple[str, object]) -> SchedaPersonale:
    """Take a sheet through steps: ("trasmetti", c.po1), ("decidi", c.dirigente1)…"""
    for azione, utente in passi:
        scheda.refresh_from_db()
        scheda = esegui(scheda, azione, utente=utente, quando=QUANDO, versione=scheda.versione)
    return scheda
