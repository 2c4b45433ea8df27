"""The results of a survey as a spreadsheet: what may be told and nothing else; free texts stay on the page of who reads them."""

from collections.abc import Iterator

from smvp.documenti.fogli import Foglio, scrivi_xlsx

from ..calcolo.risultati import Confronto, RisultatoIndagine

RISERVATI = "Le celle vuote sono riservate: dietro ci sono meno di {minimo} persone, o si ricaverebbero per differenza (lettura A40)."


def risultati_xlsx(r: RisultatoIndagine) -> bytes:
    return scrivi_xlsx([*_fogli(r)])


def _fogli(r: RisultatoIndagine) -> Iterator[Foglio]:
    avviso = RISERVATI.format(minimo=r.minimo)
    testa = [
        ("Indagine", r.titolo), ("Servizio", r.servizio or "tutto il personale"), ("Anno", str(r.anno)), ("Dal", f"{r.dal:%d/%m/%Y}"),
        ("Al", f"{r.al:%d/%m/%Y}"), ("Invitati", "" if r.invitati is None else str(r.invitati)),
        ("Hanno risposto", f"meno di {r.minimo}" if r.esiti.rispondenti is None else str(r.esiti.rispondenti)),
    ]  # fmt: skip
    yield Foglio("Indagine", ("Voce", "Valore"), testa, ("testo", "testo"))
    yield Foglio(
        "Sezioni", ("Sezione", "Indice (0–100)", _prima(r)), [(s.titolo, s.indice, s.prima) for s in r.esiti.sezioni],
        ("testo", "numero", "numero"), avviso=avviso,
    )  # fmt: skip
    yield Foglio(
        "Domande", ("Sezione", "Codice", "Domanda", "Risposte", "Media", "Punti", _prima(r), "Differenza", "Significativa"),
        [
            (s.titolo, d.codice, d.testo, d.rispondenti, d.media, d.punti or None, d.prima, d.scarto, d.significativa)
            for s in r.esiti.sezioni for d in s.domande
        ],
        ("testo", "testo", "testo", "intero", "numero", "intero", "numero", "numero", "testo"), avviso=avviso,
    )  # fmt: skip
    yield Foglio(
        "Risposte", ("Sezione", "Domanda", "Risposta", "Quante", "Quota"),
        [(s.titolo, d.testo, f.etichetta, f.conto, f.percento) for s in r.esiti.sezioni for d in s.domande for f in d.fette],
        ("testo", "testo", "testo", "intero", "percento"), avviso=avviso,
    )  # fmt: skip
    for c in r.esiti.confronti:
        yield _gruppi(c, avviso)


def _gruppi(c: Confronto, avviso: str) -> Foglio:
    righe = [(g.nome, g.rispondenti, *g.indici) for g in c.gruppi]
    formati = ("testo", "intero", *("numero" for _ in c.sezioni))
    return Foglio(f"Per {c.titolo}", ("Gruppo", "Risposte", *c.sezioni), righe, formati, avviso=avviso)


def _prima(r: RisultatoIndagine) -> str:
    return f"Nel {r.anno_prima}" if r.anno_prima else "La volta prima"
