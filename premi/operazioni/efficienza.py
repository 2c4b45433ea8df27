"""Art. 27: the premium of efficiency: the Segretario shares it among those involved, the political body confers it."""

from datetime import datetime
from decimal import Decimal

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from premi.calcolo import premio_di_efficienza
from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import effetto, esegui
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.arrotondamenti import mezzo_su
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import euro
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.registro.operazioni import registra

from ..letture.efficienza import accoglienze, parti_di, residuo_del_premio, risparmi_certificati
from ..letture.premialita import fuori_servizio
from ..models import Attribuzione, Destinazione, Fondo, Premialita, QuotaEfficienza, RipartoEfficienza
from ..models.efficienza import PESO
from ..permessi import puo_scrivere_fondo
from ..stati import BOZZA, EFFICIENZA, PROPOSTA, RIPARTO_CONFERITO
from .fondi import ATTI_DEI_FONDI, SCRIVE_IL_PERSONALE, Registrazione, blocca, controlla_importo, registra_versione
from .premialita import (
    ATTI_DI_CONFERIMENTO,
    CONFERISCE_IL_SINDACO,
    PROPONE_IL_SEGRETARIO,
    annota_proposta,
    conferisci_attribuzione,
    esige_acceso,
    nessuno_per_se,
    non_in_servizio,
)

ARTICOLO = "27"
PESO_MASSIMO = Decimal(1000)


@transaction.atomic
def scrivi_riparto(
    *, esercizio: Esercizio, criteri: str, al_personale: Decimal, utente: Utente, quando: datetime, versione: int
) -> RipartoEfficienza:
    """The criteria and the sum for those involved, at most two thirds of the premium (reading A44).

    Raises PermissionDenied, OperazioneNonAmmessa (off, without certified savings, proposed already), ConflittoDiVersione, DatiNonValidi.
    """
    if not rules.has_perm("premi.proporre", utente):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    riga = _bloccato(esercizio)
    esige_acceso(esercizio, Premialita.EFFICIENZA)
    fondo = risparmi_certificati(esercizio)
    if fondo is None:
        raise OperazioneNonAmmessa("Il NCVP non ha ancora certificato i risparmi dell’esercizio.", articolo=ARTICOLO)
    if riga and riga.stato != BOZZA:
        raise OperazioneNonAmmessa("La ripartizione è proposta: per cambiarla va ripresa.", articolo=ARTICOLO)
    if versione != (riga.versione if riga else 0):
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha cambiato la ripartizione.", articolo=ARTICOLO)
    if not e_un_motivo(criteri):
        raise DatiNonValidi("Scrivi con almeno una frase i criteri della contrattazione integrativa.", campo="criteri", articolo=ARTICOLO)
    controlla_importo(al_personale, "al_personale")
    massimo = premio_di_efficienza(fondo.importo, esercizio.reg).massimo_al_personale
    if not 0 < al_personale <= massimo:
        troppo = f"Alle persone coinvolte va più di zero e al massimo {euro(massimo)}."
        raise DatiNonValidi(troppo, campo="al_personale", articolo=ARTICOLO)
    riga = riga or RipartoEfficienza(esercizio=esercizio)
    riga.criteri, riga.al_personale, riga.versione = criteri.strip(), al_personale, versione + 1
    riga.save()
    _annota("scrivi", riga, utente, quando, {"al_personale": str(al_personale)})
    return riga


def _bloccato(esercizio: Esercizio) -> RipartoEfficienza | None:
    """The sharing of an exercise, if there is one, and the exercise: locked in the order in which a step of the sharing locks them."""
    suo = RipartoEfficienza.objects.filter(esercizio=esercizio)
    riga = suo.select_for_update(of=("self",)).first()
    blocca(esercizio)
    return riga or suo.first()


def _annota(azione: str, riga: RipartoEfficienza, utente: Utente, quando: datetime, dati: dict[str, object]) -> None:
    registra(azione=f"efficienza.{azione}", oggetto=EFFICIENZA.codice, oggetto_id=riga.pk, utente=utente.username, quando=quando,
             dati={"anno": riga.esercizio.anno, "versione": riga.versione, **dati})  # fmt: skip


def _in_preparazione(riparto: RipartoEfficienza, utente: Utente) -> RipartoEfficienza:
    if not rules.has_perm("premi.proporre", utente):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    riga = RipartoEfficienza.objects.select_for_update(of=("self",)).get(pk=riparto.pk)
    if riga.stato != BOZZA:
        raise OperazioneNonAmmessa("La ripartizione è proposta: per cambiarla va ripresa.", articolo=ARTICOLO)
    return riga


@transaction.atomic
def aggiungi_persona(
    *, riparto: RipartoEfficienza, persona: Persona, peso: Decimal, motivo: str, utente: Utente, quando: datetime
) -> QuotaEfficienza:
    """Somebody directly involved, with their weight and why; said again of the same person, it takes the place of what was said.

    Raises PermissionDenied, OperazioneNonAmmessa (proposed already, oneself), DatiNonValidi.
    """
    riga = _in_preparazione(riparto, utente)
    nessuno_per_se(utente, [persona], ARTICOLO)
    if estranei := fuori_servizio(riga.esercizio, [persona]):
        raise DatiNonValidi(non_in_servizio(riga.esercizio, estranei), campo="persona", articolo=ARTICOLO)
    if not peso.is_finite() or not PESO <= peso <= PESO_MASSIMO or peso != mezzo_su(peso):
        raise DatiNonValidi("Il peso va da 0,01 a 1.000, con due decimali al massimo.", campo="peso", articolo=ARTICOLO)
    if not e_un_motivo(motivo):
        raise DatiNonValidi("Scrivi con almeno una frase perché è direttamente coinvolta.", campo="motivo", articolo=ARTICOLO)
    valori = {"peso": peso, "motivo": motivo.strip()}
    quota, _ = QuotaEfficienza.objects.update_or_create(riparto=riga, persona=persona, defaults=valori)
    riga.versione += 1
    riga.save(update_fields=["versione"])
    _annota("aggiungi", riga, utente, quando, {"persona": persona.pk, "peso": str(peso), "motivo": quota.motivo})
    return quota


@transaction.atomic
def togli_persona(*, quota: QuotaEfficienza, utente: Utente, quando: datetime) -> None:
    """Raises PermissionDenied, OperazioneNonAmmessa (proposed already)."""
    riga = _in_preparazione(quota.riparto, utente)
    persona = quota.persona_id
    quota.delete()
    riga.versione += 1
    riga.save(update_fields=["versione"])
    _annota("togli", riga, utente, quando, {"persona": persona})


@effetto(EFFICIENZA.codice, "proponi")
def _proponi_le_somme(riparto: RipartoEfficienza, *, utente: Utente, quando: datetime) -> None:
    """The parts are computed now, on the savings as they are certified now; they add up to the sum, to the cent."""
    blocca(riparto.esercizio)
    fondo = risparmi_certificati(riparto.esercizio)
    if fondo is None:
        raise DatiNonValidi("Il NCVP non ha ancora certificato i risparmi dell’esercizio.", articolo=ARTICOLO)
    riparto.fondo = fondo
    quote = list(riparto.quote.select_related("persona"))
    parti = parti_di(premio_di_efficienza(fondo.importo, riparto.esercizio.reg), riparto.al_personale, quote)
    for q in quote:
        riga = Attribuzione.objects.create(
            esercizio=riparto.esercizio, istituto=Premialita.EFFICIENZA, persona=q.persona, importo=parti[q.persona.matricola],
            motivo=q.motivo, proposta_da=utente, proposta_il=quando,
        )  # fmt: skip
        annota_proposta(riga, utente, quando, {"peso": str(q.peso)})


def _proposte(riparto: RipartoEfficienza) -> list[Attribuzione]:
    proposte = Attribuzione.objects.filter(esercizio=riparto.esercizio_id, istituto=Premialita.EFFICIENZA, stato=PROPOSTA)
    return list(proposte.select_related("esercizio").order_by("pk"))


@effetto(EFFICIENZA.codice, "riprendi")
def _ritira_le_somme(riparto: RipartoEfficienza, *, utente: Utente, quando: datetime) -> None:
    for riga in _proposte(riparto):
        esegui(riga, "ritira", utente=utente, quando=quando, versione=riga.versione, motivo="Il Segretario riprende la ripartizione.")
    riparto.fondo = None


@effetto(EFFICIENZA.codice, "rimanda")
def _respingi_le_somme(riparto: RipartoEfficienza, *, utente: Utente, quando: datetime) -> None:
    for riga in _proposte(riparto):
        esegui(riga, "respingi", utente=utente, quando=quando, versione=riga.versione, motivo="Il Sindaco rimanda la ripartizione.")
    riparto.fondo = None


@transaction.atomic
def conferisci_efficienza(
    *, riparto: RipartoEfficienza, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int
) -> RipartoEfficienza:
    """Art. 27: the act that gives the premium to all those involved.

    Raises as ``esegui`` does, OperazioneNonAmmessa if the savings have been certified again since, DatiNonValidi for another kind of act.
    """
    if not rules.has_perm("premi.conferire", utente):
        raise PermissionDenied(CONFERISCE_IL_SINDACO)
    riga = RipartoEfficienza.objects.select_for_update(of=("self",)).get(pk=riparto.pk)
    blocca(riga.esercizio)
    t = EFFICIENZA.transizione("conferisci")
    if t is not None and riga.stato in t.da:
        riga.atto = registra_atto_fra(ATTI_DI_CONFERIMENTO, atto, utente=utente, quando=quando, articolo=ARTICOLO)
        riga.save(update_fields=["atto"])
    return esegui(riga, "conferisci", utente=utente, quando=quando, versione=versione)


@effetto(EFFICIENZA.codice, "conferisci")
def _conferisci_le_somme(riparto: RipartoEfficienza, *, utente: Utente, quando: datetime) -> None:
    if riparto.fondo != risparmi_certificati(riparto.esercizio):
        ancora = "Nel frattempo i risparmi sono stati certificati di nuovo: la ripartizione va rimandata e rifatta."
        raise OperazioneNonAmmessa(ancora, articolo=ARTICOLO)
    if riparto.atto is None:
        raise DatiNonValidi("Manca l’atto che conferisce il premio.", articolo=ARTICOLO)
    for riga in _proposte(riparto):
        conferisci_attribuzione(riga, riparto.atto, utente, quando, riga.versione)


@transaction.atomic
def porta_al_fondo(
    *, riparto: RipartoEfficienza, esercizio: Esercizio, atto: Atto | DatiAtto, motivo: str, utente: Utente, quando: datetime, versione: int
) -> Fondo:
    """Art. 27: what the people involved leave increases the productivity of all the staff, of the exercise of the savings or the next.

    A version of that amount with its origin, written by the personnel office with its act, never by itself. Once: the same twice writes
    nothing. Raises PermissionDenied, OperazioneNonAmmessa (not conferred, in the fund already, no amount to increase), and as
    ``registra_fondo``.
    """
    if not puo_scrivere_fondo(utente, Destinazione.PRODUTTIVITA):
        raise PermissionDenied(SCRIVE_IL_PERSONALE)
    RipartoEfficienza.objects.select_for_update(of=("self",)).get(pk=riparto.pk)  # first, as whoever confers it does
    blocca(riparto.esercizio)
    if gia := Fondo.objects.filter(riparto=riparto).select_related("atto", "esercizio").first():
        if (
            gia.esercizio == esercizio
            and gia.atto
            and (gia.atto.tipo, gia.atto.numero, gia.atto.data) == (atto.tipo, atto.numero, atto.data)
        ):
            return gia
        raise OperazioneNonAmmessa(f"È già entrato nella produttività {gia.esercizio}, versione {gia.numero_versione}.", articolo=ARTICOLO)
    if riparto.stato != RIPARTO_CONFERITO:
        raise OperazioneNonAmmessa(
            "Il premio di efficienza non è ancora conferito: fino ad allora non va niente al fondo.", articolo=ARTICOLO
        )
    accoglie = next((a.fondo for a in accoglienze(riparto) if a.fondo.esercizio_id == esercizio.pk), None)
    if accoglie is None:
        manca = f"La somma della produttività {esercizio} non c’è ancora: prima va registrata, con i suoi parametri."
        raise OperazioneNonAmmessa(manca, articolo=ARTICOLO)
    importo = accoglie.importo + residuo_del_premio(riparto)
    controlla_importo(importo, "importo")
    valori = {"importo": importo, "parametri": accoglie.parametri, "riparto": riparto}
    chi = Registrazione(utente, quando, versione, atto, motivo)
    return registra_versione(
        Fondo, {"esercizio": esercizio, "destinazione": Destinazione.PRODUTTIVITA.value}, valori, chi, ATTI_DEI_FONDI, ARTICOLO
    )
