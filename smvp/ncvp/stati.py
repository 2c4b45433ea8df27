"""Artt. 34 and 36: the life of an appointment of the NCVP and of its yearly report, as tables."""

from smvp.flusso.stati import Flusso, Stato, Transizione

ISTRUTTORIA, IN_CARICA, CESSATA, ARCHIVIATA = "istruttoria", "in_carica", "cessata", "archiviata"

_TUTTI = ("segretari", "sindaci", "interessati")

INCARICO = Flusso(
    codice="incarico_ncvp",
    stati=(
        Stato(ISTRUTTORIA, "In istruttoria", "bozza"), Stato(IN_CARICA, "Nominato", "corso"), Stato(CESSATA, "Cessato", "fatto"),
        Stato(ARCHIVIATA, "Archiviato", "fatto"),
    ),
    transizioni=(
        Transizione(
            azione="nomina", da=(ISTRUTTORIA,), a=IN_CARICA,
            etichetta="Nomina il NCVP", etichetta_breve="Nomina", chi="ncvp.nominare", articolo="34",
            conseguenza="Da quel giorno la persona è il NCVP e agisce come tale; il ruolo finisce da solo con l’incarico.",
            fatto="NCVP nominato.", richiede=("mancano_dati", "manca_decreto"), avvisa=_TUTTI,
        ),
        Transizione(
            azione="registra_nomina", da=(ISTRUTTORIA,), a=IN_CARICA,
            etichetta="Registra il decreto già emesso", etichetta_breve="Registra il decreto", chi="ncvp.tenere_registro", articolo="34",
            conseguenza="Il registro prende nota di una nomina che c’è già: il ruolo della persona non cambia.",
            fatto="Decreto registrato.", richiede=("mancano_dati", "manca_decreto"), avvisa=_TUTTI,
        ),
        Transizione(
            azione="archivia", da=(ISTRUTTORIA,), a=ARCHIVIATA,
            etichetta="Archivia la candidatura", etichetta_breve="Archivia", chi="ncvp.tenere_registro", articolo="34",
            conseguenza="La persona non viene nominata. Nel registro resta che è stata esaminata, e perché si è chiusa così.",
            fatto="Candidatura archiviata.", motivo="Perché si archivia", avvisa=("sindaci",),
        ),
        Transizione(
            azione="cessa", da=(IN_CARICA,), a=CESSATA,
            etichetta="Registra la fine anticipata", etichetta_breve="Registra la fine", chi="ncvp.cessare", articolo="34",
            conseguenza="Dal giorno dopo la persona non è più il NCVP: non valida e non valuta.", fatto="Fine dell’incarico registrata.",
            motivo="Motivo", richiede=("manca_fine",), avvisa=_TUTTI,
        ),
    ),
)  # fmt: skip

BOZZA, TRASMESSO, PUBBLICATO = "bozza", "trasmesso", "pubblicato"

RAPPORTO = Flusso(
    codice="rapporto_ncvp",
    stati=(Stato(BOZZA, "Bozza", "bozza"), Stato(TRASMESSO, "Trasmesso al Sindaco", "corso"), Stato(PUBBLICATO, "Pubblicato", "fatto")),
    transizioni=(
        Transizione(
            azione="trasmetti", da=(BOZZA,), a=TRASMESSO,
            etichetta="Trasmetti al Sindaco", etichetta_breve="Trasmetti", chi="ncvp.scrivere_rapporto", articolo="34",
            conseguenza="Il Sindaco e il Segretario generale leggono il rapporto. Testi e cifre restano fermi come sono adesso.",
            fatto="Rapporto trasmesso al Sindaco: il PDF si sta preparando.", richiede=("manca_fine_esercizio", "mancano_testi"),
            avvisa=("sindaci", "segretari"),
        ),
        Transizione(
            azione="riprendi", da=(TRASMESSO,), a=BOZZA,
            etichetta="Riprendi per correggere", etichetta_breve="Riprendi", chi="ncvp.scrivere_rapporto", articolo="34",
            conseguenza="Il rapporto torna in bozza. Quello già trasmesso resta agli atti; poi se ne trasmette uno nuovo.",
            fatto="Il rapporto è di nuovo in bozza.", motivo="Che cosa correggi", avvisa=("sindaci", "segretari"),
            notizia="ripreso dal NCVP per correggerlo",
        ),
        Transizione(
            azione="pubblica", da=(TRASMESSO,), a=PUBBLICATO,
            etichetta="Pubblica", etichetta_breve="Pubblica", chi="ncvp.pubblicare", articolo="34",
            conseguenza="Chiunque legge il rapporto nella sezione pubblica, appena il PDF è pronto.", fatto="Rapporto pubblicato.",
            richiede=("manca_documento",), avvisa=("sindaci", "nuclei"),
        ),
    ),
)  # fmt: skip
