"""What the database itself keeps still: what was told, what was answered, what was proposed, each opinion."""

from smvp.registro.guardie import RigheFerme

FERME = (
    RigheFerme("sistema_informativa", "Ciò che è stato comunicato alle OO.SS. non si cambia: si registra una correzione."),
    RigheFerme("sistema_destinataria", "A chi è stata data un''informazione non si cambia."),
    RigheFerme("sistema_riscontro", "Un riscontro delle OO.SS. non si cambia: si registra una correzione."),
    RigheFerme("sistema_parere", "Un parere dato non si cambia."),
    RigheFerme("sistema_allegato", "Un allegato non si cambia."),
    RigheFerme(
        "sistema_revisione", "Una revisione proposta non si cambia.",
        ("numero", "titolo", "testo", "articoli", "ragione", "motivo", "base", "nome_file", "toml", "codice_nuovo"),
        quando="OLD.stato <> 'bozza'",
    ),
)  # fmt: skip
