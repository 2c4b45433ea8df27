"""What happened to each objective, from ``percorsi-ANNO.toml``: the usual days of the year, and who went another way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from smvp.nucleo.formati import FISSO, data_lunga, esatto, in_lettere

from .fasi import fasi_di
from .modello_obiettivi import Esito, Incontro, Metro, Mossa, Nota, Situazione, Storia, Traguardo
from .testi import elenco, minuscola, tipografia

# The straight road; a P.O.'s sheet goes from the negotiation to the validation of its dirigente (artt. 7 and 13).
STRADA = ("crea", "negozia", "esprimi_parere", "trasmetti", "valida", "firma", "assegna", "verifica", "rendiconta", "misura",
          "trasmetti_al_valutatore", "valuta")  # fmt: skip
NON_DI_PO = frozenset({"esprimi_parere", "trasmetti"})
# The last step of the straight road that a state has behind it; what comes after is told in the file, under "anche".
FINO_A = {
    "bozza": "crea", "negoziata": "negozia", "con_parere": "esprimi_parere", "trasmessa": "trasmetti", "integrazioni": "trasmetti",
    "validata": "valida", "accettata": "firma", "assegnata": "assegna", "revisione": "assegna", "ridefinita": "assegna",
    "monitorata": "verifica", "rendicontata": "rendiconta", "misurata": "misura", "al_valutatore": "trasmetti_al_valutatore",
    "valutata": "valuta",
}  # fmt: skip
PASSO = timedelta(minutes=4)
MOTIVO_MISURA = "La verifica sulla fonte, a dati consolidati, dà un valore di poco diverso da quello comunicato."
MOTIVO_MASSIMO = "Il valore atteso è superato: il regolamento non va oltre il pieno raggiungimento (art. 20)."


class Percorsi:
    """The stories of one exercise. ``raggiunti``: the percentages decided on the evaluation sheets, by objective and appointment."""

    def __init__(self, anno: int, dati: Mapping[str, Any], raggiunti: Mapping[str, Mapping[str, Decimal]]) -> None:
        self.anno, self.dati, self.raggiunti = anno, dati, raggiunti

    def storia(self, t: Traguardo, numero: int) -> Storia:
        p = self.dati.get(t.codice, {})
        stato = p.get("stato", self.dati["stato"])
        mosse = sorted(self._mosse(t, p, stato, numero), key=lambda m: m.il)
        azioni = {m.azione for m in mosse}
        return Storia(
            stato=stato, vera=t.codice in self.dati["vere"], con_documenti=t.codice in self.dati["con_documenti"], mosse=mosse,
            note=[_nota(n) for n in p.get("rilievi", ())],
            incontri=[_incontro(c) for c in p.get("colloqui", ())],
            situazioni=list(self._situazioni(t, p)) if "verifica" in azioni else (),
            esiti=list(self._esiti(t, p, azioni)) if "rendiconta" in azioni else (),
            respinti={k: tipografia(v) for k, v in p.get("respinti", {}).items()},
            prima={k: tipografia(v) for k, v in p.get("prima", {}).items()},
            fasi_prima=fasi_di([tipografia(f) for f in p.get("fasi_prima", ())], self.anno),
        )  # fmt: skip

    def _mosse(self, t: Traguardo, p: Mapping[str, Any], stato: str, numero: int) -> Iterator[Mossa]:
        motivi, quando, tardi = p.get("motivi", {}), p.get("il", {}), p.get("ritardo", self.dati["ritardo"])
        di_po = t.responsabile.startswith(("po", "mellerio"))
        for azione in STRADA[: STRADA.index(FINO_A[stato]) + 1]:
            if di_po and azione in NON_DI_PO:
                continue
            il = _momento(quando[azione]) if azione in quando else _momento(self.dati["giornate"][azione]) + numero * PASSO
            nome = "valida_po" if di_po and azione == "valida" else azione
            yield Mossa(nome, "", il, tipografia(motivi.get(azione, tardi)))
        for altra in p.get("anche", ()):
            motivo = tipografia(altra.get("motivo", tardi))
            yield Mossa(altra["azione"], altra.get("da", ""), _momento(altra["il"]), motivo, altra.get("parametro", ""))

    # --- art. 17: the half-year check --------------------------------------------------------------------------------------

    def _situazioni(self, t: Traguardo, p: Mapping[str, Any]) -> Iterator[Situazione]:
        for s in p.get("situazioni") or [{"direzione": q} for q in _quote(t)]:
            al = s.get("riferito_al", self.dati["situazione_al"])
            valutato = self._valutato(t, p, s.get("direzione", "")) or Decimal(95)
            yield Situazione(
                riferito_al=al, avanzamento=tipografia(s.get("avanzamento") or _avanzamento(t, al)),
                previsione=Decimal(s.get("previsione") or min(Decimal(100), valutato + 5)), direzione=s.get("direzione", ""),
                scostamenti=tipografia(s.get("scostamenti", "")), correttivi=tipografia(s.get("correttivi", "")),
                verifica=tipografia(s.get("verifica", "")),
            )  # fmt: skip

    # --- art. 18: the report and the three figures ----------------------------------------------------------------------------

    def _esiti(self, t: Traguardo, p: Mapping[str, Any], azioni: set[str]) -> Iterator[Esito]:
        for e in p.get("esiti") or [{**p.get("esito", {}), "direzione": q} for q in _quote(t)]:
            direzione = e.get("direzione", "")
            valutato = self._valutato(t, p, direzione)
            misurato = Decimal(e["misurato"]) if "misurato" in e else valutato
            yield Esito(
                direzione=direzione, risultato=tipografia(e.get("risultato") or _risultato(t, direzione)),
                relazione=tipografia(e.get("relazione") or _relazione(t)), scostamenti=tipografia(e.get("scostamenti", "")),
                misurato=misurato if "misura" in azioni else None, valutato=valutato if "valuta" in azioni else None,
                motivo_misura=tipografia(e.get("motivo_misura", MOTIVO_MISURA)),
                motivo_valutazione=tipografia(e.get("motivo_valutazione", MOTIVO_MASSIMO)),
            )  # fmt: skip

    def _valutato(self, t: Traguardo, p: Mapping[str, Any], direzione: str) -> Decimal | None:
        """The percentage that the evaluation sheet shows for whoever answers at the end (of a part: the Direzione's dirigente)."""
        voti = self.raggiunti.get(t.codice, {})
        if direzione:
            return voti.get(self.dati["dirigenti"][direzione])
        deciso = voti.get(next((m["parametro"] for m in p.get("anche", ()) if m["azione"] == "subentra"), t.responsabile))
        return deciso if deciso is not None else (Decimal(p["misurato"]) if "misurato" in p else None)


def _quote(t: Traguardo) -> Sequence[str]:
    return [q.direzione for q in t.parti] or [""]


def _avanzamento(t: Traguardo, al: date) -> str:
    """Which phases are over at a day, in words."""
    chiuse = [f.testo for f in t.fasi if f.entro and f.entro <= al]
    aperte = [f for f in t.fasi if not f.entro or f.entro > al]
    if not chiuse:
        return f"È in corso la prima fase, «{t.fasi[0].testo}»: si chiude nei tempi."
    quante = "È conclusa una fase" if len(chiuse) == 1 else f"Sono concluse {in_lettere(len(chiuse))} fasi"
    segue = f" È avviata la fase «{aperte[0].testo}»." if aperte else ""
    return f"{quante} su {in_lettere(len(t.fasi))}: {elenco([minuscola(c) for c in chiuse])}.{segue}"


def _risultato(t: Traguardo, direzione: str) -> str:
    return " ".join(_raggiunto(i) for i in t.indicatori if i.direzione in ("", direzione))


def _raggiunto(i: Metro) -> str:
    if i.misura == "data":
        fatto = f"raggiunto il {data_lunga(i.valore_data)}" if i.valore_data else "non raggiunto"
        return f"{i.titolo}: {fatto}."
    if i.misura == "si_no":
        return f"{i.titolo}: {'fatto' if i.fatto else 'non fatto'}."
    return f"{i.titolo}: {_numero(i.valore, i)}, contro {_numero(i.atteso, i)} del valore atteso."


def _numero(quanto: Decimal | None, i: Metro) -> str:
    return f"{esatto(quanto or Decimal(0))}{FISSO}{i.unita}".strip()


def _relazione(t: Traguardo) -> str:
    return f"Le fasi del piano di azione sono state svolte: {elenco([minuscola(f.testo) for f in t.fasi])}."


# --- what people wrote and said ------------------------------------------------------------------------------------------------


def _nota(n: Mapping[str, Any]) -> Nota:
    risposte = [(r["da"], _momento(r["il"]), tipografia(r["testo"])) for r in n.get("risposte", ())]
    risolta = (n["risolto_da"], _momento(n["risolto_il"])) if "risolto_da" in n else None
    return Nota(n["campo"], n["da"], _momento(n["il"]), tipografia(n["testo"]), risposte, risolta)


def _incontro(c: Mapping[str, Any]) -> Incontro:
    return Incontro(c["giorno"], c["presenti"], tipografia(c["verbale"]), c["da"], _momento(c["il"]))


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
