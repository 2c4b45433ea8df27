"""The amounts and the data of an exercise as a page reads them: what holds, all the versions with what each has changed, the economies."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from premi.calcolo import Efficienza, premio_di_efficienza
from premi.calcolo.spiegazione import spiega_efficienza
from smvp.nucleo.formati import esatto, euro, numero
from smvp.organizzazione.models import Esercizio, Incarico, Utente
from valutazioni.calcolo import Passo
from valutazioni.letture.schede import incarichi_con_obiettivi

from ..models import Accensione, ContoDirezione, Corsa, CriterioResidui, Destinazione, Fondo, Istituto, TempiPagamento, Versionato
from ..stati import APERTE, APPROVATE

ZERO = Decimal("0.00")
# What a run of each kind rests on.
ISTITUTI = {
    Destinazione.DIRIGENTI: Istituto.RISULTATO, Destinazione.PO: Istituto.RISULTATO, Destinazione.PRODUTTIVITA: Istituto.PRODUTTIVITA,
}  # fmt: skip
ARTICOLI = {Destinazione.DIRIGENTI: "23", Destinazione.PO: "23", Destinazione.PRODUTTIVITA: "23", Destinazione.RISPARMI: "27"}
# An exercise cannot do without them; the savings are there only if somebody has certified some.
NECESSARIE = tuple(ISTITUTI)


def chi_ha(riga: Versionato, utente: Utente) -> str:
    """Who wrote a version, as the subject of what they have done: "Laura Vietti ha", "hai"."""
    if riga.registrato_da_id == utente.pk:
        return "da un’altra finestra hai"
    return f"{_nome(riga)} ha" if riga.registrato_da else "qualcun altro ha"


def _nome(riga: Versionato) -> str:
    if riga.registrato_da is None:
        return ""
    persona = getattr(riga.registrato_da, "persona", None)
    return persona.nome_completo if persona else str(riga.registrato_da.get_username())


# --- versions ---


@dataclass(frozen=True, slots=True)
class Cambio:
    """A value that a version has written, beside the one that it takes the place of ("" in the first)."""

    etichetta: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class Versione:
    """A version as one reads it: what it has changed, by which act, why, who and when. ``di``: of what, where a story tells of many."""

    riga: Versionato
    cambi: Sequence[Cambio]
    di: str = ""

    @property
    def chi(self) -> str:
        return _nome(self.riga)


@dataclass(frozen=True, slots=True)
class Dato:
    """A datum of the exercise: the version that holds, and all of them, the latest first."""

    corrente: Any
    storia: Sequence[Versione]


def dato_di(versioni: Sequence[Any], di: str = "") -> Dato | None:
    """``versioni`` in the order of their numbers."""
    if not versioni:
        return None
    prime = [None, *versioni[:-1]]
    storia = [Versione(v, tuple(_cambi(p, v)), di) for p, v in zip(prime, versioni, strict=True)]
    return Dato(versioni[-1], storia[::-1])


def _cambi(prima: Any, dopo: Any) -> Iterator[Cambio]:
    """Every value of the first version; of the others what has changed."""
    vecchi = dict(_valori(prima)) if prima else {}
    for etichetta, valore in _valori(dopo):
        if valore != vecchi.get(etichetta):
            yield Cambio(etichetta, vecchi.get(etichetta, ""), valore)


def _valori(riga: Any) -> Iterator[tuple[str, str]]:
    if isinstance(riga, Fondo):
        yield "Importo", euro(riga.importo)
        yield from ((f"Parametro {c}", esatto(p, minimo=2)) for c, p in riga.pesi.items())
        if riga.riparto:
            yield "Comprende il residuo del", str(riga.riparto)
    elif isinstance(riga, Accensione):
        yield "Premio", "acceso" if riga.acceso else "spento"
        if riga.somma:
            yield "Somma a disposizione", euro(riga.somma)
    elif isinstance(riga, CriterioResidui):
        yield "Punteggio da cui si partecipa", numero(riga.soglia)
        yield "Massimo a persona", euro(riga.tetto)
    else:
        yield "Tempi di pagamento", riga.get_esito_display()


def con_autore(righe: QuerySet[Any]) -> QuerySet[Any]:
    return righe.select_related("atto", "registrato_da__persona").order_by("numero_versione")


# --- the amounts ---


@dataclass(frozen=True, slots=True)
class Voce:
    """One of the four amounts; ``dato`` is None while nobody has written it. ``efficienza``: what follows from certified savings."""

    destinazione: Destinazione
    dato: Dato | None
    efficienza: Efficienza | None = None
    passi: Sequence[Passo] = ()

    @property
    def articolo(self) -> str:
        return ARTICOLI[self.destinazione]

    @property
    def manca(self) -> bool:
        return self.dato is None and self.destinazione in NECESSARIE


def voci(esercizio: Esercizio) -> list[Voce]:
    """Art. 23: the four amounts of the exercise. One query."""
    per: dict[str, list[Fondo]] = {d: [] for d in Destinazione}
    for riga in con_autore(_con_origine(esercizio)):
        per[riga.destinazione].append(riga)
    return [_voce(d, dato_di(per[d]), esercizio) for d in Destinazione]


def voce(esercizio: Esercizio, destinazione: Destinazione) -> Voce:
    return _voce(destinazione, dato_di([*con_autore(_con_origine(esercizio).filter(destinazione=destinazione))]), esercizio)


def _con_origine(esercizio: Esercizio) -> QuerySet[Fondo]:
    return Fondo.objects.filter(esercizio=esercizio).select_related("riparto__esercizio")


def _voce(destinazione: Destinazione, dato: Dato | None, esercizio: Esercizio) -> Voce:
    if dato is None or destinazione != Destinazione.RISPARMI:
        return Voce(destinazione, dato)
    efficienza = premio_di_efficienza(dato.corrente.importo, esercizio.reg)
    return Voce(destinazione, dato, efficienza, spiega_efficienza(efficienza, esercizio.reg))


def mancanti(esercizi: Iterable[Esercizio]) -> list[tuple[Esercizio, list[Destinazione]]]:
    """The exercises for which an amount is still missing, and which. One query whatever their number."""
    tutti = list(esercizi)
    scritte = set(Fondo.objects.filter(esercizio__in=tutti).order_by().values_list("esercizio", "destinazione").distinct())
    trovati = [(e, [d for d in NECESSARIE if (e.pk, d.value) not in scritte]) for e in tutti]
    return [(e, mancano) for e, mancano in trovati if mancano]


def criterio(esercizio: Esercizio) -> Dato | None:
    """Art. 22: the criteria on the residues of the year."""
    return dato_di([*con_autore(CriterioResidui.objects.filter(esercizio=esercizio))])


# --- payment times ---


@dataclass(frozen=True, slots=True)
class RigaTempi:
    """Reading A66: an appointment and what was last said of its payment times; nothing said is "not applicable"."""

    incarico: Incarico
    corrente: TempiPagamento | None

    @property
    def esito(self) -> str:
        return self.corrente.esito if self.corrente else TempiPagamento.Esito.NON_APPLICABILE

    @property
    def parola(self) -> str:
        return TempiPagamento.Esito(self.esito).label

    @property
    def versione(self) -> int:
        return self.corrente.numero_versione if self.corrente else 0


@dataclass(frozen=True, slots=True)
class QuadroTempi:
    """All the appointments with objectives, and the changes, the latest first."""

    righe: Sequence[RigaTempi]
    storia: Sequence[Versione]

    @property
    def non_rispettati(self) -> int:
        return sum(r.esito == TempiPagamento.Esito.NON_RISPETTATI for r in self.righe)

    @property
    def rispettati(self) -> int:
        return sum(r.esito == TempiPagamento.Esito.RISPETTATI for r in self.righe)


def tempi_di_pagamento(esercizio: Esercizio) -> QuadroTempi:
    """Two queries, whatever the number of appointments."""
    per: dict[int, list[TempiPagamento]] = {}
    tutte = con_autore(TempiPagamento.objects.filter(esercizio=esercizio)).select_related("incarico__persona", "incarico__direzione")
    for riga in tutte:
        per.setdefault(riga.incarico_id, []).append(riga)
    dati = {pk: d for pk, versioni in per.items() if (d := dato_di(versioni, str(versioni[0].incarico)))}
    storia = sorted((v for d in dati.values() for v in d.storia), key=lambda v: v.riga.pk, reverse=True)
    incarichi = incarichi_con_obiettivi(esercizio).select_related("persona", "direzione")
    ordinati = incarichi.order_by("ruolo", "persona__cognome", "persona__nome", "dal", "pk")
    return QuadroTempi([RigaTempi(i, dati[i.pk].corrente if i.pk in dati else None) for i in ordinati], storia)


# --- the runs that rest on them ---


@dataclass(frozen=True, slots=True)
class CorseDi:
    """The runs of one kind that a change touches: the one that is approved, and the one that is not yet."""

    approvata: Corsa | None
    aperta: Corsa | None

    @property
    def vale(self) -> Corsa | None:
        """The one whose figures one reads."""
        return self.approvata or self.aperta

    @property
    def avvisi(self) -> list[str]:
        """What becomes of them when what they rest on changes."""
        frasi = []
        if self.approvata:
            frasi.append(
                f"La corsa n. {self.approvata.numero} è già approvata e non cambia: un calcolo su altri valori sarà la sua correzione."
            )
        if self.aperta:
            frasi.append(f"La corsa n. {self.aperta.numero} è calcolata sui valori di prima: se cambiano, va chiesto un altro calcolo.")
        return frasi


def corse_di(esercizio: Esercizio, istituto: str) -> CorseDi:
    tutte = Corsa.objects.filter(esercizio=esercizio, istituto=istituto, stato__in=(*APERTE, *APPROVATE))
    righe = list(tutte.defer("fatti").order_by("-numero"))
    return CorseDi(next((c for c in righe if c.stato in APPROVATE), None), next((c for c in righe if c.stato in APERTE), None))


def avvisi_del_fondo(esercizio: Esercizio, destinazione: Destinazione) -> list[str]:
    """What to know before changing an amount, and after."""
    istituto = ISTITUTI.get(destinazione)
    return corse_di(esercizio, istituto).avvisi if istituto else []


def scoperto(esercizio: Esercizio, destinazione: Destinazione, importo: Decimal) -> str:
    """Art. 24: in words, how much an amount of result pay falls short of what the run that one reads pays out; "" if it is enough."""
    if ISTITUTI.get(destinazione) != Istituto.RISULTATO or (corsa := corse_di(esercizio, Istituto.RISULTATO).vale) is None:
        return ""
    dovuto = corsa.linee_risultato.filter(destinazione=destinazione).aggregate(x=Sum("importo"))["x"] or ZERO
    if dovuto <= importo:
        return ""
    return (
        f"{destinazione.label}: la corsa n. {corsa.numero} distribuisce {euro(dovuto)}, {euro(dovuto - importo)} in più di questa somma. "
        "Finché la somma non basta, un nuovo calcolo si ferma e lo dice (art. 24)."
    )


@dataclass(frozen=True, slots=True)
class Economie:
    """Reading A46: two pots. What is left of result pay goes to the rewards of artt. 25–27; a Direzione keeps its own residue."""

    risultato: CorseDi
    produttivita: CorseDi
    conti: Sequence[ContoDirezione]

    @property
    def residuo(self) -> Decimal:
        return sum((c.residuo for c in self.conti), ZERO)


def economie(esercizio: Esercizio) -> Economie:
    """From the runs: the approved one, else the one on its way. Three queries."""
    risultato, produttivita = (corse_di(esercizio, i) for i in (Istituto.RISULTATO, Istituto.PRODUTTIVITA))
    conti = list(produttivita.vale.conti.select_related("direzione").order_by("direzione__codice")) if produttivita.vale else []
    return Economie(risultato, produttivita, conti)
