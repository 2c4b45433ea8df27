"""The rows of an objective's sheet (All. A) as its plain data say, for one objective or for thousands at once."""

from collections.abc import Iterable, Mapping, Sequence

from obiettivi.models import (
    Assegnazione,
    Consuntivo,
    Fase,
    Indicatore,
    Obiettivo,
    Parte,
    PersonaleCoinvolto,
    Rilevazione,
    Riscontro,
    RisorsaPeg,
    Tipo,
)
from smvp.organizzazione.models import Direzione, Esercizio, Incarico
from valutazioni.letture.schede import incarichi_con_obiettivi

from .modello_obiettivi import Metro, Traguardo

Coppia = tuple[Obiettivo, Traguardo]
LOTTO = 2000


def testi_di(t: Traguardo) -> dict[str, object]:
    """The fields of Obiettivo that are filled in after the draft has been made."""
    return {
        "area": str(t.area), "ambiti": list(t.ambiti), "asse_programmatico": t.asse, "collegamento_dup": t.dup,
        "descrizione": t.descrizione, "risultato_atteso": t.risultato_atteso, "gradazione": t.gradazione,
        "gradazione_testo": t.gradazione_testo, "scostamenti_previsti": t.scostamenti, "criticita": t.criticita, "durata": t.durata,
        "non_avviato": True, "non_ordinario": True,
    }  # fmt: skip


def tipo_di(t: Traguardo) -> str:
    return Tipo.GENERALE if t.parti else Tipo.INDIVIDUALE


def scrivi_righe(coppie: Sequence[Coppia], direzioni: Mapping[str, Direzione]) -> list[Parte]:
    """Parts, phases, indicators, people and money. Returns the parts."""
    parti = Parte.objects.bulk_create(
        (
            Parte(obiettivo=o, direzione=direzioni[p.direzione], apporto=p.apporto, descrizione=p.descrizione)
            for o, t in coppie for p in t.parti
        ),
        batch_size=LOTTO,
    )  # fmt: skip
    di_chi = {(p.obiettivo_id, p.direzione_id): p for p in parti}
    Fase.objects.bulk_create(
        (Fase(obiettivo=o, ordine=n, testo=f.testo, dal=f.dal, entro=f.entro) for o, t in coppie for n, f in enumerate(t.fasi, 1)),
        batch_size=LOTTO,
    )
    Indicatore.objects.bulk_create(
        (
            _indicatore(o, n, m, di_chi[o.pk, direzioni[m.direzione].pk] if m.direzione else None)
            for o, t in coppie for n, m in numerati(t)
        ),
        batch_size=LOTTO,
    )  # fmt: skip
    PersonaleCoinvolto.objects.bulk_create(
        (PersonaleCoinvolto(obiettivo=o, qualifica=q, numero=n) for o, t in coppie for q, n in t.personale), batch_size=LOTTO
    )
    RisorsaPeg.objects.bulk_create(
        (RisorsaPeg(obiettivo=o, capitolo=r.capitolo, descrizione=r.descrizione, importo=r.importo) for o, t in coppie for r in t.risorse),
        batch_size=LOTTO,
    )
    return parti


def numerati(t: Traguardo) -> Iterable[tuple[int, Metro]]:
    """The letters start again in each part."""
    viste: dict[str, int] = {}
    for metro in t.indicatori:
        viste[metro.direzione] = viste.get(metro.direzione, 0) + 1
        yield viste[metro.direzione], metro


def _indicatore(obiettivo: Obiettivo, numero: int, m: Metro, parte: Parte | None) -> Indicatore:
    return Indicatore(
        obiettivo=obiettivo, parte=parte, ordine=numero, titolo=m.titolo, tipo=m.tipo, dimensione=m.dimensione, misura=m.misura,
        verso=m.verso, unita=m.unita, base=m.base, base_anno=m.base_anno, atteso=m.atteso, atteso_entro=m.atteso_entro,
        atteso_1=m.atteso_1, atteso_2=m.atteso_2, fonte=m.fonte,
    )  # fmt: skip


def assegna_parti(esercizio: Esercizio, parti: Sequence[Parte], incarichi: Iterable[Incarico] | None = None) -> list[Assegnazione]:
    """Artt. 7 and 8: each appointment (of the exercise, or only these) answers for its Direzione's part of the general objective."""
    per_direzione = {p.direzione_id: p for p in parti}
    apici: dict[int | None, int] = {d.pk: d.apice.pk for d in Direzione.objects.con_padri()}
    peso = esercizio.reg.pesi.generali / esercizio.reg.negoziazione.generali
    righe = []
    for incarico in incarichi_con_obiettivi(esercizio) if incarichi is None else incarichi:
        parte = per_direzione[apici[incarico.direzione_id]]
        righe.append(Assegnazione(obiettivo=parte.obiettivo, parte=parte, incarico=incarico, peso=peso))
    return Assegnazione.objects.bulk_create(righe)


def assegna_individuali(esercizio: Esercizio, coppie: Iterable[Coppia], incarichi: Mapping[str, Incarico]) -> None:
    """Art. 7: two individual objectives for each appointment, of the same weight unless they say otherwise."""
    peso = esercizio.reg.pesi.individuali / esercizio.reg.negoziazione.individuali
    Assegnazione.objects.bulk_create(
        (
            Assegnazione(obiettivo=o, incarico=incarichi[chiave], peso=t.pesi.get(chiave, peso))
            for o, t in coppie for chiave in t.a if chiave in incarichi
        ),
        batch_size=LOTTO,
    )  # fmt: skip


def scrivi_riscontri(coppie: Iterable[Coppia], esercizio: Esercizio, esito: str = "") -> None:
    """Art. 7: what the proposer says of each requisite, examined if ``esito`` is given."""
    Riscontro.objects.bulk_create(
        (
            Riscontro(obiettivo=o, codice=r.codice, argomento=t.argomenti.get(r.codice, ""), esito=esito)
            for o, t in coppie for r in esercizio.reg.requisiti_obiettivo
        ),
        batch_size=LOTTO,
    )  # fmt: skip


def scrivi_esiti(coppie: Sequence[Coppia]) -> None:
    """Art. 18: the reports with their figures, and the actual values of the indicators, of those that have come that far."""
    finiti = {o.pk: t for o, t in coppie if t.storia.esiti}
    parti = {(p.obiettivo_id, p.direzione.codice): p for p in Parte.objects.filter(obiettivo__in=finiti).select_related("direzione")}
    Consuntivo.objects.bulk_create(
        (
            Consuntivo(
                obiettivo=o, parte=parti.get((o.pk, e.direzione)), risultato=e.risultato, relazione=e.relazione,
                proposto=e.misurato, misurato=e.misurato, valutato=e.valutato,
            )
            for o, t in coppie for e in t.storia.esiti
        ),
        batch_size=LOTTO,
    )  # fmt: skip
    metri = {(chiave, m.direzione, n): m for chiave, t in finiti.items() for n, m in numerati(t)}
    Rilevazione.objects.bulk_create(
        (
            Rilevazione(indicatore=i, valore=metri[i.obiettivo_id, i.parte.direzione.codice if i.parte else "", i.ordine].valore)
            for i in Indicatore.objects.filter(obiettivo__in=finiti).select_related("parte__direzione")
        ),
        batch_size=LOTTO,
    )  # fmt: skip


def lega(coppie: Sequence[Coppia], stesso_anno: Mapping[str, Obiettivo], anno_prima: Mapping[str, Obiettivo]) -> None:
    """Art. 7, cascading: whose objective each one hangs on; and which one of the year before it takes up, indicator by indicator."""
    for o, t in coppie:
        o.padre, o.origine = stesso_anno.get(t.padre), anno_prima.get(t.origine)
    Obiettivo.objects.bulk_update([o for o, _ in coppie if o.padre or o.origine], ["padre", "origine"], batch_size=LOTTO)
    for o, t in coppie:
        for numero, metro in numerati(t):
            if metro.continua and o.origine:
                della_parte = {"parte__direzione__codice": metro.direzione} if metro.direzione else {}
                vecchio = o.origine.indicatori.filter(ordine=ord(metro.continua) - ord("A") + 1, **della_parte).first()
                Indicatore.objects.filter(obiettivo=o, ordine=numero, **della_parte).update(origine=vecchio)
