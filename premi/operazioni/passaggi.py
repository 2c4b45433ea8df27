"""Art. 22: the act that approves a ranking and the economic steps that it gives; the act that takes the approval back."""

from collections.abc import Mapping
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import effetto, esegui
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import PosizioneEconomica, Utente
from smvp.organizzazione.posizioni import DENOMINAZIONE_MASSIMA, FONTE_MASSIMA, a_turno
from smvp.registro.operazioni import registra

from ..letture.progressioni.passaggi import PassaggioProposto, da_togliere, passaggi_della, piano_passaggi
from ..models import PassaggioEconomico, Progressione
from ..stati import CHIUSA, GRADUATORIA, PROGRESSIONE
from .progressioni import ARTICOLO, TIPI_DEGLI_ATTI

SOLO_IL_SEGRETARIO = "Registra l’atto che approva la graduatoria il Segretario generale."


@transaction.atomic
def approva_progressione(
    *, procedura: Progressione, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int,
    posizioni: Mapping[int, str] | None = None,
) -> Progressione:  # fmt: skip
    """The act that approves the ranking: whoever has a place is in the new step from the day of the call, with the act as its source.

    ``posizioni``: the new step by the key of the candidate; of whom it does not name, the next one of the ladder. Raises as ``esegui``
    does, and DatiNonValidi for an act in the future or before the ranking, for a step that nobody has named, for somebody who meanwhile
    is in another step or has one from that day on.
    """
    if not rules.has_perm("premi.approvare_progressione", utente, procedura):
        raise PermissionDenied(SOLO_IL_SEGRETARIO)
    riga = Progressione.objects.select_for_update(of=("self",)).get(pk=procedura.pk)
    if riga.stato == GRADUATORIA and riga.versione == versione and not riga.parita_decise():
        _controlla_il_giorno(riga, atto)
        riga.atto = registra_atto_fra(TIPI_DEGLI_ATTI, atto, utente=utente, quando=quando, articolo=ARTICOLO)
        riga.save(update_fields=["atto"])
        a_turno()
        _prepara(riga, posizioni or {}, utente, quando)
    return esegui(riga, "approva", utente=utente, quando=quando, versione=versione)


def _controlla_il_giorno(riga: Progressione, atto: Atto | DatiAtto) -> None:
    ultima = riga.ultima_graduatoria()
    formata = ultima.formata_il.astimezone(FUSO).date() if ultima else None
    if formata and atto.data < formata:
        raise DatiNonValidi(f"L’atto è di prima della graduatoria, formata il {data(formata)}.", campo="data", articolo=ARTICOLO)


def _prepara(riga: Progressione, posizioni: Mapping[int, str], utente: Utente, quando: datetime) -> None:
    """What each will have, looked at again under the lock; all of it or nothing."""
    piano = piano_passaggi(riga)
    if impediti := [f"{p.candidato.nominativo} {p.impedimento}" for p in piano if p.impedimento]:
        raise DatiNonValidi(" ".join(impediti), articolo=ARTICOLO)
    PassaggioEconomico.objects.bulk_create(
        PassaggioEconomico(
            candidato=p.candidato, prima=p.prima, dopo=_nuova(p, posizioni), dal=p.dal, atto=riga.atto, scritto_da=utente, scritto_il=quando
        )
        for p in piano
    )


def _nuova(p: PassaggioProposto, posizioni: Mapping[int, str]) -> str:
    scritta = " ".join(posizioni.get(p.candidato.pk, p.dopo).split())
    if difetto := difetto_della_posizione(scritta, p.prima):
        raise DatiNonValidi(f"{p.candidato.nominativo}: {difetto}", campo=f"posizione_{p.candidato.pk}", articolo=ARTICOLO)
    return scritta


def difetto_della_posizione(scritta: str, prima: str) -> str:
    """What is wrong with the name of a new step; empty if it can stand."""
    if not scritta:
        return "scrivi la nuova posizione economica, come la chiama il contratto."
    if len(scritta) > DENOMINAZIONE_MASSIMA:
        return f"la posizione è troppo lunga: al massimo {DENOMINAZIONE_MASSIMA} caratteri."
    return "la nuova posizione è quella di prima." if scritta.casefold() == prima.casefold() else ""


@effetto(PROGRESSIONE.codice, "approva")
def _scrivi(procedura: Progressione, *, utente: Utente, quando: datetime) -> None:
    """The steps themselves: the database refuses a second one of the same person from the same day."""
    procedura.atto_revoca = None  # of an approval taken back the steps remember the act
    passaggi = passaggi_della(procedura)
    fonte = f"{procedura.atto}. {procedura}"[:FONTE_MASSIMA]
    PosizioneEconomica.objects.bulk_create(
        PosizioneEconomica(persona_id=p.candidato.persona_id, denominazione=p.dopo, dal=p.dal, fonte=fonte) for p in passaggi
    )
    _annota("scritte", procedura, [[p.candidato.matricola, p.prima, p.dopo, p.dal.isoformat()] for p in passaggi], utente, quando)


# --- the revocation ---------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def revoca_approvazione(
    *, procedura: Progressione, atto: Atto | DatiAtto, motivo: str, utente: Utente, quando: datetime, versione: int
) -> Progressione:
    """An act takes the approval back: the steps that it gave are taken away, the procedure is being examined again.

    Raises as ``esegui`` does, and DatiNonValidi for an act before the one it revokes, for somebody whom a later procedure has moved on.
    """
    if not rules.has_perm("premi.approvare_progressione", utente, procedura):
        raise PermissionDenied("Revoca l’approvazione il Segretario generale.")
    riga = Progressione.objects.select_for_update(of=("self",)).select_related("atto").get(pk=procedura.pk)
    if riga.stato == CHIUSA and riga.versione == versione:
        a_turno()
        if impediti := [f"{t.passaggio.candidato.nominativo} {t.impedimento}" for t in da_togliere(riga) if t.impedimento]:
            raise DatiNonValidi(" ".join(impediti), articolo=ARTICOLO)
        riga.atto_revoca = registra_atto_fra(TIPI_DEGLI_ATTI, atto, utente=utente, quando=quando, articolo=ARTICOLO)
        if riga.atto and (riga.atto_revoca == riga.atto or riga.atto_revoca.data < riga.atto.data):
            raise DatiNonValidi(
                f"L’atto che revoca è un altro, e viene dopo quello che approva: {riga.atto}.", campo="data", articolo=ARTICOLO
            )
        riga.save(update_fields=["atto_revoca"])
    return esegui(riga, "revoca", utente=utente, quando=quando, versione=versione, motivo=motivo)


@effetto(PROGRESSIONE.codice, "revoca")
def _togli(procedura: Progressione, *, utente: Utente, quando: datetime) -> None:
    tolti = da_togliere(procedura)
    PosizioneEconomica.objects.filter(pk__in=[t.posizione.pk for t in tolti if t.posizione]).delete()
    PassaggioEconomico.objects.filter(pk__in=[t.passaggio.pk for t in tolti]).update(revocato_con=procedura.atto_revoca, revocato_il=quando)
    procedura.atto = None
    righe = [
        [t.passaggio.candidato.matricola, t.posizione.denominazione if t.posizione else "", t.passaggio.dal.isoformat()] for t in tolti
    ]
    _annota("tolte", procedura, righe, utente, quando)


def _annota(che: str, procedura: Progressione, righe: list[list[str]], utente: Utente, quando: datetime) -> None:
    if righe:
        registra(azione=f"posizioni.{che}", oggetto="progressione", oggetto_id=procedura.pk, utente=utente.username, quando=quando,
                 dati={"righe": righe})  # fmt: skip
