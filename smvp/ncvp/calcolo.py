"""Art. 34 as arithmetic: when a term ends, and what to warn of before and during it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from smvp.nucleo.formati import data, giorni_mancanti
from smvp.regolamento.garanzie import Ncvp


def fine_naturale(dal: date, anni: int) -> date:
    """The last day of a term of whole years that begins on a day: the eve of the anniversary; of 29 February, 28 February."""
    bisesto = (dal.month, dal.day) == (2, 29)
    anniversario = dal.replace(year=dal.year + anni, day=28) if bisesto else dal.replace(year=dal.year + anni)
    return anniversario if bisesto else anniversario - timedelta(days=1)


def giorni_di_avviso(dal: date, al: date) -> int:
    """How many days a notice stays up, both included."""
    return (al - dal).days + 1


def limite_nuclei(n: Ncvp, *, dipendente: bool) -> int:
    """In how many bodies one may sit, counting this one."""
    return n.nuclei_massimi_dipendente if dipendente else n.nuclei_massimi


@dataclass(frozen=True, slots=True)
class Fatti:
    """What the warnings on an appointment look at. ``al``: its actual last day; ``prima``: earlier terms of the same person."""

    dal: date
    al: date
    avviso: tuple[date, date] | None
    prima: int
    pubblicate: frozenset[str]
    compenso_dell_anno: bool
    curriculum: bool


@dataclass(frozen=True, slots=True)
class Avviso:
    """``urgente``: shown in red; the others in amber."""

    codice: str
    testo: str
    articolo: str
    urgente: bool = False


def avvisi(f: Fatti, n: Ncvp, voci: Sequence[tuple[str, str]], giorno: date) -> list[Avviso]:
    """What is to be told of an appointment on a day. ``voci``: what must stand in the public section, code and title (art. 36)."""
    trovati = [*_durata(f, n, giorno), *_rinnovo(f, n), *_notizia(f, n)]
    if f.dal <= giorno <= f.al:
        if not f.curriculum:
            trovati.append(Avviso("curriculum", "Manca il curriculum.", "36"))
        if not f.compenso_dell_anno:
            trovati.append(Avviso("compenso", f"Manca il compenso del {giorno.year}.", "34"))
        trovati += [Avviso(f"pubblica-{c}", f"Non è pubblicato: {t}.", "36") for c, t in voci if c not in f.pubblicate]
    return trovati


def _durata(f: Fatti, n: Ncvp, giorno: date) -> Iterator[Avviso]:
    if f.al < giorno:
        return
    if (f.al - giorno).days <= n.giorni_preavviso:
        mancano = giorni_mancanti(giorno, f.al)
        yield Avviso("scadenza", f"L’incarico finisce il {data(f.al)} ({mancano}): va fatto l’avviso per il prossimo.", "34", urgente=True)


def _rinnovo(f: Fatti, n: Ncvp) -> Iterator[Avviso]:
    """The text says renewable, the law once: told, never refused (reading A60)."""
    if f.prima > n.rinnovi:
        quante = "una volta sola" if n.rinnovi == 1 else f"{n.rinnovi} volte"
        yield Avviso(
            "rinnovi", f"È il rinnovo numero {f.prima}: la legge ne ammette {quante} (d.lgs. 150/2009, art. 14).", "34", urgente=True
        )
    elif f.prima and f.prima == n.rinnovi:
        yield Avviso("rinnovo", "Il rinnovo è già stato usato: alla scadenza si sceglie un’altra persona.", "34")


def _notizia(f: Fatti, n: Ncvp) -> Iterator[Avviso]:
    if f.avviso is not None and (giorni := giorni_di_avviso(*f.avviso)) < n.giorni_avviso:
        rimasto = "1 giorno" if giorni == 1 else f"{giorni} giorni"
        yield Avviso("avviso", f"L’avviso pubblico è rimasto {rimasto}: ne servono {n.giorni_avviso}.", "34")
