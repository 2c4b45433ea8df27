"""What the NCVP's register gives to do: to the Segretario who keeps it, to the Sindaco who appoints, to the NCVP itself.

A municipality that has not begun its register is not told of it here: its first page says what to enter.
"""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.organizzazione.models import Esercizio, Utente
from smvp.organizzazione.ruoli import Ruolo

from .letture.rapporti import rapporti, tutti_gli_indirizzi
from .letture.registro import Voce, registro
from .models import IncaricoNcvp, RapportoNcvp
from .permessi import VEDONO
from .stati import BOZZA, ISTRUTTORIA, TRASMESSO

TOCCA = ("tocca", "Aspetta te")


@registra_agenda
def ncvp(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Warnings of the register, guidance to send or to acknowledge, the report of the year before."""
    ruoli = richiesta.ruoli  # type: ignore[attr-defined]
    if not ruoli & VEDONO or not IncaricoNcvp.objects.exists():
        return
    utente: Utente = richiesta.user  # type: ignore[assignment]
    if ruoli & {Ruolo.SEGRETARIO, Ruolo.SINDACO}:
        yield from _del_registro(utente, ruoli, oggi)
    yield from _indirizzi(ruoli, oggi)
    yield from _rapporti(ruoli, oggi)


def _del_registro(utente: Utente, ruoli: frozenset[Ruolo], oggi: date) -> Iterator[Cosa]:
    letto, pagina = registro(utente, oggi), reverse("ncvp:registro")
    tiene = Ruolo.SEGRETARIO in ruoli
    gruppo = "da_fare" if tiene else "in_attesa"
    for frase in letto.disaccordi:
        yield Cosa(gruppo, "Registro del NCVP", frase, "ritardo", "Da sistemare", pagina, "Apri il registro", articolo="34")
    for v in letto.voci:
        yield from _di_una(v, ruoli, tiene)
    if (v := letto.in_carica) and v.avvisi:
        detto = " ".join(a.testo for a in v.avvisi)
        stato = ("ritardo", "Attenzione") if v.urgente else ("tocca", "Da completare")
        scade = v.incarico.al if any(a.codice == "scadenza" for a in v.avvisi) else None
        yield Cosa(
            gruppo, f"Incarico del {v.incarico}", detto, *stato, v.incarico.get_absolute_url(), "Apri", scadenza=scade, articolo="34"
        )


def _di_una(v: Voce, ruoli: frozenset[Ruolo], tiene: bool) -> Iterator[Cosa]:
    """A candidate: for the Segretario while something is missing, then for the Sindaco."""
    if v.incarico.stato != ISTRUTTORIA:
        return
    mancano = v.incarico.mancano_dati()
    mio = (tiene and bool(mancano)) or (Ruolo.SINDACO in ruoli and not mancano)
    detto = " ".join(mancano) or "La candidatura è completa: tocca al Sindaco nominare."
    yield Cosa(
        "da_fare" if mio else "in_attesa", f"Candidatura a {v.incarico}", detto, *(TOCCA if mio else ("corso", "In istruttoria")),
        v.incarico.get_absolute_url(), "Apri la candidatura", articolo="34", dal=v.incarico.aperto_il.date(),
    )  # fmt: skip


def _indirizzi(ruoli: frozenset[Ruolo], oggi: date) -> Iterator[Cosa]:
    tutti = tutti_gli_indirizzi()
    senza = Ruolo.SEGRETARIO in ruoli and not any(i.esercizio.anno == oggi.year for i in tutti)
    if senza and Esercizio.objects.filter(anno=oggi.year).exists():
        yield Cosa(
            "da_fare", f"Indirizzi strategici {oggi.year}", "Si comunicano al NCVP ogni anno.", *TOCCA,
            reverse("ncvp:invia_indirizzi", args=[oggi.year]), "Scrivili", articolo="32",
        )  # fmt: skip
    for i in tutti:
        if i.ricevuti_il is None and Ruolo.NCVP in ruoli:
            yield Cosa("da_fare", str(i), "Il Segretario generale te li comunica.", *TOCCA, i.get_absolute_url(), "Leggi", articolo="32",
                       dal=i.inviati_il.date())  # fmt: skip
        elif i.ricevuti_il is None and Ruolo.SEGRETARIO in ruoli:
            yield Cosa("in_attesa", str(i), "Il NCVP non ha ancora detto di averli ricevuti.", "corso", "Inviati", i.get_absolute_url(),
                       "Apri", articolo="32", dal=i.inviati_il.date())  # fmt: skip


def _rapporti(ruoli: frozenset[Ruolo], oggi: date) -> Iterator[Cosa]:
    scritti: dict[int, RapportoNcvp] = rapporti()
    if Ruolo.NCVP in ruoli:
        for r in scritti.values():
            if r.stato == BOZZA and r.esercizio.anno < oggi.year:
                yield Cosa("da_fare", str(r), "È in bozza: quando è completo va al Sindaco.", *TOCCA, r.get_absolute_url(), "Continua",
                           articolo="34", dal=r.aperto_il.date())  # fmt: skip
    for r in scritti.values():
        if r.stato == TRASMESSO and ruoli & {Ruolo.SEGRETARIO, Ruolo.SINDACO}:
            mio = Ruolo.SEGRETARIO in ruoli
            yield Cosa(
                "da_fare" if mio else "concluso", str(r), "Trasmesso al Sindaco: va pubblicato." if mio else "Il NCVP te l’ha trasmesso.",
                *(TOCCA if mio else ("corso", "Trasmesso")), r.get_absolute_url(), "Apri" if mio else "Leggi", articolo="34",
            )  # fmt: skip
