"""Why each figure of the rewards is what it is: steps as for a score (valutazioni.calcolo), with the articles of Titoli V and VI."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from premi.calcolo.eccellenze import DIPENDENTI, Candidato, Eccellenze
from premi.calcolo.efficienza import Efficienza
from premi.calcolo.fondo import ContoDirezione
from premi.calcolo.progressioni import (
    AMMESSO,
    ANZIANITA,
    NON_AMMESSO,
    PARITA,
    SECONDA_PARITA,
    SOGLIA_DI_MERITO,
    Candidatura,
    Escluso,
    RigaGraduatoria,
)
from premi.calcolo.risultato import NON_RISPETTATI, Monte
from smvp.nucleo.arrotondamenti import Numero, intero_mezzo_su
from smvp.nucleo.formati import data, esatto, euro, in_lettere, numero, percento
from smvp.regolamento.modello import Lettura, Regolamento
from valutazioni.calcolo import Passo, Servizio
from valutazioni.calcolo.spiegazione import letture

CENTO = 100
# Why an appointment cannot be evaluated, by the reason that the calculation gives: what to cite.
PERCHE_NO = {
    "segretario_generale": "incarichi",
    "obiettivi_non_assegnati": "assegnati",
    "servizio_insufficiente": "premi.mesi_minimi",
}
ESITI = {
    AMMESSO: "Rientra nei posti.",
    NON_AMMESSO: "I posti sono finiti prima.",
    PARITA: "A pari totale e pari media, a cavallo dell’ultimo posto: decide il Comune con un atto motivato, mai la macchina.",
}


# --- artt. 16, 23, 24: result pay ---


def spiega_servizio(servizio: Servizio, reg: Regolamento, *, limiti_eta: bool = False) -> tuple[Passo, ...]:
    """Art. 16: the days, and whether they are enough."""
    giorni = Passo(
        "Giorni di calendario con l’incarico nell’esercizio, ciascuno una volta.",
        f"{servizio.giorni} su {servizio.giorni_anno}",
        (reg.articolo_di("periodi"),),
        letture=letture(reg, reg.citazioni["premi.mesi_minimi"].lettura),
        cifra="giorni",
        valore=servizio.giorni,
    )
    return giorni, _passo_valutabile(servizio, reg, limiti_eta=limiti_eta)


def _passo_valutabile(servizio: Servizio, reg: Regolamento, *, limiti_eta: bool) -> Passo:
    chiave = PERCHE_NO.get(servizio.motivo or "", "premi.mesi_minimi")
    quali = letture(reg, reg.citazioni[chiave].lettura)
    testo = _valutabile(servizio.motivo, reg, limiti_eta=limiti_eta)
    return Passo(testo, "", (reg.articolo_di(chiave),), letture=quali, cifra="valutabile", valore=servizio.valutabile)


def _valutabile(motivo: str | None, reg: Regolamento, *, limiti_eta: bool) -> str:
    mesi = in_lettere(reg.premi.mesi_minimi)
    if motivo == "segretario_generale":
        return "Il risultato del Segretario generale è quello della legge e dei contratti nazionali."
    if motivo == "obiettivi_non_assegnati":
        return "Non valutabile: gli obiettivi non sono stati formalmente assegnati."
    if motivo:
        return f"Non valutabile: meno di {mesi} mesi di servizio, e in più periodi meno di {reg.premi.giorni_minimi} giorni."
    return f"Valutabile: almeno {mesi} mesi di servizio{', o a riposo per limiti di età' if limiti_eta else ''}."


def spiega_importo(
    importo: Decimal,
    retribuzione: Decimal,
    percentuale: int,
    servizio: Servizio,
    reg: Regolamento,
    *,
    ad_interim: bool = False,
    tempi_pagamento: str | None = None,
) -> tuple[Passo, ...]:
    """Art. 24: the amount of one appointment, factor by factor."""
    if servizio.motivo:
        citato = reg.articolo_di(PERCHE_NO[servizio.motivo])
        return (Passo("Qui il risultato non spetta.", "", (citato,), cifra="importo", valore=importo),)
    fattori = [euro(retribuzione), percento(percentuale), f"{servizio.giorni}/{servizio.giorni_anno}"]
    passi = []
    if ad_interim:
        passi.append(_riduzione("Incarico ad interim", "premi.riduzione_interim", reg.premi.riduzione_interim, fattori, reg))
    if tempi_pagamento == NON_RISPETTATI:
        chiave = "premi.riduzione_tempi_pagamento"
        passi.append(_riduzione("Tempi di pagamento non rispettati", chiave, reg.premi.riduzione_tempi_pagamento, fattori, reg))
    quali = letture(reg, reg.citazioni["premi.mesi_minimi"].lettura)
    testo = "Retribuzione di risultato al 100 %, per la percentuale della fascia, in rapporto ai giorni di servizio; al centesimo."
    articoli = reg.articolo_di("retribuzione"), reg.articolo_di("periodi")
    return (*passi, Passo(testo, f"{' × '.join(fattori)} = {euro(importo)}", articoli, letture=quali, cifra="importo", valore=importo))


def _riduzione(causa: str, chiave: str, riduzione: Decimal, fattori: list[str], reg: Regolamento) -> Passo:
    """A cut: it is said, and becomes one more factor."""
    resta = percento(CENTO - riduzione)
    fattori.append(resta)
    testo = f"{causa}: si toglie il {percento(riduzione)} e resta il {resta}."
    return Passo(testo, "", (reg.articolo_di(chiave),), letture=letture(reg, reg.citazioni[chiave].lettura))


def spiega_monte(monte: Monte, reg: Regolamento) -> tuple[Passo, ...]:
    """Artt. 23 and 24: set aside, paid out, left."""
    accantonata, spesa = (reg.articolo_di("monte_risultato"),), (reg.articolo_di("retribuzione"),)
    testo = "Economie: ciò che resta della somma accantonata." if monte.economie >= 0 else "La somma accantonata non basta."
    return (
        Passo("Somma accantonata per la retribuzione di risultato.", "", accantonata, cifra="stanziato", valore=monte.stanziato),
        Passo("Somma degli importi degli incarichi.", "", spesa, cifra="distribuito", valore=monte.distribuito),
        Passo(testo, _sottrazione(monte.stanziato, monte.distribuito, monte.economie), spesa, cifra="economie", valore=monte.economie),
    )


# --- art. 22: the fund ---


@lru_cache(maxsize=16384)
def spiega_peso(categoria: str, parametro: Decimal, tempo: Decimal, giorni: int, reg: Regolamento) -> Passo:
    """Reading A37: what days in a Direzione weigh. Kept, because thousands of people share few combinations."""
    return Passo(
        f"Peso nel fondo: parametro della categoria {categoria} × quota di tempo × giorni di servizio.",
        f"{esatto(parametro)} × {esatto(tempo)} × {giorni} = {_esatto(Fraction(parametro) * Fraction(tempo) * giorni)}",
        (reg.articolo_di("fondo"),),
        silente=True,
        letture=letture(reg, "A37"),
    )


def spiega_quota(
    direzione: str, quota: Decimal, peso: Numero, fondo: Decimal, pesi: Numero, premio: Decimal, totale: Decimal, reg: Regolamento
) -> tuple[Passo, Passo]:
    """Reading A36: the theoretical share in the fund of a Direzione, and the premium earned on it."""
    articoli = (reg.articolo_di("fondo"),)
    parte = Passo(
        f"Quota teorica nel fondo della Direzione {direzione}, in proporzione ai pesi; i centesimi che avanzano vanno ai maggiori resti.",
        f"{_euro(fondo)} × {esatto(peso)} / {_esatto(pesi)} = {_euro(quota)}",
        articoli,
        letture=letture(reg, "A36"),
        cifra=f"quote.{direzione}.quota",
        valore=quota,
    )
    soglia = reg.soglie.premio
    if soglia.superata(totale):
        testo = "Premio: la quota per il punteggio firmato, punto a punto."
        formula = f"{_euro(quota)} × {numero(totale)}/{esatto(reg.massimo_finale)} = {_euro(premio)}"
        quali = letture(reg, "A36")
    else:
        testo = f"Nessun premio: il punteggio non raggiunge {esatto(soglia.valore)}, e la quota resta alla Direzione."
        formula, quali = f"{numero(totale)} {'<' if soglia.compresa else '≤'} {esatto(soglia.valore)}", letture(reg, soglia.lettura)
    return parte, Passo(testo, formula, articoli, letture=quali, cifra=f"quote.{direzione}.premio", valore=premio)


def spiega_premio(premi: Sequence[Decimal], premio: Decimal, reg: Regolamento) -> Passo:
    """The sum of the rounded premiums."""
    articoli = (reg.articolo_di("fondo"),)
    if not premi:
        return Passo("Nessuna quota: non c’è un fondo, o nessun giorno di servizio.", "", articoli, cifra="premio", valore=premio)
    formula = f"{' + '.join(map(_euro, premi))} = {_euro(premio)}" if len(premi) > 1 else ""
    return Passo("Premio: la somma dei premi di ogni Direzione.", formula, articoli, cifra="premio", valore=premio)


def spiega_ulteriore(
    ulteriore: Decimal, premio: Decimal, totale: Decimal, reg: Regolamento, *, residuo: Decimal, al_tetto: int, premi_in_gioco: Decimal,
    soglia: Decimal, tetto: Decimal,
) -> tuple[Passo, ...]:  # fmt: skip
    """Art. 22: the extra premium out of the residue of a Direzione, by the criteria of the year.

    ``al_tetto``: how many take the most that one may get; ``premi_in_gioco``: the premiums of the others, among whom the rest is split.
    """
    articoli = (reg.articolo_di("fondo"),)
    if not premio or totale < soglia:
        testo = f"Nessun premio ulteriore: i criteri dell’anno lo danno alle prestazioni eccellenti, da {esatto(soglia)} punti."
        formula = f"{numero(totale)} < {esatto(soglia)}" if premio else ""
        return (Passo(testo, formula, articoli, cifra="ulteriore", valore=ulteriore),)
    eccellente = Passo(
        f"Prestazione eccellente per i criteri dell’anno, che partono da {esatto(soglia)} punti: partecipa al residuo della Direzione.",
        f"{numero(totale)} ≥ {esatto(soglia)}", articoli, cifra="residuo", valore=residuo,
    )  # fmt: skip
    if ulteriore == tetto:
        testo = f"Premio ulteriore: la parte del residuo ({_euro(residuo)}) arriva al massimo che i criteri danno a una persona."
        return eccellente, Passo(testo, _euro(tetto), articoli, cifra="ulteriore", valore=ulteriore)
    gia_presi = f"({_euro(residuo)} − {al_tetto} × {_euro(tetto)})" if al_tetto else _euro(residuo)
    return eccellente, Passo(
        "Premio ulteriore: il residuo in proporzione ai premi; i centesimi che avanzano vanno ai maggiori resti."
        + (" Chi è al massimo ha già preso il suo." if al_tetto else ""),
        f"{gia_presi} × {_euro(premio)} / {_euro(premi_in_gioco)} = {_euro(ulteriore)}" if ulteriore else "il residuo è finito",
        articoli, letture=letture(reg, "A36"), cifra="ulteriore", valore=ulteriore,
    )  # fmt: skip


def spiega_direzione(conto: ContoDirezione, fondo: Decimal, peso: Numero, pesi: Numero, reg: Regolamento) -> tuple[Passo, ...]:
    """The account of a Direzione: its part of the fund, what is paid, what stays with it."""
    articoli, quali = (reg.articolo_di("fondo"),), letture(reg, "A36")
    parte = f"{_euro(fondo)} × {_esatto(peso)} / {_esatto(pesi)} = {_euro(conto.fondo)}" if pesi else ""
    return (
        Passo(
            "Parte del fondo, in proporzione ai pesi di chi ci lavora; i centesimi che avanzano vanno ai maggiori resti.",
            parte, articoli, letture=quali, cifra="fondo", valore=conto.fondo,
        ),
        Passo("Somma dei premi pagati.", "", articoli, cifra="distribuito", valore=conto.distribuito),
        Passo(
            "Residuo, che resta alla Direzione.", _sottrazione(conto.fondo, conto.distribuito, conto.residuo), articoli, letture=quali,
            cifra="residuo", valore=conto.residuo,
        ),
    )  # fmt: skip


# --- art. 25: excellences; art. 27: efficiency ---


def spiega_posti(eccellenze: Eccellenze, reg: Regolamento) -> Passo:
    """Reading A41: five per cent of the people, rounded down."""
    return spiega_quota_posti(eccellenze.posti_massimi, len({c.matricola for c in eccellenze.candidati}), reg)


def spiega_quota_posti(posti: int, persone: int, reg: Regolamento) -> Passo:
    """The same, from how many places and how many people."""
    quota = percento(reg.premi.quota_eccellenze)
    testo = f"Al massimo il {quota} delle persone nella fascia più alta ({persone}), per difetto: {posti}."
    esatti = Fraction(reg.premi.quota_eccellenze) * persone / CENTO
    return Passo(
        testo,
        f"{quota} × {persone} = {esatto(esatti)}",
        (reg.articolo_di("premi.quota_eccellenze"),),
        letture=letture(reg, reg.citazioni["premi.quota_eccellenze"].lettura),
        cifra="posti_massimi",
        valore=posti,
    )


def spiega_candidato(candidato: Candidato, reg: Regolamento) -> Passo:
    """Why somebody is in the top band."""
    quali: tuple[Lettura, ...] = ()
    if candidato.graduatoria == DIPENDENTI:
        intero, da = intero_mezzo_su(candidato.punteggio), reg.premi.eccellenza_personale
        testo = (
            f"Il punteggio firmato, {numero(candidato.punteggio)}, si arrotonda a {intero}: la fascia più alta del personale va da {da}."
        )
        quali = letture(reg, reg.citazioni["premi.eccellenza_personale"].lettura)
    else:
        testo = f"Il punteggio firmato, {numero(candidato.punteggio)}, è nella fascia più alta; l’incarico è valutabile e non ad interim."
    articoli = (reg.articolo_di("premi.quota_eccellenze"),)
    return Passo(testo, "", articoli, letture=quali, cifra="punteggio", valore=candidato.punteggio)


def spiega_efficienza(efficienza: Efficienza, reg: Regolamento) -> tuple[Passo, ...]:
    """Reading A44: the share of the savings, the ceiling for those involved, the rest."""
    articoli = (reg.articolo_di("premi.quota_risparmi"),)
    quali = letture(reg, reg.citazioni["premi.parte_al_personale"].lettura)
    quota, parte, e = percento(reg.premi.quota_risparmi), reg.premi.parte_al_personale, efficienza
    al_personale = f"{_euro(e.quota)} × {parte.numerator}/{parte.denominator} = {_euro(e.massimo_al_personale)}"
    resto = _sottrazione(e.quota, e.massimo_al_personale, e.al_fondo)
    return (
        Passo("Risparmi certificati.", "", articoli, cifra="risparmi", valore=e.risparmi),
        Passo(
            f"Il {quota} dei risparmi, al centesimo.", f"{_euro(e.risparmi)} × {quota} = {_euro(e.quota)}", articoli, letture=quali,
            cifra="quota", valore=e.quota,
        ),
        Passo(
            "Il massimo per il personale coinvolto, arrotondato per difetto.", al_personale, articoli, letture=quali,
            cifra="massimo_al_personale", valore=e.massimo_al_personale,
        ),
        Passo("Il resto va al fondo del personale.", resto, articoli, letture=quali, cifra="al_fondo", valore=e.al_fondo),
    )  # fmt: skip


# --- art. 22: progressions ---


def spiega_posizione(riga: RigaGraduatoria, candidatura: Candidatura, reg: Regolamento) -> Iterator[Passo]:
    """A place in the ranking of a progression: mean, points, total, outcome."""
    articoli = (reg.articolo_di("progressioni"),)
    media = sum(map(Fraction, candidatura.punteggi), Fraction(0)) / len(candidatura.punteggi)
    intero = intero_mezzo_su(media)
    somma = " + ".join(map(numero, candidatura.punteggi))
    yield Passo(
        "Media dei totali firmati negli anni che contano.", f"({somma}) / {len(candidatura.punteggi)} = {numero(riga.media)}", articoli,
        cifra="media", valore=riga.media,
    )  # fmt: skip
    yield Passo(
        f"Punti dei risultati: la media esatta si arrotonda a {intero}, e la tabella dà {riga.punti_risultati} punti.", "", articoli,
        silente=not any(s.da <= media <= s.fino for s in reg.progressioni.risultati),
        letture=letture(reg, reg.progressioni.risultati[0].lettura), cifra="punti_risultati", valore=riga.punti_risultati,
    )  # fmt: skip
    testo = "Punti della maturazione professionale, dalla parte seconda della scheda."
    yield Passo(testo, "", articoli, cifra="punti_maturazione", valore=riga.punti_maturazione)
    formula = f"{riga.punti_risultati} + {riga.punti_maturazione} = {riga.totale}"
    yield Passo("Totale: risultati e maturazione.", formula, articoli, cifra="totale", valore=riga.totale)
    if reg.scelta(SECONDA_PARITA) == ANZIANITA:
        testo = f"A pari totale e pari media prevale chi è nella posizione da più tempo: qui dal {data(candidatura.posizione_dal)}."
        yield Passo(testo, "", articoli, silente=True, letture=letture(reg, SECONDA_PARITA))
    pari = riga.esito == PARITA
    quali = letture(reg, *((SECONDA_PARITA, "A67") if pari else ()))
    yield Passo(ESITI[riga.esito], "", articoli, silente=pari, letture=quali, cifra="esito", valore=riga.esito)


def spiega_escluso(escluso: Escluso, reg: Regolamento) -> Passo:
    """Why somebody does not enter the ranking."""
    p, soglia = reg.progressioni, reg.soglie.progressione
    if escluso.motivo == SOGLIA_DI_MERITO:
        oltre = "almeno" if soglia.compresa else "più di"
        testo = f"Servono {in_lettere(p.anni_valutati)} totali, ciascuno {oltre} {esatto(soglia.valore)}."
        quali = letture(reg, soglia.lettura, reg.citazioni["progressioni.anni_valutati"].lettura)
    else:
        testo = f"Servono {in_lettere(p.anni_posizione)} anni interi nella posizione economica, alla decorrenza."
        quali = letture(reg, reg.citazioni["progressioni.anni_posizione"].lettura)
    return Passo(testo, "", (reg.articolo_di("progressioni"),), letture=quali, cifra="motivo", valore=escluso.motivo)


# --- figures ---


@lru_cache(maxsize=16384)
def _euro(x: Decimal) -> str:
    return numero(x)


@lru_cache(maxsize=4096)
def _esatto(x: Numero) -> str:
    return esatto(x)


def _sottrazione(da: Decimal, meno: Decimal, resto: Decimal) -> str:
    return f"{_euro(da)} − {_euro(meno)} = {_euro(resto)}"
