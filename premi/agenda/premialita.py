"""Artt. 25–27: what the premiums put on the desk of the Segretario, the Sindaco, the jury, the personnel office and who may take part."""

from collections.abc import Iterator
from datetime import date

import rules
from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.nucleo.formati import euro
from smvp.organizzazione.ruoli import Ruolo, ruoli_di

from ..letture.innovazione import da_valutare
from ..models import Attribuzione, Premialita, RipartoEfficienza
from ..permessi import PAGATI, avvisi_visibili_a
from ..stati import (
    APERTA_AI_PROGETTI,
    BOZZA,
    CONFERITA,
    IN_GIURIA,
    LIQUIDABILE,
    PROPOSTA,
    RIPARTO_PROPOSTO,
    VINCITORE_PROPOSTO,
)
from .corse import SEGRETARIO, Tocca


@registra_agenda
def altri_premi(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """What is proposed and waits for the Sindaco; what is conferred and can be paid. One query for each office."""
    ruoli = ruoli_di(richiesta.user, oggi)
    if Ruolo.SINDACO in ruoli:
        for a in Attribuzione.objects.filter(stato=PROPOSTA, istituto=Premialita.ECCELLENZE).select_related("esercizio", "persona"):
            dettaglio = f"{euro(a.importo)}, proposto dal Segretario generale."
            yield Cosa("da_fare", str(a), dettaglio, "tocca", "Aspetta te", a.get_absolute_url(), "Decidi sul bonus", articolo="25")
        for r in RipartoEfficienza.objects.filter(stato=RIPARTO_PROPOSTO).select_related("esercizio"):
            dettaglio = f"{euro(r.al_personale)} alle persone coinvolte, come propone il Segretario generale."
            yield Cosa("da_fare", str(r), dettaglio, "tocca", "Aspetta te", r.get_absolute_url(), "Decidi sul premio", articolo="27")
    if Ruolo.PERSONALE in ruoli:
        yield from _da_pagare()


def _da_pagare() -> Iterator[Cosa]:
    """Reading A53: one line for each premium and step, however many people it pays."""
    pagabili = Q(stato=LIQUIDABILE) | Q(stato=CONFERITA, esercizio__validazione_relazione__isnull=False)
    righe = Attribuzione.objects.filter(pagabili).order_by("esercizio__anno", "istituto", "stato")
    for anno, istituto, stato, quante in righe.values_list("esercizio__anno", "istituto", "stato").annotate(quante=Count("pk")):
        azione = "liquida" if stato == LIQUIDABILE else "rendi_liquidabile"
        etichetta = "Registra la liquidazione" if stato == LIQUIDABILE else "Rendi liquidabili"
        dettaglio = "Una somma si può pagare." if quante == 1 else f"{quante} somme si possono pagare."
        yield Cosa(
            "da_fare", f"{Premialita(istituto).label} {anno}", dettaglio, "tocca", "Aspetta te",
            reverse("premi:paga_premi", args=[anno, istituto, azione]), etichetta, articolo="18",
        )  # fmt: skip


# Whom the procedure of the prize waits for, by its state.
TOCCA_INNOVAZIONE = {
    BOZZA: Tocca(SEGRETARIO, "Pubblica l’avviso", "L’avviso non è ancora pubblicato."),
    APERTA_AI_PROGETTI: Tocca(SEGRETARIO, "Passa i progetti alla giuria", "Il termine per i progetti è passato."),
    IN_GIURIA: Tocca(SEGRETARIO, "Proponi il vincitore", "La giuria ha valutato tutti i progetti."),
    VINCITORE_PROPOSTO: Tocca("premi.conferire", "Conferisci il premio", "Il Segretario generale propone il progetto che vince."),
}


@registra_agenda
def innovazione(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Art. 26: the notice, the jury, the Sindaco; and to everybody the notice to which one can present a project."""
    for avviso, quanti in da_valutare(richiesta.user):
        dettaglio = "Manca la tua valutazione di un progetto." if quanti == 1 else f"Mancano le tue valutazioni di {quanti} progetti."
        yield Cosa("da_fare", str(avviso), dettaglio, "tocca", "Aspetta te", avviso.get_absolute_url(), "Valuta i progetti", articolo="26")
    if not ruoli_di(richiesta.user, oggi) & {Ruolo.SEGRETARIO, Ruolo.SINDACO, *PAGATI}:
        return
    for avviso in avvisi_visibili_a(richiesta.user).filter(stato__in=TOCCA_INNOVAZIONE).select_related("esercizio"):
        tocca = TOCCA_INNOVAZIONE[avviso.stato]
        aperto = avviso.aperto and oggi <= avviso.entro
        if aperto and rules.has_perm("premi.presentare_progetto", richiesta.user):
            dettaglio = "L’avviso è aperto: puoi presentare un progetto."
            yield Cosa(
                "in_attesa", str(avviso), dettaglio, "corso", "Aperto", avviso.get_absolute_url(), "Leggi l’avviso", avviso.entro, "26"
            )
        elif not aperto and rules.has_perm(tocca.a_chi, richiesta.user) and not (avviso.stato == IN_GIURIA and avviso.tutti_valutati()):
            scadenza = next((avviso.termine(t) for t in avviso.flusso.da(avviso.stato) if t.scadenza), None)
            yield Cosa(
                "da_fare", str(avviso), tocca.dettaglio, "tocca", "Aspetta te", avviso.get_absolute_url(), tocca.etichetta, scadenza, "26"
            )
