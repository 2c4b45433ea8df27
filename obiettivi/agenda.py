"""What the objectives give each role to do, for the home page."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.nucleo.formati import numero

from . import stati
from .letture.elenco import Riga
from .letture.scrivania import Mucchio, scrivania
from .permessi import vede_obiettivi
from .stati import OBIETTIVO

RECENTI = 5
# One line for each sheet up to here; beyond, one line that counts them and leads to the list.
UNA_PER_UNA = 6
# What one click takes on for many sheets is one line, and so is what the Giunta's act assigns.
INSIEME = {
    stati.NEGOZIATA: ("Registra il parere favorevole per {} schede", "Scegli nell’elenco quelle per cui la Direzione politica l’ha dato."),
    stati.CON_PARERE: ("Trasmetti al NCVP {} schede", "Hanno il parere favorevole della Direzione politica."),
    stati.ACCETTATA: ("Registra l’atto della Giunta per {} schede", "Le hanno firmate tutti quelli che ne rispondono."),
    stati.MISURATA: ("Trasmetti {} schede a chi le valuta", "Il controllo di gestione ha chiuso la misurazione."),
}


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The sheets that wait for the person, those that wait for others, those that need nothing for now."""
    if not vede_obiettivi(richiesta.user):
        return
    tutto = scrivania(richiesta.user, oggi, per_mucchio=UNA_PER_UNA, recenti=RECENTI)
    for mucchio in tutto.da_fare:
        yield from _da_fare(mucchio)
    for mucchio in tutto.in_attesa:
        yield from _in_attesa(mucchio)
    for o in tutto.concluse:
        yield Cosa("concluso", str(o), "", o.stato_attuale.classe, o.stato_attuale.parola, o.get_absolute_url())


def _da_fare(m: Mucchio) -> Iterator[Cosa]:
    di_po = any(r.obiettivo.di_po for r in m.prime)
    if m.stato in INSIEME and m.quante > 1 and not (di_po and m.stato == stati.NEGOZIATA):
        titolo, dettaglio = INSIEME[m.stato]
        yield _contate(m, titolo.format(numero(m.quante, 0)), dettaglio)
        return
    yield from (_una(r) for r in m.prime)
    if m.quante > len(m.prime):
        prima = m.prime[0].attesa
        yield _contate(
            m, f"{prima.cosa if prima else 'Aspettano te'}: altre {numero(m.quante - len(m.prime), 0)} schede", "Le trovi nell’elenco."
        )


def _una(r: Riga) -> Cosa:
    o, attesa = r.obiettivo, r.attesa
    chi = f"{r.di_chi.con_titolo}, " if r.di_chi else ""
    return Cosa(
        "da_fare",
        f"{attesa.cosa if attesa else o.stato_attuale.parola}: {o}",
        f"{chi}esercizio {o.esercizio.anno}.",
        "tocca",
        "Aspetta te",
        reverse("obiettivi:assegna", args=[o.esercizio.anno]) if o.stato == stati.ACCETTATA else o.get_absolute_url(),
        attesa.invito if attesa else "Apri",
        attesa.termine if attesa else None,
        attesa.transizione.articolo if attesa else "",
    )


def _contate(m: Mucchio, titolo: str, dettaglio: str) -> Cosa:
    attesa = m.prime[0].attesa if m.prime else None
    assegna = m.stato == stati.ACCETTATA
    return Cosa(
        "da_fare",
        titolo,
        f"{dettaglio} Esercizio {m.esercizio.anno}.",
        "tocca",
        "Aspetta te",
        reverse("obiettivi:assegna", args=[m.esercizio.anno]) if assegna else _elenco(m, quali="me"),
        "Registra l’atto" if assegna else "Apri l’elenco",
        attesa.termine if attesa else None,
        attesa.transizione.articolo if attesa else "",
    )


def _in_attesa(m: Mucchio) -> Iterator[Cosa]:
    """One line each while they are few; then one for the state."""
    stato = OBIETTIVO.stato(m.stato)
    if m.quante > UNA_PER_UNA:
        titolo = f"{stato.parola}: {numero(m.quante, 0)} schede del {m.esercizio.anno}"
        yield Cosa("in_attesa", titolo, "", stato.classe, stato.parola, _elenco(m))
        return
    for r in m.prime:
        chi = f"{r.attesa.cosa if r.attesa else ''}: {r.tocca_a or 'nessuno in carica'}."
        yield Cosa("in_attesa", str(r.obiettivo), chi, stato.classe, stato.parola, r.obiettivo.get_absolute_url())


def _elenco(m: Mucchio, **filtri: str) -> str:
    return f"{reverse('obiettivi:elenco', args=[m.esercizio.anno])}?{urlencode({'stato': m.stato} | filtri)}"
