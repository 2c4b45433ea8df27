"""The forms of the examination: requisites, remarks, interviews, signature."""

import json
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms

from smvp.flusso.conferma import PassaggioForm
from smvp.flusso.stati import e_un_motivo

from ..letture.scheda.esame import Gruppo, Voce
from ..letture.scheda.rilievi import SCHEDA
from ..models import TESTO_MASSIMO, Riscontro
from ..operazioni.esame import PRESENTI_MASSIMO, Giudizio

ESITI = (("si", "Presente"), ("no", "Respinto"), ("", "Da esaminare"))
PRIMA_MASSIMO = 40 * TESTO_MASSIMO


class FirmaForm(PassaggioForm):
    """Art. 14: the signature: the hash of the text that was read and, after the term, the reason."""

    impronta = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["versione"]  # other people's signatures change it; what counts is the text


class EsameForm(forms.Form):
    """Artt. 7 and 9: for each requisite presence and note. What the page has not touched is not written.

    ``prima`` is JSON: what each field held when the page was drawn, so that two examiners do not undo each other's ticks.
    """

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    prima = forms.CharField(required=False, max_length=PRIMA_MASSIMO, widget=forms.HiddenInput)

    def __init__(self, *args: Any, gruppi: Iterable[Gruppo], versione: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voci = {v.nome: v for g in gruppi for v in g.voci}
        self.ritirati: set[str] = set()
        self.fields["versione"].initial = versione
        for v in self.voci.values():
            self._campi(v)
        self.fields["prima"].initial = json.dumps(self.salvati())

    def _campi(self, v: Voce) -> None:
        di_che = f"{v.requisito.titolo}{f' ({v.indicatore.nome})' if v.indicatore else ''}"
        self.fields[f"esito_{v.nome}"] = forms.ChoiceField(
            label=di_che, choices=ESITI, required=False, initial=v.esito, widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Scegli «presente» o «respinto»."},
        )  # fmt: skip
        self.fields[f"nota_{v.nome}"] = forms.CharField(
            label=f"Nota su {di_che}", max_length=TESTO_MASSIMO, required=False, initial=v.nota,
            widget=forms.Textarea(attrs={"rows": 1, "class": "form-control", "aria-describedby": f"errore-nota_{v.nome}"}),
        )  # fmt: skip

    def salvati(self) -> dict[str, str]:
        """What each requisite holds in the database, "esito|nota" by name."""
        return {nome: f"{v.esito}|{v.nota}" for nome, v in self.voci.items()}

    @cached_property
    def _letti(self) -> dict[str, str]:
        try:
            letti = json.loads(self.cleaned_data.get("prima") or "{}")
        except (ValueError, RecursionError):
            return {}
        return {str(k): str(v) for k, v in letti.items()} if isinstance(letti, dict) else {}

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        for nome, v in self.voci.items():
            esito, nota = dati.get(f"esito_{nome}"), dati.get(f"nota_{nome}")
            if esito == Riscontro.Esito.NO and nota is not None and not e_un_motivo(nota):
                self.add_error(f"nota_{nome}", "Scrivi perché lo respingi: chi compila la scheda deve poterla correggere.")
                if v.esito == Riscontro.Esito.SI and self._letti.get(nome) == f"{v.esito}|{v.nota}":
                    self.ritirati.add(nome)
            letto, salvato = self._letti.get(nome), f"{v.esito}|{v.nota}"
            if letto is not None and salvato not in (letto, f"{esito}|{nota}") and f"{esito}|{nota}" != letto:
                self.add_error(f"nota_{nome}", f"Intanto qualcun altro ha scritto: «{v.nota or dict(ESITI)[v.esito]}». Rileggi la pagina.")
        return dati

    def ricorda(self, salvati: dict[str, str]) -> str:
        """What the page is to remember after a save: of a requisite with an error, what it had read; of the others, what is saved."""
        con_errore = {nome for nome in self.voci if self.errors.get(f"esito_{nome}") or self.errors.get(f"nota_{nome}")}
        tutti = con_errore - self.ritirati if not self.non_field_errors() else set(self.voci)
        return json.dumps(salvati | {n: self._letti[n] for n in tutti if n in self._letti}) if self.is_bound else json.dumps(salvati)

    def giudizi(self) -> list[Giudizio]:
        """The requisites that this page has changed and that are valid.

        A rejection that does not yet say why takes at least the tick away: it must not end as a validation.
        """
        ritirate = (self.voci[nome] for nome in sorted(self.ritirati))
        fatti = [Giudizio(v.requisito.codice, "", v.nota, v.indicatore.pk if v.indicatore else None) for v in ritirate]
        for nome, v in self.voci.items():
            chiavi = f"esito_{nome}", f"nota_{nome}"
            if any(k not in self.cleaned_data for k in chiavi) or not any(k in self.data for k in chiavi):
                continue
            esito, nota = (self.cleaned_data[k] for k in chiavi)
            if self._letti.get(nome, f"{v.esito}|{v.nota}") != f"{esito}|{nota}":
                fatti.append(Giudizio(v.requisito.codice, esito, nota, v.indicatore.pk if v.indicatore else None))
        return fatti


class RilievoForm(forms.Form):
    """Art. 13: a remark on a field of the sheet; of an answer only the text counts."""

    campo = forms.ChoiceField(label="Su quale parte della scheda")
    testo = forms.CharField(
        label="Rilievo", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il rilievo porta il tuo nome. Ciò che viene da una segnalazione anonima non si può usare (art. 19).",
        error_messages={"required": "Scrivi il testo del rilievo."},
    )  # fmt: skip
    risponde_a = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campi: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campo"].choices = list(campi.items())  # type: ignore[attr-defined]
        if self.is_bound and self.data.get("risponde_a"):
            self.fields["campo"].required = False
            self.fields["testo"].label = "Risposta"

    def clean_campo(self) -> str:
        return self.cleaned_data["campo"] or SCHEDA


class ColloquioForm(forms.Form):
    """Art. 13: the minutes of an interview."""

    tenuto_il = forms.DateField(
        label="Giorno del colloquio", widget=forms.DateInput(attrs={"type": "date", "class": "campo-corto"}, format="%Y-%m-%d")
    )
    presenti = forms.CharField(
        label="Presenti", max_length=PRESENTI_MASSIMO, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nome e cognome di ciascuno, separati da una virgola: nessuno può restare anonimo (art. 19).",
    )  # fmt: skip
    verbale = forms.CharField(
        label="Verbale", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Che cosa si è detto e deciso. Una volta scritto non si cambia: se serve, se ne scrive un altro.",
    )  # fmt: skip


class ConfrontoForm(forms.Form):
    """Which two versions to read beside each other; an empty one is the text of today."""

    da = forms.TypedChoiceField(label="Prima", coerce=int, empty_value=None, required=False)
    a = forms.TypedChoiceField(label="Dopo", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, versioni: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scelte = [("", "Il testo di adesso"), *versioni]
        self.fields["da"].choices = self.fields["a"].choices = scelte  # type: ignore[attr-defined]
