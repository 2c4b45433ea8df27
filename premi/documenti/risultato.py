"""The band report as a spreadsheet: numbers as numbers, totals and economies on a sheet of their own."""

from smvp.documenti.fogli import Foglio

from ..letture import Rapporto, Riga

COLONNE = (
    ("Matricola", "testo"),
    ("Cognome e nome", "testo"),
    ("Incarico", "testo"),
    ("Struttura", "testo"),
    ("Ad interim", "testo"),
    ("Dal", "data"),
    ("Al", "data"),
    ("P_A", "numero"),
    ("P_B", "numero"),
    ("P_FINALE", "numero"),
    ("Fascia", "intero"),
    ("Percentuale (su 100)", "percento"),
    ("Giorni", "intero"),
    ("Retribuzione al 100 %", "euro"),
    ("Importo", "euro"),
    ("Come si calcola", "testo"),
    ("Note", "testo"),
)
INTESTAZIONI, FORMATI = zip(*COLONNE, strict=True)


def foglio_incarichi(rapporto: Rapporto) -> Foglio:
    """One row an appointment, the total last."""
    totale = [*["Totale"], *[None] * (len(COLONNE) - 4), rapporto.distribuito, None, None]
    return Foglio(f"Risultato {rapporto.esercizio.anno}", INTESTAZIONI, [_riga(r) for r in rapporto.righe], FORMATI, totali=totale)


def _riga(r: Riga) -> list:
    i = r.scheda.incarico
    testa = [
        i.persona.matricola,
        f"{i.persona.cognome} {i.persona.nome}",
        i.titolo_ruolo,
        str(i.direzione or ""),
        "sì" if i.ad_interim else "no",
        i.dal,
        i.al,
    ]
    if r.esito is None:
        return [*testa, *[None] * 6, r.retribuzione, r.importo, None, r.nota]
    e = r.esito
    return [
        *testa,
        e.punteggio.p_a,
        e.punteggio.p_b,
        e.p_finale,
        e.fascia.numero,
        e.fascia.percentuale,
        e.servizio.giorni,
        r.retribuzione,
        e.importo,
        r.conto,
        r.nota,
    ]


def foglio_fasce(rapporto: Rapporto) -> Foglio:
    """Art. 24: how many in each band, and what they cost."""
    righe = [
        [s.destinazione.label, f.fascia.numero, f.fascia.da, f.fascia.a, f.fascia.percentuale, f.quanti, f.importo]
        for s in rapporto.sezioni
        for f in s.fasce
    ]
    intestazioni = ["Destinazione", "Fascia", "Da punti", "A punti", "Percentuale (su 100)", "Incarichi valutabili", "Importo"]
    return Foglio("Fasce", intestazioni, righe, ["testo", "intero", "intero", "intero", "percento", "intero", "euro"])


def foglio_totali(rapporto: Rapporto) -> Foglio:
    """Art. 24: set aside, paid and saved, for dirigenti and for P.O."""
    righe = [
        [
            s.destinazione.label,
            s.monte.stanziato if s.monte else None,
            s.distribuito,
            s.da_attribuire,
            s.economie,
            len(s.righe),
            s.aperte,
        ]
        for s in rapporto.sezioni
    ]
    return Foglio(
        "Totali",
        [
            "Destinazione",
            "Stanziato",
            "Distribuito",
            "Ancora da attribuire",
            "Economie (a schede firmate)",
            "Incarichi",
            "Schede non firmate",
        ],
        righe,
        ["testo", "euro", "euro", "euro", "euro", "intero", "intero"],
    )
