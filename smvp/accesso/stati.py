"""Art. 35: the life of a request for access as a table, from its day to the copies in hand."""

from smvp.flusso.stati import Flusso, Stato, Transizione

PRESENTATA, AVVISATI, ACCOLTA, PARZIALE, NEGATA, DIFFERITA, EVASA, RITIRATA = (
    "presentata", "avvisati", "accolta", "parziale", "negata", "differita", "evasa", "ritirata",
)  # fmt: skip

# The Segretario is still to put the visto: the thirty days run (they do not for who has been told to wait).
DA_VISTARE = (PRESENTATA, AVVISATI)
VISTABILI = (*DA_VISTARE, DIFFERITA)
# There is something to hand over.
DA_EVADERE = (ACCOLTA, PARZIALE)
CONCLUSE = (NEGATA, EVASA, RITIRATA)

_VISTO = "Il Visto è la condizione dell’accesso (art. 35)."

ACCESSO = Flusso(
    codice="accesso",
    stati=(
        Stato(PRESENTATA, "Presentata", "tocca"),
        Stato(AVVISATI, "Controinteressati avvisati", "corso"),
        Stato(ACCOLTA, "Accolta", "corso"),
        Stato(PARZIALE, "Accolta in parte", "corso"),
        Stato(NEGATA, "Negata", "ritardo"),
        Stato(DIFFERITA, "Differita", "esame"),
        Stato(EVASA, "Evasa", "fatto"),
        Stato(RITIRATA, "Ritirata", "bozza"),
    ),
    transizioni=(
        Transizione(
            azione="avvisa", da=(PRESENTATA,), a=AVVISATI,
            etichetta="Avvisa i controinteressati", etichetta_breve="Avvisa", chi="accesso.istruire", articolo="35",
            conseguenza="Si prepara un avviso per ciascuno. Da oggi decorrono i giorni per opporsi; i trenta giorni non si fermano.",
            fatto="Controinteressati avvisati.", richiede=("mancano_controinteressati",), avvisa=("utenti_controinteressati",),
            notizia="puoi opporti",
        ),
        Transizione(
            azione="accogli", da=VISTABILI, a=ACCOLTA,
            etichetta="Visto: accogli", etichetta_breve="Accogli", chi="accesso.vistare", articolo="35",
            conseguenza=_VISTO, fatto="Richiesta accolta.", richiede=("manca_avviso", "mancano_opposizioni"),
            avvisa=("richiedenti", "segreterie"),
        ),
        Transizione(
            azione="accogli_in_parte", da=VISTABILI, a=PARZIALE,
            etichetta="Visto: accogli in parte", etichetta_breve="Accogli in parte", chi="accesso.vistare", articolo="35",
            conseguenza=_VISTO, fatto="Richiesta accolta in parte.", richiede=("manca_avviso", "mancano_opposizioni", "manca_oscuramento"),
            avvisa=("richiedenti", "segreterie"),
        ),
        Transizione(
            azione="nega", da=VISTABILI, a=NEGATA,
            etichetta="Nega l’accesso", etichetta_breve="Nega", chi="accesso.vistare", articolo="35",
            conseguenza=_VISTO, fatto="Accesso negato.", richiede=("manca_avviso", "mancano_opposizioni", "manca_motivazione"),
            avvisa=("richiedenti", "segreterie"),
        ),
        Transizione(
            azione="differisci", da=DA_VISTARE, a=DIFFERITA,
            etichetta="Differisci", etichetta_breve="Differisci", chi="accesso.vistare", articolo="35",
            conseguenza=_VISTO, fatto="Accesso differito.", richiede=("manca_motivazione", "manca_giorno_differimento"),
            avvisa=("richiedenti", "segreterie"),
        ),
        Transizione(
            azione="evadi", da=DA_EVADERE, a=EVASA,
            etichetta="Registra la consegna", etichetta_breve="Registra la consegna", chi="accesso.evadere", articolo="35",
            conseguenza="La richiesta si chiude con ciò che è stato visto o consegnato.", fatto="Richiesta evasa.",
            richiede=("manca_consegna",), avvisa=("richiedenti",),
        ),
        Transizione(
            azione="ritira", da=(*VISTABILI, *DA_EVADERE), a=RITIRATA,
            etichetta="Ritira la richiesta", etichetta_breve="Ritira", chi="accesso.ritirare", articolo="35",
            conseguenza="La richiesta si chiude e non si consegna nulla. Se ne può presentare un’altra.",
            fatto="Richiesta ritirata.", avvisa=("segreterie", "segretari"),
        ),
        Transizione(
            azione="registra_ritiro", da=(*VISTABILI, *DA_EVADERE), a=RITIRATA,
            etichetta="Registra il ritiro", etichetta_breve="Registra il ritiro", chi="accesso.registrare_ritiro", articolo="35",
            conseguenza="La richiesta si chiude e non si consegna nulla.", fatto="Ritiro registrato.",
            motivo="Come si sa del ritiro", avvisa=("segretari",),
        ),
    ),
)  # fmt: skip
