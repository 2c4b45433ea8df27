"""Art. 22: the call, a tie, the act that approves and the one that takes the approval back: as forms."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from premi.calcolo import Bando
from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.formati import FUSO, in_lettere
from smvp.organizzazione.models import Categoria, Direzione, Esercizio
from smvp.organizzazione.posizioni import DENOMINAZIONE_MASSIMA
from valutazioni.models import TESTO_MASSIMO

from ..letture.progressioni.aspiranti import Chiave
from ..letture.progressioni.passaggi import PassaggioProposto
from ..models import CandidatoProgressione, Progressione
from ..models.progressioni import ANNI_MASSIMI, POSTI_MASSIMI
from ..operazioni.passaggi import difetto_della_posizione
from ..operazioni.progressioni import TIPI_DEGLI_ATTI

# A browser sends that many fields in one go, and more (DATA_UPLOAD_MAX_NUMBER_FIELDS).
POSIZIONI_MASSIME = 1_000


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
    """The act that approves a ranking, not older than it, the new step of each, and the version of the procedure that was on the page."""

    tipi = TIPI_DEGLI_ATTI
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, procedura: Progressione, piano: Sequence[PassaggioProposto], **kwargs: Any) -> None:
        super().__init__(*args, initial={"versione": procedura.versione}, **kwargs)
        ultima = procedura.ultima_graduatoria()
        atti = Atto.objects.filter(tipo__in=TIPI_DEGLI_ATTI)
        self.offri(atti.filter(data__gte=ultima.formata_il.astimezone(FUSO).date()) if ultima else atti.none())
        self.piano = piano
        # Of very many only those whose step the ladder does not say.
        self.da_scrivere = [p for p in piano if len(piano) <= POSIZIONI_MASSIME or not p.dopo]
        for p in self.da_scrivere:
            self.fields[_nome_posizione(p)] = forms.CharField(
                label=f"Nuova posizione di {p.candidato.nominativo}", required=False, initial=p.dopo, max_length=DENOMINAZIONE_MASSIMA,
                widget=forms.TextInput(attrs={
                    "class": "form-control numero-breve", "aria-label": f"Nuova posizione di {p.candidato.nominativo}",
                    "autocomplete": "off",
                }),
            )  # fmt: skip

    @property
    def righe(self) -> list[tuple[PassaggioProposto, forms.BoundField | None]]:
        return [(p, self[_nome_posizione(p)] if _nome_posizione(p) in self.fields else None) for p in self.piano]

    def clean(self) -> dict[str, Any]:
        dati = super().clean()
        for p in self.da_scrivere:
            nome = _nome_posizione(p)
            if nome not in self.data:  # a page of before: the proposal stands
                dati[nome] = p.dopo
            if nome in dati and (difetto := difetto_della_posizione(dati[nome], p.prima)):
                self.add_error(nome, f"{difetto[0].upper()}{difetto[1:]}")
        return dati

    def posizioni(self) -> dict[int, str]:
        return {p.candidato.pk: self.cleaned_data[_nome_posizione(p)] for p in self.da_scrivere}


def _nome_posizione(p: PassaggioProposto) -> str:
    return f"posizione_{p.candidato.pk}"


class AttoRevocaForm(ModuloAtto):
    """The act that takes an approval back, not older than it, and why."""

    tipi = TIPI_DEGLI_ATTI
    motivo = forms.CharField(
        label="Perché si revoca", max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Resta scritto nella storia della procedura.", error_messages={"required": "Scrivi perché si revoca."},
    )  # fmt: skip
    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, procedura: Progressione, **kwargs: Any) -> None:
        super().__init__(*args, initial={"versione": procedura.versione}, **kwargs)
        atti = Atto.objects.filter(tipo__in=TIPI_DEGLI_ATTI)
        dopo = atti.filter(data__gte=procedura.atto.data).exclude(pk=procedura.atto_id) if procedura.atto else atti
        self.offri(dopo)

    def clean_motivo(self) -> str:
        motivo: str = self.cleaned_data["motivo"]
        if not e_un_motivo(motivo):
            raise forms.ValidationError("Scrivi perché, con almeno una frase.")
        return motivo
