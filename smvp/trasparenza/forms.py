"""Forms of the publication page: a file received, under which item, by which act; the reason of a withdrawal."""

from typing import Any

from django import forms

from smvp.documenti.allegati import File
from smvp.documenti.atti import DatiAtto
from smvp.documenti.forms import FileField, ModuloAtto
from smvp.documenti.models import Atto
from smvp.documenti.ricevuti import AMMESSI, BYTE_MASSIMI
from smvp.flusso.forms import RigaField, testo

from .letture.gestione import atti_recenti, voci_da_scegliere
from .operazioni.pubblicazioni import ANNO_MINIMO, MOTIVO_MASSIMO, TIPI_ATTO, TITOLO_MASSIMO

ANNO_MASSIMO = 2999
CONTROLLATO = "Ho controllato: il file non dice valutazioni o importi di singole persone, né dati che non vanno pubblicati"


class PubblicaForm(ModuloAtto):
    """The act may be missing; if one field of a new one is written, all are asked for."""

    voce = forms.ChoiceField(label="Voce della sezione", error_messages={"required": "Scegli la voce."})
    anno = forms.IntegerField(
        label="Anno", required=False, min_value=ANNO_MINIMO, max_value=ANNO_MASSIMO, help_text="Vuoto se non è di un anno solo."
    )
    titolo = RigaField(
        label="Titolo", max_length=TITOLO_MASSIMO, help_text="Come lo leggono i cittadini.",
        error_messages={"required": "Scrivi il titolo."},
    )  # fmt: skip
    file = FileField(label="File", required=True, help_text=f"{AMMESSI}, senza macro. Al massimo {BYTE_MASSIMI >> 20} MB.")
    controllato = forms.BooleanField(label=CONTROLLATO, error_messages={"required": "Controlla il file, poi spunta la casella."})
    field_order = ("voce", "anno", "titolo", "file", "atto_esistente", "tipo", "numero", "data", "oggetto", "controllato")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, tipi=tuple(TIPI_ATTO), **kwargs)
        self.fields["voce"].choices = [("", "Scegli"), *voci_da_scegliere()]  # type: ignore[attr-defined]
        self.fields["file"].widget.allow_multiple_selected = False
        self.offri(atti_recenti())
        self.fields["atto_esistente"].empty_label = "Nessuno, o un altro: lo scrivo qui sotto"  # type: ignore[attr-defined]
        scritto = any(self.data.get(c) for c in self._nuovo())
        for nuovo in self._nuovo():
            self.fields[nuovo].required = scritto and not self.data.get("atto_esistente")

    def clean_file(self) -> File:
        file: list[File] = self.cleaned_data["file"]
        if len(file) != 1:
            raise forms.ValidationError("Scegli un file solo.")
        return file[0]

    def atto_se_c_e(self) -> Atto | DatiAtto | None:
        return self.atto() if self.cleaned_data["atto_esistente"] or self.cleaned_data["numero"] else None


class RitiraForm(forms.Form):
    motivo = testo("Perché la ritiri", "Resta nel registro. Chi guarda la sezione pubblica non lo legge.", righe=3)

    def clean_motivo(self) -> str:
        motivo: str = self.cleaned_data["motivo"]
        if len(motivo) > MOTIVO_MASSIMO:
            raise forms.ValidationError(f"Al massimo {MOTIVO_MASSIMO} caratteri.")
        return motivo


class RimettiForm(forms.Form):
    controllato = forms.BooleanField(
        label="Ho controllato: il motivo per cui era stato ritirato non c’è più",
        error_messages={"required": "Controlla, poi spunta la casella."},
    )
