"""Who prepares, approves, examines and reads Piano and Relazione (artt. 12, 18, 21); the public edition is everybody's, once published."""

import rules

from smvp.organizzazione.permessi import ha_ruolo
from smvp.organizzazione.ruoli import Ruolo

SCRIVONO = frozenset({Ruolo.SEGRETARIO, Ruolo.CONTROLLO})
# The bodies, and the offices that serve them. Who works elsewhere reads what is published.
VEDONO = frozenset({*SCRIVONO, Ruolo.VICESEGRETARIO, Ruolo.NCVP, Ruolo.SEGRETERIA, Ruolo.SINDACO, Ruolo.PERSONALE})

rules.add_perm("performance.vedere", ha_ruolo(*VEDONO))
rules.add_perm("performance.preparare", ha_ruolo(*SCRIVONO))
# The Giunta decides: the Segretario writes its act down, transmits, publishes.
rules.add_perm("performance.approvare", ha_ruolo(Ruolo.SEGRETARIO))
rules.add_perm("performance.validare", ha_ruolo(Ruolo.NCVP))
