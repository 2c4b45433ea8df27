"""Artt. 18 and 33: the life of a survey as a table. Nothing opens again: what was asked once is not asked otherwise."""

from smvp.flusso.stati import Flusso, Stato, Transizione

BOZZA, APERTA, CHIUSA, PUBBLICATA = "bozza", "aperta", "chiusa", "pubblicata"
# Its answers can be counted: nobody adds another.
CONCLUSE = (CHIUSA, PUBBLICATA)

INDAGINE = Flusso(
    codice="indagine",
    stati=(
        Stato(BOZZA, "Bozza", "bozza"),
        Stato(APERTA, "Aperta", "corso"),
        Stato(CHIUSA, "Chiusa", "esame"),
        Stato(PUBBLICATA, "Risultati pubblicati", "fatto"),
    ),
    transizioni=(
        Transizione(
            azione="apri", da=(BOZZA,), a=APERTA,
            etichetta="Apri l’indagine", etichetta_breve="Apri", chi="indagini.gestire", articolo="33",
            conseguenza="Da qui le domande non cambiano più. Si risponde dal primo all’ultimo giorno che hai scelto.",
            fatto="Indagine aperta: le domande non cambiano più.", richiede=("manca_questionario", "mancano_giorni"),
            avvisa=("invitati_con_accesso",), notizia="puoi rispondere",
        ),
        Transizione(
            azione="chiudi", da=(APERTA,), a=CHIUSA,
            etichetta="Chiudi l’indagine", etichetta_breve="Chiudi", chi="indagini.gestire", articolo="33",
            conseguenza="Nessuno risponde più e si leggono i risultati. Un’indagine chiusa non si riapre.",
            fatto="Indagine chiusa: i risultati si possono leggere.", richiede=("manca_la_fine",),
        ),
        Transizione(
            azione="chiudi_prima", da=(APERTA,), a=CHIUSA,
            etichetta="Chiudi prima del termine", etichetta_breve="Chiudi prima", chi="indagini.gestire", articolo="33",
            conseguenza="Nessuno risponde più, prima del giorno annunciato. Un’indagine chiusa non si riapre.",
            fatto="Indagine chiusa prima del termine.", richiede=("manca_l_anticipo",), motivo="Perché chiude prima",
        ),
        Transizione(
            azione="pubblica", da=(CHIUSA,), a=PUBBLICATA,
            etichetta="Pubblica i risultati", etichetta_breve="Pubblica", chi="indagini.gestire", articolo="36",
            conseguenza="I risultati vanno nella sezione trasparenza del sito, dove li legge chiunque: senza testi liberi e senza i gruppi "
            "troppo piccoli.",
            fatto="Risultati pubblicati: il PDF si sta preparando.", richiede=("mancano_risposte",),
        ),
    ),
)  # fmt: skip
