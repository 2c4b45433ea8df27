"""The facts of a real exercise as ``simula`` reads them ("smvp-calcolo/1"): appointments and staff whose sheets are signed.

What a sheet froze at its signature is taken from the sheet (marks, percentages, pay, days of the appointment, category of the staff);
where and for how much time the staff worked comes from the registry, because no sheet holds it (art. 22, reading A37):

- a day under an appointment is not a day of the staff: it is paid with the result of that appointment (art. 24);
- stays in offices of the same Direzione are one period: the fund goes to Direzioni;
- the format has one part-time share a person: who changed it has the mean of the shares, each weighing the days it lasted, to four
  decimals as the registry keeps them, so that the weight in the fund is the one that those days add up to;
- it has one category too, and categories have no mean: it is the sheet's, that of the last stay in the exercise.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from premi.simulazione import Fatti, FattiNonValidi, Risultati, calcola, leggi_fatti, scrivi
from premi.simulazione.modello import FORMATO
from premi.simulazione.motore import EsitoIncarico
from smvp.nucleo.arrotondamenti import mezzo_su, somma_esatta
from smvp.nucleo.errori import Difetto
from smvp.nucleo.periodi import Periodo, togli, unisci
from smvp.organizzazione.models import Appartenenza, Direzione, Esercizio, Incarico
from valutazioni.letture.schede import con_tutto, fattori_di
from valutazioni.models import Scheda, SchedaPersonale, VotoVoce
from valutazioni.stati import FIRMATE

from ..models import Destinazione, Fondo, TempiPagamento
from ..models.fondi import DEL_RISULTATO

DECIMALI_DEL_TEMPO = 4
SEGRETERIA_GENERALE = "SG"
VOCE = re.compile(r"^\$\.(incarichi|dipendenti)\[(\d+)\]")


def fatti(esercizio: Esercizio) -> dict[str, Any]:
    """The facts of the signed sheets of an exercise. A fixed number of queries, whatever their number."""
    return _raccolti(esercizio)[0]


def fatti_verificati(esercizio: Esercizio) -> str:
    """The same as JSON text, once they are known to be sound and to give the signed figures (reading rule 3).

    Raises FattiNonValidi with every fault: its path, the matricola, what is wrong, the article.
    """
    return fatti_calcolati(esercizio)[0]


def fatti_calcolati(esercizio: Esercizio) -> tuple[str, Fatti, Risultati]:
    """The same, with the facts as they were read and what comes of them."""
    trovati, firmati = _raccolti(esercizio)
    testo = scrivi(trovati)
    try:
        letti, reg = leggi_fatti(testo)
    except FattiNonValidi as errore:
        raise FattiNonValidi([_con_nome(d, trovati) for d in errore.difetti], errore.altri) from errore
    risultati = calcola(letti, reg)
    difetti = list(_discordanze(firmati, risultati))
    if difetti:
        raise FattiNonValidi([_con_nome(d, trovati) for d in difetti])
    return testo, letti, risultati


class _Firmati(NamedTuple):
    """The figures that were signed, in the order of the facts."""

    incarichi: list[Scheda]
    dipendenti: list[Decimal]


def _raccolti(esercizio: Esercizio) -> tuple[dict[str, Any], _Firmati]:
    firmate = list(con_tutto(Scheda.objects.filter(esercizio=esercizio, stato__in=FIRMATE)))
    schede = _schede_personale(esercizio)
    risparmi = {} if (r := fondi_di(esercizio).get(Destinazione.RISPARMI)) is None else {"risparmi": str(r.importo)}
    trovati = documento(esercizio, firmate) | _personale(esercizio, schede) | risparmi
    return trovati, _Firmati(firmate, [s.totale for s in schede])


def fatti_personale(esercizio: Esercizio) -> dict[str, Any]:
    """The facts of the productivity premium alone: the signed sheets of the staff, the fund and the weights of the categories (art. 22)."""
    return _intestazione(esercizio) | _personale(esercizio, _schede_personale(esercizio))


def _intestazione(esercizio: Esercizio) -> dict[str, Any]:
    return {"formato": FORMATO, "esercizio": esercizio.anno, "regolamento": esercizio.regolamento}


def _personale(esercizio: Esercizio, schede: Sequence["_Scheda"]) -> dict[str, Any]:
    fondo = fondi_di(esercizio).get(Destinazione.PRODUTTIVITA)
    del_fondo = {} if fondo is None else {"parametri_categoria": fondo.parametri, "fondo_produttivita": str(fondo.importo)}
    return {"dipendenti": _dipendenti(esercizio, schede), **del_fondo}


# --- appointments ---


def fondi_di(esercizio: Esercizio) -> dict[str, Fondo]:
    """The amounts of the exercise as they hold now, by destination (art. 23)."""
    return {f.destinazione: f for f in Fondo.objects.correnti().filter(esercizio=esercizio)}


def stanziati_di(esercizio: Esercizio) -> dict[str, Decimal]:
    """What is set aside for result pay, by destination."""
    return {f.destinazione: f.importo for f in fondi_di(esercizio).values() if f.destinazione in DEL_RISULTATO}


def documento(esercizio: Esercizio, firmate: Iterable[Scheda], stanziati: dict[str, Decimal] | None = None) -> dict[str, Any]:
    """The facts of some signed sheets of Allegato B, and what was set aside for them (``stanziati``, where it has been read already)."""
    stanziati = stanziati_di(esercizio) if stanziati is None else stanziati
    correnti = TempiPagamento.objects.correnti().filter(esercizio=esercizio)
    tempi = dict(correnti.exclude(esito=TempiPagamento.Esito.NON_APPLICABILE).values_list("incarico", "esito"))
    trovati = _intestazione(esercizio) | {"incarichi": [_incarico(s, tempi.get(s.incarico_id)) for s in firmate]}
    if stanziati:
        trovati["monte_risultato"] = str(sum(stanziati.values()))
    return trovati


def _incarico(scheda: Scheda, tempi: str | None) -> dict[str, Any]:
    i = scheda.incarico
    voti = list(scheda.voti_obiettivo.all())
    return {
        "matricola": i.persona.matricola,
        "ruolo": i.ruolo,
        "direzione": i.direzione.codice if i.direzione else SEGRETERIA_GENERALE,
        "ad_interim": i.ad_interim,
        "periodi": [{"dal": scheda.dal.isoformat(), "al": scheda.al.isoformat() if scheda.al else None}],
        "limiti_eta": scheda.limiti_eta,
        "assegnati": bool(voti) and all(v.assegnazione.obiettivo.atto_id for v in voti),
        "retribuzione": str(scheda.retribuzione),
        "tempi_pagamento": tempi,
        "obiettivi": [
            {
                "codice": v.assegnazione.obiettivo.codice,
                "tipo": v.assegnazione.obiettivo.tipo,
                "peso": str(v.assegnazione.peso),
                "raggiungimento": str(v.raggiungimento),
            }
            for v in voti
        ],
        "comportamenti": {
            m.codice: [v.voto for v in fattori_di(scheda, m.codice) if not v.escluso] for m in scheda.esercizio.reg.macrofattori
        },
    }


def discordanza_incarico(scheda: Scheda, esito: EsitoIncarico) -> str:
    """What is wrong when the signed figures are not those that the marks give; "" when they are. The Segretario has no band (art. 24)."""
    fascia = None if scheda.solo_comportamenti else esito.fascia.numero
    if (scheda.p_finale, scheda.fascia) == (esito.p_finale, fascia):
        return ""
    return _discordanza(scheda.p_finale, esito.p_finale)


def discordanza_totale(firmato: Decimal | None, calcolato: Decimal) -> str:
    """The same for a sheet of the staff."""
    return "" if firmato == calcolato else _discordanza(firmato, calcolato)


def _discordanza(firmato: Decimal | None, calcolato: Decimal) -> str:
    return f"il punteggio firmato ({firmato}) non è quello che danno i suoi voti ({calcolato})"


# --- staff ---


class _Scheda(NamedTuple):
    """What is taken from a sheet of Allegato D; rows and not objects, because there may be thousands."""

    pk: int
    persona: int
    matricola: str
    categoria: str
    esonero: bool
    struttura: Decimal
    specifici: Decimal | None
    totale: Decimal


class _Tratto(NamedTuple):
    """Days in one Direzione with one part-time share."""

    direzione: str
    periodo: Periodo
    tempo: Decimal


def _schede_personale(esercizio: Esercizio) -> list[_Scheda]:
    campi = ("pk", "persona", "persona__matricola", "categoria", "esonero", "struttura", "specifici", "totale")
    firmate = SchedaPersonale.objects.filter(esercizio=esercizio, stato__in=FIRMATE).order_by("persona__matricola")
    return [_Scheda(*riga) for riga in firmate.values_list(*campi)]


def _dipendenti(esercizio: Esercizio, schede: Sequence[_Scheda]) -> list[dict[str, Any]]:
    """Art. 22: one entry a signed sheet, by matricola."""
    voti, tratti = _voti(esercizio), _tratti(esercizio)
    return [_dipendente(s, voti.get(s.pk, {}), tratti.get(s.persona, [])) for s in schede]


def _dipendente(scheda: _Scheda, voti: dict[str, list[int | None]], tratti: list[_Tratto]) -> dict[str, Any]:
    return {
        "matricola": scheda.matricola,
        "categoria": scheda.categoria,
        "tempo": _tempo(tratti),
        "periodi": _periodi(tratti),
        "struttura": str(scheda.struttura),
        "specifici": None if scheda.specifici is None else str(scheda.specifici),
        "esonero_specifici": scheda.esonero,
        "comportamenti": voti,
    }


def _voti(esercizio: Esercizio) -> dict[int, dict[str, list[int | None]]]:
    """The marks by sheet and group, in the order of the items."""
    gruppi = [g.codice for g in esercizio.reg.personale.gruppi]
    voti: dict[int, dict[str, list[int | None]]] = defaultdict(lambda: {codice: [] for codice in gruppi})
    firmate = SchedaPersonale.objects.filter(esercizio=esercizio, stato__in=FIRMATE)
    righe = VotoVoce.objects.filter(scheda__in=firmate.order_by()).order_by("voce__ordine", "pk")
    for scheda, gruppo, voto in righe.values_list("scheda", "voce__gruppo", "voto").iterator():
        voti[scheda][gruppo].append(voto)
    return voti


def _tratti(esercizio: Esercizio) -> dict[int, list[_Tratto]]:
    """The days of each person among the staff in the exercise, in order of time, without those under an appointment."""
    anno = esercizio.periodo
    direzioni = {d.pk: d.apice.codice for d in Direzione.objects.con_padri()}
    incarichi: dict[int, list[Periodo]] = defaultdict(list)
    for persona, dal, al in Incarico.objects.nel_periodo(anno.dal, anno.al).values_list("persona", "dal", "al"):
        incarichi[persona].append(Periodo(dal, al))
    tratti: dict[int, list[_Tratto]] = defaultdict(list)
    righe = Appartenenza.objects.nel_periodo(anno.dal, anno.al).order_by("dal")
    for persona, ufficio, dal, al, tempo in righe.values_list("persona", "direzione", "dal", "al", "tempo"):
        periodo = Periodo(dal, al).ritaglia(anno)
        if periodo is not None:
            tratti[persona] += [_Tratto(direzioni[ufficio], p, tempo) for p in togli(periodo, incarichi[persona])]
    return tratti


def _periodi(tratti: Iterable[_Tratto]) -> list[dict[str, str]]:
    """Where and when; stays that adjoin in the same Direzione are one."""
    per_direzione: dict[str, list[Periodo]] = defaultdict(list)
    for t in tratti:
        per_direzione[t.direzione].append(t.periodo)
    corse = sorted((corsa.dal, direzione, corsa.fine) for direzione, periodi in per_direzione.items() for corsa in unisci(periodi))
    return [{"direzione": direzione, "dal": dal.isoformat(), "al": al.isoformat()} for dal, direzione, al in corse]


def _tempo(tratti: Sequence[_Tratto]) -> str:
    """Reading A37: the part-time share, the mean by days where it changed; 1 for who has no day to weigh."""
    quote = {t.tempo for t in tratti}
    if len(quote) <= 1:
        return f"{next(iter(quote), Decimal(1)).normalize():f}"
    giorni = sum(t.periodo.giorni for t in tratti)
    somma = somma_esatta(Fraction(t.tempo) * t.periodo.giorni for t in tratti)
    return f"{mezzo_su(somma / giorni, DECIMALI_DEL_TEMPO).normalize():f}"


# --- faults ---


def _discordanze(firmati: _Firmati, risultati: Risultati) -> Iterable[Difetto]:
    """Each sheet whose signed figure is not the one that its facts give."""
    for n, (scheda, esito) in enumerate(zip(firmati.incarichi, risultati.incarichi, strict=True)):
        problema = discordanza_incarico(scheda, esito)
        if problema:
            yield Difetto(f"$.incarichi[{n}]", problema, scheda.esercizio.reg.articolo_di("incarichi"))
    for n, (totale, persona) in enumerate(zip(firmati.dipendenti, risultati.dipendenti, strict=True)):
        if problema := discordanza_totale(totale, persona.totale):
            yield Difetto(f"$.dipendenti[{n}]", problema, "D")


def _con_nome(difetto: Difetto, trovati: dict[str, Any]) -> Difetto:
    """A fault of an entry says whose it is: a number in a list means nothing to who has to put it right."""
    voce = VOCE.match(difetto.percorso)
    if voce is None:
        return difetto
    matricola = trovati[voce[1]][int(voce[2])]["matricola"]
    return Difetto(difetto.percorso, f"matricola {matricola}, {difetto.messaggio}", difetto.articolo)
