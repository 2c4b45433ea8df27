"""The register for the tests: a candidate entered, appointed, with a fee; guidance sent; a report begun and transmitted."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from smvp.documenti.allegati import File
from smvp.documenti.atti import DatiAtto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.ncvp.models import Allegato, Compenso, Conflitto, IncaricoNcvp, Indirizzi, RapportoNcvp
from smvp.ncvp.operazioni import indirizzi, nomine, rapporti, registro
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.models import Nomina
from tests.personaggi import crea_comune

GIORNO = date(2026, 4, 10)
ORA = datetime(2026, 4, 10, 10, 0, tzinfo=FUSO)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
CURRICULUM, DECRETO = File("curriculum.pdf", PDF), File("decreto.pdf", PDF.replace(b"<<>>", b"<< >>"))
REQUISITI = ("generali", "esperienza", "incompatibilita", "integrita", "dichiarazione")
TESTO = "Dal D.U.P. vengono la riduzione dei tempi di pagamento e i servizi in rete."
PARTI = ("valutazione", "controlli", "trasparenza", "proposte")
DAL = date(2024, 1, 1)  # that of the NCVP of the cast


def dati(**altro: Any) -> registro.DatiIncarico:
    """A candidate with all in order, from 1 May 2026."""
    di_solito: dict[str, Any] = {
        "dal": date(2026, 5, 1), "avviso_dal": date(2026, 3, 2), "avviso_al": date(2026, 3, 16), "fascia": 3, "numero_iscrizione": "5102",
        "iscritto_il": date(2018, 3, 12), "in_nuclei": 3, "requisiti": REQUISITI,
    }  # fmt: skip
    return registro.DatiIncarico(**di_solito | altro)


def storici(**altro: Any) -> registro.DatiIncarico:
    """Of the NCVP of the cast, in office since before the register."""
    return dati(**{"dal": DAL, "avviso_dal": date(2023, 11, 20), "avviso_al": date(2023, 12, 5)} | altro)


def decreto(giorno: date = date(2026, 4, 9), numero: int = 7) -> DatiAtto:
    return DatiAtto(numero, giorno, "Nomina del NCVP", Atto.Tipo.DECRETO)


def iscrivi(c: SimpleNamespace, chi: str = "dipendente3", curriculum: File | None = CURRICULUM, **altro: Any) -> IncaricoNcvp:
    """Somebody of the cast as a candidate."""
    come = {"utente": c.segretario, "quando": ORA} | {k: altro.pop(k) for k in ("utente", "quando") if k in altro}
    return registro.apri_incarico(persona=getattr(c, f"persona_{chi}"), dati=dati(**altro), curriculum=curriculum, **come)


def nomina(c: SimpleNamespace, riga: IncaricoNcvp, **altro: Any) -> IncaricoNcvp:
    come: dict[str, Any] = {
        "decreto": decreto(), "file": DECRETO, "utente": c.sindaco, "quando": ORA, "versione": riga.versione,
    } | altro  # fmt: skip
    return nomine.nomina_ncvp(incarico=riga, **come)


def in_carica(c: SimpleNamespace, **altro: Any) -> IncaricoNcvp:
    """The NCVP of the cast, with its decree of 2023 written down."""
    riga = registro.apri_incarico(
        persona=c.persona_ncvp, dati=storici(**altro), curriculum=CURRICULUM, utente=c.segretario, quando=ORA
    )  # fmt: skip
    return nomine.registra_nomina(
        incarico=riga, decreto=decreto(date(2023, 12, 20)), file=DECRETO, utente=c.segretario, quando=ORA, versione=riga.versione
    )


def compenso(c: SimpleNamespace, riga: IncaricoNcvp, anno: int = 2026, **altro: Any) -> Compenso:
    come: dict[str, Any] = {
        "importo": Decimal("6800.00"), "presidente_revisori": Decimal("10150.00"), "utente": c.segretario, "quando": ORA,
        "atto": DatiAtto(55, date(2026, 2, 6), "Impegno di spesa", Atto.Tipo.DETERMINAZIONE),
    } | altro  # fmt: skip
    return registro.registra_compenso(incarico=riga, anno=anno, **come)


def conflitto(c: SimpleNamespace, riga: IncaricoNcvp, **altro: Any) -> Conflitto:
    come: dict[str, Any] = {
        "testo": "Tengo un corso per la società della mensa.", "dal": date(2026, 2, 1), "utente": c.ncvp, "quando": ORA,
    } | altro  # fmt: skip
    return registro.dichiara_conflitto(incarico=riga, **come)


def inviati(c: SimpleNamespace, visti: int = 0, **altro: Any) -> Indirizzi:
    come: dict[str, Any] = {"testo": TESTO, "utente": c.segretario, "quando": ORA} | altro
    return indirizzi.invia_indirizzi(esercizio=c.esercizio, visti=visti, **come)


def bozza(c: SimpleNamespace, *, scritta: bool = True) -> RapportoNcvp:
    """The report of 2025."""
    riga = rapporti.apri_rapporto(esercizio=c.esercizio, utente=c.ncvp, quando=ORA)
    testi = {p: f"Che cosa dice il NCVP di {p}." for p in PARTI} if scritta else {}
    return rapporti.scrivi_rapporto(rapporto=riga, testi=testi, utente=c.ncvp, quando=ORA, versione=riga.versione)


def passo(riga: Any, azione: str, utente: Any, **altro: Any) -> Any:
    return esegui(riga, azione, **{"utente": utente, "quando": ORA, "versione": riga.versione} | altro)


def trasmesso(c: SimpleNamespace) -> RapportoNcvp:
    return passo(bozza(c), "trasmetti", c.ncvp)


def per_la_matrice(c: SimpleNamespace) -> None:
    """The NCVP in office, a candidate, a fee, a conflict, guidance with a paper, a report transmitted."""
    c.incarico_ncvp = in_carica(c)
    c.candidatura = iscrivi(c, dal=date(2027, 1, 1))
    c.compenso_ncvp, c.conflitto_ncvp = compenso(c, c.incarico_ncvp), conflitto(c, c.incarico_ncvp)
    c.indirizzi_ncvp = inviati(c, file=[CURRICULUM])
    c.rapporto_ncvp = trasmesso(c)
    c.file_ncvp = Allegato.objects.filter(incarico=c.incarico_ncvp).first()
    c.file_indirizzi = Allegato.objects.get(indirizzi=c.indirizzi_ncvp)


def scena() -> SimpleNamespace:
    """The cast, whose NCVP has the role without end, as organizations have it before the register."""
    c = crea_comune()
    c.ruolo_ncvp = Nomina.objects.get(persona=c.persona_ncvp, ruolo="ncvp")
    return c
