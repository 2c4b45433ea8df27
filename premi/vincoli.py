"""What the database itself keeps still: the versions of the amounts, and all that a run has computed."""

from smvp.registro.guardie import RigheFerme

from .stati import BOZZA, IN_CALCOLO

VERSIONE = "Un dato dell''esercizio non si cambia: se ne registra una nuova versione."
LINEA = "Gli importi di una corsa non cambiano: una correzione è un''altra corsa."
CORSA = "I fatti di una corsa calcolata non cambiano."
COLONNE = (
    "esercizio_id", "istituto", "numero", "regolamento", "impronta_regolamento", "fatti", "impronta", "stanziato", "distribuito",
    "precedente_id", "criterio_id", "calcolata_il",
)  # fmt: skip
# A run in the making is still being written.
CALCOLATA = f"OLD.stato <> '{IN_CALCOLO}'"

FERME = (
    *(RigheFerme(f"premi_{t}", VERSIONE) for t in ("fondo", "criterioresidui", "tempipagamento")),
    *(RigheFerme(f"premi_{t}", LINEA) for t in ("linearisultato", "lineapremio", "contodirezione")),
    RigheFerme("premi_corsa", CORSA, COLONNE, CALCOLATA),
)

FILE = "Di un file mandato alle paghe resta com''era: non si cambia e non si toglie."
ACCENSIONE = "Una decisione sui premi non si cambia: se ne registra un''altra."
ATTRIBUZIONE = "Di un premio proposto non cambiano la persona, la somma e il motivo."
PROPOSTO = (
    "esercizio_id", "istituto", "persona_id", "importo", "motivo", "motivo_scelta", "graduatoria", "punteggio", "persone", "posti",
    "proposta_da_id", "proposta_il",
)  # fmt: skip
FERME_PREMIALITA = (RigheFerme("premi_accensione", ACCENSIONE), RigheFerme("premi_attribuzione", ATTRIBUZIONE, PROPOSTO))

AVVISO = "Dopo la pubblicazione l''avviso non cambia."
PUBBLICATO = ("esercizio_id", "soggetti", "criteri", "metodo", "importo", "massimo", "entro")
FERME_INNOVAZIONE = (RigheFerme("premi_avvisoinnovazione", AVVISO, PUBBLICATO, f"OLD.stato <> '{BOZZA}'"),)

FERME_PAGHE = (RigheFerme("premi_esportazione", FILE),)
FERME_SOMME_ESPORTATE = (RigheFerme("premi_esportazione_attribuzioni", FILE),)

GRADUATORIA = "Una graduatoria formata non cambia: se ne forma un''altra."
FERME_PROGRESSIONI = tuple(
    RigheFerme(f"premi_{t}", GRADUATORIA) for t in ("graduatoriaprogressione", "candidatoprogressione", "decisioneparita")
)

PASSAGGIO = "Un passaggio approvato non cambia: un altro atto lo revoca."
APPROVATO = ("candidato_id", "prima", "dopo", "dal", "atto_id", "scritto_da_id", "scritto_il")
FERME_PASSAGGI = (RigheFerme("premi_passaggioeconomico", PASSAGGIO, APPROVATO),)
