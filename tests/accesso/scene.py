"""Requests for access for the tests: asked by dipendente1, by somebody from outside, and taken through their steps."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from smvp.accesso.letture.richieste import con_tutto
from smvp.accesso.models import Consegna, Controinteressato, Modo, RichiestaAccesso, Risposta
from smvp.accesso.operazioni.istruttoria import DatiConsegna, Visto, aggiungi_terzo, evadi, rispondi, vista
from smvp.accesso.operazioni.richieste import Domanda, Esterno, presenta, registra_esterna
from smvp.documenti.allegati import File
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Nomina

QUANDO = datetime(2026, 4, 10, 9, 0, tzinfo=ZoneInfo("Europe/Rome"))  # a Friday
GIORNO = date(2026, 4, 10)
ATTI = "Il verbale con cui il NCVP ha proposto la valutazione dei Dirigenti del 2025."
MOTIVO = "Devo difendermi nel riesame della mia scheda del 2025."
PERCHE = "Gli atti contengono dati di altri dipendenti che non servono alla difesa."
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def con_vice(c: SimpleNamespace) -> SimpleNamespace:
    """po2's person is Vicesegretario."""
    Nomina.objects.create(persona=c.persona_po2, ruolo="vicesegretario", dal=date(2024, 1, 1))
    return c


def domanda(c: SimpleNamespace, **altro: object) -> Domanda:
    return Domanda(**{"esercizio": c.esercizio, "atti": ATTI, "motivo": MOTIVO, "modo": Modo.COPIA} | altro)  # type: ignore[arg-type]


def chiesta(c: SimpleNamespace, chi: str = "dipendente1", quando: datetime = QUANDO, **altro: object) -> RichiestaAccesso:
    return fresca(presenta(domanda=domanda(c, **altro), utente=getattr(c, chi), quando=quando))


def esterna(c: SimpleNamespace, del_giorno: date = GIORNO, qualita: str = "", quando: datetime = QUANDO) -> RichiestaAccesso:
    chi = Esterno("Rosa Galli", "rosa.galli@pec.example", "4321", del_giorno, "delegata della RSU")
    file = [File("richiesta.pdf", PDF)]
    return fresca(registra_esterna(domanda=domanda(c, qualita=qualita), chi=chi, file=file, utente=c.segreteria, quando=quando))


def fresca(riga: RichiestaAccesso) -> RichiestaAccesso:
    return con_tutto(RichiestaAccesso.objects.all()).get(pk=riga.pk)


def terzo(c: SimpleNamespace, riga: RichiestaAccesso, chi: str = "dirigente2") -> Controinteressato:
    """A person of the Ente whom the acts concern, or somebody from outside."""
    persona = getattr(c, f"persona_{chi}") if chi != "fuori" else None
    nome, recapito = ("", "") if persona else ("Bruno Neri", "via Roma 1, Omegna")
    return aggiungi_terzo(
        richiesta=riga, persona=persona, nome=nome, recapito=recapito, quali_atti="Le pagine sulla sua valutazione.", utente=c.segreteria,
        quando=QUANDO,
    )  # fmt: skip


def passo(riga: RichiestaAccesso, azione: str, utente: object, quando: datetime = QUANDO, motivo: str = "") -> RichiestaAccesso:
    riga = fresca(riga)
    esegui(riga, azione, utente=utente, quando=quando, versione=riga.versione, motivo=motivo)
    return fresca(riga)


def avvisata(c: SimpleNamespace, chi: str = "dirigente2") -> RichiestaAccesso:
    riga = chiesta(c)
    terzo(c, riga, chi)
    return passo(riga, "avvisa", c.segreteria)


def risponde(c: SimpleNamespace, riga: RichiestaAccesso, risposta: str = "consenso", utente: object = None, **altro: object) -> None:
    rispondi(
        terzo=fresca(riga).terzi[0], risposta=Risposta(risposta), testo=altro.pop("testo", "Sono dati della mia salute."),  # type: ignore[arg-type]
        utente=utente or c.segreteria, quando=QUANDO + timedelta(hours=1), **altro,  # type: ignore[arg-type]
    )  # fmt: skip


def metti(riga: RichiestaAccesso, utente: object, azione: str = "accogli", quando: datetime = QUANDO, **altro: object) -> RichiestaAccesso:
    """The visto, with what each decision asks."""
    di_solito: dict[str, object] = {
        "accogli_in_parte": {"oscuramento": PERCHE}, "nega": {"motivazione": PERCHE},
        "differisci": {"motivazione": PERCHE, "differita_al": date(2026, 6, 30)},
    }.get(azione, {})  # fmt: skip
    riga = fresca(riga)
    vista(richiesta=riga, visto=Visto(azione, **di_solito | altro), utente=utente, quando=quando, versione=riga.versione)  # type: ignore[arg-type, operator]
    return fresca(riga)


def consegna(c: SimpleNamespace, riga: RichiestaAccesso, come: str = "carta", utente: object = None, **altro: object) -> RichiestaAccesso:
    file = [File("copia.pdf", PDF)] if come == "file" else []
    dati = {"giorno": GIORNO, "pagine": 12 if come == "carta" else 0, "ricevuta": "n. 7 del 10/04/2026" if come == "carta" else ""} | altro
    riga = fresca(riga)
    evadi(
        richiesta=riga, dati=DatiConsegna(Consegna(come), **dati), file=file, utente=utente or c.segreteria, quando=QUANDO,  # type: ignore[arg-type]
        versione=riga.versione,
    )  # fmt: skip
    return fresca(riga)


def con_accessi(c: SimpleNamespace) -> None:
    """For the matrix: one with somebody still to tell, one on which somebody has been told, one from outside and granted."""
    c.accesso_da_dire = chiesta(c)
    c.terzo_da_dire = terzo(c, c.accesso_da_dire, "po1")
    c.accesso_detto = avvisata(c)
    c.terzo_detto = c.accesso_detto.terzi[0]
    c.accesso_accolto = metti(esterna(c), c.segretario)
