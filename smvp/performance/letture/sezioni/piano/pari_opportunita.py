"""Art. 5: the objectives of the scope of equal opportunities, told apart from the Areas (reading A21)."""

from smvp.nucleo.formati import enumera

from ....calcolo.blocchi import Blocco, Mancanza, Paragrafo
from ...contesto import Contesto
from ...scelti import obiettivi_scelti, schema_di
from ..comuni import nessun_obiettivo, obiettivi_in_parole
from .scelti import tavola_degli

CODICE = "pari-opportunita"


def blocchi(c: Contesto) -> list[Blocco]:
    schema = schema_di(c, CODICE)
    suoi = [a for a in c.reg.ambiti if a.lettera in schema.ambiti]
    if not c.obiettivi or not suoi:
        return []
    trovati = [r.obiettivo for r in obiettivi_scelti(c, schema)]
    ambito = enumera([f"{a.lettera}) dell’art. {a.articolo}, «{a.testo}»" for a in suoi])
    if not trovati:
        return [c.testo(CODICE), Paragrafo(f"Nessuno degli obiettivi {c.anno} è dell’ambito {ambito}.")]
    sono = "è" if len(trovati) == 1 else "sono"
    frase = f"{obiettivi_in_parole(len(trovati))} su {len(c.obiettivi)} {sono} dell’ambito {ambito}."
    tavola = tavola_degli(trovati, "pari_opportunita", f"Gli obiettivi {c.anno} per le pari opportunità", "", c)
    return [c.testo(CODICE), Paragrafo(frase), tavola]


def mancanze(c: Contesto) -> list[Mancanza]:
    return nessun_obiettivo(c)
