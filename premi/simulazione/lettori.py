"""Reading the three kinds of entries of the facts: appointments, members of staff, progressions.

An entry with faults still comes back, with harmless values where it could not be read, so that checks between entries can
go on; since a fault anywhere refuses the whole file, such an entry is never reckoned with.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from obiettivi.calcolo import TIPI, verifica_pesi
from premi.calcolo import Candidatura
from premi.calcolo.risultato import NON_RISPETTATI, RISPETTATI
from premi.simulazione.campi import Campi, Forma
from premi.simulazione.modello import Dipendente, Incarico, Progressione
from smvp.nucleo.periodi import Periodo
from valutazioni.calcolo import ObiettivoValutato

INCARICO = Forma(
    frozenset({"matricola", "ruolo", "direzione", "periodi", "retribuzione", "obiettivi", "comportamenti"}),
    frozenset({"ad_interim", "limiti_eta", "assegnati", "tempi_pagamento"}),
)
OBIETTIVO = Forma(frozenset({"codice", "tipo", "peso"}), frozenset({"raggiungimento", "punteggio"}))
PERIODO = Forma(frozenset({"dal"}), frozenset({"al"}))
PERIODO_IN_DIREZIONE = Forma(frozenset({"direzione", "dal"}), frozenset({"al"}))
DIPENDENTE = Forma(
    frozenset({"matricola", "categoria", "periodi", "struttura", "comportamenti"}),
    frozenset({"tempo", "specifici", "esonero_specifici"}),
)
PROGRESSIONE = Forma(frozenset({"direzione", "categoria", "posti", "decorrenza", "candidati"}))
CANDIDATO = Forma(frozenset({"matricola", "punteggi", "posizione_dal", "maturazione"}))

NIENTE = Decimal(0)
TEMPO_PIENO = Decimal(1)
NEUTRO = Decimal(1)  # in place of a weight that could not be read, whose fault is noted already
Periodi = tuple[tuple[str, Periodo], ...]


class Lettori:
    """Readers of entries on top of the readers of values; they know the names that the regulation admits."""

    def __init__(self, campi: Campi) -> None:
        self.campi = campi
        reg = campi.reg
        self.ruolo = campi.scelta(tuple(reg.fasce))
        self.categoria = campi.scelta([c.codice for c in reg.personale.categorie])
        self.tipo = campi.scelta(TIPI)
        self.tempi = campi.scelta((RISPETTATI, NON_RISPETTATI))
        self.macrofattori = Forma(frozenset(m.codice for m in reg.macrofattori))
        self.gruppi = Forma(frozenset(g.codice for g in reg.personale.gruppi))
        self.maturazioni = [livello.punti for livello in reg.progressioni.maturazione]

    def incarico(self, valore: Any, percorso: str) -> Incarico | None:
        """Artt. 16, 20, 24: one appointment."""
        c, cit = self.campi, "incarichi"
        dati = c.oggetto(valore, percorso, INCARICO, cit)
        if dati is None:
            return None
        assegnati = c.facoltativo(dati, "assegnati", percorso, c.vero, "assegnati") is not False
        prima = c.trovati
        ad_interim = bool(c.facoltativo(dati, "ad_interim", percorso, c.vero, "interim"))
        return Incarico(
            matricola=c.campo(dati, "matricola", percorso, c.testo, cit) or "",
            ruolo=c.campo(dati, "ruolo", percorso, self.ruolo, "ruolo") or "",
            direzione=c.campo(dati, "direzione", percorso, c.testo, cit) or "",
            ad_interim=ad_interim or c.trovati > prima,
            periodi=tuple(periodo for _, periodo in self._periodi(dati, percorso, PERIODO)),
            limiti_eta=bool(c.facoltativo(dati, "limiti_eta", percorso, c.vero, "limiti_eta")),
            assegnati=assegnati,
            retribuzione=c.campo(dati, "retribuzione", percorso, c.denaro, "retribuzione") or NIENTE,
            tempi_pagamento=c.facoltativo(dati, "tempi_pagamento", percorso, self.tempi, "tempi_pagamento"),
            obiettivi=self._obiettivi(dati, percorso, assegnati),
            comportamenti=self._comportamenti(dati, percorso, self.macrofattori, "comportamenti"),
        )

    def dipendente(self, valore: Any, percorso: str) -> Dipendente | None:
        """Art. 22: one member of staff."""
        c, cit, scheda = self.campi, "dipendenti", "scheda_personale"
        dati = c.oggetto(valore, percorso, DIPENDENTE, cit)
        if dati is None:
            return None
        return Dipendente(
            matricola=c.campo(dati, "matricola", percorso, c.testo, cit) or "",
            categoria=c.campo(dati, "categoria", percorso, self.categoria, cit) or "",
            tempo=c.facoltativo(dati, "tempo", percorso, c.frazione, cit) or TEMPO_PIENO,
            periodi=self._periodi(dati, percorso, PERIODO_IN_DIREZIONE),
            struttura=c.campo(dati, "struttura", percorso, c.percentuale, scheda) or NIENTE,
            specifici=self._specifici(dati, percorso),
            comportamenti=self._comportamenti(dati, percorso, self.gruppi, scheda),
        )

    def progressione(self, valore: Any, percorso: str) -> Progressione | None:
        """Art. 22: the candidates of one Direzione and category."""
        c, cit = self.campi, "progressioni"
        dati = c.oggetto(valore, percorso, PROGRESSIONE, cit)
        if dati is None:
            return None
        candidati = c.campo(dati, "candidati", percorso, c.elenco, cit) or []
        letti = [self._candidato(v, f"{percorso}.candidati[{i}]") for i, v in enumerate(candidati)]
        c.senza_ripetizioni([v.matricola if v else None for v in letti], f"{percorso}.candidati", cit)
        return Progressione(
            direzione=c.campo(dati, "direzione", percorso, c.testo, cit) or "",
            categoria=c.campo(dati, "categoria", percorso, self.categoria, cit) or "",
            posti=c.campo(dati, "posti", percorso, c.naturale, cit) or 0,
            decorrenza=c.campo(dati, "decorrenza", percorso, c.giorno, cit) or date.min,
            candidati=tuple(v for v in letti if v is not None),
        )

    def _obiettivi(self, dati: dict[str, Any], percorso: str, assegnati: bool) -> tuple[ObiettivoValutato, ...]:
        """Artt. 6, 7, 16: the objectives of an appointment and their weights."""
        c, cit, qui = self.campi, "obiettivi", f"{percorso}.obiettivi"
        elenco = c.campo(dati, "obiettivi", percorso, c.elenco, cit)
        if elenco is None:
            return ()
        if not elenco and assegnati:
            c.difetto(qui, 'l\'elenco può essere vuoto solo se gli obiettivi non sono stati assegnati ("assegnati": false)', "assegnati")
            return ()
        letti = [self._obiettivo(valore, f"{qui}[{indice}]") for indice, valore in enumerate(elenco)]
        leggibili = all(v is not None and v.tipo and v.peso is not None for v in letti)
        noti = [(v.tipo, v.peso) if v and v.peso is not None else ("", NEUTRO) for v in letti]
        for difetto in verifica_pesi(noti, c.reg):
            if difetto.percorso or (leggibili and assegnati):
                c.difetto(f"{qui}{difetto.percorso}", difetto.messaggio, "pesi")
        return tuple(v for v in letti if v is not None)

    def _obiettivo(self, valore: Any, percorso: str) -> ObiettivoValutato | None:
        """Artt. 8 and 20: one objective, graded by percentage or by count of indicators, exactly one of the two."""
        c, cit = self.campi, "obiettivi"
        dati = c.oggetto(valore, percorso, OBIETTIVO, cit)
        if dati is None:
            return None
        if (dati.get("raggiungimento") is None) == (dati.get("punteggio") is None):
            c.difetto(percorso, 'serve o "raggiungimento" o "punteggio", uno solo dei due', "raggiungimento")
        return ObiettivoValutato(
            codice=c.campo(dati, "codice", percorso, c.testo, cit) or "",
            tipo=c.campo(dati, "tipo", percorso, self.tipo, cit) or "",
            peso=c.campo(dati, "peso", percorso, c.decimale, "pesi"),  # type: ignore[arg-type]
            raggiungimento=c.facoltativo(dati, "raggiungimento", percorso, c.non_negativo, "raggiungimento"),
            punteggio=c.facoltativo(dati, "punteggio", percorso, c.voto, "raggiungimento"),
        )

    def _comportamenti(self, dati: dict[str, Any], percorso: str, forma: Forma, cit: str) -> dict[str, tuple[int, ...]]:
        """Artt. 10, 20, 22: the marks of each group."""
        c, qui = self.campi, f"{percorso}.comportamenti"
        if "comportamenti" not in dati:
            return {}
        gruppi = c.oggetto(dati["comportamenti"], qui, forma, cit) or {}
        return {nome: c.voti(gruppi[nome], f"{qui}.{nome}", "voti") or () for nome in forma.obbligatorie if nome in gruppi}

    def _specifici(self, dati: dict[str, Any], percorso: str) -> Decimal | None:
        """All. D (reading A27): the percentage of specific objectives, absent if and only if the person is exempt."""
        c, cit = self.campi, "scheda_personale"
        esonero = c.facoltativo(dati, "esonero_specifici", percorso, c.vero, cit)
        specifici = c.facoltativo(dati, "specifici", percorso, c.percentuale, cit)
        if dati.get("specifici") is None and not esonero:
            c.difetto(f"{percorso}.specifici", 'la percentuale può mancare solo con "esonero_specifici": true', cit)
        elif dati.get("specifici") is not None and esonero:
            c.difetto(f"{percorso}.specifici", "chi è esonerato dagli obiettivi specifici non può avere una percentuale", cit)
        return specifici

    def _candidato(self, valore: Any, percorso: str) -> Candidatura | None:
        """Art. 22: one candidate."""
        c, cit = self.campi, "progressioni"
        dati = c.oggetto(valore, percorso, CANDIDATO, cit)
        if dati is None:
            return None
        maturazione = c.campo(dati, "maturazione", percorso, c.intero, cit)
        if maturazione is not None and maturazione not in self.maturazioni:
            c.difetto(f"{percorso}.maturazione", f"può essere {', '.join(map(str, self.maturazioni))}", cit)
        return Candidatura(
            matricola=c.campo(dati, "matricola", percorso, c.testo, cit) or "",
            punteggi=self._punteggi(dati, percorso),
            posizione_dal=c.campo(dati, "posizione_dal", percorso, c.giorno, cit) or date.min,
            maturazione=maturazione or 0,
        )

    def _punteggi(self, dati: dict[str, Any], percorso: str) -> tuple[Decimal, ...]:
        """Art. 22 (reading A32): the totals of the last three years; fewer are a fact (a year without evaluation), more are not."""
        c, cit, qui = self.campi, "progressioni", f"{percorso}.punteggi"
        elenco = c.campo(dati, "punteggi", percorso, c.elenco, cit) or []
        anni = c.reg.progressioni.anni_valutati
        if len(elenco) > anni:
            c.difetto(qui, f"i punteggi sono al massimo {anni}, uno per anno", cit)
        letti = [c.punti(valore, f"{qui}[{indice}]", cit) for indice, valore in enumerate(elenco)]
        return tuple(punti for punti in letti if punti is not None)

    def _periodi(self, dati: dict[str, Any], percorso: str, forma: Forma) -> Periodi:
        """Art. 16: the periods of one entry, which must not overlap, with their Direzione ("" if it is the entry's)."""
        c, cit, qui = self.campi, "periodi", f"{percorso}.periodi"
        elenco = c.campo(dati, "periodi", percorso, c.elenco, cit) or []
        letti = [(indice, self._periodo(valore, f"{qui}[{indice}]", forma)) for indice, valore in enumerate(elenco)]
        sani = [(indice, *voce) for indice, voce in letti if voce is not None]
        if len(sani) > 1:
            for indice in _sovrapposti([(indice, periodo) for indice, _, periodo in sani]):
                c.difetto(f"{qui}[{indice}]", "il periodo si sovrappone a un altro della stessa voce", cit)
        return tuple((direzione, periodo) for _, direzione, periodo in sani)

    def _periodo(self, valore: Any, percorso: str, forma: Forma) -> tuple[str, Periodo] | None:
        """One period, both ends included; without an end it is still running."""
        c, cit = self.campi, "periodi"
        dati = c.oggetto(valore, percorso, forma, cit)
        if dati is None:
            return None
        direzione = c.campo(dati, "direzione", percorso, c.testo, cit) if "direzione" in forma.obbligatorie else ""
        dal = c.campo(dati, "dal", percorso, c.giorno, cit)
        prima = c.trovati
        al = c.facoltativo(dati, "al", percorso, c.giorno, cit)
        if dal is None or c.trovati > prima:
            return None
        if al is not None and al < dal:
            c.difetto(f"{percorso}.al", "il periodo finisce prima di cominciare", cit)
            return None
        return direzione or "", Periodo(dal, al)


def _sovrapposti(periodi: Sequence[tuple[int, Periodo]]) -> list[int]:
    """The numbers of the periods that share a day with an earlier one."""
    colpiti, fine = [], date.min
    for posto, (indice, periodo) in enumerate(sorted(periodi, key=lambda voce: (voce[1].dal, voce[0]))):
        if posto and periodo.dal <= fine:
            colpiti.append(indice)
        fine = max(fine, periodo.fine)
    return colpiti
