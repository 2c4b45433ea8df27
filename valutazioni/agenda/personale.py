"""The staff sheets (Allegato D) on the home page: Personale opens, the P.O. fills in, the dirigente and then the evaluatee sign."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rules
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.nucleo.formati import FUSO, data, numero
from smvp.organizzazione.models import Direzione, Esercizio
from smvp.organizzazione.permessi import direzioni_dirette
from smvp.organizzazione.ruoli import persona_di

from ..letture.elenco_personale import conta_unita
from ..letture.personale import da_aprire
from ..letture.rimandi import rimandi_di
from ..letture.schede import articolo_scadenza, per_esercizio, scadenza
from ..models import SchedaPersonale
from ..models.valutazione import senza_accesso
from ..permessi import personali_visibili_a, unita_da_compilare, vede_personale
from ..stati import APERTA, COMPILATA, DECISA, FINITE, FIRMATE, LETTE_DAL_VALUTATO, NON_VALUTABILE, OSSERVAZIONI, PARTECIPATA
from .schede import COME_SI_NOTIFICA

# What the dirigente does with the sheets of a state: one sheet, several, on which button, and the step that takes a whole team on.
DEL_DIRIGENTE = {
    COMPILATA: ("Firma una scheda del personale", "Firma {} schede del personale", "Le P.O. le hanno compilate: leggi i voti, poi firma.",
                "Firma", "decidi"),
    DECISA: ("Partecipa una scheda al valutato", "Partecipa {} schede ai valutati", "Sono firmate: i valutati non le leggono ancora.",
             "Partecipa", "partecipa"),
    OSSERVAZIONI: ("Rispondi alle osservazioni di un valutato", "Rispondi alle osservazioni di {} valutati",
                   "Confermi i voti, o li rivedi.", "Rispondi", ""),
}  # fmt: skip


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The staff sheets that wait for the person, and those that wait for others; in as many queries whatever the years that have passed."""
    utente = richiesta.user
    if not vede_personale(utente):
        return
    finiti = list(Esercizio.objects.filter(anno__lt=oggi.year))
    if rules.has_perm("valutazioni.aprire_schede_personale", utente):
        yield from _da_aprire(finiti)
    compila, dirige = unita_da_compilare(utente), direzioni_dirette(utente)
    if compila or dirige:
        per_anno = {e.pk: e for e in finiti}
        unita = {d.pk: d for d in Direzione.objects.filter(pk__in=compila | dirige)}
        altrui = personali_visibili_a(utente).filter(esercizio__in=finiti).exclude(persona__utente=utente.pk)
        aperte = altrui.filter(stato=APERTA, direzione__in=compila)
        yield from _da_compilare(aperte, per_anno, unita, dirige)
        yield from _da_rivedere(aperte)
        yield from _del_dirigente(altrui.filter(direzione__in=dirige), per_anno, {k: d for k, d in unita.items() if k in dirige})
        yield from _da_notificare(altrui.filter(direzione__in=dirige))
        yield from _in_attesa(altrui.filter(stato=COMPILATA).exclude(direzione__in=dirige), per_anno)
    yield from _proprie(utente, finiti)


def _da_aprire(finiti: Sequence[Esercizio]) -> Iterator[Cosa]:
    quante = per_esercizio(finiti, da_aprire, conta="persona")
    for esercizio in finiti:
        if esercizio.pk in quante:
            detto = f"Dipendenti senza scheda: {numero(quante[esercizio.pk], 0)}."
            yield _cosa(esercizio, f"Apri le schede del personale {esercizio.anno}", detto, _elenco(esercizio), "Vai alle schede")


def _da_compilare(
    schede: QuerySet[SchedaPersonale], esercizi: Mapping[int, Esercizio], unita: Mapping[int, Direzione], dirige: Collection[int]
) -> Iterator[Cosa]:
    """One line a unit: a team is filled in as a whole; once it is, it goes on as a whole."""
    for (anno, dove), c in conta_unita(schede).items():
        esercizio, ufficio, quante, complete = esercizi[anno], unita[dove], c["persone"], c["complete"]
        chi = f"le {quante} persone" if quante > 1 else "una persona"
        if complete < quante:
            detto = f"{complete} su {quante} hanno già tutti i voti. Schede {esercizio.anno}."
            griglia = reverse("valutazioni:squadra", args=[esercizio.anno, dove])
            titolo = f"Valuta {chi} di {ufficio}"
            yield _cosa(esercizio, titolo, detto, griglia, "Valuta", *(("corso", "In corso") if complete else ()))
            continue
        quali = f"le {quante} schede" if quante > 1 else "la scheda di una persona"
        azione, titolo, invito = (
            ("decidi", f"Firma {quali} di {ufficio}", "Firma") if dove in dirige
            else ("trasmetti", f"Manda al Dirigente {quali} di {ufficio}", "Manda")
        )  # fmt: skip
        yield _cosa(esercizio, titolo, f"Hanno tutti i voti. Schede {esercizio.anno}.", _squadra(esercizio, dove, azione), invito)


def _da_rivedere(schede: QuerySet[SchedaPersonale]) -> Iterator[Cosa]:
    """One line for each sheet that the dirigente has sent back: its reason stands at the head of the page."""
    salvate = {s.pk: s for s in schede.filter(salvata_il__isnull=False).select_related("persona", "esercizio")}
    for pk, rimando in rimandi_di(list(salvate.values())).items():
        s, quando = salvate[pk], data(rimando.quando.astimezone(FUSO).date())
        detto = f"{rimando.regola.titolo} il {quando}: il motivo è in cima alla scheda."
        yield _cosa(s.esercizio, f"Rivedi la scheda di {s.persona}", detto, s.get_absolute_url(), "Rivedi")


def _del_dirigente(
    schede: QuerySet[SchedaPersonale], esercizi: Mapping[int, Esercizio], dirette: Mapping[int, Direzione]
) -> Iterator[Cosa]:
    """One line for each state and Direzione that they head: it leads to where the step is taken for all its sheets, or for the one."""
    conti = _per_stato(schede, dirette)
    tante = len({vertice for _, vertice, _ in conti}) > 1
    for (anno, vertice, stato), c in conti.items():
        esercizio, dove = esercizi[anno], f" {dirette[vertice]}." if tante else ""
        if stato in DEL_DIRIGENTE:
            una, molte, detto, invito, azione = DEL_DIRIGENTE[stato]
            frasi = f"{detto}{dove} Schede {esercizio.anno}.{_senza_seconda(c)}"
            titolo = una if c.quante == 1 else molte.format(c.quante)
            if c.quante == 1:
                yield _cosa(esercizio, titolo, frasi, _della_sola(c.una, stato), invito)
            elif azione:
                yield _cosa(esercizio, titolo, frasi, _squadra(esercizio, vertice, azione), invito)
            else:
                yield _cosa(esercizio, titolo, frasi, f"{_elenco(esercizio)}?stato={stato}", "Apri l’elenco")
        elif c.senza:
            titolo = "Una scheda aspetta la firma del valutato" if c.quante == 1 else f"{c.quante} schede aspettano la firma dei valutati"
            detto = f"Esercizio {esercizio.anno}.{dove}{_senza_seconda(c)}"
            yield Cosa("in_attesa", titolo, detto, "esame", "Partecipata", f"{_elenco(esercizio)}?stato={PARTECIPATA}")


@dataclass(slots=True)
class _Conto:
    """Sheets of a state: how many, how many without part two, and which if it is one alone."""

    quante: int = 0
    senza: int = 0
    una: int = 0


def _per_stato(
    schede: QuerySet[SchedaPersonale], dirette: Mapping[int, Direzione]
) -> dict[tuple[int, int, str], _Conto]:  # fmt: skip
    """By exercise, Direzione at the top of those that one heads, and state. One query."""
    conti: dict[tuple[int, int, str], _Conto] = {}
    senza = Count("pk", filter=Q(parte_seconda=None))
    righe = schede.filter(stato__in=(*DEL_DIRIGENTE, PARTECIPATA)).order_by().values_list("esercizio", "direzione", "stato")
    for anno, ufficio, stato, quante, seconde, una in righe.annotate(quante=Count("pk"), senza=senza, una=Min("pk")):
        c = conti.setdefault((anno, _vertice(ufficio, dirette), stato), _Conto())
        c.quante, c.senza, c.una = c.quante + quante, c.senza + seconde, una
    ordine = [*DEL_DIRIGENTE, PARTECIPATA]
    return dict(sorted(conti.items(), key=lambda voce: (voce[0][0], ordine.index(voce[0][2]), voce[0][1])))


def _da_notificare(schede: QuerySet[SchedaPersonale]) -> Iterator[Cosa]:
    """One line a sheet: of those who have left there are few."""
    for s in schede.filter(senza_accesso("persona__"), stato=PARTECIPATA).select_related("persona", "direzione", "esercizio"):
        titolo = f"Notifica la scheda a {s.persona.con_titolo}, che non ha un accesso attivo"
        dove = reverse("valutazioni:notifica_personale", args=[s.pk])
        detto = f"{COME_SI_NOTIFICA} {s.direzione} · esercizio {s.esercizio.anno}."
        yield _cosa(s.esercizio, titolo, detto, dove, "Registra la notifica")


def _vertice(ufficio: int, dirette: Mapping[int, Direzione]) -> int:
    """The highest of these units above one of them."""
    while (padre := dirette[ufficio].padre_id) in dirette:
        ufficio = padre
    return ufficio


def _della_sola(pk: int, stato: str) -> str:
    return reverse(f"valutazioni:{'risposta_personale' if stato == OSSERVAZIONI else 'scheda_personale'}", args=[pk])


def _squadra(esercizio: Esercizio, ufficio: int, azione: str) -> str:
    """Where a step is confirmed for a whole team."""
    return reverse("valutazioni:squadra_blocco", args=[esercizio.anno, ufficio, azione])


def _senza_seconda(c: _Conto) -> str:
    """How many of these sheets have no part two, and until when it may be written."""
    if not c.senza:
        return ""
    quali = "La parte seconda non è scritta" if c.quante == c.senza == 1 else f"Schede senza parte seconda: {c.senza}"
    return f" {quali}. Si può scrivere fino alla firma del valutato."


def _in_attesa(schede: QuerySet[SchedaPersonale], esercizi: Mapping[int, Esercizio]) -> Iterator[Cosa]:
    for anno, quante in schede.order_by("esercizio").values_list("esercizio").annotate(quante=Count("pk")):
        titolo = f"{quante} schede del personale aspettano" if quante > 1 else "Una scheda del personale aspetta"
        esercizio = esercizi[anno]
        dove = f"{_elenco(esercizio)}?stato={COMPILATA}"
        yield Cosa("in_attesa", f"{titolo} la firma del Dirigente", f"Esercizio {esercizio.anno}.", "esame", "Al Dirigente", dove)


def _proprie(utente: Any, finiti: list[Esercizio]) -> Iterator[Cosa]:
    """Who is evaluated knows that it is going on, and nothing of the marks until the sheet is shared (art. 18)."""
    persona = persona_di(utente)
    if persona is None:
        return
    for s in SchedaPersonale.objects.filter(persona=persona, esercizio__in=finiti).select_related("esercizio", "direzione"):
        anno = s.esercizio.anno
        if s.stato == PARTECIPATA:
            detto = "Trovi i voti e il perché di ogni cifra. Puoi scrivere osservazioni prima di firmare."
            yield _cosa(s.esercizio, f"Leggi e firma la tua scheda {anno}", detto, s.get_absolute_url(), "Leggi la scheda")
        elif s.stato in FINITE and s.esercizio != finiti[-1]:
            continue  # an old story
        elif s.stato in (*FIRMATE, NON_VALUTABILE):
            yield Cosa(
                "concluso", f"La tua scheda {anno}", f"{s.direzione}.", s.stato_attuale.classe, s.stato_attuale.parola, s.get_absolute_url()
            )
        else:
            letta = s.stato in LETTE_DAL_VALUTATO
            detto = "Hai scritto osservazioni: il Dirigente ti risponde." if letta else "La leggerai quando sarà partecipata (art. 18)."
            yield Cosa(
                "in_attesa", f"La tua scheda {anno}", f"{s.direzione}. {detto}", "esame", "In valutazione",
                s.get_absolute_url() if letta else _elenco(s.esercizio),
            )  # fmt: skip


def _elenco(esercizio: Esercizio) -> str:
    return reverse("valutazioni:personale", args=[esercizio.anno])


def _cosa(
    esercizio: Esercizio, titolo: str, detto: str, url: str, azione: str, stato: str = "tocca", parola: str = "Aspetta te"
) -> Cosa:  # fmt: skip
    return Cosa("da_fare", titolo, detto, stato, parola, url, azione, scadenza(esercizio), articolo_scadenza(esercizio))
