"""The Cabina di regia: how far each Direzione has come, and who is late."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Value, When

from smvp.flusso.letture import Fase as FaseDelCiclo
from smvp.flusso.letture import fasi
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.registro.models import Evento

from ... import stati
from ...models import Obiettivo
from ...permessi import visibili_a
from ...stati import OBIETTIVO
from ..elenco.blocco import MASSIMO
from ..elenco.fasi import FASI, Fase, residui_di
from ..elenco.filtri import apice
from ..elenco.pagine import ordinati
from ..elenco.solleciti import SOLLECITO, da_sollecitare, solleciti_di
from ..turno.attese import Attese
from ..turno.interlocutori import con_attese
from ..turno.righe import Riga, attese_di, righe

TARDI_MOSTRATI = 8
SENZA = "Senza Direzione capofila"
IN_ESAME = frozenset({"validate", "misurate", "valutate"})


@dataclass(frozen=True, slots=True)
class Cella:
    """How many sheets of a Direzione have passed a stage; ``classe`` is the colour of the state, empty if nothing has begun."""

    fase: Fase
    fatte: int
    totale: int
    tardi: int
    classe: str


@dataclass(frozen=True, slots=True)
class RigaCabina:
    titolo: str
    dettaglio: str
    codice: str
    celle: list[Cella]
    totale: int


@dataclass(frozen=True, slots=True)
class Ritardo:
    """A late sheet, for whom it waits, when they were last reminded and whether that was today."""

    riga: Riga
    sollecitata: datetime | None
    oggi: bool


@dataclass(frozen=True)
class Cabina:
    fasi: tuple[Fase, ...]
    tappe: list[FaseDelCiclo]
    righe: list[RigaCabina]
    ente: RigaCabina
    ritardi: list[Ritardo]
    quanti_ritardi: int
    da_sollecitare: int
    """How many of the late sheets would get a reminder now."""


Conti = dict[tuple[str, bool], int]
TERMINI = (
    ("Negoziazione", "negoziazione"), ("Validazione e assegnazione", "assegnazione"), ("Verifica intermedia", "verifica_intermedia"),
    ("Rendicontazione", "rendicontazione"), ("Valutazione", "valutazioni"),
)  # fmt: skip


def cabina(utente: Utente, esercizio: Esercizio, giorno: date) -> Cabina:
    """All the page shows, in a number of queries that does not grow with the sheets."""
    attese = attese_di(esercizio, giorno)
    visibili = visibili_a(utente).filter(esercizio=esercizio)
    tardi = visibili.filter(attese.in_ritardo())
    conti = _conti(esercizio, utente, attese)
    direzioni = {d.pk: d for d in Direzione.objects.filter(pk__in=[pk for pk in conti if pk])}
    per_direzione = sorted(conti.items(), key=lambda voce: direzioni[voce[0]].codice if voce[0] else "~")
    return Cabina(
        fasi=FASI,
        tappe=fasi(esercizio, giorno, residui_di(utente, esercizio), TERMINI),
        righe=[_riga(direzioni.get(pk) if pk else None, c) for pk, c in per_direzione],
        ente=_riga_ente(list(conti.values())),
        ritardi=_ritardi(list(ordinati(con_attese(tardi))[:TARDI_MOSTRATI]), utente, attese),
        quanti_ritardi=tardi.count(),
        da_sollecitare=len(da_sollecitare(tardi, attese, utente, massimo=MASSIMO)),
    )


def _conti(esercizio: Esercizio, utente: Utente, attese: Attese) -> dict[int | None, Conti]:
    """How many sheets for each Direzione, state and lateness, counted by the database in one query."""
    tardi = Case(When(attese.in_ritardo(), then=Value(1)), default=Value(0))
    gruppi = (
        visibili_a(utente).filter(esercizio=esercizio).order_by().annotate(cima=apice("responsabile__"), in_ritardo=tardi)
        .values_list("cima", "stato", "in_ritardo").annotate(quante=Count("pk"))
    )  # fmt: skip
    conti: dict[int | None, Conti] = {}
    for cima, stato, in_ritardo, quante in gruppi:
        conti.setdefault(cima, {})[stato, bool(in_ritardo)] = quante
    return conti


def _riga(direzione: Direzione | None, conti: Conti) -> RigaCabina:
    totale = sum(conti.values())
    quante = "1 scheda" if totale == 1 else f"{totale} schede"
    titolo, codice = (str(direzione), direzione.codice) if direzione else (SENZA, "")
    return RigaCabina(titolo, quante, codice, [_cella(f, conti, totale) for f in FASI], totale)


def _riga_ente(tutti: list[Conti]) -> RigaCabina:
    somma: Conti = {}
    for conti in tutti:
        for chiave, quante in conti.items():
            somma[chiave] = somma.get(chiave, 0) + quante
    riga = _riga(None, somma)
    return RigaCabina("Tutto l’ente", riga.dettaglio, "", riga.celle, riga.totale)


def _cella(fase: Fase, conti: Conti, totale: int) -> Cella:
    fatte = sum(n for (stato, _), n in conti.items() if stato in fase.fatta)
    tardi = sum(n for (stato, in_ritardo), n in conti.items() if in_ritardo and stato in fase.attesa)
    attese = sum(n for (stato, _), n in conti.items() if stato in fase.attesa and stato != stati.BOZZA)
    classe = ""
    if totale and fatte == totale:
        classe = "fatto"
    elif tardi:
        classe = "ritardo"
    elif fatte or attese:
        classe = "esame" if attese and fase.codice in IN_ESAME else "corso"
    return Cella(fase, fatte, totale, tardi, classe)


def _ritardi(obiettivi: list[Obiettivo], utente: Utente, attese: Attese) -> list[Ritardo]:
    solleciti = Evento.objects.filter(oggetto=OBIETTIVO.codice, oggetto_id__in=[str(o.pk) for o in obiettivi], azione=SOLLECITO)
    ultimi = dict(solleciti.order_by("numero").values_list("oggetto_id", "quando"))
    di_oggi = solleciti_di(attese.giorno)
    trovati = [
        Ritardo(r, ultimi.get(str(r.obiettivo.pk)), (str(r.obiettivo.pk), r.obiettivo.stato) in di_oggi)
        for r in righe(obiettivi, utente, attese)
    ]
    return sorted(trovati, key=lambda r: r.riga.attesa.termine if r.riga.attesa and r.riga.attesa.termine else date.max)
