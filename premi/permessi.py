"""Who sees what people are paid: the personnel office, and the Segretario who proposes it (arts 22–24)."""

import rules

from smvp.organizzazione.permessi import ha_ruolo
from smvp.organizzazione.ruoli import Ruolo

rules.add_perm("premi.vedere_risultato", ha_ruolo(Ruolo.PERSONALE, Ruolo.SEGRETARIO))
rules.add_perm("premi.esportare_risultato", ha_ruolo(Ruolo.PERSONALE))
