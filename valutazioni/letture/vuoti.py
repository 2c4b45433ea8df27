"""What an empty list says to whoever reads it: why there is nothing, and what comes next. Each role waits for somebody else."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from smvp.organizzazione.ruoli import Ruolo


@dataclass(frozen=True, slots=True)
class Vuoto:
    titolo: str
    testo: str


@dataclass(frozen=True, slots=True)
class Situazione:
    """What is known of the sheets of an exercise when the reader finds none: whether it has ended, how many are still to be opened,
    whether there is any at all."""

    anno: int
    finito: bool
    da_aprire: int
    aperte: bool


def _non_aperte(s: Situazione, quali: str, chi: str) -> Vuoto:
    quando = f"Le apre {chi}" if s.finito else f"Si valuta a esercizio finito, dal gennaio {s.anno + 1}: le apre {chi}"
    return Vuoto(f"{quali} {s.anno} non sono ancora aperte.", f"{quando}.")


def vuoto_schede(s: Situazione, ruoli: Set[str], *, puo_aprire: bool) -> Vuoto:
    """Allegato B: no sheet in the list, without filters. The first of the roles that says something is the one that speaks."""
    if not s.aperte:
        if puo_aprire and s.da_aprire:
            return Vuoto(f"Le schede {s.anno} non sono ancora aperte.", "Aprile con il pulsante qui sopra: una per incarico.")
        if puo_aprire:
            return Vuoto(f"Nessuno da valutare nel {s.anno}.", "Non risulta in servizio nessun dirigente e nessuna P.O.")
        aperte = _non_aperte(s, "Le schede", "il NCVP, o la sua segreteria")
        return Vuoto(aperte.titolo, f"{aperte.testo} {_POI_SCHEDE[_primo(ruoli, _POI_SCHEDE)]}")
    return _ALTRUI_SCHEDE[_primo(ruoli, _ALTRUI_SCHEDE)]


# What comes next, by role, once the sheets are open.
_POI_SCHEDE = {
    Ruolo.SEGRETARIO: "Qui le vedrai tutte, tranne la tua; quando sono firmate registri l’approvazione della Giunta (art. 18).",
    Ruolo.SINDACO: "Qui vedrai quelle dei dirigenti e del Segretario quando il NCVP te le trasmette con la sua proposta (art. 18).",
    Ruolo.DIRIGENTE: "Qui vedrai quelle delle tue P.O., che valuti tu, e la tua quando ti sarà partecipata (art. 18).",
    Ruolo.PO: "Qui vedrai la tua quando ti sarà partecipata (art. 18).",
    "": "Poi le leggerà chi valuta (art. 18).",
}  # fmt: skip
# Sheets are open, and none is for the reader now.
_ALTRUI_SCHEDE = {
    Ruolo.SEGRETARIO: Vuoto(
        "L’unica scheda aperta è la tua.",
        "La leggerai quando ti sarà partecipata. Qui vedrai quelle di dirigenti e P.O. quando il NCVP, o la sua segreteria, le apre.",
    ),
    Ruolo.NCVP: Vuoto(
        "Nessuna scheda aspetta il NCVP, per ora.",
        "Quelle aperte sono di P.O.: le valuta il Dirigente, e le leggi da quando ti chiede il concerto (art. 18).",
    ),
    Ruolo.SINDACO: Vuoto(
        "Nessuna proposta ti è ancora arrivata.",
        "Il NCVP sta valutando le schede dei dirigenti e del Segretario. Quando te ne trasmette una la trovi qui, e sulla scrivania: "
        "decidi sui comportamenti (art. 18). Le schede delle P.O. le valutano i Dirigenti e non passano da te.",
    ),
    Ruolo.DIRIGENTE: Vuoto(
        "Nessuna scheda per te, per ora.",
        "La tua la sta valutando il NCVP: la leggerai quando ti sarà partecipata. Qui trovi anche quelle delle P.O. della tua "
        "Direzione, se ce ne sono (art. 18).",
    ),
    Ruolo.PO: Vuoto(
        "La tua scheda non ti è ancora stata partecipata.",
        "La valuta il tuo Dirigente, di concerto con il NCVP: quando te la partecipa la leggi qui e sulla scrivania, e la firmi (art. 18).",
    ),
    Ruolo.SEGRETERIA: Vuoto(
        "Le schede di questo esercizio sono tutte aperte.",
        "La segreteria le apre e non ne legge il contenuto: le valutano il NCVP e i Dirigenti (art. 18). Se arriva un nuovo incarico, "
        "qui sopra torna il pulsante per aprire la sua scheda.",
    ),
    "": Vuoto("Nessuna scheda da mostrarti, per ora.", "Le leggono chi valuta e chi è valutato (art. 18)."),
}  # fmt: skip


def vuoto_personale(s: Situazione, ruoli: Set[str], *, puo_aprire: bool) -> Vuoto:
    """Allegato D: no sheet in the list, without filters, nor one's own."""
    if not s.aperte:
        if puo_aprire and s.da_aprire:
            return Vuoto(f"Le schede {s.anno} del personale non sono ancora aperte.", "Aprile con il pulsante qui sopra.")
        if puo_aprire:
            return Vuoto(f"Nessun dipendente da valutare nel {s.anno}.", "Nessuno risulta in servizio negli uffici.")
        aperte = _non_aperte(s, "Le schede del personale", "l’ufficio Personale, o la segreteria del NCVP")
        return Vuoto(aperte.titolo, f"{aperte.testo} {_POI_PERSONALE[_primo(ruoli, _POI_PERSONALE)]}")
    return _ALTRUI_PERSONALE[_primo(ruoli, _ALTRUI_PERSONALE)]


_POI_PERSONALE = {
    Ruolo.SEGRETARIO: "Qui vedrai stato e totale di ciascuna, senza i voti; firmate, ne registri l’approvazione della Giunta (art. 18).",
    Ruolo.DIRIGENTE: "Qui vedrai quelle del personale della tua Direzione, che firmi tu (art. 22).",
    Ruolo.PO: "Qui vedrai quelle del personale del tuo ufficio, che compili tu (art. 22).",
    Ruolo.DIPENDENTE: "La tua la leggerai qui quando ti sarà partecipata (art. 18).",
    "": "Poi le leggerà chi valuta (art. 22).",
}  # fmt: skip
_ALTRUI_PERSONALE = {
    Ruolo.SEGRETARIO: Vuoto(
        "Nessuna scheda di altri, per ora.",
        "Le apre l’ufficio Personale, o la segreteria del NCVP: poi ne vedrai stato e totale (art. 22).",
    ),
    Ruolo.DIRIGENTE: Vuoto(
        "Nella tua Direzione non c’è nessuna scheda del personale.",
        "Si apre una scheda per chi ha lavorato nei tuoi uffici: se manca qualcuno, dillo all’ufficio Personale.",
    ),
    Ruolo.PO: Vuoto(
        "Nel tuo ufficio non c’è nessuna scheda del personale.",
        "Si apre una scheda per chi ha lavorato nell’ufficio: se manca qualcuno, dillo all’ufficio Personale.",
    ),
    Ruolo.SEGRETERIA: Vuoto(
        "Le schede del personale sono tutte aperte.",
        "La segreteria le apre e non ne legge il contenuto: le compilano le P.O. e le firmano i Dirigenti (art. 22).",
    ),
    Ruolo.DIPENDENTE: Vuoto(
        "Per te non c’è ancora una scheda in questo esercizio.",
        "Si apre per chi ha lavorato nell’anno. Se hai lavorato e non la vedi, dillo all’ufficio Personale.",
    ),
    "": Vuoto("Nessuna scheda da mostrarti, per ora.", "Le leggono chi valuta e chi è valutato (art. 22)."),
}  # fmt: skip


def vuoto_approvazione(ruoli: Set[str], *, da_firmare: int) -> Vuoto:
    """Art. 18: nothing waits for the Giunta's act. ``da_firmare``: the appointments of the exercise whose sheet is not signed yet."""
    titolo = "Nessuna valutazione aspetta l’approvazione."
    if Ruolo.SEGRETARIO not in ruoli and Ruolo.SINDACO in ruoli:
        return Vuoto(
            titolo,
            "Tu registri l’atto soltanto sulla scheda del Segretario, che non può farlo su di sé: la trovi qui quando la firma. Le "
            "altre le registra il Segretario (art. 18).",
        )  # fmt: skip
    mancano = (
        "" if not da_firmare else " Una scheda di dirigenti, P.O. e Segretario non è ancora firmata." if da_firmare == 1
        else f" {da_firmare} schede di dirigenti, P.O. e Segretario non sono ancora firmate."
    )  # fmt: skip
    return Vuoto(titolo, f"Una valutazione arriva qui quando il valutato l’ha firmata per presa visione (art. 18).{mancano}")


def _primo(ruoli: Set[str], parole: Mapping[str, object]) -> str:
    """The first role of the table that the reader has; the empty key speaks to everybody else."""
    return next(r for r in parole if not r or r in ruoli)
