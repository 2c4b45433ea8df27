"""What the OO.SS. are told and a revision of the regulation, for the tests."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from smvp.documenti.allegati import File
from smvp.documenti.atti import DatiAtto
from smvp.flusso.operazioni import esegui
from smvp.sistema.letture.registro import revisioni_con_tutto
from smvp.sistema.models import Che, Come, Esito, Informativa, Organizzazione, Qualita, Ragione, Revisione
from smvp.sistema.operazioni.informazioni import Informazione, informa, salva_organizzazione
from smvp.sistema.operazioni.revisioni import Proposta, approva, esprimi_parere, scrivi_bozza

QUANDO = datetime(2026, 4, 10, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))
GIORNO = date(2026, 4, 10)
BASE = "domodossola-2020"
MOTIVO = "Il d.lgs. 222/2023 chiede un obiettivo sull’accessibilità."
TESTO = "Art. 35: il costo di una pagina è di trenta centesimi."
TOML = """estende = "domodossola-2020"
codice = "prova-2027"

[accesso.costo_pagina]
valore = 0.30
articolo = "35"
dal = 2027-01-01
"""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def organizzazione(c: SimpleNamespace, nome: str = "FP Esempio") -> Organizzazione:
    dati = {"denominazione": nome, "recapito": "fp@example.org", "attiva": True}
    return salva_organizzazione(organizzazione=None, utente=c.segretario, quando=QUANDO, **dati)


def informazione(c: SimpleNamespace, *chi: Organizzazione, **altro: object) -> Informazione:
    di_solito = {
        "che": Che.PIANO, "oggetto": "Piano della performance 2026", "giorno": GIORNO, "come": Come.PEC, "testo": "In allegato il Piano.",
        "organizzazioni": list(chi) or [Organizzazione.objects.first() or organizzazione(c)],
    }  # fmt: skip
    return Informazione(**di_solito | altro)  # type: ignore[arg-type]


def informata(c: SimpleNamespace, utente: object = None, **altro: object) -> Informativa:
    return informa(informazione=informazione(c, **altro), utente=utente or c.segretario, quando=QUANDO)  # type: ignore[arg-type]


def proposta(toml: str = "", nome: str = "prova-2027.toml", **altro: object) -> Proposta:
    di_solito = {
        "titolo": "Costo delle copie", "testo": TESTO, "articoli": ["35"], "ragione": Ragione.LEGGE, "motivo": MOTIVO, "base": BASE,
        "file": File(nome, toml.encode()) if toml else None,
    }  # fmt: skip
    return Proposta(**di_solito | altro)  # type: ignore[arg-type]


def bozza(c: SimpleNamespace, toml: str = "", **altro: object) -> Revisione:
    return fresca(scrivi_bozza(proposta=proposta(toml, **altro), utente=c.ncvp, quando=QUANDO))


def fresca(riga: Revisione) -> Revisione:
    return revisioni_con_tutto(Revisione.objects.all()).get(pk=riga.pk)


def passo(riga: Revisione, azione: str, utente: object, quando: datetime = QUANDO, motivo: str = "") -> Revisione:
    riga = fresca(riga)
    esegui(riga, azione, utente=utente, quando=quando, versione=riga.versione, motivo=motivo)
    return fresca(riga)


def proposta_inviata(c: SimpleNamespace, toml: str = "") -> Revisione:
    return passo(bozza(c, toml), "proponi", c.ncvp)


def esprimi(c: SimpleNamespace, riga: Revisione, chi: str, esito: str = "favorevole", testo: str = "", utente: object = None) -> None:
    esprimi_parere(
        revisione=riga, qualita=Qualita(chi), esito=Esito(esito), testo=testo, utente=utente or getattr(c, chi), quando=QUANDO  # type: ignore[arg-type]
    )  # fmt: skip


def alla_giunta(c: SimpleNamespace, toml: str = "") -> Revisione:
    riga = proposta_inviata(c, toml)
    esprimi(c, riga, "segretario")
    esprimi(c, riga, "sindaco", "osservazioni", "Si informino prima gli uffici.")
    informata(c, che=Che.MODIFICHE, revisione=riga)
    return passo(riga, "manda_alla_giunta", c.segretario)


def deliberata(
    c: SimpleNamespace, riga: Revisione, utente: object = None, *, esecutiva: bool = True, file: bool = False, **atto: object
) -> Revisione:
    riga = fresca(riga)
    dati = DatiAtto(**{"numero": 91, "data": date(2026, 4, 9), "oggetto": "Aggiornamento del Sistema"} | atto)  # type: ignore[arg-type]
    approva(
        revisione=riga, atto=dati, esecutiva=esecutiva, file=[File("sistema.pdf", PDF)] if file else [], utente=utente or c.segretario,  # type: ignore[arg-type]
        quando=QUANDO, versione=riga.versione,
    )  # fmt: skip
    return fresca(riga)


def con_sistema(c: SimpleNamespace) -> None:
    """For the matrix: an information with its file, a draft, a revision with a file that is the Giunta's, one that has been approved."""
    c.oo_ss = organizzazione(c)
    dati = informazione(c, c.oo_ss)
    c.informativa = informa(informazione=dati, file=[File("piano.pdf", PDF)], utente=c.segretario, quando=QUANDO)
    c.revisione_bozza = bozza(c)
    c.revisione_proposta = proposta_inviata(c, TOML)
    c.revisione_alla_giunta = alla_giunta(c)
    c.revisione_approvata = deliberata(c, alla_giunta(c), file=True)
