"""The tree of performance (art. 4, 7): Aree, objectives, the parts and the objectives that hang on them, the people who answer for them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils.http import urlencode

from smvp.nucleo.formati import percento
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.regolamento.modello import Area

from ...models import Assegnazione, Obiettivo, Parte
from ...permessi import visibili_a
from .appesi import Appesi, Appeso, appesi_a
from .disegno import Disegno, Ramo, disponi

SENZA_AREA = "0"
TUTTE = "tutte"
TUTTI_INSIEME = 24
"""As many objectives as are shown together when nobody has chosen an Area."""
TROPPI = 250
"""More objectives than these nobody reads in a page: they are counted Direzione by Direzione, and each leads to its own tree."""
CASELLE_MASSIME = 300
"""More boxes than these weigh on the page more than they say: the deepest levels are left out (each is about a thousand bytes)."""


class Mostra(StrEnum):
    """How much of the trees is drawn; the first that fits. The page says which one in words."""

    TUTTO = ""
    PARTE_SCELTA = "Degli obiettivi collettivi vedi la parte della Direzione scelta: le altre si vedono scegliendo la loro."
    PERSONALE_CONTATO = "Il personale e i suoi obiettivi sono contati: per vederli uno per uno scegli una Direzione o un’Area."
    SENZA_PERSONE = "L’albero arriva agli obiettivi e alle loro parti: per vedere le persone scegli una Direzione."
    PER_DIREZIONI = "Gli obiettivi sono contati per Direzione: apri quella che ti serve per vedere il suo albero, fino alle persone."


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
    mostra: Mostra


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
    if mostrati > TROPPI and not direzione and len(direzioni) > 1:
        trovati = {c: [o for r in rami for o in _discendenti(r, figli)] for c, rami in scelte.items()}
        alberi, mostra = _contati_per_direzione(esercizio, area, trovati, uffici), Mostra.PER_DIREZIONI
    else:
        visti = [o for rami in scelte.values() for r in rami for o in _discendenti(r, figli)]
        alberi, mostra = _disegnati(esercizio, scelte, figli, direzione, appesi_a(esercizio, utente, visti))
    return Bosco(
        alberi, tuple(Scelta(c, _nome_area(c), n) for c, n in conti.items()), tuple(sorted(direzioni.values(), key=_come_si_conta)), area,
        direzione, len(obiettivi), mostrati, mostra,
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


@dataclass(frozen=True, slots=True)
class Taglio:
    """What of a branch is drawn: the people, what other apps hang on it (counted if not ``personale``), and of a collective objective
    the parts of one Direzione alone (empty: all)."""

    persone: bool = True
    direzione: str = ""
    personale: bool = True
    appesi: Appesi = field(default_factory=dict)


# --- branches ---------------------------------------------------------------------------------------------------------------------------


def _disegnati(
    esercizio: Esercizio, scelte: Mapping[str, Sequence[Obiettivo]], figli: Figli, direzione: str, appesi: Appesi
) -> tuple[tuple[Albero, ...], Mostra]:
    """The trees as deep as they fit: whole; then, with a Direzione chosen, without the parts of the others; then with what other apps
    hang on them counted; then without the people."""
    gradi = [Mostra.TUTTO, Mostra.PARTE_SCELTA, Mostra.PERSONALE_CONTATO, Mostra.SENZA_PERSONE]
    mostrabili = [g for g in gradi if (direzione or g != Mostra.PARTE_SCELTA) and (appesi or g != Mostra.PERSONALE_CONTATO)]
    for mostra in mostrabili:
        taglio = Taglio(
            persone=mostra != Mostra.SENZA_PERSONE, direzione="" if mostra == Mostra.TUTTO else direzione,
            personale=mostra in (Mostra.TUTTO, Mostra.PARTE_SCELTA), appesi=appesi,
        )  # fmt: skip
        radici = [
            _radice(esercizio, codice, [o for r in rami for o in _discendenti(r, figli)], [_ramo(r, figli, taglio) for r in rami])
            for codice, rami in scelte.items()
        ]
        if sum(1 for r in radici for _ in r.tutti()) <= CASELLE_MASSIME:
            break
    return tuple(_albero(esercizio, r) for r in radici), mostra


def _contati_per_direzione(
    esercizio: Esercizio, area: str, trovati: Mapping[str, Sequence[Obiettivo]], uffici: Mapping[int, Sequence[Direzione]]
) -> tuple[Albero, ...]:
    """One tree, of the Area or of all of them: a box for each Direzione, with the way to its tree; a collective one counts for each."""
    tutti = [o for obiettivi in trovati.values() for o in obiettivi]
    per_direzione: dict[str, list[Obiettivo]] = defaultdict(list)
    direzioni = {d.codice: d for o in tutti for d in uffici[o.pk]}
    for o in tutti:
        for d in uffici[o.pk]:
            per_direzione[d.codice].append(o)
    rami = [_ramo_direzione(d, per_direzione[d.codice], area) for d in sorted(direzioni.values(), key=_come_si_conta)]
    rami += [_ramo(o, {}, Taglio(persone=False)) for o in tutti if not uffici[o.pk]]
    return (_albero(esercizio, _radice(esercizio, area, tutti, rami)),)


def _come_si_conta(direzione: Direzione) -> tuple[int, str]:
    """D2 comes before D10."""
    return len(direzione.codice), direzione.codice


def _ramo_direzione(direzione: Direzione, obiettivi: Sequence[Obiettivo], area: str) -> Ramo:
    classe, parola = _stato_comune(obiettivi)
    return Ramo(
        "direzione", f"d{direzione.pk}", direzione.codice, direzione.denominazione, _quanti(obiettivi), classe, parola,
        f"?{urlencode({'area': area, 'direzione': direzione.codice})}",
    )  # fmt: skip


def _radice(esercizio: Esercizio, codice: str, obiettivi: Sequence[Obiettivo], rami: Iterable[Ramo]) -> Ramo:
    """The box of an Area, of what has none or of all the Areas together, with what hangs on it."""
    area = _area(esercizio, codice)
    titolo = area.denominazione if area else "" if codice == TUTTE else "Obiettivi senza Area strategica"
    classe, parola = _stato_comune(obiettivi)
    return Ramo("area", f"area-{codice}", _nome_area(codice), titolo, _quanti(obiettivi), classe, parola, figli=tuple(rami))


def _area(esercizio: Esercizio, codice: str) -> Area | None:
    return next((a for a in esercizio.reg.aree if str(a.numero) == codice), None)


def _albero(esercizio: Esercizio, radice: Ramo) -> Albero:
    area = _area(esercizio, radice.chiave.removeprefix("area-"))
    return Albero(radice, disponi(radice), area.outcome if area else "")


def _quanti(obiettivi: Sequence[Obiettivo]) -> str:
    return "1 obiettivo" if len(obiettivi) == 1 else f"{len(obiettivi)} obiettivi"


def _nome_area(codice: str) -> str:
    return {SENZA_AREA: "Senza Area", TUTTE: "Tutte le Aree"}.get(codice, f"Area {codice}")


def _stato_comune(obiettivi: Sequence[Obiettivo]) -> tuple[str, str]:
    """The state of an Area: closed when all are, red when one is held up, otherwise under way."""
    conti = Counter(o.stato_attuale.classe for o in obiettivi)
    fatti = conti["fatto"]
    if fatti == len(obiettivi):
        return "fatto", "Conclusi" if all(o.stato_attuale.codice == "valutata" for o in obiettivi) else "Assegnati"
    if conti["ritardo"]:
        return "ritardo", f"{conti['ritardo']} da rivedere"
    return ("bozza", "In bozza") if conti["bozza"] == len(obiettivi) else ("corso", "In corso")


def _ramo(obiettivo: Obiettivo, figli: Figli, taglio: Taglio) -> Ramo:
    """An objective: its parts or its people, then the objectives that hang on it."""
    stato = obiettivo.stato_attuale
    parti = list(obiettivo.parti.all())
    sotto = [_parte(obiettivo, p, taglio) for p in parti if taglio.direzione in ("", p.direzione.apice.codice)]
    sotto += [_persona(obiettivo, a) for a in obiettivo.assegnazioni.all() if a.parte_id is None and taglio.persone]
    sotto += _personale(obiettivo, taglio, _senza_parte(obiettivo, parti, taglio))
    sotto += [_ramo(f, figli, taglio) for f in figli.get(obiettivo.pk, ())]
    return Ramo(
        "obiettivo", f"o{obiettivo.pk}", obiettivo.codice, obiettivo.titolo, _di_chi(obiettivo, len(parti)), stato.classe, stato.parola,
        obiettivo.get_absolute_url(), tuple(sotto),
    )  # fmt: skip


def _di_chi(obiettivo: Obiettivo, parti: int) -> str:
    if parti:
        return f"Collettivo, {parti} Direzioni"
    return str(obiettivo.responsabile.direzione or "") if obiettivo.responsabile else ""


def _parte(obiettivo: Obiettivo, parte: Parte, taglio: Taglio) -> Ramo:
    stato = obiettivo.stato_attuale
    sotto = [_persona(obiettivo, a) for a in obiettivo.assegnazioni.all() if a.parte_id == parte.pk and taglio.persone]
    suoi = [a for a in taglio.appesi.get(obiettivo.pk, ()) if a.direzione == parte.direzione.apice.pk]
    sotto += _personale(obiettivo, taglio, suoi, f"-{parte.pk}")
    return Ramo(
        "parte", f"p{parte.pk}", f"Apporto {percento(parte.apporto)}", str(parte.direzione), "", stato.classe, stato.parola,
        obiettivo.get_absolute_url(), tuple(sotto),
    )  # fmt: skip


def _senza_parte(obiettivo: Obiettivo, parti: Sequence[Parte], taglio: Taglio) -> list[Appeso]:
    """What hangs on the objective and on none of its parts."""
    con_parte = {p.direzione.apice.pk for p in parti}
    return [a for a in taglio.appesi.get(obiettivo.pk, ()) if a.direzione not in con_parte]


def _personale(obiettivo: Obiettivo, taglio: Taglio, appesi: Sequence[Appeso], dove: str = "") -> list[Ramo]:
    """What other apps hang here: branch by branch, or counted, or nothing where there are no people."""
    if not appesi or not taglio.persone:
        return []
    if taglio.personale:
        return [a.ramo for a in appesi]
    persone = len(frozenset[int]().union(*(a.persone for a in appesi)))
    quanti = "1 obiettivo specifico" if len(appesi) == 1 else f"{len(appesi)} obiettivi specifici"
    stato = obiettivo.stato_attuale
    return [
        Ramo("specifico", f"c{obiettivo.pk}{dove}", "Personale", quanti, f"{persone} {'persona' if persone == 1 else 'persone'}",
             stato.classe, stato.parola)
    ]  # fmt: skip


def _persona(obiettivo: Obiettivo, assegnazione: Assegnazione) -> Ramo:
    stato, incarico = obiettivo.stato_attuale, assegnazione.incarico
    return Ramo(
        "persona", f"a{assegnazione.pk}", f"Peso {assegnazione.peso.normalize():f}", incarico.persona.con_titolo,
        incarico.titolo_ruolo, stato.classe, stato.parola,
    )  # fmt: skip
