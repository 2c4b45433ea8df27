"""The tables of a run on paper: result pay by destination, premiums by Direzione. All of it comes from the run, which is frozen."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente

from ..letture.corsa import PROSPETTO_PRODUTTIVITA, PROSPETTO_RISULTATO, SommaDestinazione, regole_di
from ..models import ContoDirezione, Corsa, LineaPremio, LineaRisultato

# A table of this many rows is drawn in a few seconds; more are more parts.
RIGHE_PER_PARTE = 500


def _testa(tipo: str, corsa: Corsa, ente: Ente) -> dict[str, Any]:
    reg = regole_di(corsa)
    return {
        "tipo": tipo,
        "ente": {"denominazione": ente.denominazione, "provincia": ente.provincia, "stemma": ente.stemma},
        "esercizio": corsa.esercizio.anno,
        "regolamento": {"codice": reg.codice, "denominazione": reg.denominazione, "atti": [reg.atto]},
        "corsa": {
            "numero": corsa.numero, "impronta": corsa.impronta, "calcolata_il": _giorno(corsa),
            "stato": corsa.stato_attuale.parola,
            "atto": str(corsa.atto) if corsa.atto else "",
        },
    }  # fmt: skip


def _giorno(corsa: Corsa) -> date | None:
    return corsa.calcolata_il.astimezone(FUSO).date() if corsa.calcolata_il else None


def contenuto_risultato(
    corsa: Corsa, somme: Sequence[SommaDestinazione], linee: Sequence[LineaRisultato], ente: Ente, firmatari: Firmatari
) -> dict[str, Any]:
    """Art. 24, the annex of the act: each appointment by destination, with the bands, the totals and the economies."""
    return {
        **_testa(PROSPETTO_RISULTATO, corsa, ente),
        "destinazioni": [
            {
                "nome": str(s.destinazione.label), "stanziato": _str(s.stanziato), "distribuito": _str(s.distribuito),
                "economie": _str(s.economie),
                "fasce": [[f.fascia.numero, f.fascia.percentuale, f.quanti, _str(f.importo)] for f in s.fasce],
                "righe": [_riga_risultato(x) for x in linee if x.destinazione == s.destinazione],
            }
            for s in somme
        ],
        "stanziato": _str(corsa.stanziato), "distribuito": _str(corsa.distribuito), "economie": _str(corsa.residuo),
        "firme": [{"ruolo": "Il Segretario generale", "nome": firmatari.segretario}],
    }  # fmt: skip


def _riga_risultato(x: LineaRisultato) -> list[Any]:
    incarico = f"{x.incarico}{f', {x.struttura}' if x.struttura else ''}{' (ad interim)' if x.ad_interim else ''}"
    return [x.nominativo, incarico, _str(x.p_finale), x.fascia, x.percentuale, x.giorni, _str(x.retribuzione), _str(x.importo), x.motivo]


def contenuto_produttivita(
    corsa: Corsa, conto: ContoDirezione, linee: Sequence[LineaPremio], fascicolo: dict[str, int] | None, ente: Ente,
    firmatari: Firmatari, *, con_nomi: bool,
) -> dict[str, Any]:  # fmt: skip
    """Art. 22: the premiums of one Direzione, or a part of them; names, totals and reasons only in the internal one."""
    return {
        **_testa(PROSPETTO_PRODUTTIVITA, corsa, ente),
        "fascicolo": fascicolo,
        "direzione": str(conto.direzione),
        "con_nomi": con_nomi,
        "righe": [_riga_premio(x, con_nomi=con_nomi) for x in linee],
        "fondo": _str(conto.fondo), "premi": _str(conto.distribuito), "ulteriori": _str(conto.ulteriore), "residuo": _str(conto.residuo),
        "firme": [{"ruolo": "Il Dirigente", "nome": firmatari.dirigente(conto.direzione_id)}],
    }  # fmt: skip


def _riga_premio(x: LineaPremio, *, con_nomi: bool) -> list[Any]:
    importi = [_str(x.quota), _str(x.premio), _str(x.ulteriore), _str(x.importo)]
    return [x.matricola, x.nominativo, x.categoria, _str(x.totale), *importi, x.motivo] if con_nomi else [x.matricola, *importi]


def in_parti(linee: Sequence[LineaPremio]) -> list[list[LineaPremio]]:
    """The lines part by part; one part even without any."""
    return [list(linee[n : n + RIGHE_PER_PARTE]) for n in range(0, len(linee), RIGHE_PER_PARTE)] or [[]]


def _str(valore: Decimal | None) -> str | None:
    return None if valore is None else str(valore)
