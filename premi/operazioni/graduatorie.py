"""Art. 22: the rankings of a procedure, frozen as they are formed: facts, rules, candidates and outcome."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from premi.calcolo import Condizione, RigaGraduatoria, forma_graduatoria
from smvp.nucleo.errori import DatiNonValidi
from smvp.organizzazione.models import Utente
from smvp.regolamento.lettore import impronta

from ..letture.progressioni.aspiranti import Aspirante, Gruppo, gruppi_di
from ..models import CandidatoProgressione, GraduatoriaProgressione, Progressione
from ..models.progressioni import ESCLUSO

FORMATO = "smvp-progressioni/1"
LOTTO = 500


def forma(procedura: Progressione, *, utente: Utente, quando: datetime) -> GraduatoriaProgressione:
    """Rank the candidates of today and freeze it all. Inside the step's transaction. Raises DatiNonValidi for growth not yet valued."""
    gruppi = gruppi_di(procedura)
    if mancano := [f"{g.direzione}, categoria {g.categoria}: {g.senza_maturazione}" for g in gruppi if g.senza_maturazione]:
        raise DatiNonValidi(f"Manca la maturazione professionale di alcuni candidati. {'; '.join(mancano)}.", articolo="22")
    codice = procedura.esercizio.regolamento
    testo = json.dumps(_fatti(procedura, gruppi), ensure_ascii=False, sort_keys=True, indent=1)
    regole = impronta(codice)
    graduatoria = GraduatoriaProgressione.objects.create(
        procedura=procedura, numero=procedura.graduatorie.count() + 1, regolamento=codice, impronta_regolamento=regole, fatti=testo,
        impronta=hashlib.sha256("\0".join((regole, testo)).encode()).hexdigest(), formata_da=utente, formata_il=quando,
    )  # fmt: skip
    CandidatoProgressione.objects.bulk_create((c for g in gruppi for c in _candidati(graduatoria, g)), batch_size=LOTTO)
    return graduatoria


def _candidati(graduatoria: GraduatoriaProgressione, gruppo: Gruppo) -> Iterator[CandidatoProgressione]:
    procedura = graduatoria.procedura
    bando = procedura.bando
    ammissibili = {a.persona.matricola: a for a in gruppo.ammissibili}
    formata = forma_graduatoria(
        (a.candidatura() for a in ammissibili.values()), gruppo.posti, bando.decorrenza, bando.regole(procedura.esercizio.reg)
    )
    for riga in formata.righe:
        yield _con_punti(_testa(graduatoria, gruppo, ammissibili[riga.matricola]), ammissibili[riga.matricola], riga)
    for a in gruppo.aspiranti:
        if not a.ammissibile:
            candidato = _testa(graduatoria, gruppo, a)
            candidato.esito = ESCLUSO
            yield candidato


def _testa(graduatoria: GraduatoriaProgressione, gruppo: Gruppo, a: Aspirante) -> CandidatoProgressione:
    return CandidatoProgressione(
        graduatoria=graduatoria, persona=a.persona, matricola=a.persona.matricola, nominativo=str(a.persona), direzione=gruppo.direzione,
        categoria=gruppo.categoria, posizione=a.posizione.denominazione if a.posizione else "",
        posizione_dal=a.posizione.dal if a.posizione else None, totali=_totali(a),
        condizioni=[_congelata(c) for c in a.condizioni],
    )  # fmt: skip


def _congelata(c: Condizione) -> dict[str, Any]:
    """A condition as it is told now, for whoever reads the ranking later."""
    p = c.passo
    return {
        "codice": c.codice, "soddisfatta": c.soddisfatta, "testo": p.testo, "formula": p.formula, "articoli": list(p.articoli),
        "letture": list(p.nomi_letture), "silente": p.silente,
    }  # fmt: skip


def _con_punti(candidato: CandidatoProgressione, a: Aspirante, riga: RigaGraduatoria) -> CandidatoProgressione:
    candidato.media, candidato.totale, candidato.posto, candidato.esito = riga.media, riga.totale, riga.posto, riga.esito
    candidato.punti_risultati, candidato.punti_maturazione = riga.punti_risultati, riga.punti_maturazione
    if a.maturazione is not None:
        candidato.condizioni_maturazione, candidato.motivo_maturazione = a.maturazione.condizioni, a.maturazione.motivo.strip()
        candidato.valutata_da_id, candidato.valutata_il = a.maturazione.compilata_da_id, a.maturazione.compilata_il
    return candidato


def _totali(a: Aspirante) -> list[dict[str, Any]]:
    return [{"anno": t.anno, "totale": str(t.totale), "precedente": t.precedente, "fonte": t.fonte} for t in a.totali]


def _fatti(procedura: Progressione, gruppi: Iterable[Gruppo]) -> dict[str, Any]:
    """All that the ranking rests on: what ``simula`` calls "progressioni", with what the call sets and those who are not admitted."""
    bando = procedura.bando
    return {
        "formato": FORMATO, "esercizio": procedura.esercizio.anno, "procedura": procedura.numero,
        "regolamento": procedura.esercizio.regolamento, "decorrenza": bando.decorrenza.isoformat(), "ultimo_anno": bando.ultimo_anno,
        "anni_posizione": bando.anni_posizione, "ultime_disponibili": bando.ultime_disponibili,
        "progressioni": [
            {"direzione": g.direzione.codice, "categoria": g.categoria, "posti": g.posti, "candidati": [_fatto(a) for a in g.aspiranti]}
            for g in gruppi
        ],
    }  # fmt: skip


def _fatto(a: Aspirante) -> dict[str, Any]:
    m = a.maturazione
    return {
        "matricola": a.persona.matricola, "posizione": a.posizione.denominazione if a.posizione else None,
        "posizione_dal": a.posizione.dal.isoformat() if a.posizione else None, "totali": _totali(a),
        "maturazione": m.punti if m else None, "condizioni_maturazione": m.condizioni if m else [],
        "motivo_maturazione": m.motivo if m else "",
    }  # fmt: skip
