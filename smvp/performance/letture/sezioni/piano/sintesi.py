"""Artt. 12, 36: the year in brief for citizens: how many objectives, whose, how they will be measured."""

from smvp.nucleo.formati import numero

from ....calcolo.blocchi import Blocco, Cifra, Cifre, Mancanza, Paragrafo
from ...contesto import Contesto
from ..comuni import direzioni_impegnate, nessun_obiettivo, obiettivi_in_parole, quanti


def blocchi(c: Contesto) -> list[Blocco]:
    if not c.obiettivi:
        return []
    collettivi = sum(1 for o in c.obiettivi if o.collettivo)
    individuali, direzioni = len(c.obiettivi) - collettivi, len(direzioni_impegnate(c))
    return [
        c.testo("introduzione"),
        Cifre((
            Cifra("Obiettivi", numero(len(c.obiettivi), 0), f"per il {c.anno}"),
            Cifra("Collettivi", numero(collettivi, 0), "di più Direzioni insieme"),
            Cifra("Indicatori", numero(len(c.voci), 0), "per misurare i risultati"),
            Cifra("Direzioni impegnate", numero(direzioni, 0)),
        )),
        Paragrafo(in_breve(c.anno, collettivi, individuali, len(c.voci))),
    ]  # fmt: skip


def in_breve(anno: int, collettivi: int, individuali: int, indicatori: int) -> str:
    al_quale = "al quale lavorano" if collettivi == 1 else "ai quali lavorano"
    parti = [quanti(individuali, "individuale", "individuali")] if individuali else []
    if collettivi:
        parti.append(f"{quanti(collettivi, 'collettivo', 'collettivi')}, {al_quale} più Direzioni insieme")
    inizio = f"Per il {anno} il Comune si è dato {obiettivi_in_parole(collettivi + individuali)}: {' e '.join(parti)}."
    if not indicatori:
        return inizio
    li = "lo" if collettivi + individuali == 1 else "li"
    misura = f"{li} misura un indicatore" if indicatori == 1 else f"{li} misurano {numero(indicatori, 0)} indicatori"
    return f"{inizio} A fine anno {misura}."


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
