"""Art. 34 as forms: the candidate, the decree, the end, the fee, a declared conflict, files."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from smvp.documenti.allegati import File
from smvp.documenti.forms import AIUTO_FILE, FileField, ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.forms import EuroField, RigaField, giorno, testo
from smvp.organizzazione.models import Persona
from smvp.regolamento.garanzie import Garanzie

from ..calcolo import limite_nuclei
from ..models import Causa, Compenso, IncaricoNcvp
from ..operazioni.registro import ATTI_DEL_COMPENSO, DatiIncarico

UN_FILE = AIUTO_FILE.split(" Al massimo")[0]


class UnFileField(FileField):
    """One file, read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": UN_FILE} | kwargs)
        self.widget.attrs.pop("multiple", None)

    def clean(self, data: Any, initial: Any = None) -> Any:
        letti: list[File] = super().clean(data, initial)
        if len(letti) > 1:
            raise forms.ValidationError("Scegli un file solo.")
        return letti[0] if letti else None


class IncaricoForm(forms.Form):
    """What is written of a candidate; ``persone``: among whom (None: it is chosen already)."""

    persona = forms.ModelChoiceField(
        queryset=Persona.objects.none(), label="Persona", empty_label="Scegli", error_messages={"required": "Scegli la persona."},
        help_text="Se non c’è, la aggiunge l’amministratore di sistema fra le persone.",
    )  # fmt: skip
    dal = giorno("Inizio dell’incarico", "La fine la calcola il programma dalla durata del regolamento.")
    avviso_dal = giorno("Avviso pubblicato dal", "All’albo pretorio e sulla prima pagina del sito.")
    avviso_al = giorno("Avviso pubblicato fino al")
    fascia = forms.TypedChoiceField(label="Fascia professionale", coerce=int, error_messages={"required": "Scegli la fascia."})
    numero_iscrizione = RigaField(
        label="Numero di iscrizione nell’elenco nazionale", max_length=40, error_messages={"required": "Scrivi il numero di iscrizione."}
    )
    iscritto_il = giorno("Iscritto dal")
    in_nuclei = forms.IntegerField(
        label="In quanti Nuclei siede, compreso questo", min_value=1, max_value=99, error_messages={"required": "Scrivi quanti."}
    )
    dipendente_pubblico = forms.BooleanField(label="È dipendente di una pubblica amministrazione", required=False)
    requisiti = forms.MultipleChoiceField(
        label="Requisiti verificati",
        required=False,
        help_text="Tutti, prima della nomina: si possono spuntare man mano.",
        widget=forms.CheckboxSelectMultiple,
    )
    curriculum = UnFileField(label="Curriculum", help_text=f"Nella versione da pubblicare, senza recapiti privati. {UN_FILE}")

    def __init__(self, *args: Any, garanzie: Garanzie, nuovo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campi: dict[str, Any] = self.fields
        campi["fascia"].choices = [("", "Scegli"), *((f.numero, f.titolo) for f in garanzie.ncvp_fasce)]
        campi["requisiti"].choices = [(r.codice, f"{r.titolo}: {r.descrizione}") for r in garanzie.ncvp_requisiti]
        limiti = [limite_nuclei(garanzie.ncvp, dipendente=d) for d in (False, True)]
        campi["in_nuclei"].help_text = f"Al massimo {limiti[0]}; {limiti[1]} se è dipendente di una pubblica amministrazione (art. 34)."
        if nuovo:
            campi["persona"].queryset = Persona.objects.order_by("cognome", "nome")
            campi["persona"].label_from_instance = lambda p: f"{p} (matricola {p.matricola})"
        else:
            del campi["persona"], campi["curriculum"]
            campi["versione"] = forms.IntegerField(widget=forms.HiddenInput)

    def dati_incarico(self) -> DatiIncarico:
        puliti = self.cleaned_data
        return DatiIncarico(
            requisiti=tuple(puliti["requisiti"]), **{n: puliti[n] for n in DatiIncarico.__dataclass_fields__ if n != "requisiti"}
        )


def iniziali(incarico: IncaricoNcvp) -> dict[str, Any]:
    return {n: getattr(incarico, n) for n in DatiIncarico.__dataclass_fields__} | {"versione": incarico.versione}


class DecretoForm(ModuloAtto):
    """The decree of appointment, with its file."""

    tipi: ClassVar[Sequence[Atto.Tipo]] = (Atto.Tipo.DECRETO,)

    file = UnFileField(label="Il decreto", required=True)
    versione = forms.IntegerField(widget=forms.HiddenInput)


class CessazioneForm(forms.Form):
    al = giorno("Ultimo giorno in carica")
    causa = forms.ChoiceField(label="Causa", widget=forms.RadioSelect, error_messages={"required": "Scegli la causa."})
    motivo = testo("Motivo", "Con il numero della lettera o del decreto.", righe=4)
    versione = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, revoca: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = [c for c in Causa.choices if revoca or c[0] != Causa.REVOCA]
        self.fields["causa"].choices = scelte  # type: ignore[attr-defined]


class CompensoForm(ModuloAtto):
    """The fee of a year and the act that fixes it; of one that is there, a correction with its reason."""

    tipi: ClassVar[Sequence[Atto.Tipo]] = ATTI_DEL_COMPENSO
    field_order = ("anno", "importo", "presidente_revisori")

    anno = forms.IntegerField(label="Anno", min_value=2000, max_value=2100, error_messages={"required": "Scrivi l’anno."})
    importo = EuroField(label="Compenso annuo", help_text="In euro.")
    presidente_revisori = EuroField(
        label="Compenso annuo del Presidente dei revisori dei conti", help_text="Il compenso del NCVP è parametrato a questo (art. 34)."
    )
    versione = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, compenso: Compenso | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if compenso is not None:
            del self.fields["anno"]
            self.fields["motivo"] = testo("Perché si corregge", righe=3)


class ConflittoForm(forms.Form):
    testo = testo("In che cosa consiste", "Con chi, per quale rapporto, e su quali atti o valutazioni pesa.", righe=5)
    dal = giorno("Dal")


class FineConflittoForm(forms.Form):
    al = giorno("Cessato il")


class FileForm(forms.Form):
    file = UnFileField(label="File", required=True)
