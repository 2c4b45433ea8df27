"""Art. 26 as forms: the notice, a project, a juror's points, the winner, the Sindaco's act."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from obiettivi.forms.campi import NumeroField
from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.forms import EuroField, RigaField
from smvp.organizzazione.models import Persona

from ..letture.innovazione import Classificato, persone_chiamate
from ..models import AvvisoInnovazione, Progetto, VotoGiuria
from ..operazioni.innovazione import PERSONE_MASSIME, DatiAvviso
from ..operazioni.premialita import ATTI_DI_CONFERIMENTO
from .fondi import VERSIONI
from .premialita import FraseField

TESTO_MASSIMO = 20_000
PUNTI = 1_000


class PersoneField(forms.CharField):
    """People, one a line: matricola, or name and surname."""

    def __init__(self, **kwargs: Any) -> None:
        di_solito: dict[str, Any] = {
            "widget": forms.Textarea(attrs={"rows": 4}), "help_text": "Una persona per riga: nome e cognome, o matricola.",
            "error_messages": {"required": "Scrivi almeno una persona."}, "max_length": TESTO_MASSIMO,
        }  # fmt: skip
        super().__init__(**di_solito | kwargs)

    def clean(self, value: Any) -> list[Persona]:
        righe = [riga.strip() for riga in super().clean(value).splitlines() if riga.strip()]
        if len(righe) > PERSONE_MASSIME:
            raise forms.ValidationError(f"Al massimo {PERSONE_MASSIME} persone.")
        persone, errori = persone_chiamate(righe)
        if errori:
            raise forms.ValidationError(errori)
        return persone


def una_per_riga(persone: Sequence[Persona]) -> str:
    return "\n".join(map(str, persone))


class AvvisoForm(forms.Form):
    """Who may take part, criteria, how projects are compared, the jury."""

    soggetti = FraseField(label="Chi può partecipare")
    criteri = FraseField(label="Criteri")
    metodo = FraseField(label="Come si confrontano i progetti")
    massimo = forms.IntegerField(
        label="Punti al massimo", min_value=1, max_value=PUNTI, help_text="Quanti ne può dare ciascun componente della giuria.",
        error_messages={"required": "Scrivi i punti al massimo."},
    )  # fmt: skip
    entro = forms.DateField(
        label="Progetti entro il", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Scrivi il giorno."},
    )  # fmt: skip
    giuria = PersoneField(label="Giuria")
    importo = EuroField(label="Importo a persona, in euro", required=False, minimo=Decimal("0.01"))
    versione = forms.IntegerField(min_value=0, max_value=VERSIONI, widget=forms.HiddenInput)

    def __init__(self, *args: Any, avviso: AvvisoInnovazione | None, del_bonus: Decimal | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {"versione": avviso.versione if avviso else 0, "importo": del_bonus}
        importo = self.fields["importo"]
        importo.help_text = "Pari al bonus dell’esercizio." if del_bonus else "Il bonus non è ancora fissato: lo fissa questo avviso."
        if avviso:
            self.initial |= {c: getattr(avviso, c) for c in ("soggetti", "criteri", "metodo", "massimo", "entro", "importo")}
            self.initial["giuria"] = una_per_riga(avviso.giuria.all())

    def testo(self) -> DatiAvviso:
        dati = self.cleaned_data
        return DatiAvviso(**{c: dati[c] for c in ("soggetti", "criteri", "metodo", "massimo", "entro", "giuria", "importo")})


class ProgettoForm(forms.Form):
    """A project and its group."""

    titolo = RigaField(label="Titolo", max_length=200, error_messages={"required": "Scrivi il titolo del progetto."})
    descrizione = FraseField(label="Descrizione", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 10}))
    gruppo = PersoneField(label="Gli altri del gruppo", required=False)
    versione = forms.IntegerField(min_value=0, max_value=VERSIONI, widget=forms.HiddenInput)

    def __init__(self, *args: Any, progetto: Progetto | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gruppo"].help_text += " Tu ci sei già."
        self.initial["versione"] = progetto.versione if progetto else 0
        if progetto:
            altri = [p for p in progetto.gruppo.all() if p.pk != progetto.presentato_da_id]
            self.initial |= {"titolo": progetto.titolo, "descrizione": progetto.descrizione, "gruppo": una_per_riga(altri)}


class VotoForm(forms.Form):
    """A juror's points for a project, and why."""

    punti = NumeroField(label="Punti", decimali=2, minimo=Decimal(0), required=True, error_messages={"required": "Scrivi i punti."})
    motivazione = FraseField(label="Motivazione")

    def __init__(self, *args: Any, avviso: AvvisoInnovazione, voto: VotoGiuria | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        punti = self.fields["punti"]
        punti.massimo = Decimal(avviso.massimo)  # type: ignore[attr-defined]
        punti.help_text = f"Da 0 a {avviso.massimo}."
        if voto:
            self.initial |= {"punti": voto.punti, "motivazione": voto.motivazione}


class GiuratoForm(forms.Form):
    """Who leaves the jury, who takes their place, why."""

    esce = forms.ModelChoiceField(
        queryset=Persona.objects.none(), label="Chi lascia la giuria", empty_label="Scegli", error_messages={"required": "Scegli chi esce."}
    )
    entra = PersoneField(label="Chi prende il suo posto", widget=forms.TextInput, help_text="Nome e cognome, o matricola.")
    motivo = FraseField(label="Perché si sostituisce")
    versione = forms.IntegerField(min_value=1, max_value=VERSIONI, widget=forms.HiddenInput)

    def __init__(self, *args: Any, avviso: AvvisoInnovazione, **kwargs: Any) -> None:
        super().__init__(*args, initial={"versione": avviso.versione}, **kwargs)
        self.fields["esce"].queryset = avviso.giuria.all()  # type: ignore[attr-defined]

    def clean_entra(self) -> Persona:
        persona: Persona = self.cleaned_data["entra"][0]
        return persona


class VincitoreForm(forms.Form):
    """The first of the jury's ranking; where more share the first place, which of them, and why."""

    progetto = forms.ModelChoiceField(
        queryset=Progetto.objects.none(), label="Progetto", empty_label=None, error_messages={"required": "Scegli il progetto."}
    )
    motivo = FraseField(label="Perché vince")
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, avviso: AvvisoInnovazione, primi: Sequence[Classificato], **kwargs: Any) -> None:
        super().__init__(*args, initial={"versione": avviso.versione}, **kwargs)
        self.fields["progetto"].queryset = Progetto.objects.filter(pk__in=[c.progetto.pk for c in primi])  # type: ignore[attr-defined]


class ConferimentoForm(ModuloAtto):
    """The act that confers the prize, the version that was on the page and, after the term, why so late."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    motivo = FraseField(label="Motivo del ritardo")

    def __init__(self, *args: Any, versione: int, tardi: bool, **kwargs: Any) -> None:
        super().__init__(*args, tipi=ATTI_DI_CONFERIMENTO, initial={"versione": versione}, **kwargs)
        if not tardi:
            del self.fields["motivo"]
        self.offri(Atto.objects.filter(tipo__in=self.ammessi).order_by("-data", "-numero")[:200])
