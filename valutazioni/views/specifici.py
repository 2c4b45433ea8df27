"""Art. 22: the specific objectives of the staff: given and followed by whoever heads the unit, read by whoever has them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from obiettivi.views.quadri import XLSX
from smvp.flusso.conferma import elenco
from smvp.flusso.filtri import gruppo
from smvp.flusso.forms import metti_errore
from smvp.nucleo.errori import ConflittoDiVersione, ErroreDominio
from smvp.organizzazione.models import Direzione, Esercizio
from smvp.organizzazione.ruoli import persona_di
from smvp.orologio import adesso, oggi

from ..forms.specifici import EsitiForm, MotivoForm, SpecificoForm
from ..letture.specifici import (
    Quadro,
    ancora_senza,
    con_persone,
    da_cui_discende,
    decisi,
    finito,
    miei,
    persone_dell_ufficio,
    quadro_specifici,
    specifici_di,
    specifico_visibile,
    storia_di,
    termine,
    uffici_guidati,
    ultimo_a_salvare,
)
from ..models import ObiettivoSpecifico, SchedaPersonale
from ..operazioni.specifici import (
    copia_specifici,
    crea_specifico,
    elimina_specifico,
    esporta_specifici,
    registra_esiti,
    salva_specifico,
)
from ..permessi import guida_personale, vede_i_propri_specifici
from ..stati import LETTE_DAL_VALUTATO
from .confronto import Modulo, Salvato, salva

NON_PER_TE = "Gli obiettivi specifici li assegna chi dirige l’ufficio: la P.O. o il Dirigente. I tuoi li trovi in «I miei obiettivi»."


def _esercizio(richiesta: HttpRequest, anno: int) -> Esercizio:
    if not guida_personale(richiesta.user):
        raise PermissionDenied(NON_PER_TE)
    richiesta.esercizio = get_object_or_404(Esercizio, anno=anno)
    return richiesta.esercizio


def _prendi(richiesta: HttpRequest, pk: int) -> ObiettivoSpecifico:
    """The objective of the address, for whoever heads its unit."""
    trovato = specifico_visibile(richiesta.user, pk)
    if trovato is None:
        raise Http404
    richiesta.esercizio = trovato.esercizio
    return trovato


def _tardi(esercizio: Esercizio) -> bool:
    return oggi() > termine(esercizio)


def _inviati(richiesta: HttpRequest) -> QueryDict | None:
    return richiesta.POST if richiesta.method == "POST" else None


@require_safe
def specifici(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The objectives that one gives in an exercise, unit by unit, and who has none."""
    esercizio = _esercizio(richiesta, anno)
    quadro = quadro_specifici(esercizio, richiesta.user, richiesta.GET.get("ufficio", ""))
    prima = _prima(esercizio)
    return render(richiesta, "valutazioni/specifici.html", {
        "esercizio": esercizio, "quadro": quadro, "filtro": _filtro(quadro), "termine": termine(esercizio), "tardi": _tardi(esercizio),
        "finito": finito(esercizio, oggi()),
        "da_copiare": prima is not None and specifici_di(richiesta.user, prima).exists(),
    })  # fmt: skip


def _prima(esercizio: Esercizio) -> Esercizio | None:
    return Esercizio.objects.filter(anno=esercizio.anno - 1).first()


def _filtro(quadro: Quadro) -> Any:
    """The chips of the units, each with its objectives."""
    con_qualcosa = [g for g in quadro.gruppi if g.persone or g.specifici or g.ufficio == quadro.scelto]
    scelte = [(g.ufficio.codice, str(g.ufficio)) for g in con_qualcosa]
    conti = {g.ufficio.codice: len(g.specifici) for g in con_qualcosa}
    attivi = {"ufficio": quadro.scelto.codice} if quadro.scelto else {}
    trovato = gruppo("Ufficio", "ufficio", scelte, conti=conti, totale=quadro.quanti, attivi=attivi, tutti="Tutti")
    return trovato if len(trovato.voci) > 1 else None


@require_POST
def xlsx(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The list as a spreadsheet."""
    esercizio = _esercizio(richiesta, anno)
    contenuto = esporta_specifici(esercizio=esercizio, utente=richiesta.user, quando=adesso())
    nome = f"obiettivi-specifici-{anno}.xlsx"
    return HttpResponse(contenuto, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{nome}"'})


# --- one objective ----------------------------------------------------------------------------------------------------------------------


def _modulo(richiesta: HttpRequest, specifico: ObiettivoSpecifico, dati: QueryDict | None = None) -> SpecificoForm:
    esercizio, ufficio = specifico.esercizio, specifico.direzione
    persone = persone_dell_ufficio(esercizio, ufficio, richiesta.user)
    if specifico.pk:
        gia = {a.persona for a in specifico.assegnazioni.all()}
        persone = sorted({*persone, *gia}, key=lambda p: (p.cognome, p.nome, p.pk))
    propria = persona_di(richiesta.user)
    fermi = decisi(esercizio, (p.pk for p in persone)) | ({propria.pk} if propria else set())
    return SpecificoForm(
        dati, specifico=specifico, persone=persone, fermi=fermi, senza=ancora_senza(esercizio, persone),
        sopra=da_cui_discende(esercizio, ufficio, richiesta.user), tardi=_tardi(esercizio), initial=_gia_scelta(richiesta),
    )  # fmt: skip


def _gia_scelta(richiesta: HttpRequest) -> dict[str, Any]:
    """The person of the address (?persona=), ticked already in a new objective."""
    chiesta = richiesta.GET.get("persona", "")
    return {f"persona_{chiesta}": True} if chiesta.isdecimal() and richiesta.method != "POST" else {}


@require_http_methods(["GET", "HEAD", "POST"])
def nuovo(richiesta: HttpRequest, anno: int, ufficio: int) -> HttpResponse:
    """Give a new objective in a unit."""
    esercizio = _esercizio(richiesta, anno)
    direzione = next((d for d in uffici_guidati(esercizio, richiesta.user) if d.pk == ufficio), None)
    if direzione is None:
        raise Http404
    direzione = Direzione.objects.con_padri().get(pk=direzione.pk)
    vuoto = ObiettivoSpecifico(esercizio=esercizio, direzione=direzione)
    form = _modulo(richiesta, vuoto, _inviati(richiesta))
    if form.is_valid():
        try:
            fatto = crea_specifico(
                esercizio=esercizio, direzione=direzione, testo=form.testo(), pesi=form.pesi_scelti(), motivo=form.motivo,
                utente=richiesta.user, quando=adesso(),
            )  # fmt: skip
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, f"Obiettivo assegnato: «{fatto}». Chi lo ha ricevuto lo legge da subito.")
            if restano := [p for p in form.persone if p.pk in ancora_senza(esercizio, form.persone)]:
                messages.info(richiesta, f"In {direzione} restano senza obiettivi specifici: {elenco(restano, str)}.")
            return redirect("valutazioni:specifici", anno)
    contesto = {"esercizio": esercizio, "ufficio": direzione, "form": form, "termine": termine(esercizio)}
    return render(richiesta, "valutazioni/specifico.html", contesto, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def specifico(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """One objective: read it, change it, see who has it and how it went."""
    riga = _prendi(richiesta, pk)
    if richiesta.method != "POST":
        return _pagina_specifico(richiesta, riga, _modulo(richiesta, riga))
    esito = salva(richiesta.POST, Modulo(
        leggi=lambda: _prendi(richiesta, pk),
        form=lambda o, dati: _modulo(richiesta, o, dati),
        scrivi=lambda o, form, contesi: salva_specifico(
            specifico=o, cambi=form.cambi(contesi), motivo=form.motivo, utente=richiesta.user, quando=adesso(), versione=o.versione
        ),
    ))  # fmt: skip
    if esito.form is None:
        messages.success(richiesta, f"Obiettivo salvato: «{_prendi(richiesta, pk)}».")
        return redirect(riga)
    return _pagina_specifico(richiesta, _prendi(richiesta, pk), esito.form, esito)


def _pagina_specifico(richiesta: HttpRequest, riga: ObiettivoSpecifico, form: SpecificoForm, esito: Salvato | None = None) -> HttpResponse:
    return render(richiesta, "valutazioni/specifico.html", {
        "esercizio": riga.esercizio, "ufficio": riga.direzione, "specifico": riga, "form": form, "storia": storia_di(riga),
        "termine": termine(riga.esercizio), "finito": finito(riga.esercizio, oggi()),
        "mio": persona_di(richiesta.user) in [a.persona for a in riga.assegnazioni.all()], **_conflitto(riga, esito),
    }, status=esito.stato if esito else 200)  # fmt: skip


def _conflitto(riga: ObiettivoSpecifico, esito: Salvato | None) -> dict[str, Any]:
    if esito is None or not esito.conflitto:
        return {}
    chi, quando = ultimo_a_salvare(riga)
    return {"differenze": esito.conflitto, "salvato_da": chi, "salvato_il": quando}


@require_http_methods(["GET", "HEAD", "POST"])
def elimina(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """Take an objective away from everybody who has it."""
    riga = _prendi(richiesta, pk)
    form = MotivoForm(_inviati(richiesta), tardi=_tardi(riga.esercizio), initial={"versione": riga.versione})
    stato = 422 if form.is_bound else 200
    if form.is_valid():
        dati = form.cleaned_data
        try:
            elimina_specifico(
                specifico=riga, motivo=dati.get("motivo", ""), utente=richiesta.user, quando=adesso(), versione=dati["versione"] or 0
            )
        except ConflittoDiVersione as errore:
            form = MotivoForm({"versione": riga.versione, "motivo": dati.get("motivo", "")}, tardi=_tardi(riga.esercizio))
            form.add_error(None, f"{errore} Qui lo trovi com’è ora: toglilo solo se ti va bene.")
            stato = 409
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            messages.success(richiesta, f"Obiettivo tolto: «{riga}».")
            return redirect("valutazioni:specifici", riga.esercizio.anno)
    contesto = {"esercizio": riga.esercizio, "specifico": riga, "form": form}
    return render(richiesta, "valutazioni/specifico_elimina.html", contesto, status=stato)


@require_http_methods(["GET", "HEAD", "POST"])
def raggiungimento(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """How far each person has reached the objective, once the year is over."""
    riga = _prendi(richiesta, pk)
    if not finito(riga.esercizio, oggi()):
        messages.info(richiesta, f"Il raggiungimento si scrive quando il {riga.esercizio.anno} è finito.")
        return redirect(riga)
    if richiesta.method != "POST":
        return _pagina_esiti(richiesta, riga, _modulo_esiti(richiesta, riga))
    esito = salva(richiesta.POST, Modulo(
        leggi=lambda: _prendi(richiesta, pk),
        form=lambda o, dati: _modulo_esiti(richiesta, o, dati),
        scrivi=lambda o, form, contesi: registra_esiti(
            specifico=o, esiti=form.esiti(contesi), utente=richiesta.user, quando=adesso(), versione=o.versione
        ),
    ))  # fmt: skip
    if esito.form is None:
        messages.success(richiesta, f"Raggiungimento salvato: «{riga}».")
        return redirect("valutazioni:specifici", riga.esercizio.anno)
    return _pagina_esiti(richiesta, _prendi(richiesta, pk), esito.form, esito)


def _modulo_esiti(richiesta: HttpRequest, riga: ObiettivoSpecifico, dati: QueryDict | None = None) -> EsitiForm:
    propria = persona_di(richiesta.user)
    fermi = decisi(riga.esercizio, (a.persona_id for a in riga.assegnazioni.all())) | ({propria.pk} if propria else set())
    scrivibili = [a for a in riga.assegnazioni.all() if a.persona_id not in fermi]
    return EsitiForm(dati, righe=scrivibili, versione=riga.versione)


def _pagina_esiti(richiesta: HttpRequest, riga: ObiettivoSpecifico, form: EsitiForm, esito: Salvato | None = None) -> HttpResponse:
    scrivibili = {a.pk for a in form.assegnazioni}
    return render(richiesta, "valutazioni/specifico_esiti.html", {
        "esercizio": riga.esercizio, "specifico": riga, "form": form,
        "ferme": [a for a in riga.assegnazioni.all() if a.pk not in scrivibili], **_conflitto(riga, esito),
    }, status=esito.stato if esito else 200)  # fmt: skip


# --- many, and one's own ----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def copia(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Start from last year's objectives."""
    esercizio = _esercizio(richiesta, anno)
    prima = _prima(esercizio)
    gia = {(o.direzione_id, o.titolo.lower()) for o in specifici_di(richiesta.user, esercizio)}
    tutti = list(con_persone(specifici_di(richiesta.user, prima)).order_by("direzione__codice", "titolo")) if prima else []
    candidati = [(o, (o.direzione_id, o.titolo.lower()) in gia) for o in tutti]
    form = MotivoForm(_inviati(richiesta), tardi=_tardi(esercizio))
    volute = set(richiesta.POST.getlist("o"))
    if form.is_valid():
        scelti = [o for o, _ in candidati if str(o.pk) in volute]
        try:
            fatti = copia_specifici(
                origini=scelti, esercizio=esercizio, motivo=form.cleaned_data.get("motivo", ""), utente=richiesta.user, quando=adesso()
            )
        except ErroreDominio as errore:
            metti_errore(form, errore)
        else:
            if fatti:
                uno = len(fatti) == 1
                messages.success(richiesta, "Copiato un obiettivo." if uno else f"Copiati {len(fatti)} obiettivi.")
                return redirect("valutazioni:specifici", anno)
            form.add_error(None, "Scegli almeno un obiettivo da copiare.")
    contesto = {"esercizio": esercizio, "prima": anno - 1, "candidati": candidati, "volute": volute, "form": form}
    return render(richiesta, "valutazioni/specifici_copia.html", contesto, status=422 if form.is_bound else 200)


@require_safe
def miei_obiettivi(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """One's own specific objectives, from the day on which they are given; how far they were reached, when the sheet is shared."""
    richiesta.esercizio = esercizio = get_object_or_404(Esercizio, anno=anno)
    persona = persona_di(richiesta.user)
    suoi = miei(persona, esercizio) if persona else []
    if not suoi and not vede_i_propri_specifici(richiesta.user):
        raise PermissionDenied("Questa pagina è per il personale che ha obiettivi specifici.")
    scheda = SchedaPersonale.objects.filter(persona=persona, esercizio=esercizio, stato__in=LETTE_DAL_VALUTATO).first()
    return render(richiesta, "valutazioni/miei_obiettivi.html", {
        "esercizio": esercizio, "assegnazioni": suoi, "scheda": scheda, "termine": termine(esercizio),
    })  # fmt: skip
