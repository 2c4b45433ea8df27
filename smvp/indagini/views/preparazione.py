"""Artt. 18 and 33 in the browser, for who runs the surveys: the list, a questionnaire built piece by piece, its steps, link and poster."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.flusso.conferma import con_modulo, conferma
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.organizzazione.permessi import solo
from smvp.orologio import adesso, oggi

from ..calcolo.questionario import NOMI, Domanda, Genere, Sezione, codice_nuovo
from ..documenti.qr import qr, svg
from ..documenti.tipi import documenti_della
from ..forms.preparazione import DatiForm, DomandaForm, NuovaForm, SezioneForm, VersioneForm, di_prima
from ..forms.risposta import RispostaForm
from ..letture import indagini as letture
from ..models import Indagine, Tipo
from ..operazioni import passaggi as al_passaggio
from ..operazioni import questionari as operazioni
from ..permessi import GESTISCONO
from ..stati import APERTA, BOZZA, CONCLUSE
from .comuni import indirizzo_pubblico, prendi

VERSI = {"su": -1, "giu": 1}
CHIUSO = "Le domande di questa indagine non cambiano più."


@require_safe
@solo(*GESTISCONO)
def elenco(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Which surveys does the year have, and where do they stand?"""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    return render(richiesta, "indagini/elenco.html", {
        "indagini": list(letture.indagini_di(esercizio)), "esercizio": esercizio, "tipi": Tipo.choices,
        "minimo": esercizio.reg.riservatezza.gruppo_minimo,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def nuova(richiesta: HttpRequest, anno: int, tipo: str) -> HttpResponse:
    esercizio = get_object_or_404(Esercizio, anno=anno)
    if tipo not in Tipo.values:
        raise Http404
    form = NuovaForm(richiesta.POST or None, tipo=tipo, servizi=letture.servizi(oggi()), modelli=letture.modelli_per(tipo))
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.crea_indagine(esercizio=esercizio, tipo=tipo, utente=richiesta.user, quando=adesso(), **f.cleaned_data),
        fatto="Indagine in bozza: ora scrivi le domande e i giorni.", dove=lambda i: i.get_absolute_url(), modello="indagini/modulo.html",
        contesto={"titolo": f"Nuova indagine: {Tipo(tipo).label.lower()}", "pulsante": "Crea la bozza", "esercizio": esercizio},
    )  # fmt: skip


@require_safe
def indagine(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One survey; who is invited, and does not run it, is sent where one answers."""
    riga = prendi(richiesta, pk)
    invitato = letture.invito_di(riga, richiesta.persona)  # type: ignore[attr-defined]
    if not richiesta.user.has_perm("indagini.gestire", riga):
        if invitato is None:
            raise PermissionDenied(operazioni.NON_TUA)
        return redirect("indagini:rispondi", riga.pk)
    indirizzo = indirizzo_pubblico(richiesta, riga)
    passi = passaggi(riga, richiesta.user, oggi())
    return render(richiesta, "indagini/indagine.html", {
        "indagine": riga, "passi": passi,
        "principale": next((p for p in passi if p.pronto and p.transizione.azione in ("apri", "chiudi")), None),
        "in_bozza": riga.stato == BOZZA, "aperta": riga.stato == APERTA, "conclusa": riga.stato in CONCLUSE,
        "adesione": letture.adesione(riga) if riga.stato != BOZZA else None, "generi": NOMI.items(),
        "tocca_a_me": invitato is not None and not invitato.ha_risposto and riga.risponde_il(oggi()),
        "indirizzo": indirizzo, "qr": qr(indirizzo) if indirizzo else None, "documenti": documenti_della(richiesta.user, riga),
    })  # fmt: skip


# --- the questionnaire ------------------------------------------------------------------------------------------------------------------


def _in_bozza(richiesta: HttpRequest, pk: int) -> Indagine | None:
    """The survey, if its questions may still change: otherwise what is typed comes back with the words that say why."""
    riga = prendi(richiesta, pk)
    if riga.stato != BOZZA and richiesta.method != "POST":
        messages.info(richiesta, CHIUSO)
        return None
    return riga


def _modulo(
    richiesta: HttpRequest, riga: Indagine, form: forms.Form, compi: Callable[[Any], Any], *, fatto: str, titolo: str,
    pulsante: str = "Salva", ancora: str = "", nota: str = "",
) -> HttpResponse:  # fmt: skip
    return con_modulo(
        richiesta, form, compi, fatto=fatto, dove=lambda i: f"{i.get_absolute_url()}{ancora}", modello="indagini/modulo.html",
        contesto={"titolo": titolo, "pulsante": pulsante, "indagine": riga, "nota": nota},
        versione=lambda: prendi(richiesta, riga.pk).versione,
    )  # fmt: skip


def _come(richiesta: HttpRequest, riga: Indagine) -> dict[str, Any]:
    return {"indagine": riga, "utente": richiesta.user, "quando": adesso()}


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def dati(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Title, words, service, days."""
    if (riga := _in_bozza(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    prima = {c: getattr(riga, c) for c in ("titolo", "presentazione", "direzione", "dal", "al", "versione")}
    form = DatiForm(richiesta.POST or None, initial=prima, tipo=riga.tipo, servizi=letture.servizi(oggi()))
    return _modulo(
        richiesta, riga, form,
        lambda f: operazioni.scrivi_dati(**{"direzione": None} | f.cleaned_data, **_come(richiesta, riga)),
        fatto="Salvato.", titolo="Titolo, presentazione e giorni",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def sezione(richiesta: HttpRequest, pk: int, codice: str = "") -> HttpResponse:
    """A section: new, or written again."""
    if (riga := _in_bozza(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    sua = riga.domande.sezione(codice) if codice else Sezione(codice_nuovo([s.codice for s in riga.domande.sezioni], "s"), "")
    if sua is None:
        raise Http404
    prima = {"titolo": sua.titolo, "spiegazione": sua.spiegazione, "versione": riga.versione}
    return _modulo(
        richiesta, riga, SezioneForm(richiesta.POST or None, initial=prima),
        lambda f: operazioni.scrivi_sezione(
            sezione=f.sezione(sua.codice), versione=f.cleaned_data["versione"], **_come(richiesta, riga)
        ),
        fatto="Sezione salvata.", titolo="Sezione" if codice else "Nuova sezione", ancora=f"#s-{sua.codice}",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def domanda_nuova(richiesta: HttpRequest, pk: int, codice: str, genere: str) -> HttpResponse:
    """A new question of one kind at the end of a section."""
    if (riga := _in_bozza(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    if genere not in NOMI or riga.domande.sezione(codice) is None:
        raise Http404
    nuovo = codice_nuovo([d.codice for d in riga.domande.domande], "d")
    return _domanda(richiesta, riga, Genere(genere), nuovo, {"sezione": codice}, f"Nuova domanda: {NOMI[Genere(genere)].lower()}")


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def domanda(richiesta: HttpRequest, pk: int, codice: str) -> HttpResponse:
    """A question written again, or moved to another section."""
    if (riga := _in_bozza(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    sua: Domanda | None = riga.domande.domanda(codice)
    if sua is None:
        raise Http404
    dove = next(s.codice for s in riga.domande.sezioni if sua in s.domande)
    return _domanda(richiesta, riga, sua.genere, codice, {"sezione": dove} | di_prima(sua), f"Domanda: {NOMI[sua.genere].lower()}")


def _domanda(richiesta: HttpRequest, riga: Indagine, genere: Genere, codice: str, prima: dict[str, Any], titolo: str) -> HttpResponse:
    prima |= {"versione": riga.versione}
    return _modulo(
        richiesta, riga, DomandaForm(richiesta.POST or None, initial=prima, genere=genere, sezioni=riga.domande.sezioni),
        lambda f: operazioni.scrivi_domanda(
            dove=f.cleaned_data["sezione"], domanda=f.domanda(codice), versione=f.cleaned_data["versione"], **_come(richiesta, riga)
        ),
        fatto="Domanda salvata.", titolo=titolo, ancora=f"#d-{codice}",
    )  # fmt: skip


def _subito(richiesta: HttpRequest, riga: Indagine, opera: Callable[[int], Any], fatto: str, ancora: str = "") -> HttpResponse:
    """What a button does on the version that its page showed."""
    form = VersioneForm(richiesta.POST)
    if not form.is_valid():
        messages.error(richiesta, "La pagina non era completa: riprova da qui.")
    else:
        try:
            opera(form.cleaned_data["versione"])
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
        else:
            messages.success(richiesta, fatto)
    return redirect(f"{riga.get_absolute_url()}{ancora}")


@require_POST
@solo(*GESTISCONO)
def sposta(richiesta: HttpRequest, pk: int, codice: str, verso: str) -> HttpResponse:
    riga = prendi(richiesta, pk)
    if verso not in VERSI:
        raise Http404
    ancora = f"#{'s' if riga.domande.sezione(codice) else 'd'}-{codice}"
    return _subito(
        richiesta, riga, lambda v: operazioni.sposta(codice=codice, di=VERSI[verso], versione=v, **_come(richiesta, riga)), "Spostata.",
        ancora,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def togli(richiesta: HttpRequest, pk: int, codice: str) -> HttpResponse:
    """Take away a question, or a section with its questions."""
    if (riga := _in_bozza(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    via_s, via_d = riga.domande.sezione(codice), riga.domande.domanda(codice)
    if via_s is None and via_d is None:
        if richiesta.method == "POST":
            messages.info(richiesta, "Era già stata tolta.")
            return redirect(riga)
        raise Http404
    che = f"la sezione «{via_s.titolo}» con le sue domande" if via_s else f"la domanda «{via_d.testo if via_d else ''}»"
    return _modulo(
        richiesta, riga, VersioneForm(richiesta.POST or None, initial={"versione": riga.versione}),
        lambda f: operazioni.togli(codice=codice, versione=f.cleaned_data["versione"], **_come(richiesta, riga)),
        fatto="Tolta.", titolo="Togli la sezione" if via_s else "Togli la domanda", pulsante="Togli", nota=f"Togli {che}.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def elimina(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    if (riga := _in_bozza(richiesta, pk)) is None:
        return redirect("indagini:indagine", pk)
    return con_modulo(
        richiesta, VersioneForm(richiesta.POST or None, initial={"versione": riga.versione}),
        lambda f: operazioni.elimina(versione=f.cleaned_data["versione"], **_come(richiesta, riga)),
        fatto="Bozza eliminata.", dove=lambda _: reverse("indagini:elenco", args=[riga.esercizio.anno]), modello="indagini/modulo.html",
        contesto={
            "titolo": "Elimina la bozza", "pulsante": "Elimina", "indagine": riga,
            "nota": f"«{riga.titolo}» e le sue domande si perdono. Nessuno ha ancora risposto.",
        },
    )  # fmt: skip


@require_safe
@solo(*GESTISCONO)
def anteprima(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire as who answers will see it."""
    riga = prendi(richiesta, pk)
    return render(richiesta, "indagini/anteprima.html", {"indagine": riga, "form": RispostaForm(questionario=riga.domande)})


# --- steps, reminder, link -------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@solo(*GESTISCONO)
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    riga = prendi(richiesta, pk)
    return conferma(richiesta, riga, azione, modello="indagini/passaggio.html", contesto={"indagine": riga})


@require_POST
@solo(*GESTISCONO)
def sollecita(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """A reminder to all the invited."""
    riga = prendi(richiesta, pk)
    try:
        quanti = al_passaggio.sollecita(indagine=riga, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(
            richiesta, f"Promemoria mandato a tutti gli invitati che hanno un account ({quanti}), anche a chi ha già risposto."
        )
    return redirect(riga)


def _con_indirizzo(richiesta: HttpRequest, pk: int) -> tuple[Indagine, str]:
    riga = prendi(richiesta, pk)
    indirizzo = indirizzo_pubblico(richiesta, riga)
    if not indirizzo:
        raise Http404
    return riga, indirizzo


@require_safe
@solo(*GESTISCONO)
def qr_svg(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The address as a QR code, to be put into other papers."""
    riga, indirizzo = _con_indirizzo(richiesta, pk)
    risposta = HttpResponse(svg(indirizzo, riga.titolo), content_type="image/svg+xml")
    risposta["Content-Disposition"] = f'attachment; filename="questionario-{riga.pk}.svg"'
    return risposta


@require_POST
@solo(*GESTISCONO)
def manifesto(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The poster as PDF."""
    riga, indirizzo = _con_indirizzo(richiesta, pk)
    try:
        al_passaggio.emetti_manifesto(riga, indirizzo, utente=richiesta.user, quando=adesso())
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, "Il manifesto si sta preparando: lo trovi qui, fra i documenti.")
    return redirect(riga)
