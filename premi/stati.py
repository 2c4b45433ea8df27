"""Artt. 18, 22–27: the life of a run and of a premium, as tables: proposed, approved, and paid once the Relazione is validated."""

from smvp.flusso.stati import Flusso, Stato, Transizione

IN_CALCOLO, NON_RIUSCITA, PROVVISORIA, CONTROLLATA, PROPOSTA, APPROVATA, LIQUIDABILE, LIQUIDATA, SUPERATA = (
    "in_calcolo", "non_riuscita", "provvisoria", "controllata", "proposta", "approvata", "liquidabile", "liquidata", "superata",
)  # fmt: skip

# Computed and not yet approved: at most one for each exercise and kind, and a new one takes its place.
APERTE = (PROVVISORIA, CONTROLLATA, PROPOSTA)
# Its amounts are due: people read their own, and it does not change any more.
APPROVATE = (APPROVATA, LIQUIDABILE, LIQUIDATA)
# Reading A53: the Relazione is validated, so the payroll may have it. The same of a run and of a sum of artt. 25–27.
PAGABILI = (LIQUIDABILE, LIQUIDATA)
# It has lines.
CALCOLATE = (*APERTE, *APPROVATE, SUPERATA)

CORSA = Flusso(
    codice="corsa",
    stati=(
        Stato(IN_CALCOLO, "In calcolo", "bozza"),
        Stato(NON_RIUSCITA, "Non riuscita", "ritardo"),
        Stato(PROVVISORIA, "Calcolo provvisorio", "tocca"),
        Stato(CONTROLLATA, "Controllata", "esame"),
        Stato(PROPOSTA, "Proposta", "esame"),
        Stato(APPROVATA, "Approvata", "corso"),
        Stato(LIQUIDABILE, "Liquidabile", "corso"),
        Stato(LIQUIDATA, "Liquidata", "fatto"),
        Stato(SUPERATA, "Superata", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="calcola", da=(IN_CALCOLO,), a=PROVVISORIA,
            etichetta="Calcola gli importi", etichetta_breve="Calcola", chi="premi.eseguire_calcolo", articolo="24",
            conseguenza="Fatti, regole e importi restano congelati nella corsa.", fatto="Importi calcolati.",
        ),
        Transizione(
            azione="ferma", da=(IN_CALCOLO,), a=NON_RIUSCITA,
            etichetta="Segna il calcolo non riuscito", etichetta_breve="Ferma", chi="premi.eseguire_calcolo", articolo="24",
            conseguenza="Resta scritto che cosa manca o non torna.", fatto="Calcolo non riuscito.",
        ),
        Transizione(
            azione="controlla", da=(PROVVISORIA,), a=CONTROLLATA,
            etichetta="Conferma il controllo degli importi", etichetta_breve="Conferma il controllo", chi="premi.calcolare", articolo="24",
            conseguenza="Gli importi passano al Segretario generale, che li propone. Prima si verifica che i fatti non siano cambiati.",
            fatto="Importi controllati: ora tocca al Segretario generale.", avvisa=("segretari",),
        ),
        Transizione(
            azione="rimanda", da=(CONTROLLATA, PROPOSTA), a=PROVVISORIA,
            etichetta="Rimanda al Personale", etichetta_breve="Rimanda", chi="premi.proporre", articolo="24",
            conseguenza="Il Personale legge il motivo, corregge i dati e calcola di nuovo.", fatto="Corsa rimandata al Personale.",
            motivo="Che cosa va rivisto", avvisa=("ufficio_personale",),
        ),
        Transizione(
            azione="proponi", da=(CONTROLLATA,), a=PROPOSTA,
            etichetta="Proponi gli importi alla Giunta", etichetta_breve="Proponi", chi="premi.proporre", articolo="18",
            conseguenza="La Giunta approva gli importi con un atto.", fatto="Importi proposti alla Giunta.", avvisa=("ufficio_personale",),
        ),
        Transizione(
            azione="approva", da=(PROPOSTA,), a=APPROVATA,
            etichetta="Registra l’atto che approva gli importi", etichetta_breve="Registra l’atto", chi="premi.proporre", articolo="18",
            conseguenza="Gli importi non cambiano più, e ciascuno legge il proprio. Una correzione sarà un’altra corsa.",
            fatto="Importi approvati.", richiede=("con_atto",), avvisa=("ufficio_personale",),
        ),
        Transizione(
            azione="rendi_liquidabile", da=(APPROVATA,), a=LIQUIDABILE,
            etichetta="Rendi liquidabili gli importi", etichetta_breve="Rendi liquidabili", chi="premi.calcolare", articolo="18",
            conseguenza="Gli importi si possono mandare alle paghe.", fatto="Importi liquidabili.", richiede=("relazione_validata",),
        ),
        Transizione(
            azione="liquida", da=(LIQUIDABILE,), a=LIQUIDATA,
            etichetta="Registra la liquidazione", etichetta_breve="Registra la liquidazione", chi="premi.calcolare", articolo="18",
            conseguenza="La corsa è chiusa.", fatto="Importi liquidati.", richiede=("con_liquidazione",),
        ),
        Transizione(
            azione="supera", da=APERTE, a=SUPERATA,
            etichetta="Metti da parte la corsa", etichetta_breve="Metti da parte", chi="premi.calcolare", articolo="24",
            conseguenza="La corsa resta leggibile ma non si paga.", fatto="Corsa messa da parte.",
            motivo="Perché non vale più", avvisa=("segretari",),
        ),
    ),
)  # fmt: skip

# --- artt. 25–27: bonus of excellences, prize for innovation, premium of efficiency -----------------------------------------------------

CONFERITA, NON_CONFERITA, RITIRATA, RINUNCIATA, REVOCATA = "conferita", "non_conferita", "ritirata", "rinunciata", "revocata"
# Its sum is committed, and whoever is paid reads it.
CONFERITE = (CONFERITA, LIQUIDABILE, LIQUIDATA)
VIVE = (PROPOSTA, *CONFERITE)
# It was conferred once: whoever it was for reads what has come of it.
STATE_CONFERITE = (*CONFERITE, RINUNCIATA, REVOCATA)

ATTRIBUZIONE = Flusso(
    codice="attribuzione",
    stati=(
        Stato(PROPOSTA, "Proposta", "esame"),
        Stato(CONFERITA, "Conferita", "corso"),
        Stato(NON_CONFERITA, "Non conferita", "bozza"),
        Stato(RITIRATA, "Ritirata", "bozza"),
        Stato(RINUNCIATA, "Rinunciata", "bozza"),
        Stato(REVOCATA, "Revocata", "bozza"),
        Stato(LIQUIDABILE, "Liquidabile", "corso"),
        Stato(LIQUIDATA, "Liquidata", "fatto"),
    ),
    transizioni=(
        Transizione(
            azione="conferisci", da=(PROPOSTA,), a=CONFERITA,
            etichetta="Conferisci il premio", etichetta_breve="Conferisci", chi="premi.conferire", articolo="25",
            conseguenza="La somma è impegnata, e chi la riceve la legge fra i suoi premi. Si paga quando la Relazione è validata.",
            fatto="Premio conferito.", richiede=("con_atto",), avvisa=("interessato", "segretari", "ufficio_personale"),
        ),
        Transizione(
            azione="respingi", da=(PROPOSTA,), a=NON_CONFERITA,
            etichetta="Non conferire il premio", etichetta_breve="Non conferire", chi="premi.conferire", articolo="25",
            conseguenza="La proposta si chiude, con il motivo. Il posto torna libero.", fatto="Premio non conferito.",
            motivo="Perché non si conferisce", avvisa=("segretari",),
        ),
        Transizione(
            azione="ritira", da=(PROPOSTA,), a=RITIRATA,
            etichetta="Ritira la proposta", etichetta_breve="Ritira", chi="premi.proporre", articolo="25",
            conseguenza="La proposta si chiude, con il motivo. Il posto torna libero.", fatto="Proposta ritirata.",
            motivo="Perché si ritira", avvisa=("sindaci",),
        ),
        Transizione(
            azione="rinuncia", da=(CONFERITA, LIQUIDABILE), a=RINUNCIATA,
            etichetta="Rinuncia al premio", etichetta_breve="Rinuncia", chi="premi.rinunciare", articolo="26",
            conseguenza="Il premio non ti sarà pagato. Non si torna indietro.", fatto="Hai rinunciato al premio.",
            motivo="Perché rinunci", avvisa=("segretari", "ufficio_personale"),
        ),
        Transizione(
            azione="revoca", da=(CONFERITA, LIQUIDABILE), a=REVOCATA,
            etichetta="Revoca il premio", etichetta_breve="Revoca", chi="premi.conferire", articolo="25",
            conseguenza="La somma non si paga e torna disponibile. Chi l’aveva avuta ne legge il motivo.", fatto="Premio revocato.",
            motivo="Perché si revoca, e con quale atto", avvisa=("interessato", "segretari", "ufficio_personale"),
        ),
        Transizione(
            azione="rendi_liquidabile", da=(CONFERITA,), a=LIQUIDABILE,
            etichetta="Rendi liquidabile la somma", etichetta_breve="Rendi liquidabile", chi="premi.calcolare", articolo="18",
            conseguenza="La somma si può mandare alle paghe.", fatto="Somma liquidabile.", richiede=("relazione_validata",),
        ),
        Transizione(
            azione="liquida", da=(LIQUIDABILE,), a=LIQUIDATA,
            etichetta="Registra la liquidazione", etichetta_breve="Registra la liquidazione", chi="premi.calcolare", articolo="18",
            conseguenza="La somma è pagata: non cambia più.", fatto="Somma liquidata.", richiede=("con_liquidazione",),
        ),
    ),
)  # fmt: skip

# --- art. 22: the economic progressions -----------------------------------------------------------------------------------------------

BANDO, ISTRUTTORIA, GRADUATORIA, CHIUSA, ANNULLATA = "bando", "istruttoria", "graduatoria", "chiusa", "annullata"
# The candidates are the staff of today until a ranking freezes them.
SENZA_GRADUATORIA = (BANDO, ISTRUTTORIA)

PROGRESSIONE = Flusso(
    codice="progressione",
    stati=(
        Stato(BANDO, "Bando in preparazione", "bozza"),
        Stato(ISTRUTTORIA, "In istruttoria", "corso"),
        Stato(GRADUATORIA, "Graduatoria da approvare", "esame"),
        Stato(CHIUSA, "Approvata", "fatto"),
        Stato(ANNULLATA, "Annullata", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="apri", da=(BANDO,), a=ISTRUTTORIA,
            etichetta="Apri la procedura", etichetta_breve="Apri", chi="premi.istruire_progressioni", articolo="22",
            conseguenza="I Dirigenti valutano la maturazione professionale di chi è ammissibile. Bando e posti non cambiano più.",
            fatto="Procedura aperta: ora i Dirigenti valutano la maturazione.", richiede=("con_posti",), avvisa=("dirigenti",),
        ),
        Transizione(
            azione="forma", da=(ISTRUTTORIA,), a=GRADUATORIA,
            etichetta="Forma la graduatoria", etichetta_breve="Forma", chi="premi.istruire_progressioni", articolo="22",
            conseguenza="Valutazioni, posizioni e maturazione restano congelate nella graduatoria. Le parità si decidono con un motivo.",
            fatto="Graduatoria formata: la approva il Segretario generale.", avvisa=("segretari", "dirigenti"),
        ),
        Transizione(
            azione="approva", da=(GRADUATORIA,), a=CHIUSA,
            etichetta="Registra l’atto che approva la graduatoria", etichetta_breve="Registra l’atto", chi="premi.approvare_progressione",
            articolo="22",
            conseguenza="La graduatoria non cambia più, chi ottiene il posto è nella nuova posizione economica dalla decorrenza, e ciascun "
            "candidato legge il proprio esito.",
            fatto="Graduatoria approvata.", richiede=("parita_decise", "con_atto", "con_passaggi"),
            avvisa=("ufficio_personale", "dirigenti", "candidati"),
        ),
        Transizione(
            azione="revoca", da=(CHIUSA,), a=ISTRUTTORIA,
            etichetta="Revoca l’approvazione", etichetta_breve="Revoca", chi="premi.approvare_progressione", articolo="22",
            conseguenza="Le posizioni economiche che l’approvazione ha scritto si tolgono, e la procedura torna all’istruttoria. La "
            "graduatoria e l’atto di prima restano da leggere.",
            fatto="Approvazione revocata: la procedura è di nuovo in istruttoria.", motivo="Perché si revoca",
            richiede=("con_atto_di_revoca",), avvisa=("ufficio_personale", "dirigenti"),
        ),
        Transizione(
            azione="riapri", da=(GRADUATORIA,), a=ISTRUTTORIA,
            etichetta="Torna all’istruttoria", etichetta_breve="Riapri", chi="premi.rivedere_progressione", articolo="22",
            conseguenza="Si correggono i dati e la maturazione. La graduatoria di ora resta da leggere, ma se ne forma un’altra.",
            fatto="Procedura di nuovo in istruttoria.", motivo="Che cosa va rivisto", avvisa=("ufficio_personale", "dirigenti"),
        ),
        Transizione(
            azione="annulla", da=(BANDO, ISTRUTTORIA, GRADUATORIA), a=ANNULLATA,
            etichetta="Annulla la procedura", etichetta_breve="Annulla", chi="premi.istruire_progressioni", articolo="22",
            conseguenza="La procedura resta leggibile ma non dà nessun passaggio.", fatto="Procedura annullata.",
            motivo="Perché si annulla", avvisa=("segretari", "dirigenti"),
        ),
    ),
)  # fmt: skip

# --- art. 26: the prize for innovation; art. 27: the premium of efficiency ---------------------------------------------------------------

BOZZA, APERTA_AI_PROGETTI, IN_GIURIA, VINCITORE_PROPOSTO, PREMIO_CONFERITO, CANDIDATA, DESERTA = (
    "bozza", "aperta", "in_giuria", "vincitore_proposto", "premio_conferito", "candidata", "deserta",
)  # fmt: skip
PREMIATE = (PREMIO_CONFERITO, CANDIDATA)

AVVISO = Flusso(
    codice="avviso_innovazione",
    stati=(
        Stato(BOZZA, "In preparazione", "bozza"),
        Stato(APERTA_AI_PROGETTI, "Aperta ai progetti", "corso"),
        Stato(IN_GIURIA, "In giuria", "esame"),
        Stato(VINCITORE_PROPOSTO, "Vincitore proposto", "esame"),
        Stato(PREMIO_CONFERITO, "Premio conferito", "fatto"),
        Stato(CANDIDATA, "Candidata al premio nazionale", "fatto"),
        Stato(DESERTA, "Deserta", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="pubblica", da=(BOZZA,), a=APERTA_AI_PROGETTI,
            etichetta="Pubblica l’avviso", etichetta_breve="Pubblica", chi="premi.proporre", articolo="26",
            conseguenza="Tutti leggono l’avviso e possono presentare un progetto. Soggetti, criteri, metodo e giuria non cambiano più.",
            fatto="Avviso pubblicato.", richiede=("completo", "premio_acceso"), scadenza="proposta_innovazione",
        ),
        Transizione(
            azione="chiudi", da=(APERTA_AI_PROGETTI,), a=IN_GIURIA,
            etichetta="Passa i progetti alla giuria", etichetta_breve="Alla giuria", chi="premi.proporre", articolo="26",
            conseguenza="I progetti non cambiano più. Ogni componente della giuria li valuta tutti.",
            fatto="I progetti sono alla giuria.", richiede=("con_progetti",), avvisa=("giurati",),
        ),
        Transizione(
            azione="proponi_vincitore", da=(IN_GIURIA,), a=VINCITORE_PROPOSTO,
            etichetta="Proponi il vincitore al Sindaco", etichetta_breve="Proponi il vincitore", chi="premi.proporre", articolo="26",
            conseguenza="Il progetto e le somme del suo gruppo passano al Sindaco.", fatto="Vincitore proposto al Sindaco.",
            richiede=("tutti_valutati", "con_vincitore"), avvisa=("sindaci",),
        ),
        Transizione(
            azione="rimanda", da=(VINCITORE_PROPOSTO,), a=IN_GIURIA,
            etichetta="Rimanda alla giuria", etichetta_breve="Rimanda", chi="premi.conferire", articolo="26",
            conseguenza="La proposta e le sue somme si chiudono, e la giuria rivede le valutazioni.", fatto="Rimandata alla giuria.",
            motivo="Che cosa va rivisto", avvisa=("segretari", "giurati"),
        ),
        Transizione(
            azione="conferisci", da=(VINCITORE_PROPOSTO,), a=PREMIO_CONFERITO,
            etichetta="Conferisci il premio", etichetta_breve="Conferisci", chi="premi.conferire", articolo="26",
            conseguenza="Il premio va a tutto il gruppo, e il progetto che vince lo leggono tutti.", fatto="Premio conferito.",
            richiede=("con_atto",), scadenza="assegnazione_innovazione", avvisa=("segretari", "ufficio_personale"),
        ),
        Transizione(
            azione="candida", da=(PREMIO_CONFERITO,), a=CANDIDATA,
            etichetta="Annota la candidatura al premio nazionale", etichetta_breve="Candida", chi="premi.proporre", articolo="26",
            conseguenza="Resta scritto a quale premio il progetto è candidato, e quando.", fatto="Candidatura annotata.",
            motivo="A quale premio nazionale, quando e con quale protocollo",
        ),
        Transizione(
            azione="dichiara_deserta", da=(APERTA_AI_PROGETTI, IN_GIURIA), a=DESERTA,
            etichetta="Dichiara deserta la procedura", etichetta_breve="Dichiara deserta", chi="premi.proporre", articolo="26",
            conseguenza="Quest’anno il premio non si assegna.", fatto="Procedura dichiarata deserta.", motivo="Perché non si assegna",
        ),
    ),
)  # fmt: skip

PRESENTATA, PROGETTO_RITIRATO = "presentata", "ritirata"

PROGETTO = Flusso(
    codice="progetto_innovazione",
    stati=(Stato(PRESENTATA, "Presentata", "corso"), Stato(PROGETTO_RITIRATO, "Ritirata", "bozza")),
    transizioni=(
        Transizione(
            azione="ritira", da=(PRESENTATA,), a=PROGETTO_RITIRATO,
            etichetta="Ritira il progetto", etichetta_breve="Ritira", chi="premi.scrivere_progetto", articolo="26",
            conseguenza="La giuria non lo valuterà.", fatto="Progetto ritirato.", richiede=("avviso_aperto",), motivo="Perché lo ritiri",
        ),
    ),
)  # fmt: skip

RIPARTO_PROPOSTO, RIPARTO_CONFERITO = "riparto_proposto", "riparto_conferito"

EFFICIENZA = Flusso(
    codice="efficienza",
    stati=(
        Stato(BOZZA, "In preparazione", "bozza"),
        Stato(RIPARTO_PROPOSTO, "Proposta", "esame"),
        Stato(RIPARTO_CONFERITO, "Conferita", "fatto"),
    ),
    transizioni=(
        Transizione(
            azione="proponi", da=(BOZZA,), a=RIPARTO_PROPOSTO,
            etichetta="Proponi la ripartizione al Sindaco", etichetta_breve="Proponi", chi="premi.proporre", articolo="27",
            conseguenza="Le somme di ciascuno si calcolano ora, al centesimo, sui risparmi certificati, e passano al Sindaco.",
            fatto="Ripartizione proposta al Sindaco.", richiede=("premio_acceso", "con_risparmi", "con_persone"), avvisa=("sindaci",),
        ),
        Transizione(
            azione="riprendi", da=(RIPARTO_PROPOSTO,), a=BOZZA,
            etichetta="Riprendi la ripartizione", etichetta_breve="Riprendi", chi="premi.proporre", articolo="27",
            conseguenza="Le somme proposte si chiudono, e la ripartizione si può cambiare.", fatto="Ripartizione ripresa.",
            motivo="Che cosa va cambiato", avvisa=("sindaci",),
        ),
        Transizione(
            azione="rimanda", da=(RIPARTO_PROPOSTO,), a=BOZZA,
            etichetta="Rimanda al Segretario generale", etichetta_breve="Rimanda", chi="premi.conferire", articolo="27",
            conseguenza="Le somme proposte si chiudono, e il Segretario rivede la ripartizione.", fatto="Ripartizione rimandata.",
            motivo="Che cosa va rivisto", avvisa=("segretari",),
        ),
        Transizione(
            azione="conferisci", da=(RIPARTO_PROPOSTO,), a=RIPARTO_CONFERITO,
            etichetta="Conferisci il premio", etichetta_breve="Conferisci", chi="premi.conferire", articolo="27",
            conseguenza="Le somme vanno a chi è direttamente coinvolto. Si pagano quando la Relazione, che le documenta, è validata.",
            fatto="Premio di efficienza conferito.", richiede=("con_atto",), avvisa=("segretari", "ufficio_personale"),
        ),
    ),
)  # fmt: skip
