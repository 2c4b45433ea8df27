"""Art. 36: what the public section shows: nothing but what is in sight, by item and year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse

from smvp.documenti.models import Documento, Pubblicazione
from smvp.documenti.pubblicazioni import in_vista
from smvp.performance.documenti.edizioni import COMPLETA, PIANO, PUBBLICA
from smvp.regolamento.norma import Requisito

from .regolamento import regolamento_vigente

# Items of the public section that this app draws by itself; the others are a file to take away.
VOCE_PIANO, VOCE_RELAZIONE, VOCE_PREMI, VOCE_SISTEMA = "piano", "relazione", "premi", "sistema"
SFOGLIABILI = frozenset({PIANO, PUBBLICA})
"""The kinds of document that are read as pages too."""
SEZIONE_PREMI = "premi"
SOLO_DEGLI_ORGANI = frozenset({COMPLETA})
"""Never shown here, whatever has been published by mistake."""


@dataclass(frozen=True, slots=True)
class Rigo:
    """A line of the index: an item, where its page is and where its file; ``da`` the publication behind it."""

    voce: Requisito
    titolo: str
    pagina: str = ""
    file: str = ""
    da: Pubblicazione | None = None


@dataclass(frozen=True, slots=True)
class Vista:
    """All that is in sight at the moment of a request, read in two queries."""

    righe: Sequence[Pubblicazione]
    cambiata_il: datetime | None

    def di(self, voce: str, anno: int | None = None) -> Pubblicazione | None:
        return next((p for p in self.righe if p.voce == voce and p.anno == anno), None)

    def edizione(self, voce: str, anno: int) -> Pubblicazione | None:
        """The publication of that item and year, if it can be read as pages."""
        trovata = self.di(voce, anno)
        return trovata if trovata and si_sfoglia(trovata) else None

    @property
    def anni(self) -> list[int]:
        return sorted({p.anno for p in self.righe if p.anno is not None}, reverse=True)


def leggi_vista() -> Vista:
    cambiata = Pubblicazione.objects.aggregate(su=Max("pubblicata_il"), giu=Max("ritirata_il"))
    righe = in_vista().exclude(documento__tipo__in=SOLO_DEGLI_ORGANI)
    return Vista(list(righe), max(filter(None, cambiata.values()), default=None))


def si_sfoglia(p: Pubblicazione) -> bool:
    return p.documento is not None and p.documento.tipo in SFOGLIABILI


def contenuti_di(pubblicazioni: Sequence[Pubblicazione]) -> list[dict[str, Any]]:
    """The frozen contents of editions in sight, in their order."""
    letti = Documento.objects.only("contenuto").in_bulk([p.documento_id for p in pubblicazioni])
    return [letti[p.documento_id].payload for p in pubblicazioni]


def contenuto_di(p: Pubblicazione) -> dict[str, Any]:
    return contenuti_di([p])[0]


def sezione_con(dati: dict[str, Any], codice: str) -> dict[str, Any] | None:
    return next((s for s in dati["sezioni"] if s["codice"] == codice), None)


# --- the index ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Indice:
    anni: Sequence[tuple[int, Sequence[Rigo]]]
    sempre: Sequence[Rigo]
    """What belongs to no exercise: the regulation, the NCVP."""
    mancano: Sequence[Requisito]
    """The items of art. 36 of which nothing has been published yet."""
    con_dati: Sequence[int]
    """The years whose tables can be taken away."""


def indice(vista: Vista) -> Indice:
    voci = regolamento_vigente().garanzie.sezione_web
    anni = [(anno, list(_dell_anno(vista, voci, anno))) for anno in vista.anni]
    sempre = list(_di_sempre(vista, voci))
    dette = {r.voce.codice for _, righe in anni for r in righe} | {r.voce.codice for r in sempre}
    con_dati = [a for a in vista.anni if any(vista.edizione(v, a) for v in (VOCE_RELAZIONE, VOCE_PIANO))]
    return Indice(anni, sempre, [v for v in voci if v.codice not in dette], con_dati)


def _dell_anno(vista: Vista, voci: Sequence[Requisito], anno: int) -> Iterator[Rigo]:
    for v in voci:
        p = vista.di(v.codice, anno)
        if v.codice == VOCE_PREMI and vista.edizione(VOCE_RELAZIONE, anno):
            yield Rigo(v, v.titolo, reverse("trasparenza:voce", args=[anno, VOCE_PREMI]), file_di(p) if p else "", p)
        elif p:
            pagina = reverse("trasparenza:voce", args=[anno, v.codice]) if si_sfoglia(p) else ""
            yield Rigo(v, p.titolo, pagina, file_di(p), p)


def _di_sempre(vista: Vista, voci: Sequence[Requisito]) -> Iterator[Rigo]:
    for v in voci:
        p = vista.di(v.codice)
        if v.codice == VOCE_SISTEMA:
            yield Rigo(v, p.titolo if p else v.titolo, reverse("regolamento"), file_di(p) if p else "", p)
        elif p:
            yield Rigo(v, p.titolo, "", file_di(p), p)


def file_di(p: Pubblicazione) -> str:
    """The address of what is published: it names item and year, so that it stays when a later one takes the place."""
    return reverse("trasparenza:documento", args=[p.voce] if p.anno is None else [p.anno, p.voce])
