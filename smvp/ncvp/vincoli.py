"""What the database itself keeps still: guidance once sent, a conflict once declared."""

from smvp.registro.guardie import RigheFerme

INVIATI = "Gli indirizzi inviati al NCVP non si cambiano: si manda una variazione."
DICHIARATO = "Un conflitto dichiarato non si cambia: se ne scrive la fine."

FERME = (
    RigheFerme("ncvp_indirizzi", INVIATI, ("esercizio_id", "numero", "testo", "inviati_da_id", "inviati_il")),
    RigheFerme("ncvp_conflitto", DICHIARATO, ("incarico_id", "testo", "dal", "dichiarato_il")),
)
