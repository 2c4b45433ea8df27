"""Writing on this floor: the staff import."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.registro.operazioni import registra

from .importazione import RigaPersonale, leggi_personale
from .models import Appartenenza, Importazione, Persona, Utente
from .piano import ANAGRAFE, CESSATA, CORRETTA, INVARIATA, NUOVA, SPOSTATA, UN_GIORNO, Mossa, Piano, prepara_piano
from .tabelle_ricevute import DifettoFile

VALIDITA_ANTEPRIMA = timedelta(hours=1)
GRUPPO = 500
CAMBIATO = "Nel frattempo i dati del personale sono cambiati: rileggi l’anteprima e conferma di nuovo."


class ImportazioneRifiutata(DatiNonValidi):
    """The file has faults: nothing of it is applied. ``difetti`` lists them all."""

    def __init__(self, difetti: Sequence[DifettoFile]) -> None:
        super().__init__("Il file ha errori: non è stato importato niente.")
        self.difetti = tuple(difetti)


def carica_importazione(*, nome_file: str, contenuto: bytes, utente: Utente, quando: datetime) -> Importazione:
    """Read a file and keep its rows for the preview. Raises ImportazioneRifiutata with every fault.

    Previews of anybody that have expired are thrown away here: personal data do not lie about. No transaction: nobody else must
    wait while a large file is read.
    """
    Importazione.objects.filter(applicata_il=None, scade_il__lte=quando).delete()
    lettura = leggi_personale(nome_file, contenuto)
    if difetti := (*lettura.difetti, *prepara_piano(lettura.righe, lettura.abbozzi).difetti):
        raise ImportazioneRifiutata(sorted(difetti, key=lambda d: d.riga))
    return Importazione.objects.create(
        creata_da=utente, creata_il=quando, scade_il=quando + VALIDITA_ANTEPRIMA, nome_file=nome_file[-200:],
        impronta_file=hashlib.sha256(contenuto).hexdigest(), righe=json.dumps([r.come_dati() for r in lettura.righe]),
    )  # fmt: skip


def piano_di(importazione: Importazione) -> Piano:
    """What the rows kept for a preview would change now."""
    return prepara_piano([RigaPersonale.da_dati(d) for d in json.loads(importazione.righe or "[]")])


@transaction.atomic
def applica_importazione(*, importazione: int, impronta: str, utente: Utente, quando: datetime) -> Importazione:
    """Apply what ``utente`` saw in the preview (``impronta``), all or nothing, once: a second time nothing happens.

    Raises Importazione.DoesNotExist for somebody else's, OperazioneNonAmmessa when the preview has expired, ConflittoDiVersione when
    the same rows would now do something else than was shown.
    """
    riga = Importazione.objects.select_for_update(of=("self",)).get(pk=importazione, creata_da=utente)
    if riga.applicata_il:
        return riga
    if riga.scade_il <= quando:
        raise OperazioneNonAmmessa("L’anteprima è scaduta: carica di nuovo il file.")
    piano = piano_di(riga)
    if piano.difetti or piano.impronta != impronta:
        raise ConflittoDiVersione(CAMBIATO)
    riga.esito = dict(piano.conteggi)
    riga.applicata_il, riga.righe = quando, ""
    riga.save(update_fields=["esito", "applicata_il", "righe"])
    origine = {"file": riga.nome_file, "impronta_file": riga.impronta_file}
    _esegui(piano, utente=utente, quando=quando, oggetto_id=riga.pk, origine=origine)
    return riga


@transaction.atomic
def importa_personale(*, righe: Sequence[RigaPersonale], utente: Utente, quando: datetime) -> Piano:
    """Apply rows without a preview (a command, a test): all or nothing. Raises ImportazioneRifiutata."""
    piano = prepara_piano(righe)
    if piano.difetti:
        raise ImportazioneRifiutata(piano.difetti)
    _esegui(piano, utente=utente, quando=quando, oggetto_id="", origine={})
    return piano


def _esegui(piano: Piano, *, utente: Utente, quando: datetime, oggetto_id: str | int, origine: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            _scrivi(piano.modifiche)
    except IntegrityError as errore:  # somebody else wrote between our reading and our writing
        raise ConflittoDiVersione(CAMBIATO) from errore
    matricole: dict[str, list[str]] = defaultdict(list)
    for mossa in piano.modifiche:
        matricole[mossa.tipo].append(mossa.riga.matricola)
    registra(
        azione="personale.importato", oggetto="importazione", oggetto_id=oggetto_id, utente=utente.get_username(), quando=quando,
        dati={**origine, "conteggi": dict(piano.conteggi), "matricole": matricole},
    )  # fmt: skip


def _scrivi(mosse: Sequence[Mossa]) -> None:
    """People first, then the memberships that end or change, then the new ones: in this order no two overlap."""
    nuove = {m.riga.matricola: Persona(matricola=m.riga.matricola, genere=m.genere, **m.anagrafica) for m in mosse if m.tipo == NUOVA}
    Persona.objects.bulk_create(nuove.values(), batch_size=GRUPPO)
    persone = {m.riga.matricola: m.persona or nuove[m.riga.matricola] for m in mosse}
    cambiate = [_aggiorna(m) for m in mosse if m.tipo != NUOVA and m.anagrafica]
    Persona.objects.bulk_update(cambiate, ["cognome", "nome", "codice_fiscale", "email", "genere"], batch_size=GRUPPO)
    _sposta_fini(mosse)
    corrette = [_corregge(m) for m in mosse if m.tipo == CORRETTA]
    Appartenenza.objects.bulk_update(corrette, ["direzione", "categoria", "tempo", "al"], batch_size=GRUPPO)
    aperte = [_apri(m, persone[m.riga.matricola]) for m in mosse if m.tipo not in (CORRETTA, CESSATA, ANAGRAFE, INVARIATA)]
    Appartenenza.objects.bulk_create(aperte, batch_size=GRUPPO)


def _aggiorna(mossa: Mossa) -> Persona:
    assert mossa.persona is not None  # noqa: S101 (only new people have none)
    for nome, valore in mossa.anagrafica.items():
        setattr(mossa.persona, nome, valore)
    mossa.persona.genere = mossa.persona.genere or mossa.genere
    return mossa.persona


def _sposta_fini(mosse: Sequence[Mossa]) -> None:
    """Who moves ends the day before the new period begins; who leaves ends when the row says. Few dates for many people."""
    fini: dict[date | None, list[int]] = defaultdict(list)
    for mossa in mosse:
        if mossa.appartenenza and mossa.tipo in (SPOSTATA, CESSATA):
            fini[mossa.riga.dal - UN_GIORNO if mossa.tipo == SPOSTATA else mossa.riga.al].append(mossa.appartenenza.pk)
    for al, chiavi in fini.items():
        for inizio in range(0, len(chiavi), GRUPPO):
            Appartenenza.objects.filter(pk__in=chiavi[inizio : inizio + GRUPPO]).update(al=al)


def _corregge(mossa: Mossa) -> Appartenenza:
    """The period that began the very day of the row takes what the row says."""
    riga, appartenenza = mossa.riga, mossa.appartenenza
    assert appartenenza is not None  # noqa: S101 (the caller chose those that have one)
    appartenenza.direzione, appartenenza.categoria, appartenenza.tempo, appartenenza.al = (
        mossa.direzione,
        riga.categoria,
        riga.tempo,
        riga.al,
    )
    return appartenenza


def _apri(mossa: Mossa, persona: Persona) -> Appartenenza:
    riga = mossa.riga
    return Appartenenza(persona=persona, direzione=mossa.direzione, categoria=riga.categoria, tempo=riga.tempo, dal=riga.dal, al=riga.al)
