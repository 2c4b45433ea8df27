"""Artt. 9 and 11: the controllo di gestione writes how far each Direzione has carried out its P.E.G."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Direzione, Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.quadri.peg import AZIONE, REGISTRO, Grado, direzioni_apicali, gradi_di
from ..models import GradoPeg

CENTO = Decimal(100)
ARTICOLO = "11"


@dataclass(frozen=True, slots=True)
class Modifica:
    """What was read of a Direzione, and what is to be there; the same twice changes nothing."""

    direzione: Direzione
    prima: Grado
    dopo: Grado


def difetto_del_grado(grado: Grado) -> tuple[str, str] | None:
    """The field at fault and what is wrong with it; None if the degree can stand."""
    if grado.percentuale is None:
        return ("percentuale", "C’è la fonte ma manca la percentuale.") if grado.fonte else None
    if not 0 <= grado.percentuale <= CENTO:
        return "percentuale", "La percentuale va da 0 a 100."
    if grado.percentuale != mezzo_su(grado.percentuale):
        return "percentuale", "Al massimo due decimali."
    if not grado.fonte.strip():
        return "fonte", "Scrivi da dove viene il dato."
    return None


@transaction.atomic
def registra_gradi(*, esercizio: Esercizio, modifiche: Sequence[Modifica], utente: Utente, quando: datetime) -> int:
    """Write all the changes or none; how many Direzioni have changed. A degree without a percentage is taken away.

    Raises PermissionDenied, OperazioneNonAmmessa (closed exercise), DatiNonValidi (a degree that cannot be, a Direzione that is not
    at the top in that year), ConflittoDiVersione (somebody else has changed one of them: ``campo`` is its code).
    """
    if not rules.has_perm("obiettivi.inserire_peg", utente):
        raise PermissionDenied("Il grado di realizzazione del P.E.G. lo inserisce il controllo di gestione.")
    riga = Esercizio.objects.select_for_update(of=("self",)).get(pk=esercizio.pk)
    if riga.chiuso_il is not None:
        raise OperazioneNonAmmessa(f"L’esercizio {riga.anno} è chiuso: i suoi dati non cambiano più.", articolo=ARTICOLO)
    vere = [m for m in modifiche if m.prima != m.dopo]
    _controlla(riga, vere)
    salvati = gradi_di(riga)
    nuove = da_scrivere(vere, salvati)
    if nuove:
        _scrivi(riga, nuove, utente, quando)
        registra(
            azione=AZIONE, oggetto=REGISTRO, oggetto_id=riga.anno, utente=utente.username, quando=quando,
            dati={"anno": riga.anno, "cambi": cambi_per_il_registro(nuove, salvati)},
        )  # fmt: skip
    return len(nuove)


def da_scrivere(modifiche: Sequence[Modifica], salvati: Mapping[int, Grado]) -> list[Modifica]:
    """The changes that are not there yet. Raises ConflittoDiVersione where somebody else has written something else meanwhile."""
    for m in modifiche:
        adesso = salvati.get(m.direzione.pk, Grado())
        if adesso not in (m.prima, m.dopo):
            raise ConflittoDiVersione(
                f"{m.direzione}: nel frattempo qualcun altro ha scritto {adesso.in_parole}.", campo=m.direzione.codice
            )
    return [m for m in modifiche if m.dopo != salvati.get(m.direzione.pk, Grado())]


def cambi_per_il_registro(modifiche: Sequence[Modifica], salvati: Mapping[int, Grado]) -> list[dict[str, Any]]:
    """What was there and what is written, one line an office."""
    return [
        {"direzione": m.direzione.codice, "denominazione": m.direzione.denominazione,
         "prima": salvati.get(m.direzione.pk, Grado()).come_dati(), "dopo": m.dopo.come_dati()}
        for m in modifiche
    ]  # fmt: skip


def _controlla(esercizio: Esercizio, modifiche: Sequence[Modifica]) -> None:
    apicali = {d.pk for d in direzioni_apicali(esercizio)}
    for m in modifiche:
        if m.direzione.pk not in apicali:
            raise DatiNonValidi(f"{m.direzione} non è una Direzione dell’esercizio {esercizio.anno}.", articolo=ARTICOLO)
        if difetto := difetto_del_grado(m.dopo):
            raise DatiNonValidi(f"{m.direzione}: {difetto[1]}", campo=difetto[0], articolo=ARTICOLO)


def _scrivi(esercizio: Esercizio, modifiche: Sequence[Modifica], utente: Utente, quando: datetime) -> None:
    tolte = [m.direzione for m in modifiche if m.dopo.percentuale is None]
    GradoPeg.objects.filter(esercizio=esercizio, direzione__in=tolte).delete()
    GradoPeg.objects.bulk_create(
        [
            GradoPeg(esercizio=esercizio, direzione=m.direzione, percentuale=m.dopo.percentuale, fonte=m.dopo.fonte.strip(),
                     inserito_da=utente, inserito_il=quando)
            for m in modifiche if m.dopo.percentuale is not None
        ],
        update_conflicts=True, unique_fields=["esercizio", "direzione"],
        update_fields=["percentuale", "fonte", "inserito_da", "inserito_il"],
    )  # fmt: skip
