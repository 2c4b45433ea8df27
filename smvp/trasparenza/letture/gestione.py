"""What the Segretario reads before publishing: what is in sight, since when, by which act; what has gone; what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from smvp.documenti.models import Atto, Pubblicazione
from smvp.documenti.pubblicazioni import in_vista
from smvp.regolamento.norma import Requisito

from .regolamento import regolamento_vigente
from .sezione import SOLO_DEGLI_ORGANI, VOCE_PREMI, VOCE_RELAZIONE, VOCE_SISTEMA, file_di, si_sfoglia

RITIRATE_MOSTRATE = 50
ATTI_OFFERTI = 100


@dataclass(frozen=True, slots=True)
class Esposta:
    pubblicazione: Pubblicazione
    voce: str
    file: str
    rimettibile: bool = False


@dataclass(frozen=True, slots=True)
class Quadro:
    in_vista: Sequence[Esposta]
    in_arrivo: Sequence[Esposta]
    """Published, but its file is still being drawn: nobody sees it yet."""
    ritirate: Sequence[Esposta]
    mancano: Sequence[Requisito]


def rimettibili() -> QuerySet[Pubblicazione]:
    """What was withdrawn and may come back: a document of ours, the last of its item and year. Nothing stands in its place."""
    ultime = Pubblicazione.objects.order_by().values("voce", "anno").annotate(ultima=Max("pk")).values("ultima")
    righe = Pubblicazione.objects.filter(ritirata_il__isnull=False, documento__isnull=False, pk__in=ultime)
    return righe.exclude(documento__tipo__in=SOLO_DEGLI_ORGANI)


def quadro() -> Quadro:
    voci = {v.codice: v for v in regolamento_vigente().garanzie.sezione_web}
    tornano = set(rimettibili().order_by().values_list("pk", flat=True))

    def esposte(righe: QuerySet[Pubblicazione], *, visibili: bool = False) -> list[Esposta]:
        return [
            Esposta(p, voci[p.voce].titolo if p.voce in voci else p.voce, file_di(p) if visibili else "", p.pk in tornano) for p in righe
        ]

    tutte = Pubblicazione.objects.select_related("documento", "atto", "pubblicata_da__persona").defer("documento__contenuto")
    vive = tutte.filter(ritirata_il__isnull=True)
    viste = esposte(vive.filter(pk__in=in_vista().values("pk")), visibili=True)
    dette = {e.pubblicazione.voce for e in viste} | {VOCE_SISTEMA}
    if any(e.pubblicazione.voce == VOCE_RELAZIONE and si_sfoglia(e.pubblicazione) for e in viste):
        dette.add(VOCE_PREMI)  # a chapter of the Relazione
    return Quadro(
        viste, esposte(vive.exclude(pk__in=in_vista().values("pk"))),
        esposte(tutte.filter(ritirata_il__isnull=False).order_by("-ritirata_il", "-pk")[:RITIRATE_MOSTRATE]),
        [v for v in voci.values() if v.codice not in dette],
    )  # fmt: skip


def voci_da_scegliere() -> list[tuple[str, str]]:
    return [(v.codice, v.titolo) for v in regolamento_vigente().garanzie.sezione_web]


def atti_recenti() -> QuerySet[Atto]:
    chiavi = Atto.objects.order_by("-data", "-pk").values("pk")[:ATTI_OFFERTI]
    return Atto.objects.filter(pk__in=list(chiavi.values_list("pk", flat=True)))
