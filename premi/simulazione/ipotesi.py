"""What the simulator may change: the parameters with the value that holds, the regulation and the facts that a change leads to. Pure.

A hypothesis is what it changes and nothing else: key → value as text ("fasce.po.2.da" → "80"); "" is what is taken away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from smvp.nucleo.arrotondamenti import maggiori_resti, mezzo_su, somma_esatta
from smvp.regolamento.lettore import ErroreRegolamento, carica, leggi_ipotesi, tavole
from smvp.regolamento.modello import Fascia, Regolamento
from smvp.regolamento.scrittura import scrivi_toml

EURO, NUMERO, INTERO, SCELTA = "euro", "numero", "intero", "scelta"
SI, NO = "si", "no"
# The readings that the arithmetic of the premiums follows in more than one way.
LETTURE = ("A1", "A11")
OPZIONI = {
    "nessuno": "nessun arrotondamento: vale il limite inferiore", "intero": "si arrotonda all’intero più vicino",
    "limite_superiore": "vale la fascia di sopra", "limite_inferiore": "vale la fascia di sotto",
}  # fmt: skip
NOMI_FASCE = {"dirigente": "Dirigenti", "po": "P.O."}
SOMME = (("monte_risultato", "Risultato, in tutto"), ("fondo_produttivita", "Produttività"), ("risparmi", "Risparmi certificati"))
Ipotesi = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Voce:
    """A parameter: its key, what it is called, the value that holds; ``facoltativa``: it may be left empty."""

    chiave: str
    etichetta: str
    vigente: str
    tipo: str
    articolo: str
    unita: str = ""
    decimali: int = 2
    massimo: Decimal | None = None
    scelte: tuple[tuple[str, str], ...] = ()
    facoltativa: bool = False


@dataclass(frozen=True, slots=True)
class RigaFascia:
    """A band: from how many points (None: from zero) and with what percentage; ``nuova``: a row for a band that is not there."""

    numero: int
    da: Voce | None
    percentuale: Voce
    nuova: bool


@dataclass(frozen=True, slots=True)
class Gruppo:
    """Some parameters that are read together; ``chiavi``: the keys of the regulation whose faults are theirs."""

    codice: str
    titolo: str
    articolo: str
    nota: str
    chiavi: tuple[str, ...]
    sciolte: tuple[Voce, ...] = ()
    fasce: tuple[RigaFascia, ...] = ()

    @property
    def voci(self) -> list[Voce]:
        return [*self.sciolte, *(v for f in self.fasce for v in (f.da, f.percentuale) if v is not None)]


def testo(valore: Any) -> str:
    """A value as a hypothesis keeps it: the same number is the same text."""
    if valore is None:
        return ""
    if isinstance(valore, bool):
        return SI if valore else NO
    return f"{valore.normalize():f}" if isinstance(valore, Decimal) else str(valore)


# --- what there is to change ------------------------------------------------------------------------------------------------------


def somme_dei_fatti(fatti: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the facts that can be changed: the amounts and the weights of the categories."""
    return {k: fatti.get(k) for k in (*(chiave for chiave, _ in SOMME), "parametri_categoria")}


def gruppi(reg: Regolamento, fatti: Mapping[str, Any]) -> list[Gruppo]:
    """All that can be changed, with what holds: the values of the regulation, the amounts of the facts (``somme_dei_fatti``)."""
    return [
        *(_fasce(nome, titolo, reg) for nome, titolo in NOMI_FASCE.items()),
        _fondi(reg, fatti),
        _soglie(reg),
        _grading(reg),
        _pesi(reg),
        _pesi_personale(reg),
        _letture(reg),
    ]


def _fasce(nome: str, titolo: str, reg: Regolamento) -> Gruppo:
    art, tutte = reg.articolo_di(f"fasce.{nome}"), reg.fasce[nome]
    righe = [_riga_fascia(nome, f.numero, f, art, reg) for f in tutte] + [_riga_fascia(nome, len(tutte) + 1, None, art, reg)]
    nota = f"I punti sono su {testo(reg.massimo_finale)}. Una riga vuota non è una fascia: puoi toglierne o aggiungerne una."
    return Gruppo(f"fasce-{nome}", f"Fasce: {titolo}", art, nota, (f"fasce.{nome}",), fasce=tuple(righe))


def _riga_fascia(nome: str, numero: int, fascia: Fascia | None, articolo: str, reg: Regolamento) -> RigaFascia:
    chiave = f"fasce.{nome}.{numero}"
    da = None
    if numero > 1:
        vale = testo(fascia.da if fascia else None)
        da = Voce(f"{chiave}.da", f"Fascia {numero}, da punti", vale, INTERO, articolo, massimo=reg.massimo_finale, facoltativa=True)
    vale = testo(fascia.percentuale if fascia else None)
    percentuale = Voce(f"{chiave}.percentuale", f"Fascia {numero}, percentuale", vale, INTERO, articolo, "%", massimo=Decimal(100),
                       facoltativa=numero > 1)  # fmt: skip
    return RigaFascia(numero, da, percentuale, fascia is None)


def _fondi(reg: Regolamento, fatti: Mapping[str, Any]) -> Gruppo:
    def denaro(chiave: str) -> str:
        return testo(None if fatti.get(chiave) is None else Decimal(fatti[chiave]))

    parametri = fatti.get("parametri_categoria") or {}
    voci = [
        Voce(f"fondi.{chiave}", nome, denaro(chiave), EURO, "27" if chiave == "risparmi" else "23", "€", facoltativa=not denaro(chiave))
        for chiave, nome in SOMME
    ]
    for c in reg.personale.categorie:
        vale = testo(Decimal(parametri[c.codice])) if c.codice in parametri else ""
        voci.append(Voce(f"parametri.{c.codice}", f"Peso, {c.denominazione}", vale, NUMERO, "22", decimali=4,
                         massimo=Decimal("9999.9999"), facoltativa=not vale))  # fmt: skip
    nota = "Il fondo della produttività si ripartisce fra le Direzioni e le persone; la somma per il risultato fissa solo le economie."
    return Gruppo("fondi", "Fondi e pesi delle categorie", "23", nota, (), tuple(voci))


def _soglie(reg: Regolamento) -> Gruppo:
    s, p, massimo = reg.soglie.premio, reg.premi, reg.massimo_finale

    def premio(chiave: str, nome: str, tipo: str, unita: str, limite: Decimal | None = None) -> Voce:
        intera = f"premi.{chiave}"
        return Voce(intera, nome, testo(getattr(p, chiave)), tipo, reg.articolo_di(intera), unita, massimo=limite)

    cento = Decimal(100)
    voci = (
        Voce("soglie.premio.valore", "Soglia del premio di produttività", testo(s.valore), NUMERO, s.articolo, "punti", massimo=massimo),
        Voce("soglie.premio.compresa", "Chi ha esattamente quel punteggio", testo(s.compresa), SCELTA, s.articolo,
             scelte=((SI, "prende il premio"), (NO, "non lo prende"))),
        premio("riduzione_interim", "Riduzione per l’incarico ad interim", NUMERO, "%", cento),
        premio("riduzione_tempi_pagamento", "Riduzione per i tempi di pagamento", NUMERO, "%", cento),
        premio("mesi_minimi", "Mesi d’incarico per essere valutabili", INTERO, "mesi", Decimal(12)),
        premio("giorni_minimi", "Giorni, se l’incarico è interrotto", INTERO, "giorni", Decimal(366)),
        premio("quota_eccellenze", "Bonus delle eccellenze: quota di persone", NUMERO, "%", cento),
        premio("eccellenza_personale", "Eccellenza del personale, da punti", INTERO, "punti", massimo),
        premio("quota_risparmi", "Premio di efficienza: quota dei risparmi", NUMERO, "%", cento),
    )  # fmt: skip
    return Gruppo("soglie", "Soglie e riduzioni", "24", "", ("soglie", "premi"), voci)


def _grading(reg: Regolamento) -> Gruppo:
    voci = tuple(
        Voce(f"grading.{s.punti}", f"{s.punti} {'punto' if s.punti == 1 else 'punti'}, da un raggiungimento del", testo(s.da), NUMERO,
             s.articolo, "%", massimo=Decimal(100))
        for s in reg.grading
        if s.da
    )  # fmt: skip
    return Gruppo("grading", "Dal raggiungimento ai punti", "20", "Vale per gli obiettivi di dirigenti e P.O.", ("grading",), voci)


def _peso(chiave: str, nome: str, vale: Decimal, articolo: str) -> Voce:
    return Voce(chiave, nome, testo(vale), NUMERO, articolo, massimo=Decimal(100))


def _pesi(reg: Regolamento) -> Gruppo:
    nomi = {"generali": "Obiettivi generali", "individuali": "Obiettivi individuali", "comportamenti": "Comportamenti"}
    voci = [_peso(f"pesi.{k}", nome, getattr(reg.pesi, k), reg.articolo_di(f"pesi.{k}")) for k, nome in nomi.items()]
    voci += [_peso(f"macrofattori.{m.codice}", f"{m.sigla} {m.titolo}", m.peso, m.articolo) for m in reg.macrofattori]
    nota = (
        "I primi tre sommano a 100; B.1, B.2 e B.3 al peso dei comportamenti. Se cambia il peso degli obiettivi generali o individuali, "
        "quello di ciascun obiettivo si riporta in proporzione."
    )
    return Gruppo("pesi", "Pesi: dirigenti e P.O.", "6", nota, ("pesi", "macrofattori"), tuple(voci))


def _pesi_personale(reg: Regolamento) -> Gruppo:
    nomi = {"struttura": "Obiettivi della struttura", "specifici": "Obiettivi specifici", "comportamenti": "Comportamenti"}
    p = reg.personale
    voci = [_peso(f"personale.{k}", nome, getattr(p, k), reg.articolo_di(f"personale.{k}")) for k, nome in nomi.items()]
    voci += [_peso(f"personale.gruppi.{g.codice}", g.titolo, g.peso, g.articolo) for g in p.gruppi]
    nota = "I primi tre sommano a 100; i gruppi di comportamenti anche, fra loro."
    return Gruppo("pesi-personale", "Pesi: personale", "22", nota, ("personale",), tuple(voci))


def _letture(reg: Regolamento) -> Gruppo:
    voci = []
    for codice in LETTURE:
        lettura = reg.letture[codice]
        scelte = tuple((o, OPZIONI.get(o, o)) for o in lettura.opzioni)
        voci.append(Voce(f"letture.{codice}", f"{codice}. {lettura.titolo}", lettura.scelta, SCELTA, lettura.articolo, scelte=scelte))
    nota = "Dove il testo tace o si contraddice: la scelta vigente, e le altre che il Comune può fare."
    return Gruppo("letture", "Letture", "24", nota, ("letture",), tuple(voci))


# --- the regulation of a hypothesis -------------------------------------------------------------------------------------------------


def testo_del_regolamento(codice: str, ipotesi: Ipotesi, nome: str = "") -> str:
    """The regulation of a hypothesis on the regulation ``codice``, as ``simula --regolamento`` reads it: only what changes."""
    titolo = f"Ipotesi «{' '.join(nome.split()) or 'senza nome'}» sul regolamento {codice}: solo ciò che cambia."
    return scrivi_toml(sovrapposta(codice, tavole(codice), ipotesi), titolo)


def regolamento(codice: str, ipotesi: Ipotesi) -> tuple[Regolamento | None, list[ErroreRegolamento]]:
    """The same, read and checked as any regulation is, with all that is wrong with it."""
    return leggi_ipotesi(testo_del_regolamento(codice, ipotesi), "ipotesi") if ipotesi else (carica(codice), [])


def sovrapposta(codice: str, tavole: Mapping[str, Any], ipotesi: Ipotesi) -> dict[str, Any]:
    """What a file on top of the regulation ``codice`` says; ``tavole``: that regulation as written, whose lists are replaced whole."""
    sopra: dict[str, Any] = {"estende": codice}
    for chiave, valore in ipotesi.items():
        parti = chiave.split(".")
        if parti[0] in ("pesi", "personale", "premi", "soglie") and parti[1] != "gruppi":
            _metti(sopra, parti, valore)
    _somma_obiettivi(sopra, tavole)
    elenchi: tuple[tuple[str, tuple[str, ...], Callable[[dict[str, Any]], str], str], ...] = (
        ("macrofattori", ("macrofattori",), lambda v: v["codice"], "peso"),
        ("personale.gruppi", ("personale", "gruppi"), lambda v: v["codice"], "peso"),
        ("grading", ("grading",), lambda v: str(v["punti"]), "da"),
        ("letture", ("letture",), lambda v: v["codice"], "scelta"),
    )
    for prefisso, dove, di_chi, campo in elenchi:
        cambi = {k.removeprefix(f"{prefisso}."): v for k, v in ipotesi.items() if k.startswith(f"{prefisso}.")}
        if cambi:
            _metti_elenco(sopra, dove, [_cambiata(v, cambi.get(di_chi(v)), campo) for v in _elenco(tavole, dove)])
    if "grading" in sopra:
        _chiudi_il_grading(sopra["grading"])
    for nome, righe in tavole["fasce"].items():
        if any(k.startswith(f"fasce.{nome}.") for k in ipotesi):
            massimo = int(_massimo(tavole))
            sopra.setdefault("fasce", {})[nome] = list(_fasce_scritte(nome, righe, ipotesi, massimo))
    return sopra


def _metti(sopra: dict[str, Any], parti: Sequence[str], valore: str) -> None:
    """One value in its table: "pesi.generali" is [pesi.generali] valore, "soglie.premio.compresa" is [soglie.premio] compresa."""
    *tavola, campo = parti if parti[0] == "soglie" else (*parti, "valore")
    dove = sopra
    for nome in tavola:
        dove = dove.setdefault(nome, {})
    dove[campo] = valore == SI if campo == "compresa" else _numero(valore)


def _numero(valore: str) -> int | Decimal:
    """Whole numbers stay whole: some values of the regulation must be."""
    return Decimal(valore) if "." in valore else int(valore)


def _somma_obiettivi(sopra: dict[str, Any], tavole: Mapping[str, Any]) -> None:
    """Art. 6: the weight of the objectives is that of general and individual ones together."""
    pesi = sopra.get("pesi", {})
    if "generali" in pesi or "individuali" in pesi:
        parti = [(pesi.get(k) or tavole["pesi"][k])["valore"] for k in ("generali", "individuali")]
        pesi["obiettivi"] = {"valore": sum(parti, Decimal(0))}


def _elenco(tavole: Mapping[str, Any], dove: Sequence[str]) -> list[dict[str, Any]]:
    trovato: Any = tavole
    for nome in dove:
        trovato = trovato[nome]
    return deepcopy(trovato)


def _metti_elenco(sopra: dict[str, Any], dove: Sequence[str], voci: list[dict[str, Any]]) -> None:
    for nome in dove[:-1]:
        sopra = sopra.setdefault(nome, {})
    sopra[dove[-1]] = voci


def _cambiata(voce: dict[str, Any], valore: str | None, campo: str) -> dict[str, Any]:
    return voce if valore is None else voce | {campo: valore if campo == "scelta" else _numero(valore)}


def _chiudi_il_grading(righe: list[dict[str, Any]]) -> None:
    """Each row ends, as it is printed, below where the one above begins (reading A1: only where a row begins counts)."""
    for sopra, sotto in pairwise(righe):
        sotto["fino"] = sopra["da"] - 1


def _massimo(tavole: Mapping[str, Any]) -> Decimal:
    return Decimal(tavole["pesi"]["base"]["valore"]) * max(livello["voto"] for livello in tavole["scala"])


def _fasce_scritte(nome: str, righe: Sequence[dict[str, Any]], ipotesi: Ipotesi, massimo: int) -> Iterator[dict[str, Any]]:
    """The bands of a table, one row after the other; each ends where the next begins."""
    prime: list[tuple[str, str]] = []
    for n in range(1, len(righe) + 2):
        vecchia = righe[n - 1] if n <= len(righe) else {"da": "", "percentuale": ""}
        da, quota = (ipotesi.get(f"fasce.{nome}.{n}.{campo}", str(vecchia[campo])) for campo in ("da", "percentuale"))
        if da or quota:
            prime.append((da, quota))
    for n, (da, quota) in enumerate(prime):
        fino = int(prime[n + 1][0]) - 1 if n + 1 < len(prime) else massimo
        yield {
            **{k: righe[0][k] for k in ("articolo", "dal")}, "numero": n + 1, "da": int(da), "a": fino, "percentuale": int(quota),
            "etichetta": "zero" if quota == "0" else f"{quota} %",
        }  # fmt: skip


# --- the facts of a hypothesis --------------------------------------------------------------------------------------------------------


def con_ipotesi(fatti: Mapping[str, Any], vigente: Regolamento, nuovo: Regolamento, ipotesi: Ipotesi) -> dict[str, Any]:
    """The facts with the amounts of the hypothesis and, where the weights of the objectives change, each objective's in proportion."""
    esito = dict(fatti)
    for chiave, _ in SOMME:
        if (valore := ipotesi.get(f"fondi.{chiave}")) is not None:
            esito[chiave] = valore or None
    parametri = {k.removeprefix("parametri."): v for k, v in ipotesi.items() if k.startswith("parametri.") and v}
    if parametri:
        esito["parametri_categoria"] = {**(fatti.get("parametri_categoria") or {}), **parametri}
    rapporti = {"generale": (vigente.pesi.generali, nuovo.pesi.generali), "individuale": (vigente.pesi.individuali, nuovo.pesi.individuali)}
    if any(prima != dopo for prima, dopo in rapporti.values()):
        esito["incarichi"] = [_ripesato(i, rapporti) for i in fatti["incarichi"]]
    return esito


def _ripesato(incarico: Mapping[str, Any], rapporti: Mapping[str, tuple[Decimal, Decimal]]) -> dict[str, Any]:
    """The objectives of an appointment, each kind on its new sum, to the hundredth and exact in all."""
    nuovi: dict[int, Decimal] = {}
    for tipo, (prima, dopo) in rapporti.items():
        suoi = {n: Decimal(o["peso"]) for n, o in enumerate(incarico["obiettivi"]) if o["tipo"] == tipo}
        if suoi and prima:
            totale = mezzo_su(somma_esatta(suoi.values()) * Fraction(dopo) / Fraction(prima))
            parti = maggiori_resti(totale, [(f"{n:04}", Fraction(peso)) for n, peso in suoi.items()])
            nuovi |= {int(n): peso for n, peso in parti.items()}
    return {**incarico, "obiettivi": [o | {"peso": str(nuovi[n])} if n in nuovi else o for n, o in enumerate(incarico["obiettivi"])]}
