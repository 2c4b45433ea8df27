"""Who puts things into the public section, and who watches over it (art. 36): what is there, anybody reads."""

import rules

from smvp.organizzazione.permessi import ha_ruolo
from smvp.organizzazione.ruoli import Ruolo

# The NCVP attests what is published (art. 34); the offices that serve the bodies prepare it.
GUARDANO = frozenset({Ruolo.SEGRETARIO, Ruolo.VICESEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA, Ruolo.CONTROLLO})

rules.add_perm("trasparenza.guardare", ha_ruolo(*GUARDANO))
rules.add_perm("trasparenza.pubblicare", ha_ruolo(Ruolo.SEGRETARIO))
