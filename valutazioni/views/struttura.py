"""Art. 22: the percentage of each structure, read by whoever evaluates, written by the controllo di gestione and the dirigenti."""

from collections.abc import Sequence

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from obiettivi.forms.peg import GradoForm, moduli_dei_gradi, moduli_dopo_un_conflitto
from obiettivi.letture.quadri.file_peg import FONTE_MASSIMA
from obiettivi.letture.quadri.peg import storia_dei_gradi
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.nucleo.formati import numero
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from ..letture.struttura import REGISTRO, QuadroStruttura, RigaStruttura, quadro_struttura
from ..operazioni.struttura import registra_percentuali
from ..permessi import la_scrive


@require_http_methods(["GET", "HEAD", "POST"])
def struttura(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The tree of the units; for whoever writes some of them, as a form."""
    salva = richiesta.method == "POST"
    if not rules.has_perm("valutazioni.scrivere_percentuali" if salva else "valutazioni.vedere_percentuali", richiesta.user):
        raise PermissionDenied(
            "Le percentuali delle strutture le scrive il controllo di gestione, o il Dirigente per i suoi uffici; le legge chi valuta."
        )
    richiesta.esercizio = esercizio = get_object_or_404(Esercizio, anno=anno)
    quadro = _quadro(richiesta, esercizio)
    dati = _con_peg(richiesta.POST, quadro) if salva else None
    moduli = moduli_dei_gradi(quadro.scrivibili, quadro.salvati, dati)
    if dati is None:
        return _pagina(richiesta, esercizio, quadro, moduli)
    validi = [m.is_valid() for m in moduli]  # every one of them says its errors
    if not all(validi):
        return _pagina(richiesta, esercizio, quadro, moduli, status=422)
    try:
        fatte = registra_percentuali(
            esercizio=esercizio, modifiche=[m.modifica for m in moduli], utente=richiesta.user, quando=adesso()
        )  # fmt: skip
    except ConflittoDiVersione as errore:
        return _conflitto(richiesta, esercizio, moduli, errore)
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
        return _pagina(richiesta, esercizio, quadro, moduli, status=422)
    messages.success(richiesta, _salvate(fatte))
    return redirect(richiesta.get_full_path())


def _quadro(richiesta: HttpRequest, esercizio: Esercizio) -> QuadroStruttura:
    """All the units; or, where the address names one (?ufficio=), those above and below it."""
    return quadro_struttura(esercizio, richiesta.user, richiesta.GET.get("ufficio", ""))


def _con_peg(dati: QueryDict, quadro: QuadroStruttura) -> QueryDict:
    """What was sent; if the P.E.G. degrees were asked for, with those of the Direzioni where nothing was written."""
    if "peg" not in dati:
        return dati
    riempiti = dati.copy()
    direzioni = {d.pk: d for d in quadro.scrivibili}
    for chiave, grado in quadro.da_peg.items():
        modulo = GradoForm(direzione=direzioni[chiave], prima=grado)
        nome = modulo.add_prefix("percentuale")
        if nome in dati and not dati[nome].strip():
            riempiti[nome] = numero(grado.percentuale)
            riempiti[modulo.add_prefix("fonte")] = f"Grado di realizzazione del P.E.G.: {grado.fonte}"[:FONTE_MASSIMA]
    return riempiti


def _salvate(fatte: Sequence[RigaStruttura]) -> str:
    if not fatte:
        return "Non c’era niente di nuovo da salvare."
    salvate = "Salvata la percentuale di un ufficio." if len(fatte) == 1 else f"Salvate le percentuali di {len(fatte)} uffici."
    decise = sum(r.decise for r in fatte)
    if not decise:
        return salvate
    if decise == 1:
        return f"{salvate} Una scheda già decisa tiene la sua cifra, salvo che il Dirigente la riveda."
    return f"{salvate} {decise} schede già decise tengono la loro cifra, salvo che il Dirigente le riveda."


def _conflitto(richiesta: HttpRequest, esercizio: Esercizio, moduli: Sequence[GradoForm], errore: ConflittoDiVersione) -> HttpResponse:
    """Nothing is saved and nothing that was typed is lost: the forms come back, on top of what is there now."""
    quadro = _quadro(richiesta, esercizio)
    nuovi = moduli_dopo_un_conflitto(moduli, quadro.scrivibili, quadro.salvati)
    messages.error(
        richiesta, f"{errore} Non è stato salvato niente: qui sotto c’è quello che avevi scritto. Se salvi di nuovo, vale questo."
    )
    return _pagina(richiesta, esercizio, quadro, nuovi, status=409)


def _pagina(
    richiesta: HttpRequest, esercizio: Esercizio, quadro: QuadroStruttura, moduli: Sequence[GradoForm], status: int = 200
) -> HttpResponse:
    per_ufficio = {m.direzione.pk: m for m in moduli}
    scrive = rules.has_perm("valutazioni.scrivere_percentuali", richiesta.user)
    return render(richiesta, "valutazioni/struttura.html", {
        "esercizio": esercizio, "quadro": quadro, "righe": [(r, per_ufficio.get(r.direzione.pk)) for r in quadro.righe],
        "puo": bool(moduli), "la_scrive": la_scrive(richiesta.user) if scrive else "",
        "sbagliati": [m for m in moduli if m.is_bound and m.errors],
        "storia": storia_dei_gradi(REGISTRO, esercizio),
    }, status=status)  # fmt: skip
