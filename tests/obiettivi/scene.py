"""Objectives for the tests, brought to any state by the true operations, each act done by the right person at the right time.

``individuale(c)``, ``di_po(c)``, ``collettivo(c)`` make a complete draft; ``porta_a(c, o, "validata")``
takes it on. Exercise 2025; the clock stands where the caller puts it (``QUANDO`` of each step lies inside its term).
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from obiettivi.models import (
    Allegato,
    Assegnazione,
    Consuntivo,
    Fase,
    Indicatore,
    Monitoraggio,
    Obiettivo,
    Parte,
    PersonaleCoinvolto,
    Rilevazione,
    Riscontro,
    RisorsaPeg,
)
from obiettivi.operazioni.passaggi import assegna_con_atto, firma_accettazione
from obiettivi.operazioni.schede import crea_obiettivo
from smvp.documenti import archivio
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import esegui
from smvp.organizzazione.models import Incarico, Utente
from tests.calco import una_volta

ROMA = ZoneInfo("Europe/Rome")
GIORNI = {
    "crea": date(2025, 1, 8), "negozia": date(2025, 1, 20), "esprimi_parere": date(2025, 2, 3), "trasmetti": date(2025, 2, 5),
    "valida": date(2025, 2, 14), "valida_po": date(2025, 2, 14), "firma": date(2025, 2, 18), "assegna": date(2025, 2, 26),
    "verifica": date(2025, 7, 10), "rendiconta": date(2026, 2, 20), "misura": date(2026, 2, 27),
    "trasmetti_al_valutatore": date(2026, 3, 5), "valuta": date(2026, 4, 10),
    "restituisci": date(2025, 1, 22), "chiedi_integrazioni": date(2025, 2, 7), "ritrasmetti": date(2025, 2, 11),
    "restituisci_ridefinizione": date(2025, 9, 24), "respingi_revisione": date(2025, 9, 25),
    "chiedi_revisione": date(2025, 9, 8), "ridefinisci": date(2025, 9, 22),
}  # fmt: skip


def alle_dieci(giorno: date) -> datetime:
    return datetime(giorno.year, giorno.month, giorno.day, 10, 0, tzinfo=ROMA)


def il(azione: str) -> datetime:
    """The moment of a step, well inside its term."""
    return alle_dieci(GIORNI[azione])


def url(nome: str, o: Obiettivo, *altro: object) -> str:
    """A page of a sheet."""
    return reverse(f"obiettivi:{nome}", args=[o.pk, *altro])


def entra(client: Client, utente: object) -> Client:
    client.force_login(utente, "django.contrib.auth.backends.ModelBackend")
    return client


def stati(obiettivi: Iterable[Obiettivo]) -> list[str]:
    """The states of these sheets as they stand written."""
    return [Obiettivo.objects.get(pk=o.pk).stato for o in obiettivi]


@una_volta
def individuale(c: SimpleNamespace, chi: str = "dirigente1", titolo: str = "Riduzione dei tempi di pagamento") -> Obiettivo:
    """A complete draft of an individual objective of ``chi``, with two indicators."""
    obiettivo = crea_obiettivo(
        esercizio=c.esercizio, tipo="individuale", titolo=titolo, responsabile=getattr(c, f"incarico_{chi}"), utente=getattr(c, chi),
        quando=il("crea"),
    )  # fmt: skip
    return _compila(obiettivo)


def di_po(c: SimpleNamespace) -> Obiettivo:
    """A complete draft of an individual objective of po1."""
    return individuale(c, "po1", "Recupero dell’evasione della tassa sui rifiuti")


@una_volta
def collettivo(c: SimpleNamespace, apporti: tuple[str, ...] = ("60", "40")) -> Obiettivo:
    """A complete draft of a collective objective led by dirigente1, with a part of each Direzione; the appointments answer for theirs."""
    obiettivo = crea_obiettivo(
        esercizio=c.esercizio, tipo="generale", titolo="Carta della qualità dei servizi", responsabile=c.incarico_dirigente1,
        utente=c.dirigente1, quando=il("crea"),
    )  # fmt: skip
    for direzione, apporto, chi in zip((c.d1, c.d2), apporti, (("dirigente1", "po1"), ("dirigente2", "po2")), strict=False):
        parte = Parte.objects.create(
            obiettivo=obiettivo, direzione=direzione, apporto=Decimal(apporto), descrizione=f"{direzione} pubblica i suoi standard."
        )
        Indicatore.objects.create(
            obiettivo=obiettivo, parte=parte, ordine=1, titolo="Standard pubblicati", tipo="quantita", atteso=Decimal(6), unita="standard"
        )
        Assegnazione.objects.bulk_create(
            Assegnazione(obiettivo=obiettivo, parte=parte, incarico=getattr(c, f"incarico_{p}"), peso=Decimal(40)) for p in chi
        )
    return _compila(obiettivo, indicatori=False)


def _compila(obiettivo: Obiettivo, *, indicatori: bool = True) -> Obiettivo:
    testi = {
        "area": "2", "ambiti": ["f"], "descrizione": "Il Comune paga i fornitori prima della scadenza.", "non_avviato": True,
        "risultato_atteso": "Entro il 31 dicembre 2025 i fornitori sono pagati in media 5 giorni prima.", "non_ordinario": True,
    }  # fmt: skip
    Obiettivo.objects.filter(pk=obiettivo.pk).update(**testi)
    obiettivo.refresh_from_db()
    Fase.objects.create(obiettivo=obiettivo, ordine=1, testo="Mappa dei passaggi della fattura", entro=date(2025, 3, 31))
    Fase.objects.create(obiettivo=obiettivo, ordine=2, testo="Atto di liquidazione digitale", entro=date(2025, 9, 30))
    if indicatori:
        Indicatore.objects.create(
            obiettivo=obiettivo, ordine=1, titolo="Fatture pagate entro 30 giorni", tipo="efficacia", unita="%", atteso=Decimal(95),
            base=Decimal("86.4"), base_anno=2024, atteso_1=Decimal(97), atteso_2=Decimal(98), fonte="Programma di contabilità",
            dimensione="efficacia_quantitativa",
        )  # fmt: skip
        Indicatore.objects.create(
            obiettivo=obiettivo, ordine=2, titolo="Dalla fattura all’atto di liquidazione", tipo="tempo", verso="basso", unita="giorni",
            base=Decimal("14.2"), base_anno=2024, atteso=Decimal(9), fonte="Atti digitali", dimensione="efficienza_tecnica",
        )  # fmt: skip
    PersonaleCoinvolto.objects.create(obiettivo=obiettivo, qualifica="Istruttore amministrativo", numero=3)
    RisorsaPeg.objects.create(obiettivo=obiettivo, capitolo="1030/2", importo=Decimal("12500.00"))
    obiettivo.riscontri.filter(indicatore=None).update(argomento="Lo prevede il DUP 2025–2027, indirizzo 3.")
    return obiettivo


@una_volta
def pesi_giusti(c: SimpleNamespace, *incarichi: Incarico) -> None:
    """Give each appointment what it lacks to weigh 40 + 30, by plain objectives that are assigned already."""
    c.atto = getattr(c, "atto", None) or Atto.objects.create(tipo="giunta", numero=31, data=date(2025, 2, 26), oggetto="Obiettivi 2025")
    for incarico in incarichi:
        for tipo, serve in (("generale", Decimal(40)), ("individuale", Decimal(30))):
            dati = Assegnazione.objects.filter(incarico=incarico, obiettivo__esercizio=c.esercizio, obiettivo__tipo=tipo)
            manca = serve - sum((a.peso for a in dati), Decimal(0))
            if manca > 0:
                (altro,) = Obiettivo.objects.bulk_create([
                    Obiettivo(esercizio=c.esercizio, codice=f"X-{tipo[0]}{incarico.pk}", titolo="Altro obiettivo", tipo=tipo, area="2",
                              ambiti=["b"], responsabile=incarico if tipo == "individuale" else None, stato="assegnata", atto=c.atto)
                ])  # fmt: skip
                Assegnazione.objects.create(obiettivo=altro, incarico=incarico, peso=manca)


def riscontra(o: Obiettivo, utente: Utente, esito: str = "si") -> None:
    """Tick every requisite of the objective and of its indicators."""
    o.riscontri.update(esito=esito, esaminato_da=utente, esaminato_il=il("valida"))
    for indicatore in o.indicatori.all():
        for r in o.esercizio.reg.requisiti_indicatore:
            Riscontro.objects.update_or_create(obiettivo=o, indicatore=indicatore, codice=r.codice, defaults={"esito": esito})


def fai(o: Obiettivo, azione: str, utente: Utente, motivo: str = "") -> Obiettivo:
    """One step through the door, on the day of GIORNI."""
    o.refresh_from_db()
    return esegui(o, azione, utente=utente, quando=il(azione), versione=o.versione, motivo=motivo)


def firma(o: Obiettivo, utente: Utente, *, impronta: str | None = None, giorno: date | None = None, motivo: str = "") -> Obiettivo:
    """Art. 14: one signs the text as it was last validated, or another that is not it."""
    ultima = o.versioni.last()
    return firma_accettazione(
        obiettivo=o, utente=utente, quando=alle_dieci(giorno) if giorno else il("firma"), motivo=motivo,
        impronta_letta=impronta or (ultima.impronta if ultima else ""),
    )  # fmt: skip


def firma_tutti(c: SimpleNamespace, o: Obiettivo) -> Obiettivo:
    """Every assignee signs the validated text."""
    for utente in o.assegnatari():
        o = firma(o, utente)
    return o


def monitora(o: Obiettivo, utente: Utente) -> None:
    for parte in o.quote():
        Monitoraggio.objects.create(
            obiettivo=o, parte=parte, riferito_al=date(2025, 6, 30), avanzamento="Due fasi su quattro sono concluse.",
            previsione=Decimal(95), compilato_da=utente, compilato_il=il("verifica"),
        )  # fmt: skip


def rendiconta(o: Obiettivo, utente: Utente) -> None:
    """The report of every quota, with a value for each indicator."""
    for indicatore in o.indicatori.all():
        Rilevazione.objects.update_or_create(indicatore=indicatore, defaults={"valore": indicatore.atteso})
    for parte in o.quote():
        Consuntivo.objects.update_or_create(
            obiettivo=o, parte=parte,
            defaults={"risultato": "Pagate in media 5 giorni prima.", "relazione": "Sintesi.", "proposto": 100, "compilato_da": utente},
        )  # fmt: skip


STRADA = (
    "negoziata", "con_parere", "trasmessa", "validata", "accettata", "assegnata", "monitorata", "rendicontata", "misurata",
    "al_valutatore", "valutata",
)  # fmt: skip


@una_volta
def porta_a(c: SimpleNamespace, o: Obiettivo, stato: str) -> Obiettivo:
    """Take a complete draft up to ``stato``, along the straight road (revision and returns are the tests' own)."""
    pesi_giusti(c, *(a.incarico for a in o.assegnazioni.all()))
    for tappa in STRADA[STRADA.index(o.stato) + 1 if o.stato in STRADA else 0 : STRADA.index(stato) + 1]:
        _tappa(c, o, tappa)
    return o


@una_volta
def _tappa(c: SimpleNamespace, o: Obiettivo, tappa: str) -> None:
    chi = o.proponenti()[0]
    esaminatore = c.dirigente1 if o.di_po else c.ncvp
    strada = {
        "negoziata": lambda: fai(o, "negozia", chi),
        "con_parere": lambda: None if o.di_po else fai(o, "esprimi_parere", c.segretario),
        "trasmessa": lambda: None if o.di_po else fai(o, "trasmetti", c.segretario),
        "validata": lambda: (riscontra(o, esaminatore), fai(o, "valida_po" if o.di_po else "valida", esaminatore)),
        "accettata": lambda: firma_tutti(c, o),
        "assegnata": lambda: assegna_con_atto(obiettivi=[o], atto=c.atto, utente=c.segretario, quando=il("assegna")),
        "monitorata": lambda: (monitora(o, chi), fai(o, "verifica", esaminatore)),
        "rendicontata": lambda: (rendiconta(o, chi), fai(o, "rendiconta", chi)),
        "misurata": lambda: (o.consuntivi.update(misurato=Decimal(100)), fai(o, "misura", c.controllo)),
        "al_valutatore": lambda: fai(o, "trasmetti_al_valutatore", c.segretario),
        "valutata": lambda: (o.consuntivi.update(valutato=Decimal(100)), fai(o, "valuta", esaminatore)),
    }
    strada[tappa]()
    o.refresh_from_db()


def gia_in_stato(c: SimpleNamespace, stato: str) -> Obiettivo:
    """An individual objective of dirigente1 written as it stands in ``stato``, with its report and an attachment: the way there is the
    business of other tests. Beside objectives that make 70 already, where the true way would not pass."""
    (o,) = Obiettivo.objects.bulk_create([
        Obiettivo(
            esercizio=c.esercizio, codice=f"S-{stato}", tipo="individuale", titolo=f"Obiettivo {stato}", area="2", ambiti=["f"],
            responsabile=c.incarico_dirigente1, stato=stato, atto=c.atto,
            rendicontato_il=GIORNI["rendiconta"], misurato_il=GIORNI["misura"],
        )
    ])  # fmt: skip
    Assegnazione.objects.create(obiettivo=o, incarico=c.incarico_dirigente1, peso=Decimal(1))
    Indicatore.objects.create(
        obiettivo=o, ordine=1, titolo="Fatture pagate entro 30 giorni", tipo="efficacia", unita="%", atteso=Decimal(95)
    )
    rendiconta(o, c.dirigente1)
    impronta = hashlib.sha256(b"%PDF-1.7 finto").hexdigest()
    archivio.scrivi(f"allegati/prova/{impronta}", lambda file: file.write(b"%PDF-1.7 finto"))
    Allegato.objects.create(
        obiettivo=o, nome="report.pdf", tipo_contenuto="application/pdf", dimensione=14, impronta=impronta,
        file=f"allegati/prova/{impronta}", caricato_da=c.dirigente1, caricato_il=il("rendiconta"),
    )  # fmt: skip
    return o
