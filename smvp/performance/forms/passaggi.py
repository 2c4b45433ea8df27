"""The act that approves, the NCVP's answers and its verbale."""

from collections.abc import Mapping
from typing import Any

from django import forms

from smvp.documenti.allegati import File
from smvp.documenti.atti import DatiAtto
from smvp.documenti.forms import NUMERO_MASSIMO, FileField, ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.conferma import chiavi
from smvp.flusso.forms import RigaField, TestoField, giorno, testo
from smvp.regolamento.norma import Requisito

from ..models import Piano, Relazione, Risposta, VerificaRelazione
from ..models.relazione import NOTE_MASSIME

AIUTO_FILE = "Facoltativo: il testo della deliberazione, un file solo."


class ApprovaForm(ModuloAtto):
    """The act, its file, the version and the editions that were read."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    edizioni = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    motivo = TestoField(label="Motivo del ritardo", required=False, max_length=NOTE_MASSIME, widget=forms.Textarea(attrs={"rows": 3}),
                        help_text="Serve se la Relazione è unita al Rendiconto e il suo termine è passato.")  # fmt: skip
    file = FileField(label="Testo dell’atto", help_text=AIUTO_FILE)

    def __init__(self, *args: Any, scritto: Relazione | Piano, **kwargs: Any) -> None:
        relazione = isinstance(scritto, Relazione)
        tipi = (Atto.Tipo.GIUNTA, Atto.Tipo.CONSIGLIO) if relazione else (Atto.Tipo.GIUNTA,)
        super().__init__(*args, tipi=tipi, **kwargs)
        self.fields["versione"].initial = scritto.versione
        if relazione:
            self.fields["tipo"].help_text = "Il Consiglio, se la Relazione è unita al Rendiconto della gestione (art. 227 TUEL)."
            atti = Atto.objects.filter(tipo__in=tipi, data__gt=scritto.esercizio.periodo.fine)
        else:
            del self.fields["motivo"]
            anno = scritto.esercizio.anno
            atti = Atto.objects.filter(tipo__in=tipi, data__year__in=(anno - 1, anno))
        self.offri(atti)

    @property
    def lette(self) -> list[int]:
        """The documents that the page showed."""
        return chiavi(self.cleaned_data["edizioni"].split(","))

    def mostra(self, edizioni: list[int]) -> None:
        """What the page shows now, if it comes back."""
        scritte = ",".join(map(str, edizioni))
        self.fields["edizioni"].initial = scritte
        if self.is_bound:
            self.data = self.data.copy()
            self.data["edizioni"] = scritte  # type: ignore[index]

    @property
    def allegati(self) -> list[File]:
        return self.cleaned_data["file"]  # type: ignore[no-any-return]


class VerbaleForm(forms.Form):
    """Number, day and subject of the NCVP's verbale, and the version that was read."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    numero = forms.IntegerField(label="Numero del verbale", min_value=1, max_value=NUMERO_MASSIMO,
                                error_messages={"required": "Scrivi il numero del verbale."})  # fmt: skip
    data = giorno("Data del verbale")
    oggetto = RigaField(label="Oggetto", max_length=500, error_messages={"required": "Scrivi l’oggetto del verbale."})

    def __init__(self, *args: Any, tardi: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tardi:
            self.fields["motivo"] = testo("Motivo del ritardo", tardi, righe=3)

    def atto(self) -> DatiAtto:
        dati = self.cleaned_data
        return DatiAtto(dati["numero"], dati["data"], dati["oggetto"], Atto.Tipo.VERBALE)


class VerificheForm(forms.Form):
    """What the NCVP says of each point, why where it is not a yes, and what it concludes."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, punti: tuple[Requisito, ...], fatte: Mapping[str, VerificaRelazione], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.punti = punti
        for p in punti:
            fatta = fatte.get(p.codice)
            self.fields[f"esito_{p.codice}"] = forms.ChoiceField(
                label=p.titolo, choices=Risposta.choices, widget=forms.RadioSelect, required=False, initial=fatta.esito if fatta else "",
                error_messages={"invalid_choice": "Scegli una delle tre risposte."},
            )  # fmt: skip
            self.fields[f"motivo_{p.codice}"] = TestoField(
                label="Perché", max_length=NOTE_MASSIME, initial=fatta.motivo if fatta else "",
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )  # fmt: skip
        self.fields["conclusioni"] = TestoField(
            label="Conclusioni", max_length=NOTE_MASSIME, help_text="Che cosa il Nucleo conclude: entra nel documento di validazione.",
            widget=forms.Textarea(attrs={"rows": 6, "class": "form-control"}),
        )  # fmt: skip

    @property
    def righe(self) -> list[tuple[Requisito, forms.BoundField, forms.BoundField]]:
        return [(p, self[f"esito_{p.codice}"], self[f"motivo_{p.codice}"]) for p in self.punti]

    def risposte(self) -> dict[str, tuple[str, str]]:
        dati = self.cleaned_data
        return {p.codice: (dati[f"esito_{p.codice}"], dati[f"motivo_{p.codice}"]) for p in self.punti}
