"""The tabs under the header: each app adds its own, shown to the roles that use it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from smvp.organizzazione.ruoli import Ruolo


@dataclass(frozen=True, slots=True, order=True)
class Voce:
    """A tab. ``con_anno``: its address carries the exercise. ``spazio``: the URL namespace that makes it the current one."""

    ordine: int
    etichetta: str
    nome_url: str
    spazio: str
    ruoli: frozenset[Ruolo] = frozenset()
    con_anno: bool = True
    dell_anno: bool = False
    """True if, with no exercise chosen, it opens the year in course rather than the one to be evaluated."""
    pagine: frozenset[str] = frozenset()
    """The pages that every exercise has: whoever changes exercise stays on them, from the others they come to ``nome_url``."""
    senza: frozenset[Ruolo] = frozenset()
    """Whoever holds one of these has another tab for the same pages."""

    def per(self, ruoli: frozenset[Ruolo]) -> bool:
        return (not self.ruoli or bool(self.ruoli & ruoli)) and not self.senza & ruoli

    def indirizzo(self, anno: int) -> str:
        return reverse(self.nome_url, args=[anno] if self.con_anno else [])


HOME = "scrivania_esercizio"
_voci: list[Voce] = []


def registra_voce(voce: Voce) -> None:
    """Add a tab; called by the ``apps.ready`` of each app."""
    if voce not in _voci:
        _voci.append(voce)


def pagina_di_un_altro_anno(richiesta: HttpRequest) -> str:
    """The address to open in another exercise: this page if it has one, else the first of its tab, else the home page."""
    qui = richiesta.resolver_match
    if qui is None:
        return HOME
    voce = next((v for v in _voci if v.con_anno and v.spazio == qui.namespace and v.per(richiesta.ruoli)), None)
    if voce is None:
        return HOME
    return qui.view_name if qui.view_name in voce.pagine else voce.nome_url


def voci(richiesta: HttpRequest, anno: int, corrente: int) -> list[dict[str, object]]:
    """The tabs of the person of the request, in order: in the exercise ``anno``, or ``corrente`` for those that look at the year in course.

    The home page alone has counted what there is to do.
    """
    da_fare = len(getattr(richiesta, "agenda", {}).get("da_fare", ()))
    spazio = richiesta.resolver_match.namespace if richiesta.resolver_match else ""
    return [
        {
            "etichetta": v.etichetta,
            "url": v.indirizzo(corrente if v.dell_anno else anno),
            "attiva": spazio == v.spazio,
            "conto": da_fare if v.spazio == "" else 0,
        }
        for v in sorted(_voci)
        if v.per(richiesta.ruoli)
    ]
