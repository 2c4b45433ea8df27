"""Piano and Relazione brought to where a test begins, by the true operations, without drawing anything."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.nucleo.formati import FUSO
from smvp.performance.models import Piano, Relazione, Risposta
from smvp.performance.operazioni.apertura import apri_piano, apri_relazione
from smvp.performance.operazioni.generazione import chiedi_edizioni, genera
from smvp.performance.operazioni.passaggi import approva
from smvp.performance.operazioni.testi import salva_testi
from smvp.performance.operazioni.validazione import concludi, salva_verifiche
from tests.calco import una_volta

QUANDO = datetime(2026, 5, 20, 10, 0, tzinfo=FUSO)
OGGI = "2026-05-20"
GIUNTA = DatiAtto(80, date(2026, 5, 18), "Approvazione della Relazione sulla performance 2025")
VERBALE = DatiAtto(7, date(2026, 5, 19), "Validazione della Relazione 2025", Atto.Tipo.VERBALE)
NOTA = "Le cause degli scostamenti sono spiegate."
CONCLUSIONI = "La Relazione è chiara, completa e coerente con il Piano."

# The steps from the beginning to the end, each with who takes it.
CAMMINO = (
    ("bozza", ""), ("in_esame", "chiedi_esame"), ("esaminata", "esamina"), ("approvata", "approva"), ("trasmessa", "trasmetti"),
    ("validata", "valida"), ("pubblicata", "pubblica"),
)  # fmt: skip


def i_testi(scritto: Relazione | Piano) -> dict[str, str]:
    return {t.codice: f"<p>Il testo «{t.titolo}».</p>" for s in scritto.schema for t in s.testi}


@una_volta
def scritta(c: SimpleNamespace, che: str = "relazione") -> Relazione | Piano:
    """All its texts written, its editions made."""
    apri = apri_relazione if che == "relazione" else apri_piano
    riga = apri(esercizio=c.esercizio, utente=c.segretario, quando=QUANDO)
    salva_testi(scritto=riga, testi=i_testi(riga), utente=c.segretario, quando=QUANDO)
    riga.refresh_from_db()
    for generazione in chiedi_edizioni(scritto=riga, utente=c.segretario, quando=QUANDO):
        genera(generazione.pk, quando=QUANDO)
    return riga


def passo(c: SimpleNamespace, riga: Any, azione: str, chi: str = "", **altro: Any) -> Any:
    """One step, by whom it belongs to; the acts that it needs are made up."""
    riga = type(riga).objects.get(pk=riga.pk)
    come = {"utente": getattr(c, chi or ("ncvp" if azione in DEL_NUCLEO else "segretario")), "quando": QUANDO, "versione": riga.versione}
    if azione == "approva":
        oggetto = GIUNTA.oggetto if isinstance(riga, Relazione) else "Approvazione del Piano"
        return approva(scritto=riga, **{"atto": DatiAtto(80, GIUNTA.data, oggetto)} | come | altro)
    if azione in ("valida", "osserva"):
        riga = salva_verifiche(relazione=riga, risposte=risposte(riga, azione), conclusioni=CONCLUSIONI, **come)
        return concludi(relazione=riga, azione=azione, verbale=VERBALE, **come | {"versione": riga.versione} | altro)
    t = riga.flusso.transizione(azione)
    return esegui(riga, azione, **{"motivo": NOTA if t is not None and t.motivo else ""} | come | altro)


DEL_NUCLEO = ("esamina", "chiedi_modifiche", "valida", "osserva")


def risposte(riga: Relazione, azione: str = "valida") -> dict[str, tuple[str, str]]:
    tutte = {v.codice: (Risposta.SI.value, "") for v in riga.esercizio.reg.garanzie.verifiche}
    if azione == "osserva":
        tutte["scostamenti"] = (Risposta.NO.value, "Di due obiettivi non è detta la causa dello scostamento.")
    return tutte


@una_volta
def portata(c: SimpleNamespace, fino: str) -> Relazione:
    """The Relazione in that state."""
    riga = scritta(c)
    if fino == "con_osservazioni":
        return passo(c, portata(c, "trasmessa"), "osserva")  # type: ignore[no-any-return]
    for stato, azione in CAMMINO[: [s for s, _ in CAMMINO].index(fino) + 1]:
        riga = passo(c, riga, azione) if azione else riga
        assert riga.stato == stato
    return riga  # type: ignore[return-value]
