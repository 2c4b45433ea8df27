"""The tree of performance (art. 4, 7): Aree, objectives, the parts and the objectives that hang on them, the people who answer for them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from smvp.nucleo.formati import percento
from smvp.organizzazione.models import Direzione, Esercizio, Utente

from ..models import Assegnazione, Obiettivo, Parte
from ..permessi import visibili_a
from .disegno import Disegno, Ramo, disponi

SENZA_AREA = "0"
TUTTE = "tutte"
TUTTI_INSIEME = 24
"""As many objectives as are shown together when nobody has chosen an Area."""
TROPPI = 250
"""More than these nobody reads in a page: a Direzione is to be chosen first."""


@dataclass(frozen=True, slots=True)
class Scelta:
    """A chip: the code of an Area, its short name, how many objectives it holds."""

    codice: str
    etichetta: str
    conto: int


@dataclass(frozen=True, slots=True)
class Albero:
    """The tree of an Area: ``radice`` for the list, ``disegno`` for the drawing; ``outcome`` of art. 11."""

    radice: Ramo
    disegno: Disegno
    outcome: str


@dataclass(frozen=True, slots=True)
class Bosco:
    """What one sees of an exercise: the trees chosen, what there is to choose, how many objectives in all and shown."""

    alberi: tuple[Albero, ...]
    aree: tuple[Scelta, ...]
    direzioni: tuple[Direzione, ...]
    area: str
    direzione: str
    tutti: int
    mostrati: int
    troppi: bool


def bosco(esercizio: Esercizio, utente: Utente, *, area: str = "", direzione: str = "") -> Bosco:
    """The trees that a user may see, of one Area ("tutte" for all) and one Direzione (by code).

    A choice that is not there chooses nothing.
    """
    obiettivi = leggi_obiettivi(visibili_a(utente).filter(esercizio=esercizio))
    uffici = {o.pk: direzioni_di(o) for o in obiettivi}
    direzioni = {d.codice: d for trovate in uffici.values() for d in trovate}
    direzione = direzione if direzione in direzioni else ""
    figli, radici = _cascata(obiettivi)
    if direzione:
        radici = [r for r in radici if any(d.codice == direzione for o in _discendenti(r, figli) for d in uffici[o.pk])]
    per_area: dict[str, list[Obiettivo]] = defaultdict(list)
    for radice in radici:
        per_area[radice.area or SENZA_AREA].append(radice)
    conti = {codice: sum(1 for r in rami for _ in _discendenti(r, figli)) for codice, rami in sorted(per_area.items())}
    area = _area_scelta(area, conti)
    scelte = {codice: per_area[codice] for codice in conti if area in (codice, TUTTE)}
    mostrati = sum(conti[codice] for codice in scelte)
    troppi = mostrati > TROPPI and not direzione and len(direzioni) > 1
    alberi = () if troppi else tuple(_albero(esercizio, codice, rami, figli, conti[codice]) for codice, rami in scelte.items())
    return Bosco(
        alberi, tuple(Scelta(c, _nome_area(c), n) for c, n in conti.items()), tuple(d for _, d in sorted(direzioni.items())), area,
        direzione, len(obiettivi), 0 if troppi else mostrati, troppi,
    )  # fmt: skip


def _area_scelta(area: str, conti: Mapping[str, int]) -> str:
    """What was asked for, if it is there; otherwise everything when it is little, or the first Area."""
    if area == TUTTE or area in conti:
        return area
    return TUTTE if sum(conti.values()) <= TUTTI_INSIEME or len(conti) == 1 else next(iter(conti))


def leggi_obiettivi(obiettivi: QuerySet[Obiettivo]) -> list[Obiettivo]:
    """These objectives with their offices, parts and people, in three queries and in the order of their codes."""
    ufficio = "direzione__padre__padre"
    assegnazioni = Assegnazione.objects.select_related("incarico__persona", f"incarico__{ufficio}").order_by(
        "incarico__persona__cognome", "incarico__persona__nome", "pk"
    )
    parti = Parte.objects.select_related(ufficio).order_by("direzione__codice")
    righe = obiettivi.select_related("responsabile__persona", f"responsabile__{ufficio}").prefetch_related(
        Prefetch("assegnazioni", assegnazioni), Prefetch("parti", parti)
    )
    return sorted(righe, key=lambda o: (o.tipo, ordine_del_codice(o.codice)))


def ordine_del_codice(codice: str) -> tuple[str, int, str]:
    """OI-2 comes before OI-10."""
    prima, _, dopo = codice.partition("-")
    cifre = dopo.split(".")[0]
    return prima, int(cifre) if cifre.isascii() and cifre.isdigit() else 0, codice


def direzioni_di(obiettivo: Obiettivo) -> list[Direzione]:
    """The top Direzioni to which an objective belongs: those of its parts; otherwise of who fills it in, or is evaluated on it."""
    if parti := list(obiettivo.parti.all()):
        uffici: Iterable[Direzione | None] = [p.direzione for p in parti]
    elif obiettivo.responsabile is not None:
        uffici = [obiettivo.responsabile.direzione]
    else:
        uffici = [a.incarico.direzione for a in obiettivo.assegnazioni.all()]
    return list({u.apice.pk: u.apice for u in uffici if u is not None}.values())


Figli = Mapping[int, Sequence[Obiettivo]]


def _cascata(obiettivi: Sequence[Obiettivo]) -> tuple[Figli, list[Obiettivo]]:
    """What hangs on what (art. 7), and what hangs on nothing that is seen; a ring of rows is cut open."""
    visti = {o.pk: o for o in obiettivi}
    figli: dict[int, list[Obiettivo]] = defaultdict(list)
    radici = []
    for o in obiettivi:
        if o.padre_id in visti and not _in_anello(o, visti):
            figli[o.padre_id].append(o)
        else:
            radici.append(o)
    return figli, radici


def _in_anello(obiettivo: Obiettivo, visti: Mapping[int, Obiettivo]) -> bool:
    sopra, passati = visti.get(obiettivo.padre_id or 0), {obiettivo.pk}
    while sopra is not None and sopra.pk not in passati:
        passati.add(sopra.pk)
        sopra = visti.get(sopra.padre_id or 0)
    return sopra is not None and sopra.pk == obiettivo.pk


def _discendenti(obiettivo: Obiettivo, figli: Figli) -> Iterable[Obiettivo]:
    yield obiettivo
    for figlio in figli.get(obiettivo.pk, ()):
        yield from _discendenti(figlio, figli)


# --- branches ---------------------------------------------------------------------------------------------------------------------------


def _albero(esercizio: Esercizio, codice: str, radici: Sequence[Obiettivo], figli: Figli, quanti: int) -> Albero:
    area = next((a for a in esercizio.reg.aree if str(a.numero) == codice), None)
    classe, parola = _stato_comune([o for r in radici for o in _discendenti(r, figli)])
    radice = Ramo(
        "area", f"area-{codice}", _nome_area(codice), area.denominazione if area else "Obiettivi senza Area strategica",
        "1 obiettivo" if quanti == 1 else f"{quanti} obiettivi", classe, parola, figli=tuple(_ramo(o, figli) for o in radici),
    )  # fmt: skip
    return Albero(radice, disponi(radice), area.outcome if area else "")


def _nome_area(codice: str) -> str:
    return "Senza Area" if codice == SENZA_AREA else f"Area {codice}"


def _stato_comune(obiettivi: Sequence[Obiettivo]) -> tuple[str, str]:
    """The state of an Area: closed when all are, red when one is held up, otherwise under way."""
    conti = Counter(o.stato_attuale.classe for o in obiettivi)
    fatti = conti["fatto"]
    if fatti == len(obiettivi):
        return "fatto", "Conclusi" if all(o.stato_attuale.codice == "valutata" for o in obiettivi) else "Assegnati"
    if conti["ritardo"]:
        return "ritardo", f"{conti['ritardo']} da rivedere"
    return ("bozza", "In bozza") if conti["bozza"] == len(obiettivi) else ("corso", "In corso")


def _ramo(obiettivo: Obiettivo, figli: Figli) -> Ramo:
    """An objective: its parts or its people, then the objectives that hang on it."""
    stato = obiettivo.stato_attuale
    parti = list(obiettivo.parti.all())
    sotto = [_parte(obiettivo, p) for p in parti]
    sotto += [_persona(obiettivo, a) for a in obiettivo.assegnazioni.all() if a.parte_id is None]
    sotto += [_ramo(f, figli) for f in figli.get(obiettivo.pk, ())]
    return Ramo(
        "obiettivo", f"o{obiettivo.pk}", obiettivo.codice, obiettivo.titolo, _di_chi(obiettivo, len(parti)), stato.classe, stato.parola,
        obiettivo.get_absolute_url(), tuple(sotto),
    )  # fmt: skip


def _di_chi(obiettivo: Obiettivo, parti: int) -> str:
    if parti:
        return f"Collettivo, {parti} Direzioni"
    return str(obiettivo.responsabile.direzione or "") if obiettivo.responsabile else ""


def _parte(obiettivo: Obiettivo, parte: Parte) -> Ramo:
    stato = obiettivo.stato_attuale
    persone = tuple(_persona(obiettivo, a) for a in obiettivo.assegnazioni.all() if a.parte_id == parte.pk)
    return Ramo(
        "parte", f"p{parte.pk}", f"Apporto {percento(parte.apporto)}", str(parte.direzione), "", stato.classe, stato.parola,
        obiettivo.get_absolute_url(), persone,
    )  # fmt: skip


def _persona(obiettivo: Obiettivo, assegnazione: Assegnazione) -> Ramo:
    stato, incarico = obiettivo.stato_attuale, assegnazione.incarico
    return Ramo(
        "persona", f"a{assegnazione.pk}", f"Peso {assegnazione.peso.normalize():f}", incarico.persona.con_titolo,
        incarico.titolo_ruolo, stato.classe, stato.parola,
    )  # fmt: skip
