"""What a scenario changes, as a form: a field a parameter, with the value that holds beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from obiettivi.forms.campi import InteroField, NumeroField
from smvp.flusso.forms import EuroField
from smvp.nucleo.errori import Difetto
from smvp.nucleo.formati import esatto
from smvp.regolamento.lettore import carica

from ..letture.simulatore import valore_in_parole
from ..models import Scenario
from ..operazioni.scenari import NOME_MASSIMO
from ..simulazione.ipotesi import EURO, INTERO, SCELTA, Gruppo, RigaFascia, Voce, testo

VERSIONI = 1_000_000_000
CENTO = Decimal(100)
A_META = "Di una fascia servono il punteggio da cui parte e la percentuale, o nessuno dei due."


@dataclass(frozen=True, slots=True)
class Campo:
    """A field on the page: the value that holds in words, and whether this one is another."""

    campo: forms.BoundField
    voce: Voce
    vigente: str
    cambiato: bool


@dataclass(frozen=True, slots=True)
class Riquadro:
    """A group on the page; ``cambiati``: how many of its fields are not those that hold; ``aperto``: whether one should see it at once."""

    gruppo: Gruppo
    campi: list[Campo]
    fasce: list[tuple[RigaFascia, Campo | None, Campo]]
    errori: list[str]
    cambiati: int

    @property
    def aperto(self) -> bool:
        return bool(self.cambiati or self.errori or any(c.campo.errors for c in self.tutti))

    @property
    def tutti(self) -> list[Campo]:
        return [*self.campi, *(c for _, da, quota in self.fasce for c in (da, quota) if c)]


class IpotesiForm(forms.Form):
    """The parameters of a scenario. ``ipotesi()`` is what was changed; errors of the regulation stand on the group that they are of."""

    versione = forms.IntegerField(min_value=0, max_value=VERSIONI, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scenario: Scenario, gruppi: list[Gruppo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gruppi, self.base = gruppi, carica(scenario.copia.regolamento).pesi.base
        self.errori_di_gruppo: dict[str, list[str]] = {g.codice: [] for g in gruppi}
        self.initial.setdefault("versione", scenario.versione)
        for v in self._voci():
            self.fields[nome_di(v)] = _campo(v)
            self.initial.setdefault(nome_di(v), _dal_testo(v, scenario.ipotesi.get(v.chiave, v.vigente)))

    def _voci(self) -> Iterable[Voce]:
        return (v for g in self.gruppi for v in g.voci)

    def clean(self) -> dict[str, Any]:
        """A band has both its numbers or none and begins above the one before; weights that belong together make their sum."""
        dati = super().clean() or {}
        for g in self.gruppi:
            for f in g.fasce:
                if f.da is None:
                    continue
                nomi = nome_di(f.da), nome_di(f.percentuale)
                da, quota = (dati.get(n) for n in nomi)
                if (da is None) != (quota is None) and not any(n in self.errors for n in nomi):
                    self.add_error(nomi[0] if da is None else nomi[1], A_META)
            self._in_ordine(g, dati)
            self._in_tutto(g, dati)
        return dati

    def _in_ordine(self, g: Gruppo, dati: dict[str, Any]) -> None:
        """Art. 24: from a band to the next the points rise, so that each ends where the next begins, and the pay never falls."""
        prima: tuple[int, int, int] | None = None
        for f in g.fasce:
            quota, da = dati.get(nome_di(f.percentuale)), dati.get(nome_di(f.da)) if f.da else 0
            if da is None or quota is None:
                continue
            if prima and da <= prima[1]:
                di_piu = f"La fascia {prima[0]} parte da {prima[1]} punti e la fascia {f.numero} da {da}: ogni fascia parte da più punti."
                self.add_error(f.da and nome_di(f.da), di_piu)
            if prima and quota < prima[2]:
                non_meno = f"La fascia {prima[0]} dà il {prima[2]} % e la fascia {f.numero} il {quota} %: con più punti non si prende meno."
                self.add_error(nome_di(f.percentuale), non_meno)
            prima = f.numero, da, quota

    def _in_tutto(self, g: Gruppo, dati: dict[str, Any]) -> None:
        """Artt. 6, 10 and 22: the sum that a reader would make, said with its figures."""
        for voci, quanto, di_che in self._insiemi(g):
            pesi = [dati.get(nome_di(v)) for v in voci]
            dovuto = dati.get(quanto) if isinstance(quanto, str) else quanto
            if dovuto is None or any(p is None for p in pesi):
                continue
            somma = sum((Decimal(p) for p in pesi if p is not None), Decimal(0))
            if somma != dovuto:
                conto = " + ".join(esatto(p) for p in pesi if p is not None)
                frase = f"{', '.join(v.etichetta for v in voci)}: {conto} = {esatto(somma)}, e {di_che} {esatto(dovuto)}."
                self.errori_di_gruppo[g.codice].append(frase)
                self.add_error(None, frase)

    def _insiemi(self, g: Gruppo) -> list[tuple[list[Voce], Decimal | str, str]]:
        """The weights of a group that make a sum: which, how much (or the field that says it), what it is."""

        def con(prefisso: str, senza: str = " ") -> list[Voce]:
            return [v for v in g.sciolte if v.chiave.startswith(prefisso) and not v.chiave.startswith(senza)]

        if g.codice == "pesi":
            return [
                (con("pesi."), self.base, "insieme devono fare"),
                (con("macrofattori."), "pesi-comportamenti", "i comportamenti pesano"),
            ]
        if g.codice == "pesi-personale":
            gruppi = "personale.gruppi."
            return [(con("personale.", gruppi), self.base, "insieme devono fare"), (con(gruppi), CENTO, "insieme devono fare")]
        return []

    def ipotesi(self) -> dict[str, str]:
        """What differs from what holds, and nothing else."""
        nuove = {v.chiave: testo(self.cleaned_data.get(nome_di(v))) for v in self._voci()}
        return {v.chiave: nuove[v.chiave] for v in self._voci() if nuove[v.chiave] != v.vigente}

    def metti_difetti(self, difetti: Iterable[Difetto]) -> None:
        """What the regulation does not allow: on the field, on the group, or above everything."""
        nomi = {v.chiave: nome_di(v) for v in self._voci()}
        for d in difetti:
            chiave = d.percorso.removesuffix(".valore")
            gruppo = next((g for g in self.gruppi if any(d.percorso.startswith(k) for k in g.chiavi)), None)
            if chiave in nomi:
                self.add_error(nomi[chiave], _frase(d.messaggio))
            elif gruppo:
                self.errori_di_gruppo[gruppo.codice].append(_frase(d.messaggio))
                self.add_error(None, f"{gruppo.titolo}: {d.messaggio}.")
            else:
                self.add_error(None, _frase(d.messaggio))

    def riquadri(self) -> list[Riquadro]:
        """The groups as the page shows them."""
        return [self._riquadro(g) for g in self.gruppi]

    def _riquadro(self, g: Gruppo) -> Riquadro:
        campi = [self._campo(v) for v in g.sciolte]
        fasce = [(f, self._campo(f.da) if f.da else None, self._campo(f.percentuale)) for f in g.fasce]
        r = Riquadro(g, campi, fasce, self.errori_di_gruppo[g.codice], 0)
        return Riquadro(g, campi, fasce, r.errori, sum(c.cambiato for c in r.tutti))

    def _campo(self, voce: Voce) -> Campo:
        campo = self[nome_di(voce)]
        return Campo(campo, voce, valore_in_parole(voce, voce.vigente), _letto(campo) != voce.vigente)


def nome_di(voce: Voce) -> str:
    """The name of the field of a parameter."""
    return voce.chiave.replace(".", "-")


def _letto(campo: forms.BoundField) -> str | None:
    """What stands in a field, as a hypothesis keeps it; None if it cannot be read."""
    try:
        return testo(campo.field.clean(campo.field.prepare_value(campo.value())))
    except forms.ValidationError:
        return None


def _frase(messaggio: str) -> str:
    return f"{messaggio[:1].upper()}{messaggio[1:].rstrip('.')}."


def _campo(v: Voce) -> forms.Field:
    comune: dict[str, Any] = {"label": v.etichetta, "required": not v.facoltativa}
    manca = {"required": f"Scrivi un valore: quello vigente è {valore_in_parole(v, v.vigente)}."}
    if v.tipo == SCELTA:
        sbagliata = {"invalid_choice": "Scegli una voce dell’elenco.", "required": "Scegli una voce dell’elenco."}
        return forms.ChoiceField(choices=v.scelte, widget=forms.Select(attrs={"class": "form-select"}), error_messages=sbagliata, **comune)
    if v.tipo == EURO:
        return EuroField(error_messages=manca, **comune)
    limiti: dict[str, Any] = {"minimo": Decimal(0), "massimo": v.massimo, "error_messages": manca}
    return InteroField(**limiti, **comune) if v.tipo == INTERO else NumeroField(decimali=v.decimali, **limiti, **comune)


def _dal_testo(v: Voce, valore: str) -> Any:
    """A value as its field takes it."""
    if not valore:
        return None if v.tipo == EURO else ""
    return valore if v.tipo == SCELTA else int(valore) if v.tipo == INTERO else Decimal(valore)


class NomeForm(forms.Form):
    """The name under which a scenario is kept."""

    nome = forms.CharField(
        label="Nome", max_length=NOME_MASSIMO, widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Scrivi un nome, per ritrovarlo.", "max_length": f"Al massimo {NOME_MASSIMO} caratteri."},
    )  # fmt: skip
    versione = forms.IntegerField(min_value=0, max_value=VERSIONI, widget=forms.HiddenInput(attrs={"id": "versione-del-nome"}))


def versione_in(dati: Mapping[str, str]) -> int:
    """The version that a button carries; 0 if it is none, and then nothing is done."""
    scritta = dati.get("versione", "")
    return int(scritta) if scritta.isascii() and scritta.isdecimal() and len(scritta) < 10 else 0
