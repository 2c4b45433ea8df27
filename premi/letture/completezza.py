"""What an exercise still lacks before a run: each sheet, each amount, named one by one (artt. 16, 22–24).

A signed sheet that is not approvable yet (art. 29) is waited for too. Reading A52 lets the Giunta approve the others meanwhile, but here
money would follow a figure that may change, and of the staff a fund is shared: without one the shares of all the others would be wrong.
The wait is of days; where a run had been made before, the next one corrects it, person by person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smvp.organizzazione.models import Esercizio
from valutazioni.letture.personale import da_aprire, quante_da_aprire_personale
from valutazioni.letture.schede import incarichi_con_obiettivi
from valutazioni.letture.sospese import PAROLE, sospesa
from valutazioni.models import Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE, NON_VALUTABILE

from ..models import Destinazione, Istituto
from ..models.fondi import DEL_RISULTATO
from .esportazione import fondi_di

COMPIUTE = (*FIRMATE, NON_VALUTABILE)
# What is missing, by where it is put right.
SOMME, DA_APRIRE, DA_FIRMARE, FERME = "somme", "da_aprire", "da_firmare", "ferme"
TITOLI = {
    SOMME: "Somme e parametri dell’anno",
    DA_APRIRE: "Schede da aprire",
    DA_FIRMARE: "Schede da firmare",
    FERME: "Valutazioni non ancora approvabili",
}


@dataclass(frozen=True, slots=True)
class Mancanza:
    """One thing that stands in the way; ``scheda``: the sheet to be signed, if it is one of dirigenti and P.O."""

    testo: str
    scheda: Scheda | None = None


@dataclass(frozen=True, slots=True)
class Mancano:
    """Things of one kind (SOMME, DA_APRIRE, DA_FIRMARE, FERME) that stand in the way: the first ``voci`` of ``quante``."""

    che: str
    voci: Sequence[Mancanza]
    quante: int

    @property
    def titolo(self) -> str:
        return TITOLI[self.che]

    @property
    def altre(self) -> int:
        return self.quante - len(self.voci)


def mancanze(esercizio: Esercizio, istituto: str) -> list[str]:
    """Everything that stands in the way of a run, in words; empty when it can be computed."""
    return [m.testo for gruppo in che_manca(esercizio, istituto) for m in gruppo.voci]


def che_manca(esercizio: Esercizio, istituto: str, *, al_massimo: int | None = None) -> list[Mancano]:
    """The same by kind, without the kinds of which nothing is missing; of each only the first ``al_massimo``, the rest counted."""
    gruppi = _del_risultato(esercizio) if istituto == Istituto.RISULTATO else _della_produttivita(esercizio, al_massimo)
    return [Mancano(g.che, g.voci[:al_massimo], g.quante) for g in gruppi if g.quante]


def _del_risultato(esercizio: Esercizio) -> Iterator[Mancano]:
    fondi = fondi_di(esercizio)
    mancano = [d for d in DEL_RISULTATO if d not in fondi]
    yield _tutte(SOMME, [Mancanza(f"Manca la somma accantonata: {d.label} (art. 23).") for d in mancano])
    schede = {s.incarico_id: s for s in Scheda.objects.filter(esercizio=esercizio)}
    incarichi = incarichi_con_obiettivi(esercizio).select_related("persona", "direzione")
    ferme = set(Scheda.objects.filter(sospesa(Scheda), esercizio=esercizio, stato__in=FIRMATE).order_by().values_list("pk", flat=True))
    da_aprire_, da_firmare, non_ancora = [], [], []
    for i in incarichi.order_by("persona__cognome", "persona__nome", "dal"):
        chi = f"{i.persona}, {i.titolo_ruolo} {i.direzione or ''}".strip()
        scheda = schede.get(i.pk)
        if scheda is None:
            da_aprire_.append(Mancanza(f"{chi}: la scheda non è ancora aperta."))
        elif scheda.stato not in COMPIUTE:
            da_firmare.append(Mancanza(f"{chi}: la scheda è «{scheda.stato_attuale.parola}», non ancora firmata.", scheda))
        elif scheda.pk in ferme:
            non_ancora.append(Mancanza(_ferma(chi), scheda))
    yield _tutte(DA_APRIRE, da_aprire_)
    yield _tutte(DA_FIRMARE, da_firmare)
    yield _tutte(FERME, non_ancora)


def _della_produttivita(esercizio: Esercizio, al_massimo: int | None) -> Iterator[Mancano]:
    fondo = fondi_di(esercizio).get(Destinazione.PRODUTTIVITA)
    if fondo is None:
        yield _tutte(
            SOMME, [Mancanza(f"Manca la somma accantonata: {Destinazione.PRODUTTIVITA.label}, con i parametri di categoria (art. 23).")]
        )
    else:
        mancanti = {c.codice for c in esercizio.reg.personale.categorie} - fondo.parametri.keys()
        yield _tutte(SOMME, [Mancanza(f"Manca il parametro della categoria {c} (art. 22).") for c in sorted(mancanti)])
    yield _senza_scheda(esercizio, al_massimo)
    aperte = SchedaPersonale.objects.filter(esercizio=esercizio).exclude(stato__in=COMPIUTE).select_related("persona", "direzione")
    voci = [
        Mancanza(f"{s.persona}, {s.direzione}: la scheda è «{s.stato_attuale.parola}», non ancora firmata.")
        for s in aperte.order_by("direzione__codice", "persona__cognome", "persona__nome", "pk")[:al_massimo]
    ]
    yield Mancano(DA_FIRMARE, voci, len(voci) if al_massimo is None else aperte.count())
    ferme = SchedaPersonale.objects.filter(sospesa(SchedaPersonale), esercizio=esercizio, stato__in=FIRMATE)
    yield _tutte(FERME, [Mancanza(_ferma(f"{s.persona}, {s.direzione}")) for s in ferme.select_related("persona", "direzione")])


def _ferma(chi: str) -> str:
    """Why is of those who are part of it alone."""
    return f"{chi}: la valutazione {PAROLE}."


def _senza_scheda(esercizio: Esercizio, al_massimo: int | None) -> Mancano:
    """Whoever of the staff has no sheet, once, with the last unit where they served."""
    visti: dict[int, Mancanza] = {}
    for a in da_aprire(esercizio).iterator(chunk_size=500):
        if a.persona_id not in visti:
            if len(visti) == al_massimo:
                return Mancano(DA_APRIRE, [*visti.values()], quante_da_aprire_personale(esercizio))
            visti[a.persona_id] = Mancanza(f"{a.persona}, {a.direzione}: la scheda non è ancora aperta.")
    return _tutte(DA_APRIRE, [*visti.values()])


def _tutte(che: str, voci: Sequence[Mancanza]) -> Mancano:
    return Mancano(che, voci, len(voci))
