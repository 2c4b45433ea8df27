"""The premises of the act that approves a Piano or a Relazione, out of the data: what is seen, recalled and taken note of, by its day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min

from obiettivi.models import Obiettivo
from obiettivi.stati import VALUTATA
from premi.models import Fondo
from smvp.documenti.models import Atto
from smvp.nucleo.formati import FUSO, data_lunga
from smvp.organizzazione.models import Esercizio
from valutazioni.models import Scheda, SchedaPersonale

from ..models import Piano, Relazione
from .contesto import ASSEGNATI

NOMI = {
    Atto.Tipo.GIUNTA: "la deliberazione della Giunta comunale", Atto.Tipo.CONSIGLIO: "la deliberazione del Consiglio comunale",
    Atto.Tipo.DECRETO: "il decreto del Sindaco", Atto.Tipo.DETERMINAZIONE: "la determinazione dirigenziale",
    Atto.Tipo.VERBALE: "il verbale del NCVP",
}  # fmt: skip
PRIMA_RIGA = "LA GIUNTA COMUNALE"
CONSIGLIO = "IL CONSIGLIO COMUNALE"


@dataclass(frozen=True, slots=True)
class Premessa:
    """A group of premises: «Visti», «Richiamati», «Dato atto»."""

    titolo: str
    frasi: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchedaGiunta:
    """What the draft of the act says."""

    organo: str
    oggetto: str
    premesse: tuple[Premessa, ...]
    dispositivo: tuple[str, ...]


def scheda_della_giunta(scritto: Relazione | Piano) -> SchedaGiunta:
    """The draft, in the order in which things happened."""
    relazione = isinstance(scritto, Relazione)
    esercizio = scritto.esercizio
    dato_atto = _dato_atto_relazione(scritto) if isinstance(scritto, Relazione) else _dato_atto_piano(esercizio)
    gruppi = (
        Premessa("Visti", tuple(_visti(scritto))),
        Premessa("Richiamati", tuple(_in_parole(a, nome) for a, nome in _richiamati(scritto))),
        Premessa("Dato atto", tuple(dato_atto)),
    )
    detto = f"Relazione sulla performance dell’anno {esercizio.anno}" if relazione else f"Piano della performance {esercizio.anno}"
    consiglio = isinstance(scritto, Relazione) and scritto.unita_al_rendiconto
    return SchedaGiunta(
        CONSIGLIO if consiglio else PRIMA_RIGA, f"Approvazione {'della' if relazione else 'del'} {detto}.",
        tuple(g for g in gruppi if g.frasi), tuple(_dispositivo(scritto, detto)),
    )  # fmt: skip


# --- what is seen --------------------------------------------------------------------------------------------------------------------


def _visti(scritto: Relazione | Piano) -> Iterator[str]:
    reg = scritto.esercizio.reg
    yield "il decreto legislativo 27 ottobre 2009, n. 150, articolo 10, sul Piano e sulla Relazione sulla performance;"
    yield "il decreto legislativo 18 agosto 2000, n. 267, articolo 48;"
    articoli = "gli articoli 18 e 21" if isinstance(scritto, Relazione) else "l’articolo 12"
    yield f"il {reg.denominazione}, approvato con {reg.atto}, e in particolare {articoli};"
    yield "il decreto legislativo 14 marzo 2013, n. 33, articoli 10 e 20, sulla pubblicazione nella sezione «Amministrazione trasparente»."


# --- the acts of the cycle --------------------------------------------------------------------------------------------------------------


def _richiamati(scritto: Relazione | Piano) -> list[tuple[Atto, str]]:
    """The acts with what each has done, by their day; each once."""
    esercizio, trovati = scritto.esercizio, dict[int, tuple[Atto, str]]()
    for atto, che in _atti(scritto, esercizio):
        if scritto.atto is None or atto.data <= scritto.atto.data:  # of one approved, what its act had before it
            trovati.setdefault(atto.pk, (atto, che))
    return sorted(trovati.values(), key=lambda voce: (voce[0].data, voce[0].tipo, voce[0].numero))


def _atti(scritto: Relazione | Piano, esercizio: Esercizio) -> Iterator[tuple[Atto, str]]:
    if isinstance(scritto, Relazione):
        piano = Piano.objects.filter(esercizio=esercizio, atto__isnull=False).select_related("atto").first()
        if piano is not None and piano.atto is not None:
            yield piano.atto, f"con la quale è stato approvato il Piano della performance {esercizio.anno}"
    assegnati = Obiettivo.objects.filter(esercizio=esercizio, atto__isnull=False).order_by().values("atto")
    yield from _ciascuno(Atto.objects.filter(pk__in=assegnati), f"di assegnazione degli obiettivi {esercizio.anno}")
    if not isinstance(scritto, Relazione):
        return
    fondi = Fondo.objects.correnti().filter(esercizio=esercizio, atto__isnull=False).order_by().values("atto")
    yield from _ciascuno(Atto.objects.filter(pk__in=fondi), f"sulle risorse {esercizio.anno} da distribuire")
    for modello in (Scheda, SchedaPersonale):
        approvate = modello.objects.filter(esercizio=esercizio, atto__isnull=False).order_by().values("atto")
        yield from _ciascuno(Atto.objects.filter(pk__in=approvate), f"di approvazione delle valutazioni {esercizio.anno}")


def _ciascuno(atti: Iterable[Atto], che: str) -> Iterator[tuple[Atto, str]]:
    return ((atto, che) for atto in atti)


def _in_parole(atto: Atto, che: str) -> str:
    return f"{NOMI[Atto.Tipo(atto.tipo)]} n. {atto.numero} {_col('del ', 'dell’', atto.data)}, {che} («{atto.oggetto.rstrip('.')}»);"


# --- what is taken note of ---------------------------------------------------------------------------------------------------------------


def _dato_atto_piano(esercizio: Esercizio) -> Iterator[str]:
    obiettivi = Obiettivo.objects.filter(esercizio=esercizio, stato__in=ASSEGNATI)
    validati = obiettivi.aggregate(prima=Min("validato_il"), ultima=Max("validato_il"))
    yield f"che gli obiettivi assegnati sono {obiettivi.count()};"
    if validati["ultima"]:
        yield f"che il NCVP ha validato gli obiettivi {_fra(validati['prima'], validati['ultima'])} (art. 13);"
    yield "che il Piano, approvato, è pubblicato nella sezione «Amministrazione trasparente» (art. 36)."


def _dato_atto_relazione(riga: Relazione) -> Iterator[str]:
    esercizio = riga.esercizio
    obiettivi = Obiettivo.objects.filter(esercizio=esercizio, stato__in=ASSEGNATI)
    quanti, valutati = obiettivi.count(), obiettivi.filter(stato=VALUTATA).count()
    validati = obiettivi.aggregate(prima=Min("validato_il"), ultima=Max("validato_il"), conto=Max("rendicontato_il"))
    if validati["ultima"]:
        yield f"che il NCVP ha validato gli obiettivi {_fra(validati['prima'], validati['ultima'])} (art. 13);"
    if validati["conto"]:
        yield f"che l’ultima rendicontazione degli obiettivi è {_col('del ', 'dell’', validati['conto'])} (art. 18);"
    yield f"che degli obiettivi assegnati, {quanti}, ne sono stati valutati {valutati} (artt. 18 e 20);"
    if riga.esaminata_il:
        giorno = _giorno(riga.esaminata_il)
        yield f"che il NCVP ha compiuto l’esame preliminare della Relazione {_col('il ', 'l’', giorno)}: «{riga.note_esame.strip()}»;"
    yield "che la Relazione, una volta approvata, è trasmessa al NCVP per la validazione (art. 21);"
    yield "che i premi dell’anno si pagano solo dopo la validazione (artt. 18 e 21);"
    yield "che l’edizione pubblica della Relazione non contiene dati di singole persone."


def _col(piena: str, elisa: str, giorno: date) -> str:
    """il 20 maggio 2026, l’8 aprile: acts do not say the day of the week."""
    return (elisa if giorno.day in (8, 11) else piena) + data_lunga(giorno).partition(" ")[2]


def _giorno(quando: datetime) -> date:
    return quando.astimezone(FUSO).date()


def _fra(prima: date, ultima: date) -> str:
    fine = _col("il ", "l’", ultima)
    return fine if prima == ultima else f"fra {_col('il ', 'l’', prima)} e {fine}"


def _dispositivo(scritto: Relazione | Piano, detto: str) -> Iterator[str]:
    if isinstance(scritto, Piano):
        yield f"di approvare il {detto}, allegato alla presente;"
        yield "di pubblicarlo nella sezione «Amministrazione trasparente», sottosezione «Performance»;"
        yield "di trasmetterlo al NCVP e ai Dirigenti."
        return
    yield f"di approvare la {detto}, nelle due edizioni completa e pubblica, allegate alla presente;"
    if scritto.unita_al_rendiconto:
        yield "di unirla al Rendiconto della gestione (art. 227 del d.lgs. 267/2000);"
    yield "di trasmetterla al NCVP per la validazione;"
    yield "di dare atto che con la validazione si possono liquidare la retribuzione di risultato e i premi dell’anno;"
    yield "di pubblicarne l’edizione pubblica, con il documento di validazione, nella sezione «Amministrazione trasparente»."
