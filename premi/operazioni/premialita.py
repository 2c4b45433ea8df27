"""Artt. 25–27: a premium is turned on, a bonus is proposed, a sum is conferred within what there is to pay it with, and it is paid."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import effetto, esegui
from smvp.flusso.stati import e_un_motivo
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data, euro, percento
from smvp.organizzazione.models import Esercizio, Persona, Utente
from smvp.organizzazione.ruoli import persona_di
from smvp.registro.operazioni import registra

from ..letture.premialita import (
    GRADUATORIE,
    NOMI_DETTI,
    QuadroBonus,
    accensione,
    cambiato_dopo_la_proposta,
    copertura,
    dal_quale,
    importo_del_bonus,
    precedono,
    quadro_bonus,
)
from ..models import Accensione, Attribuzione, Premialita
from ..models.premialita import DELLE_ECONOMIE
from ..stati import ATTRIBUZIONE, CONFERITE, VIVE
from .fondi import Registrazione, blocca, controlla_importo, registra_versione

ATTI_DI_ACCENSIONE = (Atto.Tipo.GIUNTA, Atto.Tipo.CONSIGLIO)
ATTI_DI_CONFERIMENTO = (Atto.Tipo.DECRETO, Atto.Tipo.GIUNTA)
ATTI_DI_LIQUIDAZIONE = (Atto.Tipo.DETERMINAZIONE,)
ACCENDE_IL_SEGRETARIO = "La decisione di attribuire un premio la registra il Segretario generale."
PROPONE_IL_SEGRETARIO = "I premi li propone il Segretario generale."
CONFERISCE_IL_SINDACO = "I premi li conferisce il Sindaco."
LIQUIDA_IL_PERSONALE = "I premi li liquida l’ufficio del personale."


def decidi(
    *, esercizio: Esercizio, istituto: str, acceso: bool, somma: Decimal, atto: Atto | DatiAtto, motivo: str, utente: Utente,
    quando: datetime, versione: int,
) -> Accensione:  # fmt: skip
    """Reading A42: turn a premium on or off in an exercise, with an act and a reason; the same twice writes nothing.

    Raises PermissionDenied, DatiNonValidi (a sum that is not there or is not enough for what is conferred, act, reason),
    ConflittoDiVersione (somebody else has decided meanwhile).
    """
    if istituto not in Premialita.values:
        raise DatiNonValidi("Questo premio non c’è.", articolo="25")
    quale = Premialita(istituto)
    if not rules.has_perm("premi.accendere", utente):
        raise PermissionDenied(ACCENDE_IL_SEGRETARIO)
    controlla_importo(somma, "somma")
    con_somma = acceso and quale in DELLE_ECONOMIE
    if con_somma and not somma:
        raise DatiNonValidi("Scrivi la somma a disposizione: senza, non si può conferire niente.", campo="somma", articolo=quale.articolo)
    with transaction.atomic():
        blocca(esercizio)
        impegnato = _gia_conferito(esercizio, istituto)
        if not acceso and impegnato:
            gia = f"Sono già conferiti {euro(impegnato)}: il premio non si spegne. Prima il Sindaco li revoca."
            raise DatiNonValidi(gia, campo="acceso", articolo=quale.articolo)
        if con_somma and somma < impegnato:
            gia = f"Sono già conferiti {euro(impegnato)}: la somma non può essere più bassa."
            raise DatiNonValidi(gia, campo="somma", articolo=quale.articolo)
        chiave, valori = {"esercizio": esercizio, "istituto": istituto}, {"acceso": acceso, "somma": somma if con_somma else Decimal(0)}
        chi = Registrazione(utente, quando, versione, atto, motivo)
        return registra_versione(Accensione, chiave, valori, chi, ATTI_DI_ACCENSIONE, quale.articolo)


def _gia_conferito(esercizio: Esercizio, istituto: str) -> Decimal:
    conferite = Attribuzione.objects.filter(esercizio=esercizio, istituto=istituto, stato__in=CONFERITE).order_by()
    return sum(conferite.values_list("importo", flat=True), Decimal(0))


def esige_acceso(esercizio: Esercizio, istituto: str) -> Accensione:
    """The decision that turns the premium on. Raises OperazioneNonAmmessa without one."""
    decisione = accensione(esercizio, istituto)
    if decisione is None:
        quale = Premialita(istituto)
        spento = f"{quale.label} {esercizio}: è spento. Lo accende una decisione con atto e motivo, che registra il Segretario generale."
        raise OperazioneNonAmmessa(spento, articolo=quale.articolo)
    return decisione


# --- the bonus --------------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def proponi_bonus(
    *, esercizio: Esercizio, persona: Persona, importo: Decimal, motivo: str, scelta: str = "", utente: Utente, quando: datetime
) -> Attribuzione:
    """Art. 25: the Segretario proposes a candidate for the bonus.

    ``scelta``: why this person and not those who have as much or more and are left out (reading A67). Raises PermissionDenied,
    OperazioneNonAmmessa (off, no candidate, no place left, something already proposed), DatiNonValidi (amount, reasons).
    """
    if not rules.has_perm("premi.proporre", utente):
        raise PermissionDenied(PROPONE_IL_SEGRETARIO)
    blocca(esercizio)
    esige_acceso(esercizio, Premialita.ECCELLENZE)
    quadro = quadro_bonus(esercizio)
    _esige_definitivo(quadro)
    nessuno_per_se(utente, [persona], "25")
    posizione = next((p for p in quadro.posizioni if p.candidato.matricola == persona.matricola), None)
    if posizione is None:
        raise OperazioneNonAmmessa(f"{persona} non è nella fascia più alta di una graduatoria.", articolo="25")
    if ha := next((a for a in quadro.vive if a.persona_id == persona.pk), None):
        raise OperazioneNonAmmessa(f"{persona}: {_ha_gia(ha)}", articolo="26")
    if not quadro.posti_liberi:
        raise OperazioneNonAmmessa(_senza_posti(quadro.eccellenze.posti_massimi, esercizio), articolo="25")
    _controlla_proposta(esercizio, importo, quadro.copertura.resta, motivo)
    lasciati = precedono(quadro, posizione)
    if lasciati and not e_un_motivo(scelta):
        nomi = ", ".join(map(str, lasciati[:NOMI_DETTI]))
        perche = f"Hanno lo stesso punteggio o di più, e restano fuori: {nomi}. Scrivi perché la scelta cade su {persona}."
        raise DatiNonValidi(perche, campo="scelta", articolo="25")
    riga = Attribuzione.objects.create(
        esercizio=esercizio, istituto=Premialita.ECCELLENZE, persona=persona, importo=importo, motivo=motivo.strip(),
        motivo_scelta=scelta.strip() if lasciati else "", graduatoria=posizione.candidato.graduatoria,
        punteggio=posizione.candidato.punteggio, persone=len(quadro.posizioni), posti=quadro.eccellenze.posti_massimi,
        proposta_da=utente, proposta_il=quando,
    )  # fmt: skip
    annota_proposta(riga, utente, quando, {"graduatoria": GRADUATORIE[riga.graduatoria], "scelta": riga.motivo_scelta})
    return riga


def _esige_definitivo(quadro: QuadroBonus) -> None:
    """No sheet is missing, nor under a review: until then the ranking may still change."""
    if quadro.mancano:
        quante = "Manca una scheda" if quadro.mancano == 1 else f"Mancano {quadro.mancano} schede"
        raise OperazioneNonAmmessa(f"{quante} da firmare: posti e candidati non sono ancora definitivi.", articolo="25")


def nessuno_per_se(utente: Utente, persone: Iterable[Persona], articolo: str) -> None:
    """Raises OperazioneNonAmmessa if the user is among those for whom they propose a premium."""
    io = persona_di(utente)
    if io is not None and any(p.pk == io.pk for p in persone):
        raise OperazioneNonAmmessa("Nessuno propone un premio per sé stesso.", articolo=articolo)


def non_in_servizio(esercizio: Esercizio, persone: Sequence[Persona]) -> str:
    """Why these people cannot have a premium, in words."""
    return f"{', '.join(map(str, persone))}: nel {esercizio} non era in servizio. Il premio va al personale del Comune."


def annota_proposta(riga: Attribuzione, utente: Utente, quando: datetime, altro: dict[str, str]) -> None:
    """In the log: what is proposed, for whom, why."""
    registra(
        azione="attribuzione.proponi", oggetto="attribuzione", oggetto_id=riga.pk, utente=utente.username, quando=quando,
        dati={"anno": riga.esercizio.anno, "istituto": riga.istituto, "persona": riga.persona_id, "importo": str(riga.importo),
              "motivo": riga.motivo, **altro},
    )  # fmt: skip


def _controlla_proposta(esercizio: Esercizio, importo: Decimal, resta: Decimal, motivo: str) -> None:
    controlla_importo(importo, "importo")
    del_bonus = importo_del_bonus(esercizio)
    if not importo:
        raise DatiNonValidi("Scrivi l’importo del bonus.", campo="importo", articolo="25")
    if del_bonus is not None and importo != del_bonus:
        uguale = f"Il bonus del {esercizio} è di {euro(del_bonus)}: è uguale per tutti, e il premio per l’innovazione gli è pari."
        raise DatiNonValidi(uguale, campo="importo", articolo="26")
    if importo > resta:
        raise DatiNonValidi(_scoperto(importo, resta), campo="importo", articolo="25")
    if not e_un_motivo(motivo):
        raise DatiNonValidi("Scrivi con almeno una frase perché proponi questa persona.", campo="motivo", articolo="25")


def _ha_gia(a: Attribuzione) -> str:
    if a.istituto == Premialita.INNOVAZIONE:
        return "ha il premio per l’innovazione, che non si cumula con il bonus."
    return f"il bonus c’è già, ed è «{a.stato_attuale.parola}»."


def _senza_posti(posti: int, esercizio: Esercizio) -> str:
    if not posti:
        quota = percento(esercizio.reg.premi.quota_eccellenze)
        return f"Quest’anno i posti sono zero: il {quota}, per difetto, di chi è nella fascia più alta non fa una persona."
    return f"I posti sono {posti}, e sono tutti presi: per proporre un’altra persona va ritirata una proposta."


def _scoperto(importo: Decimal, resta: Decimal) -> str:
    return f"Servono {euro(importo)} e ne restano {euro(max(resta, Decimal(0)))}: i premi non superano mai la loro somma."


# --- conferring and paying --------------------------------------------------------------------------------------------------------------


@effetto(ATTRIBUZIONE.codice, "conferisci")
def _nei_limiti(riga: Attribuzione, *, utente: Utente, quando: datetime) -> None:
    """Those who confer in an exercise take turns, so that together they never exceed the places nor the sums."""
    esercizio = riga.esercizio
    blocca(esercizio)
    esige_acceso(esercizio, riga.istituto)
    persona = persona_di(utente)
    if persona is not None and persona.pk == riga.persona_id:
        raise OperazioneNonAmmessa("Nessuno conferisce un premio a sé stesso.", articolo=riga.quale.articolo)
    if riga.quale not in DELLE_ECONOMIE:
        return
    coperta = copertura(esercizio, riga.istituto)
    if riga.importo > coperta.resta:
        raise OperazioneNonAmmessa(_scoperto(riga.importo, coperta.resta), articolo=riga.quale.articolo)
    if riga.quale == Premialita.ECCELLENZE:
        if coperta.economie is None:
            manca = "Le economie della retribuzione di risultato si sanno quando la sua corsa è approvata: fino ad allora il bonus aspetta."
            raise OperazioneNonAmmessa(manca, articolo="24")
        presi = Attribuzione.objects.filter(esercizio=esercizio, istituto=Premialita.ECCELLENZE, stato__in=CONFERITE).count()
        quadro = quadro_bonus(esercizio)
        if presi >= quadro.eccellenze.posti_massimi:
            raise OperazioneNonAmmessa(_senza_posti(quadro.eccellenze.posti_massimi, esercizio), articolo="25")
        _esige_definitivo(quadro)
        if cambiato := cambiato_dopo_la_proposta(quadro, riga):
            raise OperazioneNonAmmessa(f"{cambiato} La proposta va ritirata e rifatta.", articolo="25")


def conferisci_bonus(*, attribuzione: Attribuzione, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int) -> Attribuzione:
    """Art. 25: the political body gives the bonus, by an act.

    Raises as ``esegui`` does, OperazioneNonAmmessa beyond the places or the sums, DatiNonValidi for an act of another kind or day.
    """
    if attribuzione.istituto != Premialita.ECCELLENZE:
        raise OperazioneNonAmmessa("Questo premio si conferisce a tutto il gruppo insieme, dalla sua pagina.")
    return conferisci_attribuzione(attribuzione, atto, utente, quando, versione)


def conferisci_attribuzione(
    attribuzione: Attribuzione, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int
) -> Attribuzione:
    return _con_atto(attribuzione, "conferisci", "atto", ATTI_DI_CONFERIMENTO, atto, utente, quando, versione)


def liquida_attribuzione(
    *, attribuzione: Attribuzione, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int
) -> Attribuzione:
    """Art. 18: the determination that pays the sum, once the Relazione is validated (reading A53). Raises as above."""
    return _con_atto(attribuzione, "liquida", "atto_liquidazione", ATTI_DI_LIQUIDAZIONE, atto, utente, quando, versione)


@transaction.atomic
def _con_atto(
    attribuzione: Attribuzione, azione: str, campo: str, tipi: Sequence[Atto.Tipo], atto: Atto | DatiAtto, utente: Utente,
    quando: datetime, versione: int,
) -> Attribuzione:  # fmt: skip
    t = ATTRIBUZIONE.transizione(azione)
    if t is None or not rules.has_perm(t.chi, utente, attribuzione):
        raise PermissionDenied(CONFERISCE_IL_SINDACO if azione == "conferisci" else LIQUIDA_IL_PERSONALE)
    blocca(attribuzione.esercizio)
    riga = Attribuzione.objects.select_for_update(of=("self",)).get(pk=attribuzione.pk)
    prima, che = dal_quale(riga, azione)
    if atto.data < prima:
        raise DatiNonValidi(f"L’atto è di prima {che} ({data(prima)}).", campo="data", articolo=riga.quale.articolo)
    if riga.stato in t.da:
        setattr(riga, campo, registra_atto_fra(tipi, atto, utente=utente, quando=quando, articolo=riga.articolo(t)))
        riga.save(update_fields=[campo])
    return esegui(riga, azione, utente=utente, quando=quando, versione=versione)


@transaction.atomic
def paga_insieme(
    *, esercizio: Esercizio, istituto: str, azione: str, utente: Utente, quando: datetime, viste: Mapping[int, int],
    atto: Atto | DatiAtto | None = None,
) -> list[Attribuzione]:  # fmt: skip
    """The same step of payment on all the sums of a premium that were on the page (``viste``: key, version), by one act: all or none.

    Raises as ``esegui`` does; OperazioneNonAmmessa if there is nothing to do.
    """
    if not rules.has_perm("premi.calcolare", utente):
        raise PermissionDenied(LIQUIDA_IL_PERSONALE)
    blocca(esercizio)
    fatte = []
    for riga in Attribuzione.objects.filter(esercizio=esercizio, istituto=istituto, pk__in=list(viste)).order_by("pk"):
        come: dict[str, Any] = {"utente": utente, "quando": quando, "versione": viste[riga.pk]}
        if azione == "liquida" and atto is not None:
            fatte.append(liquida_attribuzione(attribuzione=riga, atto=atto, **come))
        else:
            fatte.append(esegui(riga, azione, **come))
    if not fatte:
        raise OperazioneNonAmmessa("Non c’è nessuna somma per questo passaggio.", articolo=Premialita(istituto).articolo)
    return fatte


def gia_premiati(esercizio: Esercizio, persone: Sequence[Persona]) -> list[Attribuzione]:
    """Art. 26: of these people, who has a bonus or a prize in the exercise, or one that is proposed."""
    vive = Attribuzione.objects.filter(esercizio=esercizio, persona__in=persone, istituto__in=DELLE_ECONOMIE, stato__in=VIVE)
    return list(vive.select_related("esercizio", "persona"))
