"""An exercise whose sheets are all signed, ready to be paid: the scene of the tests on runs."""

from decimal import Decimal
from types import SimpleNamespace

from premi.models import Corsa, Destinazione, Fondo, Istituto
from premi.operazioni.corse import calcola_corsa, chiedi_corsa
from smvp.documenti.atti import DatiAtto
from smvp.flusso.operazioni import esegui
from tests.valutazioni.personale import con_schede_personale, porta_personale, vota_personale
from tests.valutazioni.schede import QUANDO, alla_firma, alla_firma_po, con_schede, porta, vota

D = Decimal
PARAMETRI = {"A": "1.00", "B": "1.06", "C": "1.19", "D": "1.40"}
GIUNTA = DatiAtto(55, QUANDO.date(), "Approvazione degli importi della premialità 2025")


def tutte_firmate(c: SimpleNamespace) -> SimpleNamespace:
    """dirigente1 200 points, dirigente2 and the P.O. with other marks; the staff with marks 2, 3 and 1 (who stays below 180)."""
    con_schede_personale(con_schede(c))
    risultati = {
        "dirigente1": ("92", "100", "70.50"), "dirigente2": ("96", "96", "96"), "po1": ("95.5", "50", "130"), "po2": ("60", "20", "0"),
    }  # fmt: skip
    for nome, raggiungimenti in risultati.items():
        scheda, dirigente = getattr(c, f"scheda_{nome}"), getattr(c, f"dirigente{nome[-1]}")
        di_po = nome.startswith("po")
        vota(scheda, dirigente if di_po else c.ncvp, raggiungimenti=raggiungimenti, voto=3 if nome == "dirigente2" else 2)
        passi = alla_firma_po(c, dirigente, getattr(c, nome)) if di_po else alla_firma(c, getattr(c, nome))
        porta(scheda, *passi)
    for nome, voto in (("dipendente1", 2), ("dipendente2", 3), ("dipendente3", 1)):
        _firma_personale(c, nome, voto)
    return c


def _firma_personale(c: SimpleNamespace, nome: str, voto: int) -> None:
    scheda = getattr(c, f"scheda_{nome}")
    po, dirigente = (c.po2, c.dirigente2) if scheda.direzione.codice.startswith("D2") else (c.po1, c.dirigente1)
    vota_personale(scheda, po, voto=voto)
    porta_personale(scheda, ("trasmetti", po), ("decidi", dirigente), ("partecipa", dirigente), ("firma", getattr(c, nome)))


def con_fondi(c: SimpleNamespace) -> SimpleNamespace:
    """The amounts of the exercise (art. 23), enough for everybody."""
    for destinazione, importo in (("dirigenti", "60000.00"), ("po", "30000.00")):
        Fondo.objects.create(esercizio=c.esercizio, destinazione=destinazione, importo=D(importo))
    Fondo.objects.create(esercizio=c.esercizio, destinazione=Destinazione.PRODUTTIVITA, importo=D("10000.00"), parametri=PARAMETRI)
    return c


def da_pagare(c: SimpleNamespace) -> SimpleNamespace:
    return con_fondi(tutte_firmate(c))


def calcolata(c: SimpleNamespace, istituto: str = Istituto.RISULTATO) -> Corsa:
    """A run asked for by the personnel office and computed by the worker."""
    corsa = chiedi_corsa(esercizio=c.esercizio, istituto=istituto, utente=c.personale, quando=QUANDO)
    calcola_corsa(corsa.pk, quando=QUANDO)
    corsa.refresh_from_db()
    return corsa


def passa(corsa: Corsa, *passi: tuple[str, object], motivo: str = "") -> Corsa:
    """Take a run through steps: ("controlla", c.personale), ("proponi", c.segretario)…"""
    for azione, utente in passi:
        corsa.refresh_from_db()
        corsa = esegui(corsa, azione, utente=utente, quando=QUANDO, versione=corsa.versione, motivo=motivo)
    return corsa
