"""A section of a Piano or of a Relazione: its figures, its texts saved while one types; the links of the Piano."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST

from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, ErroreDominio
from smvp.orologio import adesso, oggi

from ..calcolo.blocchi import congela
from ..forms.testi import CollegamentoForm, TestiForm
from ..letture.componi import componi_sezione
from ..letture.quadro import indice, sezione_di
from ..models import Piano, Relazione, TestoScritto
from ..operazioni.comuni import PREPARANO
from ..operazioni.testi import aggiungi_collegamento, salva_testi, togli_collegamento
from .comuni import che_e, indirizzo, prendi

NESSUNO: frozenset[str] = frozenset()
COPIALO = "Quello che hai scritto non è salvato: torna indietro con il browser se vuoi copiarlo."
INDIRIZZI = "indirizzi"  # the section of the Piano in which its links stand


def _leggi(richiesta: HttpRequest, anno: int, che: str, codice: str) -> tuple[Relazione | Piano, Any]:
    scritto = prendi(richiesta, anno, che)
    sezione = sezione_di(scritto, codice)
    if sezione is None:
        raise Http404
    return scritto, sezione


def _form(scritto: Relazione | Piano, sezione: Any, dati: QueryDict | None = None) -> TestiForm:
    iniziali = {"pagina": get_random_string(24)} if dati is None else None
    return TestiForm(dati, sezione=sezione, scritti=scritto.scritti(), revisione=scritto.revisione, initial=iniziali)


@require_http_methods(["GET", "HEAD", "POST"])
def sezione(richiesta: HttpRequest, anno: int, che: str, codice: str) -> HttpResponse:
    """Read a section and write its texts. A POST (the button, the answer to a conflict) saves all that is on the page."""
    scritto, schema = _leggi(richiesta, anno, che, codice)
    if richiesta.method != "POST":
        return _mostra(richiesta, scritto, schema, _form(scritto, schema))
    dati = richiesta.POST.copy()
    if "tieni_miei" in dati:  # the answer to a conflict: the other text has been read and is to be replaced
        dati["versione"] = dati["tieni_miei"]
    form, contesi = _salva(richiesta, scritto, schema, dati)
    scritto, schema = _leggi(richiesta, anno, che, codice)
    if contesi or form.errors:
        return _mostra(richiesta, scritto, schema, form, contesi, stato=409 if contesi else 422)
    messages.success(richiesta, "Testi salvati.")
    return redirect(richiesta.path)


@require_POST
def salva(richiesta: HttpRequest, anno: int, che: str, codice: str) -> HttpResponse:
    """The save as one types (htmx): answers with what is missing now, and with a conflict if there is one."""
    scritto, schema = _leggi(richiesta, anno, che, codice)
    form, contesi = _salva(richiesta, scritto, schema, richiesta.POST)
    scritto, schema = _leggi(richiesta, anno, che, codice)
    return render(richiesta, "performance/_parti/sezione_aggiornata.html", _contesto(scritto, schema, form, contesi) | {"oob": True})


def _salva(richiesta: HttpRequest, scritto: Relazione | Piano, schema: Any, dati: QueryDict) -> tuple[TestiForm, frozenset[str]]:
    """Save what the page has changed and is valid. Returns also the texts that others have changed otherwise: those are left alone."""
    if not rules.has_perm("performance.preparare", richiesta.user, scritto):
        raise PermissionDenied(PREPARANO)
    if not scritto.si_scrive:
        raise PermissionDenied(f"{scritto}: è «{scritto.stato_attuale.parola}», e i testi non cambiano. {COPIALO}")
    form = _form(scritto, schema, dati)
    form.is_valid()
    if "versione" not in form.cleaned_data:
        raise Http404
    pagina = Pagina(form.cleaned_data.get("pagina", ""), form.cleaned_data.get("numero") or 0)
    contesi = NESSUNO
    if form.cleaned_data["versione"] != scritto.revisione:
        mie = {t.codice for t in scritto.testi.all() if pagina.viene_dopo(t, richiesta.user)}
        contesi = frozenset(form.contesi() - mie)
    try:
        salva_testi(
            scritto=scritto, testi=form.scritti(contesi), utente=richiesta.user,  # type: ignore[arg-type]
            quando=adesso(), revisione=scritto.revisione, pagina=NESSUNA_PAGINA if contesi else pagina,
        )  # fmt: skip
    except ConflittoDiVersione:  # somebody has saved in this very moment: look again
        fresco = prendi(richiesta, scritto.esercizio.anno, che_e(scritto))
        return _salva(richiesta, fresco, schema, dati)
    except DatiNonValidi as errore:
        form.add_error(errore.campo if errore.campo in form.fields else None, str(errore))
    except ErroreDominio as errore:  # it has gone on in this very moment
        raise PermissionDenied(f"{errore} {COPIALO}") from errore
    return form, contesi


def _contesto(scritto: Relazione | Piano, schema: Any, form: TestiForm, contesi: frozenset[str] = NESSUNO) -> dict[str, Any]:
    inviato = form.is_bound
    fresca = _form(scritto, schema, form.data) if inviato else form
    if inviato:
        fresca.is_valid()
    ultimo = max((t for t in scritto.testi.all() if t.salvata_il), key=lambda t: t.salvata_il, default=None)
    return {
        "scritto": scritto, "che": che_e(scritto), "sezione": schema, "form": form, "ultimo": ultimo,
        "prima": fresca.prima_dopo(contesi) if inviato else form.fields["prima"].initial,
        "conflitto": fresca.differenze(contesi) if contesi else None,
        "altri": fresca.differenze(fresca.cambiati_da_altri()) if inviato and not contesi else [],
        "di_altri": _chi_ha_cambiato(scritto, contesi),
        "indice": indice(scritto, oggi(), schema.codice), "salva_url": indirizzo("salva_sezione", scritto, schema.codice),
        "qui": indirizzo("sezione", scritto, schema.codice),
    }  # fmt: skip


def _chi_ha_cambiato(scritto: Relazione | Piano, contesi: frozenset[str]) -> TestoScritto | None:
    cambiati = [t for t in scritto.testi.all() if t.codice in contesi and t.salvata_il]
    return max(cambiati, key=lambda t: t.salvata_il, default=None)


def _mostra(
    richiesta: HttpRequest, scritto: Relazione | Piano, schema: Any, form: TestiForm, contesi: frozenset[str] = NESSUNO,
    stato: int = 200, collega: CollegamentoForm | None = None,
) -> HttpResponse:  # fmt: skip
    del_piano = isinstance(scritto, Piano)
    composta = componi_sezione(scritto.esercizio, schema.codice, del_piano=del_piano, giorno=oggi(), testi=scritto.scritti())
    scrive = scritto.si_scrive and rules.has_perm("performance.preparare", richiesta.user, scritto)
    contesto = _contesto(scritto, schema, form, contesi)
    voci, n = contesto["indice"], [s.codice for s in scritto.schema].index(schema.codice)
    return render(richiesta, "performance/sezione.html", contesto | {
        "scrive": scrive, "minimo": scritto.esercizio.reg.riservatezza.gruppo_minimo, "mancanze": composta.mancanze,
        "pezzi": [(b, form[b["codice"]] if b["tipo"] == "testo" and scrive else None) for b in congela([composta])[0]["blocchi"]],
        "precedente": voci[n - 1] if n else None, "seguente": voci[n + 1] if n + 1 < len(voci) else None,
        "collegamenti": list(scritto.collegamenti.all()) if del_piano and schema.codice == INDIRIZZI else None,
        "collega": collega or CollegamentoForm(),
    }, status=stato)  # fmt: skip


# --- the links of the Piano ------------------------------------------------------------------------------------------------------------


@require_POST
def collega(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 12: tie the Piano to a document of planning."""
    scritto, schema = _leggi(richiesta, anno, "piano", INDIRIZZI)
    if not rules.has_perm("performance.preparare", richiesta.user, scritto):
        raise PermissionDenied(PREPARANO)
    form = CollegamentoForm(richiesta.POST)
    if form.is_valid():
        try:
            aggiungi_collegamento(piano=scritto, utente=richiesta.user, quando=adesso(), **form.cleaned_data)  # type: ignore[arg-type]
        except ErroreDominio as errore:
            form.add_error(errore.campo if errore.campo in form.fields else None, str(errore))
        else:
            messages.success(richiesta, "Collegamento aggiunto.")
            return redirect(f"{indirizzo('sezione', scritto, INDIRIZZI)}#collegamenti")
    return _mostra(richiesta, scritto, schema, _form(scritto, schema), stato=422, collega=form)


@require_POST
def scollega(richiesta: HttpRequest, anno: int, pk: int) -> HttpResponse:
    """Take a document off the Piano."""
    scritto = prendi(richiesta, anno, "piano")
    try:
        togli_collegamento(piano=scritto, collegamento=pk, utente=richiesta.user, quando=adesso())  # type: ignore[arg-type]
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, "Collegamento tolto.")
    return redirect(f"{indirizzo('sezione', scritto, INDIRIZZI)}#collegamenti")
