"""What the sheets give each role to do, for the home page."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import rules
from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.nucleo.formati import numero
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.ruoli import persona_di

from .letture import quante_da_aprire, scadenza
from .models import Scheda
from .permessi import vede_valutazioni, visibili_a
from .stati import APERTA, CHIUSA, PROPOSTA

RECENTI = 5
# One line for each sheet up to here; beyond, one line that counts them and leads to the list.
UNA_PER_UNA = 6
PERMESSI = {"aperta": "valutazioni.votare_a", "proposta": "valutazioni.decidere_scheda", "decisa": "valutazioni.chiudere_scheda"}
INVITI = {"aperta": "Valuta", "proposta": "Decidi", "decisa": "Chiudi"}


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The sheets that wait for the person, those that wait for others, those closed of late."""
    utente = richiesta.user
    if not vede_valutazioni(utente):
        return
    if rules.has_perm("valutazioni.aprire_schede", utente):
        yield from _da_aprire(oggi)
    # The sheets of a year that has not ended wait for nobody: there is nothing to evaluate yet.
    finite = visibili_a(utente).filter(esercizio__anno__lt=oggi.year)
    schede = list(finite.select_related("esercizio", "incarico__persona", "incarico__direzione"))
    mie = [s for s in schede if s.stato in PERMESSI and rules.has_perm(PERMESSI[s.stato], utente, s)]
    yield from _da_fare(mie)
    yield from (_riga(s, "in_attesa") for s in schede if s.stato in (APERTA, PROPOSTA) and s not in mie)
    yield from _propria(utente, oggi)
    chiuse = sorted((s for s in schede if s.stato == CHIUSA), key=lambda s: s.chiusa_il, reverse=True)
    yield from (_riga(s, "concluso") for s in chiuse[:RECENTI])


def _propria(utente: Any, oggi: date) -> Iterator[Cosa]:
    """Who is evaluated knows that it is going on, and nothing of the marks until the sheet is closed (art. 18)."""
    persona = persona_di(utente)
    mie = Scheda.objects.filter(incarico__persona=persona, esercizio__anno__lt=oggi.year).exclude(stato=CHIUSA) if persona else []
    for s in mie and mie.select_related("esercizio", "incarico__persona", "incarico__direzione"):
        chi = "il tuo Dirigente" if s.di_po else "il NCVP"
        yield Cosa(
            "in_attesa",
            f"La tua scheda {s.esercizio.anno}",
            f"{s.incarico.descrizione}. La sta valutando {chi}: la leggerai quando sarà chiusa (art. 18).",
            "esame",
            "In valutazione",
            reverse("valutazioni:elenco", args=[s.esercizio.anno]),
        )


def _da_aprire(oggi: date) -> Iterator[Cosa]:
    for esercizio in Esercizio.objects.filter(anno__lt=oggi.year):
        if quante := quante_da_aprire(esercizio):
            yield Cosa(
                "da_fare",
                f"Apri le schede di valutazione {esercizio.anno}",
                f"Incarichi senza scheda: {numero(quante, 0)}.",
                "tocca",
                "Aspetta te",
                reverse("valutazioni:elenco", args=[esercizio.anno]),
                "Vai alle schede",
                scadenza(esercizio),
                "18",
            )


def _da_fare(mie: list[Scheda]) -> Iterator[Cosa]:
    for stato in PERMESSI:
        gruppo = [s for s in mie if s.stato == stato]
        for s in gruppo[:UNA_PER_UNA]:
            yield Cosa(
                "da_fare",
                f"{INVITI[stato]} la scheda di {s.incarico.persona.con_titolo}",
                f"{s.incarico.descrizione} · esercizio {s.esercizio.anno}.",
                "tocca" if s.salvata_il is None or stato != APERTA else "corso",
                "Aspetta te" if s.salvata_il is None or stato != APERTA else "In corso",
                s.get_absolute_url(),
                INVITI[stato],
                scadenza(s.esercizio),
                "18",
            )
        if len(gruppo) > UNA_PER_UNA:
            altre, anno = len(gruppo) - UNA_PER_UNA, gruppo[0].esercizio.anno
            yield Cosa(
                "da_fare",
                f"{INVITI[stato]} altre {altre} schede",
                "Le trovi nell’elenco delle valutazioni.",
                "tocca",
                "Aspetta te",
                f"{reverse('valutazioni:elenco', args=[anno])}?stato={stato}",
                "Apri l’elenco",
                scadenza(gruppo[0].esercizio),
                "18",
            )


def _riga(s: Scheda, gruppo: str) -> Cosa:
    return Cosa(
        gruppo,
        f"Scheda {s.esercizio.anno} di {s.incarico.persona.con_titolo}",
        f"{s.incarico.descrizione}.",
        s.stato_attuale.classe,
        s.stato_attuale.parola,
        s.get_absolute_url(),
    )
