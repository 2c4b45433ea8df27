"""Artt. 4, 7, 13–18: the stages through which the objectives of an exercise have gone, each with its days and its term, from the log."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast

from obiettivi.stati import OBIETTIVO
from premi.letture.fondi import NECESSARIE
from premi.models import Fondo
from smvp.documenti.models import Atto
from smvp.nucleo.calendario import Calendario
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Ente
from smvp.registro.models import Evento
from valutazioni.models import Scheda, SchedaPersonale

from .contesto import Contesto

PRIMA_VOLTA, ULTIMA_VOLTA = 0, 1
SCHEDE = "schede"


@dataclass(frozen=True, slots=True)
class Tappa:
    """A stage of art. 4 as the log knows it: by which steps, and whether the first or the last of them is the one that counts."""

    nome: str
    scadenza: str
    azioni: tuple[str, ...]
    quale: int = PRIMA_VOLTA


TAPPE = (
    Tappa("Negoziazione degli obiettivi", "negoziazione", ("negozia",)),
    Tappa("Validazione delle schede", "validazione", ("valida", "valida_po")),
    Tappa("Accettazione e assegnazione con atto della Giunta", "assegnazione", ("assegna",)),
    Tappa("Verifica intermedia", "verifica_intermedia", ("verifica",)),
    Tappa("Richiesta di revisione", "richiesta_revisione", ("chiedi_revisione",), ULTIMA_VOLTA),
    Tappa("Ridefinizione", "ridefinizione", ("ridefinisci",), ULTIMA_VOLTA),
    Tappa("Rendicontazione", "rendicontazione", ("rendiconta",), ULTIMA_VOLTA),
    Tappa("Misurazione", "misurazione", ("misura",), ULTIMA_VOLTA),
    Tappa("Trasmissione a chi valuta", "trasmissione_ncvp", ("trasmetti_al_valutatore",), ULTIMA_VOLTA),
    Tappa("Valutazione degli obiettivi", "valutazioni", ("valuta",), ULTIMA_VOLTA),
)
FINO_ALL_ASSEGNAZIONE = TAPPE[:3]
DI_CHI_RIVEDE = frozenset({"richiesta_revisione", "ridefinizione"})
"""Stages of the few objectives that are revised (art. 15), not of all."""
DA_UN_FATTO: Mapping[str, tuple[str, str]] = {
    "misurazione": ("rendiconta", "dalla rendicontazione"), "trasmissione_ncvp": ("misura", "dalla misurazione"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fase:
    """How a stage went: its term in words, the first and the last day, how many objectives have gone through it, how many in time."""

    nome: str
    articolo: str
    termine: str
    dal: date | None
    al: date | None
    fatti: int
    nei_termini: int
    di_che: str = "obiettivi"
    proposto: bool = False
    """Whether the day of the term is a reading, where the text gives none."""

    @property
    def oltre(self) -> int:
        return self.fatti - self.nei_termini


Giorni = Mapping[str, Mapping[int, tuple[date, date]]]
"""By step and objective: the days on which it was taken the first and the last time."""


def fasi(c: Contesto, tappe: Iterable[Tappa] = TAPPE) -> list[Fase]:
    """The stages gone through, in the order of the regulation, in three queries; what nobody has been through yet is left out."""
    scelte = list(tappe)
    giorni = _giorni(c, [a for t in scelte for a in t.azioni])
    atti = dict(Atto.objects.filter(obiettivi__in=c.righe_obiettivi.filter(ridefinito_il=None)).values_list("obiettivi", "data"))
    calendario = Ente.corrente().calendario
    trovate = [_fase(t, giorni, atti if t.scadenza == "assegnazione" else {}, c, calendario) for t in scelte]
    return [f for f in trovate if f.fatti]


def _giorni(c: Contesto, azioni: Iterable[str]) -> dict[str, dict[int, tuple[date, date]]]:
    nomi = {f"{OBIETTIVO.codice}.{a}": a for a in azioni}
    giorni: dict[str, dict[int, tuple[date, date]]] = {a: {} for a in nomi.values()}
    eventi = _eventi(c).filter(azione__in=list(nomi)).order_by("numero").values_list("azione", "oggetto_id", "quando")
    for azione, oggetto, quando in eventi.iterator():
        di_questa, giorno = giorni[nomi[azione]], _giorno(quando)
        di_questa[int(oggetto)] = (di_questa.get(int(oggetto), (giorno,))[0], giorno)
    return giorni


def _eventi(c: Contesto) -> QuerySet[Evento]:
    chiavi = c.righe_obiettivi.order_by().annotate(chiave=Cast("pk", CharField())).values("chiave")
    return Evento.objects.filter(oggetto=OBIETTIVO.codice, oggetto_id__in=chiavi)


def _giorno(quando: datetime) -> date:
    return quando.astimezone(FUSO).date()


def _fase(tappa: Tappa, giorni: Giorni, atti: Mapping[int, date], c: Contesto, calendario: Calendario) -> Fase:
    scadenza = c.reg.scadenze[tappa.scadenza]
    fatti = {o: quando[tappa.quale] for a in tappa.azioni for o, quando in giorni[a].items()}
    fatti |= {o: giorno for o, giorno in atti.items() if o in fatti}  # the day of the act, not that on which it was written in
    if tappa.scadenza in DA_UN_FATTO:
        prima, da_dove = DA_UN_FATTO[tappa.scadenza]
        inizi = {o: quando[ULTIMA_VOLTA] for o, quando in giorni.get(prima, {}).items()}
        in_tempo = sum(1 for o, g in fatti.items() if o in inizi and g <= scadenza.dopo(inizi[o], calendario))
        termine = f"{scadenza.giorni} giorni {da_dove}"
    else:
        entro = scadenza.entro(c.anno)
        in_tempo, termine = sum(1 for g in fatti.values() if g <= entro), data(entro)
    tutti = fatti.values()
    return Fase(
        tappa.nome,
        scadenza.articolo,
        termine,
        min(tutti, default=None),
        max(tutti, default=None),
        len(fatti),
        in_tempo,
        proposto=bool(scadenza.nota),
    )


# --- what is not an objective's: sums set aside, sheets approved ------------------------------------------------------------------------


def somme_stanziate(c: Contesto) -> list[Fase]:
    """Art. 23: the acts that set the sums of the year aside, the first time."""
    fondi = Fondo.objects.filter(esercizio=c.esercizio, destinazione__in=NECESSARIE, numero_versione=1).exclude(atto=None).order_by()
    return _contata("Somme stanziate", "atto_fondi", "somme", Counter(fondi.values_list("atto__data", flat=True)), c)


def valutazioni_approvate(c: Contesto) -> list[Fase]:
    """Art. 18: the acts that approve the sheets of everybody."""
    giorni: Counter[date] = Counter()
    for schede in (Scheda.objects, SchedaPersonale.objects):
        righe = schede.filter(esercizio=c.esercizio).exclude(atto=None).order_by()
        giorni.update(dict(righe.values_list("atto__data").annotate(n=Count("pk"))))
    return _contata("Approvazione delle valutazioni", "valutazioni", SCHEDE, giorni, c)


def _contata(nome: str, scadenza: str, di_che: str, giorni: Counter[date], c: Contesto) -> list[Fase]:
    if not giorni:
        return []
    termine = c.reg.scadenze[scadenza]
    entro = termine.entro(c.anno)
    in_tempo = sum(n for giorno, n in giorni.items() if giorno <= entro)
    return [Fase(nome, termine.articolo, data(entro), min(giorni), max(giorni), giorni.total(), in_tempo, di_che, bool(termine.nota))]


# --- revisions (art. 15) ----------------------------------------------------------------------------------------------------------------

RESPINTA, RIDEFINITO, IN_ESAME, DA_RIDEFINIRE = "respinta", "ridefinito e riassegnato", "ridefinito, in esame", "da ridefinire"
PASSI_DELLA_REVISIONE = {
    f"{OBIETTIVO.codice}.respingi_revisione": RESPINTA, f"{OBIETTIVO.codice}.ridefinisci": IN_ESAME,
    f"{OBIETTIVO.codice}.assegna": RIDEFINITO,
}  # fmt: skip
RICHIESTA = f"{OBIETTIVO.codice}.chiedi_revisione"


@dataclass(frozen=True, slots=True)
class Revisione:
    """A revision that was asked for: of which objective, when, why, and what came of it."""

    obiettivo: int
    chiesta_il: date
    motivo: str
    esito: str


def revisioni(c: Contesto) -> list[Revisione]:
    """All of them, in the order in which they were asked for. One query."""
    chiesti = _eventi(c).filter(azione=RICHIESTA).values("oggetto_id")
    eventi = Evento.objects.filter(oggetto=OBIETTIVO.codice, oggetto_id__in=chiesti, azione__in=[RICHIESTA, *PASSI_DELLA_REVISIONE])
    trovate: list[Revisione] = []
    for oggetto, passi in groupby(sorted(eventi, key=lambda e: (int(e.oggetto_id), e.numero)), key=lambda e: e.oggetto_id):
        aperta: Revisione | None = None
        for e in passi:
            if e.azione == RICHIESTA:
                trovate += [aperta] if aperta else []
                aperta = Revisione(int(oggetto), _giorno(e.quando), str(e.contenuto.get("motivo", "")), DA_RIDEFINIRE)
            elif aperta is not None:  # what comes before it is the assignment of the year
                aperta = Revisione(aperta.obiettivo, aperta.chiesta_il, aperta.motivo, PASSI_DELLA_REVISIONE[e.azione])
        trovate += [aperta] if aperta else []
    return sorted(trovate, key=lambda r: (r.chiesta_il, r.obiettivo))
