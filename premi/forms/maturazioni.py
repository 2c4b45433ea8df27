"""Art. 22, b): the sheet of professional growth as a form that is saved while one types: what a page has changed, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from smvp.flusso.forms import ModuloConfrontato, TestoField
from smvp.organizzazione.models import Esercizio
from valutazioni.models import TESTO_MASSIMO, ParteSeconda

from ..letture.progressioni.aspiranti import Aspirante
from ..operazioni.maturazioni import ValoreMaturazione

CAMPI = ("condizioni", "punti", "motivo")


class CondizioniField(forms.MultipleChoiceField):
    """Ticks; the page also sends an empty one, so that taking away the last tick is told from not having touched them."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [v for v in super().to_python(value) if v]


class MaturazioneForm(ModuloConfrontato):
    """The growth of the candidates of a Direzione (of a page of them), on one sheet. What is not whole yet is kept too."""

    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, esercizio: Esercizio, aspiranti: Sequence[Aspirante], proposte: Mapping[int, ParteSeconda], foglio: int,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.aspiranti, self.proposte = aspiranti, proposte
        self.fields["versione"].initial = foglio
        p = esercizio.reg.progressioni
        livelli = [(str(m.punti), f"{m.punti} punti, {m.giudizio}") for m in p.maturazione]
        for a in aspiranti:
            salvato = ValoreMaturazione.di(a.maturazione)
            self.fields[f"condizioni_{a.persona.pk}"] = CondizioniField(
                label=f"{a.persona}: condizioni", choices=[(c.codice, c.titolo) for c in p.condizioni], required=False,
                initial=list(salvato.condizioni), error_messages={"invalid_choice": "Una condizione non è di quelle del regolamento."},
            )  # fmt: skip
            self.fields[f"punti_{a.persona.pk}"] = forms.TypedChoiceField(
                label=f"{a.persona}: giudizio", choices=livelli, coerce=int, empty_value=None, required=False, initial=salvato.punti,
                widget=forms.RadioSelect, error_messages={"invalid_choice": "Scegli uno dei punteggi della tabella."},
            )  # fmt: skip
            self.fields[f"motivo_{a.persona.pk}"] = TestoField(
                label=f"{a.persona}: motivazione", initial=salvato.motivo, max_length=TESTO_MASSIMO,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )  # fmt: skip
        self.ricorda()

    @property
    def righe(self) -> list[tuple[Aspirante, ParteSeconda | None, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each candidate with what the sheet of the last year proposes, as long as neither points nor reason are written."""
        proponibili = {a.persona.pk for a in self.proponibili}
        return [
            (a, self.proposte[a.persona.pk] if a.persona.pk in proponibili else None, self[f"condizioni_{a.persona.pk}"],
             self[f"punti_{a.persona.pk}"], self[f"motivo_{a.persona.pk}"])
            for a in self.aspiranti
        ]  # fmt: skip

    @property
    def proponibili(self) -> list[Aspirante]:
        vuoti = (a for a in self.aspiranti if a.maturazione is None or (a.maturazione.punti is None and not a.maturazione.motivo))
        return [a for a in vuoti if a.persona.pk in self.proposte]

    def valori(self, tralascia: Iterable[str] = ()) -> dict[int, ValoreMaturazione]:
        """Of the candidates of whom this page has changed something: what is saved, with what it has changed."""
        scritti = self.scritti(tralascia)
        valori: dict[int, ValoreMaturazione] = {}
        for a in self.aspiranti:
            suoi = {campo: scritti[nome] for campo in CAMPI if (nome := f"{campo}_{a.persona.pk}") in scritti}
            if suoi:
                nuovi = {c: tuple(v) if c == "condizioni" else v for c, v in suoi.items()}
                valori[a.persona.pk] = replace(ValoreMaturazione.di(a.maturazione), **nuovi)
        return valori

    def riprese(self, valori: Mapping[int, ValoreMaturazione]) -> dict[int, ValoreMaturazione]:
        """Points and reason out of part two of the sheets (2b), where the page asks for them: of one candidate, or of "tutti".

        Only where neither is written, saved or on the page (``valori``).
        """
        quali, riprese = self.data.get("riprendi", ""), {}
        for a in self.proponibili:
            ora = valori.get(a.persona.pk, ValoreMaturazione.di(a.maturazione))
            if quali in ("tutti", str(a.persona.pk)) and ora.punti is None and not ora.motivo:
                detto = self.proposte[a.persona.pk]
                riprese[a.persona.pk] = replace(ora, punti=detto.maturazione, motivo=detto.motivi_maturazione)
        return riprese
