"""The editions: asked for with one click, made by the worker while the page says how far it has got, read as pages."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.models import Documento
from smvp.nucleo.errori import ErroreDominio
from smvp.orologio import adesso

from ..calcolo.edizioni import Edizione
from ..models import Generazione, Piano, Relazione
from ..operazioni.generazione import chiedi_edizioni
from .comuni import che_e, indirizzo, prendi


@dataclass(frozen=True, slots=True)
class RigaEdizione:
    """An edition on the page: the approved document, or the last one made, and the job that is making another."""

    edizione: Edizione
    nome: str
    generazione: Generazione | None
    documento: Documento | None
    approvata: bool
    vecchia: bool
    """True if the texts have changed since."""
    url: str

    @property
    def in_corso(self) -> bool:
        return self.generazione is not None and not self.generazione.finito

    @property
    def percento(self) -> int:
        g = self.generazione
        return g.fatte * 100 // g.totale if g and g.totale else 0


NOMI = {Edizione.COMPLETA: "Edizione completa, per gli organi", Edizione.PUBBLICA: "Edizione pubblica"}


def edizioni_di(scritto: Relazione | Piano) -> list[RigaEdizione]:
    righe = []
    for edizione, campo in scritto.edizioni.items():
        approvata: Documento | None = getattr(scritto, campo)
        fatte = [g for g in scritto.generazioni.all() if g.edizione == edizione]
        ultima = fatte[0] if fatte else None
        riuscita = next((g for g in fatte if g.documento is not None), None)
        documento = approvata or (riuscita.documento if riuscita else None)
        vecchia = approvata is None and riuscita is not None and riuscita.revisione != scritto.revisione
        nome = "Il Piano" if isinstance(scritto, Piano) else NOMI[edizione]
        righe.append(RigaEdizione(
            edizione, nome, None if approvata else ultima, documento, approvata is not None, vecchia,
            indirizzo("edizione", scritto, edizione) if documento else "",
        ))  # fmt: skip
    return righe


@require_POST
def genera(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """Ask for the editions of the texts of now."""
    riga = prendi(richiesta, anno, che)
    try:
        chiedi_edizioni(scritto=riga, utente=richiesta.user, quando=adesso())  # type: ignore[arg-type]
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    else:
        messages.success(richiesta, "Generazione chiesta: puoi continuare a lavorare, la pagina dice a che punto è.")
    return redirect(f"{riga.get_absolute_url()}#edizioni")


@require_safe
def avanzamento(richiesta: HttpRequest, anno: int, che: str) -> HttpResponse:
    """How far the editions have got: the piece of the page that looks again by itself."""
    riga = prendi(richiesta, anno, che)
    return render(richiesta, "performance/_parti/edizioni.html", {"scritto": riga, "che": che_e(riga), "edizioni": edizioni_di(riga)})


@require_safe
def edizione(richiesta: HttpRequest, anno: int, che: str, edizione: str) -> HttpResponse:
    """An edition as a page: what its PDF says, out of the same frozen content."""
    riga = prendi(richiesta, anno, che)
    trovata = next((e for e in edizioni_di(riga) if e.edizione == edizione and e.documento is not None), None)
    if trovata is None or trovata.documento is None:
        raise Http404
    dati: dict[str, Any] = trovata.documento.payload
    contesto = {"scritto": riga, "che": che_e(riga), "riga": trovata, "documento": trovata.documento, "sezioni": dati["sezioni"],
                "minimo": dati["minimo"], "dati": dati}  # fmt: skip
    return render(richiesta, "performance/edizione.html", contesto)
