"""Artt. 7, 13–18 and Allegato A: the life of an objective's sheet, as one table."""

from smvp.flusso.stati import Flusso, Stato, Transizione

BOZZA, NEGOZIATA, CON_PARERE, TRASMESSA, INTEGRAZIONI = "bozza", "negoziata", "con_parere", "trasmessa", "integrazioni"
VALIDATA, ACCETTATA, ASSEGNATA, REVISIONE, RIDEFINITA = "validata", "accettata", "assegnata", "revisione", "ridefinita"
MONITORATA, RENDICONTATA, MISURATA, AL_VALUTATORE, VALUTATA = "monitorata", "rendicontata", "misurata", "al_valutatore", "valutata"

MODIFICABILI = frozenset({BOZZA, INTEGRAZIONI, REVISIONE})
"""The states in which whoever fills the sheet in may change it."""

DEL_SEGRETARIO = frozenset({NEGOZIATA, CON_PARERE, ACCETTATA, MISURATA})
"""The states that wait for the Segretario (a P.O.'s sheet, negotiated, for its dirigente)."""

DA_ASSEGNATA = frozenset({ASSEGNATA, REVISIONE, RIDEFINITA, MONITORATA, RENDICONTATA, MISURATA, AL_VALUTATORE})
"""Formally assigned and not evaluated yet: whoever takes office takes the objective over as it is (art. 16)."""

CEDIBILI = DA_ASSEGNATA | {VALIDATA, ACCETTATA}
"""From the text that is signed (art. 14) to the evaluation: whoever takes office may take the objective over (art. 16)."""

FIRMATE = CEDIBILI - {VALIDATA}
"""Where the text has been signed already: whoever takes over signs by themselves, before the Giunta's act if it has not been assigned."""

IN_ESECUZIONE = frozenset({ASSEGNATA, MONITORATA})
"""Formally assigned and being carried out (art. 16)."""

OBIETTIVO = Flusso(
    codice="obiettivo",
    stati=(
        Stato(BOZZA, "Bozza", "bozza"),
        Stato(NEGOZIATA, "Negoziata", "corso"),
        Stato(CON_PARERE, "Con parere favorevole", "corso"),
        Stato(TRASMESSA, "In esame al NCVP", "esame"),
        Stato(INTEGRAZIONI, "Integrazioni richieste", "ritardo"),
        Stato(VALIDATA, "Validata", "corso"),
        Stato(ACCETTATA, "Accettata", "corso"),
        Stato(ASSEGNATA, "Assegnata", "fatto"),
        Stato(REVISIONE, "Revisione richiesta", "ritardo"),
        Stato(RIDEFINITA, "Ridefinita", "esame"),
        Stato(MONITORATA, "Monitorata", "corso"),
        Stato(RENDICONTATA, "Rendicontata", "esame"),
        Stato(MISURATA, "Misurata", "esame"),
        Stato(AL_VALUTATORE, "Trasmessa per la valutazione", "esame"),
        Stato(VALUTATA, "Valutata", "fatto"),
    ),
    transizioni=(
        Transizione(
            azione="negozia", da=(BOZZA,), a=NEGOZIATA, etichetta="Proponi la scheda alla negoziazione", etichetta_breve="Proponi",
            conseguenza="La scheda passa a chi la negozia con te: il Segretario generale per i Dirigenti, il Dirigente per le P.O. "
            "Non la puoi più cambiare, salvo che ti venga restituita.",
            fatto="Scheda proposta: ora tocca a chi la negozia con te.",
            chi="obiettivi.proporre", articolo="7", scadenza="negoziazione",
            richiede=("mancano_dati", "mancano_parti", "mancano_argomenti"), avvisa=("negoziatori",),
        ),
        Transizione(
            azione="esprimi_parere", da=(NEGOZIATA,), a=CON_PARERE,
            etichetta="Registra il parere favorevole", etichetta_breve="Parere favorevole",
            conseguenza="Attesti che la Direzione politica ha dato parere favorevole. Poi la scheda si può trasmettere al NCVP.",
            fatto="Parere favorevole registrato: ora la scheda si può trasmettere al NCVP.",
            chi="obiettivi.esprimere_parere", articolo="7", scadenza="validazione", avvisa=("proponenti",),
        ),
        Transizione(
            azione="trasmetti", da=(CON_PARERE,), a=TRASMESSA, etichetta="Trasmetti al NCVP", etichetta_breve="Trasmetti",
            conseguenza="Il NCVP riceve la scheda e ne esamina i requisiti uno per uno.",
            fatto="Scheda trasmessa: ora tocca al NCVP.",
            chi="obiettivi.trasmettere", articolo="7", scadenza="validazione",
            richiede=("mancano_pesi",), avvisa=("esaminatori", "proponenti"),
        ),
        Transizione(
            azione="restituisci", da=(NEGOZIATA, CON_PARERE), a=BOZZA, etichetta="Restituisci a chi la compila",
            etichetta_breve="Restituisci",
            conseguenza="La scheda torna in bozza e chi la compila può cambiarla.",
            fatto="Scheda restituita con il tuo commento.",
            chi="obiettivi.restituire", articolo="7", motivo="Che cosa c’è da cambiare", avvisa=("proponenti",),
        ),
        Transizione(
            azione="chiedi_integrazioni", da=(TRASMESSA,), a=INTEGRAZIONI, etichetta="Chiedi integrazioni", etichetta_breve="Integrazioni",
            conseguenza="La scheda torna a chi la compila, che può cambiarla e trasmetterla di nuovo.",
            fatto="Integrazioni richieste.",
            chi="obiettivi.validare_dirigenti", articolo="13", motivo="Integrazioni richieste", avvisa=("proponenti", "segretari"),
        ),
        Transizione(
            azione="ritrasmetti", da=(INTEGRAZIONI,), a=TRASMESSA, etichetta="Trasmetti di nuovo al NCVP", etichetta_breve="Trasmetti",
            conseguenza="Il NCVP riceve la scheda con le tue integrazioni, accanto al testo di prima.",
            fatto="Scheda trasmessa di nuovo: ora tocca al NCVP.",
            chi="obiettivi.proporre", articolo="13", scadenza="validazione",
            richiede=("mancano_dati", "mancano_parti", "mancano_argomenti", "mancano_pesi"), avvisa=("esaminatori",),
        ),
        Transizione(
            azione="valida", da=(TRASMESSA, RIDEFINITA), a=VALIDATA, etichetta="Valida la scheda", etichetta_breve="Valida",
            conseguenza="Attesti che l’obiettivo ha tutti i requisiti. Chi ne risponde la può firmare per accettazione.",
            fatto="Scheda validata: ora la firma chi ne risponde.",
            chi="obiettivi.validare_dirigenti", articolo="13", scadenza="validazione",
            richiede=("mancano_riscontri",), avvisa=("assegnatari", "segretari"),
        ),
        Transizione(
            azione="valida_po", da=(NEGOZIATA, RIDEFINITA), a=VALIDATA, etichetta="Valida la scheda", etichetta_breve="Valida",
            conseguenza="Attesti che l’obiettivo ha tutti i requisiti. La P.O. lo può firmare per accettazione.",
            fatto="Scheda validata: ora la firma la P.O.",
            chi="obiettivi.validare_po", articolo="13", scadenza="validazione",
            richiede=("mancano_pesi", "mancano_riscontri"), avvisa=("assegnatari",),
        ),
        Transizione(
            azione="accetta", da=(VALIDATA,), a=ACCETTATA, etichetta="Firma per accettazione", etichetta_breve="Accetta",
            conseguenza="Con la tua firma accetti l’obiettivo così come è validato: "
            "restano il tuo nome, il momento e l’impronta del testo.",
            fatto="Scheda accettata da tutti: ora si può assegnare con l’atto della Giunta.",
            chi="obiettivi.accettare", articolo="14", scadenza="assegnazione", richiede=("mancano_firme",), avvisa=("segretari",),
        ),
        Transizione(
            azione="assegna", da=(ACCETTATA,), a=ASSEGNATA, etichetta="Registra l’atto della Giunta", etichetta_breve="Assegna",
            conseguenza="Con questo atto l’obiettivo è formalmente assegnato.",
            fatto="Obiettivo assegnato.",
            chi="obiettivi.assegnare", articolo="14", scadenza="assegnazione",
            richiede=("mancano_firme_di_subentro", "manca_atto"), avvisa=("assegnatari",),
        ),
        Transizione(
            azione="chiedi_revisione", da=(ASSEGNATA, MONITORATA), a=REVISIONE,
            etichetta="Chiedi la revisione", etichetta_breve="Revisione",
            conseguenza="La scheda si riapre e chi la compila la può ridefinire. Il testo di prima resta, accanto al nuovo. "
            "Chi partecipa all’obiettivo ne è informato.",
            fatto="Revisione richiesta: ora chi compila la scheda la ridefinisce.",
            chi="obiettivi.chiedere_revisione", articolo="15", scadenza="richiesta_revisione", perentorio=True,
            motivo="Eventi imprevedibili e non governabili", avvisa=("esaminatori", "proponenti", "assegnatari", "segretari"),
        ),
        Transizione(
            azione="respingi_revisione", da=(REVISIONE, RIDEFINITA), a=ASSEGNATA, oppure=MONITORATA, se="era_monitorata",
            etichetta="Respingi la revisione", etichetta_breve="Respingi",
            conseguenza="La scheda torna com’era prima della richiesta: il testo ridefinito non vale.",
            fatto="Revisione respinta: vale il testo di prima.",
            chi="obiettivi.esaminare", articolo="15", motivo="Motivo del rifiuto", avvisa=("proponenti", "assegnatari"),
        ),
        Transizione(
            azione="ridefinisci", da=(REVISIONE,), a=RIDEFINITA, etichetta="Trasmetti la ridefinizione", etichetta_breve="Ridefinisci",
            conseguenza="Chi valida esamina il testo nuovo accanto a quello di prima; poi si firma e si assegna di nuovo.",
            fatto="Ridefinizione trasmessa: ora tocca a chi valida.",
            chi="obiettivi.proporre", articolo="15", scadenza="ridefinizione", perentorio=True,
            richiede=("mancano_dati", "mancano_parti", "mancano_argomenti", "mancano_pesi"), avvisa=("esaminatori", "assegnatari"),
        ),
        Transizione(
            azione="restituisci_ridefinizione", da=(RIDEFINITA,), a=REVISIONE, etichetta="Chiedi di cambiare la ridefinizione",
            etichetta_breve="Restituisci",
            conseguenza="La scheda torna a chi la compila, che può cambiarla ancora.",
            fatto="Ridefinizione restituita con il tuo commento.",
            chi="obiettivi.esaminare", articolo="15", motivo="Che cosa c’è da cambiare", avvisa=("proponenti",),
        ),
        Transizione(
            azione="verifica", da=(ASSEGNATA, MONITORATA), a=MONITORATA, etichetta="Registra la verifica", etichetta_breve="Verifica",
            conseguenza="La verifica intermedia è registrata con lo stato di avanzamento, gli scostamenti e la previsione.",
            fatto="Verifica registrata.",
            chi="obiettivi.esaminare", articolo="17", scadenza="verifica_intermedia",
            richiede=("mancano_verifiche",), avvisa=("assegnatari",),
        ),
        Transizione(
            azione="rendiconta", da=(MONITORATA,), a=RENDICONTATA, etichetta="Trasmetti la rendicontazione", etichetta_breve="Rendiconta",
            conseguenza="Il controllo di gestione riceve la rendicontazione e la verifica. Non la puoi più cambiare.",
            fatto="Rendicontazione trasmessa: ora tocca al controllo di gestione.",
            chi="obiettivi.proporre", articolo="18", scadenza="rendicontazione",
            richiede=("mancano_consuntivi",), avvisa=("controlli", "segretari"),
        ),
        Transizione(
            azione="rinvia_rendicontazione", da=(RENDICONTATA,), a=MONITORATA, etichetta="Rinvia la rendicontazione",
            etichetta_breve="Rinvia",
            conseguenza="La rendicontazione torna a chi la compila, che può correggerla.",
            fatto="Rendicontazione rinviata con il tuo commento.",
            chi="obiettivi.misurare", articolo="18", motivo="Che cosa c’è da correggere", avvisa=("proponenti",),
        ),
        Transizione(
            azione="misura", da=(RENDICONTATA,), a=MISURATA, etichetta="Chiudi la misurazione", etichetta_breve="Misura",
            conseguenza="La scheda di misurazione è pronta. Il Segretario generale la trasmette a chi valuta.",
            fatto="Misurazione chiusa: ora il Segretario generale la trasmette a chi valuta.",
            chi="obiettivi.misurare", articolo="18", scadenza="misurazione",
            richiede=("mancano_misure",), avvisa=("segretari", "assegnatari"),
        ),
        Transizione(
            azione="trasmetti_al_valutatore", da=(MISURATA,), a=AL_VALUTATORE, etichetta="Trasmetti a chi valuta",
            etichetta_breve="Trasmetti",
            conseguenza="Riceve rendicontazione e misurazione chi valuta: il NCVP, o il Dirigente per le P.O.",
            fatto="Trasmessa: ora tocca a chi valuta.",
            chi="obiettivi.trasmettere_al_valutatore", articolo="18", scadenza="trasmissione_ncvp", avvisa=("esaminatori",),
        ),
        Transizione(
            azione="rinvia_misurazione", da=(MISURATA, AL_VALUTATORE), a=RENDICONTATA, etichetta="Rinvia alla misurazione",
            etichetta_breve="Rinvia",
            conseguenza="Il controllo di gestione misura di nuovo.",
            fatto="Rinviata al controllo di gestione con il tuo commento.",
            chi="obiettivi.rinviare_misurazione", articolo="18", motivo="Che cosa c’è da misurare di nuovo", avvisa=("controlli",),
        ),
        Transizione(
            azione="valuta", da=(AL_VALUTATORE,), a=VALUTATA, etichetta="Chiudi la valutazione dell’obiettivo", etichetta_breve="Valuta",
            conseguenza="La percentuale decisa passa alla scheda di valutazione di chi risponde dell’obiettivo. Non si potrà più cambiare.",
            fatto="Obiettivo valutato.",
            chi="obiettivi.valutare", articolo="18", scadenza="valutazioni", richiede=("mancano_valutazioni",), avvisa=("assegnatari",),
        ),
    ),
)  # fmt: skip
