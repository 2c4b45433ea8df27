"""Artt. 32, 37 and 38 as forms: what the OO.SS. are told, a revision, an opinion, the Giunta's act, the version of an exercise."""

import re
from typing import Any, ClassVar

from django import forms

from smvp.documenti.allegati import File
from smvp.documenti.forms import FileField, ModuloAtto
from smvp.documenti.models import Atto, Pubblicazione
from smvp.documenti.pubblicazioni import in_vista
from smvp.flusso.forms import RigaField, giorno, testo
from smvp.organizzazione.models import Esercizio
from smvp.regolamento.lettore import versioni

from ..letture.versione import BYTE_MASSIMI
from ..models import Che, Come, Esito, Informativa, Organizzazione, Ragione, Revisione
from ..operazioni.informazioni import Informazione
from ..operazioni.revisioni import Proposta
from ..stati import RESPINTA, RITIRATA

SEPARA = re.compile(r"[,;\s]+")
ARTICOLI_MASSIMI = 60
CHIAVE_TROPPO_LUNGA = 19  # signs: what is shorter is a number that the database can hold


class OrganizzazioneForm(forms.Form):
    denominazione = RigaField(label="Organizzazione", max_length=120, error_messages={"required": "Scrivi il nome dell’organizzazione."})
    recapito = RigaField(label="Recapito", max_length=300, required=False, help_text="PEC o posta elettronica.")
    attiva = forms.BooleanField(label="Da informare", required=False, initial=True)


class OrganizzazioniField(forms.ModelMultipleChoiceField):
    """A key that no row can have is not of the choices: Django would ask the database, which cannot hold such a number."""

    def clean(self, value: Any) -> Any:
        for chiave in value or ():
            if len(str(chiave)) >= CHIAVE_TROPPO_LUNGA:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(chiave)[:CHIAVE_TROPPO_LUNGA]})
        return super().clean(value)


class InformativaForm(forms.Form):
    """What has been told."""

    che = forms.ChoiceField(label="Che cosa", choices=[("", "Scegli"), *Che.choices], error_messages={"required": "Scegli che cosa."})
    oggetto = RigaField(label="Oggetto", max_length=300, error_messages={"required": "Scrivi l’oggetto."})
    esercizio = forms.ModelChoiceField(queryset=Esercizio.objects.none(), label="Esercizio", required=False, empty_label="Nessuno")
    organizzazioni = OrganizzazioniField(
        queryset=Organizzazione.objects.none(), label="A chi", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Scegli almeno un’organizzazione."},
    )  # fmt: skip
    giorno = giorno("Il giorno")
    come = forms.ChoiceField(label="Come", widget=forms.RadioSelect, choices=Come.choices, error_messages={"required": "Scegli come."})
    testo = testo("Testo", "Ciò che è stato scritto o detto; non serve se alleghi il documento.", obbligatorio=False)
    pubblicazione = forms.ModelChoiceField(
        queryset=Pubblicazione.objects.none(), label="Documento pubblicato", required=False, empty_label="Nessuno"
    )
    revisione = forms.ModelChoiceField(
        queryset=Revisione.objects.none(), label="Revisione del Sistema", required=False, empty_label="Nessuna",
        help_text="L’informazione preventiva su una revisione in corso (art. 32).",
    )  # fmt: skip
    allegati = FileField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = {
            "esercizio": Esercizio.objects.order_by("-anno"), "organizzazioni": Organizzazione.objects.filter(attiva=True),
            "pubblicazione": in_vista(), "revisione": Revisione.objects.exclude(stato__in=[RESPINTA, RITIRATA]).exclude(proposta_il=None),
        }  # fmt: skip
        for nome, righe in scelte.items():
            self.fields[nome].queryset = righe  # type: ignore[attr-defined]

    def informazione(self) -> Informazione:
        d = self.cleaned_data
        return Informazione(
            Che(d["che"]), d["oggetto"], d["giorno"], Come(d["come"]), list(d["organizzazioni"]), d["testo"], d["esercizio"],
            d["revisione"], d["pubblicazione"],
        )  # fmt: skip


class CorrezioneForm(InformativaForm):
    """The row that takes the place of a wrong one."""

    motivo = testo("Che cosa era sbagliato", "La riga di prima resta nel registro, con il rimando a questa.", righe=3)
    field_order = ("motivo",)


class RiscontroForm(forms.Form):
    organizzazione = forms.ModelChoiceField(
        queryset=Organizzazione.objects.none(), label="Di chi", empty_label="Scegli", error_messages={"required": "Scegli di chi è."}
    )
    giorno = giorno("Arrivato il")
    testo = testo("Osservazioni", "Se non osserva nulla, scrivi «presa d’atto».", righe=4, manca="Scrivi che cosa osserva.")
    allegati = FileField(label="La lettera")

    def __init__(self, *args: Any, informativa: Informativa, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chi = Organizzazione.objects.filter(pk__in=[d.organizzazione_id for d in informativa.destinatarie.all()])
        self.fields["organizzazione"].queryset = chi  # type: ignore[attr-defined]


class RevisioneForm(forms.Form):
    """The NCVP's draft."""

    versione = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    titolo = RigaField(label="Titolo", max_length=200, error_messages={"required": "Scrivi il titolo."})
    ragione = forms.ChoiceField(
        label="Perché si rivede", widget=forms.RadioSelect, choices=Ragione.choices, error_messages={"required": "Scegli la ragione."},
        help_text="Le ragioni che l’art. 37 ammette.",
    )  # fmt: skip
    motivo = testo("Motivo", "Quale legge, quale indirizzo, e che cosa chiede.", righe=4)
    articoli = RigaField(
        label="Articoli toccati", max_length=300, help_text="Numeri e allegati, separati da virgole: 20, 22, B.",
        error_messages={"required": "Scrivi quali articoli tocca."},
    )  # fmt: skip
    testo = testo("Testo proposto", "Gli articoli come diventano.", righe=10)
    base = forms.ChoiceField(label="Versione di partenza", error_messages={"invalid_choice": "Questa versione non è installata."})
    file = forms.FileField(
        label="Versione come dati", required=False, widget=forms.FileInput(attrs={"accept": ".toml", "class": "form-control"}),
        help_text="Facoltativa: un file TOML con ciò che cambia (estende = …) e un codice suo. Gli errori si leggono riga per riga.",
    )  # fmt: skip
    togli_file = forms.BooleanField(label="Togli il file che c’è", required=False)

    def __init__(self, *args: Any, con_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = [(v, v) for v in versioni()]  # type: ignore[attr-defined]
        if not con_file:
            del self.fields["togli_file"]

    def clean_articoli(self) -> list[str]:
        scritti = [a.removeprefix("art.").upper() for a in SEPARA.split(self.cleaned_data["articoli"]) if a]
        if len(scritti) > ARTICOLI_MASSIMI:
            raise forms.ValidationError("Sono troppi.")
        return list(dict.fromkeys(scritti))

    def clean_file(self) -> File | None:
        ricevuto = self.cleaned_data["file"]
        if not ricevuto:
            return None
        if (ricevuto.size or 0) > BYTE_MASSIMI:  # before any of it is read
            raise forms.ValidationError(f"Il file supera {BYTE_MASSIMI >> 10} KB.")
        return File(ricevuto.name or "", ricevuto.read())

    def proposta(self) -> Proposta:
        d = self.cleaned_data
        return Proposta(
            d["titolo"], d["testo"], d["articoli"], Ragione(d["ragione"]), d["motivo"], d["base"], d["file"], bool(d.get("togli_file"))
        )


class ParereForm(forms.Form):
    esito = forms.ChoiceField(
        label="Parere", widget=forms.RadioSelect, choices=Esito.choices, error_messages={"required": "Scegli il parere."}
    )
    testo = testo("Osservazioni", "Servono se il parere non è favorevole senz’altro.", obbligatorio=False)


class DeliberaForm(ModuloAtto):
    """The Giunta's act."""

    tipi: ClassVar = (Atto.Tipo.GIUNTA,)
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    esecutiva = forms.BooleanField(
        label="Dichiarata immediatamente eseguibile",
        error_messages={"required": "La deliberazione va dichiarata eseguibile (art. 38)."}
    )  # fmt: skip
    allegati = FileField(label="Testo approvato", help_text="Se è un PDF va nella sezione web, alla voce del Sistema (art. 36).")


class VersioneForm(forms.Form):
    """Which exercise, which of the versions that are installed."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    esercizio = forms.ModelChoiceField(
        queryset=Esercizio.objects.none(), label="Esercizio", empty_label="Scegli",
        error_messages={"required": "Scegli l’esercizio.", "invalid_choice": "Questo esercizio non può cambiare versione."},
    )  # fmt: skip
    codice = forms.ChoiceField(
        label="Versione installata",
        error_messages={"required": "Scegli la versione.", "invalid_choice": "Questa versione non è installata."},
    )

    def __init__(self, *args: Any, anno: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["esercizio"].queryset = Esercizio.objects.filter(anno__gt=anno)  # type: ignore[attr-defined]
        self.fields["codice"].choices = [("", "Scegli"), *((v, v) for v in versioni())]  # type: ignore[attr-defined]
