"""What the sheets give each role to do, for the home page."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import rules
from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.flusso.residui import Residui, registra_residui
from smvp.nucleo.formati import FUSO, data, numero
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import Ruolo, persona_di, ruoli_di
from smvp.orologio import oggi as giorno_di_oggi

from ..letture.approvazione import quante_aspettano
from ..letture.rimandi import Rimando, rimandi_di
from ..letture.schede import articolo_scadenza, incarichi_da_aprire, per_esercizio, quante_da_firmare, scadenza
from ..models import Scheda
from ..permessi import vede_valutazioni, visibili_a
from ..stati import APERTA, DECISA, FINITE, LETTE_DAL_VALUTATO, OSSERVAZIONI, PARTECIPATA, PROPOSTA, PROPOSTA_A

RECENTI = 5
# One line for each sheet up to here; beyond, one line that counts them and leads to the list.
UNA_PER_UNA = 6
# By state: what whoever it waits for may do, in what words, on which button.
VALUTA = "Valuta"
ATTESE = {
    APERTA: ("valutazioni.votare_b", "Valuta la scheda di {}", VALUTA),
    PROPOSTA_A: ("valutazioni.votare_b", "Valuta i comportamenti di {}", VALUTA),
    PROPOSTA: ("valutazioni.decidere_o_concertare", "Decidi sulla scheda di {}", "Decidi"),
    DECISA: ("valutazioni.partecipare", "Partecipa la scheda di {}", "Partecipa"),
    OSSERVAZIONI: ("valutazioni.partecipare", "Rispondi alle osservazioni di {}", "Rispondi"),
    PARTECIPATA: ("valutazioni.notificare", "Notifica la scheda a {}, che non ha un accesso attivo", "Registra la notifica"),
}
COME_SI_NOTIFICA = "Manda il PDF della scheda per PEC, con raccomandata o a mano; poi registra quando l’ha ricevuta."
# The same where all the marks are given: the step that comes then.
CONCLUDI = ("Concludi la valutazione degli obiettivi di {}", "Concludi")
CHIEDI = ("Chiedi il concerto del NCVP sulla scheda di {}", "Chiedi il concerto")
TRASMETTI = ("Trasmetti al Sindaco la proposta su {}", "Trasmetti")
# The same for a sheet that has been sent back, in whatever state it waits.
RIVEDI = "Rivedi"
CONCERTO = ("valutazioni.concertare", "Dai o nega il concerto sulla scheda di {}", "Leggi la scheda")
ALTRE = {
    VALUTA: "Valuta", "Concludi": "Concludi gli obiettivi di", "Chiedi il concerto": "Chiedi il concerto su", "Trasmetti": "Trasmetti",
    "Decidi": "Decidi su", "Partecipa": "Partecipa", "Rispondi": "Rispondi alle osservazioni su",
    "Leggi la scheda": "Dai o nega il concerto su",
    "Registra la notifica": "Notifica", RIVEDI: RIVEDI,
}  # fmt: skip
DA_VOTARE = (APERTA, PROPOSTA_A)


@registra_residui
def residui_di(utente: Utente, esercizio: Esercizio) -> Residui:
    """Art. 18: the sheets still to be signed, for those who see them all; the others cannot tell."""
    vede_tutte = ruoli_di(utente, giorno_di_oggi()) & {Ruolo.NCVP, Ruolo.SEGRETARIO}
    return {"valutazioni": quante_da_firmare(esercizio) if vede_tutte else None}


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The sheets that wait for the person, those that wait for others, those closed of late."""
    utente = richiesta.user
    if not vede_valutazioni(utente):
        return
    finiti = list(Esercizio.objects.filter(anno__lt=oggi.year))
    if rules.has_perm("valutazioni.aprire_schede", utente):
        yield from _da_aprire(finiti)
    # The sheets of a year that has not ended wait for nobody: there is nothing to evaluate yet.
    finite = visibili_a(utente).filter(_da_ricordare(oggi))
    persona = persona_di(utente)
    altrui = finite.exclude(incarico__persona=persona.pk if persona else 0)
    schede = list(altrui.select_related("esercizio", "incarico__persona__utente", "incarico__direzione__padre__padre"))
    mie = [s for s in schede if s.stato in ATTESE and rules.has_perm(_attesa(s)[0], utente, s)]
    yield from _da_fare(mie)
    yield from (_riga(s, "in_attesa") for s in schede if s.stato in ATTESE and s not in mie)
    if rules.has_perm("valutazioni.approvare_in_blocco", utente):
        yield from _da_approvare(utente, finiti, oggi)
    yield from _proprie(persona, oggi)
    firmate = sorted((s for s in schede if s.presa_visione_il), key=lambda s: s.presa_visione_il, reverse=True)
    yield from (_riga(s, "concluso") for s in firmate[:RECENTI])


def _da_ricordare(oggi: date) -> Q:
    """Of the year that has just ended all sheets; of those before, what is not over yet."""
    return Q(esercizio__anno=oggi.year - 1) | (Q(esercizio__anno__lt=oggi.year) & ~Q(stato__in=FINITE))


def _attesa(s: Scheda) -> tuple[str, str, str]:
    return CONCERTO if s.stato == PROPOSTA and s.di_po else ATTESE[s.stato]


def _proprie(persona: Persona | None, oggi: date) -> Iterator[Cosa]:
    """Who is evaluated knows that it is going on, and nothing of the marks until the sheet is shared (art. 18)."""
    if persona is None:
        return
    mie = Scheda.objects.filter(_da_ricordare(oggi), incarico__persona=persona)
    for s in mie.select_related("esercizio", "incarico__persona", "incarico__direzione"):
        anno, chi = s.esercizio.anno, "il tuo Dirigente" if s.di_po else "il NCVP"
        if s.stato == PARTECIPATA:
            detto = f"{s.incarico.descrizione}. Trovi i voti e il perché di ogni cifra. Puoi scrivere osservazioni prima di firmare."
            yield _cosa(s.esercizio, f"Leggi e firma la tua scheda {anno}", detto, s.get_absolute_url(), "Leggi la scheda")
        elif s.stato in LETTE_DAL_VALUTATO and s.stato != OSSERVAZIONI:
            yield _riga(s, "concluso", f"La tua scheda {anno}")
        elif s.stato == OSSERVAZIONI:
            yield _riga(s, "in_attesa", f"La tua scheda {anno}", f"{s.incarico.descrizione}. Aspetta la risposta alle tue osservazioni.")
        else:
            detto = f"{s.incarico.descrizione}. La sta valutando {chi}: la leggerai quando ti sarà partecipata (art. 18)."
            yield Cosa("in_attesa", f"La tua scheda {anno}", detto, "esame", "In valutazione", reverse("valutazioni:elenco", args=[anno]))


def _da_approvare(utente: Any, finiti: Sequence[Esercizio], oggi: date) -> Iterator[Cosa]:
    """Artt. 18 and 29: what is signed waits for the Giunta's act, what is approved for the end of its term."""
    aspettano = quante_aspettano(utente, finiti, oggi)
    for esercizio in finiti:
        firmate, definitive = aspettano.get(esercizio.pk, (0, 0))
        dove = reverse("valutazioni:approva", args=[esercizio.anno])
        if firmate:
            quali = "una valutazione" if firmate == 1 else f"{numero(firmate, 0)} valutazioni"
            titolo = f"Registra l’approvazione della Giunta di {quali} {esercizio.anno}"
            yield _cosa(esercizio, titolo, "La presa visione c’è: aspettano l’atto.", dove, "Approva")
        if definitive:
            quali = "una valutazione" if definitive == 1 else f"{numero(definitive, 0)} valutazioni"
            titolo = f"Rendi definitiva {quali}" if definitive == 1 else f"Rendi definitive {quali}"
            detto = f"Il termine per chiedere il riesame è passato. Esercizio {esercizio.anno}."
            yield Cosa("da_fare", titolo, detto, "tocca", "Aspetta te", dove, "Rendi definitive", articolo="29")


def _da_aprire(finiti: Sequence[Esercizio]) -> Iterator[Cosa]:
    quante = per_esercizio(finiti, incarichi_da_aprire)
    for esercizio in finiti:
        if esercizio.pk in quante:
            titolo, detto = f"Apri le schede di valutazione {esercizio.anno}", f"Incarichi senza scheda: {numero(quante[esercizio.pk], 0)}."
            yield _cosa(esercizio, titolo, detto, reverse("valutazioni:elenco", args=[esercizio.anno]), "Vai alle schede")


def _da_fare(mie: list[Scheda]) -> Iterator[Cosa]:
    """One line a sheet, by state, those sent back first; beyond a few, one that counts the others."""
    rimandi = rimandi_di([s for s in mie if s.stato in (*DA_VOTARE, PROPOSTA)])
    prefetch_related_objects([s for s in mie if s.stato in DA_VOTARE], "voti_obiettivo", "voti_fattore")
    gruppi: dict[tuple[str, str, str], list[Scheda]] = {}
    for s in sorted(mie, key=lambda s: (s.pk not in rimandi, list(ATTESE).index(s.stato))):
        come = ("Rivedi la scheda di {}", RIVEDI) if s.pk in rimandi else _passo(s)
        gruppi.setdefault((s.stato, *come), []).append(s)
    for (stato, frase, invito), gruppo in gruppi.items():
        yield from (_una_da_fare(s, frase, invito, rimandi.get(s.pk)) for s in gruppo[:UNA_PER_UNA])
        if len(gruppo) > UNA_PER_UNA:
            altre, esercizio = len(gruppo) - UNA_PER_UNA, gruppo[0].esercizio
            dove = f"{reverse('valutazioni:elenco', args=[esercizio.anno])}?stato={stato}"
            quali = f"{ALTRE[invito]} altre {altre} schede" if altre > 1 else f"{ALTRE[invito]} un’altra scheda"
            yield _cosa(esercizio, quali, "Le trovi nell’elenco delle valutazioni.", dove, "Apri l’elenco")


def _passo(s: Scheda) -> tuple[str, str]:
    """What there is to do on a sheet, and on which button: the marks while one is missing, then the step that takes it on."""
    _, frase, invito = _attesa(s)
    if s.stato not in DA_VOTARE:
        return frase, invito
    if not s.solo_comportamenti and s.stato == APERTA:
        voti_a = s.voti_obiettivo.all()
        if not voti_a or any(v.raggiungimento is None for v in voti_a):
            return frase, invito
    if any(v.da_valutare(proposta=s.con_proposta) for v in s.voti_fattore.all()):
        return (frase if s.solo_comportamenti else ATTESE[PROPOSTA_A][1]), invito
    if s.stato == APERTA and not s.solo_comportamenti:
        return CONCLUDI
    return CHIEDI if s.di_po else TRASMETTI


def _una_da_fare(s: Scheda, frase: str, invito: str, rimando: Rimando | None) -> Cosa:
    titolo, detto = frase.format(s.incarico.persona.con_titolo), f"{s.incarico.descrizione} · esercizio {s.esercizio.anno}."
    if rimando:
        detto = f"{rimando.regola.titolo} il {data(rimando.quando.astimezone(FUSO).date())}: il motivo è in cima alla scheda. {detto}"
    elif s.salvata_il is not None and invito == VALUTA:
        return _cosa(s.esercizio, titolo, detto, s.get_absolute_url(), invito, stato="corso", parola="In corso")
    if s.stato == PARTECIPATA:
        detto = f"{COME_SI_NOTIFICA} {detto}"
    pagina = {OSSERVAZIONI: "risposta", PARTECIPATA: "notifica"}.get(s.stato, "scheda")
    dove = reverse(f"valutazioni:{pagina}", args=[s.pk])
    return _cosa(s.esercizio, titolo, detto, dove, invito)


def _cosa(esercizio: Esercizio, titolo: str, detto: str, url: str, invito: str, stato: str = "tocca", parola: str = "Aspetta te") -> Cosa:
    return Cosa("da_fare", titolo, detto, stato, parola, url, invito, scadenza(esercizio), articolo_scadenza(esercizio))


def _riga(s: Scheda, gruppo: str, titolo: str = "", detto: str = "") -> Cosa:
    return Cosa(
        gruppo,
        titolo or f"Scheda {s.esercizio.anno} di {s.incarico.persona.con_titolo}",
        detto or f"{s.incarico.descrizione}.",
        s.stato_attuale.classe,
        s.stato_attuale.parola,
        s.get_absolute_url(),
    )
