"""The steps of a Piano or of a Relazione: those that only confirm, the act that approves, the NCVP's checklist and its verbale."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smvp.documenti.models import Atto
from smvp.flusso.conferma import con_modulo, conferma, dati_di, passo_da_confermare
from smvp.flusso.operazioni import Passaggio
from smvp.nucleo.formati import data
from smvp.orologio import adesso, oggi

from ..forms.passaggi import ApprovaForm, VerbaleForm, VerificheForm
from ..letture.quadro import VoceIndice, indice, scritto_di
from ..models import Piano, Relazione
from ..operazioni import passaggi as operazioni
from ..operazioni.validazione import ESITI, VALIDA, concludi, salva_verifiche
from ..stati import TRASMESSA
from .comuni import NEL_MODULO, azioni_di, che_e, prendi
from .edizioni import edizioni_di

SI_LASCIA_ANDARE = frozenset({"chiedi_esame", "esamina", "approva", "valida"})


@require_http_methods(["GET", "HEAD", "POST"])
def passaggio(richiesta: HttpRequest, anno: int, che: str, azione: str) -> HttpResponse:
    """Take a step: confirm it, or fill in the act that it records."""
    riga = prendi(richiesta, anno, che)
    contesto: dict[str, Any] = {"scritto": riga, "che": che, "edizioni": edizioni_di(riga), "incomplete": _incomplete(riga, azione)}
    if azione != "approva" and azione not in ESITI:
        return conferma(richiesta, riga, azione, modello="performance/passaggio.html", contesto=contesto)
    passo = passo_da_confermare(riga, azione, richiesta.user)
    if passo is None:
        messages.info(richiesta, f"{riga}: è «{riga.stato_attuale.parola}», questo passaggio è già fatto o non è il suo momento.")
        return redirect(riga)
    contesto |= {"passo": passo, "oggetto": riga, "mancanze": [m for m in passo.mancanze if m not in NEL_MODULO]}
    return _con_atto(richiesta, riga, passo, contesto)


def _incomplete(riga: Relazione | Piano, azione: str) -> list[VoceIndice]:
    """What its sections still lack, told to whoever is about to let it go on; nothing of it stands in the way."""
    return [v for v in indice(riga, oggi()) if v.mancanze] if azione in SI_LASCIA_ANDARE else []


def _con_atto(richiesta: HttpRequest, riga: Relazione | Piano, passo: Passaggio, contesto: dict[str, Any]) -> HttpResponse:
    azione = passo.transizione.azione
    if contesto["mancanze"] and richiesta.method == "POST":
        messages.error(richiesta, " ".join(contesto["mancanze"]))
        return redirect(riga)
    form: ApprovaForm | VerbaleForm
    if azione == "approva":
        form = ApprovaForm(*dati_di(richiesta), scritto=riga)
        if richiesta.method != "POST":
            form.mostra(operazioni.edizioni_da_approvare(riga))
    else:
        tardi = f"Il termine era {data(passo.termine)}: il motivo resta nella storia." if passo.tardi and passo.termine else ""
        iniziale = {"versione": riga.versione, "oggetto": _oggetto(riga, azione)}
        form = VerbaleForm(dati_di(richiesta)[0], tardi=tardi, initial=iniziale)

    def compi(f: Any) -> Relazione | Piano:
        come = {"utente": richiesta.user, "quando": adesso(), "versione": f.cleaned_data["versione"],
                "motivo": f.cleaned_data.get("motivo", "")}  # fmt: skip
        if azione != "approva":
            return concludi(relazione=riga, azione=azione, verbale=f.atto(), **come)  # type: ignore[arg-type]
        atto = f.atto()
        unita = atto.tipo == Atto.Tipo.CONSIGLIO
        lette = f.lette
        f.mostra(operazioni.edizioni_da_approvare(riga))
        return operazioni.approva(scritto=riga, atto=atto, file=f.allegati, unita_al_rendiconto=unita, edizioni=lette, **come)

    return con_modulo(
        richiesta, form, compi, fatto=passo.transizione.fatto, dove=lambda r: r.get_absolute_url(), contesto=contesto,
        modello="performance/con_atto.html", versione=lambda: prendi(richiesta, riga.esercizio.anno, che_e(riga)).versione,
    )  # fmt: skip


def _oggetto(riga: Relazione | Piano, azione: str) -> str:
    return f"{'Validazione della' if azione == 'valida' else 'Osservazioni sulla'} {riga}"


@require_http_methods(["GET", "HEAD", "POST"])
def verifiche(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """Art. 21: the points that the NCVP looks at, one by one; the others read its answers."""
    riga = prendi(richiesta, anno, "relazione")
    assert isinstance(riga, Relazione)  # noqa: S101 - the address says so
    puo = rules.has_perm("performance.validare", richiesta.user, riga)
    if richiesta.method == "POST" and not puo:
        raise PermissionDenied(VALIDA)
    scrive = puo and riga.stato == TRASMESSA
    if richiesta.method == "POST" and not scrive:
        messages.info(richiesta, f"La Relazione è «{riga.stato_attuale.parola}»: ora le verifiche non si scrivono.")
        return redirect("performance:verifiche", anno)
    garanzie, fatte = riga.esercizio.reg.garanzie, {v.codice: v for v in riga.verifiche.all()}
    form = VerificheForm(dati_di(richiesta)[0], punti=garanzie.verifiche, fatte=fatte,
                         initial={"versione": riga.versione, "conclusioni": riga.conclusioni})  # fmt: skip
    if scrive and richiesta.method == "POST":
        return con_modulo(
            richiesta, form,
            lambda f: salva_verifiche(
                relazione=riga, risposte=f.risposte(), conclusioni=f.cleaned_data["conclusioni"], utente=richiesta.user,  # type: ignore[arg-type]
                quando=adesso(), versione=f.cleaned_data["versione"],
            ),
            fatto="Verifiche salvate.", dove=lambda _: richiesta.path, contesto=_delle_verifiche(richiesta, riga, scrive, fatte),
            modello="performance/verifiche.html", versione=lambda: _versione(anno),
        )  # fmt: skip
    return render(richiesta, "performance/verifiche.html", {"form": form, **_delle_verifiche(richiesta, riga, scrive, fatte)})


def _versione(anno: int) -> int:
    riga = scritto_di(anno, "relazione")
    return riga.versione if riga else 1


def _delle_verifiche(richiesta: HttpRequest, riga: Relazione, scrive: bool, fatte: dict[str, Any]) -> dict[str, Any]:
    principale, altre = azioni_di(riga, richiesta.user, oggi())
    esiti = [a for a in (principale, *altre) if a is not None and a.passo.transizione.azione in ESITI]
    punti = riga.esercizio.reg.garanzie.verifiche
    return {"scritto": riga, "che": "relazione", "scrive": scrive, "esiti": esiti, "edizioni": edizioni_di(riga),
            "lette": [(p, fatte.get(p.codice)) for p in punti]}  # fmt: skip
