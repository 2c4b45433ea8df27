"""Art. 18: the life of an Allegato B sheet, as one table."""

from smvp.flusso.stati import Flusso, Stato, Transizione

APERTA, PROPOSTA, DECISA, CHIUSA = "aperta", "proposta", "decisa", "chiusa"

SCHEDA = Flusso(
    codice="scheda",
    stati=(
        Stato(APERTA, "Aperta", "corso"),
        Stato(PROPOSTA, "Proposta al Sindaco", "esame"),
        Stato(DECISA, "Decisa", "esame"),
        Stato(CHIUSA, "Chiusa", "fatto"),
    ),
    transizioni=(
        Transizione(
            azione="trasmetti", da=(APERTA,), a=PROPOSTA,
            etichetta="Trasmetti la proposta al Sindaco", etichetta_breve="Trasmetti al Sindaco",
            conseguenza="Da qui in poi non puoi più cambiare né i punteggi degli obiettivi né la proposta sui comportamenti, salvo che il "
            "Sindaco ti restituisca la scheda. Il Sindaco riceve la proposta e decide sui comportamenti.",
            fatto="Proposta trasmessa: ora tocca al Sindaco. Il documento si sta preparando.",
            chi="valutazioni.trasmettere_scheda", articolo="18", scadenza="valutazioni",
            richiede=("mancano_obiettivi", "mancano_fattori"), avvisa=("sindaci",),
        ),
        Transizione(
            azione="decidi", da=(PROPOSTA,), a=DECISA,
            etichetta="Conferma la decisione sui comportamenti", etichetta_breve="Conferma",
            conseguenza="I voti sui comportamenti sono decisi e non puoi più cambiarli. Il NCVP riceve la scheda e la chiude.",
            fatto="Decisione confermata: ora il NCVP chiude la scheda.",
            chi="valutazioni.decidere_scheda", articolo="18", scadenza="valutazioni",
            richiede=("mancano_fattori", "mancano_motivi"), avvisa=("nuclei",),
        ),
        Transizione(
            azione="restituisci", da=(PROPOSTA,), a=APERTA,
            etichetta="Restituisci al NCVP", etichetta_breve="Restituisci",
            conseguenza="La scheda torna aperta e il NCVP può cambiare la proposta. "
            "Le tue modifiche ai voti si perdono: ripartirai dalla nuova proposta.",
            fatto="Scheda restituita: ora tocca al NCVP.",
            chi="valutazioni.decidere_scheda", articolo="18", motivo="Motivo della restituzione", avvisa=("nuclei",),
        ),
        Transizione(
            azione="chiudi", da=(APERTA, DECISA), a=CHIUSA,
            etichetta="Chiudi la scheda", etichetta_breve="Chiudi",
            conseguenza="La scheda non si potrà più cambiare. Il valutato la potrà leggere e il documento PDF sarà preparato.",
            fatto="Scheda chiusa: il valutato la può leggere. Il documento si sta preparando.",
            chi="valutazioni.chiudere_scheda", articolo="18", scadenza="valutazioni",
            richiede=("mancano_obiettivi", "mancano_fattori", "mancano_motivi"), avvisa=("valutati",),
        ),
        Transizione(
            azione="rinvia", da=(DECISA,), a=PROPOSTA,
            etichetta="Rinvia al Sindaco", etichetta_breve="Rinvia",
            conseguenza="La scheda torna al Sindaco, che può cambiare la sua decisione sui comportamenti e i motivi.",
            fatto="Scheda rinviata: ora tocca al Sindaco.",
            chi="valutazioni.trasmettere_scheda", articolo="18", motivo="Motivo del rinvio", avvisa=("sindaci",),
        ),
    ),
)  # fmt: skip
