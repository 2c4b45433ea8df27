"""Artt. 22–24: a run is asked for, computed by the worker whole or not at all, and moved on to payment."""

import logging
from datetime import datetime, timedelta
from decimal import Decimal

import rules
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction

from smvp.documenti import coda
from smvp.documenti.atti import DatiAtto, registra_atto
from smvp.documenti.models import Atto
from smvp.flusso.operazioni import effetto, esegui
from smvp.nucleo.errori import DatiNonValidi, ErroreDominio
from smvp.nucleo.formati import FUSO, data, euro
from smvp.organizzazione.models import Esercizio, Utente
from smvp.registro.operazioni import registra

from ..letture.completezza import mancanze
from ..letture.corse import FattiDellaCorsa, aperta, dal_quale, fatti_della_corsa, gemella, ultima_approvata
from ..letture.esportazione import stanziati_di
from ..models import Corsa, Destinazione, Istituto
from ..stati import CORSA, IN_CALCOLO
from .linee import scrivi_linee

logger = logging.getLogger(__name__)

CALCOLA = "premi.tasks.calcola_corsa"
# Beyond this a bell that nobody answered is rung again.
ATTESA = timedelta(seconds=120)
DIFETTI_SCRITTI = 1000
GUASTO = "Il calcolo si è interrotto per un errore del programma ({}): avvisa l’amministratore di sistema, poi chiedi un altro calcolo."
AGISCONO = "Gli importi li calcola l’ufficio del personale."


class CorsaImpossibile(DatiNonValidi):
    """Something that a run needs is not there: ``mancanti`` names it, one by one."""

    def __init__(self, mancanti: list[str]) -> None:
        self.mancanti = mancanti
        super().__init__("\n".join(mancanti), articolo="24")


def chiedi_corsa(*, esercizio: Esercizio, istituto: str, utente: Utente, quando: datetime) -> Corsa:
    """Art. 24: ask the worker for a run on the facts of today; the one that is being computed already, if there is one.

    Raises PermissionDenied, CorsaImpossibile with all that is missing, DatiNonValidi for an unknown kind.
    """
    if not rules.has_perm("premi.calcolare", utente):
        raise PermissionDenied(AGISCONO)
    if istituto not in Istituto.values:
        raise DatiNonValidi("Si calcola la retribuzione di risultato o il premio di produttività.", campo="istituto")
    with transaction.atomic():
        Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two clicks at once take turns
        sue = Corsa.objects.filter(esercizio=esercizio, istituto=istituto).defer("fatti")
        corsa = sue.filter(stato=IN_CALCOLO).first()
        if corsa is None:
            mancanti = mancanze(esercizio, istituto)
            if mancanti:
                raise CorsaImpossibile(mancanti)
            ultima = sue.order_by("-numero").first()
            corsa = Corsa.objects.create(
                esercizio=esercizio, istituto=istituto, numero=ultima.numero + 1 if ultima else 1, chiesta_da=utente, chiesta_il=quando
            )
            registra(azione="corsa.chiedi", oggetto="corsa", oggetto_id=corsa.pk, utente=utente.username, quando=quando,
                     dati={"anno": esercizio.anno, "istituto": istituto, "numero": corsa.numero})  # fmt: skip
        _suona(corsa, quando)
    return corsa


def riaccoda_corse(*, quando: datetime) -> int:
    """The sweep: ring again for the runs that nobody has computed; returns how many it rang for."""
    suonate = 0
    for corsa in Corsa.objects.filter(stato=IN_CALCOLO).defer("fatti"):
        suonate += _suona(corsa, quando)
    return suonate


def _suona(corsa: Corsa, quando: datetime) -> bool:
    """Tell the worker, unless it was told a moment ago. False if there was no need."""
    if corsa.accodata_il and abs(quando - corsa.accodata_il) < ATTESA:
        return False
    Corsa.objects.filter(pk=corsa.pk).update(accodata_il=quando)
    transaction.on_commit(lambda: coda.suona(CALCOLA, corsa.pk))
    return True


@transaction.atomic
def calcola_corsa(corsa_id: int, *, quando: datetime) -> bool:
    """Compute a run that was asked for, all of it in one transaction. False if there was nothing to do: it may run twice with one effect.

    What stands in the way (a fault in the facts, an amount that is not enough, a fault of the program) is written in the run, which stops
    there: otherwise it would be rung for for ever, and no other could be asked for. If the machine is in trouble it is rung for again.
    """
    corsa = Corsa.objects.select_for_update(of=("self",)).select_related("esercizio", "chiesta_da").get(pk=corsa_id)
    if corsa.stato != IN_CALCOLO:
        return False
    utente = corsa.chiesta_da
    try:
        with transaction.atomic():
            _calcola(corsa, utente, quando)
    except (ErroreDominio, PermissionDenied) as errore:
        _ferma(corsa_id, str(errore), utente, quando)
    except (MemoryError, OperationalError):
        raise
    except Exception as errore:
        logger.exception("Corsa %s: il calcolo non è riuscito", corsa_id)
        _ferma(corsa_id, GUASTO.format(type(errore).__name__), utente, quando)
    return True


def _ferma(corsa_id: int, perche: str, utente: Utente, quando: datetime) -> None:
    corsa = Corsa.objects.get(pk=corsa_id)
    corsa.difetti = "\n".join(perche.splitlines()[:DIFETTI_SCRITTI])
    corsa.save(update_fields=["difetti"])
    esegui(corsa, "ferma", utente=utente, quando=quando, versione=corsa.versione)


def _calcola(corsa: Corsa, utente: Utente, quando: datetime) -> None:
    mancanti = mancanze(corsa.esercizio, corsa.istituto)
    if mancanti:
        raise CorsaImpossibile(mancanti)
    fatti = fatti_della_corsa(corsa.esercizio, corsa.istituto)
    if uguale := gemella(corsa, fatti.impronta):
        raise DatiNonValidi(f"I fatti e le regole sono quelli della corsa n. {uguale.numero}: il risultato sarebbe lo stesso.")
    _congela(corsa, fatti, quando)
    corsa.save()
    scrivi_linee(corsa, fatti)
    _controlla_fondi(corsa)
    corsa.save()
    if vecchia := aperta(corsa):
        motivo = f"Ne prende il posto la corsa n. {corsa.numero}, calcolata sui fatti di oggi."
        esegui(vecchia, "supera", utente=utente, quando=quando, versione=vecchia.versione, motivo=motivo)
    esegui(corsa, "calcola", utente=utente, quando=quando, versione=corsa.versione)


def _congela(corsa: Corsa, fatti: FattiDellaCorsa, quando: datetime) -> None:
    corsa.fatti, corsa.impronta, corsa.criterio = fatti.testo, fatti.impronta, fatti.criterio
    corsa.regolamento, corsa.impronta_regolamento = fatti.regolamento, fatti.impronta_regolamento
    corsa.calcolata_il, corsa.precedente = quando, ultima_approvata(corsa)


def _controlla_fondi(corsa: Corsa) -> None:
    """Art. 24: no amount set aside may be exceeded; each one that is short is named with what it lacks."""
    if not corsa.di_risultato:
        return  # art. 22: the premiums are shares of the fund, and the database keeps each Direzione within its own
    stanziati, scoperti = stanziati_di(corsa.esercizio), []
    for destinazione, stanziato in stanziati.items():
        dovuto = sum((x.importo for x in corsa.linee_risultato.filter(destinazione=destinazione)), Decimal(0))
        if dovuto > stanziato:
            scoperti.append(
                f"{Destinazione(destinazione).label}: la somma accantonata è {euro(stanziato)}, sono dovuti {euro(dovuto)}. "
                f"Mancano {euro(dovuto - stanziato)}: va variato il fondo (art. 23)."
            )
    if scoperti:
        raise CorsaImpossibile(scoperti)


# --- the steps ---


@effetto(CORSA.codice, "controlla")
def _fatti_di_oggi(corsa: Corsa, *, utente: Utente, quando: datetime) -> None:
    """Nobody vouches for amounts whose facts have changed since."""
    mancanti = mancanze(corsa.esercizio, corsa.istituto)
    if mancanti or fatti_della_corsa(corsa.esercizio, corsa.istituto).impronta != corsa.impronta:
        raise DatiNonValidi("Dopo il calcolo i fatti o le regole sono cambiati: chiedi un altro calcolo, che prende il posto di questo.")


def approva_corsa(*, corsa: Corsa, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int) -> Corsa:
    """Art. 18: the act that approves the amounts. Raises as ``esegui`` does, and DatiNonValidi for an act in the future."""
    return _con_atto(corsa, "approva", "atto", Atto.Tipo.GIUNTA, atto, utente, quando, versione)


def liquida_corsa(*, corsa: Corsa, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int) -> Corsa:
    """Art. 18: the determination that pays the amounts, once the Relazione is validated (reading A53). Raises as above."""
    return _con_atto(corsa, "liquida", "atto_liquidazione", Atto.Tipo.DETERMINAZIONE, atto, utente, quando, versione)


@transaction.atomic
def _con_atto(
    corsa: Corsa, azione: str, campo: str, tipo: Atto.Tipo, atto: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int
) -> Corsa:
    t = CORSA.transizione(azione)
    if t is None or not rules.has_perm(t.chi, utente, corsa):
        raise PermissionDenied("Registra l’atto che approva gli importi il Segretario generale; la liquidazione, l’ufficio del personale.")
    if atto.data > quando.astimezone(FUSO).date():
        raise DatiNonValidi(f"L’atto porta una data nel futuro: {data(atto.data)}.", campo="data", articolo="18")
    prima, che = dal_quale(corsa, azione)
    if prima and atto.data < prima:
        raise DatiNonValidi(f"L’atto è di prima {che} ({data(prima)}).", campo="data", articolo="18")
    riga = Corsa.objects.select_for_update(of=("self",)).get(pk=corsa.pk)
    if riga.stato in t.da:
        setattr(riga, campo, registra_atto(tipo, atto, utente=utente, quando=quando, articolo="18"))
        riga.save(update_fields=[campo])
    return esegui(riga, azione, utente=utente, quando=quando, versione=versione)
