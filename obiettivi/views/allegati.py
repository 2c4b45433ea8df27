"""Art. 18: the files attached to a report. They travel with its page, so that a refused one loses nothing of what was typed."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from smvp.documenti import archivio
from smvp.documenti.ricevuti import ACCETTATE, AMMESSI, BYTE_MASSIMI
from smvp.nucleo.errori import ErroreDominio, OperazioneNonAmmessa
from smvp.orologio import adesso, oggi

from ..letture.scheda.esiti import INTERO, vede_rendicontazione
from ..models import Allegato, Obiettivo
from ..operazioni.allegati import ALLEGATI_MASSIMI, GIA_TOLTO, allega, togli_allegato
from .schede import prendi

CIFRE_DI_UNA_CHIAVE = 19


def limiti() -> dict[str, object]:
    """What a file may be, for the page that asks for it."""
    return {"accettate": ACCETTATE, "ammessi": AMMESSI, "mega": BYTE_MASSIMI >> 20, "quanti": ALLEGATI_MASSIMI}


def allega_i_file(richiesta: HttpRequest, obiettivo: Obiettivo, chiavi: Iterable[int]) -> dict[int, str]:
    """Attach what came with the page, one file a quota ("file_" and its key); returns why those that were refused were, by quota."""
    parti = {p.pk: p for p in obiettivo.parti.all()}
    rifiutati = {}
    for chiave in chiavi:
        file = richiesta.FILES.get(f"file_{chiave}")
        if file is None:
            continue
        contenuto = b"" if file.size is None or file.size > BYTE_MASSIMI else file.read()
        try:
            if file.size and not contenuto:
                raise ErroreDominio(f"Il file supera i {BYTE_MASSIMI >> 20} MB: riducilo o dividilo.")
            allegato = allega(
                obiettivo=obiettivo, parte=None if chiave == INTERO else parti[chiave], nome=file.name or "", contenuto=contenuto,
                utente=richiesta.user, quando=adesso(),
            )  # fmt: skip
        except ErroreDominio as errore:
            rifiutati[chiave] = f"«{file.name}» non è allegato. {errore}"
        else:
            messages.success(richiesta, f"Allegato «{allegato.nome}».")
    return rifiutati


def togli_quello_scelto(richiesta: HttpRequest, pk: int) -> None:
    """Take away the attachment whose button sent the page. One that is gone, or of another sheet, is simply not there any more."""
    scelto = richiesta.POST.get("togli", "")
    if not (scelto.isascii() and scelto.isdigit() and len(scelto) < CIFRE_DI_UNA_CHIAVE):
        return
    allegato = Allegato.objects.select_related("obiettivo").filter(pk=int(scelto), obiettivo=pk).first()
    try:
        if allegato is None:
            raise OperazioneNonAmmessa(GIA_TOLTO)
        togli_allegato(allegato=allegato, utente=richiesta.user, quando=adesso())
    except OperazioneNonAmmessa as errore:
        messages.warning(richiesta, str(errore))
    else:
        messages.success(richiesta, f"Tolto l’allegato «{allegato.nome}».")


def _allegato(richiesta: HttpRequest, pk: int, allegato: int) -> Allegato:
    """The attachment of a report that the user may read: what one may not see does not exist."""
    obiettivo = prendi(richiesta, pk)
    if not vede_rendicontazione(obiettivo, richiesta.user, oggi()):
        raise Http404
    return get_object_or_404(Allegato.objects.select_related("obiettivo__esercizio", "parte"), pk=allegato, obiettivo=obiettivo)


@require_safe
def scarica(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    """The file, to be saved: never shown as a page of the site, never kept by anybody on the way."""
    riga = _allegato(richiesta, pk, allegato)
    file = archivio.apri(str(riga.file))
    if file is None:
        raise Http404
    risposta = FileResponse(file, content_type=riga.tipo_contenuto)
    risposta["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=riga.nome)
    risposta["X-Content-Type-Options"] = "nosniff"
    risposta["Cache-Control"] = "no-store"
    return risposta
