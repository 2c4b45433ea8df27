"""The grid of a team (Allegato D): filling it in cell by cell, taking its sheets on together, its spreadsheet out and back in."""

import json
from dataclasses import dataclass, field
from typing import Any

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smvp.documenti.fogli import XLSX
from smvp.documenti.ricevuti import FileRifiutato, controlla_ricevuto
from smvp.flusso.blocco import porta_avanti
from smvp.flusso.conferma import racconta, versioni_confermate
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import giorni_mancanti
from smvp.organizzazione.forms import FoglioForm
from smvp.organizzazione.models import Direzione, Esercizio
from smvp.orologio import adesso, oggi

from ..forms.squadra import CelleInviate, Righe, celle_di, in_cella, leggi_inviate, nome_cella, prima_di
from ..letture.foglio_squadra import LetturaSquadra, leggi_voti
from ..letture.schede import scadenza
from ..letture.squadra import (
    AZIONI,
    BLOCCO_MASSIMO,
    Passo,
    da_confermare,
    da_portare_avanti,
    direzione_guidata,
    leggi_squadra,
    righe_delle_celle,
    scelte_per,
    squadre_di,
)
from ..models import SchedaPersonale
from ..operazioni.squadra import CELLE_DEL_FOGLIO, CELLE_MASSIME, EsitoSquadra, esporta_squadra, salva_squadra

DIFETTI_MOSTRATI = 200
# Cells of one paste: more than any team has on a page, few enough for any browser.
INCOLLA_MASSIMO = 2_000


def _di(richiesta: HttpRequest, anno: int, direzione: int) -> tuple[Esercizio, Direzione]:
    """Exercise and unit of the address, for who evaluates its staff."""
    unita = direzione_guidata(richiesta.user, direzione)
    if unita is None:
        raise Http404
    richiesta.esercizio = get_object_or_404(Esercizio, anno=anno)
    return richiesta.esercizio, unita


@require_safe
def squadre(richiesta: HttpRequest, anno: int) -> HttpResponse:
    """The teams that one evaluates; who has one alone goes straight to it."""
    esercizio = get_object_or_404(Esercizio, anno=anno)
    richiesta.esercizio = esercizio
    unita = squadre_di(richiesta.user)
    if not unita:
        raise Http404
    if len(unita) == 1:
        return redirect("valutazioni:squadra", anno, unita[0].pk)
    return render(richiesta, "valutazioni/squadre.html", {"esercizio": esercizio, "unita": unita})


# --- the grid -------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Salvataggio:
    """What a save has left behind, for the page or its pieces."""

    inviate: CelleInviate
    righe: Righe
    esito: EsitoSquadra = field(default_factory=EsitoSquadra)
    rifiuto: str = ""
    """Why nothing at all was saved."""

    @property
    def conflitto(self) -> list[dict[str, str]]:
        """The cells in conflict, with both marks."""
        return [
            {"nome": nome_cella(riga), "etichetta": f"{scheda.persona}, {riga.voce}", "tuo": self.inviate.testi[pk].strip(),
             "attuale": in_cella(self.esito.contese[pk])}
            for pk, (scheda, riga) in self.righe.items() if pk in self.esito.contese
        ]  # fmt: skip

    @property
    def tieni_miei(self) -> str:
        """What to send to keep one's own: the marks of the others, as they were shown."""
        return json.dumps({c["nome"]: c["attuale"] for c in self.conflitto})

    @property
    def avvisi(self) -> list[str]:
        """What was not saved, in words: sheets that have gone on, cells of somebody else, everything."""
        schede = {s.pk: s for s, _ in self.righe.values()}
        frasi = [f"{schede[pk].persona}: {motivo}" for pk, motivo in self.esito.ferme.items()]
        if self.inviate.estranee:
            frasi.append(f"{self.inviate.estranee} caselle non sono di questa squadra: non sono state salvate.")
        return [*([self.rifiuto] if self.rifiuto else []), *frasi]

    @property
    def errori(self) -> list[dict[str, str]]:
        return [{"nome": nome_cella(self.righe[pk][1]), "motivo": motivo} for pk, motivo in self.inviate.errori.items()]

    @property
    def pulito(self) -> bool:
        return not (self.esito.contese or self.inviate.errori or self.avvisi)

    @property
    def schede(self) -> set[int]:
        """The sheets of which something was sent."""
        return {s.pk for s, _ in self.righe.values()}

    @property
    def non_salvate(self) -> set[int]:
        """The cells of the page that still hold what was typed."""
        return set(self.inviate.testi) if self.rifiuto else {*self.esito.contese, *self.inviate.errori}

    def testo(self, pk: int, salvato: str) -> str:
        """What a cell of the page is to hold: what was typed where it is not saved, otherwise what is."""
        return self.inviate.testi.get(pk, salvato) if pk in self.non_salvate else salvato


def _salva(richiesta: HttpRequest, esercizio: Esercizio, unita: Direzione) -> Salvataggio:
    inviate = leggi_inviate(richiesta.POST)
    righe = righe_delle_celle(richiesta.user, esercizio, unita, inviate.chiavi)
    inviate.confronta(righe, esercizio.reg)
    fatto = Salvataggio(inviate, righe)
    try:
        fatto.esito = salva_squadra(
            celle=inviate.per_scheda(righe), utente=richiesta.user, quando=adesso(),
            massimo=CELLE_DEL_FOGLIO if inviate.dal_foglio else CELLE_MASSIME,
        )  # fmt: skip
    except DatiNonValidi as errore:
        fatto.rifiuto = str(errore)
    return fatto


@require_http_methods(["GET", "HEAD", "POST"])
def squadra(richiesta: HttpRequest, anno: int, direzione: int) -> HttpResponse:
    """The grid. A POST (without scripts, the answer to a conflict, the confirmation of a file) saves the cells that it changes."""
    esercizio, unita = _di(richiesta, anno, direzione)
    if richiesta.method != "POST":
        return render(richiesta, "valutazioni/squadra.html", _contesto(richiesta, esercizio, unita))
    fatto = _salva(richiesta, esercizio, unita)
    if fatto.pulito:
        n = len(fatto.esito.scritte)
        parole = "Non c’era niente di nuovo da salvare." if not n else "Salvato un voto." if n == 1 else f"Salvati {n} voti."
        messages.success(richiesta, parole)
        return redirect(richiesta.get_full_path())
    stato = 409 if fatto.esito.contese or fatto.esito.ferme else 422
    return render(richiesta, "valutazioni/squadra.html", _contesto(richiesta, esercizio, unita, fatto), status=stato)


@require_POST
def salva(richiesta: HttpRequest, anno: int, direzione: int) -> HttpResponse:
    """The save as one types: answers with what the server computes again, row by row."""
    esercizio, unita = _di(richiesta, anno, direzione)
    fatto = _salva(richiesta, esercizio, unita)
    contesto = _contesto(richiesta, esercizio, unita, fatto) | {"oob": True, "prima": fatto.inviate.prima_dopo(fatto.esito.scritte)}
    return render(richiesta, "valutazioni/_parti/squadra_aggiornata.html", contesto)


def _contesto(richiesta: HttpRequest, esercizio: Esercizio, unita: Direzione, fatto: Salvataggio | None = None) -> dict[str, Any]:
    letta = leggi_squadra(richiesta.user, esercizio, unita, richiesta.GET.get("pagina", 1))
    celle = [c for r in letta.righe if r.scrivibile for c in r.celle if c is not None]
    nomi = set(map(nome_cella, celle))
    termine, p = scadenza(esercizio), esercizio.reg.personale
    return {
        "esercizio": esercizio, "direzione": unita, "squadra": letta, "fatto": fatto,
        "righe": [(r, _celle(r, fatto)) for r in letta.righe],
        "toccate": [r for r in letta.righe if fatto and r.scheda.pk in fatto.schede],
        "prima": fatto.inviate.prima_intera(celle, fatto.non_salvate) if fatto else prima_di(celle),
        "fuori": [c for c in fatto.conflitto if c["nome"] not in nomi] if fatto else [],
        "altri": _altri(celle, fatto) if fatto else [],
        "passi": letta.passi(richiesta.user, oggi()),
        "scadenza": termine, "mancano": giorni_mancanti(oggi(), termine),
        "massimo_incolla": INCOLLA_MASSIMO, "massimo": p.massimo_struttura + p.massimo_specifici + p.massimo_comportamenti,
        "scala": [livello.voto for livello in esercizio.reg.scala], "autovalutazione": esercizio.reg.facolta.autovalutazione,
    }  # fmt: skip


def _celle(riga: Any, fatto: Salvataggio | None) -> list[dict[str, Any] | None]:
    """What the cells of a person show; the evaluatee's own mark too, where the version has the self-evaluation."""
    facolta = riga.scheda.esercizio.reg.facolta
    celle: list[dict[str, Any] | None] = []
    for c in riga.celle:
        salvato = in_cella(c.voto) if c is not None else ""
        celle.append(None if c is None else {
            "nome": nome_cella(c), "voce": c.voce, "salvato": salvato,
            "testo": fatto.testo(c.pk, salvato) if fatto else salvato,
            "errore": fatto.inviate.errori.get(c.pk, "") if fatto else "",
            "contesa": bool(fatto and c.pk in fatto.esito.contese),
            "sua": in_cella(c.autovalutazione) if facolta.autovalutazione else "",
        })  # fmt: skip
    return celle


def _altri(celle: list[Any], fatto: Salvataggio) -> list[dict[str, str]]:
    """The cells that others have changed and this page has not touched: it learns them now."""
    note, mie = fatto.inviate.note, fatto.inviate.cambiate.keys() | fatto.inviate.errori.keys()
    return [
        {"nome": nome_cella(c), "etichetta": f"{c.scheda.persona}, {c.voce}", "attuale": in_cella(c.voto)}
        for c in celle if c.pk not in mie and note.get(nome_cella(c), in_cella(c.voto)) != in_cella(c.voto)
    ]  # fmt: skip


# --- the sheets of a team, one step on --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def blocco(richiesta: HttpRequest, anno: int, direzione: int, azione: str) -> HttpResponse:
    """Confirm a step of the whole team: which sheets go on, which do not and why; then take them on."""
    esercizio, unita = _di(richiesta, anno, direzione)
    if azione not in AZIONI:
        raise Http404
    scelta = AZIONI[azione]
    schede = da_portare_avanti(scelta, richiesta.user, esercizio, unita)
    passo = Passo(scelta, scelte_per(scelta, schede, richiesta.user, oggi()))
    griglia = redirect("valutazioni:squadra", anno, direzione)
    if richiesta.method == "POST" and (confermate := _confermate(richiesta, passo)):
        esito = porta_avanti(confermate, scelta.passaggio, versioni=versioni_confermate(richiesta, confermate), utente=richiesta.user,
                             quando=adesso())  # fmt: skip
        racconta(richiesta, esito, scelta.fatto, lambda s: str(s.persona))
        return griglia
    if richiesta.method == "POST" or not passo.scelte:
        messages.info(richiesta, "Nessuna di queste schede aspetta questo passaggio: l’hai già fatto, o non è il suo momento.")
        return griglia
    righe = da_confermare(passo, richiesta.user)
    contesto = {
        "esercizio": esercizio, "direzione": unita, "passo": passo, "massimo": BLOCCO_MASSIMO, "tante": len(schede) == BLOCCO_MASSIMO,
        "righe": righe, "senza_seconda": [r.scheda for r in righe if r.senza_seconda], "soglia": esercizio.reg.soglie.premio,
        "scrive_seconda": any(rules.has_perm("valutazioni.scrivere_parte_seconda", richiesta.user, r.scheda) for r in righe),
    }  # fmt: skip
    return render(richiesta, "valutazioni/squadra_blocco.html", contesto)


def _confermate(richiesta: HttpRequest, passo: Passo) -> list[SchedaPersonale]:
    """Those of the page that was confirmed; one that has gone on since is not among those that can go any more."""
    chieste = set(richiesta.POST.getlist("o"))
    return [s.oggetto for s in passo.scelte if str(s.oggetto.pk) in chieste]


# --- the spreadsheet --------------------------------------------------------------------------------------------------------------------


@require_POST
def esporta(richiesta: HttpRequest, anno: int, direzione: int) -> HttpResponse:
    """The marks of the team as XLSX, to be filled in and loaded again."""
    esercizio, unita = _di(richiesta, anno, direzione)
    nome = f"voti-{anno}-{unita.codice}.xlsx"
    intestazioni = {"Content-Disposition": f'attachment; filename="{nome}"'}
    contenuto = esporta_squadra(esercizio=esercizio, direzione=unita, utente=richiesta.user, quando=adesso())
    return HttpResponse(contenuto, content_type=XLSX, headers=intestazioni)


@require_http_methods(["GET", "HEAD", "POST"])
def importa(richiesta: HttpRequest, anno: int, direzione: int) -> HttpResponse:
    """Upload a file: what would change, person by person, and what in it is left out. Nothing is written here."""
    esercizio, unita = _di(richiesta, anno, direzione)
    contesto: dict[str, Any] = {"esercizio": esercizio, "direzione": unita}
    form = FoglioForm(richiesta.POST or None, richiesta.FILES or None)
    if richiesta.method != "POST" or not form.is_valid():
        stato = 422 if richiesta.method == "POST" else 200
        return render(richiesta, "valutazioni/squadra_importa.html", contesto | {"form": form}, status=stato)
    try:
        lettura = _leggi(form, richiesta, esercizio, unita)
    except FileRifiutato as errore:
        form.add_error("file", str(errore))
        return render(richiesta, "valutazioni/squadra_importa.html", contesto | {"form": form}, status=422)
    celle = [c.riga for _, cambi in lettura.cambi for c in cambi]
    contesto |= {
        "form": FoglioForm(), "lettura": lettura, "nome_file": form.cleaned_data["file"].name, "prima": prima_di(celle),
        "celle": celle_di((c.riga, c.voto) for _, cambi in lettura.cambi for c in cambi),
        "difetti": lettura.difetti[:DIFETTI_MOSTRATI], "troppe": lettura.quanti > CELLE_DEL_FOGLIO, "massime": CELLE_DEL_FOGLIO,
        "indirizzo": reverse("valutazioni:squadra", args=[anno, direzione]),
    }  # fmt: skip
    return render(richiesta, "valutazioni/squadra_anteprima.html", contesto, status=200 if lettura.cambi else 422)


def _leggi(form: FoglioForm, richiesta: HttpRequest, esercizio: Esercizio, unita: Direzione) -> LetturaSquadra:
    """The file, once it is what its name says (a CSV has no more to say than its cells)."""
    file = form.cleaned_data["file"]
    contenuto = file.read()
    if file.name.lower().endswith(".xlsx"):
        controlla_ricevuto(file.name, contenuto)
    return leggi_voti(file.name, contenuto, richiesta.user, esercizio, unita)
