"""Sharing a sheet with the evaluatee, as forms: interview, observations, answer, refusal to sign, notification (artt. 18 and 22)."""

from typing import Any

from django import forms

from smvp.flusso.forms import RigaField, TestoField
from smvp.flusso.stati import e_un_motivo

from ..models import TESTO_MASSIMO, MezzoNotifica
from ..models.valutazione import ARRIVO_MASSIMO, MANCA_ARRIVO, MANCA_TESTIMONE, PAROLE_DEL_TESTIMONE

TESTIMONE_MASSIMO = 200


class CondivisioneForm(forms.Form):
    """A text on a sheet, and the version of the sheet on which it was written."""

    etichetta = ""
    aiuto = ""
    manca = "Scrivi almeno una frase."

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    testo = TestoField(max_length=TESTO_MASSIMO, required=True, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        testo = self.fields["testo"]
        testo.label, testo.help_text = self.etichetta, self.aiuto
        testo.error_messages["required"] = self.manca


class OsservazioniForm(CondivisioneForm):
    """Art. 18: what the evaluatee has to say."""

    etichetta = "Le tue osservazioni"
    aiuto = "Di’ quali voti o quali fatti riguardano. Le ritrovi anche nel tuo fascicolo (art. 19)."
    manca = "Scrivi le osservazioni, con almeno una frase."


class RispostaForm(CondivisioneForm):
    """Art. 18: what who evaluates answers; the marks stay."""

    etichetta = "La tua risposta"
    aiuto = "Se invece voti o percentuali vanno cambiati, non rispondere: qui sopra trovi come si fa."


class RifiutoForm(CondivisioneForm):
    """Art. 18: the evaluatee does not sign: who was there, and what happened."""

    etichetta = "Che cosa è accaduto"
    aiuto = "Il giorno, dove, e che cosa ha detto il valutato."
    manca = "Scrivi che cosa è accaduto, con almeno una frase."

    testimone = RigaField(
        label="Testimone: nome, cognome e qualifica", max_length=TESTIMONE_MASSIMO,
        help_text="Per esempio «Ivana Conti, istruttore amministrativo». Nessuno può restare anonimo (art. 19).",
        error_messages={"required": MANCA_TESTIMONE},
    )  # fmt: skip
    field_order = ("versione", "testimone", "testo")

    def clean_testimone(self) -> str:
        testimone = " ".join(str(self.cleaned_data["testimone"]).split())
        if len(testimone.split()) < PAROLE_DEL_TESTIMONE:
            raise forms.ValidationError(MANCA_TESTIMONE)
        return testimone


class RicevuteForm(CondivisioneForm):
    """Art. 18: the observations of an evaluatee who has no access any more: the text, the day, the way."""

    etichetta = "Che cosa osserva il valutato"
    aiuto = "Come l’ha scritto: restano le sue parole, e la scheda dice che le hai registrate tu."
    manca = "Scrivi le osservazioni, con almeno una frase."

    ricevute_il = forms.DateField(
        label="Giorno in cui sono arrivate", widget=forms.DateInput(attrs={"type": "date", "class": "campo-corto"}, format="%Y-%m-%d"),
        error_messages={"required": "Scrivi il giorno in cui sono arrivate."},
    )  # fmt: skip
    arrivo = RigaField(
        label="Come sono arrivate", max_length=ARRIVO_MASSIMO,
        help_text="Per esempio «PEC, protocollo n. 4321» o «lettera consegnata a mano».",
        error_messages={"required": MANCA_ARRIVO},
    )  # fmt: skip
    field_order = ("versione", "ricevute_il", "arrivo", "testo")

    def clean_arrivo(self) -> str:
        arrivo = str(self.cleaned_data["arrivo"])
        if not e_un_motivo(arrivo):
            raise forms.ValidationError(MANCA_ARRIVO)
        return arrivo


class NotificaForm(CondivisioneForm):
    """Art. 18: the sheet has reached an evaluatee who has no access any more: when, how, what proves it."""

    etichetta = "Estremi della notifica"
    aiuto = (
        "Indirizzo o luogo, numero della raccomandata o identificativo della PEC, chi ha ricevuto. "
        "Se il valutato ha mandato osservazioni, registrale prima: dopo la notifica non si può più."
    )
    manca = "Scrivi gli estremi della notifica, con almeno una frase."

    ricevuta_il = forms.DateField(
        label="Giorno in cui è stata ricevuta", widget=forms.DateInput(attrs={"type": "date", "class": "campo-corto"}, format="%Y-%m-%d"),
        help_text="PEC: il giorno della ricevuta di consegna. Raccomandata non ritirata: il giorno in cui si compie la giacenza.",
        error_messages={"required": "Scrivi il giorno in cui la scheda è stata ricevuta."},
    )  # fmt: skip
    mezzo = forms.ChoiceField(
        label="Con che mezzo", choices=[("", "Scegli"), *MezzoNotifica.choices],
        error_messages={"required": "Scegli il mezzo della notifica."},
    )  # fmt: skip
    field_order = ("versione", "ricevuta_il", "mezzo", "testo")


class ColloquioForm(CondivisioneForm):
    """Artt. 18 and 22: the day and the minutes of the interview."""

    etichetta = "Verbale"
    aiuto = "Che cosa vi siete detti. Il valutato lo legge quando la scheda gli è partecipata."
    manca = "Scrivi che cosa vi siete detti, con almeno una frase."

    tenuto_il = forms.DateField(
        label="Giorno del colloquio", widget=forms.DateInput(attrs={"type": "date", "class": "campo-corto"}, format="%Y-%m-%d"),
        error_messages={"required": "Scrivi il giorno del colloquio."},
    )  # fmt: skip
    field_order = ("versione", "tenuto_il", "testo")
