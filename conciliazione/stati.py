"""Artt. 29–30: the life of a request for review, of a conciliation, of the measures after a negative evaluation, as tables."""

from smvp.flusso.stati import Flusso, Stato, Transizione

PRESENTATA, AMMISSIBILE, INAMMISSIBILE, ISTRUTTORIA, AUDIZIONE, DECISA, COMUNICATA, CHIUSA, RITIRATA = (
    "presentata", "ammissibile", "inammissibile", "istruttoria", "audizione", "decisa", "comunicata", "chiusa", "ritirata",
)  # fmt: skip

# The evaluation is still under discussion: nothing is approved, paid or made final on it.
PENDENTI = (PRESENTATA, AMMISSIBILE, INAMMISSIBILE, ISTRUTTORIA, AUDIZIONE, DECISA)
# The Organismo is still to decide: the ten days run.
DA_DECIDERE = (PRESENTATA, AMMISSIBILE, ISTRUTTORIA, AUDIZIONE)
# What the party may still take back.
RITIRABILI = DA_DECIDERE
# Facts are being gathered: counter-arguments, papers, a hearing, and then a decision on the merits.
NEL_MERITO = (ISTRUTTORIA, AUDIZIONE)
# The party has been told: papers of the decision are theirs to read.
COMUNICATE = (COMUNICATA, CHIUSA)

ISTANZA = Flusso(
    codice="istanza",
    stati=(
        Stato(PRESENTATA, "Presentata", "tocca"),
        Stato(AMMISSIBILE, "Ammissibile", "corso"),
        Stato(INAMMISSIBILE, "Inammissibile", "ritardo"),
        Stato(ISTRUTTORIA, "In istruttoria", "corso"),
        Stato(AUDIZIONE, "Audizione", "esame"),
        Stato(DECISA, "Decisa", "esame"),
        Stato(COMUNICATA, "Comunicata", "corso"),
        Stato(CHIUSA, "Chiusa", "fatto"),
        Stato(RITIRATA, "Ritirata", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="ammetti", da=(PRESENTATA,), a=AMMISSIBILE,
            etichetta="Dichiara ammissibile", etichetta_breve="Ammetti", chi="conciliazione.istruire", articolo="29",
            conseguenza="La richiesta va avanti: si possono chiedere controdeduzioni, acquisire documenti, sentire il valutato.",
            fatto="Richiesta ammessa.", richiede=("manca_organismo", "manca_ammissione"), avvisa=("richiedenti", "componenti_utenti"),
        ),
        Transizione(
            azione="dichiara_inammissibile", da=(PRESENTATA,), a=INAMMISSIBILE,
            etichetta="Dichiara inammissibile", etichetta_breve="Inammissibile", chi="conciliazione.istruire", articolo="29",
            conseguenza="La richiesta si ferma qui, con il motivo che l’Organismo ha votato. Poi va comunicata al valutato.",
            fatto="Richiesta dichiarata inammissibile: ora va comunicata.", richiede=("manca_organismo", "manca_inammissibilita"),
            avvisa=("componenti_utenti",),
        ),
        Transizione(
            azione="istruisci", da=(AMMISSIBILE,), a=ISTRUTTORIA,
            etichetta="Apri l’istruttoria", etichetta_breve="Apri l’istruttoria", chi="conciliazione.istruire", articolo="29",
            conseguenza="Si raccolgono controdeduzioni e documenti; l’Organismo può convocare il valutato, poi decide.",
            fatto="Istruttoria aperta.", avvisa=("componenti_utenti",),
        ),
        Transizione(
            azione="convoca", da=NEL_MERITO, a=AUDIZIONE,
            etichetta="Convoca il valutato", etichetta_breve="Convoca", chi="conciliazione.istruire", articolo="29",
            conseguenza="Il valutato riceve la convocazione con giorno, ora e luogo. Può farsi assistere da un avvocato o da un sindacato.",
            fatto="Valutato convocato.", richiede=("manca_convocazione",), avvisa=("richiedenti", "componenti_utenti"),
            notizia="convocata l’audizione",
        ),
        Transizione(
            azione="decidi", da=NEL_MERITO, a=DECISA,
            etichetta="Registra la decisione dell’Organismo", etichetta_breve="Registra la decisione", chi="conciliazione.istruire",
            articolo="29", conseguenza="La decisione votata non cambia più. Il valutato la legge quando gli viene comunicata.",
            fatto="Decisione registrata: ora va comunicata.", scadenza="decisione_riesame",
            richiede=("manca_organismo", "manca_verbale", "manca_decisione"), avvisa=("componenti_utenti",),
        ),
        Transizione(
            azione="comunica", da=(DECISA, INAMMISSIBILE), a=COMUNICATA,
            etichetta="Comunica al valutato", etichetta_breve="Comunica", chi="conciliazione.istruire", articolo="29",
            conseguenza="Il valutato legge la decisione e il suo motivo. Se la valutazione cambia, la scheda nuova nasce adesso.",
            fatto="Decisione comunicata al valutato.", avvisa=("richiedenti", "componenti_utenti"),
        ),
        Transizione(
            azione="chiudi", da=(COMUNICATA,), a=CHIUSA,
            etichetta="Chiudi il caso", etichetta_breve="Chiudi", chi="conciliazione.istruire", articolo="31",
            conseguenza="Il fascicolo del caso è completo. L’esito entra, senza nomi, nei conteggi per la Relazione.",
            fatto="Caso chiuso.", avvisa=("richiedenti",),
        ),
        Transizione(
            azione="ritira", da=RITIRABILI, a=RITIRATA,
            etichetta="Ritira la richiesta", etichetta_breve="Ritira", chi="conciliazione.ritirare", articolo="29",
            conseguenza="Il riesame si chiude senza decisione e la valutazione resta com’è.",
            fatto="Richiesta ritirata.", avvisa=("segretari", "componenti_utenti"),
        ),
        Transizione(
            azione="passa_alla_conciliazione", da=PENDENTI, a=RITIRATA,
            etichetta="Chiudi: è aperta la conciliazione", etichetta_breve="Chiudi", chi="conciliazione.chiudere_per_conciliazione",
            articolo="30", conseguenza="Le due vie sono alternative: il riesame si chiude senza decisione.",
            fatto="Riesame chiuso: è aperta la conciliazione.", avvisa=("richiedenti", "componenti_utenti"),
            notizia="chiusa: è stata aperta la conciliazione (art. 30)",
        ),
    ),
)  # fmt: skip

APERTA, CONCLUSA, RINUNCIATA = "aperta", "conclusa", "rinunciata"

CONCILIAZIONE = Flusso(
    codice="conciliazione",
    stati=(
        Stato(APERTA, "In corso", "corso"), Stato(CONCLUSA, "Conclusa", "fatto"), Stato(RINUNCIATA, "Rinunciata", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="concludi", da=(APERTA,), a=CONCLUSA,
            etichetta="Registra l’esito", etichetta_breve="Registra l’esito", chi="conciliazione.registrare_conciliazione", articolo="30",
            conseguenza="L’esito resta nel fascicolo ed entra, senza nomi, nei conteggi per la Relazione.", fatto="Esito registrato.",
            richiede=("manca_esito",), avvisa=("interessati",),
        ),
        Transizione(
            azione="rinuncia", da=(APERTA,), a=RINUNCIATA,
            etichetta="Registra la rinuncia", etichetta_breve="Rinuncia", chi="conciliazione.registrare_conciliazione", articolo="30",
            conseguenza="Il tentativo si chiude senza esito e la valutazione resta com’è.", fatto="Rinuncia registrata.",
            motivo="Come si sa della rinuncia", avvisa=("interessati",),
        ),
    ),
)  # fmt: skip

PROPOSTA, ADOTTATA, NON_ADOTTATA = "proposta", "adottata", "non_adottata"

MISURA = Flusso(
    codice="misura",
    stati=(
        Stato(PROPOSTA, "Proposta al Sindaco", "esame"), Stato(ADOTTATA, "Adottata", "fatto"),
        Stato(NON_ADOTTATA, "Non adottata", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="adotta", da=(PROPOSTA,), a=ADOTTATA,
            etichetta="Adotta la misura", etichetta_breve="Adotta", chi="conciliazione.decidere_misura", articolo="29",
            conseguenza="La decisione è comunicata all’interessato e al Segretario generale.", fatto="Misura adottata.",
            motivo="Motivo della decisione", avvisa=("interessati", "segretari"),
        ),
        Transizione(
            azione="non_adottare", da=(PROPOSTA,), a=NON_ADOTTATA,
            etichetta="Non adottare la misura", etichetta_breve="Non adottare", chi="conciliazione.decidere_misura", articolo="29",
            conseguenza="La proposta si chiude con il tuo motivo.", fatto="Misura non adottata.",
            motivo="Motivo della decisione", avvisa=("interessati", "segretari"),
        ),
    ),
)  # fmt: skip
