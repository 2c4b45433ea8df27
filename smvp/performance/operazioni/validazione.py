"""Art. 21: the NCVP looks at the Relazione, point by point, and validates it or not. The one door that unlocks the rewards (A53)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from smvp.documenti.atti import DatiAtto, registra_atto_fra
from smvp.documenti.models import Atto
from smvp.documenti.operazioni import emetti_tutti
from smvp.flusso.operazioni import effetto, esegui
from smvp.nucleo.errori import DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import data, troppo_lungo
from smvp.organizzazione.models import Utente
from valutazioni.models import ValidazioneRelazione
from valutazioni.operazioni.relazione import valida_relazione

from ..documenti.validazione import VALIDAZIONE, richiesta_validazione
from ..models import Relazione, Risposta, VerificaRelazione
from ..models.relazione import NOTE_MASSIME
from ..stati import RELAZIONE, TRASMESSA
from .comuni import alla_versione, annota, blocca

ARTICOLO = "21"
VALIDA = "La Relazione sulla performance la valida il NCVP."
ESITI = ("valida", "osserva")


@transaction.atomic
def salva_verifiche(
    *, relazione: Relazione, risposte: Mapping[str, tuple[str, str]], conclusioni: str, utente: Utente, quando: datetime, versione: int
) -> Relazione:
    """Write what the NCVP says of each point (code → answer and reason; an empty answer takes it back) and its conclusions.

    What is not whole yet is kept: the step refuses it. Raises PermissionDenied, OperazioneNonAmmessa (not transmitted, or judged already),
    ConflittoDiVersione, DatiNonValidi (a point that the regulation does not have, a text that is too long).
    """
    riga = blocca(relazione, "performance.validare", utente, VALIDA)
    if riga.stato != TRASMESSA:
        raise OperazioneNonAmmessa(
            f"La Relazione è «{riga.stato_attuale.parola}»: le verifiche si scrivono quando è trasmessa al NCVP.", articolo=ARTICOLO
        )
    alla_versione(riga, versione)
    punti = {v.codice: v.titolo for v in riga.esercizio.reg.garanzie.verifiche}
    for codice, (esito, motivo) in risposte.items():
        if codice not in punti or esito not in ("", *Risposta.values):
            raise DatiNonValidi("Una risposta non è di quelle del regolamento: ricarica la pagina.", articolo=ARTICOLO)
        _non_troppo_lungo(motivo, f"motivo_{codice}", punti[codice])
    _non_troppo_lungo(conclusioni, "conclusioni", "Conclusioni")
    _scrivi(riga, risposte)
    riga.conclusioni = conclusioni.strip()
    riga.versione += 1
    riga.save()
    annota(riga, "verifiche", utente, quando, risposte={c: esito for c, (esito, _) in risposte.items()})
    return riga


def _scrivi(riga: Relazione, risposte: Mapping[str, tuple[str, str]]) -> None:
    date = [
        VerificaRelazione(relazione=riga, codice=codice, esito=esito, motivo=motivo.strip())
        for codice, (esito, motivo) in risposte.items()
        if esito
    ]
    riga.verifiche.filter(codice__in=set(risposte) - {v.codice for v in date}).delete()
    VerificaRelazione.objects.bulk_create(
        date, update_conflicts=True, unique_fields=["relazione", "codice"], update_fields=["esito", "motivo"]
    )


def _non_troppo_lungo(testo: str, campo: str, nome: str) -> None:
    if len(testo) > NOTE_MASSIME:
        raise DatiNonValidi(f"«{nome}» {troppo_lungo(testo, NOTE_MASSIME)}.", campo=campo, articolo=ARTICOLO)


@transaction.atomic
def concludi(
    *, relazione: Relazione, azione: str, verbale: Atto | DatiAtto, utente: Utente, quando: datetime, versione: int, motivo: str = ""
) -> Relazione:
    """Validate the Relazione, or transmit the observations: by a verbale of the NCVP, with the document that says why.

    Raises what ``esegui`` raises, and DatiNonValidi for a verbale with a day that cannot be.
    """
    if azione not in ESITI:
        raise OperazioneNonAmmessa(f"Il passaggio «{azione}» non è un esito della validazione.", articolo=ARTICOLO)
    riga = blocca(relazione, "performance.validare", utente, VALIDA)
    alla_versione(riga, versione)
    if verbale.data <= riga.esercizio.periodo.fine:
        raise DatiNonValidi(
            f"La Relazione {riga.esercizio.anno} si fa a esercizio finito: il verbale non può essere del {data(verbale.data)}.",
            campo="data", articolo=ARTICOLO,
        )  # fmt: skip
    riga.verbale = registra_atto_fra((Atto.Tipo.VERBALE,), verbale, utente=utente, quando=quando, articolo=ARTICOLO)
    riga.save()
    return esegui(riga, azione, utente=utente, quando=quando, versione=versione, motivo=motivo)


@effetto(RELAZIONE.codice, "valida")
@effetto(RELAZIONE.codice, "osserva")
def _emetti(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    """The document says what the NCVP has looked at; the record keeps it even if nobody draws it yet."""
    riga.validata_il = quando
    riga.validazione = emetti_tutti([richiesta_validazione(riga, utente)], tipo=VALIDAZIONE, utente=utente, quando=quando)[0]


@effetto(RELAZIONE.codice, "valida")
def _sblocca_i_premi(riga: Relazione, *, utente: Utente, quando: datetime) -> None:
    """Reading A53: from now on the rewards of the exercise can be paid. One recorded before this workflow stays."""
    assert riga.verbale is not None  # noqa: S101 - the table has asked for it (manca_verbale)
    if not ValidazioneRelazione.objects.filter(esercizio=riga.esercizio).exists():
        valida_relazione(esercizio=riga.esercizio, atto=riga.verbale, utente=utente, quando=quando)
