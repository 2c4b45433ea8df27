"""A shop window of every fragment, in each of its states: served only to the tests, so that each can be seen and checked on its own."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.bootstrap import AppendedText
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from smvp.flusso.agenda import Cosa
from smvp.regolamento.lettore import carica

SCADENZA = date(2026, 4, 30)
# Ready for the long lists of the pages to come; for now they live only here.
IN_ATTESA = ("_parti/linguette.html", "_parti/pagine.html", "_parti/fasi.html")


class ModuloDiProva(forms.Form):
    titolo = forms.CharField(label="Titolo", help_text="Una frase che dica il risultato, non l’attività (art. 8).")
    peso = forms.DecimalField(label="Peso", help_text="La somma dei pesi deve fare 70 (art. 6).")
    tipo = forms.ChoiceField(label="Tipo", choices=[("g", "generale"), ("i", "individuale")], widget=forms.RadioSelect)
    area = forms.ChoiceField(label="Area strategica", choices=[("", "Scegli…"), ("1", "Servizi al cittadino")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    triennale = forms.BooleanField(label="L’obiettivo dura tre anni", required=False)
    atto = forms.FileField(label="Atto", required=False, help_text="Un PDF firmato, al massimo 5 MB.")


class VotiDiProva(forms.Form):
    """One mark given, one missing, one that may not be changed."""

    b11 = forms.TypedChoiceField(widget=forms.RadioSelect)
    b12 = forms.TypedChoiceField(widget=forms.RadioSelect)
    b13 = forms.TypedChoiceField(widget=forms.RadioSelect, disabled=True)

    def __init__(self, scala: list[tuple[int, str]]) -> None:
        super().__init__(initial={"b11": 3, "b13": 2})
        for campo in self.fields.values():
            campo.choices = scala


@login_not_required
def vetrina(richiesta: HttpRequest) -> HttpResponse:
    """Every fragment, with wide Italian texts."""
    messages.success(richiesta, "Hai trasmesso la scheda al Sindaco (art. 18).")
    messages.error(richiesta, "La scheda non è stata trasmessa: manca un voto.")
    messages.warning(richiesta, "Mancano 3 giorni.")
    messages.info(richiesta, "Il PDF è in preparazione.")
    return render(richiesta, "vetrina.html", _contesto())


def _contesto() -> dict[str, Any]:
    reg = carica("domodossola-2020")
    fasce = reg.fasce["dirigente"]
    modulo = ModuloDiProva({"titolo": "", "peso": "molto"})
    aiutante = FormHelper()
    aiutante.form_tag = aiutante.disable_csrf = False
    aiutante.form_show_errors = True
    aiutante.layout = Layout("titolo", AppendedText("peso", "su 70"), "tipo", "area", "note", "triennale", "atto")
    passi = [
        {"titolo": "NCVP: proposta", "dettaglio": "decide A, propone B (art. 18)", "stato": "fatta"},
        {"titolo": "Sindaco: decisione su B", "dettaglio": "se cambia un voto, scrive perché", "stato": "ora"},
        {"titolo": "Giunta: approvazione", "dettaglio": "entro giovedì 30 aprile", "stato": ""},
    ]
    return {
        "scadenza": SCADENZA, "quando": datetime(2026, 4, 10, 10, 42, tzinfo=ZoneInfo("Europe/Rome")), "passi": passi, "cose": _cose(),
        "stati": [("bozza", "Bozza"), ("corso", "In corso"), ("tocca", "Aspetta te"), ("esame", "In esame al NCVP"), ("fatto", "Concluso"),
                  ("ritardo", "41 giorni")],
        "linguette": [{"etichetta": "Dirigenti", "url": "#", "attiva": True, "conto": 6}, {"etichetta": "P.O.", "url": "#", "conto": 15}],
        "filtri": [{"etichetta": "Tutte", "url": "#", "attivo": True, "conto": 21}, {"etichetta": "In ritardo", "url": "#", "conto": 2}],
        "punteggio": Decimal("216.67"), "parziale": Decimal("95.00"), "massimo": reg.massimo_finale, "fasce": fasce, "fascia": fasce[2],
        "voti": VotiDiProva([(s.voto, s.giudizio) for s in reg.scala]),
        "form": modulo, "helper": aiutante, "pagina": Paginator(range(90), 20).page(2),
        "differenze": [{"etichetta": "Autonomia gestionale", "tuo": "3 · ottima", "attuale": "2 · buona"},
                       {"etichetta": "Note del valutatore", "tuo": "Risultato molto buono sui tempi di pagamento.", "attuale": ""}],
        "spiegazione": [
            SimpleNamespace(testo="OG-1: il 92,00 % sta tra 71 e 95.", formula="40 × 2 = 80,00", articoli=("20", "B"), silente=False),
            SimpleNamespace(testo="OI-2: il 70,50 % non arriva a 71.", formula="15 × 1 = 15,00", articoli=("20",), silente=True),
        ],
    }  # fmt: skip


def _cose() -> list[Cosa]:
    return [
        Cosa(
            gruppo="da_fare", titolo="Precisa l’indicatore B della scheda OI-2", stato="tocca", parola="Aspetta te", url="#",
            dettaglio="Sviluppo del controllo di gestione. Il NCVP chiede il valore di partenza.", etichetta_azione="Rispondi al NCVP",
            scadenza=SCADENZA, articolo="13", mancano="mancano 20 giorni",
        ),
        Cosa(
            gruppo="da_fare", titolo="Rendiconta i tuoi obiettivi 2025", stato="ritardo", parola="In ritardo", url="#",
            dettaglio="3 schede: una completa, due in bozza.", etichetta_azione="Continua",
            scadenza=date(2026, 2, 28), articolo="18", mancano="in ritardo di 41 giorni",
        ),
    ]  # fmt: skip
