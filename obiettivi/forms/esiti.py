"""How an objective went, as forms: situations, report, figures. Only the fields that the user may fill in now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.forms import BoundField

from smvp.flusso.forms import ModuloConfrontato, PercentualeField, TestoField, confrontabile
from smvp.nucleo.formati import esatto

from ..letture.scheda.esiti import INTERO, Esiti, QuotaEsito, Rilevata
from ..models import TESTO_MASSIMO, Indicatore, Misura
from ..operazioni.consuntivi import Cifra, difetto_della_data
from ..operazioni.monitoraggio import difetto_del_giorno
from .campi import DataField, NumeroField, che_numero

NOTA_MASSIMA = 500
DECIMALI = 4  # of an actual value
SI, NO = "si", "no"


@dataclass(frozen=True, slots=True)
class RigaDaRilevare:
    """An indicator with the fields of its actual value; none where the user may only read."""

    rilevata: Rilevata
    valori: list[BoundField]
    nota: BoundField | None


@dataclass(frozen=True, slots=True)
class QuotaDaCompilare:
    """A quota with its own fields; none where the user may only read."""

    quota: QuotaEsito
    campi: list[BoundField]
    righe: list[RigaDaRilevare]


class ModuloEsiti(ModuloConfrontato):
    """What the three forms have in common: fields whose name ends with the key of their row."""

    def __init__(self, *args: Any, esiti: Esiti, scrivibili: set[int], giorno: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.esiti, self.scrivibili, self.giorno = esiti, scrivibili, giorno
        self.fields["versione"].initial = esiti.obiettivo.versione
        for quota in esiti.quote:
            if quota.chiave in scrivibili:
                self.campi_della_quota(quota)
        self.altri_campi()
        self.ricorda()

    def campi_della_quota(self, quota: QuotaEsito) -> None:
        raise NotImplementedError

    def altri_campi(self) -> None:
        """The fields that are not of a quota."""

    @property
    def modificabile(self) -> bool:
        return bool(self.campi_confrontati())

    @property
    def quote(self) -> list[QuotaDaCompilare]:
        return [QuotaDaCompilare(q, self._della_riga(q.chiave), self._righe(q)) for q in self.esiti.quote]

    def in_parole(self, campo: forms.Field, valore: Any) -> str:
        return esatto(valore) if isinstance(valore, Decimal) else super().in_parole(campo, valore)

    def per_riga(self, tralascia: Iterable[str] = ()) -> dict[tuple[int, str], Any]:
        """What this page has changed, by (row, field)."""
        return {(int(n.rpartition("_")[2]), n.rpartition("_")[0]): v for n, v in self.scritti(tralascia).items()}

    def _della_riga(self, chiave: int) -> list[BoundField]:
        return [self[n] for n, _ in self.campi_confrontati() if n.endswith(f"_{chiave}") and not self._di_indicatore(n)]

    def _di_indicatore(self, nome: str) -> bool:
        return False

    def _righe(self, quota: QuotaEsito) -> list[RigaDaRilevare]:
        return []

    def _testo(self, nome: str, etichetta: str, iniziale: str, righe: int, aiuto: str = "") -> None:
        campo = TestoField(
            label=etichetta, initial=iniziale, max_length=TESTO_MASSIMO, help_text=aiuto,
            widget=forms.Textarea(attrs={"rows": righe, "class": "form-control"}),
        )  # fmt: skip
        self._metti(nome, campo)

    def _metti(self, nome: str, campo: forms.Field) -> None:
        """A field that its help and its error describe."""
        descritto = [f"aiuto-{nome}"] if campo.help_text else []
        campo.widget.attrs |= {"aria-describedby": " ".join([*descritto, f"errore-{nome}"])}
        self.fields[nome] = campo


class MonitoraggioForm(ModuloEsiti):
    """Art. 17: how each quota stands, at a day."""

    def campi_della_quota(self, quota: QuotaEsito) -> None:
        s, chiave = quota.situazione, quota.chiave
        self._metti(f"riferito_al_{chiave}", DataField(label="Situazione al", initial=s.riferito_al if s else None))
        self._testo(f"avanzamento_{chiave}", "A che punto è", s.avanzamento if s else "", 4, "Le fasi concluse e quelle in corso.")
        self._testo(
            f"scostamenti_{chiave}", "Scostamenti", s.scostamenti if s else "", 3, "Che cosa va diversamente dal previsto, e perché."
        )
        previsione = PercentualeField(
            label="Previsione a fine anno",
            initial=s.previsione if s else None,
            help_text="Quanto dell’obiettivo si raggiungerà, in percentuale.",
        )
        self._metti(f"previsione_{chiave}", previsione)
        self._testo(f"correttivi_{chiave}", "Azioni correttive", s.correttivi if s else "", 3, "Che cosa si fa per tornare nei tempi.")

    def clean(self) -> dict[str, Any]:
        """A situation is saved once it says of which day it is and how things stand."""
        dati = super().clean() or {}
        for chiave in self.scrivibili:
            suoi = {c: dati.get(f"{c}_{chiave}") for c in ("riferito_al", "avanzamento", "scostamenti", "previsione", "correttivi")}
            if not any(v not in (None, "") for v in suoi.values()) and not self._c_era(chiave):
                continue
            if f"riferito_al_{chiave}" in dati:
                self._controlla_giorno(chiave, suoi["riferito_al"])
            if not (suoi["avanzamento"] or "").strip():
                self.add_error(f"avanzamento_{chiave}", "Scrivi a che punto è: il resto si salva insieme.")
        return dati

    def _controlla_giorno(self, chiave: int, giorno: Any) -> None:
        if giorno is None:
            self.add_error(f"riferito_al_{chiave}", "Scrivi a quale giorno si riferisce.")
        elif difetto := difetto_del_giorno(self.esiti.obiettivo, giorno, self.giorno):
            self.add_error(f"riferito_al_{chiave}", difetto)

    def _c_era(self, chiave: int) -> bool:
        return any(q.situazione for q in self.esiti.quote if q.chiave == chiave)

    @property
    def incomplete(self) -> set[str]:
        """The fields of situations that lack their day or their text: nothing of them is saved yet."""
        chiavi = {n.rpartition("_")[2] for n in self.errors if n.startswith(("riferito_al_", "avanzamento_"))}
        return {n for n, _ in self.campi_confrontati() if n.rpartition("_")[2] in chiavi}

    def prima_dopo(self, contesi: Iterable[str]) -> str:
        return super().prima_dopo({*contesi, *self.incomplete})


class RendicontoForm(ModuloEsiti):
    """Art. 18: the report of the quotas, and the actual values of their indicators. ``tutto``: who fills in the whole sheet."""

    def __init__(self, *args: Any, tutto: bool, **kwargs: Any) -> None:
        self.tutto = tutto
        self.indicatori: dict[str, Indicatore] = {}
        super().__init__(*args, **kwargs)

    def campi_della_quota(self, quota: QuotaEsito) -> None:
        c, chiave = quota.consuntivo, quota.chiave
        self._testo(
            f"risultato_{chiave}", "Risultato raggiunto", c.risultato if c else "", 3, "In una o due frasi, rispetto al risultato atteso."
        )
        self._testo(
            f"relazione_{chiave}", "Report", c.relazione if c else "", 6, "Come ci si è arrivati: attività, fasi, persone coinvolte."
        )
        self._testo(
            f"scostamenti_{chiave}", "Scostamenti e cause", c.scostamenti if c else "", 4, "Se il risultato non è quello atteso, perché."
        )
        for rilevata in quota.rilevate:
            if rilevata.propria:
                self._campi_indicatore(rilevata.indicatore)

    def altri_campi(self) -> None:
        for i in self.comuni_da_compilare:
            self._campi_indicatore(i)

    @cached_property
    def comuni_da_compilare(self) -> list[Indicatore]:
        """The indicators of a whole collective objective: whoever leads it reports them."""
        comuni = {r.indicatore.pk: r.indicatore for q in self.esiti.quote for r in q.rilevate if not r.propria}
        return list(comuni.values()) if self.tutto else []

    def _campi_indicatore(self, i: Indicatore) -> None:
        r = getattr(i, "rilevazione", None)
        if i.misura == Misura.NUMERO:
            self._valore(
                i,
                f"valore_{i.pk}",
                NumeroField(decimali=DECIMALI, label=f"Valore di {i.lettera}", initial=r.valore if r else None, che=che_numero(i.unita)),
            )
        if i.misura == Misura.DATA:
            self._valore(i, f"valore_data_{i.pk}", DataField(label=f"Data di {i.lettera}", initial=r.valore_data if r else None))
        if i.misura != Misura.NUMERO:
            scelte = (
                [("", "Scegli"), (SI, "Fatto"), (NO, "Non fatto")]
                if i.misura == Misura.SI_NO
                else [("", "Raggiunta in questa data"), (NO, "Non raggiunta")]
            )
            detto = "" if r is None or r.fatto is None else SI if r.fatto else NO
            campo = forms.ChoiceField(label=f"Esito di {i.lettera}", choices=scelte, required=False, initial=detto)
            campo.widget.attrs |= {"class": "form-select"}
            self._valore(i, f"fatto_{i.pk}", campo)
        nota = forms.CharField(label=f"Nota su {i.lettera}", required=False, max_length=NOTA_MASSIMA, initial=r.nota if r else "")
        nota.widget.attrs |= {"class": "form-control"}
        self._valore(i, f"nota_{i.pk}", nota)

    def _valore(self, i: Indicatore, nome: str, campo: forms.Field) -> None:
        self.indicatori[nome] = i
        self._metti(nome, campo)

    def clean(self) -> dict[str, Any]:
        dati = super().clean() or {}
        for nome, i in self.indicatori.items():
            if i.misura == Misura.DATA and nome.startswith("valore_data_") and (giorno := dati.get(nome)):
                fatto = False if dati.get(f"fatto_{i.pk}") == NO else None
                if difetto := difetto_della_data(self.esiti.obiettivo, giorno, fatto, self.giorno):
                    self.add_error(nome, difetto)
        return dati

    def _di_indicatore(self, nome: str) -> bool:
        return nome in self.indicatori

    def _righe(self, quota: QuotaEsito) -> list[RigaDaRilevare]:
        return [self._riga(r) if r.propria else RigaDaRilevare(r, [], None) for r in quota.rilevate]

    def _riga(self, r: Rilevata) -> RigaDaRilevare:
        pk = r.indicatore.pk
        valori = [self[n] for n in (f"valore_{pk}", f"valore_data_{pk}", f"fatto_{pk}") if n in self.fields]
        return RigaDaRilevare(r, valori, self[f"nota_{pk}"] if f"nota_{pk}" in self.fields else None)

    @property
    def comuni(self) -> list[RigaDaRilevare]:
        """The indicators of the whole of a collective objective."""
        righe = {r.indicatore.pk: r for q in self.esiti.quote for r in q.rilevate if not r.propria}
        return [self._riga(r) for r in righe.values()]

    def testi(self, tralascia: Iterable[str] = ()) -> dict[tuple[int, str], Any]:
        comuni = {n for n in self.fields if n in self.indicatori}
        return self.per_riga({*tralascia, *comuni})

    def valori(self, tralascia: Iterable[str] = ()) -> dict[tuple[int, str], Any]:
        testi = {n for n in self.fields if n not in self.indicatori}
        scritti = self.per_riga({*tralascia, *testi})
        return {(pk, campo): {SI: True, NO: False}.get(v) if campo == "fatto" else v for (pk, campo), v in scritti.items()}


class CifreForm(ModuloEsiti):
    """Art. 18: the percentage of each quota, measured or decided. It starts from the figure before, which is taken only when
    ``conferma`` says that the page as a whole was sent, not while one types."""

    def __init__(self, *args: Any, cifra: Cifra, conferma: bool = False, **kwargs: Any) -> None:
        self.cifra, self.conferma = cifra, conferma
        self.salvate: dict[str, Decimal | None] = {}
        self.partenza: dict[str, Decimal | None] = {}
        super().__init__(*args, **kwargs)

    def campi_della_quota(self, quota: QuotaEsito) -> None:
        c, chiave = quota.consuntivo, quota.chiave
        if c is None:
            return
        nome = f"{self.cifra.campo}_{chiave}"
        self.salvate[nome], self.partenza[nome] = getattr(c, self.cifra.campo), getattr(c, self.cifra.di_prima)
        salvata = self.salvate[nome]
        campo = PercentualeField(
            label=f"Percentuale {self.cifra.nome}", initial=self.partenza[nome] if salvata is None else salvata,
            help_text=f"Parte da quella {self.cifra.nome_di_prima}.",
        )  # fmt: skip
        self._metti(nome, campo)
        self._testo(
            f"{self.cifra.motivo}_{chiave}", "Motivo, se è diversa", getattr(c, self.cifra.motivo), 2,
            f"Perché non è quella {self.cifra.nome_di_prima} (art. 18).",
        )  # fmt: skip

    def valori_salvati(self) -> dict[str, str]:
        """What the database holds, not what is offered to start from."""
        return super().valori_salvati() | {n: confrontabile(v) for n, v in self.salvate.items()}

    @cached_property
    def toccati(self) -> set[str]:
        tutti = super().toccati
        offerte = {n for n, v in self.salvate.items() if v is None and n in tutti and self.cleaned_data[n] == self.partenza[n]}
        return tutti if self.conferma else tutti - offerte


class VerificaForm(forms.Form):
    """Art. 17: what is observed on each situation, and the reason of a late check."""

    versione = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, esiti: Esiti, etichetta_motivo: str = "", aiuto_motivo: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.esiti = esiti
        self.fields["versione"].initial = esiti.obiettivo.versione
        for quota in esiti.quote:
            if quota.situazione:
                self.fields[f"verifica_{quota.situazione.pk}"] = TestoField(
                    label=f"Osservazioni su {quota.nome}" if quota.parte else "Osservazioni", max_length=TESTO_MASSIMO,
                    help_text="Restano con la situazione e servono alla valutazione finale (art. 17).",
                    initial=quota.situazione.verifica, widget=forms.Textarea(attrs={"rows": 6, "class": "form-control"}),
                )  # fmt: skip
        if etichetta_motivo:
            self.fields["motivo"] = TestoField(
                label=etichetta_motivo, help_text=aiuto_motivo, max_length=TESTO_MASSIMO, required=True,
                widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
                error_messages={"required": f"{etichetta_motivo}: scrivi perché."},
            )  # fmt: skip

    @property
    def coppie(self) -> list[tuple[QuotaEsito, BoundField | None]]:
        return [(q, self[f"verifica_{q.situazione.pk}"] if q.situazione else None) for q in self.esiti.quote]

    def osservazioni(self) -> dict[int, str]:
        return {int(n.removeprefix("verifica_")): v for n, v in self.cleaned_data.items() if n.startswith("verifica_")}


__all__ = ["INTERO", "CifreForm", "MonitoraggioForm", "RendicontoForm", "VerificaForm"]
