"""The Organismo as forms: who sits, who stands in, a conflict, a proposal, a vote."""

from collections.abc import Sequence
from typing import Any

from django import forms

from smvp.flusso.forms import testo
from valutazioni.letture.riesame import VoceCorreggibile

from ..letture.organismo import Candidato, Proposta
from ..models import Componente, Decisione, Esito, Qualita
from ..operazioni.organismo import Seggio
from .cifre import ConLeCifre

DA_FUORI = "fuori"
NOME_DA_FUORI = "Se è nominato da fuori: nome"


class OrganismoForm(forms.Form):
    """The three: of each whom the application proposes, or somebody from outside with the reason."""

    def __init__(self, *args: Any, proposta: Proposta, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposta = proposta
        possibili: dict[Qualita, Sequence[Candidato]] = {
            Qualita.NCVP: [proposta.ncvp] if proposta.ncvp else [],
            Qualita.SEGRETARIO: [proposta.segretario] if proposta.segretario else [],
            Qualita.DIRIGENTE: proposta.dirigenti,
        }
        self.possibili = possibili
        for qualita, candidati in possibili.items():
            _campi_del_seggio(self.fields, qualita, candidati)

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        for qualita in self.possibili:
            if dati.get(qualita) == DA_FUORI:
                _da_fuori(self, f"nome_{qualita}", f"perche_{qualita}")
        return dati

    def seggi(self) -> list[Seggio]:
        dati = self.cleaned_data
        return [
            Seggio(
                qualita, _scelto(candidati, dati[qualita]), dati[f"nome_{qualita}"] if dati[qualita] == DA_FUORI else "",
                dati[f"perche_{qualita}"] if dati[qualita] == DA_FUORI else "",
            )
            for qualita, candidati in self.possibili.items()
        ]  # fmt: skip

    def gruppi(self) -> list[tuple[Qualita, list[forms.BoundField]]]:
        """The fields of each seat, for the page."""
        return [(q, [self[nome] for nome in (q, f"nome_{q}", f"perche_{q}")]) for q in self.possibili]


def _campi_del_seggio(campi: dict[str, forms.Field], qualita: Qualita, candidati: Sequence[Candidato]) -> None:
    scelte = [(str(k.persona.pk), k.persona.con_titolo + (" (in conflitto: siede senza votare)" if k.motivi else "")) for k in candidati]
    scelte.append((DA_FUORI, "Nominato da fuori, o un sostituto"))
    libero = next((str(k.persona.pk) for k in candidati if not k.motivi), DA_FUORI)
    campi[qualita] = forms.ChoiceField(label="Chi siede", choices=scelte, initial=libero, error_messages={"required": "Scegli chi siede."})
    campi[f"nome_{qualita}"] = forms.CharField(label=NOME_DA_FUORI, max_length=150, required=False)
    campi[f"perche_{qualita}"] = testo("Se è nominato da fuori: perché", righe=2, obbligatorio=False)
    for nome in ("nome", "perche"):
        campi[f"{nome}_{qualita}"].con_condizione = True  # type: ignore[attr-defined]


def _da_fuori(form: forms.Form, nome: str, perche: str) -> None:
    if not (form.cleaned_data.get(nome) or "").strip():
        form.add_error(nome, "Scrivi chi siede.")
    if not (form.cleaned_data.get(perche) or "").strip():
        form.add_error(perche, "Scrivi perché è nominato da fuori, con almeno una frase.")


def _scelto(candidati: Sequence[Candidato], scelto: str) -> Any:
    return next((c.persona for c in candidati if str(c.persona.pk) == scelto), None)


class SostituisciForm(forms.Form):
    """Who takes a seat, and why."""

    def __init__(self, *args: Any, qualita: Qualita, candidati: Sequence[Candidato], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.qualita, self.candidati = qualita, candidati
        _campi_del_seggio(self.fields, qualita, candidati)
        self.fields[f"perche_{qualita}"] = testo("Perché viene sostituito", righe=3)

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if dati.get(self.qualita) == DA_FUORI and not (dati.get(f"nome_{self.qualita}") or "").strip():
            self.add_error(f"nome_{self.qualita}", "Scrivi chi siede.")
        return dati

    def seggio(self) -> Seggio:
        dati, q = self.cleaned_data, self.qualita
        nome = dati[f"nome_{q}"] if dati[q] == DA_FUORI else ""
        return Seggio(q, _scelto(self.candidati, dati[q]), nome, dati[f"perche_{q}"])


class ConflittoForm(forms.Form):
    motivo = testo("In che cosa sei in conflitto", "Resti nell’Organismo finché non sei sostituito, ma non voti.", righe=4)


class DecisioneForm(ConLeCifre):
    """What is put to the vote: outcome, reason and, if the evaluation changes, the new marks beside those of now."""

    fermi = (Esito.CONFERMATA,)
    cambia = Esito.MODIFICATA.label
    motivazione = testo("Motivi della decisione", righe=8)

    def __init__(self, *args: Any, esiti: Sequence[Esito], righe: Sequence[VoceCorreggibile], voto_massimo: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metti_le_cifre(righe if Esito.MODIFICATA in esiti else (), voto_massimo)
        self.fields["esito"] = forms.ChoiceField(
            label="Che cosa si decide", widget=forms.RadioSelect, choices=[(e.value, e.label) for e in esiti],
            error_messages={"required": "Scegli che cosa si decide."},
        )  # fmt: skip
        self.order_fields(["esito", *(r.campo for r in self.righe), "motivazione"])


class VotoForm(forms.Form):
    """A vote on the proposal that one has read; who writes down those of others says whose it is."""

    decisione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    componente = forms.ChoiceField(label="Di chi è il voto", widget=forms.RadioSelect, error_messages={"required": "Scegli di chi è."})
    voto = forms.ChoiceField(
        label="Voto", widget=forms.RadioSelect, choices=[("si", "Favorevole"), ("no", "Contrario")],
        error_messages={"required": "Scegli: nessuno si astiene."},
    )  # fmt: skip
    motivo = testo("Se contrario, perché", righe=3, obbligatorio=False)

    def __init__(self, *args: Any, seggi: Sequence[Componente], proposta: Decisione, **kwargs: Any) -> None:
        super().__init__(*args, initial={"decisione": proposta.pk, "componente": str(seggi[0].pk)}, **kwargs)
        self.seggi = seggi
        self.fields["motivo"].con_condizione = True  # type: ignore[attr-defined]
        campo = self.fields["componente"]
        campo.choices = [(str(c.pk), f"{c.nome} ({c.get_qualita_display()})") for c in seggi]  # type: ignore[attr-defined]
        if len(seggi) == 1:
            campo.widget = forms.HiddenInput()

    def seggio(self) -> Componente:
        return next(c for c in self.seggi if str(c.pk) == self.cleaned_data["componente"])
