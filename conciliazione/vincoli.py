"""What the database itself keeps still: what was asked, what was put to the vote, how each voted."""

from smvp.registro.guardie import RigheFerme

RICHIESTA = "Di una richiesta presentata non cambiano i motivi, la persona e il giorno."
PRESENTATA = (
    "esercizio_id", "scheda_b_id", "scheda_d_id", "persona_id", "numero", "motivi", "chiede", "presentata_da_id", "presentata_il",
    "termine_presentazione", "tardiva", "negativa",
)  # fmt: skip
CONCLUSA = "L''esito di una conciliazione non si cambia."
PROPOSTA = "Una misura proposta non si cambia: il Sindaco la adotta, o no."
DECISIONE = "Una decisione messa ai voti non si cambia: se ne mette ai voti un''altra."
VOTO = "Un voto dato non si cambia."

FERME = (
    RigheFerme("conciliazione_istanza", RICHIESTA, PRESENTATA),
    RigheFerme("conciliazione_decisione", DECISIONE),
    RigheFerme("conciliazione_voto", VOTO),
)
FERME_SEGUITO = (
    RigheFerme(
        "conciliazione_conciliazione", CONCLUSA, ("esito", "esito_del", "contenuto", "modifiche", "scheda_b_id", "scheda_d_id"),
        quando="OLD.stato = 'conclusa'",
    ),
    RigheFerme(
        "conciliazione_misura", PROPOSTA,
        ("esercizio_id", "scheda_b_id", "scheda_d_id", "persona_id", "proposta", "perche", "proposta_da_id", "proposta_il"),
    ),
)  # fmt: skip
