"""The staff sheet as forms: the marks of its items, the exception to the specific objectives, part two."""

from typing import Any

import rules
from django import forms

from obiettivi.forms.campi import SpuntaField
from smvp.flusso.forms import ModuloConfrontato, TestoField

from ..letture.prospetto_personale import ProspettoPersonale
from ..models import TESTO_MASSIMO, ParteSeconda, SchedaPersonale
from ..operazioni.personale import Parte2, VotiPersonale

# Label and help of each text of part two, in the order of Allegato D.
TESTI_SECONDA = {
    "esigenze_formative": ("1a) Esigenze formative", "La formazione che gli serve per lavorare meglio o per crescere."),
    "mobilita": ("1b) Gestione della mobilità interna", "Se sarebbe bene che lavorasse in un altro ufficio, e quale."),
    "motivi_mobilita": ("Motivi della mobilità", "Obbligatori se proponi una mobilità, altrimenti lascia vuoto."),
    "fabbisogni": ("1c) Fabbisogni di professionalità", "Le professionalità che mancano all’ufficio."),
    "motivi_maturazione": ("Motivi della maturazione", "Obbligatori se la valuti, anche se è assente; altrimenti lascia vuoto."),
}

# Neither optional nor always due: their help says when they are, and the label says nothing.
CON_CONDIZIONE = ("motivi_mobilita", "motivi_maturazione")


class SchedaPersonaleForm(ModuloConfrontato):
    """The marks of the items and the notes, if they are the user's to write now."""

    def __init__(self, *args: Any, prospetto: ProspettoPersonale, utente: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheda = prospetto.scheda
        self.modificabile = self.annota = rules.has_perm("valutazioni.votare_personale", utente, scheda)
        self.fields["versione"].initial = scheda.versione
        if self.modificabile:
            scelte = [(s.voto, s.giudizio) for s in scheda.esercizio.reg.scala]
            for gruppo in prospetto.gruppi:
                for voto in gruppo.voti:
                    self.fields[f"voto_{voto.pk}"] = forms.TypedChoiceField(
                        label=voto.voce.titolo, choices=scelte, coerce=int, empty_value=None, required=False, initial=voto.voto,
                        widget=forms.RadioSelect, error_messages={"invalid_choice": "Scegli un voto della scala."},
                    )  # fmt: skip
            self.fields["note"] = TestoField(
                label="Note del valutatore", initial=scheda.note_valutatore, max_length=TESTO_MASSIMO,
                widget=forms.Textarea(attrs={"rows": 4, "class": "form-control", "aria-describedby": "note-aiuto"}),
            )  # fmt: skip
        self.ricorda()

    def voti(self, tralascia: set[str] = frozenset()) -> VotiPersonale:  # type: ignore[assignment]
        """What this page has changed and is valid, but for ``tralascia``; a mark that is not chosen is left as it was."""
        puliti = self.scritti(tralascia)
        return VotiPersonale(
            voti={int(n.removeprefix("voto_")): v for n, v in puliti.items() if n.startswith("voto_") and v is not None},
            note=puliti.get("note"),
        )

    def in_parole(self, campo: forms.Field, valore: Any) -> str:
        """A mark with its number: "2 · buona"."""
        parola = super().in_parole(campo, valore)
        return f"{valore} · {parola}" if isinstance(campo, forms.TypedChoiceField) and valore is not None else parola


class EsoneroForm(forms.Form):
    """Reading A27: why this person has no specific objective; empty takes the exception back."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    motivo = TestoField(
        label="Perché non ha obiettivi specifici", strip=True, max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il valutato lo legge nella scheda. Lascia vuoto per togliere l’eccezione.",
    )  # fmt: skip


class ParteSecondaForm(ModuloConfrontato):
    """Allegato D, part two, for the dirigente; the version is 0 until somebody has written it."""

    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scheda: SchedaPersonale, seconda: ParteSeconda | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scritta, reg = seconda or ParteSeconda(), scheda.esercizio.reg
        self.fields["versione"].initial = seconda.versione if seconda else 0
        for nome, (etichetta, aiuto) in TESTI_SECONDA.items():
            self.fields[nome] = TestoField(
                label=etichetta, help_text=aiuto, initial=getattr(scritta, nome), max_length=TESTO_MASSIMO,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
        self.fields["maturazione"] = forms.TypedChoiceField(
            label="2b) Maturazione professionale", coerce=int, empty_value=None, required=False,
            initial="" if scritta.maturazione is None else scritta.maturazione,
            choices=[("", "non la valuto"), *((m.punti, f"{m.punti} punti, {m.giudizio}") for m in reg.progressioni.maturazione)],
            widget=forms.RadioSelect, error_messages={"invalid_choice": "Scegli uno dei punteggi della tabella."},
        )  # fmt: skip
        self.fields["niente"] = SpuntaField(
            label="Niente da segnalare", initial=seconda is not None and seconda.niente_da_segnalare,
            help_text="Spunta se per questa persona non hai niente da scrivere: la parte seconda risulta fatta.",
        )  # fmt: skip
        for nome in CON_CONDIZIONE:
            self.fields[nome].con_condizione = True  # type: ignore[attr-defined]
        self._scritta = scritta
        self.ricorda()

    def parte(self) -> Parte2:
        """Part two as it will stand: what is saved now, with what this page has changed."""
        salvata = {nome: getattr(self._scritta, nome) for nome in (*TESTI_SECONDA, "maturazione")}
        return Parte2(**(salvata | {"niente": self.fields["niente"].initial} | self.scritti()))
