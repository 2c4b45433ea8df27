"""What the database itself keeps still: what was asked, what was answered, what was handed over."""

from smvp.registro.guardie import RigheFerme

RICHIESTA = "Una richiesta di accesso presentata non si cambia."
PRESENTATA = (
    "anno", "numero", "esercizio_id", "persona_id", "nome_esterno", "recapito", "qualita", "titolo", "protocollo", "atti", "motivo", "modo",
    "presentata", "registrata_da_id", "registrata_il",
)  # fmt: skip
RISPOSTA = "La risposta di un controinteressato non si cambia."

FERME = (
    RigheFerme("accesso_richiestaaccesso", RICHIESTA, PRESENTATA),
    RigheFerme("accesso_allegato", "Un documento di una richiesta di accesso non si cambia."),
)
