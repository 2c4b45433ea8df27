"""Why a sum of artt. 25–27 is what it is, and how much is left to give: steps with their articles and readings."""

from decimal import Decimal

from premi.calcolo.premialita import Copertura
from smvp.nucleo.formati import esatto, euro, numero
from smvp.regolamento.modello import Regolamento
from valutazioni.calcolo import Passo
from valutazioni.calcolo.spiegazione import letture

ECONOMIE, SPENTI, PARI, VALIDATA = "A46", "A42", "A43", "A53"
COME = {
    "eccellenze": ("L’importo del bonus, uguale per tutti nell’esercizio, come lo propone il Segretario generale.", "25", SPENTI),
    "innovazione": ("A ciascuna persona del gruppo che ha vinto, quanto il bonus dell’esercizio.", "26", PARI),
}


def spiega_attribuzione(istituto: str, importo: Decimal, reg: Regolamento) -> Passo:
    """Where the sum of one person comes from."""
    testo, articolo, lettura = COME[istituto]
    return Passo(testo, euro(importo), (articolo,), letture=letture(reg, lettura), cifra="importo", valore=importo)


def spiega_parte(al_personale: Decimal, peso: Decimal, pesi: Decimal, importo: Decimal, reg: Regolamento) -> Passo:
    """Art. 27: the part of one person, by weight."""
    formula = f"{numero(al_personale)} × {esatto(peso)} / {esatto(pesi)} → {numero(importo)}"
    testo = "La parte di chi è direttamente coinvolto, in proporzione al peso; i centesimi che avanzano vanno ai resti maggiori."
    return Passo(testo, formula, (reg.articolo_di("premi.quota_risparmi"),), letture=letture(reg, "A44"), cifra="importo", valore=importo)


def spiega_copertura(c: Copertura, articolo: str, reg: Regolamento) -> tuple[Passo, ...]:
    """Artt. 25 and 26: what is left, step by step."""
    quali = letture(reg, ECONOMIE)
    della_somma = f"{numero(c.somma)} − {numero(c.impegnato)} = {numero(c.somma - c.impegnato)}"
    passi = [
        Passo("La somma messa a disposizione dalla decisione, meno ciò che è già conferito.", della_somma, (articolo,)),
    ]
    if c.economie is None:
        testo = "Le economie della retribuzione di risultato si sanno quando la sua corsa è approvata."
        passi.append(Passo(testo, "", (reg.articolo_di("retribuzione"),), letture=quali))
    else:
        delle_economie = f"{numero(c.economie)} − {numero(c.impegnato_insieme)} = {numero(c.economie - c.impegnato_insieme)}"
        testo = "Le economie della retribuzione di risultato, meno i bonus e i premi per l’innovazione già conferiti."
        passi.append(Passo(testo, delle_economie, (reg.articolo_di("retribuzione"),), letture=quali))
    testo = "Si può conferire la minore delle due." if c.economie is not None else "Per ora si può conferire al massimo questo."
    return (*passi, Passo(testo, euro(c.resta), (articolo,), cifra="resta", valore=c.resta))
