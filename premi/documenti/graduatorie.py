"""Art. 22 on paper: a ranking with its facts, ties and act; the sheet of one person's professional growth. All of it is frozen already."""

from collections.abc import Mapping, Sequence
from typing import Any

from obiettivi.documenti.parole import giorno, giorno_di, istante, pulito
from smvp.nucleo.formati import numero
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente
from smvp.regolamento.lettore import carica

from ..letture.progressioni.procedura import FOGLIO_MATURAZIONE, GRADUATORIA_SU_CARTA
from ..models import CandidatoProgressione, GraduatoriaProgressione, PassaggioEconomico, PostoProgressione, Progressione
from ..models.progressioni import ESCLUSO

# A row may bring the reason of a tie, or the conditions that somebody lacks: so many fit a document that is drawn in a few seconds.
RIGHE_PER_PARTE = 150


def _testa(tipo: str, procedura: Progressione, graduatoria: GraduatoriaProgressione, ente: Ente) -> dict[str, Any]:
    reg = carica(graduatoria.regolamento)
    return {
        "tipo": tipo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": procedura.esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "procedura": {
            "numero": procedura.numero, "stato": procedura.stato_attuale.parola, "decorrenza": procedura.decorrenza,
            "bando": str(procedura.atto_bando), "atto": str(procedura.atto) if procedura.atto else "",
        },
        "graduatoria": {"numero": graduatoria.numero, "formata_il": giorno_di(graduatoria.formata_il), "impronta": graduatoria.impronta},
    }  # fmt: skip


def contenuto_graduatoria(
    procedura: Progressione, graduatoria: GraduatoriaProgressione, posto: PostoProgressione, candidati: Sequence[CandidatoProgressione],
    passaggi: Mapping[int, PassaggioEconomico], fascicolo: dict[str, int] | None, ente: Ente, firmatari: Firmatari,
) -> dict[str, Any]:  # fmt: skip
    """The ranking of a Direzione and category, or a part of it; ``passaggi``: the new step by candidate, once approved."""
    reg = carica(graduatoria.regolamento)
    return {
        **_testa(GRADUATORIA_SU_CARTA, procedura, graduatoria, ente),
        "fascicolo": fascicolo,
        "direzione": str(posto.direzione), "categoria": posto.categoria, "posti": posto.posti,
        "bando": [
            ["Posti", str(posto.posti)],
            ["Permanenza", f"{procedura.anni_posizione} anni interi nella posizione economica al {giorno(procedura.decorrenza)}"],
            ["Valutazioni", f"{reg.progressioni.anni_valutati} fino al {procedura.ultimo_anno}, ciascuna sopra "
             f"{reg.soglie.progressione.valore} su {reg.massimo_finale}"],
        ],
        "righe": [_riga(c, passaggi.get(c.pk)) for c in candidati if c.esito != ESCLUSO],
        "parita": _parita(candidati),
        "esclusi": [
            [c.nominativo, c.matricola, " ".join(k["testo"] for k in c.condizioni if not k["soddisfatta"])]
            for c in candidati if c.esito == ESCLUSO
        ],
        "firme": [{"ruolo": "L’ufficio del personale", "nome": ""}, {"ruolo": "Il Segretario generale", "nome": firmatari.segretario}],
    }  # fmt: skip


def _riga(c: CandidatoProgressione, passaggio: PassaggioEconomico | None) -> list[Any]:
    totali = " · ".join(f"{t.anno}: {numero(t.totale)}{' (sistema precedente)' if t.precedente else ''}" for t in c.totali_annui)
    nuova = f"{passaggio.dopo} dal {giorno(passaggio.dal)}" if passaggio and passaggio.vale else ""
    return [
        c.posto, c.nominativo, c.matricola, f"{c.posizione} dal {giorno(c.posizione_dal)}", totali, str(c.media), c.punti_risultati,
        c.punti_maturazione, c.totale, c.parola, nuova,
    ]  # fmt: skip


def _parita(candidati: Sequence[CandidatoProgressione]) -> list[dict[str, Any]]:
    """Each decision once, with those whom it concerns."""
    decise: dict[tuple[str, str], dict[str, Any]] = {}
    for c in candidati:
        if not hasattr(c, "decisione"):
            continue
        d = c.decisione
        chi = str(d.decisa_da.persona or d.decisa_da)
        voce = decise.setdefault((chi, d.motivo), {"chi": chi, "quando": istante(d.decisa_il), "motivo": pulito(d.motivo), "esiti": []})
        voce["esiti"].append([c.nominativo, "ottiene il posto" if d.ammesso else "non ottiene il posto"])
    return list(decise.values())


def in_parti(candidati: Sequence[CandidatoProgressione]) -> list[list[CandidatoProgressione]]:
    """The lines part by part; one part even without any."""
    return [list(candidati[n : n + RIGHE_PER_PARTE]) for n in range(0, len(candidati), RIGHE_PER_PARTE)] or [[]]


def contenuto_maturazione(c: CandidatoProgressione, ente: Ente) -> dict[str, Any]:
    """The growth of one admissible candidate: each condition of the regulation, yes or no, the judgement, the reason, who signs."""
    graduatoria = c.graduatoria
    reg = carica(graduatoria.regolamento)
    giudizio = next((m.giudizio for m in reg.progressioni.maturazione if m.punti == c.punti_maturazione), "")
    valutatore = str(c.valutata_da.persona or c.valutata_da) if c.valutata_da else ""
    return {
        **_testa(FOGLIO_MATURAZIONE, graduatoria.procedura, graduatoria, ente),
        "persona": {"nome": c.nominativo, "matricola": c.matricola, "direzione": str(c.direzione), "categoria": c.categoria,
                    "posizione": f"{c.posizione} dal {giorno(c.posizione_dal)}"},
        "condizioni": [
            [k.titolo, k.descrizione, "sì" if k.codice in c.condizioni_maturazione else "no"] for k in reg.progressioni.condizioni
        ],
        "giudizio": giudizio, "punti": c.punti_maturazione, "massimo": max(m.punti for m in reg.progressioni.maturazione),
        "tavola": [[m.giudizio, m.punti] for m in reg.progressioni.maturazione],
        "motivo": pulito(c.motivo_maturazione), "valutata": istante(c.valutata_il),
        "firme": [
            {"ruolo": "Il Dirigente valutatore", "nome": valutatore}, {"ruolo": "Il dipendente, per presa visione", "nome": c.nominativo},
        ],
    }  # fmt: skip
