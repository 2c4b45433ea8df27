"""Art. 18: the Giunta's act and the sheets that it approves; art. 29: those that are made final."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator

from smvp.documenti.forms import ModuloAtto
from smvp.nucleo.formati import data, numero
from smvp.organizzazione.models import Esercizio

from ..letture.approvazione import Firmata, Gruppo, atti_di_approvazione, per_direzione
from ..models import Valutazione

NOMI_DETTI = 5
# A browser sends a field for each tick, and a request of thousands of fields is refused whole.
PER_PAGINA = 500
TUTTE, SPUNTATE = "tutte", "spuntate"
ELENCO = "elenco"


class _SchedeField(forms.MultipleChoiceField):
    """Thousands of keys out of thousands: each is looked up, none is searched for."""

    ammesse: frozenset[str] = frozenset()

    def valid_value(self, value: str) -> bool:
        return value in self.ammesse


def _schede() -> _SchedeField:
    return _SchedeField(
        label="Valutazioni", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Una delle valutazioni scelte nel frattempo è andata avanti: rileggi l’elenco."},
    )  # fmt: skip


class _Scelta(forms.Form):
    """Which of the rows are ticked; where they are too many for a page, all of them are one choice."""

    righe: dict[str, Firmata]
    pagina: Page[Firmata]
    confermate: bool

    def prepara(self, righe: Sequence[Firmata], pagina: str | None, volute: Sequence[str]) -> None:
        """``pagina``: the page asked for, otherwise that of the first of ``volute``, the sheets that one has come for.

        What has been shown to be confirmed comes back as one list of keys, ``elenco``: those sheets and no others.
        """
        self.confermate = bool(self.data.get(ELENCO))
        if self.confermate:
            dati = self.data.copy()
            dati.setlist(self.add_prefix("schede"), dati[ELENCO].split(","))
            self.data = dati
        self.righe = {r.chiave: r for r in righe}
        pagine = Paginator(righe, PER_PAGINA)
        posto = next((n for n, chiave in enumerate(self.righe) if chiave in set(volute)), 0)
        self.pagina = pagine.get_page(pagina or posto // PER_PAGINA + 1)
        self.initial.setdefault("schede", list(volute) or list(self.righe))
        if pagine.num_pages > 1:
            self.fields["quali"] = forms.ChoiceField(
                label="Quali", widget=forms.RadioSelect, initial=SPUNTATE if volute else TUTTE,
                choices=[(TUTTE, f"Tutte le {numero(len(righe), 0)} dell’elenco"), (SPUNTATE, "Solo quelle spuntate in questa pagina")],
                error_messages={"required": "Scegli se tutte o solo quelle spuntate."},
            )  # fmt: skip
        campo = self.fields["schede"]
        campo.choices, campo.ammesse = [(r.chiave, r.nome) for r in righe], frozenset(self.righe)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        if "schede" in self.errors or "quali" in self.errors:
            return dati
        if dati.get("quali") == TUTTE and not self.confermate:
            if {r.chiave for r in self.pagina} - set(dati["schede"]):
                testo = "Hai tolto la spunta a qualcuna: scegli «Solo quelle spuntate in questa pagina», oppure rimetti le spunte."
                self.add_error("quali", testo)
            dati["schede"] = list(self.righe)
        elif not dati.get("schede"):
            self.add_error("schede", "Scegli almeno una valutazione.")
        return dati

    @property
    def gruppi(self) -> list[Gruppo]:
        """The rows of the page."""
        return per_direzione(self.pagina)

    def scelte(self) -> list[Valutazione]:
        return [r.scheda for r in self.scelte_per_nome()]

    def scelte_per_nome(self) -> list[Firmata]:
        """In the order of the list."""
        scelte = set(self.cleaned_data["schede"])
        return [r for r in self.righe.values() if r.chiave in scelte]


class ElencoForm(_Scelta):
    """Art. 18: the sheets of the list that goes with the act."""

    schede = _schede()

    def __init__(self, *args: Any, righe: Sequence[Firmata], pagina: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepara(righe, pagina, ())


class ApprovaForm(ModuloAtto, _Scelta):
    """Art. 18: the act of April, chosen or written in, and the sheets that it approves."""

    schede = _schede()
    id_modulo = "f-approva"

    def __init__(self, *args: Any, esercizio: Esercizio, righe: Sequence[Firmata], giorno: date, pagina: str | None = None,
                 volute: Sequence[str] = (), **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.giorno = giorno
        self.prepara(righe, pagina, volute)
        self.offri(atti_di_approvazione(esercizio, righe, giorno))
        for nome, campo in self.fields.items():  # between the sheets and the act stand the lists, which are forms of their own
            if nome not in ("schede", "quali"):
                campo.widget.attrs["form"] = self.id_modulo

    def clean(self) -> dict[str, Any]:
        dati = super().clean()
        esistente = dati.get("atto_esistente")
        giorno = esistente.data if esistente else dati.get("data")
        if giorno and giorno > self.giorno:
            self.add_error("data", f"L’atto porta una data nel futuro: {data(giorno)}.")
        prima = [r for chiave in dati.get("schede", ()) if giorno and (r := self.righe[chiave]).firmata_il > giorno]
        if prima:
            nomi = ", ".join(r.nome for r in prima[:NOMI_DETTI]) + ("…" if len(prima) > NOMI_DETTI else "")
            ultima = data(max(r.firmata_il for r in prima))
            testo = f"L’atto è di prima della presa visione di {nomi} (fino al {ultima}): togli la spunta o cambia l’atto."
            self.add_error("atto_esistente" if esistente else "data", testo)
        return dati


class DefinitiveForm(_Scelta):
    """Art. 29: the sheets whose term has passed."""

    schede = _schede()

    def __init__(self, *args: Any, righe: Sequence[Firmata], pagina: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepara(righe, pagina, ())
