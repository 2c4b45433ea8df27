"""Public pages: the regulation in short, and the accessibility statement. No login; they only read."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..letture.regolamento import letture_di, regolamento_vigente, scadenze_di, vicini
from ..letture.tavole import tavole_di


@login_not_required
@require_safe
def regolamento(richiesta: HttpRequest) -> HttpResponse:
    """What does the regulation say, in a line an article?"""
    reg = regolamento_vigente()
    articoli = [a for a in reg.articoli.values() if a.numero.isdigit()]
    allegati = [a for a in reg.articoli.values() if not a.numero.isdigit()]
    return render(richiesta, "trasparenza/regolamento.html", {"reg": reg, "articoli": articoli, "allegati": allegati})


@login_not_required
@require_safe
def articolo(richiesta: HttpRequest, numero: str) -> HttpResponse:
    """What does this article say, and what does the program take from it?"""
    reg = regolamento_vigente()
    if numero not in reg.articoli:
        raise Http404
    scelto = reg.articoli[numero]
    precedente, successivo = vicini(reg, scelto)
    return render(
        richiesta,
        "trasparenza/articolo.html",
        {
            "reg": reg,
            "articolo": scelto,
            "allegato": not numero.isdigit(),
            "tavole": tavole_di(reg, numero),
            "scadenze": scadenze_di(reg, numero),
            "letture": letture_di(reg, numero),
            "precedente": precedente,
            "successivo": successivo,
        },
    )


@login_not_required
@require_safe
def accessibilita(richiesta: HttpRequest) -> HttpResponse:
    """Law 4/2004: how accessible the site is, what is not yet, whom to tell."""
    return render(richiesta, "trasparenza/accessibilita.html")
