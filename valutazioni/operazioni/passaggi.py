"""What each step of a sheet does beside changing its state."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import partial

from smvp.documenti.al_passaggio import emetti_al_passaggio
from smvp.flusso.operazioni import effetto, effetto_insieme
from smvp.nucleo.errori import DatiNonValidi
from smvp.nucleo.formati import FUSO, numero
from smvp.organizzazione.models import CausaFine, Utente

from ..letture.concerto import come_la_vede_il_ncvp
from ..letture.personale import con_voti, punteggio_personale
from ..letture.schede import con_tutto, punteggio
from ..letture.sospese import PAROLE, sospese_fra
from ..models import Scheda, SchedaPersonale, Valutazione
from ..stati import SCHEDA, SCHEDA_PERSONALE
from .emissioni import emetti_scheda
from .emissioni_personale import emetti_alla_firma


@effetto(SCHEDA.codice, "trasmetti")
def _proponi(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
    """The Sindaco starts from the proposal: each mark is the proposed one until he changes it. The proposal is also a document."""
    for voto in scheda.voti_fattore.all():
        voto.voto, voto.motivo = voto.proposto, ""
        voto.save(update_fields=["voto", "motivo"])
    emetti_al_passaggio(partial(emetti_scheda, scheda, utente=utente, quando=quando, passo="trasmetti"))


def _ricorda_il_concerto(azione: str) -> None:
    """The NCVP that is asked again, whatever it has said, will want to know what has changed."""

    @effetto(SCHEDA.codice, azione)
    def ricorda(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
        scheda.vista_dal_ncvp = come_la_vede_il_ncvp(con_tutto(Scheda.objects.filter(pk=scheda.pk)).get(), azione, quando)


for _azione in ("concerta", "nega_concerto"):
    _ricorda_il_concerto(_azione)


@effetto(SCHEDA.codice, "partecipa")
def _partecipa(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
    """The evaluatee reads the figures as they will be signed; the document is queued."""
    _fissa(scheda)
    emetti_al_passaggio(partial(emetti_scheda, scheda, utente=utente, quando=quando))


@effetto(SCHEDA.codice, "rinvia")
@effetto(SCHEDA.codice, "rivedi")
def _riapri(scheda: Scheda, *, utente: Utente, quando: datetime) -> None:
    """The marks may change again: the figures are no longer those."""
    scheda.p_a = scheda.p_b = scheda.p_finale = scheda.retribuzione = None
    scheda.fascia = scheda.percentuale = None
    scheda.dal = scheda.al = None
    scheda.limiti_eta = False


def _fissa(scheda: Scheda) -> None:
    """From now on the figures are the printed ones (reading rule 3), and what pay is made of is that of today."""
    fissa_punteggio(scheda)
    incarico = scheda.incarico
    scheda.retribuzione, scheda.limiti_eta = incarico.retribuzione_risultato, incarico.causa_fine == CausaFine.LIMITI_ETA
    scheda.dal, scheda.al = incarico.dal, incarico.al


def fissa_punteggio(scheda: Scheda) -> None:
    """Points and band, as the marks on the sheet give them. Raises DatiNonValidi while one is missing."""
    p = punteggio(con_tutto(Scheda.objects.filter(pk=scheda.pk)).get(), proposta=False)
    if p.p_finale is None:
        raise DatiNonValidi("Il punteggio non è completo.", articolo="20")
    scheda.p_a, scheda.p_b, scheda.p_finale = p.p_a, p.p_b, p.p_finale
    if p.fascia is not None:  # the Segretario's own sheet has none (art. 24)
        scheda.fascia, scheda.percentuale = p.fascia.numero, p.fascia.percentuale


@effetto(SCHEDA_PERSONALE.codice, "decidi")
def _fissa_personale(scheda: SchedaPersonale, *, utente: Utente, quando: datetime) -> None:
    """Allegato D: percentages and points as printed; who changes a percentage afterwards does not reach this sheet."""
    scheda.struttura, scheda.specifici = scheda.struttura_oggi(), None if scheda.esonero else scheda.specifici_oggi()
    fissa_punti(scheda)


def fissa_punti(scheda: SchedaPersonale) -> None:
    """The points that percentages and marks give. Raises DatiNonValidi while one is missing."""
    p = punteggio_personale(con_voti(SchedaPersonale.objects.filter(pk=scheda.pk)).get())
    if p.totale is None:
        raise DatiNonValidi("Il punteggio non è completo.", articolo="22")
    scheda.a, scheda.b1, scheda.b2, scheda.totale = p.a, p.b1, p.b2, p.totale


@effetto(SCHEDA_PERSONALE.codice, "rivedi")
def _riapri_personale(scheda: SchedaPersonale, *, utente: Utente, quando: datetime) -> None:
    scheda.struttura = scheda.specifici = scheda.a = scheda.b1 = scheda.b2 = scheda.totale = None


def _firma(scheda: Valutazione, *, utente: Utente, quando: datetime) -> None:
    """Art. 29: from the day after runs the term for a review. The document that was read is issued with its signature."""
    _letta(scheda, quando, utente=utente, quando=quando)


def _letta(scheda: Valutazione, il: datetime, *, utente: Utente, quando: datetime) -> None:
    scheda.presa_visione_il = il
    if isinstance(scheda, Scheda):
        _controlla_cifre(scheda)
        emetti_al_passaggio(partial(emetti_scheda, scheda, utente=utente, quando=quando))
    elif isinstance(scheda, SchedaPersonale):
        emetti_al_passaggio(partial(emetti_alla_firma, scheda, utente=utente, quando=quando))


def _controlla_cifre(scheda: Scheda) -> None:
    """Nobody signs a figure that its marks and weights do not give, however it has come about."""
    ora = punteggio(con_tutto(Scheda.objects.filter(pk=scheda.pk)).get()).p_finale
    if ora == scheda.p_finale:
        return
    dice, da = numero(scheda.p_finale or 0, 2), "nessun punteggio" if ora is None else numero(ora, 2)
    chi = "il Dirigente la riapre" if scheda.di_po else "il NCVP la rinvia al Sindaco"
    raise DatiNonValidi(
        f"La scheda dice P_FINALE {dice}, ma voti e pesi scritti danno {da}: non si può firmare. Il valutato scriva un’osservazione: "
        f"{chi}, si decide di nuovo e si partecipa con la cifra giusta.",
        articolo="18",
    )


def _rifiuta(scheda: Valutazione, *, utente: Utente, quando: datetime) -> None:
    scheda.firma_rifiutata = True
    _firma(scheda, utente=utente, quando=quando)


def _notifica(scheda: Valutazione, *, utente: Utente, quando: datetime) -> None:
    """Read is what has been received, on the day on which it was."""
    if scheda.notificata_il is None:
        raise DatiNonValidi("Scrivi il giorno della notifica.", campo="ricevuta_il", articolo="18")
    sera = datetime.combine(scheda.notificata_il, time(23, 59), tzinfo=FUSO)
    _letta(scheda, min(sera, quando), utente=utente, quando=quando)


def _non_se_ferme(schede: Sequence[Valutazione], *, utente: Utente, quando: datetime) -> None:
    """Reading A52: what is not approvable yet waits for an act to come, whoever asks."""
    ferme = sospese_fra(type(schede[0]), [s.pk for s in schede])
    for scheda in schede:
        if scheda.pk in ferme:
            raise DatiNonValidi(f"{scheda}: {PAROLE}, resta per un atto successivo.", articolo="18")


def _nuova_mano(scheda: Valutazione, *, utente: Utente, quando: datetime) -> None:
    """From here somebody else writes: a save still on its way from the old page is no longer a save of the same page."""
    scheda.salvata_dalla_pagina = ""


for _flusso in (SCHEDA, SCHEDA_PERSONALE):
    effetto(_flusso.codice, "firma")(_firma)
    effetto(_flusso.codice, "registra_rifiuto")(_rifiuta)
    effetto(_flusso.codice, "registra_notifica")(_notifica)
    for _azione in ("approva", "rendi_definitiva"):
        effetto_insieme(_flusso.codice, _azione)(_non_se_ferme)
    for _t in _flusso.transizioni:
        effetto(_flusso.codice, _t.azione)(_nuova_mano)
