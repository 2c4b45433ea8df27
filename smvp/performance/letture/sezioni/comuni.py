"""What several sections say alike: counts in words, the objectives that are not there yet, the key figures withheld."""

from collections.abc import Iterable

from django.urls import reverse

from obiettivi.letture.quadri.albero import direzioni_di
from obiettivi.models import Obiettivo
from smvp.nucleo.formati import numero

from ...calcolo.blocchi import Mancanza
from ..contesto import Contesto


def quanti(n: int, uno: str, molti: str) -> str:
    """ "1 obiettivo", "1.250 obiettivi"."""
    return f"{numero(n, 0)} {uno if n == 1 else molti}"


def obiettivi_in_parole(n: int) -> str:
    return quanti(n, "obiettivo", "obiettivi")


def persone_dette(n: int, c: Contesto) -> str:
    """How many people: in the public edition a few are not counted one by one (reading A40)."""
    return f"meno di {c.minimo}" if c.pubblica and 0 < n < c.minimo else numero(n, 0)


def direzioni_dette(o: Obiettivo) -> str:
    return ", ".join(map(str, direzioni_di(o)))


def direzioni_impegnate(c: Contesto, obiettivi: Iterable[Obiettivo] | None = None) -> set[int]:
    """The top Direzioni that answer for these objectives, or for all."""
    return {d.pk for o in (c.obiettivi if obiettivi is None else obiettivi) for d in direzioni_di(o)}


def nessun_obiettivo(c: Contesto) -> list[Mancanza]:
    """The one thing that most sections lack in an exercise that has not begun."""
    if c.quanti_obiettivi:
        return []
    pagina = reverse("obiettivi:elenco", args=[c.anno])
    if c.del_piano:
        return [Mancanza(f"Nessun obiettivo {c.anno} è stato validato.", "NCVP e Dirigenti", pagina)]
    return [Mancanza(f"Nessun obiettivo {c.anno} è stato assegnato.", "Segretario generale", pagina)]


def in_elenco(voci: Iterable[str]) -> str:
    """What a chart says, in words: "Area 1: 9; Area 2: 7."."""
    return f"{'; '.join(voci)}."
