"""Artt. 7 and 22: the specific objectives of the staff in the tree of performance, below the objective from which they descend."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from obiettivi.letture.quadri.appesi import Appeso, registra_rami
from obiettivi.letture.quadri.disegno import Ramo
from smvp.organizzazione.models import Esercizio, Utente
from smvp.organizzazione.permessi import persone_visibili_a

from ..models import AssegnazioneSpecifica, ObiettivoSpecifico
from ..permessi import unita_guidate
from .specifici import con_persone

ASSEGNATO = ("corso", "Assegnato")
CONCLUSO = ("fatto", "Concluso")


@registra_rami
def rami_del_personale(esercizio: Esercizio, utente: Utente, obiettivi: Collection[int]) -> Mapping[int, Sequence[Appeso]]:
    """What the staff does for these objectives. Whoever may not know the people reads how many they are; no figure is shown."""
    trovati: dict[int, list[Appeso]] = defaultdict(list)
    specifici = list(con_persone(ObiettivoSpecifico.objects.filter(esercizio=esercizio, obiettivo__in=list(obiettivi))))
    if not specifici:
        return trovati
    guidate = unita_guidate(utente)
    coinvolte = {a.persona_id for o in specifici for a in o.assegnate}
    note = set(persone_visibili_a(utente).filter(pk__in=coinvolte).order_by().values_list("pk", flat=True))
    for o in specifici:
        if o.obiettivo_id is not None:
            persone = frozenset(a.persona_id for a in o.assegnate)
            trovati[o.obiettivo_id].append(Appeso(_ramo(o, note, o.direzione_id in guidate), o.direzione.apice.pk, persone))
    return trovati


def _ramo(o: ObiettivoSpecifico, note: set[int], suo: bool) -> Ramo:
    """An objective with its people; ``note``: those whose name the reader may know, ``suo``: whether they give it."""
    classe, parola = ASSEGNATO if o.da_dire or not suo else CONCLUSO
    visti = [a for a in o.assegnate if a.persona_id in note]
    altri = len(o.assegnate) - len(visti)
    quante = "" if not altri else "1 persona" if altri == 1 else f"{altri} persone"
    dettaglio = f"{o.direzione}{', ' if quante else ''}{quante}"
    return Ramo(
        "specifico", f"s{o.pk}", "Specifico", o.titolo, dettaglio, classe, parola, o.get_absolute_url() if suo else "",
        tuple(_persona(a, classe, parola) for a in visti),
    )  # fmt: skip


def _persona(a: AssegnazioneSpecifica, classe: str, parola: str) -> Ramo:
    return Ramo("persona", f"as{a.pk}", f"Peso {a.peso.normalize():f}", a.persona.con_titolo, "Personale", classe, parola)
