"""Reading A25: choosing the items of the behaviours of an exercise, before its first staff sheet is opened."""

from collections.abc import Sequence
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.flusso.stati import e_scritto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.voci import REGISTRO, Catalogo, VoceScritta, catalogo, impronta, perche_ferme
from ..models import TESTO_MASSIMO, Voce

ARTICOLO = "22"
TITOLO_MASSIMO = 120
VOCI_MASSIME = 30
"""More than these in a group nobody can mark, and each would weigh next to nothing."""


@transaction.atomic
def salva_voci(*, esercizio: Esercizio, voci: Catalogo, letto: str, utente: Utente, quando: datetime) -> bool:
    """Write the whole catalogue of an exercise; whether anything has changed. ``letto``: the ``impronta`` of the one that was read.

    Raises PermissionDenied, OperazioneNonAmmessa (the first sheet is open), ConflittoDiVersione, DatiNonValidi (a group without items, an
    item without a title, the same title twice in a group).
    """
    if not rules.has_perm("valutazioni.scegliere_voci", utente):
        raise PermissionDenied("Le voci dei comportamenti le sceglie l’ufficio Personale, o il Segretario generale.")
    riga = Esercizio.objects.select_for_update(of=("self",)).get(pk=esercizio.pk)  # nobody opens the sheets meanwhile
    if ferme := perche_ferme(riga):
        raise OperazioneNonAmmessa(ferme, articolo=ARTICOLO)
    prima = catalogo(riga)
    nuove = {gruppo: tuple(VoceScritta(v.titolo.strip(), v.descrizione.strip()) for v in sue) for gruppo, sue in voci.items()}
    if nuove == prima and Voce.objects.filter(esercizio=riga).exists():
        return False
    if impronta(prima) != letto:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha cambiato le voci.")
    if set(nuove) != set(prima):
        raise DatiNonValidi("I gruppi sono quelli del regolamento: ricarica la pagina.", articolo=ARTICOLO)
    for gruppo in riga.reg.personale.gruppi:
        _controlla(gruppo.titolo, nuove[gruppo.codice])
    Voce.objects.filter(esercizio=riga).delete()
    Voce.objects.bulk_create(
        Voce(esercizio=riga, gruppo=gruppo, ordine=n, titolo=v.titolo, descrizione=v.descrizione)
        for gruppo, sue in nuove.items()
        for n, v in enumerate(sue, 1)
    )
    registra(azione="voci.salva", oggetto=REGISTRO, oggetto_id=riga.anno, utente=utente.username, quando=quando,
             dati={"anno": riga.anno, "prima": _titoli(prima), "dopo": _titoli(nuove)})  # fmt: skip
    return True


def _controlla(gruppo: str, voci: Sequence[VoceScritta]) -> None:
    if not voci:
        raise DatiNonValidi(f"{gruppo}: serve almeno una voce, altrimenti il gruppo non ha punti.", articolo=ARTICOLO)
    if len(voci) > VOCI_MASSIME:
        raise DatiNonValidi(f"{gruppo}: al massimo {VOCI_MASSIME} voci.", articolo=ARTICOLO)
    if not all(e_scritto(v.titolo) for v in voci):
        raise DatiNonValidi(f"{gruppo}: una voce è senza titolo. Scrivilo, o togli la voce.", articolo=ARTICOLO)
    if any(len(v.titolo) > TITOLO_MASSIMO or len(v.descrizione) > TESTO_MASSIMO for v in voci):
        raise DatiNonValidi(f"{gruppo}: un titolo ha al massimo {TITOLO_MASSIMO} caratteri.", articolo=ARTICOLO)
    titoli = [v.titolo.lower() for v in voci]
    if doppi := [t for t in titoli if titoli.count(t) > 1]:
        raise DatiNonValidi(f"{gruppo}: «{doppi[0]}» c’è due volte.", articolo=ARTICOLO)


def _titoli(voci: Catalogo) -> dict[str, list[str]]:
    return {gruppo: [v.titolo for v in sue] for gruppo, sue in voci.items()}
