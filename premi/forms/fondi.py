"""The amounts and the data of the exercise as forms: the figures, the act, and the reason of a change."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from obiettivi.forms.campi import NumeroField
from smvp.documenti.forms import ModuloAtto
from smvp.documenti.models import Atto
from smvp.flusso.forms import EuroField
from smvp.flusso.stati import e_un_motivo
from smvp.organizzazione.models import Esercizio

from ..letture.fondi import QuadroTempi, RigaTempi
from ..models import CriterioResidui, Destinazione, Fondo, TempiPagamento, Versionato
from ..models.fondi import PESO_MASSIMO, PESO_MINIMO
from ..operazioni.fondi import ATTI_DEI_FONDI, SENZA_MOTIVO, EsitoTempi, tipi_di_atto

MOTIVO_MASSIMO = 2_000
VERSIONI = 1_000_000


class MotivoField(forms.CharField):
    """Why something that was there already is changed."""

    def __init__(self, **kwargs: Any) -> None:
        di_solito: dict[str, Any] = {
            "label": "Motivo della variazione", "max_length": MOTIVO_MASSIMO, "widget": forms.Textarea(attrs={"rows": 3}),
            "help_text": "Resta nella storia, accanto ai valori di prima.", "error_messages": {"required": SENZA_MOTIVO},
        }  # fmt: skip
        super().__init__(**di_solito | kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not e_un_motivo(value):
            raise forms.ValidationError(SENZA_MOTIVO)


class ModuloVersione(ModuloAtto):
    """The base of what is written version upon version: the version that was read (0: none yet), the act and, for a change, why."""

    motivo_sempre = False

    versione = forms.IntegerField(min_value=0, max_value=VERSIONI, widget=forms.HiddenInput)
    motivo = MotivoField()

    def __init__(self, *args: Any, esercizio: Esercizio, corrente: Versionato | None, giorno: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("versione", corrente.numero_versione if corrente else 0)
        if corrente is None:
            if not self.motivo_sempre:
                del self.fields["motivo"]
        elif self.is_bound and self.data.get("versione") != str(corrente.numero_versione):
            self.fields["motivo"].required = False  # somebody else has written meanwhile: that is what there is to be said
        # An act of the year before, or after, may well settle the amounts of this one; not of a day to come.
        atti = Atto.objects.filter(tipo__in=self.ammessi, data__range=(date(esercizio.anno - 1, 1, 1), giorno))
        self.offri(atti.order_by("-data", "-numero"))

    def valori(self) -> dict[str, Any]:
        """The figures, as the operation takes them."""
        raise NotImplementedError

    def comuni(self) -> dict[str, Any]:
        """What every operation on a version takes."""
        dati = self.cleaned_data
        return {"atto": self.atto(), "versione": dati["versione"], "motivo": dati.get("motivo", "")} | self.valori()


class FondoForm(ModuloVersione):
    """Art. 23: an amount; of productivity also the weight of each category (art. 22)."""

    importo = EuroField(label="Importo in euro")

    def __init__(self, *args: Any, esercizio: Esercizio, destinazione: Destinazione, corrente: Fondo | None, **kwargs: Any) -> None:
        super().__init__(*args, esercizio=esercizio, corrente=corrente, tipi=tipi_di_atto(destinazione), **kwargs)
        self.initial.setdefault("importo", corrente.importo if corrente else None)
        di_produttivita = destinazione == Destinazione.PRODUTTIVITA
        self.categorie = [c.codice for c in esercizio.reg.personale.categorie] if di_produttivita else []
        pesi = corrente.pesi if corrente else {}
        for categoria in esercizio.reg.personale.categorie if di_produttivita else ():
            self.fields[f"parametro_{categoria.codice}"] = NumeroField(
                label=f"{categoria.denominazione} ({categoria.area})", decimali=4, minimo=PESO_MINIMO,
                massimo=PESO_MASSIMO, che="un numero, per esempio 1,06", initial=pesi.get(categoria.codice), required=True,
                error_messages={"required": f"Scrivi il parametro della categoria {categoria.codice}."},
            )  # fmt: skip

        self.order_fields(["importo", *(f"parametro_{c}" for c in self.categorie)])  # as on the page, and in the list of errors

    @property
    def parametri(self) -> list[forms.BoundField]:
        return [self[f"parametro_{c}"] for c in self.categorie]

    def valori(self) -> dict[str, Any]:
        dati = self.cleaned_data
        return {"importo": dati["importo"], "parametri": {c: dati[f"parametro_{c}"] for c in self.categorie}}


class ResiduoForm(ModuloVersione):
    """Art. 27: what a premium of efficiency leaves to the staff, as a version of productivity: the amount is computed, the act is asked."""

    tipi = ATTI_DEI_FONDI

    def __init__(self, *args: Any, motivo: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("motivo", motivo)

    def valori(self) -> dict[str, Any]:
        return {}


class CriterioForm(ModuloVersione):
    """Art. 22: the criteria of the year on the residues of the Direzioni."""

    tipi = ATTI_DEI_FONDI
    field_order = ("soglia", "tetto")

    soglia = NumeroField(label="Punteggio da cui si partecipa", decimali=2, minimo=Decimal(0), required=True,
                         error_messages={"required": "Scrivi il punteggio."})  # fmt: skip
    tetto = EuroField(label="Massimo a persona, in euro", minimo=Decimal("0.01"))

    def __init__(self, *args: Any, esercizio: Esercizio, corrente: CriterioResidui | None, **kwargs: Any) -> None:
        super().__init__(*args, esercizio=esercizio, corrente=corrente, **kwargs)
        soglia = self.fields["soglia"]
        soglia.massimo = esercizio.reg.massimo_finale  # type: ignore[attr-defined]
        eccellenza = esercizio.reg.premi.eccellenza_personale
        soglia.help_text = f"Il totale firmato che fa di una prestazione una prestazione eccellente; di solito {eccellenza}."
        self.initial.setdefault("soglia", corrente.soglia if corrente else Decimal(eccellenza))
        self.initial.setdefault("tetto", corrente.tetto if corrente else None)

    def valori(self) -> dict[str, Any]:
        return {"soglia": self.cleaned_data["soglia"], "tetto": self.cleaned_data["tetto"]}


class TempiForm(forms.Form):
    """Reading A66: whether the payment times were kept, for all the appointments at once."""

    motivo = MotivoField(required=False, help_text="Serve per cambiare ciò che è già registrato: resta nella storia.")

    def __init__(self, *args: Any, quadro: QuadroTempi, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quadro = quadro
        if not quadro.storia:
            del self.fields["motivo"]
        for r in quadro.righe:
            self.fields[_esito(r)] = forms.ChoiceField(
                label=f"Tempi di pagamento, {r.incarico}", choices=TempiPagamento.Esito.choices, initial=r.esito, required=False,
                widget=forms.Select(attrs={"class": "form-select", "aria-label": f"Tempi di pagamento, {r.incarico}"}),
                error_messages={"invalid_choice": "Scegli uno dei tre esiti."},
            )  # fmt: skip
            self.fields[_versione(r)] = forms.IntegerField(
                min_value=0, max_value=VERSIONI, initial=r.versione, widget=forms.HiddenInput, required=False
            )

    @property
    def righe(self) -> Iterable[tuple[RigaTempi, forms.BoundField, forms.BoundField]]:
        return [(r, self[_esito(r)], self[_versione(r)]) for r in self.quadro.righe]

    def esiti(self) -> list[EsitoTempi]:
        """What was said of each; who is not in what was sent stays as they are."""
        dati = self.cleaned_data
        return [EsitoTempi(r.incarico, dati[_esito(r)], dati[_versione(r)] or 0) for r in self.quadro.righe if dati.get(_esito(r))]

    def con_versioni_di_oggi(self, inviati: Any) -> Any:
        """After a conflict: what was typed, on the versions that hold now."""
        dati = inviati.copy()
        for r in self.quadro.righe:
            dati[_versione(r)] = str(r.versione)
        return dati


def _esito(riga: RigaTempi) -> str:
    return f"esito_{riga.incarico.pk}"


def _versione(riga: RigaTempi) -> str:
    return f"versione_{riga.incarico.pk}"
