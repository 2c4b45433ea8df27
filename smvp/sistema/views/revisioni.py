"""Which exercise has which version of the Sistema; revisions, from the draft to the exercise (artt. 37–38)."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from smvp.documenti.allegati import manda
from smvp.documenti.models import Atto
from smvp.flusso.conferma import con_modulo, conferma, dati_di
from smvp.flusso.operazioni import passaggi
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi
from smvp.regolamento.lettore import CODICE_PREDEFINITO, versioni

from ..agenda import che_tocca
from ..forms.moduli import DeliberaForm, ParereForm, RevisioneForm, VersioneForm
from ..letture import registro as letture
from ..letture.versione import Esame, esame_di, file_intero, installazione
from ..models import Allegato, Esito, Revisione
from ..operazioni import revisioni as operazioni
from ..permessi import CHI_PROPONE, CHI_VEDE, da_esprimere, revisioni_visibili_a
from ..stati import ALLA_GIUNTA, APPROVATA
from .informazioni import MODULO, controlla

# Taken by an act of their own.
CON_ALTRO = frozenset({"approva", "entra_in_vigore"})


def _prendi(richiesta: HttpRequest, pk: int) -> Revisione:
    """The revision of the address: a draft is the NCVP's, and for others does not exist."""
    riga = letture.revisione_visibile(richiesta.user, pk)
    if riga is None:
        raise Http404
    return riga


def _puo(richiesta: HttpRequest, che: str, riga: Revisione, rifiuto: str) -> None:
    if not rules.has_perm(f"sistema.{che}", richiesta.user, riga):
        raise PermissionDenied(rifiuto)


def _non_ora(richiesta: HttpRequest, riga: Revisione) -> HttpResponse:
    messages.info(richiesta, f"La proposta è «{riga.stato_attuale.parola}»: questo passaggio è già fatto, o non è il suo momento.")
    return redirect(riga)


@require_safe
def quadro(richiesta: HttpRequest) -> HttpResponse:
    """Exercises and versions, revisions, the way to the register."""
    controlla(richiesta, "vedere", CHI_VEDE)
    con_versione = [(e, e.reg) for e in Esercizio.objects.order_by("-anno")]  # «esercizi» is the menu's, in the head of every page
    return render(richiesta, "sistema/quadro.html", {
        "con_versione": con_versione, "versioni": versioni(), "propone": rules.has_perm("sistema.proporre", richiesta.user),
        "revisioni": letture.revisioni_con_tutto(revisioni_visibili_a(richiesta.user)),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def nuova(richiesta: HttpRequest) -> HttpResponse:
    """The NCVP writes a draft."""
    controlla(richiesta, "proporre", CHI_PROPONE)
    ultimo = Esercizio.objects.order_by("-anno").first()
    prima = {"base": ultimo.regolamento if ultimo else CODICE_PREDEFINITO}
    return con_modulo(
        richiesta, RevisioneForm(*dati_di(richiesta), initial=prima, con_file=False),
        lambda f: operazioni.scrivi_bozza(proposta=f.proposta(), utente=richiesta.user, quando=adesso()),
        fatto="Bozza salvata: rileggila, poi proponila.", dove=lambda r: r.get_absolute_url(), modello=MODULO,
        contesto={"titolo": "Nuova revisione del Sistema", "pulsante": "Salva la bozza", "articolo": "37", "con_file": True},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def modifica(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The draft again."""
    riga = _prendi(richiesta, pk)
    _puo(richiesta, "proporre", riga, CHI_PROPONE)
    if not riga.modificabile and richiesta.method != "POST":
        return _non_ora(richiesta, riga)
    prima = {n: getattr(riga, n) for n in ("versione", "titolo", "ragione", "motivo", "testo", "base")}
    prima["articoli"] = ", ".join(riga.articoli)
    return con_modulo(
        richiesta, RevisioneForm(*dati_di(richiesta), initial=prima, con_file=bool(riga.toml)),
        lambda f: operazioni.scrivi_bozza(
            proposta=f.proposta(), revisione=riga, versione=f.cleaned_data["versione"] or 0, utente=richiesta.user, quando=adesso()
        ),
        fatto="Bozza salvata.", dove=lambda r: r.get_absolute_url(), modello=MODULO, versione=lambda: _prendi(richiesta, pk).versione,
        contesto={"titolo": f"Modifica: {riga.titolo}", "pulsante": "Salva la bozza", "articolo": "37", "con_file": True,
                  "torna": riga.get_absolute_url()},
    )  # fmt: skip


@require_safe
def revisione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One revision: text, version, opinions, information, act, history."""
    riga = _prendi(richiesta, pk)
    utente: Any = richiesta.user
    esame = esame_di(riga)
    tocca = che_tocca(riga, utente, oggi())
    return render(richiesta, "sistema/revisione.html", {
        "riga": riga, "esame": esame, "installata": installazione(riga, esame),
        "tocca": tocca if tocca and tocca[0] != "revisione" else None,
        "passi": [p for p in passaggi(riga, utente, oggi()) if p.transizione.azione not in CON_ALTRO],
        "modifica": riga.modificabile and rules.has_perm("sistema.proporre", utente, riga), "storia": letture.storia(riga),
        "informa": rules.has_perm("sistema.informare", utente), "pareri": list(riga.pareri.all()),
        "informative": list(riga.informative.all()), "allegati": list(riga.allegati.all()),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """A step that needs nothing but a confirmation."""
    riga = _prendi(richiesta, pk)
    if azione in CON_ALTRO:
        raise Http404
    return conferma(richiesta, riga, azione, modello="sistema/passaggio.html", contesto={"riga": riga})


@require_http_methods(["GET", "HEAD", "POST"])
def parere(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The opinion of who is asked for it."""
    riga = _prendi(richiesta, pk)
    _puo(richiesta, "esprimersi", riga, "Il parere è del Segretario generale e del Sindaco (art. 37).")
    qualita = da_esprimere(richiesta.user, riga)
    if qualita is None:
        return _non_ora(richiesta, riga)
    return con_modulo(
        richiesta, ParereForm(dati_di(richiesta)[0]),
        lambda f: operazioni.esprimi_parere(
            revisione=riga, qualita=qualita, esito=Esito(f.cleaned_data["esito"]), testo=f.cleaned_data["testo"], utente=richiesta.user,
            quando=adesso(),
        ),
        fatto="Parere dato.", dove=lambda _: riga.get_absolute_url(), modello=MODULO,
        contesto={"titolo": f"Parere del {qualita.label}", "pulsante": "Dai il parere", "articolo": "37", "torna": riga.get_absolute_url(),
                  "prima": f"{riga}: {riga.titolo}. Un parere dato non si cambia."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def delibera(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The Giunta's act."""
    riga = _prendi(richiesta, pk)
    _puo(richiesta, "istruire", riga, operazioni.CHI_ISTRUISCE)
    if riga.stato != ALLA_GIUNTA and richiesta.method != "POST":
        return _non_ora(richiesta, riga)
    form = DeliberaForm(*dati_di(richiesta), initial={"versione": riga.versione})
    form.offri(Atto.objects.filter(tipo=Atto.Tipo.GIUNTA))
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.approva(
            revisione=riga, atto=f.atto(), esecutiva=f.cleaned_data["esecutiva"], file=f.cleaned_data["allegati"], utente=richiesta.user,
            quando=adesso(), versione=f.cleaned_data["versione"],
        ),
        fatto="Deliberazione registrata.", dove=lambda r: r.get_absolute_url(), modello=MODULO,
        versione=lambda: _prendi(richiesta, pk).versione,
        contesto={"titolo": "Registra la deliberazione della Giunta", "pulsante": "Registra", "articolo": "38", "con_file": True,
                  "torna": riga.get_absolute_url(), "prima": f"{riga}: {riga.titolo}."},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def versione(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """An exercise not yet begun takes the version."""
    riga = _prendi(richiesta, pk)
    _puo(richiesta, "istruire", riga, operazioni.CHI_ISTRUISCE)
    if riga.stato != APPROVATA and richiesta.method != "POST":
        return _non_ora(richiesta, riga)
    esame: Esame | None = esame_di(riga)
    posta = installazione(riga, esame)
    prima = {"versione": riga.versione, "codice": posta.codice if posta else riga.base}
    futuri = Esercizio.objects.filter(anno__gt=oggi().year).exists()
    return con_modulo(
        richiesta, VersioneForm(dati_di(richiesta)[0], initial=prima, anno=oggi().year),
        lambda f: operazioni.assegna_versione(
            revisione=riga, esercizio=f.cleaned_data["esercizio"], codice=f.cleaned_data["codice"], utente=richiesta.user, quando=adesso(),
            versione=f.cleaned_data["versione"],
        ),
        fatto="Versione assegnata.", dove=lambda r: r.get_absolute_url(), modello="sistema/versione.html",
        versione=lambda: _prendi(richiesta, pk).versione, contesto={"riga": riga, "installata": posta, "futuri": futuri},
    )  # fmt: skip


@require_safe
def file(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The whole version as one TOML file, for who installs it."""
    riga = _prendi(richiesta, pk)
    testo = file_intero(riga)
    if not testo:
        raise Http404
    intestazioni = {
        "Content-Disposition": 'attachment; filename="sistema.toml"', "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
    }  # fmt: skip
    return HttpResponse(testo, content_type="application/toml; charset=utf-8", headers=intestazioni)


@require_safe
def allegato(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    return manda(get_object_or_404(Allegato, pk=allegato, revisione=_prendi(richiesta, pk)))
