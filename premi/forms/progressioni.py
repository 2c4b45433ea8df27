"""Art. 22: the call, the sheet of professional growth, a tie, the act that approves: as forms."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from premi.calcolo import Bando
from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.forms import ModuloConfrontato, TestoField, confrontabile
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.formati import FUSO, in_lettere
from smvp.organizzazione.models import Categoria, Direzione, Esercizio
from valutazioni.models import TESTO_MASSIMO, ParteSeconda

from ..letture.progressioni.aspiranti import Aspirante, Chiave
from ..models import CandidatoProgressione, Progressione
from ..models.progressioni import ANNI_MASSIMI, POSTI_MASSIMI
from ..operazioni.progressioni import TIPI_DEGLI_ATTI, ValoreMaturazione, difetto_della_maturazione


class BandoForm(ModuloAtto):
    """What a call sets, with its act and the places of each Direzione for each category."""

    tipi = TIPI_DEGLI_ATTI
    decorrenza = forms.DateField(
        label="Decorrenza", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Da quando valgono i passaggi. I candidati sono quelli in servizio quel giorno.",
        error_messages={"required": "Scrivi da quando valgono i passaggi."},
    )  # fmt: skip
    ultimo_anno = forms.IntegerField(
        label="Ultimo anno valutato", min_value=2000, max_value=2100,
        widget=forms.NumberInput(attrs={"class": "form-control numero-breve"}),
    )  # fmt: skip
    anni_posizione = forms.IntegerField(
        label="Anni interi nella posizione economica", min_value=1, max_value=ANNI_MASSIMI,
        widget=forms.NumberInput(attrs={"class": "form-control numero-breve"}),
    )  # fmt: skip
    ultime_disponibili = forms.BooleanField(
        label="Per un anno che manca conta la valutazione precedente", required=False,
    )  # fmt: skip
    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, esercizio: Esercizio, direzioni: Sequence[Direzione], procedura: Progressione | None = None, **kwargs: Any
    ) -> None:
        reg = esercizio.reg
        initial = {
            "ultimo_anno": esercizio.anno - 1, "anni_posizione": reg.progressioni.anni_posizione, "versione": 0,
        } if procedura is None else {
            "decorrenza": procedura.decorrenza, "ultimo_anno": procedura.ultimo_anno, "anni_posizione": procedura.anni_posizione,
            "ultime_disponibili": procedura.ultime_disponibili, "versione": procedura.versione, "atto_esistente": procedura.atto_bando_id,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        anni, nella_posizione = in_lettere(reg.progressioni.anni_valutati), in_lettere(reg.progressioni.anni_posizione)
        for nome, aiuto in {
            "ultimo_anno": f"Contano le valutazioni di {anni} anni: quello e i precedenti.",
            "anni_posizione": f"Il regolamento ne chiede almeno {nella_posizione}; il contratto integrativo può chiederne di più.",
            "ultime_disponibili": f"Se il bando prevede le ultime {anni} disponibili. Altrimenti chi non le ha tutte non è ammissibile.",
        }.items():
            self.fields[nome].help_text = aiuto
        self.offri(Atto.objects.filter(tipo__in=TIPI_DEGLI_ATTI, data__year__gte=esercizio.anno))
        posti = {(p.direzione_id, p.categoria): p.posti for p in procedura.posti.all()} if procedura else {}
        self.direzioni = direzioni
        for d in direzioni:
            for categoria in Categoria.values:
                self.fields[_nome_posti(d.pk, categoria)] = forms.IntegerField(
                    label=f"{d}, categoria {categoria}", required=False, min_value=0, max_value=POSTI_MASSIMI,
                    initial=posti.get((d.pk, categoria)),
                    widget=forms.NumberInput(attrs={"class": "form-control numero-breve", "aria-label": f"{d}, categoria {categoria}"}),
                )  # fmt: skip

    @property
    def griglia(self) -> list[tuple[Direzione, list[tuple[str, forms.BoundField]]]]:
        return [(d, [(c, self[_nome_posti(d.pk, c)]) for c in Categoria.values]) for d in self.direzioni]

    @property
    def categorie(self) -> list[str]:
        return list(Categoria.values)

    def clean(self) -> dict[str, Any]:
        dati = super().clean()
        if not self.errors and not any(self.posti().values()):
            raise forms.ValidationError("Scrivi almeno un posto, per una Direzione e una categoria.")
        return dati

    def bando(self) -> Bando:
        d = self.cleaned_data
        return Bando(d["decorrenza"], d["ultimo_anno"], d["anni_posizione"], d["ultime_disponibili"])

    def posti(self) -> dict[Chiave, int]:
        return {(d.pk, c): self.cleaned_data.get(_nome_posti(d.pk, c)) or 0 for d in self.direzioni for c in Categoria.values}


def _nome_posti(direzione: int, categoria: str) -> str:
    return f"posti_{direzione}_{categoria}"


class CondizioniField(forms.MultipleChoiceField):
    """Ticks; the page also sends an empty one, so that taking away the last tick is told from not having touched them."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [v for v in super().to_python(value) if v]


class MaturazioneForm(ModuloConfrontato):
    """The growth of all the candidates of a Direzione, on one sheet. What part two of the sheets says (2b) is proposed, not yet saved."""

    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def __init__(
        self, *args: Any, esercizio: Esercizio, aspiranti: Iterable[Aspirante], proposte: Mapping[int, ParteSeconda], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.esercizio, self.aspiranti, self.proposte = esercizio, list(aspiranti), proposte
        p = esercizio.reg.progressioni
        livelli = [(str(m.punti), f"{m.punti} punti, {m.giudizio}") for m in p.maturazione]
        for a in self.aspiranti:
            punti, motivo = self._da_mostrare(a)
            self.fields[f"condizioni_{a.persona.pk}"] = CondizioniField(
                label=f"{a.persona}: condizioni", choices=[(c.codice, c.titolo) for c in p.condizioni], required=False,
                initial=a.maturazione.condizioni if a.maturazione else [],
            )  # fmt: skip
            self.fields[f"punti_{a.persona.pk}"] = forms.TypedChoiceField(
                label=f"{a.persona}: punti", choices=livelli, coerce=int, empty_value=None, required=False, initial=punti,
                widget=forms.RadioSelect, error_messages={"invalid_choice": "Scegli uno dei punteggi della tabella."},
            )  # fmt: skip
            self.fields[f"motivo_{a.persona.pk}"] = TestoField(
                label=f"{a.persona}: motivazione", initial=motivo, max_length=TESTO_MASSIMO,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )  # fmt: skip
        self.ricorda()

    def _da_mostrare(self, a: Aspirante) -> tuple[int | None, str]:
        if a.maturazione is not None:
            return a.maturazione.punti, a.maturazione.motivo
        proposta = None if self.is_bound else self.proposte.get(a.persona.pk)
        return (proposta.maturazione, proposta.motivi_maturazione) if proposta else (None, "")

    def valori_salvati(self) -> dict[str, str]:
        """What is saved, not what is proposed: a proposal that one confirms is a change."""
        salvati: dict[str, str] = {}
        for a in self.aspiranti:
            m = a.maturazione
            valori = {"condizioni": m.condizioni if m else [], "punti": m.punti if m else None, "motivo": m.motivo if m else ""}
            salvati |= {f"{campo}_{a.persona.pk}": confrontabile(valore) for campo, valore in valori.items()}
        return salvati

    def ricorda_i_salvati(self) -> str:
        return json.dumps(self.valori_salvati(), ensure_ascii=False)

    @property
    def righe(self) -> list[tuple[Aspirante, ParteSeconda | None, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (a, self.proposte.get(a.persona.pk) if a.maturazione is None else None, self[f"condizioni_{a.persona.pk}"],
             self[f"punti_{a.persona.pk}"], self[f"motivo_{a.persona.pk}"])
            for a in self.aspiranti
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        for a in self.aspiranti:
            valore = self._valore(a)
            if difetto := difetto_della_maturazione(valore, self.esercizio):
                self.add_error(f"{difetto[0]}_{a.persona.pk}", f"{difetto[1][0].upper()}{difetto[1][1:]}")
        return dati

    def _valore(self, a: Aspirante) -> ValoreMaturazione:
        d, pk = self.cleaned_data, a.persona.pk
        return ValoreMaturazione(d.get(f"punti_{pk}"), tuple(d.get(f"condizioni_{pk}") or ()), (d.get(f"motivo_{pk}") or "").strip())

    def valori(self) -> dict[int, ValoreMaturazione]:
        """Of the candidates of whom this page has changed something: all that it says of them."""
        return {
            a.persona.pk: self._valore(a) for a in self.aspiranti
            if self.toccati & {f"{campo}_{a.persona.pk}" for campo in ("condizioni", "punti", "motivo")}
        }  # fmt: skip


class ParitaForm(forms.Form):
    """Which of those who are level have a place, and why."""

    scelti = forms.MultipleChoiceField(
        label="Chi ottiene il posto", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Scegli chi ottiene il posto."}
    )
    motivo = forms.CharField(
        label="Perché", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il criterio e i fatti: resta scritto nella graduatoria, e chi era alla pari lo legge.",
        error_messages={"required": "Scrivi perché."},
    )  # fmt: skip
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pari: Iterable[CandidatoProgressione], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scelti"].choices = [(str(c.pk), f"{c.nominativo}, matricola {c.matricola}") for c in pari]  # type: ignore[attr-defined]

    def clean_motivo(self) -> str:
        motivo: str = self.cleaned_data["motivo"]
        if not e_un_motivo(motivo):
            raise forms.ValidationError("Scrivi perché, con almeno una frase.")
        return motivo


class AttoGraduatoriaForm(ModuloAtto):
    """The act that approves a ranking, not older than it, and the version of the procedure that was on the page."""

    tipi = TIPI_DEGLI_ATTI
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, procedura: Progressione, **kwargs: Any) -> None:
        super().__init__(*args, initial={"versione": procedura.versione}, **kwargs)
        ultima = procedura.ultima_graduatoria()
        atti = Atto.objects.filter(tipo__in=TIPI_DEGLI_ATTI)
        self.offri(atti.filter(data__gte=ultima.formata_il.astimezone(FUSO).date()) if ultima else atti.none())
