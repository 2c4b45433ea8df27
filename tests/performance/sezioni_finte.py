"""Sections made by hand: each kind of block, what is withheld, what is long, what is hostile."""

from datetime import date
from decimal import Decimal
from typing import Any

from smvp.performance.calcolo.blocchi import (
    Cifra,
    Cifre,
    Colonna,
    Disegno,
    Genere,
    Grafico,
    Mancanza,
    Paragrafo,
    Serie,
    Sezione,
    Tavola,
    Testo,
    Titoletto,
    congela,
)

FASCE = Tavola(
    "fasce_personale", "Distribuzione del personale per fasce",
    (
        Colonna("fascia", "Fascia", descrizione="La fascia di risultato."),
        Colonna("persone", "Persone", Genere.INTERO, "Quante persone."),
        Colonna("media", "Punteggio medio", Genere.DECIMALE, "Media semplice."),
        Colonna("quota", "Quota", Genere.PERCENTO, "Quota del totale."),
        Colonna("importo", "Importo", Genere.EURO, "Quanto è stato pagato."),
        Colonna("il", "Pagato il", Genere.DATA, "Il giorno del pagamento."),
    ),
    (
        ("151–225", 40, Decimal("210.50"), Decimal("80"), Decimal("12345.6"), date(2026, 6, 30)),
        ("76–150", None, None, None, None, ""),
        ("=HYPERLINK(\"http://x\")", 0, "", Decimal("0"), Decimal("-12.3"), date(2026, 6, 30)),
    ),
    nota="Fonte: schede firmate.",
)  # fmt: skip
GRAFICI = (
    Grafico(Disegno.BARRE, "La Polizia locale è la più alta", "Polizia 98, Tributi 91,5", ("Polizia locale e protezione civile", "Tributi"),
            (Serie("2025", (Decimal(98), Decimal("91.5"))), Serie("2024", (Decimal(88), None))), "%"),
    Grafico(Disegno.COLONNE, "Tre su quattro in terza fascia", "Prima 2, seconda 10, terza 40", ("0–75", "76–150", "151–225", "226–300"),
            (Serie("Persone", (Decimal(0), None, Decimal(40), Decimal(12))),)),
    Grafico(Disegno.SERIE, "I tempi di pagamento scendono", "Da 41 a 29 giorni", ("2023", "2024", "2025"),
            (Serie("Giorni", (Decimal(41), Decimal(35), Decimal(29))),
             Serie("Termine", (Decimal(30), Decimal(30), Decimal(30)))), "giorni"),
)  # fmt: skip


def obiettivi(quanti: int) -> Tavola:
    colonne = (
        Colonna("codice", "Codice"), Colonna("titolo", "Obiettivo"), Colonna("direzione", "Direzione"), Colonna("atteso", "Atteso"),
        Colonna("raggiunto", "Raggiunto"), Colonna("percento", "Raggiungimento", Genere.PERCENTO), Colonna("punti", "Punti", Genere.INTERO),
        Colonna("causa", "Scostamento e causa"),
    )  # fmt: skip
    righe = tuple(
        (f"OS-{n}", f"Riduzione dei tempi del procedimento numero {n} e digitalizzazione degli sportelli", "Direzione servizi al cittadino",
         "30 giorni entro il 31/12", "28 giorni", Decimal("93.5"), 2, "Il software è arrivato con due mesi di ritardo per un ricorso.")
        for n in range(1, quanti + 1)
    )  # fmt: skip
    return Tavola("obiettivi", "Risultati per obiettivo", colonne, righe)


def sezioni(quanti: int = 3) -> tuple[Sezione, ...]:
    prima = Sezione(1, "sintesi", "Sintesi per i cittadini", ("18",), (
        Cifre((Cifra("Obiettivi raggiunti", "92 %", "su 25"), Cifra("Premi pagati", "123.456,00 €"))),
        Testo("sintesi", "In breve", "Che cosa è stato fatto?", "<p>Un anno <strong>buono</strong>.</p><ul><li>Sportello nuovo</li></ul>"),
        Paragrafo("Nel 2025 il Comune ha raggiunto 23 obiettivi su 25 <script>alert(1)</script>."),
        *GRAFICI,
    ))  # fmt: skip
    schede = [
        b for n in range(quanti if quanti > 50 else 0)
        for b in (Titoletto(f"OS-{n + 1}. Riduzione dei tempi del procedimento numero {n + 1}"),
                  Paragrafo("L’obiettivo chiedeva di accorciare i tempi medi. " * 6),
                  Tavola(f"indicatori_{n}", f"Indicatori dell’obiettivo OS-{n + 1}", FASCE.colonne, FASCE.righe * 2, aperta=False))
    ]  # fmt: skip
    altre = tuple(Sezione(n, f"sezione-{n}", f"Sezione numero {n}", ("21",), (Titoletto("Un titoletto"), FASCE), ()) for n in range(3, 15))
    return (
        prima,
        Sezione(2, "risultati", "Risultati per obiettivo", ("8", "20"), (obiettivi(quanti), *schede)),
        *altre,
        Sezione(15, "processo", "Punti di forza e debolezza", ("21",), (), (Mancanza("Manca il testo", "Segretario generale"),)),
    )


def payload(quanti: int = 3, **altro: Any) -> dict[str, Any]:
    return {
        "ente": {"denominazione": "Città di Domodossola", "provincia": "Verbano-Cusio-Ossola", "stemma": ""},
        "titolo": "Relazione sulla Performance 2025", "titolo_copertina": "Relazione sulla Performance 2025",
        "intestazione": "Città di Domodossola · Relazione sulla Performance 2025", "edizione": "pubblica",
        "edizione_detta": "Edizione pubblica", "anno": 2025, "giorno": date(2026, 4, 10), "minimo": 5, "riservata": True,
        "lettori": "Chiunque", "regolamento": {"codice": "domodossola-2020", "denominazione": "Regolamento", "atto": "deliberazione n. 1"},
        "sezioni": congela(sezioni(quanti)),
    } | altro  # fmt: skip
