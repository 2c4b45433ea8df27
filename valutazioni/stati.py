"""Artt. 18 and 22: the life of the sheets, as tables: Allegato B of an appointment, Allegato D of a member of staff.

They differ until the marks are decided; from there on the way is one: shared with the evaluatee, signed, approved, final.
"""

from smvp.flusso.stati import Flusso, Stato, Transizione

APERTA, DECISA, NON_VALUTABILE = "aperta", "decisa", "non_valutabile"
# Allegato B: the objectives are scored, the behaviours are proposed.
PROPOSTA_A, PROPOSTA = "proposta_a", "proposta_b"
# Allegato D: the P.O. has filled it in, the dirigente signs.
COMPILATA = "compilata"
# Both, once decided.
PARTECIPATA, OSSERVAZIONI, PRESA_VISIONE, APPROVATA, DEFINITIVA = (
    "partecipata", "osservazioni", "presa_visione", "approvata", "definitiva",
)  # fmt: skip

# The evaluatee reads from here on: a draft is not yet part of the file (art. 18).
LETTE_DAL_VALUTATO = (PARTECIPATA, OSSERVAZIONI, PRESA_VISIONE, APPROVATA, DEFINITIVA, NON_VALUTABILE)
# Signed figures: they do not change any more (reading rule 3), and pay is made of them.
FIRMATE = (PRESA_VISIONE, APPROVATA, DEFINITIVA)
# The Giunta has approved them with an act (art. 18).
APPROVATE = (APPROVATA, DEFINITIVA)
# Until here the marks, the interview and part two may still be written by whoever may write them.
PRIMA_DELLA_FIRMA = (APERTA, PROPOSTA_A, COMPILATA, PROPOSTA, DECISA, PARTECIPATA, OSSERVAZIONI)
# Here the marks of a staff sheet, and the percentages on which it rests, are still being written.
DA_DECIDERE = (APERTA, COMPILATA)
# By which article one talks with the evaluatee: "colloqui diretti con il valutato" of Allegato B, "colloquio finale" of Allegato D.
ARTICOLO_COLLOQUIO = {"scheda": "18", "scheda_personale": "22"}
# Nothing more will happen to it.
FINITE = (DEFINITIVA, NON_VALUTABILE)

_DOPO_LA_DECISIONE = (
    Stato(DECISA, "Decisa", "esame"),
    Stato(PARTECIPATA, "Partecipata al valutato", "esame"),
    Stato(OSSERVAZIONI, "Con osservazioni", "tocca"),
    Stato(PRESA_VISIONE, "Firmata per presa visione", "corso"),
    Stato(APPROVATA, "Approvata dalla Giunta", "corso"),
    Stato(DEFINITIVA, "Definitiva", "fatto"),
    Stato(NON_VALUTABILE, "Non valutabile", "fatto"),
)

# Of what is signed, what nobody has signed: the same state, said for what it is, and each with a filter of its own.
RIFIUTATA = Stato(PRESA_VISIONE, "Presa visione rifiutata", "corso")
NOTIFICATA = Stato(PRESA_VISIONE, "Notificata al valutato", "corso")
# Art. 29: what a review has determined anew counts as read once communicated; the version of before is still there to read.
# Art. 30: the agreement of a conciliation leaves two versions too.
RIDETERMINATA = Stato(PRESA_VISIONE, "Rideterminata da un riesame", "corso")
RIDETERMINATA_DA_ACCORDO = Stato(PRESA_VISIONE, "Rideterminata da un accordo", "corso")
SUPERATA = Stato("superata", "Superata da un riesame", "bozza")
SUPERATA_DA_ACCORDO = Stato("superata", "Superata da un accordo", "bozza")
# What a list finds apart among what is signed: the name of the chip, its words, the states that it finds.
A_PARTE: dict[str, tuple[str, tuple[Stato, ...]]] = {
    "rifiutata": (RIFIUTATA.parola, (RIFIUTATA,)),
    "notificata": (NOTIFICATA.parola, (NOTIFICATA,)),
    "rideterminata": ("Rideterminata", (RIDETERMINATA, RIDETERMINATA_DA_ACCORDO)),
}


_PARTECIPAZIONE = (
    Transizione(
        azione="partecipa", da=(DECISA,), a=PARTECIPATA,
        etichetta="Partecipa la scheda al valutato", etichetta_breve="Partecipa",
        conseguenza="Il valutato legge i voti, il punteggio e il perché di ogni cifra. Può scrivere osservazioni prima di firmare.",
        fatto="Scheda partecipata: il valutato la può leggere.",
        chi="valutazioni.partecipare", articolo="18", scadenza="valutazioni", avvisa=("valutati",),
    ),
    Transizione(
        azione="firma", da=(PARTECIPATA, OSSERVAZIONI), a=PRESA_VISIONE,
        etichetta="Firma per presa visione", etichetta_breve="Firma",
        conseguenza="Firmi di aver letto, non di essere d’accordo. Da domani corre il termine per chiedere il riesame (art. 29).",
        fatto="Hai firmato per presa visione.",
        chi="valutazioni.firmare", articolo="18", scadenza="valutazioni", avvisa=("valutatori",),
    ),
    Transizione(
        azione="osserva", da=(PARTECIPATA,), a=OSSERVAZIONI,
        etichetta="Scrivi le tue osservazioni", etichetta_breve="Osserva",
        conseguenza="Le tue osservazioni restano sulla scheda. Chi ti valuta le legge e ti risponde, o rivede i voti.",
        fatto="Osservazioni inviate: chi ti valuta ti risponde.",
        chi="valutazioni.osservare", articolo="18", richiede=("mancano_osservazioni",), avvisa=("valutatori",),
    ),
    Transizione(
        azione="registra_osservazioni", da=(PARTECIPATA,), a=OSSERVAZIONI,
        etichetta="Registra le osservazioni ricevute", etichetta_breve="Registra le osservazioni",
        conseguenza="Restano sulla scheda, con il giorno e il modo in cui sono arrivate. Poi rispondi, o rivedi i voti: la risposta va "
        "mandata al valutato con la scheda.",
        fatto="Osservazioni registrate: ora si risponde.",
        chi="valutazioni.notificare", articolo="18", richiede=("mancano_osservazioni", "manca_arrivo"),
        notizia="osservazioni ricevute e registrate",
    ),
    Transizione(
        azione="rispondi", da=(OSSERVAZIONI,), a=PARTECIPATA,
        etichetta="Rispondi alle osservazioni e conferma i voti", etichetta_breve="Rispondi",
        conseguenza="I voti restano quelli. Il valutato legge la tua risposta e firma per presa visione.",
        fatto="Risposta inviata: ora il valutato firma.",
        chi="valutazioni.partecipare", articolo="18", richiede=("manca_risposta",), avvisa=("valutati",),
        notizia="risposta alle osservazioni",
    ),
    Transizione(
        azione="registra_rifiuto", da=(PARTECIPATA,), a=PRESA_VISIONE,
        etichetta="Registra il rifiuto della firma", etichetta_breve="Registra il rifiuto della firma",
        conseguenza="La scheda vale come letta da oggi, e da domani corre il termine per il riesame (art. 29).",
        fatto="Rifiuto registrato: la scheda vale come letta.",
        chi="valutazioni.partecipare", articolo="18", richiede=("manca_testimone",), avvisa=("valutati",),
        notizia="presa visione rifiutata",
    ),
    Transizione(
        azione="registra_notifica", da=(PARTECIPATA,), a=PRESA_VISIONE,
        etichetta="Registra la notifica", etichetta_breve="Registra la notifica",
        conseguenza="La scheda vale come letta dal giorno in cui è stata ricevuta, e dal giorno dopo corre il termine per il riesame "
        "(art. 29).",
        fatto="Notifica registrata: la scheda vale come letta.",
        chi="valutazioni.notificare", articolo="18", scadenza="valutazioni", richiede=("manca_notifica",),
    ),
)  # fmt: skip


def _dalla_decisione(articolo: str, prima: tuple[str, ...]) -> tuple[Transizione, ...]:
    """What happens to any sheet once its marks are decided; ``prima``: the states in which it may still be declared not evaluable."""
    return (
        *_PARTECIPAZIONE,
        Transizione(
            azione="approva", da=(PRESA_VISIONE,), a=APPROVATA,
            etichetta="Registra l’approvazione della Giunta", etichetta_breve="Approva",
            conseguenza="La valutazione è approvata con l’atto della Giunta (art. 18).",
            fatto="Approvazione registrata.",
            chi="valutazioni.approvare", articolo="18", scadenza="valutazioni", richiede=("manca_atto",), avvisa=("valutati",),
        ),
        Transizione(
            azione="rendi_definitiva", da=(APPROVATA,), a=DEFINITIVA,
            etichetta="Rendi definitiva", etichetta_breve="Rendi definitiva",
            conseguenza="Il termine per chiedere il riesame è passato: la valutazione è definitiva.",
            fatto="La valutazione è definitiva.",
            chi="valutazioni.approvare", articolo="29", avvisa=("valutati",),
        ),
        Transizione(
            azione="ridetermina", da=(APERTA,), a=PRESA_VISIONE,
            etichetta="Ridetermina la valutazione", etichetta_breve="Ridetermina",
            conseguenza="La scheda porta le cifre decise dall’Organismo di garanzia o dall’accordo, al posto di quella contestata.",
            fatto="Valutazione rideterminata.",
            chi="valutazioni.rideterminare", articolo="29", avvisa=("valutati", "valutatori"),
            notizia="rideterminata: vale la versione nuova",
        ),
        Transizione(
            azione="dichiara_non_valutabile", da=prima, a=NON_VALUTABILE,
            etichetta="Dichiara non valutabile", etichetta_breve="Non valutabile",
            conseguenza="La scheda si chiude senza punteggio e senza premio. Il valutato legge il motivo.",
            fatto="Scheda chiusa: non valutabile.",
            chi="valutazioni.dichiarare_non_valutabile", articolo=articolo, motivo="Perché non si può valutare", avvisa=("valutati",),
        ),
    )  # fmt: skip


SCHEDA = Flusso(
    codice="scheda",
    stati=(
        Stato(APERTA, "Aperta", "corso"),
        Stato(PROPOSTA_A, "Obiettivi valutati", "corso"),
        Stato(PROPOSTA, "Comportamenti proposti", "esame"),
        *_DOPO_LA_DECISIONE,
    ),
    transizioni=(
        Transizione(
            azione="proponi_a", da=(APERTA,), a=PROPOSTA_A,
            etichetta="Concludi la valutazione degli obiettivi", etichetta_breve="Concludi gli obiettivi",
            conseguenza="Le percentuali raggiunte non si cambiano più, salvo riaprirle con un motivo. I comportamenti restano aperti.",
            fatto="Obiettivi valutati: ora i comportamenti.",
            chi="valutazioni.proporre_a", articolo="18", scadenza="valutazioni", richiede=("mancano_obiettivi",),
        ),
        Transizione(
            azione="trasmetti", da=(APERTA, PROPOSTA_A), a=PROPOSTA,
            etichetta="Trasmetti la proposta al Sindaco", etichetta_breve="Trasmetti al Sindaco",
            conseguenza="Da qui in poi non puoi più cambiare né i punteggi degli obiettivi né la proposta sui comportamenti, salvo che il "
            "Sindaco ti restituisca la scheda. Il Sindaco riceve la proposta e decide sui comportamenti.",
            fatto="Proposta trasmessa: ora tocca al Sindaco. Il documento si sta preparando.",
            chi="valutazioni.trasmettere_scheda", articolo="18", scadenza="valutazioni",
            richiede=("mancano_obiettivi", "mancano_fattori"), avvisa=("sindaci",),
        ),
        Transizione(
            azione="chiedi_concerto", da=(PROPOSTA_A,), a=PROPOSTA,
            etichetta="Chiedi il concerto del NCVP", etichetta_breve="Chiedi il concerto",
            conseguenza="Il NCVP legge la tua valutazione e dice se è d’accordo. Intanto non puoi cambiarla.",
            fatto="Valutazione inviata al NCVP per il concerto.",
            chi="valutazioni.chiedere_concerto", articolo="18", scadenza="valutazioni",
            richiede=("mancano_obiettivi", "mancano_fattori"), avvisa=("nuclei",),
        ),
        Transizione(
            azione="riapri_a", da=(PROPOSTA_A,), a=APERTA,
            etichetta="Riapri la valutazione degli obiettivi", etichetta_breve="Riapri gli obiettivi",
            conseguenza="Le percentuali raggiunte si possono di nuovo cambiare.",
            fatto="Valutazione degli obiettivi riaperta.",
            chi="valutazioni.riaprire_a", articolo="18", motivo="Perché riapri la valutazione degli obiettivi",
        ),
        Transizione(
            azione="decidi", da=(PROPOSTA,), a=DECISA,
            etichetta="Conferma la decisione sui comportamenti", etichetta_breve="Conferma",
            conseguenza="I voti sui comportamenti sono decisi e non puoi più cambiarli. Il NCVP partecipa la scheda al valutato.",
            fatto="Decisione confermata: ora il NCVP partecipa la scheda al valutato.",
            chi="valutazioni.decidere_scheda", articolo="18", scadenza="valutazioni",
            richiede=("mancano_fattori", "mancano_motivi"), avvisa=("nuclei",),
        ),
        Transizione(
            azione="concerta", da=(PROPOSTA,), a=DECISA,
            etichetta="Dai il concerto", etichetta_breve="Concerta",
            conseguenza="Il tuo accordo resta scritto sulla scheda: la valutazione è decisa, e il Dirigente la partecipa al valutato.",
            fatto="Concerto dato: ora il Dirigente partecipa la scheda al valutato.",
            chi="valutazioni.concertare", articolo="18", scadenza="valutazioni", richiede=("mancano_fattori",), avvisa=("valutatori",),
            notizia="concerto dato",
        ),
        Transizione(
            azione="nega_concerto", da=(PROPOSTA,), a=PROPOSTA_A,
            etichetta="Nega il concerto", etichetta_breve="Nega il concerto",
            conseguenza="La scheda torna al Dirigente con il tuo motivo: può rivedere i voti e chiederti di nuovo il concerto.",
            fatto="Concerto negato: ora tocca al Dirigente.",
            chi="valutazioni.concertare", articolo="18", motivo="Perché non sei d’accordo", avvisa=("valutatori",),
            notizia="concerto negato",
        ),
        Transizione(
            azione="restituisci", da=(PROPOSTA,), a=APERTA,
            etichetta="Restituisci al NCVP", etichetta_breve="Restituisci",
            conseguenza="La scheda torna aperta e il NCVP può cambiare la proposta. "
            "Le tue modifiche ai voti si perdono: ripartirai dalla nuova proposta.",
            fatto="Scheda restituita: ora tocca al NCVP.",
            chi="valutazioni.decidere_scheda", articolo="18", motivo="Motivo della restituzione", avvisa=("nuclei",),
            notizia="restituita",
        ),
        *_dalla_decisione("16", (APERTA, PROPOSTA_A)),
        Transizione(
            azione="rinvia", da=(DECISA, OSSERVAZIONI), a=PROPOSTA,
            etichetta="Rinvia al Sindaco", etichetta_breve="Rinvia",
            conseguenza="La scheda torna al Sindaco, che può cambiare la sua decisione sui comportamenti e i motivi.",
            fatto="Scheda rinviata: ora tocca al Sindaco.",
            chi="valutazioni.rinviare", articolo="18", motivo="Motivo del rinvio", avvisa=("sindaci",), notizia="rinviata al Sindaco",
        ),
        Transizione(
            azione="rivedi", da=(DECISA, OSSERVAZIONI), a=APERTA,
            etichetta="Rivedi i voti", etichetta_breve="Rivedi",
            conseguenza="La scheda torna aperta e rifai i passaggi. Il valutato non la legge finché non la partecipi di nuovo.",
            fatto="Scheda riaperta: i voti si possono cambiare.",
            chi="valutazioni.rivedere", articolo="18", motivo="Perché rivedi i voti", avvisa=("valutati",),
            notizia="riaperta per rivedere i voti",
        ),
    ),
)  # fmt: skip

SCHEDA_PERSONALE = Flusso(
    codice="scheda_personale",
    stati=(
        Stato(APERTA, "Aperta", "corso"),
        Stato(COMPILATA, "Al Dirigente per la firma", "esame"),
        *_DOPO_LA_DECISIONE,
    ),
    transizioni=(
        Transizione(
            azione="trasmetti", da=(APERTA,), a=COMPILATA,
            etichetta="Manda la scheda al Dirigente", etichetta_breve="Manda al Dirigente",
            conseguenza="Il Dirigente la legge, può cambiare i voti e la firma. Tu non puoi più cambiarla, salvo che te la restituisca.",
            fatto="Scheda mandata al Dirigente.",
            chi="valutazioni.compilare_personale", articolo="22", scadenza="valutazioni",
            richiede=("mancano_percentuali", "mancano_voti"), avvisa=("dirigenti",),
        ),
        Transizione(
            azione="decidi", da=(APERTA, COMPILATA), a=DECISA,
            etichetta="Firma la valutazione", etichetta_breve="Firma la valutazione",
            conseguenza="La valutazione è decisa: i voti non si cambiano più. Poi la partecipi al valutato.",
            fatto="Valutazione firmata: ora si partecipa al valutato.",
            chi="valutazioni.decidere_personale", articolo="22", scadenza="valutazioni",
            richiede=("mancano_percentuali", "mancano_voti"), avvisa=("compilatori",),
        ),
        Transizione(
            azione="restituisci", da=(COMPILATA,), a=APERTA,
            etichetta="Restituisci alla P.O.", etichetta_breve="Restituisci",
            conseguenza="La scheda torna aperta e la P.O. può cambiare i voti.",
            fatto="Scheda restituita alla P.O.",
            chi="valutazioni.restituire_personale", articolo="22", motivo="Motivo della restituzione", avvisa=("compilatori",),
            notizia="restituita",
        ),
        *_dalla_decisione("22", (APERTA, COMPILATA)),
        Transizione(
            azione="rivedi", da=(DECISA, OSSERVAZIONI), a=COMPILATA,
            etichetta="Rivedi i voti", etichetta_breve="Rivedi",
            conseguenza="I voti si possono di nuovo cambiare. Il valutato non legge la scheda finché non la partecipi di nuovo.",
            fatto="Scheda riaperta: i voti si possono cambiare.",
            chi="valutazioni.rivedere", articolo="22", motivo="Perché rivedi i voti", avvisa=("valutati",),
            notizia="riaperta per rivedere i voti",
        ),
    ),
)  # fmt: skip


def scelte_di_stato(flusso: Flusso) -> tuple[tuple[str, str], ...]:
    """The states to choose from in a list: beside what is signed, what was refused, notified, determined anew."""
    scelte: list[tuple[str, str]] = []
    for codice, parola in flusso.scelte:
        scelte.append((codice, parola))
        if codice == PRESA_VISIONE:
            scelte += [(nome, parola) for nome, (parola, _) in A_PARTE.items()]
    return tuple(scelte)
