"""The register: the first page, one term, a new candidate, its amendment (art. 34)."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.allegati import manda
from smvp.flusso.conferma import conferma, dati_di
from smvp.flusso.operazioni import passaggi
from smvp.nucleo.errori import ErroreDominio
from smvp.organizzazione.models import Esercizio
from smvp.orologio import adesso, oggi
from valutazioni.letture.cammino import passi_di

from ..forms.registro import FileForm, FineConflittoForm, IncaricoForm, iniziali
from ..letture.rapporti import rapporti, tutti_gli_indirizzi
from ..letture.registro import CURRICULUM, NOMINA, da_registrare, registro, voci_di
from ..models import Allegato, Compenso, Genere, IncaricoNcvp
from ..models.incarico import garanzie_al
from ..operazioni import pubblicazioni
from ..operazioni import registro as operazioni
from ..stati import ISTRUTTORIA
from .comuni import con_modulo, di_casa, prendi, vuole

TITOLI = {
    "apri": "Iscritta la candidatura", "modifica": "Modificata", "allega": "Aggiunto un file", "compenso": "Compenso registrato",
    "dichiara_conflitto": "Dichiarato un conflitto", "chiudi_conflitto": "Conflitto cessato",
}  # fmt: skip
# Taken by a form of their own.
CON_MODULO = ("nomina", "registra_nomina", "cessa")


@require_safe
@di_casa
def pagina(richiesta: HttpRequest) -> HttpResponse:
    """Who is the NCVP and until when, what to see to; guidance and reports, year by year."""
    letto = registro(richiesta.user, oggi())
    per_anno: dict[int, list[Any]] = {}
    for i in tutti_gli_indirizzi():
        per_anno.setdefault(i.esercizio.anno, []).append(i)
    scritti, corrente = rapporti(), oggi().year
    anni = [e.anno for e in Esercizio.objects.filter(anno__lte=corrente).order_by("-anno")]
    return render(richiesta, "ncvp/registro.html", {
        "registro": letto, "tiene": rules.has_perm("ncvp.tenere_registro", richiesta.user),
        "invia": rules.has_perm("ncvp.inviare_indirizzi", richiesta.user),
        "scrive": rules.has_perm("ncvp.scrivere_rapporto", richiesta.user),
        "anni": [(anno, per_anno.get(anno, []), scritti.get(anno)) for anno in anni], "corrente": corrente,
    })  # fmt: skip


@require_safe
@di_casa
def incarico(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One term: warnings, requirements, decree, papers, fees, conflicts, history."""
    riga = prendi(richiesta, pk)
    giorno, utente = oggi(), richiesta.user
    (voce,) = voci_di([riga], giorno)
    garanzie, tiene = garanzie_al(riga.dal), rules.has_perm("ncvp.tenere_registro", utente)
    fuori = {"nomina"} if riga.stato == ISTRUTTORIA and da_registrare(riga) else {"registra_nomina"}
    fuori |= {"cessa"} if riga.al < giorno else set()  # over by itself
    azioni = [
        (p, _indirizzo(riga, p.transizione.azione)) for p in passaggi(riga, utente, giorno) if p.transizione.azione not in fuori
    ]  # fmt: skip
    return render(richiesta, "ncvp/incarico.html", {
        "incarico": riga, "voce": voce, "azioni": azioni, "tiene": tiene, "modifica": tiene and riga.stato == ISTRUTTORIA,
        "requisiti": [(r, r.codice in riga.requisiti) for r in garanzie.ncvp_requisiti],
        "fascia": next((f.titolo for f in garanzie.ncvp_fasce if f.numero == riga.fascia), riga.fascia),
        "file": [(g.label, riga.file(g), voci) for g, voci in ((Genere.DECRETO, NOMINA), (Genere.CURRICULUM, CURRICULUM))],
        "pubblica": rules.has_perm("ncvp.pubblicare", utente) and riga.decreto_id is not None,
        "compensi": list(riga.compensi.all()), "conflitti": list(riga.conflitti.all()),
        "dichiara": rules.has_perm("ncvp.dichiarare_conflitto", utente, riga), "file_form": FileForm(), "fine_form": FineConflittoForm(),
        "storia": passi_di(riga, TITOLI),
    })  # fmt: skip


def _indirizzo(riga: IncaricoNcvp, azione: str) -> str:
    nomi = {"nomina": "ncvp:nomina", "registra_nomina": "ncvp:registra_nomina", "cessa": "ncvp:cessa"}
    return reverse(nomi[azione], args=[riga.pk]) if azione in nomi else reverse("ncvp:passaggio", args=[riga.pk, azione])


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def nuovo(richiesta: HttpRequest) -> HttpResponse:
    """Enter a candidate, or a person who has the role already (their term in the address)."""
    vuole(richiesta, "ncvp.tenere_registro", operazioni.TIENE_IL_REGISTRO)
    nomina = next((n for n in registro(richiesta.user, oggi()).senza_scheda if str(n.pk) == richiesta.GET.get("nomina")), None)
    inizio = {"persona": nomina.persona_id, "dal": nomina.dal} if nomina else {}
    form = IncaricoForm(*dati_di(richiesta), garanzie=garanzie_al(oggi()), nuovo=True, initial=inizio)
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.apri_incarico(
            persona=f.cleaned_data["persona"], dati=f.dati_incarico(), curriculum=f.cleaned_data["curriculum"], utente=richiesta.user,
            quando=adesso(),
        ),
        fatto="Candidatura iscritta nel registro.", dove=lambda r: r.get_absolute_url(),
        contesto={"titolo": "Iscrivi nel registro", "pulsante": "Iscrivi", "con_file": True, "articolo": "34"},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def modifica(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Amend a candidate before the decree."""
    riga = prendi(richiesta, pk)
    vuole(richiesta, "ncvp.tenere_registro", operazioni.TIENE_IL_REGISTRO)
    if riga.stato != ISTRUTTORIA and richiesta.method != "POST":
        messages.info(richiesta, f"Ora è «{riga.stato_attuale.parola}»: quello che il decreto ha visto non si cambia.")
        return redirect(riga)
    form = IncaricoForm(*dati_di(richiesta), garanzie=garanzie_al(riga.dal), nuovo=False, initial=iniziali(riga))
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.modifica_incarico(
            incarico=riga, dati=f.dati_incarico(), utente=richiesta.user, quando=adesso(), versione=f.cleaned_data["versione"]
        ),
        fatto="Salvato.", dove=lambda r: r.get_absolute_url(), versione=lambda: prendi(richiesta, pk).versione,
        contesto={"incarico": riga, "titolo": "Modifica la candidatura", "pulsante": "Salva", "articolo": "34"},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def passaggio(richiesta: HttpRequest, pk: int, azione: str) -> HttpResponse:
    """Confirm a step that has no form of its own."""
    riga = prendi(richiesta, pk)
    if azione in CON_MODULO:
        raise Http404
    return conferma(richiesta, riga, azione, modello="ncvp/passaggio.html", contesto={"incarico": riga})


@require_safe
@di_casa
def allegato(richiesta: HttpRequest, pk: int, allegato: int) -> HttpResponseBase:
    """A file of the register, to be saved."""
    return manda(get_object_or_404(Allegato, pk=allegato, incarico=prendi(richiesta, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def carica(richiesta: HttpRequest, pk: int, genere: str) -> HttpResponse:
    """A new curriculum, or a better copy of the decree."""
    riga = prendi(richiesta, pk)
    if genere not in (Genere.CURRICULUM, Genere.DECRETO):
        raise Http404
    vuole(richiesta, "ncvp.tenere_registro", operazioni.TIENE_IL_REGISTRO)
    che = Genere(genere)
    return con_modulo(
        richiesta, FileForm(*dati_di(richiesta)),
        lambda f: operazioni.aggiungi_file(
            incarico=riga, genere=che, file=f.cleaned_data["file"], utente=richiesta.user, quando=adesso()
        ),
        fatto=f"{che.label}: file aggiunto.", dove=lambda _: riga.get_absolute_url(),
        contesto={
            "incarico": riga, "titolo": f"{che.label}: carica il file", "pulsante": "Carica", "con_file": True, "articolo": "36",
            "prima": "Vale l’ultimo file caricato; quelli di prima restano nel registro. Se è già pubblicato, va pubblicato di nuovo.",
        },
    )  # fmt: skip


@require_POST
@di_casa
def pubblica(richiesta: HttpRequest, pk: int, voce: str) -> HttpResponse:
    """Art. 36: decree or curriculum into the public section."""
    riga = prendi(richiesta, pk)
    if voce not in pubblicazioni.CHE_COSA:
        raise Http404
    vuole(richiesta, "ncvp.pubblicare", pubblicazioni.PUBBLICA_IL_SEGRETARIO)
    return _pubblicato(richiesta, riga, lambda: pubblicazioni.pubblica_file(
        incarico=riga, voce=voce, utente=richiesta.user, quando=adesso()
    ))  # fmt: skip


@require_POST
@di_casa
def pubblica_compenso(richiesta: HttpRequest, pk: int, compenso: int) -> HttpResponse:
    """Art. 36: the fee of a year into the public section."""
    riga = prendi(richiesta, pk)
    quale = get_object_or_404(Compenso, pk=compenso, incarico=riga)
    vuole(richiesta, "ncvp.pubblicare", pubblicazioni.PUBBLICA_IL_SEGRETARIO)
    return _pubblicato(richiesta, riga, lambda: pubblicazioni.pubblica_compenso(
        compenso=quale, utente=richiesta.user, quando=adesso()
    ))  # fmt: skip


def _pubblicato(richiesta: HttpRequest, riga: IncaricoNcvp, compi: Any) -> HttpResponse:
    try:
        messages.success(richiesta, f"Pubblicato: {compi().titolo}.")
    except PermissionDenied:
        raise
    except ErroreDominio as errore:
        messages.error(richiesta, str(errore))
    return redirect(riga)
