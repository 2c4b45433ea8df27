"""What a user may do now on a sheet: the one thing to do, the others, and what cannot be done yet, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import rules
from django.urls import reverse

from smvp.flusso.operazioni import Passaggio, passaggi
from smvp.organizzazione.models import Utente

from ...models import Obiettivo
from ...permessi import e_proponente
from ...stati import BOZZA
from .esiti import quote_scrivibili
from .schede import incarichi_da_firmare

# Steps that are not taken by a bare confirmation: one signs a text, the other registers an act for many sheets at once.
FIRMA, ATTO = "accetta", "assegna"
CHIUDI = "Chiudi l’accettazione"  # who was awaited has left: nobody signs last any more

GIA_USCITA = (
    "Questa bozza è già stata proposta una volta e poi restituita: altri l’hanno letta e resta agli atti. "
    "Cambiala e proponila di nuovo (art. 7)."
)


@dataclass(frozen=True, slots=True)
class Azione:
    """Something to do; ``mancanze`` says why not now."""

    etichetta: str
    url: str
    mancanze: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Azioni:
    """``primaria`` can be done now; ``ferma`` is the step that will follow, once what it lacks is there.

    ``nota``: to the Segretario who answers for the sheet, who acts in their place.
    """

    primaria: Azione | None = None
    ferma: Azione | None = None
    altre: list[Azione] = field(default_factory=list)
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Lavoro:
    """A page where one does what a step then asks for. ``permesso``: on the sheet, or (``…_parte``) on a part that one leads."""

    nome_url: str
    etichetta: str
    permesso: str


# In the order of the way: the first that is open to the user is the thing to do while their step is not ready.
LAVORI = (
    Lavoro("obiettivi:modifica", "Compila la scheda", "obiettivi.modificare"),
    Lavoro("obiettivi:esame", "Esamina i requisiti", "obiettivi.riscontrare"),
    Lavoro("obiettivi:rendicontazione", "Compila la rendicontazione", "obiettivi.rendicontare"),
    Lavoro("obiettivi:monitoraggio", "Scrivi lo stato di avanzamento", "obiettivi.monitorare"),
    Lavoro("obiettivi:misurazione", "Misura", "obiettivi.scrivere_misura"),
    Lavoro("obiettivi:valutazione", "Valuta l’obiettivo", "obiettivi.scrivere_valutazione"),
)
# Pages of the menu, never the one thing to do.
PAGINE = (
    Lavoro("obiettivi:rilievi", "Scrivi un rilievo", "obiettivi.rilevare"),
    Lavoro("obiettivi:colloqui", "Verbalizza un colloquio", "obiettivi.verbalizzare"),
    Lavoro("obiettivi:elimina", "Elimina la bozza", "obiettivi.eliminare"),
)


def azioni_di(obiettivo: Obiettivo, utente: Utente, giorno: date) -> Azioni:
    """All that the user may do on the sheet. A step that wants a reason of its own (a return, a revision) is never the first choice."""
    passi = passaggi(obiettivo, utente, giorno)
    principale = next((p for p in passi if not p.transizione.motivo), None)
    lavori = _aperti(LAVORI, obiettivo, utente, giorno)
    pagine = _aperti(PAGINE, obiettivo, utente, giorno)
    if trattenuta(obiettivo, utente):
        pagine.append(Azione("Elimina la bozza", reverse("obiettivi:elimina", args=[obiettivo.pk]), (GIA_USCITA,)))
    primo = _azione(obiettivo, principale, utente, giorno) if principale else None
    altre = [_azione(obiettivo, p, utente, giorno) for p in passi if p is not principale]
    nota = obiettivo.perche_no(utente) if obiettivo.aspetta_il_segretario and not principale and not obiettivo.fermo() else ""
    if primo and not primo.mancanze:
        return Azioni(primo, None, [*altre, *lavori, *pagine], nota)
    return Azioni(lavori[0] if lavori else None, primo, [*altre, *lavori[1:], *pagine], nota)


def _aperti(lavori: Iterable[Lavoro], obiettivo: Obiettivo, utente: Utente, giorno: date) -> list[Azione]:
    """The pages on which the user may write now: on the whole sheet, or on a part of theirs."""
    aperti = [v for v in lavori if quote_scrivibili(v.permesso, utente, obiettivo, giorno)]
    return [Azione(v.etichetta, reverse(v.nome_url, args=[obiettivo.pk])) for v in aperti]


def _azione(obiettivo: Obiettivo, passo: Passaggio, utente: Utente, giorno: date) -> Azione:
    t = passo.transizione
    if t.azione == ATTO:
        return Azione(t.etichetta, url_dell_atto(obiettivo))
    if t.azione != FIRMA:
        return Azione(t.etichetta, reverse("obiettivi:passaggio", args=[obiettivo.pk, t.azione]), passo.mancanze)
    if incarichi_da_firmare(obiettivo, utente, giorno):
        return Azione(t.etichetta, reverse("obiettivi:firma", args=[obiettivo.pk]))
    if passo.pronto:
        return Azione(CHIUDI, reverse("obiettivi:firma", args=[obiettivo.pk]))
    return Azione(t.etichetta, reverse("obiettivi:firma", args=[obiettivo.pk]), ("La tua firma c’è già.", *passo.mancanze))


def trattenuta(obiettivo: Obiettivo, utente: Utente) -> bool:
    """A draft that its author cannot throw away, because others have had it in hand."""
    if obiettivo.stato != BOZZA or obiettivo.fermo() or not e_proponente(utente, obiettivo):
        return False
    return not rules.has_perm("obiettivi.eliminare", utente, obiettivo)


def url_dell_atto(obiettivo: Obiettivo) -> str:
    """The page of the Giunta's act, with this sheet already ticked."""
    return f"{reverse('obiettivi:assegna', args=[obiettivo.esercizio.anno])}?o={obiettivo.pk}"
