"""Art. 16: the sheets of whoever has left, handed to whoever takes office; and their signature."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from smvp.flusso.conferma import chiavi
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.models import Incarico
from smvp.orologio import adesso, oggi

from ..forms.esame import FirmaForm
from ..forms.subentro import SubentroForm
from ..letture.scheda.esame import firme_di
from ..letture.scheda.pesi import pesi_di
from ..letture.scheda.subentro import Subentro, subentro_di
from ..letture.scheda.versioni import ultima_validata
from ..models import Obiettivo
from ..operazioni.subentro import CHI_LO_REGISTRA, fai_subentrare, firma_subentro
from .elenco import esercizio_di
from .schede import prendi

CONSEGUENZA = (
    "Con la tua firma accetti l’obiettivo così com’è assegnato, al posto di chi ne rispondeva prima (art. 16): "
    "restano il tuo nome, il momento e l’impronta del testo."
)


@require_http_methods(["GET", "HEAD", "POST"])
def subentro(richiesta: HttpRequest, anno: int, incarico: int) -> HttpResponse:
    """Who takes over from an appointment that has ended, and which of its sheets."""
    esercizio = esercizio_di(richiesta, anno)
    cessato = get_object_or_404(Incarico.objects.select_related("persona", "direzione"), pk=incarico)
    pagina = subentro_di(richiesta.user, esercizio, cessato, oggi())
    if pagina is None:
        raise Http404
    if not pagina.cedibili:
        raise PermissionDenied(CHI_LO_REGISTRA)
    form = SubentroForm(richiesta.POST or None, pagina=pagina, initial=_iniziali(richiesta, pagina))
    if not pagina.fermo and form.is_valid():
        try:
            fatte = fai_subentrare(
                obiettivi=form.scelte(), cessato=cessato, subentrante=form.incarico(), motivo=form.cleaned_data["motivo"],
                utente=richiesta.user, quando=adesso(),
            )  # fmt: skip
        except ErroreDominio as errore:
            form.add_error(errore.campo if errore.campo in form.fields else None, str(errore))
        else:
            _racconta(richiesta, fatte, form.incarico())
            return redirect(fatte[0]) if len(fatte) == 1 else redirect("obiettivi:elenco", anno)
    contesto = {"esercizio": esercizio, "pagina": pagina, "form": form}
    return render(richiesta, "obiettivi/subentro.html", contesto, status=422 if richiesta.method == "POST" else 200)


def _iniziali(richiesta: HttpRequest, pagina: Subentro) -> dict[str, object]:
    """All the sheets are ticked, or the one whose page sent here; the successor too, if there is only one."""
    chieste = {str(k) for k in chiavi(richiesta.GET.getlist("o"))}
    tutte = [str(c.obiettivo.pk) for c in pagina.pronte]
    solo = str(pagina.candidati[0].incarico.pk) if len(pagina.candidati) == 1 else ""
    return {"schede": [pk for pk in tutte if pk in chieste] or tutte, "subentrante": solo}


def _racconta(richiesta: HttpRequest, fatte: list[Obiettivo], subentrante: Incarico) -> None:
    codici, nome = ", ".join(o.codice for o in fatte), subentrante.persona.con_titolo
    messages.success(richiesta, f"Subentro registrato: {nome} risponde ora di {codici}, e deve firmare per accettazione.")
    for pesi in pesi_di([subentrante], fatte[0].esercizio):
        if pesi.difetti:
            difetti = "; ".join(d.messaggio for d in pesi.difetti)
            messages.warning(richiesta, f"Pesi di {nome}: {difetti} (art. 6). Ora: {pesi.conto}.")


@require_http_methods(["GET", "HEAD", "POST"])
def firma(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Art. 14: whoever has taken over reads the text in force and signs it."""
    obiettivo = prendi(richiesta, pk)
    da_firmare = list(obiettivo.assegnazioni.da_firmare_per_subentro(oggi()).filter(incarico__persona__utente=richiesta.user))
    versione = ultima_validata(obiettivo)
    if versione is None or not da_firmare:
        messages.info(richiesta, "Su questa scheda non hai niente da firmare per subentro.")
        return redirect(obiettivo)
    form, stato = FirmaForm(richiesta.POST or None, etichetta_motivo=""), 200
    if form.is_valid():
        try:
            firma_subentro(obiettivo=obiettivo, utente=richiesta.user, quando=adesso(), impronta_letta=form.cleaned_data["impronta"])
        except ConflittoDiVersione as errore:
            form.add_error(None, str(errore))
            stato = 409
        except ErroreDominio as errore:
            messages.error(richiesta, str(errore))
            return redirect(obiettivo)
        else:
            messages.success(richiesta, "Hai firmato per accettazione l’obiettivo nel quale subentri.")
            return redirect(obiettivo)
    contesto = {"obiettivo": obiettivo, "form": form, "da_firmare": da_firmare, "conseguenza": CONSEGUENZA} | firme_di(
        obiettivo, richiesta.user, oggi(), versione
    )
    return render(richiesta, "obiettivi/firma.html", contesto, status=stato)
