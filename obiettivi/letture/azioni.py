"""What a user may do now on a sheet: the one thing to do, the others, and what cannot be done yet, with the reason."""

from dataclasses import dataclass, field
from datetime import date

import rules
from django.urls import reverse

from smvp.flusso.operazioni import Passaggio, passaggi
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import Ruolo, direzioni_di, persona_di

from ..models import Obiettivo
from .schede import incarichi_da_firmare

# Steps that are not taken by a bare confirmation: one signs a text, the other registers an act for many sheets at once.
FIRMA, ATTO = "accetta", "assegna"


@dataclass(frozen=True, slots=True)
class Azione:
    """Something to do; ``mancanze`` says why not now."""

    etichetta: str
    url: str
    mancanze: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Azioni:
    """``primaria`` can be done now; ``ferma`` is the step that will follow, once what it lacks is there."""

    primaria: Azione | None = None
    ferma: Azione | None = None
    altre: list[Azione] = field(default_factory=list)


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
    lavori = [Azione(v.etichetta, reverse(v.nome_url, args=[obiettivo.pk])) for v in LAVORI if _puo(v.permesso, utente, obiettivo, giorno)]
    pagine = [Azione(v.etichetta, reverse(v.nome_url, args=[obiettivo.pk])) for v in PAGINE if _puo(v.permesso, utente, obiettivo, giorno)]
    primo = _azione(obiettivo, principale, utente) if principale else None
    altre = [_azione(obiettivo, p, utente) for p in passi if p is not principale]
    if primo and not primo.mancanze:
        return Azioni(primo, None, [*altre, *lavori, *pagine])
    return Azioni(lavori[0] if lavori else None, primo, [*altre, *lavori[1:], *pagine])


def _azione(obiettivo: Obiettivo, passo: Passaggio, utente: Utente) -> Azione:
    t = passo.transizione
    if t.azione == ATTO:
        return Azione(t.etichetta, url_dell_atto(obiettivo))
    if t.azione != FIRMA:
        return Azione(t.etichetta, reverse("obiettivi:passaggio", args=[obiettivo.pk, t.azione]), passo.mancanze)
    if incarichi_da_firmare(obiettivo, utente):
        return Azione(t.etichetta, reverse("obiettivi:firma", args=[obiettivo.pk]))
    return Azione(t.etichetta, reverse("obiettivi:firma", args=[obiettivo.pk]), ("La tua firma c’è già.", *passo.mancanze))


def url_dell_atto(obiettivo: Obiettivo) -> str:
    """The page of the Giunta's act, with this sheet already ticked."""
    return f"{reverse('obiettivi:assegna', args=[obiettivo.esercizio.anno])}?o={obiettivo.pk}"


def _puo(permesso: str, utente: Utente, obiettivo: Obiettivo, giorno: date) -> bool:
    """As ``puo_sulla_quota`` on any of the quotas, in one query however many they are."""
    if rules.has_perm(permesso, utente, obiettivo):
        return True
    persona = persona_di(utente)
    if persona is None or not rules.has_perm(f"{permesso}_parte", utente, obiettivo):
        return False
    guida = direzioni_di(persona, [Ruolo.DIRIGENTE], giorno)
    return any(p.direzione_id in guida for p in obiettivo.parti.all())
