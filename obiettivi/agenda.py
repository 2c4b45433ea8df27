"""What the objectives give each role to do, for the home page."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from smvp.flusso.agenda import Cosa, registra_agenda
from smvp.flusso.residui import registra_residui
from smvp.nucleo.formati import data, numero
from smvp.organizzazione.models import Esercizio

from . import stati
from .letture.elenco.fasi import residui_di
from .letture.elenco.scrivania import Mucchio, scrivania
from .letture.elenco.subentri import cessati, da_firmare_per_subentro
from .letture.turno.righe import Riga
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


registra_residui(residui_di)


@registra_agenda
def cose(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """The sheets that wait for the person, those that wait for others, those that need nothing for now."""
    if not vede_obiettivi(richiesta.user):
        return
    yield from _subentri(richiesta, oggi)
    tutto = scrivania(richiesta.user, oggi, per_mucchio=UNA_PER_UNA, recenti=RECENTI)
    for mucchio in tutto.da_fare:
        yield from _da_fare(mucchio)
    for mucchio in tutto.in_attesa:
        yield from _in_attesa(mucchio)
    for o in tutto.concluse:
        yield Cosa("concluso", str(o), "", o.stato_attuale.classe, o.stato_attuale.parola, o.get_absolute_url())


def _subentri(richiesta: HttpRequest, oggi: date) -> Iterator[Cosa]:
    """Art. 16: what one has taken over and must sign; whom somebody has to take over from."""
    for o in da_firmare_per_subentro(richiesta.user, oggi):
        url = reverse("obiettivi:firma_subentro", args=[o.pk])
        yield Cosa(
            "da_fare", f"Firma per subentro: {o}", f"Esercizio {o.esercizio.anno}.", "tocca", "Aspetta te", url, "Firma", articolo="14"
        )
    for c in cessati(richiesta.user, Esercizio.objects.filter(chiuso_il=None), oggi):
        if c.chi:
            quante = "una scheda" if c.quante == 1 else f"{numero(c.quante, 0)} schede"
            nomi = " o ".join(i.persona.con_titolo for i in c.chi)
            yield Cosa(
                "da_fare", f"Registra il subentro a {c.incarico.persona.con_titolo}: {quante} del {c.esercizio.anno}",
                f"{c.incarico.descrizione}, cessato il {data(c.incarico.al)}. Può subentrare {nomi}.", "tocca", "Aspetta te",
                reverse("obiettivi:subentro", args=[c.esercizio.anno, c.incarico.pk]), "Registra", articolo="16",
            )  # fmt: skip


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
        attesa.articolo if attesa else "",
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
        attesa.articolo if attesa else "",
    )


def _in_attesa(m: Mucchio) -> Iterator[Cosa]:
    """One line each while they are few; then one for the state."""
    stato = OBIETTIVO.stato(m.stato)
    if m.quante > UNA_PER_UNA:
        titolo = f"{stato.parola}: {numero(m.quante, 0)} schede del {m.esercizio.anno}"
        yield Cosa("in_attesa", titolo, "", stato.classe, stato.parola, _elenco(m))
        return
    for r in m.prime:
        chi = f"{r.attesa.cosa if r.attesa else ''}: {r.tocca_a}."
        yield Cosa("in_attesa", str(r.obiettivo), chi, stato.classe, stato.parola, r.obiettivo.get_absolute_url())


def _elenco(m: Mucchio, **filtri: str) -> str:
    return f"{reverse('obiettivi:elenco', args=[m.esercizio.anno])}?{urlencode({'stato': m.stato} | filtri)}"
