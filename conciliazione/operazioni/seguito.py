"""Artt. 29 and 30: the other road, conciliation; and the measures after an evaluation that is negative for good."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.allegati import File, ricevi
from smvp.flusso.operazioni import effetto, esegui
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO, data
from smvp.organizzazione.models import Esercizio, Utente
from smvp.organizzazione.ruoli import Ruolo, utenti_con
from valutazioni.models import ACCORDO, Scheda, SchedaPersonale
from valutazioni.stati import FIRMATE

from ..letture.casi import campo_di, conciliazione_sulla, istanza_sulla
from ..letture.organismo import segretario_escluso
from ..letture.seguito import negativa_per_sempre
from ..models import Conciliazione, Esito410, Genere, Istanza, Misura
from ..stati import APERTA, CONCILIAZIONE, MISURA, PENDENTI
from .allegati import iscrivi
from .cifre import correggi, modifiche_della
from .comuni import annota, avvisa, blocca, vuole_un_motivo
from .emissioni import emetti_misura

TIENE_IL_REGISTRO = "La conciliazione la registra il Segretario generale, o il Vicesegretario dove il Segretario è parte."


def perche_non_concilia(scheda: Scheda | SchedaPersonale) -> str:
    """Why no conciliation can be recorded on a sheet, in words; empty if it can."""
    if scheda.stato not in FIRMATE:
        return "La valutazione non è ancora firmata: non c’è niente su cui conciliare."
    if conciliazione_sulla(scheda) is not None:
        return "Su questa scheda c’è già una conciliazione."
    istanza = istanza_sulla(scheda)
    if istanza is not None and istanza.stato not in PENDENTI:
        return "Il riesame di questa scheda è già stato deciso: le due vie sono alternative (art. 30)."
    return ""


def registra_conciliazione(
    *, scheda: Scheda | SchedaPersonale, sede: str, richiesta_il: date, oggetto: str, file: Sequence[File] = (), utente: Utente,
    quando: datetime,
) -> Conciliazione:  # fmt: skip
    """Record the attempt; a review still pending on the sheet is closed by it (reading A51).

    Raises PermissionDenied, DatiNonValidi, FileRifiutato, OperazioneNonAmmessa.
    """
    giorno = quando.astimezone(FUSO).date()
    if richiesta_il > giorno:
        raise DatiNonValidi(f"Il {data(richiesta_il)} deve ancora venire.", campo="richiesta_il", articolo="30")
    if not sede.strip():
        raise DatiNonValidi("Scrivi davanti a chi si tenta la conciliazione.", campo="sede", articolo="30")
    vuole_un_motivo(oggetto, "oggetto", "Scrivi che cosa si chiede, con almeno una frase.")
    ricevuti = ricevi(file)
    with transaction.atomic():
        Esercizio.objects.select_for_update().get(pk=scheda.esercizio_id)
        riga = Conciliazione(
            esercizio=scheda.esercizio, persona=scheda.valutato, sede=sede.strip(), richiesta_il=richiesta_il, oggetto=oggetto.strip(),
            registrata_da=utente, registrata_il=quando, segretario_escluso=segretario_escluso(scheda, giorno), **{campo_di(scheda): scheda},
        )  # fmt: skip
        if not rules.has_perm("conciliazione.registrare_conciliazione", utente, riga):
            raise PermissionDenied(TIENE_IL_REGISTRO)
        if no := perche_non_concilia(scheda):
            raise OperazioneNonAmmessa(no, articolo="30")
        riga.save()
        iscrivi(riga, ricevuti, Genere.CONCILIAZIONE, utente, quando)
        annota(riga, "registra", utente, quando, sede=riga.sede, richiesta_il=richiesta_il)
        istanza = istanza_sulla(scheda)
        if istanza is not None:
            esegui(istanza, "passa_alla_conciliazione", utente=utente, quando=quando, versione=istanza.versione)
    return riga


def concludi_conciliazione(
    *, conciliazione: Conciliazione, esito: Esito410, esito_del: date, contenuto: str, nuovi: Mapping[str, Decimal | int] | None = None,
    file: Sequence[File] = (), utente: Utente, quando: datetime, versione: int,
) -> Conciliazione:  # fmt: skip
    """The outcome, with the day of the minutes and what they say. ``nuovi``: the figures that the agreement changes, by name (None: it
    changes none); they make a new version of the sheet, as those of a review do. Raises as above, and ConflittoDiVersione."""
    if esito_del > quando.astimezone(FUSO).date() or esito_del < conciliazione.richiesta_il:
        raise DatiNonValidi("Il verbale porta un giorno fra la richiesta e oggi.", campo="esito_del", articolo="30")
    vuole_un_motivo(contenuto, "contenuto", "Scrivi che cosa dice il verbale, con almeno una frase.")
    ricevuti = ricevi(file)
    with transaction.atomic():
        riga = blocca(conciliazione, "conciliazione.registrare_conciliazione", utente, TIENE_IL_REGISTRO)
        if riga.stato != APERTA:
            raise OperazioneNonAmmessa(f"Ora la conciliazione è «{riga.stato_attuale.parola}»: l’esito non si cambia.", articolo="30")
        if nuovi is not None and esito != Esito410.ACCORDO:
            raise DatiNonValidi("Senza accordo la valutazione resta com’è.", campo="esito", articolo="30")
        riga.esito, riga.esito_del, riga.contenuto = esito, esito_del, contenuto.strip()
        riga.modifiche = [] if nuovi is None else modifiche_della(riga.scheda, nuovi)
        riga.save(update_fields=["esito", "esito_del", "contenuto", "modifiche"])
        iscrivi(riga, ricevuti, Genere.CONCILIAZIONE, utente, quando)
        return esegui(riga, "concludi", utente=utente, quando=quando, versione=versione)


@effetto(CONCILIAZIONE.codice, "concludi")
def _segue_l_accordo(riga: Conciliazione, *, utente: Utente, quando: datetime) -> None:
    """Art. 30: what the agreement changes makes the new version of the sheet, by the same door as a review."""
    if riga.modifiche and riga.esito_del is not None:
        correggi(
            riga.scheda, riga.modifiche, motivo=riga.contenuto, riferimento=f"{ACCORDO} del {data(riga.esito_del)}", utente=utente,
            quando=quando,
        )  # fmt: skip


@transaction.atomic
def proponi_misura(*, dopo: Istanza | Conciliazione, proposta: str, perche: str, utente: Utente, quando: datetime) -> Misura:
    """Art. 29: the Segretario proposes to the Sindaco what follows. Raises PermissionDenied, DatiNonValidi, OperazioneNonAmmessa."""
    riga = blocca(dopo, "conciliazione.proporre_misura", utente, "Le misure le propone il Segretario generale.")
    if no := negativa_per_sempre(riga):
        raise OperazioneNonAmmessa(no, articolo="29")
    if Misura.objects.filter(**{riga.flusso.codice: riga}).exists():
        raise OperazioneNonAmmessa("La proposta di misure c’è già.", articolo="29")
    vuole_un_motivo(proposta, "proposta", "Scrivi la misura che proponi, con almeno una frase.")
    vuole_un_motivo(perche, "perche", "Scrivi perché è proporzionata a ciò che manca, con almeno una frase.")
    misura = Misura.objects.create(
        esercizio=riga.esercizio, persona=riga.persona, scheda_b=riga.scheda_b, scheda_d=riga.scheda_d, proposta=proposta.strip(),
        perche=perche.strip(), segretario_escluso=riga.segretario_escluso, proposta_da=utente, proposta_il=quando,
        **{riga.flusso.codice: riga},
    )  # fmt: skip
    annota(misura, "proponi", utente, quando)
    chi = [*utenti_con(Ruolo.SINDACO), *misura.interessati()]
    avvisa(misura, chi, "proposta al Sindaco", misura.get_absolute_url(), tranne=utente, quando=quando)
    return misura


@effetto(MISURA.codice, "adotta")
@effetto(MISURA.codice, "non_adottare")
def _scrivi_la_decisione(misura: Misura, *, utente: Utente, quando: datetime) -> None:
    """Art. 29: the Sindaco's decision stands on the measure, with its reason, and goes to the person on paper."""
    misura.decisa_da, misura.decisa_il, misura.motivo = utente, quando, misura.motivo_del_passo
    emetti_misura(misura, utente, quando)
