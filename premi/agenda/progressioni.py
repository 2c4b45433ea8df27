"""What the progressions give to do (art. 22): to the personnel office, the dirigenti, the Segretario; and one's own place."""

from collections.abc import Iterator
from datetime import date

import rules
from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.organizzazione.models import Utente
from smvp.organizzazione.ruoli import ruoli_di

from ..letture.progressioni.procedura import Quadro, RigaGruppo, quadro_della_procedura
from ..models import Progressione
from ..permessi import CANDIDATI, candidature_proprie, direzioni_lette, progressioni_visibili_a
from ..stati import BANDO, GRADUATORIA, ISTRUTTORIA

ARTICOLO = "22"
IN_CORSO = (BANDO, ISTRUTTORIA, GRADUATORIA)


@registra_agenda
def progressioni(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Each procedure in course that the user reads, and what it waits for."""
    utente: Utente = richiesta.user  # type: ignore[assignment]
    aperte = progressioni_visibili_a(utente).filter(stato__in=IN_CORSO).select_related("esercizio").order_by("pk")
    for procedura in aperte.prefetch_related("maturazioni"):
        if procedura.stato == BANDO:
            yield from _del_bando(procedura, utente)
            continue
        quadro = quadro_della_procedura(procedura, direzioni_lette(utente))
        if procedura.stato == ISTRUTTORIA:
            yield _dell_istruttoria(procedura, quadro, utente)
        else:
            yield _della_graduatoria(procedura, quadro, utente)


def _cosa(procedura: Progressione, *, mio: bool, dettaglio: str, azione: str, url: str = "") -> Cosa:
    stato = procedura.stato_attuale
    return Cosa(
        "da_fare" if mio else "in_attesa", str(procedura), dettaglio, "tocca" if mio else stato.classe,
        "Aspetta te" if mio else stato.parola, url or procedura.get_absolute_url(), azione, articolo=ARTICOLO,
    )  # fmt: skip


def _del_bando(procedura: Progressione, utente: Utente) -> Iterator[Cosa]:
    if rules.has_perm("premi.istruire_progressioni", utente):
        yield _cosa(procedura, mio=True, dettaglio="Il bando è in preparazione: quando è pronto si apre.", azione="Apri la procedura")


def _dell_istruttoria(procedura: Progressione, quadro: Quadro, utente: Utente) -> Cosa:
    """The growth waits for the dirigente of each Direzione; then the ranking for the personnel office."""
    miei = [r for r in quadro.righe if r.senza_maturazione and rules.has_perm("premi.valutare_maturazione", utente, r.direzione.pk)]
    if miei:
        n, direzione = sum(r.senza_maturazione for r in miei), miei[0].direzione
        detto = f"{direzione}: {'un candidato da valutare' if n == 1 else f'{n} candidati da valutare'}."
        url = reverse("premi:progressione_maturazione", args=[procedura.pk, direzione.pk])
        return _cosa(procedura, mio=True, dettaglio=detto, azione="Valuta la maturazione", url=url)
    n = quadro.senza_maturazione
    if n:
        detto = f"I Dirigenti devono valutare la maturazione di {'un candidato' if n == 1 else f'{n} candidati'}."
        return _cosa(procedura, mio=False, dettaglio=detto, azione="Vedi a che punto è")
    forma = rules.has_perm("premi.istruire_progressioni", utente)
    return _cosa(procedura, mio=forma, dettaglio="La maturazione è valutata: si può formare la graduatoria.", azione="Forma la graduatoria")


def _della_graduatoria(procedura: Progressione, quadro: Quadro, utente: Utente) -> Cosa:
    pari: list[RigaGruppo] = [r for r in quadro.righe if r.parita]
    mia = next((r for r in pari if rules.has_perm("premi.decidere_parita", utente, r.direzione.pk)), None)
    if mia:
        url = reverse("premi:progressione_parita", args=[procedura.pk, *mia.chiave])
        detto = f"{mia.direzione}, categoria {mia.categoria}: {mia.parita} candidati alla pari per l’ultimo posto."
        return _cosa(procedura, mio=True, dettaglio=detto, azione="Decidi la parità", url=url)
    approva = not pari and rules.has_perm("premi.approvare_progressione", utente)
    detto = "C’è una parità da decidere." if pari else "La graduatoria è formata: manca l’atto che la approva."
    url = reverse("premi:progressione_passaggio", args=[procedura.pk, "approva"]) if approva else ""
    return _cosa(procedura, mio=bool(approva), dettaglio=detto, azione="Registra l’atto" if approva else "Apri la procedura", url=url)


@registra_agenda
def propria(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """One's own place in the last ranking that was approved, until the year after."""
    if not ruoli_di(richiesta.user, oggi) & CANDIDATI:
        return
    recenti = candidature_proprie(richiesta.user).filter(graduatoria__procedura__esercizio__anno__gte=oggi.year - 1)  # type: ignore[arg-type]
    con = ("graduatoria__procedura__esercizio", "decisione")
    for c in recenti.select_related(*con).defer("graduatoria__fatti").order_by("-pk")[:1]:
        detto = f"Posto {c.posto} in categoria {c.categoria}, {c.totale} punti." if c.posto else "Non sei fra gli ammissibili."
        yield Cosa(
            "concluso", f"La tua progressione {c.graduatoria.procedura.esercizio.anno}", f"{detto} Puoi leggere il perché.",
            "fatto", "Approvata", c.get_absolute_url(),
        )  # fmt: skip
