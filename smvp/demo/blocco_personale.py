"""The staff sheets that are not played: written where they stand today, with the figures that the operations would have fixed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from smvp.documenti.models import Atto
from smvp.organizzazione.models import Esercizio, Utente
from valutazioni.calcolo import calcola_personale
from valutazioni.letture.personale import con_percentuali
from valutazioni.models import ParteSeconda, SchedaPersonale, Voce, VotoVoce
from valutazioni.stati import APERTA, APPROVATA, COMPILATA, DEFINITIVA, NON_VALUTABILE, SCHEDA_PERSONALE

from .cronaca import Cronaca
from .modello_personale import Foglio, Gesto

LOTTO = 2_000
PARTE_SECONDA = "parte_seconda"
SENZA_CIFRE = (APERTA, COMPILATA, NON_VALUTABILE)
CON_ATTO = (APPROVATA, DEFINITIVA)
CAMPI = (
    "stato", "versione", "note_valutatore", "salvata_il", "salvata_da", "colloquio_il", "colloquio", "osservazioni", "osservazioni_il",
    "risposta", "presa_visione_il", "atto", "struttura", "specifici", "a", "b1", "b2", "totale",
)  # fmt: skip


def scrivi_in_blocco(esercizio: Esercizio, fogli: Sequence[Foglio], atto: Atto | None, utenti: Mapping[str, Utente]) -> None:
    """Bring the open sheets of these people to where they stand: marks and part two first, for a signed sheet takes no more of them."""
    righe = _schede(esercizio, fogli)
    _scrivi_voti(esercizio, righe)
    ParteSeconda.objects.bulk_create(
        (
            ParteSeconda(scheda=s, compilata_da=utenti[g.da], compilata_il=g.il, **f.parte)
            for s, f in righe if f.parte and (g := f.gesto(PARTE_SECONDA))
        ),
        batch_size=LOTTO,
    )  # fmt: skip
    SchedaPersonale.objects.bulk_create(
        (_nasce(s, f, atto, utenti) for s, f in righe),
        batch_size=LOTTO, update_conflicts=True, unique_fields=["id"], update_fields=CAMPI,
    )  # fmt: skip


def _schede(esercizio: Esercizio, fogli: Iterable[Foglio]) -> list[tuple[SchedaPersonale, Foglio]]:
    """The sheets with what is to be written on them, and with the percentages on which their figures rest."""
    per_matricola = {f.matricola: f for f in fogli}
    schede = (
        SchedaPersonale.objects.filter(esercizio=esercizio).order_by().select_related("persona", "direzione__padre__padre", "esercizio")
    )
    coppie = [(s, per_matricola[s.persona.matricola]) for s in schede if s.persona.matricola in per_matricola]
    con_percentuali([s for s, _ in coppie])
    return coppie


def _scrivi_voti(esercizio: Esercizio, righe: Iterable[tuple[SchedaPersonale, Foglio]]) -> None:
    """The marks, all the equal ones together: a handful of statements whatever the sheets."""
    voci = {(v.gruppo, v.ordine): v.pk for v in Voce.objects.filter(esercizio=esercizio)}
    voti = {(s.pk, voci[gruppo, n]): voto for s, f in righe for gruppo, elenco in f.voti.items() for n, voto in enumerate(elenco, 1)}
    uguali: dict[int, list[int]] = defaultdict(list)
    for pk, scheda, voce in VotoVoce.objects.filter(scheda__esercizio=esercizio).order_by().values_list("pk", "scheda", "voce"):
        if (scheda, voce) in voti:
            uguali[voti[scheda, voce]].append(pk)
    for voto, chiavi in uguali.items():
        for da in range(0, len(chiavi), LOTTO):
            VotoVoce.objects.filter(pk__in=chiavi[da : da + LOTTO]).update(voto=voto)


def _nasce(s: SchedaPersonale, f: Foglio, atto: Atto | None, utenti: Mapping[str, Utente]) -> SchedaPersonale:
    """The row in its last state, with what the gestures would have left on it."""
    colloquio, osservato, firmata = f.gesto("colloquio"), f.gesto("osserva"), f.gesto("firma")
    salvata = colloquio or f.gesto("salva")
    return SchedaPersonale(
        pk=s.pk, esercizio_id=s.esercizio_id, persona_id=s.persona_id, direzione_id=s.direzione_id, categoria=s.categoria,
        aperta_il=s.aperta_il, stato=f.stato, versione=s.versione + sum(g.azione != PARTE_SECONDA for g in f.gesti), note_valutatore=f.note,
        salvata_il=salvata.il if salvata else None, salvata_da=utenti[salvata.da] if salvata else None,
        colloquio_il=colloquio.il.date() if colloquio else None, colloquio=f.colloquio if colloquio else "",
        osservazioni=f.osservazioni, osservazioni_il=osservato.il if osservato else None, risposta=f.risposta,
        presa_visione_il=firmata.il if firmata else None, atto=atto if f.stato in CON_ATTO else None,
        **_cifre(s, f) if f.stato not in SENZA_CIFRE else {},
    )  # fmt: skip


def _cifre(s: SchedaPersonale, f: Foglio) -> dict[str, Decimal | None]:
    """The figures that the dirigente's decision fixes."""
    struttura, specifici = s.struttura_oggi(), s.specifici_oggi()
    p = calcola_personale(struttura, specifici, f.voti, s.esercizio.reg)
    return {"struttura": struttura, "specifici": specifici, "a": p.a, "b1": p.b1, "b2": p.b2, "totale": p.totale}


# --- the log ------------------------------------------------------------------------------------------------------------------------------


def racconta(cronaca: Cronaca, f: Foglio, gesto: Gesto, scheda: int) -> None:
    """The row of the log that an operation would have left."""
    cronaca.annota(f"{SCHEDA_PERSONALE.codice}.{gesto.azione}", SCHEDA_PERSONALE.codice, scheda, gesto.da, gesto.il, _dati(f, gesto))


def _dati(f: Foglio, gesto: Gesto) -> dict[str, Any]:
    if gesto.azione == "salva":
        cambi: dict[str, Any] = {f"{gruppo} {n}": [None, voto] for gruppo, elenco in f.voti.items() for n, voto in enumerate(elenco, 1)}
        return cambi | ({"note": ["", f.note]} if f.note else {})
    if gesto.azione == "colloquio":
        return {"tenuto_il": str(gesto.il.date())}
    if gesto.azione == PARTE_SECONDA:
        return {"versione": 1}
    prima = [t.a for g in f.gesti[: f.gesti.index(gesto)] if (t := SCHEDA_PERSONALE.transizione(g.azione))]
    passo = SCHEDA_PERSONALE.transizione(gesto.azione)
    fatti = sum(g.azione != PARTE_SECONDA for g in f.gesti[: f.gesti.index(gesto) + 1])
    return {"da": prima[-1] if prima else APERTA, "a": passo.a if passo else f.stato, "versione": 1 + fatti, "motivo": f.motivo}
