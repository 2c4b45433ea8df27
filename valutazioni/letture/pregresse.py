"""Art. 22: the totals of the years before, from the sheets signed here and from those imported; and a file of them, read and compared."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.formati import esatto, leggi_numero, numero
from smvp.organizzazione.models import Persona
from smvp.organizzazione.righe_ricevute import Mossa, Piano, gia_nel_file, intero, leggi_righe, testo
from smvp.organizzazione.tabelle_ricevute import DifettoFile
from smvp.regolamento.modello import Regolamento

from ..calcolo import TotaleAnnuo
from ..models import SchedaPersonale, ValutazionePregressa
from ..models.pregresse import ANNO_MINIMO
from ..stati import FIRMATE, NON_VALUTABILE

ACCANTO = ("persona",)
MATRICOLA_MASSIMA, FONTE_MASSIMA = 20, 200
CIFRE_DI_UN_FOGLIO = 9
TOGLI = "togli"
# As people write them, and as the modello proposes them.
SISTEMI = {s.value: s for s in ValutazionePregressa.Sistema}
INTERNA = "Scheda {anno}, Allegato D"


def totali_annui(persone: Any) -> dict[int, list[TotaleAnnuo]]:
    """By person: the totals of all the years, signed here or imported. Two queries; ``persone`` may be a queryset of keys."""
    trovati: dict[int, dict[int, TotaleAnnuo]] = defaultdict(dict)
    importate = ValutazionePregressa.objects.filter(persona__in=persone).order_by()
    for persona, anno, totale, sistema, fonte in importate.values_list("persona", "anno", "totale", "sistema", "fonte"):
        trovati[persona][anno] = TotaleAnnuo(anno, totale, sistema == ValutazionePregressa.Sistema.PRECEDENTE, fonte)
    firmate = SchedaPersonale.objects.filter(persona__in=persone, stato__in=FIRMATE).order_by()
    for persona, anno, firmato in firmate.values_list("persona", "esercizio__anno", "totale"):
        if firmato is not None:
            trovati[persona][anno] = TotaleAnnuo(anno, firmato, fonte=INTERNA.format(anno=anno))
    return {persona: [per_anno[a] for a in sorted(per_anno)] for persona, per_anno in trovati.items()}


# --- a file of them -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RigaPregressa:
    """What a row of the file says."""

    numero: int
    matricola: str
    anno: int
    totale: Decimal | None
    """None: the total that is there is taken away."""
    sistema: str
    fonte: str

    @property
    def in_parole(self) -> str:
        return "" if self.totale is None else _in_parole(self.totale, self.sistema, self.fonte)

    def come_dati(self) -> list[Any]:
        return [self.numero, self.matricola, self.anno, None if self.totale is None else str(self.totale), self.sistema, self.fonte]

    @classmethod
    def da_dati(cls, dati: Sequence[Any]) -> "RigaPregressa":
        numero_, matricola, anno, totale, sistema, fonte = dati
        return cls(numero_, matricola, anno, None if totale is None else Decimal(totale), sistema, fonte)


def _in_parole(totale: Decimal, sistema: str, fonte: str) -> str:
    vecchio = " (sistema precedente)" if sistema == ValutazionePregressa.Sistema.PRECEDENTE else ""
    return f"{numero(totale)}{vecchio}, {fonte}"


def leggi_pregresse(
    nome_file: str, contenuto: bytes, reg: Regolamento, anno_in_corso: int
) -> tuple[tuple[RigaPregressa, ...], tuple[DifettoFile, ...]]:
    """Read a whole file: the rows that can be read, and the faults of the others."""
    lette, difetti = leggi_righe(nome_file, contenuto, {
        "matricola": partial(testo, manca="Manca la matricola.", massimo=MATRICOLA_MASSIMA),
        "anno": lambda v: _anno(v, anno_in_corso),
        "totale": lambda v: _totale(v, reg.massimo_finale),
        "sistema": _sistema,
        "fonte": partial(testo, manca="Manca la fonte: scrivi da dove viene il punteggio.", massimo=FONTE_MASSIMA),
    }, ACCANTO)  # fmt: skip
    return tuple(RigaPregressa(r.numero, **r.valori) for r in lette), difetti


def _anno(valore: Any, in_corso: int) -> int:
    anno = intero(valore, "Manca l’anno valutato.", "2023")
    if not ANNO_MINIMO <= anno < in_corso:
        raise ValueError(f"L’anno deve stare tra il {ANNO_MINIMO} e il {in_corso - 1}: di quello in corso la valutazione non c’è ancora.")
    return anno


def _totale(valore: Any, massimo: Decimal | int) -> Decimal | None:
    """A number cell, or text as 231,40; or the word that takes it away."""
    if str(valore).strip().casefold() == TOGLI:
        return None
    if valore in (None, ""):
        raise ValueError("Manca il punteggio: scrivilo come 231,40.")
    if isinstance(valore, bool) or not isinstance(valore, str | int | float):
        raise ValueError("Scrivi un punteggio, per esempio 231,40.")
    letto = leggi_numero(valore) if isinstance(valore, str) else Decimal(str(valore))
    if not (letto.is_finite() and 0 <= letto <= massimo):
        raise ValueError(f"Il punteggio va da 0 a {esatto(massimo)}.")
    if not isinstance(valore, str):  # a spreadsheet keeps 231,40 as the binary number next to it
        letto = mezzo_su(letto, CIFRE_DI_UN_FOGLIO)
    if letto != mezzo_su(letto):
        raise ValueError("Al massimo due decimali.")
    return mezzo_su(letto)


def _sistema(valore: Any) -> str:
    """Empty is the system in force."""
    scritto = " ".join(str(valore or "").casefold().split()).removeprefix("sistema ")
    if scritto and scritto not in SISTEMI:
        raise ValueError(f"Scrivi {' oppure '.join(SISTEMI)}.")
    return scritto or ValutazionePregressa.Sistema.VIGENTE.value


def piano_pregresse(righe: Sequence[RigaPregressa]) -> Piano:
    """What the rows would do to what is there now, and what of them cannot be: an unknown person, a year evaluated here. Three queries."""
    matricole, anni = {r.matricola for r in righe}, {r.anno for r in righe}
    persone = {p.matricola: p for p in Persona.objects.order_by() if p.matricola in matricole}
    interne = _schede_interne(anni)
    note = {
        (persona, anno): _in_parole(totale, sistema, fonte)
        for persona, anno, totale, sistema, fonte in ValutazionePregressa.objects.filter(anno__in=anni).order_by()
        .values_list("persona", "anno", "totale", "sistema", "fonte")
    }  # fmt: skip
    difetti = gia_nel_file(((r.numero, (r.matricola, r.anno), r.matricola) for r in righe), "anno")
    mosse = []
    for r in righe:
        persona = persone.get(r.matricola)
        if persona is None:
            difetti.append(DifettoFile(r.numero, "matricola", f"«{r.matricola}» non è di nessuno: controlla la matricola.", r.matricola))
        elif perche := interne.get((persona.pk, r.anno)):
            difetti.append(DifettoFile(r.numero, "anno", perche, str(persona)))
        else:
            mosse.append(Mossa(r.numero, persona, str(r.anno), note.get((persona.pk, r.anno), ""), r.in_parole))
    return Piano(tuple(mosse), tuple(sorted(difetti, key=lambda d: d.riga)))


def _schede_interne(anni: set[int]) -> Mapping[tuple[int, int], str]:
    """Why the year of somebody is not to be imported: there is a sheet of it here (one that is not evaluable gives no total)."""
    schede = SchedaPersonale.objects.filter(esercizio__anno__in=anni).exclude(stato=NON_VALUTABILE).order_by()
    righe = schede.values_list("persona", "esercizio__anno", "totale", "stato")
    return {(persona, anno): _gia_qui(anno, totale if stato in FIRMATE else None) for persona, anno, totale, stato in righe}


def _gia_qui(anno: int, firmato: Decimal | None) -> str:
    if firmato is None:
        return f"La valutazione {anno} si fa in questo sistema: la scheda c’è e non è ancora firmata."
    return f"La valutazione {anno} è già nel sistema: vale quella, {numero(firmato)} punti."
