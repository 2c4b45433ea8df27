"""The acts on a term: the decree, an early end, the fee, the conflicts that the NCVP declares (art. 34)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from smvp.documenti.models import Atto
from smvp.flusso.conferma import dati_di
from smvp.nucleo.formati import data_lunga
from smvp.organizzazione.ruoli import Ruolo
from smvp.orologio import adesso, oggi

from ..forms.registro import CessazioneForm, CompensoForm, ConflittoForm, DecretoForm, FineConflittoForm
from ..models import Causa, Compenso, Conflitto, IncaricoNcvp
from ..operazioni import nomine
from ..operazioni import registro as operazioni
from .comuni import con_modulo, di_casa, prendi, vuole

CESSANO = "La fine di un incarico la registrano il Segretario generale e il Sindaco."
DICHIARA = "I conflitti li dichiara il NCVP in carica, sul proprio incarico."


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def nomina(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The Sindaco appoints by decree."""
    riga = prendi(richiesta, pk)
    vuole(richiesta, "ncvp.nominare", nomine.NOMINA_IL_SINDACO)
    prima = f"Da {data_lunga(riga.dal)} a {data_lunga(riga.fino_al)} {riga.persona.con_titolo} sarà il NCVP, e agirà come tale."
    return _decreto(richiesta, riga, nomine.nomina_ncvp, "Nomina il NCVP", "Nomina", prima)


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def registra_nomina(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The Segretario writes down the decree of who is the NCVP already."""
    riga = prendi(richiesta, pk)
    vuole(richiesta, "ncvp.tenere_registro", operazioni.TIENE_IL_REGISTRO)
    prima = f"Per una nomina già in vigore da {data_lunga(riga.dal)}. Il ruolo della persona resta quello che ha nell’organizzazione."
    return _decreto(richiesta, riga, nomine.registra_nomina, "Registra il decreto di nomina", "Registra", prima)


def _decreto(
    richiesta: HttpRequest, riga: IncaricoNcvp, opera: Callable[..., IncaricoNcvp], titolo: str, pulsante: str, prima: str
) -> HttpResponse:
    form = DecretoForm(*dati_di(richiesta), initial={"versione": riga.versione})
    form.offri(Atto.objects.filter(tipo=Atto.Tipo.DECRETO))
    return con_modulo(
        richiesta, form,
        lambda f: opera(
            incarico=riga, decreto=f.atto(), file=f.cleaned_data["file"], utente=richiesta.user, quando=adesso(),
            versione=f.cleaned_data["versione"],
        ),
        fatto="Decreto registrato.", dove=lambda r: r.get_absolute_url(), versione=lambda: prendi(richiesta, riga.pk).versione,
        contesto={
            "incarico": riga, "titolo": titolo, "pulsante": pulsante, "con_file": True, "articolo": "34", "prima": prima,
            "mancanze": riga.mancano_dati(),
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def cessa(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """A term that ends before its day."""
    riga = prendi(richiesta, pk)
    vuole(richiesta, "ncvp.cessare", CESSANO)
    form = CessazioneForm(
        dati_di(richiesta)[0], revoca=Ruolo.SINDACO in richiesta.ruoli, initial={"versione": riga.versione}
    )  # fmt: skip
    return con_modulo(
        richiesta, form,
        lambda f: nomine.cessa(
            incarico=riga, causa=Causa(f.cleaned_data["causa"]), al=f.cleaned_data["al"], motivo=f.cleaned_data["motivo"],
            utente=richiesta.user, quando=adesso(), versione=f.cleaned_data["versione"],
        ),
        fatto="Fine dell’incarico registrata.", dove=lambda r: r.get_absolute_url(), versione=lambda: prendi(richiesta, pk).versione,
        contesto={
            "incarico": riga, "titolo": "Registra la fine anticipata", "pulsante": "Registra la fine", "articolo": "34",
            "prima": f"L’incarico finirebbe da solo {data_lunga(riga.al)}. Dal giorno dopo quello che scrivi la persona non è più il NCVP.",
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def compenso(richiesta: HttpRequest, pk: int, compenso: int = 0) -> HttpResponse:
    """The fee of a year, or its correction."""
    riga = prendi(richiesta, pk)
    vuole(richiesta, "ncvp.tenere_registro", operazioni.TIENE_IL_REGISTRO)
    gia = get_object_or_404(Compenso, pk=compenso, incarico=riga) if compenso else None
    inizio: dict[str, Any] = {"anno": oggi().year}
    if gia:
        inizio = {c: getattr(gia, c) for c in ("importo", "presidente_revisori", "versione")}
    form = CompensoForm(*dati_di(richiesta), compenso=gia, initial=inizio)
    form.offri(Atto.objects.filter(tipo__in=operazioni.ATTI_DEL_COMPENSO))
    return con_modulo(
        richiesta, form,
        lambda f: operazioni.registra_compenso(
            incarico=riga, anno=gia.anno if gia else f.cleaned_data["anno"], importo=f.cleaned_data["importo"],
            presidente_revisori=f.cleaned_data["presidente_revisori"], atto=f.atto(), motivo=f.cleaned_data.get("motivo", ""),
            utente=richiesta.user, quando=adesso(), versione=(f.cleaned_data["versione"] or 0) if gia else 0,
        ),
        fatto="Compenso registrato.", dove=lambda _: riga.get_absolute_url(),
        versione=lambda: get_object_or_404(Compenso, pk=compenso).versione,
        contesto={
            "incarico": riga, "titolo": f"Correggi il compenso {gia.anno}" if gia else "Registra il compenso di un anno",
            "pulsante": "Salva", "articolo": "34",
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def conflitto(richiesta: HttpRequest, pk: int) -> HttpResponse:
    """The NCVP declares a conflict of interests."""
    riga = prendi(richiesta, pk)
    vuole(richiesta, "ncvp.dichiarare_conflitto", DICHIARA, riga)
    return con_modulo(
        richiesta, ConflittoForm(dati_di(richiesta)[0], initial={"dal": oggi()}),
        lambda f: operazioni.dichiara_conflitto(incarico=riga, utente=richiesta.user, quando=adesso(), **f.cleaned_data),
        fatto="Conflitto dichiarato: ora lo leggono il Segretario generale e il Sindaco.", dove=lambda _: riga.get_absolute_url(),
        contesto={
            "incarico": riga, "titolo": "Dichiara un conflitto di interessi", "pulsante": "Dichiara", "articolo": "34",
            "prima": "Quello che dichiari non si cambia più: quando il conflitto finisce, ne scrivi il giorno.",
        },
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@di_casa
def fine_conflitto(richiesta: HttpRequest, pk: int, conflitto: int) -> HttpResponse:
    """From when a declared conflict is there no more."""
    riga = prendi(richiesta, pk)
    quale = get_object_or_404(Conflitto, pk=conflitto, incarico=riga)
    vuole(richiesta, "ncvp.chiudere_conflitto", DICHIARA, quale)
    return con_modulo(
        richiesta, FineConflittoForm(dati_di(richiesta)[0], initial={"al": oggi()}),
        lambda f: operazioni.chiudi_conflitto(conflitto=quale, al=f.cleaned_data["al"], utente=richiesta.user, quando=adesso()),
        fatto="Fine del conflitto registrata.", dove=lambda _: riga.get_absolute_url(),
        contesto={"incarico": riga, "titolo": "Il conflitto è cessato", "pulsante": "Registra", "articolo": "34", "cita": quale.testo},
    )  # fmt: skip
