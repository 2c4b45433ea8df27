"""Artt. 37–38: the life of a revision of the regulation as a table, from the NCVP's proposal to the exercise in which it holds."""

from smvp.flusso.stati import Flusso, Stato, Transizione

BOZZA, PROPOSTA, ALLA_GIUNTA, APPROVATA, IN_VIGORE, RESPINTA, RITIRATA = (
    "bozza", "proposta", "alla_giunta", "approvata", "in_vigore", "respinta", "ritirata",
)  # fmt: skip
APERTE = (BOZZA, PROPOSTA, ALLA_GIUNTA, APPROVATA)

REVISIONE = Flusso(
    codice="revisione",
    stati=(
        Stato(BOZZA, "Bozza", "bozza"),
        Stato(PROPOSTA, "Proposta", "esame"),
        Stato(ALLA_GIUNTA, "Alla Giunta", "corso"),
        Stato(APPROVATA, "Approvata", "corso"),
        Stato(IN_VIGORE, "In vigore", "fatto"),
        Stato(RESPINTA, "Respinta", "ritardo"),
        Stato(RITIRATA, "Ritirata", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="proponi", da=(BOZZA,), a=PROPOSTA,
            etichetta="Proponi al Segretario e al Sindaco", etichetta_breve="Proponi", chi="sistema.proporre", articolo="37",
            conseguenza="Da qui il testo non cambia più. Il Segretario generale e il Sindaco danno il parere, le OO.SS. sono informate.",
            fatto="Proposta inviata.", richiede=("manca_il_testo",), avvisa=("segretari", "sindaci"),
            notizia="proposta, aspetta il parere",
        ),
        Transizione(
            azione="manda_alla_giunta", da=(PROPOSTA,), a=ALLA_GIUNTA,
            etichetta="Manda alla Giunta", etichetta_breve="Manda alla Giunta", chi="sistema.istruire", articolo="38",
            conseguenza="La Giunta delibera sulla proposta, con i pareri e ciò che hanno osservato le OO.SS.",
            fatto="Proposta alla Giunta.", richiede=("mancano_pareri", "manca_informativa"), avvisa=("nuclei", "sindaci"),
        ),
        Transizione(
            azione="approva", da=(ALLA_GIUNTA,), a=APPROVATA,
            etichetta="Registra la deliberazione", etichetta_breve="Registra la deliberazione", chi="sistema.istruire", articolo="38",
            conseguenza="Il Sistema aggiornato vale dall’esercizio che segue.", fatto="Deliberazione registrata.",
            richiede=("manca_atto",), avvisa=("nuclei", "sindaci"),
        ),
        Transizione(
            azione="entra_in_vigore", da=(APPROVATA,), a=IN_VIGORE,
            etichetta="Assegna la versione all’esercizio", etichetta_breve="Assegna la versione", chi="sistema.istruire", articolo="38",
            conseguenza="L’esercizio userà la versione scelta: obiettivi, pesi, fasce e premi si leggono da lì.",
            fatto="Versione assegnata.", richiede=("manca_versione",), avvisa=("nuclei", "sindaci"),
        ),
        Transizione(
            azione="respingi", da=(PROPOSTA, ALLA_GIUNTA), a=RESPINTA,
            etichetta="Registra che è respinta", etichetta_breve="Respinta", chi="sistema.istruire", articolo="38",
            conseguenza="La proposta si chiude e resta in vigore il Sistema di oggi.", fatto="Proposta respinta.",
            motivo="Chi l’ha respinta e perché", avvisa=("nuclei", "sindaci"),
        ),
        Transizione(
            azione="ritira", da=(BOZZA, PROPOSTA, ALLA_GIUNTA), a=RITIRATA,
            etichetta="Ritira la proposta", etichetta_breve="Ritira", chi="sistema.proporre", articolo="37",
            conseguenza="La proposta si chiude; se ne può fare un’altra.", fatto="Proposta ritirata.",
            motivo="Perché la ritiri", avvisa=("segretari", "sindaci"),
        ),
    ),
)  # fmt: skip
