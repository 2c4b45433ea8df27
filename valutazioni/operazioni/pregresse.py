"""Art. 22: the personnel office writes in the totals of the years that were not evaluated here."""

from collections.abc import Sequence
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.pregresse import RigaPregressa, piano_pregresse
from ..models import ValutazionePregressa

LOTTO = 500


@transaction.atomic
def importa_pregresse(*, righe: Sequence[RigaPregressa], impronta: str, nome_file: str, utente: Utente, quando: datetime) -> int:
    """Write what the preview has shown, all or nothing; the same file again changes nothing. Returns how many have changed.

    Raises PermissionDenied, DatiNonValidi for what cannot be (a person who is not there, a year evaluated here), ConflittoDiVersione if
    what is there has changed since the preview.
    """
    if not rules.has_perm("valutazioni.importare_pregresse", utente):
        raise PermissionDenied("Le valutazioni degli anni precedenti le registra l’ufficio del personale.")
    Esercizio.objects.select_for_update().first()  # two imports take turns
    piano = piano_pregresse(righe)
    if piano.difetti:
        raise DatiNonValidi(f"Riga {piano.difetti[0].riga}: {piano.difetti[0].motivo}", articolo="22")
    if piano.impronta != impronta:
        raise ConflittoDiVersione("Nel frattempo le valutazioni registrate sono cambiate.")
    cambiano = {(m.persona.matricola, m.che): m.persona for m in piano.modifiche}
    nuove = [
        ValutazionePregressa(
            persona=cambiano[r.matricola, str(r.anno)], anno=r.anno, totale=r.totale, sistema=r.sistema, fonte=r.fonte,
            registrata_da=utente, registrata_il=quando,
        )
        for r in righe if (r.matricola, str(r.anno)) in cambiano and r.totale is not None
    ]  # fmt: skip
    for r in righe:
        if r.totale is None and (persona := cambiano.get((r.matricola, str(r.anno)))):
            ValutazionePregressa.objects.filter(persona=persona, anno=r.anno).delete()
    ValutazionePregressa.objects.bulk_create(
        nuove, batch_size=LOTTO, update_conflicts=True, unique_fields=["persona", "anno"],
        update_fields=["totale", "sistema", "fonte", "registrata_da", "registrata_il"],
    )  # fmt: skip
    if cambiano:
        registra(
            azione="pregresse.importa", oggetto="pregresse", oggetto_id=0, utente=utente.username, quando=quando,
            dati={"file": nome_file, "righe": [[m.persona.matricola, m.che, m.prima, m.dopo] for m in piano.modifiche]},
        )  # fmt: skip
    return len(cambiano)
