"""Art. 36: decree, curriculum and fees of the NCVP in the public section."""

from datetime import date, datetime

from django.db import transaction

from smvp.documenti import archivio
from smvp.documenti.models import Pubblicazione
from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.documenti.pubblicazioni import pubblica
from smvp.documenti.ricevuti import Ricevuto
from smvp.nucleo.errori import OperazioneNonAmmessa
from smvp.organizzazione.models import Ente, Utente

from ..documenti import contenuti as c
from ..letture.registro import COMPENSI, CURRICULUM, NOMINA
from ..models import Allegato, Compenso, Genere, IncaricoNcvp
from ..models.incarico import regolamento_al
from ..stati import CESSATA, IN_CARICA
from .comuni import blocca, vieta_senza

ARTICOLO = "36"
PUBBLICA_IL_SEGRETARIO = "Nella sezione web pubblica il Segretario generale."
CHE_COSA = {NOMINA: (Genere.DECRETO, "Decreto di nomina del NCVP"), CURRICULUM: (Genere.CURRICULUM, "Curriculum del NCVP")}


@transaction.atomic
def pubblica_file(*, incarico: IncaricoNcvp, voce: str, utente: Utente, quando: datetime) -> Pubblicazione:
    """The decree or the curriculum, as it was received. What was there takes its leave. Raises PermissionDenied, OperazioneNonAmmessa."""
    vieta_senza("ncvp.pubblicare", utente, PUBBLICA_IL_SEGRETARIO)
    riga = _nominato(incarico)
    genere, titolo = CHE_COSA[voce]
    allegato = riga.file(genere)
    if allegato is None:
        raise OperazioneNonAmmessa(f"Manca il file: {genere.label.lower()}.", articolo=ARTICOLO)
    gia = Pubblicazione.objects.filter(voce=voce, anno=None, ritirata_il=None, impronta_file=allegato.impronta).first()
    if gia is not None and gia.atto_id == riga.decreto_id:
        raise OperazioneNonAmmessa(f"È già pubblicato: {titolo.lower()}.", articolo=ARTICOLO)
    nome = f"{titolo}: {riga.persona.con_titolo}"
    return pubblica(_letto(allegato), voce=voce, titolo=nome, utente=utente, quando=quando, atto=riga.decreto)


def _nominato(incarico: IncaricoNcvp) -> IncaricoNcvp:
    riga = blocca(incarico)
    if riga.stato not in (IN_CARICA, CESSATA):
        raise OperazioneNonAmmessa("Si pubblica dopo la nomina.", articolo=ARTICOLO)
    return riga


def _letto(allegato: Allegato) -> Ricevuto:
    contenuto = archivio.leggi(str(allegato.file), allegato.impronta)
    if contenuto is None:
        raise OperazioneNonAmmessa("Il file non si trova più nell’archivio: caricalo di nuovo.", articolo=ARTICOLO)
    return Ricevuto(allegato.nome, allegato.tipo_contenuto, contenuto, allegato.impronta)


@transaction.atomic
def pubblica_compenso(*, compenso: Compenso, utente: Utente, quando: datetime) -> Pubblicazione:
    """The fees of a year as a document; a correction makes another, that takes its place. Raises PermissionDenied, OperazioneNonAmmessa."""
    vieta_senza("ncvp.pubblicare", utente, PUBBLICA_IL_SEGRETARIO)
    riga = blocca(compenso)
    _nominato(riga.incarico)
    righe = list(
        Compenso.objects.filter(anno=riga.anno).select_related("incarico__persona", "incarico__nomina", "incarico__decreto", "atto")
    )
    righe.sort(key=lambda r: r.incarico.dal)
    reg, segno = regolamento_al(date(riga.anno, 1, 1)), ",".join(f"{r.pk}.{r.versione}" for r in righe)
    richiesta = Richiesta(
        f"{c.COMPENSO}:{riga.anno}:{segno}", f"Compensi del NCVP {riga.anno}", riga.pk,
        lambda: c.contenuto_compensi(righe, reg, Ente.corrente()),
    )  # fmt: skip
    (documento,) = emetti_tutti([richiesta], tipo=c.COMPENSO, utente=utente, quando=quando)
    return pubblica(documento, voce=COMPENSI, titolo=documento.titolo, utente=utente, quando=quando, anno=riga.anno, atto=riga.atto)
