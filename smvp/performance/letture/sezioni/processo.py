"""Artt. 18, 21, 34: how the Relazione has come about: who gave which data and when, what is validated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.urls import reverse

from obiettivi.models import Consuntivo
from premi.models import Corsa
from premi.stati import APPROVATE, CALCOLATE, SUPERATA
from smvp.indagini.models import Indagine
from smvp.indagini.stati import CONCLUSE
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Incarico, Nomina, Ruolo
from valutazioni.letture.relazione import validazione_di
from valutazioni.models import Scheda, SchedaPersonale

from ...calcolo.blocchi import Blocco, Cella, Colonna, Genere, Mancanza, Paragrafo, Tavola
from ...models import Relazione
from ..contesto import Contesto

COLONNE = (
    Colonna("passo", "Che cosa", descrizione="Il passo del processo o il dato raccolto."),
    Colonna("chi", "Chi", descrizione="Il ruolo di chi lo fa o porta il dato."),
    Colonna("articolo", "Articolo", descrizione="Articolo del regolamento."),
    Colonna("dal", "Dal", Genere.DATA, "Il primo giorno."),
    Colonna("al", "Al", Genere.DATA, "L’ultimo giorno finora."),
)
IN_BREVE = (Ruolo.SINDACO, Ruolo.VICESEGRETARIO, Ruolo.NCVP, Ruolo.CONTROLLO, Ruolo.PERSONALE, Ruolo.SEGRETERIA)
NOMI_RUOLI = {Ruolo.SEGRETERIA: "Segreteria del NCVP", Ruolo.PERSONALE: "Ufficio personale"}


@dataclass(frozen=True, slots=True)
class Passo:
    che: str
    chi: str
    articolo: str
    dal: date | None
    al: date | None

    @property
    def riga(self) -> tuple[Cella, ...]:
        return self.che, self.chi, self.articolo, self.dal or "", self.al or ""


def blocchi(c: Contesto) -> list[Blocco]:
    passi = [p for p in _passi(c) if p.dal]
    if not passi:
        return []
    trovati: list[Blocco] = [
        Tavola("processo_passi", "Chi ha portato i dati, e quando", COLONNE, tuple(p.riga for p in passi)),
        *_validazione(c),
    ]
    return [*trovati, *([] if c.pubblica else _persone(c)), c.testo("processo"), c.testo("punti-di-forza"), c.testo("punti-di-debolezza")]


def _passi(c: Contesto) -> Iterator[Passo]:
    """Eight queries. Roles and days, never names."""
    obiettivi = Consuntivo.objects.filter(obiettivo__in=c.righe_obiettivi.order_by())
    giorni = _estremi(obiettivi, "compilato_il", "misurato_il", "valutato_il")
    yield Passo("Rendicontazione degli obiettivi", "Dirigenti e P.O.", "18", *giorni["compilato_il"])
    yield Passo("Misurazione dei risultati", "Controllo di gestione", "18", *giorni["misurato_il"])
    yield Passo("Valutazione degli obiettivi", "NCVP, e Dirigenti per le P.O.", "18", *giorni["valutato_il"])
    for modello, di_chi, chi, articolo in (
        (Scheda, "di Dirigenti e P.O.", "Sindaco, NCVP e Dirigenti", "18"), (SchedaPersonale, "del personale", "P.O. e Dirigenti", "22"),
    ):  # fmt: skip
        trovati = _estremi(modello.objects.filter(esercizio=c.esercizio), "presa_visione_il", "atto__data")
        yield Passo(f"Valutazioni {di_chi}, fino alla firma", chi, articolo, *trovati["presa_visione_il"])
        yield Passo(f"Approvazione delle valutazioni {di_chi}", "Giunta comunale", "18", *trovati["atto__data"])
    corse = Corsa.objects.filter(esercizio=c.esercizio, stato__in=CALCOLATE)
    yield Passo("Calcolo dei premi", "Ufficio personale", "24", *_estremi(corse.exclude(stato=SUPERATA), "calcolata_il")["calcolata_il"])
    yield Passo("Approvazione dei premi", "Giunta comunale", "24", *_estremi(corse.filter(stato__in=APPROVATE), "atto__data")["atto__data"])
    indagini = Indagine.objects.filter(esercizio=c.esercizio, stato__in=CONCLUSE)
    giorni = _estremi(indagini, "dal", "al")
    yield Passo("Indagini fra utenti e personale", "Cittadini, utenti e dipendenti", "18 e 33", giorni["dal"][0], giorni["al"][1])
    yield from _della_relazione(c)


def _estremi(righe: QuerySet[Any], *campi: str) -> dict[str, tuple[date | None, date | None]]:
    """The first and the last day of each field. One query."""
    conti = {f"{che}_{n}": f(campo) for n, campo in enumerate(campi) for che, f in (("min", Min), ("max", Max))}
    trovati = righe.order_by().aggregate(**conti)
    return {campo: (_giorno(trovati[f"min_{n}"]), _giorno(trovati[f"max_{n}"])) for n, campo in enumerate(campi)}


def _giorno(quando: date | datetime | None) -> date | None:
    return quando.astimezone(FUSO).date() if isinstance(quando, datetime) else quando


def _della_relazione(c: Contesto) -> Iterable[Passo]:
    relazione = Relazione.objects.filter(esercizio=c.esercizio).select_related("atto").first()
    if relazione is None:
        return
    yield Passo("Scrittura della Relazione", "Segretario generale e Controllo di gestione", "18", _giorno(relazione.aperto_il), c.giorno)
    esame = _giorno(relazione.esaminata_il)
    yield Passo("Esame preliminare della bozza", "NCVP", "21", esame, esame)
    if relazione.atto:
        chi = "Consiglio comunale, con il rendiconto" if relazione.unita_al_rendiconto else "Giunta comunale"
        yield Passo("Approvazione della Relazione", chi, "18", relazione.atto.data, relazione.atto.data)


def _validazione(c: Contesto) -> list[Blocco]:
    validazione = validazione_di(c.esercizio)
    if validazione is None:
        return [Paragrafo("Dopo l’approvazione il NCVP valida la Relazione (art. 21): solo allora i premi si possono pagare.")]
    atto = validazione.atto
    return [Paragrafo(f"Il NCVP ha validato la Relazione con il verbale n. {atto.numero} del {data(atto.data)} (art. 21).")]


def _persone(c: Contesto) -> list[Blocco]:
    """For the bodies: who held the roles of the process on the day of the edition."""
    nomine = Nomina.objects.in_vigore(c.giorno).filter(ruolo__in=IN_BREVE).select_related("persona")
    incarichi = Incarico.objects.in_vigore(c.giorno).filter(ruolo=Ruolo.SEGRETARIO).select_related("persona")
    voci = [(Ruolo(n.ruolo), n.persona) for n in nomine] + [(Ruolo.SEGRETARIO, i.persona) for i in incarichi]
    ordine = {r: n for n, r in enumerate((Ruolo.SINDACO, Ruolo.SEGRETARIO, *IN_BREVE[1:]))}
    righe = sorted({(ordine[r], NOMI_RUOLI.get(r, r.label), p.con_titolo) for r, p in voci})
    if not righe:
        return []
    colonne = (Colonna("ruolo", "Ruolo", descrizione="Ruolo nel processo."), Colonna("persona", "Persona", descrizione="Chi lo ricopre."))
    titolo = f"Chi ha seguito il processo, al {data(c.giorno)}"
    return [Tavola("processo_persone", titolo, colonne, tuple((ruolo, chi) for _, ruolo, chi in righe), aperta=False)]


def mancanze(c: Contesto) -> list[Mancanza]:
    if Consuntivo.objects.filter(obiettivo__in=c.righe_obiettivi.order_by(), compilato_il__isnull=False).exists():
        return []
    return [Mancanza(f"Nessun obiettivo {c.anno} è ancora rendicontato.", "Dirigenti e P.O.", reverse("obiettivi:elenco", args=[c.anno]))]
