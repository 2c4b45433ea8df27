"""The staff of an exercise from ``personale-ANNO.toml``: the rules of each office, and the people who are an exception."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.conf import settings

from smvp.regolamento.modello import Regolamento

from .modello import Individuo, Posto
from .modello_personale import AnnoPersonale, Foglio, Gesto, Specifico, Strutture, voti_a_caso
from .testi import tipografia

# The straight road of a sheet; a refusal takes the place of the signature.
STRADA = ("trasmetti", "decidi", "partecipa", "firma", "approva", "rendi_definitiva")
FINO_A = {
    "aperta": "", "compilata": "trasmetti", "decisa": "decidi", "partecipata": "partecipa", "osservazioni": "partecipa",
    "presa_visione": "firma", "approvata": "approva", "definitiva": "rendi_definitiva",
}  # fmt: skip
UN_MINUTO, MEZZ_ORA, UN_ORA = timedelta(minutes=1), timedelta(minutes=30), timedelta(hours=1)
# From which mean of the marks a judgement is of the first, of the second kind.
ALTE, MEDIE = Decimal("2.5"), Decimal("1.6")
CON_COLLOQUIO, CON_NOTE, CON_FORMAZIONE = 0.7, 0.5, 0.35


class LettorePersonale:
    """One exercise of the staff. Who heads an office comes from the appointments of the people themselves."""

    def __init__(self, dati: Mapping[str, Any], individui: Sequence[Individuo], reg: Regolamento) -> None:
        self.dati, self.reg, self.anno = dati, reg, int(dati["anno"])
        self.voci = {g.codice: len(g.voci) for g in reg.personale.gruppi}
        self.individui = {i.matricola: i for i in individui}
        self.posti = [(i.utente, p) for i in individui for p in i.posti]
        self.eccezioni = {p["matricola"]: p for p in dati.get("persona", ())}
        self.uffici = {u["codice"]: u for u in dati["ufficio"]}
        self.persone: dict[str, list[str]] = defaultdict(list)
        for individuo in individui:
            if ufficio := self._ufficio(individuo):
                self.persone[ufficio].append(individuo.matricola)

    def leggi(self) -> AnnoPersonale:
        return AnnoPersonale(
            specifici=list(self._specifici()),
            strutture=[_strutture(s) for s in self.dati.get("struttura", ())],
            aperte=(self.dati["aperte_da"], _momento(self.dati["aperte_il"])) if "aperte_il" in self.dati else None,
            fogli=list(self._fogli()) if "aperte_il" in self.dati else (),
            atto=self.dati.get("atto", ""),
        )

    def _ufficio(self, individuo: Individuo) -> str:
        """The office where somebody of the staff served last in the exercise, as the opening of the sheets finds it."""
        dal, al = date(self.anno, 1, 1), date(self.anno, 12, 31)
        serviti = [s for s in individuo.servizi if s.dal <= al and (s.al is None or s.al >= dal)]
        return max(serviti, key=lambda s: s.dal).direzione if serviti else ""

    # --- specific objectives ------------------------------------------------------------------------------------------------------

    def _specifici(self) -> Iterator[Specifico]:
        il, detti_il = _momento(self.dati["specifici_il"]), _momento(self.dati.get("esiti_il", self.dati["specifici_il"]))
        for codice, ufficio in self.uffici.items():
            for s in ufficio["specifico"]:
                il, detti_il = il + UN_MINUTO, detti_il + UN_MINUTO
                a = self._raggiunto(codice, s, il.date())
                yield Specifico(
                    direzione=codice, titolo=tipografia(s["titolo"]), atteso=tipografia(s["atteso"]), il=il, da=s.get("da", ""),
                    descrizione=tipografia(s.get("descrizione", "")), entro=s.get("entro", date(self.anno, 12, 31)), a=a,
                    assegnato_da=self._chi_assegna(codice, il.date(), a), fatto=tipografia(s.get("fatto", "")),
                    esiti=(self._chi_assegna(codice, detti_il.date(), a), detti_il) if "fatto" in s else None,
                )  # fmt: skip

    def _chi_assegna(self, codice: str, giorno: date, a: Collection[str]) -> str:
        """The P.O. of the office, or its dirigente where the objective is the P.O.'s own."""
        proprie = {self.individui[matricola].utente for matricola in a}
        po = self._po(codice, giorno)
        return po if po and po not in proprie else self._dirigente(codice, giorno)

    def _raggiunto(self, codice: str, s: Mapping[str, Any], giorno: date) -> dict[str, Decimal | None]:
        """To whom, with what they have reached: each their own, or all the same but some. Who has already left has none."""
        detto = s.get("raggiunto", "")
        if isinstance(detto, dict):
            return {matricola: Decimal(quanto) for matricola, quanto in detto.items()}
        tranne = s.get("tranne", {})
        andati = {m for m in self.persone[codice] if all(t.al and t.al < giorno for t in self.individui[m].servizi)}
        quanti = {m: tranne.get(m, detto) for m in s.get("a", self.persone[codice]) if m not in andati}
        return {matricola: Decimal(quanto) if quanto else None for matricola, quanto in quanti.items()}

    # --- sheets -------------------------------------------------------------------------------------------------------------------

    def _fogli(self) -> Iterator[Foglio]:
        numero = 0
        for codice, ufficio in self.uffici.items():
            for posto, matricola in enumerate(self.persone[codice]):
                numero += 1
                yield self._foglio(codice, ufficio, self.individui[matricola], posto, numero * UN_MINUTO)

    def _foglio(self, codice: str, ufficio: Mapping[str, Any], chi: Individuo, posto: int, passo: timedelta) -> Foglio:
        e = self.eccezioni.get(chi.matricola, {})
        caso = Random(f"{self.dati['seme']}-{chi.matricola}")
        stato = e.get("stato") or ("osservazioni" if "osservazioni" in e else ufficio.get("stato") or self.dati["stato"])
        voti = self._voti(ufficio, e, caso, posto, stato)
        parte = _parte(e.get("parte", {}))
        if not parte and "formazione" in ufficio and caso.random() < CON_FORMAZIONE:
            parte = {"esigenze_formative": tipografia(ufficio["formazione"])}
        note, colloquio = self._note(voti, caso), caso.choice(self.dati["frasi"]["colloqui"]) if caso.random() < CON_COLLOQUIO else ""
        foglio = Foglio(
            matricola=chi.matricola, stato=stato, voti=voti, vera=e.get("vera", False), con_documenti=e.get("con_documenti", False),
            note=tipografia(e.get("note", note)), colloquio=tipografia(e.get("colloquio", colloquio)), parte=parte,
            osservazioni=tipografia(e.get("osservazioni", "")), risposta=tipografia(e.get("risposta", "")),
            testimone=tipografia(e.get("testimone", "")), rifiuto=tipografia(e.get("rifiuto", "")), motivo=tipografia(e.get("motivo", "")),
        )  # fmt: skip
        quando = self.dati["giornate"][e.get("quando") or ufficio.get("quando", "seconda")]
        quando = quando | {"vota": ufficio.get("vota", quando["vota"])}
        gesti = self._non_valutabile(codice, e) if stato == "non_valutabile" else self._gesti(foglio, codice, chi, quando, passo)
        return replace(foglio, gesti=sorted(gesti, key=lambda g: g.il))

    def _voti(self, ufficio: Mapping[str, Any], e: Mapping[str, Any], caso: Random, posto: int, stato: str) -> dict[str, list[int]]:
        quali = ufficio.get("voti", "tutti")
        if stato == "non_valutabile" or quali == "nessuno" or (quali == "in parte" and posto % 2):
            return {}
        if "voti" in e:
            return dict(e["voti"])
        if "uguale" in ufficio:
            return {gruppo: [ufficio["uguale"]] * quante for gruppo, quante in self.voci.items()}
        voti = voti_a_caso(caso, ufficio["livello"], self.voci, self.reg.voto_massimo)
        return dict(list(voti.items())[: len(voti) // 2]) if quali == "a metà" else voti

    def _note(self, voti: Mapping[str, Sequence[int]], caso: Random) -> str:
        tutti = [v for elenco in voti.values() for v in elenco]
        if len(tutti) < sum(self.voci.values()) or caso.random() > CON_NOTE:
            return ""
        media = Decimal(sum(tutti)) / len(tutti)
        return caso.choice(self.dati["frasi"]["alte" if media >= ALTE else "medie" if media >= MEDIE else "basse"])

    # --- who did what, and when ----------------------------------------------------------------------------------------------------

    def _gesti(self, f: Foglio, codice: str, chi: Individuo, quando: Mapping[str, datetime], passo: timedelta) -> Iterator[Gesto]:
        """The marks, the steps as far as the state, with what was written between them."""
        vota, manda = (self._po(codice, quando[azione].date(), tranne=chi.utente) for azione in ("vota", "trasmetti"))
        dirigente = self._dirigente(codice, quando["decidi"].date())
        autori = {"trasmetti": manda, "decidi": dirigente, "partecipa": dirigente, "firma": chi.utente, "approva": "segretario",
                  "rendi_definitiva": "segretario"}  # fmt: skip

        def il(azione: str) -> datetime:
            return _momento(quando[azione]) + passo

        if f.voti:
            yield Gesto("salva", vota or dirigente, il("vota"))
        if f.parte:
            yield Gesto("parte_seconda", dirigente, il("trasmetti") + UN_ORA)
        fatti = STRADA[: STRADA.index(FINO_A[f.stato]) + 1] if FINO_A[f.stato] else ()
        for azione in fatti:
            if autori[azione] and not (azione == "firma" and f.testimone):
                yield Gesto(azione, autori[azione], il(azione))
        if f.testimone:
            yield Gesto("registra_rifiuto", dirigente, il("firma"))
        if f.colloquio and "partecipa" in fatti:
            yield Gesto("colloquio", dirigente, il("partecipa") + MEZZ_ORA)
        if f.osservazioni:
            yield Gesto("osserva", chi.utente, il("osserva"))
        if f.risposta:
            yield Gesto("rispondi", dirigente, il("rispondi"))

    def _non_valutabile(self, codice: str, e: Mapping[str, Any]) -> Iterator[Gesto]:
        il = _momento(e["il"])
        yield Gesto("dichiara_non_valutabile", self._dirigente(codice, il.date()), il)

    def _po(self, codice: str, giorno: date, tranne: str = "") -> str:
        return self._titolare("po", codice, giorno, tranne)

    def _dirigente(self, codice: str, giorno: date) -> str:
        return self._titolare("dirigente", codice, giorno, "")

    def _titolare(self, ruolo: str, codice: str, giorno: date, tranne: str) -> str:
        """The account of whoever heads an office, or one above it, on a day; empty if nobody does."""
        trovati = (u for u, p in self.posti if p.ruolo == ruolo and u != tranne and _regge(p, codice, giorno))
        return next(trovati, "")


def _regge(p: Posto, codice: str, giorno: date) -> bool:
    return f"{codice}.".startswith(f"{p.direzione}.") and p.dal <= giorno and (p.al is None or p.al >= giorno)


def _parte(p: Mapping[str, Any]) -> dict[str, str | int]:
    """Part two with the names of its columns."""
    nomi = {"formazione": "esigenze_formative"}
    return {nomi.get(campo, campo): tipografia(v) if isinstance(v, str) else v for campo, v in p.items()}


def _strutture(s: Mapping[str, Any]) -> Strutture:
    return Strutture(_momento(s["il"]), s["da"], tipografia(s["fonte"]), {k: Decimal(v) for k, v in s["percentuali"].items()})


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)


def leggi_personale(dati: Mapping[str, Any], individui: Iterable[Individuo], reg: Regolamento) -> AnnoPersonale:
    return LettorePersonale(dati, list(individui), reg).leggi()
