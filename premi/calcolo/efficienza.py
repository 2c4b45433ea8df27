"""Art. 27 (reading A44): the premium of efficiency out of certified savings, in euros."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from smvp.nucleo.arrotondamenti import mezzo_su, per_difetto
from smvp.regolamento.modello import Regolamento

CENTO = 100


@dataclass(frozen=True, slots=True)
class Efficienza:
    """Savings, the share that becomes premium, the most of it for those directly involved, what goes to the staff's fund."""

    risparmi: Decimal
    quota: Decimal
    massimo_al_personale: Decimal
    al_fondo: Decimal


def premio_di_efficienza(risparmi: Decimal, reg: Regolamento) -> Efficienza:
    """30 % of ``risparmi`` (euros), half-up; of that printed share at most two thirds, rounded down, go to the staff involved.

    The rest goes to the fund of all the staff.
    """
    quota = mezzo_su(Fraction(risparmi) * Fraction(reg.premi.quota_risparmi) / CENTO)
    al_personale = per_difetto(Fraction(quota) * reg.premi.parte_al_personale)
    return Efficienza(mezzo_su(risparmi), quota, al_personale, quota - al_personale)
