"""The rows of the matrix for the public section (art. 36): anybody reads what is in sight; the Segretario publishes and withdraws."""

from tests.matrice import CHIUNQUE, Riga, chiave, niente

GUARDANO = "segretario ncvp controllo segreteria"
VEDONO_LE_EDIZIONI = "segretario ncvp controllo segreteria sindaco personale"

RIGHE = (
    Riga("trasparenza:indice", {200: CHIUNQUE}),
    Riga("trasparenza:voce", {200: CHIUNQUE}, lambda c: (2025, "relazione")),
    Riga("trasparenza:voce", {404: CHIUNQUE}, lambda c: (2024, "relazione"), nota="non pubblicata"),
    Riga("trasparenza:capitolo", {200: CHIUNQUE}, lambda c: (2025, "relazione", "risultati")),
    Riga("trasparenza:documento", {200: CHIUNQUE}, lambda c: (2025, "relazione")),
    Riga("trasparenza:documento", {404: CHIUNQUE}, lambda c: ("ncvp-curriculum",), nota="ritirato"),
    Riga("trasparenza:dati", {200: CHIUNQUE}, lambda c: (2025,)),
    Riga("trasparenza:tavola", {200: CHIUNQUE}, lambda c: (2025, "obiettivi", "csv")),
    Riga("trasparenza:tavola_di", {200: CHIUNQUE}, lambda c: (2025, "piano", "obiettivi", "json")),
    Riga("trasparenza:gestione", {200: GUARDANO}),
    Riga("trasparenza:pubblica", {200: "segretario"}),
    Riga("trasparenza:pubblica", {422: "segretario"}, dati=niente),
    Riga("trasparenza:ritira", {200: "segretario"}, chiave("pubblicata")),
    Riga("trasparenza:ritira", {422: "segretario"}, chiave("pubblicata"), dati=niente),
    Riga("trasparenza:ritira", {404: "segretario"}, chiave("ritirata"), nota="già ritirata"),
    Riga("trasparenza:rimetti", {404: "segretario"}, chiave("pubblicata"), nota="è ancora in vista"),
    Riga("trasparenza:rimetti", {200: "segretario"}, chiave("documento_ritirato")),
    Riga("trasparenza:rimetti", {422: "segretario"}, chiave("documento_ritirato"), dati=niente),
    Riga("trasparenza:anteprima", {200: VEDONO_LE_EDIZIONI}, chiave("non_pubblicata"), 404),
    Riga("trasparenza:anteprima", {}, chiave("documento"), 404, nota="che non è un’edizione"),
)
