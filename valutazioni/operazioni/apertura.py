"""Opening the sheets of an exercise and choosing what each person is evaluated on (artt. 10 and 18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.letture.scheda.esiti import raggiungimenti_decisi
from obiettivi.models import Assegnazione
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.schede import incarichi_da_valutare
from ..models import Scheda, VotoFattore, VotoObiettivo
from ..stati import SCHEDA

# What a factor keeps when it keeps its title.
TENUTI = ("proposto", "voto", "motivo", "autovalutazione", "escluso", "motivo_esclusione")


@dataclass(frozen=True, slots=True)
class Specialistico:
    """A factor of B.3, chosen for one person (art. 10)."""

    titolo: str
    descrizione: str = ""


@transaction.atomic
def apri_schede(
    *, esercizio: Esercizio, utente: Utente, quando: datetime, specialistici: Mapping[int, Sequence[Specialistico]] | None = None
) -> list[Scheda]:
    """Art. 18: open a sheet for each appointment in force in the exercise that has none: dirigenti, P.O., Segretario.

    ``specialistici``: factors of B.3 by appointment id; by default those that the regulation's facsimile suggests. Repeating
    it opens only what is missing. The Segretario's own has no component A (artt. 10 and 24); an interim Direzione's has.
    """
    if not rules.has_perm("valutazioni.aprire_schede", utente):
        raise PermissionDenied("Apre le schede il NCVP, o la sua segreteria.")
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two people who open at once: the second finds them open
    incarichi = incarichi_da_valutare(esercizio).exclude(schede__esercizio=esercizio)
    nuove = Scheda.objects.bulk_create(Scheda(esercizio=esercizio, incarico=i, aperta_il=quando) for i in incarichi)
    _crea_voti(nuove, esercizio, specialistici or {})
    for scheda in nuove:
        registra(azione="scheda.apri", oggetto=SCHEDA.codice, oggetto_id=scheda.pk, utente=utente.username, quando=quando,
                 dati={"esercizio": esercizio.anno, "incarico": scheda.incarico_id})  # fmt: skip
    return nuove


def _crea_voti(schede: Sequence[Scheda], esercizio: Esercizio, specialistici: Mapping[int, Sequence[Specialistico]]) -> None:
    per_incarico = {s.incarico_id: s for s in schede}
    con_obiettivi = [s.incarico_id for s in schede if not s.solo_comportamenti]
    assegnazioni = list(Assegnazione.objects.filter(obiettivo__esercizio=esercizio, incarico__in=con_obiettivi))
    decisi = raggiungimenti_decisi(assegnazioni)
    VotoObiettivo.objects.bulk_create(
        VotoObiettivo(scheda=per_incarico[a.incarico_id], assegnazione=a, raggiungimento=decisi.get(a.pk)) for a in assegnazioni
    )
    voti = []
    for scheda in schede:
        for m in esercizio.reg.macrofattori:
            fattori: Sequence[Any] = m.fattori or specialistici.get(scheda.incarico_id) or m.suggeriti
            voti += [
                VotoFattore(scheda=scheda, macrofattore=m.codice, ordine=n, titolo=f.titolo, descrizione=f.descrizione)
                for n, f in enumerate(fattori, 1)
            ]
    VotoFattore.objects.bulk_create(voti)


@transaction.atomic
def scegli_specialistici(*, scheda: Scheda, fattori: Sequence[Specialistico], utente: Utente, quando: datetime, versione: int) -> Scheda:
    """Art. 10: set the factors of B.3 of one person. A factor that keeps its title keeps its mark.

    Raises PermissionDenied (not the evaluator, or the sheet has gone on), DatiNonValidi (none, or the same title twice) and
    ConflittoDiVersione.
    """
    riga = _da_scegliere(scheda, utente, versione)
    titoli = [f.titolo.strip() for f in fattori]
    if not titoli or not all(titoli):
        raise DatiNonValidi("Serve almeno un fattore, e ognuno con il suo titolo.", articolo="10")
    if len({t.casefold() for t in titoli}) < len(titoli):
        raise DatiNonValidi("Due fattori hanno lo stesso titolo.", articolo="10")
    (macrofattore,) = [m.codice for m in riga.esercizio.reg.macrofattori if not m.fattori]
    prima = {v.titolo: v for v in riga.voti_fattore.filter(macrofattore=macrofattore)}
    riga.voti_fattore.filter(macrofattore=macrofattore).delete()
    VotoFattore.objects.bulk_create(_rifai(riga, macrofattore, n, f, prima.get(f.titolo.strip())) for n, f in enumerate(fattori, 1))
    riga.segna_salvata(utente, quando)
    riga.save()
    dati = {"prima": list(prima), "dopo": titoli}
    registra(azione="scheda.scegli_fattori", oggetto=SCHEDA.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando, dati=dati)
    return riga


@transaction.atomic
def escludi_fattori(*, scheda: Scheda, motivi: Mapping[int, str], utente: Utente, quando: datetime, versione: int) -> Scheda:
    """Reading A6: declare which factors do not apply to this person, and why; a factor with an empty reason applies again, with its mark.

    ``motivi``: the reason by row id; rows that are not there stay as they are. Raises PermissionDenied, ConflittoDiVersione and
    DatiNonValidi (a reason that says nothing, a row of another sheet, a macro-factor left without factors).
    """
    riga = _da_scegliere(scheda, utente, versione)
    voti = {v.pk: v for v in riga.voti_fattore.all()}
    cambi = {}
    for pk, scritto in motivi.items():
        if pk not in voti:
            raise DatiNonValidi("Una riga non appartiene a questa scheda: ricarica la pagina.")
        voto, motivo = voti[pk], scritto.strip()
        if motivo and not e_un_motivo(motivo):
            raise DatiNonValidi("Scrivi perché non si applica, con almeno una frase.", campo=f"motivo_{pk}", articolo="20")
        if voto.motivo_esclusione != motivo:
            cambi[f"{voto.macrofattore} {voto.ordine}"] = [voto.motivo_esclusione, motivo]
            voto.escluso, voto.motivo_esclusione = bool(motivo), motivo
            voto.save(update_fields=["escluso", "motivo_esclusione"])
    for m in riga.esercizio.reg.macrofattori:
        if cambi and all(v.escluso for v in voti.values() if v.macrofattore == m.codice):
            raise DatiNonValidi(f"{m.sigla} resterebbe senza fattori: almeno uno si deve valutare.", articolo="20")
    if cambi:
        riga.segna_salvata(utente, quando)
        riga.save()
        registra(azione="scheda.escludi_fattori", oggetto=SCHEDA.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando,
                 dati=cambi)  # fmt: skip
    return riga


def _da_scegliere(scheda: Scheda, utente: Utente, versione: int) -> Scheda:
    """The sheet, locked, for who chooses its factors. Raises PermissionDenied and ConflittoDiVersione."""
    riga = Scheda.tutte.select_for_update(of=("self",)).get(pk=scheda.pk)
    if not rules.has_perm("valutazioni.scegliere_fattori", utente, riga):
        raise PermissionDenied("I fattori li sceglie chi valuta, finché la scheda è aperta.")
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato questa scheda: rileggi prima di continuare.")
    return riga


def _rifai(scheda: Scheda, macrofattore: str, ordine: int, fattore: Specialistico, prima: VotoFattore | None) -> VotoFattore:
    nuovo = VotoFattore(
        scheda=scheda, macrofattore=macrofattore, ordine=ordine, titolo=fattore.titolo.strip(), descrizione=fattore.descrizione.strip()
    )
    if prima is not None:
        for campo in TENUTI:
            setattr(nuovo, campo, getattr(prima, campo))
    return nuovo
