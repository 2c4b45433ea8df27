"""The whole of Allegato A as one form, or one Direzione's part of it: a field for each thing that the user may write."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

from django import forms

from smvp.flusso.forms import ModuloConfrontato, RigaField, TestoField, confrontabile
from smvp.regolamento.modello import Area, Requisito

from ..letture.scheda.compilazione import padri_possibili
from ..models import (
    TESTO_MASSIMO,
    VALORI,
    Fase,
    Gradazione,
    Indicatore,
    Misura,
    Obiettivo,
    Parte,
    PersonaleCoinvolto,
    Riscontro,
    RisorsaPeg,
    TipoIndicatore,
    Verso,
)
from ..operazioni.compilazione import Compilazione
from .campi import IN_EURO, PERCENTUALE, AnnoField, DataField, InteroField, LettereField, NumeroField, SpuntaField, che_numero

RIGA = re.compile(r"(fase|indicatore|persone|risorsa|parte)-([0-9]{1,12})-([a-z0-9_]+)")
TESTI_DI_RIGA = frozenset({"testo", "titolo", "qualifica", "capitolo", "descrizione", "fonte"})
DURATE = ((1, "Annuale"), (2, "Biennale"), (3, "Triennale"))
CENTO = Decimal(100)


AIUTI = {
    "titolo": "In una riga, che cosa cambia e per chi (art. 8).",
    "codice": "Con questo l’obiettivo è citato negli atti.",
    "durata": "Un obiettivo biennale o triennale si può ripetere negli anni dichiarati (art. 7).",
    "padre": "L’obiettivo del Dirigente, o collettivo, al quale questo concorre: metodo a cascata (art. 7).",
    "area": "Una delle Aree del Sistema (art. 6).",
    "ambiti": "Solo quelli che l’Area ammette (art. 5, art. 6).",
    "asse_programmatico": "Linea di mandato alla quale si lega (art. 12).",
    "collegamento_dup": "Missione, programma o obiettivo strategico del DUP (art. 7: coerente e strumentale).",
    "descrizione": "Da dove si parte, che cosa si fa, con quale effetto (art. 8).",
    "risultato_atteso": "Con almeno un numero e una data: che cosa sarà vero alla fine dell’anno (art. 8).",
    "gradazione": "Come il risultato diventa punteggio (art. 8, All. A).",
    "gradazione_testo": "Solo se serve dire di più: che cosa vale come raggiunto, in parte, non raggiunto.",
    "scostamenti_previsti": "Che cosa può allontanare dal risultato, e come te ne accorgerai (art. 7).",
    "criticita": "Che cosa può impedirlo e non dipende da te (art. 7).",
}


@dataclass(frozen=True, slots=True)
class RigaCampi:
    """The fields of one row, by short name; ``riga`` is the row itself."""

    riga: Any
    campi: dict[str, forms.BoundField]


def riga_di_testo(etichetta: str, valore: str, lungo: int, *, righe: int = 1, **kwargs: Any) -> forms.CharField:
    """A short text, on one line or on a few."""
    widget: forms.Widget = forms.TextInput(attrs={"class": "form-control"})
    if righe > 1:
        widget = forms.Textarea(attrs={"class": "form-control", "rows": righe})
        return TestoField(label=etichetta, initial=valore, max_length=lungo, widget=widget, **kwargs)
    return RigaField(label=etichetta, initial=valore, max_length=lungo, **{"required": False, "widget": widget} | kwargs)


def testo_lungo(etichetta: str, valore: str, righe: int = 4, **kwargs: Any) -> TestoField:
    area = forms.Textarea(attrs={"class": "form-control", "rows": righe})
    return TestoField(label=etichetta, initial=valore, max_length=TESTO_MASSIMO, widget=area, **kwargs)


def scelta(etichetta: str, valore: Any, scelte: Iterable[tuple[Any, str]], **kwargs: Any) -> forms.TypedChoiceField:
    tendina = forms.Select(attrs={"class": "form-select"})
    return forms.TypedChoiceField(
        label=etichetta, initial=valore, choices=list(scelte), **{"required": False, "empty_value": "", "widget": tendina} | kwargs
    )


class CompilazioneForm(ModuloConfrontato):
    """``parte``: only that part of a collective objective; without, the whole sheet (of the parts, who takes part and how much)."""

    def __init__(self, *args: Any, obiettivo: Obiettivo, parte: Parte | None = None, completa: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.obiettivo, self.parte = obiettivo, parte
        self.reg = obiettivo.esercizio.reg
        self.fields["versione"].initial = obiettivo.versione
        if parte is None:
            self._della_scheda()
        else:
            self.fields[f"parte-{parte.pk}-descrizione"] = testo_lungo("Descrizione della parte", parte.descrizione)
        self._righe_comuni()
        for nome, campo in self.fields.items():
            campo.help_text = AIUTI.get(nome, campo.help_text)
            if self.is_bound and nome not in self.data:  # a row that somebody else has added, and this page has not
                campo.required = False
            aiuto = f"aiuto-{nome} " if campo.help_text else ""
            campo.widget.attrs.setdefault("aria-describedby", f"{aiuto}errore-{nome}")
        self.ricorda()
        self.completa = completa
        self.rifiutati: list[tuple[str, str]] = []
        if completa:
            self._completa()

    # --- the fields -----------------------------------------------------------------------------------------------------
    def _della_scheda(self) -> None:
        o = self.obiettivo
        self.fields |= {
            "codice": riga_di_testo("Codice", o.codice, 20, required=True),
            "titolo": riga_di_testo("Titolo", o.titolo, 200, required=True),
            "durata": scelta("Valenza", o.durata, DURATE, coerce=int, required=True),
            "area": scelta("Area strategica", o.area, self._aree()),
            "ambiti": LettereField(label="Ambiti", initial=o.ambiti, choices=self._ambiti(), required=False),
            "asse_programmatico": riga_di_testo("Asse programmatico", o.asse_programmatico, 300),
            "collegamento_dup": riga_di_testo("Collegamento al DUP", o.collegamento_dup, 300),
            "descrizione": testo_lungo("Descrizione", o.descrizione, 6),
            "risultato_atteso": testo_lungo("Risultato atteso (target)", o.risultato_atteso),
            "gradazione": scelta("Gradazione", o.gradazione, Gradazione.choices, widget=forms.RadioSelect, required=True),
            "gradazione_testo": testo_lungo("Gradazione, in parole", o.gradazione_testo, 3),
            "scostamenti_previsti": testo_lungo("Possibili scostamenti", o.scostamenti_previsti, 3),
            "criticita": testo_lungo("Criticità", o.criticita, 3),
            "non_avviato": SpuntaField(label="Le azioni non sono ancora state realizzate.", initial=o.non_avviato),
            "non_ordinario": SpuntaField(label="Non è attività ordinaria o istituzionale.", initial=o.non_ordinario),
            "da_riverificare": SpuntaField(label="Da riverificare quando bilancio e P.E.G. sono approvati.", initial=o.da_riverificare),
        }
        padri = [(p.pk, str(p)) for p in padri_possibili(o)]
        if padri:
            self.fields["padre"] = scelta("Discende da", o.padre_id, [("", "Da nessuno"), *padri])
        for a in o.assegnazioni.all():
            nome = f"Peso per {a.incarico.persona.con_titolo}, {a.incarico.descrizione}"
            self.fields[f"peso-{a.pk}"] = NumeroField(
                label=nome, initial=a.peso, decimali=2, minimo=Decimal("0.01"), massimo=self.reg.pesi.obiettivi, required=True,
                che="un peso, per esempio 15",
            )  # fmt: skip
        argomenti = {r.codice: r.argomento for r in o.riscontri.all() if r.indicatore_id is None}
        for q in self.reg.requisiti_obiettivo:
            self.fields[f"argomento-{q.codice}"] = testo_lungo(f"{q.titolo}: perché", argomenti.get(q.codice, ""), 2)
        for parte in o.parti.all():
            self._riga_parte(parte)

    def _righe_comuni(self) -> None:
        o = self.obiettivo
        for f in self._di_qui(o.fasi.all()):
            self._riga_fase(f)
        for i in self._di_qui(o.indicatori.all()):
            self._riga_indicatore(i)
        if self.parte is None:
            for p in o.personale.all():
                self._riga_persone(p)
            for r in o.risorse.all():
                self._riga_risorsa(r)

    def _di_qui(self, righe: Iterable[Any]) -> list[Any]:
        chiave = self.parte.pk if self.parte else None
        return [r for r in righe if r.parte_id == chiave]

    def _riga_fase(self, f: Fase) -> None:
        di = f"della fase {f.ordine}"
        self.fields |= {
            f"fase-{f.pk}-testo": riga_di_testo(f"Testo {di}", f.testo, 500, righe=2),
            f"fase-{f.pk}-dal": DataField(label=f"Inizio {di}", initial=f.dal),
            f"fase-{f.pk}-entro": DataField(label=f"Termine {di}", initial=f.entro),
        }

    def _riga_indicatore(self, i: Indicatore) -> None:
        """The values of every way of measuring: those of the others wait on the page, hidden, and are kept aside when it is saved."""
        di, p = f"dell’indicatore {i.lettera}", f"indicatore-{i.pk}-"
        modo = forms.Select(attrs={"class": "form-select", "data-modo": ""})
        dimensioni = [("", "Da scegliere"), *((d.codice, d.titolo) for d in self.reg.dimensioni)]
        self.fields |= {
            f"{p}titolo": riga_di_testo(f"Titolo {di}", i.titolo, 300),
            f"{p}tipo": scelta(f"Tipo {di}", i.tipo, TipoIndicatore.choices, required=True),
            f"{p}dimensione": scelta(f"Dimensione {di}", i.dimensione, dimensioni),
            f"{p}misura": scelta(f"Come si misura l’indicatore {i.lettera}", i.misura, Misura.choices, widget=modo, required=True),
            f"{p}verso": scelta(f"Verso {di}", i.verso, Verso.choices, required=True),
            f"{p}unita": riga_di_testo(f"Unità di misura {di}", i.unita, 40),
            f"{p}fonte": riga_di_testo(f"Fonte {di}", i.fonte, 300),
        }
        anno, scritti = self.obiettivo.esercizio.anno, i.scritti()
        etichette = {
            "atteso": f"Valore atteso {anno} {di}", "base": f"Valore di partenza {di}", "atteso_1": f"Atteso {anno + 1} {di}",
            "atteso_2": f"Atteso {anno + 2} {di}",
        }  # fmt: skip
        che = che_numero(self._ora(f"{p}unita", i.unita))
        for nome, etichetta in etichette.items():
            self.fields[f"{p}{nome}"] = NumeroField(label=etichetta, initial=scritti[nome], decimali=4, che=che)
        self.fields[f"{p}base_anno"] = AnnoField(label=f"Anno del valore di partenza {di}", initial=scritti["base_anno"], fino=anno)
        self.fields[f"{p}atteso_entro"] = DataField(label=f"Data attesa {di}", initial=scritti["atteso_entro"], anno=anno)

    def _riga_persone(self, p: PersonaleCoinvolto) -> None:
        self.fields |= {
            f"persone-{p.pk}-qualifica": riga_di_testo("Qualifica professionale", p.qualifica, 120),
            f"persone-{p.pk}-numero": InteroField(
                label="Numero di persone", initial=p.numero, minimo=Decimal(1), massimo=Decimal(9_999), required=True
            ),
        }

    def _riga_risorsa(self, r: RisorsaPeg) -> None:
        self.fields |= {
            f"risorsa-{r.pk}-capitolo": riga_di_testo("Capitolo del P.E.G.", r.capitolo, 60),
            f"risorsa-{r.pk}-descrizione": riga_di_testo("A che cosa serve", r.descrizione, TESTO_MASSIMO // 25),
            f"risorsa-{r.pk}-importo": NumeroField(
                label="Importo",
                initial=r.importo,
                decimali=2,
                minimo=Decimal(0),
                massimo=Decimal(9_999_999_999),
                fissi=True,
                required=True,
                che=IN_EURO,
            ),
        }

    def _riga_parte(self, parte: Parte) -> None:
        di = f"di {parte.direzione}"
        self.fields |= {
            f"parte-{parte.pk}-apporto": NumeroField(
                label=f"Apporto {di}",
                initial=parte.apporto,
                decimali=2,
                minimo=Decimal("0.01"),
                massimo=CENTO,
                required=True,
                che=PERCENTUALE,
            ),
            f"parte-{parte.pk}-descrizione": testo_lungo(f"Descrizione della parte {di}", parte.descrizione, 3),
        }

    # --- choices that hang on what has been chosen on the page -------------------------------------------------------------
    def _ora(self, nome: str, salvato: Any) -> Any:
        """What a field says on the page, or in the database if the page does not say."""
        return self.data.get(nome, salvato) if self.is_bound else salvato

    def _aree(self) -> list[tuple[str, str]]:
        return [("", "Da scegliere"), *((str(a.numero), f"{a.numero} · {a.denominazione}") for a in self.reg.aree)]

    @property
    def area_scelta(self) -> Area | None:
        numero = str(self._ora("area", self.obiettivo.area))
        return next((a for a in self.reg.aree if str(a.numero) == numero), None)

    def _ambiti(self) -> list[tuple[str, str]]:
        area = self.area_scelta
        if area is None:
            return []
        deroga = " (in deroga: l’art. 6 non lo assegna a nessuna Area)"
        return [
            (a.lettera, f"{a.lettera}) {a.testo}{deroga if a.lettera in area.in_deroga else ''}")
            for a in self.reg.ambiti
            if a.lettera in area.ammessi
        ]

    # --- rows -----------------------------------------------------------------------------------------------------------------
    def _completa(self) -> None:
        """A row that the page has not seen yet shows what the database holds, and the page remembers it."""
        dati = self.data.copy()
        for nome, campo in self.fields.items():
            if nome not in dati and RIGA.fullmatch(nome):
                valore = campo.prepare_value(self.get_initial_for_field(campo, nome))
                dati[nome] = valore.isoformat() if isinstance(valore, date) else "" if valore is None else str(valore)
        self.data = dati

    def righe(self, tipo: str, righe: Iterable[Any]) -> list[RigaCampi]:
        """The rows of a kind with their fields."""
        return [
            RigaCampi(r, {m[3]: self[n] for n in self.fields if (m := RIGA.fullmatch(n)) and m[1] == tipo and int(m[2]) == r.pk})
            for r in righe
        ]

    @property
    def fasi(self) -> list[RigaCampi]:
        return self.righe("fase", self._di_qui(self.obiettivo.fasi.all()))

    @property
    def indicatori(self) -> list[RigaCampi]:
        return self.righe("indicatore", self._di_qui(self.obiettivo.indicatori.all()))

    @property
    def altri_indicatori(self) -> bool:
        """Whether Allegato A has room for one more."""
        return len(self.indicatori) < self.obiettivo.indicatori_massimi

    @property
    def personale(self) -> list[RigaCampi]:
        return self.righe("persone", self.obiettivo.personale.all())

    @property
    def risorse(self) -> list[RigaCampi]:
        return self.righe("risorsa", self.obiettivo.risorse.all())

    @property
    def parti(self) -> list[RigaCampi]:
        return self.righe("parte", self.obiettivo.parti.all())

    @property
    def pesi(self) -> list[forms.BoundField]:
        return [self[n] for n in self.fields if n.startswith("peso-")]

    @property
    def argomenti(self) -> list[tuple[Requisito, forms.BoundField, Riscontro | None]]:
        """Each requisite with its field, and what who validates has said of it."""
        esiti = {r.codice: r for r in self.obiettivo.riscontri.all() if r.indicatore_id is None}
        return [(q, self[f"argomento-{q.codice}"], esiti.get(q.codice)) for q in self.reg.requisiti_obiettivo]

    # --- what is typed ---------------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        """Art. 8: a phase does not end before it begins; if it does, neither day is saved. An indicator is measured in one way."""
        dati = super().clean() or {}
        for riga in self.fasi:
            dal, entro = (dati.get(f"fase-{riga.riga.pk}-{n}") for n in ("dal", "entro"))
            if dal and entro and entro < dal:
                self.add_error(f"fase-{riga.riga.pk}-entro", "Viene prima dell’inizio.")
                self.add_error(f"fase-{riga.riga.pk}-dal", "Viene dopo il termine.")
        for riga in self.indicatori:
            nascosti = set(chain(*VALORI.values())).difference(VALORI.get(dati.get(f"indicatore-{riga.riga.pk}-misura", ""), ()))
            for nome in nascosti:  # what is hidden stops nobody; it is looked at when it comes back
                self.errors.pop(f"indicatore-{riga.riga.pk}-{nome}", None)
        return dati

    @cached_property
    def toccati(self) -> set[str]:
        """A row that the page has never shown cannot have been changed by it."""
        tutti = ModuloConfrontato.toccati.func(self)
        return {n for n in tutti if n in self.alla_lettura or not self.alla_lettura}

    def prima_dopo(self, contesi: Iterable[str]) -> str:
        """Also what the page shows for the first time, if it is drawn again."""
        ricordato = json.loads(super().prima_dopo(contesi))
        nuovi = {n: v for n, v in self.valori_salvati().items() if n not in ricordato} if self.completa else {}
        return json.dumps(ricordato | nuovi, ensure_ascii=False)

    def perduti(self) -> list[str]:
        """What was typed in rows that somebody else has taken away: the page still shows it, nothing can save it."""
        trovati = []
        for nome in self.data:
            riga = RIGA.fullmatch(nome)
            if riga and riga[3] in TESTI_DI_RIGA and nome not in self.fields and nome in self.alla_lettura:
                testo = str(self.data.get(nome)).replace("\r\n", "\n")
                if confrontabile(testo) != self.alla_lettura[nome]:
                    trovati.append(testo)
        return trovati

    def rifiuta(self, campo: str, frase: str) -> bool:
        """Note what an act has refused: at its field, which is then left out (True: the rest can be saved), or of the whole (False)."""
        self.rifiutati.append((campo, frase))
        trovato = campo in self.fields and campo in self.cleaned_data
        self.add_error(campo if campo in self.fields else None, frase)
        self.__dict__.pop("toccati", None)
        return trovato

    @property
    def niente_salvato(self) -> bool:
        return bool(self.non_field_errors())

    @property
    def in_pagina(self) -> list[forms.BoundField]:
        """The fields that the page has: somebody else may have added rows that it has not."""
        return [self[n] for n in self.fields if n in self.data]

    def compilazione(self, tralascia: Iterable[str] = ()) -> Compilazione:
        """What this page has changed and is valid, as the operation takes it."""
        dati: dict[str, dict[Any, Any]] = {"campi": {}, "argomenti": {}, "pesi": {}} | {n: {} for n in CONTENITORI.values()}
        for nome, valore in self.scritti(tralascia).items():
            if riga := RIGA.fullmatch(nome):
                dati[CONTENITORI[riga[1]]].setdefault(int(riga[2]), {})[riga[3]] = valore
            elif nome.startswith("argomento-"):
                dati["argomenti"][nome.removeprefix("argomento-")] = valore
            elif nome.startswith("peso-"):
                dati["pesi"][int(nome.removeprefix("peso-"))] = valore
            else:
                dati["campi"][nome] = valore
        if "padre" in dati["campi"]:
            dati["campi"]["padre"] = Obiettivo.objects.filter(pk=dati["campi"]["padre"] or 0).first()
        return Compilazione(**dati)


CONTENITORI = {"fase": "fasi", "indicatore": "indicatori", "persone": "personale", "risorsa": "risorse", "parte": "parti"}
