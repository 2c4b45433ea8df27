"""Art. 34: the NCVP writes its yearly report, transmits it to the Sindaco; the Segretario publishes it."""

from collections.abc import Mapping
from datetime import datetime

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from smvp.documenti.operazioni import Richiesta, emetti_tutti
from smvp.documenti.pubblicazioni import pubblica
from smvp.flusso.models import NESSUNA_PAGINA, Pagina
from smvp.flusso.operazioni import effetto
from smvp.nucleo.errori import ConflittoDiVersione, DatiNonValidi, OperazioneNonAmmessa
from smvp.nucleo.formati import troppo_lungo
from smvp.organizzazione.models import Ente, Esercizio, Utente
from smvp.organizzazione.ruoli import persona_di

from ..documenti import contenuti as c
from ..letture.cifre import quadri
from ..letture.registro import RAPPORTO as VOCE
from ..models import RapportoNcvp, TestoRapporto
from ..models.incarico import TESTO_MASSIMO
from ..stati import RAPPORTO
from .comuni import NUCLEO, annota, blocca, vieta_senza

LO_SCRIVE_IL_NCVP = "Il rapporto annuale lo scrive il NCVP."


@transaction.atomic
def apri_rapporto(*, esercizio: Esercizio, utente: Utente, quando: datetime) -> RapportoNcvp:
    """Begin the report of an exercise; the one that is there, if there is one. Raises PermissionDenied."""
    vieta_senza("ncvp.scrivere_rapporto", utente, LO_SCRIVE_IL_NCVP)
    Esercizio.objects.select_for_update().get(pk=esercizio.pk)  # two clicks at once take turns
    if gia := RapportoNcvp.objects.filter(esercizio=esercizio).first():
        return gia
    riga = RapportoNcvp.objects.create(esercizio=esercizio, aperto_da=utente, aperto_il=quando)
    annota(RAPPORTO.codice, riga, "apri", utente, quando, anno=esercizio.anno)
    return riga


@transaction.atomic
def scrivi_rapporto(
    *, rapporto: RapportoNcvp, testi: Mapping[str, str], utente: Utente, quando: datetime, versione: int, pagina: Pagina = NESSUNA_PAGINA
) -> RapportoNcvp:
    """Save what has changed, by the code of the part. Raises PermissionDenied, OperazioneNonAmmessa, ConflittoDiVersione, DatiNonValidi."""
    riga = blocca(rapporto)
    if not rules.has_perm("ncvp.scrivere_rapporto", utente, riga):
        raise PermissionDenied(LO_SCRIVE_IL_NCVP)
    if not riga.si_scrive:
        raise OperazioneNonAmmessa(f"Ora il rapporto è «{riga.stato_attuale.parola}»: i testi non cambiano più.", articolo=NUCLEO)
    if riga.versione != versione:
        raise ConflittoDiVersione("Nel frattempo qualcun altro ha salvato: rileggi prima di continuare.")
    parti = {p.codice for p in riga.esercizio.reg.garanzie.ncvp_rapporto}
    for codice, testo in testi.items():
        if codice not in parti:
            raise DatiNonValidi("Il rapporto non ha questa parte.", articolo=NUCLEO)
        if len(testo) > TESTO_MASSIMO:
            raise DatiNonValidi(f"È troppo lungo: {troppo_lungo(testo, TESTO_MASSIMO)}.", campo=codice, articolo=NUCLEO)
    TestoRapporto.objects.bulk_create(
        [TestoRapporto(rapporto=riga, codice=codice, testo=testo) for codice, testo in testi.items()],
        update_conflicts=True, unique_fields=["rapporto", "codice"], update_fields=["testo"],
    )  # fmt: skip
    if testi:
        riga.segna_salvata(utente, quando, pagina)
        riga.save()
    return riga


@effetto(RAPPORTO.codice, "trasmetti")
def _emetti(rapporto: RapportoNcvp, *, utente: Utente, quando: datetime) -> None:
    """The document is this version's: texts and figures of now. One that was taken back to be corrected makes another."""
    persona = persona_di(utente)
    nome = persona.con_titolo if persona else utente.username
    contenuto = c.contenuto_rapporto(rapporto, quadri(rapporto.esercizio), nome, quando, Ente.corrente())
    richiesta = Richiesta(f"{c.RAPPORTO}:{rapporto.pk}:{rapporto.versione}", str(rapporto), rapporto.pk, lambda: contenuto)
    rapporto.documento = emetti_tutti([richiesta], tipo=c.RAPPORTO, utente=utente, quando=quando)[0]
    rapporto.trasmesso_il = quando


@effetto(RAPPORTO.codice, "pubblica")
def _pubblica(rapporto: RapportoNcvp, *, utente: Utente, quando: datetime) -> None:
    """Art. 36: everybody reads the document that the Sindaco has had. The step has asked for it (manca_documento)."""
    if rapporto.documento is None:
        raise OperazioneNonAmmessa("Manca il documento trasmesso.", articolo=NUCLEO)
    anno = rapporto.esercizio.anno
    pubblica(rapporto.documento, voce=VOCE, titolo=str(rapporto), utente=utente, quando=quando, anno=anno)
    rapporto.pubblicato_il = quando
