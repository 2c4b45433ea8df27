"""Art. 22, a1 (reading A28): writing how far each structure has reached its functioning objectives."""

from collections.abc import Sequence
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.operazioni.peg import Modifica, cambi_per_il_registro, da_scrivere, difetto_del_grado
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.struttura import REGISTRO, RigaStruttura, quadro_struttura
from ..models import PercentualeStruttura
from ..permessi import la_scrive

ARTICOLO = "22"


@transaction.atomic
def registra_percentuali(*, esercizio: Esercizio, modifiche: Sequence[Modifica], utente: Utente, quando: datetime) -> list[RigaStruttura]:
    """Write all the changes or none; a unit without a percentage takes that of the nearest above. Returns the units that have changed,
    with the sheets that rest on them: those decided keep their own figure.

    Raises PermissionDenied (a unit that is not theirs, or on which they are evaluated themselves), DatiNonValidi (a percentage that cannot
    be, a unit of another year), OperazioneNonAmmessa (all its sheets are decided), ConflittoDiVersione (somebody else has changed one:
    ``campo`` is its code).
    """
    if not rules.has_perm("valutazioni.scrivere_percentuali", utente):
        raise PermissionDenied("La percentuale della struttura la scrive il controllo di gestione, o il Dirigente per i suoi uffici.")
    Esercizio.objects.select_for_update(of=("self",)).get(pk=esercizio.pk)
    quadro = quadro_struttura(esercizio, utente)
    righe = {r.direzione.pk: r for r in quadro.righe}
    nuove = da_scrivere([m for m in modifiche if m.prima != m.dopo], quadro.salvati)
    for m in nuove:
        _controlla(m, righe.get(m.direzione.pk), esercizio, utente)
    if nuove:
        _scrivi(esercizio, nuove, utente, quando)
        registra(
            azione="struttura.registra", oggetto=REGISTRO, oggetto_id=esercizio.anno, utente=utente.username, quando=quando,
            dati={"anno": esercizio.anno, "cambi": cambi_per_il_registro(nuove, quadro.salvati)},
        )  # fmt: skip
    return [righe[m.direzione.pk] for m in nuove]


def _controlla(m: Modifica, riga: RigaStruttura | None, esercizio: Esercizio, utente: Utente) -> None:
    if riga is None:
        raise DatiNonValidi(f"{m.direzione} non è un ufficio dell’esercizio {esercizio.anno}.", articolo=ARTICOLO)
    if riga.propria:
        raise PermissionDenied(f"Sulla percentuale di {m.direzione} sei valutato anche tu: {la_scrive(utente)}.")
    if not riga.puo:
        raise PermissionDenied(f"La percentuale di {m.direzione} la scrive il controllo di gestione, o il suo Dirigente.")
    if riga.ferma:
        raise OperazioneNonAmmessa(f"{m.direzione}: tutte le schede sono decise, la percentuale non cambia più.", articolo=ARTICOLO)
    if difetto := difetto_del_grado(m.dopo):
        raise DatiNonValidi(f"{m.direzione}: {difetto[1]}", campo=difetto[0], articolo=ARTICOLO)


def _scrivi(esercizio: Esercizio, modifiche: Sequence[Modifica], utente: Utente, quando: datetime) -> None:
    tolte = [m.direzione for m in modifiche if m.dopo.percentuale is None]
    PercentualeStruttura.objects.filter(esercizio=esercizio, direzione__in=tolte).delete()
    PercentualeStruttura.objects.bulk_create(
        [
            PercentualeStruttura(esercizio=esercizio, direzione=m.direzione, percentuale=m.dopo.percentuale, fonte=m.dopo.fonte.strip(),
                                 scritta_da=utente, scritta_il=quando)
            for m in modifiche if m.dopo.percentuale is not None
        ],
        update_conflicts=True, unique_fields=["esercizio", "direzione"], update_fields=["percentuale", "fonte", "scritta_da", "scritta_il"],
    )  # fmt: skip
