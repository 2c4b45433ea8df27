"""Artt. 12, 18, 21: the life of a Piano and of a Relazione, as tables."""

from smvp.flusso.stati import Flusso, Stato, Transizione

BOZZA, IN_ESAME, ESAMINATA, APPROVATA, TRASMESSA, CON_OSSERVAZIONI, VALIDATA, PUBBLICATA = (
    "bozza", "in_esame", "esaminata", "approvata", "trasmessa", "con_osservazioni", "validata", "pubblicata",
)  # fmt: skip
APPROVATO, PUBBLICATO = "approvato", "pubblicato"

# The editions that the act approved are frozen: nothing of the Relazione changes.
APPROVATE = (APPROVATA, TRASMESSA, CON_OSSERVAZIONI, VALIDATA, PUBBLICATA)

# Until the act: the editions can be made anew.
DA_APPROVARE = (BOZZA, IN_ESAME, ESAMINATA)

_PREPARA, _SEGUE, _NUCLEO = "performance.preparare", "performance.approvare", "performance.validare"
_TUTTI = ("segretari", "controlli", "nuclei")

RELAZIONE = Flusso(
    codice="relazione_performance",
    stati=(
        Stato(BOZZA, "Bozza", "bozza"), Stato(IN_ESAME, "In esame preliminare", "esame"), Stato(ESAMINATA, "Esaminata dal NCVP", "corso"),
        Stato(APPROVATA, "Approvata", "corso"), Stato(TRASMESSA, "Trasmessa al NCVP", "esame"),
        Stato(CON_OSSERVAZIONI, "Non validata: osservazioni", "ritardo"), Stato(VALIDATA, "Validata", "corso"),
        Stato(PUBBLICATA, "Pubblicata", "fatto"),
    ),
    transizioni=(
        Transizione(
            azione="chiedi_esame", da=(BOZZA,), a=IN_ESAME,
            etichetta="Chiedi l’esame preliminare al NCVP", etichetta_breve="Chiedi l’esame", chi=_PREPARA, articolo="21",
            conseguenza="Il NCVP legge la bozza e scrive le sue note. Finché la esamina i testi non cambiano.",
            fatto="Esame preliminare chiesto al NCVP.", richiede=("manca_fine_esercizio", "mancano_testi"), avvisa=_TUTTI,
            notizia="il NCVP è chiamato all’esame preliminare",
        ),
        Transizione(
            azione="esamina", da=(IN_ESAME,), a=ESAMINATA,
            etichetta="Chiudi l’esame senza chiedere modifiche", etichetta_breve="Chiudi l’esame", chi=_NUCLEO, articolo="21",
            conseguenza="Le tue note restano con la Relazione, che può andare in Giunta.", fatto="Esame preliminare chiuso.",
            motivo="Note dell’esame preliminare", avvisa=_TUTTI,
        ),
        Transizione(
            azione="chiedi_modifiche", da=(IN_ESAME,), a=BOZZA,
            etichetta="Chiedi modifiche", etichetta_breve="Chiedi modifiche", chi=_NUCLEO, articolo="21",
            conseguenza="La Relazione torna in bozza con le tue note: chi la scrive le legge in cima alla pagina.",
            fatto="Modifiche chieste: la Relazione è di nuovo in bozza.", motivo="Che cosa va cambiato", avvisa=_TUTTI,
            notizia="il NCVP chiede modifiche",
        ),
        Transizione(
            azione="ritira_esame", da=(IN_ESAME,), a=BOZZA,
            etichetta="Ritira la richiesta di esame", etichetta_breve="Ritira", chi=_PREPARA, articolo="21",
            conseguenza="La Relazione torna in bozza prima che il NCVP abbia finito.", fatto="Richiesta ritirata: la Relazione è in bozza.",
            motivo="Perché la ritiri", avvisa=_TUTTI, notizia="ritirata dall’esame preliminare",
        ),
        Transizione(
            azione="riprendi", da=(ESAMINATA, APPROVATA), a=BOZZA,
            etichetta="Riporta in bozza", etichetta_breve="Riporta in bozza", chi=_SEGUE, articolo="18",
            conseguenza="I testi si possono cambiare di nuovo. Poi serve una nuova approvazione della Giunta.",
            fatto="La Relazione è di nuovo in bozza.", motivo="Perché torna in bozza", avvisa=_TUTTI, notizia="tornata in bozza",
        ),
        Transizione(
            azione="approva", da=(BOZZA, ESAMINATA), a=APPROVATA,
            etichetta="Registra l’approvazione", etichetta_breve="Approva", chi=_SEGUE, articolo="18",
            conseguenza="Le due edizioni approvate restano ferme così come sono: i testi non cambiano più.",
            fatto="Approvazione registrata: ora la Relazione va trasmessa al NCVP.", scadenza="rendiconto",
            richiede=("manca_fine_esercizio", "mancano_testi", "mancano_edizioni", "manca_atto"), avvisa=_TUTTI,
        ),
        Transizione(
            azione="trasmetti", da=(APPROVATA,), a=TRASMESSA,
            etichetta="Trasmetti al NCVP", etichetta_breve="Trasmetti", chi=_SEGUE, articolo="18",
            conseguenza="Il NCVP riceve la Relazione approvata e la valida.", fatto="Relazione trasmessa al NCVP.", avvisa=_TUTTI,
        ),
        Transizione(
            azione="valida", da=(TRASMESSA,), a=VALIDATA,
            etichetta="Valida la Relazione", etichetta_breve="Valida", chi=_NUCLEO, articolo="21", scadenza="relazione",
            conseguenza="I premi dell’esercizio si possono pagare. Il documento di validazione non cambia più.",
            fatto="Relazione validata: gli importi approvati si possono rendere liquidabili.",
            richiede=("mancano_verifiche", "manca_verbale"), avvisa=(*_TUTTI, "ufficio_personale"),
        ),
        Transizione(
            azione="osserva", da=(TRASMESSA,), a=CON_OSSERVAZIONI,
            etichetta="Non validare e trasmetti le osservazioni", etichetta_breve="Non validare", chi=_NUCLEO, articolo="21",
            conseguenza="I premi restano fermi. La Relazione va corretta e approvata di nuovo.",
            fatto="Osservazioni trasmesse: la Relazione non è validata.", scadenza="relazione",
            richiede=("mancano_verifiche", "mancano_rilievi", "manca_verbale"), avvisa=_TUTTI,
        ),
        Transizione(
            azione="correggi", da=(CON_OSSERVAZIONI,), a=BOZZA,
            etichetta="Riporta in bozza per correggere", etichetta_breve="Correggi", chi=_PREPARA, articolo="21",
            conseguenza="I testi si possono cambiare. Poi servono edizioni nuove e una nuova approvazione.",
            fatto="La Relazione è di nuovo in bozza.", motivo="Che cosa si corregge", avvisa=_TUTTI, notizia="tornata in bozza",
        ),
        Transizione(
            azione="pubblica", da=(VALIDATA,), a=PUBBLICATA,
            etichetta="Pubblica", etichetta_breve="Pubblica", chi=_SEGUE, articolo="36",
            conseguenza="Chiunque legge l’edizione pubblica e il documento di validazione. L’edizione completa resta agli organi.",
            fatto="Relazione e validazione pubblicate.", richiede=("mancano_file",), avvisa=_TUTTI,
        ),
    ),
)  # fmt: skip

PIANO = Flusso(
    codice="piano_performance",
    stati=(Stato(BOZZA, "Bozza", "bozza"), Stato(APPROVATO, "Approvato", "corso"), Stato(PUBBLICATO, "Pubblicato", "fatto")),
    transizioni=(
        Transizione(
            azione="approva", da=(BOZZA,), a=APPROVATO,
            etichetta="Registra l’approvazione", etichetta_breve="Approva", chi=_SEGUE, articolo="12",
            conseguenza="Il Piano approvato resta fermo così com’è: i testi non cambiano più.",
            fatto="Approvazione registrata: ora il Piano va pubblicato.", richiede=("mancano_testi", "mancano_edizioni", "manca_atto"),
            avvisa=_TUTTI,
        ),
        Transizione(
            azione="pubblica", da=(APPROVATO,), a=PUBBLICATO,
            etichetta="Pubblica", etichetta_breve="Pubblica", chi=_SEGUE, articolo="36",
            conseguenza="Chiunque legge il Piano nella sezione pubblica.", fatto="Piano pubblicato.", richiede=("mancano_file",),
            avvisa=_TUTTI,
        ),
        Transizione(
            azione="riprendi", da=(APPROVATO, PUBBLICATO), a=BOZZA,
            etichetta="Riporta in bozza per aggiornarlo", etichetta_breve="Aggiorna", chi=_SEGUE, articolo="12",
            conseguenza="I testi si possono cambiare. Quello pubblicato resta in vista finché non se ne pubblica uno nuovo.",
            fatto="Il Piano è di nuovo in bozza.", motivo="Perché si aggiorna", avvisa=_TUTTI, notizia="tornato in bozza",
        ),
    ),
)  # fmt: skip
