"""Who prepares a survey and reads what it says (artt. 18 and 33). Whoever is asked answers; who has answered is told to nobody."""

import rules

from smvp.organizzazione.permessi import ha_ruolo
from smvp.organizzazione.ruoli import Ruolo

# The Segretario and who serves the cycle (controllo di gestione), and the personnel office, that knows what a survey of staff must ask.
GESTISCONO = frozenset({Ruolo.SEGRETARIO, Ruolo.CONTROLLO, Ruolo.PERSONALE})

rules.add_perm("indagini.gestire", ha_ruolo(*GESTISCONO))
