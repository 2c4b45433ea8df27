"""The progressions of an exercise from ``progressioni.toml``; totals and steps are drawn, always the same ones."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from django.conf import settings

from premi.calcolo import Bando
from smvp.organizzazione.posizioni import RigaPosizione
from smvp.regolamento.modello import Regolamento
from valutazioni.letture.pregresse import RigaPregressa

from .modello import Individuo
from .modello_progressioni import AnnoProgressioni, Carico, Giudizio, Procedura, Rettifica
from .testi import tipografia

DISPERSIONE, DI_ANNO_IN_ANNO = 24, 7
MINIMO, MASSIMO = Decimal(130), Decimal(294)
CENTESIMO = Decimal("0.01")
PRIMA_POSIZIONE = 2012
POSIZIONI = 4


def leggi_progressioni(dati: Mapping[str, Any], anno: int, individui: Sequence[Individuo], reg: Regolamento) -> AnnoProgressioni:
    """What the file says of one exercise: an import belongs to the exercise of its day."""
    staff = [i for i in individui if i.servizi]
    pregresse, posizioni = dati["pregresse"], dati["posizioni"]
    carichi = []
    if pregresse["il"].year == anno:
        carichi.append(Carico(_momento(pregresse["il"]), pregresse["da"], pregresse["file"], list(_totali(pregresse, staff))))
    if posizioni["il"].year == anno:
        carichi.append(Carico(_momento(posizioni["il"]), posizioni["da"], posizioni["file"],
                              posizioni=list(_posizioni(posizioni, pregresse["seme"], staff))))  # fmt: skip
    return AnnoProgressioni(
        carichi=carichi,
        rettifiche=[_rettifica(r) for r in dati["rettifica"] if max(r["anni"]) + 1 == anno],
        procedure=[_procedura(p, reg) for p in dati["procedura"] if p["anno"] == anno],
        giudizi=[_giudizio(g) for g in dati["giudizio"]],
        seme=pregresse["seme"] + anno,
    )


def _totali(p: Mapping[str, Any], staff: Iterable[Individuo]) -> Iterator[RigaPregressa]:
    """Around a level of one's own; who was not yet in service by the middle of a year has none of it."""
    numero = 1
    for i in staff:
        caso = Random(f"{p['seme']}-{i.matricola}")
        suo = caso.gauss(p["livello"], DISPERSIONE)
        for anno in p["anni"]:
            totale = Decimal(str(caso.gauss(suo, DI_ANNO_IN_ANNO))).quantize(CENTESIMO)
            if min(s.dal for s in i.servizi) <= date(anno, 7, 1):
                numero += 1
                yield RigaPregressa(numero, i.matricola, anno, min(max(totale, MINIMO), MASSIMO), "vigente", f"Scheda {anno}, su carta")


def _posizioni(p: Mapping[str, Any], seme: int, staff: Iterable[Individuo]) -> Iterator[RigaPosizione]:
    """Some have changed step on the day of the last progressions, the others long before; nobody before they came."""
    numero = 1
    for i in (x for x in staff if x.matricola not in p["mancano"]):
        caso = Random(f"{seme}-posizione-{i.matricola}")
        entrato = min(s.dal for s in i.servizi)
        vecchia = date(caso.randint(PRIMA_POSIZIONE, p["recenti"].year - 2), 1, 1)
        dal = max(p["recenti"] if caso.random() < p["quote"] else vecchia, entrato)
        if dal <= p["il"].date():
            numero += 1
            yield RigaPosizione(numero, i.matricola, f"{i.servizi[0].categoria}{caso.randint(1, POSIZIONI)}", dal)


def _rettifica(r: Mapping[str, Any]) -> Rettifica:
    return Rettifica(_momento(r["il"]), r["da"], r["file"], r["di"], r["anno"], r["alla_pari_con"], list(r["anni"]), tipografia(r["fonte"]))


def _procedura(p: Mapping[str, Any], reg: Regolamento) -> Procedura:
    return Procedura(
        da=p["da"], il=_momento(p["il"]), atto_bando=p["bando"], posti=p["posti"], aperta_il=_momento(p["aperta_il"]),
        bando=Bando(p["decorrenza"], p["ultimo_anno"], reg.progressioni.anni_posizione), maturazione_il=_momento(p["maturazione_il"]),
        formata_il=_momento(p["formata_il"]), maturazioni=p.get("maturazioni", {}), pari=tipografia(p.get("pari", "")),
        approvata_il=_momento(p["approvata_il"]) if "approvata_il" in p else None, atto=p.get("approva", ""),
    )  # fmt: skip


def _giudizio(g: Mapping[str, Any]) -> Giudizio:
    return Giudizio(g["punti"], g["peso"], g["condizioni"], [tipografia(m) for m in g["motivi"]])


def _momento(quando: datetime) -> datetime:
    return quando.replace(tzinfo=settings.FUSO)
