"""What the public pages read: the regulation in force and, article by article, its terms and readings."""

from smvp.organizzazione.models import Esercizio
from smvp.regolamento.lettore import carica, versioni
from smvp.regolamento.modello import Articolo, Lettura, Regolamento, Scadenza


def regolamento_vigente() -> Regolamento:
    """The version to which the latest exercise is bound; before any exercise, the last one on the shelf."""
    ultimo = Esercizio.objects.order_by("-anno").first()
    return ultimo.reg if ultimo else carica(versioni()[-1])


def scadenze_di(reg: Regolamento, articolo: str) -> list[Scadenza]:
    return [s for s in reg.scadenze.values() if s.articolo == articolo]


def letture_di(reg: Regolamento, articolo: str) -> list[Lettura]:
    """Where the text of the article is silent, and which reading the program uses."""
    return [x for x in reg.letture.values() if x.articolo == articolo]


def vicini(reg: Regolamento, articolo: Articolo) -> tuple[Articolo | None, Articolo | None]:
    """The article before and the one after, in the order of the index."""
    tutti = list(reg.articoli.values())
    posto = tutti.index(articolo)
    return (tutti[posto - 1] if posto else None, tutti[posto + 1] if posto + 1 < len(tutti) else None)
