"""The sheets of Allegato B that are not played: written where they stand today, with the figures that the operations would have fixed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from smvp.documenti.models import Atto
from smvp.organizzazione.models import CausaFine, Esercizio, Incarico, Utente
from valutazioni.letture.schede import con_tutto, punteggio
from valutazioni.models import Scheda, VotoFattore
from valutazioni.stati import APERTA, NON_VALUTABILE, SCHEDA

from .cronaca import Cronaca
from .modello import Passaggio, Valutazione

CAMPI = (
    "stato", "versione", "note_valutatore", "salvata_il", "salvata_da", "presa_visione_il", "atto", "retribuzione", "dal", "al",
    "limiti_eta", "p_a", "p_b", "p_finale", "fascia", "percentuale",
)  # fmt: skip


def scrivi_schede_in_blocco(
    esercizio: Esercizio, valutazioni: Sequence[Valutazione], incarichi: Mapping[str, Incarico], atti: Mapping[str, Atto],
    utenti: Mapping[str, Utente],
) -> None:  # fmt: skip
    """Bring the open sheets to where they stand: marks first, for a signed sheet takes no more of them."""
    per_incarico = {incarichi[v.incarico].pk: v for v in valutazioni}
    _scrivi_voti(esercizio, per_incarico)
    schede = list(con_tutto(Scheda.objects.filter(esercizio=esercizio, incarico__in=per_incarico)))
    for s in schede:
        _compi(s, per_incarico[s.incarico_id], atti, utenti)
    Scheda.objects.bulk_create(schede, update_conflicts=True, unique_fields=["id"], update_fields=CAMPI)


def _scrivi_voti(esercizio: Esercizio, valutazioni: Mapping[int, Valutazione]) -> None:
    """The decided marks, all the equal ones together; of dirigenti they are also those that were proposed (art. 18).

    The attainments came with the opening: the objectives had been evaluated.
    """
    uguali: dict[tuple[int, int | None], list[int]] = defaultdict(list)
    sue = VotoFattore.objects.filter(scheda__esercizio=esercizio, scheda__incarico__in=valutazioni)
    for riga in sue.select_related("scheda__incarico"):
        if voti := valutazioni[riga.scheda.incarico_id].votazioni[0].voti.get(riga.macrofattore):
            voto = voti[riga.ordine - 1]
            uguali[voto, None if riga.scheda.di_po else voto].append(riga.pk)
    for (voto, proposto), chiavi in uguali.items():
        VotoFattore.objects.filter(pk__in=chiavi).update(voto=voto, proposto=proposto)


def _compi(s: Scheda, v: Valutazione, atti: Mapping[str, Atto], utenti: Mapping[str, Utente]) -> None:
    """The row in its last state, with what the steps would have left on it."""
    passi = {p.azione: p for p in v.percorso}
    votata = v.votazioni[0]
    s.stato, s.versione = v.stato, s.versione + len(v.percorso) + bool(votata.voti)
    if votata.voti:
        s.note_valutatore, s.salvata_il, s.salvata_da = votata.note or "", votata.il, utenti[votata.da]
    if v.stato == NON_VALUTABILE:
        return
    i, p = s.incarico, punteggio(s, proposta=False)
    s.p_a, s.p_b, s.p_finale = p.p_a, p.p_b, p.p_finale
    if p.fascia is not None:  # the Segretario's own sheet has none (art. 24)
        s.fascia, s.percentuale = p.fascia.numero, p.fascia.percentuale
    s.retribuzione, s.dal, s.al, s.limiti_eta = i.retribuzione_risultato, i.dal, i.al, i.causa_fine == CausaFine.LIMITI_ETA
    s.presa_visione_il, s.atto = passi["firma"].il, atti[passi["approva"].atto]


# --- the log ------------------------------------------------------------------------------------------------------------------------------


def fatti_della_scheda(v: Valutazione) -> Iterator[tuple[datetime, str, str, dict[str, Any]]]:
    """What the log tells of a sheet: when, which act, by whom, with what."""
    votata, versione, stato = v.votazioni[0], 1, APERTA
    if votata.voti:
        versione += 1
        cambi: dict[str, Any] = {
            f"{macro} {n}": [None, "", voto, ""] for macro, elenco in votata.voti.items() for n, voto in enumerate(elenco, 1)
        }
        yield votata.il, "salva", votata.da, cambi | ({"note": ["", votata.note]} if votata.note else {})
    for p in v.percorso:
        versione += 1
        arrivo = _arrivo(p, v.stato)
        yield p.il, p.azione, p.da, {"da": stato, "a": arrivo, "versione": versione, "motivo": p.testo}
        stato = arrivo


def _arrivo(p: Passaggio, ultimo: str) -> str:
    t = SCHEDA.transizione(p.azione)
    return t.a if t else ultimo


def racconta_scheda(cronaca: Cronaca, scheda: int, quando: datetime, azione: str, utente: str, dati: Mapping[str, Any]) -> None:
    """The row of the log that an operation would have left."""
    cronaca.annota(f"{SCHEDA.codice}.{azione}", SCHEDA.codice, scheda, utente, quando, dati)
