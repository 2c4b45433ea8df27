"""What is due to a person over the years, as they read it once it is approved or conferred."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.db.models import Max

from smvp.organizzazione.models import Utente

from ..models import Attribuzione, Corsa, LineaPremio, LineaRisultato
from ..permessi import attribuzioni_proprie, linee_proprie
from ..stati import APPROVATE, CONFERITE

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class MiaLinea:
    """An amount of one's own; ``corretta_dalla``: the number of the run that has corrected it since, None if it holds."""

    linea: LineaRisultato | LineaPremio
    corretta_dalla: int | None

    @property
    def che_cosa(self) -> str:
        """The appointment or the Direzione for which it is due."""
        if isinstance(self.linea, LineaPremio):
            return str(self.linea.direzione)
        return " ".join(filter(None, (self.linea.incarico, self.linea.struttura)))


@dataclass(frozen=True, slots=True)
class MioAnno:
    """All that is due for an exercise, ``altri`` by artt. 25–27; ``totale`` counts what holds."""

    anno: int
    linee: list[MiaLinea]
    altri: list[Attribuzione] = field(default_factory=list)

    @property
    def totale(self) -> Decimal:
        delle_corse = sum((x.linea.importo for x in self.linee if x.corretta_dalla is None), ZERO)
        return delle_corse + sum((a.importo for a in self.altri if a.stato in CONFERITE), ZERO)


def miei_premi(utente: Utente) -> list[MioAnno]:
    """One's own approved and conferred amounts, by exercise, the latest first. A fixed number of queries."""
    risultato, premi = linee_proprie(utente)
    linee: list[LineaRisultato | LineaPremio] = [
        *risultato.select_related("corsa__esercizio").defer("corsa__fatti"),
        *premi.select_related("corsa__esercizio", "direzione").defer("corsa__fatti"),
    ]
    linee.sort(key=lambda x: (-x.corsa.esercizio.anno, x.corsa.istituto, -x.corsa.numero, x.pk))
    valgono = _ultime(x.corsa for x in linee)
    per_anno: dict[int, MioAnno] = {}
    for anno, sue in groupby(linee, key=lambda x: x.corsa.esercizio.anno):
        per_anno[anno] = MioAnno(anno, [_mia(x, valgono[x.corsa.esercizio_id, x.corsa.istituto]) for x in sue])
    for a in attribuzioni_proprie(utente).select_related("esercizio", "persona").order_by("istituto", "pk"):
        per_anno.setdefault(a.esercizio.anno, MioAnno(a.esercizio.anno, [])).altri.append(a)
    return sorted(per_anno.values(), key=lambda anno: -anno.anno)


def _mia(linea: LineaRisultato | LineaPremio, vale: int) -> MiaLinea:
    return MiaLinea(linea, None if linea.corsa.numero == vale else vale)


def _ultime(corse: Iterable[Corsa]) -> dict[tuple[int, str], int]:
    """The number of the last approved run of each exercise and kind."""
    esercizi = {c.esercizio_id for c in corse}
    approvate = Corsa.objects.filter(esercizio__in=esercizi, stato__in=APPROVATE).order_by()
    return {(e, i): n for e, i, n in approvate.values_list("esercizio", "istituto").annotate(Max("numero"))}
