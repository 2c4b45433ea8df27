"""The sheet as a form: only the fields that the user may fill in now."""

from collections.abc import Sequence
from typing import Any

import rules
from django import forms

from smvp.flusso.forms import ModuloConfrontato, PercentualeField, RigaField, TestoField, confrontabile

from ..letture.decise import decise_su, gia_decisa
from ..letture.prospetto import GruppoB, Prospetto
from ..models import TESTO_MASSIMO, VotoFattore, VotoObiettivo
from ..operazioni.voti import Voti


class SchedaForm(ModuloConfrontato):
    """Component A, the factors of B, the reasons and the notes, as far as the user may write them."""

    def __init__(self, *args: Any, prospetto: Prospetto, utente: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheda = prospetto.scheda
        self.vota_a = rules.has_perm("valutazioni.votare_a", utente, scheda)
        self.vota_b = rules.has_perm("valutazioni.votare_b", utente, scheda)
        self.annota = rules.has_perm("valutazioni.annotare", utente, scheda)
        self.decide = self.vota_b and not scheda.di_po and not scheda.con_proposta
        self.fields["versione"].initial = scheda.versione
        self.voti_a = [riga.voto for riga in prospetto.righe_a]
        self.decise = decise_su(self.voti_a)
        if self.vota_a:
            for voto in self.voti_a:
                if not self._fissata(voto):
                    self._campo_obiettivo(voto)
        if self.vota_b:
            scelte = [(s.voto, s.giudizio) for s in scheda.esercizio.reg.scala]
            for gruppo in prospetto.gruppi_b:
                for voto in gruppo.voti:
                    self._campi_fattore(voto, scelte, scheda.con_proposta)
        if self.annota:
            self.fields["note"] = TestoField(
                label="Note del valutatore", initial=scheda.note_valutatore, max_length=TESTO_MASSIMO,
                widget=forms.Textarea(attrs={"rows": 4, "class": "form-control", "aria-describedby": "note-aiuto"}),
            )  # fmt: skip

        self.ricorda()

    @property
    def modificabile(self) -> bool:
        return self.vota_a or self.vota_b or self.annota

    def _fissata(self, voto: VotoObiettivo) -> bool:
        """Art. 18: nothing to fill in where the Allegato A has decided; a page drawn before sends its field, and is answered there."""
        nome = f"raggiungimento_{voto.pk}"
        return self.decise.get(voto.pk) == voto.raggiungimento is not None and not (self.is_bound and nome in self.data)

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        for voto in self.voti_a:
            nome, decisa = f"raggiungimento_{voto.pk}", self.decise.get(voto.pk)
            scritta = nome in dati and confrontabile(dati[nome]) != self.alla_lettura.get(nome)
            if decisa is not None and scritta and dati[nome] != decisa:
                self.add_error(nome, gia_decisa(voto, decisa))
        return dati

    def _campo_obiettivo(self, voto: VotoObiettivo) -> None:
        codice = voto.assegnazione.obiettivo.codice
        self.fields[f"raggiungimento_{voto.pk}"] = campo = PercentualeField(
            label=f"Percentuale raggiunta di {codice}", initial=voto.raggiungimento
        )
        campo.widget.attrs |= {"aria-label": campo.label, "aria-describedby": f"errore-raggiungimento_{voto.pk}"}

    def _campi_fattore(self, voto: VotoFattore, scelte: list[tuple[int, str]], proposta: bool) -> None:
        if voto.escluso:
            return
        self.fields[f"voto_{voto.pk}"] = forms.TypedChoiceField(
            label=voto.titolo, choices=scelte, coerce=int, empty_value=None, required=False, initial=voto.vale(proposta=proposta),
            widget=forms.RadioSelect, error_messages={"invalid_choice": "Scegli un voto della scala."},
        )  # fmt: skip
        if self.decide:
            self.fields[f"motivo_{voto.pk}"] = TestoField(
                label="Motivo del voto diverso dalla proposta", initial=voto.motivo, max_length=TESTO_MASSIMO,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )  # fmt: skip

    def voti(self, tralascia: set[str] = frozenset()) -> Voti:  # type: ignore[assignment]
        """What this page has changed and is valid, but for ``tralascia``; a mark that is not chosen is left as it was."""
        puliti = self.scritti(tralascia)
        return Voti(
            raggiungimenti={int(n.removeprefix("raggiungimento_")): v for n, v in puliti.items() if n.startswith("raggiungimento_")},
            fattori={int(n.removeprefix("voto_")): v for n, v in puliti.items() if n.startswith("voto_") and v is not None},
            motivi={int(n.removeprefix("motivo_")): v for n, v in puliti.items() if n.startswith("motivo_")},
            note=puliti.get("note"),
        )

    def in_parole(self, campo: forms.Field, valore: Any) -> str:
        """A mark with its number: "2 · buona"."""
        parola = super().in_parole(campo, valore)
        return f"{valore} · {parola}" if isinstance(campo, forms.TypedChoiceField) and valore is not None else parola


class FattoreForm(forms.Form):
    """One factor of B.3; a line left empty is no factor."""

    titolo = RigaField(label="Titolo", required=False, max_length=200)
    descrizione = TestoField(label="Che cosa si guarda", strip=True, max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if dati.get("descrizione") and not dati.get("titolo"):
            self.add_error("titolo", "Scrivi il titolo di questo fattore, oppure togli la descrizione.")
        return dati


class _Fattori(forms.BaseFormSet):
    """The factors together: each title once, as the operation asks too; said beside the second of the two."""

    def clean(self) -> None:
        posti: dict[str, int] = {}
        for n, riga in enumerate(self.forms, 1):
            titolo = riga.cleaned_data.get("titolo", "").casefold() if hasattr(riga, "cleaned_data") else ""
            if titolo and posti.setdefault(titolo, n) != n:
                riga.add_error("titolo", f"È lo stesso titolo del fattore {posti[titolo]}: cambia l’uno o l’altro.")


RIGHE_FATTORI = 6
FattoriFormSet = forms.formset_factory(
    FattoreForm, formset=_Fattori, extra=0, min_num=RIGHE_FATTORI, max_num=RIGHE_FATTORI, absolute_max=RIGHE_FATTORI
)  # fmt: skip


class EsclusioniForm(forms.Form):
    """Reading A6: for each factor, why it does not apply to this person; empty where it applies."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, gruppi: Sequence[GruppoB], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gruppi = gruppi
        for gruppo in gruppi:
            for voto in gruppo.voti:
                self.fields[f"motivo_{voto.pk}"] = TestoField(
                    label=voto.titolo, initial=voto.motivo_esclusione, max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 2}),
                )  # fmt: skip

    def per_gruppo(self) -> list[tuple[GruppoB, list[forms.BoundField]]]:
        return [(g, [self[f"motivo_{v.pk}"] for v in g.voti]) for g in self.gruppi]

    def motivi(self) -> dict[int, str]:
        return {int(nome.removeprefix("motivo_")): valore for nome, valore in self.cleaned_data.items() if nome != "versione"}
