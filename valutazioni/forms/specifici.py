"""The specific objectives of the staff as forms: what is asked of whom, how far it was reached."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from obiettivi.forms.campi import DataField, NumeroField, SpuntaField
from obiettivi.models import Obiettivo
from smvp.flusso.forms import ModuloConfrontato, PercentualeField, TestoField
from smvp.organizzazione.models import Persona

from ..models import TESTO_MASSIMO, AssegnazioneSpecifica, ObiettivoSpecifico
from ..operazioni.specifici import CENTO, Cambi, Contenuto, Esito

UNO = Decimal(1)
TESTI = ("titolo", "descrizione", "atteso", "entro", "obiettivo")


class MotivoField(TestoField):
    """Why something is done after its term."""

    def __init__(self) -> None:
        super().__init__(
            label="Perché lo fai dopo il termine", max_length=TESTO_MASSIMO,
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            help_text="Il termine è passato (art. 22): il motivo resta nel registro.", required=True,
            error_messages={"required": "Scrivi perché lo fai dopo il termine, con almeno una frase."},
        )  # fmt: skip


class SpecificoForm(ModuloConfrontato):
    """Text, people and weights of an objective. A person is a tick and a weight; of whoever has a decided sheet nothing can be changed."""

    versione = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, specifico: ObiettivoSpecifico, persone: Sequence[Persona], fermi: set[int], senza: set[int],
        sopra: Iterable[Obiettivo], tardi: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        """``senza``: who of the people has no specific objective yet."""
        super().__init__(*args, **kwargs)
        self.specifico, self.persone, self.fermi, self.senza = specifico, persone, fermi, senza
        nuovo = specifico.pk is None
        self.pesi = {} if nuovo else {a.persona_id: a.peso for a in specifico.assegnazioni.all()}
        self.testo_fermo = bool(self.pesi.keys() & fermi)
        self.fields["versione"].initial = 0 if nuovo else specifico.versione
        if not self.testo_fermo:
            self._campi_testo(specifico, sopra)
        for p in persone:
            if p.pk not in fermi:
                self._campi_persona(p)
        if tardi:
            self.fields["motivo"] = MotivoField()
        self.ricorda()

    def _campi_testo(self, o: ObiettivoSpecifico, sopra: Iterable[Obiettivo]) -> None:
        righe = {"rows": 3, "class": "form-control"}
        scelte = {s.pk: str(s) for s in sopra} | ({o.obiettivo.pk: str(o.obiettivo)} if o.obiettivo else {})
        self.fields |= {
            "titolo": TestoField(
                label="Titolo", initial=o.titolo, max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}), required=True,
                error_messages={"required": "Scrivi il titolo."},
            ),
            "descrizione": TestoField(
                label="Che cosa si chiede", initial=o.descrizione, max_length=TESTO_MASSIMO, widget=forms.Textarea(attrs=righe)
            ),
            "atteso": TestoField(
                label="Risultato atteso", initial=o.atteso, max_length=500, widget=forms.Textarea(attrs=righe | {"rows": 2}),
                help_text="Qualcosa che a fine anno si possa contare o vedere.", required=True,
                error_messages={"required": "Scrivi il risultato che ti aspetti."},
            ),
            "entro": DataField(label="Entro", initial=o.entro),
            "obiettivo": forms.TypedChoiceField(
                label="Discende da", initial=o.obiettivo_id, required=False, coerce=int, empty_value=None,
                choices=[("", "nessun obiettivo della Direzione"), *scelte.items()],
                help_text="L’obiettivo della Direzione o della P.O. che aiuta a raggiungere (Allegato A).",
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": "Scegli un obiettivo dell’elenco."},
            ),
        }  # fmt: skip

    def _campi_persona(self, p: Persona) -> None:
        self.fields[f"persona_{p.pk}"] = SpuntaField(label=str(p), initial=p.pk in self.pesi)
        peso = NumeroField(
            label=f"Peso per {p}", initial=self.pesi.get(p.pk, UNO), decimali=2, minimo=Decimal("0.01"), massimo=Decimal("999.99")
        )
        peso.widget.attrs["aria-label"] = peso.label
        self.fields[f"peso_{p.pk}"] = peso

    @property
    def righe(self) -> list[dict[str, Any]]:
        """The people, each with its tick and its weight, or with what is saved if it cannot be changed."""
        return [
            {"persona": p, "fermo": p.pk in self.fermi, "peso_salvato": self.pesi.get(p.pk), "senza": p.pk in self.senza}
            | ({} if p.pk in self.fermi else {"spunta": self[f"persona_{p.pk}"], "peso": self[f"peso_{p.pk}"]})
            for p in self.persone
            if p.pk not in self.fermi or p.pk in self.pesi
        ]

    @property
    def fuori(self) -> list[Persona]:
        """Who cannot be given it: the people of the unit, without it, whose sheet is decided."""
        return [p for p in self.persone if p.pk in self.fermi and p.pk not in self.pesi]

    @property
    def modificabile(self) -> bool:
        return not self.testo_fermo or any(p.pk not in self.fermi for p in self.persone)

    @property
    def tutti_decisi(self) -> bool:
        """Nobody who has it can be given another figure."""
        return bool(self.pesi) and self.pesi.keys() <= self.fermi

    def clean_obiettivo(self) -> int | None:
        return self.cleaned_data["obiettivo"] or None

    @property
    def motivo(self) -> str:
        return self.cleaned_data.get("motivo", "")

    def testo(self) -> Contenuto:
        """Of a new objective."""
        d = self.cleaned_data
        return Contenuto(d["titolo"], d["atteso"], d["descrizione"], d["entro"], Obiettivo.objects.filter(pk=d["obiettivo"]).first())

    def pesi_scelti(self) -> dict[int, Decimal]:
        """Of a new objective: the people ticked."""
        return {k: peso for k, peso in self._pesi(p.pk for p in self.persone if p.pk not in self.fermi).items() if peso is not None}

    def cambi(self, tralascia: Iterable[str] = ()) -> Cambi:
        """Of an objective that is there: what this page has changed."""
        scritti = self.scritti({"motivo", *tralascia})
        testo = {c: scritti[c] for c in TESTI if c in scritti}
        if "obiettivo" in testo:
            testo["obiettivo"] = Obiettivo.objects.filter(pk=testo["obiettivo"]).first()
        toccate = {int(n.split("_")[1]) for n in scritti if n.startswith(("persona_", "peso_"))}
        return Cambi(testo, self._pesi(toccate))

    def _pesi(self, persone: Iterable[int]) -> dict[int, Decimal | None]:
        d = self.cleaned_data
        return {k: (d.get(f"peso_{k}") or UNO) if d.get(f"persona_{k}") else None for k in persone}


class EsitiForm(ModuloConfrontato):
    """How far each person has reached an objective, and what was done; or once for all those who have not been written yet."""

    def __init__(self, *args: Any, righe: Sequence[AssegnazioneSpecifica], versione: int, **kwargs: Any) -> None:
        """``righe``: the people that the user may write, those whose sheet is not decided."""
        super().__init__(*args, **kwargs)
        self.assegnazioni = righe
        self.fields["versione"].initial = versione
        if len(righe) > 1:
            self._campi("tutti", "di tutti", None, "")
        for a in righe:
            self._campi(str(a.pk), f"di {a.persona}", a.raggiungimento, a.nota)
        self.ricorda()

    def _campi(self, chiave: str, di_chi: str, raggiungimento: Decimal | None, nota: str) -> None:
        percentuale = PercentualeField(label=f"Percentuale raggiunta {di_chi}", initial=raggiungimento)
        percentuale.widget.attrs["aria-label"] = percentuale.label
        self.fields[f"raggiungimento_{chiave}"] = percentuale
        self.fields[f"nota_{chiave}"] = TestoField(
            label=f"Che cosa è stato fatto {di_chi.replace('di ', 'da ', 1)}", initial=nota, max_length=TESTO_MASSIMO,
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        )  # fmt: skip
        self.fields[f"nota_{chiave}"].widget.attrs["aria-label"] = self.fields[f"nota_{chiave}"].label

    def clean(self) -> dict[str, Any]:
        """A percentage beyond 100 is pointed at where it stands; the rest of the rules is the operation's."""
        dati = super().clean() or self.cleaned_data
        oltre = [n for n, v in dati.items() if n.startswith("raggiungimento_") and v is not None and v > CENTO]
        for nome in oltre:
            self.add_error(nome, "La percentuale va da 0 a 100.")
        return dati

    @property
    def gruppo(self) -> dict[str, Any] | None:
        return {"raggiungimento": self["raggiungimento_tutti"], "nota": self["nota_tutti"]} if "nota_tutti" in self.fields else None

    @property
    def righe(self) -> list[dict[str, Any]]:
        return [
            {"assegnazione": a, "raggiungimento": self[f"raggiungimento_{a.pk}"], "nota": self[f"nota_{a.pk}"]} for a in self.assegnazioni
        ]

    def esiti(self, tralascia: Iterable[str] = ()) -> dict[int, Esito]:
        """What is to be written: what this page has changed; for those left empty, what was written once for all."""
        d, scritti = self.cleaned_data, self.scritti(tralascia)
        trovati = {}
        for a in self.assegnazioni:
            percentuale = scritti.get(f"raggiungimento_{a.pk}", a.raggiungimento)
            nota = scritti.get(f"nota_{a.pk}", a.nota)
            if percentuale is None and d.get("raggiungimento_tutti") is not None and f"raggiungimento_{a.pk}" not in tralascia:
                percentuale, nota = d["raggiungimento_tutti"], nota or d.get("nota_tutti", "")
            trovati[a.pk] = Esito(percentuale, nota)
        return trovati


class MotivoForm(forms.Form):
    """Taking an objective away, or copying last year's: the reason, if it is late, and the version that was read."""

    versione = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tardi: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tardi:
            self.fields["motivo"] = MotivoField()
