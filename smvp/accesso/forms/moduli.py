"""Art. 35 as forms: to ask, to write in a request from outside, who is concerned, the visto, what is handed over."""

from datetime import date
from typing import Any

from django import forms

from smvp.documenti.forms import FileField
from smvp.flusso.forms import RigaField, giorno, testo
from smvp.organizzazione.models import Esercizio, Persona
from smvp.regolamento.modello import Regolamento

from ..models import Consegna, Modo, Risposta
from ..operazioni.istruttoria import PAGINE_MASSIME, DatiConsegna, Visto
from ..operazioni.richieste import Domanda, Esterno

PER_ME = "Per me, come interessato"


def _riga(etichetta: str, massimo: int, aiuto: str = "", *, manca: str = "") -> RigaField:
    errori = {"required": manca} if manca else {}
    return RigaField(label=etichetta, max_length=massimo, help_text=aiuto, required=bool(manca), error_messages=errori)


def _esenti(reg: Regolamento, nessuno: str) -> list[tuple[str, str]]:
    return [("", nessuno), *((e.codice, e.titolo) for e in reg.garanzie.accesso_esenti)]


class DomandaForm(forms.Form):
    """What is asked."""

    esercizio = forms.ModelChoiceField(
        queryset=Esercizio.objects.none(), label="Gli atti sono dell’esercizio", empty_label="Scegli",
        error_messages={"required": "Scegli l’esercizio.", "invalid_choice": "Questo esercizio non c’è."},
    )  # fmt: skip
    atti = testo("Quali atti", "Scrivi quali documenti vuoi vedere: di che cosa, di quale ufficio, di quale periodo.", righe=4)
    motivo = testo("Perché", "L’interesse per cui li chiedi (legge 241/1990, artt. 22 e 25).", righe=4)
    modo = forms.ChoiceField(
        label="Come", widget=forms.RadioSelect, choices=Modo.choices, error_messages={"required": "Scegli se vuoi vederli o averne copia."}
    )
    qualita = forms.ChoiceField(
        label="In qualità di", required=False, widget=forms.RadioSelect, error_messages={"invalid_choice": "Scegli dall’elenco."},
        help_text="Chi chiede per il suo mandato, o per il sindacato, non paga le copie (art. 35).",
    )  # fmt: skip

    def __init__(self, *args: Any, reg: Regolamento, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["esercizio"].queryset = Esercizio.objects.order_by("-anno")  # type: ignore[attr-defined]
        self.fields["qualita"].choices = _esenti(reg, PER_ME)  # type: ignore[attr-defined]

    def domanda(self) -> Domanda:
        d = self.cleaned_data
        return Domanda(d["esercizio"], d["atti"], d["motivo"], Modo(d["modo"]), d["qualita"])


class EsternaForm(DomandaForm):
    """A request that has come to the office from outside."""

    nome = _riga("Chi chiede", 200, manca="Scrivi chi chiede.")
    recapito = _riga("Recapito", 300, "Indirizzo, PEC o posta elettronica: dove va la risposta.", manca="Scrivi dove rispondere.")
    titolo = _riga("Titolo", 300, "Per esempio: rappresentante di chi, con quale delega.")
    protocollo = _riga("Numero di protocollo", 40, manca="Scrivi il numero di protocollo.")
    del_giorno = giorno("Protocollo del", "Da questo giorno decorrono i trenta giorni.")
    allegati = FileField(label="Richiesta e delega")
    field_order = ("nome", "recapito", "titolo", "protocollo", "del_giorno", "esercizio", "atti", "motivo", "modo", "qualita", "allegati")

    def esterno(self) -> Esterno:
        d = self.cleaned_data
        return Esterno(d["nome"], d["recapito"], d["protocollo"], d["del_giorno"], d["titolo"])


class TerzoForm(forms.Form):
    """One of those whom the acts concern: of the Ente by matricola, or by name."""

    matricola = _riga("Matricola", 20, "Di chi lavora per il Comune; degli altri scrivi nome e recapito.")
    nome = _riga("Nome e cognome", 200)
    recapito = _riga("Recapito", 300, "Dove mandargli l’avviso, se non è del Comune.")
    quali_atti = testo("Quali atti ne parlano", "L’avviso gli dice questo.", righe=3)

    def clean_matricola(self) -> Persona | None:
        scritta = self.cleaned_data["matricola"].strip()
        if not scritta:
            return None
        persona = Persona.objects.filter(matricola=scritta).first()
        if persona is None:
            raise forms.ValidationError(f"Non c’è nessuno con la matricola {scritta}.")
        return persona


class RispostaForm(forms.Form):
    """What one of them answers."""

    risposta = forms.ChoiceField(
        label="Risposta", widget=forms.RadioSelect, choices=Risposta.choices, error_messages={"required": "Scegli la risposta."}
    )
    testo = testo("Perché", "Serve a chi si oppone.", righe=4, obbligatorio=False)


class RispostaUfficioForm(RispostaForm):
    """The same, written in by the office."""

    del_giorno = giorno("Arrivata il")
    allegati = FileField(label="La lettera")


ESITI = (
    ("accogli", "Accolta"), ("accogli_in_parte", "Accolta in parte, con oscuramento"), ("nega", "Negata"), ("differisci", "Differita"),
)  # fmt: skip


class VistoForm(forms.Form):
    """The Segretario's visto."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    azione = forms.ChoiceField(label="Decisione", widget=forms.RadioSelect, error_messages={"required": "Scegli la decisione."})
    motivazione = testo("Motivazione", "Serve quando neghi o differisci; con controinteressati che si oppongono, scrivila sempre.",
                        obbligatorio=False)  # fmt: skip
    oscuramento = testo("Che cosa si omette e perché", "Soltanto se accogli in parte: quali dati si coprono, e per tutelare chi.",
                        righe=4, obbligatorio=False)  # fmt: skip
    differita_al = giorno("Differita al", "Soltanto se differisci.", obbligatorio=False)
    ritardo = testo("Motivo del ritardo", "Il termine è passato: il motivo resta nella storia.", righe=3)

    def __init__(self, *args: Any, tardi: bool, gia_differita: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = [e for e in ESITI if e[0] != "differisci" or not gia_differita]
        self.fields["azione"].choices = scelte  # type: ignore[attr-defined]
        if not tardi:
            del self.fields["ritardo"]
        if gia_differita:
            del self.fields["differita_al"]

    def visto(self) -> Visto:
        d = self.cleaned_data
        return Visto(d["azione"], d["motivazione"], d["oscuramento"], d.get("differita_al"), d.get("ritardo", ""))


class ConsegnaForm(forms.Form):
    """What was seen or handed over."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    come = forms.ChoiceField(
        label="Che cosa", widget=forms.RadioSelect, choices=Consegna.choices, error_messages={"required": "Scegli come."}
    )
    giorno = giorno("Il giorno")
    pagine = forms.IntegerField(
        label="Pagine su carta", min_value=0, max_value=PAGINE_MASSIME, required=False,
        widget=forms.NumberInput(attrs={"class": "campo-corto"}),
        error_messages={"invalid": "Scrivi un numero intero.", "max_value": "Sono troppe.", "min_value": "Non può essere negativo."},
    )  # fmt: skip
    esente = forms.ChoiceField(label="Esenzione", required=False, widget=forms.RadioSelect)
    ricevuta = _riga("Ricevuta del pagamento", 80, "Numero e giorno; serve quando ci sono spese vive.")
    allegati = FileField(label="Documenti già oscurati")

    def __init__(self, *args: Any, reg: Regolamento, oggi: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["esente"].choices = _esenti(reg, "Nessuna: paga le spese vive")  # type: ignore[attr-defined]
        self.fields["giorno"].initial = oggi

    def consegna(self) -> DatiConsegna:
        d = self.cleaned_data
        return DatiConsegna(Consegna(d["come"]), d["giorno"], d["pagine"] or 0, d["esente"], d["ricevuta"])
