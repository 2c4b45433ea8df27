"""Art. 22: issuing the rankings and the sheets of professional growth as documents."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from obiettivi.documenti import numerati
from smvp.documenti.models import Documento, Lavoro
from smvp.documenti.operazioni import Richiesta, emetti_insieme, emetti_tutti
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.nucleo.formati import FUSO
from smvp.organizzazione.letture import Firmatari
from smvp.organizzazione.models import Ente, Utente

from ..documenti.graduatorie import contenuto_graduatoria, contenuto_maturazione, in_parti
from ..letture.progressioni.passaggi import passaggi_della
from ..letture.progressioni.procedura import FOGLIO_MATURAZIONE, GRADUATORIA_SU_CARTA, candidati_del_gruppo
from ..models import CandidatoProgressione, DecisioneParita, GraduatoriaProgressione, PostoProgressione, Progressione
from ..models.progressioni import ESCLUSO
from ..permessi import candidati_visibili_a, direzioni_lette, progressioni_visibili_a
from ..stati import SENZA_GRADUATORIA
from .progressioni import ARTICOLO


@transaction.atomic
def emetti_graduatorie(*, procedura: Progressione, posto: int | None = None, utente: Utente, quando: datetime) -> list[Documento] | Lavoro:
    """Freeze the rankings that the user reads (or the one of ``posto``) and queue their PDF; several come together as a batch.

    Raises PermissionDenied, OperazioneNonAmmessa (no ranking that counts).
    """
    if not progressioni_visibili_a(utente).filter(pk=procedura.pk).exists():
        raise PermissionDenied("Le graduatorie le prende chi legge la procedura.")
    graduatoria = None if procedura.stato in SENZA_GRADUATORIA else procedura.ultima_graduatoria()
    if graduatoria is None:
        raise OperazioneNonAmmessa("Non c’è ancora una graduatoria da stampare.", articolo=ARTICOLO)
    lette, posti = direzioni_lette(utente), procedura.posti.select_related("direzione")
    scelti = [p for p in posti if (lette is None or p.direzione_id in lette) and posto in (None, p.pk)]
    if not scelti:
        raise PermissionDenied("Questa graduatoria è di un’altra Direzione.")
    richieste = [r for p in scelti for r in _richieste(procedura, graduatoria, p, quando)]
    documenti = emetti_tutti(richieste, tipo=GRADUATORIA_SU_CARTA, utente=utente, quando=quando)
    if len(documenti) == 1:
        return documenti
    titolo = f"Graduatorie delle {str(procedura)[0].lower()}{str(procedura)[1:]}"
    return emetti_insieme(tipo=GRADUATORIA_SU_CARTA, titolo=titolo, documenti=documenti, utente=utente, quando=quando)


def _richieste(
    procedura: Progressione, graduatoria: GraduatoriaProgressione, posto: PostoProgressione, quando: datetime
) -> Iterator[Richiesta]:
    """The same ranking in the same state with the same ties decided is the same document."""
    candidati = list(candidati_del_gruppo(graduatoria, posto.direzione_id, posto.categoria).select_related("decisione__decisa_da__persona"))
    passaggi = {p.candidato_id: p for p in passaggi_della(procedura)}
    decise = DecisioneParita.objects.filter(candidato__in=[c.pk for c in candidati]).count()
    firmatari, ente = Firmatari(quando.astimezone(FUSO).date()), Ente.corrente()
    for fascicolo, parte in numerati(in_parti(candidati)):
        n = fascicolo["numero"] if fascicolo else 1
        contenuto = contenuto_graduatoria(procedura, graduatoria, posto, parte, passaggi, fascicolo, ente, firmatari)
        titolo = f"Graduatoria {procedura.esercizio.anno}, {posto.direzione.codice}, categoria {posto.categoria}, n. {graduatoria.numero}"
        titolo += f", parte {n} di {fascicolo['di']}" if fascicolo else ""
        chiave = f"{GRADUATORIA_SU_CARTA}:{graduatoria.pk}:{procedura.stato}:{posto.pk}:{decise}:{n}"
        yield Richiesta(chiave, titolo, posto.pk, lambda c=contenuto: c)  # type: ignore[misc]


@transaction.atomic
def emetti_foglio_maturazione(*, candidato: CandidatoProgressione, utente: Utente, quando: datetime) -> Documento:
    """The sheet of one candidate's growth. Raises PermissionDenied, OperazioneNonAmmessa (who is not admissible has none)."""
    if not candidati_visibili_a(utente).filter(pk=candidato.pk).exists():
        raise PermissionDenied("Il foglio della maturazione lo prende chi legge la posizione del candidato.")
    if candidato.esito == ESCLUSO:
        raise OperazioneNonAmmessa("Di chi non è ammissibile la maturazione non si valuta.", articolo=ARTICOLO)
    riga = CandidatoProgressione.objects.select_related(
        "direzione", "valutata_da__persona", "graduatoria__procedura__esercizio", "graduatoria__procedura__atto",
        "graduatoria__procedura__atto_bando",
    ).get(pk=candidato.pk)  # fmt: skip
    procedura = riga.graduatoria.procedura
    titolo = f"Maturazione professionale {procedura.esercizio.anno}, {riga.nominativo}, procedura n. {procedura.numero}"
    chiave = f"{FOGLIO_MATURAZIONE}:{riga.pk}:{procedura.stato}"
    richiesta = Richiesta(chiave, titolo[:200], riga.pk, lambda: contenuto_maturazione(riga, Ente.corrente()))
    return emetti_tutti([richiesta], tipo=FOGLIO_MATURAZIONE, utente=utente, quando=quando)[0]
