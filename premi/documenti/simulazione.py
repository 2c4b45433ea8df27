"""The outcome of a scenario as a spreadsheet: what changes, who gains and who loses, and the people for whom they are due."""

from collections.abc import Iterable, Sequence

from smvp.documenti.fogli import Foglio, Valore
from smvp.regolamento.lettore import carica

from ..letture.simulatore import Conto, Quadro, cambiate, gruppi_di, nelle_direzioni, nomi_direzioni, nomi_insiemi, nominativi
from ..models import Scenario

DI_GRUPPO = ("Persone", "Guadagnano", "Perdono", "Uguali", "Prima", "Dopo", "Differenza", "Perché non si mostra")
FORMATI_DI_GRUPPO = ("intero", "intero", "intero", "intero", "euro", "euro", "euro", "testo")


def fogli_simulazione(scenario: Scenario, q: Quadro) -> list[Foglio]:
    """As many sheets as there are to whom asks: the people are not for everybody."""
    fogli = [
        _parametri(scenario),
        _gruppi("Per categoria", "Categoria", q.categorie, q.totale),
        _gruppi("Per Direzione", "Direzione", q.direzioni, q.totale),
    ]
    return [*fogli, _persone(scenario, q)] if q.per_persona else fogli


def _parametri(scenario: Scenario) -> Foglio:
    righe = [[m.gruppo, m.etichetta, m.vigente, m.nuovo] for m in cambiate(scenario, gruppi_di(scenario))]
    avviso = f"Simulazione «{scenario}» sui fatti del {scenario.esercizio.anno}: non cambia niente di ciò che spetta."
    return Foglio("Che cosa cambia", ("Gruppo", "Parametro", "Vigente", "Ipotesi"), righe, ("testo",) * 4, avviso=avviso)


def _gruppi(titolo: str, che: str, conti: Sequence[Conto], totale: Conto) -> Foglio:
    return Foglio(titolo, (che, *DI_GRUPPO), [_riga(c) for c in conti], ("testo", *FORMATI_DI_GRUPPO), totali=_riga(totale))


def _riga(c: Conto) -> list[Valore]:
    if c.perche:
        return [c.nome, *[None] * (len(DI_GRUPPO) - 1), c.perche]
    return [c.nome, c.persone, c.guadagnano, c.perdono, c.uguali, c.prima, c.dopo, c.differenza, None]


def _persone(scenario: Scenario, q: Quadro) -> Foglio:
    """One row an appointment, or a person in a Direzione."""
    nomi, direzioni = nomi_insiemi(carica(scenario.copia.regolamento)), nomi_direzioni()
    chi = nominativi(c.matricola for c in q.cambi)
    punti = (("Punti prima", "numero"), ("Punti dopo", "numero")) if q.con_punti else ()
    colonne = (
        ("Matricola", "testo"), ("Cognome e nome", "testo"), ("Categoria", "testo"), ("Direzione", "testo"), *punti,
        ("Fascia prima", "intero"), ("Fascia dopo", "intero"), ("Prima", "euro"), ("Dopo", "euro"), ("Differenza", "euro"),
    )  # fmt: skip
    intestazioni, formati = zip(*colonne, strict=True)

    def righe() -> Iterable[list[Valore]]:
        for c in nelle_direzioni(q.cambi):
            suoi: list[Valore] = [c.punti_prima, c.punti_dopo] if q.con_punti else []
            testa: list[Valore] = [c.matricola, chi.get(c.matricola, ""), nomi[c.insieme], direzioni.get(c.direzione, c.direzione)]
            yield [*testa, *suoi, c.fascia_prima, c.fascia_dopo, c.prima, c.dopo, c.differenza]

    t = q.totale
    totali = ["Totale", *[None] * (len(colonne) - 4), t.prima, t.dopo, t.differenza]
    return Foglio("Persone", intestazioni, righe(), formati, totali=totali)
