"""A survey being prepared: the forms of its data, sections and questions; one form for each kind of question."""

from collections.abc import Sequence
from typing import Any

from django import forms

from smvp.flusso.forms import RigaField, TestoField, giorno
from smvp.organizzazione.models import Direzione

from ..calcolo.questionario import (
    DOMANDA_MASSIMA,
    ETICHETTA_MASSIMA,
    OPZIONI_MASSIME,
    PUNTI_MASSIMI,
    PUNTI_MINIMI,
    SPIEGAZIONE_MASSIMA,
    TITOLO_MASSIMO,
    Domanda,
    Genere,
    Sezione,
    difetti,
)
from ..models import BENESSERE, Indagine

VUOTO = "da zero"


class _DiIndagine(forms.Form):
    titolo = RigaField(label="Titolo", max_length=TITOLO_MASSIMO, error_messages={"required": "Scrivi il titolo."})
    presentazione = TestoField(
        label="Presentazione", max_length=SPIEGAZIONE_MASSIMA, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La legge chi risponde, prima delle domande: a che cosa serve, quanto ci vuole. Che è anonima lo dice già la pagina.",
    )  # fmt: skip
    direzione = forms.ModelChoiceField(
        Direzione.objects.none(), label="Servizio", required=False, empty_label="Scegli",
        help_text="L’ufficio di cui chiedi agli utenti.",
    )  # fmt: skip

    def __init__(self, *args: Any, tipo: str, servizi: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tipo == BENESSERE:
            del self.fields["direzione"]
        else:
            self.fields["direzione"].queryset = servizi  # type: ignore[attr-defined]


class NuovaForm(_DiIndagine):
    da = forms.ModelChoiceField(
        Indagine.objects.none(), label="Domande", required=False, empty_label="Comincia da zero",
        help_text="Con le stesse domande di un’altra volta i risultati si confrontano.",
    )  # fmt: skip

    def __init__(self, *args: Any, modelli: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["da"]
        campo.queryset = modelli
        campo.label_from_instance = lambda i: f"Come «{i.titolo}» ({i.esercizio.anno})"


class DatiForm(_DiIndagine):
    dal = giorno("Si risponde dal", obbligatorio=False)
    al = giorno("Fino al", "Compreso. Dal giorno dopo si chiude e si leggono i risultati.", obbligatorio=False)
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SezioneForm(forms.Form):
    titolo = RigaField(label="Titolo", max_length=TITOLO_MASSIMO, error_messages={"required": "Scrivi il titolo della sezione."})
    spiegazione = TestoField(label="Spiegazione", max_length=SPIEGAZIONE_MASSIMA, widget=forms.Textarea(attrs={"rows": 3}))
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def sezione(self, codice: str) -> Sezione:
        return Sezione(codice, self.cleaned_data["titolo"].strip(), self.cleaned_data["spiegazione"].strip())


class DomandaForm(forms.Form):
    """The question of one kind: only the fields that this kind has."""

    testo = RigaField(label="Domanda", max_length=DOMANDA_MASSIMA, error_messages={"required": "Scrivi la domanda."})
    sezione = forms.ChoiceField(label="Sezione")
    punti = forms.IntegerField(
        label="Punti", min_value=PUNTI_MINIMI, max_value=PUNTI_MASSIMI, initial=5,
        help_text=f"Da {PUNTI_MINIMI} a {PUNTI_MASSIMI}: si risponde con un numero da 1 a questo.",
        widget=forms.NumberInput(attrs={"class": "campo-corto"}),
    )  # fmt: skip
    minimo = RigaField(label="Che cosa vuol dire 1", max_length=ETICHETTA_MASSIMA, help_text="Per esempio: per niente d’accordo.")
    massimo = RigaField(label="Che cosa vuol dire il punto più alto", max_length=ETICHETTA_MASSIMA, help_text="Per esempio: del tutto.")
    inversa = forms.BooleanField(
        label="Un punto alto è un male", required=False,
        help_text="Per esempio «Mi sento sotto pressione»: nell’indice della sezione conta alla rovescia.",
    )  # fmt: skip
    opzioni = TestoField(
        label="Risposte", required=True, max_length=OPZIONI_MASSIME * (ETICHETTA_MASSIMA + 2), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Una per riga, al massimo {OPZIONI_MASSIME}.", error_messages={"required": "Scrivi almeno due risposte, una per riga."},
    )  # fmt: skip
    gruppi = forms.BooleanField(
        label="Dice chi risponde (area, genere, età…)", required=False,
        help_text="I risultati delle scale si leggono anche per questi gruppi, dove non sono troppo piccoli.",
    )  # fmt: skip
    obbligatoria = forms.BooleanField(label="Obbligatoria", required=False, help_text="Senza questa risposta non si invia.")
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    DI_CHI = {
        "punti": (Genere.SCALA,), "minimo": (Genere.SCALA,), "massimo": (Genere.SCALA,), "inversa": (Genere.SCALA,),
        "opzioni": (Genere.UNA, Genere.PIU), "gruppi": (Genere.UNA,),
    }  # fmt: skip

    def __init__(self, *args: Any, genere: Genere, sezioni: Sequence[Sezione], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.genere = genere
        self.fields["sezione"].choices = [(s.codice, s.titolo) for s in sezioni]  # type: ignore[attr-defined]
        if len(sezioni) == 1:
            self.fields["sezione"].widget = forms.HiddenInput()
        for nome, generi in self.DI_CHI.items():
            if genere not in generi:
                del self.fields[nome]

    def clean(self) -> dict[str, Any]:
        puliti = super().clean() or {}
        if not self.errors:
            for campo, frase in difetti(self.domanda("")):
                self.add_error(campo if campo in self.fields else None, frase)
        return puliti

    def domanda(self, codice: str) -> Domanda:
        d = self.cleaned_data
        return Domanda(
            codice, d["testo"].strip(), self.genere, obbligatoria=d["obbligatoria"], punti=d.get("punti") or 0,
            minimo=d.get("minimo", "").strip(), massimo=d.get("massimo", "").strip(), inversa=d.get("inversa", False),
            opzioni=tuple(r.strip() for r in d.get("opzioni", "").split("\n") if r.strip()), gruppi=d.get("gruppi", False),
        )  # fmt: skip


def di_prima(d: Domanda) -> dict[str, Any]:
    """A question as the initial values of its form."""
    return {
        "testo": d.testo, "punti": d.punti, "minimo": d.minimo, "massimo": d.massimo, "inversa": d.inversa,
        "opzioni": "\n".join(d.opzioni), "gruppi": d.gruppi, "obbligatoria": d.obbligatoria,
    }  # fmt: skip


class VersioneForm(forms.Form):
    """What a button of the draft carries: on which version it was pressed."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
