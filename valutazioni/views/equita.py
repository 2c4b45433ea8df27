"""The fairness views, for NCVP and Segretario: in aggregate, never the name of who is evaluated."""

import rules
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso

from ..letture.equita.grafici import colonne, intervalli
from ..letture.equita.quadro import quadro
from ..operazioni.equita import esporta_equita


@require_safe
def equita(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Is everybody evaluated by the same measure?"""
    if not rules.has_perm("valutazioni.equita", richiesta.user):
        raise PermissionDenied("Le valutazioni in aggregato le leggono il NCVP e il Segretario.")
    richiesta.esercizio = esercizio = get_object_or_404(Esercizio, anno=anno)
    q = quadro(esercizio)
    confronti = (
        ("valutatori", "Valutatore", q.valutatori), ("direzioni", "Direzione", q.direzioni), ("anni", "Gruppo ed esercizio", q.anni),
    )  # fmt: skip
    return render(richiesta, "valutazioni/equita.html", {
        "esercizio": esercizio, "quadro": q,
        "fasce": [(f, colonne(f) if f.fette else None) for f in q.fasce],
        "confronti": [(chiave, nome, c, intervalli(c.righe, q.massimo)) for chiave, nome, c in confronti],
    })  # fmt: skip


@require_POST
def esporta(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The tables as a spreadsheet."""
    contenuto = esporta_equita(esercizio=get_object_or_404(Esercizio, anno=anno), utente=richiesta.user, quando=adesso())
    nome = f"equita-delle-valutazioni-{anno}.xlsx"
    return HttpResponse(contenuto, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{nome}"'})
