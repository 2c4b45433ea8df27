"""What must hold between the values of a regulation: sums of weights, tables without gaps, articles that exist."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from smvp.regolamento.modello import Fascia, Regolamento, Soglia
from smvp.regolamento.tavola import ErroreRegolamento, Origine

# The readings that the calculation knows how to follow in more than one way; every other has the one it was built with.
OPZIONI_NOTE = {
    "A1": {"nessuno", "intero"},
    "A11": {"intero", "limite_superiore", "limite_inferiore"},
    "A27": {"blocca", "riporta"},
    "A34": {"direzione"},
    "A35": {"decisione_motivata", "anzianita"},
    "A47": {"non_lavorativo", "lavorativo"},
    "A48": {"richiesta", "richiesta_sospesa"},
}
SCADENZE_NOTE = (
    "atto_fondi", "negoziazione", "validazione", "assegnazione", "obiettivi_personale", "proposta_innovazione",
    "verifica_intermedia", "richiesta_revisione", "ridefinizione", "conto_indicatori", "rendicontazione", "misurazione",
    "trasmissione_ncvp", "valutazioni", "riesame", "decisione_riesame", "relazione", "assegnazione_innovazione",
)  # fmt: skip
RUOLI_VALUTATI = ("dirigente", "po", "segretario")
CITAZIONI_NOTE = (
    "formato", "esercizio", "regolamento", "incarichi", "ruolo", "obiettivi", "pesi", "raggiungimento", "comportamenti", "voti",
    "periodi", "cumulo", "assegnati", "limiti_eta", "interim", "tempi_pagamento", "retribuzione", "monte_risultato", "dipendenti",
    "scheda_personale", "fondo", "risparmi", "progressioni",
)  # fmt: skip


def controlla(reg: Regolamento, origine: Origine) -> None:
    """Raise ErroreRegolamento for the first thing that does not hold together."""
    for errore in incoerenze(reg, origine):
        raise errore


def incoerenze(reg: Regolamento, origine: Origine) -> Iterator[ErroreRegolamento]:
    """Everything that does not hold together, each with its key."""
    for chiave, problema in _problemi(reg):
        yield origine.errore(chiave, problema)


def _problemi(reg: Regolamento) -> Iterator[tuple[str, str]]:
    yield from _pesi(reg)
    yield from _scale(reg)
    yield from _fasce(reg)
    yield from _personale(reg)
    yield from _riesame(reg)
    yield from _nomi(reg)
    yield from _letture(reg)


def _pesi(reg: Regolamento) -> Iterator[tuple[str, str]]:
    """Artt. 6 and 10: the weights add up."""
    pesi = reg.pesi
    if pesi.obiettivi + pesi.comportamenti != pesi.base or not pesi.base:
        yield "pesi", "obiettivi e comportamenti non sommano alla base"
    if pesi.generali + pesi.individuali != pesi.obiettivi:
        yield "pesi", "generali e individuali non sommano agli obiettivi"
    if sum((f.peso for f in reg.macrofattori), Decimal(0)) != pesi.comportamenti:
        yield "macrofattori", "i pesi non sommano a quello dei comportamenti"


def _scale(reg: Regolamento) -> Iterator[tuple[str, str]]:
    """Artt. 8, 20, All. A: the scale runs from 0 upwards; grading covers everything from 0 on and gives marks of the scale."""
    voti = [livello.voto for livello in reg.scala]
    if voti != list(range(len(voti))) or len(voti) < 2:
        yield "scala", "i voti devono andare da 0 in su, uno per uno"
    if not _in_ordine(reg.grading[::-1]) or reg.grading[-1].da != 0:
        yield "grading", "le soglie devono scendere fino a 0"
    if any(soglia.punti not in voti for soglia in reg.grading):
        yield "grading", "i punti devono essere voti della scala"
    for conteggio in reg.conteggio.values():
        if len(conteggio.punti) != conteggio.indicatori + 1 or any(punti not in voti for punti in conteggio.punti):
            yield "conteggio", "servono i punti, presi dalla scala, per ogni numero di indicatori soddisfatti"
    if not _in_ordine(reg.progressioni.risultati):
        yield "progressioni.risultati", "le soglie devono salire"


def _in_ordine(soglie: Sequence[Soglia]) -> bool:
    """Whether both thresholds and points rise."""
    return all(a.da < b.da and a.punti <= b.punti for a, b in pairwise(soglie))


def _fasce(reg: Regolamento) -> Iterator[tuple[str, str]]:
    """Art. 24: each table covers every whole score from 0 to the maximum, and the pay never falls."""
    for nome, fasce in {reg.ruoli[ruolo].fasce: fasce for ruolo, fasce in reg.fasce.items()}.items():
        if not _copre(fasce, reg.massimo_finale):
            yield f"fasce.{nome}", f"le fasce devono coprire senza buchi i punteggi interi da 0 a {reg.massimo_finale}"
        if [f.numero for f in fasce] != list(range(1, len(fasce) + 1)):
            yield f"fasce.{nome}", "i numeri delle fasce devono andare da 1 in su"


def _copre(fasce: Sequence[Fascia], massimo: Decimal) -> bool:
    seguite = all(a.a + 1 == b.da and a.percentuale <= b.percentuale for a, b in pairwise(fasce))
    return seguite and fasce[0].da == 0 and fasce[-1].a == massimo and all(f.da <= f.a for f in fasce)


def _personale(reg: Regolamento) -> Iterator[tuple[str, str]]:
    """Art. 22: the weights add up, and without specific objectives something is left to scale up."""
    p = reg.personale
    if p.area + p.struttura + p.specifici + p.comportamenti != reg.pesi.base:
        yield "personale", "i pesi non sommano alla base"
    if p.area:
        yield "personale.area", "il calcolo non prevede un peso per gli obiettivi di area"
    if p.struttura + p.comportamenti <= 0:
        yield "personale", "senza obiettivi specifici non resterebbe alcun peso"
    if sum((g.peso for g in p.gruppi), Decimal(0)) != 100:
        yield "personale.gruppi", "i pesi dei gruppi non sommano a 100"


def _riesame(reg: Regolamento) -> Iterator[tuple[str, str]]:
    """Art. 29: those who decide are more than half of the Organismo, and never more than all of it."""
    if not reg.riesame.componenti < 2 * reg.riesame.maggioranza <= 2 * reg.riesame.componenti:
        yield "riesame", "la maggioranza deve essere più della metà dei componenti, e non più di tutti"


def _nomi(reg: Regolamento) -> Iterator[tuple[str, str]]:
    """Everything that is named exists, once."""
    elenchi: dict[str, list[str] | list[int]] = {
        "macrofattori": [f.codice for f in reg.macrofattori],
        "personale.gruppi": [g.codice for g in reg.personale.gruppi],
        "personale.categorie": [c.codice for c in reg.personale.categorie],
        "ambiti": [a.lettera for a in reg.ambiti],
        "aree": [a.numero for a in reg.aree],
        **_codici_dei_documenti(reg),
    }
    yield from ((nome, "un codice compare due volte") for nome, codici in elenchi.items() if len(set(codici)) != len(codici))
    lettere = {a.lettera for a in reg.ambiti}
    yield from (("aree", f"l’area {area.numero} cita un ambito che non c’è") for area in reg.aree if not lettere.issuperset(area.ammessi))
    yield from (("scadenze", f"manca «{codice}»") for codice in SCADENZE_NOTE if codice not in reg.scadenze)
    yield from (("citazioni", f"manca «{codice}»") for codice in CITAZIONI_NOTE if codice not in reg.citazioni)
    yield from (
        (chiave, f"l’articolo «{norma.articolo}» non è nell’indice")
        for chiave, norma in reg.citazioni.items()
        if norma.articolo not in reg.articoli
    )
    sezioni = (*reg.garanzie.sezioni_relazione, *reg.garanzie.sezioni_piano)
    yield from (
        ("sezioni", f"{s.codice}: l’articolo «{a}» non è nell’indice") for s in sezioni for a in s.articoli if a not in reg.articoli
    )
    yield from (("sezioni", f"{s.codice}: cita un ambito che non c’è") for s in sezioni if not lettere.issuperset(s.ambiti))
    for codice in RUOLI_VALUTATI:
        if codice not in reg.fasce:
            yield "ruoli", f"«{codice}» deve esserci e indicare una tabella di fasce"


def _codici_dei_documenti(reg: Regolamento) -> dict[str, list[str] | list[int]]:
    """Of Piano and Relazione: numbers and codes of the sections, keys of the texts."""
    codici: dict[str, list[str] | list[int]] = {}
    for nome, sezioni in (("sezioni_relazione", reg.garanzie.sezioni_relazione), ("sezioni_piano", reg.garanzie.sezioni_piano)):
        codici[f"{nome}.numero"] = [s.numero for s in sezioni]
        codici[nome] = [s.codice for s in sezioni]
        codici[f"{nome}.testi"] = [t.codice for s in sezioni for t in s.testi]
    return codici


def _letture(reg: Regolamento) -> Iterator[tuple[str, str]]:
    """Each reading chooses something that the calculation can do."""
    yield from (("letture", f"manca «{codice}»") for codice in OPZIONI_NOTE if codice not in reg.letture)
    for lettura in reg.letture.values():
        ammesse = OPZIONI_NOTE.get(lettura.codice, {lettura.predefinita})
        if not {lettura.scelta, lettura.predefinita, *lettura.opzioni} <= ammesse:
            yield "letture", f"{lettura.codice}: il calcolo conosce solo {', '.join(sorted(ammesse))}"
    for chiave, norma in reg.citazioni.items():
        if norma.lettura and norma.lettura not in reg.letture:
            yield chiave, f"la lettura «{norma.lettura}» non c’è"
